"""The body map: places on the front and the back, their names, and how they are drawn.

Plain. Our own drawing: simple shapes, no anatomy book. Left and right are the patient's own, so
that her right arm stands on the left of the front and on the right of the back. Only add a place
or reword it: a code that has been stored must keep its meaning.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin

from diaries.svg import n, picture, tag, text
from paincheck.speech import gettext, gettext_noop

WIDTH, HEIGHT = 160, 400
MIDDLE = WIDTH / 2

Shape = tuple[tuple[float, float], ...]


class Side(StrEnum):
    FRONT = "FRONT"
    BACK = "BACK"
    ANYWHERE = "ANYWHERE"


@dataclass(frozen=True)
class Place:
    """One place to mark. `shape` is empty where there is nothing to draw ('all over')."""

    code: str
    side: Side
    name: str
    shape: Shape = ()


HEAD: Shape = tuple(
    (MIDDLE + 21 * cos(pi * step / 10), 32 + 27 * sin(pi * step / 10)) for step in range(20)
)
NECK: Shape = ((71, 59), (89, 59), (94, 72), (66, 72))
SHOULDER: Shape = ((66, 72), (46, 78), (35, 90), (32, 112), (51, 112), (56, 90))
CHEST: Shape = ((80, 72), (66, 72), (56, 90), (51, 112), (53, 140), (80, 140))
UPPER_TUMMY: Shape = ((53, 140), (107, 140), (106, 172), (54, 172))
LOWER_TUMMY: Shape = ((54, 172), (106, 172), (110, 204), (50, 204))
GROIN: Shape = ((50, 204), (110, 204), (97, 224), (80, 238), (63, 224))
ARM: Shape = ((32, 112), (51, 112), (46, 160), (27, 160))
HAND: Shape = ((27, 160), (46, 160), (39, 206), (37, 230), (23, 238), (14, 228), (18, 204))
THIGH: Shape = ((50, 204), (63, 224), (80, 238), (78, 302), (54, 302), (46, 236))
LEG: Shape = (
    (54, 302),
    (78, 302),
    (76, 350),
    (76, 374),
    (78, 390),
    (50, 390),
    (56, 372),
    (51, 338),
)
LOWER_BACK: Shape = ((53, 140), (107, 140), (106, 182), (54, 182))
BOTTOM: Shape = ((54, 182), (106, 182), (112, 214), (98, 230), (80, 236), (62, 230), (48, 214))
BACK_OF_THIGH: Shape = ((48, 214), (62, 230), (80, 236), (78, 302), (54, 302), (45, 240))


def _mirrored(shape: Shape) -> Shape:
    return tuple((WIDTH - x, y) for x, y in shape)


def _pair(code: str, side: Side, on_right: str, on_left: str, shape: Shape) -> tuple[Place, Place]:
    """The same place on her right and on her left; `shape` stands left on the page."""
    right, left = (shape, _mirrored(shape))
    if side is Side.BACK:
        right, left = left, right
    return (
        Place(f"{code}_R", side, on_right, right),
        Place(f"{code}_L", side, on_left, left),
    )


PLACES: tuple[Place, ...] = (
    Place("F_HEAD", Side.FRONT, gettext_noop("Head or face"), HEAD),
    Place("F_NECK", Side.FRONT, gettext_noop("Throat"), NECK),
    *_pair(
        "F_SHOULDER",
        Side.FRONT,
        gettext_noop("Right shoulder, front"),
        gettext_noop("Left shoulder, front"),
        SHOULDER,
    ),
    *_pair(
        "F_CHEST",
        Side.FRONT,
        gettext_noop("Right side of chest"),
        gettext_noop("Left side of chest"),
        CHEST,
    ),
    Place("F_UPPER_TUMMY", Side.FRONT, gettext_noop("Upper tummy"), UPPER_TUMMY),
    Place("F_LOWER_TUMMY", Side.FRONT, gettext_noop("Lower tummy"), LOWER_TUMMY),
    Place("F_GROIN", Side.FRONT, gettext_noop("Groin or private parts"), GROIN),
    *_pair(
        "F_ARM",
        Side.FRONT,
        gettext_noop("Right upper arm, front"),
        gettext_noop("Left upper arm, front"),
        ARM,
    ),
    *_pair(
        "F_HAND",
        Side.FRONT,
        gettext_noop("Right lower arm or palm"),
        gettext_noop("Left lower arm or palm"),
        HAND,
    ),
    *_pair(
        "F_THIGH",
        Side.FRONT,
        gettext_noop("Right thigh, front"),
        gettext_noop("Left thigh, front"),
        THIGH,
    ),
    *_pair(
        "F_LEG",
        Side.FRONT,
        gettext_noop("Right shin or top of foot"),
        gettext_noop("Left shin or top of foot"),
        LEG,
    ),
    Place("B_HEAD", Side.BACK, gettext_noop("Back of head"), HEAD),
    Place("B_NECK", Side.BACK, gettext_noop("Back of neck"), NECK),
    *_pair(
        "B_SHOULDER",
        Side.BACK,
        gettext_noop("Right shoulder, back"),
        gettext_noop("Left shoulder, back"),
        SHOULDER,
    ),
    *_pair(
        "B_UPPER_BACK",
        Side.BACK,
        gettext_noop("Right side of upper back"),
        gettext_noop("Left side of upper back"),
        CHEST,
    ),
    Place("B_LOWER_BACK", Side.BACK, gettext_noop("Lower back"), LOWER_BACK),
    Place("B_BOTTOM", Side.BACK, gettext_noop("Hips, bottom or tailbone"), BOTTOM),
    *_pair(
        "B_ARM",
        Side.BACK,
        gettext_noop("Right upper arm, back"),
        gettext_noop("Left upper arm, back"),
        ARM,
    ),
    *_pair(
        "B_HAND",
        Side.BACK,
        gettext_noop("Right lower arm or back of hand"),
        gettext_noop("Left lower arm or back of hand"),
        HAND,
    ),
    *_pair(
        "B_THIGH",
        Side.BACK,
        gettext_noop("Right thigh, back"),
        gettext_noop("Left thigh, back"),
        BACK_OF_THIGH,
    ),
    *_pair(
        "B_LEG",
        Side.BACK,
        gettext_noop("Right calf or heel"),
        gettext_noop("Left calf or heel"),
        LEG,
    ),
    Place("ALL_OVER", Side.ANYWHERE, gettext_noop("All over")),
    Place("MOVES", Side.ANYWHERE, gettext_noop("It moves from place to place")),
)
PLACE = {place.code: place for place in PLACES}
SIDE_NAMES = {
    Side.FRONT: gettext_noop("Front of your body"),
    Side.BACK: gettext_noop("Back of your body"),
    Side.ANYWHERE: gettext_noop("Not in one place"),
}


def places_on(side: Side) -> Sequence[Place]:
    return [place for place in PLACES if place.side is side]


def names_of(codes: Collection[str], most: str = "") -> list[str]:
    """The marked places in the order of the list, 'Lower back (hurts most)' among them."""
    return [
        gettext("{place} (hurts most)", place=gettext(place.name))
        if place.code == most
        else gettext(place.name)
        for place in PLACES
        if place.code in codes
    ]


def drawing(side: Side, *, marked: Collection[str], most: str = "", to_press: bool = False) -> str:
    """One side of the body with its marked places.

    `to_press`: for the page with the list, where a script makes the places ones to press. There
    the list beneath is the real control, and whoever cannot see the drawing is told nothing twice.
    """
    parts = [_drawn(place, marked=place.code in marked) for place in places_on(side)]
    if most in PLACE and PLACE[most].side is side and PLACE[most].shape:
        parts.append(_star(PLACE[most].shape))
    left, right = gettext("left"), gettext("right")
    if side is Side.FRONT:
        left, right = right, left
    parts += [text(0, 290, left), text(WIDTH, 290, right, anchor="end")]
    if to_press:
        return tag(
            "svg",
            classes="drawing bodymap__side bodymap__side--to-press",
            content="".join(parts),
            viewBox=f"0 0 {WIDTH} {HEIGHT}",
            width=WIDTH,
            height=HEIGHT,
            aria_hidden="true",
            focusable="false",
        )
    names = names_of([code for code in marked if PLACE[code].side is side], most)
    said = ", ".join(names) or gettext("nothing marked")
    label = f"{gettext(SIDE_NAMES[side])}: {said}"
    return picture("bodymap__side", WIDTH, HEIGHT, label, parts)


def _drawn(place: Place, *, marked: bool) -> str:
    points = " ".join(f"{n(x)},{n(y)}" for x, y in place.shape)
    # Faint and outlined without the stylesheet too, never a black box.
    return tag(
        "polygon",
        classes=f"bodymap__place{' bodymap__place--marked' if marked else ''}",
        content="",
        points=points,
        fill_opacity=".7" if marked else ".1",
        stroke="currentColor",
        data_place=place.code,
    )


def _star(shape: Shape) -> str:
    """What hurts most is told by a shape, not by a colour."""
    x = sum(point[0] for point in shape) / len(shape)
    y = sum(point[1] for point in shape) / len(shape)
    return tag("circle", classes="bodymap__most", cx=x, cy=y, r=7, fill="#fff", stroke="#000")

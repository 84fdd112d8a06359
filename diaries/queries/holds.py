"""Whether a diary may be opened for somebody: no word of why not, only whom to ask (T3)."""

from datetime import date

from django.db.models import Q

from diaries import identity
from diaries.models import Patient, RegistrationHold

BEFORE = "A diary cannot be opened for this person before {} {:%B %Y}. Ask {}."
UNTIL_FURTHER = "A diary cannot be opened for this person until further notice. Ask {}."
ASK_BIRTH = " If this is somebody else, enter the date of birth."


def refusal(
    *,
    world: str,
    first_name: str,
    last_name: str,
    born_on: date | None,
    hospital_number: str,
    today: date,
    is_new: bool = True,
) -> str:
    """A sentence for who registers; '' where nothing stands in the way. Practice is free.

    `is_new`: without a date of birth the name alone is asked about too.
    """
    if world == Patient.World.PRACTICE:
        return ""
    digests = identity.digests_of(
        world=world,
        first_name=first_name,
        last_name=last_name,
        born_on=born_on,
        hospital_number=hospital_number,
    )
    if is_new and born_on is None:
        digests.add(identity.bare_name(world=world, first_name=first_name, last_name=last_name))
    standing = RegistrationHold.objects.filter(identity__in=digests, lifted_at__isnull=True)
    holds = list(standing.filter(Q(until__isnull=True) | Q(until__gt=today)))
    if not holds:
        return ""
    hold = max(holds, key=lambda one: one.until or date.max)
    said = UNTIL_FURTHER.format(hold.ask)
    if hold.until is not None:
        said = BEFORE.format(hold.until.day, hold.until, hold.ask)
    return said if born_on else said + ASK_BIRTH


def told_of(patient: Patient) -> dict[str, object]:
    """What says who she is."""
    names = ("world", "first_name", "last_name", "born_on", "hospital_number")
    return {name: getattr(patient, name) for name in names}

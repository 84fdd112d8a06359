"""The cards of advice, in our own words: what the sources say is paraphrased and linked.

Plain: no Django, no database, no clock. Every card is an example, to be approved by a clinician
before use with patients. No card names a dose or turns one medicine into another (S7). Which card
fits which answers stands in `diaries.advice`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from paincheck.speech import gettext_noop as _

OWNER = "example: to be approved by a clinician"
REVIEW_ON = date(2027, 6, 30)


class Urgency(StrEnum):
    """How a card looks: the three care cards of the NHS design system."""

    EMERGENCY = "EMERGENCY"
    URGENT = "URGENT"
    CALM = "CALM"


@dataclass(frozen=True)
class Source:
    name: str
    url: str


@dataclass(frozen=True)
class Card:
    """`body` is one sentence or two a paragraph, in words for a reading age of 9 to 11.

    `module` is the part of 'Tackling cancer pain' that says more, or ''.
    """

    code: str
    urgency: Urgency
    title: str
    body: tuple[str, ...]
    source: Source
    module: str = ""
    owner: str = OWNER
    review_on: date = REVIEW_ON


CORD = Source(
    "NICE NG234: cancer that has spread to the spine", "https://www.nice.org.uk/guidance/ng234"
)
OPIOIDS = Source(
    "NICE CG140: strong painkillers in palliative care", "https://www.nice.org.uk/guidance/cg140"
)
MACMILLAN = "https://www.macmillan.org.uk/cancer-information-and-support/impacts-of-cancer/pain"
COPING = Source("Macmillan: coping with cancer pain", f"{MACMILLAN}/coping-with-cancer-pain")
WITHOUT_DRUGS = Source(
    "Macmillan: managing pain without drugs", f"{MACMILLAN}/pain-management-without-drugs"
)

CALL_999 = Card(
    "CALL_999",
    Urgency.EMERGENCY,
    _("Ring 999 now"),
    (
        _("If you and your team have agreed a plan for this, follow your plan first."),
        _("If not, ring 999 now. Ask someone to stay with you."),
        _("Tell them you have cancer and which painkillers you take."),
    ),
    OPIOIDS,
)
TOXICITY = Card(
    "TOXICITY",
    Urgency.URGENT,
    _("Ring now: your medicines may be too strong for you"),
    (
        _("Ring one of the numbers on this page now. Do not wait for your nurse to ring you."),
        _("Before you take any more strong painkiller, ask them what to do."),
        _("If you wear a patch, tell them. Ask someone to stay with you."),
        _("If you get very hard to wake, or breathe very slowly, they should ring 999 at once."),
    ),
    OPIOIDS,
)
DANGER_SIGN = Card(
    "DANGER_SIGN",
    Urgency.URGENT,
    _("Ring now about what you told us"),
    (
        _("Ring one of the numbers on this page now. Do not wait for your nurse to ring you."),
        _("Tell them you have cancer, and tell them what is new or worse."),
        _(
            "If it is your back, legs, bladder or bowels, say so first. Lie still until you have "
            "spoken to them."
        ),
    ),
    CORD,
)
SEVERE = Card(
    "SEVERE",
    Urgency.URGENT,
    _("Your pain is bad. Let's get you some help"),
    (
        _("If it is this bad now, ring one of the numbers on this page."),
        _("If you have a plan for bad pain, follow it."),
        _("Sit or lie in the way that hurts least. Breathe slowly. Ask someone to be with you."),
        _("If the pain came on suddenly, or is not like your usual pain, say so when you ring."),
    ),
    OPIOIDS,
    "when-to-call",
)
MANY_DOSES = Card(
    "MANY_DOSES",
    Urgency.URGENT,
    _("You needed a lot of extra painkiller"),
    (
        _("Ring one of the numbers on this page today."),
        _("Needing many extra doses can mean that your usual painkillers should be looked at."),
        _("Do not change your usual painkillers by yourself."),
        _("If you get very sleepy, muddled or jumpy, ring at once."),
    ),
    OPIOIDS,
    "when-to-call",
)
MODERATE = Card(
    "MODERATE",
    Urgency.CALM,
    _("Things that may ease your pain"),
    (
        _("Take your usual painkillers at the times on the label, even when it hurts less."),
        _(
            "Try changing how you sit or lie. Some people find warmth, rest or slow breathing "
            "helps. "
            "Never put heat on a pain patch."
        ),
        _("Do a little at a time, and stop before it hurts more."),
        _("If it does not ease, or it gets worse, ring your nurse."),
    ),
    OPIOIDS,
    "beyond-medicines",
)
MILD = Card(
    "MILD",
    Urgency.CALM,
    _("Keeping your pain low"),
    (
        _("Take your usual painkillers at the times on the label."),
        _("Do the things you like, a little at a time. Rest in between."),
        _("If your pain gets worse, fill in another check or ring your nurse."),
    ),
    OPIOIDS,
    "medicines",
)
NO_PAIN = Card(
    "NO_PAIN",
    Urgency.CALM,
    _("No pain is good news"),
    (
        _(
            "Take your usual painkillers at the times on the label. They may be why it does not "
            "hurt."
        ),
        _("If you think you need less now, ask your nurse before you stop or cut down."),
    ),
    OPIOIDS,
    "medicines",
)
# No score at all, as in a diary from elsewhere: nothing is claimed about the pain (S1).
NO_SCORE = Card(
    "NO_SCORE",
    Urgency.CALM,
    _("Your team is here for you"),
    (
        _(
            "If you are in pain, or worried, ring your nurse or one of the other numbers on this "
            "page."
        ),
    ),
    OPIOIDS,
)

# The calm ones, which may stand beneath the first: they are for another quiet moment too.
BREAKTHROUGH = Card(
    "BREAKTHROUGH",
    Urgency.CALM,
    _("Pain that breaks through"),
    (
        _("Pain that comes on fast, on top of your usual pain, is called breakthrough pain."),
        _(
            "Write down when it comes and what you were doing. It helps your nurse to plan with "
            "you."
        ),
        _("If you have an extra painkiller for this, take it as the label says, and no more."),
        _("If it comes more often, or lasts longer, ring your nurse."),
    ),
    OPIOIDS,
    "medicines",
)
CONSTIPATION = Card(
    "CONSTIPATION",
    Urgency.CALM,
    _("When your bowels are slow"),
    (
        _("Strong painkillers often slow your bowels. It is common, and it can be treated."),
        _("If you have a laxative, take it each day as the label says, not just now and then."),
        _("Drink what you can. Move about a little, if you are able to."),
        _("If your bowels do not move for three days, or your tummy hurts, ring your nurse."),
    ),
    OPIOIDS,
    "medicines",
)
FEARS = Card(
    "FEARS",
    Urgency.CALM,
    _("Worried about strong painkillers?"),
    (
        _("Many people are. Some fear they will get hooked, or that it means the end is near."),
        _("Taken for cancer pain as the label says, they are safe for most people."),
        _("They are used at all stages. Taking them now does not stop them working later."),
        _("Tell your nurse what worries you. Do not stop them all at once by yourself."),
    ),
    OPIOIDS,
    "medicines",
)
SLEEP = Card(
    "SLEEP",
    Urgency.CALM,
    _("When pain keeps you awake"),
    (
        _("Put pillows where they take the weight off the sore part."),
        _("Have a drink and what you need for the night within reach."),
        _(
            "Rest is good too, even if you do not sleep. A quiet voice on the radio helps some "
            "people."
        ),
        _("Tell your nurse that you wake with pain. Your painkillers may need to cover the night."),
    ),
    COPING,
    "beyond-medicines",
)
HEAT_AND_REST = Card(
    "HEAT_AND_REST",
    Urgency.CALM,
    _("Warmth, rest and slow breathing"),
    (
        _(
            "A warm pad, wrapped in a cloth, eases some kinds of pain. Take it off after a short "
            "time."
        ),
        _("Never put heat on a pain patch, or on skin that is numb, sore or had radiotherapy."),
        _("Rest before you are worn out. Do a job in small parts, with a pause in between."),
        _("Try slow breathing: in through your nose, and out for longer, a few times."),
    ),
    WITHOUT_DRUGS,
    "beyond-medicines",
)
KEEPING_A_LIST = Card(
    "KEEPING_A_LIST",
    Urgency.CALM,
    _("Keep a list"),
    (
        _("It is hard to remember each extra painkiller. Write it down when you take it."),
        _("Write down what you want to ask, too. ‘Prepare for your visit’ in your diary keeps it."),
        _("Have your list by you when your nurse rings or you go to the clinic."),
    ),
    COPING,
    "what-to-ask",
)
TALKING = Card(
    "TALKING",
    Urgency.CALM,
    _("Talking to your nurse about pain"),
    (
        _("You are not a bother. Pain can often be helped, and your nurse wants to know."),
        _("Say where it hurts, when it is worst, and what it keeps you from doing."),
        _(
            "Say what you would like to be able to do again. It gives you both something to aim "
            "for."
        ),
    ),
    COPING,
    "what-to-ask",
)
MORE_CARDS = (BREAKTHROUGH, CONSTIPATION, FEARS, SLEEP, HEAT_AND_REST, KEEPING_A_LIST, TALKING)
CARDS = (
    CALL_999,
    TOXICITY,
    DANGER_SIGN,
    SEVERE,
    MANY_DOSES,
    MODERATE,
    MILD,
    NO_PAIN,
    NO_SCORE,
    *MORE_CARDS,
)

EARLY_PAINKILLERS = _(
    "Your nurse says you can take your extra painkiller early, before the pain gets bad. Take it "
    "as the label says, and no more than that."
)

"""What an allocation opens: a diary with its introduction for one arm, nothing for the other.

Called within the allocation's transaction. Whatever could refuse is asked in both arms alike, so
that a refusal, and another try, tell nothing and change nothing of the chances.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from clinicians.actions import introduction
from clinicians.wording import day_in_words
from diaries.actions import holds
from diaries.actions import patients as diary
from diaries.models import Patient
from paincheck.accounts.leaving import HasLeft, hold_at_work
from paincheck.accounts.models import User
from paincheck.outbox.actions import put
from paincheck.outbox.models import Delivery
from trial import wording
from trial.actions.rights import Refused
from trial.models import Allocation, Participant, World
from trial.queries import opening as queries
from trial.queries.following import today_of


@transaction.atomic
def open_for(*, allocation: Allocation, by: User, now: datetime) -> None:
    """Raises Refused, whichever the arm, where no diary could be opened."""
    participant = Participant.objects.select_related("site__site", "team__site", "nurse").get(
        pk=allocation.participant_id
    )
    try:
        hold_at_work(participant.nurse)
    except HasLeft as left:
        raise Refused(queries.NURSE_LEFT) from left
    obstacles = queries.obstacles(participant)
    if obstacles:
        raise Refused(" ".join(obstacles))
    days = int(allocation.design.content["introduction_days"])
    if allocation.arm.opens_diary:
        _open_diary(participant, timedelta(days=days), by=by, now=now)
    else:
        until = _free_from(allocation, participant, now)
        holds.end_on(about=queries.hold_of(participant), until=until, by=by, now=now)
    if participant.world == World.LIVE:  # nobody is told of a test
        _tell_nurse(allocation, participant, days, now)
        _tell_masked(allocation, participant, now)


def _open_diary(participant: Participant, due: timedelta, *, by: User, now: datetime) -> None:
    """Registered and invited; the letter's code is made when the nurse prints it (S21)."""
    holds.lift(about=queries.hold_of(participant), by=by, now=now)
    patient = diary.register(
        team=participant.team,
        nurse=participant.nurse,
        first_name=participant.first_name,
        last_name=participant.last_name,
        born_on=participant.born_on,
        hospital_number=participant.hospital_number,
        email=participant.email,
        phone=participant.phone,
        world=Patient.World(participant.world),
        by=by,
        now=now,
    )
    introduction.open_for(patient=patient, by=by, now=now, due_after=due)
    participant.patient = patient
    participant.save(update_fields=["patient"])


def _free_from(allocation: Allocation, participant: Participant, now: datetime) -> date:
    """The day after the last visit's window: from then on anybody may have a diary."""
    visits = allocation.design.content["visits"]
    last = max((int(one["due_days"]) + int(one["after"]) for one in visits), default=0)
    return today_of(participant, now) + timedelta(days=last + 1)


def _tell_nurse(allocation: Allocation, participant: Participant, days: int, now: datetime) -> None:
    today = today_of(participant, now)
    mail = wording.for_the_nurse(
        number=participant.number,
        arm=allocation.arm.name,
        opens=allocation.arm.opens_diary,
        due=day_in_words(today + timedelta(days=days), today),
        link=settings.SITE_URL + reverse("clinicians:introductions"),
    )
    _put(mail, allocation, participant, participant.nurse, now)


def _tell_masked(allocation: Allocation, participant: Participant, now: datetime) -> None:
    link = settings.SITE_URL + reverse("trial:home", args=[allocation.trial.code])
    mail = wording.for_the_masked(number=participant.number, link=link)
    for person in queries.masked_of(participant):
        _put(mail, allocation, participant, person, now)


def _put(
    mail: wording.Mail, allocation: Allocation, participant: Participant, to: User, now: datetime
) -> None:
    put(
        channel=Delivery.Channel.EMAIL,
        recipient=to,
        address=to.email,
        subject=mail.subject,
        text=mail.text,
        about=f"allocation:{allocation.pk}",
        once_key=f"allocated:{allocation.pk}:{to.pk}",
        now=now,
        site=participant.site.site,
    )

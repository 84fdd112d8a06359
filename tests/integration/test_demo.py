"""`manage.py demo`: what it makes, and what it refuses to touch."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count

from alerts import receivers
from alerts.actions.rounds import find_quiet, flag_waiting
from alerts.models import Alert, Told
from alerts.preview import compare, patients_of
from clinicians.models import HandOver, Introduction, NoteVersion, Task
from clinicians.queries.effect import asked_of
from clinicians.queries.engagement import scope_of
from clinicians.queries.workload import loads
from diaries.models import MedicationChange, Message, PainCheck, Patient, SeenMark, SharedNote
from paincheck.accounts.models import Role, Site, User
from paincheck.audit.models import AuditEvent
from paincheck.demo import clear as clearing
from paincheck.demo.build import rebuild
from paincheck.demo.clear import clear
from paincheck.outbox.models import Delivery
from tests.factories import PatientFactory

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # a Tuesday afternoon
OURS = ("accounts", "outbox", "diaries", "alerts", "clinicians", "trial")


@pytest.fixture(scope="class")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Built once by the command on an empty database; every trace is taken away after."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        time_machine.travel(NOW, tick=False),
    ):
        patch.setattr(receivers, "publish", lambda **_: False)
        said = run("--if-empty")
    yield said
    with django_db_blocker.unblock():
        clear()
        AuditEvent.objects.all()._raw_delete("default")


def run(*options: str) -> str:
    said = StringIO()
    call_command("demo", *options, stdout=said)
    return said.getvalue()


def open_rules(code: str) -> set[str]:
    return set(Alert.objects.open().filter(patient__code=code).values_list("rule", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
class TestTheDemo:
    def test_names_who_can_sign_in(self, demo):
        assert "43 patients" in demo
        assert "Nurses: grace, tomasz, amina, fiona. Manager: owen." in demo
        assert settings.DEMO_PASSWORD in demo

    def test_has_forty_patients_and_three_real_diaries(self):
        assert Patient.objects.filter(about="").count() == 40
        assert Patient.objects.exclude(about="").count() == 3

    def test_has_four_nurses_at_two_sites_and_a_manager(self):
        nurses = Role.objects.filter(role="NURSE")
        assert (nurses.count(), nurses.values("site").distinct().count()) == (4, 2)
        assert Role.objects.filter(role="MANAGER").values("user").distinct().count() == 1

    def test_most_were_introduced_two_are_due_one_is_overdue_and_one_has_a_reason(self):
        today = NOW.date()
        waiting = Introduction.objects.open()
        assert (waiting.count(), Introduction.objects.overdue(today).count()) == (3, 1)
        assert Introduction.objects.get(not_done_at__isnull=False).not_done == "TOO_UNWELL"
        assert Introduction.objects.filter(finished_at__isnull=False).count() == 36

    def test_nurses_have_tasks_notes_a_hand_over_and_a_note_shared_with_a_patient(self):
        assert Task.objects.due(NOW.date()).count() == 2
        assert Task.objects.filter(kind="PRESCRIBER").exclude(whom="").exists()
        assert NoteVersion.objects.exists()
        assert HandOver.objects.exists()
        assert SharedNote.objects.exists()

    def test_two_doses_went_up_lately_and_of_one_it_is_asked_whether_it_helped(self):
        lately = MedicationChange.objects.filter(on__gt=NOW.date() - timedelta(days=14))
        assert lately.standing().count() == 2
        assert lately.filter(void_reason="A day too early").count() == 1
        patients = Patient.objects.select_related("team__site")
        assert [len(asked) for asked in asked_of(patients, NOW).values()] == [1]

    def test_everybody_of_the_staff_has_the_password_of_the_demos_page(self):
        staff = User.objects.filter(roles__role__in=["NURSE", "MANAGER"]).distinct()
        assert all(user.check_password(settings.DEMO_PASSWORD) for user in staff)

    def test_an_alert_has_climbed_and_a_nurse_on_leave_was_passed_over(self):
        assert Told.objects.filter(step__gte=1, skipped_why="", alert__closed_at=None).exists()
        passed = Told.objects.filter(skipped_why="LEAVE", alert__closed_at=None)
        assert {row.person.sign_in_name for row in passed} == {"fiona"}

    def test_addresses_and_numbers_reach_nobody(self):
        users = User.objects.all()
        assert all(user.email.endswith("example.org") for user in users)
        assert all(user.phone.startswith("+447700900") for user in users if user.phone)

    def test_todays_stories_have_raised_real_alerts(self):
        assert "red_flag" in open_rules("DEMO-0001")
        assert {"severe_pain", "contact_wanted"} <= open_rules("DEMO-0002")
        assert "rising_pain" in open_rules("DEMO-0003")
        assert "contact_wanted" in open_rules("DEMO-0005")
        assert open_rules("DEMO-0006") == {"gone_quiet"}

    def test_two_patients_write_to_their_nurses_and_one_waits_for_an_answer(self):
        unread = Message.objects.unread()
        assert unread.from_patients().get().patient.code == "DEMO-0011"
        assert unread.from_nurses().get().patient.code == "DEMO-0004"
        for message in Message.objects.exclude(read_at=None):
            assert message.sent_at <= message.read_at <= NOW
        assert "message_unread" not in open_rules("DEMO-0011")

    def test_most_patients_have_no_alert(self):
        with_alert = Alert.objects.open().values("patient").distinct().count()
        assert 5 <= with_alert <= 15

    def test_preview_engagement_and_what_was_raised_agree_over_four_weeks(self):
        for site in Site.objects.all():
            patients = patients_of(site, None)
            found = compare(site=site, patients=patients, one=False, numbers={}, now=NOW)
            assert found.really > 30
            # What was open before the alerts begin is not known: a few were joined to it.
            assert abs(found.before.all - found.really) <= 0.1 * found.really
            scope = scope_of(
                User.objects.get(roles__role="LEAD_NURSE", roles__site=site), "28", NOW
            )
            raised = Alert.objects.filter(patient__in=patients, opened_at__range=scope.moments)
            assert sum(load.alerts for load in loads(scope)) == raised.count() > 30

    def test_most_were_talked_about_and_where_nobody_was_reached_a_nurse_rang_again(self):
        past = Alert.objects.filter(opened_at__lt=NOW - timedelta(days=7))
        talked = past.filter(closed_how="CONTACT")
        assert talked.count() > 0.6 * past.exclude(closed_how="CLEARED").count()
        again = talked.annotate(calls=Count("contacts")).filter(calls__gt=1)
        assert again.filter(contacts__outcome="NO_ANSWER").exists()

    def test_nothing_waits_for_the_rules(self):
        assert flag_waiting(now=NOW + timedelta(hours=1)) == 0

    def test_the_next_round_finds_no_more_quiet_patients(self):
        assert find_quiet(now=NOW + timedelta(minutes=5)) == 1

    def test_only_todays_mails_wait_to_be_sent(self):
        waiting = Delivery.objects.filter(state="DUE")
        assert waiting
        assert all(mail.created_at.date() == NOW.date() for mail in waiting)

    def test_every_patient_has_a_first_check_done_together(self):
        for patient in Patient.objects.filter(about="").select_related("summary__baseline"):
            assert patient.summary.baseline.source == "TOGETHER"

    def test_the_summary_names_the_last_check(self):
        for patient in Patient.objects.select_related("summary__last_check"):
            assert patient.summary.last_check == patient.checks.last()

    def test_real_diaries_are_imported_and_never_due(self):
        real = Patient.objects.exclude(about="")
        checks = PainCheck.objects.filter(patient__in=real)
        assert set(checks.values_list("source", flat=True)) == {"IMPORTED"}
        assert set(real.values_list("invited_at", flat=True)) == {None}
        assert not Alert.objects.filter(patient__in=real)

    def test_what_is_called_seen_was_seen_after_it_came(self):
        marks = SeenMark.objects.select_related("check_seen")
        assert marks.count() > 1000
        assert all(mark.check_seen.received_at <= mark.seen_at < NOW for mark in marks)

    def test_making_it_again_leaves_as_much_as_before(self):
        before = (Patient.objects.count(), User.objects.count(), PainCheck.objects.count())
        rebuild(now=NOW)
        after = (Patient.objects.count(), User.objects.count(), PainCheck.objects.count())
        assert after == before

    def test_clearing_leaves_no_row_but_the_trail(self):
        clear()
        left = {
            model.__name__: model._default_manager.count()
            for label in OURS
            for model in apps.get_app_config(label).get_models()
        }
        assert set(left.values()) == {0}, left

    def test_where_there_are_patients_if_empty_does_nothing(self):
        newest = User.objects.order_by("pk").last()
        assert "Nothing was changed." in run("--if-empty")
        assert User.objects.order_by("pk").last() == newest


def test_every_table_of_ours_is_known_to_the_clearing():
    known = [value for value in vars(clearing).values() if isinstance(value, type)]
    forgotten = [
        model.__name__
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model not in known
    ]
    assert not forgotten


@pytest.mark.django_db
def test_the_demo_can_be_made_on_a_sunday_in_the_night_that_loses_an_hour():
    rebuild(now=datetime(2026, 3, 29, 0, 5, tzinfo=UTC))
    assert "red_flag" in open_rules("DEMO-0001")


@pytest.mark.django_db
def test_a_database_with_other_patients_is_not_touched():
    stranger = PatientFactory()
    with pytest.raises(CommandError, match="patients that are not the demo's"):
        run()
    assert list(Patient.objects.all()) == [stranger]


@pytest.mark.django_db
def test_without_the_setting_the_demo_refuses(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="only with DEMO=1"):
        run()
    assert not Patient.objects.exists()

"""`manage.py demo_trial`: a whole made-up trial of 161 participants beside the demo."""

from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from paincheck import clock
from paincheck.demo.trial_people import CODE, TEAM, make_cast
from paincheck.demo.trial_story import RECRUITING, live_through, log_what_happened
from trial.models import Trial

SEED = 161


class Command(BaseCommand):
    help = "Make a whole made-up trial: screening, allocation, diaries, follow-up. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is made only with DEMO=1. Nothing was changed.")
        if Trial.objects.filter(code=CODE).exists():
            raise CommandError("The made-up trial is there already. `manage.py demo` clears it.")
        now = clock.now()
        began = now - RECRUITING
        with transaction.atomic():
            cast = make_cast(began)
            story = live_through(cast, began, now, Random(SEED))  # noqa: S311  no secret
            log_what_happened(story, now)
        names = ", ".join(name for name, *_rest in TEAM)
        self.stdout.write(
            f"{story.screened} were screened and {story.allocated} allocated in {CODE}. "
            f"Sign in as {names} or enrol-a to enrol-d; password: {settings.DEMO_PASSWORD}"
        )

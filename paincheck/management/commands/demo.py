"""`manage.py demo`: two sites, five members of staff, forty-three patients, ninety days of pain."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from paincheck import clock
from paincheck.demo import people
from paincheck.demo.build import counts, rebuild
from paincheck.demo.clear import strangers


class Command(BaseCommand):
    help = "Make the demo's people and diaries anew. Needs DEMO=1 and no patients but the demo's."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are patients already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo is made only with DEMO=1. Nothing was changed.")
        patients, _checks = counts()
        if options["if_empty"] and patients:
            self.stdout.write(f"There are {patients} patients already. Nothing was changed.")
            return
        if strangers():
            raise CommandError(
                "This database holds patients that are not the demo's. Nothing was changed."
            )
        rebuild(now=clock.now())
        patients, checks = counts()
        self.stdout.write(f"The demo is ready: {patients} patients with {checks} pain checks.")
        self.stdout.write(sign_ins())


def sign_ins() -> str:
    """Who can sign in, for the newcomer in front of the terminal."""
    nurses = ", ".join(nurse.sign_in_name for nurse in people.NURSES)
    return (
        f"Nurses: {nurses}. Manager: {people.MANAGER[0]}. Password: {settings.DEMO_PASSWORD}\n"
        f"Everybody in one press, patients too: {settings.SITE_URL}/demo/"
    )

"""At a nurse's sign-in: whether she has been away from PainCheck for long."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from clinicians.views.refreshing import remember
from paincheck import clock
from paincheck.accounts.models import Role, User
from paincheck.accounts.queries import has_role


@receiver(user_logged_in)
def look_for_a_pause(sender: object, *, request: HttpRequest, user: User, **_: Any) -> None:
    if has_role(user, Role.Kind.NURSE, Role.Kind.LEAD_NURSE):
        remember(request, user, clock.now())

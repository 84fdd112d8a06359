"""Where django-allauth asks us: how a code is sent, and that nobody makes an account alone."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from paincheck.accounts.models import User
from paincheck.accounts.sms import send_sms

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Mails without a site's name in brackets, codes by SMS, and one calm way of failing.

    A code that could not be sent is logged and not shown: the page must answer alike for known
    and unknown people, and offers a new code and the numbers to ring.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _(
            "That is not the code we sent. Check the numbers, or ask for a new code"
        ),
        "invalid_login": "The sign-in name or the password is not right",
        "username_password_mismatch": "The sign-in name or the password is not right",
        "too_many_login_attempts": _("There were too many tries. Wait 15 minutes, then try again"),
        "rate_limited": _("There were too many tries. Wait 15 minutes, then try again"),
        "enter_current_password": "Enter the password you use now",
        "incorrect_password": "That is not your password",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by nurses and managers alone."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        self.mail_accepted(template_prefix, email, context)

    def mail_accepted(self, template_prefix: str, email: str, context: dict[str, Any]) -> bool:
        """Send, and say whether the mail server took it: a manager is told, a stranger is not."""
        try:
            super().send_mail(template_prefix, email, {"site_url": settings.SITE_URL} | context)
        except OSError as error:  # smtplib's errors are OSErrors; their text may hold an address
            log.warning("a sign-in mail was not accepted: %s", type(error).__name__)
            return False
        return True

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_: Any) -> None:
        self.send_text("account/sms/login_code.txt", phone, {"code": code})

    def send_text(self, template: str, phone: str, context: dict[str, Any]) -> None:
        text = render_to_string(template, {"site_url": settings.SITE_URL} | context).strip()
        try:
            send_sms(to=phone, text=text)
        except OSError as error:  # the folder's, or one of `paincheck.outcomes`
            log.warning("a sign-in text was not accepted: %s", type(error).__name__)

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Nothing to keep: a phone in the account is one that a nurse or a code has proved."""

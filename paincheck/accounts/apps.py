from django.apps import AppConfig
from django.utils.translation import gettext, ngettext

from paincheck import speech


class AccountsConfig(AppConfig):
    """Who you are, where you work and when."""

    name = "paincheck.accounts"
    label = "accounts"

    def ready(self) -> None:
        speech.speak_by(gettext, ngettext)

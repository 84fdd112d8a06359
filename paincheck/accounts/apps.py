from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who you are, where you work and when."""

    name = "paincheck.accounts"
    label = "accounts"

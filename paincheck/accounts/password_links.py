"""The link behind which somebody of the staff sets her first password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest

from paincheck.accounts.models import User


def link_for(request: HttpRequest, person: User) -> str:
    """Works once, and for three days (PASSWORD_RESET_TIMEOUT)."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    link: str = get_adapter(request).get_reset_password_from_key_url(key)
    return link

"""The forms at the door. Known and unknown people get the same answer."""

from copy import copy
from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.core import context, ratelimit
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from paincheck.accounts.queries.doors import Asking, staff_by_email, staff_by_login, who_asks

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Button(Submit):
    """A button whose words are translated each time: crispy's own keeps those of the first."""

    def render(self, *args: Any, **kwargs: Any) -> Any:
        return Submit.render(copy(self), *args, **kwargs)


def helper(button: "str | StrPromise") -> FormHelper:
    """One column, one green button."""
    made = FormHelper()
    made.add_input(Button("submit", button))
    return made


class AskForCodeForm(forms.Form):
    """The patient's one field."""

    login = forms.CharField(
        label=_("Email, mobile number or PainCheck number"),
        help_text=_("Your PainCheck number is on the letter from your nurse, like K7QF‑2M9X."),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter your email, mobile number or PainCheck number")},
    )
    helper = helper(_("Send me a code"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.asking = Asking()

    def clean_login(self) -> str:
        typed: str = self.cleaned_data["login"]
        check_rate(self.request, "request_login_code", typed)
        self.asking = who_asks(typed)
        return typed


class CodeForm(allauth.ConfirmLoginCodeForm):
    """The six numbers, and whether this phone is to be remembered (S21)."""

    code = forms.CharField(
        label=_("The 6 numbers we sent"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "nhsuk-input--width-10 nhsuk-input--code",
            }
        ),
        error_messages={"required": _("Enter the 6 numbers we sent")},
    )
    remember = forms.BooleanField(
        label=_("Remember this phone for 90 days"),
        help_text=_("Then one press lets you in. Tick it only if the phone is your own."),
        required=False,
    )
    helper = helper(_("Sign in"))


class PasswordForm(allauth.LoginForm):
    """The staff's door: sign-in name or email, and a password."""

    helper = helper(_("Sign in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Sign-in name or email"),
            max_length=254,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
            ),
        )
        self.fields["password"].help_text = ""
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, str]:
        """An email stands for the sign-in name of the one member of staff who has it."""
        typed = self.cleaned_data["login"]
        person = staff_by_login(typed)
        name = person.sign_in_name if person else typed
        return {"username": name, "password": self.cleaned_data["password"]}


class ForgottenPasswordForm(forms.Form):
    """Sends a link to set a new password to staff; the page says the same to everybody."""

    email = forms.EmailField(
        label=_("Your work email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    helper = helper(_("Send me a link"))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        check_rate(context.request, "reset_password", email)
        return email

    def save(self, request: HttpRequest, **_: Any) -> str:
        """Called by allauth's view; the mail goes to the stored address, never to a look-alike."""
        email: str = self.cleaned_data["email"]
        for person in staff_by_email(email):
            request_password_reset(request, person.email, [person], default_token_generator)
        return email


class NewPasswordForm(allauth.ResetPasswordKeyForm):
    """Behind the link: a new password, typed twice."""

    helper = helper(_("Save the new password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_password(self)


class ChangePasswordForm(allauth.ChangePasswordForm):
    helper = helper(_("Change my password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "The password you use now"
        self.fields["oldpassword"].help_text = ""
        say_password(self)


def say_password(form: forms.Form) -> None:
    form.fields["password1"].label = "New password"
    form.fields["password1"].help_text = "12 characters or more. Three words together are good."
    form.fields["password2"].label = "New password again"


def check_rate(request: HttpRequest, action: str, key: str) -> None:
    """Refuse when this key has been tried too often, whether it is anybody's or nobody's."""
    if not ratelimit.consume(request, action=action, key=key.strip().lower()):
        raise ValidationError(get_adapter().error_messages["too_many_login_attempts"])

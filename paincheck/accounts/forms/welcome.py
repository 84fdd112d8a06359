"""The forms of the first sign-in, with the letter from the nurse in hand."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from paincheck.accounts import sms
from paincheck.accounts.forms.sign_in import check_rate, helper
from paincheck.accounts.phones import mobile

NOT_RIGHT = _(
    "The number and the code do not fit together, or the letter is too old. "
    "Check them against your letter, or ask your nurse for a new one"
)
EMAIL, SMS, NEITHER = "EMAIL", "SMS", "NEITHER"


class LetterForm(forms.Form):
    """PainCheck number and code, as they stand on the letter. The wait is counted by number."""

    number = forms.CharField(
        label=_("PainCheck number"),
        help_text=_("It looks like K7QF‑2M9X."),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "nhsuk-input--width-10 nhsuk-input--code",
            }
        ),
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("It is on the letter too, below your number."),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "nhsuk-input--width-10 nhsuk-input--code",
            }
        ),
    )
    helper = helper(_("Continue"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if {"number", "code"} <= told.keys():
            check_rate(self.request, "welcome", told["number"])
        return told

    def refuse(self) -> None:
        self.add_error("code", NOT_RIGHT)


class AddressForm(forms.Form):
    """Where the codes of later sign-ins go. Neither email nor mobile is an answer too (S21)."""

    way = forms.ChoiceField(
        label=_("How shall we send you a code when you sign in?"), widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    remember = forms.BooleanField(
        label=_("No email and no mobile? Remember this phone for 90 days"),
        help_text=_("Tick it only if the phone is your own. Or you need a letter each time."),
        required=False,
    )
    mark_optional = False
    helper = helper(_("Continue"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = [(SMS, _("By text message"))] if sms.can_send_sms() else []
        neither = (NEITHER, _("I have no email and no mobile of my own"))
        self.fields["way"].choices = [(EMAIL, _("By email")), *text, neither]  # type: ignore[attr-defined]
        if not text:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        stored = mobile(typed) if typed else ""
        if stored is None:
            raise forms.ValidationError(_("Enter a UK mobile number, like 07700 900123"))
        return stored

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("way") == EMAIL and not told.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter your email address"))
        if told.get("way") == SMS and not told.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter your mobile number"))
        return told

    @property
    def changes(self) -> dict[str, str]:
        """The one field of the account that was chosen."""
        field = {EMAIL: "email", SMS: "phone"}.get(self.cleaned_data["way"])
        return {field: self.cleaned_data[field]} if field else {}

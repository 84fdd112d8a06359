"""The forms for leave and for a site's settings."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from django import forms

from paincheck.accounts.forms.sign_in import helper
from paincheck.accounts.models import Site, User
from paincheck.accounts.queries import places, staff
from paincheck.nhsuk.fields import NhsDateField

LONGEST_LEAVE = timedelta(days=366)
ONLY_YOURSELF = (
    "You can cover for {} yourself: choose your own name. A lead nurse can book somebody else"
)
COVERS = (
    "{} covers for {} on some of these days. Give that cover to somebody else first, or nobody "
    "would be there"
)
_NUMBER = re.compile(r"^\+?[0-9][0-9 ()]{2,28}$")


class LeaveForm(forms.Form):
    """Away from one day to another, both included, and who covers.

    `free`: for whom `by` may book any cover; for her other colleagues she books herself.
    """

    nurse: Any = forms.ModelChoiceField(queryset=None, label="Who is away?", empty_label=None)
    first_date = NhsDateField(label="First day away")
    last_date = NhsDateField(label="Last day away")
    cover: Any = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label="Who covers?",
        empty_label="Nobody: alerts go to the lead nurse",
        help_text="Her alerts go there meanwhile, and the cover may see her patients.",
    )
    helper = helper("Save")

    def __init__(
        self,
        *args: Any,
        nurses: list[User],
        free: list[User],
        by: User,
        sites: list[Site],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.free, self.by = today, free, by
        choices = {"nurse": staff.people(nurses), "cover": staff.nurses_at(sites)}
        for name, people in choices.items():
            field: Any = self.fields[name]
            field.queryset = people
            field.label_from_instance = lambda nurse: nurse.full_name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("first_date"), told.get("last_date")
        if first and last:
            for field, words in self._wrong_dates(first, last):
                self.add_error(field, words)
        nurse, cover = told.get("nurse"), told.get("cover")
        if nurse and nurse not in self.free and cover != self.by:
            self.add_error("cover", ONLY_YOURSELF.format(nurse.full_name))
        if cover and not self.errors:
            for words in self._wrong_cover(**told):
                self.add_error("cover", words)
        return told

    def _wrong_dates(self, first: date, last: date) -> Iterator[tuple[str, str]]:
        nurse = self.cleaned_data.get("nurse")
        if last < first:
            yield "last_date", "The last day must be the first day or later"
        elif last < self.today:
            yield "last_date", "The last day must be today or later"
        elif last - first > LONGEST_LEAVE:
            yield "last_date", "Enter at most a year at once"
        elif nurse and places.on_leave_between(nurse, first, last):
            yield "first_date", f"{nurse.full_name} is already away on some of these days"
        elif nurse and (whom := places.covers_between(nurse, first, last)):
            yield "first_date", COVERS.format(nurse.full_name, whom.full_name)

    @staticmethod
    def _wrong_cover(
        *, nurse: User, cover: User, first_date: date, last_date: date
    ) -> Iterator[str]:
        if cover == nurse:
            yield "Choose somebody else as cover"
        elif places.on_leave_between(cover, first_date, last_date):
            yield f"{cover.full_name} is away too on some of these days"
        elif not staff.work_together(nurse, cover):
            yield f"{cover.full_name} works at another site"


class SiteForm(forms.Form):
    """What patients are shown of a site, who always reads, and who helps the staff."""

    name = forms.CharField(max_length=100, label="Name")
    nation = forms.ChoiceField(
        choices=Site.Nation.choices, label="Nation", help_text="Decides the bank holidays."
    )
    team_phone = forms.CharField(
        max_length=30,
        required=False,
        label="Nurses’ number, in working hours",
        widget=forms.TextInput(attrs={"type": "tel", "class": "nhsuk-input--width-20"}),
    )
    urgent_phone = forms.CharField(
        max_length=30,
        required=False,
        label="24-hour urgent cancer line",
        widget=forms.TextInput(attrs={"type": "tel", "class": "nhsuk-input--width-20"}),
    )
    out_of_hours_phone = forms.CharField(
        max_length=30,
        required=False,
        label="Out-of-hours number",
        widget=forms.TextInput(attrs={"type": "tel", "class": "nhsuk-input--width-20"}),
    )
    role_email = forms.EmailField(
        required=False,
        label="Email address that somebody always reads",
        help_text="Alerts go there where no nurse can be reached, and when they are late.",
    )
    messages_read_within_days = forms.TypedChoiceField(
        coerce=int,
        choices=[(n, f"{n} working day{'' if n == 1 else 's'}") for n in range(1, 6)],
        label="A patient’s message is read within",
        help_text="Patients are told so when they write. After that the alert ‘not read’ opens.",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose from 1 to 5 working days"
        ),
    )
    support_name = forms.CharField(
        max_length=100,
        required=False,
        label="Who helps the staff with PainCheck?",
        help_text="Stands at the foot of each page of the staff. Patients do not see it.",
    )
    support_phone = forms.CharField(
        max_length=30,
        required=False,
        label="Their telephone",
        widget=forms.TextInput(attrs={"type": "tel", "class": "nhsuk-input--width-20"}),
    )
    support_email = forms.EmailField(required=False, label="Their email")
    film_url = forms.URLField(
        max_length=200,
        required=False,
        label="Address of your own film about pain",
        help_text="Patients see a link that says that it is yours and leaves PainCheck.",
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://www.example.org/film"},
    )
    booklet_url = forms.URLField(
        max_length=200,
        required=False,
        label="Address of your own booklet about pain (PDF)",
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://www.example.org/booklet.pdf"},
    )
    mark_optional = False
    helper = helper("Save")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for name in ("team_phone", "urgent_phone", "out_of_hours_phone", "support_phone"):
            if told.get(name) and not _NUMBER.match(told[name]):
                self.add_error(name, "Enter a phone number, like 0113 496 0001")
        for name in ("film_url", "booklet_url"):
            if told.get(name) and not told[name].startswith("https://"):
                self.add_error(name, "Enter an address that begins with https://")
        if told.get("name") and places.is_site_name_taken(told["name"], but=self.site):
            self.add_error("name", "Another site has this name")
        if self.site.live_at is not None:
            for name in ("team_phone", "urgent_phone", "role_email"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, "Patients use this site already, so this is needed")
        return told


class HoursForm(forms.Form):
    """Opening and closing for each weekday; both empty is closed."""

    mark_optional = False
    helper = helper("Save")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        for day, name in enumerate(places.WEEKDAYS):
            for part in ("opens", "closes"):
                self.fields[f"{part}_{day}"] = forms.TimeField(
                    label=f"{name} {part}",
                    required=False,
                    input_formats=["%H:%M", "%H.%M", "%H"],
                    widget=forms.TimeInput(
                        format="%H:%M",
                        attrs={"class": "nhsuk-input--width-5", "autocomplete": "off"},
                    ),
                    error_messages={"invalid": f"Enter when {name} {part}, like 09:00"},
                )

    @property
    def days(self) -> list[tuple[Any, Any]]:
        """The two boxes of each day, for the template."""
        return [(self[f"opens_{day}"], self[f"closes_{day}"]) for day in range(7)]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for day, name in enumerate(places.WEEKDAYS):
            opens, closes = told.get(f"opens_{day}"), told.get(f"closes_{day}")
            if bool(opens is None) != bool(closes is None) and not self._has_errors(day):
                empty = "opens" if opens is None else "closes"
                self.add_error(f"{empty}_{day}", f"Enter when {name} {empty}, or empty both boxes")
            elif opens is not None and closes is not None and opens >= closes:
                self.add_error(f"closes_{day}", f"{name} must close after it opens")
        if not self.errors and not self.week and self.site.live_at is not None:
            self.add_error("opens_0", "Patients use this site already: enter at least one day")
        return told

    def _has_errors(self, day: int) -> bool:
        return bool({f"opens_{day}", f"closes_{day}"} & self.errors.keys())

    @property
    def week(self) -> dict[int, tuple[time, time]]:
        told = self.cleaned_data
        return {
            day: (told[f"opens_{day}"], told[f"closes_{day}"])
            for day in range(7)
            if told.get(f"opens_{day}") is not None and told.get(f"closes_{day}") is not None
        }

"""The forms for managing those who work here."""

from typing import Any

from django import forms

from paincheck.accounts.forms.sign_in import helper
from paincheck.accounts.models import Site, Team, User
from paincheck.accounts.queries import staff as queries


class StaffForm(forms.Form):
    """Name, email and roles of a member of staff."""

    first_name = forms.CharField(
        max_length=60, label="First name", help_text="Patients see it: ‘Seen by Ann’."
    )
    last_name = forms.CharField(max_length=60, label="Last name")
    email = forms.EmailField(label="Work email", help_text="Alerts and the password link go there.")
    roles = forms.MultipleChoiceField(
        label="What may she or he do?",
        choices=queries.ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role"},
    )
    helper = helper("Save")

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if queries.is_address_taken(email, but=self.person):
            raise forms.ValidationError("Somebody of the staff already has this email")
        return email

    @property
    def changes(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "email")}


class NewStaffForm(StaffForm):
    """The same, with the site and a first team."""

    site: Any = forms.ModelChoiceField(queryset=None, empty_label=None, label="Site")
    team: Any = forms.ModelChoiceField(
        queryset=None, required=False, label="Team", empty_label="None yet"
    )
    helper = helper("Add")

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = queries.sites_among(sites)  # type: ignore[attr-defined]
        self.fields["team"].queryset = queries.teams_at(sites)  # type: ignore[attr-defined]

    def clean_team(self) -> Team | None:
        team: Team | None = self.cleaned_data["team"]
        site = self.cleaned_data.get("site")
        if team is not None and site is not None and team.site_id != site.pk:
            raise forms.ValidationError("This team works at another site")
        return team


class NewTeamForm(forms.Form):
    name = forms.CharField(max_length=80, label="Name of the team")
    site: Any = forms.ModelChoiceField(queryset=None, empty_label=None, label="Site")
    helper = helper("Create the team")

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = queries.sites_among(sites)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("site") and queries.is_team_name_taken(told["site"], told.get("name", "")):
            self.add_error("name", "There is already a team with this name")
        return told


class TeamForm(forms.Form):
    """Who is in the team, and in which place."""

    name = forms.CharField(max_length=80, label="Name of the team")
    lead: Any = forms.ModelChoiceField(
        queryset=None,
        label="Lead nurse",
        help_text="Alerts go to the lead where the patient’s nurse and her cover are away.",
    )
    deputies: Any = forms.ModelMultipleChoiceField(
        queryset=None, label="Deputies", required=False, widget=forms.CheckboxSelectMultiple
    )
    nurses: Any = forms.ModelMultipleChoiceField(
        queryset=None, label="Nurses", required=False, widget=forms.CheckboxSelectMultiple
    )
    helper = helper("Save")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        for name in ("lead", "deputies", "nurses"):
            field: Any = self.fields[name]
            field.queryset = queries.nurses_at([team.site])
            field.label_from_instance = lambda nurse: nurse.full_name

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if queries.is_team_name_taken(self.team.site, name, but=self.team):
            raise forms.ValidationError("There is already a team with this name")
        return name

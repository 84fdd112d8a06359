"""One contact, to be looked at before it is struck out."""

from datetime import datetime

from clinicians.wording import inner, moment
from diaries.models import Contact, Patient


def contact_of(patient: Patient, contact_id: int) -> Contact | None:
    """None for another patient's too."""
    rows = Contact.objects.filter(patient=patient, pk=contact_id)
    return rows.select_related("nurse", "patient__team__site").first()


def contact_in_words(contact: Contact, now: datetime) -> str:
    """'Today 11.55am, phone call: Talked: plan changed (Ann Archer)'."""
    at = moment(contact.at, now, contact.patient.team.site.time_zone)
    what = f"{inner(contact.get_channel_display())}: {contact.get_outcome_display()}"
    return f"{at[:1].upper()}{at[1:]}, {what} ({contact.nurse.full_name})"

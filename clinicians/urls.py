"""The nurse's side."""

from django.urls import path

from clinicians import api
from clinicians.views import (
    answering,
    caseload,
    handing,
    medication,
    messages,
    patient,
    people,
    settings,
    together,
)

app_name = "clinicians"

urlpatterns = [
    path("caseload/", caseload.caseload, name="caseload"),
    path("caseload/news/", caseload.news, name="news"),
    path("caseload/reviewed/", caseload.reviewed, name="reviewed"),
    path("caseload/reviewed/undo/", caseload.undo, name="reviewed_undo"),
    path("caseload/today/", caseload.today, name="today"),
    path("my-settings/", settings.settings, name="settings"),
    path("patients/register/", people.register, name="register"),
    path("patients/<code>/", patient.patient, name="patient"),
    path("patients/<code>/contact/", answering.contact, name="contact"),
    path("patients/<code>/messages/", messages.messages, name="messages"),
    path("patients/<code>/alerts/<int:alert_id>/take/", answering.take, name="take"),
    path("patients/<code>/alerts/<int:alert_id>/close/", answering.close, name="close"),
    path("patients/<code>/alerts/look-again/", answering.look_again, name="look_again"),
    path("patients/<code>/medicines/add/", medication.start, name="start_medicine"),
    path("patients/<code>/medicines/<int:medication_id>/dose/", medication.dose, name="dose"),
    path("patients/<code>/medicines/<int:medication_id>/stop/", medication.stop, name="stop"),
    path("patients/<code>/medicines/changes/<int:change_id>/", medication.void, name="void"),
    path("patients/<code>/medicines/left-off/<int:said_id>/", medication.left_off, name="left_off"),
    path("patients/<code>/edit/", people.edit, name="edit"),
    path("patients/<code>/transfer/", handing.transfer, name="transfer"),
    path("patients/<code>/take-over/", handing.take_over, name="take_over"),
    path("patients/<code>/situation/", people.situation, name="situation"),
    path("patients/<code>/letter/", people.letter, name="letter"),
    path("patients/<code>/phones/forget/", people.forget_phones, name="forget_phones"),
    path("patients/<code>/check/", together.check, name="check"),
    path("api/caseload/", api.Caseload.as_view(), name="api_caseload"),
    path("api/patients/<str:code>/readings/", api.Readings.as_view(), name="api_readings"),
    path("api/patients/<str:code>/alerts/", api.Alerts.as_view(), name="api_alerts"),
    path("api/patients/<str:code>/fhir/", api.Fhir.as_view(), name="api_fhir"),
    path("api/patients/<str:code>/contacts/", api.Contacts.as_view(), name="api_contacts"),
]

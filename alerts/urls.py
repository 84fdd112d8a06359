"""The numbers of the rules, what they would do, and what reached nobody."""

from django.urls import path

from alerts import views

app_name = "alerts"

urlpatterns = [
    path("alerts/nobody-told/", views.nobody_told, name="nobody_told"),
    path("alerts/load/", views.alert_load, name="load"),
    path("thresholds/", views.thresholds, name="thresholds"),
    path("thresholds/preview/<uuid:job_id>/", views.preview_result, name="preview"),
    path("sites/<int:site_id>/thresholds/", views.site_thresholds, name="site_thresholds"),
    path("patients/<code>/thresholds/", views.patient_thresholds, name="patient_thresholds"),
]

"""The numbers of the rules, and what reached nobody."""

from django.urls import path

from alerts import views

app_name = "alerts"

urlpatterns = [
    path("alerts/nobody-told/", views.nobody_told, name="nobody_told"),
    path("thresholds/", views.thresholds, name="thresholds"),
    path("sites/<int:site_id>/thresholds/", views.site_thresholds, name="site_thresholds"),
    path("patients/<code>/thresholds/", views.patient_thresholds, name="patient_thresholds"),
]

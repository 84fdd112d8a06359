"""The site's table of contents."""

from django.urls import include, path

from paincheck import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("paincheck.accounts.urls")),
    path("", include("diaries.urls")),
    path("", include("clinicians.urls")),
    path("", include("alerts.urls")),
]

handler400 = "paincheck.views.bad_request"

"""The site's table of contents."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from paincheck import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
]

"""The trial team's side. Each page stands under its trial's code."""

from django.urls import path

from trial.views import home

app_name = "trial"

urlpatterns = [
    path("trials/", home.trials, name="trials"),
    path("trials/<slug:trial>/", home.home, name="home"),
]

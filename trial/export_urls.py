"""Data for analysis, and the lock of the database."""

from django.urls import path

from trial.views import exporting, locking

urlpatterns = [
    path("trials/<slug:trial>/data/", exporting.exports, name="exports"),
    path("trials/<slug:trial>/lock/", locking.lock, name="lock"),
    path("trials/<slug:trial>/lock/now/", locking.put_in_force, name="put_lock_in_force"),
    path("trials/<slug:trial>/lock/take-back/", locking.take_back, name="take_lock_back"),
]

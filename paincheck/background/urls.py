"""What somebody asked for and waits for."""

from django.urls import path

from paincheck.background import views

app_name = "background"

urlpatterns = [
    path("jobs/<uuid:job_id>/", views.job, name="job"),
    # Asked for by the page's own script: no press (paincheck.security.POLLS).
    path("jobs/progress/<uuid:job_id>/", views.progress, name="progress"),
    path("jobs/<uuid:job_id>/cancel/", views.cancel, name="cancel"),
    path("jobs/<uuid:job_id>/again/", views.again, name="again"),
    path("jobs/<uuid:job_id>/file/", views.file, name="file"),
]

"""The site's table of contents."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from paincheck import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("healthz/live", views.live, name="live"),
    path("healthz/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("banners/", views.banners, name="banners"),
    path("promises/", views.promises, name="promises"),
    path("", include("paincheck.accounts.urls")),
    path("", include("diaries.urls")),
    path("", include("clinicians.urls")),
    path("", include("alerts.urls")),
    path("", include("trial.urls")),
    path("", include("paincheck.outbox.urls")),
    path("", include("paincheck.background.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(), name="api_docs"),
]

handler400 = "paincheck.views.bad_request"
handler500 = "paincheck.away.server_error"

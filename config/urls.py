"""Every address of the platform."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

from config import aliases, health, pages, reports
from config.api.errors import not_built
from config.styleguide.views import styleguide

# Parts of the contract (docs/api.md) that later versions bring: they say so instead of a bare 404.
NOT_BUILT = r"^api/(ai|admin|mobile|asyncapi)(/.*)?$"

urlpatterns = [
    path("", pages.home, name="home"),
    path("", include("accounts.pages_urls")),
    path("", include("config.privacy.pages_urls")),
    path("", include("videos.pages_urls")),
    path("", include("jobs.pages_urls")),
    path("", include("ai.pages_urls")),
    path("", include("projects.pages_urls")),
    path("", include("youtube_integration.pages_urls")),
    path("", include("credits.pages_urls")),
    path("webhooks/", include("credits.webhook_urls")),
    path("webhooks/", include("ai.webhook_urls")),
    path("styleguide/", styleguide, name="styleguide"),
    path("csp-report", reports.policy_report, name="csp-report"),
    path("health", health.liveness, name="liveness"),
    path("api/health", health.readiness, name="readiness"),
    path("api/", include("accounts.urls")),
    path("api/", include("config.privacy.urls")),
    path("api/", include("credits.urls")),
    path("api/", include("jobs.urls")),
    path("api/", include("videos.urls")),
    path("api/", include("ai.urls")),
    path("api/", include("projects.urls")),
    path("api/", include("youtube_integration.urls")),
    path("api/", include(aliases)),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("api-docs", SpectacularSwaggerSplitView.as_view(url_name="schema")),
    path("api/redoc", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    re_path(NOT_BUILT, not_built),
    path("admin/", admin.site.urls),
]

handler404 = "config.pages.not_found"
handler500 = "config.pages.server_error"

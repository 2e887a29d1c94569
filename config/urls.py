"""Every address of the platform."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView

from config import aliases, health, pages
from config.api.errors import not_built

# Parts of the contract (docs/api.md) that later versions bring: they say so instead of a bare 404.
NOT_BUILT = r"^api/(ai|projects|youtube|uploads|admin|mobile|asyncapi|videos/youtube)(/.*)?$"

urlpatterns = [
    path("", pages.home, name="home"),
    path("", include("accounts.pages_urls")),
    path("", include("videos.pages_urls")),
    path("", include("jobs.pages_urls")),
    path("", include("ai.pages_urls")),
    path("", include("credits.pages_urls")),
    path("webhooks/", include("credits.webhook_urls")),
    path("webhooks/", include("ai.webhook_urls")),
    path("health", health.liveness, name="liveness"),
    path("api/health", health.readiness, name="readiness"),
    path("api/", include("accounts.urls")),
    path("api/", include("credits.urls")),
    path("api/", include("jobs.urls")),
    path("api/", include("videos.urls")),
    path("api/", include("ai.urls")),
    path("api/", include(aliases)),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("api-docs", SpectacularSwaggerView.as_view(url_name="schema")),
    path("api/redoc", SpectacularRedocView.as_view(url_name="schema"), name="redoc"),
    re_path(NOT_BUILT, not_built),
    path("admin/", admin.site.urls),
]

handler404 = "config.pages.not_found"
handler500 = "config.pages.server_error"

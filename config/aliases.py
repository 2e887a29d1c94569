"""Old paths that clients of the five united systems still call: the same views under another address."""

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from accounts import api as accounts
from ai.api import generation as ai
from jobs import api as jobs
from projects.api import projects
from videos import api as videos


def alias(view: type[APIView], route: str) -> URLPattern:
    """The view at its old address; the OpenAPI document shows only the new one."""
    hidden: type[APIView] = extend_schema(exclude=True)(type(view.__name__, (view,), {}))
    return path(route, hidden.as_view())


urlpatterns = [
    alias(accounts.RegisterView, "users/register"),
    alias(accounts.LoginView, "users/login"),
    alias(accounts.ProfileView, "users/profile"),
    alias(accounts.ProfileView, "auth/profile"),
    alias(videos.VideoUploadView, "video/upload"),
    alias(videos.VideoStatusView, "videos/status/<uuid:video_id>"),
    alias(ai.CreateVideoView, "ai/video-generate"),
    alias(ai.RemixView, "videos/remix/<uuid:video_id>"),
    alias(ai.VoiceGenerationView, "ai/audio-generate"),
    alias(projects.ProjectCreateView, "projects/create"),
    alias(jobs.JobDetailView, "ai/jobs/<uuid:job_id>/status"),
]

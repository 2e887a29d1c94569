"""Which pages are shown, and what has to be there before the picture is taken."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """`path` may name the ids of Content. The picture waits for `ready`, a selector."""

    name: str
    path: str
    ready: str = "main"
    whole: bool = True  # the whole page, not just what fits into the window
    stranger: bool = False  # as somebody who is not signed in
    staff: bool = False


PAGES = (
    Page("landing", "/", stranger=True),
    Page("sign-in", "/sign-in/", stranger=True),
    Page("sign-up", "/sign-up/", stranger=True),
    Page("password-reset", "/account/password/reset/", stranger=True),
    Page("plans", "/plans/", stranger=True),
    Page("guest-review", "{review}", ready="video", stranger=True),
    Page("not-found", "/nothing-here/", stranger=True),
    Page("library", "/videos/", ready=".card img"),
    Page("library-search", "/videos/?search=storm"),
    Page("video", "/videos/{film}/", ready="video"),
    Page("video-edit", "/videos/{film}/edit/", ready="video", whole=False),
    Page("studio", "/studio/"),
    Page("studio-image", "/studio/image/"),
    Page("chat", "/chat/"),
    Page("recipes", "/recipes/"),
    Page("projects", "/projects/"),
    Page("project", "/projects/{project}/"),
    Page("film", "/projects/{project}/film/", ready=".shot"),
    Page("editor", "/projects/{project}/edit/", ready=".tl-clip", whole=False),
    Page("review", "/projects/{project}/review/", ready="video"),
    Page("templates", "/projects/templates/"),
    Page("variants", "/projects/{project}/variants/"),
    Page("youtube", "/youtube/"),
    Page("youtube-publish", "/youtube/publish/{film}/"),
    Page("jobs", "/jobs/"),
    Page("credits", "/credits/"),
    Page("profile", "/account/profile/"),
    Page("security", "/account/security/"),
    Page("sessions", "/account/sessions/"),
    Page("keys", "/account/keys/"),
    Page("activity", "/account/activity/"),
    Page("data", "/account/data/"),
    Page("styleguide", "/styleguide/", staff=True),
)

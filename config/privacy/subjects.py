"""Everything that the platform knows of a person, in one table: how it is told, and how it is forgotten.

The order is that of forgetting. A test finds every model from which a way leads to a person, and fails when
it is neither here nor in UNTOLD.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from config.privacy import forgetting
from config.privacy.forgetting import rows

Forget = Callable[[str, str, User], None]
BOOKS = "The books must stay whole: what was paid and spent is kept under an account without a name."


@dataclass(frozen=True)
class Subject:
    """Rows of one model. `mine` is the way from a row to its person; `hidden` is not told: secrets, gear."""

    name: str
    model: str
    mine: str
    hidden: tuple[str, ...] = ()
    forget: Forget = rows
    kept: str = ""


GEAR = ("evidence", "log", "memory", "lease_token", "lease_expires_at", "request_hash", "not_before", "looks")
TOKENS = ("access_token", "refresh_token")
SENDING = ("session_address", "idempotency_key", "request_hash", "file")
SUBJECTS = (
    Subject("videos", "videos.Video", "owner", ("file", "thumbnail", "address"), forgetting.videos),
    Subject("lineages", "videos.Lineage", "video__owner"),
    Subject("rights", "videos.Rights", "video__owner"),
    Subject("uploads", "videos.ResumableUpload", "owner", ("notes", "stored_in"), forgetting.uploads),
    Subject("publication-events", "youtube_integration.PublicationEvent", "publication__user"),
    Subject("publications", "youtube_integration.Publication", "user", SENDING),
    Subject("youtube-imports", "youtube_integration.Import", "user"),
    Subject("channels", "youtube_integration.Channel", "user", TOKENS, forgetting.channels),
    Subject("channel-connecting", "youtube_integration.OAuthState", "user", ("state", "verifier")),
    Subject("transcripts", "ai.Transcript", "video__owner", ("address",)),
    Subject("summaries", "ai.Summary", "video__owner", ("address",)),
    Subject("highlights", "ai.Highlight", "video__owner"),
    Subject("narrations", "ai.Narration", "video__owner"),
    Subject("frames", "ai.FrameDescription", "video__owner"),
    Subject("moderation", "ai.Inspection", "video__owner"),
    Subject("plans", "ai.Plan", "user"),
    Subject("plan-steps", "ai.PlanStep", "plan__user"),
    Subject("chat-messages", "ai.ChatMessage", "conversation__user"),
    Subject("conversations", "ai.Conversation", "user"),
    Subject("recipes", "ai.SavedRecipe", "user"),
    Subject("texts", "ai.EmbeddedText", "user", ("vector",)),
    # A guest's name and words belong to the project that they were said about.
    Subject("comments-on-projects", "projects.Comment", "project__owner"),
    Subject("comments", "projects.Comment", "author"),
    Subject("review-links", "projects.ReviewLink", "project__owner", ("secret_hash", "password")),
    Subject("project-templates", "projects.ProjectTemplate", "owner"),
    Subject("shots", "projects.Shot", "film__project__owner"),
    Subject("films", "projects.Film", "project__owner"),
    Subject("timeline-revisions", "projects.TimelineRevision", "project__owner"),
    Subject("project-videos", "projects.ProjectVideo", "project__owner"),
    Subject("project-members", "projects.Membership", "project__owner"),
    Subject("memberships", "projects.Membership", "user"),
    Subject("invitations", "projects.Invitation", "invited_by", ("secret_hash",), forgetting.invitations),
    Subject("projects", "projects.Project", "owner"),
    Subject("jobs", "jobs.Job", "user", GEAR),
    Subject("usage", "credits.Usage", "user"),
    Subject("warnings", "credits.LimitWarning", "user"),
    Subject("budgets", "credits.Budget", "user"),
    Subject("subscription", "credits.Subscription", "user", (), forgetting.subscription),
    Subject("credits", "credits.Account", "user", (), forgetting.nothing, BOOKS),
    Subject(
        "credit-transactions", "credits.Transaction", "account__user", ("key",), forgetting.reasons, BOOKS
    ),
    Subject("credit-entries", "credits.Entry", "transaction__account__user", (), forgetting.nothing, BOOKS),
    Subject("credit-lots", "credits.Lot", "account__user", (), forgetting.nothing, BOOKS),
    Subject("credit-holds", "credits.Hold", "account__user", (), forgetting.nothing, BOOKS),
    Subject("credit-changes", "credits.PendingChange", "user", ("key",), forgetting.nothing, BOOKS),
    Subject("purchases", "credits.Purchase", "user", ("address",), forgetting.checkouts, BOOKS),
    Subject("payments", "credits.Payment", "user", (), forgetting.nothing, BOOKS),
    Subject("sessions", "accounts.Session", "user", ("refresh_hash", "session_key")),
    Subject("api-keys", "accounts.ApiKey", "user", ("key_hash",)),
    Subject("sign-in-services", "socialaccount.SocialAccount", "user"),
    Subject("second-factors", "mfa.Authenticator", "user", ("data",)),
    Subject("email-addresses", "account.EmailAddress", "user"),
    Subject(
        "administration",
        "admin.LogEntry",
        "user",
        (),
        forgetting.mentions,
        "What members of staff did to other people's accounts stays accountable, under no name.",
    ),
    # These two end together, with the last step: until then the trail says how far it is.
    Subject("activity", "accounts.AuditEvent", "user", (), forgetting.nothing),
    Subject("profile", "accounts.User", "pk", ("password",), forgetting.nothing),
)
# What hangs by one of these and goes with it, and holds nothing that is not told there, or only secrets.
UNTOLD = {
    "videos.Artefact": "Made of the film, and made of it again at any time.",
    "videos.SpokenWords": "An index of the transcript.",
    "ai.Passage": "An index of the transcript and of what the pictures show.",
    "ai.IndexedVideo": "How far the index is.",
    "account.EmailConfirmation": "Keys of letters.",
    "socialaccount.SocialToken": "Secrets of other services; none are stored.",
}

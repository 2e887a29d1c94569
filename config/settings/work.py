"""Jobs, plans and credits."""

from typing import TypedDict

from config import environment as env
from config.settings.base import PRODUCTION


class JobSettings(TypedDict):
    LEASE_SECONDS: int
    MAX_ATTEMPTS: int
    REQUEUE_AFTER_SECONDS: int
    SEEN_ELSEWHERE: tuple[str, ...]
    WORKS: dict[str, str]


JOBS: JobSettings = {
    "LEASE_SECONDS": env.number("JOB_LEASE_SECONDS", 30, least=2),
    "MAX_ATTEMPTS": env.number("JOB_MAX_ATTEMPTS", 3, least=1),
    # A queued job whose message the broker has lost is sent again after this long.
    "REQUEUE_AFTER_SECONDS": env.number("JOB_REQUEUE_AFTER_SECONDS", 60, least=1),
    # Kinds that the pages with jobs leave out, because people see them where they happen.
    "SEEN_ELSEWHERE": ("ai.chat", "ai.verify"),
    # What a job's `work` name runs: the one place where jobs meet the apps above them.
    "WORKS": {
        "config.export": "config.privacy.exporting.EXPORT",
        "videos.ingest": "videos.pipelines.ingesting.INGEST",
        "videos.import": "videos.pipelines.fetching.IMPORT",
        "youtube.import": "youtube_integration.pipelines.importing.IMPORT",
        "youtube.suggest": "youtube_integration.pipelines.suggesting.SUGGEST",
        "youtube.download": "youtube_integration.pipelines.importing.DOWNLOAD",
        "videos.edit": "videos.pipelines.editing.EDIT",
        "videos.segment": "videos.pipelines.editing.PART",
        "videos.derive": "videos.pipelines.deriving.DERIVE",
        "videos.frames": "videos.pipelines.deriving.FRAMES",
        "videos.preview_clip": "videos.pipelines.deriving.CLIP",
        "ai.generate": "ai.pipelines.generating.GENERATE",
        "ai.answer": "ai.pipelines.answering.ANSWER",
        "ai.converse": "ai.pipelines.chatting.CONVERSE",
        "ai.verify": "ai.pipelines.verifying.VERIFY",
        "ai.embed": "ai.pipelines.answering.EMBED",
        "ai.transcribe": "ai.pipelines.transcribing.TRANSCRIBE",
        "ai.translate": "ai.pipelines.transcribing.TRANSLATE",
        "ai.summarise": "ai.pipelines.summarising.SUMMARISE",
        "ai.highlight": "ai.pipelines.highlighting.HIGHLIGHT",
        "ai.describe": "ai.pipelines.describing.DESCRIBE",
        "ai.narrate": "ai.pipelines.narrating.NARRATE",
        "projects.film": "projects.pipelines.filming.FILM",
        "projects.script": "projects.pipelines.film_script.WRITE",
        "projects.speech": "projects.pipelines.film_speech.SPEAK",
        "youtube.publish": "youtube_integration.pipelines.publishing.PUBLISH",
        "projects.package": "projects.pipelines.packaging.PACKAGE",
        "projects.render": "projects.pipelines.rendering.RENDER",
        "projects.render_part": "projects.pipelines.rendering.PART",
    },
}
# A result of more seconds than this is made in segments of about so many seconds, by all workers at once.
EXPORT_SEGMENT_AFTER = env.number("EXPORT_SEGMENT_AFTER", 1200, least=2)
EXPORT_SEGMENT_SECONDS = env.number("EXPORT_SEGMENT_SECONDS", 300, least=1)
# Finished segments are kept for so long, so that a changed chain encodes only what changed; 0: not at all.
SEGMENT_RETENTION_HOURS = env.number("SEGMENT_RETENTION_HOURS", 24)
# A demo instance shows its demo account on the start page; never on one that is open to strangers.
DEMO = {"email": env.text("DEMO_EMAIL"), "password": env.text("DEMO_PASSWORD")} if not PRODUCTION else {}
WELCOME_CREDITS = env.number("WELCOME_CREDITS", 100)
# A grant or adjustment of more credits than this waits until a second member of staff approves it.
CREDITS_TWO_PERSON_ABOVE = env.number("CREDITS_TWO_PERSON_ABOVE", 10_000)
# The plan of a new account, and of one whose paid plan ends: a row that staff can edit.
DEFAULT_PLAN = env.text("DEFAULT_PLAN", "free")
DEMO_PLAN = "unlimited"
# Who counts what lies in apps above credits: a function of a user.
LIMITS_COUNTED_BY = {
    "videos": "videos.services.library.count_uploads",
    "storage_bytes": "videos.services.library.bytes_stored",
    "concurrent_jobs": "jobs.services.count_active",
}
# What an API key may cost lies with the credits, and what it has cost with the jobs; keys lie below both.
API_KEY_BUDGETS = {"set": "credits.budgets.set_key_budget", "told": "jobs.spending.spent_by_keys"}
# What the apps above videos tell of a video: the field's name, and its serializer field.
VIDEO_TOLD_BY = {
    "transcripts": "ai.serializers.transcripts.TranscriptsOfVideo",
    "summary": "ai.serializers.insights.SummaryOfVideo",
    "narrations": "ai.serializers.insights.NarrationsOfVideo",
    "youtube": "youtube_integration.serializers.importing.YoutubeOfVideo",
    "youtube_url": "youtube_integration.serializers.importing.YoutubeUrlOfVideo",
}
JOB_TIMEOUT_SECONDS = env.number("JOB_TIMEOUT_SECONDS", 6 * 3600, least=10)

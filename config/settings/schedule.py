"""Celery, and what it does by the clock."""

from celery.schedules import crontab

from config import environment as env
from config.settings.services import BROKER

CELERY_BROKER_URL = env.celery_broker_url(BROKER)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# The reaper owns recovery: Celery requeues a lost worker's task without a cap.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 24 * 3600}
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "jobs-sweep": {
        "task": "jobs.sweep",
        "schedule": 2.0,
        # After a long stop the queue must not hold thousands of stale ticks.
        "options": {"expires": 4.0, "queue": "interactive"},
    },
    "videos-sweep-clips": {
        "task": "videos.sweep_clips",
        "schedule": 3600.0,
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "videos-sweep-segments": {
        "task": "videos.sweep_segments",
        "schedule": 900.0,
        "options": {"expires": 900.0, "queue": "interactive"},
    },
    "accounts-mail-new-devices": {
        "task": "accounts.mail_new_devices",
        "schedule": 60.0,
        "options": {"expires": 60.0, "queue": "interactive"},
    },
    "accounts-forget-old": {
        "task": "accounts.forget_old",
        "schedule": crontab(hour="4", minute="7"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "accounts-forget-sessions": {
        "task": "accounts.forget_sessions",
        "schedule": crontab(hour="4", minute="11"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "projects-forget-invitations": {
        "task": "projects.forget_invitations",
        "schedule": crontab(hour="4", minute="21"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "videos-sweep-uploads": {
        "task": "videos.sweep_uploads",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "videos-sweep-storage": {
        "task": "videos.sweep_storage",
        "schedule": crontab(hour="4", minute="31"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "videos-compare-storage": {
        "task": "videos.compare_storage",
        "schedule": crontab(hour="4", minute="51"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "videos-retain": {
        "task": "videos.retain",
        "schedule": crontab(hour="5", minute="11"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "credits-expire-holds": {
        "task": "credits.expire_holds",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "credits-lapse-lots": {
        "task": "credits.lapse_lots",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "credits-audit": {
        "task": "credits.audit",
        "schedule": crontab(hour="3", minute="17"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "credits-renew-plans": {
        "task": "credits.renew_plans",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "credits-warn": {
        "task": "credits.warn",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "credits-sweep-stripe-events": {
        "task": "credits.sweep_stripe_events",
        "schedule": 30.0,
        "options": {"expires": 30.0, "queue": "interactive"},
    },
    "config-erase-due": {
        "task": "config.erase_due",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "config-sweep-exports": {
        "task": "config.sweep_exports",
        "schedule": 3600.0,
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "youtube-begin-due": {
        "task": "youtube.begin_due",
        "schedule": 20.0,
        "options": {"expires": 20.0, "queue": "interactive"},
    },
    "youtube-forget-states": {
        "task": "youtube.forget_states",
        "schedule": crontab(hour="4", minute="27"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "ai-sweep-plans": {
        "task": "ai.sweep_plans",
        "schedule": 60.0,
        "options": {"expires": 60.0, "queue": "interactive"},
    },
    "ai-run-errands": {
        "task": "ai.run_errands",
        "schedule": 30.0,
        "options": {"expires": 30.0, "queue": "interactive"},
    },
    "ai-sweep-index": {
        "task": "ai.sweep_index",
        "schedule": 60.0,
        "options": {"expires": 60.0, "queue": "interactive"},
    },
    "ai-catch-up-index": {
        "task": "ai.catch_up_index",
        "schedule": 300.0,
        "options": {"expires": 300.0, "queue": "interactive"},
    },
    "ai-forget-callbacks": {
        "task": "ai.forget_callbacks",
        "schedule": crontab(hour="4", minute="41"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
    "ai-refresh-models": {
        "task": "ai.refresh_models",
        "schedule": crontab(hour="4", minute="23"),
        "options": {"expires": 3600.0, "queue": "interactive"},
    },
}

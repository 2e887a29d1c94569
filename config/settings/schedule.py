"""Celery, and what it does by the clock."""

from typing import Any

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
# Tasks by how often they run, in seconds.
EVERY = {
    "jobs.sweep": 2,
    "videos.sweep_clips": 3600,
    "videos.sweep_segments": 900,
    "projects.sweep_beside": 3600,
    "projects.sweep_packages": 3600,
    "accounts.mail_new_devices": 60,
    "videos.sweep_uploads": 300,
    "credits.expire_holds": 300,
    "credits.lapse_lots": 300,
    "credits.renew_plans": 300,
    "credits.warn": 300,
    "credits.sweep_stripe_events": 30,
    "config.erase_due": 300,
    "config.sweep_exports": 3600,
    "youtube.begin_due": 20,
    "ai.sweep_plans": 60,
    "ai.run_errands": 30,
    "ai.sweep_index": 60,
    "ai.catch_up_index": 300,
}
# Tasks by when they run each night, in UTC; apart from each other, for they all look through large tables.
NIGHTLY = {
    "credits.audit": "3:17",
    "accounts.forget_old": "4:07",
    "accounts.forget_sessions": "4:11",
    "projects.forget_invitations": "4:21",
    "projects.forget_reviews": "4:22",
    "ai.refresh_models": "4:23",
    "youtube.forget_states": "4:27",
    "videos.sweep_storage": "4:31",
    "ai.forget_callbacks": "4:41",
    "videos.compare_storage": "4:51",
    "videos.retain": "5:11",
}


def _entry(task: str, schedule: float | crontab, *, expires: float) -> dict[str, Any]:
    # After a long stop the queue must not hold thousands of stale ticks.
    return {"task": task, "schedule": schedule, "options": {"expires": expires, "queue": "interactive"}}


def _nightly(moment: str) -> crontab:
    hour, _, minute = moment.partition(":")
    return crontab(hour=hour, minute=minute)


CELERY_BEAT_SCHEDULE = {
    **{task: _entry(task, seconds, expires=max(seconds, 4)) for task, seconds in EVERY.items()},
    **{task: _entry(task, _nightly(moment), expires=3600) for task, moment in NIGHTLY.items()},
}

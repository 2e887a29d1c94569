"""The Celery application: it carries job ids, the truth about work is in PostgreSQL."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.platforms import SecurityWarning  # type: ignore[attr-defined]
from celery.signals import worker_process_init

from videos.media.launcher import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Strangers' files are opened in a sandbox that does not depend on who we are, and `make run` serves root too.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("framewright")
# Otherwise only the importing thread knows it, and Celery hands every other one an app without our settings.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def leave_with_the_worker(**_: Any) -> None:
    """A process of the pool whose worker was killed must not go on: its job belongs to another by then."""
    die_with_parent(os.getppid())

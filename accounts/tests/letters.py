"""Letters as they arrive: Celery's tasks run where they are sent, what they send lies in Django's outbox."""

import re
from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from accounts import tasks


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test's own transaction is never committed, so what waits for that happens at once."""

    def at_once(callback: Callable[[], object], **_: object) -> None:
        callback()

    assert tasks.post_letter.name in current_app.tasks
    monkeypatch.setattr(transaction, "on_commit", at_once)
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def links_in(letter: EmailMessage) -> list[str]:
    """The paths of the links that lead to pages for one use."""
    found = re.findall(re.escape(settings.PUBLIC_URL) + r"(/\S+)", str(letter.body))
    return [path for path in found if path != "/account/security/"]

"""A row of every kind that the administration shows, for a person of their own."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from ai.models import Errand, Inspection
from conftest import PASSWORD
from credits import services as credits
from credits.models import (
    AuditRun,
    Budget,
    LimitWarning,
    Pack,
    Payment,
    PendingChange,
    Plan,
    Price,
    Purchase,
    StripeEvent,
)
from credits.pricing import MICRO, Line
from jobs import services as jobs
from jobs.models import Job, OutboxMessage
from jobs.work import Order
from projects.models import Comment, Film, Project, ProjectTemplate, ReviewLink, TimelineRevision
from videos.models import RetentionRule, Video
from youtube_integration.models import Channel, Import, Publication, UploadDay


def film_of(user: User, title: str = "Holiday") -> Video:
    pk = uuid.uuid4()
    key = f"users/{user.pk}/videos/{pk}/original/film.mp4"
    stored = Path(settings.MEDIA_ROOT) / key
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"film")
    return Video.objects.create(
        id=pk,
        owner=user,
        title=title,
        source="upload",
        file=key,
        size=4,
        duration=61.0,
        width=320,
        height=180,
    )


def job_of(user: User, video: Video, **changes: Any) -> Job:
    order = Order(
        kind="video.edit",
        work="videos.edit",
        category="video",
        queue="media",
        quote=credits.quote_for(lines=[Line("edit", 60)]),  # type: ignore[arg-type]
        title="An edit",
        video_id=video.pk,
        params={"operations": [], "title": "An edit", "outputVideoId": str(uuid.uuid4())},
    )
    job = jobs.submit(user=user, order=order)
    Job.objects.filter(pk=job.pk).update(log="<b>ffmpeg</b> says", evidence={"check": "black"}, **changes)
    return job


def fill(number: int) -> None:
    """Rows of every kind, for a person of their own."""
    user = accounts.register(email=f"person{number}@example.com", password=PASSWORD)
    accounts.open_session(user=user, client=accounts.Client(device="tests", address="127.0.0.1"))
    film = film_of(user)
    job = job_of(user, film)
    LogEntry.objects.log_actions(user.pk, [user], 2, change_message="Looked.", single_object=True)
    credits.grant(user=user, micro=MICRO, key="thanks", reason="Thanks", actor=user)
    credits.change_balance(
        user=user, micro=10**12, kind=PendingChange.Kind.GRANT, key="much", reason="Much", actor=user
    )
    AuditRun.objects.create(started_at=timezone.now(), passed=False, checks=1, faults={"sums": [{"id": "1"}]})
    OutboxMessage.objects.create(task="jobs.run", queue="media", arguments={"job_id": str(job.pk)})
    Group.objects.create(name=f"group {number}")
    Price.objects.create(code=f"code{number}", name="New", micro=1)
    Errand.objects.create(kind="cancel", provider="replicate", job_id=job.pk, made_at=timezone.now())
    Inspection.objects.create(video=film, is_flagged=True, looked_at="words", provider="local")
    project = Project.objects.create(owner=user, name=f"Project {number}")
    Film.objects.create(project=project, title="The harbour")
    TimelineRevision.objects.create(project=project, number=0, author=user)
    week = timezone.now() + timedelta(days=7)
    ReviewLink.objects.create(project=project, secret_hash=f"{number:064}", created_by=user, expires_at=week)
    Comment.objects.create(project=project, author=user, text="Too dark")
    ProjectTemplate.objects.create(owner=user, name=f"Template {number}", film={"shots": []})
    channel = Channel.objects.create(user=user, google_id=f"UC{number}", title="Harbour films")
    Publication.objects.create(user=user, channel=channel, video=film, title="A day at the sea")
    UploadDay.objects.create(project=f"client{number}", day=timezone.now().date(), used=3)
    _fill_sales(user, number)
    Import.objects.create(
        user=user,
        job_id=uuid.uuid4(),
        video_id=film.pk,
        youtube_id=f"v{number}",
        title="Brought",
        rights_confirmed_at=timezone.now(),
    )


def _fill_sales(user: User, number: int) -> None:
    """Something bought, paid, told by Stripe, limited and nearly used up."""
    plan = Plan.objects.create(code=f"plan{number}", name="Plan", monthly=1)
    RetentionRule.objects.create(plan=plan, days=30)
    pack = Pack.objects.create(code=f"pack{number}", name="Pack", micro=MICRO, price=100)
    bought = {"user": user, "pack": pack, "micro": MICRO, "price": 100, "currency": "usd"}
    purchase = Purchase.objects.create(**bought, provider=Purchase.Provider.MANUAL)
    Payment.objects.create(external_id=f"pi_{number}", user=user, purchase=purchase)
    StripeEvent.objects.create(id=f"evt_{number}", kind="invoice.paid", body='{"a": "<b>"}')
    Budget.objects.create(user=user, scope_id=user.pk, micro=MICRO)
    LimitWarning.objects.create(user=user, feature="videos", window_start=timezone.now(), used=4, allowed=5)

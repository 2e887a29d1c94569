"""What a vendor has still to be told, whatever happens here: to stop, or to remove what it made.

An errand is written in the transaction that makes it necessary (the end of a job, the deletion of a film),
and is run after its commit by a worker; when the vendor does not answer, again and again for some hours.
To be told twice harms nothing.
"""

import logging
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from ai import registry
from ai.capabilities import Call, ProviderError
from ai.models import Errand
from jobs import outbox
from jobs.failpoints import failpoint
from jobs.models import Job
from videos.models import Video

log = logging.getLogger(__name__)

TASK, QUEUE = "ai.run_errand", "interactive"
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0  # seconds; doubled from try to try
MOST_TRIES = 16  # about seven hours
# What was submitted by a worker that died before it heard of it may reach the vendor's list late.
LOOKS = 3
PATIENCE = 60.0  # seconds within which nobody else tries the same
KEPT = timedelta(days=30)
AT_ONCE = 200


def cancel(*, job_id: object, provider: str, model: str, remote: str, key: str, since: float) -> None:
    """Has the vendor stop the work, named by its id, or by our key where its id was never heard."""
    if provider not in (registry.CANCELS if remote else registry.FINDS):
        return
    _post(
        kind=Errand.Kind.CANCEL,
        provider=provider,
        job_id=job_id,
        remote_id=remote,
        key="" if remote else key,
        defaults={"model": model, "made_at": _time(since)},
    )


def forget(*, job_id: object, provider: str, remote: str, made_at: float) -> None:
    """Has the vendor remove a result, where it keeps results until it is told."""
    if remote and provider in registry.FORGETS:
        _post(
            kind=Errand.Kind.FORGET,
            provider=provider,
            job_id=job_id,
            remote_id=remote,
            key="",
            defaults={"made_at": _time(made_at)},
        )


def forget_made(*, video: Video) -> None:
    """What a vendor made for a video that is deleted is removed there too; call it in that transaction."""
    job = Job.objects.filter(pk=video.job_id).first() if video.job_id and video.ai_generated else None
    if job:
        memory = job.memory
        made, at = str(memory.get("made") or ""), float(memory.get("made_at") or 0)
        forget(job_id=job.pk, provider=job.provider, remote=made, made_at=at)


def run_due() -> int:
    """Runs the errands whose time has come; how many."""
    due = Errand.objects.filter(end=Errand.End.OPEN, not_before__lte=Now()).order_by("not_before")
    return sum(run(errand_id=pk) for pk in due.values_list("pk", flat=True)[:AT_ONCE])


def run(*, errand_id: int) -> bool:
    """Tells the vendor, unless somebody else is at it or it was told; whether anything was done."""
    mine = Errand.objects.filter(pk=errand_id, end=Errand.End.OPEN, not_before__lte=Now())
    if not mine.update(not_before=Now() + timedelta(seconds=PATIENCE), tries=F("tries") + 1):
        return False
    _try(Errand.objects.get(pk=errand_id))
    return True


def forget_old() -> int:
    """Removes the rows of errands that are done; how many."""
    done = ~Q(end=Errand.End.OPEN) & Q(created_at__lt=Now() - KEPT)
    return Errand.objects.filter(done).delete()[0]


def _post(**row: Any) -> None:
    errand, is_new = Errand.objects.get_or_create(**row)
    if is_new:
        outbox.post(task=TASK, queue=QUEUE, arguments={"errand": errand.pk})


def _try(errand: Errand) -> None:
    if errand.tries > MOST_TRIES:  # each worker that was at it died over it
        _again(errand, trouble=errand.trouble)
        return
    try:
        is_told = _tell(errand)
    except (ProviderError, registry.NotSwitchedOn) as error:
        _again(errand, trouble=str(error))
        return
    except Exception as error:  # whatever it is, it is tried no more often than what is known
        log.exception("%s broke", errand)
        _again(errand, trouble=f"{type(error).__name__}: {error}")
        return
    failpoint("told-vendor")
    if is_told:
        _close(errand, Errand.End.TOLD)
    elif errand.tries >= LOOKS:
        _close(errand, Errand.End.UNKNOWN)
    else:
        _again(errand, trouble="")


def _tell(errand: Errand) -> bool:
    """Whether the vendor has been told; False when it does not have (yet) what our key names."""
    vendor = registry.provider(errand.provider)
    if errand.kind == Errand.Kind.FORGET:
        vendor.forget(errand.remote_id, made_at=errand.made_at)
        return True
    remote = errand.remote_id or _found(errand)
    if remote:
        vendor.cancel(remote)
    return bool(remote)


def _found(errand: Errand) -> str:
    with tempfile.TemporaryDirectory(prefix="errand-") as folder:
        call = Call(model=errand.model, key=errand.key, folder=Path(folder), attempt=2)
        found = registry.provider(errand.provider).find(errand.key, call)
    return found.remote_id if found else ""


def _again(errand: Errand, *, trouble: str) -> None:
    if errand.tries >= MOST_TRIES:
        log.error("%s was given up after %d tries: %s", errand, errand.tries, trouble)
        _close(errand, Errand.End.GIVEN_UP, trouble)
        return
    wait = min(FIRST_WAIT * 2.0 ** (errand.tries - 1), LONGEST_WAIT)
    still = Errand.objects.filter(pk=errand.pk, end=Errand.End.OPEN)
    still.update(not_before=Now() + timedelta(seconds=wait), trouble=trouble[:300])


def _close(errand: Errand, end: Errand.End, trouble: str = "") -> None:
    Errand.objects.filter(pk=errand.pk, end=Errand.End.OPEN).update(end=end, trouble=trouble[:300])


def _time(since: float) -> datetime:
    return datetime.fromtimestamp(since, UTC) if since else timezone.now()

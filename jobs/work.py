"""What an app gives to have its long work done, and what the work is given while it runs."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from credits.pricing import Quote
from jobs.models import Job


class JobFailed(Exception):
    """The work cannot succeed, now or later. `message` is for the user, `evidence` for the operator."""

    def __init__(
        self,
        code: str,
        message: str | Promise,
        *,
        evidence: dict[str, Any] | None = None,
        log: str = "",
    ) -> None:
        self.code = code
        self._message = message
        self.evidence = evidence or {}
        self.log = log
        super().__init__(code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    @property
    def message(self) -> str:
        """In the language that is spoken where it is read."""
        return str(self._message)


class TryLater(Exception):
    """The work may succeed later: a service is away, a limit was hit."""

    def __init__(self, reason: str, *, seconds: float = 5.0) -> None:
        self.reason = reason
        self.seconds = seconds
        super().__init__(reason)


class Cancelled(Exception):
    """The user asked to stop, and the work has stopped."""


class LeaseLost(Exception):
    """Another worker owns the job now; whatever this one still does must change nothing."""


@dataclass(frozen=True)
class Outcome:
    """What the work has made. `publish` writes it down in the transaction that charges for it."""

    publish: Callable[[Job], None]
    outputs: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    charge: int | None = None  # micro-credits; None: all that was quoted
    log: str = ""


@dataclass(frozen=True)
class Split:
    """Work to be done in parts, by any worker. When the last is done, the job is begun again, to join them.

    The parts are paid with the job's own hold. Its second run is known by `job.parts`, and finds what each
    part made in the `result` of its children. A part that fails for good fails the job.
    """

    parts: "list[Order]"
    stage: str = ""


@dataclass(frozen=True)
class Waiting:
    """Somebody else works on it now. The job is parked, and its work is run again after `seconds`.

    It is run sooner when `parking.wake` is called. A parked job keeps its credits, needs no worker, and its
    attempts do not count. What the next look must know is in `Run.remember`.
    """

    seconds: float
    stage: str = ""


class Run(Protocol):
    """One attempt at a job, or one look after a parked one, as its work sees it."""

    job: Job
    folder: Path

    def remember(self, memory: dict[str, Any], *, provider: str = "", model: str = "") -> None:
        """Writes `Job.memory` down at once, and who does the work; raises LeaseLost when it must stop."""

    def progress(self, percent: float, stage: str = "") -> None:
        """Tells how far it is (0-100); raises Cancelled or LeaseLost when it must stop."""

    def should_stop(self) -> bool:
        """Whether the user cancelled or the lease is lost; cheap enough for a tight loop."""


@dataclass(frozen=True)
class Done:
    """The result of an order that needs no work, because the same was made before."""

    outputs: list[dict[str, Any]]
    result: dict[str, Any]


@dataclass(frozen=True)
class Order:
    """A job to be: what is to be done (`work`), with what, and what it may cost.

    `request` is what the person asked for, where that is less than `params` and ids: two requests with one
    Idempotency-Key are the same when it is equal. `keeps_file`: its result takes room in the library.
    """

    kind: str
    work: str
    category: str
    queue: str
    quote: Quote
    params: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    video_id: uuid.UUID | None = None
    project_id: uuid.UUID | None = None
    request: dict[str, Any] | None = None
    done: Done | None = None
    keeps_file: bool = False


@dataclass(frozen=True)
class Work:
    """A kind of long work.

    `reorder` asks for the same again at today's price; `abandoned` undoes what submitting did, when a job
    fails or is cancelled.
    """

    run: Callable[[Run], Outcome | Split | Waiting]
    reorder: Callable[[Job], Order]
    abandoned: Callable[[Job], None] | None = None


@cache
def work_named(name: str) -> Work:
    """The work that settings.JOBS names so; LookupError when there is none."""
    dotted = settings.JOBS["WORKS"].get(name)
    if dotted is None:
        raise LookupError(f"No work is named {name!r} in settings.JOBS.")
    work = import_string(dotted)
    if not isinstance(work, Work):
        raise TypeError(f"{dotted} is not a Work.")
    return work

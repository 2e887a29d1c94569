"""Small real works, told by their job's `params` what to do, and orders for them."""

import os
import signal
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext, gettext_lazy

from accounts.models import User
from credits.pricing import MICRO, Quote, QuotedLine
from jobs.models import Job
from jobs.work import Done, JobFailed, Order, Outcome, Run, Split, TryLater, Waiting, Work

SECRET = "/srv/secret/key.pem"


def steady(run: Run) -> Outcome:
    """Goes `steps` steps of `pause` seconds, and notes in the file `trace` that it began."""
    params = run.job.params
    if "trace" in params:
        with Path(params["trace"]).open("a") as trace:
            trace.write(f"{run.job.attempt} {os.getpid()}\n")
    for step in range(params.get("steps", 1)):
        run.progress(100 * step / params.get("steps", 1), f"Step {step}")
        time.sleep(params.get("pause", 0))
    (run.folder / "left-behind").write_text("x")
    return Outcome(publish=add_star, result={"attempt": run.job.attempt}, charge=params.get("charge"))


def add_star(job: Job) -> None:
    """Publishes: one star more in the person's name. How often it happened can be counted afterwards."""
    User.objects.filter(pk=job.user_id).update(name=Concat(F("name"), Value("*")))


def restless(run: Run) -> Outcome:
    """Claims progress that jumps back and forth, far more often than anybody wants to hear it."""
    end = time.monotonic() + run.job.params["seconds"]
    for percent in run.job.params["percents"]:
        run.progress(percent)
    while time.monotonic() < end:
        run.progress(50)
        time.sleep(0.005)
    return Outcome(publish=add_star)


def refused(run: Run) -> Outcome:
    raise JobFailed("no_luck", "It cannot be done.", evidence={"why": "bad luck"}, log="tried")


def spoken(run: Run) -> Outcome:
    """Says words that Django itself translates, one of them before the language is known."""
    run.progress(10, gettext("Monday"))
    raise JobFailed("no_luck", FORGOTTEN, evidence={"stage": run.job.stage})


FORGOTTEN = gettext_lazy("Tuesday")


def later(run: Run) -> Outcome:
    if run.job.attempt < run.job.params["works_on"]:
        raise TryLater("the service is away", seconds=run.job.params["seconds"])
    return Outcome(publish=add_star)


def broken(run: Run) -> Outcome:
    raise RuntimeError(f"could not read {SECRET}")


def poison(run: Run) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    return Outcome(publish=add_star)


def robbed(run: Run) -> Outcome:
    """Another worker gets the job while this one works, and this one notices nothing."""
    Job.objects.filter(pk=run.job.pk).update(lease_token=uuid.UUID(run.job.params["thief"]))
    return Outcome(publish=add_star)


def divided(run: Run) -> Outcome | Split:
    """Splits into one part for each of `pieces` (what its work is told), and joins what they give."""
    if run.job.parts:
        told = sorted((part.params["number"], part.result) for part in run.job.children.all())
        if run.job.params.get("joins_badly") and run.job.attempt == 2:
            raise RuntimeError("the first joining breaks")
        return Outcome(publish=add_star, result={"parts": [result for _, result in told]})
    pieces = run.job.params["pieces"]
    return Split(parts=[piece_order(number, told) for number, told in enumerate(pieces)], stage="Split")


def piece_order(number: int, told: dict[str, Any]) -> Order:
    done = Done(outputs=[], result={"number": number, "old": True}) if told.get("done") else None
    made = order("tests.piece", price=0, queue="media", number=number, **told)
    return replace(made, done=done)


def piece(run: Run) -> Outcome:
    params = run.job.params
    if params.get("kills") and run.job.attempt <= params["kills"]:
        os.kill(os.getpid(), signal.SIGKILL)
    if params.get("refused"):
        raise JobFailed("no_luck", "It cannot be done.", evidence={"why": "bad luck"})
    for step in range(params.get("steps", 1)):
        run.progress(100 * step / params.get("steps", 1))
        time.sleep(params.get("pause", 0))
    return Outcome(publish=lambda _: None, result={"number": params["number"], "attempt": run.job.attempt})


def distant(run: Run) -> Outcome | Waiting:
    """Somebody else works on it: it remembers how often it looked, and ends at the wished number of looks."""
    seen = run.job.memory.get("seen", 0)
    run.remember({"seen": seen + 1}, provider="far", model="away")
    if run.job.params.get("kills") == seen and run.job.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    run.progress(10 * (seen + 1), f"Look {seen}")
    if seen < run.job.params["looks"]:
        return Waiting(seconds=run.job.params["seconds"], stage="Far away")
    return Outcome(publish=add_star, result={"seen": seen, "attempt": run.job.attempt})


def again(job: Job) -> Order:
    return order(job.work, **job.params)


def note_abandoned(job: Job) -> None:
    User.objects.filter(pk=job.user_id).update(name=Concat(F("name"), Value("-")))


STEADY = Work(run=steady, reorder=again, abandoned=note_abandoned)
RESTLESS = Work(run=restless, reorder=again)
REFUSED = Work(run=refused, reorder=again, abandoned=note_abandoned)
SPOKEN = Work(run=spoken, reorder=again)
LATER = Work(run=later, reorder=again)
BROKEN = Work(run=broken, reorder=again)
POISON = Work(run=poison, reorder=again)
ROBBED = Work(run=robbed, reorder=again)
DIVIDED = Work(run=divided, reorder=again, abandoned=note_abandoned)
PIECE = Work(run=piece, reorder=again)
DISTANT = Work(run=distant, reorder=again, abandoned=note_abandoned)


def order(work: str = "tests.steady", *, price: int = 5, queue: str = "media", **params: Any) -> Order:
    """An order of one of the works above, for `price` credits."""
    quote = Quote(lines=(QuotedLine(code="test", label="Test", units=1, micro=price * MICRO),))
    return Order(
        kind="test", work=work, category="test", queue=queue, quote=quote, params=params, title="A test"
    )

"""kill -9 of a real worker at every named place of a real edit."""

import ast
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User
from credits.tests.ledger import ledger_of
from jobs import services as jobs
from jobs.models import Job
from jobs.tests.workers import processes_within, sweep_until, worker
from videos.models import Video
from videos.services import editing
from videos.tests.films import Files, a_clip, a_video

pytestmark = pytest.mark.django_db(transaction=True)

FAILPOINTS = (
    "claimed", "encoding", "settle-after-publish", "settle-after-state", "settled", "stored", "worked",
)  # fmt: skip


def sources(*, of_tests: bool) -> Iterator[ast.AST]:
    """Our tests, or else our modules that have failpoints."""
    for app in ("accounts", "credits", "jobs", "videos", "ai", "projects", "youtube_integration", "config"):
        for file in (Path(settings.BASE_DIR) / app).glob("**/*.py"):
            text = file.read_text()
            if ("tests" in file.parts) == of_tests and (of_tests or "failpoint" in text):
                yield ast.parse(text, filename=str(file))


def names_in_source() -> Iterator[str]:
    for module in sources(of_tests=False):
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "failpoint":
                assert isinstance(node.args[0], ast.Constant), "A failpoint needs a plain name."
                yield str(node.args[0].value)


def names_in_tests() -> Iterator[str]:
    for module in sources(of_tests=True):
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_failpoint_has_a_kill_test() -> None:
    """In the tests of its own app: each names the places at which it kills."""
    assert set(names_in_source()) - set(names_in_tests()) == set()
    assert set(FAILPOINTS) <= set(names_in_source())


def order_edit(user: User, video: Video, *, queue: str) -> Job:
    crop = {"operation": "crop", "width": 160, "height": 90}
    draft = editing.draft(user=user, video_id=video.pk, operations=[crop])
    return jobs.submit(user=user, order=replace(editing.order_of(draft), queue=queue))


@pytest.mark.timeout(300)
def test_a_worker_killed_at_any_failpoint_loses_nothing_and_charges_once(alice: User, tmp_path: Path) -> None:
    video = a_video(alice, source=a_clip(4.0))
    before = ledger_of(alice)
    edits = {name: order_edit(alice, video, queue=name) for name in FAILPOINTS}
    with ExitStack() as stack:
        doomed = {
            name: stack.enter_context(
                worker(queue=name, log=tmp_path / f"{name}.log", FRAMEWRIGHT_FAILPOINT=name)
            )
            for name in FAILPOINTS
        }
        for name in FAILPOINTS:
            assert doomed[name].died_by_its_own_hand(), doomed[name].log.read_text()[-3000:]
    killed_late = Job.objects.get(pk=edits["settled"].pk)
    assert killed_late.status == "completed"
    assert Job.objects.filter(status="processing").count() == len(FAILPOINTS) - 1
    assert processes_within(tmp_path) == []

    Job.objects.active().update(queue="media")
    with worker(queue="media", log=tmp_path / "clean.log") as clean:
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of all jobs", by=clean)
        for name, job in edits.items():
            job.refresh_from_db()
            assert (name, job.status, job.attempt) == (name, "completed", 1 if name == "settled" else 2)
            made = Files(Video.objects.get(job_id=job.pk))
            sweep_until(partial(made.are_only_of, job), what=f"The end of what {name} left behind", by=clean)

    after = ledger_of(alice)
    assert (before.available - after.available, after.held) == (len(FAILPOINTS), 0)
    assert after.spent - before.spent == len(FAILPOINTS)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("trial", [0, *(pytest.param(n, marks=pytest.mark.chaos) for n in range(1, 30))])
def test_an_edit_killed_in_mid_encode_is_made_once_by_the_next_worker(
    alice: User, tmp_path: Path, trial: int
) -> None:
    video = a_video(alice, source=a_clip(90.0, width=640))
    before = ledger_of(alice)
    job = order_edit(alice, video, queue="media")
    with worker(queue="media", log=tmp_path / "doomed.log", pool="prefork") as doomed:
        encoding = Job.objects.filter(pk=job.pk, status="processing", progress__gt=1)
        sweep_until(encoding.exists, what="The encoding", by=doomed)
        doomed.kill()
    sweep_until(lambda: processes_within(tmp_path) == [], what="The end of the killed worker's FFmpeg")
    with worker(queue="media", log=tmp_path / "clean.log", pool="prefork") as clean:
        sweep_until(lambda: not Job.objects.active().exists(), what="The end of the job", by=clean)
        job.refresh_from_db()
        assert (job.status, job.attempt, job.charged) == ("completed", 2, job.quoted)
        made = Files(Video.objects.get(job_id=job.pk))
        sweep_until(partial(made.are_only_of, job), what="The end of what was lost", by=clean)
    assert ledger_of(alice).spent - before.spent == job.quoted / 1_000_000

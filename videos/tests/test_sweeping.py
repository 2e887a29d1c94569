"""What belongs to nothing is removed, and nothing else, whatever else goes on; and what everybody uses."""

import threading
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as now
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from accounts.models import User
from credits.plan_models import Subscription
from jobs import running
from jobs.models import Job
from videos import files, multipart
from videos.bucket import Bucket
from videos.models import Artefact, RetentionRule, Video
from videos.services import editing, library, retaining, storing, sweeping
from videos.tests.films import a_video
from videos.uploads import direct
from videos.uploads import sweeping as uploads
from videos.uploads.direct import Announced

pytestmark = pytest.mark.django_db(transaction=True)


def lay(key: str, content: bytes = b"1234") -> str:
    """A file in the storage."""
    path = Path(now.WORK_DIR) / "laid"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    files.store(path=path, key=key)
    return key


def there() -> set[str]:
    return {each.key for each in files.listing(folder="users")}


def soon() -> datetime:
    return timezone.now() + timedelta(hours=1)


def trimmed(user: User, video: Video) -> Job:
    operations = [{"operation": "trim", "startTime": 0.5, "endTime": 1.5}]
    return editing.order(user=user, draft=editing.draft(user=user, video_id=video.pk, operations=operations))


def test_only_what_nothing_names_is_removed(alice: User, storage: str) -> None:
    video = a_video(alice)
    place = files.folder_key(user_id=alice.pk, video_id=video.pk)
    kept = there() | {
        lay(f"{place}/derived/frame-{'0' * 32}.jpg"),
        lay(f"{place}/derived/clips/{'0' * 32}.mp4"),
        lay(f"{place}/derived/narrations/x/y.mp3"),
        lay(f"users/{alice.pk}/segments/x_1_2.mp4"),
        lay(f"users/{alice.pk}/something/else"),
    }
    lost = {
        lay(f"{place}/0a1b2c3d-7/film.mp4"),
        lay(f"{place}/original/film.mkv"),
        lay(f"{place}/parts/0a1b2c3d-1/x.mp4"),
        lay(f"{place}/derived/hls/0a1b2c3d-2/180p/film.mp4"),
        lay(f"users/{alice.pk}/videos/{alice.pk}/0a1b2c3d-1/film.mp4"),
        lay(f"users/{alice.pk}/avatar/{alice.pk}.webp"),
        lay(f"users/{video.pk}/videos/{video.pk}/original/film.mp4"),
    }
    young = timezone.now() - timedelta(hours=1)
    assert sweeping.sweep(before=young).files == 0
    looked = sweeping.sweep(before=soon(), remove=False)
    assert (set(looked.keys), looked.bytes, there()) == (lost, 4 * len(lost), kept | lost)
    assert sweeping.sweep(before=soon()).files == len(lost)
    assert there() == kept


def test_a_running_attempt_is_never_touched(alice: User) -> None:
    """Fifty sweeps without any patience while edits are made and published."""
    video = a_video(alice)
    stop = threading.Event()
    sweeps = 0

    def work() -> None:
        try:
            for _ in range(3):
                running.run_job(job_id=trimmed(alice, video).pk)
                Video.objects.filter(parent=video).update(address="")  # not made before
        finally:
            stop.set()
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    while not stop.is_set() or sweeps < 50:
        sweeping.sweep(before=soon())
        sweeps += 1
        stop.wait(0.01)
    thread.join()
    edits = Video.objects.filter(parent=video)
    assert (edits.count(), {edit.status for edit in edits}) == (3, {"ready"})
    for edit in edits:
        assert files.digest(files.fetch(key=edit.file, folder=Path(now.WORK_DIR))) == edit.sha256
    assert [*storing.differences(user=alice, before=soon())] == []


def test_a_large_file_that_was_being_sent_is_aborted(in_bucket: Bucket) -> None:
    multipart.begin(in_bucket, key="users/x/videos/y/original/film.mp4")
    # moto says of all of them that they began in 2010.
    assert sweeping.sweep(before=timezone.now() - timedelta(days=9999)).multiparts == 0
    assert sweeping.sweep(before=soon(), remove=False).multiparts == 1
    assert sweeping.sweep(before=soon()).multiparts == 1
    assert [*multipart.under_way(in_bucket, prefix="")] == []


def test_an_upload_whose_time_is_over_gives_everything_back(alice: User, in_bucket: Bucket) -> None:
    over = direct.begin(user=alice, announced=Announced("a.mp4", 100)).upload
    going_on = direct.begin(user=alice, announced=Announced("b.mp4", 50)).upload
    type(over).objects.filter(pk=over.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert uploads.expire() == 1
    left = [each.multipart.key for each in multipart.under_way(in_bucket, prefix="uploads/")]
    assert (left, library.bytes_stored(alice)) == ([f"uploads/{going_on.pk}/whole"], 50)


def test_use_is_counted_from_rows_and_agrees_with_the_files(alice: User, storage: str) -> None:
    video = a_video(alice)
    running.run_job(job_id=trimmed(alice, video).pk)
    use = storing.use_of(user=alice)
    sizes = {each.key: each.size for each in files.listing(folder=f"users/{alice.pk}")}
    assert use.films == sum(sizes[each.file] for each in Video.objects.all())
    beside = [artefact.key for artefact in Artefact.objects.all()]
    assert (
        use.artefacts
        == sum(n for key, n in sizes.items() if any(key.startswith(f"{at}/") for at in beside))
        > 0
    )
    call_command("count_storage", minutes=-60, stdout=StringIO())
    library.delete(user=alice, video_id=video.pk)
    assert storing.use_of(user=alice).films == Video.objects.get().size


def test_rows_that_tell_something_else_are_found_and_mended(alice: User) -> None:
    video = a_video(alice)
    Video.objects.update(size=1)
    Artefact.objects.filter(kind="waveform").update(size=2)
    told = StringIO()
    with pytest.raises(CommandError, match="2 rows"):
        call_command("count_storage", minutes=-60, stdout=told)
    assert f"{video.file}: its row tells of 1 bytes" in told.getvalue()
    call_command("count_storage", "--mend", minutes=-60, stdout=StringIO())
    call_command("count_storage", minutes=-60, stdout=StringIO())
    files.delete(key=video.file)
    with pytest.raises(CommandError, match="1 rows"):
        call_command("count_storage", "--mend", minutes=-60, stdout=told)
    assert "it is missing" in told.getvalue()


def test_the_command_only_looks_when_it_is_told_to(alice: User) -> None:
    key, told = lay(f"users/{alice.pk}/avatar/{alice.pk}.webp"), StringIO()
    call_command("sweep_storage", "--dry-run", hours=-1, stdout=told)
    assert "Found 1 files of nothing (4 bytes)" in told.getvalue()
    assert there() == {key}
    call_command("sweep_storage", hours=-1, stdout=told)
    assert there() == set()


def test_results_that_nobody_looks_at_go_after_a_letter(alice: User) -> None:
    titles = ("original", "kept", "seen")
    film, kept, looked_at = (a_video(alice, title=title, ready=False) for title in titles)
    made = Video.objects.exclude(pk=film.pk)
    made.update(source="edit")

    def unused(days: float) -> None:
        Video.objects.filter(pk__in=[kept.pk, film.pk]).update(used_at=timezone.now() - timedelta(days=days))

    unused(99)
    assert retaining.retain() == (0, 0)
    plan = Subscription.objects.get(user=alice).plan
    RetentionRule.objects.create(plan=plan, days=30)
    unused(22)
    assert retaining.retain() == (0, 0)
    unused(24)
    assert [retaining.retain(), retaining.retain()] == [(1, 0), (0, 0)]
    letter = mail.outbox[0].body
    assert ("- kept" in letter, "- original" in letter, "- seen" in letter) == (True, False, False)
    unused(40)
    assert retaining.retain() == (0, 0)  # the letter was not a week ago
    Video.objects.filter(pk=kept.pk).update(warned_at=timezone.now() - timedelta(days=8))
    library.see(user=alice, video_id=kept.pk)
    assert retaining.retain() == (0, 0)  # its owner looked at it
    unused(40)
    Video.objects.filter(pk=kept.pk).update(warned_at=timezone.now() - timedelta(days=8))
    assert retaining.retain() == (0, 1)
    assert set(Video.objects.values_list("pk", flat=True)) == {film.pk, looked_at.pk}

"""Single pictures of a film, edited or not: made at once, kept beside the film and never made twice."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from accounts.models import User
from videos import files
from videos.findings import findings_of
from videos.limits import media_limits
from videos.media import checks, runner
from videos.media.analysis import must_measure, recalled
from videos.media.command import Command
from videos.media.extra import Extra
from videos.media.operations import Operation
from videos.media.recipe import Recipe, validate
from videos.media.stills import frame_command
from videos.models import Video

SECONDS = 20.0  # one picture of the longest film on a busy machine
ENGINE = "stills-1"  # part of the address: a change of how pictures are made must not answer with old ones


class NoPicture(Exception):
    """FFmpeg could not make this picture."""


def frame_key(*, video: Video, recipe: Recipe, timestamp: float, width: int, user: User | None = None) -> str:
    """The storage key of the picture that the edited film shows at `timestamp` seconds; made if it is new.

    Nothing is measured for it: give the recipe as `informed` does, which also sees to it that `user`
    (the video's owner, if nobody is given) may use what the recipe names.
    """
    key = key_of(video=video, recipe=recipe, timestamp=timestamp, width=width)
    if not files.exists(key=key):
        _make(user or video.owner, video, recipe, timestamp, width, key)
    return key


def key_of(*, video: Video, recipe: Recipe, timestamp: float, width: int) -> str:
    """Where that picture lies in the storage, or will lie."""
    steps = [step.to_json() | {"found": step.found} if step.found else step.to_json() for step in recipe]
    parts = [ENGINE, video.file, steps, round(timestamp, 3), width]
    asked = json.dumps(parts, sort_keys=True, default=str)
    folder = files.folder_key(user_id=video.owner_id, video_id=video.pk)
    return f"{folder}/derived/frame-{hashlib.sha256(asked.encode()).hexdigest()[:32]}.jpg"


def size_of(*, video: Video, recipe: Recipe, user: User) -> tuple[int, int]:
    """How many pixels the picture of the edited film has, wide and high; refuses as `informed` does."""
    shape = validate(recipe, video.media_info, extra=_others(user, recipe)).output
    return shape.width, shape.height


@dataclass(frozen=True)
class Informed:
    """A recipe with what was measured before, and those of its operations that nobody has measured yet."""

    recipe: list[Operation]
    unmeasured: tuple[Operation, ...]


def informed(*, video: Video, recipe: Recipe, user: User | None = None) -> Informed:
    """What is known of the video for a recipe. Nothing is measured.

    Raises OperationRefused, also for what `user` (the video's owner, if nobody is given) may not use.
    """
    others, info = _others(user or video.owner, recipe), video.media_info
    if not must_measure(recipe, info, extra=others):
        return Informed(list(recipe), ())
    source = Path(video.file)  # only its name matters, nothing is opened
    findings = findings_of(video=video, source=source, recipe=recipe, others=others)
    with work_folder() as folder:
        ready = recalled(
            recipe,
            info,
            source=source,
            folder=folder,
            findings=findings,
            extra=others,
            limits=media_limits(),
        )
    steps = zip(ready, validate(ready, info).shapes, strict=False)
    return Informed(ready, tuple(step for step, shape in steps if step.must_measure(shape)))


def _make(user: User, video: Video, recipe: Recipe, timestamp: float, width: int, key: str) -> None:
    with work_folder() as folder:
        source = files.fetch(key=video.file, folder=folder)
        command = frame_command(
            recipe,
            video.media_info,
            source=source,
            folder=folder,
            timestamp=timestamp,
            width=width,
            limits=media_limits(),
            extra=_fetched(_others(user, recipe), folder),
        )
        take(command, folder)
        files.store(path=command.output, key=key)


@contextmanager
def work_folder() -> Iterator[Path]:
    """A place for FFmpeg to work in, gone afterwards."""
    Path(settings.WORK_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.WORK_DIR, prefix="picture-") as name:
        yield Path(name)


def _others(user: User, recipe: Recipe) -> dict[str, Extra]:
    """The other videos that a recipe names, by where they lie in the storage; never those of strangers."""
    usable = Video.objects.usable_by(user).named_in(recipe)
    return {str(each.pk): Extra(each.media_info, Path(each.file)) for each in usable}


def _fetched(others: dict[str, Extra], folder: Path) -> dict[str, Extra]:
    """The same, as FFmpeg can read them."""
    return {
        name: replace(extra, path=files.fetch(key=str(extra.path), folder=folder, name=f"{name}.bin"))
        for name, extra in others.items()
    }


def take(command: Command, folder: Path) -> None:
    """Has FFmpeg make a picture in a folder of its own, and looks at it; raises NoPicture."""
    try:
        runner.run(command, folder=folder, deadline=SECONDS, limits=media_limits())
        checks.verify_still(command.output, command.expects)
    except (runner.RunEnded, checks.ResultRefused) as error:
        raise NoPicture(gettext("This picture could not be made.")) from error

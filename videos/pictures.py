"""Single pictures of a film, edited or not: made at once, kept beside the film and never made twice."""

import hashlib
import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from videos import files
from videos.limits import media_limits
from videos.media import checks, runner
from videos.media.command import Command
from videos.media.extra import Extra
from videos.media.recipe import Recipe, to_json
from videos.media.stills import frame_command
from videos.models import Video

SECONDS = 20.0  # one picture of the longest film on a busy machine
ENGINE = "stills-1"  # part of the address: a change of how pictures are made must not answer with old ones


class NoPicture(Exception):
    """FFmpeg could not make this picture."""


def frame_key(*, video: Video, recipe: Recipe, timestamp: float, width: int) -> str:
    """The storage key of the picture that the edited film shows at `timestamp` seconds; made if it is new."""
    key = key_of(video=video, recipe=recipe, timestamp=timestamp, width=width)
    if not default_storage.exists(key):
        _make(video, recipe, timestamp, width, key)
    return key


def key_of(*, video: Video, recipe: Recipe, timestamp: float, width: int) -> str:
    """Where that picture lies in the storage, or will lie."""
    asked = json.dumps([ENGINE, video.file, to_json(recipe), round(timestamp, 3), width], sort_keys=True)
    folder = files.folder_key(user_id=video.owner_id, video_id=video.pk)
    return f"{folder}/derived/frame-{hashlib.sha256(asked.encode()).hexdigest()[:32]}.jpg"


def _make(video: Video, recipe: Recipe, timestamp: float, width: int, key: str) -> None:
    Path(settings.WORK_DIR).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.WORK_DIR, prefix="picture-") as name:
        folder = Path(name)
        source = files.fetch(key=video.file, folder=folder)
        command = frame_command(
            recipe,
            video.media_info,
            source=source,
            folder=folder,
            timestamp=timestamp,
            width=width,
            limits=media_limits(),
            extra=_others(video, recipe, folder),
        )
        _run(command, folder)
        files.store(path=command.output, key=key)


def _others(video: Video, recipe: Recipe, folder: Path) -> dict[str, Extra]:
    owned = Video.objects.for_user(video.owner).named_in(recipe)
    return {
        str(each.pk): Extra(each.media_info, files.fetch(key=each.file, folder=folder, name=f"{each.pk}.bin"))
        for each in owned
    }


def _run(command: Command, folder: Path) -> None:
    try:
        runner.run(command, folder=folder, deadline=SECONDS, limits=media_limits())
        checks.verify_still(command.output, command.expects)
    except (runner.RunEnded, checks.ResultRefused) as error:
        raise NoPicture("This picture could not be made.") from error

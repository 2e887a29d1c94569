"""What was measured of a video, kept beside it, so that no recipe has the same measured twice."""

import zlib
from collections.abc import Mapping
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from videos import files
from videos.media.analysis import Findings
from videos.media.extra import Extra
from videos.media.recipe import Recipe
from videos.models import Video

MOST, MOST_BYTES = 40, 64 * 1024 * 1024  # of one video
LARGEST = 16 * 1024 * 1024  # bytes, compressed: the camera of some 18 minutes of film


def findings_of(*, video: Video, source: Path, recipe: Recipe, others: Mapping[str, Extra]) -> Findings:
    """What is known of a video. `source` and `others` are where it and the files of the recipe lie now.

    `others` are those that the asking person may use.
    """
    contents = {source.resolve(): _content(video)}
    for each in Video.objects.filter(pk__in=others).named_in(recipe):
        path = others[str(each.pk)].path
        if path is not None:
            contents[path.resolve()] = _content(each)
    return _Kept(video, contents)


def _content(video: Video) -> str:
    return video.sha256 or video.file


class _Kept:
    """The measurements of one video: a file each, in its folder of the storage."""

    def __init__(self, video: Video, contents: Mapping[Path, str]) -> None:
        self._video, self._contents = video, contents
        self._folder = f"{files.folder_key(user_id=video.owner_id, video_id=video.pk)}/derived/measured"

    def content_of(self, path: Path) -> str | None:
        return self._contents.get(path)

    def recall(self, address: str) -> bytes | None:
        key = f"{self._folder}/{address}"
        if not files.exists(key=key):
            return None
        with default_storage.open(key, "rb") as content:
            try:
                return zlib.decompress(content.read())
            except zlib.error:  # another worker is writing it just now
                return None

    def keep(self, address: str, found: bytes) -> None:
        packed, key = zlib.compress(found), f"{self._folder}/{address}"
        if len(packed) > LARGEST or files.exists(key=key):
            return
        default_storage.save(key, ContentFile(packed))
        files.keep_newest(folder=self._folder, most=MOST, most_bytes=MOST_BYTES)
        if not Video.objects.filter(pk=self._video.pk).exists():
            files.delete_folder(self._folder)

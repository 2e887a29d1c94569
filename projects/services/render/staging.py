"""A project's timeline with the files that it shows: what is looked at, and what a film is made of."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from projects.models import Project
from projects.services.saying import told
from projects.timeline.composing import compose
from projects.timeline.problems import Problem, problems
from projects.timeline.schema import Timeline
from videos import files
from videos.media.composition.model import Composition, Source, Sources
from videos.media.probe import MediaInfo
from videos.models import Video, VideoQuerySet


@dataclass(frozen=True)
class Staged:
    """`videos` are those of the timeline's media that the asking person may see or use, as they asked."""

    project: Project
    revision: int
    timeline: Timeline
    videos: Mapping[uuid.UUID, Video]

    @cached_property
    def infos(self) -> dict[uuid.UUID, MediaInfo]:
        return {key: video.media_info for key, video in self.videos.items()}

    @cached_property
    def composition(self) -> Composition:
        return compose(self.timeline, infos=self.infos)

    @cached_property
    def problems(self) -> list[Problem]:
        return told(problems(self.timeline, self.infos))

    @cached_property
    def stored(self) -> Sources:
        """The files by where they lie in the storage: enough to name what is made of them."""
        return {str(key): _source(video, Path(video.file)) for key, video in self.videos.items()}

    def fetched(self, keys: Iterable[str], folder: Path) -> Sources:
        """Those of the files that `keys` name, as FFmpeg can read them."""
        named = {key: self.videos[uuid.UUID(key)] for key in dict.fromkeys(keys)}
        return {
            key: _source(video, files.fetch(key=video.file, folder=folder, name=f"{key}.bin"))
            for key, video in named.items()
        }


def staged(*, project: Project, revision: int, timeline: Timeline, among: VideoQuerySet) -> Staged:
    """A checked timeline with those of its files that are `among` these and that were looked into."""
    found = among.filter(pk__in=timeline.video_ids).exclude(info={})
    return Staged(project, revision, timeline, {video.pk: video for video in found})


def _source(video: Video, path: Path) -> Source:
    return Source(path, video.media_info, video.sha256 or video.file)


def seen_and_heard(composition: Composition) -> set[str]:
    """The keys of all files that a composition names."""
    seen = {piece.source for layer in composition.layers for piece in layer.pieces}
    return seen | {sound.source for bus in composition.buses for sound in bus.sounds}

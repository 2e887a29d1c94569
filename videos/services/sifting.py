"""A library narrowed down: to what kind, from where, how long, how new, in which project."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from videos.models import VideoQuerySet
from videos.sharing import sharing


@dataclass(frozen=True, kw_only=True)
class Sieve:
    """What passes through; a field that says nothing holds nothing back. Lengths are seconds."""

    media_type: str = ""
    source: str = ""
    only_ai: bool = False
    shortest: float = 0.0
    shorter_than: float | None = None
    since: datetime | None = None
    project_id: uuid.UUID | None = None

    @property
    def is_open(self) -> bool:
        return self == Sieve()

    def sift(self, videos: VideoQuerySet, *, user: User) -> VideoQuerySet:
        if self.media_type:
            videos = videos.filter(media_type=self.media_type)
        if self.source:
            videos = videos.filter(source=self.source)
        if self.only_ai:
            videos = videos.filter(ai_generated=True)
        if self.since:
            videos = videos.filter(created_at__gte=self.since)
        if self.project_id:
            videos = videos.filter(sharing().placed_in(self.project_id, user))
        return self._of_length(videos)

    def _of_length(self, videos: VideoQuerySet) -> VideoQuerySet:
        if self.shortest:
            videos = videos.filter(duration__gte=self.shortest)
        if self.shorter_than is not None:
            videos = videos.filter(duration__lt=self.shorter_than)
        return videos

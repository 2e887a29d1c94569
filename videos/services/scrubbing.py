"""What a list needs in order to leaf through its films while the pointer moves over their pictures."""

import uuid
from collections.abc import Collection
from typing import Any

from videos.models import Artefact


def strips(*, video_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """For each film that has a storyboard: columns, rows, tiles, and a tile's width and height."""
    boards = Artefact.objects.filter(video_id__in=video_ids, kind=Artefact.Kind.STORYBOARD)
    found = boards.order_by("created_at").values_list("video_id", "meta")
    return {video_id: _strip(board) for video_id, board in found}


def _strip(board: dict[str, Any]) -> str:
    shape = (board[name] for name in ("columns", "rows"))
    size = (board[name] for name in ("tile_width", "tile_height"))
    return " ".join(str(number) for number in (*shape, len(board["times"]), *size))

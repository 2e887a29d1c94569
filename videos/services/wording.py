"""Lets videos be found by the words that are said in them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Func, TextField, Value

from videos.models import SpokenWords, Video
from videos.words import words_in

PIECE = 100  # words of one row


@transaction.atomic
def let_be_found(*, video_id: uuid.UUID, words: str) -> None:
    """From now on the video is found by these words, and no longer by others; none: by no spoken word.

    Raises Video.DoesNotExist.
    """
    video = Video.objects.only("owner").get(pk=video_id)
    said = words_in(words)
    SpokenWords.objects.filter(video=video).delete()
    SpokenWords.objects.bulk_create(
        SpokenWords(video=video, owner_id=video.owner_id, words=_vector(said[start : start + PIECE]))
        for start in range(0, len(said), PIECE)
    )


def _vector(words: list[str]) -> Func:
    """The very words: PostgreSQL's own parser would take some apart, and addresses together."""
    given = Value(words, output_field=ArrayField(TextField()))
    return Func(
        given,
        function="array_to_tsvector",
        template="%(function)s(%(expressions)s::text[])",
        output_field=SearchVectorField(),
    )

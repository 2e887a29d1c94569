"""The transcripts that a film has."""

from ai.models import Transcript
from videos.models import Video


def current(*, video: Video, language: str = "") -> Transcript | None:
    """The newest revision in a language, or (if none is asked for) of what is really spoken in the film."""
    found = Transcript.objects.current().filter(video=video)
    if language:
        return found.filter(language=language).first()
    return found.exclude(origin=Transcript.Origin.TRANSLATED).first()

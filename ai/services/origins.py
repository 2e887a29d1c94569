"""What of a result AI has made: picture, voice, music or effects, and when in it."""

from collections.abc import Mapping

from ai.capabilities import Capability
from videos.media.lineage import EFFECTS, MUSIC, PICTURE, VOICE, Span, Spans
from videos.media.probe import MediaInfo
from videos.models import Video
from videos.services import provenance

C = Capability
SOUNDS = {C.TEXT_TO_SPEECH: VOICE, C.MUSIC: MUSIC, C.SOUND_EFFECT: EFFECTS}
# Whose sound is their source's.
KEEPS_SOUND = {C.REMIX_VIDEO, C.UPSCALE, C.STYLE_TRANSFER}


def spans_made(*, capability: Capability, sources: Mapping[str, Video], info: MediaInfo, model: str) -> Spans:
    """What a generated file has of AI; `model` is "provider/model"."""
    if capability in SOUNDS:
        return (Span(0.0, info.duration, (SOUNDS[capability],), (model,)),)
    seen = Span(0.0, info.duration, (PICTURE,), (model,))
    if info.audio is None:
        return (seen,)
    if capability in KEEPS_SOUND:
        return (seen, *_heard(sources["source"]))
    if capability is C.LIP_SYNC:
        return (seen, *_heard(sources["audio"]))
    if capability is C.EXTEND_VIDEO:
        return _extended(sources["source"], info, model)
    return (Span(0.0, info.duration, (PICTURE, EFFECTS), (model,)),)


def spans_narrated(*, video: Video, said: list[tuple[float, float]], model: str, is_alone: bool) -> Spans:
    """What a narrated film has of AI: what it had, and a voice while it speaks, alone or over its sound."""
    before = provenance.spans_of(video=video)
    kept = tuple(span.only([PICTURE]) for span in before) if is_alone else before
    return (*kept, *(Span(start, end, (VOICE,), (model,)) for start, end in said))


def _heard(source: Video) -> Spans:
    return tuple(span.only([VOICE, MUSIC, EFFECTS]) for span in provenance.spans_of(video=source))


def _extended(source: Video, info: MediaInfo, model: str) -> Spans:
    added = Span(min(source.duration, info.duration), info.duration, (PICTURE, EFFECTS), (model,))
    return (*provenance.spans_of(video=source), added)

"""What each step of a plan promised, and how a finished film is held against it.

A check compares the film that was made with the one that would have been made without the step, at a moment
at which the step can be seen or heard. What cannot be told is said so, never guessed.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray
from PIL import Image

from ai.services.chatting import carrying
from videos import pictures
from videos.findings import findings_of
from videos.limits import media_limits
from videos.media.analysis import prepare
from videos.media.command import Command
from videos.media.extra import Extra
from videos.media.operations import (
    AddText,
    ApplyFilter,
    Fade,
    NormalizeAudio,
    Operation,
    RemoveSilence,
    Speed,
    Volume,
)
from videos.media.operations.normalize_audio import SILENCE, Loudness
from videos.media.probe import MediaInfo
from videos.media.recipe import Plan as Course
from videos.models import Video
from videos.services import saying

Pixels = NDArray[np.float64]  # height x width x 3, 0-255
WIDTH = 480  # of the pictures that are compared
CHANGED, SEEN = 48.0, 6.0  # by how much (0-255) a pixel differs: plainly, and so that it can be seen
LEAST_SHARE = 0.0005  # of the pixels; a small word on a large picture
MOST_OF_IT = 0.75  # of what a step changes: codecs blur the edges
ALIKE = 12.0  # mean difference (0-255) of two encodings of one picture, at most
GREY = 8.0  # mean distance (0-255) of a picture's colours that is seen as none
LOUD = 1.5  # how far a loudness may be off: LU


# Whether there is a picture, and a sound.
TRACKS = {
    (True, True): gettext_lazy("picture and sound"),
    (True, False): gettext_lazy("picture"),
    (False, True): gettext_lazy("sound"),
    (False, False): gettext_lazy("nothing"),
}


@dataclass(frozen=True)
class Kept:
    """A promise and what was measured; `is_kept` None: it cannot be told here."""

    promise: str
    is_kept: bool | None
    measured: str


@dataclass(frozen=True)
class Look:
    """A finished film beside its source. `recipe` knows what was measured of the source."""

    source: Video
    made: Video
    info: MediaInfo  # of the finished file, probed anew
    recipe: list[Operation]
    course: Course
    folder: Path
    paths: Mapping[str, Path]  # "source" and "made"
    extra: Mapping[str, Extra]
    perform: Callable[[Command], object]
    shown: Mapping[int, float | None] = field(default_factory=dict)  # per step: second of its own result

    def picture(self, time: float) -> Pixels:
        """The finished film at a moment."""
        return _read(pictures.frame_key(video=self.made, recipe=[], timestamp=time, width=WIDTH))

    def expected(self, recipe: list[Operation], time: float) -> Pixels:
        """What a recipe shows of the source at a moment of its result."""
        return _read(pictures.frame_key(video=self.source, recipe=recipe, timestamp=time, width=WIDTH))

    def without(self, number: int) -> list[Operation]:
        return [*self.recipe[:number], *self.recipe[number + 1 :]]

    def moment(self, number: int) -> float | None:
        """The second of the finished film that shows a step; None when a later step cut it away."""
        shown = self.shown.get(number)
        if shown is None:
            return None
        after = self.recipe[number + 1 :]
        course = Course(self.course.shapes[number + 1 :], self.course.duration, ())
        frame = self.course.shapes[number + 1].frame
        spans = carrying.carried(after, course, (max(shown - frame / 2, 0.0), shown + frame / 2))
        if not after:
            return min(shown, self.last)
        return min((spans[0][0] + spans[0][1]) / 2, self.last) if spans else None

    @property
    def last(self) -> float:
        return max(self.info.duration - 1.5 * self.course.output.frame, 0.0)

    # -- sound -----------------------------------------------------------------------------------------

    @cached_property
    def loudness(self) -> Loudness:
        """Of the finished film."""
        return self._metered("made", self.made, self.info, [])

    def loudness_of(self, recipe: list[Operation]) -> Loudness:
        """Of what a recipe makes of the source."""
        return self._metered("source", self.source, self.source.media_info, recipe)

    def _metered(self, name: str, video: Video, info: MediaInfo, recipe: list[Operation]) -> Loudness:
        found = self.measured(name, video, info, [*recipe, NormalizeAudio()])
        return found if isinstance(found, Loudness) else Loudness(SILENCE, 0.0)

    def measured(self, name: str, video: Video, info: MediaInfo, recipe: list[Operation]) -> Any:
        """What the last operation of a recipe finds when it measures the film."""
        path = self.paths[name]
        ready = prepare(
            recipe,
            info,
            source=path,
            folder=self.folder,
            perform=self.perform,
            extra=self.extra,
            limits=media_limits(),
            findings=findings_of(video=video, source=path, recipe=recipe, others=self.extra),
        )
        return ready[-1].found


def _read(key: str) -> Pixels:
    with default_storage.open(key, "rb") as content:
        return np.asarray(Image.open(content).convert("RGB"), dtype=np.float64)


def difference(one: Pixels, other: Pixels) -> Pixels | None:
    """Per pixel, the largest of the three colours'; None for pictures of other sizes."""
    return np.abs(one - other).max(axis=2) if one.shape == other.shape else None


def colourfulness(pixels: Pixels) -> float:
    """The mean distance (0-255) between a pixel's strongest and weakest colour; 0 is grey."""
    return float((pixels.max(axis=2) - pixels.min(axis=2)).mean())


# -- the whole film ----------------------------------------------------------------------------------------


def of_film(look: Look) -> list[Kept]:
    """Length, size and kind of the file, by a probe of what is stored."""
    wished, info = look.course.output, look.info
    found = [_length(look)]
    if wished.has_video and info.video is not None:
        size = f"{info.video.width}x{info.video.height}"
        is_kept = (info.video.width, info.video.height) == (wished.width, wished.height)
        found.append(Kept(_("%(size)s pixels") % {"size": f"{wished.width}x{wished.height}"}, is_kept, size))
    promised, there = (wished.has_video, wished.has_audio), (bool(info.video), bool(info.audio))
    promise = _("It has %(tracks)s") % {"tracks": TRACKS[promised]}
    found.append(Kept(promise, promised == there, str(TRACKS[there])))
    return found


def _length(look: Look) -> Kept:
    wished, lasts = look.course.duration, look.info.duration
    shape = look.course.output
    slack = max(0.1, 2 * shape.frame if shape.has_video else 0.0)
    promise = _("%(seconds)s seconds long") % {"seconds": f"{wished:.2f}"}
    measured = _("%(seconds)s seconds") % {"seconds": f"{lasts:.2f}"}
    if not carrying.is_known(look.recipe, look.course):
        return Kept(_("Its length"), None, _("%(length)s; it was not known before") % {"length": measured})
    return Kept(promise, abs(lasts - wished) <= slack, measured)


# -- steps -------------------------------------------------------------------------------------------------


def of_step(look: Look, number: int) -> Kept | None:
    """What a step promised beside the film's length and size; None when that says everything."""
    operation = look.recipe[number]
    check = CHECKS.get(operation.name)
    return check(look, number, operation) if check else None


def _text(look: Look, number: int, operation: Operation) -> Kept:
    words = operation.text[:40] if isinstance(operation, AddText) else saying.title_of(operation).lower()
    return _seen(look, number, _("“%(words)s” can be seen") % {"words": words})


def _filter(look: Look, number: int, operation: Operation) -> Kept:
    if not isinstance(operation, ApplyFilter):
        return _seen(look, number, saying.title_of(operation))
    moment = look.moment(number)
    if operation.filter_type != "blackwhite" or operation.intensity < 1 or moment is None:
        return _seen(look, number, _("The look %(name)s") % {"name": operation.filter_type})
    colours = colourfulness(look.picture(moment))
    # What is laid over it later may have colours of its own.
    wished = max(GREY, colourfulness(look.expected(look.recipe, moment)) + GREY / 2)
    return Kept(
        _("No colours"),
        colours <= wished,
        _("colourfulness %(amount)s of 255 at %(time)s s")
        % {"amount": f"{colours:.1f}", "time": f"{moment:.2f}"},
    )


def _adjusted(look: Look, number: int, operation: Operation) -> Kept:
    return _seen(look, number, _("The picture is adjusted"))


def _seen(look: Look, number: int, promise: str) -> Kept:
    """Where the step changes the picture, the film is as with it, and not as without it."""
    moment = look.moment(number)
    if moment is None:
        return Kept(promise, None, _("a later step cut that moment away"))
    share = _share_as_promised(look, number, moment)
    if share is None:
        return Kept(
            promise, None, _("it changes nothing that can be seen at %(time)s s") % {"time": f"{moment:.2f}"}
        )
    told = _("%(share)s of what it changes is as promised at %(time)s s") % {
        "share": f"{share:.0%}",
        "time": f"{moment:.2f}",
    }
    return Kept(promise, share >= MOST_OF_IT, told)


def _share_as_promised(look: Look, number: int, moment: float) -> float | None:
    made, plain = look.picture(moment), look.expected(look.without(number), moment)
    wished = look.expected(look.recipe, moment)
    changed = difference(wished, plain)
    to_wished, to_plain = difference(made, wished), difference(made, plain)
    if changed is None or to_wished is None or to_plain is None:
        return None  # the step, or the lack of it, changes the size
    level = CHANGED if float((changed > CHANGED).mean()) >= LEAST_SHARE else SEEN
    where = changed > level
    if float(where.mean()) < LEAST_SHARE:
        return None
    return float((to_wished < to_plain)[where].mean())


def _as_previewed(look: Look, number: int, operation: Operation) -> Kept:
    """What moves the picture: the finished film shows at a moment what its preview showed there."""
    moment = look.moment(number)
    promise = _("%(title)s as previewed") % {"title": saying.title_of(operation)}
    if moment is None or not carrying.is_known(look.recipe, look.course):
        return Kept(promise, None, _("it could not be previewed exactly"))
    apart = difference(look.picture(moment), look.expected(look.recipe, moment))
    if apart is None:
        return Kept(promise, is_kept=False, measured=_("the picture has another size"))
    mean = float(apart.mean())
    return Kept(
        promise,
        mean <= ALIKE,
        _("the picture differs by %(mean)s of 255 at %(moment)s s")
        % {"mean": f"{mean:.1f}", "moment": f"{moment:.2f}"},
    )


def _faded(look: Look, number: int, operation: Operation) -> Kept:
    promise = _("It fades")
    if not isinstance(operation, Fade) or not look.course.output.has_video or look.recipe[number + 1 :]:
        return Kept(promise, None, _("later steps follow, or it has no picture"))
    ends = ((0.0, operation.fade_in), (look.last, operation.fade_out))
    shares = [_share_as_promised(look, number, moment) for moment, length in ends if length > 0]
    known = [share for share in shares if share is not None]
    if not known:
        return Kept(promise, None, _("it changes nothing that can be seen"))
    return Kept(
        promise,
        min(known) >= MOST_OF_IT,
        _("%(known)s of what it changes is as promised") % {"known": f"{min(known):.0%}"},
    )


def _paced(look: Look, number: int, operation: Operation) -> Kept | None:
    before, after = look.course.shapes[number], look.course.shapes[number + 1]
    if not isinstance(operation, Speed) or after.duration == 0 or len(look.recipe) > 1:
        return None  # the film's whole length tells it
    pace = before.duration / look.info.duration
    is_kept = math.isclose(pace, operation.factor, rel_tol=0.05)
    return Kept(
        _("%(factor)s times as fast") % {"factor": f"{operation.factor:g}"}, is_kept, f"{pace:.2f} times"
    )


# -- sound -------------------------------------------------------------------------------------------------


def _normal(look: Look, number: int, operation: Operation) -> Kept:
    if not isinstance(operation, NormalizeAudio) or _is_heard_later(look, number):
        return Kept(_("The loudness"), None, _("a later step changes the sound"))
    promise, found = f"{operation.wished:g} LUFS", look.loudness.integrated
    if found <= SILENCE:
        return Kept(promise, None, _("the sound is silent, so its loudness was left alone"))
    return Kept(promise, abs(found - operation.wished) <= LOUD, f"{found:.1f} LUFS")


def _louder(look: Look, number: int, operation: Operation) -> Kept:
    if not isinstance(operation, Volume) or _is_heard_later(look, number):
        return Kept(_("The volume"), None, _("a later step changes the sound"))
    before, after = look.loudness_of(look.without(number)).integrated, look.loudness.integrated
    gain = operation.gain if operation.gain is not None else _decibels(operation.factor)
    if gain is None or gain < -60:
        return Kept(_("No sound is heard"), after <= SILENCE, f"{after:.1f} LUFS")
    promise = f"{gain:+.1f} dB"
    if before <= SILENCE:
        return Kept(promise, None, _("there is no sound that could be louder"))
    told = f"{after - before:+.1f} dB"
    is_held_back = gain > 0 and operation.limiter and 0 < after - before < gain
    return Kept(promise, abs(after - before - gain) <= LOUD or is_held_back, told)


def _decibels(factor: float | None) -> float | None:
    return 20 * math.log10(factor) if factor else None


def _is_heard_later(look: Look, number: int) -> bool:
    return any(step.name in SOUNDING for step in look.recipe[number + 1 :])


def _quiet(look: Look, number: int, operation: Operation) -> Kept:
    promise = _("No long pause is left")
    if not isinstance(operation, RemoveSilence) or _is_heard_later(look, number):
        return Kept(promise, None, _("a later step changes the sound"))
    longest = operation.minimum + 2 * operation.padding + 0.1
    asked = RemoveSilence(threshold=operation.threshold, minimum=min(longest, 60.0), padding=0)
    found = look.measured("made", look.made, look.info, [asked])
    left = max((end - start for start, end in found or ()), default=0.0)
    return Kept(
        promise,
        left <= longest,
        _("the longest is %(left)s s") % {"left": f"{left:.2f}"} if left else _("none was found"),
    )


SOUNDING = frozenset(
    {"volume", "normalize-audio", "replace-audio", "remove-silence", "concat", "speed", "fade"}
)
CHECKS: Mapping[str, Callable[[Look, int, Any], Kept | None]] = {
    "add-text": _text,
    "burn-captions": _text,
    "overlay-image": _text,
    "apply-filter": _filter,
    "adjust": _adjusted,
    "trim": _as_previewed,
    "crop": _as_previewed,
    "rotate": _as_previewed,
    "flip": _as_previewed,
    "reverse": _as_previewed,
    "resize": _as_previewed,
    "remove-parts": _as_previewed,
    "fade": _faded,
    "speed": _paced,
    "normalize-audio": _normal,
    "volume": _louder,
    "remove-silence": _quiet,
}

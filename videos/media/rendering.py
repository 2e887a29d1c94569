"""Makes the film that a recipe describes: by a smart cut where that is enough, else by one run of FFmpeg."""

import dataclasses
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from videos.media.analysis import NOTHING_KNOWN, Findings, must_measure, prepare
from videos.media.checks import ResultRefused, verify
from videos.media.command import Command, Expectation, Track
from videos.media.copying import is_faithful
from videos.media.cutting.refusal import NotSmart
from videos.media.engine import Limits
from videos.media.extra import Extra
from videos.media.formats import DECODED_NAMES, Format
from videos.media.graph import compile_recipe
from videos.media.operations import Export, Keeping, Operation, RemoveSilence, Trim
from videos.media.probe import MediaInfo, has_light
from videos.media.progress import Progress
from videos.media.recipe import NO_EXTRA, Recipe, equip, used_span, validate
from videos.media.runner import FfmpegFailed, RunReport, run
from videos.media.shape import shape_of
from videos.media.smartcut import Cut, Segments, cut

MEASURING_SHARE = 0.3  # of the bar, for each time that the film is measured before it is made
NOTHING_ENCODED = "No frame was encoded again: every picture is the source's own."
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Rendered:
    """A film that was made and checked. `notes` are sentences for the person, `seconds` is wall time."""

    output: Path
    info: MediaInfo
    mode: Literal["smart", "encode", "copy"]
    notes: tuple[str, ...]
    seconds: float
    log: str
    untouched: frozenset[Track] = frozenset()  # tracks that show or sound as they did in the source
    measured_before: tuple[str, ...] = ()  # operations whose measurement of the film was known already
    recipe: tuple[Operation, ...] = ()  # as it was carried out: with all that was measured


def _ignore(progress: Progress) -> None:
    pass


def _never() -> bool:
    return False


class _Bar:
    """One bar for several pieces of work. It never goes back, and knows how much time is left."""

    def __init__(self, on_progress: Callable[[Progress], None], deadline: float) -> None:
        self._on_progress, self._until = on_progress, time.monotonic() + deadline
        self._base, self._share, self._shown = 0.0, 1.0, 0.0

    @property
    def left(self) -> float:
        return self._until - time.monotonic()

    def next_piece(self, share: float) -> None:
        """Begin a piece that takes this share (0-1) of what the bar has left."""
        self._base, self._share = self._shown, (100 - self._shown) / 100 * share

    def __call__(self, news: Progress) -> None:
        self._shown = max(self._shown, self._base + news.percent * self._share)
        self._on_progress(Progress(self._shown, news.frames, news.seconds, news.fps, news.speed))


def render(  # noqa: PLR0913 - what a worker knows of its job, each by name
    recipe: Recipe,
    info: MediaInfo,
    *,
    source: Path,
    folder: Path,
    extra: Mapping[str, Extra] = NO_EXTRA,
    on_progress: Callable[[Progress], None] = _ignore,
    should_stop: Callable[[], bool] = _never,
    deadline: float = 3600.0,
    limits: Limits = DEFAULT_LIMITS,
    findings: Findings = NOTHING_KNOWN,
) -> Rendered:
    """Make a recipe's film of a probed source in `folder`, and check it. `deadline` is seconds from now.

    `extra` are the other files that the recipe names, by id; `findings` remembers what was measured. Raises
    OperationRefused, FfmpegFailed, Stopped, DeadlineExceeded and ResultRefused, and whatever the callbacks
    raise. No process outlives it.
    """
    work = _Work(info, source, folder, limits, should_stop, _Bar(on_progress, deadline))
    begun = time.monotonic()
    recipe, known = _measured(work, equip(recipe, extra), findings)
    made, why = _cut(work, recipe)
    made = made or _encoded(work, recipe, why)
    lines = [*(f"{name}: measured before" for name in known), *work.measurements, made.log]
    return dataclasses.replace(
        made,
        seconds=time.monotonic() - begun,
        measured_before=known,
        log="\n".join(lines),
        recipe=tuple(recipe),
    )


def _measured(
    work: "_Work", recipe: list[Operation], findings: Findings
) -> tuple[list[Operation], tuple[str, ...]]:
    """Give the recipe that knows all it must, and the operations that knew it already."""
    if not must_measure(recipe, work.info):
        return recipe, ()
    known: list[str] = []
    ready = prepare(
        recipe,
        work.info,
        source=work.source,
        folder=work.folder,
        perform=work.measure,
        limits=work.limits,
        findings=findings,
        on_known=lambda operation: known.append(operation.name),
    )
    return ready, tuple(known)


@dataclass(frozen=True)
class _Work:
    """What every step needs to know."""

    info: MediaInfo
    source: Path
    folder: Path
    limits: Limits
    should_stop: Callable[[], bool]
    bar: _Bar
    measurements: list[str] = field(default_factory=list)  # the commands that were run to measure

    def perform(self, command: Command) -> RunReport:
        """Run a command in the sandbox; its progress moves the bar."""
        return run(
            command,
            folder=self.folder,
            on_progress=self.bar,
            should_stop=self.should_stop,
            deadline=self.bar.left,
            limits=self.limits,
        )

    def measure(self, command: Command) -> None:
        self.bar.next_piece(MEASURING_SHARE)
        self.perform(command)
        self.measurements.append(f"ffmpeg {' '.join(command.argv)}")
        self.bar.next_piece(1.0)

    def check(self, output: Path, expects: Expectation, recipe: Recipe) -> MediaInfo:
        """Look at an output. Raises ResultRefused."""

        def went_in_black() -> bool:
            start, end = used_span(recipe, validate(recipe, self.info))
            return not has_light(self.source, start=start, end=end, limits=self.limits)

        return verify(output, expects, went_in_black=went_in_black, limits=self.limits)


def _encoded(work: _Work, recipe: Recipe, why: tuple[str, ...]) -> Rendered:
    command = _compiled(work, recipe)
    if command.copied:
        try:
            return _made(work, recipe, command, why)
        except (FfmpegFailed, ResultRefused):
            # What a header promised of this track does not hold, so the track is made anew.
            command.output.unlink(missing_ok=True)
            work.bar.next_piece(1.0)
            command = _compiled(work, recipe, copies=False)
    return _made(work, recipe, command, why)


def _compiled(work: _Work, recipe: Recipe, *, copies: bool = True) -> Command:
    return compile_recipe(
        recipe, work.info, source=work.source, folder=work.folder, limits=work.limits, copies=copies
    )


def _made(work: _Work, recipe: Recipe, command: Command, why: tuple[str, ...]) -> Rendered:
    report = work.perform(command)
    info = work.check(command.output, command.expects, recipe)
    if not is_faithful(work.info, info, command.copied):
        raise ResultRefused("moved_track", {"expected": "copied tracks in their place", "found": "elsewhere"})
    return Rendered(
        output=command.output,
        info=info,
        mode=command.mode,
        notes=(*command.notes, *why),
        seconds=report.seconds,
        log=f"ffmpeg {' '.join(command.argv)}\n{report.log}",
        untouched=command.untouched,
    )


# -- smart cuts --------------------------------------------------------------------------------------------


def _cut(work: _Work, recipe: Recipe) -> tuple[Rendered | None, tuple[str, ...]]:
    """Cut smartly if the recipe does nothing else. Gives no film, and why, if the stream forbids it."""
    wish = only_cuts(recipe, work.info)
    if wish is None:
        return None, ()
    try:
        made = cut(
            work.source,
            work.info,
            segments=wish.segments,
            folder=work.folder,
            target=wish.target,
            fade=wish.fade,
            on_progress=work.bar,
            should_stop=work.should_stop,
            deadline=work.bar.left,
            limits=work.limits,
        )
        return _checked_cut(work, recipe, made), ()
    except NotSmart as refusal:
        work.bar.next_piece(1.0)
        return None, (f"The film was encoded as a whole because {refusal.reason}.",)


@dataclass(frozen=True)
class Cuts:
    """What a recipe that only cuts keeps (seconds), in which format, and how long its joints fade."""

    segments: Segments
    target: Format | None
    fade: float = 0.0


def only_cuts(recipe: Recipe, info: MediaInfo) -> Cuts | None:
    """Say what is kept by a recipe that only cuts, in a film that may be cut smartly."""
    match list(recipe):
        case [Trim(mode="auto") | Keeping() as step]:
            target = None
        case [Trim(mode="auto") | Keeping() as step, Export() as export] if _keeps(export, step, info):
            target = export.target(step.after(shape_of(info=info))).format
        case _:
            return None
    if info.video is None:
        return None
    shape = shape_of(info=info)
    if isinstance(step, Trim):
        return Cuts([step.span(shape)], target)
    if info.video.variable_rate and isinstance(step, RemoveSilence):
        return None
    return Cuts(step.spans(shape), target, step.joint_fade)


def _keeps(export: Export, step: Operation, info: MediaInfo) -> bool:
    """Say whether an export leaves the picture as it is."""
    before = step.after(shape_of(info=info))
    after, target = export.after(before), export.target(before)
    same = (before.width, before.height, before.fps) == (after.width, after.height, after.fps)
    codec = info.video is not None and info.video.codec
    return same and target.quality is None and (target.codec is None or DECODED_NAMES[target.codec] == codec)


def _checked_cut(work: _Work, recipe: Recipe, made: Cut) -> Rendered:
    try:
        info = work.check(made.output, made.expects, recipe)
    except ResultRefused as refused:
        made.output.unlink(missing_ok=True)
        raise NotSmart("check", "the quick cut did not pass its check") from refused
    notes = validate(recipe, work.info).notes
    share = f"{made.encoded} of {made.frames} frames were encoded again"
    kept = f"Only {share}, at the cuts; all others are the source's own." if made.encoded else NOTHING_ENCODED
    log = f"smart cut: {share}, {made.seams} seams"
    return Rendered(made.output, info, "smart", (*notes, kept), made.seconds, log)

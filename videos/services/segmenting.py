"""Long exports in segments: split into jobs that any worker can do, joined when all are done.

Finished segments are kept for a while (videos.services.shelving), so that a changed chain encodes only those
that changed.
"""

import dataclasses
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from credits.pricing import Quote
from jobs.models import Job
from jobs.work import Done, Order, Outcome, Split
from videos import files
from videos.limits import media_limits
from videos.media import segments, slicing
from videos.media.analysis import Findings, prepare
from videos.media.checks import ResultRefused
from videos.media.command import Command
from videos.media.copying import NOTES
from videos.media.extra import Extra
from videos.media.graph import Slice, compile_recipe, compile_slice
from videos.media.operations import Operation, OperationRefused
from videos.media.probe import has_light
from videos.media.recipe import Plan, Recipe, equip, used_span, validate
from videos.media.rendering import Rendered
from videos.media.runner import FfmpegFailed, RunReport
from videos.models import Video
from videos.services import shelving
from videos.services.shelving import Stored

log = logging.getLogger(__name__)

MADE, UNTOUCHED, COPIED = "made", "untouched", "copied"  # what a finished sound says of itself


class NotJoined(Exception):
    """The segments do not make the film that was promised; it has to be made as a whole."""


@dataclass(frozen=True)
class Room:
    """An export in the hands of a worker. `whole` is the job that was ordered, even while a part is made.

    `perform` runs a command in the sandbox with progress; it raises what the runner raises.
    """

    whole: Job
    video: Video
    path: Path
    folder: Path
    recipe: Recipe
    extra: dict[str, Extra]
    findings: Findings
    perform: Callable[[Command], RunReport]

    @cached_property
    def equipped(self) -> list[Operation]:
        return equip(self.recipe, self.extra)

    @cached_property
    def picture(self) -> list[Operation]:
        return slicing.of_picture(self.equipped)

    @cached_property
    def plan(self) -> Plan:
        return validate(self.equipped, self.video.media_info)

    @property
    def source_name(self) -> str:
        """What stands for the source's content in the names of segments."""
        return self.video.sha256 or self.video.file

    def slice_command(self, part: Slice, folder: Path) -> Command:
        info = self.video.media_info
        folder.mkdir(parents=True, exist_ok=True)
        seen = slicing.seen_in(self.picture, validate(self.picture, info), part)
        return compile_slice(seen, info, source=self.path, folder=folder, part=part, limits=media_limits())


# -- splitting ---------------------------------------------------------------------------------------------


def divided(room: Room) -> Split | None:
    """Split a long export into segments and its sound; None when it is short or better made as a whole."""
    try:
        if room.plan.duration <= settings.EXPORT_SEGMENT_AFTER:
            return None
        return Split(parts=_orders(room, _slices(room)), stage=gettext("Split into segments"))
    except (slicing.NotSliceable, FfmpegFailed, OperationRefused) as reason:
        # A recipe that makes no sense any more is refused by the ordinary way, by name.
        log.info("%s is made as a whole: %s", room.whole, reason)
        return None


def _slices(room: Room) -> list[Slice]:
    info, limits = room.video.media_info, media_limits()
    slicing.require_sliceable(room.equipped, info, source=room.path, folder=room.folder, limits=limits)
    frames = segments.list_packets(
        info, source=room.path, folder=room.folder, limits=limits, perform=room.perform
    )
    return slicing.slices(
        room.picture,
        validate(room.picture, info),
        frames,
        fps=info.video.fps if info.video else 0.0,
        seconds=settings.EXPORT_SEGMENT_SECONDS,
    )


def _orders(room: Room, parts: list[Slice]) -> list[Order]:
    kept = shelving.kept(user_id=room.whole.user_id)
    total = len(parts) + _has_sound(room)
    orders = []
    for number, part in enumerate(parts):
        folder = room.folder / f"plan-{number}"
        command = room.slice_command(part, folder)
        address = segments.address_of_slice(command, folder=folder, names=_names(room))
        params = {"number": number, "address": address, "slice": dataclasses.asdict(part)}
        orders.append(_order(room, params, f"Segment {number + 1} of {total}", kept.get(address)))
    if _has_sound(room):
        address = _address_of_sound(room)
        params = {"number": len(parts), "address": address, "slice": None}
        orders.append(_order(room, params, "Sound", kept.get(address)))
    return orders


def _has_sound(room: Room) -> bool:
    return room.plan.output.has_audio


def _names(room: Room) -> dict[Path, str]:
    others = {each.path: name for name, each in room.extra.items() if each.path is not None}
    return {**others, room.path: room.source_name}


def _address_of_sound(room: Room) -> str:
    steps = slicing.of_picture(room.equipped)
    command = compile_recipe(
        steps, room.video.media_info, source=room.path, folder=room.folder, limits=media_limits()
    )
    return segments.address_of_sound(
        room.equipped,
        source=room.source_name,
        container=command.expects.container,
        seconds=room.plan.duration,
    )


def _order(room: Room, params: dict[str, Any], title: str, kept: Stored | None) -> Order:
    taken = shelving.take(stored=kept, job=room.whole) if kept else None
    return Order(
        kind="video.segment",
        work="videos.segment",
        category="video",
        queue=room.whole.queue,
        quote=Quote(lines=()),
        params=params,
        title=title,
        done=Done(outputs=[], result={"key": taken}) if taken else None,
    )


# -- one part ------------------------------------------------------------------------------------------------


def make_part(room: Room, part: Job) -> Outcome:
    """Make a slice of the picture, or the sound; raises what the runner raises.

    One that is not what it should be is no failure of the export: that is then made as a whole.
    """
    asked = part.params["slice"]
    try:
        made, frames, header = _made_sound(room) if asked is None else _made_slice(room, Slice(**asked))
    except ResultRefused as refused:
        return Outcome(publish=_nothing_more, result={"refused": str(refused)[:500]})
    place = shelving.place_of_part(room.whole, part)
    stored = Stored.named(place, part.params["address"], frames, header, made.suffix)
    files.store(path=made, key=stored.key)
    return Outcome(publish=_nothing_more, result={"key": stored.key})


def _made_slice(room: Room, part: Slice) -> tuple[Path, int, str]:
    command = room.slice_command(part, room.folder)
    wanted = None if part.last is None else part.last - part.first
    piece = segments.make_slice(command, frames=wanted, limits=media_limits(), perform=room.perform)
    return piece.path, piece.frames, piece.header


def _made_sound(room: Room) -> tuple[Path, int, str]:
    info, limits = room.video.media_info, media_limits()
    ready = prepare(
        room.equipped,
        info,
        source=room.path,
        folder=room.folder,
        perform=room.perform,
        limits=limits,
        findings=room.findings,
    )
    command = segments.make_sound(
        ready, info, source=room.path, folder=room.folder, limits=limits, perform=room.perform
    )
    word = COPIED if "sound" in command.copied else UNTOUCHED if "sound" in command.untouched else MADE
    return command.output, 0, word


def _nothing_more(part: Job) -> None:
    pass


# -- joining -------------------------------------------------------------------------------------------------


def joined(room: Room) -> Rendered:
    """Join what the parts of an export have made, and prove it. Raises NotJoined when it is not the film."""
    pieces, sound = _pieces(room)
    steps, info, limits = room.picture, room.video.media_info, media_limits()
    expects = compile_recipe(steps, info, source=room.path, folder=room.folder, limits=limits).expects
    expects = dataclasses.replace(expects, has_audio=sound is not None)

    def went_in_black() -> bool:
        start, end = used_span(room.equipped, room.plan)
        return not has_light(room.path, start=start, end=end, limits=limits)

    try:
        command, made = segments.join(
            pieces,
            sound[1] if sound else None,
            expects=expects,
            folder=room.folder,
            limits=limits,
            perform=room.perform,
            went_in_black=went_in_black,
        )
    except (FfmpegFailed, ResultRefused) as failure:
        raise NotJoined(str(failure)) from failure
    word = sound[0].header if sound else MADE
    return Rendered(
        output=command.output,
        info=made,
        mode="encode",
        notes=(*room.plan.notes, *([NOTES["sound"]] if word == COPIED else [])),
        seconds=_seconds_since(room.whole),
        log=f"ffmpeg {' '.join(command.argv)}",
        untouched=frozenset({"sound"}) if word in (COPIED, UNTOUCHED) else frozenset(),
    )


def _pieces(room: Room) -> tuple[list[segments.Piece], tuple[Stored, Path] | None]:
    pieces: list[segments.Piece] = []
    sound = None
    for part in sorted(room.whole.children.filter(is_part=True), key=lambda each: each.params["number"]):
        if "refused" in part.result:
            raise NotJoined(part.result["refused"])
        stored = Stored(part.result["key"])
        try:
            path = files.fetch(key=stored.key, folder=room.folder, name=stored.name)
        except FileNotFoundError as missing:
            raise NotJoined(f"{stored.key} is missing") from missing
        if part.params["slice"] is None:
            sound = (stored, path)
        else:
            pieces.append(segments.Piece(path, stored.frames, stored.header))
    return pieces, sound


def _seconds_since(job: Job) -> float:
    return (timezone.now() - job.started_at).total_seconds() if job.started_at else 0.0


def counted(job: Job) -> dict[str, int]:
    """How many parts a joined export was made of, and how many of them were made for an earlier one."""
    return {"total": job.parts, "reused": job.children.filter(is_part=True, attempt=0).count()}


def keep(job: Job) -> None:
    """Keep the segments of an export that is being published, once it is."""
    made = job.children.filter(is_part=True, result__has_key="key").values_list("result__key", flat=True)
    shelving.keep(user_id=job.user_id, keys=made)

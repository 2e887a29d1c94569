"""A film of a timeline in parts: those that were made before are taken, the others made by any worker.

All are joined without encoding them again.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from credits.pricing import Quote
from jobs.models import Job
from jobs.work import Done, Order, Split
from projects.services.render.forming import Form
from projects.services.render.staging import Staged, seen_and_heard
from videos import files
from videos.limits import media_limits
from videos.media.checks import ResultRefused, verify
from videos.media.command import Command
from videos.media.composition.counting import count_frames
from videos.media.composition.darkness import went_in_black
from videos.media.composition.joining import join_command
from videos.media.composition.model import Composition, Sources, Span
from videos.media.composition.parts import address_of, parts_of, seen_in
from videos.media.composition.picture import part_command
from videos.media.composition.sound import sound_address, sound_commands
from videos.media.probe import MediaInfo
from videos.media.runner import RunReport
from videos.media.slicing import Frames
from videos.services import shelving
from videos.services.shelving import Stored

LONGEST_PART = 10.0  # seconds: what is changed inside of a long clip encodes no more than this again
TOGETHER = 15.0  # seconds of new parts that one worker makes as one job
IN_ONE_GO = 20.0  # seconds of new parts for which no other worker is asked
SOUND_SHARE = 0.1  # of the work that the picture of as many seconds is
SOUND = "sound"


class Perform(Protocol):
    """Runs a command in the sandbox, while the bar moves from `since` to `until` percent."""

    def __call__(self, command: Command, *, since: float, until: float) -> RunReport: ...


@dataclass(frozen=True)
class Part:
    """A part of the picture by its address, and the frames that it is."""

    address: str
    first: int
    last: int

    @property
    def frames(self) -> int:
        return self.last - self.first


@dataclass(frozen=True)
class Room:
    """A render in the hands of a worker. `whole` is the job that was ordered, even while a part is made."""

    whole: Job
    staged: Staged
    form: Form
    folder: Path
    perform: Perform

    @property
    def composition(self) -> Composition:
        return self.staged.composition

    @cached_property
    def film(self) -> tuple[Part, ...]:
        """The parts of the picture, in order; equal ones have equal addresses."""
        longest = max(round(LONGEST_PART * self.composition.rate), 1)
        return tuple(
            Part(
                address_of(self.composition, span, sources=self.staged.stored, look=self.form.look),
                span.first,
                span.last,
            )
            for span in parts_of(self.composition, longest=longest)
        )

    @cached_property
    def sound(self) -> str | None:
        """The address of the sound, if there is any."""
        if not self.composition.has_sound:
            return None
        return sound_address(self.composition, sources=self.staged.stored)

    def sources(self, composition: Composition) -> Sources:
        return self.staged.fetched(seen_and_heard(composition), self.folder)


@dataclass(frozen=True)
class Parts:
    """Where the finished parts of a film lie, by address, and how many of them were there before."""

    keys: Mapping[str, str]
    reused: frozenset[str]

    def counted(self, room: Room) -> dict[str, int]:
        """How many parts the film's picture was joined of, and how many of them needed no encoding."""
        wanted = [part.address for part in room.film]
        fresh = {address for address in wanted if address not in self.reused}
        return {"total": len(wanted), "reused": len(wanted) - len(fresh)}


@dataclass(frozen=True)
class Joined:
    output: Path
    info: MediaInfo
    log: str


# -- splitting ---------------------------------------------------------------------------------------------


def taken(room: Room) -> Parts:
    """Takes what is kept of the film's parts into the render's own place."""
    wanted = {part.address for part in room.film} | ({room.sound} if room.sound else set())
    kept = shelving.kept(user_id=room.whole.user_id)
    own = {
        address: shelving.take(stored=kept[address], job=room.whole) for address in wanted if address in kept
    }
    keys = {address: key for address, key in own.items() if key}
    return Parts(keys, frozenset(keys))


def divided(room: Room, there: Parts) -> Split | None:
    """Splits what is not there into jobs; None when one worker may as well do it at once."""
    missing = _missing(room, there.keys)
    groups = _grouped(missing, TOGETHER * float(room.composition.rate))
    needs_sound = room.sound is not None and room.sound not in there.keys
    seconds = float(sum(part.frames for part in missing) / room.composition.rate)
    if seconds <= IN_ONE_GO or len(groups) + needs_sound < 2:
        return None
    total = len(groups) + needs_sound
    orders = [
        _order(room, number, f"Segments {number + 1} of {total}", list(map(dataclasses.asdict, group)))
        for number, group in enumerate(groups)
    ]
    if needs_sound:
        orders.append(_order(room, len(groups), "Sound", SOUND))
    if there.keys:
        done = Done(outputs=[], result={"keys": sorted(there.keys.values())})
        orders.append(dataclasses.replace(_order(room, total, _("Made before"), []), done=done))
    return Split(parts=orders, stage=_("Split into segments"))


def _missing(room: Room, there: Mapping[str, str]) -> list[Part]:
    """Each part once that has to be made, in order."""
    found = {part.address: part for part in room.film if part.address not in there}
    return list(found.values())


def _grouped(parts: Iterable[Part], most: float) -> list[list[Part]]:
    """Neighbours together, up to `most` frames."""
    groups: list[list[Part]] = []
    frames = 0
    for part in parts:
        if not groups or frames + part.frames > most:
            groups.append([])
            frames = 0
        groups[-1].append(part)
        frames += part.frames
    return groups


def _order(room: Room, number: int, title: str, asked: list[dict[str, Any]] | str) -> Order:
    return Order(
        kind="project.render-part",
        work="projects.render_part",
        category="video",
        queue=room.whole.queue,
        quote=Quote(lines=()),
        params={"number": number, "asked": asked},
        title=title,
        project_id=room.whole.project_id,
    )


# -- making ------------------------------------------------------------------------------------------------


def completed(room: Room, there: Parts) -> Parts:
    """Makes all that is missing, in the render's own place."""
    missing = _missing(room, there.keys)
    place = f"{shelving.place_of(room.whole)}/own-{room.whole.attempt}"
    needs_sound = room.sound is not None and room.sound not in there.keys
    sound_frames = SOUND_SHARE * room.composition.frames if needs_sound else 0.0
    whole = max(sum(part.frames for part in missing) + sound_frames, 1.0)
    until = 100.0 * (1 - sound_frames / whole)
    keys = _made_pictures(room, missing, place, until=until)
    if needs_sound:
        keys.append(_made_sound(room, place, since=until))
    fresh = {Stored(key).address: key for key in keys}
    return Parts({**there.keys, **fresh}, there.reused)


def made_part(room: Room, part: Job) -> list[str]:
    """Makes what one job of a split render is asked for; the keys of its files."""
    place, asked = shelving.place_of_part(room.whole, part), part.params["asked"]
    if asked == SOUND:
        return [_made_sound(room, place, since=0.0)]
    return _made_pictures(room, [Part(**each) for each in asked], place, until=100.0)


def _made_pictures(room: Room, parts: list[Part], place: str, *, until: float) -> list[str]:
    total, done, keys = sum(part.frames for part in parts), 0, list[str]()
    for part in parts:
        before, done = done, done + part.frames
        bar = {"since": until * before / total, "until": until * done / total}
        keys.append(_made_picture(room, part, place, **bar))
    return keys


def _made_picture(room: Room, part: Part, place: str, *, since: float, until: float) -> str:
    span, limits = Span(part.first, part.last), media_limits()
    command = part_command(
        room.composition,
        span,
        sources=room.sources(seen_in(room.composition, span)),
        look=room.form.look,
        folder=room.folder,
        limits=limits,
    )
    perform = partial(room.perform, since=since, until=until)
    perform(command)
    frames = _counted(room, command.output, part.frames, perform)
    stored = Stored.named(place, part.address, frames.count, frames.header, command.output.suffix)
    files.store(path=command.output, key=stored.key)
    return stored.key


def _made_sound(room: Room, place: str, *, since: float) -> str:
    limits, heard = media_limits(), dataclasses.replace(room.composition, layers=())
    commands = sound_commands(heard, sources=room.sources(heard), folder=room.folder, limits=limits)
    step = (100.0 - since) / len(commands)
    for number, command in enumerate(commands):
        room.perform(command, since=since + number * step, until=since + (number + 1) * step)
    last = commands[-1]
    verify(last.output, last.expects, went_in_black=lambda: True, limits=limits)
    stored = Stored.named(place, room.sound or "", 0, SOUND, last.output.suffix)
    files.store(path=last.output, key=stored.key)
    return stored.key


# -- joining -----------------------------------------------------------------------------------------------


def gathered(room: Room) -> Parts:
    """What the jobs of a split render have made, and what was there before."""
    children = list(room.whole.children.filter(is_part=True))
    found = [(Stored(key), child.attempt == 0) for child in children for key in child.result["keys"]]
    reused = frozenset(stored.address for stored, was_there in found if was_there)
    return Parts({stored.address: stored.key for stored, _ in found}, reused)


def joined(room: Room, parts: Parts) -> Joined:
    """Joins the parts and the sound, and proves that it is the film that was promised.

    Raises ResultRefused, what `perform` raises, and FileNotFoundError when a part is gone.
    """
    limits = media_limits()
    stored = [Stored(parts.keys[part.address]) for part in room.film]
    headers = {each.header for each in stored}
    if len(headers) > 1:
        raise ResultRefused("different_headers", {"expected": "one", "found": len(headers)})
    paths = {key: _fetched(room, key) for key in dict.fromkeys(each.key for each in stored)}
    sound = _fetched(room, parts.keys[room.sound]) if room.sound else None
    command = join_command(
        [paths[each.key] for each in stored],
        sound,
        composition=room.composition,
        look=room.form.look,
        folder=room.folder,
        limits=limits,
    )
    room.perform(command, since=95.0, until=96.0)
    info = verify(command.output, command.expects, went_in_black=lambda: _went_in_black(room), limits=limits)
    _counted(room, command.output, room.composition.frames, partial(room.perform, since=96.0, until=97.0))
    return Joined(command.output, info, f"ffmpeg {' '.join(command.argv)}")


def _fetched(room: Room, key: str) -> Path:
    return files.fetch(key=key, folder=room.folder, name=Stored(key).name)


def _counted(room: Room, film: Path, wanted: int, perform: Callable[[Command], RunReport]) -> Frames:
    return count_frames(film, wanted=wanted, rate=room.composition.rate, folder=room.folder, perform=perform)


def _went_in_black(room: Room) -> bool:
    seen = dataclasses.replace(room.composition, buses=())
    return went_in_black(seen, sources=room.sources(seen), limits=media_limits())

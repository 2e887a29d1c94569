"""Make what lies beside a film: each kind from the film's file, in a job's folder, stored by attempt.

`perform` runs a command in the sandbox with the job's folder as its place, and raises JobFailed.
"""

import dataclasses
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from jobs.models import Job
from jobs.work import JobFailed, LeaseLost
from videos import files, pictures
from videos.credentials.signing import NotSigned
from videos.limits import media_limits
from videos.media import checks
from videos.media.command import Command, Track
from videos.media.derived import frames, hls, scenes, storyboard, waveform
from videos.media.derived.source import picture_of, sound_of
from videos.media.probe import MediaInfo
from videos.media.stills import thumbnail_command
from videos.models import Artefact, Video
from videos.services import crediting

Kind = Artefact.Kind
# Raised when a kind changes.
ENGINES = {Kind.STORYBOARD: 1, Kind.WAVEFORM: 1, Kind.SCENES: 1, Kind.HLS: 1, Kind.SIGNED: 1}
USUAL_KEYFRAME_GAP = 5.0  # seconds, of films that nobody has looked into
PEAKS = "peaks.bin"
SAME_LENGTH = 0.1  # seconds; containers round, and sound ends in whole packets
# What shows which track.
SHOWN: tuple[tuple[Track, Artefact.Kind], ...] = (
    ("picture", Kind.STORYBOARD),
    ("picture", Kind.SCENES),
    ("sound", Kind.WAVEFORM),
)
NOT_MADE = _("This could not be made of the film. Nothing was charged.")


@dataclass(frozen=True)
class Workshop:
    """Where and of what something is made: the film's file, and the job's folder."""

    video: Video
    source: Path
    folder: Path
    perform: Callable[[Command], object]

    @property
    def info(self) -> MediaInfo:
        return self.video.media_info

    def compile(self, compiler: Callable[..., Command], **options: Any) -> Command:
        return compiler(self.info, source=self.source, folder=self.folder, limits=media_limits(), **options)


@dataclass(frozen=True)
class Made:
    """Something that lies in the storage under `key`, and that no row points to yet."""

    kind: Artefact.Kind
    address: str
    key: str
    meta: dict[str, Any]
    size: int  # bytes of its files

    @property
    def columns(self) -> dict[str, Any]:
        """What its row says."""
        return dataclasses.asdict(self)


Content = tuple[dict[str, Any], list[str]]  # what is to be known of it, and its files in the job's folder


def must_suit(*, kind: Artefact.Kind, info: MediaInfo) -> None:
    """Raises LacksTrack when nothing of this kind can be made of such a film."""
    if kind == Kind.WAVEFORM:
        sound_of(info)
    elif kind != Kind.SIGNED:
        picture_of(info)


def address_of(*, video: Video, kind: Artefact.Kind) -> str:
    """What an artefact is made of: equal addresses are equal artefacts."""
    parts = [kind, ENGINES[kind], video.file]
    if kind == Kind.SIGNED:
        parts.append(crediting.identity().fingerprint)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def make(*, kind: Artefact.Kind, workshop: Workshop, attempt: str) -> Made:
    """Makes it and stores its files in a place of the attempt's own; raises JobFailed."""
    try:
        meta, names = MAKERS[kind](workshop)
    except checks.ResultRefused as refused:
        evidence = {"check": refused.code, **refused.evidence}
        raise JobFailed("check_failed", gettext(NOT_MADE), evidence=evidence) from None
    video = workshop.video
    key = f"{_place(video.owner_id, video.pk, kind)}/{attempt}"
    size = sum((workshop.folder / name).stat().st_size for name in names)
    for name in names:
        files.store(path=workshop.folder / name, key=f"{key}/{name}")
    return Made(kind, address_of(video=video, kind=kind), key, meta, size)


def publish(*, made: Made, job: Job) -> None:
    """Points the job's video to what was made; raises LeaseLost when there is no such video any more."""
    video = Video.objects.for_user(job.user).select_for_update().filter(pk=_subject(job)).first()
    if video is None:
        raise LeaseLost("The video was deleted while something was made of it.")
    earlier = video.artefacts.filter(kind=made.kind)
    replaced = [artefact.key for artefact in earlier if artefact.key != made.key]
    earlier.delete()
    video.artefacts.create(**made.columns)
    for key in replaced:
        transaction.on_commit(partial(files.delete_folder, key))
    _sweep(job, made.kind, keep=made.key.rpartition("/")[2])


def inherited(*, source: Video, video: Video, untouched: frozenset[Track], place: str) -> list[Made]:
    """Takes over what was made of an edit's source, where the edit left alone what it shows.

    The files lie below `place` then, under names of their own. `video` need not be saved yet.
    """
    if abs(video.duration - source.duration) > SAME_LENGTH:
        return []
    kinds = [kind for track, kind in SHOWN if track in untouched and _has(video.media_info, track)]
    found = source.artefacts.filter(kind__in=kinds)
    fresh = [each for each in found if each.address == address_of(video=source, kind=Kind(each.kind))]
    return [made for each in fresh for made in _taken_over(each, video, f"{place}/{each.kind}")]


def inherited_thumbnail(*, source: Video, video: Video, untouched: frozenset[Track], place: str) -> str:
    """Takes over the thumbnail of an edit's source in the same way; empty when there is none to take."""
    if not source.thumbnail or "picture" not in untouched or video.media_info.video is None:
        return ""
    key = f"{place}/thumbnail.jpg"
    try:
        files.duplicate(key=source.thumbnail, to=key)
    except FileNotFoundError:  # the source was deleted meanwhile
        return ""
    return key


def _has(info: MediaInfo, track: Track) -> bool:
    return (info.video if track == "picture" else info.audio) is not None


def _taken_over(artefact: Artefact, video: Video, key: str) -> Iterator[Made]:
    kind, meta = Kind(artefact.kind), artefact.meta
    if kind == Kind.SCENES:
        *before, last = meta["scenes"]
        meta = {"scenes": [*before, {**last, "end": video.duration}]}
    with suppress(FileNotFoundError):  # the source was deleted meanwhile
        for name in files.names(folder=artefact.key):
            files.duplicate(key=f"{artefact.key}/{name}", to=f"{key}/{name}")
        yield Made(kind, address_of(video=video, kind=kind), key, meta, artefact.size)


def discard(*, kind: Artefact.Kind, job: Job) -> None:
    """Removes what the attempts at a job have left behind that came to nothing."""
    if Video.objects.filter(pk=_subject(job)).exists():
        _sweep(job, kind, keep="")
    else:
        gone = files.folder_key(user_id=job.user_id, video_id=_subject(job))
        transaction.on_commit(partial(files.delete_folder, gone))


def attempt_name(job: Job) -> str:
    return f"{job.pk.hex[:8]}-{job.attempt}"


def _sweep(job: Job, kind: Artefact.Kind, *, keep: str) -> None:
    """Removes the places of a job's other attempts, and of nobody else's."""
    place = _place(job.user_id, _subject(job), kind)

    def remove() -> None:
        for name in files.folders(folder=place):
            if name.startswith(f"{job.pk.hex[:8]}-") and name != keep:
                files.delete_folder(f"{place}/{name}")

    transaction.on_commit(remove)


def _subject(job: Job) -> uuid.UUID:
    return job.video_id or uuid.UUID(int=0)


def _place(user_id: uuid.UUID, video_id: uuid.UUID, kind: Artefact.Kind) -> str:
    return f"{files.folder_key(user_id=user_id, video_id=video_id)}/derived/{kind}"


def make_frames(*, steps: frames.Steps, width: int, workshop: Workshop) -> int:
    """Stores a picture for each step where single pictures are looked for; how many were new."""
    video = workshop.video
    keys = {
        index: pictures.key_of(video=video, recipe=[], timestamp=steps.time(index), width=width)
        for index in steps.indexes
    }
    missing = [index for index in keys if not files.exists(key=keys[index])]
    try:
        if steps.interval < _keyframe_gap(video):
            _decode_through(steps, missing, keys, width, workshop)
        else:
            _seek_each(steps, missing, keys, width, workshop)
    except checks.ResultRefused as refused:
        raise JobFailed("check_failed", gettext(NOT_MADE), evidence=refused.evidence) from None
    return len(missing)


def _decode_through(
    steps: frames.Steps, missing: list[int], keys: dict[int, str], width: int, workshop: Workshop
) -> None:
    if not missing:
        return
    span = frames.Steps(steps.interval, missing[0], missing[-1] - missing[0] + 1)
    command = workshop.compile(frames.frames_command, steps=span, width=width)
    workshop.perform(command)
    for index in missing:
        path = frames.frame_path(command, index - span.first)
        checks.verify_still(path, command.expects)
        files.store(path=path, key=keys[index])


def _seek_each(
    steps: frames.Steps, missing: list[int], keys: dict[int, str], width: int, workshop: Workshop
) -> None:
    for index in missing:
        command = workshop.compile(thumbnail_command, timestamp=steps.time(index), width=width)
        workshop.perform(command)
        checks.verify_still(command.output, command.expects)
        files.store(path=command.output, key=keys[index])


def _keyframe_gap(video: Video) -> float:
    board = video.artefacts.filter(kind=Kind.STORYBOARD).first()
    return storyboard.Storyboard.from_json(board.meta).keyframe_gap if board else USUAL_KEYFRAME_GAP


# --- the kinds -----------------------------------------------------------------------------------------


def _storyboard(workshop: Workshop) -> Content:
    command = workshop.compile(storyboard.sprite_command)
    try:
        workshop.perform(command)
        board = storyboard.read(command, workshop.info)
        is_enough = not storyboard.is_sparse(board, workshop.info)
    except (JobFailed, checks.ResultRefused) as failure:
        # Recordings that begin in mid-stream may have no keyframe that says so.
        if isinstance(failure, JobFailed) and failure.code != "ffmpeg_failed":
            raise
        is_enough = False
    if not is_enough:
        command = workshop.compile(storyboard.sprite_command, keyframes_only=False)
        workshop.perform(command)
        board = storyboard.read(command, workshop.info)
    return board.to_json(), [path.name for path in storyboard.page_paths(command, board)]


def _waveform(workshop: Workshop) -> Content:
    command = workshop.compile(waveform.sound_command)
    workshop.perform(command)
    wave = waveform.read(command.output)
    command.output.unlink()
    (workshop.folder / PEAKS).write_bytes(wave.to_bytes())
    return {"samplesPerPixel": wave.samples_per_pixel}, [PEAKS]


def _scenes(workshop: Workshop) -> Content:
    workshop.perform(workshop.compile(scenes.cuts_command))
    found = scenes.read(workshop.folder, workshop.info)
    return {"scenes": [dataclasses.asdict(scene) for scene in found]}, []


def _hls(workshop: Workshop) -> Content:
    workshop.perform(workshop.compile(hls.stream_command))
    names = hls.verify(workshop.folder, workshop.info)
    return {"files": names}, names


def _signed(workshop: Workshop) -> Content:
    video = workshop.video
    try:
        made = crediting.sign(
            video=video, path=workshop.source, folder=workshop.folder, extension=video.extension
        )
    except NotSigned as refusal:
        raise JobFailed(refusal.code, f"{refusal} The file itself can be had as it is.") from None
    return {"name": made.name}, [made.name]


MAKERS: dict[Artefact.Kind, Callable[[Workshop], Content]] = {
    Kind.STORYBOARD: _storyboard,
    Kind.WAVEFORM: _waveform,
    Kind.SCENES: _scenes,
    Kind.HLS: _hls,
    Kind.SIGNED: _signed,
}

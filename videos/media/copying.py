"""Decides which tracks go into a file packet by packet, because nothing changes them."""

from typing import Any

from videos.media.command import Track
from videos.media.formats import DECODED_NAMES, FORMATS, Format
from videos.media.operations.export import Target
from videos.media.probe import MediaInfo, VideoStream

TRACKS: tuple[Track, Track] = ("picture", "sound")
# Packets of these have no reliable presentation times, so they are not copied into another container.
NO_COPY_FROM = frozenset({"avi", "mpeg", "asf", "gif", "aac", "flac"})
# These keep every packet's exact time, so one track can be copied beside another that is new.
EXACT = frozenset({"mov", "matroska"})
LATEST = 0.1  # seconds that a copied track may begin after the file; more is filled up by encoding
MOST_RATE = 48_000
NOTES: dict[Track, str] = {
    "picture": "The picture is the source's own: no frame was encoded again.",
    "sound": "The sound is the source's own: it was copied without loss.",
}


def fits(info: MediaInfo, target: Format) -> bool:
    """Say whether a container takes every track as it is."""
    video_fits = info.video is None or not target.has_video or info.video.codec in target.copies_video
    audio_fits = info.audio is None or target.audio_encoder is None or info.audio.codec in target.copies_audio
    return video_fits and audio_fits


def usual_format(info: MediaInfo) -> Format:
    """Give the container that takes every track as it is, and that most can play."""
    candidates = ("mp4", "webm", "mkv") if info.video else ("m4a", "mp3", "wav", "mkv")
    return next((FORMATS[name] for name in candidates if fits(info, FORMATS[name])), FORMATS["mkv"])  # type: ignore[index]


def format_for_picture(video: VideoStream, otherwise: Format) -> Format:
    """Give the container that takes a picture track as it is, and that browsers can play."""
    usual = (FORMATS["mp4"], FORMATS["webm"])
    return next((each for each in usual if video.codec in each.copies_video), otherwise)


def copied(info: MediaInfo, target: Target, untouched: frozenset[Track], *, asked: bool) -> frozenset[Track]:
    """Give those of the untouched tracks that can be copied beside others that are encoded.

    `asked` says that the person chose the kind of file.
    """
    if info.demuxer not in EXACT or target.quality is not None:
        return frozenset()
    can: dict[Track, bool] = {
        "picture": _can_copy_picture(info, target, asked=asked),
        "sound": _can_copy_sound(info, target.format),
    }
    return frozenset(track for track in untouched if can[track])


def is_ordinary(video: VideoStream) -> bool:
    """Say whether a picture track plays everywhere as it is."""
    return video.bit_depth == 8 and abs(video.sar - 1) < 0.001


def _can_copy_picture(info: MediaInfo, target: Target, *, asked: bool) -> bool:
    video = info.video
    if video is None or video.codec not in target.format.copies_video:
        return False
    if target.codec is not None and DECODED_NAMES[target.codec] != video.codec:
        return False
    return abs(video.start_time - info.start_time) < LATEST and (is_ordinary(video) or not asked)


def _can_copy_sound(info: MediaInfo, target: Format) -> bool:
    audio = info.audio
    if audio is None or audio.codec not in target.copies_audio:
        return False
    # What lies before the first sample that is heard is told in another way by each family of containers.
    same_family = info.demuxer == target.demuxer
    begins = abs(audio.start_time - info.start_time) < LATEST
    return same_family and begins and audio.channels <= 2 and audio.sample_rate <= MOST_RATE


def picture_options(video: VideoStream | None, target: Format) -> dict[str, Any]:
    """Give the options that copy a picture track."""
    # Apple's players know HEVC in MP4 by this name only.
    renamed = video is not None and video.codec == "hevc" and target.demuxer == "mov"
    return {"c:v": "copy", "tag:v": "hvc1"} if renamed else {"c:v": "copy"}


def is_faithful(source: MediaInfo, made: MediaInfo, tracks: frozenset[Track]) -> bool:
    """Say whether copied tracks begin and end where they did; edit lists hide what copying brings back."""
    return all(_same_place(source, made, track) for track in tracks)


def _same_place(source: MediaInfo, made: MediaInfo, track: Track) -> bool:
    before, after = (info.video if track == "picture" else info.audio for info in (source, made))
    if before is None or after is None:
        return False
    slack = 2048 / source.audio.sample_rate if source.audio is not None else LATEST / 2
    late = (before.start_time - source.start_time) - (after.start_time - made.start_time)
    # Matroska says how long a file is, and not its tracks; then the length of the whole has to do.
    is_known = before.duration != source.duration
    return abs(late) <= slack and not (is_known and abs(before.duration - after.duration) > slack)

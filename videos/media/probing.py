"""The child that looks into a stranger's file. Run as a script by `probe.py`; never imported by the platform.

It imports all of its decoders (PyAV would load some at need, which the locked process may not), locks itself
down, and only then opens the file. It answers one JSON object on stdout:
`{"found": ...}` or `{"rejected": code, "message": ...}`.
"""

import array
import itertools
import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.audio.codeccontext
import av.audio.stream
import av.error
import av.sidedata.encparams
import av.sidedata.motionvectors
import av.subtitles.codeccontext
import av.subtitles.stream
import av.video.codeccontext
import av.video.stream

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from videos.media.launcher import lock_down
from videos.media.lengths import SECONDS, Length, Rejected, check_duration, length_of, proved
from videos.media.sniff import DEMUXERS

AUDIO_SECONDS = 60.0
LUMA_SIZE = (160, 90)
LISTED_PIXEL_DEPTH = 8
LOOKED_AT, REORDERED = 300, 16  # packets

TRANSFERS = {1: "bt709", 6: "smpte170m", 8: "linear", 13: "iec61966-2-1", 14: "bt2020-10", 15: "bt2020-12",
             16: "smpte2084", 18: "arib-std-b67"}  # fmt: skip


def open_file(spec: dict[str, Any]) -> Any:
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": ",".join(DEMUXERS),
        "max_pixels": str(spec["limits"]["max_pixels"]),
    }
    return av.open(f"file:{spec['path']}", format=spec["demuxer"], options=options, metadata_errors="replace")


def main_video(container: Any, limits: dict[str, Any]) -> Any:
    """Choose the first track of moving pictures that can be decoded; a cover image is not one."""
    for stream in container.streams.video:
        if stream.codec_context is None or av.stream.Disposition.attached_pic & stream.disposition:
            continue
        context = stream.codec_context
        if context.width * context.height > limits["max_pixels"]:
            raise Rejected(
                "too_large_picture", f"A picture of {context.width}x{context.height} pixels is too large."
            )
        context.options = {**context.options, "max_pixels": str(limits["max_pixels"])}
        return stream
    return None


def main_audio(container: Any) -> Any:
    return next((stream for stream in container.streams.audio if stream.codec_context is not None), None)


def read_beginning(container: Any, stream: Any) -> tuple[Any, list[float]]:
    """Decode one picture, and give it with the first packets' times (seconds, sorted).

    Broken packets before the picture are forgiven: many recordings begin in mid-stream.
    """
    frame, times = None, []
    for packet in itertools.islice(container.demux(stream), LOOKED_AT):
        if packet.pts is not None:
            times.append(float(packet.pts * packet.time_base))
        try:
            frame = frame or next(iter(packet.decode()), None)
        except av.error.InvalidDataError:
            continue
        if frame is not None and len(times) >= LOOKED_AT:
            break
    if frame is None:
        raise Rejected("undecodable", "No picture of this video could be decoded.")
    # Packets come in decoding order, so the last ones' neighbours may not have been read yet.
    return frame, sorted(times)[: -REORDERED if len(times) >= LOOKED_AT - 1 else None]


def look(spec: dict[str, Any]) -> dict[str, Any]:
    """Answer the `probe` question with the fields of MediaInfo."""
    limits = spec["limits"]
    with open_file(spec) as container:
        video, audio = main_tracks(container, limits)
        tracks = [track for track in (video, audio) if track is not None]
        length = length_of(container, spec["demuxer"], tracks)
        check_duration(length.seconds, limits)
        picture = describe_video(container, video, limits) if video is not None else None
        sound = describe_audio(audio) if audio is not None else None
        length = proved(length, container, spec["demuxer"], tracks)
        check_duration(length.seconds, limits)
        size = Path(spec["path"]).stat().st_size
        return {
            "demuxer": spec["demuxer"],
            "start_time": length.start,
            "duration": length.seconds,
            "size": size,
            "bit_rate": int(container.bit_rate or (size * 8 / length.seconds)),
            "video": with_length(picture, video, length),
            "audio": with_length(sound, audio, length),
            "video_streams": len(container.streams.video),
            "audio_streams": len(container.streams.audio),
            "subtitle_streams": len(container.streams.subtitles),
        }


def main_tracks(container: Any, limits: dict[str, Any]) -> tuple[Any, Any]:
    count = len(container.streams)
    if count > limits["max_streams"]:
        raise Rejected("too_many_streams", f"This file has {count} tracks; that is too many.")
    video, audio = main_video(container, limits), main_audio(container)
    if video is None and audio is None:
        raise Rejected("undecodable", "This file has neither a picture nor a sound track that we can decode.")
    return video, audio


def with_length(facts: dict[str, Any] | None, stream: Any, length: Length) -> dict[str, Any] | None:
    """Add a track's length to its facts: its own where the container knows it, else the file's."""
    if facts is None:
        return None
    own = float(stream.duration * stream.time_base) if stream.duration and not length.is_vague else None
    return {**facts, "duration": own or length.seconds}


def rate_of(stream: Any) -> tuple[float, bool]:
    """Give frames per second, and whether they are uneven."""
    average, base = stream.average_rate, stream.base_rate
    if not average:
        return float(stream.guessed_rate or base or 0), True
    return float(average), not base or abs(float(base) - float(average)) > 0.02 * float(average)


def are_uneven(times: list[float]) -> bool:
    """Compare the packets' times: the rate in a header is often only somebody's wish."""
    steps = [after - before for before, after in itertools.pairwise(times)]
    usual = usual_step(times)
    return usual is not None and any(abs(step - usual) > max(0.25 * usual, 0.003) for step in steps)


def usual_step(times: list[float]) -> float | None:
    """Give the usual distance of two packets, or None when there are too few."""
    steps = [after - before for before, after in itertools.pairwise(times)]
    return statistics.median(steps) if len(steps) >= 2 else None


def describe_video(container: Any, stream: Any, limits: dict[str, Any]) -> dict[str, Any]:
    frame, times = read_beginning(container, stream)
    context = stream.codec_context
    if frame.width * frame.height > limits["max_pixels"]:
        raise Rejected("too_large_picture", f"A picture of {frame.width}x{frame.height} pixels is too large.")
    fps, uneven = rate_of(stream)
    if fps > limits["max_fps"] and (step := usual_step(times)):
        fps, uneven = round(1 / step, 3), False  # AVI counts frames that are only said to be there
    variable = uneven or are_uneven(times)
    if fps > limits["max_fps"]:
        raise Rejected("too_fast", f"{fps:.0f} frames a second are too many.")
    sar = float(stream.sample_aspect_ratio or context.sample_aspect_ratio or 1)
    sar = sar if 0.05 < sar < 20 else 1.0
    rotation = round(frame.rotation / 90) * 90 % 360
    shown = (round(frame.width * sar), frame.height)
    width, height = shown if rotation % 180 == 0 else (shown[1], shown[0])
    transfer = int(frame.color_trc)
    return {
        "index": stream.index,
        "codec": context.codec.canonical_name,
        "profile": context.profile,
        "width": width,
        "height": height,
        "coded_width": frame.width,
        "coded_height": frame.height,
        "fps": fps,
        "variable_rate": variable,
        "pix_fmt": frame.format.name,
        "bit_depth": max((part.bits for part in frame.format.components), default=LISTED_PIXEL_DEPTH),
        "sar": sar,
        "rotation": rotation,
        "color_transfer": TRANSFERS.get(transfer),
        "frames": stream.frames or None,
        # The first picture's own time: some containers only know when its packet comes.
        "start_time": frame.time
        if frame.time is not None
        else float((stream.start_time or 0) * stream.time_base),
        "interlaced": bool(frame.interlaced_frame),
    }


def describe_audio(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "index": stream.index,
        "codec": context.codec.canonical_name,
        "sample_rate": context.sample_rate,
        "channels": context.channels,
        "layout": context.layout.name,
        "start_time": float(stream.start_time * stream.time_base) if stream.start_time is not None else 0.0,
    }


# -- measuring --------------------------------------------------------------------------------------------


def measure(spec: dict[str, Any]) -> dict[str, Any]:
    """Answer the `inspect` question: some pictures' brightness, and the peak of the sound."""
    with open_file(spec) as container:
        video, audio = main_video(container, spec["limits"]), main_audio(container)
        samples = list(brightness(container, video, spec)) if video is not None else []
        return {"samples": samples, "audio_peak": peak(container, audio) if audio is not None else None}


def find_light(spec: dict[str, Any]) -> dict[str, Any]:
    """Answer the `light` question: whether any picture has a brighter pixel than black has.

    Keyframes come first: they cost one decoded frame each, and in nearly every film one of them has light.
    """
    with open_file(spec) as container:
        stream = main_video(container, spec["limits"])
        if stream is None:
            return {"light": False}
        times = sample_times(container, stream, spec)
        frames = itertools.chain(
            (frame_at(container, stream, time, exact=False) for time in times),
            (frame_at(container, stream, time) for time in times),
        )
        return {"light": any(frame and luma(frame)["max_luma"] >= spec["threshold"] for frame in frames)}


def sample_times(container: Any, stream: Any, spec: dict[str, Any]) -> list[float]:
    """Give the stream times of `samples` moments spread evenly over the asked span."""
    length = container.duration / SECONDS if container.duration else 0.0
    begin = float(stream.start_time * stream.time_base) if stream.start_time is not None else 0.0
    start, end = spec["start"], spec["end"] if spec["end"] is not None else length
    count = spec["samples"]
    return [begin + start + (end - start) * (number + 0.5) / count for number in range(count)]


def brightness(container: Any, stream: Any, spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    begin = float(stream.start_time * stream.time_base) if stream.start_time is not None else 0.0
    for wanted in sample_times(container, stream, spec):
        frame = frame_at(container, stream, wanted)
        if frame is not None:
            yield {"time": float(frame.time or 0.0) - begin, **luma(frame)}


def frame_at(container: Any, stream: Any, time: float, *, exact: bool = True) -> Any:
    """Give the frame that is seen at `time` or the last before it; if not `exact`, the keyframe before."""
    container.seek(max(int(time / stream.time_base), 0), stream=stream, backward=True)
    seen = None
    for frame in container.decode(stream):
        if seen is not None and frame.time is not None and frame.time > time:
            break
        seen = frame
        if not exact:
            break
    return seen


def luma(frame: Any) -> dict[str, Any]:
    small = frame.reformat(width=LUMA_SIZE[0], height=LUMA_SIZE[1], format="gray8", dst_color_range="JPEG")
    plane = small.planes[0]
    rows = bytes(plane)
    pixels = b"".join(
        rows[row * plane.line_size : row * plane.line_size + LUMA_SIZE[0]] for row in range(LUMA_SIZE[1])
    )
    mean = sum(pixels) / len(pixels)
    return {"mean_luma": mean, "max_luma": max(pixels), "std": statistics.pstdev(pixels, mu=mean)}


def peak(container: Any, stream: Any) -> float:
    """Give the loudest sample of the first minute, 0 to 1."""
    container.seek(0)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=8000)
    loudest = 0
    for frame in container.decode(stream):
        if frame.time is not None and frame.time > AUDIO_SECONDS:
            break
        for part in resampler.resample(frame):
            samples = array.array("h", bytes(part.planes[0])[: part.samples * 2])
            loudest = max(loudest, max(samples, default=0), -min(samples, default=0))
    return min(loudest / 32767, 1.0)


def look_at_result(spec: dict[str, Any]) -> dict[str, Any]:
    """Answer the `result` question: what `probe` and `light` say, from one process."""
    found = look(spec)
    return {"info": found, **(find_light(spec) if found["video"] else {"light": False})}


QUESTIONS = {"result": look_at_result, "probe": look, "inspect": measure, "light": find_light}

# -- being asked ------------------------------------------------------------------------------------------


def answer(spec: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"found": QUESTIONS[spec["mode"]](spec)}
    except Rejected as refusal:
        code, message = refusal.args
        return {"rejected": code, "message": message}
    except (av.error.FFmpegError, ValueError, OverflowError, MemoryError):
        return {
            "rejected": "undecodable",
            "message": "This file is damaged, or not the kind of file it claims to be.",
        }


def main() -> None:
    spec = json.load(sys.stdin)
    locks = {
        "read": [spec["path"]],
        "execute": [],
        "write": [],
        "limits": spec["limits"],
        "parent": spec["parent"],
    }
    lock_down(locks)
    json.dump(answer(spec), sys.stdout, allow_nan=False)


if __name__ == "__main__":
    main()

"""The sound of a composition: its sounds in groups, the groups on their buses, the buses in one mix."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.composition.ducking import duck
from videos.media.composition.effects import heard_effects
from videos.media.composition.model import Bus, Composition, Sound, Sources
from videos.media.composition.sound_strips import (
    Desk,
    Playable,
    Stem,
    exactly,
    heard_on,
    sample_at,
    strips_of,
)
from videos.media.engine import ENGINE_VERSION, Limits, engine
from videos.media.filtergraph import SAMPLE_RATE, Graph
from videos.media.formats import AUDIO_BIT_RATES, FORMATS
from videos.media.operations.normalize_audio import OVERSAMPLED
from videos.media.operations.volume import limit_peaks
from videos.media.shape import Shape

DEFAULT_LIMITS = Limits()
MOST_INPUTS = 24  # of one command; larger graphs are slow, and FFmpeg opens all of their files at once
CEILING = 10 ** (-1 / 20)  # of full scale, between two samples too
OUTPUT = "sound.m4a"
SILENCE = f"anullsrc=channel_layout=stereo:sample_rate={SAMPLE_RATE}"


# -- what it is called -------------------------------------------------------------------------------------


def sound_address(composition: Composition, *, sources: Sources) -> str:
    """Name the sound by all that it is made of; where files lie, and what is seen, is no part of it."""
    buses = [_form(bus, sources) for bus in composition.buses]
    parts = ["composition-sound", ENGINE_VERSION, str(composition.rate), composition.frames, buses]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _form(bus: Bus, sources: Sources) -> dict[str, object]:
    sounds = [_sound_form(sound, sources) for sound in heard_on(bus, sources=sources)]
    return {"sounds": sounds, "volume": bus.volume, "under": sorted(bus.under), "duck": bus.duck}


def _sound_form(sound: Sound, sources: Sources) -> dict[str, object]:
    own = {field.name: getattr(sound, field.name) for field in dataclasses.fields(sound)}
    effects = [effect.to_json() for effect in heard_effects(sound.effects)]
    return {**own, "source": sources[sound.source].content, "effects": effects}


# -- how it is made ----------------------------------------------------------------------------------------


def sound_commands(
    composition: Composition, *, sources: Sources, folder: Path, limits: Limits = DEFAULT_LIMITS
) -> list[Command]:
    """Compile commands to be run one after the other; the last writes `sound.m4a` in `folder`.

    It is as long as the composition to the sample, and silent where nothing lies. Those before it write what
    the next ones read, in the folder: 384 kB a second. Raises KeyError for a source that is not given.
    """
    buses: list[list[Playable]] = [
        list(strips_of(bus, rate=composition.rate, sources=sources)) for bus in composition.buses
    ]
    before: list[Command] = []
    if sum(map(len, buses)) > MOST_INPUTS:
        most = max(MOST_INPUTS // sum(map(bool, buses)), 1)
        for number, played in enumerate(buses):
            desk = Desk(folder, limits)
            buses[number], made = _gathered(played, most=most, name=f"sound-{number}", desk=desk)
            before += made
    return [*before, _last(composition, buses, Desk(folder, limits))]


def _gathered(
    played: list[Playable], *, most: int, name: str, desk: Desk
) -> tuple[list[Playable], list[Command]]:
    """Mix neighbours together until there are no more than `most`; gives these, and what makes them."""
    commands: list[Command] = []
    while len(played) > most:
        groups = [played[place : place + MOST_INPUTS] for place in range(0, len(played), MOST_INPUTS)]
        played = []
        for group in groups:
            stem = _stem(group, f"{name}-{len(commands)}.wav")
            commands.append(_stem_command(stem, group, Desk(desk.folder, desk.limits)))
            played.append(stem)
    return played, commands


def _stem(group: Sequence[Playable], name: str) -> Stem:
    first = min(each.first for each in group)
    return Stem(name, first, max(each.first + each.samples for each in group) - first)


def _stem_command(stem: Stem, group: Sequence[Playable], desk: Desk) -> Command:
    graph = _graph(desk, _mix([_placed(each, stem.first, desk) for each in group]))
    exactly(graph, stem.samples)
    # Samples above full scale must come through, and a long one does not fit into an ordinary WAV file.
    options = {"c:a": "pcm_f32le", "rf64": "auto", "f": "wav"}
    return _command(graph, desk, stem.name, stem.samples, options)


def _last(composition: Composition, buses: list[list[Playable]], desk: Desk) -> Command:
    total = sample_at(composition.frames, composition.rate)
    graph = _graph(desk, _mix(_ducked(composition.buses, _streams(composition.buses, buses, desk), total)))
    graph.filter_audio("apad", whole_len=total)
    graph.filter_audio("aresample", sample_rate=OVERSAMPLED)
    limit_peaks(graph, ceiling=CEILING)
    graph.filter_audio("aresample", sample_rate=SAMPLE_RATE)
    exactly(graph, total)
    target = FORMATS["m4a"]
    options = {
        **target.options,
        "c:a": target.audio_encoder,
        "b:a": AUDIO_BIT_RATES["high"],
        "ac": 2,
        "movie_timescale": SAMPLE_RATE,
        "f": target.muxer,
    }
    return _command(graph, desk, OUTPUT, total, options)


# -- mixing ------------------------------------------------------------------------------------------------


def _streams(buses: Sequence[Bus], played: list[list[Playable]], desk: Desk) -> dict[int, Any]:
    """Give each bus that is heard as a stream, at its own volume, from the first sample on."""
    streams = {}
    for number, (bus, parts) in enumerate(zip(buses, played, strict=True)):
        if parts and bus.volume > 0:
            graph = _graph(desk, _mix([_placed(each, 0, desk) for each in parts]))
            if bus.volume != 1:
                graph.filter_audio("volume", volume=f"{bus.volume:.6f}", precision="float")
            streams[number] = graph.audio
    return streams


def _ducked(buses: Sequence[Bus], streams: Mapping[int, Any], samples: int) -> list[Any]:
    """Give the streams, each quieter where those that it is under are heard."""
    taken = {number: _keys(bus, number, streams) for number, bus in enumerate(buses) if number in streams}
    copies = {number: [stream] for number, stream in streams.items()}
    for number, stream in streams.items():
        wanted = sum(number in keys for keys in taken.values())
        if wanted:
            split = stream.asplit()
            copies[number] = [split[place] for place in range(wanted + 1)]
    mixed = []
    for number, keys in taken.items():
        own = copies[number].pop()
        if keys:
            listened = [copies[key].pop() for key in keys]
            own = own.filter("apad", whole_len=samples)
            own = duck(own, listened, decibels=buses[number].duck, samples=samples)
        mixed.append(own)
    return mixed


def _keys(bus: Bus, number: int, streams: Mapping[int, Any]) -> list[int]:
    return sorted({key for key in bus.under if key in streams and key != number})


def _placed(played: Playable, origin: int, desk: Desk) -> Any:
    stream, delay = played.play(desk), played.first - origin
    return stream.filter("adelay", delays=f"{delay}S", all=1) if delay else stream


def _mix(streams: Sequence[Any]) -> Any:
    """Add streams up, none quieter than it was; without any there is silence."""
    if len(streams) < 2:
        return streams[0] if streams else ffmpeg.input(SILENCE, f="lavfi")["a:0"]
    return ffmpeg.filter(list(streams), "amix", inputs=len(streams), normalize=0, dropout_transition=0)


# -- one command -------------------------------------------------------------------------------------------


def _graph(desk: Desk, audio: Any) -> Graph:
    shape = Shape(width=0, height=0, duration=0.0, fps=0.0, has_audio=True, has_video=False)
    return Graph(folder=desk.folder, shape=shape, audio=audio, limits=desk.limits)


def _command(graph: Graph, desk: Desk, name: str, samples: int, options: dict[str, Any]) -> Command:
    everything = {**options, "map_metadata": -1, "map_chapters": -1, "fs": desk.limits.file_bytes}
    node = ffmpeg.output(graph.audio, name, **everything)
    seconds = samples / SAMPLE_RATE
    expects = Expectation(
        container=Path(name).suffix[1:],
        duration=seconds,
        width=0,
        height=0,
        fps=0.0,
        has_video=False,
        has_audio=True,
        tolerance=0.05,
    )
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    reads = tuple(dict.fromkeys(desk.reads))
    return Command(argv, reads, (), desk.folder / name, expects, "encode")

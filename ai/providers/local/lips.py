"""Dubbing: other words for a film. Lips are not moved, and the result says so."""

import dataclasses

from ai.capabilities import Call, LipSyncInput, Media, ProviderError, Usage
from ai.providers.local.filming import at_rate, beside, encode, even, look, look_at_film, opened
from ai.providers.local.making import within
from videos.media.filtergraph import Graph

SLOWEST, FASTEST = 0.8, 1.25  # how much the picture's pace may change
NOT_MOVED = "This is a local draft: the new sound lies over the film, and the speaker's lips are not moved."
RETIMED = "The picture plays at {pace:.2f} times its pace, so that both end together."
REPEATED = "The picture is shorter than the sound, and begins again until the sound ends."
CUT = "The picture is longer than the sound, and ends with it."
CLOSE = 0.02  # as a share: nobody sees such a difference


class LocalLips:
    """Dubs honestly."""

    def lip_sync(self, wish: LipSyncInput, call: Call) -> Media:
        """Lay a sound over a film, which is retimed, repeated or cut so that both end together."""
        given, voice = look_at_film(wish.source), look(wish.audio)
        if voice.info.audio is None:
            raise ProviderError("no_audio", "The second file has no sound.")
        length, pace = voice.info.duration, given.shape.duration / voice.info.duration
        fits = SLOWEST <= pace <= FASTEST
        graph = opened(given, call.folder, **({} if fits or pace > 1 else {"stream_loop": -1}))
        even(graph)
        if fits:
            graph.filter_video("setpts", expr=f"(PTS-STARTPTS)/{pace:.6f}")
        at_rate(graph, given.rate)
        _end_at(graph, length)
        sound = beside(graph, voice)
        sound.settle_sound()
        sound.unify_sound()
        sound.filter_audio("apad", whole_dur=f"{length:.6f}")
        sound.filter_audio("atrim", end=f"{length:.6f}")
        graph.audio = sound.audio
        shape = dataclasses.replace(graph.shape, duration=length)
        info = encode(
            graph, within(call, 0, 99), shape=shape, reads=(given.path, voice.path), name="dubbed.mp4"
        )
        return Media(
            call.folder / "dubbed.mp4", "video/mp4", Usage({"second": info.duration}), duration=info.duration,
            width=shape.width, height=shape.height, is_draft=True, notes=(NOT_MOVED, *_told(pace, fits=fits)),
            details={"pace": round(pace, 4) if fits else 1.0, "lipsMoved": False},
        )  # fmt: skip


def _end_at(graph: Graph, seconds: float) -> None:
    """Let the picture last exactly as long as the sound; a few missing frames are held."""
    graph.filter_video("tpad", stop=-1, stop_mode="clone")
    graph.filter_video("trim", end_frame=max(round(seconds * graph.shape.fps), 1))


def _told(pace: float, *, fits: bool) -> tuple[str, ...]:
    if fits:
        return (RETIMED.format(pace=pace),) if abs(pace - 1) > CLOSE else ()
    return (REPEATED,) if pace < 1 else (CUT,)

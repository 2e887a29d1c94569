"""Makes films out of nothing: the demo film, and small clips whose every frame carries its number.

`python -m videos.media.generate demo.mp4` writes the demo film.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from videos.media.command import Command, Expectation
from videos.media.engine import engine
from videos.media.filtergraph import Graph
from videos.media.runner import run
from videos.media.shape import Shape

CODE_BITS = 12  # a clip's frames are numbered modulo 4096
CODE_HEIGHT = 16  # pixels

WIDTH, HEIGHT, FPS = 1280, 720, 25
SCENE_SECONDS, FADE_SECONDS, SOUND_OVERLAP = 5.6, 1.0, 1.5
# Four soft chords, in hertz: A minor, F, C, G.
CHORDS = ((220.0, 261.63, 329.63), (174.61, 220.0, 261.63), (130.81, 196.0, 329.63), (196.0, 246.94, 293.66))


@dataclass(frozen=True)
class Scene:
    """One part of the demo film: a generator of pictures, how it is made to fill the frame, and its words."""

    source: str
    filters: tuple[tuple[str, dict[str, Any]], ...]
    transition: str  # into the next scene
    title: str
    caption: str


FILL = ("scale", {"w": WIDTH, "h": HEIGHT, "flags": "bicubic"})
FILL_HARD = ("scale", {"w": WIDTH, "h": HEIGHT, "flags": "neighbor"})
# The generator's greens are loud; this moves them into the blues.
COOL = {"rr": 0.5, "rg": 0.05, "gr": 0.2, "gg": 0.35, "gb": 0.15, "bg": 0.55, "bb": 0.45}

SCENES = (
    Scene(
        f"gradients=s=320x180:r={FPS}:c0=0x0B1F3A:c1=0x1F6FEB:c2=0x8E44AD:n=3:speed=0.02:seed=7",
        (FILL,), "fade", "Framewright", "A film made of nothing but arithmetic",
    ),
    Scene(
        f"mandelbrot=s=480x270:r={FPS}:start_scale=0.6:end_scale=0.02:end_pts=150:maxiter=160",
        (FILL, ("gblur", {"sigma": 1.2}), ("colorchannelmixer", COOL)), "circleopen", "Into the depths",
        "The same border, again and again",
    ),
    Scene(
        f"life=s=160x90:r={FPS}:mold=12:ratio=0.22:seed=11:life_color=0x7DF9C1:death_color=0x0C3B2E:mold_color=0x123524",
        (FILL_HARD,), "smoothleft", "A small world", "Three rules are enough for a crowd",
    ),
    Scene(
        f"zoneplate=s=480x270:r={FPS}:kx2=40:ky2=40:kt=-6:precision=8",
        (FILL, ("format", {"pix_fmts": "gbrp"}),
         ("colorchannelmixer", {"rr": 0.12, "gg": 0.38, "bb": 0.62})),
        "dissolve", "Waves", "Rings that meet, and rings that part",
    ),
    Scene(
        f"gradients=s=320x180:r={FPS}:c0=0xF6A33B:c1=0xD6336C:c2=0x2B1055:n=3:type=circular:speed=0.015:seed=3",
        (FILL,), "fade", "Your film next", "Trim it, crop it, give it words",
    ),
)  # fmt: skip
DEMO_SECONDS = len(SCENES) * SCENE_SECONDS - (len(SCENES) - 1) * FADE_SECONDS


def demo_film(folder: Path, output: Path) -> Path:
    """Make the demo film (about 24 seconds, 720p, with sound) in `folder`, and put it at `output`."""
    graph = Graph(
        folder=folder, shape=Shape(WIDTH, HEIGHT, DEMO_SECONDS, FPS, has_audio=True, has_video=True)
    )
    video = _cross_fade([_scene(graph, scene) for scene in SCENES])
    video = video.filter("fade", type="in", d=0.6).filter("fade", type="out", st=DEMO_SECONDS - 0.8, d=0.8)
    options = {
        "c:v": "libx264",
        "preset": "superfast",
        "crf": 23,
        "c:a": "aac",
        "b:a": "128k",
        "t": DEMO_SECONDS,
    }
    video = video.filter("scale", out_range="limited").filter("format", pix_fmts="yuv420p")
    return _make(graph, video, _chords(), options, output)


def _scene(graph: Graph, scene: Scene) -> Any:
    graph.video = ffmpeg.input(scene.source, f="lavfi", t=SCENE_SECONDS)
    for name, options in scene.filters:
        graph.filter_video(name, **options)
    graph.filter_video("format", pix_fmts="yuv420p")
    graph.filter_video("setsar", sar=1)
    slow_in = f"clip((t-0.6)/0.8,0,1)*clip(({SCENE_SECONDS}-0.8-t)/0.6,0,1)"
    _words(graph, scene.title, "Playfair Display", 84, y="h*0.70", alpha=slow_in)
    _words(graph, scene.caption, "Noto Sans", 34, y="h*0.85", alpha=slow_in)
    return graph.video


def _words(graph: Graph, text: str, family: str, size: int, *, y: str, alpha: str) -> None:
    graph.filter_video(
        "drawtext",
        textfile=graph.write_text(text),
        fontfile=graph.place_font(family),
        expansion="none",
        fontsize=size,
        fontcolor="white",
        borderw=2,
        bordercolor="0x00000059",
        shadowcolor="0x00000099",
        shadowx=2,
        shadowy=3,
        x="(w-text_w)/2",
        y=y,
        alpha=alpha,
    )


def _cross_fade(scenes: list[Any]) -> Any:
    film = scenes[0]
    for number, scene in enumerate(scenes[1:], start=1):
        offset = number * (SCENE_SECONDS - FADE_SECONDS)
        film = ffmpeg.filter(
            [film, scene],
            "xfade",
            transition=SCENES[number - 1].transition,
            duration=FADE_SECONDS,
            offset=offset,
        )
    return film


def _chords() -> Any:
    seconds = (DEMO_SECONDS + SOUND_OVERLAP * (len(CHORDS) - 1)) / len(CHORDS)
    parts = [ffmpeg.input(_chord(notes, seconds), f="lavfi") for notes in CHORDS]
    sound = parts[0]
    for part in parts[1:]:
        sound = ffmpeg.filter([sound, part], "acrossfade", d=SOUND_OVERLAP)
    sound = sound.filter("afade", type="in", d=1.0)
    return sound.filter("afade", type="out", st=DEMO_SECONDS - 1.5, d=1.5)


def _chord(notes: tuple[float, ...], seconds: float) -> str:
    # Each note swells slowly and differently, and two slightly detuned voices make it warm.
    voices = "+".join(
        f"0.09*(0.7+0.3*sin({0.5 + number * 0.2:.1f}*t))"
        f"*(sin(2*PI*{note}*t)+0.5*sin(2*PI*{note * 1.003:.3f}*t))"
        for number, note in enumerate(notes)
    )
    return f"aevalsrc=exprs='{voices}':s=44100:d={seconds:.3f}"


def clip(  # noqa: PLR0913 - a test says only what it needs
    output: Path,
    *,
    seconds: float = 3.0,
    width: int = 320,
    height: int = 180,
    fps: str = "25",
    audio: bool = True,
    codec: str = "libx264",
    audio_codec: str = "aac",
    frame_number: bool = True,
    options: dict[str, Any] | None = None,
) -> Path:
    """Make a test clip: moving colours, a tone, and in its top rows each frame's number in black and white.

    The container follows `output`'s suffix. Read the number with `frame_code`.
    """
    rate = float(rate_of(fps))
    shape = Shape(width, height, seconds, rate, has_audio=audio, has_video=True)
    graph = Graph(folder=output.parent, shape=shape)
    graph.video = ffmpeg.input(f"testsrc2=s={width}x{height}:r={fps}:d={seconds}", f="lavfi")
    if frame_number:
        _number_frames(graph)
    sound = ffmpeg.input(f"sine=f=440:r=44100:d={seconds}", f="lavfi") if audio else None
    encoding: dict[str, Any] = {"c:v": codec, "pix_fmt": "yuv420p", "g": 25}
    if audio:
        encoding["c:a"] = audio_codec
    if codec == "libx264":
        encoding |= {"preset": "ultrafast", "crf": 16, "bf": 2}
    return _make(graph, graph.video, sound, encoding | (options or {}), output)


def rate_of(fps: str) -> float:
    """Read a rate such as "25" or "30000/1001"."""
    above, _, below = fps.partition("/")
    return float(above) / float(below or 1)


def _number_frames(graph: Graph) -> None:
    graph.filter_video("drawbox", x=0, y=0, w="iw", h=CODE_HEIGHT, color="black", t="fill")
    cell = graph.shape.width // CODE_BITS
    for bit in range(CODE_BITS):
        graph.filter_video(
            "drawbox", x=bit * cell, y=0, w=cell, h=CODE_HEIGHT, color="white", t="fill",
            enable=f"mod(floor(n/{2**bit}),2)",
        )  # fmt: skip


def frame_code(rows: list[bytes], *, width: int) -> int:
    """Read a frame's number from the first CODE_HEIGHT rows of its brightness (`width` bytes each)."""
    cell, row = width // CODE_BITS, rows[CODE_HEIGHT // 2]
    return sum((row[bit * cell + cell // 2] > 127) << bit for bit in range(CODE_BITS))


def _make(graph: Graph, video: Any, audio: Any, options: dict[str, Any], output: Path) -> Path:
    streams = [video] if audio is None else [video, audio]
    node = ffmpeg.output(*streams, f"made{output.suffix}", **options)
    shape = graph.shape
    expects = Expectation(
        output.suffix[1:],
        shape.duration,
        shape.width,
        shape.height,
        shape.fps,
        has_video=True,
        has_audio=shape.has_audio,
        tolerance=0.1,
    )
    argv = tuple(ffmpeg.compile(node, cmd=engine().ffmpeg))
    with tempfile.TemporaryDirectory(dir=graph.folder, prefix="making-") as place:
        for file in graph.files:
            shutil.copy(file, place)
            file.unlink()
        made = Path(place) / f"made{output.suffix}"
        run(Command(argv, (), tuple(graph.files), made, expects, "encode"), folder=Path(place), deadline=300)
        shutil.move(made, output)
    return output


def main() -> None:
    output = Path(sys.argv[1]).resolve()
    demo_film(output.parent, output)


if __name__ == "__main__":
    main()

"""The editing engine against what a person could run by hand: `make bench`.

Every row is a ratio measured side by side in one run. MoviePy and the `smartcut` package are compared when
`make bench-others` has installed them in `bench/.venv`.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.measuring import Way, ffmpeg, font, measure, noisy_film, similarity
from videos.media.operations import Operation
from videos.media.probe import MediaInfo, probe
from videos.media.recipe import parse_recipe
from videos.media.rendering import Rendered, render
from videos.media.runner import run
from videos.media.stills import frame_command

ROOT = Path(__file__).resolve().parent
OTHERS = ROOT / ".venv" / "bin" / "python"
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-b:a", "192k")
START, END = 10.0, 30.0
CHAIN = [
    {"operation": "trim", "startTime": START, "endTime": END},
    {"operation": "crop", "width": 608, "height": 1080, "x": 656, "y": 0},
    {"operation": "apply-filter", "filterType": "vintage", "intensity": 1},
    {"operation": "add-text", "text": "A day at the sea", "anchor": "bottom", "style": {"fontSize": 36}},
    {"operation": "resize", "width": 720, "height": 1280, "fit": "stretch"},
]
VINTAGE = (
    "colorchannelmixer=rr=0.72685:rg=0.34605:rb=0.08505:gr=0.15705:gg=0.8587:gb=0.0756"
    ":br=0.1224:bg=0.2403:bb=0.60895,eq=contrast=0.86:saturation=0.65:brightness=0.03,vignette=angle=0.62832"
)


def ours(recipe: list[Operation], info: MediaInfo, source: Path) -> Rendered:
    """What a job does with a file: compile, sandbox, encode, check."""
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        made = render(recipe, info, source=source, folder=Path(folder))
        shutil.move(made.output, source.parent / f"ours{made.output.suffix}")
    return made


@dataclass(frozen=True)
class ByHand:
    """The chain as somebody who knows FFmpeg well would write it."""

    source: Path

    @property
    def steps(self) -> list[str]:
        text = self.source.parent / "words.txt"
        text.write_text("A day at the sea", encoding="utf-8")
        place = "fontsize=36:fontcolor=white:x=(w-text_w)/2:y=h-text_h-16"
        drawn = f"drawtext=textfile={text}:fontfile={font(self.source.parent)}:{place}"
        return ["crop=608:1080:656:0", VINTAGE, drawn, "scale=720:1280,setsar=1"]

    def at_once(self, output: str = "hand.mp4", codec: tuple[str, ...] = X264) -> None:
        ffmpeg(
            "-ss", str(START), "-t", str(END - START), "-i", str(self.source), "-vf", ",".join(self.steps),
            *codec, *AAC, "-movflags", "+faststart", str(self.source.parent / output),
        )  # fmt: skip

    def step_by_step(self) -> None:
        folder = self.source.parent
        first = folder / "step0.mp4"
        ffmpeg("-ss", str(START), "-t", str(END - START), "-i", str(self.source), *X264, *AAC, str(first))
        for number, step in enumerate(self.steps):
            earlier, later = folder / f"step{number}.mp4", folder / f"step{number + 1}.mp4"
            ffmpeg("-i", str(earlier), "-vf", step, *X264, *AAC, str(later))


def chain(source: Path, *, rounds: int) -> None:
    folder, info, recipe, hand = source.parent, probe(source), parse_recipe(CHAIN), ByHand(source)
    ways = [
        Way("ours", lambda: ours(recipe, info, source)),
        Way("one ffmpeg command by hand", hand.at_once),
        Way("one encode per step", hand.step_by_step),
    ]
    films = {"ours": "ours.mp4", "by hand": "hand.mp4", "one encode per step": "step4.mp4"}
    if OTHERS.exists():
        script = [str(OTHERS), str(ROOT / "others_moviepy.py"), str(source), str(folder / "moviepy.mp4")]
        ways.append(Way("MoviePy 2", lambda: subprocess.run(script, check=True, capture_output=True)))
        films["MoviePy 2"] = "moviepy.mp4"
    measure("Five operations on 20 s of 1080p", ways, rounds=rounds)
    hand.at_once("lossless.mkv", ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0"))
    scores = {name: similarity(folder / film, folder / "lossless.mkv") for name, film in films.items()}
    listed = ", ".join(f"{name} {score:.4f}" for name, score in scores.items())
    print(f"\nSSIM against the same graph without loss: {listed}")


def trims(source: Path, *, rounds: int) -> None:
    info = probe(source)
    for title, start, end in (
        ("Trim of 40 s, both edges in mid-GOP (720p, GOP 250)", 11.0, 51.0),
        ("Trim of 40 s, one edge on a keyframe", 10.0, 50.0),
    ):
        recipe = parse_recipe([{"operation": "trim", "startTime": start, "endTime": end, "mode": "auto"}])
        trim_rows(title, recipe, info, source, start, end, rounds=rounds)


def trim_rows(
    title: str,
    recipe: list[Operation],
    info: MediaInfo,
    source: Path,
    start: float,
    end: float,
    *,
    rounds: int,
) -> None:
    folder = source.parent
    span = ("-ss", str(start), "-t", str(end - start))

    def encoded() -> None:
        ffmpeg(*span, "-i", str(source), *X264, *AAC, "-movflags", "+faststart", str(folder / "hand.mp4"))

    ways = [
        Way("ours (auto)", lambda: ours(recipe, info, source)),
        Way("full encode by hand, veryfast", encoded),
    ]
    if OTHERS.exists():
        command = [str(OTHERS.with_name("smartcut")), str(source), str(folder / "smartcut.mp4")]
        command += ["--keep", f"{start},{end}", "--log-level", "error"]
        ways.append(Way("smartcut package", lambda: subprocess.run(command, check=True, capture_output=True)))
    measure(title, ways, rounds=rounds)
    print(f"\nOurs was made by: {ours(recipe, info, source).mode}.")


def parts(title: str, source: Path, *, rounds: int, count: int = 40) -> None:
    """A talk without its fillers: many short parts go, none of them on a keyframe."""
    info, folder = probe(source), source.parent
    step = info.duration / count
    gone = [(round(step * number + 3.3, 2), round(step * number + 4.1, 2)) for number in range(count)]
    fields = [{"startTime": start, "endTime": end} for start, end in gone]
    recipe = parse_recipe([{"operation": "remove-parts", "parts": fields}])
    kept = "not(" + "+".join(f"between(t,{start},{end - 0.001:.3f})" for start, end in gone) + ")"

    def encoded() -> None:
        picture, sound = f"select='{kept}',setpts=N/FRAME_RATE/TB", f"aselect='{kept}',asetpts=N/SR/TB"
        output = ("-movflags", "+faststart", str(folder / "hand.mp4"))
        ffmpeg("-i", str(source), "-vf", picture, "-af", sound, *X264, *AAC, *output)

    made: list[Rendered] = []
    ways = [
        Way("ours", lambda: made.append(ours(recipe, info, source))),
        Way("full encode by hand, veryfast", encoded),
    ]
    measure(title, ways, rounds=rounds)
    print(f"\nOurs was made by: {made[-1].mode}. {made[-1].notes[-1]}")


def single(source: Path, *, rounds: int) -> None:
    """One operation with all that a job does to the file, against FFmpeg alone."""
    info, folder = probe(source), source.parent
    recipe = parse_recipe([{"operation": "apply-filter", "filterType": "sepia", "intensity": 1}])
    sepia = "colorchannelmixer=0.393:0.769:0.189:0:0.349:0.686:0.168:0:0.272:0.534:0.131"

    def raw() -> None:
        ffmpeg(
            "-i", str(source), "-vf", sepia, *X264, *AAC, "-movflags", "+faststart", str(folder / "raw.mp4")
        )

    ways = [Way("ours", lambda: ours(recipe, info, source)), Way("ffmpeg alone", raw)]
    measure("One filter on 60 s of 720p", ways, rounds=rounds)


def preview(source: Path, *, rounds: int) -> None:
    info, recipe = probe(source), parse_recipe(CHAIN)

    def picture() -> None:
        with tempfile.TemporaryDirectory(dir=source.parent) as name:
            folder = Path(name)
            command = frame_command(recipe, info, source=source, folder=folder, timestamp=12.3)
            run(command, folder=folder)

    measure("A preview frame of five operations, 10 minutes of 720p", [Way("ours", picture)], rounds=rounds)


def main(*, rounds: int = 5) -> None:
    with tempfile.TemporaryDirectory(prefix="framewright-bench-") as name:
        folder = Path(name)
        print("## Editing")
        chain(noisy_film(folder / "large.mp4", seconds=40, size="1920x1080"), rounds=rounds)
        minute = noisy_film(folder / "minute.mp4")
        trims(minute, rounds=rounds)
        single(minute, rounds=rounds)
        ten = folder / "ten.mp4"
        ffmpeg("-stream_loop", "9", "-i", str(minute), "-c", "copy", "-t", "600", str(ten))
        recipe = parse_recipe([{"operation": "trim", "startTime": 301, "endTime": 341, "mode": "auto"}])
        trim_rows("Trim of 40 s out of 10 minutes", recipe, probe(ten), ten, 301, 341, rounds=rounds)
        long = parse_recipe([{"operation": "trim", "startTime": 10.3, "endTime": 595.2, "mode": "auto"}])
        trim_rows("Trim of 585 s out of 10 minutes", long, probe(ten), ten, 10.3, 595.2, rounds=1)
        parts("40 parts taken out of 10 minutes (720p, GOP 250)", ten, rounds=1)
        usual = noisy_film(folder / "usual.mp4", gop=60)
        ffmpeg("-stream_loop", "9", "-i", str(usual), "-c", "copy", "-t", "600", str(ten))
        parts("40 parts taken out of 10 minutes (720p, GOP 60)", ten, rounds=1)
        preview(ten, rounds=rounds)


if __name__ == "__main__":
    main()

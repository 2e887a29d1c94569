"""How every benchmark here measures: the ways in turn, round after round, and ratios of medians.

Machines are shared and noisy. What is compared therefore runs side by side in one run, and only the ratio is
a figure; seconds are printed to make it readable.
"""

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fontpkg

from videos.media.engine import engine


@dataclass(frozen=True)
class Way:
    """One way to do the work, with a name for the table."""

    name: str
    work: Callable[[], object]


def measure(title: str, ways: list[Way], *, rounds: int = 5) -> dict[str, float]:
    """Runs the ways in turn and prints a table that compares the others with the first."""
    seconds: dict[str, list[float]] = {way.name: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            begun = time.perf_counter()
            way.work()
            seconds[way.name].append(time.perf_counter() - begun)
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    first = ways[0].name
    print(
        f"\n### {title} (median of {rounds})\n\n| way | seconds | min - max | {first} is |\n|---|---|---|---|"
    )
    for name, median in medians.items():
        ratio = "" if name == first else f"{median / medians[first]:.2f} x as fast"
        print(f"| {name} | {median:.2f} | {min(seconds[name]):.2f} - {max(seconds[name]):.2f} | {ratio} |")
    return medians


def ffmpeg(*arguments: str) -> str:
    """Runs FFmpeg as a person would by hand; gives what it says."""
    command = [engine().ffmpeg, "-y", "-hide_banner", "-nostdin", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stderr


def similarity(film: Path, reference: Path) -> float:
    """SSIM of two films of one size, 0 to 1."""
    said = ffmpeg("-i", str(film), "-i", str(reference), "-lavfi", "ssim", "-f", "null", "-")
    return float(said.rpartition("All:")[2].split()[0])


def noisy_film(
    path: Path, *, seconds: int = 60, size: str = "1280x720", rate: int = 30, gop: int = 250
) -> Path:
    """A film as hard to encode as a real one: a zoom with temporal noise, and pink noise with a tone."""
    number = f"drawtext=fontfile={font(path.parent)}:text=%{{n}}:fontsize=40"
    picture = f"mandelbrot=s={size}:r={rate}:maxiter=400,noise=alls=12:allf=t,{number}"
    sound = "anoisesrc=color=pink:amplitude=0.1[a];sine=frequency=330[b];[a][b]amix"
    ffmpeg(
        "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", str(seconds),
        "-c:v", "libx264", "-preset", "veryfast", "-b:v", "4M", "-g", str(gop), "-keyint_min", str(gop),
        "-sc_threshold", "0", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest", str(path),
    )  # fmt: skip
    return path


def font(folder: Path) -> Path:
    """A copy of the engine's font whose name has no sign that means something in a filtergraph."""
    copy = folder / "font.ttf"
    if not copy.exists():
        shutil.copyfile(fontpkg.path("Noto Sans"), copy)
    return copy

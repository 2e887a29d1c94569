"""Timelines against what a person could run by hand: `python -m bench.timelines`, with `--small` for a try.

The picture alone: cuts between clips of four films of several sizes and rates, encoded alike on all ways.
"""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from bench.measuring import Way, ffmpeg, measure, noisy_film
from videos.media.checks import verify
from videos.media.composition.counting import count_frames
from videos.media.composition.joining import join_command
from videos.media.composition.model import Composition, Layer, Look, Piece, Source, Span
from videos.media.composition.parts import address_of, parts_of
from videos.media.composition.picture import part_command
from videos.media.operations.adjust import Adjust
from videos.media.probe import probe
from videos.media.runner import run

PRESET, CRF = "veryfast", 20
LONGEST = 300  # frames of a part
WORKERS = 2


@dataclass(frozen=True)
class Scale:
    """How much is measured: the film's size and rate, its clips, and the seconds of each source."""

    width: int = 1280
    height: int = 720
    clips: int = 60
    frames: int = 60  # of a clip
    seconds: int = 40

    @property
    def sources(self) -> tuple[tuple[str, int], ...]:
        """Give each source's size and frames a second."""
        size, smaller = f"{self.width}x{self.height}", f"{self.width // 2}x{self.height // 2}"
        return ((size, 30), (size, 25), (smaller, 30), (size, 60))


SMALL = Scale(width=320, height=180, clips=8, frames=20, seconds=6)
RATE = Fraction(30)


@dataclass(frozen=True)
class Cutting:
    """A timeline of cuts, its sources, and a folder that keeps finished parts by their names."""

    composition: Composition
    sources: dict[str, Source]
    folder: Path

    @property
    def look(self) -> Look:
        return Look(self.composition.width, self.composition.height, CRF, PRESET)

    def changed(self, number: int) -> "Cutting":
        """Give the timeline with a brighter clip in one place."""
        pieces = list(self.composition.layers[0].pieces)
        pieces[number] = replace(pieces[number], effects=(Adjust(brightness=0.1),))
        return replace(self, composition=replace(self.composition, layers=(Layer(tuple(pieces)),)))

    def missing(self) -> list[Span]:
        parts = parts_of(self.composition, longest=LONGEST)
        return [part for part in parts if not self.file(part).exists()]

    def file(self, part: Span) -> Path:
        name = address_of(self.composition, part, sources=self.sources, look=self.look)
        return self.folder / f"{name}.mp4"

    def make(self, part: Span) -> None:
        """Encode a part and prove it, as a worker does."""
        with tempfile.TemporaryDirectory(dir=self.folder) as name:
            command = part_command(
                self.composition, part, sources=self.sources, look=self.look, folder=Path(name)
            )
            place = Path(name)
            run(command, folder=place)
            count_frames(
                command.output,
                wanted=part.frames,
                rate=RATE,
                folder=place,
                perform=lambda counting: run(counting, folder=place),
            )
            command.output.rename(self.file(part))

    def join(self) -> None:
        parts = [self.file(part) for part in parts_of(self.composition, longest=LONGEST)]
        command = join_command(parts, None, composition=self.composition, look=self.look, folder=self.folder)
        run(command, folder=self.folder)
        verify(command.output, command.expects, went_in_black=lambda: False)

    def render(self, *, workers: int = 1, anew: bool = True) -> None:
        if anew:
            for file in self.folder.glob("*.mp4"):
                file.unlink()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(self.make, self.missing()))
        self.join()


@dataclass(frozen=True)
class ByHand:
    """The same cuts as somebody who knows FFmpeg well would make them."""

    cutting: Cutting
    output: Path

    @property
    def encoder(self) -> tuple[str, ...]:
        return ("-an", "-c:v", "libx264", "-preset", PRESET, "-crf", str(CRF), "-pix_fmt", "yuv420p")

    def opened(self, piece: Piece) -> tuple[str, ...]:
        length = float(piece.frames / RATE)
        path = self.cutting.sources[piece.source].path
        return ("-ss", f"{piece.begin:.6f}", "-t", f"{length + 0.5:.6f}", "-i", str(path))

    def shaped(self, piece: Piece) -> str:
        size = f"{self.cutting.composition.width}:{self.cutting.composition.height}"
        return f"fps={RATE},trim=end_frame={piece.frames},scale={size},setsar=1"

    def at_once(self) -> None:
        """One decode of each clip, one graph, one encode."""
        pieces = self.cutting.composition.layers[0].pieces
        inputs = [word for piece in pieces for word in self.opened(piece)]
        chains = [f"[{number}:v]{self.shaped(piece)}[v{number}]" for number, piece in enumerate(pieces)]
        joined = "".join(f"[v{number}]" for number in range(len(pieces)))
        graph = ";".join([*chains, f"{joined}concat=n={len(pieces)}:v=1:a=0[v]"])
        ffmpeg(*inputs, "-filter_complex", graph, "-map", "[v]", *self.encoder, str(self.output))

    def step_by_step(self) -> None:
        """A file for each clip, and one more encode to put them together."""
        folder = self.output.parent
        listed = []
        for number, piece in enumerate(self.cutting.composition.layers[0].pieces):
            name = folder / f"step{number}.mp4"
            ffmpeg(*self.opened(piece), "-vf", self.shaped(piece), *self.encoder, str(name))
            listed.append(f"file '{name}'\n")
        listing = folder / "steps.txt"
        listing.write_text("".join(listed), encoding="utf-8")
        steps = ("-f", "concat", "-safe", "0", "-i", str(listing))
        ffmpeg(*steps, *self.encoder, str(folder / "steps.mp4"))


def cutting(scale: Scale, folder: Path, *, clips: int) -> Cutting:
    """Cut the sources into each other, each clip from another place."""
    sources = {}
    for number, (size, rate) in enumerate(scale.sources):
        path = folder / f"source{number}.mp4"
        if not path.exists():
            noisy_film(path, seconds=scale.seconds, size=size, rate=rate, gop=2 * rate)
        sources[str(number)] = Source(path, probe(path), path.name)
    room = scale.seconds - scale.frames / float(RATE) - 1
    pieces = tuple(
        Piece(str(number % len(sources)), number * scale.frames, scale.frames, begin=number * 2.37 % room)
        for number in range(clips)
    )
    film = Composition(scale.width, scale.height, RATE, clips * scale.frames, layers=(Layer(pieces),))
    place = folder / f"parts-{clips}"
    place.mkdir()
    return Cutting(film, sources, place)


def main(*, rounds: int = 3, scale: Scale = Scale()) -> None:
    with tempfile.TemporaryDirectory(prefix="framewright-bench-") as name:
        folder = Path(name)
        print("## Timelines")
        whole = cutting(scale, folder, clips=scale.clips)
        hand = ByHand(whole, folder / "hand.mp4")
        seconds = whole.composition.seconds
        measure(
            f"{scale.clips} clips, {seconds:.0f} s of {scale.width}x{scale.height}",
            [
                Way("ours, part by part", whole.render),
                Way(f"ours, {WORKERS} workers", lambda: whole.render(workers=WORKERS)),
                Way("one ffmpeg command by hand", hand.at_once),
                Way("one encode per clip and one for all", hand.step_by_step),
            ],
            rounds=rounds,
        )
        sizes = [file.stat().st_size / 1e6 for file in (whole.folder / "output.mp4", hand.output)]
        print(f"\nOurs has {sizes[0]:.1f} MB, the one by hand {sizes[1]:.1f} MB.")
        ten = cutting(scale, folder, clips=10)
        ten.render()
        kept = {file.name for file in ten.folder.iterdir()}

        def one_changed() -> None:
            for file in ten.folder.glob("*.mp4"):
                if file.name not in kept:
                    file.unlink()
            ten.changed(4).render(anew=False)

        print(f"\nParts to encode after one clip of ten was changed: {len(ten.changed(4).missing())}")
        measure(
            "One clip of ten changed",
            [Way("ours", one_changed), Way("all by hand again", ByHand(ten, folder / "ten.mp4").at_once)],
            rounds=rounds,
        )


if __name__ == "__main__":
    if "--small" in sys.argv[1:]:
        main(rounds=1, scale=SMALL)
    else:
        main()

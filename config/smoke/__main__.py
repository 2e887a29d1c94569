"""`python -m config.smoke --url http://127.0.0.1:8000`: every promise of the core, tried from outside."""

import argparse
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from config.smoke.client import Unexpected
from config.smoke.steps import STEPS, Journey
from videos.media.sniff import MediaRejected


def main() -> int:
    """Does all steps in order; 0 when every one went as promised, 1 at the first that did not."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="framewright-smoke-") as folder:
        try:
            journey = Journey(url=asked.url.rstrip("/"), folder=Path(folder), given=asked.file)
        except (Unexpected, MediaRejected) as refused:
            _say(f"{asked.file} cannot be used: {refused}")
            return 1
        with closing(journey):
            return travel(journey)


def travel(journey: Journey) -> int:
    began = time.monotonic()
    _say(f"{journey.url} with {journey.film.name}: {journey.source.duration:.1f} s, {_size(journey)}")
    for name, step in STEPS.items():
        start = time.monotonic()
        try:
            step(journey)
        except Unexpected as seen:
            _say(f"FAILED  {time.monotonic() - start:6.2f} s  {name}\n{seen}")
            return 1
        except BaseException:
            _say(f"FAILED  {time.monotonic() - start:6.2f} s  {name}")
            raise
        _say(f"ok      {time.monotonic() - start:6.2f} s  {name}")
    _say(f"smoke: {len(STEPS)} steps in {time.monotonic() - began:.1f} s, all as promised.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.smoke", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the platform runs")
    parser.add_argument("--file", type=_film, help="a video of your own instead of a generated one")
    return parser.parse_args()


def _film(name: str) -> Path | None:
    """The named file; none for an empty name, which `make smoke` passes without FILE=."""
    if not name:
        return None
    path = Path(name).resolve()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {path}")
    return path


def _size(journey: Journey) -> str:
    source = journey.source
    return f"{source.width}x{source.height}, {source.codec}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

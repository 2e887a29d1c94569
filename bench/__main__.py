"""`make bench`: every benchmark, one after the other. Names choose some: `python -m bench editing`."""

import sys
from importlib import import_module
from pathlib import Path

SCRIPTS = {"measuring", "others_moviepy", "__init__", "__main__"}


def main() -> None:
    found = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in SCRIPTS)
    for name in sys.argv[1:] or found:
        import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()

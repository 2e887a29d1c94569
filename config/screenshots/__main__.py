import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image

from config.local.home import PROJECT
from config.local.smoke import instance_apart
from config.screenshots.content import Content, fill
from config.screenshots.pages import PAGES, Page
from config.screenshots.sheets import sheet
from config.screenshots.shooting import CHROMIUM, THEMES, WIDTHS, opened
from config.smoke.client import Person

# What the README shows: page, theme and width.
README = (
    ("landing", "dark", 1440),
    ("library", "dark", 1440),
    ("video-edit", "dark", 1440),
    ("editor", "dark", 1440),
    ("film", "light", 1440),
    ("video", "light", 1440),
    ("library", "light", 375),
)
IMAGES = PROJECT / "docs/images"


def main() -> int:
    asked = _arguments()
    if not CHROMIUM:
        sys.exit("There is no Chromium: install it (Debian: `apt-get install chromium`) or set CHROMIUM.")
    with platform(asked.url) as url, closing(Person(url=url)) as person:
        person.register()
        _say(f"Filling {url} as {person.email}: a film, pictures, a transcript, comments ...")
        return _shoot(fill(person), asked, url)


def _shoot(content: Content, asked: argparse.Namespace, url: str) -> int:
    person, folder = content.person, Path(asked.out)
    pages = [page for page in PAGES if not page.staff and asked.only in page.name]
    with opened(url=url, folder=folder, language=asked.language) as shooting:
        shooting.sign_in(email=person.email, password=person.password)
        for width in asked.widths:
            for theme in THEMES:
                taken = [shooting.shoot(page, content, theme=theme, width=width) for page in pages]
                _say(str(sheet(taken, folder / f"all-{theme}-{width}.webp", width=width)))
    if asked.readme:
        _keep(pages, folder)
    _say("\n".join(shooting.complaints) or f"{len(pages)} pages, no complaint of the browser.")
    return 1 if shooting.complaints else 0


def _keep(pages: list[Page], folder: Path) -> None:
    """Puts the README's pictures into docs/images, as small files."""
    names = {page.name for page in pages}
    for name, theme, width in README:
        if name in names:
            with Image.open(folder / f"{name}-{theme}-{width}.png") as picture:
                shown = picture.crop((0, 0, picture.width, min(picture.height, WIDTHS[width])))
                shown.convert("RGB").save(IMAGES / f"{name}-{theme}-{width}.webp", quality=82)


@contextmanager
def platform(url: str) -> Iterator[str]:
    """The one at this address, else one of our own, whose account may keep and spend what it likes."""
    if url:
        yield url.rstrip("/")
        return
    os.environ["DEFAULT_PLAN"] = "unlimited"
    with instance_apart() as instance:
        yield instance.url


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.screenshots")
    parser.add_argument("--url", default="", help="a platform that runs; none: one is started")
    parser.add_argument("--only", default="", help="pages whose name has this")
    parser.add_argument("--language", default="en", choices=["en", "vi"])
    parser.add_argument("--out", default=str(PROJECT / ".local/screenshots"), help="folder for the pictures")
    parser.add_argument("--widths", type=int, nargs="+", default=list(WIDTHS), choices=list(WIDTHS))
    parser.add_argument("--readme", action="store_true", help="renew the README's pictures too")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

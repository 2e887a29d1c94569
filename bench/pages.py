"""How long the server takes for a page at ten thousand videos: `python -m bench.pages [--videos N]`.

On a PostgreSQL of its own that flushes to disk. One person owns all of the videos, beside nine others with as
many together; every fifth film is a version of the one before it, every fourth is spoken in. The pages are
asked for one after the other in one process, without a browser: what is told is the server's own work.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

VIDEOS, ROUNDS, OTHERS, AIM = 10_000, 20, 9, 100.0
PASSWORD = "a-fine-long-phrase"
SPEC = {"video": {"index": 0, "codec": "h264", "width": 1280, "height": 720, "fps": 25.0}}
FILMS = """
INSERT INTO videos_video (id, owner_id, title, description, original_name, media_type, status, source, file,
    thumbnail, size, duration, width, height, fps, codec, audio_codec, sha256, address, info, recipe,
    ai_generated, metadata, updated_at, created_at)
SELECT gen_random_uuid(), %(owner)s,
    (ARRAY['Harbour','Mountain','Interview','Lecture','Wedding'])[1 + n %% 5] || ' ' || n, 'Day ' || n,
    'clip-' || n || '.mp4', (ARRAY['video','video','video','audio','image'])[1 + n %% 5], 'ready',
    (ARRAY['upload','edit','generated','youtube'])[1 + n %% 4], 'videos/none/' || n || '.mp4', 'none.jpg',
    1000 * n, n %% 3600, 1280, 720, 25, 'h264', 'aac', '', '', %(info)s, '[]', n %% 4 = 2, '{}', now(),
    now() - n * interval '7 minutes' FROM generate_series(1, %(count)s) n;
UPDATE videos_video v SET parent_id = p.id FROM videos_video p WHERE v.owner_id = %(owner)s
    AND p.owner_id = %(owner)s AND v.size %% 5000 = 0 AND p.size = v.size - 1000;
INSERT INTO videos_artefact (video_id, kind, address, key, size, meta)
SELECT id, 'storyboard', id::text, 'none', 1, %(board)s FROM videos_video WHERE owner_id = %(owner)s;
INSERT INTO videos_spokenwords (video_id, owner_id, words) SELECT id, owner_id,
    to_tsvector('simple', 'the harbour of day number' || size %% 300 || ' was quiet and the sea was far away')
FROM videos_video WHERE owner_id = %(owner)s AND size %% 4000 = 0
"""


@dataclass(frozen=True)
class Page:
    """A page as a person opens it; `part` when only a piece of it is fetched again."""

    name: str
    path: str
    part: bool = False


def pages(video: str) -> list[Page]:
    deep = VIDEOS // 24
    return [
        Page("library", "/videos/"),
        Page("library, only its results", "/videos/", part=True),
        Page("library, last page", f"/videos/?page={deep}"),
        Page("library by title, page 200", "/videos/?sort=title&page=200"),
        Page("library, search in titles", "/videos/?search=harbour"),
        Page("library, search for a rare word", "/videos/?search=number77"),
        Page("library, search for two words", "/videos/?search=harbour+quiet"),
        Page("library, nothing found", "/videos/?search=no+such+film"),
        Page("library, filtered", "/videos/?kind=video&source=generated&length=long&added=month"),
        Page("video", f"/videos/{video}/"),
        Page("video, what changes", f"/videos/{video}/activity/", part=True),
        Page("studio", "/studio/"),
        Page("projects", "/projects/"),
        Page("jobs", "/jobs/"),
        Page("credits", "/credits/"),
    ]


def fill(owner: "User", count: int) -> None:
    from django.db import connection  # noqa: PLC0415 - after the setup
    from psycopg.types.json import Jsonb  # noqa: PLC0415

    board = {
        "columns": 5,
        "rows": 5,
        "tile_width": 192,
        "tile_height": 108,
        "duration": 60.0,
        "keyframes": 90,
    }
    board["times"] = [n * 0.6 for n in range(100)]
    values = {"owner": owner.pk, "count": count, "info": Jsonb(SPEC), "board": Jsonb(board)}
    with connection.cursor() as cursor:
        cursor.execute(FILMS, values)


def prepare(count: int) -> "Client":
    """The tables and their rows; a browser in which the person with all the videos is signed in."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from accounts import services as accounts  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    people = [
        accounts.register(email=f"bench{n}@example.com", password=PASSWORD, name="Bench")
        for n in range(OTHERS + 1)
    ]
    fill(people[0], count)
    for other in people[1:]:
        fill(other, count // OTHERS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    browser = Client(HTTP_HOST="localhost")
    answer = browser.post("/sign-in/", {"login": people[0].email, "password": PASSWORD})
    if answer.status_code != 302:
        raise RuntimeError(f"Signing in answered {answer.status_code}.")
    return browser


def asked(browser: "Client", page: Page) -> tuple[float, float, int]:
    """Milliseconds for one page, those that the process itself worked, and questions to the database."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    headers = {"HX-Request": "true"} if page.part else {}
    begun, worked = time.perf_counter(), time.process_time()
    answer = browser.get(page.path, headers=headers)
    taken, work = 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path} answered {answer.status_code}.")
    with CaptureQueriesContext(connection) as queries:
        browser.get(page.path, headers=headers)
    return taken, work, len(queries)


def run(count: int) -> None:
    from videos.models import Video  # noqa: PLC0415

    browser = prepare(count)
    parent = Video.objects.filter(parent__isnull=False, owner__email="bench0@example.com").first()
    if parent is None:
        raise RuntimeError("No video was made.")
    print(f"\n## Pages at {count} videos ({ROUNDS} rounds)\n")
    print(f"| page | least, ms | median, ms | 95 %, ms (aim {AIM:.0f}) | own work, ms | queries |")
    print("|---|---|---|---|---|---|")
    for page in pages(str(parent.pk)):
        asked(browser, page)
        found = [asked(browser, page) for _ in range(ROUNDS)]
        taken = sorted(each[0] for each in found)
        most, work = taken[int(0.95 * len(taken))], statistics.median(each[1] for each in found)
        figures = f"{taken[0]:.0f} | {statistics.median(taken):.0f} | {most:.0f} | {work:.0f}"
        print(f"| {page.name} | {figures} | {found[-1][2]} |", flush=True)


def main() -> None:
    """Starts a database that flushes as in production, and runs the benchmark in it."""
    from config.local.home import Home  # noqa: PLC0415
    from config.local.services import start_services  # noqa: PLC0415

    with (
        tempfile.TemporaryDirectory(prefix="framewright-bench-") as folder,
        start_services(Home(Path(folder)), fast=False) as services,
    ):
        env = {**os.environ, "DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
        env |= {"FRAMEWRIGHT_HOME": folder, "RATELIMIT_ENABLE": "0", "DEFAULT_PLAN": "unlimited"}
        command = [sys.executable, "-m", "bench.pages", "run", *sys.argv[1:]]
        subprocess.run(command, env=env, check=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["run"]:
        import django
        from django.conf import settings

        django.setup()
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
        run(int(sys.argv[3]) if sys.argv[2:3] == ["--videos"] else VIDEOS)
    else:
        main()

"""Search in a million passages: `python -m bench.search [--rows N]`, on a PostgreSQL of its own.

Some thousand sentences are laid out by the local model; each of the million lies between two of them, with a
little noise, so that every point has near and far neighbours as real speech has. One person owns all of
them; beside that person stand others with fewer. What the index finds is compared with exact search over the
same rows, query by query, in the same run.
"""

import io
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import psycopg

if TYPE_CHECKING:
    from accounts.models import User

T = TypeVar("T")
ROWS, PER_FILM = 1_000_000, 200
OTHERS = (1_000, 2_000, 5_000, 10_000, 20_000, *[1_000] * 40)
SENTENCES, QUERIES, DIMENSIONS, BATCH = 1_500, 60, 384, 20_000
HEAD = "\n| rows of the person | index | CPU | exact | CPU | recall@10 |\n|---|---|---|---|---|---|"
MEMORY = "3GB"  # of the database, for the index (1.2 GB) and the rows; it takes 128 MB by itself
SPACE = "local/all-MiniLM-L6-v2"
WHO = (
    "our engineer", "the designer", "a customer from Hanoi", "my grandmother", "the pilot", "the baker",
    "the head teacher", "the marketing team", "a young biologist", "the goalkeeper", "the mayor",
    "a street musician", "an old sailor", "the surgeon", "the museum guide", "the new intern",
    "a tax adviser", "the astronaut",
)  # fmt: skip
DOES = (
    "explains", "remembers", "complains about", "is proud of", "has doubts about", "shows us", "repairs",
    "asks twice about", "finally understands", "wrote a song about", "lost money with", "prepares",
)  # fmt: skip
WHAT = (
    "the price of the yearly plan", "sourdough bread in a wood oven", "the migration of humpback whales",
    "a flat tyre on a mountain pass", "the login form and its tokens", "the old river delta on Mars",
    "the missing penalty in the final", "a wedding dress of silk", "the flood after the storm",
    "the violin solo in the second movement", "vaccines for small children", "the cable car over the valley",
    "the harvest of green tea", "a cracked bridge", "the archive of glass photographs", "electric buses",
    "the recipe of fish soup", "the election of the council", "coral reefs in warm water", "a stolen bicycle",
)  # fmt: skip
WHERE = (
    "in the early morning", "after the meeting", "near the harbour", "for the third time this week",
    "while it is raining", "in front of the whole class", "on the phone", "without any notes",
    "as if nothing had happened", "at the end of the season",
)  # fmt: skip
MAKE = """
INSERT INTO ai_passage (user_id, video_id, kind, language, start, "end", text, times, digest, words, spec_id,
    space, dimensions, vector)
SELECT l.user_id, l.film, 'speech', 'en', l.n, l.n + 20, a.text || ' ' || b.text, '[]', l.n::text,
    a.words || b.words || ('number' || l.n %% 5000)::tsvector, %(spec)s, %(space)s, 384, l.vector
FROM bench_laid l JOIN bench_sentence a ON a.n = l.one JOIN bench_sentence b ON b.n = l.other;
TRUNCATE bench_laid
"""
FILMS = """
INSERT INTO videos_video (id, owner_id, title, description, original_name, media_type, status, source, file,
    thumbnail, size, duration, width, height, fps, codec, audio_codec, sha256, address, info, recipe,
    ai_generated, metadata, updated_at)
SELECT gen_random_uuid(), %s, 'Film ' || n, '', '', 'video', 'ready', 'upload', 'none', '', 1, 4000, 0, 0, 0,
    '', '', '', '', '{}', '[]', false, '{}', now() FROM generate_series(1, %s) n RETURNING id
"""


def sentences(count: int, seed: int) -> list[str]:
    chosen = random.Random(seed)
    parts = (WHO, DOES, WHAT, WHERE)
    made = {" ".join(chosen.choice(part) for part in parts).capitalize() + "." for _ in range(3 * count)}
    return sorted(made)[:count] if len(made) >= count else sorted(made)


def asked(count: int) -> list[str]:
    """What people type: a few words on a subject; every third names somebody too."""
    chosen = random.Random(2)
    subjects = [chosen.choice(WHAT).removeprefix("the ").removeprefix("a ") for _ in range(count)]
    words = [subject.split() for subject in subjects]
    short = [" ".join(each[: chosen.randint(2, 5)]) for each in words]
    return [f"{chosen.choice(WHO)} {each}" if at % 3 == 0 else each for at, each in enumerate(short)]


def laid_out(texts: list[str]) -> "np.ndarray[Any, np.dtype[np.float32]]":
    from ai.providers.local import meaning  # noqa: PLC0415 - after the setup

    return np.asarray(meaning.encode(texts), np.float32)


def execute(sql: str, values: Sequence[Any] | Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def timed(title: str, work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    print(f"{title}: {seconds:.1f} s", flush=True)
    return seconds


def prepare_sentences(texts: list[str]) -> None:
    from ai.services.searching.terms import lexemes  # noqa: PLC0415

    execute("CREATE TABLE bench_sentence (n int PRIMARY KEY, text text, words tsvector)")
    execute(
        "CREATE UNLOGGED TABLE bench_laid"
        " (user_id uuid, film uuid, n int, one int, other int, vector halfvec(384))"
    )
    for number, text in enumerate(texts):
        execute("INSERT INTO bench_sentence VALUES (%s, %s, %s)", [number, text, lexemes(text)])


def points(count: int, base: Any, chosen: np.random.Generator) -> Iterator[tuple[Any, Any, Any]]:
    """Points between two sentences each: `(ones, others, vectors)` of a batch."""
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        one, other = (chosen.integers(0, len(base), size) for _ in range(2))
        share = chosen.uniform(0.5, 1.0, (size, 1)).astype(np.float32)
        noise = chosen.standard_normal((size, DIMENSIONS), np.float32) * 0.02
        mixed = base[one] * share + base[other] * (1 - share) + noise
        yield one, other, mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


def fill(user: "User", count: int, base: Any, chosen: np.random.Generator, spec: int) -> None:
    from django.db import connection  # noqa: PLC0415

    films = [row[0] for row in execute(FILMS, [user.pk, max(1, count // PER_FILM)])]
    done = 0
    for one, other, vectors in points(count, base, chosen):
        content = io.BytesIO()
        content.write(b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0))
        halves = vectors.astype(">f2")
        for at in range(len(one)):
            film = films[(done + at) // PER_FILM % len(films)]
            numbers = struct.pack("!iiiiii", 4, done + at, 4, one[at], 4, other[at])
            head = struct.pack("!hi16si16s", 6, 16, user.pk.bytes, 16, film.bytes)
            vector = struct.pack("!ihh", 4 + 2 * DIMENSIONS, DIMENSIONS, 0) + halves[at].tobytes()
            content.write(head + numbers + vector)
        content.write(struct.pack("!h", -1))
        with connection.cursor() as cursor, cursor.copy("COPY bench_laid FROM STDIN (FORMAT binary)") as copy:
            copy.write(content.getvalue())
        for statement in MAKE.split(";"):
            execute(statement, {"spec": spec, "space": SPACE})
        done += len(one)
    execute(
        "INSERT INTO ai_indexedvideo (video_id, user_id, asked, done, spec_id, space)"
        " SELECT id, owner_id, 1, 1, %s, %s FROM videos_video WHERE owner_id = %s ON CONFLICT DO NOTHING",
        [spec, SPACE, user.pk],
    )


INDEXES = ("ai_passages_near_384", "ai_passages_words", "ai_passages_by_space", "ai_passages_by_digest")


def dropped_indexes() -> dict[str, str]:
    """What makes them again, by name."""
    made = dict(execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'ai_passage'"))
    for name in INDEXES:
        execute(f"DROP INDEX {name}")
    return {name: made[name] for name in INDEXES}


def build_indexes(made: dict[str, str]) -> None:
    """As after a restore, with memory and a second process for it."""
    execute("SET maintenance_work_mem = '4GB'")
    execute("SET max_parallel_maintenance_workers = 2")
    for name, definition in made.items():
        timed(f"build {name}", partial(execute, definition))
        print(f"  {execute('SELECT pg_size_pretty(pg_relation_size(%s))', [name])[0][0]}", flush=True)


@dataclass
class Clock:
    """What searches took: by the clock, and of the processors, here and in the database's process.

    On a busy machine the second is the better guess at what an idle one needs.
    """

    backend: int
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time(self, work: Callable[[], T]) -> T:
        spent, begun = self._spent(), time.perf_counter()
        found = work()
        self.seconds.append(time.perf_counter() - begun)
        self.cpu.append(self._spent() - spent)
        return found

    def told(self) -> str:
        ordered = [second * 1000 for second in sorted(self.seconds)]
        last = ordered[int(len(ordered) * 0.9)]
        cpu = statistics.median(self.cpu) * 1000
        return f"{statistics.median(ordered):.1f} ms (90 %: {last:.1f}) | {cpu:.1f} ms"

    def _spent(self) -> float:
        # Nanoseconds: https://docs.kernel.org/scheduler/sched-stats.html
        there = int(Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]) / 1e9
        return time.process_time() + there


def clock() -> Clock:
    return Clock(int(execute("SELECT pg_backend_pid()")[0][0]))


def compare(user: "User", queries: list[str], limit: int = 10) -> None:
    """Through the index and exactly, query by query."""
    from ai.models import Passage  # noqa: PLC0415
    from ai.services.searching.nearness import nearest  # noqa: PLC0415

    rows = Passage.objects.for_user(user).filter(space=SPACE)
    clocks = {False: clock(), True: clock()}
    recalls = []
    for point in laid_out(queries).tolist():
        found = [
            clocks[is_exact].time(partial(nearest, rows=rows, vector=point, limit=limit, is_exact=is_exact))
            for is_exact in (False, True)
        ]
        recalls.append(len({key for key, _ in found[0]} & {key for key, _ in found[1]}) / limit)
    told = " | ".join(clocks[is_exact].told() for is_exact in (False, True))
    print(f"| {rows.count():,} | {told} | {statistics.mean(recalls):.3f} |", flush=True)


def whole_search(user: "User", queries: list[str]) -> None:
    """All that a search does: words and meaning, blended, with titles; then with the query to be laid out."""
    from django.core.cache import cache  # noqa: PLC0415

    from ai.services.searching import finding  # noqa: PLC0415

    for name, is_known in (("as it is typed again", True), ("laid out along", False)):
        taken = clock()
        for query in queries:
            if not is_known:
                cache.clear()
            found = taken.time(partial(finding.find, user=user, query=query, limit=10))
            assert found, query
        print(f"| whole search, query {name} | {taken.told()} |", flush=True)


def insert_cost(user: "User", base: Any, chosen: np.random.Generator, spec: int) -> None:
    count = 2_000
    seconds = timed(f"insert {count} rows, all indexes kept", lambda: fill(user, count, base, chosen, spec))
    print(f"  {seconds / count * 1000:.2f} ms a row", flush=True)


def run(count: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from ai.models import ModelSpec  # noqa: PLC0415

    print(f"load at the start: {os.getloadavg()[0]:.1f}", flush=True)
    call_command("migrate", verbosity=0)
    spec = ModelSpec.objects.get(capability="embeddings", provider="local").pk
    texts, chosen = sentences(SENTENCES, seed=1), np.random.default_rng(1)
    begun = time.perf_counter()
    base = laid_out(texts)
    print(f"{len(texts)} sentences laid out: {time.perf_counter() - begun:.1f} s", flush=True)
    prepare_sentences(texts)
    made = dropped_indexes()
    execute("SET session_replication_role = replica")
    people = [User.objects.create(email=f"bench{number}@example.com") for number in range(len(OTHERS) + 1)]
    begun = time.perf_counter()
    for user, owned in zip(people, (count, *OTHERS), strict=True):
        fill(user, owned, base, chosen, spec)
    print(f"filled: {time.perf_counter() - begun:.1f} s", flush=True)
    print(f"rows: {execute('SELECT count(*) FROM ai_passage')[0][0]:,}", flush=True)
    build_indexes(made)
    timed("vacuum analyze", lambda: execute("VACUUM ANALYZE"))
    queries = asked(QUERIES)
    for user in people[: 1 + len(set(OTHERS))]:
        compare(user, queries[:5])  # warms the caches
    print(HEAD, flush=True)
    for user in people[: 1 + len(set(OTHERS))]:
        compare(user, queries)
    print(f"load: {os.getloadavg()[0]:.1f}\n", flush=True)
    whole_search(people[0], queries)
    insert_cost(people[0], base, chosen, spec)


def main() -> None:
    """Starts a database for it, and runs the benchmark in it."""
    from config.local.home import Home  # noqa: PLC0415
    from config.local.services import start_services  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="framewright-bench-") as folder:
        with start_services(Home(Path(folder)), fast=True) as services:
            url = services.database_url.replace("postgres://", "postgresql://", 1)
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"ALTER SYSTEM SET shared_buffers = '{MEMORY}'")
        _run_beside(Path(folder))


def _run_beside(folder: Path) -> None:
    from config.local.home import Home  # noqa: PLC0415
    from config.local.services import start_services  # noqa: PLC0415

    with start_services(Home(folder), fast=True) as services:
        env = {**os.environ, "DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
        command = [sys.executable, "-m", "bench.search", "run", *sys.argv[1:]]
        subprocess.run(command, env={**env, "FRAMEWRIGHT_HOME": str(folder)}, check=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["run"]:
        import django

        django.setup()
        run(int(sys.argv[sys.argv.index("--rows") + 1]) if "--rows" in sys.argv else ROWS)
    else:
        main()

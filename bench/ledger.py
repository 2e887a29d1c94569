"""What a charge costs: `python -m bench.ledger [--ten-million]`, on a PostgreSQL that flushes to disk.

A charge is a hold and its capture: two transactions, because the work lies between them. Beside it, in the
same round and through the same connections, runs the bare thing: one UPDATE of one row and its commit. Their
ratio is the figure; rates depend on the machine. It is told per transaction and, half of it, per charge.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

SECONDS, ROUNDS, PEOPLE = 2.0, 3, 64
SIZES = (10_000, 1_000_000)
LARGEST_SIZE = 10_000_000
AIM = 0.25
CONNECTIONS = (1, 8)

# Five entries, two transactions and one hold are one charge of the past; it belongs to one of 1000 others.
FILL = """
SET session_replication_role = replica;
CREATE TEMP TABLE charge AS
SELECT gen_random_uuid() AS hold, gen_random_uuid() AS opened, gen_random_uuid() AS ended,
       (SELECT min(id) FROM credits_account) + n %% 1000 AS account, n
FROM generate_series(%(begin)s, %(end)s) n;
INSERT INTO credits_hold
(id, account_id, amount, captured, state, reference, created_at, expires_at, resolved_at)
SELECT hold, account, 5, 3, 'captured', 'bench:' || n, now(), now(), now() FROM charge;
INSERT INTO credits_transaction (id, account_id, kind, key, hold_id, reason)
SELECT opened, account, 'hold', 'hold:' || hold, hold, '' FROM charge UNION ALL
SELECT ended, account, 'capture', 'resolve:' || hold, hold, '' FROM charge;
INSERT INTO credits_entry (transaction_id, bucket, lot_id, amount)
SELECT opened, 'available', account, -5 FROM charge UNION ALL
SELECT opened, 'held', NULL, 5 FROM charge UNION ALL
SELECT ended, 'available', account, 2 FROM charge UNION ALL
SELECT ended, 'held', NULL, -5 FROM charge UNION ALL
SELECT ended, 'spent', NULL, 3 FROM charge;
DROP TABLE charge;
SET session_replication_role = origin;
"""
PEOPLE_OF_THE_PAST = """
INSERT INTO accounts_user
(id, email, name, locale, password, is_active, is_staff, is_superuser, date_joined, updated_at)
SELECT gen_random_uuid(), 'past' || n || '@example.com', '', 'en', '', true, false, false, now(), now()
FROM generate_series(1, 1000) n;
INSERT INTO credits_account (user_id, available, held) SELECT id, 0, 0 FROM accounts_user ORDER BY email;
"""


@dataclass(frozen=True)
class Case:
    """Which accounts, and through how many connections."""

    hot: bool
    connections: int

    @property
    def name(self) -> str:
        return f"{'one hot account' if self.hot else 'many accounts':16} {self.connections} connection(s)"


class Workers:
    """A process for each connection, which waits for its orders: what to do, and whose credits to spend."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "bench.ledger", "worker"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.processes = [subprocess.Popen(command, **pipes) for _ in range(max(CONNECTIONS))]

    def rate(self, work: str, case: Case, people: list[str]) -> float:
        """Charges, or bare updates, a second, with all connections at work at once."""
        chosen = self.processes[: case.connections]
        for number, process in enumerate(chosen):
            mine = people[:1] if case.hot else people[number :: case.connections]
            process.stdin.write(json.dumps([work, mine]) + "\n")
            process.stdin.flush()
        return sum(float(process.stdout.readline()) for process in chosen)

    def stop(self) -> None:
        for process in self.processes:
            process.stdin.close()
            process.wait()


def obey() -> None:
    """A worker's life: an order a line, answered with how often a second it was done."""
    from django.db import connection  # noqa: PLC0415 - after the setup

    from accounts.models import User  # noqa: PLC0415
    from credits import services  # noqa: PLC0415
    from credits.signals import balance_changed  # noqa: PLC0415

    balance_changed.receivers = []  # telling sockets is not the ledger's work

    def charge(user: User) -> None:
        hold = services.hold(user=user, micro=2, reference=str(uuid.uuid4()))
        assert hold is not None
        services.capture(hold_id=hold.pk, micro=1)

    def update(user: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE bench_row SET available = available - 1 WHERE user_id = %s", [user.pk])

    for line in sys.stdin:
        work, people = json.loads(line)
        users = [User(pk=uuid.UUID(person)) for person in people]
        done, begun, do = 0, time.perf_counter(), charge if work == "charge" else update
        while time.perf_counter() < begun + SECONDS:
            do(users[done % len(users)])
            done += 1
        print(done / (time.perf_counter() - begun), flush=True)


def compare(size: int, people: list[str], workers: Workers) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for case in [Case(hot, connections) for hot in (True, False) for connections in CONNECTIONS]:
        pairs = [
            tuple(workers.rate(work, case, people) for work in ("charge", "update")) for _ in range(ROUNDS)
        ]
        ratio = statistics.median(ours / bare for ours, bare in pairs)
        ours, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
        rows.append({"entries": size, "case": case.name, "charges": ours, "updates": bare, "ratio": ratio})
        print(
            f"{size:>10} entries  {case.name}  {ours:8.0f} charges/s {bare:8.0f} updates/s  "
            f"{2 * ratio:.2f} a transaction, {ratio:.2f} a charge",
            flush=True,
        )
    return rows


def prepare() -> list[str]:
    """The tables, and people with credits of three kinds; their ids."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from credits import services  # noqa: PLC0415
    from credits.models import Lot  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_OF_THE_PAST)
    users = [User.objects.create(email=f"bench{number}@example.com") for number in range(PEOPLE)]
    for user in users:
        for kind in Lot.Kind:
            services.grant(user=user, micro=10**12, key=f"bench:{kind}", reason="", lot=kind)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row AS SELECT user_id, available FROM credits_account")
        cursor.execute("ALTER TABLE bench_row ADD PRIMARY KEY (user_id)")
    return [str(user.pk) for user in users]


def fill(begin: int, end: int) -> None:
    """Adds the charges of the past with these numbers."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(FILL, {"begin": begin, "end": end})
        cursor.execute("VACUUM ANALYZE")


def run(sizes: list[int]) -> None:
    people, filled, workers = prepare(), 0, Workers()
    rows: list[dict[str, object]] = []
    for size in sizes:
        fill(filled + 1, size // 5)
        filled = size // 5
        rows += compare(size, people, workers)
    workers.stop()
    many = [row for row in rows if str(row["case"]).startswith("many")]
    lowest = min(float(str(row["ratio"])) for row in many)
    print(f"\nlowest on many accounts: {2 * lowest:.2f} a transaction, {lowest:.2f} a charge (aim {AIM})")
    print(json.dumps(rows))


def main() -> None:
    """Starts a database that flushes as in production, and runs the benchmark in it."""
    from config.local.home import Home  # noqa: PLC0415
    from config.local.services import start_services  # noqa: PLC0415

    with (
        tempfile.TemporaryDirectory(prefix="framewright-bench-") as folder,
        start_services(Home(Path(folder)), fast=False) as services,
    ):
        env = {**os.environ, "DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
        command = [sys.executable, "-m", "bench.ledger", "run", *sys.argv[1:]]
        subprocess.run(command, env={**env, "FRAMEWRIGHT_HOME": folder}, check=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    if asked in {"run", "worker"}:
        import django

        django.setup()
    if asked == "worker":
        obey()
    elif asked == "run":
        run([*SIZES, LARGEST_SIZE] if "--ten-million" in sys.argv else list(SIZES))
    else:
        main()

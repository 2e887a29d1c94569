"""`make run`: the whole platform on this machine, from nothing to a page in the browser."""

import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from config.local.home import PROJECT, Home, HomeInUse, running, write_record
from config.local.logs import Terminal, tail
from config.local.ports import Address
from config.local.programs import Program
from config.local.secrets import kept_secrets
from config.local.services import Services, start_services
from config.local.supervisor import StopRequested, Supervisor

HEALTHY_WITHIN_SECONDS = 60.0
# A killed instance's guard holds the home for as long as its processes are given to end.
HOME_FREE_WITHIN_SECONDS = 12.0


class NotHealthy(Exception):
    """Everything was started, and the platform still does not say that it is well."""


def launch(home: Home) -> None:
    """Runs the platform until a signal; raises what says in one sentence why it cannot."""
    terminal, address = Terminal(), Address.from_environment()
    if existing := running(home):
        raise HomeInUse(f"Framewright already runs at {Address(address.host, existing['port'] or 0).url}.")
    address.must_be_free()
    with start_services(home, patience=HOME_FREE_WITHIN_SECONDS) as services:
        supervisor = Supervisor(home=home, terminal=terminal, lock=services.lock)
        try:
            with contextlib.suppress(StopRequested), supervisor:
                _serve(supervisor, services, address)
        finally:
            services.stop()
            supervisor.dismiss_guard()
    terminal.say("Stopped.")


def _serve(supervisor: Supervisor, services: Services, address: Address) -> None:
    began, home = time.monotonic(), services.home
    for server in services.servers:
        supervisor.adopt(server)
    _clear(home.scratch)
    env = environment(services, address)
    for program in preparations(home, env):
        supervisor.step(program)
    _remember_static(home)
    for program in programs(home, env, address):
        supervisor.start(program)
    _await_health(supervisor, address)
    write_record(
        home=home, database_url=services.database_url, redis_url=services.redis_url, port=address.port
    )
    for line in greeting(home, env, address):
        supervisor.terminal.say(line)
    supervisor.terminal.say(f"Ready after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.")
    supervisor.start(_manage("demo-film", "make_demo_film", env=env, once=True))
    while True:
        supervisor.tick()
        time.sleep(0.2)


# Known to everybody: production has no such account.
DEMO = {"DEMO_EMAIL": "demo@example.com", "DEMO_PASSWORD": "framewright-demo"}


def environment(services: Services, address: Address) -> dict[str, str]:
    """What the children are told; the caller's environment wins where a person may have chosen."""
    home, secrets = services.home, kept_secrets(services.home.secrets)
    chosen = {
        "FRAMEWRIGHT_SECRET_KEY": secrets.secret_key,
        **({} if os.environ.get("FRAMEWRIGHT_MODE") == "production" else DEMO),
        "ADMIN_EMAIL": "admin@example.com",
        "ADMIN_PASSWORD": secrets.admin_password,
        # One thread per process: numpy would otherwise start as many as there are cores in every pool child.
        "OPENBLAS_NUM_THREADS": "1",
    }
    return {
        **{name: os.environ.get(name) or value for name, value in chosen.items()},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "FRAMEWRIGHT_HOME": str(home.root),
        "FRAMEWRIGHT_HOST": address.host,
        "PORT": str(address.port),
        "TMPDIR": str(home.scratch),
        "PYTHONUNBUFFERED": "1",
    }


def preparations(home: Home, env: Mapping[str, str]) -> list[Program]:
    """What has to be done before anything serves."""
    steps = [_manage("migrate", "migrate", "--noinput", "--verbosity", "1", env=env)]
    if _static_stamp(home) != _static_fingerprint():
        steps.append(_manage("static", "collectstatic", "--noinput", "--verbosity", "0", env=env))
    return [*steps, _manage("accounts", "prepare_demo", env=env)]


def programs(home: Home, env: Mapping[str, str], address: Address) -> list[Program]:
    """What serves, in the order of its start."""
    celery = (sys.executable, "-m", "celery", "--quiet", "-A", "config")
    worker = (*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle")
    # Each process is an encoder that uses several cores itself, so more than a few only cost memory.
    at_once = os.environ.get("FRAMEWRIGHT_WORKERS") or str(min(os.cpu_count() or 1, 8))
    lines = {
        "web": (sys.executable, "-m", "config.web", "--host", address.host, "--port", str(address.port)),
        # Prefetch 1: a long render must not keep short jobs waiting behind it while another process idles.
        "media": (
            *worker,
            "-n",
            "media@%h",
            "-Q",
            "media,ai,publish",
            "-c",
            at_once,
            "--prefetch-multiplier",
            "1",
        ),
        "interactive": (*worker, "-n", "interactive@%h", "-Q", "interactive", "-c", "1"),
        "beat": (*celery, "beat", "-s", str(home.run / "beat-schedule"), "--pidfile", ""),
    }
    return [Program(name=name, argv=argv, env=env, cwd=PROJECT) for name, argv in lines.items()]


def greeting(home: Home, env: Mapping[str, str], address: Address) -> list[str]:
    """The addresses and accounts, as printed when everything is ready."""
    lines = [
        "",
        f"  Framewright   {address.url}/",
        f"  API           {address.url}/api/docs",
        f"  Admin         {address.url}/admin/",
        "",
        *([f"  Sign in as    {env['DEMO_EMAIL']}  {env['DEMO_PASSWORD']}"] if "DEMO_EMAIL" in env else []),
        f"  Staff         {env['ADMIN_EMAIL']}  {env['ADMIN_PASSWORD']}",
        f"  Logs          {home.logs}",
        "",
    ]
    if not address.is_private and env.get("DEMO_PASSWORD") == DEMO["DEMO_PASSWORD"]:
        lines.insert(
            -1, f"  Others can reach {address.host}, and the demo password is public: set DEMO_PASSWORD."
        )
    return lines


def _manage(name: str, *arguments: str, env: Mapping[str, str], once: bool = False) -> Program:
    return Program(
        name=name, argv=(sys.executable, "manage.py", *arguments), env=env, cwd=PROJECT, once=once, grace=3.0
    )


def _await_health(supervisor: Supervisor, address: Address) -> None:
    """Waits until /api/health says ok; raises NotHealthy with its last answer and the end of the web log."""
    deadline, answer = time.monotonic() + HEALTHY_WITHIN_SECONDS, "no answer"
    while time.monotonic() < deadline:
        supervisor.tick()
        status, answer = _health(address)
        if status == "ok":
            return
        time.sleep(0.1)
    raise NotHealthy(
        f"{address.url}/api/health was not ok within {HEALTHY_WITHIN_SECONDS:.0f} s; "
        f"its last answer: {answer}\n"
        f"{tail(supervisor.home.logs / 'web.log')}"
    )


def _health(address: Address) -> tuple[str, str]:
    """The status in the health answer (empty when there is none) and the answer itself, shortened."""
    try:
        with urllib.request.urlopen(f"{address.url}/api/health", timeout=5) as response:  # noqa: S310 - ours # nosec B310
            body = response.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as refusal:
        return "", f"{refusal.code} {refusal.read(2000).decode('utf-8', 'replace')}"
    except OSError as failure:
        return "", str(failure)
    try:
        return str(json.loads(body)["status"]), body[:2000]
    except (ValueError, KeyError, TypeError):
        return "", body[:2000]


def _static_fingerprint() -> str:
    """Changes when a static file or a pinned package does."""
    seen = hashlib.sha256((PROJECT / "requirements.txt").read_bytes())
    folders = [PROJECT / "static", *sorted(PROJECT.glob("*/static"))]
    for file in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        found = file.stat()
        seen.update(f"{file.relative_to(PROJECT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _static_stamp(home: Home) -> str:
    stamp = home.root / "static.stamp"
    return stamp.read_text(encoding="ascii") if stamp.exists() and (home.root / "static").exists() else ""


def _remember_static(home: Home) -> None:
    (home.root / "static.stamp").write_text(_static_fingerprint(), encoding="ascii")


def _clear(folder: Path) -> None:
    """Removes what a killed run left among the temporary files; the home is ours alone by now."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()

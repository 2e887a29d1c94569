"""Is the process alive, and is everything that it needs there?"""

import functools
import os
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from ai import registry
from ai.services import circuit
from jobs.models import Job
from videos.bucket import bucket
from videos.media import launcher
from videos.media.engine import ENOUGH_FOR_STRANGERS, engine, least_layers
from videos.media.selftest import SandboxReport, self_test
from videos.services import scanning
from youtube_integration.services import access, info

STARTED = time.monotonic()
OK, FAILED, OFF = "ok", "failed", "not_configured"
ON, TROUBLED = "configured", "trouble"
NEEDED = ("database", "redis", "storage", "worker", "ffmpeg")
WORKER_SECONDS = 1.0
SCANNER = "clamd"
VENDORS = ("openai", "replicate", "elevenlabs")


def liveness(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": OK})


def readiness(request: HttpRequest) -> JsonResponse:
    """200 when every service that the platform needs works, else 503 and which does not."""
    services = {name: check() for name, check in CHECKS.items()}
    circuits = _circuits() if services["database"] == OK else []
    services |= _vendors(circuits)
    services[SCANNER] = _scanner()
    report = sandbox_report()
    box = _sandbox(report)
    good = all(services[name] == OK for name in NEEDED) and services[SCANNER] != FAILED and box["enough"]
    body: dict[str, Any] = {
        "status": OK if good else "degraded",
        "timestamp": timezone.now().isoformat().replace("+00:00", "Z"),
        "uptime": round(time.monotonic() - STARTED, 1),
        "version": settings.VERSION,
        "services": {**services, "sandbox": report.layers | report.walls},
        "sandbox": box,
        "circuits": circuits,
        "youtubeImport": _youtube_import(),
        "metrics": _metrics(database_is_there=services["database"] == OK),
    }
    return JsonResponse(body, status=200 if good else 503)


def _circuits() -> list[dict[str, str]]:
    """The vendors' models that failed too often to be called now, or are about to be tried again."""
    return [
        {
            "provider": each.spec.provider,
            "model": each.spec.model_id,
            "capability": each.spec.capability,
            "state": each.state.value,
            "since": each.since.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        for each in circuit.opened()
    ]


def _vendors(circuits: list[dict[str, str]]) -> dict[str, str]:
    """Whether each vendor has a key, and whether one of its models is in trouble."""
    switched_on, troubled = registry.available(), {each["provider"] for each in circuits}
    states = {
        name: (TROUBLED if name in troubled else ON) if name in switched_on else OFF for name in VENDORS
    }
    return states | {"youtube": ON if access.is_on() or settings.YOUTUBE_API_KEY else OFF}


def _youtube_import() -> dict[str, Any]:
    """What runs YouTube's JavaScript for imports; many films are not given without."""
    report = info.runtime_report()
    return {"runtime": report.words, "usable": report.is_usable}


def sandbox_report() -> SandboxReport:
    """Which walls of the sandbox stand on this machine; tried once, at the first question."""
    return _sandbox_report(os.environ.get(launcher.OFF, ""))


@functools.cache
def _sandbox_report(off: str) -> SandboxReport:
    return self_test()


def _sandbox(report: SandboxReport) -> dict[str, Any]:
    """Which layers hold, and whether that is enough for strangers' files to be opened here."""
    held = [layer for layer, holds in report.layers.items() if holds]
    demanded = least_layers()
    enough = len(held) >= demanded
    words = f"{len(held)} of {len(report.layers)} layers hold; {demanded} are demanded."
    if not enough:
        words += " No media is processed until more hold, or SANDBOX_LAYERS demands fewer."
    elif len(held) < ENOUGH_FOR_STRANGERS:
        words += " That is too few for strangers' files: production would refuse to process any."
    return {"layers": report.layers, "demanded": demanded, "enough": enough, "message": words}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return FAILED
    return OK


def _redis() -> str:
    try:
        cache.set("health", "1", 5)
        return OK if cache.get("health") == "1" else FAILED
    except (RedisError, OSError):
        return FAILED


def _storage() -> str:
    remote = bucket()
    if remote:
        return OK if remote.is_alive() else FAILED
    root = Path(settings.MEDIA_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(root).free
    except OSError:
        return FAILED
    return OK if os.access(root, os.W_OK) and free > settings.MAX_UPLOAD_BYTES // 16 else FAILED


def _worker() -> str:
    try:
        answers = current_app.control.ping(timeout=WORKER_SECONDS, limit=1)
    except (OperationalError, RedisError, OSError):
        return FAILED
    return OK if answers else FAILED


def _ffmpeg() -> str:
    binary = engine().ffmpeg
    return OK if shutil.which(binary) else FAILED


def _scanner() -> str:
    """Whoever names a scanner takes no upload without it."""
    if not settings.CLAMD_URL:
        return OFF
    return OK if scanning.is_alive() else FAILED


def _metrics(*, database_is_there: bool) -> dict[str, Any]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    metrics: dict[str, Any] = {
        "memoryUsage": usage.ru_maxrss * 1024,
        "cpuUsage": round(os.getloadavg()[0] / (os.cpu_count() or 1), 3),
    }
    if database_is_there:
        active = Job.objects.active()
        metrics |= {
            "processingJobs": active.filter(status=Job.Status.PROCESSING).count(),
            "queueSize": active.filter(status=Job.Status.QUEUED).count(),
            "activeUsers": active.values("user").distinct().count(),
        }
    return metrics


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "redis": _redis,
    "storage": _storage,
    "worker": _worker,
    "ffmpeg": _ffmpeg,
}

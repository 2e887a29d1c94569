"""`manage.py sweep_storage`: removes what belongs to nothing, at once; the clock does it every night."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from videos.services import sweeping
from videos.uploads import sweeping as uploads


class Command(BaseCommand):
    help = "Removes files that no row names, abandoned multipart uploads, and uploads whose time is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")
        parser.add_argument(
            "--hours", type=int, default=settings.SWEEP_STORAGE_HOURS, help="only what is older"
        )

    def handle(self, *, dry_run: bool, hours: int, **_: Any) -> None:
        before = timezone.now() - timedelta(hours=hours)
        swept = sweeping.sweep(before=before, remove=not dry_run)
        expired = uploads.overdue().count() if dry_run else uploads.expire()
        leftovers = len(uploads.unknown()) if dry_run else uploads.remove_leftovers()
        for key in swept.keys if dry_run else ():
            self.stdout.write(key)
        self.stdout.write(
            f"{'Found' if dry_run else 'Removed'} {swept.files} files of nothing ({swept.bytes} bytes), "
            f"{swept.multiparts} abandoned multipart uploads, {expired} expired uploads and the bytes of "
            f"{leftovers} unknown ones."
        )

"""Encrypts every stored secret anew with the first key of FRAMEWRIGHT_ENCRYPTION_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.secrets.rotating import rotate_all


class Command(BaseCommand):
    help = "Encrypts every stored secret anew with the newest key; a stopped run is simply run again."

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = 0
        for done in rotate_all():
            unreadable += done.unreadable
            counts = f"{done.changed} encrypted anew, {done.kept} were, {done.unreadable} unreadable"
            self.stdout.write(f"{done.column}: {counts}.")
        if unreadable:
            raise CommandError(f"No key opens {unreadable} secrets: keep the old keys, and find the missing.")
        self.stdout.write("Every secret is encrypted with the newest key; older keys can be dropped.")

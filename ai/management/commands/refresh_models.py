from typing import Any

from django.core.management.base import BaseCommand

from ai.services import refreshing


class Command(BaseCommand):
    help = "Asks the vendors that are switched on which of the catalogue's models they have, as every night."

    def handle(self, *args: Any, **options: Any) -> None:
        for provider, count in sorted(refreshing.refresh().items()):
            self.stdout.write(f"{provider}: {count} models")

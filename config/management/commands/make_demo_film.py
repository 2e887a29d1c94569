from typing import Any

from django.core.management.base import BaseCommand

from config import demo


class Command(BaseCommand):
    help = "Makes a film for the demo account, once; DEMO_FILM=0 does not."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(demo.make_film())

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import demo
from config.environment import WrongSetting


class Command(BaseCommand):
    help = "Makes or updates the demo account (DEMO_EMAIL) and the staff account (ADMIN_EMAIL)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sentences = demo.prepare_accounts()
        except WrongSetting as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write("\n".join(sentences))

"""`manage.py count_storage`: what everybody uses, and where rows and files disagree."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from videos.services import storing


class Command(BaseCommand):
    help = "Counts the storage of each person, and compares what rows tell with the files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="make the rows tell what is there")
        parser.add_argument("--email", default="", help="of one person; else everybody")
        parser.add_argument("--minutes", type=int, default=10, help="younger rows are left alone")

    def handle(self, *, mend: bool, email: str, minutes: int, **_: Any) -> None:
        before = timezone.now() - timedelta(minutes=minutes)
        left = 0
        for user in User.objects.filter(**({"email": email} if email else {})).order_by("pk").iterator():
            found = list(storing.differences(user=user, before=before))
            left += sum(not (mend and storing.mend(difference=each)) for each in found)
            use = storing.use_of(user=user)
            self.stdout.write(
                f"{user.email}: {use.films} bytes of videos, {use.artefacts} beside them, "
                f"{use.coming} set aside"
            )
            for each in found:
                self.stdout.write(f"  {each}")
        if left:
            raise CommandError(f"{left} rows and files disagree.")

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credits import auditing


class Command(BaseCommand):
    help = "Checks every promise of the credit ledger over the whole of it; exits 1 with the rows at fault."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the result as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        run = auditing.audit()
        if options["json"]:
            told = {"passed": run.passed, "checks": run.checks, "faults": run.faults}
            self.stdout.write(json.dumps(told, indent=2))
        elif run.passed:
            self.stdout.write(f"All {run.checks} checks of the ledger passed.")
        else:
            for name, rows in run.faults.items():
                self.stdout.write(f"{name}:")
                self.stdout.writelines(f"  {row}" for row in rows)
        if not run.passed:
            raise CommandError(f"{len(run.faults)} of {run.checks} checks of the ledger failed.")

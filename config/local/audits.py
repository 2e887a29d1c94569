"""`make check`: whether known holes are in what is installed here, as far as the network answers.

Usage: python -m config.local.audits
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SECONDS = 300


@dataclass(frozen=True)
class Audit:
    """What is known of the installed packages: `holes` in words, and how many nobody could tell about."""

    holes: tuple[str, ...]
    asked: int
    unknown: int

    @property
    def verdict(self) -> str:
        if self.holes:
            return "\n".join(self.holes)
        known = self.asked - self.unknown
        if known == 0:
            return f"NOT audited: the list of known holes did not answer for any of {self.asked} packages."
        return f"No known hole in {known} packages; nothing is known of {self.unknown}."


def read(report: str) -> Audit:
    """What pip-audit has found, from its JSON; raises ValueError when it is none."""
    packages = json.loads(report)["dependencies"]
    holes = tuple(
        f"{package['name']} {package['version']}: {hole['id']}, mended in {hole['fix_versions'] or 'none'}"
        for package in packages
        for hole in package.get("vulns", ())
    )
    return Audit(holes, len(packages), sum("skip_reason" in package for package in packages))


def main() -> int:
    command = [str(Path(sys.executable).parent / "pip-audit"), "--local", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, "--format", "json"], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        audit = read(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        print("NOT audited: the list of known holes cannot be reached from here.")
        return 0
    print(audit.verdict)
    return 1 if audit.holes else 0


if __name__ == "__main__":
    sys.exit(main())

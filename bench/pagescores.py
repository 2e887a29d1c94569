"""Lighthouse's marks of the pages that matter most, in Debian's Chromium: `make bench ONLY=pagescores`.

Installs Lighthouse from bench/lighthouse's lock file with npm. Marks go to 100; the aim is 95 on each. They
are of a telephone on a slow network that Lighthouse simulates; run it on a quiet machine. The account is
filled as for `make screenshots`. PAGESCORES_URL names a platform that runs already.
"""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from config.local.home import PROJECT
from config.screenshots.__main__ import platform
from config.screenshots.content import fill
from config.screenshots.shooting import CHROMIUM, Shooting
from config.smoke.client import Person

TOOL = PROJECT / "bench/lighthouse"
KINDS = {"performance": "speed", "accessibility": "access", "best-practices": "practice"}
STRANGER = {"landing": "/", "sign in": "/sign-in/"}
OWN = {
    "library": "/videos/",
    "video": "/videos/{film}/",
    "video editor": "/videos/{film}/edit/",
    "studio": "/studio/",
    "projects": "/projects/",
    "credits": "/credits/",
}
COLUMNS = "{:<14}{:>7}{:>8}{:>10}{:>8}{:>8}{:>8}{:>9}{:>9}"


def main() -> None:
    install = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(TOOL)]
    subprocess.run(install, check=True)
    with platform(os.environ.get("PAGESCORES_URL", "")) as url, closing(Person(url=url)) as person:
        person.register()
        content = fill(person)
        say(COLUMNS.format("page", *KINDS.values(), "LCP s", "TBT ms", "CLS", "scripts", "images"))
        for name, path in STRANGER.items():
            tell(name, report(url + path, cookies=""))
        cookies = signed_in(url, person)
        for name, path in OWN.items():
            tell(name, report(url + path.format(**content.ids), cookies=cookies))


def signed_in(url: str, person: Person) -> str:
    """The cookies of the account, as one header."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        window = Shooting(browser, url=url, folder=Path(), language="en")
        window.sign_in(email=person.email, password=person.password)
        browser.close()
    return "; ".join(f"{each['name']}={each['value']}" for each in window.cookies)


def report(url: str, *, cookies: str) -> dict[str, Any]:
    """Lighthouse's whole report of one page."""
    with TemporaryDirectory() as folder:
        headers, answer = Path(folder) / "headers.json", Path(folder) / "report.json"
        headers.write_text(json.dumps({"Cookie": cookies} if cookies else {}), encoding="utf-8")
        command = [str(TOOL / "node_modules/.bin/lighthouse"), url, "--quiet", "--output=json"]
        command += [f"--output-path={answer}", f"--extra-headers={headers}"]
        command += [f"--only-categories={','.join(KINDS)}", "--chrome-flags=--headless=new --no-sandbox"]
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": CHROMIUM})
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found


def tell(name: str, found: dict[str, Any]) -> None:
    """One line of the table, and what cost marks."""
    marks = [round(100 * found["categories"][kind]["score"]) for kind in KINDS]
    audits = found["audits"]
    times = [audits[each]["numericValue"] for each in ("largest-contentful-paint", "total-blocking-time")]
    shift = audits["cumulative-layout-shift"]["numericValue"]
    sizes = [f"{weight(found, kind) / 1000:.0f} kB" for kind in ("Script", "Image")]
    say(COLUMNS.format(name, *marks, f"{times[0] / 1000:.1f}", round(times[1]), f"{shift:.3f}", *sizes))
    for kind in KINDS:
        for part in found["categories"][kind]["auditRefs"]:
            audit = audits[part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                say(f"    {part['id']}: {audit.get('displayValue') or audit['title']}")


def weight(found: dict[str, Any], kind: str) -> int:
    """The compressed bytes of all requests of a kind."""
    requests = found["audits"]["network-requests"]["details"]["items"]
    return sum(int(each.get("transferSize", 0)) for each in requests if each.get("resourceType") == kind)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()

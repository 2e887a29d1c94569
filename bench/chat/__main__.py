"""Counts the requests that are planned right; `--held` for the held list, `--execute` runs its plans."""

import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.chat.executing import executed
from bench.chat.judging import Outcome, Verdict, outcomes
from bench.chat.requests import requests, tools


def main() -> None:
    names = ["held"] if "--held" in sys.argv else ["develop", "held"]
    for name in ["develop"] if "--develop" in sys.argv else names:
        with tempfile.TemporaryDirectory() as folder:
            found = list(outcomes(requests(name), tools(), Path(folder)))
        _table(name, found)
        if "--execute" in sys.argv:
            _execute([each for each in found if each.verdict is Verdict.RIGHT])
        if name == "develop" or "--tell" in sys.argv:
            _tell(found)


def _table(name: str, found: list[Outcome]) -> None:
    print(f"\n### {name}: {len(found)} requests\n\n| group | right | asked | wrong |\n|---|---|---|---|")
    for group in dict.fromkeys(each.request.group for each in found):
        _row(group, [each for each in found if each.request.group == group])
    _row("all", found)
    taken = sorted(each.seconds * 1000 for each in found)
    print(f"\n{statistics.median(taken):.1f} ms a plan at the median, {taken[-1]:.0f} ms at most.")


def _row(name: str, found: list[Outcome]) -> None:
    counted = Counter(each.verdict for each in found)
    share = counted[Verdict.RIGHT] / len(found)
    print(
        f"| {name} | {counted[Verdict.RIGHT]} of {len(found)} ({share:.0%}) | "
        f"{counted[Verdict.ASKED]} | {counted[Verdict.WRONG]} |"
    )


def _execute(found: list[Outcome]) -> None:
    trouble: dict[str, str] = {}
    for outcome, broken in executed(found):
        trouble[outcome.request.say] = broken
        print(f"{broken or 'as promised'}: {outcome.request.say}", flush=True)
    kept = sum(not why for why in trouble.values())
    print(f"\n{kept} of {len(trouble)} executed plans did what they promise.")


def _tell(found: list[Outcome]) -> None:
    for each in found:
        if each.verdict is not Verdict.RIGHT or "--all" in sys.argv:
            print(
                f"\n[{each.verdict}] {each.request.before or ''} {each.request.say}\n  -> "
                f"{each.steps}\n  {each.result.text}"
            )


if __name__ == "__main__":
    main()

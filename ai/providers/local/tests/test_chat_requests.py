"""The planner on what people ask for: `bench/chat/develop.jsonl`."""

from collections import Counter
from pathlib import Path

from bench.chat.judging import Verdict, outcomes
from bench.chat.requests import requests, tools


def test_plain_requests_are_planned_right_and_never_otherwise(tmp_path: Path) -> None:
    found = list(outcomes(requests("develop"), tools(), tmp_path))
    counted = Counter(each.verdict for each in found)
    assert [each.request.say for each in found if each.verdict is Verdict.WRONG] == []
    assert counted[Verdict.RIGHT] >= 0.95 * len(found) > 150

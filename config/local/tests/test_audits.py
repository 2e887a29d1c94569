"""What `make check` says of known holes: also when nobody could tell."""

import json

import pytest

from config.local.audits import read

SOUND = {"name": "sound", "version": "1", "vulns": []}
HOLED = {"name": "holed", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
UNKNOWN = {"name": "ours", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "verdict"),
    [
        ([SOUND, UNKNOWN], "No known hole in 1 packages; nothing is known of 1."),
        ([SOUND, HOLED, UNKNOWN], "holed 2: PYSEC-1, mended in ['3']"),
        ([UNKNOWN], "NOT audited: the list of known holes did not answer for any of 1 packages."),
    ],
)
def test_the_verdict_tells_what_is_known(packages: list[dict[str, object]], verdict: str) -> None:
    audit = read(json.dumps({"dependencies": packages}))
    assert audit.verdict == verdict
    assert bool(audit.holes) is (HOLED in packages)


@pytest.mark.parametrize("report", ["", "no network"])
def test_what_is_no_report_is_not_taken_for_a_good_one(report: str) -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        read(report)

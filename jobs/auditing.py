"""What the ledger's auditor cannot know by itself: that jobs were charged what their holds say."""

from credits.auditing import register

CHARGED = """
    SELECT j.id, j.status, j.charged, h.captured, h.state
    FROM jobs_job j JOIN credits_hold h ON h.id = j.hold_id
    WHERE j.status IN ('completed', 'failed', 'cancelled') AND j.charged <> h.captured
    UNION ALL
    SELECT j.id, j.status, j.charged, 0, NULL FROM jobs_job j
    WHERE j.hold_id IS NULL AND j.parts = 0 AND j.charged <> 0
"""


def register_checks() -> None:
    register(name="jobs_were_charged_what_was_captured", statement=CHARGED)

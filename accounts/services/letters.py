"""What is written to people.

A worker writes it, from ids: no secret lies in the queue, and how long an answer takes tells nobody whether
there was anybody to write to.
"""

from enum import StrEnum

from celery import signature
from django.db import transaction

from accounts.services import rates


class Letter(StrEnum):
    VERIFY = "verify"  # address_id
    AGAIN = "again"  # email
    TAKEN = "taken"  # email
    RESET = "reset"  # email
    CLAIMED = "claimed"  # email
    PROOF = "proof"  # user_id
    LEAVING = "leaving"  # user_id


def post(letter: Letter, **facts: str | int) -> None:
    """Has the letter written once the transaction is committed; a broker that is away is logged.

    Beyond the rate of letters to one person nothing is written, and nothing tells so.
    """
    if _too_many(letter, facts):
        return
    task = signature("accounts.post_letter", kwargs={"letter": letter.value, **facts}, immutable=True)
    transaction.on_commit(task.apply_async, robust=True)


def _too_many(letter: Letter, facts: dict[str, str | int]) -> bool:
    whose = ":".join(str(fact) for fact in facts.values())
    try:
        usage = rates.spend(name="letters", who=f"{letter.value}:{whose}", told=False)
    except rates.CountsUnavailable:
        return False
    return usage is not None and usage.exceeded

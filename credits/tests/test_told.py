"""What staff do with credits stands in the person's audit trail."""

import pytest

from accounts.models import AuditEvent, User
from accounts.services import telling
from credits import services as credits
from credits.models import PendingChange
from credits.pricing import MICRO

pytestmark = pytest.mark.django_db
Action = AuditEvent.Action


def test_credits_by_staff_are_told_once_with_amount_and_reason(bob: User, alice: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    boss = User.objects.get(pk=bob.pk)
    for _ in range(2):
        credits.grant(user=alice, micro=5 * MICRO, key="k", reason="A gift", actor=boss)
    credits.grant(user=alice, micro=MICRO, key="plan", reason="By the plan")
    credits.change_balance(
        user=alice, micro=-2 * MICRO, kind=PendingChange.Kind.ADJUST, key="a", reason="A slip", actor=boss
    )
    events = AuditEvent.objects.filter(user=alice, action=Action.CREDITS_CHANGED).order_by("created_at")
    assert [event.details for event in events] == [
        {"credits": 5, "kind": "grant", "reason": "A gift"},
        {"credits": -2, "kind": "adjust", "reason": "A slip"},
    ]
    assert {event.actor for event in events} == {boss}
    assert telling.sentence(events[0]) == "5 credits were booked by our staff: A gift"

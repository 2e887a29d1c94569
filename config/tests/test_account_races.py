"""Sessions and accounts under simultaneous requests."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from accounts import services
from accounts.models import AuditEvent, Session, SessionQuerySet, User
from conftest import PASSWORD
from credits.models import Transaction
from credits.tests.racing import at_once, errors

pytestmark = pytest.mark.django_db(transaction=True)


def race_a_refresh(user: User) -> int:
    """Uses one refresh token from eight connections; how many were let in."""
    tokens = services.open_session(user=user, client=services.Client())
    results = at_once([lambda: services.refresh_session(refresh_token=tokens.refresh_token)] * 8)
    assert all(isinstance(error, services.SessionEnded) for error in errors(results))
    let_in = len(results) - len(errors(results))
    reused = AuditEvent.objects.filter(user=user, action=AuditEvent.Action.TOKEN_REUSED)
    assert reused.count() == Session.objects.filter(user=user).count()
    # Somebody used it twice: whoever holds the new pair is not to be trusted either.
    assert not Session.objects.live().filter(user=user).exists()
    for result in results:
        if isinstance(result, services.Tokens):
            with pytest.raises(services.SessionEnded):
                services.user_of_access_token(token=result.access_token)
    return let_in


def test_a_raced_refresh_token_lets_in_one_at_most_and_ends_the_session(alice: User) -> None:
    assert max(race_a_refresh(alice) for _ in range(25)) <= 1


@pytest.mark.chaos
@pytest.mark.timeout(600)
def test_a_raced_refresh_token_lets_in_one_at_most_many_times(alice: User) -> None:
    assert max(race_a_refresh(alice) for _ in range(200)) <= 1


def test_without_the_condition_of_the_update_a_raced_refresh_token_lets_in_several(alice: User) -> None:
    """The test above can fail: with its guard out, the race is lost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionQuerySet, "waiting_for", lambda rows, _: rows)
        with pytest.raises(AssertionError):
            race_a_refresh(alice)


def test_a_raced_ticket_opens_one_socket(alice: User) -> None:
    for _ in range(20):
        ticket = services.issue_socket_ticket(user=alice)
        results = at_once([lambda ticket=ticket: services.redeem_socket_ticket(ticket=ticket)] * 8)  # type: ignore[misc]
        assert Counter(result is not None for result in results) == {True: 1, False: 7}


def test_a_session_ended_by_many_at_once_is_ended_by_one(alice: User) -> None:
    for _ in range(10):
        services.open_session(user=alice, client=services.Client())
        session = Session.objects.live().get(user=alice)
        results = at_once([lambda pk=session.pk: services.end_session(user=alice, session_id=pk)] * 8)  # type: ignore[misc]
        assert len(errors(results)) == 7
        assert all(isinstance(error, Session.DoesNotExist) for error in errors(results))
    assert AuditEvent.objects.filter(action=AuditEvent.Action.SESSION_ENDED).count() == 10


def test_an_address_registered_by_many_at_once_is_one_account_with_one_welcome() -> None:
    def register() -> User:
        return services.register(email="Carol@example.com", password=PASSWORD)

    results = at_once([register] * 8)
    assert len(errors(results)) == 7
    assert all(isinstance(error, ValidationError) for error in errors(results))
    assert (User.objects.count(), Transaction.objects.count()) == (1, 1)

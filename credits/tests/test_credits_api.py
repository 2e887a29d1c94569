import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from credits import services
from credits.models import Lot, Transaction
from credits.pricing import MICRO

pytestmark = pytest.mark.django_db

STATEMENT = "/api/credits/transactions"


@pytest.fixture
def history(alice: User) -> None:
    month = timezone.now() + timedelta(days=30)
    services.grant(user=alice, micro=50 * MICRO, key="p", reason="=1+1", lot=Lot.Kind.PLAN, expires_at=month)
    services.grant(user=alice, micro=40 * MICRO, key="b", reason="A pack", lot=Lot.Kind.PURCHASE)
    hold = services.hold(user=alice, micro=20 * MICRO, reference="job:1")
    assert hold is not None
    services.capture(hold_id=hold.pk, micro=5 * MICRO, reason="A trim")


def test_the_balance_says_where_credits_came_from(api: APIClient, history: None) -> None:
    body = api.get("/api/credits/balance").json()
    assert body.pop("monthly").pop("resetDate") > timezone.now().isoformat()
    assert body == {"available": 185, "held": 0, "debt": 0, "bonus": 100, "purchased": 40}
    monthly = api.get("/api/credits/balance").json()["monthly"]
    assert (monthly["granted"], monthly["used"]) == (50, 5)


def test_a_debt_is_shown(api: APIClient, alice: User) -> None:
    welcome = Transaction.objects.for_user(alice).get()
    services.hold(user=alice, micro=30 * MICRO, reference="job:1")
    services.reverse_grant(transaction_id=welcome.pk, key="back", reason="")
    body = api.get("/api/credits/balance").json()
    assert (body["available"], body["held"], body["debt"]) == (0, 30, 30)
    assert (body["monthly"]["granted"], body["monthly"]["used"]) == (0, 0)
    assert body["monthly"]["resetDate"] == api.get("/api/user/quota").json()["resetDate"]


def reasons(api: APIClient, query: str) -> list[str]:
    return [row["reason"] for row in api.get(f"{STATEMENT}?{query}").json()["results"]]


def test_a_statement_is_narrowed(api: APIClient, history: None) -> None:
    today = timezone.now().date()
    assert reasons(api, "kind=capture") == ["A trim"]
    assert reasons(api, "search=PACK") == ["A pack"]
    assert reasons(api, f"from={today}&to={today}&kind=hold") == ["job:1"]
    assert reasons(api, f"to={today - timedelta(days=1)}") == []
    later = (timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert reasons(api, f"from={later}") == []
    assert reasons(api, "limit=1&page=2&kind=grant") == ["=1+1"]


@pytest.mark.parametrize(
    "query", ["kind=gift", "from=yesterday", "to=2026-02-30", "from=2026-01-01T00:00:00"]
)
def test_a_senseless_filter_is_refused(api: APIClient, query: str) -> None:
    answer = api.get(f"{STATEMENT}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == query.partition("=")[0]
    assert api.get(f"{STATEMENT}?{query}&format=csv").json() == answer.json()


def test_a_statement_is_a_spreadsheet_when_asked_for(api: APIClient, history: None) -> None:
    asked = [api.get(f"{STATEMENT}?format=csv&limit=1"), api.get(STATEMENT, HTTP_ACCEPT="text/csv")]
    assert asked[0].content == asked[1].content
    assert asked[0]["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(asked[0].content.decode())))
    assert [(row["kind"], row["amount"], row["held"], row["reason"]) for row in rows] == [
        ("capture", "15", "-20", "A trim"),
        ("hold", "-20", "20", "job:1"),
        ("grant", "40", "0", "A pack"),
        ("grant", "50", "0", "'=1+1"),
        ("grant", "100", "0", "Welcome to Framewright"),
    ]


def test_a_statement_too_long_for_a_file_says_so(
    api: APIClient, history: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credits.api.MOST_CSV_ROWS", 4)
    answer = api.get(f"{STATEMENT}?format=csv")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "from")

"""What people had before lots were kept is theirs afterwards, and what was set aside can still be charged."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from credits import auditing, services
from credits.models import Account
from credits.pricing import MICRO

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("credits", "0005_edit_prices")]
OLD_LEDGER = """
    INSERT INTO credits_account (user_id, available, held) VALUES (%(user)s, 70, 20);
    INSERT INTO credits_hold (id, account_id, amount, captured, state, reference, expires_at)
    SELECT %(hold)s, id, 20, 0, 'open', 'job:old', now() + interval '1 day' FROM credits_account;
    INSERT INTO credits_transaction (id, account_id, kind, key, reason, hold_id)
    SELECT %(grant)s, id, 'grant', 'welcome', '', NULL FROM credits_account
    UNION ALL SELECT %(hold)s, id, 'hold', 'hold:old', '', %(hold)s FROM credits_account
    UNION ALL SELECT %(spent)s, id, 'adjust', 'spent', '', NULL FROM credits_account;
    INSERT INTO credits_entry (transaction_id, bucket, amount) VALUES
    (%(grant)s, 'available', 100), (%(grant)s, 'issued', -100),
    (%(hold)s, 'available', -20), (%(hold)s, 'held', 20),
    (%(spent)s, 'available', -10), (%(spent)s, 'issued', 10);
"""


@pytest.fixture
def the_old_schema() -> Iterator[None]:
    MigrationExecutor(connection).migrate(BEFORE)
    yield
    migrate_on()


def migrate_on() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_an_old_balance_becomes_one_lot(the_old_schema: None) -> None:
    user = User.objects.create(email="old@example.com")
    ids = {name: uuid.uuid4() for name in ("hold", "grant", "spent")}
    with connection.cursor() as cursor:
        cursor.execute(OLD_LEDGER, {"user": user.pk, **ids})
    migrate_on()
    assert auditing.audit().faults == {}
    assert services.balance(user=user) == services.Balance(available=70, held=20, bonus=70)
    assert Account.objects.get().lots.get().amount == 90
    services.capture(hold_id=ids["hold"], micro=5)
    services.grant(user=user, micro=MICRO, key="new", reason="")
    assert services.balance(user=user).available == 85 + MICRO
    assert auditing.audit().faults == {}

"""The promises of the ledger as statements. Each returns the rows that break it; none: all is well."""

# Each is enabled on its table, or the guard is gone.
TRIGGERS = (
    "credits_entry_immutable",
    "credits_entry_no_truncate",
    "credits_entry_sum_zero",
    "credits_transaction_immutable",
    "credits_transaction_no_truncate",
    "credits_hold_resolved_once",
    "credits_hold_kept",
    "credits_lot_fixed",
    "credits_lot_kept",
)
# The names of the guards that are there and work: triggers, constraints, unique indexes.
STANDING = """
    SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
    UNION SELECT 'constraint ' || conname FROM pg_constraint WHERE convalidated AND contype IN ('c', 'u')
    UNION SELECT 'constraint ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indisvalid AND i.indisunique
"""

# What a transaction of each kind moves: bucket and the sign that its sum there has.
SHAPES = """(VALUES
    ('grant', 'issued', -1), ('grant', 'available', 1), ('grant', 'debt', 1),
    ('hold', 'available', -1), ('hold', 'held', 1),
    ('capture', 'held', -1), ('capture', 'spent', 1), ('capture', 'available', 1),
    ('capture', 'lapsed', 1), ('capture', 'debt', 1),
    ('release', 'held', -1), ('release', 'available', 1), ('release', 'lapsed', 1), ('release', 'debt', 1),
    ('expire', 'held', -1), ('expire', 'available', 1), ('expire', 'lapsed', 1), ('expire', 'debt', 1),
    ('refund', 'spent', -1), ('refund', 'available', 1), ('refund', 'debt', 1),
    ('adjust', 'issued', -1), ('adjust', 'available', 1), ('adjust', 'debt', 1),
    ('adjust', 'issued', 1), ('adjust', 'available', -1),
    ('reverse', 'issued', 1), ('reverse', 'available', -1), ('reverse', 'debt', -1),
    ('reverse', 'lapsed', -1),
    ('lapse', 'available', -1), ('lapse', 'lapsed', 1)
) AS shape (kind, bucket, sign)"""


def _kept_as_written(column: str, bucket: str, sign: str = "") -> str:
    """Accounts whose kept figure is not the sum of their entries."""
    return f"""
        SELECT a.id, a.{column} AS kept, coalesce(s.sum, 0) AS written FROM credits_account a
        LEFT JOIN (
            SELECT t.account_id, {sign} sum(e.amount) AS sum FROM credits_entry e
            JOIN credits_transaction t ON t.id = e.transaction_id
            WHERE e.bucket = '{bucket}' GROUP BY t.account_id
        ) s ON s.account_id = a.id
        WHERE a.{column} <> coalesce(s.sum, 0)
    """  # noqa: S608 - names of our own


def _undone_within(kind: str, bucket: str, undone: str) -> str:
    """Transactions of which more was undone than they had moved."""
    return f"""
        SELECT t.id, sum(u.amount) AS undone, of.amount AS moved FROM credits_transaction t
        JOIN (SELECT transaction_id, sum(abs(amount)) AS amount FROM credits_entry WHERE bucket = '{bucket}'
              GROUP BY transaction_id) of ON of.transaction_id = t.id
        JOIN (SELECT r.undoes_id, abs(e.amount) AS amount FROM credits_transaction r
              JOIN credits_entry e ON e.transaction_id = r.id AND e.bucket = '{bucket}'
              WHERE r.kind = '{undone}') u ON u.undoes_id = t.id
        WHERE t.kind = '{kind}' GROUP BY t.id, of.amount HAVING sum(u.amount) > of.amount
    """  # noqa: S608 - names of our own


CHECKS = {
    "transactions_sum_to_zero": """
        SELECT transaction_id AS id, sum(amount) AS sum FROM credits_entry
        GROUP BY transaction_id HAVING sum(amount) <> 0
    """,
    "transactions_have_entries": """
        SELECT t.id, t.kind FROM credits_transaction t
        WHERE NOT EXISTS (SELECT 1 FROM credits_entry e WHERE e.transaction_id = t.id)
    """,
    "transactions_move_what_their_kind_moves": f"""
        SELECT t.id, t.kind, e.bucket, e.sum FROM credits_transaction t
        JOIN (SELECT transaction_id, bucket, sum(amount) AS sum FROM credits_entry
              GROUP BY transaction_id, bucket) e ON e.transaction_id = t.id
        WHERE NOT EXISTS (SELECT 1 FROM {SHAPES}
                          WHERE (shape.kind, shape.bucket, shape.sign) = (t.kind, e.bucket, sign(e.sum)::int))
    """,  # noqa: S608 - names of our own
    "entries_are_of_something": """
        SELECT id, transaction_id FROM credits_entry WHERE amount = 0
        UNION ALL
        SELECT e.id, e.transaction_id FROM credits_entry e
        WHERE NOT EXISTS (SELECT 1 FROM credits_transaction t WHERE t.id = e.transaction_id)
    """,
    "entries_name_their_lot": """
        SELECT id, bucket FROM credits_entry WHERE (bucket IN ('available', 'lapsed')) <> (lot_id IS NOT NULL)
    """,
    "entries_stay_with_one_person": """
        SELECT e.id, t.account_id, l.account_id AS lots_account FROM credits_entry e
        JOIN credits_transaction t ON t.id = e.transaction_id JOIN credits_lot l ON l.id = e.lot_id
        WHERE t.account_id <> l.account_id
    """,
    "available_is_what_was_written": _kept_as_written("available", "available"),
    "held_is_what_was_written": _kept_as_written("held", "held"),
    "debt_is_what_was_written": _kept_as_written("debt", "debt", "-"),
    "balances_are_not_negative": """
        SELECT id, available, held, debt FROM credits_account WHERE available < 0 OR held < 0 OR debt < 0
    """,
    "debts_are_settled_first": """
        SELECT id, available, debt FROM credits_account WHERE available > 0 AND debt > 0
    """,
    "lots_are_what_was_written": """
        SELECT l.id, l.remaining AS kept, coalesce(s.sum, 0) AS written FROM credits_lot l
        LEFT JOIN (SELECT lot_id, sum(amount) AS sum FROM credits_entry WHERE bucket = 'available'
                   GROUP BY lot_id) s ON s.lot_id = l.id
        WHERE l.remaining <> coalesce(s.sum, 0)
    """,
    "lots_add_up_to_the_balance": """
        SELECT a.id, a.available, coalesce(s.sum, 0) AS lots FROM credits_account a
        LEFT JOIN (SELECT account_id, sum(remaining) AS sum FROM credits_lot GROUP BY account_id) s
        ON s.account_id = a.id WHERE a.available <> coalesce(s.sum, 0)
    """,
    "lots_are_within_their_amount": """
        SELECT id, remaining, amount FROM credits_lot WHERE remaining < 0 OR remaining > amount
    """,
    "lots_are_what_came_in": """
        SELECT l.id, l.amount, e.sum AS came_in FROM credits_lot l
        JOIN (SELECT transaction_id, -sum(amount) AS sum FROM credits_entry
              WHERE bucket IN ('issued', 'spent') GROUP BY transaction_id) e ON e.transaction_id = l.source_id
        WHERE l.amount <> e.sum
        UNION ALL
        SELECT l.id, l.amount, NULL FROM credits_lot l JOIN credits_transaction t ON t.id = l.source_id
        WHERE t.account_id <> l.account_id OR t.kind NOT IN ('grant', 'adjust', 'refund')
    """,
    "lapsed_lots_are_empty": """
        SELECT id, remaining FROM credits_lot WHERE lapsed_at IS NOT NULL AND remaining <> 0
    """,
    "lots_lapse_in_time": """
        SELECT id, expires_at FROM credits_lot
        WHERE lapsed_at IS NULL AND expires_at < statement_timestamp() - interval '1 hour'
    """,
    "held_is_what_open_holds_are": """
        SELECT a.id, a.held, coalesce(s.sum, 0) AS holds FROM credits_account a
        LEFT JOIN (SELECT account_id, sum(amount) AS sum FROM credits_hold WHERE state = 'open'
                   GROUP BY account_id) s ON s.account_id = a.id
        WHERE a.held <> coalesce(s.sum, 0)
    """,
    "holds_were_written_when_opened": """
        SELECT h.id, h.amount, s.sum AS written FROM credits_hold h
        LEFT JOIN (SELECT t.hold_id, t.account_id, sum(e.amount) AS sum FROM credits_transaction t
                   JOIN credits_entry e ON e.transaction_id = t.id
                   WHERE t.kind = 'hold' AND e.bucket = 'held' GROUP BY t.hold_id, t.account_id) s
        ON s.hold_id = h.id AND s.account_id = h.account_id
        WHERE s.sum IS DISTINCT FROM h.amount
    """,
    "holds_end_as_their_transaction_says": """
        SELECT h.id, h.state, count(t.id) AS endings, max(t.kind) AS kind FROM credits_hold h
        LEFT JOIN credits_transaction t ON t.hold_id = h.id AND t.kind IN ('capture', 'release', 'expire')
        GROUP BY h.id HAVING count(t.id) <> (h.state <> 'open')::int
        OR max(t.kind) IS DISTINCT FROM
           CASE h.state WHEN 'captured' THEN 'capture' WHEN 'released' THEN 'release'
                        WHEN 'expired' THEN 'expire' END
        OR (h.resolved_at IS NULL) <> (h.state = 'open')
    """,
    "captures_are_within_their_hold": """
        SELECT id, captured, amount FROM credits_hold
        WHERE captured < 0 OR captured > amount OR (state <> 'captured' AND captured <> 0)
    """,
    "captures_are_what_was_spent": """
        SELECT h.id, h.captured, coalesce(s.sum, 0) AS spent FROM credits_hold h
        LEFT JOIN (SELECT t.hold_id, sum(e.amount) AS sum FROM credits_transaction t
                   JOIN credits_entry e ON e.transaction_id = t.id AND e.bucket = 'spent'
                   WHERE t.kind = 'capture' GROUP BY t.hold_id) s ON s.hold_id = h.id
        WHERE h.captured <> coalesce(s.sum, 0)
    """,
    "holds_are_not_forgotten": """
        SELECT id, reference, expires_at FROM credits_hold
        WHERE state = 'open' AND expires_at < statement_timestamp() - interval '1 hour'
    """,
    "work_is_held_for_once": """
        SELECT min(id::text) AS id, reference FROM credits_hold GROUP BY reference HAVING count(*) > 1
    """,
    "refunds_are_within_the_charge": _undone_within("capture", "spent", "refund"),
    "reversals_are_within_the_grant": _undone_within("grant", "issued", "reverse"),
    "undoing_points_at_what_it_undoes": """
        SELECT r.id, r.kind, t.kind AS undone FROM credits_transaction r
        LEFT JOIN credits_transaction t ON t.id = r.undoes_id AND t.account_id = r.account_id
        WHERE (r.kind IN ('refund', 'reverse') OR r.undoes_id IS NOT NULL)
        AND (r.kind, t.kind) IS DISTINCT FROM ('refund', 'capture')
        AND (r.kind, t.kind) IS DISTINCT FROM ('reverse', 'grant')
    """,
    "keys_are_used_once": """
        SELECT min(id::text) AS id, account_id, key FROM credits_transaction
        GROUP BY account_id, key HAVING count(*) > 1
    """,
    "changes_have_two_people": """
        SELECT id, state FROM credits_pendingchange
        WHERE state = 'approved' AND (decided_by_id IS NULL OR decided_by_id = requested_by_id)
        OR (state = 'approved') <> (transaction_id IS NOT NULL)
    """,
}

# What the rows of payments and purchases say, against the ledger.
PAYMENT_CHECKS = {
    "payments_gave_what_they_say": """
        SELECT p.external_id AS id, p.micro, p.reversed_micro, coalesce(g.given, 0) AS given
        FROM credits_payment p LEFT JOIN LATERAL (
            SELECT -sum(e.amount) AS given FROM credits_account a
            JOIN credits_transaction t ON t.account_id = a.id
            JOIN credits_entry e ON e.transaction_id = t.id AND e.bucket = 'issued'
            WHERE a.user_id = p.user_id AND (
                t.id = p.grant_id OR t.key = 'payment:' || p.external_id
                OR starts_with(t.key, 'payment:' || p.external_id || ':')
                OR t.id IN (SELECT r.undoes_id FROM credits_transaction r WHERE r.account_id = a.id
                            AND starts_with(r.key, 'payment:' || p.external_id || ':')))
        ) g ON true
        WHERE p.micro - p.reversed_micro <> coalesce(g.given, 0)
    """,
    "bought_credits_have_a_payment": """
        SELECT t.id, t.key FROM credits_transaction t
        WHERE t.kind = 'grant' AND starts_with(t.key, 'payment:') AND NOT EXISTS (
            SELECT 1 FROM credits_payment p WHERE p.external_id = split_part(t.key, ':', 2))
    """,
    "paid_purchases_have_a_payment": """
        SELECT p.id, p.provider FROM credits_purchase p WHERE p.state = 'paid' AND NOT EXISTS (
            SELECT 1 FROM credits_payment m WHERE m.purchase_id = p.id)
    """,
}

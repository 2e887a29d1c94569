"""Ways in which a ledger could be wrong, by the check that must find them. `$name` stands for a row."""

from string import Template

ROWS = {
    "alice": "(SELECT a.id FROM credits_account a, accounts_user u WHERE u.id = user_id AND name = 'Alice')",
    "bob": "(SELECT a.id FROM credits_account a, accounts_user u WHERE u.id = user_id AND name = 'Bob')",
    "lot": "(SELECT id FROM credits_lot WHERE kind = 2 AND remaining > 0 ORDER BY id LIMIT 1)",
    "capture": "(SELECT id FROM credits_transaction WHERE kind = 'capture' LIMIT 1)",
    "grant": "(SELECT id FROM credits_transaction WHERE key = 'bought')",
}
# What else falls out of step is found too; the named check is the one that must not miss it.
PLANTED = {
    "transactions_sum_to_zero": (
        "UPDATE credits_entry SET amount = amount + 1 WHERE transaction_id = $capture AND bucket = 'spent'"
    ),
    "transactions_have_entries": "DELETE FROM credits_entry WHERE transaction_id = $capture",
    "transactions_move_what_their_kind_moves": (
        "UPDATE credits_entry SET bucket = 'issued' WHERE transaction_id = $capture AND bucket = 'spent'"
    ),
    "entries_are_of_something": "DELETE FROM credits_transaction WHERE id = $capture",
    "entries_name_their_lot": "UPDATE credits_entry SET lot_id = NULL WHERE bucket = 'available'",
    "entries_stay_with_one_person": "UPDATE credits_lot SET account_id = $bob WHERE id = $lot",
    "available_is_what_was_written": "UPDATE credits_account SET available = available + 7 WHERE id = $alice",
    "held_is_what_was_written": "UPDATE credits_account SET held = held + 7 WHERE id = $alice",
    "debt_is_what_was_written": "UPDATE credits_account SET debt = 7 WHERE id = $bob",
    "balances_are_not_negative": "UPDATE credits_account SET available = -1 WHERE id = $alice",
    "debts_are_settled_first": "UPDATE credits_account SET debt = 7 WHERE id = $alice",
    "lots_are_what_was_written": "UPDATE credits_lot SET remaining = remaining - 1 WHERE id = $lot",
    "lots_add_up_to_the_balance": "DELETE FROM credits_lot WHERE id = $lot",
    "lots_are_within_their_amount": "UPDATE credits_lot SET remaining = amount + 1 WHERE id = $lot",
    "lots_are_what_came_in": "UPDATE credits_lot SET amount = amount + 1 WHERE id = $lot",
    "lapsed_lots_are_empty": "UPDATE credits_lot SET lapsed_at = now() WHERE id = $lot",
    "lots_lapse_in_time": "UPDATE credits_lot SET expires_at = now() - interval '2 hours' WHERE kind = 1",
    "held_is_what_open_holds_are": "UPDATE credits_hold SET amount = amount + 1 WHERE state = 'open'",
    "holds_were_written_when_opened": "UPDATE credits_hold SET amount = amount + 1 WHERE state = 'captured'",
    "holds_end_as_their_transaction_says": (
        "UPDATE credits_hold SET state = 'released' WHERE state = 'captured'"
    ),
    "captures_are_within_their_hold": (
        "UPDATE credits_hold SET captured = amount + 1 WHERE state = 'captured'"
    ),
    "captures_are_what_was_spent": "UPDATE credits_hold SET captured = captured - 1 WHERE state = 'captured'",
    "holds_are_not_forgotten": (
        "UPDATE credits_hold SET expires_at = now() - interval '61 minutes' WHERE state = 'open'"
    ),
    "work_is_held_for_once": "UPDATE credits_hold SET reference = 'twice'",
    "refunds_are_within_the_charge": (
        "UPDATE credits_entry e SET amount = amount * 9 FROM credits_transaction t WHERE t.id = "
        "e.transaction_id AND t.kind = 'refund'"
    ),
    "reversals_are_within_the_grant": (
        "UPDATE credits_entry e SET amount = amount * 9 FROM credits_transaction t WHERE t.id = "
        "e.transaction_id AND t.kind = 'reverse'"
    ),
    "undoing_points_at_what_it_undoes": (
        "UPDATE credits_transaction SET undoes_id = $grant WHERE kind = 'refund'"
    ),
    "keys_are_used_once": "UPDATE credits_transaction SET key = 'k' WHERE account_id = $alice",
    "changes_have_two_people": "UPDATE credits_pendingchange SET decided_by_id = requested_by_id",
    "guards": "ALTER TABLE credits_entry DISABLE TRIGGER credits_entry_immutable",
}
CORRUPTIONS = {name: Template(statement).substitute(ROWS) for name, statement in PLANTED.items()}

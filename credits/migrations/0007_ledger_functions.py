"""What each account had becomes its first lot, and holds become one call of the database each.

Both functions lock the account before anything else, as the services do: one order of locks, no deadlocks.
"""

from importlib import import_module

from django.db import migrations

# A transaction's entries are written by one statement, so its sum can be checked once instead of once an
# entry at the commit, and without reading the table.
SUM_ZERO = """
DROP TRIGGER credits_entry_sum_zero ON credits_entry;
DROP FUNCTION credits_check_sum();

CREATE FUNCTION credits_check_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT transaction_id, sum(amount) AS total INTO wrong FROM written
    GROUP BY transaction_id HAVING sum(amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the entries of transaction % sum to %, not zero', wrong.transaction_id, wrong.total
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER credits_entry_sum_zero AFTER INSERT ON credits_entry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION credits_check_sums();
"""
UNDO_SUM_ZERO = (
    """
DROP TRIGGER credits_entry_sum_zero ON credits_entry;
DROP FUNCTION credits_check_sums();
"""
    + import_module("credits.migrations.0002_ledger_rules").SUM_ZERO
)

# The history itself is completed, once: its entries learn their lot. No amount changes.
FIRST_LOTS = """
ALTER TABLE credits_entry DISABLE TRIGGER credits_entry_immutable;

INSERT INTO credits_lot (account_id, kind, amount, remaining)
SELECT id, 2, available + held, available FROM credits_account a
WHERE EXISTS (SELECT 1 FROM credits_transaction t WHERE t.account_id = a.id);

UPDATE credits_entry e SET lot_id = l.id
FROM credits_transaction t JOIN credits_lot l ON l.account_id = t.account_id
WHERE t.id = e.transaction_id AND e.bucket = 'available';

SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE credits_entry ENABLE TRIGGER credits_entry_immutable;
"""

LOT_RULES = """
CREATE TRIGGER credits_lot_fixed BEFORE UPDATE ON credits_lot FOR EACH ROW
    WHEN (OLD.account_id <> NEW.account_id OR OLD.amount <> NEW.amount OR OLD.kind <> NEW.kind
          OR OLD.source_id IS DISTINCT FROM NEW.source_id OR OLD.lapsed_at IS NOT NULL)
    EXECUTE FUNCTION credits_refuse_change();
CREATE TRIGGER credits_lot_kept BEFORE DELETE ON credits_lot
    FOR EACH ROW EXECUTE FUNCTION credits_refuse_change();
"""

OPEN_HOLD = """
CREATE FUNCTION credits_open_hold(
    in_user uuid, in_micro bigint, in_reference text, in_lifetime interval, in_lines jsonb,
    OUT made_id uuid, OUT made_for bigint, OUT made_at timestamptz, OUT made_until timestamptz,
    OUT now_available bigint, OUT now_held bigint
) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
    posted uuid := gen_random_uuid();
    still bigint := in_micro;
    part bigint;
    buckets text[] := ARRAY['held'];
    lots bigint[] := ARRAY[NULL::bigint];
    amounts bigint[] := ARRAY[in_micro];
    lot record;
BEGIN
    UPDATE credits_account SET available = available - in_micro, held = held + in_micro
    WHERE user_id = in_user AND available >= in_micro
    RETURNING id, available, held INTO made_for, now_available, now_held;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO credits_hold (id, account_id, amount, captured, state, reference, lines, expires_at)
    VALUES (gen_random_uuid(), made_for, in_micro, 0, 'open', in_reference, in_lines,
            statement_timestamp() + in_lifetime)
    RETURNING id, created_at, expires_at INTO made_id, made_at, made_until;
    INSERT INTO credits_transaction (id, account_id, kind, key, hold_id, reason)
    VALUES (posted, made_for, 'hold', 'hold:' || made_id, made_id, in_reference);
    FOR lot IN
        SELECT id, remaining FROM credits_lot WHERE account_id = made_for AND remaining > 0
        ORDER BY kind, expires_at NULLS LAST, id
    LOOP
        EXIT WHEN still = 0;
        part := least(lot.remaining, still);
        still := still - part;
        UPDATE credits_lot SET remaining = remaining - part WHERE id = lot.id;
        buckets := buckets || 'available'::text;
        lots := lots || lot.id;
        amounts := amounts || -part;
    END LOOP;
    INSERT INTO credits_entry (transaction_id, bucket, lot_id, amount)
    SELECT posted, * FROM unnest(buckets, lots, amounts);
    RETURN NEXT;
END $$;
"""

RESOLVE_HOLD = """
CREATE FUNCTION credits_resolve_hold(
    in_hold uuid, in_state text, in_kind text, in_captured bigint, in_reason text,
    OUT whose uuid, OUT now_available bigint, OUT now_held bigint
) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
    posted uuid := gen_random_uuid();
    to_charge bigint := in_captured;
    settled bigint := 0;
    returned bigint := 0;
    owner credits_account;
    resolved credits_hold;
    charged bigint;
    back bigint;
    part record;
    buckets text[] := '{}';
    lots bigint[] := '{}';
    amounts bigint[] := '{}';
BEGIN
    SELECT a.* INTO owner FROM credits_account a
    WHERE a.id = (SELECT h.account_id FROM credits_hold h WHERE h.id = in_hold) FOR NO KEY UPDATE;
    UPDATE credits_hold SET state = in_state, captured = in_captured, resolved_at = statement_timestamp()
    WHERE id = in_hold AND state = 'open' AND (in_state <> 'expired' OR expires_at < statement_timestamp())
    RETURNING * INTO resolved;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO credits_transaction (id, account_id, kind, key, hold_id, reason)
    VALUES (posted, owner.id, in_kind, 'resolve:' || in_hold, in_hold, in_reason);
    -- What was taken first is charged first; the rest goes back to where it came from.
    FOR part IN
        SELECT l.id, -e.amount AS amount, l.lapsed_at FROM credits_transaction t
        JOIN credits_entry e ON e.transaction_id = t.id AND e.bucket = 'available'
        JOIN credits_lot l ON l.id = e.lot_id
        WHERE t.hold_id = in_hold AND t.kind = 'hold'
        ORDER BY l.kind, l.expires_at NULLS LAST, l.id
    LOOP
        charged := least(to_charge, part.amount);
        to_charge := to_charge - charged;
        back := part.amount - charged;
        IF back > 0 AND part.lapsed_at IS NOT NULL THEN
            buckets := buckets || 'lapsed'::text;
            lots := lots || part.id;
            amounts := amounts || back;
        ELSIF back > 0 THEN
            charged := least(owner.debt - settled, back);
            settled := settled + charged;
            back := back - charged;
            IF back > 0 THEN
                returned := returned + back;
                UPDATE credits_lot SET remaining = remaining + back WHERE id = part.id;
                buckets := buckets || 'available'::text;
                lots := lots || part.id;
                amounts := amounts || back;
            END IF;
        END IF;
    END LOOP;
    buckets := buckets || ARRAY['held', 'spent', 'debt'];
    lots := lots || ARRAY[NULL, NULL, NULL]::bigint[];
    amounts := amounts || ARRAY[-resolved.amount, in_captured, settled];
    INSERT INTO credits_entry (transaction_id, bucket, lot_id, amount)
    SELECT posted, side.bucket, side.lot, side.amount
    FROM unnest(buckets, lots, amounts) AS side (bucket, lot, amount) WHERE side.amount <> 0;
    UPDATE credits_account
    SET available = available + returned, held = held - resolved.amount, debt = debt - settled
    WHERE id = owner.id
    RETURNING user_id, available, held INTO whose, now_available, now_held;
    RETURN NEXT;
END $$;
"""

UNDO = """
DROP FUNCTION credits_resolve_hold(uuid, text, text, bigint, text);
DROP FUNCTION credits_open_hold(uuid, bigint, text, interval, jsonb);
DROP TRIGGER credits_lot_kept ON credits_lot;
DROP TRIGGER credits_lot_fixed ON credits_lot;
"""


class Migration(migrations.Migration):
    dependencies = [("credits", "0006_lots")]

    operations = [
        migrations.RunSQL(FIRST_LOTS, migrations.RunSQL.noop),
        migrations.RunSQL(SUM_ZERO, UNDO_SUM_ZERO),
        migrations.RunSQL(LOT_RULES + OPEN_HOLD + RESOLVE_HOLD, UNDO),
    ]

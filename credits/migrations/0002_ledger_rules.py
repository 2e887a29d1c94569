"""The ledger's rules in the database itself: history cannot change, and every transaction sums to zero."""

from django.db import migrations

IMMUTABLE = """
CREATE FUNCTION credits_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the credit ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER credits_entry_immutable BEFORE UPDATE OR DELETE ON credits_entry
    FOR EACH ROW EXECUTE FUNCTION credits_refuse_change();
CREATE TRIGGER credits_transaction_immutable BEFORE UPDATE OR DELETE ON credits_transaction
    FOR EACH ROW EXECUTE FUNCTION credits_refuse_change();
CREATE TRIGGER credits_entry_no_truncate BEFORE TRUNCATE ON credits_entry
    FOR EACH STATEMENT EXECUTE FUNCTION credits_refuse_change();
CREATE TRIGGER credits_transaction_no_truncate BEFORE TRUNCATE ON credits_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION credits_refuse_change();
"""

SUM_ZERO = """
CREATE FUNCTION credits_check_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
BEGIN
    SELECT coalesce(sum(amount), 0) INTO total FROM credits_entry WHERE transaction_id = NEW.transaction_id;
    IF total <> 0 THEN
        RAISE EXCEPTION 'the entries of transaction % sum to %, not zero', NEW.transaction_id, total
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER credits_entry_sum_zero AFTER INSERT ON credits_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION credits_check_sum();
"""

RESOLVED_ONCE = """
CREATE FUNCTION credits_check_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' OR NEW.amount <> OLD.amount OR NEW.account_id <> OLD.account_id THEN
        RAISE EXCEPTION 'hold % is % and cannot change', OLD.id, OLD.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER credits_hold_resolved_once BEFORE UPDATE ON credits_hold
    FOR EACH ROW EXECUTE FUNCTION credits_check_hold();
CREATE TRIGGER credits_hold_kept BEFORE DELETE ON credits_hold
    FOR EACH ROW EXECUTE FUNCTION credits_refuse_change();
"""

UNDO = """
DROP TRIGGER credits_entry_immutable ON credits_entry;
DROP TRIGGER credits_transaction_immutable ON credits_transaction;
DROP TRIGGER credits_entry_no_truncate ON credits_entry;
DROP TRIGGER credits_transaction_no_truncate ON credits_transaction;
DROP TRIGGER credits_entry_sum_zero ON credits_entry;
DROP TRIGGER credits_hold_resolved_once ON credits_hold;
DROP TRIGGER credits_hold_kept ON credits_hold;
DROP FUNCTION credits_refuse_change();
DROP FUNCTION credits_check_sum();
DROP FUNCTION credits_check_hold();
"""


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_initial")]

    operations = [migrations.RunSQL(IMMUTABLE + SUM_ZERO + RESOLVED_ONCE, UNDO)]

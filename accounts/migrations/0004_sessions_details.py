"""The audit trail's rules in the database itself, and the indexes by which staff look into it."""

from django.db import migrations, models

RULES = """
CREATE FUNCTION accounts_guard_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('framewright.forgetting', true) = 'on' THEN
        RETURN OLD;
    END IF;
    -- A member of staff whose account is gone is forgotten as an actor; nothing else changes.
    IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
            AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation',
              HINT = 'Only accounts.services.trail.forgetting() may delete from it.';
END $$;

CREATE TRIGGER accounts_trail_kept BEFORE UPDATE OR DELETE ON accounts_auditevent
    FOR EACH ROW EXECUTE FUNCTION accounts_guard_trail();
CREATE TRIGGER accounts_trail_no_truncate BEFORE TRUNCATE ON accounts_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_guard_trail();
"""

UNDO = """
DROP TRIGGER accounts_trail_no_truncate ON accounts_auditevent;
DROP TRIGGER accounts_trail_kept ON accounts_auditevent;
DROP FUNCTION accounts_guard_trail();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sessions_keys_trail")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="mail_due",
            field=models.BooleanField(default=False, help_text="The person is to be told of a new device."),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(
                condition=models.Q(("mail_due", True)),
                fields=["created_at"],
                name="accounts_session_mail_due",
            ),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["address", "-created_at"], name="accounts_audit_by_address"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["action", "-created_at"], name="accounts_audit_by_action"),
        ),
        migrations.RunSQL(RULES, UNDO),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sessions_details")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                fields=["erase_after"],
                name="accounts_users_to_erase",
                condition=models.Q(("erase_after__isnull", False)),
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(("scopes__len__gt", 0)), name="accounts_key_may_do_something"
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="action",
            field=models.CharField(
                choices=[
                    ("signed_up", "Signed up"),
                    ("signed_in", "Signed in"),
                    ("sign_in_failed", "Failed to sign in"),
                    ("signed_out", "Signed out"),
                    ("session_ended", "Session ended"),
                    ("token_reused", "A used refresh token came again"),
                    ("password_changed", "Password changed"),
                    ("password_reset", "Password reset"),
                    ("email_verified", "E-mail address verified"),
                    ("email_changed", "E-mail address changed"),
                    ("factor_added", "Second factor added"),
                    ("factor_removed", "Second factor removed"),
                    ("codes_made", "Recovery codes made"),
                    ("code_used", "Recovery code used"),
                    ("identity_linked", "Sign-in with another service linked"),
                    ("identity_unlinked", "Sign-in with another service unlinked"),
                    ("key_made", "API key made"),
                    ("key_changed", "API key changed"),
                    ("key_revoked", "API key revoked"),
                    ("key_used", "API key used from a new address"),
                    ("role_changed", "Role or permissions changed"),
                    ("credits_changed", "Credits granted or adjusted"),
                    ("member_changed", "Project shared or unshared"),
                    ("data_exported", "Own data exported"),
                    ("deactivated", "Account deactivated"),
                    ("restored", "Account restored"),
                    ("deletion_asked", "Deletion asked for"),
                    ("deletion_called_off", "Deletion called off"),
                    ("erased", "Account erased"),
                    ("channel_connected", "Channel connected"),
                    ("channel_disconnected", "Channel disconnected"),
                    ("published", "Film published"),
                    ("upload_infected", "Infected upload refused"),
                ],
                max_length=30,
            ),
        ),
    ]

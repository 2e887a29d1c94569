from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sessions_keys_trail")]

    operations = []

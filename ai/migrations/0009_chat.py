from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ai", "0008_moments")]

    operations = []

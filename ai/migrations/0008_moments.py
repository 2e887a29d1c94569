from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ai", "0007_insights")]

    operations = []

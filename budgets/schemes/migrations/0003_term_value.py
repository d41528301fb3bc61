"""A value may be a table of any size."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schemes", "0002_guards")]
    operations = [migrations.AlterField("term", "value", models.TextField())]

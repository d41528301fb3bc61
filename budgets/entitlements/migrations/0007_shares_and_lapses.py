"""Shares as exact as they are agreed, lapses of a day, and entitlements found by person."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('entitlements', '0006_guards_of_decisions'),
        ('funding', '0003_kinds_of_money'),
        ('ledger', '0011_notices'),
        ('parties', '0004_guards_of_households'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='lapse',
            name='lapses_once',
        ),
        migrations.AlterField(
            model_name='fundshare',
            name='weight',
            field=models.DecimalField(decimal_places=6, max_digits=12),
        ),
        migrations.AddIndex(
            model_name='entitlement',
            index=models.Index(fields=['municipality', 'person', 'scheme'], name='entitlements_of_person'),
        ),
        migrations.AddConstraint(
            model_name='lapse',
            constraint=models.UniqueConstraint(fields=('municipality', 'entitlement', 'due_on', 'lapsed_on'), name='lapses_once_a_day'),
        ),
    ]

"""The ledger's tables; their models are for reading."""

from django.db import migrations, models

from ledger import tenancy


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(tenancy.statements(__file__, "0001_tables")),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('account_class', models.TextField(db_column='class')),
                ('unit', models.TextField()),
                ('holder', models.UUIDField(null=True)),
                ('entitlement', models.UUIDField(null=True)),
                ('scheme', models.TextField(null=True)),
                ('fund', models.UUIDField(null=True)),
                ('side', models.SmallIntegerField()),
                ('floored', models.BooleanField()),
            ],
            options={
                'db_table': 'ledger_account',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('id', models.BigIntegerField()),
                ('key', models.TextField()),
                ('request_hash', models.BinaryField()),
                ('act', models.TextField()),
                ('happened_on', models.DateField()),
                ('booked_at', models.DateTimeField()),
                ('why', models.TextField()),
                ('reverses', models.BigIntegerField(null=True)),
                ('lines', models.SmallIntegerField()),
            ],
            options={
                'db_table': 'ledger_entry',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.IntegerField(primary_key=True, serialize=False)),
                ('code', models.TextField(unique=True)),
                ('name', models.TextField()),
                ('opened_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'ledger_municipality',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('pk', models.CompositePrimaryKey('municipality_id', 'entry_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('entry_id', models.BigIntegerField()),
                ('line', models.SmallIntegerField()),
                ('account_id', models.BigIntegerField()),
                ('amount_minor', models.BigIntegerField(db_column='amount')),
                ('act', models.TextField()),
                ('account_class', models.TextField(db_column='class')),
                ('unit', models.TextField()),
                ('happened_on', models.DateField()),
                ('balance_after', models.BigIntegerField(null=True)),
                ('version', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'ledger_posting',
                'managed': False,
            },
        ),
    ]

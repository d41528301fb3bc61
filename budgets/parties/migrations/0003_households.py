"""Households with who is in them and since when, and what officers may do."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ledger.rows
import ledger.tenant


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_privileges'),
        ('parties', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40)),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
            ],
            options={
                'db_table': 'parties_household',
                'constraints': [models.UniqueConstraint(fields=('municipality', 'code'), name='one_household_per_code')],
            },
        ),
        migrations.CreateModel(
            name='HouseholdMember',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
                ('household', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.household')),
                ('person', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
            ],
            options={
                'db_table': 'parties_household_member',
                'indexes': [models.Index(fields=['municipality', 'household'], name='members_of_household')],
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'person', 'household', 'from_on'), name='one_membership_per_day'),
                    models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('from_on')), _connector='OR'), name='membership_ends_after_it_begins'),
                ],
            },
        ),
        migrations.AddField(
            model_name='officer',
            name='roles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('hardship', 'awards against a rule, with a reason')], max_length=20), default=list, size=None),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.CheckConstraint(condition=models.Q(('roles__contained_by', ['hardship'])), name='officer_roles_are_known'),
        ),
    ]

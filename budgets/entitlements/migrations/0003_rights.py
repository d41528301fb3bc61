"""Rights to a budget, with what they were decided on; shares of funds, notices and lapses."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

import ledger.rows
import ledger.tenant


class Migration(migrations.Migration):

    dependencies = [
        ('entitlements', '0002_guards'),
        ('funding', '0002_guards'),
        ('ledger', '0010_seals'),
        ('parties', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='FundShare',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('weight', models.DecimalField(decimal_places=4, max_digits=9)),
                ('entitlement', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='entitlements.entitlement')),
                ('fund', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.fund')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
            ],
            options={
                'db_table': 'entitlements_fund_share',
            },
        ),
        migrations.CreateModel(
            name='Lapse',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('amount_minor', models.BigIntegerField()),
                ('due_on', models.DateField()),
                ('lapsed_on', models.DateField()),
                ('explanation', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('entitlement', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='entitlements.entitlement')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
            ],
            options={
                'db_table': 'entitlements_lapse',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('given_on', models.DateField()),
                ('lapses_on', models.DateField()),
                ('explanation', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('entitlement', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='entitlements.entitlement')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
            ],
            options={
                'db_table': 'entitlements_notice',
            },
        ),
        migrations.RemoveConstraint(
            model_name='entitlement',
            name='one_live_entitlement',
        ),
        migrations.AddField(
            model_name='entitlement',
            name='applied_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='budget',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='category',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='covers_from',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='decide_by',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='decided_minor',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='decided_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='facts',
            field=models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='payee',
            field=ledger.rows.Within(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation'),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='repeats',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='unit',
            field=models.CharField(default='EUR', max_length=6),
        ),
        migrations.AlterField(
            model_name='entitlement',
            name='awarded_on',
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name='entitlement',
            name='fund',
            field=ledger.rows.Within(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.fund'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.UniqueConstraint(condition=models.Q(('covers_from', None), ('repeats', False), models.Q(('state__in', ['REFUSED', 'ENDED']), _negated=True)), fields=('municipality', 'person', 'scheme', 'budget'), name='one_live_entitlement'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.UniqueConstraint(condition=models.Q(('covers_from__isnull', False), ('repeats', False), models.Q(('state', 'REFUSED'), _negated=True)), fields=('municipality', 'person', 'scheme', 'budget', 'covers_from'), name='one_entitlement_per_period'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PROPOSED', 'REFUSED']), models.Q(('awarded_on__isnull', False), ('fund__isnull', False)), _connector='OR'), name='awarded_by_a_fund_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(('unit__in', ['EUR', 'POINT', 'LESSON', 'PACK'])), name='entitlement_unit_is_known'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(('decided_minor__gte', 0)), name='decided_is_not_below_zero'),
        ),
        migrations.AddConstraint(
            model_name='fundshare',
            constraint=models.UniqueConstraint(fields=('municipality', 'entitlement', 'fund'), name='one_share_per_fund'),
        ),
        migrations.AddConstraint(
            model_name='fundshare',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='share_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='lapse',
            constraint=models.UniqueConstraint(fields=('municipality', 'entitlement', 'due_on'), name='lapses_once'),
        ),
        migrations.AddConstraint(
            model_name='lapse',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='lapse_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('municipality', 'entitlement', 'lapses_on', 'number'), name='notice_is_given_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('number__in', [1, 2])), name='notice_is_first_or_second'),
        ),
    ]

"""Decisions, assessments of one person for all schemes, and what waits for either."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ledger.rows
import ledger.tenant


class Migration(migrations.Migration):

    dependencies = [
        ('entitlements', '0004_guards_of_rights'),
        ('funding', '0003_kinds_of_money'),
        ('ledger', '0005_privileges'),
        ('parties', '0004_guards_of_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('facts', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('verdicts', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('assessed_on', models.DateField()),
                ('household', ledger.rows.Within(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.household')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
                ('person', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
            ],
            options={
                'db_table': 'entitlements_assessment',
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('scheme', models.CharField(max_length=40)),
                ('outcome', models.CharField(choices=[('AWARDED', 'yes'), ('REFUSED', 'no, for the reason that is told')], max_length=10)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('ground', models.CharField(blank=True, max_length=60)),
                ('reason', models.TextField(blank=True)),
                ('against_rule', models.BooleanField(default=False)),
                ('explanation', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('decided_on', models.DateField()),
                ('entitlement', ledger.rows.Within(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='entitlements.entitlement')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
                ('officer', ledger.rows.Within(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.officer')),
                ('person', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
            ],
            options={
                'db_table': 'entitlements_decision',
                'indexes': [
                    models.Index(fields=['municipality', 'person'], name='decisions_of_person'),
                    models.Index(condition=models.Q(('against_rule', True)), fields=['municipality', 'scheme', 'ground'], name='precedents_of_scheme'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('outcome__in', ['AWARDED', 'REFUSED'])), name='decision_outcome_is_known'),
                    models.CheckConstraint(condition=models.Q(('against_rule', False), models.Q(('officer__isnull', False), ('outcome', 'AWARDED'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='against_a_rule_by_an_officer_with_a_reason'),
                ],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entitlement',
            name='moves',
        ),
        migrations.RemoveConstraint(
            model_name='entitlement',
            name='entitlement_state',
        ),
        migrations.RemoveConstraint(
            model_name='entitlement',
            name='one_live_entitlement',
        ),
        migrations.RemoveConstraint(
            model_name='entitlement',
            name='one_entitlement_per_period',
        ),
        migrations.RemoveConstraint(
            model_name='entitlement',
            name='awarded_by_a_fund_on_a_day',
        ),
        migrations.AddField(
            model_name='entitlement',
            name='household',
            field=ledger.rows.Within(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.household'),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='opt_out_until',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='waits_for',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name='entitlement',
            name='state',
            field=django_fsm.FSMField(choices=[('PROPOSED', 'waits for a decision; nothing is promised'), ('REFUSED', 'decided no; the reasons are in the decision'), ('WITHDRAWN', 'wanted no longer, or never, by the person; nothing was decided'), ('ACTIVE', 'promised; grants arrive each period'), ('SUSPENDED', 'paused; what was granted stays usable'), ('STOPPED', 'no new grants; what is left stays with the person'), ('ENDED', 'closed; balance spent or released to the fund by its terms')], default='PROPOSED', max_length=20, protected=True),
        ),
        migrations.AlterField(
            model_name='move',
            name='to',
            field=models.CharField(choices=[('PROPOSED', 'waits for a decision; nothing is promised'), ('REFUSED', 'decided no; the reasons are in the decision'), ('WITHDRAWN', 'wanted no longer, or never, by the person; nothing was decided'), ('ACTIVE', 'promised; grants arrive each period'), ('SUSPENDED', 'paused; what was granted stays usable'), ('STOPPED', 'no new grants; what is left stays with the person'), ('ENDED', 'closed; balance spent or released to the fund by its terms')], max_length=20),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entitlement',
            trigger=pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{ACTIVE:ENDED,ACTIVE:STOPPED,ACTIVE:SUSPENDED,PROPOSED:ACTIVE,PROPOSED:REFUSED,PROPOSED:WITHDRAWN,STOPPED:ACTIVE,STOPPED:ENDED,SUSPENDED:ACTIVE,SUSPENDED:ENDED,SUSPENDED:STOPPED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='d153f2910b9d4cc580a8b6dbacc55d8b7e67fa35', operation='UPDATE', pgid='pgtrigger_moves_c4a50', table='entitlements_entitlement', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PROPOSED', 'REFUSED', 'WITHDRAWN', 'ACTIVE', 'SUSPENDED', 'STOPPED', 'ENDED'])), name='entitlement_state'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.UniqueConstraint(condition=models.Q(('covers_from', None), ('repeats', False), models.Q(('state__in', ['REFUSED', 'WITHDRAWN', 'ENDED']), _negated=True)), fields=('municipality', 'person', 'scheme', 'budget'), name='one_live_entitlement'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.UniqueConstraint(condition=models.Q(('covers_from__isnull', False), ('repeats', False), models.Q(('state__in', ('REFUSED', 'WITHDRAWN')), _negated=True)), fields=('municipality', 'person', 'scheme', 'budget', 'covers_from'), name='one_entitlement_per_period'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PROPOSED', 'REFUSED', 'WITHDRAWN']), models.Q(('awarded_on__isnull', False), ('fund__isnull', False)), _connector='OR'), name='awarded_by_a_fund_on_a_day'),
        ),
        migrations.AddIndex(
            model_name='entitlement',
            index=models.Index(condition=models.Q(('household__isnull', False)), fields=['municipality', 'household'], name='entitlements_of_household'),
        ),
    ]

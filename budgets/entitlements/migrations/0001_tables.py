"""Entitlements with their moves, periods and grants, and the runs that work on them."""

import uuid

import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ledger.rows
import ledger.tenant


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('funding', '0001_tables'),
        ('ledger', '0005_privileges'),
        ('parties', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entitlement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', django_fsm.FSMField(choices=[('PROPOSED', 'waits for a decision; nothing is promised'), ('REFUSED', 'decided no; the reasons are in the decision'), ('ACTIVE', 'promised; grants arrive each period'), ('SUSPENDED', 'paused; what was granted stays usable'), ('STOPPED', 'no new grants; what is left stays with the person'), ('ENDED', 'closed; balance spent or released to the fund by its terms')], default='PROPOSED', max_length=20, protected=True)),
                ('scheme', models.CharField(max_length=40)),
                ('cohort', models.CharField(max_length=20)),
                ('starts_on', models.DateField()),
                ('awarded_on', models.DateField()),
                ('opened', models.BooleanField(default=False)),
                ('missed_count', models.PositiveSmallIntegerField(default=0)),
                ('next_due_on', models.DateField(null=True)),
                ('booked_count', models.PositiveIntegerField(default=0)),
                ('granted_count', models.PositiveSmallIntegerField(default=0)),
                ('fund', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funding.fund')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
                ('person', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
            ],
            options={
                'db_table': 'entitlements_entitlement',
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='PeriodRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', django_fsm.FSMField(choices=[('PLANNED', 'cut into chunks; nothing is done yet'), ('RUNNING', 'some chunks are done'), ('DONE', 'every chunk is done')], default='PLANNED', max_length=20, protected=True)),
                ('scheme', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('actor', models.CharField(max_length=80)),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
            ],
            options={
                'db_table': 'entitlements_run',
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=20)),
                ('to', models.CharField(choices=[('PROPOSED', 'waits for a decision; nothing is promised'), ('REFUSED', 'decided no; the reasons are in the decision'), ('ACTIVE', 'promised; grants arrive each period'), ('SUSPENDED', 'paused; what was granted stays usable'), ('STOPPED', 'no new grants; what is left stays with the person'), ('ENDED', 'closed; balance spent or released to the fund by its terms')], max_length=20)),
                ('on', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('explanation', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('entitlement', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='entitlements.entitlement')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
            ],
            options={
                'db_table': 'entitlements_move',
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', django_fsm.FSMField(choices=[('UPCOMING', 'has not begun'), ('OPEN', 'runs now'), ('MET', 'what was asked was done; the grant follows from it'), ('MISSED', 'less was done than was asked; nothing was used and nothing granted'), ('PAUSED', 'the entitlement was suspended; nothing was used, granted or counted'), ('CLOSED', 'over, with nothing to judge')], default='OPEN', max_length=20, protected=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('due_on', models.DateField()),
                ('whole', models.BooleanField()),
                ('opening_balance_minor', models.BigIntegerField()),
                ('used_minor', models.BigIntegerField()),
                ('granted_minor', models.BigIntegerField()),
                ('explanation', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('entitlement', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='entitlements.entitlement')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
            ],
            options={
                'db_table': 'entitlements_period',
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('label', models.CharField(max_length=10)),
                ('amount_minor', models.BigIntegerField()),
                ('due_on', models.DateField()),
                ('granted_on', models.DateField()),
                ('explanation', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('entitlement', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='entitlements.entitlement')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
                ('person', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
            ],
            options={
                'db_table': 'entitlements_grant',
            },
        ),
        migrations.CreateModel(
            name='RunChunk',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('entitlement_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('outcome', models.JSONField(null=True)),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, default=ledger.tenant.current, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.municipality')),
                ('run', ledger.rows.Within(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='entitlements.periodrun')),
            ],
            options={
                'db_table': 'entitlements_run_chunk',
            },
        ),
        migrations.AddIndex(
            model_name='entitlement',
            index=models.Index(condition=models.Q(('next_due_on__isnull', False)), fields=['municipality', 'scheme', 'next_due_on'], name='entitlement_due'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PROPOSED', 'REFUSED', 'ACTIVE', 'SUSPENDED', 'STOPPED', 'ENDED'])), name='entitlement_state'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['REFUSED', 'ENDED']), _negated=True), fields=('municipality', 'person', 'scheme'), name='one_live_entitlement'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entitlement',
            trigger=pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{ACTIVE:ENDED,ACTIVE:STOPPED,ACTIVE:SUSPENDED,PROPOSED:ACTIVE,PROPOSED:REFUSED,STOPPED:ACTIVE,STOPPED:ENDED,SUSPENDED:ACTIVE,SUSPENDED:ENDED,SUSPENDED:STOPPED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='843e16652bc9616748f42b05b20d1f723c71094b', operation='UPDATE', pgid='pgtrigger_moves_c4a50', table='entitlements_entitlement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entitlement',
            trigger=pgtrigger.compiler.Trigger(name='begins', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.state NOT IN ('PROPOSED', 'ACTIVE') THEN RAISE EXCEPTION 'a row may not begin as %', NEW.state; END IF; RETURN NEW;", hash='e5816c05acc62af16ad17c83b71ad53a09dd52c8', operation='INSERT', pgid='pgtrigger_begins_cfe5c', table='entitlements_entitlement', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('municipality', 'entitlement', 'number'), name='grant_is_one'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='grant_is_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.UniqueConstraint(fields=('municipality', 'entitlement', 'number'), name='move_is_one'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['UPCOMING', 'OPEN', 'MET', 'MISSED', 'PAUSED', 'CLOSED'])), name='period_state'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.UniqueConstraint(fields=('municipality', 'entitlement', 'number'), name='period_is_one'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.UniqueConstraint(fields=('municipality', 'entitlement', 'starts_on'), name='period_runs_once'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='period_has_days'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{CLOSED:MET,MISSED:MET}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='d8123d39a9a82a85281e9cbc03e88b868801713e', operation='UPDATE', pgid='pgtrigger_moves_b6efe', table='entitlements_period', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='begins', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.state NOT IN ('MET', 'MISSED', 'PAUSED', 'CLOSED') THEN RAISE EXCEPTION 'a row may not begin as %', NEW.state; END IF; RETURN NEW;", hash='ed6e2049e8b69e096cba6d403ecd9e201a525759', operation='INSERT', pgid='pgtrigger_begins_197ee', table='entitlements_period', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='periodrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PLANNED', 'RUNNING', 'DONE'])), name='run_state'),
        ),
        migrations.AddConstraint(
            model_name='periodrun',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'DONE'), _negated=True), fields=('municipality', 'scheme'), name='one_run_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='periodrun',
            trigger=pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{PLANNED:DONE,PLANNED:RUNNING,RUNNING:DONE}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='702cc2a137f79c2471325b26981d351616eaafad', operation='UPDATE', pgid='pgtrigger_moves_77728', table='entitlements_run', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='periodrun',
            trigger=pgtrigger.compiler.Trigger(name='begins', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF NEW.state NOT IN ('PLANNED') THEN RAISE EXCEPTION 'a row may not begin as %', NEW.state; END IF; RETURN NEW;", hash='3c5e3d127dff5850c6741287e8bc5c85b23dd343', operation='INSERT', pgid='pgtrigger_begins_24b5c', table='entitlements_run', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='runchunk',
            constraint=models.UniqueConstraint(fields=('municipality', 'run', 'number'), name='chunk_is_one'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['municipality', 'person'], name='grants_of_person'),
        ),
    ]

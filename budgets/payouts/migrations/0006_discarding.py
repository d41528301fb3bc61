"""A batch that has not left can be let go; its lines are then free for another."""

import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from ledger import tenancy


class Migration(migrations.Migration):

    dependencies = [
        ('entitlements', '0011_what_came_back'),
        ('ledger', '0011_notices'),
        ('parties', '0006_guard_of_account_by_two'),
        ('payouts', '0005_guards_of_settlements'),
        ('settlements', '0002_guards'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='paymentbatch',
            name='moves',
        ),
        migrations.RemoveConstraint(
            model_name='disbursement',
            name='grant_is_disbursed_once',
        ),
        migrations.RemoveConstraint(
            model_name='disbursement',
            name='end_to_end_id_is_one',
        ),
        migrations.RemoveConstraint(
            model_name='disbursement',
            name='settlement_is_disbursed_once',
        ),
        migrations.RemoveConstraint(
            model_name='paymentbatch',
            name='batch_state',
        ),
        migrations.AddField(
            model_name='disbursement',
            name='discarded',
            field=models.BooleanField(db_default=False),
        ),
        migrations.AlterField(
            model_name='paymentbatch',
            name='state',
            field=django_fsm.FSMField(choices=[('DRAFT', 'lines are being put in; no file yet'), ('PREPARED', 'the file is fixed and waits for two approvals'), ('APPROVED', 'two officers approved exactly this file'), ('HANDED_OVER', 'given out to be sent to the bank; booked as in transit'), ('DISCARDED', 'let go before it left; what it would have paid is due again')], default='DRAFT', max_length=20, protected=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paymentbatch',
            trigger=pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{APPROVED:DISCARDED,APPROVED:HANDED_OVER,DRAFT:PREPARED,PREPARED:APPROVED,PREPARED:DISCARDED}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='8315d48b6c8aecdcb488b20afe264f112c2a4ef3', operation='UPDATE', pgid='pgtrigger_moves_4c2d4', table='payouts_batch', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.UniqueConstraint(condition=models.Q(('discarded', False)), fields=('municipality', 'grant'), name='grant_is_disbursed_once'),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.UniqueConstraint(condition=models.Q(('discarded', False)), fields=('municipality', 'settlement'), name='settlement_is_disbursed_once'),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.UniqueConstraint(condition=models.Q(('discarded', False)), fields=('municipality', 'end_to_end_id'), name='end_to_end_id_is_one'),
        ),
        migrations.AddConstraint(
            model_name='paymentbatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'PREPARED', 'APPROVED', 'HANDED_OVER', 'DISCARDED'])), name='batch_state'),
        ),
        migrations.RunSQL(tenancy.statements(__file__, "0006_discarding")),
        migrations.RunSQL(tenancy.never_ignore()),
    ]

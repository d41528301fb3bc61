"""What must hold whoever writes: rows stay within the municipality and are never deleted; what is done stays done."""

from django.db import migrations

from ledger import tenancy

DUTY, WARNING = "aftercare_duty", "aftercare_warning"
DONE_STAYS = f"""
    CREATE FUNCTION aftercare_keep_done() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF OLD.state = 'DONE' THEN
            RAISE EXCEPTION USING ERRCODE = 'GS001', MESSAGE = 'append-only',
                DETAIL = jsonb_build_object('table', TG_TABLE_NAME, 'verb', TG_OP)::text;
        END IF;
        RETURN NEW;
    END $$;
    REVOKE ALL ON FUNCTION aftercare_keep_done() FROM PUBLIC;
    CREATE TRIGGER {DUTY}_done_stays BEFORE UPDATE ON {DUTY} FOR EACH ROW EXECUTE FUNCTION aftercare_keep_done();
"""


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0001_tables"), ("parties", "0004_guards_of_households")]
    operations = [
        migrations.RunSQL(tenancy.guard(DUTY, may="SELECT, INSERT, UPDATE (state, owner_id, note, done_on)")),
        migrations.RunSQL(tenancy.refer(DUTY, "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer(DUTY, "owner_id", "parties_officer")),
        migrations.RunSQL(tenancy.append_only(DUTY, updatable=True)),
        migrations.RunSQL(DONE_STAYS),
        migrations.RunSQL(tenancy.guard(WARNING, may="SELECT, INSERT")),
        migrations.RunSQL(tenancy.refer(WARNING, "person_id", "parties_person")),
        migrations.RunSQL(tenancy.append_only(WARNING)),
        migrations.RunSQL(tenancy.never_ignore()),
    ]

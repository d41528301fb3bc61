"""What must hold whoever writes: rows stay within the municipality, and are only added, replaced once and weighed once."""

from django.db import migrations

from ledger import tenancy

TABLE = "evidence_attestation"
ONCE = f"""
    CREATE FUNCTION evidence_note_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF (OLD.replaced_by_id IS NOT NULL AND NEW.replaced_by_id IS DISTINCT FROM OLD.replaced_by_id)
            OR (OLD.weighed_by IS NOT NULL AND NEW.weighed_by IS DISTINCT FROM OLD.weighed_by) THEN
            RAISE EXCEPTION USING ERRCODE = 'GS001', MESSAGE = 'append-only',
                DETAIL = jsonb_build_object('table', TG_TABLE_NAME, 'verb', TG_OP)::text;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER {TABLE}_once BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION evidence_note_once();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_tables"), ("parties", "0002_guards")]
    operations = [
        migrations.RunSQL(tenancy.guard(TABLE, may="SELECT, INSERT, UPDATE (replaced_by_id, weighed_by)")),
        migrations.RunSQL(tenancy.refer(TABLE, "person_id", "parties_person")),
        migrations.RunSQL(tenancy.refer(TABLE, "organisation_id", "parties_organisation")),
        # Deferred: a row that is replaced names its successor just before that is written.
        migrations.RunSQL(tenancy.refer(TABLE, "replaced_by_id", TABLE, deferred=True)),
        migrations.RunSQL(tenancy.append_only(TABLE, updatable=True)),
        migrations.RunSQL(ONCE),
    ]

-- The roles of Grondslag, and their rights in the database one is connected to. An administrator runs this once, after
-- `CREATE DATABASE grondslag`, as `psql -d grondslag -f ops/roles.sql`; running it again changes nothing.
-- Passwords, if the server asks for them, are given by the administrator: ALTER ROLE … PASSWORD.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['grondslag_owner', 'grondslag_app'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
        END IF;
        EXECUTE format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION', wanted);
    END LOOP;
END
$$;

-- Backups are made by a role that reads the rows of every municipality, and writes nothing. Whoever has it has everything: its
-- password belongs on the machine that makes backups, and nowhere else.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grondslag_backup') THEN
        CREATE ROLE grondslag_backup LOGIN;
    END IF;
    ALTER ROLE grondslag_backup NOSUPERUSER BYPASSRLS NOCREATEROLE NOCREATEDB;
    GRANT pg_read_all_data TO grondslag_backup;
END
$$;
ALTER ROLE grondslag_backup SET default_transaction_read_only = on;

-- The owner makes the tables and is used by migrations only; the application's role owns nothing.
ALTER ROLE grondslag_app SET lock_timeout = '2s';

DO $$
BEGIN
    IF current_database() NOT IN ('postgres', 'template0', 'template1') THEN
        EXECUTE format('ALTER DATABASE %I OWNER TO grondslag_owner', current_database());
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO grondslag_app, grondslag_backup', current_database());
        ALTER SCHEMA public OWNER TO grondslag_owner;
        REVOKE ALL ON SCHEMA public FROM PUBLIC, grondslag_app;
        GRANT USAGE ON SCHEMA public TO grondslag_app;
    END IF;
END
$$;

-- Rows of registers and events do not ask for their unit one by one any more: each change of a record moves the end of its unit's chain,
-- event_head, which does. It was a fifth of an import.

DO $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT t.relname, c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
		WHERE c.contype = 'f' AND c.confrelid = 'unit'::regclass AND t.relnamespace = current_schema()::regnamespace
			AND (t.relname = 'event' OR t.relname LIKE 'r\_%')
	LOOP
		EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', one.relname, one.conname);
	END LOOP;
END $$;

-- Rows of code tables know why, by whom and when they were written: until now only the audit did. person_id 0: the program, from a definition.
-- The PostgreSQL form of the SQLite file with the same number; and a function of expressions that src/store/sqlite_functions.c has for SQLite.

ALTER TABLE catalogue_row ADD COLUMN reason text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE catalogue_row ADD COLUMN person_id bigint NOT NULL DEFAULT 0;
ALTER TABLE catalogue_row ADD COLUMN set_at bigint NOT NULL DEFAULT 0; -- milliseconds; 0: not known

-- One member of a JSON object, as text.
CREATE FUNCTION catalogue_value(data text, name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
	AS $$ SELECT (data::json ->> name) COLLATE "C" $$;

/* What the catalogues of SQLite and PostgreSQL say of a database's tables, in the same words. */
#include "transfer_private.h"

const struct transfer_catalogue transfer_sqlite = {
	.columns =
		"SELECT m.name, c.name, CASE WHEN c.hidden <> 0 THEN '?' WHEN c.type = 'INTEGER' THEN 'i' WHEN c.type = 'TEXT' THEN 't'"
		" WHEN c.type = 'BLOB' THEN 'b' ELSE '?' END, c.\"notnull\", c.pk FROM sqlite_schema m, pragma_table_xinfo(m.name) c"
		" WHERE m.type = 'table' AND m.name <> 'schema_history' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
		" ORDER BY m.name, c.cid",
	.uniques =
		"SELECT m.name, (SELECT group_concat(name, ', ') FROM (SELECT x.name FROM pragma_index_info(l.name) x ORDER BY x.seqno))"
		" FROM sqlite_schema m, pragma_index_list(m.name) l WHERE m.type = 'table' AND l.origin = 'u'"
		" ORDER BY m.name, l.seq DESC",
	.indexes = "SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
	.loosen =
		"SELECT coalesce(group_concat('DROP TRIGGER ' || name || ';', ''), '') FROM sqlite_schema WHERE type = 'trigger'",
	.tighten = "SELECT coalesce(group_concat(sql || ';', ''), '') FROM sqlite_schema WHERE type = 'trigger'",
	.open = "PRAGMA foreign_keys=OFF", /* store_verify() looks at them all */
	.number = "INTEGER",
	.text = "TEXT",
	.bytes = "BLOB",
	.table_end = " STRICT",
	.unit = " REFERENCES unit",
	.in_pieces = true,
};

#define HERE "current_schema()::regnamespace"
#define NOT_OF_AN_EXTENSION                                                                                            \
	"NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"

/* Foreign keys that are put back look at all rows at once, which is a fraction of a look at each that comes. */
const struct transfer_catalogue transfer_postgres = {
	.columns =
		"SELECT c.relname::text, a.attname::text, CASE WHEN c.relkind <> 'r' OR a.attgenerated <> '' THEN '?'"
		" WHEN a.atttypid = 20 THEN 'i' WHEN a.atttypid = 25 THEN 't' WHEN a.atttypid = 17 THEN 'b' ELSE '?' END,"
		" a.attnotnull::int::bigint, coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint"
		" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
		" LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary WHERE c.relnamespace = " HERE
		" AND c.relkind IN ('r', 'p', 'f') AND c.relname <> 'schema_history' AND " NOT_OF_AN_EXTENSION
		" ORDER BY c.relname::text COLLATE \"C\", a.attnum",
	.uniques =
		"SELECT c.relname::text, string_agg(a.attname, ', ' ORDER BY k.n) FROM pg_constraint u JOIN pg_class c ON c.oid = u.conrelid"
		" CROSS JOIN unnest(u.conkey) WITH ORDINALITY AS k(attnum, n)"
		" JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum"
		" WHERE u.contype = 'u' AND u.connamespace = " HERE
		" GROUP BY u.oid, c.relname ORDER BY c.relname, u.conname",
	.indexes =
		"SELECT c.relname::text, 'CREATE ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || x.relname || ' ON '"
		" || c.relname || ' (' || (SELECT string_agg(pg_get_indexdef(x.oid, k, true), ', ' ORDER BY k)"
		" FROM generate_series(1, i.indnkeyatts::int) AS k) || ')'"
		" || coalesce(' WHERE ' || pg_get_expr(i.indpred, c.oid, true), '')"
		" FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid"
		" WHERE c.relnamespace = " HERE " AND NOT i.indisprimary"
		" AND NOT EXISTS (SELECT 1 FROM pg_constraint u WHERE u.conindid = x.oid AND u.contype = 'u') ORDER BY x.relname",
	.loosen =
		"SELECT coalesce(string_agg(format('ALTER TABLE %I DROP CONSTRAINT %I;', c.relname, f.conname), ''), '')"
		" || (SELECT coalesce(string_agg(format('ALTER TABLE %I DISABLE TRIGGER USER;', relname), ''), '') FROM pg_class"
		" WHERE relnamespace = " HERE " AND relkind = 'r' AND relhastriggers)"
		" FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid WHERE f.contype = 'f' AND f.connamespace = " HERE,
	.tighten =
		"SELECT coalesce(string_agg(format('ALTER TABLE %I ADD CONSTRAINT %I %s;', c.relname, f.conname, pg_get_constraintdef(f.oid)),"
		" ''), '') || (SELECT coalesce(string_agg(format('ALTER TABLE %I ENABLE TRIGGER USER;', relname), ''), '') FROM pg_class"
		" WHERE relnamespace = " HERE " AND relkind = 'r' AND relhastriggers)"
		" FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid WHERE f.contype = 'f' AND f.connamespace = " HERE,
	.number = "bigint",
	.text = "text COLLATE \"C\"",
	.bytes = "bytea",
	.table_end = "",
	.unit = "",
};

const struct transfer_catalogue *transfer_catalogue_of(const struct store *s)
{
	return strcmp(store_dialect(s), "sqlite") == 0 ? &transfer_sqlite : &transfer_postgres;
}

/* Tables and indexes as SQL of the dialect. Names have been checked: identifiers that are no keywords. */
#include "schema_private.h"

#include <assert.h>

static bool is_sqlite(const struct store *s)
{
	return strcmp(store_dialect(s), "sqlite") == 0;
}

const char *schema_type(const struct store *s, bool integer)
{
	if (is_sqlite(s))
		return integer ? "INTEGER" : "TEXT";
	return integer ? "bigint" : "text COLLATE \"C\"";
}

/* "x_case_1a2b3c4d": short enough for PostgreSQL whatever the names are. */
static void put_index(struct change *c, const char *kind, struct str field)
{
	uint64_t hash = str_hash(field, str_hash(str_from(kind), 0));

	buf_fmt(&c->sql, "x_" STR_FMT "_%08x", STR_ARG(c->def->name), (unsigned)(hash & 0xFFFFFFFF));
}

static void fixed_index(struct change *c, const char *kind, const char *columns)
{
	buf_cstr(&c->sql, "CREATE INDEX ");
	put_index(c, kind, STR(""));
	buf_fmt(&c->sql, " ON r_" STR_FMT " (unit_id, %s, id);\n", STR_ARG(c->def->name), columns);
}

/* Younger than some tables: made where it is missing. */
void schema_late_indexes(struct change *c)
{
	buf_cstr(&c->sql, "CREATE INDEX IF NOT EXISTS ");
	put_index(c, "changed", STR(""));
	buf_fmt(&c->sql, " ON r_" STR_FMT " (unit_id, changed_at, id);\n", STR_ARG(c->def->name));
}

static void add_field_index(struct change *c, const char *kind, struct str field)
{
	bool only = strcmp(kind, "only") == 0; /* among the records below one */
	bool unique = only || strcmp(kind, "unique") == 0;

	buf_cstr(&c->sql, unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
	put_index(c, kind, field);
	buf_fmt(&c->sql, " ON r_" STR_FMT " (unit_id, %s" STR_FMT "%s;\n", STR_ARG(c->def->name),
		only ? "parent_id, " : "", STR_ARG(field), unique ? ") WHERE deleted_at IS NULL" : ", id)");
}

static void drop_field_index(struct change *c, const char *kind, struct str field)
{
	buf_cstr(&c->sql, "DROP INDEX ");
	put_index(c, kind, field);
	buf_cstr(&c->sql, ";\n");
}

static const struct old_field *old_of(const struct change *c, struct str name)
{
	for (size_t i = 0; i < c->old.fields_count; i++)
		if (str_eq(c->old.fields[i].name, name))
			return &c->old.fields[i];
	return NULL;
}

/* A reference is looked up anyway. A renamed field gets its indexes anew. */
void schema_drop_indexes(struct change *c)
{
	for (size_t i = 0; i < c->old.fields_count; i++) {
		const struct old_field *old = &c->old.fields[i];
		const struct field *f = register_field(c->def, old->name);
		bool same = f && f->type == old->type;
		if (old->type == FIELD_REFERENCE && !same)
			drop_field_index(c, "reference", old->name);
		if (old->unique && !(same && f->unique))
			drop_field_index(c, "unique", old->name);
		if (old->unique_in_parent && !(same && f->unique_in_parent))
			drop_field_index(c, "only", old->name);
		if (old->index && !(same && f->index))
			drop_field_index(c, "index", old->name);
	}
}

void schema_add_indexes(struct change *c)
{
	for (size_t i = 0; i < c->def->fields_count; i++) {
		const struct field *f = &c->def->fields[i];
		const struct old_field *old = old_of(c, f->name);
		bool same = old && old->type == f->type;
		if (f->type == FIELD_REFERENCE && !same)
			add_field_index(c, "reference", f->name);
		if (f->unique && !(same && old->unique))
			add_field_index(c, "unique", f->name);
		if (f->unique_in_parent && !(same && old->unique_in_parent))
			add_field_index(c, "only", f->name);
		if (f->index && !(same && old->index))
			add_field_index(c, "index", f->name);
	}
}

static void put_common(struct change *c)
{
	static const struct {
		const char *name;
		bool integer, null;
	} columns[] = { { "id", true, false }, { "parent_id", true, false }, { "no", false, false },
		{ "state", false, false }, { "version", true, false }, { "department_id", true, true },
		{ "owner_id", true, true }, { "holder_id", true, true }, { "created_at", true, false },
		{ "created_by", true, false }, { "changed_at", true, false }, { "changed_by", true, false },
		{ "deleted_at", true, true }, { "due_at", true, true }, { "lamp", false, false } };

	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		if (strcmp(columns[i].name, "parent_id") == 0 && c->def->parent.len == 0)
			continue;
		buf_fmt(&c->sql, ",\n\t%s %s%s", columns[i].name, schema_type(c->store, columns[i].integer),
			columns[i].null ? "" : " NOT NULL");
	}
}

void schema_create(struct change *c)
{
	const struct register_def *def = c->def;

	/* PostgreSQL would ask for each row; there the end of the unit's chain of events, which every change moves, asks once. */
	buf_fmt(&c->sql, "CREATE TABLE r_" STR_FMT " (\n\tunit_id %s NOT NULL%s", STR_ARG(def->name),
		schema_type(c->store, true), is_sqlite(c->store) ? " REFERENCES unit" : "");
	put_common(c);
	for (size_t i = 0; i < def->columns_count; i++)
		buf_fmt(&c->sql, ",\n\t" STR_FMT " %s", STR_ARG(def->columns[i].name),
			schema_type(c->store, def->columns[i].integer));
	buf_fmt(&c->sql, ",\n\tPRIMARY KEY (unit_id, id),\n\tUNIQUE (unit_id, no)\n)%s;\n",
		is_sqlite(c->store) ? " STRICT" : "");
	fixed_index(c, "state", "state");
	fixed_index(c, "department", "department_id, state");
	fixed_index(c, "owner", "owner_id");
	fixed_index(c, "holder", "holder_id");
	fixed_index(c, "due", "due_at");
	if (def->parent.len > 0)
		fixed_index(c, "parent", "parent_id");
	schema_add_indexes(c);
}

static const char *const parts[VALUE_COLUMNS_MAX] = { "", "_lon", "_lat" };

void schema_drop_column(struct change *c, struct str name, enum field_type type)
{
	struct field f = { .type = type };
	size_t columns = value_columns(&f);

	assert(columns <= VALUE_COLUMNS_MAX);
	for (size_t i = 0; i < columns; i++)
		buf_fmt(&c->sql, "ALTER TABLE r_" STR_FMT " DROP COLUMN " STR_FMT "%s;\n", STR_ARG(c->def->name),
			STR_ARG(name), parts[i]);
}

void schema_add_column(struct change *c, const struct field *f)
{
	size_t columns = value_columns(f);

	assert(columns <= VALUE_COLUMNS_MAX);
	for (size_t i = 0; i < columns; i++)
		buf_fmt(&c->sql, "ALTER TABLE r_" STR_FMT " ADD COLUMN " STR_FMT "%s %s;\n", STR_ARG(c->def->name),
			STR_ARG(f->name), parts[i], schema_type(c->store, i > 0 || value_is_integer(f->type)));
}

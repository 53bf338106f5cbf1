/* Which tables a database has, and making those that no migration makes. */
#include "transfer_private.h"

#include "buf.h"

enum { TABLE_SQL_MAX = 1 << 20 };

void transfer_clear_shape(struct transfer_shape *s)
{
	vec_clear(&s->tables);
	vec_clear(&s->columns);
}

static int not_ours(struct str table, struct str column, struct err *e)
{
	err_hint(e, "请把不属于本程序的表移到另一个数据库（或模式）里，再试一次");
	return err_set(e, ERR_DB, "数据库里有本程序不认识的内容：表 " STR_FMT " 的列 " STR_FMT, STR_ARG(table),
		STR_ARG(column));
}

/* Names that need no quotes in either kind; whoever uses a word of SQL is told by the statement. */
static bool is_plain(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		bool digit = c >= '0' && c <= '9';
		if (!((c >= 'a' && c <= 'z') || c == '_' || (digit && i > 0)))
			return false;
	}
	return name.len > 0;
}

static int add_table(struct transfer_shape *s, struct str name, struct arena *a, struct err *e)
{
	if (s->tables.len > 0 && str_eq(transfer_table_at(s, s->tables.len - 1)->name, name))
		return 0;
	struct transfer_table *t = vec_push(&s->tables);
	if (!t)
		return err_nomem(e);
	t->name = arena_dup(a, name);
	t->first = s->columns.len;
	return t->name.ptr ? 0 : err_nomem(e);
}

static int add_column(struct transfer_shape *s, struct store_stmt *st, struct arena *a, struct err *e)
{
	struct str table = store_text(st, 0), name = store_text(st, 1), kind = store_text(st, 2);

	if (!is_plain(table) || !is_plain(name) || kind.len != 1 || kind.ptr[0] == '?')
		return not_ours(table, name, e);
	int rc = add_table(s, table, a, e);
	if (rc < 0)
		return rc;
	struct transfer_column *c = vec_push(&s->columns);
	if (!c)
		return err_nomem(e);
	*c = (struct transfer_column){ arena_dup(a, name), kind.ptr[0], store_int(st, 3) != 0, store_int(st, 4) };
	transfer_table_at(s, s->tables.len - 1)->count++;
	return c->name.ptr ? 0 : err_nomem(e);
}

int transfer_read_shape(struct store *s, struct arena *a, struct transfer_shape *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	vec_init(&ret->tables, sizeof(struct transfer_table));
	vec_init(&ret->columns, sizeof(struct transfer_column));
	int rc = store_prepare(s, transfer_catalogue_of(s)->columns, &st, e);
	while (rc >= 0 && (rc = store_step(st, e)) > 0)
		rc = add_column(ret, st, a, e);
	return rc;
}

/* --- tables that no migration makes --- */

struct making {
	const struct transfer_catalogue *catalogue; /* of the database they are made in */
	const struct transfer_shape *shape;
	struct vec uniques, indexes; /* struct piece */
	struct arena *arena;
};
struct piece {
	struct str table, text;
};

static int read_pieces(struct store *s, const char *sql, struct arena *a, struct vec *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, sql, &st, e);
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		struct piece *p = vec_push(ret);
		if (!p)
			return err_nomem(e);
		*p = (struct piece){ arena_dup(a, store_text(st, 0)), arena_dup(a, store_text(st, 1)) };
		if (!p->table.ptr || !p->text.ptr)
			return err_nomem(e);
	}
	return rc;
}

static void put_column(
	struct buf *b, const struct making *m, const struct transfer_table *t, const struct transfer_column *c)
{
	const struct transfer_catalogue *to = m->catalogue;

	buf_fmt(b, "\n\t" STR_FMT " %s%s", STR_ARG(c->name),
		c->kind == 'i'   ? to->number
		: c->kind == 't' ? to->text
				 : to->bytes,
		c->required ? " NOT NULL" : "");
	if (str_starts(t->name, STR("r_")) && str_eq(c->name, STR("unit_id")))
		buf_cstr(b, to->unit);
}

/* The columns of the primary key in its order; false: there is none. */
static bool put_key(struct buf *b, const struct making *m, const struct transfer_table *t)
{
	int64_t place = 0;

	for (size_t i = 0; i < t->count;) {
		const struct transfer_column *c = transfer_column_at(m->shape, t, i++);
		if (c->key != place + 1)
			continue;
		buf_fmt(b, "%s" STR_FMT, place++ == 0 ? ",\n\tPRIMARY KEY (" : ", ", STR_ARG(c->name));
		i = 0;
	}
	if (place > 0)
		buf_chr(b, ')');
	return place > 0;
}

static void put_table(struct buf *b, const struct making *m, const struct transfer_table *t)
{
	buf_fmt(b, "CREATE TABLE " STR_FMT " (", STR_ARG(t->name));
	for (size_t i = 0; i < t->count; i++) {
		if (i > 0)
			buf_chr(b, ',');
		put_column(b, m, t, transfer_column_at(m->shape, t, i));
	}
	put_key(b, m, t);
	for (size_t i = 0; i < m->uniques.len; i++) {
		const struct piece *p = &VEC_AT(&m->uniques, struct piece, i);
		if (str_eq(p->table, t->name))
			buf_fmt(b, ",\n\tUNIQUE (" STR_FMT ")", STR_ARG(p->text));
	}
	buf_fmt(b, "\n)%s;\n", m->catalogue->table_end);
	for (size_t i = 0; i < m->indexes.len; i++) {
		const struct piece *p = &VEC_AT(&m->indexes, struct piece, i);
		if (str_eq(p->table, t->name))
			buf_fmt(b, STR_FMT ";\n", STR_ARG(p->text));
	}
}

static const struct transfer_table *find(const struct transfer_shape *s, struct str name)
{
	for (size_t i = 0; i < s->tables.len; i++)
		if (str_eq(transfer_table_at(s, i)->name, name))
			return transfer_table_at(s, i);
	return NULL;
}

static bool has_column(
	const struct transfer_shape *s, const struct transfer_table *t, const struct transfer_column *wanted)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct transfer_column *c = transfer_column_at(s, t, i);
		if (str_eq(c->name, wanted->name) && c->kind == wanted->kind)
			return true;
	}
	return false;
}

/* The same columns, in whatever order. */
static int compare(const struct transfer_shape *shape, const struct transfer_table *t,
	const struct transfer_shape *made, const struct transfer_table *as_made, struct err *e)
{
	for (size_t i = 0; i < t->count; i++)
		if (!has_column(made, as_made, transfer_column_at(shape, t, i)))
			return not_ours(t->name, transfer_column_at(shape, t, i)->name, e);
	if (t->count != as_made->count)
		return err_set(e, ERR_DB, "数据库里的表 " STR_FMT " 缺了列", STR_ARG(t->name));
	return 0;
}

static int make_missing(struct store *to, const struct making *m, const struct transfer_shape *made, struct err *e)
{
	struct buf sql;
	int rc = 0;

	buf_init(&sql, TABLE_SQL_MAX);
	for (size_t i = 0; i < m->shape->tables.len && rc >= 0; i++) {
		const struct transfer_table *t = transfer_table_at(m->shape, i), *there = find(made, t->name);
		if (there)
			rc = compare(m->shape, t, made, there, e);
		else
			put_table(&sql, m, t);
	}
	buf_chr(&sql, '\0');
	if (rc >= 0 && sql.failed)
		rc = sql.full ? err_set(e, ERR_LIMIT, "数据库里的表太多") : err_nomem(e);
	if (rc >= 0 && sql.len > 1)
		rc = store_script(to, sql.ptr, e);
	buf_clear(&sql);
	return rc;
}

int transfer_make_tables(
	struct store *from, struct store *to, const struct transfer_shape *shape, struct arena *a, struct err *e)
{
	struct making m = { .catalogue = transfer_catalogue_of(to), .shape = shape, .arena = a };
	struct transfer_shape made = { 0 };

	vec_init(&m.uniques, sizeof(struct piece));
	vec_init(&m.indexes, sizeof(struct piece));
	int rc = read_pieces(from, transfer_catalogue_of(from)->uniques, a, &m.uniques, e);
	if (rc >= 0)
		rc = read_pieces(from, transfer_catalogue_of(from)->indexes, a, &m.indexes, e);
	if (rc >= 0)
		rc = transfer_read_shape(to, a, &made, e);
	if (rc >= 0)
		rc = make_missing(to, &m, &made, e);
	transfer_clear_shape(&made);
	vec_clear(&m.indexes);
	vec_clear(&m.uniques);
	return rc;
}

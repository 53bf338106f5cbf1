/* Carrying the rows over. */
#include "transfer_private.h"

#include "buf.h"

#include <endian.h>

enum { ARENA_MAX = 64 << 20, SCRIPT_MAX = 4 << 20, ROW_SQL_MAX = 64 << 10, PIECE_BYTES = 32 << 20 };

struct transferring {
	struct store *from, *to;
	const struct transfer_catalogue *catalogue; /* of `to` */
	struct transfer_shape shape;                /* of `from` */
	struct arena *arena;
	int64_t piece; /* bytes since the last commit */
	char *tighten;
};

/* --- a row --- */

/* Enters the sum of its table, which does not ask for an order: the two kinds of database need not agree on one. */
static uint64_t mix(uint64_t sum, uint64_t row)
{
	row ^= row >> 31;
	return sum + row * UINT64_C(0x9E3779B97F4A7C15);
}

static void carry_number(struct store_stmt *st, struct store_stmt *to, int col, uint64_t *row)
{
	int64_t number = 0;
	bool there = store_int_if(st, col, &number);
	uint64_t bytes = htobe64((uint64_t)number);

	*row = str_hash(there ? (struct str){ (const char *)&bytes, sizeof bytes } : STR("null"), *row + 1);
	if (to && there)
		store_bind_int(to, col + 1, number);
	else if (to)
		store_bind_null(to, col + 1);
}

static size_t carry_bytes(struct store_stmt *st, struct store_stmt *to, int col, bool text, uint64_t *row)
{
	struct str s = text ? store_text(st, col) : store_blob(st, col);

	*row = s.ptr ? str_hash(s, *row + 2) : str_hash(STR("null"), *row + 1);
	if (to && text)
		store_bind_text(to, col + 1, s);
	else if (to)
		store_bind_blob(to, col + 1, s);
	return s.ptr ? s.len : 0;
}

/* The row that `st` stands on counts, and is bound to `to` (NULL: no more than counted). Its size. */
static size_t carry_row(
	struct transferring *t, struct transfer_table *table, struct store_stmt *st, struct store_stmt *to)
{
	uint64_t row = 0;
	size_t size = 0;

	for (size_t i = 0; i < table->count; i++) {
		char kind = transfer_column_at(&t->shape, table, i)->kind;
		size += 16;
		if (kind == 'i')
			carry_number(st, to, (int)i, &row);
		else
			size += carry_bytes(st, to, (int)i, kind == 't', &row);
	}
	table->rows++;
	table->sum = mix(table->sum, row);
	return size;
}

/* --- a table --- */

static void put_columns(struct buf *b, const struct transferring *t, const struct transfer_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		buf_fmt(b, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(transfer_column_at(&t->shape, table, i)->name));
}

static int prepare(struct store *s, struct buf *sql, struct store_stmt **ret, struct err *e)
{
	buf_chr(sql, '\0');
	return sql->failed ? err_nomem(e) : store_prepare(s, sql->ptr, ret, e);
}

/* By the primary key: what is read together later lies together. */
static int prepare_select(const struct transferring *t, const struct transfer_table *table, struct store *s,
	bool ordered, struct store_stmt **ret, struct err *e)
{
	const char *between = " ORDER BY ";
	struct buf sql;

	buf_init(&sql, ROW_SQL_MAX);
	buf_cstr(&sql, "SELECT ");
	put_columns(&sql, t, table);
	buf_fmt(&sql, " FROM " STR_FMT, STR_ARG(table->name));
	for (int64_t place = 1; ordered && place <= (int64_t)table->count; place++)
		for (size_t i = 0; i < table->count; i++) {
			const struct transfer_column *c = transfer_column_at(&t->shape, table, i);
			if (c->key != place)
				continue;
			buf_fmt(&sql, "%s" STR_FMT, between, STR_ARG(c->name));
			between = ", ";
		}
	int rc = prepare(s, &sql, ret, e);
	buf_clear(&sql);
	return rc;
}

static int prepare_insert(
	const struct transferring *t, const struct transfer_table *table, struct store_stmt **ret, struct err *e)
{
	struct buf sql;

	if (table->count > STORE_PARAMS_MAX)
		return err_set(e, ERR_LIMIT, "表 " STR_FMT " 的列太多", STR_ARG(table->name));
	buf_init(&sql, ROW_SQL_MAX);
	buf_fmt(&sql, "INSERT INTO " STR_FMT " (", STR_ARG(table->name));
	put_columns(&sql, t, table);
	buf_cstr(&sql, ") VALUES (");
	for (size_t i = 1; i <= table->count; i++)
		buf_fmt(&sql, i > 1 ? ", $%zu" : "$%zu", i);
	buf_chr(&sql, ')');
	int rc = prepare(t->to, &sql, ret, e);
	buf_clear(&sql);
	return rc;
}

/* What migrations put there goes first. */
static int empty_table(const struct transferring *t, const struct transfer_table *table, struct err *e)
{
	char sql[128];

	snprintf(sql, sizeof sql, "DELETE FROM " STR_FMT, STR_ARG(table->name));
	return store_script(t->to, sql, e);
}

static int end_piece(struct transferring *t, size_t size, struct err *e)
{
	t->piece += (int64_t)size;
	if (!t->catalogue->in_pieces || t->piece < PIECE_BYTES)
		return 0;
	t->piece = 0;
	int rc = store_commit(t->to, e);
	return rc < 0 ? rc : store_begin(t->to, STORE_WRITE, e);
}

static int carry_rows(struct transferring *t, struct transfer_table *table, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL, *to = NULL;

	int rc = prepare_select(t, table, t->from, true, &st, e);
	if (rc >= 0)
		rc = prepare_insert(t, table, &to, e);
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		size_t size = carry_row(t, table, st, to);
		rc = store_run(to, e);
		if (rc >= 0)
			rc = end_piece(t, size, e);
	}
	return rc;
}

static int carry_table(struct transferring *t, struct transfer_table *table, struct err *e)
{
	int rc = empty_table(t, table, e);

	if (rc >= 0)
		rc = store_batch_begin(t->to, e);
	if (rc >= 0)
		rc = carry_rows(t, table, e);
	return rc < 0 ? rc : store_batch_end(t->to, e);
}

/* --- all of them --- */

static int for_all(struct transferring *t,
	int (*each)(struct transferring *t, struct transfer_table *table, struct err *e), struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < t->shape.tables.len && rc >= 0; i++)
		rc = each(t, transfer_table_at(&t->shape, i), e);
	return rc;
}

/* A script that the database itself makes; the caller frees. */
static int ask_script(struct store *s, const char *sql, char **ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct buf text;

	int rc = store_prepare(s, sql, &st, e);
	if (rc >= 0)
		rc = store_step(st, e);
	if (rc < 0)
		return rc;
	buf_init(&text, SCRIPT_MAX);
	buf_str(&text, store_text(st, 0));
	*ret = buf_take(&text, NULL);
	return *ret ? 0 : err_nomem(e);
}

static int loosen(struct transferring *t, struct err *e)
{
	char *script = NULL;

	int rc = ask_script(t->to, t->catalogue->tighten, &t->tighten, e);
	if (rc >= 0)
		rc = ask_script(t->to, t->catalogue->loosen, &script, e);
	if (rc >= 0 && script[0])
		rc = store_script(t->to, script, e);
	free(script);
	return rc;
}

/* What was written is read again; the sums of before and those of now must be the same. */
static int compare_table(struct transferring *t, struct transfer_table *table, struct err *e)
{
	struct transfer_table again = { .name = table->name, .first = table->first, .count = table->count };
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare_select(t, table, t->to, false, &st, e);
	while (rc >= 0 && (rc = store_step(st, e)) > 0)
		carry_row(t, &again, st, NULL);
	if (rc < 0)
		return rc;
	if (again.rows == table->rows && again.sum == table->sum)
		return 0;
	err_log(e, "%lld rows, %lld came", (long long)table->rows, (long long)again.rows);
	return err_set(e, ERR_DB, "表 " STR_FMT " 写入后与原来的内容不一致", STR_ARG(table->name));
}

static int run(struct transferring *t, struct err *e)
{
	int rc = store_migrate_like(t->to, t->from, e);

	if (rc >= 0)
		rc = transfer_read_shape(t->from, t->arena, &t->shape, e);
	if (rc >= 0)
		rc = transfer_make_tables(t->from, t->to, &t->shape, t->arena, e);
	if (rc >= 0)
		rc = loosen(t, e);
	if (rc >= 0)
		rc = for_all(t, carry_table, e);
	if (rc >= 0 && t->tighten[0])
		rc = store_script(t->to, t->tighten, e);
	return rc < 0 ? rc : for_all(t, compare_table, e);
}

/* Asked before and behind the lock, which whoever makes a schema waits for. */
int transfer_must_be_empty(struct store *s, struct err *e)
{
	int rc = s->driver->recognise(s, e);

	if (rc == 0 || (rc < 0 && (!e || e->code != ERR_DB)))
		return rc;
	err_clear(e);
	err_hint(e, "请新建一个空的数据库（如 createdb 名称），恢复到那里，再让程序改用它；原有的数据没有被改动");
	return err_set(e, ERR_CONFLICT, "数据库里已有内容，没有恢复");
}

static int begin(struct transferring *t, struct err *e)
{
	const struct store_driver *d = t->to->driver;

	int rc = transfer_must_be_empty(t->to, e);
	if (rc >= 0 && d->lock_schema)
		rc = d->lock_schema(t->to, true, e);
	if (rc >= 0 && t->catalogue->open)
		rc = d->script(t->to, t->catalogue->open, e);
	if (rc >= 0)
		rc = store_begin(t->to, STORE_WRITE, e);
	return rc < 0 ? rc : transfer_must_be_empty(t->to, e);
}

int transfer(struct store *from, struct store *to, struct err *e)
{
	struct transferring t = { .from = from, .to = to, .catalogue = transfer_catalogue_of(to) };

	t.arena = arena_new(ARENA_MAX);
	int rc = t.arena ? begin(&t, e) : err_nomem(e);
	if (rc >= 0)
		rc = run(&t, e);
	if (rc < 0)
		store_rollback(to);
	transfer_clear_shape(&t.shape);
	arena_free(t.arena);
	free(t.tighten);
	return rc < 0 ? rc : 0;
}

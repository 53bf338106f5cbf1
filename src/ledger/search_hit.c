/* From documents to records: which are alive, which the caller may see, what they say. */
#include "search_private.h"

enum { SQL_MAX = 32 * 1024, NARROW_MAX = 50000 };

/* --- documents --- */

static size_t register_of(const struct fetcher *f, int64_t code)
{
	for (size_t i = 0; i < f->query->registers_count; i++) {
		if (f->codes[i] == code)
			return i;
	}
	return SIZE_MAX;
}

/* " IN ($n, ...)" for SEARCH_BATCH values. */
static void add_in(struct buf *b, size_t n)
{
	for (size_t i = 0; i < SEARCH_BATCH; i++)
		buf_fmt(b, "%s$%zu", i == 0 ? " IN (" : ", ", n + i);
	buf_chr(b, ')');
}

static int fetch_docs(struct fetcher *f, struct candidate *at, size_t count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN(buf_clear) struct buf sql;

	buf_init(&sql, SQL_MAX);
	/* Not IN: without statistics PostgreSQL would read all documents of the unit. */
	for (size_t i = 0; i < SEARCH_BATCH; i++)
		buf_fmt(&sql, "%sSELECT doc, register, record_id FROM search_doc WHERE unit_id = $1 AND doc = $%zu",
			i == 0 ? "" : " UNION ALL ", i + 2);
	buf_chr(&sql, '\0');
	if (sql.failed)
		return err_nomem(e);
	int rc = search_prepare(f->store, f->unit_id, sql.ptr, &st, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < SEARCH_BATCH; i++)
		store_bind_int(st, 2 + (int)i, at[i < count ? i : 0].doc);
	while ((rc = store_step(st, e)) > 0) {
		for (size_t i = 0; i < count; i++) {
			if (at[i].doc != store_int(st, 0))
				continue;
			at[i].register_index = register_of(f, store_int(st, 1));
			at[i].record_id = store_int(st, 2);
		}
	}
	return rc;
}

/* --- rows --- */

/* The condition is put so that no index is chosen for it: the rows are known. */
static void add_rows_sql(struct buf *b, const struct search_register *r)
{
	buf_cstr(b, "SELECT this.id");
	for (size_t i = 0; i < r->columns_count; i++)
		buf_fmt(b, ", this." STR_FMT, STR_ARG(r->columns[i].name));
	buf_fmt(b, " FROM r_" STR_FMT " AS this WHERE this.unit_id = $1 AND this.id", STR_ARG(r->name));
	add_in(b, r->params_count + 2);
	if (r->where)
		buf_fmt(b, " AND CASE WHEN %s THEN 1 ELSE 0 END = 1", r->where);
	buf_chr(b, '\0');
}

static void bind_params(struct store_stmt *st, const struct search_register *r)
{
	for (size_t i = 0; i < r->params_count; i++) {
		if (r->params[i].is_text)
			store_bind_text(st, 2 + (int)i, r->params[i].s);
		else
			store_bind_int(st, 2 + (int)i, r->params[i].i);
	}
}

static int bind_records(struct store_stmt *st, const struct candidate *at, size_t count, size_t index, int first)
{
	int bound = 0;
	int64_t last = 0;

	for (size_t i = 0; i < count; i++) {
		if (at[i].register_index != index)
			continue;
		last = at[i].record_id;
		store_bind_int(st, first + bound++, last);
	}
	for (int i = bound; bound > 0 && i < SEARCH_BATCH; i++)
		store_bind_int(st, first + i, last);
	return bound;
}

static int take_row(struct fetcher *f, struct store_stmt *st, struct candidate *c, struct err *e)
{
	const struct search_register *r = &f->query->registers[c->register_index];
	struct row_texts row = { .in = r };
	enum search_rank rank = f->rank;

	for (size_t i = 0; i < r->columns_count; i++)
		row.texts[i] = store_text(st, (int)i + 1);
	if (!f->parsed->exact && !search_judge(f, &row, &rank))
		return 0;
	c->hit = (struct search_hit){ .register_name = r->name, .record_id = c->record_id, .rank = rank };
	int rc = search_snippet(f, &row, &c->hit, e);
	if (rc >= 0)
		c->passed = true;
	return rc;
}

static int fetch_rows(struct fetcher *f, struct candidate *at, size_t count, size_t index, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN(buf_clear) struct buf sql;
	const struct search_register *r = &f->query->registers[index];
	int64_t rows = 0;

	buf_init(&sql, SQL_MAX);
	add_rows_sql(&sql, r);
	if (sql.failed)
		return err_nomem(e);
	int rc = search_prepare(f->store, f->unit_id, sql.ptr, &st, e);
	if (rc < 0)
		return rc;
	bind_params(st, r);
	int wanted = bind_records(st, at, count, index, (int)r->params_count + 2);
	while ((rc = store_step(st, e)) > 0) {
		int64_t id = store_int(st, 0);
		rows++;
		for (size_t i = 0; i < count; i++) {
			if (at[i].register_index != index || at[i].record_id != id)
				continue;
			rc = take_row(f, st, &at[i], e);
			if (rc < 0)
				return rc;
		}
	}
	f->refused += wanted - rows;
	return rc;
}

int search_fetch(struct fetcher *f, struct candidate *at, size_t count, struct err *e)
{
	for (size_t i = 0; i < count; i++)
		at[i].register_index = SIZE_MAX;
	int rc = fetch_docs(f, at, count, e);
	for (size_t r = 0; r < f->query->registers_count && rc >= 0; r++) {
		bool any = false;
		for (size_t i = 0; i < count; i++)
			any = any || at[i].register_index == r;
		if (any)
			rc = fetch_rows(f, at, count, r, e);
	}
	return rc;
}

/* --- the condition first --- */

static int narrow_one(struct fetcher *f, const struct sets *x, size_t index, uint64_t *set, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN(buf_clear) struct buf sql;
	const struct search_register *r = &f->query->registers[index];
	int64_t rows = 0;

	buf_init(&sql, SQL_MAX);
	buf_fmt(&sql,
		"SELECT d.doc FROM r_" STR_FMT " AS this JOIN search_doc d ON d.unit_id = $1 AND d.register = $%zu"
		" AND d.record_id = this.id WHERE this.unit_id = $1 AND %s LIMIT $%zu",
		STR_ARG(r->name), r->params_count + 2, r->where ? r->where : "1 = 1", r->params_count + 3);
	buf_chr(&sql, '\0');
	if (sql.failed)
		return err_nomem(e);
	int rc = search_prepare(f->store, f->unit_id, sql.ptr, &st, e);
	if (rc < 0)
		return rc;
	bind_params(st, r);
	store_bind_int(st, (int)r->params_count + 2, f->codes[index]);
	store_bind_int(st, (int)r->params_count + 3, NARROW_MAX + 1);
	while ((rc = store_step(st, e)) > 0 && rows++ < NARROW_MAX)
		search_set_add(x, set, store_int(st, 0));
	return rc < 0 ? rc : rows <= NARROW_MAX;
}

int search_narrow(struct fetcher *f, const struct sets *x, uint64_t *set, struct err *e)
{
	int rc = 1;

	for (size_t i = 0; i < f->query->registers_count && rc > 0; i++) {
		if (f->codes[i] > 0)
			rc = narrow_one(f, x, i, set, e);
	}
	return rc;
}

/* Rows that are wanted one by one, from memory: as bytes, with those who watch the record (store_recall()). */
#include "record_private.h"

enum { BYTES = 4096, WATCHERS_MAX = 16 };

/* --- as bytes --- */

struct packing {
	char bytes[BYTES];
	size_t len;
	bool full;
};

static void put_number(struct packing *p, int64_t v)
{
	uint64_t n = (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0); /* small ones of both signs are short */

	for (; p->len < BYTES; n >>= 7) {
		p->bytes[p->len++] = (char)(n < 128 ? n : n | 128);
		if (n < 128)
			return;
	}
	p->full = true;
}

static void put_text(struct packing *p, struct str s)
{
	put_number(p, (int64_t)s.len);
	if (p->full || s.len > BYTES - p->len) {
		p->full = true;
		return;
	}
	memcpy(p->bytes + p->len, s.ptr ? s.ptr : "", s.len);
	p->len += s.len;
}

static void put_value(struct packing *p, const struct value *v)
{
	put_number(p, v->kind);
	if (v->kind == VALUE_INT)
		put_number(p, v->i);
	else if (v->kind == VALUE_TEXT)
		put_text(p, v->s);
}

static int64_t get_number(struct str *from)
{
	uint64_t n = 0;

	for (unsigned shift = 0; from->len > 0 && shift < 64; shift += 7) {
		unsigned char c = (unsigned char)*from->ptr;
		from->ptr++;
		from->len--;
		n |= (uint64_t)(c & 127) << shift;
		if (c < 128)
			break;
	}
	return (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
}

static struct str get_text(struct str *from)
{
	size_t len = (size_t)get_number(from);
	struct str s = { from->ptr, len <= from->len ? len : from->len };

	from->ptr += s.len;
	from->len -= s.len;
	return s;
}

static struct value get_value(struct str *from)
{
	switch ((enum value_kind)get_number(from)) {
	case VALUE_INT:
		return value_of_int(get_number(from));
	case VALUE_TEXT:
		return value_of_text(get_text(from));
	case VALUE_NULL:
		break;
	}
	return (struct value){ 0 };
}

/* --- a row, and who watches it --- */

struct watchers {
	int64_t at[WATCHERS_MAX];
	size_t count;
	bool more; /* than are here */
};

static struct str pack(struct packing *p, const struct row *row, int64_t rowid, const struct watchers *w)
{
	const int64_t numbers[] = { row->version, row->parent_id, row->department_id, row->owner_id, row->holder_id,
		row->created_at, row->changed_at, row->due_at };

	p->len = 0;
	p->full = false;
	put_number(p, rowid);
	put_number(p, (int64_t)w->count);
	for (size_t i = 0; i < w->count; i++)
		put_number(p, w->at[i]);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		put_number(p, numbers[i]);
	put_text(p, row->no);
	put_text(p, row->state);
	put_text(p, row->lamp);
	for (size_t i = 0; i < row->r->columns_count; i++)
		put_value(p, &row->columns[i]);
	return p->full ? STR_NONE : (struct str){ p->bytes, p->len };
}

static int unpack(struct desk *d, struct str from, struct row *ret, int64_t *ret_rowid, struct watchers *ret_watchers,
	struct err *e)
{
	struct row row = *ret;
	int64_t *const numbers[] = { &row.version, &row.parent_id, &row.department_id, &row.owner_id, &row.holder_id,
		&row.created_at, &row.changed_at, &row.due_at };

	row.columns = arena_array(d->arena, row.r->columns_count + 1, sizeof *row.columns);
	if (!row.columns)
		return err_nomem(e);
	*ret_rowid = get_number(&from);
	size_t count = (size_t)get_number(&from);
	for (size_t i = 0; i < count && i < WATCHERS_MAX; i++)
		ret_watchers->at[i] = get_number(&from);
	ret_watchers->count = count < WATCHERS_MAX ? count : WATCHERS_MAX;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		*numbers[i] = get_number(&from);
	row.no = get_text(&from);
	row.state = get_text(&from);
	row.lamp = get_text(&from);
	for (size_t i = 0; i < row.r->columns_count; i++)
		row.columns[i] = get_value(&from);
	*ret = row;
	return 0;
}

/* --- from the tables --- */

static int read_watchers(struct desk *d, const struct row *row, struct watchers *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	*ret = (struct watchers){ 0 };
	int rc = store_ask(d->store, &st, e,
		"SELECT person_id FROM watch WHERE unit_id = $1 AND register = $2 AND record_id = $3",
		sql_int(row->unit_id), sql_text(row->r->name), sql_int(row->id));
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		if (ret->count == WATCHERS_MAX) {
			ret->more = true;
			return 0;
		}
		ret->at[ret->count++] = store_int(st, 0);
	}
	return rc;
}

static int is_watched_by(struct desk *d, const struct row *row, const struct watchers *w, bool *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int rc = 0;

	*ret = false;
	for (size_t i = 0; i < w->count; i++)
		*ret |= w->at[i] == d->actor->person_id;
	if (w->more && !*ret) {
		rc = store_first(d->store, &st, e,
			"SELECT 1 FROM watch WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND person_id = $4",
			sql_int(row->unit_id), sql_text(row->r->name), sql_int(row->id), sql_int(d->actor->person_id));
		*ret = rc > 0;
	}
	return rc < 0 ? rc : 0;
}

/* What is read of a row: `memo` with its rowid, where there are any, and whether anybody watches. */
struct reading {
	struct store_memo memo;
	struct row row;
	bool watched;
	bool last; /* nothing else is to be read, as far as one can see */
};

/* By its rowid, `row`, if that is the one's of this id: one look instead of two, into the index and the table. 0: there is none. */
static int read_row_at(struct desk *d, const int64_t *row, struct reading *x, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	int end;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "SELECT ");
	row_select(x->row.r, NULL, &sql);
	buf_cstr(&sql, store_is_remote(d->store) ? ", 0" : ", this.rowid");
	buf_cstr(&sql,
		", EXISTS (SELECT 1 FROM watch w WHERE w.unit_id = $1 AND w.register = $3 AND w.record_id = $2) FROM r_");
	buf_str(&sql, x->row.r->name);
	buf_cstr(&sql,
		row ? " AS this WHERE this.rowid = $4 AND +this.unit_id = $1 AND +this.id = $2 AND this.deleted_at IS NULL"
		    : " AS this WHERE this.unit_id = $1 AND this.id = $2 AND this.deleted_at IS NULL");
	int rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d->unit_id);
	store_bind_int(st, 2, x->memo.id);
	store_bind_text(st, 3, x->row.r->name);
	if (row)
		store_bind_int(st, 4, *row);
	rc = x->last ? store_send_last(st, e) : 0;
	if (rc >= 0)
		rc = store_step(st, e);
	if (rc <= 0)
		return rc;
	rc = row_read(d, st, NULL, &x->row, &end, e);
	if (rc < 0)
		return rc;
	x->memo.row = store_int(st, end);
	x->watched = store_int(st, end + 1) != 0;
	return 1;
}

/* Whoever reads one row often reads one beside it next: those whose ids differ in the last three bits alone come in the same round trip,
 * which costs more than all of them. Left out are those with long texts, which are not kept, and those that somebody watches: who it is
 * would be another question. */
enum { NEIGHBOURS = 8, NEIGHBOUR_BYTES = BYTES / 2, NEIGHBOUR_FIRST = 4 };

static void short_texts(const struct register_def *r, struct buf *sql)
{
	buf_cstr(sql, "0");
	for (size_t i = 0; i < r->columns_count; i++)
		if (!r->columns[i].integer)
			buf_fmt(sql, " + coalesce(octet_length(this." STR_FMT "), 0)", STR_ARG(r->columns[i].name));
	buf_fmt(sql, " <= %d", NEIGHBOUR_BYTES);
}

static void neighbours_text(const struct register_def *r, struct buf *sql)
{
	buf_cstr(sql, "SELECT ");
	row_select(r, NULL, sql);
	buf_cstr(sql,
		", (SELECT count(*) FROM watch w WHERE w.unit_id = $1 AND w.register = $3 AND w.record_id = this.id) FROM r_");
	buf_str(sql, r->name);
	buf_cstr(sql, " AS this WHERE this.unit_id = $1 AND this.id IN (");
	/* of a span it would be planned anew each time: how many that are is not known */
	for (int i = 0; i < NEIGHBOURS; i++) {
		buf_cstr(sql, i > 0 ? ", " : "");
		sql_param(sql, NEIGHBOUR_FIRST + i);
	}
	buf_cstr(sql, ") AND this.deleted_at IS NULL AND (this.id = $2 OR ");
	short_texts(r, sql);
	buf_fmt(sql, ") LIMIT %d", NEIGHBOURS);
}

/* 1: the one that is wanted is in `x`; 0: it is not there. */
static int take_neighbour(struct desk *d, struct store_stmt *st, struct reading *x, struct err *e)
{
	struct row row = { .r = x->row.r };
	const struct watchers nobody = { 0 };
	struct packing p;
	int end;

	int rc = row_read(d, st, NULL, &row, &end, e);
	if (rc < 0)
		return rc;
	bool watched = store_int(st, end) != 0;
	if (row.id == x->memo.id) {
		x->row = row;
		x->watched = watched;
		return 1;
	}
	struct store_memo memo = x->memo;
	memo.id = row.id;
	if (!watched)
		store_remember(d->store, &memo, pack(&p, &row, 0, &nobody));
	return 0;
}

static int read_with_neighbours(struct desk *d, struct reading *x, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	int64_t first = x->memo.id - x->memo.id % NEIGHBOURS;
	int found = 0;

	buf_init(&sql, RECORD_SQL_MAX);
	neighbours_text(x->row.r, &sql);
	int rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d->unit_id);
	store_bind_int(st, 2, x->memo.id);
	store_bind_text(st, 3, x->row.r->name);
	for (int i = 0; i < NEIGHBOURS; i++)
		store_bind_int(st, NEIGHBOUR_FIRST + i, first + i);
	rc = x->last ? store_send_last(st, e) : 0;
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		rc = take_neighbour(d, st, x, e);
		found |= rc > 0;
	}
	return rc < 0 ? rc : found;
}

static int read_row(
	struct desk *d, const struct store_recalled *r, struct reading *x, struct watchers *ret, struct err *e)
{
	int rc = 0;

	if (store_is_remote(d->store))
		rc = r->room ? read_with_neighbours(d, x, e) : read_row_at(d, NULL, x, e);
	else if ((rc = read_row_at(d, &r->row, x, e)) == 0)
		rc = read_row_at(d, NULL, x, e);
	if (rc == 0)
		return row_missing(x->row.r, x->memo.id, e);
	return rc > 0 && x->watched ? read_watchers(d, &x->row, ret, e) : rc;
}

int row_load_hot(struct desk *d, const struct row_wanted *w, struct row *ret, struct err *e)
{
	char table[REGISTER_NAME_MAX + 2] = "r_";
	size_t len = w->r->name.len < REGISTER_NAME_MAX ? w->r->name.len : REGISTER_NAME_MAX;
	struct reading x = { .memo = { { table, len + 2 }, d->unit_id, w->id, 0, STR("watch") },
		.row = { .r = w->r, .unit_id = d->unit_id, .id = w->id },
		.last = w->last };
	struct store_recalled found = { 0 };
	struct watchers watchers = { 0 };
	struct packing p;

	memcpy(table + 2, w->r->name.ptr, len);
	bool known = store_recall(d->store, &x.memo, d->arena, &found);
	int rc = known ? unpack(d, found.bytes, &x.row, &x.memo.row, &watchers, e)
		       : read_row(d, &found, &x, &watchers, e);
	if (rc >= 0 && known && !found.beside_same)
		rc = read_watchers(d, &x.row, &watchers, e);
	if (rc >= 0 && !found.beside_same && !watchers.more)
		store_remember(d->store, &x.memo, pack(&p, &x.row, x.memo.row, &watchers));
	if (rc >= 0 && w->ret_watched)
		rc = is_watched_by(d, &x.row, &watchers, w->ret_watched, e);
	if (rc >= 0)
		*ret = x.row;
	return rc < 0 ? rc : 0;
}

/* Lists: filters, order, pages behind a cursor. */
#include "record_private.h"

#include <openssl/evp.h>

/* --- the cursor: where the last page ended, bound to its query --- */

struct place_mark {
	bool nulls; /* among the rows without a value of the sorted column */
	struct value key;
	int64_t id;
};

enum { SUM_BYTES = 12, CURSOR_MAX = 4096 };

static bool checksum(uint64_t query, struct str body, unsigned char out[SUM_BYTES])
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	bool ok = c && event_sm3() && EVP_DigestInit_ex(c, event_sm3(), NULL) == 1 &&
		  EVP_DigestUpdate(c, &query, sizeof query) == 1 && EVP_DigestUpdate(c, body.ptr, body.len) == 1 &&
		  EVP_DigestFinal_ex(c, hash, &len) == 1 && len >= SUM_BYTES;
	EVP_MD_CTX_free(c);
	if (ok)
		memcpy(out, hash, SUM_BYTES);
	return ok;
}

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void encode(struct str bytes, struct buf *out)
{
	for (size_t i = 0; i < bytes.len; i += 3) {
		uint32_t v = 0;
		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (i + k < bytes.len ? (unsigned char)bytes.ptr[i + k] : 0);
		size_t chars = bytes.len - i >= 3 ? 4 : bytes.len - i + 1;
		for (size_t k = 0; k < chars; k++)
			buf_chr(out, letters[v >> (18 - 6 * k) & 63]);
	}
}

static bool decode(struct str text, struct buf *out)
{
	uint32_t v = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < text.len; i++) {
		const char *at = text.ptr[i] != '\0' ? strchr(letters, text.ptr[i]) : NULL;
		if (!at)
			return false;
		v = v << 6 | (uint32_t)(at - letters);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_chr(out, (char)(v >> bits & 255));
		}
	}
	return !out->failed && (v & ((1u << bits) - 1)) == 0;
}

/* sum, 'n' or 'k', id, kind, key */
static struct str cursor_write(struct desk *d, uint64_t query, const struct place_mark *m, struct err *e)
{
	OWN_BUF struct buf body = { 0 }, all = { 0 }, text = { 0 };
	unsigned char sum[SUM_BYTES];

	buf_init(&body, CURSOR_MAX);
	buf_init(&all, CURSOR_MAX);
	buf_init(&text, 2 * CURSOR_MAX);
	buf_chr(&body, m->nulls ? 'n' : 'k');
	buf_add(&body, &m->id, sizeof m->id);
	buf_chr(&body, m->key.kind == VALUE_TEXT ? 't' : 'i');
	if (m->key.kind == VALUE_TEXT)
		buf_str(&body, m->key.s);
	else
		buf_add(&body, &m->key.i, sizeof m->key.i);
	if (!body.failed && !checksum(query, buf_view(&body), sum)) {
		err_set(e, ERR_INTERNAL, "程序内部错误（翻页）");
		return STR_NONE;
	}
	buf_add(&all, sum, sizeof sum);
	sql_add(&all, &body);
	if (!all.failed)
		encode(buf_view(&all), &text);
	struct str kept = body.failed || all.failed || text.failed ? STR_NONE : arena_dup(d->arena, buf_view(&text));
	if (!kept.ptr)
		err_nomem(e);
	return kept;
}

static int cursor_read(struct desk *d, uint64_t query, struct str cursor, struct place_mark *ret, struct err *e)
{
	const size_t head = SUM_BYTES + 1 + sizeof(int64_t) + 1;
	OWN_BUF struct buf all = { 0 };
	unsigned char sum[SUM_BYTES];

	buf_init(&all, CURSOR_MAX);
	bool ok = cursor.len < CURSOR_MAX && decode(cursor, &all) && all.len >= head;
	struct str body = ok ? str_sub(buf_view(&all), SUM_BYTES, all.len) : STR("");
	ok = ok && checksum(query, body, sum) && memcmp(sum, all.ptr, SUM_BYTES) == 0;
	bool text = ok && body.ptr[1 + sizeof(int64_t)] == 't';
	struct str key = ok ? str_sub(body, head - SUM_BYTES, body.len) : STR("");
	if (!ok || (!text && key.len != sizeof(int64_t))) {
		err_hint(e, "请回到第一页重新查");
		return err_set(e, ERR_INPUT, "翻页的位置不对：它不属于这个查询，或被改动过");
	}
	*ret = (struct place_mark){ .nulls = body.ptr[0] == 'n' };
	memcpy(&ret->id, body.ptr + 1, sizeof ret->id);
	if (!text) {
		ret->key.kind = VALUE_INT;
		memcpy(&ret->key.i, key.ptr, sizeof ret->key.i);
		return 0;
	}
	ret->key = value_of_text(arena_dup(d->arena, key));
	return ret->key.s.ptr ? 0 : err_nomem(e);
}

/* --- order --- */

struct order {
	struct str column; /* "id": nothing else */
	bool down, nullable, integer;
	const struct field *field;
};

static int refuse_sort(struct desk *d, const struct register_def *r, struct str name, struct err *e)
{
	const struct about about = { .r = r, .field = STR("sort") };
	size_t from = d->refusals.count;

	desk_refuse(
		d, REFUSAL_FORMAT, &about, "不能按“" STR_FMT "”排序", (int)(name.len < 80 ? name.len : 80), name.ptr);
	return desk_verdict(d, from, e);
}

static int order_of(struct desk *d, const struct register_def *r, struct str sort, struct order *ret, struct err *e)
{
	static const struct {
		struct str name;
		struct order order;
	} common[] = { { STR_INIT("created"), { .column = STR_INIT("id"), .integer = true } },
		{ STR_INIT("changed"), { .column = STR_INIT("changed_at"), .integer = true } },
		{ STR_INIT("due"), { .column = STR_INIT("due_at"), .nullable = true, .integer = true } },
		{ STR_INIT("no"), { .column = STR_INIT("no") } },
		{ STR_INIT("state"), { .column = STR_INIT("state") } },
		{ STR_INIT("lamp"), { .column = STR_INIT("lamp") } } };
	bool down = sort.len == 0 || sort.ptr[0] == '-';
	struct str name = sort.len == 0 ? STR("created") : str_sub(sort, down, sort.len);

	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
		if (!str_eq(common[i].name, name))
			continue;
		*ret = common[i].order;
		ret->down = down;
		return 0;
	}
	const struct field *f = register_field(r, name);
	if (!f || value_columns(f) == 0 || f->type == FIELD_LONGTEXT || rights_sight(d, f) != SIGHT_ALL ||
		(f->sensitive && !rights_reveal_all(d, r)))
		return refuse_sort(d, r, name, e);
	*ret = (struct order){
		.column = f->name, .down = down, .nullable = true, .integer = value_is_integer(f->type), .field = f
	};
	return 0;
}

static bool by_id(const struct order *o)
{
	return str_eq(o->column, STR("id"));
}

/* Where the page begins, and its order. `nulls`: the part behind all that have a value. */
static void add_place(
	struct query *q, const struct order *o, bool nulls, const struct place_mark *after, struct buf *sql)
{
	const char *than = o->down ? "<" : ">", *way = o->down ? " DESC" : "";

	if (by_id(o) || nulls) {
		if (nulls)
			buf_fmt(sql, " AND this." STR_FMT " IS NULL", STR_ARG(o->column));
		if (after)
			buf_fmt(sql, " AND this.id %s $%d", than, query_value(q, value_of_int(after->id)));
		buf_fmt(sql, " ORDER BY this.id%s", way);
		return;
	}
	if (o->nullable)
		buf_fmt(sql, " AND this." STR_FMT " IS NOT NULL", STR_ARG(o->column));
	if (after) {
		int key = query_value(q, after->key);
		buf_fmt(sql, " AND (this." STR_FMT ", this.id) %s ($%d, $%d)", STR_ARG(o->column), than, key,
			query_value(q, value_of_int(after->id)));
	}
	buf_fmt(sql, " ORDER BY this." STR_FMT "%s, this.id%s", STR_ARG(o->column), way, way);
}

/* --- what is listed --- */

struct listing {
	struct desk *d;
	const struct register_def *r;
	const struct record_query *asked;
	struct query q;
	struct order order;
	bool *wanted; /* columns to read */
	const struct field **fields;
	size_t fields_count;
	bool department, owner, holder, parent, reveal_all;
	struct record *rows;
	struct row *raw;
	size_t count, limit;
	bool more;
	struct store_stmt *counting; /* of the total, on its way; NULL: nobody asked */
	bool beside;                 /* the total stands in the rows' statement, behind all else */
	int64_t total;               /* -1: not known */
};

static void want(struct listing *l, const struct field *f)
{
	int at = row_column(l->r, f);

	for (size_t i = 0; at >= 0 && i < value_columns(f); i++)
		l->wanted[(size_t)at + i] = true;
}

/* Whether a field may be seen depends on people named in others. */
static void want_field(struct listing *l, const struct field *f)
{
	for (size_t i = 0; i < l->fields_count; i++)
		if (l->fields[i] == f)
			return;
	l->fields[l->fields_count++] = f;
	want(l, f);
	for (size_t i = 0; f->see && i < f->see->person_fields.count; i++) {
		const struct field *other = register_field(l->r, f->see->person_fields.at[i]);
		if (other)
			want(l, other);
	}
}

static void want_name(struct listing *l, struct str name)
{
	const struct field *f = rights_field(l->d, l->r, name);

	l->department |= str_eq(name, STR("department"));
	l->owner |= str_eq(name, STR("owner"));
	l->holder |= str_eq(name, STR("holder"));
	l->parent |= str_eq(name, STR("parent"));
	if (f)
		want_field(l, f);
}

static const struct view *first_list(const struct register_def *r)
{
	for (size_t i = 0; i < r->views_count; i++)
		if (r->views[i].kind == VIEW_LIST)
			return &r->views[i];
	return NULL;
}

static bool is_common(struct str name)
{
	static const struct str common[] = { STR_INIT("no"), STR_INIT("title"), STR_INIT("state"), STR_INIT("lamp"),
		STR_INIT("due"), STR_INIT("department"), STR_INIT("holder"), STR_INIT("owner"), STR_INIT("parent"),
		STR_INIT("created"), STR_INIT("changed") };

	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
		if (str_eq(common[i], name))
			return true;
	return false;
}

/* A name that is no field of the register. One that this person may not see is left out. */
static int refuse_names(struct listing *l, struct err *e)
{
	const struct record_query *a = l->asked;
	const struct about about = { .r = l->r, .field = STR("fields") };
	size_t from = l->d->refusals.count;

	for (size_t i = 0; i < a->fields_count; i++) {
		struct str name = a->fields[i];
		if (!is_common(name) && !register_field(l->r, name))
			desk_refuse(l->d, REFUSAL_FORMAT, &about, "“" STR_FMT "”没有字段“" STR_FMT "”",
				STR_ARG(l->r->title), (int)(name.len < 80 ? name.len : 80), name.ptr);
	}
	return desk_verdict(l->d, from, e);
}

static int choose(struct listing *l, const struct view *view, struct err *e)
{
	const struct field *title = register_field(l->r, l->r->title_field);

	l->wanted = arena_array(l->d->arena, l->r->columns_count + 1, sizeof *l->wanted);
	l->fields = arena_array(l->d->arena, l->r->fields_count + 1, sizeof *l->fields);
	if (!l->wanted || !l->fields)
		return err_nomem(e);
	if (!view)
		view = first_list(l->r);
	for (size_t i = 0; i < l->asked->fields_count; i++)
		want_name(l, l->asked->fields[i]);
	for (size_t i = 0; l->asked->fields_count == 0 && view && i < view->columns.count; i++)
		want_name(l, view->columns.at[i]);
	for (size_t i = 0; l->asked->fields_count == 0 && !view && i < l->r->fields_count; i++)
		want_name(l, l->r->fields[i].name);
	if (l->asked->labels)
		l->department = l->owner = l->holder = l->parent = true;
	if (title)
		want(l, title);
	if (l->order.field)
		want(l, l->order.field);
	l->reveal_all = rights_reveal_all(l->d, l->r);
	return 0;
}

/* --- reading the rows --- */

static void label_row(struct listing *l, struct record *rec)
{
	const struct register_def *above = l->parent ? register_find(l->d->place->registers, l->r->parent) : NULL;

	if (l->department)
		rec->department.label = label_department(l->d, rec->department.id);
	if (l->owner)
		rec->owner.label = label_person(l->d, rec->owner.id);
	if (l->holder)
		rec->holder.label = label_person(l->d, rec->holder.id);
	if (above)
		rec->parent.label = label_record(l->d, above, rec->parent_id);
}

/* Computed fields stand behind the row's own columns, in the order of the fields. */
static int fill_values(
	struct listing *l, struct store_stmt *st, const struct row *row, int *at, struct record *rec, struct err *e)
{
	struct record_value *values = arena_array(l->d->arena, l->fields_count + 1, sizeof *values);
	bool failed = false;

	if (!values)
		return err_nomem(e);
	for (size_t i = 0; i < l->fields_count; i++) {
		const struct field *f = l->fields[i];
		struct value *v = NULL;
		values[i].field = f;
		if (f->type == FIELD_COMPUTED) {
			v = arena_alloc(l->d->arena, sizeof *v);
			if (v)
				*v = store_value(st, *at, value_is_integer(f->computed_as), l->d->arena, &failed);
			++*at;
			failed |= !v;
		}
		int rc = failed ? err_nomem(e)
				: record_value_fill(
					  l->d, row, v, l->reveal_all ? RECORD_CLEAR : RECORD_MASKED, &values[i], e);
		if (rc < 0)
			return rc;
	}
	rec->values = values;
	return 0;
}

static int read_rows(struct listing *l, struct store_stmt *st, struct err *e)
{
	int rc;

	while ((rc = store_step(st, e)) > 0) {
		struct row *row = &l->raw[l->count < l->limit ? l->count : l->limit];
		int at = 0;
		if (l->count == l->limit) {
			l->more = true;
			return 0;
		}
		row->r = l->r;
		rc = row_read(l->d, st, l->wanted, row, &at, e);
		if (rc >= 0)
			rc = fill_values(l, st, row, &at, &l->rows[l->count], e);
		if (l->beside && l->total < 0)
			l->total = store_int(st, at);
		if (rc < 0)
			return rc;
		l->count++;
	}
	return rc;
}

/* The text bounds the page, so that the database plans for one; few bounds, so that statements are kept. */
static int bound_of(size_t rows)
{
	return rows <= 11 ? 11 : rows <= 51 ? 51 : RECORD_LIMIT_MAX + 1;
}

/* The whole list is in the answers to what was sent. */
static bool is_last(const struct listing *l)
{
	return !l->order.nullable && !l->parent;
}

/* Whoever sees all rows needs no other values for the total than for the rows: where each statement costs a part of a round trip, one has
 * both. */
static void add_total(struct listing *l, struct buf *sql)
{
	buf_cstr(sql, ", (SELECT coalesce(sum(t.n), 0) FROM tally t WHERE t.unit_id = $1");
	sql_add(sql, &l->q.tally_sql);
	buf_fmt(sql, " AND t.register = $%d)", query_value(&l->q, value_of_text(l->r->name)));
}

/* One part: those with a value of the sorted column, or those without. */
static int run_part(struct listing *l, bool nulls, const struct place_mark *after, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	struct sql_params params = l->q.params;
	size_t kept = l->q.values_count;
	int next = l->q.next, rc = 0;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "SELECT ");
	row_select(l->r, l->wanted, &sql);
	l->q.params.next = l->q.next;
	for (size_t i = 0; i < l->fields_count && rc >= 0; i++) {
		if (l->fields[i]->type != FIELD_COMPUTED)
			continue;
		buf_cstr(&sql, ", ");
		rc = register_sql(
			l->r, l->fields[i]->sql, expression_of(l->fields[i], STR_NONE).use, &l->q.params, &sql, e);
	}
	l->q.next = l->q.params.next;
	if (l->beside)
		add_total(l, &sql);
	buf_fmt(&sql, " FROM r_" STR_FMT " AS this WHERE ", STR_ARG(l->r->name));
	sql_add(&sql, &l->q.sql);
	add_place(&l->q, &l->order, nulls, after, &sql);
	buf_fmt(&sql, " LIMIT %d", bound_of(l->limit - l->count + 1));
	if (rc >= 0)
		rc = l->q.failed || l->q.sql.failed ? err_set(e, ERR_LIMIT, "筛选条件太多")
						    : sql_prepare(l->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	query_bind(&l->q, st);
	rc = is_last(l) ? store_send_last(st, e) : 0;
	if (rc >= 0)
		rc = read_rows(l, st, e);
	l->q.values_count = kept;
	l->q.next = next;
	l->q.params = params;
	return rc;
}

static int run_parts(struct listing *l, const struct place_mark *after, struct err *e)
{
	int rc = 0;

	if (!after || !after->nulls)
		rc = run_part(l, false, after, e);
	bool room = !l->more;
	if (rc < 0 || !l->order.nullable || !room)
		return rc;
	return run_part(l, true, after && after->nulls ? after : NULL, e);
}

/* --- the whole --- */

static int ask_count(struct listing *l, struct err *e)
{
	OWN_BUF struct buf sql = { 0 };
	struct store_stmt *st = NULL;
	struct query *q = &l->q;
	int next = q->fence_first;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "SELECT coalesce(sum(t.n), 0) FROM tally t WHERE t.unit_id = $1");
	struct fence_use use = { .fence = q->fence, .columns = &tally_columns };
	int rc = fence_sql(&use, &next, &sql, e);
	sql_add(&sql, &q->tally_sql);
	int name = q->next;
	buf_fmt(&sql, " AND t.register = $%d", name);
	if (rc >= 0)
		rc = sql_prepare(l->d, &sql, &l->counting, e);
	if (rc < 0)
		return rc;
	st = l->counting;
	store_bind_int(st, 1, l->d->unit_id);
	fence_bind(&use, st);
	for (size_t i = 0; i < q->values_count; i++)
		bind_value(st, q->values[i].n, &q->values[i].v);
	store_bind_text(st, name, l->r->name);
	return store_send(st, e);
}

static int read_count(struct listing *l, int64_t *ret, struct err *e)
{
	int rc = l->counting ? store_step(l->counting, e) : 0;

	if (rc > 0)
		*ret = store_int(l->counting, 0);
	store_done(l->counting);
	l->counting = NULL;
	return rc < 0 ? rc : 0;
}

static uint64_t hash_with(uint64_t h, struct str s)
{
	return str_hash(s, h * 31 + s.len);
}

/* Whoever asks, what and in which order: a cursor is good for nothing else. */
static uint64_t identity(const struct listing *l)
{
	const struct record_query *a = l->asked;
	uint64_t h = str_hash(l->r->name, (uint64_t)l->d->actor->person_id * 1000003 + (uint64_t)l->d->unit_id);

	for (size_t i = 0; i < a->filters_count; i++) {
		h = hash_with(h, a->filters[i].field) + (uint64_t)a->filters[i].compare;
		h = hash_with(h, a->filters[i].text);
	}
	h = hash_with(h, a->text);
	h = hash_with(h, a->view);
	return hash_with(h, a->sort);
}

static int make_next(struct listing *l, uint64_t id, struct str *ret, struct err *e)
{
	const struct row *last = &l->raw[l->count - 1];
	struct place_mark m = { .id = last->id, .key = value_of_int(last->id) };
	const struct value *v = l->order.field ? row_values(last, l->order.field) : NULL;

	if (v)
		m.key = *v;
	else if (str_eq(l->order.column, STR("due_at")))
		m.key = last->due_at != 0 ? value_of_int(last->due_at) : (struct value){ 0 };
	else if (str_eq(l->order.column, STR("changed_at")))
		m.key = value_of_int(last->changed_at);
	else if (!by_id(&l->order))
		m.key = value_of_text(str_eq(l->order.column, STR("no"))      ? last->no
				      : str_eq(l->order.column, STR("state")) ? last->state
									      : last->lamp);
	m.nulls = m.key.kind == VALUE_NULL;
	*ret = cursor_write(l->d, id, &m, e);
	return ret->ptr ? 0 : e ? e->code : ERR_NOMEM;
}

static int prepare(struct listing *l, const struct view *view, struct err *e)
{
	const struct record_query *a = l->asked;

	int rc = order_of(l->d, l->r, a->sort.len > 0 ? a->sort : view ? view->sort : STR_NONE, &l->order, e);
	if (rc >= 0)
		rc = refuse_names(l, e);
	if (rc >= 0)
		rc = choose(l, view, e);
	if (rc >= 0)
		rc = query_open(l->d, l->r, &l->q, e);
	if (rc >= 0)
		rc = query_filters(&l->q, a->filters, a->filters_count, e);
	if (rc >= 0)
		rc = query_text(&l->q, a->text, e);
	if (rc >= 0 && view)
		rc = query_condition(&l->q, view->filter_sql, e);
	l->rows = arena_array(l->d->arena, l->limit, sizeof *l->rows);
	l->raw = arena_array(l->d->arena, l->limit + 1, sizeof *l->raw);
	if (rc >= 0 && (!l->rows || !l->raw))
		rc = err_nomem(e);
	return rc;
}

/* More rows than this are not sorted without an index: each page would read and sort them all. */
enum { SORT_ROWS_MAX = 200000 };

static bool is_indexed(const struct order *o)
{
	const struct field *f = o->field;

	return f ? f->index || f->unique || f->type == FIELD_REFERENCE : !str_eq(o->column, STR("lamp"));
}

/* *ret stays -1 when nobody asked and it does not matter, or it is not kept, or it is on its way. */
static int count_and_check(struct listing *l, int64_t *ret, struct err *e)
{
	bool indexed = is_indexed(&l->order);

	if (!l->q.tallied || (indexed && !l->asked->total))
		return 0;
	l->beside = indexed && store_is_remote(l->d->store) && l->q.fence->open;
	if (l->beside)
		return 0;
	int rc = ask_count(l, e);
	if (rc >= 0 && !indexed)
		rc = read_count(l, ret, e);
	if (rc < 0 || indexed || *ret <= SORT_ROWS_MAX)
		return rc;
	err_hint(e, "请先用条件缩小范围，或按编号、时间排序；常用来排序的字段可在定义里写 index: true");
	return err_set(e, ERR_INPUT, "共 %lld 条，按“" STR_FMT "”排序太慢", (long long)*ret,
		STR_ARG(l->order.field ? l->order.field->label : STR("灯")));
}

static int list(struct listing *l, struct record_list *ret, struct err *e)
{
	const struct view *view = l->asked->view.len > 0 ? register_view(l->r, l->asked->view) : NULL;
	struct place_mark after = { 0 };
	uint64_t id = identity(l);
	int64_t total = -1;
	struct str next = STR_NONE;

	if (l->asked->view.len > 0 && !view)
		return err_in(e, "view",
			err_set(e, ERR_NOTFOUND, "“" STR_FMT "”没有视图“" STR_FMT "”", STR_ARG(l->r->title),
				STR_ARG(str_sub(
					l->asked->view, 0, l->asked->view.len < 80 ? l->asked->view.len : 80))));
	int rc = prepare(l, view, e);
	if (rc >= 0 && l->asked->after.len > 0)
		rc = cursor_read(l->d, id, l->asked->after, &after, e);
	if (rc >= 0)
		rc = count_and_check(l, &total, e);
	if (rc >= 0)
		rc = run_parts(l, l->asked->after.len > 0 ? &after : NULL, e);
	if (rc >= 0 && l->beside && l->total < 0)
		rc = ask_count(l, e); /* no row has it */
	if (rc >= 0)
		rc = read_count(l, &total, e);
	if (l->beside && l->total >= 0)
		total = l->total;
	if (rc >= 0 && l->more)
		rc = make_next(l, id, &next, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < l->count; i++) { /* after the statement's end: labels have statements of their own */
		const struct record_value *values = l->rows[i].values;
		l->rows[i] = row_record(l->d, &l->raw[i]);
		l->rows[i].values = values;
		label_row(l, &l->rows[i]);
	}
	*ret = (struct record_list){ .fields = { l->fields, l->fields_count },
		.rows = l->rows,
		.count = l->count,
		.next = next,
		.total = l->asked->total ? total : -1 };
	return 0;
}

int record_list(struct desk *d, const struct register_def *r, const struct record_query *q, struct record_list *ret,
	struct err *e)
{
	struct listing l = { .d = d, .r = r, .asked = q, .total = -1, .limit = q->limit > 0 ? (size_t)q->limit : 50 };

	if (q->limit < 0 || q->limit > RECORD_LIMIT_MAX)
		return err_set(e, ERR_LIMIT, "一页最多 %d 条", RECORD_LIMIT_MAX);
	int rc = desk_may_read(d, r, e);
	if (rc >= 0)
		rc = list(&l, ret, e);
	store_done(l.counting);
	query_clear(&l.q);
	return rc;
}

/* Rows of r_<register> in and out of memory. */
#include "record_private.h"

enum { COMMON_COLUMNS = 11 };

struct value value_of_int(int64_t i)
{
	return (struct value){ .kind = VALUE_INT, .i = i };
}

struct value value_of_text(struct str s)
{
	return (struct value){ .kind = VALUE_TEXT, .s = s };
}

bool state_is_final(const struct register_def *r, struct str state)
{
	const struct state *s = register_state(r, state);

	return s && s->final;
}

void sql_add(struct buf *out, const struct buf *part)
{
	buf_str(out, buf_view(part));
	out->failed |= part->failed;
	out->full |= part->full;
}

void sql_param(struct buf *out, int n)
{
	char text[12];
	size_t at = sizeof text;

	do
		text[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	text[--at] = '$';
	buf_add(out, text + at, sizeof text - at);
}

int sql_prepare(struct desk *d, struct buf *b, struct store_stmt **ret, struct err *e)
{
	buf_chr(b, '\0');
	if (b->failed && b->full)
		return err_set(e, ERR_LIMIT, "条件太多，请分几次查");
	if (b->failed)
		return err_nomem(e);
	return store_prepare(d->store, b->ptr, ret, e);
}

struct value store_value(struct store_stmt *st, int col, bool integer, struct arena *a, bool *failed)
{
	int64_t number;

	if (integer)
		return store_int_if(st, col, &number) ? value_of_int(number) : (struct value){ 0 };
	struct str text = store_text(st, col);
	if (!text.ptr)
		return (struct value){ 0 };
	struct str kept = arena_dup(a, text);
	*failed |= !kept.ptr;
	return value_of_text(kept);
}

void bind_value(struct store_stmt *st, int n, const struct value *v)
{
	if (v->kind == VALUE_INT)
		store_bind_int(st, n, v->i);
	else if (v->kind == VALUE_TEXT)
		store_bind_text(st, n, v->s.ptr ? v->s : STR(""));
	else
		store_bind_null(st, n);
}

void row_select(const struct register_def *r, const bool *wanted, struct buf *out)
{
	buf_cstr(out, "this.id, this.no, this.state, this.version, this.department_id, this.owner_id, this.holder_id,"
		      " this.created_at, this.changed_at, this.due_at, this.lamp");
	if (r->parent.len > 0)
		buf_cstr(out, ", this.parent_id");
	for (size_t i = 0; i < r->columns_count; i++) {
		if (wanted && !wanted[i])
			continue;
		buf_cstr(out, ", this.");
		buf_str(out, r->columns[i].name);
	}
}

static int read_columns(
	struct desk *d, struct store_stmt *st, const bool *wanted, struct row *row, int at, bool *failed)
{
	const struct register_def *r = row->r;

	for (size_t i = 0; i < r->columns_count; i++)
		if (!wanted || wanted[i])
			row->columns[i] = store_value(st, at++, r->columns[i].integer, d->arena, failed);
	return at;
}

int row_read(struct desk *d, struct store_stmt *st, const bool *wanted, struct row *ret, int *ret_next, struct err *e)
{
	const struct register_def *r = ret->r;
	struct row row = { .r = r,
		.unit_id = d->unit_id,
		.id = store_int(st, 0),
		.no = arena_dup(d->arena, store_text(st, 1)),
		.state = arena_dup(d->arena, store_text(st, 2)),
		.version = store_int(st, 3),
		.department_id = store_int(st, 4),
		.owner_id = store_int(st, 5),
		.holder_id = store_int(st, 6),
		.created_at = store_int(st, 7),
		.changed_at = store_int(st, 8),
		.due_at = store_int(st, 9),
		.lamp = arena_dup(d->arena, store_text(st, 10)),
		.columns = arena_array(d->arena, r->columns_count + 1, sizeof *row.columns) };
	bool failed = !row.no.ptr || !row.state.ptr || !row.lamp.ptr || !row.columns;
	int at = COMMON_COLUMNS;

	if (r->parent.len > 0)
		row.parent_id = store_int(st, at++);
	if (!failed)
		at = read_columns(d, st, wanted, &row, at, &failed);
	if (failed)
		return err_nomem(e);
	*ret = row;
	*ret_next = at;
	return 0;
}

int row_missing(const struct register_def *r, int64_t id, struct err *e)
{
	return err_set(
		e, ERR_NOTFOUND, "“" STR_FMT "”里没有第 %lld 号记录，或者您不能看它", STR_ARG(r->title), (long long)id);
}

/* Nothing was found through the fence: it is a denial when there is something behind it. */
static int not_shown(struct desk *d, const struct row_wanted *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	struct err unused = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql, "SELECT 1 FROM r_" STR_FMT " WHERE unit_id = $1 AND id = $2 AND deleted_at IS NULL",
		STR_ARG(w->r->name));
	int rc = w->all ? -1 : sql_prepare(d, &sql, &st, &unused);
	if (rc >= 0) {
		store_bind_int(st, 1, d->unit_id);
		store_bind_int(st, 2, w->id);
		rc = store_step(st, &unused);
	}
	if (e)
		e->hidden = rc > 0;
	return row_missing(w->r, w->id, e);
}

/* One statement: each more would cost as much as all of this one, over a network many times that. */
static void load_text(const struct row_wanted *w, struct buf *sql)
{
	buf_cstr(sql, "SELECT ");
	row_select(w->r, NULL, sql);
	if (w->ret_watched) {
		buf_cstr(sql, ", (SELECT count(*) FROM watch w WHERE w.unit_id = $1 AND w.register = $3");
		buf_cstr(sql, w->by_others ? " AND w.record_id = $2 AND w.person_id <> $4)"
					   : " AND w.record_id = $2 AND w.person_id = $4)");
	}
	buf_cstr(sql, " FROM r_");
	buf_str(sql, w->r->name);
	buf_cstr(sql, " AS this WHERE this.unit_id = $1 AND this.id = $2 AND this.deleted_at IS NULL");
}

int row_load_wanted(struct desk *d, const struct row_wanted *w, struct row *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct fence_use use = { .columns = &record_columns };
	OWN_BUF struct buf sql = { 0 };
	int next = w->ret_watched ? 5 : 3, end;
	int rc = 0;

	if (!w->all)
		rc = rights_fence(d, w->r, &use.fence, e);
	if (rc >= 0 && (w->all || use.fence->open) && !w->by_others && store_remembers(d->store))
		return row_load_hot(d, w, ret, e);
	buf_init(&sql, RECORD_SQL_MAX);
	load_text(w, &sql);
	if (!w->all && rc >= 0)
		rc = fence_sql(&use, &next, &sql, e);
	if (rc >= 0)
		rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d->unit_id);
	store_bind_int(st, 2, w->id);
	if (w->ret_watched) {
		store_bind_text(st, 3, w->r->name);
		store_bind_int(st, 4, d->actor->person_id);
	}
	if (!w->all)
		fence_bind(&use, st);
	rc = w->last ? store_send_last(st, e) : 0;
	if (rc >= 0)
		rc = store_step(st, e);
	if (rc == 0) {
		store_done(st);
		st = NULL;
		return not_shown(d, w, e);
	}
	ret->r = w->r;
	rc = rc < 0 ? rc : row_read(d, st, NULL, ret, &end, e);
	if (rc >= 0 && w->ret_watched)
		*w->ret_watched = store_int(st, end) > 0;
	return rc;
}

int row_load(struct desk *d, const struct register_def *r, int64_t id, bool all, struct row *ret, struct err *e)
{
	return row_load_wanted(d, &(struct row_wanted){ .r = r, .id = id, .all = all }, ret, e);
}

int row_column(const struct register_def *r, const struct field *f)
{
	for (size_t i = 0; i < r->columns_count; i++)
		if (r->columns[i].field == f)
			return (int)i;
	return -1;
}

const struct value *row_values(const struct row *row, const struct field *f)
{
	int at = row_column(row->r, f);

	return at < 0 ? NULL : &row->columns[at];
}

bool row_filled(const struct row *row, const struct field *f)
{
	const struct value *v = row_values(row, f);

	return v && v->kind != VALUE_NULL;
}

static struct str title_of(struct desk *d, const struct row *row, bool seen)
{
	const struct field *f = register_field(row->r, row->r->title_field);
	const struct value *v = f && seen && !f->sensitive ? row_values(row, f) : NULL;
	OWN_BUF struct buf text = { 0 };

	if (!v || v->kind == VALUE_NULL)
		return row->no;
	if (f->type == FIELD_TEXT || f->type == FIELD_LONGTEXT)
		return v->s;
	struct value_context c = desk_values(d, row->r);
	buf_init(&text, 4096);
	value_to_text(&c, f, v, &text);
	struct str kept = text.failed ? STR_NONE : arena_dup(d->arena, buf_view(&text));
	return kept.ptr ? kept : row->no;
}

struct str row_title(struct desk *d, const struct row *row)
{
	const struct field *f = register_field(row->r, row->r->title_field);

	return title_of(d, row, f && rights_sees(d, f, row));
}

struct str row_title_for_all(struct desk *d, const struct row *row)
{
	const struct field *f = register_field(row->r, row->r->title_field);

	return title_of(d, row, f && !f->see && rights_sees(d, f, row));
}

struct record row_record(struct desk *d, const struct row *row)
{
	return (struct record){ .unit_id = row->unit_id,
		.id = row->id,
		.version = row->version,
		.parent_id = row->parent_id,
		.created_at = row->created_at,
		.changed_at = row->changed_at,
		.due_at = row->due_at,
		.no = row->no,
		.state = row->state,
		.lamp = row->lamp,
		.title = row_title(d, row),
		.department.id = row->department_id,
		.owner.id = row->owner_id,
		.holder.id = row->holder_id,
		.parent.id = row->parent_id };
}

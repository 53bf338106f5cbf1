/* One record being changed: row, version, event, counts and watchers are written together or not at all. */
#include "record_private.h"

#include "json.h"

#include <assert.h>

/* --- opening --- */

static bool copy_columns(struct desk *d, const struct row *from, struct row *to)
{
	size_t size = (from->r->columns_count + 1) * sizeof(struct value);
	struct value *columns = arena_alloc(d->arena, size);

	*to = *from;
	to->columns = columns;
	if (columns)
		memcpy(columns, from->columns, size);
	return columns != NULL;
}

int edit_open(
	struct desk *d, const struct register_def *r, int64_t id, int64_t version, struct edit *ret, struct err *e)
{
	struct edit x = { .d = d, .r = r, .refusals_from = d->refusals.count };
	const struct row_wanted wanted = {
		.r = r, .id = id, .all = d->own->depth > 0, .by_others = true, .ret_watched = &x.watched
	};

	int rc = row_load_wanted(d, &wanted, &x.before, e);
	if (rc < 0)
		return rc;
	if (!copy_columns(d, &x.before, &x.stored) || !copy_columns(d, &x.before, &x.now))
		return err_nomem(e);
	if (version != RECORD_ANY_VERSION && version != x.before.version)
		desk_refuse(d, REFUSAL_VERSION, &(struct about){ .r = r, .id = id },
			"这条记录已被别人改过（您看的是第 %lld 版，现在是第 %lld 版），请刷新后再办",
			(long long)version, (long long)x.before.version);
	*ret = x;
	return 0;
}

/* --- values --- */

static int refuse_value(struct edit *x, const struct field *f, const struct err *why)
{
	enum refusal_kind kind = why->code == ERR_LIMIT ? REFUSAL_LIMIT : REFUSAL_FORMAT;
	struct about about = { .r = x->r, .id = x->now.id, .field = f->name };

	if (why->hint[0] != '\0')
		desk_refuse(x->d, kind, &about, "%s（%s）", why->message, why->hint);
	else
		desk_refuse(x->d, kind, &about, "%s", why->message);
	return 0;
}

static bool same(const struct value *a, const struct value *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!value_eq(&a[i], &b[i]))
			return false;
	return true;
}

int edit_set(struct edit *x, const struct field *f, const struct value *values)
{
	int at = row_column(x->r, f);

	assert(at >= 0);
	memcpy(&x->now.columns[at], values, value_columns(f) * sizeof *values);
	if (values[0].kind == VALUE_INT && str_eq(f->name, x->r->department_field))
		x->now.department_id = values[0].i;
	return 0;
}

static bool may_give(struct edit *x, const struct field *f, const struct names *allowed)
{
	if (allowed && names_have(*allowed, f->name))
		return true;
	return rights_edits(x->d, f, x->fresh ? &x->now : &x->before, x->fresh);
}

/* What is there already, as this person sees it: with stars in it. Sent back it changes nothing, and stars never become the value. */
static int take_masked(struct edit *x, const struct field *f, const struct value *given, bool *ret_done, struct err *e)
{
	const struct value *there = row_values(&x->before, f);
	size_t columns = value_columns(f);
	struct value masked[VALUE_COLUMNS_MAX];

	*ret_done = false;
	if (x->fresh || !f->sensitive || there[0].kind != VALUE_TEXT || given[0].kind != VALUE_TEXT ||
		rights_reveals(x->d, &x->before))
		return 0;
	memcpy(masked, there, columns * sizeof *masked);
	int rc = rights_mask(x->d, f, masked, e);
	if (rc < 0)
		return rc;
	*ret_done = str_eq(masked[0].s, given[0].s);
	if (*ret_done || !str_has(given[0].s, STR("*")))
		return 0;
	*ret_done = true;
	desk_refuse(x->d, REFUSAL_FORMAT, &(struct about){ .r = x->r, .id = x->now.id, .field = f->name },
		"“" STR_FMT "”里有 * 号：您看到的是掩码，要改请写全文", STR_ARG(f->label));
	return 0;
}

/* `f`: there is such a field, but this person does not see it in this record. */
static void refuse_unseen(struct edit *x, const struct field *f, const struct about *about)
{
	const struct state *s = register_state(x->r, x->fresh ? x->now.state : x->before.state);
	struct str name = about->field;

	if (f && s && f->see_states.count > 0 && !names_have(f->see_states, s->name) &&
		rights_sight(x->d, f) != SIGHT_NONE)
		desk_refuse(x->d, REFUSAL_FORMAT, about, "“" STR_FMT "”在“" STR_FMT "”时不显示，也不能填写",
			STR_ARG(f->label), STR_ARG(s->label));
	else
		desk_refuse(x->d, REFUSAL_FORMAT, about, "没有“" STR_FMT "”这一项",
			(int)(name.len < 80 ? name.len : 80), name.ptr ? name.ptr : "");
}

static int take_input(struct edit *x, const struct record_input *in, const struct names *allowed, struct err *e)
{
	const struct field *f = register_field(x->r, in->field);
	struct value values[VALUE_COLUMNS_MAX] = { 0 };
	struct about about = { .r = x->r, .id = x->now.id, .field = in->field };
	struct err why = { 0 };

	if (!f || !rights_sees(x->d, f, x->fresh ? &x->now : &x->before)) {
		refuse_unseen(x, f, &about);
		return 0;
	}
	if (value_columns(f) == 0) {
		desk_refuse(x->d, REFUSAL_FORMAT, &about,
			f->type == FIELD_FILES ? "“" STR_FMT "”要作为附件上传" : "“" STR_FMT "”是算出来的，不能填写",
			STR_ARG(f->label));
		return 0;
	}
	struct value_context c = desk_values(x->d, x->r);
	int rc = in->json ? value_from_json(&c, f, in->json, values, &why)
			  : value_from_text(&c, f, in->text, values, &why);
	if (rc == ERR_INPUT || rc == ERR_LIMIT || rc == ERR_NOTFOUND)
		return refuse_value(x, f, &why);
	if (rc < 0) {
		*e = why;
		return rc;
	}
	bool done = same(values, row_values(&x->now, f), value_columns(f));
	if (!done) {
		rc = take_masked(x, f, values, &done, e);
		if (rc < 0)
			return rc;
	}
	if (done)
		return 0;
	if (!may_give(x, f, allowed)) {
		desk_refuse(x->d, REFUSAL_RIGHT, &about, "您现在不能修改“" STR_FMT "”", STR_ARG(f->label));
		return 0;
	}
	return edit_set(x, f, values);
}

int edit_inputs(struct edit *x, const struct record_inputs *in, const struct names *allowed, struct err *e)
{
	int rc = 0;

	if (in->count > x->r->fields_count * 2 + 8)
		return err_set(e, ERR_LIMIT, "一次给出的项太多");
	for (size_t i = 0; i < in->count && rc >= 0; i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again |= str_eq(in->at[k].field, in->at[i].field);
		if (again)
			desk_refuse(x->d, REFUSAL_FORMAT,
				&(struct about){ .r = x->r, .id = x->now.id, .field = in->at[i].field },
				"同一项写了两次");
		else
			rc = take_input(x, &in->at[i], allowed, e);
	}
	return rc;
}

/* In the unit, or below the same record. */
static int check_unique(struct edit *x, const struct column *c, const struct value *v, struct err *e)
{
	bool below = !c->field->unique;

	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql,
		"SELECT id, no FROM r_" STR_FMT " WHERE unit_id = $1 AND " STR_FMT
		" = $2 AND id <> $3 AND deleted_at IS NULL%s LIMIT 1",
		STR_ARG(x->r->name), STR_ARG(c->name), below ? " AND parent_id = $4" : "");
	int rc = sql_prepare(x->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, x->now.unit_id);
	bind_value(st, 2, v);
	store_bind_int(st, 3, x->now.id);
	if (below)
		store_bind_int(st, 4, x->now.parent_id);
	rc = store_step(st, e);
	if (rc > 0)
		desk_refuse(x->d, REFUSAL_UNIQUE, &(struct about){ .r = x->r, .id = x->now.id, .field = c->name },
			"“" STR_FMT "”的这个值%s已有别的记录用了", STR_ARG(c->field->label),
			below ? "在同一上级记录下" : "");
	return rc < 0 ? rc : 0;
}

int edit_unique(struct edit *x, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < x->r->columns_count && rc >= 0; i++) {
		const struct column *c = &x->r->columns[i];
		const struct value *v = &x->now.columns[i];
		bool moved = c->field->unique_in_parent && x->now.parent_id != x->before.parent_id;
		bool changed = x->fresh || moved || !value_eq(v, &x->before.columns[i]);
		bool only = c->field->unique || c->field->unique_in_parent;
		if (only && c->part == 0 && v->kind != VALUE_NULL && changed)
			rc = check_unique(x, c, v, e);
	}
	return rc;
}

/* --- writing the row --- */

/* The common columns that change. */
enum { MOVING = 6 };
struct moving {
	const char *name;
	struct value v;
};

static struct value or_null(int64_t id)
{
	return id != 0 ? value_of_int(id) : (struct value){ 0 };
}

static void moving_of(const struct row *row, struct moving out[MOVING])
{
	out[0] = (struct moving){ "state", value_of_text(row->state) };
	out[1] = (struct moving){ "department_id", or_null(row->department_id) };
	out[2] = (struct moving){ "holder_id", or_null(row->holder_id) };
	out[3] = (struct moving){ "due_at", or_null(row->due_at) };
	out[4] = (struct moving){ "lamp", value_of_text(row->lamp) };
	out[5] = (struct moving){ "parent_id", or_null(row->parent_id) };
}

/* What an UPDATE sets, and with what. */
struct assigning {
	struct buf sql;
	const struct value *values[STORE_SET_MAX];
	int count;
	bool full;
};

static void assign(struct assigning *a, struct str column, const struct value *v)
{
	if (a->count == STORE_SET_MAX) {
		a->full = true;
		return;
	}
	a->values[a->count++] = v;
	buf_str(&a->sql, column);
	buf_cstr(&a->sql, " = ");
	sql_param(&a->sql, a->count + 5);
	buf_cstr(&a->sql, ", ");
}

static int run_update(struct edit *x, struct assigning *a, bool last, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql, "UPDATE r_" STR_FMT " SET ", STR_ARG(x->r->name));
	sql_add(&sql, &a->sql);
	buf_cstr(&sql, x->removed && last ? "deleted_at = $4, " : "");
	buf_cstr(&sql, last ? "version = version + 1, changed_at = $4, changed_by = $5"
			    : "version = version, changed_at = $4, changed_by = $5");
	buf_cstr(&sql, " WHERE unit_id = $1 AND id = $2 AND version = $3");
	int rc = sql_prepare(x->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, x->now.unit_id);
	store_bind_int(st, 2, x->now.id);
	store_bind_int(st, 3, x->stored.version);
	store_bind_int(st, 4, x->d->now);
	store_bind_int(st, 5, x->d->actor->person_id);
	for (int i = 0; i < a->count; i++)
		bind_value(st, i + 6, a->values[i]);
	return store_put_one(st, e);
}

/* `last`: with the version, even where nothing else is to be written. */
static int update(struct edit *x, bool last, struct err *e)
{
	struct assigning a = { 0 };
	struct moving was[MOVING], is[MOVING];

	buf_init(&a.sql, RECORD_SQL_MAX);
	moving_of(&x->stored, was);
	moving_of(&x->now, is);
	for (size_t i = 0; i < MOVING; i++)
		if (!value_eq(&was[i].v, &is[i].v))
			assign(&a, str_from(is[i].name), &is[i].v);
	for (size_t i = 0; i < x->r->columns_count; i++)
		if (!value_eq(&x->stored.columns[i], &x->now.columns[i]))
			assign(&a, x->r->columns[i].name, &x->now.columns[i]);
	int rc = 0;
	if (a.full)
		rc = err_set(e, ERR_LIMIT, "一次最多改 %d 项", STORE_SET_MAX);
	else if (a.count > 0 || last)
		rc = run_update(x, &a, last, e);
	buf_clear(&a.sql);
	if (rc < 0)
		return rc;
	if (last)
		x->now.version = x->stored.version + 1;
	struct value *columns = x->stored.columns;
	memcpy(columns, x->now.columns, x->r->columns_count * sizeof *columns);
	x->stored = x->now;
	x->stored.columns = columns;
	return 0;
}

static void insert_text(const struct register_def *r, struct buf *sql)
{
	size_t columns = r->columns_count + 13 + (r->parent.len > 0);

	buf_fmt(sql,
		"INSERT INTO r_" STR_FMT
		" (unit_id, id, no, state, version, department_id, owner_id, holder_id, created_at,"
		" created_by, changed_at, changed_by, due_at, lamp%s",
		STR_ARG(r->name), r->parent.len > 0 ? ", parent_id" : "");
	for (size_t i = 0; i < r->columns_count; i++) {
		buf_cstr(sql, ", ");
		buf_str(sql, r->columns[i].name);
	}
	buf_cstr(sql, ") VALUES ($1");
	for (size_t i = 2; i <= columns + 1; i++) {
		buf_cstr(sql, ", ");
		sql_param(sql, (int)i);
	}
	buf_chr(sql, ')');
}

static int prepare_insert(struct edit *x, struct store_stmt **ret, struct err *e)
{
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	insert_text(x->r, &sql);
	return sql_prepare(x->d, &sql, ret, e);
}

static int run_insert(struct edit *x, struct store_stmt *st, struct err *e)
{
	const struct row *row = &x->now;
	struct moving m[MOVING];
	int n = 15;

	moving_of(row, m);
	store_bind_int(st, 1, row->unit_id);
	store_bind_int(st, 2, row->id);
	store_bind_text(st, 3, row->no);
	bind_value(st, 4, &m[0].v);
	store_bind_int(st, 5, row->version);
	bind_value(st, 6, &m[1].v);
	bind_value(st, 7, &(struct value){ .kind = row->owner_id ? VALUE_INT : VALUE_NULL, .i = row->owner_id });
	bind_value(st, 8, &m[2].v);
	store_bind_int(st, 9, row->created_at);
	store_bind_int(st, 10, x->d->actor->person_id);
	store_bind_int(st, 11, row->changed_at);
	store_bind_int(st, 12, x->d->actor->person_id);
	bind_value(st, 13, &m[3].v);
	bind_value(st, 14, &m[4].v);
	if (x->r->parent.len > 0)
		store_bind_int(st, n++, row->parent_id);
	for (size_t i = 0; i < x->r->columns_count; i++)
		bind_value(st, n++, &row->columns[i]);
	int rc = store_run(st, e);
	if (rc < 0)
		return rc;
	struct value *columns = x->stored.columns;
	memcpy(columns, row->columns, x->r->columns_count * sizeof *columns);
	x->stored = *row;
	x->stored.columns = columns;
	return 0;
}

/* An import keeps the statement for all its rows. */
static int insert(struct edit *x, struct err *e)
{
	struct quick *q = x->d->own->quick;
	OWN_STMT struct store_stmt *st = NULL;
	int rc = 0;

	if (q && q->r == x->r) {
		rc = q->insert ? 0 : prepare_insert(x, &q->insert, e);
		return rc < 0 ? rc : run_insert(x, q->insert, e);
	}
	rc = prepare_insert(x, &st, e);
	return rc < 0 ? rc : run_insert(x, st, e);
}

int edit_flush(struct edit *x, struct err *e)
{
	if (x->fresh && x->stored.version == 0)
		return insert(x, e);
	return update(x, false, e);
}

/* --- the event --- */

static void write_value(struct json *j, const struct value *v)
{
	if (v->kind == VALUE_INT)
		json_int(j, v->i);
	else
		json_str(j, v->kind == VALUE_TEXT ? v->s : STR_NONE);
}

static void write_change(struct json *j, struct str name, const struct value *was, const struct value *is)
{
	if (value_eq(was, is))
		return;
	json_key_str(j, name);
	json_array(j);
	write_value(j, was);
	write_value(j, is);
	json_end_array(j);
}

static void write_changes(const struct edit *x, struct json *j)
{
	static const struct value none = { 0 };
	struct moving was[MOVING], is[MOVING];

	moving_of(&x->before, was);
	moving_of(&x->now, is);
	json_key(j, "changes");
	json_object(j);
	for (size_t i = 1; i < (x->fresh ? MOVING - 1 : MOVING); i++) /* where a new one hangs is no change */
		write_change(j, str_from(is[i].name), x->fresh ? &none : &was[i].v, &is[i].v);
	for (size_t i = 0; i < x->r->columns_count; i++)
		write_change(j, x->r->columns[i].name, x->fresh ? &none : &x->before.columns[i], &x->now.columns[i]);
	json_end_object(j);
}

static void write_clocks(const struct edit *x, struct json *j)
{
	if (x->clocks_count == 0)
		return;
	json_key(j, "clocks");
	json_object(j);
	for (size_t i = 0; i < x->clocks_count; i++) {
		json_key_str(j, x->clocks[i].name);
		json_array(j);
		json_str(j, x->clocks[i].what);
		json_int(j, x->clocks[i].due_at);
		if (x->clocks[i].was != 0)
			json_int(j, x->clocks[i].was);
		json_end_array(j);
	}
	json_end_object(j);
}

static void write_text(struct json *j, const char *key, struct str text)
{
	if (text.len == 0)
		return;
	json_member_str(j, key, text);
}

static int tell(struct desk *d, const struct edit *x, const struct row *row, const struct telling *t, int64_t *ret_seq,
	struct err *e)
{
	OWN_BUF struct buf data = { 0 };
	struct json j;

	buf_init(&data, RECORD_EVENT_MAX);
	buf_room(&data, 500); /* most need no more */
	json_init(&j, &data, NULL, NULL);
	json_object(&j);
	write_text(&j, "from", t->from);
	write_text(&j, "to", t->to);
	write_text(&j, "reason", t->reason);
	write_text(&j, "text", t->text);
	if (x) {
		write_changes(x, &j);
		write_clocks(x, &j);
	}
	json_end_object(&j);
	if (json_finish(&j) < 0)
		return data.full ? err_set(e, ERR_LIMIT, "一次改动的内容太大") : err_nomem(e);
	struct event ev = { .unit_id = row->unit_id,
		.at = d->now,
		.person_id = d->actor->person_id,
		.on_behalf = d->actor->on_behalf_of,
		.kind = str_from(t->kind),
		.name = t->name,
		.register_name = row->r->name,
		.record_id = row->id,
		.data = buf_view(&data) };
	if (d->own->quick)
		return event_chain_add(d->store, &d->own->quick->head, &ev, ret_seq, e);
	return event_append(d->store, &ev, ret_seq, e);
}

int edit_tell(struct desk *d, const struct row *row, const struct telling *t, int64_t *ret_seq, struct err *e)
{
	return tell(d, NULL, row, t, ret_seq, e);
}

/* --- the end --- */

bool edit_changed(const struct edit *x)
{
	struct moving was[MOVING], is[MOVING];

	moving_of(&x->before, was);
	moving_of(&x->now, is);
	for (size_t i = 0; i < MOVING; i++)
		if (!value_eq(&was[i].v, &is[i].v))
			return true;
	return !same(x->before.columns, x->now.columns, x->r->columns_count);
}

static int told_watchers(struct edit *x, const struct telling *t, struct err *e)
{
	static const char *const words[][2] = { { "create", "新建" }, { "change", "修改" }, { "transition", "办理" },
		{ "vote", "会签" }, { "remove", "删除" } };
	const struct transition *step = t->name.len > 0 ? register_transition(x->r, t->name) : NULL;
	const char *word = "改动";

	if (!x->watched)
		return 0;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i][0], t->kind) == 0)
			word = words[i][1];
	return notify_watchers(x->d, &x->now, word, step ? step->label : STR(""), e);
}

int edit_finish(struct edit *x, const struct telling *t, struct record_done *ret, struct err *e)
{
	int64_t seq = 0;
	int rc;

	if (x->fresh)
		rc = edit_flush(x, e);
	else
		rc = update(x, true, e);
	if (rc >= 0 && !x->removed)
		rc = standing_check(x, e);
	if (rc >= 0)
		rc = tally_move(x->d, x->fresh ? NULL : &x->before, x->removed ? NULL : &x->now, e);
	if (rc >= 0)
		rc = tell(x->d, x, &x->now, t, &seq, e);
	if (rc >= 0)
		rc = told_watchers(x, t, e);
	if (rc >= 0)
		rc = search_keep(x, e);
	if (rc < 0)
		return rc;
	*ret = (struct record_done){
		.id = x->now.id, .version = x->now.version, .event_seq = seq, .no = x->now.no, .state = x->now.state
	};
	return 0;
}

/* The timeline of a record, and the history of one field. */
#include "record_private.h"

#include "event_data.h"

enum { EVENTS_MAX = 200 };

struct telling_row {
	struct desk *d;
	const struct row *row;
	bool masked; /* personal data have stars */
};

static struct str label_of(const struct register_def *r, struct str kind, struct str name)
{
	const struct transition *t = register_transition(r, name);
	const struct clock_def *c = register_clock(r, name);
	const struct field *f = register_field(r, name);

	if (str_eq(kind, STR("lamp")) || str_eq(kind, STR("clock")) || str_eq(kind, STR("escalation")))
		return c ? c->label : name;
	if (str_eq(kind, STR("evidence")))
		return f ? f->label : name;
	return t ? t->label : name;
}

/* The change of a field has as many columns as the field: those not named did not change. */
static int take_pair(const struct telling_row *x, const struct event_pair *p, struct record_event *ev, struct err *e)
{
	const struct register_def *r = x->row->r;
	struct record_field_change *changes = (struct record_field_change *)(uintptr_t)ev->changes;
	const struct column *c = NULL;

	if (str_eq(p->name, STR("holder_id"))) {
		ev->holder_changed = true;
		ev->holder.id = p->is.kind == VALUE_INT ? p->is.i : 0;
		return 0;
	}
	if (str_eq(p->name, STR("department_id"))) {
		ev->department_changed = true;
		ev->department.id = p->is.kind == VALUE_INT ? p->is.i : 0;
		return 0;
	}
	for (size_t i = 0; i < r->columns_count && !c; i++)
		if (str_eq(r->columns[i].name, p->name))
			c = &r->columns[i];
	if (!c || !rights_sees(x->d, c->field, x->row))
		return 0;
	size_t at = 0;
	while (at < ev->changes_count && changes[at].field != c->field)
		at++;
	if (at == ev->changes_count) {
		struct value *values = arena_array(x->d->arena, 2 * VALUE_COLUMNS_MAX, sizeof *values);
		if (!values)
			return err_nomem(e);
		changes[at] = (struct record_field_change){
			.field = c->field, .before = values, .after = values + VALUE_COLUMNS_MAX
		};
		ev->changes_count++;
	}
	((struct value *)(uintptr_t)changes[at].before)[c->part] = p->was;
	((struct value *)(uintptr_t)changes[at].after)[c->part] = p->is;
	return 0;
}

static int mask_changes(const struct telling_row *x, struct record_event *ev, struct err *e)
{
	struct record_field_change *changes = (struct record_field_change *)(uintptr_t)ev->changes;
	int rc = 0;

	for (size_t i = 0; i < ev->changes_count && x->masked && rc >= 0; i++) {
		if (!changes[i].field->sensitive)
			continue;
		changes[i].masked = true;
		rc = rights_mask(x->d, changes[i].field, (struct value *)(uintptr_t)changes[i].before, e);
		if (rc >= 0)
			rc = rights_mask(x->d, changes[i].field, (struct value *)(uintptr_t)changes[i].after, e);
	}
	return rc;
}

/* A clock that the definition no longer has is not told. */
static int fill_clocks(
	const struct telling_row *x, const struct event_data *data, struct record_event *ev, struct err *e)
{
	struct record_event_clock *clocks = arena_array(x->d->arena, data->clocks_count + 1, sizeof *clocks);

	if (!clocks)
		return err_nomem(e);
	for (size_t i = 0; i < data->clocks_count; i++) {
		const struct event_clock *c = &data->clocks[i];
		const struct clock_def *def = register_clock(x->row->r, c->name);
		if (def)
			clocks[ev->clocks_count++] = (struct record_event_clock){ def, c->what, c->due, c->was };
	}
	ev->clocks = clocks;
	return 0;
}

static int fill_data(const struct telling_row *x, struct str json, struct record_event *ev, struct err *e)
{
	struct event_data data = { 0 };

	if (!event_data_read(json, x->d->arena, &data))
		return err_set(e, ERR_DB, "第 %lld 条日志的内容读不懂", (long long)ev->seq);
	ev->from = data.from;
	ev->to = data.to;
	ev->reason = data.reason;
	ev->text = data.text;
	int rc = fill_clocks(x, &data, ev, e);
	if (rc < 0)
		return rc;
	ev->changes = arena_array(x->d->arena, data.changes_count + 1, sizeof *ev->changes);
	if (!ev->changes)
		return err_nomem(e);
	for (size_t i = 0; i < data.changes_count; i++) {
		rc = take_pair(x, &data.changes[i], ev, e);
		if (rc < 0)
			return rc;
	}
	return mask_changes(x, ev, e);
}

static int take_event(const struct telling_row *x, struct store_stmt *st, struct record_event *ev, struct err *e)
{
	struct arena *a = x->d->arena;

	*ev = (struct record_event){ .seq = store_int(st, 0),
		.at = store_int(st, 1),
		.person.id = store_int(st, 2),
		.on_behalf.id = store_int(st, 3),
		.kind = arena_dup(a, store_text(st, 4)),
		.name = arena_dup(a, store_text(st, 5)) };
	if (!ev->kind.ptr || !ev->name.ptr)
		return err_nomem(e);
	ev->label = label_of(x->row->r, ev->kind, ev->name);
	return fill_data(x, store_text(st, 6), ev, e);
}

/* A field's history: events that changed it. What the data say is asked after the text was found. */
static bool tells_of(const struct record_event *ev, const struct field *f)
{
	for (size_t i = 0; i < ev->changes_count; i++)
		if (ev->changes[i].field == f)
			return true;
	return false;
}

/* What was put into a slot is told to those who see the slot. */
static bool may_tell(const struct telling_row *x, const struct record_event *ev)
{
	const struct field *f = str_eq(ev->kind, STR("evidence")) ? register_field(x->row->r, ev->name) : NULL;

	return !f || rights_sees(x->d, f, x->row);
}

static int open_events(struct desk *d, const struct row *row, const struct field *f, int64_t before,
	struct store_stmt **ret, struct err *e)
{
	static const char all[] =
		"SELECT seq, at, person_id, on_behalf, kind, name, data FROM event WHERE unit_id = $1 AND register = $2"
		" AND record_id = $3 AND seq < $4 ORDER BY seq DESC LIMIT 1000";
	static const char one[] =
		"SELECT seq, at, person_id, on_behalf, kind, name, data FROM event WHERE unit_id = $1 AND register = $2"
		" AND record_id = $3 AND seq < $4 AND text_has(data, $5) ORDER BY seq DESC LIMIT 1000";
	struct str part = f ? arena_fmt(d->arena, "\"" STR_FMT, STR_ARG(f->name)) : STR("");

	if (!part.ptr)
		return err_nomem(e);
	int rc = store_prepare(d->store, f ? one : all, ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, row->unit_id);
	store_bind_text(*ret, 2, row->r->name);
	store_bind_int(*ret, 3, row->id);
	store_bind_int(*ret, 4, before > 0 ? before : INT64_MAX);
	if (f)
		store_bind_text(*ret, 5, part);
	return 0;
}

static int read_events(const struct telling_row *x, struct store_stmt *st, const struct field *f, int64_t limit,
	struct record_events *ret, struct err *e)
{
	struct record_event *rows = arena_array(x->d->arena, (size_t)limit, sizeof *rows);
	int64_t count = 0;
	int rc = 0;

	if (!rows)
		return err_nomem(e);
	*ret = (struct record_events){ .at = rows };
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		if (count == limit) {
			ret->next = rows[count - 1].seq;
			break;
		}
		rc = take_event(x, st, &rows[count], e);
		if (rc >= 0 && may_tell(x, &rows[count]) && (!f || tells_of(&rows[count], f)))
			count++;
	}
	ret->count = (size_t)count;
	return rc < 0 ? rc : 0;
}

static void name_people(struct desk *d, const struct record_events *all)
{
	struct record_event *rows = (struct record_event *)(uintptr_t)all->at;

	for (size_t i = 0; i < all->count; i++) {
		rows[i].person.label = label_person(d, rows[i].person.id);
		rows[i].on_behalf.label = label_person(d, rows[i].on_behalf.id);
		rows[i].holder.label = label_person(d, rows[i].holder.id);
		rows[i].department.label = label_department(d, rows[i].department.id);
	}
}

int record_events(struct desk *d, const struct register_def *r, const struct record_events_query *q,
	struct record_events *ret, struct err *e)
{
	const struct field *f = q->field.len > 0 ? register_field(r, q->field) : NULL;
	OWN_STMT struct store_stmt *st = NULL;
	struct record_events all;
	struct row row;

	if (q->limit < 1 || q->limit > EVENTS_MAX)
		return err_set(e, ERR_LIMIT, "一页 1 到 %d 条", EVENTS_MAX);
	int rc = desk_may_read(d, r, e);
	if (rc >= 0)
		rc = row_load(d, r, q->id, false, &row, e);
	if (rc < 0)
		return rc;
	if (q->field.len > 0 && (!f || !rights_sees(d, f, &row)))
		return err_set(e, ERR_NOTFOUND, "没有这一项");
	struct telling_row x = { .d = d, .row = &row, .masked = !rights_reveals(d, &row) };
	rc = open_events(d, &row, f, q->before, &st, e);
	if (rc >= 0)
		rc = read_events(&x, st, f, q->limit, &all, e);
	if (rc < 0)
		return rc;
	name_people(d, &all);
	*ret = all;
	return 0;
}

/* What stands against destroying a record, and destroying it. */
#include "disposal_private.h"

#include "json.h"

/* --- how long --- */

int64_t disposal_cutoff(struct desk *d, const struct register_def *r)
{
	struct date first = { .year = (int16_t)(d->own->today.year - r->retention_years), .month = 1, .day = 1 };

	return (int64_t)date_to_days(first) * 86400000 - (int64_t)d->place->clock.utc_offset_minutes * 60000;
}

int disposal_keep_until(struct desk *d, const struct register_def *r, int64_t closed_at)
{
	int64_t local = closed_at + (int64_t)d->place->clock.utc_offset_minutes * 60000;

	return date_from_days((int32_t)(local / 86400000)).year + r->retention_years;
}

/* --- one record --- */

int disposable_load(struct desk *d, const struct register_def *r, int64_t id, struct disposable *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	struct disposable out = { .row.r = r };
	int next = 0;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "SELECT ");
	row_select(r, NULL, &sql);
	buf_fmt(&sql, ", this.deleted_at FROM r_" STR_FMT " AS this WHERE this.unit_id = $1 AND this.id = $2",
		STR_ARG(r->name));
	int rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d->unit_id);
	store_bind_int(st, 2, id);
	rc = store_step(st, e);
	if (rc <= 0)
		return rc < 0 ? rc : row_missing(r, id, e);
	rc = row_read(d, st, NULL, &out.row, &next, e);
	if (rc < 0)
		return rc;
	int64_t at;
	out.removed = store_int_if(st, next, &at);
	*ret = out;
	return 0;
}

/* --- what stands against it --- */

struct checking {
	struct desk *d;
	const struct disposable *x;
	struct about about;
};

/* Rows of another register that name this one in `column`, removed ones too. */
static int named_in(
	const struct checking *c, const struct register_def *r, struct str column, const char *why, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	const struct row *row = &c->x->row;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql, "SELECT 1 FROM r_" STR_FMT " WHERE unit_id = $1 AND " STR_FMT " = $2 LIMIT 1", STR_ARG(r->name),
		STR_ARG(column));
	int rc = sql_prepare(c->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_int(st, 2, row->id);
	rc = store_step(st, e);
	if (rc > 0)
		desk_refuse(c->d, REFUSAL_CHILD, &c->about, "“" STR_FMT "”里还有 " STR_FMT " %s，要先销毁它们",
			STR_ARG(r->title), STR_ARG(row->no), why);
	return rc < 0 ? rc : 0;
}

static int check_others(const struct checking *c, struct err *e)
{
	const struct registers *all = c->d->place->registers;
	const struct register_def *r = c->x->row.r;
	int rc = 0;

	for (size_t i = 0; i < all->count && rc >= 0; i++) {
		const struct register_def *other = all->at[i];
		if (str_eq(other->parent, r->name))
			rc = named_in(c, other, STR("parent_id"), "下面的记录", e);
		for (size_t k = 0; k < other->fields_count && rc >= 0; k++) {
			const struct field *f = &other->fields[k];
			if (f->type == FIELD_REFERENCE && str_eq(f->target, r->name))
				rc = named_in(c, other, f->name, "的引用", e);
		}
	}
	return rc;
}

/* The first answer to a question about the record is against it. */
static int against(const struct checking *c, struct store_stmt *st, const char *why, struct err *e)
{
	int rc = store_step(st, e);

	if (rc > 0)
		desk_refuse(c->d, REFUSAL_CONDITION, &c->about, STR_FMT " %s（" STR_FMT "），不能销毁",
			STR_ARG(c->x->row.no), why, STR_ARG(store_text(st, 0)));
	return rc < 0 ? rc : 0;
}

static int check_rows(const struct checking *c, struct err *e)
{
	static const struct {
		const char *sql, *why;
	} questions[] = {
		{ "SELECT reason FROM record_hold WHERE unit_id = $1 AND register = $2 AND record_id = $3", "已冻结" },
		{ "SELECT name FROM record_clock WHERE unit_id = $1 AND register = $2 AND record_id = $3"
		  " AND state <> 'stopped' LIMIT 1",
			"还有没停的时限" },
		{ "SELECT key FROM derived WHERE unit_id = $1 AND register = $2 AND record_id = $3",
			"来自导入的报告，原文还在" },
	};
	const struct row *row = &c->x->row;
	int rc = 0;

	for (size_t i = 0; i < sizeof questions / sizeof questions[0] && rc >= 0; i++) {
		OWN_STMT struct store_stmt *st = NULL;
		rc = store_ask(c->d->store, &st, e, questions[i].sql, sql_int(row->unit_id), sql_text(row->r->name),
			sql_int(row->id));
		if (rc >= 0)
			rc = against(c, st, questions[i].why, e);
	}
	return rc;
}

static int check_lists(const struct checking *c, int64_t list, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct row *row = &c->x->row;

	int rc = store_ask(c->d->store, &st, e,
		"SELECT s.reason FROM disposal_record r JOIN disposal s ON s.unit_id = r.unit_id AND s.id = r.disposal_id"
		" WHERE r.unit_id = $1 AND r.register = $2 AND r.record_id = $3 AND s.state = 'proposed' AND s.id <> $4 LIMIT 1",
		sql_int(row->unit_id), sql_text(row->r->name), sql_int(row->id), sql_int(list));
	return rc < 0 ? rc : against(c, st, "已经在另一份清册里", e);
}

int disposable_check(struct desk *d, const struct disposable *x, int64_t list, struct err *e)
{
	const struct row *row = &x->row;
	const struct register_def *r = row->r;
	const struct checking c = { d, x, { .r = r, .id = row->id } };

	if (r->retention_years == 0) {
		desk_refuse(d, REFUSAL_CONDITION, &c.about, "“" STR_FMT "”的记录永久保存，不能销毁", STR_ARG(r->title));
		return 0;
	}
	if (!x->removed && !state_is_final(r, row->state))
		desk_refuse(d, REFUSAL_STATE, &c.about, STR_FMT " 还没有办结，不能销毁", STR_ARG(row->no));
	else if (row->changed_at >= disposal_cutoff(d, r))
		desk_refuse(d, REFUSAL_CONDITION, &c.about, STR_FMT " 要保存到 %d 年底，现在不能销毁", STR_ARG(row->no),
			disposal_keep_until(d, r, row->changed_at));
	int rc = check_rows(&c, e);
	if (rc >= 0)
		rc = check_lists(&c, list, e);
	return rc < 0 ? rc : check_others(&c, e);
}

/* --- destroying --- */

struct destroying {
	struct desk *d;
	const struct disposal *list;
	const struct disposable *x;
	struct disposal_due line;
	struct event_frames frames;
	int64_t files;
};

static int count_files(struct destroying *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct row *row = &w->x->row;

	int rc = store_first(w->d->store, &st, e,
		"SELECT count(*) FROM evidence WHERE unit_id = $1 AND register = $2 AND record_id = $3",
		sql_int(row->unit_id), sql_text(row->r->name), sql_int(row->id));
	w->files = rc > 0 ? store_int(st, 0) : 0;
	return rc < 0 ? rc : 0;
}

/* The hash comes last: event_verify() looks for it there. */
static int write_end(const struct destroying *w, struct buf *out, struct err *e)
{
	struct json j;

	json_init(&j, out, NULL, NULL);
	json_object(&j);
	json_member_str(&j, "from", w->line.state);
	json_member_str(&j, "reason", w->list->reason);
	json_member_str(&j, "no", w->line.no);
	json_member_str(&j, "title", w->line.title);
	json_member_int(&j, "list", w->list->id);
	json_member_int(&j, "proposed_by", w->list->proposed_by.id);
	json_member_int(&j, "years", w->list->years);
	json_member_int(&j, "created_at", w->line.created_at);
	json_member_int(&j, "closed_at", w->line.closed_at);
	json_member_int(&j, "files", w->files);
	json_member_int(&j, "events", w->frames.count);
	json_member_cstr(&j, "hash", w->frames.hash);
	json_end_object(&j);
	return json_finish(&j) < 0 ? err_nomem(e) : 0;
}

static int tell_end(struct destroying *w, const struct event *of, struct err *e)
{
	OWN_BUF struct buf data = { 0 };
	struct event ev = *of;
	int64_t seq = 0;

	buf_init(&data, RECORD_EVENT_MAX);
	int rc = write_end(w, &data, e);
	if (rc < 0)
		return rc;
	ev.at = w->d->now;
	ev.person_id = w->d->actor->person_id;
	ev.on_behalf = w->d->actor->on_behalf_of;
	ev.kind = STR("destroy");
	ev.data = buf_view(&data);
	return event_append(w->d->store, &ev, &seq, e);
}

static int close_line(const struct destroying *w, struct err *e)
{
	const struct row *row = &w->x->row;

	return store_do(w->d->store, e,
		"UPDATE disposal_record SET destroyed_at = $4, files = $5, events = $6, hash = $7"
		" WHERE unit_id = $1 AND disposal_id = $2 AND record_id = $3",
		sql_int(row->unit_id), sql_int(w->list->id), sql_int(row->id), sql_int(w->d->now), sql_int(w->files),
		sql_int(w->frames.count), sql_text(str_from(w->frames.hash)));
}

static int drop_row(const struct destroying *w, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql, "DELETE FROM r_" STR_FMT " WHERE unit_id = $1 AND id = $2", STR_ARG(w->x->row.r->name));
	int rc = sql_prepare(w->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, w->x->row.unit_id);
	store_bind_int(st, 2, w->x->row.id);
	return store_run(st, e);
}

static int drop_rows(const struct destroying *w, struct err *e)
{
	static const char *const beside[] = {
		"DELETE FROM evidence WHERE unit_id = $1 AND register = $2 AND record_id = $3",
		"DELETE FROM upload WHERE unit_id = $1 AND register = $2 AND record_id = $3",
		"DELETE FROM record_clock WHERE unit_id = $1 AND register = $2 AND record_id = $3",
		"DELETE FROM watch WHERE unit_id = $1 AND register = $2 AND record_id = $3",
		"DELETE FROM notification WHERE unit_id = $1 AND register = $2 AND record_id = $3",
	};
	const struct row *row = &w->x->row;
	int rc = 0;

	for (size_t i = 0; i < sizeof beside / sizeof beside[0] && rc >= 0; i++)
		rc = store_do(
			w->d->store, e, beside[i], sql_int(row->unit_id), sql_text(row->r->name), sql_int(row->id));
	if (rc >= 0 && !w->x->removed)
		rc = tally_move(w->d, row, NULL, e);
	if (rc >= 0)
		rc = drop_row(w, e);
	return rc < 0 ? rc
		      : search_remove(w->d->store, &(struct search_record){ row->unit_id, row->r->name, row->id }, e);
}

int disposable_destroy(struct desk *d, const struct disposal *list, const struct disposable *x, struct err *e)
{
	struct destroying w = { .d = d, .list = list, .x = x };
	const struct event of = { .unit_id = x->row.unit_id, .register_name = x->row.r->name, .record_id = x->row.id };

	int rc = disposal_due_of(d, x, &w.line);
	if (rc < 0)
		return err_nomem(e);
	rc = count_files(&w, e);
	if (rc >= 0)
		rc = event_frames(d->store, &of, INT64_MAX, &w.frames, e);
	if (rc >= 0)
		rc = tell_end(&w, &of, e);
	if (rc >= 0)
		rc = close_line(&w, e);
	if (rc >= 0)
		rc = event_empty(d->store, &of, e);
	return rc < 0 ? rc : drop_rows(&w, e);
}

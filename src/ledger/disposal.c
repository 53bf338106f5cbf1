/* Lists of what shall be destroyed: who may, proposing, deciding, looking. */
#include "disposal_private.h"

/* --- rights --- */

bool disposal_may_propose(struct desk *d, const struct register_def *r)
{
	return who_matches(d, &r->rights.destroy, NULL);
}

bool disposal_may_approve(struct desk *d, const struct register_def *r)
{
	return who_matches(d, &r->rights.destroy_approve, NULL);
}

/* Two people sign: the console is nobody. */
static int need_person(struct desk *d, const struct register_def *r, struct err *e)
{
	int rc = desk_may_write(d, r, "destroy", e);

	if (rc >= 0 && d->actor->person_id == 0)
		rc = err_set(e, ERR_DENIED, "销毁要由两个人签署，请登录后在网页里办");
	return rc;
}

static int check_text(struct desk *d, const struct register_def *r, struct str text, const char *what)
{
	if (str_trim(text).len == 0)
		desk_refuse(d, REFUSAL_REQUIRED, &(struct about){ .r = r, .field = STR("reason") }, "要写明%s", what);
	return too_long(d, r, 0, text, DISPOSAL_REASON_MAX);
}

/* --- what is due --- */

int disposal_due_of(struct desk *d, const struct disposable *x, struct disposal_due *ret)
{
	const struct row *row = &x->row;
	const struct field *f = register_field(row->r, row->r->title_field);

	*ret = (struct disposal_due){ .id = row->id,
		.created_at = row->created_at,
		.closed_at = row->changed_at,
		.no = row->no,
		.title = f && f->sensitive ? STR("") : row_title(d, row),
		.state = x->removed ? STR("") : row->state,
		.keep_until = disposal_keep_until(d, row->r, row->changed_at),
		.held = STR_NONE };
	return 0;
}

static void due_text(const struct register_def *r, int64_t limit, struct buf *sql)
{
	bool first = true;

	buf_cstr(sql, "SELECT ");
	row_select(r, NULL, sql);
	buf_fmt(sql,
		", this.deleted_at, h.reason FROM r_" STR_FMT
		" AS this LEFT JOIN record_hold h ON h.unit_id = this.unit_id AND h.register = $2 AND h.record_id = this.id"
		" WHERE this.unit_id = $1 AND this.id > $3 AND this.changed_at < $4 AND (this.deleted_at IS NOT NULL",
		STR_ARG(r->name));
	for (size_t i = 0; i < r->states_count; i++) {
		if (!r->states[i].final)
			continue;
		buf_fmt(sql, first ? " OR this.state IN ('" STR_FMT "'" : ", '" STR_FMT "'",
			STR_ARG(r->states[i].name));
		first = false;
	}
	buf_cstr(sql, first ? ")" : "))");
	buf_cstr(sql, " AND NOT EXISTS (SELECT 1 FROM disposal_record x JOIN disposal s ON s.unit_id = x.unit_id"
		      " AND s.id = x.disposal_id WHERE x.unit_id = $1 AND x.register = $2 AND x.record_id = this.id"
		      " AND s.state = 'proposed') ORDER BY this.id LIMIT ");
	buf_fmt(sql, "%lld", (long long)limit);
}

static int due_row(
	struct desk *d, const struct register_def *r, struct store_stmt *st, struct disposal_due *ret, struct err *e)
{
	struct disposable x = { .row.r = r };
	int next = 0;
	int64_t at;

	int rc = row_read(d, st, NULL, &x.row, &next, e);
	if (rc < 0)
		return rc;
	x.removed = store_int_if(st, next, &at);
	disposal_due_of(d, &x, ret);
	struct str held = store_text(st, next + 1);
	ret->held = held.ptr ? arena_dup(d->arena, held) : STR_NONE;
	return held.ptr && !ret->held.ptr ? err_nomem(e) : 0;
}

int disposal_due(struct desk *d, const struct register_def *r, int64_t after, int64_t limit,
	struct disposal_due_list *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	struct disposal_due *rows = arena_array(d->arena, (size_t)limit + 1, sizeof *rows);
	size_t count = 0;

	*ret = (struct disposal_due_list){ 0 };
	int rc = desk_may_read(d, r, e);
	if (rc < 0)
		return rc;
	if (!disposal_may_propose(d, r) && !disposal_may_approve(d, r))
		return err_set(e, ERR_DENIED, "您不能看“" STR_FMT "”到期的记录", STR_ARG(r->title));
	if (r->retention_years == 0)
		return 0;
	buf_init(&sql, RECORD_SQL_MAX);
	due_text(r, limit + 1, &sql);
	rc = rows ? sql_prepare(d, &sql, &st, e) : err_nomem(e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d->unit_id);
	store_bind_text(st, 2, r->name);
	store_bind_int(st, 3, after);
	store_bind_int(st, 4, disposal_cutoff(d, r));
	while (rc >= 0 && (rc = store_step(st, e)) > 0 && count <= (size_t)limit)
		rc = due_row(d, r, st, &rows[count++], e);
	if (rc < 0)
		return rc;
	bool more = count > (size_t)limit;
	count -= more;
	*ret = (struct disposal_due_list){ rows, count, more ? rows[count - 1].id : 0 };
	return 0;
}

/* --- proposing --- */

static int add_line(struct desk *d, int64_t list, const struct disposable *x, struct err *e)
{
	struct disposal_due line;

	disposal_due_of(d, x, &line);
	return store_do(d->store, e,
		"INSERT INTO disposal_record (unit_id, disposal_id, register, record_id, no, title, state, created_at, closed_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		sql_int(d->unit_id), sql_int(list), sql_text(x->row.r->name), sql_int(line.id), sql_text(line.no),
		sql_text(line.title), sql_text(line.state), sql_int(line.created_at), sql_int(line.closed_at));
}

static int add_list(struct desk *d, const struct register_def *r, struct str reason, int64_t *ret_id, struct err *e)
{
	int rc = store_next_ids(d->store, d->unit_id, "disposal", 1, ret_id, e);

	return rc < 0 ? rc
		      : store_do(d->store, e,
				"INSERT INTO disposal (unit_id, id, register, state, years, reason, proposed_at, proposed_by, proposed_for)"
				" VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8)",
				sql_int(d->unit_id), sql_int(*ret_id), sql_text(r->name), sql_int(r->retention_years),
				sql_text(reason), sql_int(d->now), sql_int(d->actor->person_id),
				sql_int(d->actor->on_behalf_of));
}

static int load_all(struct desk *d, const struct register_def *r, const struct disposal_new *n, struct disposable *all,
	struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < n->count && rc >= 0; i++) {
		for (size_t k = 0; k < i; k++)
			if (n->ids[k] == n->ids[i])
				return err_set(e, ERR_INPUT, "同一条记录写了两次");
		rc = disposable_load(d, r, n->ids[i], &all[i], e);
		if (rc >= 0)
			rc = disposable_check(d, &all[i], 0, e);
	}
	return rc;
}

int disposal_propose(
	struct desk *d, const struct register_def *r, const struct disposal_new *n, int64_t *ret_id, struct err *e)
{
	struct disposable *all = arena_array(d->arena, n->count + 1, sizeof *all);
	size_t from = d->refusals.count;
	int64_t id = 0;

	int rc = need_person(d, r, e);
	if (rc < 0 || !all)
		return rc < 0 ? rc : err_nomem(e);
	if (!disposal_may_propose(d, r))
		return err_set(e, ERR_DENIED, "您不能提出销毁“" STR_FMT "”的记录", STR_ARG(r->title));
	if (n->count == 0 || n->count > DISPOSAL_RECORDS_MAX)
		return err_set(
			e, n->count == 0 ? ERR_INPUT : ERR_LIMIT, "一份清册 1 到 %d 条记录", DISPOSAL_RECORDS_MAX);
	check_text(d, r, n->reason, "销毁的理由");
	rc = load_all(d, r, n, all, e);
	if (rc >= 0)
		rc = desk_verdict(d, from, e);
	if (rc >= 0)
		rc = add_list(d, r, str_trim(n->reason), &id, e);
	for (size_t i = 0; i < n->count && rc >= 0; i++)
		rc = add_line(d, id, &all[i], e);
	if (rc >= 0)
		*ret_id = id;
	return rc;
}

/* --- looking --- */

#define LIST_COLUMNS                                                                                                    \
	"SELECT s.id, s.register, s.state, s.years, s.reason, s.proposed_at, s.proposed_by, s.proposed_for, s.opinion," \
	" s.decided_at, s.decided_by, (SELECT count(*) FROM disposal_record r WHERE r.unit_id = s.unit_id"              \
	" AND r.disposal_id = s.id) FROM disposal s WHERE s.unit_id = $1"

static struct str kept(struct desk *d, struct store_stmt *st, int col, bool *failed)
{
	struct str there = store_text(st, col), copy = there.ptr ? arena_dup(d->arena, there) : STR_NONE;

	*failed |= there.ptr && !copy.ptr;
	return copy;
}

/* Whether the actor is one of the two people who stand behind the proposal. */
static bool is_proposer(const struct desk *d, int64_t by, int64_t on_behalf)
{
	const struct actor *a = d->actor;

	return a->person_id == by || a->person_id == on_behalf ||
	       (a->on_behalf_of != 0 && (a->on_behalf_of == by || a->on_behalf_of == on_behalf));
}

static int read_list(struct desk *d, struct store_stmt *st, struct disposal *ret, struct err *e)
{
	bool failed = false;
	struct disposal x = { .id = store_int(st, 0),
		.register_name = kept(d, st, 1, &failed),
		.state = kept(d, st, 2, &failed),
		.years = store_int(st, 3),
		.reason = kept(d, st, 4, &failed),
		.proposed_at = store_int(st, 5),
		.proposed_by.id = store_int(st, 6),
		.opinion = kept(d, st, 8, &failed),
		.decided_at = store_int(st, 9),
		.decided_by.id = store_int(st, 10),
		.count = store_int(st, 11) };
	int64_t on_behalf = store_int(st, 7);
	const struct register_def *r = register_find(d->place->registers, x.register_name);

	if (failed)
		return err_nomem(e);
	if (r && str_eq(x.state, STR("proposed")) && d->actor->person_id != 0) {
		bool mine = is_proposer(d, x.proposed_by.id, on_behalf);
		x.may_approve = !mine && disposal_may_approve(d, r);
		x.may_withdraw = x.may_approve || (mine && disposal_may_propose(d, r));
	}
	*ret = x;
	return 0;
}

static bool may_look(struct desk *d, bool all, struct str register_name)
{
	const struct register_def *r = register_find(d->place->registers, register_name);

	return all || d->console || (r && (disposal_may_propose(d, r) || disposal_may_approve(d, r)));
}

/* Names are looked up when the rows are read: one statement at a time. */
static void name_people(struct desk *d, struct disposal *x)
{
	x->proposed_by = ref_person(d, x->proposed_by.id);
	if (x->decided_by.id != 0)
		x->decided_by = ref_person(d, x->decided_by.id);
}

int disposal_list(struct desk *d, bool all, int64_t before, int64_t limit, struct disposals *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct disposal *rows = arena_array(d->arena, (size_t)limit + 1, sizeof *rows);
	size_t count = 0;
	int64_t last = 0;

	int rc = rows ? store_ask(d->store, &st, e, LIST_COLUMNS " AND s.id < $2 ORDER BY s.id DESC",
				sql_int(d->unit_id), sql_int(before > 0 ? before : INT64_MAX))
		      : err_nomem(e);
	while (rc >= 0 && count < (size_t)limit && (rc = store_step(st, e)) > 0) {
		rc = read_list(d, st, &rows[count], e);
		if (rc < 0 || !may_look(d, all, rows[count].register_name))
			continue;
		last = rows[count++].id;
	}
	if (rc < 0)
		return rc;
	store_done(st);
	st = NULL;
	for (size_t i = 0; i < count; i++)
		name_people(d, &rows[i]);
	*ret = (struct disposals){ rows, count, count == (size_t)limit ? last : 0 };
	return 0;
}

static int load_list(struct desk *d, int64_t id, struct disposal *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(d->store, &st, e, LIST_COLUMNS " AND s.id = $2 LIMIT 1", sql_int(d->unit_id), sql_int(id));
	if (rc <= 0)
		return rc < 0 ? rc : err_set(e, ERR_NOTFOUND, "没有第 %lld 号销毁清册", (long long)id);
	return read_list(d, st, ret, e);
}

static int read_lines(struct desk *d, const struct disposal *x, struct disposal_lines *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct disposal_line *lines = arena_array(d->arena, (size_t)x->count + 1, sizeof *lines);
	bool failed = false;
	size_t n = 0;

	int rc =
		lines ? store_ask(d->store, &st, e,
				"SELECT record_id, no, title, state, created_at, closed_at, destroyed_at, files, events, hash"
				" FROM disposal_record WHERE unit_id = $1 AND disposal_id = $2 ORDER BY record_id",
				sql_int(d->unit_id), sql_int(x->id))
		      : err_nomem(e);
	while (rc >= 0 && n < (size_t)x->count && (rc = store_step(st, e)) > 0)
		lines[n++] = (struct disposal_line){ .record = { .id = store_int(st, 0),
							     .no = kept(d, st, 1, &failed),
							     .title = kept(d, st, 2, &failed),
							     .state = kept(d, st, 3, &failed),
							     .created_at = store_int(st, 4),
							     .closed_at = store_int(st, 5) },
			.destroyed_at = store_int(st, 6),
			.files = store_int(st, 7),
			.events = store_int(st, 8),
			.hash = kept(d, st, 9, &failed) };
	if (rc < 0 || failed)
		return rc < 0 ? rc : err_nomem(e);
	*ret = (struct disposal_lines){ lines, n };
	return 0;
}

int disposal_show(
	struct desk *d, bool all, int64_t id, struct disposal *ret, struct disposal_lines *ret_lines, struct err *e)
{
	struct disposal x = { 0 };

	int rc = load_list(d, id, &x, e);
	if (rc >= 0 && !may_look(d, all, x.register_name))
		rc = err_set(e, ERR_NOTFOUND, "没有第 %lld 号销毁清册", (long long)id);
	if (rc >= 0)
		rc = read_lines(d, &x, ret_lines, e);
	if (rc < 0)
		return rc;
	name_people(d, &x);
	*ret = x;
	return 0;
}

/* --- deciding --- */

/* All are looked at before the first is destroyed. */
static int destroy_all(struct desk *d, const struct register_def *r, const struct disposal *x, struct err *e)
{
	struct disposable *all = arena_array(d->arena, (size_t)x->count + 1, sizeof *all);
	struct disposal_lines lines = { 0 };
	size_t from = d->refusals.count;

	int rc = all ? read_lines(d, x, &lines, e) : err_nomem(e);
	for (size_t i = 0; i < lines.count && rc >= 0; i++) {
		rc = disposable_load(d, r, lines.at[i].record.id, &all[i], e);
		if (rc >= 0)
			rc = disposable_check(d, &all[i], x->id, e);
	}
	if (rc >= 0)
		rc = desk_verdict(d, from, e);
	for (size_t i = 0; i < lines.count && rc >= 0; i++)
		rc = disposable_destroy(d, x, &all[i], e);
	return rc;
}

static int may_decide(const struct desk *d, const struct disposal *x, bool approve, struct err *e)
{
	(void)d;
	if (!str_eq(x->state, STR("proposed")))
		return err_set(e, ERR_CONFLICT, "第 %lld 号清册已经审过", (long long)x->id);
	if (approve ? x->may_approve : x->may_withdraw)
		return 0;
	err_hint(e, "提出的人可以撤回，批准要由另一个有权的人");
	return err_set(e, ERR_DENIED, "您不能%s这份清册", approve ? "批准" : "退回");
}

int disposal_decide(struct desk *d, const struct disposal_decision *in, struct err *e)
{
	struct disposal x = { 0 };
	size_t from = d->refusals.count;

	int rc = load_list(d, in->id, &x, e);
	if (rc < 0)
		return rc;
	const struct register_def *r = register_find(d->place->registers, x.register_name);
	if (!r || !may_look(d, false, x.register_name))
		return err_set(e, ERR_NOTFOUND, "没有第 %lld 号销毁清册", (long long)in->id);
	rc = need_person(d, r, e);
	if (rc >= 0)
		rc = may_decide(d, &x, in->approve, e);
	if (rc < 0)
		return rc;
	check_text(d, r, in->opinion, "意见");
	rc = desk_verdict(d, from, e);
	if (rc >= 0 && in->approve)
		rc = destroy_all(d, r, &x, e);
	return rc < 0 ? rc
		      : store_do(d->store, e,
				"UPDATE disposal SET state = $3, opinion = $4, decided_at = $5, decided_by = $6"
				" WHERE unit_id = $1 AND id = $2",
				sql_int(d->unit_id), sql_int(x.id),
				sql_text(in->approve ? STR("approved") : STR("refused")),
				sql_text(str_trim(in->opinion)), sql_int(d->now), sql_int(d->actor->person_id));
}

/* --- holding --- */

int disposal_hold(struct desk *d, const struct register_def *r, const struct disposal_hold *h, struct err *e)
{
	struct disposable x = { 0 };
	size_t from = d->refusals.count;
	int64_t seq = 0;

	int rc = desk_may_write(d, r, "destroy", e);
	if (rc < 0)
		return rc;
	if (!disposal_may_approve(d, r) && !(h->on && disposal_may_propose(d, r)))
		return err_set(e, ERR_DENIED, h->on ? "您不能冻结这条记录" : "您不能解除冻结");
	check_text(d, r, h->reason, h->on ? "冻结的理由" : "解除冻结的理由");
	rc = disposable_load(d, r, h->id, &x, e);
	if (rc >= 0)
		rc = desk_verdict(d, from, e);
	if (rc >= 0 && h->on)
		rc = store_do(d->store, e,
			"INSERT INTO record_hold (unit_id, register, record_id, reason, held_at, held_by)"
			" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (unit_id, register, record_id) DO UPDATE"
			" SET reason = excluded.reason, held_at = excluded.held_at, held_by = excluded.held_by",
			sql_int(d->unit_id), sql_text(r->name), sql_int(h->id), sql_text(str_trim(h->reason)),
			sql_int(d->now), sql_int(d->actor->person_id));
	else if (rc >= 0)
		rc = store_do(d->store, e,
			"DELETE FROM record_hold WHERE unit_id = $1 AND register = $2 AND record_id = $3",
			sql_int(d->unit_id), sql_text(r->name), sql_int(h->id));
	if (rc < 0)
		return rc;
	const struct telling t = { .kind = h->on ? "hold" : "release", .reason = h->reason };
	return edit_tell(d, &x.row, &t, &seq, e);
}

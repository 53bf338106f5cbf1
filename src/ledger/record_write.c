/* Making, changing and removing records; comments; who watches. */
#include "record_private.h"

/* --- making one --- */

static int number(struct desk *d, struct row *row, struct err *e)
{
	const struct register_def *r = row->r;
	struct number_parts parts = { .day = d->own->today };
	OWN_BUF struct buf text = { 0 };
	int64_t seq = row->id;
	int rc = 0;

	buf_init(&text, 400);
	if (r->number.pattern.len > 0) {
		register_number_series(r, d->own->today, &text);
		buf_chr(&text, '\0');
		rc = text.failed ? err_nomem(e) : quick_id(d, text.ptr, &seq, e);
		buf_reset(&text);
	}
	if (rc >= 0)
		rc = record_codes(d, row, &parts.unit, &parts.department, e);
	parts.seq = seq;
	if (rc >= 0)
		rc = register_number_format(r, &parts, &text, e);
	if (rc < 0)
		return rc;
	row->no = text.failed ? STR_NONE : arena_dup(d->arena, buf_view(&text));
	return row->no.ptr ? 0 : err_nomem(e);
}

/* Codes of unit and department, where the pattern has them. */
int record_codes(struct desk *d, const struct row *row, struct str *ret_unit, struct str *ret_department, struct err *e)
{
	struct str pattern = row->r->number.pattern;
	bool unit = str_has(pattern, STR("{unit}")), department = str_has(pattern, STR("{department}"));
	OWN_STMT struct store_stmt *st = NULL;

	*ret_unit = *ret_department = STR("");
	if (!unit && !department)
		return 0;
	int rc = store_prepare(d->store,
		"SELECT u.code, x.code FROM unit u LEFT JOIN department x ON x.unit_id = u.unit_id AND x.id = $2 WHERE u.unit_id = $1",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_int(st, 2, row->department_id);
	rc = store_step(st, e);
	if (rc <= 0)
		return rc;
	struct str a = arena_dup(d->arena, store_text(st, 0)), b = arena_dup(d->arena, store_text(st, 1));
	*ret_unit = a.ptr ? a : STR("");
	*ret_department = b.ptr ? b : STR("");
	return 0;
}

static int defaults(struct edit *x, struct err *e)
{
	struct value_context c = desk_values(x->d, x->r);

	for (size_t i = 0; i < x->r->fields_count; i++) {
		const struct field *f = &x->r->fields[i];
		struct value v[VALUE_COLUMNS_MAX] = { 0 };
		if (f->default_value.len == 0 || value_columns(f) == 0 || f->retired)
			continue;
		int rc = value_default(&c, f, v, e);
		if (rc < 0)
			return rc;
		edit_set(x, f, v);
	}
	return 0;
}

static int check_department(struct edit *x, struct err *e)
{
	struct about about = { .r = x->r, .field = STR("department") };

	(void)e;
	if (x->now.department_id != 0 && !department_path(x->d, x->now.department_id).ptr)
		desk_refuse(x->d, REFUSAL_FORMAT, &about, "没有编号为 %lld 的部门", (long long)x->now.department_id);
	return 0;
}

static int check_parent(struct edit *x, const struct row *parent, struct err *e)
{
	struct about about = { .r = x->r, .field = STR("parent") };

	(void)e;
	if (x->r->parent.len == 0 && x->now.parent_id != 0)
		desk_refuse(x->d, REFUSAL_FORMAT, &about, "“" STR_FMT "”没有上级记录", STR_ARG(x->r->title));
	if (x->r->parent.len > 0 && x->now.parent_id == 0)
		desk_refuse(x->d, REFUSAL_REQUIRED, &about, "要说明属于哪一条上级记录");
	if (parent && state_is_final(parent->r, parent->state) && !x->d->own->depth)
		desk_refuse(x->d, REFUSAL_STATE, &(struct about){ .r = parent->r, .id = parent->id },
			"上级记录 " STR_FMT " 已经办结，不能再添加", STR_ARG(parent->no));
	return 0;
}

/* The parent must be seen; whose relations count for the right to create. */
static int load_parent(struct edit *x, struct row *parent, bool *ret_there, struct err *e)
{
	const struct register_def *above =
		x->r->parent.len > 0 ? register_find(x->d->place->registers, x->r->parent) : NULL;

	*ret_there = false;
	if (!above || x->now.parent_id == 0)
		return 0;
	int rc = row_load(x->d, above, x->now.parent_id, x->d->own->depth > 0, parent, e);
	*ret_there = rc >= 0;
	return rc;
}

static int begin_row(struct edit *x, const struct record_new *n, struct err *e)
{
	struct desk *d = x->d;
	const struct state *first = register_initial(x->r);
	struct row row = { .r = x->r,
		.unit_id = d->unit_id,
		.parent_id = n->parent_id,
		.version = 1,
		.created_at = d->now,
		.changed_at = d->now,
		.owner_id = desk_me(d),
		.lamp = STR(""),
		.no = STR(""),
		.state = first ? first->name : STR(""),
		.department_id = n->department_id != 0 ? n->department_id : d->actor->department_id };
	size_t size = x->r->columns_count + 1;

	row.columns = arena_array(d->arena, size, sizeof *row.columns);
	x->before = x->stored = x->now = row;
	x->stored.version = 0;
	x->before.columns = arena_array(d->arena, size, sizeof *row.columns);
	x->stored.columns = arena_array(d->arena, size, sizeof *row.columns);
	return row.columns && x->before.columns && x->stored.columns ? 0 : err_nomem(e);
}

int edit_new(struct desk *d, const struct register_def *r, const struct record_new *n, struct edit *ret, struct err *e)
{
	struct edit x = { .d = d, .r = r, .fresh = true, .refusals_from = d->refusals.count };
	struct row parent = { 0 };
	bool there = false;

	int rc = begin_row(&x, n, e);
	if (rc >= 0)
		rc = load_parent(&x, &parent, &there, e);
	if (rc < 0)
		return rc;
	if (there && n->department_id == 0 && parent.department_id != 0)
		x.now.department_id = parent.department_id;
	bool unknown =
		r->parent.len > 0 && !there && r->rights.create.relations != 0; /* the parent is asked for below */
	if (!d->own->depth && !unknown && !who_matches(d, &r->rights.create, there ? &parent : NULL))
		desk_refuse(d, REFUSAL_RIGHT, &(struct about){ .r = r }, "您不能新建“" STR_FMT "”", STR_ARG(r->title));
	rc = check_department(&x, e);
	if (rc >= 0)
		rc = check_parent(&x, there ? &parent : NULL, e);
	if (rc >= 0)
		rc = defaults(&x, e);
	if (rc >= 0)
		*ret = x;
	return rc;
}

/* Something was said of that field already: that it is needed too would be no news. */
static bool is_refused(const struct edit *x, const struct field *f)
{
	for (size_t i = x->refusals_from; i < x->d->refusals.count; i++)
		if (str_eq(x->d->refusals.at[i].field, f->name))
			return true;
	return false;
}

static void check_required(struct edit *x)
{
	for (size_t i = 0; i < x->r->fields_count; i++) {
		const struct field *f = &x->r->fields[i];
		if (!f->required || f->retired || value_columns(f) == 0 || row_filled(&x->now, f))
			continue;
		if (is_refused(x, f) || (!x->fresh && !row_filled(&x->before, f))) /* older than the rule */
			continue;
		desk_refuse(x->d, REFUSAL_REQUIRED, &(struct about){ .r = x->r, .id = x->now.id, .field = f->name },
			"要填写“" STR_FMT "”", STR_ARG(f->label));
	}
}

int create_run(struct edit *x, struct record_done *ret, struct err *e)
{
	struct desk *d = x->d;
	char series[REGISTER_NAME_MAX + 8];

	check_required(x);
	int rc = edit_unique(x, e);
	if (rc >= 0)
		rc = desk_verdict(d, x->refusals_from, e);
	if (rc < 0)
		return rc;
	snprintf(series, sizeof series, "r_" STR_FMT, STR_ARG(x->r->name));
	d->own->wrote = true;
	rc = quick_id(d, series, &x->now.id, e);
	if (rc >= 0)
		rc = number(d, &x->now, e);
	if (rc >= 0)
		rc = clocks_follow(x, true, e);
	if (rc >= 0)
		rc = edit_finish(x, &(struct telling){ .kind = "create", .to = x->now.state }, ret, e);
	return rc;
}

int record_create(struct desk *d, const struct register_def *r, const struct record_new *n, struct record_done *ret,
	struct err *e)
{
	struct edit x;

	int rc = desk_may_write(d, r, "create", e);
	if (rc >= 0)
		rc = edit_new(d, r, n, &x, e);
	/* Whoever may not make one is not told what it would need. */
	if (rc >= 0 && d->refusals.count > x.refusals_from && d->refusals.at[x.refusals_from].kind == REFUSAL_RIGHT)
		rc = desk_verdict(d, x.refusals_from, e);
	if (rc >= 0)
		rc = edit_inputs(&x, &n->values, NULL, e);
	return rc < 0 ? rc : create_run(&x, ret, e);
}

/* --- changing --- */

int too_long(struct desk *d, const struct register_def *r, int64_t id, struct str text, size_t max)
{
	struct about about = { .r = r, .id = id, .field = STR("reason") };

	if (text.len == 0)
		return 0;
	if (utf8_valid_prefix(text) != text.len || memchr(text.ptr, '\0', text.len))
		desk_refuse(d, REFUSAL_FORMAT, &about, "文字不是有效的 UTF-8");
	else if (utf8_count(text) > max)
		desk_refuse(d, REFUSAL_LIMIT, &about, "最多写 %zu 个字", max);
	return 0;
}

int record_change(struct desk *d, const struct register_def *r, const struct record_edit *c, struct record_done *ret,
	struct err *e)
{
	struct edit x;

	int rc = desk_may_write(d, r, "change", e);
	if (rc >= 0)
		rc = edit_open(d, r, c->id, c->version, &x, e);
	if (rc < 0)
		return rc;
	too_long(d, r, c->id, c->reason, RECORD_REASON_MAX);
	rc = edit_inputs(&x, &c->values, NULL, e);
	if (rc < 0)
		return rc;
	check_required(&x);
	rc = edit_unique(&x, e);
	if (rc >= 0)
		rc = desk_verdict(d, x.refusals_from, e);
	if (rc < 0)
		return rc;
	if (!edit_changed(&x)) {
		*ret = (struct record_done){
			.id = x.now.id, .version = x.now.version, .no = x.now.no, .state = x.now.state
		};
		return 0;
	}
	d->own->wrote = true;
	rc = clocks_recompute(&x, e);
	return rc < 0 ? rc : edit_finish(&x, &(struct telling){ .kind = "change", .reason = c->reason }, ret, e);
}

/* --- removing --- */

static int count_below(struct desk *d, const struct row *row, const struct register_def *child, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql,
		"SELECT id FROM r_" STR_FMT
		" WHERE unit_id = $1 AND parent_id = $2 AND deleted_at IS NULL ORDER BY id LIMIT 1",
		STR_ARG(child->name));
	int rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_int(st, 2, row->id);
	rc = store_step(st, e);
	if (rc > 0)
		desk_refuse(d, REFUSAL_CHILD, &(struct about){ .r = child, .id = store_int(st, 0) },
			"下面还有“" STR_FMT "”的记录，请先删除它们", STR_ARG(child->title));
	return rc < 0 ? rc : 0;
}

static int check_below(struct desk *d, const struct row *row, struct err *e)
{
	const struct registers *all = d->place->registers;
	int rc = 0;

	for (size_t i = 0; i < all->count && rc >= 0; i++)
		if (str_eq(all->at[i]->parent, row->r->name))
			rc = count_below(d, row, all->at[i], e);
	return rc;
}

static int silence_clocks(struct edit *x, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	if (x->r->clocks_count == 0)
		return 0;
	int rc = store_prepare(x->d->store,
		"UPDATE record_clock SET state = 'stopped', stopped_at = $4, next_at = NULL WHERE unit_id = $1 AND register = $2"
		" AND record_id = $3 AND state <> 'stopped'",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, x->now.unit_id);
	store_bind_text(st, 2, x->r->name);
	store_bind_int(st, 3, x->now.id);
	store_bind_int(st, 4, x->d->now);
	return store_run(st, e);
}

int record_remove(struct desk *d, const struct register_def *r, const struct record_removal *what,
	struct record_done *ret, struct err *e)
{
	struct edit x;

	int rc = desk_may_write(d, r, "remove", e);
	if (rc >= 0)
		rc = edit_open(d, r, what->id, what->version, &x, e);
	if (rc < 0)
		return rc;
	if (!who_matches(d, &r->rights.remove, &x.before))
		desk_refuse(d, REFUSAL_RIGHT, &(struct about){ .r = r, .id = what->id }, "您不能删除这条记录");
	if (str_trim(what->reason).len == 0)
		desk_refuse(d, REFUSAL_REQUIRED, &(struct about){ .r = r, .id = what->id, .field = STR("reason") },
			"删除要写明理由");
	too_long(d, r, what->id, what->reason, RECORD_REASON_MAX);
	rc = check_below(d, &x.before, e);
	if (rc >= 0)
		rc = desk_verdict(d, x.refusals_from, e);
	if (rc >= 0)
		rc = silence_clocks(&x, e);
	if (rc < 0)
		return rc;
	x.removed = true;
	x.now.due_at = 0;
	return edit_finish(
		&x, &(struct telling){ .kind = "remove", .from = x.now.state, .reason = what->reason }, ret, e);
}

int record_move(struct desk *d, const struct register_def *r, const struct record_moving *what, struct record_done *ret,
	struct err *e)
{
	struct edit x;

	int rc = edit_open(d, r, what->id, RECORD_ANY_VERSION, &x, e);
	if (rc < 0)
		return rc;
	x.now.parent_id = what->parent_id;
	rc = edit_unique(&x, e);
	if (rc >= 0)
		rc = desk_verdict(d, x.refusals_from, e);
	if (rc < 0)
		return rc;
	return edit_finish(&x, &(struct telling){ .kind = "change", .reason = what->reason }, ret, e);
}

/* --- comments and watching --- */

int record_comment(struct desk *d, const struct register_def *r, int64_t id, struct str text, struct record_done *ret,
	struct err *e)
{
	struct about about = { .r = r, .id = id, .field = STR("text") };
	size_t from = d->refusals.count;
	struct row row;
	int64_t seq = 0;

	int rc = desk_may_write(d, r, "comment", e);
	if (rc >= 0)
		rc = row_load(d, r, id, false, &row, e);
	if (rc < 0)
		return rc;
	if (!who_matches(d, &r->rights.comment, &row))
		desk_refuse(d, REFUSAL_RIGHT, &about, "您不能在这条记录下留言");
	if (str_trim(text).len == 0)
		desk_refuse(d, REFUSAL_REQUIRED, &about, "留言是空的");
	too_long(d, r, id, text, RECORD_COMMENT_MAX);
	rc = desk_verdict(d, from, e);
	if (rc >= 0)
		rc = edit_tell(d, &row, &(struct telling){ .kind = "comment", .text = text }, &seq, e);
	if (rc < 0)
		return rc;
	rc = notify_watchers(d, &row, "留言", STR(""), e);
	if (rc >= 0)
		*ret = (struct record_done){
			.id = id, .version = row.version, .event_seq = seq, .no = row.no, .state = row.state
		};
	return rc;
}

int record_watch(struct desk *d, const struct register_def *r, int64_t id, bool on, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct row row;

	int rc = desk_may_write(d, r, "read", e);
	if (rc >= 0)
		rc = row_load(d, r, id, false, &row, e);
	if (rc >= 0)
		rc = store_prepare(d->store,
			on ? "INSERT INTO watch (unit_id, register, record_id, person_id) VALUES ($1, $2, $3, $4)"
			     " ON CONFLICT (unit_id, register, record_id, person_id) DO NOTHING"
			   : "DELETE FROM watch WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND person_id = $4",
			&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d->unit_id);
	store_bind_text(st, 2, r->name);
	store_bind_int(st, 3, id);
	store_bind_int(st, 4, d->actor->person_id);
	return store_run(st, e);
}

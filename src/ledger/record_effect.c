/* What follows a step. */
#include "record_private.h"

enum { SETS_MAX = 40 };

static int evaluate(struct edit *x, const struct expression *what, size_t count, struct value *ret, struct err *e)
{
	int rc = edit_flush(x, e);

	return rc < 0 ? rc : sql_evaluate(x->d, &x->now, what, count, ret, e);
}

static int holds(struct edit *x, struct str when, bool *ret, struct err *e)
{
	struct expression condition = { .sql = when, .use = SQL_CONDITION, .integer = true };
	struct value v = { 0 };

	*ret = true;
	if (when.len == 0)
		return 0;
	int rc = evaluate(x, &condition, 1, &v, e);
	*ret = v.kind == VALUE_INT && v.i != 0;
	return rc;
}

/* --- on the record itself --- */

static int set_field(struct edit *x, const struct effect *f, struct err *e)
{
	const struct field *field = register_field(x->r, f->field);
	struct value v[VALUE_COLUMNS_MAX] = { 0 };

	if (!field || value_columns(field) == 0)
		return err_set(e, ERR_INTERNAL, "程序内部错误（流转后要写的字段）");
	struct expression what = expression_of(field, f->sql);
	int rc = evaluate(x, &what, 1, v, e);
	return rc < 0 ? rc : edit_set(x, field, v);
}

static int set_person(struct edit *x, const struct effect *f, struct err *e)
{
	struct expression what = { .sql = f->sql, .use = SQL_VALUE, .integer = true };
	struct value v = { 0 };

	int rc = evaluate(x, &what, 1, &v, e);
	if (rc < 0)
		return rc;
	if (v.kind == VALUE_INT && !label_person(x->d, v.i).ptr)
		desk_refuse(x->d, REFUSAL_CONDITION, &(struct about){ .r = x->r, .id = x->now.id }, "要交给的人不存在");
	x->now.holder_id = v.kind == VALUE_INT ? v.i : 0;
	return desk_verdict(x->d, x->refusals_from, e);
}

static int set_department(struct edit *x, const struct effect *f, struct err *e)
{
	struct expression what = { .sql = f->sql, .use = SQL_VALUE, .integer = true };
	struct value v = { 0 };

	int rc = evaluate(x, &what, 1, &v, e);
	if (rc < 0)
		return rc;
	if (v.kind == VALUE_INT && !label_department(x->d, v.i).ptr)
		desk_refuse(
			x->d, REFUSAL_CONDITION, &(struct about){ .r = x->r, .id = x->now.id }, "要交给的部门不存在");
	x->now.department_id = v.kind == VALUE_INT ? v.i : 0;
	return desk_verdict(x->d, x->refusals_from, e);
}

static int count_up(struct edit *x, const struct effect *f, struct err *e)
{
	const struct field *field = register_field(x->r, f->field);
	int at = field ? row_column(x->r, field) : -1;

	if (at < 0)
		return err_set(e, ERR_INTERNAL, "程序内部错误（流转后要计数的字段）");
	struct value *v = &x->now.columns[at];
	*v = value_of_int((v->kind == VALUE_INT ? v->i : 0) + 1);
	return 0;
}

static int inside(struct edit *x, const struct effect *f, struct err *e)
{
	switch (f->kind) {
	case EFFECT_SET:
		return set_field(x, f, e);
	case EFFECT_HOLDER:
		return set_person(x, f, e);
	case EFFECT_DEPARTMENT:
		return set_department(x, f, e);
	case EFFECT_COUNT:
		return count_up(x, f, e);
	case EFFECT_DRAW:
		return draw_effect(x, f, e);
	default:
		return clocks_effect(x, f, e);
	}
}

static bool is_outside(const struct effect *f)
{
	return f->kind == EFFECT_CREATE || f->kind == EFFECT_NOTIFY || f->kind == EFFECT_PARENT ||
	       f->kind == EFFECT_CHILDREN || (f->kind == EFFECT_DRAW && str_eq(f->target, STR("hand_out")));
}

int effects_inside(struct edit *x, const struct transition *t, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < t->effects_count && rc >= 0; i++) {
		bool wanted = false;
		if (is_outside(&t->effects[i]))
			continue;
		rc = holds(x, t->effects[i].when, &wanted, e);
		if (rc >= 0 && wanted)
			rc = inside(x, &t->effects[i], e);
	}
	return rc;
}

/* --- beyond it --- */

/* The values of a record to be made, read over the one that makes it. */
static int fill(struct edit *from, const struct effect *f, struct edit *made, struct err *e)
{
	struct expression what[SETS_MAX];
	struct value got[SETS_MAX];
	const struct field *fields[SETS_MAX];
	size_t count = f->sets_count < SETS_MAX ? f->sets_count : SETS_MAX;

	for (size_t i = 0; i < count; i++) {
		fields[i] = register_field(made->r, f->sets[i].field);
		what[i] = fields[i] ? expression_of(fields[i], f->sets[i].sql)
				    : (struct expression){ .sql = f->sets[i].sql, .use = SQL_VALUE, .integer = true };
	}
	int rc = count > 0 ? sql_evaluate(from->d, &from->now, what, count, got, e) : 0;
	for (size_t i = 0; i < count && rc >= 0; i++) {
		struct value v[VALUE_COLUMNS_MAX] = { got[i] };
		if (fields[i] && value_columns(fields[i]) > 0)
			edit_set(made, fields[i], v);
		else if (str_eq(f->sets[i].field, STR("holder")))
			made->now.holder_id = got[i].i;
		else if (str_eq(f->sets[i].field, STR("department")) && got[i].i != 0)
			made->now.department_id = got[i].i;
	}
	return rc;
}

static int create(struct edit *x, const struct effect *f, struct err *e)
{
	const struct register_def *target = register_find(x->d->place->registers, f->target);
	struct record_new n = { .department_id = x->now.department_id };
	struct record_done done;
	struct edit made;

	if (!target)
		return err_set(e, ERR_INTERNAL, "程序内部错误（流转后要建的台账）");
	if (str_eq(target->parent, x->r->name))
		n.parent_id = x->now.id;
	else if (target->parent.len > 0 && str_eq(target->parent, x->r->parent))
		n.parent_id = x->now.parent_id;
	int rc = edit_new(x->d, target, &n, &made, e);
	if (rc >= 0)
		rc = fill(x, f, &made, e);
	return rc < 0 ? rc : create_run(&made, &done, e);
}

/* A record that is elsewhere already is left alone; one that is there must be able to go. */
static int carry(struct edit *x, const struct register_def *r, int64_t id, const struct transition *t, struct err *e)
{
	struct record_step step = { .id = id, .step = t->name };
	struct record_done done;
	struct edit other;

	int rc = edit_open(x->d, r, id, RECORD_ANY_VERSION, &other, e);
	if (rc < 0 || !names_have(t->from, other.before.state))
		return rc;
	step.reason =
		arena_fmt(x->d->arena, "由" STR_FMT " " STR_FMT " 带动", STR_ARG(x->r->title), STR_ARG(x->now.no));
	return step_run(&other, t, &step, &done, e);
}

static int parent(struct edit *x, const struct effect *f, struct err *e)
{
	const struct register_def *above = register_find(x->d->place->registers, x->r->parent);
	const struct transition *t = above ? register_transition(above, f->target) : NULL;

	return t && x->now.parent_id != 0 ? carry(x, above, x->now.parent_id, t, e) : 0;
}

/* The next child behind `after`; 0: no more. */
static int next_child(struct edit *x, const struct register_def *r, int64_t after, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql,
		"SELECT id FROM r_" STR_FMT " WHERE unit_id = $1 AND parent_id = $2 AND id > $3 AND deleted_at IS NULL"
		" ORDER BY id LIMIT 1",
		STR_ARG(r->name));
	int rc = sql_prepare(x->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, x->now.unit_id);
	store_bind_int(st, 2, x->now.id);
	store_bind_int(st, 3, after);
	rc = store_step(st, e);
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return rc < 0 ? rc : 0;
}

static int children_of(struct edit *x, const struct register_def *r, const struct transition *t, struct err *e)
{
	int64_t id = 0;
	int rc = next_child(x, r, 0, &id, e);

	while (rc >= 0 && id != 0) {
		rc = carry(x, r, id, t, e);
		if (rc >= 0)
			rc = next_child(x, r, id, &id, e);
	}
	return rc;
}

static int children(struct edit *x, const struct effect *f, struct err *e)
{
	const struct registers *all = x->d->place->registers;
	int rc = 0;

	for (size_t i = 0; i < all->count && rc >= 0; i++) {
		const struct transition *t = register_transition(all->at[i], f->target);
		if (t && str_eq(all->at[i]->parent, x->r->name))
			rc = children_of(x, all->at[i], t, e);
	}
	return rc;
}

static int after(struct edit *x, const struct effect *f, struct err *e)
{
	struct desk_private *own = x->d->own;
	int rc = 0;

	if (f->kind == EFFECT_NOTIFY)
		return f->who ? notify_who(x->d, &x->now, f->who, f->text, e) : 0;
	if (own->depth >= DESK_DEPTH_MAX)
		return err_set(e, ERR_LIMIT, "一步带动的记录太多层（最多 %d 层）", DESK_DEPTH_MAX);
	own->depth++;
	rc = f->kind == EFFECT_CREATE   ? create(x, f, e)
	     : f->kind == EFFECT_PARENT ? parent(x, f, e)
	     : f->kind == EFFECT_DRAW   ? draw_effect(x, f, e)
					: children(x, f, e);
	own->depth--;
	return rc;
}

/* The row is written: what is asked of it here sees it as it is now. */
static int still_holds(struct edit *x, struct str when, bool *ret, struct err *e)
{
	struct expression condition = { .sql = when, .use = SQL_CONDITION, .integer = true };
	struct value v = { .kind = VALUE_INT, .i = 1 };

	int rc = when.len > 0 ? sql_evaluate(x->d, &x->now, &condition, 1, &v, e) : 0;
	*ret = v.kind == VALUE_INT && v.i != 0;
	return rc;
}

int effects_after(struct edit *x, const struct transition *t, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < t->effects_count && rc >= 0; i++) {
		bool wanted = false;
		if (!is_outside(&t->effects[i]))
			continue;
		rc = still_holds(x, t->effects[i].when, &wanted, e);
		if (rc >= 0 && wanted)
			rc = after(x, &t->effects[i], e);
	}
	return rc;
}

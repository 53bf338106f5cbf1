/* One record with all that can be done with it. */
#include "record_private.h"

/* In another unit's records, which are only looked at. */
static bool elsewhere(const struct desk *d)
{
	return d->unit_id != d->actor->unit_id && !d->console;
}

/* --- values --- */

/* The fields that this person may see of this row, computed ones among them. */
static int choose_fields(
	struct desk *d, const struct row *row, const struct field ***ret, size_t *ret_count, struct err *e)
{
	const struct register_def *r = row->r;
	const struct field **fields = arena_array(d->arena, r->fields_count + 1, sizeof *fields);
	size_t count = 0;

	if (!fields)
		return err_nomem(e);
	for (size_t i = 0; i < r->fields_count; i++)
		if (rights_sees(d, &r->fields[i], row))
			fields[count++] = &r->fields[i];
	*ret = fields;
	*ret_count = count;
	return 0;
}

static int compute(struct desk *d, const struct row *row, const struct field *const *fields, size_t count,
	struct value *ret, struct err *e)
{
	struct expression *x = arena_array(d->arena, count + 1, sizeof *x);
	size_t n = 0;

	if (!x)
		return err_nomem(e);
	for (size_t i = 0; i < count; i++)
		if (fields[i]->type == FIELD_COMPUTED)
			x[n++] = expression_of(fields[i], fields[i]->sql);
	return n > 0 ? sql_evaluate(d, row, x, n, ret, e) : 0;
}

static int read_values(struct desk *d, const struct row *row, struct record_detail *to, struct err *e)
{
	const struct field **fields = NULL;
	size_t count = 0, computed = 0;

	int rc = choose_fields(d, row, &fields, &count, e);
	if (rc < 0)
		return rc;
	struct record_value *values = arena_array(d->arena, count + 1, sizeof *values);
	struct value *results = arena_array(d->arena, count + 1, sizeof *results);
	if (!values || !results)
		return err_nomem(e);
	rc = compute(d, row, fields, count, results, e);
	for (size_t i = 0; i < count && rc >= 0; i++) {
		values[i].field = fields[i];
		const struct value *own = fields[i]->type == FIELD_COMPUTED ? &results[computed++] : NULL;
		rc = record_value_fill(d, row, own, RECORD_MASKED, &values[i], e);
	}
	to->fields = (struct record_fields){ fields, count };
	to->record.values = values;
	return rc;
}

/* --- steps --- */

static size_t copy_refusals(struct desk *d, size_t from, struct refusals *ret)
{
	size_t count = d->refusals.count - from;
	struct refusal *own = arena_array(d->arena, count + 1, sizeof *own);

	if (own && count > 0)
		memcpy(own, &d->refusals.at[from], count * sizeof *own);
	d->refusals.count = from;
	*ret = (struct refusals){ own, own ? count : 0 };
	return count;
}

/* What stands in the way is asked in the same words as when the step is done. */
static int look_at_step(
	struct desk *d, const struct row *row, const struct transition *t, struct record_possible *ret, struct err *e)
{
	size_t from = d->refusals.count;
	struct votes votes = { 0 };
	bool gate_only = true;

	*ret = (struct record_possible){ .step = t, .may = who_matches(d, &t->who, row) };
	if (!ret->may)
		return 0;
	int rc = separate_check(d, row, t, e);
	if (rc >= 0)
		rc = votes_read(d, row, t, &votes, e);
	ret->votes = votes.count;
	ret->needed = votes.needed;
	ret->may = d->refusals.count == from && !votes.mine;
	if (rc >= 0)
		rc = require_check(d, row, t, true, e);
	if (rc >= 0)
		rc = gate_check(d, row, t, true, e);
	if (rc < 0)
		return rc;
	for (size_t i = from; i < d->refusals.count; i++)
		gate_only &= d->refusals.at[i].gate;
	size_t missing = copy_refusals(d, from, &ret->missing);
	ret->possible = ret->may && missing == 0;
	ret->may_override = ret->may && missing > 0 && gate_only && row->r->gate.override &&
			    who_matches(d, row->r->gate.override, row);
	return 0;
}

/* Steps that are not this person's at all are not shown. */
static int read_steps(struct desk *d, const struct row *row, struct record_detail *to, struct err *e)
{
	struct record_possible *steps = arena_array(d->arena, row->r->transitions_count + 1, sizeof *steps);
	size_t count = 0;

	if (!steps)
		return err_nomem(e);
	for (size_t i = 0; i < row->r->transitions_count; i++) {
		const struct transition *t = &row->r->transitions[i];
		if (!names_have(t->from, row->state) || !who_matches(d, &t->who, row))
			continue;
		int rc = look_at_step(d, row, t, &steps[count++], e);
		if (rc < 0)
			return rc;
	}
	to->steps = steps;
	to->steps_count = count;
	return 0;
}

/* --- what lies below --- */

static int count_children(struct desk *d, const struct row *row, struct record_children *c, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct fence *fence = NULL;
	OWN_BUF struct buf sql = { 0 };
	int n = 3;

	int rc = rights_fence(d, c->child, &fence, e);
	if (rc < 0)
		return rc;
	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "SELECT count(*), count(CASE WHEN this.state NOT IN (''");
	for (size_t i = 0; i < c->child->states_count; i++)
		if (c->child->states[i].final)
			buf_fmt(&sql, ", $%d", n++);
	buf_fmt(&sql,
		") THEN 1 END) FROM r_" STR_FMT
		" AS this WHERE this.unit_id = $1 AND this.parent_id = $2 AND this.deleted_at IS NULL",
		STR_ARG(c->child->name));
	struct fence_use use = { .fence = fence, .columns = &record_columns };
	rc = fence_sql(&use, &n, &sql, e);
	if (rc >= 0)
		rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_int(st, 2, row->id);
	n = 3;
	for (size_t i = 0; i < c->child->states_count; i++)
		if (c->child->states[i].final)
			store_bind_text(st, n++, c->child->states[i].name);
	fence_bind(&use, st);
	rc = store_step(st, e);
	if (rc > 0) {
		c->count = store_int(st, 0);
		c->open = store_int(st, 1);
	}
	return rc < 0 ? rc : 0;
}

static int read_children(struct desk *d, const struct row *row, struct record_detail *to, struct err *e)
{
	const struct registers *all = d->place->registers;
	struct record_children *children = arena_array(d->arena, all->count + 1, sizeof *children);
	size_t count = 0;

	if (!children)
		return err_nomem(e);
	for (size_t i = 0; i < all->count; i++) {
		if (!str_eq(all->at[i]->parent, row->r->name))
			continue;
		children[count].child = all->at[i];
		int rc = count_children(d, row, &children[count++], e);
		if (rc < 0)
			return rc;
	}
	to->children = children;
	to->children_count = count;
	return 0;
}

/* --- what may be done --- */

static int read_may(struct desk *d, const struct row *row, struct record_detail *to, struct err *e)
{
	const struct register_def *r = row->r;
	struct str *editable = arena_array(d->arena, r->fields_count + 1, sizeof *editable);
	size_t count = 0;

	if (!editable)
		return err_nomem(e);
	if (elsewhere(d))
		return 0;
	for (size_t i = 0; i < to->fields.count; i++) {
		const struct field *f = to->fields.at[i];
		if (f->type != FIELD_COMPUTED && rights_edits(d, f, row, false))
			editable[count++] = f->name;
	}
	to->editable = (struct names){ editable, count };
	to->may_change = count > 0;
	to->may_remove = who_matches(d, &r->rights.remove, row);
	to->may_comment = who_matches(d, &r->rights.comment, row);
	to->may_judge = evidence_may_judge(d, row);
	return 0;
}

/* --- the whole --- */

static void read_common(struct desk *d, const struct row *row, struct record *to)
{
	const struct register_def *above = row->r->parent.len > 0 && row->parent_id != 0
						   ? register_find(d->place->registers, row->r->parent)
						   : NULL;

	*to = row_record(d, row);
	to->department = ref_department(d, row->department_id);
	to->owner = ref_person(d, row->owner_id);
	to->holder = ref_person(d, row->holder_id);
	if (above)
		to->parent.label = label_record(d, above, row->parent_id);
}

static bool fields_ask(const struct register_def *r)
{
	for (size_t i = 0; i < r->fields_count; i++)
		if (r->fields[i].type == FIELD_COMPUTED || r->fields[i].type == FIELD_REFERENCE)
			return true;
	return false;
}

/* Whether what stands in the way of a step may have to be asked of the database. */
static bool steps_ask(const struct register_def *r)
{
	for (size_t i = 0; i < r->transitions_count; i++) {
		const struct transition *t = &r->transitions[i];
		if (t->closes || t->countersign.len > 0 || t->conditions_count > 0 || t->require.count > 0 ||
			t->separate_from.count > 0 || t->group.len > 0)
			return true;
	}
	return false;
}

static bool has_children(const struct desk *d, const struct register_def *r)
{
	const struct registers *all = d->place->registers;

	for (size_t i = 0; i < all->count; i++)
		if (str_eq(all->at[i]->parent, r->name))
			return true;
	return false;
}

/* The row is all that is read. Names are mostly known. */
static bool is_plain(const struct desk *d, const struct register_def *r, unsigned parts)
{
	return r->parent.len == 0 && !fields_ask(r) && !(parts & RECORD_CLOCKS && r->clocks_count > 0) &&
	       !(parts & RECORD_STEPS && steps_ask(r)) && !(parts & RECORD_CHILDREN && has_children(d, r));
}

int record_read(struct desk *d, const struct register_def *r, int64_t id, unsigned parts, struct record_detail *ret,
	struct err *e)
{
	struct record_detail to = { 0 };
	const struct row_wanted wanted = { .r = r,
		.id = id,
		.last = is_plain(d, r, parts),
		.ret_watched = (parts & RECORD_MAY) && !elsewhere(d) ? &to.watching : NULL };
	struct row row;

	int rc = desk_may_read(d, r, e);
	if (rc >= 0)
		rc = row_load_wanted(d, &wanted, &row, e);
	if (rc < 0)
		return rc;
	read_common(d, &row, &to.record);
	rc = read_values(d, &row, &to, e);
	if (rc >= 0 && (parts & RECORD_CLOCKS))
		rc = clocks_read(d, &row, &to.clocks, &to.clocks_count, e);
	if (rc >= 0 && (parts & RECORD_STEPS) && !elsewhere(d))
		rc = read_steps(d, &row, &to, e);
	if (rc >= 0 && (parts & RECORD_CHILDREN))
		rc = read_children(d, &row, &to, e);
	if (rc >= 0 && (parts & RECORD_MAY))
		rc = read_may(d, &row, &to, e);
	if (rc < 0)
		return rc;
	*ret = to;
	return 0;
}

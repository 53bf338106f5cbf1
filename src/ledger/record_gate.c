/* What stands in the way of a step: required fields, four eyes, conditions, and the close gate (销号关口). */
#include "record_private.h"
#include "sql.h"

enum { CONDITIONS_MAX = 64, CHILDREN_TOLD = 20 };

/* --- files and fields --- */

static int count_evidence(
	struct desk *d, const struct row *row, struct str slot, bool accepted, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(d->store, &st, e,
		accepted
			? "SELECT count(*) FROM evidence WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND slot = $4"
			  " AND state = 'accepted' AND (expires IS NULL OR expires >= $5)"
			: "SELECT count(*) FROM evidence WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND slot = $4"
			  " AND state IN ('pending', 'accepted') AND (expires IS NULL OR expires >= $5)",
		sql_int(row->unit_id), sql_text(row->r->name), sql_int(row->id), sql_text(slot),
		sql_text(str_from(d->own->today_text)));
	if (rc < 0)
		return rc;
	*ret = store_int(st, 0);
	return 0;
}

int files_count(struct desk *d, const struct row *row, struct str slot, int64_t *ret, struct err *e)
{
	return count_evidence(d, row, slot, false, ret, e);
}

static int require_files(struct desk *d, const struct row *row, const struct field *f, struct err *e)
{
	int64_t wanted = f->files_min > 1 ? (int64_t)f->files_min : 1, count = 0;

	int rc = count_evidence(d, row, f->name, false, &count, e);
	if (rc >= 0 && count < wanted)
		desk_refuse(d, REFUSAL_EVIDENCE, &(struct about){ .r = row->r, .id = row->id, .field = f->name },
			"“" STR_FMT "”要有 %lld 份附件，现在有 %lld 份", STR_ARG(f->label), (long long)wanted,
			(long long)count);
	return rc;
}

/* What was given is wrong: that is said, and not that it is missing too. */
static bool given_wrongly(const struct desk *d, const struct row *row, struct str field)
{
	for (size_t i = 0; i < d->refusals.count; i++) {
		const struct refusal *one = &d->refusals.at[i];
		if ((one->kind == REFUSAL_FORMAT || one->kind == REFUSAL_LIMIT) && one->record_id == row->id &&
			str_eq(one->field, field))
			return true;
	}
	return false;
}

int require_check(struct desk *d, const struct row *row, const struct transition *t, bool without_ask, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < t->require.count && rc >= 0; i++) {
		const struct field *f = register_field(row->r, t->require.at[i]);
		if (!f || f->type == FIELD_COMPUTED || f->retired)
			continue;
		if (f->type == FIELD_FILES)
			rc = require_files(d, row, f, e);
		else if (!row_filled(row, f) && !(without_ask && names_have(t->ask, f->name)) &&
			 !given_wrongly(d, row, f->name))
			desk_refuse(d, REFUSAL_REQUIRED,
				&(struct about){ .r = row->r, .id = row->id, .field = f->name }, "要填写“" STR_FMT "”",
				STR_ARG(f->label));
	}
	return rc;
}

/* --- four eyes --- */

/* The person acting, or the one he acts for, was (or acted for) the one of the event. */
static bool is_me(const struct desk *d, int64_t person, int64_t on_behalf)
{
	const struct actor *a = d->actor;

	if (a->person_id != 0 && (person == a->person_id || on_behalf == a->person_id))
		return true;
	return a->on_behalf_of != 0 && (person == a->on_behalf_of || on_behalf == a->on_behalf_of);
}

static int open_doers(struct desk *d, const struct row *row, struct str step, struct store_stmt **ret, struct err *e)
{
	bool create = str_eq(step, STR("create")) && !register_transition(row->r, step);

	int rc = store_prepare(d->store,
		create ? "SELECT person_id, on_behalf, kind FROM event WHERE unit_id = $1 AND register = $2 AND record_id = $3"
			 " AND kind = 'create' AND $4 = 'create' ORDER BY seq LIMIT 1"
		       : "SELECT person_id, on_behalf, kind FROM event WHERE unit_id = $1 AND register = $2 AND record_id = $3"
			 " AND kind IN ('transition', 'vote') AND name = $4 ORDER BY seq DESC LIMIT 30",
		ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, row->unit_id);
	store_bind_text(*ret, 2, row->r->name);
	store_bind_int(*ret, 3, row->id);
	store_bind_text(*ret, 4, step);
	return 0;
}

/* Whether the actor did the step the last time it was done: that time's votes count too. */
static int did_last(struct desk *d, const struct row *row, struct str step, bool *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	bool first = true;

	*ret = false;
	int rc = open_doers(d, row, step, &st, e);
	while (rc >= 0 && !*ret && (rc = store_step(st, e)) > 0) {
		if (!first && !str_eq(store_text(st, 2), STR("vote")))
			break;
		*ret = is_me(d, store_int(st, 0), store_int(st, 1));
		first = false;
	}
	return rc < 0 ? rc : 0;
}

static bool share_a_state(const struct transition *a, const struct transition *b)
{
	for (size_t i = 0; i < a->from.count; i++)
		if (names_have(b->from, a->from.at[i]))
			return true;
	return false;
}

static int separate_from(
	struct desk *d, const struct row *row, const struct transition *t, struct str other, struct err *e)
{
	const struct transition *u = register_transition(row->r, other);
	bool mine = false;

	int rc = did_last(d, row, other, &mine, e);
	if (rc >= 0 && mine)
		desk_refuse(d, REFUSAL_SEPARATE, &(struct about){ .r = row->r, .id = row->id },
			"“" STR_FMT "”是您办的，“" STR_FMT "”要由另一个人办", STR_ARG(u ? u->label : STR("新建")),
			STR_ARG(t->label));
	return rc;
}

/* Steps of one group that leave the same state are one review's two ends (通过, 退回): they do not exclude each other. */
int separate_check(struct desk *d, const struct row *row, const struct transition *t, struct err *e)
{
	int rc = 0;

	if (d->own->depth > 0 || (d->console && d->actor->person_id == 0))
		return 0;
	for (size_t i = 0; i < t->separate_from.count && rc >= 0; i++)
		rc = separate_from(d, row, t, t->separate_from.at[i], e);
	for (size_t i = 0; i < row->r->transitions_count && rc >= 0 && t->group.len > 0; i++) {
		const struct transition *u = &row->r->transitions[i];
		if (u == t || !str_eq(u->group, t->group) || share_a_state(u, t) ||
			names_have(t->separate_from, u->name))
			continue;
		rc = separate_from(d, row, t, u->name, e);
	}
	return rc;
}

/* How many must agree on this row; nothing to reckon with is one. */
static int votes_needed(struct desk *d, const struct row *row, struct str countersign, int64_t *ret, struct err *e)
{
	struct expression x = { .sql = countersign, .use = SQL_VALUE, .integer = true };
	struct value v = { 0 };

	int rc = sql_evaluate(d, row, &x, 1, &v, e);
	*ret = v.kind == VALUE_INT && v.i > 1 ? v.i : 1;
	return rc;
}

/* A vote counts as long as nothing was changed and no step done since. */
int votes_read(struct desk *d, const struct row *row, const struct transition *t, struct votes *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct votes votes = { .needed = 1 };

	*ret = votes;
	int rc = t->countersign.len > 0 ? votes_needed(d, row, t->countersign, &votes.needed, e) : 0;
	if (rc < 0 || votes.needed < 2)
		return rc;
	rc = store_ask(d->store, &st, e,
		"SELECT person_id, on_behalf FROM event WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND kind = 'vote'"
		" AND name = $4 AND seq > (SELECT coalesce(max(b.seq), 0) FROM event b WHERE b.unit_id = $1 AND b.register = $2"
		" AND b.record_id = $3 AND b.kind IN ('transition', 'change', 'create'))",
		sql_int(row->unit_id), sql_text(row->r->name), sql_int(row->id), sql_text(t->name));
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		votes.count++;
		votes.mine |= is_me(d, store_int(st, 0), store_int(st, 1));
	}
	if (rc >= 0)
		*ret = votes;
	return rc;
}

/* --- the gate --- */

static int open_children(
	struct desk *d, const struct row *row, const struct register_def *child, struct store_stmt **ret, struct err *e)
{
	OWN_BUF struct buf sql = { 0 };
	int n = 3;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql,
		"SELECT id, no, state FROM r_" STR_FMT " WHERE unit_id = $1 AND parent_id = $2 AND deleted_at IS NULL",
		STR_ARG(child->name));
	for (size_t i = 0; i < child->states_count; i++)
		if (child->states[i].final)
			buf_fmt(&sql, " AND state <> $%d", n++);
	buf_fmt(&sql, " ORDER BY id LIMIT %d", CHILDREN_TOLD);
	int rc = sql_prepare(d, &sql, ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, row->unit_id);
	store_bind_int(*ret, 2, row->id);
	n = 3;
	for (size_t i = 0; i < child->states_count; i++)
		if (child->states[i].final)
			store_bind_text(*ret, n++, child->states[i].name);
	return 0;
}

static int gate_children(struct desk *d, const struct row *row, const struct register_def *child, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = open_children(d, row, child, &st, e);
	while (rc >= 0 && (rc = store_step(st, e)) > 0) {
		const struct state *s = register_state(child, store_text(st, 2));
		desk_refuse(d, REFUSAL_CHILD, &(struct about){ .r = child, .id = store_int(st, 0), .gate = true },
			"“" STR_FMT "” " STR_FMT " 还没有办结（" STR_FMT "）", STR_ARG(child->title),
			STR_ARG(store_text(st, 1)), STR_ARG(s ? s->label : STR("")));
	}
	return rc;
}

static int gate_evidence(struct desk *d, const struct row *row, struct err *e)
{
	const struct names *slots = &row->r->gate.evidence;
	int rc = 0;

	for (size_t i = 0; i < slots->count && rc >= 0; i++) {
		const struct field *f = register_field(row->r, slots->at[i]);
		int64_t count = 0;
		rc = count_evidence(d, row, slots->at[i], true, &count, e);
		if (rc >= 0 && count == 0)
			desk_refuse(d, REFUSAL_EVIDENCE,
				&(struct about){ .r = row->r, .id = row->id, .field = slots->at[i], .gate = true },
				"“" STR_FMT "”还没有审核通过的材料", STR_ARG(f ? f->label : slots->at[i]));
	}
	return rc;
}

struct asked_conditions {
	const struct condition *at[CONDITIONS_MAX];
	size_t count, own;             /* from `own` on they are the gate's */
	const struct transition *form; /* what its form asks for is not filled yet; NULL: everything is */
};

/* What the step's form asks for decides it: nobody can say yet. */
bool form_decides(const struct transition *t, struct str sql)
{
	for (size_t i = 0; i < t->ask.count; i++)
		if (sql_mentions(sql, t->ask.at[i]))
			return true;
	return false;
}

static int ask_conditions(struct desk *d, const struct row *row, const struct asked_conditions *a, struct err *e)
{
	struct expression x[CONDITIONS_MAX];
	struct value holds[CONDITIONS_MAX];

	for (size_t i = 0; i < a->count; i++)
		x[i] = (struct expression){ .sql = a->at[i]->sql, .use = SQL_CONDITION, .integer = true };
	int rc = a->count > 0 ? sql_evaluate(d, row, x, a->count, holds, e) : 0;
	for (size_t i = 0; i < a->count && rc >= 0; i++)
		if ((holds[i].kind != VALUE_INT || holds[i].i == 0) &&
			!(a->form && form_decides(a->form, a->at[i]->sql)))
			desk_refuse(d, REFUSAL_CONDITION,
				&(struct about){ .r = row->r, .id = row->id, .gate = i >= a->own }, STR_FMT,
				STR_ARG(a->at[i]->message));
	return rc;
}

static void add_conditions(struct asked_conditions *a, const struct condition *at, size_t count)
{
	for (size_t i = 0; i < count && a->count < CONDITIONS_MAX; i++)
		a->at[a->count++] = &at[i];
}

static int conditions(
	struct desk *d, const struct row *row, const struct transition *t, bool without_ask, struct err *e)
{
	struct asked_conditions a = { .form = without_ask ? t : NULL };

	add_conditions(&a, t->conditions, t->conditions_count);
	a.own = a.count;
	if (t->closes)
		add_conditions(&a, row->r->gate.conditions, row->r->gate.conditions_count);
	return ask_conditions(d, row, &a, e);
}

int standing_check(struct edit *x, struct err *e)
{
	struct asked_conditions a = { .own = CONDITIONS_MAX };

	if (x->r->conditions_count == 0)
		return 0;
	add_conditions(&a, x->r->conditions, x->r->conditions_count);
	int rc = ask_conditions(x->d, &x->now, &a, e);
	return rc < 0 ? rc : desk_verdict(x->d, x->refusals_from, e);
}

int gate_check(struct desk *d, const struct row *row, const struct transition *t, bool without_ask, struct err *e)
{
	const struct registers *all = d->place->registers;

	int rc = conditions(d, row, t, without_ask, e);
	if (!t->closes)
		return rc;
	for (size_t i = 0; i < all->count && rc >= 0 && row->r->gate.children_closed; i++)
		if (str_eq(all->at[i]->parent, row->r->name))
			rc = gate_children(d, row, all->at[i], e);
	return rc < 0 ? rc : gate_evidence(d, row, e);
}

/* Steps (流转): who, from where, what is missing, and then all that follows, at once. */
#include "record_private.h"

struct stepping {
	struct edit *x;
	const struct transition *t;
	const struct record_step *s;
	struct votes votes;
	struct str passed; /* what an override passed */
};

static struct about about_of(const struct stepping *g)
{
	return (struct about){ .r = g->x->r, .id = g->x->before.id };
}

static bool refused(const struct desk *d, size_t from, enum refusal_kind kind)
{
	for (size_t i = from; i < d->refusals.count; i++)
		if (d->refusals.at[i].kind == kind)
			return true;
	return false;
}

static void check_place(struct stepping *g)
{
	struct edit *x = g->x;
	const struct state *now = register_state(x->r, x->before.state);
	struct about about = about_of(g);

	if (!names_have(g->t->from, x->before.state))
		desk_refuse(x->d, REFUSAL_STATE, &about, "现在是“" STR_FMT "”，不能办“" STR_FMT "”",
			STR_ARG(now ? now->label : x->before.state), STR_ARG(g->t->label));
	if (x->d->own->depth == 0 && !who_matches(x->d, &g->t->who, &x->before))
		desk_refuse(x->d, REFUSAL_RIGHT, &about, "您不能办“" STR_FMT "”", STR_ARG(g->t->label));
	about.field = STR("reason");
	if (g->t->reason && str_trim(g->s->reason).len == 0)
		desk_refuse(x->d, REFUSAL_REQUIRED, &about, "办“" STR_FMT "”要写明理由", STR_ARG(g->t->label));
	too_long(x->d, x->r, x->before.id, g->s->reason, RECORD_REASON_MAX);
}

static int check_people(struct stepping *g, struct err *e)
{
	struct edit *x = g->x;
	struct about about = about_of(g);

	int rc = separate_check(x->d, &x->before, g->t, e);
	if (rc >= 0)
		rc = votes_read(x->d, &x->before, g->t, &g->votes, e);
	if (rc >= 0 && g->votes.mine)
		desk_refuse(x->d, REFUSAL_SEPARATE, &about, "“" STR_FMT "”要 %lld 个不同的人会签，您已经签过了",
			STR_ARG(g->t->label), (long long)g->votes.needed);
	return rc;
}

static int check_values(struct stepping *g, struct err *e)
{
	struct edit *x = g->x;

	int rc = edit_inputs(x, &g->s->values, &g->t->ask, e);
	if (rc >= 0)
		rc = require_check(x->d, &x->now, g->t, false, e);
	return rc < 0 ? rc : edit_unique(x, e);
}

/* What only the values as they will be can tell; nothing for those who may not do the step anyway. */
static int check_gate(struct stepping *g, struct err *e)
{
	struct edit *x = g->x;
	size_t from = x->refusals_from;

	if (refused(x->d, from, REFUSAL_STATE) || refused(x->d, from, REFUSAL_RIGHT) ||
		refused(x->d, from, REFUSAL_UNIQUE) || refused(x->d, from, REFUSAL_VERSION))
		return 0;
	int rc = edit_flush(x, e);
	return rc < 0 ? rc : gate_check(x->d, &x->now, g->t, false, e);
}

/* --- passing the gate in spite of it --- */

static size_t gate_refusals(const struct desk *d, size_t from)
{
	size_t count = 0;

	for (size_t i = from; i < d->refusals.count; i++)
		count += d->refusals.at[i].gate;
	return count;
}

/* Takes the gate's refusals out of the list and into the log's text. */
static int pass_gate(struct stepping *g, struct err *e)
{
	struct desk *d = g->x->d;
	size_t kept = g->x->refusals_from;
	OWN_BUF struct buf text = { 0 };

	buf_init(&text, 64 * 1024);
	for (size_t i = kept; i < d->refusals.count; i++) {
		struct refusal one = d->refusals.at[i];
		if (!one.gate) {
			d->own->refusals[kept++] = one;
			continue;
		}
		buf_cstr(&text, text.len > 0 ? "；" : "");
		buf_str(&text, one.message);
	}
	d->refusals.count = kept;
	g->passed = text.failed ? STR_NONE : arena_dup(d->arena, buf_view(&text));
	return g->passed.ptr ? 0 : err_nomem(e);
}

static int override(struct stepping *g, struct err *e)
{
	struct edit *x = g->x;
	struct about about = about_of(g);
	const struct who *may = x->r->gate.override;

	if (!g->s->override || gate_refusals(x->d, x->refusals_from) == 0)
		return 0;
	if (!may || !who_matches(x->d, may, &x->before)) {
		desk_refuse(x->d, REFUSAL_RIGHT, &about, "您不能越过销号关口");
		return 0;
	}
	if (str_trim(g->s->reason).len == 0) {
		about.field = STR("reason");
		desk_refuse(x->d, REFUSAL_REQUIRED, &about, "越过销号关口要写明理由");
		return 0;
	}
	return pass_gate(g, e);
}

/* --- doing it --- */

static int log_override(struct stepping *g, struct err *e)
{
	int64_t seq = 0;

	if (g->passed.len == 0)
		return 0;
	return edit_tell(g->x->d, &g->x->now,
		&(struct telling){ .kind = "override", .name = g->t->name, .reason = g->s->reason, .text = g->passed },
		&seq, e);
}

static int vote(struct stepping *g, struct record_done *ret, struct err *e)
{
	struct telling t = { .kind = "vote", .name = g->t->name, .reason = g->s->reason };

	int rc = edit_finish(g->x, &t, ret, e);
	if (rc < 0)
		return rc;
	ret->waiting = true;
	ret->votes = g->votes.count + 1;
	ret->needed = g->votes.needed;
	return 0;
}

static int go(struct stepping *g, struct record_done *ret, struct err *e)
{
	struct edit *x = g->x;
	struct telling t = {
		.kind = "transition", .name = g->t->name, .from = x->before.state, .reason = g->s->reason
	};

	if (g->t->to.len > 0)
		x->now.state = g->t->to;
	t.to = x->now.state;
	int rc = log_override(g, e);
	if (rc >= 0 && !str_eq(x->now.state, x->before.state))
		rc = clocks_follow(x, true, e);
	if (rc >= 0)
		rc = effects_inside(x, g->t, e);
	if (rc >= 0)
		rc = clocks_recompute(x, e);
	if (rc >= 0)
		rc = edit_finish(x, &t, ret, e);
	if (rc >= 0)
		rc = effects_after(x, g->t, e);
	return rc;
}

int step_run(
	struct edit *x, const struct transition *t, const struct record_step *s, struct record_done *ret, struct err *e)
{
	struct stepping g = { .x = x, .t = t, .s = s };

	x->d->own->reason = s->reason;
	check_place(&g);
	int rc = check_people(&g, e);
	if (rc >= 0)
		rc = check_values(&g, e);
	if (rc >= 0)
		rc = check_gate(&g, e);
	if (rc >= 0)
		rc = override(&g, e);
	if (rc >= 0)
		rc = desk_verdict(x->d, x->refusals_from, e);
	if (rc < 0)
		return rc;
	if (g.votes.count + 1 < g.votes.needed)
		return vote(&g, ret, e);
	return go(&g, ret, e);
}

int record_do_step(struct desk *d, const struct register_def *r, const struct record_step *s, struct record_done *ret,
	struct err *e)
{
	const struct transition *t = register_transition(r, s->step);
	struct edit x;

	int rc = desk_may_write(d, r, "step", e);
	if (rc < 0)
		return rc;
	if (!t)
		return err_set(e, ERR_NOTFOUND, "“" STR_FMT "”没有“" STR_FMT "”这一步", STR_ARG(r->title),
			(int)(s->step.len < 80 ? s->step.len : 80), s->step.ptr ? s->step.ptr : "");
	rc = edit_open(d, r, s->id, s->version, &x, e);
	return rc < 0 ? rc : step_run(&x, t, s, ret, e);
}

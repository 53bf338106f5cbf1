/* Claiming and doing jobs. Three transactions at most: the claim, the work with its mark, and, where the work failed, the note of that. */
#include "sched_private.h"

#include "buf.h"
#include "fault.h"
#include "log.h"

enum { ARENA_MAX = 16 * 1024 * 1024, SQL_MAX = 4096 };

/* --- the clock --- */

bool sched_now(struct sched *x, int64_t *ret, bool *ret_back)
{
	const struct clock *c = &x->o.clock;
	int64_t wall = c->now_ms(c->context), monotonic = c->monotonic_ms(c->context);
	int64_t drift = x->seen ? (wall - x->wall) - (monotonic - x->monotonic) : 0;
	bool waited = x->settled_at > monotonic;

	x->seen = true;
	x->wall = wall;
	x->monotonic = monotonic;
	*ret = wall;
	if (drift > SCHED_JUMP_MS || drift < -SCHED_JUMP_MS) {
		log_line(LOG_WARN, "sched", "clock jumped by %lld s: waiting until it stands",
			(long long)(drift / 1000));
		x->settled_at = monotonic + SCHED_SETTLE_MS;
		return false;
	}
	if (waited)
		return false;
	*ret_back = x->settled_at > 0;
	x->settled_at = 0;
	return true;
}

/* --- jobs that come again --- */

struct again {
	struct sched *x;
	int64_t now;
};

/* Those that would come later than their period from now were put under a clock that was ahead. */
static int put_periodic(void *context, struct store *s, struct err *e)
{
	const struct again *a = context;
	const struct sched_options *o = &a->x->o;
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"UPDATE work SET due_at = $2 WHERE unit_id = 0 AND kind = $1 AND key = 'every' AND due_at > $3", &st,
		e);
	for (size_t i = 0; i < o->kinds_count && rc >= 0; i++) {
		const struct sched_kind *k = &o->kinds[i];
		if (k->every_ms <= 0)
			continue;
		store_bind_text(st, 1, str_from(k->name));
		store_bind_int(st, 2, a->now);
		store_bind_int(st, 3, a->now + k->every_ms);
		rc = store_put(st, e);
	}
	return rc < 0 ? rc : 0;
}

/* Which kinds stand there already. */
static int find_periodic(const struct sched_options *o, struct store *s, bool there[SCHED_KINDS_MAX], struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "SELECT kind FROM work WHERE unit_id = 0 AND key = 'every'", &st, e);
	while (rc >= 0 && (rc = store_step(st, e)) > 0)
		for (size_t i = 0; i < o->kinds_count; i++)
			there[i] |= str_eq(store_text(st, 0), str_from(o->kinds[i].name));
	return rc;
}

static int first_periodic(void *context, struct store *s, struct err *e)
{
	const struct again *a = context;
	const struct sched_options *o = &a->x->o;
	bool there[SCHED_KINDS_MAX] = { false };
	int rc = find_periodic(o, s, there, e);

	for (size_t i = 0; i < o->kinds_count && rc >= 0; i++) {
		if (there[i] || o->kinds[i].every_ms <= 0)
			continue;
		struct sched_job job = { .kind = str_from(o->kinds[i].name), .key = STR("every"), .due_at = a->now };
		rc = sched_put(s, &job, e);
	}
	return rc < 0 ? rc : put_periodic(context, s, e);
}

/* --- the claim --- */

struct claim {
	struct sched *x;
	int64_t now;
	bool on_duty, found;
	char token[72];
	struct sched_job job; /* strings in the arena */
	const struct sched_kind *kind;
};

static bool may_run(const struct claim *c, const struct sched_kind *k)
{
	return k->any_hour || c->on_duty;
}

/* Jobs that are due, of our kinds, that nobody holds. A claim that reaches further than one can was made under another clock. */
static void due_sql(struct buf *b, const struct claim *c)
{
	const struct sched_options *o = &c->x->o;
	unsigned n = 5;

	buf_cstr(b, "SELECT unit_id, id FROM work WHERE due_at <= $1 AND done_at IS NULL AND dead_at IS NULL"
		    " AND (claimed_until IS NULL OR claimed_until <= $1 OR claimed_until > $2) AND kind IN (''");
	for (size_t i = 0; i < o->kinds_count; i++) {
		if (may_run(c, &o->kinds[i]))
			buf_fmt(b, ", $%u", n++);
	}
	buf_cstr(b, ") ORDER BY due_at, unit_id, id LIMIT 1");
}

static void bind_due(struct store_stmt *st, const struct claim *c)
{
	const struct sched_options *o = &c->x->o;
	int n = 5;

	store_bind_int(st, 1, c->now);
	store_bind_int(st, 2, c->now + 2 * SCHED_CLAIM_MS);
	for (size_t i = 0; i < o->kinds_count; i++) {
		if (may_run(c, &o->kinds[i]))
			store_bind_text(st, n++, str_from(o->kinds[i].name));
	}
}

static const struct sched_kind *find_kind(const struct sched *x, struct str name)
{
	for (size_t i = 0; i < x->o.kinds_count; i++) {
		if (str_eq(name, str_from(x->o.kinds[i].name)))
			return &x->o.kinds[i];
	}
	return NULL;
}

static int take_claim(struct claim *c, struct store_stmt *st, struct err *e)
{
	struct arena *a = c->x->arena;

	c->job = (struct sched_job){ .unit_id = store_int(st, 0),
		.id = store_int(st, 1),
		.kind = arena_dup(a, store_text(st, 2)),
		.key = arena_dup(a, store_text(st, 3)),
		.payload = arena_dup(a, store_text(st, 4)),
		.due_at = store_int(st, 5),
		.tries = store_int(st, 6) };
	if (!c->job.kind.ptr || !c->job.key.ptr || !c->job.payload.ptr)
		return err_nomem(e);
	c->kind = find_kind(c->x, c->job.kind);
	c->found = c->kind != NULL;
	return 0;
}

static int claim_one(void *context, struct store *s, struct err *e)
{
	struct claim *c = context;
	OWN_STMT struct store_stmt *st = NULL;
	OWN(buf_clear) struct buf sql;

	c->found = false;
	buf_init(&sql, SQL_MAX);
	buf_cstr(&sql,
		"UPDATE work SET claimed_by = $3, claimed_until = $4, tries = tries + 1 WHERE (unit_id, id) IN (");
	due_sql(&sql, c);
	buf_cstr(&sql, ") AND done_at IS NULL AND (claimed_until IS NULL OR claimed_until <= $1 OR claimed_until > $2)"
		       " RETURNING unit_id, id, kind, key, payload, due_at, tries");
	buf_chr(&sql, '\0');
	if (sql.failed)
		return err_nomem(e);
	int rc = store_prepare(s, sql.ptr, &st, e);
	if (rc < 0)
		return rc;
	bind_due(st, c);
	store_bind_text(st, 3, str_from(c->token));
	store_bind_int(st, 4, c->now + SCHED_CLAIM_MS);
	rc = store_step(st, e);
	if (rc > 0)
		rc = take_claim(c, st, e);
	return rc < 0 ? rc : store_run(st, e);
}

/* Looks first without writing: most of the time nothing is due. */
static int look(struct claim *c, struct err *e)
{
	struct store *s = NULL;

	int rc = store_pool_take_plain(c->x->o.pool, &s, e);
	if (rc < 0)
		return rc;
	OWN_STMT struct store_stmt *st = NULL;
	rc = store_prepare(
		s, "SELECT 1 FROM work WHERE due_at <= $1 AND done_at IS NULL AND dead_at IS NULL LIMIT 1", &st, e);
	if (rc >= 0) {
		store_bind_int(st, 1, c->now);
		rc = store_step(st, e);
	}
	store_done(st);
	st = NULL;
	store_pool_give(c->x->o.pool, s);
	return rc;
}

/* --- doing it --- */

/* The mark first: it shows whether the job is still ours, and keeps others away. */
static int mark_done(struct claim *c, struct store *s, struct err *e)
{
	int rc = store_do(s, e,
		"UPDATE work SET done_at = $4, error = NULL, claimed_by = NULL, claimed_until = NULL"
		" WHERE unit_id = $1 AND id = $2 AND claimed_by = $3 AND done_at IS NULL AND dead_at IS NULL",
		sql_int(c->job.unit_id), sql_int(c->job.id), sql_text(str_from(c->token)), sql_int(c->now));
	return rc < 0 ? rc : store_changes(s) > 0;
}

static int put_again(struct claim *c, struct store *s, int64_t at, struct err *e)
{
	return store_do(s, e, "UPDATE work SET done_at = NULL, due_at = $3, tries = 0 WHERE unit_id = $1 AND id = $2",
		sql_int(c->job.unit_id), sql_int(c->job.id), sql_int(at));
}

static int do_job(void *context, struct store *s, struct err *e)
{
	struct claim *c = context;
	struct sched_turn turn = { .context = c->x->o.context,
		.store = s,
		.arena = c->x->arena,
		.now = c->now,
		.late_ms = c->now - c->job.due_at };

	int rc = mark_done(c, s, e);
	if (rc <= 0) /* somebody else's by now */
		return rc;
	rc = c->kind->run(&turn, &c->job, e);
	if (rc < 0)
		return rc;
	if (c->kind->every_ms > 0 && turn.again_at <= 0)
		turn.again_at = c->now + c->kind->every_ms;
	return turn.again_at > 0 ? put_again(c, s, turn.again_at, e) : 0;
}

struct failure {
	struct claim *claim;
	const char *message;
};

static int note_failure(void *context, struct store *s, struct err *e)
{
	const struct failure *f = context;
	const struct claim *c = f->claim;
	OWN_STMT struct store_stmt *st = NULL;
	bool periodic = c->kind->every_ms > 0; /* never dies */
	int64_t tries = c->job.tries < SCHED_TRIES_MAX ? c->job.tries : SCHED_TRIES_MAX;

	int rc = store_prepare(s,
		"UPDATE work SET error = $4, due_at = $5, dead_at = $6, claimed_by = NULL, claimed_until = NULL"
		" WHERE unit_id = $1 AND id = $2 AND claimed_by = $3",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, c->job.unit_id);
	store_bind_int(st, 2, c->job.id);
	store_bind_text(st, 3, str_from(c->token));
	store_bind_text(st, 4, str_from(f->message));
	store_bind_int(st, 5, c->now + ((int64_t)SCHED_BACKOFF_MS << (tries > 0 ? tries - 1 : 0)));
	if (c->job.tries >= SCHED_TRIES_MAX && !periodic)
		store_bind_int(st, 6, c->now);
	else
		store_bind_null(st, 6);
	return store_run(st, e);
}

static int tell_failure(struct claim *c, const struct err *why, struct err *e)
{
	struct failure f = { c, why->message };

	log_line(LOG_ERROR, "sched", "job %s %lld, try %lld: %s %s", c->kind->name, (long long)c->job.id,
		(long long)c->job.tries, why->message, why->log);
	int rc = store_pool_write(c->x->o.pool, note_failure, &f, e);
	return rc < 0 ? rc : 1;
}

/* A job that was claimed more often than it may: the process died over it each time. */
static bool cursed(const struct claim *c)
{
	return c->job.tries > SCHED_TRIES_MAX && c->kind->every_ms <= 0;
}

int sched_step(struct sched *x, struct err *e)
{
	struct claim c = { .x = x };
	struct err why = { 0 };
	bool back = false;

	if (!sched_now(x, &c.now, &back))
		return 0;
	if (back) {
		struct again a = { x, c.now };
		int put = store_pool_write(x->o.pool, put_periodic, &a, e);
		if (put < 0)
			return put;
	}
	c.on_duty = !x->o.hours || worktime_on_duty(x->o.hours, c.now);
	int rc = look(&c, e);
	if (rc <= 0)
		return rc;
	arena_reset(x->arena);
	snprintf(c.token, sizeof c.token, "%s-%llu", x->claimant, (unsigned long long)++x->claims);
	rc = store_pool_write(x->o.pool, claim_one, &c, e);
	if (rc < 0 || !c.found)
		return rc < 0 ? rc : 0;
	if (cursed(&c))
		rc = err_set(&why, ERR_INTERNAL, "程序在做这件事时多次中断");
	else
		rc = store_pool_write(x->o.pool, do_job, &c, &why);
	return rc < 0 ? tell_failure(&c, &why, e) : 1;
}

/* --- life --- */

void sched_free(struct sched *x)
{
	if (!x)
		return;
	sched_stop(x);
	pthread_mutex_destroy(&x->lock);
	pthread_cond_destroy(&x->woken);
	arena_free(x->arena);
	free(x);
}

static void free_p(struct sched **x)
{
	sched_free(*x);
}

static int name_claimant(struct sched *x, struct err *e)
{
	uint8_t bytes[12];

	if (!x->o.clock.random(x->o.clock.context, bytes, sizeof bytes))
		return err_set(e, ERR_IO, "系统的随机数取不出来");
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(x->claimant + 2 * i, 3, "%02x", bytes[i]);
	return 0;
}

int sched_new(const struct sched_options *o, struct sched **ret, struct err *e)
{
	if (o->kinds_count > SCHED_KINDS_MAX)
		return err_set(e, ERR_INTERNAL, "程序内部错误（定时事务的种类太多）");
	OWN(free_p) struct sched *x = fault_calloc(1, sizeof *x);
	if (!x)
		return err_nomem(e);
	x->o = *o;
	pthread_mutex_init(&x->lock, NULL);
	pthread_cond_init(&x->woken, NULL);
	x->arena = arena_new(ARENA_MAX);
	if (!x->arena)
		return err_nomem(e);
	int rc = name_claimant(x, e);
	struct again a = { x, o->clock.now_ms(o->clock.context) };
	if (rc >= 0)
		rc = store_pool_write(o->pool, first_periodic, &a, e);
	if (rc < 0)
		return rc;
	*ret = TAKE(x);
	return 0;
}

/* One's own password. As with signing in: look, compare, write. */
#include "secret.h"

#include <sodium.h>

enum { HISTORY_MOST = 24, ARENA_BYTES = 64 * 1024 };

static const struct limiter_rule old_rule = { 10, 60 * 1000 };

struct change {
	struct access *access;
	const struct actor *actor;
	const struct access_new_password *in;
	struct arena *arena;
	struct secret secret;
	struct policies policies;
	bool administrator, old_is_right;
	struct str history[HISTORY_MOST];
	size_t history_count;
	char fresh[SECRET_MAX];
};

static int read_history(struct change *g, struct store *s, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	g->history_count = 0;
	int rc = store_ask(s, &st, e,
		"SELECT hash FROM secret_history WHERE unit_id = $1 AND person_id = $2 ORDER BY changed_at DESC LIMIT $3",
		sql_int(g->actor->unit_id), sql_int(g->actor->person_id), sql_int(g->policies.values[POLICY_HISTORY]));
	if (rc < 0)
		return rc;
	while (g->history_count < HISTORY_MOST && (rc = store_step(st, e)) > 0) {
		struct str copy = arena_dup(g->arena, store_text(st, 0));
		if (!copy.ptr)
			return err_nomem(e);
		g->history[g->history_count++] = copy;
	}
	return rc < 0 ? rc : 0;
}

static int look(void *context, struct store *s, struct err *e)
{
	struct change *g = context;
	struct held_roles held;
	const struct actor *a = g->actor;

	int rc = access_read_secret(s, a->unit_id, a->person_id, g->arena, &g->secret, e);
	if (rc <= 0)
		return rc < 0 ? rc : err_set(e, ERR_AUTH, "请先登录");
	rc = access_read_policies(s, a->unit_id, &g->policies, e);
	if (rc == 0)
		rc = access_held_roles(g->access, s, a->unit_id, a->person_id, &held, e);
	if (rc == 0)
		rc = read_history(g, s, e);
	if (rc == 0)
		g->administrator = held.admin[0] != '\0';
	return rc;
}

static int check_rules(const struct change *g, struct err *e)
{
	const int64_t *p = g->policies.values;
	int64_t length = p[POLICY_MIN_LENGTH];

	if (g->administrator && p[POLICY_ADMIN_LENGTH] > length)
		length = p[POLICY_ADMIN_LENGTH];
	struct password_rules r = { length, p[POLICY_KINDS], g->actor->login, g->actor->name };
	return access_check_password(g->in->new_password, &r, e);
}

static int compare(struct change *g, struct err *e)
{
	struct str fresh = g->in->new_password;

	int rc = access_verify(g->access, g->secret.hash, g->in->old_password, e);
	g->old_is_right = rc > 0;
	if (rc <= 0)
		return rc;
	if (str_eq(fresh, g->in->old_password))
		return err_set(e, ERR_INPUT, "新口令不能与现在的口令相同");
	for (size_t i = 0; i < g->history_count; i++) {
		rc = access_verify(g->access, g->history[i], fresh, e);
		if (rc != 0)
			return rc < 0 ? rc
				      : err_set(e, ERR_INPUT, "新口令不能与最近 %lld 次用过的相同",
						(long long)g->policies.values[POLICY_HISTORY]);
	}
	return access_hash(g->access, fresh, g->fresh, e);
}

static int note(const struct change *g, struct store *s, bool ok, struct err *e)
{
	const struct actor *a = g->actor;
	struct access_happened h = {
		.unit_id = a->unit_id,
		.actor_id = a->person_id,
		.ok = ok,
		.actor = a->login,
		.what = STR("password.change"),
		.object = a->login,
		.reason = ok ? STR("") : STR("wrong-password"),
		.address = a->address,
		.request_id = a->request_id,
	};

	return access_write_event(g->access, s, &h, e);
}

static int write_refusal(struct change *g, struct store *s, struct err *e)
{
	const struct actor *a = g->actor;
	struct person_key who = { a->unit_id, a->person_id, a->login, a->address, a->request_id };

	int rc = note(g, s, false, e);
	return rc < 0 ? rc : access_count_failure(g->access, s, &who, &g->secret, &g->policies, e);
}

static int write_change(void *context, struct store *s, struct err *e)
{
	struct change *g = context;
	const struct actor *a = g->actor;
	struct secret now = { 0 };
	struct new_secret k = { .unit_id = a->unit_id, .person_id = a->person_id, .hash = str_from(g->fresh) };

	int rc = access_begin_change(g->access, s, e);
	if (rc == 0)
		rc = access_read_secret(s, a->unit_id, a->person_id, g->arena, &now, e);
	if (rc <= 0)
		return rc < 0 ? rc : err_set(e, ERR_AUTH, "请先登录");
	if (!str_eq(now.hash, g->secret.hash))
		return err_set(e, ERR_CONFLICT, "口令刚被改过，请重新登录后再试");
	if (!g->old_is_right)
		return write_refusal(g, s, e);
	rc = access_put_secret(g->access, s, &k, e);
	if (rc == 0)
		rc = access_end_sessions(g->access, s, a->unit_id, a->person_id, a->session_id, e);
	return rc < 0 ? rc : note(g, s, true, e);
}

static int may_change(const struct actor *a, struct err *e)
{
	if (!a || !a->session_id.ptr)
		return err_set(e, ERR_AUTH, "请先登录");
	if (a->hold == HOLD_SECOND_FACTOR)
		return err_set(e, ERR_DENIED, "还没有输入动态口令，请先输入");
	return 0;
}

static int change(struct change *g, struct store_pool *p, struct err *e)
{
	int rc = access_in_read(p, look, g, e);

	if (rc == 0)
		rc = check_rules(g, e);
	if (rc == 0)
		rc = compare(g, e);
	if (rc == 0)
		rc = store_pool_write(p, write_change, g, e);
	if (rc < 0 || g->old_is_right)
		return rc;
	return err_in(e, "old", err_set(e, ERR_INPUT, "现在的口令不对"));
}

int access_set_password(struct access *x, struct store_pool *p, const struct actor *actor,
	const struct access_new_password *in, struct err *e)
{
	struct change g = { .access = x, .actor = actor, .in = in };

	int rc = may_change(actor, e);
	if (rc < 0)
		return rc;
	uint64_t key = limiter_key(&x->limiter, "password", actor->login, STR_NONE);
	if (!limiter_take(&x->limiter, &old_rule, key, access_now(x))) {
		err_hint(e, "请过几分钟再试");
		return err_set(e, ERR_BUSY, "尝试太频繁");
	}
	g.arena = arena_new(ARENA_BYTES);
	if (!g.arena)
		return err_nomem(e);
	rc = change(&g, p, e);
	if (g.old_is_right)
		limiter_refund(&x->limiter, &old_rule, key);
	arena_free(g.arena);
	sodium_memzero(g.fresh, sizeof g.fresh);
	return rc;
}

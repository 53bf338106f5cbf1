/* Signing in with login and password. Comparing takes long and is done in no transaction: look, compare, decide. */
#include "secret.h"

#include <sodium.h>

enum { TRUSTED_DAYS = 90, AGENT_MAX = 256 };
#define DAY_MS ((int64_t)24 * 3600 * 1000)

static const struct limiter_rule by_address = { 50, 10 * 1000 }, by_both = { 10, 60 * 1000 };

struct attempt {
	struct access *access;
	const struct access_login *login;
	struct arena *arena;
	char key[LOGIN_MAX + 1]; /* "" when it is no login */
	char address[64];
	uint64_t address_key, both_key;
	/* found in the first look, and again before deciding */
	struct person_key who;
	bool found, active, trusted, has_secret;
	struct secret secret;
	struct policies policies;
	/* of the comparison */
	struct str compared; /* the stored hash */
	bool same, right;
	char fresh[SECRET_MAX]; /* "" unless the stored hash is to be replaced by a dearer one */
	/* what came out */
	bool in;
	struct access_signed_in result;
};

/* --- looking --- */

static int find_person(struct attempt *t, struct store *s, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	t->found = t->has_secret = t->active = t->trusted = false;
	int rc = store_first(s, &st, e,
		"SELECT p.unit_id, p.id, p.active, u.active, p.login FROM person p JOIN unit u ON u.unit_id = p.unit_id"
		" WHERE p.login_key = $1",
		sql_text(str_from(t->key)));
	if (rc <= 0)
		return rc;
	t->found = true;
	t->active = store_int(st, 2) != 0 && store_int(st, 3) != 0;
	t->who = (struct person_key){ store_int(st, 0), store_int(st, 1), arena_dup(t->arena, store_text(st, 4)),
		t->login->address, t->login->request_id };
	return t->who.login.ptr ? 1 : err_nomem(e);
}

/* From where he has been signed in before, a lock that others caused does not keep him out. */
static int find_trust(struct attempt *t, struct store *s, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e,
		"SELECT 1 FROM session WHERE unit_id = $1 AND person_id = $2 AND address = $3 AND created_at > $4"
		" AND factor <> 'pending' LIMIT 1",
		sql_int(t->who.unit_id), sql_int(t->who.person_id), sql_text(str_from(t->address)),
		sql_int(access_now(t->access) - TRUSTED_DAYS * DAY_MS));
	t->trusted = rc > 0;
	return rc < 0 ? rc : 0;
}

static int look(void *context, struct store *s, struct err *e)
{
	struct attempt *t = context;

	int rc = find_person(t, s, e);
	if (rc <= 0)
		return rc;
	rc = find_trust(t, s, e);
	if (rc == 0)
		rc = access_read_policies(s, t->who.unit_id, &t->policies, e);
	if (rc == 0)
		rc = access_read_secret(s, t->who.unit_id, t->who.person_id, t->arena, &t->secret, e);
	if (rc < 0)
		return rc;
	t->has_secret = rc > 0;
	return 0;
}

/* --- comparing --- */

static int compare(struct attempt *t, struct err *e)
{
	struct str stored = t->found && t->has_secret ? t->secret.hash : str_from(t->access->nobody);

	int rc = access_verify(t->access, stored, t->login->password, e);
	if (rc < 0)
		return rc;
	t->compared = stored;
	t->same = rc > 0 && t->found && t->has_secret;
	if (t->same && access_needs_rehash(t->access, stored))
		return access_hash(t->access, t->login->password, t->fresh, e);
	return 0;
}

/* --- deciding --- */

/* Why not, for the log alone; NULL when he may come in. */
static const char *obstacle(const struct attempt *t)
{
	int64_t now = access_now(t->access);

	if (!t->found)
		return "unknown-login";
	if (!t->has_secret)
		return "no-password";
	if (!t->active)
		return "inactive";
	if (t->secret.locked_until > now && !t->trusted)
		return "locked";
	if (!t->right)
		return "wrong-password";
	if (t->secret.expires_at > 0 && t->secret.expires_at <= now)
		return "one-time-password-expired";
	return NULL;
}

/* People type passwords into the wrong field: of an unknown login only the beginning is kept. */
static struct str shown_login(const struct attempt *t, char keep[16])
{
	if (t->found)
		return t->who.login;
	snprintf(keep, 16, "%.3s***", t->key[0] == '\0' || (t->key[0] & 0x80) ? "" : t->key);
	for (char *p = keep; *p; p++)
		*p = (*p & 0x80) ? '?' : *p;
	return str_from(keep);
}

static int note(struct attempt *t, struct store *s, const char *reason, struct err *e)
{
	char keep[16];
	struct access_happened h = {
		.unit_id = t->found ? t->who.unit_id : 1,
		.actor_id = t->found ? t->who.person_id : 0,
		.ok = reason == NULL,
		.actor = shown_login(t, keep),
		.what = STR("sign-in"),
		.object = shown_login(t, keep),
		.reason = str_from(reason),
		.address = t->login->address,
		.request_id = t->login->request_id,
	};

	return access_write_event(t->access, s, &h, e);
}

static int replace_hash(struct attempt *t, struct store *s, struct err *e)
{
	if (t->fresh[0] == '\0')
		return 0;
	return store_do(s, e, "UPDATE secret SET hash = $3 WHERE unit_id = $1 AND person_id = $2 AND hash = $4",
		sql_int(t->who.unit_id), sql_int(t->who.person_id), sql_text(str_from(t->fresh)),
		sql_text(t->secret.hash));
}

static int tidy_sessions(struct attempt *t, struct store *s, struct err *e)
{
	int rc = store_do(s, e,
		"UPDATE session SET ended_at = $3 WHERE unit_id = $1 AND id IN (SELECT id FROM session WHERE unit_id = $1"
		" AND person_id = $2 AND ended_at IS NULL ORDER BY created_at DESC, id LIMIT 1000 OFFSET $4)",
		sql_int(t->who.unit_id), sql_int(t->who.person_id), sql_int(access_now(t->access)),
		sql_int(t->policies.values[POLICY_SESSIONS] - 1));
	if (rc == 0 && store_changes(s) > 0)
		rc = access_begin_change(t->access, s, e);
	if (rc < 0)
		return rc;
	return store_do(s, e, "DELETE FROM session WHERE unit_id = $1 AND person_id = $2 AND created_at < $3",
		sql_int(t->who.unit_id), sql_int(t->who.person_id),
		sql_int(access_now(t->access) - TRUSTED_DAYS * DAY_MS));
}

static int open_session(struct attempt *t, struct store *s, struct err *e)
{
	struct made_token token;
	char agent[AGENT_MAX + 1];
	int64_t now = access_now(t->access);

	access_put_text(agent, sizeof agent, t->login->agent);
	int rc = access_token_make(t->access, STR(""), t->who.unit_id, t->arena, &token, e);
	if (rc < 0)
		return rc;
	t->result.token = token.text;
	t->result.expires_at = now + t->policies.values[POLICY_SESSION_HOURS] * 3600 * 1000;
	return store_do(s, e,
		"INSERT INTO session (unit_id, id, person_id, created_at, seen_at, expires_at, factor, address, agent)"
		" VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8)",
		sql_int(t->who.unit_id), sql_text(str_from(token.hash)), sql_int(t->who.person_id), sql_int(now),
		sql_int(t->result.expires_at), sql_text(t->secret.totp_on ? STR("pending") : STR("none")),
		sql_text(str_from(t->address)), sql_text(str_from(agent)));
}

static int let_in(struct attempt *t, struct store *s, struct err *e)
{
	struct held_roles held;

	int rc = access_held_roles(t->access, s, t->who.unit_id, t->who.person_id, &held, e);
	/* With a second factor only the right code clears the count: a known password gives no endless tries at codes. */
	if (rc == 0 && !t->secret.totp_on)
		rc = access_forget_failures(s, &t->who, &t->secret, e);
	if (rc == 0)
		rc = replace_hash(t, s, e);
	if (rc == 0)
		rc = tidy_sessions(t, s, e);
	if (rc == 0)
		rc = open_session(t, s, e);
	if (rc < 0)
		return rc;
	t->result.hold = access_hold_of(t->access, &t->secret, &t->policies, held.admin[0] != '\0',
		t->secret.totp_on ? STR("pending") : STR("none"));
	t->in = true;
	return note(t, s, NULL, e);
}

/* Looks again: a lock, a new password, a switched-off account may have come in between. */
static int decide(void *context, struct store *s, struct err *e)
{
	struct attempt *t = context;
	t->in = false;
	int rc = look(t, s, e);
	if (rc < 0)
		return rc;
	t->right = t->same && t->has_secret && str_eq(t->compared, t->secret.hash);
	const char *why = obstacle(t);
	if (!why)
		return let_in(t, s, e);
	rc = note(t, s, why, e);
	if (rc == 0 && strcmp(why, "wrong-password") == 0)
		rc = access_count_failure(t->access, s, &t->who, &t->secret, &t->policies, e);
	return rc;
}

/* --- all of it --- */

static int too_often(struct attempt *t, struct err *e)
{
	struct access_happened h = {
		.unit_id = 1,
		.actor = STR(""),
		.what = STR("sign-in"),
		.object = STR(""),
		.reason = STR("too-many-attempts"),
		.address = t->login->address,
		.request_id = t->login->request_id,
	};

	access_wait_event(t->access, &h);
	err_hint(e, "请过几分钟再试；忘记口令请联系系统管理员");
	return err_set(e, ERR_BUSY, "登录尝试太频繁");
}

static int take_attempt(struct attempt *t, struct err *e)
{
	struct limiter *l = &t->access->limiter;
	int64_t now = access_now(t->access);

	t->address_key = limiter_key(l, "address", t->login->address, STR_NONE);
	t->both_key = limiter_key(l, "both", t->login->address, str_from(t->key));
	if (!limiter_take(l, &by_address, t->address_key, now) || !limiter_take(l, &by_both, t->both_key, now))
		return too_often(t, e);
	return 0;
}

int access_sign_in(struct access *x, struct store_pool *p, const struct access_login *in, struct arena *a,
	struct access_signed_in *ret, struct err *e)
{
	struct attempt t = { .access = x, .login = in, .arena = a };

	if (!access_login_key(in->login, t.key))
		t.key[0] = '\0';
	access_put_text(t.address, sizeof t.address, in->address);
	int rc = take_attempt(&t, e);
	if (rc == 0)
		rc = access_in_read(p, look, &t, e);
	if (rc == 0)
		rc = compare(&t, e);
	if (rc == 0)
		rc = store_pool_write(p, decide, &t, e);
	sodium_memzero(t.fresh, sizeof t.fresh);
	if (rc < 0)
		return rc;
	if (!t.in) {
		err_hint(e, "连续输错会暂时锁定账号；忘记口令请联系系统管理员，被锁定请联系安全管理员");
		return err_set(e, ERR_AUTH, "登录名或口令不正确，或账号暂时不能使用");
	}
	limiter_refund(&x->limiter, &by_address, t.address_key);
	limiter_refund(&x->limiter, &by_both, t.both_key);
	*ret = t.result;
	return 0;
}

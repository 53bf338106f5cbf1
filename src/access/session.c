/* From a token to an actor; ending sessions. */
#include "secret.h"

enum { USE_EVERY_MS = 60 * 1000 };
#define DAY_MS ((int64_t)24 * 3600 * 1000)

static int nobody(struct err *e)
{
	return err_set(e, ERR_AUTH, "请先登录");
}

enum actor_hold access_hold_of(
	const struct access *x, const struct secret *k, const struct policies *p, bool administrator, struct str factor)
{
	int64_t age = p->values[POLICY_MAX_AGE] * DAY_MS;

	if (str_eq(factor, STR("pending")))
		return HOLD_SECOND_FACTOR;
	if (k->must_change || access_is_once(k->hash) || (age > 0 && access_now(x) - k->changed_at > age))
		return HOLD_PASSWORD;
	bool needed = p->values[POLICY_FACTOR_ALL] != 0 || (administrator && p->values[POLICY_FACTOR_ADMINS] != 0);
	return needed && !k->totp_on ? HOLD_ENROL : HOLD_NONE;
}

static bool is_administrator(const struct actor *a)
{
	for (size_t i = 0; i < a->roles_count; i++) {
		if (access_admin_title(a->roles[i].name))
			return true;
	}
	return false;
}

/* --- acting for another --- */

struct mandate {
	int64_t from_person;
	struct str roles;
};

static int read_mandate(
	const struct access_call *c, const struct actor *actor, int64_t id, struct mandate *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(c->store, &st, e,
		"SELECT from_person, roles FROM delegation WHERE unit_id = $1 AND id = $2 AND to_person = $3"
		" AND revoked_at IS NULL AND valid_from <= $4 AND valid_until > $4",
		sql_int(actor->unit_id), sql_int(id), sql_int(actor->person_id), sql_int(access_now(c->access)));
	if (rc <= 0)
		return rc;
	*ret = (struct mandate){ store_int(st, 0), arena_dup(c->arena, store_text(st, 1)) };
	return ret->roles.ptr ? 1 : err_nomem(e);
}

int access_mandate(const struct access_call *c, const struct actor *actor, int64_t id, struct err *e)
{
	struct mandate unused;

	return read_mandate(c, actor, id, &unused, e);
}

/* The roles named that the other one holds now, in his place. A mandate that is over leaves the actor himself. */
static int act_for(const struct access_call *c, int64_t delegation_id, struct actor *actor, struct err *e)
{
	struct mandate m;
	struct actor other;
	struct access_words roles;

	int rc = read_mandate(c, actor, delegation_id, &m, e);
	if (rc > 0)
		rc = access_read_actor(c->store, actor->unit_id, m.from_person, c->arena, &other, e);
	if (rc <= 0)
		return rc < 0 ? rc : access_read_roles(c, actor->person_id, NULL, actor, e);
	rc = access_split_words(m.roles, c->arena, &roles, e);
	if (rc < 0)
		return rc;
	actor->on_behalf_of = m.from_person;
	actor->behalf_name = other.name;
	actor->department_id = other.department_id;
	actor->department_path = other.department_path;
	return access_read_roles(c, m.from_person, &roles, actor, e);
}

/* --- sessions --- */

struct found {
	int64_t person_id, seen_at, expires_at, delegation_id;
	struct str factor;
};

static int find_session(
	struct store *s, int64_t unit_id, const char *id, struct arena *a, struct found *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e,
		"SELECT person_id, seen_at, expires_at, delegation_id, factor FROM session"
		" WHERE unit_id = $1 AND id = $2 AND ended_at IS NULL",
		sql_int(unit_id), sql_text(str_from(id)));
	if (rc <= 0)
		return rc;
	*ret = (struct found){ store_int(st, 0), store_int(st, 1), store_int(st, 2), store_int(st, 3),
		arena_dup(a, store_text(st, 4)) };
	return ret->factor.ptr ? 1 : err_nomem(e);
}

static int read_person(
	const struct access_call *c, const struct found *f, int64_t unit_id, struct actor *ret, struct err *e)
{
	int rc = access_read_actor(c->store, unit_id, f->person_id, c->arena, ret, e);

	if (rc <= 0)
		return rc < 0 ? rc : nobody(e);
	return f->delegation_id > 0 ? act_for(c, f->delegation_id, ret, e)
				    : access_read_roles(c, f->person_id, NULL, ret, e);
}

static int read_hold(const struct access_call *c, const struct found *f, const struct policies *p, struct actor *actor,
	struct err *e)
{
	struct secret k;

	int rc = access_read_secret(c->store, actor->unit_id, f->person_id, c->arena, &k, e);
	if (rc <= 0)
		return rc < 0 ? rc : nobody(e);
	actor->hold = access_hold_of(c->access, &k, p, is_administrator(actor), f->factor);
	actor->second_factor_pending = actor->hold == HOLD_SECOND_FACTOR;
	actor->setup_needed = actor->hold == HOLD_PASSWORD || actor->hold == HOLD_ENROL;
	return 0;
}

/* When it ends unless it is used again. */
static int64_t end_of(const struct found *f, const struct policies *p)
{
	int64_t idle = f->seen_at + p->values[POLICY_IDLE_MINUTES] * 60000;

	return idle < f->expires_at ? idle : f->expires_at;
}

static int read_session(
	const struct access_call *c, const char *id, int64_t unit_id, struct cached_actor *ret, struct err *e)
{
	struct policies p;
	struct found f;
	struct actor *actor = &ret->actor;

	int rc = find_session(c->store, unit_id, id, c->arena, &f, e);
	if (rc <= 0)
		return rc < 0 ? rc : nobody(e);
	rc = access_read_policies(c->store, unit_id, &p, e);
	if (rc < 0)
		return rc;
	ret->until = end_of(&f, &p);
	if (access_now(c->access) >= ret->until) {
		err_hint(e, "登录已过期，请重新登录");
		return nobody(e);
	}
	rc = read_person(c, &f, unit_id, actor, e);
	if (rc == 0)
		rc = read_hold(c, &f, &p, actor, e);
	if (rc < 0)
		return rc;
	actor->expires_at = f.expires_at;
	actor->session_id = arena_dup(c->arena, str_from(id));
	if (!actor->session_id.ptr)
		return err_nomem(e);
	if (access_now(c->access) - f.seen_at >= USE_EVERY_MS)
		access_wait_use(c->access, unit_id, id, 0);
	return 0;
}

typedef int reader(
	const struct access_call *c, const char *id, int64_t unit_id, struct cached_actor *ret, struct err *e);

/* Whose token it is. */
struct token_id {
	int64_t unit_id;
	char id[HASH_TEXT];
};

static bool read_token(const struct access_trust *t, struct token_id *ret)
{
	struct access_known *k = t->known;

	if (k && k->len > 0 && k->bearer == t->bearer && str_eq(t->token, (struct str){ k->token, k->len })) {
		ret->unit_id = k->unit_id;
		memcpy(ret->id, k->id, sizeof ret->id);
		return true;
	}
	if (!access_token_read(t->bearer ? STR("bh_") : STR(""), t->token, &ret->unit_id, ret->id))
		return false;
	if (k && t->token.len <= sizeof k->token) {
		*k = (struct access_known){ .len = t->token.len, .unit_id = ret->unit_id, .bearer = t->bearer };
		memcpy(k->token, t->token.ptr, t->token.len);
		memcpy(k->id, ret->id, sizeof k->id);
	}
	return true;
}

static int cached_or_read(
	const struct access_call *c, const struct token_id *t, reader *read, struct actor *ret, struct err *e)
{
	struct cached_actor entry = { 0 };
	const char *id = t->id;
	int64_t unit_id = t->unit_id;

	int rc = access_read_stamp(c->store, &entry.stamp, e);
	if (rc == 0)
		rc = access_cache_get(c->access, id, entry.stamp, c->arena, ret, e);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = read(c, id, unit_id, &entry, e);
	if (rc < 0)
		return rc;
	access_cache_put(c->access, id, &entry);
	*ret = entry.actor;
	return 0;
}

/* --- tokens of programs --- */

struct found_token {
	int64_t id, person_id, expires_at, used_at;
	struct str scopes;
};

static int find_token(
	struct store *s, int64_t unit_id, const char *hash, struct arena *a, struct found_token *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e,
		"SELECT id, person_id, expires_at, used_at, scopes FROM api_token"
		" WHERE unit_id = $1 AND hash = $2 AND revoked_at IS NULL",
		sql_int(unit_id), sql_text(str_from(hash)));
	if (rc <= 0)
		return rc;
	*ret = (struct found_token){ store_int(st, 0), store_int(st, 1), store_int(st, 2), store_int(st, 3),
		arena_dup(a, store_text(st, 4)) };
	return ret->scopes.ptr ? 1 : err_nomem(e);
}

static int read_bearer(
	const struct access_call *c, const char *hash, int64_t unit_id, struct cached_actor *ret, struct err *e)
{
	struct found_token f;
	struct actor *actor = &ret->actor;
	struct access_words scopes = { 0 };
	int64_t now = access_now(c->access);

	int rc = find_token(c->store, unit_id, hash, c->arena, &f, e);
	if (rc <= 0 || now >= f.expires_at)
		return rc < 0 ? rc : nobody(e);
	rc = access_read_actor(c->store, unit_id, f.person_id, c->arena, actor, e);
	if (rc <= 0)
		return rc < 0 ? rc : nobody(e);
	rc = access_read_roles(c, f.person_id, NULL, actor, e);
	if (rc == 0)
		rc = access_split_words(f.scopes, c->arena, &scopes, e);
	if (rc < 0)
		return rc;
	if (is_administrator(actor))
		return nobody(e); /* he became one after the token was made */
	actor->token = true;
	actor->scopes = scopes.rows;
	actor->scopes_count = scopes.count;
	actor->expires_at = ret->until = f.expires_at;
	if (now - f.used_at >= USE_EVERY_MS)
		access_wait_use(c->access, unit_id, NULL, f.id);
	return 0;
}

/* --- on trust --- */

void access_trust_clear(struct access_trust *t)
{
	if (t->asked)
		store_keep_nothing(t->store); /* what it was taken for was not confirmed */
	store_done(t->asked);
	t->asked = NULL;
}

/* Names are kept by the stamp too: until the answer is there it is taken for what it was. */
static int ask_stamp(struct access_trust *t, struct err *e)
{
	int rc = store_prepare(t->store, ACCESS_STAMP, &t->asked, e);

	if (rc >= 0)
		rc = store_send(t->asked, e);
	if (rc < 0)
		access_trust_clear(t);
	else
		store_keep(t->store, t->stamp);
	return rc;
}

int access_trusted(struct access_trust *t, struct arena *a, struct actor *ret, struct err *e)
{
	const struct access_call c = { t->access, t->store, NULL, a };
	struct token_id of;
	int64_t stamp;
	int rc = 0;

	t->asked = NULL;
	if (!read_token(t, &of))
		return nobody(e);
	if (!t->sure && store_is_remote(t->store) && !store_kept(t->store, &stamp))
		rc = access_cache_newest(t->access, of.id, a, ret, &t->stamp, e);
	if (rc > 0)
		return ask_stamp(t, e);
	return rc < 0 ? rc : cached_or_read(&c, &of, t->bearer ? read_bearer : read_session, ret, e);
}

int access_confirm(struct access_trust *t, struct err *e)
{
	int64_t stamp = 0;

	if (!t->asked)
		return 1;
	int rc = store_step(t->asked, e);
	if (rc > 0)
		stamp = store_int(t->asked, 0);
	access_trust_clear(t);
	if (rc < 0)
		return rc;
	store_keep(t->store, stamp);
	return stamp == t->stamp;
}

int access_remembered(struct access_trust *t, struct arena *a, struct actor *ret, struct err *e)
{
	struct token_id of;

	t->asked = NULL;
	return read_token(t, &of) ? access_cache_newest(t->access, of.id, a, ret, &t->stamp, e) : 0;
}

int access_still(const struct access_trust *t, struct store *s, struct err *e)
{
	int64_t stamp = 0;
	int rc = access_group_stamp(s, &stamp, e);

	return rc < 0 ? rc : stamp == t->stamp;
}

int access_session(
	struct access *x, struct store *s, struct str token, struct arena *a, struct actor *ret, struct err *e)
{
	struct access_trust t = { .access = x, .store = s, .token = token, .sure = true };

	return access_trusted(&t, a, ret, e);
}

int access_token(
	struct access *x, struct store *s, struct str bearer, struct arena *a, struct actor *ret, struct err *e)
{
	struct access_trust t = { .access = x, .store = s, .token = bearer, .bearer = true, .sure = true };

	return access_trusted(&t, a, ret, e);
}

/* --- ending --- */

int access_end_sessions(
	struct access *x, struct store *s, int64_t unit_id, int64_t person_id, struct str keep, struct err *e)
{
	return store_do(s, e,
		"UPDATE session SET ended_at = $3 WHERE unit_id = $1 AND person_id = $2 AND ended_at IS NULL AND id <> $4",
		sql_int(unit_id), sql_int(person_id), sql_int(access_now(x)), sql_text(keep.ptr ? keep : STR("")));
}

int access_sign_out(const struct access_call *c, struct err *e)
{
	if (!c->actor || !c->actor->session_id.ptr)
		return nobody(e);
	int rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = store_do(c->store, e,
			"UPDATE session SET ended_at = $3 WHERE unit_id = $1 AND id = $2 AND ended_at IS NULL",
			sql_int(c->actor->unit_id), sql_text(c->actor->session_id), sql_int(access_now(c->access)));
	return rc < 0 ? rc : access_event(c, STR("sign-out"), STR(""), STR(""), e);
}

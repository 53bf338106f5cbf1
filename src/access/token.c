/* Tokens for programs: of a person, with scopes, for a time. */
#include "access_private.h"

enum { NAME_CHARS = 64, SCOPES_BYTES = 1024 };
#define DAY_MS ((int64_t)24 * 3600 * 1000)

#define COLUMNS                                                                                                        \
	"unit_id, id, person_id, name, scopes, expires_at, created_at, used_at, revoked_at, version, created_by,"      \
	" revoked_by"

static void token_row(struct access_reader *r, void *ret)
{
	*(struct access_api_token *)ret = (struct access_api_token){
		.unit_id = store_int(r->st, 0),
		.id = store_int(r->st, 1),
		.person_id = store_int(r->st, 2),
		.name = access_read_str(r, 3),
		.scopes = access_read_str(r, 4),
		.expires_at = store_int(r->st, 5),
		.created_at = store_int(r->st, 6),
		.used_at = store_int(r->st, 7),
		.revoked_at = store_int(r->st, 8),
		.version = store_int(r->st, 9),
		.created_by = access_read_str(r, 10),
		.revoked_by = access_read_str(r, 11),
	};
}

static int read_token(
	const struct access_call *c, int64_t unit_id, int64_t id, struct access_api_token *ret, struct err *e)
{
	const struct access_one q = { .call = c,
		.sql = "SELECT " COLUMNS " FROM api_token WHERE unit_id = $1 AND id = $2",
		.what = "接口令牌",
		.unit_id = unit_id,
		.id = id,
		.size = sizeof(*ret),
		.row = token_row };

	return access_read_one(&q, ret, e);
}

int access_tokens(const struct access_call *c, int64_t unit_id, const struct access_page *page,
	struct access_tokens *ret, struct err *e)
{
	const struct access_one q = { .call = c,
		.sql = "SELECT " COLUMNS " FROM api_token WHERE unit_id = $1 AND id > $2 ORDER BY id LIMIT $3",
		.unit_id = unit_id,
		.size = sizeof(struct access_api_token),
		.row = token_row };
	void *rows;
	size_t count;

	int rc = access_require_in(c, RIGHT_TOKENS, unit_id, STR("tokens"), e);
	if (rc == 0)
		rc = access_read_page(&q, page, &rows, &count, e);
	if (rc == 0)
		*ret = (struct access_tokens){ rows, count };
	return rc;
}

/* --- making one --- */

/* VERB or REGISTER.VERB: another word would open nothing, and nobody would know why. */
static int check_scope(const struct access *x, struct str scope, struct err *e)
{
	size_t dot = str_rfind(scope, STR("."));
	struct str name = dot == STR_NPOS ? STR("") : str_sub(scope, 0, dot);

	if (!access_word(scope, 64))
		return err_set(e, ERR_INPUT, "权限范围的写法不对：用小写字母、数字和 . _ -，以空格分隔");
	if (!access_scope_verb(dot == STR_NPOS ? scope : str_sub(scope, dot + 1, scope.len))) {
		err_hint(e,
			"可以写 read、write、create、change、step、remove、comment、import、destroy，或 台账.read 这样只对一个台账");
		return err_set(e, ERR_INPUT, "没有权限范围“" STR_FMT "”", STR_ARG(scope));
	}
	if (dot == STR_NPOS || !x->register_check || str_eq(name, STR("directory")))
		return 0;
	return x->register_check(x->roles, name, e);
}

static int check_scopes(const struct access_call *c, struct str scopes, struct err *e)
{
	struct access_words words;

	if (scopes.len > SCOPES_BYTES)
		return err_in(e, "scopes", err_set(e, ERR_INPUT, "权限范围太多"));
	int rc = access_split_words(scopes, c->arena, &words, e);
	if (rc < 0)
		return rc;
	if (words.count == 0)
		return err_in(e, "scopes", err_set(e, ERR_INPUT, "没有写明令牌的权限范围，例如 read 或 case.read"));
	for (size_t i = 0; i < words.count && rc == 0; i++)
		rc = err_in(e, "scopes", check_scope(c->access, words.rows[i], e));
	return rc;
}

static int check_time(const struct access_call *c, const struct access_api_token *in, struct err *e)
{
	struct policies p;
	int64_t now = access_now(c->access);

	int rc = access_read_policies(c->store, in->unit_id, &p, e);
	if (rc < 0)
		return rc;
	if (in->expires_at <= now)
		return err_in(e, "expires", err_set(e, ERR_INPUT, "令牌要写明截止时间，并且还没有过去"));
	if (in->expires_at - now > p.values[POLICY_TOKEN_DAYS] * DAY_MS)
		return err_in(e, "expires",
			err_set(e, ERR_INPUT, "令牌最长有效 %lld 天", (long long)p.values[POLICY_TOKEN_DAYS]));
	return 0;
}

static int check_holder(const struct access_call *c, const struct access_api_token *in, struct err *e)
{
	struct access_person p;
	struct held_roles held;

	int rc = err_in(e, "person", access_read_person(c, in->unit_id, in->person_id, &p, e));
	if (rc == 0 && !p.active)
		rc = err_in(e, "person", err_set(e, ERR_INPUT, "此人的账号已停用"));
	if (rc == 0)
		rc = access_held_roles(c->access, c->store, in->unit_id, in->person_id, &held, e);
	if (rc == 0 && held.admin[0] != '\0')
		rc = access_refuse(c, STR("token.write"), p.login, "administrator-token",
			"管理员不能使用接口令牌（三员的操作须由本人登录完成）", e);
	return rc;
}

static int insert_token(const struct access_call *c, struct access_api_token *in, const char *hash, struct err *e)
{
	int rc = store_next_ids(c->store, in->unit_id, "api_token", 1, &in->id, e);
	if (rc < 0)
		return rc;
	return store_do(c->store, e,
		"INSERT INTO api_token (unit_id, id, person_id, name, hash, scopes, expires_at, created_by, created_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		sql_int(in->unit_id), sql_int(in->id), sql_int(in->person_id), sql_text(str_trim(in->name)),
		sql_text(str_from(hash)), sql_text(in->scopes), sql_int(in->expires_at), sql_text(c->actor->login),
		sql_int(access_now(c->access)));
}

int access_token_create(const struct access_call *c, const struct access_api_token *in, struct access_api_token *ret,
	struct str *ret_bearer, struct err *e)
{
	struct access_api_token t = *in;
	struct made_token made;

	int rc = access_require_in(c, RIGHT_TOKENS, in->unit_id, in->name, e);
	if (rc == 0)
		rc = err_in(e, "name", access_check_text(in->name, NAME_CHARS, false, "令牌的名称", e));
	if (rc == 0)
		rc = check_scopes(c, in->scopes, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = check_time(c, in, e);
	if (rc == 0)
		rc = check_holder(c, in, e);
	if (rc == 0)
		rc = access_token_make(c->access, STR("bh_"), in->unit_id, c->arena, &made, e);
	if (rc == 0)
		rc = insert_token(c, &t, made.hash, e);
	if (rc == 0)
		rc = access_event(c, STR("token.create"), t.name, t.scopes, e);
	if (rc == 0)
		rc = read_token(c, t.unit_id, t.id, ret, e);
	if (rc == 0)
		*ret_bearer = made.text;
	return rc;
}

int access_token_revoke(const struct access_call *c, int64_t unit_id, int64_t id, int64_t version, struct err *e)
{
	struct access_api_token t = { 0 };

	int rc = access_require_in(c, RIGHT_TOKENS, unit_id, STR("token"), e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = read_token(c, unit_id, id, &t, e);
	if (rc == 0)
		rc = store_do(c->store, e,
			"UPDATE api_token SET revoked_at = $3, revoked_by = $4, version = version + 1"
			" WHERE unit_id = $1 AND id = $2 AND version = $5 AND revoked_at IS NULL",
			sql_int(unit_id), sql_int(id), sql_int(access_now(c->access)), sql_text(c->actor->login),
			sql_int(access_version(version, t.version)));
	if (rc == 0 && store_changes(c->store) == 0)
		return access_stale("接口令牌", e);
	return rc < 0 ? rc : access_event(c, STR("token.revoke"), t.name, STR(""), e);
}

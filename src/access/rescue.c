/* People in trouble: unlocking, a lost authenticator, a forgotten administrator (at the machine's console). */
#include "secret.h"

static int unlock(const struct access_call *c, const struct access_person *p, struct err *e)
{
	struct person_key who = { .unit_id = p->unit_id, .person_id = p->id };
	struct secret k = { 0 };

	int rc = access_read_secret(c->store, p->unit_id, p->id, c->arena, &k, e);
	return rc <= 0 ? rc : access_forget_failures(c->store, &who, &k, e);
}

int access_unlock(const struct access_call *c, int64_t unit_id, int64_t person_id, struct err *e)
{
	struct access_person p = { 0 };

	int rc = access_require_in(c, RIGHT_UNLOCK, unit_id, STR("person"), e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = access_read_person(c, unit_id, person_id, &p, e);
	if (rc == 0)
		rc = unlock(c, &p, e);
	return rc < 0 ? rc : access_event(c, STR("person.unlock"), p.login, STR(""), e);
}

int access_totp_reset(const struct access_call *c, int64_t unit_id, int64_t person_id, struct err *e)
{
	struct access_person p = { 0 };

	int rc = access_require_in(c, RIGHT_UNLOCK, unit_id, STR("person"), e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = access_read_person(c, unit_id, person_id, &p, e);
	if (rc == 0 && unit_id == c->actor->unit_id && person_id == c->actor->person_id)
		rc = access_refuse(c, STR("factor.reset"), p.login, "own-account",
			"不能重设自己的动态口令，请另一位安全管理员操作，或在服务器上用 bihuan admin", e);
	if (rc == 0)
		rc = access_forget_factor(c->store, unit_id, person_id, e);
	if (rc == 0)
		rc = access_end_sessions(c->access, c->store, unit_id, person_id, STR_NONE, e);
	return rc < 0 ? rc : access_event(c, STR("factor.reset"), p.login, STR(""), e);
}

/* --- at the console: whoever may read the key file may do this anyway; here it is at least written down --- */

static int find(const struct access_call *c, struct str login, struct access_person *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char key[LOGIN_MAX + 1];

	if (!access_login_key(login, key))
		return err_set(e, ERR_USAGE, "登录名的写法不对");
	int rc = store_first(
		c->store, &st, e, "SELECT unit_id, id FROM person WHERE login_key = $1", sql_text(str_from(key)));
	if (rc < 0)
		return rc;
	if (rc == 0) {
		err_hint(e, "用 bihuan admin list 查看账号");
		return err_set(e, ERR_NOTFOUND, "没有登录名为 " STR_FMT " 的账号", STR_ARG(login));
	}
	return access_read_person(c, store_int(st, 0), store_int(st, 1), ret, e);
}

static int note(const struct access_call *c, const struct access_person *p, struct str what, struct err *e)
{
	struct access_happened h = {
		.unit_id = p->unit_id,
		.ok = true,
		.actor = c->actor->login,
		.what = what,
		.object = p->login,
		.reason = STR("at-the-console"),
		.address = STR("console"),
	};

	return access_write_event(c->access, c->store, &h, e);
}

static int only_console(const struct access_call *c, struct err *e)
{
	if (c->actor && c->actor->console)
		return 0;
	return access_refuse(c, STR("console"), STR(""), "only-at-the-console", "只能在服务器的控制台上操作", e);
}

int access_console_reset(
	const struct access_call *c, struct str login, bool factor, struct str *ret_password, struct err *e)
{
	struct access_person p = { 0 };
	struct str password = STR_NONE;

	int rc = only_console(c, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = find(c, login, &p, e);
	if (rc == 0)
		rc = access_give_once(c, p.unit_id, p.id, &password, e);
	if (rc == 0 && factor)
		rc = access_forget_factor(c->store, p.unit_id, p.id, e);
	if (rc == 0)
		rc = access_end_sessions(c->access, c->store, p.unit_id, p.id, STR_NONE, e);
	if (rc == 0)
		rc = note(c, &p, factor ? STR("console.reset-all") : STR("console.reset-password"), e);
	if (rc == 0)
		*ret_password = password;
	return rc;
}

int access_console_unlock(const struct access_call *c, struct str login, struct err *e)
{
	struct access_person p = { 0 };

	int rc = only_console(c, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = find(c, login, &p, e);
	if (rc == 0)
		rc = unlock(c, &p, e);
	return rc < 0 ? rc : note(c, &p, STR("console.unlock"), e);
}

/* --- who is there --- */

static void account_row(struct access_reader *r, void *ret)
{
	*(struct access_account *)ret = (struct access_account){
		.unit_id = store_int(r->st, 0),
		.person_id = store_int(r->st, 1),
		.login = access_read_str(r, 2),
		.name = access_read_str(r, 3),
		.role = access_read_str(r, 4),
		.active = store_int(r->st, 5) != 0,
		.locked_until = store_int(r->st, 6),
		.second_factor = store_int(r->st, 7) != 0,
		.login_key = access_read_str(r, 8),
	};
}

int access_console_list(
	const struct access_call *c, struct str after, int64_t limit, struct access_accounts *ret, struct err *e)
{
	const struct access_page page = { 0, limit };
	OWN_STMT struct store_stmt *st = NULL;
	void *rows;
	size_t count;

	int rc = only_console(c, e);
	if (rc == 0)
		rc = access_check_page(&page, e);
	if (rc == 0)
		rc = store_ask(c->store, &st, e,
			"SELECT p.unit_id, p.id, p.login, p.name, (SELECT min(g.role) FROM role_grant g WHERE"
			" g.unit_id = p.unit_id AND g.person_id = p.id AND g.revoked_at IS NULL"
			" AND g.role IN ('sysadmin', 'secadmin', 'auditor')), p.active,"
			" CASE WHEN k.locked_until > $1 THEN k.locked_until ELSE 0 END, coalesce(k.totp_on, 0), p.login_key"
			" FROM person p LEFT JOIN secret k ON k.unit_id = p.unit_id AND k.person_id = p.id"
			" WHERE p.login_key > $2 ORDER BY p.login_key LIMIT $3",
			sql_int(access_now(c->access)), sql_text(after.ptr ? after : STR("")), sql_int(limit));
	if (rc < 0)
		return rc;
	struct access_rows in = { st, c->arena, sizeof(struct access_account), limit, account_row };
	rc = access_read_rows(&in, &rows, &count, e);
	if (rc == 0)
		*ret = (struct access_accounts){ rows, count };
	return rc;
}

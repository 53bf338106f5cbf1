/* Delegations: one acts for another, in named roles, for a time, with a reason. */
#include "access_private.h"

enum { REASON_CHARS = 200, ROLES_BYTES = 1024 };
#define DAY_MS ((int64_t)24 * 3600 * 1000)

#define COLUMNS                                                                                                        \
	"unit_id, id, from_person, to_person, roles, reason, valid_from, valid_until, created_by, revoked_by,"         \
	" created_at, revoked_at, version"

static void delegation_row(struct access_reader *r, void *ret)
{
	*(struct access_delegation *)ret = (struct access_delegation){
		.unit_id = store_int(r->st, 0),
		.id = store_int(r->st, 1),
		.from_person = store_int(r->st, 2),
		.to_person = store_int(r->st, 3),
		.roles = access_read_str(r, 4),
		.reason = access_read_str(r, 5),
		.valid_from = store_int(r->st, 6),
		.valid_until = store_int(r->st, 7),
		.created_by = access_read_str(r, 8),
		.revoked_by = access_read_str(r, 9),
		.created_at = store_int(r->st, 10),
		.revoked_at = store_int(r->st, 11),
		.version = store_int(r->st, 12),
	};
}

static int read_delegation(
	const struct access_call *c, int64_t unit_id, int64_t id, struct access_delegation *ret, struct err *e)
{
	const struct access_one q = { .call = c,
		.sql = "SELECT " COLUMNS " FROM delegation WHERE unit_id = $1 AND id = $2",
		.what = "代理授权",
		.unit_id = unit_id,
		.id = id,
		.size = sizeof(*ret),
		.row = delegation_row };

	return access_read_one(&q, ret, e);
}

int access_delegations(const struct access_call *c, int64_t unit_id, const struct access_page *page,
	struct access_delegations *ret, struct err *e)
{
	void *rows;
	size_t count;
	const struct actor *a = c->actor;
	bool own =
		a && a->hold == HOLD_NONE && !a->token && !actor_has_role(a, ROLE_SECADMIN, 0) && unit_id == a->unit_id;
	const struct access_one q = { .call = c,
		.sql = "SELECT " COLUMNS " FROM delegation WHERE unit_id = $1 AND id > $2"
		       " AND (from_person = $4 OR to_person = $4 OR $4 = 0) ORDER BY id LIMIT $3",
		.unit_id = unit_id,
		.id = own ? a->person_id : 0,
		.narrows = true,
		.size = sizeof(struct access_delegation),
		.row = delegation_row };

	int rc = own ? 0 : access_require_in(c, RIGHT_DELEGATIONS, unit_id, STR("delegations"), e);
	if (rc == 0)
		rc = access_read_page(&q, page, &rows, &count, e);
	if (rc == 0)
		*ret = (struct access_delegations){ rows, count };
	return rc;
}

/* --- making one --- */

static int check_form(const struct access_call *c, struct access_delegation *in, struct err *e)
{
	int64_t now = access_now(c->access);

	if (in->valid_from <= 0)
		in->valid_from = now;
	if (in->from_person == in->to_person)
		return err_in(e, "to_person", err_set(e, ERR_INPUT, "代理人和被代理人不能是同一人"));
	if (in->valid_until <= now || in->valid_until <= in->valid_from)
		return err_in(e, "until", err_set(e, ERR_INPUT, "代理的截止时间要在开始时间之后，并且还没有过去"));
	if (in->valid_until - in->valid_from > ACCESS_DELEGATION_DAYS * DAY_MS)
		return err_in(e, "until", err_set(e, ERR_INPUT, "一次代理最长 %d 天", ACCESS_DELEGATION_DAYS));
	if (in->roles.len > ROLES_BYTES)
		return err_in(e, "roles", err_set(e, ERR_INPUT, "代理的角色太多"));
	return err_in(e, "reason", access_check_text(in->reason, REASON_CHARS, false, "代理的理由", e));
}

static int holds(const struct access_call *c, const struct actor *from, struct str role, struct err *e)
{
	if (!access_word(role, 64))
		return err_in(e, "roles", err_set(e, ERR_INPUT, "角色的写法不对：用小写字母、数字和 . _ -"));
	if (access_admin_title(role))
		return access_refuse(c, STR("delegation.write"), role, "administrator-delegated",
			"管理员的角色不能委托他人代理（三员分立）", e);
	if (actor_has_role(from, role, 0))
		return 0;
	return err_in(e, "roles", err_set(e, ERR_INPUT, "被代理人现在没有角色 " STR_FMT "，不能委托", STR_ARG(role)));
}

static int check_roles(const struct access_call *c, const struct access_delegation *in, struct err *e)
{
	struct access_words roles;
	struct actor from = { 0 };

	int rc = access_split_words(in->roles, c->arena, &roles, e);
	if (rc == 0 && roles.count == 0)
		rc = err_in(e, "roles", err_set(e, ERR_INPUT, "没有写明代理哪些角色"));
	if (rc < 0)
		return rc;
	rc = access_read_actor(c->store, in->unit_id, in->from_person, c->arena, &from, e);
	if (rc <= 0)
		return rc < 0 ? rc : err_in(e, "from_person", err_set(e, ERR_INPUT, "被代理人的账号不存在或已停用"));
	rc = access_read_roles(c, in->from_person, NULL, &from, e);
	for (size_t i = 0; i < roles.count && rc == 0; i++)
		rc = holds(c, &from, roles.rows[i], e);
	return rc;
}

static int check_deputy(const struct access_call *c, const struct access_delegation *in, struct err *e)
{
	struct access_person p;
	struct held_roles held;

	int rc = err_in(e, "to_person", access_read_person(c, in->unit_id, in->to_person, &p, e));
	if (rc == 0 && !p.active)
		rc = err_in(e, "to_person", err_set(e, ERR_INPUT, "代理人的账号已停用"));
	if (rc == 0)
		rc = access_held_roles(c->access, c->store, in->unit_id, in->to_person, &held, e);
	if (rc == 0 && held.admin[0] != '\0')
		rc = access_refuse(c, STR("delegation.write"), p.login, "business-with-administrator",
			"管理员不能代理业务角色（三员不得兼任业务）", e);
	return rc;
}

static int insert_delegation(const struct access_call *c, struct access_delegation *in, struct err *e)
{
	int rc = store_next_ids(c->store, in->unit_id, "delegation", 1, &in->id, e);
	if (rc < 0)
		return rc;
	return store_do(c->store, e,
		"INSERT INTO delegation (unit_id, id, from_person, to_person, roles, reason, valid_from, valid_until,"
		" created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		sql_int(in->unit_id), sql_int(in->id), sql_int(in->from_person), sql_int(in->to_person),
		sql_text(in->roles), sql_text(str_trim(in->reason)), sql_int(in->valid_from), sql_int(in->valid_until),
		sql_text(c->actor->login), sql_int(access_now(c->access)));
}

static int note(const struct access_call *c, struct str what, const struct access_delegation *d, struct err *e)
{
	struct str object = arena_fmt(c->arena, "delegation %lld: %lld -> %lld " STR_FMT, (long long)d->id,
		(long long)d->from_person, (long long)d->to_person, STR_ARG(d->roles));

	return object.ptr ? access_event(c, what, object, d->reason, e) : err_nomem(e);
}

int access_delegate(
	const struct access_call *c, const struct access_delegation *in, struct access_delegation *ret, struct err *e)
{
	struct access_delegation d = *in;

	int rc = access_require_in(c, RIGHT_DELEGATIONS, in->unit_id, in->roles, e);
	if (rc == 0)
		rc = check_form(c, &d, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = check_roles(c, &d, e);
	if (rc == 0)
		rc = check_deputy(c, &d, e);
	if (rc == 0)
		rc = insert_delegation(c, &d, e);
	if (rc == 0)
		rc = note(c, STR("delegation.create"), &d, e);
	return rc < 0 ? rc : read_delegation(c, d.unit_id, d.id, ret, e);
}

int access_delegation_revoke(const struct access_call *c, int64_t unit_id, int64_t id, int64_t version, struct err *e)
{
	struct access_delegation d = { 0 };

	int rc = access_require_in(c, RIGHT_DELEGATIONS, unit_id, STR("delegation"), e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = read_delegation(c, unit_id, id, &d, e);
	if (rc == 0)
		rc = store_do(c->store, e,
			"UPDATE delegation SET revoked_at = $3, revoked_by = $4, version = version + 1"
			" WHERE unit_id = $1 AND id = $2 AND version = $5 AND revoked_at IS NULL",
			sql_int(unit_id), sql_int(id), sql_int(access_now(c->access)), sql_text(c->actor->login),
			sql_int(access_version(version, d.version)));
	if (rc == 0 && store_changes(c->store) == 0)
		return access_stale("代理授权", e);
	return rc < 0 ? rc : note(c, STR("delegation.revoke"), &d, e);
}

/* --- acting under one --- */

static int set_mandate(const struct access_call *c, int64_t delegation_id, struct err *e)
{
	return store_do(c->store, e,
		"UPDATE session SET delegation_id = $3 WHERE unit_id = $1 AND id = $2 AND ended_at IS NULL",
		sql_int(c->actor->unit_id), sql_text(c->actor->session_id), sql_id(delegation_id));
}

int access_act_for(const struct access_call *c, int64_t delegation_id, struct err *e)
{
	char object[64];

	if (!c->actor || !c->actor->session_id.ptr)
		return err_set(e, ERR_AUTH, "请先登录");
	if (c->actor->hold != HOLD_NONE)
		return access_refuse(c, STR("act-for"), STR(""), "held", "请先完成登录，再代理他人", e);
	snprintf(object, sizeof object, "delegation %lld", (long long)delegation_id);
	int rc = access_begin_change(c->access, c->store, e);
	if (rc == 0 && delegation_id > 0) {
		rc = access_mandate(c, c->actor, delegation_id, e);
		if (rc == 0)
			return access_refuse(c, STR("act-for"), str_from(object), "no-delegation",
				"没有这项代理授权，或它还没开始、已经结束", e);
	}
	if (rc >= 0)
		rc = set_mandate(c, delegation_id, e);
	return rc < 0 ? rc : access_event(c, STR("act-for"), str_from(object), STR(""), e);
}

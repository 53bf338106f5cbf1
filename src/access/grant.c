/* Roles: who holds what, and the rules that keep the three administrators apart. */
#include "access_private.h"

enum { ROLE_BYTES = 64 };

#define COLUMNS                                                                                                        \
	"unit_id, id, person_id, department_id, role, valid_from, valid_until, granted_by, revoked_by, granted_at,"    \
	" revoked_at, version"

static void grant_row(struct access_reader *r, void *ret)
{
	*(struct access_grant *)ret = (struct access_grant){
		.unit_id = store_int(r->st, 0),
		.id = store_int(r->st, 1),
		.person_id = store_int(r->st, 2),
		.department_id = store_int(r->st, 3),
		.role = access_read_str(r, 4),
		.valid_from = store_int(r->st, 5),
		.valid_until = store_int(r->st, 6),
		.granted_by = access_read_str(r, 7),
		.revoked_by = access_read_str(r, 8),
		.granted_at = store_int(r->st, 9),
		.revoked_at = store_int(r->st, 10),
		.version = store_int(r->st, 11),
	};
}

static int read_grant(const struct access_call *c, int64_t unit_id, int64_t id, struct access_grant *ret, struct err *e)
{
	const struct access_one q = { .call = c,
		.sql = "SELECT " COLUMNS " FROM role_grant WHERE unit_id = $1 AND id = $2",
		.what = "授权",
		.unit_id = unit_id,
		.id = id,
		.size = sizeof(*ret),
		.row = grant_row };

	return access_read_one(&q, ret, e);
}

int access_grants(const struct access_call *c, int64_t unit_id, int64_t person_id, const struct access_page *page,
	struct access_grants *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows;
	size_t count;
	bool own = c->actor && c->actor->hold == HOLD_NONE && !c->actor->token && unit_id == c->actor->unit_id &&
		   person_id > 0 && person_id == c->actor->person_id;

	int rc = own ? 0 : access_require_in(c, RIGHT_GRANTS, unit_id, STR("roles"), e);
	if (rc == 0)
		rc = access_check_page(page, e);
	if (rc == 0)
		rc = store_ask(c->store, &st, e,
			"SELECT " COLUMNS
			" FROM role_grant WHERE unit_id = $1 AND (person_id = $2 OR $2 = 0) AND id > $3"
			" ORDER BY id LIMIT $4",
			sql_int(unit_id), sql_int(person_id), sql_int(page->after), sql_int(page->limit));
	if (rc < 0)
		return rc;
	struct access_rows in = { st, c->arena, sizeof(struct access_grant), page->limit, grant_row };
	rc = access_read_rows(&in, &rows, &count, e);
	if (rc == 0)
		*ret = (struct access_grants){ rows, count };
	return rc;
}

/* --- what somebody holds --- */

int access_held_roles(
	struct access *x, struct store *s, int64_t unit_id, int64_t person_id, struct held_roles *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct held_roles held = { 0 };

	int rc = store_ask(s, &st, e,
		"SELECT role FROM role_grant WHERE unit_id = $1 AND person_id = $2 AND revoked_at IS NULL"
		" AND (valid_until IS NULL OR valid_until > $3)",
		sql_int(unit_id), sql_int(person_id), sql_int(access_now(x)));
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		struct str role = store_text(st, 0);
		if (access_admin_title(role))
			snprintf(held.admin, sizeof held.admin, STR_FMT, STR_ARG(role));
		else
			held.business = true;
	}
	if (rc < 0)
		return rc;
	*ret = held;
	return 0;
}

/* Administrators' grants have no end and begin at once: who is one now stays one. */
static int count_others(const struct access_call *c, int64_t unit_id, int64_t person_id, struct str role, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(c->store, &st, e,
		"SELECT count(*) FROM role_grant g JOIN person p ON p.unit_id = g.unit_id AND p.id = g.person_id"
		" WHERE g.unit_id = $1 AND g.role = $2 AND g.revoked_at IS NULL AND g.person_id <> $3 AND p.active = 1",
		sql_int(unit_id), sql_text(role), sql_int(person_id));
	return rc < 0 ? rc : store_int(st, 0) > 0;
}

/* In a unit below another one, the administrators of the one above can still do the work. */
int access_not_the_last(const struct access_call *c, int64_t unit_id, int64_t person_id, struct str what, struct err *e)
{
	struct held_roles held;
	char message[128];

	int rc = access_held_roles(c->access, c->store, unit_id, person_id, &held, e);
	if (rc < 0 || held.admin[0] == '\0' || unit_id != 1)
		return rc;
	rc = count_others(c, unit_id, person_id, str_from(held.admin), e);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	snprintf(message, sizeof message, "这是最后一名%s，不能停用或收回（三员须各有其人）",
		access_admin_title(str_from(held.admin)));
	return access_refuse(c, what, str_from(held.admin), "last-administrator", message, e);
}

/* --- granting --- */

static int check_rules(const struct access_call *c, const struct access_grant *in, struct err *e)
{
	struct held_roles held;
	const char *title = access_admin_title(in->role);
	struct str what = STR("role.write");

	if (in->unit_id == c->actor->unit_id && in->person_id == c->actor->person_id)
		return access_refuse(c, what, in->role, "self-grant", "不能给自己授予或收回角色（三员分立）", e);
	int rc = access_held_roles(c->access, c->store, in->unit_id, in->person_id, &held, e);
	if (rc < 0)
		return rc;
	if (title && held.business)
		return access_refuse(c, what, in->role, "administrator-with-business",
			"此人已有业务角色，不能再当管理员（三员不得兼任业务）", e);
	if (!title && held.admin[0] != '\0')
		return access_refuse(c, what, in->role, "business-with-administrator",
			"此人是管理员，不能再授业务角色（三员不得兼任业务）", e);
	if (title && held.admin[0] != '\0' && !str_eq(in->role, str_from(held.admin)))
		return access_refuse(c, what, in->role, "two-administrators",
			"此人已是另一种管理员，同一人不能兼任两种（三员互斥）", e);
	return 0;
}

int access_check_role(const struct access *x, struct str role, struct err *e)
{
	if (!access_word(role, ROLE_BYTES))
		return err_in(e, "role",
			err_set(e, ERR_INPUT, "角色的写法不对：用小写字母、数字和 . _ -，例如 case.dispatcher"));
	return x->role_check ? err_in(e, "role", x->role_check(x->roles, role, e)) : 0;
}

static int check_grant(const struct access_call *c, const struct access_grant *in, struct err *e)
{
	bool admin = access_admin_title(in->role) != NULL;

	int rc = admin ? 0 : access_check_role(c->access, in->role, e);
	if (rc < 0)
		return rc;
	if (in->valid_until > 0 && in->valid_until <= (in->valid_from > 0 ? in->valid_from : access_now(c->access)))
		return err_in(e, "until", err_set(e, ERR_INPUT, "授权的截止时间要在开始时间之后，并且还没有过去"));
	if (in->valid_from < 0 || in->valid_until < 0)
		return err_in(e, "from", err_set(e, ERR_INPUT, "授权的时间不对"));
	if (admin && (in->department_id > 0 || in->valid_until > 0 || in->valid_from > access_now(c->access)))
		return err_in(e, "role", err_set(e, ERR_INPUT, "管理员角色不限部门、不限期限，从现在起生效"));
	return 0;
}

static int check_double(const struct access_call *c, const struct access_grant *in, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(c->store, &st, e,
		"SELECT 1 FROM role_grant WHERE unit_id = $1 AND person_id = $2 AND role = $3 AND coalesce(department_id, 0) = $4"
		" AND revoked_at IS NULL AND (valid_until IS NULL OR valid_until > $5) LIMIT 1",
		sql_int(in->unit_id), sql_int(in->person_id), sql_text(in->role), sql_int(in->department_id),
		sql_int(access_now(c->access)));
	return rc <= 0 ? rc : err_in(e, "role", err_set(e, ERR_CONFLICT, "此人已有这个角色；要改期限，请先收回再授予"));
}

int access_insert_grant(
	struct access *x, struct store *s, const struct access_grant *in, struct str by, int64_t *ret_id, struct err *e)
{
	int64_t id = 0, now = access_now(x);

	int rc = store_next_ids(s, in->unit_id, "role_grant", 1, &id, e);
	if (rc == 0)
		rc = store_do(s, e,
			"INSERT INTO role_grant (unit_id, id, person_id, role, department_id, valid_from, valid_until, granted_by,"
			" granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			sql_int(in->unit_id), sql_int(id), sql_int(in->person_id), sql_text(in->role),
			sql_id(in->department_id), sql_int(in->valid_from > 0 ? in->valid_from : now),
			sql_id(in->valid_until), sql_text(by), sql_int(now));
	if (rc == 0)
		*ret_id = id;
	return rc;
}

static int note(
	const struct access_call *c, struct str what, const struct access_grant *g, const char *login, struct err *e)
{
	struct str object = arena_fmt(
		c->arena, "%s " STR_FMT "%s", login, STR_ARG(g->role), g->department_id > 0 ? " (department)" : "");

	return object.ptr ? access_event(c, what, object, STR(""), e) : err_nomem(e);
}

int access_grant(const struct access_call *c, const struct access_grant *in, struct access_grant *ret, struct err *e)
{
	struct access_person p;
	int64_t id = 0;

	int rc = access_require_in(c, RIGHT_GRANTS, in->unit_id, in->role, e);
	if (rc == 0)
		rc = check_grant(c, in, e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = err_in(e, "person", access_read_person(c, in->unit_id, in->person_id, &p, e));
	if (rc == 0 && !p.active)
		rc = err_in(e, "person", err_set(e, ERR_INPUT, "此人的账号已停用，不能授予角色"));
	if (rc == 0)
		rc = check_rules(c, in, e);
	if (rc == 0)
		rc = err_in(e, "department", access_department_exists(c, in->unit_id, in->department_id, e));
	if (rc == 0)
		rc = check_double(c, in, e);
	if (rc == 0)
		rc = access_insert_grant(c->access, c->store, in, c->actor->login, &id, e);
	if (rc == 0)
		rc = note(c, STR("role.grant"), in, p.login.ptr, e);
	return rc < 0 ? rc : read_grant(c, in->unit_id, id, ret, e);
}

/* --- taking back --- */

static int write_revoke(const struct access_call *c, const struct access_grant *g, int64_t version, struct err *e)
{
	int rc = store_do(c->store, e,
		"UPDATE role_grant SET revoked_at = $3, revoked_by = $4, version = version + 1"
		" WHERE unit_id = $1 AND id = $2 AND version = $5 AND revoked_at IS NULL",
		sql_int(g->unit_id), sql_int(g->id), sql_int(access_now(c->access)), sql_text(c->actor->login),
		sql_int(access_version(version, g->version)));
	return rc == 0 && store_changes(c->store) == 0 ? access_stale("授权", e) : rc;
}

int access_grant_revoke(const struct access_call *c, int64_t unit_id, int64_t id, int64_t version, struct err *e)
{
	struct access_grant g = { 0 };
	struct access_person p = { 0 };

	int rc = access_require_in(c, RIGHT_GRANTS, unit_id, STR("role"), e);
	if (rc == 0)
		rc = access_begin_change(c->access, c->store, e);
	if (rc == 0)
		rc = read_grant(c, unit_id, id, &g, e);
	if (rc == 0 && unit_id == c->actor->unit_id && g.person_id == c->actor->person_id)
		rc = access_refuse(
			c, STR("role.write"), g.role, "self-grant", "不能给自己授予或收回角色（三员分立）", e);
	if (rc == 0 && access_admin_title(g.role) && g.revoked_at == 0)
		rc = access_not_the_last(c, unit_id, g.person_id, STR("role.write"), e);
	if (rc == 0)
		rc = write_revoke(c, &g, version, e);
	if (rc == 0)
		rc = access_read_person(c, unit_id, g.person_id, &p, e);
	return rc < 0 ? rc : note(c, STR("role.revoke"), &g, p.login.ptr, e);
}

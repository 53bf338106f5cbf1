/* Who is asking: his place, his roles, and the questions about them. */
#include "access_private.h"

#include <stdlib.h>

enum { ROLES_MAX = 256, BELOW_MAX = 20000 };

/* --- questions --- */

static bool may_act(const struct actor *a)
{
	return a && a->hold == HOLD_NONE;
}

static int by_number(const void *key, const void *element)
{
	int64_t a = *(const int64_t *)key, b = *(const int64_t *)element;

	return a < b ? -1 : a > b;
}

static bool covers(const struct actor_role *r, int64_t department_id)
{
	return department_id == 0 || r->whole_unit ||
	       (r->departments_count > 0 && bsearch(&department_id, r->departments, r->departments_count,
						    sizeof *r->departments, by_number));
}

bool actor_has_role(const struct actor *a, struct str role, int64_t department_id)
{
	if (!may_act(a))
		return false;
	for (size_t i = 0; i < a->roles_count; i++) {
		if (str_eq(a->roles[i].name, role) && covers(&a->roles[i], department_id))
			return true;
	}
	return false;
}

static const char *const scope_verbs[] = { "read", "write", "create", "change", "step", "remove", "comment", "import",
	"destroy" };

bool access_scope_verb(struct str verb)
{
	for (size_t i = 0; i < sizeof scope_verbs / sizeof scope_verbs[0]; i++)
		if (str_eq(verb, str_from(scope_verbs[i])))
			return true;
	return false;
}

static bool scope_listed(const struct actor *a, struct str scope)
{
	for (size_t i = 0; i < a->scopes_count; i++)
		if (str_eq(a->scopes[i], scope))
			return true;
	return false;
}

/* "case.change" is part of "case.write". */
static bool part_of_write(const struct actor *a, struct str name, struct str verb)
{
	if (str_eq(verb, STR("read")) || str_eq(verb, STR("destroy")) || !access_scope_verb(verb))
		return false;
	for (size_t i = 0; i < a->scopes_count; i++) {
		struct str s = a->scopes[i];
		if (s.len == name.len + 6 && str_starts(s, name) && str_eq(str_sub(s, name.len, s.len), STR(".write")))
			return name.len > 0;
	}
	return scope_listed(a, STR("write"));
}

bool actor_has_scope(const struct actor *a, struct str scope)
{
	if (!may_act(a))
		return false;
	if (!a->token)
		return true;
	size_t dot = str_rfind(scope, STR("."));
	struct str verb = dot == STR_NPOS ? scope : str_sub(scope, dot + 1, scope.len);
	struct str name = dot == STR_NPOS ? STR("") : str_sub(scope, 0, dot);
	return scope_listed(a, scope) || scope_listed(a, verb) || part_of_write(a, name, verb);
}

bool actor_reaches_unit(const struct actor *a, struct str unit_path)
{
	return a && a->unit_path.len > 0 && unit_path.ptr && str_starts(unit_path, a->unit_path);
}

struct actor access_console(struct str name)
{
	return (struct actor){ .unit_id = 1, .login = name, .name = name, .address = STR("console"), .console = true };
}

/* --- rights --- */

static int held(struct access *x, const struct actor *a, struct str what, struct str object, struct err *e)
{
	static const struct {
		const char *rule, *message;
	} holds[] = {
		[HOLD_NONE] = { "", "" },
		[HOLD_SECOND_FACTOR] = { "second-factor-pending", "还没有输入动态口令，请先输入" },
		[HOLD_PASSWORD] = { "must-change-password", "请先修改口令，再做其他操作" },
		[HOLD_ENROL] = { "must-enrol-second-factor", "请先设置动态口令，再做其他操作" },
	};
	struct access_denial d = { what, object, "not-signed-in", "请先登录" };

	if (a) {
		d.rule = holds[a->hold].rule;
		d.message = holds[a->hold].message;
	}
	return access_deny(x, a, &d, e);
}

int access_require(struct access *x, const struct actor *a, enum access_right right, struct str object, struct err *e)
{
	const struct access_right_row *row = &access_rights[right];
	struct str what = str_from(row->name);
	char message[256];

	if (!may_act(a))
		return held(x, a, what, object, e);
	if (!a->token && a->on_behalf_of == 0 && actor_has_role(a, str_from(row->role), 0))
		return 0;
	snprintf(message, sizeof message, "只有%s可以%s（三员分立）", access_admin_title(str_from(row->role)),
		row->label);
	struct access_denial d = { what, object, "not-of-this-administrator", message };
	return access_deny(x, a, &d, e);
}

int access_refuse(const struct access_call *c, struct str what, struct str object, const char *rule,
	const char *message, struct err *e)
{
	struct access_denial d = { what, object, rule, message };

	return access_deny(c->access, c->actor, &d, e);
}

static int require_reach(
	const struct access_call *c, int64_t unit_id, struct str what, struct str object, struct err *e)
{
	struct str path;

	if (unit_id == c->actor->unit_id)
		return 0;
	int rc = access_unit_path(c->store, unit_id, c->arena, &path, e);
	if (rc < 0)
		return rc;
	if (actor_reaches_unit(c->actor, path))
		return 0;
	return access_refuse(c, what, object, "other-unit", "这个单位不在您所属单位之内，不能查看或改动", e);
}

int access_require_in(
	const struct access_call *c, enum access_right right, int64_t unit_id, struct str object, struct err *e)
{
	int rc = access_require(c->access, c->actor, right, object, e);

	return rc < 0 ? rc : require_reach(c, unit_id, str_from(access_rights[right].name), object, e);
}

/* The auditor reads events and nothing else. */
int access_require_reader(const struct access_call *c, int64_t unit_id, struct str object, struct err *e)
{
	struct str what = STR("directory.read");

	if (!may_act(c->actor))
		return held(c->access, c->actor, what, object, e);
	if (actor_has_role(c->actor, ROLE_AUDITOR, 0))
		return access_refuse(
			c, what, object, "auditor-reads-events-only", "审计管理员只能查看和导出审计记录", e);
	if (!actor_has_scope(c->actor, STR("directory.read")))
		return access_refuse(c, what, object, "token-scope", "这个接口令牌没有 directory.read 权限", e);
	return require_reach(c, unit_id, what, object, e);
}

/* --- reading --- */

static const char actor_sql[] =
	"SELECT p.login, p.name, p.title, p.department_id, p.large_type, u.path, d.path FROM person p"
	" JOIN unit u ON u.unit_id = p.unit_id"
	" LEFT JOIN department d ON d.unit_id = p.unit_id AND d.id = p.department_id"
	" WHERE p.unit_id = $1 AND p.id = $2 AND p.active = 1 AND u.active = 1";

int access_read_actor(
	struct store *s, int64_t unit_id, int64_t person_id, struct arena *a, struct actor *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e, actor_sql, sql_int(unit_id), sql_int(person_id));
	if (rc <= 0)
		return rc;
	struct access_reader r = { .st = st, .arena = a };
	struct actor actor = {
		.unit_id = unit_id,
		.person_id = person_id,
		.login = access_read_str(&r, 0),
		.name = access_read_str(&r, 1),
		.title = access_read_str(&r, 2),
		.department_id = store_int(st, 3),
		.large_type = store_int(st, 4) != 0,
		.unit_path = access_read_str(&r, 5),
		.department_path = access_read_str(&r, 6),
	};
	if (r.failed)
		return err_nomem(e);
	*ret = actor;
	return 1;
}

static int count_below(struct store_stmt *st, int64_t unit_id, struct str from, struct str to, struct err *e)
{
	store_bind_int(st, 1, unit_id);
	store_bind_text(st, 2, from);
	store_bind_text(st, 3, to);
	int rc = store_step(st, e);
	int64_t n = rc > 0 ? store_int(st, 0) : 0;
	store_rewind(st);
	return rc < 0 ? rc : (int)(n < BELOW_MAX ? n : BELOW_MAX);
}

/* The departments a scoped role covers. */
static int read_below(struct store *s, int64_t unit_id, struct arena *a, struct actor_role *role, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL, *count = NULL;
	struct str to = access_path_end(role->path, a);

	if (!to.ptr)
		return err_nomem(e);
	int rc = store_prepare(
		s, "SELECT count(*) FROM department WHERE unit_id = $1 AND path >= $2 AND path < $3", &count, e);
	if (rc == 0)
		rc = count_below(count, unit_id, role->path, to, e);
	if (rc < 0)
		return rc;
	int64_t *ids = arena_array(a, (size_t)rc + 1, sizeof *ids);
	size_t room = (size_t)rc, n = 0;
	if (!ids)
		return err_nomem(e);
	rc = store_ask(s, &st, e,
		"SELECT id FROM department WHERE unit_id = $1 AND path >= $2 AND path < $3 ORDER BY id",
		sql_int(unit_id), sql_text(role->path), sql_text(to));
	if (rc < 0)
		return rc;
	while (n < room && (rc = store_step(st, e)) > 0)
		ids[n++] = store_int(st, 0);
	role->departments = ids;
	role->departments_count = n;
	return rc < 0 ? rc : 0;
}

static bool is_among(struct str name, const struct access_words *among)
{
	for (size_t i = 0; among && i < among->count; i++) {
		if (str_eq(among->rows[i], name))
			return true;
	}
	return !among;
}

static const char roles_sql[] = "SELECT g.role, g.department_id, d.path FROM role_grant g"
				" LEFT JOIN department d ON d.unit_id = g.unit_id AND d.id = g.department_id"
				" WHERE g.unit_id = $1 AND g.person_id = $2 AND g.revoked_at IS NULL"
				" AND (g.valid_from <= $3 OR g.valid_from <= g.granted_at)"
				" AND (g.valid_until IS NULL OR g.valid_until > $3) ORDER BY g.role, g.id";

static int read_grants(struct store_stmt *st, const struct access_words *among, struct arena *a,
	struct actor_role *roles, struct err *e)
{
	struct access_reader r = { .st = st, .arena = a };
	int n = 0, rc;

	while ((rc = store_step(st, e)) > 0 && n < ROLES_MAX) {
		if (!is_among(store_text(st, 0), among))
			continue;
		roles[n] = (struct actor_role){ .name = access_read_str(&r, 0),
			.whole_unit = store_is_null(st, 1),
			.path = access_read_str(&r, 2) };
		n++;
		if (r.failed)
			return err_nomem(e);
	}
	return rc < 0 ? rc : n;
}

struct roles_wanted {
	struct store *store;
	struct arena *arena;
	int64_t person_id, now;
	const struct access_words *among; /* NULL: all */
};

static int read_roles(const struct roles_wanted *w, struct actor *actor, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct actor_role roles[ROLES_MAX];

	int rc =
		store_ask(w->store, &st, e, roles_sql, sql_int(actor->unit_id), sql_int(w->person_id), sql_int(w->now));
	if (rc < 0)
		return rc;
	int count = read_grants(st, w->among, w->arena, roles, e);
	if (count < 0)
		return count;
	for (int i = 0; i < count; i++) {
		bool scoped = !roles[i].whole_unit && roles[i].path.ptr;
		rc = scoped ? read_below(w->store, actor->unit_id, w->arena, &roles[i], e) : 0;
		if (rc < 0)
			return rc;
	}
	struct actor_role *kept = arena_array(w->arena, (size_t)count + 1, sizeof *kept);
	if (!kept)
		return err_nomem(e);
	memcpy(kept, roles, (size_t)count * sizeof *kept);
	actor->roles = kept;
	actor->roles_count = (size_t)count;
	return 0;
}

int access_read_roles(const struct access_call *c, int64_t person_id, const struct access_words *among,
	struct actor *actor, struct err *e)
{
	const struct roles_wanted w = { c->store, c->arena, person_id, access_now(c->access), among };

	return read_roles(&w, actor, e);
}

int access_as_person(struct store *s, const struct access_whom *whom, struct arena *a, struct actor *ret, struct err *e)
{
	const struct roles_wanted w = { s, a, whom->person_id, whom->now, NULL };
	struct actor actor;

	int rc = access_read_actor(s, whom->unit_id, whom->person_id, a, &actor, e);
	if (rc <= 0)
		return rc;
	rc = read_roles(&w, &actor, e);
	if (rc < 0)
		return rc;
	*ret = actor;
	return 1;
}

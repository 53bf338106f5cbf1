/* Who may do what: each of the three administrators and a person of the business against each operation, and the rules that
 * keep the three apart. */
#include "access_help.h"

#define DAY ((int64_t)24 * 3600 * 1000)

/* --- the matrix --- */

enum { M_SYS = 1 << SYS, M_SEC = 1 << SEC, M_AUD = 1 << AUD, M_ANN = 1 << ANN, M_ALL = 15 };

/* What there is to work on, made by prepare_matrix(). */
static int64_t grant_id, delegation_id, token_id, department_id;

static const struct access_page page = { 0, 100 };

static int unit_new(const struct access_call *c, struct err *e)
{
	struct access_unit u = { .parent_id = 1, .name = STR("环卫所"), .kind = STR("unit"), .active = true };

	return access_unit_save(c, &u, &u, e);
}

static int unit_change(const struct access_call *c, struct err *e)
{
	struct access_unit u = { .id = 1, .name = STR("新名"), .kind = STR("bureau"), .active = true, .version = 2 };

	return access_unit_save(c, &u, &u, e);
}

static int units(const struct access_call *c, struct err *e)
{
	struct access_units ret;

	return access_units(c, &page, &ret, e);
}

static int department_new(const struct access_call *c, struct err *e)
{
	struct access_department d = { .unit_id = 1, .name = STR("办公室"), .active = true };

	return access_department_save(c, &d, &d, e);
}

static int department_change(const struct access_call *c, struct err *e)
{
	struct access_department d = {
		.unit_id = 1, .id = department_id, .name = STR("改名"), .active = true, .version = 1
	};

	return access_department_save(c, &d, &d, e);
}

static int departments(const struct access_call *c, struct err *e)
{
	struct access_departments ret;

	return access_departments(c, 1, &page, &ret, e);
}

static int person_new(const struct access_call *c, struct err *e)
{
	struct access_person p = { .unit_id = 1, .login = STR("new.one"), .name = STR("新人"), .active = true };
	struct str password;

	return access_person_save(c, &p, &p, &password, e);
}

static int person_change(const struct access_call *c, struct err *e)
{
	struct access_person p = {
		.unit_id = 1, .id = 5, .login = STR("bob"), .name = STR("改名"), .active = true, .version = 1
	};

	return access_person_save(c, &p, &p, NULL, e);
}

static int person_off(const struct access_call *c, struct err *e)
{
	struct access_person p = { .unit_id = 1, .id = 5, .login = STR("bob"), .name = STR("包伯"), .version = 1 };

	return access_person_save(c, &p, &p, NULL, e);
}

static int person_reset(const struct access_call *c, struct err *e)
{
	struct str password;

	return access_person_reset(c, 1, 5, &password, e);
}

static int people(const struct access_call *c, struct err *e)
{
	struct access_people ret;
	struct access_people_filter f = { .unit_id = 1 };

	return access_people(c, &f, &page, &ret, e);
}

static int person_other(const struct access_call *c, struct err *e)
{
	struct access_person p;

	return access_person(c, 1, 5, &p, e);
}

static int person_self(const struct access_call *c, struct err *e)
{
	struct access_person p;

	return access_person(c, 1, c->actor->person_id, &p, e);
}

static int grant_business(const struct access_call *c, struct err *e)
{
	struct access_grant g = { .unit_id = 1, .person_id = 5, .role = STR("case.other") };

	return access_grant(c, &g, &g, e);
}

static int grant_revoke(const struct access_call *c, struct err *e)
{
	return access_grant_revoke(c, 1, grant_id, 1, e);
}

static int grants_all(const struct access_call *c, struct err *e)
{
	struct access_grants ret;

	return access_grants(c, 1, 0, &page, &ret, e);
}

static int grants_own(const struct access_call *c, struct err *e)
{
	struct access_grants ret;

	return access_grants(c, 1, c->actor->person_id, &page, &ret, e);
}

static int delegate(const struct access_call *c, struct err *e)
{
	struct access_delegation d = { .unit_id = 1,
		.from_person = 5,
		.to_person = 4,
		.roles = STR("case.clerk"),
		.reason = STR("出差"),
		.valid_until = 1720000000000 + DAY };

	return access_delegate(c, &d, &d, e);
}

static int delegation_end(const struct access_call *c, struct err *e)
{
	return access_delegation_revoke(c, 1, delegation_id, 1, e);
}

static int token_new(const struct access_call *c, struct err *e)
{
	struct access_api_token t = { .unit_id = 1,
		.person_id = 5,
		.name = STR("接口"),
		.scopes = STR("read"),
		.expires_at = 1720000000000 + DAY };
	struct str bearer;

	return access_token_create(c, &t, &t, &bearer, e);
}

static int token_end(const struct access_call *c, struct err *e)
{
	return access_token_revoke(c, 1, token_id, 1, e);
}

static int tokens(const struct access_call *c, struct err *e)
{
	struct access_tokens ret;

	return access_tokens(c, 1, &page, &ret, e);
}

static int unlock(const struct access_call *c, struct err *e)
{
	return access_unlock(c, 1, 5, e);
}

static int factor_reset(const struct access_call *c, struct err *e)
{
	return access_totp_reset(c, 1, 5, e);
}

static int sessions_other(const struct access_call *c, struct err *e)
{
	struct access_session_list list;

	return access_sessions(c, 1, 5, &list, e);
}

static int sessions_end(const struct access_call *c, struct err *e)
{
	return access_sessions_end(c, 1, 5, e);
}

static int policies(const struct access_call *c, struct err *e)
{
	struct access_policies ret;

	return access_policies(c, &ret, e);
}

static int policy_set(const struct access_call *c, struct err *e)
{
	return access_policy_set(c, STR("lock.failures"), 4, 0, e);
}

static int events(const struct access_call *c, struct err *e)
{
	struct access_events ret;
	struct access_event_filter f = { .unit_id = 1 };

	return access_events(c, &f, &page, &ret, e);
}

static int backup(const struct access_call *c, struct err *e)
{
	return access_require(c->access, c->actor, RIGHT_BACKUP, STR("backup"), e);
}

static int registers(const struct access_call *c, struct err *e)
{
	return access_require(c->access, c->actor, RIGHT_REGISTERS, STR("case"), e);
}

static int settings(const struct access_call *c, struct err *e)
{
	return access_require(c->access, c->actor, RIGHT_SETTINGS, STR("lamp"), e);
}

static int console_unlock(const struct access_call *c, struct err *e)
{
	return access_console_unlock(c, STR("bob"), e);
}

static int console_reset(const struct access_call *c, struct err *e)
{
	struct str password;

	return access_console_reset(c, STR("wang.xt"), true, &password, e);
}

static int console_list(const struct access_call *c, struct err *e)
{
	struct access_accounts ret;

	return access_console_list(c, STR_NONE, 10, &ret, e);
}

static const struct {
	const char *name;
	int (*run)(const struct access_call *c, struct err *e);
	unsigned may;
} matrix[] = {
	{ "unit_new", unit_new, M_SYS },
	{ "unit_change", unit_change, M_SYS },
	{ "units", units, M_SYS | M_SEC | M_ANN },
	{ "department_new", department_new, M_SYS },
	{ "department_change", department_change, M_SYS },
	{ "departments", departments, M_SYS | M_SEC | M_ANN },
	{ "person_new", person_new, M_SYS },
	{ "person_change", person_change, M_SYS },
	{ "person_off", person_off, M_SYS },
	{ "person_reset", person_reset, M_SYS },
	{ "people", people, M_SYS | M_SEC | M_ANN },
	{ "person_other", person_other, M_SYS | M_SEC | M_ANN },
	{ "person_self", person_self, M_ALL },
	{ "grant_business", grant_business, M_SEC },
	{ "grant_revoke", grant_revoke, M_SEC },
	{ "grants_all", grants_all, M_SEC },
	{ "grants_own", grants_own, M_ALL },
	{ "delegate", delegate, M_SEC },
	{ "delegation_end", delegation_end, M_SEC },
	{ "token_new", token_new, M_SEC },
	{ "token_end", token_end, M_SEC },
	{ "tokens", tokens, M_SEC },
	{ "unlock", unlock, M_SEC },
	{ "factor_reset", factor_reset, M_SEC },
	{ "sessions_other", sessions_other, M_SEC },
	{ "sessions_end", sessions_end, M_SEC },
	{ "policies", policies, M_SEC },
	{ "policy_set", policy_set, M_SEC },
	{ "events", events, M_AUD },
	{ "backup", backup, M_SYS },
	{ "registers", registers, M_SYS },
	{ "settings", settings, M_SYS },
	{ "console_unlock", console_unlock, 0 },
	{ "console_reset", console_reset, 0 },
	{ "console_list", console_list, 0 },
};

static void prepare_matrix(struct door *d)
{
	struct access_delegation del = { .unit_id = 1,
		.from_person = d->id[BOB],
		.to_person = d->id[ANN],
		.roles = STR("case.clerk"),
		.reason = STR("出差"),
		.valid_until = d->now_ms + DAY };
	struct access_api_token t = { .unit_id = 1,
		.person_id = d->id[BOB],
		.name = STR("接口"),
		.scopes = STR("read"),
		.expires_at = d->now_ms + DAY };
	struct str bearer;

	assert_int_equal(d->id[BOB], 5);
	department_id = door_department(d, "督查科", 0);
	door_grant(d, d->id[BOB], "case.clerk", 0);
	door_grant(d, d->id[ANN], "case.clerk", 0);
	grant_id = door_grant(d, d->id[BOB], "case.second", 0);
	assert_ok(d, access_delegate(door_as(d, SEC), &del, &del, &d->e));
	assert_ok(d, access_token_create(&d->call, &t, &t, &bearer, &d->e));
	door_commit(d);
	delegation_id = del.id;
	token_id = t.id;
}

static void each_operation_belongs_to_its_administrator(void **state)
{
	struct door *d = *state;

	prepare_matrix(d);
	for (size_t i = 0; i < COUNT(matrix); i++) {
		for (enum who w = SYS; w <= ANN; w++) {
			int64_t before = door_number(d, "SELECT count(*) FROM access_event WHERE ok = 0");
			bool may = (matrix[i].may & 1u << w) != 0;
			int rc = matrix[i].run(door_as(d, w), &d->e);
			if (may ? rc < 0 : rc != ERR_DENIED)
				fail_msg("%s by %s: %d %s (%s)", matrix[i].name, door_logins[w], rc, d->e.message,
					d->e.log);
			if (!may)
				door_check_error(d, ERR_DENIED);
			door_rollback(d);
			assert_ok(d, access_flush(d->access, d->pool, &d->e));
			int64_t after = door_number(d, "SELECT count(*) FROM access_event WHERE ok = 0");
			if (after - before != !may)
				fail_msg("%s by %s: %lld events of denial", matrix[i].name, door_logins[w],
					(long long)(after - before));
		}
	}
}

/* Held, a program, acting for another, not signed in: no administrator's right at all. */
static void rights_are_the_persons_own(void **state)
{
	struct door *d = *state;
	static const struct str scopes[] = { STR_INIT("read"), STR_INIT("write") };

	prepare_matrix(d);
	for (size_t i = 0; i < COUNT(matrix); i++) {
		if (matrix[i].run == person_self || matrix[i].run == grants_own)
			continue;
		for (int kind = 0; kind < 4; kind++) {
			enum who w = matrix[i].may & M_SYS ? SYS : matrix[i].may & M_SEC ? SEC : AUD;
			door_as(d, w);
			if (kind == 0)
				d->actor.hold = HOLD_SECOND_FACTOR;
			if (kind == 1) {
				d->actor.token = true;
				d->actor.scopes = scopes;
				d->actor.scopes_count = 1;
			}
			if (kind == 2)
				d->actor.on_behalf_of = 4;
			if (kind == 3)
				d->call.actor = NULL;
			bool reads = (matrix[i].may & M_ANN) != 0;
			int rc = matrix[i].run(&d->call, &d->e);
			int want = kind == 3 ? ERR_AUTH : reads && kind > 0 ? 0 : ERR_DENIED;
			if (rc != want)
				fail_msg("%s, case %d: %d %s", matrix[i].name, kind, rc, d->e.message);
			err_clear(&d->e);
		}
	}
}

/* --- the rules of the three --- */

static int grant_to(struct door *d, enum who by, enum who whom, const char *role)
{
	struct access_grant g = { .unit_id = 1, .person_id = d->id[whom], .role = str_from(role) };

	return access_grant(door_as(d, by), &g, &g, &d->e);
}

static void nobody_is_two_administrators(void **state)
{
	struct door *d = *state;
	static const char *const roles[] = { "sysadmin", "secadmin", "auditor" };

	for (size_t i = 0; i < 3; i++) {
		for (enum who w = SYS; w <= AUD; w++) {
			if (w == SEC || (size_t)w == i)
				continue;
			assert_error(d, ERR_DENIED, grant_to(d, SEC, w, roles[i]));
		}
	}
	assert_int_equal(door_events(d, "role.write", "two-administrators"), 4);
	assert_ok(d, grant_to(d, SEC, ANN, "sysadmin"));
	door_commit(d);
	assert_error(d, ERR_DENIED, grant_to(d, SEC, ANN, "auditor"));
	assert_error(d, ERR_CONFLICT, grant_to(d, SEC, ANN, "sysadmin"));
}

static void no_administrator_does_business(void **state)
{
	struct door *d = *state;

	assert_error(d, ERR_DENIED, grant_to(d, SEC, SYS, "case.clerk"));
	assert_error(d, ERR_DENIED, grant_to(d, SEC, AUD, "case.clerk"));
	assert_int_equal(door_events(d, "role.write", "business-with-administrator"), 2);
	door_grant(d, d->id[ANN], "case.clerk", 0);
	assert_error(d, ERR_DENIED, grant_to(d, SEC, ANN, "secadmin"));
	assert_int_equal(door_events(d, "role.write", "administrator-with-business"), 1);
	assert_ok(d, access_grant_revoke(door_as(d, SEC), 1, 4, 1, &d->e));
	door_commit(d);
	assert_ok(d, grant_to(d, SEC, ANN, "secadmin"));
}

/* A grant that begins tomorrow counts today: else both would come true. */
static void a_grant_for_tomorrow_counts(void **state)
{
	struct door *d = *state;
	struct access_grant g = {
		.unit_id = 1, .person_id = d->id[ANN], .role = STR("case.clerk"), .valid_from = d->now_ms + DAY
	};

	assert_ok(d, access_grant(door_as(d, SEC), &g, &g, &d->e));
	door_commit(d);
	door_as(d, ANN);
	assert_false(actor_has_role(&d->actor, STR("case.clerk"), 0));
	assert_error(d, ERR_DENIED, grant_to(d, SEC, ANN, "auditor"));
	d->now_ms += DAY;
	door_as(d, ANN);
	assert_true(actor_has_role(&d->actor, STR("case.clerk"), 0));
}

static void nobody_grants_to_himself(void **state)
{
	struct door *d = *state;

	assert_error(d, ERR_DENIED, grant_to(d, SEC, SEC, "case.clerk"));
	assert_error(d, ERR_DENIED, grant_to(d, SEC, SEC, "secadmin"));
	assert_error(d, ERR_DENIED, access_grant_revoke(door_as(d, SEC), 1, 2, 1, &d->e));
	assert_int_equal(door_events(d, "role.write", "self-grant"), 3);
}

static void the_last_administrator_stays(void **state)
{
	struct door *d = *state;
	struct access_person p;

	for (int64_t grant = 1; grant <= 3; grant += 2)
		assert_error(d, ERR_DENIED, access_grant_revoke(door_as(d, SEC), 1, grant, 1, &d->e));
	assert_int_equal(door_events(d, "role.write", "last-administrator"), 2);
	for (enum who w = SEC; w <= AUD; w++) {
		assert_ok(d, access_person(door_as(d, SYS), 1, d->id[w], &p, &d->e));
		p.active = false;
		assert_error(d, ERR_DENIED, access_person_save(&d->call, &p, &p, NULL, &d->e));
	}
	assert_int_equal(door_events(d, "person.write", "last-administrator"), 2);
	/* With a second one, the first may go; then that one is the last. */
	assert_ok(d, grant_to(d, SEC, ANN, "auditor"));
	door_commit(d);
	assert_ok(d, access_grant_revoke(door_as(d, SEC), 1, 3, 1, &d->e));
	door_commit(d);
	assert_error(d, ERR_DENIED, access_grant_revoke(door_as(d, SEC), 1, 4, 1, &d->e));
}

/* An inactive second one is no second one. */
static void an_inactive_administrator_does_not_count(void **state)
{
	struct door *d = *state;
	struct access_person p;

	assert_ok(d, grant_to(d, SEC, ANN, "auditor"));
	door_commit(d);
	assert_ok(d, access_person(door_as(d, SYS), 1, d->id[ANN], &p, &d->e));
	p.active = false;
	assert_ok(d, access_person_save(&d->call, &p, &p, NULL, &d->e));
	door_commit(d);
	assert_error(d, ERR_DENIED, access_grant_revoke(door_as(d, SEC), 1, 3, 1, &d->e));
	assert_error(d, ERR_INPUT, grant_to(d, SEC, ANN, "case.clerk"));
}

static void administrators_are_for_the_whole_unit_and_without_end(void **state)
{
	struct door *d = *state;
	int64_t dep = door_department(d, "督查科", 0);
	struct access_grant g = { .unit_id = 1, .person_id = d->id[ANN], .role = STR("auditor") }, bad;

	bad = g;
	bad.department_id = dep;
	assert_error(d, ERR_INPUT, access_grant(door_as(d, SEC), &bad, &bad, &d->e));
	bad = g;
	bad.valid_until = d->now_ms + DAY;
	assert_error(d, ERR_INPUT, access_grant(door_as(d, SEC), &bad, &bad, &d->e));
	bad = g;
	bad.valid_from = d->now_ms + DAY;
	assert_error(d, ERR_INPUT, access_grant(door_as(d, SEC), &bad, &bad, &d->e));
}

static void administrators_passwords_are_not_reset_by_others(void **state)
{
	struct door *d = *state;
	struct str password;

	for (enum who w = SYS; w <= AUD; w++)
		assert_error(d, ERR_DENIED, access_person_reset(door_as(d, SYS), 1, d->id[w], &password, &d->e));
	assert_int_equal(door_events(d, "person.reset", "administrator-reset-at-console"), 3);
	assert_error(d, ERR_DENIED, access_totp_reset(door_as(d, SEC), 1, d->id[SEC], &d->e));
}

static void ones_own_account_is_others_business(void **state)
{
	struct door *d = *state;
	struct access_person p;

	assert_ok(d, access_person(door_as(d, SYS), 1, d->id[SYS], &p, &d->e));
	p.phone = STR("0591-1234567");
	p.large_type = true;
	assert_ok(d, access_person_save(&d->call, &p, &p, NULL, &d->e));
	assert_true(p.large_type);
	p.name = STR("别名");
	assert_error(d, ERR_DENIED, access_person_save(&d->call, &p, &p, NULL, &d->e));
	p.name = STR("王系统");
	p.active = false;
	assert_error(d, ERR_DENIED, access_person_save(&d->call, &p, &p, NULL, &d->e));
	door_rollback(d);
	assert_ok(d, access_person(door_as(d, ANN), 1, d->id[ANN], &p, &d->e));
	p.phone = STR("13800000000");
	assert_ok(d, access_person_save(&d->call, &p, &p, NULL, &d->e));
	p.title = STR("局长");
	assert_error(d, ERR_DENIED, access_person_save(&d->call, &p, &p, NULL, &d->e));
}

/* --- roles in departments --- */

static void a_role_reaches_down_from_its_department(void **state)
{
	struct door *d = *state;
	int64_t top = door_department(d, "执法大队", 0), below = door_department(d, "一中队", top);
	int64_t apart = door_department(d, "办公室", 0), deeper = door_department(d, "一班", below);

	door_grant(d, d->id[ANN], "case.clerk", top);
	door_as(d, ANN);
	assert_true(actor_has_role(&d->actor, STR("case.clerk"), 0));
	assert_true(actor_has_role(&d->actor, STR("case.clerk"), top));
	assert_true(actor_has_role(&d->actor, STR("case.clerk"), below));
	assert_true(actor_has_role(&d->actor, STR("case.clerk"), deeper));
	assert_false(actor_has_role(&d->actor, STR("case.clerk"), apart));
	assert_false(actor_has_role(&d->actor, STR("case.clerk"), 999));
	/* Moved away, the departments below go along. */
	struct access_department move = {
		.unit_id = 1, .id = below, .parent_id = apart, .name = STR("一中队"), .active = true, .version = 1
	};
	assert_ok(d, access_department_save(door_as(d, SYS), &move, &move, &d->e));
	door_commit(d);
	door_as(d, ANN);
	assert_false(actor_has_role(&d->actor, STR("case.clerk"), below));
	assert_false(actor_has_role(&d->actor, STR("case.clerk"), deeper));
	move.parent_id = deeper;
	assert_error(d, ERR_INPUT, access_department_save(door_as(d, SYS), &move, &move, &d->e));
	move.parent_id = below;
	assert_error(d, ERR_INPUT, access_department_save(door_as(d, SYS), &move, &move, &d->e));
}

static void grants_end(void **state)
{
	struct door *d = *state;
	struct access_grant g = {
		.unit_id = 1, .person_id = d->id[ANN], .role = STR("case.clerk"), .valid_until = d->now_ms + DAY
	};

	assert_ok(d, access_grant(door_as(d, SEC), &g, &g, &d->e));
	door_commit(d);
	assert_true(actor_has_role(door_as(d, ANN)->actor, STR("case.clerk"), 0));
	d->now_ms += DAY;
	assert_false(actor_has_role(door_as(d, ANN)->actor, STR("case.clerk"), 0));
	assert_error(d, ERR_CONFLICT, access_grant_revoke(door_as(d, SEC), 1, g.id, 7, &d->e));
	assert_ok(d, access_grant_revoke(door_as(d, SEC), 1, g.id, 1, &d->e));
	assert_error(d, ERR_CONFLICT, access_grant_revoke(&d->call, 1, g.id, 2, &d->e));
}

/* --- other units --- */

static void units_below_are_within_reach_others_are_not(void **state)
{
	struct door *d = *state;
	struct access_unit u = { .parent_id = 1, .name = STR("街道"), .kind = STR("street"), .active = true };
	struct access_person p = { .login = STR("street.sys"), .name = STR("街道系统"), .active = true };
	struct access_grant g = { .role = STR("sysadmin") };
	struct str password;

	assert_ok(d, access_unit_save(door_as(d, SYS), &u, &u, &d->e));
	assert_str(u.path, "/1/2/");
	p.unit_id = u.id;
	assert_ok(d, access_person_save(&d->call, &p, &p, &password, &d->e));
	door_commit(d);
	g.unit_id = u.id;
	g.person_id = p.id;
	assert_ok(d, access_grant(door_as(d, SEC), &g, &g, &d->e));
	door_commit(d);
	door_as(d, SYS);
	assert_int_equal(access_read_actor(d->store, u.id, p.id, d->arena, &d->actor, &d->e), 1);
	assert_ok(d, access_read_roles(&d->call, p.id, NULL, &d->actor, &d->e));
	struct access_department own = { .unit_id = u.id, .name = STR("办公室"), .active = true }, above = own,
				 none = own;
	assert_ok(d, access_department_save(&d->call, &own, &own, &d->e));
	above.unit_id = 1;
	assert_error(d, ERR_DENIED, access_department_save(&d->call, &above, &above, &d->e));
	none.unit_id = 77;
	assert_error(d, ERR_NOTFOUND, access_department_save(&d->call, &none, &none, &d->e));
	struct access_unit up = { .parent_id = 1, .name = STR("平级"), .kind = STR("unit"), .active = true };
	assert_error(d, ERR_DENIED, access_unit_save(&d->call, &up, &up, &d->e));
	struct access_people people_above;
	struct access_people_filter f = { .unit_id = 1 };
	assert_error(d, ERR_DENIED, access_people(&d->call, &f, &page, &people_above, &d->e));
	struct access_units seen;
	assert_ok(d, access_units(&d->call, &page, &seen, &d->e));
	assert_int_equal(seen.count, 1);
	/* Below the first unit the last administrator may go: the ones above remain. */
	assert_ok(d, access_grant_revoke(door_as(d, SEC), u.id, g.id, 1, &d->e));
}

static void units_move_with_what_is_below(void **state)
{
	struct door *d = *state;
	struct access_unit a = { .parent_id = 1, .name = STR("甲"), .kind = STR("unit"), .active = true }, b = a, c = a;

	assert_ok(d, access_unit_save(door_as(d, SYS), &a, &a, &d->e));
	b.name = STR("乙");
	assert_ok(d, access_unit_save(&d->call, &b, &b, &d->e));
	c.name = STR("丙");
	c.parent_id = a.id;
	assert_ok(d, access_unit_save(&d->call, &c, &c, &d->e));
	struct access_unit loop = a;
	loop.parent_id = c.id;
	assert_error(d, ERR_INPUT, access_unit_save(&d->call, &loop, &loop, &d->e));
	door_commit(d);
	struct access_unit stale = a;
	a.parent_id = b.id;
	assert_ok(d, access_unit_save(door_as(d, SYS), &a, &a, &d->e));
	assert_ok(d, access_unit(&d->call, c.id, &c, &d->e));
	assert_str(c.path, "/1/3/2/4/");
	stale.name = STR("丁");
	assert_error(d, ERR_CONFLICT, access_unit_save(&d->call, &stale, &stale, &d->e));
	struct access_unit top = {
		.id = 1, .name = STR("云岭市城市管理局"), .kind = STR("unit"), .active = false, .version = 2
	};
	assert_error(d, ERR_DENIED, access_unit_save(&d->call, &top, &top, &d->e));
	struct access_unit same = { .parent_id = 1, .name = STR("乙"), .kind = STR("unit"), .active = true };
	assert_error(d, ERR_CONFLICT, access_unit_save(&d->call, &same, &same, &d->e));
}

/* --- delegation --- */

static struct actor session_actor(struct door *d, struct str token)
{
	struct actor a = { 0 };

	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &d->store, &d->e));
	assert_ok(d, access_session(d->access, d->store, token, d->arena, &a, &d->e));
	door_rollback(d);
	return a;
}

/* Ann, signed in with a password of her own. */
static struct str ann_signed_in(struct door *d)
{
	struct str once;
	struct access_new_password in = { .new_password = STR(GOOD_PASSWORD) };

	assert_ok(d, access_person_reset(door_as(d, SYS), 1, d->id[ANN], &once, &d->e));
	door_commit(d);
	struct str token = door_sign_in(d, "ann", once.ptr);
	struct actor a = session_actor(d, token);
	in.old_password = once;
	assert_ok(d, access_set_password(d->access, d->pool, &a, &in, &d->e));
	return token;
}

static int act_for(struct door *d, struct str token, int64_t id)
{
	struct actor a = session_actor(d, token);

	door_as(d, ANN);
	d->actor = a;
	int rc = access_act_for(&d->call, id, &d->e);
	if (rc == 0)
		door_commit(d);
	return rc;
}

static void a_deputy_has_the_named_roles_for_a_time(void **state)
{
	struct door *d = *state;
	struct str token = ann_signed_in(d);
	struct access_delegation del = { .unit_id = 1,
		.from_person = d->id[BOB],
		.to_person = d->id[ANN],
		.roles = STR("case.head  case.clerk"),
		.reason = STR("外出学习"),
		.valid_until = d->now_ms + 600000 };

	door_grant(d, d->id[ANN], "case.own", 0);
	door_grant(d, d->id[BOB], "case.head", 0);
	assert_error(d, ERR_INPUT, access_delegate(door_as(d, SEC), &del, &del, &d->e)); /* clerk: he has it not */
	door_grant(d, d->id[BOB], "case.clerk", 0);
	door_grant(d, d->id[BOB], "case.secret", 0);
	assert_ok(d, access_delegate(door_as(d, SEC), &del, &del, &d->e));
	door_commit(d);
	assert_ok(d, act_for(d, token, del.id));
	struct actor a = session_actor(d, token);
	assert_int_equal(a.person_id, d->id[ANN]);
	assert_int_equal(a.on_behalf_of, d->id[BOB]);
	assert_str(a.behalf_name, "包伯");
	assert_true(actor_has_role(&a, STR("case.head"), 0));
	assert_true(actor_has_role(&a, STR("case.clerk"), 0));
	assert_false(actor_has_role(&a, STR("case.secret"), 0));
	assert_false(actor_has_role(&a, STR("case.own"), 0));
	/* What he loses, she loses. */
	assert_ok(d, access_grant_revoke(door_as(d, SEC), 1, 5, 1, &d->e));
	door_commit(d);
	a = session_actor(d, token);
	assert_false(actor_has_role(&a, STR("case.head"), 0));
	d->now_ms += 600000;
	a = session_actor(d, token);
	assert_int_equal(a.on_behalf_of, 0);
	assert_true(actor_has_role(&a, STR("case.own"), 0));
	assert_error(d, ERR_DENIED, act_for(d, token, del.id));
	assert_ok(d, act_for(d, token, 0));
	assert_int_equal(door_events(d, "act-for", "no-delegation"), 1);
}

static void delegations_are_bounded(void **state)
{
	struct door *d = *state;
	struct access_delegation good = { .unit_id = 1,
		.from_person = d->id[BOB],
		.to_person = d->id[ANN],
		.roles = STR("case.clerk"),
		.reason = STR("出差"),
		.valid_until = d->now_ms + DAY };
	struct access_delegation del;

	door_grant(d, d->id[BOB], "case.clerk", 0);
#define REFUSED(code, member, value)                                                                                   \
	do {                                                                                                           \
		del = good;                                                                                            \
		del.member = (value);                                                                                  \
		assert_error(d, code, access_delegate(door_as(d, SEC), &del, &del, &d->e));                            \
	} while (0)
	REFUSED(ERR_INPUT, to_person, d->id[BOB]);
	REFUSED(ERR_INPUT, reason, STR(" "));
	REFUSED(ERR_INPUT, roles, STR("  "));
	REFUSED(ERR_INPUT, roles, STR("Case'"));
	REFUSED(ERR_INPUT, valid_until, d->now_ms);
	REFUSED(ERR_INPUT, valid_until, d->now_ms + 181 * DAY);
	REFUSED(ERR_NOTFOUND, to_person, 99);
	REFUSED(ERR_INPUT, from_person, 99);
	REFUSED(ERR_DENIED, to_person, d->id[AUD]);
	REFUSED(ERR_DENIED, roles, STR("sysadmin"));
	del = good;
	del.from_person = d->id[SYS];
	del.roles = STR("sysadmin");
	assert_error(d, ERR_DENIED, access_delegate(door_as(d, SEC), &del, &del, &d->e));
#undef REFUSED
}

/* --- tokens --- */

static int by_token(struct door *d, struct str bearer, struct actor *ret)
{
	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &d->store, &d->e));
	int rc = access_token(d->access, d->store, bearer, d->arena, ret, &d->e);
	door_rollback(d);
	return rc;
}

static void a_token_does_what_its_scopes_say(void **state)
{
	struct door *d = *state;
	struct access_api_token t = { .unit_id = 1,
		.person_id = d->id[BOB],
		.name = STR("数字城管"),
		.scopes = STR("case.write  read"),
		.expires_at = d->now_ms + DAY };
	struct str bearer;
	struct actor a;

	door_grant(d, d->id[BOB], "case.clerk", 0);
	assert_ok(d, access_token_create(door_as(d, SEC), &t, &t, &bearer, &d->e));
	door_commit(d);
	assert_true(str_starts(bearer, STR("bh_1.")));
	assert_ok(d, by_token(d, bearer, &a));
	assert_true(a.token);
	assert_int_equal(a.person_id, d->id[BOB]);
	assert_true(actor_has_role(&a, STR("case.clerk"), 0));
	assert_true(actor_has_scope(&a, STR("case.write")));
	assert_true(actor_has_scope(&a, STR("case.read")));
	assert_true(actor_has_scope(&a, STR("other.read")));
	assert_false(actor_has_scope(&a, STR("other.write")));
	assert_false(actor_has_scope(&a, STR("case.close")));
	/* to write is to create, to change ..., but not to destroy; and in this register alone */
	assert_true(actor_has_scope(&a, STR("case.create")));
	assert_true(actor_has_scope(&a, STR("case.import")));
	assert_false(actor_has_scope(&a, STR("case.destroy")));
	assert_false(actor_has_scope(&a, STR("showcase.create")));
	assert_false(actor_has_scope(&a, STR("cas.create")));
	assert_false(actor_has_scope(&a, STR("create")));
	a.scopes = &(const struct str)STR_INIT("write");
	a.scopes_count = 1;
	assert_true(actor_has_scope(&a, STR("other.step")));
	assert_false(actor_has_scope(&a, STR("other.read")));
	assert_false(actor_has_scope(&a, STR("other.destroy")));
	assert_error(d, ERR_AUTH, by_token(d, str_sub(bearer, 3, bearer.len), &a));
	assert_error(d, ERR_AUTH, by_token(d, str_sub(bearer, 0, bearer.len - 1), &a));
	assert_ok(d, access_flush(d->access, d->pool, &d->e));
	assert_int_equal(door_number(d, "SELECT used_at FROM api_token"), d->now_ms);
	assert_ok(d, access_token_revoke(door_as(d, SEC), 1, t.id, 1, &d->e));
	door_commit(d);
	assert_error(d, ERR_AUTH, by_token(d, bearer, &a));
}

static void tokens_end_with_time_and_person(void **state)
{
	struct door *d = *state;
	struct access_api_token t = { .unit_id = 1,
		.person_id = d->id[BOB],
		.name = STR("接口"),
		.scopes = STR("read"),
		.expires_at = d->now_ms + DAY };
	struct access_person p;
	struct str bearer;
	struct actor a;

	assert_ok(d, access_token_create(door_as(d, SEC), &t, &t, &bearer, &d->e));
	door_commit(d);
	/* He becomes an administrator: administrators have no tokens. */
	assert_ok(d, grant_to(d, SEC, BOB, "auditor"));
	door_commit(d);
	assert_error(d, ERR_AUTH, by_token(d, bearer, &a));
	assert_ok(d, access_grant_revoke(door_as(d, SEC), 1, 4, 1, &d->e));
	door_commit(d);
	assert_ok(d, by_token(d, bearer, &a));
	d->now_ms += DAY;
	assert_error(d, ERR_AUTH, by_token(d, bearer, &a));
	d->now_ms -= DAY;
	assert_ok(d, access_person(door_as(d, SYS), 1, d->id[BOB], &p, &d->e));
	p.active = false;
	assert_ok(d, access_person_save(&d->call, &p, &p, NULL, &d->e));
	door_commit(d);
	assert_error(d, ERR_AUTH, by_token(d, bearer, &a));
	p.active = true;
	assert_ok(d, access_person_save(door_as(d, SYS), &p, &p, NULL, &d->e));
	door_commit(d);
	assert_error(d, ERR_AUTH, by_token(d, bearer, &a)); /* taken back for good */
}

static void tokens_are_bounded(void **state)
{
	struct door *d = *state;
	struct access_api_token good = { .unit_id = 1,
		.person_id = d->id[BOB],
		.name = STR("接口"),
		.scopes = STR("read"),
		.expires_at = d->now_ms + DAY };
	struct access_api_token t;
	struct str bearer;

#define REFUSED(code, member, value)                                                                                   \
	do {                                                                                                           \
		t = good;                                                                                              \
		t.member = (value);                                                                                    \
		assert_error(d, code, access_token_create(door_as(d, SEC), &t, &t, &bearer, &d->e));                   \
	} while (0)
	REFUSED(ERR_INPUT, scopes, STR(""));
	REFUSED(ERR_INPUT, scopes, STR("read *"));
	REFUSED(ERR_INPUT, name, STR(""));
	REFUSED(ERR_INPUT, expires_at, d->now_ms);
	REFUSED(ERR_INPUT, expires_at, d->now_ms + 366 * DAY);
	REFUSED(ERR_DENIED, person_id, d->id[SYS]);
	REFUSED(ERR_NOTFOUND, person_id, 99);
#undef REFUSED
}

/* --- people --- */

static void logins_are_one_persons_in_all_units(void **state)
{
	struct door *d = *state;
	static const char *const bad[] = { "", "a", "a b", "a'b", "a/b", "＠全角", "a\tb", "名\xff" };
	struct access_person p = { .unit_id = 1, .login = STR("BOB"), .name = STR("重名"), .active = true };
	struct str password;

	assert_error(d, ERR_CONFLICT, access_person_save(door_as(d, SYS), &p, &p, &password, &d->e));
	for (size_t i = 0; i < COUNT(bad); i++) {
		p.login = str_from(bad[i]);
		assert_error(d, ERR_INPUT, access_person_save(door_as(d, SYS), &p, &p, &password, &d->e));
	}
	p.login = STR("ok.login");
	p.phone = STR("<script>");
	assert_error(d, ERR_INPUT, access_person_save(door_as(d, SYS), &p, &p, &password, &d->e));
	p.phone = STR_NONE;
	p.department_id = 5;
	assert_error(d, ERR_NOTFOUND, access_person_save(door_as(d, SYS), &p, &p, &password, &d->e));
	p.department_id = 0;
	p.name = STR("名\n字");
	assert_error(d, ERR_INPUT, access_person_save(door_as(d, SYS), &p, &p, &password, &d->e));
}

static void a_stale_change_is_refused(void **state)
{
	struct door *d = *state;
	struct access_person p, first;

	assert_ok(d, access_person(door_as(d, SYS), 1, d->id[BOB], &p, &d->e));
	first = p;
	p.title = STR("科长");
	assert_ok(d, access_person_save(&d->call, &p, &p, NULL, &d->e));
	assert_int_equal(p.version, 2);
	assert_error(d, ERR_CONFLICT, access_person_save(&d->call, &first, &first, NULL, &d->e));
}

static void people_are_listed_page_by_page(void **state)
{
	struct door *d = *state;
	int64_t top = door_department(d, "大队", 0), below = door_department(d, "中队", top);
	struct access_people list;
	struct access_people_filter f = { .unit_id = 1 };
	struct access_page two = { 0, 2 };
	struct access_person p;

	assert_ok(d, access_person(door_as(d, SYS), 1, d->id[BOB], &p, &d->e));
	p.department_id = below;
	p.phone = STR("13900000000");
	assert_ok(d, access_person_save(&d->call, &p, &p, NULL, &d->e));
	door_commit(d);
	assert_ok(d, access_people(door_as(d, ANN), &f, &two, &list, &d->e));
	assert_int_equal(list.count, 2);
	two.after = list.rows[1].id;
	two.limit = 1000;
	assert_ok(d, access_people(&d->call, &f, &two, &list, &d->e));
	assert_int_equal(list.count, 3);
	f.department_id = top;
	assert_ok(d, access_people(&d->call, &f, &page, &list, &d->e));
	assert_int_equal(list.count, 1);
	assert_str(list.rows[0].login, "bob");
	assert_null(list.rows[0].phone.ptr); /* for the system administrator alone */
	f.department_id = 0;
	f.contains = STR("安");
	assert_ok(d, access_people(&d->call, &f, &page, &list, &d->e));
	assert_int_equal(list.count, 2);
	f.contains = STR("%");
	assert_ok(d, access_people(&d->call, &f, &page, &list, &d->e));
	assert_int_equal(list.count, 0);
	struct access_page bad = { 0, 0 }, huge = { 0, 1001 }, minus = { -1, 10 };
	assert_error(d, ERR_USAGE, access_people(&d->call, &f, &bad, &list, &d->e));
	assert_error(d, ERR_USAGE, access_people(&d->call, &f, &huge, &list, &d->e));
	assert_error(d, ERR_USAGE, access_people(&d->call, &f, &minus, &list, &d->e));
}

/* --- policies --- */

static void policies_have_limits_and_versions(void **state)
{
	struct door *d = *state;
	struct access_policies list;

	assert_error(d, ERR_INPUT, access_policy_set(door_as(d, SEC), STR("lock.failures"), 2, 0, &d->e));
	assert_error(d, ERR_INPUT, access_policy_set(&d->call, STR("password.min_length"), 7, 0, &d->e));
	assert_error(d, ERR_NOTFOUND, access_policy_set(&d->call, STR("no.such"), 7, 0, &d->e));
	assert_ok(d, access_policy_set(&d->call, STR("lock.failures"), 3, 0, &d->e));
	assert_error(d, ERR_CONFLICT, access_policy_set(&d->call, STR("lock.failures"), 4, 0, &d->e));
	assert_ok(d, access_policy_set(&d->call, STR("lock.failures"), 4, 1, &d->e));
	assert_ok(d, access_policies(&d->call, &list, &d->e));
	for (size_t i = 0; i < list.count; i++) {
		struct access_policy *p = &list.rows[i];
		assert_true(p->least <= p->standard && p->standard <= p->most);
		if (str_eq(p->name, STR("lock.failures"))) {
			assert_int_equal(p->value, 4);
			assert_int_equal(p->version, 2);
		}
	}
	door_commit(d);
	door_sql(d, "UPDATE setting SET value = '0' WHERE name = 'lock.failures'"); /* past us: does not count */
	assert_ok(d, access_policies(door_as(d, SEC), &list, &d->e));
	for (size_t i = 0; i < list.count; i++)
		if (str_eq(list.rows[i].name, STR("lock.failures")))
			assert_int_equal(list.rows[i].value, 5);
}

/* --- events --- */

static void the_auditor_reads_what_happened(void **state)
{
	struct door *d = *state;
	struct access_events list;
	struct access_event_filter f = { .unit_id = 1, .refused_only = true };

	door_as(d, ANN);
	assert_error(d, ERR_DENIED, access_require(d->access, &d->actor, RIGHT_BACKUP, STR("nightly"), &d->e));
	door_rollback(d);
	assert_ok(d, access_flush(d->access, d->pool, &d->e));
	assert_ok(d, access_events(door_as(d, AUD), &f, &page, &list, &d->e));
	assert_int_equal(list.count, 1);
	struct access_event_row *r = &list.rows[0];
	assert_str(r->actor, "ann");
	assert_str(r->what, "backup");
	assert_str(r->object, "nightly");
	assert_str(r->reason, "not-of-this-administrator");
	assert_str(r->address, "10.0.0.9");
	assert_str(r->request_id, "r-1");
	assert_int_equal(r->at, d->now_ms);
	assert_false(r->ok);
	f.refused_only = false;
	f.what = STR("person.create");
	assert_ok(d, access_events(&d->call, &f, &page, &list, &d->e));
	assert_int_equal(list.count, 2);
	int64_t newest = list.rows[0].id, oldest = list.rows[1].id;
	assert_true(newest > oldest);
	struct access_page one = { .limit = 1 };
	assert_ok(d, access_events(&d->call, &f, &one, &list, &d->e));
	assert_int_equal(list.count, 1);
	assert_int_equal(list.rows[0].id, newest);
	one.after = newest;
	assert_ok(d, access_events(&d->call, &f, &one, &list, &d->e));
	assert_int_equal(list.rows[0].id, oldest);
	one.after = oldest;
	assert_ok(d, access_events(&d->call, &f, &one, &list, &d->e));
	assert_int_equal(list.count, 0);
	f.from = d->now_ms + 1;
	assert_ok(d, access_events(&d->call, &f, &page, &list, &d->e));
	assert_int_equal(list.count, 0);
}

static void events_cannot_be_changed(void **state)
{
	struct door *d = *state;
	static const char *const sql[] = { "UPDATE access_event SET ok = 1", "DELETE FROM access_event" };

	for (size_t i = 0; i < COUNT(sql); i++) {
		door_as(d, SYS);
		assert_true(store_exec(d->store, sql[i], &d->e) < 0);
		err_clear(&d->e);
	}
}

/* More denials than memory is given: the rest is counted, and the count is written. */
static void a_flood_of_denials_is_counted(void **state)
{
	struct door *d = *state;

	door_as(d, ANN);
	for (int i = 0; i < 1030; i++) {
		assert_int_equal(access_require(d->access, &d->actor, RIGHT_BACKUP, STR("x"), NULL), ERR_DENIED);
	}
	assert_int_equal(door_events(d, "backup", "not-of-this-administrator"), 1024);
	assert_int_equal(
		door_number(d, "SELECT count(*) FROM access_event WHERE what = 'event.dropped' AND object = '6'"), 1);
}

/* --- the console --- */

static void the_console_recovers_an_administrator(void **state)
{
	struct door *d = *state;
	struct access_accounts list;
	struct str password;

	door_as(d, SYS);
	d->actor = access_console(STR("root"));
	assert_ok(d, access_console_list(&d->call, STR_NONE, 2, &list, &d->e));
	assert_int_equal(list.count, 2);
	assert_str(list.rows[0].login, "ann");
	assert_null(list.rows[0].role.ptr);
	assert_ok(d, access_console_list(&d->call, list.rows[1].login_key, 100, &list, &d->e));
	assert_int_equal(list.count, 3);
	assert_str(list.rows[0].role, "secadmin");
	assert_error(d, ERR_NOTFOUND, access_console_reset(&d->call, STR("nobody"), false, &password, &d->e));
	assert_error(d, ERR_USAGE, access_console_unlock(&d->call, STR("'"), &d->e));
	assert_ok(d, access_console_unlock(&d->call, STR("LI.AQ"), &d->e));
	assert_ok(d, access_console_reset(&d->call, STR("LI.AQ"), true, &password, &d->e));
	door_commit(d);
	struct actor a = session_actor(d, door_sign_in(d, "li.aq", password.ptr));
	assert_int_equal(a.hold, HOLD_PASSWORD);
	assert_int_equal(door_events(d, "console.reset-all", "at-the-console"), 1);
	/* It is a person's rights that the console has not. */
	door_as(d, SYS);
	d->actor = access_console(STR("root"));
	for (size_t i = 0; i < RIGHTS_COUNT; i++)
		assert_error(
			d, ERR_DENIED, access_require(d->access, &d->actor, (enum access_right)i, STR("x"), &d->e));
}

#define READY(f) cmocka_unit_test_setup_teardown(f, door_open_ready, door_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		READY(each_operation_belongs_to_its_administrator),
		READY(rights_are_the_persons_own),
		READY(nobody_is_two_administrators),
		READY(no_administrator_does_business),
		READY(a_grant_for_tomorrow_counts),
		READY(nobody_grants_to_himself),
		READY(the_last_administrator_stays),
		READY(an_inactive_administrator_does_not_count),
		READY(administrators_are_for_the_whole_unit_and_without_end),
		READY(administrators_passwords_are_not_reset_by_others),
		READY(ones_own_account_is_others_business),
		READY(a_role_reaches_down_from_its_department),
		READY(grants_end),
		READY(units_below_are_within_reach_others_are_not),
		READY(units_move_with_what_is_below),
		READY(a_deputy_has_the_named_roles_for_a_time),
		READY(delegations_are_bounded),
		READY(a_token_does_what_its_scopes_say),
		READY(tokens_end_with_time_and_person),
		READY(tokens_are_bounded),
		READY(logins_are_one_persons_in_all_units),
		READY(a_stale_change_is_refused),
		READY(people_are_listed_page_by_page),
		READY(policies_have_limits_and_versions),
		READY(the_auditor_reads_what_happened),
		READY(events_cannot_be_changed),
		READY(a_flood_of_denials_is_counted),
		READY(the_console_recovers_an_administrator),
	};

	return door_main("access rights", tests, COUNT(tests));
}

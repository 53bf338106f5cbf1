/* First start, signing in, sessions, passwords, the second factor. */
#include "access_help.h"
#include "secret.h"
#include "totp.h"

#include "file.h"

#include <sys/stat.h>
#include <unistd.h>

#define MINUTE ((int64_t)60 * 1000)
#define DAY (24 * 60 * MINUTE)

static int try_from(struct door *d, const char *login, const char *password, const char *address, struct str *ret_token)
{
	struct access_signed_in in = { 0 };
	struct access_login l = { .login = str_from(login),
		.password = str_from(password),
		.address = str_from(address),
		.agent = STR("test") };

	door_rollback(d);
	int rc = access_sign_in(d->access, d->pool, &l, d->arena, &in, &d->e);
	if (rc == 0 && ret_token)
		*ret_token = in.token;
	return rc;
}

static int try(struct door *d, const char *login, const char *password)
{
	return try_from(d, login, password, "10.0.0.9", NULL);
}

static int session(struct door *d, struct str token, struct actor *ret)
{
	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &d->store, &d->e));
	int rc = access_session(d->access, d->store, token, d->arena, ret, &d->e);
	door_rollback(d);
	return rc;
}

static struct actor actor_of(struct door *d, struct str token)
{
	struct actor a = { 0 };

	assert_ok(d, session(d, token, &a));
	a.address = STR("10.0.0.9");
	return a;
}

/* In a write transaction of its own, committed. */
static const struct access_call *call_as(struct door *d, const struct actor *a)
{
	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_WRITE, &d->store, &d->e));
	d->actor = *a;
	d->call = (struct access_call){ d->access, d->store, &d->actor, d->arena };
	return &d->call;
}

/* --- first start --- */

static const struct access_setup good_setup = {
	.unit_name = STR_INIT("云岭市城市管理局"),
	.sysadmin = { STR_INIT("Wang.XT"), STR_INIT("王系统"), STR_INIT(GOOD_PASSWORD "1") },
	.secadmin = { STR_INIT("li.aq"), STR_INIT("李安全"), STR_INIT(GOOD_PASSWORD "2") },
	.auditor = { STR_INIT("zhao.sj"), STR_INIT("赵审计"), STR_INIT(GOOD_PASSWORD "3") },
	.business = { STR_INIT("张三"), STR_INIT("张三丰"), STR_INIT(GOOD_PASSWORD "4") },
	.business_role = STR_INIT("case.dispatcher"),
	.address = STR_INIT("10.0.0.9"),
};

static bool setup_needed(struct door *d)
{
	bool needed = false;

	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &d->store, &d->e));
	assert_ok(d, access_setup_needed(d->access, d->store, &needed, &d->e));
	door_rollback(d);
	return needed;
}

static void prepare_setup(struct door *d)
{
	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &d->store, &d->e));
	assert_ok(d, access_setup_prepare(d->access, d->store, &d->e));
	door_rollback(d);
}

static struct str setup_code(struct door *d)
{
	char path[160];
	struct str content;

	snprintf(path, sizeof path, "%s/setup-code.txt", d->folder);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(d, file_read(path, 100, &content, &d->e));
	struct str code = arena_dup(d->arena, str_trim(content));
	file_free(&content);
	return code;
}

static void the_first_start_wants_the_code(void **state)
{
	struct door *d = *state;
	struct access_setup in = good_setup;

	assert_true(setup_needed(d));
	assert_error(d, ERR_AUTH, try(d, "admin", "admin"));
	assert_error(d, ERR_AUTH, access_set_up(d->access, d->pool, &in, false, &d->e)); /* no code was made yet */
	prepare_setup(d);
	struct str code = setup_code(d);
	assert_int_equal(code.len, 23);
	prepare_setup(d);
	assert_true(str_eq(code, setup_code(d)));
	in.code = STR("aaaaa-bbbbb-ccccc-ddddd");
	assert_error(d, ERR_AUTH, access_set_up(d->access, d->pool, &in, false, &d->e));
	in.code = STR("");
	assert_error(d, ERR_AUTH, access_set_up(d->access, d->pool, &in, false, &d->e));
	assert_int_equal(door_number(d, "SELECT count(*) FROM person"), 0);
	assert_int_equal(door_events(d, "set-up", "wrong-setup-code"), 3);
	in.code = code;
	assert_ok(d, access_set_up(d->access, d->pool, &in, false, &d->e));
	assert_false(setup_needed(d));
	assert_int_equal(door_number(d, "SELECT count(*) FROM person"), 4);
	assert_int_equal(door_number(d, "SELECT count(*) FROM role_grant"), 4);
	assert_int_equal(
		door_number(d, "SELECT count(*) FROM unit WHERE unit_id = 1 AND name = '云岭市城市管理局'"), 1);
	char path[160];
	snprintf(path, sizeof path, "%s/setup-code.txt", d->folder);
	assert_int_equal(access(path, F_OK), -1);
	assert_error(d, ERR_CONFLICT, access_set_up(d->access, d->pool, &in, false, &d->e));
	assert_error(d, ERR_CONFLICT, access_set_up(d->access, d->pool, &in, true, &d->e));
	assert_ok(d, try(d, "WANG.xt", GOOD_PASSWORD "1"));
	assert_ok(d, try(d, "张三", GOOD_PASSWORD "4"));
}

static void guessing_the_code_is_slowed_down(void **state)
{
	struct door *d = *state;
	struct access_setup in = good_setup;
	int rc = 0;

	prepare_setup(d);
	in.code = STR("wrong");
	for (int i = 0; i < 11; i++) {
		err_clear(&d->e);
		rc = access_set_up(d->access, d->pool, &in, false, &d->e);
	}
	assert_int_equal(rc, ERR_BUSY);
	err_clear(&d->e);
	in.code = setup_code(d);
	assert_error(d, ERR_BUSY, access_set_up(d->access, d->pool, &in, false, &d->e));
	in.address = STR("10.0.0.10");
	assert_ok(d, access_set_up(d->access, d->pool, &in, false, &d->e));
}

static void the_three_are_different_people(void **state)
{
	struct door *d = *state;
	struct access_setup in = good_setup;

#define REFUSED(member, value)                                                                                         \
	do {                                                                                                           \
		in = good_setup;                                                                                       \
		in.member = STR(value);                                                                                \
		assert_error(d, ERR_INPUT, access_set_up(d->access, d->pool, &in, true, &d->e));                       \
	} while (0)
	REFUSED(secadmin.login, "WANG.xt");
	REFUSED(secadmin.name, "王系统");
	REFUSED(auditor.name, " 王系统 ");
	REFUSED(auditor.password, GOOD_PASSWORD "1");
	REFUSED(business.login, "zhao.sj");
	REFUSED(sysadmin.password, "short");
	REFUSED(sysadmin.password, "Admin@123456");
	REFUSED(sysadmin.password, "Wang.xt-2026-long");
	REFUSED(auditor.password, "");
	REFUSED(auditor.login, "");
	REFUSED(auditor.login, "a b");
	REFUSED(auditor.name, "");
	REFUSED(unit_name, "  ");
	REFUSED(business_role, "sysadmin");
	REFUSED(business_role, "Bad Role");
#undef REFUSED
	assert_int_equal(door_number(d, "SELECT count(*) FROM person"), 0);
	assert_int_equal(door_number(d, "SELECT count(*) FROM access_event"), 0);
	assert_true(setup_needed(d));
}

/* --- signing in --- */

static void a_refusal_tells_nothing(void **state)
{
	struct door *d = *state;
	static const struct {
		const char *login, *password, *reason;
	} bad[] = {
		{ "wang.xt", "wrong", "wrong-password" },
		{ "wang.xt", "", "wrong-password" },
		{ "nobody.here", GOOD_PASSWORD "1", "unknown-login" },
		{ "", "", "unknown-login" },
		{ "a b; DROP TABLE person", "x", "unknown-login" },
		{ "\xff\xfe", "x", "unknown-login" },
		{ "li.aq", GOOD_PASSWORD "1", "wrong-password" },
		{ "ann", "not-the-one-time-one", "wrong-password" },
	};
	char first[1100] = "", this[1100];

	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(try(d, bad[i].login, bad[i].password), ERR_AUTH);
		snprintf(this, sizeof this, "%s|%s|%s", d->e.message, d->e.hint, d->e.log);
		if (i > 0)
			assert_string_equal(this, first);
		memcpy(first, this, sizeof first);
		err_clear(&d->e);
	}
	assert_int_equal(door_events(d, "sign-in", "wrong-password"), 4);
	assert_int_equal(door_events(d, "sign-in", "unknown-login"), 4);
	assert_int_equal(door_number(d, "SELECT count(*) FROM access_event WHERE object LIKE '%nobody.here%'"), 0);
	assert_int_equal(door_number(d, "SELECT count(*) FROM session"), 0);
}

/* A long password is neither right by its beginning nor a way to make the machine work. */
static void long_passwords_are_wrong(void **state)
{
	struct door *d = *state;
	char *huge = calloc(1, 100001);

	assert_non_null(huge);
	memset(huge, 'x', 100000);
	memcpy(huge, GOOD_PASSWORD "1", strlen(GOOD_PASSWORD "1"));
	assert_error(d, ERR_AUTH, try(d, "wang.xt", huge));
	free(huge);
}

static void a_session_is_known_by_its_token_alone(void **state)
{
	struct door *d = *state;
	struct str token = door_sign_in(d, "WANG.XT", GOOD_PASSWORD "1");
	struct actor a = actor_of(d, token);

	assert_int_equal(a.person_id, d->id[SYS]);
	assert_int_equal(a.unit_id, 1);
	assert_str(a.login, "wang.xt");
	assert_str(a.unit_path, "/1/");
	assert_int_equal(a.hold, HOLD_NONE);
	assert_true(actor_has_role(&a, ROLE_SYSADMIN, 0));
	assert_false(actor_has_role(&a, ROLE_SECADMIN, 0));
	static const char *const bad[] = { "", ".", "1.", "1.AAAA", "0.AAAA", "2.", "x", "-1.A",
		"99999999999999999999999.A", "1.' OR 1=1 --" };
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_error(d, ERR_AUTH, session(d, str_from(bad[i]), &a));
	for (size_t i = 0; i < token.len; i++) {
		char copy[96];
		memcpy(copy, token.ptr, token.len);
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		assert_error(d, ERR_AUTH, session(d, (struct str){ copy, token.len }, &a));
		assert_error(d, ERR_AUTH, session(d, str_sub(token, 0, i), &a));
	}
	door_rollback(d);
	assert_int_equal(door_number(d, "SELECT count(*) FROM session WHERE length(id) = 64"), 1);
	assert_error(d, ERR_AUTH, session(d, a.session_id, &a)); /* what the database holds opens nothing */
}

static void sessions_end(void **state)
{
	struct door *d = *state;
	struct str idle = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	struct actor a;

	d->now_ms += 14 * MINUTE;
	actor_of(d, idle);
	assert_ok(d, access_flush(d->access, d->pool, &d->e)); /* the use is written down */
	d->now_ms += 14 * MINUTE;
	actor_of(d, idle);
	d->now_ms += 2 * MINUTE;
	assert_error(d, ERR_AUTH, session(d, idle, &a));

	struct str busy = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	for (int i = 0; i < 12 * 6 - 1; i++) {
		d->now_ms += 10 * MINUTE;
		actor_of(d, busy);
		assert_ok(d, access_flush(d->access, d->pool, &d->e));
	}
	d->now_ms += 10 * MINUTE;
	assert_error(d, ERR_AUTH, session(d, busy, &a)); /* twelve hours, however busy */

	struct str out = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	struct actor b = actor_of(d, out);
	assert_ok(d, access_sign_out(call_as(d, &b), &d->e));
	door_commit(d);
	assert_error(d, ERR_AUTH, session(d, out, &a));
	assert_int_equal(door_events(d, "sign-out", ""), 1);
}

static void the_oldest_of_many_sessions_ends(void **state)
{
	struct door *d = *state;
	struct str tokens[6];
	struct actor a;

	for (size_t i = 0; i < COUNT(tokens); i++) {
		tokens[i] = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
		d->now_ms += 1000;
	}
	assert_error(d, ERR_AUTH, session(d, tokens[0], &a));
	for (size_t i = 1; i < COUNT(tokens); i++)
		actor_of(d, tokens[i]);
}

static void people_see_and_end_their_sessions(void **state)
{
	struct door *d = *state;
	struct str first = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"), second;
	struct access_session_list list;
	struct actor a, gone;

	d->now_ms += 1000;
	second = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	a = actor_of(d, second);
	assert_ok(d, access_sessions(call_as(d, &a), 1, d->id[SYS], &list, &d->e));
	assert_int_equal(list.count, 2);
	assert_true(list.rows[0].current);
	assert_false(list.rows[1].current);
	assert_str(list.rows[1].address, "10.0.0.9");
	assert_str(list.rows[1].agent, "test");
	assert_ok(d, access_sessions_end(&d->call, 1, d->id[SYS], &d->e));
	door_commit(d);
	assert_error(d, ERR_AUTH, session(d, first, &gone));
	actor_of(d, second);
	a.hold = HOLD_SECOND_FACTOR;
	assert_error(d, ERR_DENIED, access_sessions(call_as(d, &a), 1, d->id[SYS], &list, &d->e));
}

/* Addresses and names of browsers come from strangers. */
static void what_browsers_say_is_cleaned(void **state)
{
	struct door *d = *state;
	char agent[2000];
	struct access_signed_in in = { 0 };
	struct access_login l = { .login = STR("wang.xt"),
		.password = STR(GOOD_PASSWORD "1"),
		.address = { "10.0.0.9\xff\xfe\n", 11 },
		.agent = { agent, sizeof agent },
		.request_id = { "\x80\x80", 2 } };

	memset(agent, 'a', sizeof agent);
	agent[3] = '\n';
	assert_ok(d, access_sign_in(d->access, d->pool, &l, d->arena, &in, &d->e));
	assert_int_equal(
		door_number(d, "SELECT count(*) FROM session WHERE address = '10.0.0.9' AND length(agent) = 256"), 1);
	assert_int_equal(
		door_number(d, "SELECT count(*) FROM access_event WHERE what = 'sign-in' AND address = '10.0.0.9'"), 1);
}

/* --- locks --- */

static void fail_times(struct door *d, const char *login, int times, const char *address)
{
	for (int i = 0; i < times; i++)
		assert_error(d, ERR_AUTH, try_from(d, login, "wrong", address, NULL));
}

static void five_failures_lock_for_a_while(void **state)
{
	struct door *d = *state;

	fail_times(d, "wang.xt", 4, "10.1.1.1");
	assert_ok(d, try(d, "wang.xt", GOOD_PASSWORD "1"));
	fail_times(d, "li.aq", 5, "10.1.1.1");
	assert_error(d, ERR_AUTH, try(d, "li.aq", GOOD_PASSWORD "2"));
	assert_int_equal(door_events(d, "person.lock", "too-many-failures"), 1);
	assert_int_equal(door_events(d, "sign-in", "locked"), 1);
	d->now_ms += 29 * MINUTE;
	assert_error(d, ERR_AUTH, try(d, "li.aq", GOOD_PASSWORD "2"));
	d->now_ms += 2 * MINUTE; /* trying meanwhile made it no longer */
	assert_ok(d, try(d, "li.aq", GOOD_PASSWORD "2"));
}

static void locks_grow_and_have_an_end(void **state)
{
	struct door *d = *state;
	static const int64_t minutes[] = { 30, 60, 120, 240, 240, 240 };

	for (size_t i = 0; i < COUNT(minutes); i++) {
		char address[32];
		snprintf(address, sizeof address, "10.2.0.%zu", i);
		fail_times(d, "li.aq", 5, address);
		int64_t until = door_number(d, "SELECT locked_until FROM secret WHERE person_id = 2");
		assert_int_equal(until - d->now_ms, minutes[i] * MINUTE);
		d->now_ms = until + 1;
	}
	assert_ok(d, try(d, "li.aq", GOOD_PASSWORD "2"));
	assert_int_equal(door_number(d, "SELECT locks FROM secret WHERE person_id = 2"), 0);
}

/* Somebody who guesses cannot keep out who comes from where he always comes from. */
static void a_lock_by_others_spares_the_known_address(void **state)
{
	struct door *d = *state;

	assert_ok(d, try_from(d, "li.aq", GOOD_PASSWORD "2", "10.0.0.9", NULL));
	fail_times(d, "li.aq", 5, "66.6.6.6");
	assert_error(d, ERR_AUTH, try_from(d, "li.aq", GOOD_PASSWORD "2", "66.6.6.6", NULL));
	assert_error(d, ERR_AUTH, try_from(d, "li.aq", GOOD_PASSWORD "2", "10.0.0.10", NULL));
	int64_t until = door_number(d, "SELECT locked_until FROM secret WHERE person_id = 2");
	fail_times(d, "li.aq", 5, "10.0.0.9"); /* while it lasts, nothing makes it longer */
	assert_int_equal(door_number(d, "SELECT locked_until FROM secret WHERE person_id = 2"), until);
	assert_ok(d, try_from(d, "li.aq", GOOD_PASSWORD "2", "10.0.0.9", NULL));
}

static void guessing_from_one_address_is_slowed_down(void **state)
{
	struct door *d = *state;
	int rc = ERR_AUTH, tries = 0;
	char login[32];

	while (rc == ERR_AUTH && tries < 200) {
		snprintf(login, sizeof login, "user%d", tries++);
		err_clear(&d->e);
		rc = try_from(d, login, "x", "66.6.6.6", NULL);
	}
	assert_int_equal(rc, ERR_BUSY);
	assert_int_equal(tries, 51);
	err_clear(&d->e);
	assert_error(d, ERR_BUSY, try_from(d, "wang.xt", GOOD_PASSWORD "1", "66.6.6.6", NULL));
	assert_ok(d, try_from(d, "wang.xt", GOOD_PASSWORD "1", "10.0.0.9", NULL));
	assert_int_equal(door_events(d, "sign-in", "too-many-attempts"), 2);
	d->now_ms += 10 * 1000;
	assert_error(d, ERR_AUTH, try_from(d, "x1", "x", "66.6.6.6", NULL));
	assert_error(d, ERR_BUSY, try_from(d, "x1", "x", "66.6.6.6", NULL));
}

/* An office behind one address signs in every morning: who is right uses nothing up. */
static void right_passwords_are_not_counted(void **state)
{
	struct door *d = *state;

	for (int i = 0; i < 70; i++)
		assert_ok(d, try(d, "wang.xt", GOOD_PASSWORD "1"));
}

/* --- passwords --- */

static int change(struct door *d, const struct actor *a, const char *old, const char *new)
{
	struct access_new_password in = { str_from(old), str_from(new) };

	door_rollback(d);
	return access_set_password(d->access, d->pool, a, &in, &d->e);
}

static void a_new_person_must_choose_a_password(void **state)
{
	struct door *d = *state;
	struct access_person in = { .unit_id = 1, .login = STR("Chen.Xi"), .name = STR("陈溪"), .active = true }, out;
	struct str once, token;
	struct actor a;

	assert_ok(d, access_person_save(door_as(d, SYS), &in, &out, &once, &d->e));
	door_commit(d);
	assert_int_equal(once.len, 19);
	assert_int_equal(door_number(d, "SELECT count(*) FROM secret WHERE hash LIKE '%-%-%'"), 0);
	assert_ok(d, try_from(d, "chen.xi", once.ptr, "10.0.0.9", &token));
	a = actor_of(d, token);
	assert_int_equal(a.hold, HOLD_PASSWORD);
	assert_true(a.setup_needed);
	assert_error(d, ERR_DENIED, access_require(d->access, &a, RIGHT_PEOPLE, STR("x"), &d->e));
	assert_error(d, ERR_DENIED, access_require_reader(call_as(d, &a), 1, STR("x"), &d->e));
	assert_error(d, ERR_INPUT, change(d, &a, "wrong", GOOD_PASSWORD));
	assert_error(d, ERR_INPUT, change(d, &a, once.ptr, once.ptr));
	assert_error(d, ERR_INPUT, change(d, &a, once.ptr, "12345678"));
	assert_error(d, ERR_INPUT, change(d, &a, once.ptr, "Chen.Xi-9"));
	assert_ok(d, change(d, &a, once.ptr, GOOD_PASSWORD));
	assert_int_equal(actor_of(d, token).hold, HOLD_NONE);
	assert_error(d, ERR_AUTH, try(d, "chen.xi", once.ptr));
	assert_ok(d, try(d, "chen.xi", GOOD_PASSWORD));
}

static void a_one_time_password_expires(void **state)
{
	struct door *d = *state;
	struct str once;

	assert_ok(d, access_person_reset(door_as(d, SYS), 1, d->id[ANN], &once, &d->e));
	door_commit(d);
	d->now_ms += 72 * 60 * MINUTE - 1;
	assert_ok(d, try(d, "ann", once.ptr));
	d->now_ms += 1;
	assert_error(d, ERR_AUTH, try(d, "ann", once.ptr));
	assert_int_equal(door_events(d, "sign-in", "one-time-password-expired"), 1);
}

static void old_passwords_do_not_come_back(void **state)
{
	struct door *d = *state;
	struct str token = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	struct actor a = actor_of(d, token);
	char old[32] = GOOD_PASSWORD "1", new[32];

	for (int i = 0; i < 6; i++) {
		d->now_ms += 1000;
		snprintf(new, sizeof new, "%s-%c", GOOD_PASSWORD, 'a' + i);
		assert_ok(d, change(d, &a, old, new));
		memcpy(old, new, sizeof old);
		if (i < 5)
			assert_error(d, ERR_INPUT, change(d, &a, old, GOOD_PASSWORD "1"));
	}
	assert_error(d, ERR_INPUT, change(d, &a, old, GOOD_PASSWORD "-a"));
	d->now_ms += 1000;
	assert_ok(d, change(d, &a, old, GOOD_PASSWORD "1")); /* six changes ago */
}

static void a_changed_password_ends_the_other_sessions(void **state)
{
	struct door *d = *state;
	struct str other = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	struct str mine = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	struct actor a = actor_of(d, mine), b;

	assert_ok(d, change(d, &a, GOOD_PASSWORD "1", GOOD_PASSWORD "new"));
	assert_error(d, ERR_AUTH, session(d, other, &b));
	actor_of(d, mine);
}

static void guessing_the_old_password_locks(void **state)
{
	struct door *d = *state;
	struct str token = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	struct actor a = actor_of(d, token);

	for (int i = 0; i < 5; i++)
		assert_error(d, ERR_INPUT, change(d, &a, "wrong", GOOD_PASSWORD "new"));
	assert_int_equal(door_events(d, "person.lock", "too-many-failures"), 1);
	for (int i = 0; i < 5; i++)
		assert_error(d, ERR_INPUT, change(d, &a, "wrong", GOOD_PASSWORD "new"));
	assert_error(d, ERR_BUSY, change(d, &a, GOOD_PASSWORD "1", GOOD_PASSWORD "new"));
}

static void passwords_get_old(void **state)
{
	struct door *d = *state;

	d->now_ms += 90 * DAY;
	assert_int_equal(actor_of(d, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1")).hold, HOLD_NONE);
	d->now_ms += 1;
	assert_int_equal(actor_of(d, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1")).hold, HOLD_PASSWORD);
}

static void a_dearer_hash_replaces_the_cheap_one(void **state)
{
	struct door *d = *state;

	d->access->hash_ops = 2;
	assert_ok(d, try(d, "wang.xt", GOOD_PASSWORD "1"));
	assert_int_equal(door_number(d, "SELECT count(*) FROM secret WHERE person_id = 1 AND hash LIKE '%,t=2,%'"), 1);
	assert_ok(d, try(d, "wang.xt", GOOD_PASSWORD "1"));
}

/* While a password is compared no transaction is open: what happens then counts. Chance is asked for in that moment. */
static struct door *meddled;
static bool (*real_random)(void *context, void *out, size_t len);

static bool random_with_a_change(void *context, void *out, size_t len)
{
	meddled->access->clock.random = real_random;
	door_sql(meddled, "UPDATE secret SET hash = (SELECT hash FROM secret WHERE person_id = 2) WHERE person_id = 1");
	return real_random(context, out, len);
}

static void meddle(struct door *d)
{
	meddled = d;
	real_random = d->access->clock.random;
	d->access->clock.random = random_with_a_change;
}

static void a_password_changed_meanwhile_counts(void **state)
{
	struct door *d = *state;
	struct actor a = actor_of(d, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"));

	meddle(d);
	assert_error(d, ERR_CONFLICT, change(d, &a, GOOD_PASSWORD "1", GOOD_PASSWORD "new"));
	assert_ok(d, try(d, "wang.xt", GOOD_PASSWORD "2"));
}

static void a_sign_in_with_a_password_changed_meanwhile_fails(void **state)
{
	struct door *d = *state;

	d->access->hash_ops = 2; /* the stored hash is to be replaced: chance is asked for */
	meddle(d);
	assert_error(d, ERR_AUTH, try(d, "wang.xt", GOOD_PASSWORD "1"));
	assert_int_equal(door_number(d, "SELECT count(*) FROM session"), 0);
	assert_ok(d, try(d, "wang.xt", GOOD_PASSWORD "2"));
}

/* --- the second factor --- */

static void code_at(struct door *d, struct str secret, int64_t offset, char out[TOTP_TEXT_MAX])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char key[TOTP_KEY_BYTES] = { 0 };
	unsigned bits = 0, have = 0;
	size_t n = 0;

	for (size_t i = 0; i < secret.len; i++) {
		bits = bits << 5 | (unsigned)(strchr(letters, secret.ptr[i]) - letters);
		have += 5;
		if (have >= 8 && n < sizeof key) {
			key[n++] = (char)(bits >> (have - 8) & 255);
			have -= 8;
		}
	}
	assert_int_equal(n, sizeof key);
	assert_ok(d, totp_code(TOTP_SHA1, (struct str){ key, n }, (d->now_ms / 1000 + offset) / 30, 6, out, &d->e));
}

/* The system administrator with an authenticator; his recovery codes. */
static struct access_words enrol(struct door *d, struct str *ret_secret)
{
	struct actor a = actor_of(d, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"));
	struct access_enrolment en;
	struct access_words codes;
	char code[TOTP_TEXT_MAX];

	assert_ok(d, access_totp_begin(call_as(d, &a), &en, &d->e));
	door_commit(d);
	assert_int_equal(en.secret.len, 32);
	assert_true(str_starts(en.url, STR("otpauth://totp/%E9%97%AD%E7%8E%AF:wang.xt?secret=")));
	assert_error(d, ERR_INPUT, access_totp_confirm(call_as(d, &a), STR("000000"), &codes, &d->e));
	door_rollback(d);
	code_at(d, en.secret, 0, code);
	assert_ok(d, access_totp_confirm(call_as(d, &a), str_from(code), &codes, &d->e));
	door_commit(d);
	assert_int_equal(codes.count, 10);
	*ret_secret = en.secret;
	return codes;
}

static int prove(struct door *d, struct str token, const char *code)
{
	struct actor a = actor_of(d, token);

	return access_second_factor(d->access, d->pool, &a, str_from(code), &d->e);
}

static void a_code_is_good_once(void **state)
{
	struct door *d = *state;
	struct str secret;
	char code[TOTP_TEXT_MAX];

	enrol(d, &secret);
	struct str token = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	struct actor a = actor_of(d, token);
	assert_int_equal(a.hold, HOLD_SECOND_FACTOR);
	assert_true(a.second_factor_pending);
	assert_false(actor_has_role(&a, ROLE_SYSADMIN, 0));
	assert_error(d, ERR_DENIED, access_require(d->access, &a, RIGHT_PEOPLE, STR("x"), &d->e));
	assert_error(d, ERR_DENIED, change(d, &a, GOOD_PASSWORD "1", GOOD_PASSWORD "9"));
	code_at(d, secret, 0, code);
	assert_error(d, ERR_AUTH, prove(d, token, code)); /* it confirmed the enrolment */
	code_at(d, secret, 30, code);
	assert_ok(d, prove(d, token, code));
	assert_int_equal(actor_of(d, token).hold, HOLD_NONE);
	struct str second = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	assert_error(d, ERR_AUTH, prove(d, second, code));
	d->now_ms += 90 * 1000;
	code_at(d, secret, -60, code);
	assert_error(d, ERR_AUTH, prove(d, second, code)); /* two steps old */
	code_at(d, secret, -30, code);
	assert_ok(d, prove(d, second, code));
	assert_error(d, ERR_CONFLICT, prove(d, second, code));
}

static void wrong_codes_end_the_session_and_lock(void **state)
{
	struct door *d = *state;
	struct str secret, token;
	struct actor a;

	enrol(d, &secret);
	token = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	for (int i = 0; i < 5; i++)
		assert_error(d, ERR_AUTH, prove(d, token, i % 2 ? "1234567" : "abcdef"));
	assert_error(d, ERR_AUTH, session(d, token, &a));
	assert_int_equal(door_events(d, "second-factor", "wrong-code-session-ended"), 1);
	assert_int_equal(door_events(d, "person.lock", "too-many-failures"), 1);
}

/* Signing in with the right password clears nothing while codes are guessed. */
static void a_known_password_gives_no_endless_codes(void **state)
{
	struct door *d = *state;
	struct str secret;

	enrol(d, &secret);
	for (int i = 0; i < 5; i++)
		assert_error(d, ERR_AUTH, prove(d, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"), "000001"));
	assert_int_equal(door_events(d, "person.lock", "too-many-failures"), 1);
	assert_error(d, ERR_AUTH, try_from(d, "wang.xt", GOOD_PASSWORD "1", "10.3.3.3", NULL));
	struct str token = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"); /* from the known address */
	for (int i = 0; i < 4; i++)
		assert_error(d, ERR_AUTH, prove(d, token, "000001"));
	token = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	assert_error(d, ERR_AUTH, prove(d, token, "000001"));
	assert_error(d, ERR_BUSY, prove(d, token, "000001"));
}

static void a_recovery_code_is_good_once(void **state)
{
	struct door *d = *state;
	struct str secret;
	struct access_words codes = enrol(d, &secret);
	char loud[32];

	assert_int_equal(door_number(d, "SELECT count(*) FROM recovery_code WHERE length(hash) = 64"), 10);
	for (size_t i = 0; i <= codes.rows[3].len; i++)
		loud[i] = (char)(codes.rows[3].ptr[i] >= 'a' ? codes.rows[3].ptr[i] - 32 : codes.rows[3].ptr[i]);
	assert_ok(d, prove(d, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"), loud));
	assert_error(d, ERR_AUTH, prove(d, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"), loud));
	assert_ok(d, prove(d, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"), codes.rows[4].ptr));
	assert_int_equal(door_events(d, "second-factor", "recovery-code"), 2);
}

static void without_the_key_file_only_recovery_codes_work(void **state)
{
	struct door *d = *state;
	struct str secret;
	struct access_words codes = enrol(d, &secret);
	char code[TOTP_TEXT_MAX];

	d->access->key[0] ^= 1;
	code_at(d, secret, 30, code);
	struct str token = door_sign_in(d, "wang.xt", GOOD_PASSWORD "1");
	assert_error(d, ERR_DB, prove(d, token, code));
	assert_ok(d, prove(d, token, codes.rows[0].ptr));
}

/* A sealed key copied to another person's row does not open there. */
static void a_sealed_key_belongs_to_its_owner(void **state)
{
	struct door *d = *state;
	struct str secret;
	char code[TOTP_TEXT_MAX];

	enrol(d, &secret);
	assert_int_equal(door_number(d, "SELECT length(totp_key) FROM secret WHERE person_id = 1"), 61);
	door_sql(d, "UPDATE secret SET totp_on = 1, totp_key = (SELECT totp_key FROM secret WHERE person_id = 1)"
		    " WHERE person_id = 2");
	code_at(d, secret, 30, code);
	assert_error(d, ERR_DB, prove(d, door_sign_in(d, "li.aq", GOOD_PASSWORD "2"), code));
}

static void administrators_must_enrol(void **state)
{
	struct door *d = *state;
	struct access_enrolment en;
	struct access_words codes;
	char code[TOTP_TEXT_MAX];

	door_sql(d, "DELETE FROM setting");
	struct str token = door_sign_in(d, "li.aq", GOOD_PASSWORD "2");
	struct actor a = actor_of(d, token);
	assert_int_equal(a.hold, HOLD_ENROL);
	assert_error(d, ERR_DENIED, access_require(d->access, &a, RIGHT_GRANTS, STR("x"), &d->e));
	assert_int_equal(door_events(d, "role.write", "must-enrol-second-factor"), 1);
	assert_ok(d, access_totp_begin(call_as(d, &a), &en, &d->e));
	code_at(d, en.secret, 0, code);
	assert_ok(d, access_totp_confirm(&d->call, str_from(code), &codes, &d->e));
	door_commit(d);
	assert_int_equal(actor_of(d, token).hold, HOLD_NONE);
	assert_error(d, ERR_CONFLICT, access_totp_begin(call_as(d, &a), &en, &d->e));
}

static void who_is_switched_off_is_out(void **state)
{
	struct door *d = *state;
	struct str once, token;
	struct access_person p;
	struct actor a;

	assert_ok(d, access_person_reset(door_as(d, SYS), 1, d->id[ANN], &once, &d->e));
	door_commit(d);
	assert_ok(d, try_from(d, "ann", once.ptr, "10.0.0.9", &token));
	actor_of(d, token);
	assert_ok(d, access_person(door_as(d, SYS), 1, d->id[ANN], &p, &d->e));
	p.active = false;
	assert_ok(d, access_person_save(&d->call, &p, &p, NULL, &d->e));
	door_commit(d);
	assert_error(d, ERR_AUTH, session(d, token, &a));
	assert_error(d, ERR_AUTH, try(d, "ann", once.ptr));
	assert_int_equal(door_events(d, "sign-in", "inactive"), 1);
}

/* --- the key file --- */

static void the_key_is_made_once_and_kept(void **state)
{
	struct door *d = *state;
	struct access *again = NULL;
	struct access_options o = { .data_dir = d->folder, .clock = &d->clock, .hash_ops = 1, .hash_memory = 8192 };
	char path[160];
	struct stat st;

	snprintf(path, sizeof path, "%s/keys/access.key", d->folder);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, 32);
	assert_ok(d, access_open(&o, &again, &d->e));
	assert_memory_equal(again->key, d->access->key, 32);
	access_close(again);
	assert_int_equal(truncate(path, 31), 0);
	assert_error(d, ERR_IO, access_open(&o, &again, &d->e));
	o.data_dir = "/nonexistent/folder";
	assert_error(d, ERR_IO, access_open(&o, &again, &d->e));
}

static bool broken_random(void *context, void *out, size_t len)
{
	(void)context, (void)out, (void)len;
	return false;
}

static void without_chance_nothing_is_made(void **state)
{
	struct door *d = *state;

	d->access->clock.random = broken_random;
	assert_error(d, ERR_INTERNAL, try(d, "wang.xt", GOOD_PASSWORD "1"));
	assert_int_equal(door_number(d, "SELECT count(*) FROM session"), 0);
}

#define READY(f) cmocka_unit_test_setup_teardown(f, door_open_ready, door_close)
#define EMPTY(f) cmocka_unit_test_setup_teardown(f, door_open, door_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EMPTY(the_first_start_wants_the_code),
		EMPTY(guessing_the_code_is_slowed_down),
		EMPTY(the_three_are_different_people),
		READY(a_refusal_tells_nothing),
		READY(long_passwords_are_wrong),
		READY(a_session_is_known_by_its_token_alone),
		READY(sessions_end),
		READY(the_oldest_of_many_sessions_ends),
		READY(people_see_and_end_their_sessions),
		READY(what_browsers_say_is_cleaned),
		READY(five_failures_lock_for_a_while),
		READY(locks_grow_and_have_an_end),
		READY(a_lock_by_others_spares_the_known_address),
		READY(guessing_from_one_address_is_slowed_down),
		READY(right_passwords_are_not_counted),
		READY(a_new_person_must_choose_a_password),
		READY(a_one_time_password_expires),
		READY(old_passwords_do_not_come_back),
		READY(a_changed_password_ends_the_other_sessions),
		READY(guessing_the_old_password_locks),
		READY(passwords_get_old),
		READY(a_dearer_hash_replaces_the_cheap_one),
		READY(a_password_changed_meanwhile_counts),
		READY(a_sign_in_with_a_password_changed_meanwhile_fails),
		READY(a_code_is_good_once),
		READY(wrong_codes_end_the_session_and_lock),
		READY(a_known_password_gives_no_endless_codes),
		READY(a_recovery_code_is_good_once),
		READY(without_the_key_file_only_recovery_codes_work),
		READY(a_sealed_key_belongs_to_its_owner),
		READY(administrators_must_enrol),
		READY(who_is_switched_off_is_out),
		READY(the_key_is_made_once_and_kept),
		READY(without_chance_nothing_is_made),
	};

	return door_main("access sign-in", tests, COUNT(tests));
}

/* Signing in, set-up, grants and the rest with the n-th allocation, read, write or commit failing, for every n: a clear error
 * and nothing done, or all of it. */
#include "access_help.h"
#include "fault.h"
#include "log.h"

struct job {
	const char *name;
	int (*run)(struct door *d);
	const char *count; /* what a success adds `adds` to */
	int64_t adds;
	int refusal; /* what it answers without a fault; 0: success */
};

/* A job's answers go into an arena that has nothing yet. */
static struct arena *fresh_arena(struct door *d)
{
	arena_free(d->arena);
	d->arena = arena_new((size_t)16 << 20);
	return d->arena;
}

/* --- the jobs --- */

static int sign_in_with(struct door *d, const char *password)
{
	struct access_signed_in in;
	struct access_login l = { .login = STR("wang.xt"), .password = str_from(password), .address = STR("10.0.0.9") };

	return access_sign_in(d->access, d->pool, &l, d->arena, &in, &d->e);
}

static int sign_in(struct door *d)
{
	return sign_in_with(d, GOOD_PASSWORD "1");
}

static int sign_in_wrong(struct door *d)
{
	return sign_in_with(d, "wrong");
}

/* As somebody whose rights were read before anything fails. */
static struct actor actors[WHO_COUNT];

static int in_write(struct door *d, enum who who, int (*run)(const struct access_call *c, struct err *e))
{
	struct store *s = NULL;

	int rc = store_pool_take(d->pool, STORE_WRITE, &s, &d->e);
	if (rc < 0)
		return rc;
	struct access_call c = { d->access, s, &actors[who], d->arena };
	rc = run(&c, &d->e);
	if (rc == 0)
		rc = store_commit(s, &d->e);
	store_pool_give(d->pool, s);
	return rc;
}

static int grant_work(const struct access_call *c, struct err *e)
{
	struct access_grant g = { .unit_id = 1, .person_id = 4, .role = STR("case.clerk") };

	return access_grant(c, &g, &g, e);
}

static int grant(struct door *d)
{
	return in_write(d, SEC, grant_work);
}

static int refused_grant_work(const struct access_call *c, struct err *e)
{
	struct access_grant g = { .unit_id = 1, .person_id = 3, .role = STR("case.clerk") };

	return access_grant(c, &g, &g, e);
}

static int refused_grant(struct door *d)
{
	return in_write(d, SEC, refused_grant_work);
}

static int person_work(const struct access_call *c, struct err *e)
{
	struct access_person p = { .unit_id = 1, .login = STR("new.one"), .name = STR("新人"), .active = true };
	struct str password;

	return access_person_save(c, &p, &p, &password, e);
}

static int person(struct door *d)
{
	return in_write(d, SYS, person_work);
}

static int switch_off_work(const struct access_call *c, struct err *e)
{
	struct access_person p = { .unit_id = 1, .id = 5, .login = STR("bob"), .name = STR("包伯"), .version = 1 };

	return access_person_save(c, &p, &p, NULL, e);
}

static int switch_off(struct door *d)
{
	return in_write(d, SYS, switch_off_work);
}

static struct str token;

static int session(struct door *d)
{
	struct store *s = NULL;
	struct actor a;

	int rc = store_pool_take(d->pool, STORE_READ, &s, &d->e);
	if (rc == 0)
		rc = access_session(d->access, s, token, d->arena, &a, &d->e);
	store_pool_give(d->pool, s);
	return rc;
}

static int own_password(struct door *d)
{
	struct access_new_password in = { STR(GOOD_PASSWORD "1"), STR(GOOD_PASSWORD "9") };

	return access_set_password(d->access, d->pool, &actors[SYS], &in, &d->e);
}

static int set_up(struct door *d)
{
	struct access_setup in = {
		.unit_name = STR("云岭市城市管理局"),
		.sysadmin = { STR("wang.xt"), STR("王系统"), STR(GOOD_PASSWORD "1") },
		.secadmin = { STR("li.aq"), STR("李安全"), STR(GOOD_PASSWORD "2") },
		.auditor = { STR("zhao.sj"), STR("赵审计"), STR(GOOD_PASSWORD "3") },
	};

	return access_set_up(d->access, d->pool, &in, true, &d->e);
}

static int flush(struct door *d)
{
	return access_flush(d->access, d->pool, &d->e);
}

/* --- failing at every step --- */

static void check_outcome(struct door *d, const struct job *j, int rc, int64_t before, long n)
{
	int64_t after = door_number(d, j->count);

	if (rc == 0 || rc == j->refusal) {
		if (after != before + j->adds)
			fail_msg("%s, %ld: done, but %lld rows instead of %lld", j->name, n, (long long)after,
				(long long)(before + j->adds));
		err_clear(&d->e);
		return;
	}
	if (after != before)
		fail_msg("%s, %ld: failed (%d), but %lld rows more", j->name, n, rc, (long long)(after - before));
	if (rc != ERR_NOMEM && rc != ERR_IO && rc != ERR_INTERNAL)
		fail_msg("%s, %ld: %d %s (%s)", j->name, n, rc, d->e.message, d->e.log);
	door_check_error(d, rc);
}

/* The number of steps there were. */
static long fail_each(struct door *d, const struct job *j, enum fault_kind kind)
{
	for (long n = 1; n < 5000; n++) {
		int64_t before = door_number(d, j->count);
		fresh_arena(d);
		d->now_ms += 600000; /* attempts come back */
		fault_arm(kind, n, false);
		int rc = j->run(d);
		bool happened = fault_count(kind) >= n;
		fault_arm(kind, 0, false);
		check_outcome(d, j, rc, before, n);
		if (!happened) {
			assert_int_equal(rc, j->refusal);
			return n - 1;
		}
		if (rc == 0)
			fail_msg("%s, %ld: a failure went unnoticed", j->name, n);
	}
	fail_msg("%s does not end", j->name);
	return 0;
}

static void read_actors(struct door *d)
{
	static struct arena *kept;

	arena_free(kept);
	kept = arena_new((size_t)1 << 20);
	assert_non_null(kept);
	for (enum who w = SYS; w < WHO_COUNT; w++) {
		struct arena *own = d->arena;
		d->arena = kept;
		door_as(d, w);
		actors[w] = d->actor;
		actors[w].session_id = STR("none");
		d->arena = own;
		door_rollback(d);
	}
	token = arena_dup(kept, door_sign_in(d, "wang.xt", GOOD_PASSWORD "1"));
	assert_non_null(token.ptr);
}

static void torture(struct door *d, const struct job *j, enum fault_kind kind, const char *undo)
{
	read_actors(d);
	door_sql(d, "INSERT INTO setting (unit_id, name, value, changed_by, changed_at)"
		    " VALUES (1, 'session.idle_minutes', '1440', 'test', 0), (1, 'session.hours', '168', 'test', 0)"
		    " ON CONFLICT (unit_id, name) DO NOTHING");
	long steps = fail_each(d, j, kind);
	if (steps == 0 && kind == FAULT_ALLOC)
		fail_msg("%s: nothing could fail", j->name);
	if (undo)
		door_sql(d, undo);
}

#define EVENTS "SELECT count(*) FROM access_event"

static const struct job jobs[] = {
	{ "sign in", sign_in, "SELECT count(*) FROM session WHERE ended_at IS NULL OR created_at > 0", 1, 0 },
	{ "wrong password", sign_in_wrong,
		"SELECT count(*) FROM access_event WHERE what = 'sign-in' AND reason <> '' AND reason <> 'too-many-attempts'",
		1, ERR_AUTH },
	{ "grant", grant, "SELECT count(*) FROM role_grant", 1, 0 },
	{ "refused grant", refused_grant, "SELECT count(*) FROM role_grant", 0, ERR_DENIED },
	{ "person", person, "SELECT count(*) FROM person JOIN secret ON secret.person_id = person.id", 1, 0 },
	{ "switch off", switch_off, "SELECT count(*) FROM person WHERE active = 0", 1, 0 },
	{ "session", session, "SELECT count(*) FROM session", 0, 0 },
	{ "own password", own_password, "SELECT count(*) FROM secret_history", 1, 0 },
};

static void each_step_fails(void **state, enum fault_kind kind)
{
	for (size_t i = 0; i < COUNT(jobs); i++) {
		*state = NULL;
		assert_int_equal(door_open_ready(state), 0);
		torture(*state, &jobs[i], kind, NULL);
		door_close(state);
	}
}

static void each_allocation_fails(void **state)
{
	each_step_fails(state, FAULT_ALLOC);
}

static void each_read_fails(void **state)
{
	each_step_fails(state, FAULT_READ);
}

static void each_write_fails(void **state)
{
	each_step_fails(state, FAULT_WRITE);
}

static void each_commit_fails(void **state)
{
	each_step_fails(state, FAULT_SYNC);
}

static void set_up_is_all_or_nothing(void **state)
{
	static const struct job job = { "set-up", set_up, "SELECT count(*) FROM person", 3, 0 };
	static const enum fault_kind kinds[] = { FAULT_ALLOC, FAULT_WRITE, FAULT_SYNC };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		*state = NULL;
		assert_int_equal(door_open(state), 0);
		fail_each(*state, &job, kinds[i]);
		assert_int_equal(door_number(*state, "SELECT count(*) FROM secret"), 3);
		assert_int_equal(door_number(*state, "SELECT count(*) FROM role_grant"), 3);
		door_close(state);
	}
}

/* What could not be written waits, and nothing is written twice. */
static void denials_outlive_failures(void **state)
{
	static const struct job job = { "flush", flush, EVENTS, 3, 0 };
	static const enum fault_kind kinds[] = { FAULT_ALLOC, FAULT_WRITE, FAULT_SYNC };

	for (size_t i = 0; i < COUNT(kinds); i++) {
		*state = NULL;
		assert_int_equal(door_open_ready(state), 0);
		struct door *d = *state;
		read_actors(d);
		for (int k = 0; k < 3; k++)
			assert_int_equal(
				access_require(d->access, &actors[ANN], RIGHT_BACKUP, STR("x"), NULL), ERR_DENIED);
		fail_each(d, &job, kinds[i]);
		assert_int_equal(door_events(d, "backup", "not-of-this-administrator"), 3);
		door_close(state);
	}
}

/* Memory for the waiting event itself is missing: the denial stands, and is counted. */
static void a_denial_needs_no_memory(void **state)
{
	struct door *d;

	*state = NULL;
	assert_int_equal(door_open_ready(state), 0);
	d = *state;
	read_actors(d);
	fault_arm(FAULT_ALLOC, 1, true);
	int rc = access_require(d->access, &actors[ANN], RIGHT_BACKUP, STR("x"), NULL);
	fault_arm(FAULT_ALLOC, 0, false);
	assert_int_equal(rc, ERR_DENIED);
	assert_int_equal(door_events(d, "event.dropped", "too-many-waiting"), 1);
	door_close(state);
}

static void opening_fails_at_every_step(void **state)
{
	struct door *d;
	struct access *x = NULL;

	*state = NULL;
	assert_int_equal(door_open(state), 0);
	d = *state;
	struct access_options o = { .data_dir = d->folder, .clock = &d->clock, .hash_ops = 1, .hash_memory = 8192 };
	for (int kind = FAULT_ALLOC; kind <= FAULT_READ; kind++) {
		int rc = -1;
		for (long n = 1; n < 100 && rc != 0; n++) {
			fault_arm((enum fault_kind)kind, n, false);
			rc = access_open(&o, &x, &d->e);
			fault_arm((enum fault_kind)kind, 0, false);
			if (rc < 0)
				door_check_error(d, rc);
		}
		assert_int_equal(rc, 0);
		access_close(x);
	}
	door_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation_fails),
		cmocka_unit_test(each_read_fails),
		cmocka_unit_test(each_write_fails),
		cmocka_unit_test(each_commit_fails),
		cmocka_unit_test(set_up_is_all_or_nothing),
		cmocka_unit_test(denials_outlive_failures),
		cmocka_unit_test(a_denial_needs_no_memory),
		cmocka_unit_test(opening_fails_at_every_step),
	};

	log_to(NULL, NULL, LOG_ERROR);
	return cmocka_run_group_tests_name("access faults", tests, NULL, NULL);
}

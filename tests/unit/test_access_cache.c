/* Actors kept in memory: never for longer than what they were made from is true. */
#include "access_help.h"

#include <stdatomic.h>

static int look(struct door *d, struct access *x, struct str token, struct arena *a, struct actor *ret)
{
	struct store *s = NULL;

	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &s, &d->e));
	int rc = access_session(x, s, token, a, ret, &d->e);
	store_pool_give(d->pool, s);
	return rc;
}

static struct actor actor_of(struct door *d, struct str token)
{
	struct actor a = { 0 };

	assert_ok(d, look(d, d->access, token, d->arena, &a));
	return a;
}

/* Ann with a password of her own, signed in. */
static struct str ann(struct door *d)
{
	door_sql(d, "UPDATE secret SET hash = (SELECT hash FROM secret WHERE person_id = 1), must_change = 0,"
		    " expires_at = NULL WHERE person_id = 4");
	return door_sign_in(d, "ann", GOOD_PASSWORD "1");
}

/* Changed behind our back (no stamp moves): seen a second later. What moves the stamp is seen at once. */
static void an_actor_is_kept_for_a_second(void **state)
{
	struct door *d = *state;
	struct str token = ann(d);

	assert_str(actor_of(d, token).name, "安宁");
	door_sql(d, "UPDATE person SET name = '改名' WHERE id = 4");
	assert_str(actor_of(d, token).name, "安宁");
	d->now_ms += 999;
	assert_str(actor_of(d, token).name, "安宁");
	d->now_ms += 1;
	assert_str(actor_of(d, token).name, "改名");
	d->now_ms -= 5000; /* the clock was put back */
	door_sql(d, "UPDATE person SET name = '再改' WHERE id = 4");
	assert_str(actor_of(d, token).name, "再改");
}

static int trusted(
	struct door *d, struct store *s, struct str token, bool bearer, struct actor *ret, struct access_trust *t)
{
	*t = (struct access_trust){ .access = d->access, .store = s, .token = token, .bearer = bearer };
	return access_trusted(t, d->arena, ret, &d->e);
}

/* What is remembered for a write is confirmed where it is written, once for a group; a change of rights in the group counts for those
 * behind it, one that was undone does not. */
static void a_write_is_confirmed_where_it_is_written(void **state)
{
	struct door *d = *state;
	struct str token = ann(d);
	struct access_trust t = { .access = d->access, .token = token };
	struct store *s = NULL;
	struct actor a = { 0 };

	assert_int_equal(access_remembered(&t, d->arena, &a, &d->e), 0);
	assert_str(actor_of(d, token).name, "安宁");
	door_rollback(d);
	assert_int_equal(access_remembered(&t, d->arena, &a, &d->e), 1);
	assert_str(a.name, "安宁");
	assert_ok(d, store_pool_take(d->pool, STORE_WRITE, &s, &d->e));
	assert_int_equal(access_still(&t, s, &d->e), 1);
	assert_int_equal(access_still(&t, s, &d->e), 1);
	assert_ok(d, store_savepoint(s, &d->e));
	assert_ok(d, access_begin_change(d->access, s, &d->e));
	assert_int_equal(access_still(&t, s, &d->e), 0);
	store_savepoint_rollback(s);
	assert_int_equal(access_still(&t, s, &d->e), 1);
	assert_ok(d, access_begin_change(d->access, s, &d->e));
	assert_int_equal(access_still(&t, s, &d->e), 0);
	assert_ok(d, store_commit(s, &d->e));
	store_pool_give(d->pool, s);
	assert_int_equal(
		access_remembered(&t, d->arena, &a, &d->e), 1); /* the old one, until somebody asks the tables */
	assert_ok(d, store_pool_take(d->pool, STORE_WRITE, &s, &d->e));
	assert_int_equal(access_still(&t, s, &d->e), 0);
	assert_ok(d, access_session(d->access, s, token, d->arena, &a, &d->e));
	store_pool_give(d->pool, s);
	assert_int_equal(access_remembered(&t, d->arena, &a, &d->e), 1);
	assert_ok(d, store_pool_take(d->pool, STORE_WRITE, &s, &d->e));
	assert_int_equal(access_still(&t, s, &d->e), 1);
	store_pool_give(d->pool, s);
	t.token = STR("nonsense");
	assert_int_equal(access_remembered(&t, d->arena, &a, &d->e), 0);
}

/* On trust it is the one remembered, until the tables have answered. Where they are near nothing is taken on trust. */
static void trust_is_confirmed(void **state)
{
	struct door *d = *state;
	struct str token = ann(d);
	struct access_trust t = { 0 };
	struct store *s = NULL;
	struct actor a = { 0 };

	assert_str(actor_of(d, token).name, "安宁");
	for (int moved = 0; moved < 2; moved++) {
		if (moved)
			door_sql(d, "UPDATE person SET name = '改名' WHERE id = 4");
		if (moved)
			door_sql(d, "UPDATE access_state SET stamp = stamp + 1 WHERE unit_id = 1");
		door_rollback(d);
		assert_ok(d, store_pool_take(d->pool, STORE_READ, &s, &d->e));
		assert_ok(d, trusted(d, s, token, false, &a, &t));
		bool asked = t.asked != NULL;
		assert_int_equal(asked, store_is_remote(s));
		assert_str(a.name, moved && !asked ? "改名" : "安宁");
		assert_int_equal(access_confirm(&t, &d->e), !asked || !moved);
		assert_null(t.asked);
		assert_ok(d, access_session(d->access, s, token, d->arena, &a, &d->e));
		assert_str(a.name, moved ? "改名" : "安宁");
		store_pool_give(d->pool, s);
	}
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &s, &d->e)); /* given up before the answer */
	assert_ok(d, trusted(d, s, token, false, &a, &t));
	bool on_trust = t.asked != NULL;
	int64_t stamp;
	access_trust_clear(&t);
	assert_int_equal(store_kept(s, &stamp), !on_trust);
	store_pool_give(d->pool, s);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &s, &d->e));
	assert_int_equal(trusted(d, s, STR("nonsense"), false, &a, &t), ERR_AUTH);
	assert_int_equal(trusted(d, s, STR("bh_nonsense"), true, &a, &t), ERR_AUTH);
	err_clear(&d->e);
	store_pool_give(d->pool, s);
}

static void a_change_is_seen_at_once(void **state)
{
	struct door *d = *state;
	struct str token = ann(d);
	struct access_grant g = { .unit_id = 1, .person_id = d->id[ANN], .role = STR("case.clerk") };

	assert_int_equal(actor_of(d, token).roles_count, 0);
	assert_ok(d, access_grant(door_as(d, SEC), &g, &g, &d->e));
	assert_int_equal(door_number(d, "SELECT count(*) FROM role_grant WHERE person_id = 4"), 1);
	door_commit(d);
	assert_int_equal(actor_of(d, token).roles_count, 1);
	assert_ok(d, access_grant_revoke(door_as(d, SEC), 1, g.id, 1, &d->e));
	door_commit(d);
	assert_int_equal(actor_of(d, token).roles_count, 0);
}

/* Another program on the same database, with a memory of its own. */
static void a_change_by_another_program_is_seen_at_once(void **state)
{
	struct door *d = *state;
	struct access_options o = { .data_dir = d->folder, .clock = &d->clock, .hash_ops = 1, .hash_memory = 8192 };
	struct access *other = NULL;
	struct str token = ann(d), password;
	struct actor a;

	assert_ok(d, access_open(&o, &other, &d->e));
	assert_ok(d, look(d, other, token, d->arena, &a));
	actor_of(d, token);
	assert_ok(d, access_person_reset(door_as(d, SYS), 1, d->id[ANN], &password, &d->e));
	door_commit(d);
	assert_error(d, ERR_AUTH, look(d, other, token, d->arena, &a));
	assert_error(d, ERR_AUTH, look(d, d->access, token, d->arena, &a));
	access_close(other);
}

/* An actor read inside a change that is undone must not outlive it. */
static void what_was_undone_is_forgotten(void **state)
{
	struct door *d = *state;
	struct str token = ann(d);
	struct access_grant g = { .unit_id = 1, .person_id = d->id[ANN], .role = STR("case.clerk") };
	struct actor a;

	for (int i = 0; i < 3; i++) {
		assert_ok(d, access_grant(door_as(d, SEC), &g, &g, &d->e));
		assert_ok(d, access_session(d->access, d->store, token, d->arena, &a, &d->e));
		assert_int_equal(a.roles_count, 1);
		door_rollback(d);
		assert_int_equal(actor_of(d, token).roles_count, 0);
	}
}

/* Everything an actor points to lives in the arena it was asked for, nothing of the request before is left. */
static void an_actor_stands_alone(void **state)
{
	struct door *d = *state;
	struct arena *first = arena_new(1 << 20), *second = arena_new(1 << 20);
	int64_t top = door_department(d, "大队", 0), below = door_department(d, "中队", top);
	struct access_person p;
	struct actor a, b;

	assert_ok(d, access_person(door_as(d, SYS), 1, d->id[ANN], &p, &d->e));
	p.department_id = below;
	p.title = STR("队长");
	assert_ok(d, access_person_save(&d->call, &p, &p, NULL, &d->e));
	door_commit(d);
	door_grant(d, d->id[ANN], "case.clerk", top);
	door_grant(d, d->id[ANN], "case.head", 0);
	struct str token = ann(d);
	assert_ok(d, look(d, d->access, token, first, &a));
	a.address = STR("1.2.3.4");
	memset((void *)(uintptr_t)a.name.ptr, 'X', a.name.len); /* his own copy */
	arena_free(first);
	assert_ok(d, look(d, d->access, token, second, &b));
	assert_null(b.address.ptr);
	assert_str(b.login, "ann");
	assert_str(b.name, "安宁");
	assert_str(b.title, "队长");
	assert_str(b.unit_path, "/1/");
	assert_str(b.department_path, "/1/2/");
	assert_int_equal(b.session_id.len, 64);
	assert_int_equal(b.roles_count, 2);
	assert_true(actor_has_role(&b, STR("case.clerk"), below));
	assert_false(actor_has_role(&b, STR("case.clerk"), 99));
	assert_true(actor_has_role(&b, STR("case.head"), 99));
	arena_free(second);
	struct arena *tiny = arena_new(8);
	assert_error(d, ERR_NOMEM, look(d, d->access, token, tiny, &b));
	arena_free(tiny);
}

/* --- names --- */

static struct str name_in(struct door *d, struct store *s, const struct access_name *n)
{
	return access_name_get(d->access, s, n, d->arena);
}

/* A name is kept over transactions, and gone with the next change of access; nothing is kept where nobody knows the stamp. */
static void names_are_kept_until_access_changes(void **state)
{
	struct door *d = *state;
	const struct access_name ann_name = { NAME_PERSON, 1, d->id[ANN] }, other = { NAME_DEPARTMENT, 1, d->id[ANN] };
	struct str token = ann(d);
	struct store *s = NULL;
	struct actor a;

	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &s, &d->e));
	access_name_put(d->access, s, &ann_name, STR("安宁"));
	assert_null(name_in(d, s, &ann_name).ptr); /* nobody has asked who it is */
	assert_ok(d, access_session(d->access, s, token, d->arena, &a, &d->e));
	access_name_put(d->access, s, &ann_name, STR("安宁"));
	assert_str(name_in(d, s, &ann_name), "安宁");
	assert_null(name_in(d, s, &other).ptr);
	assert_null(access_name_get(NULL, s, &ann_name, d->arena).ptr);
	store_pool_give(d->pool, s);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &s, &d->e));
	assert_null(name_in(d, s, &ann_name).ptr); /* another view */
	assert_ok(d, access_session(d->access, s, token, d->arena, &a, &d->e));
	assert_str(name_in(d, s, &ann_name), "安宁");
	store_pool_give(d->pool, s);
	door_department(d, "大队", 0);
	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_READ, &s, &d->e));
	assert_ok(d, access_session(d->access, s, token, d->arena, &a, &d->e));
	assert_null(name_in(d, s, &ann_name).ptr);
	store_pool_give(d->pool, s);
}

/* --- threads --- */

struct crowd {
	struct door *door;
	struct str tokens[3];
	atomic_bool stop;
	atomic_int wrong, seen;
};

static void *ask_all_the_time(void *context)
{
	struct crowd *c = context;
	struct arena *arena = arena_new(1 << 20);

	while (!atomic_load(&c->stop)) {
		for (int i = 0; i < 3; i++) {
			struct store *s = NULL;
			struct actor a;
			struct err e = { 0 };
			if (store_pool_take(c->door->pool, STORE_READ, &s, &e) < 0)
				continue;
			int rc = access_session(c->door->access, s, c->tokens[i], arena, &a, &e);
			store_pool_give(c->door->pool, s);
			if (rc < 0 ? rc != ERR_AUTH : a.person_id != i + 1)
				atomic_fetch_add(&c->wrong, 1);
			atomic_fetch_add(&c->seen, 1);
			arena_reset(arena);
		}
	}
	arena_free(arena);
	return NULL;
}

static void many_threads_ask_while_rights_change(void **state)
{
	struct door *d = *state;
	struct crowd c = { .door = d };
	pthread_t threads[2];

	for (int i = 0; i < 3; i++) {
		char password[32];
		snprintf(password, sizeof password, "%s%d", GOOD_PASSWORD, i + 1);
		c.tokens[i] = door_sign_in(d, door_logins[i], password);
	}
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_all_the_time, &c), 0);
	for (int i = 0; i < 50; i++) {
		door_grant(d, d->id[ANN], "case.clerk", 0);
		door_sql(d, "UPDATE role_grant SET revoked_at = 1 WHERE person_id = 4");
		access_require(d->access, &d->actor, RIGHT_BACKUP, STR("x"), NULL);
		assert_ok(d, access_flush(d->access, d->pool, &d->e));
	}
	while (atomic_load(&c.seen) < 100)
		sched_yield();
	atomic_store(&c.stop, true);
	for (size_t i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&c.wrong), 0);
	assert_int_equal(door_events(d, "backup", "not-of-this-administrator"), 50);
}

#define READY(f) cmocka_unit_test_setup_teardown(f, door_open_ready, door_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		READY(an_actor_is_kept_for_a_second),
		READY(trust_is_confirmed),
		READY(a_write_is_confirmed_where_it_is_written),
		READY(a_change_is_seen_at_once),
		READY(a_change_by_another_program_is_seen_at_once),
		READY(what_was_undone_is_forgotten),
		READY(an_actor_stands_alone),
		READY(names_are_kept_until_access_changes),
		READY(many_threads_ask_while_rights_change),
	};

	return door_main("access cache", tests, COUNT(tests));
}

/* The row fence: for each rule what is visible to whom; and what may not become part of a statement. */
#include "access_fence.h"
#include "access_help.h"

/* Unit 1 is the bureau with 2 below it, 3 below that and 9 apart; departments 1, 2 (below 1), 10 (apart) in unit 1. */
static const char *const world[] = {
	"CREATE TABLE paper (unit_id BIGINT NOT NULL, id BIGINT NOT NULL, department_id BIGINT, owner_id BIGINT,"
	" holder_id BIGINT)",
	"INSERT INTO unit (unit_id, name, parent_id, path) VALUES (2, 'u2', 1, '/1/2/'), (3, 'u3', 2, '/1/2/3/'),"
	" (10, 'u10', NULL, '/10/')",
	"INSERT INTO department (unit_id, id, parent_id, name, path) VALUES (1, 1, NULL, 'd1', '/1/'), (1, 2, 1, 'd2', "
	"'/1/2/'),"
	" (1, 10, NULL, 'd10', '/10/'), (2, 1, NULL, 'd1', '/1/')",
	"INSERT INTO paper (unit_id, id, department_id, owner_id, holder_id) VALUES"
	" (1, 101, 1, 7, NULL), (1, 102, 2, 8, 7), (1, 103, 10, 8, 8), (1, 104, NULL, NULL, NULL),"
	" (2, 201, 1, 7, 7), (3, 301, NULL, 5, 5), (10, 901, 1, 7, 7)",
};

static int open_world(void **state)
{
	door_open(state);
	for (size_t i = 0; i < COUNT(world); i++)
		door_sql(*state, world[i]);
	return 0;
}

static struct actor actor_of(int64_t unit, int64_t person, const char *unit_path, const char *department_path)
{
	return (struct actor){ .unit_id = unit,
		.person_id = person,
		.unit_path = str_from(unit_path),
		.department_path = str_from(department_path) };
}

static const struct access_columns columns = { "p.unit_id", "p.department_id", "p.owner_id", "p.holder_id" };

/* The ids seen, as text. */
static const char *seen_with(
	struct door *d, const struct actor *a, struct str role, const char *rules, const struct access_columns *c)
{
	static char text[256];
	struct access_fence f;
	struct store_stmt *st = NULL;
	struct buf sql;
	int next = 0;

	assert_ok(d, access_fence_make(a, role, str_from(rules), d->arena, &f, &d->e));
	buf_init(&sql, 65536);
	buf_cstr(&sql, "SELECT p.id FROM paper p WHERE p.id > $1 AND ");
	assert_ok(d, access_fence_sql(&f, c, 2, &sql, &next, &d->e));
	assert_true(next - 2 <= FENCE_PARAMS_MAX);
	buf_fmt(&sql, " AND p.id < $%d ORDER BY p.id", next);
	buf_chr(&sql, '\0');
	door_rollback(d);
	assert_ok(d, store_pool_take(d->pool, STORE_WRITE, &d->store, &d->e));
	assert_ok(d, store_prepare(d->store, sql.ptr, &st, &d->e));
	store_bind_int(st, 1, 0);
	access_fence_bind(&f, c, 2, st);
	store_bind_int(st, next, 100000);
	text[0] = '\0';
	int rc;
	while ((rc = store_step(st, &d->e)) > 0)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%lld", text[0] ? " " : "",
			(long long)store_int(st, 0));
	assert_ok(d, rc);
	store_done(st);
	door_rollback(d);
	buf_clear(&sql);
	return text;
}

static const char *seen(struct door *d, const struct actor *a, const char *rules)
{
	return seen_with(d, a, STR_NONE, rules, &columns);
}

static void each_rule_opens_what_it_says(void **state)
{
	struct door *d = *state;
	struct actor a = actor_of(1, 7, "/1/", "/1/");

	assert_string_equal(seen(d, &a, "own"), "101 102");
	assert_string_equal(seen(d, &a, "department"), "101 102");
	assert_string_equal(seen(d, &a, "unit"), "101 102 103 104");
	assert_string_equal(seen(d, &a, "subtree"), "101 102 103 104 201 301");
	assert_string_equal(seen(d, &a, "all"), "101 102 103 104 201 301 901");
}

/* '/1/' is not the beginning of '/10/': neither for units nor for departments. */
static void ten_does_not_lie_below_one(void **state)
{
	struct door *d = *state;
	struct actor in_two = actor_of(1, 99, "/1/", "/1/2/"), in_ten = actor_of(1, 99, "/1/", "/10/");
	struct actor unit_two = actor_of(2, 99, "/1/2/", "/1/"), unit_ten = actor_of(10, 99, "/10/", NULL);

	assert_string_equal(seen(d, &in_two, "department"), "102");
	assert_string_equal(seen(d, &in_ten, "department"), "103");
	assert_string_equal(seen(d, &unit_two, "subtree"), "201 301");
	assert_string_equal(seen(d, &unit_ten, "subtree"), "901");
	assert_string_equal(seen(d, &unit_two, "department"), "201");
}

static void own_rows_stay_within_the_unit(void **state)
{
	struct door *d = *state;
	struct actor a = actor_of(2, 7, "/1/2/", NULL);

	assert_string_equal(seen(d, &a, "own"), "201");
	assert_string_equal(seen(d, &a, "unit"), "201");
	assert_string_equal(seen(d, &a, "department"), "");
}

static void several_rules_open_together(void **state)
{
	struct door *d = *state;
	struct actor a = actor_of(1, 8, "/1/", "/10/");

	assert_string_equal(seen(d, &a, "own department"), "102 103");
	assert_string_equal(seen(d, &a, "  own   unit "), "101 102 103 104");
	struct actor b = actor_of(2, 7, "/1/2/", NULL);
	assert_string_equal(seen(d, &b, "own subtree"), "201 301");
}

static void who_is_held_sees_nothing(void **state)
{
	struct door *d = *state;
	static const enum actor_hold holds[] = { HOLD_SECOND_FACTOR, HOLD_PASSWORD, HOLD_ENROL };

	for (size_t i = 0; i < COUNT(holds); i++) {
		struct actor a = actor_of(1, 7, "/1/", "/1/");
		a.hold = holds[i];
		assert_string_equal(seen(d, &a, "all own"), "");
	}
	struct actor nobody = actor_of(1, 0, "/1/", NULL);
	assert_string_equal(seen(d, &nobody, "all"), "");
}

static void a_role_opens_where_it_was_granted(void **state)
{
	struct door *d = *state;
	static const int64_t below[] = { 10 };
	const struct actor_role roles[] = { { .name = STR_INIT("case.clerk"),
						    .path = STR_INIT("/10/"),
						    .departments = below,
						    .departments_count = 1 },
		{ .name = STR_INIT("case.head"), .whole_unit = true } };
	struct actor a = actor_of(1, 99, "/1/", "/1/");

	a.roles = roles;
	a.roles_count = COUNT(roles);
	assert_string_equal(seen_with(d, &a, STR("case.clerk"), "department", &columns), "103");
	assert_string_equal(seen_with(d, &a, STR("case.head"), "department", &columns), "101 102 103 104");
	assert_string_equal(seen_with(d, &a, STR("case.other"), "all", &columns), "");
	assert_true(actor_has_role(&a, STR("case.clerk"), 0));
	assert_true(actor_has_role(&a, STR("case.clerk"), 10));
	assert_false(actor_has_role(&a, STR("case.clerk"), 1));
	assert_true(actor_has_role(&a, STR("case.head"), 1));
	assert_false(actor_has_role(&a, STR("case"), 0));
}

static void who_acts_for_another_sees_his_rows(void **state)
{
	struct door *d = *state;
	struct actor a = actor_of(1, 99, "/1/", NULL);

	a.on_behalf_of = 7;
	assert_string_equal(seen(d, &a, "own"), "101 102");
}

static void a_table_without_the_column_opens_nothing(void **state)
{
	struct door *d = *state;
	struct actor a = actor_of(1, 7, "/1/", "/1/");
	struct access_columns unit_only = { .unit = "unit_id" };

	assert_string_equal(seen_with(d, &a, STR_NONE, "own department", &unit_only), "");
	assert_string_equal(seen_with(d, &a, STR_NONE, "unit", &unit_only), "101 102 103 104");
}

static void only_identifiers_become_text(void **state)
{
	struct door *d = *state;
	static const char *const bad[] = { "", "a b", "a;b", "a.b.c", ".a", "a.", "1a", "a'", "a\"", "A", "a--", "(a)",
		"a,b", "a\n", "a=a", "a.1" };
	struct actor a = actor_of(1, 7, "/1/", "/1/");
	struct access_fence f;
	struct buf sql;
	int next = 0;

	assert_ok(d, access_fence_make(&a, STR_NONE, STR("own department"), d->arena, &f, &d->e));
	buf_init(&sql, 65536);
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct access_columns c[4] = { columns, columns, columns, columns };
		c[0].unit = c[1].department = c[2].owner = c[3].holder = bad[i];
		for (size_t j = 0; j < COUNT(c); j++)
			assert_error(d, ERR_INTERNAL, access_fence_sql(&f, &c[j], 1, &sql, &next, &d->e));
	}
	struct access_columns none = { 0 };
	assert_error(d, ERR_INTERNAL, access_fence_sql(&f, &none, 1, &sql, &next, &d->e));
	assert_int_equal(sql.len, 0);
	buf_clear(&sql);
}

static void unknown_rules_are_refused(void **state)
{
	struct door *d = *state;
	static const char *const bad[] = { "", "  ", "everything", "own;", "own,unit", "OWN", "unit own x" };
	struct actor a = actor_of(1, 7, "/1/", "/1/");
	struct access_fence f;

	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_error(d, ERR_INPUT, access_fence_make(&a, STR_NONE, str_from(bad[i]), d->arena, &f, &d->e));
		assert_error(d, ERR_INPUT, access_fence_check(str_from(bad[i]), &d->e));
	}
	assert_ok(d, access_fence_check(STR("own department unit subtree all"), &d->e));
}

static void no_memory_opens_nothing(void **state)
{
	struct door *d = *state;
	struct actor a = actor_of(1, 7, "/1/", "/1/");
	struct access_fence f;
	struct arena *tiny = arena_new(1);
	struct buf sql;
	int next = 0;

	assert_error(d, ERR_NOMEM, access_fence_make(&a, STR_NONE, STR("subtree"), tiny, &f, &d->e));
	arena_free(tiny);
	assert_ok(d, access_fence_make(&a, STR_NONE, STR("subtree"), d->arena, &f, &d->e));
	buf_init(&sql, 8);
	assert_error(d, ERR_NOMEM, access_fence_sql(&f, &columns, 1, &sql, &next, &d->e));
	buf_clear(&sql);
}

#define WORLD(f) cmocka_unit_test_setup_teardown(f, open_world, door_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD(each_rule_opens_what_it_says),
		WORLD(ten_does_not_lie_below_one),
		WORLD(own_rows_stay_within_the_unit),
		WORLD(several_rules_open_together),
		WORLD(who_is_held_sees_nothing),
		WORLD(a_role_opens_where_it_was_granted),
		WORLD(who_acts_for_another_sees_his_rows),
		WORLD(a_table_without_the_column_opens_nothing),
		WORLD(only_identifiers_become_text),
		WORLD(unknown_rules_are_refused),
		WORLD(no_memory_opens_nothing),
	};

	return door_main("access fence", tests, COUNT(tests));
}

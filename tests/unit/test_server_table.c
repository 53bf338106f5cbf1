/* The operation table is whole, and paths find their rows. */
#include "unit.h"

#include "routes.h"

static void rows_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < operations_count; i++) {
		const struct operation *o = &operations[i];
		assert_true(o->summary[0] != '\0');
		assert_true(o->command == NULL ? o->path != NULL : o->command[0] != '\0');
		assert_int_equal(o->method == NULL, o->path == NULL);
		assert_int_equal(o->help == NULL, o->usage == NULL);
		if (o->help != NULL) {
			assert_non_null(strstr(o->help, "例：\n"));
			assert_non_null(strstr(o->help, "  bihuan "));
			assert_ptr_equal(operation_by_command(str_from(o->command)), o);
		}
		if (o->path == NULL)
			continue;
		assert_memory_equal(o->path, "/api/v1/", strlen("/api/v1/"));
		assert_non_null(o->params);
		if (strcmp(o->method, "GET") == 0) {
			assert_false(o->flags & OP_WRITES);
			assert_int_equal(o->body_limit, 0);
		} else {
			assert_true(o->body_limit > 0);
		}
		if (o->flags & (OP_WRITES | OP_TX))
			assert_true(o->flags & OP_LEDGER);
		/* What anybody may call keeps nothing from anybody: it signs in, sets up, or only tells. */
		if ((o->flags & OP_OPEN) && (o->flags & OP_WRITES))
			assert_true(strcmp(o->id, "sign_in") == 0 || strcmp(o->id, "sign_in_demo") == 0 ||
				    strcmp(o->id, "set_up") == 0);
	}
}

/* A route that names how the command line does the same names a command that exists. */
static void named_commands_exist(void **state)
{
	(void)state;
	for (size_t i = 0; i < operations_count; i++) {
		if (operations[i].command == NULL)
			continue;
		struct str name = str_from(operations[i].command);
		name = str_sub(name, 0, str_find(name, STR(" "), 0));
		assert_non_null(operation_by_command(name));
	}
}

static void no_two_rows_are_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < operations_count; i++) {
		for (size_t k = 0; k < i; k++) {
			assert_string_not_equal(operations[i].id, operations[k].id);
			if (operations[i].path != NULL && operations[k].path != NULL &&
				strcmp(operations[i].path, operations[k].path) == 0)
				assert_string_not_equal(operations[i].method, operations[k].method);
		}
	}
}

static void paths_find_rows(void **state)
{
	static const struct {
		const char *method, *path, *id, *allow;
		enum route_match match;
		int64_t number;
	} rows[] = {
		{ "GET", "/api/v1/version", "version", NULL, ROUTE_FOUND, 0 },
		{ "HEAD", "/api/v1/version", "version", NULL, ROUTE_FOUND, 0 },
		{ "GET", "/api/v1/reports", "list_reports", NULL, ROUTE_FOUND, 0 },
		{ "POST", "/api/v1/reports", "import", NULL, ROUTE_FOUND, 0 },
		{ "GET", "/api/v1/reports/12/tree", "show_tree", NULL, ROUTE_FOUND, 12 },
		{ "GET", "/api/v1/reports/9223372036854775807", "show_report", NULL, ROUTE_FOUND, INT64_MAX },
		{ "POST", "/api/v1/reports/1/decisions", "decide", NULL, ROUTE_FOUND, 1 },
		{ "GET", "/api/v1/reports/9223372036854775808", NULL, NULL, ROUTE_BAD_ID, 0 },
		{ "GET", "/api/v1/reports/0", NULL, NULL, ROUTE_BAD_ID, 0 },
		{ "GET", "/api/v1/reports/-1", NULL, NULL, ROUTE_BAD_ID, 0 },
		{ "GET", "/api/v1/reports/+1", NULL, NULL, ROUTE_BAD_ID, 0 },
		{ "GET", "/api/v1/reports/1x/text", NULL, NULL, ROUTE_BAD_ID, 0 },
		{ "GET", "/api/v1/reports/text", NULL, NULL, ROUTE_BAD_ID, 0 },
		{ "DELETE", "/api/v1/reports", NULL, "POST, GET, HEAD, OPTIONS", ROUTE_NO_METHOD, 0 },
		{ "get", "/api/v1/reports", NULL, "POST, GET, HEAD, OPTIONS", ROUTE_NO_METHOD, 0 },
		{ "PUT", "/api/v1/rebuild", NULL, "POST, OPTIONS", ROUTE_NO_METHOD, 0 },
		{ "HEAD", "/api/v1/rebuild", NULL, "POST, OPTIONS", ROUTE_NO_METHOD, 0 },
		{ "OPTIONS", "/api/v1/check", NULL, "POST, OPTIONS", ROUTE_OPTIONS, 0 },
		{ "GET", "/api/v1/reports/", NULL, NULL, ROUTE_NO_PATH, 0 },
		{ "GET", "/api/v1/reports//text", NULL, NULL, ROUTE_NO_PATH, 0 },
		{ "GET", "/api/v1/reports/1/text/", NULL, NULL, ROUTE_NO_PATH, 0 },
		{ "GET", "/api/v1/reports/1/2/text", NULL, NULL, ROUTE_NO_PATH, 0 },
		{ "GET", "/api/v1", NULL, NULL, ROUTE_NO_PATH, 0 },
		{ "GET", "/api/v2/version", NULL, NULL, ROUTE_NO_PATH, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct route r = { 0 };
		char allow[ROUTE_ALLOW_MAX];
		enum route_match m = route_find(str_from(rows[i].method), str_from(rows[i].path), &r, allow);
		if (m != rows[i].match)
			print_error("%s %s\n", rows[i].method, rows[i].path);
		assert_int_equal(m, rows[i].match);
		assert_str(str_from(r.operation != NULL ? r.operation->id : NULL), rows[i].id);
		if (m == ROUTE_FOUND)
			assert_int_equal(r.path.id, rows[i].number);
		if (rows[i].allow != NULL)
			assert_string_equal(allow, rows[i].allow);
	}
}

static void unknown_params(void **state)
{
	const struct operation o = { .params = "report q" };
	struct target t = { .params = { { STR("q"), STR("1") }, { STR("report"), STR("2") } }, .params_count = 2 };

	(void)state;
	assert_null(route_bad_param(&o, &t));
	t.params[1].name = STR("rep");
	assert_ptr_equal(route_bad_param(&o, &t), &t.params[1]);
	t.params[1].name = STR("report q");
	assert_ptr_equal(route_bad_param(&o, &t), &t.params[1]);
	t.params[1].name = STR("q");
	assert_ptr_equal(route_bad_param(&o, &t), &t.params[1]);
	t.params[1].name = STR("");
	assert_ptr_equal(route_bad_param(&o, &t), &t.params[1]);
}

static void nearest_words(void **state)
{
	static const char *const known[] = { "parse", "check", "import", "list", "show", "serve", "version" };
	static const struct {
		const char *word, *near;
	} rows[] = {
		{ "chekc", "check" },
		{ "chec", "check" },
		{ "imprt", "import" },
		{ "ver", "version" },
		{ "lst", "list" },
		{ "delete", NULL },
		{ "", NULL },
		{ "xyzzy", NULL },
		{ "a-very-long-word-that-is-nothing-like-a-command-at-all", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_str(str_from(operation_nearest(str_from(rows[i].word), known, COUNT(known))), rows[i].near);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_whole),
		cmocka_unit_test(named_commands_exist),
		cmocka_unit_test(no_two_rows_are_alike),
		cmocka_unit_test(paths_find_rows),
		cmocka_unit_test(unknown_params),
		cmocka_unit_test(nearest_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

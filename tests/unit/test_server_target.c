/* The request target, Host and Origin: hostile forms first. */
#include "unit.h"

#include "target.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return arena == NULL;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void bad_targets_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"x",
		"*",
		"http://a/",
		"/%",
		"/%4",
		"/%zz",
		"/a%00b",
		"/%ff",
		"/%c0%af",
		"/..",
		"/../etc/passwd",
		"/a/../b",
		"/a/%2e%2e/b",
		"/%2e%2e%2f",
		"/./a",
		"/a\\b",
		"/a%5c..",
		"/a%0d%0aSet-Cookie:x",
		"/a%7f",
		"/?a=%",
		"/?a=%00",
		"/?a=%ed%a0%80",
		"/?1&2&3&4&5&6&7&8&9&a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t&u&v&w&x",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct target t = { .path = STR("untouched") };
		struct err e = { 0 };
		int rc = target_parse(str_from(bad[i]), arena, &t, &e);
		if (rc != ERR_USAGE)
			print_error("accepted: %s\n", bad[i]);
		assert_int_equal(rc, ERR_USAGE);
		assert_str(t.path, "untouched");
		assert_true(e.message[0] != '\0');
	}
}

static void too_long_is_refused(void **state)
{
	static char text[TARGET_LENGTH_MAX + 2];
	struct target t;
	struct err e = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text));
	text[0] = '/';
	assert_int_equal(target_parse((struct str){ text, TARGET_LENGTH_MAX }, arena, &t, &e), 0);
	assert_int_equal(target_parse((struct str){ text, TARGET_LENGTH_MAX + 1 }, arena, &t, &e), ERR_USAGE);
}

static void path_and_params_are_decoded_once(void **state)
{
	struct target t;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(target_parse(STR("/a%20b/%E4%B8%AD?q=%25x+y&empty=&bare&&n=%e6%95%b0"), arena, &t, &e), 0);
	assert_str(t.path, "/a b/中");
	assert_str(target_param(&t, "q"), "%x y");
	assert_str(target_param(&t, "empty"), "");
	assert_str(target_param(&t, "bare"), "");
	assert_str(target_param(&t, "n"), "数");
	assert_null(target_param(&t, "absent").ptr);
	assert_int_equal(t.params_count, 4);
}

static void hosts(void **state)
{
	static const struct {
		const char *header, *host;
		bool loopback;
	} rows[] = {
		{ "localhost", "localhost", true },
		{ "LOCALHOST:8080", "LOCALHOST", true },
		{ "127.0.0.1:80", "127.0.0.1", true },
		{ "127.9.9.9", "127.9.9.9", true },
		{ "[::1]:8080", "::1", true },
		{ "[::1]", "::1", true },
		{ "evil.example", "evil.example", false },
		{ "localhost.evil.example", "localhost.evil.example", false },
		{ "127.0.0.1.evil.example:80", "127.0.0.1.evil.example", false },
		{ "10.0.0.1", "10.0.0.1", false },
		{ "", NULL, false },
		{ ":80", NULL, false },
		{ "a:", NULL, false },
		{ "a:b", NULL, false },
		{ "a:123456", NULL, false },
		{ "::1", NULL, false },
		{ "[::1", NULL, false },
		{ "[localhost]", NULL, false },
		{ "[::1]x", NULL, false },
		{ "a b", NULL, false },
		{ "user@localhost", NULL, false },
		{ "localhost/", NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str host = target_host(str_from(rows[i].header));
		assert_str(host, rows[i].host);
		if (host.ptr != NULL)
			assert_int_equal(target_host_is_loopback(host), rows[i].loopback);
	}
}

static void origins(void **state)
{
	static const struct {
		const char *origin, *host;
		bool same;
	} rows[] = {
		{ "http://localhost:8080", "localhost:8080", true },
		{ "https://z.example.cn", "z.example.cn", true },
		{ "http://LocalHost:8080", "localhost:8080", true },
		{ "http://localhost:8081", "localhost:8080", false },
		{ "http://localhost:8080.evil.example", "localhost:8080", false },
		{ "null", "localhost:8080", false },
		{ "", "localhost:8080", false },
		{ "http://", "", false },
		{ "ftp://localhost:8080", "localhost:8080", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(target_origin_is(str_from(rows[i].origin), str_from(rows[i].host)), rows[i].same);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_targets_are_refused),
		cmocka_unit_test(too_long_is_refused),
		cmocka_unit_test(path_and_params_are_decoded_once),
		cmocka_unit_test(hosts),
		cmocka_unit_test(origins),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

/* What events carry, read back: also when somebody was at it. */
#include "unit.h"

#include "event_data.h"

static const char whole[] =
	"{\"from\":\"a\",\"to\":\"b\",\"reason\":\"\\u56e0\\n\\\"x\\\"\",\"text\":\"\\ud83d\\ude00\","
	"\"changes\":{\"title\":[null,\"\\u7532\"],\"amount\":[-5,9223372036854775807]},"
	"\"clocks\":{\"work\":[\"start\",12]},\"other\":[{\"deep\":[true,false,null]}]}";

static bool read(const char *text, size_t len, struct arena *a, struct event_data *ret)
{
	char *copy = malloc(len + 1); /* at the end of its memory: an analyser sees a step too far */
	struct str s = { copy, len };

	memcpy(copy, text, len);
	arena_reset(a);
	bool ok = event_data_read(s, a, ret);
	free(copy);
	return ok;
}

static void test_whole(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct event_data d = { 0 };

	(void)state;
	assert_true(read(whole, strlen(whole), a, &d));
	assert_str(d.from, "a");
	assert_str(d.reason, "因\n\"x\"");
	assert_str(d.text, "😀");
	assert_int_equal(d.changes_count, 2);
	assert_int_equal(d.changes[0].was.kind, VALUE_NULL);
	assert_str(d.changes[0].is.s, "甲");
	assert_int_equal(d.changes[1].was.i, -5);
	assert_true(d.changes[1].is.i == INT64_MAX);
	assert_true(read("{}", 2, a, &d));
	assert_null(d.from.ptr);
	assert_int_equal(d.changes_count, 0);
	arena_free(a);
}

static void test_cut_and_changed(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct event_data d = { 0 };
	char text[sizeof whole];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof whole; i++) {
		assert_false(read(whole, i, a, &d));
		for (int c = 0; c < 256; c += 5) {
			memcpy(text, whole, sizeof whole);
			text[i] = (char)c;
			read(text, sizeof whole - 1, a, &d); /* whatever it says: no step too far */
		}
	}
	arena_free(a);
}

static void test_refused(void **state)
{
	static const char *const bad[] = { "", "x", "[]", "{\"from\":1}", "{\"changes\":[]}",
		"{\"changes\":{\"a\":[1]}}", "{\"changes\":{\"a\":[1,2,3]}}", "{\"changes\":{\"a\":[1.5,2]}}",
		"{\"text\":\"\\ud800\"}", "{\"text\":\"\\x\"}", "{\"text\":\"\\u12\"}",
		"{\"o\":[[[[[[[[[[[[1]]]]]]]]]]]]}", "{\"from\":\"a\" \"to\":\"b\"}" };
	struct arena *a = arena_new(1 << 20), *small = arena_new(64);
	struct event_data d = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (read(bad[i], strlen(bad[i]), a, &d))
			fail_msg("%s", bad[i]);
	assert_false(read(whole, strlen(whole), small, &d));
	arena_free(a);
	arena_free(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_cut_and_changed),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

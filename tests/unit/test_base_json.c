#include "unit.h"

#include "err.h"
#include "fault.h"
#include "json.h"

static void write_sample(struct json *j)
{
	json_object(j);
	json_key(j, "title");
	json_str(j, STR("整改\n\"通报\"\\"));
	json_key(j, "none");
	json_str(j, STR_NONE);
	json_key(j, "list");
	json_array(j);
	json_int(j, INT64_MIN);
	json_int(j, INT64_MAX);
	json_int(j, 0);
	json_bool(j, true);
	json_bool(j, false);
	json_null(j);
	json_array(j);
	json_end_array(j);
	json_object(j);
	json_end_object(j);
	json_raw(j, STR("{\"a\":1}"));
	json_end_array(j);
	json_key(j, "empty");
	json_cstr(j, "");
	json_end_object(j);
}

static void compact(void **state)
{
	struct buf b;
	struct json j;

	(void)state;
	buf_init(&b, 10000);
	json_init(&j, &b, NULL, NULL);
	write_sample(&j);
	assert_int_equal(json_finish(&j), 0);
	assert_str(buf_view(&b), "{\"title\":\"整改\\n\\\"通报\\\"\\\\\",\"none\":null,\"list\":[-9223372036854775808,"
				 "9223372036854775807,0,"
				 "true,false,null,[],{},{\"a\":1}],\"empty\":\"\"}");
	buf_clear(&b);
}

static void pretty(void **state)
{
	struct buf b;
	struct json j;

	(void)state;
	buf_init(&b, 10000);
	json_init(&j, &b, NULL, NULL);
	j.pretty = true;
	json_object(&j);
	json_key(&j, "a");
	json_array(&j);
	json_int(&j, 1);
	json_object(&j);
	json_key(&j, "b");
	json_null(&j);
	json_end_object(&j);
	json_end_array(&j);
	json_key(&j, "c");
	json_array(&j);
	json_end_array(&j);
	json_end_object(&j);
	assert_int_equal(json_finish(&j), 0);
	assert_str(buf_view(&b), "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": []\n}");
	buf_clear(&b);
}

static void escapes(void **state)
{
	static const char *const rows[][2] = {
		{ "\x01\x1F\x7F", "\\u0001\\u001f\\u007f" },
		{ "\b\f\n\r\t", "\\b\\f\\n\\r\\t" },
		{ "\u2028\u2029", "\\u2028\\u2029" },
		{ "\u202A\u202B\u202C\u202D\u202E", "\\u202a\\u202b\\u202c\\u202d\\u202e" },
		{ "\u2066\u2067\u2068\u2069", "\\u2066\\u2067\\u2068\\u2069" },
		{ "\u200E\u200F\uFEFF", "\\u200e\\u200f\\ufeff" },
		{ "“引号”，（括号）：…—", "“引号”，（括号）：…—" }, /* the same lead bytes, left alone */
		{ "\u200D\u2010\u2027\u202F\u2065\u206A\uFEFE\uFF00",
			"\u200D\u2010\u2027\u202F\u2065\u206A\uFEFE\uFF00" },
		{ "😀</script>", "😀</script>" },
		{ "ok\xFF\xE6\x95", "ok\\ufffd\\ufffd\\ufffd" }, /* no UTF-8: valid JSON all the same */
		{ "\xED\xA0\x80", "\\ufffd\\ufffd\\ufffd" },
	};
	struct buf b;
	struct json j;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_init(&b, 1000);
		json_init(&j, &b, NULL, NULL);
		json_cstr(&j, rows[i][0]);
		assert_int_equal(json_finish(&j), 0);
		struct str out = buf_view(&b);
		assert_str(str_sub(out, 1, out.len - 1), rows[i][1]);
		buf_clear(&b);
	}
	buf_init(&b, 100);
	json_init(&j, &b, NULL, NULL);
	json_str(&j, (struct str){ "a\0b", 3 });
	assert_str(buf_view(&b), "\"a\\u0000b\"");
	buf_clear(&b);
}

struct gather {
	struct buf all;
	size_t calls, largest, fail_at;
};

static int gather_sink(void *context, struct str bytes)
{
	struct gather *g = context;

	if (++g->calls == g->fail_at)
		return ERR_IO;
	if (bytes.len > g->largest)
		g->largest = bytes.len;
	buf_str(&g->all, bytes);
	return 0;
}

static void write_long(struct json *j)
{
	static char text[30000];

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = "abcdefghi\n"[i % 10];
	json_array(j);
	for (int i = 0; i < 500; i++)
		json_int(j, i);
	json_str(j, (struct str){ text, sizeof text });
	json_end_array(j);
}

/* Eight bytes are looked at together: what is escaped is found wherever it stands, and nothing else is. */
static void each_character_of_ascii_anywhere(void **state)
{
	(void)state;
	for (size_t len = 1; len <= 20; len++) {
		for (size_t at = 0; at < len; at++) {
			for (int c = 0; c < 128; c++) {
				char text[20], wanted[64], got[JSON_STR_ROOM(20)];
				memset(text, 'a', sizeof text);
				text[at] = (char)c;
				const char *letter = c == '"' || c == '\\' ? NULL : strchr("\bb\ff\nn\rr\tt", c);
				bool short_one = c == '"' || c == '\\' || (c != 0 && c < 32 && letter);
				char mark[8] = { (char)c };
				if (short_one)
					snprintf(mark, sizeof mark, "\\%c", letter ? letter[1] : c);
				else if (c < 32 || c == 127)
					snprintf(mark, sizeof mark, "\\u%04x", c);
				snprintf(wanted, sizeof wanted, "\"%.*s%s%.*s\"", (int)at, "aaaaaaaaaaaaaaaaaaaa", mark,
					(int)(len - at - 1), "aaaaaaaaaaaaaaaaaaaa");
				char *end = json_write_str(got, (struct str){ text, len });
				assert_str(((struct str){ got, (size_t)(end - got) }), wanted);
			}
		}
	}
}

static void sink_gets_the_same(void **state)
{
	static const size_t maxima[] = { 2, 3, 7, 64, 8192, 100000, SIZE_MAX };
	struct buf whole;
	struct json j;

	(void)state;
	buf_init(&whole, 1000000);
	json_init(&j, &whole, NULL, NULL);
	write_long(&j);
	assert_int_equal(json_finish(&j), 0);
	for (size_t i = 0; i < COUNT(maxima); i++) {
		struct gather g = { 0 };
		struct buf b;
		buf_init(&g.all, 1000000);
		buf_init(&b, maxima[i]);
		json_init(&j, &b, gather_sink, &g);
		write_long(&j);
		assert_int_equal(json_finish(&j), 0);
		assert_true(str_eq(buf_view(&g.all), buf_view(&whole)));
		assert_true(g.largest <= 8192); /* constant memory */
		assert_true(b.cap <= 16384);
		buf_clear(&b);
		buf_clear(&g.all);
	}
	buf_clear(&whole);
}

static void sink_error_stops(void **state)
{
	(void)state;
	for (size_t n = 1; n < 10; n++) {
		struct gather g = { .fail_at = n };
		struct buf b;
		struct json j;
		buf_init(&g.all, 1000000);
		buf_init(&b, 4096);
		json_init(&j, &b, gather_sink, &g);
		write_long(&j);
		assert_int_equal(json_finish(&j), ERR_IO);
		assert_int_equal(g.calls, n); /* nothing is sent after a failure */
		buf_clear(&b);
		buf_clear(&g.all);
	}
}

static void no_memory_is_told(void **state)
{
	(void)state;
	for (long n = 1; n <= 3; n++) {
		struct buf b;
		struct json j;
		buf_init(&b, 100000);
		json_init(&j, &b, NULL, NULL);
		fault_arm(FAULT_ALLOC, n, false);
		write_long(&j);
		fault_arm(FAULT_ALLOC, 0, false);
		assert_int_equal(json_finish(&j), ERR_NOMEM);
		buf_clear(&b);
	}
	struct buf b;
	struct json j;
	buf_init(&b, 10);
	json_init(&j, &b, NULL, NULL);
	json_cstr(&j, "longer than ten bytes");
	assert_int_equal(json_finish(&j), ERR_NOMEM);
	buf_clear(&b);
}

/* Strings and keys in one piece and bit by bit (with a sink) are the same, whatever the bytes. */
static void one_piece_is_the_same_as_many(void **state)
{
	static const unsigned char bytes[] = { 'a', '9', '"', '\\', '\n', 0x00, 0x1F, 0x7F, 0x80, 0xA8, 0xBF, 0xC2,
		0xE0, 0xE2, 0x80, 0xE3, 0xE6, 0x95, 0xB4, 0xEC, 0xED, 0xEE, 0xEF, 0xBB, 0xF0, 0x9F, 0xFF };
	char text[12];
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct gather g = { 0 };
		struct buf one, many;
		struct json a, b;
		size_t len = (size_t)i % sizeof text;
		for (size_t k = 0; k < len; k++) {
			seed = seed * 1664525 + 1013904223;
			text[k] = (char)bytes[(seed >> 16) % sizeof bytes];
		}
		buf_init(&g.all, 1000);
		buf_init(&one, 1000);
		buf_init(&many, 1000);
		json_init(&a, &one, NULL, NULL);
		json_init(&b, &many, gather_sink, &g);
		for (int k = 0; k < 2; k++) {
			struct json *j = k == 0 ? &a : &b;
			json_object(j);
			json_key_str(j, (struct str){ text, len });
			json_str(j, (struct str){ text, len });
			json_key(j, "next");
			json_str(j, (struct str){ text, len });
			json_end_object(j);
			assert_int_equal(json_finish(j), 0);
		}
		assert_int_equal(one.len, g.all.len);
		assert_memory_equal(one.ptr, g.all.ptr, one.len);
		buf_clear(&one);
		buf_clear(&many);
		buf_clear(&g.all);
	}
}

/* What is written at a place of one's own is the same as what the writer writes, and members made so stand among others. */
static void values_at_a_place(void **state)
{
	static const struct str texts[] = { STR_INIT("整改“通报”"), STR_INIT("a\n\"\\\xFFz\u2028"), STR_INIT(""),
		{ NULL, 0 } };
	static const int64_t numbers[] = { 0, -1, 7, INT64_MIN, INT64_MAX };
	char at[200];
	struct buf b;
	struct json j;

	(void)state;
	buf_init(&b, 1000);
	for (size_t i = 0; i < COUNT(texts); i++) {
		buf_reset(&b);
		json_init(&j, &b, NULL, NULL);
		json_str(&j, texts[i]);
		size_t len = (size_t)(json_write_str(at, texts[i]) - at);
		assert_true(len <= JSON_STR_ROOM(texts[i].len));
		assert_true(str_eq(buf_view(&b), (struct str){ at, len }));
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		buf_reset(&b);
		json_init(&j, &b, NULL, NULL);
		json_int(&j, numbers[i]);
		size_t len = (size_t)(json_write_int(at, numbers[i]) - at);
		assert_true(len <= JSON_INT_ROOM);
		assert_true(str_eq(buf_view(&b), (struct str){ at, len }));
	}
	buf_reset(&b);
	json_init(&j, &b, NULL, NULL);
	json_object(&j);
	json_members(&j, STR("\"a\":1,\"b\":null"));
	json_member_int(&j, "c", 3);
	json_members(&j, STR("\"d\":4"));
	json_end_object(&j);
	assert_str(buf_view(&b), "{\"a\":1,\"b\":null,\"c\":3,\"d\":4}");
	buf_clear(&b);
}

/* A text that fits is written even where there would be no room for it if all of it were escaped. */
static void a_text_fills_the_buffer(void **state)
{
	struct buf b;
	struct json j;

	(void)state;
	buf_init(&b, 22);
	json_init(&j, &b, NULL, NULL);
	json_cstr(&j, "twenty bytes of ascii");
	assert_int_equal(json_finish(&j), ERR_NOMEM);
	buf_reset(&b);
	json_init(&j, &b, NULL, NULL);
	json_cstr(&j, "twenty bytes, ascii.");
	assert_int_equal(json_finish(&j), 0);
	assert_str(buf_view(&b), "\"twenty bytes, ascii.\"");
	buf_clear(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compact),
		cmocka_unit_test(pretty),
		cmocka_unit_test(escapes),
		cmocka_unit_test(each_character_of_ascii_anywhere),
		cmocka_unit_test(sink_gets_the_same),
		cmocka_unit_test(one_piece_is_the_same_as_many),
		cmocka_unit_test(values_at_a_place),
		cmocka_unit_test(a_text_fills_the_buffer),
		cmocka_unit_test(sink_error_stops),
		cmocka_unit_test(no_memory_is_told),
	};

	return cmocka_run_group_tests_name("base json", tests, NULL, NULL);
}

#include "unit.h"

#include "utf8.h"

static void valid_prefix(void **state)
{
	static const struct {
		const char *text;
		size_t prefix;
	} rows[] = {
		{ "", 0 },
		{ "plain", 5 },
		{ "整改落实情况的通报abc整改", 0 }, /* 0: all of it */
		{ "整a改bc落def实ghij情klmno况", 0 },
		{ "\xF0\xA0\x80\x80整改", 0 },
		{ "\xC3\xA9\xC3\xA9", 0 },
		{ "\xF4\x8F\xBF\xBF", 0 },
		{ "\xED\x9F\xBF\xEE\x80\x80", 0 },
		{ "整\x80", 3 },         /* a tail alone */
		{ "整改落\xE6\x95", 9 }, /* cut off */
		{ "\xE6\x95", 0 },
		{ "\xC0\x80", 0 }, /* overlong NUL */
		{ "\xC1\xBF", 0 },
		{ "\xE0\x9F\xBF", 0 },     /* overlong */
		{ "\xF0\x8F\xBF\xBF", 0 }, /* overlong */
		{ "\xED\xA0\x80", 0 },     /* surrogate */
		{ "整改\xED\xBF\xBF落实", 6 },
		{ "\xF4\x90\x80\x80", 0 }, /* above U+10FFFF */
		{ "\xF5\x80\x80\x80", 0 },
		{ "a\xFF", 1 },
		{ "整改落\xE0\x80\x80整改", 9 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = str_from(rows[i].text);
		size_t want = i < 8 && rows[i].prefix == 0 ? s.len : rows[i].prefix;
		if (utf8_valid_prefix(s) != want)
			print_error("row %zu\n", i);
		assert_int_equal(utf8_valid_prefix(s), want);
	}
	assert_int_equal(utf8_valid_prefix((struct str){ "a\0b", 3 }), 3);
}

/* The plain definition, to compare with. */
static size_t slow_length(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = p[0] < 0x80 ? 1 : p[0] < 0xC0 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF8 ? 4 : 0;
	uint32_t c = len == 1 ? p[0] : p[0] & (0x7Fu >> len);

	if (len == 0 || len > n)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3F);
	}
	return c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0 : len;
}

static void same_as_definition(void **state)
{
	static const unsigned char bytes[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
		0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF };
	unsigned char text[24];
	uint32_t seed = 12345;

	(void)state;
	for (int round = 0; round < 400000; round++) {
		size_t len = 0;
		for (seed = seed * 1664525u + 1013904223u; len < 12 && round % 3; len += 3)
			memcpy(text + len, "\xE6\x95\xB4", 3);
		for (size_t n = 0; n < 8; n++) {
			seed = seed * 1664525u + 1013904223u;
			text[len++] = bytes[(seed >> 16) % sizeof bytes];
		}
		size_t want = 0, step;
		while (want < len && (step = slow_length(text + want, len - want)) > 0)
			want += step;
		assert_int_equal(utf8_valid_prefix((struct str){ (const char *)text, len }), want);
	}
}

static void decode_every_character(void **state)
{
	char text[4];

	(void)state;
	for (uint32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 7) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, pos = 0;
		for (size_t i = len - 1; i > 0; i--)
			text[i] = (char)(0x80 | (c >> (6 * (len - 1 - i)) & 0x3F));
		text[0] = (char)(len == 1 ? c : (0xF00u >> len & 0xFF) | c >> (6 * (len - 1)));
		struct str s = { text, len };
		assert_int_equal(utf8_valid_prefix(s), len);
		assert_int_equal(utf8_next(s, &pos), c);
		assert_int_equal(pos, len);
	}
}

static void counting(void **state)
{
	struct str s = STR("a整é\xF0\xA0\x80\x80。");

	(void)state;
	assert_int_equal(utf8_count(s), 5);
	assert_int_equal(utf8_prefix(s, 0), 0);
	assert_int_equal(utf8_prefix(s, 2), 4);
	assert_int_equal(utf8_prefix(s, 4), 10);
	assert_int_equal(utf8_prefix(s, 99), s.len);
	assert_int_equal(utf8_floor(s, 3), 1);
	assert_int_equal(utf8_floor(s, 4), 4);
	assert_int_equal(utf8_floor(s, 9), 6);
	assert_int_equal(utf8_floor(s, 999), s.len);
	assert_int_equal(utf8_floor(STR(""), 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_prefix),
		cmocka_unit_test(same_as_definition),
		cmocka_unit_test(decode_every_character),
		cmocka_unit_test(counting),
	};

	return cmocka_run_group_tests_name("base utf8", tests, NULL, NULL);
}

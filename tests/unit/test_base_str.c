#include "unit.h"

#include "chars.h"

static void from_takes_null(void **state)
{
	(void)state;
	assert_null(str_from(NULL).ptr);
	assert_int_equal(str_from(NULL).len, 0);
	assert_str(str_from("问题"), "问题");
}

static void compare(void **state)
{
	static const struct {
		const char *a, *b;
		int order;
	} rows[] = {
		{ "", "", 0 }, { "a", "", 1 }, { "", "a", -1 }, { "ab", "abc", -1 }, { "b", "abc", 1 },
		{ "整", "改", 1 }, { "\x7F", "\x80", -1 }, /* bytes, not signed characters */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a = str_from(rows[i].a), b = str_from(rows[i].b);
		assert_int_equal(str_cmp(a, b), rows[i].order);
		assert_int_equal(str_eq(a, b), rows[i].order == 0);
	}
	assert_true(str_eq(STR_NONE, STR("")));
	assert_int_equal(str_cmp(STR_NONE, STR_NONE), 0);
}

static void sub_clamps(void **state)
{
	struct str s = STR("abcdef");

	(void)state;
	assert_str(str_sub(s, 2, 4), "cd");
	assert_str(str_sub(s, 4, 99), "ef");
	assert_str(str_sub(s, 99, 100), "");
	assert_str(str_sub(s, 4, 2), "");
	assert_ptr_equal(str_sub(s, 3, 3).ptr, s.ptr + 3); /* an empty slice keeps its place */
	assert_null(str_sub(STR_NONE, 0, 5).ptr);
}

static void find(void **state)
{
	struct str s = STR("整改措施、整改进展");

	(void)state;
	assert_int_equal(str_find(s, STR("整改"), 0), 0);
	assert_int_equal(str_find(s, STR("整改"), 1), 15);
	assert_true(str_find(s, STR("整改"), 16) == STR_NPOS);
	assert_true(str_find(s, STR("整改"), 1000) == STR_NPOS);
	assert_int_equal(str_find(s, STR(""), s.len), s.len);
	assert_int_equal(str_rfind(s, STR("整改")), 15);
	assert_int_equal(str_rfind(s, STR("")), s.len);
	assert_true(str_rfind(s, STR("没有")) == STR_NPOS);
	assert_true(str_rfind(STR("a"), STR("ab")) == STR_NPOS);
	assert_int_equal(str_rfind(STR("aaa"), STR("aa")), 1);
	assert_true(str_find(STR_NONE, STR("a"), 0) == STR_NPOS);
	assert_true(str_has(s, STR("措施")));
	assert_false(str_has(STR("a"), STR("b")));
}

/* Words of every length are compared in parts: a difference anywhere tells. */
static void same_bytes(void **state)
{
	char one[40], other[40];

	(void)state;
	memset(one, 'a', sizeof one);
	for (size_t n = 0; n <= sizeof one; n++) {
		memcpy(other, one, sizeof other);
		assert_true(str_same(one, other, n));
		for (size_t i = 0; i < sizeof one; i++) {
			other[i] = 'b';
			assert_int_equal(str_same(one, other, n), i >= n);
			assert_int_equal(str_eq((struct str){ one, n }, (struct str){ other, n }), i >= n);
			other[i] = 'a';
		}
	}
}

/* A sign counts where its whole character stands, ASCII by itself; a character that is cut is none. */
static void signs_of_characters(void **state)
{
	static const struct char_sign signs[256] = { [0x8F] = { 0xE6AF, 1 }, [0xB1] = { 0xE794, 2 }, [':'] = { 0, 4 } };

	(void)state;
	assert_int_equal(chars_signs(STR("每年由甲"), signs), 3);
	assert_int_equal(chars_signs(STR("甲:乙"), signs), 4);
	assert_int_equal(chars_signs(STR("减"), signs), 0); /* ends like 每 */
	assert_int_equal(chars_signs(STR("é每\U0001F600"), signs), 1);
	assert_int_equal(chars_signs(str_sub(STR("每"), 0, 2), signs), 0);
	assert_int_equal(chars_signs(STR_NONE, signs), 0);
}

/* From the end, over all that has its last byte and is another. */
static void find_from_the_end(void **state)
{
	struct str s = STR("甲，乙，丙、丁；戊");

	(void)state;
	assert_int_equal(str_rfind(s, STR("，")), 9);
	assert_int_equal(str_rfind(s, STR("甲")), 0);
	assert_int_equal(str_rfind(s, STR("戊")), s.len - 3);
	assert_int_equal(str_rfind(s, STR("、丁；戊")), s.len - 12);
	assert_true(str_rfind(s, STR("乙、")) == STR_NPOS);
	assert_true(str_rfind(STR_NONE, STR("，")) == STR_NPOS);
}

static void start_and_end(void **state)
{
	(void)state;
	assert_true(str_starts(STR("abc"), STR("")));
	assert_true(str_starts(STR("abc"), STR("abc")));
	assert_false(str_starts(STR("ab"), STR("abc")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_false(str_ends(STR("c"), STR("bc")));
}

static void trim(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ " \t\r\n", "" },
		{ "　　一、总体情况　\n", "一、总体情况" },
		{ "\xC2\xA0x\xE2\x80\x8B", "x" },
		{ "\xEF\xBB\xBF首行", "首行" },
		{ "a　b", "a　b" },
		{ "\xE3\x80", "\xE3\x80" },
		{ "  \xE3", "\xE3" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_str(str_trim(str_from(rows[i][0])), rows[i][1]);
	assert_int_equal(str_trim((struct str){ "\0a\0", 3 }).len, 3); /* NUL is no blank */
}

static void hash_is_stable(void **state)
{
	char text[64];

	(void)state;
	/* Stored fingerprints depend on these. */
	assert_true(str_hash(STR(""), 0) == str_hash(STR_NONE, 0));
	assert_true(str_hash(STR("bihuan"), 0) == UINT64_C(0x15ABE8E44EC108A1));
	assert_true(str_hash(STR("整改措施整改进展"), 7) == UINT64_C(0x7BD42D9CDD9ED185));
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)i;
	for (size_t n = 1; n < sizeof text; n++)
		assert_true(str_hash((struct str){ text, n }, 0) != str_hash((struct str){ text, n - 1 }, 0));
	assert_true(str_hash(STR("a"), 1) != str_hash(STR("a"), 2));
}

static void test_word(void **state)
{
	(void)state;
	assert_int_equal(str_word(STR("整改完成"), "整改"), 6);
	assert_int_equal(str_word(STR("整改"), "整改"), 6);
	assert_int_equal(str_word(STR("整"), "整改"), 0);
	assert_int_equal(str_word(STR("整理"), "整改"), 0);
	assert_int_equal(str_word(STR_NONE, "整改"), 0);
	assert_int_equal(str_word(STR("，"), ","), 0);
	assert_int_equal(str_word(STR(",，"), ","), 1);
}

/* Short needles are looked for by their third byte, long ones by memmem. */
/* Every needle of up to 20 bytes in every part of a text with few kinds of bytes, against the plain way. */
static void find_places(void **state)
{
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)("ab\xe6\x95"[(i * i / 7 + i / 5) % 4]);
	for (size_t from = 0; from < sizeof(text); from++) {
		for (size_t len = 1; len <= 20 && from + len <= sizeof(text); len++) {
			struct str s = { text, sizeof(text) }, needle = { text + from, len };
			for (size_t cut = 0; cut < sizeof(text); cut++) {
				size_t first = cut;
				while (first + len <= s.len && memcmp(text + first, needle.ptr, len) != 0)
					first++;
				assert_int_equal(str_find(s, needle, cut), first + len <= s.len ? first : STR_NPOS);
			}
		}
	}
}

static void test_find_lengths(void **state)
{
	char hay[400], needle[130];

	(void)state;
	memset(hay, 'a', sizeof(hay));
	for (size_t len = 1; len <= sizeof(needle); len++) {
		struct str s = { hay, sizeof(hay) }, n = { needle, len };
		memset(needle, 'a', len);
		needle[len - 1] = 'b';
		assert_int_equal(str_find(s, n, 0), STR_NPOS);
		hay[sizeof(hay) - 1] = 'b';
		assert_int_equal(str_find(s, n, 0), sizeof(hay) - len);
		assert_int_equal(str_find(s, n, sizeof(hay) - len), sizeof(hay) - len);
		assert_int_equal(str_find(s, n, sizeof(hay) - len + 1), STR_NPOS);
		hay[sizeof(hay) - 1] = 'a';
	}
}

/* A word that stands in the text may always do so, wherever the text is cut. */
static void test_chars(void **state)
{
	static const char text[] = "其中m²的𠮷字，未完成（一）。abc整改";
	static const char *const words[] = { "其中", "未完成", "（一）", "abc整改", "的", "，", "𠮷字", "c" };
	struct chars c;

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++)
		for (size_t from = 0; from < sizeof(text); from++) {
			struct str s = { text + from, sizeof(text) - 1 - from };
			chars_of(s, &c);
			if (str_has(s, str_from(words[i])))
				assert_true(chars_may_have(&c, words[i]));
		}
	chars_of(STR("整改到位"), &c);
	assert_false(chars_may_have(&c, "问题"));
	assert_false(chars_may_have(&c, "整治"));
}

/* Digits and nothing else, no further than the largest number there is; an id is above 0. */
static void whole_numbers(void **state)
{
	static const struct {
		const char *text;
		int64_t whole, id; /* -1: none */
	} cases[] = {
		{ "0", 0, -1 },
		{ "007", 7, 7 },
		{ "9223372036854775807", INT64_MAX, INT64_MAX },
		{ "9223372036854775808", -1, -1 },
		{ "99999999999999999999999999", -1, -1 },
		{ "", -1, -1 },
		{ "-1", -1, -1 },
		{ "+1", -1, -1 },
		{ " 1", -1, -1 },
		{ "1 ", -1, -1 },
		{ "1.0", -1, -1 },
		{ "１", -1, -1 },
		{ "1x", -1, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t whole = -1, id = -1;
		bool is_whole = str_whole(str_from(cases[i].text), &whole),
		     is_id = str_id(str_from(cases[i].text), &id);
		assert_int_equal(is_whole, cases[i].whole >= 0);
		assert_int_equal(whole, cases[i].whole);
		assert_int_equal(is_id, cases[i].id >= 0);
		assert_int_equal(id, cases[i].id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_takes_null),
		cmocka_unit_test(compare),
		cmocka_unit_test(sub_clamps),
		cmocka_unit_test(find),
		cmocka_unit_test(same_bytes),
		cmocka_unit_test(find_from_the_end),
		cmocka_unit_test(signs_of_characters),
		cmocka_unit_test(start_and_end),
		cmocka_unit_test(trim),
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(hash_is_stable),
		cmocka_unit_test(test_word),
		cmocka_unit_test(find_places),
		cmocka_unit_test(test_find_lengths),
		cmocka_unit_test(test_chars),
	};

	return cmocka_run_group_tests_name("base str", tests, NULL, NULL);
}

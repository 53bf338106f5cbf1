/* A list of words answers as looking for each word does. */
#include "unit.h"

#include "wordlist.h"

WORDLIST(words, "不到位", "不到", "不", "问题", "ICP备", "Produced By", "，", "-", "整改情况", "éa", "𠀀丁");

/* What the list must answer, word by word. */
static size_t first_at(struct str s)
{
	for (size_t i = 0; i < words->count; i++)
		if (str_starts(s, str_from(words->words[i])))
			return strlen(words->words[i]);
	return 0;
}

static bool any_in(struct str s)
{
	for (size_t i = 0; i < words->count; i++)
		if (str_has(s, str_from(words->words[i])))
			return true;
	return false;
}

static void assert_same(struct str s)
{
	if (wordlist_at(words, s) != first_at(s) || wordlist_in(words, s) != any_in(s))
		fail_msg("\"" STR_FMT "\": %zu and %d, not %zu and %d", STR_ARG(s), wordlist_at(words, s),
			wordlist_in(words, s), first_at(s), any_in(s));
}

static void test_each_word(void **state)
{
	char text[64];

	(void)state;
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->words[i];
		assert_same(str_from(word));
		snprintf(text, sizeof(text), "甲a%s乙", word);
		assert_same(str_from(text));
		assert_false(wordlist_at(words, str_from(text)));
		/* cut anywhere, within a character too */
		for (size_t len = 0; len < strlen(word); len++)
			assert_same((struct str){ word, len });
	}
	assert_same(STR(""));
	assert_same(STR("问答题"));
	assert_same(STR("整改"));
	assert_same(STR("整改情"));
	assert_same(STR("ICP"));
}

/* 整 and others share eight bits with many: a word is never taken for another. */
static void test_every_character(void **state)
{
	char text[8];

	(void)state;
	for (unsigned c = 0x800; c <= 0xFFFF; c++) {
		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		snprintf(text, sizeof(text), "%c%c%c到", (char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
			(char)(0x80 | (c & 63)));
		assert_same(str_from(text));
	}
}

/* Of two words that stand at one place the first of the list is told. */
static void test_order(void **state)
{
	WORDLIST(longer_later, "长", "长期", "长期坚持");
	WORDLIST(longer_first, "长期坚持", "长期", "长");

	(void)state;
	assert_int_equal(wordlist_at(longer_later, STR("长期坚持")), 3);
	assert_int_equal(wordlist_at(longer_first, STR("长期坚持")), 12);
	assert_int_equal(wordlist_at(longer_first, STR("长期化")), 6);
	assert_int_equal(wordlist_at(longer_first, STR("长效")), 3);
	assert_true(STARTS(STR("长效"), longer_first) && HAS(STR("要长效"), longer_first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_word),
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

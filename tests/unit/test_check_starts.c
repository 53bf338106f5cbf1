/* Where mood_read() steps over a character, the lexer of moods must have no word. */
#include "unit.h"

#include "file.h"
#include "mood_lex.h"

#define FILE_MAX ((size_t)4 << 20)
#define WORDS_MAX 4000

static struct str words[WORDS_MAX];
static size_t word_count;

/* The literals of the lexer's rules. */
static void read_words(struct str text)
{
	size_t from = str_find(text, STR("digit ="), 0);

	for (word_count = 0; word_count < WORDS_MAX; word_count++) {
		size_t open = str_find(text, STR("\""), from), close = str_find(text, STR("\""), open + 1);
		if (open == STR_NPOS || close == STR_NPOS)
			break;
		words[word_count] = str_sub(text, open + 1, close);
		from = close + 1;
	}
}

/* 1: begins a word, 0: begins none; fails where the table says none and the lexer finds one. */
static unsigned begins(const char *text, size_t len)
{
	struct str s = { text, len };
	const unsigned char *p = (const unsigned char *)text;
	size_t pos = 0;
	enum mood_token kind = mood_lex(s, &pos);

	if (kind == TK_NONE || kind == TK_BLANK)
		return 0;
	if (starts_skip(&mood_starts, p, p + len) != p)
		fail_msg("kind %d is stepped over: \"%.*s\"", kind, (int)len, text);
	return 1;
}

static void test_words(void **state)
{
	struct str text = STR_NONE;
	struct err e = { 0 };
	unsigned found = 0;

	(void)state;
	if (file_read("src/check/mood_lex.re", FILE_MAX, &text, &e) < 0)
		fail_msg("%s", e.message);
	read_words(text);
	assert_in_range(word_count, 1000, WORDS_MAX - 1);
	for (size_t a = 0; a < word_count; a++)
		for (size_t b = 0; b < word_count; b++) {
			char both[400];
			size_t len = words[a].len + words[b].len;
			assert_true(len + 2 < sizeof(both));
			memcpy(both, words[a].ptr, words[a].len);
			memcpy(both + words[a].len, words[b].ptr, words[b].len);
			found += begins(both, len);
		}
	file_free(&text);
	assert_true(found > word_count * word_count / 4);
}

/* Dates are not made of literals. */
static void test_dates(void **state)
{
	static const char *const dates[] = { "2021年", "21年", "２０２１年", "3月底前", "十一月", "12月5日", "第三季度",
		"一季度", "3季度", "上半年", "今年5月", "12月30前", "五月" };

	(void)state;
	for (size_t i = 0; i < COUNT(dates); i++)
		assert_int_equal(begins(dates[i], strlen(dates[i])), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests_name("starts", tests, NULL, NULL);
}

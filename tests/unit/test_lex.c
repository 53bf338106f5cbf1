/* What the pass over the text steps over (marks.h), held against asking the automaton at every character. */
#include "unit.h"

#include "buf.h"
#include "file.h"
#include "marks.h"

#define FILE_MAX ((size_t)4 << 20)

static struct str read_source(const char *name)
{
	struct str text = STR_NONE;
	struct err e = { 0 };
	const char *source = getenv("BIHUAN_SOURCE");
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", source ? source : ".", name);
	if (file_read(path, FILE_MAX, &text, &e) < 0)
		fail_msg("%s", e.message);
	return text;
}

static bool same_token(const struct token *a, const struct token *b)
{
	return a->at == b->at && a->len == b->len && a->kind == b->kind && a->value == b->value;
}

/* Reads `text`, behind which there are zero bytes, both ways, adds the tokens that are no bare mark or line end, and fails at
 * the first difference. */
static size_t compare(struct str text)
{
	struct marks quick;
	struct vec every;
	size_t told = 0;

	marks_init(&quick);
	vec_init(&every, sizeof(struct token));
	assert_int_equal(marks_scan(&quick, text), 0);
	assert_int_equal(lex_everywhere(text, &every), 0);
	for (size_t i = 0; i < quick.tokens.len && i < every.len; i++) {
		const struct token *a = &VEC_AT(&quick.tokens, struct token, i), *b = &VEC_AT(&every, struct token, i);
		if (!same_token(a, b))
			fail_msg("token %zu of \"%.*s\": kind %d at %u, not kind %d at %u", i,
				(int)(text.len < 200 ? text.len : 200), text.ptr, a->kind, a->at, b->kind, b->at);
		told += token_is_marker(a) || a->kind == TOK_LABEL || a->kind == TOK_LABEL_BARE;
	}
	assert_int_equal(quick.tokens.len, every.len);
	marks_clear(&quick);
	vec_clear(&every);
	return told;
}

static size_t compare_with(struct str word, const char *before, const char *after)
{
	struct buf b;

	buf_init(&b, FILE_MAX);
	buf_cstr(&b, before);
	buf_str(&b, word);
	buf_cstr(&b, after);
	size_t len = b.len;
	for (int i = 0; i < MARKS_PADDING; i++)
		buf_chr(&b, '\0');
	size_t told = compare((struct str){ b.ptr, len });
	buf_clear(&b);
	return told;
}

/* The words of the lexer's rules, each alone and as it stands in a report. */
static void test_words(void **state)
{
	static const char *const behind[] = { "", "：", " ：", "如下：", "一：", "12、", "情况：", "一、", "】", "二是",
		"，" };
	static const char *const before[] = { "", "甲", "\n", "【", "整改", "具体", "第", "（" };
	struct str text = read_source("src/report/lex.re");
	size_t told = 0, words = 0, from = str_find(text, STR("measures ="), 0);

	(void)state;
	assert_true(from != STR_NPOS);
	for (;;) {
		size_t open = str_find(text, STR("\""), from), close = str_find(text, STR("\""), open + 1);
		if (open == STR_NPOS || close == STR_NPOS)
			break;
		from = close + 1;
		struct str word = str_sub(text, open + 1, close);
		if (word.len == 0 || (unsigned char)word.ptr[0] < 0x80)
			continue;
		words++;
		for (size_t b = 0; b < sizeof(before) / sizeof(before[0]); b++)
			for (size_t a = 0; a < sizeof(behind) / sizeof(behind[0]); a++)
				told += compare_with(word, before[b], behind[a]);
	}
	file_free(&text);
	assert_true(words > 150);
	assert_true(told > 10 * words);
}

/* Every character up to U+FFFF, and one beyond, alone and before what makes a marker of it. */
static void test_characters(void **state)
{
	static const char *const behind[] = { "", "、", "是", "）", "一", "1" };
	size_t told = 0;

	(void)state;
	for (uint32_t c = 1; c <= 0x10000; c++) {
		char one[4];
		size_t n = 0;
		if (c >= 0xD800 && c < 0xE000)
			continue;
		if (c < 0x80) {
			one[n++] = (char)c;
		} else if (c < 0x800) {
			one[n++] = (char)(0xC0 | c >> 6);
			one[n++] = (char)(0x80 | (c & 63));
		} else if (c < 0x10000) {
			one[n++] = (char)(0xE0 | c >> 12);
			one[n++] = (char)(0x80 | (c >> 6 & 63));
			one[n++] = (char)(0x80 | (c & 63));
		} else {
			memcpy(one, "\xF0\x90\x80\x80", n = 4);
		}
		for (size_t a = 0; a < sizeof(behind) / sizeof(behind[0]); a++)
			told += compare_with((struct str){ one, n }, "", behind[a]);
	}
	assert_true(told > 100);
}

static void test_reports(void **state)
{
	static const char *const names[] = { "haitang-2020", "linjiang-2022", "qingyu-2025", "qingyuan-2024",
		"wangchuan-2023", "yunling-2023" };
	size_t told = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[128];
		snprintf(path, sizeof(path), "tests/samples/%s.txt", names[i]);
		struct str text = read_source(path);
		told += compare_with(text, "", "");
		file_free(&text);
	}
	assert_true(told > 500);
}

/* Where the blocks in which a text is read end, and anywhere else. */
static void test_offsets(void **state)
{
	char before[4200];
	size_t told = 0;

	(void)state;
	for (size_t n = 2000; n < 2100; n++) {
		memset(before, 'x', n);
		before[n] = '\0';
		told += compare_with(STR("整改措施：一是１２3.完成12）"), before, "①");
		memcpy(before + n - 3, "整", 4);
		told += compare_with(STR("改情况：（一）"), before, "二十一、");
	}
	assert_true(told >= 100 * 7);
}

/* Characters of all lengths at the text's end, whole and cut off; a NUL; what is no UTF-8. */
static void test_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		int rc;
	} texts[] = { { "a", 1, 0 }, { "\xC2\xA0", 2, 0 }, { "整", 3, 0 }, { "\xF0\x9F\x98\x80", 4, 0 },
		{ "\xC2", 1, ERR_INPUT }, { "整整", 5, ERR_INPUT }, { "整整", 4, ERR_INPUT },
		{ "\xF0\x9F\x98", 3, ERR_INPUT }, { "\xE0\x9F\xBF整", 6, ERR_INPUT }, { "\xE0\xA0\x80整", 6, 0 },
		{ "\xED\xA0\x80整", 6, ERR_INPUT }, { "\xED\x9F\xBF整", 6, 0 }, { "整\xED\xA0\x80", 6, ERR_INPUT },
		{ "整\xE0\x9F\xBF", 6, ERR_INPUT }, { "\xC1\xBF", 2, ERR_INPUT }, { "\x80", 1, ERR_INPUT },
		{ "\xF4\x90\x80\x80", 4, ERR_INPUT }, { "\xF5\x80\x80\x80", 4, ERR_INPUT }, { "", 0, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char padded[8 + MARKS_PADDING] = { 0 };
		struct marks m;
		marks_init(&m);
		memcpy(padded, texts[i].bytes, texts[i].len);
		if (marks_scan(&m, (struct str){ padded, texts[i].len }) != texts[i].rc)
			fail_msg("text %zu: not %d", i, texts[i].rc);
		assert_false(m.nul);
		marks_clear(&m);
	}
	struct marks m;
	char text[1 + MARKS_PADDING + 3] = "a\0<|";
	marks_init(&m);
	assert_int_equal(marks_scan(&m, (struct str){ text, 4 }), 0);
	assert_true(m.nul && m.markup && m.tabs);
	assert_int_equal(marks_scan(&m, (struct str){ text, 1 }), 0);
	assert_false(m.nul || m.markup || m.tabs);
	marks_clear(&m);
}

static void test_token_at(void **state)
{
	struct vec tokens;

	(void)state;
	vec_init(&tokens, sizeof(struct token));
	for (uint32_t at = 10; at <= 400; at += 10)
		((struct token *)vec_push(&tokens))->at = at;
	for (uint32_t at = 0; at <= 400; at++)
		for (size_t from = 0; from < tokens.len; from += 7) {
			size_t want = from;
			while (VEC_AT(&tokens, struct token, want).at < at)
				want++;
			assert_int_equal(token_at(&tokens, from, at), want);
		}
	assert_int_equal(token_at(&tokens, 0, 401), tokens.len - 1);
	vec_clear(&tokens);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_token_at),
	};
	return cmocka_run_group_tests_name("lex", tests, NULL, NULL);
}

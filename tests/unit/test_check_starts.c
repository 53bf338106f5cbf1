/* Where mood_read() steps over a character, the lexer of moods must have no word; where it steps over a sentence, none that speaks. */
#include "unit.h"

#include <glob.h>

#include "file.h"
#include "hint_help.h"
#include "mood_lex.h"
#include "sight.h"
#include "spot.h"

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

/* What speaks by itself, whatever its clause is like; the others only say something with one of these. */
static bool speaks(enum mood_token kind)
{
	switch (kind) {
	case TK_ZAI:
	case TK_STILL:
	case TK_PROCESS:
	case TK_WAIT:
	case TK_AWAIT:
	case TK_NI:
	case TK_READY:
	case TK_FUTURE:
	case TK_WILL:
	case TK_NEXT:
	case TK_PLAN:
	case TK_EXPECT:
	case TK_NOTYET:
	case TK_UNDONE:
	case TK_DRAFT:
	case TK_CAN:
	case TK_PACE:
	case TK_ENTER:
	case TK_PARTLY:
	case TK_SHARE:
	case TK_NEED:
	case TK_BEFORE:
		return true;
	default:
		return false;
	}
}

static struct span first_hint(struct str text, const struct mood_want *want)
{
	struct hints hints = hints_of(text);

	return hint_next(&hints, text, 0, want);
}

/* A character or digit of any width: a plan in which nothing follows is a noun. */
static bool goes_on(struct str rest)
{
	bool wide =
		rest.len >= 3 && strstr("０１２３４５６７８９", (char[]){ rest.ptr[0], rest.ptr[1], rest.ptr[2], 0 });

	return rest.len > 0 && (wide || ((unsigned char)rest.ptr[0] >= 0xE4 && (unsigned char)rest.ptr[0] <= 0xE9) ||
				       (rest.ptr[0] >= '0' && rest.ptr[0] <= '9'));
}

/* A word that speaks must be hinted at in its sentence, with nothing else in it. */
static unsigned is_hinted(const char *text, size_t len)
{
	struct str s = { text, len };
	size_t pos = 0;
	enum mood_token kind = mood_lex(s, &pos);

	if (!speaks(kind) || (kind == TK_PLAN && !goes_on(str_sub(s, pos, s.len))))
		return 0;
	s.len = kind == TK_PLAN || kind == TK_FUTURE || kind == TK_WILL || kind == TK_WAIT || kind == TK_NI ||
				kind == TK_CAN
			? len
			: pos;
	struct span hint = first_hint(s, &(struct mood_want){ .since = { 1, 1, 1 } });
	if (hint.start != 0 || hint.end == 0)
		fail_msg("kind %d has no hint: \"%.*s\"", kind, (int)len, text);
	return 1;
}

/* Where only promises are wanted, a sentence with a date must be read. */
static void is_read_as_dated(const char *text, size_t len)
{
	static const struct mood_want dated = { .dated = true };
	struct str s = { text, len };
	size_t pos = 0;
	enum mood_token kind = mood_lex(s, &pos);
	char sentence[400] = "拟";

	if (kind != TK_DATE && kind != TK_BEFORE)
		return;
	memcpy(sentence + strlen("拟"), text, pos);
	struct str whole = { sentence, strlen("拟") + pos };
	struct span hint = first_hint(whole, &dated);
	if (hint.start != 0 || hint.end == 0)
		fail_msg("no date: \"" STR_FMT "\"", STR_ARG(whole));
}

static void test_words(void **state)
{
	struct str text = STR_NONE;
	struct err e = { 0 };
	unsigned found = 0, hinted = 0;

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
			hinted += is_hinted(both, len);
			is_read_as_dated(both, len);
		}
	file_free(&text);
	assert_true(found > word_count * word_count / 4);
	assert_true(hinted > word_count * word_count / 40);
}

/* Dates are not made of literals. */
static void test_dates(void **state)
{
	static const char *const dates[] = { "2021年", "21年", "２０２１年", "3月底前", "十一月", "12月5日", "第三季度",
		"一季度", "3季度", "上半年", "今年5月", "12月30前", "五月" };

	(void)state;
	for (size_t i = 0; i < COUNT(dates); i++) {
		assert_int_equal(begins(dates[i], strlen(dates[i])), 1);
		is_read_as_dated(dates[i], strlen(dates[i]));
	}
}

/* A sentence that only a date leads, and words that speak with what stands behind them. */
static void test_hints(void **state)
{
	static const char *const texts[] = { "2021年启动建设", "，２０２１年启动建设", "于2021年建成", "列入2021年预算",
		"明年建成", "下半年建成", "12月5日前", "3月底", "12月30前", "一季度末", "年内", "2021年度内",
		"力争建成", "争取建成", "逐年化解", "分批次支付", "分年度偿还", "剩余1件", "其余1件", "余下1件",
		"仅剩1件", "总量的95%", "完成９５.５％", "工程量已达到60.5%", "总任务过半", "完成六成", "计划5月建成",
		"计划６月建成", "项目有序推进", "工程按年度计划推进实施", "工程推进中" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct span hint = first_hint(str_from(texts[i]), &(struct mood_want){ .since = { 2021, 1, 1 } });
		if (hint.start != 0 || hint.end == 0)
			fail_msg("no hint: \"%s\"", texts[i]);
	}
}

static void test_no_hints(void **state)
{
	static const char *const texts[] = { "落实学习计划", "计划，", "计划书", "做好准备", "优良率为95%", "统筹推进",
		"后续工作", "尚未发现", "周末" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct span hint = first_hint(str_from(texts[i]), &(struct mood_want){ .since = { 2021, 1, 1 } });
		if (hint.start != hint.end)
			fail_msg("a hint: \"%s\"", texts[i]);
	}
}

/* How often the word stands in the text. */
static size_t count_word(struct str text, struct str word)
{
	size_t n = 0;

	for (size_t at = str_find(text, word, 0); at != STR_NPOS; at = str_find(text, word, at + 1))
		n++;
	return n;
}

static size_t count_sights(const struct vec *v, enum sight_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < v->len; i++)
		n += VEC_AT(v, struct sight, i).kind == kind;
	return n;
}

/* One pass that steps over most characters sees what asking everywhere sees; a text cut anywhere is read the same. */
static void look_through_with(struct str text, const struct report_options *as)
{
	struct report *r = NULL;
	struct err e = { 0 };

	assert_int_equal(report_parse_with(text, as, &r, &e), 0);
	struct check c = { .report = r };
	struct str first = r->copies.len > 1 ? str_sub(r->text, 0, VEC_AT(&r->copies, struct span, 1).start) : r->text;
	size_t marks = 0, wrong = 0, halfway = 0;
	struct hints seen, want = hints_of(r->text);

	assert_true(hints_from(&c, 0, &seen));
	for (size_t end; seen.at < seen.end; seen.at++) {
		if (hint_lex(r->text, *seen.at, &end) == HINT_NONE)
			continue;
		assert_true(want.at < want.end);
		assert_int_equal(*seen.at, *want.at++);
	}
	assert_true(want.at == want.end);
	for (size_t i = 0; i < mark_kinds_count; i++)
		marks += count_word(r->text, mark_kinds[i].open) + count_word(r->text, mark_kinds[i].close);
	assert_int_equal(marks_of(&c)->len, marks + count_word(r->text, STR("\"")));
	for (size_t i = 0; i < misprints_count; i++)
		wrong += count_word(first, misprints[i].wrong);
	for (size_t i = 0; i < halfway_count; i++)
		halfway += count_word(first, halfway_cues[i].word);
	assert_int_equal(count_sights(sights_of(&c), SIGHT_MISPRINT), wrong);
	assert_int_equal(count_sights(sights_of(&c), SIGHT_HALFWAY), halfway);
	for (size_t i = 1; i < sights_of(&c)->len; i++)
		assert_true(VEC_AT(sights_of(&c), struct sight, i - 1).span.start <=
			    VEC_AT(sights_of(&c), struct sight, i).span.start);
	sights_free(c.sights);
	report_free(r);
}

/* The words are found while the report is parsed, or later. */
static void look_through(struct str text)
{
	look_through_with(text, NULL);
	look_through_with(text, &(struct report_options){ .words = &check_words });
}

static void test_one_pass(void **state)
{
	static const char *const patterns[] = { "tests/samples/*.txt", "tests/report/rules/*/*.txt" };
	size_t read = 0;

	(void)state;
	for (size_t k = 0; k < COUNT(patterns); k++) {
		glob_t found;
		assert_int_equal(glob(patterns[k], 0, NULL, &found), 0);
		for (size_t i = 0; i < found.gl_pathc; i++, read++) {
			struct str text = STR_NONE;
			struct err e = { 0 };
			assert_int_equal(file_read(found.gl_pathv[i], FILE_MAX, &text, &e), 0);
			look_through(text);
			file_free(&text);
		}
		globfree(&found);
	}
	assert_true(read > 50);
}

/* Every word that is looked for, one after the other and cut by what stands alone, at every place of a block. */
static void test_all_words(void **state)
{
	char text[1 << 16];
	size_t len = 0;

	(void)state;
	for (size_t i = 0; i < misprints_count + halfway_count; i++) {
		struct str w = i < misprints_count ? misprints[i].wrong : halfway_cues[i - misprints_count].word;
		static const char *const between[] = { "", "年", "a1", "。", "é", "𠀀", "“" };
		struct str gap = str_from(between[i % COUNT(between)]);
		assert_true(len + gap.len + 2 * w.len < sizeof(text));
		memcpy(text + len, w.ptr, w.len);
		memcpy(text + len + w.len, gap.ptr, gap.len);
		memcpy(text + len + w.len + gap.len, w.ptr, w.len);
		len += 2 * w.len + gap.len;
	}
	look_through((struct str){ text, len });
}

/* What begins with a byte that stands alone. */
static void test_narrow(void **state)
{
	static const struct {
		const char *text;
		enum sight_kind kind;
		const char *seen; /* NULL: nothing of that kind */
	} examples[] = {
		{ "住502室", SIGHT_ROOM, "502" },
		{ "502室", SIGHT_ROOM, "502" },
		{ "5单元501。", SIGHT_ROOM, "501" },
		{ "A502室", SIGHT_ROOM, NULL },
		{ "a1b502室", SIGHT_ROOM, NULL },
		{ "02室", SIGHT_ROOM, NULL },
		{ "粤A12345", SIGHT_PLATE, "粤A" },
		{ "（A12345", SIGHT_PLATE, NULL },
		{ "1A粤a", SIGHT_PLATE, NULL },
		{ "电话13912345678。", SIGHT_DIGITS, "13912345678" },
		{ "13912345678", SIGHT_DIGITS, "13912345678" },
		{ "139 1234 5678", SIGHT_DIGITS, "139 1234 5678" },
		{ "12 3912345678", SIGHT_DIGITS, NULL },
		{ "x13912345678", SIGHT_DIGITS, NULL },
		{ "13912345678x", SIGHT_DIGITS, NULL },
		{ "11010519491231002X", SIGHT_DIGITS, "11010519491231002X" },
		{ "0123456789012345678901234567890123456789012345678901", SIGHT_DIGITS, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(examples); i++) {
		struct report *r = NULL;
		struct err e = { 0 };
		struct report_options as = { .words = &check_words };
		assert_int_equal(report_parse_with(str_from(examples[i].text), &as, &r, &e), 0);
		struct check c = { .report = r };
		size_t n = count_sights(sights_of(&c), examples[i].kind);
		if (n != (examples[i].seen ? 1 : 0))
			fail_msg("%s: %zu sights", examples[i].text, n);
		for (size_t k = 0; k < sights_of(&c)->len; k++) {
			const struct sight *s = &VEC_AT(sights_of(&c), struct sight, k);
			if (s->kind == examples[i].kind)
				assert_str(report_slice(r, s->span), examples[i].seen);
		}
		sights_free(c.sights);
		report_free(r);
	}
}

static void test_halves(void **state)
{
	struct report *r = NULL;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(report_parse(STR("一,二;a,b三(四)五, 六！,七:"), &r, &e), 0);
	struct check c = { .report = r };
	assert_int_equal(halves_of(&c)->len, 2);
	assert_int_equal(VEC_AT(halves_of(&c), uint32_t, 0), 3);
	sights_free(c.sights);
	report_free(r);
}

/* Sixteen at a time or one by one: the first mark is the first, wherever the text begins and ends. */
static void test_marks(void **state)
{
	static const struct str marks[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT(","), { NULL, 0 } };
	const struct str text =
		STR("甲、乙：丙（丁）戊！一二三四五六七八九十一二三四五六七八九十;三,四五六七八九十一二三四五；九。十");

	(void)state;
	for (size_t from = 0; from <= text.len; from++) {
		size_t len, expected = text.len, expected_len = 0;
		for (const struct str *m = marks; m->len; m++) {
			size_t at = str_find(text, *m, from);
			expected_len = at < expected ? m->len : expected_len;
			expected = at < expected ? at : expected;
		}
		assert_int_equal(spot_mark(text, from, marks, &len), expected);
		assert_int_equal(len, expected_len);
	}
	struct str cut = str_sub(text, 0, text.len - 4); /* within 。 */
	size_t len;
	assert_int_equal(spot_mark(cut, str_rfind(cut, STR("；")) + 3, marks, &len), cut.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_no_hints),
		cmocka_unit_test(test_one_pass),
		cmocka_unit_test(test_all_words),
		cmocka_unit_test(test_narrow),
		cmocka_unit_test(test_halves),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests_name("starts", tests, NULL, NULL);
}

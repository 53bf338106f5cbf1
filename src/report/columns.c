#include "columns.h"

#include "chars.h"

#include "utf8.h"
#include "words.h"

#include <assert.h>
#include <stdatomic.h>

/* The names of columns, without the blanks and breaks inside ("序 号"). */
enum { NAME_BYTES = 90 };

static const struct column_row {
	const char *key, *name, *words;
} rows[COLUMNS] = {
#define COLUMN(id, key, name, words) [COLUMN_##id] = { key, name, words },
#include "columns.def"
#undef COLUMN
};

const char *ledger_column_key(enum ledger_column c)
{
	return rows[c].key;
}

const char *ledger_column_name(enum ledger_column c)
{
	return rows[c].name;
}

const char *ledger_sure_key(enum ledger_sure s)
{
	static const char *const keys[] = { "unknown", "guess", "likely", "certain", "given" };
	return keys[s];
}

static size_t begins_with_any(struct str s, const struct str *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_starts(s, words[i]))
			return words[i].len;
	return 0;
}

/* Without blanks, breaks and marks, and without what stands in brackets at the end (资金（万元）). */
static struct str plain_name(struct str header, char name[NAME_BYTES])
{
	static const struct str skipped[] = { STR_INIT("\xe2\x80\xa8"), STR_INIT("　"), STR_INIT("\xc2\xa0"),
		STR_INIT("："), STR_INIT("*"), STR_INIT(" "), STR_INIT("\n"), STR_INIT("\r"), STR_INIT("\t"),
		STR_INIT(":"), STR_INIT("、"), STR_INIT("/") };
	static const struct str opens[] = { STR_INIT("（"), STR_INIT("("), STR_INIT("【"), STR_INIT("[") };
	size_t n = 0;

	for (size_t at = 0; at < header.len;) {
		struct str rest = str_sub(header, at, header.len);
		size_t skip = begins_with_any(rest, skipped, sizeof skipped / sizeof *skipped);
		if (n && begins_with_any(rest, opens, sizeof opens / sizeof *opens))
			break;
		if (!skip && n == NAME_BYTES)
			return STR_NONE;
		if (!skip)
			name[n++] = header.ptr[at];
		at += skip ? skip : 1;
	}
	return (struct str){ name, n };
}

struct match {
	size_t end, len;
	uint8_t column;
};

/* All words of all rows, cut at first use by any thread: each is its column, where it begins in the row, its length, and what
 * chars_slot() gives for its first two characters. */
enum { WORDS_MAX = 600 };

static _Atomic uint64_t all_words[WORDS_MAX];
static _Atomic size_t word_count;

struct column_word {
	struct str text;
	uint8_t column, first, second;
};

static uint64_t pack(uint64_t column, size_t at, struct str word)
{
	const unsigned char *p = (const unsigned char *)word.ptr;
	size_t len = utf8_prefix(word, 1);
	uint64_t first = chars_slot(p), second = len < word.len ? chars_slot(p + len) : first;

	return column << 40 | first << 32 | second << 24 | (uint64_t)word.len << 16 | at;
}

static struct column_word unpack(uint64_t w)
{
	uint8_t column = w >> 40 & 0xFF;

	return (struct column_word){ { rows[column].words + (w & 0xFFFF), w >> 16 & 0xFF }, column, w >> 32 & 0xFF,
		w >> 24 & 0xFF };
}

static size_t read_words(void)
{
	size_t n = 0;

	for (unsigned c = 0; c < COLUMNS; c++) {
		struct str words = str_from(rows[c].words);
		for (size_t at = 0, end; at < words.len; at = end + 1) {
			end = str_find(words, STR(" "), at);
			end = end == STR_NPOS ? words.len : end;
			if (end == at)
				continue;
			assert(n < WORDS_MAX);
			atomic_store_explicit(
				&all_words[n++], pack(c, at, str_sub(words, at, end)), memory_order_relaxed);
		}
	}
	atomic_store_explicit(&word_count, n, memory_order_release);
	return n;
}

/* The word against the name: *m becomes the better match. */
static void match_word(struct str name, const struct column_word *w, struct match *m)
{
	size_t place = str_rfind(name, w->text);

	if (place == STR_NPOS)
		return;
	size_t behind = place + w->text.len;
	if (behind > m->end || (behind == m->end && w->text.len > m->len))
		*m = (struct match){ behind, w->text.len, w->column };
}

static struct match best_match(struct str name)
{
	struct match m = { 0, 0, COLUMN_OTHER };
	struct chars has;
	size_t n = atomic_load_explicit(&word_count, memory_order_acquire);

	n = n ? n : read_words();
	chars_of(name, &has);
	for (size_t i = 0; name.len && i < n; i++) {
		struct column_word w = unpack(atomic_load_explicit(&all_words[i], memory_order_relaxed));
		if (has.has[w.first] && has.has[w.second])
			match_word(name, &w, &m);
	}
	return m;
}

uint8_t columns_named(struct str header, uint8_t *ret_sure)
{
	char text[NAME_BYTES];
	struct str name = plain_name(header, text);
	struct match m = best_match(name);

	/* what is said behind the word may turn it: 问题数量 is no problem */
	static const char *const counts[] = { "数", "数量", "率", "个数", "条数", "次数" };
	for (size_t i = 0; m.len && i < sizeof counts / sizeof *counts; i++)
		if (str_eq(str_sub(name, m.end, name.len), str_from(counts[i])))
			m.column = COLUMN_OTHER;
	*ret_sure = m.column == COLUMN_OTHER ? SURE_UNKNOWN : m.len == name.len ? SURE_CERTAIN : SURE_LIKELY;
	return m.column;
}

enum result_status columns_state(struct str header)
{
	static const struct {
		const char *word;
		enum result_status status;
	} states[] = { { "已完成", RESULT_DONE }, { "完成", RESULT_DONE }, { "已整改", RESULT_DONE },
		{ "已完成整改", RESULT_DONE }, { "完成整改", RESULT_DONE }, { "整改完成", RESULT_DONE },
		{ "整改到位", RESULT_DONE }, { "已整改到位", RESULT_DONE }, { "已销号", RESULT_DONE },
		{ "已办结", RESULT_DONE }, { "办结", RESULT_DONE }, { "基本完成", RESULT_PARTIAL },
		{ "部分完成", RESULT_PARTIAL }, { "部分整改", RESULT_PARTIAL }, { "阶段性完成", RESULT_PARTIAL },
		{ "长期坚持", RESULT_LONG_TERM }, { "正在推进", RESULT_IN_PROGRESS },
		{ "正在整改", RESULT_IN_PROGRESS }, { "正在办理", RESULT_IN_PROGRESS },
		{ "正在进行", RESULT_IN_PROGRESS }, { "推进中", RESULT_IN_PROGRESS }, { "整改中", RESULT_IN_PROGRESS },
		{ "进行中", RESULT_IN_PROGRESS }, { "持续推进", RESULT_IN_PROGRESS },
		{ "序时推进", RESULT_IN_PROGRESS }, { "未完成", RESULT_IN_PROGRESS },
		{ "尚未完成", RESULT_IN_PROGRESS }, { "未整改", RESULT_IN_PROGRESS }, { "未启动", RESULT_IN_PROGRESS },
		{ "未开始", RESULT_IN_PROGRESS }, { "未销号", RESULT_IN_PROGRESS }, { "未办结", RESULT_IN_PROGRESS },
		{ "未到位", RESULT_IN_PROGRESS } };
	char text[NAME_BYTES];
	struct str name = plain_name(header, text);

	for (size_t i = 0; name.len && i < sizeof states / sizeof *states; i++)
		if (str_eq(name, str_from(states[i].word)))
			return states[i].status;
	return RESULT_NONE;
}

bool ledger_column_named(struct str name, enum ledger_column *ret)
{
	uint8_t sure = SURE_UNKNOWN;

	for (unsigned c = 0; c < COLUMNS; c++)
		if (str_eq(name, str_from(rows[c].key)) || str_eq(name, str_from(rows[c].name))) {
			*ret = (enum ledger_column)c;
			return true;
		}
	if (str_eq(name, STR("忽略")) || str_eq(name, STR("不用"))) {
		*ret = COLUMN_OTHER;
		return true;
	}
	*ret = (enum ledger_column)columns_named(name, &sure);
	return sure == SURE_CERTAIN;
}

/* --- what stands in a column --- */

uint32_t columns_number(struct str s)
{
	static const char *const tails[] = { "、", ".", "．", "）", ")" };
	uint32_t n = 0;

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (str_ends(s, str_from(tails[i])))
			s = str_sub(s, 0, s.len - strlen(tails[i]));
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9' || s.len > 6)
			return 0;
		n = n * 10 + (uint32_t)(s.ptr[i] - '0');
	}
	return n;
}

/* 2024年3月底前, 2024/3/15, 2024.3, 立行立改, 长期坚持: what a limit is told by. */
static bool is_date(struct str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++)
		digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
	if (s.len > 60 || digits < 1)
		return false;
	bool year = digits >= 4 && (str_starts(s, STR("20")) || str_starts(s, STR("19")));
	return (year && (str_has(s, STR("年")) || str_has(s, STR("/")) || str_has(s, STR("-")) ||
				str_has(s, STR(".")))) ||
	       (digits && str_has(s, STR("月")) && s.len < 40);
}

static bool ends_with_any(struct str s, const char *const *ends, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_ends(s, str_from(ends[i])))
			return true;
	return false;
}

bool columns_department(struct str s)
{
	static const char *const ends[] = { "科", "室", "处", "局", "队", "办", "中心", "所", "部", "股", "组", "委",
		"公司", "站", "支部", "党委", "街道" };
	/* 查处12处 counts places, 学校3所 schools */
	bool counts = s.len > 3 && s.ptr[s.len - 4] >= '0' && s.ptr[s.len - 4] <= '9';
	return s.len <= 90 && !counts && !str_has(s, STR("。")) && ends_with_any(s, ends, sizeof ends / sizeof *ends);
}

void columns_look(struct column_look *l, struct str cell)
{
	struct str s = str_trim(cell);

	if (!s.len)
		return;
	l->cells++;
	uint32_t n = columns_number(s);
	l->numbers += n > 0;
	l->next_numbers += n > 0 && n == l->last_number + 1;
	l->last_number = n ? n : l->last_number;
	l->dates += is_date(s);
	l->states += words_result_sentence(s) != RESULT_NONE;
	l->depts += columns_department(s);
	size_t chars = s.len < 60 ? utf8_count(s) : 60;
	l->words += chars <= 3; /* 是, 否, √, 已完成, 85% */
	l->people += chars >= 2 && chars <= 4 && !n;
	l->longs += chars >= 12;
}

static bool has(const struct column_set *s, uint8_t column)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->means[i] == column)
			return true;
	return false;
}

/* Most of the cells, and enough of them. */
static bool mostly(const struct column_look *l, size_t n)
{
	return l->cells >= 2 && n * 10 >= l->cells * 7;
}

static uint8_t guess(const struct column_set *s, size_t i)
{
	const struct column_look *l = &s->looks[i];

	if (mostly(l, l->next_numbers) && !has(s, COLUMN_NO))
		return COLUMN_NO;
	if (mostly(l, l->states) && !has(s, COLUMN_RESULT))
		return COLUMN_RESULT;
	if (mostly(l, l->dates) && !has(s, COLUMN_DUE))
		return COLUMN_DUE;
	if (mostly(l, l->depts) && !has(s, COLUMN_DEPT))
		return COLUMN_DEPT;
	if (!mostly(l, l->longs))
		return COLUMN_OTHER;
	/* long text: problems stand before measures, measures before what was done */
	if (!has(s, COLUMN_FINDING) && !has(s, COLUMN_DETAIL))
		return COLUMN_FINDING;
	if (!has(s, COLUMN_MEASURES))
		return COLUMN_MEASURES;
	static const char *const vague[] = { "情况", "内容", "效果", "说明" };
	bool open = !s->headers[i].len || ends_with_any(s->headers[i], vague, sizeof vague / sizeof *vague);
	return has(s, COLUMN_DONE) || !open ? COLUMN_OTHER : COLUMN_DONE;
}

/* The second column of a kind that there is one of: 问题类别 beside 方面, 完成时间 beside 整改时限. */
static void settle_second(const struct column_set *s)
{
	static const struct {
		uint8_t column, second;
	} ones[] = { { COLUMN_NO, COLUMN_REMARK }, { COLUMN_ASPECT, COLUMN_TYPE }, { COLUMN_DUE, COLUMN_DONE_DATE },
		{ COLUMN_RESULT, COLUMN_OPINION } };

	for (size_t k = 0; k < sizeof ones / sizeof *ones; k++) {
		bool seen = false;
		for (size_t i = 0; i < s->count; i++) {
			if (s->means[i] != ones[k].column || s->sure[i] == SURE_GIVEN ||
				(s->means[i] == COLUMN_RESULT && columns_state(s->headers[i]) != RESULT_NONE))
				continue;
			if (seen)
				s->means[i] = ones[k].second;
			seen = true;
		}
	}
}

/* Beside a column of problems 整改任务 is what is to be done, 意见建议 what was advised: neither is the problem. */
static void settle_tasks(const struct column_set *s)
{
	static const char *const words[] = { "任务", "整改事项", "意见建议" };
	bool task[COLUMNS_MAX] = { false }, problem = false;

	for (size_t i = 0; i < s->count; i++) {
		bool finding = s->means[i] == COLUMN_FINDING && s->sure[i] != SURE_GIVEN;
		for (size_t k = 0; finding && k < sizeof words / sizeof *words; k++)
			task[i] = task[i] || str_has(s->headers[i], str_from(words[k]));
		problem = problem || (!task[i] && (s->means[i] == COLUMN_FINDING || s->means[i] == COLUMN_DETAIL));
	}
	for (size_t i = 0; problem && i < s->count; i++) {
		if (task[i])
			s->means[i] = has(s, COLUMN_MEASURES) || str_has(s->headers[i], STR("建议")) ? COLUMN_GOAL
												     : COLUMN_MEASURES;
	}
}

/* A column that tells what was done, and none of whose cells is a state. */
static bool tells_deeds(const struct column_look *l)
{
	return l->cells >= 2 && l->states == 0 && l->words * 2 < l->cells;
}

/* 整改结果 may hold what was done, 整改完成情况 or 备注 beside it the states: the cells say it. */
static void settle_states(const struct column_set *s)
{
	size_t result = COLUMNS_MAX, states = COLUMNS_MAX;

	for (size_t i = 0; i < s->count; i++) {
		bool other = s->means[i] == COLUMN_DONE || s->means[i] == COLUMN_REMARK;
		if (s->means[i] == COLUMN_RESULT)
			result = i;
		else if (other && s->sure[i] != SURE_GIVEN && mostly(&s->looks[i], s->looks[i].states))
			states = i;
	}
	bool free = result == COLUMNS_MAX || (s->sure[result] != SURE_GIVEN && tells_deeds(&s->looks[result]));
	if (!free || (result == COLUMNS_MAX && states == COLUMNS_MAX))
		return;
	if (states != COLUMNS_MAX)
		s->means[states] = COLUMN_RESULT;
	if (result != COLUMNS_MAX)
		s->means[result] = has(s, COLUMN_DONE) ? COLUMN_OTHER : COLUMN_DONE;
}

/* Only the problem's words are there: they are the problem. */
static void promote(const struct column_set *s, uint8_t from, uint8_t to)
{
	for (size_t i = 0; i < s->count && !has(s, to); i++)
		if (s->means[i] == from)
			s->means[i] = to;
}

void columns_settle(const struct column_set *s)
{
	settle_second(s);
	settle_tasks(s);
	if (s->looks)
		settle_states(s);
	promote(s, COLUMN_DETAIL, COLUMN_FINDING);
	if (!has(s, COLUMN_DUE) && has(s, COLUMN_DONE_DATE) && !has(s, COLUMN_DONE))
		promote(s, COLUMN_DONE_DATE, COLUMN_DUE);
	for (size_t i = 0; s->looks && i < s->count; i++) {
		if (s->means[i] != COLUMN_OTHER || s->sure[i] == SURE_GIVEN || !s->looks[i].cells)
			continue;
		s->means[i] = guess(s, i);
		s->sure[i] = s->means[i] == COLUMN_OTHER ? SURE_UNKNOWN : SURE_GUESS;
	}
}

static bool has_by_name(const struct column_set *s, uint8_t column)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->means[i] == column && s->sure[i] == SURE_CERTAIN)
			return true;
	return false;
}

bool columns_are_ledger(const struct column_set *s)
{
	size_t known = 0, named = 0;
	bool finding = has(s, COLUMN_FINDING);
	bool done = has(s, COLUMN_MEASURES) || has(s, COLUMN_DONE);

	for (size_t i = 0; i < s->count; i++) {
		named += s->headers[i].len > 0 || s->means[i] != COLUMN_OTHER;
		known += s->means[i] != COLUMN_OTHER;
	}
	/* a column a week, without a name that says anything, beside those that make it a ledger */
	bool clear = known >= 4 && has_by_name(s, COLUMN_FINDING) &&
		     (has_by_name(s, COLUMN_MEASURES) || has_by_name(s, COLUMN_DONE));
	return finding && done && known >= 3 && (known * 2 > named || clear);
}

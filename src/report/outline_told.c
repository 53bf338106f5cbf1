#include "outline_parts.h"

#include "wordlist.h"
#include "words.h"

/* A published notice of feedback that tells its problems in one sentence: 巡察发现了一些问题，主要是：…；…；…等。同时，… */

enum { FIRST_WORDS = 600, CLAUSE_MIN = 12, CLAUSE_MAX = 360 };

/* 市委第六巡察组向市园林局党委反馈情况, among the first words: not of what was done since. */
static bool is_notice(struct str text)
{
	WORDLIST(accounts, "予以公布", "予以公开", "予以通报", "报告如下", "整改情况的", "整改进展", "整改落实情况");
	struct str first = str_sub(text, 0, FIRST_WORDS);
	size_t by = str_find(first, STR("组"), 0), to = by == STR_NPOS ? by : str_find(first, STR("向"), by);
	to = to == STR_NPOS && by != STR_NPOS ? str_find(first, STR("到"), by) : to;
	size_t told = to == STR_NPOS ? to : str_find(first, STR("反馈"), to);

	return told != STR_NPOS && str_has(str_sub(first, told, told + 60), STR("情况")) &&
	       !HAS(str_sub(text, 0, 3 * FIRST_WORDS), accounts);
}

/* Where the problems begin in a line that tells them, STR_NPOS: it does not. */
static size_t list_start(struct str s)
{
	static const char *const marks[] = { "主要是：", "主要是:", "主要有：", "主要有:", "主要问题：",
		"主要问题:", "主要问题是：", "主要问题是:", "一些问题：", "一些问题:", "问题，主要有", "问题,主要有",
		"问题，主要是", "问题,主要是" };
	static const char *const labels[] = { "问题：", "问题:" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t at = str_find(s, str_from(marks[i]), 0);
		size_t named = str_find(s, STR("问题"), 0);
		if (at != STR_NPOS && named != STR_NPOS && named < at + strlen(marks[i]))
			return at + strlen(marks[i]);
	}
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (str_starts(s, str_from(labels[i])))
			return strlen(labels[i]);
	return STR_NPOS;
}

/* A、B、C等。: the list is one clause, and its members are parted by the lower mark. */
static bool is_one_clause(struct str s, size_t from)
{
	size_t stop = str_find(s, STR("。"), from), full = str_find(s, STR("；"), from),
	       half = str_find(s, STR(";"), from);

	return stop != STR_NPOS && full > stop && half > stop;
}

/* The clause that begins at `from`, without the mark behind it; *ret_next: where the next one begins. */
static struct str clause_at(struct str s, size_t from, bool low, size_t *ret_next)
{
	static const char *const stops[] = { "。", "；", ";", "、" };
	size_t end = s.len, len = 0;

	for (size_t i = 0; i < (low ? 4 : 3); i++) {
		size_t at = str_find(s, str_from(stops[i]), from);
		if (at < end) {
			end = at;
			len = strlen(stops[i]);
		}
	}
	*ret_next = end + len;
	return str_trim(str_sub(s, from, end));
}

/* What follows the list: 同时，巡察组还收到反映…的问题线索 */
static bool ends_list(struct str clause)
{
	WORDLIST(others, "同时", "此外", "另外", "巡察组", "市委", "区委", "县委", "省委", "以上", "上述", "对此",
		"针对", "对巡察", "巡察期间", "还收到", "并");

	return STARTS(clause, others);
}

/* 落实“两个责任”不够到位等 */
static struct str without_etc(struct str s)
{
	static const char *const ends[] = { "等", "等问题", "等方面问题", "等情况" };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_from(ends[i])))
			return str_trim(str_sub(s, 0, s.len - strlen(ends[i])));
	return s;
}

static struct head *push(struct outline *o, struct str s, size_t line, uint8_t role)
{
	struct head *h = vec_push(&o->heads);

	if (!h)
		return NULL;
	uint32_t at = (uint32_t)(s.ptr - o->text.ptr);
	*h = (struct head){ .at = at,
		.body = at,
		.line = (uint32_t)line,
		.title_end = at + (uint32_t)s.len,
		.parent = -1,
		.depth = role == ROLE_PROBLEM,
		.type = TOK_LABEL,
		.role = role };
	return h;
}

/* The problems of line i; *told grows by them. With `push_them` off they are counted alone. */
static int tell_line(struct outline *o, size_t i, bool push_them, size_t *told)
{
	const struct line *l = &VEC_AT(o->lines, struct line, i);
	struct str s = str_sub(o->text, l->start, l->end);
	size_t at = list_start(s), next = at, findings = 0, clauses = 0;
	bool some = at != STR_NPOS, low = some && is_one_clause(s, at);

	for (size_t stop = low ? str_find(s, STR("。"), at) : s.len; some && at < stop; at = next) {
		struct str clause = without_etc(clause_at(s, at, low, &next));
		if (ends_list(clause))
			break;
		bool fits = clause.len >= CLAUSE_MIN && clause.len <= CLAUSE_MAX;
		clauses += clause.len > 0;
		findings += fits && words_finding(clause);
		if (!push_them || !fits)
			continue;
		struct head *h = push(o, clause, i, ROLE_PROBLEM);
		if (!h)
			return ERR_NOMEM;
		h->value = (uint32_t)++ * told;
		h->kind = PROBLEM_REGULAR;
	}
	if (!push_them) {
		bool most = low ? clauses > 2 && findings == clauses : clauses > 1 && findings * 3 >= clauses * 2;
		*told += most ? findings : 0;
		return 0;
	}
	struct head *h = push(o, str_sub(s, at < s.len ? at : s.len, s.len), i, ROLE_SECTION);
	if (h)
		h->section = SECTION_NEXT;
	return h ? 0 : ERR_NOMEM;
}

int outline_tell_feedback(struct outline *o)
{
	size_t told = 0, first = o->body;

	for (size_t i = 0; first == o->body && i < o->body && is_notice(o->text); i++) {
		size_t here = 0;
		tell_line(o, i, false, &here);
		first = here > 1 ? i : first;
	}
	if (first == o->body)
		return 0;
	vec_clear(&o->heads);
	vec_init(&o->heads, sizeof(struct head));
	for (size_t i = first; i < o->body; i++) {
		size_t here = 0;
		tell_line(o, i, false, &here);
		int rc = here > 1 ? tell_line(o, i, true, &told) : 0;
		if (rc < 0)
			return rc;
	}
	outline_set_ends(o);
	return 0;
}

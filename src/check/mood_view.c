/* What a word of mood is said of: the thing itself, or something that excuses it. */
#include "mood_view.h"

#include "spot.h"

#define PARTIAL_REACH 12 /* bytes behind a clause's last word: 完成 六成 */

/* 截至11月底: how far the account reaches, no promise. */
bool view_as_of(const struct sentence *s, size_t i)
{
	static const struct str leads[] = { { "截至", 6 }, { "截止", 6 }, { "截止到", 9 }, { "截至到", 9 } };
	return ends_any(str_trim(str_sub(s->text, s->span.start, s->t[i].start)), leads, COUNT(leads));
}

/* 目前 in the clause, or alone before its comma: 目前，… 截至11月底，… */
bool view_is_now(const struct view *v)
{
	const struct sentence *s = v->s;
	if (mask(s, v->first, v->i) & BIT(TK_NOW))
		return true;
	if (v->first < 2 || s->t[v->first - 2].end != s->t[v->first - 1].start)
		return false;
	return s->t[v->first - 2].kind == TK_NOW || view_as_of(s, v->first - 2);
}

/* "将正在…", "对拟…": the word stands inside an object and describes it. */
bool view_is_object(const struct view *v)
{
	static const struct str leads[] = { { "对", 3 }, { "将", 3 }, { "把", 3 }, { "为", 3 }, { "向", 3 },
		{ "给", 3 }, { "从", 3 }, { "是", 3 }, { "和", 3 }, { "及", 3 }, { "凡", 3 }, { "所", 3 },
		{ "退还", 6 }, { "收回", 6 }, { "停止", 6 }, { "暂停", 6 }, { "叫停", 6 }, { "清理", 6 }, { "梳理", 6 },
		{ "发现", 6 }, { "清退", 6 }, { "制止", 6 }, { "其中", 6 }, { "谈", 3 } };
	struct str before = str_sub(v->s->text, v->begin, v->s->t[v->i].start);
	return ends_any(before, leads, COUNT(leads));
}

/* 的 within `bytes` behind the word: 正在使用的车辆. */
bool view_describes(const struct view *v, size_t bytes)
{
	const struct token *t = &v->s->t[v->i];
	size_t de = first_of(v->s, BIT(TK_DE), v->i + 1, v->last);
	return de < v->last && v->s->t[de].start - t->end <= bytes;
}

/* 已完成六成, 已完成80%: so much, and not the whole. */
static bool is_partial(struct str clause)
{
	static const struct str parts[] = { { "%", 1 }, { "％", 3 }, { "百分之", 9 }, { "过半", 6 }, { "一半", 6 },
		{ "五成", 6 }, { "六成", 6 }, { "七成", 6 }, { "八成", 6 }, { "九成", 6 }, { "部分", 6 }, { "初步", 6 },
		{ "基本", 6 } };
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (str_has(clause, parts[i]))
			return !str_has(clause, STR("100%")) && !str_has(clause, STR("百分之百"));
	}
	return false;
}

/* ０ to ９ are read as 0 to 9. */
static size_t digit_at(struct str s, size_t at)
{
	struct str rest = str_sub(s, at, s.len);
	return (unsigned char)rest.ptr[0] >= 0xE3 && rest.ptr[0] != '\xEF' ? 0 : spot_digit(rest);
}

/* The first number of a text, as printed. */
static struct str first_digits(struct str s)
{
	size_t from = 0, to, len;
	while (from < s.len && digit_at(s, from) == 0)
		from++;
	for (to = from; to < s.len && (len = digit_at(s, to)) > 0;)
		to += len;
	return str_sub(s, from, to);
}

/* 已审核240卷: a number behind 已 tells how far it got. */
static bool counts_behind(const struct sentence *s, size_t from, size_t to)
{
	size_t done = first_of(s, BIT(TK_DONE) | BIT(TK_NOWDONE), from, to);
	if (done == to)
		return false;
	uint32_t end = to < s->n ? s->t[to].start : s->span.end;
	return first_digits(str_sub(s->text, s->t[done].end, end)).len > 0;
}

/* 计划招聘12名，已到岗12名: as many as were to be. */
static bool as_many(const struct view *v, size_t from, size_t to)
{
	const struct sentence *s = v->s;
	struct str meant = first_digits(clause_rest(v));
	uint32_t end = to < s->n ? s->t[to].start : s->span.end;
	return meant.len > 0 && from < s->n && str_eq(meant, first_digits(str_sub(s->text, s->t[from].start, end)));
}

/* 任务全部完成: the whole of it, without 已. */
static bool ends_with_all(struct str clause)
{
	static const struct str ends[] = { { "全部完成", 12 }, { "全面完成", 12 }, { "全部建成", 12 },
		{ "全部到位", 12 }, { "全部办结", 12 }, { "全部完工", 12 } };
	return ends_any(str_trim(clause), ends, COUNT(ends));
}

/* The clause [from, to) says that it is done, and of the same thing: it begins with 已, 现已, 9月已. */
static bool clause_closes(const struct sentence *s, size_t from, size_t to, uint32_t begin)
{
	uint64_t m = mask(s, from, to);
	if ((m & M_OPEN) || !(m & (M_COMPLETE | BIT(TK_FINISH))) || from >= to)
		return false;
	if (!(m & (M_HARD_THING | BIT(TK_LE))) && counts_behind(s, from, to))
		return false;
	if (is_partial(str_sub(s->text, begin, s->t[to - 1].end + PARTIAL_REACH)))
		return false;
	if (m & BIT(TK_NOWDONE))
		return true;
	bool leads = str_trim(str_sub(s->text, begin, s->t[from].start)).len == 0 &&
		     (BIT(s->t[from].kind) & (M_COMPLETE | BIT(TK_DATE) | BIT(TK_BEFORE)));
	return leads && (m & (M_THERE | BIT(TK_LE) | BIT(TK_APPROVE) | BIT(TK_BAPRED)));
}

/* 8月完成签约: an account by dates goes on. */
static bool clause_goes_on(const struct sentence *s, size_t from, size_t to)
{
	uint64_t m = mask(s, from, to);
	return from < to && s->t[from].kind == TK_DATE && (m & M_HARD_THING) && !(m & (M_OPEN | BIT(TK_BEFORE)));
}

bool view_resolved(const struct view *v)
{
	const struct sentence *s = v->s;
	if (mask(s, v->i + 1, v->last) & (BIT(TK_LE) | BIT(TK_NOWDONE)))
		return true;
	bool told = mask(s, v->first, v->i) & (BIT(TK_DATE) | BIT(TK_BEFORE)); /* 7月正在…，8月完成 */
	for (size_t at = v->last; at < s->n;) {
		size_t end = next_clause(s, at);
		uint32_t stop = end < s->n ? s->t[end].start : s->span.end;
		if (at + 1 < end && !(mask(s, at + 1, end) & (M_OPEN | BIT(TK_BEFORE))) &&
			ends_with_all(str_sub(s->text, s->t[at].end, stop)))
			return true;
		bool all = at + 1 < end && (BIT(s->t[at + 1].kind) & (BIT(TK_DONE) | BIT(TK_NOWDONE))) &&
			   as_many(v, at + 1, end);
		if (all || clause_closes(s, at + 1, end, s->t[at].end) || (told && clause_goes_on(s, at + 1, end)))
			return true;
		at = end;
	}
	return false;
}

/* 对不具备条件的，… names a kind of case, and what follows is how such cases are met. */
static bool of_a_kind(const struct view *v)
{
	const struct sentence *s = v->s;
	for (size_t at = v->first; at-- > 1;) {
		if (s->t[at].kind != TK_COMMA || s->t[at - 1].kind != TK_DE || s->t[at - 1].end != s->t[at].start)
			continue;
		struct view w = view_at(s, at - 1);
		if (str_starts(str_trim(str_sub(s->text, w.begin, s->t[at].start)), STR("对")))
			return true;
	}
	return false;
}

/* 后一笔晚于前一笔，是因为其中的质保金须待8月底期满后清算: why something came about. */
static bool gives_reason(const struct view *v)
{
	static const struct str reasons[] = { { "是因为", 9 }, { "是因", 6 }, { "是由于", 9 }, { "系因", 6 },
		{ "系由于", 9 }, { "原因是", 9 } };
	struct str clause = str_trim(str_sub(v->s->text, v->begin, v->s->t[v->i].start));

	return starts_any(clause, reasons, COUNT(reasons));
}

/* Said of the past, as a rule, under a condition, or since done. */
bool view_is_excused(const struct view *v, uint64_t rules)
{
	const struct sentence *s = v->s;
	if ((rules & BIT(TK_HABIT)) && of_a_kind(v))
		return true;
	if ((mask(s, v->first, v->i) & BIT(TK_PAST)) || gives_reason(v))
		return true;
	if (mask(s, 0, v->i) & rules & BIT(TK_IF))
		return true;
	size_t from = v->first;
	if (from > 0) /* an order reaches over one comma: 要求各单位，待…后 */
		from = view_at(s, from - 1).first;
	if (mask(s, from, v->i) & rules & BIT(TK_ORDER))
		return true;
	if (mask(s, v->first, v->last) & rules & BIT(TK_HABIT))
		return true;
	return view_resolved(v);
}

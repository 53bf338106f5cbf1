/* How a sentence is judged.
 *
 * 1. Cut at 。；！？ and line ends into sentences, at ，： into clauses. What stands in 《》 “” or in short brackets
 *    is somebody else's words and is skipped; so is a finding repeated in front (针对…问题).
 * 2. Each word that says "not yet" (正在 待 拟 将 计划 预计 力争 尚未 初稿 逐步) is asked whether it is said of the
 *    thing itself: not when it describes a noun (正在使用的车辆, 待审批事项), when an order or rule is quoted
 *    (要求…待…后方可), under a condition (如发现…将), for a habit (将定期), for steady running (正在正常运行), of
 *    the past (原拟, 当时尚未), or when the sentence goes on to say that it has since been done (原拟…，现已…).
 * 3. A future is a doubt only when what lies ahead is a thing that is there or not (投产, 印发, 支付). Going on,
 *    better, deeper (继续, 进一步, 加强) is what every finished piece of work says.
 * 4. The strongest word of the sentence speaks for it, the first of equals. A date promised with it is handed out. */
#include "mood.h"

#include "mood_lex.h"

#define TOKENS_MAX 256 /* of one sentence; a longer one is judged in parts */
#define OPENS_MAX 8
#define BRACKET_MAX 60   /* bytes of a bracket that is a remark and not a clause */
#define PARTIAL_REACH 12 /* bytes behind a clause's last word: 完成 六成 */
#define CITED_MAX 480    /* bytes of a finding repeated in front */

#define BIT(kind) (UINT64_C(1) << (kind))
_Static_assert(TK_KINDS <= 64, "token kinds are bits");

#define M_THERE (BIT(TK_DELIVER) | BIT(TK_WORK) | BIT(TK_ISSUED) | BIT(TK_FINISH))
#define M_HARD_THING (BIT(TK_DELIVER) | BIT(TK_ISSUED) | BIT(TK_FINISH))
#define M_OPEN                                                                                                         \
	(BIT(TK_ZAI) | BIT(TK_PROCESS) | BIT(TK_WAIT) | BIT(TK_AWAIT) | BIT(TK_NI) | BIT(TK_READY) | BIT(TK_FUTURE) |  \
		BIT(TK_WILL) | BIT(TK_PLAN) | BIT(TK_EXPECT) | BIT(TK_STRIVE) | BIT(TK_NOTYET) | BIT(TK_UNDONE) |      \
		BIT(TK_NEXT) | BIT(TK_STILL) | BIT(TK_CAN))
/* Words that mean something to be done: a date that goes with one is a promise. */
#define M_MEANT                                                                                                        \
	(BIT(TK_NI) | BIT(TK_READY) | BIT(TK_FUTURE) | BIT(TK_WILL) | BIT(TK_PLAN) | BIT(TK_EXPECT) | BIT(TK_STRIVE) | \
		BIT(TK_CAN))
#define M_COMPLETE (BIT(TK_DONE) | BIT(TK_NOWDONE) | BIT(TK_LE))
#define M_RULE (BIT(TK_HABIT) | BIT(TK_IF) | BIT(TK_ORDER))

struct token {
	enum mood_token kind;
	uint32_t start, end;
};

struct sentence {
	struct str text;
	struct span span;
	struct token t[TOKENS_MAX];
	size_t n;
	size_t open[OPENS_MAX], opens;
	size_t cite; /* the last 针对, n when there is none */
	bool cited;
};

/* What a sentence's words are judged with: the clause of the word. */
struct view {
	const struct sentence *s;
	size_t i;           /* the word */
	size_t first, last; /* [first, last): tokens of its clause */
	uint32_t begin;     /* where its clause begins */
};

static struct str after_text(const struct sentence *s, const struct token *t)
{
	return str_sub(s->text, t->end, s->span.end);
}

static struct str token_text(const struct sentence *s, size_t i)
{
	return str_sub(s->text, s->t[i].start, s->t[i].end);
}

static bool ends_any(struct str s, const struct str *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_ends(s, list[i]))
			return true;
	}
	return false;
}

static bool starts_any(struct str s, const struct str *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_starts(s, list[i]))
			return true;
	}
	return false;
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static uint64_t mask(const struct sentence *s, size_t from, size_t to)
{
	uint64_t m = 0;
	for (size_t i = from; i < to; i++)
		m |= BIT(s->t[i].kind);
	return m;
}

/* The first token of a kind in [from, to), or `to`. */
static size_t first_of(const struct sentence *s, uint64_t kinds, size_t from, size_t to)
{
	size_t i = from;
	while (i < to && !(kinds & BIT(s->t[i].kind)))
		i++;
	return i;
}

static struct view view_at(const struct sentence *s, size_t i)
{
	struct view v = { s, i, i, i + 1, s->span.start };
	while (v.first > 0 && s->t[v.first - 1].kind != TK_COMMA)
		v.first--;
	while (v.last < s->n && s->t[v.last].kind != TK_COMMA)
		v.last++;
	if (v.first > 0)
		v.begin = s->t[v.first - 1].end;
	return v;
}

/* What stands in the clause behind the word. */
static struct str clause_rest(const struct view *v)
{
	const struct sentence *s = v->s;
	return str_sub(s->text, s->t[v->i].end, v->last < s->n ? s->t[v->last].start : s->span.end);
}

/* The end of the clause behind this one, for what a comma only breathes before. */
static size_t next_clause(const struct sentence *s, size_t last)
{
	return last < s->n ? first_of(s, BIT(TK_COMMA), last + 1, s->n) : last;
}

/* 截至11月底: how far the account reaches, no promise. */
static bool is_as_of(const struct sentence *s, size_t i)
{
	static const struct str leads[] = { { "截至", 6 }, { "截止", 6 }, { "截止到", 9 }, { "截至到", 9 } };
	return ends_any(str_trim(str_sub(s->text, s->span.start, s->t[i].start)), leads, COUNT(leads));
}

/* 目前 in the clause, or alone before its comma: 目前，… 截至11月底，… */
static bool is_now(const struct view *v)
{
	const struct sentence *s = v->s;
	if (mask(s, v->first, v->i) & BIT(TK_NOW))
		return true;
	if (v->first < 2 || s->t[v->first - 2].end != s->t[v->first - 1].start)
		return false;
	return s->t[v->first - 2].kind == TK_NOW || is_as_of(s, v->first - 2);
}

/* "将正在…", "对拟…": the word stands inside an object and describes it. */
static bool is_object(const struct view *v)
{
	static const struct str leads[] = { { "对", 3 }, { "将", 3 }, { "把", 3 }, { "为", 3 }, { "向", 3 },
		{ "给", 3 }, { "从", 3 }, { "是", 3 }, { "和", 3 }, { "及", 3 }, { "凡", 3 }, { "所", 3 },
		{ "退还", 6 }, { "收回", 6 }, { "停止", 6 }, { "暂停", 6 }, { "叫停", 6 }, { "清理", 6 }, { "梳理", 6 },
		{ "发现", 6 }, { "清退", 6 }, { "制止", 6 }, { "其中", 6 } };
	struct str before = str_sub(v->s->text, v->begin, v->s->t[v->i].start);
	return ends_any(before, leads, COUNT(leads));
}

/* 的 within `bytes` behind the word: 正在使用的车辆. */
static bool describes(const struct view *v, size_t bytes)
{
	const struct token *t = &v->s->t[v->i];
	size_t de = first_of(v->s, BIT(TK_DE), v->i + 1, v->last);
	return de < v->last && v->s->t[de].start - t->end <= bytes;
}

static bool at_clause_start(const struct view *v, size_t i)
{
	struct str gap = str_sub(v->s->text, v->begin, v->s->t[i].start);
	return str_trim(gap).len == 0;
}

static bool adjacent(const struct sentence *s, size_t i, uint64_t kinds)
{
	return i + 1 < s->n && s->t[i + 1].start == s->t[i].end && (kinds & BIT(s->t[i + 1].kind));
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

/* 已审核240卷: a number behind 已 tells how far it got. */
static bool counts_behind(const struct sentence *s, size_t from, size_t to)
{
	size_t done = first_of(s, BIT(TK_DONE) | BIT(TK_NOWDONE), from, to);
	if (done == to)
		return false;
	uint32_t end = to < s->n ? s->t[to].start : s->span.end;
	for (uint32_t at = s->t[done].end; at < end; at++) {
		if (s->text.ptr[at] >= '0' && s->text.ptr[at] <= '9')
			return true;
	}
	return false;
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

static bool resolved(const struct view *v)
{
	const struct sentence *s = v->s;
	if (mask(s, v->i + 1, v->last) & (BIT(TK_LE) | BIT(TK_NOWDONE)))
		return true;
	bool told = mask(s, v->first, v->i) & (BIT(TK_DATE) | BIT(TK_BEFORE)); /* 7月正在…，8月完成 */
	for (size_t at = v->last; at < s->n;) {
		size_t end = next_clause(s, at);
		if (clause_closes(s, at + 1, end, s->t[at].end) || (told && clause_goes_on(s, at + 1, end)))
			return true;
		at = end;
	}
	return false;
}

/* 对不具备条件的，… names a kind of case, and what follows is how such cases are met. */
static bool of_a_kind(const struct view *v)
{
	const struct sentence *s = v->s;
	size_t comma = v->first;
	while (comma > 0) {
		size_t end = comma - 1; /* the comma in front */
		struct view w = view_at(s, end > 0 ? end - 1 : 0);
		bool de = end > 0 && s->t[end - 1].kind == TK_DE && s->t[end - 1].end == s->t[end].start;
		struct str clause = str_trim(str_sub(s->text, w.begin, s->t[end].start));
		if (de && end > w.first && str_starts(clause, STR("对")))
			return true;
		if (end == 0 || w.first >= comma)
			break;
		comma = w.first;
	}
	return false;
}

/* Said of the past, as a rule, under a condition, or since done. */
static bool is_excused(const struct view *v, uint64_t rules)
{
	const struct sentence *s = v->s;
	if ((rules & BIT(TK_HABIT)) && of_a_kind(v))
		return true;
	if (mask(s, v->first, v->i) & BIT(TK_PAST))
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
	return resolved(v);
}

static enum mood_level judge_ongoing(const struct view *v)
{
	static const struct str waits[] = { { "等待", 6 }, { "征求", 6 }, { "听取", 6 } };
	static const struct str verbs[] = { { "按", 3 }, { "由", 3 }, { "与", 3 } };
	const struct sentence *s = v->s;
	struct str after = after_text(s, &s->t[v->i]);
	bool waits_for = starts_any(after, waits, COUNT(waits));
	if (is_object(v) && !waits_for)
		return MOOD_QUIET;
	if (!waits_for && describes(v, 12))
		return MOOD_QUIET;
	if (adjacent(s, v->i, BIT(TK_STEADY) | BIT(TK_TREND)) ||
		(adjacent(s, v->i, BIT(TK_GRADUAL)) && adjacent(s, v->i + 1, BIT(TK_TREND))))
		return MOOD_QUIET;
	if (starts_any(after, verbs, 1) && (mask(s, v->i + 1, v->last) & BIT(TK_STEADY)))
		return MOOD_QUIET;
	if (is_excused(v, 0))
		return MOOD_QUIET;
	if (adjacent(s, v->i, BIT(TK_MILD)) && adjacent(s, v->i + 1, BIT(TK_IMPROVE) | BIT(TK_TREND)) &&
		!str_has(str_sub(s->text, s->t[v->i + 2].start, s->t[v->i + 2].end), STR("推进")))
		return MOOD_NOTE;
	if (adjacent(s, v->i, BIT(TK_IMPROVE)) && !(mask(s, v->i + 1, v->last) & M_HARD_THING))
		return str_starts(after, STR("推进")) ? MOOD_HARD : MOOD_NOTE;
	if (adjacent(s, v->i, BIT(TK_PACE)) && (str_starts(after, STR("有序")) || str_starts(after, STR("正常"))))
		return MOOD_QUIET; /* steady running */
	return adjacent(s, v->i, BIT(TK_MILD) | BIT(TK_GRADUAL)) ||
			       (adjacent(s, v->i, BIT(TK_PACE)) && str_starts(after, STR("稳步")))
		       ? MOOD_SOFT
		       : MOOD_HARD;
}

/* 18个子项目多处于…: the clause begins with things counted. */
static bool counts_things(const struct view *v)
{
	struct str before = str_sub(v->s->text, v->begin, v->s->t[v->i].start);
	bool digit = false;
	for (size_t i = 0; i < before.len; i++)
		digit |= before.ptr[i] >= '0' && before.ptr[i] <= '9';
	return digit && (str_has(before, STR("项目")) || str_has(before, STR("工程")));
}

/* 进入安装阶段; 进入运行阶段 is the end of it. */
static bool enters_stage(const struct view *v)
{
	static const struct str last[] = { { "常态", 6 }, { "运行", 6 }, { "运营", 6 }, { "收官", 6 }, { "使用", 6 },
		{ "新", 3 }, { "巩固", 6 }, { "管护", 6 }, { "长效", 6 } };
	struct str rest = str_trim(clause_rest(v));
	return str_ends(rest, STR("阶段")) && !starts_any(rest, last, COUNT(last)) && !str_has(rest, STR("运行")) &&
	       !str_has(rest, STR("运营"));
}

/* 仍在论证; 处于 and 停留在 only of a stage. */
static enum mood_level judge_still(const struct view *v)
{
	const struct sentence *s = v->s;
	struct str word = str_sub(s->text, s->t[v->i].start, s->t[v->i].end);
	if (is_object(v) || describes(v, 15) || adjacent(s, v->i, BIT(TK_STEADY) | BIT(TK_TREND)) ||
		is_excused(v, BIT(TK_IF) | BIT(TK_ORDER)))
		return MOOD_QUIET;
	if (s->t[v->i].kind == TK_ENTER)
		return enters_stage(v) ? MOOD_SOFT : MOOD_QUIET;
	if (str_eq(word, STR("处于")) || str_eq(word, STR("停留在"))) {
		struct str rest = clause_rest(v);
		return str_ends(str_trim(rest), STR("阶段")) && (is_now(v) || counts_things(v)) ? MOOD_SOFT
												: MOOD_QUIET;
	}
	return MOOD_HARD;
}

/* "审批中" is a doubt when it ends its clause as what is said of the subject; "在审批中，严格…" is a place. */
static enum mood_level judge_process(const struct view *v)
{
	const struct sentence *s = v->s;
	const struct token *t = &s->t[v->i];
	bool clause_end =
		v->i + 1 == v->last && (v->last == s->n ? t->end == s->span.end : s->t[v->last].start == t->end);
	if (!clause_end)
		return MOOD_QUIET;
	struct str clause = str_trim(str_sub(s->text, v->begin, t->start));
	uint64_t m = mask(s, v->first, v->i);
	if (m & BIT(TK_ZAI))
		return MOOD_QUIET; /* 正在 speaks for both */
	if (m & BIT(TK_STILL))
		return is_excused(v, BIT(TK_IF) | BIT(TK_ORDER)) || (m & BIT(TK_DE)) ? MOOD_QUIET : MOOD_HARD;
	if (str_starts(clause, STR("在")) || str_starts(clause, STR("于")) || clause.len == 0)
		return MOOD_QUIET;
	if (is_excused(v, BIT(TK_IF) | BIT(TK_ORDER)) || (m & BIT(TK_DE)))
		return MOOD_QUIET;
	if (is_now(v))
		return MOOD_HARD;
	if (str_has(clause, STR("在")))
		return MOOD_QUIET;
	return v->last == s->n ? MOOD_HARD : MOOD_QUIET;
}

static enum mood_level judge_wait(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t rest = mask(s, v->i + 1, v->last);
	bool lead = at_clause_start(v, v->i) ||
		    (v->i > v->first && (BIT(s->t[v->i - 1].kind) & (BIT(TK_NOW) | BIT(TK_DONE))) &&
			    s->t[v->i - 1].end == s->t[v->i].start);
	bool then = rest & (BIT(TK_AFTER) | BIT(TK_THEN));
	if (is_excused(v, M_RULE) ||
		(v->first > 0 && (mask(s, view_at(s, v->first - 1).first, v->first) & BIT(TK_HABIT))))
		return MOOD_QUIET; /* a rule reaches over a comma: 须经…，待…后 */
	if (!then && (is_object(v) || describes(v, 18)))
		return MOOD_QUIET;
	size_t thing = first_of(s, BIT(TK_THING), v->i + 1, v->last);
	if (!then && thing < v->last && s->t[thing].start - s->t[v->i].end <= 12)
		return MOOD_QUIET;
	if (then)
		return MOOD_HARD;
	if (lead)
		return rest & (M_THERE | BIT(TK_APPROVE) | BIT(TK_IMPROVE)) ? MOOD_HARD : MOOD_SOFT;
	bool left = is_now(v); /* 剩余4笔待核销 */
	return rest & (BIT(TK_APPROVE) | (left ? M_THERE : 0)) ? MOOD_HARD : MOOD_QUIET;
}

static enum mood_level judge_await(const struct view *v)
{
	const struct sentence *s = v->s;
	struct str word = str_sub(s->text, s->t[v->i].start, s->t[v->i].end);
	uint64_t before = mask(s, v->first, v->i);
	if ((before & (BIT(TK_NO) | BIT(TK_ZAI))) || describes(v, 3) || is_object(v) || is_excused(v, M_RULE))
		return MOOD_QUIET;
	if (str_has(str_sub(s->text, v->begin, s->t[v->i].start), STR("减少")))
		return MOOD_QUIET;
	return str_eq(word, STR("有待")) ? MOOD_SOFT : MOOD_HARD;
}

static enum mood_level judge_intended(const struct view *v)
{
	static const struct str verbs[] = { { "于", 3 }, { "将", 3 }, { "由", 3 }, { "在", 3 }, { "采", 3 },
		{ "通过", 6 }, { "按", 3 }, { "以", 3 } };
	const struct sentence *s = v->s;
	if (is_object(v) || is_excused(v, M_RULE))
		return MOOD_QUIET;
	struct str after = after_text(s, &s->t[v->i]);
	if (describes(v, 24) && !starts_any(after, verbs, COUNT(verbs)))
		return MOOD_QUIET;
	return str_starts(after, STR("同意")) ? MOOD_SOFT : MOOD_HARD;
}

/* 制定《办法》, 推动《办法》出台: a paper that is there or not. */
static bool brings_document(const struct sentence *s, size_t verb, size_t last)
{
	if (verb >= last)
		return false;
	bool behind =
		verb + 1 < s->n && s->t[verb + 1].kind == TK_OPEN && str_starts(token_text(s, verb + 1), STR("《"));
	bool before = verb > 0 && s->t[verb].kind == TK_ISSUED && s->t[verb - 1].kind == TK_OPEN &&
		      s->t[verb].start - s->t[verb - 1].end <= 24 && str_starts(token_text(s, verb - 1), STR("《"));
	return behind || before;
}

/* 将, 下一步: only what is there or not can be missing. */
static enum mood_level judge_future(const struct view *v)
{
	const struct sentence *s = v->s;
	enum mood_token kind = s->t[v->i].kind;
	size_t reach = next_clause(s, v->last);
	bool opens = kind == TK_NEXT && v->i + 1 == v->last; /* 下一步，… */
	uint64_t clause = mask(s, v->i + 1, opens ? reach : v->last), wide = clause | mask(s, v->last, reach);
	if (mask(s, 0, v->i) & BIT(TK_EFFECT))
		return MOOD_QUIET;
	if (kind == TK_WILL && (clause & BIT(TK_BAPRED)))
		return MOOD_QUIET;
	if (is_excused(v, M_RULE) || (clause & BIT(TK_EFFECT)))
		return MOOD_QUIET;
	bool at = str_starts(after_text(s, &s->t[v->i]), STR("于")), set = clause & (BIT(TK_DATE) | BIT(TK_BEFORE));
	if (at && set)
		return MOOD_HARD;
	uint64_t behind = mask(s, v->last, reach); /* 将按…，于一季度完成 */
	if (!(clause & M_THERE) && !(behind & (M_COMPLETE | M_RULE)) && (behind & M_HARD_THING))
		set = set || (behind & (BIT(TK_DATE) | BIT(TK_BEFORE)));
	if ((at || set) && (wide & M_THERE))
		return MOOD_HARD;
	size_t goal = first_of(s, M_THERE, v->i, v->last);
	if (brings_document(s, goal, v->last) ||
		brings_document(s, first_of(s, BIT(TK_ISSUED), v->i, v->last), v->last))
		return MOOD_SOFT;
	if (clause & BIT(TK_IMPROVE))
		return MOOD_QUIET;
	if (clause & M_HARD_THING)
		return MOOD_SOFT;
	if (kind != TK_NEXT && (clause & (BIT(TK_WORK) | BIT(TK_APPROVE))) &&
		(clause & (BIT(TK_AFTER) | BIT(TK_HASTE))))
		return MOOD_SOFT;
	return MOOD_QUIET;
}

/* 明年计划新建3座: a verb behind, and in front the day or nothing. 计划完成情况 is a noun. */
static bool plans_to(const struct view *v)
{
	static const char *const nouns[] = { "情况", "方案", "任务", "目标", "指标", "进度", "总投资", "投资额" };
	const struct sentence *s = v->s;
	bool after_day = v->i > v->first && s->t[v->i - 1].end == s->t[v->i].start &&
			 (BIT(s->t[v->i - 1].kind) & (BIT(TK_DATE) | BIT(TK_NOW)));
	if (!adjacent(s, v->i, M_THERE) || !(after_day || at_clause_start(v, v->i)))
		return false;
	for (size_t i = 0; i < COUNT(nouns); i++) {
		if (str_has(clause_rest(v), str_from(nouns[i])))
			return false;
	}
	return true;
}

static enum mood_level judge_planned(const struct view *v)
{
	const struct sentence *s = v->s;
	if (is_object(v) || describes(v, 6) || is_excused(v, M_RULE))
		return MOOD_QUIET;
	uint64_t clause = mask(s, v->i, v->last), wide = clause | mask(s, v->last, next_clause(s, v->last));
	struct str word = token_text(s, v->i);
	if (s->t[v->i].kind == TK_CAN)
		return mask(s, v->first, v->i) & (BIT(TK_DATE) | BIT(TK_BEFORE)) ? MOOD_HARD : MOOD_QUIET;
	if (str_starts(word, STR("已")))
		return MOOD_NOTE; /* that there is a plan is said as done */
	if (str_eq(word, STR("计划")) && !adjacent(s, v->i, BIT(TK_DATE) | BIT(TK_BEFORE)))
		return plans_to(v) ? MOOD_SOFT : MOOD_QUIET; /* a plan, not to plan */
	if (clause & (BIT(TK_DATE) | BIT(TK_BEFORE)))
		return wide & (M_THERE | BIT(TK_STEADY) | BIT(TK_BAPRED) | BIT(TK_MILD)) ? MOOD_HARD : MOOD_SOFT;
	if (s->t[v->i].kind == TK_EXPECT)
		return (clause & M_THERE) || str_has(clause_rest(v), STR("工期")) ? MOOD_HARD : MOOD_QUIET;
	return MOOD_SOFT;
}

static enum mood_level judge_strive(const struct view *v)
{
	static const struct str hopes[] = { { "力争", 6 }, { "争取", 6 } };
	const struct sentence *s = v->s;
	if (describes(v, 6) || is_excused(v, M_RULE))
		return MOOD_QUIET;
	uint64_t clause = mask(s, v->i, v->last);
	bool hope = ends_any(str_sub(s->text, s->t[v->i].start, s->t[v->i].end), hopes, COUNT(hopes));
	if (mask(s, v->first, v->i) & BIT(TK_DONE))
		return MOOD_QUIET;
	if ((clause & BIT(TK_BEFORE)) && (clause & (M_THERE | BIT(TK_BAPRED))))
		return MOOD_HARD;
	if (!hope)
		return MOOD_QUIET;
	if ((clause & BIT(TK_DATE)) && (clause & (M_THERE | BIT(TK_BAPRED))))
		return MOOD_HARD;
	return clause & (M_HARD_THING | BIT(TK_GRADUAL) | BIT(TK_BAPRED)) ||
			       ((clause & BIT(TK_HASTE)) && (clause & M_THERE))
		       ? MOOD_SOFT
		       : MOOD_QUIET;
}

/* 已整改40项，未整改10项: so many are left. A finding that counts them (发现未整改10项) is not of today. */
static bool counted_undone(const struct view *v)
{
	const struct sentence *s = v->s;
	struct str after = after_text(s, &s->t[v->i]);
	static const struct str things[] = { { "问题", 6 }, { "资金", 6 }, { "事项", 6 }, { "任务", 6 }, { "序时", 6 },
		{ "进度", 6 } };
	for (size_t i = 0; i < COUNT(things); i++)
		after = str_starts(after, things[i]) ? str_sub(after, things[i].len, after.len) : after;
	bool counted = after.len > 0 && after.ptr[0] >= '1' && after.ptr[0] <= '9';
	struct str before = str_sub(s->text, s->span.start, s->t[v->i].start);
	return counted && str_starts(token_text(s, v->i), STR("未")) && at_clause_start(v, v->i) &&
	       (mask(s, 0, v->first) & (M_THERE | M_COMPLETE)) && !str_has(before, STR("发现")) &&
	       !str_has(before, STR("查出"));
}

static enum mood_level judge_not_yet(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t rest = mask(s, v->i, v->last);
	bool only = str_starts(token_text(s, v->i), STR("仅")) || str_starts(token_text(s, v->i), STR("只"));
	if (is_object(v) || (!only && (rest & (BIT(TK_DE) | BIT(TK_PROBLEM)))) || is_excused(v, BIT(TK_IF)))
		return MOOD_QUIET;
	if (s->t[v->i].kind == TK_UNDONE && (is_now(v) || str_starts(token_text(s, v->i), STR("将"))))
		return MOOD_HARD;
	if (s->t[v->i].kind == TK_UNDONE)
		return counted_undone(v) ? MOOD_SOFT : MOOD_QUIET;
	return rest & (M_THERE | BIT(TK_APPROVE)) ? MOOD_HARD : MOOD_SOFT;
}

/* A draft stays one unless the sentence also says that it was issued, and not as a wish. */
static enum mood_level judge_draft(const struct view *v)
{
	const struct sentence *s = v->s;
	if (describes(v, 3) || (mask(s, v->first, v->i) & (BIT(TK_PAST) | BIT(TK_ORDER) | BIT(TK_IF))) || is_object(v))
		return MOOD_QUIET;
	for (size_t at = first_of(s, BIT(TK_ISSUED), v->i, s->n); at < s->n;
		at = first_of(s, BIT(TK_ISSUED), at + 1, s->n)) {
		struct view issued = view_at(s, at);
		if (!(mask(s, issued.first, at) & (M_OPEN | BIT(TK_HASTE) | BIT(TK_NEXT))))
			return MOOD_QUIET;
	}
	return resolved(v) ? MOOD_QUIET : MOOD_SOFT;
}

/* 其余路段稳步推进, 3个项目按计划推进: what goes on by itself ends its clause; "稳步推进某事" is work done. */
static enum mood_level judge_pace(const struct view *v)
{
	const struct sentence *s = v->s;
	if (v->i + 1 != v->last || str_trim(clause_rest(v)).len > 0 || is_object(v) ||
		(mask(s, v->first, v->i) & (M_COMPLETE | BIT(TK_ZAI))) || is_excused(v, M_RULE))
		return MOOD_QUIET;
	bool counted = false;
	for (uint32_t at = v->begin; at < s->t[v->i].start; at++)
		counted |= s->text.ptr[at] >= '0' && s->text.ptr[at] <= '9';
	struct str subject = str_trim(str_sub(s->text, v->begin, s->t[v->i].start));
	static const struct str goes[] = { { "项目", 6 }, { "工程", 6 }, { "前期工作", 12 }, { "事项", 6 },
		{ "任务", 6 }, { "手续", 6 }, { "路段", 6 }, { "建设", 6 } };
	return ends_any(subject, goes, COUNT(goes)) && (counted || is_now(v)) ? MOOD_SOFT : MOOD_QUIET;
}

/* 已完成总工程量的60%: the rest is missing. */
static enum mood_level judge_share(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t clause = mask(s, v->first, v->last);
	struct str word = token_text(s, v->i), after = after_text(s, &s->t[v->i]);
	bool done = str_starts(word, STR("完成")) || (clause & (BIT(TK_DONE) | BIT(TK_DELIVER) | BIT(TK_UNDONE)));
	static const struct str more[] = { { "以上", 6 }, { "的", 3 } }; /* 完成95%以上 is a standard */
	if (!done || starts_any(after, more, COUNT(more)) || is_object(v) || is_excused(v, M_RULE) ||
		(clause & (M_OPEN | BIT(TK_LE))))
		return MOOD_QUIET;
	return MOOD_SOFT;
}

/* 还需报市政府审批 */
static enum mood_level judge_need(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t rest = mask(s, v->i + 1, v->last);
	if (is_object(v) || describes(v, 24) || (rest & BIT(TK_IMPROVE)) || is_excused(v, M_RULE))
		return MOOD_QUIET;
	return rest & (BIT(TK_APPROVE) | M_HARD_THING) ? MOOD_SOFT : MOOD_QUIET;
}

/* 剩余1件已向市政府申请…: what is left was only asked for. */
static enum mood_level judge_rest(const struct view *v)
{
	static const struct str left[] = { { "剩余", 6 }, { "其余", 6 }, { "余下", 6 }, { "仅剩", 6 } };
	static const struct str asked[] = { { "申请", 6 }, { "上报", 6 }, { "报请", 6 }, { "提请", 6 }, { "请示", 6 } };
	const struct sentence *s = v->s;
	size_t done = first_of(s, BIT(TK_DONE), v->i + 1, v->last);
	if (!starts_any(token_text(s, v->i), left, COUNT(left)) || done == v->last || is_excused(v, M_RULE))
		return MOOD_QUIET;
	uint32_t end = v->last < s->n ? s->t[v->last].start : s->span.end;
	struct str rest = str_sub(s->text, s->t[done].end, end);
	bool only_asked = false;
	for (size_t i = 0; i < COUNT(asked); i++)
		only_asked |= str_has(rest, asked[i]);
	return only_asked && !(mask(s, done, v->last) & (M_HARD_THING | BIT(TK_LE))) ? MOOD_SOFT : MOOD_QUIET;
}

/* 列入2025年预算, 2025年启动建设: of a year that may not have come; the reader of the report's date decides. */
static bool is_listed(const struct view *v, struct str rest)
{
	static const struct str into[] = { { "列入", 6 }, { "纳入", 6 }, { "编入", 6 } };
	return ends_any(str_sub(v->s->text, v->begin, v->s->t[v->i].start), into, COUNT(into)) &&
	       (str_has(rest, STR("预算")) || str_has(rest, STR("计划")) || str_has(rest, STR("项目")));
}

static enum mood_level judge_year(const struct view *v)
{
	static const struct str from[] = { { "起", 3 }, { "开始", 6 }, { "以来", 6 }, { "以后", 6 }, { "至", 3 },
		{ "到", 3 }, { "—", 3 }, { "-", 1 }, { "、", 3 }, { "之间", 6 }, { "期间", 6 }, { "的", 3 } };
	static const char *const papers[] = { "计划", "方案", "预算", "要点", "清单", "规划", "目标", "任务", "标准" };
	const struct sentence *s = v->s;
	struct str word = token_text(s, v->i), after = str_trim(after_text(s, &s->t[v->i]));
	struct str rest = clause_rest(v);
	if (!str_has(word, STR("年")) || starts_any(after, from, COUNT(from)))
		return MOOD_QUIET;
	if (is_listed(v, rest))
		return is_excused(v, M_RULE) ? MOOD_QUIET : MOOD_SOFT;
	for (size_t i = 0; i < COUNT(papers); i++) {
		if (str_has(rest, str_from(papers[i])))
			return MOOD_QUIET;
	}
	struct str before = str_trim(str_sub(s->text, v->begin, s->t[v->i].start));
	bool leads = before.len == 0 || str_ends(before, STR("于"));
	if (!leads || (mask(s, v->first, v->last) & (M_COMPLETE | BIT(TK_PAST) | M_RULE | BIT(TK_BA))) ||
		is_excused(v, M_RULE))
		return MOOD_QUIET;
	return mask(s, v->i, v->last) & M_HARD_THING ? MOOD_SOFT : MOOD_QUIET;
}

/* 拆除工作已基本完成: nearly is not wholly; worth a note. */
static enum mood_level judge_partly(const struct view *v)
{
	const struct sentence *s = v->s;
	if (describes(v, 24) || is_object(v) || is_excused(v, M_RULE) || (mask(s, v->first, v->i) & M_OPEN))
		return MOOD_QUIET;
	return str_trim(clause_rest(v)).len == 0 ? MOOD_NOTE : MOOD_QUIET;
}

static enum mood_level judge_gradual(const struct view *v)
{
	const struct sentence *s = v->s;
	static const struct str debts[] = { { "化解", 6 }, { "偿还", 6 }, { "清偿", 6 }, { "支付", 6 }, { "付清", 6 },
		{ "消化", 6 }, { "还清", 6 }, { "解决", 6 }, { "清退", 6 }, { "拨付", 6 }, { "缴清", 6 },
		{ "补缴", 6 } };
	if (!starts_any(after_text(s, &s->t[v->i]), debts, COUNT(debts)))
		return MOOD_QUIET;
	uint64_t clause = mask(s, v->first, v->last);
	if ((clause & (M_COMPLETE | BIT(TK_DE))) || is_object(v) || is_excused(v, BIT(TK_IF) | BIT(TK_ORDER)))
		return MOOD_QUIET;
	return MOOD_SOFT;
}

/* "11月底前全面完成" with neither 已 nor 了. */
static enum mood_level judge_promised(const struct view *v)
{
	const struct sentence *s = v->s;
	uint64_t clause = mask(s, v->first, v->last);
	if (is_as_of(s, v->i))
		return MOOD_QUIET;
	if ((clause & (M_COMPLETE | BIT(TK_PAST) | M_RULE | BIT(TK_BA))) || describes(v, 9) || is_excused(v, M_RULE))
		return MOOD_QUIET;
	return mask(s, v->i, v->last) & M_THERE ? MOOD_SOFT : MOOD_QUIET;
}

struct row {
	enum mood_token kind;
	enum mood_cause cause;
	enum mood_level (*judge)(const struct view *v);
};

static const struct row rows[] = {
	{ TK_ZAI, MOOD_ONGOING, judge_ongoing },
	{ TK_STILL, MOOD_ONGOING, judge_still },
	{ TK_PROCESS, MOOD_ONGOING, judge_process },
	{ TK_WAIT, MOOD_WAITING, judge_wait },
	{ TK_AWAIT, MOOD_WAITING, judge_await },
	{ TK_NI, MOOD_INTENDED, judge_intended },
	{ TK_READY, MOOD_INTENDED, judge_planned },
	{ TK_FUTURE, MOOD_FUTURE, judge_future },
	{ TK_WILL, MOOD_FUTURE, judge_future },
	{ TK_NEXT, MOOD_FUTURE, judge_future },
	{ TK_PLAN, MOOD_PLANNED, judge_planned },
	{ TK_EXPECT, MOOD_PLANNED, judge_planned },
	{ TK_STRIVE, MOOD_PLANNED, judge_strive },
	{ TK_NOTYET, MOOD_NOT_YET, judge_not_yet },
	{ TK_UNDONE, MOOD_NOT_YET, judge_not_yet },
	{ TK_DRAFT, MOOD_DRAFT, judge_draft },
	{ TK_GRADUAL, MOOD_GRADUAL, judge_gradual },
	{ TK_CAN, MOOD_PLANNED, judge_planned },
	{ TK_PACE, MOOD_ONGOING, judge_pace },
	{ TK_ENTER, MOOD_ONGOING, judge_still },
	{ TK_PARTLY, MOOD_PARTLY, judge_partly },
	{ TK_SHARE, MOOD_PARTLY, judge_share },
	{ TK_NEED, MOOD_WAITING, judge_need },
	{ TK_NOW, MOOD_WAITING, judge_rest },
	{ TK_DATE, MOOD_PROMISED, judge_year },
	{ TK_BEFORE, MOOD_PROMISED, judge_promised },
};

static const struct row *row_of(enum mood_token kind)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].kind == kind)
			return &rows[i];
	}
	return NULL;
}

/* 拟于2025年5月…, 计划5月底前…: the clause of the date says that it lies ahead. */
static bool is_meant(const struct sentence *s, size_t at)
{
	struct view w = view_at(s, at);
	return (mask(s, w.first, at) & M_MEANT) && !(mask(s, w.first, w.last) & (M_COMPLETE | BIT(TK_PAST)));
}

/* …前 that goes with something still to come; one that only follows the word has to say what is done by then. */
static bool is_deadline(const struct sentence *s, size_t at)
{
	struct view w = view_at(s, at);
	size_t reach = at + 1 == w.last ? next_clause(s, w.last) : w.last; /* 预计至12月底，…完成 */
	if (mask(s, w.first, w.last) & M_COMPLETE)
		return false;
	return is_meant(s, at) || (mask(s, at, reach) & (M_THERE | BIT(TK_STEADY)));
}

/* The date that goes with the word: …前 in this clause or a later one that is open too, a date behind the word, or one
 * that a later clause means. */
static void find_promise(const struct sentence *s, size_t i, struct mood *m)
{
	struct view v = view_at(s, i);
	size_t at = m->cause == MOOD_PROMISED ? i : first_of(s, BIT(TK_BEFORE), v.first, s->n);
	while (at < s->n && m->cause != MOOD_PROMISED && is_as_of(s, at))
		at = first_of(s, BIT(TK_BEFORE), at + 1, s->n);
	if (at < s->n && !is_deadline(s, at))
		at = s->n;
	if (at == s->n && s->t[i].kind == TK_CAN)
		at = first_of(s, BIT(TK_DATE), v.first, i);
	if (at == s->n || (s->t[i].kind == TK_CAN && at == i)) {
		at = first_of(s, BIT(TK_DATE), i + 1, v.last);
		at = at == v.last ? s->n : at;
	}
	for (size_t next = v.last; at == s->n && next < s->n;) {
		next = first_of(s, BIT(TK_DATE), next + 1, s->n);
		at = next < s->n && is_meant(s, next) ? next : s->n;
	}
	if (at == s->n)
		return;
	m->has_promise = true;
	m->before = s->t[at].kind == TK_BEFORE;
	m->promise = (struct span){ s->t[at].start, s->t[at].end };
}

static struct mood judge(const struct sentence *s)
{
	struct mood best = { .level = MOOD_QUIET, .sentence = s->span };
	size_t word = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct row *row = row_of(s->t[i].kind);
		if (!row)
			continue;
		struct view v = view_at(s, i);
		enum mood_level level = row->judge(&v);
		/* a bare date speaks only where no word of mood does */
		if (level <= best.level &&
			!(level > MOOD_QUIET && best.cause == MOOD_PROMISED && row->cause != MOOD_PROMISED))
			continue;
		best.level = level;
		best.cause = row->cause;
		best.word = (struct span){ s->t[i].start, s->t[i].end };
		word = i;
	}
	best.bare = best.cause == MOOD_PROMISED;
	if (best.level > MOOD_QUIET)
		find_promise(s, word, &best);
	return best;
}

static void drop_from(struct sentence *s, size_t n)
{
	s->n = n;
	if (s->cited && s->cite >= n)
		s->cited = false;
}

static void push(struct sentence *s, enum mood_token kind, uint32_t start, uint32_t end)
{
	if (s->n < TOKENS_MAX)
		s->t[s->n++] = (struct token){ kind, start, end };
}

static void open_at(struct sentence *s, enum mood_token kind, uint32_t start, uint32_t end)
{
	if (s->opens < OPENS_MAX)
		s->open[s->opens++] = s->n;
	push(s, kind, start, end);
}

/* 《…》 and “…” become one token, (试行) none; a long bracket is a clause of its own. */
static void close_at(struct sentence *s, enum mood_token kind, uint32_t end)
{
	enum mood_token opener = kind == TK_CLOSE ? TK_OPEN : TK_POPEN;
	if (s->opens == 0 || s->open[s->opens - 1] >= s->n)
		return;
	size_t at = s->open[--s->opens];
	if (s->t[at].kind != opener)
		return;
	uint32_t start = s->t[at].start;
	if (kind == TK_CLOSE) {
		drop_from(s, at);
		push(s, TK_OPEN, start, end);
	} else if (end - start <= BRACKET_MAX) {
		drop_from(s, at);
	} else {
		s->t[at].kind = TK_COMMA;
		push(s, TK_COMMA, end - 1, end);
	}
}

/* 针对…问题: what stands between is the finding's own wording. Over a comma only when nothing of ours stands there. */
static void cited_until(struct sentence *s, uint32_t end)
{
	if (!s->cited || end - s->t[s->cite].start > CITED_MAX)
		return;
	size_t comma = first_of(s, BIT(TK_COMMA), s->cite, s->n);
	if (mask(s, comma, s->n) & (BIT(TK_ZAI) | M_COMPLETE))
		return;
	drop_from(s, s->cite);
	s->opens = 0;
}

static void take(struct sentence *s, enum mood_token kind, uint32_t start, uint32_t end)
{
	switch (kind) {
	case TK_NONE:
	case TK_BLANK:
		return;
	case TK_OPEN:
	case TK_POPEN:
		open_at(s, kind, start, end);
		return;
	case TK_CLOSE:
	case TK_PCLOSE:
		close_at(s, kind, end);
		return;
	case TK_CITE:
		if (!s->cited && s->n < TOKENS_MAX) {
			s->cited = true;
			s->cite = s->n;
			push(s, kind, start, end);
		}
		return;
	case TK_PROBLEM:
		cited_until(s, end);
		push(s, kind, start, end);
		return;
	default:
		push(s, kind, start, end);
	}
}

/* The sentence held back says what a following "现已…" takes away. */
static bool takes_back(const struct sentence *s, const struct mood *held)
{
	if (held->cause == MOOD_DRAFT) {
		size_t at = first_of(s, BIT(TK_ISSUED), 0, s->n);
		return at < s->n && (mask(s, view_at(s, at).first, at) & M_COMPLETE);
	}
	if (s->n == 0 || s->t[0].kind != TK_NOWDONE)
		return false;
	struct str lead = str_trim(str_sub(s->text, s->span.start, s->t[0].end));
	return str_starts(lead, STR("现")) || str_starts(lead, STR("最终"));
}

struct reader {
	struct sentence s;
	struct mood held; /* the last sentence's: the next one may take it back */
	mood_sink *sink;
	void *context;
};

static int flush_held(struct reader *r)
{
	if (r->held.level == MOOD_QUIET)
		return 0;
	struct mood m = r->held;
	r->held.level = MOOD_QUIET;
	return r->sink(r->context, &m);
}

static int end_sentence(struct reader *r, uint32_t start, uint32_t end, uint32_t next)
{
	struct sentence *s = &r->s;
	struct str trimmed = str_trim(str_sub(s->text, s->span.start, end));
	int rc = 0;
	if (trimmed.len > 0) {
		s->span.start = (uint32_t)(trimmed.ptr - s->text.ptr);
		s->span.end = s->span.start + (uint32_t)trimmed.len;
		if (r->held.level > MOOD_QUIET && takes_back(s, &r->held))
			r->held.level = MOOD_QUIET;
		rc = flush_held(r);
		if (rc >= 0)
			r->held = judge(s);
	}
	(void)start;
	s->n = 0;
	s->opens = 0;
	s->cited = false;
	s->span = (struct span){ next, next };
	return rc < 0 ? rc : 0;
}

int mood_read(struct str text, mood_sink *sink, void *context)
{
	struct reader r = { .s.text = text, .sink = sink, .context = context };
	for (size_t pos = 0; pos < text.len;) {
		uint32_t start = (uint32_t)pos;
		enum mood_token kind = mood_lex(text, &pos);
		bool full = r.s.n == TOKENS_MAX;
		if (kind == TK_STOP || full) {
			int rc = end_sentence(&r, start, start, kind == TK_STOP ? (uint32_t)pos : start);
			if (rc < 0)
				return rc;
		}
		if (kind != TK_STOP)
			take(&r.s, kind, start, (uint32_t)pos);
	}
	int rc = end_sentence(&r, (uint32_t)text.len, (uint32_t)text.len, (uint32_t)text.len);
	if (rc >= 0)
		rc = flush_held(&r);
	return rc < 0 ? rc : 0;
}

const char *mood_cause_text(enum mood_cause cause)
{
	switch (cause) {
	case MOOD_ONGOING:
		return "事情还在办理之中";
	case MOOD_WAITING:
		return "事情要等别的条件";
	case MOOD_INTENDED:
		return "事情只是打算去做";
	case MOOD_FUTURE:
		return "事情写作将来";
	case MOOD_PLANNED:
		return "事情还在计划或预期之中";
	case MOOD_NOT_YET:
		return "写明尚未做到";
	case MOOD_DRAFT:
		return "文件还是稿，未见印发";
	case MOOD_GRADUAL:
		return "分步进行，未见完成";
	case MOOD_PARTLY:
		return "说的是基本，不是全部";
	case MOOD_PROMISED:
		return "只有时限，未见完成";
	}
	return "";
}

const char *mood_advice_text(enum mood_cause cause)
{
	switch (cause) {
	case MOOD_DRAFT:
		return "已印发的请写明日期和文号，没有印发的不算完成";
	case MOOD_GRADUAL:
	case MOOD_PARTLY:
		return "请写明办了多少、余下多少、何时办完";
	case MOOD_ONGOING:
	case MOOD_WAITING:
	case MOOD_INTENDED:
	case MOOD_FUTURE:
	case MOOD_PLANNED:
	case MOOD_NOT_YET:
	case MOOD_PROMISED:
		break;
	}
	return "已办成的请写明时间和凭据，没有办成的不能算完成";
}

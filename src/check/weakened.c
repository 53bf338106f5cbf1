/* BH210: what was aimed at, and less of it told as done: 杜绝… and then …有所减少; 配备5名, and 已配备2名; by September, and then by
 * June of the next year. Only measures are held against the progress of the same item. */
#include "closure.h"
#include "rules.h"
#include "said.h"
#include "sight.h"
#include "spot.h"
#include "weakened.h"

#define CHAR 3
#define SAME ((size_t)4 * CHAR) /* so much in a row makes it the same object */
#define NUMBERS_MAX 40          /* of one leaf */

struct weakened {
	struct check *c;
	const struct closure_item *item;
	const struct vec *sights;
	struct said said;     /* by the rules of tense */
	size_t sight, number; /* where the progress before began among them */
};

/* What a progress says that may be less than was aimed at. */
struct told {
	const struct node *leaf;
	const struct sight *eased; /* the first word that says so, or NULL */
	size_t first;              /* of its numbers */
	bool counts;               /* some number is said to be done */
	bool rates;                /* some number is a percentage */
	bool falls;                /* some number is what is left of more */
	bool less;                 /* a part of it, or a beginning */
};

static int report_weaker(struct weakened *w, struct span progress, struct span measure, const char *why, bool certain)
{
	const struct report *r = w->c->report;
	struct span sentence = spot_sentence(r, progress);

	if (said_of(&w->said, sentence))
		return 0;
	struct check_finding *f = check_add(w->c, w->item->item, spot_clause(r, progress), "%s", why);
	if (!f)
		return ERR_NOMEM;
	if (certain && w->item->done && !w->item->long_term)
		f->severity = SEVERITY_WARNING;
	return check_relate(w->c, f, spot_clause(r, measure));
}

/* --- words --- */

static const struct str ends_it[] = { STR_INIT("杜绝"), STR_INIT("根除"), STR_INIT("彻底"), STR_INIT("清零"),
	STR_INIT("消除"), STR_INIT("全部"), STR_INIT("全面"), { NULL, 0 } };
/* The place of the first of the words; STR_NPOS: none. */
static size_t word_in(struct str s, const struct str *words, size_t *ret_len)
{
	size_t first = STR_NPOS;

	for (; words->len; words++) {
		size_t at = str_find(s, *words, 0);
		if (at < first) {
			first = at;
			*ret_len = words->len;
		}
	}
	return first;
}

/* Four characters in a row that stand in both. */
static bool same_object(struct str a, struct str b)
{
	for (size_t at = 0; at + SAME <= a.len; at++) {
		if ((unsigned char)a.ptr[at] >= 0xE4 && str_has(b, str_sub(a, at, at + SAME)))
			return true;
	}
	return false;
}

static struct str text_of(const struct report *r, const struct node *goal)
{
	return goal->kind == NODE_PROSE ? report_slice(r, goal->span) : goal->text;
}

static const struct sight *first_eased(struct weakened *w, const struct report *r, const struct node *progress)
{
	struct span text = closure_span(r, progress->text);

	w->sight = spot_first(w->sights, offsetof(struct sight, span), text.start, w->sight);
	for (size_t i = w->sight; i < w->sights->len; i++) {
		const struct sight *s = &VEC_AT(w->sights, struct sight, i);
		if (s->span.end > text.end)
			break;
		if (s->kind == SIGHT_HALFWAY && halfway_cues[s->word].kind == HALFWAY_EASED)
			return s;
	}
	return NULL;
}

/* 转租的住户由26户降为9户: so many are left. */
static bool falls_to_some(const struct report *r, const struct fact_number *n)
{
	static const struct str falls[] = { STR_INIT("降为"), STR_INIT("降至"), STR_INIT("降到"), STR_INIT("减少到"),
		STR_INIT("减少至"), STR_INIT("减为"), STR_INIT("减至"), STR_INIT("下降到"), STR_INIT("下降至"),
		STR_INIT("压减到"), STR_INIT("压减至"), STR_INIT("压降至"), { NULL, 0 } };

	return n->kind == NUMBER_COUNT && n->value.scale == 0 && n->value.digits > 0 &&
	       spot_ends(spot_lead(r, n->span), falls);
}

static int compare_words(struct weakened *w, const struct node *measure, struct span told)
{
	const struct report *r = w->c->report;
	struct str aim = text_of(r, measure);
	size_t strong_len = 0, strong = word_in(aim, ends_it, &strong_len);

	if (strong == STR_NPOS)
		return 0;
	uint32_t at = closure_span(r, aim).start + (uint32_t)strong;
	struct span goal = { at, at + (uint32_t)strong_len };
	if (!same_object(spot_rest(r, goal), report_slice(r, spot_clause(r, told))))
		return 0;
	return report_weaker(w, told, goal,
		"措施要求做到没有，进展只写有所减轻：目标打了折扣。没有做到的请写明还差多少、何时做到", false);
}

/* --- numbers --- */

static bool is_plain_count(const struct fact_number *n)
{
	return n->kind == NUMBER_COUNT && n->unit.len > 0 && n->value.scale == 0 && !n->approximate &&
	       n->value.digits > 0;
}

#define NOUN ((size_t)4 * CHAR) /* between the verb and the number */

/* 已配备2名, 已新建公厕9座: the two characters behind the last 已 before the number, and what stands between them and it. */
static struct str verb_before(const struct report *r, const struct fact_number *n, struct str *ret_noun)
{
	uint32_t far = n->span.start > 3 * CHAR + NOUN ? n->span.start - (uint32_t)(3 * CHAR + NOUN) : 0;
	struct str near = spot_text(r, far, n->span.start);
	size_t at = str_rfind(near, STR("已"));

	if (at == STR_NPOS || near.len < at + 3 * CHAR || far + at < spot_clause(r, n->span).start)
		return STR_NONE;
	*ret_noun = str_sub(near, at + 3 * CHAR, near.len);
	return str_sub(near, at + CHAR, at + 3 * CHAR);
}

/* The measure has this very number too: another goal of it. */
static bool is_other_goal(const struct report *r, const struct node *measure, const struct fact_number *n)
{
	for (size_t i = spot_first_number(r, measure->span.start); i < r->numbers.len; i++) {
		const struct fact_number *goal = &VEC_AT(&r->numbers, struct fact_number, i);
		if (goal->span.start >= measure->span.end)
			return false;
		if (is_plain_count(goal) && str_eq(goal->unit, n->unit) && goal->value.digits == n->value.digits)
			return true;
	}
	return false;
}

#define NAME_CHARS 4

/* What is counted behind both numbers begins with the same four characters. */
static bool same_things(const struct report *r, const struct fact_number *a, const struct fact_number *b)
{
	uint32_t x = a->span.end, y = b->span.end;
	struct str text = r->text;

	for (size_t i = 0; i < NAME_CHARS; i++) {
		x += x < text.len && text.ptr[x] == '\n'; /* a line broken there */
		y += y < text.len && text.ptr[y] == '\n';
		struct str c = str_sub(text, x, x + CHAR);
		if (c.len < CHAR || (unsigned char)c.ptr[0] < 0xE4 || !str_eq(c, str_sub(text, y, y + CHAR)))
			return false;
		x += CHAR;
		y += CHAR;
	}
	return true;
}

/* The leaf tells the goal's number too, or what becomes of the rest. `named`: only what is called as the goal's things counts. */
static bool tells_rest(const struct report *r, const struct node *measure, const struct node *leaf,
	const struct fact_number *goal, bool named)
{
	static const struct str rest[] = { STR_INIT("其余"), STR_INIT("剩余"), STR_INIT("余下"), STR_INIT("另"),
		STR_INIT("全部"), STR_INIT("不再"), STR_INIT("无需"), STR_INIT("调整为"), STR_INIT("共"),
		STR_INIT("累计"), STR_INIT("核实"), STR_INIT("均"), { NULL, 0 } };
	int64_t sum = 0;

	for (size_t i = spot_first_number(r, leaf->span.start); i < r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->span.start >= leaf->span.end)
			break;
		if (is_plain_count(n) && str_eq(n->unit, goal->unit) && n->value.digits == goal->value.digits)
			return true;
		if (is_plain_count(n) && str_eq(n->unit, goal->unit) && n->value.digits < INT32_MAX &&
			!is_other_goal(r, measure, n) && (!named || same_things(r, goal, n)))
			sum += n->value.digits;
	}
	return sum >= goal->value.digits || spot_any(leaf->text, rest);
}

static bool is_goal(const struct report *r, const struct fact_number *n, struct str verb, struct str noun)
{
	static const struct str often[] = { STR_INIT("每"), STR_INIT("不超过"), STR_INIT("以内"), STR_INIT("至多"),
		STR_INIT("不多于"), { NULL, 0 } };
	struct str clause = report_slice(r, spot_clause(r, n->span));

	return str_has(clause, verb) && str_has(clause, noun) && !spot_any(clause, often);
}

/* 对12个二级党组织全覆盖督查 was the aim, and 5个二级党组织 is all that is told. */
static bool covers_fewer(const struct report *r, const struct fact_number *goal, const struct fact_number *n)
{
	static const struct str all[] = { STR_INIT("全覆盖"), STR_INIT("全部"), STR_INIT("所有"), STR_INIT("逐一"),
		STR_INIT("逐个"), STR_INIT("逐家"), { NULL, 0 } };
	static const struct str deeds[] = { STR_INIT("开展"), STR_INIT("完成"), STR_INIT("督查"), STR_INIT("检查"),
		STR_INIT("培训"), STR_INIT("整治"), STR_INIT("改造"), STR_INIT("排查"), STR_INIT("审计"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("其中"), STR_INIT("发现"), STR_INIT("不合格"), STR_INIT("排名"),
		STR_INIT("约谈"), STR_INIT("查处"), STR_INIT("通报"), STR_INIT("累计"), { NULL, 0 } };
	struct str told = report_slice(r, spot_clause(r, n->span));

	return spot_any(report_slice(r, spot_clause(r, goal->span)), all) && same_things(r, goal, n) &&
	       spot_any(told, deeds) && !spot_any(told, others);
}

static int compare_number(
	struct weakened *w, const struct node *measure, const struct node *progress, const struct fact_number *n)
{
	const struct report *r = w->c->report;
	struct str noun = STR("");

	if (!is_plain_count(n) || is_other_goal(r, measure, n))
		return 0;
	struct str verb = verb_before(r, n, &noun);
	size_t seen = 0;
	for (size_t i = spot_first_number(r, measure->span.start); i < r->numbers.len && seen < NUMBERS_MAX;
		i++, seen++) {
		const struct fact_number *goal = &VEC_AT(&r->numbers, struct fact_number, i);
		if (goal->span.start >= measure->span.end)
			break;
		bool less = is_plain_count(goal) && str_eq(goal->unit, n->unit) && n->value.digits < goal->value.digits;
		bool done = less && verb.len > 0 && is_goal(r, goal, verb, noun);
		if ((done || (less && covers_fewer(r, goal, n))) && !tells_rest(r, measure, progress, goal, !done))
			return report_weaker(w, n->span, goal->span,
				"措施定的数目，进展里只办了一部分，余下的没有交代：目标打了折扣。没有办完的请写明还差多少、何时办完",
				true);
	}
	return 0;
}

static void read_counts(struct weakened *w, struct told *t)
{
	const struct report *r = w->c->report;

	t->first = w->number =
		spot_first(&r->numbers, offsetof(struct fact_number, span), t->leaf->span.start, w->number);
	for (size_t i = t->first; i < r->numbers.len && i < t->first + NUMBERS_MAX; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->span.start >= t->leaf->span.end)
			break;
		t->counts = t->counts || is_plain_count(n);
		t->rates = t->rates || n->kind == NUMBER_PERCENT;
		t->falls = t->falls || falls_to_some(r, n);
	}
}

/* --- rates --- */

#define RATE_NAME ((size_t)9) /* bytes: 达标率 */

/* The name of the rate that a percentage is of, by its last three characters; none when its clause names no rate. */
static struct str rate_of(const struct report *r, const struct fact_number *n)
{
	struct str lead = spot_lead(r, n->span);
	size_t at = str_rfind(lead, STR("率"));

	return at == STR_NPOS || at + 3 < RATE_NAME ? STR_NONE : str_sub(lead, at + 3 - RATE_NAME, at + 3);
}

/* 达标率由83.3%提高到91.7%: the first is where it came from. */
static bool is_start(const struct report *r, const struct fact_number *n)
{
	static const struct str turns[] = { STR_INIT("提"), STR_INIT("上升"), STR_INIT("升"), STR_INIT("增"),
		STR_INIT("到"), STR_INIT("至"), STR_INIT("回升"), STR_INIT("下降"), STR_INIT("降"), { NULL, 0 } };

	return spot_starts(spot_text(r, n->span.end, n->span.end + 9), turns);
}

static bool is_full(const struct fact_number *n)
{
	struct decimal full = { 100, 0 };

	return n->kind == NUMBER_PERCENT && decimal_cmp(n->value, full) == 0;
}

/* The aim is 达标率100%, and the account tells of the same rate that it is less. */
static int compare_rate(
	struct weakened *w, const struct node *aim, const struct node *leaf, const struct fact_number *n)
{
	const struct report *r = w->c->report;
	bool lower = n->kind == NUMBER_PERCENT && !n->approximate && !is_full(n);
	struct str name = lower ? rate_of(r, n) : STR_NONE;
	size_t seen = 0;

	(void)leaf;
	if (name.len == 0 || is_start(r, n))
		return 0;
	for (size_t i = spot_first_number(r, aim->span.start); i < r->numbers.len && seen < NUMBERS_MAX; i++, seen++) {
		const struct fact_number *goal = &VEC_AT(&r->numbers, struct fact_number, i);
		if (goal->span.start >= aim->span.end)
			break;
		if (!is_full(goal) || !str_eq(rate_of(r, goal), name))
			continue;
		struct str said = report_slice(r, n->span);
		char why[256];
		snprintf(why, sizeof(why),
			"目标定的" STR_FMT "是 100%%，这里写的是 " STR_FMT
			"：目标打了折扣。没有达到的请写明还差多少、何时达到",
			STR_ARG(name), STR_ARG(said));
		return report_weaker(w, n->span, goal->span, why, true);
	}
	return 0;
}

typedef int compare_fn(
	struct weakened *w, const struct node *aim, const struct node *leaf, const struct fact_number *n);

/* 彻底整治，杜绝转租 was the aim, and some are left of what the account names. */
static int compare_left(
	struct weakened *w, const struct node *aim, const struct node *leaf, const struct fact_number *n)
{
	static const struct str none_left[] = { STR_INIT("杜绝"), STR_INIT("根除"), STR_INIT("彻底"), STR_INIT("清零"),
		STR_INIT("消除"), STR_INIT("全部"), { NULL, 0 } };
	const struct report *r = w->c->report;
	struct str text = text_of(r, aim);
	size_t len = 0, at = word_in(text, none_left, &len);

	(void)leaf;
	if (at == STR_NPOS || !falls_to_some(r, n))
		return 0;
	/* 欠薪清零: what is to be none stands before it */
	struct str told = report_slice(r, spot_sentence(r, n->span)),
		   named = str_starts(str_sub(text, at, text.len), STR("清零")) && at >= 2 * CHAR
				   ? str_sub(text, at - 2 * CHAR, at)
				   : STR_NONE;
	if (!same_object(str_sub(text, at + len, text.len), told) && (named.len == 0 || !str_has(told, named)))
		return 0;
	uint32_t from = closure_span(r, text).start + (uint32_t)at;
	return report_weaker(w, n->span, (struct span){ from, from + (uint32_t)len },
		"措施要求做到没有，进展写的是还剩一部分：目标打了折扣。没有做到的请写明还差多少、何时做到", true);
}

/* 新增充电桩60个, and 新增充电桩35个. */
static int compare_goal(
	struct weakened *w, const struct node *aim, const struct node *leaf, const struct fact_number *n)
{
	const struct report *r = w->c->report;
	size_t seen = 0;

	(void)leaf;
	for (size_t i = spot_first_number(r, aim->span.start); i < r->numbers.len && seen < NUMBERS_MAX; i++, seen++) {
		const struct fact_number *goal = &VEC_AT(&r->numbers, struct fact_number, i);
		if (goal->span.start >= aim->span.end)
			break;
		/* 覆盖率62.8%，2025年计划再建3300亩: what is missing is told */
		if (str_has(spot_behind(r, n->span), STR("计划再")))
			return 0;
		if (weakened_number(r, w->item, goal, n))
			return report_weaker(w, n->span, goal->span,
				"目标定的数，这里没有达到，也没有交代：目标打了折扣。没有达到的请写明还差多少、何时达到",
				true);
	}
	return 0;
}

static int compare_all(struct weakened *w, const struct node *aim, const struct node *leaf)
{
	const struct report *r = w->c->report;
	struct span told;

	if (!weakened_words(r, w->item, text_of(r, aim), leaf, &told))
		return 0;
	return report_weaker(w, told, aim->span,
		"目标是全部做到、建成，这里写的是做到一部分或者刚启动：目标打了折扣。没有做到的请写明还差多少、何时做到",
		false);
}

/* Each number of what is told, beside those of the aim. */
static int compare_told(struct weakened *w, const struct node *aim, const struct told *t, compare_fn *compare)
{
	const struct report *r = w->c->report;
	int rc = 0;

	for (size_t i = t->first; i < r->numbers.len && i < t->first + NUMBERS_MAX && rc == 0; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->span.start >= t->leaf->span.end)
			break;
		rc = compare(w, aim, t->leaf, n);
	}
	return rc;
}

/* --- limits --- */

/* The latest certain day within a printed limit; none when it has none. */
static struct date limit_of(const struct report *r, struct str due)
{
	struct date none = { 0, 0, 0 };

	if (due.len == 0)
		return none;
	struct span s = closure_span(r, due);
	for (size_t i = spot_first_date(r, s.start); i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= s.end)
			break;
		if (spot_is_certain(d))
			return spot_last_day(r, d);
	}
	return none;
}

static bool puts_off(const struct report *r, const struct fact_date *d)
{
	static const struct str ahead[] = { STR_INIT("前"), STR_INIT("底前"), STR_INIT("底"), STR_INIT("末"),
		{ NULL, 0 } };
	static const struct str ends[] = { STR_INIT("完成"), STR_INIT("建成"), STR_INIT("到位"), STR_INIT("投入使用"),
		STR_INIT("办结"), STR_INIT("印发"), STR_INIT("竣工"), STR_INIT("完工"), STR_INIT("退还"), { NULL, 0 } };
	static const struct str said[] = { STR_INIT("延期"), STR_INIT("延长"), STR_INIT("批准"), STR_INIT("同意"),
		STR_INIT("要求"), STR_INIT("上级"), STR_INIT("规划"), STR_INIT("合同"), STR_INIT("有效期"),
		STR_INIT("预算"), { NULL, 0 } };
	struct str tail = spot_behind(r, d->span);

	return spot_starts(tail, ahead) && spot_any(tail, ends) && !str_has(tail, STR("已")) &&
	       !spot_any(report_slice(r, spot_sentence(r, d->span)), said);
}

static int compare_limit(struct weakened *w, const struct node *limited, const struct node *progress)
{
	const struct report *r = w->c->report;
	struct date limit = limit_of(r, node_due(limited));

	if (date_is_none(limit))
		return 0;
	for (size_t i = spot_first_date(r, progress->span.start); i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= progress->span.end)
			break;
		if (spot_is_certain(d) && date_cmp(spot_last_day(r, d), limit) > 0 && puts_off(r, d))
			return report_weaker(w, d->span, closure_span(r, node_due(limited)),
				"进展里写的时间晚于整改时限，没有说明延期：请写明经谁同意，或者改正其中一处", true);
	}
	return 0;
}

/* --- the items --- */

/* A measure, or what stands behind 整改目标. */
static bool is_aim(const struct report *r, const struct node *n)
{
	return n->kind == NODE_MEASURE ||
	       (n->kind == NODE_PROSE && n->prose == PROSE_DETAIL && str_has(report_slice(r, n->span), STR("目标")));
}

static int compare_leaves(struct weakened *w, const struct node *aim, const struct told *t)
{
	int rc = t->eased ? compare_words(w, aim, t->eased->span) : 0;

	if (rc == 0 && t->counts)
		rc = compare_told(w, aim, t, compare_number);
	if (rc == 0 && w->item->done && t->rates)
		rc = compare_told(w, aim, t, compare_rate);
	if (rc == 0 && w->item->done && t->falls)
		rc = compare_told(w, aim, t, compare_left);
	if (rc == 0 && w->item->done && t->first < w->c->report->numbers.len)
		rc = compare_told(w, aim, t, compare_goal);
	if (rc == 0 && t->less)
		rc = compare_all(w, aim, t->leaf);
	return rc == 0 && aim->kind == NODE_MEASURE ? compare_limit(w, aim, t->leaf) : rc;
}

#define LEAVES_MAX 30 /* of one item, measures and progress, that are compared */

static int read_progress(struct weakened *w, const struct node *progress)
{
	struct told t = { .leaf = progress };
	size_t aims = 0;
	int rc = 0;

	if (w->item->done) {
		t.eased = first_eased(w, w->c->report, progress);
		read_counts(w, &t);
		t.less = weakened_tells_less(progress->text);
	}
	for (const struct node *n = w->item->item->first; n && aims < LEAVES_MAX && rc == 0; n = n->next) {
		if (!is_aim(w->c->report, n))
			continue;
		aims++;
		rc = compare_leaves(w, n, &t);
	}
	return rc;
}

static int read_item(struct check *c, const struct closure_item *it, void *context)
{
	struct weakened *w = context;
	size_t leaves = 0;

	(void)c;
	w->item = it;
	if (!it->has_progress)
		return 0;
	for (const struct node *p = it->item->first; p; p = p->next) {
		if (p->kind != NODE_PROGRESS)
			continue;
		int rc = compare_limit(w, it->item, p);
		if (rc == 0 && leaves++ < LEAVES_MAX)
			rc = read_progress(w, p);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int check_bh210(struct check *c)
{
	static const char *const tense[] = { "BH201", "BH202", "BH203", "BH208", NULL };
	struct weakened w = { .c = c, .sights = sights_of(c) };
	int rc = w.sights ? said_collect(c, tense, &w.said) : ERR_NOMEM;

	if (rc == 0)
		rc = closure_each(c, read_item, &w);
	said_clear(&w.said);
	return rc;
}

/* BH101 claimed-total: what the report says of itself against what it lists. */
#include "closure.h"
#include "numbers.h"
#include "rules.h"
#include "spot.h"

#include <inttypes.h>

static const struct {
	const char *key, *name;
} NAMES[] = {
	{ "aspects_total", "方面" },
	{ "problems_total", "问题" },
	{ "problems_raised", "反馈问题" },
	{ "items_total", "具体问题" },
	{ "measures_total", "整改措施" },
	{ "done", "已完成的事项" },
	{ "in_progress", "正在推进的事项" },
	{ "partial", "基本完成的事项" },
	{ "not_done", "未完成的事项" },
	{ "long_term", "长期坚持的事项" },
	{ "rate_percent", "整改完成率" },
};

static const char *name_of(const char *key)
{
	for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
		if (strcmp(NAMES[i].key, key) == 0)
			return NAMES[i].name;
	}
	return "数目";
}

static const struct fact_number *number_at(const struct report *r, uint32_t start)
{
	const struct fact_number *all = r->numbers.ptr;
	size_t low = 0, high = r->numbers.len;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (all[mid].span.start < start)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->numbers.len && all[low].span.start == start ? &all[low] : NULL;
}

/* 40余条 stands for 40 to 50, 近 for the same below; a fifth either way is let pass. */
static bool near_enough(int64_t said, int64_t counted)
{
	int64_t diff = said > counted ? said - counted : counted - said;
	return diff <= said / 5 + 1;
}

static bool same_sentence(struct str text, uint32_t a, uint32_t b)
{
	uint32_t low = a < b ? a : b, high = a < b ? b : a;
	return high - low < 600 && !str_has(str_sub(text, low, high), STR("\n"));
}

/* What is done in part is among what goes on, and told apart by nobody's count. */
static bool is_same_state(const struct fact_claim *a, const struct fact_claim *b)
{
	static const char *const open[] = { "in_progress", "partial" };
	bool both = (strcmp(a->key, open[0]) == 0 || strcmp(a->key, open[1]) == 0) &&
		    (strcmp(b->key, open[0]) == 0 || strcmp(b->key, open[1]) == 0);
	return both || strcmp(a->key, b->key) == 0;
}

/* 基本完成2个、正在推进1个: two claims of one state. */
static bool fits_together(const struct report *r, size_t at)
{
	const struct fact_claim *all = r->claims.ptr, *c = &all[at];
	size_t low = at > 6 ? at - 6 : 0, high = at + 7 < r->claims.len ? at + 7 : r->claims.len;
	int64_t together = 0;
	for (size_t i = low; i < high; i++) {
		if (all[i].value.scale == 0 && is_same_state(&all[i], c) && str_eq(all[i].unit, c->unit) &&
			same_sentence(r->text, all[i].span.start, c->span.start))
			together += all[i].value.digits;
	}
	return together == c->counted;
}

static bool is_open_state(const struct fact_claim *c)
{
	return strcmp(c->key, "in_progress") == 0 || strcmp(c->key, "not_done") == 0 || strcmp(c->key, "partial") == 0;
}

/* 正在整改2个、尚未整改1个, where three are listed that are open: what is not done and what goes on is told apart by nobody's count. */
static bool fits_with_open(const struct report *r, size_t at)
{
	const struct fact_claim *all = r->claims.ptr, *c = &all[at];
	size_t low = at > 6 ? at - 6 : 0, high = at + 7 < r->claims.len ? at + 7 : r->claims.len;
	int64_t said = 0, counted = 0;
	const char *last = "";
	if (!is_open_state(c))
		return false;
	for (size_t i = low; i < high; i++) {
		if (!is_open_state(&all[i]) || all[i].value.scale > 0 ||
			!same_sentence(r->text, all[i].span.start, c->span.start))
			continue;
		said += all[i].value.digits;
		if (all[i].counted >= 0) /* else it is counted with another of them */
			counted += strcmp(all[i].key, last) == 0 ? 0 : all[i].counted; /* one count for each state */
		last = all[i].key;
	}
	return said == counted;
}

/* 提出问题50个…细化成59个: another claim of the same kind beside it is the one that the text lists. */
static bool explained(const struct report *r, size_t at)
{
	const struct fact_claim *all = r->claims.ptr, *c = &all[at];
	size_t low = at > 6 ? at - 6 : 0, high = at + 7 < r->claims.len ? at + 7 : r->claims.len;
	if (fits_together(r, at) || fits_with_open(r, at))
		return true;
	for (size_t i = low; i < high; i++) {
		if (i == at || !str_eq(all[i].unit, c->unit) || strncmp(all[i].key, c->key, 5) != 0)
			continue;
		if (all[i].value.scale == 0 && all[i].value.digits == c->counted &&
			same_sentence(r->text, all[i].span.start, c->span.start))
			return true;
	}
	return false;
}

struct marks {
	uint32_t numbered, headed, plain;
};

static struct marks measure_marks(const struct report *r)
{
	struct marks m = { 0, 0, 0 };
	const struct node *top = r->root;
	for (struct node *n = r->root; top && n; n = node_walk(top, n)) {
		if (n->kind != NODE_MEASURE)
			continue;
		m.numbered += n->no.ptr != NULL;
		m.headed += !n->no.ptr && n->title.ptr;
		m.plain += !n->no.ptr && !n->title.ptr;
	}
	return m;
}

/* Says how measures were counted when their author left some unmarked. Returns whether he did. */
static bool add_method(struct buf *b, const struct report *r)
{
	struct marks m = measure_marks(r);
	if (m.headed + m.plain == 0)
		return false;
	buf_cstr(b, "（");
	if (m.numbered > 0)
		buf_fmt(b, "有序号的 %" PRIu32 " 条", m.numbered);
	if (m.headed > 0)
		buf_fmt(b, "%s按标题段落计 %" PRIu32 " 条", m.numbered ? "，" : "", m.headed);
	if (m.plain > 0)
		buf_fmt(b, "%s无序号的按自然段计 %" PRIu32 " 条", m.numbered + m.headed ? "，" : "", m.plain);
	buf_cstr(b, "）");
	return true;
}

/* Nothing in the text is called measures (整改情况：一是…二是…): what it tells in order are deeds, of those of the plan as many as it likes. */
static bool names_no_measures(const struct report *r)
{
	static const char *const LABELS[] = { "措施：", "措施:", "举措：", "举措:", "措施】", "举措】", "措施\n",
		"措施\t", NULL };
	return !num_has_any(r->text, LABELS);
}

#define LEAD_BYTES 60

/* A quote begins with its clause: 三个方面27个问题, and not 方面27个问题. */
static struct span clause_of(struct str text, struct span span)
{
	static const struct str ends[] = { { "，", 3 }, { "。", 3 }, { "；", 3 }, { "：", 3 }, { "（", 3 } };
	for (uint32_t at = span.start; at > 0 && span.start - at <= LEAD_BYTES; at--) {
		char before = text.ptr[at - 1];
		bool starts = before == '\n' || before == ',' || before == ';' || before == ':' || before == '(';
		for (size_t i = 0; at >= 3 && i < sizeof(ends) / sizeof(ends[0]); i++)
			starts |= str_eq(str_sub(text, at - 3, at), ends[i]);
		if (starts)
			return (struct span){ at, span.end };
	}
	return span;
}

static int report_claim(struct check *c, const struct fact_claim *claim, enum num_sure sure)
{
	int64_t said = claim->value.digits;
	int64_t diff = said > claim->counted ? said - claim->counted : claim->counted - said;
	struct buf b;
	buf_init(&b, 1000);
	buf_fmt(&b, "自报%s %" PRId64 " " STR_FMT "，正文列出 %" PRId64 " " STR_FMT "，相差 %" PRId64 " " STR_FMT,
		name_of(claim->key), said, STR_ARG(claim->unit), claim->counted, STR_ARG(claim->unit), diff,
		STR_ARG(claim->unit));
	bool measures = strcmp(claim->key, "measures_total") == 0;
	bool reading = measures && (add_method(&b, c->report) || names_no_measures(c->report));
	struct str view = buf_view(&b);
	struct check_finding *f = b.failed ? NULL
					   : check_add(c, num_node_at(c, claim->span.start),
						     clause_of(c->report->text, claim->span), STR_FMT, STR_ARG(view));
	buf_clear(&b);
	if (!f)
		return ERR_NOMEM;
	/* Where measures are not marked, or not called so, the count is a reading, and so is the difference. */
	if (reading || sure == NUM_READING)
		f->severity = SEVERITY_WARNING;
	return check_relate(c, f, claim->number);
}

/* Measures and progress stand apart somewhere: what is listed under 整改措施 are the measures of the plan. */
static bool plans_apart(const struct report *r)
{
	const struct node *top = r->root;
	for (struct node *n = r->root; top && n; n = node_walk(top, n)) {
		if (n->kind == NODE_PROGRESS)
			return true;
	}
	return false;
}

#define LAST_LINE 90  /* bytes: a longer one is a sentence */
#define MISSED_MAX 10 /* more problems than these are not forgotten, they were not read */

/* Less than half is listed. A signed report is whole, and a few may be missing in it. */
static bool is_selection(const struct report *r, const struct fact_claim *c)
{
	int64_t missing = c->value.digits - c->counted;
	/* one heading over all problems is no aspect: the text does not go by them */
	if (strcmp(c->key, "aspects_total") == 0 && c->counted <= 1)
		return true;
	bool whole = !date_is_none(r->signed_date) && strcmp(c->key, "measures_total") != 0;
	return missing >= c->counted && !(whole && missing <= MISSED_MAX);
}

static bool is_state(const struct fact_claim *c)
{
	static const char *const STATES[] = { "done", "in_progress", "partial", "not_done", "long_term", NULL };
	for (size_t i = 0; STATES[i]; i++) {
		if (strcmp(c->key, STATES[i]) == 0)
			return true;
	}
	return false;
}

/* 未完成2项任务: tasks are more than the problems that are listed. */
static bool counts_tasks(const struct report *r, const struct fact_claim *c)
{
	struct str phrase = report_slice(r, c->span);
	return is_state(c) && (str_has(phrase, STR("任务")) || str_has(phrase, STR("事项"))) &&
	       !str_has(phrase, STR("问题"));
}

/* 上轮巡察未整改到位的3个问题: of another round, and no state of today's. */
static bool of_another_round(const struct report *r, const struct fact_claim *c)
{
	static const char *const ROUNDS[] = { "上轮", "上一轮", "上次", "前一轮", "以往", "历次", "历年", "此前",
		NULL };
	return is_state(c) && num_has_any(report_slice(r, clause_of(r->text, c->span)), ROUNDS);
}

/* 计划9月底前完成7项: of a plan. 到2024年12月31日完成1个，到2025年3月31日累计完成4个: of a day on the way, for another day follows. */
static bool is_on_the_way(const struct report *r, const struct fact_claim *c)
{
	static const char *const PLANS[] = { "计划", "拟于", "预计", "力争", "确保", NULL };
	static const struct str days[] = { STR_INIT("到"), STR_INIT("截至"), STR_INIT("至"), { NULL, 0 } };
	struct span clause = clause_of(r->text, c->span), sentence = spot_sentence(r, c->span);
	struct str phrase = report_slice(r, clause);
	size_t dun = str_rfind(report_slice(r, (struct span){ clause.start, c->number.start }), STR("、"));

	if (!is_state(c))
		return false;
	/* 计划9月底前完成7项、12月15日前完成其余2项 */
	if (num_has_any(phrase, PLANS) || (dun != STR_NPOS && str_has(phrase, STR("前完成"))))
		return true;
	struct str behind = str_sub(r->text, c->number.end, sentence.end);
	for (const struct str *w = days; w->len && spot_starts(phrase, days); w++) {
		for (size_t at = str_find(behind, *w, 0); at != STR_NPOS; at = str_find(behind, *w, at + w->len)) {
			struct str day = str_sub(behind, at + w->len, behind.len);
			struct str near = str_sub(day, 0, str_find(day, STR("月"), 0));
			if (near.len < day.len && near.len < 45 && !str_has(near, STR("，")) &&
				!str_has(near, STR(",")))
				return true;
		}
	}
	return false;
}

/* The report lists fewer problems than it claims, or tells no number of them: how many of them are done cannot be counted, and which share. */
static bool lists_some(const struct report *r)
{
	static const char *const TOTALS[] = { "problems_total", "problems_raised", "items_total", NULL };
	bool total = false;
	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		for (size_t k = 0; TOTALS[k] && c->counted >= 0 && c->value.scale == 0; k++) {
			bool is_total = strcmp(c->key, TOTALS[k]) == 0;
			if (is_total && c->counted < c->value.digits)
				return true;
			total = total || is_total;
		}
	}
	return !total;
}

/* Far fewer than are listed: 到3月底完成1个, 督办的7个 are a part of them, told of another day or kind. Who miscounts his own list is off by a few. */
static bool is_part(const struct fact_claim *c)
{
	int64_t more = c->counted - c->value.digits;
	return more > 2 && more > c->counted / 4;
}

/* What the text lists is another thing than what was claimed: a text that lists less than half of it gives a selection, or is an
 * excerpt; an account that runs on (一是…二是…) does not go through the measures of the plan one by one. */
static bool lists_another_thing(const struct report *r, const struct fact_claim *c)
{
	int64_t said = c->value.digits;
	int64_t diff = said > c->counted ? said - c->counted : c->counted - said;
	if (is_part(c) || is_selection(r, c) || (c->counted < said && spot_text_is_cut(r, LAST_LINE)))
		return true;
	if (counts_tasks(r, c))
		return true;
	if (strcmp(c->key, "measures_total") != 0 || plans_apart(r))
		return false;
	return diff > said / 5 + 1;
}

/* 15个问题已完成12个、长期坚持3个，完成率80%: a rate of claims that stand beside it; whether these are right their own rows say. */
static bool is_rate_of_claims(const struct report *r, const struct fact_claim *rate)
{
	const struct fact_claim *all = r->claims.ptr;
	int64_t total = 0, done = -1;
	if (strcmp(rate->key, "rate_percent") != 0)
		return false;
	for (size_t i = 0; i < r->claims.len; i++) {
		if (all[i].value.scale > 0 || !same_sentence(r->text, all[i].span.start, rate->span.start))
			continue;
		if (strcmp(all[i].key, "problems_total") == 0)
			total = all[i].value.digits;
		else if (strcmp(all[i].key, "done") == 0 && all[i].counted == all[i].value.digits)
			done = all[i].value.digits;
	}
	int64_t off = done * 100 - total * rate->value.digits;
	return done >= 0 && total > 0 && done <= total && (off < 0 ? -off : off) * 2 <= total;
}

/* 基本完成并长期坚持1个: of those that are one, the other or both. */
static bool is_of_both(const struct report *r, const struct fact_claim *c)
{
	static const char *const PARTIAL[] = { "基本完成", "阶段性", NULL };
	struct str phrase = report_slice(r, clause_of(r->text, c->span));
	int64_t n = 0;
	if (!is_state(c) || !str_has(phrase, STR("长期")) || !num_has_any(phrase, PARTIAL))
		return false;
	for (struct node *at = node_walk(r->root, r->root); at; at = node_walk(r->root, at))
		n += at->kind == NODE_RESULT && (at->status == RESULT_PARTIAL || at->status == RESULT_LONG_TERM) &&
		     (at->status == RESULT_LONG_TERM || str_has(at->text, STR("长期")));
	return n == c->value.digits;
}

/* 12个问题已全部完成, and one of them is told as done in the main: BH207 says so. */
static bool told_by_bh207(struct check *c, const struct fact_claim *claim)
{
	int64_t partial = 0;
	if (strcmp(claim->key, "done") != 0 || claim->counted >= claim->value.digits || !check_enabled(c, "BH207"))
		return false;
	const struct closure *k = closure_of(c);
	for (size_t i = 0; k && k->cover.found && i < k->items.len; i++)
		partial += VEC_AT(&k->items, struct closure_item, i).partial;
	return partial > 0 && partial == claim->value.digits - claim->counted;
}

int check_bh101(struct check *c)
{
	const struct report *r = c->report;
	bool some = lists_some(r);
	int rc = 0;
	for (size_t i = 0; i < r->claims.len && rc >= 0; i++) {
		const struct fact_claim *claim = &VEC_AT(&r->claims, struct fact_claim, i);
		if (claim->counted < 0 || claim->value.scale > 0 || claim->value.digits == claim->counted ||
			(some && is_state(claim) && claim->counted < claim->value.digits) ||
			(some && strcmp(claim->key, "rate_percent") == 0) || (is_state(claim) && claim->counted == 0) ||
			of_another_round(r, claim) || is_on_the_way(r, claim) || explained(r, i) ||
			lists_another_thing(r, claim) || is_of_both(r, claim) || is_rate_of_claims(r, claim) ||
			told_by_bh207(c, claim))
			continue;
		const struct fact_number *n = number_at(r, claim->number.start);
		if (n && n->approximate && near_enough(claim->value.digits, claim->counted))
			continue;
		enum num_sure sure = num_claim_sure(c, claim);
		if (sure != NUM_UNSURE)
			rc = report_claim(c, claim, sure);
	}
	return rc < 0 ? rc : num_claims_again(c);
}

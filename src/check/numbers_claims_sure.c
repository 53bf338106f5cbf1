/* BH101: how sure the list is that a claim is held against. A list whose printed numbers run from 1 without a gap is what everybody counts;
 * one without numbers, or with some that are missing or twice, is as the reader takes it. */
#include "numbers.h"
#include "section.h"
#include "series.h"
#include "spot.h"

struct run {
	struct check *c;
	const struct node *last;
	int64_t nodes, ends; /* all of them; the last numbers of the runs from 1 on, together */
	int64_t longest;     /* the greatest number */
	int64_t twice;       /* printed twice: the one behind stands for the one that is missing */
	bool broken, bare;   /* a number is missing or twice; there is none */
	bool missing;        /* and no line begins with the one that is missing */
};

/* 八 behind 六: is there a line with 七, it was not read. */
static void take_gap(struct run *run, const struct node *n)
{
	run->broken = true;
	run->twice += n->value == run->last->value;
	for (uint32_t v = run->last->value + 1; v < n->value && !run->missing; v++) {
		if (run->twice > 0)
			run->twice--;
		else
			run->missing = !series_has_line(run->c, run->last, n, v);
	}
	run->ends += n->value > run->last->value ? (int64_t)n->value - run->last->value : 0;
}

static void take(struct run *run, const struct node *n)
{
	uint32_t last = run->last ? run->last->value : 0;

	run->nodes++;
	if (n->value == 0 || n->no.len == 0) {
		run->bare = true;
		return;
	}
	if (n->value == 1 && last != 1) {
		run->ends++;
	} else if (n->value == last + 1) {
		run->ends++;
	} else if (run->last) {
		take_gap(run, n);
	} else {
		run->broken = true;
		run->ends += n->value;
	}
	run->last = n;
	run->longest = n->value > run->longest ? n->value : run->longest;
}

static struct run run_of(struct check *c, enum node_kind kind)
{
	struct run run = { .c = c };
	struct node *root = c->report->root;

	for (struct node *n = root; n; n = node_walk(root, n)) {
		if (n->kind == kind && (kind != NODE_ASPECT || node_is_named(n)))
			take(&run, n);
	}
	return run;
}

static bool is_key(const struct fact_claim *c, const char *const *keys)
{
	for (; *keys; keys++) {
		if (strcmp(c->key, *keys) == 0)
			return true;
	}
	return false;
}

static const char *const TOTALS[] = { "problems_total", "problems_raised", "items_total", NULL };

#define NEAR 700 /* bytes */

/* A claim of all problems on the same line: 11个问题，已完成9个. */
static bool stands_by_total(const struct report *r, const struct fact_claim *c)
{
	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *other = &VEC_AT(&r->claims, struct fact_claim, i);
		uint32_t low = other->span.start < c->span.start ? other->span.start : c->span.start;
		uint32_t high = other->span.start < c->span.start ? c->span.start : other->span.start;
		if (is_key(other, TOTALS) && other->value.scale == 0 && high - low < NEAR &&
			!str_has(str_sub(r->text, low, high), STR("\n")))
			return true;
	}
	return false;
}

/* 已完成8个、长期坚持3个、未完成1个, of which the first could not be counted: some states were not read, and may be taken for others. */
static bool has_uncounted(const struct report *r, const struct fact_claim *c)
{
	static const char *const states[] = { "done", "in_progress", "partial", "not_done", "long_term", NULL };
	struct span sentence = spot_sentence(r, c->span);

	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *other = &VEC_AT(&r->claims, struct fact_claim, i);
		if (is_key(other, states) && other->counted < 0 && other->span.start >= sentence.start &&
			other->span.end <= sentence.end)
			return true;
	}
	return false;
}

/* The report's own total is less than what is listed: its states are of another list too, and one doubt says so. */
static bool lists_others(const struct report *r)
{
	bool differs = false;

	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		if (!is_key(c, TOTALS) || c->value.scale > 0 || c->counted < 0)
			continue;
		if (c->value.digits >= c->counted)
			return false;
		differs = true;
	}
	return differs;
}

static enum num_sure sure_of_list(struct check *c, enum node_kind kind, int64_t said)
{
	struct run run = run_of(c, kind);
	int64_t asides = kind == NODE_PROBLEM ? section_asides(c->report).problems : 0;

	if (asides > 0 && run.nodes - asides == said)
		return NUM_UNSURE;
	/* the printed numbers say the same: what is missing was not read; another list is of other things (点人点事问题1、2, 总体要求 (一)至(三)) */
	if (!run.bare && !run.missing && (run.ends == said || run.longest == said))
		return NUM_UNSURE;
	return run.bare || run.broken ? NUM_READING : NUM_SURE;
}

/* 评议结果为满意的8个问题, 需要省级支持的3个问题: some of them. */
static bool is_restricted(const struct report *r, const struct fact_claim *claim)
{
	static const struct str all[] = { STR_INIT("反馈的"), STR_INIT("指出的"), STR_INIT("发现的"),
		STR_INIT("提出的"), STR_INIT("查出的"), STR_INIT("移交的"), STR_INIT("反映的"), STR_INIT("存在的"),
		STR_INIT("涉及的"), STR_INIT("列出的"), STR_INIT("梳理的"), STR_INIT("细化的"), STR_INIT("认领的"),
		STR_INIT("交办的"), STR_INIT("方面的"), { NULL, 0 } };
	struct str lead = spot_lead(r, claim->number);

	return str_ends(lead, STR("的")) && !spot_ends(lead, all);
}

enum num_sure num_claim_sure(struct check *c, const struct fact_claim *claim)
{
	static const char *const aspects[] = { "aspects_total", NULL };
	static const char *const measures[] = { "measures_total", NULL };
	static const char *const open[] = { "not_done", "in_progress", NULL };

	if (is_key(claim, TOTALS) && is_restricted(c->report, claim))
		return NUM_UNSURE;
	if (is_key(claim, aspects))
		return sure_of_list(c, NODE_ASPECT, claim->value.digits);
	/* items have no numbers of their own where the problems are not divided */
	if (strcmp(claim->key, "items_total") == 0)
		return run_of(c, NODE_PROBLEM).broken ? NUM_READING : NUM_SURE;
	if (is_key(claim, TOTALS))
		return sure_of_list(c, NODE_PROBLEM, claim->value.digits);
	if (is_key(claim, measures)) /* those of 组织领导 are none */
		return claim->counted - section_asides(c->report).measures == claim->value.digits ? NUM_UNSURE
												  : NUM_SURE;
	if (lists_others(c->report) ||
		(is_key(claim, open) && claim->counted > claim->value.digits && has_uncounted(c->report, claim)))
		return NUM_UNSURE;
	return stands_by_total(c->report, claim) ? NUM_SURE : NUM_READING;
}

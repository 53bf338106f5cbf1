/* BH101: what the report says of itself in one place against what it says in another: measures in the opening and in the closing, states
 * against their total, and what is to be put right at once against those listed. */
#include "numbers.h"
#include "rules.h"
#include "spot.h"

#include <inttypes.h>

#define LEAD_BYTES 45
#define MESSAGE 400

static const struct fact_claim *claim_of(const struct report *r, const char *key)
{
	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		if (strcmp(c->key, key) == 0 && c->value.scale == 0)
			return c;
	}
	return NULL;
}

static bool is_exact(const struct fact_number *n)
{
	return n->kind == NUMBER_COUNT && !n->approximate && n->value.scale == 0;
}

static int add(struct check *c, struct span at, struct span other, const char *message)
{
	struct check_finding *f = check_add(c, num_node_at(c, at.start), at, "%s", message);

	if (!f)
		return ERR_NOMEM;
	f->severity = SEVERITY_WARNING;
	return other.end > other.start ? check_relate(c, f, other) : 0;
}

/* --- 对照方案中的36条措施, where 38 were made --- */

static uint32_t end_of_problems(const struct report *r)
{
	uint32_t end = 0;

	for (struct node *n = node_walk(r->root, r->root); n; n = node_walk(r->root, n))
		end = n->kind == NODE_PROBLEM && n->span.end > end ? n->span.end : end;
	return end;
}

static bool speaks_of_all(struct str lead)
{
	static const struct str ends[] = { STR_INIT("对照"), STR_INIT("方案中的"), STR_INIT("方案确定的"),
		STR_INIT("确定的"), STR_INIT("制定的"), STR_INIT("全部"), STR_INIT("问题、"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("未"), STR_INIT("剩"), STR_INIT("其余"), STR_INIT("余下"),
		STR_INIT("新增"), STR_INIT("其中"), STR_INIT("长期"), STR_INIT("上轮"), STR_INIT("上一轮"),
		{ NULL, 0 } };

	return spot_ends(str_trim(lead), ends) && !spot_any(lead, others);
}

static int check_measures(struct check *c)
{
	static const struct str nouns[] = { STR_INIT("措施"), STR_INIT("整改措施"), STR_INIT("具体措施"), { NULL, 0 } };
	const struct report *r = c->report;
	const struct fact_claim *total = claim_of(r, "measures_total");
	uint32_t end = total ? end_of_problems(r) : 0;
	char message[MESSAGE];

	if (!total || end == 0 || total->span.start > end)
		return 0;
	for (size_t i = spot_first_number(r, end); i < r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		uint32_t from = n->span.start > end + LEAD_BYTES ? n->span.start - LEAD_BYTES : end;
		if (!is_exact(n) || !str_eq(n->unit, total->unit) || decimal_cmp(n->value, total->value) == 0 ||
			!spot_starts(spot_text(r, n->span.end, (uint32_t)r->text.len), nouns) ||
			!speaks_of_all(spot_text(r, from, n->span.start)))
			continue;
		snprintf(message, sizeof message,
			"前后两处自报不一致：整改措施一处写 %" PRId64 " " STR_FMT "，这里写 %" PRId64 " " STR_FMT,
			total->value.digits, STR_ARG(total->unit), n->value.digits, STR_ARG(n->unit));
		return add(c, n->span, total->number, message);
	}
	return 0;
}

/* --- 立行立改问题3个, of which two are listed --- */

static int64_t count_immediate(const struct report *r)
{
	int64_t n = 0;

	for (struct node *at = node_walk(r->root, r->root); at; at = node_walk(r->root, at))
		n += at->kind == NODE_PROBLEM && at->problem == PROBLEM_IMMEDIATE;
	for (const struct node *at = r->others; at; at = at->next)
		n += at->kind == NODE_PROBLEM && at->problem == PROBLEM_IMMEDIATE;
	return n;
}

static int check_immediate(struct check *c)
{
	static const struct str leads[] = { STR_INIT("立行立改问题"), STR_INIT("立行立改事项"),
		STR_INIT("立行立改的问题"), STR_INIT("立行立改的事项"), { NULL, 0 } };
	const struct report *r = c->report;
	int64_t listed = count_immediate(r);
	char message[MESSAGE];

	for (size_t i = 0; listed > 0 && i < r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (!is_exact(n) || n->value.digits == listed || n->value.digits > listed + 3 ||
			n->value.digits + 3 < listed ||
			!spot_ends(spot_text(r, n->span.start > LEAD_BYTES ? n->span.start - LEAD_BYTES : 0,
					   n->span.start),
				leads))
			continue;
		snprintf(message, sizeof message, "自报立行立改 %" PRId64 " " STR_FMT "，正文列出 %" PRId64 " " STR_FMT,
			n->value.digits, STR_ARG(n->unit), listed, STR_ARG(n->unit));
		return add(c, spot_clause(r, n->span), (struct span){ 0, 0 }, message);
	}
	return 0;
}

/* --- 问题9个。…整改完成6个，达到序时进度2个，长期坚持2个 --- */

struct states {
	int64_t sum, lasting;
	size_t count;
	struct span first, last;
};

static struct states states_of(const struct report *r, const struct fact_claim *total)
{
	static const char *const keys[] = { "done", "in_progress", "partial", "not_done", "long_term" };
	struct states s = { .sum = 0 };
	struct span sentence = { 0, 0 };
	unsigned seen = 0;

	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
			if (strcmp(c->key, keys[k]) != 0 || c->span.start < total->span.end)
				continue;
			if (s.count == 0) {
				sentence = spot_sentence(r, c->span);
				s.first = c->span;
			}
			if (c->span.start >= sentence.end || c->value.scale > 0 || !str_eq(c->unit, total->unit) ||
				(seen & 1u << k))
				return s.count > 0 && c->span.start >= sentence.end ? s : (struct states){ .sum = 0 };
			seen |= 1u << k;
			s.count++;
			s.last = c->span;
			s.sum += c->value.digits;
			s.lasting += strcmp(c->key, "long_term") == 0 ? c->value.digits : 0;
		}
	}
	return s;
}

/* 4个方面、8个问题，细化为24项: the states may be of these. */
static bool is_some_total(const struct report *r, const struct states *s)
{
	static const char *const totals[] = { "problems_raised", "items_total" };

	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		bool total = strcmp(c->key, totals[0]) == 0 || strcmp(c->key, totals[1]) == 0;
		if (total && c->value.scale == 0 &&
			(c->value.digits == s->sum || c->value.digits == s->sum - s->lasting))
			return true;
	}
	return false;
}

/* 16个问题…其中已完成12个: the total stands in the states' own sentence, and BH102 reads it. */
static bool repeats_total(const struct report *r, const struct states *s, const struct fact_claim *total)
{
	uint32_t from = spot_sentence(r, s->first).start;

	for (size_t i = spot_first_number(r, from); i < r->numbers.len; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->span.start >= s->first.start)
			break;
		if (is_exact(n) && str_eq(n->unit, total->unit) && decimal_cmp(n->value, total->value) == 0)
			return true;
	}
	return false;
}

static int check_states(struct check *c)
{
	const struct report *r = c->report;
	const struct fact_claim *total = claim_of(r, "problems_total");
	char message[MESSAGE];

	if (!total || total->counted != total->value.digits)
		return 0;
	struct states s = states_of(r, total);
	if (s.count < 2 || s.sum == total->value.digits || s.sum - s.lasting == total->value.digits ||
		is_some_total(r, &s) || repeats_total(r, &s, total))
		return 0;
	struct str gap = spot_text(r, total->span.end, s.first.start);
	size_t stop = str_find(gap, STR("。"), 0);
	if (stop == STR_NPOS || str_find(gap, STR("。"), stop + 3) == STR_NPOS) /* BH102 reads one sentence on */
		return 0;
	snprintf(message, sizeof message,
		"各种状态的个数合起来是 %" PRId64 " " STR_FMT "（不计长期坚持是 %" PRId64 " " STR_FMT
		"），与自报的问题 %" PRId64 " " STR_FMT "不符",
		s.sum, STR_ARG(total->unit), s.sum - s.lasting, STR_ARG(total->unit), total->value.digits,
		STR_ARG(total->unit));
	return add(c, (struct span){ s.first.start, s.last.end }, total->number, message);
}

int num_claims_again(struct check *c)
{
	int rc = check_measures(c);

	if (rc == 0)
		rc = check_immediate(c);
	return rc == 0 ? check_states(c) : rc;
}

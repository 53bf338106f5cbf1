/* Sums that stand without 其中 (BH103). */
#include "numbers_plain.h"

/* 共, 合计 in the clause before the number, not far from it. */
static bool is_total(struct plain *p, size_t i)
{
	static const struct str sums[] = { STR_INIT("共"), STR_INIT("合计"), STR_INIT("总计"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("共有"), STR_INIT("公共"), STR_INIT("共同"), STR_INIT("累计"),
		STR_INIT("共享"), STR_INIT("目前"), STR_INIT("现有"), STR_INIT("现行"), STR_INIT("调整后"),
		{ NULL, 0 } };
	struct str gap = plain_between(p, i - 1, i);
	size_t comma = str_rfind(gap, STR("，"));

	if (comma == STR_NPOS)
		return false;
	gap = str_sub(gap, comma + 3, gap.len);
	return gap.len <= 24 && spot_any(gap, sums) && !spot_any(gap, others);
}

/* Sets that overlap, or lists that are not all. */
static bool may_overlap(struct str s)
{
	static const struct str words[] = { STR_INIT("其中"), STR_INIT("党员"), STR_INIT("女"), STR_INIT("男"),
		STR_INIT("本科"), STR_INIT("以上"), STR_INIT("以下"), STR_INIT("含"), STR_INIT("包括"), STR_INIT("等"),
		STR_INIT("另"), STR_INIT("累计"), STR_INIT("每"), STR_INIT("其余"), STR_INIT("覆盖"), STR_INIT("由"),
		{ NULL, 0 } };

	return spot_any(s, words) || spot_share(s);
}

/* 核查612人，清退死亡9人、不符合条件14人，共计23人: the last ones make it up, or one is more than all of them can be; 取缔和疏导合计71个
 * says itself which it adds. */
static bool adds_others(struct plain *p, size_t first, size_t total)
{
	static const struct str joints[] = { STR_INIT("和"), STR_INIT("与"), STR_INIT("及"), { NULL, 0 } };
	struct decimal sum = { 0, 0 }, all = num_value(plain_number(p, total));

	for (size_t i = total; i-- > first;) {
		struct decimal value = num_value(plain_number(p, i));
		if (decimal_cmp(value, all) > 0 || !decimal_add(sum, value, &sum))
			return true;
		if (i > first && decimal_cmp(sum, all) == 0 && total - i >= 2)
			return true;
	}
	return spot_any(plain_lead(p, total), joints);
}

static int judge_sum(struct plain *p, size_t first, size_t total)
{
	const struct fact_number *n = plain_number(p, total);
	struct decimal sum = { 0, 0 };
	char message[256];

	for (size_t i = first; i < total; i++) {
		if (num_rounded(plain_number(p, i)) || !decimal_add(sum, num_value(plain_number(p, i)), &sum))
			return 0;
	}
	struct span s = spot_sentence(p->r, (struct span){ plain_number(p, first)->span.start, n->span.end });
	struct span list = { spot_clause(p->r, plain_number(p, first)->span).start, s.end };
	if (num_rounded(n) || decimal_cmp(sum, num_value(n)) == 0 || adds_others(p, first, total) || sum.scale != 0 ||
		n->kind == NUMBER_MONEY || may_overlap(report_slice(p->r, list)))
		return 0;
	struct str printed = report_slice(p->r, n->span);
	snprintf(message, sizeof(message), "前面 %zu 项之和为 %lld，与“" STR_FMT "”不符", total - first,
		(long long)sum.digits, STR_ARG(printed));
	return plain_report(p, s, message);
}

/* 约谈5人、批评教育3人: all parted by 、, what stands before the comma is another list. */
static bool is_enumerated(struct plain *p, size_t first, size_t end)
{
	for (size_t i = first + 1; i < end; i++) {
		if (!str_has(plain_between(p, i - 1, i), STR("、")))
			return false;
	}
	return end - first >= 2;
}

static int read_sum(struct plain *p, size_t i)
{
	size_t first = i;

	if (i < 2 || !plain_alike(p, i - 1, i) || !plain_alike(p, i - 2, i) || !plain_together(p, i - 1, i) ||
		!is_total(p, i))
		return 0;
	while (first > 0 && i - first < PLAIN_PARTS && plain_exact(plain_number(p, first - 1)) &&
		num_same_unit(plain_number(p, first - 1), plain_number(p, i)) && plain_together(p, first - 1, first))
		first--;
	/* another number before the list: the list may be a part of something */
	bool other = first > 0 && plain_together(p, first - 1, first);
	bool apart = other && !num_same_unit(plain_number(p, first - 1), plain_number(p, i)) &&
		     str_has(plain_between(p, first - 1, first), STR("，")) && is_enumerated(p, first, i);
	if (other && !apart)
		return 0;
	return i - first >= 2 ? judge_sum(p, first, i) : 0;
}

/* The sum of the `parts` numbers of its unit before the number `i`, in its sentence; years and 第一批 between are none. False: there are
 * fewer or more. *ret_from is the first. */
static bool add_parts(struct plain *p, size_t i, size_t parts, size_t *ret_from, struct decimal *ret)
{
	size_t count = 0, at = i;

	*ret = (struct decimal){ 0, 0 };
	while (at > 0 && plain_together(p, at - 1, at)) {
		at--;
		if (!plain_alike(p, at, i))
			continue;
		if (++count > parts || !decimal_add(*ret, num_value(plain_number(p, at)), ret))
			return false;
		*ret_from = at;
	}
	return count == parts;
}

#define RUN_REACH 48 /* bytes before a number in which 累计 stands, blanks too */

/* 上半年26万元，下半年31万元，全年累计59万元; 第一批12户，第二批15户，两批累计29户: what runs up begins where the first part does. */
static int read_running(struct plain *p, size_t i)
{
	static const struct {
		struct str word, first;
		size_t parts;
	} runs[] = { { STR_INIT("两批累计"), STR_INIT("批"), 2 }, { STR_INIT("三批累计"), STR_INIT("批"), 3 },
		{ STR_INIT("两次累计"), STR_INIT("次"), 2 }, { STR_INIT("三次累计"), STR_INIT("次"), 3 },
		{ STR_INIT("两年累计"), STR_INIT("年"), 2 }, { STR_INIT("三年累计"), STR_INIT("年"), 3 },
		{ STR_INIT("两项累计"), { NULL, 0 }, 2 }, { STR_INIT("三项累计"), { NULL, 0 }, 3 },
		{ STR_INIT("全年累计"), STR_INIT("上半年"), 2 }, { STR_INIT("全年累计"), STR_INIT("一季度"), 4 },
		{ STR_INIT("上半年累计"), STR_INIT("一季度"), 2 } };
	uint32_t at = plain_number(p, i)->span.start;
	char message[256];

	if (!str_has(report_slice(p->r, (struct span){ at > RUN_REACH ? at - RUN_REACH : 0, at }), STR("累计")))
		return 0;
	struct str lead = plain_lead(p, i);
	struct decimal sum, gap, room = num_ulp(plain_number(p, i));
	for (size_t k = 0; k < sizeof(runs) / sizeof(runs[0]); k++) {
		size_t from = i;
		if (!str_starts(lead, runs[k].word) || lead.len > runs[k].word.len + 12 ||
			!add_parts(p, i, runs[k].parts, &from, &sum) ||
			(runs[k].first.len > 0 && !str_has(plain_lead(p, from), runs[k].first)))
			continue;
		if (!num_sub(sum, num_value(plain_number(p, i)), &gap))
			return 0;
		gap = gap.digits < 0 ? num_negate(gap) : gap;
		if (gap.digits == 0 || (num_rounded(plain_number(p, i)) && decimal_cmp(gap, room) <= 0))
			return 0;
		snprintf(message, sizeof(message), "前面 %zu 项之和与“" STR_FMT "”不符", runs[k].parts,
			STR_ARG(report_slice(p->r, plain_number(p, i)->span)));
		struct span s = { plain_number(p, from)->span.start, plain_number(p, i)->span.end };
		return plain_report(p, spot_sentence(p->r, s), message);
	}
	return 0;
}

/* Parts that leave each other out: done, and not. A contract may have several faults. */
static bool parts_states(struct str s)
{
	static const struct str done[] = { STR_INIT("已"), STR_INIT("完成"), { NULL, 0 } };
	static const struct str open[] = { STR_INIT("正在"), STR_INIT("未"), STR_INIT("无法"), STR_INIT("待"),
		STR_INIT("尚"), STR_INIT("推进"), { NULL, 0 } };

	return spot_any(s, done) && spot_any(s, open);
}

/* ，其中; 17个项目中已交付11个 */
static bool opens_parts(struct str s)
{
	return str_starts(s, STR("，其中")) ||
	       (s.len <= 36 && str_has(s, STR("中已")) && !str_has(s, STR("集中")) && !str_has(s, STR("，")));
}

/* 共86项，其中已办结61项、正在办理18项、无法办理8项: more than the whole. */
static int read_parts(struct plain *p, size_t i)
{
	static const struct str people[] = { STR_INIT("处分"), STR_INIT("处理"), STR_INIT("谈话"), STR_INIT("党员"),
		STR_INIT("女"), STR_INIT("涉及"), STR_INIT("次"), STR_INIT("重点"), { NULL, 0 } };
	const struct fact_number *whole = plain_number(p, i);
	struct decimal sum = { 0, 0 };
	size_t last = i;
	char message[256];

	if (i + 3 >= p->r->numbers.len || whole->kind != NUMBER_COUNT || !plain_alike(p, i, i + 1) ||
		!plain_alike(p, i, i + 2) || !plain_alike(p, i, i + 3) || num_rounded(whole) ||
		!plain_together(p, i, i + 1) || !opens_parts(plain_between(p, i, i + 1)))
		return 0;
	while (last + 1 < p->r->numbers.len && last - i < PLAIN_PARTS && plain_together(p, last, last + 1)) {
		const struct fact_number *n = plain_number(p, last + 1);
		if (last > i && !str_starts(plain_between(p, last, last + 1), STR("、")))
			break;
		if (!plain_exact(n) || !num_same_unit(n, whole) || num_rounded(n) ||
			!decimal_add(sum, num_value(n), &sum))
			break;
		last++;
	}
	struct span s = spot_sentence(p->r, (struct span){ whole->span.start, plain_number(p, last)->span.end });
	if (last - i < 3 || !parts_states(report_slice(p->r, s)) || decimal_cmp(sum, num_value(whole)) <= 0 ||
		sum.scale != 0 || spot_any(report_slice(p->r, s), people))
		return 0;
	struct str printed = report_slice(p->r, whole->span);
	snprintf(message, sizeof(message), "“其中” %zu 项之和为 %lld，多于总数“" STR_FMT "”", last - i,
		(long long)sum.digits, STR_ARG(printed));
	return plain_report(p, s, message);
}

/* 27.43万元，已退回21.08万元，另有6.53万元…: what became of it, in two parts; with 其余 they are all of it, with 另有 where
 * they nearly are. */
static int read_rest(struct plain *p, size_t i)
{
	static const struct str gone[] = { STR_INIT("，已"), STR_INIT("，现已"), STR_INIT("，目前已"),
		STR_INIT("，其中已"), STR_INIT("，其中"), { NULL, 0 } };
	static const struct str rests[] = { STR_INIT("，其余"), STR_INIT("，剩余"), STR_INIT("，余下"),
		STR_INIT("，其余的"), STR_INIT("，剩余的"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("，另有"), STR_INIT("，另"), STR_INIT("，还有"), { NULL, 0 } };
	struct decimal sum, gap, fifty;
	char message[512];

	if (i + 2 >= p->r->numbers.len)
		return 0;
	const struct fact_number *whole = plain_number(p, i), *part = plain_number(p, i + 1),
				 *rest = plain_number(p, i + 2);
	if (!plain_exact(whole) || !plain_exact(part) || !plain_exact(rest) || !num_same_unit(whole, part) ||
		!num_same_unit(whole, rest) || (whole->kind != NUMBER_MONEY && whole->kind != NUMBER_COUNT) ||
		decimal_cmp(num_value(part), num_value(whole)) >= 0)
		return 0;
	struct str first = plain_between(p, i, i + 1), second = plain_between(p, i + 1, i + 2);
	bool all = spot_ends(second, rests), nearly = spot_ends(second, others);
	if ((!all && !nearly) || first.len > PLAIN_NEAR || second.len > PLAIN_NEAR || !spot_starts(first, gone) ||
		str_has(first, STR("。")) || str_has(second, STR("。")) || str_has(first, STR("其中，")) ||
		!decimal_add(num_value(part), num_value(rest), &sum))
		return 0;
	bool more = decimal_cmp(sum, num_value(whole)) > 0;
	if (!num_sub(more ? sum : num_value(whole), more ? num_value(whole) : sum, &gap) || gap.digits <= 0 ||
		gap.digits > INT64_MAX / 64 || decimal_cmp(gap, num_ulp(whole)) <= 0)
		return 0;
	fifty = (struct decimal){ gap.digits * 50, gap.scale };
	if (!all && decimal_cmp(fifty, num_value(whole)) > 0)
		return 0;
	struct str a = report_slice(p->r, whole->span), b = report_slice(p->r, part->span),
		   c = report_slice(p->r, rest->span);
	snprintf(message, sizeof(message), "分项之和与总数不符：" STR_FMT " + " STR_FMT " %s " STR_FMT, STR_ARG(b),
		STR_ARG(c), more ? ">" : "<", STR_ARG(a));
	return plain_report(p, spot_sentence(p->r, (struct span){ whole->span.start, rest->span.end }), message);
}

int plain_read_sums(struct plain *p, size_t i)
{
	bool exact = plain_exact(plain_number(p, i)), behind = exact && plain_has_fellow(p, i, PLAIN_BACK),
	     ahead = plain_leads(p, i);
	int rc = behind ? read_sum(p, i) : 0;

	if (rc == 0 && exact && i >= 2)
		rc = read_running(p, i);
	if (rc == 0 && ahead)
		rc = read_rest(p, i);
	if (rc == 0 && ahead)
		rc = read_parts(p, i);
	if (rc == 0 && behind)
		rc = plain_read_gaps(p, i);
	if (rc == 0 && (behind || ahead))
		rc = plain_read_wholes(p, i);
	if (rc == 0 && (behind || ahead))
		rc = plain_read_flows(p, i);
	return rc < 0 ? rc : plain_read_lists(p, i);
}

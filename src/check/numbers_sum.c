/* BH102 claimed-parts and BH103 sum: the parts of a total, where the wording says that they are all of it,
 * or where they are more than it. */
#include "numbers_sum.h"
#include "numbers_plain.h"
#include "rules.h"

#define TOTAL_REACH 48 /* tokens back from the list to its total */
#define NOUN_BYTES 30  /* between a total and its colon or bracket: the thing counted, no clause */

/* --- which number is the total --- */

static const char *const CHANGES[] = { "增加", "减少", "增长", "下降", "增收", "减收", NULL };

/* 计划补充120名，其中甲60名、乙45名、丙25名: of a plan the parts are planned as well. */
static bool is_plan(struct str label)
{
	return str_has(label, STR("计划")) && !str_has(label, STR("均")) && !str_has(label, STR("比"));
}

/* The nearest number before `at` in its sentence that can hold a total of `like`'s kind. */
static size_t total_before(const struct num_row *r, size_t at, const struct fact_number *like)
{
	size_t low = num_sentence_start(r, at);
	uint8_t depth = r->token[at].depth;
	for (size_t i = at; i-- > low && at - i < TOTAL_REACH;) {
		const struct fact_number *n = r->token[i].number;
		if (r->token[i].kind == NT_SEMI && parts_next_step(r, i))
			break;
		if (!n || r->token[i].depth > depth || n->kind == NUMBER_PERCENT || n->kind == NUMBER_POINTS)
			continue;
		bool same = num_same_unit(n, like);
		/* 38户76人，其中…24户: one thing in two units */
		if (!same && i > low && r->token[i - 1].number && num_same_unit(r->token[i - 1].number, like))
			return i - 1;
		if (!same && (n->kind != like->kind || n->unit.len == 0))
			continue;
		struct str label = num_label(r, i);
		if (num_has_any(label, CHANGES))
			continue; /* 收入1100万元，比上年增加98万元。其中… */
		/* of another unit: another thing is divided here */
		bool planned = r->token[at].kind == NT_WHICH && is_plan(label);
		if (str_ends(label, STR("达到"))) /* 总能力达到1200吨，其中…: so much there is */
			label = str_sub(label, 0, label.len - 6);
		size_t now = r->token[at].kind == NT_WHICH ? str_find(label, STR("现有"), 0) : STR_NPOS;
		if (now != STR_NPOS && now + 6 < label.len) /* 现有在编人员142人，其中男98人 */
			label = str_sub(label, now + 6, label.len);
		return same && (planned || !part_is_foreign(label)) ? i : STR_NPOS;
	}
	return STR_NPOS;
}

static size_t next_number(const struct num_row *r, size_t at, uint8_t depth)
{
	for (size_t i = at; i < r->count && r->token[i].kind != NT_STOP && r->token[i].depth >= depth; i++) {
		const struct fact_number *n = r->token[i].number;
		if (n && r->token[i].depth == depth && n->kind != NUMBER_PERCENT && n->kind != NUMBER_POINTS)
			return i;
	}
	return STR_NPOS;
}

/* "共43条。其中，…": a sentence that begins with 其中 divides the last total of the one before. */
static size_t sentence_before(const struct num_row *r, size_t at)
{
	size_t start = num_sentence_start(r, at);
	return start > 0 && at - start <= 1 ? start - 1 : STR_NPOS;
}

/* 317起，罚没412万元，移送公安机关11起，其中甲43起、乙158起、丙126起: no part is as small as the number right before, and
 * together they are nearly the one before that. */
static size_t larger_total(const struct num_row *r, size_t total, const struct parts *p)
{
	struct num_tally t = num_sum_tally(r, total, p, false);
	size_t before = p->count < 2 ? STR_NPOS : total_before(r, total, r->token[total].number);
	if (before == STR_NPOS)
		return total;
	struct decimal whole = num_value(r->token[before].number), gap, tenfold;
	if (!t.fits && decimal_cmp(t.sum, whole) == 0) /* 126个问题，已整改115个。其中甲78个、乙48个: of the 126 */
		return before;
	for (size_t i = 0; i < p->count; i++) {
		if (decimal_cmp(num_value(p->part[i].number), t.total) <= 0)
			return total;
	}
	bool more = decimal_cmp(t.sum, whole) > 0;
	if (!num_sub(more ? t.sum : whole, more ? whole : t.sum, &gap) || gap.digits > INT64_MAX / 16 ||
		decimal_cmp(gap, t.total) == 0) /* 按时597件，超时4件。其中…: of both together */
		return total;
	tenfold = (struct decimal){ gap.digits * 10, gap.scale };
	return decimal_cmp(tenfold, whole) <= 0 ? before : total;
}

/* What is done of a plan may be more than it. */
static bool tells_plan_kept(const struct num_row *r, size_t total, const struct parts *p)
{
	static const char *const KEPT[] = { "已", "实际", "完成", "到", "超", NULL };
	bool kept = false;
	for (size_t i = 0; i < p->count; i++)
		kept = kept || num_has_any(p->part[i].label, KEPT) || num_has_any(p->part[i].noun, KEPT);
	return kept && is_plan(num_label(r, total));
}

static int from_list_like(struct num_sum *s, size_t at, enum num_proof proof, size_t first)
{
	struct num_row *r = s->r;
	struct parts p;
	uint8_t depth = r->token[at].depth;
	const struct fact_number *like = r->token[first].number;
	/* "分别为12、15、16个" */
	for (size_t i = first, hops = 0; like->unit.len == 0 && hops < 6 && i != STR_NPOS; hops++) {
		i = next_number(r, i + 1, depth);
		if (i != STR_NPOS && r->token[i].number->unit.len > 0)
			like = r->token[i].number;
	}
	size_t total = total_before(r, at, like);
	bool away = false;
	if (total == STR_NPOS && r->token[at].kind == NT_WHICH) {
		size_t before = sentence_before(r, at);
		total = before == STR_NPOS ? before : total_before(r, before, like);
		away = true;
	}
	if (total == STR_NPOS || !parts_read(r, at + 1, depth, like, part_noun(r, total), &p) ||
		((away || r->token[at].kind == NT_SEPARATELY) && p.count < 2) || tells_plan_kept(r, total, &p))
		return 0;
	if (r->token[at].kind == NT_WHICH)
		total = larger_total(r, total, &p);
	return num_sum_judge(s, total, &p, proof);
}

static int from_list(struct num_sum *s, size_t at, enum num_proof proof)
{
	const struct num_row *r = s->r;
	size_t first = next_number(r, at + 1, r->token[at].depth);
	if (first == STR_NPOS)
		return 0;
	int rc = from_list_like(s, at, proof, first);
	/* 道路类4个562.7万元、房建类2个301.2万元: the amounts are a list as well */
	const struct fact_number *pair = first + 1 < r->count ? r->token[first + 1].number : NULL;
	if (rc == 0 && pair && pair->kind == NUMBER_MONEY && r->token[first].number->kind == NUMBER_COUNT)
		rc = from_list_like(s, at, proof, first + 1);
	return rc;
}

/* "金额90万元，分别为甲类50万元、乙类40万元。": right behind its total and up to the sentence's end. */
static bool names_all(const struct num_row *r, size_t total, size_t at)
{
	struct parts p;
	const struct fact_number *like = r->token[total].number;
	if (like->kind != NUMBER_MONEY || at != total + 2 || r->token[total + 1].kind != NT_COMMA ||
		!str_starts(num_noun(r, at), STR("为")))
		return false;
	return parts_read(r, at + 1, r->token[at].depth, like, STR_NONE, &p) && p.closed && !p.mixed && !p.etc;
}

/* "累计1427件中，属实440件，…", "27家砂石场中，…" */
static int from_among(struct num_sum *s, size_t comma)
{
	struct num_row *r = s->r;
	if (comma < 2 || !r->token[comma - 2].number)
		return 0;
	struct str noun = num_noun(r, comma - 2);
	return noun.len <= NOUN_BYTES && str_ends(noun, STR("中")) && !str_ends(noun, STR("集中")) &&
			       r->token[comma - 2].number->kind == NUMBER_COUNT
		       ? from_list(s, comma, PROOF_SOME)
		       : 0;
}

/* 分别: only sums when the total is called one, or nothing else stands between. */
static int from_separately(struct num_sum *s, size_t at)
{
	struct num_row *r = s->r;
	size_t first = next_number(r, at + 1, r->token[at].depth);
	if (first == STR_NPOS)
		return 0;
	size_t total = total_before(r, at, r->token[first].number);
	if (total == STR_NPOS)
		return 0;
	/* 开工112台、竣工84台，上年同期分别为65台、41台: of another time */
	struct str lead = num_slice(r, total, at);
	if (str_has(lead, STR("同期")) || str_has(lead, STR("上年")) || str_has(lead, STR("去年")))
		return 0;
	for (size_t i = total > 3 ? total - 3 : 0; i < total; i++) {
		if (r->token[i].kind == NT_SUM)
			return from_list(s, at, PROOF_ALL);
	}
	return from_list(s, at, names_all(r, total, at) ? PROOF_ALL : PROOF_SOME);
}

/* "12个问题：…" and "43条（…）": the whole bracket or the rest of the sentence is the list. */
static int from_mark(struct num_sum *s, size_t at)
{
	struct num_row *r = s->r;
	struct parts p;
	size_t total = at;
	while (total > 0 && at - total < 3 && !r->token[total].number)
		total--;
	if (!r->token[total].number || (at - total == 2 && r->token[total + 1].kind != NT_TEXT) || at - total > 2 ||
		num_noun(r, total).len > NOUN_BYTES)
		return 0;
	uint8_t depth = r->token[at].depth;
	bool bracket = r->token[at].kind == NT_OPEN;
	if (bracket)
		depth = depth < 255 ? depth + 1 : 255;
	const struct fact_number *like = r->token[total].number;
	if (like->kind == NUMBER_PERCENT || like->kind == NUMBER_POINTS ||
		!parts_read(r, at + 1, depth, like, part_noun(r, total), &p))
		return 0;
	if (p.count < 2 || !p.closed || p.mixed || p.etc)
		return 0;
	return num_sum_judge(s, total, &p, PROOF_MARK);
}

/* --- parts first, total behind --- */

/* "共 N", or the parts' own verb once more: 检查A 5处、检查B 7处，共检查12处. */
static size_t total_behind(const struct num_row *r, size_t at)
{
	if (at + 1 < r->count && r->token[at + 1].number)
		return at + 1;
	if (at + 2 >= r->count || r->token[at + 1].kind != NT_TEXT || !r->token[at + 2].number)
		return STR_NPOS;
	struct str verb = str_trim(num_slice(r, at + 1, at + 1));
	size_t low = num_sentence_start(r, at);
	if (verb.len == 0 || verb.len > 18)
		return STR_NPOS;
	struct str before = num_slice(r, low, at), end = str_sub(verb, verb.len > 6 ? verb.len - 6 : 0, verb.len);
	if (str_eq(verb, STR("为")) || str_eq(verb, STR("计")) || str_has(before, end))
		return at + 2;
	return STR_NPOS;
}

/* Where the run of like numbers begins that ends before `at`. */
static size_t run_start(const struct num_row *r, size_t at, const struct fact_number *like)
{
	size_t low = num_sentence_start(r, at), start = at;
	uint8_t depth = r->token[at].depth;
	for (size_t i = at; i-- > low && at - i < 4 * TOTAL_REACH;) {
		const struct num_token *t = &r->token[i];
		if (t->depth > depth)
			continue;
		if (t->depth < depth || t->kind == NT_WHICH || t->kind == NT_SEPARATELY || t->kind == NT_COLON ||
			t->kind == NT_SEMI || t->kind == NT_SUM || t->kind == NT_RUNNING || t->kind == NT_INCLUDE)
			break;
		if (!t->number || t->number->kind == NUMBER_PERCENT)
			continue;
		if (!num_same_unit(t->number, like) || part_is_foreign(num_label(r, i))) {
			if (start == at && i + 1 == at)
				continue; /* 两批共12个 */
			if (start == i + 1 && t->number->kind == NUMBER_COUNT && like->kind == NUMBER_MONEY)
				continue; /* 3笔1.2亿元 */
			break;
		}
		start = i;
	}
	return start;
}

/* 招聘9人，转任6人，目前共有42人: what there is now, and no sum of what was added. */
static bool is_stock(struct str label)
{
	static const char *const NOW[] = { "目前", "现有", "现行", "现在", "调整后", "调整以后", "至此", "扩容后",
		"改造后", NULL };
	return num_has_any(label, NOW) || str_eq(label, STR("现"));
}

/* 5个所各改造询问室1间、快检室1间，共10间: each of them has the parts. */
static bool is_of_each(const struct num_row *r, size_t start, size_t total)
{
	struct str before = num_slice(r, num_sentence_start(r, start), start - 1);
	size_t each = str_rfind(before, STR("各")), every = str_rfind(before, STR("每"));
	size_t from = each == STR_NPOS || (every != STR_NPOS && every > each) ? every : each;

	if (from == STR_NPOS || total <= start)
		return false;
	struct str lead = str_sub(before, from, before.len);
	return !str_has(lead, STR("，")) && !str_has(lead, STR("；")) && !str_has(lead, STR(","));
}

static int from_total(struct num_sum *s, size_t at)
{
	struct num_row *r = s->r;
	struct parts p;
	size_t total = total_behind(r, at);
	if (total == STR_NPOS || is_stock(num_label(r, at)))
		return 0;
	const struct fact_number *like = r->token[total].number;
	size_t start = run_start(r, at, like);
	/* 三个月共138辆: a number glued to 共 is no part. */
	struct num_row before = *r;
	before.count = at > 0 && r->token[at - 1].number && !num_same_unit(r->token[at - 1].number, like) ? at - 1 : at;
	if (start == at || !parts_read(&before, start, r->token[at].depth, like, part_noun(r, total), &p) ||
		p.count < 2 || p.etc || is_of_each(r, start, total))
		return 0;
	/* 家长7人、学生3人，教师5人，共15人: others stand behind what was read as the list */
	for (size_t i = p.last + 1; i < before.count; i++) {
		if (r->token[i].number && num_same_unit(r->token[i].number, like))
			return 0;
	}
	if (r->token[at].kind == NT_RUNNING) {
		struct num_tally t = num_sum_tally(r, total, &p, true);
		if (!t.known || decimal_cmp(t.sum, t.total) < 0)
			return 0;
	}
	return num_sum_judge(s, total, &p, PROOF_BACK);
}

/* --- done and not done, without 其中 --- */

static const char *const ISSUES[] = { "问题", "隐患", "任务", "措施", "事项", "案", "线索", "投诉", "违", "项目",
	"工单", "件", "清单", "意见", "受理", "交办", "反馈", "发现", "排查出", "整改", "信访", "举报", "承担", "点位",
	NULL };
static const char *const STRONG[] = { "问题", "隐患", "任务", "措施", "事项", "线索", "案", "投诉", "整改", NULL };
static const char *const VISITS[] = { "检查", "巡查", "走访", "抽查", "排查点", "排查小区", "巡检", NULL };

/* The last number of this unit in the sentence that ends at `stop`, whatever stands behind it. */
static size_t like_in_sentence(const struct num_row *r, size_t stop, const struct fact_number *like)
{
	size_t low = num_sentence_start(r, stop), last = STR_NPOS;
	for (size_t i = stop; i-- > low && stop - i < TOTAL_REACH;) {
		if (!r->token[i].number || !num_same_unit(r->token[i].number, like))
			continue;
		if (num_is_claim(r->check->report, r->token[i].number->span.start))
			return i; /* 反馈问题64个，其中甲村12个…: the whole, and not its last part */
		last = last == STR_NPOS ? i : last;
	}
	return last != STR_NPOS && part_is_foreign(num_label(r, last)) ? STR_NPOS : last;
}

/* A status that speaks of the problems of the sentence before, and of nothing else (not 各科室已完成自查12个). */
static bool is_bare_status(struct str label)
{
	static const char *const SMALL[] = { "截至", "目前", "现", "已", "均", "全部", "完成", "整改", "到位", "办结",
		"销号", "问题", "措施", "任务", "其中", "的", "，", "现在", "至今", "解决", "落实", NULL };
	for (bool moved = true; label.len > 0 && moved;) {
		moved = false;
		for (size_t i = 0; SMALL[i] && !moved; i++) {
			moved = str_starts(label, str_from(SMALL[i]));
			if (moved)
				label = str_sub(label, strlen(SMALL[i]), label.len);
		}
	}
	return label.len == 0;
}

/* 反馈问题9个，完成6个、基本完成1个，正在推进1个，长期坚持1个: states that stand behind what was read make up the total. */
static bool states_go_on(const struct num_row *r, size_t total, const struct parts *p)
{
	struct decimal sum = num_sum_tally(r, total, p, false).sum, whole = num_value(r->token[total].number);
	const struct fact_number *like = r->token[total].number;

	for (size_t i = p->last + 1; i < num_sentence_end(r, p->last); i++) {
		const struct fact_number *n = r->token[i].number;
		if (!n || !num_same_unit(n, like) || part_kind_of(num_label(r, i), num_noun(r, i)) == PART_PLAIN)
			continue;
		if (!decimal_add(sum, num_value(n), &sum) || decimal_cmp(sum, whole) == 0)
			return true;
	}
	return false;
}

/* 细化为10条具体问题，制定措施18条。已完成9条，正在推进1条: they make up a number that stands before the nearest. */
static bool is_of_another(const struct num_row *r, size_t total, size_t at, const struct parts *p)
{
	struct decimal sum = num_sum_tally(r, total, p, false).sum;
	const struct fact_number *like = r->token[total].number;

	for (size_t i = at; i-- > 0 && total < i + TOTAL_REACH;)
		if (i != total && r->token[i].number && num_same_unit(r->token[i].number, like) &&
			decimal_cmp(num_value(r->token[i].number), sum) == 0)
			return true;
	return false;
}

/* 分阶段整改的29个问题，有21个完成；持续整改的5个问题，有2个完成: the next kind, with what became of it, is no part of the one before. */
static bool goes_on_to_kinds(struct str total_label, const struct parts *p)
{
	static const char *const KINDS[] = { "持续整改的", "长期整改的", "分阶段整改的", "限期整改的", "持续整改类",
		"长期整改类", "分阶段整改类", "限期整改类", NULL };
	if (part_kind_of(total_label, STR_NONE) != PART_TERM && !str_has(total_label, STR("立即整改")))
		return false;
	for (size_t i = 0; i < p->count; i++)
		if (num_has_any(p->part[i].label, KINDS))
			return true;
	return false;
}

static int from_status(struct num_sum *s, size_t at)
{
	struct num_row *r = s->r;
	struct parts p;
	const struct fact_number *n = r->token[at].number;
	if (n->kind == NUMBER_PERCENT || n->kind == NUMBER_POINTS ||
		!part_may_be_done(num_label(r, at), num_noun(r, at)))
		return 0;
	size_t total = total_before(r, at, n);
	bool away = total == STR_NPOS;
	if ((!away && str_has(num_label(r, at), STR("批"))) || (away && !is_bare_status(num_label(r, at))))
		return 0;
	/* "…共反馈问题82个。目前已完成38个，…": one sentence back. */
	if (away && num_sentence_start(r, at) > 0)
		total = like_in_sentence(r, num_sentence_start(r, at) - 1, n);
	if (total == STR_NPOS || r->token[total].depth != r->token[at].depth ||
		part_kind_of(num_label(r, at), num_noun(r, at)) != PART_DONE)
		return 0;
	for (size_t i = total; i-- > 0 && total - i <= 2;) {
		if (r->token[i].kind == NT_WHICH) /* 其中立行立改3个、已完成6个: a part itself */
			return 0;
	}
	struct str label = num_label(r, total), noun = num_noun(r, total);
	enum part_kind kind = part_kind_of(label, STR_NONE);
	bool strong = num_has_any(label, STRONG) || num_has_any(noun, STRONG);
	if (kind == PART_DONE || kind == PART_OPEN || kind == PART_LASTING ||
		(!strong && (away || num_has_any(label, VISITS))))
		return 0;
	if (!num_has_any(label, ISSUES) && !num_has_any(noun, ISSUES) && !num_has_any(n->unit, ISSUES))
		return 0;
	size_t start = at;
	while (start > total + 1 && r->token[start - 1].kind != NT_STOP && r->token[start - 1].kind != NT_COMMA &&
		r->token[start - 1].kind != NT_SEMI && r->token[start - 1].kind != NT_DUN)
		start--;
	if (!parts_read(r, start, r->token[at].depth, n, part_noun(r, total), &p) || !parts_status(&p) ||
		(away && !p.closed) || goes_on_to_kinds(label, &p) || states_go_on(r, total, &p) ||
		(away && is_of_another(r, total, at, &p)))
		return 0;
	if (away) /* its own division may have been judged already */
		s->done[0][total] = s->done[1][total] = false;
	return num_sum_judge(s, total, &p, PROOF_SOME);
}

/* --- "共47条，党建类15条，业务类22条，作风类9条。" --- */

static int from_plain_list(struct num_sum *s, size_t total)
{
	struct num_row *r = s->r;
	struct parts p;
	size_t comma = total + 1;
	if (comma < r->count && r->token[comma].kind == NT_TEXT && num_noun(r, total).len <= NOUN_BYTES)
		comma++;
	if (comma + 1 >= r->count || r->token[comma].kind != NT_COMMA || r->token[comma + 1].kind == NT_WHICH)
		return 0;
	bool summed = false;
	for (size_t i = total; i-- > 0 && total - i <= 3 && r->token[i].kind != NT_COMMA;)
		summed |= r->token[i].kind == NT_SUM;
	/* 27座小水电站，拆除14座，改造9座，保留3座: each has one fate */
	bool fates = !summed && num_is_thing(num_unit(r->token[total].number)) && num_noun(r, total).len > 0 &&
		     !num_has_any(num_label(r, total), VISITS);
	if (!(summed || fates) ||
		!parts_read(r, comma, r->token[total].depth, r->token[total].number, part_noun(r, total), &p))
		return 0;
	if (p.count < 3 || !p.closed || p.mixed || p.etc || (summed && !parts_same_class(&p)))
		return 0;
	if (fates) {
		struct num_tally t = num_sum_tally(r, total, &p, false);
		if (!t.known || !num_slip_of_fates(r, total, &p, &t))
			return 0;
	}
	return num_sum_judge(s, total, &p, fates ? PROOF_SOME : PROOF_ALL);
}

/* 864间中红色46间、橙色155间、黄色305间: the parts stand right behind, three and more. */
static int from_within(struct num_sum *s, size_t at)
{
	static const char *const OTHERS[] = { "中心", "中队", "中学", "中央", "中小", "中标", "中层", "中共", "中药",
		"中医", "中级", "中型", NULL };
	struct num_row *r = s->r;
	if (at + 2 >= r->count || r->token[at + 1].kind != NT_TEXT || !r->token[at + 2].number ||
		r->token[at].number->kind != NUMBER_COUNT ||
		!num_same_unit(r->token[at].number, r->token[at + 2].number))
		return 0;
	struct str words = num_slice(r, at + 1, at + 1);
	if (!str_starts(words, STR("中")) || num_has_any(str_sub(words, 0, 6), OTHERS) || words.len > NOUN_BYTES)
		return 0;
	struct parts p;
	if (!parts_read(r, at + 2, r->token[at].depth, r->token[at].number, STR_NONE, &p) || p.count < 3 || !p.closed)
		return 0;
	return num_sum_judge(s, at, &p, PROOF_SOME);
}

/* A number is read as done and as a total. One doubt of each rule is enough. */
static int from_number(struct num_sum *s, size_t at)
{
	int rc = from_status(s, at);
	if (rc == 0)
		rc = from_within(s, at);
	if (rc <= 0)
		return rc < 0 ? rc : from_plain_list(s, at);
	int told = s->told;
	const struct rule *rule = s->rules[told];
	s->rules[told] = NULL;
	rc = from_plain_list(s, at);
	s->rules[told] = rule;
	return rc;
}

int num_sum_row(struct num_row *r)
{
	struct num_sum s = { .r = r, .rules = { r->plain, r->claimed } };
	int rc = 0;
	for (size_t i = 0; i < r->count && rc >= 0; i++) {
		switch (r->token[i].kind) {
		case NT_WHICH:
			rc = from_list(&s, i, PROOF_SOME);
			break;
		case NT_SEPARATELY:
			rc = from_separately(&s, i);
			break;
		case NT_COMMA:
			rc = from_among(&s, i);
			break;
		case NT_COLON:
		case NT_OPEN:
			rc = from_mark(&s, i);
			break;
		case NT_SUM:
		case NT_RUNNING:
			rc = from_total(&s, i);
			break;
		case NT_NUMBER:
			rc = from_number(&s, i);
			break;
		default:
			break;
		}
	}
	return rc < 0 ? rc : 0;
}

int check_bh102(struct check *c)
{
	return num_run(c);
}

int check_bh103(struct check *c)
{
	int rc = num_run(c);

	return rc < 0 ? rc : num_plain_sums(c);
}

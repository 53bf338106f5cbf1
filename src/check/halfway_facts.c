#include "halfway.h"
#include "numbers.h"
#include "spot.h"
#include "wordlist.h"

#define YEARS_AHEAD_MAX 5

/* --- counts --- */

static bool counts_people(struct str unit)
{
	return str_eq(unit, STR("人")) || str_eq(unit, STR("名")) || str_eq(unit, STR("位"));
}

/* 约42万件, and 30万件 of them; 2140卷, and 1600余卷: whatever 约 and 余 hide, it is not these. */
static bool is_far_less(const struct fact_number *whole, const struct fact_number *part)
{
	return whole->value.scale == part->value.scale && part->value.digits < whole->value.digits / 10 * 9;
}

/* 计划用两年，一年内完成: how long, and no part of it. */
static bool counts_time(struct str unit)
{
	static const struct str times[] = { STR_INIT("年"), STR_INIT("月"), STR_INIT("天"), STR_INIT("日"),
		STR_INIT("周"), STR_INIT("小时"), STR_INIT("分钟"), STR_INIT("秒"), { NULL, 0 } };

	return spot_ends(unit, times);
}

/* Same unit, and the second is less: whole numbers, or money. */
static bool is_less(const struct fact_number *whole, const struct fact_number *part)
{
	bool counts = whole->kind == NUMBER_COUNT && whole->value.scale == part->value.scale;
	bool money = whole->kind == NUMBER_MONEY;

	return (counts || money) && part->kind == whole->kind && whole->unit.len > 0 && !counts_time(whole->unit) &&
	       (str_eq(whole->unit, part->unit) || (counts_people(whole->unit) && counts_people(part->unit))) &&
	       ((!whole->approximate && !part->approximate) || is_far_less(whole, part)) && part->value.digits > 0 &&
	       decimal_cmp(part->value, whole->value) < 0;
}

static bool names_the_whole(struct str head)
{
	static const struct str words[] = { STR_INIT("共"), STR_INIT("共有"), STR_INIT("计划"), STR_INIT("应"),
		STR_INIT("计划新建"), STR_INIT("计划建设"), STR_INIT("计划更换"), STR_INIT("计划改造"),
		STR_INIT("计划完成"), STR_INIT("计划拆除"), STR_INIT("应拆除"), STR_INIT("应清退"), STR_INIT("应整改"),
		STR_INIT("共需"), STR_INIT("总数为"), STR_INIT("需更换"), STR_INIT("需改造"), STR_INIT("需整改"),
		STR_INIT("需清理"), { NULL, 0 } };

	return spot_ends(head, words);
}

static bool tells_the_part(struct str between)
{
	static const struct str leads[] = { STR_INIT("，已"), STR_INIT("，现已"), STR_INIT("，目前已"),
		STR_INIT("，现"), STR_INIT(",已"), STR_INIT(",现已"), STR_INIT(",目前已"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("其中"), STR_INIT("其余"), STR_INIT("问题"), STR_INIT("发现"),
		{ NULL, 0 } };

	return spot_starts(between, leads) && !spot_any(between, others);
}

/* 已缴3000万元, 已退29户 */
static bool is_short_mend(struct str verb)
{
	WORDLIST(verbs, "缴", "退", "还", "收", "付", "拨", "签", "拆", "换", "补", "搬", "交", "装", "改");

	return verb.len == 3 && HAS(verb, verbs);
}

/* The end of a clause that leaves no verb between: 隐患45处，已整改40处. */
static struct str done_verb(struct str between)
{
	static const struct str leads[] = { STR_INIT("，现已"), STR_INIT("，目前已"), STR_INIT("，已"),
		STR_INIT("，行政机关已"), STR_INIT("，有关单位已"), STR_INIT("，责任单位已"), STR_INIT("，截至"),
		{ NULL, 0 } };

	for (const struct str *l = leads; l->len; l++) {
		size_t at = str_rfind(between, *l);
		if (at == STR_NPOS)
			continue;
		struct str verb = str_sub(between, at + l->len, between.len);
		if (l->len > 6 && str_eq(*l, STR("，截至"))) { /* ，截至10月底已退还 */
			size_t done = str_find(verb, STR("已"), 0);
			if (done == STR_NPOS || done > 24)
				continue;
			verb = str_sub(verb, done + 3, verb.len);
		}
		if (str_starts(verb, STR("完成")) && verb.len > 6)
			verb = str_sub(verb, 6, verb.len);
		/* two characters, or two verbs of two; 已缴, 已退 as well */
		return (verb.len >= 6 && verb.len <= 18) || is_short_mend(verb) ? verb : STR_NONE;
	}
	return STR_NONE;
}

WORDLIST(mends, "整改", "办结", "销号", "拆除", "处置", "化解", "解决", "整治", "改造", "更换", "维修", "大修", "修复",
	"治理", "复垦", "退还", "清退", "收回", "追回", "补办", "消除", "清理", "腾退", "退回", "回款", "追缴", "清收",
	"执行", "缴纳", "注销");
/* What is built or brought about: short of it only where it was planned. */
WORDLIST(finishes, "完工", "竣工", "建成", "开工", "投用", "交付", "验收", "安装", "编制", "签订", "发放", "改造",
	"接通", "关停", "搬迁", "配备", "引进", "完成", "拨付", "支付", "投入", "到位", "到岗", "调入", "招聘", "运营");

/* 整改, 拆除复垦, 更换、大修: one verb, or two. */
static bool is_mend(struct str verb)
{
	if (str_ends(verb, STR("到位")) || str_ends(verb, STR("完毕")))
		verb = str_sub(verb, 0, verb.len - 6);
	if (verb.len == 12 && str_starts(verb, STR("查处")))
		verb = str_sub(verb, 6, 12);
	struct str second = str_sub(verb, 6, verb.len);

	if (is_short_mend(verb))
		return true;
	if (str_starts(second, STR("、")) || str_starts(second, STR("或")) || str_starts(second, STR("并")))
		second = str_sub(second, 3, second.len);
	return STARTS(verb, mends) && (second.len == 0 || (second.len == 6 && STARTS(second, mends)));
}

/* 涉及的21名人员，已有18人退回; 137宗申请，经协调，仅有121宗办结: how many of them, and what befell them behind the number. */
static bool only_some(struct str lead, struct str between, struct str behind)
{
	static const struct str some[] = { STR_INIT("，已有"), STR_INIT("，仅有"), STR_INIT("，只有"),
		STR_INIT("，目前已有"), STR_INIT("，现已有"), STR_INIT("，仅"), STR_INIT("，目前仅有"), { NULL, 0 } };
	WORDLIST(ends, "完成", "缴清", "缴纳", "到位", "搬离", "签订", "归还", "落实", "验收", "交付", "复工", "开工",
		"投用", "达标");
	static const struct str others[] = { STR_INIT("检查"), STR_INIT("抽查"), STR_INIT("走访"), STR_INIT("未"),
		STR_INIT("不"), { NULL, 0 } };
	struct str fate = str_sub(behind, 0, behind.len < 24 ? behind.len : 24);

	bool visits = spot_any(lead, others) && !str_ends(lead, STR("的"));

	return spot_ends(between, some) && !str_has(between, STR("其中")) && !visits && !spot_any(fate, others) &&
	       (HAS(fate, ends) || HAS(fate, mends));
}

/* 213个村庄规划已编制156个; 12个村中，9个村已接通自来水: the whole stands right before, and nobody tells of the others. */
static bool some_of_all(struct str between, struct str behind)
{
	static const struct str marks[] = { STR_INIT("，"), STR_INIT("、"), STR_INIT("；"), STR_INIT("其中"),
		STR_INIT("等"), STR_INIT("（"), { NULL, 0 } };
	/* 12个村中，9个村已…; 责令6家补办手续，其中4家已补办; 4处大型立柱广告，3处已拆除 */
	static const struct str among[] = { STR_INIT("中，"), STR_INIT("中"), STR_INIT("，"), STR_INIT("中仅"),
		STR_INIT("中，仅"), STR_INIT("中只有"), STR_INIT("中，只有"), STR_INIT("中仅有"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("集中"), STR_INIT("检查"), STR_INIT("排查"), STR_INIT("走访"),
		STR_INIT("抽查"), STR_INIT("核查"), STR_INIT("发现"), STR_INIT("、"), STR_INIT("；"), { NULL, 0 } };
	size_t at = str_rfind(between, STR("已"));

	if (between.len > 45)
		return false;
	/* 64个问题中，整改销号57个 */
	size_t of = str_rfind(between, STR("中，"));
	if (of != STR_NPOS && of > 0 && is_mend(str_sub(between, of + 6, between.len)))
		return !spot_any(str_sub(between, 0, of), others);
	if (at != STR_NPOS && !spot_any(between, marks)) {
		struct str verb = str_sub(between, at + 3, between.len);
		bool sums_up =
			str_has(between, STR("举措")) || str_has(between, STR("措施")) || str_has(between, STR("任务"));
		return (verb.len == 6 && !halfway_selects(verb) && (!sums_up || STARTS(verb, finishes))) ||
		       (verb.len <= 18 && verb.len >= 6 && is_mend(verb));
	}
	if (at == STR_NPOS && str_ends(between, STR("完成")) && !spot_any(between, marks) && between.len <= 30)
		return true; /* 5个市场完成4个 */
	if (!spot_ends(between, among) || spot_any(between, others) || behind.len == 0)
		return false;
	struct str fate = str_sub(behind, 0, behind.len < 36 ? behind.len : 36);
	size_t done = str_find(fate, STR("已"), 0), whole = str_find(fate, STR("完成"), 0);
	at = done != STR_NPOS ? done + 3 : whole;
	/* 38栋中仅12栋投入运营 */
	if (str_ends(between, STR("仅")) || str_ends(between, STR("有")))
		return HAS(fate, mends) || HAS(fate, finishes);
	return at != STR_NPOS && at <= 15 &&
	       (STARTS(str_sub(fate, at, fate.len), mends) || STARTS(str_sub(fate, at, fate.len), finishes));
}

/* 纳入年度改造的背街小巷32条，已完工26条: so many were to be. */
static bool short_of_plan(struct str lead, struct str between)
{
	static const struct str plans[] = { STR_INIT("纳入"), STR_INIT("列入"), STR_INIT("计划"), STR_INIT("应"),
		STR_INIT("需"), STR_INIT("待"), STR_INIT("拟"), STR_INIT("任务"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("检查"), STR_INIT("供应"), STR_INIT("适应"), STR_INIT("需求"),
		STR_INIT("接待"), STR_INIT("应急"), STR_INIT("每"), { NULL, 0 } };
	size_t comma = str_find(between, STR("，"), 0);

	if (comma == STR_NPOS || comma > 24 || !spot_any(lead, plans) || spot_any(lead, others))
		return false;
	struct str verb = str_sub(between, comma + 3, between.len);
	static const struct str leads[] = { STR_INIT("已"), STR_INIT("现已"), STR_INIT("目前已"), STR_INIT("目前"),
		{ NULL, 0 } };
	size_t skip = 0;
	for (const struct str *l = leads; l->len; l++) {
		if (str_starts(verb, *l) && l->len > skip)
			skip = l->len;
	}
	verb = str_sub(verb, skip, verb.len);
	return skip > 0 && (verb.len == 6 || verb.len == 12) && (STARTS(verb, finishes) || STARTS(verb, mends));
}

#define NEXT_SENTENCE 200 /* bytes */

/* A number of the same unit further on in the sentence, or just those that are missing in the next: it may tell of the others. */
static bool counts_on(const struct report *r, size_t part, uint32_t end)
{
	const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, part);
	const struct fact_number *whole = n[-1].kind == n->kind || part < 2 ? n - 1 : n - 2;
	int64_t missing = whole->value.digits - n->value.digits;

	for (size_t i = part + 1; i < r->numbers.len && i < part + 8; i++) {
		const struct fact_number *next = &VEC_AT(&r->numbers, struct fact_number, i);
		if (next->span.end > end + NEXT_SENTENCE)
			return false;
		if (next->kind == n->kind && str_eq(next->unit, n->unit) &&
			(next->span.end <= end || next->value.digits == missing))
			return true;
	}
	return false;
}

/* 对涉及的6名评标专家，已取消4名专家资格: the same people, and fewer. */
static bool fewer_of_them(struct str lead, struct str between, struct str behind)
{
	static const struct str kept[] = { STR_INIT("其中"), STR_INIT("检查"), STR_INIT("核查"), STR_INIT("考察"),
		STR_INIT("调整"), STR_INIT("开展"), STR_INIT("进行"), { NULL, 0 } };
	size_t comma = str_find(between, STR("，"), 0);

	size_t whom = str_rfind(lead, STR("对"));

	if (whom == STR_NPOS || lead.len - whom > 24 || comma == STR_NPOS || behind.len < 6 || spot_any(between, kept))
		return false;
	struct str verb = str_sub(between, comma, between.len);
	return str_starts(verb, STR("，已")) && verb.len <= 24 &&
	       str_has(str_sub(between, 0, comma), str_sub(behind, 0, 6));
}

/* 闲置的设备318台，经调剂已投入使用271台: what is wrong with them, and to fewer of them something has been done. */
static bool mends_fewer(struct str lead, struct str between)
{
	WORDLIST(wrong, "闲置", "濒危", "超范围", "违规", "未", "破损", "滞留", "拖欠", "逾期", "不符", "不合格",
		"被占", "流失", "缺失", "应", "积压", "超标准", "多付", "多收", "挪用", "多领");
	/* what is done to some of them only, and rightly so; what is counted apart */
	WORDLIST(chosen, "立案", "处罚", "查处", "问责", "约谈", "通报", "移送", "处分", "处理", "发现", "核查", "检查",
		"督促", "扣", "辞退", "关停");
	static const struct str looks[] = { STR_INIT("检查"), STR_INIT("核查"), STR_INIT("抽查"), STR_INIT("供应"),
		STR_INIT("响应"), STR_INIT("应急"), STR_INIT("应用"), STR_INIT("每"), STR_INIT("查处"),
		STR_INIT("处罚"), { NULL, 0 } };
	size_t comma = str_rfind(between, STR("，")), at;

	if (comma == STR_NPOS || comma > 30 || between.len > 66 || !HAS(lead, wrong) || spot_any(lead, looks))
		return false;
	struct str act = str_sub(between, comma + 3, between.len);
	at = str_rfind(act, STR("已"));
	return at != STR_NPOS && act.len - at > 6 && act.len - at <= 27 && !HAS(act, chosen) &&
	       !str_has(act, STR("其中"));
}

/* 发现隐患45处，已整改40处; 对38台设备开展调剂，已调剂16台; 方案提出配备5名，现已配备2名: the same thing, and less of it. */
static bool falls_short(struct str lead, struct str between)
{
	WORDLIST(faults, "问题", "隐患", "线索", "信访", "违建", "违法", "乱点", "漏洞", "缺陷", "错接", "破损",
		"排查出", "摸排出", "损毁", "应退", "违规", "欠", "应收", "涉诉", "被占", "侵占", "图斑", "举报",
		"投诉", "拖欠", "逾期", "损坏", "建议");
	static const struct str looks[] = { STR_INIT("发现"), STR_INIT("排查"), STR_INIT("检查"), STR_INIT("核查"),
		STR_INIT("查处"), STR_INIT("立案"), STR_INIT("处理"), STR_INIT("约谈"), STR_INIT("督促"),
		STR_INIT("每年"), STR_INIT("每月"), STR_INIT("每季"), { NULL, 0 } };
	struct str verb = done_verb(between);

	if (verb.len == 0 || between.len > 60 || spot_any(verb, looks) || str_has(between, STR("其中")) ||
		(verb.len > 6 && !is_mend(verb)))
		return false;
	struct str thing = str_sub(between, 0, str_find(between, STR("，"), 0));
	bool fault = HAS(lead, faults) || HAS(thing, faults);
	if (is_mend(verb) && fault && thing.len <= 24)
		return true;
	return (str_has(lead, verb) || str_has(thing, verb)) && !spot_any(lead, looks);
}

/* 取消资格的64户中腾退52户，对拒不腾退的12户已起诉: the number that is missing stands behind, and what befell it is still open. */
static bool rest_is_open(const struct report *r, size_t part, int64_t missing, uint32_t end)
{
	const struct fact_number *p = &VEC_AT(&r->numbers, struct fact_number, part);

	for (size_t i = part + 1; i < r->numbers.len && i < part + 8; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->span.end > end)
			return false;
		if (n->kind == p->kind && n->value.scale == p->value.scale && n->value.digits == missing)
			return halfway_is_open(spot_text(r, n->span.end, end));
	}
	return false;
}

/* 剩余2家待…: the number of what is left, and words of what is still to come. */
static bool waits(struct str head, struct str after)
{
	static const struct str rests[] = { STR_INIT("其余"), STR_INIT("剩余"), STR_INIT("余下"), STR_INIT("剩下"),
		STR_INIT("，另"), STR_INIT("，另有"), STR_INIT("还有"), STR_INIT("尚有"), STR_INIT("仍有"),
		STR_INIT("剩余的"), STR_INIT("其余的"), STR_INIT("对剩余"), STR_INIT("对其余"), STR_INIT("（另有"),
		STR_INIT("(另有"), { NULL, 0 } };
	/* 退回了2.1万元，差0.9万元本人说手头紧 */
	static const struct str lacks[] = { STR_INIT("，差"), STR_INIT("，还差"), STR_INIT("，尚差"),
		STR_INIT("，还欠"), STR_INIT("，尚欠"), STR_INIT("，仍欠"), STR_INIT("，仍差"), { NULL, 0 } };
	WORDLIST(made_up, "已", "补齐", "完成", "到位", "全部", "均", "补足", "由");
	/* 账面1263件，实物1258件，差5件: what was found */
	WORDLIST(found, "账面", "实物", "清点", "盘点");
	if (spot_ends(head, lacks))
		return !HAS(after, made_up) && !HAS(head, found);
	/* 认领28个，已全部完成，另有5个列入2025年度协议: those are others */
	static const struct str others[] = { STR_INIT("，另"), STR_INIT("，另有"), STR_INIT("还有"), { NULL, 0 } };
	static const struct str alls[] = { STR_INIT("全部完成"), STR_INIT("均已"), STR_INIT("全部办结"),
		STR_INIT("全部整改"), STR_INIT("已全部"), { NULL, 0 } };
	if (spot_ends(head, others) && spot_any(head, alls))
		return false;
	if (!spot_ends(head, rests) && !str_eq(head, STR("另")) && !str_eq(head, STR("另有")))
		return false;
	/* 尚有240份缺签字, 还有1间没有地方搬 */
	static const struct str more[] = { STR_INIT("还有"), STR_INIT("尚有"), STR_INIT("仍有"), { NULL, 0 } };
	WORDLIST(want, "缺", "没有地方", "没有人", "没有着落", "不肯", "不让", "签字没", "没动", "没有动");
	return halfway_is_open(after) || (spot_ends(head, more) && HAS(after, want) && !halfway_is_closed(after));
}

/* The last characters of all words that waits() asks for; few numbers stand behind one of them. */
static bool may_wait(struct str before)
{
	static const struct str last[] = { STR_INIT("差"), STR_INIT("欠"), STR_INIT("余"), STR_INIT("下"),
		STR_INIT("另"), STR_INIT("有"), STR_INIT("的"), { NULL, 0 } };

	return spot_ends(before, last);
}

/* 轮岗19人，占应轮岗人数的70%: of what was to be, the report says itself that it is a part. */
static int read_share(struct halfway *h, const struct node *leaf, const struct fact_number *n)
{
	static const struct str others[] = { STR_INIT("应到"), STR_INIT("应参"), STR_INIT("应收集"), STR_INIT("应答"),
		STR_INIT("应急"), STR_INIT("供应"), STR_INIT("应用"), STR_INIT("应发放问卷"), { NULL, 0 } };
	const struct report *r = h->c->report;
	struct decimal full = { 100, 0 };
	struct str lead = spot_lead(r, n->span);
	size_t of = str_rfind(lead, STR("占应"));

	bool told = false; /* 占应配86人的97.8%: BH104 reckons */
	for (size_t i = of; of != STR_NPOS && i < lead.len; i++)
		told |= lead.ptr[i] >= '0' && lead.ptr[i] <= '9';
	if (of == STR_NPOS || told || lead.len - of > 45 || !str_ends(lead, STR("的")) || spot_any(lead, others) ||
		decimal_cmp(n->value, full) >= 0)
		return 0;
	return halfway_add(h, leaf, spot_sentence(r, n->span), n->span.start, "只办了一部分");
}

static int read_rest(struct halfway *h, const struct node *leaf, const struct fact_number *n)
{
	const struct report *r = h->c->report;

	if (n->kind == NUMBER_PERCENT)
		return read_share(h, leaf, n);
	if ((n->kind != NUMBER_COUNT && n->kind != NUMBER_MONEY) || !may_wait(spot_text(r, 0, n->span.start)))
		return 0;
	struct span s = spot_sentence(r, n->span);
	if (!waits(halfway_plain(h, spot_text(r, s.start, n->span.start)),
		    halfway_plain(h, spot_text(r, n->span.end, s.end))))
		return 0;
	return halfway_add(h, leaf, s, n->span.start, "余下的还没有办完");
}

/* 已整改40处。剩余5处…: the next sentence begins with the rest. */
static bool next_tells(const struct report *r, uint32_t end, const struct str *rest)
{
	uint32_t from = end + 3 <= r->text.len && str_starts(spot_text(r, end, end + 3), STR("。")) ? end + 3 : end;

	return from <= r->text.len &&
	       spot_any(spot_text(r, from, from + 18 < r->text.len ? from + 18 : (uint32_t)r->text.len), rest);
}

#define REASON_BYTES 200
#define SUM_BYTES 360 /* from a whole to the last of its parts */
#define FATE_BYTES 60 /* behind a part: what is said of it, to the next comma */
#define PAIR_BYTES 66 /* between a whole and its part */
#define PRINTED 40    /* bytes of a number that are shown */

static void tell_counts(const struct report *r, const struct fact_number *whole, const struct fact_number *part,
	char reason[REASON_BYTES])
{
	struct str all = report_slice(r, whole->span), some = report_slice(r, part->span);

	if (all.len > PRINTED || some.len > PRINTED)
		snprintf(reason, REASON_BYTES, "只办了一部分，余下的没有交代");
	else
		snprintf(reason, REASON_BYTES, "只办了一部分（" STR_FMT "中的" STR_FMT "），余下的没有交代",
			STR_ARG(all), STR_ARG(some));
}

/* The parts behind a whole that together make it up, 27宗，收回19宗，诉讼中6宗，协商2宗: the index behind the last, or 0. */
static size_t parts_end(const struct report *r, size_t whole, uint32_t end)
{
	const struct fact_number *w = &VEC_AT(&r->numbers, struct fact_number, whole);
	int64_t sum = 0;
	int parts = 0;

	for (size_t i = whole + 1; i < r->numbers.len && i < whole + 10; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->span.end > end)
			return 0;
		if (!is_less(w, n) || n->value.scale != w->value.scale || n->value.digits > w->value.digits - sum)
			continue;
		sum += n->value.digits;
		if (++parts > 1 && sum == w->value.digits)
			return i + 1;
	}
	return 0;
}

/* 白马县9座、青石县5座，全部按设计完成: what is said behind the parts is said of all. */
static bool is_settled(struct str behind)
{
	static const struct str words[] = { STR_INIT("已全部"), STR_INIT("均已"), STR_INIT("全部查实"), { NULL, 0 } };
	static const struct str alls[] = { STR_INIT("，全部"), STR_INIT(",全部"), STR_INIT("，均"), STR_INIT("，都"),
		{ NULL, 0 } };
	static const struct str open[] = { STR_INIT("正在"), STR_INIT("待"), STR_INIT("尚"), STR_INIT("未"),
		STR_INIT("拟"), STR_INIT("将"), STR_INIT("计划"), { NULL, 0 } };

	return spot_any(behind, words) || (spot_starts(behind, alls) && !spot_any(behind, open));
}

/* 1处当事人提起复议，中止执行: the clause goes on with what is still to come of it. */
static bool goes_on_open(struct str s)
{
	static const struct str words[] = { STR_INIT("待"), STR_INIT("正"), STR_INIT("拟"), STR_INIT("尚"),
		STR_INIT("仍未"), STR_INIT("中止"), STR_INIT("暂"), STR_INIT("等"), STR_INIT("还"), STR_INIT("至今"),
		STR_INIT("目前"), STR_INIT("以回函"), STR_INIT("需"), { NULL, 0 } };

	return spot_starts(s, words) && halfway_is_open(s);
}

/* One of the parts is still open, by the words before its number or behind it. */
static int read_partition(struct halfway *h, const struct node *leaf, size_t whole)
{
	static const struct str looks[] = { STR_INIT("检查"), STR_INIT("抽查"), STR_INIT("走访"), STR_INIT("应到"),
		STR_INIT("到会"), { NULL, 0 } };
	const struct report *r = h->c->report;
	const struct fact_number *all = r->numbers.ptr;
	bool counts = all[whole].kind == NUMBER_COUNT || all[whole].kind == NUMBER_MONEY;
	size_t last = counts ? parts_end(r, whole, all[whole].span.end + SUM_BYTES) : 0;

	if (last == 0)
		return 0;
	struct span s = spot_sentence(r, all[whole].span);
	if (all[last - 1].span.end > s.end || spot_any(spot_lead(r, all[whole].span), looks) ||
		is_settled(spot_text(r, all[last - 1].span.end, s.end)))
		return 0;
	for (size_t i = whole + 1; i < last; i++) {
		if (!is_less(&all[whole], &all[i]))
			continue;
		uint32_t to = i + 1 < last ? all[i + 1].span.start : s.end;
		struct str fate = halfway_plain(h, spot_text(r, all[i].span.end, to));
		if (i + 1 < last) /* behind the last mark the next one begins */
			fate = str_sub(fate, 0, str_rfind(fate, STR("、")));
		struct str own = str_sub(fate, 0, str_find(fate, STR("，"), 0)); /* what follows may be said of all */
		bool open = halfway_is_open(own) ||
			    (own.len < fate.len && goes_on_open(str_sub(fate, own.len + 3, fate.len)));
		struct str label = halfway_plain(h, spot_lead(r, all[i].span));
		size_t dun = str_rfind(label, STR("、")); /* 协商后重签29份、继续履行18份: the label of the second */
		label = dun == STR_NPOS ? label : str_sub(label, dun + 3, label.len);
		if (halfway_label_open(label.len > 36 ? str_sub(label, label.len - 36, label.len) : label) ||
			(open && !halfway_is_closed(fate)))
			return halfway_add(h, leaf, s, all[i].span.start, "余下的还没有办完");
	}
	return 0;
}

/* The next number that may be a part of it: of its kind, and near; a measure of another kind may stand between. */
static size_t part_behind(const struct report *r, size_t whole, uint32_t end)
{
	const struct fact_number *w = &VEC_AT(&r->numbers, struct fact_number, whole);

	for (size_t i = whole + 1; i < r->numbers.len && i <= whole + 2; i++) {
		const struct fact_number *n = &VEC_AT(&r->numbers, struct fact_number, i);
		if (n->span.end > end || n->span.start - w->span.end > PAIR_BYTES)
			break;
		if (is_less(w, n))
			return i;
		if (n->kind == w->kind)
			break;
	}
	return r->numbers.len;
}

/* 1860亩，已处置1209亩，处置率65%，高于55%的年度任务: as much as was asked for. */
static bool meets_target(struct str behind)
{
	static const struct str mores[] = { STR_INIT("高于"), STR_INIT("超过"), STR_INIT("超额"), STR_INIT("达到"),
		STR_INIT("优于"), { NULL, 0 } };
	static const struct str aims[] = { STR_INIT("任务"), STR_INIT("目标"), STR_INIT("要求"), STR_INIT("标准"),
		STR_INIT("指标"), STR_INIT("考核"), STR_INIT("序时"), STR_INIT("进度"), { NULL, 0 } };

	for (const struct str *w = mores; w->len; w++) {
		size_t at = str_find(behind, *w, 0);
		if (at != STR_NPOS && spot_any(str_sub(behind, at, at + 60 < behind.len ? at + 60 : behind.len), aims))
			return true;
	}
	return false;
}

#define NEAR_RATE 24 /* bytes */
#define NEARLY_ALL 980

static bool is_short(const struct report *r, const struct halfway_pair *p, size_t whole, size_t part, uint32_t end)
{
	/* 9000万元，已支出7650万元，支出率85%: how far it got is told as a rate, and no part of what had to be done */
	if (str_starts(p->behind, STR("，支出率")) || str_starts(p->behind, STR("，执行率")) ||
		str_starts(p->behind, STR("，支付率")))
		return false;
	/* 应安装3860家，已安装3821家，安装率99.0%: nearly all, and owned */
	bool rate = str_has(str_sub(p->behind, 0, p->behind.len < NEAR_RATE ? p->behind.len : NEAR_RATE), STR("率"));
	if (meets_target(p->behind) || (rate && p->permille >= NEARLY_ALL))
		return false;
	static const struct str rests[] = { STR_INIT("余额"), STR_INIT("差额"), STR_INIT("余款"), STR_INIT("其余"),
		STR_INIT("剩余"), { NULL, 0 } };
	if (spot_ends(
		    p->between, rests)) /* 抵扣2.2万元，余额0.9万元已交清: that is what is left, and not what is done */
		return false;
	/* 由46毫克/升下降到23毫克/升 */
	static const struct str falls[] = { STR_INIT("降到"), STR_INIT("降至"), STR_INIT("降为"), STR_INIT("减到"),
		STR_INIT("减至"), STR_INIT("减为"), STR_INIT("缩短到"), STR_INIT("缩短至"), { NULL, 0 } };
	if (spot_any(p->between, falls))
		return false;
	if (str_has(p->between, STR("，已全部")) || str_has(p->between, STR("，全部"))) /* what became of all of them */
		return false;
	bool told = p->between.len <= 45 && tells_the_part(p->between) && names_the_whole(p->lead);

	/* that others follow tells nothing when they do not make up the whole */
	if (parts_end(r, whole, end) != 0)
		return false;
	if (halfway_part_of(p))
		return true;
	if (told || falls_short(p->lead, p->between) || only_some(p->lead, p->between, p->behind) ||
		fewer_of_them(p->lead, p->between, p->behind))
		return true;
	return (some_of_all(p->between, p->behind) || short_of_plan(p->lead, p->between) ||
		       mends_fewer(p->lead, p->between)) &&
	       !counts_on(r, part, end);
}

static int read_pair(struct halfway *h, const struct node *leaf, size_t i, size_t part)
{
	static const struct str rest[] = { STR_INIT("其余"), STR_INIT("剩余"), STR_INIT("余下"), STR_INIT("另"),
		STR_INIT("全部"), STR_INIT("不需"), STR_INIT("无需"), STR_INIT("不再"), { NULL, 0 } };
	const struct report *r = h->c->report;
	const struct fact_number *whole = &VEC_AT(&r->numbers, struct fact_number, i);
	const struct fact_number *some = &VEC_AT(&r->numbers, struct fact_number, part);
	struct span s = spot_sentence(r, whole->span);

	if (some->span.end > s.end)
		return 0;
	struct decimal share = { 0, 0 };
	if (!num_ratio(num_value(some), num_value(whole), 1000, 0, &share))
		return 0;
	struct halfway_pair p = { .permille = (unsigned)share.digits,
		.lead = halfway_plain(h, spot_lead(r, whole->span)),
		.between = halfway_plain(h, spot_text(r, whole->span.end, some->span.start)),
		.behind = halfway_plain(h, spot_text(r, some->span.end, s.end)) };
	/* 检查企业12家, and not 检查移交的12家 */
	if (str_has(p.lead, STR("检查")) && !str_ends(p.lead, STR("的")))
		return 0;
	int64_t missing = whole->value.digits - some->value.digits;
	if (whole->value.scale == some->value.scale && halfway_is_part(&p) && rest_is_open(r, part, missing, s.end))
		return halfway_add(h, leaf, s, some->span.start, "余下的还没有办完");
	if (!is_short(r, &p, i, part, s.end) || spot_has_numeral(p.behind, whole->unit))
		return 0;
	if (spot_any(p.behind, rest))
		return halfway_rest_open(p.behind) ? halfway_add(h, leaf, s, some->span.start, "余下的还没有办完") : 0;
	if (next_tells(r, s.end, rest))
		return 0;
	char reason[REASON_BYTES];
	tell_counts(r, whole, some, reason);
	return halfway_add(h, leaf, s, some->span.start, reason);
}

int halfway_counts(struct halfway *h, const struct node *leaf)
{
	const struct report *r = h->c->report;

	h->number = spot_first(&r->numbers, offsetof(struct fact_number, span), leaf->span.start, h->number);
	for (size_t i = h->number; i < r->numbers.len; i++) {
		const struct fact_number *whole = &VEC_AT(&r->numbers, struct fact_number, i);
		if (whole->span.end > leaf->span.end)
			break;
		int rc = read_rest(h, leaf, whole);
		if (rc == 0)
			rc = read_partition(h, leaf, i);
		size_t part = rc < 0 ? r->numbers.len : part_behind(r, i, leaf->span.end);
		if (part < r->numbers.len)
			rc = read_pair(h, leaf, i, part);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* --- dates --- */

/* Terms, budgets, plans of others: days to come belong there. */
static bool is_term(struct str s)
{
	WORDLIST(words, "有效期", "合同", "租期", "期限", "时限", "预算", "规划", "起施行", "标准", "考核", "上级",
		"要求", "每", "质保", "任期", "协议", "已", "了", "督促", "如", "服务期", "条例", "起");

	return HAS(s, words);
}

static bool completes(struct str s)
{
	WORDLIST(words, "完成", "贯通", "竣工", "完工", "建成", "投用", "投入使用", "移交", "付清", "结清", "到位",
		"验收", "搬迁", "办结", "退还", "句号", "启用", "进行");
	WORDLIST(acts, "发放", "上线", "召开听证会");

	return STARTS(s, acts) || HAS(s, words);
}

/* 2022年汛前: a year with a season of it. */
static bool is_season(const struct report *r, const struct fact_date *d)
{
	static const struct str seasons[] = { STR_INIT("汛前"), STR_INIT("汛期前"), STR_INIT("春节前"),
		STR_INIT("开学前"), STR_INIT("入冬前"), STR_INIT("雨季前"), STR_INIT("秋季"), STR_INIT("春季"),
		{ NULL, 0 } };

	return d->precision == DATE_YEAR && !d->year_inferred &&
	       spot_starts(spot_text(r, d->span.end, d->span.end + 18), seasons);
}

int halfway_dates(struct halfway *h, const struct node *leaf)
{
	const struct report *r = h->c->report;
	struct date own = spot_report_day(r);

	if (date_is_none(own))
		return 0;
	h->date = spot_first(&r->dates, offsetof(struct fact_date, span), leaf->span.start, h->date);
	for (size_t i = h->date; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.end > leaf->span.end)
			break;
		if (date_cmp(d->value, own) <= 0 || d->value.year > own.year + YEARS_AHEAD_MAX ||
			(!spot_is_certain(d) && !is_season(r, d)))
			continue;
		struct span s = spot_sentence(r, d->span);
		if (spot_ends(spot_text(r, s.start, d->span.start),
			    (const struct str[]){
				    STR_INIT("截至"), STR_INIT("截止"), STR_INIT("截止到"), { NULL, 0 } }))
			continue; /* told as past: BH403 */
		if (is_term(report_slice(r, s)) || !completes(spot_text(r, d->span.end, s.end)))
			continue;
		int rc = halfway_add(h, leaf, s, d->span.start, "写的日子在报告之后");
		if (rc < 0)
			return rc;
	}
	return 0;
}

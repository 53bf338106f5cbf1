/* Wholes whose parts are known by words that leave each other out (BH103): 男 and 女, 上半年 and 下半年, four quarters; stocks with what
 * came and went; so much for each. What rounding explains is let pass. */
#include "numbers_plain.h"
#include "wordlist.h"

#define FLOW_REACH 7 /* numbers of one account */
#define MESSAGE 512

static struct str printed(struct plain *p, size_t i)
{
	return report_slice(p->r, plain_number(p, i)->span);
}

static struct span sentence_of(struct plain *p, size_t first, size_t last)
{
	return spot_sentence(
		p->r, (struct span){ plain_number(p, first)->span.start, plain_number(p, last)->span.end });
}

/* A number of the unit goes on behind `i` in its sentence: a third part, or another list. */
static bool goes_on(struct plain *p, size_t i)
{
	return i + 1 < p->r->numbers.len && plain_alike(p, i, i + 1) && plain_together(p, i, i + 1);
}

/* What is counted and what is printed differ by more than `room`, yet not so much that something else is meant. */
static bool is_off(struct decimal counted, struct decimal said, struct decimal room)
{
	struct decimal gap;

	if (!num_sub(counted, said, &gap))
		return false;
	gap = gap.digits < 0 ? num_negate(gap) : gap;
	if (gap.digits == 0 || gap.digits > INT64_MAX / 4 || decimal_cmp(gap, room) <= 0)
		return false;
	struct decimal four = { gap.digits * 4, gap.scale };
	return decimal_cmp(four, said) <= 0;
}

/* --- parts --- */

/* The two words leave each other out and nothing between them. */
static bool are_opposed(struct str a, struct str b)
{
	static const struct {
		struct str one, other;
	} pairs[] = { { STR_INIT("男"), STR_INIT("女") }, { STR_INIT("上半年"), STR_INIT("下半年") },
		{ STR_INIT("在编"), STR_INIT("编外") }, { STR_INIT("城区"), STR_INIT("乡镇") },
		{ STR_INIT("属实"), STR_INIT("不属实") }, { STR_INIT("符合"), STR_INIT("不符合") },
		{ STR_INIT("合格"), STR_INIT("不合格") }, { STR_INIT("达标"), STR_INIT("不达标") },
		{ STR_INIT("达标"), STR_INIT("未达标") } };

	WORDLIST(ones, "男", "女", "上半年", "下半年", "在编", "编外", "城区", "乡镇", "属实", "符合", "合格", "达标");

	if (!HAS(a, ones) || !HAS(b, ones))
		return false;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct str one = pairs[i].one, other = pairs[i].other;
		if ((str_has(a, one) && !str_has(a, other) && str_has(b, other)) ||
			(str_has(b, one) && !str_has(b, other) && str_has(a, other)))
			return true;
	}
	return false;
}

/* The number the two are parts of: right before them, or what is said to be there in all, a few numbers back (现有288名，其中党员61名；男242名、
 * 女47名). STR_NPOS: none. */
static size_t whole_of(struct plain *p, size_t i)
{
	WORDLIST(alls, "现有", "共有", "实有", "在册");

	if (plain_together(p, i - 2, i - 1) && plain_alike(p, i - 2, i))
		return i > 2 && plain_together(p, i - 3, i - 2) && plain_alike(p, i - 3, i) ? STR_NPOS : i - 2;
	for (size_t k = i - 1; k-- > 0 && i - k <= FLOW_REACH;) {
		struct str gap = spot_text(p->r, plain_number(p, k)->span.end, plain_number(p, i - 1)->span.start);
		if (gap.len > 2 * PLAIN_NEAR || str_has(gap, STR("。")) || str_has(gap, STR("\n")))
			break;
		if (plain_alike(p, k, i) && HAS(plain_lead(p, k), alls))
			return k;
	}
	return STR_NPOS;
}

/* 在编人员214人，男职工131人，女职工93人 */
static int read_opposed(struct plain *p, size_t i)
{
	WORDLIST(others, "其中", "新增", "每", "比", "较", "含", "重复", "既", "以上", "计划", "目标");
	char message[MESSAGE];
	struct decimal sum, room = { 0, 0 };

	if (!plain_alike(p, i, i - 1) || !plain_together(p, i - 1, i) || goes_on(p, i) ||
		!are_opposed(plain_lead(p, i - 1), plain_lead(p, i)))
		return 0;
	size_t whole = whole_of(p, i);
	if (whole == STR_NPOS)
		return 0;
	static const struct str thirds[] = { STR_INIT("，另"), STR_INIT("，还有"), STR_INIT("，其余"), STR_INIT(",另"),
		STR_INIT(",还有"), STR_INIT(",其余"), { NULL, 0 } };
	uint32_t end = plain_number(p, i)->span.end;
	if (spot_starts(spot_text(p->r, end, spot_sentence(p->r, plain_number(p, i)->span).end), thirds))
		return 0; /* a third part */
	uint32_t from = whole == i - 2 ? plain_number(p, whole)->span.start : plain_clause(p, i - 1).start;
	struct str told = spot_text(p->r, from, end);
	if (HAS(told, others) || spot_share(told) || are_opposed(plain_lead(p, whole), plain_lead(p, i)))
		return 0;
	const size_t all[] = { whole, i - 1, i };
	for (size_t k = 0; k < 3; k++) {
		if (num_rounded(plain_number(p, all[k])) && !decimal_add(room, num_ulp(plain_number(p, all[k])), &room))
			return 0;
	}
	if (!decimal_add(num_value(plain_number(p, i - 1)), num_value(plain_number(p, i)), &sum) ||
		!is_off(sum, num_value(plain_number(p, whole)), room))
		return 0;
	bool more = decimal_cmp(sum, num_value(plain_number(p, whole))) > 0;
	snprintf(message, sizeof(message), "分项之和与总数不符：" STR_FMT " + " STR_FMT " %s " STR_FMT,
		STR_ARG(printed(p, i - 1)), STR_ARG(printed(p, i)), more ? ">" : "<", STR_ARG(printed(p, whole)));
	return plain_report(p, sentence_of(p, whole, i), message);
}

/* 四个季度分别查处26起、31起、28起、35起，全年查处130起 */
static int read_quarters(struct plain *p, size_t i)
{
	struct decimal sum = { 0, 0 };
	char message[MESSAGE];

	if (i < 4 || !plain_alike(p, i - 4, i) || !str_has(plain_lead(p, i), STR("全年")) ||
		num_rounded(plain_number(p, i)))
		return 0;
	for (size_t k = i - 4; k < i; k++) {
		bool parted = k == i - 1
				      ? plain_together(p, k, i)
				      : str_has(plain_between(p, k, k + 1), STR("、")) && plain_together(p, k, k + 1);
		if (!parted || !plain_alike(p, k, i) || num_rounded(plain_number(p, k)) ||
			!decimal_add(sum, num_value(plain_number(p, k)), &sum))
			return 0;
	}
	struct span s = sentence_of(p, i - 4, i);
	struct str lead = spot_text(p->r, s.start, plain_number(p, i - 4)->span.start);
	if (!str_has(lead, STR("季度")) || sum.scale != 0 ||
		!is_off(sum, num_value(plain_number(p, i)), (struct decimal){ 0, 0 }))
		return 0;
	snprintf(message, sizeof(message), "四个季度之和为 %lld，与“" STR_FMT "”不符", (long long)sum.digits,
		STR_ARG(printed(p, i)));
	return plain_report(p, s, message);
}

/* Words that tell two or more kinds of what was looked into, or what came of it. */
static bool tells_fate(struct str s)
{
	WORDLIST(fates, "有效", "解除", "取缔", "保留", "提升", "核实", "属实", "违规", "正常", "合格", "未发现",
		"转让", "注销", "清算", "清退", "退还", "立案", "责令", "移送", "已", "未", "送审", "批复", "补充",
		"完善", "通过", "拆除", "规范", "关停", "搬迁", "整治", "改造", "修复", "更换", "维修", "报废", "收回",
		"采纳", "办结", "完好", "停用", "在用", "损坏", "闲置", "运行");

	return HAS(s, fates);
}

/* 重新审查合同74份，有效52份、补充完善17份、依法解除7份: what came of each is told of all, to a few; more or fewer is a slip. */
static int read_fates(struct plain *p, size_t i)
{
	WORDLIST(others, "涉及", "另", "含", "每", "比", "较", "同比", "累计", "等", "次", "至少", "超过", "目标",
		"计划", "先后", "分别", "重复", "部分", "以上");
	WORDLIST(looked, "审查", "排查", "核查", "检查", "抽查", "清查", "发现", "核实", "查实", "清理", "梳理", "涉及",
		"共有", "应", "受理", "收到", "复核", "评查", "企业中", "个中", "家中", "份中", "收回", "盘点", "登记");
	char message[MESSAGE];
	struct decimal sum = { 0, 0 };
	size_t last = i;

	if (i + 2 >= p->r->numbers.len || plain_number(p, i)->kind != NUMBER_COUNT || !plain_alike(p, i, i + 2) ||
		!goes_on(p, i) || num_rounded(plain_number(p, i)) ||
		(i > 0 && plain_together(p, i - 1, i) && plain_alike(p, i - 1, i)))
		return 0;
	struct span c = plain_clause(p, i);
	struct str whole = report_slice(p->r, c);
	if (!HAS(whole, looked) || decimal_cmp(num_value(plain_number(p, i)), (struct decimal){ 8, 0 }) < 0)
		return 0;
	while (goes_on(p, last)) {
		last++;
		struct str told = report_slice(p->r, plain_clause(p, last));
		if (last - i > PLAIN_PARTS || num_rounded(plain_number(p, last)) || !tells_fate(told) ||
			!decimal_add(sum, num_value(plain_number(p, last)), &sum) ||
			decimal_cmp(sum, num_value(plain_number(p, i))) == 0) /* the rest tells of some again */
			return 0;
	}
	struct span s = sentence_of(p, i, last);
	struct str all = spot_text(p->r, plain_number(p, i)->span.end, plain_number(p, last)->span.end);
	struct decimal gap;
	/* of two, the one is what the other is not: 已扫描180份，待更换封皮15份 are told of different things */
	WORDLIST(waits, "待");
	if (last - i < 2 || (last - i == 2 && HAS(all, waits)) || HAS(all, others) || spot_share(all) ||
		sum.scale != 0 || !num_sub(sum, num_value(plain_number(p, i)), &gap) || gap.digits == 0 ||
		(last + 1 < p->r->numbers.len && plain_together(p, last, last + 1)))
		return 0;
	int64_t off = gap.digits < 0 ? -gap.digits : gap.digits, most = num_value(plain_number(p, i)).digits / 10;
	if (off > (most > 2 ? most : 2))
		return 0;
	snprintf(message, sizeof(message), "%zu 项之和为 %lld，与“" STR_FMT "”不符", last - i, (long long)sum.digits,
		STR_ARG(printed(p, i)));
	return plain_report(p, s, message);
}

/* --- stocks --- */

/* What the words before a number make of it: 1 came, -1 went, 0 they do not say, or both. */
static int direction(struct str lead)
{
	WORDLIST(came, "新招", "新增", "招录", "招聘", "调入", "收入", "新购", "购入", "增加", "补充", "新建", "接收",
		"补登");
	WORDLIST(went, "辞退", "支出", "减少", "退休", "调出", "报废", "拆除", "核减", "清退", "注销", "离职", "撤销",
		"核销", "使用", "消耗", "领用");
	bool in = HAS(lead, came), out = HAS(lead, went);

	return in == out ? 0 : in ? 1 : -1;
}

/* The words that are the number's own: 核减6处、补登11处 are two in one clause. */
static struct str own_lead(struct plain *p, size_t i)
{
	struct str lead = plain_lead(p, i);
	struct str gap = i > 0 ? plain_between(p, i - 1, i) : lead;

	return gap.len < lead.len ? gap : lead;
}

/* 原有协管员180名，辞退25名，新招40名，现有205名; 年初结余…，收入…，支出…，年末结余… */
static int read_stock(struct plain *p, size_t i)
{
	WORDLIST(now, "现有", "现为", "年末", "期末", "年底结余");
	WORDLIST(before, "原有", "年初", "期初", "上年末", "上年结余");
	WORDLIST(others, "其中", "另", "每", "累计", "等");
	struct decimal sum = { 0, 0 }, room = { 0, 0 };
	char message[MESSAGE];
	size_t first = i;

	if (!plain_alike(p, i - 1, i) || !HAS(plain_lead(p, i), now))
		return 0;
	if (num_rounded(plain_number(p, i)))
		room = num_ulp(plain_number(p, i));
	while (first > 0 && i - first < FLOW_REACH) {
		first--;
		if (!plain_alike(p, first, i) || !plain_together(p, first, first + 1))
			return 0;
		bool opening = HAS(plain_lead(p, first), before);
		int way = opening ? 1 : direction(own_lead(p, first));
		struct decimal value = num_value(plain_number(p, first));
		if (way == 0 || !decimal_add(sum, way > 0 ? value : num_negate(value), &sum) ||
			(num_rounded(plain_number(p, first)) &&
				!decimal_add(room, num_ulp(plain_number(p, first)), &room)))
			return 0;
		if (opening)
			break;
	}
	struct span s = sentence_of(p, first, i);
	if (i - first < 2 || !HAS(plain_lead(p, first), before) || HAS(report_slice(p->r, s), others) ||
		!is_off(sum, num_value(plain_number(p, i)), room))
		return 0;
	struct buf counted;
	buf_init(&counted, MESSAGE);
	num_print(&counted, plain_number(p, i), sum);
	if (counted.failed) {
		buf_clear(&counted);
		return ERR_NOMEM;
	}
	snprintf(message, sizeof(message), "原有的加上来的、减去走的应为 " STR_FMT "，文中为“" STR_FMT "”",
		STR_ARG(buf_view(&counted)), STR_ARG(printed(p, i)));
	buf_clear(&counted);
	return plain_report(p, s, message);
}

/* 每座公厕配备管护员2名，26座公厕共配备62名 */
static int read_each(struct plain *p, size_t i)
{
	static const struct str sums[] = { STR_INIT("共"), STR_INIT("合计"), STR_INIT("总计"), { NULL, 0 } };
	WORDLIST(others, "累计", "公共", "最高", "不超过", "至少", "以上", "另", "其中", "不等");
	char message[MESSAGE];

	if (i < 2 || !plain_alike(p, i, i - 2) || !plain_together(p, i - 2, i - 1) || !plain_together(p, i - 1, i))
		return 0;
	const struct fact_number *one = plain_number(p, i - 2), *times = plain_number(p, i - 1),
				 *all = plain_number(p, i);
	struct str lead = plain_lead(p, i - 2);
	size_t each = str_rfind(lead, STR("每"));
	if (each == STR_NPOS || times->kind != NUMBER_COUNT || !plain_exact(times) || num_rounded(times) ||
		!spot_any(plain_between(p, i - 1, i), sums) ||
		!str_starts(str_sub(lead, each + 3, lead.len), times->unit))
		return 0;
	struct span s = sentence_of(p, i - 2, i);
	if (HAS(report_slice(p->r, s), others))
		return 0;
	struct decimal value = num_value(one);
	if (value.scale != 0 || times->value.scale != 0 || times->value.digits <= 0 ||
		value.digits > INT64_MAX / times->value.digits)
		return 0;
	value.digits *= times->value.digits;
	struct decimal room = num_rounded(all) ? num_ulp(all) : (struct decimal){ 0, 0 };
	if (str_has(lead, STR("均"))) /* 平均 may have been rounded */
		room = (struct decimal){ times->value.digits, 0 };
	if (!is_off(value, num_value(all), room))
		return 0;
	snprintf(message, sizeof(message), "单数与总数不符：" STR_FMT " × " STR_FMT " %s " STR_FMT,
		STR_ARG(printed(p, i - 2)), STR_ARG(printed(p, i - 1)),
		decimal_cmp(value, num_value(all)) > 0 ? ">" : "<", STR_ARG(printed(p, i)));
	return plain_report(p, s, message);
}

int plain_read_flows(struct plain *p, size_t i)
{
	if (!plain_exact(plain_number(p, i)))
		return 0;
	int rc = read_fates(p, i);

	if (rc != 0 || i < 2)
		return rc;
	rc = read_opposed(p, i);
	if (rc == 0)
		rc = read_quarters(p, i);
	if (rc == 0)
		rc = read_stock(p, i);
	return rc == 0 ? read_each(p, i) : rc;
}

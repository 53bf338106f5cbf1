/* A whole told apart from what became of it (BH103): its rest a few numbers on, what is not yet done, the parts of "all", so many on
 * an average, more got back than was found, a stock with what came and went. */
#include "numbers_plain.h"
#include "wordlist.h"

#define MESSAGE 320

/* The words before a number in its clause, and those behind it. */
static struct str lead_of(struct plain *p, size_t i)
{
	struct str s = plain_lead(p, i);
	size_t label = str_rfind(s, STR("：")); /* 整改进展： */

	return label == STR_NPOS ? s : str_sub(s, label + 3, s.len);
}

static struct str noun_of(struct plain *p, size_t i)
{
	return spot_text(p->r, plain_number(p, i)->span.end, plain_clause(p, i).end);
}

/* The numbers of this unit before `i` in its sentence, the nearest first; how many were written. */
static size_t alike_before(struct plain *p, size_t i, size_t *ret, size_t room)
{
	uint32_t start = spot_sentence(p->r, plain_number(p, i)->span).start;
	size_t count = 0;

	for (size_t k = i; k-- > 0 && i - k <= PLAIN_BACK && plain_number(p, k)->span.start >= start;) {
		if (num_same_unit(plain_number(p, k), plain_number(p, i)) && count < room)
			ret[count++] = k;
	}
	return count;
}

/* The sum of two is not the third, by more than rounding. */
static bool is_apart(struct plain *p, size_t whole, size_t part, size_t rest)
{
	struct decimal sum, gap, room = { 0, 0 };

	if (!decimal_add(num_value(plain_number(p, part)), num_value(plain_number(p, rest)), &sum) ||
		!num_sub(sum, num_value(plain_number(p, whole)), &gap))
		return false;
	const size_t all[] = { whole, part, rest };
	for (size_t k = 0; k < 3; k++) {
		if (num_rounded(plain_number(p, all[k])) && !decimal_add(room, num_ulp(plain_number(p, all[k])), &room))
			return false;
	}
	gap = gap.digits < 0 ? num_negate(gap) : gap;
	if (gap.digits > INT64_MAX / 8)
		return false;
	gap.digits *= 2;
	return decimal_cmp(gap, room) > 0;
}

static int report_three(struct plain *p, size_t whole, size_t part, size_t rest)
{
	char message[MESSAGE];
	struct decimal sum;
	struct str a = report_slice(p->r, plain_number(p, whole)->span),
		   b = report_slice(p->r, plain_number(p, part)->span),
		   c = report_slice(p->r, plain_number(p, rest)->span);
	/* 已完成整改问题9个，基本完成2个，未完成1个: beside those that are done, and none of them */
	static const struct str done[] = { STR_INIT("已完成"), STR_INIT("完成整改"), STR_INIT("已整改"), { NULL, 0 } };
	if (spot_any(spot_lead(p->r, plain_number(p, whole)->span), done) &&
		str_has(spot_lead(p->r, plain_number(p, part)->span), STR("基本完成")))
		return 0;
	bool more = decimal_add(num_value(plain_number(p, part)), num_value(plain_number(p, rest)), &sum) &&
		    decimal_cmp(sum, num_value(plain_number(p, whole))) > 0;
	uint32_t start = UINT32_MAX, end = 0;
	const size_t all[] = { whole, part, rest };

	for (size_t k = 0; k < 3; k++) {
		struct span s = plain_number(p, all[k])->span;
		start = s.start < start ? s.start : start;
		end = s.end > end ? s.end : end;
	}
	snprintf(message, sizeof(message), "分项之和与总数不符：" STR_FMT " + " STR_FMT " %s " STR_FMT, STR_ARG(b),
		STR_ARG(c), more ? ">" : "<", STR_ARG(a));
	return plain_report(p, spot_sentence(p->r, (struct span){ start, end }), message);
}

/* 对照11个问题，制定30条措施，期内完成7个，其余5个问题: other things were counted in between. */
static int read_rest_apart(struct plain *p, size_t i)
{
	WORDLIST(done, "完成", "整治", "办结", "整改", "销号", "解决", "收回", "拆除", "退还", "到位", "清退", "清理");
	static const struct str rests[] = { STR_INIT("，其余"), STR_INIT("，剩余"), STR_INIT("，余下"),
		STR_INIT("，其余的"), { NULL, 0 } };
	size_t near[3];

	if (!spot_ends(plain_between(p, i - 1, i), rests))
		return 0;
	size_t count = alike_before(p, i, near, 3);
	if (count != 2 || near[0] != i - 1 || near[1] + 1 == near[0] || !plain_alike(p, i, near[0]) ||
		!plain_alike(p, i, near[1]))
		return 0;
	struct str noun = noun_of(p, i), of = noun_of(p, near[1]);
	if (noun.len < 6 || of.len < 6 || !str_eq(str_sub(noun, 0, 6), str_sub(of, 0, 6)) ||
		!HAS(lead_of(p, near[0]), done) || HAS(lead_of(p, near[1]), done) ||
		decimal_cmp(num_value(plain_number(p, near[0])), num_value(plain_number(p, near[1]))) > 0)
		return 0;
	return is_apart(p, near[1], near[0], i) ? report_three(p, near[1], near[0], i) : 0;
}

/* 1200个已收回892个，未收回的328个: the same verb, once done and once not. */
static int read_undone(struct plain *p, size_t i)
{
	struct str not_yet = plain_between(p, i - 1, i), done = plain_between(p, i - 2, i - 1);
	size_t not = str_rfind(not_yet, STR("未"));

	if (not == STR_NPOS || not < 3 || not > 9 || !str_starts(not_yet, STR("，")) || not_yet.len > not +15)
		return 0;
	struct str verb = str_sub(not_yet, not +3, not_yet.len);
	if (str_ends(verb, STR("的")))
		verb = str_sub(verb, 0, verb.len - 3);
	if (verb.len < 6 || !plain_alike(p, i, i - 1) || !plain_alike(p, i, i - 2) || done.len > PLAIN_NEAR ||
		!str_ends(done, verb) || str_has(done, STR("未")) || str_has(done, STR("其中")) ||
		(i > 2 && plain_together(p, i - 3, i - 2) && num_same_unit(plain_number(p, i - 3), plain_number(p, i))))
		return 0;
	bool less = decimal_cmp(num_value(plain_number(p, i - 1)), num_value(plain_number(p, i - 2))) < 0;
	return less && is_apart(p, i - 2, i - 1, i) ? report_three(p, i - 2, i - 1, i) : 0;
}

/* A count and what it comes to, side by side: 23人33.2万元. */
static bool is_pair(struct plain *p, size_t i)
{
	struct str gap = i > 0 ? str_trim(plain_between(p, i - 1, i)) : STR("。");

	return i > 0 && plain_number(p, i)->kind == NUMBER_MONEY && plain_number(p, i - 1)->kind == NUMBER_COUNT &&
	       (gap.len == 0 || str_eq(gap, STR("、")) || str_eq(gap, STR("共")) || str_eq(gap, STR("计")) ||
		       str_eq(gap, STR("，")));
}

/* 多付26人共39.8万元，已追回23人33.2万元，未追回3人7.6万元 */
static int read_undone_pairs(struct plain *p, size_t i)
{
	if (i < 5 || !is_pair(p, i) || !is_pair(p, i - 2) || !is_pair(p, i - 4))
		return 0;
	struct str not_yet = plain_between(p, i - 2, i - 1), done = plain_between(p, i - 4, i - 3);
	size_t not = str_rfind(not_yet, STR("未"));

	if (not == STR_NPOS || not > 9 || not_yet.len > not +15 || !plain_together(p, i - 4, i - 3))
		return 0;
	struct str verb = str_sub(not_yet, not +3, not_yet.len);
	if (verb.len < 6 || !str_ends(done, verb) || str_has(done, STR("未")) || !plain_alike(p, i, i - 2) ||
		!plain_alike(p, i, i - 4))
		return 0;
	return is_apart(p, i - 4, i - 2, i) ? report_three(p, i - 4, i - 2, i) : 0;
}

/* 覆盖92人；全队为112人，尚有30人未参训; 到位2318万元，按总额2972万元计，尚有744万元未到位. */
static int read_still(struct plain *p, size_t i)
{
	static const struct str stills[] = { STR_INIT("尚有"), STR_INIT("还有"), STR_INIT("仍有"), { NULL, 0 } };
	WORDLIST(wholes, "总额", "总数", "总量", "全队", "全局", "全体", "全区", "全市", "全县", "应到", "应收", "应参",
		"共有", "共计");
	WORDLIST(dones, "到位", "覆盖", "完成", "参训", "参加", "收回", "安装", "整改", "办结", "拆除", "发放", "执行");
	size_t near[4];
	struct str still = plain_between(p, i - 1, i);

	if (!spot_ends(still, stills) || !str_starts(noun_of(p, i), STR("未")))
		return 0;
	if (alike_before(p, i, near, 4) != 2 || !plain_alike(p, i, near[0]) || !plain_alike(p, i, near[1]))
		return 0;
	bool nearer = HAS(lead_of(p, near[0]), wholes), farther = HAS(lead_of(p, near[1]), wholes);
	size_t whole = nearer ? near[0] : near[1], part = nearer ? near[1] : near[0];
	if (nearer == farther || !HAS(lead_of(p, part), dones) || str_has(lead_of(p, part), STR("应")) ||
		decimal_cmp(num_value(plain_number(p, part)), num_value(plain_number(p, whole))) >= 0)
		return 0;
	return is_apart(p, whole, part, i) ? report_three(p, whole, part, i) : 0;
}

/* 新增200立方米/日的设备1套，与原有的300立方米/日一并运行，合计500立方米/日: two, said to go together. */
static int read_joined(struct plain *p, size_t i)
{
	WORDLIST(joints, "与原有", "加上", "连同", "两项", "两者", "二者");
	WORDLIST(others, "其中", "重复", "含", "累计", "每");
	size_t near[3];
	struct str lead = lead_of(p, i);

	if (!(str_starts(lead, STR("合计")) || str_starts(lead, STR("总计")) || str_starts(lead, STR("共计"))) ||
		lead.len > 15 || num_rounded(plain_number(p, i)))
		return 0;
	size_t count = alike_before(p, i, near, 3);
	struct str told =
		spot_text(p->r, spot_sentence(p->r, plain_number(p, i)->span).start, plain_number(p, i)->span.start);
	if (count != 2 || !HAS(told, joints) || HAS(told, others) || spot_share(told) || !plain_alike(p, i, near[0]) ||
		!plain_alike(p, i, near[1]))
		return 0;
	return is_apart(p, i, near[1], near[0]) ? report_three(p, i, near[1], near[0]) : 0;
}

/* --- on an average --- */

/* 车棚31处，新增端口620个，平均每处22个 */
static int read_average(struct plain *p, size_t i)
{
	struct str lead = lead_of(p, i);
	size_t each = str_rfind(lead, STR("平均每"));
	const struct fact_number *all = plain_number(p, i - 1), *one = plain_number(p, i);
	char message[MESSAGE];
	struct decimal value;
	size_t of = STR_NPOS;

	if (each == STR_NPOS || all->kind != NUMBER_COUNT || !plain_alike(p, i, i - 1) || num_rounded(all) ||
		plain_between(p, i - 1, i).len > PLAIN_NEAR)
		return 0;
	struct str unit = str_sub(lead, each + 9, lead.len);
	uint32_t start = spot_sentence(p->r, one->span).start;
	for (size_t k = i - 1; k-- > 0 && i - k <= PLAIN_BACK && plain_number(p, k)->span.start >= start;) {
		const struct fact_number *n = plain_number(p, k);
		if (!plain_exact(n) || n->kind != NUMBER_COUNT || !str_starts(unit, n->unit))
			continue;
		enum num_fit fit = num_ratio_fit(num_value(all), num_value(n), one->value, 1);
		if (fit != NUM_DIFFERS)
			return 0;
		of = of == STR_NPOS ? k : of;
	}
	if (of == STR_NPOS || !num_ratio(num_value(all), num_value(plain_number(p, of)), 1, 1, &value) ||
		value.digits <= 0 || value.scale != 1)
		return 0;
	/* far off: another thing is counted */
	struct decimal said = num_value(one), twice = { value.digits / 5, 0 }, half = { value.digits / 20, 0 };
	if (decimal_cmp(said, twice) > 0 || decimal_cmp(said, half) < 0)
		return 0;
	snprintf(message, sizeof(message),
		"平均数与前面的数不符：" STR_FMT " ÷ " STR_FMT " = %lld.%lld，文中为“" STR_FMT "”",
		STR_ARG(report_slice(p->r, all->span)), STR_ARG(report_slice(p->r, plain_number(p, of)->span)),
		(long long)(value.digits / 10), (long long)(value.digits % 10), STR_ARG(report_slice(p->r, one->span)));
	return plain_report(p, spot_sentence(p->r, (struct span){ all->span.start, one->span.end }), message);
}

/* 查出违规支出41.2万元，收回43.5万元: more than there was. */
static int read_recovered(struct plain *p, size_t i)
{
	static const struct str backs[] = { STR_INIT("，收回"), STR_INIT("，已收回"), STR_INIT("，追回"),
		STR_INIT("，已追回"), STR_INIT("，清退"), STR_INIT("，已清退"), STR_INIT("，退回"),
		STR_INIT("，已退回"), STR_INIT("，全部收回"), STR_INIT("，已全部收回"), STR_INIT("，退还"),
		STR_INIT("，已退还"), { NULL, 0 } };
	WORDLIST(founds, "查出", "违规", "多发", "多领", "多付", "超标准", "认定", "套取", "违纪");
	WORDLIST(more, "利息", "滞纳", "孳息", "含", "另", "其他", "罚", "累计", "以前", "历年");
	const struct fact_number *a = plain_number(p, i - 1), *b = plain_number(p, i);
	char message[MESSAGE];

	if (b->kind != NUMBER_MONEY || !plain_alike(p, i, i - 1) || decimal_cmp(num_value(b), num_value(a)) <= 0)
		return 0;
	struct str gap = plain_between(p, i - 1, i);
	struct span s = spot_sentence(p->r, (struct span){ a->span.start, b->span.end });
	bool back = false;
	for (const struct str *w = backs; w->len && !back; w++)
		back = str_eq(gap, *w);
	WORDLIST(wrongs, "重复收费", "串换", "套取", "骗取", "虚报", "虚列", "挪用", "违规", "多收", "多支");
	struct str before = spot_before(p->r, a->span); /* 重复收费、串换项目涉及医保基金… */
	bool found = HAS(lead_of(p, i - 1), founds) || (str_has(lead_of(p, i - 1), STR("涉及")) && HAS(before, wrongs));
	if (!back || !found || HAS(report_slice(p->r, s), more))
		return 0;
	struct decimal ten = { num_value(a).digits, num_value(a).scale };
	if (ten.digits > INT64_MAX / 2 || decimal_cmp(num_value(b), (struct decimal){ ten.digits * 2, ten.scale }) > 0)
		return 0;
	snprintf(message, sizeof(message), "收回的多于查出的：" STR_FMT " > " STR_FMT "，多出的部分没有说明",
		STR_ARG(report_slice(p->r, b->span)), STR_ARG(report_slice(p->r, a->span)));
	return plain_report(p, s, message);
}

/* --- what became of all of them --- */

struct fates {
	size_t first, last; /* the parts */
	struct decimal sum;
};

/* Parts of the whole's unit behind it, parted by `mark`. */
static bool read_parts(struct plain *p, size_t whole, const char *mark, struct fates *f)
{
	f->first = f->last = whole + 1;
	f->sum = (struct decimal){ 0, 0 };
	while (f->last < p->r->numbers.len && f->last - whole <= PLAIN_BACK) {
		if (f->last > f->first) {
			struct str gap = plain_between(p, f->last - 1, f->last);
			if (!plain_together(p, f->last - 1, f->last) || !str_has(gap, str_from(mark)))
				break;
		}
		if (!plain_alike(p, whole, f->last) || num_rounded(plain_number(p, f->last)) ||
			!decimal_add(f->sum, num_value(plain_number(p, f->last)), &f->sum))
			break;
		f->last++;
	}
	return f->last - f->first >= 2;
}

/* The sentence ends behind the last part, and no other number of the unit stands in it. */
static bool ends_list(struct plain *p, const struct fates *f)
{
	const struct fact_number *last = plain_number(p, f->last - 1);
	struct span s = spot_sentence(p->r, last->span);
	struct str rest = spot_text(p->r, last->span.end, s.end);

	return rest.len <= 30 && !str_has(rest, STR("等")) && !str_starts(rest, STR("、")) &&
	       (f->last >= p->r->numbers.len || plain_number(p, f->last)->span.start >= s.end ||
		       !num_same_unit(plain_number(p, f->last), last));
}

static int judge_fates(struct plain *p, size_t whole, const struct fates *f)
{
	struct decimal all = num_value(plain_number(p, whole)), gap;
	char message[MESSAGE];

	if (!num_sub(f->sum, all, &gap) || gap.digits == 0 || gap.scale != 0 || all.scale != 0)
		return 0;
	int64_t off = gap.digits < 0 ? -gap.digits : gap.digits;
	if (off > all.digits / 5 + 1)
		return 0;
	snprintf(message, sizeof(message), "%zu 项之和为 %lld，与“" STR_FMT "”不符", f->last - f->first,
		(long long)f->sum.digits, STR_ARG(report_slice(p->r, plain_number(p, whole)->span)));
	struct span s = { plain_number(p, whole)->span.start, plain_number(p, f->last - 1)->span.end };
	return plain_report(p, spot_sentence(p->r, s), message);
}

/* 应纳未纳21户，已全部纳入低保13户、特困供养3户、临时救助7户 */
static int read_all(struct plain *p, size_t i)
{
	WORDLIST(others, "其中", "党员", "女", "每", "较", "比", "达");
	struct fates f;
	struct str gap = plain_between(p, i, i + 1);

	if (!str_has(gap, STR("全部")) || gap.len > PLAIN_NEAR || !str_starts(gap, STR("，")) || HAS(gap, others) ||
		str_has(gap, STR("。")) || str_has(gap, STR("；")) || num_rounded(plain_number(p, i)) ||
		plain_number(p, i)->kind != NUMBER_COUNT)
		return 0;
	return read_parts(p, i, "、", &f) && ends_list(p, &f) ? judge_fates(p, i, &f) : 0;
}

/* 撂荒地630亩，由农户复耕280亩、合作社复耕260亩、村集体代耕70亩，已全部复耕: three and more, and all of it is said behind them. */
static int read_all_behind(struct plain *p, size_t i)
{
	static const struct str alls[] = { STR_INIT("已全部"), STR_INIT("全部"), STR_INIT("现已全部"),
		STR_INIT("目前已全部"), STR_INIT("均已"), { NULL, 0 } };
	WORDLIST(others, "其中", "党员", "每", "较", "比", "达", "共", "累计", "另", "涉及", "新增", "超");
	struct fates f;
	struct str gap = plain_between(p, i, i + 1);

	if (gap.len > PLAIN_NEAR || !str_has(gap, STR("，")) || HAS(gap, others) || str_has(gap, STR("。")) ||
		str_has(gap, STR("；")) || num_rounded(plain_number(p, i)) || plain_number(p, i)->kind != NUMBER_COUNT)
		return 0;
	if (!read_parts(p, i, "、", &f) || f.last - f.first < 3)
		return 0;
	const struct fact_number *last = plain_number(p, f.last - 1);
	struct str rest = spot_text(p->r, last->span.end, spot_sentence(p->r, last->span).end);
	bool counts_on = f.last < p->r->numbers.len && num_same_unit(plain_number(p, f.last), last) &&
			 plain_number(p, f.last)->span.start < last->span.end + rest.len;
	if (str_starts(rest, STR(",")))
		rest = str_sub(rest, 1, rest.len);
	else if (str_starts(rest, STR("，")))
		rest = str_sub(rest, 3, rest.len);
	return !counts_on && spot_starts(rest, alls) ? judge_fates(p, i, &f) : 0;
}

/* Done by what stands behind the number, or not. 1, -1, 0: it does not say. */
static int fate_of(struct str noun)
{
	static const struct str done[] = { STR_INIT("完成"), STR_INIT("已"), STR_INIT("办结"), { NULL, 0 } };
	static const struct str open[] = { STR_INIT("正在"), STR_INIT("未"), STR_INIT("尚"), STR_INIT("待"),
		STR_INIT("仍在"), { NULL, 0 } };

	return spot_starts(noun, done) ? 1 : spot_starts(noun, open) ? -1 : 0;
}

/* 52处房产已全部进行招租，49处完成招租，5处正在招租 */
static int read_states(struct plain *p, size_t i)
{
	struct fates f;
	bool done = false, open = false;
	struct str gap = plain_between(p, i, i + 1);

	if (!str_ends(gap, STR("，")) || gap.len > PLAIN_NEAR || fate_of(noun_of(p, i)) != 0 ||
		num_rounded(plain_number(p, i)) || plain_number(p, i)->kind != NUMBER_COUNT ||
		fate_of(noun_of(p, i + 1)) == 0 || !read_parts(p, i, "，", &f) || !ends_list(p, &f))
		return 0;
	for (size_t k = f.first; k < f.last; k++) {
		int fate = fate_of(noun_of(p, k));
		if (fate == 0 || lead_of(p, k).len > 0)
			return 0;
		done |= fate > 0;
		open |= fate < 0;
	}
	return done && open ? judge_fates(p, i, &f) : 0;
}

/* A last number of a clause is asked by the words before it. */
static int read_back(struct plain *p, size_t i)
{
	struct str gap = plain_between(p, i - 1, i);
	int rc = 0;

	if (gap.len > 2 * PLAIN_NEAR)
		return 0;
	if (str_has(gap, STR("余")))
		rc = read_rest_apart(p, i);
	if (rc == 0 && i >= 2 && str_has(gap, STR("未")))
		rc = read_undone(p, i);
	if (rc == 0 && str_has(plain_between(p, i > 1 ? i - 2 : 0, i - 1), STR("未")))
		rc = read_undone_pairs(p, i);
	if (rc == 0 && str_has(gap, STR("有")))
		rc = read_still(p, i);
	if (rc == 0 && i >= 2 && str_has(gap, STR("平均每")))
		rc = read_average(p, i);
	if (rc == 0 && i >= 2 && str_has(gap, STR("计")))
		rc = read_joined(p, i);
	return rc == 0 ? read_recovered(p, i) : rc;
}

int plain_read_wholes(struct plain *p, size_t i)
{
	if (!plain_exact(plain_number(p, i)))
		return 0;
	int rc = plain_has_fellow(p, i, PLAIN_BACK) ? read_back(p, i) : 0;

	if (rc != 0 || !plain_leads(p, i))
		return rc;
	rc = read_all(p, i);
	if (rc == 0)
		rc = read_all_behind(p, i);
	return rc == 0 ? read_states(p, i) : rc;
}

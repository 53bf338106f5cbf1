/* A whole and its parts, wherever the whole stands: told apart by where the numbers are and by names that belong together. */
#include "numbers_reckon.h"

#include "utf8.h"

#include <stdio.h>

#define SLICE_MAX 90 /* bytes of a number as it is shown */
#define LABEL 36     /* bytes of a part's name */
#define NEARLY 0.15  /* of the whole: parts that miss it by less are meant to make it up */
#define ROOM(it) ((it)->room > 0 ? (it)->room + 0.001 : 0)

/* One number and those that may make it up. */
struct sum {
	const struct reckon *k;
	size_t whole, first, last; /* parts: [first, last) */
	double value, room;
};

static struct sum sum_of(const struct reckon *k, size_t whole, size_t first, size_t last)
{
	struct sum s = { k, whole, first, last, 0, ROOM(&k->item[whole]) };

	for (size_t i = first; i < last; i++) {
		s.value += k->item[i].value;
		s.room += ROOM(&k->item[i]);
	}
	return s;
}

static bool fits(const struct sum *s)
{
	return reckon_gap(s->value, s->k->item[s->whole].value) <= s->room + 0.0001;
}

static bool is_nearly(const struct sum *s, double share)
{
	double whole = s->k->item[s->whole].value, gap = reckon_gap(s->value, whole);

	return gap <= whole * share || (gap <= 2 && whole >= 8);
}

static bool all_less(const struct sum *s)
{
	for (size_t i = s->first; i < s->last; i++) {
		if (s->k->item[i].value >= s->k->item[s->whole].value || s->k->item[i].value <= 0)
			return false;
	}
	return true;
}

/* The number as it is shown in a message. */
static struct str shown(const struct reckon *k, size_t i)
{
	struct str number = reckon_slice(k, i);

	return str_sub(number, 0, number.len < SLICE_MAX ? number.len : utf8_floor(number, SLICE_MAX));
}

static int report_sum(const struct sum *s)
{
	char message[RECKON_MAX * SLICE_MAX + 200];
	struct buf b;

	buf_init(&b, sizeof(message) - 1);
	buf_cstr(&b, "各项之和与总数不符：");
	for (size_t i = s->first; i < s->last; i++) {
		buf_cstr(&b, i > s->first ? " + " : "");
		buf_str(&b, shown(s->k, i));
	}
	buf_cstr(&b, s->value > s->k->item[s->whole].value ? " > " : " < ");
	buf_str(&b, shown(s->k, s->whole));
	struct str said = buf_view(&b);
	snprintf(message, sizeof(message), STR_FMT, STR_ARG(said));
	bool failed = b.failed;
	buf_clear(&b);
	size_t from = s->whole < s->first ? s->whole : s->first, to = s->whole > s->first ? s->whole : s->last - 1;
	return failed ? ERR_NOMEM : reckon_report(s->k, from, to, message);
}

/* --- what the numbers explain themselves --- */

#define SIGNS_MAX 7 /* numbers of which all ways to add and take away are tried */

/* Added and taken away in some way the numbers come out even: 1386件，盘盈27件，核销69件，盘点后1344件. */
static bool comes_out_even(const struct reckon_run *r)
{
	size_t count = r->last - r->first;

	if (count > SIGNS_MAX)
		return false;
	for (unsigned signs = 0; signs < 1U << (count - 1); signs++) {
		double sum = r->k->item[r->first].value, room = ROOM(&r->k->item[r->first]);
		for (size_t i = 1; i < count; i++) {
			const struct reckon_item *it = &r->k->item[r->first + i];
			sum += (signs >> (i - 1)) & 1 ? it->value : -it->value;
			room += ROOM(it);
		}
		if (reckon_gap(sum, 0) <= room + 0.0001)
			return true;
	}
	return false;
}

/* Some number of the run is the sum of two and more that stand beside it: they are told of otherwise. */
static bool is_explained(const struct reckon_run *r)
{
	if (comes_out_even(r))
		return true;
	for (size_t w = r->first; w < r->last; w++) {
		for (size_t from = r->first; from < r->last; from++) {
			struct sum s = sum_of(r->k, w, from, from);
			for (size_t i = from; i < r->last && i != w; i++) {
				s.value += r->k->item[i].value;
				s.room += ROOM(&r->k->item[i]);
				if (i > from && fits(&s))
					return true;
			}
		}
	}
	return false;
}

/* --- names that belong together --- */

/* A part's name, without what only joins it to its number. */
static struct str name_of(const struct reckon *k, size_t i)
{
	static const struct str joints[] = { STR_INIT("的"), STR_INIT("为"), STR_INIT("有"), STR_INIT("共"),
		STR_INIT("是"), STR_INIT("计"), { NULL, 0 } };
	struct str s = k->item[i].lead;

	for (const struct str *j = joints; j->len;) {
		bool joins = str_ends(s, *j);
		s = joins ? str_sub(s, 0, s.len - j->len) : s;
		j = joins ? joints : j + 1; /* once more from the first */
	}
	return s;
}

/* How many bytes both end with alike, in whole characters. */
static size_t common_end(struct str a, struct str b)
{
	size_t len = 0;

	while (len + 3 <= a.len && len + 3 <= b.len && memcmp(a.ptr + a.len - len - 3, b.ptr + b.len - len - 3, 3) == 0)
		len += 3;
	return len;
}

/* What happens to things one after the other: of each step there may be any number. Times, shares, groups that overlap. */
static bool may_overlap(struct str s)
{
	WORDLIST(words, "发现", "下达", "下发", "责令", "立案", "移送", "通报", "回访", "约谈", "培训", "处罚", "检查",
		"排查", "走访", "参加", "签订", "发放", "组织", "开展", "新增", "较", "比", "增", "减", "达", "党员",
		"女", "以上", "以下", "重点", "超期", "逾期", "退", "追", "涉及", "处分", "谈话", "每", "均", "最",
		"同期", "上年", "去年", "今年", "本年", "当年", "年初", "年末", "计划", "目标", "累计", "其中", "满意",
		"办结", "整改", "制定", "修订", "完成", "落实", "推动", "解决", "处理", "问责", "缴", "支付", "到位",
		"查处", "受理", "召开", "印发", "同意", "反对", "转办", "交办", "获", "由", "从", "日", "次", "既",
		"含", "另", "还", "剩", "余", "多", "少", "升", "降", "至", "第", "原有", "现有");

	return HAS(s, words);
}

/* A part is told by a name alone: 城东片区26辆. */
static bool has_bare_name(const struct reckon *k, size_t i)
{
	struct str name = name_of(k, i);

	return name.len >= 6 && name.len <= LABEL &&
	       (k->item[i].noun.len == 0 || i + 1 == k->count || k->item[i + 1].mark == RECKON_NONE);
}

/* The parts have bare names; how many bytes of them all end alike. */
static bool have_names(const struct sum *s, size_t *ret_alike)
{
	struct str one = name_of(s->k, s->first);
	size_t alike = LABEL;

	for (size_t i = s->first; i < s->last; i++) {
		struct str name = name_of(s->k, i);
		if (!has_bare_name(s->k, i))
			return false;
		if (i > s->first) {
			size_t here = common_end(one, name);
			alike = here < alike ? here : alike;
		}
	}
	*ret_alike = alike;
	return true;
}

static bool any_overlaps(const struct sum *s, size_t alike)
{
	WORDLIST(people, "处分", "处理", "党员", "问责", "谈话"); /* one man may be in both */
	struct str second = name_of(s->k, s->first + 1);
	bool sexes = str_has(name_of(s->k, s->first), STR("男")) && str_starts(second, STR("女"));

	for (size_t i = s->first; i < s->last && !sexes; i++) {
		struct str name = name_of(s->k, i);
		if (i == s->first && alike >= 6 && name.len > second.len) /* 发放东湖社区3.6万元、南苑社区4.2万元 */
			name = str_sub(name, name.len - second.len, name.len);
		if (HAS(name, people) || may_overlap(str_sub(name, 0, name.len > alike ? name.len - alike : 0)))
			return true;
	}
	return false;
}

/* Parted alike: all by 、, or all by ， or ；. */
static bool parted_alike(const struct sum *s)
{
	for (size_t i = s->first + 1; i < s->last; i++) {
		enum reckon_mark mark = s->k->item[i].mark;
		bool joined = mark == RECKON_NONE &&
			      (str_starts(s->k->item[i].gap, STR("和")) || str_starts(s->k->item[i].gap, STR("与")));
		if (!joined && mark != RECKON_DUN && mark != RECKON_COMMA && mark != RECKON_SEMI)
			return false;
	}
	return true;
}

WORDLIST(instalment_kinds, "批", "次", "期", "笔", "阶段");

/* 立行立改的28个，限期整改的17个，长期坚持的8个: each is told by what it is. */
static bool are_told_alike(const struct sum *s)
{
	for (size_t i = s->first; i < s->last; i++) {
		struct str lead = s->k->item[i].lead;
		if (!str_ends(lead, STR("的")) || lead.len > LABEL || s->k->item[i].noun.len > 0 ||
			str_has(lead, STR("其中")))
			return false;
	}
	return s->last - s->first > 2 && parted_alike(s);
}

/* 分两批拨付到位，第一批382万元，第二批315万元: one after the other, each told by nothing but its turn. */
static bool are_instalments(const struct sum *s)
{
	static const char *const turns[] = { "一", "二", "三", "四", "五", "六" };
	size_t count = s->last - s->first;
	struct str kind = STR_NONE;

	for (size_t i = 0; i < count; i++) {
		struct str name = name_of(s->k, s->first + i);
		bool first = i == 0 && (str_starts(name, STR("首")) || str_starts(name, STR("第一")));
		size_t skip = first && str_starts(name, STR("首")) ? 3 : 6;
		if (count > 6 || name.len <= skip || name.len > 15 || !HAS(name, instalment_kinds) ||
			(!first && (!str_starts(name, STR("第")) ||
					   !str_starts(str_sub(name, 3, name.len), str_from(turns[i])))))
			return false;
		struct str own = str_sub(name, skip, name.len);
		if (i > 0 && !str_eq(own, kind))
			return false;
		kind = own;
	}
	uint32_t at = s->k->item[s->last - 1].n->span.end;
	struct str behind =
		at < s->k->span.end ? report_slice(s->k->p->r, (struct span){ at, s->k->span.end }) : STR_NONE;
	return count > 1 && parted_alike(s) && !str_has(behind, STR("第"));
}

/* 有证, 无证: the one is what the other is not. */
static bool are_opposed(const struct sum *s)
{
	struct str one = name_of(s->k, s->first), other = name_of(s->k, s->first + 1);
	size_t alike = common_end(one, other);

	return s->last - s->first == 2 && alike >= 3 && one.len == alike + 3 && other.len == alike + 3 &&
	       ((str_starts(one, STR("有")) && str_starts(other, STR("无"))) ||
		       (str_starts(one, STR("无")) && str_starts(other, STR("有"))));
}

/* What parts are of a whole: kinds of one thing (一类、二类、三类), or three and more with nothing but names. */
static bool are_kinds(const struct sum *s)
{
	size_t alike, count = s->last - s->first;

	if (!parted_alike(s) || !have_names(s, &alike) || any_overlaps(s, alike))
		return false;
	if (alike >= (count > 2 ? 3 : 6) || are_opposed(s))
		return true;
	return count > 2 && !may_overlap(name_of(s->k, s->first));
}

/* 出租15处，自用6处: what is the one is not the other. */
static bool are_uses(const struct sum *s)
{
	WORDLIST(uses, "出租", "自用", "闲置", "出借", "拍卖", "报废", "保留", "拆除", "转让", "调剂", "移交", "划转",
		"改建", "留用", "封存", "捐赠");

	for (size_t i = s->first; i < s->last; i++) {
		struct str name = name_of(s->k, i);
		if (name.len > 18 || !HAS(name, uses) || s->k->item[i].noun.len > 0)
			return false;
	}
	return parted_alike(s);
}

/* --- which is the whole --- */

WORDLIST(totals, "总", "合计", "共", "全年", "年度", "全局", "全市", "全县", "全镇", "全区", "全系统", "全队", "全部",
	"两项", "三项", "四项", "两批", "三批", "四批", "两个", "三个", "四个", "两类", "三类", "汇总", "清单",
	"涉及的", "两笔", "三笔", "小计");

static bool is_total(const struct reckon *k, size_t i)
{
	const struct reckon_item *it = &k->item[i];

	return HAS(it->lead, totals) || str_starts(it->noun, STR("全部")) || str_starts(it->noun, STR("均已"));
}

/* The whole is named like its parts: 2022年投诉120件，2023年投诉60件; 市级320万元，区级200万元，街道80万元. A whole has more to its name, or what is
 * counted stands behind it. */
static bool is_sibling(const struct sum *s)
{
	WORDLIST(sums, "共", "总", "合计");
	const struct reckon_item *whole = &s->k->item[s->whole];
	struct str name = name_of(s->k, s->whole);
	size_t longest = 0;

	enum reckon_mark mark = s->k->item[s->first].mark;
	if (HAS(whole->lead, sums) || mark == RECKON_STOP || (mark != RECKON_NONE && whole->noun.len > 0))
		return false;
	for (size_t i = s->first; i < s->last; i++) {
		struct str part = name_of(s->k, i);
		longest = part.len > longest ? part.len : longest;
		if (common_end(name, part) >= 6)
			return true;
	}
	/* 查处案件72件，简易程序45件，普通程序29件: they end alike, and it does not */
	size_t alike;
	struct str one = name_of(s->k, s->first);
	bool kinds = name.len >= 12 && have_names(s, &alike) && alike >= 6 && alike < one.len &&
		     !may_overlap(str_sub(one, one.len - alike, one.len));
	return !kinds && name.len < longest + 6;
}

/* The list goes on: 等, 其余, a part without a number. */
static bool goes_on(const struct sum *s)
{
	WORDLIST(more, "等", "其余", "另有", "剩余", "此外", "同时", "重复", "兼", "既", "不含");
	const struct reckon_item *last = &s->k->item[s->last - 1];
	uint32_t end = s->k->span.end, from = last->n->span.end;
	struct str behind = report_slice(s->k->p->r, (struct span){ from, end > from ? end : from });

	return HAS(str_sub(behind, 0, behind.len < 60 ? behind.len : 60), more);
}

static bool is_asked(const struct sum *s)
{
	WORDLIST(steps, "同比", "较", "计划", "目标", "预算", "至少", "不少于", "每", "平均", "以上");

	for (size_t i = s->first; i < s->last; i++) {
		if (HAS(s->k->item[i].lead, steps))
			return false;
	}
	return !HAS(s->k->item[s->whole].lead, steps) && all_less(s) && !fits(s);
}

static unsigned months_of(struct str s);

/* The whole first: 全市共有公厕128座，一类34座，二类56座，三类38座 */
static int read_first(const struct reckon_run *r)
{
	struct sum s = sum_of(r->k, r->first, r->first + 1, r->last);
	enum reckon_mark mark = r->k->item[s.first].mark;

	bool told = are_told_alike(&s) || are_instalments(&s);
	if (s.last - s.first < 2 || mark == RECKON_NONE || mark == RECKON_DUN || !is_asked(&s) || goes_on(&s) ||
		(is_sibling(&s) && !told))
		return 0;
	bool which = str_has(r->k->item[s.first].gap, STR("其中"));
	if (which && s.value < r->k->item[s.whole].value)
		return 0;
	return is_nearly(&s, NEARLY) && (are_kinds(&s) || are_uses(&s) || told) ? report_sum(&s) : 0;
}

/* The whole behind: 上半年168家，下半年203家，全年381家 */
static int read_last(const struct reckon_run *r)
{
	WORDLIST(merges, "梳理", "归并", "合并", "整合");
	size_t whole = r->last - 1;
	struct sum s = sum_of(r->k, whole, r->first, whole);

	if (s.last - s.first < 2 || !is_total(r->k, whole) || !is_asked(&s) || !is_nearly(&s, NEARLY))
		return 0;
	if (s.value > r->k->item[whole].value && HAS(r->k->item[whole].gap, merges))
		return 0;
	if (s.value < r->k->item[whole].value && str_has(r->k->item[whole].lead, STR("累计")))
		return 0;
	for (size_t i = s.first; i < s.last; i++) { /* parts of a year make one up by their months (read_periods) */
		if (str_has(s.k->item[i].lead, STR("月")) || months_of(s.k->item[i].lead) != 0)
			return 0;
	}
	return are_kinds(&s) ? report_sum(&s) : 0;
}

/* --- words that say that these are all --- */

static bool told_behind(const struct sum *s, const struct str *words)
{
	return spot_starts(s->k->item[s->last - 1].noun, words);
}

/* 由A120万元、B45万元构成; 依次为31件、28件 */
static int read_composed(const struct reckon_run *r)
{
	static const struct str makes[] = { STR_INIT("组成"), STR_INIT("构成"), { NULL, 0 } };
	static const struct str orders[] = { STR_INIT("依次为"), STR_INIT("依次是"), { NULL, 0 } };
	struct sum s = sum_of(r->k, r->first, r->first + 1, r->last);
	struct str lead = r->k->item[s.first].lead;

	if (s.last - s.first < 2 || !parted_alike(&s) || fits(&s) || !all_less(&s) || !is_nearly(&s, 0.5))
		return 0;
	bool composed = str_starts(lead, STR("由")) && told_behind(&s, makes);
	bool ordered = spot_ends(lead, orders) && s.last - s.first > 2;
	return composed || ordered ? report_sum(&s) : 0;
}

/* 包括A27处、B19处、C14处在内的60处 */
static int read_included(const struct reckon_run *r)
{
	WORDLIST(opens, "包括", "含", "连同", "加上");
	size_t whole = r->last - 1;
	struct sum s = sum_of(r->k, whole, r->first, whole);

	if (s.last - s.first < 2 || !str_ends(r->k->item[whole].lead, STR("在内的")) || fits(&s) ||
		!HAS(r->k->item[r->first].lead, opens) ||
		!is_nearly(&s, s.value > r->k->item[whole].value ? 0.5 : NEARLY))
		return 0;
	return report_sum(&s);
}

/* A list by 、 of bare names that end alike, or none but what stands before the first (分别退回A、B、C). */
static bool are_listed(const struct sum *s, bool *ret_each)
{
	size_t alike = 0;

	*ret_each = str_has(s->k->item[s->first].lead, STR("分别"));
	for (size_t i = s->first + 1; i < s->last; i++) {
		if (s->k->item[i].mark != RECKON_DUN || (*ret_each && s->k->item[i].lead.len > 0))
			return false;
	}
	return *ret_each || (have_names(s, &alike) && alike >= 6);
}

/* 超期的27块，自行拆除20块、强制拆除7块，全部清零: what stands behind the list says that it was all of them. */
static int read_all_of(const struct reckon_run *r)
{
	static const struct str alls[] = { STR_INIT("，全部"), STR_INIT(",全部"), STR_INIT("，已全部"),
		STR_INIT("，现已全部"), { NULL, 0 } };
	size_t first = r->last - 1;
	bool each;

	while (first > r->first && r->k->item[first].mark == RECKON_DUN)
		first--;
	if (first <= r->first || r->k->item[first].mark != RECKON_COMMA)
		return 0;
	struct sum s = sum_of(r->k, first - 1, first, r->last);
	uint32_t end = r->k->item[s.last - 1].n->span.end;
	struct str behind = spot_behind(r->k->p->r, r->k->item[s.last - 1].n->span);
	if (s.last - s.first < 2 || end >= r->k->span.end || !spot_starts(behind, alls) || !are_listed(&s, &each) ||
		each || !is_asked(&s) || !is_nearly(&s, NEARLY))
		return 0;
	return report_sum(&s);
}

/* 分别退回11.30万元、19.72万元、8.50万元，39.52万元已全额缴入专户 */
static int read_each_of(const struct reckon_run *r)
{
	static const struct str alls[] = { STR_INIT("已全"), STR_INIT("全部"), STR_INIT("均已"), STR_INIT("已全部"),
		{ NULL, 0 } };
	size_t whole = r->last - 1;
	struct sum s = sum_of(r->k, whole, r->first, whole);
	bool each;

	if (s.last - s.first < 2 || r->k->item[whole].lead.len > 0 || r->k->item[whole].mark != RECKON_COMMA ||
		!spot_starts(r->k->item[whole].noun, alls) || !are_listed(&s, &each) || !each || !is_asked(&s) ||
		!is_nearly(&s, NEARLY))
		return 0;
	return report_sum(&s);
}

/* 1.2亿元、3600万元两笔…，共计1.56亿元 */
static int read_pair(const struct reckon_run *r)
{
	static const struct str counts[] = { STR_INIT("两笔"), STR_INIT("两项"), STR_INIT("两批"), STR_INIT("两部分"),
		{ NULL, 0 } };
	size_t whole = r->last - 1;
	struct sum s = sum_of(r->k, whole, r->first, whole);

	if (s.last - s.first != 2 || !told_behind(&s, counts) || !is_total(r->k, whole) || fits(&s) ||
		!is_nearly(&s, 0.5))
		return 0;
	return report_sum(&s);
}

/* --- parts of a year --- */

#define YEAR 0xFFFU

/* The months a name speaks of, as bits; 0: none, or not only these. */
static unsigned months_of(struct str s)
{
	static const struct {
		struct str name;
		unsigned months;
	} periods[] = { { STR_INIT("前三季度"), 0x1FF }, { STR_INIT("一季度"), 0x007 }, { STR_INIT("二季度"), 0x038 },
		{ STR_INIT("三季度"), 0x1C0 }, { STR_INIT("四季度"), 0xE00 }, { STR_INIT("上半年"), 0x03F },
		{ STR_INIT("下半年"), 0xFC0 }, { STR_INIT("全年"), YEAR }, { STR_INIT("年度"), YEAR } };

	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		if (str_has(s, periods[i].name))
			return periods[i].months;
	}
	return 0;
}

static bool fills(const struct sum *s)
{
	WORDLIST(shares, "同比", "较", "计划", "目标", "平均", "每", "任务");
	unsigned seen = 0, whole = months_of(s->k->item[s->whole].lead);

	for (size_t i = s->first; i < s->last; i++) {
		unsigned months = months_of(s->k->item[i].lead);
		if (months == 0 || (seen & months) != 0 || HAS(s->k->item[i].lead, shares))
			return false;
		seen |= months;
	}
	if (HAS(s->k->item[s->whole].lead, shares))
		return false;
	/* 全年 may stand a clause before the whole, or not at all: then the parts must make a year */
	return s->last - s->first >= 2 && (whole ? seen == whole : seen == YEAR);
}

static int read_periods(const struct reckon_run *r)
{
	struct sum front = sum_of(r->k, r->first, r->first + 1, r->last);
	struct sum back = sum_of(r->k, r->last - 1, r->first, r->last - 1);
	bool total = months_of(r->k->item[back.whole].lead) != 0 || is_total(r->k, back.whole);

	if (fills(&front) && all_less(&front) && is_nearly(&front, 0.5))
		return report_sum(&front);
	return fills(&back) && total && all_less(&back) && is_nearly(&back, 0.5) ? report_sum(&back) : 0;
}

int reckon_parts(const struct reckon *k)
{
	static int (*const readers[])(const struct reckon_run *) = { read_periods, read_composed, read_included,
		read_pair, read_all_of, read_each_of, read_first, read_last };
	struct reckon_run r = { k, 0, 0 };
	int rc = 0;

	while (rc == 0 && reckon_next_run(k, r.last, 3, &r)) {
		if (is_explained(&r) || reckon_of_unit(k, r.first) != r.last - r.first)
			continue;
		for (size_t i = 0; i < sizeof readers / sizeof *readers && rc == 0; i++)
			rc = readers[i](&r);
	}
	return rc;
}

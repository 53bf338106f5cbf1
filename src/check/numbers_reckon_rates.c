/* A rate or a share with the two numbers that it is of, wherever they stand; a change with where it began and ended. */
#include "numbers_reckon.h"

#include <stdio.h>

/* 执行率, 空编率达到: its last two characters before 率. */
static struct str name_of_rate(struct str lead)
{
	static const struct str joints[] = { STR_INIT("达到"), STR_INIT("达"), STR_INIT("为"), STR_INIT("是"),
		{ NULL, 0 } };

	for (const struct str *j = joints; j->len; j++) {
		if (str_ends(lead, *j)) {
			lead = str_sub(lead, 0, lead.len - j->len);
			break;
		}
	}
	return str_ends(lead, STR("率")) && lead.len >= 9 ? str_sub(lead, lead.len - 9, lead.len - 3) : STR_NONE;
}

static bool is_exact_percent(const struct reckon *k, size_t i)
{
	return k->item[i].n->kind == NUMBER_PERCENT && !k->item[i].n->approximate;
}

/* The two numbers before `i` that are alike; no third one is, and no other unit has two. */
static bool two_before(const struct reckon *k, size_t i, size_t *a, size_t *b)
{
	*a = *b = STR_NPOS;
	for (size_t j = i; j-- > 0;) {
		if (!k->item[j].exact || k->item[j].n->kind == NUMBER_PERCENT)
			continue;
		size_t alike = reckon_of_unit(k, j);
		if (alike == 1)
			continue;
		if (alike != 2 || (*b != STR_NPOS && *a != STR_NPOS))
			return false;
		*(*b == STR_NPOS ? b : a) = j;
	}
	return *a != STR_NPOS && reckon_alike(k, *a, *b);
}

/* 不合格 is none of 合格, 未整改 none of 整改. */
static bool has_name(struct str clause, struct str name)
{
	size_t at = str_find(clause, name, 0);

	return at != STR_NPOS && !str_has(clause, STR("未")) &&
	       !(at >= 3 && str_ends(str_sub(clause, 0, at), STR("不")));
}

/* 9个中7个改到位，1个正在改，1个长期坚持，到位率77.8%: parts that make up the whole, and one of them has the rate's name. */
static bool part_of_all(const struct reckon *k, size_t i, struct str name, size_t *whole, size_t *part)
{
	size_t first = i;

	while (first > 0 && reckon_alike(k, first - 1, i - 1))
		first--;
	/* 80个，合格72个，不合格8个: two parts, one of which is what the other is not */
	struct str last = i > 1 ? reckon_clause(k, i - 1) : STR_NONE;
	bool opposed = i - first == 3 && str_has(last, name) && !has_name(last, name);
	if ((i - first < 4 && !opposed) || reckon_of_unit(k, first) != i - first)
		return false;
	double sum = 0;
	*part = STR_NPOS;
	for (size_t j = first + 1; j < i; j++) {
		bool named = has_name(reckon_clause(k, j), name);
		sum += k->item[j].value;
		if (named && *part != STR_NPOS)
			return false;
		*part = named ? j : *part;
	}
	*whole = first;
	return *part != STR_NPOS && reckon_gap(sum, k->item[first].value) < 0.001 + k->item[first].room;
}

/* What the part is called and what the rate is called are the same thing. */
static bool is_named_like(struct str name, struct str part)
{
	static const struct {
		struct str rate, words[5];
	} like[] = { { STR_INIT("执行"), { STR_INIT("支出"), STR_INIT("支付"), STR_INIT("使用") } },
		{ STR_INIT("完成"), { STR_INIT("完工"), STR_INIT("竣工"), STR_INIT("办结"), STR_INIT("实际") } },
		{ STR_INIT("完工"), { STR_INIT("完成"), STR_INIT("竣工") } },
		{ STR_INIT("空编"), { STR_INIT("实有"), STR_INIT("在编"), STR_INIT("在岗") } },
		{ STR_INIT("缺编"), { STR_INIT("实有"), STR_INIT("在编"), STR_INIT("在岗") } },
		{ STR_INIT("参与"), { STR_INIT("参加") } },
		{ STR_INIT("到会"), { STR_INIT("实到"), STR_INIT("参会") } } };

	for (size_t i = 0; i < sizeof like / sizeof *like; i++) {
		if (!str_eq(name, like[i].rate))
			continue;
		for (size_t w = 0; w < 5 && like[i].words[w].len > 0; w++) {
			if (str_has(part, like[i].words[w]))
				return true;
		}
	}
	return str_has(part, name);
}

static bool fits(
	const struct reckon_item *part, double less, const struct reckon_item *whole, double printed, double place)
{
	double low = (part->value - less - part->room) / (whole->value + whole->room) * 100;
	double high = (part->value - less + part->room) / (whole->value - whole->room) * 100;

	return low <= printed + place && high >= printed - place;
}

/* One unit of the last printed place: what is cut off or rounded up is the rows' to say. */
static double place_of(const struct fact_number *n)
{
	double place = 1;

	for (unsigned i = 0; i < n->value.scale; i++)
		place /= 10;
	return place;
}

/* 整改完成率55%, which BH101 holds against the problems themselves. */
static bool is_claimed(const struct reckon *k, size_t said)
{
	const struct report *r = k->p->r;

	for (size_t i = 0; i < r->claims.len && check_enabled(k->p->c, "BH101"); i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		if (c->number.start == k->item[said].n->span.start && c->counted >= 0)
			return true;
	}
	return false;
}

static int report_rate(const struct reckon *k, size_t part, size_t whole, size_t said, const char *sign, double value)
{
	char message[400];
	struct str a = reckon_slice(k, part), b = reckon_slice(k, whole), rate = reckon_slice(k, said);

	if (is_claimed(k, said))
		return 0;
	snprintf(message, sizeof(message), "率与前后数字不符：按“" STR_FMT "”和“" STR_FMT "”%s %.2f%%，文中为 " STR_FMT,
		STR_ARG(b), STR_ARG(a), sign, value, STR_ARG(rate));
	size_t from = part < whole ? part : whole;
	return reckon_report(k, from, said, message);
}

static int judge_part(const struct reckon *k, size_t i, size_t whole, size_t part)
{
	double value = k->item[part].value / k->item[whole].value * 100, printed = k->item[i].value;

	for (size_t j = whole + 1; j < i;
		j++) { /* with the basic ones, or the lasting ones, it may be counted otherwise */
		struct reckon_item both = k->item[part];
		both.value += j == part ? 0 : k->item[j].value;
		if (fits(&both, 0, &k->item[whole], printed, place_of(k->item[i].n)))
			return 0;
	}
	return reckon_gap(value, printed) <= 20 ? report_rate(k, part, whole, i, "算得", value) : 0;
}

/* 预算1200万元，支出960万元，执行率87%; 1280户中有896户参加，参与率80%; 核定120名，实有99名，空编率12.5% */
static int read_rate(const struct reckon *k, size_t i)
{
	WORDLIST(others, "满意", "增长", "同比", "按期", "按时", "及时", "优良", "首次", "一次", "知晓", "年均", "当期",
		"可比", "其中", "重点", "累计");
	struct str name = is_exact_percent(k, i) ? name_of_rate(k->item[i].lead) : STR_NONE;
	size_t a, b;

	WORDLIST(bases, "调整", "剔除", "扣除", "口径", "不含", "除外");
	if (name.len == 0 || HAS(k->item[i].lead, others) || HAS(k->text, bases))
		return 0;
	if (part_of_all(k, i, name, &a, &b))
		return judge_part(k, i, a, b);
	if (!two_before(k, i, &a, &b))
		return 0;
	size_t whole = k->item[a].value >= k->item[b].value ? a : b, part = whole == a ? b : a;
	const struct reckon_item *w = &k->item[whole], *p = &k->item[part];
	struct str told = reckon_clause(k, part);
	if (HAS(told, others) || HAS(w->lead, others) || !is_named_like(name, told) || is_named_like(name, w->lead) ||
		w->value <= 0 || p->value <= 0)
		return 0;
	double printed = (double)k->item[i].value, value = p->value / w->value * 100, place = place_of(k->item[i].n);
	bool lacks = str_starts(name, STR("空")) || str_starts(name, STR("缺"));
	if (lacks && str_has(told, name))
		return 0;
	if (lacks)
		value = 100 - value;
	if (fits(p, 0, w, printed, place) || fits(w, p->value, w, printed, place) || reckon_gap(value, printed) > 20)
		return 0;
	return report_rate(k, part, whole, i, "算得", value);
}

/* 年初计划投资8500万元，实际完成7400万元，完成年度计划的90%: of what was planned. */
static int read_of_plan(const struct reckon *k, size_t i)
{
	static const struct str plans[] = { STR_INIT("计划"), STR_INIT("任务"), STR_INIT("预算"), STR_INIT("目标"),
		{ NULL, 0 } };
	struct str lead = k->item[i].lead;
	size_t a, b;

	if (!is_exact_percent(k, i) || !str_ends(lead, STR("的")) || lead.len > 45 ||
		!(str_starts(lead, STR("完成")) || str_starts(lead, STR("占"))) || !two_before(k, i, &a, &b))
		return 0;
	for (const struct str *w = plans; w->len; w++) {
		bool one = str_has(k->item[a].lead, *w), two = str_has(k->item[b].lead, *w);
		if (!str_has(lead, *w) || one == two)
			continue;
		size_t whole = one ? a : b, part = one ? b : a;
		double value = k->item[part].value / k->item[whole].value * 100, printed = k->item[i].value;
		if (k->item[whole].value <= 0 || reckon_gap(value, printed) > 25 ||
			fits(&k->item[part], 0, &k->item[whole], printed, place_of(k->item[i].n)))
			return 0;
		return report_rate(k, part, whole, i, "算得", value);
	}
	return 0;
}

/* 共有干部64人，35岁以下16人，占四分之一: the only two of their unit, the share right behind the second. */
static int read_word_share(const struct reckon *k, size_t i)
{
	WORDLIST(others, "累计", "同比", "另", "分别", "新增", "增加", "减少", "较", "比");
	const struct reckon_item *part = &k->item[i];
	int64_t permille, slack;
	size_t whole = i;

	if (!part->exact || reckon_of_unit(k, i) != 2)
		return 0;
	struct str behind = spot_behind(k->p->r, part->n->span), said;
	size_t comma = str_find(behind, STR("，"), 0);
	if (comma == STR_NPOS || comma > 30 || HAS(part->lead, others))
		return 0;
	while (whole-- > 0 && !reckon_alike(k, whole, i))
		;
	behind = str_sub(behind, comma + 3, str_find(behind, STR("，"), comma + 3));
	if (whole >= i || k->item[whole].value < part->value || behind.len > 45 ||
		!plain_word_share(behind, &permille, &slack, &said))
		return 0;
	double value = part->value / k->item[whole].value * 1000;
	if (reckon_gap(value, (double)permille) <= (double)slack)
		return 0;
	char message[320];
	struct str a = reckon_slice(k, i), b = reckon_slice(k, whole);
	snprintf(message, sizeof message, "占比与前后数字不符：" STR_FMT " ÷ " STR_FMT " = %.1f%%，文中为“" STR_FMT "”",
		STR_ARG(a), STR_ARG(b), value / 10, STR_ARG(said));
	return reckon_report(k, whole, i, message);
}

int reckon_rate(const struct reckon *k)
{
	int rc = 0;

	for (size_t i = 1; i < k->crossed && rc == 0; i++)
		rc = read_word_share(k, i);

	for (size_t i = 2; i < k->count && rc == 0; i++) {
		rc = read_rate(k, i);
		if (rc == 0)
			rc = read_of_plan(k, i);
	}
	return rc;
}

/* --- changes --- */

struct change {
	const struct reckon *k;
	size_t was, is, by;
};

/* 由每月36次减为24次, 由40人扩充到60人; 去年480件。今年降至360件; 上年46万元，今年34.5万元 */
static bool find_change(const struct reckon *k, size_t a, struct change *ret)
{
	WORDLIST(befores, "去年", "上年", "整改前", "往年", "上季度", "上月");
	WORDLIST(nows, "今年", "本年", "整改后", "目前", "本季度", "现", "降", "增", "减", "升");
	static const struct str to[] = { STR_INIT("到"), STR_INIT("至"), STR_INIT("为"), STR_INIT("成"), { NULL, 0 } };
	struct str from = k->item[a].lead, lead = k->item[a + 1].lead;
	size_t by = str_rfind(from, STR("由")), out = str_rfind(from, STR("从"));

	*ret = (struct change){ k, a, a + 1, a + 2 };
	if (!reckon_alike(k, a, a + 1) || HAS(lead, befores))
		return false;
	if (by != STR_NPOS || out != STR_NPOS)
		return k->item[a + 1].mark == RECKON_NONE || (k->item[a + 1].mark == RECKON_COMMA && spot_any(lead, to))
			       ? lead.len <= 45 && spot_any(lead, to)
			       : false;
	WORDLIST(parts, "季度", "上半年", "下半年", "截至", "月", "以来"); /* a year and a part of one */
	return HAS(from, befores) && HAS(lead, nows) && !HAS(from, nows) && HAS(from, parts) == HAS(lead, parts);
}

/* Right behind the second number stands how it changed and no other subject: 下降了30%, 同比增长, and no 积案减少. */
static bool only_changes(struct str s)
{
	WORDLIST(words, "同比", "较上年", "比上年", "增长", "下降", "减少", "增加", "降低", "提高", "上升", "缩短",
		"压缩", "压减", "精简", "节约", "降幅", "增幅", "扩大", "扩充", "新增", "压降", "净增", "净减", "达到",
		"达", "为", "了", "近", "幅度", "比例", "率", "共", "整整", "增", "降", "减", "少", "多");

	while (s.len > 0) {
		size_t len = wordlist_at(words, s);
		if (len == 0)
			return false;
		s = str_sub(s, len, s.len);
	}
	return true;
}

/* 1 more, -1 less, 0 neither or both. */
static int way_of(struct str s)
{
	WORDLIST(up, "增", "升", "提高", "扩", "涨", "上调", "多");
	WORDLIST(down, "减", "降", "缩", "精简", "下调", "少", "节约", "压");
	bool more = HAS(s, up), less = HAS(s, down);

	return more == less ? 0 : more ? 1 : -1;
}

static int report_change(const struct change *c, const char *how, double value, const char *unit)
{
	char message[400];
	struct str was = reckon_slice(c->k, c->was), is = reckon_slice(c->k, c->is), by = reckon_slice(c->k, c->by);

	snprintf(message, sizeof(message),
		"变化与前后数字不符：由 " STR_FMT " 到 " STR_FMT "，%s %.2f%s，文中为“" STR_FMT "”", STR_ARG(was),
		STR_ARG(is), how, value, unit, STR_ARG(by));
	return reckon_report(c->k, c->was, c->by, message);
}

/* The third number tells by how much: 增加1倍, 下降30%. */
static int judge_change(const struct change *c)
{
	const struct reckon_item *was = &c->k->item[c->was], *is = &c->k->item[c->is], *by = &c->k->item[c->by];
	int way = way_of(by->lead);
	double gap = reckon_gap(was->value, is->value), part = was->value > 0 ? gap / was->value : 0;

	WORDLIST(years, "去年", "上年", "同期");
	if (str_has(by->lead, STR("同比")) && !HAS(was->lead, years))
		return 0;
	if (by->n->approximate || way == 0 || !only_changes(by->lead) || was->value <= 0 || gap <= 0 ||
		(was->value < is->value) != (way > 0) || by->mark == RECKON_NONE)
		return 0;
	double slack = (was->room + is->room) / was->value * 2;
	if (by->n->kind == NUMBER_PERCENT) {
		double off = reckon_gap(part * 100, by->value);
		return off > place_of(by->n) + slack * 100 && off <= 40
			       ? report_change(c, way > 0 ? "增长" : "下降", part * 100, "%")
			       : 0;
	}
	if (str_eq(by->n->unit, STR("倍")) && way > 0)
		return reckon_gap(part, by->value) > place_of(by->n) + slack || reckon_gap(part, by->value) >= 0.4
			       ? report_change(c, "增加", part, "倍")
			       : 0;
	if (!by->exact || !num_same_unit(by->n, was->n) || by->n->kind != NUMBER_COUNT || by->noun.len > 0)
		return 0;
	double off = reckon_gap(gap, by->value);
	return off > was->room + is->room + by->room + 0.001 && off <= gap * 0.6 ? report_change(c, "相差", gap, "")
										 : 0;
}

/* 由每吨120元下调至138元: the word goes one way, the numbers the other. */
static int judge_way(const struct change *c)
{
	WORDLIST(others, "名", "位", "提速", "提升", "率", "时", "天", "日", "分钟", "改");
	const struct reckon_item *was = &c->k->item[c->was], *is = &c->k->item[c->is];
	int way = way_of(is->lead);
	char message[320];

	if (way == 0 || !(str_has(was->lead, STR("由")) || str_has(was->lead, STR("从"))) || HAS(is->lead, others) ||
		HAS(is->n->unit, others) || was->value == is->value || (is->value > was->value) == (way > 0) ||
		is->mark != RECKON_NONE || is->value > was->value * 3 || was->value > is->value * 3)
		return 0;
	struct str a = reckon_slice(c->k, c->was), b = reckon_slice(c->k, c->is);
	snprintf(message, sizeof(message), "增减方向与前后数字不符：由 " STR_FMT " 到 " STR_FMT "，文中说%s",
		STR_ARG(a), STR_ARG(b), way > 0 ? "增加" : "减少");
	return reckon_report(c->k, c->was, c->is, message);
}

int reckon_change(const struct reckon *k)
{
	struct change c;
	int rc = 0;

	if (!(k->signs & RECKON_FROM))
		return 0;

	for (size_t i = 0; i + 1 < k->count && rc == 0; i++) {
		if (!find_change(k, i, &c))
			continue;
		rc = judge_way(&c);
		if (rc == 0 && i + 2 < k->count)
			rc = judge_change(&c);
	}
	return rc;
}

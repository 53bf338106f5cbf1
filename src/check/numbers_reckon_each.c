/* So many, so much each, so much in all; so many to so many. */
#include "numbers_reckon.h"

#include <stdio.h>

#define FAR 0.35 /* of the total: what is further off is another total */

/* --- per, count, total --- */

struct per {
	const struct reckon *k;
	size_t one;      /* the number that is told of each */
	struct str each; /* what it is told of: 户, 个街道, 月; empty: of whatever was counted (单价) */
	bool average;
	double times;
	size_t counted; /* STR_NPOS: the months of a year */
	size_t all;
};

static bool find_per(const struct reckon *k, size_t i, struct per *ret)
{
	static const struct {
		struct str word, each;
	} means[] = { { STR_INIT("人均"), STR_INIT("人") }, { STR_INIT("户均"), STR_INIT("户") },
		{ STR_INIT("亩均"), STR_INIT("亩") }, { STR_INIT("村均"), STR_INIT("村") },
		{ STR_INIT("月均"), STR_INIT("月") }, { STR_INIT("单价"), STR_INIT("") } };
	/* 2户人均收入分别为10860元和11240元: of the one and of the other */
	WORDLIST(limits, "最高", "不超过", "至少", "不低于", "不少于", "最低", "上限", "其中", "每人每", "不得", "比",
		"分别");
	struct str lead = k->item[i].lead;
	size_t at = str_find(lead, STR("每"), 0);

	*ret = (struct per){ .k = k, .one = i, .counted = STR_NPOS, .average = str_has(lead, STR("均")) };
	if (!k->item[i].exact || lead.len > 60 || HAS(lead, limits))
		return false;
	if (at != STR_NPOS) {
		ret->each = str_sub(lead, at + 3, lead.len);
		return ret->each.len > 0;
	}
	for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
		if (str_has(lead, means[m].word)) {
			ret->each = means[m].each;
			return true;
		}
	}
	return false;
}

/* 18个村每村…: what is counted, by its unit or by its name. */
static bool counts_it(const struct reckon *k, size_t i, struct str each)
{
	struct str noun = k->item[i].noun, unit = num_unit(k->item[i].n), head = str_sub(each, 0, 3);
	size_t per = str_find(noun, STR("每"), 0);

	noun = str_sub(noun, 0, per == STR_NPOS ? noun.len : per);
	if (k->item[i].n->kind != NUMBER_COUNT || !k->item[i].exact || k->item[i].room > 0)
		return false;
	if (str_starts(each, unit) || (str_eq(unit, STR("人")) && (str_eq(head, STR("名")) || str_eq(head, STR("位")))))
		return true;
	return each.len == 0 || str_starts(noun, head) || str_ends(noun, head) || str_ends(unit, head);
}

static bool same_total(const struct reckon *k, size_t a, size_t b)
{
	struct str one = num_unit(k->item[a].n), two = num_unit(k->item[b].n);

	return num_same_unit(k->item[a].n, k->item[b].n) || (str_eq(one, STR("人")) && str_eq(two, STR("人次")));
}

/* The one total that can be meant: the only other number of the unit. */
static bool find_total(struct per *e)
{
	WORDLIST(
		others, "其中", "另", "累计", "比", "较", "每", "均", "预算", "第", "含", "连同", "运费", "税", "设计");
	size_t found = STR_NPOS;

	for (size_t i = 0; i < e->k->count; i++) {
		if (i == e->one || !same_total(e->k, e->one, i))
			continue;
		if (found != STR_NPOS || !e->k->item[i].exact || HAS(e->k->item[i].lead, others))
			return false;
		found = i;
	}
	e->all = found;
	return found != STR_NPOS;
}

/* An average of round figures (平均1200元) is round itself. */
static double roundness(double value)
{
	double place = 0.5;

	for (double ten = 10; value < RECKON_MOST && ten <= value && (int64_t)value % (int64_t)ten == 0; ten *= 10)
		place *= 10;
	return place;
}

static bool is_off(const struct per *e)
{
	const struct reckon_item *one = &e->k->item[e->one], *all = &e->k->item[e->all];
	double product = one->value * e->times, gap = reckon_gap(product, all->value);
	double place = one->room > 0 ? one->room : 0;

	if (e->average && one->room == 0)
		place = roundness(one->value);
	double room = place * e->times + all->room + product * (e->average ? 0.01 : 0.004);
	return gap > room + 0.001 && gap <= all->value * FAR;
}

static int report_each(const struct per *e)
{
	char message[320], times[64] = "12";

	if (e->counted != STR_NPOS) {
		struct str printed = reckon_slice(e->k, e->counted);
		snprintf(times, sizeof times, STR_FMT, STR_ARG(printed));
	}
	struct str one = reckon_slice(e->k, e->one), all = reckon_slice(e->k, e->all);
	snprintf(message, sizeof(message), "单数与总数不符：" STR_FMT " × %s %s " STR_FMT, STR_ARG(one), times,
		e->k->item[e->one].value * e->times > e->k->item[e->all].value ? ">" : "<", STR_ARG(all));
	size_t from = e->one < e->all ? e->one : e->all, to = e->one < e->all ? e->all : e->one;
	return reckon_report(e->k, from, to, message);
}

/* 每月抽查6次，全年66次: a year has twelve; more may have been done than was to be. */
static int read_months(struct per *e)
{
	const struct reckon_item *one = &e->k->item[e->one], *all = &e->k->item[e->all];
	bool year = str_has(all->lead, STR("全年")) || str_has(one->gap, STR("全年")) ||
		    str_has(e->k->item[0].gap, STR("全年"));

	e->times = 12;
	if (!year || !str_starts(e->each, STR("月")) || !is_off(e))
		return 0;
	return e->average || all->value < one->value * 12 ? report_each(e) : 0;
}

static int read_each(const struct reckon *k, size_t i)
{
	struct per e;
	size_t found = STR_NPOS;

	if (!find_per(k, i, &e) || !find_total(&e))
		return 0;
	/* 每平方米每月25元: of the month's total */
	size_t more = str_find(e.each, STR("每"), 0);
	if (more != STR_NPOS && !str_has(k->item[e.all].lead, str_sub(e.each, more + 3, more + 6)))
		return 0;
	for (size_t j = 0; j < k->count; j++) {
		if (j == i || j == e.all || same_total(k, i, j) || !counts_it(k, j, e.each))
			continue;
		e.times = k->item[j].value;
		if (!is_off(&e))
			return 0; /* it fits, or it is of something else */
		found = found == STR_NPOS ? j : found;
	}
	if (found == STR_NPOS)
		return read_months(&e);
	e.times = k->item[found].value;
	e.counted = found;
	return report_each(&e);
}

int reckon_each(const struct reckon *k)
{
	int rc = 0;

	if (!(k->signs & RECKON_PER))
		return 0;
	for (size_t i = 0; i < k->count && rc == 0; i++)
		rc = read_each(k, i);
	return rc;
}

/* --- so many to so many --- */

struct to_so_many {
	double left, right;
	struct str said;
};

static double digits_at(struct str s, size_t *at)
{
	double value = 0, place = 0;

	for (; *at < s.len; ++*at) {
		char c = s.ptr[*at];
		if (c == '.' && place == 0)
			place = 1;
		else if (c < '0' || c > '9')
			break;
		else if (place > 0)
			value += (c - '0') * (place /= 10);
		else
			value = value * 10 + (c - '0');
	}
	return value;
}

/* 比例为1∶4, 之比为3∶1, 按6∶4: not a time of the day. */
static bool find_ratio(struct str s, struct to_so_many *ret)
{
	static const struct str words[] = { STR_INIT("比例"), STR_INIT("之比"), STR_INIT("按"), STR_INIT("配比"),
		{ NULL, 0 } };
	static const struct str about[] = { STR_INIT("约"), STR_INIT("近"), STR_INIT("超过"), STR_INIT("不低于"),
		STR_INIT("左右"), STR_INIT("以上"), STR_INIT("余"), STR_INIT("目标"), STR_INIT("要求"), { NULL, 0 } };
	static const struct str before[] = { STR_INIT("由"), STR_INIT("从"), STR_INIT("由原来的"), STR_INIT("从原来的"),
		STR_INIT("变为"), STR_INIT("调整为"), STR_INIT("提高到"), STR_INIT("降到"), { NULL, 0 } };

	if (!str_has(s, STR(":")) && !str_has(s, STR("：")) && !str_has(s, STR("∶")))
		return false;
	for (size_t at = 0; at < s.len; at++) {
		if (s.ptr[at] < '0' || s.ptr[at] > '9')
			continue;
		size_t from = at;
		ret->left = digits_at(s, &at);
		struct str rest = str_sub(s, at, s.len);
		size_t colon = str_starts(rest, STR(":"))                                  ? 1
			       : str_starts(rest, STR("∶")) || str_starts(rest, STR("：")) ? 3
											   : 0;
		size_t second = at + colon;
		if (colon == 0)
			continue;
		ret->right = digits_at(s, &second);
		struct str near = str_sub(s, from > 24 ? from - 24 : 0, second + 9 < s.len ? second + 9 : s.len);
		/* 之比由1∶1.9变为1∶2.8: of what was before and what is now, and not of the numbers that stand by */
		bool changes = spot_ends(str_sub(s, 0, from), before);
		if (second > at + colon && ret->left > 0 && ret->right > 0 && ret->left <= 100 && ret->right <= 100 &&
			!changes && spot_any(near, words) && !spot_any(near, about)) {
			ret->said = str_sub(s, from, second);
			return true;
		}
		at = second;
	}
	return false;
}

/* The two numbers of the passage that are alike; no third is, and no other two are. */
static bool only_two(const struct reckon *k, size_t *a, size_t *b)
{
	size_t found = 0;

	for (size_t i = 0; i < k->count; i++) {
		if (!k->item[i].exact || reckon_of_unit(k, i) == 1)
			continue;
		if (reckon_of_unit(k, i) != 2 || found == 2)
			return false;
		*(found++ == 0 ? a : b) = i;
	}
	return found == 2 && reckon_alike(k, *a, *b);
}

int reckon_ratio(const struct reckon *k)
{
	struct to_so_many r;
	size_t a, b;
	char message[320];

	WORDLIST(stages, "实缴", "认缴", "应", "实", "已", "累计"); /* of one of the two sides, twice */

	if (!(k->signs & RECKON_COLONS) || !only_two(k, &a, &b) || !find_ratio(k->text, &r) ||
		HAS(k->item[a].lead, stages) || HAS(k->item[b].lead, stages))
		return 0;
	double one = k->item[a].value, two = k->item[b].value;
	double said = r.left > r.right ? r.left / r.right : r.right / r.left;
	double is = one > two ? one / two : two / one;
	if (two <= 0 || one <= 0 || reckon_gap(said, is) <= said * 0.07 || reckon_gap(said, is) > said * 0.8)
		return 0;
	struct str first = reckon_slice(k, a), second = reckon_slice(k, b);
	snprintf(message, sizeof(message),
		"比例与前后的数不符：“" STR_FMT "”与“" STR_FMT "”相差 %.2f 倍，文中为 " STR_FMT, STR_ARG(first),
		STR_ARG(second), is, STR_ARG(r.said));
	return reckon_report(k, a, b, message);
}

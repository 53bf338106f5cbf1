/* BH209: a finding names several places (望湖路、滨江路、人民路), the measures name some of them, and of one there is no word. */
#include "chars.h"
#include "closure.h"
#include "rules.h"
#include "spot.h"
#include "unanswered.h"

#define CHAR 3
#define NAME_MIN ((size_t)2 * CHAR)
#define NAME_MAX ((size_t)10 * CHAR)
#define NAMES_MAX 12

struct names {
	struct str name[NAMES_MAX];
	size_t count;
};

/* What names of places and facilities end with. */
#define ENDING(before, last) STR_INIT(before last),
static const struct str endings[] = {
#include "endings.def"
	{ NULL, 0 }
};
#undef ENDING
#define ENDING(before, last) last
static const char last_characters[] =
#include "endings.def"
	;
#undef ENDING
/* Words that end so and name none. */
static const struct str common[] = { STR_INIT("各"), STR_INIT("道路"), STR_INIT("思路"), STR_INIT("线路"),
	STR_INIT("部分"), STR_INIT("个别"), STR_INIT("背街"), STR_INIT("老旧"), STR_INIT("一些"), STR_INIT("农贸市场"),
	STR_INIT("主干"), STR_INIT("沿街"), STR_INIT("多个"), STR_INIT("有的"), STR_INIT("建设"), STR_INIT("管理"),
	STR_INIT("开放"), STR_INIT("出路"), STR_INIT("城乡"), STR_INIT("乡镇"), STR_INIT("旅游"), STR_INIT("所属"),
	STR_INIT("下属"), STR_INIT("有关"), STR_INIT("相关"), STR_INIT("其他"), STR_INIT("其它"), STR_INIT("工程项目"),
	STR_INIT("重点"), STR_INIT("采购项目"), STR_INIT("专项"), STR_INIT("农村"), STR_INIT("民营"), STR_INIT("国有"),
	STR_INIT("中小学"), STR_INIT("政府"), STR_INIT("投资"), STR_INIT("施工"), STR_INIT("物业"),
	STR_INIT("服务项目"), STR_INIT("子公司"), STR_INIT("行政村"), STR_INIT("公立医院"), STR_INIT("党支部"),
	STR_INIT("中介"), STR_INIT("招标"), STR_INIT("装修"), STR_INIT("绿化"), STR_INIT("维修"), STR_INIT("设计"),
	STR_INIT("监理"), STR_INIT("场所"), STR_INIT("厕所"), STR_INIT("会所"), STR_INIT("之所"), { NULL, 0 } };

static bool is_character(struct str s, size_t at)
{
	return s.len >= at + CHAR && (unsigned char)s.ptr[at] >= 0xE4 && (unsigned char)s.ptr[at] <= 0xE9;
}

/* The run of Chinese characters that ends at `end`. */
static struct str run_before(struct str s, size_t end)
{
	size_t from = end;

	while (from >= CHAR && is_character(s, from - CHAR))
		from -= CHAR;
	return str_sub(s, from, end);
}

/* The first name of a list may have words before it (如望湖路); what is not sure of its beginning is taken from the right. */
static struct str first_name(struct str run)
{
	static const struct str leads[] = { STR_INIT("关于"), STR_INIT("针对"), STR_INIT("发现"), STR_INIT("存在"),
		STR_INIT("如"), STR_INIT("对"), STR_INIT("在"), STR_INIT("的"), STR_INIT("为"), STR_INIT("有"),
		STR_INIT("是"), STR_INIT("即"), { NULL, 0 } };

	struct str rest = run;

	for (size_t at = 0; at + CHAR < run.len; at += CHAR) {
		for (const struct str *w = leads; w->len; w++) {
			if (str_starts(str_sub(run, at, run.len), *w))
				rest = str_sub(run, at + w->len, run.len);
		}
	}
	return rest;
}

/* Most words are told by their last character. */
static bool may_be_place(const struct chars *last, struct str s)
{
	return last->has[chars_slot((const unsigned char *)s.ptr + s.len - CHAR)];
}

static bool is_place(const struct chars *last, struct str s)
{
	if (s.len < NAME_MIN || s.len > NAME_MAX || !may_be_place(last, s) || !spot_ends(s, endings) ||
		spot_any(s, common))
		return false;
	bool bare = false; /* 市场, 广场: the kind alone */
	for (const struct str *w = endings; w->len && !bare; w++)
		bare = str_eq(s, *w);
	return !bare;
}

/* The longest beginning of `s` that ends like a place: 人民路公厕脏乱 gives 人民路公厕. */
static struct str last_name(const struct chars *last, struct str s)
{
	struct str best = STR_NONE;

	for (size_t len = NAME_MIN; len <= s.len && len <= NAME_MAX; len += CHAR) {
		if (!is_character(s, len - CHAR))
			break;
		/* 南河桥桥下 is 南河桥 */
		bool doubled = len >= 2 * CHAR && memcmp(s.ptr + len - CHAR, s.ptr + len - 2 * CHAR, CHAR) == 0;
		if (!doubled && is_place(last, str_sub(s, 0, len)))
			best = str_sub(s, 0, len);
	}
	return best;
}

static void add(struct names *n, const struct chars *last, struct str s)
{
	if (is_place(last, s) && n->count < NAMES_MAX)
		n->name[n->count++] = s;
}

/* 北关、东苑、西郊三处垃圾中转站: the numeral behind the last name counts them, and so says where it ends. */
static size_t numeral_in(struct str s, size_t *ret_len)
{
	static const struct str numerals[] = { STR_INIT(""), STR_INIT(""), STR_INIT("二"), STR_INIT("三"),
		STR_INIT("四"), STR_INIT("五"), STR_INIT("六"), STR_INIT("七"), STR_INIT("八"), STR_INIT("九"),
		{ NULL, 0 } };
	static const struct str units[] = { STR_INIT("处"), STR_INIT("座"), STR_INIT("个"), STR_INIT("家"),
		STR_INIT("条"), STR_INIT("所"), { NULL, 0 } };

	for (size_t at = 2 * CHAR; at < s.len && at <= 6 * CHAR; at += CHAR) {
		struct str rest = str_sub(s, at, s.len);
		if (rest.ptr[0] >= '3' && rest.ptr[0] <= '9' && spot_starts(str_sub(rest, 1, rest.len), units)) {
			*ret_len = at;
			return (size_t)(rest.ptr[0] - '0');
		}
		if (!is_character(s, at))
			return 0;
		for (size_t n = 3; n < 10; n++) {
			if (str_starts(rest, numerals[n]) && spot_starts(str_sub(rest, CHAR, rest.len), units)) {
				*ret_len = at;
				return n;
			}
		}
	}
	return 0;
}

static bool is_name(struct str s)
{
	for (size_t at = 0; at < s.len; at += CHAR) {
		if (!is_character(s, at))
			return false;
	}
	return s.len >= NAME_MIN && s.len <= 6 * CHAR && !spot_any(s, common);
}

static struct names counted_names(struct str finding)
{
	static const struct str dun = STR_INIT("、");
	struct names n = { .count = 0 };
	size_t first = str_find(finding, dun, 0), last = first, len = 0;

	for (size_t next = first; next != STR_NPOS; next = str_find(finding, dun, next + dun.len))
		last = next;
	if (first == STR_NPOS || numeral_in(str_sub(finding, last + dun.len, finding.len), &len) < 3)
		return n;
	n.name[n.count++] = first_name(run_before(finding, first));
	for (size_t at = first; at < last && n.count < NAMES_MAX;) {
		size_t next = str_find(finding, dun, at + dun.len);
		n.name[n.count++] = str_sub(finding, at + dun.len, next);
		at = next;
	}
	if (n.count < NAMES_MAX)
		n.name[n.count++] = str_sub(finding, last + dun.len, last + dun.len + len);
	bool names = n.count == numeral_in(str_sub(finding, last + dun.len, finding.len), &len);
	for (size_t i = 0; i < n.count; i++)
		names = names && is_name(n.name[i]);
	n.count = names ? n.count : 0;
	return n;
}

/* A、B、C with the same kind of ending: at least three, or there is nothing to compare. */
static struct names names_of(const struct chars *last, struct str finding)
{
	static const struct str dun = STR_INIT("、");
	struct names n = { .count = 0 };
	size_t at = str_find(finding, dun, 0);

	if (at == STR_NPOS)
		return n;
	add(&n, last, first_name(run_before(finding, at)));
	while (at != STR_NPOS) {
		size_t from = at + dun.len, next = str_find(finding, dun, from);
		struct str part = str_sub(finding, from, next);
		bool whole = next != STR_NPOS && part.len <= NAME_MAX;
		add(&n, last, whole ? part : last_name(last, part));
		at = next;
	}
	return n;
}

struct answer {
	const struct names *names;
	bool named[NAMES_MAX];
	bool all; /* 全部, 逐一: nothing need be named */
	size_t deeds;
	bool together; /* two of them may be meant: 两处, 均, 该 */
	const struct node *first;
};

/* Two characters in a row of the finding, its names left out, stand in the sentence too. */
static bool speaks_of(struct str sentence, struct str finding, const struct names *names)
{
	for (size_t at = 0; at + NAME_MIN <= finding.len; at++) {
		struct str two = str_sub(finding, at, at + NAME_MIN);
		bool of_name = !is_character(two, 0) || !is_character(two, CHAR);
		for (size_t i = 0; i < names->count && !of_name; i++)
			of_name = str_has(names->name[i], two);
		if (!of_name && str_has(sentence, two))
			return true;
	}
	return false;
}

/* 全部 and the like cover what is not named, where the sentence speaks of what was found or names one of the places. */
static bool covers_all(struct str text, const struct str *wide, struct str finding, const struct names *names)
{
	for (size_t at = 0; at < text.len;) {
		size_t end = str_find(text, STR("。"), at);
		struct str sentence = str_sub(text, at, end);
		bool named = false;
		for (size_t i = 0; i < names->count && !named; i++)
			named = str_has(sentence, names->name[i]);
		if (spot_any(sentence, wide) && (named || speaks_of(sentence, finding, names)))
			return true;
		at = end == STR_NPOS ? text.len : end + CHAR;
	}
	return false;
}

/* 城东、北门、蒋家冲三座泵站: their kind stands behind the last of them. */
static bool named_short(struct str text, struct str name)
{
	static const struct str behind[] = { STR_INIT("、"), STR_INIT("和"), STR_INIT("与"), STR_INIT("及"),
		STR_INIT("两"), STR_INIT("三"), STR_INIT("四"), STR_INIT("五"), { NULL, 0 } };

	for (size_t len = NAME_MIN; len + CHAR < name.len; len += CHAR) {
		struct str stem = str_sub(name, 0, len);
		for (size_t at = str_find(text, stem, 0); at != STR_NPOS; at = str_find(text, stem, at + len)) {
			if (spot_starts(str_sub(text, at + len, text.len), behind))
				return true;
		}
	}
	return false;
}

static void read_answer(const struct closure_item *it, struct answer *a)
{
	static const struct str all[] = { STR_INIT("逐一"), STR_INIT("逐个"), STR_INIT("逐项"), STR_INIT("所有"),
		STR_INIT("举一反三"), STR_INIT("其余"), STR_INIT("三处"), STR_INIT("三条"), { NULL, 0 } };
	static const struct str wide[] = { STR_INIT("全部"), STR_INIT("上述"), STR_INIT("均已"), STR_INIT("等"),
		STR_INIT("各"), STR_INIT("全市"), STR_INIT("全区"), STR_INIT("全面"), STR_INIT("沿线"), { NULL, 0 } };

	static const struct str both[] = { STR_INIT("两"), STR_INIT("均"), STR_INIT("该"), STR_INIT("各"),
		STR_INIT("等"), STR_INIT("2处"), STR_INIT("2个"), STR_INIT("2条"), STR_INIT("2家"), STR_INIT("2所"),
		STR_INIT("2座"), STR_INIT("一并"), STR_INIT("同步"), STR_INIT("沿线"), STR_INIT("全"), STR_INIT("分别"),
		STR_INIT("相关"), STR_INIT("有关"), STR_INIT("涉及"), STR_INIT("逐"), STR_INIT("责任"), { NULL, 0 } };

	for (const struct node *n = it->item->first; n; n = n->next) {
		if (!spot_is_deed(n))
			continue;
		a->deeds += n->kind != NODE_RESULT;
		a->together = a->together || (n->kind != NODE_RESULT && spot_any(n->text, both));
		a->first = a->first ? a->first : n;
		/* what was planned for all is not yet done for all */
		bool plan = n->kind == NODE_MEASURE && it->has_progress;
		a->all = a->all || (!plan && (spot_any(n->text, all) ||
						     (spot_any(n->text, wide) &&
							     covers_all(n->text, wide, it->item->text, a->names))));
		for (size_t i = 0; i < a->names->count; i++)
			a->named[i] = a->named[i] || str_has(n->text, a->names->name[i]) ||
				      named_short(n->text, a->names->name[i]);
	}
}

/* Two names have a 、 between them, two faults a comma or more. */
static bool may_list(struct str finding)
{
	static const struct str marks[] = { STR_INIT("，"), STR_INIT("、"), STR_INIT("；"), STR_INIT(","),
		STR_INIT(";"), { NULL, 0 } };

	for (const struct str *m = marks; m->len; m++) { /* the first one mostly */
		if (str_has(finding, *m))
			return true;
	}
	return false;
}

/* 一中队 is one of many. */
static bool is_proper(struct str name)
{
	static const struct str numerals[] = { STR_INIT("一"), STR_INIT("二"), STR_INIT("三"), STR_INIT("四"),
		STR_INIT("五"), STR_INIT("第"), { NULL, 0 } };

	return name.len >= 3 * CHAR && !spot_starts(name, numerals);
}

static int weigh(struct check *c, const struct closure_item *it, void *context)
{
	if (!it->done || !may_list(it->item->text))
		return 0;
	struct names n = counted_names(it->item->text);
	if (n.count == 0)
		n = names_of(context, it->item->text);
	struct answer a = { .names = &n };
	size_t named = 0, silent = 0;

	if (n.count < 2)
		return unanswered_parts(c, it);
	read_answer(it, &a);
	for (size_t i = 0; i < n.count; i++) {
		named += a.named[i];
		silent = a.named[i] ? silent : i;
	}
	/* where only one of many is named they may well be meant together; of two, where no word says so */
	bool pair = n.count == 2 && named == 1 && !a.together && a.deeds >= 2 && is_proper(n.name[0]) &&
		    is_proper(n.name[1]);
	if (!a.first || a.all || (named < 2 && !pair) || named == n.count)
		return 0;
	struct check_finding *f = check_add(c, it->item, closure_span(c->report, n.name[silent]),
		"反馈点到 %zu 处，整改内容写了 %zu 处，没有提到“" STR_FMT "”", n.count, named, STR_ARG(n.name[silent]));
	return f ? check_relate(c, f, a.first->span) : ERR_NOMEM;
}

int check_bh209(struct check *c)
{
	struct chars last; /* of names */

	chars_of(str_from(last_characters), &last);
	return closure_each(c, weigh, &last);
}

#include "facts_lex.h"

#define BEFORE 40 /* bytes of three, that is characters, looked at before the word */

FACTS_LIST(posts, STR("长"), STR("主任"), STR("书记"), STR("负责人"), STR("经理"), STR("主席"), STR("委员"),
	STR("会计"), STR("出纳"), STR("总监"), STR("总工"), STR("组长"), STR("队长"));

static bool clause_ends(const struct facts *f, const char *p)
{
	if (facts_hanzi(p))
		return false;
	return facts_stop(p) || facts_at(f, p, STR("》")) || facts_at(f, p, STR("《"));
}

/* The number of people whose digits begin at p: 4人, 十余名; 0: none. *ret_end lies behind the word. */
static uint32_t people_at(const struct facts *f, const char *p, const char **ret_end)
{
	FACTS_LIST(units, STR("人"), STR("名"), STR("位"), STR("人次"), STR("名同志"), STR("名干部"));
	FACTS_LIST(but, STR("人民"), STR("人员"), STR("人大"), STR("人事"), STR("名单"), STR("名称"), STR("位置"),
		STR("人才"));
	static const char numerals[] = "一二三四五六七八九十百两零";
	const char *digits = p;
	int64_t value = 0;
	size_t len;

	while (facts_digit(p, f->limit, &len) >= 0 && p - digits < 18)
		p += len;
	if (p > digits) {
		value = facts_small(digits, p);
	} else {
		bool numeral = true;
		while (numeral && p - digits < 18) {
			numeral = false;
			for (size_t i = 0; i < sizeof numerals - 1 && !numeral; i += 3)
				numeral = facts_at(f, p, (struct str){ numerals + i, 3 });
			p += numeral ? 3 : 0;
		}
		if (p == digits || !facts_han_number(facts_str(digits, p), &value))
			return 0;
	}
	if (facts_at(f, p, STR("余")) || facts_at(f, p, STR("多")))
		p += 3;
	p = facts_blanks(f, p, 1);
	const struct str *w = facts_any_at(f, p, units);
	if (!w || facts_any_at(f, p, but) || value <= 0 || value > 1000000)
		return 0;
	*ret_end = p + w->len;
	return (uint32_t)value;
}

/* 辞退协管员2人, 约谈项目负责人12名: who they are stands between. */
static uint32_t people_behind_noun(const struct facts *f, const char *p, const char **ret_end)
{
	FACTS_LIST(persons, STR("人"), STR("员"), STR("长"), STR("者"), STR("干部"), STR("同志"), STR("书记"),
		STR("主任"), STR("经理"), STR("职工"), STR("工"), STR("师"), STR("对象"), STR("会计"), STR("委员"),
		STR("主席"));

	for (int i = 0; i < 10 && p < f->limit && facts_hanzi(p); i++) {
		p = facts_forward(f, p);
		uint32_t n = facts_any_before(f, p, persons) ? people_at(f, facts_blanks(f, p, 1), ret_end) : 0;
		if (n)
			return n;
	}
	return 0;
}

/* 诫勉谈话3人, 党纪处分的有4名. */
static uint32_t people_behind(const struct facts *f, const char *p, const char **ret_end)
{
	FACTS_LIST(between, STR("了"), STR("处理"), STR("处分"), STR("共"), STR("共计"), STR("各"), STR("的"),
		STR("有"), STR("干部"), STR("党员"), STR("党员干部"), STR("工作人员"), STR("责任人"), STR("相关责任人"),
		STR("相关人员"), STR("："), STR(":"), STR("达"), STR("相关责任人员"), STR("违纪人员"),
		STR("相关负责人"), STR("负责人"), STR("主要负责人"), STR("有关人员"), STR("有关责任人"),
		STR("责任人员"), STR("单位负责人"), STR("项目负责人"), STR("分管负责人"), STR("班子成员"));
	const struct str *w;

	for (int i = 0; i < 3 && (w = facts_any_at(f, facts_blanks(f, p, 1), between)); i++)
		p = facts_blanks(f, p, 1) + w->len;
	uint32_t n = people_at(f, facts_blanks(f, p, 1), ret_end);
	return n ? n : people_behind_noun(f, p, ret_end);
}

/* 分管副局长作出书面检查: a number before that clause is of others. */
static bool of_a_post(const struct facts *f, const char *word)
{
	FACTS_LIST(named, STR("某"));
	FACTS_LIST(between, STR("作出"), STR("被"), STR("受到"), STR("予以"), STR("给予"), STR("做出"), STR("写出"));
	const struct str *w = facts_any_before(f, word, between);

	word -= w ? w->len : 0;
	return facts_any_before(f, word, posts) || facts_any_before(f, word, named);
}

/* The nearest number of people before the word, in its sentence. Numbers that belong to an earlier word's own
 * count (批评教育6人、约谈) are not taken again. */
static uint32_t people_before(const struct facts *f, const char *word, bool *ret_units)
{
	FACTS_LIST(things, STR("家"), STR("个单位"), STR("个部门"), STR("家单位"), STR("个支部"), STR("家企业"),
		STR("件"));
	const char *p = word, *end;
	uint32_t n = 0;
	bool object = of_a_post(f, word), masked = false,
	     listed = false; /* 对张某某 says whom: a number before that clause is of others */

	for (int i = 0; i < BEFORE && p > f->begin; i++) {
		p = facts_back(f, p);
		if (clause_ends(f, p) || p < f->people_done || (object && (facts_at(f, p, STR("，")) || *p == ',')))
			return object && masked && !listed ? 1 : 0;
		object |= facts_at(f, p, STR("对")) || facts_at(f, p, STR("给予"));
		masked |= facts_at(f, p, STR("某"));
		listed |= facts_at(f, p, STR("、")) || facts_at(f, p, STR("和")) || facts_at(f, p, STR("等"));
		if ((unsigned char)*p > '9' && (unsigned char)*p < 0xE3)
			continue;
		bool inside = facts_digit_before(f, p);
		if (!inside && (marks_flags(p) & MARK_FACT) && (n = people_at(f, p, &end)) > 0 && end <= word) {
			/* the whole run of Chinese numerals: 十二 of 二十二名 */
			while (p > f->begin && marks_flags(facts_back(f, p)) & MARK_NUMERAL)
				p = facts_back(f, p);
			uint32_t more = people_at(f, p, &end);
			return more > n ? more : n;
		}
		if (inside && facts_any_at(f, p, things)) {
			*ret_units = true;
			return 0;
		}
	}
	return object && masked && !listed ? 1 : 0;
}

/* The word names a thing, not what was done: 约谈制度, 诫勉谈话办法. */
static bool noun_follows(const struct facts *f, const char *p)
{
	FACTS_LIST(words, STR("制度"), STR("机制"), STR("办法"), STR("规定"), STR("条例"), STR("工作"), STR("记录"),
		STR("力度"), STR("条例"), STR("方式"), STR("措施"), STR("等方式"), STR("等形式"), STR("等措施"),
		STR("情形"), STR("台账"), STR("手段"), STR("问效"), STR("权"), STR("标准"), STR("程序"), STR("影响期"),
		STR("决定书"), STR("期"), STR("审批"), STR("查处"), STR("到结案"), STR("条件"), STR("登记"),
		STR("、结案"), STR("数"), STR("率"), STR("清单"), STR("意见"), STR("负责人等"), STR("案件"), STR("类"));

	return facts_any_at(f, p, words) != NULL;
}

/* Something says that it was done to somebody: 给予, 进行了, 被. */
static bool done_before(const struct facts *f, const char *p)
{
	FACTS_LIST(words, STR("给予"), STR("予以"), STR("进行"), STR("进行了"), STR("受到"), STR("被"), STR("作出"),
		STR("已"), STR("开展了"), STR("并"), STR("给予了"), STR("实施"), STR("严肃"), STR("处以"), STR("和"),
		STR("、"), STR("接受"));

	if (facts_any_before(f, p, words))
		return true;
	for (int i = 0; i < 12 && p > f->begin; i++) { /* 给予李某政务记过处分 */
		p = facts_back(f, p);
		if (!facts_hanzi(p))
			return false;
		if (facts_at(f, p, STR("给予")) || facts_at(f, p, STR("予以")))
			return true;
	}
	return false;
}

/* Said of somebody who holds a post, right before the word: 对副镇长诫勉谈话, 对分管负责人提醒谈话. */
static bool post_before(const struct facts *f, const char *word)
{
	FACTS_LIST(penalties, STR("党内"), STR("政务"), STR("记过"), STR("记大过"), STR("诫勉"));
	FACTS_LIST(anybody, STR("科室"), STR("单位"), STR("部门"), STR("支部"), STR("企业"), STR("项目"), STR("街道"),
		STR("乡镇"), STR("主要"), STR("负责人"), STR("中队"), STR("各"));
	const char *p = word;

	bool penalty = facts_any_at(f, word, penalties);
	if (!facts_any_before(f, p, posts) && !(penalty && facts_before(f, p, STR("某"))))
		return false;
	if (penalty)
		return true;
	for (int i = 0; i < 24 && p > f->begin && facts_hanzi(p - 3); i++) {
		p = facts_back(f, p);
		if (facts_at(f, p, STR("的")) && facts_any_at(f, p + 3, anybody))
			return false;
		if (facts_at(f, p, STR("对")))
			return true;
	}
	return false;
}

/* 作出书面检查 is an act against who writes it, 开展书面检查 is not. */
static bool written_by_them(const struct facts *f, const char *from)
{
	FACTS_LIST(words, STR("作出"), STR("作"), STR("做出"), STR("做"), STR("写出"), STR("写"), STR("提交"),
		STR("作出了"), STR("责令"), STR("上交"));

	return facts_any_before(f, from, words) != NULL;
}

/* Not yet, or only in case: 拟给予, 一律, 如发现. */
static bool only_possible(const struct facts *f, const char *word)
{
	FACTS_LIST(words, STR("如"), STR("将"), STR("拟"), STR("一律"), STR("视情"), STR("可以"), STR("应当"),
		STR("依规"), STR("未"), STR("要"), STR("对未"), STR("对不"), STR("及时"), STR("通过"), STR("采取"),
		STR("运用"), STR("凡"), STR("落实"), STR("建立"), STR("完善"), STR("健全"), STR("按照有关"),
		STR("按照相关"), STR("严格"), STR("予以辞退的"));
	const char *p = word;

	for (int i = 0; i < 30 && p > f->begin; i++) {
		p = facts_back(f, p);
		if (clause_ends(f, p))
			return false;
		if (facts_any_at(f, p, words) && !facts_at(f, p, STR("将其")) && !facts_at(f, p, STR("要求")) &&
			!facts_before(f, p + 3, STR("主要")) && !facts_before(f, p + 3, STR("重要")) &&
			!facts_at(f, p, STR("严格规范")))
			return true;
	}
	return false;
}

/* Words that are an act against people only with their number: cases are opened and firms are dismissed too. */
static bool needs_number(struct str kind)
{
	FACTS_LIST(words, STR("立案"), STR("立案调查"), STR("问责"), STR("追责问责"), STR("留置"), STR("函询"),
		STR("开除"), STR("停职"), STR("免职"), STR("组织调整"), STR("组织处理"), STR("解聘"), STR("降级"),
		STR("严重警告"), STR("移送司法"));

	for (const struct str *w = words->words; w->len; w++) {
		if (str_eq(kind, *w))
			return true;
	}
	return false;
}

/* 免去张某科长职务, 撤销其副队长职务: the end of what the two words begin; NULL: they take something else away (免去手续). *ret: how many people,
 * 0: it is not said. */
static const char *removed_from_office(const struct facts *f, const char *to, uint32_t *ret)
{
	const char *p = to, *end = to;
	uint32_t people = people_at(f, facts_blanks(f, to, 1), &end);
	bool one = facts_at(f, to, STR("其")), several = false;

	for (int i = 0; i < BEFORE && p < f->limit; i++, p = facts_forward(f, p)) {
		if (facts_at(f, p, STR("职务"))) {
			*ret = people ? people : one && !several;
			return p + strlen("职务");
		}
		several =
			several || facts_at(f, p, STR("、")) || facts_at(f, p, STR("和")) || facts_at(f, p, STR("等"));
		if (*p == ',' || facts_at(f, p, STR("，")) || (!facts_at(f, p, STR("、")) && clause_ends(f, p)))
			return NULL;
		one = one || facts_at(f, p, STR("某"));
	}
	return NULL;
}

static int removal(struct facts *f, const char *from, const char *to)
{
	uint32_t people = 0;
	const char *end = removed_from_office(f, to, &people);

	if (!end || only_possible(f, from))
		return 0;
	struct fact_people *fact = vec_push(&f->r->people);
	if (!fact)
		return ERR_NOMEM;
	fact->kind = facts_at(f, from, STR("免去")) ? STR("免职") : STR("撤职");
	fact->people = people;
	fact->span = facts_span(f, from, end);
	f->people_done = end;
	return 0;
}

int facts_people(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	struct str kind = facts_str(from, to);
	const char *end = to;
	bool units = false;
	uint32_t people = people_behind(f, to, &end);
	struct fact_people *fact;

	(void)t;
	(void)ret_next;
	if (str_eq(kind, STR("免去")) || str_eq(kind, STR("撤销")))
		return removal(f, from, to);
	if (str_starts(kind, STR("书面")) && !written_by_them(f, from))
		return 0;
	if (noun_follows(f, to) || facts_before(f, from, STR("行政处罚")))
		return 0;
	if (!people)
		people = people_before(f, from, &units);
	else
		f->people_done = end;
	if (units || (!people && (needs_number(kind) || (!done_before(f, from) && !post_before(f, from)) ||
					 only_possible(f, from))))
		return 0;
	if (people && (facts_before(f, from, STR("拟")) || facts_before(f, from, STR("拟给予")) ||
			      facts_before(f, from, STR("建议给予"))))
		return 0;
	fact = vec_push(&f->r->people);
	if (!fact)
		return ERR_NOMEM;
	fact->kind = kind;
	fact->people = people;
	fact->span = facts_span(f, from, end);
	return 0;
}

/* BH407, BH411-BH413: what the report says of its documents, here and there. All begin from the documents found, which are looked up in the
 * tree once for all: by the first of these rules that is switched on. */
#include <stdlib.h>

#include "docno.h"
#include "fault.h"
#include "rules.h"
#include "spot.h"

#define TITLE_MIN ((size_t)15)    /* bytes inside 《》: shorter names (《方案》) are many documents' */
#define NUMBERED_MIN ((size_t)12) /* the same for those with a number */
#define RELATED_MAX 12
#define DATED_BESIDE_ONE 2
#define DATED_EACH ((size_t)4) /* that have a number or day, for each that has none */

static const struct fact_document *doc_at(const struct report *r, size_t i)
{
	return &VEC_AT(&r->documents, struct fact_document, i);
}

static bool is_made(const struct fact_document *d)
{
	return d->action == DOCUMENT_ISSUED || d->action == DOCUMENT_TRIAL || d->action == DOCUMENT_REVISED;
}

/* The name without 《》 and without （试行） and the like at its end. */
static struct str name_of(const struct fact_document *d)
{
	static const struct str notes[] = { STR_INIT("（试行）"), STR_INIT("(试行)"), STR_INIT("（暂行）"),
		STR_INIT("（草案）"), STR_INIT("（征求意见稿）"), STR_INIT("（修订）"), STR_INIT("（初稿）"),
		{ NULL, 0 } };
	struct str s = d->title.len > 6 ? str_sub(d->title, 3, d->title.len - 3) : STR_NONE;

	for (const struct str *n = notes; n->len; n++) {
		if (str_ends(s, *n))
			s.len -= n->len;
	}
	return s;
}

/* A document that stands in a leaf. */
struct entry {
	const struct fact_document *doc;
	const struct node *leaf;
	struct str name; /* empty: only a number stands there */
	uint64_t hash;   /* of the name */
	struct docno number;
	bool numbered;
};

struct entries {
	struct entry *all; /* in the order of the text */
	size_t count;
	const struct entry **named; /* some of them, as a rule wants them */
};

static void list_entries(const struct report *r, struct entries *e)
{
	struct spot spot = spot_begin(r);

	for (size_t i = 0; i < r->documents.len; i++) {
		const struct fact_document *d = doc_at(r, i);
		const struct node *leaf = spot_leaf(&spot, d->span.start);
		if (!leaf)
			continue;
		struct entry *it = &e->all[e->count++];
		*it = (struct entry){ .doc = d, .leaf = leaf, .name = name_of(d) };
		it->hash = str_hash(it->name, 0);
		it->numbered = d->number.ptr && docno_read(d->number, &it->number);
	}
}

/* --- BH407 --- */

/* What stands before the title when an older rule is meant. */
static const struct str older[] = { STR_INIT("原"), STR_INIT("此前"), STR_INIT("早在"), STR_INIT("之前"),
	STR_INIT("巡察前"), STR_INIT("已有"), STR_INIT("根据"), STR_INIT("依据"), STR_INIT("按照"), STR_INIT("依照"),
	STR_INIT("对照"), STR_INIT("执行"), STR_INIT("废止"), STR_INIT("修订"), STR_INIT("修改"), STR_INIT("转发"),
	STR_INIT("学习"), STR_INIT("贯彻"), STR_INIT("参照"), STR_INIT("现有"), STR_INIT("落实"), STR_INIT("前期"),
	STR_INIT("完善"), STR_INIT("违反"), STR_INIT("基础上"), STR_INIT("省"), STR_INIT("国家"), STR_INIT("上级"),
	STR_INIT("市委"), STR_INIT("市政府"), STR_INIT("住建部"), STR_INIT("财政"), STR_INIT("废除"), { NULL, 0 } };

static struct span whole_span(const struct report *r, const struct fact_document *d)
{
	struct span s = spot_clause(r, d->span);

	return s.start < d->span.start ? (struct span){ s.start, d->span.end } : d->span;
}

static int add_older(struct check *c, const struct node *leaf, const struct fact_document *d, struct str when)
{
	char day[DATE_TEXT_MAX];
	bool known = !date_is_none(c->report->inspection_start);

	date_format(known ? c->report->inspection_start : c->report->feedback_date, day);
	return check_add(c, spot_item(leaf), whole_span(c->report, d),
		       "这里把“" STR_FMT "”的文件写作整改成果，而%s %s 才%s：请核对文号、年份，或者写明是原有制度",
		       STR_ARG(when), known ? "巡察" : "意见", day, known ? "开始" : "反馈")
		       ? 0
		       : ERR_NOMEM;
}

/* The last date before the title in its sentence, if it surely lies before the inspection. */
static bool dated_before(const struct report *r, const struct fact_document *d, struct str *ret)
{
	static const struct str loose[] = { STR_INIT("以来"), STR_INIT("前"), STR_INIT("以后"), STR_INIT("至"),
		STR_INIT("的"), STR_INIT("年度"), { NULL, 0 } };
	const struct fact_date *dates = r->dates.ptr;
	size_t i = spot_first_date(r, d->span.start);

	while (i > 0 && dates[i - 1].span.end > d->span.start)
		i--;
	if (i == 0)
		return false;
	const struct fact_date *f = &dates[i - 1];
	*ret = report_slice(r, f->span);
	return spot_is_certain(f) && date_cmp(spot_last_day(r, f), r->inspection_start) < 0 &&
	       !spot_starts(spot_text(r, f->span.end, d->span.start), loose) &&
	       f->span.start >= spot_sentence(r, d->span).start;
}

/* 《…》（〔2024〕4号，2024年2月27日印发）, 《…》，于2018年8月15日起执行: a day right behind it, before the inspection. */
static bool issued_before(const struct report *r, const struct fact_document *d, struct str *ret)
{
	static const struct str issues[] = { STR_INIT("印发"), STR_INIT("出台"), STR_INIT("起施行"), STR_INIT("起执行"),
		STR_INIT("起实施"), STR_INIT("发布"), STR_INIT("施行"), { NULL, 0 } };
	static const struct str ends[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT(";"), STR_INIT("《"),
		STR_INIT("\n"), STR_INIT("代替"), STR_INIT("替代"), STR_INIT("原"), { NULL, 0 } };
	enum { NEAR = 75 };
	size_t i = spot_first_date(r, d->span.end);

	if (i == r->dates.len)
		return false;
	const struct fact_date *f = &VEC_AT(&r->dates, struct fact_date, i);
	if (f->span.start > d->span.end + NEAR || !spot_is_certain(f) || f->precision != DATE_DAY ||
		spot_any(spot_text(r, d->span.end, f->span.start), ends) ||
		date_cmp(spot_last_day(r, f), r->inspection_start) >= 0)
		return false;
	*ret = report_slice(r, f->span);
	struct str behind = spot_text(r, f->span.end, (uint32_t)r->text.len);
	size_t de = str_find(str_sub(behind, 0, 15 < behind.len ? 15 : behind.len), STR("的"), 0); /* 2月27日印发的… */
	/* （〔2024〕19号，2024年3月21日） */
	bool alone = str_ends(spot_text(r, d->span.end, f->span.start), STR("号，")) &&
		     (str_starts(behind, STR("）")) || str_starts(behind, STR(")")));
	return alone || (spot_starts(behind, issues) && de == STR_NPOS);
}

/* 依据新出台的《…》, 为落实审计意见，…出台了《…》: it is told as new, whatever it goes by. */
static bool is_told_as_new(struct str before)
{
	static const struct str news[] = { STR_INIT("新出台的"), STR_INIT("新制定的"), STR_INIT("新印发的"),
		STR_INIT("新建立的"), { NULL, 0 } };
	static const struct str made[] = { STR_INIT("出台"), STR_INIT("出台了"), STR_INIT("制定"), STR_INIT("制定了"),
		STR_INIT("印发"), STR_INIT("印发了"), STR_INIT("建立了"), { NULL, 0 } };
	static const struct str aims[] = { STR_INIT("为落实"), STR_INIT("针对"), STR_INIT("为贯彻"),
		STR_INIT("根据反馈"), STR_INIT("根据巡察"), STR_INIT("根据审计"), { NULL, 0 } };

	return spot_ends(before, news) || (spot_ends(before, made) && spot_any(before, aims));
}

static int weigh_older(struct check *c, const struct entry *e)
{
	static const struct str later[] = { STR_INIT("发布后"), STR_INIT("印发后"), STR_INIT("出台后"),
		STR_INIT("下发后"), STR_INIT("实施后"), { NULL, 0 } };
	/* 《办法》（〔2023〕61号）原定试行…，整改中作了修订，重新印发; 旧细则（〔2023〕88号）同时废止 */
	static const struct str replaced[] = { STR_INIT("废止"), STR_INIT("重新印发"), STR_INIT("重新发布"),
		STR_INIT("重新公布"), STR_INIT("作了修订"), STR_INIT("进行了修订"), STR_INIT("重新修订"), { NULL, 0 } };
	enum { TOLD_BEHIND = 400 };
	const struct report *r = c->report;
	const struct fact_document *d = e->doc;
	struct str when = d->number;
	uint32_t behind = d->span.end + TOLD_BEHIND < e->leaf->span.end ? d->span.end + TOLD_BEHIND : e->leaf->span.end;

	bool made = d->action == DOCUMENT_ISSUED || d->action == DOCUMENT_TRIAL;
	if ((!made && !e->numbered) || !spot_is_deed(e->leaf) || !spot_item(e->leaf) ||
		spot_starts(spot_text(r, d->span.end, (uint32_t)r->text.len), later))
		return 0;
	/* the feedback comes within a year of the inspection's begin */
	bool known = !date_is_none(r->inspection_start);
	int first = known ? r->inspection_start.year : r->feedback_date.year - 1;
	bool early = e->numbered ? e->number.year < first : known && dated_before(r, d, &when);
	early = early || (known && made && (dated_before(r, d, &when) || issued_before(r, d, &when)));
	bool fresh = early && is_told_as_new(spot_before(r, d->span));
	if (!early || (!made && !fresh) || (!fresh && spot_any(spot_before(r, d->span), older)) ||
		spot_any(spot_text(r, d->span.end, behind), replaced))
		return 0;
	return add_older(c, e->leaf, d, when);
}

static int check_older(struct check *c, struct entries *e)
{
	int rc = 0;

	bool dated = !date_is_none(c->report->inspection_start) || !date_is_none(c->report->feedback_date);
	for (size_t i = 0; i < e->count && rc == 0 && dated; i++)
		rc = weigh_older(c, &e->all[i]);
	return rc;
}

/* --- documents by name or number --- */

/* Those with a name of so many bytes, and with a number where `numbered`, in the order of the text; gives how many. */
static size_t list_named(struct entries *e, size_t shortest, bool numbered)
{
	size_t n = 0;

	for (size_t i = 0; i < e->count; i++) {
		if (e->all[i].name.len >= shortest && (e->all[i].numbered || !numbered))
			e->named[n++] = &e->all[i];
	}
	return n;
}

static size_t sort_named(struct entries *e, bool numbered, int (*order)(const void *, const void *))
{
	size_t n = list_named(e, numbered ? NUMBERED_MIN : TITLE_MIN, numbered);

	qsort(e->named, n, sizeof(*e->named), order);
	return n;
}

static int by_place(const struct entry *a, const struct entry *b)
{
	return (a->doc->span.start > b->doc->span.start) - (a->doc->span.start < b->doc->span.start);
}

/* The same names together, in whatever order. */
static int by_name(const void *pa, const void *pb)
{
	const struct entry *a = *(const struct entry *const *)pa, *b = *(const struct entry *const *)pb;
	int order = (a->hash > b->hash) - (a->hash < b->hash);

	order = order ? order : str_cmp(a->name, b->name);
	return order ? order : by_place(a, b);
}

static int by_number(const void *pa, const void *pb)
{
	const struct entry *a = *(const struct entry *const *)pa, *b = *(const struct entry *const *)pb;
	int order = (a->number.year > b->number.year) - (a->number.year < b->number.year);

	order = order ? order : (a->number.no > b->number.no) - (a->number.no < b->number.no);
	order = order ? order : str_cmp(a->number.code, b->number.code);
	return order ? order : by_place(a, b);
}

static const struct node *problem_of(const struct node *leaf)
{
	while (leaf && leaf->kind != NODE_PROBLEM)
		leaf = leaf->parent;
	return leaf;
}

/* --- BH411 --- */

static bool says_issued(const struct report *r, const struct entry *e)
{
	static const struct str words[] = { STR_INIT("已印发"), STR_INIT("印发执行"), STR_INIT("正式印发"),
		STR_INIT("已出台"), STR_INIT("已下发"), STR_INIT("已正式"), STR_INIT("发布实施"), STR_INIT("并印发"),
		{ NULL, 0 } };
	/* 待局务会审议后印发: it will be */
	static const struct str ahead[] = { STR_INIT("待"), STR_INIT("将"), STR_INIT("拟"), { NULL, 0 } };
	struct str sentence = report_slice(r, spot_sentence(r, e->doc->span));
	size_t then = str_find(sentence, STR("后印发"), 0);

	return spot_any(sentence, words) || (then != STR_NPOS && !spot_any(str_sub(sentence, 0, then), ahead));
}

/* 《…》自2023年1月1日起施行: it is in force, so it was issued. */
static bool says_in_force(const struct report *r, const struct entry *e)
{
	static const struct str words[] = { STR_INIT("起施行"), STR_INIT("起实施"), STR_INIT("起执行"),
		STR_INIT("起正式"), { NULL, 0 } };
	static const struct str later[] = { STR_INIT("将"), STR_INIT("拟"), STR_INIT("计划"), STR_INIT("待"),
		{ NULL, 0 } };
	struct str behind = spot_rest(r, e->doc->span);

	return spot_any(behind, words) && !spot_any(behind, later);
}

static bool says_draft(const struct report *r, const struct entry *e)
{
	static const struct str words[] = { STR_INIT("正在"), STR_INIT("拟"), STR_INIT("待"), STR_INIT("初稿"),
		STR_INIT("征求意见"), STR_INIT("起草"), STR_INIT("草拟"), STR_INIT("目前"), STR_INIT("将"),
		STR_INIT("尚"), STR_INIT("审议"), { NULL, 0 } };
	bool open = e->doc->action == DOCUMENT_DRAFTED || e->doc->action == DOCUMENT_SUBMITTED ||
		    e->doc->action == DOCUMENT_CITED;

	return open && spot_is_deed(e->leaf) &&
	       (e->doc->action != DOCUMENT_CITED || spot_any(spot_rest(r, e->doc->span), words)) &&
	       spot_any(report_slice(r, spot_sentence(r, e->doc->span)), words) && !says_issued(r, e);
}

/* A measure says what was going to be done where the progress tells what was. */
static bool is_account(const struct entry *e)
{
	if (e->leaf->kind != NODE_MEASURE)
		return spot_is_deed(e->leaf);
	const struct node *item = spot_item(e->leaf);
	for (const struct node *n = item ? item->first : NULL; n; n = n->next) {
		if (n->kind == NODE_PROGRESS)
			return false;
	}
	return true;
}

/* 建章立制情况：…印发《A》《B》等制度5项: told of the whole, behind or before the problems. */
static bool is_summary(const struct report *r, const struct entry *e)
{
	static const struct str ahead[] = { STR_INIT("将"), STR_INIT("拟"), STR_INIT("计划"), STR_INIT("下一步"),
		STR_INIT("待"), STR_INIT("正在"), STR_INIT("抓紧"), STR_INIT("继续"), { NULL, 0 } };

	return e->leaf->kind == NODE_PROSE && (e->leaf->prose == PROSE_CLOSING || e->leaf->prose == PROSE_PREAMBLE) &&
	       !spot_any(report_slice(r, spot_sentence(r, e->doc->span)), ahead);
}

/* 修改完善 may still lie before it is issued again. */
static bool made_here(const struct report *r, const struct entry *e)
{
	bool made = is_made(e->doc) && e->doc->action != DOCUMENT_REVISED;

	return (is_account(e) || is_summary(r, e)) && (made || says_in_force(r, e));
}

/* Of one problem: first issued, and further on still a draft, is no order of events; a new version may be. */
static bool goes_back(const struct report *r, const struct entry *made, const struct entry *draft)
{
	static const struct str anew[] = { STR_INIT("修订"), STR_INIT("修改"), STR_INIT("完善"), STR_INIT("再次"),
		STR_INIT("新版"), STR_INIT("新一轮"), STR_INIT("配套"), STR_INIT("细则"), { NULL, 0 } };
	struct span now = spot_sentence(r, draft->doc->span);

	/* 已印发执行。…现《…》尚在起草 */
	static const struct str still[] = { STR_INIT("尚在起草"), STR_INIT("仍在起草"), STR_INIT("正在起草"),
		STR_INIT("正在征求意见"), STR_INIT("尚未印发"), STR_INIT("未印发"), { NULL, 0 } };
	bool said =
		made->leaf == draft->leaf && says_issued(r, made) && spot_starts(spot_rest(r, draft->doc->span), still);

	return (made->doc->number.ptr || said) && made->doc->span.end < now.start &&
	       !spot_any(report_slice(r, now), anew);
}

/* 《…》8月20日印发，目前正在征求意见: one sentence, and nothing else is named in it. */
static int check_itself(struct check *c, const struct entry *e)
{
	static const struct str issued[] = { STR_INIT("印发"), STR_INIT("已印发"), STR_INIT("正式印发"), { NULL, 0 } };
	static const struct str now[] = { STR_INIT("，"), STR_INIT(","), STR_INIT("目前"), STR_INIT("当前"),
		STR_INIT("现"), STR_INIT("截至目前"), { NULL, 0 } };
	static const struct str still[] = { STR_INIT("正在征求意见"), STR_INIT("仍在征求意见"), STR_INIT("正在起草"),
		STR_INIT("仍在起草"), STR_INIT("尚在起草"), STR_INIT("尚未印发"), STR_INIT("待审议"), { NULL, 0 } };
	const struct report *r = c->report;
	struct str clause =
		e->name.len >= NUMBERED_MIN && spot_is_deed(e->leaf) ? spot_rest(r, e->doc->span) : STR_NONE;

	if (clause.len > 60 || !spot_ends(str_trim(clause), issued))
		return 0;
	struct str behind = spot_behind(r, e->doc->span);
	if (clause.len >= behind.len || str_has(behind, STR("《")))
		return 0;
	struct str state = str_sub(behind, clause.len, behind.len);
	for (const struct str *n = now; n->len; n++) {
		if (str_starts(state, *n))
			state = str_sub(state, n->len, state.len);
	}
	if (!spot_starts(state, still))
		return 0;
	return check_add(c, spot_item(e->leaf), spot_sentence(r, e->doc->span),
		       "同一文件两种说法：" STR_FMT "写作已经印发，又写作还在起草、征求意见", STR_ARG(e->doc->title))
		       ? 0
		       : ERR_NOMEM;
}

/* 印发《…》（〔2024〕61号），现正征求意见; 依据《…》（〔2024〕15号）开展，该规范处于征求意见阶段: it has a number, so it was issued. */
static int check_numbered_draft(struct check *c, const struct entry *e)
{
	static const struct str still[] = { STR_INIT("正在征求"), STR_INIT("现正征求"), STR_INIT("仍在征求"),
		STR_INIT("处于征求意见"), STR_INIT("尚在征求"), STR_INIT("尚未印发"), STR_INIT("待审议通过后"),
		STR_INIT("正在起草"), STR_INIT("尚在起草"), STR_INIT("审议通过后下发"), STR_INIT("审议通过后印发"),
		{ NULL, 0 } };
	static const struct str anew[] = { STR_INIT("修订"), STR_INIT("修改"), STR_INIT("新版"), STR_INIT("细则"),
		STR_INIT("配套"), { NULL, 0 } };
	const struct report *r = c->report;

	if (!e->numbered || e->name.len < NUMBERED_MIN || !spot_is_deed(e->leaf))
		return 0;
	struct str behind = spot_behind(r, e->doc->span);
	if (str_has(behind, STR("《")) || spot_any(behind, anew) || !spot_any(behind, still))
		return 0;
	/* of the paper itself, or of nothing else */
	struct str kind = str_sub(e->name, e->name.len - 6, e->name.len);
	size_t that = str_find(behind, STR("该"), 0);
	bool itself = that != STR_NPOS && str_starts(str_sub(behind, that + 3, behind.len), kind);
	static const struct str issues[] = { STR_INIT("印发"), STR_INIT("印发了"), STR_INIT("出台"), STR_INIT("出台了"),
		STR_INIT("下发"), STR_INIT("下发了"), { NULL, 0 } };
	if (!itself && !spot_ends(spot_lead(r, e->doc->span), issues))
		return 0;
	return check_add(c, spot_item(e->leaf), spot_sentence(r, e->doc->span),
		       "同一文件两种说法：" STR_FMT "已有文号，又写作还在起草、征求意见", STR_ARG(e->doc->title))
		       ? 0
		       : ERR_NOMEM;
}

/* 制定《…办法（讨论稿）》，已下发各村遵照执行: a draft is carried out. */
static int check_draft_in_force(struct check *c, const struct entry *e)
{
	static const struct str drafts[] = { STR_INIT("（讨论稿）》"), STR_INIT("（征求意见稿）》"),
		STR_INIT("（草案）》"), STR_INIT("（送审稿）》"), STR_INIT("（初稿）》"), STR_INIT("(讨论稿)》"),
		STR_INIT("(征求意见稿)》"), { NULL, 0 } };
	static const struct str leads[] = { STR_INIT("，已下发"), STR_INIT("，已印发"), STR_INIT("，已正式"),
		STR_INIT(",已下发"), STR_INIT(",已印发"), { NULL, 0 } };
	static const struct str rules[] = { STR_INIT("遵照执行"), STR_INIT("严格执行"), STR_INIT("贯彻执行"),
		STR_INIT("执行到位"), STR_INIT("施行"), STR_INIT("正式实施"), { NULL, 0 } };
	const struct report *r = c->report;

	if (!spot_is_deed(e->leaf) || !spot_ends(e->doc->title, drafts))
		return 0;
	struct str behind = spot_behind(r, e->doc->span);
	if (!spot_starts(behind, leads) || !spot_any(behind, rules))
		return 0;
	return check_add(c, spot_item(e->leaf), spot_sentence(r, e->doc->span),
		       "同一文件两种说法：" STR_FMT "还是稿，却写作已经下发执行", STR_ARG(e->doc->title))
		       ? 0
		       : ERR_NOMEM;
}

/* 三、长效机制：…《办法》已形成征求意见稿，待修改完善后印发: told of the whole, where the account of a problem has its number. */
static bool says_draft_of_whole(const struct report *r, const struct entry *e)
{
	static const struct str still[] = { STR_INIT("已形成征求意见稿"), STR_INIT("形成征求意见稿"),
		STR_INIT("正在征求意见"), STR_INIT("已形成初稿"), STR_INIT("尚未印发"), STR_INIT("正在起草"),
		{ NULL, 0 } };

	return e->leaf->kind == NODE_PROSE && (e->leaf->prose == PROSE_CLOSING || e->leaf->prose == PROSE_PREAMBLE) &&
	       spot_starts(spot_rest(r, e->doc->span), still);
}

static int compare_states(struct check *c, const struct entry *const *group, size_t count)
{
	const struct entry *made = NULL, *draft = NULL;

	for (size_t i = 0; i < count && !made; i++)
		made = made_here(c->report, group[i]) ? group[i] : NULL;
	for (size_t i = 0; i < count && made && !draft; i++)
		draft = (is_account(group[i]) && says_draft(c->report, group[i])) ||
					says_draft_of_whole(c->report, group[i])
				? group[i]
				: NULL;
	if (!made || !draft ||
		(problem_of(made->leaf) == problem_of(draft->leaf) && !goes_back(c->report, made, draft)))
		return 0;
	struct check_finding *f = check_add(c, spot_item(draft->leaf), spot_sentence(c->report, draft->doc->span),
		"同一文件两种说法：" STR_FMT "在别处写作已经制定、印发，这里却还在起草、征求意见或待批",
		STR_ARG(draft->doc->title));
	return f ? check_relate(c, f, whole_span(c->report, made->doc)) : ERR_NOMEM;
}

static int check_states(struct check *c, struct entries *e)
{
	int rc = 0;

	for (size_t i = 0; i < e->count && rc == 0; i++) {
		rc = check_itself(c, &e->all[i]);
		if (rc == 0)
			rc = check_draft_in_force(c, &e->all[i]);
		if (rc == 0)
			rc = check_numbered_draft(c, &e->all[i]);
	}
	size_t count = rc == 0 ? sort_named(e, false, by_name) : 0;

	for (size_t i = 0, end; i < count && rc == 0; i = end) {
		for (end = i + 1; end < count && str_eq(e->named[end]->name, e->named[i]->name); end++)
			;
		if (end - i > 1)
			rc = compare_states(c, e->named + i, end - i);
	}
	return rc;
}

/* --- BH412 --- */

/* Titles in a row share the number or date behind the last one. */
static bool joined(const struct report *r, const struct entry *a, const struct entry *b)
{
	static const struct str joints[] = { STR_INIT(""), STR_INIT("、"), STR_INIT("和"), STR_INIT("及"),
		STR_INIT("以及"), STR_INIT("与"), STR_INIT("（试行）、"), STR_INIT("（试行）"),
		STR_INIT("（试行）和") };
	if (b->doc->span.start < a->doc->span.end)
		return false;
	struct str between = spot_text(r, a->doc->span.end, b->doc->span.start);

	for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
		if (str_eq(between, joints[i]))
			return true;
	}
	return false;
}

/* In the sentence of the title. */
static bool has_date(const struct report *r, struct span title)
{
	const struct fact_date *dates = r->dates.ptr;
	size_t i = spot_first_date(r, title.start);

	uint32_t back = i > 0 ? title.start - dates[i - 1].span.start : UINT32_MAX;
	if (back < SPOT_REACH && back <= spot_before(r, title).len)
		return true;
	/* 《方案》，…截至6月底: up to when something else was counted */
	return i < r->dates.len && dates[i].span.end < title.end + SPOT_REACH &&
	       dates[i].span.end <= title.end + spot_behind(r, title).len &&
	       !str_ends(spot_text(r, title.end, dates[i].span.start), STR("截至"));
}

/* A number may stand before: 以云城管〔2024〕6号文件印发《...》 */
static bool has_number_or_date(const struct report *r, const struct entry *e)
{
	return e->doc->number.ptr || str_has(spot_lead(r, e->doc->span), STR("号")) || has_date(r, e->doc->span);
}

static int add_undated(struct check *c, const struct entry *const *bare, size_t count, size_t dated)
{
	const struct fact_document *first = bare[0]->doc;
	char others[40] = "";

	if (count > 1)
		snprintf(others, sizeof(others), "等 %zu 份", count);
	struct check_finding *f = check_add(c, spot_item(bare[0]->leaf), first->span,
		"作为整改成果的文件，%zu 份写了文号或时间，" STR_FMT "%s没有写：读者无从查证", dated,
		STR_ARG(first->title), others);
	if (!f)
		return ERR_NOMEM;
	for (size_t i = 1; i < count && i <= RELATED_MAX; i++) {
		if (check_relate(c, f, bare[i]->doc->span) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* A book of cases is no rule, and what is 完善 need not be issued anew. */
static bool is_issued_rule(const struct report *r, const struct entry *e)
{
	static const struct str books[] = { STR_INIT("选编"), STR_INIT("汇编"), STR_INIT("案例"), STR_INIT("案例集"),
		STR_INIT("读本"), STR_INIT("题库"), STR_INIT("画册"), { NULL, 0 } };

	/* 《涉企案件办理中的温度与尺度》 is no rule */
	static const struct str rules[] = { STR_INIT("办法"), STR_INIT("规定"), STR_INIT("细则"), STR_INIT("制度"),
		STR_INIT("方案"), STR_INIT("意见"), STR_INIT("规程"), STR_INIT("规则"), STR_INIT("通知"),
		STR_INIT("规范"), STR_INIT("标准"), STR_INIT("指引"), STR_INIT("清单"), STR_INIT("措施"),
		STR_INIT("流程"), STR_INIT("机制"), STR_INIT("公约"), STR_INIT("章程"), STR_INIT("预案"),
		STR_INIT("计划"), STR_INIT("要点"), STR_INIT("手册"), STR_INIT("指南"), STR_INIT("守则"),
		STR_INIT("准则"), STR_INIT("纪要"), STR_INIT("条例"), STR_INIT("规划"), { NULL, 0 } };
	if (!spot_any(e->doc->title, rules))
		return false;
	return !spot_ends(e->name, books) && !str_ends(spot_lead(r, e->doc->span), STR("完善"));
}

static int check_undated(struct check *c, struct entries *e)
{
	const struct report *r = c->report;
	size_t count = list_named(e, 1, false), bare = count, dated = 0;
	bool shared = false, joins = false;

	/* from the last one back: what stands behind a row is the row's. The bare ones gather behind those still to be read. */
	for (size_t i = count; i-- > 0;) {
		const struct entry *it = e->named[i];
		bool follows = joins, made = is_made(it->doc) && is_account(it) && is_issued_rule(r, it);
		joins = i > 0 && joined(r, e->named[i - 1], it);
		shared = (follows && shared) || ((made || joins) && has_number_or_date(r, it));
		dated += made && shared;
		if (made && !shared)
			e->named[--bare] = it;
	}
	/* one of many that have it was forgotten; where more have none it is no habit that they fall short of */
	bool alone = bare + 1 == count && dated >= DATED_BESIDE_ONE;
	return bare < count && (alone || dated >= DATED_EACH * (count - bare))
		       ? add_undated(c, e->named + bare, count - bare, dated)
		       : 0;
}

/* --- BH413 --- */

static bool same_work(struct str a, struct str b)
{
	return str_has(a, b) || str_has(b, a);
}

static int add_conflict(struct check *c, const struct entry *a, const struct entry *b, bool number)
{
	struct check_finding *f;

	if (number)
		f = check_add(c, spot_item(b->leaf), b->doc->span,
			"同一文号用于两个文件：" STR_FMT "既是" STR_FMT "，又是" STR_FMT, STR_ARG(b->doc->number),
			STR_ARG(a->doc->title), STR_ARG(b->doc->title));
	else
		f = check_add(c, spot_item(b->leaf), b->doc->span,
			"同一文件有两个文号：" STR_FMT "一处写“" STR_FMT "”，一处写“" STR_FMT "”",
			STR_ARG(b->doc->title), STR_ARG(a->doc->number), STR_ARG(b->doc->number));
	return f ? check_relate(c, f, a->doc->span) : ERR_NOMEM;
}

static int numbers_of_names(struct check *c, struct entries *e)
{
	size_t count = sort_named(e, true, by_name);

	for (size_t i = 1; i < count; i++) {
		const struct entry *a = e->named[i - 1], *b = e->named[i];
		if (!str_eq(a->name, b->name) || a->number.year != b->number.year || docno_same(&a->number, &b->number))
			continue;
		/* the same name by two organs is two documents; short names are those of many */
		bool near = a->name.len >= TITLE_MIN || a->leaf == b->leaf;
		int rc = near && str_eq(a->number.code, b->number.code) ? add_conflict(c, a, b, false) : 0;
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int names_of_numbers(struct check *c, struct entries *e)
{
	size_t count = sort_named(e, true, by_number);

	for (size_t i = 1; i < count; i++) {
		const struct entry *a = e->named[i - 1], *b = e->named[i];
		if (!docno_same(&a->number, &b->number) || same_work(a->name, b->name))
			continue;
		int rc = add_conflict(c, a, b, true);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* （云城管〔2024〕18号，2023年9月3日）, （…〔2024〕18号）于2023年11月印发: the day it was issued, told right behind its number. */
static const struct fact_date *day_behind(const struct report *r, const struct entry *e)
{
	static const struct str marks[] = { STR_INIT("，"), STR_INIT("）于"), STR_INIT("，于"), STR_INIT(")于"),
		STR_INIT(","), STR_INIT("于"), { NULL, 0 } };
	static const struct str made[] = { STR_INIT("印发"), STR_INIT("发布"), STR_INIT("出台"), STR_INIT("下发"),
		STR_INIT("）"), STR_INIT(")"), STR_INIT("正式印发"), { NULL, 0 } };
	const char *number_end = e->doc->number.ptr + e->doc->number.len;
	uint32_t from = (uint32_t)(number_end - r->text.ptr);
	size_t i = spot_first_date(r, from);

	if (i >= r->dates.len)
		return NULL;
	const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
	struct str gap = spot_text(r, from, d->span.start);
	if (d->span.start > from + 12 || !spot_is_certain(d) || d->precision == DATE_YEAR)
		return NULL;
	for (const struct str *m = marks; m->len; m++) {
		if (str_eq(gap, *m))
			return spot_starts(spot_text(r, d->span.end, d->span.end + 12), made) ? d : NULL;
	}
	return NULL;
}

/* A number has its year from the day it is given: no paper of 2023 has one of 2024; of January it may be of the year before. */
static int years_of_numbers(struct check *c, struct entries *e)
{
	const struct report *r = c->report;

	for (size_t i = 0; i < e->count; i++) {
		const struct entry *it = &e->all[i];
		const struct fact_date *d = it->numbered ? day_behind(r, it) : NULL;
		if (!d || d->value.year == it->number.year ||
			(d->value.year == it->number.year + 1 && d->value.month <= 2))
			continue;
		struct check_finding *f =
			check_add(c, spot_item(it->leaf), (struct span){ it->doc->span.start, d->span.end },
				"文号的年份与印发日期不符：" STR_FMT "是 %d 年的号，日期却是“" STR_FMT "”",
				STR_ARG(it->doc->number), it->number.year, STR_ARG(report_slice(r, d->span)));
		if (!f)
			return ERR_NOMEM;
		f->severity = SEVERITY_WARNING;
	}
	return 0;
}

static int check_conflicts(struct check *c, struct entries *e)
{
	int rc = numbers_of_names(c, e);

	if (rc == 0)
		rc = names_of_numbers(c, e);
	return rc < 0 ? rc : years_of_numbers(c, e);
}

/* --- all of them --- */

static const struct {
	const char *code;
	int (*weigh)(struct check *c, struct entries *e);
} parts[] = { { "BH407", check_older }, { "BH411", check_states }, { "BH412", check_undated },
	{ "BH413", check_conflicts } };

static int run_parts(struct check *c, struct entries *e)
{
	const struct rule *running = c->rule;
	int rc = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && rc == 0; i++) {
		if (!check_enabled(c, parts[i].code))
			continue;
		c->rule = check_rule_find(str_from(parts[i].code));
		rc = parts[i].weigh(c, e);
	}
	c->rule = rc == 0 ? running : c->rule;
	return rc;
}

static int run(struct check *c)
{
	size_t room = c->report->documents.len;
	struct entries e = { .count = 0 };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!check_enabled(c, parts[i].code))
			continue;
		if (strcmp(c->rule->code, parts[i].code) != 0 || room == 0)
			return 0;
		break;
	}
	e.all = fault_calloc(room, sizeof(*e.all));
	e.named = fault_calloc(room, sizeof(*e.named));
	int rc = e.all && e.named ? 0 : ERR_NOMEM;
	if (rc == 0) {
		list_entries(c->report, &e);
		rc = run_parts(c, &e);
	}
	free(e.named);
	free(e.all);
	return rc;
}

int check_bh407(struct check *c)
{
	return run(c);
}

int check_bh411(struct check *c)
{
	return run(c);
}

int check_bh412(struct check *c)
{
	return run(c);
}

int check_bh413(struct check *c)
{
	return run(c);
}

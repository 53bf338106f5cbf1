/* BH407, BH411-BH413: what the report says of its documents, here and there. All begin from the documents found. */
#include <stdlib.h>

#include "docno.h"
#include "fault.h"
#include "rules.h"
#include "spot.h"

#define TITLE_MIN ((size_t)15) /* bytes inside 《》: shorter names (《方案》) are many documents' */
#define RELATED_MAX 12

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

	date_format(c->report->inspection_start, day);
	return check_add(c, spot_item(leaf), whole_span(c->report, d),
		       "这里把“" STR_FMT "”的文件写作整改成果，而巡察 %s 才开始：请核对文号、年份，或者写明是原有制度",
		       STR_ARG(when), day)
		       ? 0
		       : ERR_NOMEM;
}

/* The date in the clause before the title, if it surely lies before the inspection. */
static bool dated_before(const struct report *r, const struct fact_document *d, struct str *ret)
{
	struct span s = spot_sentence(r, d->span);
	bool found = false;

	for (size_t i = spot_first_date(r, s.start); i < r->dates.len; i++) {
		const struct fact_date *f = &VEC_AT(&r->dates, struct fact_date, i);
		if (f->span.end > d->span.start)
			break;
		static const struct str loose[] = { STR_INIT("以来"), STR_INIT("前"), STR_INIT("以后"), STR_INIT("至"),
			STR_INIT("的"), STR_INIT("年度"), { NULL, 0 } };
		found = spot_is_certain(f) && date_cmp(spot_last_day(r, f), r->inspection_start) < 0 &&
			!spot_starts(spot_text(r, f->span.end, d->span.start), loose);
		*ret = report_slice(r, f->span);
	}
	return found;
}

int check_bh407(struct check *c)
{
	const struct report *r = c->report;
	struct spot spot = spot_begin(r);

	if (date_is_none(r->inspection_start))
		return 0;
	for (size_t i = 0; i < r->documents.len; i++) {
		const struct fact_document *d = doc_at(r, i);
		if (d->action != DOCUMENT_ISSUED && d->action != DOCUMENT_TRIAL)
			continue;
		const struct node *leaf = spot_leaf(&spot, d->span.start);
		static const struct str later[] = { STR_INIT("发布后"), STR_INIT("印发后"), STR_INIT("出台后"),
			STR_INIT("下发后"), STR_INIT("实施后"), { NULL, 0 } };
		if (!spot_is_deed(leaf) || !spot_item(leaf) ||
			spot_starts(spot_text(r, d->span.end, spot_clause(r, d->span).end), later))
			continue;
		struct docno n;
		struct str when = STR_NONE;
		bool numbered = d->number.ptr && docno_read(d->number, &n);
		bool early = numbered ? n.year < r->inspection_start.year : dated_before(r, d, &when);
		if (!early || spot_any(spot_text(r, spot_sentence(r, d->span).start, d->span.start), older))
			continue;
		int rc = add_older(c, leaf, d, numbered ? d->number : when);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* --- documents by name or number --- */

struct entry {
	const struct fact_document *doc;
	const struct node *leaf;
	struct str name;
	struct docno number;
	bool numbered;
};

/* The titled documents with their leaves; the array is the caller's to free. NULL without memory. */
static struct entry *entries_of(const struct report *r, size_t shortest, size_t *ret_count)
{
	struct entry *all = fault_calloc(r->documents.len + 1, sizeof(*all));
	struct spot spot = spot_begin(r);
	size_t n = 0;

	for (size_t i = 0; all && i < r->documents.len; i++) {
		const struct fact_document *d = doc_at(r, i);
		struct entry e = { .doc = d, .leaf = spot_leaf(&spot, d->span.start), .name = name_of(d) };
		e.numbered = d->number.ptr && docno_read(d->number, &e.number);
		if (e.leaf && e.name.len >= shortest)
			all[n++] = e;
	}
	*ret_count = n;
	return all;
}

static int by_place(const struct entry *a, const struct entry *b)
{
	return (a->doc->span.start > b->doc->span.start) - (a->doc->span.start < b->doc->span.start);
}

static int by_name(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
	int order = str_cmp(a->name, b->name);

	return order ? order : by_place(a, b);
}

static int by_number(const void *pa, const void *pb)
{
	const struct entry *a = pa, *b = pb;
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
		STR_INIT("已出台"), STR_INIT("已下发"), STR_INIT("后印发"), STR_INIT("已正式"), STR_INIT("发布实施"),
		STR_INIT("并印发"), { NULL, 0 } };

	return spot_any(report_slice(r, spot_sentence(r, e->doc->span)), words);
}

static bool says_draft(const struct report *r, const struct entry *e)
{
	static const struct str words[] = { STR_INIT("正在"), STR_INIT("拟"), STR_INIT("待"), STR_INIT("初稿"),
		STR_INIT("征求意见"), STR_INIT("起草"), STR_INIT("草拟"), STR_INIT("目前"), STR_INIT("将"),
		STR_INIT("尚"), STR_INIT("审议"), { NULL, 0 } };
	bool open = e->doc->action == DOCUMENT_DRAFTED || e->doc->action == DOCUMENT_SUBMITTED ||
		    e->doc->action == DOCUMENT_CITED;

	struct str behind = spot_text(r, e->doc->span.end, spot_clause(r, e->doc->span).end);

	return open && spot_is_deed(e->leaf) && (e->doc->action != DOCUMENT_CITED || spot_any(behind, words)) &&
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

/* 修改完善 may still lie before it is issued again. */
static bool made_here(const struct entry *e)
{
	return is_made(e->doc) && e->doc->action != DOCUMENT_REVISED && is_account(e);
}

static int compare_states(struct check *c, const struct entry *group, size_t count)
{
	const struct entry *made = NULL, *draft = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!made && made_here(&group[i]))
			made = &group[i];
		if (!draft && is_account(&group[i]) && says_draft(c->report, &group[i]))
			draft = &group[i];
	}
	if (!made || !draft || problem_of(made->leaf) == problem_of(draft->leaf))
		return 0;
	struct check_finding *f = check_add(c, spot_item(draft->leaf), spot_sentence(c->report, draft->doc->span),
		"同一文件两种说法：" STR_FMT "在别处写作已经制定、印发，这里却还在起草、征求意见或待批",
		STR_ARG(draft->doc->title));
	return f ? check_relate(c, f, whole_span(c->report, made->doc)) : ERR_NOMEM;
}

int check_bh411(struct check *c)
{
	size_t count;
	int rc = 0;
	struct entry *all = entries_of(c->report, TITLE_MIN, &count);

	if (!all)
		return ERR_NOMEM;
	qsort(all, count, sizeof(*all), by_name);
	for (size_t i = 0, end; i < count && rc == 0; i = end) {
		for (end = i + 1; end < count && str_eq(all[end].name, all[i].name); end++)
			;
		if (end - i > 1)
			rc = compare_states(c, all + i, end - i);
	}
	free(all);
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

static bool has_number_or_date(const struct report *r, const struct entry *e)
{
	if (e->doc->number.ptr)
		return true;
	/* a number may stand before: 以云城管〔2024〕6号文件印发《...》 */
	struct span s = spot_sentence(r, e->doc->span);
	struct str lead = spot_text(r, spot_clause(r, e->doc->span).start, e->doc->span.start);
	if (str_has(lead, STR("号")))
		return true;
	size_t i = spot_first_date(r, s.start);
	return i < r->dates.len && VEC_AT(&r->dates, struct fact_date, i).span.end <= s.end;
}

static int add_undated(struct check *c, struct entry *const *bare, size_t count, size_t dated)
{
	const struct fact_document *first = bare[0]->doc;
	struct check_finding *f = check_add(c, spot_item(bare[0]->leaf), first->span,
		"作为整改成果的文件，%zu 份写了文号或时间，" STR_FMT "等 %zu 份没有：读者无从查证", dated,
		STR_ARG(first->title), count);
	if (!f)
		return ERR_NOMEM;
	for (size_t i = 1; i < count && i <= RELATED_MAX; i++) {
		if (check_relate(c, f, bare[i]->doc->span) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

int check_bh412(struct check *c)
{
	const struct report *r = c->report;
	size_t count, dated = 0, bare_count = 0;
	struct entry *all = entries_of(r, 1, &count), **bare = fault_calloc(count + 1, sizeof(struct entry *));
	bool shared = false;
	int rc = all && bare ? 0 : ERR_NOMEM;

	/* from the last one back: what stands behind a row is the row's */
	for (size_t i = rc == 0 ? count : 0; i-- > 0;) {
		struct entry *e = &all[i];
		bool follows = i + 1 < count && joined(r, e, e + 1), made = is_made(e->doc) && is_account(e);
		bool leads = i > 0 && joined(r, e - 1, e);
		shared = (follows && shared) || ((made || leads) && has_number_or_date(r, e));
		if (!made)
			continue;
		dated += shared;
		if (!shared)
			bare[bare_count++] = e;
	}
	for (size_t i = 0; i < bare_count / 2; i++) {
		struct entry *e = bare[i];
		bare[i] = bare[bare_count - 1 - i];
		bare[bare_count - 1 - i] = e;
	}
	if (bare_count && dated)
		rc = add_undated(c, bare, bare_count, dated);
	free(bare);
	free(all);
	return rc;
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

static int numbers_of_names(struct check *c, struct entry *all, size_t count)
{
	qsort(all, count, sizeof(*all), by_name);
	for (size_t i = 1; i < count; i++) {
		const struct entry *a = &all[i - 1], *b = &all[i];
		if (!str_eq(a->name, b->name) || a->number.year != b->number.year || docno_same(&a->number, &b->number))
			continue;
		/* the same name by two organs is two documents */
		int rc = str_eq(a->number.code, b->number.code) ? add_conflict(c, a, b, false) : 0;
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int names_of_numbers(struct check *c, struct entry *all, size_t count)
{
	qsort(all, count, sizeof(*all), by_number);
	for (size_t i = 1; i < count; i++) {
		const struct entry *a = &all[i - 1], *b = &all[i];
		if (!docno_same(&a->number, &b->number) || same_work(a->name, b->name))
			continue;
		int rc = add_conflict(c, a, b, true);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int check_bh413(struct check *c)
{
	size_t count, kept = 0;
	struct entry *all = entries_of(c->report, TITLE_MIN, &count);

	if (!all)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		if (all[i].numbered)
			all[kept++] = all[i];
	}
	int rc = numbers_of_names(c, all, kept);
	if (rc == 0)
		rc = names_of_numbers(c, all, kept);
	free(all);
	return rc;
}

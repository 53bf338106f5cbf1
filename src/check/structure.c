/* BH502, BH505, BH508, BH509: what a report's skeleton lacks or has twice. */
#include "contact_blank.h"
#include "numbers.h"
#include "rules.h"
#include "section.h"
#include "spot.h"
#include "subject.h"
#include "utf8.h"

#define HEADING_CHARS 40
#define TEXT_THAT_ANSWERS 60 /* bytes: unplaced text or a long result that may well be the answer */
#define ITEMS_MIN 5          /* of fewer items no habit can be seen */

struct counts {
	size_t items, answered, with_result; /* of the items in the aspects */
	size_t problems, problems_with_result;
};

static struct span heading_span(const struct check *c, const struct node *n)
{
	struct span s = n->head_span.end > n->span.start ? (struct span){ n->span.start, n->head_span.end } : n->span;
	struct str line = report_slice(c->report, s);
	line = str_sub(line, 0, str_find(line, STR("\n"), 0));
	return (struct span){ s.start, s.start + (uint32_t)utf8_prefix(line, HEADING_CHARS) };
}

static struct node *first_node(const struct report *r)
{
	return r->root ? node_walk(r->root, r->root) : NULL;
}

static bool is_measure(const struct node *n)
{
	return n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS;
}

static bool has_measure(const struct node *item)
{
	for (const struct node *n = item->first; n; n = n->next) {
		if (is_measure(n))
			return true;
	}
	return false;
}

/* Unplaced text, details or a long result below an item may be the answer in a form we do not know. */
static bool may_be_answered(const struct node *item)
{
	size_t bytes = 0;
	for (const struct node *n = item->first; n; n = n->next) {
		if (n->kind == NODE_RESULT ||
			(n->kind == NODE_PROSE && (n->prose == PROSE_TEXT || n->prose == PROSE_LABEL)))
			bytes += n->span.end - n->span.start;
	}
	return bytes >= TEXT_THAT_ANSWERS;
}

static const struct node *result_of(const struct node *item)
{
	for (const struct node *n = item->first; n; n = n->next) {
		if (n->kind == NODE_RESULT)
			return n;
	}
	return NULL;
}

static struct counts count_all(const struct report *r)
{
	struct counts k = { 0 };
	for (struct node *n = first_node(r); n; n = node_walk(r->root, n)) {
		if (n->kind == NODE_PROBLEM) {
			bool any = result_of(n) != NULL;
			for (const struct node *i = n->first; i; i = i->next)
				any = any || (i->kind == NODE_ITEM && result_of(i));
			k.problems++;
			k.problems_with_result += any;
		} else if (n->kind == NODE_ITEM) {
			k.items++;
			k.answered += has_measure(n);
			k.with_result += result_of(n) != NULL;
		}
	}
	return k;
}

/* --- BH502 --- */

/* Where all findings of a problem come first and the measures follow under the last one. */
static bool answered_together(const struct node *problem)
{
	const struct node *last = NULL;
	size_t answered = 0;
	for (const struct node *n = problem->first; n; n = n->next) {
		if (is_measure(n))
			return true;
		if (n->kind != NODE_ITEM)
			continue;
		last = n;
		answered += has_measure(n);
	}
	return last && answered == 1 && has_measure(last);
}

/* Numbered lines of a problem that has one result for all: they tell what was done, and are no findings. */
static bool tells_deeds(const struct node *problem)
{
	bool result = result_of(problem) != NULL, answered = false;
	size_t items = 0;
	for (const struct node *n = problem->first; n; n = n->next) {
		if (n->kind != NODE_ITEM)
			continue;
		items++;
		result |= result_of(n) != NULL;
		answered |= has_measure(n);
	}
	return items > 1 && result && !answered;
}

/* 组织领导, 下一步打算: its section was misread sooner than it was forgotten. */
static bool is_misread(const struct report *r, const struct node *n)
{
	while (n && n->kind != NODE_PROBLEM)
		n = n->parent;
	return n && section_is_aside(r, n);
}

static int report_unanswered(struct check *c, const struct node *n, const struct counts *k)
{
	if (is_misread(c->report, n))
		return 0;
	struct str name = subject_name(c, n);
	if (!name.ptr)
		return ERR_NOMEM;
	struct check_finding *f = check_add(c, n, heading_span(c, n),
		STR_FMT "之下既没有整改措施，也没有整改进展（全文 %zu 项中 %zu 项有）", STR_ARG(name), k->items,
		k->answered);
	return f ? 0 : ERR_NOMEM;
}

int check_bh502(struct check *c)
{
	const struct report *r = c->report;
	struct counts k = count_all(r);
	/* Where most items seem bare it is the reading that failed, not the report. */
	if (k.items < 2 || k.answered * 10 < k.items * 6)
		return 0;
	for (struct node *n = first_node(r); n; n = node_walk(r->root, n)) {
		bool bare =
			n->kind == NODE_ITEM && !has_measure(n) && !may_be_answered(n) &&
			!(n->parent->kind == NODE_PROBLEM &&
				(answered_together(n->parent) || may_be_answered(n->parent) || tells_deeds(n->parent)));
		if (n->kind == NODE_PROBLEM && !n->first)
			bare = true;
		int rc = bare ? report_unanswered(c, n, &k) : 0;
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* --- BH505 --- */

static size_t line_of(struct str text, size_t offset)
{
	size_t lines = 1;
	const char *p = text.ptr, *end = p + offset;
	for (; (p = memchr(p, '\n', (size_t)(end - p))); p++)
		lines++;
	return lines;
}

#define TWICE_BYTES_MIN 90 /* of a line that stands twice */

/* The leaf that the line begins in is no text between problems: BH301 reads those. */
static bool is_between(const struct check *c, uint32_t at)
{
	const struct node *n = num_node_at(c, at);
	return !n || (n->kind == NODE_PROSE && n->prose != PROSE_FURNITURE);
}

/* The closing paragraph, say, pasted twice: one line and the very same behind it. */
static int twice_in_a_row(struct check *c)
{
	struct str text = c->report->text, last = STR_NONE;
	for (size_t at = 0; at < text.len;) {
		const char *nl = memchr(text.ptr + at, '\n', text.len - at);
		size_t end = nl ? (size_t)(nl - text.ptr) : text.len;
		struct str line = str_trim(str_sub(text, at, end));
		at = end + 1;
		if (line.len == 0)
			continue;
		uint32_t start = (uint32_t)(line.ptr - text.ptr);
		bool same = line.len >= TWICE_BYTES_MIN && str_eq(line, last) && str_has(line, STR("。")) &&
			    is_between(c, start);
		last = line;
		if (!same)
			continue;
		struct check_finding *f = check_add(c, NULL, (struct span){ start, start + (uint32_t)line.len },
			"这一段与上一段一字不差：像是粘贴了两次");
		if (!f)
			return ERR_NOMEM;
	}
	return 0;
}

int check_bh505(struct check *c)
{
	const struct report *r = c->report;
	if (r->copies.len < 2)
		return twice_in_a_row(c);
	struct span second = VEC_AT(&r->copies, struct span, 1);
	struct str line = report_slice(r, second);
	line = str_trim(line);
	line = str_trim(str_sub(line, 0, str_find(line, STR("\n"), 0)));
	uint32_t start = (uint32_t)(line.ptr - r->text.ptr);
	struct span first_line = { start, start + (uint32_t)line.len };
	struct str head = subject_short(c, line, HEADING_CHARS);
	if (!head.ptr)
		return ERR_NOMEM;
	struct check_finding *f = check_add(c, NULL, first_line,
		"同一份报告在文件里出现 %zu 次：第 2 份从第 %zu 行（第 %u 字节）起，首行“" STR_FMT
		"”；以下只检查第 1 份",
		r->copies.len, line_of(r->text, start), start, STR_ARG(head));
	if (!f)
		return ERR_NOMEM;
	for (size_t i = 2; i < r->copies.len; i++) {
		struct span s = VEC_AT(&r->copies, struct span, i);
		if (check_relate(
			    c, f, (struct span){ s.start, s.start + (uint32_t)utf8_prefix(report_slice(r, s), 1) }) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

/* --- BH508 --- */

/* What follows the label's colon, in the leaf itself. */
static struct str after_colon(struct str label)
{
	size_t half = str_find(label, STR(":"), 0), full = str_find(label, STR("："), 0);
	if (half == STR_NPOS && full == STR_NPOS)
		return STR_NONE;
	size_t at = half < full ? half + 1 : full + 3;
	return str_sub(label, at, label.len);
}

static bool says_measure(struct str label)
{
	return str_has(label, STR("措施")) && !str_has(label, STR("结果")) && !str_has(label, STR("完成")) &&
	       !str_has(label, STR("成效")) && !str_has(label, STR("进展"));
}

/* Does nothing stand between this label and the next label or heading? */
static bool is_empty_label(const struct report *r, const struct node *n)
{
	struct str label = report_slice(r, n->span), rest = after_colon(label);
	if (!rest.ptr || str_trim(rest).len > 0)
		return false;
	if (n->prose == PROSE_DETAIL)
		return !n->next || n->next->kind != NODE_PROSE || n->next->prose != PROSE_TEXT;
	if (!n->next)
		return n->parent->kind == NODE_ITEM;
	if (n->next->kind == NODE_RESULT)
		return says_measure(label);
	return n->next->kind == NODE_PROSE && (n->next->prose == PROSE_LABEL || n->next->prose == PROSE_DETAIL);
}

static int check_labels(struct check *c, struct node *top)
{
	for (struct node *n = top; n; n = node_walk(top, n)) {
		if (!n->parent || (n->parent->kind != NODE_ITEM && n->parent->kind != NODE_PROBLEM))
			continue;
		bool label = n->kind == NODE_PROSE && (n->prose == PROSE_LABEL || n->prose == PROSE_DETAIL);
		struct str text = report_slice(c->report, n->span);
		bool empty = label && is_empty_label(c->report, n);
		if (n->kind == NODE_RESULT)
			empty = after_colon(text).ptr && str_trim(after_colon(text)).len == 0;
		if (!empty)
			continue;
		struct str name = subject_name(c, n), head = subject_short(c, text, HEADING_CHARS);
		if (!name.ptr || !head.ptr)
			return ERR_NOMEM;
		if (!check_add(c, n, n->span, STR_FMT "的“" STR_FMT "”后面没有内容", STR_ARG(name), STR_ARG(head)))
			return ERR_NOMEM;
	}
	return 0;
}

int check_bh508(struct check *c)
{
	int rc = c->report->root ? check_labels(c, c->report->root) : 0;
	for (struct node *n = c->report->others; n && rc == 0; n = n->next)
		rc = check_labels(c, n);
	return rc == 0 ? contact_blank(c) : rc;
}

/* --- BH509 --- */

static int report_without_result(struct check *c, const struct node *n, const char *unit, size_t with, size_t all)
{
	if (is_misread(c->report, n))
		return 0;
	struct str name = subject_name(c, n);
	if (!name.ptr)
		return ERR_NOMEM;
	struct check_finding *f =
		check_add(c, n, heading_span(c, n), STR_FMT "没有写明整改结果；全文 %zu %s中 %zu %s都写了（%zu%%）",
			STR_ARG(name), all, unit, with, unit, with * 100 / all);
	return f ? 0 : ERR_NOMEM;
}

/* Its state is told where no result was read: 整改进展：基本完成。（1）… */
static bool tells_state(const struct node *top)
{
	static const struct str words[] = { STR_INIT("基本完成"), STR_INIT("正在推进"), STR_INIT("阶段性"),
		STR_INIT("持续推进"), STR_INIT("长期坚持"), STR_INIT("未完成"), STR_INIT("已完成整改"),
		STR_INIT("完成整改"), STR_INIT("整改到位"), STR_INIT("整改完毕"), STR_INIT("正在整改"),
		STR_INIT("该问题正在"), STR_INIT("该项正在"), STR_INIT("此问题正在"), { NULL, 0 } };

	for (const struct node *n = top->first; n; n = n->next) {
		if (spot_any(n->text, words) || tells_state(n))
			return true;
	}
	return false;
}

/* Where a problem prints one result for all its items, the problem is what is counted. */
int check_bh509(struct check *c)
{
	const struct report *r = c->report;
	struct counts k = count_all(r);
	bool items = k.with_result * 10 >= k.items * 8 && k.items >= ITEMS_MIN;
	bool problems = !items && k.problems_with_result * 10 >= k.problems * 8 && k.problems >= ITEMS_MIN;
	for (struct node *n = first_node(r); n && (items || problems); n = node_walk(r->root, n)) {
		bool bare = false;
		if (items && n->kind == NODE_ITEM)
			bare = !result_of(n) && !result_of(n->parent) && !tells_deeds(n->parent);
		if (problems && n->kind == NODE_PROBLEM) {
			bare = !result_of(n);
			for (const struct node *i = n->first; i; i = i->next)
				bare = bare && !(i->kind == NODE_ITEM && result_of(i));
		}
		int rc = 0;
		if (bare && !tells_state(n))
			rc = items ? report_without_result(c, n, "项", k.with_result, k.items)
				   : report_without_result(c, n, "个问题", k.problems_with_result, k.problems);
		if (rc < 0)
			return rc;
	}
	return 0;
}

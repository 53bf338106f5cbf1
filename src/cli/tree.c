#include "tree.h"

#include <inttypes.h>

enum { LINE_COLUMNS = 100 };

const char *tree_status_title(enum result_status s)
{
	switch (s) {
	case RESULT_DONE:
		return "已完成";
	case RESULT_LONG_TERM:
		return "长期坚持";
	case RESULT_IN_PROGRESS:
		return "推进中";
	case RESULT_PARTIAL:
		return "基本完成";
	case RESULT_NONE:
		break;
	}
	return "未写明";
}

const char *tree_status_word(struct str s)
{
	if (s.ptr == NULL)
		return "—";
	if (str_eq(s, STR("done")))
		return "已完成";
	if (str_eq(s, STR("long_term")))
		return "长期坚持";
	if (str_eq(s, STR("in_progress")))
		return "推进中";
	return str_eq(s, STR("partial")) ? "基本完成" : "?";
}

struct line {
	size_t indent;
	const char *label;
	struct str no, text;
};

static void print_line(struct print *out, struct line l, size_t columns)
{
	size_t used = l.indent;

	print_pad(out, l.indent);
	if (l.label != NULL) {
		print_cstr(out, l.label);
		print_cstr(out, " ");
		used += 5;
	}
	if (l.no.ptr != NULL) {
		used += print_text(out, l.no, 16);
		print_cstr(out, " ");
		used++;
	}
	print_text(out, l.text, columns == 0 ? 0 : columns > used + 10 ? columns - used : 10);
	print_cstr(out, "\n");
}

static void print_result(struct print *out, const struct node *n, size_t indent, size_t columns)
{
	char date[DATE_TEXT_MAX];

	date_format(node_date(n), date);
	print_pad(out, indent);
	print_cstr(out, "结果 ");
	print_cstr(out, tree_status_title(n->status));
	print_cstr(out, date[0] != '\0' ? " " : "");
	print_cstr(out, date);
	if (n->text.len > 0) {
		print_cstr(out, " · ");
		print_text(out, n->text, columns == 0 ? 0 : columns - 40);
	}
	print_cstr(out, "\n");
}

static size_t depth_of(const struct node *top, const struct node *n)
{
	size_t depth = 0;

	for (; n != top && n != NULL; n = n->parent)
		depth++;
	return depth;
}

static void print_node(struct print *out, const struct node *n, size_t indent, size_t columns)
{
	switch (n->kind) {
	case NODE_ASPECT:
	case NODE_PROBLEM:
		print_line(out, (struct line){ indent, NULL, n->no, n->title }, columns);
		break;
	case NODE_ITEM:
		print_line(out, (struct line){ indent, NULL, n->no, n->text }, columns);
		break;
	case NODE_MEASURE:
		print_line(out, (struct line){ indent, "措施", n->no, n->text }, columns);
		break;
	case NODE_PROGRESS:
		print_line(out, (struct line){ indent, "进展", n->no, n->text }, columns);
		break;
	case NODE_RESULT:
		print_result(out, n, indent, columns);
		break;
	case NODE_REPORT:
	case NODE_PROSE:
		break;
	}
}

/* Walks by hand rather than by recursion: depth is the author's to choose. */
static void print_below(struct print *out, struct node *top, size_t base, size_t columns)
{
	for (struct node *n = top; n != NULL; n = node_walk(top, n))
		print_node(out, n, base + 2 * depth_of(top, n), columns);
}

static void print_fact(struct print *out, const char *label, struct str value)
{
	if (value.ptr == NULL)
		return;
	print_cstr(out, label);
	print_text(out, value, LINE_COLUMNS);
	print_cstr(out, "\n");
}

static void print_date(struct print *out, const char *label, struct date d)
{
	char text[DATE_TEXT_MAX];

	date_format(d, text);
	print_fact(out, label, date_is_none(d) ? STR_NONE : str_from(text));
}

static uint32_t count_aspects(const struct report *r)
{
	uint32_t n = 0;

	for (const struct node *a = r->root->first; a != NULL; a = a->next)
		n += a->kind == NODE_ASPECT && node_is_named(a);
	return n;
}

static void print_head(struct print *out, const struct report *r)
{
	print_fact(out, "标题   ", r->title);
	print_fact(out, "单位   ", r->unit);
	print_fact(out, "检查方 ", r->inspector);
	print_fact(out, "种类   ", r->round_kind);
	print_date(out, "反馈   ", r->feedback_date);
	print_date(out, "落款   ", r->signed_date);
	print_date(out, "公布   ", r->published_date);
	print_fmt(out, "数量   %u 个方面，%u 个问题，%u 个具体问题，%u 条措施，%u 条进展\n", count_aspects(r),
		r->problems, r->items, r->measures, r->progress);
	if (r->copies.len > 1)
		print_fmt(out, "注意   同一份报告在文件里出现了 %zu 次，只计第一次\n", r->copies.len);
	print_fmt(out, "事实   %zu 个日期，%zu 个数字，%zu 个文件，%zu 个单位\n", r->dates.len, r->numbers.len,
		r->documents.len, r->orgs.len);
}

static void print_claims(struct print *out, const struct report *r)
{
	for (size_t i = 0; i < r->claims.len; i++) {
		const struct fact_claim *c = &VEC_AT(&r->claims, struct fact_claim, i);
		if (i == 0)
			print_cstr(out, "\n自报数\n");
		print_cstr(out, "  ");
		print_text(out, report_slice(r, c->span), 70);
		if (c->counted < 0)
			print_cstr(out, " （无法清点）\n");
		else if (decimal_cmp(c->value, (struct decimal){ c->counted, 0 }) == 0)
			print_fmt(out, "  清点 %" PRId64 " ✓\n", c->counted);
		else
			print_fmt(out, "  清点 %" PRId64 " ≠\n", c->counted);
	}
}

/* A ... Z, AA. */
static const char *letters(size_t i, char text[4])
{
	size_t n = 3;

	text[n] = '\0';
	for (i++; i > 0 && n > 0; i = (i - 1) / 26)
		text[--n] = (char)('A' + (i - 1) % 26);
	return text + n;
}

static bool is_unsure(const struct report_column *c)
{
	return c->sure <= SURE_LIKELY && (c->header.len > 0 || c->means != COLUMN_OTHER);
}

static void print_columns(struct print *out, const struct report_table *t)
{
	char text[4];

	print_fmt(out, "\n台账 %zu 行", t->rows);
	for (size_t i = 0; i < t->count; i++) {
		const struct report_column *c = &t->columns[i];
		if (c->means != COLUMN_OTHER)
			print_fmt(out, "，%s %s", letters(i, text), ledger_column_name(c->means));
	}
	print_cstr(out, t->count == COLUMNS_MAX ? "；表太宽，最后一列以后的没有分列\n" : "\n");
}

/* What is not certain: which column, what it was taken for, and why. */
static bool print_unsure(struct print *out, const struct report_table *t)
{
	bool any = false;
	char text[4];

	for (size_t i = 0; i < t->count; i++) {
		const struct report_column *c = &t->columns[i];
		if (!is_unsure(c))
			continue;
		any = true;
		print_fmt(out, "  请核对 %s 列", letters(i, text));
		if (c->header.len > 0) {
			print_cstr(out, "“");
			print_text(out, c->header, 24);
			print_cstr(out, "”");
		}
		if (c->means == COLUMN_OTHER)
			print_cstr(out, "：没有认出\n");
		else
			print_fmt(out, "：当作%s（%s）\n", ledger_column_name(c->means),
				c->sure == SURE_GUESS ? "按内容推断" : "按表头里的字词");
	}
	return any;
}

static void print_tables(struct print *out, const struct report *r)
{
	bool any = false;

	for (size_t i = 0; i < r->tables.len; i++) {
		const struct report_table *t = &VEC_AT(&r->tables, struct report_table, i);
		print_columns(out, t);
		any = print_unsure(out, t) || any;
	}
	if (any)
		print_cstr(out, "  认错了的列用 --columns 说明，如 --columns \"C=问题,E=整改措施\"\n");
}

void tree_print(struct print *out, const struct report *r)
{
	print_head(out, r);
	for (struct node *n = r->root->first; n != NULL; n = n->next) {
		if (n->kind == NODE_PROSE)
			continue;
		print_cstr(out, "\n");
		print_below(out, n, 0, LINE_COLUMNS);
	}
	for (struct node *n = r->others; n != NULL; n = n->next) {
		print_fmt(out, "\n[%s]\n", problem_kind_name(n->problem));
		print_below(out, n, 2, LINE_COLUMNS);
	}
	print_claims(out, r);
	print_tables(out, r);
}

void tree_print_item(struct print *out, const struct node *item)
{
	for (struct node *n = item->first; n != NULL; n = node_walk(item, n))
		print_node(out, n, 2, 0);
}

#include "report_double.h"

#include "fault.h"

int report_double_version = 1;
int report_double_fails;

struct building {
	struct report *report;
	struct node *aspect, *problem, *item, *last_other;
};

static struct node *add_node(struct building *b, struct node *parent, enum node_kind kind, struct str line, size_t skip)
{
	struct node *n = arena_alloc(b->report->arena, sizeof *n);

	if (!n)
		return NULL;
	uint32_t start = (uint32_t)(line.ptr - b->report->text.ptr);
	*n = (struct node){ .parent = parent, .kind = kind, .span = { start, start + (uint32_t)line.len } };
	n->head_span = (struct span){ start + (uint32_t)skip, n->span.end };
	n->title = n->text = str_sub(line, skip, line.len);
	if (!parent)
		return n;
	if (parent->last)
		parent->last->next = n;
	else
		parent->first = n;
	parent->last = n;
	for (struct node *up = parent; up; up = up->parent)
		up->span.end = n->span.end;
	return n;
}

static bool read_result(struct building *b, struct str line)
{
	static const char *const names[] = { NULL, "done", "long_term", "in_progress", "partial" };
	struct node *n = add_node(b, b->item ? b->item : b->problem, NODE_RESULT, line, 2);

	if (!n)
		return false;
	for (int i = 1; i < 5; i++) {
		if (str_starts(n->text, str_from(names[i])))
			n->status = (enum result_status)i;
	}
	size_t blank = str_find(n->text, STR(" "), 0);
	n->more = arena_alloc(b->report->arena, sizeof *n->more);
	if (n->more)
		*n->more = (struct node_more){ .due = STR_NONE };
	if (n->more && blank != STR_NPOS)
		(void)date_parse(str_sub(n->text, blank + 1, blank + 11), &n->more->date);
	return true;
}

static bool read_problem(struct building *b, struct str line, bool other)
{
	b->problem = add_node(b,
		other       ? NULL
		: b->aspect ? b->aspect
			    : b->report->root,
		NODE_PROBLEM, line, other ? 2 : 3);
	b->item = NULL;
	if (!b->problem || !other)
		return b->problem != NULL;
	b->problem->problem = PROBLEM_PENDING;
	if (b->last_other)
		b->last_other->next = b->problem;
	else
		b->report->others = b->problem;
	b->last_other = b->problem;
	return true;
}

static bool read_line(struct building *b, struct str s)
{
	struct node *holder = b->item ? b->item : b->problem;

	if (str_starts(s, STR("# "))) {
		b->aspect = add_node(b, b->report->root, NODE_ASPECT, s, 2);
		return b->aspect != NULL;
	}
	if (str_starts(s, STR("## ")))
		return read_problem(b, s, false);
	if (str_starts(s, STR("! ")))
		return read_problem(b, s, true);
	if (str_starts(s, STR("- "))) {
		b->item = add_node(b, b->problem, NODE_ITEM, s, 2);
		return b->item != NULL;
	}
	if (str_starts(s, STR("* ")))
		return add_node(b, holder, NODE_MEASURE, s, 2) != NULL;
	if (str_starts(s, STR("> ")))
		return add_node(b, holder, NODE_PROGRESS, s, 2) != NULL;
	if (str_starts(s, STR("= ")))
		return read_result(b, s);
	return true;
}

static void read_head(struct report *r, struct str s)
{
	if (str_starts(s, STR("unit ")))
		r->unit = str_sub(s, 5, s.len);
	else if (str_starts(s, STR("inspector ")))
		r->inspector = str_sub(s, 10, s.len);
	else if (str_starts(s, STR("title ")))
		r->title = str_sub(s, 6, s.len);
	else if (str_starts(s, STR("feedback ")))
		(void)date_parse(str_sub(s, 9, s.len), &r->feedback_date);
}

static struct str visible(struct str line)
{
	if (str_starts(line, STR("new:")))
		return report_double_version == 2 ? str_sub(line, 4, line.len) : STR("");
	if (str_starts(line, STR("old:")))
		return report_double_version == 1 ? str_sub(line, 4, line.len) : STR("");
	return line;
}

static bool read_text(struct building *b)
{
	struct str text = b->report->text;
	bool ok = true;

	for (size_t at = 0; at < text.len && ok;) {
		size_t end = str_find(text, STR("\n"), at);
		if (end == STR_NPOS)
			end = text.len;
		struct str line = visible(str_sub(text, at, end));
		read_head(b->report, line);
		ok = read_line(b, line);
		at = end + 1;
	}
	return ok;
}

int report_columns_parse(struct str text, struct report_options *ret, struct err *e)
{
	if (str_eq(text, STR("?")))
		return err_set(e, ERR_USAGE, "没有这一列");
	*ret = (struct report_options){ .given = text.len > 0 };
	return 0;
}

int report_parse_with(struct str text, const struct report_options *o, struct report **ret, struct err *e)
{
	(void)o;
	return report_parse(text, ret, e);
}

int report_parse(struct str text, struct report **ret, struct err *e)
{
	if (report_double_fails)
		return err_set(e, report_double_fails, "读不了");
	struct report *r = fault_calloc(1, sizeof *r);
	if (!r)
		return err_nomem(e);
	r->text = text;
	r->round_kind = STR("巡察");
	vec_init(&r->copies, sizeof(struct span));
	r->arena = arena_new((size_t)1 << 30);
	struct building b = { .report = r };
	r->root = r->arena ? add_node(&b, NULL, NODE_REPORT, text, 0) : NULL;
	struct span *copy = vec_push(&r->copies);
	if (!r->root || !copy || !read_text(&b)) {
		report_free(r);
		return err_nomem(e);
	}
	*copy = (struct span){ 0, (uint32_t)text.len };
	*ret = r;
	return 0;
}

void report_free(struct report *r)
{
	if (!r)
		return;
	vec_clear(&r->copies);
	arena_free(r->arena);
	free(r);
}

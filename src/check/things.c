#include "things.h"

#include "buf.h"

#define TEXT_MAX ((size_t)64 << 20)

static const struct {
	const char *name, *title;
} parts[PARTS] = {
	[PART_FINDING] = { "finding", "具体问题" },
	[PART_MEASURES] = { "measures", "整改措施" },
	[PART_PROGRESS] = { "progress", "整改进展" },
	[PART_RESULT] = { "result", "整改结果" },
	[PART_DUE] = { "due", "完成时限" },
};

const char *thing_part_title(enum thing_part p)
{
	return parts[p].title;
}

const char *thing_part_name(enum thing_part p)
{
	return parts[p].name;
}

const char *thing_status_title(enum result_status s)
{
	static const char *const titles[] = { [RESULT_NONE] = "没有写明",
		[RESULT_DONE] = "已完成",
		[RESULT_LONG_TERM] = "完成并长期坚持",
		[RESULT_IN_PROGRESS] = "正在推进",
		[RESULT_PARTIAL] = "基本完成" };
	return titles[s];
}

struct str thing_subject(const struct thing *t)
{
	return t->parts[PART_FINDING].len > 0 ? t->parts[PART_FINDING] : t->title;
}

/* A problem with sub-items of its own is not a thing itself. */
static bool has_items(const struct node *problem)
{
	for (const struct node *n = problem->first; n; n = n->next) {
		if (n->kind == NODE_ITEM)
			return true;
	}
	return false;
}

static void add_line(struct buf *b, struct str s)
{
	s = str_trim(s);
	if (s.len == 0)
		return;
	if (b->len > 0)
		buf_chr(b, '\n');
	buf_str(b, s);
}

/* The leaves of one kind below the item, one line each. */
static struct str join_leaves(const struct report *r, struct node *top, enum node_kind kind, struct arena *a)
{
	struct buf b;
	buf_init(&b, TEXT_MAX);
	for (struct node *n = node_walk(top, top); n; n = node_walk(top, n)) {
		if (n->kind == kind)
			add_line(&b, n->text.ptr ? n->text : report_slice(r, n->span));
	}
	struct str s = b.failed ? STR_NONE : arena_dup(a, b.len > 0 ? buf_view(&b) : STR(""));
	buf_clear(&b);
	return s;
}

/* Numbers without blanks: "(一)" "1" "(2)" is "(一)1(2)". */
static struct str label_of(const struct node *item, struct arena *a)
{
	struct str above = STR(""), problem = STR(""), own = STR("");
	for (const struct node *n = item; n; n = n->parent) {
		if (n->kind == NODE_ASPECT)
			above = n->no.ptr ? n->no : above;
		else if (n->kind == NODE_PROBLEM)
			problem = n->no.ptr ? n->no : problem;
		else if (n->kind == NODE_ITEM)
			own = n->no.ptr ? n->no : own;
	}
	if (str_eq(own, problem))
		own = STR("");
	return arena_fmt(a, "%.*s%.*s%.*s", STR_ARG(above), STR_ARG(problem), STR_ARG(own));
}

static void read_status(struct node *top, struct thing *t)
{
	for (struct node *n = node_walk(top, top); n; n = node_walk(top, n)) {
		if (n->kind == NODE_RESULT && n->status != RESULT_NONE)
			t->status = n->status;
	}
}

/* A date among the facts that stands inside `s`. */
static struct date date_in(const struct report *r, struct str s)
{
	const struct fact_date *all = r->dates.ptr;
	struct date found = { 0, 0, 0 };
	if (!s.ptr || s.ptr < r->text.ptr || s.ptr > r->text.ptr + r->text.len)
		return found;
	size_t start = (size_t)(s.ptr - r->text.ptr), low = 0, high = r->dates.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (all[middle].span.start < start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < r->dates.len && all[low].span.end <= start + s.len; low++) {
		if (date_valid(all[low].value))
			found = all[low].value;
	}
	return found;
}

/* A month means its last day, a year its last too. */
static struct str due_of(const struct report *r, struct node *top, struct date *ret)
{
	struct str due = node_due(top);
	for (struct node *n = node_walk(top, top); n && !due.ptr; n = node_walk(top, n))
		due = node_due(n);
	if (!due.ptr && top->parent && top->parent->kind == NODE_PROBLEM)
		due = node_due(top->parent);
	*ret = date_in(r, due);
	return due;
}

static int add_thing(const struct report *r, struct node *problem, struct node *item, struct arena *a, struct vec *ret)
{
	struct thing *t = vec_push(ret);
	if (!t)
		return ERR_NOMEM;
	*t = (struct thing){ .problem = problem, .item = item, .title = problem->title, .span = item->span };
	struct str due = due_of(r, item, &t->due);
	t->label = label_of(item, a);
	t->parts[PART_FINDING] = arena_dup(a, item == problem ? STR("") : str_trim(item->text));
	t->parts[PART_MEASURES] = join_leaves(r, item, NODE_MEASURE, a);
	t->parts[PART_PROGRESS] = join_leaves(r, item, NODE_PROGRESS, a);
	t->parts[PART_RESULT] = join_leaves(r, item, NODE_RESULT, a);
	t->parts[PART_DUE] = arena_dup(a, due.ptr ? str_trim(due) : STR(""));
	read_status(item, t);
	if (t->status == RESULT_NONE && item != problem)
		for (const struct node *n = problem->first; n; n = n->next)
			t->status = n->kind == NODE_RESULT && n->status != RESULT_NONE ? n->status : t->status;
	for (int i = 0; i < PARTS; i++) {
		if (!t->parts[i].ptr)
			return ERR_NOMEM;
	}
	return t->label.ptr ? 0 : ERR_NOMEM;
}

static int add_problem(const struct report *r, struct node *problem, struct arena *a, struct vec *ret)
{
	if (!has_items(problem))
		return add_thing(r, problem, problem, a, ret);
	for (struct node *n = problem->first; n; n = n->next) {
		if (n->kind == NODE_ITEM && add_thing(r, problem, n, a, ret) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

int things_list(const struct report *r, struct arena *a, struct vec *ret)
{
	struct node *root = r->root;
	vec_init(ret, sizeof(struct thing));
	for (struct node *n = root ? node_walk(root, root) : NULL; n; n = node_walk(root, n)) {
		if (n->kind == NODE_PROBLEM && add_problem(r, n, a, ret) < 0)
			return ERR_NOMEM;
	}
	for (struct node *n = r->others; n; n = n->next) {
		if (n->kind == NODE_PROBLEM && add_problem(r, n, a, ret) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

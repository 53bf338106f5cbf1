#include "unit.h"

#include "buf.h"
#include "file.h"
#include "tree.h"
#include "utf8.h"

#define TEXT_MAX ((size_t)64 << 20)

struct builder {
	struct tree_case *t;
	struct node *aspect, *problem, *item, *leaf;
	struct str group;
	bool others, copy;
};

static struct str word(struct str *rest)
{
	size_t end = str_find(*rest, STR(" "), 0);
	struct str w = str_sub(*rest, 0, end);
	*rest = end == STR_NPOS ? STR("") : str_sub(*rest, end + 1, rest->len);
	return w;
}

/* 7, 十二, ③ : what the numeral in the number stands for. */
static uint32_t value_of(struct str no)
{
	static const char *han[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九" };
	uint32_t value = 0, ten = 0;
	for (size_t pos = 0; pos < no.len;) {
		size_t at = pos;
		uint32_t c = utf8_next(no, &pos);
		if (c >= '0' && c <= '9')
			value = value * 10 + c - '0';
		if (c >= 0x2460 && c <= 0x2473)
			value = c - 0x2460 + 1;
		for (uint32_t i = 0; i < COUNT(han); i++) {
			if (str_eq(str_sub(no, at, pos), str_from(han[i])))
				value = i + 1;
		}
		if (str_eq(str_sub(no, at, pos), STR("十"))) {
			ten = value ? value : 1;
			value = 0;
		}
	}
	return ten * 10 + value;
}

static struct str keep(struct builder *b, struct str s)
{
	return arena_dup(b->t->report.arena, s);
}

static struct node *add_node(struct builder *b, struct node *parent, enum node_kind kind)
{
	struct node *n = arena_alloc(b->t->report.arena, sizeof(*n));
	assert_non_null(n);
	n->kind = kind;
	n->parent = parent;
	if (parent) {
		if (parent->last)
			parent->last->next = n;
		else
			parent->first = n;
		parent->last = n;
	}
	return n;
}

/* Until the text is whole, slices are kept as offsets: it may move while it grows. */
static struct str pending(size_t from, size_t to)
{
	return (struct str){ (const char *)(uintptr_t)(from + 1), to - from };
}

static void print_text(struct builder *b, struct node *n, struct str number, struct str content)
{
	struct buf *out = &b->t->text;
	size_t start = out->len;
	struct str no = number;
	if (str_eq(number, STR("-")))
		no = number = STR("");
	bool plain = number.len > 0;
	for (size_t i = 0; i < number.len; i++)
		plain = plain && number.ptr[i] >= '0' && number.ptr[i] <= '9';
	if (str_ends(number, STR("!")))
		no = number = str_sub(number, 0, number.len - 1);
	while (str_ends(no, STR(".")))
		no = str_sub(no, 0, no.len - 1);
	buf_str(out, number);
	if (plain)
		buf_chr(out, '.');
	size_t body = out->len;
	buf_str(out, content);
	n->span = n->head_span = (struct span){ (uint32_t)start, (uint32_t)out->len };
	n->value = value_of(no);
	n->no = no.len > 0 ? pending(start, start + no.len) : STR_NONE;
	n->text = pending(body, out->len);
	if (n->kind == NODE_ASPECT || n->kind == NODE_PROBLEM)
		n->title = n->text;
	buf_chr(out, '\n');
}

static struct node *item_of(struct builder *b)
{
	if (b->item || !b->problem)
		return b->item;
	b->item = add_node(b, b->problem, NODE_ITEM);
	b->item->span = b->item->head_span = b->problem->span;
	b->item->no = b->problem->no;
	b->item->value = b->problem->value;
	b->item->text = b->problem->title;
	return b->item;
}

static void add_leaf(struct builder *b, enum node_kind kind, enum prose_kind prose, struct str no, struct str content)
{
	struct node *parent = item_of(b);
	if (!parent)
		parent = b->aspect ? b->aspect : b->t->report.root;
	if (b->copy || (kind == NODE_PROSE && prose == PROSE_FURNITURE))
		parent = b->t->report.root;
	b->leaf = add_node(b, parent, kind);
	b->leaf->prose = prose;
	print_text(b, b->leaf, no, content);
}

static void add_problem(struct builder *b, struct str no, struct str content)
{
	struct report *r = &b->t->report;
	struct node *parent = b->others ? NULL : b->aspect ? b->aspect : r->root;
	b->problem = add_node(b, parent, NODE_PROBLEM);
	if (b->others) {
		struct node **end = &r->others;
		while (*end)
			end = &(*end)->next;
		*end = b->problem;
		b->problem->problem = PROBLEM_PENDING;
	}
	print_text(b, b->problem, no, content);
	b->item = NULL;
	b->group = STR_NONE;
}

static enum result_status status_of(struct str s)
{
	for (enum result_status i = RESULT_DONE; i <= RESULT_PARTIAL; i++) {
		static const char *const names[] = { "", "done", "long_term", "in_progress", "partial" };
		if (str_eq(s, str_from(names[i])))
			return i;
	}
	return RESULT_NONE;
}

static void begin_copy(struct builder *b, struct str content)
{
	struct report *r = &b->t->report;
	struct span *copy;
	if (r->copies.len == 0) {
		copy = vec_push(&r->copies);
		copy->end = (uint32_t)b->t->text.len;
	}
	b->copy = true;
	b->problem = b->item = NULL;
	add_leaf(b, NODE_PROSE, PROSE_COPY, STR(""), content);
	copy = vec_push(&r->copies);
	*copy = b->leaf->span;
}

static void take_structure(struct builder *b, struct str key, struct str rest)
{
	struct str no = STR("");
	if (str_eq(key, STR("方面"))) {
		no = word(&rest);
		b->aspect = add_node(b, b->t->report.root, NODE_ASPECT);
		b->problem = b->item = NULL;
		print_text(b, b->aspect, no, rest);
	} else if (str_eq(key, STR("问题"))) {
		no = word(&rest);
		add_problem(b, no, rest);
	} else if (str_eq(key, STR("项"))) {
		no = word(&rest);
		b->item = add_node(b, b->problem, NODE_ITEM);
		print_text(b, b->item, no, rest);
		struct node_more *more = node_more(b->t->report.arena, b->item);
		assert_non_null(more);
		more->group = b->group;
	} else if (str_eq(key, STR("组"))) {
		b->item = NULL;
		b->group = keep(b, rest);
		b->leaf = add_node(b, b->problem, NODE_PROSE);
		b->leaf->prose = PROSE_GROUP;
		print_text(b, b->leaf, STR(""), rest);
	} else {
		print_error("unknown keyword: " STR_FMT "\n", STR_ARG(key));
		fail();
	}
}

static void take_leaf(struct builder *b, struct str key, struct str rest)
{
	struct str no = STR("");
	if (str_eq(key, STR("措施")) || str_eq(key, STR("进展"))) {
		no = word(&rest);
		add_leaf(b, str_eq(key, STR("措施")) ? NODE_MEASURE : NODE_PROGRESS, PROSE_TEXT, no, rest);
	} else if (str_eq(key, STR("结果"))) {
		struct str status = word(&rest);
		add_leaf(b, NODE_RESULT, PROSE_TEXT, no, rest);
		b->leaf->status = status_of(status);
	} else if (str_eq(key, STR("标签"))) {
		add_leaf(b, NODE_PROSE, PROSE_LABEL, no, rest);
	} else if (str_eq(key, STR("明细"))) {
		add_leaf(b, NODE_PROSE, PROSE_DETAIL, no, rest);
	} else if (str_eq(key, STR("正文"))) {
		add_leaf(b, NODE_PROSE, PROSE_TEXT, no, rest);
	} else if (str_eq(key, STR("页面"))) {
		add_leaf(b, NODE_PROSE, PROSE_FURNITURE, no, rest);
	} else {
		take_structure(b, key, rest);
	}
}

static void go_on(struct builder *b, struct str rest)
{
	buf_str(&b->t->text, rest);
	b->leaf->span.end = (uint32_t)b->t->text.len;
	b->leaf->text.len = b->leaf->span.end - ((size_t)(uintptr_t)b->leaf->text.ptr - 1);
	buf_chr(&b->t->text, '\n');
}

static void take_line(struct builder *b, struct vec *orgs, struct str line)
{
	struct str rest = line, key = word(&rest);
	if (str_eq(key, STR("!"))) {
		struct tree_expect *e = vec_push(&b->t->expected);
		e->code = word(&rest);
		e->severity = word(&rest);
		e->part = rest;
	} else if (str_eq(key, STR("|"))) {
		go_on(b, rest);
	} else if (str_eq(key, STR("其他"))) {
		b->others = true;
	} else if (str_eq(key, STR("副本"))) {
		begin_copy(b, rest);
	} else if (str_eq(key, STR("机构"))) {
		*(struct str *)vec_push(orgs) = rest;
	} else {
		take_leaf(b, key, rest);
	}
}

static void settle(struct str *s, struct str text)
{
	if (s->ptr)
		s->ptr = text.ptr + ((uintptr_t)s->ptr - 1);
}

static void settle_tree(struct node *top, struct str text)
{
	for (struct node *n = top; n; n = node_walk(top, n)) {
		settle(&n->no, text);
		settle(&n->text, text);
		settle(&n->title, text);
	}
}

static void mark_orgs(struct report *r, const struct vec *orgs)
{
	for (size_t i = 0; i < orgs->len; i++) {
		struct str name = ((struct str *)orgs->ptr)[i];
		for (size_t at = 0; (at = str_find(r->text, name, at)) != STR_NPOS; at += name.len) {
			struct fact_org *f = vec_push(&r->orgs);
			f->name = name;
			f->span = (struct span){ (uint32_t)at, (uint32_t)(at + name.len) };
		}
	}
}

bool tree_next(struct str file, size_t *pos, struct tree_case *ret)
{
	struct str lines = str_sub(file, *pos, file.len);
	if (!str_starts(lines, STR("= "))) {
		size_t at = str_find(lines, STR("\n= "), 0);
		if (at == STR_NPOS)
			return false;
		*pos += at + 1;
		lines = str_sub(file, *pos, file.len);
	}
	size_t end = str_find(lines, STR("\n= "), 0);
	lines = str_sub(lines, 0, end);
	*pos += lines.len;
	memset(ret, 0, sizeof(*ret));
	buf_init(&ret->text, TEXT_MAX);
	vec_init(&ret->expected, sizeof(struct tree_expect));
	vec_init(&ret->report.copies, sizeof(struct span));
	vec_init(&ret->report.orgs, sizeof(struct fact_org));
	ret->report.arena = arena_new((size_t)1 << 30);
	struct builder b = { .t = ret };
	ret->report.root = add_node(&b, NULL, NODE_REPORT);
	struct vec orgs;
	vec_init(&orgs, sizeof(struct str));
	size_t at = str_find(lines, STR("\n"), 0);
	ret->name = str_sub(lines, 2, at);
	while (at < lines.len) {
		size_t eol = str_find(lines, STR("\n"), at + 1);
		struct str line = str_sub(lines, at + 1, eol);
		at = eol == STR_NPOS ? lines.len : eol;
		if (line.len > 0 && line.ptr[0] != '#')
			take_line(&b, &orgs, line);
	}
	assert_false(ret->text.failed);
	ret->report.text = buf_view(&ret->text);
	ret->report.root->span = (struct span){ 0, (uint32_t)ret->text.len };
	settle_tree(ret->report.root, ret->report.text);
	for (struct node *n = ret->report.others; n; n = n->next)
		settle_tree(n, ret->report.text);
	mark_orgs(&ret->report, &orgs);
	vec_clear(&orgs);
	return true;
}

void tree_clear(struct tree_case *t)
{
	vec_clear(&t->expected);
	vec_clear(&t->report.copies);
	vec_clear(&t->report.orgs);
	arena_free(t->report.arena);
	buf_clear(&t->text);
}

static bool in_families(const char *code, struct str families)
{
	struct str family = { code, 3 };
	return str_has(families, family);
}

static bool meets(struct tree_case *t, const struct check_finding *f)
{
	for (size_t i = 0; i < t->expected.len; i++) {
		struct tree_expect *e = &((struct tree_expect *)t->expected.ptr)[i];
		if (e->met || !str_eq(e->code, str_from(f->rule->code)))
			continue;
		if (e->severity.len > 0 && !str_eq(e->severity, str_from(severity_name(f->severity))))
			continue;
		if (e->part.len > 0 && !str_has(f->message, e->part) && !str_has(f->quote, e->part))
			continue;
		return e->met = true;
	}
	return false;
}

static size_t run_case(struct tree_case *t, const struct report *report, struct str families)
{
	struct check_result *result = NULL;
	struct err e = { 0 };
	size_t wrong = 0;
	assert_int_equal(check_run(report, NULL, &result, &e), 0);
	for (size_t i = 0; i < result->findings.len; i++) {
		const struct check_finding *f = &((const struct check_finding *)result->findings.ptr)[i];
		if (!in_families(f->rule->code, families) || meets(t, f))
			continue;
		print_error("%.*s: not expected: %s %s %.*s\n    “%.*s”\n", STR_ARG(t->name), f->rule->code,
			severity_name(f->severity), STR_ARG(f->message), STR_ARG(f->quote));
		wrong++;
	}
	for (size_t i = 0; i < t->expected.len; i++) {
		const struct tree_expect *x = &((const struct tree_expect *)t->expected.ptr)[i];
		if (x->met)
			continue;
		print_error("%.*s: missing: %.*s %.*s %.*s\n", STR_ARG(t->name), STR_ARG(x->code), STR_ARG(x->severity),
			STR_ARG(x->part));
		wrong++;
	}
	check_result_free(result);
	return wrong;
}

int tree_run_file(const char *path, const char *families, size_t *ret_wrong)
{
	struct str file;
	struct err e = { 0 };
	int cases = 0;
	if (file_read(path, TEXT_MAX, &file, &e) < 0) {
		print_error("%s\n", e.message);
		fail();
	}
	struct tree_case t;
	for (size_t pos = 0; tree_next(file, &pos, &t); cases++) {
		*ret_wrong += run_case(&t, &t.report, str_from(families)) > 0;
		tree_clear(&t);
	}
	file_free(&file);
	return cases;
}

/* Takes the "! ..." lines off the beginning of a case's text. */
static struct str take_expected(struct tree_case *t, struct str text)
{
	while (str_starts(text, STR("! "))) {
		size_t eol = str_find(text, STR("\n"), 0);
		struct str rest = str_sub(text, 2, eol);
		struct tree_expect *e = vec_push(&t->expected);
		e->code = word(&rest);
		e->severity = word(&rest);
		e->part = rest;
		text = str_sub(text, eol + 1, text.len);
	}
	return text;
}

static size_t run_report(struct str name, struct str text, struct str families)
{
	struct tree_case t = { .name = name };
	struct report *r = NULL;
	struct err e = { 0 };
	vec_init(&t.expected, sizeof(struct tree_expect));
	text = take_expected(&t, text);
	if (report_parse(text, &r, &e) < 0) {
		print_error(STR_FMT ": %s\n", STR_ARG(name), e.message);
		fail();
	}
	size_t wrong = run_case(&t, r, families);
	report_free(r);
	vec_clear(&t.expected);
	return wrong;
}

int tree_run_reports(const char *path, const char *families, size_t *ret_wrong)
{
	struct str file;
	struct err e = { 0 };
	int cases = 0;
	if (file_read(path, TEXT_MAX, &file, &e) < 0) {
		print_error("%s\n", e.message);
		fail();
	}
	for (size_t at = str_find(file, STR("=== "), 0); at < file.len; cases++) {
		size_t eol = str_find(file, STR("\n"), at), end = str_find(file, STR("\n=== "), eol);
		if (end == STR_NPOS)
			end = file.len;
		*ret_wrong +=
			run_report(str_sub(file, at + 4, eol), str_sub(file, eol + 1, end), str_from(families)) > 0;
		at = end + 1;
	}
	file_free(&file);
	return cases;
}

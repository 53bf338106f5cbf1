#include "subject.h"

#include "utf8.h"

#define TITLE_CHARS 16

struct str subject_short(struct check *c, struct str s, size_t chars)
{
	s = str_trim(s);
	struct str line = str_sub(s, 0, str_find(s, STR("\n"), 0));
	line = str_trim(line);
	size_t cut = utf8_prefix(line, chars);
	if (cut == line.len && line.len == s.len)
		return arena_dup(c->result->arena, line);
	struct str head = str_trim(str_sub(line, 0, cut));
	return arena_fmt(c->result->arena, STR_FMT "…", STR_ARG(head));
}

static struct str head_text(const struct report *r, const struct node *n)
{
	if (n->title.len > 0)
		return n->title;
	return n->kind == NODE_ITEM && n->text.len > 0 ? n->text : report_slice(r, n->head_span);
}

struct str subject_name(struct check *c, const struct node *n)
{
	const struct node *item = NULL, *problem = NULL, *aspect = NULL;
	for (; n; n = n->parent) {
		if (n->kind == NODE_ITEM && !problem)
			item = n;
		else if (n->kind == NODE_PROBLEM)
			problem = n;
		else if (n->kind == NODE_ASPECT)
			aspect = n;
	}
	const struct node *named = problem ? problem : item;
	if (!named)
		return STR("报告");
	struct str title = subject_short(c, head_text(c->report, named), TITLE_CHARS);
	if (!title.ptr)
		return STR_NONE;
	struct str above = aspect ? aspect->no : STR_NONE, no = named->no;
	struct str below =
		item && problem && problem->first != item && !str_eq(item->no, problem->no) ? item->no : STR_NONE;
	return arena_fmt(c->result->arena, "问题%.*s%.*s“%.*s”%.*s", STR_ARG(above), STR_ARG(no), STR_ARG(title),
		STR_ARG(below));
}

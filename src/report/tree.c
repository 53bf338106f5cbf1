/* The tree of a report: its walk and its names. Who builds a tree of his own (a test) needs nothing else of this folder. */
#include "report.h"

const char *result_status_name(enum result_status s)
{
	static const char *const names[] = { NULL, "done", "long_term", "in_progress", "partial" };
	return names[s];
}

const char *prose_kind_name(enum prose_kind k)
{
	static const char *const names[] = { "text", "furniture", "title", "preamble", "heading", "problem", "group",
		"finding", "label", "detail", "closing", "signature", "copy" };
	return names[k];
}

const char *problem_kind_name(enum problem_kind k)
{
	static const char *const names[] = { "regular", "pending", "named", "immediate" };
	return names[k];
}

struct str report_slice(const struct report *r, struct span s)
{
	return str_sub(r->text, s.start, s.end);
}

struct node_more *node_more(struct arena *a, struct node *n)
{
	if (!n->more)
		n->more = arena_alloc(a, sizeof *n->more);
	return n->more;
}

struct node *node_pass(const struct node *top, struct node *n)
{
	while (n && n != top) {
		if (n->next)
			return n->next;
		n = n->parent;
	}
	return NULL;
}

bool node_is_named(const struct node *aspect)
{
	return aspect->no.len > 0 || aspect->title.len > 0;
}

struct node *node_up(struct node *n, enum node_kind kind)
{
	while (n && n->kind != kind)
		n = n->parent;
	return n;
}

bool result_nearly_done(const struct node *result)
{
	static const char *const nearly[] = { "基本", "阶段" }, *const settled[] = { "长期坚持", "持续坚持" };
	bool says = false, kept = false;

	for (size_t i = 0; i < 2; i++) {
		says |= str_has(result->text, str_from(nearly[i]));
		kept |= str_has(result->text, str_from(settled[i]));
	}
	return result->status == RESULT_LONG_TERM && says && !kept;
}

#include "deal_parts.h"

/* Problems are listed in one part, and another one tells under 关于第3个问题 what was done: that is no problem of its own. */

/* Puts the children of `n` in its place. *near: a node before it, perhaps, and what stands there afterwards. */
static void dissolve(struct node *n, struct node **near)
{
	struct node *parent = n->parent;
	if (!parent)
		return;
	struct node *before = *near && (*near)->parent == parent ? *near : NULL;
	struct node **at = before ? &before->next : &parent->first;
	while (*at != n) {
		before = *at;
		at = &before->next;
	}
	for (struct node *c = n->first; c; c = c->next)
		c->parent = parent;
	*at = n->first ? n->first : n->next;
	if (n->last)
		n->last->next = n->next;
	if (parent->last == n)
		parent->last = n->last ? n->last : before;
	*near = n->last ? n->last : before;
	n->first = n->last = n->next = NULL;
}

static struct node *child_of_kind(const struct node *n, enum node_kind kind)
{
	struct node *c = n->first;
	while (c && c->kind != kind)
		c = c->next;
	return c;
}

enum { NUMBERS = 1000 }; /* more than words_reference() gives */

/* The first problem of each number, but those that only tell of one. */
static void find_listed(const struct report *r, struct node **listed)
{
	size_t told = 0;
	for (struct node *a = r->root->first; a; a = a->next)
		for (struct node *p = a->first; p; p = p->next) {
			if (told < r->dealt.len && VEC_AT(&r->dealt, struct node *, told) == p)
				told++;
			else if (p->kind == NODE_PROBLEM && p->value < NUMBERS && !listed[p->value])
				listed[p->value] = p;
		}
}

static bool is_leaf_of_deed(const struct node *n)
{
	return n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS || n->kind == NODE_RESULT;
}

/* Everything that is told in `from` becomes the item's. */
static int take_deeds(struct report *r, struct node *from, struct node *item, struct vec *dealt)
{
	struct node *before = NULL, *next;
	for (struct node *n = from->first; n; n = next) {
		next = n->next;
		if (!is_leaf_of_deed(n))
			before = n;
		else if (deal_move(n, before, item, dealt) < 0)
			return ERR_NOMEM;
	}
	return deal_share_office(r, item, from);
}

static int deal_problem(
	struct report *r, struct node *problem, struct node **listed, struct node **near, struct vec *dealt)
{
	struct node *to = problem->value < NUMBERS ? listed[problem->value] : NULL;
	struct node *item = to ? child_of_kind(to, NODE_ITEM) : NULL, *from = child_of_kind(problem, NODE_ITEM);
	struct node *none = NULL;
	if (!item || deal_is_answered(item) || !from || from->next)
		return 0;
	int rc = take_deeds(r, from, item, dealt);
	dissolve(from, &none);
	dissolve(problem, near);
	return rc;
}

/* A part that had nothing but such problems is none of the tree. */
static void leave_part(struct node *aspect)
{
	struct node *none = NULL;
	if (aspect && !child_of_kind(aspect, NODE_PROBLEM))
		dissolve(aspect, &none);
}

int deal_listed(struct report *r)
{
	struct node *listed[NUMBERS] = { NULL }, *near = NULL, *aspect = NULL;
	struct vec dealt;
	int rc = 0;
	if (!r->dealt.len)
		return 0;
	find_listed(r, listed);
	vec_init(&dealt, sizeof(struct node *));
	for (size_t i = 0; i < r->dealt.len && rc == 0; i++) {
		struct node *problem = VEC_AT(&r->dealt, struct node *, i);
		if (problem->parent != aspect)
			leave_part(aspect);
		aspect = problem->parent;
		rc = deal_problem(r, problem, listed, &near, &dealt);
	}
	leave_part(aspect);
	vec_clear(&r->dealt);
	r->dealt = dealt;
	return rc;
}

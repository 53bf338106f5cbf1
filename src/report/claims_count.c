#include "claims_count.h"

#include "words.h"

struct results {
	int64_t all, done, long_term, open, partial;
};

static void add_result(struct results *r, const struct node *n)
{
	enum result_status s = n->status;
	bool nearly = result_nearly_done(n);

	r->all += s != RESULT_NONE;
	r->done += !nearly && (s == RESULT_DONE || s == RESULT_LONG_TERM);
	r->long_term += s == RESULT_LONG_TERM;
	r->partial += s == RESULT_PARTIAL;
	r->open += nearly || s == RESULT_IN_PROGRESS || s == RESULT_PARTIAL;
}

static enum state state_of(const struct results *r, enum problem_kind kind)
{
	if (r->open || kind == PROBLEM_PENDING)
		return STATE_IN_PROGRESS;
	if (r->all == 0)
		return STATE_NOT_DONE;
	return r->done == r->all ? STATE_DONE : STATE_NOT_DONE;
}

/* Puts what was gathered of one problem or item under its state; long-term ones count as done too, partial ones as in progress. */
static void settle(int64_t *by, const struct results *r, enum problem_kind kind)
{
	by[state_of(r, kind)]++;
	by[STATE_LONG_TERM] += r->long_term > 0;
	by[STATE_PARTIAL] += r->partial > 0;
}

static void settle_item(struct counts *c, const struct results *r, enum problem_kind kind)
{
	settle(c->items_by, r, kind);
	c->items_silent += r->all == 0;
}

void count_problem(struct counts *c, struct node *problem)
{
	struct results all = { 0 }, item = { 0 };
	bool in_item = false;

	c->problems++;
	for (struct node *n = problem->first ? node_walk(problem, problem) : NULL; n && n != problem;
		n = node_walk(problem, n)) {
		if (n->kind == NODE_ITEM) {
			if (in_item)
				settle_item(c, &item, problem->problem);
			item = (struct results){ 0 };
			in_item = true;
			c->items++;
		} else if (n->kind == NODE_RESULT) {
			add_result(&all, n);
			add_result(&item, n);
		} else if (n->kind == NODE_MEASURE) {
			c->measures++;
		}
	}
	if (in_item)
		settle_item(c, &item, problem->problem);
	settle(c->problems_by, &all, problem->problem);
	c->problems_silent += all.all == 0;
	c->known |= all.all > 0;
}

void count_below(struct counts *c, struct node *top)
{
	struct node *n = top;

	while (n) {
		/* 已整改完成的问题, 正在整改的问题: parts by state, not those that the claims speak of */
		c->aspects +=
			n->kind == NODE_ASPECT && node_is_named(n) && words_state_heading(n->title) == RESULT_NONE;
		if (n->kind != NODE_PROBLEM || n == top) {
			n = node_walk(top, n);
			continue;
		}
		count_problem(c, n);
		/* over the problem's own nodes */
		while (n && n != top && !n->next)
			n = n->parent;
		n = n == top || !n ? NULL : n->next;
	}
}

void count_tree(struct counts *c, const struct report *r)
{
	if (r->root)
		count_below(c, r->root);
	for (struct node *n = r->others; n; n = n->next)
		count_problem(c, n);
}

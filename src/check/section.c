/* The first or last section of the problems, none of which has a state while those of the others have: it tells how the work was led, or what
 * comes next, and was read as a list of problems. */
#include "section.h"

#include "spot.h"

#define STATES_MIN 3 /* elsewhere, for the lack of them to tell anything */

static bool has_state(struct node *problem)
{
	for (struct node *n = node_walk(problem, problem); n; n = node_walk(problem, n)) {
		if (n->kind == NODE_RESULT && n->status != RESULT_NONE)
			return true;
	}
	return false;
}

static struct node *next_problem(const struct report *r, struct node *n)
{
	n = n ? node_walk(r->root, n) : r->root;
	while (n && n->kind != NODE_PROBLEM)
		n = node_walk(r->root, n);
	return n;
}

struct ends {
	const struct node *first, *last;
};

static struct ends ends_of(const struct report *r)
{
	struct ends e = { NULL, NULL };

	for (struct node *n = next_problem(r, NULL); n; n = next_problem(r, n)) {
		e.first = e.first ? e.first : n->parent;
		e.last = n->parent;
	}
	return e;
}

/* 总体要求 (一)指导思想 (二)基本原则: headings of a plan that nobody was found wanting in. */
static bool has_plan_title(const struct node *problem)
{
	static const struct str titles[] = { STR_INIT("指导思想"), STR_INIT("基本原则"), STR_INIT("整改目标"),
		STR_INIT("工作目标"), STR_INIT("总体目标"), STR_INIT("总体要求"), STR_INIT("组织领导"),
		STR_INIT("组织保障"), STR_INIT("保障措施"), STR_INIT("工作要求"), { NULL, 0 } };
	enum { ENOUGH = 36 };

	return problem->title.len <= ENOUGH && spot_ends(str_trim(problem->title), titles);
}

static bool is_aside(const struct report *r, const struct node *section)
{
	size_t elsewhere = 0;

	for (struct node *n = next_problem(r, NULL); n; n = next_problem(r, n)) {
		if (n->parent == section && has_plan_title(n))
			return true;
	}

	for (struct node *n = next_problem(r, NULL); n; n = next_problem(r, n)) {
		bool state = has_state(n);
		if (state && n->parent == section)
			return false;
		elsewhere += state;
	}
	return elsewhere >= STATES_MIN;
}

bool section_is_aside(const struct report *r, const struct node *problem)
{
	struct ends e = ends_of(r);

	return (problem->parent == e.first || problem->parent == e.last) && is_aside(r, problem->parent);
}

struct section_counts section_asides(const struct report *r)
{
	struct section_counts c = { 0, 0 };
	struct ends e = ends_of(r);
	bool first = e.first && is_aside(r, e.first), last = e.last && e.last != e.first && is_aside(r, e.last);

	for (struct node *n = next_problem(r, NULL); n && (first || last); n = next_problem(r, n)) {
		if (!(first && n->parent == e.first) && !(last && n->parent == e.last))
			continue;
		c.problems++;
		for (struct node *m = node_walk(n, n); m; m = node_walk(n, m))
			c.measures += m->kind == NODE_MEASURE;
	}
	return c;
}

/* The tree in numbers, to hold what a report says of itself against. */
#ifndef REPORT_CLAIMS_COUNT_H
#define REPORT_CLAIMS_COUNT_H

#include "report.h"

enum state { STATE_NONE, STATE_NOT_DONE, STATE_IN_PROGRESS, STATE_PARTIAL, STATE_LONG_TERM, STATE_DONE };

/* The tree in numbers, whole or below one aspect. */
struct counts {
	int64_t aspects, problems, items, measures;
	/* by what their printed results say; known: results are printed at all */
	bool known;
	int64_t problems_by[STATE_DONE + 1], items_by[STATE_DONE + 1];
	int64_t problems_silent, items_silent; /* of which no result is printed */
};

void count_problem(struct counts *c, struct node *problem);
/* Adds what stands below `top`, an aspect or the root. */
void count_below(struct counts *c, struct node *top);
/* Adds the whole report, problems in sections of their own included. */
void count_tree(struct counts *c, const struct report *r);

#endif

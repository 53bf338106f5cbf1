/* The items of a report (a problem without items is one) with their texts, to be compared with those of another. */
#ifndef THINGS_H
#define THINGS_H

#include "check.h"

enum thing_part { PART_FINDING, PART_MEASURES, PART_PROGRESS, PART_RESULT, PART_DUE, PARTS };

struct thing {
	const struct node *problem, *item; /* the item may be the problem itself */
	struct str label;                  /* how it is printed: "(一)1(2)"; without white space */
	struct str title;                  /* of the problem */
	struct str parts[PARTS];           /* lines joined; never .ptr NULL */
	struct span span;
	enum result_status status;
	struct date due; /* of 完成时限, when it is a date; else none */
};

/* *ret (struct thing, in reading order) to be cleared in any case; texts in the arena. 0 or ERR_NOMEM. */
int things_list(const struct report *r, struct arena *a, struct vec *ret);
/* What it is about, for people and for matching: the finding, else the problem's title. */
struct str thing_subject(const struct thing *t);
const char *thing_part_title(enum thing_part p); /* 具体问题 整改措施 ... */
const char *thing_part_name(enum thing_part p);  /* "finding" ... */
/* "已完成" ..., "没有写明". */
const char *thing_status_title(enum result_status s);

#endif

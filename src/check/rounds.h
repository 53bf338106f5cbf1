/* Two rounds of one unit (bihuan compare): which problems came back, which promises were not kept. */
#ifndef ROUNDS_H
#define ROUNDS_H

#include "things.h"

enum round_kind {
	ROUND_RETURNED, /* closed in the earlier round, named again */
	ROUND_AGAIN,    /* not closed then, named again: the promise was not kept */
	ROUND_SILENT,   /* not closed then, and the later round says nothing of it */
	ROUND_SETTLED,  /* closed then, not named again */
	ROUND_NEW,      /* named for the first time */
	ROUND_KINDS
};

struct round_row {
	enum round_kind kind;
	const struct thing *earlier, *later; /* NULL where there is none */
	uint32_t permille;                   /* how alike both are */
	bool overdue; /* the earlier round's date for it lies before the later round's inspection */
};

struct rounds {
	struct arena *arena;
	struct vec earlier, later; /* struct thing */
	struct vec rows;           /* struct round_row, by kind, then reading order */
	size_t counts[ROUND_KINDS];
	struct date earlier_date, later_date; /* of the inspections; none: not known */
	bool other_unit, reversed;            /* what the user must know: two units; the later one comes first */
};

/* The reports must outlive *ret. ERR_NOMEM. */
int rounds_compare(const struct report *earlier, const struct report *later, struct rounds **ret, struct err *e);
void rounds_free(struct rounds *r);
const char *round_kind_title(enum round_kind k);
const char *round_kind_name(enum round_kind k);

#endif

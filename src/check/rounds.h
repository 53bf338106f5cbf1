/* Two rounds of one unit (bihuan compare, GET /rounds/{id}/comparison): which problems came back, which promises were not kept. */
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
	bool told;    /* people said that both are the same */
};

/* One round where its things do not come from a report. `told` (of the later one; NULL: nothing is): what people said of each. */
#define ROUND_NOTHING UINT32_MAX
struct round_told {
	uint32_t same,
		unlike; /* places in the earlier round's things, or ROUND_NOTHING: it is this one; it is not this one */
};
struct round_side {
	const struct thing *things;
	size_t count;
	struct date date;
	struct str unit;
	const struct round_told *told;
};

struct rounds {
	struct arena *arena;
	struct round_side earlier, later;
	struct vec things[2]; /* of reports: theirs */
	struct vec rows;      /* struct round_row, by kind, then reading order */
	size_t counts[ROUND_KINDS];
	bool other_unit, reversed; /* what the user must know: two units; the later one comes first */
};

/* Rows point at the sides' things, which must outlive *ret with their texts; what people said goes before likeness. ERR_NOMEM. */
int rounds_compare_sides(
	const struct round_side *earlier, const struct round_side *later, struct rounds **ret, struct err *e);
/* The reports must outlive *ret. ERR_NOMEM. */
int rounds_compare(const struct report *earlier, const struct report *later, struct rounds **ret, struct err *e);
void rounds_free(struct rounds *r);
const char *round_kind_title(enum round_kind k);
const char *round_kind_name(enum round_kind k);

#endif

/* How much two passages have in common, exactly: greedy tiling by runs of at least COMPARE_RUN folded characters, in
 * whatever order they stand (Wise 1993, as plagiarism detectors do). Time is about linear in both lengths. */
#ifndef COMPARE_H
#define COMPARE_H

#include "folded.h"

#define COMPARE_RUN 8

struct common {
	uint32_t chars;          /* of `b` that stand in `a` too */
	uint32_t longest;        /* the longest run */
	uint32_t own;            /* of `chars`: not standing wording, not inside 《》 */
	uint32_t a_first, a_end; /* from the first common character to behind the last, in folded characters */
	uint32_t b_first, b_end;
};

/* Working memory, used again; zeroed at first. */
struct comparer {
	uint32_t *heads; /* by gram: one more than its last place in `a` */
	uint32_t *prev;  /* the place before it with the same slot */
	size_t prev_cap;
	uint8_t *cover; /* of b */
	size_t cover_cap;
};

void comparer_clear(struct comparer *c);
/* `b_text` is the slice that `b` was read from. 0 or ERR_NOMEM. */
int compare_passages(struct comparer *c, const struct phrases *standing, const struct folded *a, const struct folded *b,
	struct str b_text, struct common *ret);

#endif

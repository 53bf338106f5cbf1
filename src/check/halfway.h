/* BH208 within: what its parts share. */
#ifndef HALFWAY_H
#define HALFWAY_H

#include "closure.h"
#include "said.h"

#define HALFWAY_QUOTE 270 /* bytes */

struct halfway {
	struct check *c;
	const struct closure_item *item; /* the one being read */
	const struct vec *sights;
	struct said said;           /* by BH201-BH203 */
	uint32_t done;              /* the last sentence that was reported ends here */
	size_t sight, number, date; /* where the leaf before began among them */
};

/* Reports the sentence for the word at `word`, once, and only when no tense rule has spoken of it. */
int halfway_add(struct halfway *h, const struct node *leaf, struct span sentence, uint32_t word, const char *reason);

/* 共87个，已合并52个: a whole and a smaller part that is done, and no word of the rest. */
int halfway_counts(struct halfway *h, const struct node *leaf);
/* 预定2025年2月完成: a day after the report's own for what is to be completed. */
int halfway_dates(struct halfway *h, const struct node *leaf);

#endif

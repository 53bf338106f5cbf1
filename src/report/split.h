/* An item's text divided: finding, measures, progress, result, and the details between them. */
#ifndef REPORT_SPLIT_H
#define REPORT_SPLIT_H

#include "outline.h"

struct splitter {
	struct report *report;
	const struct outline *outline;
	bool labels;       /* the text being split has tokens that are labels, or perhaps */
	bool sentence;     /* the next item's finding is its first sentence (a section without numbers) */
	bool asked, apart; /* whether the report has items that tell measures and progress apart was asked, and is so */
	uint32_t
		counted; /* （3个） behind the name of the problem being split: so many problems stand in it, 0: it does not say */
	size_t line; /* a line at or before where the next item begins; only moves forward */
};

/* Adds the leaves of `item`, whose text runs from `from` to `to`; gives the end of what it took: the text behind it
 * closes the report (only when `last`). Negative: ERR_NOMEM. */
int64_t split_item(struct splitter *s, struct node *item, uint32_t from, uint32_t to, bool last);

/* The columns of a ledger. */
struct cells {
	bool measures, states;
};
/* Adds the leaves of one cell of a ledger: what stands under `label`. */
int split_cell(struct splitter *s, struct node *item, uint16_t label, const struct cells *of, struct span cell);

/* A new node at the end of `parent`'s children (parent may be NULL); NULL: no memory. The span is trimmed. */
struct node *node_add(struct report *r, struct node *parent, enum node_kind kind, uint32_t start, uint32_t end);
struct node *prose_add(struct report *r, struct node *parent, enum prose_kind kind, uint32_t start, uint32_t end);

#endif

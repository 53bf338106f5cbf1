/* What the files of dealing share: deal.c moves the answers, deal_finding.c makes items of a finding that is a list. */
#ifndef REPORT_DEAL_PARTS_H
#define REPORT_DEAL_PARTS_H

#include "split_parts.h"
#include "wordlist.h"

enum { DEAL_MAX = 40, DEAL_LIST_MAX = 12 };

/* Whether what answers the item is numbered 1 to `count`, or from `first` on: its measures, its progress, or both. */
bool deal_matches(const struct node *item, size_t count, uint32_t first);
/* Whether most answers below the item speak of the finding of their number, and hardly any more of another one. */
bool deal_words_agree(const struct str *findings, size_t count, const struct node *item);
/* A problem with one item whose finding is a list, answered number by number in words that agree: an item for each. */
int deal_out_finding(struct splitter *s, struct node *problem);

/* Problems that only tell, under its number, of one listed elsewhere: grammar_build() has put them into r->dealt, which has the leaves
 * that were dealt afterwards. */
int deal_listed(struct report *r);
bool deal_is_answered(const struct node *item);
/* Moves a leaf, with `before` right before it in its item, to the end of another item, and puts it into `dealt`. 0 or ERR_NOMEM. */
int deal_move(struct node *n, struct node *before, struct node *to, struct vec *dealt);
/* The limit and the offices told in `from` are those of the item too, unless it has its own. 0 or ERR_NOMEM. */
int deal_share_office(struct report *r, struct node *item, const struct node *from);

/* The line that holds `at`. */
static inline size_t line_of(const struct outline *o, uint32_t at)
{
	size_t low = 0, high = o->lines->len;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(o->lines, struct line, middle).start <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

#endif

/* What the files of the outline share: outline.c finds the numbered headings, outline_role.c says what they are,
 * outline_plain.c finds those without numbers. */
#ifndef REPORT_OUTLINE_PARTS_H
#define REPORT_OUTLINE_PARTS_H

#include "outline.h"

enum { DEPTH_MAX = 8 };
enum { ENDS = 2 * DEPTH_MAX + 2 }; /* depths are doubled where headings without numbers come between */

static inline const struct token *outline_token(const struct outline *o, size_t i)
{
	return &VEC_AT(o->tokens, struct token, i);
}

/* A title and nothing else: no label, no text, no second sentence. */
bool outline_is_bare(const struct outline *o, const struct head *h);
/* Where each heading's text ends, from the depths. */
void outline_set_ends(struct outline *o);

/* Gives every heading its role. 0 or ERR_NOMEM. */
int outline_decide(struct outline *o);

bool outline_has_problems(const struct outline *o);
/* Headings of aspects that have no number, where no aspect has one. 0 or ERR_NOMEM. */
int outline_name_aspects(struct outline *o);
/* Problems told in pairs (问题：… 整改：…) where none is numbered. 0 or ERR_NOMEM. */
int outline_find_pairs(struct outline *o);

#endif

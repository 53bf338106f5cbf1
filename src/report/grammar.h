/* From the outline to the document tree, and what the report says of itself at its head and foot. */
#ifndef REPORT_GRAMMAR_H
#define REPORT_GRAMMAR_H

#include "outline.h"

/* Makes aspects, problems, items and their leaves. */
int grammar_build(struct report *r, const struct outline *o);
/* Puts all text that no leaf covers into prose nodes: afterwards the leaves cover the text. */
int grammar_cover(struct report *r, const struct outline *o);
/* The text before the first aspect, a few pages at most. */
struct str grammar_preamble(const struct report *r);
/* Inspection and feedback dates. Needs the facts of the preamble. */
void grammar_round(struct report *r);
/* The title as one line, where it is printed on several. */
struct str grammar_title(const struct report *r);
/* Title, unit, inspector, kind of round, dates of signature and publication. Needs the facts. */
void grammar_header(struct report *r, const struct outline *o);

#endif

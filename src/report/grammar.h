/* From the outline to the document tree, and what the report says of itself at its head and foot. */
#ifndef REPORT_GRAMMAR_H
#define REPORT_GRAMMAR_H

#include "outline.h"

/* Makes aspects, problems, items and their leaves. */
int grammar_build(struct report *r, const struct outline *o);
/* Puts all text that no leaf covers into prose nodes: afterwards the leaves cover the text. */
int grammar_cover(struct report *r, const struct outline *o);
/* Title, unit, inspector, kind of round, dates. Needs the facts. */
void grammar_header(struct report *r, const struct outline *o);

#endif

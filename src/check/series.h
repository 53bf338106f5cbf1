/* What BH101 asks of the series of numbers. */
#ifndef SERIES_H
#define SERIES_H

#include "check.h"

/* A line between both headings begins with that number, printed like theirs: the heading stands there, though the tree has no node for it. */
bool series_has_line(struct check *c, const struct node *before, const struct node *behind, uint32_t value);

#endif

/* What the two halves of BH209 share. */
#ifndef UNANSWERED_H
#define UNANSWERED_H

#include "closure.h"

/* A fault of several that no measure speaks of. */
int unanswered_parts(struct check *c, const struct closure_item *it);

#endif

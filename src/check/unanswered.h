/* What the parts of BH209 share. */
#ifndef UNANSWERED_H
#define UNANSWERED_H

#include "closure.h"

/* A fault of several that no measure speaks of. */
int unanswered_parts(struct check *c, const struct closure_item *it);
/* One of several that are told in a row, where answers stand in a row too. */
int unanswered_series(struct check *c, const struct closure_item *it);

#endif

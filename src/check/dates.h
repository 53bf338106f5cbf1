/* What the rules on dates share. */
#ifndef CHECK_DATES_H
#define CHECK_DATES_H

#include "check.h"

/* BH405 within a sentence: what came after it is told to have been before (4月8日收到通知后，于4月2日发放). */
int dates_order(struct check *c);
/* Why the deeds of two days next to each other in one sentence cannot be in the order printed, or NULL. `earlier`: the second day lies
 * before the first, else behind it. */
const char *dates_reversed(const struct report *r, const struct fact_date *a, const struct fact_date *b, bool earlier);

#endif

/* What the rules on dates share. */
#ifndef CHECK_DATES_H
#define CHECK_DATES_H

#include "check.h"

/* BH405 within a sentence: what came after it is told to have been before (4月8日收到通知后，于4月2日发放). */
int dates_order(struct check *c);

#endif

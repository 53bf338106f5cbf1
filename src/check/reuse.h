/* BH301 within. */
#ifndef REUSE_H
#define REUSE_H

#include "check.h"

/* Sentences with a number that stand under two problems and are shorter than a passage. To be called behind BH301's and BH302's own findings. 0 or
 * ERR_NOMEM. */
int reuse_short(struct check *c);

#endif

/* BH508 within. */
#ifndef CONTACT_BLANK_H
#define CONTACT_BLANK_H

#include "check.h"

/* Fields of the closing (联系电话：) that are empty. 0 or ERR_NOMEM. */
int contact_blank(struct check *c);

#endif

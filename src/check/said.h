/* What rules have said already, so that another does not say it again of the same sentence. */
#ifndef SAID_H
#define SAID_H

#include "check.h"

struct said {
	uint32_t *span; /* starts and ends, in order of starts */
	size_t count;
};

/* The findings so far of the rules named in `codes` (NULL ends the list). 0 or ERR_NOMEM; said_clear() in any case. */
int said_collect(const struct check *c, const char *const *codes, struct said *ret);
bool said_of(const struct said *s, struct span sentence);
void said_clear(struct said *s);

#endif

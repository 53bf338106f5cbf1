/* Sections that are no lists of problems though they were read as such. */
#ifndef SECTION_H
#define SECTION_H

#include "check.h"

/* The problem stands in the first or last section, and none there has a state, while three and more elsewhere have: 组织领导, 下一步打算. */
bool section_is_aside(const struct report *r, const struct node *problem);

struct section_counts {
	int64_t problems, measures;
};
/* What those sections hold together. */
struct section_counts section_asides(const struct report *r);

#endif

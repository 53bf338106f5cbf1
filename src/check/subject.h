/* How a finding names a problem or item to the reader. */
#ifndef SUBJECT_H
#define SUBJECT_H

#include "check.h"

/* "问题(一)3“垃圾分类推进缓慢…”" for the problem (or item) at or above `n`, in the findings' arena;
 * .ptr NULL without memory. */
struct str subject_name(struct check *c, const struct node *n);
/* The first `chars` characters of `s` without its line ends, with … when it is longer. */
struct str subject_short(struct check *c, struct str s, size_t chars);

#endif

/* What the parts of BH209 share. */
#ifndef UNANSWERED_H
#define UNANSWERED_H

#include "closure.h"

/* A fault of several that no measure speaks of. */
int unanswered_parts(struct check *c, const struct closure_item *it);
/* One of several that are told in a row, where answers stand in a row too. */
int unanswered_series(struct check *c, const struct closure_item *it);

/* One of the things that a finding lists. */
int unanswered_list(struct check *c, const struct closure_item *it);
/* 同岗不同酬, where the answer is 同标准计发: most of its characters stand there, so it may be taken up in other words. */
bool unanswered_is_touched(struct str part, const struct str *text, size_t count);
/* The next part of `s` from `from`, to one of the marks, without blanks; *ret_next is behind the mark. Marks are punctuation. */
struct str unanswered_next(struct str s, size_t from, const struct str *marks, size_t *ret_next);

#endif

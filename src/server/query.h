/* The query parameters of record lists, as records understand them. */
#ifndef SERVER_QUERY_H
#define SERVER_QUERY_H

#include "call.h"

/* "q view sort fields after limit" are what they are called (and "by", "columns", "format" are somebody else's); any other parameter is a filter on a
 * field: FIELD=, FIELD.from=, FIELD.to=. */
int query_read(struct call *c, struct record_query *ret, struct err *e);
/* The names of "a,b,c" in a parameter, in the call's arena; none where it is not given. */
int query_names(struct call *c, const char *param, const struct str **ret, size_t *ret_count, struct err *e);

#endif

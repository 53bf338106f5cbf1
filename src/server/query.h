/* The query parameters of record lists, as records understand them. */
#ifndef SERVER_QUERY_H
#define SERVER_QUERY_H

#include "call.h"

/* "q view sort fields after limit" are what they are called (and "by", "format" are somebody else's); any other parameter is a filter on a
 * field: FIELD=, FIELD.from=, FIELD.to=. */
int query_read(struct call *c, struct record_query *ret, struct err *e);

#endif

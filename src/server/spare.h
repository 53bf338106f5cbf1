/* Requests that have ended, kept for those that come: a request has an arena and room for an answer, which are not made anew for each. */
#ifndef SERVER_SPARE_H
#define SERVER_SPARE_H

#include "http.h"

struct spares;

struct spares *spares_new(void); /* NULL: no memory */
void spares_free(struct spares *s);
/* All zero, but with an empty arena and an empty body of the answer; NULL: no memory. */
struct request *spares_take(struct spares *s);
void spares_give(struct spares *s, struct request *r);

#endif

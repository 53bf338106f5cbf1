/* Deadlines of connections: whoever sends or reads too slowly is cut off.
 *
 * The library's own timeout is moved by every byte; a client that sends one byte a minute would keep
 * its connection for ever. Here each phase of a request has a time by which it must be over. */
#ifndef SERVER_WATCH_H
#define SERVER_WATCH_H

#include "clock.h"
#include "err.h"

struct watch;
struct watched;

/* Something else to be done now and then (twice a second), on the watch's thread. */
typedef void watch_also(void *context);

int watch_new(const struct clock *clock, watch_also *also, void *context, struct watch **ret, struct err *e);
void watch_free(struct watch *w); /* NULL is fine; no connection may be left */

/* NULL: no memory. The deadline is `ms` from now. */
struct watched *watch_add(struct watch *w, int fd, int64_t ms);
void watch_remove(struct watch *w, struct watched *c);
/* Moves the deadline to `ms` from now; negative: none. */
void watch_set(struct watch *w, struct watched *c, int64_t ms);

#endif

/* Deadlines of connections: whoever sends or reads too slowly is cut off.
 *
 * The library's own timeout is moved by every byte; a client that sends one byte a minute would keep
 * its connection for ever. Here each phase of a request has a time by which it must be over. */
#ifndef SERVER_WATCH_H
#define SERVER_WATCH_H

#include "access.h"
#include "clock.h"
#include "err.h"
#include "str.h"

struct watch;
struct watched;

/* Something else to be done now and then (twice a second), on the watch's thread. */
typedef void watch_also(void *context);

int watch_new(const struct clock *clock, watch_also *also, void *context, struct watch **ret, struct err *e);
void watch_free(struct watch *w); /* NULL is fine; no connection may be left */

/* NULL: no memory. The deadline is `ms` from now. `from` is whose connection it is; NULL: not known. */
struct sockaddr;
struct watched *watch_add(struct watch *w, int fd, const struct sockaddr *from, int64_t ms);
/* "192.0.2.1"; .ptr NULL: not known. */
struct str watch_address(const struct watched *c);
/* The token that came last over this connection; NULL only when `c` is. */
struct access_known *watch_known(struct watched *c);
void watch_remove(struct watch *w, struct watched *c);
/* Moves the deadline to `ms` from now; negative: none. */
void watch_set(struct watch *w, struct watched *c, int64_t ms);
/* The same, by a clock that was looked at a moment ago: to `deadline`, in monotonic milliseconds. */
void watch_until(struct watched *c, int64_t deadline);

#endif

/* Server-sent events (GET /events): tells open pages that registers changed; they read again what they show.
 *
 * One thread looks for what happened in the units that somebody listens to: at once when this process wrote something, and each
 * second for what another process or the scheduler wrote. A listener costs a sleeping connection. A message says which
 * registers changed, never which record: no row is told of to who may not see it. */
#ifndef SERVER_HUB_H
#define SERVER_HUB_H

#include <microhttpd.h>

#include "buf.h"
#include "err.h"

struct hub;

/* Adds to `out` the names of the registers with events of the unit behind `after`, separated by blanks; *ret is the last event's
 * number. `after` negative: only the number. */
typedef int hub_source(void *context, int64_t unit_id, int64_t after, struct buf *out, int64_t *ret, struct err *e);

enum { HUB_LISTENERS_MAX = 2000, HUB_PER_PERSON_MAX = 20 };

int hub_new(hub_source *source, void *context, struct hub **ret, struct err *e);
/* Ends the thread and lets all listeners go; their connections end. */
void hub_stop(struct hub *h);
void hub_free(struct hub *h); /* stops too; NULL is fine; no response may be left */
/* Something was written. */
void hub_nudge(struct hub *h);
/* An endless answer for this connection; `after`: the last event's number the page has had (Last-Event-ID), 0: from now on. NULL with
 * `e` set: too many listeners, or no memory. */
struct hub_caller {
	int64_t unit_id, person_id, after;
};
struct MHD_Response *hub_listen(
	struct hub *h, struct MHD_Connection *connection, const struct hub_caller *caller, struct err *e);

#endif

/* Who may send what: the checks of a request's head, before any of its body is read. */
#ifndef SERVER_GUARD_H
#define SERVER_GUARD_H

#include "listen.h"
#include "operations.h"
#include "target.h"

struct guard {
	const struct listening *listening;
	const char *const *hosts;
	size_t hosts_count;
};

/* The headers it looks at; .ptr NULL when absent. */
struct guard_head {
	struct str host, origin, bihuan, content_type, content_encoding, content_length, transfer_encoding, expect;
	bool host_doubled;
};

/* DNS rebinding: a page that points its own name at this machine does not get in. 0, or the status to answer (400, 421). */
unsigned guard_host(const struct guard *g, const struct guard_head *h, struct err *e);
/* Another site's page: writes need the header X-Bihuan, and an Origin must be ours. 0, or 403. */
unsigned guard_origin(const struct operation *o, const struct guard_head *h, struct err *e);
/* What the body says of itself, against the row's limit. 0, or 400, 413, 415. */
unsigned guard_body(const struct operation *o, const struct guard_head *h, struct err *e);
/* A key for doing it once, on a row that keeps none: who relies on it would do it twice. 0, or 400. */
unsigned guard_once(const struct operation *o, struct str key, struct err *e);

#endif

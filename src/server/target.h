/* What a request line and its Host and Origin headers say, taken apart strictly. */
#ifndef SERVER_TARGET_H
#define SERVER_TARGET_H

#include "arena.h"
#include "err.h"

enum { TARGET_PARAMS_MAX = 32, TARGET_LENGTH_MAX = 8192 };

struct target_param {
	struct str name, value;
};

struct target {
	struct str path; /* decoded, begins with '/', has no "." or ".." part, no NUL, no control character */
	struct target_param params[TARGET_PARAMS_MAX];
	size_t params_count;
};

/* Takes "/path?query" apart into the arena. Percent escapes are decoded once; what decodes to NUL, a control character
 * in the path or invalid UTF-8 is refused (ERR_USAGE), and so is a path that climbs. '+' in a query is a blank. */
int target_parse(struct str raw, struct arena *a, struct target *ret, struct err *e);
/* .ptr NULL when absent. */
struct str target_param(const struct target *t, const char *name);

/* The host of "name:port", "[::1]:port" or "name", without port and brackets; .ptr NULL when it is none of these. */
struct str target_host(struct str header);
/* "localhost", 127.0.0.0/8, ::1. */
bool target_host_is_loopback(struct str host);
/* A literal IPv4 or IPv6 address (a page cannot rebind those). */
bool target_host_is_address(struct str host);
/* Whether an Origin ("http://host:port") is the Host the request was sent to. */
bool target_origin_is(struct str origin, struct str host_header);

#endif

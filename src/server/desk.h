/* From a request to what the rooms below need of it. */
#ifndef SERVER_DESK_H
#define SERVER_DESK_H

#include "call.h"
#include "record.h"

/* For access functions inside the request's transaction. */
struct access_call desk_access(const struct call *c);

/* --- registers --- */

/* The register that "{name}" of the path names; ERR_NOTFOUND. */
int desk_register(struct call *c, const struct register_def **ret, struct err *e);
/* Whose records: the caller's unit. */
int64_t desk_unit(const struct call *c);
/* For record functions inside the request's transaction. Nobody signed in (OP_LOCAL): as the machine's console. */
int desk_open(const struct call *c, struct desk *ret, struct err *e);
/* After a refused record function: puts all its reasons into the answer; returns `rc`. */
int desk_refused(struct call *c, const struct desk *d, int rc);
/* A JSON array of all that stands in the way. */
void desk_write_refusals(const struct refusals *r, struct json *j);
/* The version that If-Match gives, RECORD_ANY_VERSION for "*"; absent: ERR_USAGE. */
int desk_version(struct call *c, int64_t *ret, struct err *e);

/* The register of the path and a desk, if this person sees anything of it; else as if it were not there. */
int desk_open_register(
	struct call *c, struct desk *d, const struct register_def **ret, struct record_may *may, struct err *e);

#endif

/* From method and path to a row of the operation table and its handler. */
#ifndef SERVER_ROUTES_H
#define SERVER_ROUTES_H

#include "call.h"

struct route {
	const struct operation *operation;
	call_handler *handler;
	struct call_path path; /* what its placeholders stand for */
};

enum route_match {
	ROUTE_FOUND,
	ROUTE_NO_PATH,   /* nothing lives there: 404 */
	ROUTE_NO_METHOD, /* 405; the methods it has are in `allow` */
	ROUTE_BAD_ID,    /* "{id}" is not a number */
	ROUTE_OPTIONS,   /* OPTIONS asks for `allow` */
};

enum { ROUTE_ALLOW_MAX = 80 };

/* HEAD is answered where GET is. `allow` is filled when the path is known and has not that method. "{id}" stands for a positive integer, any
 * other placeholder for a word of letters, digits, '_' and '-'. */
enum route_match route_find(struct str method, struct str path, struct route *ret, char allow[ROUTE_ALLOW_MAX]);

/* NULL, or the first query parameter that the row does not know (or that comes twice). */
const struct target_param *route_bad_param(const struct operation *o, const struct target *t);

/* The handler, once it is known that a row whose body has no members was given none: what is written in vain is refused. */
int route_run(const struct route *r, struct call *c, struct answer *a, struct err *e);

#define ROUTE(id, ...) call_handler handle_##id;
#define OPERATION(id, ...) call_handler handle_##id;
#define COMMAND(...)
#include "operations.def"
#undef ROUTE
#undef OPERATION
#undef COMMAND

#endif

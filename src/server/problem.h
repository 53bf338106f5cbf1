/* Problem details (RFC 9457): the one form of every refusal. */
#ifndef SERVER_PROBLEM_H
#define SERVER_PROBLEM_H

#include "buf.h"
#include "err.h"

#define PROBLEM_TYPE "application/problem+json"

/* The HTTP status of an error code. */
unsigned problem_status(int err_code);
/* A refusal; `allow` may be NULL; `close`: the connection ends with it. */
struct problem {
	unsigned status;
	const struct err *error;
	const char *field, *request_id, *allow;
	const char *range;     /* Content-Range of a 416, or NULL */
	struct str errors;     /* a JSON array, or .ptr NULL */
	unsigned wait_seconds; /* Retry-After; 0: none */
	bool close;
};
/* Writes the object. What only the log may see stays out. */
void problem_write(struct buf *out, const struct problem *p);

#endif

/* Problem details (RFC 9457): the one form of every refusal. */
#ifndef SERVER_PROBLEM_H
#define SERVER_PROBLEM_H

#include "buf.h"
#include "err.h"

#define PROBLEM_TYPE "application/problem+json"

/* The HTTP status of an error code. */
unsigned problem_status(int err_code);
/* Writes the object; `field` and `request_id` may be NULL. What only the log may see stays out. */
void problem_write(struct buf *out, unsigned status, const struct err *e, const char *field, const char *request_id);

#endif

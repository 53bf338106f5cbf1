/* Connections shared between threads: one that writes, a few that read.
 *
 * A thread holds at most one connection of a pool at a time. store_pool_take() waits for a free one;
 * store_pool_give() rolls back what was left open. Readers see the last commit. */
#ifndef STORE_POOL_H
#define STORE_POOL_H

#include "store.h"

struct store_pool;

/* Opens the writer, which is migrated (`now` is recorded); readers are opened when first needed. */
int store_pool_open(const char *url, const struct store_options *o, unsigned readers, struct str now,
	struct store_pool **ret, struct err *e);
void store_pool_close(struct store_pool *p); /* all connections must have been given back; NULL is fine */
/* Taken in a transaction of that kind already begun; the caller commits (writers) or just gives it back. */
int store_pool_take(struct store_pool *p, enum store_access access, struct store **ret, struct err *e);
void store_pool_give(struct store_pool *p, struct store *s); /* NULL is fine */

#endif

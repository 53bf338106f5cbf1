/* Connections shared between threads: few that write, a few that read, and a queue of work to be written.
 *
 * A thread holds at most one connection of a pool at a time. store_pool_take() waits for a free one;
 * store_pool_give() rolls back what was left open and lets go of a broken connection. Readers see the last commit.
 *
 * Work is written in groups: a thread of the pool takes what is queued, does each work in a savepoint of one
 * transaction, commits once and only then tells each how it ended. A work that fails is undone alone. Where the database
 * has several writers (PostgreSQL) each work is a transaction of its own, tried again when another one was in its way. */
#ifndef STORE_POOL_H
#define STORE_POOL_H

#include "store.h"

struct store_pool;

/* Opens the writer, which is migrated (`now` is recorded); readers are opened when first needed. */
int store_pool_open(const char *url, const struct store_options *o, unsigned readers, struct str now,
	struct store_pool **ret, struct err *e);
/* What is queued is done first. All connections must have been given back; NULL is fine. */
void store_pool_close(struct store_pool *p);
/* Taken in a transaction of that kind already begun; the caller commits (writers) or just gives it back. */
int store_pool_take(struct store_pool *p, enum store_access access, struct store **ret, struct err *e);
/* A reader that recalls nothing and keeps nothing from before (store_torn()): for whoever does not do again what is torn. */
int store_pool_take_plain(struct store_pool *p, struct store **ret, struct err *e);
void store_pool_give(struct store_pool *p, struct store *s); /* NULL is fine */

/* From now on a reader that is given back keeps its view until a writer is taken or commits, or store_pool_rest(); who takes it next
 * goes on in that view when no program has committed since, else in a new one. On SQLite views that are alike share one lock of the
 * file: while one is kept the next is had without asking the system.
 * Call store_pool_rest() now and then, for a kept view holds up the journal of other programs. Elsewhere nothing changes. */
void store_pool_linger(struct store_pool *p);
void store_pool_rest(struct store_pool *p);

/* Inside a write transaction, in a savepoint of its own. A negative code: undone, with `e` as the reason. May run
 * again from its start, on any thread: it keeps no results of a run before, and does not commit, roll back all or wait for other
 * work. */
typedef int store_work(void *context, struct store *s, struct err *e);
/* Once for each submitted work, on a thread of the pool: rc >= 0 is what the work returned, and it is durable; else `e` says
 * why nothing of it was written. Must not wait for other work of the pool; may submit more. */
typedef void store_settled(void *context, int rc, const struct err *e);

/* Queues; ERR_LIMIT when the queue is full (`settled` is then not called). `settled` may be NULL. */
int store_pool_submit(struct store_pool *p, store_work *work, store_settled *settled, void *context, struct err *e);
/* The same of a work that, where its group has several, is run before its turn for its first questions (store_ask_begin()), which are sent
 * together: nothing of that run counts. */
int store_pool_submit_ahead(
	struct store_pool *p, store_work *work, store_settled *settled, void *context, struct err *e);
/* As store_pool_submit(), waiting for the end; what `work` returned. Does the work on this thread when a writer is idle. */
int store_pool_write(struct store_pool *p, store_work *work, void *context, struct err *e);

#endif

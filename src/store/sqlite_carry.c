#include "sqlite_carry.h"

#include "fault.h"
#include "sqlite_wal.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* Of `at`, pages of 4 KiB: a part as small as this is left to the writer or tried again after; so many times as much makes commits wait. */
enum { CARRY_AT = 8000, LEFT = 16, AGAIN = 8, MOST = 6, PASSES = 8 };

enum state {
	RESTS,
	CALLED, /* to work, or at it */
	READY,  /* the writer may do the rest */
	ENDS,
};

struct sq_carrier {
	sqlite3 *db; /* the writer's */
	const char *path;
	int at;
	int next_at; /* the writer's: no sooner than with so many pages */
	_Atomic int pages;
	pthread_mutex_t lock; /* of all that follows */
	pthread_cond_t changed;
	enum state state;
	bool started;
	pthread_t thread;
};

/* --- the thread --- */

static sqlite3_file *file_of(sqlite3 *db)
{
	sqlite3_file *f = NULL;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, (void *)&f) != SQLITE_OK)
		return NULL;
	return f && f->pMethods ? f : NULL;
}

/* What is carried is also brought onto the disk here: the writer's own sync, before the journal begins anew, then finds little. */
static bool carry_once(struct sq_carrier *c, sqlite3 *db, int *ret_left)
{
	int pages = 0, done = 0;

	if (sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &done) != SQLITE_OK)
		return false;
	sqlite3_file *f = file_of(db);
	if (!f || f->pMethods->xSync(f, SQLITE_SYNC_NORMAL) != SQLITE_OK)
		return false;
	*ret_left = atomic_load(&c->pages) - done;
	return true;
}

static void carry(struct sq_carrier *c, sqlite3 *db)
{
	int left = INT_MAX;

	for (int pass = 0; pass < PASSES && left > c->at / LEFT; pass++) {
		int before = left;
		if (!carry_once(c, db, &left) || left >= before)
			return; /* it is the writer's to find out why, or a reader's view stands in the way */
	}
}

/* Waits to be called; false: it is time to end. */
static bool wait_for_call(struct sq_carrier *c)
{
	pthread_mutex_lock(&c->lock);
	while (c->state != CALLED && c->state != ENDS)
		pthread_cond_wait(&c->changed, &c->lock);
	bool called = c->state == CALLED;
	pthread_mutex_unlock(&c->lock);
	return called;
}

static void set_ready(struct sq_carrier *c)
{
	pthread_mutex_lock(&c->lock);
	if (c->state == CALLED)
		c->state = READY;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
}

static void *work(void *context)
{
	struct sq_carrier *c = context;
	sqlite3 *db = NULL;

	int code = sqlite3_open_v2(c->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, sq_wal_vfs());
	/* A first read makes the journal known to the connection. */
	if (code == SQLITE_OK)
		code = sqlite3_exec(
			db, "PRAGMA synchronous=FULL; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
	while (wait_for_call(c)) {
		if (code == SQLITE_OK)
			carry(c, db);
		set_ready(c);
	}
	sqlite3_close(db);
	return NULL;
}

/* --- the writer --- */

/* The lock is held. False: there is no thread. */
static bool is_started(struct sq_carrier *c)
{
	if (!c->started && !fault_hit(FAULT_ALLOC))
		c->started = pthread_create(&c->thread, NULL, work, c) == 0;
	return c->started;
}

/* True: what is left is to be done now, here. */
static bool may_finish(struct sq_carrier *c, int pages)
{
	pthread_mutex_lock(&c->lock);
	if (!is_started(c))
		c->state = READY;
	if (c->state == RESTS) {
		c->state = CALLED;
		pthread_cond_broadcast(&c->changed);
	}
	while (c->state == CALLED && pages >= MOST * c->at)
		pthread_cond_wait(&c->changed, &c->lock);
	bool ready = c->state == READY;
	if (ready)
		c->state = RESTS;
	pthread_mutex_unlock(&c->lock);
	return ready;
}

/* Behind a commit, whose success does not hang on this. */
static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
	struct sq_carrier *c = context;

	if (pages <= atomic_exchange(&c->pages, pages))
		c->next_at = c->at; /* it has begun anew */
	if (pages < c->next_at || !may_finish(c, pages))
		return SQLITE_OK;
	sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	c->next_at = pages + c->at / AGAIN; /* as long as somebody's view keeps it from beginning anew */
	return SQLITE_OK;
}

struct sq_carrier *sq_carry_begin(sqlite3 *db, const char *path, int pages)
{
	struct sq_carrier *c = fault_calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->db = db;
	c->path = path;
	c->at = pages > 0 ? pages : CARRY_AT;
	c->next_at = c->at;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->changed, NULL);
	sqlite3_wal_hook(db, on_commit, c);
	return c;
}

void sq_carry_end(struct sq_carrier *c)
{
	if (!c)
		return;
	sqlite3_wal_hook(c->db, NULL, NULL);
	pthread_mutex_lock(&c->lock);
	c->state = ENDS;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	if (c->started)
		pthread_join(c->thread, NULL);
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

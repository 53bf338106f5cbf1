/* Group commit: the queue, and the threads that empty it. */
#include "driver.h"
#include "pool_private.h"

#include "fault.h"

#include <errno.h>
#include <time.h>

enum {
	QUEUE_MAX = 4096,
	BATCH_MAX = 256,
	TRIES_MAX = 12,
	WAIT_FIRST_US = 500,
	WAIT_LONGEST_US = 100000,
	WAIT_MOST_US = 1000
};

/* --- doing work on a connection --- */

/* The work in a savepoint. Whatever it leaves open is ended; a transaction that cannot even have a savepoint too. */
static int do_one(struct job *j, struct store *s)
{
	int rc = store_savepoint(s, &j->err);

	if (rc < 0) {
		store_rollback(s);
		return rc;
	}
	rc = j->work(j->context, s, &j->err);
	if (rc >= 0 && store_savepoints(s) == 1) {
		int released = store_savepoint_release(s, &j->err);
		rc = released < 0 ? released : rc;
	} else if (rc >= 0) {
		rc = err_set(&j->err, ERR_INTERNAL, "程序内部错误（事务没有正常结束）");
	}
	while (store_savepoints(s) > 0)
		store_savepoint_rollback(s);
	return rc;
}

/* The work without a savepoint, each of which costs a copy of every page that is touched. False: it left something to be undone. */
static bool do_light(struct job *j, struct store *s)
{
	uint64_t writes = s->writes;

	s->held = true;
	j->rc = j->work(j->context, s, &j->err);
	s->held = false;
	bool gone = !store_in_transaction(s);
	if (gone && j->rc >= 0)
		j->rc = err_set(&j->err, ERR_INTERNAL, "程序内部错误（事务没有正常结束）");
	bool clean = store_savepoints(s) == 0 && !store_failed(s);
	return gone || (clean && (j->rc >= 0 || s->writes == writes));
}

static void fail_rest(struct job *batch, int rc, const struct err *e)
{
	for (struct job *j = batch; j; j = j->next) {
		if (j->rc < 0)
			continue;
		j->rc = rc;
		j->err = *e;
	}
}

/* All works' first questions are one round trip, where each of them would be one. What fails in that is found out again in its turn. */
static int ask_first(struct job *batch, struct store *s, struct err *e)
{
	struct err unused;

	if (!batch->next || !store_ask_begin(s))
		return 0;
	s->held = true;
	for (struct job *j = batch; j && store_in_transaction(s) && !store_failed(s); j = j->next) {
		err_clear(&unused);
		if (j->ahead && j->rc >= 0)
			j->work(j->context, s, &unused);
	}
	s->held = false;
	return store_ask_end(s, e);
}

enum outcome {
	NOTHING,   /* every work failed */
	SOMETHING, /* to be committed */
	LOST,      /* the transaction is gone below a work's feet, and with it what the others had done */
	AGAIN,     /* another transaction was in the way */
	UNDONE,    /* all is to be undone, and done again in savepoints */
};

/* Without savepoints. Where there is but one work, undoing it is undoing all. */
static enum outcome do_all_light(struct job *batch, struct store *s)
{
	enum outcome all = NOTHING;

	for (struct job *j = batch; j; j = j->next) {
		if (j->rc < 0)
			continue;
		bool clean = do_light(j, s);
		if (!clean && j->rc < 0 && j == batch && !j->next)
			return NOTHING;
		if (!clean)
			return UNDONE;
		if (!store_in_transaction(s))
			return LOST;
		if (j->rc >= 0)
			all = SOMETHING;
	}
	/* What was only sent is answered; whose it was that failed, the savepoints tell. */
	bool several = all == SOMETHING && batch->next;
	return several && (store_late_flush(s, NULL) < 0 || store_batch_end(s, NULL) < 0) ? UNDONE : all;
}

static void forget_results(struct job *batch)
{
	for (struct job *j = batch; j; j = j->next) {
		j->rc = 0;
		err_clear(&j->err);
	}
}

/* On the last try a work that meets another transaction fails, and the others go on without it. */
static enum outcome do_all(struct job *batch, struct store *s, bool last_try)
{
	enum outcome all = NOTHING;

	for (struct job *j = batch; j; j = j->next) {
		if (j->rc < 0)
			continue;
		j->rc = do_one(j, s);
		bool met = j->rc < 0 && store_may_retry(s);
		if (met && !last_try) {
			j->rc = 0;
			err_clear(&j->err);
			return AGAIN;
		}
		if (met || !store_in_transaction(s))
			return LOST;
		if (j->rc >= 0)
			all = SOMETHING;
	}
	return all;
}

static void wait_a_little(unsigned tries, const void *seed)
{
	unsigned us = WAIT_FIRST_US << (tries < 8 ? tries : 8);
	unsigned spread = (unsigned)((uintptr_t)seed >> 6) % 7 + 4; /* so that two do not meet again */

	us = (us < WAIT_LONGEST_US ? us : WAIT_LONGEST_US) / 10 * spread;
	nanosleep(&(struct timespec){ .tv_nsec = (long)us * 1000 }, NULL);
}

/* A full disk or the like may undo the transaction below a work's feet. The others are done again without it: each round
 * loses one. Rounds that another transaction spoils are counted: so this ends. Where there is one writer works seldom fail behind a
 * write: that is found out first, and savepoints are for those groups alone. */
static void write_batch(struct store_pool *p, struct job *batch, struct store *s)
{
	bool again = true, light = store_writers(s) == 1, asks = true;

	for (unsigned tries = 1; again;) {
		struct err e = { 0 };
		bool last = tries == TRIES_MAX;
		enum outcome outcome = NOTHING;
		int rc = store_in_transaction(s) ? 0 : store_begin(s, STORE_WRITE, &e);
		if (rc >= 0 && asks && ask_first(batch, s, NULL) < 0) {
			asks = false; /* each in its turn, then */
			store_rollback(s);
			continue;
		}
		if (rc >= 0)
			outcome = light ? do_all_light(batch, s) : do_all(batch, s, last);
		if (outcome == SOMETHING) {
			store_pool_rest(p); /* what they kept would hold up the journal, and is old from now on */
			rc = store_commit(s, &e);
		}
		bool met = outcome == AGAIN || (rc < 0 && store_may_retry(s) && !last);
		again = met || outcome == LOST || outcome == UNDONE;
		store_rollback(s);
		if (outcome == UNDONE) {
			light = false;
			forget_results(batch);
		}
		if (rc < 0 && !again)
			fail_rest(batch, rc, &e);
		if (met)
			wait_a_little(tries++, batch);
	}
}

/* --- the queue --- */

/* Up to so many jobs as are written together, as a list; NULL: none. The lock is held. */
static struct job *next_batch(struct store_pool *p)
{
	struct job *batch = p->first, *end = batch;

	if (!batch)
		return NULL;
	size_t n = 1;
	for (; n < BATCH_MAX && end->next; n++)
		end = end->next;
	p->waiting -= n;
	p->group = n;
	p->first = end->next;
	if (!p->first)
		p->last = &p->first;
	end->next = NULL;
	return batch;
}

static void settle(struct job *batch)
{
	for (struct job *j = batch, *next; j; j = next) {
		next = j->next;
		if (j->wake) {
			sem_post(j->wake); /* `j` is no longer ours */
			continue;
		}
		if (j->settled)
			j->settled(j->context, j->rc, &j->err);
		free(j);
	}
}

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The transaction is begun before the batch is taken: what is queued meanwhile joins it. */
static void serve_once(struct store_pool *p)
{
	struct err e = { 0 };
	struct store *s = NULL;

	int rc = store_pool_take(p, STORE_WRITE, &s, &e);
	int64_t from = now_us();
	pthread_mutex_lock(&p->lock);
	struct job *batch = next_batch(p);
	pthread_mutex_unlock(&p->lock);
	if (rc < 0)
		fail_rest(batch, rc, &e);
	else if (batch)
		write_batch(p, batch, s);
	pthread_mutex_lock(&p->lock);
	p->took_us = now_us() - from;
	pthread_mutex_unlock(&p->lock);
	store_pool_give(p, s);
	settle(batch);
}

/* Those who were told of the last commit are about to ask again: a quarter of what it took is waited for them, so that the first of them
 * does not get a commit of his own while the others wait for the next. One client alone never waits. The lock is held. */
static void wait_for_company(struct store_pool *p)
{
	int64_t us = p->took_us / 4 < WAIT_MOST_US ? p->took_us / 4 : WAIT_MOST_US;
	struct timespec until;

	if (p->lanes[STORE_WRITE].limit > 1 || p->waiting >= p->group)
		return;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)us * 1000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (p->waiting < p->group && !p->closing)
		if (pthread_cond_timedwait(&p->queued, &p->lock, &until) != 0)
			return;
}

void pool_queued_init(struct store_pool *p)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->queued, &attr);
	pthread_condattr_destroy(&attr);
}

static void *serve(void *context)
{
	struct store_pool *p = context;
	bool more = true;

	while (more) {
		pthread_mutex_lock(&p->lock);
		while (!p->first && !p->closing)
			pthread_cond_wait(&p->queued, &p->lock);
		more = p->first != NULL;
		if (more)
			wait_for_company(p);
		pthread_mutex_unlock(&p->lock);
		if (more)
			serve_once(p);
	}
	return NULL;
}

void pool_drain(struct store_pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->closing = true;
	pthread_cond_broadcast(&p->queued);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->thread_count; i++)
		pthread_join(p->threads[i], NULL);
}

/* One more thread when those there are have enough to do. The lock is held. */
static int call_thread(struct store_pool *p, struct err *e)
{
	if (p->thread_count == p->lanes[STORE_WRITE].limit || p->waiting < p->thread_count)
		return 0;
	int code = fault_hit(FAULT_ALLOC) ? EAGAIN : pthread_create(&p->threads[p->thread_count], NULL, serve, p);
	if (code == 0)
		p->thread_count++;
	if (p->thread_count > 0)
		return 0;
	err_log(e, "pthread_create: %d", code);
	err_hint(e, "请关闭一些程序后重试");
	return err_set(e, ERR_LIMIT, "系统资源不足，不能启动写入线程");
}

static int enqueue(struct store_pool *p, struct job *j, struct err *e)
{
	int rc = 0;

	pthread_mutex_lock(&p->lock);
	if (p->waiting == QUEUE_MAX) {
		err_hint(e, "请稍后重试");
		rc = err_set(e, ERR_LIMIT, "等待写入的请求太多");
	}
	if (rc == 0)
		rc = call_thread(p, e);
	if (rc == 0) {
		*p->last = j;
		p->last = &j->next;
		p->waiting++;
		pthread_cond_signal(&p->queued);
	}
	pthread_mutex_unlock(&p->lock);
	return rc;
}

static int submit(struct store_pool *p, const struct job *given, struct err *e)
{
	struct job *j = fault_calloc(1, sizeof *j);

	if (!j)
		return err_nomem(e);
	*j = *given;
	int rc = enqueue(p, j, e);
	if (rc < 0)
		free(j);
	return rc;
}

int store_pool_submit(struct store_pool *p, store_work *work, store_settled *settled, void *context, struct err *e)
{
	return submit(p, &(struct job){ .work = work, .settled = settled, .context = context }, e);
}

int store_pool_submit_ahead(
	struct store_pool *p, store_work *work, store_settled *settled, void *context, struct err *e)
{
	return submit(p, &(struct job){ .work = work, .settled = settled, .context = context, .ahead = true }, e);
}

static int queue_and_wait(struct store_pool *p, struct job *j, struct err *e)
{
	sem_t wake;

	sem_init(&wake, 0, 0);
	j->wake = &wake;
	int rc = enqueue(p, j, e);
	if (rc >= 0)
		while (sem_wait(&wake) < 0)
			;
	j->wake = NULL;
	sem_destroy(&wake);
	return rc;
}

/* 1: done; 0: the writers are busy, or the one that was idle has lost its connection. */
static int write_here(struct store_pool *p, struct job *j)
{
	struct store *s = pool_idle_writer(p);

	if (!s)
		return 0;
	int rc = store_begin(s, STORE_WRITE, &j->err);
	bool usable = rc >= 0 || store_usable(s);
	if (rc >= 0)
		write_batch(p, j, s);
	else if (usable)
		j->rc = rc;
	else
		err_clear(&j->err);
	store_pool_give(p, s);
	return usable;
}

int store_pool_write(struct store_pool *p, store_work *work, void *context, struct err *e)
{
	struct job j = { .work = work, .context = context };

	int rc = write_here(p, &j);
	if (rc == 0)
		rc = queue_and_wait(p, &j, e);
	if (rc < 0)
		return rc;
	if (j.rc < 0 && e && e->code == ERR_OK)
		*e = j.err;
	return j.rc;
}

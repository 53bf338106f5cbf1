/* Opening, taking and giving back. */
#include "driver.h"
#include "pool_private.h"

#include "fault.h"

#include <assert.h>

enum { HOT_BYTES = 40 << 20 };

static void close_lane(struct lane *lane)
{
	assert(lane->out_count == 0);
	for (unsigned i = 0; i < lane->idle_count; i++)
		store_close(lane->idle[i]);
}

void store_pool_close(struct store_pool *p)
{
	if (!p)
		return;
	pool_drain(p);
	pool_sole_end(p);
	close_lane(&p->lanes[STORE_READ]);
	close_lane(&p->lanes[STORE_WRITE]);
	hot_free(p->hot);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->given);
	pthread_cond_destroy(&p->queued);
	free(p->url);
	free(p);
}

static void store_pool_close_p(struct store_pool **p)
{
	store_pool_close(*p);
}

static unsigned within(unsigned n)
{
	return n < 1 ? 1 : n > LANE_MAX ? LANE_MAX : n;
}

static struct store_pool *pool_new(const char *url, const struct store_options *o, unsigned readers)
{
	size_t len = strlen(url);
	struct store_pool *p = fault_calloc(1, sizeof *p);
	char *copy = fault_malloc(len + 1);

	if (!p || !copy) {
		free(p);
		free(copy);
		return NULL;
	}
	memcpy(copy, url, len + 1);
	p->url = copy;
	p->last = &p->first;
	p->lanes[STORE_READ] = (struct lane){ .access = STORE_READ, .limit = within(readers) };
	p->lanes[STORE_WRITE] = (struct lane){ .access = STORE_WRITE, .limit = 1 };
	if (o)
		p->options = *o;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->given, NULL);
	pool_queued_init(p);
	return p;
}

int store_pool_open(const char *url, const struct store_options *o, unsigned readers, struct str now,
	struct store_pool **ret, struct err *e)
{
	OWN(store_pool_close_p) struct store_pool *p = pool_new(url, o, readers);
	struct store *s = NULL;

	if (!p)
		return err_nomem(e);
	struct lane *lane = &p->lanes[STORE_WRITE];
	int rc = pool_connection(p, lane, &s, e);
	if (rc < 0)
		return rc;
	struct store_migrations m = store_migrations(s);
	lane->limit = within(store_writers(s));
	rc = store_migrate(s, &m, now, e);
	store_pool_give(p, s);
	if (rc < 0)
		return rc;
	*ret = TAKE(p);
	return 0;
}

/* --- connections; the lock is held in these --- */

/* A journal in use cannot begin anew: what a writer adds would only make it longer. */
static void end_views(struct store_pool *p)
{
	struct lane *readers = &p->lanes[STORE_READ];

	for (unsigned i = 0; i < readers->idle_count; i++)
		store_rollback(readers->idle[i]);
}

static struct store *take_idle(struct lane *lane)
{
	struct store *s = lane->idle[--lane->idle_count];

	lane->out[lane->out_count++] = s;
	return s;
}

/* NULL: `s` is not of this lane. */
static struct lane *bring_back(struct lane *lane, const struct store *s)
{
	for (unsigned i = 0; i < lane->out_count; i++) {
		if (lane->out[i] != s)
			continue;
		lane->out[i] = lane->out[--lane->out_count];
		return lane;
	}
	return NULL;
}

/* --- */

static void join(struct store_pool *p, const struct lane *lane, struct store *s)
{
	if (p->hot)
		store_share(s, p->hot, lane->access == STORE_WRITE);
}

static int open_one(struct store_pool *p, struct lane *lane, struct store **ret, struct err *e)
{
	struct store *s = NULL;

	int rc = store_open(p->url, &p->options, &s, e);
	pthread_mutex_lock(&p->lock);
	if (rc >= 0)
		join(p, lane, s);
	if (rc < 0) {
		lane->opened--;
		pthread_cond_broadcast(&p->given);
	} else {
		lane->out[lane->out_count++] = s;
	}
	pthread_mutex_unlock(&p->lock);
	if (rc < 0)
		return rc;
	*ret = s;
	return 0;
}

static int connection(struct store_pool *p, struct lane *lane, bool writes, struct store **ret, struct err *e)
{
	struct store *s = NULL;

	pthread_mutex_lock(&p->lock);
	while (lane->idle_count == 0 && lane->opened >= lane->limit)
		pthread_cond_wait(&p->given, &p->lock);
	if (lane->idle_count > 0)
		s = take_idle(lane);
	else
		lane->opened++;
	if (s && writes)
		end_views(p);
	pthread_mutex_unlock(&p->lock);
	if (!s)
		return open_one(p, lane, ret, e);
	*ret = s;
	return 0;
}

int pool_connection(struct store_pool *p, struct lane *lane, struct store **ret, struct err *e)
{
	return connection(p, lane, lane->access == STORE_WRITE, ret, e);
}

int pool_writer(struct store_pool *p, struct store **ret, struct err *e)
{
	return connection(p, &p->lanes[STORE_WRITE], false, ret, e);
}

struct store *pool_idle_writer(struct store_pool *p)
{
	struct lane *lane = &p->lanes[STORE_WRITE];
	struct store *s = NULL;

	pthread_mutex_lock(&p->lock);
	if (p->waiting == 0 && lane->idle_count > 0) {
		s = take_idle(lane);
		end_views(p);
	}
	pthread_mutex_unlock(&p->lock);
	return s;
}

/* A server that was started anew leaves every idle connection broken: each is let go, the last try is with a new one. */
int store_pool_take(struct store_pool *p, enum store_access access, struct store **ret, struct err *e)
{
	for (unsigned tries = 0;; tries++) {
		struct err why = { 0 };
		struct store *s = NULL;
		int rc = pool_connection(p, &p->lanes[access], &s, e);
		if (rc < 0)
			return rc;
		if (access == STORE_READ && store_newest(s)) {
			*ret = s; /* the view it kept is as good as a new one */
			return 0;
		}
		store_rollback(s);
		rc = store_begin(s, access, &why);
		if (rc >= 0) {
			*ret = s;
			return 0;
		}
		bool broken = !store_usable(s);
		store_pool_give(p, s);
		if (broken && tries < p->lanes[access].limit)
			continue;
		if (e && e->code == ERR_OK)
			*e = why;
		return rc;
	}
}

int store_pool_take_plain(struct store_pool *p, struct store **ret, struct err *e)
{
	struct store *s = NULL;
	int rc = store_pool_take(p, STORE_READ, &s, e);

	if (rc >= 0)
		rc = store_begin_plain(s, e);
	if (rc < 0)
		store_pool_give(p, s);
	else
		*ret = s;
	return rc;
}

void store_pool_linger(struct store_pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->lingers = true;
	p->hot = p->hot ? p->hot : hot_new(HOT_BYTES);
	for (size_t i = 0; i < sizeof p->lanes / sizeof p->lanes[0]; i++)
		for (unsigned k = 0; k < p->lanes[i].idle_count; k++)
			join(p, &p->lanes[i], p->lanes[i].idle[k]);
	const struct lane *writers = &p->lanes[STORE_WRITE];
	bool finds_out = p->hot && !p->sole.runs && writers->idle_count > 0 && writers->idle[0]->driver->sole;
	pthread_mutex_unlock(&p->lock);
	if (finds_out)
		pool_sole_begin(p);
}

void store_pool_rest(struct store_pool *p)
{
	pthread_mutex_lock(&p->lock);
	end_views(p);
	pthread_mutex_unlock(&p->lock);
}

/* Gives back a reader with its view; false: it has to be given back without. */
static bool give_lingering(struct store_pool *p, struct store *s)
{
	struct lane *readers = &p->lanes[STORE_READ];

	pthread_mutex_lock(&p->lock);
	bool stays = p->lingers && store_views_share(s) && store_in_transaction(s) && store_usable(s) &&
		     bring_back(readers, s) != NULL;
	if (stays) {
		readers->idle[readers->idle_count++] = s;
		pthread_cond_broadcast(&p->given);
	}
	pthread_mutex_unlock(&p->lock);
	return stays;
}

void store_pool_give(struct store_pool *p, struct store *s)
{
	if (!s)
		return;
	if (s->driver->linger)
		s->driver->linger(s);
	if (give_lingering(p, s))
		return;
	store_rollback(s);
	bool usable = store_usable(s);
	pthread_mutex_lock(&p->lock);
	struct lane *lane = bring_back(&p->lanes[STORE_READ], s);
	if (!lane)
		lane = bring_back(&p->lanes[STORE_WRITE], s);
	assert(lane);
	if (usable)
		lane->idle[lane->idle_count++] = s;
	else
		lane->opened--;
	pthread_cond_broadcast(&p->given);
	pthread_mutex_unlock(&p->lock);
	if (!usable)
		store_close(s);
}

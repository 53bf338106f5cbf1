#include "pool.h"

#include "fault.h"

#include <assert.h>
#include <pthread.h>

enum { READERS_MAX = 16 };

struct store_pool {
	pthread_mutex_t lock;    /* of what follows */
	pthread_cond_t given;    /* a reader came back */
	pthread_mutex_t writing; /* held by whoever has the writer */
	struct store *writer;
	struct store *idle[READERS_MAX];
	unsigned idle_count, opened, readers;
	struct store_options options;
	char *url;
};

void store_pool_close(struct store_pool *p)
{
	if (!p)
		return;
	assert(p->opened == p->idle_count);
	for (unsigned i = 0; i < p->idle_count; i++)
		store_close(p->idle[i]);
	store_close(p->writer);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->given);
	pthread_mutex_destroy(&p->writing);
	free(p->url);
	free(p);
}

static void store_pool_close_p(struct store_pool **p)
{
	store_pool_close(*p);
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
	p->readers = readers < 1 ? 1 : readers > READERS_MAX ? READERS_MAX : readers;
	if (o)
		p->options = *o;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->given, NULL);
	pthread_mutex_init(&p->writing, NULL);
	return p;
}

int store_pool_open(const char *url, const struct store_options *o, unsigned readers, struct str now,
	struct store_pool **ret, struct err *e)
{
	OWN(store_pool_close_p) struct store_pool *p = pool_new(url, o, readers);

	if (!p)
		return err_nomem(e);
	int rc = store_open(p->url, &p->options, &p->writer, e);
	if (rc < 0)
		return rc;
	struct store_migrations m = store_migrations(p->writer);
	rc = store_migrate(p->writer, &m, now, e);
	if (rc < 0)
		return rc;
	*ret = TAKE(p);
	return 0;
}

static void give_reader(struct store_pool *p, struct store *s)
{
	pthread_mutex_lock(&p->lock);
	if (s)
		p->idle[p->idle_count++] = s;
	else
		p->opened--;
	pthread_cond_signal(&p->given);
	pthread_mutex_unlock(&p->lock);
}

static int take_reader(struct store_pool *p, struct store **ret, struct err *e)
{
	struct store *s = NULL;

	pthread_mutex_lock(&p->lock);
	while (p->idle_count == 0 && p->opened == p->readers)
		pthread_cond_wait(&p->given, &p->lock);
	if (p->idle_count > 0)
		s = p->idle[--p->idle_count];
	else
		p->opened++;
	pthread_mutex_unlock(&p->lock);
	if (!s) {
		int rc = store_open(p->url, &p->options, &s, e);
		if (rc < 0) {
			give_reader(p, NULL);
			return rc;
		}
	}
	*ret = s;
	return 0;
}

int store_pool_take(struct store_pool *p, enum store_access access, struct store **ret, struct err *e)
{
	struct store *s = NULL;
	int rc = 0;

	if (access == STORE_WRITE) {
		pthread_mutex_lock(&p->writing);
		s = p->writer;
	} else {
		rc = take_reader(p, &s, e);
	}
	if (rc == 0)
		rc = store_begin(s, access, e);
	if (rc < 0) {
		store_pool_give(p, s);
		return rc;
	}
	*ret = s;
	return 0;
}

void store_pool_give(struct store_pool *p, struct store *s)
{
	if (!s)
		return;
	store_rollback(s);
	if (s == p->writer)
		pthread_mutex_unlock(&p->writing);
	else
		give_reader(p, s);
}

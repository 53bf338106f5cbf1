#include "spare.h"

#include <pthread.h>

#include "fault.h"

/* One that was large is not kept. */
enum { SPARES = 64, ARENA_KEPT = 32 * 1024, BODY_KEPT = 32 * 1024 };

struct spares {
	pthread_mutex_t lock;
	struct request *at[SPARES];
	size_t count;
};

struct spares *spares_new(void)
{
	struct spares *s = fault_calloc(1, sizeof(*s));

	if (s != NULL)
		pthread_mutex_init(&s->lock, NULL);
	return s;
}

static void free_request(struct request *r)
{
	wraps_free(&r->wraps);
	buf_clear(&r->answer.body);
	arena_free(r->arena);
	free(r);
}

void spares_free(struct spares *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++)
		free_request(s->at[i]);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static struct request *make(void)
{
	struct request *r = fault_calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	buf_init(&r->answer.body, ANSWER_MAX);
	r->arena = arena_new(HTTP_ARENA_MAX);
	if (r->arena != NULL)
		return r;
	free(r);
	return NULL;
}

struct request *spares_take(struct spares *s)
{
	struct request *r = NULL;

	pthread_mutex_lock(&s->lock);
	if (s->count > 0)
		r = s->at[--s->count];
	pthread_mutex_unlock(&s->lock);
	return r != NULL ? r : make();
}

/* Nothing of one request is seen by the next: the arena poisons what it takes back, the rest is overwritten. */
static void clean(struct request *r)
{
	struct arena *arena = r->arena;
	struct buf body = r->answer.body;
	struct wraps wraps = r->wraps;

	arena_reset(arena);
	buf_reset(&body);
	memset(r, 0, sizeof(*r));
	r->arena = arena;
	r->answer.body = body;
	r->wraps = wraps;
}

void spares_give(struct spares *s, struct request *r)
{
	bool small = arena_used(r->arena) <= ARENA_KEPT && r->answer.body.cap <= BODY_KEPT;

	if (small)
		clean(r);
	pthread_mutex_lock(&s->lock);
	bool kept = small && s->count < SPARES;
	if (kept)
		s->at[s->count++] = r;
	pthread_mutex_unlock(&s->lock);
	if (!kept)
		free_request(r);
}

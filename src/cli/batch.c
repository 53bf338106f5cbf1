#include "batch.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

#include "fault.h"

struct state {
	const struct batch *batch;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t next, handed; /* the next to work on, the next to hand over */
	size_t ahead;
	bool ready[BATCH_RING]; /* ring over the files in flight */
};

/* False: nothing is left to do. */
static bool take(struct state *s, size_t *ret)
{
	pthread_mutex_lock(&s->lock);
	while (s->next < s->batch->count && s->next - s->handed >= s->ahead)
		pthread_cond_wait(&s->changed, &s->lock);
	bool some = s->next < s->batch->count;
	if (some)
		*ret = s->next++;
	pthread_mutex_unlock(&s->lock);
	return some;
}

static void *run(void *context)
{
	struct state *s = context;
	size_t i;

	while (take(s, &i)) {
		s->batch->work(s->batch->context, i);
		pthread_mutex_lock(&s->lock);
		s->ready[i % s->ahead] = true;
		pthread_cond_broadcast(&s->changed);
		pthread_mutex_unlock(&s->lock);
	}
	return NULL;
}

static void hand_over(struct state *s)
{
	for (size_t i = 0; i < s->batch->count; i++) {
		pthread_mutex_lock(&s->lock);
		while (!s->ready[i % s->ahead])
			pthread_cond_wait(&s->changed, &s->lock);
		pthread_mutex_unlock(&s->lock);
		s->batch->done(s->batch->context, i);
		pthread_mutex_lock(&s->lock);
		s->ready[i % s->ahead] = false;
		s->handed = i + 1;
		pthread_cond_broadcast(&s->changed);
		pthread_mutex_unlock(&s->lock);
	}
}

static void run_alone(const struct batch *b)
{
	for (size_t i = 0; i < b->count; i++) {
		b->work(b->context, i);
		b->done(b->context, i);
	}
}

/* Each file takes some megabytes and gives them back: kept for the next one, for to get them from the kernel anew costs a
 * twelfth of the time. */
static void keep_memory(void)
{
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 128 << 20);
#endif
}

void batch_run(const struct batch *b)
{
	pthread_t threads[BATCH_JOBS];
	unsigned jobs = b->jobs < BATCH_JOBS ? b->jobs : BATCH_JOBS, started = 0;

	if (jobs > b->count)
		jobs = (unsigned)b->count;
	if (b->count > 1)
		keep_memory();
	struct state s = { .batch = b, .ahead = (size_t)jobs * BATCH_AHEAD };
	pthread_mutex_init(&s.lock, NULL);
	pthread_cond_init(&s.changed, NULL);
	while (jobs > 1 && started < jobs && pthread_create(&threads[started], NULL, run, &s) == 0)
		started++;
	if (started > 0)
		hand_over(&s);
	else
		run_alone(b);
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	pthread_cond_destroy(&s.changed);
	pthread_mutex_destroy(&s.lock);
}

unsigned batch_jobs(int64_t wanted)
{
	int64_t n = wanted > 0 ? wanted : (int64_t)sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > BATCH_JOBS ? BATCH_JOBS : (unsigned)n;
}

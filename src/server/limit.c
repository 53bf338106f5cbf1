#include "limit.h"

#include <pthread.h>

#include "fault.h"

enum { SETS = 1024, WAYS = 8 };

/* `spent` is in thousandths of a token; it runs back to 0 with time. */
struct bucket {
	uint64_t key; /* 0: free */
	int64_t spent, at_ms;
};

struct limit {
	const struct clock *clock;
	uint64_t seed; /* nobody outside can aim at another's bucket */
	pthread_mutex_t locks[SETS];
	struct bucket buckets[SETS][WAYS];
};

struct limit *limit_new(const struct clock *clock)
{
	struct limit *l = fault_calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->clock = clock;
	if (!clock->random(clock->context, &l->seed, sizeof(l->seed)))
		l->seed = (uint64_t)clock->now_ms(clock->context);
	for (size_t i = 0; i < SETS; i++)
		pthread_mutex_init(&l->locks[i], NULL);
	return l;
}

void limit_free(struct limit *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < SETS; i++)
		pthread_mutex_destroy(&l->locks[i]);
	free(l);
}

static void drain(struct bucket *b, int64_t now, unsigned per_second)
{
	int64_t passed = now > b->at_ms ? now - b->at_ms : 0;
	int64_t back = passed > INT64_C(1000) * 3600 ? b->spent : passed * per_second;

	b->spent = back < b->spent ? b->spent - back : 0;
	b->at_ms = now;
}

/* The caller's bucket; a newcomer gets a free one, else the one that has spent least. */
static struct bucket *bucket_of(struct bucket set[WAYS], uint64_t key, int64_t now)
{
	struct bucket *least = &set[0];

	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].key == key)
			return &set[i];
		if (set[i].key == 0 || (least->key != 0 && set[i].spent < least->spent))
			least = &set[i];
	}
	*least = (struct bucket){ .key = key, .at_ms = now };
	return least;
}

int64_t limit_take(struct limit *l, struct str caller, struct limit_rate rate, unsigned cost)
{
	if (rate.per_second == 0)
		return 0;
	uint64_t key = str_hash(caller, l->seed) | 1;
	size_t set = (key >> 1) % SETS;
	int64_t now = l->clock->monotonic_ms(l->clock->context), wait = 0;

	pthread_mutex_lock(&l->locks[set]);
	struct bucket *b = bucket_of(l->buckets[set], key, now);
	drain(b, now, rate.per_second);
	int64_t over = b->spent + (int64_t)cost * 1000 - (int64_t)rate.burst * 1000;
	if (over > 0)
		wait = (over + rate.per_second - 1) / rate.per_second;
	else
		b->spent += (int64_t)cost * 1000;
	pthread_mutex_unlock(&l->locks[set]);
	return wait;
}

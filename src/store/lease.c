#include "lease.h"

#include <time.h>

int64_t lease_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void lease_init(struct lease *l)
{
	atomic_init(&l->until, 0);
	atomic_init(&l->asked, true);
	atomic_init(&l->asleep, false);
	atomic_init(&l->closing, false);
	sem_init(&l->wake, 0, 0);
}

void lease_clear(struct lease *l)
{
	sem_destroy(&l->wake);
}

bool lease_good(struct lease *l)
{
	if (!atomic_load(&l->asked))
		atomic_store(&l->asked, true);
	if (atomic_load(&l->asleep) && atomic_exchange(&l->asleep, false))
		sem_post(&l->wake);
	return lease_now() < atomic_load(&l->until);
}

void lease_set(struct lease *l, int64_t until)
{
	atomic_store(&l->until, until);
}

bool lease_asked(struct lease *l)
{
	return atomic_exchange(&l->asked, false);
}

/* A wake that comes when nobody sleeps any more is one turn too many. */
bool lease_rest(struct lease *l, int64_t us)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	int64_t end = us + until.tv_nsec / 1000;
	until.tv_sec += end / 1000000;
	until.tv_nsec = end % 1000000 * 1000;
	if (us < 0)
		sem_wait(&l->wake);
	else
		sem_clockwait(&l->wake, CLOCK_MONOTONIC, &until);
	return !atomic_load(&l->closing);
}

/* Asleep first: who asks behind that wakes it. */
bool lease_wait(struct lease *l, int64_t us)
{
	atomic_store(&l->asleep, true);
	if (!atomic_load(&l->asked) && !atomic_load(&l->closing))
		lease_rest(l, us);
	atomic_store(&l->asleep, false);
	return !atomic_load(&l->closing);
}

void lease_close(struct lease *l)
{
	atomic_store(&l->closing, true);
	atomic_store(&l->asleep, false);
	sem_post(&l->wake);
}

/* The thread that finds out, for a pool that lingers, whether nobody else writes, and keeps up what follows from that; see
 * docs/decisions/0011-sole-writer.md. It works on the pool's own writer, whose session has the lock. */
#include "driver.h"
#include "pool_private.h"

#include "fault.h"

enum {
	KEEP_US = 40000,       /* while it is alone and somebody asks it says so again */
	LOOK_US = 500000,      /* while nobody asks it looks whether somebody waits */
	UNUSED_US = 600000000, /* for so long nobody asked: it is not kept up any more */
	REFUSED_US = 2000000,  /* another one was there: it will be for a while */
};

/* Whether it is alone. */
static bool once(struct store_pool *p, bool wanted)
{
	struct store *s = NULL;

	if (pool_writer(p, &s, NULL) < 0)
		return false;
	int rc = s->driver->sole(s, wanted, NULL);
	store_pool_give(p, s);
	return rc > 0;
}

static void *keep_up(void *context)
{
	struct store_pool *p = context;
	struct lease *l = hot_lease(p->hot);
	int64_t used = lease_now();
	bool goes_on = true;

	while (goes_on) {
		bool asked = lease_asked(l);
		used = asked ? lease_now() : used;
		bool wanted = lease_now() - used < UNUSED_US;
		bool alone = once(p, wanted);
		if (!alone && wanted)
			goes_on = lease_rest(l, REFUSED_US);
		else if (asked)
			goes_on = lease_rest(l, KEEP_US);
		else
			goes_on = lease_wait(l, wanted ? LOOK_US : -1);
	}
	return NULL;
}

void pool_sole_begin(struct store_pool *p)
{
	if (!fault_hit(FAULT_ALLOC) && pthread_create(&p->sole.thread, NULL, keep_up, p) == 0)
		p->sole.runs = true;
}

void pool_sole_end(struct store_pool *p)
{
	if (!p->sole.runs)
		return;
	lease_close(hot_lease(p->hot));
	pthread_join(p->sole.thread, NULL);
	p->sole.runs = false;
}

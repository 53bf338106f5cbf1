/* Private to the pool. */
#ifndef STORE_POOL_PRIVATE_H
#define STORE_POOL_PRIVATE_H

#include "hot.h"
#include "pool.h"

#include <pthread.h>
#include <semaphore.h>

enum { LANE_MAX = 16 };

/* Connections of one kind. */
struct lane {
	enum store_access access;
	unsigned limit, opened, idle_count, out_count;
	struct store *idle[LANE_MAX], *out[LANE_MAX];
};

struct job {
	struct job *next;
	store_work *work;
	store_settled *settled;
	void *context;
	bool ahead;  /* may be run for its questions alone */
	sem_t *wake; /* somebody waits: the job is his; else it goes with its settling */
	int rc;
	struct err err;
};

struct store_pool {
	pthread_mutex_t lock;  /* of all that follows up to the options */
	pthread_cond_t given;  /* a connection came back */
	pthread_cond_t queued; /* there is work, or it is time to stop */
	struct lane lanes[2];  /* by enum store_access */
	struct job *first, **last;
	size_t waiting;
	pthread_t threads[LANE_MAX];
	unsigned thread_count;
	size_t group;    /* works in the last group */
	int64_t took_us; /* it */
	bool closing;
	bool lingers;
	struct hot *hot; /* what lingering readers keep; NULL: nothing */
	struct {
		pthread_t thread;
		bool runs;
	} sole; /* see pool_sole.c */
	struct store_options options;
	char *url;
};

/* Waits for a connection of the lane; the transaction is not begun. */
int pool_connection(struct store_pool *p, struct lane *lane, struct store **ret, struct err *e);
/* A writer, between transactions; what readers keep stays. */
int pool_writer(struct store_pool *p, struct store **ret, struct err *e);
/* A writer if one is idle and no work waits for it; NULL otherwise. */
struct store *pool_idle_writer(struct store_pool *p);
/* The condition is waited for by the monotonic clock. */
void pool_queued_init(struct store_pool *p);
/* Ends the threads once the queue is empty. */
void pool_drain(struct store_pool *p);
void pool_sole_begin(struct store_pool *p);
void pool_sole_end(struct store_pool *p);

#endif

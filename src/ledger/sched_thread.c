/* The thread that steps. */
#include "sched_private.h"

#include "log.h"

#include <errno.h>

static void wait_for_work(struct sched *x)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += SCHED_POLL_MS / 1000;
	pthread_mutex_lock(&x->lock);
	while (!x->stopping) {
		if (pthread_cond_timedwait(&x->woken, &x->lock, &until) == ETIMEDOUT)
			break;
	}
	pthread_mutex_unlock(&x->lock);
}

static bool stops(struct sched *x)
{
	pthread_mutex_lock(&x->lock);
	bool stopping = x->stopping;
	pthread_mutex_unlock(&x->lock);
	return stopping;
}

static void *keep_stepping(void *context)
{
	struct sched *x = context;

	while (!stops(x)) {
		struct err e = { 0 };
		int rc = sched_step(x, &e);
		if (rc < 0)
			log_line(LOG_ERROR, "sched", "%s %s", e.message, e.log);
		if (rc <= 0)
			wait_for_work(x);
	}
	return NULL;
}

int sched_start(struct sched *x, struct err *e)
{
	x->stopping = false;
	int number = pthread_create(&x->thread, NULL, keep_stepping, x);
	if (number != 0) {
		err_set(e, ERR_IO, "定时事务的线程起不来");
		err_log(e, "pthread_create: %d", number);
		return ERR_IO;
	}
	x->running = true;
	return 0;
}

void sched_stop(struct sched *x)
{
	if (!x->running)
		return;
	pthread_mutex_lock(&x->lock);
	x->stopping = true;
	pthread_cond_signal(&x->woken);
	pthread_mutex_unlock(&x->lock);
	pthread_join(x->thread, NULL);
	x->running = false;
}

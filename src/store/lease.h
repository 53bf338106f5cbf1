/* A time within which something is sure to be true, for threads that rely on it, and one thread that makes it longer while they do.
 *
 * Times are of a clock that goes on while the machine sleeps, in microseconds. */
#ifndef STORE_LEASE_H
#define STORE_LEASE_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct lease {
	_Atomic int64_t until; /* 0: it is over */
	atomic_bool asked;     /* for it, since the thread last looked */
	atomic_bool asleep;    /* the thread, until somebody asks */
	atomic_bool closing;
	sem_t wake;
};

int64_t lease_now(void);

void lease_init(struct lease *l);
void lease_clear(struct lease *l);

/* Whether it is true now. Whoever asks wants it. */
bool lease_good(struct lease *l);
void lease_set(struct lease *l, int64_t until);

/* Of the one thread: sleeps for so long (`us` negative: for ever), the second until somebody asks. False: it is to end. */
bool lease_rest(struct lease *l, int64_t us);
bool lease_wait(struct lease *l, int64_t us);
bool lease_asked(struct lease *l);
void lease_close(struct lease *l); /* the thread is to end */

#endif

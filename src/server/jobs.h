/* Threads for work that may take seconds, so that those who serve connections never wait. */
#ifndef SERVER_JOBS_H
#define SERVER_JOBS_H

#include <stdbool.h>

#include "err.h"

struct jobs;

/* Runs on a job thread; owns nothing of the queue. */
typedef void job_run(void *item);

int jobs_new(unsigned threads, unsigned queue_max, job_run *run, struct jobs **ret, struct err *e);
/* False: the queue is full (or stopping); nothing happened. */
bool jobs_add(struct jobs *j, void *item);
/* Runs what is queued and ends the threads; jobs_add() says no from here on. */
void jobs_stop(struct jobs *j);
void jobs_free(struct jobs *j); /* stops too; NULL is fine */

#endif

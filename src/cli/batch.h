/* Files worked on by several threads, their results handed over in the order they were given. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include <stddef.h>
#include <stdint.h>

/* At most so many files are in flight: worked on, or waiting to be handed over. What belongs to file i may live in slot i % BATCH_RING. */
enum { BATCH_JOBS = 64, BATCH_AHEAD = 4, BATCH_RING = BATCH_JOBS * BATCH_AHEAD };

struct batch {
	size_t count;
	unsigned jobs;                             /* 1: everything on the caller's thread */
	void (*work)(void *context, size_t index); /* on any thread */
	void (*done)(void *context, size_t index); /* on the caller's, in order */
	void *context;
};

/* Work runs at most a few files ahead of what is handed over, so memory does not grow with their number. */
void batch_run(const struct batch *b);
/* The number of threads for `--jobs N`; 0: one for each processor. */
unsigned batch_jobs(int64_t wanted);

#endif

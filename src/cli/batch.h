/* Files worked on by several threads, their results handed over in the order they were given. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include <stddef.h>
#include <stdint.h>

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

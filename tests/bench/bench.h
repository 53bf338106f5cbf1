/* What the measuring programs share: the texts in memory, a stopwatch, one line of output for each measurement. */
#ifndef BENCH_H
#define BENCH_H

#include "str.h"

/* The files of the command line again and again, one behind the other, until `bytes` is passed: memory is really
 * read, no text stays in a cache from one copy to the next. */
struct bench_texts {
	char *memory;
	size_t bytes;
	struct str *texts;
	size_t count;
};

/* argv: MEGABYTES FILE...; says on standard error what is wrong and returns false. */
bool bench_load(struct bench_texts *b, int argc, char **argv);
void bench_free(struct bench_texts *b);

struct bench_watch {
	double wall, cpu;
};

struct bench_watch bench_start(void);
/* "NAME <tab> bytes <tab> wall seconds <tab> processor seconds <tab> what was found" */
void bench_stop(struct bench_watch from, const char *name, const struct bench_texts *b, size_t found);

#endif

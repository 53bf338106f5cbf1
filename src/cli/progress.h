/* A progress bar on standard error, only when that is a terminal and the work takes longer than a moment. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "clock.h"

struct progress {
	const struct clock *clock;
	const char *what; /* "检查" */
	int64_t started_ms, drawn_ms;
	bool terminal, drawn;
};

void progress_init(struct progress *p, const struct clock *clock, const char *what);
/* Draws at most ten times a second. */
void progress_step(struct progress *p, int64_t done, int64_t total);
/* Wipes the bar: before other output to the terminal and at the end. */
void progress_clear(struct progress *p);

#endif

#include "progress.h"

#include <unistd.h>

enum { FIRST_MS = 300, EVERY_MS = 100, CELLS = 30 };

void progress_init(struct progress *p, const struct clock *clock, const char *what)
{
	*p = (struct progress){ .clock = clock, .what = what, .terminal = isatty(STDERR_FILENO) == 1 };
	p->started_ms = clock->monotonic_ms(clock->context);
}

void progress_step(struct progress *p, int64_t done, int64_t total)
{
	char cells[CELLS * 3 + 1];
	size_t used = 0;

	if (!p->terminal || total < 1)
		return;
	int64_t now = p->clock->monotonic_ms(p->clock->context);
	if (now - p->started_ms < FIRST_MS || now - p->drawn_ms < EVERY_MS)
		return;
	p->drawn_ms = now;
	p->drawn = true;
	for (int64_t i = 0; i < CELLS; i++)
		used += (size_t)snprintf(
			cells + used, sizeof(cells) - used, "%s", i * total < done * CELLS ? "█" : "░");
	fprintf(stderr, "\r%s %s %lld/%lld\033[K", p->what, cells, (long long)done, (long long)total);
	fflush(stderr);
}

void progress_clear(struct progress *p)
{
	if (!p->drawn)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->drawn = false;
}

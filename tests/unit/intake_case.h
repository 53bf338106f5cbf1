/* What tests of whole files share: an arena that *state is not needed for, the true worker, a document taken as it comes. */
#ifndef INTAKE_CASE_H
#define INTAKE_CASE_H

#include "unit.h"

#include <stdlib.h>

#include "arena.h"
#include "intake.h"

/* The variable that names the worker: a test may take another one. */
#ifndef INTAKE_WORKER
#define INTAKE_WORKER "BIHUAN_INTAKE"
#endif

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	const char *worker = getenv(INTAKE_WORKER);
	arena = arena_new((size_t)256 << 20);
	if (worker == NULL || arena == NULL)
		return -1;
	intake_use_worker(worker);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* `context` is a struct intake_doc: the last one read. */
static inline int take_doc(void *context, struct intake_doc *doc, struct err *e)
{
	(void)e;
	*(struct intake_doc *)context = *doc;
	return 0;
}

#endif

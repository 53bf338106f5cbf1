/* How far it is, for those who wait for it: bytes of the archive against what it will have. */
#include "backup_private.h"

#include <stdatomic.h>

static _Atomic int stage;
static _Atomic int64_t done, total;

void backup_enter(enum backup_stage next, int64_t bytes)
{
	atomic_store(&done, 0);
	atomic_store(&total, bytes);
	atomic_store(&stage, (int)next);
}

void backup_moved(int64_t bytes)
{
	atomic_fetch_add(&done, bytes);
}

struct backup_progress backup_progress(void)
{
	return (struct backup_progress){ .stage = (enum backup_stage)atomic_load(&stage),
		.done = atomic_load(&done),
		.total = atomic_load(&total) };
}

#include "fault.h"

#include <errno.h>

struct fault_point {
	long left; /* hits until the first failure; 0: disarmed or already fired */
	long hits;
	bool sticky, fired;
};

static _Thread_local unsigned armed; /* bit per kind: the one thing looked at when disarmed */
static _Thread_local struct fault_point points[FAULT_KINDS];

void fault_arm(enum fault_kind kind, long n, bool sticky)
{
	if (n <= 0) {
		armed &= ~(1u << kind); /* the count stays readable */
		return;
	}
	armed |= 1u << kind;
	points[kind] = (struct fault_point){ .left = n, .sticky = sticky };
}

static __attribute__((noinline)) bool hit_armed(struct fault_point *p)
{
	p->hits++;
	if (p->fired)
		return p->sticky;
	if (--p->left > 0)
		return false;
	p->fired = true;
	return true;
}

bool fault_hit(enum fault_kind kind)
{
	if (__builtin_expect((armed & (1u << kind)) == 0, 1))
		return false;
	return hit_armed(&points[kind]);
}

long fault_count(enum fault_kind kind)
{
	return points[kind].hits;
}

static bool no_memory(void)
{
	if (!fault_hit(FAULT_ALLOC))
		return false;
	errno = ENOMEM;
	return true;
}

void *fault_malloc(size_t size)
{
	return no_memory() ? NULL : malloc(size);
}

void *fault_realloc(void *p, size_t size)
{
	return no_memory() ? NULL : realloc(p, size);
}

void *fault_calloc(size_t count, size_t size)
{
	return no_memory() ? NULL : calloc(count, size);
}

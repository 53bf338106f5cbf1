/* Fault points: tests make the n-th allocation, read or write of this thread fail.
 *
 * Disarmed (always, outside tests) a point costs one branch on a thread-local counter. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>
#include <stddef.h>

enum fault_kind { FAULT_ALLOC, FAULT_READ, FAULT_WRITE, FAULT_SYNC, FAULT_KINDS };

/* The n-th hit (1 = the next) of this kind fails, and all after it while `sticky`. 0 disarms. */
void fault_arm(enum fault_kind kind, long n, bool sticky);
bool fault_hit(enum fault_kind kind);   /* true: fail now */
long fault_count(enum fault_kind kind); /* hits since the last arming */

/* malloc, realloc, calloc behind FAULT_ALLOC; free() as ever. */
void *fault_malloc(size_t size);
void *fault_realloc(void *p, size_t size);
void *fault_calloc(size_t count, size_t size);

#endif

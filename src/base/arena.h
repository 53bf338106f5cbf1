/* An arena: memory for one request, job or document, given back as a whole, with a hard cap. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "str.h"

struct arena;

struct arena *arena_new(size_t cap); /* NULL: no memory */
void arena_free(struct arena *a);    /* NULL is fine */
void arena_reset(struct arena *a);
/* Zeroed, aligned for any type; NULL when the cap or memory is exhausted. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t count, size_t size); /* checks the product */
/* A NUL-terminated copy; .ptr is NULL on failure. */
struct str arena_dup(struct arena *a, struct str s);
struct str arena_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t arena_used(const struct arena *a);

#endif

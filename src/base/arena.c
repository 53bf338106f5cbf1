#include "arena.h"

#include "fault.h"

#include <stdarg.h>

/* Under the address sanitizer what is not handed out is poisoned, with a gap between neighbours. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#define GAP ((size_t)16)
#else
#define POISON(p, n) ((void)(p))
#define UNPOISON(p, n) ((void)(p))
#define GAP ((size_t)0)
#endif

#define ALIGN ((size_t)16)
#define CHUNK_FIRST ((size_t)8 * 1024 - 64)
#define CHUNK_LAST ((size_t)1024 * 1024 - 64)

struct chunk {
	struct chunk *next;
	size_t size, used;
	_Alignas(16) char bytes[];
};

struct arena {
	struct chunk *chunks; /* the first is the one being filled */
	size_t cap, used, next_size;
};

struct arena *arena_new(size_t cap)
{
	struct arena *a = fault_malloc(sizeof *a);

	if (a)
		*a = (struct arena){ .cap = cap, .next_size = CHUNK_FIRST };
	return a;
}

static void free_chunks(struct chunk *c)
{
	while (c) {
		struct chunk *next = c->next;
		UNPOISON(c->bytes, c->size);
		free(c);
		c = next;
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	free_chunks(a->chunks);
	free(a);
}

void arena_reset(struct arena *a)
{
	struct chunk *kept = a->chunks;

	a->used = 0;
	if (!kept)
		return;
	free_chunks(kept->next);
	kept->next = NULL;
	kept->used = 0;
	POISON(kept->bytes, kept->size);
}

static struct chunk *add_chunk(struct arena *a, size_t need)
{
	bool large = need > a->next_size / 4; /* gets a chunk of its own; the current one goes on being filled */
	size_t size = large ? need : a->next_size;

	if (size > SIZE_MAX - sizeof(struct chunk))
		return NULL;
	struct chunk *c = fault_malloc(sizeof *c + size);
	if (!c)
		return NULL;
	c->size = size;
	c->used = 0;
	POISON(c->bytes, size);
	if (large && a->chunks) {
		c->next = a->chunks->next;
		a->chunks->next = c;
		return c;
	}
	c->next = a->chunks;
	a->chunks = c;
	if (!large && a->next_size < CHUNK_LAST)
		a->next_size = a->next_size * 2 < CHUNK_LAST ? a->next_size * 2 : CHUNK_LAST;
	return c;
}

static char *take(struct arena *a, size_t size, size_t align)
{
	struct chunk *c = a->chunks;
	size_t at = c ? (c->used + align - 1) & ~(align - 1) : 0;

	if (size > a->cap - a->used || size > SIZE_MAX / 2)
		return NULL;
	if (!c || at > c->size || c->size - at < size + GAP) {
		c = add_chunk(a, size + GAP);
		if (!c)
			return NULL;
		at = 0;
	}
	c->used = at + size + GAP;
	a->used += size;
	UNPOISON(c->bytes + at, size);
	return c->bytes + at;
}

void *arena_alloc(struct arena *a, size_t size)
{
	if (size > SIZE_MAX - ALIGN)
		return NULL;
	size_t rounded = size ? (size + ALIGN - 1) & ~(ALIGN - 1) : ALIGN;
	char *p = take(a, rounded, ALIGN);
	if (!p)
		return NULL;
	memset(p, 0, rounded);
	POISON(p + size, rounded - size);
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return arena_alloc(a, bytes);
}

struct str arena_dup(struct arena *a, struct str s)
{
	if (s.len == SIZE_MAX)
		return STR_NONE;
	char *p = take(a, s.len + 1, 1);
	if (!p)
		return STR_NONE;
	if (s.len)
		memcpy(p, s.ptr, s.len);
	p[s.len] = '\0';
	return (struct str){ p, s.len };
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list args, again;
	struct str ret = STR_NONE;

	va_start(args, fmt);
	va_copy(again, args);
	int n = vsnprintf(small, sizeof small, fmt, args);
	if (n >= 0 && (size_t)n < sizeof small) {
		ret = arena_dup(a, (struct str){ small, (size_t)n });
	} else if (n >= 0) {
		char *p = take(a, (size_t)n + 1, 1);
		if (p) {
			vsnprintf(p, (size_t)n + 1, fmt, again);
			ret = (struct str){ p, (size_t)n };
		}
	}
	va_end(again);
	va_end(args);
	return ret;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

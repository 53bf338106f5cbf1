/* A growing byte buffer with a maximum given at birth (设上限的构造器).
 *
 * Once an addition would pass the maximum or memory runs out, `failed` is set, the content stays
 * as it was and every later addition does nothing: check `failed` once, at the end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "str.h"

struct buf {
	char *ptr;
	size_t len, cap, max;
	bool failed;
	bool full; /* it failed because of the maximum, not of memory */
};

void buf_init(struct buf *b, size_t max);
void buf_clear(struct buf *b); /* frees; the buffer may be used again with the same maximum */
void buf_reset(struct buf *b); /* empties, keeps the memory, forgets a failure */
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_chr(struct buf *b, char c);
void buf_cstr(struct buf *b, const char *s);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Room for `len` more bytes, which the caller writes there and adds to b->len; NULL when the buffer failed. */
char *buf_grow(struct buf *b, size_t len);
static inline char *buf_room(struct buf *b, size_t len)
{
	return b->ptr && !b->failed && len <= b->cap - b->len ? b->ptr + b->len : buf_grow(b, len);
}
struct str buf_view(const struct buf *b); /* valid until the next addition */
/* Hands the bytes over, NUL-terminated, to be freed by the caller; NULL when the buffer failed. */
char *buf_take(struct buf *b, size_t *ret_len);

#endif

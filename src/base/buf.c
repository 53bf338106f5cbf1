#include "buf.h"

#include "fault.h"

#include <stdarg.h>

#define BUF_FIRST 128

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_clear(struct buf *b)
{
	free(b->ptr);
	buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->failed = b->full = false;
}

/* Makes room for `extra` more bytes and one NUL behind them, which `cap` does not count. */
static bool reserve(struct buf *b, size_t extra)
{
	if (b->failed)
		return false;
	if (b->ptr && extra <= b->cap - b->len)
		return true;
	size_t max = b->max < SIZE_MAX / 2 ? b->max : SIZE_MAX / 2;
	if (extra > max - b->len) {
		b->failed = b->full = true;
		return false;
	}
	size_t cap = b->cap > BUF_FIRST / 2 ? b->cap : BUF_FIRST / 2;
	cap = cap > max / 2 ? max : cap * 2;
	if (cap < b->len + extra)
		cap = b->len + extra;
	char *grown = fault_realloc(b->ptr, cap + 1);
	if (!grown) {
		b->failed = true;
		return false;
	}
	b->ptr = grown;
	b->cap = cap;
	return true;
}

char *buf_grow(struct buf *b, size_t len)
{
	return reserve(b, len) ? b->ptr + b->len : NULL;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
	char *to = len > 0 ? buf_room(b, len) : NULL;

	if (!to)
		return;
	memcpy(to, bytes, len);
	b->len += len;
}

void buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.ptr, s.len);
}

void buf_chr(struct buf *b, char c)
{
	char *to = buf_room(b, 1);

	if (!to)
		return;
	*to = c;
	b->len++;
}

void buf_cstr(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list args, again;

	if (!reserve(b, 0))
		return;
	va_start(args, fmt);
	va_copy(again, args);
	size_t room = b->cap - b->len;
	int n = vsnprintf(b->ptr + b->len, room + 1, fmt, args);
	if (n < 0) {
		b->failed = true;
	} else if (reserve(b, (size_t)n)) {
		if ((size_t)n > room) /* only now it has room */
			vsnprintf(b->ptr + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
	va_end(args);
}

struct str buf_view(const struct buf *b)
{
	return (struct str){ b->ptr ? b->ptr : "", b->len };
}

char *buf_take(struct buf *b, size_t *ret_len)
{
	if (!reserve(b, 0))
		return NULL;
	char *bytes = b->ptr;
	bytes[b->len] = '\0';
	if (ret_len)
		*ret_len = b->len;
	buf_init(b, b->max);
	return bytes;
}

#include "print.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#include "fault.h"
#include "utf8.h"

#define PRINT_PAGE ((size_t)64 * 1024)

void print_init(struct print *p, int fd)
{
	*p = (struct print){ .fd = fd };
	buf_init(&p->buf, PRINT_PAGE * 2);
}

static void write_all(struct print *p, struct str s)
{
	while (s.len > 0 && p->failed == 0) {
		ssize_t n = -1;
		if (fault_hit(FAULT_WRITE))
			errno = ENOSPC;
		else
			n = write(p->fd, s.ptr, s.len);
		if (n > 0)
			s = str_sub(s, (size_t)n, s.len);
		else if (n == 0 || errno != EINTR)
			p->failed = n == 0 ? EIO : errno;
	}
}

void print_flush(struct print *p)
{
	if (p->buf.failed && p->failed == 0)
		p->failed = ENOMEM;
	write_all(p, buf_view(&p->buf));
	buf_reset(&p->buf);
}

void print_str(struct print *p, struct str s)
{
	if (p->failed != 0)
		return;
	if (p->buf.len + s.len > PRINT_PAGE)
		print_flush(p);
	if (s.len >= PRINT_PAGE)
		write_all(p, s);
	else
		buf_str(&p->buf, s);
}

void print_cstr(struct print *p, const char *s)
{
	print_str(p, str_from(s));
}

void print_fmt(struct print *p, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (n > 0)
		print_str(p, (struct str){ text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1 });
}

void print_pad(struct print *p, size_t columns)
{
	while (columns-- > 0)
		print_str(p, STR(" "));
}

int print_sink(void *print, struct str bytes)
{
	struct print *p = print;

	print_str(p, bytes);
	return p->failed != 0 ? ERR_IO : 0;
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x3000 || c == 0xA0 || c == 0x2028;
}

/* What could move the cursor, colour the screen or turn the reading direction. */
static bool is_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0xFFFD;
}

static size_t width_of(uint32_t c)
{
	bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
		    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
		    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);

	return wide ? 2 : 1;
}

static void put_char(struct print *p, uint32_t c, struct str bytes)
{
	if (is_blank(c))
		print_str(p, STR(" "));
	else if (is_unsafe(c))
		print_str(p, STR("\uFFFD"));
	else
		print_str(p, bytes);
}

/* The next character; bytes that are no UTF-8 (a file's name may hold some) count as U+FFFD. `valid` is how far the
 * text is known to be good: each byte is looked at once more at most. */
static uint32_t next_char(struct str s, size_t *at, size_t *valid)
{
	if (*at >= *valid)
		*valid = *at + utf8_valid_prefix(str_sub(s, *at, s.len));
	if (*at < *valid)
		return utf8_next(s, at);
	(*at)++;
	return 0xFFFD;
}

size_t print_text(struct print *p, struct str s, size_t columns)
{
	size_t used = 0, valid = 0, most = columns == 0 ? SIZE_MAX : columns;
	bool after_blank = true;

	for (size_t at = 0; at < s.len;) {
		size_t from = at;
		uint32_t c = next_char(s, &at, &valid);
		bool blank = is_blank(c);
		if (blank && after_blank)
			continue;
		after_blank = blank;
		/* The last column is kept for "…" unless this is the end. */
		if (used + width_of(c) + (at < s.len ? 1 : 0) > most) {
			print_str(p, STR("…"));
			return used + 1;
		}
		put_char(p, c, str_sub(s, from, at));
		used += width_of(c);
	}
	return used;
}

int print_close(struct print *p, bool *ret_silent, struct err *e)
{
	print_flush(p);
	buf_clear(&p->buf);
	*ret_silent = p->failed == EPIPE;
	if (p->failed == 0)
		return 0;
	err_log(e, "%s", strerrordesc_np(p->failed));
	if (p->failed == ENOSPC) {
		err_hint(e, "请清理磁盘后重做");
		return err_set(e, ERR_IO, "写标准输出失败：磁盘已满");
	}
	err_hint(e, "请检查输出送到了哪里；要写入文件，加“> 文件名”");
	err_set(e, ERR_IO, "写标准输出失败%s", p->failed == EBADF ? "：它已经关闭" : "");
	return ERR_IO;
}

#include "codepage.h"

#include <errno.h>
#include <iconv.h>

#include "utf8.h"

#define LOST "\xEF\xBF\xBD"

/* 0x80 … 0x9F of Windows 1252; 0: nothing. */
static const uint16_t western[32] = { 0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161,
	0x203A, 0x0153, 0, 0x017E, 0x0178 };

void utf16_put_char(struct buf *into, uint32_t c)
{
	char out[4];

	if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
		buf_cstr(into, LOST);
	} else if (c < 0x80) {
		buf_chr(into, (char)c);
	} else if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		buf_add(into, out, 2);
	} else {
		size_t n = 0;
		if (c < 0x10000) {
			out[n++] = (char)(0xE0 | c >> 12);
		} else {
			out[n++] = (char)(0xF0 | c >> 18);
			out[n++] = (char)(0x80 | (c >> 12 & 63));
		}
		out[n++] = (char)(0x80 | (c >> 6 & 63));
		out[n++] = (char)(0x80 | (c & 63));
		buf_add(into, out, n);
	}
}

void utf16_put(struct buf *into, uint16_t unit, uint16_t *high)
{
	bool low = unit >= 0xDC00 && unit < 0xE000;

	if (low && *high) {
		utf16_put_char(into, 0x10000 + ((uint32_t)(*high - 0xD800) << 10) + (unit - 0xDC00u));
		*high = 0;
		return;
	}
	utf16_end(into, high);
	if (unit >= 0xD800 && unit < 0xDC00)
		*high = unit;
	else
		utf16_put_char(into, unit);
}

void utf16_end(struct buf *into, uint16_t *high)
{
	if (*high)
		buf_cstr(into, LOST);
	*high = 0;
}

static const struct {
	unsigned page;
	const char *name;
} converted[] = { { PAGE_CHINESE, "GB18030" }, { PAGE_TRADITIONAL, "BIG5-HKSCS" }, { PAGE_JAPANESE, "CP932" },
	{ PAGE_KOREAN, "CP949" }, { PAGE_CYRILLIC, "CP1251" } };
enum { CONVERTED = sizeof converted / sizeof *converted };
_Static_assert(CONVERTED == sizeof(struct codepages) / sizeof(void *), "one place for each");

void codepages_clear(struct codepages *c)
{
	for (size_t i = 0; i < CONVERTED; i++)
		if (c->open[i])
			iconv_close(c->open[i]);
	*c = (struct codepages){ { NULL } };
}

/* NULL: none is needed, or it cannot be had. */
static iconv_t converter(struct codepages *c, unsigned page)
{
	for (size_t i = 0; i < CONVERTED; i++) {
		if (converted[i].page != page)
			continue;
		if (!c->open[i]) {
			iconv_t cd = iconv_open("UTF-8", converted[i].name);
			c->open[i] = cd == (iconv_t)-1 ? NULL : cd;
		}
		return c->open[i];
	}
	return NULL;
}

static size_t put_western(struct str s, struct buf *into)
{
	size_t lost = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		uint32_t u = c >= 0x80 && c < 0xA0 ? western[c - 0x80] : c;
		lost += c >= 0x80 && !u;
		utf16_put_char(into, c >= 0x80 && !u ? 0xFFFD : u);
	}
	return lost;
}

static size_t put_utf8(struct str s, struct buf *into)
{
	size_t lost = 0;

	while (s.len) {
		size_t good = utf8_valid_prefix(s);
		buf_str(into, str_sub(s, 0, good));
		if (good == s.len)
			break;
		buf_cstr(into, LOST);
		lost++;
		s = str_sub(s, good + 1, s.len);
	}
	return lost;
}

static size_t put_converted(iconv_t cd, struct str s, struct buf *into)
{
	char *from = (char *)(uintptr_t)s.ptr;
	size_t left = s.len, lost = 0;

	(void)iconv(cd, NULL, NULL, NULL, NULL);
	while (left) {
		char out[1024], *to = out;
		size_t room = sizeof out;
		size_t rc = iconv(cd, &from, &left, &to, &room);
		int why = errno;
		buf_add(into, out, (size_t)(to - out));
		if (rc != (size_t)-1 || why == E2BIG)
			continue;
		buf_cstr(into, LOST);
		lost++;
		from++;
		left--;
	}
	return lost;
}

size_t codepage_put(struct codepages *c, unsigned page, struct str bytes, struct buf *into)
{
	iconv_t cd = converter(c, page);

	if (cd)
		return put_converted(cd, bytes, into);
	return page == PAGE_UTF8 ? put_utf8(bytes, into) : put_western(bytes, into);
}

bool codepage_fits(struct codepages *c, unsigned page, struct str bytes)
{
	iconv_t cd = converter(c, page);
	char *from = (char *)(uintptr_t)bytes.ptr;
	size_t left = bytes.len;

	if (!cd)
		return page != PAGE_UTF8 || utf8_valid_prefix(bytes) == bytes.len;
	(void)iconv(cd, NULL, NULL, NULL, NULL);
	while (left) {
		char out[1024], *to = out;
		size_t room = sizeof out;
		if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG)
			return false;
	}
	return true;
}

bool codepage_is_lead(unsigned page, unsigned char byte)
{
	if (page == PAGE_JAPANESE)
		return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
	return (page == PAGE_CHINESE || page == PAGE_TRADITIONAL || page == PAGE_KOREAN) && byte >= 0x81 &&
	       byte <= 0xFE;
}

unsigned codepage_of_charset(long charset)
{
	switch (charset) {
	case 128:
		return PAGE_JAPANESE;
	case 129:
		return PAGE_KOREAN;
	case 204:
		return PAGE_CYRILLIC;
	case 134:
		return PAGE_CHINESE;
	case 136:
		return PAGE_TRADITIONAL;
	case 0:
	case 1:
	case 2: /* signs */
		return 0;
	default:
		return PAGE_WESTERN;
	}
}

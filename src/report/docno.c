#include "docno.h"

#include <stdio.h>

#define CODE_MAX 60    /* bytes */
#define BRACKET_MAX 20 /* bytes from the code to behind the year */

/* 20184, 2010123: year and number run together where the bracket between them is lost. */
static bool split(int run, struct docno *n)
{
	for (int unit = 10; unit <= 10000; unit *= 10) {
		if (run / unit >= 1980 && run / unit <= 2099) {
			n->year = run / unit;
			n->no = run % unit;
			return n->no > 0;
		}
	}
	return false;
}

static int digit_at(struct str s, size_t pos, size_t *ret_len)
{
	const unsigned char *u = (const unsigned char *)s.ptr + pos;

	*ret_len = 1;
	if (*u >= '0' && *u <= '9')
		return *u - '0';
	*ret_len = 3;
	bool wide = s.len - pos >= 3 && u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x90 && u[2] <= 0x99;
	return wide ? u[2] - 0x90 : -1;
}

/* The next run of digits at or behind *pos, which moves behind it. */
static bool take_digits(struct str s, size_t *pos, int *ret)
{
	int value = 0, count = 0;

	while (*pos < s.len && count < 8) {
		size_t len;
		int digit = digit_at(s, *pos, &len);
		if (digit < 0 && count)
			break;
		if (digit >= 0) {
			value = value * 10 + digit;
			count++;
		}
		*pos += digit >= 0 ? len : 1;
	}
	*ret = value;
	return count > 0;
}

static bool read(struct str s, struct docno *ret)
{
	struct docno n = { .year = 0 };
	size_t pos = 0;

	while (pos + 3 <= s.len && (unsigned char)s.ptr[pos] >= 0xE4 && (unsigned char)s.ptr[pos] <= 0xE9)
		pos += 3;
	n.code = str_sub(s, 0, pos);
	if (!take_digits(s, &pos, &n.year) || pos - n.code.len > BRACKET_MAX)
		return false;
	if (!take_digits(s, &pos, &n.no) && !split(n.year, &n))
		return false;
	if (n.code.len > CODE_MAX || n.year < 1980 || n.year > 2099)
		return false;
	*ret = n;
	return true;
}

bool docno_read(struct str s, struct docno *ret)
{
	struct docno n;

	if (!read(s, &n) || n.code.len == 0)
		return false;
	*ret = n;
	return true;
}

struct str docno_normal(struct str printed, char text[DOCNO_TEXT_MAX])
{
	struct docno n;

	return printed.ptr && read(printed, &n) ? docno_format(&n, text) : printed;
}

bool docno_same(const struct docno *a, const struct docno *b)
{
	return a->year == b->year && a->no == b->no && str_eq(a->code, b->code);
}

struct str docno_format(const struct docno *n, char text[DOCNO_TEXT_MAX])
{
	int len = snprintf(text, DOCNO_TEXT_MAX, STR_FMT "〔%d〕%d号", STR_ARG(n->code), n->year, n->no);

	return (struct str){ text, (size_t)len };
}

struct str docno_text(const struct docno *n, struct arena *a)
{
	return arena_fmt(a, STR_FMT "〔%d〕%d号", STR_ARG(n->code), n->year, n->no);
}

#include "docno.h"

#define CODE_MAX 60    /* bytes */
#define BRACKET_MAX 20 /* bytes from the code to behind the year */

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

	while (*pos < s.len && count < 6) {
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

bool docno_read(struct str s, struct docno *ret)
{
	struct docno n = { .year = 0 };
	size_t pos = 0;

	while (pos + 3 <= s.len && (unsigned char)s.ptr[pos] >= 0xE4 && (unsigned char)s.ptr[pos] <= 0xE9)
		pos += 3;
	n.code = str_sub(s, 0, pos);
	if (!take_digits(s, &pos, &n.year) || pos - n.code.len > BRACKET_MAX || !take_digits(s, &pos, &n.no))
		return false;
	if (n.code.len == 0 || n.code.len > CODE_MAX || n.year < 1980 || n.year > 2099)
		return false;
	*ret = n;
	return true;
}

bool docno_same(const struct docno *a, const struct docno *b)
{
	return a->year == b->year && a->no == b->no && str_eq(a->code, b->code);
}

struct str docno_text(const struct docno *n, struct arena *a)
{
	return arena_fmt(a, STR_FMT "〔%d〕%d号", STR_ARG(n->code), n->year, n->no);
}

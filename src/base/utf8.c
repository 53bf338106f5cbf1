#include "utf8.h"

static uint64_t load_le64(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Of a well-formed three-byte character in the low bits: neither overlong (E0 80-9F) nor a surrogate (ED A0-BF). */
static bool three_in_range(uint64_t word)
{
	uint64_t key = word & 0x200F;

	return key != 0 && key != 0x200D;
}

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* The length of the character at p (n bytes are left), 0 when it is invalid or cut off. */
static size_t valid_length(const unsigned char *p, size_t n)
{
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || n < 2 || !is_tail(p[1]))
		return 0;
	if (p[0] < 0xE0)
		return 2;
	if (n < 3 || !is_tail(p[2]))
		return 0;
	if (p[0] < 0xF0)
		return three_in_range(p[0] | (uint64_t)p[1] << 8) ? 3 : 0;
	if (p[0] > 0xF4 || n < 4 || !is_tail(p[3]))
		return 0;
	if ((p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
		return 0;
	return 4;
}

/* Whether every `lead`, which is rare, is followed by one of 32 bytes. Behind the last one there is another byte. */
static bool holds(struct str s, unsigned char lead, unsigned char tails)
{
	for (size_t at = 0; at < s.len; at++) {
		const char *p = memchr(s.ptr + at, lead, s.len - at);
		if (!p)
			return true;
		if (((unsigned char)p[1] & 0xE0) != tails)
			return false;
		at = (size_t)(p - s.ptr);
	}
	return true;
}

/* Whole characters of three bytes and ASCII at the beginning, as many as are seen at once. Sets *ret_fault and gives 0 where one of them
 * is none. */
static size_t plain_prefix(struct str s, bool *ret_fault)
{
	size_t pos = 0;

	while (s.len - pos >= 8) {
		uint64_t word = load_le64(s.ptr + pos);
		if ((word & UINT64_C(0x0000C0C0F0C0C0F0)) == UINT64_C(0x00008080E08080E0))
			pos += 6;
		else if ((word & UINT64_C(0xC0C0F0)) == UINT64_C(0x8080E0))
			pos += 3;
		else if ((word & UINT64_C(0x8080808080808080)) == 0)
			pos += 8;
		else if ((word & 0x80) == 0)
			pos += 1;
		else
			break;
	}
	struct str seen = { s.ptr, pos };
	*ret_fault = !holds(seen, 0xE0, 0xA0) || !holds(seen, 0xED, 0x80);
	return *ret_fault ? 0 : pos;
}

#define BLOCK 4096

/* Our texts are runs of three-byte characters with some ASCII: two characters, or eight ASCII bytes, at a time. */
size_t utf8_valid_prefix(struct str s)
{
	bool fault = false;
	size_t pos = 0;

	while (pos < s.len) {
		size_t left = s.len - pos;
		size_t n = fault ? 0 : plain_prefix((struct str){ s.ptr + pos, left < BLOCK ? left : BLOCK }, &fault);
		if (n == 0) /* one by one: up to the fault, or over something rare */
			n = valid_length((const unsigned char *)s.ptr + pos, left);
		if (n == 0)
			break;
		pos += n;
	}
	return pos;
}

uint32_t utf8_next(struct str s, size_t *pos)
{
	const unsigned char *p = (const unsigned char *)s.ptr + *pos;

	if (p[0] < 0x80) {
		*pos += 1;
		return p[0];
	}
	if (p[0] < 0xE0) {
		*pos += 2;
		return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	}
	if (p[0] < 0xF0) {
		*pos += 3;
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	*pos += 4;
	return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

size_t utf8_count(struct str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += !is_tail((unsigned char)s.ptr[i]);
	return count;
}

size_t utf8_prefix(struct str s, size_t chars)
{
	size_t pos = 0;

	for (; pos < s.len; pos++)
		if (!is_tail((unsigned char)s.ptr[pos]) && chars-- == 0)
			break;
	return pos;
}

size_t utf8_floor(struct str s, size_t pos)
{
	if (pos >= s.len)
		return s.len;
	while (pos > 0 && is_tail((unsigned char)s.ptr[pos]))
		pos--;
	return pos;
}

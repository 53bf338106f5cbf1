/* Which characters a text has, roughly: most words of a list are ruled out by their first two, without a search. */
#ifndef BASE_CHARS_H
#define BASE_CHARS_H

#include "str.h"

struct chars {
	bool has[256];
};

/* The last eight bits of a three-byte character tell most of them apart; others count by their first byte. */
static inline unsigned chars_slot(const unsigned char *p)
{
	return p[0] < 0xE0 ? p[0] : (unsigned)(p[1] << 6 | (p[2] & 63)) & 255;
}

/* The text is valid UTF-8; it may be cut within a character where more text stands behind it. */
static inline void chars_of(struct str s, struct chars *ret)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	*ret = (struct chars){ { false } };
	for (size_t i = 0; i < s.len; i += p[i] < 0xC0 ? 1 : p[i] < 0xE0 ? 2 : p[i] < 0xF0 ? 3 : 4)
		ret->has[chars_slot(p + i)] = true;
}

/* False: the word (not empty) does not stand in the text. True: perhaps. */
static inline bool chars_may_have(const struct chars *c, const char *word)
{
	const unsigned char *p = (const unsigned char *)word;

	return c->has[chars_slot(p)] && ((p[0] & 0xF0) != 0xE0 || !p[3] || c->has[chars_slot(p + 3)]);
}

/* What single characters tell: by their last byte, which differs from one to the other, the two before (none of ASCII), and some bits. */
struct char_sign {
	uint16_t before, bits;
};

/* The bits of all that stand in the text. */
static inline unsigned chars_signs(struct str s, const struct char_sign signs[256])
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	unsigned bits = 0;

	for (size_t i = 0; i < s.len;) {
		bool three = (p[i] & 0xF0) == 0xE0 && s.len - i >= 3;
		const struct char_sign *sign = &signs[p[three ? i + 2 : i]];
		unsigned before = three ? (unsigned)(p[i] << 8 | p[i + 1]) : 0;
		bits |= sign->before == before ? sign->bits : 0;
		i += three ? 3 : 1;
	}
	return bits;
}

#endif

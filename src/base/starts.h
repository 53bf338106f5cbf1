/* Where a token may begin: lexers step over the nine tenths of a text that begin none.
 *
 * A character begins tokens whatever follows it (single), or only together with the next one (pair: 整 before 改). Pairs
 * are kept as hashes: a place that is stopped at begins perhaps a token, one that is stepped over never does.
 * tools/lexstarts makes a table from a lexer's rules. */
#ifndef BASE_STARTS_H
#define BASE_STARTS_H

#include "str.h"

#define STARTS_PAIR_BITS 14

struct starts {
	uint16_t any[64][64];  /* by the second and third byte of a character of three: a bit for each first byte */
	uint64_t single[1024]; /* a bit for each character up to U+FFFF */
	uint64_t pairs[(1 << STARTS_PAIR_BITS) / 64];
};

/* In place, all zero at first. */
void starts_range(struct starts *s, uint32_t from, uint32_t to);
void starts_singles(struct starts *s, const char *characters);
/* Every two characters (of three bytes each) of the list are a pair; blanks part them. */
void starts_pairs(struct starts *s, const char *pairs);

static inline bool starts_bit(const uint64_t *bits, uint32_t c)
{
	return bits[c >> 6] >> (c & 63) & 1;
}

static inline uint32_t starts_three(const unsigned char *p)
{
	return (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
}

/* Any character up to U+FFFF. */
static inline uint32_t starts_code(const unsigned char *p)
{
	return *p < 0x80 ? *p : *p < 0xE0 ? (uint32_t)(*p & 31) << 6 | (p[1] & 63) : starts_three(p);
}

static inline uint32_t starts_hash(uint32_t first, uint32_t second)
{
	return (first * 40503u ^ second * 60493u) >> 2 & ((1u << STARTS_PAIR_BITS) - 1);
}

/* Whether the character of three bytes at p may begin a token. */
static inline bool starts_here(const struct starts *s, const unsigned char *p, const unsigned char *limit)
{
	if (!(s->any[p[1] & 63][p[2] & 63] >> (*p & 15) & 1))
		return false;
	uint32_t c = starts_three(p);
	if (starts_bit(s->single, c))
		return true;
	return limit - p > 3 && starts_bit(s->pairs, starts_hash(c, starts_code(p + 3)));
}

static inline bool starts_is_three(unsigned char lead)
{
	return (lead & 0xF0) == 0xE0;
}

/* The length of the character at p where it begins no token, else 0. */
static inline size_t starts_step(const struct starts *s, const unsigned char *p, const unsigned char *limit)
{
	if (starts_is_three(*p))
		return starts_here(s, p, limit) ? 0 : 3;
	if (*p < 0x80)
		return starts_bit(s->single, *p) ? 0 : 1;
	if (*p < 0xE0)
		return starts_bit(s->single, starts_code(p)) ? 0 : 2;
	return 4;
}

/* The first place at or behind p that may begin a token, or `limit`. The text is valid UTF-8 and not cut at `limit`. */
static inline const unsigned char *starts_skip(
	const struct starts *s, const unsigned char *p, const unsigned char *limit)
{
	for (size_t step; p < limit && (step = starts_step(s, p, limit)) > 0;)
		p += step;
	return p < limit ? p : limit;
}

/* The same for lexers of which many characters may begin something before they are looked at closely: what is asked of a character of three
 * bytes before another is asked at once, without a branch. */
static inline const unsigned char *starts_skip_dense(
	const struct starts *s, const unsigned char *p, const unsigned char *limit)
{
	for (size_t step = 1; p < limit && step > 0; p += step) {
		while (limit - p >= 6 && starts_is_three(p[0]) && starts_is_three(p[3])) {
			uint32_t c = starts_three(p), next = starts_three(p + 3);
			unsigned alone = starts_bit(s->single, c), both = starts_bit(s->pairs, starts_hash(c, next));
			if (alone | both)
				return p;
			p += 3;
		}
		step = starts_step(s, p, limit);
	}
	return p < limit ? p : limit;
}

#endif

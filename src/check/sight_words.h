/* What the one pass over the text stops at for sight.c (made by tools/sightwords): words that are found by two of their characters, marks, where
 * hints of moods begin. The pass itself is the report's (struct report_words): check_words says where it stops. */
#ifndef SIGHT_WORDS_H
#define SIGHT_WORDS_H

#include "check.h"

#define SIGHT_SLOTS 4096

struct sight_entry {
	uint16_t word;   /* 1 + its place in the row of all words; 0 ends a chain */
	uint8_t told;    /* where in it the two characters stand: bytes */
	uint8_t behind;  /* from there to its end: bytes, fewer than there are zeros behind a report's text */
	uint8_t last[2]; /* its last two bytes, which most places do not have */
};

struct sight_words {
	/* By the hash of two characters: the first entry of the words that are told by them, 0: there are none; SIGHT_HINT when a hint of
	 * moods may begin so. */
	uint16_t head[SIGHT_SLOTS];
	const struct sight_entry *entries;
};
extern const struct sight_words sight_words;

#define SIGHT_HINT 0x8000u
#define SIGHT_ALONE 10 /* the bit of report_words.begins */

/* The first byte counts least. */
static inline uint64_t load_eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

/* Whether a character of three bytes is looked for whatever follows, or may be: of its hash one is. `word` is what load_eight() gives there. */
static inline uint32_t sight_alone(uint64_t word)
{
	return check_words.begins[(uint32_t)(word << 8) * UINT32_C(0x93B5250F) >> 20] >> SIGHT_ALONE & 1;
}

/* What is told by two characters. */
static inline unsigned sight_told(uint64_t word)
{
	return sight_words.head[(word << 16) * UINT64_C(0x9E3779B97F4A7C15) >> 52];
}

#endif

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
	/* By the hash of two characters: the first entry of the words that are told by them, 0: there are none. */
	uint16_t head[SIGHT_SLOTS];
	const struct sight_entry *entries;
	/* What most places are asked, in two bits each so that it fits the nearest cache: SIGHT_WORD and SIGHT_HINT of two characters; of one
	 * whatever follows. */
	uint64_t told[SIGHT_SLOTS / 32], alone[SIGHT_SLOTS / 32];
	/* Words of one character, by its last two bytes (their sum): 1 + its place in the row of all words; 0: none. */
	uint16_t signs[256];
};
extern const struct sight_words sight_words;

#define SIGHT_WORD 1u /* a word may stand here */
#define SIGHT_HINT 2u /* a hint of moods may begin */

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

static inline uint32_t sight_bits(const uint64_t *bits, uint32_t at)
{
	return bits[at / 32] >> at % 32 * 2 & 3;
}

/* What may stand or begin at a character of three bytes whatever follows: of its hash one is. `word` is what load_eight() gives there. */
static inline uint32_t sight_alone(uint64_t word)
{
	return sight_bits(sight_words.alone, (uint32_t)(word << 8) * UINT32_C(0x93B5250F) >> 20);
}

/* The hash of two characters. */
static inline uint32_t sight_slot(uint64_t word)
{
	return (uint32_t)((word << 16) * UINT64_C(0x9E3779B97F4A7C15) >> 52);
}

/* What is told by them. */
static inline uint32_t sight_told(uint64_t word)
{
	return sight_bits(sight_words.told, sight_slot(word));
}

#endif

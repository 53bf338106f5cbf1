/* What sight.c stops at (made by tools/sightwords): words that are found by two of their characters, marks, where hints of moods begin. */
#ifndef SIGHT_WORDS_H
#define SIGHT_WORDS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SIGHT_SLOTS 4096

struct sight_entry {
	uint16_t word; /* 1 + its place in the row of all words; 0 ends a chain */
	uint8_t told;  /* where in it the two characters stand: bytes */
};

struct sight_words {
	/* By the hash of a character of three bytes: a bit for each group of pairs in which it may be the first character (0 to 15), the second
	 * (16 to 31). In group 0 are those that are looked for whatever follows; everything follows. */
	uint32_t begins[SIGHT_SLOTS];
	/* By the hash of the two characters: the first entry of the words that are told by them; 0: there are none. */
	uint16_t head[SIGHT_SLOTS];
	const struct sight_entry *entries;
};
extern const struct sight_words sight_words;

#define SIGHT_FOLLOWS (UINT32_C(1) << 16) /* of what is no character of three bytes */

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

/* Of the character whose three bytes are the upper ones. */
static inline uint32_t sight_begins(uint32_t bytes)
{
	return sight_words.begins[bytes * UINT32_C(0x93B5250F) >> 20];
}

/* Whether the first may begin something before the second. */
static inline bool sight_hit(uint32_t first, uint32_t second)
{
	return first & second >> 16;
}

/* The words told by the two characters at p, where eight bytes may be read. */
static inline const struct sight_entry *sight_told(const char *p)
{
	return &sight_words.entries[sight_words.head[(load_eight(p) << 16) * UINT64_C(0x9E3779B97F4A7C15) >> 52]];
}

#endif

/* The words that sight.c looks for, to be found by two of their characters (made by tools/sightwords). */
#ifndef SIGHT_WORDS_H
#define SIGHT_WORDS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SIGHT_HASH_BITS 16
#define SIGHT_SLOTS 4096

struct sight_entry {
	uint16_t word; /* 1 + its place in the row of all words; 0 ends a chain */
	uint8_t told;  /* where in it the two characters stand: bytes */
};

struct sight_words {
	uint64_t begins[1 << (SIGHT_HASH_BITS - 6)]; /* a bit for each hash of two characters that tell one */
	uint16_t head[SIGHT_SLOTS];                  /* the first entry of the words with this hash; 0: there are none */
	const struct sight_entry *entries;
};
extern const struct sight_words sight_words;

/* Of two characters of three bytes; eight bytes may be read at p. */
static inline uint32_t sight_hash(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	v <<= 16;
	return (uint32_t)((v ^ v >> 29) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - SIGHT_HASH_BITS));
}

/* False: they tell no word. */
static inline bool sight_may_tell(uint32_t hash)
{
	return sight_words.begins[hash >> 6] >> (hash & 63) & 1;
}

#endif

#include "wordlist.h"

#include <assert.h>

/* A second character that is none, or of a word that has no second one. */
enum { SECOND_NONE = 0x100, SECOND_ANY = 0x200 };

static size_t char_length(unsigned char lead)
{
	return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static unsigned slot_at(const char *p, size_t room)
{
	if (!room || char_length((unsigned char)*p) > room)
		return SECOND_NONE;
	return chars_slot((const unsigned char *)p);
}

static void read_list(struct wordlist *l)
{
	uint8_t head[256] = { 0 };

	assert(l->count < 255);
	for (size_t i = l->count; i-- > 0;) {
		const char *word = l->words[i], *second = word + char_length((unsigned char)*word);
		uint8_t *first = &head[chars_slot((const unsigned char *)word)];
		unsigned told = *second ? chars_slot((const unsigned char *)second) : SECOND_ANY;
		atomic_store_explicit(&l->rows[i], *first | told << 8, memory_order_relaxed);
		*first = (uint8_t)(i + 1);
	}
	for (size_t i = 0; i < sizeof head; i++)
		atomic_store_explicit(&l->head[i], head[i], memory_order_relaxed);
	atomic_store_explicit(&l->ready, true, memory_order_release);
}

static inline void need_list(struct wordlist *l)
{
	if (!atomic_load_explicit(&l->ready, memory_order_acquire))
		read_list(l);
}

/* The first character's words from `next` on; it is n bytes long. */
static size_t word_among(const struct wordlist *l, uint32_t next, struct str s, size_t n)
{
	unsigned second = slot_at(s.ptr + n, s.len - n);

	while (next) {
		uint32_t row = atomic_load_explicit(&l->rows[next - 1], memory_order_relaxed);
		if (row >> 8 == second || row >> 8 == SECOND_ANY) {
			size_t len = str_word(s, l->words[next - 1]);
			if (len)
				return len;
		}
		next = row & 0xFF;
	}
	return 0;
}

static inline size_t word_here(const struct wordlist *l, struct str s, size_t n)
{
	if (n > s.len)
		return 0;
	unsigned slot = chars_slot((const unsigned char *)s.ptr);
	uint32_t first = atomic_load_explicit(&l->head[slot], memory_order_relaxed);

	return first ? word_among(l, first, s, n) : 0;
}

size_t wordlist_at(struct wordlist *l, struct str s)
{
	need_list(l);
	return s.len ? word_here(l, s, char_length((unsigned char)s.ptr[0])) : 0;
}

bool wordlist_in(struct wordlist *l, struct str s)
{
	need_list(l);
	while (s.len) {
		size_t n = char_length((unsigned char)s.ptr[0]);
		if (n > s.len)
			return false;
		if (word_here(l, s, n))
			return true;
		s = (struct str){ s.ptr + n, s.len - n };
	}
	return false;
}

/* Slices: a pointer and a length into memory that somebody else owns.
 *
 * A slice never owns and is not terminated by NUL. A slice into a source text keeps its
 * offset (`ptr - text.ptr`); nothing here copies or normalises. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *ptr;
	size_t len;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
/* For static tables, where a compound literal is no constant. */
#define STR_INIT(literal)                                                                                              \
	{                                                                                                              \
		"" literal, sizeof(literal) - 1                                                                        \
	}
#define STR_NONE ((struct str){ NULL, 0 })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).ptr

/* Position of nothing found. */
#define STR_NPOS SIZE_MAX

/* The small ones are inline: a rule asks them of every word at every place, mostly with a literal. The last byte tells soonest:
 * Chinese characters share their first ones. */

static inline struct str str_from(const char *cstr) /* NULL gives STR_NONE */
{
	return cstr ? (struct str){ cstr, strlen(cstr) } : STR_NONE;
}

/* Whether n bytes are the same: of so few as words have nothing is called. For lists of words; of a literal memcmp() calls nothing either. */
static inline bool str_same(const char *a, const char *b, size_t n)
{
	uint64_t x[2], y[2];
	uint32_t v[2], w[2];

	if (n > 2 * sizeof *x)
		return memcmp(a, b, n) == 0;
	if (n >= sizeof *x) {
		memcpy(x, a, sizeof *x);
		memcpy(y, b, sizeof *y);
		memcpy(x + 1, a + n - sizeof *x, sizeof *x);
		memcpy(y + 1, b + n - sizeof *y, sizeof *y);
		return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
	}
	if (n >= sizeof *v) {
		memcpy(v, a, sizeof *v);
		memcpy(w, b, sizeof *w);
		memcpy(v + 1, a + n - sizeof *v, sizeof *v);
		memcpy(w + 1, b + n - sizeof *w, sizeof *w);
		return ((v[0] ^ w[0]) | (v[1] ^ w[1])) == 0;
	}
	return n == 0 || ((a[0] ^ b[0]) | (a[n / 2] ^ b[n / 2]) | (a[n - 1] ^ b[n - 1])) == 0;
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len &&
	       (a.len == 0 || (a.ptr[a.len - 1] == b.ptr[a.len - 1] && memcmp(a.ptr, b.ptr, a.len) == 0));
}

int str_cmp(struct str a, struct str b); /* bytewise, shorter first */

static inline bool str_starts(struct str s, struct str prefix)
{
	size_t n = prefix.len;

	return s.len >= n && (n == 0 || (s.ptr[n - 1] == prefix.ptr[n - 1] && memcmp(s.ptr, prefix.ptr, n) == 0));
}

static inline bool str_ends(struct str s, struct str suffix)
{
	if (s.len < suffix.len)
		return false;
	return suffix.len == 0 || (s.ptr[s.len - 1] == suffix.ptr[suffix.len - 1] &&
					  memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* The length of `word` (NUL-terminated, not empty) where `s` begins with it, else 0: what a list of words is read with. */
static inline size_t str_word(struct str s, const char *word)
{
	size_t n = 0;

	while (n < s.len && word[n] && word[n] == s.ptr[n])
		n++;
	return word[n] ? 0 : n;
}

/* The part [from, to); both are clamped to the slice. */
static inline struct str str_sub(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return s.ptr ? (struct str){ s.ptr + from, to - from } : s;
}

/* First (last) place of `needle` at or after `from` (before the end); STR_NPOS when absent. */
size_t str_find(struct str s, struct str needle, size_t from);
size_t str_rfind(struct str s, struct str needle);

static inline bool str_has(struct str s, struct str needle)
{
	return str_find(s, needle, 0) != STR_NPOS;
}

struct str str_trim_blanks(struct str s);

/* Without the blanks on both sides: ASCII white space, NUL-free; U+3000, U+00A0, U+200B, U+FEFF, U+2028. Most have none: their first
 * and last bytes tell. */
static inline struct str str_trim(struct str s)
{
	if (s.len == 0)
		return s;
	unsigned char first = (unsigned char)s.ptr[0], last = (unsigned char)s.ptr[s.len - 1];
	bool plain_first = first > ' ' && first != 0xE3 && first != 0xC2 && first != 0xE2 && first != 0xEF;
	bool plain_last = last > ' ' && last != 0x80 && last != 0xA0 && last != 0x8B && last != 0xBF && last != 0xA8;

	return plain_first && plain_last ? s : str_trim_blanks(s);
}

/* A whole number in ASCII digits and nothing else, up to INT64_MAX; false, `ret` untouched, when it is none. */
bool str_whole(struct str s, int64_t *ret);
/* The same of an id: above 0. */
bool str_id(struct str s, int64_t *ret);

/* 64-bit hash of the bytes, the same on every machine and run (not for hostile hash tables: seed). */
uint64_t str_hash(struct str s, uint64_t seed);

#endif

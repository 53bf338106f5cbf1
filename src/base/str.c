#include "str.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

int str_cmp(struct str a, struct str b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.ptr, b.ptr, common) : 0;

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

/* Longer ones are left to memmem, which is linear whatever they look like. */
#define SHORT_NEEDLE 64

/* A needle that is looked for by two of its bytes: the last one, and that of its first character which tells most: Chinese characters
 * share their first bytes. */
struct told {
	struct str needle;
	size_t first, last; /* where in it the bytes stand */
};

static bool tells(const struct told *t, const char *p)
{
	return p[t->first] == t->needle.ptr[t->first] && p[t->last] == t->needle.ptr[t->last];
}

static bool stands_at(const struct told *t, const char *p)
{
	return tells(t, p) && str_same(p, t->needle.ptr, t->needle.len);
}

#ifdef __SSE2__
/* Both bytes, 16 times. */
struct wide {
	__m128i first, last;
};

/* A bit for each place at which `first` stands in a and `last` in b. */
static unsigned both(const struct wide *w, __m128i a, __m128i b)
{
	return (unsigned)_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, w->first), _mm_cmpeq_epi8(b, w->last)));
}

static unsigned sixteen(const struct told *t, const struct wide *w, const char *p)
{
	return both(
		w, _mm_loadu_si128((const __m128i *)(p + t->first)), _mm_loadu_si128((const __m128i *)(p + t->last)));
}

static unsigned eight(const struct told *t, const struct wide *w, const char *p)
{
	return both(w, _mm_loadl_epi64((const __m128i *)(p + t->first)),
		       _mm_loadl_epi64((const __m128i *)(p + t->last))) &
	       0xFF;
}

/* The first of the places, of which there is a bit for each, where all of it stands. */
static inline __attribute__((always_inline)) const char *first_whole(
	const struct told *t, const char *p, unsigned places)
{
	for (; places; places &= places - 1) {
		const char *hit = p + __builtin_ctz(places);
		if (str_same(hit, t->needle.ptr, t->needle.len))
			return hit;
	}
	return NULL;
}

/* Among the places [p, end), of which one may be it. The last ones are looked at with some before them, where there are so many. */
static const char *find_told(const struct told *t, const char *p, const char *end)
{
	const struct wide w = { _mm_set1_epi8(t->needle.ptr[t->first]), _mm_set1_epi8(t->needle.ptr[t->last]) };
	size_t n = (size_t)(end - p);
	const char *hit = NULL;

	for (; end - p >= 16 && !hit; p += 16)
		hit = first_whole(t, p, sixteen(t, &w, p));
	if (hit || p == end)
		return hit;
	if (n >= 16)
		return first_whole(t, end - 16, sixteen(t, &w, end - 16));
	if (n >= 8) {
		hit = first_whole(t, p, eight(t, &w, p));
		return hit ? hit : first_whole(t, end - 8, eight(t, &w, end - 8));
	}
	while (p < end && !stands_at(t, p))
		p++;
	return p < end ? p : NULL;
}

/* The first of the places [p, end) that both bytes do not rule out, or one not far before it; end: none. Most searches end here: nothing is
 * called, so that nothing has to be kept over a call. */
static const char *first_likely(const struct told *t, const char *p, const char *end)
{
	const struct wide w = { _mm_set1_epi8(t->needle.ptr[t->first]), _mm_set1_epi8(t->needle.ptr[t->last]) };
	size_t n = (size_t)(end - p);

	for (; end - p >= 16; p += 16) {
		if (sixteen(t, &w, p))
			return p;
	}
	if (n >= 16)
		return p == end || !sixteen(t, &w, end - 16) ? end : p;
	if (n >= 8)
		return eight(t, &w, p) || eight(t, &w, end - 8) ? p : end;
	while (p < end && !tells(t, p))
		p++;
	return p;
}
#else
static const char *first_likely(const struct told *t, const char *p, const char *end)
{
	(void)t;
	(void)end;
	return p;
}

static const char *find_told(const struct told *t, const char *p, const char *end)
{
	while (p < end && (p = memchr(p + t->first, t->needle.ptr[t->first], (size_t)(end - p)))) {
		p -= t->first;
		if (stands_at(t, p))
			return p;
		p++;
	}
	return NULL;
}
#endif

static __attribute__((noinline)) size_t find_long(struct str s, struct str needle, size_t from)
{
	const char *hit = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);

	return hit ? (size_t)(hit - s.ptr) : STR_NPOS;
}

static __attribute__((noinline)) size_t find_short(struct str s, struct str needle, size_t from)
{
	struct told t = { needle, needle.len < 3 ? 0 : 2, needle.len - 1 };
	const char *hit = find_told(&t, s.ptr + from, s.ptr + s.len - needle.len + 1);

	return hit ? (size_t)(hit - s.ptr) : STR_NPOS;
}

size_t str_find(struct str s, struct str needle, size_t from)
{
	if (from > s.len || s.len - from < needle.len)
		return STR_NPOS;
	if (needle.len == 0)
		return from;
	if (needle.len > SHORT_NEEDLE)
		return find_long(s, needle, from);
	struct told t = { needle, needle.len < 3 ? 0 : 2, needle.len - 1 };
	const char *end = s.ptr + s.len - needle.len + 1, *p = first_likely(&t, s.ptr + from, end);
	return p < end ? find_short(s, needle, (size_t)(p - s.ptr)) : STR_NPOS;
}

size_t str_rfind(struct str s, struct str needle)
{
	if (needle.len > s.len)
		return STR_NPOS;
	if (needle.len == 0)
		return s.len;
	/* by the byte that tells most: Chinese characters share their first ones, marks have others */
	unsigned char first = (unsigned char)needle.ptr[0];
	size_t by = first >= 0xE4 && first <= 0xE9 ? needle.len - 1 : 0;
	for (size_t end = s.len - needle.len + 1; end > 0;) {
		const char *hit = memrchr(s.ptr + by, needle.ptr[by], end);
		if (!hit)
			return STR_NPOS;
		end = (size_t)(hit - s.ptr) - by;
		if (str_same(s.ptr + end, needle.ptr, needle.len))
			return end;
	}
	return STR_NPOS;
}

static bool is_ascii_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The length of the wide blank whose three bytes these are, of two ones the last two: U+00A0, U+3000, U+200B, U+FEFF and U+2028, a
 * line break inside a cell. */
static size_t wide_blank(unsigned char a, unsigned char b, unsigned char c)
{
	switch (a) {
	case 0xE2:
		return b == 0x80 && (c == 0x8B || c == 0xA8) ? 3 : 0;
	case 0xE3:
		return b == 0x80 && c == 0x80 ? 3 : 0;
	case 0xEF:
		return b == 0xBB && c == 0xBF ? 3 : 0;
	default:
		return b == 0xC2 && c == 0xA0 ? 2 : 0;
	}
}

static size_t blank_at_start(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	if (is_ascii_blank(s.ptr[0]))
		return 1;
	if (s.len >= 2 && p[0] == 0xC2)
		return p[1] == 0xA0 ? 2 : 0;
	return s.len >= 3 && p[0] >= 0xE2 ? wide_blank(p[0], p[1], p[2]) : 0;
}

static size_t blank_at_end(struct str s)
{
	const unsigned char *end = (const unsigned char *)s.ptr + s.len;

	if (is_ascii_blank(s.ptr[s.len - 1]))
		return 1;
	if (s.len < 2)
		return 0;
	return wide_blank(s.len >= 3 ? end[-3] : 0, end[-2], end[-1]);
}

struct str str_trim_blanks(struct str s)
{
	size_t n;

	while (s.len > 0 && (n = blank_at_start(s)) > 0)
		s = (struct str){ s.ptr + n, s.len - n };
	while (s.len > 0 && (n = blank_at_end(s)) > 0)
		s.len -= n;
	return s;
}

bool str_whole(struct str s, int64_t *ret)
{
	int64_t v = 0;

	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < '0' || s.ptr[i] > '9' || __builtin_mul_overflow(v, 10, &v) ||
			__builtin_add_overflow(v, s.ptr[i] - '0', &v))
			return false;
	if (s.len > 0)
		*ret = v;
	return s.len > 0;
}

bool str_id(struct str s, int64_t *ret)
{
	int64_t v;

	if (!str_whole(s, &v) || v == 0)
		return false;
	*ret = v;
	return true;
}

/* Little-endian on every machine, so that stored hashes travel. */
static uint64_t load_le64(const char *p, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, p, n);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

static uint64_t hash_mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xFF51AFD7ED558CCD);
	h ^= h >> 33;
	h *= UINT64_C(0xC4CEB9FE1A85EC53);
	return h ^ (h >> 33);
}

/* MurmurHash64A's step (public domain), 8 bytes at a time. */
uint64_t str_hash(struct str s, uint64_t seed)
{
	const uint64_t m = UINT64_C(0xC6A4A7935BD1E995);
	uint64_t h = seed ^ (s.len * m);
	size_t i = 0;

	for (; s.len - i >= 8; i += 8) {
		uint64_t k = load_le64(s.ptr + i, 8) * m;
		k = (k ^ (k >> 47)) * m;
		h = (h ^ k) * m;
	}
	if (i < s.len)
		h = (h ^ load_le64(s.ptr + i, s.len - i)) * m;
	return hash_mix(h);
}

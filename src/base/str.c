#include "str.h"

struct str str_from(const char *cstr)
{
	return cstr ? (struct str){ cstr, strlen(cstr) } : STR_NONE;
}

bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int str_cmp(struct str a, struct str b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common ? memcmp(a.ptr, b.ptr, common) : 0;

	if (order != 0)
		return order < 0 ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
	if (s.len < suffix.len)
		return false;
	return suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0;
}

struct str str_sub(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return s.ptr ? (struct str){ s.ptr + from, to - from } : s;
}

size_t str_find(struct str s, struct str needle, size_t from)
{
	if (from > s.len || s.len - from < needle.len)
		return STR_NPOS;
	if (needle.len == 0)
		return from;
	const char *hit = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
	return hit ? (size_t)(hit - s.ptr) : STR_NPOS;
}

size_t str_rfind(struct str s, struct str needle)
{
	if (needle.len > s.len)
		return STR_NPOS;
	if (needle.len == 0)
		return s.len;
	for (size_t end = s.len - needle.len + 1; end > 0;) {
		const char *hit = memrchr(s.ptr, needle.ptr[0], end);
		if (!hit)
			return STR_NPOS;
		if (memcmp(hit, needle.ptr, needle.len) == 0)
			return (size_t)(hit - s.ptr);
		end = (size_t)(hit - s.ptr);
	}
	return STR_NPOS;
}

bool str_has(struct str s, struct str needle)
{
	return str_find(s, needle, 0) != STR_NPOS;
}

static bool is_ascii_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static const struct str wide_blanks[] = {
	STR_INIT("\xE3\x80\x80"), /* U+3000 */
	STR_INIT("\xC2\xA0"),     /* U+00A0 */
	STR_INIT("\xE2\x80\x8B"), /* U+200B */
	STR_INIT("\xEF\xBB\xBF"), /* U+FEFF */
};

static size_t blank_at_start(struct str s)
{
	if (is_ascii_blank(s.ptr[0]))
		return 1;
	for (size_t i = 0; i < sizeof wide_blanks / sizeof wide_blanks[0]; i++)
		if (str_starts(s, wide_blanks[i]))
			return wide_blanks[i].len;
	return 0;
}

static size_t blank_at_end(struct str s)
{
	if (is_ascii_blank(s.ptr[s.len - 1]))
		return 1;
	for (size_t i = 0; i < sizeof wide_blanks / sizeof wide_blanks[0]; i++)
		if (str_ends(s, wide_blanks[i]))
			return wide_blanks[i].len;
	return 0;
}

struct str str_trim(struct str s)
{
	size_t n;

	while (s.len > 0 && (n = blank_at_start(s)) > 0)
		s = (struct str){ s.ptr + n, s.len - n };
	while (s.len > 0 && (n = blank_at_end(s)) > 0)
		s.len -= n;
	return s;
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

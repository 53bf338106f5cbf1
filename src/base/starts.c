#include "starts.h"

#include "utf8.h"

static void set_any(struct starts *s, uint32_t c)
{
	s->any[c >> 6 & 63][c & 63] |= (uint16_t)(1u << (c >> 12));
}

void starts_range(struct starts *s, uint32_t from, uint32_t to)
{
	for (uint32_t c = from; c <= to; c++) {
		set_any(s, c);
		s->single[c >> 6] |= UINT64_C(1) << (c & 63);
	}
}

void starts_singles(struct starts *s, const char *characters)
{
	struct str all = str_from(characters);
	for (size_t i = 0; i < all.len;) {
		uint32_t c = utf8_next(all, &i);
		starts_range(s, c, c);
	}
}

void starts_pairs(struct starts *s, const char *pairs)
{
	for (const unsigned char *p = (const unsigned char *)pairs; *p;) {
		if (*p == ' ') {
			p++;
			continue;
		}
		uint32_t c = starts_three(p);
		uint32_t h = starts_hash(c, starts_three(p + 3));
		set_any(s, c);
		s->pairs[h >> 6] |= UINT64_C(1) << (h & 63);
		p += 6;
	}
}

#include "starts.h"

#include "utf8.h"

static void set(uint64_t *bits, uint32_t c)
{
	bits[c >> 6] |= UINT64_C(1) << (c & 63);
}

void starts_range(struct starts *s, uint32_t from, uint32_t to)
{
	for (uint32_t c = from; c <= to; c++) {
		set(s->any, c);
		set(s->single, c);
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
		set(s->any, c);
		set(s->pairs, starts_hash(c, starts_three(p + 3)));
		p += 6;
	}
}

/* Numbers, lists and pages as bytes. The format stands in docs/decisions/0003-search.md. */
#include "search_private.h"

enum { PLAIN_MAX = 3 }; /* shorter lists are numbers of their own, longer ones are Rice codes */

int search_damaged(const char *what, struct err *e)
{
	err_set(e, ERR_DB, "检索索引损坏");
	err_hint(e, "记录没有受影响；请重建检索索引");
	err_log(e, "search: %s", what);
	return ERR_DB;
}

void search_put_varint(struct buf *b, uint64_t v)
{
	char bytes[10];
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		bytes[n++] = (char)(v | 0x80);
	bytes[n++] = (char)v;
	buf_add(b, bytes, n);
}

bool search_get_varint(const uint8_t **p, const uint8_t *end, uint64_t *ret)
{
	uint64_t v = 0;

	for (unsigned shift = 0; *p < end && shift < 64; shift += 7) {
		uint8_t byte = *(*p)++;
		v |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80) {
			*ret = v;
			return true;
		}
	}
	return false;
}

/* --- lists --- */

/* Bits from the low end on. */
struct bit_writer {
	struct buf *out;
	uint64_t held;
	unsigned bits;
};

static void bits_put(struct bit_writer *w, uint64_t v, unsigned bits)
{
	w->held |= v << w->bits;
	w->bits += bits;
	while (w->bits >= 8) {
		buf_chr(w->out, (char)w->held);
		w->held >>= 8;
		w->bits -= 8;
	}
}

static void bits_zeros(struct bit_writer *w, uint64_t zeros)
{
	for (; zeros >= 32; zeros -= 32)
		bits_put(w, 0, 32);
	bits_put(w, UINT64_C(1) << zeros, (unsigned)zeros + 1);
}

/* The best for gaps that are geometrically spread: about the logarithm of 0.69 times their mean. */
static uint8_t rice_for(size_t count, uint32_t span)
{
	uint64_t scaled = (uint64_t)span * 69 / 100 / count;
	uint8_t k = 0;

	while (scaled > 1) {
		scaled >>= 1;
		k++;
	}
	return k;
}

static void rice_write(struct buf *b, const uint32_t *places, size_t count, uint8_t k)
{
	struct bit_writer w = { .out = b };
	uint32_t next = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t gap = places[i] - next;
		bits_zeros(&w, gap >> k);
		bits_put(&w, gap & ((1u << k) - 1), k);
		next = places[i] + 1;
	}
	if (w.bits > 0)
		buf_chr(b, (char)w.held);
}

void search_list_write(struct buf *b, const uint32_t *places, size_t count)
{
	search_put_varint(b, count);
	if (count <= PLAIN_MAX) {
		for (size_t i = 0; i < count; i++)
			search_put_varint(b, i == 0 ? places[0] : places[i] - places[i - 1] - 1);
		return;
	}
	char room[SEARCH_BLOCK / 8 + SEARCH_PAGE];
	struct buf coded = { .ptr = room, .cap = sizeof room, .max = sizeof room };
	uint8_t k = rice_for(count, places[count - 1] + 1 - (uint32_t)count);
	rice_write(&coded, places, count, k);
	if (coded.failed)
		b->failed = true;
	buf_chr(b, (char)k);
	search_put_varint(b, coded.len);
	buf_add(b, coded.ptr, coded.len);
}

struct bit_reader {
	const uint8_t *p, *end;
	uint64_t held;
	unsigned bits;
};

static inline void bits_fill(struct bit_reader *r)
{
	if (r->end - r->p >= 8) {
		uint64_t word;
		memcpy(&word, r->p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		r->held |= word << r->bits;
		r->p += (63 - r->bits) >> 3;
		r->bits |= 56;
		r->held &= (UINT64_C(1) << r->bits) - 1;
		return;
	}
	while (r->bits <= 56 && r->p < r->end) {
		r->held |= (uint64_t)*r->p++ << r->bits;
		r->bits += 8;
	}
}

/* False: the bits end. */
static inline bool bits_gap(struct bit_reader *r, unsigned k, uint64_t *ret)
{
	uint64_t zeros = 0;

	if (r->bits < 32)
		bits_fill(r);
	while (r->held == 0) {
		zeros += r->bits;
		r->bits = 0;
		bits_fill(r);
		if (r->bits == 0 || zeros > SEARCH_BLOCK)
			return false;
	}
	unsigned run = (unsigned)__builtin_ctzll(r->held);
	zeros += run;
	r->held = r->held >> run >> 1;
	r->bits -= run + 1;
	if (r->bits < k)
		bits_fill(r);
	if (r->bits < k)
		return false;
	*ret = zeros << k | (r->held & ((UINT64_C(1) << k) - 1));
	r->held >>= k;
	r->bits -= k;
	return true;
}

static int read_plain(const struct page_reader *r, uint32_t *out, struct err *e)
{
	const uint8_t *p = r->body;
	uint64_t next = 0, v;

	for (size_t i = 0; i < r->count; i++) {
		if (!search_get_varint(&p, r->body_end, &v) || v >= SEARCH_BLOCK || next + v >= SEARCH_BLOCK)
			return search_damaged("a short list", e);
		out[i] = (uint32_t)(next + v);
		next += v + 1;
	}
	return 0;
}

int search_list_read(const struct page_reader *r, uint32_t *out, struct err *e)
{
	if (r->count <= PLAIN_MAX)
		return read_plain(r, out, e);
	struct bit_reader bits = { .p = r->body, .end = r->body_end };
	uint64_t next = 0, gap;
	for (size_t i = 0; i < r->count; i++) {
		if (!bits_gap(&bits, r->rice, &gap) || next + gap >= SEARCH_BLOCK)
			return search_damaged("a list", e);
		out[i] = (uint32_t)(next + gap);
		next += gap + 1;
	}
	return 0;
}

/* --- pages --- */

int search_page_open(struct page_reader *r, struct str data, struct err *e)
{
	uint64_t part;

	*r = (struct page_reader){ .p = (const uint8_t *)data.ptr, .end = (const uint8_t *)data.ptr + data.len };
	if (!search_get_varint(&r->p, r->end, &r->term) || !search_get_varint(&r->p, r->end, &part) ||
		part >= SEARCH_BLOCK)
		return search_damaged("the head of a page", e);
	r->part = (uint32_t)part;
	return 0;
}

static bool entry_body(struct page_reader *r)
{
	uint64_t length;

	r->body = r->p;
	if (r->count <= PLAIN_MAX) {
		for (size_t i = 0; i < r->count; i++) {
			if (!search_get_varint(&r->p, r->end, &length))
				return false;
		}
		r->body_end = r->p;
		return true;
	}
	if (r->p == r->end)
		return false;
	r->rice = *r->p++;
	if (r->rice > SEARCH_BLOCK_BITS || !search_get_varint(&r->p, r->end, &length) ||
		length > (size_t)(r->end - r->p))
		return false;
	r->body = r->p;
	r->p += length;
	r->body_end = r->p;
	return true;
}

int search_page_next(struct page_reader *r, struct err *e)
{
	uint64_t step, count;

	if (r->p == r->end)
		return 0;
	if (!search_get_varint(&r->p, r->end, &step) || !search_get_varint(&r->p, r->end, &count) ||
		count > SEARCH_BLOCK || count == 0)
		return search_damaged("an entry", e);
	r->term += step;
	r->count = (size_t)count;
	return entry_body(r) ? 1 : search_damaged("an entry's list", e);
}

#include "folded.h"

#include "fault.h"
#include "passage.h"
#include "utf8.h"

struct phrase {
	uint32_t first, len;
	uint32_t next; /* of the same slot; as in heads */
};

static int reserve(struct folded *f, size_t cap)
{
	if (cap <= f->cap)
		return 0;
	uint32_t *chars = fault_realloc(f->chars, cap * sizeof(*chars));
	if (!chars)
		return ERR_NOMEM;
	f->chars = chars;
	uint32_t *offsets = fault_realloc(f->offsets, cap * sizeof(*offsets));
	if (!offsets)
		return ERR_NOMEM;
	f->offsets = offsets;
	f->cap = cap;
	return 0;
}

static bool is_ideograph(uint32_t c)
{
	return c >= 0x4E00 && c <= 0x9FFF;
}

/* The first of eight bytes counts least. */
static uint64_t load_le64(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

static uint32_t code_of_three(uint64_t word)
{
	return (uint32_t)((word & 0x0F) << 12 | (word >> 2 & 0xFC0) | (word >> 16 & 0x3F));
}

/* Most of the text: characters of three bytes, then those of one, from *pos on. Up to eight bytes before the end, and something rare. */
static size_t read_plain(struct folded *f, struct str s, size_t *pos, size_t n)
{
	uint32_t *chars = f->chars, *offsets = f->offsets, c;
	size_t at = *pos;
	uint64_t word;

	for (; s.len - at >= 8 && ((word = load_le64(s.ptr + at)) & 0xF0) == 0xE0; at += 3) {
		c = code_of_three(word);
		c = is_ideograph(c) ? c : passage_fold(c);
		chars[n] = c;
		offsets[n] = (uint32_t)at;
		n += c != 0;
	}
	for (; at < s.len && (unsigned char)s.ptr[at] < 0x80; at++) {
		c = passage_fold((unsigned char)s.ptr[at]);
		chars[n] = c;
		offsets[n] = (uint32_t)at;
		n += c != 0;
	}
	*pos = at;
	return n;
}

int folded_read(struct folded *f, struct str s)
{
	f->len = 0;
	if (reserve(f, s.len + 1) < 0)
		return ERR_NOMEM;
	size_t n = 0;
	for (size_t pos = 0; pos < s.len;) {
		n = read_plain(f, s, &pos, n);
		if (pos == s.len)
			break;
		size_t at = pos;
		uint32_t c = passage_fold(utf8_next(s, &pos));
		if (c == 0)
			continue;
		f->chars[n] = c;
		f->offsets[n++] = (uint32_t)at;
	}
	f->len = n;
	return 0;
}

void folded_clear(struct folded *f)
{
	free(f->chars);
	free(f->offsets);
	*f = (struct folded){ NULL, NULL, 0, 0 };
}

struct str folded_slice(const struct folded *f, struct str s, size_t first, size_t end)
{
	if (first >= end || end > f->len)
		return str_sub(s, 0, 0);
	size_t last = f->offsets[end - 1];
	utf8_next(s, &last);
	return str_sub(s, f->offsets[first], last);
}

/* --- phrases --- */

void phrases_init(struct phrases *p)
{
	memset(p, 0, sizeof(*p));
	vec_init(&p->chars, sizeof(uint32_t));
	vec_init(&p->rows, sizeof(struct phrase));
}

void phrases_clear(struct phrases *p)
{
	vec_clear(&p->chars);
	vec_clear(&p->rows);
}

static size_t slot_of(uint32_t c)
{
	return (c * UINT32_C(2654435761)) >> 22;
}

int phrases_add(struct phrases *p, struct str phrase)
{
	uint32_t first = (uint32_t)p->chars.len;
	for (size_t pos = 0; pos < phrase.len;) {
		uint32_t c = passage_fold(utf8_next(phrase, &pos));
		uint32_t *slot = c != 0 ? vec_push(&p->chars) : NULL;
		if (c != 0 && !slot)
			return ERR_NOMEM;
		if (slot)
			*slot = c;
	}
	uint32_t len = (uint32_t)p->chars.len - first;
	if (len < 2) {
		p->chars.len = first;
		return 0;
	}
	struct phrase *row = vec_push(&p->rows);
	if (!row)
		return ERR_NOMEM;
	size_t slot = slot_of(VEC_AT(&p->chars, uint32_t, first));
	*row = (struct phrase){ first, len, p->heads[slot] };
	p->heads[slot] = (uint32_t)p->rows.len;
	return 0;
}

#define FORMULA(text) STR_INIT(text),
static const struct str standing[] = {
#include "formulas.def"
#include "boilerplate.def"
};
#undef FORMULA

int phrases_add_standing(struct phrases *p)
{
	for (size_t i = 0; i < sizeof(standing) / sizeof(standing[0]); i++) {
		if (phrases_add(p, standing[i]) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

void phrases_mark(const struct phrases *p, const struct folded *f, uint8_t *common)
{
	const uint32_t *all = p->chars.ptr;
	for (size_t i = 0; i < f->len; i++) {
		for (uint32_t row = p->heads[slot_of(f->chars[i])]; row != 0;) {
			const struct phrase *ph = &VEC_AT(&p->rows, struct phrase, row - 1);
			if (ph->len <= f->len - i && memcmp(f->chars + i, all + ph->first, ph->len * sizeof(*all)) == 0)
				memset(common + i, 1, ph->len);
			row = ph->next;
		}
	}
}

/* A slice may begin inside a title: an unopened 》 closes one. */
void folded_mark_titles(const struct folded *f, struct str s, uint8_t *common)
{
	size_t from = 0, i = 0;
	bool inside = false;
	while (from < s.len && i < f->len) {
		size_t open = str_find(s, STR("《"), from), close = str_find(s, STR("》"), from);
		size_t next = open < close ? open : close;
		if (next == STR_NPOS)
			next = s.len;
		bool title = inside || (close != STR_NPOS && close < open);
		for (; i < f->len && f->offsets[i] < next; i++)
			common[i] |= title;
		inside = open < close;
		from = next + 3;
	}
}

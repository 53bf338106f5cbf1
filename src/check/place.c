#include "place.h"

#include "err.h"

#define BLOCK 512
#define LINE_COUNTED 4096 /* bytes of a line that are counted at every question */

/* Bytes that begin a character, and those that begin one of two UTF-16 code units: counted in bytes, many at a time. */
static struct place_block count(const char *bytes, size_t len)
{
	struct place_block n = { 0, 0 };
	const unsigned char *p = (const unsigned char *)bytes, *end = p + len;
	while (p < end) {
		const unsigned char *stop = end - p < UINT8_MAX ? end : p + UINT8_MAX;
		uint8_t chars = 0, pairs = 0;
		for (; p < stop; p++) {
			chars = (uint8_t)(chars + ((*p & 0xC0) != 0x80));
			pairs = (uint8_t)(pairs + (*p >= 0xF0));
		}
		n.chars += chars;
		n.units += pairs;
	}
	n.units += n.chars;
	return n;
}

static int add_line(struct place_index *x, uint32_t start)
{
	uint32_t *line = vec_push(&x->lines);
	if (!line)
		return ERR_NOMEM;
	*line = start;
	return 0;
}

/* *ret_longest: the bytes of the longest line. */
static int find_lines(struct place_index *x, size_t *ret_longest)
{
	struct str text = x->text;

	*ret_longest = 0;
	if (add_line(x, 0) < 0)
		return ERR_NOMEM;
	for (size_t at = 0, from; at < text.len;) {
		const char *eol = memchr(text.ptr + at, '\n', text.len - at);
		from = at;
		at = eol ? (size_t)(eol - text.ptr) + 1 : text.len;
		*ret_longest = at - from > *ret_longest ? at - from : *ret_longest;
		if (eol && add_line(x, (uint32_t)at) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

static int count_blocks(struct place_index *x)
{
	struct place_block sum = { 0, 0 };
	struct str text = x->text;

	if (!vec_reserve(&x->blocks, text.len / BLOCK + 1))
		return ERR_NOMEM;
	for (size_t at = 0; at <= text.len; at += BLOCK) {
		struct place_block *b = vec_push(&x->blocks);
		if (!b)
			return ERR_NOMEM;
		*b = sum;
		struct place_block n = count(text.ptr + at, text.len - at < BLOCK ? text.len - at : BLOCK);
		sum.chars += n.chars;
		sum.units += n.units;
	}
	return 0;
}

int place_index_init(struct place_index *x, struct str text, bool units)
{
	size_t longest;

	x->text = text;
	vec_init(&x->lines, sizeof(uint32_t));
	vec_init(&x->blocks, sizeof(struct place_block));
	int rc = find_lines(x, &longest);
	return rc == 0 && (units || longest > LINE_COUNTED) ? count_blocks(x) : rc;
}

void place_index_clear(struct place_index *x)
{
	vec_clear(&x->lines);
	vec_clear(&x->blocks);
}

static struct place_block before(const struct place_index *x, uint32_t offset)
{
	struct place_block b = VEC_AT(&x->blocks, struct place_block, offset / BLOCK);
	struct place_block n = count(x->text.ptr + offset / BLOCK * BLOCK, offset % BLOCK);
	return (struct place_block){ b.chars + n.chars, b.units + n.units };
}

/* From the line's beginning to `offset`. */
static struct place_block count_in_line(const struct place_index *x, uint32_t start, uint32_t offset)
{
	if (x->blocks.len == 0 || offset - start <= BLOCK)
		return count(x->text.ptr + start, offset - start);
	struct place_block here = before(x, offset), line = before(x, start);
	return (struct place_block){ here.chars - line.chars, here.units - line.units };
}

static struct str line_text(const struct place_index *x, size_t i)
{
	uint32_t start = VEC_AT(&x->lines, uint32_t, i);
	size_t end = i + 1 < x->lines.len ? VEC_AT(&x->lines, uint32_t, i + 1) - (size_t)1 : x->text.len;
	if (end > start && x->text.ptr[end - 1] == '\r')
		end--;
	return str_sub(x->text, start, end);
}

struct str place_line(const struct place_index *x, uint32_t line)
{
	return line >= 1 && line <= x->lines.len ? line_text(x, line - 1) : STR("");
}

struct place place_at(const struct place_index *x, uint32_t offset)
{
	if (offset > x->text.len)
		offset = (uint32_t)x->text.len;
	size_t low = 0, high = x->lines.len;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(&x->lines, uint32_t, middle) <= offset)
			low = middle;
		else
			high = middle;
	}
	uint32_t start = VEC_AT(&x->lines, uint32_t, low);
	struct place_block n = count_in_line(x, start, offset);
	return (struct place){
		.line = (uint32_t)low + 1,
		.column = n.chars + 1,
		.column16 = n.units + 1,
		.start = start,
		.end = start + (uint32_t)line_text(x, low).len,
	};
}

uint32_t place_unit(const struct place_index *x, uint32_t offset)
{
	return before(x, offset < x->text.len ? offset : (uint32_t)x->text.len).units;
}

/* Characters and terms. */
#include "search_private.h"

#include "fault.h"
#include "utf8.h"

enum { TERMS_MIN = 1024, SORT_SMALL = 24 };

static bool invisible(uint32_t c)
{
	return c < 0x20 || c == 0x7F || c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F);
}

static bool blank(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static uint32_t narrow(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFF01 + '!';
	return c == 0xFFE5 ? 0xA5 : c;
}

uint32_t search_fold(uint32_t c)
{
	if (c >= 0x3001 && c < 0xFE00) /* nearly all */
		return c;
	if (blank(c))
		return ' ';
	if (invisible(c))
		return 0;
	c = narrow(c);
	if (c >= 'A' && c <= 'Z')
		return c + 32;
	if (c < 0xC0)
		return c;
	/* Latin-1, Greek, Cyrillic */
	if ((c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
		return c + 32;
	return c;
}

bool search_ascii_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

bool search_letter(uint32_t c)
{
	if (c >= 0x3400 && c < 0xFE00)
		return true;
	if (c < 0xC0)
		return search_ascii_letter(c) || c == 0xAA || c == 0xB5 || c == 0xBA;
	if (c >= 0x2010 && c < 0x2070)
		return false;
	if (c >= 0x3000 && c < 0x3040)
		return c == 0x3005 || c == 0x3007 || (c >= 0x3021 && c <= 0x3029);
	if ((c >= 0xFE10 && c < 0xFE20) || (c >= 0xFE30 && c < 0xFE70))
		return false;
	return c < 0xFF5F || (c >= 0xFF66 && c < 0xFFE0) || c >= 0x10000;
}

struct str search_bounded(struct str text)
{
	if (!text.ptr)
		return STR("");
	struct str cut = { text.ptr, utf8_valid_prefix(text) };
	if (cut.len > SEARCH_TEXT_MAX)
		cut.len = utf8_floor(cut, SEARCH_TEXT_MAX);
	return cut;
}

/* --- sorting --- */

static void sort_small(uint64_t *keys, size_t count, uint64_t mask)
{
	for (size_t i = 1; i < count; i++) {
		uint64_t key = keys[i];
		size_t at = i;
		for (; at > 0 && (keys[at - 1] & mask) > (key & mask); at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
}

/* One pass by `bits` bits; false: all keys have the same there, nothing was moved. */
static bool sort_pass(const uint64_t *from, uint64_t *to, size_t count, unsigned shift, unsigned bits)
{
	enum { WIDTH_MAX = 2048 };
	uint32_t starts[WIDTH_MAX];
	uint64_t mask = (UINT64_C(1) << bits) - 1;
	uint32_t sum = 0;

	memset(starts, 0, (mask + 1) * sizeof *starts);
	for (size_t i = 0; i < count; i++)
		starts[from[i] >> shift & mask]++;
	if (starts[from[0] >> shift & mask] == count)
		return false;
	for (size_t i = 0; i <= mask; i++) {
		uint32_t here = starts[i];
		starts[i] = sum;
		sum += here;
	}
	for (size_t i = 0; i < count; i++)
		to[starts[from[i] >> shift & mask]++] = from[i];
	return true;
}

void search_sort(uint64_t *keys, uint64_t *spare, size_t count, unsigned from, unsigned to)
{
	uint64_t *source = keys, *target = spare;
	unsigned width = count < 4096 ? 8 : 11;

	if (count < SORT_SMALL) {
		sort_small(keys, count, (to < 64 ? UINT64_C(1) << to : 0) - (UINT64_C(1) << from));
		return;
	}
	for (unsigned shift = from; shift < to; shift += width) {
		unsigned bits = to - shift < width ? to - shift : width;
		if (!sort_pass(source, target, count, shift, bits))
			continue;
		uint64_t *swap = source;
		source = target;
		target = swap;
	}
	if (source != keys)
		memcpy(keys, source, count * sizeof *keys);
}

/* --- terms of a document --- */

void search_terms_clear(struct terms *t)
{
	free(t->at);
	free(t->spare);
	*t = (struct terms){ 0 };
}

static bool room(struct terms *t, size_t more)
{
	if (t->failed)
		return false;
	if (t->cap - t->len >= more)
		return true;
	size_t cap = t->cap ? t->cap : TERMS_MIN;
	while (cap - t->len < more)
		cap *= 2;
	uint64_t *at = fault_realloc(t->at, cap * sizeof *at);
	if (at)
		t->at = at;
	uint64_t *spare = at ? fault_realloc(t->spare, cap * sizeof *spare) : NULL;
	if (spare)
		t->spare = spare;
	t->failed = !at || !spare;
	if (!t->failed)
		t->cap = cap;
	return !t->failed;
}

void search_terms_begin(struct terms *t, int64_t register_code)
{
	t->len = 0;
	t->failed = false;
	if (room(t, 1))
		t->at[t->len++] = term_of(CLASS_NUMBER, gram_register(register_code));
}

void search_terms_add(struct terms *t, struct str text, enum search_place place)
{
	static const enum search_class classes[] = { CLASS_NUMBER, CLASS_TITLE, CLASS_FEW };
	uint64_t class = term_of(classes[place], 0);
	uint32_t last = 0, quad[4];
	size_t ascii = 0;

	text = search_bounded(text);
	/* Two terms for each character, and one for the end. */
	if (!room(t, text.len * 2 + 1))
		return;
	for (size_t pos = 0; pos < text.len;) {
		uint32_t c = search_fold(utf8_next(text, &pos));
		if (c == 0)
			continue;
		bool letter = search_letter(c);
		if (last)
			t->at[t->len++] = class | gram_pair(last, letter ? c : 0);
		last = letter ? c : 0;
		ascii = search_ascii_letter(c) ? ascii + 1 : 0;
		if (ascii == 0)
			continue;
		memmove(quad, quad + 1, sizeof quad - sizeof quad[0]);
		quad[3] = c;
		if (ascii >= 4)
			t->at[t->len++] = class | gram_quad(quad);
	}
	if (last)
		t->at[t->len++] = class | gram_pair(last, 0);
}

/* A run's end says only that the character is there: nobody needs it beside a pair that begins with the character. */
static bool end_needless(const uint64_t *at, size_t left)
{
	return (at[0] & 0x1FFFFF) == 0 && (at[0] >> 42 & 1) == 0 && left > 1 && at[0] >> 21 == at[1] >> 21;
}

void search_terms_end(struct terms *t)
{
	uint64_t few = term_of(CLASS_FEW, 0), many = few ^ term_of(CLASS_MANY, 0);
	size_t kept = 0, often = 0, same;

	if (t->failed)
		return;
	search_sort(t->at, t->spare, t->len, 0, SEARCH_GRAM_BITS + 2);
	for (size_t i = 0; i < t->len; i += same) {
		uint64_t term = t->at[i];
		for (same = 1; i + same < t->len && t->at[i + same] == term; same++)
			;
		if (end_needless(t->at + i + same - 1, t->len - i - same + 1))
			continue;
		if (term >= few && same >= SEARCH_OFTEN && ((term & 0x1FFFFF) != 0 || term >> 42 & 1))
			t->spare[often++] = term ^ many;
		else
			t->at[kept++] = term;
	}
	memcpy(t->at + kept, t->spare, often * sizeof *t->at);
	t->len = kept + often;
}

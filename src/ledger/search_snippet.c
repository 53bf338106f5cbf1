/* Where the words stand in a record's texts, and a piece of text that shows it. */
#include "search_private.h"

#include "fault.h"
#include "utf8.h"

enum { BEFORE = 20, LENGTH = 80, MARKS_MAX = 32 };

static bool folded_room(struct folded *f, size_t count)
{
	if (f->cap >= count)
		return true;
	uint32_t *chars = fault_realloc(f->chars, count * sizeof *chars);
	if (chars)
		f->chars = chars;
	uint32_t *from = chars ? fault_realloc(f->from, count * sizeof *from) : NULL;
	if (from)
		f->from = from;
	if (!chars || !from)
		return false;
	f->cap = count;
	return true;
}

static bool fold_text(struct folded *f, struct str text)
{
	f->len = 0;
	if (!folded_room(f, text.len + 1))
		return false;
	for (size_t pos = 0; pos < text.len;) {
		size_t from = pos;
		uint32_t c = search_fold(utf8_next(text, &pos));
		if (c == 0)
			continue;
		f->chars[f->len] = c;
		f->from[f->len++] = (uint32_t)from;
	}
	return true;
}

/* The first place at or after `from`; STR_NPOS: none. */
static size_t find_word(const struct folded *f, const struct word *w, size_t from)
{
	if (f->len < w->length)
		return STR_NPOS;
	for (size_t i = from; i <= f->len - w->length; i++) {
		if (f->chars[i] == w->chars[0] && memcmp(f->chars + i, w->chars, w->length * sizeof *w->chars) == 0)
			return i;
	}
	return STR_NPOS;
}

static size_t count_word(const struct folded *f, const struct word *w, size_t most)
{
	size_t count = 0;

	for (size_t at = 0; count < most && (at = find_word(f, w, at)) != STR_NPOS; at++)
		count++;
	return count;
}

static enum search_rank worst(enum search_rank a, enum search_rank b)
{
	return a > b ? a : b;
}

bool search_judge(struct fetcher *f, const struct row_texts *row, enum search_rank *ret)
{
	size_t hits[SEARCH_WORDS_MAX][3] = { 0 };
	enum search_rank rank = SEARCH_IN_NUMBER;

	for (size_t c = 0; c < row->in->columns_count; c++) {
		enum search_place place = row->in->columns[c].place;
		if (!fold_text(&f->folded, search_bounded(row->texts[c])))
			return false;
		for (size_t w = 0; w < f->parsed->count; w++)
			hits[w][place] += count_word(&f->folded, &f->parsed->words[w], SEARCH_OFTEN);
	}
	for (size_t w = 0; w < f->parsed->count; w++) {
		const size_t *h = hits[w];
		if (h[SEARCH_NUMBER] + h[SEARCH_TITLE] + h[SEARCH_BODY] == 0)
			return false;
		bool often = h[SEARCH_BODY] >= SEARCH_OFTEN && !f->parsed->words[w].single;
		rank = worst(rank, h[SEARCH_NUMBER]  ? SEARCH_IN_NUMBER
				   : h[SEARCH_TITLE] ? SEARCH_IN_TITLE
				   : often           ? SEARCH_IN_BODY_OFTEN
						     : SEARCH_IN_BODY);
	}
	*ret = rank;
	return true;
}

/* --- snippets --- */

/* The column in which most words stand, the first of such. */
static size_t best_column(struct fetcher *f, const struct row_texts *row)
{
	size_t best = 0, most = 0;

	for (size_t c = 0; c < row->in->columns_count; c++) {
		size_t words = 0;
		if (!fold_text(&f->folded, search_bounded(row->texts[c])))
			break;
		for (size_t w = 0; w < f->parsed->count; w++)
			words += find_word(&f->folded, &f->parsed->words[w], 0) != STR_NPOS;
		if (words > most) {
			most = words;
			best = c;
		}
	}
	return best;
}

struct window {
	size_t from, to; /* characters of the folded text */
};

static struct window choose_window(const struct folded *t, const struct parsed *p)
{
	size_t first = t->len;

	for (size_t w = 0; w < p->count; w++) {
		size_t at = find_word(t, &p->words[w], 0);
		if (at != STR_NPOS && at < first)
			first = at;
	}
	if (first == t->len)
		first = 0;
	size_t from = first > BEFORE ? first - BEFORE : 0;
	if (t->len - from < LENGTH)
		from = t->len > LENGTH ? t->len - LENGTH : 0;
	return (struct window){ from, t->len - from > LENGTH ? from + LENGTH : t->len };
}

/* Marks in order: of all that begin at a place the longest, joined where they touch or overlap. */
static size_t mark_words(const struct folded *t, const struct parsed *p, struct window in, struct search_mark *marks)
{
	struct folded cut = { .chars = t->chars + in.from, .len = in.to - in.from };
	size_t count = 0;

	for (size_t i = 0; i < cut.len; i++) {
		size_t length = 0;
		for (size_t w = 0; w < p->count; w++) {
			const struct word *word = &p->words[w];
			if (word->length > length && word->length <= cut.len - i &&
				memcmp(cut.chars + i, word->chars, word->length * sizeof *word->chars) == 0)
				length = word->length;
		}
		if (length == 0)
			continue;
		struct search_mark *last = count > 0 ? &marks[count - 1] : NULL;
		uint32_t start = (uint32_t)i, end = (uint32_t)(i + length);
		if (last && start <= last->end)
			last->end = end > last->end ? end : last->end;
		else if (count < MARKS_MAX)
			marks[count++] = (struct search_mark){ start, end };
	}
	return count;
}

static struct str snippet_text(const struct folded *t, struct str text, struct window in, struct arena *a)
{
	size_t bytes = 0;
	char *out = arena_alloc(a, (in.to - in.from) * 4 + 1);

	if (!out)
		return STR_NONE;
	for (size_t i = in.from; i < in.to; i++) {
		size_t pos = t->from[i];
		if (t->chars[i] == ' ') {
			out[bytes++] = ' ';
			continue;
		}
		utf8_next(text, &pos);
		memcpy(out + bytes, text.ptr + t->from[i], pos - t->from[i]);
		bytes += pos - t->from[i];
	}
	return (struct str){ out, bytes };
}

int search_snippet(struct fetcher *f, const struct row_texts *row, struct search_hit *ret, struct err *e)
{
	struct search_mark marks[MARKS_MAX];
	struct search_hit hit = *ret;

	hit.column = best_column(f, row);
	struct str text = search_bounded(row->texts[hit.column]);
	if (!fold_text(&f->folded, text))
		return err_nomem(e);
	struct window in = choose_window(&f->folded, f->parsed);
	hit.marks_count = mark_words(&f->folded, f->parsed, in, marks);
	hit.snippet = snippet_text(&f->folded, text, in, f->arena);
	hit.cut_before = in.from > 0;
	hit.cut_after = in.to < f->folded.len;
	struct search_mark *copy = arena_array(f->arena, hit.marks_count + 1, sizeof *copy);
	if (!copy || !hit.snippet.ptr)
		return err_nomem(e);
	memcpy(copy, marks, hit.marks_count * sizeof *copy);
	hit.marks = copy;
	*ret = hit;
	return 0;
}

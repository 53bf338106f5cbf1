/* A query's words and what to look up for them. */
#include "search_private.h"

#include "utf8.h"

static int too_long(struct err *e)
{
	err_hint(e, "请只留下最要紧的字词");
	return err_set(e, ERR_LIMIT, "要找的文字太长（最多 %d 个字、%d 个词）", SEARCH_QUERY_MAX, SEARCH_WORDS_MAX);
}

static int fold_query(struct str text, uint32_t *chars, size_t *ret, struct err *e)
{
	size_t count = 0;

	if (!text.ptr || text.len > SEARCH_QUERY_MAX * 16)
		return text.ptr ? too_long(e) : err_set(e, ERR_INPUT, "没有给出要找的文字");
	if (utf8_valid_prefix(text) != text.len)
		return err_set(e, ERR_INPUT, "要找的文字不是有效的 UTF-8");
	for (size_t pos = 0; pos < text.len;) {
		uint32_t c = search_fold(utf8_next(text, &pos));
		if (c == 0)
			continue;
		if (count == SEARCH_QUERY_MAX)
			return too_long(e);
		chars[count++] = c;
	}
	*ret = count;
	return 0;
}

static void add_gram(struct word *w, uint64_t from, uint64_t to)
{
	w->grams[w->grams_count++] = (struct gram){ from, to };
}

/* The letters and digits of ASCII that stand together around `at`. */
static size_t ascii_stretch(const uint32_t *c, size_t count, size_t at)
{
	size_t from = at, to = at;

	while (from > 0 && search_ascii_letter(c[from - 1]))
		from--;
	while (to < count && search_ascii_letter(c[to]))
		to++;
	return to - from;
}

static void run_grams(struct word *w, const uint32_t *c, size_t count)
{
	if (count == 1) {
		add_gram(w, gram_pair(c[0], 0), gram_pair(c[0], 0x1FFFFF));
		return;
	}
	for (size_t i = 0; i + 1 < count; i++) {
		bool ascii = search_ascii_letter(c[i]) && search_ascii_letter(c[i + 1]);
		size_t stretch = ascii ? ascii_stretch(c, count, i) : 0;
		if (stretch < 4)
			add_gram(w, gram_pair(c[i], c[i + 1]), gram_pair(c[i], c[i + 1]));
		else if (i + 3 < count && search_ascii_letter(c[i + 2]) && search_ascii_letter(c[i + 3]))
			add_gram(w, gram_quad(c + i), gram_quad(c + i));
	}
}

static int make_word(struct word *w, const uint32_t *c, size_t count, struct arena *a, struct err *e)
{
	size_t letters = 0, run;

	w->chars = arena_array(a, count, sizeof *w->chars);
	w->grams = arena_array(a, count, sizeof *w->grams);
	if (!w->chars || !w->grams)
		return err_nomem(e);
	memcpy(w->chars, c, count * sizeof *c);
	w->length = count;
	for (size_t i = 0; i<count; i += run> 0 ? run : 1) {
		for (run = 0; i + run < count && search_letter(c[i + run]); run++)
			letters++;
		if (run > 0)
			run_grams(w, c + i, run);
	}
	bool quad = w->grams_count == 1 && w->grams[0].from >> 42 & 1;
	w->single = count == 1 && letters == 1;
	w->exact = letters == count && w->grams_count == 1 && count == (quad ? 4 : w->single ? 1 : 2);
	return 0;
}

int search_parse(struct str text, struct arena *a, struct parsed *ret, struct err *e)
{
	uint32_t chars[SEARCH_QUERY_MAX];
	struct parsed p = { .exact = true };
	size_t count = 0, grams = 0, length;

	int rc = fold_query(text, chars, &count, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < count; i += length + 1) {
		for (length = 0; i + length < count && chars[i + length] != ' '; length++)
			;
		if (length == 0)
			continue;
		if (p.count == SEARCH_WORDS_MAX)
			return too_long(e);
		rc = make_word(&p.words[p.count], chars + i, length, a, e);
		if (rc < 0)
			return rc;
		p.exact = p.exact && p.words[p.count].exact;
		grams += p.words[p.count++].grams_count;
	}
	if (grams == 0)
		return err_set(e, ERR_INPUT, "请写至少一个字、字母或数字（标点和空格不算）");
	*ret = p;
	return 0;
}

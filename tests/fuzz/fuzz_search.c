/* The index's bytes are read within bounds; what a text holds is found by every piece of it; lists come back as they were. */
#include "fuzz.h"

#include "search_private.h"
#include "utf8.h"

static uint32_t places[SEARCH_BLOCK];

static void read_page(struct str data)
{
	struct page_reader r;
	struct err e = { 0 };

	int rc = search_page_open(&r, data, &e);
	while (rc >= 0 && (rc = search_page_next(&r, &e)) > 0) {
		rc = search_list_read(&r, places, &e);
		if (rc < 0)
			break;
		for (size_t i = 0; i < r.count; i++)
			MUST(places[i] < SEARCH_BLOCK && (i == 0 || places[i - 1] < places[i]));
	}
	MUST(rc == 0 || (rc == ERR_DB && e.message[0]));
}

static void lists_come_back(const uint8_t *data, size_t size)
{
	static uint32_t given[4096];
	struct page_reader r = { 0 };
	struct buf b;
	size_t count = 0;
	uint32_t at = 0;

	for (size_t i = 0; i + 1 < size && count < 4096; i += 2) {
		at += 1 + data[i] * (data[i + 1] & 31u);
		if (at >= SEARCH_BLOCK)
			break;
		given[count++] = at;
	}
	if (count == 0)
		return;
	buf_init(&b, 1 << 20);
	search_put_varint(&b, 77);
	search_put_varint(&b, 0);
	search_put_varint(&b, 0);
	search_list_write(&b, given, count);
	MUST(!b.failed);
	MUST(search_page_open(&r, buf_view(&b), NULL) == 0);
	MUST(search_page_next(&r, NULL) == 1);
	MUST(r.term == 77 && r.count == count);
	MUST(search_list_read(&r, places, NULL) == 0);
	MUST(memcmp(places, given, count * sizeof *given) == 0);
	MUST(search_page_next(&r, NULL) == 0);
	buf_clear(&b);
}

static bool has_gram(const struct terms *t, struct gram g)
{
	for (int class = 0; class < CLASS_COUNT; class ++) {
		for (size_t i = 0; i < t->len; i++) {
			if (t->at[i] >= term_of((enum search_class) class, g.from) &&
				t->at[i] <= term_of((enum search_class) class, g.to))
				return true;
		}
	}
	return false;
}

/* Any piece of a text, as a query, asks for nothing that the text's terms lack. */
static void pieces_are_found(struct str text, const uint8_t *data, size_t size)
{
	struct terms t = { 0 };
	struct parsed p;
	struct arena *a = arena_new(1 << 20);

	MUST(a != NULL);
	search_terms_begin(&t, 1);
	search_terms_add(&t, text, SEARCH_BODY);
	search_terms_end(&t);
	MUST(!t.failed);
	for (size_t i = 1; i < t.len; i++)
		MUST(t.at[i - 1] < t.at[i]);
	size_t from = utf8_floor(text, size > 0 ? data[0] % (text.len + 1) : 0);
	size_t to = utf8_floor(text, size > 1 && text.len > from ? from + data[1] % (text.len - from + 1) : text.len);
	int rc = search_parse(str_sub(text, from, to), a, &p, NULL);
	for (size_t w = 0; rc >= 0 && w < p.count; w++) {
		for (size_t g = 0; g < p.words[w].grams_count; g++)
			MUST(has_gram(&t, p.words[w].grams[g]));
	}
	arena_free(a);
	search_terms_clear(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct str text = size > 2 ? search_bounded(str_sub(bytes, 2, size < 4000 ? size : 4000)) : STR("");

	read_page(bytes);
	lists_come_back(data, size);
	pieces_are_found(text, data, size);
	return 0;
}

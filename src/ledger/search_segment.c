/* Segments: pages, the builder, the tail. */
#include "search_private.h"

#include "fault.h"

enum {
	HEAD_MAX = 16,
	KEYS_MAX = 2 * 1024 * 1024, /* of a builder: with its spare 32 MB */
	KEYS_MIN = 16 * 1024,
	ENTRY_MAX = SEARCH_BLOCK / 4,
};

int search_prepare(struct store *s, int64_t unit_id, const char *sql, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(s, sql, ret, e);

	if (rc >= 0)
		store_bind_int(*ret, 1, unit_id);
	return rc;
}

/* --- pages --- */

int search_pages_begin(struct page_writer *w, struct store *s, int64_t unit_id, int64_t segment, struct err *e)
{
	*w = (struct page_writer){ 0 };
	buf_init(&w->page, SEARCH_PAGE);
	buf_init(&w->entry, ENTRY_MAX);
	int rc = search_prepare(s, unit_id,
		"INSERT INTO search_page (unit_id, segment, term, part, data) VALUES ($1, $2, $3, $4, $5)", &w->insert,
		e);
	if (rc >= 0)
		store_bind_int(w->insert, 2, segment);
	return rc;
}

void search_pages_clear(struct page_writer *w)
{
	store_done(w->insert);
	w->insert = NULL;
	buf_clear(&w->page);
	buf_clear(&w->entry);
}

static int write_page(struct page_writer *w, uint32_t part, struct err *e)
{
	if (w->page.failed)
		return err_nomem(e);
	store_bind_int(w->insert, 3, (int64_t)w->first);
	store_bind_int(w->insert, 4, part);
	store_bind_blob(w->insert, 5, buf_view(&w->page));
	int rc = store_run(w->insert, e);
	w->bytes += (int64_t)w->page.len;
	buf_reset(&w->page);
	w->open = false;
	return rc;
}

static void open_page(struct page_writer *w, uint64_t term, uint32_t part)
{
	search_put_varint(&w->page, term);
	search_put_varint(&w->page, part);
	w->first = w->last = term;
	w->open = true;
}

static int close_page(struct page_writer *w, struct err *e)
{
	return w->open ? write_page(w, 0, e) : 0;
}

/* An entry too large for one page: in pages of its own, each with as many places as fit. */
static int write_parts(struct page_writer *w, uint64_t term, const uint32_t *places, size_t count, struct err *e)
{
	size_t take = count;
	int rc = close_page(w, e);

	for (uint32_t part = 0; count > 0 && rc >= 0; part++) {
		for (take = take < count ? take : count;;
			take = take * (SEARCH_PAGE - HEAD_MAX) / w->entry.len * 15 / 16) {
			buf_reset(&w->entry);
			search_list_write(&w->entry, places, take);
			if (w->entry.len + HEAD_MAX <= SEARCH_PAGE || w->entry.failed)
				break;
		}
		if (w->entry.failed)
			return err_nomem(e);
		open_page(w, term, part);
		search_put_varint(&w->page, 0);
		buf_str(&w->page, buf_view(&w->entry));
		rc = write_page(w, part, e);
		places += take;
		count -= take;
	}
	return rc;
}

int search_pages_list(struct page_writer *w, uint64_t term, const uint32_t *places, size_t count, struct err *e)
{
	buf_reset(&w->entry);
	search_list_write(&w->entry, places, count);
	if (w->entry.failed && !w->entry.full)
		return err_nomem(e);
	if (w->entry.full || w->entry.len + HEAD_MAX > SEARCH_PAGE)
		return write_parts(w, term, places, count, e);
	if (w->open && w->page.len + w->entry.len + HEAD_MAX > SEARCH_PAGE) {
		int rc = close_page(w, e);
		if (rc < 0)
			return rc;
	}
	if (!w->open)
		open_page(w, term, 0);
	search_put_varint(&w->page, term - w->last);
	buf_str(&w->page, buf_view(&w->entry));
	w->last = term;
	return 0;
}

int search_pages_end(struct page_writer *w, struct err *e)
{
	return close_page(w, e);
}

/* --- segments --- */

int search_segment_insert(struct store *s, int64_t unit_id, const struct segment *g, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(s, unit_id,
		"INSERT INTO search_segment (unit_id, segment, first_doc, last_doc, docs, dead) VALUES ($1, $2, $3, $4, "
		"$5, $6)",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, g->id);
	store_bind_int(st, 3, g->first);
	store_bind_int(st, 4, g->last);
	store_bind_int(st, 5, g->docs);
	store_bind_int(st, 6, g->dead);
	return store_run(st, e);
}

int search_segments(struct store *s, int64_t unit_id, struct vec *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(s, unit_id,
		"SELECT segment, first_doc, last_doc, docs, dead FROM search_segment WHERE unit_id = $1 ORDER BY "
		"first_doc",
		&st, e);
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		struct segment *g = vec_push(ret);
		if (!g)
			return err_nomem(e);
		*g = (struct segment){ store_int(st, 0), store_int(st, 1), store_int(st, 2), store_int(st, 3),
			store_int(st, 4) };
		if (g->first < 1 || g->last < g->first || g->last - g->first >= SEARCH_BLOCK)
			return search_damaged("a segment", e);
	}
	return rc;
}

/* --- the builder --- */

void search_builder_init(struct builder *b, struct store *s, int64_t unit_id)
{
	*b = (struct builder){ .store = s, .unit_id = unit_id };
}

void search_builder_clear(struct builder *b)
{
	free(b->keys);
	free(b->spare);
	free(b->places);
	search_builder_init(b, b->store, b->unit_id);
}

static int builder_room(struct builder *b, size_t more, struct err *e)
{
	size_t cap = b->cap ? b->cap : KEYS_MIN;

	if (b->cap - b->len >= more)
		return 0;
	while (cap - b->len < more)
		cap *= 2;
	free(b->spare);
	b->spare = NULL;
	uint64_t *keys = fault_realloc(b->keys, cap * sizeof *keys);
	if (!keys)
		return err_nomem(e);
	b->keys = keys;
	b->cap = cap;
	b->spare = fault_malloc(cap * sizeof *b->spare);
	return b->spare ? 0 : err_nomem(e);
}

int search_builder_add(struct builder *b, int64_t doc, const struct terms *t, struct err *e)
{
	bool other_block = b->first > 0 && doc >> SEARCH_BLOCK_BITS != b->first >> SEARCH_BLOCK_BITS;

	if (other_block || (b->len > 0 && b->len + t->len > KEYS_MAX)) {
		int rc = search_builder_flush(b, e);
		if (rc < 0)
			return rc;
	}
	int rc = builder_room(b, t->len, e);
	if (rc < 0)
		return rc;
	if (b->first == 0)
		b->first = doc;
	uint64_t place = (uint64_t)(doc - b->first);
	for (size_t i = 0; i < t->len; i++)
		b->keys[b->len + i] = t->at[i] << SEARCH_BLOCK_BITS | place;
	b->len += t->len;
	b->last = doc;
	b->docs++;
	return 0;
}

static int write_lists(struct builder *b, struct page_writer *w, struct err *e)
{
	size_t count;
	int rc = 0;

	for (size_t i = 0; i < b->len && rc >= 0; i += count) {
		uint64_t term = b->keys[i] >> SEARCH_BLOCK_BITS;
		for (count = 0; i + count < b->len && b->keys[i + count] >> SEARCH_BLOCK_BITS == term; count++)
			b->places[count] = (uint32_t)(b->keys[i + count] & (SEARCH_BLOCK - 1));
		rc = search_pages_list(w, term, b->places, count, e);
	}
	return rc < 0 ? rc : search_pages_end(w, e);
}

int search_builder_flush(struct builder *b, struct err *e)
{
	OWN(search_pages_clear) struct page_writer w = { 0 };
	struct segment g = { .first = b->first, .last = b->last, .docs = b->docs };

	if (b->first == 0)
		return 0;
	if (!b->places)
		b->places = fault_malloc(SEARCH_BLOCK * sizeof *b->places);
	if (!b->places)
		return err_nomem(e);
	search_sort(b->keys, b->spare, b->len, SEARCH_BLOCK_BITS, SEARCH_BLOCK_BITS + SEARCH_GRAM_BITS + 2);
	int rc = store_next_ids(b->store, b->unit_id, "search_segment", 1, &g.id, e);
	if (rc >= 0)
		rc = search_pages_begin(&w, b->store, b->unit_id, g.id, e);
	if (rc >= 0)
		rc = write_lists(b, &w, e);
	if (rc >= 0)
		rc = search_segment_insert(b->store, b->unit_id, &g, e);
	b->first = b->docs = 0;
	b->len = 0;
	return rc;
}

/* --- the tail --- */

int search_tail_read(struct str data, struct terms *ret, struct err *e)
{
	const uint8_t *p = (const uint8_t *)data.ptr, *end = p + data.len;
	uint64_t term = 0, step;

	/* A term has at least one byte. */
	if (ret->cap - ret->len < data.len) {
		size_t cap = (ret->len + data.len) * 2;
		uint64_t *at = fault_realloc(ret->at, cap * sizeof *at);
		if (!at)
			return err_nomem(e);
		ret->at = at;
		ret->cap = cap;
	}
	while (p < end) {
		if (!search_get_varint(&p, end, &step) || step >= term_of(CLASS_COUNT, 0))
			return search_damaged("the tail", e);
		term += step;
		ret->at[ret->len++] = term;
	}
	return 0;
}

static int tail_to_builder(struct builder *b, struct terms *t, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(
		b->store, b->unit_id, "SELECT doc, terms FROM search_tail WHERE unit_id = $1 ORDER BY doc", &st, e);
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		t->len = 0;
		rc = search_tail_read(store_blob(st, 1), t, e);
		if (rc >= 0)
			rc = search_builder_add(b, store_int(st, 0), t, e);
		if (rc < 0)
			return rc;
	}
	return rc;
}

int search_tail_flush(struct store *s, int64_t unit_id, struct err *e)
{
	OWN(search_terms_clear) struct terms t = { 0 };
	OWN(search_builder_clear) struct builder b = { 0 };
	OWN_STMT struct store_stmt *drop = NULL;
	OWN_STMT struct store_stmt *none = NULL;

	search_builder_init(&b, s, unit_id);
	int rc = tail_to_builder(&b, &t, e);
	if (rc >= 0)
		rc = search_builder_flush(&b, e);
	if (rc >= 0)
		rc = search_prepare(s, unit_id, "DELETE FROM search_tail WHERE unit_id = $1", &drop, e);
	if (rc >= 0)
		rc = store_run(drop, e);
	if (rc >= 0)
		rc = search_prepare(s, unit_id, "UPDATE search_state SET tail = 0 WHERE unit_id = $1", &none, e);
	return rc < 0 ? rc : store_run(none, e);
}

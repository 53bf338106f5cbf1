/* Sets of documents as bits, filled from the lists of all segments and from the tail. */
#include "search_private.h"

#include "fault.h"

static int add_range(struct sets *x, int64_t segment, int64_t first, int64_t last, struct err *e)
{
	struct range *r = vec_push(&x->ranges);

	if (!r)
		return err_nomem(e);
	*r = (struct range){ segment, first, last, x->words };
	x->words += (size_t)(last - first) / 64 + 1;
	return 0;
}

static int open_segments(struct sets *x, struct err *e)
{
	OWN(vec_clear) struct vec segments;
	vec_init(&segments, sizeof(struct segment));

	int rc = search_segments(x->store, x->unit_id, &segments, e);
	for (size_t i = 0; i < segments.len && rc >= 0; i++) {
		struct segment *g = &VEC_AT(&segments, struct segment, i);
		rc = add_range(x, g->id, g->first, g->last, e);
	}
	return rc;
}

static int open_tail(struct sets *x, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(
		x->store, x->unit_id, "SELECT doc, terms FROM search_tail WHERE unit_id = $1 ORDER BY doc", &st, e);
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		int64_t *doc = vec_push(&x->tail_docs);
		size_t *end = vec_push(&x->tail_ends);
		if (!doc || !end)
			return err_nomem(e);
		*doc = store_int(st, 0);
		rc = search_tail_read(store_blob(st, 1), &x->tail_terms, e);
		if (rc < 0)
			return rc;
		*end = x->tail_terms.len;
	}
	if (rc < 0 || x->tail_docs.len == 0)
		return rc;
	int64_t first = VEC_AT(&x->tail_docs, int64_t, 0), last = VEC_AT(&x->tail_docs, int64_t, x->tail_docs.len - 1);
	if (last - first >= (int64_t)SEARCH_BLOCK * 2)
		return search_damaged("the tail's numbers", e);
	return add_range(x, 0, first, last, e);
}

int search_sets_open(struct sets *x, struct store *s, int64_t unit_id, struct err *e)
{
	*x = (struct sets){ .store = s, .unit_id = unit_id };
	vec_init(&x->ranges, sizeof(struct range));
	vec_init(&x->tail_docs, sizeof(int64_t));
	vec_init(&x->tail_ends, sizeof(size_t));
	x->places = fault_malloc(SEARCH_BLOCK * sizeof *x->places);
	if (!x->places)
		return err_nomem(e);
	int rc = open_segments(x, e);
	return rc < 0 ? rc : open_tail(x, e);
}

void search_sets_close(struct sets *x)
{
	vec_clear(&x->ranges);
	vec_clear(&x->tail_docs);
	vec_clear(&x->tail_ends);
	search_terms_clear(&x->tail_terms);
	free(x->places);
	x->places = NULL;
}

/* --- algebra --- */

uint64_t *search_set_new(const struct sets *x, struct arena *a)
{
	return arena_array(a, x->words + 1, sizeof(uint64_t));
}

void search_set_and(const struct sets *x, uint64_t *set, const uint64_t *with)
{
	for (size_t i = 0; i < x->words; i++)
		set[i] &= with[i];
}

void search_set_or(const struct sets *x, uint64_t *set, const uint64_t *with)
{
	for (size_t i = 0; i < x->words; i++)
		set[i] |= with[i];
}

void search_set_minus(const struct sets *x, uint64_t *set, const uint64_t *without)
{
	for (size_t i = 0; i < x->words; i++)
		set[i] &= ~without[i];
}

bool search_set_empty(const struct sets *x, const uint64_t *set)
{
	uint64_t any = 0;

	for (size_t i = 0; i < x->words; i++)
		any |= set[i];
	return any == 0;
}

void search_set_add(const struct sets *x, uint64_t *set, int64_t doc)
{
	for (size_t i = 0; i < x->ranges.len; i++) {
		const struct range *r = &VEC_AT(&x->ranges, struct range, i);
		if (doc >= r->first && doc <= r->last)
			set[r->word + (size_t)(doc - r->first) / 64] |= UINT64_C(1) << (doc - r->first) % 64;
	}
}

static int64_t last_in_range(const struct range *r, const uint64_t *set, int64_t before)
{
	int64_t place = (before <= r->last ? before - 1 : r->last) - r->first;

	while (place >= 0) {
		size_t word = (size_t)place / 64;
		uint64_t bits = set[r->word + word] << (63 - place % 64);
		if (bits)
			return r->first + place - __builtin_clzll(bits);
		place = (int64_t)word * 64 - 1;
	}
	return 0;
}

int64_t search_set_last(const struct sets *x, const uint64_t *set, int64_t before)
{
	for (size_t i = x->ranges.len; i-- > 0;) {
		const struct range *r = &VEC_AT(&x->ranges, struct range, i);
		int64_t doc = r->first < before ? last_in_range(r, set, before) : 0;
		if (doc > 0)
			return doc;
	}
	return 0;
}

/* --- loading --- */

static int add_list(struct sets *x, const struct range *r, const struct page_reader *page, uint64_t *set, struct err *e)
{
	uint32_t most = (uint32_t)(r->last - r->first);

	int rc = search_list_read(page, x->places, e);
	if (rc < 0)
		return rc;
	if (x->places[page->count - 1] > most)
		return search_damaged("a place outside its segment", e);
	uint64_t *bits = set + r->word;
	for (size_t i = 0; i < page->count; i++)
		bits[x->places[i] / 64] |= UINT64_C(1) << x->places[i] % 64;
	return 0;
}

/* Adds the lists of the page's terms in [from, to]. */
static int add_page(
	struct sets *x, const struct range *r, struct str data, struct gram terms, uint64_t *set, struct err *e)
{
	struct page_reader page;

	int rc = search_page_open(&page, data, e);
	while (rc >= 0 && (rc = search_page_next(&page, e)) > 0 && page.term <= terms.to) {
		if (page.term >= terms.from)
			rc = add_list(x, r, &page, set, e);
	}
	return rc < 0 ? rc : 0;
}

/* The pages that begin with terms of [from, to]. */
static int add_pages(struct sets *x, const struct range *r, struct gram terms, uint64_t *set, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(x->store, x->unit_id,
		"SELECT data FROM search_page WHERE unit_id = $1 AND segment = $2 AND term BETWEEN $3 AND $4", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, r->segment);
	store_bind_int(st, 3, (int64_t)terms.from);
	store_bind_int(st, 4, (int64_t)terms.to);
	while ((rc = store_step(st, e)) > 0) {
		rc = add_page(x, r, store_blob(st, 0), terms, set, e);
		if (rc < 0)
			return rc;
	}
	return rc;
}

/* One row for each segment in the order of the ranges: the page before the terms, in which they may stand, too. */
static const char before_sql[] =
	"SELECT g.segment, (SELECT p.data FROM search_page p WHERE p.unit_id = $1 AND p.segment = g.segment AND p.term < $2"
	" ORDER BY p.term DESC, p.part DESC LIMIT 1) FROM search_segment g WHERE g.unit_id = $1 ORDER BY g.first_doc";
static const char exact_sql[] =
	"SELECT g.segment, (SELECT p.data FROM search_page p WHERE p.unit_id = $1 AND p.segment = g.segment AND p.term <= $2"
	" ORDER BY p.term DESC, p.part DESC LIMIT 1) FROM search_segment g WHERE g.unit_id = $1 ORDER BY g.first_doc";

/* A page that begins with the term may be the last of several. */
static int add_exact(
	struct sets *x, const struct range *r, struct str data, struct gram terms, uint64_t *set, struct err *e)
{
	struct page_reader page;

	int rc = search_page_open(&page, data, e);
	if (rc < 0)
		return rc;
	if (page.term == terms.from && page.part > 0)
		return add_pages(x, r, terms, set, e);
	return add_page(x, r, data, terms, set, e);
}

static int load_segments(struct sets *x, struct gram terms, uint64_t *set, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	bool exact = terms.from == terms.to;

	int rc = search_prepare(x->store, x->unit_id, exact ? exact_sql : before_sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, (int64_t)terms.from);
	for (size_t i = 0; (rc = store_step(st, e)) > 0; i++) {
		const struct range *r = &VEC_AT(&x->ranges, struct range, i);
		if (i >= x->ranges.len || r->segment != store_int(st, 0))
			return search_damaged("the segments changed within a transaction", e);
		struct str data = store_blob(st, 1);
		if (data.ptr && exact)
			rc = add_exact(x, r, data, terms, set, e);
		else if (data.ptr)
			rc = add_page(x, r, data, terms, set, e);
		if (rc >= 0 && !exact)
			rc = add_pages(x, r, terms, set, e);
		if (rc < 0)
			return rc;
	}
	return rc;
}

static bool tail_has(const uint64_t *at, size_t count, struct gram terms)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (at[middle] < terms.from)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && at[low] <= terms.to;
}

static void load_tail(struct sets *x, struct gram terms, uint64_t *set)
{
	size_t from = 0;

	if (x->tail_docs.len == 0)
		return;
	const struct range *r = &VEC_AT(&x->ranges, struct range, x->ranges.len - 1);
	for (size_t i = 0; i < x->tail_docs.len; i++) {
		size_t end = VEC_AT(&x->tail_ends, size_t, i);
		size_t place = (size_t)(VEC_AT(&x->tail_docs, int64_t, i) - r->first);
		if (tail_has(x->tail_terms.at + from, end - from, terms))
			set[r->word + place / 64] |= UINT64_C(1) << place % 64;
		from = end;
	}
}

int search_set_load(struct sets *x, enum search_class class, struct gram g, uint64_t *set, struct err *e)
{
	struct gram terms = { term_of(class, g.from), term_of(class, g.to) };

	load_tail(x, terms, set);
	return load_segments(x, terms, set, e);
}

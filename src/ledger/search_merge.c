/* Merging segments, a step at a time. A step may be the last one before a crash: what it did and how far it came are in one
 * transaction, and nobody reads the new pages before the merge is whole. */
#include "search_private.h"

#include "fault.h"

enum {
	FAN = 8,
	LEVELS = 2,
	LEVEL_DOCS = 2048, /* fewer: level 0; FAN times as many: level 1 */
	DEAD_MIN = 64,
	PAGES_READ = 16, /* of one input at a time */
	PAGES_DELETED = 512,
};

/* --- what to merge --- */

struct pick {
	size_t from, count; /* segments; count 0: nothing */
};

static int level_of(const struct segment *g)
{
	int64_t most = LEVEL_DOCS;

	for (int level = 0; level < LEVELS; level++, most *= FAN) {
		if (g->docs < most)
			return level;
	}
	return LEVELS;
}

static int64_t block_of(const struct segment *g)
{
	return g->first >> SEARCH_BLOCK_BITS;
}

/* A block to which no document comes any more ends as one segment. */
static struct pick pick_full_block(const struct segment *g, size_t count)
{
	size_t same;

	for (size_t i = 0; i < count; i += same) {
		for (same = 1; i + same < count && block_of(g + i + same) == block_of(g + i); same++)
			;
		if (same > 1 && i + same < count)
			return (struct pick){ i, same };
	}
	return (struct pick){ 0, 0 };
}

/* In the newest block: FAN segments of a level, the newest ones, become one of the next. */
static struct pick pick_level(const struct segment *g, size_t count)
{
	for (int level = 0; level < LEVELS; level++) {
		size_t run = 0;
		while (run < count && level_of(g + count - 1 - run) <= level &&
			block_of(g + count - 1 - run) == block_of(g + count - 1))
			run++;
		if (run >= FAN)
			return (struct pick){ count - run, run };
	}
	return (struct pick){ 0, 0 };
}

static struct pick pick_dead(const struct segment *g, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (g[i].dead >= DEAD_MIN && g[i].dead > g[i].docs / 2)
			return (struct pick){ i, 1 };
	}
	return (struct pick){ 0, 0 };
}

static struct pick pick_merge(const struct vec *segments)
{
	const struct segment *g = segments->ptr;
	struct pick p = pick_level(g, segments->len);

	if (p.count == 0)
		p = pick_full_block(g, segments->len);
	if (p.count == 0)
		p = pick_dead(g, segments->len);
	return p;
}

/* --- a merge and its inputs --- */

struct input {
	struct segment segment;
	struct buf pages;   /* their bytes, one behind the other */
	struct vec ends;    /* size_t */
	size_t page;        /* the one being read */
	uint64_t read_term; /* of the last page read, and its */
	int64_t read_part;  /* part; -1: nothing read yet */
	bool exhausted;     /* the database has no more */
	struct page_reader reader;
	bool ended;
};

struct merge {
	struct store *store;
	int64_t unit_id;
	int64_t segment, first, last, docs;
	uint64_t next_term;
	uint64_t *live; /* a bit for each document from `first` on */
	size_t live_words;
	struct vec inputs; /* struct input */
	uint32_t *places, *joined;
};

static void merge_clear(struct merge *m)
{
	for (size_t i = 0; i < m->inputs.len; i++) {
		buf_clear(&VEC_AT(&m->inputs, struct input, i).pages);
		vec_clear(&VEC_AT(&m->inputs, struct input, i).ends);
	}
	vec_clear(&m->inputs);
	free(m->live);
	free(m->places);
	free(m->joined);
}

static int merge_memory(struct merge *m, struct err *e)
{
	m->live_words = (size_t)(m->last - m->first) / 64 + 1;
	m->live = fault_calloc(m->live_words, sizeof *m->live);
	m->places = fault_malloc(SEARCH_BLOCK * sizeof *m->places);
	m->joined = fault_malloc(SEARCH_BLOCK * sizeof *m->joined);
	return m->live && m->places && m->joined ? 0 : err_nomem(e);
}

static int mark_live(struct merge *m, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(m->store, m->unit_id,
		"SELECT doc FROM search_doc WHERE unit_id = $1 AND doc BETWEEN $2 AND $3", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, m->first);
	store_bind_int(st, 3, m->last);
	while ((rc = store_step(st, e)) > 0) {
		size_t place = (size_t)(store_int(st, 0) - m->first);
		m->live[place / 64] |= UINT64_C(1) << place % 64;
		m->docs++;
	}
	return rc;
}

static int merge_begin(struct merge *m, const struct segment *g, size_t count, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	m->first = g[0].first;
	m->last = g[count - 1].last;
	int rc = merge_memory(m, e);
	if (rc >= 0)
		rc = mark_live(m, e);
	if (rc >= 0)
		rc = store_next_ids(m->store, m->unit_id, "search_segment", 1, &m->segment, e);
	if (rc >= 0)
		rc = search_prepare(m->store, m->unit_id,
			"INSERT INTO search_merge (unit_id, segment, first_doc, last_doc, next_term, docs, live)"
			" VALUES ($1, $2, $3, $4, 0, $5, $6)",
			&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, m->segment);
	store_bind_int(st, 3, m->first);
	store_bind_int(st, 4, m->last);
	store_bind_int(st, 5, m->docs);
	store_bind_blob(st, 6, (struct str){ (const char *)m->live, m->live_words * sizeof *m->live });
	return store_run(st, e);
}

/* 1: a merge is under way; 0: none is. */
static int merge_load(struct merge *m, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(m->store, m->unit_id,
		"SELECT segment, first_doc, last_doc, next_term, docs, live FROM search_merge WHERE unit_id = $1", &st,
		e);
	if (rc < 0 || (rc = store_step(st, e)) <= 0)
		return rc;
	m->segment = store_int(st, 0);
	m->first = store_int(st, 1);
	m->last = store_int(st, 2);
	m->next_term = (uint64_t)store_int(st, 3);
	m->docs = store_int(st, 4);
	if (m->last < m->first || m->last - m->first >= SEARCH_BLOCK)
		return search_damaged("a merge", e);
	rc = merge_memory(m, e);
	if (rc < 0)
		return rc;
	struct str live = store_blob(st, 5);
	if (live.len != m->live_words * sizeof *m->live)
		return search_damaged("a merge's documents", e);
	memcpy(m->live, live.ptr, live.len);
	return 1;
}

/* --- reading inputs --- */

static int read_pages(struct merge *m, struct input *in, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	size_t rows = 0;

	buf_reset(&in->pages);
	in->ends.len = in->page = 0;
	/* The first time from the page in which next_term stands. */
	int rc = search_prepare(m->store, m->unit_id,
		in->read_part < 0
			? "SELECT data, term, part FROM search_page WHERE unit_id = $1 AND segment = $2 AND term >="
			  " coalesce((SELECT max(term) FROM search_page WHERE unit_id = $1 AND segment = $2 AND term <= $3), 0)"
			  " AND part > $4 ORDER BY term, part LIMIT $5"
			: "SELECT data, term, part FROM search_page WHERE unit_id = $1 AND segment = $2"
			  " AND (term, part) > ($3, $4) ORDER BY term, part LIMIT $5",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, in->segment.id);
	store_bind_int(st, 3, (int64_t)(in->read_part < 0 ? m->next_term : in->read_term));
	store_bind_int(st, 4, in->read_part);
	store_bind_int(st, 5, PAGES_READ);
	while ((rc = store_step(st, e)) > 0) {
		buf_str(&in->pages, store_blob(st, 0));
		in->read_term = (uint64_t)store_int(st, 1);
		in->read_part = store_int(st, 2);
		size_t *end = vec_push(&in->ends);
		if (!end || in->pages.failed)
			return err_nomem(e);
		*end = in->pages.len;
		rows++;
	}
	in->exhausted = rows < PAGES_READ;
	return rc;
}

static int open_next_page(struct merge *m, struct input *in, struct err *e)
{
	if (in->page == in->ends.len) {
		if (in->exhausted) {
			in->ended = true;
			return 0;
		}
		int rc = read_pages(m, in, e);
		if (rc < 0)
			return rc;
		if (in->ends.len == 0) {
			in->ended = true;
			return 0;
		}
	}
	size_t from = in->page == 0 ? 0 : VEC_AT(&in->ends, size_t, in->page - 1);
	size_t to = VEC_AT(&in->ends, size_t, in->page++);
	return search_page_open(&in->reader, (struct str){ in->pages.ptr + from, to - from }, e);
}

/* To the next entry from next_term on. */
static int advance(struct merge *m, struct input *in, struct err *e)
{
	for (;;) {
		int rc = search_page_next(&in->reader, e);
		if (rc < 0)
			return rc;
		if (rc > 0 && in->reader.term >= m->next_term)
			return 0;
		if (rc == 0) {
			rc = open_next_page(m, in, e);
			if (rc < 0 || in->ended)
				return rc;
		}
	}
}

static int open_inputs(struct merge *m, const struct vec *segments, struct err *e)
{
	for (size_t i = 0; i < segments->len; i++) {
		struct segment *g = &VEC_AT(segments, struct segment, i);
		if (g->first < m->first || g->last > m->last)
			continue;
		struct input *in = vec_push(&m->inputs);
		if (!in)
			return err_nomem(e);
		in->segment = *g;
		in->read_part = -1;
		buf_init(&in->pages, (size_t)PAGES_READ * SEARCH_PAGE * 2);
		vec_init(&in->ends, sizeof(size_t));
		int rc = advance(m, in, e);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* --- joining --- */

static bool smallest(const struct merge *m, uint64_t *ret)
{
	bool any = false;

	for (size_t i = 0; i < m->inputs.len; i++) {
		const struct input *in = &VEC_AT(&m->inputs, struct input, i);
		if (in->ended || (any && in->reader.term >= *ret))
			continue;
		*ret = in->reader.term;
		any = true;
	}
	return any;
}

static int join_input(struct merge *m, struct input *in, uint64_t term, size_t *count, struct err *e)
{
	uint32_t shift = (uint32_t)(in->segment.first - m->first);
	uint32_t most = (uint32_t)(m->last - m->first);

	while (!in->ended && in->reader.term == term) {
		int rc = search_list_read(&in->reader, m->places, e);
		if (rc < 0)
			return rc;
		for (size_t i = 0; i < in->reader.count; i++) {
			uint32_t place = m->places[i] + shift;
			if (place > most)
				return search_damaged("a place outside its segment", e);
			m->joined[*count] = place;
			*count += m->live[place / 64] >> place % 64 & 1;
		}
		rc = advance(m, in, e);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* 1: stopped at `bytes`; 0: all inputs are at their end. */
static int join(struct merge *m, struct page_writer *w, int64_t bytes, struct err *e)
{
	uint64_t term = 0;

	while (smallest(m, &term)) {
		size_t count = 0;
		if (w->bytes >= bytes) {
			m->next_term = term;
			int rc = search_pages_end(w, e);
			return rc < 0 ? rc : 1;
		}
		for (size_t i = 0; i < m->inputs.len; i++) {
			int rc = join_input(m, &VEC_AT(&m->inputs, struct input, i), term, &count, e);
			if (rc < 0)
				return rc;
		}
		int rc = count > 0 ? search_pages_list(w, term, m->joined, count, e) : 0;
		if (rc < 0)
			return rc;
	}
	return search_pages_end(w, e);
}

/* --- ending --- */

static int run_on_range(struct merge *m, const char *sql, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(m->store, m->unit_id, sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, m->first);
	store_bind_int(st, 3, m->last);
	return store_run(st, e);
}

static int count_living(struct merge *m, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(m->store, m->unit_id,
		"SELECT count(*) FROM search_doc WHERE unit_id = $1 AND doc BETWEEN $2 AND $3", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, m->first);
	store_bind_int(st, 3, m->last);
	rc = store_step(st, e);
	if (rc > 0)
		*ret = store_int(st, 0);
	return rc;
}

static int drop_row(struct merge *m, const char *sql, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(m->store, m->unit_id, sql, &st, e);
	return rc < 0 ? rc : store_run(st, e);
}

/* Those that died while the merge ran are in it and counted as dead. */
static int merge_end(struct merge *m, struct err *e)
{
	int64_t living = 0;

	int rc = count_living(m, &living, e);
	if (rc >= 0)
		rc = run_on_range(m,
			"INSERT INTO search_garbage (unit_id, segment) SELECT unit_id, segment FROM search_segment"
			" WHERE unit_id = $1 AND first_doc >= $2 AND last_doc <= $3",
			e);
	if (rc >= 0)
		rc = run_on_range(
			m, "DELETE FROM search_segment WHERE unit_id = $1 AND first_doc >= $2 AND last_doc <= $3", e);
	struct segment g = { m->segment, m->first, m->last, m->docs, m->docs - living };
	if (rc >= 0 && m->docs > 0)
		rc = search_segment_insert(m->store, m->unit_id, &g, e);
	return rc < 0 ? rc : drop_row(m, "DELETE FROM search_merge WHERE unit_id = $1", e);
}

static int merge_pause(struct merge *m, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(
		m->store, m->unit_id, "UPDATE search_merge SET next_term = $2 WHERE unit_id = $1", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, (int64_t)m->next_term);
	return store_run(st, e);
}

/* --- rubbish --- */

/* 1: pages were deleted and there may be more; 0: there are none. */
static int sweep(struct store *s, int64_t unit_id, struct err *e)
{
	OWN_STMT struct store_stmt *pages = NULL;
	OWN_STMT struct store_stmt *rows = NULL;

	int rc = search_prepare(s, unit_id,
		"DELETE FROM search_page WHERE unit_id = $1 AND (segment, term, part) IN (SELECT p.segment, p.term, p.part"
		" FROM search_page p WHERE p.unit_id = $1 AND p.segment = (SELECT min(g.segment) FROM search_garbage g"
		" WHERE g.unit_id = $1) ORDER BY p.term, p.part LIMIT $2)",
		&pages, e);
	if (rc < 0)
		return rc;
	store_bind_int(pages, 2, PAGES_DELETED);
	rc = store_run(pages, e);
	if (rc < 0)
		return rc;
	if (store_changes(s) == PAGES_DELETED)
		return 1;
	rc = search_prepare(s, unit_id,
		"DELETE FROM search_garbage WHERE unit_id = $1 AND segment = (SELECT min(g.segment) FROM search_garbage g"
		" WHERE g.unit_id = $1)",
		&rows, e);
	if (rc >= 0)
		rc = store_run(rows, e);
	return rc < 0 ? rc : store_changes(s) > 0;
}

/* One merge or a part of it. 1: something was done; 0: nothing is to be. */
static int merge_some(struct store *s, int64_t unit_id, int64_t *bytes, struct err *e)
{
	OWN(merge_clear) struct merge m = { .store = s, .unit_id = unit_id };
	OWN(vec_clear) struct vec segments;
	OWN(search_pages_clear) struct page_writer w = { 0 };

	vec_init(&segments, sizeof(struct segment));
	vec_init(&m.inputs, sizeof(struct input));
	int rc = search_segments(s, unit_id, &segments, e);
	if (rc >= 0)
		rc = merge_load(&m, e);
	if (rc == 0) {
		struct pick p = pick_merge(&segments);
		if (p.count == 0)
			return 0;
		rc = merge_begin(&m, &VEC_AT(&segments, struct segment, p.from), p.count, e);
	}
	if (rc >= 0)
		rc = open_inputs(&m, &segments, e);
	if (rc >= 0)
		rc = search_pages_begin(&w, s, unit_id, m.segment, e);
	if (rc >= 0)
		rc = join(&m, &w, *bytes, e);
	if (rc >= 0)
		rc = rc > 0 ? merge_pause(&m, e) : merge_end(&m, e);
	*bytes -= w.bytes + SEARCH_PAGE;
	return rc < 0 ? rc : 1;
}

int search_tidy(struct store *s, int64_t unit_id, int64_t bytes, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	/* Nobody else writes the index meanwhile. */
	int rc = search_prepare(s, unit_id, "UPDATE search_state SET tail = tail WHERE unit_id = $1", &st, e);
	if (rc >= 0)
		rc = store_run(st, e);
	if (rc < 0)
		return rc;
	rc = 1;
	while (rc > 0 && bytes > 0) {
		rc = merge_some(s, unit_id, &bytes, e);
		if (rc < 0)
			return rc;
		int swept = sweep(s, unit_id, e);
		if (swept < 0)
			return swept;
		bytes -= swept > 0 ? (int64_t)PAGES_DELETED * SEARCH_PAGE / 8 : 0;
		rc = rc > 0 || swept > 0;
	}
	return rc;
}

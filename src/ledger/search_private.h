/* Private to the search index. */
#ifndef LEDGER_SEARCH_PRIVATE_H
#define LEDGER_SEARCH_PRIVATE_H

#include "buf.h"
#include "search.h"
#include "vec.h"

/* --- characters (search_fold.c) --- */

/* The one character that stands for `c` and all that are written otherwise: half width, lower case, ' ' for blanks.
 * 0: invisible, not there at all. */
uint32_t search_fold(uint32_t c);
/* Is indexed: neither blank nor punctuation. `c` is folded. */
bool search_letter(uint32_t c);
bool search_ascii_letter(uint32_t c);
/* Valid UTF-8, at most SEARCH_TEXT_MAX bytes. */
struct str search_bounded(struct str text);

/* --- terms --- */

/* A term is what a list of documents is kept for: two characters that follow each other, four ASCII letters or digits that do, a
 * character at the end of a run of letters (its partner is 0), or a register. The class of the place stands in the high bits. */
#define SEARCH_GRAM_BITS 43
enum search_class {
	CLASS_NUMBER,
	CLASS_TITLE,
	CLASS_FEW,
	CLASS_MANY,
	CLASS_COUNT
}; /* few: in other texts, once or twice */
#define SEARCH_OFTEN 3

static inline uint64_t gram_pair(uint32_t a, uint32_t b)
{
	return (uint64_t)a << 21 | b;
}
static inline uint64_t gram_quad(const uint32_t *c)
{
	return UINT64_C(1) << 42 | (uint64_t)c[0] << 21 | (uint64_t)c[1] << 14 | (uint64_t)c[2] << 7 | c[3];
}
static inline uint64_t gram_register(int64_t code)
{
	return (uint64_t)code; /* a pair whose first character is NUL */
}
static inline uint64_t term_of(enum search_class class, uint64_t gram)
{
	return (uint64_t) class << SEARCH_GRAM_BITS | gram;
}

/* The terms of one document: begin, add texts, end; then sorted, each once. */
struct terms {
	uint64_t *at, *spare;
	size_t len, cap;
	bool failed; /* no memory */
};
void search_terms_clear(struct terms *t);
void search_terms_begin(struct terms *t, int64_t register_code);
void search_terms_add(struct terms *t, struct str text, enum search_place place);
void search_terms_end(struct terms *t);
/* Sorts by the bits [from, to); `spare` has room for as many. */
void search_sort(uint64_t *keys, uint64_t *spare, size_t count, unsigned from, unsigned to);

/* --- bytes (search_code.c) --- */

void search_put_varint(struct buf *b, uint64_t v);
bool search_get_varint(const uint8_t **p, const uint8_t *end, uint64_t *ret);

/* Documents are numbered per unit in the order they were put. A segment holds those of a range that lies within one block of
 * 2^17; its lists hold the distance from the segment's first document. */
#define SEARCH_BLOCK_BITS 17
#define SEARCH_BLOCK (1u << SEARCH_BLOCK_BITS)

/* Bytes of a page: one row, which fits on one page of SQLite (4096) and twice on one of PostgreSQL (8192). */
#define SEARCH_PAGE 3960

/* Appends a list's entry: `places` ascend. */
void search_list_write(struct buf *b, const uint32_t *places, size_t count);

/* Reads a page entry by entry. */
struct page_reader {
	const uint8_t *p, *end;
	uint64_t term; /* of the current entry */
	uint32_t part; /* > 0: the page goes on with its first term's list */
	size_t count;
	uint8_t rice;
	const uint8_t *body, *body_end;
};
int search_page_open(struct page_reader *r, struct str data, struct err *e);
/* 1: an entry; 0: the end. */
int search_page_next(struct page_reader *r, struct err *e);
/* The current entry's places, all below SEARCH_BLOCK; `out` has room for SEARCH_BLOCK. */
int search_list_read(const struct page_reader *r, uint32_t *out, struct err *e);
int search_damaged(const char *what, struct err *e);

/* --- writing segments (search_segment.c) --- */

struct page_writer {
	struct store_stmt *insert;
	struct buf page, entry;
	uint64_t first, last; /* terms of the open page */
	bool open;
	int64_t bytes; /* written so far */
};
int search_pages_begin(struct page_writer *w, struct store *s, int64_t unit_id, int64_t segment, struct err *e);
/* Terms ascend. */
int search_pages_list(struct page_writer *w, uint64_t term, const uint32_t *places, size_t count, struct err *e);
int search_pages_end(struct page_writer *w, struct err *e);
void search_pages_clear(struct page_writer *w);

/* Collects documents and writes them as segments. */
struct builder {
	struct store *store;
	int64_t unit_id, first, last; /* documents of the segment begun; first 0: none */
	int64_t docs;
	uint64_t *keys, *spare;
	size_t len, cap;
	uint32_t *places;
};
void search_builder_init(struct builder *b, struct store *s, int64_t unit_id);
void search_builder_clear(struct builder *b);
/* Documents ascend. */
int search_builder_add(struct builder *b, int64_t doc, const struct terms *t, struct err *e);
int search_builder_flush(struct builder *b, struct err *e);

/* A row of search_segment. */
struct segment {
	int64_t id, first, last, docs, dead;
};
int search_segment_insert(struct store *s, int64_t unit_id, const struct segment *g, struct err *e);
/* All of the unit, by documents; struct segment. */
int search_segments(struct store *s, int64_t unit_id, struct vec *ret, struct err *e);
/* The tail as segments. */
int search_tail_flush(struct store *s, int64_t unit_id, struct err *e);
/* Terms of a tail's row. */
int search_tail_read(struct str data, struct terms *ret, struct err *e);

/* Prepares with $1 bound to the unit. */
int search_prepare(struct store *s, int64_t unit_id, const char *sql, struct store_stmt **ret, struct err *e);

/* --- finding --- */

/* What one word of the query needs. */
struct gram {
	uint64_t from, to; /* grams, inclusive; more than one: any of them */
};
struct word {
	uint32_t *chars; /* folded */
	size_t length;
	struct gram *grams;
	size_t grams_count;
	bool exact;  /* whatever holds its one gram holds the word */
	bool single; /* of one character */
};
struct parsed {
	struct word words[SEARCH_WORDS_MAX];
	size_t count;
	bool exact;
};
int search_parse(struct str text, struct arena *a, struct parsed *ret, struct err *e);

/* Sets of documents (search_set.c): one bit for each, segment behind segment, each from a word of its own on. */
struct range {
	int64_t segment; /* 0: the tail */
	int64_t first, last;
	size_t word; /* its first one */
};
struct sets {
	struct store *store;
	int64_t unit_id;
	struct vec ranges; /* struct range, documents ascend */
	size_t words;
	uint32_t *places;
	struct vec tail_docs; /* int64_t */
	struct vec tail_ends; /* size_t: into tail_terms */
	struct terms tail_terms;
};
int search_sets_open(struct sets *x, struct store *s, int64_t unit_id, struct err *e);
void search_sets_close(struct sets *x);
uint64_t *search_set_new(const struct sets *x, struct arena *a); /* empty; NULL: no memory */
/* Adds the documents that have any of the grams in that class. */
int search_set_load(struct sets *x, enum search_class class, struct gram g, uint64_t *set, struct err *e);
void search_set_and(const struct sets *x, uint64_t *set, const uint64_t *with);
void search_set_or(const struct sets *x, uint64_t *set, const uint64_t *with);
void search_set_minus(const struct sets *x, uint64_t *set, const uint64_t *without);
bool search_set_empty(const struct sets *x, const uint64_t *set);
/* The last document before `before`; 0: none. */
int64_t search_set_last(const struct sets *x, const uint64_t *set, int64_t before);
void search_set_add(const struct sets *x, uint64_t *set, int64_t doc);

/* A document that may be a hit (search_hit.c). */
struct candidate {
	int64_t doc, record_id;
	size_t register_index; /* of the query; SIZE_MAX: dead, or not among those asked for */
	bool passed;           /* the row is there, its condition holds, and all words stand in it */
	struct search_hit hit; /* if passed */
};
/* A text's characters folded, and where each stands in the text. */
struct folded {
	uint32_t *chars, *from;
	size_t len, cap;
};
struct fetcher {
	struct store *store;
	int64_t unit_id;
	const struct search_query *query;
	const struct parsed *parsed;
	int64_t *codes;      /* of the query's registers; 0: never put */
	struct arena *arena; /* of the hits */
	struct folded folded;
	enum search_rank rank; /* of exact queries: what the sets say */
	int64_t refused;       /* candidates whose row did not pass its condition */
};
#define SEARCH_BATCH 32
#define SEARCH_COLUMNS_MAX 24
/* Fills in what the database says of up to SEARCH_BATCH documents, of which `doc` is set. */
int search_fetch(struct fetcher *f, struct candidate *at, size_t count, struct err *e);
/* All documents whose rows pass their register's condition. 0: they are too many to be worth it; 1: they are in `set`. */
int search_narrow(struct fetcher *f, const struct sets *x, uint64_t *set, struct err *e);

struct row_texts {
	const struct search_register *in;
	struct str texts[SEARCH_COLUMNS_MAX];
};
/* Where the words stand in a row (search_snippet.c). False: not all do. */
bool search_judge(struct fetcher *f, const struct row_texts *row, enum search_rank *ret);
/* The snippet of a row in which all words stand. */
int search_snippet(struct fetcher *f, const struct row_texts *row, struct search_hit *ret, struct err *e);

/* 0: no such register. */
int search_register_code(struct store *s, int64_t unit_id, struct str name, int64_t *ret, struct err *e);

#endif

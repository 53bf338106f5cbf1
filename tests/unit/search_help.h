/* For tests of the search index: a database with two registers, made-up texts, and a search that reads everything. */
#ifndef SEARCH_HELP_H
#define SEARCH_HELP_H

#include "search.h"
#include "vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct plain_record { /* what the tests know of a record */
	bool alive, in_notes;
	int64_t id, put; /* put: rises with every put */
	char no[32], title[400], body[4000], place[400];
	int64_t department;
};

struct find_bench {
	struct store *store;
	struct arena *arena;
	struct vec records; /* struct plain_record */
	uint64_t chance;
	int64_t puts;
	char url[128];
	struct err e;
};

struct plain_hit {
	int64_t id, put;
	bool in_notes;
	enum search_rank rank;
};

/* Tables r_case and r_note, a unit 1; `url` as store_open() wants it, an empty database. */
void find_open(struct find_bench *b, const char *url);
void find_close(struct find_bench *b);
uint64_t find_chance(struct find_bench *b, uint64_t below);
/* Chinese of a small alphabet, so that things are found; with some ASCII, full width and punctuation. */
void find_text(struct find_bench *b, char *out, size_t size, size_t characters);
/* A new record or, with id > 0, new texts for that one. In a write transaction of the caller's. */
void find_put(struct find_bench *b, size_t index, bool in_notes);
void find_put_texts(struct find_bench *b, const struct plain_record *r);
void find_write_row(struct find_bench *b, const struct plain_record *r);
size_t find_texts(const struct plain_record *r, struct search_text out[3]);
void find_remove(struct find_bench *b, size_t index);
/* By reading all: sorted as search_find() must give it. */
size_t find_plainly(struct find_bench *b, const char *query, int64_t department, struct plain_hit *out, size_t most);
/* Through the index, page by page of `limit`. */
size_t find_indexed(
	struct find_bench *b, const char *query, int64_t department, size_t limit, struct plain_hit *out, size_t most);
/* Both must be alike. */
void find_compare(struct find_bench *b, const char *query, int64_t department, size_t limit);
void find_begin(struct find_bench *b, enum store_access access);
void find_commit(struct find_bench *b);

#endif

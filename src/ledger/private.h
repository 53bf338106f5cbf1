/* Private to the ledger. */
#ifndef LEDGER_PRIVATE_H
#define LEDGER_PRIVATE_H

#include "ledger.h"
#include "load.h"
#include "pool.h"
#include "record.h"
#include "vec.h"

#define LEDGER_SHA256_TEXT 65 /* 64 hex digits and NUL */

struct ledger {
	struct store_pool *pool;
	struct clock clock;
	int64_t unit_id;
	char *data_dir;
	/* since ledger_prepare(): */
	struct access *access;
	struct register_set *definitions;
	struct calendar *calendar;
	struct desk_place place;
};

/* ledger_open() for any database address, without a folder. */
int ledger_open_url(
	const char *url, const struct store_options *o, const struct clock *clock, struct ledger **ret, struct err *e);

/* Pool access with a cleanup: OWN_TX struct tx tx = { 0 }; rolled back unless committed. */
struct tx {
	struct store_pool *pool;
	struct store *store;
};
int ledger_tx_begin(struct ledger *l, enum store_access access, struct tx *ret, struct err *e);
int ledger_tx_commit(struct tx *tx, struct err *e);
void ledger_tx_end(struct tx *tx);
#define OWN_TX OWN(ledger_tx_end)

/* "2026-03-05T09:30:00+08:00" */
void ledger_now(const struct ledger *l, char out[CLOCK_TEXT_MAX]);

/* --- what a tree says, as rows (derive.c) --- */

#define KEY_MAX 36

struct problem_row {
	const struct node *node, *result; /* result: of the problem as a whole, or NULL */
	uint32_t aspect_pos;              /* 0: under no aspect */
	char key[KEY_MAX];
};

struct item_row {
	const struct node *node, *result;
	uint32_t problem_pos;
	char key[KEY_MAX];
	struct str finding, depts, due;
	const char *text_status, *status; /* what the text says; with what people decided */
	struct span place;                /* of the finding: who the item is, over all rebuilds */
	int64_t id, measures, progress;
};

struct leaf_row {
	const struct node *node;
	uint32_t problem_pos, item_pos; /* item 0: of the problem as a whole */
};

struct derived {
	const struct report *report;
	struct vec aspects;  /* const struct node * */
	struct vec problems; /* struct problem_row */
	struct vec items;    /* struct item_row */
	struct vec measures; /* struct leaf_row */
	struct vec progress; /* struct leaf_row */
	char digest[LEDGER_SHA256_TEXT];
};

/* Points into `r`, which must outlive it. */
int ledger_derived_make(const struct report *r, struct derived *ret, struct err *e);
void ledger_derived_clear(struct derived *d);

/* Hash of bytes as lower-case hex. */
int ledger_sha256(struct str bytes, char out[LEDGER_SHA256_TEXT], struct err *e);

/* --- matching by place (place.c) --- */

/* Items sorted by their place in the text. */
struct places {
	struct item_row **rows;
	size_t count;
};
int ledger_places_make(struct derived *d, struct places *ret, struct err *e);
void ledger_places_clear(struct places *p);
/* The item that shares more than half of the text of the two together with `s`, or NULL. */
struct item_row *ledger_places_find(const struct places *p, struct span s);

/* --- writing (write.c, round.c), inside a write transaction --- */

/* Replaces all that is derived from report `id`; the report's text and decisions are untouched. Gives ids and statuses to
 * the items of `d`. */
int ledger_derived_write(struct store *s, int64_t unit_id, int64_t id, struct derived *d, struct err *e);
/* Counts the report's items by status again. */
int ledger_recount(struct store *s, int64_t unit_id, int64_t id, struct err *e);
/* Puts the report, whose row is written, into the round it belongs to, made if there is none. */
int ledger_round_place(struct store *s, int64_t unit_id, int64_t report_id, struct err *e);

void ledger_bind_date(struct store_stmt *st, int n, struct date d, char keep[DATE_TEXT_MAX]);

/* --- reading (read.c), inside any transaction --- */

/* A row's strings go into the arena; `failed` says when it was full. */
struct reader {
	struct store_stmt *st;
	struct arena *arena;
	bool failed;
};
struct str ledger_reader_str(struct reader *r, int col);
struct date ledger_reader_date(struct reader *r, int col);

int ledger_read_report(
	struct store *s, int64_t unit_id, int64_t id, struct arena *a, struct ledger_report *ret, struct err *e);
/* 1: *ret is the report with that text; 0: there is none. */
int ledger_find_text(struct store *s, int64_t unit_id, struct str sha256, int64_t *ret, struct err *e);
int ledger_report_must_exist(struct store *s, int64_t unit_id, int64_t id, struct err *e);
int ledger_no_report(int64_t id, struct err *e);

#endif

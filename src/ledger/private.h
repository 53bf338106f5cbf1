/* Private to the ledger. */
#ifndef LEDGER_PRIVATE_H
#define LEDGER_PRIVATE_H

#include "ledger.h"
#include "load.h"
#include "pool.h"
#include "record.h"
#include "vec.h"
#include "worktime_store.h"

#define LEDGER_SHA256_TEXT 65 /* 64 hex digits and NUL */

struct ledger {
	struct store_pool *pool;
	struct clock clock;
	char *data_dir;
	const char *definitions_dir;   /* more of them; NULL: none. The caller's */
	struct ledger_checker checker; /* .run NULL: none */
	/* since ledger_prepare(): */
	struct access *access;
	struct register_set *definitions;
	struct calendar *calendar;
	struct calendars *calendars;
	struct desk_place place;
};

/* ledger_open() for any database address, without a folder. */
int ledger_open_url(
	const char *url, const struct store_options *o, const struct clock *clock, struct ledger **ret, struct err *e);

/* Pool access with a cleanup: OWN_TX struct tx tx = { 0 }; for reading. */
struct tx {
	struct store_pool *pool;
	struct store *store;
};
int ledger_tx_begin(struct ledger *l, enum store_access access, struct tx *ret, struct err *e);
void ledger_tx_end(struct tx *tx);
#define OWN_TX OWN(ledger_tx_end)

/* "2026-03-05T09:30:00+08:00" */
void ledger_now(const struct ledger *l, char out[CLOCK_TEXT_MAX]);

/* --- what a tree says, as rows (derive.c) --- */

#define KEY_MAX 44

/* From above to below; each is a register. */
enum level { LEVEL_PROBLEM, LEVEL_ITEM, LEVEL_MEASURE, LEVEL_PROGRESS, LEVELS };

struct derived_row {
	const struct node *node, *result; /* result: of a problem, or the one that counts for an item; NULL */
	const struct node *aspect;        /* problem: NULL when under none */
	size_t up;                        /* the row above, in its level; of problems nothing */
	char key[KEY_MAX];
	struct span place;     /* who it is, over all rebuilds */
	struct str depts, due; /* item: its own, else those of its first measure that has some */
	bool whole;            /* an item that stands for its problem as a whole */
	int64_t record_id;     /* 0: not yet */
	bool gone;             /* people removed the record: nothing is made of it or below it */
	bool joined;           /* the record is another report's of the same round */
};

struct derived {
	const struct report *report;
	struct vec aspects;      /* const struct node * */
	struct vec rows[LEVELS]; /* struct derived_row */
	char digest[LEDGER_SHA256_TEXT];
};

/* Points into `r`, which must outlive it. */
int ledger_derived_make(const struct report *r, struct derived *ret, struct err *e);
void ledger_derived_clear(struct derived *d);
/* Which records its rows are: nothing is known any more. */
void ledger_derived_forget(struct derived *d);

/* Hash of bytes as lower-case hex. */
int ledger_sha256(struct str bytes, char out[LEDGER_SHA256_TEXT], struct err *e);

/* --- what a text is known again by, and what the user says of its columns (alike.c) --- */

enum { PRINTS = 32 };
struct alike {
	char digest[LEDGER_SHA256_TEXT];
	int64_t prints[PRINTS]; /* 0: none of this class */
};
int ledger_alike_make(struct str text, struct alike *ret, struct err *e);
/* Nothing where it is kept already. */
int ledger_alike_keep(struct store *s, int64_t unit_id, int64_t id, const struct alike *a, struct err *e);
struct alike_found {
	int64_t id;
	bool same; /* letter by letter; else nearly */
};
/* 1: *ret is filled; 0: there is none. */
int ledger_alike_find(struct store *s, int64_t unit_id, const struct alike *a, struct alike_found *ret, struct err *e);
int ledger_columns_keep(struct store *s, int64_t unit_id, int64_t id, struct str columns, struct err *e);
/* "" where nothing is said. */
int ledger_columns_of(struct store *s, int64_t unit_id, int64_t id, struct arena *a, struct str *ret, struct err *e);

/* --- the registers of a report (book.c) --- */

struct book {
	const struct register_def *round, *at[LEVELS];
};
/* ERR_INPUT when somebody's own definitions lack what an import needs. */
int ledger_book(const struct ledger *l, struct book *ret, struct err *e);

/* What the analyser gives a record: fields as texts. */
struct given {
	const char *field;
	struct str text;
};
enum { GIVEN_MAX = 40 };
struct giving {
	const struct register_def *def;
	struct arena *arena;
	struct given at[GIVEN_MAX];
	size_t count;
	bool failed;
};
/* Made to fit the field: one line where it takes one, cut where it takes no more. Nothing where the register has no such field. */
void ledger_give(struct giving *g, const char *field, struct str text);
void ledger_give_int(struct giving *g, const char *field, int64_t n);
void ledger_give_date(struct giving *g, const char *field, struct date d);
void ledger_give_row(
	struct giving *g, enum level level, const struct derived *d, const struct derived_row *row, int64_t report_id);
/* Who is to do it and until when, where the text names a department of the unit and a day (assign.c). Of items and measures. */
struct keeper;
int ledger_give_assigned(
	struct keeper *k, enum level level, const struct derived_row *row, struct giving *g, struct err *e);
/* As {"field":"text"}, and back; reading: strings in the arena, false: no memory or not of this form. */
void ledger_giving_write(const struct giving *g, struct buf *out);
bool ledger_giving_read(struct str json, struct giving *ret);
struct str ledger_given(const struct giving *g, const char *field);

/* --- matching by place (place.c) --- */

/* Rows of a level sorted by their place in the text. */
struct places {
	struct derived_row **rows;
	size_t count;
};
int ledger_places_make(struct vec *rows, struct places *ret, struct err *e);
void ledger_places_clear(struct places *p);
/* The row that shares more than half of the text of the two together with `s`, or NULL. */
struct derived_row *ledger_places_find(const struct places *p, struct span s);
bool ledger_same_place(struct span a, struct span b);

/* --- reports that are only checked (aside.c), inside any transaction --- */

int ledger_aside_keep(struct store *s, int64_t unit_id, int64_t id, struct err *e);
/* 1: it is one of them; 0. */
int ledger_aside_look(struct store *s, int64_t unit_id, int64_t id, struct err *e);
int ledger_aside_end(struct store *s, int64_t unit_id, int64_t id, struct err *e);

/* --- writing, inside a write transaction --- */

/* One report on its way into the records. */
struct keeper {
	struct ledger *ledger;
	struct store *store;
	const struct actor *who; /* in whose name */
	int64_t unit_id, report_id, now;
	struct book book;
	struct derived *derived;
	struct arena *arena; /* of the desk; emptied now and then */
	struct desk desk;
	int64_t round_id, old_round_id;
};
int ledger_keeper_open(
	struct ledger *l, struct store *s, const struct actor *who, int64_t unit_id, struct keeper *ret, struct err *e);
/* A desk with an empty arena; what was in the old one is gone. */
int ledger_keeper_fresh(struct keeper *k, struct err *e);
void ledger_keeper_close(struct keeper *k);
#define OWN_KEEPER OWN(ledger_keeper_close)

/* What the analyser knows of a record, in table derived. */
struct kept {
	int64_t record_id, seq;
	struct str key, data;
	struct span place;
	bool orphaned;
};
int ledger_kept_add(
	struct keeper *k, const struct register_def *def, const struct kept *row, int64_t report_id, struct err *e);
int ledger_kept_set(struct keeper *k, const struct register_def *def, const struct kept *row, struct err *e);
int ledger_kept_drop(struct keeper *k, const struct register_def *def, int64_t record_id, struct err *e);
/* 1: people did something with the record since the analyser's event `seq`; 0: nobody did. */
int ledger_touched(struct keeper *k, const struct register_def *def, int64_t record_id, int64_t seq, struct err *e);
/* 1: live records hang below it. */
int ledger_has_below(struct keeper *k, const struct register_def *def, int64_t record_id, struct err *e);
/* Changes the fields that still hold what the analyser wrote last; `row->data` and `row->seq` are brought up to date. */
int ledger_merge(
	struct keeper *k, const struct register_def *def, const struct giving *now, struct kept *row, struct err *e);

/* Makes the records say what `k->derived` says; what people wrote stays. `k->report_id` has its source. The report's row and
 * findings too. Removed or orphaned is what the text no longer shows. */
int ledger_keep(struct keeper *k, const struct ledger_found_list *found, struct err *e);
/* Rows that tell of what other reports of the round, or people, made already are those records; what is new of them is added. Of a
 * level whose rows above are known, before its own are made (join.c). */
int ledger_join(struct keeper *k, enum level level, struct err *e);
/* The report's own row; its round is not touched. */
int ledger_report_write(struct keeper *k, struct err *e);
/* Looks, before the report's row is written, where it was and whether it stays there: then k->round_id. */
int ledger_round_look(struct keeper *k, struct err *e);
/* Puts the report into the round it belongs to, made if there is none: k->round_id. *ret_left: the round it left, empty now; 0. */
int ledger_round_place(struct keeper *k, int64_t *ret_left, struct err *e);
int ledger_round_refresh(struct keeper *k, int64_t round_id, struct err *e);
int ledger_round_leave(struct keeper *k, int64_t round_id, struct err *e);
int ledger_findings_keep(struct keeper *k, const struct ledger_found_list *found, struct err *e);
/* What the rules find, in the arena; nothing without rules. */
int ledger_run_checker(
	struct ledger *l, const struct report *r, struct arena *a, struct ledger_found_list *ret, struct err *e);
/* Records for sources that have none yet. */
int ledger_derive_fresh(struct ledger *l, struct err *e);
/* Decisions on items of an older program's table: put on the records they speak of. */
int ledger_decisions_carry(struct keeper *k, struct err *e);

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

typedef void ledger_row_reader(struct reader *r, void *row);
/* All rows, `size` bytes each, as an array in the arena. */
int ledger_read_rows(
	struct reader *r, size_t size, ledger_row_reader *read, void **ret, size_t *ret_count, struct err *e);

int64_t ledger_unit(const struct actor *who);
/* For reading: with the rights of `who`, or as the console. */
int ledger_desk(
	struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct desk *ret, struct err *e);
struct str ledger_report_name(const struct ledger_report *r, struct arena *a);
int ledger_read_report(
	struct store *s, int64_t unit_id, int64_t id, struct arena *a, struct ledger_report *ret, struct err *e);
/* Of any unit, whoever asks. */
int ledger_text_of(struct ledger *l, int64_t unit_id, int64_t id, struct arena *a, struct str *ret, struct err *e);
/* 1: *ret is the report with that text; 0: there is none. */
int ledger_find_text(struct store *s, int64_t unit_id, struct str sha256, int64_t *ret, struct err *e);
/* It exists, and `who` may see reports at all. */
int ledger_report_must_exist(
	struct ledger *l, struct store *s, const struct actor *who, int64_t id, struct arena *a, struct err *e);
int ledger_no_report(int64_t id, struct err *e);
/* 1: may see the reports of his unit. */
int ledger_sees_reports(struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct err *e);
/* ERR_DENIED for those who may not import. */
int ledger_may_import(struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct err *e);
int ledger_may_check(struct ledger *l, struct store *s, const struct actor *who, struct arena *a, struct err *e);

#endif

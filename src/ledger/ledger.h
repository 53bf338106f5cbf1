/* The ledger (整改台账), first part: reports kept as rounds, problems, items and measures.
 *
 * What people uploaded (the source text) and decided is fact. The rows made from the tree are derived:
 * stamped with REPORT_ANALYSER_VERSION, thrown away and made again by ledger_rebuild(), which never
 * touches texts and decisions. Lists are given in the caller's arena. Safe to call from several threads. */
#ifndef LEDGER_H
#define LEDGER_H

#include "arena.h"
#include "clock.h"
#include "err.h"
#include "report.h"

struct ledger;

/* Longer texts are refused (ERR_LIMIT). */
#define LEDGER_TEXT_MAX ((size_t)256 * 1000 * 1000)

struct access;
struct desk_place;
struct store_pool;

/* Opens (creates, migrates) the database in the folder `data_dir`. */
int ledger_open(const char *data_dir, const struct clock *clock, struct ledger **ret, struct err *e);
/* The same with the database at `url` ("postgresql://..."; NULL: in the folder); the folder holds keys and files. */
int ledger_open_at(
	const char *data_dir, const char *url, const struct clock *clock, struct ledger **ret, struct err *e);

/* Makes ready for people and records, once, before threads use it: opens access, reads the definitions (the program's own and
 * `data_dir`/registers/ *.yaml), makes their tables, loads the calendar. ERR_INPUT names the first fault of a definition,
 * ERR_CONFLICT why a changed one would lose data. */
int ledger_prepare(struct ledger *l, struct err *e);
/* What it has; good until ledger_close(). Before ledger_prepare() only the pool is there, the others are NULL. */
struct store_pool *ledger_pool(struct ledger *l);
struct access *ledger_access(struct ledger *l);
const struct desk_place *ledger_place(const struct ledger *l);
void ledger_close(struct ledger *l);

struct ledger_report {
	int64_t id, round_id;
	struct str file_name, title, unit, inspector, round_kind; /* .ptr NULL: not known */
	struct date inspection_start, inspection_end, feedback_date, signed_date, published_date;
	struct str sha256;      /* of the text, hex */
	struct str imported_at; /* ISO 8601 with offset */
	int64_t bytes, analyser, copies;
	int64_t aspects, problems, items, measures, done; /* done: items whose result counts as done */
};

struct ledger_import {
	int64_t report_id;
	bool unchanged;              /* the same text was there already; nothing was written */
	struct ledger_report report; /* strings in the arena given */
};

/* Stores the text and what it says in one transaction: all or nothing. The round is found by unit, inspector and
 * feedback date (unknown parts: ledger README), or made. Of a path only the file's name is kept. A text without any problem
 * or with a NUL byte is refused (ERR_INPUT). */
int ledger_import(struct ledger *l, struct str file_name, struct str text, struct arena *a, struct ledger_import *ret,
	struct err *e);

struct ledger_reports {
	struct ledger_report *rows;
	size_t count;
};
int ledger_reports(struct ledger *l, struct arena *a, struct ledger_reports *ret, struct err *e);
int ledger_report(struct ledger *l, int64_t id, struct arena *a, struct ledger_report *ret, struct err *e);
int ledger_report_text(struct ledger *l, int64_t id, struct arena *a, struct str *ret, struct err *e);

struct ledger_round {
	int64_t id, reports, problems, items, measures, done;
	struct str unit, inspector, round_kind;
	struct date inspection_start, inspection_end, feedback_date;
};
struct ledger_rounds {
	struct ledger_round *rows;
	size_t count;
};
int ledger_rounds(struct ledger *l, struct arena *a, struct ledger_rounds *ret, struct err *e);

/* A line of the ledger: one item with its problem and aspect. */
struct ledger_item {
	int64_t id, report_id;
	struct str key; /* "1.9.16" (aspect, problem, item by position), "p.1.1"; see ledger README */
	struct str aspect, problem_no, problem, item_no, finding, depts, due, result, unit;
	struct str status; /* "done" "long_term" "in_progress" "partial" or NULL; what people decided goes before */
	struct str problem_kind; /* "regular" "pending" "named" "immediate" */
	struct date result_date;
	struct span span;
	int64_t measures, progress;
};
struct ledger_item_filter {
	int64_t report_id;   /* 0: all */
	struct str status;   /* .ptr NULL: all; "none": items without one */
	struct str contains; /* .ptr NULL: all; substring of problem or finding, taken literally */
	int64_t after;       /* keyset: those listed behind this item's id; 0: from the start. Gone: ERR_NOTFOUND */
	int64_t limit;       /* 1..1000 */
};
/* In order of reports and, in each, of reading; `total` counts all that pass the filter. */
struct ledger_items {
	struct ledger_item *rows;
	size_t count;
	int64_t total;
};
int ledger_items(
	struct ledger *l, const struct ledger_item_filter *f, struct arena *a, struct ledger_items *ret, struct err *e);

/* A person's decision on something derived, kept by a stable key. */
struct ledger_decision {
	int64_t id, report_id;
	struct str subject; /* "finding" or "item" */
	struct str key;     /* the finding's fingerprint (16 hex digits) or the item's key */
	/* finding: "accepted" "dismissed" "open"; item: a status, or "open": the text's own counts again */
	struct str value;
	struct str reason, decided_by, decided_at;
	bool orphaned; /* its item is no longer found in the text; `key` is the one it had (findings: never set here) */
};
struct ledger_decisions {
	struct ledger_decision *rows;
	size_t count;
};
/* The latest per subject. An item's decision follows the item's place in the text; `key` is its key today. */
int ledger_decisions(struct ledger *l, int64_t report_id, struct arena *a, struct ledger_decisions *ret, struct err *e);
/* Adds one (history is kept); the ledger sets id and time. A dismissal and a changed status need a reason. */
int ledger_decide(struct ledger *l, const struct ledger_decision *d, struct arena *a, struct err *e);

struct ledger_rebuild {
	int64_t reports, changed, failed;
	int64_t orphaned; /* item decisions whose item is no longer there; kept and listed by ledger_decisions */
};
typedef void ledger_progress(void *context, int64_t done, int64_t total);
/* Derives all reports again, each in its own transaction; items keep their ids. A text that cannot be read any more keeps its
 * rows and counts as failed. */
int ledger_rebuild(
	struct ledger *l, ledger_progress *progress, void *context, struct ledger_rebuild *ret, struct err *e);

#endif

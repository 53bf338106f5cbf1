/* Reports in the ledger (整改台账): texts whose rounds, problems, items, measures and progress are records of registers (record.h).
 *
 * What people uploaded (the source text) and decided is fact. What the tree says is derived: stamped with
 * REPORT_ANALYSER_VERSION and brought up to date by ledger_rebuild(), which changes no field that a person changed.
 * `who` asks: his unit's reports, as his rights allow; NULL: the machine's console or a program before set-up, unit 1, needs no
 * rights. Lists are given in the caller's arena. Safe to call from several threads. */
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
struct actor;
struct desk_place;
struct store_pool;

/* Opens (creates, migrates) the database in the folder `data_dir`. */
int ledger_open(const char *data_dir, const struct clock *clock, struct ledger **ret, struct err *e);
/* The same with the database at `url` ("postgresql://..."; NULL: in the folder); the folder holds keys and files. */
int ledger_open_at(
	const char *data_dir, const char *url, const struct clock *clock, struct ledger **ret, struct err *e);

/* Makes ready for people and records, once, before threads use it: opens access, reads the definitions (the program's own and
 * `data_dir`/registers/ *.yaml), makes their tables, loads the calendar. ERR_INPUT names the first fault of a definition,
 * ERR_CONFLICT why a changed one would lose data. Sources of an older program that have no records yet get them: minutes for
 * thousands of them, once. */
int ledger_prepare(struct ledger *l, struct err *e);
/* Before that: definitions of this folder too, between the program's own and those of the data folder. Outlives the ledger. */
void ledger_definitions_from(struct ledger *l, const char *folder);

/* What the rules find in a report, for ledger_findings(). The rules' room is above this one: so it is given. */
struct ledger_found {
	struct str fingerprint, code, severity; /* 16 hex digits, "BH201", "error" "warning" "note" */
	struct str json;                        /* the whole finding, an object */
	struct span span;
};
struct ledger_found_list {
	const struct ledger_found *at;
	size_t count;
};
struct ledger_checker {
	int (*run)(
		void *context, const struct report *r, struct arena *a, struct ledger_found_list *ret, struct err *e);
	void *context;
	const struct report_words *words; /* what it looks for, found while the report is parsed; may be NULL */
};
/* Before ledger_prepare() and before threads use it. Without one, reports have no findings. */
void ledger_check_with(struct ledger *l, struct ledger_checker c);

/* What it has; good until ledger_close(). Before ledger_prepare() only the pool is there, the others are NULL. */
struct store_pool *ledger_pool(struct ledger *l);
struct access *ledger_access(struct ledger *l);
const struct desk_place *ledger_place(const struct ledger *l);
void ledger_close(struct ledger *l);

struct ledger_report {
	int64_t id, round_id;
	struct str file_name, title, unit, inspector, round_kind; /* .ptr NULL: not known */
	struct str name; /* what to call it: title, else unit, kind and date, else the file's name */
	struct date inspection_start, inspection_end, feedback_date, signed_date, published_date;
	struct str sha256;      /* of the text, hex */
	struct str imported_at; /* ISO 8601 with offset */
	int64_t bytes, analyser, copies;
	int64_t aspects, problems, items, measures; /* as the analyser sees them */
	int64_t done;   /* records of item whose status counts as done, and whose place is seen */
	int64_t doubts; /* findings that nobody dismissed */
	bool aside;     /* only checked: nothing of it is a record, round_id is 0 */
};

/* What comes in. */
struct blobs;
struct ledger_source {
	struct str file_name, text;
	/* Where the text is not the file itself: the file's bytes (.ptr NULL: it is), kept in `blobs`, its whole name (of a member of an
	 * archive with the way to it), what it was, and the map from the text back into it (intake's). */
	struct str bytes, path, format, charset, about;
	struct blobs *blobs;
	struct str
		columns; /* what the user says of the columns of its ledgers (report_columns_parse()); may be empty */
	bool again;      /* also if there is a report with the same words, or nearly */
	bool aside; /* only to be checked: nothing of it becomes a record; likeness to others is no reason to refuse */
};
struct ledger_import {
	int64_t report_id;
	bool unchanged;              /* the same text was there already; nothing was written */
	struct ledger_report report; /* strings in the arena given */
};

/* Stores the text and makes records of what it says, in one transaction: all or nothing. The round is found by unit, inspector and
 * feedback date (unknown parts: ledger README), or made. Of a path only the file's name is kept. A text without any problem,
 * with a NUL byte or not UTF-8 is refused (ERR_INPUT); who has no right to import, with ERR_DENIED; a text that differs from one of the
 * unit's in blanks and punctuation only, or hardly, with ERR_CONFLICT unless it is to be imported again. Where the very text is there and
 * other columns are named, they hold from now on (ledger_set_columns()); where it was only checked and now is not to be, it is taken in. Only
 * to be checked: who may make rounds has the right too. */
int ledger_import(struct ledger *l, const struct actor *who, const struct ledger_source *source, struct arena *a,
	struct ledger_import *ret, struct err *e);

/* What was said of the columns of a report's ledgers; "": nothing. */
int ledger_report_columns(
	struct ledger *l, const struct actor *who, int64_t id, struct arena *a, struct str *ret, struct err *e);
/* From now on the report is read with these columns (empty: as recognised), and its records are brought up to date as by a rebuild: what
 * people wrote stays. Needs the right to import. ERR_INPUT, and nothing is changed, when no problem would be left. */
int ledger_set_columns(struct ledger *l, const struct actor *who, int64_t id, struct str columns, struct err *e);

/* A report that was only checked becomes records, as if it were imported now; one that is in the ledger is read again. Needs the right to
 * import. */
int ledger_take_in(struct ledger *l, const struct actor *who, int64_t id, struct err *e);

/* A report that is only checked goes, text, findings and all; what it was, who took it away and why is kept, and told to the auditor. Needs the
 * right to check. ERR_INPUT without a reason; ERR_CONFLICT when it is in the ledger, or somebody decided on one of its findings. */
int ledger_discard(
	struct ledger *l, const struct actor *who, int64_t id, struct str reason, struct arena *a, struct err *e);

/* The file that a report's text came out of. 1: *ret is filled; 0: the text is the file. */
struct ledger_file {
	struct str path, format, charset, sha256, about;
	int64_t bytes;
};
int ledger_report_file(
	struct ledger *l, const struct actor *who, int64_t id, struct arena *a, struct ledger_file *ret, struct err *e);

struct ledger_reports {
	struct ledger_report *rows;
	size_t count;
};
/* The newest first. Whoever may see no rounds gets none, and ERR_NOTFOUND for each. */
int ledger_reports(
	struct ledger *l, const struct actor *who, struct arena *a, struct ledger_reports *ret, struct err *e);
int ledger_report(struct ledger *l, const struct actor *who, int64_t id, struct arena *a, struct ledger_report *ret,
	struct err *e);
int ledger_report_text(
	struct ledger *l, const struct actor *who, int64_t id, struct arena *a, struct str *ret, struct err *e);

/* A record of round, with what hangs below it. */
struct ledger_round {
	int64_t id, reports, problems, items, measures, done;
	struct str title, unit, inspector, round_kind;
	struct date inspection_start, inspection_end, feedback_date;
};
struct ledger_rounds {
	struct ledger_round *rows;
	size_t count;
};
int ledger_rounds(struct ledger *l, const struct actor *who, struct arena *a, struct ledger_rounds *ret, struct err *e);

/* A line of the ledger: one record of item with its problem. */
struct ledger_item {
	int64_t id, report_id; /* id: of the record; report 0: made by hand */
	struct str key;        /* "1.9.16" (aspect, problem, item by position), "p.1.1"; see ledger README */
	struct str no, state;  /* of the record */
	struct str aspect, problem_no, problem, item_no, finding, depts, due, result, unit;
	struct str claim;        /* what the text says: "done" "long_term" "in_progress" "partial" or NULL */
	struct str status;       /* what people settled, else the claim */
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
/* Of one report in order of reading, of all in the order they were made; `total` counts all that pass the filter and may be seen. */
struct ledger_items {
	struct ledger_item *rows;
	size_t count;
	int64_t total;
};
int ledger_items(struct ledger *l, const struct actor *who, const struct ledger_item_filter *f, struct arena *a,
	struct ledger_items *ret, struct err *e);

/* What a round found, as the ledger has it now: each item; a problem that has none is one. */
struct ledger_matter {
	int64_t problem_id, item_id, report_id, department_id; /* item 0: the problem itself; report 0: made by hand */
	struct str no, state, state_label;                     /* of the record; no state where item_id is 0 */
	struct str label;                                      /* as printed, "(一)1(2)" */
	struct str aspect, problem, finding, claim, result, due_text, depts, department;
	struct str status; /* what people settled, else what was struck off here, else the claim; .ptr NULL: not said */
	struct date due;
	struct span span;
	int64_t earlier_id, unlike_id; /* the item of an earlier round that people said it is, or is not; 0 */
	bool whole, keep;              /* ledger_matters() needs them */
};
struct ledger_matters {
	int64_t id;
	struct str no, title, unit, inspector, round_kind;
	struct date day; /* when it was inspected, else told; may be none */
	struct ledger_matter *rows;
	size_t count;
	bool may_export;
};
/* Of the `count` rounds whose ids stand in `ret`, at one moment, in order of reading. ERR_NOTFOUND; ERR_DENIED for who does not see all
 * items of the unit. */
int ledger_matters(struct ledger *l, const struct actor *who, size_t count, struct arena *a, struct ledger_matters *ret,
	struct err *e);

/* A person's decision. On a finding: a fact of its own, kept by fingerprint. On an item: its record's settled status, given
 * by the step `settle`. */
struct ledger_decision {
	int64_t id, report_id; /* id: of an item's the record's */
	struct str subject;    /* "finding" or "item" */
	struct str key;        /* the finding's fingerprint (16 hex digits) or the item's key */
	/* finding: "accepted" "dismissed" "open"; item: a status, or "open": the text's own counts again */
	struct str value;
	struct str reason, decided_by, decided_at;
	bool orphaned; /* its item is no longer found in the text; `key` is the one it had (findings: never set here) */
};
struct ledger_decisions {
	struct ledger_decision *rows;
	size_t count;
};
/* The latest per subject. */
int ledger_decisions(struct ledger *l, const struct actor *who, int64_t report_id, struct arena *a,
	struct ledger_decisions *ret, struct err *e);
/* All that were made on a report that was discarded since; none: it was not, or nobody had decided. For who may bring in what is only checked. */
int ledger_decisions_discarded(struct ledger *l, const struct actor *who, int64_t report_id, struct arena *a,
	struct ledger_decisions *ret, struct err *e);
/* Adds one (history is kept); the ledger sets id and time. A dismissal and a settled status need a reason. */
int ledger_decide(
	struct ledger *l, const struct actor *who, const struct ledger_decision *d, struct arena *a, struct err *e);

/* What the rules found, as of import or the last rebuild. */
struct ledger_finding {
	int64_t report_id, pos;
	struct str report_name, unit; /* of the report */
	struct str fingerprint, code, severity, json;
	struct ledger_decision decision; /* the latest; .id 0: none */
};
struct ledger_finding_filter {
	int64_t report_id;         /* 0: all */
	struct str severity, code; /* .ptr NULL: all */
	struct str decision;       /* "open" "accepted" "dismissed"; .ptr NULL: all */
	struct str scope;          /* "ledger": of reports in it; "aside": of those only checked; .ptr NULL: all */
	int64_t after_report, after_pos; /* keyset */
	int64_t limit;                   /* 1..1000 */
};
struct ledger_finding_count {
	struct str code, severity;
	int64_t open, accepted, dismissed;
};
struct ledger_findings {
	struct ledger_finding *rows;
	size_t count;
	struct ledger_finding_count
		*counts; /* by rule, of what passes the filter whatever `decision` and the page are */
	size_t counts_count;
};
int ledger_findings(struct ledger *l, const struct actor *who, const struct ledger_finding_filter *f, struct arena *a,
	struct ledger_findings *ret, struct err *e);

struct ledger_rebuild {
	int64_t reports, changed, failed;
	int64_t orphaned; /* records that people worked on and whose place is no longer seen; kept */
};
typedef void ledger_progress(void *context, int64_t done, int64_t total);
/* Derives all reports again, each in its own transaction: of one's own unit, which needs the right to import; the console, of all
 * units. Records keep their ids. A text that cannot be read any more keeps its records and counts as failed. */
int ledger_rebuild(struct ledger *l, const struct actor *who, ledger_progress *progress, void *context,
	struct ledger_rebuild *ret, struct err *e);

#endif

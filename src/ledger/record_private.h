/* Shared by the record_*.c files alone. */
#ifndef LEDGER_RECORD_PRIVATE_H
#define LEDGER_RECORD_PRIVATE_H

#include "record.h"

#include "access_fence.h"
#include "buf.h"
#include "event.h"
#include "own.h"
#include "search.h"
#include "utf8.h"
#include "worktime_store.h"

#define OWN_BUF OWN(buf_clear)

/* A statement's text is built in at most so many bytes. */
enum { RECORD_SQL_MAX = 256 * 1024, RECORD_EVENT_MAX = 16 << 20, STORE_SET_MAX = 180 };

/* --- what a long import writes once instead of for each row (record_quick.c) --- */

struct row;

enum { QUICK_COUNTS = 64, QUICK_SERIES = 2, QUICK_MEANINGS = 512, QUICK_MEANINGS_MAX = 8192 };
struct quick_meaning { /* a cell of this field, or a name of this kind, was looked up already */
	struct quick_meaning *next;
	const void *of;
	struct str text;
	int64_t id;
};
struct quick {
	int64_t unit_id;
	struct store_stmt *insert; /* of register r; given back by quick_free() */
	struct event_head head;
	struct {
		char name[2 * REGISTER_NAME_MAX];
		int64_t next, left;
	} series[QUICK_SERIES];
	struct {
		int64_t department_id, by;
		struct str state, lamp; /* of the definition, or literals */
	} counts[QUICK_COUNTS];
	size_t counts_count;
	struct quick_meaning *meanings[QUICK_MEANINGS];
	size_t meanings_count;
	const struct register_def *r;
	int64_t rows; /* still to come: so many numbers are taken at once */
};
int quick_begin(struct desk *d, const struct register_def *r, int64_t rows, struct quick *ret, struct err *e);
/* Writes what was kept, gives back what was not used. */
int quick_end(struct desk *d, struct quick *q, struct err *e);
void quick_free(struct quick *q);
/* All of an import that is written once, the search index too, in d->own; then, with `rc` of the rows, its end. */
int quick_open(struct desk *d, const struct register_def *r, int64_t rows, struct err *e);
int quick_close(struct desk *d, int rc, struct err *e);
int quick_id(struct desk *d, const char *series, int64_t *ret, struct err *e);
/* What was found for `text` before, in this import; `of` says what it is a name of. False: to be looked up. */
bool quick_recall(const struct desk *d, const void *of, struct str text, int64_t *ret);
void quick_remember(struct desk *d, const void *of, struct str text, int64_t id);
/* True: kept; false: to be written as ever. */
bool quick_count(struct quick *q, const struct row *row, int64_t by);

/* --- the desk --- */

struct desk_hours { /* a unit's working time as of a version; unit 0: not known yet */
	int64_t unit_id, upto;
	struct worktime_version version;
	const struct calendar *calendar;
};
struct desk_private {
	struct refusal *refusals;
	size_t room;
	bool wrote;                 /* something of this row is in the database */
	struct quick *quick;        /* in an import */
	bool unsearched;            /* a dry run: the index is left alone */
	struct search_batch *batch; /* of an import */
	bool nomem;                 /* a refusal could not be kept */
	unsigned depth;             /* effects that call effects */
	struct str reason;          /* of the step that is being done, for its messages */
	struct date today;
	char today_text[DATE_TEXT_MAX];
	struct desk_hours hours, then; /* now; by which a clock was reckoned */
	struct fence *fences;
	struct viewer *viewers; /* others, of whom it was asked what they see */
	struct label *labels[64];
	struct code_labels *codes; /* of the catalogues that were asked for */
};

enum { DESK_DEPTH_MAX = 6, DESK_REFUSALS_MAX = 400 };

/* Whom the actor is, as far as "mine" goes: the person acted for, if any. */
int64_t desk_me(const struct desk *d);
/* What is refused is about this: a record (0: the one being made) and a field. */
struct about {
	const struct register_def *r;
	int64_t id;
	struct str field;
	bool gate;
};
void desk_refuse(struct desk *d, enum refusal_kind kind, const struct about *about, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* 0 when nothing was refused since there were `from` refusals; else the code of the gravest. */
int desk_verdict(struct desk *d, size_t from, struct err *e);
/* Changes are made in the actor's own unit only. */
int desk_may_write(struct desk *d, const struct register_def *r, const char *verb, struct err *e);
int desk_may_read(struct desk *d, const struct register_def *r, struct err *e);
int desk_worktime(struct desk *d, struct worktime *ret, struct err *e);
/* The newest version that desk_worktime() goes by; and the working time as of an older one (until asked for another). */
int64_t desk_worktime_version(const struct desk *d);
int desk_worktime_then(struct desk *d, int64_t version, struct worktime *ret, struct err *e);
/* "2026-03-05 18:00" */
struct str desk_time_text(struct desk *d, int64_t ms);

/* --- labels (record_label.c) --- */

/* What an id is called, .ptr NULL: nothing known. Remembered in the desk. */
struct str label_person(struct desk *d, int64_t id);
struct str label_department(struct desk *d, int64_t id);
struct str label_record(struct desk *d, const struct register_def *r, int64_t id);
struct record_ref ref_person(struct desk *d, int64_t id);
struct record_ref ref_department(struct desk *d, int64_t id);
/* "/1/5/" of a department; .ptr NULL: there is none. */
struct str department_path(struct desk *d, int64_t id);
/* Callbacks of struct value_context. */
struct str value_label(void *context, const struct field *f, int64_t id);
int value_resolve(void *context, const struct field *f, struct str text, int64_t *ret, struct err *e);
int value_find_code(void *context, const struct field *f, struct str text, struct str *ret, struct err *e);
struct str value_code_label(void *context, const struct field *f, struct str code);
/* The row of a catalogue field's code that is in force today: 1, 0. */
int catalogue_row_of(struct desk *d, const struct field *f, struct str code, struct catalogue_row *ret,
	const struct catalogue **ret_catalogue, struct err *e);

/* --- rows (record_row.c) --- */

struct row {
	const struct register_def *r;
	int64_t unit_id, id, version, parent_id, department_id, owner_id, holder_id, created_at, changed_at, due_at;
	struct str no, state, lamp;
	struct value *columns; /* r->columns_count of them; what was not read is VALUE_NULL */
};

/* `wanted`: per column of the register, NULL: all. Adds "this.no, this.state ..." */
void row_select(const struct register_def *r, const bool *wanted, struct buf *out);
/* Reads what row_select() asked for (of ret->r), from result column 0 on; *ret_next: the first one behind. */
int row_read(struct desk *d, struct store_stmt *st, const bool *wanted, struct row *ret, int *ret_next, struct err *e);
/* One live row; ERR_NOTFOUND when it is absent or, unless `all`, not to be seen. */
int row_load(struct desk *d, const struct register_def *r, int64_t id, bool all, struct row *ret, struct err *e);
struct row_wanted {
	const struct register_def *r;
	int64_t id;
	bool all;
	bool by_others;
	bool last;         /* nothing else is asked in the transaction, as far as one can see */
	bool *ret_watched; /* whether the actor (others than he) watches it; NULL: nobody asks */
};
int row_load_wanted(struct desk *d, const struct row_wanted *w, struct row *ret, struct err *e);
/* The same of a row that no fence hides, in a view that remembers: from memory, or read and remembered (record_hot.c). */
int row_load_hot(struct desk *d, const struct row_wanted *w, struct row *ret, struct err *e);
int row_missing(const struct register_def *r, int64_t id, struct err *e);
/* The values of a field's columns in a row. */
const struct value *row_values(const struct row *row, const struct field *f);
/* Place of a field's first column, or -1. */
int row_column(const struct register_def *r, const struct field *f);
bool row_filled(const struct row *row, const struct field *f);
/* The title field's text, or the number. */
struct str row_title(struct desk *d, const struct row *row);
/* As everybody who sees the record may read it. */
struct str row_title_for_all(struct desk *d, const struct row *row);
/* What every row has, people and departments by id alone. */
struct record row_record(struct desk *d, const struct row *row);
bool state_is_final(const struct register_def *r, struct str state);

struct value store_value(struct store_stmt *st, int col, bool integer, struct arena *a, bool *failed);
void bind_value(struct store_stmt *st, int n, const struct value *v);
/* Adds a part; one that failed makes the whole fail: a statement never runs without its conditions. */
void sql_add(struct buf *out, const struct buf *part);
void sql_param(struct buf *out, int n); /* "$12" */
/* A NUL-terminated statement text out of `b`; ERR_NOMEM or ERR_LIMIT when it failed. */
int sql_prepare(struct desk *d, struct buf *b, struct store_stmt **ret, struct err *e);

/* --- expressions of definitions (record_sql.c) --- */

void sql_bind_params(struct desk *d, const struct sql_params *p, struct store_stmt *st);
/* Evaluates over one row as it stands in the database; `integer[i]` says what value is wanted. */
struct expression {
	struct str sql;
	enum sql_use use;
	bool integer;
};
struct expression expression_of(const struct field *f, struct str sql);
int sql_evaluate(struct desk *d, const struct row *row, const struct expression *x, size_t count, struct value *ret,
	struct err *e);

/* --- rights (record_rights.c) --- */

enum { FENCE_GRANTS_MAX = 6 };
struct fence {
	struct fence *next;
	const struct register_def *r;
	int64_t unit_id;
	bool open;          /* all rows of the unit */
	bool by_department; /* nothing but departments decides */
	bool by_own;        /* nothing but who made or holds it */
	size_t count;       /* 0 and not open: nothing */
	struct access_fence at[FENCE_GRANTS_MAX];
};
int rights_fence(struct desk *d, const struct register_def *r, const struct fence **ret, struct err *e);
/* 1: the person, of the row's unit and active, may see the record; 0: he may not. */
int viewer_sees(struct desk *d, const struct row *row, int64_t person_id, struct err *e);
/* The title as he may see it: fields have readers of their own. */
int viewer_title(struct desk *d, const struct row *row, int64_t person_id, struct str *ret, struct err *e);
/* Adds " AND (...)" over the columns; nothing when it is open. */
struct fence_use { /* of one fence in one statement */
	const struct fence *fence;
	const struct access_columns *columns;
	int first[FENCE_GRANTS_MAX]; /* the first $n of each grant, set by fence_sql() */
};
int fence_sql(struct fence_use *u, int *next, struct buf *out, struct err *e);
void fence_bind(const struct fence_use *u, struct store_stmt *st);
extern const struct access_columns record_columns, tally_columns; /* of "this" and of "t" */

bool who_matches(struct desk *d, const struct who *w, const struct row *row);
enum sight { SIGHT_NONE, SIGHT_ROW, SIGHT_ALL }; /* ROW: it depends on the row */
enum sight rights_sight(struct desk *d, const struct field *f);
bool rights_sees(struct desk *d, const struct field *f, const struct row *row);
/* May change this field of this row, in its state. `fresh`: the row is being made. */
bool rights_edits(struct desk *d, const struct field *f, const struct row *row, bool fresh);
bool rights_reveals(struct desk *d, const struct row *row);
/* Stars for personal data; other kinds become VALUE_NULL. */
int rights_mask(struct desk *d, const struct field *f, struct value *values, struct err *e);
/* A field of the definition that this person may know of; NULL. */
const struct field *rights_field(struct desk *d, const struct register_def *r, struct str name);

bool rights_reveal_all(struct desk *d, const struct register_def *r); /* of every row */

enum record_clarity {
	RECORD_MASKED, /* personal data have stars for whoever may not reveal them */
	RECORD_CLEAR,  /* whoever reads may reveal all: not asked again for each row */
};
int record_value_fill(struct desk *d, const struct row *row, const struct value *computed, enum record_clarity how,
	struct record_value *v, struct err *e);
int files_count(struct desk *d, const struct row *row, struct str slot, int64_t *ret, struct err *e);
/* Whether this person may accept or reject evidence of the record that others sent. */
bool evidence_may_judge(struct desk *d, const struct row *row);

/* --- a record being changed (record_edit.c) --- */

struct clock_note {
	struct str name, what;
	int64_t due_at, was; /* was: 0 when the deadline did not move */
};
struct edit {
	struct desk *d;
	const struct register_def *r;
	struct row before, stored, now; /* at the start; in the database; wanted */
	bool fresh, removed;
	bool watched; /* by others than the actor */
	struct clock_note clocks[16];
	size_t clocks_count;
	size_t refusals_from;
};
int edit_open(
	struct desk *d, const struct register_def *r, int64_t id, int64_t version, struct edit *ret, struct err *e);
/* Takes values in; what cannot be is refused. `allowed`: NULL, or fields that may be given though the person may not edit them otherwise. */
int edit_inputs(struct edit *x, const struct record_inputs *in, const struct names *allowed, struct err *e);
int edit_set(struct edit *x, const struct field *f, const struct value *values);
int edit_unique(struct edit *x, struct err *e);
/* Writes what is wanted so far, so that SQL sees it. */
int edit_flush(struct edit *x, struct err *e);
/* What an event says beside the changes. */
struct telling {
	const char *kind;
	struct str name, from, to, reason, text;
};
/* The last flush, version, event, counts, watchers: all that belongs together. */
int edit_finish(struct edit *x, const struct telling *t, struct record_done *ret, struct err *e);
bool edit_changed(const struct edit *x);
int edit_tell(struct desk *d, const struct row *row, const struct telling *t, int64_t *ret_seq, struct err *e);

/* --- the full-text index (record_search.c) --- */

/* The record's texts, when they are others than before. Last of all that is written: a batch must not be rolled back behind it. */
int search_keep(struct edit *x, struct err *e);
/* The records with this text that this person sees, when they are few: 1. 0: they are many, or it is nothing to be looked up. */
enum { SEARCH_FEW = 100 };
int search_few(struct desk *d, const struct register_def *r, struct str text, int64_t ids[SEARCH_FEW],
	size_t *ret_count, struct err *e);

/* --- counts (record_tally.c) --- */

int tally_add(struct desk *d, const struct row *row, int64_t by, struct err *e);
int tally_move(
	struct desk *d, const struct row *from, const struct row *to, struct err *e); /* NULL: from or to nowhere */

/* --- steps (record_step.c, record_gate.c, record_effect.c) --- */

/* Refuses what stands in the way of the step: conditions, and the gate where it applies. `without_ask`: before its form is filled; what
 * the form asks for may still change is not told. `votes`: of a countersigned step. */
int gate_check(struct desk *d, const struct row *row, const struct transition *t, bool without_ask, struct err *e);
/* Whether what the step's form asks for decides the expression. */
bool form_decides(const struct transition *t, struct str sql);
/* Refuses a written row that its register's own conditions do not allow. */
int standing_check(struct edit *x, struct err *e);
int require_check(struct desk *d, const struct row *row, const struct transition *t, bool without_ask, struct err *e);
int separate_check(struct desk *d, const struct row *row, const struct transition *t, struct err *e);
struct votes {
	int64_t count, needed; /* needed: so many people must agree; 1: no countersigning */
	bool mine;             /* this person, or whom he acts for, is among them */
};
int votes_read(struct desk *d, const struct row *row, const struct transition *t, struct votes *ret, struct err *e);
int step_run(struct edit *x, const struct transition *t, const struct record_step *s, struct record_done *ret,
	struct err *e);
int too_long(struct desk *d, const struct register_def *r, int64_t id, struct str text, size_t max);
int effects_inside(struct edit *x, const struct transition *t, struct err *e); /* before the event */
int effects_after(struct edit *x, const struct transition *t, struct err *e);  /* behind it: other records, messages */
/* The effect `draw` (record_draw.c). */
int draw_effect(struct edit *x, const struct effect *f, struct err *e);
/* A record made by an effect or a person whose rights were asked already. */
int create_run(struct edit *x, struct record_done *ret, struct err *e);
int record_codes(
	struct desk *d, const struct row *row, struct str *ret_unit, struct str *ret_department, struct err *e);
int edit_new(struct desk *d, const struct register_def *r, const struct record_new *n, struct edit *ret, struct err *e);

/* --- clocks (record_clock.c) --- */

/* Starts, pauses, resumes and stops the clocks as the state of `now` wants it, and sets due_at and lamp. */
int clocks_follow(struct edit *x, bool entered, struct err *e);
int clocks_effect(struct edit *x, const struct effect *f, struct err *e);
/* The limit's field changed: the running clock's deadline too. */
int clocks_recompute(struct edit *x, struct err *e);
/* The clocks of a row in the database are reckoned by the newest working time: lamp, due_at and counts follow; *ret_moved counts
 * deadlines that are others now. */
int clocks_reckon(struct desk *d, struct row *row, int64_t *ret_moved, struct err *e);
int clocks_read(
	struct desk *d, const struct row *row, const struct record_clock **ret, size_t *ret_count, struct err *e);

/* --- messages (record_notify.c) --- */

struct message {
	int64_t person_id;
	struct str kind, text;
};
int notify_person(struct desk *d, const struct row *row, const struct message *m, struct err *e);
/* The text of a definition with what it names of the record. */
/* `title`: as the reader may see it (row_title(), viewer_title()). */
void notify_fill(struct desk *d, const struct row *row, struct str text, struct str title, struct buf *out);
int notify_who(struct desk *d, const struct row *row, const struct who *w, struct str text, struct err *e);
int notify_watchers(struct desk *d, const struct row *row, const char *word, struct str what, struct err *e);

/* --- filters (record_filter.c) --- */

/* A query's conditions as SQL with their values. */
enum { QUERY_VALUES_MAX = 160 };
struct query {
	struct desk *d;
	const struct register_def *r;
	const struct fence *fence;
	struct buf sql;
	int next; /* the first free $n */
	struct fence_use fenced;
	int fence_first; /* its first $n */
	struct sql_params params;
	struct {
		int n;
		struct value v;
	} values[QUERY_VALUES_MAX];
	size_t values_count;
	bool tallied;         /* the kept counts know how many pass */
	struct buf tally_sql; /* conditions on table tally */
	bool own;             /* the fence is written as add_own() does */
	bool failed;
};
int query_open(struct desk *d, const struct register_def *r, struct query *ret, struct err *e);
void query_clear(struct query *q);
/* A value to be bound: returns its number. */
int query_value(struct query *q, struct value v);
int query_filters(struct query *q, const struct record_filter *f, size_t count, struct err *e);
int query_text(struct query *q, struct str text, struct err *e);
int query_condition(struct query *q, struct str expression, struct err *e);
void query_bind(struct query *q, struct store_stmt *st);
#define OWN_QUERY OWN(query_clear)

/* --- many at once (record_bulk.c) --- */

typedef int outcome_work(void *context, struct record_outcome *o, struct err *e);
int outcome_run(struct desk *d, outcome_work *work, void *context, struct record_outcome *o, struct err *e);
int outcome_refuse(struct desk *d, struct record_outcome *o, int rc, const struct err *why, struct err *e);
void outcome_count(struct record_outcomes *all, const struct record_outcome *o);

struct value value_of_int(int64_t i);
struct value value_of_text(struct str s);

#endif

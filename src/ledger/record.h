/* Records (台账记录): what people do with the registers' rows.
 *
 * Everything runs inside a transaction that the caller has opened on `desk.store`: a work of store_pool_write() for what changes
 * something, a read transaction for the rest. A negative return may leave parts written: the caller rolls back (to its savepoint; a pool's
 * work does by itself). Results live in the desk's arena.
 *
 * Rights are here, below everything that serves users: the row fence, the fields a person may see and change, who may do a step.
 * What a person may not see is absent: ERR_NOTFOUND for a row, "no such field" for a field.
 *
 * Refusals come all at once: a refused function returns ERR_DENIED (a right is missing, or four eyes), ERR_CONFLICT (state, version,
 * double), or ERR_INPUT (all else), in this order of weight, with every reason in desk.refusals; `err` tells the first. Other codes
 * (ERR_NOTFOUND, ERR_LIMIT, ERR_IO ...) come with `err` alone. */
#ifndef LEDGER_RECORD_H
#define LEDGER_RECORD_H

#include "access.h"
#include "arena.h"
#include "calendar.h"
#include "clock.h"
#include "err.h"
#include "register.h"
#include "store.h"
#include "value.h"

/* --- the desk: who works, with what --- */

enum refusal_kind {
	REFUSAL_REQUIRED,  /* a value is missing */
	REFUSAL_FORMAT,    /* a value cannot be read, or names nothing that exists */
	REFUSAL_UNIQUE,    /* another record has this value */
	REFUSAL_EVIDENCE,  /* a file is missing, or none is accepted */
	REFUSAL_CHILD,     /* a record below is not closed */
	REFUSAL_CONDITION, /* a condition of the definition does not hold */
	REFUSAL_RIGHT,     /* not this person */
	REFUSAL_SEPARATE,  /* four eyes: this person did an earlier step, or has voted already */
	REFUSAL_STATE,     /* not in this state */
	REFUSAL_VERSION,   /* somebody else changed the record */
	REFUSAL_LIMIT,     /* too many, too long */
};
const char *refusal_word(enum refusal_kind kind); /* "required" ...: for programs */

struct refusal {
	enum refusal_kind kind;
	bool gate;                /* the close gate: can be passed by an override */
	struct str field;         /* the field's name, or none */
	struct str message;       /* Chinese, a sentence without full stop */
	struct str register_name; /* the record that is meant ... */
	int64_t record_id;        /* ... 0: the one being made */
};
struct refusals {
	const struct refusal *at;
	size_t count;
};

/* The first of the gravest: rights and four eyes before state and version before all else. There is at least one. */
const struct refusal *refusals_gravest(const struct refusals *r);

struct calendars;

/* What a process has once. All of it immutable while in use (but for what `calendars` has read). */
struct desk_place {
	const struct registers *registers;
	const struct calendar *calendar; /* what holds where the database has none */
	struct calendars *calendars;     /* those of the database; NULL: `calendar` always */
	struct clock clock;
	struct access *access; /* keeps names for all requests; may be NULL */
};

/* One piece of work: one person, one transaction, one moment. */
struct desk {
	struct store *store;
	const struct desk_place *place;
	const struct actor *actor;
	struct arena *arena;
	int64_t now; /* milliseconds since 1970 UTC: the same for all that happens here */
	int64_t unit_id; /* whose records: the actor's own at first; another one's may be read where the fence allows, not changed */
	bool console; /* the machine's own command line, or the program itself: needs no rights (but passes no gate and no condition) */
	struct refusals refusals;
	struct desk_private *own;
};
/* Everything given must outlive the desk. ERR_NOMEM. */
int desk_init(struct desk *d, struct store *s, const struct desk_place *place, const struct actor *actor,
	struct arena *a, struct err *e);
/* For value_to_json() and value_to_text() of this register's values, while the transaction is open: finds labels (kept in the desk). */
struct value_context desk_values(struct desk *d, const struct register_def *r);
/* Forgets the refusals: between two pieces of work with one desk (a batch). */
void desk_clear_refusals(struct desk *d);

/* --- what is given --- */

/* A field's value: a text as people write it (value_from_text), or JSON (value_from_json) where `json` is not NULL. An empty text,
 * .ptr NULL or JSON null: the field is emptied. */
struct record_input {
	struct str field, text;
	const struct json_t *json; /* of jansson */
};
struct record_inputs {
	const struct record_input *at;
	size_t count;
};

/* Any version: no If-Match was given. */
#define RECORD_ANY_VERSION INT64_C(0)

enum { RECORD_REASON_MAX = 2000, RECORD_COMMENT_MAX = 5000 }; /* characters */

/* --- changing --- */

/* What came of it. */
struct record_done {
	int64_t id, version, event_seq;
	struct str no, state;
	bool waiting; /* a countersigned step: this vote counted, `votes` of `needed` are there */
	int64_t votes, needed;
};

struct record_new {
	struct record_inputs values;
	int64_t parent_id;     /* of the parent register; 0: none */
	int64_t department_id; /* 0: the actor's own */
};
int record_create(struct desk *d, const struct register_def *r, const struct record_new *n, struct record_done *ret,
	struct err *e);

struct record_edit {
	int64_t id, version;
	struct record_inputs values;
	struct str reason; /* may be none */
};
/* Nothing to change is no error: the version stays. */
int record_change(struct desk *d, const struct register_def *r, const struct record_edit *c, struct record_done *ret,
	struct err *e);

struct record_step {
	int64_t id, version;
	struct str step; /* a transition's name */
	struct record_inputs values;
	struct str reason;
	bool override; /* pass the close gate in spite of what is missing: needs the right and a reason, and is logged */
};
int record_do_step(struct desk *d, const struct register_def *r, const struct record_step *s, struct record_done *ret,
	struct err *e);

/* Many new ones of one register, all or none: numbers, events, kept counts and the index are written once for all. done[i] is
 * of rows[i]. The first that is refused ends it. */
int record_create_many(struct desk *d, const struct register_def *r, const struct record_new *rows, size_t count,
	struct record_done *done, struct err *e);

/* Hangs a record below another one of the parent's register. For the program itself: no right is asked. */
struct record_moving {
	int64_t id, parent_id;
	struct str reason;
};
int record_move(struct desk *d, const struct register_def *r, const struct record_moving *what, struct record_done *ret,
	struct err *e);

/* Takes a record out of sight (deleted_at); nothing is destroyed. A reason is needed. Records below must be removed before. */
struct record_removal {
	int64_t id, version;
	struct str reason;
};
int record_remove(struct desk *d, const struct register_def *r, const struct record_removal *what,
	struct record_done *ret, struct err *e);

int record_comment(struct desk *d, const struct register_def *r, int64_t id, struct str text, struct record_done *ret,
	struct err *e);
/* Who watches is told of every change. */
int record_watch(struct desk *d, const struct register_def *r, int64_t id, bool on, struct err *e);

/* --- many at once: each in a savepoint of its own --- */

struct record_outcome {
	int64_t row; /* bulk: the id asked for; import: the row, from 1 */
	int rc;      /* >= 0: done */
	enum { RECORD_SAME, RECORD_CREATED, RECORD_CHANGED, RECORD_REFUSED } what;
	struct record_done done;
	struct str message; /* of a failure */
	struct refusals refusals;
};
struct record_outcomes {
	const struct record_outcome *at;
	size_t count, created, changed, same, refused;
};

enum { RECORD_BULK_MAX = 1000 };
struct record_bulk {
	const int64_t *ids;
	size_t count;    /* more than RECORD_BULK_MAX: ERR_LIMIT */
	struct str step; /* none: `values` are changed */
	struct record_inputs values;
	struct str reason;
};
/* What fails is undone alone and listed; the rest is done. */
int record_bulk(struct desk *d, const struct register_def *r, const struct record_bulk *b, struct record_outcomes *ret,
	struct err *e);

/* A table of texts. Columns are named by a field's name or label, or "no"/"编号", "parent"/"上级编号" (its number), "department"/"所属部门"
 * (name or id), "state"/"状态" (name or label: only a state that the steps' rights and the gate allow to begin in: an initial one;
 * for rows that exist it must be the present one). */
enum { RECORD_IMPORT_MAX = 5000 };
struct record_import {
	const struct str *columns;
	size_t columns_count;
	const struct str
		*cells;    /* rows_count * columns_count; .ptr NULL or empty: no value, leaves what is there as it is */
	size_t rows_count; /* more than RECORD_IMPORT_MAX: ERR_LIMIT; longer tables are given in parts */
	int64_t first_row; /* the number of the first of these, for messages */
	struct str key;    /* "no" or a unique field: rows with the key of a record change it; none: all are new */
	bool dry;          /* says what would happen; nothing stays */
};
/* ERR_INPUT for columns that mean nothing; rows that fail are listed and undone alone. */
int record_import(struct desk *d, const struct register_def *r, const struct record_import *i,
	struct record_outcomes *ret, struct err *e);

/* --- reading --- */

struct record_ref {
	int64_t id;       /* 0: none */
	struct str label; /* name of the person or department; number or title of the record */
};
struct record_value {
	const struct field *field;
	const struct value
		*values; /* of its columns: value_columns(field) of them, one of a computed field, none of files */
	bool hidden;     /* this row's value may not be seen by this person: leave it out */
	bool masked;   /* 个人信息 without the right to reveal it: a text has stars in it, others are VALUE_NULL */
	int64_t files; /* a files field: pieces that count (not withdrawn or rejected) */
};
struct record {
	int64_t unit_id, id, version, parent_id, created_at, changed_at, due_at; /* due_at 0: none */
	struct str no, state, lamp, title; /* title: of the title field, or the number */
	struct record_ref department, owner, holder, parent;
	const struct record_value *values; /* one per field of the list, in its order */
};

struct record_fields { /* which fields `values` holds: those this person may see */
	const struct field *const *at;
	size_t count;
};

struct record_clock {
	struct str name, label, state;          /* "running" "paused" "stopped" */
	struct str lamp;                        /* "green" "yellow" "red"; stopped: as it was then */
	int64_t started_at, due_at, stopped_at; /* 0: none */
	int64_t warn_at;
	int64_t extensions; /* how often it was extended */
	bool provisional;   /* 暂算: a year without a published calendar is in it */
};
struct record_possible { /* a step that leaves the present state */
	const struct transition *step;
	bool possible;     /* now, with what `ask` and `require` still take from the form */
	bool may;          /* this person, as far as rights and four eyes go */
	bool may_override; /* the gate is in the way, and this person may pass it */
	int64_t votes,
		needed; /* of a countersigned step: so many are there, so many are needed; needed 1: it is none */
	struct refusals
		missing; /* what stands in the way now, required fields that the form does not ask for among it */
};
struct record_children {
	const struct register_def *child;
	int64_t count, open;
};
struct record_detail {
	struct record record;
	struct record_fields fields;
	const struct record_clock *clocks;
	size_t clocks_count;
	const struct record_possible *steps;
	size_t steps_count;
	const struct record_children *children;
	size_t children_count;
	bool may_change, may_remove, may_comment, may_judge, watching; /* judge: evidence that others sent */
	struct names editable;                                         /* fields that this person may change now */
};
enum record_part { RECORD_CLOCKS = 1, RECORD_STEPS = 2, RECORD_CHILDREN = 4, RECORD_MAY = 8, RECORD_ALL = 15 };
/* `parts`: what is wanted beside the record itself. */
int record_read(struct desk *d, const struct register_def *r, int64_t id, unsigned parts, struct record_detail *ret,
	struct err *e);

/* A condition on one column; all given must hold. `field`: a field's name, or "no" "state" "lamp" "department" "holder" "owner" "parent" "due" "created" "changed".
 * Equal: several texts joined by "|" mean any of them; empty text: has no value. From (inclusive) and to (inclusive): numbers, dates, times
 * (a date stands for the whole day). Department: also what lies below it. Holder and owner: "me" is the actor. */
enum record_compare { RECORD_EQUAL, RECORD_FROM, RECORD_TO };
struct record_filter {
	struct str field, text;
	enum record_compare compare;
};
enum { RECORD_LIMIT_MAX = 200, RECORD_FILTERS_MAX = 16 };
struct record_query {
	const struct record_filter *filters;
	size_t filters_count;
	struct str text; /* in number, title or a searched field (words as in search.h where it finds few); none: all */
	struct str view; /* a view's name: its filter_sql holds too; none */
	struct str sort; /* "no" "due" "created" "changed" or a field; "-" before it: downwards; none: "-created" */
	const struct str
		*fields; /* which values are wanted (also "department" "owner" "holder" "parent" for their labels) */
	size_t fields_count; /* 0: the fields of the first list view, or all */
	struct str after;    /* a cursor given out before for the same query, or none. Another: ERR_INPUT */
	int64_t limit;       /* 1..RECORD_LIMIT_MAX; 0: 50 */
	bool total;          /* count what passes, where that costs nothing */
	bool labels;         /* of department, owner, holder and parent, whatever fields are wanted */
};
struct record_list {
	struct record_fields fields;
	const struct record *rows;
	size_t count;
	struct str next; /* .ptr NULL: the end */
	int64_t total;   /* -1: not known without counting */
};
/* The rows this person may see, in an order that no change of other rows disturbs. Rows without a due time come behind all others
 * in both directions of "due". */
int record_list(struct desk *d, const struct register_def *r, const struct record_query *q, struct record_list *ret,
	struct err *e);
/* The number of the record that `row` hangs below, in the desk's arena; .ptr NULL: of none. */
struct str record_parent_no(struct desk *d, const struct register_def *r, const struct record *row);

/* --- what happened --- */

struct record_field_change {
	const struct field *field;
	const struct value *before, *after; /* of its columns */
	bool masked;
};
struct record_event_clock {
	const struct clock_def *definition;
	struct str what;  /* "start" "pause" "resume" "stop" "extend" "limit" "calendar" */
	int64_t due, was; /* was: the deadline before; 0: it did not move */
};
struct record_event {
	int64_t seq, at;
	struct record_ref person, on_behalf;
	struct str
		kind; /* "create" "change" "transition" "vote" "override" "remove" "comment" "evidence" "clock" "lamp" ... */
	struct str name, label;  /* the step, clock ... and what it is called */
	struct str from, to;     /* states; lamps of kind "lamp" */
	struct str reason, text; /* text: of a comment; what an override passed */
	bool holder_changed, department_changed;
	struct record_ref holder, department;      /* the new ones */
	const struct record_field_change *changes; /* fields this person may see */
	size_t changes_count;
	const struct record_event_clock *clocks;
	size_t clocks_count;
};
struct record_events {
	const struct record_event *at;
	size_t count;
	int64_t next; /* 0: the end */
};
struct record_events_query {
	int64_t id;
	struct str field; /* only events that changed it: the history of a field; none: all */
	int64_t before;   /* seq of the last one had; 0: from the start */
	int64_t limit;    /* 1..200 */
};
/* Of one record, the latest first. */
int record_events(struct desk *d, const struct register_def *r, const struct record_events_query *q,
	struct record_events *ret, struct err *e);

/* --- counts and statistics --- */

struct record_count {
	struct record_ref department;
	struct str state, lamp;
	int64_t n;
};
struct record_counts {
	const struct record_count *at;
	size_t count;
	int64_t total, open, overdue; /* of all; open: not in a final state */
};
/* By department, state and lamp, from the kept counts where the fence allows, exact at every moment. */
int record_counts(struct desk *d, const struct register_def *r, struct record_counts *ret, struct err *e);

struct record_statistic_row {
	struct str key, label; /* of the group */
	int64_t numerator, denominator;
};
struct record_statistic {
	const struct statistic *definition;
	const struct record_statistic_row *rows;
	size_t count;
	int64_t numerator,
		denominator; /* of all rows together; of a score: hundredths of a point, 100 (0: not known) */
};
struct record_statistic_query {
	struct str name; /* of the statistic */
	struct str by;   /* one of the statistic's; none: the total alone */
	const struct record_filter *filters;
	size_t filters_count;
};
int record_statistic(struct desk *d, const struct register_def *r, const struct record_statistic_query *q,
	struct record_statistic *ret, struct err *e);

/* --- searching --- */

struct record_hit {
	const struct register_def *register_def;
	int64_t id;
	struct str no, title, state;
	const struct field *field; /* in which the words stand; NULL: the number */
	struct str snippet;        /* around the words, line breaks as blanks */
	bool cut_before, cut_after;
	const struct search_mark *marks; /* search.h: characters of the snippet */
	size_t marks_count;
};
struct record_hits {
	const struct record_hit *at;
	size_t count;
	struct str next; /* .ptr NULL: the end */
};
struct record_search_query {
	struct str text;                 /* search.h says what is found */
	const struct register_def *only; /* NULL: all registers that this person sees */
	struct str after;
	int64_t limit; /* 1..200 */
};
/* Best first. Only texts that this person may see of every row are looked at. */
int record_search(struct desk *d, const struct record_search_query *q, struct record_hits *ret, struct err *e);

/* --- what this person may do at all --- */

struct record_may {
	bool see, create, change, remove, import, export, comment;
	bool destroy, destroy_approve; /* disposal.h */
};
/* By role, for some record at least: what a menu shows. What holds for one record, record_read() tells. */
int record_may(struct desk *d, const struct register_def *r, struct record_may *ret, struct err *e);
/* May this person ever see the field? */
/* Whether this person may know it: false when it counts what he sees in no record (a field's `see`). */
bool record_statistic_seen(struct desk *d, const struct register_def *r, const struct statistic *s);
bool record_field_seen(struct desk *d, const struct register_def *r, const struct field *f);

/* --- my work --- */

enum task_why { TASK_HELD = 1, TASK_STEP = 2, TASK_OVERDUE = 4 };
struct record_task {
	const struct register_def *register_def;
	struct record record; /* without values */
	unsigned why;         /* enum task_why, any of */
};
struct record_tasks {
	const struct record_task *at;
	size_t count;
	bool more;
};
/* What this person holds, and what waits for a step of his that brings the work on (not a return, nothing `optional`, nobody else's
 * review); most urgent first, `limit` at most. */
int record_tasks(struct desk *d, int64_t limit, struct record_tasks *ret, struct err *e);

struct notification {
	int64_t id, at, record_id, read_at; /* 0: unread */
	struct str kind, register_name, text;
};
struct notifications {
	const struct notification *at;
	size_t count;
	int64_t unread, next; /* next: id to go on behind, 0: the end */
};
int notifications_list(struct desk *d, int64_t before, int64_t limit, struct notifications *ret, struct err *e);
/* Up to and with this id; 0: all. */
int notifications_read(struct desk *d, int64_t upto, struct err *e);

/* --- time passing --- */

/* Lamps of all units that time has turned since (the scheduler's; `desk.console`): `limit` clocks at most, *ret_done of them were looked
 * at. Writes. What it does is not told to watchers and leaves versions alone. */
int records_tick(struct desk *d, int64_t limit, int64_t *ret_done, struct err *e);
/* Stops the clocks that definitions have no more, and lets deadline and lamp of their records follow; at most `limit`. The caller goes on
 * while *ret_done is `limit`. */
int records_drop_clocks(struct desk *d, int64_t limit, int64_t *ret_done, struct err *e);

struct record_sweep {
	int64_t seen, moved; /* clocks looked at; deadlines that are others now */
	bool done;           /* all clocks follow the newest working time */
};
/* Running and paused clocks of all units follow a changed calendar or changed duty hours (the scheduler's; `desk.console`): the next
 * `limit` records at most. Who holds a record is told where its deadline moved. Writes when there is something to do. */
int records_reckon(struct desk *d, int64_t limit, struct record_sweep *ret, struct err *e);

/* --- the same request twice --- */

struct idempotent_answer {
	int64_t status;
	struct str body;
};
enum { IDEMPOTENCY_KEY_MAX = 100, IDEMPOTENCY_HOURS = 24 };
/* In the transaction of the request, before and after its work. `request` is a hash of all that makes it what it is (method,
 * path, body). 1: done before, *ret is its answer; 0: new; ERR_CONFLICT: the key was used for another request. Keys are per person. */
int idempotency_find(struct desk *d, struct str key, struct str request, struct idempotent_answer *ret, struct err *e);
int idempotency_keep(
	struct desk *d, struct str key, struct str request, const struct idempotent_answer *answer, struct err *e);

#endif

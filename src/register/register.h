/* Register definitions (台账定义): one business system, one YAML file; docs/registers.md is the language's manual.
 *
 * A definition is read whole, checked whole, and never changes afterwards: it may be used by all threads. All strings and arrays
 * live in the definition's own arena. Names are identifiers [a-z][a-z0-9_]*, at most REGISTER_NAME_MAX bytes, and no SQL keyword.
 * Everything that users read is Chinese text of the definition. */
#ifndef REGISTER_H
#define REGISTER_H

#include "arena.h"
#include "buf.h"
#include "date.h"
#include "err.h"
#include "str.h"

#define REGISTER_NAME_MAX 40

struct names { /* a list of names */
	const struct str *at;
	size_t count;
};

/* --- fields (字段) --- */

enum field_type {         /* column of table r_<register>; integers are bigint */
	FIELD_TEXT,       /* TEXT: one line */
	FIELD_LONGTEXT,   /* TEXT */
	FIELD_INTEGER,    /* INTEGER */
	FIELD_DECIMAL,    /* INTEGER: the value times 10^scale */
	FIELD_MONEY,      /* INTEGER: fen */
	FIELD_BOOL,       /* INTEGER 0/1 */
	FIELD_DATE,       /* TEXT "YYYY-MM-DD" */
	FIELD_TIME,       /* INTEGER: milliseconds since 1970 UTC */
	FIELD_CHOICE,     /* TEXT: the choice's value; multiple: "|a|b|" */
	FIELD_CATALOGUE,  /* TEXT: code of a row of a catalogue */
	FIELD_REFERENCE,  /* INTEGER: id of a record of `target` */
	FIELD_PERSON,     /* INTEGER */
	FIELD_DEPARTMENT, /* INTEGER */
	FIELD_UNIT,       /* INTEGER */
	FIELD_PLACE,      /* TEXT address; INTEGER <name>_lon, <name>_lat: microdegrees (WGS 84) */
	FIELD_FILES,      /* no column: evidence with slot = the field's name */
	FIELD_COMPUTED,   /* no column: `sql`, of type `computed_as` */
};

struct choice {
	struct str value, label, colour; /* colour: "green" "yellow" "red" "blue" "grey" or none */
};

/* Who: any of roles (full names, "case.dispatcher"), relations to the record, or everybody. */
enum relation {
	RELATION_OWNER = 1,      /* created it */
	RELATION_HOLDER = 2,     /* holds it now (holder_id) */
	RELATION_DEPARTMENT = 4, /* belongs to the record's department or one above it */
};
struct who {
	bool everybody;
	unsigned relations;         /* enum relation, any of */
	struct names roles;         /* any of */
	struct names person_fields; /* the person named in any of these fields */
};

struct field {
	struct str name, label, help;
	enum field_type type;
	struct str was; /* its name in an earlier definition: the column is renamed */
	bool retired;   /* kept in the table, shown nowhere */
	int line;
	bool required;         /* in every state from the first on; see also transition.require */
	bool unique;           /* within the unit */
	bool unique_in_parent; /* among the records below the same parent */
	bool multiple;         /* choice */
	bool index;            /* found fast by equality, also within expressions */
	bool search;           /* in the full-text index */
	bool sensitive;        /* 个人信息: masked in exports and lists for those without `reveal` */
	bool has_min, has_max;
	int64_t min, max;         /* of the stored integer; text: bytes are not counted, characters are: max only */
	int scale;                /* decimal */
	struct str unit;          /* "吨", shown behind the value */
	struct str pattern;       /* text: POSIX extended regular expression that the whole value matches, with */
	struct str pattern_hint;  /* what it means */
	struct str default_value; /* as a user would write it; "today" "now" "me" "my_department" for their types */
	const struct choice *choices;
	size_t choices_count;
	struct str target; /* reference: register; catalogue: catalogue ("class", of another register "case.class") */
	struct str sql;    /* computed, checked */
	enum field_type computed_as;
	struct names see_states;  /* empty: shown in all states */
	const struct who *see;    /* NULL: whoever sees the record */
	const struct who *edit;   /* NULL: whoever may change the record */
	struct names edit_states; /* empty: the states in which records may be changed */
	/* files */
	size_t files_min, files_max;
	int64_t file_bytes_max;
	struct names file_types; /* "pdf" "jpg" ...; empty: the standard set */
	bool file_own_date;      /* the evidence's own date must be given */
};

/* --- catalogues (代码表): versioned by date --- */

struct catalogue_row {
	struct str code, parent, label;
	struct str from, until;   /* ISO dates; none: open; until before from: the code is closed from that day */
	const struct str *values; /* of the catalogue's columns, in their order */
	bool own;                 /* of the unit itself, not of the definition; then, where it is known: */
	struct str reason, by;    /* why, and the name of whoever wrote it */
	int64_t person, set_at;   /* his id; milliseconds since 1970 */
};
struct catalogue {
	struct str name, title;
	struct names columns;  /* "limit_handle", ... */
	struct names headings; /* what people call them, in their order; may be fewer */
	const enum field_type
		*types; /* of the columns: text, integer, decimal (two digits), money or date; NULL: all text */
	const struct catalogue_row *rows; /* the definition's rows; the database's copy goes before them (CFG) */
	size_t rows_count;
};

/* --- states and transitions (状态与流转) --- */

struct state {
	struct str name, label, colour;
	bool initial, final;
	bool counts_done; /* counts as done in rates */
	bool editable;    /* fields may be changed by `rights.change` */
};

enum effect_kind {
	EFFECT_SET,        /* field := SQL expression */
	EFFECT_HOLDER,     /* holder_id := SQL expression giving a person's id, or NULL: nobody */
	EFFECT_DEPARTMENT, /* department_id := SQL expression */
	EFFECT_CREATE,     /* a record of `target`, fields set from SQL expressions */
	EFFECT_NOTIFY,     /* `who` gets `text` */
	EFFECT_CLOCK_START,
	EFFECT_CLOCK_PAUSE,
	EFFECT_CLOCK_RESUME,
	EFFECT_CLOCK_STOP,
	EFFECT_CLOCK_EXTEND, /* by the amount in field `field`, in the clock's unit */
	EFFECT_COUNT,        /* integer field := field + 1 (returns, reworks, extensions) */
	EFFECT_PARENT,       /* fires transition `target` on the parent if `when` holds */
	EFFECT_CHILDREN,     /* fires transition `target` on every child that is in one of its states */
	EFFECT_DRAW,         /* `target`: "publish" "take" "hand_out" (record_draw.c) */
};
struct assignment {
	struct str field, sql;
};
struct effect {
	enum effect_kind kind;
	struct str field, sql, target, clock, text, when;
	const struct who *who;
	const struct assignment *sets;
	size_t sets_count;
};
struct condition {
	struct str sql, message; /* false or NULL: refused with the message */
};
struct transition {
	struct str name, label, help;
	int line;
	struct names from; /* states */
	struct str to;     /* none: the state stays (a step like 延期申请) */
	struct who who;
	bool reason;          /* a reason must be given (退回, 作废, 延期 ...) */
	bool backwards;       /* a return: counted as one */
	bool danger;          /* the screen asks again */
	bool optional;        /* may be done, need not: puts the record on nobody's list of work (挂账, 并件) */
	bool awaited;         /* `optional: false` was written: is work though the state stays (并行审核) */
	struct names ask;     /* fields shown in the step's form */
	struct names require; /* fields (files too) that must be filled then */
	const struct condition *conditions;
	size_t conditions_count;
	struct names separate_from; /* the actor must not be who did these steps last (四眼) */
	struct str group;           /* reviews: steps of one group exclude each other for one person */
	struct str countersign; /* expression: so many different people must agree before it happens; none: one alone */
	bool closes;            /* the close gate applies */
	const struct effect *effects;
	size_t effects_count;
};

/* The close gate (销号关口): checked inside the transaction on every path. */
struct gate {
	const struct condition *conditions;
	size_t conditions_count;
	bool children_closed;       /* all records of child registers are in final states */
	struct names evidence;      /* files fields that need at least one accepted piece */
	const struct who *override; /* may pass it with a reason; NULL: nobody */
	int line;
};

/* --- clocks (时限) --- */

enum clock_unit {
	CLOCK_NATURAL_DAYS,
	CLOCK_MONTHS,
	CLOCK_WORKDAYS,
	CLOCK_WORKHOURS /* 工作时: duty hours */,
	CLOCK_HOURS /* 紧急工作时: run on */,
	CLOCK_MINUTES
};
struct limit {
	int64_t amount;
	enum clock_unit unit;
};
struct escalation {
	struct limit after; /* counted from the deadline; negative amount: before it */
	struct who to;
	struct str text;   /* with {no} {title} {due} {clock} {late} (days) {state} */
	struct str notice; /* kind of notice (督办通知书 ...) or none */
	bool any_hour;     /* sent at night and on rest days too */
};
struct clock_def {
	struct str name, label;
	struct limit limit;     /* amount 0: see */
	struct str limit_field; /* a field: integer (in limit.unit), date or time (the deadline itself), or none */
	struct str limit_catalogue_field, limit_column; /* a catalogue field and its column "4 工作时" */
	struct str limit_if,
		limit_then; /* a bool field: where it is true, this column, if the row says something there */
	struct names runs_in, pauses_in; /* states; entering any other state stops it */
	struct limit warn;               /* so long before the deadline it turns yellow */
	bool restarts;                   /* entering runs_in again begins anew (else it goes on) */
	const struct escalation *ladder;
	size_t ladder_count;
};

/* --- rights on records (行权限): role -> rule word --- */

struct grant {
	struct str role;  /* full name, or "*" */
	struct str fence; /* "own" "department" "unit" "subtree" "all" */
};
struct rights {
	const struct grant *see;
	size_t see_count;
	struct who create, change, remove, export, import, reveal, comment;
	struct who destroy, destroy_approve; /* of what was kept long enough; never the same person */
	struct who judge; /* evidence; empty: whoever may change the record or has a step to do with it */
};

/* --- views, statistics, checks, prints --- */

enum view_kind { VIEW_LIST, VIEW_BOARD, VIEW_CALENDAR, VIEW_FORM };
struct view {
	struct str name, label;
	enum view_kind kind;
	struct names
		columns; /* list: fields and "no" "state" "lamp" "due" "holder" "department" "owner" "created" "changed" */
	struct names filters;  /* query row */
	struct str filter_sql; /* always */
	struct str sort;       /* "-due" */
	struct str group;      /* board: "state" or a choice field; calendar: a date field or "due" */
};
struct form_section {
	struct str label;
	struct names fields;
};
struct score_part {
	struct str statistic; /* a ratio of this register */
	int64_t points;       /* points * ratio; negative: |points| * (1 - ratio), the less the better */
};
struct statistic {
	struct str name, label, help;
	struct str count; /* condition: how many records satisfy it; or */
	struct str sum;   /* integer expression: added up; or */
	const struct score_part *score;
	size_t score_count;
	int scale;        /* sum: of its decimals; a score has STATISTIC_SCORE_SCALE */
	struct str unit;  /* "立方米", shown behind the value */
	struct str of;    /* condition of the denominator's records; none: no ratio. 0 of them: "—" */
	struct str where; /* condition: only these records at all; none: all */
	struct names by;  /* "department" "state" "month:<date field>" or fields */
	bool percent;
};
enum { STATISTIC_SCORE_SCALE = 2, STATISTIC_PARTS_MAX = 16, STATISTIC_POINTS_MAX = 1000 };
struct check_def {
	struct str code, severity, title, message; /* severity: "error" "warning" "note" */
	struct str sql;                            /* a condition: true for a record at fault */
};
struct print_def {
	struct str name, label, title;
	struct names fields;
	bool landscape;
};

enum number_restart { NUMBER_NEVER, NUMBER_YEAR, NUMBER_MONTH, NUMBER_DAY };
struct number_rule {
	struct str pattern; /* "{unit}{yyyy}{mm}{dd}{seq:4}" */
	enum number_restart restart;
};

/* A record that `bihuan` loads into an empty database to show the register at work. */
struct sample {
	struct str key;                  /* by which other samples name it: "case/3"; people and departments by name */
	struct str parent;               /* key of the parent's sample, or none */
	struct str department;           /* name, or none */
	struct names steps;              /* transitions it has gone through, in order */
	const struct assignment *values; /* .sql: as a user would write the value */
	size_t values_count;
	int line;
};

/* A column of r_<name> behind the common ones, in the table's order. */
struct column {
	struct str name; /* "<field>", of a place also "<field>_lon" "<field>_lat" */
	const struct field *field;
	unsigned part; /* 0; place: 0 address, 1 longitude, 2 latitude */
	bool integer;
};

struct registers;

struct register_def {
	const struct registers *all;            /* those it was read with */
	struct str name, title, summary, group; /* group: of the menu, "案件与投诉" */
	struct str icon;
	int64_t version;       /* of the definition, counted by the database */
	struct str text, file; /* the YAML it was read from, and that file's name */
	char sha256[65];       /* of its text */
	struct str parent;     /* register whose records own this one's; none: a root */
	struct str title_field;
	struct str
		department_field; /* whose department a record belongs to, when it is filled; none: its parent's, its maker's */
	struct number_rule number; /* pattern none: the id is the number */
	const struct field *fields;
	size_t fields_count;
	const struct column *columns; /* made from the fields */
	size_t columns_count;
	const struct catalogue *catalogues;
	size_t catalogues_count;
	const struct state *states;
	size_t states_count;
	const struct transition *transitions;
	size_t transitions_count;
	const struct clock_def *clocks;
	size_t clocks_count;
	const struct condition *conditions; /* hold after every write */
	size_t conditions_count;
	struct gate gate;
	struct rights rights;
	const struct choice *roles; /* value: full name "case.dispatcher" */
	size_t roles_count;
	const struct view *views;
	size_t views_count;
	const struct form_section *form;
	size_t form_count;
	const struct statistic *statistics;
	size_t statistics_count;
	const struct check_def *checks;
	size_t checks_count;
	const struct print_def *prints;
	size_t prints_count;
	const struct sample *samples;
	size_t samples_count;
	int retention_years; /* 0: for ever */
};

/* All definitions of a process; immutable once loaded. */
struct registers {
	const struct register_def *const *at; /* parents before children */
	size_t count;
};

/* --- finding things; NULL: there is none --- */

const struct register_def *register_find(const struct registers *all, struct str name);
const struct field *register_field(const struct register_def *r, struct str name);
const struct state *register_state(const struct register_def *r, struct str name);
const struct state *register_initial(const struct register_def *r);
const struct transition *register_transition(const struct register_def *r, struct str name);
const struct clock_def *register_clock(const struct register_def *r, struct str name);
const struct view *register_view(const struct register_def *r, struct str name);
const struct statistic *register_statistic(const struct register_def *r, struct str name);
const struct catalogue *register_catalogue(const struct register_def *r, struct str name);
/* The catalogue of a FIELD_CATALOGUE field, also of another register, and the register it stands in (may be NULL). */
const struct catalogue *register_catalogue_of(const struct registers *all, const struct register_def *r,
	const struct field *f, const struct register_def **ret_register);
/* The row of `code` that is in force on `day` (no date: the newest). */
const struct catalogue_row *catalogue_row_at(const struct catalogue *c, struct str code, struct date day);
/* The place of a column of a catalogue; -1. */
int catalogue_column(const struct catalogue *c, struct str name);
/* A column as the field it would be: its type, and what people call it. */
struct field catalogue_field(const struct catalogue *c, int column);
/* What is kept of a value written into a column: "50 万元" of a money column is "500000.00", an empty text stays empty.
 * ERR_INPUT says what it should be. */
int catalogue_cell(
	const struct catalogue *c, int column, struct str text, struct arena *a, struct str *ret, struct err *e);
/* "text" "longtext" ... as definitions write it. */
struct str field_type_word(enum field_type type);
bool field_type_of(struct str word, enum field_type *ret);
bool names_have(struct names names, struct str name);
/* Columns every table has ("unit_id" ... "lamp"), before the fields. */
/* What `file_types` may list. */
extern const struct names register_file_words;
bool register_common_column(struct str name);

/* --- limits and numbers --- */

/* "4 工作时", "15 工作日", "60 日", "2 小时", "20 分钟", "3 个月"; false when it is none of these. */
bool limit_parse(struct str text, struct limit *ret);
/* "4工作时" */
void limit_format(struct limit l, struct buf *out);

struct number_parts {
	struct str unit, department; /* codes */
	struct date day;
	int64_t seq;
};
/* The series a number is counted in: "r_case" "r_case:2026" "r_case:2026-03" "r_case:2026-03-05". */
void register_number_series(const struct register_def *r, struct date day, struct buf *out);
/* ERR_LIMIT when `seq` has more digits than the pattern gives it. */
int register_number_format(const struct register_def *r, const struct number_parts *p, struct buf *out, struct err *e);

/* --- SQL expressions --- */

/* Numbers of the parameters that a translated expression uses. Set `next` to the first free one; me, today and now are 0 until
 * an expression needs them (then they take the next number), so several expressions may share one statement. */
struct sql_params {
	int next;
	int me, today, now; /* bind: person id; "YYYY-MM-DD"; milliseconds */
	int elsewhere; /* out: 1: what failed stands in a computed field that the expression uses; -1: they use each other */
};
enum sql_use {
	SQL_VALUE,     /* as it stands */
	SQL_CONDITION, /* gives 1 or 0, also where it is NULL: 0 */
};
/* Adds the expression as SQL over the row `this` (FROM r_<name> AS this) to `out`; both databases understand it. Definitions
 * that were read have been checked: there it fails only for memory. */
int register_sql(const struct register_def *r, struct str expression, enum sql_use use, struct sql_params *p,
	struct buf *out, struct err *e);

#endif

/* A published report as a document tree and facts (design.md section 5).
 *
 * report_parse() reads one text and gives one `struct report`, which owns all that hangs on it, a copy
 * of the text included (with 64 zero bytes behind it, for lexers). Every offset is a byte offset into it.
 * The leaves of the tree (measure, progress, result, prose) cover every byte of it that is not white
 * space, exactly once and in order: nothing is dropped. */
#ifndef REPORT_H
#define REPORT_H

#include "arena.h"
#include "date.h"
#include "err.h"
#include "fen.h"
#include "json.h"
#include "vec.h"

/* Raised with every change of what the analyser concludes; stored with what is derived from it. */
#define REPORT_ANALYSER_VERSION 14

/* Offsets are 32 bit; longer texts are refused (ERR_LIMIT). */
#define REPORT_TEXT_MAX ((size_t)2000 * 1000 * 1000)

struct span {
	uint32_t start, end; /* [start, end) */
};

enum node_kind {
	NODE_REPORT,   /* 报告 */
	NODE_ASPECT,   /* 方面 */
	NODE_PROBLEM,  /* 问题 */
	NODE_ITEM,     /* 具体问题; a problem without sub-items has one item */
	NODE_MEASURE,  /* 整改措施, a leaf */
	NODE_PROGRESS, /* 整改进展, a leaf */
	NODE_RESULT,   /* 整改结果, a leaf */
	NODE_PROSE,    /* any other text, a leaf */
};

enum prose_kind {
	PROSE_TEXT,      /* unplaced text */
	PROSE_FURNITURE, /* of the web page: navigation, dates of publication, footers */
	PROSE_TITLE,     /* the report's title */
	PROSE_PREAMBLE,  /* before the first aspect */
	PROSE_HEADING,   /* headings of sections and aspects */
	PROSE_PROBLEM,   /* number and title of a problem */
	PROSE_GROUP,     /* a heading between a problem and its items */
	PROSE_FINDING,   /* what was found (item) */
	PROSE_LABEL,     /* 整改措施: and the like, with what follows up to the first measure */
	PROSE_DETAIL,    /* 责任单位: 完成时限: and the like */
	PROSE_CLOSING,   /* after the last problem */
	PROSE_SIGNATURE, /* the signing party group and date */
	PROSE_COPY,      /* a further copy of the same report */
};

/* In a section of their own (others): 推进中的问题, 点人点事, 立行立改. */
enum problem_kind { PROBLEM_REGULAR, PROBLEM_PENDING, PROBLEM_NAMED, PROBLEM_IMMEDIATE };

enum result_status {
	RESULT_NONE,
	RESULT_DONE,        /* 已完成 */
	RESULT_LONG_TERM,   /* 完成并长期坚持, 长期坚持 */
	RESULT_IN_PROGRESS, /* 正在推进 */
	RESULT_PARTIAL,     /* 基本完成, 阶段性完成 */
};

/* What a ledger's column says of an item besides: who leads, the evidence, remarks; in order of their places. */
struct column_said {
	struct column_said *next;
	struct str header; /* as printed; may be empty */
	struct str text;   /* of 同上: what it repeats */
	struct span span;
	uint8_t column; /* enum ledger_column */
};

/* What few nodes have. */
struct node_more {
	struct str group;                     /* item: the heading it stands under within its problem, or NULL */
	struct str due;                       /* item, measure: 完成时限 as printed, or NULL */
	struct str depts;                     /* item, measure: 责任单位 as printed, or NULL */
	struct date date;                     /* result: its date, or none */
	struct column_said *told, *last_told; /* item */
};

struct node {
	struct node *parent, *first, *last, *next;
	enum node_kind kind : 8;
	enum prose_kind prose : 8;     /* NODE_PROSE */
	enum problem_kind problem : 8; /* NODE_PROBLEM */
	enum result_status status : 8; /* NODE_RESULT */
	uint32_t value;                /* the printed number, 0: none */
	struct span span;              /* from the number or marker to the end of the text, white space trimmed */
	struct span
		head_span; /* aspect, problem, item: its heading line or finding; result: the heading that tells it of all below */
	struct str no;          /* "(一)", "1", "(1)", "①", "一是"; .ptr NULL: unmarked */
	struct str title;       /* aspect, problem: without number; measure, progress: the heading phrase or NULL */
	struct str text;        /* item: the finding; leaf: the text without marker and label */
	struct node_more *more; /* NULL: none of it */
};

static inline struct str node_group(const struct node *n)
{
	return n->more ? n->more->group : STR_NONE;
}

static inline struct str node_due(const struct node *n)
{
	return n->more ? n->more->due : STR_NONE;
}

static inline struct str node_depts(const struct node *n)
{
	return n->more ? n->more->depts : STR_NONE;
}

static inline const struct column_said *node_told(const struct node *n)
{
	return n->more ? n->more->told : NULL;
}

static inline struct date node_date(const struct node *n)
{
	return n->more ? n->more->date : (struct date){ 0, 0, 0 };
}

enum date_precision { DATE_DAY, DATE_MONTH, DATE_YEAR, DATE_QUARTER, DATE_HALF };

/* A date as printed. One without a year gets that of the nearest earlier date on its line, else the year within
 * twelve months of the inspection's beginning (FACTS.md); if neither is known `value.year` is 0. For a month, quarter, half or year `value` is its first day. */
/* 去年3月: a year that the signature's tells. */
enum said_year { SAID_NO_YEAR, SAID_LAST_YEAR, SAID_THIS_YEAR, SAID_NEXT_YEAR };

struct fact_date {
	struct date value;
	enum date_precision precision;
	bool year_inferred;
	struct span span;
	enum said_year said;
	bool limit; /* 12月底前完成, still ahead when the report was signed: told in a sentence, not by a label */
	struct date range_end; /* "7月6日—8月15日" is one fact per end; the first carries the end too, else none */
};

enum number_kind {
	NUMBER_COUNT,   /* 12个, 43条, 三项; unit may be empty */
	NUMBER_MONEY,   /* unit is the money unit */
	NUMBER_PERCENT, /* 98.71%, 百分之三; unit "%" */
	NUMBER_POINTS,  /* 3个百分点 */
	NUMBER_ORDINAL, /* 第3次, 第二巡察组 */
};

/* Every number of the text that is not part of a date, a heading's marker, a document number or a
 * telephone number; in order of their places. */
struct fact_number {
	struct decimal value;
	enum number_kind kind;
	bool approximate; /* 余 多 近 约 左右 以上 不少于 ... */
	struct str unit;  /* "个", "人次", "万元", "%" */
	struct span span; /* number and unit */
	int64_t fen;      /* money */
};

enum document_action {
	DOCUMENT_ISSUED,
	DOCUMENT_REVISED,
	DOCUMENT_DRAFTED,
	DOCUMENT_SUBMITTED,
	DOCUMENT_TRIAL,
	DOCUMENT_CITED
};

struct fact_document {
	struct str title;  /* with 《》, or NULL when only a number stands there */
	struct str number; /* as printed, or NULL */
	enum document_action action;
	struct span span;
};

enum org_role { ORG_LEAD, ORG_RESPONSIBLE, ORG_COOPERATING, ORG_OTHER };

struct fact_org {
	struct str name;
	enum org_role role;
	struct span span;
};

/* A ledger's cell that names who is responsible, or helps. */
struct org_cell {
	struct span span;
	enum org_role role;
};

struct fact_people {
	struct str kind; /* 诫勉谈话, 批评教育, 党纪处分 ... */
	uint32_t people; /* 0: not told */
	struct span span;
};

enum contact_kind { CONTACT_PHONE, CONTACT_EMAIL, CONTACT_ADDRESS, CONTACT_POSTCODE };

struct fact_contact {
	enum contact_kind kind;
	struct str value;
	struct span span;
};

/* What the report says of itself (自报数). */
struct fact_claim {
	const char *key; /* "problems_total" ...: a constant of the table in claims.c */
	struct decimal value;
	struct str unit;
	struct span span; /* the phrase */
	struct span number;
	int64_t counted; /* what the enumeration gives in this unit, -1: cannot be counted */
};

/* --- ledgers (台账) --- */

enum ledger_column {
#define COLUMN(id, ...) COLUMN_##id,
#include "columns.def"
#undef COLUMN
	COLUMNS
};

/* How a column was recognised: by what stands in it, by a word in its header, by its whole header, by the user. */
enum ledger_sure { SURE_UNKNOWN, SURE_GUESS, SURE_LIKELY, SURE_CERTAIN, SURE_GIVEN };

enum { COLUMNS_MAX = 64 };

struct report_column {
	struct str header; /* as printed; of two rows the lower one; may be empty */
	uint8_t means;     /* enum ledger_column */
	uint8_t sure;      /* enum ledger_sure */
};

/* A table that was read as a ledger. */
struct report_table {
	struct span span;   /* headers and rows */
	struct span header; /* empty: it has none */
	size_t rows, count;
	struct report_column columns[COLUMNS_MAX];
};

const char *ledger_column_key(enum ledger_column c);  /* "finding" */
const char *ledger_column_name(enum ledger_column c); /* "问题" */
const char *ledger_sure_key(enum ledger_sure s);
/* By key, name or what headers call it; 忽略: COLUMN_OTHER. False: unknown. */
bool ledger_column_named(struct str name, enum ledger_column *ret);

struct report {
	struct str text; /* the copy; tags and entities are blank in it (view.h), all offsets are the file's */
	char *owned;     /* the text and its padding */
	bool marked_up;  /* it had tags or entities */
	bool folded;     /* its lines were broken as printed: paragraphs may hold line breaks */
	bool tale;       /* its problems are told within the sentences of a tale: some may be told elsewhere */
	struct arena *arena;
	struct node *root;   /* NODE_REPORT; aspects and prose of the first copy, then the rest as prose */
	struct vec copies;   /* struct span */
	struct node *others; /* problems in a section of their own; chained by `next`, not under root's aspects */
	struct str title, unit, inspector, round_kind; /* .ptr NULL: not found; round_kind never NULL */
	struct date inspection_start, inspection_end, feedback_date, signed_date, published_date;
	struct vec dates;     /* struct fact_date */
	struct vec numbers;   /* struct fact_number */
	struct vec documents; /* struct fact_document */
	struct vec orgs;      /* struct fact_org */
	struct vec people;    /* struct fact_people */
	struct vec contacts;  /* struct fact_contact */
	struct vec claims;    /* struct fact_claim */
	struct vec tables;    /* struct report_table */
	struct vec org_cells; /* struct org_cell: of the ledgers, in order: what their columns of departments say */
	const struct report_words *words; /* what the options asked for, or NULL */
	struct vec
		dealt; /* struct node *, in order of their places: answers outside the span of the finding they were dealt to */
	struct vec places;                            /* uint32_t: where one of these may begin */
	uint32_t problems, items, measures, progress; /* in root and others */
};

/* Parses valid UTF-8 (else ERR_INPUT that names the byte). Linear in the text's length; memory is a
 * small multiple of it. On success the caller owns *ret and frees it with report_free(). */
int report_parse(struct str text, struct report **ret, struct err *e);

/* Words that are looked for in the same pass over the text, for whoever reads it next. Found is each place where two characters of
 * three bytes follow each other that may begin one, never less; and of bytes that stand alone those that `narrow` asks for. */
struct report_words {
	/* By the hash of a character (tools/lexmarks): a bit for each group of pairs in which it may be the first one (10 to 25), the second
	 * (36 to 51). Of the first group any character is second, and what is none of three bytes is so of that alone. In the other bits are
	 * the beginnings of the report's own tokens, for one look must tell of both. */
	uint64_t begins[4096];
	uint64_t begins_narrow
		[128]; /* the same of bytes that stand alone; of those that are always found, that they begin the first group */
	uint8_t narrow[128]; /* enum report_narrow */
};
enum report_narrow {
	NARROW_NONE,
	NARROW_SIGN,   /* always */
	NARROW_DIGIT,  /* three or more of them in a row: the first */
	NARROW_BEHIND, /* behind a character of several bytes */
};

/* What the user says of the ledgers in the text, and what else is to be found in it. */
struct report_options {
	uint8_t columns[COLUMNS_MAX];     /* enum ledger_column + 1; 0: nothing is said of this column */
	bool given;                       /* something is */
	const struct report_words *words; /* NULL: none */
};
/* "C=问题,E=措施": columns by letter or number, from A or 1. ERR_USAGE says what is not understood. */
int report_columns_parse(struct str text, struct report_options *ret, struct err *e);
/* The same as report_parse() with that; `o` NULL: nothing. */
int report_parse_with(struct str text, const struct report_options *o, struct report **ret, struct err *e);
/* The places of words in a report that was parsed without them, into a vec of uint32_t. 0 or ERR_NOMEM. */
int report_places(const struct report *r, const struct report_words *words, struct vec *ret);
void report_free(struct report *r);

/* A text without a problem: what it looks like and what to do, as sentences without a mark. */
struct absence {
	const char *looks_like, *advice;
};
/* What was looked for before a text is said to hold no problem. */
#define REPORT_LOOKED_FOR                                                                                              \
	"编号的问题（（一）、1.、（1）、问题一：等）、“关于…问题”“针对…问题”、“整改措施：”“整改情况：”等标签、台账的表头"
/* NULL when the report has problems. */
const struct absence *report_without_problems(const struct report *r);

/* Where more is said of the node, made when there is none yet, in its report's arena; NULL: no memory. */
struct node_more *node_more(struct arena *a, struct node *n);
/* The same without what is below n. */
struct node *node_pass(const struct node *top, struct node *n);
/* The next node of a walk in reading order below `top`: NULL at the end. Start with n = top. */
static inline struct node *node_walk(const struct node *top, struct node *n)
{
	return n->first ? n->first : node_pass(top, n);
}
/* Whether an aspect has a number or a title: one stands for all problems where the text has no aspects, and has neither. */
bool node_is_named(const struct node *aspect);
/* The nearest node of `kind` at or above n, or NULL. */
struct node *node_up(struct node *n, enum node_kind kind);
struct str report_slice(const struct report *r, struct span s);

/* Writes the members of design.md section 5 up to `claims` (not `findings`) into an open object. */
void report_write_json(const struct report *r, struct json *j);

/* 基本完成，持续巩固: a lasting state that is not told as done. */
bool result_nearly_done(const struct node *result);
const char *result_status_name(enum result_status s); /* "done" ...; NULL for none */
const char *prose_kind_name(enum prose_kind k);
const char *problem_kind_name(enum problem_kind k);

#endif

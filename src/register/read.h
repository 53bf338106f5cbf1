/* From the tree to the structs of register.h by tables: every key of the language is one row of keys.c. */
#ifndef REGISTER_READ_H
#define REGISTER_READ_H

#include "yaml.h"

#include <stddef.h>

enum key_kind {
	KEY_TEXT,    /* struct str: anything, trimmed */
	KEY_NAME,    /* struct str: a name of something */
	KEY_NAMES,   /* struct names: a list of names, or one alone */
	KEY_TEXTS,   /* struct names: a list of texts, or one alone */
	KEY_BOOL,    /* bool */
	KEY_COUNT,   /* size_t */
	KEY_INT,     /* int */
	KEY_BYTES,   /* int64_t: "20 MB" */
	KEY_WORD,    /* int: index in `words` */
	KEY_OPTION,  /* struct str: one of `words` */
	KEY_WHO,     /* struct who */
	KEY_WHO_PTR, /* const struct who *: NULL when not written */
	KEY_LIMIT,   /* struct limit */
	KEY_SQL,     /* struct str: an expression */
	KEY_COND,    /* struct str: an expression that is a condition */
	KEY_PARTS,   /* an array of `section` at `offset`, its count behind at `count`: a map by name or a list */
	KEY_PART,    /* a struct of `section` in place */
	KEY_POINTS,  /* an array of struct score_part at `offset`, its count behind at `count`: {statistic: points} */
	KEY_OTHER,   /* `read` does it */
	KEY_LATE,    /* read by the section's `finish` */
};

struct reader;
struct section;

struct key {
	const char *name;
	size_t offset, count;
	const struct section *section;
	const char *words; /* "a|b|c" */
	void (*read)(struct reader *r, const struct node *n, void *target);
	const char *help; /* of the manual and the editor's schema */
	enum key_kind kind;
	bool required;
};

struct section {
	const char *title; /* "字段" */
	const char *help;
	size_t size;
	const struct key *keys;
	size_t count;
	bool named;      /* the first member is struct str name, given by the map's key */
	size_t short_at; /* a text alone instead of keys goes to this member (SIZE_MAX: not allowed) */
	size_t line_at;  /* an int that gets the line (SIZE_MAX: none) */
	void (*finish)(struct reader *r, const struct node *n, void *part);
};

struct spot { /* where a text of the definition stood */
	struct str text;
	struct at at;
};
struct pending_who {
	struct who *who;
	struct names words;
};
struct pending_sql {
	struct str sql;
	bool condition;
};

struct reader {
	struct arena *arena;
	struct problems *problems;
	struct vec spots; /* struct spot, ascending by address once read */
	struct vec whos;  /* struct pending_who: roles are known only at the end */
	struct vec sqls;  /* struct pending_sql */
	struct register_def *def;
	const struct node *root;
	bool nomem;
};

extern const struct section section_register, section_effect;

/* Reads a definition's tree; NULL without memory. Problems are added. */
struct register_def *read_definition(struct reader *r, const struct node *root);

/* --- for the readers of single keys (read_parts.c) --- */

void *read_alloc(struct reader *r, size_t count, size_t size); /* NULL: no memory, remembered */
void read_spot(struct reader *r, struct str text, struct at at);
/* Where a text of the definition (or a part of it) stood; the whole file when it is none. */
struct at spot_of(const struct vec *spots, struct str text);
bool read_text(struct reader *r, const struct node *n, struct str *ret);
bool read_name(struct reader *r, struct str name, struct at at, const char *what);
void read_wanted(struct reader *r, const struct node *n, const char *what); /* "X must be ..., here is ..." */
void read_names(struct reader *r, const struct node *n, struct names *ret);
void read_who(struct reader *r, const struct node *n, struct who *ret);
void read_sql(struct reader *r, const struct node *n, bool condition, struct str *ret);
void read_section(struct reader *r, const struct section *s, const struct node *n, void *part);
void read_parts(struct reader *r, const struct section *s, const struct node *n, void **ret, size_t *ret_count);
void read_points(struct reader *r, const struct node *n, const struct score_part **ret, size_t *ret_count);
void read_limit(struct reader *r, const struct node *n, struct limit *ret);
/* The words of "a|b|c" into `ret`; how many. */
size_t read_words(const char *words, struct str *ret, size_t max);

enum { READ_WORDS_MAX = 48 };
#define CATALOGUE_TYPES "integer|decimal|money|date"

void finish_register(struct reader *r, const struct node *n, void *part);
void finish_field(struct reader *r, const struct node *n, void *part);
void finish_clock(struct reader *r, const struct node *n, void *part);
void read_roles(struct reader *r, const struct node *n, void *target);
void finish_effect(struct reader *r, const struct node *n, void *part);
void read_effects(struct reader *r, const struct node *n, void *target);
void read_grants(struct reader *r, const struct node *n, void *target);
void read_rows(struct reader *r, const struct node *n, void *target);
void read_types(struct reader *r, const struct node *n, void *target);
/* The types of a catalogue whose columns and rows are read; the rows' values are brought into their kept form. */
void catalogue_read_types(struct reader *r, const struct node *n, struct catalogue *c);
void finish_transition(struct reader *r, const struct node *n, void *part);
void finish_catalogue(struct reader *r, const struct node *n, void *part);
void read_assignments(struct reader *r, const struct node *n, bool sql, const struct assignment **ret, size_t *count);
void resolve_whos(struct reader *r);
void finish_sample(struct reader *r, const struct node *n, void *part);

#endif

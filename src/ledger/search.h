/* Chinese full-text search (全文检索) over the records of a unit: why it is as it is, docs/decisions/0003-search.md.
 *
 * A record is found when every word of the query stands in one of its texts as it is written there (a substring), after both are
 * folded: full and half width, upper and lower case are one; invisible characters are not there. Words are separated by blanks. One
 * character suffices. All functions work inside the caller's transaction, so the index is never ahead of or behind the records. */
#ifndef LEDGER_SEARCH_H
#define LEDGER_SEARCH_H

#include "arena.h"
#include "store.h"

#define SEARCH_QUERY_MAX 64 /* characters of a query */
#define SEARCH_WORDS_MAX 8
#define SEARCH_LIMIT_MAX 200         /* hits of a page */
#define SEARCH_PARAMS_MAX 24         /* parameters of one condition */
#define SEARCH_TEXT_MAX (256 * 1024) /* bytes of one text that are looked at; what comes behind is not found */

enum search_place {
	SEARCH_NUMBER, /* the record's number */
	SEARCH_TITLE,
	SEARCH_BODY,
};

struct search_text {
	enum search_place place;
	struct str text; /* .ptr NULL: nothing */
};

struct search_record { /* whose texts */
	int64_t unit_id;
	struct str register_name;
	int64_t id;
};

/* --- keeping the index: inside a write transaction --- */

/* The record's texts are these from now on; what it had before is forgotten. Call it when a text changed, not for every change: a
 * record put later counts as newer. */
int search_put(
	struct store *s, const struct search_record *r, const struct search_text *texts, size_t count, struct err *e);
/* Not in the index: does nothing. */
int search_remove(struct store *s, const struct search_record *r, struct err *e);

/* Many records in one transaction, several times faster than search_put(). They are found once search_batch_end() has returned;
 * until then no other search function may be called with this unit. At most about 40 MB are held. */
struct search_batch;
int search_batch_begin(struct store *s, int64_t unit_id, struct search_batch **ret, struct err *e);
int search_batch_put(struct search_batch *b, struct str register_name, int64_t record_id,
	const struct search_text *texts, size_t count, struct err *e);
/* The same for a record that was never put: nothing is looked up. */
int search_batch_add(struct search_batch *b, struct str register_name, int64_t record_id,
	const struct search_text *texts, size_t count, struct err *e);
int search_batch_end(struct search_batch *b, struct err *e);
void search_batch_free(struct search_batch *b); /* NULL is fine; without search_batch_end() the caller must roll back */

/* Merges segments, about `bytes` of them. 1: there is more to do; 0: all is tidy. Puts do their share by themselves; this is
 * for idle times and for the end of a load. */
int search_tidy(struct store *s, int64_t unit_id, int64_t bytes, struct err *e);
/* Forgets everything of the unit, to be put again. */
int search_clear(struct store *s, int64_t unit_id, struct err *e);

/* --- finding: inside any transaction --- */

struct search_column {
	struct str name; /* of the register's table; checked identifiers only */
	enum search_place place;
};
struct search_value { /* of a parameter */
	bool is_text;
	int64_t i;
	struct str s;
};
/* A register the caller may look into, table r_<name>, and its rows. `columns` are those whose texts were put. */
struct search_register {
	struct str name;
	const struct search_column *columns; /* at most 24 */
	size_t columns_count;
	bool partial; /* some of the texts that were put are not among the columns: the caller may not know what they say */
	const char
		*where; /* the row fence and filters: a condition over `this`, $1 is the unit, its own parameters begin
			      with $2; NULL: none */
	const struct search_value *params;
	size_t params_count;
};
struct search_query {
	struct str text;
	const struct search_register *registers;
	size_t registers_count;
	struct str after; /* `next` of the page before; .ptr NULL or empty: the first */
	size_t limit;     /* 1..SEARCH_LIMIT_MAX */
};

/* Best first; within a rank the record put last is first. All words must stand in such a place. */
enum search_rank {
	SEARCH_IN_NUMBER,
	SEARCH_IN_TITLE,
	SEARCH_IN_BODY_OFTEN, /* three times or more (words of one character: never) */
	SEARCH_IN_BODY,
};
struct search_mark { /* characters of the snippet, not bytes */
	uint32_t start, end;
};
struct search_hit {
	struct str register_name;
	int64_t record_id;
	enum search_rank rank;
	size_t column;      /* whose text the snippet is from */
	struct str snippet; /* original text, line breaks as blanks */
	bool cut_before, cut_after;
	const struct search_mark *marks; /* in order, not overlapping */
	size_t marks_count;
};
struct search_hits {
	struct search_hit *rows; /* in the arena */
	size_t count;
	struct str next; /* .ptr NULL: there are no more */
};
/* ERR_INPUT: nothing to look for; ERR_LIMIT: the query is too long; ERR_USAGE: `after` or `limit`. */
int search_find(struct store *s, int64_t unit_id, const struct search_query *q, struct arena *a,
	struct search_hits *ret, struct err *e);

#endif

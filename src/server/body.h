/* JSON bodies that come in, read strictly against a table of members.
 *
 * Its own source file keeps jansson's names apart from base/json.h's (both have a json_object). */
#ifndef SERVER_BODY_H
#define SERVER_BODY_H

#include "arena.h"
#include "err.h"

enum { BODY_DEPTH_MAX = 16, BODY_VALUES_MAX = 500, BODY_ITEMS_MAX = 5000 };

struct json_t; /* of jansson */

/* Where what was read lives: until body_keep_clear(). Zeroed at first, but for the arena. */
struct body_keep {
	struct arena *arena;
	struct body_kept *roots;
};
void body_keep_clear(struct body_keep *k);

/* A member's value, as JSON and as the text that a user would write in its place (scalars and arrays of scalars; else, and for null,
 * .ptr NULL). */
struct body_value {
	struct str name, text;
	const struct json_t *json;
};
struct body_values {
	const struct body_value *at;
	size_t count;
};
struct body_rows {
	const struct body_values *at;
	size_t count;
};
struct body_ids {
	const int64_t *at;
	size_t count;
};
struct body_list {
	const struct str *at; /* JSON texts */
	size_t count;
};

enum body_kind {
	BODY_TEXT,   /* struct str; at most `max` characters */
	BODY_INT,    /* int64_t */
	BODY_BOOL,   /* bool */
	BODY_IDS,    /* struct body_ids: positive integers, at most `max` */
	BODY_VALUES, /* struct body_values: an object */
	BODY_ROWS,   /* struct body_rows: an array of objects, at most `max` */
	BODY_LIST,   /* struct body_list: an array of anything, at most `max` */
	BODY_JSON,   /* struct str: anything, as JSON text */
};

struct body_member {
	const char *name;
	enum body_kind kind;
	bool required;
	size_t max;
	void *into; /* of the kind's type; untouched when absent or null */
};

/* Refuses (ERR_USAGE for what is not JSON of this form, with *ret_field naming the member at fault or NULL) invalid
 * UTF-8, deep nesting, doubled and unknown members, values of another kind, missing, over-long and over-many ones. */
int body_read(struct str body, const struct body_member *members, size_t count, struct body_keep *keep,
	const char **ret_field, struct err *e);

#endif

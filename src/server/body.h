/* JSON bodies that come in: flat objects of strings, read strictly against a table of members.
 *
 * Its own source file keeps jansson's names apart from base/json.h's (both have a json_object). */
#ifndef SERVER_BODY_H
#define SERVER_BODY_H

#include "arena.h"
#include "err.h"

enum { BODY_DEPTH_MAX = 16 };

struct body_member {
	const char *name;
	bool required;
	size_t max_chars;
	struct str *into; /* the value, in the arena; untouched when absent */
};

/* Refuses (ERR_USAGE for what is not JSON of this form, with *ret_field naming the member at fault or NULL) invalid
 * UTF-8, deep nesting, doubled and unknown members, values that are not strings, missing and over-long ones. */
int body_read(struct str body, const struct body_member *members, size_t count, struct arena *a, const char **ret_field,
	struct err *e);

#endif

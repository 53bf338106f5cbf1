/* Members of JSON answers, and lists that go on page by page. */
#ifndef SERVER_SAY_H
#define SERVER_SAY_H

#include "access_people.h"
#include "call.h"
#include "json.h"

/* Inline: with the key at hand the compiler knows how long it is, and a list has thousands of them. */
static inline void say_text(struct json *j, const char *key, struct str value) /* .ptr NULL: null */
{
	json_key(j, key);
	json_str(j, value);
}

static inline void say_int(struct json *j, const char *key, int64_t n)
{
	json_key(j, key);
	json_int(j, n);
}

static inline void say_bool(struct json *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}

void say_id(struct json *j, const char *key, int64_t id); /* 0: null */
/* Milliseconds since 1970 as ISO 8601 with the clock's offset; 0: null. */
void say_time(struct json *j, const char *key, const struct clock *clock, int64_t ms);

/* {"KEY":[ */
struct json say_list(struct answer *a, const char *key);
/* ]} */
int say_list_end(struct json *j, struct err *e);

enum { PAGE_ROWS = 200, PAGE_ROWS_MAX = 1000 };
/* "after" and "limit" of the query. */
int say_page(struct call *c, struct access_page *ret, struct err *e);
/* ],"next":ID} when the page was full: the id to go on behind. */
int say_page_end(struct json *j, size_t count, const struct access_page *page, int64_t last, struct err *e);
/* {} */
int say_nothing(struct answer *a, struct err *e);

#endif

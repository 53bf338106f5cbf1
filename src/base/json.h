/* A streaming JSON writer. Writes into a buffer; with a sink the buffer is emptied into it whenever
 * it holds more than a page, so any amount can be written in constant memory.
 *
 * Output is ASCII-safe where it matters: control characters, U+2028/9, bidirectional controls
 * (U+202A-E, U+2066-9, U+200E/F) and U+FEFF are written as \u escapes, all else as UTF-8. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "buf.h"

/* Takes all of `bytes` or returns a negative error code. */
typedef int json_sink(void *context, struct str bytes);

struct json {
	struct buf *out;
	json_sink *sink; /* NULL: everything stays in `out` */
	void *context;
	int error; /* first error of the sink */
	unsigned depth;
	bool comma, after_key;
	bool pretty; /* newline and indentation by two blanks */
};

void json_init(struct json *j, struct buf *out, json_sink *sink, void *context);
void json_object(struct json *j);
void json_end_object(struct json *j);
void json_array(struct json *j);
void json_end_array(struct json *j);
void json_key_str(struct json *j, struct str key); /* any text */
void json_str(struct json *j, struct str s);       /* .ptr NULL writes null */
void json_cstr(struct json *j, const char *s);
void json_int(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_raw(struct json *j, struct str text); /* a complete JSON value made elsewhere */
/* Members of an object made elsewhere: "a":1,"b":2, by json_write_str() and its like. */
void json_members(struct json *j, struct str text);

/* A value's text at `to`, where there must be room for so many bytes; where it ends. .ptr NULL: null. */
#define JSON_STR_ROOM(len) (6 * (size_t)(len) + 4)
enum { JSON_INT_ROOM = 20 };
char *json_write_str(char *to, struct str s);
char *json_write_int(char *to, int64_t v);

/* --- inside: what is written most, in one piece --- */

/* A string of which nothing is escaped, in quotes, with what stands before it, and a colon behind a key; false: it takes the
 * long way. */
static inline bool json_put_plain(struct json *j, struct str s, bool key)
{
	char *to = j->sink || j->pretty || j->error < 0 ? NULL : buf_room(j->out, s.len + 4);
	size_t n = 0;

	if (!to)
		return false;
	if (j->comma && !j->after_key)
		to[n++] = ',';
	to[n++] = '"';
	if (s.len > 0)
		memcpy(to + n, s.ptr, s.len);
	n += s.len;
	to[n++] = '"';
	if (key)
		to[n++] = ':';
	j->out->len += n;
	j->comma = true;
	j->after_key = key;
	return true;
}
void json_put_key(struct json *j, struct str key);

/* The key is our own word, of ASCII of which nothing is escaped: it is not looked at. */
static inline void json_key(struct json *j, const char *key)
{
	if (!json_put_plain(j, str_from(key), true))
		json_put_key(j, str_from(key));
}

/* A member in one call. */
static inline void json_member_str(struct json *j, const char *key, struct str v)
{
	json_key(j, key);
	json_str(j, v);
}
static inline void json_member_cstr(struct json *j, const char *key, const char *v)
{
	json_key(j, key);
	json_cstr(j, v);
}
static inline void json_member_int(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}
static inline void json_member_bool(struct json *j, const char *key, bool v)
{
	json_key(j, key);
	json_bool(j, v);
}

/* Flushes to the sink; 0, or the first error (ERR_NOMEM when the buffer failed). */
int json_finish(struct json *j);

#endif

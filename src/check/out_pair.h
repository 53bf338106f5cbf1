/* Two reports side by side, written as text, JSON or a self-contained HTML page: versions (diff) and rounds (compare). */
#ifndef OUT_PAIR_H
#define OUT_PAIR_H

#include "out.h"
#include "rounds.h"
#include "versions.h"

struct out_pair {
	enum out_format format;     /* not SARIF */
	struct str before, after;   /* the files' names */
	bool colour;                /* text */
	const char *version, *time; /* of the program; when it was made, may be NULL: HTML */
};

/* Into `out`, whose failure is the caller's to see. */
void out_versions(const struct versions *v, const struct out_pair *o, struct buf *out);
void out_rounds(const struct rounds *r, const struct out_pair *o, struct buf *out);

/* --- what both share --- */

/* Nothing from a file may steer the terminal; lines become one. `limit` characters at most, 0: all. */
void pair_text(struct buf *b, struct str s, size_t limit);
void pair_paint(struct buf *b, const struct out_pair *o, const char *escape);
void pair_html(struct buf *b, struct str s);
void pair_html_begin(struct buf *b, const struct out_pair *o, const char *title);
void pair_html_end(struct buf *b, const struct out_pair *o);
void pair_key(struct json *j, const char *key, struct str value);
void pair_date(struct json *j, const char *key, struct date d);
/* {"label","problem","finding","status","due","span"}, or null. */
void pair_thing(struct json *j, const char *key, const struct thing *t);

#endif

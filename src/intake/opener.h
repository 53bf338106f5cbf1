/* What a format's opener writes into. An opener is one function: bytes in, one document out (or, of an archive, its members).
 *
 * The writing functions keep the first failure: it is enough to return opener_end() at the end. Long loops ask opener_failed(). */
#ifndef OPENER_H
#define OPENER_H

#include "buf.h"
#include "intake.h"
#include "vec.h"

struct opener;
/* A member; `why` is not NULL when it could not be unpacked. */
typedef int opener_child_sink(void *context, struct str name, struct str bytes, const char *why);

struct opener {
	struct intake_limits limits;
	const char *charset; /* as the user said, or NULL */
	bool no_ocr;
	struct str name;           /* of the file, for messages only */
	enum intake_format format; /* the opener may correct it */

	struct buf text;
	struct vec marks;  /* struct intake_mark */
	struct vec notes;  /* struct opener_note */
	struct vec sheets; /* struct str, owned */
	char charset_found[24];
	int confidence;
	size_t children, unpacked;
	int failed; /* the first failure's code */
	opener_child_sink *child;
	void *context;
};

struct opener_note {
	char code[16];
	char message[300];
	size_t at;
};

/* Reads `bytes`; 0 or a negative code with the error set. */
typedef int opener_fn(struct opener *o, struct str bytes, struct err *e);
#define HERE(opener) opener
#define WORKER(opener) opener
#define FORMAT(id, name, title, extensions, opener) opener_fn opener;
#include "intake_formats.def"
#undef FORMAT
#undef WORKER
#undef HERE

void opener_init(struct opener *o, const struct intake_limits *limits);
void opener_clear(struct opener *o);

/* What is written from here on comes from there. A place without text behind it leaves no mark. */
void opener_place(struct opener *o, struct intake_place place);
/* Appends valid UTF-8 (invalid is a failure of the opener: ERR_INTERNAL); NUL and the other control characters but TAB and line feed
 * become blanks. */
void opener_text(struct opener *o, struct str utf8);
void opener_cstr(struct opener *o, const char *utf8);
/* A line feed, unless the text is empty or ends with one already. */
void opener_line(struct opener *o);
/* A line of its own that is empty, before and behind a table. */
void opener_gap(struct opener *o);
/* For the user, in Chinese; at most NOTES_MAX are kept, equal ones once. */
void opener_note(struct opener *o, const char *code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The next sheet; gives its number from 1. */
uint32_t opener_sheet(struct opener *o, struct str name);
/* A file inside an archive: a document of its own, read by its own worker. The name is a label. Negative: stop. */
int opener_child(struct opener *o, struct str name, struct str bytes);
/* A member that cannot be had: its name, and why. */
int opener_lost(struct opener *o, struct str name, const char *why);
/* What failed while writing, as an error; 0 when nothing did. */
int opener_end(struct opener *o, struct err *e);
/* Why a buffer failed: it reached its maximum, or memory ran out. 0: it did not. */
static inline int opener_why(const struct buf *b)
{
	return !b->failed ? 0 : b->full ? ERR_LIMIT : ERR_NOMEM;
}
static inline bool opener_failed(const struct opener *o)
{
	return o->failed < 0 || o->text.failed;
}

#endif

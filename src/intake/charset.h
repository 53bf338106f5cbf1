/* Charsets of Chinese texts: which one it is, and UTF-8 from it. */
#ifndef CHARSET_H
#define CHARSET_H

#include "buf.h"
#include "err.h"

struct charset {
	const char *name;  /* for people: "GB18030" */
	const char *iconv; /* for iconv_open() */
	size_t mark;       /* bytes of the byte order mark in front */
};

/* What the user named: "gbk", "GB2312", "utf8", "big5" ...; ERR_INPUT lists the known ones. */
int charset_named(const char *name, const struct charset **ret, struct err *e);

/* The charset of `bytes`: a byte order mark, else valid UTF-8, else UTF-16 by its statistics, else GB18030 or Big5 by which of the two
 * gives common characters. NULL: none fits; *ret_bad is where UTF-8 ends to be valid, SIZE_MAX when memory ran out. */
const struct charset *charset_detect(struct str bytes, size_t *ret_bad);

/* `bytes` as UTF-8 without the mark, strictly: ERR_INPUT names the line and the byte that does not fit. `wanted` NULL: detected.
 * For valid UTF-8 *ret is a slice of `bytes` and `into` is untouched; else it is the content of `into`. *ret_charset: what it was. */
struct charset_job {
	struct str bytes, name; /* name: of the file, for messages */
	const char *wanted;
};
int charset_read(const struct charset_job *job, struct buf *into, struct str *ret, const struct charset **ret_charset,
	struct err *e);

/* Whether `bytes`, a mark at the front allowed, is valid UTF-8 and `wanted` (NULL: detected) does not say otherwise. */
bool charset_is_utf8(struct str bytes, const char *wanted);

/* A name in an archive: UTF-8 when valid, else by detection; never fails (what does not fit becomes "?"). */
void charset_label(struct str bytes, struct buf *into);

/* Loads what conversions need: afterwards they open no files (worker). */
void charset_preload(void);

#endif

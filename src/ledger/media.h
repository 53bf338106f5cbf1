/* What a file is, by its bytes and never by its name; what a photograph says of itself.
 *
 * Files are hostile: every read is bounded, and nothing in them is executed, unpacked or followed. */
#ifndef LEDGER_MEDIA_H
#define LEDGER_MEDIA_H

#include "buf.h"
#include "date.h"
#include "err.h"

struct media_type {
	const char *name;  /* "pdf" "jpg" "docx" ...: what definitions call it */
	const char *media; /* "application/pdf" */
	const char *label; /* for messages: "PDF 文档" */
	bool standard;     /* allowed where a definition names no types */
	bool image, video; /* may be shown in the browser */
};
/* *ret is one of a static table. ERR_INPUT, with a message for the user, for programs, scripts, pages with scripts, documents with
 * macros, damaged containers, and what is not known. `fd` is read with pread() from 0 to `size`. `file_name` only serves to refuse
 * texts that a double click would run (.bat, .vbs ...). */
int media_sniff(int fd, int64_t size, struct str file_name, const struct media_type **ret, struct err *e);
/* By name; NULL: there is none. */
const struct media_type *media_find(struct str name);

struct media_exif {
	int orientation;   /* 1..8 as in EXIF; 1 when nothing is said */
	struct date taken; /* DateTimeOriginal, else DateTime; none */
	bool has_gps;      /* it says where it was taken */
	bool has_personal; /* anything else that a published copy should not have: EXIF, XMP, IPTC, comments */
};
/* Of a JPEG; others say nothing. ERR_INPUT: it is no whole JPEG. */
int media_exif(int fd, int64_t size, struct media_exif *ret, struct err *e);
/* A copy of a JPEG without EXIF, XMP, IPTC and comments; the orientation is kept, alone. */
int media_strip(int fd, int64_t size, struct buf *out, struct err *e);

#endif

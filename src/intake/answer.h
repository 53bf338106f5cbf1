/* What the worker says to the program that started it, and the program's reading of it.
 *
 * Frames of a kind (1 byte), a length (8 bytes, little end first) and so many bytes. The last frame is the end or an error; an answer
 * without one is a worker that died. The reader trusts nothing: lengths, order, UTF-8 and numbers are checked. */
#ifndef ANSWER_H
#define ANSWER_H

#include "intake.h"
#include "opener.h"

/* In front of the file's bytes, in the descriptor the worker is given. Both sides are of one build: the version says so. */
struct answer_request {
	char magic[8];
	uint32_t version, format;
	uint32_t no_ocr, pad;
	char charset[24]; /* "": none */
	char name[256];
	struct intake_limits limits;
	uint64_t bytes;
};
#define ANSWER_MAGIC "BHINTAKE"
enum {
	ANSWER_VERSION = 1,
	ANSWER_FILE_FD = 3,
	ANSWER_FD = 4,
	ANSWER_EXIT_OPEN = 2 /* the sandbox did not close: nothing was read */
};

/* Worker: to descriptor `fd`. */
int answer_write_child(int fd, struct str name, struct str bytes, const char *why); /* why NULL: it is whole */
int answer_write_doc(int fd, const struct opener *o);
int answer_write_error(int fd, const struct err *e);

struct answer_child {
	struct str name, bytes; /* slices of the answer; of a lost one `bytes` is why */
	bool lost;
};
struct answer {
	struct intake_doc doc; /* in the arena */
	struct vec children;   /* struct answer_child */
};

/* Program: what a whole answer says. ERR_IO: it is not one (then the worker's end says why); else the error it carries. */
int answer_read(
	struct str bytes, const struct intake_limits *limits, struct arena *a, struct answer *ret, struct err *e);
/* The same from an opener that ran here. */
int answer_from_opener(const struct opener *o, struct arena *a, struct intake_doc *ret, struct err *e);
void answer_clear(struct answer *x);

#endif

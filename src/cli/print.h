/* Standard output, buffered, with its failure remembered; and text made safe for a terminal. */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include "buf.h"
#include "err.h"
#include "json.h"

struct print {
	struct buf buf;
	int fd;
	int failed; /* errno of the first failure, 0: none; all later writing does nothing */
};

void print_init(struct print *p, int fd);
void print_str(struct print *p, struct str s); /* as it is */
void print_cstr(struct print *p, const char *s);
void print_fmt(struct print *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* At most `columns` columns of a line (0: all of it; a Chinese character takes two); white space becomes one blank, control
 * and bidirectional characters a visible U+FFFD, what is cut off "…". Returns the columns used. */
size_t print_text(struct print *p, struct str s, size_t columns);
void print_pad(struct print *p, size_t columns);
/* A json_sink whose context is a struct print. */
int print_sink(void *print, struct str bytes);
void print_flush(struct print *p);
/* Flushes and frees. A reader that went away (`| head`) is no error to speak of: *ret_silent. */
int print_close(struct print *p, bool *ret_silent, struct err *e);

#endif

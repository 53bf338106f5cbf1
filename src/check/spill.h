/* Texts kept outside memory: the first few megabytes inside it, the rest in a nameless file in $TMPDIR (else /var/tmp, else /tmp) that
 * goes with the process. Append only; one thread. */
#ifndef SPILL_H
#define SPILL_H

#include "err.h"
#include "str.h"

struct spill {
	char *memory; /* the last `used` bytes */
	size_t used;
	uint64_t written; /* bytes in the file, before those in memory */
	size_t room; /* bytes that are kept in memory; spill_init() sets it, before the first spill_add() it may be less */
	int fd;      /* -1: none yet */
	char *read; /* what spill_read() gave last */
	size_t read_cap;
};

void spill_init(struct spill *s);
void spill_clear(struct spill *s);
/* *ret is where the bytes begin. ERR_NOMEM, or ERR_IO when the file cannot be made or is full. */
int spill_add(struct spill *s, struct str bytes, uint64_t *ret, struct err *e);
/* The bytes, good until the next call of any of these functions. */
int spill_read(struct spill *s, uint64_t at, size_t len, struct str *ret, struct err *e);

#endif

/* Files without a name: answers that are too large for memory. */
#ifndef SERVER_TEMPORARY_H
#define SERVER_TEMPORARY_H

#include "err.h"
#include "str.h"

/* The caller closes *ret. */
int temporary_open(int *ret, struct err *e);
int temporary_write(int fd, struct str bytes, struct err *e);

#endif

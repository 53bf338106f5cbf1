/* Whole files, bounded. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "err.h"
#include "str.h"

/* Reads a file ("-" is standard input) of at most `max` bytes into memory of its own (free with
 * file_free). Directories, missing files, larger files: a message that names the file. */
int file_read(const char *path, size_t max, struct str *ret, struct err *e);
void file_free(struct str *s);
/* Writes beside, syncs, renames: the file is whole or as before. */
int file_write(const char *path, struct str bytes, struct err *e);

#endif

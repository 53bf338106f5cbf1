/* A tar file (POSIX ustar, with the base-256 sizes that all readers know) of plain files and their SHA-256 sums.
 *
 * The last entry is SHA256SUMS, as sha256sum(1) writes it: an archive without it is not whole. Names are relative, at most 100
 * bytes, of letters, digits and "-_./", no part beginning with a dot: what is read from a hostile archive stays where it
 * is put. */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include "err.h"
#include "str.h"

#include <stdio.h>

#define ARCHIVE_NAME_MAX 100

struct archive;

/* Writes `path`, which must not exist (ERR_CONFLICT). */
int archive_create(const char *path, struct archive **ret, struct err *e);
int archive_add_bytes(struct archive *a, const char *name, struct str bytes, struct err *e);
int archive_add_file(struct archive *a, const char *name, const char *path, struct err *e);
/* Adds the sums and syncs; the archive is closed by archive_close() even so. */
int archive_finish(struct archive *a, struct err *e);

int archive_open(const char *path, struct archive **ret, struct err *e);
/* 1: *name and *size are of the next entry; 0: at the end, and every sum was right. What of an entry was not read is
 * passed over, and counts as read. ERR_INPUT: no archive of ours, cut off, or changed. */
int archive_next(struct archive *a, char name[ARCHIVE_NAME_MAX + 1], int64_t *size, struct err *e);
/* The current entry into a new file, synced. */
int archive_extract(struct archive *a, const char *path, struct err *e);
/* The current entry, at most `max` bytes of it (longer: ERR_INPUT); the caller frees with free(). */
int archive_read(struct archive *a, size_t max, char **ret, size_t *ret_len, struct err *e);

void archive_close(struct archive *a); /* NULL is fine */
void archive_close_p(struct archive **a);

#endif

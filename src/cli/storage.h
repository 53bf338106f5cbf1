/* Where evidence is kept: in the data folder, or in S3-compatible storage as the options of `serve` say. */
#ifndef CLI_STORAGE_H
#define CLI_STORAGE_H

#include "blob.h"

struct storage_options {
	const char *endpoint, *bucket, *region, *keys; /* as given; NULL: not given */
};

/* What `s3` points to; the rest are the options' own. */
struct storage {
	char key_id[256], secret[256];
	struct blobs_s3 s3;
};

/* 1: in S3, and *ret has to be cleared; 0: in the data folder. ERR_USAGE when something is missing or wrong. The key file has two
 * lines, the key's id and the secret, and may be read by its owner alone. */
int storage_read(const struct storage_options *o, struct storage *ret, struct err *e);
void storage_clear(struct storage *s);

#endif

/* An object storage for tests: one thread on 127.0.0.1 that keeps objects in memory, lists two at a time and checks every signature (AWS Signature Version 4). */
#ifndef FAKE_S3_H
#define FAKE_S3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fake_s3;
struct fake_s3 *fake_s3_start(const char *key_id, const char *secret, const char *region);
void fake_s3_stop(struct fake_s3 *s);
int fake_s3_port(const struct fake_s3 *s);
/* The answer to all requests from now on; 0: as it should be. */
void fake_s3_answer(struct fake_s3 *s, int status);
/* Bytes of an object, to be damaged; NULL: not there. */
unsigned char *fake_s3_object(struct fake_s3 *s, const char *path, size_t *ret_size);
/* When it was last written: seconds since 1970. */
void fake_s3_age(struct fake_s3 *s, const char *path, int64_t seconds);
int fake_s3_requests(const struct fake_s3 *s);

#endif

/* Where files are kept: in the data folder, or in S3-compatible storage as the options say. */
#ifndef CLI_STORAGE_H
#define CLI_STORAGE_H

#include "blob.h"

struct storage_options {
	const char *endpoint, *bucket, *region, *keys; /* as given; NULL: not given */
};

/* The options of every command that keeps or reads files; `member` is a struct storage_options. */
#define STORAGE_AT(type, member, option) offsetof(type, member) + offsetof(struct storage_options, option)
#define STORAGE_ARGS(type, member)                                                                                     \
	{ "s3", 0, ARG_TEXT, "URL", NULL, STORAGE_AT(type, member, endpoint),                                          \
		"佐证材料和上传的原件放在 S3 兼容的对象存储（默认放在数据目录）" },                                    \
		{ "s3-bucket", 0, ARG_TEXT, "NAME", NULL, STORAGE_AT(type, member, bucket),                            \
			"桶的名称，桶要已经建好" },                                                                    \
		{ "s3-region", 0, ARG_TEXT, "NAME", NULL, STORAGE_AT(type, member, region),                            \
			"区域（默认 us-east-1）" },                                                                    \
	{                                                                                                              \
		"s3-keys", 0, ARG_TEXT, "FILE", NULL, STORAGE_AT(type, member, keys),                                  \
			"密钥文件：两行，密钥编号和密钥；只能本人可读"                           \
	}

/* What `s3` points to; the rest are the options' own. */
struct storage {
	char key_id[256], secret[256];
	struct blobs_s3 s3;
};

/* 1: in S3, and *ret has to be cleared; 0: in the data folder. ERR_USAGE when something is missing or wrong. The key file has two
 * lines, the key's id and the secret, and may be read by its owner alone. */
int storage_read(const struct storage_options *o, struct storage *ret, struct err *e);
void storage_clear(struct storage *s);
/* The store of contents of a data folder, as the server with these options has it; complains and returns NULL. */
struct blobs *open_blobs(const char *data, const struct storage_options *o);

#endif

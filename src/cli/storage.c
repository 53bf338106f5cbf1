#include "storage.h"

#include "command.h"
#include "file.h"
#include "own.h"

#include <string.h>
#include <sys/stat.h>

enum { KEYS_BYTES = 1024 };

static int check_address(const struct storage_options *o, struct err *e)
{
	struct str endpoint = str_from(o->endpoint), bucket = str_from(o->bucket);

	if (!str_starts(endpoint, STR("http://")) && !str_starts(endpoint, STR("https://"))) {
		err_hint(e, "写成 --s3 https://s3.example.com:9000");
		return err_set(e, ERR_USAGE, "对象存储的地址 %s 不对", o->endpoint);
	}
	if (o->bucket == NULL || bucket.len == 0 || str_has(bucket, STR("/")))
		return err_set(e, ERR_USAGE, "用 --s3 时要写明桶的名称：--s3-bucket NAME");
	if (o->keys == NULL)
		return err_set(e, ERR_USAGE, "用 --s3 时要写明密钥文件：--s3-keys FILE（两行：密钥编号、密钥）");
	return 0;
}

static int check_mode(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0 || (st.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return 0; /* reading tells what is wrong */
	err_hint(e, "请先运行 chmod 600 %s", path);
	return err_set(e, ERR_USAGE, "密钥文件 %s 别人也能读", path);
}

/* Takes a line off the front. */
static bool take_line(struct str *rest, char *out, size_t size)
{
	size_t end = str_find(*rest, STR("\n"), 0);
	struct str line = str_trim(str_sub(*rest, 0, end));

	*rest = end == STR_NPOS ? STR("") : str_sub(*rest, end + 1, rest->len);
	if (line.len == 0 || line.len >= size || memchr(line.ptr, '\0', line.len) != NULL)
		return false;
	memcpy(out, line.ptr, line.len);
	out[line.len] = '\0';
	return true;
}

static bool split_keys(struct str file, struct storage *s)
{
	return take_line(&file, s->key_id, sizeof(s->key_id)) && take_line(&file, s->secret, sizeof(s->secret)) &&
	       str_trim(file).len == 0;
}

static int read_keys(const char *path, struct storage *s, struct err *e)
{
	struct str file = STR_NONE;

	int rc = check_mode(path, e);
	if (rc == 0)
		rc = file_read(path, KEYS_BYTES, &file, e);
	if (rc < 0)
		return rc;
	if (!split_keys(file, s))
		rc = err_set(e, ERR_USAGE, "密钥文件 %s 要有两行：密钥编号、密钥", path);
	file_free(&file);
	return rc;
}

int storage_read(const struct storage_options *o, struct storage *ret, struct err *e)
{
	*ret = (struct storage){ 0 };
	if (o->endpoint == NULL) {
		if (o->bucket == NULL && o->region == NULL && o->keys == NULL)
			return 0;
		return err_set(e, ERR_USAGE, "--s3-bucket、--s3-region、--s3-keys 要和 --s3 一起写");
	}
	int rc = check_address(o, e);
	if (rc == 0)
		rc = read_keys(o->keys, ret, e);
	if (rc < 0) {
		storage_clear(ret);
		return rc;
	}
	ret->s3 = (struct blobs_s3){ o->endpoint, o->bucket, o->region != NULL ? o->region : "us-east-1", ret->key_id,
		ret->secret };
	return 1;
}

void storage_clear(struct storage *s)
{
	explicit_bzero(s->secret, sizeof(s->secret));
}

struct blobs *open_blobs(const char *data, const struct storage_options *o)
{
	OWN(storage_clear) struct storage storage = { 0 };
	char folder[4096];
	struct blobs *b = NULL;
	struct err e = { 0 };

	int remote = storage_read(o, &storage, &e);
	if (remote >= 0 && (size_t)snprintf(folder, sizeof(folder), "%s/blobs", data) >= sizeof(folder))
		remote = err_set(&e, ERR_USAGE, "数据目录的路径太长");
	if (remote > 0)
		blobs_open_s3(folder, &storage.s3, &b, &e);
	else if (remote == 0)
		blobs_open_disk(folder, &b, &e);
	if (b == NULL)
		complain(&e);
	return b;
}

/* Opening; the key file; tokens, hashes, chance. */
#include "access_private.h"

#include "buf.h"
#include "fault.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH_OPS = 2, HASH_MEMORY = 19 * 1024 * 1024, PATH_BYTES_MAX = 4096 };

int64_t access_now(const struct access *x)
{
	return x->clock.now_ms(x->clock.context);
}

int access_random(const struct access *x, void *out, size_t len, struct err *e)
{
	if (x->clock.random(x->clock.context, out, len))
		return 0;
	err_hint(e, "请检查系统的随机数来源（/dev/urandom）后重试");
	return err_set(e, ERR_INTERNAL, "取不到随机数，操作未完成");
}

/* --- the key of the data folder --- */

static int key_failed(struct err *e, const char *what, const char *path, int number)
{
	err_hint(e, "请检查数据目录的权限和磁盘空间；密钥文件须与数据库一起备份");
	err_log(e, "%s: errno %d", path, number);
	return err_set(e, ERR_IO, "%s：%s", what, path);
}

/* 1: read; 0: there is none. */
static int read_key(const char *path, unsigned char key[KEY_BYTES], struct err *e)
{
	struct str content;
	struct err inner = { 0 };

	int rc = file_read(path, KEY_BYTES, &content, &inner);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc == ERR_NOMEM)
		return err_nomem(e);
	bool whole = rc == 0 && content.len == KEY_BYTES;
	if (whole)
		memcpy(key, content.ptr, KEY_BYTES);
	if (rc == 0)
		file_free(&content);
	return whole ? 1 : key_failed(e, "密钥文件读不出来，或已损坏", path, 0);
}

static int fill_key_file(int fd, const unsigned char key[KEY_BYTES])
{
	return write(fd, key, KEY_BYTES) == KEY_BYTES && fsync(fd) == 0 ? 0 : -1;
}

/* Whole from the beginning, and only one of several programs makes it. */
static int make_key(const char *folder, const char *path, const unsigned char key[KEY_BYTES], struct err *e)
{
	char temporary[PATH_BYTES_MAX + 64];

	snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid());
	unlink(temporary);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return key_failed(e, "密钥文件写不进去", path, errno);
	int rc = fill_key_file(fd, key), number = errno;
	close(fd);
	if (rc == 0 && link(temporary, path) < 0 && errno != EEXIST) {
		rc = -1;
		number = errno;
	}
	unlink(temporary);
	if (rc < 0)
		return key_failed(e, "密钥文件写不进去", path, number);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	return 0;
}

static int load_key(struct access *x, struct err *e)
{
	char folder[PATH_BYTES_MAX + 16], path[PATH_BYTES_MAX + 32];
	unsigned char fresh[KEY_BYTES];

	if (strlen(x->data_dir) >= PATH_BYTES_MAX)
		return err_set(e, ERR_USAGE, "数据目录的路径太长");
	snprintf(folder, sizeof folder, "%s/keys", x->data_dir);
	snprintf(path, sizeof path, "%s/access.key", folder);
	int rc = read_key(path, x->key, e);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return key_failed(e, "建不了密钥目录", folder, errno);
	rc = access_random(x, fresh, sizeof fresh, e);
	if (rc == 0)
		rc = make_key(folder, path, fresh, e);
	sodium_memzero(fresh, sizeof fresh);
	if (rc == 0)
		rc = read_key(path, x->key, e);
	return rc == 0 ? key_failed(e, "密钥文件读不出来，或已损坏", path, ENOENT) : rc < 0 ? rc : 0;
}

/* --- opening --- */

static void close_p(struct access **x)
{
	access_close(*x);
}

static struct access *new_access(const struct access_options *o)
{
	size_t len = strlen(o->data_dir);
	struct access *x = fault_calloc(1, sizeof *x);
	char *copy = fault_malloc(len + 1);

	if (!x || !copy) {
		free(x);
		free(copy);
		return NULL;
	}
	memcpy(copy, o->data_dir, len + 1);
	x->data_dir = copy;
	x->clock = *o->clock;
	x->hash_ops = o->hash_ops > 0 ? o->hash_ops : HASH_OPS;
	x->hash_memory = o->hash_memory > 0 ? o->hash_memory : HASH_MEMORY;
	x->role_check = o->role_check;
	x->register_check = o->register_check;
	x->roles = o->roles;
	pthread_mutex_init(&x->lock, NULL);
	pthread_cond_init(&x->hashed, NULL);
	pthread_mutex_init(&x->cache_lock, NULL);
	for (size_t i = 0; i < NAME_LOCKS; i++)
		pthread_mutex_init(&x->name_locks[i], NULL);
	vec_init(&x->events, sizeof(struct waiting_event));
	vec_init(&x->uses, sizeof(struct waiting_use));
	limiter_init(&x->limiter);
	return x;
}

int access_open(const struct access_options *o, struct access **ret, struct err *e)
{
	if (sodium_init() < 0)
		return err_set(e, ERR_INTERNAL, "密码库不能使用");
	OWN(close_p) struct access *x = new_access(o);
	if (!x)
		return err_nomem(e);
	int rc = load_key(x, e);
	if (rc == 0)
		rc = access_random(x, &x->limiter.seed, sizeof x->limiter.seed, e);
	if (rc == 0)
		rc = access_hash_of_nobody(x, x->nobody, e);
	if (rc < 0)
		return rc;
	*ret = TAKE(x);
	return 0;
}

void access_close(struct access *x)
{
	if (!x)
		return;
	sodium_memzero(x->key, sizeof x->key);
	vec_clear(&x->events);
	vec_clear(&x->uses);
	limiter_clear(&x->limiter);
	access_cache_clear(x);
	pthread_mutex_destroy(&x->cache_lock);
	for (size_t i = 0; i < NAME_LOCKS; i++)
		pthread_mutex_destroy(&x->name_locks[i]);
	pthread_mutex_destroy(&x->lock);
	pthread_cond_destroy(&x->hashed);
	free(x->data_dir);
	free(x);
}

/* --- hashes and tokens --- */

/* Of libsodium: each request hashes its token, and there nothing has to be looked up or allocated for it. */
int access_sha256(struct str bytes, char out[HASH_TEXT], struct err *e)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	if (crypto_hash_sha256(digest, (const unsigned char *)bytes.ptr, bytes.len) != 0)
		return err_set(e, ERR_INTERNAL, "程序内部错误（摘要算法）");
	sodium_bin2hex(out, HASH_TEXT, digest, sizeof digest);
	return 0;
}

int access_token_make(const struct access *x, struct str prefix, int64_t unit_id, struct arena *a,
	struct made_token *ret, struct err *e)
{
	unsigned char bytes[TOKEN_BYTES];
	char text[sodium_base64_ENCODED_LEN(TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

	int rc = access_random(x, bytes, sizeof bytes, e);
	if (rc < 0)
		return rc;
	sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	struct made_token token = { .text = arena_fmt(
					    a, STR_FMT "%lld.%s", STR_ARG(prefix), (long long)unit_id, text) };
	sodium_memzero(text, sizeof text);
	if (!token.text.ptr)
		return err_nomem(e);
	rc = access_sha256(token.text, token.hash, e);
	if (rc == 0)
		*ret = token;
	return rc;
}

bool access_token_read(struct str prefix, struct str token, int64_t *ret_unit, char hash[HASH_TEXT])
{
	int64_t unit = 0;
	size_t at = prefix.len;

	if (token.len > 96 || !str_starts(token, prefix))
		return false;
	for (; at < token.len && token.ptr[at] >= '0' && token.ptr[at] <= '9' && unit < INT64_MAX / 100; at++)
		unit = unit * 10 + (token.ptr[at] - '0');
	if (unit == 0 || at >= token.len || token.ptr[at] != '.' || access_sha256(token, hash, NULL) < 0)
		return false;
	*ret_unit = unit;
	return true;
}

int access_secret_word(const struct access *x, struct str text, char out[65], struct err *e)
{
	unsigned char sum[32];

	if (crypto_generichash(sum, sizeof sum, (const unsigned char *)text.ptr, text.len, x->key, sizeof x->key) != 0)
		return err_set(e, ERR_INTERNAL, "程序内部错误（计算散列失败）");
	sodium_bin2hex(out, 65, sum, sizeof sum);
	sodium_memzero(sum, sizeof sum);
	return 0;
}

/* Bytes that would favour some letters are thrown away. */
int access_random_word(const struct access *x, char *out, size_t count, struct err *e)
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	const unsigned kinds = sizeof letters - 1, most = 256 / kinds * kinds;
	unsigned char bytes[32];
	size_t n = 0;

	while (n < count) {
		int rc = access_random(x, bytes, sizeof bytes, e);
		if (rc < 0)
			return rc;
		for (size_t i = 0; i < sizeof bytes && n < count; i++) {
			if (bytes[i] < most)
				out[n++] = letters[bytes[i] % kinds];
		}
	}
	sodium_memzero(bytes, sizeof bytes);
	return 0;
}

bool access_same(struct str a, struct str b)
{
	return a.len == b.len && a.ptr && b.ptr && sodium_memcmp(a.ptr, b.ptr, a.len) == 0;
}

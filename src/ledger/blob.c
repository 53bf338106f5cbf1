/* Opening, parts and reading, whatever the place. */
#include "blob_private.h"

#include "fault.h"
#include "own.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct blob {
	int fd;
	int64_t size;
};

/* --- opening --- */

static int make_folders(struct blobs *b, struct err *e)
{
	char path[BLOB_PATH];

	snprintf(path, sizeof path, "%s/part", b->folder);
	if ((mkdir(b->folder, 0700) < 0 && errno != EEXIST) || (mkdir(path, 0700) < 0 && errno != EEXIST))
		return blob_io_error(e, "mkdir");
	return 0;
}

void blobs_close(struct blobs *b)
{
	if (!b)
		return;
	union {
		const char *in;
		void *out;
	} strings[] = { { b->s3.endpoint }, { b->s3.bucket }, { b->s3.region }, { b->s3.key_id }, { b->s3.secret } };
	for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
		free(strings[i].out);
	pthread_mutex_destroy(&b->lock);
	free(b);
}

static void close_p(struct blobs **b)
{
	blobs_close(*b);
}

static int blobs_new(const char *folder, const struct blob_backend *backend, struct blobs **ret, struct err *e)
{
	OWN(close_p) struct blobs *b = fault_calloc(1, sizeof *b);

	if (!b)
		return err_nomem(e);
	pthread_mutex_init(&b->lock, NULL);
	b->backend = backend;
	if (strlen(folder) >= sizeof b->folder)
		return err_set(e, ERR_USAGE, "内容库的路径太长");
	snprintf(b->folder, sizeof b->folder, "%s", folder);
	int rc = make_folders(b, e);
	if (rc < 0)
		return rc;
	*ret = TAKE(b);
	return 0;
}

int blobs_open_disk(const char *folder, struct blobs **ret, struct err *e)
{
	return blobs_new(folder, &blob_disk, ret, e);
}

static const char *copy(const char *s)
{
	size_t len = strlen(s) + 1;
	char *out = fault_malloc(len);

	if (out)
		memcpy(out, s, len);
	return out;
}

int blobs_open_s3(const char *folder, const struct blobs_s3 *s3, struct blobs **ret, struct err *e)
{
	OWN(close_p) struct blobs *b = NULL;

	int rc = blobs_new(folder, &blob_s3, &b, e);
	if (rc < 0)
		return rc;
	assert(b != NULL);
	b->s3 = (struct blobs_s3){ copy(s3->endpoint), copy(s3->bucket), copy(s3->region), copy(s3->key_id),
		copy(s3->secret) };
	if (!b->s3.endpoint || !b->s3.bucket || !b->s3.region || !b->s3.key_id || !b->s3.secret)
		return err_nomem(e);
	*ret = TAKE(b);
	return 0;
}

/* --- parts --- */

static int part_path(struct blobs *b, const char *part, char out[BLOB_PATH], struct err *e)
{
	size_t len = strnlen(part, BLOB_PART_MAX + 1);

	if (len == 0 || len > BLOB_PART_MAX ||
		strspn(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != len)
		return err_set(e, ERR_INTERNAL, "程序内部错误（上传的名字）");
	snprintf(out, BLOB_PATH, "%s/part/%s", b->folder, part);
	return 0;
}

/* It is a content already: what would be written to it would be written there. */
static bool is_kept(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 || st.st_nlink > 1 || (st.st_mode & 0200) == 0;
}

static int64_t size_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? -1 : (int64_t)st.st_size;
}

/* What was written of a piece that failed is cut off again: the part ends where it ended. */
static int append(int fd, int64_t offset, struct str bytes, struct err *e)
{
	if (lseek(fd, offset, SEEK_SET) < 0)
		return blob_io_error(e, "lseek");
	if (blob_write_all(fd, bytes) == 0)
		return 0;
	int rc = blob_io_error(e, "write");
	if (ftruncate(fd, offset) < 0)
		err_log(e, "blob: ftruncate: errno %d", errno);
	return rc;
}

int blob_part_write(struct blobs *b, const struct blob_piece *p, int64_t *ret_size, struct err *e)
{
	char path[BLOB_PATH];

	int rc = part_path(b, p->part, path, e);
	if (rc < 0)
		return rc;
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EACCES)
		return blob_io_error(e, "open part");
	if (fd < 0 || is_kept(fd) || flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (fd >= 0)
			close(fd);
		*ret_size = blob_part_size(b, p->part);
		return err_set(e, ERR_CONFLICT, "这个文件正在上传或已经传完");
	}
	int64_t size = size_of(fd);
	*ret_size = size;
	if (size != p->offset)
		rc = err_set(e, ERR_CONFLICT, "续传的位置不对：已收到 %lld 字节", (long long)size);
	else if ((int64_t)p->bytes.len > p->most - size)
		rc = err_set(e, ERR_LIMIT, "文件太大（最多 %lld 字节）", (long long)p->most);
	else
		rc = append(fd, p->offset, p->bytes, e);
	if (rc >= 0)
		*ret_size = size + (int64_t)p->bytes.len;
	close(fd);
	return rc;
}

int blob_part_open(struct blobs *b, const char *part, struct err *e)
{
	char path[BLOB_PATH];

	int rc = part_path(b, part, path, e);
	if (rc < 0)
		return rc;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return err_set(e, ERR_NOTFOUND, "没有这个上传，或它已过期");
	return fd < 0 ? blob_io_error(e, "open part") : fd;
}

int64_t blob_part_size(struct blobs *b, const char *part)
{
	int fd = blob_part_open(b, part, NULL);

	if (fd < 0)
		return 0;
	int64_t size = size_of(fd);
	close(fd);
	return size < 0 ? 0 : size;
}

int blob_part_keep(struct blobs *b, const char *part, char ret[BLOB_NAME], struct err *e)
{
	char path[BLOB_PATH], name[BLOB_NAME];
	int64_t size = 0;

	int rc = part_path(b, part, path, e);
	if (rc < 0)
		return rc;
	int fd = blob_part_open(b, part, e);
	if (fd < 0)
		return fd;
	rc = flock(fd, LOCK_EX | LOCK_NB) < 0 ? err_set(e, ERR_CONFLICT, "这个文件正在上传")
					      : blob_hash(fd, name, &size, e);
	if (rc >= 0 && blob_sync(fd) < 0)
		rc = blob_io_error(e, "sync");
	if (rc >= 0)
		rc = b->backend->keep(b, path, size, name, e);
	close(fd);
	if (rc >= 0)
		memcpy(ret, name, BLOB_NAME);
	return rc;
}

int blob_part_drop(struct blobs *b, const char *part, struct err *e)
{
	char path[BLOB_PATH];

	int rc = part_path(b, part, path, e);
	if (rc < 0)
		return rc;
	return unlink(path) < 0 && errno != ENOENT ? blob_io_error(e, "unlink") : 0;
}

/* --- contents --- */

int blob_put(struct blobs *b, struct str bytes, char ret[BLOB_NAME], struct err *e)
{
	char path[BLOB_PATH];

	snprintf(path, sizeof path, "%s/part/put-XXXXXX", b->folder);
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return blob_io_error(e, "mkostemp");
	int rc = blob_write_all(fd, bytes) < 0 ? blob_io_error(e, "write") : 0;
	close(fd);
	if (rc >= 0)
		rc = blob_part_keep(b, strrchr(path, '/') + 1, ret, e);
	unlink(path);
	return rc;
}

int blob_has(struct blobs *b, const char *name, struct err *e)
{
	if (!blob_name_good(name))
		return err_set(e, ERR_NOTFOUND, "没有这个文件");
	return b->backend->has(b, name, e);
}

static int64_t monotonic_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec;
}

static struct memo memo_of(const char *name, const struct stat *st)
{
	struct memo m = { .device = (int64_t)st->st_dev,
		.inode = (int64_t)st->st_ino,
		.size = (int64_t)st->st_size,
		.seconds = (int64_t)st->st_mtim.tv_sec,
		.nanoseconds = (int64_t)st->st_mtim.tv_nsec,
		.checked_at = monotonic_s() };

	memcpy(m.name, name, BLOB_NAME);
	return m;
}

static bool found_whole(struct blobs *b, const struct memo *now)
{
	bool found = false;

	pthread_mutex_lock(&b->lock);
	for (size_t i = 0; i < BLOB_MEMO && !found; i++) {
		const struct memo *m = &b->memory[i];
		found = strcmp(m->name, now->name) == 0 && m->device == now->device && m->inode == now->inode &&
			m->size == now->size && m->seconds == now->seconds && m->nanoseconds == now->nanoseconds &&
			now->checked_at - m->checked_at < BLOB_CHECK_S;
	}
	pthread_mutex_unlock(&b->lock);
	return found;
}

static void remember(struct blobs *b, const struct memo *m)
{
	pthread_mutex_lock(&b->lock);
	b->memory[b->memory_next++ % BLOB_MEMO] = *m;
	pthread_mutex_unlock(&b->lock);
}

static int check(struct blobs *b, int fd, const char *name, int64_t *ret_size, struct err *e)
{
	char hash[BLOB_NAME];
	struct stat st;

	if (fstat(fd, &st) < 0)
		return blob_io_error(e, "fstat");
	struct memo m = memo_of(name, &st);
	*ret_size = m.size;
	if (found_whole(b, &m))
		return 0;
	int rc = blob_hash(fd, hash, ret_size, e);
	if (rc < 0)
		return rc;
	if (strcmp(hash, name) != 0)
		return blob_damaged_error(e, name);
	remember(b, &m);
	return 0;
}

int blob_open(struct blobs *b, const char *name, struct blob **ret, struct err *e)
{
	if (!blob_name_good(name))
		return err_set(e, ERR_NOTFOUND, "没有这个文件");
	struct blob *x = fault_calloc(1, sizeof *x);
	if (!x)
		return err_nomem(e);
	x->fd = b->backend->open(b, name, e);
	int rc = x->fd < 0 ? x->fd : check(b, x->fd, name, &x->size, e);
	if (rc < 0) {
		blob_close(x);
		return rc;
	}
	*ret = x;
	return 0;
}

void blob_close(struct blob *x)
{
	if (!x)
		return;
	if (x->fd >= 0)
		close(x->fd);
	free(x);
}

int64_t blob_size(const struct blob *x)
{
	return x->size;
}

int blob_fd(const struct blob *x)
{
	return x->fd;
}

int64_t blob_read(struct blob *x, int64_t offset, void *out, size_t len, struct err *e)
{
	size_t done = 0;

	if (offset < 0 || offset >= x->size)
		return 0;
	if ((int64_t)len > x->size - offset)
		len = (size_t)(x->size - offset);
	while (done < len) {
		ssize_t n = pread(x->fd, (char *)out + done, len - done, offset + (int64_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return blob_io_error(e, "read");
		done += (size_t)n;
	}
	return (int64_t)done;
}

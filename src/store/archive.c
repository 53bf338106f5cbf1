#include "backup_private.h"

#include "buf.h"
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 512, CHUNK = 128 * 1024, SUM_TEXT = 64, DEPTH_MAX = 4 };

#define SUMS "SHA256SUMS"
#define SUMS_MAX ((size_t)256 << 20)

struct archive {
	int fd;
	char *path;
	struct buf sums; /* as SHA256SUMS has them */
	EVP_MD_CTX *hash;
	char name[ARCHIVE_NAME_MAX + 1]; /* reading: of the current entry, whose sum is not taken yet */
	int64_t size, left;              /* its bytes, and those not read yet */
	bool hashing, ended;
	char chunk[CHUNK];
};

/* The header's fields, as POSIX has them. */
struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8], type, link[100], magic[6], version[2],
		uname[32], gname[32], major[8], minor[8], prefix[155], pad[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a tar header is one block");

void archive_close(struct archive *a)
{
	if (!a)
		return;
	if (a->fd >= 0)
		close(a->fd);
	EVP_MD_CTX_free(a->hash);
	buf_clear(&a->sums);
	free(a->path);
	free(a);
}

void archive_close_p(struct archive **a)
{
	archive_close(*a);
}

static int io_error(const char *what, const char *path, struct err *e)
{
	int number = errno;

	err_log(e, "errno %d", number);
	if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
		err_hint(e, "请清理磁盘后重试；原有文件未被改动");
		return err_set(e, ERR_IO, "磁盘空间已满，无法%s：%s", what, path);
	}
	if (number == ENOENT)
		return err_set(e, ERR_NOTFOUND, "找不到文件：%s", path);
	err_hint(e, "请检查磁盘和文件的权限");
	return err_set(e, ERR_IO, "%s失败：%s", what, path);
}

static int not_ours(const struct archive *a, const char *why, struct err *e)
{
	err_log(e, "archive: %s", why);
	err_hint(e, "请用 bihuan backup 写出的文件；若是，它没有传完整或已损坏，请换一份");
	return err_set(e, ERR_INPUT, "这不是完整的备份文件：%s", a->path);
}

static struct archive *archive_new(const char *path, int fd)
{
	struct archive *a = fault_calloc(1, sizeof *a);
	size_t len = strlen(path);

	if (!a)
		return NULL;
	a->fd = fd;
	buf_init(&a->sums, SUMS_MAX);
	a->path = fault_malloc(len + 1);
	a->hash = fault_hit(FAULT_ALLOC) ? NULL : EVP_MD_CTX_new();
	if (!a->path || !a->hash) {
		a->fd = -1;
		archive_close(a);
		return NULL;
	}
	memcpy(a->path, path, len + 1);
	return a;
}

/* --- sums --- */

static int hash_start(struct archive *a, struct err *e)
{
	a->hashing = EVP_DigestInit_ex(a->hash, EVP_sha256(), NULL) == 1;
	return a->hashing ? 0 : err_nomem(e);
}

static int hash_end(struct archive *a, const char *name, struct err *e)
{
	unsigned char sum[EVP_MAX_MD_SIZE];

	a->hashing = false;
	if (EVP_DigestFinal_ex(a->hash, sum, NULL) != 1)
		return err_nomem(e);
	for (int i = 0; i < SUM_TEXT / 2; i++)
		buf_fmt(&a->sums, "%02x", sum[i]);
	buf_fmt(&a->sums, "  %s\n", name);
	return a->sums.failed ? err_nomem(e) : 0;
}

/* --- names --- */

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-_.", c);
}

static bool is_safe_name(const char *name)
{
	size_t len = strnlen(name, ARCHIVE_NAME_MAX + 1);
	int depth = 1;

	if (len == 0 || len > ARCHIVE_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		bool begins = i == 0 || name[i - 1] == '/';
		if (name[i] == '/' && (begins || i + 1 == len || ++depth > DEPTH_MAX))
			return false;
		if (name[i] != '/' && (!is_name_byte(name[i]) || (begins && name[i] == '.')))
			return false;
	}
	return true;
}

/* --- writing --- */

static int write_all(struct archive *a, const char *p, size_t len, struct err *e)
{
	while (len > 0) {
		ssize_t n = -1;
		errno = ENOSPC;
		if (!fault_hit(FAULT_WRITE))
			n = write(a->fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return io_error("写备份文件", a->path, e);
		p += n;
		len -= (size_t)n;
		backup_moved(n);
	}
	return 0;
}

int archive_create(const char *path, struct archive **ret, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST) {
		err_hint(e, "请换一个文件名，或先移走它");
		return err_set(e, ERR_CONFLICT, "文件已经存在：%s", path);
	}
	if (fd < 0)
		return io_error("写备份文件", path, e);
	*ret = archive_new(path, fd);
	if (*ret)
		return 0;
	close(fd);
	unlink(path);
	return err_nomem(e);
}

static void put_octal(char *field, size_t size, uint64_t v)
{
	snprintf(field, size, "%0*llo", (int)size - 1, (unsigned long long)v);
}

/* Past 8 GiB the size is binary, which its first bit tells. */
static void put_size(char field[12], int64_t size)
{
	if (size < (int64_t)1 << 33) {
		put_octal(field, 12, (uint64_t)size);
		return;
	}
	memset(field, 0, 12);
	field[0] = (char)0x80;
	for (int i = 0; i < 8; i++)
		field[11 - i] = (char)(size >> (8 * i));
}

static unsigned sum_of(const struct header *h)
{
	const unsigned char *p = (const void *)h;
	unsigned sum = 0;

	for (size_t i = 0; i < BLOCK; i++) {
		bool in_sum = i >= offsetof(struct header, sum) && i < offsetof(struct header, type);
		sum += in_sum ? ' ' : p[i];
	}
	return sum;
}

static int write_header(struct archive *a, const char *name, int64_t size, struct err *e)
{
	struct header h = { .type = '0' };

	memcpy(h.name, name, strlen(name));
	put_octal(h.mode, sizeof h.mode, 0600);
	put_octal(h.uid, sizeof h.uid, 0);
	put_octal(h.gid, sizeof h.gid, 0);
	put_octal(h.mtime, sizeof h.mtime, 0); /* the same data make the same archive */
	put_size(h.size, size);
	memcpy(h.magic, "ustar", sizeof h.magic);
	memcpy(h.version, "00", sizeof h.version);
	snprintf(h.sum, sizeof h.sum, "%06o", sum_of(&h));
	h.sum[7] = ' ';
	return write_all(a, (const char *)&h, BLOCK, e);
}

static int write_padding(struct archive *a, int64_t size, struct err *e)
{
	static const char zeroes[BLOCK];

	return write_all(a, zeroes, (size_t)(-size & (BLOCK - 1)), e);
}

static int add_part(struct archive *a, const char *p, size_t len, struct err *e)
{
	if (EVP_DigestUpdate(a->hash, p, len) != 1)
		return err_nomem(e);
	return write_all(a, p, len, e);
}

int archive_add_bytes(struct archive *a, const char *name, struct str bytes, struct err *e)
{
	if (!is_safe_name(name))
		return err_set(e, ERR_INPUT, "备份里不能有这样的文件名：%s", name);
	int rc = write_header(a, name, (int64_t)bytes.len, e);
	if (rc >= 0)
		rc = hash_start(a, e);
	if (rc >= 0)
		rc = add_part(a, bytes.ptr, bytes.len, e);
	if (rc >= 0)
		rc = write_padding(a, (int64_t)bytes.len, e);
	return rc < 0 ? rc : hash_end(a, name, e);
}

static ssize_t read_some(int fd, char *p, size_t len)
{
	ssize_t n = -1;

	do {
		errno = EIO;
		if (!fault_hit(FAULT_READ))
			n = read(fd, p, len);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* Exactly as long as its header says, whatever happens to the file meanwhile. */
static int add_content(struct archive *a, int fd, int64_t size, const char *path, struct err *e)
{
	while (size > 0) {
		ssize_t n = read_some(fd, a->chunk, size < CHUNK ? (size_t)size : CHUNK);
		if (n < 0)
			return io_error("读取", path, e);
		if (n == 0)
			return err_set(e, ERR_IO, "文件在备份时变短了：%s", path);
		int rc = add_part(a, a->chunk, (size_t)n, e);
		if (rc < 0)
			return rc;
		size -= n;
	}
	return 0;
}

static int add_open_file(struct archive *a, const char *name, int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "不是普通文件：%s", path);
	int rc = write_header(a, name, st.st_size, e);
	if (rc >= 0)
		rc = hash_start(a, e);
	if (rc >= 0)
		rc = add_content(a, fd, st.st_size, path, e);
	if (rc >= 0)
		rc = write_padding(a, st.st_size, e);
	return rc < 0 ? rc : hash_end(a, name, e);
}

int archive_add_file(struct archive *a, const char *name, const char *path, struct err *e)
{
	if (!is_safe_name(name))
		return err_set(e, ERR_INPUT, "备份里不能有这样的文件名：%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return io_error("读取", path, e);
	int rc = add_open_file(a, name, fd, path, e);
	close(fd);
	return rc;
}

int archive_finish(struct archive *a, struct err *e)
{
	static const char end[2 * BLOCK];
	struct str sums = buf_view(&a->sums);

	int rc = write_header(a, SUMS, (int64_t)sums.len, e);
	if (rc >= 0)
		rc = write_all(a, sums.ptr, sums.len, e);
	if (rc >= 0)
		rc = write_padding(a, (int64_t)sums.len, e);
	if (rc >= 0)
		rc = write_all(a, end, sizeof end, e);
	if (rc < 0)
		return rc;
	errno = EIO;
	return fault_hit(FAULT_SYNC) || fsync(a->fd) < 0 ? io_error("写备份文件", a->path, e) : 0;
}

/* --- reading --- */

int archive_open(const char *path, struct archive **ret, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return io_error("读取", path, e);
	*ret = archive_new(path, fd);
	if (*ret)
		return 0;
	close(fd);
	return err_nomem(e);
}

static int read_exactly(struct archive *a, char *p, size_t len, struct err *e)
{
	while (len > 0) {
		ssize_t n = read_some(a->fd, p, len);
		if (n < 0)
			return io_error("读取", a->path, e);
		if (n == 0)
			return not_ours(a, "cut off", e);
		p += n;
		len -= (size_t)n;
		backup_moved(n);
	}
	return 0;
}

/* Below zero: not a size. */
static int64_t get_size(const char field[12])
{
	uint64_t v = 0;

	if (field[0] & 0x80) {
		for (int i = 4; i < 12; i++)
			v = v << 8 | (unsigned char)field[i];
		return (int64_t)v;
	}
	for (int i = 0; i < 11; i++) {
		if (field[i] < '0' || field[i] > '7')
			return -1;
		v = v << 3 | (unsigned)(field[i] - '0');
	}
	return (int64_t)v;
}

static bool is_header(const struct header *h)
{
	char sum[sizeof h->sum + 1] = "";

	memcpy(sum, h->sum, sizeof h->sum);
	return memcmp(h->magic, "ustar", 5) == 0 && h->type == '0' && h->prefix[0] == '\0' &&
	       strtoul(sum, NULL, 8) == sum_of(h);
}

static int check_sums(struct archive *a, int64_t size, struct err *e)
{
	struct str want = buf_view(&a->sums);
	struct str sums = want;

	if (size < 0 || (uint64_t)size != want.len)
		return not_ours(a, "sums differ", e);
	while (sums.len > 0) {
		size_t n = sums.len < CHUNK ? sums.len : CHUNK;
		int rc = read_exactly(a, a->chunk, n, e);
		if (rc < 0)
			return rc;
		if (memcmp(a->chunk, sums.ptr, n) != 0)
			return not_ours(a, "sums differ", e);
		sums = str_sub(sums, n, sums.len);
	}
	a->ended = true;
	return 0;
}

/* A part of the current entry: how much was read, 0 at its end. */
static ssize_t next_part(struct archive *a, struct err *e)
{
	size_t n = a->left < CHUNK ? (size_t)a->left : CHUNK;

	if (n == 0)
		return 0;
	int rc = read_exactly(a, a->chunk, n, e);
	if (rc < 0)
		return rc;
	a->left -= (int64_t)n;
	return EVP_DigestUpdate(a->hash, a->chunk, n) == 1 ? (ssize_t)n : err_nomem(e);
}

static int end_entry(struct archive *a, struct err *e)
{
	ssize_t n;

	while ((n = next_part(a, e)) > 0)
		;
	if (n < 0)
		return (int)n;
	int rc = read_exactly(a, a->chunk, (size_t)(-a->size & (BLOCK - 1)), e);
	return rc < 0 ? rc : hash_end(a, a->name, e);
}

int archive_next(struct archive *a, char name[ARCHIVE_NAME_MAX + 1], int64_t *size, struct err *e)
{
	struct header h;

	int rc = a->hashing ? end_entry(a, e) : 0;
	if (rc < 0 || a->ended)
		return rc;
	rc = read_exactly(a, (char *)&h, sizeof h, e);
	if (rc < 0)
		return rc;
	memcpy(a->name, h.name, sizeof h.name);
	a->left = a->size = get_size(h.size);
	if (!is_header(&h) || !is_safe_name(a->name) || a->size < 0)
		return not_ours(a, "header", e);
	if (strcmp(a->name, SUMS) == 0)
		return check_sums(a, a->size, e);
	memcpy(name, a->name, sizeof a->name);
	*size = a->size;
	rc = hash_start(a, e);
	return rc < 0 ? rc : 1;
}

static int copy_out(struct archive *a, int fd, const char *path, struct err *e)
{
	ssize_t n;

	while ((n = next_part(a, e)) > 0) {
		for (ssize_t at = 0, done; at < n; at += done) {
			errno = ENOSPC;
			done = fault_hit(FAULT_WRITE) ? -1 : write(fd, a->chunk + at, (size_t)(n - at));
			if (done <= 0)
				return io_error("写文件", path, e);
		}
	}
	if (n < 0)
		return (int)n;
	errno = EIO;
	return fault_hit(FAULT_SYNC) || fsync(fd) < 0 ? io_error("写文件", path, e) : 0;
}

int archive_extract(struct archive *a, const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return io_error("写文件", path, e);
	int rc = copy_out(a, fd, path, e);
	close(fd);
	return rc;
}

int archive_read(struct archive *a, size_t max, char **ret, size_t *ret_len, struct err *e)
{
	struct buf b;
	ssize_t n;

	if (a->left > (int64_t)max)
		return not_ours(a, "entry too long", e);
	buf_init(&b, max);
	while ((n = next_part(a, e)) > 0)
		buf_add(&b, a->chunk, (size_t)n);
	char *bytes = n < 0 ? NULL : buf_take(&b, ret_len);
	if (!bytes) {
		buf_clear(&b);
		return n < 0 ? (int)n : err_nomem(e);
	}
	*ret = bytes;
	return 0;
}

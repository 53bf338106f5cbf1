/* Contents as files of a folder. */
#include "blob_private.h"

#include "fault.h"
#include "log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 };

int blob_io_error(struct err *e, const char *what)
{
	int number = errno;

	err_set(e, number == ENOSPC || number == EDQUOT ? ERR_LIMIT : ERR_IO,
		number == ENOSPC || number == EDQUOT ? "磁盘满了，文件没有存下" : "存取上传的文件失败");
	err_hint(e, "请检查数据目录所在的磁盘");
	err_log(e, "blob: %s: errno %d", what, number);
	return number == ENOSPC || number == EDQUOT ? ERR_LIMIT : ERR_IO;
}

int blob_damaged_error(struct err *e, const char *name)
{
	log_line(LOG_ERROR, "blob", "content %s does not have its hash: it is damaged", name);
	err_hint(e, "请从备份中恢复这个文件，或重新上传同一个文件");
	return err_set(e, ERR_DB, "文件已损坏：存下的内容与当初的指纹（SHA-256 %.12s…）不符", name);
}

bool blob_name_good(const char *name)
{
	size_t len = strnlen(name, BLOB_NAME);

	return len == BLOB_NAME - 1 && strspn(name, "0123456789abcdef") == len;
}

void blob_path(const struct blobs *b, const char *name, char out[BLOB_PATH])
{
	snprintf(out, BLOB_PATH, "%s/%.2s/%s", b->folder, name, name + 2);
}

int blob_write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		if (fault_hit(FAULT_WRITE)) {
			errno = ENOSPC;
			return -1;
		}
		ssize_t n = write(fd, bytes.ptr, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes = (struct str){ bytes.ptr + n, bytes.len - (size_t)n };
	}
	return 0;
}

int blob_sync(int fd)
{
	if (fault_hit(FAULT_SYNC)) {
		errno = EIO;
		return -1;
	}
	return fsync(fd) < 0 && errno != EINVAL && errno != EROFS ? -1 : 0;
}

int blob_sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	int rc = blob_sync(fd);
	close(fd);
	return rc;
}

static int hash_all(int fd, EVP_MD_CTX *context, unsigned char *chunk, int64_t *ret_size)
{
	int64_t size = 0;
	ssize_t n;

	while ((n = fault_hit(FAULT_READ) ? (errno = EIO, -1) : pread(fd, chunk, CHUNK, size)) > 0) {
		if (EVP_DigestUpdate(context, chunk, (size_t)n) != 1)
			return -1;
		size += n;
	}
	*ret_size = size;
	return n < 0 ? -1 : 0;
}

int blob_hash(int fd, char ret[BLOB_NAME], int64_t *ret_size, struct err *e)
{
	unsigned char digest[EVP_MAX_MD_SIZE] = { 0 };
	unsigned char *chunk = fault_malloc(CHUNK);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int rc = 0;

	if (!chunk || !context || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
		rc = err_nomem(e);
	else if (hash_all(fd, context, chunk, ret_size) < 0)
		rc = blob_io_error(e, "read");
	else if (EVP_DigestFinal_ex(context, digest, NULL) != 1)
		rc = err_nomem(e);
	for (size_t i = 0; rc == 0 && i < 32; i++)
		snprintf(ret + 2 * i, 3, "%02x", digest[i]);
	EVP_MD_CTX_free(context);
	free(chunk);
	return rc;
}

int blob_nameless(struct blobs *b, struct err *e)
{
	char path[BLOB_PATH];

	snprintf(path, sizeof path, "%s/part/reading-XXXXXX", b->folder);
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return blob_io_error(e, "mkostemp");
	unlink(path);
	return fd;
}

/* --- the back end --- */

static int disk_open(struct blobs *b, const char *name, struct err *e)
{
	char path[BLOB_PATH];

	blob_path(b, name, path);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return err_set(e, ERR_NOTFOUND, "文件不在内容库中（SHA-256 %.12s…）", name);
	return blob_io_error(e, "open");
}

static int disk_has(struct blobs *b, const char *name, struct err *e)
{
	struct stat st;
	char path[BLOB_PATH];

	blob_path(b, name, path);
	if (stat(path, &st) == 0)
		return S_ISREG(st.st_mode) ? 1 : 0;
	return errno == ENOENT ? 0 : blob_io_error(e, "stat");
}

static int make_place(struct blobs *b, const char *name, char folder[BLOB_PATH], struct err *e)
{
	snprintf(folder, BLOB_PATH, "%s/%.2s", b->folder, name);
	if (mkdir(folder, 0700) == 0)
		return blob_sync_folder(b->folder) < 0 ? blob_io_error(e, "sync folder") : 0;
	return errno == EEXIST ? 0 : blob_io_error(e, "mkdir");
}

/* 1: the content is there and whole, and young again; 0: it is not there (any more: it was damaged). */
static int there_already(struct blobs *b, const char *path, const char *name, struct err *e)
{
	char hash[BLOB_NAME];
	int64_t size;

	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : blob_io_error(e, "open");
	int rc = blob_hash(fd, hash, &size, e);
	if (rc >= 0)
		futimens(fd, NULL);
	close(fd);
	if (rc < 0)
		return rc;
	if (strcmp(hash, name) == 0)
		return 1;
	log_line(LOG_WARN, "blob", "content %s was damaged and is replaced by what was sent now (%s)", name, b->folder);
	if (unlink(path) < 0 && errno != ENOENT)
		return blob_io_error(e, "unlink");
	return 0;
}

static int disk_keep(struct blobs *b, const char *part, int64_t size, const char *name, struct err *e)
{
	char folder[BLOB_PATH], path[BLOB_PATH];

	(void)size;
	blob_path(b, name, path);
	int rc = there_already(b, path, name, e);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = make_place(b, name, folder, e);
	if (rc < 0)
		return rc;
	/* Where a file cannot have two names it is moved. */
	if (chmod(part, 0400) < 0 || (link(part, path) < 0 && errno != EEXIST && rename(part, path) < 0))
		return blob_io_error(e, "link");
	return blob_sync_folder(folder) < 0 ? blob_io_error(e, "sync folder") : 0;
}

/* --- tidying --- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct blob_found *)a)->name, ((const struct blob_found *)b)->name);
}

static int add_found(struct vec *to, const char *prefix, const char *path, const char *rest, struct err *e)
{
	struct blob_found f = { 0 };
	struct stat st;

	if ((size_t)snprintf(f.name, sizeof f.name, "%s%s", prefix, rest) >= sizeof f.name || !blob_name_good(f.name))
		return 0;
	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return 0;
	f.size = (int64_t)st.st_size;
	f.changed_s = (int64_t)st.st_mtim.tv_sec;
	struct blob_found *place = vec_push(to);
	if (!place)
		return err_nomem(e);
	*place = f;
	return 0;
}

static int list_folder(struct blobs *b, const char *prefix, const char *after, struct vec *to, struct err *e)
{
	char folder[BLOB_PATH], path[BLOB_PATH];
	struct dirent *entry;
	int rc = 0;

	snprintf(folder, sizeof folder, "%s/%s", b->folder, prefix);
	DIR *dir = opendir(folder);
	if (!dir)
		return errno == ENOENT ? 0 : blob_io_error(e, "opendir");
	while (rc >= 0 && (entry = readdir(dir))) {
		if (strncmp(after, prefix, 2) == 0 && strcmp(entry->d_name, after + 2) <= 0)
			continue;
		if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < sizeof path)
			rc = add_found(to, prefix, path, entry->d_name, e);
	}
	closedir(dir);
	return rc;
}

/* One folder that has any. */
static int disk_list(struct blobs *b, const char *after, struct vec *ret, struct err *e)
{
	char prefix[3] = "";
	size_t from = ret->len;
	int rc = 0;

	for (unsigned i = 0; i < 256 && rc >= 0 && ret->len == from; i++) {
		snprintf(prefix, sizeof prefix, "%02x", i);
		if (strncmp(prefix, after, 2) >= 0)
			rc = list_folder(b, prefix, after, ret, e);
	}
	if (ret->len > from)
		qsort(&VEC_AT(ret, struct blob_found, from), ret->len - from, sizeof(struct blob_found), by_name);
	return rc;
}

static int disk_changed(struct blobs *b, const char *name, int64_t *ret_s, struct err *e)
{
	struct stat st;
	char path[BLOB_PATH];

	blob_path(b, name, path);
	if (lstat(path, &st) < 0)
		return errno == ENOENT ? err_set(e, ERR_NOTFOUND, "文件不在内容库中（SHA-256 %.12s…）", name)
				       : blob_io_error(e, "stat");
	*ret_s = (int64_t)st.st_mtim.tv_sec;
	return 0;
}

static int disk_remove(struct blobs *b, const char *name, struct err *e)
{
	char path[BLOB_PATH];

	blob_path(b, name, path);
	return unlink(path) < 0 && errno != ENOENT ? blob_io_error(e, "unlink") : 0;
}

const struct blob_backend blob_disk = { .keep = disk_keep,
	.has = disk_has,
	.open = disk_open,
	.list = disk_list,
	.changed = disk_changed,
	.remove = disk_remove };

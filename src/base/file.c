#include "file.h"

#include "buf.h"
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_READ ((size_t)64 * 1024)

/* The memory came from malloc(); only the slice's view of it is constant. */
static void *unconst(const void *p)
{
	union {
		const void *in;
		void *out;
	} u = { .in = p };

	return u.out;
}

static ssize_t read_some(int fd, char *p, size_t len)
{
	const size_t most = (size_t)1 << 30; /* the kernel reads no more than 2 GiB at once */
	ssize_t n;

	if (fault_hit(FAULT_READ)) {
		errno = EIO;
		return -1;
	}
	do
		n = read(fd, p, len < most ? len : most);
	while (n < 0 && errno == EINTR);
	return n;
}

static int write_all(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		if (fault_hit(FAULT_WRITE)) {
			errno = ENOSPC;
			return -1;
		}
		ssize_t n = write(fd, bytes.ptr, bytes.len < ((size_t)1 << 30) ? bytes.len : (size_t)1 << 30);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes = (struct str){ bytes.ptr + n, bytes.len - (size_t)n };
	}
	return 0;
}

static int sync_file(int fd)
{
	if (fault_hit(FAULT_SYNC)) {
		errno = EIO;
		return -1;
	}
	return fsync(fd) < 0 && errno != EINVAL && errno != EROFS ? -1 : 0;
}

#define WRITE "写入"

static int fail(struct err *e, const char *what, const char *path, int number)
{
	int code = number == ENOENT || number == ENOTDIR ? ERR_NOTFOUND : number == EISDIR ? ERR_INPUT : ERR_IO;

	if (e && e->code != ERR_OK)
		return code;
	switch (number) {
	case ENOENT:
	case ENOTDIR:
		if (strcmp(what, WRITE) == 0) {
			err_hint(e, "请先建好这个目录，或检查路径是否写对");
			return err_set(e, code, "要写入的目录不存在：%s", path);
		}
		err_hint(e, "请检查路径是否写对，或用引号把含空格的文件名括起来");
		return err_set(e, code, "找不到文件：%s", path);
	case EISDIR:
		err_hint(e, "请给出目录中的文件，例如 %s/报告.txt", path);
		return err_set(e, code, "这是一个目录，不是文件：%s", path);
	case EACCES:
	case EPERM:
	case EROFS:
		err_hint(e, "请检查文件和所在目录的权限");
		return err_set(e, code, "没有权限%s：%s", what, path);
	case ENOSPC:
	case EDQUOT:
		err_hint(e, "请清理磁盘后重试；原有文件未被改动");
		return err_set(e, code, "磁盘空间已满，无法%s：%s", what, path);
	case ELOOP:
		err_hint(e, "请改用它所指的文件");
		return err_set(e, code, "这个链接绕成了圈，%s不了：%s", what, path);
	default:
		err_hint(e, "请检查磁盘、U 盘或网络盘是否正常，再试一次");
		err_log(e, "errno %d", number);
		return err_set(e, code, "%s失败：%s", what, path);
	}
}

static int too_large(struct err *e, const char *path, size_t max)
{
	if (!e || e->code == ERR_OK)
		err_hint(e, "请拆分文件后再试");
	if (max >= 1024 * 1024)
		return err_set(e, ERR_LIMIT, "文件超过上限 %zu MB：%s", max / (1024 * 1024), path);
	return err_set(e, ERR_LIMIT, "文件超过上限 %zu 字节：%s", max, path);
}

/* Doubles the room, up to one byte more than allowed: that byte shows that the file is too long. */
static int grow(char **p, size_t *cap, size_t len, size_t max)
{
	if (len < *cap)
		return 0;
	size_t more = *cap > max / 2 ? max + 1 : *cap * 2;
	char *grown = fault_realloc(*p, more + 1);
	if (!grown)
		return -1;
	*p = grown;
	*cap = more;
	return 0;
}

static int read_all(int fd, const char *name, size_t first, size_t max, struct str *ret, struct err *e)
{
	size_t cap = first <= max ? first + 1 : max + 1, len = 0;
	char *p = fault_malloc(cap + 1);
	ssize_t n;

	if (!p)
		return err_nomem(e);
	while ((n = read_some(fd, p + len, cap - len)) > 0) {
		len += (size_t)n;
		if (len > max) {
			free(p);
			return too_large(e, name, max);
		}
		if (grow(&p, &cap, len, max) < 0) {
			free(p);
			return err_nomem(e);
		}
	}
	if (n < 0) {
		int number = errno;
		free(p);
		return fail(e, "读取", name, number);
	}
	p[len] = '\0';
	*ret = (struct str){ p, len };
	return 0;
}

int file_read(const char *path, size_t max, struct str *ret, struct err *e)
{
	struct stat st;

	if (max > SIZE_MAX / 2)
		max = SIZE_MAX / 2;
	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "标准输入", FIRST_READ, max, ret, e);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail(e, "读取", path, errno);
	int rc;
	if (fstat(fd, &st) < 0)
		rc = fail(e, "读取", path, errno);
	else if (S_ISDIR(st.st_mode))
		rc = fail(e, "读取", path, EISDIR);
	else if (S_ISREG(st.st_mode) && (uintmax_t)st.st_size > max)
		rc = too_large(e, path, max);
	else
		rc = read_all(fd, path, S_ISREG(st.st_mode) ? (size_t)st.st_size : FIRST_READ, max, ret, e);
	close(fd);
	return rc;
}

void file_free(struct str *s)
{
	free(unconst(s->ptr));
	*s = STR_NONE;
}

/* A name beside `path` that no other thread or process uses: "report.html.1234-1.tmp". */
static char *name_beside(const char *path)
{
	static atomic_uint counter;
	struct buf b;

	buf_init(&b, 64 * 1024);
	buf_fmt(&b, "%s.%ld-%u.tmp", path, (long)getpid(), atomic_fetch_add(&counter, 1));
	char *name = buf_take(&b, NULL);
	buf_clear(&b);
	return name;
}

/* The rename itself is durable once the folder is. */
static int sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct buf b;

	buf_init(&b, 64 * 1024);
	buf_add(&b, slash ? path : ".", slash && slash > path ? (size_t)(slash - path) : 1);
	char *folder = buf_take(&b, NULL);
	buf_clear(&b);
	int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	int rc = fd >= 0 ? sync_file(fd) : -1;
	if (fd >= 0)
		close(fd);
	free(folder);
	return rc;
}

static int fill(int fd, struct str bytes, const struct stat *old)
{
	if (old && fchmod(fd, old->st_mode & 07777) < 0)
		return -1;
	return write_all(fd, bytes) < 0 || sync_file(fd) < 0 ? -1 : 0;
}

static int write_beside(const char *path, struct str bytes, const struct stat *old, struct err *e)
{
	char *name = name_beside(path);
	int number;

	if (!name)
		return err_nomem(e);
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0) {
		number = errno;
		free(name);
		return fail(e, WRITE, path, number);
	}
	int rc = fill(fd, bytes, old);
	number = errno;
	if (close(fd) < 0 && rc == 0) {
		rc = -1;
		number = errno;
	}
	if (rc == 0 && rename(name, path) < 0) {
		rc = -1;
		number = errno;
	}
	if (rc < 0)
		unlink(name);
	free(name);
	if (rc < 0)
		return fail(e, WRITE, path, number);
	return sync_folder(path) < 0 ? fail(e, WRITE, path, EIO) : 0;
}

/* A terminal, pipe or device has no place beside it. */
static int write_into(const char *path, struct str bytes, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail(e, WRITE, path, errno);
	int rc = write_all(fd, bytes), number = errno;
	close(fd);
	return rc < 0 ? fail(e, WRITE, path, number) : 0;
}

int file_write(const char *path, struct str bytes, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return write_beside(path, bytes, NULL, e);
	if (S_ISDIR(st.st_mode))
		return fail(e, WRITE, path, EISDIR);
	return S_ISREG(st.st_mode) ? write_beside(path, bytes, &st, e) : write_into(path, bytes, e);
}

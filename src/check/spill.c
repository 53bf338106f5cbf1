#include "spill.h"

#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define MEMORY ((size_t)8 << 20)
#define PATH_LONGEST 4096

void spill_init(struct spill *s)
{
	*s = (struct spill){ .room = MEMORY, .fd = -1 };
}

void spill_clear(struct spill *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->memory);
	free(s->read);
	spill_init(s);
}

static int open_in(const char *folder)
{
	char path[PATH_LONGEST];
	int len = snprintf(path, sizeof(path), "%s/bihuan-XXXXXX", folder);

	if (len < 0 || (size_t)len >= sizeof(path))
		return -1;
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static int open_file(struct spill *s, struct err *e)
{
	const char *folder = getenv("TMPDIR");

	if (folder && folder[0])
		s->fd = open_in(folder);
	if (s->fd < 0)
		s->fd = open_in("/var/tmp");
	if (s->fd < 0)
		s->fd = open_in("/tmp");
	if (s->fd >= 0)
		return 0;
	err_hint(e, "请用环境变量 TMPDIR 指明一个可写、空间够的目录");
	return err_set(e, ERR_IO, "建不了临时文件");
}

static int write_out(struct spill *s, struct str bytes, struct err *e)
{
	if (s->fd < 0 && open_file(s, e) < 0)
		return ERR_IO;
	while (bytes.len > 0) {
		ssize_t n = fault_hit(FAULT_WRITE) ? (errno = ENOSPC, -1) : write(s->fd, bytes.ptr, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			err_hint(e, "请清理磁盘，或用环境变量 TMPDIR 指明一个空间够的目录");
			return err_set(e, ERR_IO, "临时文件写不下");
		}
		s->written += (uint64_t)n;
		bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
	return 0;
}

int spill_add(struct spill *s, struct str bytes, uint64_t *ret, struct err *e)
{
	if (!s->memory && !(s->memory = fault_malloc(s->room)))
		return err_nomem(e);
	uint64_t at = s->written + s->used;
	if (bytes.len > s->room - s->used) {
		int rc = write_out(s, (struct str){ s->memory, s->used }, e);
		s->used = 0; /* after a failure nothing more is read */
		if (rc == 0 && bytes.len > s->room)
			rc = write_out(s, bytes, e);
		if (rc < 0)
			return rc;
	}
	if (bytes.len <= s->room) {
		if (bytes.len > 0)
			memcpy(s->memory + s->used, bytes.ptr, bytes.len);
		s->used += bytes.len;
	}
	*ret = at;
	return 0;
}

static int read_back(struct spill *s, uint64_t at, size_t len, struct err *e)
{
	for (size_t got = 0; got < len;) {
		ssize_t n = fault_hit(FAULT_READ) ? (errno = EIO, -1)
						  : pread(s->fd, s->read + got, len - got, (off_t)(at + got));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO, "临时文件读不回来");
		got += (size_t)n;
	}
	return 0;
}

int spill_read(struct spill *s, uint64_t at, size_t len, struct str *ret, struct err *e)
{
	if (at > s->written + s->used || len > s->written + s->used - at)
		return err_set(e, ERR_INTERNAL, "临时文件里没有第 %llu 字节", (unsigned long long)at);
	if (at >= s->written) {
		*ret = (struct str){ s->memory ? s->memory + (at - s->written) : "", len };
		return 0;
	}
	if (len > s->read_cap) {
		char *grown = fault_realloc(s->read, len);
		if (!grown)
			return err_nomem(e);
		s->read = grown;
		s->read_cap = len;
	}
	size_t in_file = at + len > s->written ? (size_t)(s->written - at) : len;
	int rc = read_back(s, at, in_file, e);
	if (rc < 0)
		return rc;
	if (in_file < len)
		memcpy(s->read + in_file, s->memory, len - in_file);
	*ret = (struct str){ s->read, len };
	return 0;
}

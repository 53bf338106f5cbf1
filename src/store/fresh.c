#include "fresh.h"

#include "fault.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 4096 };

static int file_error(const char *path, struct err *e)
{
	err_log(e, "errno %d", errno);
	return err_set(e, ERR_IO, "写不了备份文件：%s", path);
}

static int reserve(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno != EEXIST)
		return file_error(path, e);
	err_hint(e, "请换一个文件名");
	return err_set(e, ERR_CONFLICT, "备份文件已经存在：%s", path);
}

static int sync_path(const char *path, int flags, struct err *e)
{
	int fd = open(path, flags | O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return file_error(path, e);
	int rc = fault_hit(FAULT_SYNC) || fsync(fd) < 0 ? -1 : 0;
	close(fd);
	return rc == 0 ? 0 : file_error(path, e);
}

static int sync_folder(const char *path, struct err *e)
{
	char folder[PATH_BYTES_MAX];
	size_t cut = str_rfind(str_from(path), STR("/"));

	if (cut == STR_NPOS)
		return sync_path(".", O_DIRECTORY, e);
	snprintf(folder, sizeof folder, "%.*s", (int)(cut == 0 ? 1 : cut), path);
	return sync_path(folder, O_DIRECTORY, e);
}

static void remove_all(const char *path, const char *part)
{
	static const char *const tails[] = { "-wal", "-shm", "-journal" };
	char journal[PATH_BYTES_MAX + 16];

	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		snprintf(journal, sizeof journal, "%s%s", part, tails[i]);
		unlink(journal);
	}
	unlink(part);
	unlink(path);
}

int fresh_file(const char *path, fresh_fill *fill, void *context, struct err *e)
{
	char part[PATH_BYTES_MAX];

	if (strlen(path) + sizeof ".part" > sizeof part)
		return err_set(e, ERR_USAGE, "备份文件的路径太长");
	snprintf(part, sizeof part, "%s.part", path);
	int rc = reserve(path, e);
	if (rc < 0)
		return rc;
	rc = reserve(part, e);
	if (rc < 0) {
		unlink(path);
		return rc;
	}
	rc = fill(context, part, e);
	if (rc >= 0)
		rc = sync_path(part, 0, e);
	if (rc >= 0 && rename(part, path) < 0)
		rc = file_error(path, e);
	if (rc >= 0)
		rc = sync_folder(path, e);
	if (rc < 0)
		remove_all(path, part);
	return rc < 0 ? rc : 0;
}

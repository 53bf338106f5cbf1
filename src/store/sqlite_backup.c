/* Online backup of a SQLite database. */
#include "sqlite.h"

#include "buf.h"
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 4096 };

static int file_error(const char *path, struct err *e)
{
	err_log(e, "errno %d", errno);
	return err_set(e, ERR_IO, "写不了备份文件：%s", path);
}

/* The target's name is taken from the start, so that two backups cannot both believe it free. */
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

static int copy_pages(struct sq_store *s, const char *part, struct err *e)
{
	struct sq_store to = { .path = NULL };

	int code =
		sqlite3_open_v2(part, &to.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	sqlite3_backup *b = code == SQLITE_OK ? sqlite3_backup_init(to.db, "main", s->db, "main") : NULL;
	if (!b) {
		int rc = sq_error(&to, code == SQLITE_OK ? sqlite3_errcode(to.db) : code, "backup", e);
		sqlite3_close_v2(to.db);
		return rc;
	}
	do
		code = fault_hit(FAULT_WRITE) ? SQLITE_FULL : sqlite3_backup_step(b, -1);
	while (code == SQLITE_OK);
	int rc = code == SQLITE_DONE ? 0 : sq_error(s, code, "backup", e);
	sqlite3_backup_finish(b);
	code = sqlite3_close(to.db);
	return rc < 0 || code == SQLITE_OK ? rc : sq_error(s, code, "backup close", e);
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

int sq_backup(struct store *base, const char *path, struct err *e)
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
	rc = copy_pages((struct sq_store *)base, part, e);
	if (rc == 0)
		rc = sync_path(part, 0, e);
	if (rc == 0 && rename(part, path) < 0)
		rc = file_error(path, e);
	if (rc == 0)
		rc = sync_folder(path, e);
	if (rc < 0) {
		unlink(part);
		unlink(path);
	}
	return rc;
}

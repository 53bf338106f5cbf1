/* Writing a backup. */
#include "backup_private.h"

#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

int backup_path(char out[BACKUP_PATH_MAX], struct str folder, const char *tail, struct err *e)
{
	size_t len = strlen(tail);

	if (folder.len + len >= BACKUP_PATH_MAX)
		return err_set(e, ERR_USAGE, "路径太长：%s", tail);
	if (folder.len > 0)
		memcpy(out, folder.ptr, folder.len);
	memcpy(out + folder.len, tail, len + 1);
	return 0;
}

int backup_check_database(const char *path, int *ret_version, struct err *e)
{
	OWN_STORE struct store *s = NULL;
	char url[BACKUP_PATH_MAX + 16];
	int version = 0;

	snprintf(url, sizeof url, "sqlite:%s", path);
	int rc = store_open(url, NULL, &s, e);
	if (rc >= 0)
		rc = store_verify(s, e);
	if (rc >= 0)
		rc = store_schema_version(s, &version, e);
	if (rc < 0)
		return rc;
	size_t known = store_migrations(s).count;
	if (version > (int)known) {
		err_hint(e, "请改用较新的程序恢复；没有恢复任何内容");
		return err_set(e, ERR_DB, "备份来自更新版本的程序（结构版本 %d，本程序只认识到 %zu）", version, known);
	}
	*ret_version = version;
	return 0;
}

/* --- the database --- */

static int open_folder(const char *data_dir, struct store **ret, struct err *e)
{
	char path[BACKUP_PATH_MAX], url[BACKUP_PATH_MAX + 16];

	int rc = backup_path(path, str_from(data_dir), "/" BACKUP_DATABASE, e);
	if (rc < 0)
		return rc;
	if (access(path, F_OK) < 0) { /* opening would make one */
		err_hint(e, "请检查数据目录是否选对（--data）");
		return err_set(e, ERR_NOTFOUND, "数据目录里没有数据库：%s", path);
	}
	snprintf(url, sizeof url, "sqlite:%s", path);
	return store_open(url, NULL, ret, e);
}

static int open_source(const struct backup_place *from, struct store **ret, struct err *e)
{
	return from->url ? store_open(from->url, NULL, ret, e) : open_folder(from->data_dir, ret, e);
}

/* What was copied, read whole. A migration may have come in between. */
static int check_copy(struct store *s, const char *copy, int before, int *ret_version, struct err *e)
{
	int after = 0, version = 0;

	int rc = store_schema_version(s, &after, e);
	if (rc >= 0)
		rc = backup_check_database(copy, &version, e);
	if (rc < 0)
		return rc;
	if (version < before || version > after)
		return err_set(e, ERR_DB, "备份出的数据库与原来的不一致，请重试");
	*ret_version = version;
	return 0;
}

/* While others write. A copy that is not good is removed. */
static int copy_database(const struct backup_place *from, const char *copy, int *ret_version, struct err *e)
{
	OWN_STORE struct store *s = NULL;
	int before = 0;

	int rc = open_source(from, &s, e);
	if (rc >= 0)
		rc = store_schema_version(s, &before, e);
	if (rc >= 0)
		rc = store_backup(s, copy, e);
	if (rc < 0)
		return rc;
	rc = check_copy(s, copy, before, ret_version, e);
	if (rc < 0)
		unlink(copy);
	return rc;
}

/* --- the folder --- */

struct making {
	struct archive *archive;
	const char *data_dir;
	struct backup_summary sum;
};

static int add_file(struct making *m, const char *name, const char *path, struct err *e)
{
	struct stat st;

	int rc = archive_add_file(m->archive, name, path, e);
	if (rc < 0)
		return rc;
	m->sum.files++;
	m->sum.bytes += stat(path, &st) == 0 ? st.st_size : 0;
	return 0;
}

static int add_folder(struct making *m, const char *name, int depth, struct err *e);

/* A folder or a file; what is neither, or hidden, is not ours. */
static int add_named(struct making *m, const char *name, int depth, struct err *e)
{
	char path[BACKUP_PATH_MAX], tail[ARCHIVE_NAME_MAX + 2];
	struct stat st;

	snprintf(tail, sizeof tail, "/%s", name);
	int rc = backup_path(path, str_from(m->data_dir), tail, e);
	if (rc < 0)
		return rc;
	if (lstat(path, &st) < 0)
		return err_set(e, ERR_IO, "读取失败：%s", path);
	if (S_ISDIR(st.st_mode))
		return depth < BACKUP_DEPTH_MAX ? add_folder(m, name, depth + 1, e)
						: err_set(e, ERR_LIMIT, "数据目录的层次太深：%s", path);
	return S_ISREG(st.st_mode) ? add_file(m, name, path, e) : 0;
}

static int add_entries(struct making *m, const char *name, struct dirent **list, int count, int depth, struct err *e)
{
	char child[ARCHIVE_NAME_MAX + 1];
	int rc = 0;

	for (int i = 0; i < count && rc >= 0; i++) {
		if (list[i]->d_name[0] == '.')
			continue;
		int n = snprintf(child, sizeof child, "%s/%.200s", name, list[i]->d_name);
		rc = n < (int)sizeof child ? add_named(m, child, depth, e)
					   : err_set(e, ERR_LIMIT, "数据目录里的文件名太长：%s", list[i]->d_name);
	}
	return rc;
}

/* In the order of names, so that the same data make the same archive. A folder that is not there is empty. */
static int add_folder(struct making *m, const char *name, int depth, struct err *e)
{
	char path[BACKUP_PATH_MAX], tail[ARCHIVE_NAME_MAX + 2];
	struct dirent **list = NULL;

	snprintf(tail, sizeof tail, "/%s", name);
	int rc = backup_path(path, str_from(m->data_dir), tail, e);
	if (rc < 0)
		return rc;
	int count = scandir(path, &list, NULL, alphasort);
	if (count < 0)
		return errno == ENOENT ? 0 : err_set(e, ERR_IO, "读取目录失败：%s", path);
	rc = add_entries(m, name, list, count, depth, e);
	for (int i = 0; i < count; i++)
		free(list[i]);
	free(list);
	return rc;
}

/* The blobs after the database: what it speaks of is there before it speaks of it. */
static int write_archive(struct making *m, const char *copy, struct err *e)
{
	char info[160];

	int n = snprintf(info, sizeof info, BACKUP_INFO_FORMAT, BACKUP_FORMAT, m->sum.schema, m->sum.created_at);
	int rc = archive_add_bytes(m->archive, BACKUP_INFO, (struct str){ info, (size_t)n }, e);
	if (rc >= 0)
		rc = add_file(m, BACKUP_DATABASE, copy, e);
	for (size_t i = 0; backup_folders[i] && rc >= 0; i++)
		rc = add_folder(m, backup_folders[i], 1, e);
	return rc < 0 ? rc : archive_finish(m->archive, e);
}

/* What was written, read again: every sum. */
static int check_archive(const char *path, struct err *e)
{
	OWN(archive_close_p) struct archive *a = NULL;
	char name[ARCHIVE_NAME_MAX + 1];
	int64_t size = 0;

	int rc = archive_open(path, &a, e);
	if (rc >= 0)
		while ((rc = archive_next(a, name, &size, e)) > 0)
			;
	return rc;
}

/* Never over a file that came meanwhile; file systems without that step get the next best. */
static int give_name(const char *part, const char *path, struct err *e)
{
	bool named = renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0;

	if (!named && errno == EINVAL && access(path, F_OK) < 0)
		named = rename(part, path) == 0;
	if (!named)
		return err_set(e, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "写不了备份文件：%s", path);
	int rc = backup_sync_parent(path, e);
	if (rc < 0)
		unlink(path);
	return rc;
}

/* The files that the archive will have: what is not counted comes in at the end. */
static _Thread_local int64_t counted;

static int count_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)path;
	(void)at;
	counted += flag == FTW_F ? st->st_size : 0;
	return 0;
}

static int64_t bytes_of(const struct making *m, const char *copy)
{
	char path[BACKUP_PATH_MAX], tail[ARCHIVE_NAME_MAX + 2];
	struct err ignored = { 0 };
	struct stat st;

	counted = stat(copy, &st) == 0 ? st.st_size : 0;
	for (size_t i = 0; backup_folders[i]; i++) {
		snprintf(tail, sizeof tail, "/%s", backup_folders[i]);
		if (backup_path(path, str_from(m->data_dir), tail, &ignored) >= 0)
			nftw(path, count_one, 8, FTW_PHYS);
	}
	return counted;
}

static int make_part(const char *part, const char *copy, struct making *m, struct err *e)
{
	int rc = archive_create(part, &m->archive, e);

	if (rc < 0)
		return rc;
	backup_enter(BACKUP_PACKING, bytes_of(m, copy));
	rc = write_archive(m, copy, e);
	archive_close(m->archive);
	struct stat st;
	backup_enter(BACKUP_CHECKING, stat(part, &st) == 0 ? st.st_size : 0);
	if (rc >= 0)
		rc = check_archive(part, e);
	if (rc < 0)
		unlink(part);
	return rc;
}

int backup_make(
	const struct backup_place *from, const char *path, struct str now, struct backup_summary *ret, struct err *e)
{
	struct making m = { .data_dir = from->data_dir };
	char part[BACKUP_PATH_MAX], copy[BACKUP_PATH_MAX];

	snprintf(m.sum.created_at, sizeof m.sum.created_at, STR_FMT, STR_ARG(now));
	int rc = backup_path(part, str_from(path), ".part", e);
	if (rc >= 0)
		rc = backup_path(copy, str_from(path), ".part-db", e);
	if (rc < 0)
		return rc;
	if (access(path, F_OK) == 0) {
		err_hint(e, "请换一个文件名");
		return err_set(e, ERR_CONFLICT, "备份文件已经存在：%s", path);
	}
	backup_enter(BACKUP_COPYING, 0);
	rc = copy_database(from, copy, &m.sum.schema, e);
	if (rc >= 0) {
		rc = make_part(part, copy, &m, e);
		unlink(copy);
	}
	backup_enter(BACKUP_IDLE, 0);
	if (rc < 0)
		return rc;
	rc = give_name(part, path, e);
	if (rc < 0) {
		unlink(part);
		return rc;
	}
	*ret = m.sum;
	return 0;
}

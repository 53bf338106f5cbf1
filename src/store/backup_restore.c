/* Restoring a backup. */
#include "backup_private.h"

#include "fault.h"
#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const backup_folders[] = { "keys", "blobs", NULL };

enum { INFO_MAX = 1000 };

static int io_error(const char *what, const char *path, struct err *e)
{
	int number = errno;

	err_log(e, "errno %d", number);
	err_hint(e, "请检查磁盘空间和目录的权限；没有恢复任何内容");
	return err_set(e, ERR_IO, "%s：%s", what, path);
}

static int sync_folder(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return io_error("打不开目录", path, e);
	errno = EIO;
	int rc = fault_hit(FAULT_SYNC) || (fsync(fd) < 0 && errno != EINVAL) ? -1 : 0;
	close(fd);
	return rc == 0 ? 0 : io_error("目录没有写到磁盘", path, e);
}

int backup_sync_parent(const char *path, struct err *e)
{
	char folder[BACKUP_PATH_MAX];
	size_t cut = str_rfind(str_from(path), STR("/"));

	if (cut == STR_NPOS)
		return sync_folder(".", e);
	snprintf(folder, sizeof folder, "%.*s", (int)(cut == 0 ? 1 : cut), path);
	return sync_folder(folder, e);
}

/* --- removing what was half done --- */

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st;
	(void)flag;
	(void)at;
	remove(path);
	return 0;
}

static void remove_tree(const char *path)
{
	nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* --- entries --- */

struct restoring {
	struct archive *archive;
	const char *part; /* the folder on its way */
	struct backup_summary sum;
	bool made, has_database;
};

static int unexpected(const char *name, struct err *e)
{
	err_hint(e, "请用 bihuan backup 写出的文件");
	return err_set(e, ERR_INPUT, "备份里有不认识的内容：%s", name);
}

static bool is_known(const char *name)
{
	if (strcmp(name, BACKUP_DATABASE) == 0)
		return true;
	for (size_t i = 0; backup_folders[i]; i++) {
		size_t len = strlen(backup_folders[i]);
		if (strncmp(name, backup_folders[i], len) == 0 && name[len] == '/')
			return true;
	}
	return false;
}

/* The folders above the entry; the archive has seen to it that they stay below `path`. */
static int make_folders(char *path, size_t from, struct err *e)
{
	for (char *p = path + from; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		int rc = mkdir(path, 0700) < 0 && errno != EEXIST ? io_error("建不了目录", path, e) : 0;
		*p = '/';
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int take_entry(struct restoring *r, const char *name, int64_t size, struct err *e)
{
	char path[BACKUP_PATH_MAX], tail[ARCHIVE_NAME_MAX + 2];

	if (!is_known(name))
		return unexpected(name, e);
	snprintf(tail, sizeof tail, "/%s", name);
	int rc = backup_path(path, str_from(r->part), tail, e);
	if (rc >= 0)
		rc = make_folders(path, strlen(r->part) + 1, e);
	if (rc >= 0)
		rc = archive_extract(r->archive, path, e);
	if (rc < 0)
		return rc;
	r->has_database |= strcmp(name, BACKUP_DATABASE) == 0;
	r->sum.files++;
	r->sum.bytes += size;
	return 0;
}

/* The rest of a line that begins with `key`; *at moves behind it. */
static bool read_line(const char **at, const char *key, char *out, size_t size)
{
	size_t len = strlen(key), rest;

	if (strncmp(*at, key, len) != 0 || (*at)[len] != ' ')
		return false;
	rest = strcspn(*at + len + 1, "\n");
	if (rest == 0 || rest >= size)
		return false;
	snprintf(out, size, "%.*s", (int)rest, *at + len + 1);
	*at += len + 1 + rest;
	*at += **at == '\n';
	return true;
}

static bool parse_info(struct restoring *r, const char *text)
{
	char format[12], schema[12];

	if (!read_line(&text, "format", format, sizeof format) || strtol(format, NULL, 10) != BACKUP_FORMAT)
		return false;
	if (!read_line(&text, "schema", schema, sizeof schema))
		return false;
	r->sum.schema = (int)strtol(schema, NULL, 10);
	return read_line(&text, "created_at", r->sum.created_at, sizeof r->sum.created_at);
}

/* The first entry says what the rest is. */
static int read_info(struct restoring *r, struct err *e)
{
	char name[ARCHIVE_NAME_MAX + 1];
	char *text = NULL;
	int64_t size = 0;
	size_t len = 0;

	int rc = archive_next(r->archive, name, &size, e);
	if (rc >= 0 && (rc == 0 || strcmp(name, BACKUP_INFO) != 0))
		rc = unexpected(rc == 0 ? "" : name, e);
	if (rc >= 0)
		rc = archive_read(r->archive, INFO_MAX, &text, &len, e);
	if (rc < 0)
		return rc;
	bool good = parse_info(r, text);
	free(text);
	if (good)
		return 0;
	err_hint(e, "请改用较新的程序恢复");
	return err_set(e, ERR_DB, "备份的格式本程序不认识");
}

static int take_all(struct restoring *r, struct err *e)
{
	char name[ARCHIVE_NAME_MAX + 1];
	int64_t size = 0;

	int rc = read_info(r, e);
	if (rc < 0)
		return rc;
	while ((rc = archive_next(r->archive, name, &size, e)) > 0) {
		rc = take_entry(r, name, size, e);
		if (rc < 0)
			return rc;
	}
	if (rc == 0 && !r->has_database)
		rc = err_set(e, ERR_INPUT, "备份里没有数据库");
	return rc;
}

/* --- checking --- */

static int check_database(const struct restoring *r, struct err *e)
{
	char path[BACKUP_PATH_MAX];
	int version = 0;

	int rc = backup_path(path, str_from(r->part), "/" BACKUP_DATABASE, e);
	if (rc >= 0)
		rc = backup_check_database(path, &version, e);
	if (rc < 0 || version == r->sum.schema)
		return rc;
	return err_set(e, ERR_DB, "备份里的数据库与备份的说明不符：%s", path);
}

static int sync_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st;
	(void)at;
	return flag == FTW_DP || flag == FTW_D ? sync_folder(path, NULL) : 0;
}

static int sync_tree(const char *path, struct err *e)
{
	return nftw(path, sync_one, 8, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : io_error("目录没有写到磁盘", path, e);
}

/* --- */

/* rename() puts it over an empty folder, and over nothing else. */
static int put_in_place(const char *part, const char *data_dir, struct err *e)
{
	if (rename(part, data_dir) == 0)
		return backup_sync_parent(data_dir, e);
	if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR) {
		err_hint(e, "请换一个数据目录，或先移走原有的内容");
		return err_set(e, ERR_CONFLICT, "数据目录里已有内容，没有恢复：%s", data_dir);
	}
	return io_error("不能放到数据目录", data_dir, e);
}

/* Early, before a long copy; put_in_place() decides. */
static int must_be_free(const char *data_dir, struct err *e)
{
	struct stat st;

	if (stat(data_dir, &st) < 0)
		return errno == ENOENT ? 0 : io_error("打不开数据目录", data_dir, e);
	DIR *d = S_ISDIR(st.st_mode) ? opendir(data_dir) : NULL;
	int entries = 0;
	while (d && readdir(d))
		entries++;
	if (d)
		closedir(d);
	if (d && entries <= 2) /* "." and ".." */
		return 0;
	err_hint(e, "请换一个数据目录，或先移走原有的内容");
	return err_set(e, ERR_CONFLICT, "数据目录里已有内容，没有恢复：%s", data_dir);
}

static int restore_to(const char *path, const char *part, struct restoring *r, struct err *e)
{
	int rc = archive_open(path, &r->archive, e);

	if (rc >= 0 && mkdir(part, 0700) < 0)
		rc = io_error("建不了目录", part, e);
	if (rc < 0)
		return rc;
	struct stat st;
	r->made = true;
	backup_enter(BACKUP_UNPACKING, stat(path, &st) == 0 ? st.st_size : 0);
	rc = take_all(r, e);
	backup_enter(BACKUP_VERIFYING, 0);
	if (rc >= 0)
		rc = check_database(r, e);
	return rc < 0 ? rc : sync_tree(part, e);
}

/* --- into a database on a server --- */

/* The name that the backup's database has while it is read; then it goes. */
struct source {
	char path[BACKUP_PATH_MAX], url[BACKUP_PATH_MAX + 16];
	struct store *store;
};

static int open_backed_up(const char *part, struct source *ret, struct err *e)
{
	int rc = backup_path(ret->path, str_from(part), "/" BACKUP_DATABASE, e);

	snprintf(ret->url, sizeof ret->url, "sqlite:%s", ret->path);
	if (rc >= 0)
		rc = store_open(ret->url, NULL, &ret->store, e);
	return rc < 0 ? rc : store_begin(ret->store, STORE_READ, e);
}

/* The database that was carried over is not kept a second time in the folder. */
static int carry(const char *part, struct store *to, struct err *e)
{
	struct source from = { .store = NULL };

	int rc = open_backed_up(part, &from, e);
	if (rc >= 0)
		rc = transfer(from.store, to, e);
	store_close(from.store);
	if (rc >= 0 && unlink(from.path) < 0)
		rc = io_error("删不掉临时文件", from.path, e);
	return rc < 0 ? rc : sync_tree(part, e);
}

/* The answer to a commit was lost: whether it took place is looked at. 1: it did; 0: it did not; or nobody knows (an error). */
static int look_again(const char *url)
{
	OWN_STORE struct store *again = NULL;
	struct err why = { 0 };

	int rc = store_open(url, NULL, &again, &why);
	if (rc >= 0)
		rc = transfer_must_be_empty(again, &why);
	return why.code == ERR_CONFLICT ? 1 : rc;
}

/* The folder in its place first: a commit that fails takes it away again, so that nothing is there by half. */
static int commit_both(struct store *to, const char *part, const struct backup_place *place, struct err *e)
{
	int rc = put_in_place(part, place->data_dir, e);

	if (rc < 0)
		return rc;
	rc = store_commit(to, e);
	int done = rc < 0 && !store_usable(to) ? look_again(place->url) : rc >= 0;
	if (done == 0)
		remove_tree(place->data_dir);
	if (done <= 0)
		return rc;
	err_clear(e);
	return 0;
}

static int put_on_server(const char *part, const struct backup_place *place, struct err *e)
{
	OWN_STORE struct store *to = NULL;

	int rc = store_open(place->url, NULL, &to, e);
	if (rc >= 0)
		rc = carry(part, to, e);
	return rc < 0 ? rc : commit_both(to, part, place, e);
}

/* --- */

static int must_be_empty(const char *url, struct err *e)
{
	OWN_STORE struct store *s = NULL;

	int rc = store_open(url, NULL, &s, e);
	return rc < 0 ? rc : transfer_must_be_empty(s, e);
}

int backup_restore(const char *path, const struct backup_place *to, struct backup_summary *ret, struct err *e)
{
	char part[BACKUP_PATH_MAX], tail[32];
	struct restoring r = { .part = part };
	struct str folder = str_from(to->data_dir);

	while (folder.len > 1 && str_ends(folder, STR("/")))
		folder.len--;
	snprintf(tail, sizeof tail, ".part-%ld", (long)getpid());
	int rc = backup_path(part, folder, tail, e);
	if (rc >= 0)
		rc = must_be_free(to->data_dir, e);
	if (rc >= 0 && to->url)
		rc = must_be_empty(to->url, e);
	if (rc < 0)
		return rc;
	rc = restore_to(path, part, &r, e);
	archive_close(r.archive);
	if (rc >= 0)
		rc = to->url ? put_on_server(part, to, e) : put_in_place(part, to->data_dir, e);
	if (rc < 0 && r.made)
		remove_tree(part);
	backup_enter(BACKUP_IDLE, 0);
	if (rc < 0)
		return rc;
	*ret = r.sum;
	return 0;
}

int backup_try(const char *path, struct backup_summary *ret, struct err *e)
{
	char part[BACKUP_PATH_MAX], tail[32];
	struct restoring r = { .part = part };

	snprintf(tail, sizeof tail, ".try-%ld", (long)getpid());
	int rc = backup_path(part, str_from(path), tail, e);
	if (rc < 0)
		return rc;
	rc = restore_to(path, part, &r, e);
	archive_close(r.archive);
	if (r.made)
		remove_tree(part);
	backup_enter(BACKUP_IDLE, 0);
	if (rc < 0)
		return rc;
	*ret = r.sum;
	return 0;
}

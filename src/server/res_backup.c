/* /backups: the data folder as files that the system administrator makes, takes away and removes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup.h"
#include "body.h"
#include "desk.h"
#include "pool.h"
#include "routes.h"
#include "say.h"

enum { PATH_BYTES = 4200, NAME_BYTES = 64, BACKUPS_MAX = 20 };

static const char ending[] = ".tar";

/* "DATA/backups", or a file of it. The name is a word of the path: no dots, no slashes. */
static int path_of(const struct call *c, const char *name, char out[PATH_BYTES], struct err *e)
{
	int n = name == NULL ? snprintf(out, PATH_BYTES, "%s/backups", c->data_dir)
			     : snprintf(out, PATH_BYTES, "%s/backups/%s%s", c->data_dir, name, ending);

	return n > 0 && n < PATH_BYTES ? 0 : err_set(e, ERR_USAGE, "数据目录的路径太长");
}

static int trouble(const char *what, struct err *e)
{
	int number = errno;

	err_log(e, "%s: errno %d", what, number);
	err_hint(e, "请检查数据目录的权限和磁盘空间");
	return err_set(e, ERR_IO, "备份的目录不能使用");
}

/* --- who, and on record --- */

struct noting {
	const struct call *call;
	struct str what, object;
};

static int note(void *context, struct store *s, struct err *e)
{
	const struct noting *n = context;
	const struct access_call access = { n->call->access, s, n->call->actor, n->call->arena };

	return access_event(&access, n->what, n->object, STR(""), e);
}

static int put_on_record(const struct call *c, struct str what, const char *name, struct err *e)
{
	struct noting n = { c, what, str_from(name) };

	return store_pool_write(ledger_pool(c->ledger), note, &n, e);
}

static int admit(struct call *c, struct err *e)
{
	return access_require(c->access, c->actor, RIGHT_BACKUP, STR("backup"), e);
}

/* --- files --- */

struct backup {
	char name[NAME_BYTES];
	int64_t bytes, at;
};
struct backups {
	struct backup at[BACKUPS_MAX];
	size_t count;
};

static bool read_name(const char *file, char out[NAME_BYTES])
{
	struct str s = str_from(file);

	if (!str_ends(s, str_from(ending)) || s.len - strlen(ending) >= NAME_BYTES || s.ptr[0] == '.')
		return false;
	s.len -= strlen(ending);
	memcpy(out, s.ptr, s.len);
	out[s.len] = '\0';
	return true;
}

static int newest_first(const void *a, const void *b)
{
	const struct backup *x = a, *y = b;

	return x->at != y->at ? (x->at < y->at) - (x->at > y->at) : strcmp(y->name, x->name);
}

static int read_all(const struct call *c, struct backups *ret, struct err *e)
{
	char folder[PATH_BYTES];
	struct dirent *entry;
	struct stat st;

	ret->count = 0;
	int rc = path_of(c, NULL, folder, e);
	if (rc < 0)
		return rc;
	DIR *d = opendir(folder);
	if (d == NULL)
		return errno == ENOENT ? 0 : trouble("opendir", e);
	while ((entry = readdir(d)) != NULL && ret->count < BACKUPS_MAX) {
		struct backup *b = &ret->at[ret->count];
		if (!read_name(entry->d_name, b->name) ||
			fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
			continue;
		b->bytes = st.st_size;
		b->at = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
		ret->count++;
	}
	closedir(d);
	qsort(ret->at, ret->count, sizeof(ret->at[0]), newest_first);
	return 0;
}

static void write_backup(const struct call *c, const struct backup *b, struct json *j)
{
	json_object(j);
	say_text(j, "name", str_from(b->name));
	say_int(j, "bytes", b->bytes);
	say_time(j, "at", c->clock, b->at);
	json_end_object(j);
}

/* What is made or restored now, by whoever asked for it. */
static void write_progress(struct json *j)
{
	static const char *const stages[] = { "", "copying", "packing", "checking", "unpacking", "verifying" };
	struct backup_progress now = backup_progress();

	json_key(j, "working");
	if (now.stage == BACKUP_IDLE) {
		json_null(j);
		return;
	}
	json_object(j);
	say_text(j, "stage", str_from(stages[now.stage]));
	say_int(j, "done", now.done);
	say_int(j, "total", now.total);
	json_end_object(j);
}

int handle_list_backups(struct call *c, struct answer *a, struct err *e)
{
	struct backups all = { 0 };

	int rc = admit(c, e);
	if (rc == 0)
		rc = read_all(c, &all, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "backups");
	for (size_t i = 0; i < all.count; i++)
		write_backup(c, &all.at[i], &j);
	json_end_array(&j);
	write_progress(&j);
	json_end_object(&j);
	return call_json_end(&j, e);
}

static int make_folder(const struct call *c, struct err *e)
{
	char folder[PATH_BYTES];
	struct backups all = { 0 };

	int rc = read_all(c, &all, e);
	if (rc == 0 && all.count == BACKUPS_MAX) {
		err_hint(e, "请先下载并删除旧的");
		return err_set(e, ERR_CONFLICT, "已有 %d 份备份", BACKUPS_MAX);
	}
	if (rc == 0)
		rc = path_of(c, NULL, folder, e);
	if (rc == 0 && mkdir(folder, 0700) < 0 && errno != EEXIST)
		rc = trouble("mkdir", e);
	return rc;
}

/* "bihuan-20260305-093000" */
static void name_of(const struct call *c, int64_t now, char out[NAME_BYTES], char text[CLOCK_TEXT_MAX])
{
	clock_format(c->clock, now, text);
	snprintf(out, NAME_BYTES, "bihuan-%.4s%.2s%.2s-%.2s%.2s%.2s", text, text + 5, text + 8, text + 11, text + 14,
		text + 17);
}

int handle_create_backup(struct call *c, struct answer *a, struct err *e)
{
	struct backup made = { .at = c->clock->now_ms(c->clock->context) };
	struct backup_summary sum = { 0 };
	char path[PATH_BYTES], text[CLOCK_TEXT_MAX];
	const struct backup_place from = { c->data_dir, c->database };
	struct stat st = { 0 };

	name_of(c, made.at, made.name, text);
	int rc = admit(c, e);
	if (rc == 0)
		rc = make_folder(c, e);
	if (rc == 0)
		rc = path_of(c, made.name, path, e);
	if (rc == 0)
		rc = backup_make(&from, path, str_from(text), &sum, e);
	if (rc == 0)
		rc = put_on_record(c, STR("backup.create"), made.name, e);
	if (rc == 0 && stat(path, &st) < 0)
		rc = trouble("stat", e);
	if (rc < 0)
		return rc;
	made.bytes = st.st_size;
	a->status = 201;
	snprintf(a->location, sizeof(a->location), "/api/v1/backups/%s", made.name);
	struct json j = call_json(a);
	write_backup(c, &made, &j);
	return call_json_end(&j, e);
}

static int no_backup(struct err *e)
{
	return err_set(e, ERR_NOTFOUND, "没有这份备份");
}

/* The name that the path gives, if it can be one. */
static int named(struct call *c, char name[NAME_BYTES], char path[PATH_BYTES], struct err *e)
{
	struct str word = call_word(c, "name");

	if (word.len == 0 || word.len >= NAME_BYTES)
		return no_backup(e);
	memcpy(name, word.ptr, word.len);
	name[word.len] = '\0';
	return path_of(c, name, path, e);
}

int handle_show_backup(struct call *c, struct answer *a, struct err *e)
{
	char name[NAME_BYTES], path[PATH_BYTES];

	int rc = admit(c, e);
	if (rc == 0)
		rc = named(c, name, path, e);
	if (rc < 0)
		return rc;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == ELOOP ? no_backup(e) : trouble("open", e);
	rc = put_on_record(c, STR("backup.download"), name, e); /* it holds the keys: who took it is known */
	if (rc < 0) {
		close(fd);
		return rc;
	}
	a->fd = fd;
	a->type = "application/x-tar";
	snprintf(a->file_name, sizeof(a->file_name), "%s%s", name, ending);
	return 0;
}

/* "DATA/restored/NAME" */
static int folder_of(const struct call *c, const char *name, char out[PATH_BYTES], struct err *e)
{
	int n = snprintf(out, PATH_BYTES, "%s/restored", c->data_dir);

	if (n > 0 && n < PATH_BYTES && mkdir(out, 0700) < 0 && errno != EEXIST)
		return trouble("mkdir", e);
	n = snprintf(out, PATH_BYTES, "%s/restored/%s", c->data_dir, name);
	return n > 0 && n < PATH_BYTES ? 0 : err_set(e, ERR_USAGE, "数据目录的路径太长");
}

static int say_restored(struct answer *a, const struct backup_summary *sum, const char *folder, struct err *e)
{
	struct json j = call_json(a);

	json_object(&j);
	say_text(&j, "created", str_from(sum->created_at));
	say_int(&j, "files", sum->files);
	say_int(&j, "bytes", sum->bytes);
	say_text(&j, "folder", folder ? str_from(folder) : STR_NONE);
	json_end_object(&j);
	return call_json_end(&j, e);
}

/* The running program goes on with its own data: what was restored is for the next start, or only proves that it can be. Whatever the
 * database is of, beside it is a data folder that is whole; on a server it is restored from the console, into a database that is empty. */
int handle_restore_backup(struct call *c, struct answer *a, struct err *e)
{
	char name[NAME_BYTES], path[PATH_BYTES], folder[PATH_BYTES];
	const struct backup_place beside = { .data_dir = folder };
	struct backup_summary sum = { 0 };
	struct stat st;
	bool keep = false;
	const struct body_member members[] = { { "keep", BODY_BOOL, false, 0, &keep } };

	int rc = admit(c, e);
	if (rc == 0)
		rc = named(c, name, path, e);
	if (rc == 0)
		rc = body_read(c->body, members, 1, &c->keep, &c->field, e);
	if (rc == 0 && lstat(path, &st) < 0)
		rc = no_backup(e);
	if (rc == 0 && keep)
		rc = folder_of(c, name, folder, e);
	if (rc == 0)
		rc = keep ? backup_restore(path, &beside, &sum, e) : backup_try(path, &sum, e);
	if (rc == 0)
		rc = put_on_record(c, keep ? STR("backup.restore") : STR("backup.try"), name, e);
	return rc < 0 ? rc : say_restored(a, &sum, keep ? folder : NULL, e);
}

int handle_remove_backup(struct call *c, struct answer *a, struct err *e)
{
	char name[NAME_BYTES], path[PATH_BYTES];

	int rc = admit(c, e);
	if (rc == 0)
		rc = named(c, name, path, e);
	if (rc < 0)
		return rc;
	if (unlink(path) < 0)
		return errno == ENOENT ? no_backup(e) : trouble("unlink", e);
	rc = put_on_record(c, STR("backup.remove"), name, e);
	return rc < 0 ? rc : say_nothing(a, e);
}

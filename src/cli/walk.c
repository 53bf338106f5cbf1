#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <strings.h>
#include <sys/stat.h>

#include "fault.h"

enum { DEPTH_MAX = 64, PATH_LONGEST = 4000 };
#define FILES_MAX ((size_t)4 << 20)

struct walker {
	struct arena *arena;
	struct vec *files, *errors;
	struct err *error;
};

/* Never a report: not even opened. */
static const char *const ignored[] = { ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg",
	".ico", ".mp3", ".wav", ".mp4", ".avi", ".mov", ".mkv", ".exe", ".dll", ".so", ".msi", ".ttf", ".ttc", ".otf",
	".css", ".js", ".yaml", ".yml", ".sarif", ".db", ".sqlite", ".tmp", ".bak" };

static bool is_ignored(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (name[0] == '.' || name[0] == '~')
		return true;
	for (size_t i = 0; dot != NULL && i < sizeof(ignored) / sizeof(ignored[0]); i++)
		if (strcasecmp(dot, ignored[i]) == 0)
			return true;
	return false;
}

bool walk_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int add_file(struct walker *w, const char *path, bool found)
{
	if (w->files->len >= FILES_MAX)
		return err_set(w->error, ERR_LIMIT, "文件太多（一次最多 %zu 个）", FILES_MAX);
	struct walk_file *f = vec_push(w->files);
	if (f == NULL)
		return err_nomem(w->error);
	*f = (struct walk_file){ path, found };
	return 0;
}

static int add_error(struct walker *w, const char *path, const char *why)
{
	struct err *e = vec_push(w->errors);

	if (e == NULL)
		return err_nomem(w->error);
	err_set(e, ERR_IO, "读不了目录 %s：%s", path, why);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The names in a folder, sorted; they live in the arena. */
static int list_names(struct walker *w, const char *path, DIR *folder, struct vec *ret)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(folder);
		if (entry == NULL)
			break;
		if (is_ignored(entry->d_name))
			continue;
		const char **slot = vec_push(ret);
		struct str name = arena_dup(w->arena, str_from(entry->d_name));
		if (slot == NULL || name.ptr == NULL)
			return err_nomem(w->error);
		*slot = name.ptr;
	}
	if (errno != 0)
		return add_error(w, path, "读到一半出错");
	if (ret->len > 1)
		qsort(ret->ptr, ret->len, sizeof(char *), by_name);
	return 0;
}

static int walk_folder(struct walker *w, const char *path, int depth);

static int walk_entry(struct walker *w, const char *folder, const char *name, int depth)
{
	size_t len = strlen(folder);
	const char *slash = len > 0 && folder[len - 1] == '/' ? "" : "/";
	struct stat st;

	struct str path = arena_fmt(w->arena, "%s%s%s", folder, slash, name);
	if (path.ptr == NULL)
		return err_nomem(w->error);
	if (path.len > PATH_LONGEST)
		return add_error(w, folder, "路径太长");
	if (lstat(path.ptr, &st) < 0)
		return 0; /* gone meanwhile */
	if (S_ISDIR(st.st_mode))
		return walk_folder(w, path.ptr, depth + 1);
	bool file = S_ISREG(st.st_mode) || (S_ISLNK(st.st_mode) && stat(path.ptr, &st) == 0 && S_ISREG(st.st_mode));
	return file ? add_file(w, path.ptr, true) : 0;
}

static int walk_folder(struct walker *w, const char *path, int depth)
{
	struct vec names;
	DIR *folder = depth < DEPTH_MAX ? opendir(path) : NULL;

	if (folder == NULL)
		return add_error(w, path, depth < DEPTH_MAX ? "没有权限，或已不存在" : "目录套得太深");
	vec_init(&names, sizeof(char *));
	int rc = list_names(w, path, folder, &names);
	closedir(folder);
	for (size_t i = 0; rc == 0 && i < names.len; i++)
		rc = walk_entry(w, path, VEC_AT(&names, const char *, i), depth);
	vec_clear(&names);
	return rc;
}

int walk(char **operands, size_t count, struct arena *a, struct vec *ret_files, struct vec *ret_errors, struct err *e)
{
	struct walker w = { a, ret_files, ret_errors, e };
	int rc = 0;

	vec_init(ret_files, sizeof(struct walk_file));
	vec_init(ret_errors, sizeof(struct err));
	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (strcmp(operands[i], "-") != 0 && walk_is_folder(operands[i]))
			rc = walk_folder(&w, operands[i], 0);
		else
			rc = add_file(&w, operands[i], false);
	}
	return rc;
}

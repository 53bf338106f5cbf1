/* The definitions of a process: the program's own, and those of folders. */
#include "load.h"

#include "file.h"
#include "vec.h"

#include <dirent.h>
#include <errno.h>

struct source {
	struct register_text text;
	struct str key;         /* the file's name without its folder: the same name means the same place */
	struct str owned, path; /* of a file: its bytes and its path; freed */
};

static void clear(struct vec *sources)
{
	for (size_t i = 0; i < sources->len; i++) {
		struct source *s = &VEC_AT(sources, struct source, i);
		file_free(&s->owned);
		free((char *)(uintptr_t)s->path.ptr);
	}
	vec_clear(sources);
}

static struct source *place_for(struct vec *sources, struct str key)
{
	for (size_t i = 0; i < sources->len; i++)
		if (str_eq(VEC_AT(sources, struct source, i).key, key))
			return &VEC_AT(sources, struct source, i);
	return vec_push(sources);
}

/* Takes `path`, which is on the heap. */
static int add_path(struct vec *sources, struct str path, struct err *e)
{
	size_t slash = str_rfind(path, STR("/"));
	struct source got = { .path = path, .key = slash == STR_NPOS ? path : str_sub(path, slash + 1, path.len) };
	struct source *place = NULL;

	int rc = file_read(path.ptr, REGISTER_FILE_MAX + 1, &got.owned, e);
	if (rc == 0)
		place = place_for(sources, got.key);
	if (!place) {
		file_free(&got.owned);
		free((char *)(uintptr_t)path.ptr);
		return rc < 0 ? rc : err_nomem(e);
	}
	got.text = (struct register_text){ path, got.owned };
	file_free(&place->owned);
	free((char *)(uintptr_t)place->path.ptr);
	*place = got;
	return 0;
}

static int add_file(struct vec *sources, const char *folder, const char *name, struct err *e)
{
	struct str path = { 0 };
	struct buf text;

	buf_init(&text, 4096);
	buf_cstr(&text, folder);
	buf_cstr(&text, *folder ? "/" : "");
	buf_cstr(&text, name);
	path.ptr = text.failed ? NULL : buf_take(&text, &path.len);
	buf_clear(&text);
	return path.ptr ? add_path(sources, path, e) : err_nomem(e);
}

static int add_folder(struct vec *sources, const char *folder, struct err *e)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	int rc = 0;

	if (!d && errno == ENOENT)
		return 0;
	if (!d)
		return err_set(e, ERR_IO, "打不开台账定义的目录：%s", folder);
	while (rc == 0 && (entry = readdir(d)) != NULL) {
		struct str name = str_from(entry->d_name);
		if (name.ptr[0] != '.' && str_ends(name, STR(".yaml")))
			rc = add_file(sources, folder, entry->d_name, e);
	}
	closedir(d);
	return rc;
}

static int by_key(const void *x, const void *y)
{
	const struct source *a = x, *b = y;

	return str_cmp(a->key, b->key);
}

/* A folder's own order is chance. */
static int read_all(struct vec *sources, struct register_set **ret, struct err *e)
{
	struct vec texts;
	struct register_text *t = NULL;
	int rc = 0;

	vec_init(&texts, sizeof *t);
	if (sources->len > 0)
		qsort(sources->ptr, sources->len, sizeof(struct source), by_key);
	for (size_t i = 0; rc == 0 && i < sources->len; i++) {
		t = vec_push(&texts);
		if (t)
			*t = VEC_AT(sources, struct source, i).text;
		else
			rc = err_nomem(e);
	}
	if (rc == 0)
		rc = registers_read(texts.ptr, texts.len, ret, e);
	vec_clear(&texts);
	return rc;
}

static int refuse(const struct register_set *set, struct err *e)
{
	const struct register_problem *p = &set->problems[0];

	if (p->hint.len > 0)
		err_hint(e, STR_FMT, STR_ARG(p->hint));
	else
		err_hint(e, "bihuan register check 列出全部问题");
	return err_set(e, ERR_INPUT, "台账定义有 %zu 处问题，第一处：" STR_FMT ":%d:%d：" STR_FMT, set->problems_count,
		STR_ARG(p->file), p->line, p->column, STR_ARG(p->message));
}

int registers_open_with(const struct registers_from *from, struct register_set **ret, struct err *e)
{
	struct register_set *set = NULL;
	struct vec sources;
	int rc = 0;

	vec_init(&sources, sizeof(struct source));
	for (size_t i = 0; rc == 0 && i < register_standard_count; i++) {
		struct source *s = vec_push(&sources);
		if (s)
			*s = (struct source){ .text = register_standard[i], .key = register_standard[i].file };
		else
			rc = err_nomem(e);
	}
	for (size_t i = 0; rc == 0 && i < from->folders_count; i++)
		rc = from->folders[i] ? add_folder(&sources, from->folders[i], e) : 0;
	for (size_t i = 0; rc == 0 && i < from->files_count; i++)
		rc = add_file(&sources, "", from->files[i], e);
	if (rc == 0)
		rc = read_all(&sources, &set, e);
	clear(&sources);
	if (rc != 0)
		return rc;
	*ret = set;
	return set->problems_count > 0 ? refuse(set, e) : 0;
}

int registers_open(const char *const *folders, size_t count, struct register_set **ret, struct err *e)
{
	return registers_open_with(&(struct registers_from){ .folders = folders, .folders_count = count }, ret, e);
}

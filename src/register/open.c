/* The definitions of a process: the program's own, and those of folders. */
#include "load.h"

#include "file.h"
#include "vec.h"

#include <dirent.h>
#include <errno.h>

struct source {
	struct register_text text;
	struct str owned, name; /* of a file: its bytes and its name; freed */
};

static void clear(struct vec *sources)
{
	for (size_t i = 0; i < sources->len; i++) {
		struct source *s = &VEC_AT(sources, struct source, i);
		file_free(&s->owned);
		free((char *)(uintptr_t)s->name.ptr);
	}
	vec_clear(sources);
}

static struct source *place_for(struct vec *sources, struct str file)
{
	for (size_t i = 0; i < sources->len; i++)
		if (str_eq(VEC_AT(sources, struct source, i).text.file, file))
			return &VEC_AT(sources, struct source, i);
	return vec_push(sources);
}

static int add_file(struct vec *sources, const char *folder, const char *name, struct err *e)
{
	struct buf path;
	struct str bytes = STR_NONE;
	struct source got = { 0 };

	buf_init(&path, 4096);
	buf_fmt(&path, "%s/%s", folder, name);
	char *text = buf_take(&path, NULL);
	if (!text)
		return err_nomem(e);
	int rc = file_read(text, REGISTER_FILE_MAX + 1, &bytes, e);
	free(text);
	if (rc < 0)
		return rc;
	got.owned = bytes;
	buf_init(&path, 4096);
	buf_cstr(&path, name);
	got.name.ptr = buf_take(&path, &got.name.len);
	got.text = (struct register_text){ got.name, bytes };
	struct source *place = got.name.ptr ? place_for(sources, got.name) : NULL;
	if (!place) {
		file_free(&got.owned);
		free((char *)(uintptr_t)got.name.ptr);
		return err_nomem(e);
	}
	file_free(&place->owned);
	free((char *)(uintptr_t)place->name.ptr);
	*place = got;
	return 0;
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

static int by_name(const void *x, const void *y)
{
	const struct register_text *a = x, *b = y;

	return str_cmp(a->file, b->file);
}

static int read_all(const struct vec *sources, struct register_set **ret, struct err *e)
{
	struct vec texts;
	struct register_text *t = NULL;
	int rc = 0;

	vec_init(&texts, sizeof *t);
	for (size_t i = 0; rc == 0 && i < sources->len; i++) {
		t = vec_push(&texts);
		if (t)
			*t = VEC_AT(sources, struct source, i).text;
		else
			rc = err_nomem(e);
	}
	if (rc == 0 && texts.len > 0)
		qsort(texts.ptr, texts.len, sizeof *t, by_name); /* a folder's own order is chance */
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

int registers_open(const char *const *folders, size_t count, struct register_set **ret, struct err *e)
{
	struct register_set *set = NULL;
	struct vec sources;
	int rc = 0;

	vec_init(&sources, sizeof(struct source));
	for (size_t i = 0; rc == 0 && i < register_standard_count; i++) {
		struct source *s = vec_push(&sources);
		if (s)
			s->text = register_standard[i];
		else
			rc = err_nomem(e);
	}
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = add_folder(&sources, folders[i], e);
	if (rc == 0)
		rc = read_all(&sources, &set, e);
	clear(&sources);
	if (rc < 0)
		return rc;
	*ret = set;
	return set->problems_count > 0 ? refuse(set, e) : 0;
}

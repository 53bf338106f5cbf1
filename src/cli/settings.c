#include "settings.h"

#include <limits.h>
#include <unistd.h>

#include "command.h"
#include "fault.h"
#include "file.h"

enum { FILE_LONGEST = 1 << 20 };

struct loaded_config {
	const char *path; /* of the file, absolute */
	size_t folder;    /* length of its folder's path, with the slash */
	struct config *config;
};

void settings_init(struct settings *s, struct arena *a, const char *named, bool none)
{
	*s = (struct settings){ .arena = a, .named = named, .none = none, .last = SIZE_MAX };
	vec_init(&s->configs, sizeof(struct loaded_config));
}

void settings_clear(struct settings *s)
{
	for (size_t i = 0; i < s->configs.len; i++)
		config_free(VEC_AT(&s->configs, struct loaded_config, i).config);
	vec_clear(&s->configs);
}

size_t settings_count(const struct settings *s)
{
	return s->configs.len;
}

const struct config *settings_at(const struct settings *s, size_t i, const char **ret_path)
{
	const struct loaded_config *l = &VEC_AT(&s->configs, struct loaded_config, i);

	*ret_path = l->path;
	return l->config;
}

static void say_problems(const char *path, const struct vec *problems)
{
	for (size_t i = 0; i < problems->len; i++) {
		const struct config_problem *p = &VEC_AT(problems, struct config_problem, i);
		struct err e = { 0 };
		if (p->line > 0)
			err_set(&e, ERR_INPUT, "%s:%d:%d: %.*s", path, p->line, p->column, STR_ARG(p->message));
		else
			err_set(&e, ERR_INPUT, "%s: %.*s", path, STR_ARG(p->message));
		if (p->hint.len > 0)
			err_hint(&e, "%.*s", STR_ARG(p->hint));
		complain(&e);
	}
}

static int read_config(struct settings *s, const char *path, struct str text, struct config **ret, struct err *e)
{
	struct str *codes = arena_array(s->arena, check_rules_count, sizeof(*codes));
	struct vec problems;

	if (codes == NULL)
		return err_nomem(e);
	config_codes(codes);
	int rc = config_read(s->arena, text, codes, check_rules_count, ret, &problems);
	if (rc == ERR_INPUT) {
		say_problems(path, &problems);
		err_set(e, ERR_INPUT, "%s 有错，没有检查", path);
		err_hint(e, "改正以后再运行；--no-config 不用配置文件。写法见 docs/check.md");
	}
	vec_clear(&problems);
	return rc == ERR_NOMEM ? err_nomem(e) : rc;
}

/* Reads the configuration at an absolute path, or finds it read. */
static int load(struct settings *s, const char *path, size_t *ret, struct err *e)
{
	struct str text = STR_NONE;
	struct config *config = NULL;

	for (size_t i = 0; i < s->configs.len; i++) {
		if (strcmp(VEC_AT(&s->configs, struct loaded_config, i).path, path) == 0) {
			*ret = i;
			return 0;
		}
	}
	int rc = file_read(path, FILE_LONGEST, &text, e);
	if (rc == 0)
		rc = read_config(s, path, text, &config, e);
	file_free(&text);
	if (rc < 0)
		return rc;
	struct str kept = arena_dup(s->arena, str_from(path));
	struct loaded_config *slot = kept.ptr != NULL ? vec_push(&s->configs) : NULL;
	if (slot == NULL) {
		config_free(config);
		return err_nomem(e);
	}
	*slot = (struct loaded_config){ kept.ptr, str_rfind(kept, STR("/")) + 1, config };
	*ret = s->configs.len - 1;
	if (s->named == NULL) {
		struct err note = { 0 };
		err_set(&note, ERR_INPUT, "按 %s 检查", path);
		complain(&note);
	}
	return 0;
}

/* From the folder upwards. *ret is SIZE_MAX when there is none. */
static int search(struct settings *s, const char *folder, size_t *ret, struct err *e)
{
	char path[PATH_MAX + sizeof(SETTINGS_NAME) + 1];
	size_t len = strlen(folder);

	*ret = SIZE_MAX;
	for (;;) {
		snprintf(path, sizeof(path), "%.*s/%s", (int)(len == 1 ? 0 : len), folder, SETTINGS_NAME);
		if (access(path, F_OK) == 0)
			return load(s, path, ret, e);
		while (len > 1 && folder[len - 1] != '/')
			len--;
		if (len <= 1)
			break;
		len -= len > 1;
		len = len == 0 ? 1 : len;
	}
	return 0;
}

static int real_path(struct settings *s, const char *path, const char **ret, struct err *e)
{
	char real[PATH_MAX];

	if (realpath(path, real) == NULL)
		snprintf(real, sizeof(real), "/");
	struct str kept = arena_dup(s->arena, str_from(real));
	*ret = kept.ptr;
	return kept.ptr != NULL ? 0 : err_nomem(e);
}

/* The file's folder: its configuration is remembered for the next file, which mostly lies beside it. */
static int enter(struct settings *s, struct str folder, struct err *e)
{
	const char *named = NULL;

	if (s->last_folder.ptr != NULL && str_eq(folder, s->last_folder))
		return 0;
	struct str kept = arena_dup(s->arena, folder);
	if (kept.ptr == NULL)
		return err_nomem(e);
	int rc = real_path(s, kept.ptr, &s->last_real, e);
	if (rc == 0 && s->named != NULL) {
		if (access(s->named, F_OK) == 0)
			rc = real_path(s, s->named, &named, e);
		if (rc == 0)
			rc = load(s, named != NULL ? named : s->named, &s->last, e);
	} else if (rc == 0) {
		rc = search(s, s->last_real, &s->last, e);
	}
	if (rc == 0)
		s->last_folder = kept;
	return rc;
}

int settings_find(struct settings *s, const char *path, struct setting *ret, struct err *e)
{
	struct str all = str_from(path);
	size_t slash = strcmp(path, "-") == 0 ? STR_NPOS : str_rfind(all, STR("/"));

	*ret = (struct setting){ NULL, path };
	if (s->none)
		return 0;
	struct str folder = slash == STR_NPOS ? STR(".") : slash == 0 ? STR("/") : str_sub(all, 0, slash);
	int rc = enter(s, folder, e);
	if (rc < 0 || s->last == SIZE_MAX)
		return rc;
	const struct loaded_config *l = &VEC_AT(&s->configs, struct loaded_config, s->last);
	ret->config = l->config;
	struct str name = slash == STR_NPOS ? all : str_sub(all, slash + 1, all.len);
	struct str real =
		arena_fmt(s->arena, "%s/%.*s", strcmp(s->last_real, "/") == 0 ? "" : s->last_real, STR_ARG(name));
	if (real.ptr == NULL)
		return err_nomem(e);
	ret->path = strncmp(real.ptr, l->path, l->folder) == 0 ? real.ptr + l->folder : real.ptr;
	return 0;
}

/* Which bihuan.yaml counts for a file: the nearest, from the file's folder upwards; or the one that was named for all. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "config_apply.h"

#define SETTINGS_NAME "bihuan.yaml"

struct settings {
	struct arena *arena;
	struct vec configs; /* struct loaded_config */
	const char *named;  /* NULL: searched for */
	bool none;          /* no configuration at all */
	struct str last_folder;
	size_t last; /* index of its config; SIZE_MAX: none */
	const char *last_real;
};

/* A file's configuration, and the file's path from the folder that it is in. */
struct setting {
	const struct config *config; /* NULL: none */
	const char *path;
};

/* `named` may be NULL. */
void settings_init(struct settings *s, struct arena *a, const char *named, bool none);
void settings_clear(struct settings *s);
/* Everything wrong in a bihuan.yaml has been said, with file, line and column; then ERR_INPUT. ERR_IO, ERR_NOMEM. */
int settings_find(struct settings *s, const char *path, struct setting *ret, struct err *e);
size_t settings_count(const struct settings *s);
const struct config *settings_at(const struct settings *s, size_t i, const char **ret_path);

#endif

/* The files that operands name: a folder stands for all files below it, in the order of their names' bytes. */
#ifndef CLI_WALK_H
#define CLI_WALK_H

#include "arena.h"
#include "err.h"
#include "vec.h"

struct walk_file {
	const char *path; /* in the arena, or the operand itself */
	bool found;       /* in a folder: nobody asked for this very file */
};

/* Leaves out what begins with a dot, links to folders, what is no file, and pictures, sound and programs (by their suffix). A folder that
 * cannot be read becomes a row of *ret_errors (struct err). Fills *ret_files (struct walk_file); ERR_NOMEM or ERR_LIMIT. Both vecs are
 * initialised here and to be cleared in any case. */
int walk(char **operands, size_t count, struct arena *a, struct vec *ret_files, struct vec *ret_errors, struct err *e);
/* Whether the path is a folder. */
bool walk_is_folder(const char *path);

#endif

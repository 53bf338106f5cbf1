/* Reading definitions: YAML texts in, checked definitions or a list of everything wrong out. */
#ifndef REGISTER_LOAD_H
#define REGISTER_LOAD_H

#include "register.h"

#include "own.h"

enum { REGISTER_FILE_MAX = 1 << 20, REGISTER_PROBLEMS_MAX = 200, REGISTERS_MAX = 200 };

struct register_text {
	struct str file; /* how messages name it */
	struct str text; /* kept (copied) */
};

struct register_problem {
	struct str file;
	int line, column;         /* from 1; 0: of the whole file */
	struct str message, hint; /* hint may be empty */
};

/* What one reading gives; freed as a whole. */
struct register_set {
	struct registers registers; /* empty when there are problems */
	const struct register_problem *problems;
	size_t problems_count;
	bool more; /* there were more problems than REGISTER_PROBLEMS_MAX */
};

/* Reads and checks the texts together (they may refer to each other). Problems of the definitions are no error: look at
 * problems_count. Errors: ERR_NOMEM, ERR_LIMIT. */
int registers_read(const struct register_text *texts, size_t count, struct register_set **ret, struct err *e);
void register_set_free(struct register_set *set); /* NULL is fine */
void register_set_free_p(struct register_set **set);
#define OWN_REGISTERS OWN(register_set_free_p)

/* The definitions in this program. */
extern const struct register_text register_standard[];
extern const size_t register_standard_count;

/* The program's own and those of folders (*.yaml); a file of a later folder takes the place of one with the same name. Folders that
 * do not exist are passed over. ERR_INPUT names the first problem; then too the set is in *ret, with all problems. */
int registers_open(const char *const *folders, size_t count, struct register_set **ret, struct err *e);
struct registers_from {
	const char *const *folders; /* NULL among them is passed over */
	size_t folders_count;
	const char *const *files; /* go before the folders' */
	size_t files_count;
};
int registers_open_with(const struct registers_from *from, struct register_set **ret, struct err *e);

#endif

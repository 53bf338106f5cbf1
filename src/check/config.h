/* bihuan.yaml: which rules speak, how grave they are, what is boiler-plate, what is not looked at.
 *
 * rules: {BH204: off, BH3: note} - a code or the beginning of codes, the longer one wins; off, note, warning, error, on
 * whitelist: [passages that are nobody's own words]
 * boilerplate: 10% - a passage in more of the reports is boiler-plate
 * ignore: ["归档"] - patterns of files, from the folder of bihuan.yaml
 * folders: {"区级": {rules: {...}}} - other rules for some files
 *
 * This header knows nothing of reports: the reader of YAML has a `struct node` of its own. */
#ifndef CONFIG_H
#define CONFIG_H

#include "arena.h"
#include "err.h"
#include "vec.h"

enum config_grade { CONFIG_AS_IS, CONFIG_OFF, CONFIG_NOTE, CONFIG_WARNING, CONFIG_ERROR };

struct config_rule {
	struct str code; /* or the beginning of codes */
	enum config_grade grade;
};

struct config_folder {
	const char *pattern;
	struct vec rules; /* struct config_rule */
};

struct config {
	struct vec rules;     /* struct config_rule */
	struct vec whitelist; /* struct str */
	struct vec ignore;    /* const char * */
	struct vec folders;   /* struct config_folder */
	uint32_t share;       /* per mille; 0: not said */
};

struct config_problem {
	int line, column; /* 0: the whole file */
	struct str message, hint;
};

/* Reads `text`; the codes are those that a rule may begin like. All problems at once in *ret_problems (struct config_problem, to be
 * cleared in any case; their texts are in the arena): then ERR_INPUT. ERR_NOMEM. On success *ret, to be freed. */
int config_read(struct arena *a, struct str text, const struct str *codes, size_t code_count, struct config **ret,
	struct vec *ret_problems);
void config_free(struct config *c);

/* `path` is the file's, from the folder of bihuan.yaml. `c` NULL: as it is, not ignored. */
enum config_grade config_grade(const struct config *c, const char *path, struct str code);
bool config_ignores(const struct config *c, const char *path);

#endif

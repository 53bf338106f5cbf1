/* Input files of commands that only read: read, accepted, parsed and checked, on any thread. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "analysis.h"

struct source {
	const char *path; /* "-": standard input */
	struct str text;
	struct analysis analysis;
	struct err error; /* .code is ERR_OK when all went well */
};

void source_read(struct source *s, size_t max_size, const struct check_options *options);
/* The object of design.md section 5 as a value; `named`: it begins with the file's name. For a file that could not be
 * read, its name and why. Negative when `scratch` runs out. */
int source_write_json(const struct source *s, bool named, struct arena *scratch, struct json *j);
/* Says on standard error that a text holds no problem: what was looked for, what it looks like, what to do. */
void source_warn_if_empty(const struct source *s);
void source_clear(struct source *s);
/* The name for messages: "<标准输入>" for "-". */
const char *source_name(const struct source *s);

#endif

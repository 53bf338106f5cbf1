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
void source_clear(struct source *s);
/* The name for messages: "<标准输入>" for "-". */
const char *source_name(const struct source *s);

#endif

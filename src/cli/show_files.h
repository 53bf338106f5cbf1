/* The files of a command that only shows them: read side by side, shown in the order they were given. */
#ifndef CLI_SHOW_FILES_H
#define CLI_SHOW_FILES_H

#include "command.h"
#include "progress.h"
#include "source.h"

struct show_files {
	struct cli *cli;
	const void *options; /* the command's own */
	const struct source_options *from;
	int64_t jobs; /* 0: one for each processor */
	struct check_options check;
	struct report_options as;
	/* Shows one document, or why there is none (`error`; then `d` may be NULL), which has been complained of already. */
	void (*show)(struct show_files *r, const struct source *s, const struct source_doc *d, const struct err *error);

	/* What `show` may use; begins as zeroes. */
	struct arena *scratch; /* of this document */
	bool several;          /* documents: their names are shown */
	int status;            /* an exit status */

	struct source *sources;
	size_t count;
	struct intake_options intake;
	struct progress progress;
};

/* Returns an exit status. */
int show_files_run(struct show_files *r, char **operands, size_t count);

/* One JSON object to standard output; for several documents one on a line each. `write` returns a negative code when memory ran out. */
typedef int show_files_write(struct show_files *r, const struct source *s, const struct source_doc *d, struct json *j);
void show_files_json(struct show_files *r, const struct source *s, const struct source_doc *d, show_files_write *write);
/* "== NAME" above the text of one of several. */
void show_files_name(struct show_files *r, const struct source_doc *d);

#endif

/* The files of a command that only shows them: read side by side, shown in the order they were given. */
#ifndef CLI_READING_H
#define CLI_READING_H

#include "command.h"
#include "progress.h"
#include "source.h"

struct reading {
	struct cli *cli;
	const void *options; /* the command's own */
	const struct source_options *from;
	int64_t jobs; /* 0: one for each processor */
	struct check_options check;
	struct report_options as;
	/* Shows one document, or why there is none (`error`; then `d` may be NULL), which has been complained of already. */
	void (*show)(struct reading *r, const struct source *s, const struct source_doc *d, const struct err *error);

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
int reading_run(struct reading *r, char **operands, size_t count);

/* One JSON object to standard output; for several documents one on a line each. `write` returns a negative code when memory ran out. */
typedef int reading_write(struct reading *r, const struct source *s, const struct source_doc *d, struct json *j);
void reading_print_json(struct reading *r, const struct source *s, const struct source_doc *d, reading_write *write);
/* "== NAME" above the text of one of several. */
void reading_print_name(struct reading *r, const struct source_doc *d);

#endif

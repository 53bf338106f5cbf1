/* `bihuan check` at work: files read and checked by several threads, what several of them have in common found, all of it written. */
#ifndef CLI_CHECK_RUN_H
#define CLI_CHECK_RUN_H

#include "command.h"
#include "out.h"
#include "source.h"

struct check_request {
	enum out_format format;
	const char *output;   /* NULL or "-": standard output */
	const char *disabled; /* rules, as in struct check_options */
	const char *color;    /* auto, always, never */
	enum severity fail_from;
	bool never_fail;
	int64_t jobs;
	struct intake_options intake;
	const char *config; /* NULL: the nearest bihuan.yaml */
	bool no_config;
	const char *baseline; /* NULL: none */
	bool update_baseline;
};

/* Returns an exit status; what went wrong has been said. */
int check_run_all(struct cli *cli, const struct check_request *q, char **operands, size_t count);

#endif

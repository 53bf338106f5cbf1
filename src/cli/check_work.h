/* Between check_run.c, which reads and judges, and check_write.c, which writes. */
#ifndef CLI_CHECK_WORK_H
#define CLI_CHECK_WORK_H

#include "check_run.h"
#include "progress.h"
#include "settings.h"
#include "walk.h"

/* One document that was read, or file that was not. */
struct row {
	struct str name;
	uint32_t problems, items;
	size_t findings[3], cross;
	bool read, found;
	struct setting setting;
	/* Its marks and sheets alone: where a place of the text is in the file. None for plain text, nor past MARKS_KEPT. */
	struct intake_doc places;
};
#define MARKS_KEPT ((size_t)2 << 20) /* of all files together */

/* One file in flight, with a sketch for each of its documents. */
struct job {
	struct source source;
	struct vec sketches; /* struct sketch */
	char disabled[CONFIG_DISABLED_MAX];
};

struct work {
	struct cli *cli;
	const struct check_request *request;
	struct arena *names, *scratch;
	struct vec files, unreadable; /* struct walk_file, struct err */
	struct job *ring;
	struct settings settings;
	struct vec per_file; /* struct setting, beside files */
	struct phrases whitelist;
	struct baseline *baseline; /* NULL: none */
	struct check_options check;
	struct progress progress;
	json_sink *sink;
	void *sink_context;
	struct out *out; /* NULL: JSON objects, written here */
	bool pretty;
	struct similar similar;
	struct vec where; /* uint32_t: the row of each report in `similar` */
	struct vec rows;  /* struct row */
	size_t failed, skipped, findings[3], marks;
	struct err error; /* of the output */
};

/* What check_write.c asks of check_run.c: to read all files, to compare what they hold. */
void check_files_run(struct work *w);
void check_cross_run(struct work *w);

/* Writes one document; `error` tells why there is none, `skipped` that this is no failure. 0, or a negative code (w->error may say more). */
int check_write_doc(
	struct work *w, struct source *s, const struct source_doc *d, const struct err *error, bool skipped);
int check_write_cross(struct work *w, const struct cross_finding *f);
/* Runs all, in the form and to the place that was asked for. */
void check_write_all(struct work *w);
/* Whether there is more than one file, or more than one document in one. */
bool check_several(const struct work *w, const struct source *s);

/* Whether text is to be coloured; the time to be printed (CLOCK_TEXT_MAX bytes). */
bool check_wants_colour(const struct cli *cli, const struct check_request *q);
void check_time(const struct cli *cli, enum out_format format, char *text);

#endif

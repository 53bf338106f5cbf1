/* Two versions of one report (bihuan diff): what was added, taken out, renumbered and changed, item by item. Items are found again by what they
 * say, never by their numbers. */
#ifndef VERSIONS_H
#define VERSIONS_H

#include "textdiff.h"
#include "things.h"

enum version_kind { VERSION_SAME, VERSION_CHANGED, VERSION_ADDED, VERSION_GONE };

struct version_number {
	struct str before, after; /* "12个" and "15个" */
};

struct version_part {
	bool changed;
	struct vec runs; /* struct textdiff_run, when changed */
};

struct version_change {
	enum version_kind kind;
	const struct thing *before, *after; /* NULL: added, gone */
	uint32_t permille;                  /* how alike the findings are */
	bool renumbered, status;
	struct version_part parts[PARTS];
	struct vec numbers; /* struct version_number */
};

/* Something that the report says of itself as a whole. */
struct version_fact {
	const char *what; /* Chinese */
	struct str before, after;
};

struct versions {
	struct arena *arena;
	struct vec before, after; /* struct thing */
	struct vec changes;  /* struct version_change: in the order of the new version, what is gone where it stood */
	struct vec facts;    /* struct version_fact */
	struct str prose[2]; /* what stands outside the items: before, after */
	struct version_part rest; /* what changed in it */
	size_t counts[4];         /* by enum version_kind */
	size_t renumbered, status, numbers;
};

/* The reports must outlive *ret. ERR_NOMEM. */
int versions_compare(const struct report *before, const struct report *after, struct versions **ret, struct err *e);
void versions_free(struct versions *v);
/* Whether there is any difference at all. */
bool versions_differ(const struct versions *v);

#endif

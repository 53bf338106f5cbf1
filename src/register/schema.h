/* Definitions in the database: tables made and migrated, catalogues. */
#ifndef REGISTER_SCHEMA_H
#define REGISTER_SCHEMA_H

#include "arena.h"
#include "load.h"
#include "store.h"
#include "worktime_store.h"

struct register_applied {
	size_t created, changed, unchanged;
	const struct str *reasons; /* why nothing was done: what would lose data, with counts of rows */
	size_t reasons_count;
};

struct register_applying {      /* who applies, and when */
	int64_t person, now_ms; /* person 0: the program itself */
};

/* Makes the database's tables those of `all`, in one transaction (the caller's, when one is open: then undo it after an error), and
 * keeps each new text in register_definition with who and when. Refused (ERR_CONFLICT; `*ret` has all the reasons, in `a`) when rows
 * would lose something, and (ERR_INPUT) when the database does not take an expression of a definition. Registers that are no longer
 * defined keep their tables. Also brings new catalogue rows and the calendar, and tells each definition its version: before this,
 * `all` must not be shared between threads. */
int register_apply(struct store *s, const struct registers *all, const struct register_applying *how, struct arena *a,
	struct register_applied *ret, struct err *e);

struct register_version {
	int64_t version, applied_at;
	struct str sha256, text;
};
struct register_versions {
	const struct register_version *at;
	size_t count;
};
/* What the register was defined as here, the oldest first, in `a`; `text` only of `version` (0: of none). None: never. */
int register_history(struct store *s, struct str name, int64_t version, struct arena *a, struct register_versions *ret,
	struct err *e);

/* Prepares every expression of the definitions against their tables, which register_apply() has made; the first that the database does
 * not take is the error. Inside a transaction of PostgreSQL nothing can be done after an error but rolling back. */
int register_verify(struct store *s, const struct registers *all, struct err *e);

/* Both in a new database in a temporary folder that is gone afterwards: what `bihuan register check` does last. */
int register_try(const struct registers *all, int64_t now_ms, struct err *e);

struct catalogue_place { /* a catalogue as a unit sees it on a day */
	int64_t unit;
	struct str reg;
	const struct catalogue *catalogue;
	struct date day;
	bool closed; /* also rows that close their code */
};
static inline bool catalogue_closes(const struct catalogue_row *row)
{
	return row->until.len > 0 && str_cmp(row->until, row->from) < 0;
}
/* The row of `code` in force; 1 found, 0 none. A unit's own row goes before the definition's. */
int catalogue_find(struct store *s, const struct catalogue_place *p, struct str code, struct arena *a,
	struct catalogue_row *ret, struct err *e);
/* All rows in force on the day, by code. */
int catalogue_rows(struct store *s, const struct catalogue_place *p, struct arena *a, const struct catalogue_row **ret,
	size_t *ret_count, struct err *e);
/* Every row of a code that there ever was or will be, the latest first; `p->day` does not matter. */
int catalogue_versions(struct store *s, const struct catalogue_place *p, struct str code, struct arena *a,
	const struct catalogue_row **ret, size_t *ret_count, struct err *e);
/* The code in force that people mean by a code or a label; 1 found, 0 none, 2 several of that label. */
int catalogue_code(struct store *s, const struct catalogue_place *p, struct str text, struct arena *a, struct str *ret,
	struct err *e);
/* The rows that call codes otherwise than the definition does: the unit's own, and those the definition has dropped. By code, the best
 * first. */
int catalogue_labels(struct store *s, const struct catalogue_place *p, struct arena *a,
	const struct catalogue_row **ret, size_t *ret_count, struct err *e);
/* Writes one row for the unit (0: for all): replaces that of the same code and `from`. Inside a write transaction. */
int catalogue_put(struct store *s, const struct catalogue_place *p, const struct catalogue_row *row, struct err *e);

#endif

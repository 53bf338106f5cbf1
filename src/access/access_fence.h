/* The row fence: which rows of a table an actor sees, as a SQL condition with bound values.
 *
 * Rule words, one or several separated by blanks (any of them opens the row):
 *   own         the actor created or holds it, in his unit
 *   department  it belongs to the actor's department or one below, in his unit
 *   unit        it belongs to his unit
 *   subtree     it belongs to his unit or one below
 *   all         everything
 * An actor who is held (second factor, password), or of a rule that names what he has not (no department), sees nothing. */
#ifndef ACCESS_FENCE_H
#define ACCESS_FENCE_H

#include "access.h"
#include "buf.h"

enum { FENCE_PATHS_MAX = 8, FENCE_PARAMS_MAX = 3 + 2 * FENCE_PATHS_MAX + 2 };

struct access_fence {
	unsigned rules; /* bits of enum fence_rule */
	int64_t unit_id, person_id;
	size_t paths_count;
	struct {
		struct str from, to; /* departments: from <= path < to */
	} paths[FENCE_PATHS_MAX];
	struct str unit_from, unit_to;
};

/* Names of columns: identifiers "name" or "alias.name", checked. NULL: the table has none; a rule that needs it then opens
 * nothing. */
struct access_columns {
	const char *unit, *department, *owner, *holder;
};

/* `role`: the role through which he looks: "department" then means where that role was granted to him; .ptr NULL: his own
 * department. An unknown rule word is ERR_INPUT. Lives in `arena`. */
int access_fence_make(const struct actor *a, struct str role, struct str rules, struct arena *arena,
	struct access_fence *ret, struct err *e);
/* Adds "(...)" to `out`, whose parameters begin at $first; *ret_next is the first number left free. */
int access_fence_sql(const struct access_fence *f, const struct access_columns *c, int first, struct buf *out,
	int *ret_next, struct err *e);
/* Binds the same parameters; the fence must outlive the statement's run. */
void access_fence_bind(const struct access_fence *f, const struct access_columns *c, int first, struct store_stmt *st);
/* Lists them instead, in their order, for whoever binds by other means: at most FENCE_PARAMS_MAX; how many. */
struct access_value {
	bool is_text;
	int64_t i;
	struct str s;
};
size_t access_fence_values(const struct access_fence *f, const struct access_columns *c, struct access_value *ret);
/* Whether a row of the fence's own unit is inside it, without asking the database. */
struct access_row {
	struct str department_path; /* .ptr NULL: none */
	int64_t owner_id, holder_id;
};
bool access_fence_holds(const struct access_fence *f, const struct access_row *row);
/* May `rules` (as in access_fence_make) stand in a definition? Says which word may not. */
int access_fence_check(struct str rules, struct err *e);

#endif

/* Kept counts: table tally, exact at every commit. */
#include "record_private.h"

int tally_add(struct desk *d, const struct row *row, int64_t by, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(d->store,
		by > 0 ? "INSERT INTO tally (unit_id, register, department_id, state, lamp, n) VALUES ($1, $2, $3, $4, $5, $6)"
			 " ON CONFLICT (unit_id, register, department_id, state, lamp) DO UPDATE SET n = tally.n + excluded.n"
		       : "UPDATE tally SET n = n + $6 WHERE unit_id = $1 AND register = $2 AND department_id = $3 AND state = $4"
			 " AND lamp = $5",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_text(st, 2, row->r->name);
	store_bind_int(st, 3, row->department_id);
	store_bind_text(st, 4, row->state);
	store_bind_text(st, 5, row->lamp);
	store_bind_int(st, 6, by);
	return store_put(st, e);
}

static int add(struct desk *d, const struct row *row, int64_t by, struct err *e)
{
	if (d->own->quick && quick_count(d->own->quick, row, by))
		return 0;
	return tally_add(d, row, by, e);
}

int tally_move(struct desk *d, const struct row *from, const struct row *to, struct err *e)
{
	int rc = 0;

	if (from && to && from->department_id == to->department_id && str_eq(from->state, to->state) &&
		str_eq(from->lamp, to->lamp))
		return 0;
	if (from)
		rc = add(d, from, -1, e);
	if (rc >= 0 && to)
		rc = add(d, to, 1, e);
	return rc;
}

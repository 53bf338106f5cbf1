/* What others than the one who asks may see: a message about a record goes to those who see it. */
#include "record_private.h"

struct viewer {
	struct viewer *next;
	int64_t unit_id, person_id;
	bool active;
	struct actor actor;
	struct desk desk; /* where his fences are kept */
};

/* Once for each in a piece of work. */
static int viewer_of(struct desk *d, int64_t unit_id, int64_t person_id, struct viewer **ret, struct err *e)
{
	const struct access_whom whom = { unit_id, person_id, d->now };

	for (struct viewer *v = d->own->viewers; v; v = v->next) {
		if (v->unit_id == unit_id && v->person_id == person_id) {
			*ret = v;
			return 0;
		}
	}
	struct viewer *v = arena_alloc(d->arena, sizeof *v);
	if (!v)
		return err_nomem(e);
	*v = (struct viewer){ .next = d->own->viewers, .unit_id = unit_id, .person_id = person_id };
	int rc = access_as_person(d->store, &whom, d->arena, &v->actor, e);
	v->active = rc > 0;
	if (v->active)
		rc = desk_init(&v->desk, d->store, d->place, &v->actor, d->arena, e);
	if (rc < 0)
		return rc;
	d->own->viewers = v;
	*ret = v;
	return 0;
}

/* By the row at hand: what a step changes of it may not be in the database yet. */
int viewer_sees(struct desk *d, const struct row *row, int64_t person_id, struct err *e)
{
	const struct access_row where = { department_path(d, row->department_id), row->owner_id, row->holder_id };
	const struct fence *f = NULL;
	struct viewer *v = NULL;

	int rc = viewer_of(d, row->unit_id, person_id, &v, e);
	if (rc < 0 || !v->active)
		return rc;
	rc = rights_fence(&v->desk, row->r, &f, e);
	if (rc < 0)
		return rc;
	bool sees = f->open;
	for (size_t i = 0; i < f->count && !sees; i++)
		sees = access_fence_holds(&f->at[i], &where);
	return sees;
}

int viewer_title(struct desk *d, const struct row *row, int64_t person_id, struct str *ret, struct err *e)
{
	struct viewer *v = NULL;

	int rc = viewer_of(d, row->unit_id, person_id, &v, e);
	*ret = rc >= 0 && v->active ? row_title(&v->desk, row) : row->no;
	return rc;
}

/* A field's value as a person may see it. */
#include "record_private.h"

/* Whoever may reveal every row; a right by relation or in some departments does not count here. */
bool rights_reveal_all(struct desk *d, const struct register_def *r)
{
	const struct who *w = &r->rights.reveal;

	if (d->console || w->everybody)
		return true;
	for (size_t i = 0; i < w->roles.count; i++)
		for (size_t k = 0; k < d->actor->roles_count; k++)
			if (d->actor->roles[k].whole_unit && str_eq(d->actor->roles[k].name, w->roles.at[i]) &&
				actor_has_role(d->actor, w->roles.at[i], 0))
				return true;
	return false;
}

static int count_files(struct desk *d, const struct row *row, struct record_value *v, struct err *e)
{
	return files_count(d, row, v->field->name, &v->files, e);
}

/* `computed`: the value of a computed field. Files are counted by a query a row: lists that ask for them pay for it. */
int record_value_fill(struct desk *d, const struct row *row, const struct value *computed, enum record_clarity how,
	struct record_value *v, struct err *e)
{
	const struct field *f = v->field;
	size_t columns = f->type == FIELD_COMPUTED ? 1 : value_columns(f);

	if (!rights_sees(d, f, row)) {
		v->hidden = true;
		return 0;
	}
	if (f->type == FIELD_FILES)
		return count_files(d, row, v, e);
	v->values = computed ? computed : row_values(row, f);
	if (how != RECORD_MASKED || !f->sensitive || !v->values)
		return 0;
	if (rights_reveals(d, row))
		return 0;
	struct value *masked = arena_array(d->arena, columns, sizeof *masked);
	if (!masked)
		return err_nomem(e);
	memcpy(masked, v->values, columns * sizeof *masked);
	v->values = masked;
	v->masked = true;
	return rights_mask(d, f, masked, e);
}

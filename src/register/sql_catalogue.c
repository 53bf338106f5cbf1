/* A column of a code table in an expression. */
#include "sql.h"

#include "problems.h"

static int no_column(const struct catalogue *c, struct str column, struct err *e)
{
	struct str near = nearest(column, c->columns.at, c->columns.count);

	if (near.ptr)
		err_hint(e, "是不是 " STR_FMT "？", STR_ARG(near));
	else if (c->columns.count > 0)
		err_hint(e, "代码表有 " STR_FMT " 等列", STR_ARG(c->columns.at[0]));
	return err_set(e, ERR_INPUT, "代码表“" STR_FMT "”没有“" STR_FMT "”这一列", STR_ARG(c->title), STR_ARG(column));
}

/* What stands in the row: texts as they are, numbers without their point; nothing written is NULL. */
static void put_cell(const struct catalogue *c, int at, struct buf *out)
{
	struct field f = catalogue_field(c, at);
	bool number = f.type != FIELD_TEXT && f.type != FIELD_DATE;

	buf_cstr(out, number ? "CAST(nullif(replace(" : "nullif(");
	buf_fmt(out, "catalogue_value(reach.data, '" STR_FMT "')", STR_ARG(f.name));
	buf_cstr(out, number ? ", '.', ''), '') AS bigint)" : ", '')");
}

int sql_catalogue(
	const struct register_def *def, const struct field *f, struct str column, struct buf *out, struct err *e)
{
	const struct register_def *owner = NULL;
	const struct catalogue *c = register_catalogue_of(def->all, def, f, &owner);
	bool label = str_eq(column, STR("label")), parent = str_eq(column, STR("parent"));
	int at = label || parent ? 0 : catalogue_column(c, column);

	if (at < 0)
		return no_column(c, column, e);
	buf_cstr(out, "(SELECT ");
	if (label || parent)
		buf_fmt(out, "reach." STR_FMT, STR_ARG(column));
	else
		put_cell(c, at, out);
	buf_fmt(out,
		" FROM catalogue_row AS reach WHERE reach.unit_id IN (0, this.unit_id) AND reach.register = '" STR_FMT
		"' AND reach.catalogue = '" STR_FMT "' AND reach.code = this." STR_FMT
		" AND reach.valid_from <= date_of(this.created_at)"
		" AND (reach.valid_until = '' OR reach.valid_until >= date_of(this.created_at)"
		" OR reach.valid_until < reach.valid_from)"
		" ORDER BY reach.unit_id DESC, reach.valid_from DESC LIMIT 1) ",
		STR_ARG(owner ? owner->name : def->name), STR_ARG(c->name), STR_ARG(f->name));
	return 0;
}

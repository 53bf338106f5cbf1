/* Expressions of definitions over one row. */
#include "record_private.h"

void sql_bind_params(struct desk *d, const struct sql_params *p, struct store_stmt *st)
{
	if (p->me != 0)
		store_bind_int(st, p->me, desk_me(d));
	if (p->today != 0)
		store_bind_text(st, p->today, str_from(d->own->today_text));
	if (p->now != 0)
		store_bind_int(st, p->now, d->now);
}

/* What gives a field's value. */
struct expression expression_of(const struct field *f, struct str sql)
{
	enum field_type type = value_type(f);

	return (struct expression){
		.sql = sql, .use = type == FIELD_BOOL ? SQL_CONDITION : SQL_VALUE, .integer = value_is_integer(type)
	};
}

int sql_evaluate(struct desk *d, const struct row *row, const struct expression *x, size_t count, struct value *ret,
	struct err *e)
{
	struct sql_params params = { .next = 3 };
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	bool failed = false;
	int rc = 0;

	buf_init(&sql, RECORD_SQL_MAX);
	for (size_t i = 0; i < count && rc >= 0; i++) {
		buf_cstr(&sql, i == 0 ? "SELECT " : ", ");
		rc = register_sql(row->r, x[i].sql, x[i].use, &params, &sql, e);
	}
	buf_fmt(&sql, " FROM r_" STR_FMT " AS this WHERE this.unit_id = $1 AND this.id = $2", STR_ARG(row->r->name));
	if (rc >= 0)
		rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_int(st, 2, row->id);
	sql_bind_params(d, &params, st);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < count; i++)
		ret[i] = rc == 0 ? (struct value){ 0 } : store_value(st, (int)i, x[i].integer, d->arena, &failed);
	return failed ? err_nomem(e) : 0;
}

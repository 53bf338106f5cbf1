/* /registers/{name}/import: a table's rows become records. */
#include "csv.h"
#include "desk.h"
#include "record_json.h"
#include "routes.h"

/* Long tables are given in parts of RECORD_IMPORT_MAX rows, all in the request's one transaction. */
static int import_parts(struct desk *d, const struct register_def *r, struct record_import in, const struct csv *t,
	struct record_outcomes *all, struct err *e)
{
	struct record_outcome *rows = arena_array(d->arena, t->rows_count + 1, sizeof(*rows));
	int rc = 0;

	if (rows == NULL)
		return err_nomem(e);
	size_t from = 0;
	do { /* once at least: a table without rows is refused */
		struct record_outcomes part = { 0 };
		size_t left = t->rows_count - from;
		in.cells = t->cells + from * t->columns_count;
		in.rows_count = left < RECORD_IMPORT_MAX ? left : RECORD_IMPORT_MAX;
		in.first_row = (int64_t)from + 1;
		rc = record_import(d, r, &in, &part, e);
		if (rc < 0)
			break;
		memcpy(rows + all->count, part.at, part.count * sizeof(*rows));
		all->count += part.count;
		all->created += part.created;
		all->changed += part.changed;
		all->same += part.same;
		all->refused += part.refused;
		from += RECORD_IMPORT_MAX;
	} while (from < t->rows_count);
	all->at = rows;
	return rc;
}

int handle_import_records(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct record_outcomes all = { 0 };
	struct csv table = { 0 };
	struct desk d = { 0 };
	int64_t dry = 0;

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = call_param_int(c, "dry", 0, 1, &dry, e);
	if (rc == 0)
		rc = csv_read(c->body, c->arena, &table, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	const struct record_import in = { .columns = table.columns,
		.columns_count = table.columns_count,
		.key = target_param(c->target, "key"),
		.dry = dry == 1 };
	rc = import_parts(&d, r, in, &table, &all, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = call_json(a);
	record_write_outcomes(&all, &j);
	return call_json_end(&j, e);
}

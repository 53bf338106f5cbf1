/* /registers: definitions, catalogues, counts and statistics. */
#include "desk.h"
#include "query.h"
#include "register_json.h"
#include "routes.h"
#include "say.h"
#include "schema.h"

static void write_register(
	const struct register_def *r, const struct record_may *may, const struct record_counts *n, struct json *j)
{
	json_object(j);
	say_text(j, "name", r->name);
	say_text(j, "title", r->title);
	say_text(j, "group", r->group.len > 0 ? r->group : STR_NONE);
	say_text(j, "icon", r->icon.len > 0 ? r->icon : STR_NONE);
	say_text(j, "summary", r->summary.len > 0 ? r->summary : STR_NONE);
	say_text(j, "parent", r->parent.len > 0 ? r->parent : STR_NONE);
	register_write_may(may, j);
	json_key(j, "counts");
	json_object(j);
	say_int(j, "total", n->total);
	say_int(j, "open", n->open);
	say_int(j, "overdue", n->overdue);
	json_end_object(j);
	json_end_object(j);
}

/* A register of which this person sees nothing is not told of. */
static int add_register(struct desk *d, const struct register_def *r, struct json *j, struct err *e)
{
	struct record_may may = { 0 };
	struct record_counts counts = { 0 };

	int rc = record_may(d, r, &may, e);
	if (rc < 0 || !may.see)
		return rc;
	rc = record_counts(d, r, &counts, e);
	if (rc == 0)
		write_register(r, &may, &counts, j);
	return rc;
}

int handle_list_registers(struct call *c, struct answer *a, struct err *e)
{
	const struct registers *all = c->place->registers;
	struct desk d = { 0 };

	int rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "registers");
	for (size_t i = 0; rc == 0 && i < all->count; i++)
		rc = add_register(&d, all->at[i], &j, e);
	return rc < 0 ? rc : say_list_end(&j, e);
}

/* The roles that the definitions know, for whoever grants them: no row is told of. */
int handle_list_roles(struct call *c, struct answer *a, struct err *e)
{
	struct json j = say_list(a, "roles");

	register_write_roles(c->place->registers, &j);
	return say_list_end(&j, e);
}

/* The register of the path, if this person sees anything of it. */
static int open_register(
	struct call *c, struct desk *d, const struct register_def **ret, struct record_may *may, struct err *e)
{
	int rc = desk_register(c, ret, e);
	if (rc == 0)
		rc = desk_open(c, d, e);
	if (rc == 0)
		rc = record_may(d, *ret, may, e);
	if (rc < 0)
		return desk_refused(c, d, rc);
	return may->see ? 0 : err_set(e, ERR_NOTFOUND, "没有台账 " STR_FMT, STR_ARG((*ret)->name));
}

int handle_show_register(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct record_may may = { 0 };
	struct desk d = { 0 };

	int rc = open_register(c, &d, &r, &may, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	register_write(&d, r, &may, &j);
	return call_json_end(&j, e);
}

/* --- catalogues --- */

static int read_day(struct call *c, struct date *ret, struct err *e)
{
	struct str text = target_param(c->target, "date");

	*ret = clock_today(c->clock);
	if (text.ptr == NULL || date_parse(text, ret))
		return 0;
	c->field = "date";
	return err_set(e, ERR_USAGE, "参数 date 要写成 2026-03-05 这样的日期");
}

static void write_row(const struct catalogue *k, const struct catalogue_row *row, struct json *j)
{
	json_object(j);
	say_text(j, "code", row->code);
	say_text(j, "parent", row->parent.len > 0 ? row->parent : STR_NONE);
	say_text(j, "label", row->label);
	json_key(j, "values");
	json_array(j);
	for (size_t i = 0; i < k->columns.count; i++)
		json_str(j, row->values != NULL ? row->values[i] : STR_NONE);
	json_end_array(j);
	json_end_object(j);
}

int handle_show_catalogue(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	const struct catalogue_row *rows = NULL;
	struct record_may may = { 0 };
	struct desk d = { 0 };
	struct date day;
	size_t count = 0;

	int rc = open_register(c, &d, &r, &may, e);
	if (rc == 0)
		rc = read_day(c, &day, e);
	if (rc < 0)
		return rc;
	const struct catalogue *k = register_catalogue(r, call_word(c, "catalogue"));
	if (k == NULL)
		return err_set(e, ERR_NOTFOUND, "没有代码表 " STR_FMT, STR_ARG(call_word(c, "catalogue")));
	const struct catalogue_place place = { desk_unit(c), r->name, k, day };
	rc = catalogue_rows(c->store, &place, c->arena, &rows, &count, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_text(&j, "title", k->title);
	json_key(&j, "columns");
	json_array(&j);
	for (size_t i = 0; i < k->columns.count; i++)
		json_str(&j, k->columns.at[i]);
	json_end_array(&j);
	json_key(&j, "rows");
	json_array(&j);
	for (size_t i = 0; i < count; i++)
		write_row(k, &rows[i], &j);
	return say_list_end(&j, e);
}

/* --- counts --- */

int handle_show_counts(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct record_counts n = { 0 };
	struct record_may may = { 0 };
	struct desk d = { 0 };

	int rc = open_register(c, &d, &r, &may, e);
	if (rc == 0)
		rc = record_counts(&d, r, &n, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = call_json(a);
	json_object(&j);
	say_int(&j, "total", n.total);
	say_int(&j, "open", n.open);
	say_int(&j, "overdue", n.overdue);
	json_key(&j, "counts");
	json_array(&j);
	for (size_t i = 0; i < n.count; i++) {
		json_object(&j);
		say_id(&j, "department", n.at[i].department.id);
		say_text(&j, "department_label", n.at[i].department.label);
		say_text(&j, "state", n.at[i].state);
		say_text(&j, "lamp", n.at[i].lamp);
		say_int(&j, "n", n.at[i].n);
		json_end_object(&j);
	}
	return say_list_end(&j, e);
}

int handle_show_statistic(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct record_statistic s = { 0 };
	struct record_query q = { 0 };
	struct record_may may = { 0 };
	struct desk d = { 0 };

	int rc = open_register(c, &d, &r, &may, e);
	if (rc == 0)
		rc = query_read(c, &q, e);
	if (rc < 0)
		return rc;
	const struct record_statistic_query wanted = { call_word(c, "statistic"), target_param(c->target, "by"),
		q.filters, q.filters_count };
	rc = record_statistic(&d, r, &wanted, &s, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = call_json(a);
	json_object(&j);
	say_int(&j, "numerator", s.numerator);
	say_int(&j, "denominator", s.denominator);
	json_key(&j, "rows");
	json_array(&j);
	for (size_t i = 0; i < s.count; i++) {
		json_object(&j);
		say_text(&j, "key", s.rows[i].key);
		say_text(&j, "label", s.rows[i].label);
		say_int(&j, "numerator", s.rows[i].numerator);
		say_int(&j, "denominator", s.rows[i].denominator);
		json_end_object(&j);
	}
	return say_list_end(&j, e);
}

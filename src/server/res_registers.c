/* /registers: definitions, counts and statistics. */
#include "desk.h"
#include "query.h"
#include "register_json.h"
#include "routes.h"
#include "say.h"

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

int handle_show_register(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct record_may may = { 0 };
	struct desk d = { 0 };

	int rc = desk_open_register(c, &d, &r, &may, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	register_write(&d, r, &may, &j);
	return call_json_end(&j, e);
}

/* --- counts --- */

int handle_show_counts(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct record_counts n = { 0 };
	struct record_may may = { 0 };
	struct desk d = { 0 };

	int rc = desk_open_register(c, &d, &r, &may, e);
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

	int rc = desk_open_register(c, &d, &r, &may, e);
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

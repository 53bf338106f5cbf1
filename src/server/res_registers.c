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

static int say_catalogue(struct call *c, const struct catalogue_place *place, struct answer *a, struct err *e)
{
	const struct catalogue *k = place->catalogue;
	const struct catalogue_row *rows = NULL;
	size_t count = 0;

	int rc = catalogue_rows(c->store, place, c->arena, &rows, &count, e);
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

static int find_catalogue(struct call *c, const struct register_def *r, struct catalogue_place *ret, struct err *e)
{
	const struct catalogue *k = register_catalogue(r, call_word(c, "catalogue"));

	if (k == NULL)
		return err_set(e, ERR_NOTFOUND, "没有代码表 " STR_FMT, STR_ARG(call_word(c, "catalogue")));
	*ret = (struct catalogue_place){ desk_unit(c), r->name, k, clock_today(c->clock) };
	return 0;
}

/* The system administrator keeps code tables, whatever he sees of the records. */
int handle_show_catalogue(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct catalogue_place place = { 0 };
	struct record_may may = { 0 };
	struct desk d = { 0 };
	bool keeps = c->actor != NULL && actor_has_role(c->actor, STR("sysadmin"), 0);

	int rc = keeps ? desk_register(c, &r, e) : open_register(c, &d, &r, &may, e);
	if (rc == 0)
		rc = find_catalogue(c, r, &place, e);
	if (rc == 0)
		rc = read_day(c, &place.day, e);
	return rc == 0 ? say_catalogue(c, &place, a, e) : rc;
}

struct catalogue_change {
	struct str code, label, parent, from, until, reason;
	struct body_values values;
};

static int read_catalogue_change(struct call *c, struct catalogue_change *ret, struct err *e)
{
	enum { CODE_CHARS = 40, LABEL_CHARS = 200, DATE_CHARS = 10, WHY_CHARS = 500 };
	const struct body_member members[] = {
		{ "code", BODY_TEXT, true, CODE_CHARS, &ret->code },
		{ "label", BODY_TEXT, false, LABEL_CHARS, &ret->label },
		{ "parent", BODY_TEXT, false, CODE_CHARS, &ret->parent },
		{ "from", BODY_TEXT, true, DATE_CHARS, &ret->from },
		{ "until", BODY_TEXT, false, DATE_CHARS, &ret->until },
		{ "values", BODY_VALUES, false, 0, &ret->values },
		{ "reason", BODY_TEXT, true, WHY_CHARS, &ret->reason },
	};

	return body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
}

static int wrong_row(struct call *c, const char *field, const char *message, struct err *e)
{
	c->field = field;
	return err_set(e, ERR_INPUT, "%s", message);
}

/* Whether a clock takes its limit from this column. */
static bool is_limit(const struct call *c, const struct register_def *r, const struct catalogue *k, struct str column)
{
	for (size_t i = 0; i < r->clocks_count; i++) {
		const struct field *f = register_field(r, r->clocks[i].limit_catalogue_field);
		if (f != NULL && str_eq(r->clocks[i].limit_column, column) &&
			register_catalogue_of(c->place->registers, r, f, NULL) == k)
			return true;
	}
	return false;
}

/* The columns that are given over those of the row in force before. */
static int take_columns(struct call *c, const struct register_def *r, const struct catalogue *k,
	const struct catalogue_change *x, struct str *values, struct err *e)
{
	struct limit limit;

	for (size_t i = 0; i < x->values.count; i++) {
		struct str name = x->values.at[i].name, text = x->values.at[i].text;
		int at = catalogue_column(k, name);
		if (at < 0) {
			c->field = "values";
			return err_set(e, ERR_INPUT, "代码表“" STR_FMT "”没有“" STR_FMT "”这一列", STR_ARG(k->title),
				STR_ARG(name));
		}
		if (text.len > 0 && is_limit(c, r, k, name) && !limit_parse(text, &limit)) {
			c->field = "values";
			return err_set(
				e, ERR_INPUT, "“" STR_FMT "”不是时限（如 4 工作时、5 工作日、60 日）", STR_ARG(text));
		}
		values[at] = text.ptr != NULL ? text : STR("");
	}
	return 0;
}

static int put_row(struct call *c, const struct register_def *r, struct catalogue_place *place,
	const struct catalogue_change *x, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct catalogue_row before = { 0 };
	char from[DATE_TEXT_MAX], until[DATE_TEXT_MAX] = "";
	struct date last;

	if (x->code.len == 0 || str_has(x->code, STR("|")))
		return wrong_row(c, "code", "代码不能是空的，也不能含有 |", e);
	if (!date_parse(x->from, &place->day))
		return wrong_row(c, "from", "from 要写成 2026-03-05 这样的日期：从哪一天起用", e);
	date_format(place->day, from);
	bool dated = x->until.len > 0 && date_parse(x->until, &last);
	if (dated)
		date_format(last, until);
	if (x->until.len > 0 && (!dated || strcmp(until, from) < 0))
		return wrong_row(c, "until", "until 要写成日期，不早于 from", e);
	if (str_trim(x->reason).len == 0)
		return wrong_row(c, "reason", "请写明依据", e);
	int known = catalogue_find(c->store, place, x->code, c->arena, &before, e);
	if (known < 0)
		return known;
	if (known == 0 && x->label.len == 0)
		return wrong_row(c, "label", "新的代码要写名称", e);
	struct str *values = arena_array(c->arena, place->catalogue->columns.count + 1, sizeof *values);
	if (values == NULL)
		return err_nomem(e);
	for (size_t i = 0; known > 0 && i < place->catalogue->columns.count; i++)
		values[i] = before.values[i];
	int rc = take_columns(c, r, place->catalogue, x, values, e);
	if (rc < 0)
		return rc;
	const struct catalogue_row row = { x->code, x->parent.ptr != NULL ? x->parent : before.parent,
		x->label.len > 0 ? x->label : before.label, str_from(from), str_from(until), values };
	rc = catalogue_put(c->store, place, &row, e);
	struct str object = arena_fmt(c->arena, STR_FMT "." STR_FMT " " STR_FMT " %s", STR_ARG(r->name),
		STR_ARG(place->catalogue->name), STR_ARG(x->code), from);
	return rc < 0 ? rc : access_event(&access, STR("catalogue.set"), object, x->reason, e);
}

int handle_change_catalogue(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	const struct register_def *r = NULL;
	struct catalogue_place place = { 0 };
	struct catalogue_change x = { 0 };

	int rc = access_require(access.access, c->actor, RIGHT_SETTINGS, STR("catalogue"), e);
	if (rc == 0)
		rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = find_catalogue(c, r, &place, e);
	if (rc == 0)
		rc = read_catalogue_change(c, &x, e);
	if (rc == 0)
		rc = put_row(c, r, &place, &x, e);
	return rc == 0 ? say_catalogue(c, &place, a, e) : rc;
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

/* /catalogues, /registers/{name}/catalogues: code tables, read by date, kept by the system administrator. */
#include "access_rights.h"
#include "body.h"
#include "desk.h"
#include "register_json.h"
#include "routes.h"
#include "say.h"
#include "schema.h"

static struct str heading(const struct catalogue *k, size_t column)
{
	return column < k->headings.count ? k->headings.at[column] : k->columns.at[column];
}

static void write_headings(const struct catalogue *k, struct json *j)
{
	json_key(j, "headings");
	json_array(j);
	for (size_t i = 0; i < k->columns.count; i++)
		json_str(j, heading(k, i));
	json_end_array(j);
}

int handle_list_catalogues(struct call *c, struct answer *a, struct err *e)
{
	const struct registers *all = c->place->registers;

	int rc = access_require(c->access, c->actor, RIGHT_SETTINGS, STR("catalogue"), e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "catalogues");
	for (size_t i = 0; i < all->count; i++)
		for (size_t n = 0; n < all->at[i]->catalogues_count; n++) {
			json_object(&j);
			say_text(&j, "register", all->at[i]->name);
			say_text(&j, "register_title", all->at[i]->title);
			say_text(&j, "name", all->at[i]->catalogues[n].name);
			say_text(&j, "title", all->at[i]->catalogues[n].title);
			json_end_object(&j);
		}
	return say_list_end(&j, e);
}

static int read_day(struct call *c, struct date *ret, struct err *e)
{
	struct str text = target_param(c->target, "date");

	*ret = clock_today(c->clock);
	if (text.ptr == NULL || date_parse(text, ret))
		return 0;
	c->field = "date";
	return err_set(e, ERR_USAGE, "参数 date 要写成 2026-03-05 这样的日期");
}

static void write_row(const struct call *c, const struct catalogue *k, const struct catalogue_row *row, struct json *j)
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
	say_text(j, "from", row->from.len > 0 ? row->from : STR_NONE);
	say_text(j, "until", row->until.len > 0 && !catalogue_closes(row) ? row->until : STR_NONE);
	json_member_bool(j, "closed", catalogue_closes(row));
	json_member_bool(j, "own", row->own);
	say_text(j, "reason", row->reason.len > 0 ? row->reason : STR_NONE);
	say_text(j, "by", row->by.len > 0 ? row->by : STR_NONE);
	say_time(j, "at", c->clock, row->set_at);
	json_end_object(j);
}

/* Whether a clock takes its limit from this column: of the table's register or of another that uses it. */
static bool is_limit(const struct call *c, const struct catalogue *k, struct str column)
{
	const struct registers *all = c->place->registers;

	for (size_t n = 0; n < all->count; n++) {
		const struct register_def *r = all->at[n];
		for (size_t i = 0; i < r->clocks_count; i++) {
			const struct field *f = register_field(r, r->clocks[i].limit_catalogue_field);
			bool named =
				str_eq(r->clocks[i].limit_column, column) || str_eq(r->clocks[i].limit_then, column);
			if (f != NULL && named && register_catalogue_of(all, r, f, NULL) == k)
				return true;
		}
	}
	return false;
}

/* Names of the columns that hold limits: what is written there must be one. */
static void write_limits(const struct call *c, const struct catalogue *k, struct json *j)
{
	json_key(j, "limits");
	json_array(j);
	for (size_t i = 0; i < k->columns.count; i++)
		if (is_limit(c, k, k->columns.at[i]))
			json_str(j, k->columns.at[i]);
	json_end_array(j);
}

static int say_catalogue(
	struct call *c, const struct catalogue_place *place, struct str code, struct answer *a, struct err *e)
{
	const struct catalogue *k = place->catalogue;
	const struct catalogue_row *rows = NULL;
	size_t count = 0;

	int rc = code.len > 0 ? catalogue_versions(c->store, place, code, c->arena, &rows, &count, e)
			      : catalogue_rows(c->store, place, c->arena, &rows, &count, e);
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
	write_headings(k, &j);
	write_limits(c, k, &j);
	json_key(&j, "rows");
	json_array(&j);
	for (size_t i = 0; i < count; i++)
		write_row(c, k, &rows[i], &j);
	return say_list_end(&j, e);
}

/* "case.class": another register's table, as a field of this one names it. Who fills the field in need not see that register. */
static const struct catalogue *borrowed(
	const struct call *c, const struct register_def *r, struct str name, const struct register_def **ret_owner)
{
	for (size_t i = 0; i < r->fields_count; i++) {
		const struct field *f = &r->fields[i];
		if (f->type == FIELD_CATALOGUE && str_eq(f->target, name))
			return register_catalogue_of(c->place->registers, r, f, ret_owner);
	}
	return NULL;
}

static int find_catalogue(
	struct call *c, const struct register_def *r, bool own, struct catalogue_place *ret, struct err *e)
{
	struct str name = call_word(c, "catalogue");
	const struct catalogue *k = register_catalogue(r, name);

	if (k == NULL && !own)
		k = borrowed(c, r, name, &r);
	if (k == NULL)
		return err_set(e, ERR_NOTFOUND, "没有代码表 " STR_FMT, STR_ARG(call_word(c, "catalogue")));
	*ret = (struct catalogue_place){
		.unit = desk_unit(c), .reg = r->name, .catalogue = k, .day = clock_today(c->clock)
	};
	return 0;
}

/* The system administrator keeps code tables, whatever he sees of the records. */
int handle_show_catalogue(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct catalogue_place place = { 0 };
	struct record_may may = { 0 };
	struct desk d = { 0 };
	int64_t closed = 0;
	bool keeps = c->actor != NULL && actor_has_role(c->actor, STR("sysadmin"), 0);

	int rc = keeps ? desk_register(c, &r, e) : desk_open_register(c, &d, &r, &may, e);
	if (rc == 0)
		rc = find_catalogue(c, r, false, &place, e);
	if (rc == 0)
		rc = read_day(c, &place.day, e);
	if (rc == 0)
		rc = call_param_int(c, "closed", 0, 1, &closed, e);
	place.closed = closed == 1;
	return rc == 0 ? say_catalogue(c, &place, target_param(c->target, "code"), a, e) : rc;
}

struct catalogue_change {
	struct str code, label, parent, from, until, reason;
	struct body_values values;
	bool closed;
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
		{ "closed", BODY_BOOL, false, 0, &ret->closed },
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

/* The columns that are given over those of the row in force before. */
static int take_columns(
	struct call *c, const struct catalogue *k, const struct catalogue_change *x, struct str *values, struct err *e)
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
		if (text.len > 0 && is_limit(c, k, name) && !limit_parse(text, &limit)) {
			c->field = "values";
			return err_set(
				e, ERR_INPUT, "“" STR_FMT "”不是时限（如 4 工作时、5 工作日、60 日）", STR_ARG(text));
		}
		if (catalogue_cell(k, at, text, c->arena, &values[at], e) < 0) {
			c->field = "values";
			return e->code;
		}
	}
	return 0;
}

/* A clock that has nothing but this column to go by would never start. */
static int check_limits(
	struct call *c, const struct catalogue *k, struct str code, const struct str *values, struct err *e)
{
	const struct registers *all = c->place->registers;

	for (size_t n = 0; n < all->count; n++) {
		const struct register_def *r = all->at[n];
		for (size_t i = 0; i < r->clocks_count; i++) {
			const struct clock_def *clock = &r->clocks[i];
			const struct field *f = register_field(r, clock->limit_catalogue_field);
			if (f == NULL || clock->limit.amount != 0 || register_catalogue_of(all, r, f, NULL) != k)
				continue;
			int at = catalogue_column(k, clock->limit_column);
			if (at < 0 || values[at].len > 0)
				continue;
			c->field = "values";
			return err_set(e, ERR_INPUT,
				"代码 " STR_FMT " 要写“" STR_FMT "”：“" STR_FMT "”的时限“" STR_FMT "”照它计算",
				STR_ARG(code), STR_ARG(heading(k, (size_t)at)), STR_ARG(r->title),
				STR_ARG(clock->label));
		}
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
	if (x->closed) /* it ends before it begins */
		date_format(date_add_days(place->day, -1), until);
	if (str_trim(x->reason).len == 0)
		return wrong_row(c, "reason", "请写明依据", e);
	place->closed = true;
	int known = catalogue_find(c->store, place, x->code, c->arena, &before, e);
	if (known < 0)
		return known;
	if (known == 0 && x->closed)
		return wrong_row(c, "code", "没有这个代码，无从停用", e);
	if (known == 0 && x->label.len == 0)
		return wrong_row(c, "label", "新的代码要写名称", e);
	struct str *values = arena_array(c->arena, place->catalogue->columns.count + 1, sizeof *values);
	if (values == NULL)
		return err_nomem(e);
	for (size_t i = 0; known > 0 && i < place->catalogue->columns.count; i++)
		values[i] = before.values[i];
	int rc = take_columns(c, place->catalogue, x, values, e);
	if (rc == 0 && !x->closed)
		rc = check_limits(c, place->catalogue, x->code, values, e);
	if (rc < 0)
		return rc;
	const struct catalogue_row row = { .code = x->code,
		.parent = x->parent.ptr != NULL ? x->parent : before.parent,
		.label = x->label.len > 0 ? x->label : before.label,
		.from = str_from(from),
		.until = str_from(until),
		.values = values,
		.reason = x->reason,
		.person = c->actor->person_id,
		.set_at = c->clock->now_ms(c->clock->context) };
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
		rc = find_catalogue(c, r, true, &place, e);
	if (rc == 0)
		rc = read_catalogue_change(c, &x, e);
	if (rc == 0)
		rc = put_row(c, r, &place, &x, e);
	return rc == 0 ? say_catalogue(c, &place, STR_NONE, a, e) : rc;
}

/* /units, /departments, /people: the system administrator's. */
#include "access_people.h"
#include "body.h"
#include "desk.h"
#include "routes.h"
#include "say.h"

enum { NAME_CHARS = 100, CODE_CHARS = 40 };

/* "unit=" of the query; the actor's own when absent. */
static int read_unit(struct call *c, int64_t *ret, struct err *e)
{
	*ret = c->actor->unit_id;
	return call_param_int(c, "unit", 1, INT64_MAX, ret, e);
}

/* A new thing has no version; one that is changed needs the version it was read with. */
static int read_version(struct call *c, int64_t *ret, struct err *e)
{
	return c->id == 0 ? 0 : desk_version(c, ret, e);
}

static struct json begin_saved(struct call *c, struct answer *a, int64_t version)
{
	a->status = c->id == 0 ? 201 : 200;
	snprintf(a->etag, sizeof(a->etag), "%lld", (long long)version);
	return call_json(a);
}

/* --- units --- */

static void write_unit(const struct access_unit *u, struct json *j)
{
	json_object(j);
	say_id(j, "id", u->id);
	say_id(j, "parent", u->parent_id);
	say_text(j, "name", u->name);
	say_text(j, "code", u->code);
	say_text(j, "kind", u->kind);
	say_bool(j, "active", u->active);
	say_int(j, "version", u->version);
	json_end_object(j);
}

int handle_list_units(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_units rows = { 0 };
	struct access_page page;

	int rc = say_page(c, &page, e);
	if (rc == 0)
		rc = access_units(&access, &page, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "units");
	for (size_t i = 0; i < rows.count; i++)
		write_unit(&rows.rows[i], &j);
	return say_page_end(&j, rows.count, &page, rows.count > 0 ? rows.rows[rows.count - 1].id : 0, e);
}

static int save_unit(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_unit in = { .active = true, .kind = STR("unit") }, out = { 0 };
	const struct body_member members[] = {
		{ "parent", BODY_INT, false, 0, &in.parent_id },
		{ "name", BODY_TEXT, c->id == 0, NAME_CHARS, &in.name },
		{ "code", BODY_TEXT, false, CODE_CHARS, &in.code },
		{ "kind", BODY_TEXT, false, CODE_CHARS, &in.kind },
		{ "active", BODY_BOOL, false, 0, &in.active },
	};

	int rc = c->id > 0 ? access_unit(&access, c->id, &in, e) : 0;
	if (rc == 0)
		rc = read_version(c, &in.version, e);
	if (rc == 0)
		rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_unit_save(&access, &in, &out, e);
	if (rc < 0)
		return rc;
	struct json j = begin_saved(c, a, out.version);
	write_unit(&out, &j);
	return call_json_end(&j, e);
}

int handle_create_unit(struct call *c, struct answer *a, struct err *e)
{
	return save_unit(c, a, e);
}

int handle_change_unit(struct call *c, struct answer *a, struct err *e)
{
	return save_unit(c, a, e);
}

/* --- departments --- */

static void write_department(const struct access_department *d, struct json *j)
{
	json_object(j);
	say_id(j, "id", d->id);
	say_id(j, "unit", d->unit_id);
	say_id(j, "parent", d->parent_id);
	say_text(j, "name", d->name);
	say_text(j, "code", d->code);
	say_bool(j, "active", d->active);
	say_int(j, "version", d->version);
	json_end_object(j);
}

int handle_list_departments(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_departments rows = { 0 };
	struct access_page page;
	int64_t unit = 0;

	int rc = say_page(c, &page, e);
	if (rc == 0)
		rc = read_unit(c, &unit, e);
	if (rc == 0)
		rc = access_departments(&access, unit, &page, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "departments");
	for (size_t i = 0; i < rows.count; i++)
		write_department(&rows.rows[i], &j);
	return say_page_end(&j, rows.count, &page, rows.count > 0 ? rows.rows[rows.count - 1].id : 0, e);
}

static int save_department(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_department in = { .active = true }, out = { 0 };
	int64_t unit = 0;
	const struct body_member members[] = {
		{ "parent", BODY_INT, false, 0, &in.parent_id },
		{ "name", BODY_TEXT, c->id == 0, NAME_CHARS, &in.name },
		{ "code", BODY_TEXT, false, CODE_CHARS, &in.code },
		{ "active", BODY_BOOL, false, 0, &in.active },
	};

	int rc = read_unit(c, &unit, e);
	if (rc == 0 && c->id > 0)
		rc = access_department(&access, unit, c->id, &in, e);
	if (rc == 0)
		rc = read_version(c, &in.version, e);
	if (rc == 0)
		rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	in.unit_id = unit;
	if (rc == 0)
		rc = access_department_save(&access, &in, &out, e);
	if (rc < 0)
		return rc;
	struct json j = begin_saved(c, a, out.version);
	write_department(&out, &j);
	return call_json_end(&j, e);
}

int handle_create_department(struct call *c, struct answer *a, struct err *e)
{
	return save_department(c, a, e);
}

int handle_change_department(struct call *c, struct answer *a, struct err *e)
{
	return save_department(c, a, e);
}

/* --- people --- */

static void write_person(const struct access_person *p, struct json *j)
{
	json_object(j);
	say_id(j, "id", p->id);
	say_id(j, "unit", p->unit_id);
	say_id(j, "department", p->department_id);
	say_text(j, "login", p->login);
	say_text(j, "name", p->name);
	say_text(j, "title", p->title);
	say_text(j, "phone", p->phone);
	say_bool(j, "large_type", p->large_type);
	say_bool(j, "active", p->active);
	say_bool(j, "locked", p->locked);
	say_bool(j, "second_factor", p->second_factor);
	say_int(j, "version", p->version);
	json_end_object(j);
}

int handle_list_people(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_people_filter f = { .contains = target_param(c->target, "q") };
	struct access_people rows = { 0 };
	struct access_page page;
	int64_t active = 0;

	int rc = say_page(c, &page, e);
	if (rc == 0)
		rc = read_unit(c, &f.unit_id, e);
	if (rc == 0)
		rc = call_param_int(c, "department", 1, INT64_MAX, &f.department_id, e);
	if (rc == 0)
		rc = call_param_int(c, "active", 0, 1, &active, e);
	f.active_only = active == 1;
	if (f.contains.len == 0)
		f.contains = STR_NONE;
	if (rc == 0)
		rc = access_people(&access, &f, &page, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "people");
	for (size_t i = 0; i < rows.count; i++)
		write_person(&rows.rows[i], &j);
	return say_page_end(&j, rows.count, &page, rows.count > 0 ? rows.rows[rows.count - 1].id : 0, e);
}

static int save_person(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_person in = { .active = true }, out = { 0 };
	struct str password = STR_NONE;
	int64_t unit = 0;
	const struct body_member members[] = {
		{ "login", BODY_TEXT, c->id == 0, CODE_CHARS, &in.login },
		{ "name", BODY_TEXT, c->id == 0, NAME_CHARS, &in.name },
		{ "title", BODY_TEXT, false, NAME_CHARS, &in.title },
		{ "phone", BODY_TEXT, false, CODE_CHARS, &in.phone },
		{ "department", BODY_INT, false, 0, &in.department_id },
		{ "large_type", BODY_BOOL, false, 0, &in.large_type },
		{ "active", BODY_BOOL, false, 0, &in.active },
	};

	int rc = read_unit(c, &unit, e);
	if (rc == 0 && c->id > 0)
		rc = access_person(&access, unit, c->id, &in, e);
	if (rc == 0)
		rc = read_version(c, &in.version, e);
	if (rc == 0)
		rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	in.unit_id = unit;
	if (rc == 0)
		rc = access_person_save(&access, &in, &out, &password, e);
	if (rc < 0)
		return rc;
	struct json j = begin_saved(c, a, out.version);
	json_object(&j);
	json_key(&j, "person");
	write_person(&out, &j);
	say_text(&j, "one_time_password", password);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_create_person(struct call *c, struct answer *a, struct err *e)
{
	return save_person(c, a, e);
}

int handle_change_person(struct call *c, struct answer *a, struct err *e)
{
	return save_person(c, a, e);
}

int handle_reset_person(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct str password = STR_NONE;
	int64_t unit = 0;

	int rc = read_unit(c, &unit, e);
	if (rc == 0)
		rc = access_person_reset(&access, unit, c->id, &password, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_text(&j, "one_time_password", password);
	json_end_object(&j);
	return call_json_end(&j, e);
}

/* /registers/{name}/records: the rows of every register. */
#include "body.h"
#include "query.h"
#include "record_json.h"
#include "routes.h"

enum { REASON_CHARS = RECORD_REASON_MAX };

/* What each of these begins with: the register of the path, the body, and the desk. */
struct opened {
	const struct register_def *r;
	struct desk desk;
};

static int open_work(struct call *c, const struct body_member *members, size_t count, struct opened *ret, struct err *e)
{
	int rc = desk_register(c, &ret->r, e);

	if (rc == 0 && members != NULL)
		rc = body_read(c->body, members, count, &c->keep, &c->field, e);
	return rc == 0 ? desk_open(c, &ret->desk, e) : rc;
}

int handle_list_records(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct record_query q;
	struct record_list rows = { 0 };

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = query_read(c, &q, e);
	struct desk d = { 0 };
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	rc = record_list(&d, r, &q, &rows, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = call_json(a);
	record_write_list(&d, r, &rows, &j);
	return call_json_end(&j, e);
}

/* --- one --- */

static void put_version(struct answer *a, int64_t version)
{
	*json_write_int(a->etag, version) = '\0';
}

static int say_record(
	struct call *c, struct desk *d, const struct register_def *r, int64_t id, struct answer *a, struct err *e)
{
	struct record_detail detail = { 0 };

	int rc = record_read(d, r, id, RECORD_ALL, &detail, e);
	if (rc < 0)
		return desk_refused(c, d, rc);
	put_version(a, detail.record.version);
	struct json j = call_json(a);
	record_write_detail(d, r, &detail, &j);
	return call_json_end(&j, e);
}

int handle_show_record(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;

	int rc = desk_register(c, &r, e);
	struct desk d = { 0 };
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	a->changes = true; /* what may be done, and what is late */
	return say_record(c, &d, r, c->id, a, e);
}

/* After a change: the short answer; who made a record that he may not see still learns its number. */
static int say_done(const struct record_done *done, unsigned status, struct answer *a, struct err *e)
{
	a->status = status;
	put_version(a, done->version);
	struct json j = call_json(a);
	record_write_done(done, &j);
	return call_json_end(&j, e);
}

/* The members that a body about one record may have. */
struct form {
	struct body_values values;
	int64_t parent, department;
	struct str reason, text;
	bool override;
};

static struct record_inputs inputs_of(const struct form *f, struct call *c)
{
	struct record_input *at = arena_array(c->arena, f->values.count + 1, sizeof(*at));

	for (size_t i = 0; at != NULL && i < f->values.count; i++)
		at[i] = (struct record_input){ f->values.at[i].name, f->values.at[i].text, f->values.at[i].json };
	return (struct record_inputs){ at, at != NULL ? f->values.count : 0 };
}

int handle_create_record(struct call *c, struct answer *a, struct err *e)
{
	struct opened o = { 0 };
	struct form f = { 0 };
	struct record_done done = { 0 };
	const struct body_member members[] = {
		{ "values", BODY_VALUES, true, 0, &f.values },
		{ "parent", BODY_INT, false, 0, &f.parent },
		{ "department", BODY_INT, false, 0, &f.department },
	};

	int rc = open_work(c, members, 3, &o, e);
	if (rc < 0)
		return rc;
	const struct record_new n = { inputs_of(&f, c), f.parent, f.department };
	rc = record_create(&o.desk, o.r, &n, &done, e);
	if (rc < 0)
		return desk_refused(c, &o.desk, rc);
	snprintf(a->location, sizeof(a->location), "/api/v1/registers/" STR_FMT "/records/%lld", STR_ARG(o.r->name),
		(long long)done.id);
	return say_done(&done, 201, a, e);
}

int handle_change_record(struct call *c, struct answer *a, struct err *e)
{
	struct opened o = { 0 };
	struct record_edit edit = { .id = c->id };
	struct form f = { 0 };
	struct record_done done = { 0 };
	const struct body_member members[] = {
		{ "values", BODY_VALUES, true, 0, &f.values },
		{ "reason", BODY_TEXT, false, REASON_CHARS, &edit.reason },
	};

	int rc = open_work(c, members, 2, &o, e);
	if (rc == 0)
		rc = desk_version(c, &edit.version, e);
	if (rc < 0)
		return rc;
	edit.values = inputs_of(&f, c);
	rc = record_change(&o.desk, o.r, &edit, &done, e);
	return rc < 0 ? desk_refused(c, &o.desk, rc) : say_done(&done, 200, a, e);
}

int handle_remove_record(struct call *c, struct answer *a, struct err *e)
{
	struct opened o = { 0 };
	struct form f = { 0 };
	int64_t version = 0;
	struct record_done done = { 0 };
	const struct body_member member = { "reason", BODY_TEXT, true, REASON_CHARS, &f.reason };

	int rc = open_work(c, &member, 1, &o, e);
	if (rc == 0)
		rc = desk_version(c, &version, e);
	if (rc < 0)
		return rc;
	rc = record_remove(&o.desk, o.r, &(struct record_removal){ c->id, version, f.reason }, &done, e);
	return rc < 0 ? desk_refused(c, &o.desk, rc) : say_done(&done, 200, a, e);
}

int handle_step_record(struct call *c, struct answer *a, struct err *e)
{
	struct opened o = { 0 };
	struct record_step step = { .id = c->id, .step = call_word(c, "step") };
	struct form f = { 0 };
	struct record_done done = { 0 };
	const struct body_member members[] = {
		{ "values", BODY_VALUES, false, 0, &f.values },
		{ "reason", BODY_TEXT, false, REASON_CHARS, &step.reason },
		{ "override", BODY_BOOL, false, 0, &step.override },
	};

	int rc = open_work(c, members, 3, &o, e);
	if (rc == 0)
		rc = desk_version(c, &step.version, e);
	if (rc < 0)
		return rc;
	step.values = inputs_of(&f, c);
	rc = record_do_step(&o.desk, o.r, &step, &done, e);
	return rc < 0 ? desk_refused(c, &o.desk, rc) : say_done(&done, 200, a, e);
}

int handle_record_events(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct record_events events = { 0 };
	int64_t before = 0, limit = 50;

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = call_param_int(c, "before", 0, INT64_MAX, &before, e);
	if (rc == 0)
		rc = call_param_int(c, "limit", 1, RECORD_LIMIT_MAX, &limit, e);
	struct desk d = { 0 };
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	const struct record_events_query q = { c->id, target_param(c->target, "field"), before, limit };
	rc = record_events(&d, r, &q, &events, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = call_json(a);
	record_write_events(&d, r, &events, &j);
	return call_json_end(&j, e);
}

int handle_comment_record(struct call *c, struct answer *a, struct err *e)
{
	struct opened o = { 0 };
	struct form f = { 0 };
	struct record_done done = { 0 };
	const struct body_member member = { "text", BODY_TEXT, true, RECORD_COMMENT_MAX, &f.text };

	int rc = open_work(c, &member, 1, &o, e);
	if (rc < 0)
		return rc;
	rc = record_comment(&o.desk, o.r, c->id, f.text, &done, e);
	return rc < 0 ? desk_refused(c, &o.desk, rc) : say_done(&done, 201, a, e);
}

int handle_watch_record(struct call *c, struct answer *a, struct err *e)
{
	struct opened o = { 0 };
	bool on = true;
	const struct body_member member = { "on", BODY_BOOL, true, 0, &on };

	int rc = open_work(c, &member, 1, &o, e);
	if (rc < 0)
		return rc;
	rc = record_watch(&o.desk, o.r, c->id, on, e);
	if (rc < 0)
		return desk_refused(c, &o.desk, rc);
	struct json j = call_json(a);
	json_object(&j);
	json_member_bool(&j, "watching", on);
	json_end_object(&j);
	return call_json_end(&j, e);
}

/* --- many --- */

/* What was denied of it, to be kept with the other denials. */
static void tell_denied(struct call *c, const struct record_outcomes *o)
{
	size_t count = 0, first = 0;

	for (size_t i = o->count; i-- > 0;) {
		if (o->at[i].rc != ERR_DENIED)
			continue;
		count++;
		first = i;
	}
	if (count > 0)
		c->denied = arena_fmt(c->arena, "%zu 条被拒绝，如：" STR_FMT, count, STR_ARG(o->at[first].message));
}

static int say_outcomes(struct call *c, const struct record_outcomes *o, struct answer *a, struct err *e)
{
	struct json j = call_json(a);

	tell_denied(c, o);
	record_write_outcomes(o, &j);
	return call_json_end(&j, e);
}

int handle_bulk_records(struct call *c, struct answer *a, struct err *e)
{
	struct opened o = { 0 };
	struct form f = { 0 };
	struct body_ids ids = { 0 };
	struct record_bulk bulk = { 0 };
	struct record_outcomes out = { 0 };
	const struct body_member members[] = {
		{ "ids", BODY_IDS, true, RECORD_BULK_MAX, &ids },
		{ "step", BODY_TEXT, false, REGISTER_NAME_MAX, &bulk.step },
		{ "values", BODY_VALUES, false, 0, &f.values },
		{ "reason", BODY_TEXT, false, REASON_CHARS, &bulk.reason },
	};

	int rc = open_work(c, members, 4, &o, e);
	if (rc < 0)
		return rc;
	bulk.ids = ids.at;
	bulk.count = ids.count;
	bulk.values = inputs_of(&f, c);
	rc = record_bulk(&o.desk, o.r, &bulk, &out, e);
	return rc < 0 ? desk_refused(c, &o.desk, rc) : say_outcomes(c, &out, a, e);
}

/* /disposals: what was kept long enough, the lists of what shall be destroyed, and holds. */
#include "body.h"
#include "desk.h"
#include "disposal.h"
#include "routes.h"
#include "say.h"

/* The auditor sees every list. */
static bool is_auditor(const struct call *c)
{
	return c->actor != NULL && actor_has_role(c->actor, STR("auditor"), 0);
}

/* --- due --- */

static void write_due(const struct call *c, const struct disposal_due *x, struct json *j)
{
	say_int(j, "id", x->id);
	say_text(j, "no", x->no);
	say_text(j, "title", x->title);
	say_text(j, "state", x->state.len > 0 ? x->state : STR_NONE);
	say_time(j, "created_at", c->clock, x->created_at);
	say_time(j, "closed_at", c->clock, x->closed_at);
}

int handle_list_due(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct disposal_due_list due = { 0 };
	struct desk d = { 0 };
	int64_t after = 0, limit = DISPOSAL_RECORDS_MAX;

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = call_param_int(c, "after", 0, INT64_MAX, &after, e);
	if (rc == 0)
		rc = call_param_int(c, "limit", 1, DISPOSAL_RECORDS_MAX, &limit, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = disposal_due(&d, r, after, limit, &due, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = say_list(a, "records");
	for (size_t i = 0; i < due.count; i++) {
		json_object(&j);
		write_due(c, &due.at[i], &j);
		say_int(&j, "keep_until", due.at[i].keep_until);
		say_text(&j, "held", due.at[i].held);
		json_end_object(&j);
	}
	json_end_array(&j);
	say_id(&j, "next", due.next);
	json_end_object(&j);
	return call_json_end(&j, e);
}

/* --- lists --- */

static void write_list(const struct call *c, const struct disposal *x, struct json *j)
{
	const struct register_def *r = register_find(c->place->registers, x->register_name);

	say_int(j, "id", x->id);
	say_text(j, "register", x->register_name);
	say_text(j, "register_title", r != NULL ? r->title : x->register_name);
	say_text(j, "state", x->state);
	say_int(j, "years", x->years);
	say_int(j, "count", x->count);
	say_text(j, "reason", x->reason);
	say_time(j, "proposed_at", c->clock, x->proposed_at);
	say_text(j, "proposed_by_name", x->proposed_by.label);
	say_text(j, "opinion", x->opinion);
	say_time(j, "decided_at", c->clock, x->decided_at);
	say_text(j, "decided_by_name", x->decided_by.id > 0 ? x->decided_by.label : STR_NONE);
	say_bool(j, "may_approve", x->may_approve);
	say_bool(j, "may_refuse", x->may_withdraw);
}

int handle_list_disposals(struct call *c, struct answer *a, struct err *e)
{
	struct disposals lists = { 0 };
	struct desk d = { 0 };
	int64_t before = 0, limit = 50;

	int rc = call_param_int(c, "before", 0, INT64_MAX, &before, e);
	if (rc == 0)
		rc = call_param_int(c, "limit", 1, RECORD_LIMIT_MAX, &limit, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc == 0)
		rc = disposal_list(&d, is_auditor(c), before, limit, &lists, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "disposals");
	for (size_t i = 0; i < lists.count; i++) {
		json_object(&j);
		write_list(c, &lists.at[i], &j);
		json_end_object(&j);
	}
	json_end_array(&j);
	say_id(&j, "next", lists.next);
	json_end_object(&j);
	return call_json_end(&j, e);
}

static void write_line(const struct call *c, const struct disposal_line *x, struct json *j)
{
	json_object(j);
	write_due(c, &x->record, j);
	say_time(j, "destroyed_at", c->clock, x->destroyed_at);
	if (x->destroyed_at != 0) {
		say_int(j, "files", x->files);
		say_int(j, "events", x->events);
		say_text(j, "hash", x->hash);
	}
	json_end_object(j);
}

static int say_disposal(struct call *c, struct desk *d, int64_t id, struct answer *a, struct err *e)
{
	struct disposal x = { 0 };
	struct disposal_lines lines = { 0 };

	int rc = disposal_show(d, is_auditor(c), id, &x, &lines, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	write_list(c, &x, &j);
	json_key(&j, "records");
	json_array(&j);
	for (size_t i = 0; i < lines.count; i++)
		write_line(c, &lines.at[i], &j);
	json_end_array(&j);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_show_disposal(struct call *c, struct answer *a, struct err *e)
{
	struct desk d = { 0 };

	int rc = desk_open(c, &d, e);
	return rc < 0 ? rc : say_disposal(c, &d, c->id, a, e);
}

int handle_propose_disposal(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct body_ids ids = { 0 };
	struct disposal_new in = { 0 };
	struct desk d = { 0 };
	int64_t id = 0;
	const struct body_member members[] = {
		{ "records", BODY_IDS, true, DISPOSAL_RECORDS_MAX, &ids },
		{ "reason", BODY_TEXT, true, DISPOSAL_REASON_MAX, &in.reason },
	};

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = body_read(c->body, members, 2, &c->keep, &c->field, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	in.ids = ids.at;
	in.count = ids.count;
	rc = disposal_propose(&d, r, &in, &id, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	a->status = 201;
	snprintf(a->location, sizeof(a->location), "/api/v1/disposals/%lld", (long long)id);
	return say_disposal(c, &d, id, a, e);
}

int handle_decide_disposal(struct call *c, struct answer *a, struct err *e)
{
	struct disposal_decision in = { .id = c->id };
	struct desk d = { 0 };
	const struct body_member members[] = {
		{ "approve", BODY_BOOL, true, 0, &in.approve },
		{ "opinion", BODY_TEXT, true, DISPOSAL_REASON_MAX, &in.opinion },
	};

	int rc = body_read(c->body, members, 2, &c->keep, &c->field, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	rc = disposal_decide(&d, &in, e);
	return rc < 0 ? desk_refused(c, &d, rc) : say_disposal(c, &d, c->id, a, e);
}

int handle_hold_record(struct call *c, struct answer *a, struct err *e)
{
	const struct register_def *r = NULL;
	struct disposal_hold in = { .id = c->id };
	struct desk d = { 0 };
	const struct body_member members[] = {
		{ "on", BODY_BOOL, true, 0, &in.on },
		{ "reason", BODY_TEXT, true, DISPOSAL_REASON_MAX, &in.reason },
	};

	int rc = desk_register(c, &r, e);
	if (rc == 0)
		rc = body_read(c->body, members, 2, &c->keep, &c->field, e);
	if (rc == 0)
		rc = desk_open(c, &d, e);
	if (rc < 0)
		return rc;
	rc = disposal_hold(&d, r, &in, e);
	if (rc < 0)
		return desk_refused(c, &d, rc);
	struct json j = call_json(a);
	json_object(&j);
	say_bool(&j, "held", in.on);
	json_end_object(&j);
	return call_json_end(&j, e);
}

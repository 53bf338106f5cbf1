/* /grants, /delegations, /tokens, /policies: the security administrator's; /access-events: the auditor's. */
#include "access_rights.h"
#include "body.h"
#include "desk.h"
#include "routes.h"
#include "say.h"

enum { WORD_CHARS = 100, ROLES_CHARS = 1000, REASON_CHARS = 500 };

/* --- grants --- */

static void write_grant(const struct call *c, const struct access_grant *g, struct json *j)
{
	json_object(j);
	say_int(j, "id", g->id);
	say_id(j, "person", g->person_id);
	say_text(j, "role", g->role);
	say_id(j, "department", g->department_id);
	say_time(j, "from", c->clock, g->valid_from);
	say_time(j, "until", c->clock, g->valid_until);
	say_text(j, "granted_by", g->granted_by);
	say_time(j, "granted_at", c->clock, g->granted_at);
	say_text(j, "revoked_by", g->revoked_by);
	say_time(j, "revoked_at", c->clock, g->revoked_at);
	say_int(j, "version", g->version);
	json_end_object(j);
}

int handle_list_grants(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_grants rows = { 0 };
	struct access_page page;
	int64_t person = 0;

	int rc = say_page(c, &page, e);
	if (rc == 0)
		rc = call_param_int(c, "person", 1, INT64_MAX, &person, e);
	if (rc == 0)
		rc = access_grants(&access, c->actor->unit_id, person, &page, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "grants");
	for (size_t i = 0; i < rows.count; i++)
		write_grant(c, &rows.rows[i], &j);
	return say_page_end(&j, rows.count, &page, rows.count > 0 ? rows.rows[rows.count - 1].id : 0, e);
}

int handle_create_grant(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_grant in = { .unit_id = c->actor->unit_id }, out = { 0 };
	const struct body_member members[] = {
		{ "person", BODY_INT, true, 0, &in.person_id },
		{ "role", BODY_TEXT, true, WORD_CHARS, &in.role },
		{ "department", BODY_INT, false, 0, &in.department_id },
		{ "from", BODY_INT, false, 0, &in.valid_from },
		{ "until", BODY_INT, false, 0, &in.valid_until },
	};

	int rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_grant(&access, &in, &out, e);
	if (rc < 0)
		return rc;
	a->status = 201;
	struct json j = call_json(a);
	write_grant(c, &out, &j);
	return call_json_end(&j, e);
}

int handle_remove_grant(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	int64_t version = 0;

	int rc = desk_version(c, &version, e);
	if (rc == 0)
		rc = access_grant_revoke(&access, c->actor->unit_id, c->id, version, e);
	return rc < 0 ? rc : say_nothing(a, e);
}

/* --- delegations --- */

static void write_delegation(const struct call *c, const struct access_delegation *d, struct json *j)
{
	json_object(j);
	say_int(j, "id", d->id);
	say_int(j, "from_person", d->from_person);
	say_int(j, "to_person", d->to_person);
	say_text(j, "roles", d->roles);
	say_text(j, "reason", d->reason);
	say_time(j, "from", c->clock, d->valid_from);
	say_time(j, "until", c->clock, d->valid_until);
	say_text(j, "created_by", d->created_by);
	say_time(j, "created_at", c->clock, d->created_at);
	say_text(j, "revoked_by", d->revoked_by);
	say_time(j, "revoked_at", c->clock, d->revoked_at);
	say_int(j, "version", d->version);
	json_end_object(j);
}

int handle_list_delegations(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_delegations rows = { 0 };
	struct access_page page;

	int rc = say_page(c, &page, e);
	if (rc == 0)
		rc = access_delegations(&access, c->actor->unit_id, &page, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "delegations");
	for (size_t i = 0; i < rows.count; i++)
		write_delegation(c, &rows.rows[i], &j);
	return say_page_end(&j, rows.count, &page, rows.count > 0 ? rows.rows[rows.count - 1].id : 0, e);
}

int handle_create_delegation(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_delegation in = { .unit_id = c->actor->unit_id }, out = { 0 };
	const struct body_member members[] = {
		{ "from_person", BODY_INT, true, 0, &in.from_person },
		{ "to_person", BODY_INT, true, 0, &in.to_person },
		{ "roles", BODY_TEXT, true, ROLES_CHARS, &in.roles },
		{ "reason", BODY_TEXT, true, REASON_CHARS, &in.reason },
		{ "from", BODY_INT, false, 0, &in.valid_from },
		{ "until", BODY_INT, true, 0, &in.valid_until },
	};

	int rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_delegate(&access, &in, &out, e);
	if (rc < 0)
		return rc;
	a->status = 201;
	struct json j = call_json(a);
	write_delegation(c, &out, &j);
	return call_json_end(&j, e);
}

int handle_remove_delegation(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	int64_t version = 0;

	int rc = desk_version(c, &version, e);
	if (rc == 0)
		rc = access_delegation_revoke(&access, c->actor->unit_id, c->id, version, e);
	return rc < 0 ? rc : say_nothing(a, e);
}

/* --- tokens for programs --- */

static void write_token(const struct call *c, const struct access_api_token *t, struct str bearer, struct json *j)
{
	json_object(j);
	say_int(j, "id", t->id);
	say_id(j, "person", t->person_id);
	say_text(j, "name", t->name);
	say_text(j, "scopes", t->scopes);
	say_time(j, "expires", c->clock, t->expires_at);
	say_text(j, "created_by", t->created_by);
	say_time(j, "created_at", c->clock, t->created_at);
	say_time(j, "used_at", c->clock, t->used_at);
	say_text(j, "revoked_by", t->revoked_by);
	say_time(j, "revoked_at", c->clock, t->revoked_at);
	say_int(j, "version", t->version);
	if (bearer.ptr != NULL)
		say_text(j, "bearer", bearer);
	json_end_object(j);
}

int handle_list_tokens(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_tokens rows = { 0 };
	struct access_page page;

	int rc = say_page(c, &page, e);
	if (rc == 0)
		rc = access_tokens(&access, c->actor->unit_id, &page, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "tokens");
	for (size_t i = 0; i < rows.count; i++)
		write_token(c, &rows.rows[i], STR_NONE, &j);
	return say_page_end(&j, rows.count, &page, rows.count > 0 ? rows.rows[rows.count - 1].id : 0, e);
}

int handle_create_token(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_api_token in = { .unit_id = c->actor->unit_id }, out = { 0 };
	struct str bearer = STR_NONE;
	const struct body_member members[] = {
		{ "person", BODY_INT, true, 0, &in.person_id },
		{ "name", BODY_TEXT, true, WORD_CHARS, &in.name },
		{ "scopes", BODY_TEXT, true, ROLES_CHARS, &in.scopes },
		{ "expires", BODY_INT, false, 0, &in.expires_at },
	};

	int rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_token_create(&access, &in, &out, &bearer, e);
	if (rc < 0)
		return rc;
	a->status = 201;
	struct json j = call_json(a);
	write_token(c, &out, bearer, &j);
	return call_json_end(&j, e);
}

int handle_remove_token(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	int64_t version = 0;

	int rc = desk_version(c, &version, e);
	if (rc == 0)
		rc = access_token_revoke(&access, c->actor->unit_id, c->id, version, e);
	return rc < 0 ? rc : say_nothing(a, e);
}

/* --- people in trouble --- */

int handle_unlock_person(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);

	int rc = access_unlock(&access, c->actor->unit_id, c->id, e);
	return rc < 0 ? rc : say_nothing(a, e);
}

int handle_reset_totp(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);

	int rc = access_totp_reset(&access, c->actor->unit_id, c->id, e);
	return rc < 0 ? rc : say_nothing(a, e);
}

/* --- where somebody is signed in --- */

int handle_list_sessions(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_session_list rows = { 0 };

	int rc = access_sessions(&access, c->actor->unit_id, c->id, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "sessions");
	for (size_t i = 0; i < rows.count; i++) {
		const struct access_session_row *r = &rows.rows[i];
		json_object(&j);
		say_time(&j, "created_at", c->clock, r->created_at);
		say_time(&j, "seen_at", c->clock, r->seen_at);
		say_time(&j, "expires_at", c->clock, r->expires_at);
		say_text(&j, "address", r->address);
		say_text(&j, "agent", r->agent);
		say_bool(&j, "current", r->current);
		json_end_object(&j);
	}
	return say_list_end(&j, e);
}

int handle_end_sessions(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);

	int rc = access_sessions_end(&access, c->actor->unit_id, c->id, e);
	return rc < 0 ? rc : say_nothing(a, e);
}

/* --- policies --- */

int handle_list_policies(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_policies rows = { 0 };

	int rc = access_policies(&access, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "policies");
	for (size_t i = 0; i < rows.count; i++) {
		const struct access_policy *p = &rows.rows[i];
		json_object(&j);
		say_text(&j, "name", p->name);
		say_text(&j, "label", p->label);
		say_int(&j, "value", p->value);
		say_int(&j, "standard", p->standard);
		say_int(&j, "least", p->least);
		say_int(&j, "most", p->most);
		say_int(&j, "version", p->version);
		json_end_object(&j);
	}
	return say_list_end(&j, e);
}

int handle_set_policy(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct str name = STR_NONE;
	int64_t value = 0, version = 0;
	const struct body_member members[] = {
		{ "name", BODY_TEXT, true, WORD_CHARS, &name },
		{ "value", BODY_INT, true, 0, &value },
		{ "version", BODY_INT, true, 0, &version },
	};

	int rc = body_read(c->body, members, 3, &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_policy_set(&access, name, value, version, e);
	return rc < 0 ? rc : handle_list_policies(c, a, e);
}

/* --- what happened --- */

int handle_list_access_events(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_event_filter f = { .unit_id = c->actor->unit_id, .what = target_param(c->target, "what") };
	struct access_events rows = { 0 };
	struct access_page page;
	int64_t refused = 0;

	int rc = say_page(c, &page, e);
	if (rc == 0)
		rc = call_param_int(c, "person", 1, INT64_MAX, &f.actor_id, e);
	if (rc == 0)
		rc = call_param_int(c, "from", 0, INT64_MAX, &f.from, e);
	if (rc == 0)
		rc = call_param_int(c, "until", 0, INT64_MAX, &f.until, e);
	if (rc == 0)
		rc = call_param_int(c, "refused", 0, 1, &refused, e);
	f.refused_only = refused == 1;
	if (rc == 0)
		rc = access_events(&access, &f, &page, &rows, e);
	if (rc < 0)
		return rc;
	struct json j = say_list(a, "events");
	for (size_t i = 0; i < rows.count; i++) {
		const struct access_event_row *r = &rows.rows[i];
		json_object(&j);
		say_int(&j, "id", r->id);
		say_time(&j, "at", c->clock, r->at);
		say_text(&j, "actor", r->actor);
		say_text(&j, "what", r->what);
		say_text(&j, "object", r->object);
		say_text(&j, "reason", r->reason);
		say_text(&j, "address", r->address);
		say_text(&j, "request_id", r->request_id);
		say_bool(&j, "ok", r->ok);
		json_end_object(&j);
	}
	return say_page_end(&j, rows.count, &page, rows.count > 0 ? rows.rows[rows.count - 1].id : 0, e);
}

/* /session and /setup: signing in and out, the second factor, the first start. */
#include "access_rights.h"
#include "body.h"
#include "desk.h"
#include "register_json.h"
#include "routes.h"
#include "say.h"

enum { LOGIN_MAX = 64, PASSWORD_MAX = 256, CODE_MAX = 64, NAME_MAX_CHARS = 100 };

static const char *hold_word(enum actor_hold hold)
{
	static const char *const words[] = {
		[HOLD_NONE] = "none",
		[HOLD_SECOND_FACTOR] = "second_factor",
		[HOLD_PASSWORD] = "password",
		[HOLD_ENROL] = "enrol",
	};

	return words[hold];
}

static void write_roles(const struct actor *a, struct json *j)
{
	json_key(j, "roles");
	json_array(j);
	for (size_t i = 0; i < a->roles_count; i++) {
		json_object(j);
		say_text(j, "name", a->roles[i].name);
		json_member_bool(j, "whole_unit", a->roles[i].whole_unit);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_actor(const struct actor *a, struct json *j)
{
	json_object(j);
	json_member_int(j, "id", a->person_id);
	say_text(j, "login", a->login);
	say_text(j, "name", a->name);
	say_text(j, "title", a->title);
	json_member_int(j, "unit_id", a->unit_id);
	json_member_int(j, "department_id", a->department_id);
	json_member_bool(j, "large_type", a->large_type);
	write_roles(a, j);
	json_key(j, "on_behalf_of");
	if (a->on_behalf_of > 0) {
		json_object(j);
		json_member_int(j, "id", a->on_behalf_of);
		say_text(j, "label", a->behalf_name);
		json_end_object(j);
	} else {
		json_null(j);
	}
	json_end_object(j);
}

static void write_demo(const struct demo *d, struct json *j)
{
	json_key(j, "demo");
	json_array(j);
	for (size_t i = 0; i < d->count; i++) {
		json_object(j);
		say_text(j, "login", d->people[i].login);
		say_text(j, "name", d->people[i].name);
		say_text(j, "label", d->people[i].label);
		json_end_object(j);
	}
	json_end_array(j);
}

/* Who of the demonstration has given his password still needs the code that his authenticator would show. */
static int write_demo_code(const struct call *c, struct json *j, struct err *e)
{
	const struct demo_person *who =
		c->actor != NULL && c->actor->hold == HOLD_SECOND_FACTOR ? demo_find(c->demo, c->actor->login) : NULL;
	char code[TOTP_TEXT_MAX];

	int rc = who != NULL ? demo_code(who, c->clock->now_ms(c->clock->context), code, e) : 0;
	if (rc > 0)
		json_member_cstr(j, "demo_code", code);
	return rc < 0 ? rc : 0;
}

int handle_show_session(struct call *c, struct answer *a, struct err *e)
{
	bool needed = false;

	int rc = access_setup_needed(c->access, c->store, &needed, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_bool(&j, "setup_needed", needed);
	say_bool(&j, "alone", needed && c->loopback); /* rows with OP_LOCAL work without signing in */
	json_key(&j, "actor");
	if (c->actor != NULL)
		write_actor(c->actor, &j);
	else
		json_null(&j);
	json_member_cstr(&j, "hold", hold_word(c->actor != NULL ? c->actor->hold : HOLD_NONE));
	if (needed) {
		json_key(&j, "roles"); /* for the first person who does the business */
		json_array(&j);
		register_write_roles(c->place->registers, &j);
		json_end_array(&j);
	}
	if (c->demo != NULL && !needed) {
		write_demo(c->demo, &j);
		rc = write_demo_code(c, &j, e);
	}
	json_end_object(&j);
	return rc < 0 ? rc : call_json_end(&j, e);
}

static void set_cookie(struct answer *a, struct str token)
{
	/* A session cookie: gone with the browser; the server ends it by its own clock anyhow. */
	snprintf(a->cookie, sizeof(a->cookie), "bihuan=" STR_FMT "; Path=/; HttpOnly; SameSite=Strict", STR_ARG(token));
}

static int say_hold(enum actor_hold hold, struct answer *a, struct err *e)
{
	struct json j = call_json(a);

	json_object(&j);
	json_member_cstr(&j, "hold", hold_word(hold));
	json_end_object(&j);
	return call_json_end(&j, e);
}

static int sign_in(struct call *c, struct access_login in, struct answer *a, struct err *e)
{
	struct access_signed_in done = { 0 };

	in.address = c->address;
	in.agent = c->agent;
	in.request_id = str_from(c->request_id);
	int rc = access_sign_in(c->access, ledger_pool(c->ledger), &in, c->arena, &done, e);
	if (rc < 0)
		return rc;
	set_cookie(a, done.token);
	a->status = 201;
	return say_hold(done.hold, a, e);
}

int handle_sign_in_demo(struct call *c, struct answer *a, struct err *e)
{
	struct str login = STR_NONE;
	const struct body_member member = { "login", BODY_TEXT, true, LOGIN_MAX, &login };

	int rc = body_read(c->body, &member, 1, &c->keep, &c->field, e);
	if (rc < 0)
		return rc;
	const struct demo_person *who = c->demo != NULL ? demo_find(c->demo, login) : NULL;
	if (who == NULL)
		return err_set(e, ERR_NOTFOUND, "没有这个演示身份");
	return sign_in(c, (struct access_login){ .login = who->login, .password = who->password }, a, e);
}

int handle_sign_in(struct call *c, struct answer *a, struct err *e)
{
	struct access_login in = { 0 };
	const struct body_member members[] = {
		{ "login", BODY_TEXT, true, LOGIN_MAX, &in.login },
		{ "password", BODY_TEXT, true, PASSWORD_MAX, &in.password },
	};

	int rc = body_read(c->body, members, 2, &c->keep, &c->field, e);
	return rc < 0 ? rc : sign_in(c, in, a, e);
}

int handle_sign_out(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);

	int rc = access_sign_out(&access, e);
	if (rc < 0)
		return rc;
	snprintf(a->cookie, sizeof(a->cookie), "bihuan=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
	return say_hold(HOLD_NONE, a, e);
}

int handle_second_factor(struct call *c, struct answer *a, struct err *e)
{
	struct str code = STR_NONE;
	const struct body_member member = { "code", BODY_TEXT, true, CODE_MAX, &code };

	int rc = body_read(c->body, &member, 1, &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_second_factor(c->access, ledger_pool(c->ledger), c->actor, code, e);
	return rc < 0 ? rc : say_hold(HOLD_NONE, a, e);
}

int handle_set_password(struct call *c, struct answer *a, struct err *e)
{
	struct access_new_password in = { 0 };
	const struct body_member members[] = {
		{ "old", BODY_TEXT, true, PASSWORD_MAX, &in.old_password },
		{ "new", BODY_TEXT, true, PASSWORD_MAX, &in.new_password },
	};

	int rc = body_read(c->body, members, 2, &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_set_password(c->access, ledger_pool(c->ledger), c->actor, &in, e);
	return rc < 0 ? rc : say_hold(HOLD_NONE, a, e);
}

int handle_totp_begin(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_enrolment enrolment = { 0 };

	int rc = access_totp_begin(&access, &enrolment, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_text(&j, "secret", enrolment.secret);
	say_text(&j, "url", enrolment.url);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_totp_confirm(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct access_words words = { 0 };
	struct str code = STR_NONE;
	const struct body_member code_member = { "code", BODY_TEXT, true, CODE_MAX, &code };

	int rc = body_read(c->body, &code_member, 1, &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_totp_confirm(&access, code, &words, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	json_key(&j, "recovery_codes");
	json_array(&j);
	for (size_t i = 0; i < words.count; i++)
		json_str(&j, words.rows[i]);
	json_end_array(&j);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_act_for(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	int64_t delegation = 0;
	const struct body_member member_of = { "delegation", BODY_INT, true, 0, &delegation };

	int rc = body_read(c->body, &member_of, 1, &c->keep, &c->field, e);
	if (rc == 0)
		rc = access_act_for(&access, delegation, e);
	return rc < 0 ? rc : say_hold(HOLD_NONE, a, e);
}

/* --- first start --- */

static int read_person(
	struct call *c, const char *whose, struct str json, struct access_first_person *ret, struct err *e)
{
	const struct body_member members[] = {
		{ "login", BODY_TEXT, true, LOGIN_MAX, &ret->login },
		{ "name", BODY_TEXT, true, NAME_MAX_CHARS, &ret->name },
		{ "password", BODY_TEXT, true, PASSWORD_MAX, &ret->password },
	};

	int rc = json.ptr == NULL ? 0 : body_read(json, members, 3, &c->keep, &c->field, e);
	struct str field = rc < 0 && c->field != NULL ? arena_fmt(c->arena, "%s.%s", whose, c->field) : STR_NONE;
	if (rc < 0)
		c->field = field.ptr != NULL ? field.ptr : whose;
	return rc;
}

int handle_set_up(struct call *c, struct answer *a, struct err *e)
{
	struct access_setup in = { .address = c->address };
	struct str people[4] = { { 0 } };
	const struct body_member members[] = {
		{ "code", BODY_TEXT, true, CODE_MAX, &in.code },
		{ "unit", BODY_TEXT, true, NAME_MAX_CHARS, &in.unit_name },
		{ "sysadmin", BODY_JSON, true, 0, &people[0] },
		{ "secadmin", BODY_JSON, true, 0, &people[1] },
		{ "auditor", BODY_JSON, true, 0, &people[2] },
		{ "business", BODY_JSON, false, 0, &people[3] },
		{ "business_role", BODY_TEXT, false, NAME_MAX_CHARS, &in.business_role },
	};
	struct access_first_person *const into[] = { &in.sysadmin, &in.secadmin, &in.auditor, &in.business };

	int rc = body_read(c->body, members, sizeof(members) / sizeof(members[0]), &c->keep, &c->field, e);
	for (size_t i = 0; rc == 0 && i < 4; i++)
		rc = read_person(c, members[2 + i].name, people[i], into[i], e);
	if (rc == 0)
		rc = access_set_up(c->access, ledger_pool(c->ledger), &in, false, e);
	if (rc < 0)
		return rc;
	a->status = 201;
	return say_hold(HOLD_NONE, a, e);
}

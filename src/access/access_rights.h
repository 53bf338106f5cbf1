/* Roles, delegations, tokens, policies: the security administrator's. The events: the auditor's. Rules that are enforced
 * here, each named by the refusal: nobody holds two administrators' roles; an administrator holds no role of the business; nobody
 * grants to himself; the last active administrator of each kind stays (domain.md section 9.1). */
#ifndef ACCESS_RIGHTS_H
#define ACCESS_RIGHTS_H

#include "access_people.h"

/* --- roles --- */

struct access_grant {
	int64_t unit_id, id, person_id, department_id; /* department 0: the whole unit */
	struct str role;                               /* "case.dispatcher", "sysadmin" */
	int64_t valid_from, valid_until;               /* 0: now, without end */
	struct str granted_by, revoked_by;             /* logins; revoked_by .ptr NULL: not taken back */
	int64_t granted_at, revoked_at, version;
};
struct access_grants {
	struct access_grant *rows;
	size_t count;
};
/* What is to be changed, whatever version it has by now. */
#define ACCESS_ANY_VERSION INT64_C(0)

/* Of a person, or of all (person_id 0); own ones; all by the security administrator. */
int access_grants(const struct access_call *c, int64_t unit_id, int64_t person_id, const struct access_page *page,
	struct access_grants *ret, struct err *e);
int access_grant(const struct access_call *c, const struct access_grant *in, struct access_grant *ret, struct err *e);
int access_grant_revoke(const struct access_call *c, int64_t unit_id, int64_t id, int64_t version, struct err *e);

/* --- delegations: one acts for another --- */

struct access_delegation {
	int64_t unit_id, id, from_person, to_person;
	struct str roles; /* separated by blanks */
	struct str reason;
	int64_t valid_from, valid_until; /* at most ACCESS_DELEGATION_DAYS apart */
	struct str created_by, revoked_by;
	int64_t created_at, revoked_at, version;
};
enum { ACCESS_DELEGATION_DAYS = 180 };
struct access_delegations {
	struct access_delegation *rows;
	size_t count;
};
/* Own ones (given or received), or all by the security administrator. */
int access_delegations(const struct access_call *c, int64_t unit_id, const struct access_page *page,
	struct access_delegations *ret, struct err *e);
int access_delegate(
	const struct access_call *c, const struct access_delegation *in, struct access_delegation *ret, struct err *e);
int access_delegation_revoke(const struct access_call *c, int64_t unit_id, int64_t id, int64_t version, struct err *e);
/* From now on the actor's session acts under that delegation (0: for himself again). Writes. */
int access_act_for(const struct access_call *c, int64_t delegation_id, struct err *e);

/* --- tokens for programs --- */

struct access_api_token {
	int64_t unit_id, id, person_id;
	struct str name, scopes; /* scopes separated by blanks */
	int64_t expires_at, created_at, used_at, revoked_at, version;
	struct str created_by, revoked_by;
};
struct access_tokens {
	struct access_api_token *rows;
	size_t count;
};
int access_tokens(const struct access_call *c, int64_t unit_id, const struct access_page *page,
	struct access_tokens *ret, struct err *e);
/* *ret_bearer is shown once. Administrators have no tokens. */
int access_token_create(const struct access_call *c, const struct access_api_token *in, struct access_api_token *ret,
	struct str *ret_bearer, struct err *e);
int access_token_revoke(const struct access_call *c, int64_t unit_id, int64_t id, int64_t version, struct err *e);

/* --- people in trouble --- */

int access_unlock(const struct access_call *c, int64_t unit_id, int64_t person_id, struct err *e);
/* The phone with the authenticator is lost: he signs in with the password alone and sets it up anew. */
int access_totp_reset(const struct access_call *c, int64_t unit_id, int64_t person_id, struct err *e);

/* --- where somebody is signed in --- */

struct access_session_row {
	struct str id; /* of the row; it opens nothing */
	int64_t created_at, seen_at, expires_at;
	struct str address, agent;
	bool current; /* the caller's own */
};
enum { ACCESS_SESSIONS_MOST = 50 };
struct access_session_list {
	struct access_session_row *rows;
	size_t count;
};
/* Newest first. One's own, or another's by the security administrator. */
int access_sessions(const struct access_call *c, int64_t unit_id, int64_t person_id, struct access_session_list *ret,
	struct err *e);
/* Ends them all but the one this is called in. */
int access_sessions_end(const struct access_call *c, int64_t unit_id, int64_t person_id, struct err *e);

/* For the person at the machine (actor access_console()); each is written down as such. `login` in any case. */
/* A one-time password for anybody, also an administrator; `factor`: takes the second factor away too. */
int access_console_reset(
	const struct access_call *c, struct str login, bool factor, struct str *ret_password, struct err *e);
int access_console_unlock(const struct access_call *c, struct str login, struct err *e);
struct access_account {
	int64_t unit_id, person_id, locked_until; /* locked_until 0: not locked */
	struct str login, login_key, name, role;  /* role: the administrator's, or .ptr NULL */
	bool active, second_factor;
};
struct access_accounts {
	struct access_account *rows;
	size_t count;
};
/* In order of login_key, behind `after` (.ptr NULL: from the start). */
int access_console_list(
	const struct access_call *c, struct str after, int64_t limit, struct access_accounts *ret, struct err *e);

/* --- policies (access_policies.def) --- */

struct access_policy {
	struct str name, label;                        /* "password.min_length", "口令最短长度" */
	int64_t value, standard, least, most, version; /* version 0: never set */
};
struct access_policies {
	struct access_policy *rows;
	size_t count;
};
int access_policies(const struct access_call *c, struct access_policies *ret, struct err *e);
int access_policy_set(const struct access_call *c, struct str name, int64_t value, int64_t version, struct err *e);

/* --- events --- */

struct access_event_row {
	int64_t id, at, actor_id, on_behalf_of; /* 0: none */
	struct str actor, what, object, reason, address, request_id;
	bool ok;
};
struct access_events {
	struct access_event_row *rows;
	size_t count;
};
struct access_event_filter {
	int64_t unit_id, actor_id; /* actor 0: all */
	int64_t from, until;       /* until 0: no end */
	struct str what;           /* .ptr NULL: all; exactly */
	bool refused_only;
};
/* Newest first, pages go on behind an id; by the auditor. */
int access_events(const struct access_call *c, const struct access_event_filter *f, const struct access_page *page,
	struct access_events *ret, struct err *e);

#endif

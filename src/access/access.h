/* Who is asking and what he may do: people, sessions, rights, the log of denials.
 *
 * `struct access` is what a program keeps (one, for all threads): key, clock, limits, denials not yet written. Functions that
 * take a `struct access_call` run inside the caller's transaction on call->store (a writing one where said), give results
 * in call->arena, check the right of call->actor themselves and log what they refuse. Functions that take a pool make their own
 * short transactions, because a password takes long to compare, and what they refuse must be kept. A refusal is
 * ERR_DENIED (signed in, not allowed), ERR_AUTH (not signed in) or ERR_BUSY (too many attempts). Times: ms since 1970 UTC. */
#ifndef ACCESS_H
#define ACCESS_H

#include "access_rules.h"
#include "arena.h"
#include "clock.h"
#include "err.h"
#include "pool.h"

struct access;

/* Whether there is such a role, administrators' aside: 0, or ERR_INPUT with the nearest one as the hint. */
typedef int access_role_check(void *context, struct str role, struct err *e);

struct access_options {
	const char *data_dir; /* holds keys/access.key and, before set-up, setup-code.txt */
	const struct clock *clock;
	int64_t hash_ops, hash_memory;     /* of Argon2id; 0: 2 passes over 19 MiB */
	access_role_check *role_check;     /* asked before a role is granted; NULL: any well-formed name will do */
	access_role_check *register_check; /* of a token's REGISTER.VERB, likewise */
	void *roles;                       /* the context of both; outlives the access */
};

/* Reads (makes, the first time) the key that second factors are sealed with. */
int access_open(const struct access_options *o, struct access **ret, struct err *e);
void access_close(struct access *x); /* NULL is fine */

/* A word that nobody can tell without that key: the same for the same text, 64 hex digits. */
int access_secret_word(const struct access *x, struct str text, char out[65], struct err *e);

/* --- who is asking --- */

/* A role held now; `departments` (sorted) lists where, with all departments below, unless it is held in the whole unit. */
struct actor_role {
	struct str name;
	bool whole_unit;
	struct str path; /* of the department it was granted in */
	const int64_t *departments;
	size_t departments_count;
};

/* What the person must do before anything else is allowed. */
enum actor_hold {
	HOLD_NONE,
	HOLD_SECOND_FACTOR, /* give the code: access_second_factor() */
	HOLD_PASSWORD,      /* choose a new password: access_set_password() */
	HOLD_ENROL,         /* set up a second factor: access_totp_begin(), access_totp_confirm() */
};

/* Everything that is decided about a request is decided from this. Lives in the arena it was made in. */
struct actor {
	int64_t unit_id, person_id, department_id; /* department 0: none; person 0: the machine's console */
	struct str login, name, title, unit_path, department_path;
	bool large_type, console; /* console: at the machine's command line */
	const struct actor_role *roles;
	size_t roles_count;
	enum actor_hold hold;
	bool second_factor_pending, setup_needed; /* HOLD_SECOND_FACTOR; HOLD_PASSWORD or HOLD_ENROL */
	bool token;                               /* a program: `scopes` limit what it may do */
	const struct str *scopes;
	size_t scopes_count;
	int64_t on_behalf_of;   /* the person acted for, or 0; `roles` are the delegated ones alone then */
	struct str behalf_name; /* .ptr NULL: none */
	int64_t expires_at;     /* of the session or token */
	struct str session_id;  /* the hash, not the token; .ptr NULL for tokens and the console */
	struct str address;     /* filled by whoever knows them: */
	struct str request_id;
};

/* `department_id` 0: held anywhere. Never true while the actor is held or set up is needed. */
bool actor_has_role(const struct actor *a, struct str role, int64_t department_id);
/* True for people; a token needs "NAME.VERB" itself or the bare "VERB" among its scopes. "write" is every verb that writes, but for
 * "destroy", which must be written itself. */
bool actor_has_scope(const struct actor *a, struct str scope);
/* The unit itself or one below it, by path. */
bool actor_reaches_unit(const struct actor *a, struct str unit_path);

/* The person at the machine's console (command line); may only call what says so. `name` is the system's user. */
struct actor access_console(struct str name);

/* --- sign-in --- */

struct access_login {
	struct str login, password;
	struct str address, agent, request_id;
};
struct access_signed_in {
	struct str token; /* for the cookie; only its hash is stored */
	enum actor_hold hold;
	int64_t expires_at;
};
/* The refusal is the same, and costs the same, whether the login exists, is locked, switched off, or the password is
 * wrong (ERR_AUTH). Too many failures from one address: ERR_BUSY before anything is compared. */
int access_sign_in(struct access *x, struct store_pool *p, const struct access_login *in, struct arena *a,
	struct access_signed_in *ret, struct err *e);
/* The code of the authenticator, or a recovery code (which is used up). After some failures the session ends. */
int access_second_factor(
	struct access *x, struct store_pool *p, const struct actor *actor, struct str code, struct err *e);
/* Own password: by the rules of the unit, which the refusal names. All other sessions of the person end. */
struct access_new_password {
	struct str old_password, new_password;
};
int access_set_password(struct access *x, struct store_pool *p, const struct actor *actor,
	const struct access_new_password *in, struct err *e);

/* Who a session's or bearer token belongs to, inside any transaction; ERR_AUTH when it is none, ended or expired. `x` notes
 * that the session was used; access_flush() writes that down, at most once a minute. */
int access_session(
	struct access *x, struct store *s, struct str token, struct arena *a, struct actor *ret, struct err *e);
int access_token(
	struct access *x, struct store *s, struct str bearer, struct arena *a, struct actor *ret, struct err *e);

/* The token that came last over a connection, and its hash, so that it is not hashed again for each request. All zero at first; its
 * owner wipes it in the end. */
enum { ACCESS_TOKEN_MAX = 96, ACCESS_ID_TEXT = 65 };
struct access_known {
	char token[ACCESS_TOKEN_MAX];
	size_t len;
	int64_t unit_id;
	char id[ACCESS_ID_TEXT];
	bool bearer;
};

/* The same on trust, in a read transaction of a database that is far: what is remembered of this token counts, and whether the tables
 * still agree is asked meanwhile. Afterwards access_confirm(): 1: they did; 0: nothing that was done holds, it has to be done again with
 * what access_session() or access_token() say now. Nothing remembered, or nothing gained: as those, and confirmed. Nobody who has to do
 * something first is trusted. Give it back with access_trust_clear() while the transaction is open. */
struct access_trust {
	struct access *access;
	struct store *store;
	struct str token;           /* of a session, or */
	bool bearer;                /* of a program */
	bool sure;                  /* nothing is taken on trust */
	struct access_known *known; /* NULL: nobody keeps it */
	struct store_stmt *asked;   /* set; NULL: confirmed */
	int64_t stamp;              /* set */
};
int access_trusted(struct access_trust *t, struct arena *a, struct actor *ret, struct err *e);
int access_confirm(struct access_trust *t, struct err *e);
void access_trust_clear(struct access_trust *t);

/* For what is written a little later: from memory alone, no database is asked. 1: as remembered, t->stamp set; 0: nothing is. In the
 * write transaction access_still() says whether that is so (1) or has to be looked up anew (0); one question for a whole group. */
int access_remembered(struct access_trust *t, struct arena *a, struct actor *ret, struct err *e);
int access_still(const struct access_trust *t, struct store *s, struct err *e);

/* What every function inside a transaction is given. */
struct access_call {
	struct access *access;
	struct store *store;
	const struct actor *actor;
	struct arena *arena;
};
int access_sign_out(const struct access_call *c, struct err *e); /* writes */

/* --- the second factor (RFC 6238) --- */

struct access_enrolment {
	struct str secret; /* base 32, to type */
	struct str url;    /* otpauth://totp/..., to show as a picture */
};
/* A new secret for the actor, not in force until confirmed with a code of it. Writes. */
int access_totp_begin(const struct access_call *c, struct access_enrolment *ret, struct err *e);
/* *ret: recovery codes, each good once; shown now and never again. The session counts as passed. Writes. */
int access_totp_confirm(const struct access_call *c, struct str code, struct access_words *ret, struct err *e);

/* --- rights --- */

/* What another person is and holds at that time, signed in or not, for whoever must know what he may see: 1; 0: there is no such active
 * person. */
struct access_whom {
	int64_t unit_id, person_id, now;
};
int access_as_person(
	struct store *s, const struct access_whom *whom, struct arena *a, struct actor *ret, struct err *e);

/* One check for what administrators do (access_rules.def): hold, scope, role. `object` says on what, for the log. */
int access_require(struct access *x, const struct actor *a, enum access_right right, struct str object, struct err *e);

/* The same, for what holds in all units: only in the topmost one. */
int access_require_whole(const struct access_call *c, enum access_right right, struct str object, struct err *e);

/* The one function that denies: keeps the event (access_flush() writes it), logs a line, fills `e`; returns ERR_DENIED, or
 * ERR_AUTH when `a` is NULL. e->noted is set. */
struct access_denial {
	struct str what;     /* the operation: "case.close" */
	struct str object;   /* "case 12" */
	const char *rule;    /* the rule that forbids it, for the log: "not-own-record" */
	const char *message; /* for the person: which rule, in Chinese */
};
int access_deny(struct access *x, const struct actor *a, const struct access_denial *d, struct err *e);

/* Denials and uses of sessions wait in memory until this writes them in a transaction of its own: call it before a refusal
 * is answered, and now and then. On failure they wait on. Nothing waiting: costs one look. */
int access_flush(struct access *x, struct store_pool *p, struct err *e);

/* Something that happened (not a denial), inside the write transaction that did it. */
int access_event(const struct access_call *c, struct str what, struct str object, struct str reason, struct err *e);

/* --- first start --- */

/* True while there is no person at all: then nothing but set-up is allowed. */
int access_setup_needed(struct access *x, struct store *s, bool *ret, struct err *e);
/* When needed: makes the one-time code (data_dir/setup-code.txt, and a line in the log) unless it is there. */
int access_setup_prepare(struct access *x, struct store *s, struct err *e);

struct access_first_person {
	struct str login, name, password;
};
struct access_setup {
	struct str code;
	struct str unit_name;
	struct access_first_person sysadmin, secadmin, auditor; /* three different people */
	struct access_first_person business;                    /* .login.ptr NULL: none yet */
	struct str business_role;                               /* of that person */
	struct str address;
};
/* All or nothing; ERR_CONFLICT when it is done already. Only the console (`console` true) needs no code. */
int access_set_up(struct access *x, struct store_pool *p, const struct access_setup *in, bool console, struct err *e);

#endif

/* Private to access. */
#ifndef ACCESS_PRIVATE_H
#define ACCESS_PRIVATE_H

#include "access.h"
#include "access_people.h"
#include "access_rights.h"
#include "own.h"
#include "vec.h"

#include <pthread.h>

enum {
	KEY_BYTES = 32,
	TOKEN_BYTES = 32,
	HASH_TEXT = 65,   /* 64 hex digits and NUL */
	SECRET_MAX = 160, /* a stored password hash and NUL */
	LOGIN_MAX = 64,   /* bytes */
};

/* --- what waits to be written (event.c) --- */

struct waiting_event {
	int64_t unit_id, at, actor_id, on_behalf_of;
	bool ok;
	char actor[96], what[64], object[160], reason[192], address[64], request_id[64];
};
struct waiting_use {
	int64_t unit_id, at;
	bool token;
	char id[HASH_TEXT]; /* of a session */
	int64_t number;     /* of a token */
};

/* --- attempts (limiter.c) --- */

enum { LIMITER_SETS = 1024, LIMITER_WAYS = 4 };
struct limiter_entry {
	uint64_t key; /* 0: free */
	int64_t at;   /* when `left` was right */
	int64_t left; /* thousandths of an attempt */
};
struct limiter {
	pthread_mutex_t lock;
	uint64_t seed;
	struct limiter_entry entries[LIMITER_SETS][LIMITER_WAYS];
};

/* --- actors kept for a moment (cache.c) --- */

enum { CACHE_PLACES = 1024 };
struct cached_actor {
	char hash[HASH_TEXT]; /* of the token */
	int64_t stamp, loaded_at;
	int64_t until; /* the session or token ends */
	struct actor actor;
	char *block; /* what the actor points into; NULL: free */
	size_t size;
};

/* --- names kept (names.c) --- */

enum { NAME_PLACES = 1024, NAME_LOCKS = 16, NAME_BYTES = 96 };
struct kept_name {
	int64_t stamp;
	struct access_name name;
	size_t len; /* 0: free */
	char text[NAME_BYTES];
};

struct access {
	struct clock clock;
	char *data_dir;
	unsigned char key[KEY_BYTES];
	int64_t hash_ops, hash_memory;
	access_role_check *role_check, *register_check; /* may be NULL */
	void *roles;
	char nobody[SECRET_MAX]; /* compared with when there is no such login */
	bool set_up;             /* atomic; never goes back */
	pthread_mutex_t lock;    /* of what follows */
	pthread_cond_t hashed;
	unsigned hashing;
	struct vec events; /* struct waiting_event */
	struct vec uses;   /* struct waiting_use */
	int64_t dropped;   /* events for which there was no room */
	struct limiter limiter;
	pthread_mutex_t cache_lock;
	struct cached_actor cache[CACHE_PLACES];
	pthread_mutex_t name_locks[NAME_LOCKS];
	struct kept_name names[NAME_PLACES];
};

int64_t access_now(const struct access *x);
/* Random bytes; ERR_INTERNAL when the source fails. */
int access_random(const struct access *x, void *out, size_t len, struct err *e);
/* SHA-256 as lower-case hex. */
int access_sha256(struct str bytes, char out[HASH_TEXT], struct err *e);
/* A token: "<prefix><unit>.<43 letters>" in the arena, and its hash. */
struct made_token {
	struct str text;
	char hash[HASH_TEXT];
};
int access_token_make(const struct access *x, struct str prefix, int64_t unit_id, struct arena *a,
	struct made_token *ret, struct err *e);
/* The unit a token names and its hash; false when it has not the form of one. */
bool access_token_read(struct str prefix, struct str token, int64_t *ret_unit, char hash[HASH_TEXT]);
/* `count` letters and digits that are not mistaken for each other. */
int access_random_word(const struct access *x, char *out, size_t count, struct err *e);
/* Equal, in a time that depends on the lengths alone. */
bool access_same(struct str a, struct str b);

/* --- reading rows --- */

struct access_reader {
	struct store_stmt *st;
	struct arena *arena;
	bool failed;
};
struct str access_read_str(struct access_reader *r, int col);
int access_check_page(const struct access_page *page, struct err *e);

/* Calls `row` for each row; stops at `limit`. `rows` has elements of `size` bytes, of which there is room for `limit`. */
struct access_rows {
	struct store_stmt *st;
	struct arena *arena;
	size_t size;
	int64_t limit;
	void (*row)(struct access_reader *r, void *ret);
};
int access_read_rows(const struct access_rows *in, void **ret_rows, size_t *ret_count, struct err *e);

/* What is read of a table whose rows have a unit and an id. */
struct access_one {
	const struct access_call *call;
	const char *sql;  /* $1 unit, $2 id; of a page: $2 the id before it, $3 how many, $4 `id` if it `narrows` */
	const char *what; /* for the message: "没有编号为 7 的…" */
	int64_t unit_id, id;
	size_t size; /* of a row */
	void (*row)(struct access_reader *r, void *ret);
	bool narrows;
};
int access_read_one(const struct access_one *q, void *ret, struct err *e); /* ERR_NOTFOUND */
int access_read_page(
	const struct access_one *q, const struct access_page *page, void **ret_rows, size_t *ret_count, struct err *e);

/* --- events (event.c) --- */

struct access_happened {
	int64_t unit_id, actor_id, on_behalf_of, at; /* at 0: now */
	bool ok;
	struct str actor, what, object, reason, address, request_id;
};
/* Keeps it in memory for access_flush(). */
void access_wait_event(struct access *x, const struct access_happened *h);
int access_write_event(struct access *x, struct store *s, const struct access_happened *h, struct err *e);
/* What strangers send may be no UTF-8 and of any length: as much as is valid and fits, without control characters. */
void access_put_text(char *out, size_t size, struct str s);
/* Notes a use of a session (or a token when `hash` is NULL). */
void access_wait_use(struct access *x, int64_t unit_id, const char *hash, int64_t token_id);

int access_read_stamp(struct store *s, int64_t *ret, struct err *e);
/* In a write transaction: read once, and noted for all that a group writes together; a change notes its own. */
int access_group_stamp(struct store *s, int64_t *ret, struct err *e);
void access_note_stamp(struct store *s, int64_t stamp);
#define ACCESS_STAMP "SELECT stamp FROM access_state WHERE unit_id = 1"
/* The newest that is kept, whatever its stamp. 1: there, with no hold. */
int access_cache_newest(
	struct access *x, const char *hash, struct arena *a, struct actor *ret, int64_t *ret_stamp, struct err *e);
/* Copies what the entry points to; only `stamp`, `until` and `actor` need be set. */
void access_cache_put(struct access *x, const char *hash, const struct cached_actor *entry);
/* 1: *ret, in the arena; 0: not there, or no longer good. */
int access_cache_get(
	struct access *x, const char *hash, int64_t stamp, struct arena *a, struct actor *ret, struct err *e);
void access_cache_clear(struct access *x);

/* --- limits --- */

struct limiter_rule {
	int64_t burst;       /* attempts at once */
	int64_t ms_per_more; /* then one in so long */
};
void limiter_init(struct limiter *l);
void limiter_clear(struct limiter *l);
/* Takes one attempt; false when none is left. A refund makes up for an attempt that was no guess. */
bool limiter_take(struct limiter *l, const struct limiter_rule *rule, uint64_t key, int64_t now);
void limiter_refund(struct limiter *l, const struct limiter_rule *rule, uint64_t key);
uint64_t limiter_key(const struct limiter *l, const char *kind, struct str a, struct str b);

/* --- passwords (password.c) --- */

/* Argon2id of the password. Slow: never inside a transaction. */
int access_hash(struct access *x, struct str password, char out[SECRET_MAX], struct err *e);
/* One that no password has, at no cost. */
int access_hash_of_nobody(const struct access *x, char out[SECRET_MAX], struct err *e);
/* 1: it is the one; 0: not. Costs the same for every stored form. */
int access_verify(struct access *x, struct str stored, struct str password, struct err *e);
bool access_needs_rehash(const struct access *x, struct str stored);
/* A one-time password for people and what to store of it. */
int access_once(struct access *x, struct arena *a, struct str *ret_password, char stored[SECRET_MAX], struct err *e);
bool access_is_once(struct str stored);

struct password_rules {
	int64_t min_length, kinds;
	struct str login, name;
};
/* ERR_INPUT names the rule that it breaks. */
int access_check_password(struct str password, const struct password_rules *r, struct err *e);
bool access_password_is_common(struct str password);

/* --- policies (policy.c) --- */

enum policy {
#define POLICY(id, name, standard, least, most, label) POLICY_##id,
#include "access_policies.def"
#undef POLICY
	POLICIES_COUNT
};
/* All values in force in the unit. */
struct policies {
	int64_t values[POLICIES_COUNT];
};
int access_read_policies(struct store *s, int64_t unit_id, struct policies *ret, struct err *e);

/* --- people and roles inside --- */

/* Lower case, or false when it is no login. */
bool access_login_key(struct str login, char out[LOGIN_MAX + 1]);
int access_check_text(struct str s, size_t max_chars, bool empty_is_fine, const char *what, struct err *e);
bool access_word(struct str s, size_t max); /* a-z 0-9 _ . : - beginning with a letter */

/* Makes a writing transaction the only one that changes access: every change begins with this. */
int access_begin_change(const struct access *x, struct store *s, struct err *e);

/* "/1/50" of "/1/5/": what lies below a path is at or behind it and before its end. .ptr NULL: no memory. */
struct str access_path_end(struct str path, struct arena *a);
int access_stale(const char *what, struct err *e); /* ERR_CONFLICT: somebody else changed it */
/* The version to be changed: the one that was read, unless ACCESS_ANY_VERSION was asked for. */
static inline int64_t access_version(int64_t asked, int64_t now)
{
	return asked == ACCESS_ANY_VERSION ? now : asked;
}
int access_no_person(int64_t id, struct err *e);
/* The unit's path; ERR_NOTFOUND. */
int access_unit_path(struct store *s, int64_t unit_id, struct arena *a, struct str *ret, struct err *e);
/* The right, and the unit is within reach of the actor. */
int access_require_in(
	const struct access_call *c, enum access_right right, int64_t unit_id, struct str object, struct err *e);
/* Signed in, not held, not a token without "read"; and the unit is within reach. */
int access_require_reader(const struct access_call *c, int64_t unit_id, struct str object, struct err *e);
int access_refuse(const struct access_call *c, struct str what, struct str object, const char *rule,
	const char *message, struct err *e);

/* (c->actor is not looked at.) Roles in force now into the actor, those of `person_id`; only those in `among` when not NULL. */
int access_read_roles(const struct access_call *c, int64_t person_id, const struct access_words *among,
	struct actor *actor, struct err *e);
/* Fills who he is from the table of people; 0: no such active person. */
int access_read_actor(
	struct store *s, int64_t unit_id, int64_t person_id, struct arena *a, struct actor *ret, struct err *e);
int access_split_words(struct str s, struct arena *a, struct access_words *ret, struct err *e);
/* What the person holds in administrators' and other roles, now or later. */
struct held_roles {
	bool business;
	char admin[16]; /* "" or the role */
};
int access_held_roles(
	struct access *x, struct store *s, int64_t unit_id, int64_t person_id, struct held_roles *ret, struct err *e);
/* Refuses when the person is the last active one of his administrator's kind. */
int access_not_the_last(
	const struct access_call *c, int64_t unit_id, int64_t person_id, struct str what, struct err *e);
/* Ends all sessions of a person but `keep` (.ptr NULL: all). */
int access_end_sessions(
	struct access *x, struct store *s, int64_t unit_id, int64_t person_id, struct str keep, struct err *e);

int access_department_exists(const struct access_call *c, int64_t unit_id, int64_t id, struct err *e); /* 0 is fine */
int access_read_person(
	const struct access_call *c, int64_t unit_id, int64_t id, struct access_person *ret, struct err *e);
/* A one-time password in the place of whatever was. */
int access_give_once(
	const struct access_call *c, int64_t unit_id, int64_t person_id, struct str *ret_password, struct err *e);
int access_forget_factor(struct store *s, int64_t unit_id, int64_t person_id, struct err *e);
/* 1: the person acts for another under that delegation now. */
int access_mandate(const struct access_call *c, const struct actor *actor, int64_t id, struct err *e);
/* A new person's row; *ret_id. */
int access_insert_person(struct access *x, struct store *s, const struct access_person *in, struct str by,
	int64_t *ret_id, struct err *e);
/* Puts a secret in force (the old one goes to the history). `expires_at` 0: none. */
struct new_secret {
	int64_t unit_id, person_id, expires_at;
	struct str hash;
	bool must_change;
};
int access_put_secret(struct access *x, struct store *s, const struct new_secret *in, struct err *e);
/* A role of the business that may be granted. */
/* Whether a token can be given it. */
bool access_scope_verb(struct str verb);
int access_check_role(const struct access *x, struct str role, struct err *e);
int access_insert_grant(struct access *x, struct store *s, const struct access_grant *in, struct str by,
	int64_t *ret_id, struct err *e);

/* --- writing on one's own --- */

/* Runs it in a read transaction; store_pool_write() does so in a writing one. */
int access_in_read(struct store_pool *p, store_work *work, void *context, struct err *e);

#endif

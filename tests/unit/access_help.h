/* What the tests of access share: a data folder, a database, a clock that stands still, and people who may sign in. */
#ifndef ACCESS_HELP_H
#define ACCESS_HELP_H

#include "access_private.h"
#include "unit.h"

/* Who works in the bench, beside the three administrators. */
enum who { SYS, SEC, AUD, ANN, BOB, WHO_COUNT };

struct door {
	char folder[80], database[64], url[256];
	int64_t now_ms;
	struct clock clock;
	struct arena *arena;
	struct access *access;
	struct store_pool *pool;
	struct store *store; /* in the transaction that is open */
	struct actor actor;  /* of the last door_as() */
	struct access_call call;
	int64_t id[WHO_COUNT];
	struct err e;
};

extern const char *const door_logins[WHO_COUNT];
#define GOOD_PASSWORD "Lan-Tian-2026!x"

/* On SQLite, and again on the server of BIHUAN_TEST_POSTGRES when there is one. */
int door_main(const char *name, const struct CMUnitTest *tests, size_t count);

int door_open(void **state);       /* nothing set up */
int door_open_ready(void **state); /* set up, two factors not asked for; Ann and Bob exist */
int door_close(void **state);

/* A write transaction in the name of somebody; the call to use. A commit or rollback ends it. */
const struct access_call *door_as(struct door *d, enum who who);
void door_commit(struct door *d);
void door_rollback(struct door *d);
/* Signs in and gives the token. */
struct str door_sign_in(struct door *d, const char *login, const char *password);
int64_t door_number(struct door *d, const char *sql);
void door_sql(struct door *d, const char *sql);
/* Writes what waits; how many events of that kind and reason there are. */
int64_t door_events(struct door *d, const char *what, const char *reason);
/* Grants by the security administrator, committed. */
int64_t door_grant(struct door *d, int64_t person_id, const char *role, int64_t department_id);
int64_t door_department(struct door *d, const char *name, int64_t parent_id);

void door_check_error(struct door *d, int code);
#define assert_ok(d, call_)                                                                                            \
	do {                                                                                                           \
		int rc_ = (call_);                                                                                     \
		if (rc_ < 0)                                                                                           \
			fail_msg("%d: %s (%s)", rc_, (d)->e.message, (d)->e.log);                                      \
	} while (0)
/* Expects the code and a message in Chinese without the database's words; clears the error. */
#define assert_error(d, code_, call_)                                                                                  \
	do {                                                                                                           \
		int got_ = (call_);                                                                                    \
		if (got_ != (code_))                                                                                   \
			fail_msg("got %d, want %d: %s (%s)", got_, (code_), (d)->e.message, (d)->e.log);               \
		door_check_error(d, code_);                                                                            \
	} while (0)

#endif

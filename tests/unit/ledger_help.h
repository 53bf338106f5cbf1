/* What the ledger's tests share: a folder of their own, a clock that stands still, an arena. */
#ifndef LEDGER_HELP_H
#define LEDGER_HELP_H

#include "private.h"
#include "report_double.h"
#include "unit.h"

struct bench {
	char folder[64], db[96];
	char url[192], database[48]; /* of the database under test; the server's, or empty */
	int64_t now_ms;
	struct clock clock;
	struct arena *arena;
	struct ledger *ledger;
	struct err e;
};

/* cmocka set-up and tear-down around a new bench with an open ledger. */
int bench_open(void **state);
const char *bench_place(void); /* where its folder is made */
int bench_close(void **state);
/* Runs `tests` on SQLite, and once more on the PostgreSQL that BIHUAN_TEST_POSTGRES names; then `alone` (files and folders). */
int bench_main(const char *name, const struct CMUnitTest *tests, size_t count, const struct CMUnitTest *alone,
	size_t alone_count);
void bench_reopen(struct bench *b);
/* Opens the ledger of its folder, prepared. */
int bench_ready(struct bench *b);
/* The database becomes that of a released schema version (tests/contract/released), opened by this program. */
void bench_load(struct bench *b, int version);
/* Removes the folder with all in it. */
void bench_remove(const char *folder);

/* Two aspects, three problems, one pending; five items, four measures. */
extern const char sample[];
/* Finds a doubt in every item with "的" in it. */
extern const struct ledger_checker bench_checker;
struct ledger_import bench_import(struct bench *b, const char *name, const char *text);
struct ledger_items bench_items(struct bench *b, int64_t report_id);
/* A number out of the database, past the ledger. */
int64_t bench_number(struct bench *b, const char *sql);
void bench_sql(struct bench *b, const char *sql);

/* Fails the test with the error's text. */
#define assert_ok(b, call)                                                                                             \
	do {                                                                                                           \
		int rc_ = (call);                                                                                      \
		if (rc_ < 0)                                                                                           \
			fail_msg("%d: %s (%s)", rc_, (b)->e.message, (b)->e.log);                                      \
	} while (0)
/* Expects the code and a message in Chinese without the database's words; clears the error. */
#define assert_error(b, code_, call)                                                                                   \
	do {                                                                                                           \
		assert_int_equal((call), (code_));                                                                     \
		bench_check_error(b, code_);                                                                           \
	} while (0)
void bench_check_error(struct bench *b, int code);

#endif

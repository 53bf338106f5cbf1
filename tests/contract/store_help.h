/* What the contract tests of the store share: a fresh database of the kind under test. */
#ifndef TEST_STORE_HELP_H
#define TEST_STORE_HELP_H

#include "driver.h"
#include "unit.h"

/* What differs between databases in these tests: DDL. How a fresh one is had: store_help.c. */
struct target {
	const char *name;
	const char *table; /* DDL: t (id integer key, n integer, s text unique, b blob), child (id integer key -> t) */
	const char *copies_schema; /* a query whose rows are the schema */
	const char *released;      /* folder of dumps of released versions */
};

extern const struct target *target;

struct bench {
	char folder[64], path[96], url[128];
	struct store *s;
	struct err e;
};

#define NOW STR("2026-01-01T00:00:00+08:00")

#define assert_ok(b, call)                                                                                             \
	do {                                                                                                           \
		int rc_ = (call);                                                                                      \
		if (rc_ < 0)                                                                                           \
			fail_msg("%d: %s (%s)", rc_, (b)->e.message, (b)->e.log);                                      \
	} while (0)

/* The code is returned, the message is Chinese and shows nothing of the database's own words. */
#define assert_error(b, code_, call)                                                                                   \
	do {                                                                                                           \
		assert_int_equal((call), (code_));                                                                     \
		bench_check_error(b, code_);                                                                           \
	} while (0)

void bench_check_error(struct bench *b, int code);
int bench_open(void **state); /* with the tables of the target */
int bench_close(void **state);
void bench_drop(struct bench *b);  /* closes and removes the database */
void bench_empty(struct bench *b); /* a database with nothing in it */
struct store *bench_connect(struct bench *b, const struct store_options *o);
void bench_run(struct bench *b, struct store *s, const char *sql);
int64_t bench_number(struct bench *b, struct store *s, const char *sql);
struct store_stmt *bench_prepare(struct bench *b, const char *sql);

#define ROW(test) cmocka_unit_test_setup_teardown(test, bench_open, bench_close)

/* Runs `common` for every database there is, the others for one alone (files, servers). PostgreSQL is the one that
 * BIHUAN_TEST_POSTGRES names (tools/postgres); without it that is shown as skipped. Returns the failures. */
struct bench_tests {
	const struct CMUnitTest *rows;
	size_t count;
};
int bench_main(const char *name, struct bench_tests common, struct bench_tests sqlite, struct bench_tests postgres);

#endif

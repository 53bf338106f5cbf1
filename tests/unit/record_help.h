/* What the tests of the record engine share: a database with people and definitions, and short ways to say things. */
#ifndef TEST_RECORD_HELP_H
#define TEST_RECORD_HELP_H

#include "unit.h"

#include "load.h"
#include "record.h"

/* Unit 1 "本单位" and 2 "下级单位" below it. Departments of unit 1: 1 局机关, 2 执法科 below it, 3 环卫科 below it, 4 一中队 below 2. */
enum { HEAD = 1, LAW = 2, CLEAN = 3, SQUAD = 4 };

/* People of unit 1, with the roles of register item. */
enum who_is {
	ADA = 1, /* law: item.doer of department 2 */
	BO,      /* clean: item.doer of department 3 */
	CAI,     /* item.office: sees all of the unit, reviews */
	DAN,     /* item.office too */
	EVE,     /* item.head: may pass the gate */
	FAN,     /* law: item.local of department 2 */
	GU,      /* squad: item.own, a role that nothing names */
	HAI,     /* no role */
	IVO,     /* item.office and item.head */
	PEOPLE_END,
};

enum { WIDE = 120 };

struct bench {
	char folder[64], url[160];
	struct store *s;
	struct register_set *set;
	struct calendar *calendar;
	struct desk_place place;
	struct actor people[PEOPLE_END];
	struct desk d;
	struct arena *arena;
	int64_t now_ms;
	struct err e;
	struct record_done done;
	const struct register_def *item, *measure, *log,
		*wide; /* wide: WIDE fields f1, f2 ...: a text, an integer ... */
};

/* 2026-03-05 (Thursday) 09:30 in China. */
#define BENCH_NOW INT64_C(1772674200000)
#define BENCH_DAY INT64_C(86400000)

int bench_open(void **state);
int bench_close(void **state);
/* On SQLite, and again on the server of BIHUAN_TEST_POSTGRES when there is one. */
int bench_main(const struct CMUnitTest *tests, size_t count);
/* A desk for this person, in a write transaction that is opened where none is. */
struct desk *bench_as(struct bench *b, enum who_is who);
void bench_commit(struct bench *b);
void bench_rollback(struct bench *b);
/* Runs SQL; the first value, or -1. */
int64_t bench_sql(struct bench *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str bench_text(struct bench *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "title=甲|kind=a": values as people write them; "\n" parts them where a "|" is a value. */
struct record_inputs bench_values(struct bench *b, const char *text);

#define assert_ok(b, call)                                                                                             \
	do {                                                                                                           \
		int rc_ = (call);                                                                                      \
		if (rc_ < 0)                                                                                           \
			fail_msg("%s:%d: %d: %s (%s)", __FILE__, __LINE__, rc_, (b)->e.message, (b)->e.log);           \
	} while (0)

/* Refused with this code; then what was written is undone. */
#define assert_refused(b, code_, call)                                                                                 \
	do {                                                                                                           \
		int rc_ = (call);                                                                                      \
		if (rc_ != (code_))                                                                                    \
			fail_msg("%s:%d: %d, not %d: %s (%s)", __FILE__, __LINE__, rc_, (code_), (b)->e.message,       \
				(b)->e.log);                                                                           \
		bench_rollback(b);                                                                                     \
		err_clear(&(b)->e);                                                                                    \
	} while (0)

/* The refusals as "kind field: message" lines. */
const char *bench_refusals(struct bench *b);
#define assert_refusals(b, text) assert_string_equal(bench_refusals(b), text)

/* Each commits; the id or -1 with the error in b->e. */
int bench_create(struct bench *b, enum who_is who, const char *values);
int bench_measure(struct bench *b, enum who_is who, int64_t item, const char *values);
int bench_change(struct bench *b, enum who_is who, int64_t id, const char *values);
int bench_step(struct bench *b, enum who_is who, int64_t id, const char *step, const char *values, const char *reason);
int bench_step_of(struct bench *b, const struct register_def *r, enum who_is who, int64_t id, const char *step,
	const char *values, const char *reason);
int64_t bench_make(struct bench *b, enum who_is who, const char *values); /* must succeed */
void bench_evidence(struct bench *b, const char *reg, int64_t id, const char *slot, const char *state);
/* The kept counts are what counting the rows gives, and the chain holds. */
void bench_check_exact(struct bench *b);

#endif

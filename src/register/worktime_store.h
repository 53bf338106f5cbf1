/* Working time in the database: the calendar (法定节假日与调休, of all units) and each unit's duty hours (值班时间).
 *
 * Every change is a row of worktime_change with a version; versions are one sequence over the calendar and all units, and rows are never
 * changed. What is reckoned keeps the newest version there was: so it can be told later by what it was reckoned. */
#ifndef REGISTER_WORKTIME_STORE_H
#define REGISTER_WORKTIME_STORE_H

#include "arena.h"
#include "buf.h"
#include "calendar.h"
#include "store.h"
#include "worktime.h"

enum { CALENDAR_TEXT_MAX = 1 << 20 };

struct worktime_version {
	int64_t newest, calendar; /* of all; of the calendar. 0: none yet */
	struct duty duty;         /* the standard one when the unit has none of its own */
};
/* As it was for a unit with version `upto` (INT64_MAX: now). */
int worktime_version(struct store *s, int64_t unit, int64_t upto, struct worktime_version *ret, struct err *e);
/* The calendar (unit 0) or a unit's hours as written then: 1; 0: not written yet. */
int worktime_text(struct store *s, int64_t unit, int64_t version, struct buf *out, struct err *e);
/* The calendar of that version, to be freed with calendar_free(); the built-in one when there is none. */
int calendar_load(struct store *s, int64_t version, struct calendar **ret, struct err *e);

struct worktime_change {
	int64_t unit_id, version,
		at; /* unit 0: the calendar. Given to a change, `version` is the one it was made upon */
	struct str by, subject, reason;
};
struct worktime_changes {
	const struct worktime_change *at;
	size_t count;
};
/* The latest first. */
int worktime_changes(
	struct store *s, int64_t unit, int64_t limit, struct arena *a, struct worktime_changes *ret, struct err *e);
/* Both in a write transaction; ERR_CONFLICT: another change came first. */
int duty_save(struct store *s, const struct worktime_change *c, struct str hours, struct err *e);
int calendar_save(struct store *s, const struct worktime_change *c, const struct calendar *calendar, struct err *e);
/* Adds what this program knows of years that the database does not know. */
int calendar_apply(struct store *s, int64_t now_ms, struct err *e);

/* Calendars that a process has read, by version; for all its threads. They stay, immutable, until calendars_free(). */
struct calendars;
struct calendars *calendars_new(void);
void calendars_free(struct calendars *all);
int calendars_get(struct calendars *all, struct store *s, int64_t version, const struct calendar **ret, struct err *e);

#endif

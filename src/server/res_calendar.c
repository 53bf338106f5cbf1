/* /calendar: the statutory calendar of all units; /duty: the caller's unit's hours. Read by everybody, changed by the system administrator
 * (the calendar: by the topmost unit's). Deadlines that are running follow within a minute: records_reckon(). */
#include "body.h"
#include "desk.h"
#include "own.h"
#include "routes.h"
#include "say.h"
#include "worktime_store.h"

enum {
	YEAR_FIRST = 2000,
	YEAR_LAST = 2099,
	LINES_CHARS = 20000,
	HOURS_CHARS = 500,
	REASON_CHARS = 500,
	CHANGES_SHOWN = 20
};

static void drop_calendar(struct calendar **c)
{
	calendar_free(*c);
}

static void say_changes(struct json *j, const struct call *c, const struct worktime_changes *rows)
{
	json_key(j, "changes");
	json_array(j);
	for (size_t i = 0; i < rows->count; i++) {
		const struct worktime_change *r = &rows->at[i];
		json_object(j);
		say_int(j, "version", r->version);
		say_time(j, "at", c->clock, r->at);
		say_text(j, "by", r->by);
		say_text(j, "year", r->subject);
		say_text(j, "reason", r->reason);
		json_end_object(j);
	}
	json_end_array(j);
}

/* --- the calendar --- */

/* Days that are not what their weekday says, or that a notice names. */
static void say_days(struct json *j, const struct calendar *calendar, int year)
{
	struct date d = { .year = (int16_t)year, .month = 1, .day = 1 };
	char iso[DATE_TEXT_MAX];
	const char *name = "";

	json_key(j, "days");
	json_array(j);
	for (; d.year == year; d = date_add_days(d, 1)) {
		bool works = calendar_is_workday(calendar, d, NULL);
		enum calendar_mark mark = calendar_mark_of(calendar, d, &name);
		if (mark == CALENDAR_USUAL && works == (date_weekday(d) <= 5))
			continue;
		date_format(d, iso);
		json_object(j);
		say_text(j, "day", str_from(iso));
		say_bool(j, "work", works);
		say_text(j, "name", str_from(name));
		json_end_object(j);
	}
	json_end_array(j);
}

static void say_years(struct json *j, const struct calendar *calendar)
{
	json_key(j, "announced_years");
	json_array(j);
	for (int year = YEAR_FIRST; year <= YEAR_LAST; year++)
		if (calendar_announced(calendar, year))
			json_int(j, year);
	json_end_array(j);
}

static int calendar_year(struct call *c, int *ret, struct err *e)
{
	if (c->id < YEAR_FIRST || c->id > YEAR_LAST)
		return err_set(e, ERR_NOTFOUND, "日历只有 %d 到 %d 年", YEAR_FIRST, YEAR_LAST);
	*ret = (int)c->id;
	return 0;
}

int handle_show_calendar(struct call *c, struct answer *a, struct err *e)
{
	OWN(drop_calendar) struct calendar *calendar = NULL;
	struct worktime_changes changes = { 0 };
	struct worktime_version v = { 0 };
	int year = 0;

	int rc = calendar_year(c, &year, e);
	if (rc == 0)
		rc = worktime_version(c->store, 0, INT64_MAX, &v, e);
	if (rc == 0)
		rc = calendar_load(c->store, v.calendar, &calendar, e);
	if (rc == 0)
		rc = worktime_changes(c->store, 0, CHANGES_SHOWN, c->arena, &changes, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_int(&j, "year", year);
	say_bool(&j, "announced", calendar_announced(calendar, year));
	say_int(&j, "workdays", calendar_workdays_in_year(calendar, year, NULL));
	say_int(&j, "version", v.calendar);
	say_years(&j, calendar);
	say_days(&j, calendar, year);
	say_changes(&j, c, &changes);
	json_end_object(&j);
	return call_json_end(&j, e);
}

struct calendar_change {
	struct str days, reason;
	bool announced;
	int64_t version;
};

static int read_calendar_change(struct call *c, struct calendar_change *ret, struct err *e)
{
	const struct body_member members[] = {
		{ "days", BODY_TEXT, false, LINES_CHARS, &ret->days },
		{ "announced", BODY_BOOL, true, 0, &ret->announced },
		{ "reason", BODY_TEXT, true, REASON_CHARS, &ret->reason },
		{ "version", BODY_INT, true, 0, &ret->version },
	};

	return body_read(c->body, members, 4, &c->keep, &c->field, e);
}

static int put_year(struct call *c, int year, const struct calendar_change *x, struct err *e)
{
	OWN(drop_calendar) struct calendar *calendar = NULL;
	const struct access_call access = desk_access(c);
	struct str number = arena_fmt(c->arena, "%d", year);
	struct str lines = x->days;

	if (x->announced)
		lines = arena_fmt(c->arena, "year %d\n" STR_FMT, year, STR_ARG(x->days));
	if (!number.ptr || !lines.ptr)
		return err_nomem(e);
	int rc = calendar_load(c->store, x->version, &calendar, e);
	if (rc == 0)
		rc = calendar_put_year(calendar, year, lines, e);
	if (rc < 0) {
		c->field = "days";
		return rc;
	}
	const struct worktime_change change = { .version = x->version,
		.at = c->clock->now_ms(c->clock->context),
		.by = c->actor->login,
		.subject = number,
		.reason = x->reason };
	rc = calendar_save(c->store, &change, calendar, e);
	return rc < 0 ? rc : access_event(&access, STR("calendar.set"), number, x->reason, e);
}

int handle_change_calendar(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct calendar_change change = { .days = STR("") };
	int year = 0;

	int rc = access_require_whole(&access, RIGHT_SETTINGS, STR("calendar"), e);
	if (rc == 0)
		rc = calendar_year(c, &year, e);
	if (rc == 0)
		rc = read_calendar_change(c, &change, e);
	if (rc == 0)
		rc = put_year(c, year, &change, e);
	return rc < 0 ? rc : handle_show_calendar(c, a, e);
}

/* --- duty hours --- */

int handle_show_duty(struct call *c, struct answer *a, struct err *e)
{
	struct worktime_changes changes = { 0 };
	OWN(buf_clear) struct buf hours = { 0 };

	buf_init(&hours, (size_t)HOURS_CHARS * 4);
	int rc = worktime_text(c->store, c->actor->unit_id, INT64_MAX, &hours, e);
	bool own = rc > 0;
	if (rc >= 0)
		rc = worktime_changes(c->store, c->actor->unit_id, CHANGES_SHOWN, c->arena, &changes, e);
	if (rc < 0)
		return rc;
	struct json j = call_json(a);
	json_object(&j);
	say_text(&j, "hours", own ? buf_view(&hours) : STR(DUTY_STANDARD_TEXT));
	say_bool(&j, "standard", !own);
	say_int(&j, "version", changes.count > 0 ? changes.at[0].version : 0);
	say_changes(&j, c, &changes);
	json_end_object(&j);
	return call_json_end(&j, e);
}

int handle_change_duty(struct call *c, struct answer *a, struct err *e)
{
	const struct access_call access = desk_access(c);
	struct worktime_change change = { .unit_id = c->actor->unit_id, .subject = STR("") };
	struct str hours = STR_NONE;
	const struct body_member members[] = {
		{ "hours", BODY_TEXT, true, HOURS_CHARS, &hours },
		{ "reason", BODY_TEXT, true, REASON_CHARS, &change.reason },
		{ "version", BODY_INT, true, 0, &change.version },
	};

	int rc = access_require(c->access, c->actor, RIGHT_SETTINGS, STR("duty"), e);
	if (rc == 0)
		rc = body_read(c->body, members, 3, &c->keep, &c->field, e);
	if (rc < 0)
		return rc;
	change.at = c->clock->now_ms(c->clock->context);
	change.by = c->actor->login;
	rc = duty_save(c->store, &change, str_trim(hours), e);
	if (rc < 0) {
		c->field = "hours";
		return rc;
	}
	rc = access_event(&access, STR("duty.set"), str_trim(hours), change.reason, e);
	return rc < 0 ? rc : handle_show_duty(c, a, e);
}

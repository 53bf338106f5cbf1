/* Working time in the database: versions of the calendar and of duty hours, and the table of days that SQL functions read. */
#include "worktime_store.h"

#include "fault.h"
#include "own.h"

#include <pthread.h>

#define OWN_CALENDAR OWN(drop_calendar)

enum { YEAR_FIRST = 2000, YEAR_LAST = 2099, HOURS_MAX = 1000 };

static void drop_calendar(struct calendar **c)
{
	calendar_free(*c);
}

/* --- reading --- */

int worktime_version(struct store *s, int64_t unit, int64_t upto, struct worktime_version *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"SELECT coalesce((SELECT max(version) FROM worktime_change WHERE version <= $2), 0),"
		" coalesce((SELECT max(version) FROM worktime_change WHERE unit_id = 0 AND version <= $2), 0),"
		" (SELECT text FROM worktime_change WHERE unit_id = $1 AND unit_id <> 0 AND version <= $2 ORDER BY version DESC LIMIT 1)",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit);
	store_bind_int(st, 2, upto);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = (struct worktime_version){
		.newest = store_int(st, 0), .calendar = store_int(st, 1), .duty = duty_standard
	};
	struct str hours = store_text(st, 2);
	return hours.len > 0 ? duty_parse(hours, &ret->duty, e) : 0;
}

int worktime_text(struct store *s, int64_t unit, int64_t version, struct buf *out, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"SELECT text FROM worktime_change WHERE unit_id = $1 AND version <= $2 ORDER BY version DESC LIMIT 1",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit);
	store_bind_int(st, 2, version);
	rc = store_step(st, e);
	if (rc > 0)
		buf_str(out, store_text(st, 0));
	return rc > 0 && out->failed ? err_nomem(e) : rc;
}

int calendar_load(struct store *s, int64_t version, struct calendar **ret, struct err *e)
{
	OWN_CALENDAR struct calendar *c = NULL;
	OWN(buf_clear) struct buf text = { 0 };

	buf_init(&text, CALENDAR_TEXT_MAX);
	int rc = worktime_text(s, 0, version, &text, e);
	if (rc < 0)
		return rc;
	c = rc > 0 ? calendar_blank() : calendar_new();
	if (!c)
		return err_nomem(e);
	rc = calendar_read(c, buf_view(&text), e);
	if (rc < 0)
		return rc;
	*ret = TAKE(c);
	return 0;
}

int worktime_changes(
	struct store *s, int64_t unit, int64_t limit, struct arena *a, struct worktime_changes *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct worktime_change *rows = arena_array(a, (size_t)limit, sizeof *rows);
	size_t count = 0;

	int rc =
		rows ? store_prepare(s,
			       "SELECT version, at, changed_by, subject, reason FROM worktime_change WHERE unit_id = $1"
			       " ORDER BY version DESC LIMIT $2",
			       &st, e)
		     : err_nomem(e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit);
	store_bind_int(st, 2, limit);
	while ((rc = store_step(st, e)) > 0 && count < (size_t)limit) {
		struct worktime_change *c = &rows[count++];
		*c = (struct worktime_change){ .unit_id = unit,
			.version = store_int(st, 0),
			.at = store_int(st, 1),
			.by = arena_dup(a, store_text(st, 2)),
			.subject = arena_dup(a, store_text(st, 3)),
			.reason = arena_dup(a, store_text(st, 4)) };
		if (!c->by.ptr || !c->subject.ptr || !c->reason.ptr)
			return err_nomem(e);
	}
	*ret = (struct worktime_changes){ rows, count };
	return rc < 0 ? rc : 0;
}

/* --- writing --- */

/* Days that are not what their weekday says. */
static int put_days(struct store *s, const struct calendar *c, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char iso[DATE_TEXT_MAX];
	struct date last = { YEAR_LAST, 12, 31 };

	int rc = store_exec(s, "DELETE FROM calendar_day", e);
	if (rc == 0)
		rc = store_prepare(s, "INSERT INTO calendar_day (day, work) VALUES ($1, $2)", &st, e);
	for (struct date d = { YEAR_FIRST, 1, 1 }; rc == 0 && date_cmp(d, last) <= 0; d = date_add_days(d, 1)) {
		bool works = calendar_is_workday(c, d, NULL);
		if (works == (date_weekday(d) <= 5))
			continue;
		date_format(d, iso);
		store_bind_text(st, 1, str_from(iso));
		store_bind_int(st, 2, works);
		rc = store_run(st, e);
	}
	return rc;
}

/* Everybody who was about to change it saw `c->version`; the sequence goes on from the newest of all. */
static int insert(struct store *s, const struct worktime_change *c, struct str text, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"INSERT INTO worktime_change (unit_id, version, at, changed_by, subject, reason, text)"
		" SELECT CAST($1 AS bigint), coalesce(max(version), 0) + 1, CAST($2 AS bigint), CAST($3 AS text), CAST($4 AS text),"
		" CAST($5 AS text), CAST($6 AS text) FROM worktime_change"
		" HAVING coalesce(max(CASE WHEN unit_id = CAST($1 AS bigint) THEN version END), 0) = CAST($7 AS bigint)",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, c->unit_id);
	store_bind_int(st, 2, c->at);
	store_bind_text(st, 3, c->by);
	store_bind_text(st, 4, c->subject);
	store_bind_text(st, 5, c->reason);
	store_bind_text(st, 6, text);
	store_bind_int(st, 7, c->version);
	rc = store_run(st, e);
	if (rc < 0 || store_changes(s) > 0)
		return rc;
	err_hint(e, "请刷新后在新的内容上再改");
	return err_set(e, ERR_CONFLICT, "%s刚被别人改过", c->unit_id == 0 ? "工作日历" : "值班时间");
}

int duty_save(struct store *s, const struct worktime_change *c, struct str hours, struct err *e)
{
	struct duty d;

	if (hours.len > HOURS_MAX)
		return err_set(e, ERR_INPUT, "值班时间写得太长");
	int rc = duty_parse(hours, &d, e);
	return rc < 0 ? rc : insert(s, c, hours, e);
}

int calendar_save(struct store *s, const struct worktime_change *c, const struct calendar *calendar, struct err *e)
{
	OWN(buf_clear) struct buf text = { 0 };

	buf_init(&text, CALENDAR_TEXT_MAX);
	calendar_write(calendar, &text);
	if (text.failed)
		return err_nomem(e);
	int rc = insert(s, c, buf_view(&text), e);
	return rc < 0 ? rc : put_days(s, calendar, e);
}

/* A new program may know a new year's notice; years that the database knows stay as they are. */
int calendar_apply(struct store *s, int64_t now_ms, struct err *e)
{
	OWN_CALENDAR struct calendar *c = NULL;
	OWN(buf_clear) struct buf was = { 0 }, is = { 0 };
	struct worktime_version v = { 0 };

	buf_init(&was, CALENDAR_TEXT_MAX);
	buf_init(&is, CALENDAR_TEXT_MAX);
	int rc = worktime_version(s, 0, INT64_MAX, &v, e);
	if (rc == 0)
		rc = worktime_text(s, 0, v.calendar, &was, e);
	if (rc >= 0)
		rc = calendar_load(s, v.calendar, &c, e);
	if (rc < 0)
		return rc;
	if (!calendar_learn(c))
		return err_nomem(e);
	calendar_write(c, &is);
	if (is.failed)
		return err_nomem(e);
	if (str_eq(buf_view(&was), buf_view(&is)))
		return 0;
	const struct worktime_change change = { .version = v.calendar,
		.at = now_ms,
		.by = STR(""),
		.subject = STR(""),
		.reason = STR("程序自带的放假安排") };
	return calendar_save(s, &change, c, e);
}

/* --- calendars that a process has read --- */

struct shelved {
	struct shelved *next;
	int64_t version;
	struct calendar *calendar;
};
struct calendars {
	pthread_mutex_t lock;
	struct shelved *first;
};

struct calendars *calendars_new(void)
{
	struct calendars *all = fault_calloc(1, sizeof *all);

	if (all)
		pthread_mutex_init(&all->lock, NULL);
	return all;
}

void calendars_free(struct calendars *all)
{
	if (!all)
		return;
	for (struct shelved *x = all->first, *next; x; x = next) {
		next = x->next;
		calendar_free(x->calendar);
		free(x);
	}
	pthread_mutex_destroy(&all->lock);
	free(all);
}

static const struct calendar *find(const struct calendars *all, int64_t version)
{
	for (const struct shelved *x = all->first; x; x = x->next)
		if (x->version == version)
			return x->calendar;
	return NULL;
}

/* Somebody else may have read the same meanwhile: then his is taken, and this one goes. */
static const struct calendar *shelve(struct calendars *all, struct shelved *x)
{
	pthread_mutex_lock(&all->lock);
	const struct calendar *found = find(all, x->version);
	if (!found) {
		x->next = all->first;
		all->first = x;
	}
	pthread_mutex_unlock(&all->lock);
	if (!found)
		return x->calendar;
	calendar_free(x->calendar);
	free(x);
	return found;
}

int calendars_get(struct calendars *all, struct store *s, int64_t version, const struct calendar **ret, struct err *e)
{
	struct calendar *read = NULL;

	pthread_mutex_lock(&all->lock);
	const struct calendar *found = find(all, version);
	pthread_mutex_unlock(&all->lock);
	if (!found) {
		int rc = calendar_load(s, version, &read, e);
		if (rc < 0)
			return rc;
		struct shelved *x = fault_calloc(1, sizeof *x);
		if (!x) {
			calendar_free(read);
			return err_nomem(e);
		}
		x->version = version;
		x->calendar = read;
		found = shelve(all, x);
	}
	*ret = found;
	return 0;
}

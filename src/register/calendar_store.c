/* Duty hours, and the calendar: what people changed, and the table of days that SQL functions read. */
#include "schema_private.h"

enum { YEAR_FIRST = 2000, YEAR_LAST = 2099 };

static int one_text(struct store *s, const char *sql, int64_t key, struct buf *out, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e, sql, sql_int(key));
	if (rc > 0)
		buf_str(out, store_text(st, 0));
	return rc > 0 && out->failed ? err_nomem(e) : rc;
}

int duty_load(struct store *s, int64_t unit, struct duty *ret, struct err *e)
{
	struct buf text;

	buf_init(&text, 1000);
	int rc = one_text(s, "SELECT hours FROM duty_hours WHERE unit_id = $1", unit, &text, e);
	if (rc == 0)
		*ret = duty_standard;
	if (rc > 0)
		rc = duty_parse(buf_view(&text), ret, e);
	buf_clear(&text);
	return rc;
}

int duty_save(struct store *s, int64_t unit, struct str text, struct err *e)
{
	struct duty d;

	int rc = duty_parse(text, &d, e);
	if (rc < 0)
		return rc;
	return store_do(s, e,
		"INSERT INTO duty_hours (unit_id, hours) VALUES ($1, $2) ON CONFLICT (unit_id) DO UPDATE SET hours = excluded.hours",
		sql_int(unit), sql_text(text));
}

/* --- the calendar --- */

int calendar_load(struct store *s, struct calendar *c, struct err *e)
{
	struct buf lines;

	buf_init(&lines, 1 << 20);
	int rc = one_text(s, "SELECT lines FROM calendar_lines WHERE id = $1", 1, &lines, e);
	if (rc > 0)
		rc = calendar_read(c, buf_view(&lines), e);
	buf_clear(&lines);
	return rc;
}

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

static int day_count(struct store *s, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "SELECT count(*), coalesce(sum(work), 0) FROM calendar_day", &st, e);
	if (rc == 0)
		rc = store_step(st, e);
	*ret = rc > 0 ? store_int(st, 0) * 1000 + store_int(st, 1) : -1;
	return rc < 0 ? rc : 0;
}

/* How put_days() would count. */
static int64_t wanted_count(const struct calendar *c)
{
	struct date last = { YEAR_LAST, 12, 31 };
	int64_t n = 0;

	for (struct date d = { YEAR_FIRST, 1, 1 }; date_cmp(d, last) <= 0; d = date_add_days(d, 1)) {
		bool works = calendar_is_workday(c, d, NULL);
		n += works != (date_weekday(d) <= 5) ? 1000 + works : 0;
	}
	return n;
}

/* A new program may know a new year's notice: the table follows. */
int calendar_apply(struct store *s, struct err *e)
{
	struct calendar *c = calendar_new();
	int64_t there = 0;

	if (!c)
		return err_nomem(e);
	int rc = calendar_load(s, c, e);
	if (rc == 0)
		rc = day_count(s, &there, e);
	if (rc == 0 && there != wanted_count(c))
		rc = put_days(s, c, e);
	calendar_free(c);
	return rc;
}

int calendar_save(struct store *s, struct str lines, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct calendar *c = calendar_new();

	if (!c)
		return err_nomem(e);
	int rc = calendar_read(c, lines, e);
	if (rc == 0)
		rc = store_prepare(s,
			"INSERT INTO calendar_lines (id, lines) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET lines = excluded.lines",
			&st, e);
	if (rc == 0) {
		store_bind_text(st, 1, lines);
		rc = store_run(st, e);
	}
	if (rc == 0)
		rc = put_days(s, c, e);
	calendar_free(c);
	return rc;
}

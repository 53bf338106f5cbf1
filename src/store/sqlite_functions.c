/* Functions of the shared subset that SQLite does not have. PostgreSQL's are in its migrations. */
#include "sqlite.h"

#include "date.h"
#include "utf8.h"

#include "fault.h"

enum { WORKDAYS_MAX = 5000, SIMILAR_MAX = 2000 };

static struct str text_of(sqlite3_value *v)
{
	const void *p = sqlite3_value_text(v);

	return (struct str){ p, p ? (size_t)sqlite3_value_bytes(v) : 0 };
}

/* False: NULL, or no date. */
static bool date_arg(sqlite3_value *v, struct date *ret)
{
	struct str text = text_of(v);

	return text.ptr && date_parse(text, ret);
}

static void result_date(sqlite3_context *context, struct date d)
{
	char iso[DATE_TEXT_MAX];

	date_format(d, iso);
	if (date_is_none(d))
		sqlite3_result_null(context);
	else
		sqlite3_result_text(context, iso, 10, SQLITE_TRANSIENT);
}

/* Plain substring: linear, bytewise, without LIKE's wildcards. */
static void text_has(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	struct str hay = text_of(values[0]), needle = text_of(values[1]);

	sqlite3_result_int(context, hay.ptr && needle.ptr && memmem(hay.ptr, hay.len, needle.ptr, needle.len) != NULL);
}

/* The day in China. */
static void date_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	int64_t day = 86400000, ms = sqlite3_value_int64(values[0]);

	if (sqlite3_value_type(values[0]) == SQLITE_NULL || ms > INT64_MAX / 2 || ms < INT64_MIN / 2)
		return;
	ms += 8 * 3600000;
	int64_t days = ms >= 0 ? ms / day : -((day - 1 - ms) / day);
	if (days >= INT32_MIN && days <= INT32_MAX)
		result_date(context, date_from_days((int32_t)days));
}

static void days_between(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct date a, b;

	(void)count;
	if (date_arg(values[0], &a) && date_arg(values[1], &b))
		sqlite3_result_int64(context, (int64_t)date_to_days(b) - date_to_days(a));
}

static void add_days(sqlite3_context *context, int count, sqlite3_value **values)
{
	int64_t n = sqlite3_value_int64(values[1]);
	struct date d;

	(void)count;
	if (sqlite3_value_type(values[1]) != SQLITE_NULL && date_arg(values[0], &d) && n >= INT32_MIN && n <= INT32_MAX)
		result_date(context, date_add_days(d, (int32_t)n));
}

/* --- working days: Monday to Friday but for the rows of calendar_day --- */

/* -1: no memory or no such table (the error is the statement's). */
static int one_number(sqlite3_context *context, const char *sql, const char *a, const char *b, int standard)
{
	sqlite3_stmt *h = NULL;
	int ret = standard;

	int code = sqlite3_prepare_v2(sqlite3_context_db_handle(context), sql, -1, &h, NULL);
	if (code == SQLITE_OK) {
		sqlite3_bind_text(h, 1, a, -1, SQLITE_STATIC);
		if (b)
			sqlite3_bind_text(h, 2, b, -1, SQLITE_STATIC);
		code = sqlite3_step(h);
		if (code == SQLITE_ROW)
			ret = sqlite3_column_int(h, 0);
	}
	sqlite3_finalize(h);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		sqlite3_result_error_code(context, code);
	return ret;
}

static int64_t weekdays_up_to(struct date d)
{
	int64_t days = (int64_t)date_to_days(d) + 719162; /* 0001-01-01 was a Monday */
	int64_t full = (days + 1) / 7, rest = (days + 1) % 7;

	return full * 5 + (rest > 5 ? 5 : rest);
}

static void workdays_between(sqlite3_context *context, int count, sqlite3_value **values)
{
	char first[DATE_TEXT_MAX], last[DATE_TEXT_MAX];
	struct date a, b;

	(void)count;
	if (!date_arg(values[0], &a) || !date_arg(values[1], &b))
		return;
	bool back = date_cmp(b, a) < 0;
	date_format(back ? b : a, first);
	date_format(back ? a : b, last);
	int64_t days = weekdays_up_to(back ? a : b) - weekdays_up_to(back ? b : a);
	sqlite3_result_int64(context, 0);
	days += one_number(context,
		"SELECT coalesce(sum(CASE WHEN work = 1 THEN 1 ELSE -1 END), 0) FROM calendar_day WHERE day > ?1 AND day <= ?2",
		first, last, 0);
	sqlite3_result_int64(context, back ? -days : days);
}

static void add_workdays(sqlite3_context *context, int count, sqlite3_value **values)
{
	int64_t n = sqlite3_value_int64(values[1]);
	char iso[DATE_TEXT_MAX];
	struct date d;

	(void)count;
	if (sqlite3_value_type(values[1]) == SQLITE_NULL || !date_arg(values[0], &d) || n < -WORKDAYS_MAX ||
		n > WORKDAYS_MAX)
		return;
	int step = n < 0 ? -1 : 1;
	while (n != 0) {
		d = date_add_days(d, step);
		if (date_is_none(d))
			return;
		date_format(d, iso);
		int usual = date_weekday(d) <= 5;
		if (one_number(context, "SELECT work FROM calendar_day WHERE day = ?1", iso, NULL, usual))
			n -= step;
	}
	result_date(context, d);
}

/* --- similarity: Dice's coefficient over pairs of characters --- */

static int compare_pairs(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

/* The pairs of the first SIMILAR_MAX characters, sorted; how many. */
static size_t pairs_of(struct str text, uint64_t pairs[SIMILAR_MAX])
{
	size_t pos = 0, count = 0;
	uint32_t last = 0;

	text.len = utf8_valid_prefix(text);
	for (size_t chars = 0; pos < text.len && chars < SIMILAR_MAX; chars++) {
		uint32_t c = utf8_next(text, &pos);
		if (chars > 0)
			pairs[count++] = (uint64_t)last << 32 | c;
		last = c;
	}
	if (count > 0)
		qsort(pairs, count, sizeof *pairs, compare_pairs);
	return count;
}

static void text_similarity(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct str a = text_of(values[0]), b = text_of(values[1]);
	size_t common = 0;

	(void)count;
	if (!a.ptr || !b.ptr)
		return;
	uint64_t *pairs = fault_malloc(2 * SIMILAR_MAX * sizeof *pairs), *others = pairs ? pairs + SIMILAR_MAX : NULL;
	if (!pairs) {
		sqlite3_result_error_nomem(context);
		return;
	}
	size_t n = pairs_of(a, pairs), m = pairs_of(b, others);
	for (size_t i = 0, k = 0; i < n && k < m;) {
		int order = compare_pairs(&pairs[i], &others[k]);
		common += order == 0;
		i += order <= 0;
		k += order >= 0;
	}
	free(pairs);
	bool none = n == 0 || m == 0;
	sqlite3_result_int64(context, str_eq(a, b) ? 100 : none ? 0 : (int64_t)(common * 200 / (n + m)));
}

/* One member of a JSON object, as text. */
static void catalogue_value(sqlite3_context *context, int count, sqlite3_value **values)
{
	sqlite3_stmt *h = NULL;

	(void)count;
	int code = sqlite3_prepare_v2(sqlite3_context_db_handle(context), "SELECT ?1 ->> ?2", -1, &h, NULL);
	for (int i = 0; code == SQLITE_OK && i < 2; i++)
		code = sqlite3_bind_value(h, i + 1, values[i]);
	if (code == SQLITE_OK)
		code = sqlite3_step(h);
	if (code == SQLITE_ROW)
		sqlite3_result_value(context, sqlite3_column_value(h, 0));
	else
		sqlite3_result_error_code(context, code);
	sqlite3_finalize(h);
}

int sq_functions(struct sq_store *s, struct err *e)
{
	static const struct {
		const char *name;
		int arguments, flags;
		void (*function)(sqlite3_context *, int, sqlite3_value **);
	} rows[] = {
		{ "text_has", 2, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, text_has },
		{ "date_of", 1, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, date_of },
		{ "days_between", 2, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, days_between },
		{ "add_days", 2, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, add_days },
		{ "text_similarity", 2, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, text_similarity },
		{ "catalogue_value", 2, SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, catalogue_value },
		{ "workdays_between", 2, SQLITE_DIRECTONLY, workdays_between }, /* they read a table */
		{ "add_workdays", 2, SQLITE_DIRECTONLY, add_workdays },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int code = sqlite3_create_function_v2(s->db, rows[i].name, rows[i].arguments,
			SQLITE_UTF8 | rows[i].flags, NULL, rows[i].function, NULL, NULL, NULL);
		if (code != SQLITE_OK)
			return sq_error(s, code, "create_function", e);
	}
	return 0;
}

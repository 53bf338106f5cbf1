/* Days and times by a format code. */
#include <math.h>

#include "numerals.h"
#include "numfmt_parts.h"

struct moment {
	int year, month, day, weekday, hour, minute, second;
	double fraction, serial;
	bool minutes; /* the next m means minutes */
	bool half;    /* the code has AM/PM */
	bool han, han_digits;
};

static void civil(long days, struct moment *m) /* days since 1970-01-01 */
{
	days += 719468;
	long era = days / 146097, doe = days - era * 146097;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	long mp = (5 * doy + 2) / 153;
	m->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	m->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	m->year = (int)(yoe + era * 400 + (m->month <= 2));
}

static bool split_serial(double v, bool since_1904, struct moment *m)
{
	if (!(v >= 0 && v < 2958466))
		return false;
	double ms = round(v * 86400000.0);
	long days = (long)(ms / 86400000.0);
	double rest = ms - (double)days * 86400000.0;
	m->serial = v;
	m->weekday = (int)((days + (since_1904 ? 5 : 6)) % 7);
	m->hour = (int)(rest / 3600000);
	m->minute = (int)(rest / 60000) % 60;
	m->second = (int)(rest / 1000) % 60;
	m->fraction = fmod(rest, 1000) / 1000;
	if (since_1904)
		civil(days - 24107, m);
	else if (days == 60) { /* 1900-02-29, which the format has and the calendar has not */
		m->year = 1900;
		m->month = 2;
		m->day = 29;
	} else
		civil(days - (days > 60 ? 25569 : 25568), m);
	return true;
}

static void write_number(struct buf *b, const struct moment *m, int n, bool two)
{
	if (m->han)
		numeral_han(b, n, m->han_digits && n >= 100);
	else
		buf_fmt(b, two ? "%02d" : "%d", n);
}

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
	"Dec" };
static const char *const weekdays[] = { "日", "一", "二", "三", "四", "五", "六" };

static void write_month_or_minute(struct buf *b, struct moment *m, size_t n)
{
	if (m->minutes)
		write_number(b, m, m->minute, n > 1);
	else if (n >= 3)
		buf_cstr(b, months[m->month - 1]);
	else
		write_number(b, m, m->month, n == 2);
}

static void write_date_part(struct buf *b, struct moment *m, struct str run_of)
{
	size_t n = run_of.len;

	switch (run_of.ptr[0] | 32) {
	case 'y':
	case 'e':
		write_number(b, m, n <= 2 && (run_of.ptr[0] | 32) == 'y' ? m->year % 100 : m->year, n == 2);
		break;
	case 'm':
		write_month_or_minute(b, m, n);
		break;
	case 'd':
		if (n >= 3)
			buf_fmt(b, "星期%s", weekdays[m->weekday]);
		else
			write_number(b, m, m->day, n == 2);
		break;
	case 'a':
		buf_fmt(b, "%s%s", n >= 4 ? "星期" : "", weekdays[m->weekday]);
		break;
	case 'h':
		write_number(b, m, m->half ? (m->hour + 11) % 12 + 1 : m->hour, n > 1);
		break;
	case 's':
		write_number(b, m, m->second, n > 1);
		break;
	default:
		break;
	}
}

static void write_elapsed(struct buf *b, const struct moment *m, struct str what)
{
	double unit = (what.ptr[0] | 32) == 'h' ? 24 : (what.ptr[0] | 32) == 'm' ? 1440 : 86400;

	buf_fmt(b, what.len > 1 ? "%02.0f" : "%.0f", floor(m->serial * unit + 1e-6));
}

/* The letter of the next date part behind `s`, 0: none. */
static char next_letter(struct str s)
{
	for (size_t n; s.len; s = str_sub(s, n, s.len)) {
		struct numfmt_part p = numfmt_take(s, &n);
		if (p.kind == PART_DATE)
			return (char)(p.text.ptr[0] | 32);
	}
	return 0;
}

static void look_at_moment(struct str code, struct moment *m)
{
	for (size_t n; code.len; code = str_sub(code, n, code.len)) {
		struct numfmt_part p = numfmt_take(code, &n);
		m->half = m->half || p.kind == PART_HALF;
		m->han = m->han || (p.kind == PART_NOTHING && numfmt_begins(p.text, "DBNum1"));
		/* a year by its digits, as documents write it */
		m->han_digits = m->han;
	}
}

bool numfmt_write_date(struct buf *b, struct str code, double v, bool since_1904)
{
	struct moment m = { .minutes = false };
	char before = 0;

	if (!split_serial(v, since_1904, &m))
		return false;
	look_at_moment(code, &m);
	for (size_t n; code.len; code = str_sub(code, n, code.len)) {
		struct numfmt_part p = numfmt_take(code, &n);
		struct str rest = str_sub(code, n, code.len);
		switch (p.kind) {
		case PART_DATE:
			m.minutes = before == 'h' || next_letter(rest) == 's';
			write_date_part(b, &m, p.text);
			before = (char)(p.text.ptr[0] | 32);
			break;
		case PART_ELAPSED:
			write_elapsed(b, &m, p.text);
			before = (char)(p.text.ptr[0] | 32);
			break;
		case PART_HALF:
			buf_cstr(b, p.text.ptr[0] == 'A' || p.text.ptr[0] == 'a' ? (m.hour < 12 ? "AM" : "PM")
				    : m.hour < 12                                ? "上午"
										 : "下午");
			break;
		case PART_POINT:
		case PART_COMMA:
		case PART_TEXT:
			buf_str(b, p.text);
			break;
		default: /* tenths of seconds and the like */
			break;
		}
	}
	return true;
}

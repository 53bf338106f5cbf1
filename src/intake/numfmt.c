#include "numfmt.h"

#include <math.h>

#include "numerals.h"

enum { CODE_MAX = 255, PLACES_MAX = 30 };

struct str numfmt_builtin(long id)
{
	static const struct {
		long id;
		struct str code;
	} codes[] = { { 1, STR_INIT("0") }, { 2, STR_INIT("0.00") }, { 3, STR_INIT("#,##0") },
		{ 4, STR_INIT("#,##0.00") }, { 9, STR_INIT("0%") }, { 10, STR_INIT("0.00%") },
		{ 11, STR_INIT("0.00E+00") }, { 14, STR_INIT("yyyy/m/d") }, { 15, STR_INIT("d-mmm-yy") },
		{ 16, STR_INIT("d-mmm") }, { 17, STR_INIT("mmm-yy") }, { 18, STR_INIT("h:mm AM/PM") },
		{ 19, STR_INIT("h:mm:ss AM/PM") }, { 20, STR_INIT("h:mm") }, { 21, STR_INIT("h:mm:ss") },
		{ 22, STR_INIT("yyyy/m/d h:mm") }, { 27, STR_INIT("yyyy\"年\"m\"月\"") },
		{ 28, STR_INIT("m\"月\"d\"日\"") }, { 29, STR_INIT("m\"月\"d\"日\"") }, { 30, STR_INIT("m/d/yy") },
		{ 31, STR_INIT("yyyy\"年\"m\"月\"d\"日\"") }, { 32, STR_INIT("h\"时\"mm\"分\"") },
		{ 33, STR_INIT("h\"时\"mm\"分\"ss\"秒\"") }, { 34, STR_INIT("上午/下午h\"时\"mm\"分\"") },
		{ 35, STR_INIT("上午/下午h\"时\"mm\"分\"ss\"秒\"") }, { 36, STR_INIT("yyyy\"年\"m\"月\"") },
		{ 37, STR_INIT("#,##0;-#,##0") }, { 38, STR_INIT("#,##0;-#,##0") },
		{ 39, STR_INIT("#,##0.00;-#,##0.00") }, { 40, STR_INIT("#,##0.00;-#,##0.00") },
		{ 45, STR_INIT("mm:ss") }, { 46, STR_INIT("[h]:mm:ss") }, { 47, STR_INIT("mm:ss.0") },
		{ 48, STR_INIT("##0.0E+0") }, { 49, STR_INIT("@") }, { 50, STR_INIT("yyyy\"年\"m\"月\"") },
		{ 51, STR_INIT("m\"月\"d\"日\"") }, { 52, STR_INIT("yyyy\"年\"m\"月\"") },
		{ 53, STR_INIT("m\"月\"d\"日\"") }, { 54, STR_INIT("m\"月\"d\"日\"") },
		{ 55, STR_INIT("上午/下午h\"时\"mm\"分\"") }, { 56, STR_INIT("上午/下午h\"时\"mm\"分\"ss\"秒\"") },
		{ 57, STR_INIT("yyyy\"年\"m\"月\"") }, { 58, STR_INIT("m\"月\"d\"日\"") } };

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i].id == id)
			return codes[i].code;
	return STR("");
}

/* --- a code taken apart --- */

enum kind {
	PART_END,
	PART_TEXT,  /* shown as it is */
	PART_DIGIT, /* 0 # ? */
	PART_POINT,
	PART_COMMA,
	PART_PERCENT,
	PART_EXPONENT,
	PART_DATE,    /* a run of y m d h s e a b g, in `text` */
	PART_HALF,    /* AM/PM, 上午/下午 */
	PART_ELAPSED, /* [h] */
	PART_VALUE,   /* @ or General */
	PART_NOTHING, /* colours, conditions, padding */
};

struct part {
	enum kind kind;
	struct str text;
};

static bool is_date_letter(char c)
{
	return c && strchr("ymdhsegbaYMDHSEGBA", c) != NULL;
}

static bool begins(struct str s, const char *word)
{
	for (; *word; word++, s = str_sub(s, 1, s.len))
		if (!s.len || (s.ptr[0] | 32) != (*word | 32))
			return false;
	return true;
}

/* [Red] [$-804] [$¥-804] [DBNum1] [>=100] [h] */
static struct part bracket(struct str s, size_t *n)
{
	size_t end = str_find(s, STR("]"), 0);
	struct str in = str_sub(s, 1, end);

	*n = end == STR_NPOS ? s.len : end + 1;
	if (str_starts(in, STR("$"))) {
		size_t dash = str_find(in, STR("-"), 0);
		return (struct part){ PART_TEXT, str_sub(in, 1, dash) };
	}
	if (in.len && in.len <= 2 && strchr("hHmMsS", in.ptr[0]))
		return (struct part){ PART_ELAPSED, in };
	return (struct part){ PART_NOTHING, in };
}

static struct part quoted(struct str s, size_t *n)
{
	size_t end = str_find(s, STR("\""), 1);

	*n = end == STR_NPOS ? s.len : end + 1;
	return (struct part){ PART_TEXT, str_sub(s, 1, end) };
}

static size_t char_len(struct str s)
{
	size_t n = 1;

	while (n < s.len && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
		n++;
	return n;
}

static struct part run(struct str s, enum kind kind, size_t n, size_t *taken)
{
	*taken = n;
	return (struct part){ kind, str_sub(s, 0, n) };
}

static struct part words(struct str s, size_t *n)
{
	if (begins(s, "General"))
		return run(s, PART_VALUE, 7, n);
	if (begins(s, "AM/PM"))
		return run(s, PART_HALF, 5, n);
	if (begins(s, "A/P"))
		return run(s, PART_HALF, 3, n);
	if (str_starts(s, STR("上午/下午")))
		return run(s, PART_HALF, sizeof "上午/下午" - 1, n);
	if ((s.ptr[0] | 32) == 'e' && s.len > 1 && (s.ptr[1] == '+' || s.ptr[1] == '-'))
		return run(s, PART_EXPONENT, 2, n);
	size_t len = 1;
	while (len < s.len && (s.ptr[len] | 32) == (s.ptr[0] | 32))
		len++;
	return run(s, PART_DATE, len, n);
}

/* The part at the beginning of `s`; *n: its bytes. */
static struct part take(struct str s, size_t *n)
{
	char c = s.len ? s.ptr[0] : 0;

	*n = 1;
	switch (c) {
	case 0:
		*n = s.len > 0;
		return (struct part){ s.len ? PART_NOTHING : PART_END, STR("") };
	case '[':
		return bracket(s, n);
	case '"':
		return quoted(s, n);
	case '\\':
	case '!': {
		size_t len = s.len > 1 ? char_len(str_sub(s, 1, s.len)) : 0;
		*n = 1 + len;
		return (struct part){ PART_TEXT, str_sub(s, 1, 1 + len) };
	}
	case '_':
	case '*':
		*n = s.len > 1 ? 1 + char_len(str_sub(s, 1, s.len)) : 1;
		return (struct part){ PART_NOTHING, s };
	case '0':
	case '#':
	case '?':
		return run(s, PART_DIGIT, 1, n);
	case '.':
		return run(s, PART_POINT, 1, n);
	case ',':
		return run(s, PART_COMMA, 1, n);
	case '%':
		return run(s, PART_PERCENT, 1, n);
	case '@':
		return run(s, PART_VALUE, 1, n);
	default:
		break;
	}
	if (is_date_letter(c) || str_starts(s, STR("上午/下午")))
		return words(s, n);
	return run(s, PART_TEXT, char_len(s), n);
}

/* The end of the section that begins at `from`. */
static size_t section_end(struct str code, size_t from)
{
	for (size_t n; from < code.len && code.ptr[from] != ';'; from += n)
		take(str_sub(code, from, code.len), &n);
	return from;
}

bool numfmt_is_date(struct str code)
{
	struct str s = str_sub(code, 0, section_end(code, 0));

	for (size_t n; s.len; s = str_sub(s, n, s.len)) {
		enum kind k = take(s, &n).kind;
		if (k == PART_DATE || k == PART_ELAPSED || k == PART_HALF)
			return true;
		if (k == PART_DIGIT || k == PART_VALUE)
			return false;
	}
	return false;
}

/* --- General --- */

/* A long number that should have been text: its first 15 digits are true, the rest is lost. */
static void write_long(struct buf *b, double v)
{
	char text[64];

	snprintf(text, sizeof text, "%.14e", v);
	char *e = strchr(text, 'e');
	long zeros = e ? strtol(e + 1, NULL, 10) - 14 : 0;
	for (const char *c = text; c < e; c++)
		if (*c != '.')
			buf_chr(b, *c);
	for (; zeros > 0; zeros--)
		buf_chr(b, '0');
}

void numfmt_general(struct buf *b, double v)
{
	char text[64];

	if (isnan(v) || isinf(v)) {
		buf_cstr(b, "#NUM!");
		return;
	}
	if (fabs(v) >= 1e15 && fabs(v) < 1e21) {
		write_long(b, v);
		return;
	}
	snprintf(text, sizeof text, fabs(v) < 1e15 && v == floor(v) ? "%.0f" : "%.15g", v == 0 ? 0.0 : v);
	for (char *c = text; *c; c++)
		*c = *c == 'e' ? 'E' : *c;
	buf_cstr(b, text);
}

/* --- days and times --- */

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
		struct part p = take(s, &n);
		if (p.kind == PART_DATE)
			return (char)(p.text.ptr[0] | 32);
	}
	return 0;
}

static void look_at_moment(struct str code, struct moment *m)
{
	for (size_t n; code.len; code = str_sub(code, n, code.len)) {
		struct part p = take(code, &n);
		m->half = m->half || p.kind == PART_HALF;
		m->han = m->han || (p.kind == PART_NOTHING && begins(p.text, "DBNum1"));
		/* a year by its digits, as documents write it */
		m->han_digits = m->han;
	}
}

static bool write_date(struct buf *b, struct str code, double v, bool since_1904)
{
	struct moment m = { .minutes = false };
	char before = 0;

	if (!split_serial(v, since_1904, &m))
		return false;
	look_at_moment(code, &m);
	for (size_t n; code.len; code = str_sub(code, n, code.len)) {
		struct part p = take(code, &n);
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

/* --- numbers --- */

struct digits {
	int whole, decimals, most; /* zeros that must stand; `most`: 0 and # behind the point */
	int percents, scale;
	bool grouped, exponent, value;
	int exponent_places;
};

static void look_at_digit(struct digits *d, char c, bool behind_point)
{
	if (d->exponent) {
		d->exponent_places++;
	} else if (behind_point) {
		d->most++;
		d->decimals = c == '0' ? d->most : d->decimals;
	} else {
		d->whole += c == '0';
	}
}

static struct digits look_at_digits(struct str code)
{
	struct digits d = { .whole = 0 };
	bool point = false;
	int commas = 0;

	for (size_t n; code.len; code = str_sub(code, n, code.len)) {
		struct part p = take(code, &n);
		if (p.kind == PART_DIGIT) {
			d.grouped = d.grouped || commas;
			commas = 0;
			look_at_digit(&d, code.ptr[0], point);
		}
		commas += p.kind == PART_COMMA;
		point = point || p.kind == PART_POINT;
		d.percents += p.kind == PART_PERCENT;
		d.exponent = d.exponent || p.kind == PART_EXPONENT;
		d.value = d.value || p.kind == PART_VALUE;
		if (p.kind != PART_COMMA && p.kind != PART_DIGIT && commas) {
			d.scale += commas;
			commas = 0;
		}
	}
	d.scale += commas;
	d.most = d.most > PLACES_MAX ? PLACES_MAX : d.most;
	d.decimals = d.decimals > d.most ? d.most : d.decimals;
	return d;
}

/* Commas between groups of three digits. */
static void group(struct buf *b, const char *whole)
{
	size_t n = strlen(whole);

	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			buf_chr(b, ',');
		buf_chr(b, whole[i]);
	}
}

static void write_digits(struct buf *b, const struct digits *d, double v)
{
	char text[400];
	/* what is half in the decimal system is half: 0.145 * 100 is a little less in binary */
	snprintf(text, sizeof text, d->exponent ? "%.*E" : "%.*f", d->most, v * (1 + 1e-15));
	char *point = strchr(text, '.'), *e = strchr(text, 'E');
	size_t end = e ? (size_t)(e - text) : strlen(text);

	if (point)
		while (end > (size_t)(point - text) + 1 + (size_t)d->decimals && text[end - 1] == '0')
			end--;
	if (point && end == (size_t)(point - text) + 1)
		end--;
	struct str all = { text, end };
	size_t dot = str_find(all, STR("."), 0);
	char whole[400];
	size_t n = dot == STR_NPOS ? all.len : dot;
	memcpy(whole, text, n);
	whole[n] = '\0';
	for (int i = (int)n; i < d->whole && i < PLACES_MAX; i++)
		buf_chr(b, '0');
	bool none = !strcmp(whole, "0") && !d->whole;
	if (d->grouped)
		group(b, none ? "" : whole);
	else
		buf_cstr(b, none ? "" : whole);
	buf_str(b, str_sub(all, n, all.len));
	if (e)
		buf_cstr(b, e);
}

static void write_numeric(struct buf *b, struct str code, double v)
{
	struct digits d = look_at_digits(code);
	bool written = false;

	for (int i = 0; i < d.percents; i++)
		v *= 100;
	for (int i = 0; i < d.scale; i++)
		v /= 1000;
	for (size_t n; code.len; code = str_sub(code, n, code.len)) {
		struct part p = take(code, &n);
		bool here = p.kind == PART_DIGIT || p.kind == PART_POINT || p.kind == PART_VALUE;
		if (here && !written) {
			if (p.kind == PART_VALUE)
				numfmt_general(b, v);
			else
				write_digits(b, &d, v);
			written = true;
		} else if (p.kind == PART_TEXT || p.kind == PART_PERCENT) {
			buf_str(b, p.text);
		}
	}
}

/* [>=100] at a section's beginning. -1: none, else whether it holds. */
static int condition(struct str section, double v)
{
	for (size_t n; section.len; section = str_sub(section, n, section.len)) {
		struct part p = take(section, &n);
		if (p.kind != PART_NOTHING || !p.text.len || !strchr("<>=", p.text.ptr[0]))
			continue;
		char text[40];
		size_t ops = p.text.len > 1 && strchr("=>", p.text.ptr[1]) ? 2 : 1;
		struct str number = str_sub(p.text, ops, p.text.len);
		snprintf(text, sizeof text, STR_FMT, STR_ARG(str_sub(number, 0, sizeof text - 1)));
		double w = strtod(text, NULL);
		char op = p.text.ptr[0];
		if (op == '=')
			return v == w;
		if (ops == 2 && p.text.ptr[1] == '>')
			return v != w;
		bool equal = ops == 2 && v == w;
		return equal || (op == '<' ? v < w : v > w);
	}
	return -1;
}

struct sections {
	struct str s[4];
	size_t n;
};

static struct sections split_sections(struct str code)
{
	struct sections all = { .n = 0 };

	for (size_t at = 0; all.n < 4;) {
		size_t end = section_end(code, at);
		all.s[all.n++] = str_sub(code, at, end);
		if (end >= code.len)
			break;
		at = end + 1;
	}
	return all;
}

/* The section for a value; *v becomes what it shows (its sign may stand in the section). */
static struct str choose(const struct sections *all, double *v)
{
	size_t numbers = all->n > 3 ? 3 : all->n;

	if (condition(all->s[0], *v) >= 0) {
		for (size_t i = 0; i < numbers; i++)
			if (condition(all->s[i], *v) != 0)
				return all->s[i];
		return all->s[numbers - 1];
	}
	if (numbers >= 2 && *v < 0) {
		*v = -*v;
		return all->s[1];
	}
	return numbers == 3 && *v == 0 ? all->s[2] : all->s[0];
}

void numfmt_write(struct buf *b, struct str code, double v, bool since_1904)
{
	size_t before = b->len;

	if (!code.len || code.len > CODE_MAX || isnan(v) || isinf(v)) {
		numfmt_general(b, v);
		return;
	}
	struct sections all = split_sections(code);
	double shown = v;
	struct str section = choose(&all, &shown);
	if (numfmt_is_date(section)) {
		if (!write_date(b, section, v, since_1904))
			numfmt_general(b, v);
		return;
	}
	struct digits d = look_at_digits(section);
	if (str_has(section, STR("/")) && !d.value) { /* fractions: what they come to */
		numfmt_general(b, v);
		return;
	}
	if (shown < 0 && fabs(shown) > 0) {
		buf_chr(b, '-');
		shown = -shown;
	}
	write_numeric(b, section, shown);
	if (b->len == before && all.n < 3) /* a format that hides it (;;;) is kept hidden, one without digits is not */
		numfmt_general(b, v);
}

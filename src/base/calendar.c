#include "calendar.h"

#include "fault.h"
#include "own.h"
#include "utf8.h"

#define YEAR_DAYS 366

/* As people write them; the first two characters tell them apart. */
enum festival { NO_FESTIVAL, NEW_YEAR, SPRING, QINGMING, LABOUR, DRAGON_BOAT, MID_AUTUMN, NATIONAL, FESTIVALS };
static const char *const festivals[FESTIVALS] = { "", "元旦", "春节", "清明节", "劳动节", "端午节", "中秋节",
	"国庆节" };
enum { FESTIVAL_BYTES = 6 };

struct year_days {
	int16_t year;
	bool announced;
	uint8_t marks[YEAR_DAYS]; /* enum calendar_mark, by day of the year from 0 */
	uint8_t names[YEAR_DAYS]; /* enum festival */
};

struct calendar {
	struct year_days *years; /* ascending */
	size_t count;
};

/* State Council notices (国务院办公厅关于部分节假日安排的通知): gov.cn content_6911528 (2024), content_6986383 (2025),
 * content_7047091 (2026). Dates as month * 100 + day. */
static const struct notice {
	int16_t year, first, last;
	enum calendar_mark mark;
	enum festival name;
} notices[] = {
	{ 2024, 101, 101, CALENDAR_OFF, NEW_YEAR },
	{ 2024, 210, 217, CALENDAR_OFF, SPRING },
	{ 2024, 404, 406, CALENDAR_OFF, QINGMING },
	{ 2024, 501, 505, CALENDAR_OFF, LABOUR },
	{ 2024, 610, 610, CALENDAR_OFF, DRAGON_BOAT },
	{ 2024, 915, 917, CALENDAR_OFF, MID_AUTUMN },
	{ 2024, 1001, 1007, CALENDAR_OFF, NATIONAL },
	{ 2024, 204, 204, CALENDAR_WORK, NO_FESTIVAL },
	{ 2024, 218, 218, CALENDAR_WORK, NO_FESTIVAL },
	{ 2024, 407, 407, CALENDAR_WORK, NO_FESTIVAL },
	{ 2024, 428, 428, CALENDAR_WORK, NO_FESTIVAL },
	{ 2024, 511, 511, CALENDAR_WORK, NO_FESTIVAL },
	{ 2024, 914, 914, CALENDAR_WORK, NO_FESTIVAL },
	{ 2024, 929, 929, CALENDAR_WORK, NO_FESTIVAL },
	{ 2024, 1012, 1012, CALENDAR_WORK, NO_FESTIVAL },
	{ 2025, 101, 101, CALENDAR_OFF, NEW_YEAR },
	{ 2025, 128, 204, CALENDAR_OFF, SPRING },
	{ 2025, 404, 406, CALENDAR_OFF, QINGMING },
	{ 2025, 501, 505, CALENDAR_OFF, LABOUR },
	{ 2025, 531, 602, CALENDAR_OFF, DRAGON_BOAT },
	{ 2025, 1001, 1008, CALENDAR_OFF, NATIONAL },
	{ 2025, 126, 126, CALENDAR_WORK, NO_FESTIVAL },
	{ 2025, 208, 208, CALENDAR_WORK, NO_FESTIVAL },
	{ 2025, 427, 427, CALENDAR_WORK, NO_FESTIVAL },
	{ 2025, 928, 928, CALENDAR_WORK, NO_FESTIVAL },
	{ 2025, 1011, 1011, CALENDAR_WORK, NO_FESTIVAL },
	{ 2026, 101, 103, CALENDAR_OFF, NEW_YEAR },
	{ 2026, 215, 223, CALENDAR_OFF, SPRING },
	{ 2026, 404, 406, CALENDAR_OFF, QINGMING },
	{ 2026, 501, 505, CALENDAR_OFF, LABOUR },
	{ 2026, 619, 621, CALENDAR_OFF, DRAGON_BOAT },
	{ 2026, 925, 927, CALENDAR_OFF, MID_AUTUMN },
	{ 2026, 1001, 1007, CALENDAR_OFF, NATIONAL },
	{ 2026, 104, 104, CALENDAR_WORK, NO_FESTIVAL },
	{ 2026, 214, 214, CALENDAR_WORK, NO_FESTIVAL },
	{ 2026, 228, 228, CALENDAR_WORK, NO_FESTIVAL },
	{ 2026, 509, 509, CALENDAR_WORK, NO_FESTIVAL },
	{ 2026, 920, 920, CALENDAR_WORK, NO_FESTIVAL },
	{ 2026, 1010, 1010, CALENDAR_WORK, NO_FESTIVAL },
};

static const struct date no_date;

static struct year_days *find_year(const struct calendar *c, int year)
{
	for (size_t i = c->count; i > 0; i--)
		if (c->years[i - 1].year == year)
			return &c->years[i - 1];
	return NULL;
}

/* The year's row, made when it is missing; NULL without memory. */
static struct year_days *need_year(struct calendar *c, int year)
{
	struct year_days *found = find_year(c, year);

	if (found)
		return found;
	struct year_days *grown = fault_realloc(c->years, (c->count + 1) * sizeof *grown);
	if (!grown)
		return NULL;
	c->years = grown;
	size_t at = c->count++;
	for (; at > 0 && grown[at - 1].year > year; at--)
		grown[at] = grown[at - 1];
	grown[at] = (struct year_days){ .year = (int16_t)year };
	return &grown[at];
}

static int day_of_year(struct date d)
{
	return date_to_days(d) - date_to_days((struct date){ .year = d.year, .month = 1, .day = 1 });
}

static struct date date_of(int year, int month_day)
{
	return (struct date){
		.year = (int16_t)year, .month = (uint8_t)(month_day / 100), .day = (uint8_t)(month_day % 100)
	};
}

static bool add_notice(struct calendar *c, const struct notice *n)
{
	struct year_days *y = need_year(c, n->year);

	if (!y)
		return false;
	y->announced = true;
	int last = day_of_year(date_of(n->year, n->last));
	for (int i = day_of_year(date_of(n->year, n->first)); i <= last; i++) {
		y->marks[i] = (uint8_t)n->mark;
		y->names[i] = (uint8_t)n->name;
	}
	return true;
}

struct calendar *calendar_blank(void)
{
	return fault_calloc(1, sizeof(struct calendar));
}

struct calendar *calendar_new(void)
{
	struct calendar *c = calendar_blank();

	if (c && !calendar_learn(c)) {
		calendar_free(c);
		return NULL;
	}
	return c;
}

bool calendar_learn(struct calendar *c)
{
	int learning = 0; /* the rows of a year stand together */

	for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++) {
		const struct notice *n = &notices[i];
		if (n->year != learning && calendar_announced(c, n->year))
			continue;
		learning = n->year;
		if (!add_notice(c, n))
			return false;
	}
	return true;
}

void calendar_free(struct calendar *c)
{
	if (!c)
		return;
	free(c->years);
	free(c);
}

/* --- reading --- */

static struct str next_word(struct str *line)
{
	size_t start = 0, end;

	while (start < line->len && (line->ptr[start] == ' ' || line->ptr[start] == '\t'))
		start++;
	for (end = start; end < line->len && line->ptr[end] != ' ' && line->ptr[end] != '\t';)
		end++;
	struct str word = str_sub(*line, start, end);
	*line = str_sub(*line, end, line->len);
	return word;
}

static int read_year_line(struct calendar *c, struct str rest)
{
	struct str year = next_word(&rest);
	char iso[DATE_TEXT_MAX];
	struct date d;

	if (year.len != 4 || str_trim(rest).len > 0)
		return ERR_INPUT;
	snprintf(iso, sizeof iso, STR_FMT "-01-01", STR_ARG(year));
	if (!date_parse(str_from(iso), &d))
		return ERR_INPUT;
	struct year_days *y = need_year(c, d.year);
	if (!y)
		return ERR_NOMEM;
	y->announced = true;
	return 0;
}

/* "国庆节、中秋节" is the first of them. */
static enum festival festival_of(struct str words)
{
	size_t nearest = STR_NPOS;
	enum festival found = NO_FESTIVAL;

	for (int i = NO_FESTIVAL + 1; i < FESTIVALS; i++) {
		size_t at = str_find(words, (struct str){ festivals[i], FESTIVAL_BYTES }, 0);
		if (at < nearest) {
			nearest = at;
			found = (enum festival)i;
		}
	}
	return found;
}

static int read_line(struct calendar *c, struct str line)
{
	struct str first = next_word(&line);
	struct date d;

	if (str_eq(first, STR("year")))
		return read_year_line(c, line);
	if (!date_parse(first, &d))
		return ERR_INPUT;
	struct str what = next_word(&line);
	bool off = str_eq(what, STR("off"));
	if (!off && !str_eq(what, STR("work")))
		return ERR_INPUT;
	struct year_days *y = need_year(c, d.year);
	if (!y)
		return ERR_NOMEM;
	y->marks[day_of_year(d)] = off ? CALENDAR_OFF : CALENDAR_WORK;
	y->names[day_of_year(d)] = (uint8_t)(off ? festival_of(line) : NO_FESTIVAL);
	return 0;
}

static int read_lines(struct calendar *c, struct str text, struct err *e)
{
	for (size_t pos = 0, number = 1; pos < text.len; number++) {
		size_t end = str_find(text, STR("\n"), pos);
		if (end == STR_NPOS)
			end = text.len;
		struct str line = str_trim(str_sub(text, pos, end));
		pos = end + 1;
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		int rc = read_line(c, line);
		if (rc == ERR_NOMEM)
			return err_nomem(e);
		if (rc < 0) {
			if (!e || e->code == ERR_OK)
				err_hint(e,
					"每行写作“2027-01-01 off 元旦”“2027-01-03 work”或“year 2027”，以 # 开头的是注释");
			line = str_sub(line, 0, 80);
			line.len = utf8_valid_prefix(line);
			return err_set(e, rc, "日历第 %zu 行无法识别：" STR_FMT, number, STR_ARG(line));
		}
	}
	return 0;
}

int calendar_read(struct calendar *c, struct str text, struct err *e)
{
	struct calendar draft = { .count = c->count };

	draft.years = fault_malloc((c->count + 1) * sizeof *draft.years);
	if (!draft.years)
		return err_nomem(e);
	if (c->count)
		memcpy(draft.years, c->years, c->count * sizeof *draft.years);
	int rc = read_lines(&draft, text, e);
	if (rc < 0) {
		free(draft.years);
		return rc;
	}
	free(c->years);
	*c = draft;
	return 0;
}

static void drop(struct calendar **c)
{
	calendar_free(*c);
}

int calendar_put_year(struct calendar *c, int year, struct str text, struct err *e)
{
	OWN(drop) struct calendar *read = calendar_blank();
	struct year_days *to = read ? need_year(c, year) : NULL;

	if (!to)
		return err_nomem(e);
	int rc = calendar_read(read, text, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < read->count; i++)
		if (read->years[i].year != year)
			return err_set(e, ERR_INPUT, "只能写 %d 年的日子，里面有 %d 年的", year, read->years[i].year);
	*to = read->count > 0 ? read->years[0] : (struct year_days){ .year = (int16_t)year };
	return 0;
}

/* --- writing --- */

static void write_day(struct date d, enum calendar_mark mark, const char *name, struct buf *out)
{
	char iso[DATE_TEXT_MAX];

	if (mark == CALENDAR_USUAL)
		return;
	date_format(d, iso);
	buf_fmt(out, "%s %s%s%s\n", iso, mark == CALENDAR_OFF ? "off" : "work", name[0] ? " " : "", name);
}

void calendar_write(const struct calendar *c, struct buf *out)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct year_days *y = &c->years[i];
		struct date d = { .year = y->year, .month = 1, .day = 1 };
		if (y->announced)
			buf_fmt(out, "year %04d\n", y->year);
		for (int day = 0; day < YEAR_DAYS && !date_is_none(d) && d.year == y->year; day++) {
			write_day(d, (enum calendar_mark)y->marks[day], festivals[y->names[day]], out);
			d = date_add_days(d, 1);
		}
	}
}

/* --- asking --- */

enum calendar_mark calendar_mark_of(const struct calendar *c, struct date d, const char **ret_name)
{
	const struct year_days *y = date_valid(d) ? find_year(c, d.year) : NULL;
	int day = y ? day_of_year(d) : 0;

	if (ret_name)
		*ret_name = y ? festivals[y->names[day]] : "";
	return y ? (enum calendar_mark)y->marks[day] : CALENDAR_USUAL;
}

bool calendar_announced(const struct calendar *c, int year)
{
	const struct year_days *y = find_year(c, year);

	return y && y->announced;
}

/* Legal days that stand in every year (全国年节及纪念日放假办法 Art. 2); the lunar ones only a notice tells. */
static bool is_fixed_legal_day(struct date d)
{
	return (d.month == 1 && d.day == 1) || (d.month == 5 && d.day <= 2) || (d.month == 10 && d.day <= 3);
}

bool calendar_is_workday(const struct calendar *c, struct date d, bool *ret_provisional)
{
	const struct year_days *y = find_year(c, d.year);
	enum calendar_mark mark = calendar_mark_of(c, d, NULL);

	if (ret_provisional)
		*ret_provisional = !y || !y->announced;
	if (mark != CALENDAR_USUAL)
		return mark == CALENDAR_WORK;
	return date_weekday(d) <= 5 && !is_fixed_legal_day(d);
}

/* The same, gathering `provisional` over several days. */
static bool is_workday(const struct calendar *c, struct date d, bool *provisional)
{
	bool one;
	bool works = calendar_is_workday(c, d, &one);

	*provisional |= one;
	return works;
}

static void answer(bool *ret_provisional, bool provisional)
{
	if (ret_provisional)
		*ret_provisional = provisional;
}

struct date calendar_add_workdays(const struct calendar *c, struct date start, int n, bool *ret_provisional)
{
	bool provisional = false;
	struct date d = date_valid(start) ? start : no_date;
	int step = n < 0 ? -1 : 1;

	while (n != 0 && !date_is_none(d)) {
		d = date_add_days(d, step);
		if (!date_is_none(d) && is_workday(c, d, &provisional))
			n -= step;
	}
	answer(ret_provisional, provisional);
	return d;
}

int calendar_workdays_between(const struct calendar *c, struct date from, struct date to, bool *ret_provisional)
{
	bool provisional = false, back = date_cmp(to, from) < 0;
	struct date d = back ? to : from, last = back ? from : to;
	int count = 0;

	if (date_valid(from) && date_valid(to)) {
		while (date_cmp(d, last) < 0) {
			d = date_add_days(d, 1);
			count += is_workday(c, d, &provisional);
		}
	}
	answer(ret_provisional, provisional);
	return back ? -count : count;
}

/* Only the last day of a period moves; the days within it count whatever they are. */
static struct date roll(const struct calendar *c, struct date d, bool *ret_provisional)
{
	bool provisional = false;

	while (!date_is_none(d) && !is_workday(c, d, &provisional))
		d = date_add_days(d, 1);
	answer(ret_provisional, provisional);
	return d;
}

struct date calendar_add_natural(const struct calendar *c, struct date start, int n, bool *ret_provisional)
{
	return roll(c, date_add_days(start, n), ret_provisional);
}

struct date calendar_add_months(const struct calendar *c, struct date start, int n, bool *ret_provisional)
{
	return roll(c, date_add_months(start, n), ret_provisional);
}

int calendar_workdays_in_year(const struct calendar *c, int year, bool *ret_provisional)
{
	struct date first = date_of(year, 101), last = date_of(year, 1231);
	bool provisional = false;
	int count = 0;

	if (year < 1 || year > 9999)
		return 0;
	for (struct date d = first; !date_is_none(d) && date_cmp(d, last) <= 0; d = date_add_days(d, 1))
		count += is_workday(c, d, &provisional);
	answer(ret_provisional, provisional);
	return count;
}

#include "facts_lex.h"

enum { UNKNOWN_MONTH = 13 }; /* a date that is one, and cannot be told */

/* A date that is being put together; 0: not printed. */
struct parts {
	int year, month, day;
	enum date_precision precision;
	bool year_known; /* printed, or given by 今年 */
	bool year_lost;  /* 去年 of a year that nothing tells: not to be guessed */
	enum said_year said;
};

/* The next printed number at or after *p; -1: none left. */
static int next_number(const char **p, const char *to)
{
	const char *from;
	size_t len;

	while (*p < to && facts_digit(*p, to, &len) < 0)
		++*p;
	if (*p >= to)
		return -1;
	from = *p;
	while (facts_digit(*p, to, &len) >= 0)
		*p += len;
	return facts_small(from, *p);
}

static bool plausible_year(int year)
{
	return year >= 1900 && year <= 2099;
}

/* Behind the word that makes a range of two dates; NULL: there is none. */
static const char *behind_joint(const struct facts *f, const char *from)
{
	FACTS_LIST(words, STR("至"), STR("到"), STR("—"), STR("——"), STR("－"), STR("-"), STR("--"), STR("~"),
		STR("～"), STR("–"), STR("―"), STR("─"), STR("起至"));
	const struct str *w;

	from = facts_blanks(f, from, 2);
	w = facts_any_at(f, from, words);
	return w ? facts_blanks(f, from + w->len, 2) : NULL;
}

static bool joins(const struct facts *f, const char *from, const char *to)
{
	const char *behind = behind_joint(f, from);

	return behind && behind == to;
}

static struct fact_date *last_date(const struct facts *f)
{
	struct vec *v = &f->r->dates;

	return v->len ? &VEC_AT(v, struct fact_date, v->len - 1) : NULL;
}

/* The nearest date's year counts on its own line only. */
static void forget_line(struct facts *f, const char *from)
{
	if (f->last_year && from > f->line_seen && memchr(f->line_seen, '\n', (size_t)(from - f->line_seen)))
		f->last_year = 0;
	f->line_seen = from;
}

/* The year of a date printed without one: that of the nearest earlier date of its line; else the one
 * that puts it within a year of the inspection's beginning, for that is what the report tells of. */
static void infer_year(struct facts *f, struct parts *p, const char *from, const struct fact_date *before, bool joined)
{
	struct date start = f->window;
	int month = p->month ? p->month : 1;

	if (p->year || p->year_lost)
		return;
	forget_line(f, from);
	if (joined && before->value.year) {
		/* 2020年12月1日至1月15日 ends in the next year. */
		p->year = before->value.year + (before->precision != DATE_YEAR && month < before->value.month);
	} else if (f->last_year) {
		p->year = f->last_year;
	} else if (start.year) {
		p->year = start.year + (month < start.month);
	} else {
		p->year = f->any_year;
	}
}

/* 2021年度预算, 2021年账目: whose they are, not when what follows happened. */
static bool attributive(const struct facts *f, const char *to)
{
	FACTS_LIST(things, STR("预算"), STR("决算"), STR("账"), STR("财务"), STR("财政"), STR("工作要点"),
		STR("工作计划"), STR("考核"), STR("部门预算"), STR("部门决算"), STR("经费"), STR("票据"), STR("项目"),
		STR("合同"), STR("凭证"));

	return facts_any_at(f, to, things) || (facts_before(f, to, STR("年度")) && facts_hanzi(to));
}

/* "2019年以来", "2014年前" say nothing of the year of what follows. */
static bool anchors(struct facts *f, const struct parts *p, const char *to)
{
	FACTS_LIST(loose, STR("以来"), STR("前"), STR("之前"), STR("以前"), STR("至今"), STR("起"), STR("后"));

	if (!p->year_known || p->precision != DATE_YEAR)
		return p->year_known;
	if (attributive(f, to)) {
		forget_line(f, to);
		if (f->last_year || p->year < f->window.year)
			return false;
	}
	return !facts_any_at(f, to, loose);
}

static struct date value_of(const struct parts *p)
{
	struct date d = { (int16_t)p->year, (uint8_t)(p->month ? p->month : 1), (uint8_t)(p->day ? p->day : 1) };
	struct date any_year = { (int16_t)(p->year ? p->year : 2000), d.month, d.day };

	if (p->month > 12 || p->day > 31 || !date_valid(any_year))
		return (struct date){ 0, 0, 0 };
	return d;
}

/* 12月底前完成, 预计2025年6月结案: until when something is to be done, if it is not over (facts_limits()). */
static bool is_limit(const struct facts *f, const char *from, const char *to)
{
	FACTS_LIST(before, STR("前"), STR("之前"), STR("以前"));
	FACTS_LIST(others, STR("前期"), STR("前往"), STR("前来"), STR("前后"), STR("前述"), STR("前三"), STR("前两"),
		STR("前一"));
	FACTS_LIST(plans, STR("预计"), STR("预计于"), STR("预计到"), STR("计划"), STR("计划于"), STR("将于"),
		STR("拟于"), STR("力争"), STR("力争于"), STR("力争在"), STR("确保"), STR("确保于"), STR("确保在"),
		STR("争取"), STR("争取在"), STR("约定"), STR("约定于"), STR("预计在"), STR("计划在"), STR("承诺于"));
	FACTS_LIST(ends, STR("完成"), STR("结案"), STR("完工"), STR("竣工"), STR("建成"), STR("投用"), STR("投入使用"),
		STR("验收"), STR("整改到位"), STR("销号"), STR("办结"), STR("还清"), STR("印发"), STR("出台"),
		STR("启用"), STR("交付"), STR("清零"), STR("达标"), STR("上线"));
	bool until = facts_any_at(f, to, before) && !facts_any_at(f, to, others);

	if (!until && !facts_any_before(f, from, plans))
		return false;
	for (int i = 0; !until && i < 16 && to < f->limit && facts_hanzi(to); i++) {
		until = facts_any_at(f, to, ends);
		to = facts_forward(f, to);
	}
	return until;
}

static int push(struct facts *f, struct parts p, const char *from, const char *to)
{
	struct fact_date *before = last_date(f), *d;
	bool joined = before && joins(f, f->text + before->span.end, from);

	infer_year(f, &p, from, before, joined);
	d = vec_push(&f->r->dates);
	if (!d)
		return ERR_NOMEM;
	d->value = value_of(&p);
	d->precision = p.precision;
	d->year_inferred = !p.year_known;
	d->span = facts_span(f, from, to);
	d->said = p.said;
	d->limit = is_limit(f, from, to);
	if (joined)
		VEC_AT(&f->r->dates, struct fact_date, f->r->dates.len - 2).range_end = d->value;
	if (anchors(f, &p, to)) {
		f->last_year = p.year;
		f->line_seen = to;
		f->any_year = p.precision == DATE_YEAR && f->any_year ? f->any_year : p.year;
	}
	return 0;
}

/* 初, 底, 上旬 belong to the date. */
static const char *with_part_of(const struct facts *f, const char *to)
{
	FACTS_LIST(words, STR("底"), STR("初"), STR("末"), STR("中旬"), STR("上旬"), STR("下旬"), STR("年底"),
		STR("年初"), STR("年末"), STR("上中旬"), STR("中上旬"), STR("中下旬"), STR("上、中旬"), STR("中、下旬"),
		STR("上半月"), STR("下半月"));
	const struct str *w = facts_any_at(f, to, words);

	if (w)
		return to + w->len;
	return facts_at(f, to, STR("中")) && !facts_at(f, to, STR("中心")) && !facts_at(f, to, STR("中共")) &&
			       !facts_at(f, to, STR("中央")) && !facts_at(f, to, STR("中国")) &&
			       !facts_at(f, to, STR("中秋")) && !facts_at(f, to, STR("中层"))
		       ? to + 3
		       : to;
}

/* It only looked like a date: 3000年, 24月. */
static int as_number(struct facts *f, const char *from, const char **ret_next)
{
	const char *to = from;
	size_t len;

	while (facts_digit(to, f->limit, &len) >= 0)
		to += len;
	if (to == from)
		return 0;
	*ret_next = to;
	return facts_number(f, FACT_NUMBER, from, to, ret_next);
}

static bool recurs(const struct facts *f, const char *from)
{
	return facts_before(f, from, STR("每")) || facts_before(f, from, STR("每年")) ||
	       facts_before(f, from, STR("每年的")) || facts_before(f, from, STR("次年")) ||
	       facts_before(f, from, STR("翌年"));
}

/* The year that 今年 directly before gives. False: 去年 of an unknown year stands there. */
static bool pending_year(struct facts *f, const char *from, struct parts *p)
{
	const char *end = f->pending_end;

	f->pending_end = NULL;
	if (!end || (end != from && !(facts_at(f, end, STR("的")) && end + 3 == from)))
		return true;
	p->said = f->pending_said;
	if (f->pending_year < 0)
		return false;
	p->year = f->pending_year;
	return true;
}

static int relative(struct facts *f, const char *from, const char *to)
{
	int shift = facts_at(f, from, STR("去年")) ? -1 : facts_at(f, from, STR("明年")) ? 1 : 0;
	const char *behind = facts_at(f, to, STR("的")) ? to + 3 : to;
	size_t len;

	f->pending_said = shift < 0 ? SAID_LAST_YEAR : shift ? SAID_NEXT_YEAR : SAID_THIS_YEAR;
	f->pending_year = f->base_year ? f->base_year + shift : shift ? -1 : 0;
	f->pending_end = to;
	if (facts_digit(behind, f->limit, &len) >= 0 || facts_at(f, to, STR("上半年")) ||
		facts_at(f, to, STR("下半年")) || f->pending_year <= 0 || facts_at(f, to, STR("第")) ||
		facts_at(f, from, STR("本年度")))
		return 0;
	struct parts p = { .year = f->pending_year, .precision = DATE_YEAR };
	return push(f, p, from, with_part_of(f, to));
}

/* The second date of 2023.03.06-2023.05.20, written without a blank: gives its end, 0: there is none. */
static const char *iso_behind(const struct facts *f, const char *from, struct parts *p)
{
	const char *at = from + 1, *to = at;
	size_t len, numbers = 0;

	while (to < f->limit && to - at < 12 && (facts_digit(to, f->limit, &len) >= 0 || strchr("-/.", *to))) {
		numbers += facts_digit(to, f->limit, &len) < 0 && *to != 0;
		to++;
	}
	if (numbers != 2 || !strchr("-~", *from) || to - at < 8)
		return NULL;
	*p = (struct parts){ .precision = DATE_DAY, .year_known = true };
	p->year = next_number(&at, to);
	p->month = next_number(&at, to);
	p->day = next_number(&at, to);
	bool real = plausible_year(p->year) && p->month >= 1 && p->month <= 12 && p->day >= 1 && p->day <= 31;
	return real ? to : NULL;
}

static int iso(struct facts *f, const char *from, const char *to, const char **ret_next)
{
	const char *at = from, before = from > f->begin ? from[-1] : 0, after = to < f->limit ? *to : 0;
	struct parts p = { .precision = DATE_DAY, .year_known = true };
	size_t len;

	p.year = next_number(&at, to);
	p.month = next_number(&at, to);
	p.day = next_number(&at, to);
	if (!plausible_year(p.year) || p.month < 1 || p.month > 12 || p.day < 1 || p.day > 31 ||
		facts_digit(to, f->limit, &len) >= 0)
		return 0;
	if ((before >= 'A' && before <= 'z') || strchr("-/._", before ? before : ' ') ||
		(after && strchr("/_.", after) && to + 1 < f->limit && to[1] > ' ' && to[1] < 0x7F))
		return 0;
	*ret_next = to;
	int rc = push(f, p, from, to);
	const char *end = rc == 0 && after ? iso_behind(f, to, &p) : NULL;
	if (!end)
		return rc;
	*ret_next = end;
	return push(f, p, to + 1, end);
}

/* （20220810） alone on its line, below a title. */
static bool line_in_brackets(const struct facts *f, const char *from, const char *to)
{
	bool wide = facts_before(f, from, STR("（")) && facts_at(f, to, STR("）"));
	if (!wide && !(facts_before(f, from, STR("(")) && facts_at(f, to, STR(")"))))
		return false;
	const char *end = facts_blanks(f, to + (wide ? 3 : 1), 4);
	return facts_line_start(f, from - (wide ? 3 : 1)) && (end >= f->limit || *end == '\n' || *end == '\r');
}

/* 20230609 is a date behind 于, 自, 截至, 时限：, alone in a cell or in brackets on a line; else it is a number. */
static int compact(struct facts *f, const char *from, const char *to, const char **ret_next)
{
	FACTS_LIST(words, STR("于"), STR("自"), STR("从"), STR("至"), STR("到"), STR("截止"), STR("时间："),
		STR("时间:"), STR("日期："), STR("日期:"), STR("时限："), STR("时限:"));
	struct parts p = { .precision = DATE_DAY, .year_known = true };
	char before = from > f->begin ? from[-1] : '\n', after = to < f->limit ? *to : '\n';

	p.year = facts_small(from, from + 4);
	p.month = facts_small(from + 4, from + 6);
	p.day = facts_small(from + 6, to);
	bool cell = before == '\t' && (after == '\t' || after == '\n');
	if (!plausible_year(p.year) || (!cell && !facts_any_before(f, from, words) && !line_in_brackets(f, from, to)) ||
		!value_of(&p).year)
		return facts_number(f, FACT_NUMBER, from, to, ret_next);
	return push(f, p, from, to);
}

static int han_date(struct facts *f, const char *from, const char *to)
{
	static const char zero[] = "〇○零Ｏ０";
	struct parts p = { .year_known = true, .precision = DATE_YEAR };
	const char *at = from;
	int64_t v;

	for (int i = 0; i < 4;) {
		size_t len = *at == 'O' || *at == '0' || *at == ' ' || *at == '\t' ? 1
			     : (unsigned char)*at == 0xC2                          ? 2
										   : 3;
		bool is_zero = *at == 'O' || *at == '0';
		for (size_t z = 0; !is_zero && len == 3 && z < 15; z += 3)
			is_zero = memcmp(zero + z, at, 3) == 0;
		if (is_zero || (len == 3 && facts_han_number(facts_str(at, at + 3), &v))) {
			p.year = p.year * 10 + (is_zero ? 0 : (int)v);
			i++;
		}
		at += len;
	}
	const char *year_end = memmem(at, (size_t)(to - at), "年", 3),
		   *month = year_end ? facts_blanks(f, year_end + 3, 99) : to;
	const char *month_end = month < to ? memmem(month, (size_t)(to - month), "月", 3) : NULL;
	if (month_end && facts_han_number(facts_str(month, month_end), &v)) {
		p.month = (int)v;
		p.precision = DATE_MONTH;
		const char *day = facts_blanks(f, month_end + 3, 99);
		if (day < to && facts_han_number(facts_str(day, to - 3), &v)) {
			p.day = (int)v;
			p.precision = DATE_DAY;
		}
	}
	return plausible_year(p.year) ? push(f, p, from, to) : 0;
}

/* 六月九日, of the year told before. */
static int han_day(struct facts *f, const char *from, const char *to)
{
	struct parts p = { .precision = DATE_DAY };
	const char *end = memmem(from, (size_t)(to - from), "月", 3);
	int64_t month = 0, day = 0;

	if (!end || !facts_han_number(str_trim(facts_str(from, end)), &month) ||
		!facts_han_number(str_trim(facts_str(end + 3, to - 3)), &day) || month > 12 || day > 31 ||
		!pending_year(f, from, &p))
		return 0;
	p.month = (int)month;
	p.day = (int)day;
	return push(f, p, from, to);
}

/* 2023年3—5月: the year stands directly before, and is no date of its own. */
static const char *year_before(struct facts *f, const char *from, struct parts *p)
{
	const struct fact_date *before = last_date(f);

	if (!before || before->precision != DATE_YEAR || before->year_inferred || f->text + before->span.end != from)
		return from;
	p->year = before->value.year;
	p->year_known = true;
	f->r->dates.len--;
	return f->text + before->span.start;
}

static int range(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	const char *at = from, *first_end, *second;
	struct parts a = { .precision = DATE_MONTH }, b = { .precision = DATE_MONTH };
	size_t len;
	int x = next_number(&at, to), y, rc;

	first_end = at;
	y = next_number(&at, to);
	second = first_end;
	while (facts_digit(second, to, &len) < 0)
		second++;
	if (t == FACT_Y_RANGE) {
		if (!plausible_year(x) || !plausible_year(y))
			return as_number(f, from, ret_next);
		a.precision = b.precision = DATE_YEAR;
		a.year_known = b.year_known = true;
		a.year = x;
		b.year = y;
	} else {
		if (x < 1 || x > 12 || y < 1 || y > 12 || recurs(f, from))
			return x > 12 || y > 12 ? as_number(f, from, ret_next) : 0;
		from = year_before(f, from, &a);
		a.year_lost = b.year_lost = !a.year && !pending_year(f, from, &a);
		b.year = a.year;
		b.said = a.said;
		b.year_known = a.year_known;
		a.month = x;
		b.month = y;
		to = with_part_of(f, to);
		*ret_next = to;
	}
	rc = push(f, a, from, first_end);
	return rc < 0 ? rc : push(f, b, second, to);
}

static int half_or_quarter(struct facts *f, enum fact_token t, const char *from, const char *to)
{
	static const char numerals[] = "一二三四";
	struct parts p = { .precision = t == FACT_HALF ? DATE_HALF : DATE_QUARTER };
	const char *at = from, *mark = to - (t == FACT_HALF ? 9 : 6);
	size_t len;
	int quarter = 0;

	if (facts_digit(from, to, &len) >= 0 && memmem(from, (size_t)(to - from), "年", 3) &&
		!(t == FACT_HALF && mark == from)) {
		p.year = next_number(&at, to);
		p.year_known = true;
		if (!plausible_year(p.year))
			return 0;
	} else if (recurs(f, from) || !pending_year(f, from, &p)) {
		return 0;
	}
	if (t == FACT_HALF) {
		p.month = facts_at(f, mark, STR("下")) ? 7 : 1;
		return push(f, p, from, to);
	}
	for (int i = 0; i < 4; i++) {
		if (facts_before(f, mark, (struct str){ numerals + 3 * (size_t)i, 3 }))
			quarter = i + 1;
	}
	if (!quarter) {
		const char *digit = facts_back(f, mark);
		quarter = facts_small(digit, mark);
	}
	p.month = quarter * 3 - 2;
	return push(f, p, from, to);
}

/* 24年6月30日: two digits directly before are its year, and no number of years. */
static const char *short_year(struct facts *f, const char *from, struct parts *p)
{
	struct vec *numbers = &f->r->numbers;
	const struct fact_number *n = numbers->len ? &VEC_AT(numbers, struct fact_number, numbers->len - 1) : NULL;

	if (!n || f->text + n->span.end != from || !str_eq(n->unit, STR("年")) ||
		n->span.end - n->span.start != 2 + strlen("年") || n->approximate)
		return from;
	int year = facts_small(from - 5, from - 3);
	if (year < 10 || year > 39)
		return from;
	p->year = 2000 + year;
	p->year_known = true;
	numbers->len--;
	return from - 5;
}

/* 上旬 to 下旬 of one month: the other end, [*ret_from, the result); NULL: none. */
static const char *other_part(const struct facts *f, const char *to, const char **ret_from)
{
	FACTS_LIST(words, STR("上旬"), STR("中旬"), STR("下旬"));
	const char *from = facts_before(f, to, STR("旬")) ? behind_joint(f, to) : NULL;
	const struct str *w = from ? facts_any_at(f, from, words) : NULL;

	*ret_from = from;
	return w ? from + w->len : NULL;
}

/* 2024年4月1日 and its shorter forms. */
static int plain(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	struct parts p = { .precision = DATE_DAY };
	const char *at = from;

	if (t == FACT_YMD || t == FACT_YM || t == FACT_Y) {
		p.year = next_number(&at, to);
		p.year_known = true;
		if (!plausible_year(p.year))
			return as_number(f, from, ret_next);
	}
	if (t == FACT_Y) {
		p.precision = DATE_YEAR;
	} else {
		p.month = next_number(&at, to);
		if (t == FACT_M && (p.month < 1 || p.month > 12))
			return as_number(f, from, ret_next);
	}
	if (t == FACT_YMD || t == FACT_MD)
		p.day = next_number(&at, to);
	else if (t != FACT_Y)
		p.precision = DATE_MONTH;
	if (!p.year_known)
		from = short_year(f, from, &p);
	if (!p.year_known && recurs(f, from))
		return 0;
	p.year_lost = !p.year_known && !pending_year(f, from, &p);
	/* A day or month 0 is a blank form: 2018年0月0日. */
	if ((p.precision != DATE_YEAR && p.month == 0) || (p.precision == DATE_DAY && p.day == 0))
		p.month = UNKNOWN_MONTH;
	to = p.precision == DATE_DAY ? to : with_part_of(f, to);
	*ret_next = to;
	const char *second, *end = p.precision == DATE_MONTH ? other_part(f, to, &second) : NULL;
	int rc = push(f, p, from, to);
	if (rc < 0 || !end)
		return rc;
	*ret_next = end;
	p.year_known = false;
	return push(f, p, second, end);
}

/* 每月10日前, 每月1日至5日: a day of each month, neither a date nor an amount. */
static bool of_each(const struct facts *f, const char *from)
{
	FACTS_LIST(words, STR("每月"), STR("每月的"), STR("每季度末"), STR("按月于"), STR("每季末月"), STR("季度末月"));
	FACTS_LIST(joints, STR("日至"), STR("日到"), STR("日-"), STR("日—"), STR("日－"), STR("日～"), STR("日、"),
		STR("日和"));
	const struct str *w = facts_any_before(f, from, joints);

	for (from = w ? from - w->len : from; w && facts_digit_before(f, from);)
		from = facts_back(f, from);
	return facts_any_before(f, from, words) != NULL;
}

/* 本月20日前, 上月15日: a date that cannot be told. 当月20日 is of the month that was said last. */
static int of_some_month(struct facts *f, const char *from, const char *to, const char **ret_next)
{
	FACTS_LIST(words, STR("本月"), STR("上月"), STR("下月"), STR("次月"), STR("当月"), STR("同月"));
	const struct fact_date *before = last_date(f);
	const struct str *w = facts_any_before(f, from, words);
	struct parts p = { .month = UNKNOWN_MONTH, .precision = DATE_DAY };
	const char *at = from;

	if (of_each(f, from))
		return 0;
	if (!w || recurs(f, from - w->len))
		return as_number(f, from, ret_next);
	p.day = next_number(&at, to);
	bool same = facts_at(f, from - w->len, STR("当月")) || facts_at(f, from - w->len, STR("同月"));
	if (same && before && before->value.year && before->precision != DATE_YEAR) {
		p.year = before->value.year;
		p.month = before->value.month;
	}
	return push(f, p, from - w->len, to);
}

/* "10日" is a date only behind another: 9月2日至10日, 9月2日、10日. */
static int day(struct facts *f, const char *from, const char *to, const char **ret_next)
{
	const struct fact_date *before = last_date(f);
	const char *at = from;

	if (before && before->precision == DATE_DAY && before->value.month) {
		const char *end = f->text + before->span.end;
		bool listed = (facts_at(f, end, STR("、")) || facts_at(f, end, STR("和"))) && end + 3 == from;
		if (listed || joins(f, end, from)) {
			struct parts p = {
				.year = before->value.year, .month = before->value.month, .precision = DATE_DAY
			};
			p.day = next_number(&at, to);
			return push(f, p, from, to);
		}
	}
	return of_some_month(f, from, to, ret_next);
}

int facts_date(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	switch (t) {
	case FACT_RELATIVE:
		return relative(f, from, to);
	case FACT_ISO:
		return iso(f, from, to, ret_next);
	case FACT_COMPACT:
		return compact(f, from, to, ret_next);
	case FACT_HAN_DATE:
		return han_date(f, from, to);
	case FACT_HAN_DAY:
		return han_day(f, from, to);
	case FACT_Y_RANGE:
	case FACT_M_RANGE:
		return range(f, t, from, to, ret_next);
	case FACT_HALF:
	case FACT_QUARTER:
		return half_or_quarter(f, t, from, to);
	case FACT_D:
		return day(f, from, to, ret_next);
	default:
		return plain(f, t, from, to, ret_next);
	}
}

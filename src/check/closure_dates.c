#include "closure.h"

/* Two-digit years in these texts are of this century. */
#define CENTURY 2000

struct date closure_report_date(const struct report *r)
{
	if (!date_is_none(r->signed_date))
		return r->signed_date;
	if (!date_is_none(r->published_date))
		return r->published_date;
	struct date last = { 0 };
	for (struct node *n = node_walk(r->root, r->root); n; n = node_walk(r->root, n)) {
		if (n->kind == NODE_RESULT && !date_is_none(node_date(n)) &&
			(date_is_none(last) || date_cmp(node_date(n), last) > 0))
			last = node_date(n);
	}
	return last;
}

/* Reads ASCII digits at *pos; -1 when there are none. */
static int digits(struct str s, size_t *pos)
{
	int value = -1;
	for (int n = 0; n < 4 && *pos < s.len && s.ptr[*pos] >= '0' && s.ptr[*pos] <= '9'; n++)
		value = (value < 0 ? 0 : value * 10) + (s.ptr[(*pos)++] - '0');
	return value;
}

static bool skip(struct str s, size_t *pos, struct str word)
{
	while (*pos < s.len && (s.ptr[*pos] == ' ' || s.ptr[*pos] == '\t'))
		(*pos)++;
	if (!str_starts(str_sub(s, *pos, s.len), word))
		return false;
	*pos += word.len;
	return true;
}

struct promise {
	int year, month, day; /* 0: not printed */
	bool next_year, this_year;
	bool known;
};

static int last_month_of(struct str rest)
{
	static const struct {
		struct str word;
		int month;
	} parts[] = { { { "上半年", 9 }, 6 }, { { "下半年", 9 }, 12 }, { { "1季度", 7 }, 3 }, { { "2季度", 7 }, 6 },
		{ { "3季度", 7 }, 9 }, { { "4季度", 7 }, 12 }, { { "年底", 6 }, 12 }, { { "年末", 6 }, 12 },
		{ { "年内", 6 }, 12 }, { { "岁末", 6 }, 12 } };
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (str_has(rest, parts[i].word))
			return parts[i].month;
	}
	return 0;
}

static void read_month(struct str s, size_t *pos, struct promise *p)
{
	size_t at = *pos;
	while (at < s.len && s.ptr[at] == ' ')
		at++;
	int n = digits(s, &at);
	if (n < 1 || n > 12 || !skip(s, &at, STR("月"))) {
		p->month = last_month_of(str_sub(s, *pos, s.len));
		return;
	}
	p->month = n;
	while (at < s.len && s.ptr[at] == ' ')
		at++;
	int day = digits(s, &at);
	if (day >= 1 && day <= 31)
		p->day = day;
	else if (str_has(s, STR("中旬")))
		p->day = 20;
	else if (str_has(s, STR("上旬")) || str_has(s, STR("月初")))
		p->day = 10;
}

static int numeral_at(struct str s, size_t at)
{
	static const char numerals[] = "〇一二三四五六七八九十零○";

	for (size_t i = 0; at + 3 <= s.len && i < sizeof(numerals) - 1; i += 3) {
		if (memcmp(s.ptr + at, numerals + i, 3) == 0)
			return i <= 30 ? (int)i / 3 : 0;
	}
	return -1;
}

#define PLAIN_BYTES 64

/* A date as its readers have it: 二〇二五年十一月 and ２０２５ 年 11 月 are 2025年11月. `to` has PLAIN_BYTES. */
static struct str plain_date(struct str s, char *to)
{
	size_t len = 0;

	for (size_t at = 0, n = 1; at < s.len && len + 4 < PLAIN_BYTES; at += n) {
		struct str rest = str_sub(s, at, s.len);
		const unsigned char *u = (const unsigned char *)rest.ptr;
		int numeral = numeral_at(s, at);
		n = *u < 0x80 ? 1 : *u < 0xE0 ? 2 : 3;
		if (*u == ' ' || *u == '\t' || str_starts(rest, STR("　")) || str_starts(rest, STR("\u00A0")))
			continue;
		if (numeral == 10) { /* 十, 十一, 二十, 二十一 */
			if (at < 3 || numeral_at(s, at - 3) < 0)
				to[len++] = '1';
			if (numeral_at(s, at + 3) < 0)
				to[len++] = '0';
		} else if (numeral >= 0) {
			to[len++] = (char)('0' + numeral);
		} else if (str_starts(rest, STR("\xEF\xBC")) && u[2] >= 0x90 && u[2] <= 0x99) {
			to[len++] = (char)('0' + u[2] - 0x90);
		} else {
			n = n < rest.len ? n : rest.len;
			memcpy(to + len, rest.ptr, n);
			len += n;
		}
	}
	return (struct str){ to, len };
}

static struct promise read_promise(struct str printed)
{
	char plain[PLAIN_BYTES];
	struct str s = plain_date(printed, plain);
	struct promise p = { 0 };
	size_t pos = 0;
	int n = digits(s, &pos);
	if (n > 0 && skip(s, &pos, STR("年"))) {
		p.year = n < 100 ? CENTURY + n : n;
		skip(s, &pos, STR("度"));
	} else {
		pos = 0;
		p.next_year = skip(s, &pos, STR("明年")) || skip(s, &pos, STR("次年")) || skip(s, &pos, STR("来年"));
		p.this_year = !p.next_year &&
			      (skip(s, &pos, STR("今年")) || skip(s, &pos, STR("本年")) || skip(s, &pos, STR("当年")));
	}
	size_t before = pos;
	read_month(s, &pos, &p);
	if (p.month == 0 && (p.year || p.next_year || p.this_year)) {
		struct str rest = str_sub(s, before, s.len);
		/* 2021年底 leaves 底; a bare year promises nothing to the day but its end */
		p.month = rest.len == 0 || str_starts(rest, STR("底")) || str_starts(rest, STR("末")) ||
					  str_starts(rest, STR("内")) || str_starts(rest, STR("前"))
				  ? 12
				  : 0;
	}
	p.known = p.month > 0;
	return p;
}

/* The year printed last before `at` within the sentence; 0: none. */
static int sentence_year(const struct report *r, struct span sentence, uint32_t at)
{
	size_t low = 0, high = r->dates.len;
	while (low < high) { /* the first fact at or behind the promise */
		size_t mid = low + (high - low) / 2;
		if (VEC_AT(&r->dates, struct fact_date, mid).span.start < at)
			low = mid + 1;
		else
			high = mid;
	}
	while (low-- > 0) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, low);
		if (d->span.start < sentence.start)
			return 0;
		if (!d->year_inferred && d->value.year > 0)
			return d->value.year;
	}
	return 0;
}

static struct date end_of(int year, const struct promise *p)
{
	if (year < 1 || year > 9999)
		return (struct date){ 0 };
	int days = date_days_in_month(year, p->month);
	int day = p->day > 0 && p->day <= days ? p->day : days;
	return (struct date){ (int16_t)year, (uint8_t)p->month, (uint8_t)day };
}

/* Rectification begins with the inspection: what is promised without a year lies in the twelve months after. */
static struct date base_date(const struct report *r)
{
	if (!date_is_none(r->inspection_start))
		return r->inspection_start;
	return r->feedback_date;
}

/* A promise without a year: the first such day from `base` on. */
static struct date first_from(struct date base, const struct promise *p)
{
	if (p->next_year || p->this_year)
		return end_of(base.year + p->next_year, p);
	struct date d = end_of(base.year, p);
	return date_cmp(d, base) < 0 ? end_of(base.year + 1, p) : d;
}

#define YEAR_DAYS 365
#define NEXT_DAYS 120 /* a promised day that is so near ahead may be meant */

/* 2025年前两个月: the months that begin it, no limit. */
static bool counts_months(struct str printed)
{
	static const struct str counted[] = { STR_INIT("个月"), STR_INIT("季度") };
	size_t at = str_find(printed, STR("前"), 0);

	for (size_t i = 0; at != STR_NPOS && i < sizeof(counted) / sizeof(*counted); i++) {
		if (str_has(str_sub(printed, at, printed.len), counted[i]))
			return true;
	}
	return false;
}

struct date closure_promise_date(
	const struct report *r, struct date report_date, struct span promise, struct span sentence, bool *explicit_year)
{
	struct promise p = read_promise(report_slice(r, promise));
	if (counts_months(report_slice(r, promise)))
		p.known = false;
	*explicit_year = p.year > 0;
	if (!p.known)
		return (struct date){ 0 };
	if (p.year > 0)
		return end_of(p.year, &p);
	struct date base = base_date(r);
	int year = sentence_year(r, sentence, promise.start);
	if (year > 0 && (date_is_none(base) || year >= base.year)) {
		*explicit_year = true;
		return end_of(p.next_year ? year + 1 : year, &p);
	}
	if (date_is_none(base))
		return date_is_none(report_date) || p.next_year || !p.this_year ? (struct date){ 0 }
										: end_of(report_date.year, &p);
	/* inspected in autumn, told in spring, 预计10月底: which October, nobody says */
	struct date d = first_from(base, &p);
	/* of a report of September a year later, 计划10月底前 is this October's as likely */
	if (!date_is_none(report_date) && date_cmp(d, report_date) < 0) {
		int next = date_to_days(first_from(report_date, &p)) - date_to_days(report_date);
		if (next < NEXT_DAYS && date_to_days(report_date) - date_to_days(d) > YEAR_DAYS / 2)
			return (struct date){ 0 };
	}
	bool told = !date_is_none(r->feedback_date) && date_cmp(r->feedback_date, base) > 0;
	return told && date_cmp(first_from(r->feedback_date, &p), d) != 0 ? (struct date){ 0 } : d;
}

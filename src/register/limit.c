/* Limits as people write them ("4 工作时") and the numbers of records. */
#include "register.h"

static const struct {
	struct str word;
	enum clock_unit unit;
} units[] = {
	/* the first of a unit is how it is written back */
	{ STR_INIT("日"), CLOCK_NATURAL_DAYS },
	{ STR_INIT("天"), CLOCK_NATURAL_DAYS },
	{ STR_INIT("自然日"), CLOCK_NATURAL_DAYS },
	{ STR_INIT("个月"), CLOCK_MONTHS },
	{ STR_INIT("工作日"), CLOCK_WORKDAYS },
	{ STR_INIT("工作时"), CLOCK_WORKHOURS },
	{ STR_INIT("工作小时"), CLOCK_WORKHOURS },
	{ STR_INIT("小时"), CLOCK_HOURS },
	{ STR_INIT("紧急工作时"), CLOCK_HOURS },
	{ STR_INIT("分钟"), CLOCK_MINUTES },
};

enum { AMOUNT_MAX = 100000 };

static bool take(struct str *s, struct str word)
{
	if (!str_starts(*s, word))
		return false;
	*s = str_sub(*s, word.len, s->len);
	return true;
}

static bool take_end(struct str *s, struct str word)
{
	if (!str_ends(*s, word))
		return false;
	*s = str_trim(str_sub(*s, 0, s->len - word.len));
	return true;
}

/* One of the words; -1: none. */
static int take_one(struct str *s, const struct str *words, int count)
{
	for (int i = 0; i < count; i++)
		if (take(s, words[i]))
			return i;
	return -1;
}

/* "15", "１５" */
static bool take_digits(struct str *s, int64_t *ret)
{
	static const struct str wide[] = { STR_INIT("０"), STR_INIT("１"), STR_INIT("２"), STR_INIT("３"),
		STR_INIT("４"), STR_INIT("５"), STR_INIT("６"), STR_INIT("７"), STR_INIT("８"), STR_INIT("９") };
	int64_t v = 0;
	bool any = false;

	for (;; any = true) {
		int digit = -1;
		if (s->len > 0 && s->ptr[0] >= '0' && s->ptr[0] <= '9') {
			digit = s->ptr[0] - '0';
			*s = str_sub(*s, 1, s->len);
		} else {
			digit = take_one(s, wide, 10);
		}
		if (digit < 0)
			break;
		v = v * 10 + digit;
		if (v > AMOUNT_MAX)
			return false;
	}
	*ret = v;
	return any;
}

/* "三", "十五", "六十", "一百二十": up to 999. */
static bool take_numeral(struct str *s, int64_t *ret)
{
	static const struct str words[] = { STR_INIT("零"), STR_INIT("一"), STR_INIT("二"), STR_INIT("三"),
		STR_INIT("四"), STR_INIT("五"), STR_INIT("六"), STR_INIT("七"), STR_INIT("八"), STR_INIT("九"),
		STR_INIT("两") };
	int64_t v = 0;
	bool any = false, last = false;

	for (; !last; any = true) {
		int digit = take_one(s, words, 11);
		digit = digit == 10 ? 2 : digit;
		bool hundred = digit > 0 && take(s, STR("百"));
		bool ten = !hundred && take(s, STR("十"));
		if (digit < 0 && !ten)
			break;
		last = digit > 0 && !hundred && !ten; /* 二十五, never 二二 */
		v += hundred ? digit * 100 : ten ? (digit < 0 ? 10 : digit * 10) : digit;
		if (v > 999)
			return false;
	}
	*ret = v;
	return any;
}

/* "工作日", "个工作日", "日内", "个小时以内" */
static bool read_unit(struct str word, enum clock_unit *ret)
{
	static const struct str within[] = { STR_INIT("以内"), STR_INIT("之内"), STR_INIT("内") };

	for (size_t i = 0; i < sizeof within / sizeof within[0]; i++)
		if (take_end(&word, within[i]))
			break;
	for (int again = 0; again < 2; again++) {
		for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
			if (!str_eq(word, units[i].word))
				continue;
			*ret = units[i].unit;
			return true;
		}
		if (!take(&word, STR("个")))
			break;
		word = str_trim(word);
	}
	return false;
}

bool limit_parse(struct str text, struct limit *ret)
{
	struct limit l = { 0 };

	text = str_trim(text);
	bool negative = take(&text, STR("-"));
	if (!take_digits(&text, &l.amount) && !take_numeral(&text, &l.amount))
		return false;
	if (!read_unit(str_trim(text), &l.unit))
		return false;
	l.amount = negative ? -l.amount : l.amount;
	*ret = l;
	return true;
}

void limit_format(struct limit l, struct buf *out)
{
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (units[i].unit != l.unit)
			continue;
		buf_fmt(out, "%lld" STR_FMT, (long long)l.amount, STR_ARG(units[i].word));
		return;
	}
}

void register_number_series(const struct register_def *r, struct date day, struct buf *out)
{
	char iso[DATE_TEXT_MAX];
	static const size_t lengths[] = {
		[NUMBER_NEVER] = 0, [NUMBER_YEAR] = 4, [NUMBER_MONTH] = 7, [NUMBER_DAY] = 10
	};

	date_format(day, iso);
	buf_fmt(out, "no_" STR_FMT, STR_ARG(r->name));
	if (r->number.restart != NUMBER_NEVER)
		buf_fmt(out, ":" STR_FMT, STR_ARG(str_sub(str_from(iso), 0, lengths[r->number.restart])));
}

static int put_seq(const struct register_def *r, struct str width, int64_t seq, struct buf *out, struct err *e)
{
	char text[24];
	int digits = width.len == 1 ? width.ptr[0] - '0' : 1;
	int len = snprintf(text, sizeof text, "%0*lld", digits, (long long)seq);

	if (width.len == 1 && len > digits) {
		err_hint(e, "请在台账定义的 number 里给 {seq} 更多位数，如 {seq:%d}", len);
		return err_set(e, ERR_LIMIT, "“" STR_FMT "”的编号用完了（规则 " STR_FMT " 只有 %d 位序号）",
			STR_ARG(r->title), STR_ARG(r->number.pattern), digits);
	}
	buf_add(out, text, (size_t)len);
	return 0;
}

static int put_part(
	const struct register_def *r, const struct number_parts *p, struct str name, struct buf *out, struct err *e)
{
	if (str_eq(name, STR("unit")))
		buf_str(out, p->unit);
	else if (str_eq(name, STR("department")))
		buf_str(out, p->department);
	else if (str_eq(name, STR("yyyy")))
		buf_fmt(out, "%04d", p->day.year);
	else if (str_eq(name, STR("yy")))
		buf_fmt(out, "%02d", p->day.year % 100);
	else if (str_eq(name, STR("mm")))
		buf_fmt(out, "%02d", p->day.month);
	else if (str_eq(name, STR("dd")))
		buf_fmt(out, "%02d", p->day.day);
	else if (str_starts(name, STR("seq")))
		return put_seq(r, str_sub(name, 4, name.len), p->seq, out, e);
	return 0;
}

int register_number_format(const struct register_def *r, const struct number_parts *p, struct buf *out, struct err *e)
{
	struct str pattern = r->number.pattern;

	if (pattern.len == 0)
		return put_seq(r, STR_NONE, p->seq, out, e);
	for (size_t at = 0; at < pattern.len;) {
		size_t open = str_find(pattern, STR("{"), at);
		size_t close = open == STR_NPOS ? STR_NPOS : str_find(pattern, STR("}"), open);
		if (close == STR_NPOS)
			open = pattern.len;
		buf_str(out, str_sub(pattern, at, open));
		if (close == STR_NPOS)
			break;
		int rc = put_part(r, p, str_sub(pattern, open + 1, close), out, e);
		if (rc < 0)
			return rc;
		at = close + 1;
	}
	return out->failed ? err_nomem(e) : 0;
}

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

bool limit_parse(struct str text, struct limit *ret)
{
	int64_t amount = 0;
	size_t at = 0, digits;

	text = str_trim(text);
	bool negative = text.len > 0 && text.ptr[0] == '-';
	for (at = digits = negative; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++) {
		amount = amount * 10 + (text.ptr[at] - '0');
		if (amount > AMOUNT_MAX)
			return false;
	}
	struct str word = str_trim(str_sub(text, at, text.len));
	for (size_t i = 0; at > digits && i < sizeof units / sizeof units[0]; i++) {
		if (str_eq(word, units[i].word)) {
			*ret = (struct limit){ .amount = negative ? -amount : amount, .unit = units[i].unit };
			return true;
		}
	}
	return false;
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

/* Duty hours as text. */
#include "worktime.h"

#define SPANS                                                                                                          \
	{                                                                                                              \
		.spans = { { 510, 720 }, { 870, 1080 } }, .count = 2                                                   \
	}

const struct duty duty_standard = { .days = { SPANS, SPANS, SPANS, SPANS, SPANS, { .count = 0 }, { .count = 0 } } };

static bool take_minutes(struct str text, uint16_t *ret)
{
	text = str_trim(text);
	if (text.len != 5 || text.ptr[2] != ':')
		return false;
	for (size_t i = 0; i < 5; i++)
		if (i != 2 && (text.ptr[i] < '0' || text.ptr[i] > '9'))
			return false;
	int hour = (text.ptr[0] - '0') * 10 + text.ptr[1] - '0', minute = (text.ptr[3] - '0') * 10 + text.ptr[4] - '0';
	if (minute > 59 || hour * 60 + minute > 1440)
		return false;
	*ret = (uint16_t)(hour * 60 + minute);
	return true;
}

/* The part before `mark`; the rest stays in `s`. */
static struct str take_until(struct str *s, struct str mark)
{
	size_t at = str_find(*s, mark, 0);
	struct str part = str_trim(str_sub(*s, 0, at));

	*s = at == STR_NPOS ? STR("") : str_sub(*s, at + mark.len, s->len);
	return part;
}

static bool read_spans(struct str text, struct duty *d, int weekday)
{
	unsigned count = 0;
	uint16_t last = 0;

	while (text.len > 0) {
		struct str span = take_until(&text, STR(","));
		uint16_t from, to;
		struct str begin = take_until(&span, STR("-"));
		if (count == DUTY_SPANS_MAX || !take_minutes(begin, &from) || !take_minutes(span, &to) || from >= to ||
			(count > 0 && from < last))
			return false;
		d->days[weekday].spans[count++] = (struct duty_span){ from, to };
		last = to;
	}
	d->days[weekday].count = count;
	return count > 0;
}

/* "1-5 08:30-12:00,14:30-18:00", "6 09:00-12:00", or hours alone for Monday to Friday. */
static bool read_days(struct str text, struct duty *d)
{
	int first = 1, last = 5;
	size_t blank = str_find(text, STR(" "), 0);
	struct str head = str_sub(text, 0, blank);

	if (blank != STR_NPOS && !str_has(head, STR(":"))) {
		if (head.len != 1 && !(head.len == 3 && head.ptr[1] == '-'))
			return false;
		first = head.ptr[0] - '0';
		last = head.ptr[head.len - 1] - '0';
		text = str_sub(text, blank, text.len);
	}
	if (first < 1 || last > 7 || first > last)
		return false;
	for (int day = first; day <= last; day++)
		if (!read_spans(str_trim(text), d, day - 1))
			return false;
	return true;
}

int duty_parse(struct str text, struct duty *ret, struct err *e)
{
	struct duty d = { 0 };
	bool any = false, ok = text.len < 1000;

	while (ok && text.len > 0) {
		struct str part = take_until(&text, STR(";"));
		if (part.len == 0)
			continue;
		any = true;
		ok = read_days(part, &d);
	}
	if (!ok || !any) {
		err_hint(e, "写作 08:30-12:00,14:30-18:00，或分星期写 1-5 08:30-12:00,14:30-18:00; 6 09:00-12:00");
		return err_set(e, ERR_INPUT, "值班时间写得不对");
	}
	*ret = d;
	return 0;
}

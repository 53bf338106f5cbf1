/* Dates, instants and numbers as people write them. */
#include "value_private.h"

/* Up to `max` digits; false when there is none. */
static bool take_digits(struct str *s, size_t max, int *ret)
{
	int value = 0;
	size_t n = 0;

	for (; n < max && n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9'; n++)
		value = value * 10 + (s->ptr[n] - '0');
	*s = str_sub(*s, n, s->len);
	*ret = value;
	return n > 0;
}

static bool take(struct str *s, struct str word)
{
	if (!str_starts(*s, word))
		return false;
	*s = str_sub(*s, word.len, s->len);
	return true;
}

static bool take_separator(struct str *s, struct str chinese)
{
	return take(s, STR("-")) || take(s, STR("/")) || take(s, STR(".")) || take(s, chinese);
}

/* Takes a date from the beginning of `s`. */
static bool take_date(struct str *s, struct date *ret)
{
	int year, month, day;
	struct str digits = *s;

	if (!take_digits(s, 4, &year))
		return false;
	if (take_separator(s, STR("年"))) {
		if (!take_digits(s, 2, &month) || !take_separator(s, STR("月")) || !take_digits(s, 2, &day))
			return false;
		take(s, STR("日"));
	} else { /* eight digits in a row */
		if (digits.len < 8 || !take_digits(s, 2, &month) || !take_digits(s, 2, &day) ||
			s->len + 8 != digits.len)
			return false;
	}
	struct date d = { .year = (int16_t)year, .month = (uint8_t)month, .day = (uint8_t)day };
	if (!date_valid(d))
		return false;
	*ret = d;
	return true;
}

bool value_parse_date(struct str text, struct date *ret)
{
	struct date d;

	text = str_trim(text);
	if (!take_date(&text, &d) || text.len > 0)
		return false;
	*ret = d;
	return true;
}

static bool take_zone(struct str *s, int *minutes)
{
	int hour, minute = 0;

	if (s->len == 0)
		return true;
	if (take(s, STR("Z"))) {
		*minutes = 0;
		return true;
	}
	bool west = s->ptr[0] == '-';
	if ((!take(s, STR("+")) && !take(s, STR("-"))) || !take_digits(s, 2, &hour))
		return false;
	take(s, STR(":"));
	if (s->len > 0 && !take_digits(s, 2, &minute))
		return false;
	*minutes = (hour * 60 + minute) * (west ? -1 : 1);
	return hour <= 14 && minute < 60;
}

bool value_parse_time(struct str text, int utc_offset_minutes, int64_t *ret)
{
	int hour, minute, second = 0, fraction = 0, zone = utc_offset_minutes;
	struct date d;

	text = str_trim(text);
	if (!take_date(&text, &d) || (!take(&text, STR("T")) && !take(&text, STR(" "))))
		return false;
	if (!take_digits(&text, 2, &hour) || !take(&text, STR(":")) || !take_digits(&text, 2, &minute))
		return false;
	if (take(&text, STR(":")) && !take_digits(&text, 2, &second))
		return false;
	if (take(&text, STR("."))) {
		size_t before = text.len;
		if (!take_digits(&text, 3, &fraction))
			return false;
		for (size_t n = before - text.len; n < 3; n++)
			fraction *= 10;
	}
	if (!take_zone(&text, &zone) || text.len > 0 || hour > 23 || minute > 59 || second > 59)
		return false;
	int64_t minutes = (int64_t)date_to_days(d) * 1440 + hour * 60 + minute - zone;
	*ret = (minutes * 60 + second) * 1000 + fraction;
	return true;
}

static bool take_sign(struct str *s)
{
	return take(s, STR("-")) || take(s, STR("－")) || take(s, STR("−"));
}

/* value * 10^(scale - d.scale); false when digits would be lost or it does not fit. */
static bool rescale(struct decimal d, int scale, int64_t *ret)
{
	for (; d.scale > scale; d.scale--) {
		if (d.digits % 10 != 0)
			return false;
		d.digits /= 10;
	}
	for (; d.scale < scale; d.scale++)
		if (__builtin_mul_overflow(d.digits, 10, &d.digits))
			return false;
	*ret = d.digits;
	return true;
}

int value_microdegrees(struct str text, int64_t *ret)
{
	struct decimal d;
	int64_t v;

	text = str_trim(text);
	bool negative = take_sign(&text);
	if (!decimal_parse(text, &d))
		return ERR_INPUT;
	for (; d.scale > 6; d.scale--) /* a tenth of a metre and less is noise */
		d.digits /= 10;
	if (!rescale(d, 6, &v))
		return ERR_INPUT;
	*ret = negative ? -v : v;
	return 0;
}

static bool money(struct str text, int64_t *ret)
{
	struct decimal d;
	size_t end = text.len;

	while (end > 0 && !(text.ptr[end - 1] >= '0' && text.ptr[end - 1] <= '9'))
		end--;
	struct str unit = str_trim(str_sub(text, end, text.len));
	return decimal_parse(str_trim(str_sub(text, 0, end)), &d) && fen_from(d, unit.len > 0 ? unit : STR("元"), ret);
}

static int bad_number(const struct field *f, enum field_type type, struct str text, struct err *e)
{
	struct str shown = str_sub(text, 0, 60);

	shown.len = utf8_valid_prefix(shown);
	if (type == FIELD_MONEY)
		return err_set(e, ERR_INPUT, FIELD_FMT "要写成金额（元），最多两位小数，“" STR_FMT "”不是",
			FIELD_ARG(f), STR_ARG(shown));
	if (type == FIELD_DECIMAL)
		return err_set(e, ERR_INPUT, FIELD_FMT "要写成数字，最多%d位小数，“" STR_FMT "”不是", FIELD_ARG(f),
			f->scale, STR_ARG(shown));
	return err_set(e, ERR_INPUT, FIELD_FMT "要写成整数，“" STR_FMT "”不是", FIELD_ARG(f), STR_ARG(shown));
}

int value_number(const struct field *f, enum field_type type, struct str text, int64_t *ret, struct err *e)
{
	struct str rest = str_trim(text);
	struct decimal d;
	int64_t v = 0;
	bool negative = take_sign(&rest), ok;

	if (type == FIELD_MONEY)
		ok = money(rest, &v);
	else
		ok = decimal_parse(rest, &d) && rescale(d, type == FIELD_DECIMAL ? f->scale : 0, &v);
	if (!ok)
		return bad_number(f, type, text, e);
	*ret = negative ? -v : v;
	return 0;
}

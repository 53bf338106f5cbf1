/* Values from and to the text that people write and read. */
#include "value_private.h"

#include "clock.h"

static const struct value none = { .kind = VALUE_NULL };

static int read_bool(const struct field *f, struct str text, struct value *ret, struct err *e)
{
	static const struct {
		struct str word;
		bool value;
	} words[] = { { STR_INIT("是"), true }, { STR_INIT("否"), false }, { STR_INIT("有"), true },
		{ STR_INIT("无"), false }, { STR_INIT("true"), true }, { STR_INIT("false"), false },
		{ STR_INIT("1"), true }, { STR_INIT("0"), false } };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (!str_eq(text, words[i].word))
			continue;
		*ret = value_int(words[i].value);
		return 0;
	}
	return err_set(e, ERR_INPUT, FIELD_FMT "要写“是”或“否”", FIELD_ARG(f));
}

static int read_date(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	char iso[DATE_TEXT_MAX];
	struct date d;

	if (!value_parse_date(text, &d))
		return err_set(e, ERR_INPUT, FIELD_FMT "要写成日期，如 2026-03-05", FIELD_ARG(f));
	date_format(d, iso);
	struct str kept = arena_dup(c->arena, str_from(iso));
	if (!kept.ptr)
		return err_nomem(e);
	*ret = value_text(kept);
	return 0;
}

static int read_time(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	int64_t ms;

	if (!value_parse_time(text, c->utc_offset_minutes, &ms))
		return err_set(e, ERR_INPUT, FIELD_FMT "要写成日期和时刻，如 2026-03-05 09:30", FIELD_ARG(f));
	*ret = value_int(ms);
	return 0;
}

/* The next of several choices: they are parted by 、 , ， ; ； | and line feeds. */
static struct str next_part(struct str *rest)
{
	static const struct str marks[] = { STR_INIT("、"), STR_INIT(","), STR_INIT("，"), STR_INIT(";"),
		STR_INIT("；"), STR_INIT("|"), STR_INIT("\n") };
	size_t end = rest->len, skip = 0;

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		size_t at = str_find(*rest, marks[i], 0);
		if (at == STR_NPOS || at >= end)
			continue;
		end = at;
		skip = marks[i].len;
	}
	struct str part = str_trim(str_sub(*rest, 0, end));
	*rest = str_sub(*rest, end + skip, rest->len);
	return part;
}

static int read_choice(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	bool chosen[VALUE_CHOICES_MAX] = { false };
	const struct choice *one = value_choice(f, text);

	if (!f->multiple) {
		if (!one)
			return value_no_choice(f, text, e);
		*ret = value_text(one->value);
		return 0;
	}
	while (text.len > 0) {
		struct str part = next_part(&text);
		one = value_choice(f, part);
		if (part.len > 0 && !one)
			return value_no_choice(f, part, e);
		if (one)
			chosen[one - f->choices] = true;
	}
	return value_join(c, f, chosen, ret, e);
}

/* "lon,lat": false when it is none. */
static bool read_pair(struct str text, int64_t *lon, int64_t *lat)
{
	size_t comma = str_find(text, STR(","), 0);

	return comma != STR_NPOS && value_microdegrees(str_sub(text, 0, comma), lon) == 0 &&
	       value_microdegrees(str_sub(text, comma + 1, text.len), lat) == 0;
}

/* "address (119.30, 26.08)" or "address @119.30,26.08": the coordinates may be missing. */
static int read_place(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	struct value got[VALUE_COLUMNS_MAX] = { none, none, none };
	size_t open = str_rfind(text, STR("(")), sign = str_rfind(text, STR("@"));
	int64_t lon, lat;
	int rc = 0;

	bool in_brackets = open != STR_NPOS && str_ends(text, STR(")")) &&
			   read_pair(str_sub(text, open + 1, text.len - 1), &lon, &lat);
	bool behind_sign = !in_brackets && sign != STR_NPOS && read_pair(str_sub(text, sign + 1, text.len), &lon, &lat);
	if (in_brackets || behind_sign) {
		rc = value_check_place(f, lon, lat, &got[1], e);
		text = str_sub(text, 0, in_brackets ? open : sign);
	}
	if (rc == 0)
		rc = value_check_text(c, f, text, &got[0], e);
	if (rc == 0)
		memcpy(ret, got, sizeof got);
	return rc;
}

static int read_number(const struct field *f, struct str text, struct value *ret, struct err *e)
{
	int64_t stored;
	int rc = value_number(f, value_type(f), text, &stored, e);

	return rc < 0 ? rc : value_check_number(f, stored, ret, e);
}

static int read_one(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
		return value_check_text(c, f, text, ret, e);
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
	case FIELD_MONEY:
		return read_number(f, text, ret, e);
	case FIELD_BOOL:
		return read_bool(f, text, ret, e);
	case FIELD_DATE:
		return read_date(c, f, text, ret, e);
	case FIELD_TIME:
		return read_time(c, f, text, ret, e);
	case FIELD_CHOICE:
		return read_choice(c, f, text, ret, e);
	case FIELD_CATALOGUE:
		return value_check_code(c, f, text, ret, e);
	case FIELD_REFERENCE:
	case FIELD_PERSON:
	case FIELD_DEPARTMENT:
	case FIELD_UNIT:
		return value_check_id(c, f, text, ret, e);
	case FIELD_PLACE:
		return read_place(c, f, text, ret, e);
	case FIELD_FILES:
		return err_set(e, ERR_INPUT, FIELD_FMT "是附件，要另外上传", FIELD_ARG(f));
	case FIELD_COMPUTED:
		return err_set(e, ERR_INPUT, FIELD_FMT "是算出来的，不能填", FIELD_ARG(f));
	}
	return ERR_INTERNAL;
}

int value_from_text(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	if (utf8_valid_prefix(text) != text.len)
		return err_set(e, ERR_INPUT, FIELD_FMT "不是有效的文字（UTF-8）", FIELD_ARG(f));
	text = str_trim(text);
	if (text.len > 0)
		return read_one(c, f, text, ret, e);
	for (size_t i = 0; i < value_columns(f); i++)
		ret[i] = none;
	return 0;
}

int value_default(const struct value_context *c, const struct field *f, struct value *ret, struct err *e)
{
	char iso[DATE_TEXT_MAX];
	struct str text = f->default_value;

	if (f->type == FIELD_DATE && str_eq(text, STR("today"))) {
		date_format(c->today, iso);
		return read_date(c, f, str_from(iso), ret, e);
	}
	if (f->type == FIELD_TIME && str_eq(text, STR("now")))
		*ret = value_int(c->now_ms);
	else if (f->type == FIELD_PERSON && str_eq(text, STR("me")))
		*ret = c->me > 0 ? value_int(c->me) : none;
	else if (f->type == FIELD_DEPARTMENT && str_eq(text, STR("my_department")))
		*ret = c->my_department > 0 ? value_int(c->my_department) : none;
	else
		return value_from_text(c, f, text, ret, e);
	return 0;
}

/* --- out --- */

static void put_instant(const struct value_context *c, int64_t ms, struct buf *out)
{
	struct clock zone = { .utc_offset_minutes = c->utc_offset_minutes };
	char text[CLOCK_TEXT_MAX];

	clock_format(&zone, ms, text);
	text[10] = ' ';
	buf_add(out, text, 16);
}

static void put_choices(const struct field *f, struct str stored, struct buf *out)
{
	bool first = true;

	if (!f->multiple) {
		const struct choice *one = value_choice(f, stored);
		buf_str(out, one ? one->label : stored);
		return;
	}
	while (stored.len > 0) {
		struct str part = next_part(&stored);
		const struct choice *one = value_choice(f, part);
		if (part.len == 0)
			continue;
		buf_cstr(out, first ? "" : "、");
		buf_str(out, one ? one->label : part);
		first = false;
	}
}

static void put_code(const struct value_context *c, const struct field *f, struct str code, struct buf *out)
{
	struct str label = c->code_label ? c->code_label(c->context, f, code) : STR_NONE;
	const struct catalogue *cat = c->reg ? register_catalogue_of(c->all, c->reg, f, NULL) : NULL;
	const struct catalogue_row *row = cat ? catalogue_row_at(cat, code, (struct date){ 0 }) : NULL;

	buf_str(out, label.ptr ? label : row ? row->label : code);
}

static void put_decimal(int64_t v, int scale, struct buf *out)
{
	char text[DECIMAL_TEXT_MAX];

	buf_str(out, decimal_text((struct decimal){ .digits = v, .scale = (uint8_t)scale }, text));
}

static void put_place(const struct value *v, struct buf *out)
{
	if (v[0].kind == VALUE_TEXT)
		buf_str(out, v[0].s);
	if (v[1].kind != VALUE_INT || v[2].kind != VALUE_INT)
		return;
	buf_cstr(out, v[0].kind == VALUE_TEXT ? " (" : "(");
	put_decimal(v[1].i, 6, out);
	buf_cstr(out, ", ");
	put_decimal(v[2].i, 6, out);
	buf_chr(out, ')');
}

static void put_id(const struct value_context *c, const struct field *f, int64_t id, struct buf *out)
{
	struct str label = c->label ? c->label(c->context, f, id) : STR_NONE;

	if (label.ptr)
		buf_str(out, label);
	else
		buf_fmt(out, "%lld", (long long)id);
}

static void put_int(const struct value_context *c, const struct field *f, int64_t v, struct buf *out)
{
	switch (value_type(f)) {
	case FIELD_DECIMAL:
		put_decimal(v, f->scale, out);
		break;
	case FIELD_MONEY:
		put_decimal(v, 2, out);
		break;
	case FIELD_BOOL:
		buf_cstr(out, v ? "是" : "否");
		break;
	case FIELD_TIME:
		put_instant(c, v, out);
		break;
	case FIELD_REFERENCE:
	case FIELD_PERSON:
	case FIELD_DEPARTMENT:
	case FIELD_UNIT:
		put_id(c, f, v, out);
		break;
	default:
		buf_fmt(out, "%lld", (long long)v);
	}
}

void value_to_text(const struct value_context *c, const struct field *f, const struct value *values, struct buf *out)
{
	enum field_type type = value_type(f);

	if (type == FIELD_FILES)
		return;
	if (type == FIELD_PLACE)
		put_place(values, out);
	else if (values->kind == VALUE_INT)
		put_int(c, f, values->i, out);
	else if (values->kind == VALUE_TEXT && type == FIELD_CHOICE)
		put_choices(f, values->s, out);
	else if (values->kind == VALUE_TEXT && type == FIELD_CATALOGUE)
		put_code(c, f, values->s, out);
	else if (values->kind == VALUE_TEXT)
		buf_str(out, values->s);
}

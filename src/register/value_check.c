/* What a value must keep to once its form is right. */
#include "value_private.h"

#include <regex.h>

enum field_type value_type(const struct field *f)
{
	return f->type == FIELD_COMPUTED ? f->computed_as : f->type;
}

size_t value_columns(const struct field *f)
{
	return f->type == FIELD_PLACE ? 3 : f->type == FIELD_FILES || f->type == FIELD_COMPUTED ? 0 : 1;
}

bool value_is_integer(enum field_type type)
{
	switch (type) {
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
	case FIELD_MONEY:
	case FIELD_BOOL:
	case FIELD_TIME:
	case FIELD_REFERENCE:
	case FIELD_PERSON:
	case FIELD_DEPARTMENT:
	case FIELD_UNIT:
		return true;
	default:
		return false;
	}
}

bool value_eq(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind == VALUE_NULL || (a->kind == VALUE_INT ? a->i == b->i : str_eq(a->s, b->s));
}

static struct str shown_of(struct str text)
{
	struct str shown = str_sub(text, 0, 60);

	shown.len = utf8_valid_prefix(shown);
	return shown;
}

/* The stored integer as people read it. */
static struct str number_text(const struct field *f, int64_t stored, char out[DECIMAL_TEXT_MAX])
{
	enum field_type type = value_type(f);
	uint8_t scale = type == FIELD_MONEY ? 2 : type == FIELD_DECIMAL ? (uint8_t)f->scale : 0;

	return decimal_text((struct decimal){ .digits = stored, .scale = scale }, out);
}

int value_check_number(const struct field *f, int64_t stored, struct value *ret, struct err *e)
{
	char bound[DECIMAL_TEXT_MAX];

	if (f->has_min && stored < f->min)
		return err_set(e, ERR_LIMIT, FIELD_FMT "不能小于 " STR_FMT STR_FMT, FIELD_ARG(f),
			STR_ARG(number_text(f, f->min, bound)), STR_ARG(f->unit));
	if (f->has_max && stored > f->max)
		return err_set(e, ERR_LIMIT, FIELD_FMT "不能大于 " STR_FMT STR_FMT, FIELD_ARG(f),
			STR_ARG(number_text(f, f->max, bound)), STR_ARG(f->unit));
	*ret = value_int(stored);
	return 0;
}

static bool has_control(struct str text, bool lines)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		if (c == 0x7F || (c < 0x20 && !(lines && (c == '\n' || c == '\r' || c == '\t'))))
			return true;
	}
	return false;
}

static int check_pattern(const struct value_context *c, const struct field *f, struct str text, struct err *e)
{
	struct str whole = arena_fmt(c->arena, "^(" STR_FMT ")$", STR_ARG(f->pattern));
	struct str subject = arena_dup(c->arena, text);

	if (!whole.ptr || !subject.ptr)
		return err_nomem(e);
	int code = value_pattern(whole.ptr, subject.ptr);
	if (code == 0)
		return 0;
	if (code != REG_NOMATCH)
		return code == REG_ESPACE ? err_nomem(e) : err_set(e, ERR_INTERNAL, "程序内部错误（字段的格式规则）");
	return err_set(e, ERR_INPUT, FIELD_FMT "“" STR_FMT "”的格式不对：" STR_FMT, FIELD_ARG(f),
		STR_ARG(shown_of(text)), STR_ARG(f->pattern_hint));
}

int value_check_text(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	bool lines = value_type(f) == FIELD_LONGTEXT;
	size_t max = f->has_max ? (size_t)f->max : lines ? VALUE_LONGTEXT_MAX : VALUE_TEXT_MAX;

	text = str_trim(text);
	if (utf8_valid_prefix(text) != text.len)
		return err_set(e, ERR_INPUT, FIELD_FMT "不是有效的文字（UTF-8）", FIELD_ARG(f));
	if (has_control(text, lines))
		return err_set(e, ERR_INPUT,
			lines ? FIELD_FMT "里有控制字符" : FIELD_FMT "只能写一行，不能有换行和控制字符", FIELD_ARG(f));
	size_t chars = utf8_count(text);
	if (chars > max)
		return err_set(e, ERR_LIMIT, FIELD_FMT "最多 %zu 个字，现在有 %zu 个", FIELD_ARG(f), max, chars);
	if (text.len == 0) {
		*ret = (struct value){ .kind = VALUE_NULL };
		return 0;
	}
	int rc = f->pattern.len > 0 ? check_pattern(c, f, text, e) : 0;
	struct str kept = rc < 0 ? STR_NONE : arena_dup(c->arena, text);
	if (rc < 0)
		return rc;
	if (!kept.ptr)
		return err_nomem(e);
	*ret = value_text(kept);
	return 0;
}

const struct choice *value_choice(const struct field *f, struct str text)
{
	for (size_t i = 0; i < f->choices_count; i++)
		if (str_eq(f->choices[i].value, text))
			return &f->choices[i];
	for (size_t i = 0; i < f->choices_count; i++)
		if (str_eq(f->choices[i].label, text))
			return &f->choices[i];
	return NULL;
}

int value_no_choice(const struct field *f, struct str text, struct err *e)
{
	struct buf list;

	buf_init(&list, 200);
	for (size_t i = 0; i < f->choices_count; i++) {
		buf_cstr(&list, i > 0 ? "、" : "");
		buf_str(&list, f->choices[i].label);
	}
	struct str shown = buf_view(&list);
	err_hint(e, "可以选：" STR_FMT "%s", STR_ARG(shown), list.full ? "……" : "");
	buf_clear(&list);
	return err_set(e, ERR_NOTFOUND, FIELD_FMT "没有“" STR_FMT "”这个选项", FIELD_ARG(f), STR_ARG(shown_of(text)));
}

int value_join(
	const struct value_context *c, const struct field *f, const bool *chosen, struct value *ret, struct err *e)
{
	struct buf list;
	bool any = false;

	buf_init(&list, 64 * 1024);
	buf_chr(&list, '|');
	for (size_t i = 0; i < f->choices_count; i++) {
		if (!chosen[i])
			continue;
		any = true;
		buf_str(&list, f->choices[i].value);
		buf_chr(&list, '|');
	}
	struct str kept = list.failed ? STR_NONE : arena_dup(c->arena, buf_view(&list));
	buf_clear(&list);
	if (!kept.ptr)
		return err_nomem(e);
	*ret = any ? value_text(kept) : (struct value){ .kind = VALUE_NULL };
	return 0;
}

/* Of the definition alone: 1, 0, 2 for several. */
static int code_of(const struct catalogue *cat, struct date day, struct str text, struct str *ret)
{
	const struct catalogue_row *row = catalogue_row_at(cat, text, day);
	int found = 0;

	if (row) {
		*ret = row->code;
		return 1;
	}
	for (size_t i = 0; i < cat->rows_count; i++) {
		struct str code = cat->rows[i].code;
		if (!str_eq(cat->rows[i].label, text) || catalogue_row_at(cat, code, day) != &cat->rows[i])
			continue;
		*ret = code; /* people write the words, not the code */
		found++;
	}
	return found > 1 ? 2 : found;
}

int value_check_code(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	const struct catalogue *cat = c->reg ? register_catalogue_of(c->all, c->reg, f, NULL) : NULL;
	struct str code = STR_NONE;
	int found = 0;

	text = str_trim(text);
	if (c->find_code)
		found = c->find_code(c->context, f, text, &code, e);
	else if (cat)
		found = code_of(cat, c->today, text, &code);
	if (found < 0)
		return found;
	if (found != 1) {
		err_hint(e, "请从代码表“" STR_FMT "”里选", STR_ARG(cat ? cat->title : f->target));
		return err_set(e, ERR_NOTFOUND,
			found > 1 ? FIELD_FMT "有几个代码都叫“" STR_FMT "”，请写代码"
				  : FIELD_FMT "没有代码“" STR_FMT "”，或者它现在不用了",
			FIELD_ARG(f), STR_ARG(shown_of(text)));
	}
	text = code;
	struct str kept = arena_dup(c->arena, text);
	if (!kept.ptr)
		return err_nomem(e);
	*ret = value_text(kept);
	return 0;
}

int value_check_id(
	const struct value_context *c, const struct field *f, struct str text, struct value *ret, struct err *e)
{
	static const char *const kinds[] = {
		[FIELD_REFERENCE] = "记录", [FIELD_PERSON] = "人员", [FIELD_DEPARTMENT] = "部门", [FIELD_UNIT] = "单位"
	};
	const char *kind = kinds[value_type(f)];
	int64_t id = 0;

	text = str_trim(text);
	int found = c->resolve ? c->resolve(c->context, f, text, &id, e) : str_id(text, &id);
	if (found < 0)
		return found;
	if (found > 1) {
		err_hint(e, "请改写编号");
		return err_set(e, ERR_NOTFOUND, FIELD_FMT "“" STR_FMT "”不止一个%s", FIELD_ARG(f),
			STR_ARG(shown_of(text)), kind);
	}
	if (found == 0)
		return err_set(e, ERR_NOTFOUND, FIELD_FMT "没有“" STR_FMT "”这个%s", FIELD_ARG(f),
			STR_ARG(shown_of(text)), kind);
	*ret = value_int(id);
	return 0;
}

int value_check_place(const struct field *f, int64_t lon, int64_t lat, struct value *ret, struct err *e)
{
	if (lon < -180000000 || lon > 180000000 || lat < -90000000 || lat > 90000000)
		return err_set(e, ERR_LIMIT, FIELD_FMT "的经度要在 -180 到 180、纬度要在 -90 到 90 之间", FIELD_ARG(f));
	ret[0] = value_int(lon);
	ret[1] = value_int(lat);
	return 0;
}

/* Type changes that lose nothing. A conversion adds its UPDATE; where rows stand against it, a reason. */
#include "schema_private.h"

static void update(struct change *c, struct str column, const char *expression)
{
	buf_fmt(&c->sql, "UPDATE r_" STR_FMT " SET " STR_FMT " = %s WHERE " STR_FMT " IS NOT NULL;\n",
		STR_ARG(c->def->name), STR_ARG(column), expression, STR_ARG(column));
}

static bool is_number(enum field_type t)
{
	return t == FIELD_INTEGER || t == FIELD_DECIMAL || t == FIELD_MONEY;
}

static int scale_of(enum field_type t, int scale)
{
	return t == FIELD_DECIMAL ? scale : t == FIELD_MONEY ? 2 : 0;
}

static int64_t power(int n)
{
	int64_t p = 1;

	while (n-- > 0)
		p *= 10;
	return p;
}

/* The stored integer is the value times a power of ten. */
static int convert_number(struct change *c, const struct old_field *old, const struct field *f)
{
	int by = scale_of(f->type, f->scale) - scale_of(old->type, old->scale);
	int64_t factor = power(by < 0 ? -by : by), n = 0;
	char text[300];

	if (by == 0)
		return 0;
	if (by < 0)
		snprintf(text, sizeof text, STR_FMT " %% %lld <> 0", STR_ARG(old->name), (long long)factor);
	else
		snprintf(text, sizeof text, STR_FMT " > %lld OR " STR_FMT " < %lld", STR_ARG(old->name),
			(long long)(INT64_MAX / factor), STR_ARG(old->name), (long long)(INT64_MIN / factor));
	int rc = schema_count(c, text, &n);
	if (rc < 0)
		return rc;
	if (n > 0)
		return schema_reason(c, "字段 " STR_FMT " 的小数位数变少（或数值放不下），%lld 条记录的它会失真",
			STR_ARG(f->name), (long long)n);
	snprintf(text, sizeof text, STR_FMT " %c %lld", STR_ARG(f->name), by < 0 ? '/' : '*', (long long)factor);
	update(c, f->name, text);
	return 0;
}

/* "'a', 'b'" of the choices the field has now. */
static struct str choice_list(struct change *c, const struct field *f)
{
	struct buf list;

	buf_init(&list, 64 * 1024);
	for (size_t i = 0; i < f->choices_count; i++)
		buf_fmt(&list, "%s'" STR_FMT "'", i > 0 ? ", " : "", STR_ARG(f->choices[i].value));
	struct str kept = list.failed ? STR_NONE : arena_dup(c->arena, buf_view(&list));
	buf_clear(&list);
	return kept;
}

static int gone(struct change *c, const struct field *f, const char *where, const char *what)
{
	int64_t n = 0;

	int rc = schema_count(c, where, &n);
	if (rc < 0 || n == 0)
		return rc;
	return schema_reason(c, "字段 " STR_FMT " %s，但 %lld 条记录还用着", STR_ARG(f->name), what, (long long)n);
}

/* Stored values that are among the choices no longer. */
static int single_choices(struct change *c, const struct old_field *old, const struct field *f)
{
	struct str list = choice_list(c, f);
	struct str where =
		!list.ptr ? list
			  : arena_fmt(c->arena, STR_FMT " NOT IN (" STR_FMT ")", STR_ARG(old->name), STR_ARG(list));

	if (!where.ptr)
		return err_nomem(c->e);
	return gone(c, f, where.ptr, "少了选项");
}

static int multiple_choices(struct change *c, const struct old_field *old, const struct field *f)
{
	char where[200];
	int rc = 0;

	for (size_t at = 1; rc == 0 && at < old->choices.len;) {
		size_t end = str_find(old->choices, STR("|"), at);
		struct str value = str_sub(old->choices, at, end);
		bool kept = false;
		for (size_t i = 0; i < f->choices_count; i++)
			kept = kept || str_eq(f->choices[i].value, value);
		snprintf(where, sizeof where, "text_has(" STR_FMT ", '|" STR_FMT "|')", STR_ARG(old->name),
			STR_ARG(value));
		if (!kept)
			rc = gone(c, f, where, "少了选项");
		at = end == STR_NPOS ? old->choices.len : end + 1;
	}
	return rc;
}

static int convert_choice(struct change *c, const struct old_field *old, const struct field *f)
{
	char text[300];
	int rc = old->multiple ? multiple_choices(c, old, f) : single_choices(c, old, f);

	if (rc < 0 || old->multiple == f->multiple)
		return rc;
	if (f->multiple) {
		snprintf(text, sizeof text, "'|' || " STR_FMT " || '|'", STR_ARG(f->name));
	} else {
		snprintf(text, sizeof text, "length(" STR_FMT ") - length(replace(" STR_FMT ", '|', '')) > 2",
			STR_ARG(old->name), STR_ARG(old->name));
		rc = gone(c, f, text, "改成单选（有的选了几项）");
		snprintf(text, sizeof text, "replace(" STR_FMT ", '|', '')", STR_ARG(f->name));
	}
	if (rc == 0)
		update(c, f->name, text);
	return rc;
}

static int shorten_text(struct change *c, const struct old_field *old, const struct field *f)
{
	char where[300];
	long long max = f->has_max ? (long long)f->max : 500;

	snprintf(where, sizeof where,
		"length(" STR_FMT ") > %lld OR text_has(" STR_FMT ", '\n') OR text_has(" STR_FMT ", '\r')",
		STR_ARG(old->name), max, STR_ARG(old->name), STR_ARG(old->name));
	return gone(c, f, where, "改成一行的 text（有的更长或有换行）");
}

static int text_to_place(struct change *c, const struct field *f)
{
	for (int i = 0; i < 2; i++)
		buf_fmt(&c->sql, "ALTER TABLE r_" STR_FMT " ADD COLUMN " STR_FMT "%s %s;\n", STR_ARG(c->def->name),
			STR_ARG(f->name), i == 0 ? "_lon" : "_lat", schema_type(c->store, true));
	return 0;
}

/* The old values are texts that the new type takes as they are. */
static bool same_text(const struct old_field *old, enum field_type to)
{
	bool to_text = to == FIELD_TEXT || to == FIELD_LONGTEXT;

	return (old->type == FIELD_TEXT && to == FIELD_LONGTEXT) ||
	       (to_text && (old->type == FIELD_CATALOGUE || old->type == FIELD_DATE)) ||
	       (to_text && old->type == FIELD_CHOICE && !old->multiple);
}

/* 0: converted (or a reason was given); 1: there is no conversion. */
int schema_convert(struct change *c, const struct old_field *old, const struct field *f)
{
	bool from_text = old->type == FIELD_TEXT || old->type == FIELD_LONGTEXT;

	if (is_number(old->type) && is_number(f->type))
		return convert_number(c, old, f);
	if (old->type == FIELD_CHOICE && f->type == FIELD_CHOICE)
		return convert_choice(c, old, f);
	if (old->type == f->type || same_text(old, f->type) || (old->type == FIELD_BOOL && f->type == FIELD_INTEGER))
		return 0;
	if (old->type == FIELD_LONGTEXT && f->type == FIELD_TEXT)
		return shorten_text(c, old, f);
	if (from_text && f->type == FIELD_CHOICE && !f->multiple)
		return single_choices(c, old, f);
	if (from_text && f->type == FIELD_PLACE)
		return text_to_place(c, f);
	return 1;
}

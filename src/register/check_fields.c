#include "def_check.h"

#include "sql.h"
#include "value_private.h"

static void check_name(const struct check *c, const struct field *f)
{
	if (sql_keyword(f->name))
		WRONG(c, f->name, "“" STR_FMT "”是保留词，不能用作字段的名字", STR_ARG(f->name));
	else if (register_common_column(f->name))
		WRONG(c, f->name, "“" STR_FMT "”是每个台账都有的列，不能用作字段的名字", STR_ARG(f->name));
	for (size_t i = 0; i < c->def->columns_count; i++) {
		const struct column *column = &c->def->columns[i];
		if (column->part > 0 && str_eq(column->name, f->name))
			WRONG(c, f->name, "“" STR_FMT "”和地点字段“" STR_FMT "”的列同名", STR_ARG(f->name),
				STR_ARG(column->field->name));
	}
	if (f->was.len > 0 && register_field(c->def, f->was))
		WRONG(c, f->was, "was 写的“" STR_FMT "”现在还是一个字段", STR_ARG(f->was));
	for (const struct field *other = c->def->fields; f->was.len > 0 && other < f; other++)
		if (str_eq(other->was, f->was))
			WRONG(c, f->was, "两个字段都写着 was: " STR_FMT, STR_ARG(f->was));
}

static void check_unique(const struct check *c, const struct field *f)
{
	if (f->unique_in_parent && c->def->parent.len == 0)
		WRONG(c, f->name, "unique_in_parent 要有上级台账(parent)；没有上级的写 unique");
	if (f->unique_in_parent && f->unique)
		WRONG(c, f->name, "写了 unique（本单位内不能重复），就不用再写 unique_in_parent");
}

static void check_choices(const struct check *c, const struct field *f)
{
	if (f->choices_count > VALUE_CHOICES_MAX)
		WRONG(c, f->name, "选项太多（最多 %d 个），请改用代码表", VALUE_CHOICES_MAX);
	for (size_t i = 0; i < f->choices_count; i++)
		for (size_t n = 0; n < i; n++)
			if (str_eq(f->choices[n].label, f->choices[i].label))
				WRONG(c, f->choices[i].label, "两个选项都叫“" STR_FMT "”",
					STR_ARG(f->choices[i].label));
}

static void check_pattern(const struct check *c, const struct field *f)
{
	char text[512];

	if (f->pattern.len == 0)
		return;
	int len = snprintf(text, sizeof text, "^(" STR_FMT ")$", STR_ARG(f->pattern));
	if (len < 0 || (size_t)len >= sizeof text) {
		WRONG(c, f->pattern, "pattern 太长");
		return;
	}
	if (value_pattern(text, NULL) == 0)
		return;
	WRONG(c, f->pattern, "pattern 不是正确的正则表达式");
	for (size_t i = 0; i < f->pattern.len; i++)
		if ((unsigned char)f->pattern.ptr[i] >= 0x80) {
			problem_hint(c->problems, "汉字不能写成“一-龥”这样的范围：逐个写出来，不限哪个汉字的写 [^ -~]");
			return;
		}
}

static void check_file_types(const struct check *c, const struct field *f)
{
	for (size_t i = 0; i < f->file_types.count; i++) {
		if (names_have(register_file_words, f->file_types.at[i]))
			continue;
		WRONG(c, f->file_types.at[i], "不认识的扩展名“" STR_FMT "”", STR_ARG(f->file_types.at[i]));
		problem_nearest(c->problems, f->file_types.at[i], register_file_words.at, register_file_words.count);
	}
}

static void check_default(const struct check *c, const struct field *f)
{
	static const struct {
		enum field_type type;
		struct str word;
	} words[] = { { FIELD_DATE, STR_INIT("today") }, { FIELD_TIME, STR_INIT("now") },
		{ FIELD_PERSON, STR_INIT("me") }, { FIELD_DEPARTMENT, STR_INIT("my_department") } };
	struct value v[VALUE_COLUMNS_MAX];
	struct err e = { 0 };
	struct value_context context = {
		.arena = c->problems->arena, .all = c->all, .reg = c->def, .utc_offset_minutes = 480
	};

	if (f->default_value.len == 0 || f->type == FIELD_FILES || f->type == FIELD_COMPUTED)
		return;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (f->type == words[i].type && str_eq(f->default_value, words[i].word))
			return;
	if (f->type == FIELD_PERSON || f->type == FIELD_DEPARTMENT || f->type == FIELD_UNIT ||
		f->type == FIELD_REFERENCE)
		WRONG(c, f->default_value, "这种字段的默认值只能是 %s",
			f->type == FIELD_PERSON       ? "me"
			: f->type == FIELD_DEPARTMENT ? "my_department"
						      : "空");
	else if (value_from_text(&context, f, f->default_value, v, &e) == ERR_NOMEM)
		c->problems->nomem = true;
	else if (e.code != 0)
		WRONG(c, f->default_value, "默认值不对：%s", e.message);
}

static void check_target(const struct check *c, const struct field *f)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;

	if (f->type == FIELD_REFERENCE && f->target.len > 0 && !register_find(c->all, f->target)) {
		for (; count < c->all->count && count < CHECK_WORDS_MAX; count++)
			known[count] = c->all->at[count]->name;
		WRONG(c, f->target, "没有台账“" STR_FMT "”", STR_ARG(f->target));
		problem_nearest(c->problems, f->target, known, count);
	}
	if (f->type == FIELD_CATALOGUE && f->target.len > 0 && !register_catalogue_of(c->all, c->def, f, NULL)) {
		for (; count < c->def->catalogues_count && count < CHECK_WORDS_MAX; count++)
			known[count] = c->def->catalogues[count].name;
		WRONG(c, f->target, "没有代码表“" STR_FMT "”", STR_ARG(f->target));
		problem_nearest(c->problems, f->target, known, count);
	}
}

static void check_catalogue(const struct check *c, const struct catalogue *cat)
{
	for (size_t i = 0; i < cat->rows_count && !c->problems->more; i++) {
		const struct catalogue_row *row = &cat->rows[i];
		for (size_t n = 0; row->code.len > 0 && n < i; n++)
			if (str_eq(cat->rows[n].code, row->code) && str_eq(cat->rows[n].from, row->from))
				WRONG(c, row->code, "代码“" STR_FMT "”写了两次", STR_ARG(row->code));
		if (row->parent.len > 0 && !catalogue_row_at(cat, row->parent, (struct date){ 0 }))
			WRONG(c, row->parent, "上级代码“" STR_FMT "”不存在", STR_ARG(row->parent));
	}
}

static void check_parent(const struct check *c)
{
	const struct register_def *up = c->def;

	if (c->def->parent.len == 0)
		return;
	for (size_t levels = 0; up && up->parent.len > 0; levels++) {
		if (levels > c->all->count || str_eq(up->parent, c->def->name)) {
			WRONG(c, c->def->parent, "上级台账绕成了圈");
			return;
		}
		up = register_find(c->all, up->parent);
	}
	if (!register_find(c->all, c->def->parent)) {
		struct str known[CHECK_WORDS_MAX];
		size_t count = 0;
		for (; count < c->all->count && count < CHECK_WORDS_MAX; count++)
			known[count] = c->all->at[count]->name;
		WRONG(c, c->def->parent, "没有上级台账“" STR_FMT "”", STR_ARG(c->def->parent));
		problem_nearest(c->problems, c->def->parent, known, count);
	}
}

/* What is reckoned from a field tells what stands in it. */
static void check_reckoned(const struct check *c, const struct field *f)
{
	if (f->type != FIELD_COMPUTED || f->see || f->retired)
		return;
	for (size_t i = 0; i < c->def->fields_count; i++) {
		const struct field *other = &c->def->fields[i];
		if (other->see && !other->see->everybody && sql_mentions(f->sql, other->name))
			WRONG(c, f->sql,
				"“" STR_FMT "”是从“" STR_FMT
				"”算出来的，那一项写了 see，这一项也要写（看不到那一项的人会从它推出来）",
				STR_ARG(f->label), STR_ARG(other->label));
	}
}

/* The fields that say something of the record as a whole. */
static void check_special(const struct check *c, const struct register_def *def)
{
	if (def->title_field.len == 0) {
		WRONG(c, def->name, "缺少 title_field（用哪个字段称呼一条记录）");
		return;
	}
	const struct field *title = check_field(c, def, def->title_field);
	if (title && title->type != FIELD_TEXT && title->type != FIELD_LONGTEXT)
		WRONG(c, def->title_field, "title_field 要是 text 或 longtext 字段");
	const struct field *department =
		def->department_field.len > 0 ? check_field(c, def, def->department_field) : NULL;
	if (department && department->type != FIELD_DEPARTMENT)
		WRONG(c, def->department_field, "department_field 要是 department 字段");
}

void check_fields(const struct check *c)
{
	const struct register_def *def = c->def;

	check_parent(c);
	if (def->fields_count == 0)
		WRONG(c, def->name, "台账一个字段也没有");
	for (size_t i = 0; i < def->fields_count; i++) {
		const struct field *f = &def->fields[i];
		check_name(c, f);
		check_unique(c, f);
		check_choices(c, f);
		check_pattern(c, f);
		check_file_types(c, f);
		check_target(c, f);
		if (f->type != FIELD_CATALOGUE || register_catalogue_of(c->all, def, f, NULL))
			check_default(c, f);
		check_who(c, f->see);
		check_who(c, f->edit);
		check_state_names(c, f->see_states);
		check_state_names(c, f->edit_states);
		check_reckoned(c, f);
	}
	for (size_t i = 0; i < def->catalogues_count; i++)
		check_catalogue(c, &def->catalogues[i]);
	check_special(c, def);
}

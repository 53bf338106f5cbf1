/* Views, forms, statistics, checks, prints, numbers. */
#include "def_check.h"

#include "value.h"

static bool builtin(struct str name)
{
	static const struct str known[] = { STR_INIT("no"), STR_INIT("state"), STR_INIT("lamp"), STR_INIT("due"),
		STR_INIT("holder"), STR_INIT("department"), STR_INIT("owner"), STR_INIT("created"),
		STR_INIT("changed") };

	return names_have((struct names){ known, sizeof known / sizeof known[0] }, name);
}

/* A field, or one of the words that every record has; the nearest of both is told. */
static const struct field *check_shown(const struct check *c, struct str name)
{
	static const struct str words[] = { STR_INIT("state"), STR_INIT("lamp"), STR_INIT("due"), STR_INIT("holder"),
		STR_INIT("department"), STR_INIT("owner"), STR_INIT("created"), STR_INIT("changed") };
	struct str near = nearest(name, words, sizeof words / sizeof words[0]);

	if (name.len == 0 || register_field(c->def, name) || near.len == 0)
		return check_field(c, c->def, name);
	WRONG(c, name, "“" STR_FMT "”没有字段“" STR_FMT "”", STR_ARG(c->def->title), STR_ARG(name));
	problem_hint(c->problems, "是不是 " STR_FMT "？", STR_ARG(near));
	return NULL;
}

static void check_columns(const struct check *c, struct names names)
{
	for (size_t i = 0; i < names.count; i++)
		if (!builtin(names.at[i]))
			check_shown(c, names.at[i]);
}

/* What stands in the lanes of a board, or on the days of a calendar. */
static bool groups(const struct check *c, const struct view *v)
{
	static const struct str lanes[] = { STR_INIT("state"), STR_INIT("department"), STR_INIT("holder") },
				days[] = { STR_INIT("due"), STR_INIT("created"), STR_INIT("changed") };

	if (builtin(v->group))
		return names_have((struct names){ v->kind == VIEW_BOARD ? lanes : days, 3 }, v->group);
	const struct field *f = check_shown(c, v->group);
	return !f || (v->kind == VIEW_BOARD ? f->type == FIELD_CHOICE : f->type == FIELD_DATE || f->type == FIELD_TIME);
}

static void check_group(const struct check *c, const struct view *v)
{
	bool board = v->kind == VIEW_BOARD, calendar = v->kind == VIEW_CALENDAR;

	if (v->group.len == 0 && board)
		WRONG(c, v->name, "board 视图要写 group（按什么分栏，如 state）");
	else if (v->group.len == 0 && calendar)
		WRONG(c, v->name, "calendar 视图要写 group（哪个日期，如 due）");
	else if (v->group.len > 0 && !board && !calendar)
		WRONG(c, v->group, "list、form 视图没有 group");
	else if (v->group.len > 0 && !groups(c, v))
		WRONG(c, v->group,
			board ? "board 的 group 要是 state、department、holder 或 choice 字段"
			      : "calendar 的 group 要是 due、created、changed 或日期、时间字段");
}

/* A form to register with: what somebody can fill in. */
static void check_form(const struct check *c, const struct view *v)
{
	if (v->columns.count == 0)
		WRONG(c, v->name, "form 视图要写 columns（登记时填哪些字段）");
	for (size_t i = 0; i < v->columns.count; i++) {
		const struct field *f = check_field(c, c->def, v->columns.at[i]);
		if (f && (f->type == FIELD_FILES || f->type == FIELD_COMPUTED))
			WRONG(c, v->columns.at[i], "“" STR_FMT "”在登记时填不了", STR_ARG(f->label));
	}
}

static void check_view(const struct check *c, const struct view *v)
{
	struct str sort = v->sort.len > 0 && v->sort.ptr[0] == '-' ? str_sub(v->sort, 1, v->sort.len) : v->sort;

	if (v->kind == VIEW_FORM)
		check_form(c, v);
	else
		check_columns(c, v->columns);
	check_columns(c, v->filters);
	if (v->kind == VIEW_LIST && v->columns.count == 0)
		WRONG(c, v->name, "list 视图要写 columns");
	static const struct str unsorted[] = { STR_INIT("holder"), STR_INIT("department"), STR_INIT("owner") };
	bool common = builtin(sort), unsortable = names_have((struct names){ unsorted, 3 }, sort);
	if (unsortable && !register_field(c->def, sort))
		WRONG(c, v->sort, "不能按 " STR_FMT " 排序", STR_ARG(sort));
	if (sort.len > 0 && !common) {
		const struct field *f = check_shown(c, sort);
		if (f && (f->type == FIELD_FILES || f->type == FIELD_COMPUTED))
			WRONG(c, v->sort, "不能按“" STR_FMT "”排序", STR_ARG(f->label));
	}
	check_group(c, v);
}

/* A score is made of ratios. */
static void check_score(const struct check *c, const struct statistic *s)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;

	if (s->score_count > 0 && (s->of.len > 0 || s->percent || s->scale > 0))
		WRONG(c, s->name, "统计“" STR_FMT "”写了 score，不能写 of、percent、scale", STR_ARG(s->label));
	for (size_t i = 0; i < c->def->statistics_count && count < CHECK_WORDS_MAX; i++)
		if (c->def->statistics[i].count.len > 0 && c->def->statistics[i].of.len > 0)
			known[count++] = c->def->statistics[i].name;
	for (size_t i = 0; i < s->score_count; i++) {
		struct str name = s->score[i].statistic;
		if (names_have((struct names){ known, count }, name))
			continue;
		if (register_statistic(c->def, name))
			WRONG(c, name, "统计“" STR_FMT "”不是比率（要有 count 和 of），不能计分", STR_ARG(name));
		else
			WRONG(c, name, "没有统计“" STR_FMT "”", STR_ARG(name));
		problem_nearest(c->problems, name, known, count);
	}
}

static void check_measure(const struct check *c, const struct statistic *s)
{
	int kinds = (s->count.len > 0) + (s->sum.len > 0) + (s->score_count > 0);

	if (kinds == 0)
		WRONG(c, s->name, "统计“" STR_FMT "”要写 count、sum 或 score", STR_ARG(s->label));
	if (kinds > 1)
		WRONG(c, s->name, "统计“" STR_FMT "”的 count、sum、score 只能写一个", STR_ARG(s->label));
	if (s->percent && s->of.len == 0)
		WRONG(c, s->name, "统计“" STR_FMT "”写了 percent，要写分母 of", STR_ARG(s->label));
	if (s->scale > 0 && (s->sum.len == 0 || s->scale > VALUE_SCALE_MAX))
		WRONG(c, s->name, "统计“" STR_FMT "”的 scale 只用于 sum，最多 %d", STR_ARG(s->label), VALUE_SCALE_MAX);
	check_score(c, s);
}

static void check_statistic(const struct check *c, const struct statistic *s)
{
	check_measure(c, s);
	for (size_t i = 0; i < s->by.count; i++) {
		struct str by = s->by.at[i];
		static const struct str month = STR_INIT("month:");
		if (str_eq(by, STR("department")) || str_eq(by, STR("state")))
			continue;
		bool monthly = str_starts(by, month);
		struct str name = monthly ? str_sub(by, month.len, by.len) : by;
		if (monthly &&
			(str_eq(name, STR("created")) || str_eq(name, STR("changed")) || str_eq(name, STR("due"))))
			continue;
		if (!monthly && str_has(by, STR(":"))) {
			WRONG(c, by, "“:”前面只能是 month，按月分组写 month:字段");
			continue;
		}
		const struct field *f = check_shown(c, name);
		if (f && monthly && f->type != FIELD_DATE && f->type != FIELD_TIME)
			WRONG(c, by, "“month:”后面要是日期或时间字段");
		else if (f && !monthly &&
			 (f->type == FIELD_FILES || f->type == FIELD_COMPUTED || f->type == FIELD_LONGTEXT))
			WRONG(c, by, "不能按“" STR_FMT "”分组", STR_ARG(f->label));
	}
}

static void check_number(const struct check *c)
{
	static const char allowed[] =
		"unit|department|yyyy|yy|mm|dd|seq|seq:1|seq:2|seq:3|seq:4|seq:5|seq:6|seq:7|seq:8|seq:9";
	const struct number_rule *n = &c->def->number;
	struct str p = n->pattern;

	if (p.len == 0)
		return;
	check_placeholders(c, p, allowed);
	bool year = str_has(p, STR("{yyyy}")) || str_has(p, STR("{yy}")), month = year && str_has(p, STR("{mm}")),
	     day = month && str_has(p, STR("{dd}"));
	if (!str_has(p, STR("{seq")))
		WRONG(c, p, "编号规则里没有序号（{seq:4}）");
	bool enough = n->restart == NUMBER_NEVER || (n->restart == NUMBER_YEAR && year) ||
		      (n->restart == NUMBER_MONTH && month) || (n->restart == NUMBER_DAY && day);
	if (!enough) {
		WRONG(c, p, "序号会重新从 1 开始，编号里要写出是哪一%s，否则会重号",
			n->restart == NUMBER_YEAR    ? "年"
			: n->restart == NUMBER_MONTH ? "月"
						     : "天");
		problem_hint(c->problems, "year 要有 {yyyy}，month 还要 {mm}，day 还要 {dd}");
	}
}

void check_pages(const struct check *c)
{
	const struct register_def *def = c->def;

	check_number(c);
	for (size_t i = 0; i < def->views_count; i++)
		check_view(c, &def->views[i]);
	for (size_t i = 0; i < def->form_count; i++)
		check_field_names(c, def->form[i].fields);
	for (size_t i = 0; i < def->statistics_count; i++)
		check_statistic(c, &def->statistics[i]);
	for (size_t i = 0; i < def->checks_count; i++) {
		check_placeholders(c, def->checks[i].message, "no|title|due|state");
		for (size_t n = 0; n < i; n++)
			if (str_eq(def->checks[n].code, def->checks[i].code))
				WRONG(c, def->checks[i].code, "两条检查都叫 " STR_FMT, STR_ARG(def->checks[i].code));
	}
	for (size_t i = 0; i < def->prints_count; i++)
		check_columns(c, def->prints[i].fields);
}

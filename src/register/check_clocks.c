/* Clocks, the close gate, rights. */
#include "def_check.h"

static void check_limit_field(const struct check *c, const struct clock_def *k)
{
	const struct field *f = check_field(c, c->def, k->limit_field);

	if (!f)
		return;
	if (f->type == FIELD_INTEGER && k->limit.amount == 0 && k->limit.unit == CLOCK_NATURAL_DAYS)
		return; /* days, unless `default` tells another unit */
	if (f->type != FIELD_INTEGER && f->type != FIELD_DATE && f->type != FIELD_TIME)
		WRONG(c, k->limit_field,
			"时限的 field 要是 integer（数量）、date 或 time（截止）字段，“" STR_FMT "”不是",
			STR_ARG(f->label));
}

static void check_rows(const struct check *c, const struct clock_def *k, const struct catalogue *cat, struct str name)
{
	bool needed = k->limit.amount == 0 && !str_eq(name, k->limit_then);
	int column = catalogue_column(cat, name);
	struct limit limit;

	if (column < 0) {
		WRONG(c, name, "代码表“" STR_FMT "”没有“" STR_FMT "”这一列", STR_ARG(cat->title), STR_ARG(name));
		problem_nearest(c->problems, name, cat->columns.at, cat->columns.count);
		return;
	}
	for (size_t i = 0; i < cat->rows_count; i++) {
		struct str text = cat->rows[i].values[column];
		if (cat->rows[i].code.len == 0)
			continue; /* said already */
		if (text.len == 0 && needed)
			WRONG(c, cat->rows[i].code,
				"代码 " STR_FMT " 没有“" STR_FMT "”，时限“" STR_FMT "”又没有 default",
				STR_ARG(cat->rows[i].code), STR_ARG(name), STR_ARG(k->label));
		else if (text.len > 0 && !limit_parse(text, &limit))
			WRONG(c, text, "“" STR_FMT "”不是时限（如 4 工作时）", STR_ARG(text));
	}
}

/* Each row of the catalogue gives a limit in the column, or the clock has a default for those that do not. */
static void check_limit_column(const struct check *c, const struct clock_def *k)
{
	const struct field *f = check_field(c, c->def, k->limit_catalogue_field);
	const struct field *when = k->limit_if.len > 0 ? check_field(c, c->def, k->limit_if) : NULL;
	const struct catalogue *cat =
		f && f->type == FIELD_CATALOGUE ? register_catalogue_of(c->all, c->def, f, NULL) : NULL;

	if (f && f->type != FIELD_CATALOGUE)
		WRONG(c, k->limit_catalogue_field, "“" STR_FMT "”不是 catalogue 字段", STR_ARG(f->label));
	if (when && when->type != FIELD_BOOL)
		WRONG(c, k->limit_if, "“" STR_FMT "”不是 bool 字段", STR_ARG(when->label));
	if (!cat)
		return;
	check_rows(c, k, cat, k->limit_column);
	if (k->limit_then.len > 0)
		check_rows(c, k, cat, k->limit_then);
}

static bool started(const struct check *c, const struct clock_def *k)
{
	if (k->runs_in.count > 0)
		return true;
	for (size_t i = 0; i < c->def->transitions_count; i++)
		for (size_t n = 0; n < c->def->transitions[i].effects_count; n++) {
			const struct effect *e = &c->def->transitions[i].effects[n];
			if (e->kind == EFFECT_CLOCK_START && str_eq(e->clock, k->name))
				return true;
		}
	return false;
}

static void check_clock(const struct check *c, const struct clock_def *k)
{
	check_state_names(c, k->runs_in);
	check_state_names(c, k->pauses_in);
	if (!started(c, k))
		WRONG(c, k->name, "时限“" STR_FMT "”从不开始：runs_in 是空的，也没有 start 效果", STR_ARG(k->label));
	for (size_t i = 0; i < k->pauses_in.count; i++)
		if (names_have(k->runs_in, k->pauses_in.at[i]))
			WRONG(c, k->pauses_in.at[i], "状态“" STR_FMT "”不能又走又停", STR_ARG(k->pauses_in.at[i]));
	for (size_t i = 0; i < k->runs_in.count; i++) {
		const struct state *s = register_state(c->def, k->runs_in.at[i]);
		if (s && s->final)
			WRONG(c, k->runs_in.at[i], "时限在终止状态“" STR_FMT "”里走", STR_ARG(s->label));
	}
	if (k->limit_field.len > 0)
		check_limit_field(c, k);
	else if (k->limit_catalogue_field.len > 0)
		check_limit_column(c, k);
	if (k->warn.amount < 0)
		WRONG(c, k->name, "warn 是到期前多久，不写负数");
	for (size_t i = 0; i < k->ladder_count; i++) {
		const struct escalation *e = &k->ladder[i];
		check_told(c, &e->to, e->text);
		if (check_who_empty(&e->to))
			WRONG(c, e->text, "升级阶梯的这一级没有写发给谁");
		check_placeholders(c, e->text, "no|title|due|clock|late|state");
	}
}

static bool only_roles(const struct who *w)
{
	return !w->everybody && w->relations == 0 && w->person_fields.count == 0;
}

/* Whether somebody who may pass the gate can do a step that has to: certain only where both name roles alone. */
static bool override_reaches(const struct register_def *def)
{
	const struct who *may = def->gate.override;

	for (size_t i = 0; i < def->transitions_count; i++) {
		const struct transition *t = &def->transitions[i];
		if (!t->closes)
			continue;
		if (!only_roles(&t->who) || !only_roles(may))
			return true;
		for (size_t k = 0; k < may->roles.count; k++)
			if (names_have(t->who.roles, may->roles.at[k]))
				return true;
	}
	return false;
}

static void check_gate(const struct check *c)
{
	const struct gate *g = &c->def->gate;
	const struct at at = { g->line, 0 };
	bool any = g->conditions_count > 0 || g->children_closed || g->evidence.count > 0, closes = false,
	     children = false;

	for (size_t i = 0; i < c->def->transitions_count; i++)
		closes = closes || c->def->transitions[i].closes;
	for (size_t i = 0; i < c->all->count; i++)
		children = children || str_eq(c->all->at[i]->parent, c->def->name);
	if (any && !closes)
		problem(c->problems, at, "写了关口（gate），但没有步骤走到 done 的状态，关口管不到任何事");
	if (!any && g->override)
		problem(c->problems, at, "gate 只写了 override，没有要过的条件");
	if (g->children_closed && !children)
		problem(c->problems, at, "gate 要求下级都已终止，但没有台账以“" STR_FMT "”为上级",
			STR_ARG(c->def->name));
	for (size_t i = 0; i < g->evidence.count; i++) {
		const struct field *f = check_field(c, c->def, g->evidence.at[i]);
		if (f && f->type != FIELD_FILES)
			WRONG(c, g->evidence.at[i], "gate.evidence 要写 files 字段，“" STR_FMT "”不是",
				STR_ARG(f->label));
	}
	check_who(c, g->override);
	if (closes && g->override && !override_reaches(c->def))
		problem(c->problems, at,
			"gate.override 写的人没有一个能办要过关口的步骤，越不过关口：把他写进那一步的 who");
}

/* Rows are asked for by nobody but roles: who destroys has no share in the record. */
static void check_destroying(const struct check *c, const struct rights *r)
{
	const struct who *const both[] = { &r->destroy, &r->destroy_approve };

	for (size_t i = 0; i < sizeof both / sizeof both[0]; i++)
		if (both[i]->everybody || both[i]->relations != 0 || both[i]->person_fields.count > 0)
			WRONG(c, c->def->name, "rights.%s 只能写角色", i == 0 ? "destroy" : "destroy_approve");
	if (check_who_empty(both[0]) != check_who_empty(both[1]))
		WRONG(c, c->def->name, "rights.destroy 和 rights.destroy_approve 要一起写：一人提出，另一人批准");
	if (c->def->retention_years < 0 || c->def->retention_years > 200)
		WRONG(c, c->def->name, "retention_years 是 1 到 200 的整数（永久保存的不写）");
	if (!check_who_empty(both[0]) && c->def->retention_years == 0)
		WRONG(c, c->def->name, "写了 rights.destroy，要写 retention_years：永久保存的不销毁");
}

/* By a step of another register: `create`, or what was drawn above it. */
static bool makes(const struct transition *t, bool above, struct str name)
{
	for (size_t i = 0; i < t->effects_count; i++) {
		const struct effect *e = &t->effects[i];
		if ((e->kind == EFFECT_CREATE && str_eq(e->target, name)) || (e->kind == EFFECT_DRAW && above))
			return true;
	}
	return false;
}

static bool is_made(const struct check *c)
{
	for (size_t i = 0; i < c->all->count; i++) {
		const struct register_def *other = c->all->at[i];
		for (size_t n = 0; n < other->transitions_count; n++)
			if (makes(&other->transitions[n], str_eq(c->def->parent, other->name), c->def->name))
				return true;
	}
	return false;
}

static void check_rights(const struct check *c)
{
	const struct rights *r = &c->def->rights;
	const struct who *const all[] = { &r->create, &r->change, &r->remove, &r->export, &r->import, &r->reveal,
		&r->comment, &r->judge, &r->destroy, &r->destroy_approve };

	if (!r->see)
		return; /* said already */
	if (r->see_count == 0)
		WRONG(c, c->def->name, "rights.see 是空的：谁也看不到这个台账");
	for (size_t i = 0; i < r->see_count; i++)
		if (!str_eq(r->see[i].role, STR("*")) && spot_of(c->spots, r->see[i].role).line > 0)
			check_role(c, r->see[i].role);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		check_who(c, all[i]);
	check_destroying(c, r);
	if (check_who_empty(&r->create) && check_who_empty(&r->import) && !is_made(c))
		WRONG(c, c->def->name,
			"没有人能登记：rights.create 和 rights.import 都是空的，也没有别的台账用 create 新建它");
}

void check_clocks(const struct check *c)
{
	for (size_t i = 0; i < c->def->clocks_count; i++)
		check_clock(c, &c->def->clocks[i]);
	check_gate(c);
	check_rights(c);
}

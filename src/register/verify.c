/* Every expression of a definition, prepared against the real tables: what the tokenizer cannot know, the database does. */
#include "schema_private.h"

struct verifying {
	struct store *store;
	const struct register_def *def;
	struct err *e;
	int rc;
};

/* PostgreSQL looks at a statement when it first runs: no row is asked for. */
static int run_once(struct store *s, const char *sql, const struct sql_params *p, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int rc = store_prepare(s, sql, &st, e);

	if (rc < 0)
		return rc;
	if (p->me > 0)
		store_bind_int(st, p->me, 0);
	if (p->today > 0)
		store_bind_text(st, p->today, STR("1970-01-01"));
	if (p->now > 0)
		store_bind_int(st, p->now, 0);
	return store_run(st, e);
}

/* The line of the definition that the expression begins in; 0: it was written otherwise (over several lines). */
static int line_of(const struct register_def *def, struct str expression)
{
	size_t at = str_find(def->text, expression, 0);
	int line = at != STR_NPOS;

	for (size_t i = 0; line > 0 && i < at; i++)
		line += def->text.ptr[i] == '\n';
	return line;
}

static void try_sql(struct verifying *v, struct str expression, bool condition)
{
	struct sql_params params = { .next = 1 };
	struct buf sql;

	if (expression.len == 0 || v->rc < 0)
		return;
	buf_init(&sql, 1 << 20);
	buf_cstr(&sql, "SELECT ");
	v->rc = register_sql(v->def, expression, condition ? SQL_CONDITION : SQL_VALUE, &params, &sql, v->e);
	buf_fmt(&sql, "FROM r_" STR_FMT " AS this WHERE 1 = 0", STR_ARG(v->def->name));
	buf_chr(&sql, '\0');
	if (v->rc == 0 && sql.failed)
		v->rc = err_nomem(v->e);
	struct err e = { 0 };
	int rc = v->rc == 0 ? run_once(v->store, sql.ptr, &params, &e) : v->rc;
	if (v->rc == 0 && rc < 0) {
		v->rc = err_set(v->e, rc == ERR_NOMEM || rc == ERR_IO ? rc : ERR_INPUT,
			STR_FMT ":%d: 台账“" STR_FMT "”的表达式数据库不接受：" STR_FMT, STR_ARG(v->def->file),
			line_of(v->def, expression), STR_ARG(v->def->title), STR_ARG(expression));
		err_hint(v->e,
			"检查 AND、OR 两边是否写全，逗号和括号是否成对；文字与数字不能相比，是否字段写成 字段 = 1");
		err_log(v->e, "%s", e.log);
	}
	buf_clear(&sql);
}

static void try_conditions(struct verifying *v, const struct condition *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		try_sql(v, at[i].sql, true);
}

static bool is_flag(const struct register_def *def, struct str name)
{
	const struct field *f = def ? register_field(def, name) : NULL;

	return f && f->type == FIELD_BOOL;
}

static void try_effect(struct verifying *v, const struct effect *e)
{
	const struct register_def *target = e->kind == EFFECT_CREATE ? register_find(v->def->all, e->target) : v->def;

	try_sql(v, e->when, true);
	try_sql(v, e->sql, e->kind == EFFECT_SET && is_flag(v->def, e->field));
	for (size_t i = 0; i < e->sets_count; i++)
		try_sql(v, e->sets[i].sql, is_flag(target, e->sets[i].field));
}

static void try_flow(struct verifying *v)
{
	for (size_t i = 0; i < v->def->transitions_count; i++) {
		const struct transition *t = &v->def->transitions[i];
		try_conditions(v, t->conditions, t->conditions_count);
		try_sql(v, t->countersign, false);
		for (size_t n = 0; n < t->effects_count; n++)
			try_effect(v, &t->effects[n]);
	}
	try_conditions(v, v->def->conditions, v->def->conditions_count);
	try_conditions(v, v->def->gate.conditions, v->def->gate.conditions_count);
}

static void try_pages(struct verifying *v)
{
	const struct register_def *def = v->def;

	for (size_t i = 0; i < def->fields_count; i++)
		try_sql(v, def->fields[i].sql, def->fields[i].computed_as == FIELD_BOOL);
	for (size_t i = 0; i < def->views_count; i++)
		try_sql(v, def->views[i].filter_sql, true);
	for (size_t i = 0; i < def->checks_count; i++)
		try_sql(v, def->checks[i].sql, true);
	for (size_t i = 0; i < def->statistics_count; i++) {
		const struct statistic *s = &def->statistics[i];
		try_sql(v, s->count, true);
		try_sql(v, s->sum, false);
		try_sql(v, s->of, true);
		try_sql(v, s->where, true);
	}
}

int register_verify(struct store *s, const struct registers *all, struct err *e)
{
	for (size_t i = 0; i < all->count; i++) {
		struct verifying v = { .store = s, .def = all->at[i], .e = e };
		try_flow(&v);
		try_pages(&v);
		if (v.rc < 0)
			return v.rc;
	}
	return 0;
}

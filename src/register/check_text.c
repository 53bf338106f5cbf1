/* Expressions and sample data: what is written must be understood. */
#include "def_check.h"

#include "value.h"

void check_sqls(const struct check *c)
{
	for (size_t i = 0; i < c->sqls->len; i++) {
		const struct pending_sql *s = &VEC_AT(c->sqls, struct pending_sql, i);
		struct sql_params params = { .next = 1 };
		struct err e = { 0 };
		struct buf out;

		buf_init(&out, 1 << 20);
		int rc = register_sql(c->def, s->sql, s->condition ? SQL_CONDITION : SQL_VALUE, &params, &out, &e);
		buf_clear(&out);
		if (rc == ERR_NOMEM)
			c->problems->nomem = true;
		else if (rc < 0 && params.elsewhere != 1)
			WRONG(c, s->sql, "%s", e.message);
		if (rc < 0 && params.elsewhere != 1 && e.hint[0] != '\0')
			problem_hint(c->problems, "%s", e.hint);
	}
}

/* People, departments and other records are not known here: any name will do. */
static int anything(void *context, const struct field *f, struct str text, int64_t *ret, struct err *e)
{
	(void)context, (void)f, (void)e;
	*ret = 1;
	return text.len > 0;
}

static void check_sample_values(const struct check *c, const struct sample *s)
{
	struct value_context context = { .arena = c->problems->arena,
		.all = c->all,
		.reg = c->def,
		.utc_offset_minutes = 480,
		.resolve = anything };

	for (size_t i = 0; i < s->values_count; i++) {
		const struct field *f = check_field(c, c->def, s->values[i].field);
		struct value v[VALUE_COLUMNS_MAX];
		struct err e = { 0 };
		if (!f)
			continue;
		int rc = value_from_text(&context, f, s->values[i].sql, v, &e);
		if (rc == ERR_NOMEM)
			c->problems->nomem = true;
		else if (rc < 0)
			WRONG(c, s->values[i].sql, "样例的值不对：%s", e.message);
	}
	for (size_t i = 0; i < c->def->fields_count; i++) {
		const struct field *f = &c->def->fields[i];
		bool given = !f->required || f->default_value.len > 0 || f->type == FIELD_FILES;
		for (size_t n = 0; n < s->values_count; n++)
			given = given || str_eq(s->values[n].field, f->name);
		if (!given)
			problem(c->problems, (struct at){ s->line, 0 }, "样例没有给必填字段“" STR_FMT "”",
				STR_ARG(f->name));
	}
}

/* The steps of a sample lead from state to state. */
static void check_sample_steps(const struct check *c, const struct sample *s)
{
	const struct state *initial = register_initial(c->def);
	struct str state = initial ? initial->name : STR_NONE;

	for (size_t i = 0; i < s->steps.count; i++) {
		const struct transition *t = register_transition(c->def, s->steps.at[i]);
		if (!t) {
			check_transition_name(c, s->steps.at[i]);
			return;
		}
		if (!names_have(t->from, state)) {
			WRONG(c, s->steps.at[i], "样例在状态“" STR_FMT "”里走不了“" STR_FMT "”", STR_ARG(state),
				STR_ARG(t->label));
			return;
		}
		if (t->to.len > 0)
			state = t->to;
	}
}

static bool sample_known(const struct registers *all, struct str reg, struct str key)
{
	const struct register_def *r = register_find(all, reg);

	for (size_t i = 0; r && i < r->samples_count; i++)
		if (str_eq(r->samples[i].key, key))
			return true;
	return false;
}

void check_samples(const struct check *c)
{
	for (size_t i = 0; i < c->def->samples_count; i++) {
		const struct sample *s = &c->def->samples[i];
		check_sample_values(c, s);
		check_sample_steps(c, s);
		if (c->def->parent.len == 0 && s->parent.len > 0)
			WRONG(c, s->parent, "这个台账没有上级");
		else if (c->def->parent.len > 0 && !sample_known(c->all, c->def->parent, s->parent))
			problem(c->problems, (struct at){ s->line, 0 }, "样例要写 parent：上级台账里一条样例的 key");
	}
}

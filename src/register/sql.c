/* Translation of expressions. One pass over the tokens with a stack of SELECTs; a SELECT's tables are found by looking ahead. */
#include "sql.h"

#include "problems.h"
#include "sql_types.h"
#include "value.h"

struct alias {
	struct str name;
	const struct register_def *def;
};
struct scope { /* a SELECT in parentheses */
	struct alias aliases[SQL_ALIASES_MAX];
	size_t count, depth; /* of parentheses */
};
struct translation {
	const struct registers *all;
	const struct register_def *def;
	struct sql_params *params;
	struct buf *out;
	struct err *e;
	unsigned nested; /* computed fields within computed fields */
	const struct token *tokens;
	size_t at;
	size_t depth;
	struct scope scopes[SQL_DEPTH_MAX];
	size_t scopes_count;
	bool calls[SQL_DEPTH_MAX + 1]; /* whether the parenthesis belongs to a function */
	struct typing types;
	struct operand operand; /* what the name that was put is */
	bool condition;
};

static int translate(const struct translation *outer, struct str sql, bool condition, unsigned nested);

static const struct token *ahead(const struct translation *t, size_t n)
{
	const struct token *k = &t->tokens[t->at];

	while (n-- > 0 && k->kind != TOKEN_END)
		k++;
	return k;
}

static void put(struct translation *t, struct str text)
{
	buf_str(t->out, text);
	buf_chr(t->out, ' ');
}

/* A state, a choice or a code that lost its quotes. */
static bool is_word(const struct register_def *def, struct str name)
{
	bool found = register_state(def, name) != NULL;

	for (size_t i = 0; i < def->fields_count; i++)
		for (size_t n = 0; n < def->fields[i].choices_count; n++)
			found = found || str_eq(def->fields[i].choices[n].value, name);
	for (size_t i = 0; i < def->catalogues_count; i++)
		found = found || catalogue_row_at(&def->catalogues[i], name, (struct date){ 0 });
	return found;
}

/* What every record has, and what an expression has besides. */
static size_t common_words(const struct register_def *def, struct str *ret)
{
	static const struct str words[] = { STR_INIT("id"), STR_INIT("no"), STR_INIT("state"), STR_INIT("lamp"),
		STR_INIT("department_id"), STR_INIT("owner_id"), STR_INIT("holder_id"), STR_INIT("created_at"),
		STR_INIT("changed_at"), STR_INIT("due_at"), STR_INIT("me"), STR_INIT("today"), STR_INIT("now"),
		STR_INIT("parent_id") };
	size_t count = sizeof words / sizeof words[0] - (def->parent.len == 0);

	for (size_t i = 0; i < count; i++)
		ret[i] = words[i];
	return count;
}

static int no_field(struct translation *t, const struct register_def *def, struct str name)
{
	struct str known[200];
	size_t count = 0;

	if (sql_keyword(name)) {
		if (name.len == 4 && (name.ptr[0] | 0x20) == 'l' && (name.ptr[1] | 0x20) == 'i')
			err_hint(t->e, "含有某段文字写 text_has(字段, '文字')");
		return err_set(t->e, ERR_INPUT, "表达式里不能用 " STR_FMT, STR_ARG(name));
	}
	for (size_t i = 0; i < def->fields_count && count < 180; i++)
		known[count++] = def->fields[i].name;
	count += common_words(def, known + count);
	struct str near = nearest(name, known, count);
	if (near.ptr)
		err_hint(t->e, "是不是 " STR_FMT "？", STR_ARG(near));
	else if (is_word(def, name))
		err_hint(t->e, "文字要写在单引号里：'" STR_FMT "'", STR_ARG(name));
	return err_set(t->e, ERR_INPUT, "“" STR_FMT "”没有字段“" STR_FMT "”", STR_ARG(def->title), STR_ARG(name));
}

static bool has_column(const struct register_def *def, struct str name)
{
	if (str_eq(name, STR("parent_id")))
		return def->parent.len > 0;
	if (register_common_column(name))
		return true;
	for (size_t i = 0; i < def->columns_count; i++)
		if (str_eq(def->columns[i].name, name))
			return true;
	return false;
}

/* --- names --- */

/* A bool alone where a condition is wanted: PostgreSQL takes no integer there. */
static bool alone_as_condition(const struct translation *t, size_t tokens)
{
	static const char *const before[] = { "AND", "OR", "NOT", "WHEN", "WHERE", "ON", "HAVING" };
	static const char *const after[] = { "AND", "OR", "THEN", ")", "GROUP", "ORDER" };
	const struct token *next = ahead(t, tokens), *last = t->at > 0 ? &t->tokens[t->at - 1] : NULL;
	bool opens = t->at > 0 ? sql_is(last, "(") && !t->calls[t->depth] : t->condition,
	     ends = next->kind == TOKEN_END;

	for (size_t i = 0; last && i < sizeof before / sizeof before[0]; i++)
		opens = opens || sql_is(last, before[i]);
	for (size_t i = 0; i < sizeof after / sizeof after[0]; i++)
		ends = ends || sql_is(next, after[i]);
	return opens && ends;
}

static int put_computed(struct translation *t, const struct field *f, struct str alias, size_t tokens)
{
	bool flag = f->computed_as == FIELD_BOOL && alone_as_condition(t, tokens);

	if (!str_eq(alias, STR("this")))
		return err_set(t->e, ERR_INPUT, "“" STR_FMT "”是算出来的字段，不能在子查询里用", STR_ARG(f->label));
	if (t->nested >= SQL_NESTED_MAX) {
		t->params->elsewhere = -1;
		return err_set(t->e, ERR_INPUT, "“" STR_FMT "”是算出来的字段，互相引用的层数太多", STR_ARG(f->label));
	}
	buf_cstr(t->out, flag ? "((" : "(");
	int rc = translate(t, f->sql, f->computed_as == FIELD_BOOL, t->nested + 1);
	if (rc < 0 && t->params->elsewhere == 0)
		t->params->elsewhere = 1;
	buf_cstr(t->out, flag ? ") = 1) " : ") ");
	return rc;
}

/* alias.name, where `tokens` of the text say it. */
static int put_column(struct translation *t, const struct alias *a, struct str name, size_t tokens)
{
	const struct field *f = register_field(a->def, name);

	if (f && f->type == FIELD_FILES)
		return err_set(t->e, ERR_INPUT, "“" STR_FMT "”是附件，不能直接写在表达式里（份数写 files." STR_FMT "）",
			STR_ARG(f->label), STR_ARG(f->name));
	t->operand = f ? operand_of(f) : operand_common(a->def, name);
	if (f && f->type == FIELD_COMPUTED)
		return put_computed(t, f, a->name, tokens);
	if (!has_column(a->def, name))
		return no_field(t, a->def, name);
	bool flag = f && f->type == FIELD_BOOL && alone_as_condition(t, tokens);
	buf_fmt(t->out, flag ? "(" STR_FMT "." STR_FMT " = 1) " : STR_FMT "." STR_FMT " ", STR_ARG(a->name),
		STR_ARG(name));
	return 0;
}

/* parent.name, <reference field>.name: a look into another row. */
static int put_reach(
	struct translation *t, const struct alias *from, struct str by, const struct register_def *def, struct str name)
{
	const struct field *f = register_field(def, name);

	if (f && (f->type == FIELD_FILES || f->type == FIELD_COMPUTED))
		return err_set(t->e, ERR_INPUT, "“" STR_FMT "”的“" STR_FMT "”没有存成一列，不能引用",
			STR_ARG(def->title), STR_ARG(f->label));
	if (!has_column(def, name))
		return no_field(t, def, name);
	t->operand = f ? operand_of(f) : operand_common(def, name);
	buf_fmt(t->out,
		"(SELECT reach." STR_FMT " FROM r_" STR_FMT " AS reach WHERE reach.unit_id = " STR_FMT
		".unit_id AND reach.id = " STR_FMT "." STR_FMT ") ",
		STR_ARG(name), STR_ARG(def->name), STR_ARG(from->name), STR_ARG(from->name), STR_ARG(by));
	return 0;
}

/* clock.name: the deadline of this record's clock, NULL while it has never run. */
static int put_clock(struct translation *t, struct str name)
{
	struct str known[50];
	size_t count = 0;

	for (; count < t->def->clocks_count && count < 50; count++)
		known[count] = t->def->clocks[count].name;
	struct str near = register_clock(t->def, name) ? STR_NONE : nearest(name, known, count);
	if (near.len > 0)
		err_hint(t->e, "是不是 " STR_FMT "？", STR_ARG(near));
	if (!register_clock(t->def, name))
		return err_set(t->e, ERR_INPUT, "没有时限“" STR_FMT "”", STR_ARG(name));
	buf_fmt(t->out,
		"(SELECT reach.due_at FROM record_clock AS reach WHERE reach.unit_id = this.unit_id AND reach.register = '" STR_FMT
		"' AND reach.record_id = this.id AND reach.name = '" STR_FMT "') ",
		STR_ARG(t->def->name), STR_ARG(name));
	return 0;
}

/* files.name: how many files hang in this slot that nobody has rejected. */
static int put_files(struct translation *t, struct str name)
{
	const struct field *f = register_field(t->def, name);

	if (!f || f->type != FIELD_FILES)
		return err_set(t->e, ERR_INPUT, "没有附件字段“" STR_FMT "”", STR_ARG(name));
	buf_fmt(t->out,
		"(SELECT count(*) FROM evidence AS reach WHERE reach.unit_id = this.unit_id AND reach.register = '" STR_FMT
		"' AND reach.record_id = this.id AND reach.slot = '" STR_FMT
		"' AND reach.state IN ('pending', 'accepted')) ",
		STR_ARG(t->def->name), STR_ARG(name));
	return 0;
}

static int put_catalogue(struct translation *t, const struct register_def *def, const struct field *f, struct str name)
{
	const struct catalogue *c = register_catalogue_of(t->all, def, f, NULL);
	int at = catalogue_column(c, name);
	struct field column = at < 0 ? (struct field){ .label = name } : catalogue_field(c, at);

	t->operand = operand_of(&column); /* label and parent are texts */
	return sql_catalogue(def, f, name, t->out, t->e);
}

static void hint_owner(struct translation *t, const struct register_def *def, struct str owner)
{
	struct str known[200] = { STR("this"), STR("clock"), STR("files"), STR("parent") };
	size_t count = def->parent.len > 0 ? 4 : 3;

	for (size_t s = 0; s < t->scopes_count; s++)
		for (size_t i = 0; i < t->scopes[s].count; i++)
			known[count++] = t->scopes[s].aliases[i].name;
	for (size_t i = 0; i < def->fields_count && count < 200; i++)
		if (def->fields[i].type == FIELD_REFERENCE || def->fields[i].type == FIELD_CATALOGUE)
			known[count++] = def->fields[i].name;
	struct str near = nearest(owner, known, count);
	if (near.len > 0)
		err_hint(t->e, "是不是 " STR_FMT "？", STR_ARG(near));
	else
		err_hint(t->e, "点号前面可以是 this、parent、clock、files、引用字段、代码表字段，或子查询里的台账");
}

static int qualified(struct translation *t, const struct alias *self, struct str owner, struct str name)
{
	for (size_t s = t->scopes_count; s > 0; s--) {
		const struct scope *scope = &t->scopes[s - 1];
		for (size_t i = 0; i < scope->count; i++)
			if (str_eq(scope->aliases[i].name, owner))
				return put_column(t, &scope->aliases[i], name, 3);
	}
	if (str_eq(owner, STR("this")))
		return put_column(t, self, name, 3);
	t->operand = (struct operand){ .is = CLASS_NUMBER, .label = name };
	if (str_eq(owner, STR("clock")))
		return put_clock(t, name);
	if (str_eq(owner, STR("files")))
		return put_files(t, name);
	if (str_eq(owner, STR("parent"))) {
		const struct register_def *parent = register_find(t->all, self->def->parent);
		if (!parent)
			return err_set(t->e, ERR_INPUT, "“" STR_FMT "”没有上级台账，不能写 parent.",
				STR_ARG(self->def->title));
		return put_reach(t, self, STR("parent_id"), parent, name);
	}
	const struct field *f = register_field(self->def, owner);
	const struct register_def *target = f && f->type == FIELD_REFERENCE ? register_find(t->all, f->target) : NULL;
	if (target)
		return put_reach(t, self, owner, target, name);
	if (f && f->type == FIELD_CATALOGUE && register_catalogue_of(t->all, self->def, f, NULL))
		return put_catalogue(t, self->def, f, name);
	hint_owner(t, self->def, owner);
	return err_set(t->e, ERR_INPUT, "不知道“" STR_FMT "." STR_FMT "”指什么", STR_ARG(owner), STR_ARG(name));
}

static bool put_parameter(struct translation *t, struct str name)
{
	struct {
		struct str name;
		int *number;
		const char *type;
	} known[] = { { STR("me"), &t->params->me, "bigint" }, { STR("today"), &t->params->today, "text" },
		{ STR("now"), &t->params->now, "bigint" } };

	for (size_t i = 0; i < 3; i++) {
		if (!str_eq(name, known[i].name))
			continue;
		if (*known[i].number == 0)
			*known[i].number = t->params->next++;
		buf_fmt(t->out, "CAST($%d AS %s) ", *known[i].number, known[i].type);
		t->operand = (struct operand){
			.is = i == 1 ? CLASS_TEXT : CLASS_NUMBER, .label = known[i].name, .date = i == 1, .id = i == 0
		};
		return true;
	}
	return false;
}

static int unqualified(struct translation *t, const struct alias *self, struct str name)
{
	if (put_parameter(t, name))
		return 0;
	for (size_t s = t->scopes_count; s > 0; s--) {
		const struct scope *scope = &t->scopes[s - 1];
		for (size_t i = 0; i < scope->count; i++)
			if (register_field(scope->aliases[i].def, name) || has_column(scope->aliases[i].def, name))
				return put_column(t, &scope->aliases[i], name, 1);
	}
	return put_column(t, self, name, 1);
}

static int put_name(struct translation *t)
{
	struct str name = ahead(t, 0)->text;
	struct alias self = { STR("this"), t->def };

	if (sql_is(ahead(t, 1), "(")) {
		size_t count;
		const struct str *known = sql_functions(&count);
		struct str near = nearest(name, known, count);
		if (near.ptr)
			err_hint(t->e, "是不是 " STR_FMT "？", STR_ARG(near));
		return err_set(t->e, ERR_INPUT, "表达式里没有函数“" STR_FMT "”", STR_ARG(name));
	}
	if (!sql_is(ahead(t, 1), ".")) {
		int rc = unqualified(t, &self, name);
		t->at++;
		return rc;
	}
	const struct token *member = ahead(t, 2);
	if (member->kind != TOKEN_NAME)
		return err_set(t->e, ERR_INPUT, "“" STR_FMT ".”后面要写字段", STR_ARG(name));
	int rc = qualified(t, &self, name, member->text);
	t->at += 3;
	return rc;
}

/* --- SELECT --- */

/* Reads "name [alias]" behind FROM or JOIN at token `k`; the number of tokens. */
static int read_table(struct translation *t, const struct token *k, struct scope *scope)
{
	const struct register_def *def = register_find(t->all, k->text);

	if (!def) {
		struct str known[200];
		size_t count = 0;
		for (; count < t->all->count && count < 200; count++)
			known[count] = t->all->at[count]->name;
		struct str near = nearest(k->text, known, count);
		if (near.len > 0)
			err_hint(t->e, "是不是 " STR_FMT "？", STR_ARG(near));
		else
			err_hint(t->e, "FROM 和 JOIN 后面写台账的名字");
		return err_set(t->e, ERR_INPUT, "没有台账“" STR_FMT "”", STR_ARG(k->text));
	}
	bool named = k[1].kind == TOKEN_NAME;
	if (named && sql_keyword(k[1].text))
		return err_set(t->e, ERR_INPUT, "“" STR_FMT "”不能用作别名", STR_ARG(k[1].text));
	if (!named && sql_keyword(k->text)) {
		err_hint(t->e, "写成 FROM " STR_FMT " other，用别名 other 称呼它", STR_ARG(k->text));
		return err_set(t->e, ERR_INPUT, "台账“" STR_FMT "”的名字是 SQL 的词，要起个别名", STR_ARG(k->text));
	}
	if (scope->count == SQL_ALIASES_MAX)
		return err_set(t->e, ERR_INPUT, "一个子查询里最多 %d 个台账", SQL_ALIASES_MAX);
	scope->aliases[scope->count++] = (struct alias){ named ? k[1].text : k->text, def };
	return named ? 2 : 1;
}

/* Finds the tables of the SELECT at the current place, before its columns are read. */
static int open_scope(struct translation *t)
{
	struct scope *scope = &t->scopes[t->scopes_count];
	size_t depth = 0;
	bool found = false;

	if (t->at == 0 || !sql_is(&t->tokens[t->at - 1], "("))
		return err_set(t->e, ERR_INPUT, "SELECT 要写在括号里");
	if (t->scopes_count == SQL_DEPTH_MAX)
		return err_set(t->e, ERR_INPUT, "子查询嵌套太深");
	*scope = (struct scope){ .depth = t->depth };
	for (const struct token *k = ahead(t, 1); k->kind != TOKEN_END; k++) {
		if (sql_is(k, "("))
			depth++;
		if (sql_is(k, ")") && depth-- == 0)
			break;
		if (depth > 0 || (!sql_is(k, "FROM") && !sql_is(k, "JOIN")))
			continue;
		found = true;
		int rc = read_table(t, k + 1, scope);
		if (rc < 0)
			return rc;
	}
	if (!found)
		return err_set(t->e, ERR_INPUT, "SELECT 要有 FROM");
	t->scopes_count++;
	return 0;
}

/* FROM x, JOIN x: the register's live rows of this unit; of a child of `this` only its own. */
static int put_table(struct translation *t)
{
	const struct token *k = ahead(t, 1);
	const struct scope *scope = &t->scopes[t->scopes_count - 1];
	struct scope again = { 0 };

	int used = read_table(t, k, &again);
	if (used < 0)
		return used;
	const struct register_def *def = again.aliases[0].def;
	bool first = str_eq(scope->aliases[0].name, again.aliases[0].name);
	put(t, ahead(t, 0)->text);
	buf_fmt(t->out, "(SELECT * FROM r_" STR_FMT " AS x WHERE x.unit_id = this.unit_id AND x.deleted_at IS NULL",
		STR_ARG(def->name));
	if (first && str_eq(def->parent, t->def->name))
		buf_cstr(t->out, " AND x.parent_id = this.id");
	buf_fmt(t->out, ") AS " STR_FMT " ", STR_ARG(again.aliases[0].name));
	t->at += 1 + (size_t)used;
	return 0;
}

/* --- the pass --- */

static int put_mark(struct translation *t)
{
	const struct token *k = ahead(t, 0), *last = t->at > 0 ? &t->tokens[t->at - 1] : NULL;

	if (sql_is(k, "(")) {
		if (t->depth == SQL_DEPTH_MAX)
			return err_set(t->e, ERR_INPUT, "括号嵌套太深");
		t->calls[++t->depth] = last && last->kind == TOKEN_FUNCTION;
	} else if (sql_is(k, ")")) {
		if (t->depth == 0)
			return err_set(t->e, ERR_INPUT, "多了一个“)”");
		if (t->scopes_count > 0 && t->scopes[t->scopes_count - 1].depth == t->depth)
			t->scopes_count--;
		t->depth--;
	} else if (sql_is(k, ".")) {
		return err_set(t->e, ERR_INPUT, "“.”前面要有名字");
	} else if (sql_is(k, ",") && t->depth == 0) {
		return err_set(t->e, ERR_INPUT, "只能写一个表达式，不能用“,”并列");
	}
	typing_mark(&t->types, k->text);
	put(t, k->text);
	t->at++;
	return 0;
}

static int put_keyword(struct translation *t)
{
	const struct token *k = ahead(t, 0);
	int rc = 0;

	typing_mark(&t->types, k->text);
	if (sql_is(k, "SELECT"))
		rc = open_scope(t);
	if (rc == 0 && t->scopes_count == 0 && (sql_is(k, "FROM") || sql_is(k, "JOIN") || sql_is(k, "LIMIT")))
		rc = err_set(t->e, ERR_INPUT, STR_FMT " 只能写在括号里的 SELECT 中", STR_ARG(k->text));
	if (rc == 0 && (sql_is(k, "FROM") || sql_is(k, "JOIN")))
		return put_table(t);
	put(t, k->text);
	t->at++;
	return rc;
}

/* Two-argument min and max are other functions in PostgreSQL. */
static int put_function(struct translation *t)
{
	const struct token *k = ahead(t, 0);
	size_t depth = 0;
	bool least = str_eq(k->text, STR("min")) || str_eq(k->text, STR("max"));

	for (const struct token *n = ahead(t, 1); least && n->kind != TOKEN_END; n++) {
		depth += sql_is(n, "(");
		if (sql_is(n, ")") && --depth == 0)
			break;
		if (depth == 1 && sql_is(n, ","))
			return err_set(
				t->e, ERR_INPUT, STR_FMT " 只能有一个参数；两个值比大小请用 CASE", STR_ARG(k->text));
	}
	typing_mark(&t->types, k->text);
	put(t, k->text);
	t->at++;
	return 0;
}

static int put_literal(struct translation *t)
{
	const struct token *k = ahead(t, 0);

	/* PostgreSQL computes with 32 bits what looks small: 30 * 86400000 would overflow. */
	if (k->kind == TOKEN_NUMBER && k->text.len > 5)
		buf_fmt(t->out, "CAST(" STR_FMT " AS bigint) ", STR_ARG(k->text));
	else
		put(t, k->text);
	t->operand = operand_literal(k->text);
	t->at++;
	return 0;
}

/* A name or a literal: does it go with what stands before it? */
static int put_operand(struct translation *t)
{
	int rc = ahead(t, 0)->kind == TOKEN_NAME ? put_name(t) : put_literal(t);

	return rc < 0 ? rc : typing_operand(&t->types, t->operand, ahead(t, 0)->text, t->e);
}

static int pass(struct translation *t)
{
	int rc = 0;

	while (rc == 0 && ahead(t, 0)->kind != TOKEN_END) {
		switch (ahead(t, 0)->kind) {
		case TOKEN_KEYWORD:
			rc = put_keyword(t);
			break;
		case TOKEN_FUNCTION:
			rc = put_function(t);
			break;
		case TOKEN_MARK:
			rc = put_mark(t);
			break;
		default:
			rc = put_operand(t);
		}
	}
	if (rc == 0 && t->depth > 0)
		rc = err_set(t->e, ERR_INPUT, "少了一个“)”");
	return rc;
}

static int translate(const struct translation *outer, struct str sql, bool condition, unsigned nested)
{
	struct token tokens[SQL_TOKENS_MAX];
	struct translation t = { .all = outer->all,
		.def = outer->def,
		.params = outer->params,
		.out = outer->out,
		.e = outer->e,
		.nested = nested,
		.tokens = tokens,
		.condition = condition };

	int count = sql_tokens(sql, tokens, SQL_TOKENS_MAX, t.e);
	if (count < 0)
		return count;
	if (count == 0)
		return err_set(t.e, ERR_INPUT, "表达式是空的");
	bool constant = count == 1 && tokens[0].kind == TOKEN_NUMBER;
	condition = condition && !(count == 1 && sql_is(&tokens[0], "NULL")); /* how a bool field is emptied */
	if (condition)
		buf_cstr(t.out, "CASE WHEN ");
	int rc = pass(&t);
	if (rc == 0 && condition && count == 1 && tokens[0].kind == TOKEN_NAME && !t.operand.flag) {
		err_hint(t.e, "写成比较，如 " STR_FMT " > 0；有没有值写 " STR_FMT " IS NOT NULL",
			STR_ARG(tokens[0].text), STR_ARG(tokens[0].text));
		return err_set(t.e, ERR_INPUT, "“" STR_FMT "”不是是非字段，不能单独作条件", STR_ARG(t.operand.label));
	}
	if (condition)
		buf_cstr(t.out, constant ? "<> 0 THEN 1 ELSE 0 END " : "THEN 1 ELSE 0 END ");
	return rc;
}

int register_sql(const struct register_def *r, struct str expression, enum sql_use use, struct sql_params *p,
	struct buf *out, struct err *e)
{
	struct translation t = { .all = r->all, .def = r, .params = p, .out = out, .e = e };

	int rc = translate(&t, expression, use == SQL_CONDITION, 0);
	return rc == 0 && out->failed ? err_nomem(e) : rc;
}

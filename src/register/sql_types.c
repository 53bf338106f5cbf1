#include "sql_types.h"

#include "value.h"

struct operand operand_of(const struct field *f)
{
	enum field_type type = value_type(f);
	struct operand o = { .is = value_is_integer(type) ? CLASS_NUMBER : CLASS_TEXT, .label = f->label };

	o.date = type == FIELD_DATE;
	o.flag = type == FIELD_BOOL;
	o.id = type == FIELD_PERSON || type == FIELD_DEPARTMENT || type == FIELD_UNIT || type == FIELD_REFERENCE;
	return o;
}

struct operand operand_common(struct str name)
{
	static const struct str texts[] = { STR_INIT("no"), STR_INIT("state"), STR_INIT("lamp") };
	bool text = names_have((struct names){ texts, sizeof texts / sizeof texts[0] }, name);

	return (struct operand){ .is = text ? CLASS_TEXT : CLASS_NUMBER,
		.label = name,
		.id = str_ends(name, STR("_id")) || str_eq(name, STR("id")) };
}

/* Digits in quotes are taken for either by both databases. */
struct operand operand_literal(struct str text)
{
	bool digits = text.len > 2;

	if (text.ptr[0] != '\'')
		return (struct operand){ .is = CLASS_NUMBER };
	for (size_t i = 1; i + 1 < text.len; i++)
		digits = digits && text.ptr[i] >= '0' && text.ptr[i] <= '9';
	return (struct operand){ .is = digits ? CLASS_UNKNOWN : CLASS_TEXT };
}

/* --- what goes with what --- */

static const char *kind(const struct operand *o)
{
	return o->date ? "日期" : o->id ? "编号" : o->flag ? "是非" : o->is == CLASS_NUMBER ? "数字" : "文字";
}

static void advise(const struct operand *a, const struct operand *b, struct err *e)
{
	if (a->date || b->date)
		err_hint(e,
			"相差几天写 days_between(a, b)，几天以后写 add_days(日期, n)，日期写在单引号里，如 '2026-03-05'");
	else if (a->id || b->id)
		err_hint(e, "人员、部门、引用存的是编号：和 me 比，或者和另一个这样的字段比");
	else if (a->flag || b->flag)
		err_hint(e, "是非写 字段 = 1、字段 = 0，或者直接写字段名");
	else if ((a->is == CLASS_TEXT ? b : a)->label.len == 0)
		err_hint(e, "文字写在单引号里，如 'A'");
	else
		err_hint(e, "数字不加引号；金额以分计，小数按小数位数放大");
}

static int not_comparable(const struct operand *a, const struct operand *b, struct err *e)
{
	const struct operand *named = a->label.len > 0 ? a : b, *other = named == a ? b : a;

	advise(a, b, e);
	if (other->label.len > 0)
		return err_set(e, ERR_INPUT, "“" STR_FMT "”是%s，“" STR_FMT "”是%s，不能相比", STR_ARG(named->label),
			kind(named), STR_ARG(other->label), kind(other));
	if (named->label.len > 0)
		return err_set(e, ERR_INPUT, "“" STR_FMT "”是%s，不能和%s相比", STR_ARG(named->label), kind(named),
			kind(other));
	return err_set(e, ERR_INPUT, "文字和数字不能相比");
}

static int not_reckonable(const struct operand *o, struct err *e)
{
	err_hint(e, o->date ? "几天以后写 add_days(日期, n)，相差几天写 days_between(a, b)" : "文字相接用 ||");
	if (o->label.len > 0)
		return err_set(e, ERR_INPUT, "“" STR_FMT "”是%s，不能加减乘除", STR_ARG(o->label), kind(o));
	return err_set(e, ERR_INPUT, "文字不能加减乘除");
}

/* --- the walk --- */

static bool one_of(struct str mark, const char *const *marks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(mark, str_from(marks[i])))
			return true;
	return false;
}

void typing_mark(struct typing *t, struct str mark)
{
	static const char *const compares[] = { "=", "<>", "!=", "<", ">", "<=", ">=" }, *const reckons[] = { "+", "-",
		"*", "/", "%" };
	bool c = one_of(mark, compares, 7), r = one_of(mark, reckons, 5), j = str_eq(mark, STR("||"));

	if (r && !t->open)
		return; /* a sign, or all of count(*) */
	t->left = t->open ? t->last : (struct operand){ 0 };
	t->open = false;
	t->waits = c ? OPERATOR_COMPARES : r ? OPERATOR_RECKONS : j ? OPERATOR_JOINS : OPERATOR_NONE;
}

int typing_operand(struct typing *t, struct operand o, bool joins, struct err *e)
{
	bool known = t->left.is != CLASS_UNKNOWN && o.is != CLASS_UNKNOWN;
	int rc = 0;

	if (t->waits == OPERATOR_COMPARES && known && !joins && t->left.is != o.is)
		rc = not_comparable(&t->left, &o, e);
	if (t->waits == OPERATOR_RECKONS && !joins && (t->left.is == CLASS_TEXT || o.is == CLASS_TEXT))
		rc = not_reckonable(t->left.is == CLASS_TEXT ? &t->left : &o, e);
	if (t->waits == OPERATOR_RECKONS)
		o = (struct operand){ .is = CLASS_NUMBER };
	else if (t->waits == OPERATOR_JOINS)
		o = (struct operand){ .is = CLASS_TEXT };
	t->last = o;
	t->open = true;
	t->waits = OPERATOR_NONE;
	return rc;
}

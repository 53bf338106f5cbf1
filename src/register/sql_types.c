#include "sql_types.h"

#include "sql.h"
#include "value.h"

struct operand operand_of(const struct field *f)
{
	enum field_type type = value_type(f);
	struct operand o = { .is = value_is_integer(type) ? CLASS_NUMBER : CLASS_TEXT, .label = f->label };

	if (type == FIELD_INTEGER || type == FIELD_DECIMAL || type == FIELD_MONEY)
		o.places = 1 + (type == FIELD_DECIMAL ? f->scale : type == FIELD_MONEY ? 2 : 0);
	o.date = type == FIELD_DATE;
	o.flag = type == FIELD_BOOL;
	o.choices = f->type == FIELD_CHOICE && !f->multiple ? f : NULL;
	o.id = type == FIELD_PERSON || type == FIELD_DEPARTMENT || type == FIELD_UNIT || type == FIELD_REFERENCE;
	return o;
}

struct operand operand_common(const struct register_def *def, struct str name)
{
	static const struct str texts[] = { STR_INIT("no"), STR_INIT("state"), STR_INIT("lamp") };
	bool text = names_have((struct names){ texts, sizeof texts / sizeof texts[0] }, name);

	return (struct operand){ .is = text ? CLASS_TEXT : CLASS_NUMBER,
		.label = name,
		.states = str_eq(name, STR("state")) ? def : NULL,
		.lamp = str_eq(name, STR("lamp")),
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
	return (struct operand){ .is = digits ? CLASS_UNKNOWN : CLASS_TEXT, .word = str_sub(text, 1, text.len - 1) };
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

/* Both are stored as whole numbers: one of two places less is a hundredth of the other. */
static int not_of_one_scale(const struct operand *a, const struct operand *b, struct err *e)
{
	const struct operand *small = a->places < b->places ? a : b, *large = small == a ? b : a;
	int64_t times = 1;

	for (int i = small->places; i < large->places; i++)
		times *= 10;
	err_hint(
		e, "先把“" STR_FMT "”乘以 %lld，或者把两边的小数位数写成一样", STR_ARG(small->label), (long long)times);
	return err_set(e, ERR_INPUT, "“" STR_FMT "”存到小数 %d 位，“" STR_FMT "”存到小数 %d 位，不能直接相比、相加减",
		STR_ARG(a->label), a->places - 1, STR_ARG(b->label), b->places - 1);
}

/* --- the walk --- */

static bool one_of(struct str mark, const char *const *marks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(mark, str_from(marks[i])))
			return true;
	return false;
}

static bool is_product(struct str mark)
{
	static const char *const marks[] = { "*", "/", "%" };

	return one_of(mark, marks, 3);
}

/* x IN ('a', 'b'), x NOT IN ('a', 'b') */
static void follow_list(struct typing *t, struct str mark)
{
	const struct token k = { TOKEN_KEYWORD, mark };

	if (sql_is(&k, "NOT")) {
		t->before = t->open ? t->last : (struct operand){ 0 };
		return;
	}
	if (sql_is(&k, "IN"))
		t->among = t->open ? t->last : t->before;
	else if (!str_eq(mark, STR("(")) && !str_eq(mark, STR(",")))
		t->among = (struct operand){ 0 };
	t->before = (struct operand){ 0 };
}

void typing_mark(struct typing *t, struct str mark)
{
	static const char *const compares[] = { "=", "<>", "!=", "<", ">", "<=", ">=" }, *const adds[] = { "+", "-" };
	bool c = one_of(mark, compares, 7), a = one_of(mark, adds, 2), r = a || is_product(mark),
	     j = str_eq(mark, STR("||"));

	follow_list(t, mark);
	if (r && !t->open)
		return; /* a sign, or all of count(*) */
	t->left = t->open ? t->last : (struct operand){ 0 };
	t->open = false;
	t->waits = c   ? OPERATOR_COMPARES
		   : a ? OPERATOR_ADDS
		   : r ? OPERATOR_RECKONS
		   : j ? OPERATOR_JOINS
		       : OPERATOR_NONE;
}

int typing_operand(struct typing *t, struct operand o, struct str follows, struct err *e)
{
	bool known = t->left.is != CLASS_UNKNOWN && o.is != CLASS_UNKNOWN, joins = str_eq(follows, STR("||"));
	bool adds = t->waits == OPERATOR_ADDS, reckons = adds || t->waits == OPERATOR_RECKONS;
	int rc = 0;

	o.places = is_product(follows) ? 0 : o.places; /* it is the product that stands on this side */
	bool one_scale = t->left.places == 0 || o.places == 0 || t->left.places == o.places;
	if (t->waits == OPERATOR_COMPARES && known && !joins && t->left.is != o.is)
		rc = not_comparable(&t->left, &o, e);
	else if (reckons && !joins && (t->left.is == CLASS_TEXT || o.is == CLASS_TEXT))
		rc = not_reckonable(t->left.is == CLASS_TEXT ? &t->left : &o, e);
	else if ((adds || t->waits == OPERATOR_COMPARES) && !one_scale)
		rc = not_of_one_scale(&t->left, &o, e);
	else if (t->waits == OPERATOR_COMPARES && !joins)
		rc = typing_word(&t->left, &o, e);
	else if (t->among.is != CLASS_UNKNOWN && !joins)
		rc = typing_word(&t->among, &o, e);
	if (reckons)
		o = (struct operand){ .is = CLASS_NUMBER,
			.places = adds && t->left.places == o.places ? o.places : 0,
			.label = adds ? o.label : STR("") };
	else if (t->waits == OPERATOR_JOINS)
		o = (struct operand){ .is = CLASS_TEXT };
	t->last = o;
	t->open = true;
	t->waits = OPERATOR_NONE;
	return rc;
}

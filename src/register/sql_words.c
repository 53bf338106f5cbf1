/* What is written in quotes beside a field that has words of its own: a state, a lamp, a choice. Another word would never be equal, and
 * nobody would know. */
#include "sql_types.h"

#include "problems.h"
#include "sql.h"

enum { WORDS_MAX = 200 };

static const struct str lamps[] = { STR_INIT("green"), STR_INIT("yellow"), STR_INIT("red"), STR_INIT("blue"),
	STR_INIT("") };

static size_t words_of(const struct operand *o, struct str *ret)
{
	size_t count = 0;

	for (; o->states && count < o->states->states_count && count < WORDS_MAX; count++)
		ret[count] = o->states->states[count].name;
	for (size_t i = 0; o->choices && i < o->choices->choices_count && count < WORDS_MAX; i++)
		ret[count++] = o->choices->choices[i].value;
	for (size_t i = 0; o->lamp && i < sizeof lamps / sizeof lamps[0]; i++)
		ret[count++] = lamps[i];
	return count;
}

/* The word that is shown so. */
static struct str labelled(const struct operand *o, struct str label)
{
	for (size_t i = 0; o->states && i < o->states->states_count; i++)
		if (str_eq(o->states->states[i].label, label))
			return o->states->states[i].name;
	for (size_t i = 0; o->choices && i < o->choices->choices_count; i++)
		if (str_eq(o->choices->choices[i].label, label))
			return o->choices->choices[i].value;
	return STR_NONE;
}

static bool has_words(const struct operand *o)
{
	return o->states || o->choices || o->lamp;
}

static int refuse(const struct operand *o, struct str word, const struct str *known, size_t count, struct err *e)
{
	struct str near = nearest(word, known, count), meant = labelled(o, word);

	if (meant.len > 0)
		err_hint(e, "这里写名字 '" STR_FMT "'，不写显示的文字", STR_ARG(meant));
	else if (near.len > 0)
		err_hint(e, "是不是 '" STR_FMT "'？", STR_ARG(near));
	if (o->states)
		return err_set(
			e, ERR_INPUT, "“" STR_FMT "”没有状态“" STR_FMT "”", STR_ARG(o->states->title), STR_ARG(word));
	if (o->lamp)
		return err_set(
			e, ERR_INPUT, "灯没有“" STR_FMT "”：green、yellow、red、blue，没有时限的是 ''", STR_ARG(word));
	return err_set(e, ERR_INPUT, "“" STR_FMT "”没有选项“" STR_FMT "”", STR_ARG(o->label), STR_ARG(word));
}

int typing_word(const struct operand *a, const struct operand *b, struct err *e)
{
	const struct operand *named = has_words(a) ? a : b, *literal = named == a ? b : a;
	struct str known[WORDS_MAX + 8];

	if (!has_words(named) || !literal->word.ptr)
		return 0;
	size_t count = words_of(named, known);
	for (size_t i = 0; i < count; i++)
		if (str_eq(known[i], literal->word))
			return 0;
	return refuse(named, literal->word, known, count, e);
}

int sql_check_word(const struct field *f, struct str sql, struct err *e)
{
	struct token tokens[4];
	struct err unused = { 0 };

	if (!f || sql_tokens(sql, tokens, 4, &unused) != 1 || tokens[0].kind != TOKEN_STRING)
		return 0;
	struct operand field = operand_of(f), literal = operand_literal(tokens[0].text);
	return typing_word(&field, &literal, e);
}

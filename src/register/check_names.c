/* Names that must exist. */
#include "def_check.h"

const struct field *check_field(const struct check *c, const struct register_def *def, struct str name)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;
	const struct field *f = register_field(def, name);

	if (name.len == 0 || (f && !f->retired))
		return f; /* an empty name has been reported as missing */
	if (f) {
		WRONG(c, name, "字段“" STR_FMT "”已经停用", STR_ARG(name));
		return NULL;
	}
	for (; count < def->fields_count && count < CHECK_WORDS_MAX; count++)
		known[count] = def->fields[count].name;
	WRONG(c, name, "“" STR_FMT "”没有字段“" STR_FMT "”", STR_ARG(def->title), STR_ARG(name));
	problem_nearest(c->problems, name, known, count);
	return NULL;
}

void check_field_names(const struct check *c, struct names names)
{
	for (size_t i = 0; i < names.count; i++)
		check_field(c, c->def, names.at[i]);
}

const struct state *check_state(const struct check *c, struct str name)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;
	const struct state *s = register_state(c->def, name);

	if (s)
		return s;
	for (; count < c->def->states_count && count < CHECK_WORDS_MAX; count++)
		known[count] = c->def->states[count].name;
	WRONG(c, name, "没有状态“" STR_FMT "”", STR_ARG(name));
	problem_nearest(c->problems, name, known, count);
	return NULL;
}

void check_state_names(const struct check *c, struct names names)
{
	for (size_t i = 0; i < names.count; i++)
		check_state(c, names.at[i]);
}

void check_role(const struct check *c, struct str full)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0, dot = str_find(full, STR("."), 0);
	const struct register_def *owner = dot == STR_NPOS ? NULL : register_find(c->all, str_sub(full, 0, dot));

	for (size_t i = 0; owner && i < owner->roles_count; i++) {
		if (str_eq(owner->roles[i].value, full))
			return;
		if (count < CHECK_WORDS_MAX)
			known[count++] = owner->roles[i].value;
	}
	for (size_t i = 0; !owner && dot != STR_NPOS && i < c->all->count && count < CHECK_WORDS_MAX; i++)
		for (size_t k = 0; k < c->all->at[i]->roles_count && count < CHECK_WORDS_MAX; k++)
			known[count++] = c->all->at[i]->roles[k].value;
	WRONG(c, full, owner ? "没有“" STR_FMT "”这个角色" : "“" STR_FMT "”指的台账不存在", STR_ARG(full));
	if (!owner && nearest(str_sub(full, 0, dot), (const struct str[]){ STR("field") }, 1).len > 0)
		problem_hint(c->problems, "是不是 field." STR_FMT "？", STR_ARG(str_sub(full, dot + 1, full.len)));
	else
		problem_nearest(c->problems, full, known, count);
}

void check_who(const struct check *c, const struct who *who)
{
	if (!who)
		return;
	for (size_t i = 0; i < who->roles.count; i++) {
		/* one of this register was found when it was read */
		size_t dot = str_find(who->roles.at[i], STR("."), 0);
		if (!str_eq(str_sub(who->roles.at[i], 0, dot), c->def->name))
			check_role(c, who->roles.at[i]);
		else if (spot_of(c->spots, who->roles.at[i]).line > 0)
			check_role(c, who->roles.at[i]);
	}
	for (size_t i = 0; i < who->person_fields.count; i++) {
		const struct field *f = check_field(c, c->def, who->person_fields.at[i]);
		if (f && f->type != FIELD_PERSON)
			WRONG(c, who->person_fields.at[i], "“field." STR_FMT "”要是 person 字段", STR_ARG(f->name));
	}
}

/* A role that is told of records it can never see is told nothing. */
void check_told(const struct check *c, const struct who *who, struct str text)
{
	const struct rights *rights = &c->def->rights;

	check_who(c, who);
	for (size_t i = 0; who && i < who->roles.count && rights->see_count > 0; i++) {
		bool sees = false;
		for (size_t n = 0; n < rights->see_count && !sees; n++)
			sees = str_eq(rights->see[n].role, STR("*")) || str_eq(rights->see[n].role, who->roles.at[i]);
		if (sees)
			continue;
		WRONG(c, text, "要通知角色“" STR_FMT "”，可 rights.see 里没有它，它看不到记录，也就收不到通知",
			STR_ARG(who->roles.at[i]));
		problem_hint(c->problems, "在 rights.see 里给它一个范围，或者通知别人");
	}
}

bool check_who_empty(const struct who *who)
{
	return !who->everybody && who->relations == 0 && who->roles.count == 0 && who->person_fields.count == 0;
}

void check_placeholders(const struct check *c, struct str text, const char *allowed)
{
	struct str known[READ_WORDS_MAX];
	size_t count = read_words(allowed, known, READ_WORDS_MAX);

	for (size_t at = 0; (at = str_find(text, STR("{"), at)) != STR_NPOS; at++) {
		size_t end = str_find(text, STR("}"), at);
		struct str word = str_sub(text, at + 1, end);
		if (end != STR_NPOS && names_have((struct names){ known, count }, word))
			continue;
		WRONG(c, text, "不认识的占位“{" STR_FMT "}”", STR_ARG(word));
		problem_nearest(c->problems, word, known, count);
	}
}

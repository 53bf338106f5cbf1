/* States, steps and what follows from them. */
#include "def_check.h"

#include "sql.h"

enum { STATES_MAX = 64 };

static bool leaves(const struct transition *t, struct str state)
{
	return t->to.len > 0 && names_have(t->from, state) && !str_eq(t->to, state);
}

/* Marks what can be reached from the initial state. */
static void reach(const struct register_def *def, bool reached[STATES_MAX])
{
	bool more = true;

	for (size_t i = 0; i < def->states_count; i++)
		reached[i] = def->states[i].initial;
	while (more) {
		more = false;
		for (size_t n = 0; n < def->transitions_count; n++) {
			const struct transition *t = &def->transitions[n];
			const struct state *to = register_state(def, t->to);
			if (!to || reached[to - def->states])
				continue;
			for (size_t i = 0; i < def->states_count && !reached[to - def->states]; i++)
				more |= reached[to - def->states] =
					reached[i] && names_have(t->from, def->states[i].name);
		}
	}
}

/* A step that names a state wrongly: where it leads to, or from, is told there. */
static bool steps_are_known(const struct register_def *def)
{
	for (size_t n = 0; n < def->transitions_count; n++) {
		const struct transition *t = &def->transitions[n];
		if (t->to.len > 0 && !register_state(def, t->to))
			return false;
		for (size_t i = 0; i < t->from.count; i++)
			if (!register_state(def, t->from.at[i]))
				return false;
	}
	return true;
}

static void check_states(const struct check *c)
{
	const struct register_def *def = c->def;
	bool known = steps_are_known(def);
	bool reached[STATES_MAX] = { false };
	size_t initial = 0, final = 0;

	if (def->states_count == 0 || def->states_count > STATES_MAX) {
		WRONG(c, def->name, def->states_count == 0 ? "台账一个状态也没有" : "状态太多（最多 %d 个）",
			STATES_MAX);
		return;
	}
	reach(def, reached);
	for (size_t i = 0; i < def->states_count; i++) {
		const struct state *s = &def->states[i];
		bool out = false;
		initial += s->initial;
		final += s->final;
		if (s->initial && initial > 1)
			WRONG(c, s->name, "只能有一个状态写 initial: true");
		if (s->counts_done && !s->final)
			WRONG(c, s->name, "状态“" STR_FMT "”写着 done 却不是 final", STR_ARG(s->label));
		for (size_t n = 0; n < def->transitions_count; n++)
			out = out || leaves(&def->transitions[n], s->name);
		if (!out && !s->final && known)
			WRONG(c, s->name, "状态“" STR_FMT "”没有出路：没有步骤离开它，它又不是 final",
				STR_ARG(s->label));
	}
	if (initial == 0)
		WRONG(c, def->name, "没有状态写 initial: true（登记后的状态）");
	for (size_t i = 0; initial > 0 && known && i < def->states_count; i++)
		if (!reached[i])
			WRONG(c, def->states[i].name, "状态“" STR_FMT "”到不了：没有步骤走到它",
				STR_ARG(def->states[i].label));
	if (final == 0)
		WRONG(c, def->name, "没有状态写 final: true（终止状态）");
}

/* --- effects --- */

static bool fires(const struct register_def *def, enum effect_kind kind, struct str step)
{
	for (size_t i = 0; i < def->transitions_count; i++)
		for (size_t k = 0; k < def->transitions[i].effects_count; k++)
			if (def->transitions[i].effects[k].kind == kind &&
				str_eq(def->transitions[i].effects[k].target, step))
				return true;
	return false;
}

static bool fired_from_elsewhere(const struct check *c, const struct transition *t)
{
	for (size_t i = 0; i < c->all->count; i++) {
		const struct register_def *other = c->all->at[i];
		if ((str_eq(other->parent, c->def->name) && fires(other, EFFECT_PARENT, t->name)) ||
			(str_eq(other->name, c->def->parent) && fires(other, EFFECT_CHILDREN, t->name)))
			return true;
	}
	return false;
}

static void settable(const struct check *c, const struct register_def *def, struct str name)
{
	const struct field *f = check_field(c, def, name);

	if (f && (f->type == FIELD_FILES || f->type == FIELD_COMPUTED || f->type == FIELD_PLACE))
		WRONG(c, name, "不能给“" STR_FMT "”赋值（附件、算出来的字段和地点都不行）", STR_ARG(f->label));
}

/* One word put into a choice. */
static void check_word(const struct check *c, const struct register_def *def, const struct assignment *a)
{
	struct err e = { 0 };

	if (sql_check_word(register_field(def, a->field), a->sql, &e) == 0)
		return;
	WRONG(c, a->sql, "%s", e.message);
	if (e.hint[0] != '\0')
		problem_hint(c->problems, "%s", e.hint);
}

static void check_create(const struct check *c, const struct effect *e)
{
	const struct register_def *target = register_find(c->all, e->target);
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;

	if (!target) {
		for (; count < c->all->count && count < CHECK_WORDS_MAX; count++)
			known[count] = c->all->at[count]->name;
		WRONG(c, e->target, "没有台账“" STR_FMT "”", STR_ARG(e->target));
		problem_nearest(c->problems, e->target, known, count);
		return;
	}
	if (target->parent.len > 0 && !str_eq(target->parent, c->def->name))
		WRONG(c, e->target, "“" STR_FMT "”要挂在“" STR_FMT "”下面，不能从这里新建", STR_ARG(target->title),
			STR_ARG(target->parent));
	for (size_t i = 0; i < e->sets_count; i++) {
		settable(c, target, e->sets[i].field);
		check_word(c, target, &e->sets[i]);
	}
	for (size_t i = 0; i < target->fields_count; i++) {
		const struct field *f = &target->fields[i];
		bool given = f->default_value.len > 0 || !f->required;
		for (size_t n = 0; n < e->sets_count; n++)
			given = given || str_eq(e->sets[n].field, f->name);
		if (!given)
			WRONG(c, e->target, "新建“" STR_FMT "”时没有给必填字段“" STR_FMT "”", STR_ARG(target->title),
				STR_ARG(f->name));
	}
}

static void check_clock_name(const struct check *c, struct str name)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;

	if (register_clock(c->def, name))
		return;
	for (; count < c->def->clocks_count && count < CHECK_WORDS_MAX; count++)
		known[count] = c->def->clocks[count].name;
	WRONG(c, name, "没有时限“" STR_FMT "”", STR_ARG(name));
	problem_nearest(c->problems, name, known, count);
}

static void integer_field(const struct check *c, struct str name, const char *what)
{
	const struct field *f = check_field(c, c->def, name);

	if (f && f->type != FIELD_INTEGER)
		WRONG(c, name, "%s要用 integer 字段，“" STR_FMT "”不是", what, STR_ARG(f->label));
}

static void check_parent_step(const struct check *c, const struct effect *e)
{
	const struct register_def *parent = register_find(c->all, c->def->parent);
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;

	if (!parent) {
		WRONG(c, e->target, "这个台账没有上级，不能写 parent 效果");
		return;
	}
	if (register_transition(parent, e->target))
		return;
	for (; count < parent->transitions_count && count < CHECK_WORDS_MAX; count++)
		known[count] = parent->transitions[count].name;
	WRONG(c, e->target, "上级台账“" STR_FMT "”没有步骤“" STR_FMT "”", STR_ARG(parent->title), STR_ARG(e->target));
	problem_nearest(c->problems, e->target, known, count);
}

/* Some register below must know the step. */
static void check_children_step(const struct check *c, const struct effect *e)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < c->all->count; i++) {
		const struct register_def *child = c->all->at[i];
		if (!str_eq(child->parent, c->def->name))
			continue;
		if (register_transition(child, e->target))
			return;
		for (size_t k = 0; k < child->transitions_count && count < CHECK_WORDS_MAX; k++)
			known[count++] = child->transitions[k].name;
	}
	WRONG(c, e->target, "下级台账里没有步骤“" STR_FMT "”", STR_ARG(e->target));
	problem_nearest(c->problems, e->target, known, count);
}

struct needed {
	const char *name;
	enum field_type type;
	const char *word;
};

static void need_field(const struct check *c, const struct effect *e, const struct needed *n)
{
	const struct field *f = register_field(c->def, str_from(n->name));

	if (!f || f->retired || f->type != n->type)
		WRONG(c, e->target, "draw 要有字段 %s（%s）", n->name, n->word);
}

/* A register below whose field `item` says what is drawn from. */
static bool has_drawn(const struct check *c)
{
	for (size_t i = 0; i < c->all->count; i++) {
		const struct register_def *child = c->all->at[i];
		const struct field *item =
			str_eq(child->parent, c->def->name) ? register_field(child, STR("item")) : NULL;
		const struct field *no = item ? register_field(child, STR("item_no")) : NULL;
		if (item && item->type == FIELD_REFERENCE && no && no->type == FIELD_TEXT)
			return true;
	}
	return false;
}

static void check_draw(const struct check *c, const struct effect *e)
{
	static const struct needed needed[] = { { "number", FIELD_INTEGER, "integer" },
		{ "percent", FIELD_INTEGER, "integer" }, { "list", FIELD_LONGTEXT, "longtext" },
		{ "listed", FIELD_INTEGER, "integer" }, { "taken", FIELD_INTEGER, "integer" },
		{ "list_hash", FIELD_TEXT, "text" }, { "seed_hash", FIELD_TEXT, "text" },
		{ "seed", FIELD_TEXT, "text" }, { "result", FIELD_LONGTEXT, "longtext" } };

	if (!str_eq(e->target, STR("publish")) && !str_eq(e->target, STR("take")) &&
		!str_eq(e->target, STR("hand_out")))
		WRONG(c, e->target, "draw 只能是 publish、take 或 hand_out");
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		need_field(c, e, &needed[i]);
	if (!has_drawn(c))
		WRONG(c, e->target, "draw 要有一份下级台账，它的字段 item 引用要抽的台账，item_no（text）写编号");
}

static void check_effect(const struct check *c, const struct effect *e)
{
	switch (e->kind) {
	case EFFECT_SET:
		settable(c, c->def, e->field);
		check_word(c, c->def, &(struct assignment){ e->field, e->sql });
		break;
	case EFFECT_CREATE:
		check_create(c, e);
		break;
	case EFFECT_NOTIFY:
		if (check_who_empty(e->who))
			WRONG(c, e->text, "没有写通知谁");
		check_told(c, e->who, e->text);
		check_placeholders(c, e->text, "no|title|due|state|reason");
		break;
	case EFFECT_CLOCK_EXTEND:
		integer_field(c, e->field, "extend 的 by ");
		check_clock_name(c, e->clock);
		break;
	case EFFECT_CLOCK_START:
	case EFFECT_CLOCK_PAUSE:
	case EFFECT_CLOCK_RESUME:
	case EFFECT_CLOCK_STOP:
		check_clock_name(c, e->clock);
		break;
	case EFFECT_COUNT:
		integer_field(c, e->field, "count ");
		break;
	case EFFECT_PARENT:
		check_parent_step(c, e);
		break;
	case EFFECT_CHILDREN:
		check_children_step(c, e);
		break;
	case EFFECT_DRAW:
		check_draw(c, e);
		break;
	case EFFECT_HOLDER:
	case EFFECT_DEPARTMENT:
		break;
	}
}

/* --- transitions --- */

void check_transition_name(const struct check *c, struct str name)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;

	if (register_transition(c->def, name))
		return;
	for (; count < c->def->transitions_count && count < CHECK_WORDS_MAX; count++)
		known[count] = c->def->transitions[count].name;
	WRONG(c, name, "没有步骤“" STR_FMT "”", STR_ARG(name));
	problem_nearest(c->problems, name, known, count);
}

static void check_asked(const struct check *c, struct names names)
{
	for (size_t i = 0; i < names.count; i++) {
		const struct field *f = check_field(c, c->def, names.at[i]);
		if (f && f->type == FIELD_COMPUTED)
			WRONG(c, names.at[i], "“" STR_FMT "”是算出来的，不能填", STR_ARG(f->label));
	}
}

/* A form cannot show what its state hides. */
static void check_shown(const struct check *c, const struct transition *t)
{
	for (size_t i = 0; t->from.at && i < t->ask.count; i++) {
		const struct field *f = register_field(c->def, t->ask.at[i]);
		for (size_t k = 0; f && f->see_states.count > 0 && k < t->from.count; k++) {
			const struct state *s = register_state(c->def, t->from.at[k]);
			if (s && !names_have(f->see_states, s->name))
				WRONG(c, t->ask.at[i],
					"步骤“" STR_FMT "”要在“" STR_FMT "”时填“" STR_FMT
					"”，可它的 see_states 里没有 " STR_FMT,
					STR_ARG(t->label), STR_ARG(s->label), STR_ARG(f->label), STR_ARG(s->name));
		}
	}
}

/* A plain number of people; an expression says it for each record. */
static void check_countersign(const struct check *c, const struct transition *t)
{
	int64_t people = 0;

	for (size_t i = 0; i < t->countersign.len; i++) {
		char digit = t->countersign.ptr[i];
		if (digit < '0' || digit > '9')
			return;
		people = people < 100 ? people * 10 + (digit - '0') : people;
	}
	if (t->countersign.len > 0 && (people < 2 || people > 20))
		WRONG(c, t->countersign, "countersign 是会签人数，要在 2 到 20 之间");
}

/* A group is of two at least: one alone keeps nobody from anything. */
static void check_group(const struct check *c, const struct transition *t)
{
	struct str known[CHECK_WORDS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < c->def->transitions_count; i++) {
		const struct transition *u = &c->def->transitions[i];
		if (u == t || u->group.len == 0)
			continue;
		if (str_eq(u->group, t->group))
			return;
		if (count < CHECK_WORDS_MAX)
			known[count++] = u->group;
	}
	WRONG(c, t->group, "组“" STR_FMT "”里只有“" STR_FMT "”一个步骤，四眼管不到任何事", STR_ARG(t->group),
		STR_ARG(t->label));
	struct str near = nearest(t->group, known, count);
	if (near.len > 0)
		problem_hint(c->problems, "是不是 " STR_FMT "？", STR_ARG(near));
}

static void check_transition(const struct check *c, const struct transition *t)
{
	check_state_names(c, t->from);
	if (t->from.at && t->from.count == 0)
		WRONG(c, t->name, "步骤“" STR_FMT "”没有写从哪些状态", STR_ARG(t->label));
	if (t->to.len > 0)
		check_state(c, t->to);
	check_who(c, &t->who);
	if (check_who_empty(&t->who) && !fired_from_elsewhere(c, t)) {
		WRONG(c, t->name, "步骤“" STR_FMT "”没有人能做", STR_ARG(t->label));
		problem_hint(c->problems, "写 who: [角色]，或让下级台账用 parent、上级台账用 children 效果触发它");
	}
	check_asked(c, t->ask);
	check_shown(c, t);
	check_asked(c, t->require);
	for (size_t i = 0; i < t->separate_from.count; i++)
		if (!str_eq(t->separate_from.at[i], STR("create"))) /* whoever made the record */
			check_transition_name(c, t->separate_from.at[i]);
	if (t->group.len > 0)
		check_group(c, t);
	if (t->backwards && !t->reason)
		WRONG(c, t->name, "步骤“" STR_FMT "”是退回，要写 reason: true", STR_ARG(t->label));
	check_countersign(c, t);
	for (size_t i = 0; i < t->effects_count; i++)
		check_effect(c, &t->effects[i]);
}

void check_flow(const struct check *c)
{
	check_states(c);
	for (size_t i = 0; i < c->def->transitions_count; i++)
		check_transition(c, &c->def->transitions[i]);
}

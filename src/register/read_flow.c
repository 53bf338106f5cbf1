/* Roles, who, grants and effects. */
#include "read.h"

#include "value.h"

void read_roles(struct reader *r, const struct node *n, void *target)
{
	struct register_def *def = target;

	if (n->kind != NODE_MAP) {
		read_wanted(r, n, "一组“名字: 名称”");
		return;
	}
	struct choice *roles = read_alloc(r, n->count, sizeof *roles);
	if (!roles)
		return;
	size_t i = 0;
	for (const struct node *k = n->first; k && !r->nomem; k = k->next, i++) {
		read_name(r, k->key, k->key_at, "角色");
		roles[i].value = k->key; /* finish_register() puts the register's name before it */
		read_spot(r, k->key, k->key_at);
		read_text(r, k, &roles[i].label);
	}
	def->roles = roles;
	def->roles_count = n->count;
}

void read_grants(struct reader *r, const struct node *n, void *target)
{
	static const char fences[] = "own|department|unit|subtree|all";
	struct rights *rights = target;
	struct str known[READ_WORDS_MAX];
	size_t count = read_words(fences, known, READ_WORDS_MAX), i = 0;

	if (n->kind != NODE_MAP) {
		read_wanted(r, n, "一组“角色: 范围”");
		return;
	}
	struct grant *grants = read_alloc(r, n->count, sizeof *grants);
	if (!grants)
		return;
	for (const struct node *k = n->first; k && !r->nomem; k = k->next, i++) {
		grants[i].role = k->key;
		read_spot(r, k->key, k->key_at);
		if (!read_text(r, k, &grants[i].fence) || names_have((struct names){ known, count }, grants[i].fence))
			continue;
		problem(r->problems, k->at, "不认识的范围“" STR_FMT "”", STR_ARG(grants[i].fence));
		problem_nearest(r->problems, grants[i].fence, known, count);
	}
	rights->see = grants;
	rights->see_count = n->count;
}

/* --- effects --- */

static const struct verb {
	const char *key;
	enum effect_kind kind;
	size_t target; /* the member that gets the text; SIZE_MAX: something else than a text */
} verbs[] = {
	{ "set", EFFECT_SET, SIZE_MAX },
	{ "holder", EFFECT_HOLDER, SIZE_MAX },
	{ "department", EFFECT_DEPARTMENT, SIZE_MAX },
	{ "create", EFFECT_CREATE, offsetof(struct effect, target) },
	{ "notify", EFFECT_NOTIFY, SIZE_MAX },
	{ "start", EFFECT_CLOCK_START, offsetof(struct effect, clock) },
	{ "pause", EFFECT_CLOCK_PAUSE, offsetof(struct effect, clock) },
	{ "resume", EFFECT_CLOCK_RESUME, offsetof(struct effect, clock) },
	{ "stop", EFFECT_CLOCK_STOP, offsetof(struct effect, clock) },
	{ "extend", EFFECT_CLOCK_EXTEND, offsetof(struct effect, clock) },
	{ "count", EFFECT_COUNT, offsetof(struct effect, field) },
	{ "parent", EFFECT_PARENT, offsetof(struct effect, target) },
	{ "children", EFFECT_CHILDREN, offsetof(struct effect, target) },
	{ "draw", EFFECT_DRAW, offsetof(struct effect, target) },
};

static void read_verb(struct reader *r, const struct verb *v, const struct node *n, struct effect *e)
{
	e->kind = v->kind;
	if (v->target != SIZE_MAX) {
		read_text(r, n, (struct str *)(void *)((char *)e + v->target));
		return;
	}
	if (v->kind == EFFECT_SET) {
		read_assignments(r, n, true, &e->sets, &e->sets_count);
	} else if (v->kind == EFFECT_NOTIFY) {
		struct who *who = read_alloc(r, 1, sizeof *who);
		e->who = who;
		if (who)
			read_who(r, n, who);
	} else {
		read_sql(r, n, false, &e->sql);
	}
}

/* A key that belongs to one verb. */
static const struct node *belongs(
	struct reader *r, const struct node *n, const char *key, bool wanted, const char *verb)
{
	const struct node *k = node_get(n, key);

	if (k && !wanted)
		problem(r->problems, k->key_at, "%s 只和 %s 一起写", key, verb);
	if (!k && wanted)
		problem(r->problems, n->at, "%s 要和 %s 一起写", verb, key);
	return wanted ? k : NULL;
}

void finish_effect(struct reader *r, const struct node *n, void *part)
{
	struct effect *e = part;
	size_t found = 0;

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		const struct node *k = node_get(n, verbs[i].key);
		if (k && found++ == 0)
			read_verb(r, &verbs[i], k, e);
	}
	if (found != 1) {
		problem(r->problems, n->at, found == 0 ? "这个效果没有说要做什么" : "一个效果只能做一件事，请分成几项");
		problem_hint(r->problems,
			"写 set holder department create notify start pause resume stop extend count parent children draw 之一");
		return;
	}
	const struct node *values = belongs(r, n, "values", e->kind == EFFECT_CREATE, "create");
	const struct node *text = belongs(r, n, "text", e->kind == EFFECT_NOTIFY, "notify");
	const struct node *by = belongs(r, n, "by", e->kind == EFFECT_CLOCK_EXTEND, "extend");
	if (values)
		read_assignments(r, values, true, &e->sets, &e->sets_count);
	if (text)
		read_text(r, text, &e->text);
	if (by)
		read_text(r, by, &e->field);
}

static void copy_effect(struct effect *to, const struct effect *from, size_t *count)
{
	if (from->kind != EFFECT_SET) {
		to[(*count)++] = *from;
		return;
	}
	for (size_t i = 0; i < from->sets_count; i++)
		to[(*count)++] = (struct effect){
			.kind = EFFECT_SET, .field = from->sets[i].field, .sql = from->sets[i].sql, .when = from->when
		};
}

/* A `set` of several fields becomes one effect for each. */
void read_effects(struct reader *r, const struct node *n, void *target)
{
	struct transition *t = target;
	void *parts = NULL;
	size_t count = 0, flat = 0, done = 0;

	read_parts(r, &section_effect, n, &parts, &count);
	const struct effect *read = parts;
	for (size_t i = 0; i < count; i++)
		flat += read[i].kind == EFFECT_SET ? read[i].sets_count : 1;
	struct effect *effects = r->nomem ? NULL : read_alloc(r, flat, sizeof *effects);
	if (!effects)
		return;
	for (size_t i = 0; i < count; i++)
		copy_effect(effects, &read[i], &done);
	t->effects = effects;
	t->effects_count = done;
}

void finish_transition(struct reader *r, const struct node *n, void *part)
{
	struct transition *t = part;

	(void)r;
	t->awaited = node_get(n, "optional") && !t->optional;
}

/* --- who --- */

static void unknown_who(struct reader *r, struct str word)
{
	struct str known[READ_WORDS_MAX] = { STR("everybody"), STR("owner"), STR("holder"), STR("department") };
	size_t count = 4;

	for (size_t i = 0; i < r->def->roles_count && count < READ_WORDS_MAX; i++)
		known[count++] = r->def->roles[i].value;
	problem(r->problems, spot_of(&r->spots, word), "没有“" STR_FMT "”这个角色", STR_ARG(word));
	for (size_t i = 0; i < r->def->roles_count; i++)
		if (str_eq(r->def->roles[i].label, word)) {
			problem_hint(r->problems, "写角色的名字：" STR_FMT, STR_ARG(r->def->roles[i].value));
			return;
		}
	if (register_field(r->def, word)) {
		problem_hint(r->problems, "字段里写的人写成 field." STR_FMT, STR_ARG(word));
		return;
	}
	problem_nearest(r->problems, word, known, count);
}

static bool relation(struct str word, struct who *who)
{
	static const struct {
		struct str word;
		enum relation bit;
	} words[] = { { STR_INIT("owner"), RELATION_OWNER }, { STR_INIT("holder"), RELATION_HOLDER },
		{ STR_INIT("department"), RELATION_DEPARTMENT } };

	if (str_eq(word, STR("everybody"))) {
		who->everybody = true;
		return true;
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (!str_eq(word, words[i].word))
			continue;
		who->relations |= words[i].bit;
		return true;
	}
	return false;
}

/* The role's full name: "dispatcher" becomes "case.dispatcher"; one of another register stays as it is. */
static struct str full_role(struct reader *r, struct str word)
{
	if (str_has(word, STR(".")))
		return word; /* of another register: looked up when all are read */
	for (size_t i = 0; i < r->def->roles_count; i++) {
		if (!str_eq(r->def->roles[i].value, word))
			continue;
		struct str full = arena_fmt(r->arena, STR_FMT "." STR_FMT, STR_ARG(r->def->name), STR_ARG(word));
		if (!full.ptr)
			r->nomem = true;
		return full;
	}
	return STR_NONE;
}

static void resolve_who(struct reader *r, const struct pending_who *p)
{
	struct str *roles = read_alloc(r, p->words.count, sizeof *roles);
	struct str *fields = read_alloc(r, p->words.count, sizeof *fields);
	size_t roles_count = 0, fields_count = 0;

	if (!roles || !fields)
		return;
	for (size_t i = 0; i < p->words.count && !r->nomem; i++) {
		struct str word = p->words.at[i];
		if (relation(word, p->who))
			continue;
		if (str_starts(word, STR("field."))) {
			fields[fields_count++] = str_sub(word, 6, word.len);
			continue;
		}
		struct str full = full_role(r, word);
		if (full.ptr)
			roles[roles_count++] = full;
		else if (!r->nomem)
			unknown_who(r, word);
	}
	p->who->roles = (struct names){ roles, roles_count };
	p->who->person_fields = (struct names){ fields, fields_count };
}

void resolve_whos(struct reader *r)
{
	for (size_t i = 0; i < r->whos.len && !r->nomem; i++)
		resolve_who(r, &VEC_AT(&r->whos, struct pending_who, i));
}

static void resolve_grants(struct reader *r)
{
	struct rights *rights = &r->def->rights;
	struct grant *grants = rights->see ? read_alloc(r, rights->see_count, sizeof *grants) : NULL;

	for (size_t i = 0; grants && i < rights->see_count && !r->nomem; i++) {
		grants[i] = rights->see[i];
		if (str_eq(grants[i].role, STR("*")))
			continue;
		grants[i].role = full_role(r, rights->see[i].role);
		if (!grants[i].role.ptr && rights->see[i].role.ptr && !r->nomem)
			unknown_who(r, rights->see[i].role);
	}
	rights->see = grants;
}

static void name_roles(struct reader *r)
{
	struct choice *roles = read_alloc(r, r->def->roles_count, sizeof *roles);

	for (size_t i = 0; roles && i < r->def->roles_count && !r->nomem; i++) {
		roles[i] = r->def->roles[i];
		roles[i].value = full_role(r, r->def->roles[i].value);
	}
	r->def->roles = roles;
}

static void make_columns(struct reader *r)
{
	struct register_def *def = r->def;
	struct column *columns = read_alloc(r, def->fields_count * VALUE_COLUMNS_MAX, sizeof *columns);
	size_t count = 0;

	for (size_t i = 0; columns && i < def->fields_count; i++) {
		const struct field *f = &def->fields[i];
		for (unsigned part = 0; part < value_columns(f); part++) {
			struct str name = part == 0 ? f->name
						    : arena_fmt(r->arena, STR_FMT "_%s", STR_ARG(f->name),
							      part == 1 ? "lon" : "lat");
			if (!name.ptr)
				r->nomem = true;
			columns[count++] = (struct column){ name, f, part, part > 0 || value_is_integer(f->type) };
		}
	}
	def->columns = columns;
	def->columns_count = count;
}

void finish_register(struct reader *r, const struct node *n, void *part)
{
	(void)n, (void)part;
	resolve_whos(r);
	if (!r->nomem)
		resolve_grants(r);
	if (!r->nomem)
		name_roles(r); /* last: until here they are known by their short names */
	if (!r->nomem)
		make_columns(r);
}

/* The row fence. Column names come from definitions and are checked; values are bound. */
#include "access_fence.h"
#include "access_private.h"

enum fence_rule { FENCE_OWN = 1, FENCE_DEPARTMENT = 2, FENCE_UNIT = 4, FENCE_SUBTREE = 8, FENCE_ALL = 16 };

/* --- rules --- */

static unsigned rule_of(struct str word)
{
	static const struct {
		const char *word;
		unsigned rule;
	} words[] = { { "own", FENCE_OWN }, { "department", FENCE_DEPARTMENT }, { "unit", FENCE_UNIT },
		{ "subtree", FENCE_SUBTREE }, { "all", FENCE_ALL } };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (str_eq(word, str_from(words[i].word)))
			return words[i].rule;
	}
	return 0;
}

static int unknown_rule(struct str word, struct err *e)
{
	err_hint(e,
		"可用的范围：own（本人）、department（本部门及下级）、unit（本单位）、subtree（本单位及下级）、all（全部）");
	return err_set(e, ERR_INPUT, "不认识的可见范围：" STR_FMT, (int)(word.len < 64 ? word.len : 64), word.ptr);
}

static int read_rules(struct str rules, unsigned *ret, struct err *e)
{
	unsigned all = 0;
	size_t pos = 0;

	while (pos < rules.len) {
		size_t end = str_find(rules, STR(" "), pos);
		struct str word = str_sub(rules, pos, end == STR_NPOS ? rules.len : end);
		pos = end == STR_NPOS ? rules.len : end + 1;
		if (word.len == 0)
			continue;
		unsigned one = rule_of(word);
		if (one == 0)
			return unknown_rule(word, e);
		all |= one;
	}
	if (all == 0)
		return unknown_rule(STR(""), e);
	*ret = all;
	return 0;
}

int access_fence_check(struct str rules, struct err *e)
{
	unsigned unused;

	return read_rules(rules, &unused, e);
}

/* --- making --- */

static int add_path(struct access_fence *f, struct str path, struct arena *arena, struct err *e)
{
	if (path.len == 0)
		return 0;
	if (f->paths_count == FENCE_PATHS_MAX)
		return err_set(e, ERR_LIMIT, "同一角色授予的部门太多（最多 %d 个），请改授上级部门", FENCE_PATHS_MAX);
	struct str to = access_path_end(path, arena);
	if (!to.ptr)
		return err_nomem(e);
	f->paths[f->paths_count].from = path;
	f->paths[f->paths_count].to = to;
	f->paths_count++;
	return 0;
}

/* A role held in the whole unit opens the whole unit. */
static int add_departments(
	struct access_fence *f, const struct actor *a, struct str role, struct arena *arena, struct err *e)
{
	int rc = 0;

	if (!role.ptr)
		return add_path(f, a->department_path, arena, e);
	for (size_t i = 0; i < a->roles_count && rc == 0; i++) {
		if (!str_eq(a->roles[i].name, role))
			continue;
		if (a->roles[i].whole_unit)
			f->rules |= FENCE_UNIT;
		else
			rc = add_path(f, a->roles[i].path, arena, e);
	}
	return rc;
}

int access_fence_make(const struct actor *a, struct str role, struct str rules, struct arena *arena,
	struct access_fence *ret, struct err *e)
{
	struct access_fence f = { 0 };

	int rc = read_rules(rules, &f.rules, e);
	if (rc < 0)
		return rc;
	if (a->hold != HOLD_NONE || a->person_id <= 0 || (role.ptr && !actor_has_role(a, role, 0))) {
		*ret = (struct access_fence){ 0 };
		return 0;
	}
	f.unit_id = a->unit_id;
	f.person_id = a->on_behalf_of > 0 ? a->on_behalf_of : a->person_id;
	if (f.rules & FENCE_DEPARTMENT)
		rc = add_departments(&f, a, role, arena, e);
	if (rc == 0 && (f.rules & FENCE_SUBTREE)) {
		f.unit_from = a->unit_path;
		f.unit_to = access_path_end(a->unit_path, arena);
		if (!f.unit_to.ptr)
			rc = a->unit_path.len > 0 ? err_nomem(e)
						  : err_set(e, ERR_INTERNAL, "程序内部错误（没有单位路径）");
	}
	if (rc < 0)
		return rc;
	*ret = f;
	return 0;
}

bool access_fence_holds(const struct access_fence *f, const struct access_row *row)
{
	bool inside = f->rules & (FENCE_UNIT | FENCE_SUBTREE | FENCE_ALL);

	if (f->rules & FENCE_OWN)
		inside |= row->owner_id == f->person_id || row->holder_id == f->person_id;
	for (size_t i = 0; (f->rules & FENCE_DEPARTMENT) && row->department_path.len > 0 && i < f->paths_count; i++)
		inside |= str_starts(row->department_path, f->paths[i].from);
	return inside;
}

/* --- writing: one walk makes the text and binds the values, so that they cannot differ --- */

struct walk {
	struct buf *out;             /* writing, or */
	struct store_stmt *st;       /* binding, or */
	struct access_value *values; /* listing */
	int next;
	bool first;
};

static void text(struct walk *w, const char *s)
{
	if (w->out)
		buf_cstr(w->out, s);
}

static void number(struct walk *w, int64_t v)
{
	if (w->out)
		buf_fmt(w->out, "$%d", w->next);
	else if (w->st)
		store_bind_int(w->st, w->next, v);
	else if (w->values)
		w->values[w->next] = (struct access_value){ .i = v };
	w->next++;
}

static void word(struct walk *w, struct str v)
{
	if (w->out)
		buf_fmt(w->out, "$%d", w->next);
	else if (w->st)
		store_bind_text(w->st, w->next, v);
	else if (w->values)
		w->values[w->next] = (struct access_value){ .is_text = true, .s = v };
	w->next++;
}

static void begin_or(struct walk *w)
{
	text(w, w->first ? "" : " OR ");
	w->first = false;
}

static void own(struct walk *w, const struct access_fence *f, const struct access_columns *c)
{
	const char *columns[] = { c->owner, c->holder };

	for (size_t i = 0; i < 2; i++) {
		if (!columns[i])
			continue;
		begin_or(w);
		text(w, columns[i]);
		text(w, " = ");
		number(w, f->person_id);
	}
}

static void departments(struct walk *w, const struct access_fence *f, const struct access_columns *c)
{
	for (size_t i = 0; i < f->paths_count && c->department; i++) {
		begin_or(w);
		text(w, c->department);
		text(w, " IN (SELECT fd.id FROM department fd WHERE fd.unit_id = ");
		number(w, f->unit_id);
		text(w, " AND fd.path >= ");
		word(w, f->paths[i].from);
		text(w, " AND fd.path < ");
		word(w, f->paths[i].to);
		text(w, ")");
	}
}

/* What lies within the actor's own unit: the unit itself is asked first, whatever the rule. */
static void inside_unit(struct walk *w, const struct access_fence *f, const struct access_columns *c)
{
	struct walk inner = *w;

	if (!(f->rules & (FENCE_OWN | FENCE_DEPARTMENT | FENCE_UNIT)))
		return;
	begin_or(w);
	text(w, c->unit);
	text(w, " = ");
	number(w, f->unit_id);
	if (f->rules & FENCE_UNIT)
		return;
	text(w, " AND (");
	inner = (struct walk){ w->out, w->st, w->values, w->next, true };
	if (f->rules & FENCE_OWN)
		own(&inner, f, c);
	if (f->rules & FENCE_DEPARTMENT)
		departments(&inner, f, c);
	text(w, inner.first ? "1 = 0)" : ")");
	w->next = inner.next;
}

static void subtree(struct walk *w, const struct access_fence *f, const struct access_columns *c)
{
	if (!(f->rules & FENCE_SUBTREE))
		return;
	begin_or(w);
	text(w, c->unit);
	text(w, " IN (SELECT fu.unit_id FROM unit fu WHERE fu.path >= ");
	word(w, f->unit_from);
	text(w, " AND fu.path < ");
	word(w, f->unit_to);
	text(w, ")");
}

static void walk(struct walk *w, const struct access_fence *f, const struct access_columns *c)
{
	text(w, "(");
	if (f->rules & FENCE_ALL) {
		text(w, "1 = 1");
	} else {
		inside_unit(w, f, c);
		subtree(w, f, c);
		if (w->first)
			text(w, "1 = 0");
	}
	text(w, ")");
}

/* "name" or "alias.name" of lower-case letters, digits and underscores. */
static bool is_identifier(const char *s)
{
	bool begin = true;
	size_t len = 0, dots = 0;

	for (; s[len] != '\0'; len++) {
		char c = s[len];
		bool letter = (c >= 'a' && c <= 'z') || c == '_';
		if (c == '.' && !begin && dots == 0) {
			dots++;
			begin = true;
			continue;
		}
		if (!letter && (begin || c < '0' || c > '9'))
			return false;
		begin = false;
	}
	return !begin && len < 128;
}

int access_fence_sql(const struct access_fence *f, const struct access_columns *c, int first, struct buf *out,
	int *ret_next, struct err *e)
{
	const char *columns[] = { c->unit, c->department, c->owner, c->holder };
	struct walk w = { .out = out, .next = first, .first = true };

	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
		if (i == 0 ? !columns[i] || !is_identifier(columns[i]) : columns[i] && !is_identifier(columns[i])) {
			err_log(e, "fence column %zu: %s", i, columns[i] ? columns[i] : "(none)");
			return err_set(e, ERR_INTERNAL, "程序内部错误（列名）");
		}
	}
	walk(&w, f, c);
	if (out->failed)
		return err_nomem(e);
	*ret_next = w.next;
	return 0;
}

void access_fence_bind(const struct access_fence *f, const struct access_columns *c, int first, struct store_stmt *st)
{
	struct walk w = { .st = st, .next = first, .first = true };

	walk(&w, f, c);
}

size_t access_fence_values(const struct access_fence *f, const struct access_columns *c, struct access_value *ret)
{
	struct walk w = { .values = ret, .first = true };

	walk(&w, f, c);
	return (size_t)w.next;
}

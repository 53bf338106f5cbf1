/* Who sees and changes what: the row fence, relations, fields. */
#include "record_private.h"

#include "sql.h"

const struct access_columns record_columns = {
	.unit = "this.unit_id", .department = "this.department_id", .owner = "this.owner_id", .holder = "this.holder_id"
};

const struct access_columns tally_columns = { .unit = "t.unit_id", .department = "t.department_id" };

/* --- the row fence --- */

static bool has_word(struct str words, struct str word)
{
	for (size_t at = 0; at < words.len;) {
		size_t end = str_find(words, STR(" "), at);
		if (end == STR_NPOS)
			end = words.len;
		if (str_eq(str_sub(words, at, end), word))
			return true;
		at = end + 1;
	}
	return false;
}

static bool works(const struct desk *d)
{
	const struct actor *a = d->actor;

	return d->console || (a->hold == HOLD_NONE && !a->setup_needed && !a->second_factor_pending);
}

/* A role that is held everywhere, not in some departments alone. */
static bool held_everywhere(const struct actor *a, struct str role)
{
	for (size_t i = 0; i < a->roles_count; i++)
		if (a->roles[i].whole_unit && str_eq(a->roles[i].name, role))
			return true;
	return false;
}

/* Whether a grant opens the whole unit that is read: a department's role that is held in the whole unit does (access_fence.h). */
static bool opens_unit(struct desk *d, const struct grant *g)
{
	if (has_word(g->fence, STR("all")))
		return true;
	if (d->unit_id != d->actor->unit_id)
		return false;
	return has_word(g->fence, STR("unit")) || has_word(g->fence, STR("subtree")) ||
	       (has_word(g->fence, STR("department")) && held_everywhere(d->actor, g->role));
}

static int add_grant(struct desk *d, const struct grant *g, struct fence *f, struct err *e)
{
	bool everybody = str_eq(g->role, STR("*"));

	if (f->open || (!everybody && !actor_has_role(d->actor, g->role, 0)))
		return 0;
	if (opens_unit(d, g)) {
		f->open = true;
		return 0;
	}
	if (f->count == FENCE_GRANTS_MAX)
		return err_set(e, ERR_LIMIT, "您的角色太多，无法一起判断能看哪些记录");
	f->by_department &= str_eq(g->fence, STR("department"));
	f->by_own &= str_eq(g->fence, STR("own"));
	return access_fence_make(d->actor, everybody ? STR_NONE : g->role, g->fence, d->arena, &f->at[f->count++], e);
}

int rights_fence(struct desk *d, const struct register_def *r, const struct fence **ret, struct err *e)
{
	for (struct fence *f = d->own->fences; f; f = f->next) {
		if (f->r == r && f->unit_id == d->unit_id) {
			*ret = f;
			return 0;
		}
	}
	struct fence *f = arena_alloc(d->arena, sizeof *f);
	if (!f)
		return err_nomem(e);
	*f = (struct fence){ .next = d->own->fences,
		.r = r,
		.unit_id = d->unit_id,
		.by_department = true,
		.by_own = true,
		.open = d->console };
	for (size_t i = 0; i < r->rights.see_count && works(d); i++) {
		int rc = add_grant(d, &r->rights.see[i], f, e);
		if (rc < 0)
			return rc;
	}
	d->own->fences = f;
	*ret = f;
	return 0;
}

int fence_sql(struct fence_use *u, int *next, struct buf *out, struct err *e)
{
	const struct fence *f = u->fence;

	if (f->open)
		return 0;
	buf_cstr(out, f->count == 0 ? " AND (1 = 0" : " AND (");
	for (size_t i = 0; i < f->count; i++) {
		buf_cstr(out, i > 0 ? " OR " : "");
		u->first[i] = *next;
		int rc = access_fence_sql(&f->at[i], u->columns, *next, out, next, e);
		if (rc < 0)
			return rc;
	}
	buf_chr(out, ')');
	return 0;
}

void fence_bind(const struct fence_use *u, struct store_stmt *st)
{
	for (size_t i = 0; i < u->fence->count && !u->fence->open; i++)
		access_fence_bind(&u->fence->at[i], u->columns, u->first[i], st);
}

/* --- who --- */

static bool in_department(struct desk *d, int64_t department_id)
{
	struct str mine = d->actor->department_path;

	if (department_id == 0 || mine.len == 0)
		return false;
	if (department_id == d->actor->department_id)
		return true;
	struct str path = department_path(d, department_id);
	return path.ptr && str_starts(path, mine);
}

static bool is_named(struct desk *d, const struct names *fields, const struct row *row)
{
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *f = register_field(row->r, fields->at[i]);
		const struct value *v = f ? row_values(row, f) : NULL;
		if (v && v->kind == VALUE_INT && v->i == desk_me(d))
			return true;
	}
	return false;
}

static bool is_related(struct desk *d, const struct who *w, const struct row *row)
{
	int64_t me = desk_me(d);

	if (row->unit_id != d->actor->unit_id || me == 0)
		return false;
	return ((w->relations & RELATION_OWNER) && row->owner_id == me) ||
	       ((w->relations & RELATION_HOLDER) && row->holder_id == me) ||
	       ((w->relations & RELATION_DEPARTMENT) && in_department(d, row->department_id)) ||
	       is_named(d, &w->person_fields, row);
}

bool who_matches(struct desk *d, const struct who *w, const struct row *row)
{
	if (!works(d))
		return false;
	if (d->console || w->everybody)
		return true;
	for (size_t i = 0; i < w->roles.count; i++)
		if (actor_has_role(d->actor, w->roles.at[i], row ? row->department_id : 0))
			return true;
	return row && is_related(d, w, row);
}

/* What roles and relations alone would show. */
static enum sight sight_of_person(struct desk *d, const struct field *f)
{
	const struct who *w = f->see;
	bool some = false;

	if (f->retired || !works(d))
		return SIGHT_NONE;
	if (d->console || !w || w->everybody)
		return SIGHT_ALL;
	for (size_t i = 0; i < w->roles.count; i++) {
		if (!actor_has_role(d->actor, w->roles.at[i], 0))
			continue;
		if (held_everywhere(d->actor, w->roles.at[i]))
			return SIGHT_ALL;
		some = true;
	}
	return some || w->relations != 0 || w->person_fields.count > 0 ? SIGHT_ROW : SIGHT_NONE;
}

bool record_statistic_seen(struct desk *d, const struct register_def *r, const struct statistic *s)
{
	const struct str parts[] = { s->count, s->sum, s->of, s->where };

	for (size_t i = 0; i < r->fields_count; i++) {
		const struct field *f = &r->fields[i];
		if (!f->see || sight_of_person(d, f) != SIGHT_NONE)
			continue;
		for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
			if (parts[k].len > 0 && sql_mentions(parts[k], f->name))
				return false;
	}
	for (size_t i = 0; i < s->score_count; i++) /* none of them is a score itself */
		if (!record_statistic_seen(d, r, register_statistic(r, s->score[i].statistic)))
			return false;
	return true;
}

enum sight rights_sight(struct desk *d, const struct field *f)
{
	enum sight sight = sight_of_person(d, f);

	return sight == SIGHT_ALL && f->see_states.count > 0 && !d->console ? SIGHT_ROW : sight;
}

bool rights_sees(struct desk *d, const struct field *f, const struct row *row)
{
	enum sight sight = sight_of_person(d, f);

	if (f->see_states.count > 0 && !d->console && !names_have(f->see_states, row->state))
		return false;
	return sight == SIGHT_ALL || (sight == SIGHT_ROW && who_matches(d, f->see, row));
}

const struct field *rights_field(struct desk *d, const struct register_def *r, struct str name)
{
	const struct field *f = register_field(r, name);

	return f && rights_sight(d, f) != SIGHT_NONE ? f : NULL;
}

bool rights_edits(struct desk *d, const struct field *f, const struct row *row, bool fresh)
{
	const struct register_def *r = row->r;
	const struct state *s = register_state(r, row->state);

	if (d->console)
		return true;
	if (f->edit)
		fresh = fresh && who_matches(d, f->edit, row);
	if (fresh)
		return true;
	if (f->edit_states.count > 0 ? !names_have(f->edit_states, row->state) : !s || !s->editable)
		return false;
	return who_matches(d, f->edit ? f->edit : &r->rights.change, row);
}

bool rights_reveals(struct desk *d, const struct row *row)
{
	return who_matches(d, &row->r->rights.reveal, row);
}

/* 张某 -> 张*; 13812345678 -> 138******78 */
static int mask_text(struct desk *d, struct value *v, struct err *e)
{
	size_t count = utf8_count(v->s);
	size_t head = utf8_prefix(v->s, count > 6 ? 3 : count > 1 ? 1 : 0);
	size_t tail = count > 6 ? utf8_prefix(v->s, count - 2) : v->s.len;
	size_t stars = count > 6 ? count - 5 : count > 1 ? count - 1 : 1;
	OWN_BUF struct buf text = { 0 };

	buf_init(&text, v->s.len + 256);
	buf_str(&text, str_sub(v->s, 0, head));
	for (size_t i = 0; i < (stars > 12 ? 12 : stars); i++)
		buf_chr(&text, '*');
	buf_str(&text, str_sub(v->s, tail, v->s.len));
	v->s = text.failed ? STR_NONE : arena_dup(d->arena, buf_view(&text));
	return v->s.ptr ? 0 : err_nomem(e);
}

int rights_mask(struct desk *d, const struct field *f, struct value *values, struct err *e)
{
	enum field_type type = value_type(f);
	size_t count = f->type == FIELD_COMPUTED ? 1 : value_columns(f);
	int rc = 0;

	for (size_t i = 0; i < count && rc >= 0; i++) {
		bool text = values[i].kind == VALUE_TEXT &&
			    (type == FIELD_TEXT || type == FIELD_LONGTEXT || type == FIELD_PLACE);
		if (text)
			rc = mask_text(d, &values[i], e);
		else
			values[i] = (struct value){ 0 };
	}
	return rc;
}

#include "register_json.h"

#include "say.h"

static const char *const types[] = {
	[FIELD_TEXT] = "text",
	[FIELD_LONGTEXT] = "longtext",
	[FIELD_INTEGER] = "integer",
	[FIELD_DECIMAL] = "decimal",
	[FIELD_MONEY] = "money",
	[FIELD_BOOL] = "bool",
	[FIELD_DATE] = "date",
	[FIELD_TIME] = "time",
	[FIELD_CHOICE] = "choice",
	[FIELD_CATALOGUE] = "catalogue",
	[FIELD_REFERENCE] = "reference",
	[FIELD_PERSON] = "person",
	[FIELD_DEPARTMENT] = "department",
	[FIELD_UNIT] = "unit",
	[FIELD_PLACE] = "place",
	[FIELD_FILES] = "files",
	[FIELD_COMPUTED] = "computed",
};

static const char *const kinds[] = {
	[VIEW_LIST] = "list",
	[VIEW_BOARD] = "board",
	[VIEW_CALENDAR] = "calendar",
	[VIEW_FORM] = "form",
};

static void word(struct json *j, const char *key, const char *value)
{
	json_member_cstr(j, key, value);
}

/* Left out when there is none. */
static void text(struct json *j, const char *key, struct str value)
{
	if (value.len > 0)
		say_text(j, key, value);
}

static void truth(struct json *j, const char *key, bool v)
{
	if (v)
		say_bool(j, key, v);
}

static bool seen(struct desk *d, const struct register_def *r, struct str name)
{
	const struct field *f = register_field(r, name);

	return f == NULL || record_field_seen(d, r, f); /* no field: "state", "due" ... */
}

static void write_names(
	struct desk *d, const struct register_def *r, const char *key, const struct names *n, struct json *j)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n->count; i++)
		if (seen(d, r, n->at[i]))
			json_str(j, n->at[i]);
	json_end_array(j);
}

static void write_choices(const struct field *f, struct json *j)
{
	if (f->choices_count == 0)
		return;
	json_key(j, "choices");
	json_array(j);
	for (size_t i = 0; i < f->choices_count; i++) {
		json_object(j);
		say_text(j, "value", f->choices[i].value);
		say_text(j, "label", f->choices[i].label);
		text(j, "colour", f->choices[i].colour);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_files(const struct field *f, struct json *j)
{
	json_key(j, "files");
	json_object(j);
	say_int(j, "min", (int64_t)f->files_min);
	say_int(j, "max", (int64_t)f->files_max);
	say_int(j, "bytes", f->file_bytes_max);
	say_bool(j, "own_date", f->file_own_date);
	json_key(j, "types");
	json_array(j);
	for (size_t i = 0; i < f->file_types.count; i++)
		json_str(j, f->file_types.at[i]);
	json_end_array(j);
	json_end_object(j);
}

/* The bound as a user would write it. */
static void write_bound(struct json *j, const char *key, const struct field *f, int64_t v)
{
	struct buf out;

	if (f->type == FIELD_TEXT || f->type == FIELD_LONGTEXT || f->type == FIELD_INTEGER) {
		say_int(j, key, v);
		return;
	}
	buf_init(&out, 64);
	value_to_text(NULL, f, &(struct value){ VALUE_INT, v, STR_NONE }, &out);
	say_text(j, key, buf_view(&out));
	buf_clear(&out);
}

/* `edit: []`: no form has it, but for a step that asks for it. */
static bool is_fixed(const struct field *f)
{
	const struct who *w = f->edit;

	return w != NULL && !w->everybody && w->relations == 0 && w->roles.count == 0 && w->person_fields.count == 0;
}

static void write_field(const struct field *f, struct json *j)
{
	json_object(j);
	say_text(j, "name", f->name);
	say_text(j, "label", f->label);
	text(j, "help", f->help);
	word(j, "type", types[f->type]);
	if (f->type == FIELD_COMPUTED)
		word(j, "computed_as", types[f->computed_as]);
	truth(j, "required", f->required);
	truth(j, "multiple", f->multiple);
	truth(j, "sensitive", f->sensitive);
	truth(j, "fixed", is_fixed(f));
	text(j, "unit", f->unit);
	if (f->has_min)
		write_bound(j, "min", f, f->min);
	if (f->has_max)
		write_bound(j, "max", f, f->max);
	if (f->type == FIELD_DECIMAL)
		say_int(j, "scale", f->scale);
	text(j, "pattern", f->pattern);
	text(j, "pattern_hint", f->pattern_hint);
	text(j, "default", f->default_value);
	text(j, "target", f->target);
	write_choices(f, j);
	if (f->type == FIELD_FILES)
		write_files(f, j);
	json_end_object(j);
}

static void write_fields(struct desk *d, const struct register_def *r, struct json *j)
{
	json_key(j, "fields");
	json_array(j);
	for (size_t i = 0; i < r->fields_count; i++)
		if (!r->fields[i].retired && record_field_seen(d, r, &r->fields[i]))
			write_field(&r->fields[i], j);
	json_end_array(j);
}

static void write_states(const struct register_def *r, struct json *j)
{
	json_key(j, "states");
	json_array(j);
	for (size_t i = 0; i < r->states_count; i++) {
		const struct state *s = &r->states[i];
		json_object(j);
		say_text(j, "name", s->name);
		say_text(j, "label", s->label);
		text(j, "colour", s->colour);
		truth(j, "initial", s->initial);
		truth(j, "final", s->final);
		truth(j, "done", s->counts_done);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_transitions(struct desk *d, const struct register_def *r, struct json *j)
{
	json_key(j, "transitions");
	json_array(j);
	for (size_t i = 0; i < r->transitions_count; i++) {
		const struct transition *t = &r->transitions[i];
		json_object(j);
		say_text(j, "name", t->name);
		say_text(j, "label", t->label);
		text(j, "help", t->help);
		write_names(d, r, "from", &t->from, j);
		say_text(j, "to", t->to.len > 0 ? t->to : STR_NONE);
		write_names(d, r, "ask", &t->ask, j);
		write_names(d, r, "require", &t->require, j);
		say_bool(j, "reason", t->reason);
		say_bool(j, "danger", t->danger);
		truth(j, "review", t->separate_from.count > 0 || t->group.len > 0 || t->countersign.len > 0);
		truth(j, "backwards", t->backwards);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_views(struct desk *d, const struct register_def *r, struct json *j)
{
	json_key(j, "views");
	json_array(j);
	for (size_t i = 0; i < r->views_count; i++) {
		const struct view *v = &r->views[i];
		json_object(j);
		say_text(j, "name", v->name);
		say_text(j, "label", v->label);
		word(j, "kind", kinds[v->kind]);
		write_names(d, r, "columns", &v->columns, j);
		write_names(d, r, "filters", &v->filters, j);
		text(j, "sort", v->sort);
		text(j, "group", v->group);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_form(struct desk *d, const struct register_def *r, struct json *j)
{
	json_key(j, "form");
	json_array(j);
	for (size_t i = 0; i < r->form_count; i++) {
		json_object(j);
		say_text(j, "label", r->form[i].label);
		write_names(d, r, "fields", &r->form[i].fields, j);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_clocks(const struct register_def *r, struct json *j)
{
	json_key(j, "clocks");
	json_array(j);
	for (size_t i = 0; i < r->clocks_count; i++) {
		json_object(j);
		say_text(j, "name", r->clocks[i].name);
		say_text(j, "label", r->clocks[i].label);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_statistics(struct desk *d, const struct register_def *r, struct json *j)
{
	json_key(j, "statistics");
	json_array(j);
	for (size_t i = 0; i < r->statistics_count; i++) {
		const struct statistic *s = &r->statistics[i];
		if (!record_statistic_seen(d, r, s))
			continue;
		json_object(j);
		say_text(j, "name", s->name);
		say_text(j, "label", s->label);
		text(j, "help", s->help);
		truth(j, "percent", s->percent);
		truth(j, "score", s->score_count > 0);
		say_int(j, "scale", s->score_count > 0 ? STATISTIC_SCORE_SCALE : s->scale);
		text(j, "unit", s->unit);
		write_names(d, r, "by", &s->by, j);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_prints(struct desk *d, const struct register_def *r, struct json *j)
{
	json_key(j, "prints");
	json_array(j);
	for (size_t i = 0; i < r->prints_count; i++) {
		const struct print_def *p = &r->prints[i];
		json_object(j);
		say_text(j, "name", p->name);
		say_text(j, "label", p->label);
		say_text(j, "title", p->title);
		write_names(d, r, "fields", &p->fields, j);
		truth(j, "landscape", p->landscape);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_roles(const struct register_def *r, struct json *j)
{
	json_key(j, "roles");
	json_array(j);
	for (size_t i = 0; i < r->roles_count; i++) {
		json_object(j);
		say_text(j, "name", r->roles[i].value);
		say_text(j, "label", r->roles[i].label);
		json_end_object(j);
	}
	json_end_array(j);
}

void register_write_may(const struct record_may *may, struct json *j)
{
	json_key(j, "can");
	json_object(j);
	say_bool(j, "create", may->create);
	say_bool(j, "change", may->change);
	say_bool(j, "delete", may->remove);
	say_bool(j, "import", may->import);
	say_bool(j, "export", may->export);
	say_bool(j, "comment", may->comment);
	say_bool(j, "destroy", may->destroy);
	say_bool(j, "destroy_approve", may->destroy_approve);
	json_end_object(j);
}

void register_write(struct desk *d, const struct register_def *r, const struct record_may *may, struct json *j)
{
	json_object(j);
	say_text(j, "name", r->name);
	say_text(j, "title", r->title);
	text(j, "group", r->group);
	text(j, "icon", r->icon);
	text(j, "summary", r->summary);
	say_text(j, "parent", r->parent.len > 0 ? r->parent : STR_NONE);
	say_text(j, "title_field", r->title_field.len > 0 ? r->title_field : STR_NONE);
	say_int(j, "version", r->version);
	say_id(j, "retention_years", r->retention_years);
	write_fields(d, r, j);
	write_states(r, j);
	write_transitions(d, r, j);
	write_clocks(r, j);
	write_views(d, r, j);
	write_form(d, r, j);
	write_statistics(d, r, j);
	write_prints(d, r, j);
	write_roles(r, j);
	register_write_may(may, j);
	json_end_object(j);
}

void register_write_roles(const struct registers *all, struct json *j)
{
	for (size_t i = 0; i < all->count; i++) {
		for (size_t k = 0; k < all->at[i]->roles_count; k++) {
			json_object(j);
			say_text(j, "name", all->at[i]->roles[k].value);
			say_text(j, "label", all->at[i]->roles[k].label);
			say_text(j, "register", all->at[i]->title);
			json_end_object(j);
		}
	}
}

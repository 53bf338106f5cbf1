#include "record_json.h"

#include "say.h"

static void write_ref(struct json *j, const char *key, const struct record_ref *r)
{
	json_key(j, key);
	if (r->id == 0) {
		json_null(j);
		return;
	}
	json_object(j);
	say_int(j, "id", r->id);
	say_text(j, "label", r->label);
	json_end_object(j);
}

static void names(struct json *j, const char *key, const struct names *n)
{
	json_key(j, key);
	json_array(j);
	for (size_t i = 0; i < n->count; i++)
		if (!json_put_plain(j, n->at[i], false)) /* names of a definition: nothing in them is escaped */
			json_str(j, n->at[i]);
	json_end_array(j);
}

static void write_values(struct desk *d, const struct register_def *r, const struct record_fields *fields,
	const struct record *row, struct json *j)
{
	const struct value_context x = desk_values(d, r);

	json_object(j);
	for (size_t i = 0; i < fields->count; i++) {
		const struct record_value *v = &row->values[i];
		if (v->hidden)
			continue;
		if (!json_put_plain(
			    j, fields->at[i]->name, true)) /* a name of a definition: nothing in it is escaped */
			json_put_key(j, fields->at[i]->name);
		if (v->field->type == FIELD_FILES)
			json_int(j, v->files);
		else
			value_to_json(&x, v->field, v->values, j);
	}
	json_end_object(j);
}

/* --- what every row has, in one piece: a list has thousands of these members --- */

#define ADD(to, literal) (memcpy(to, literal, sizeof(literal) - 1), (to) + sizeof(literal) - 1)
enum { STEP_ROOM = 160, STEP_USUAL = 2048 };
enum { HEAD_ROOM = 320 + 7 * JSON_INT_ROOM + 3 * CLOCK_TEXT_MAX, HEAD_USUAL = 4096, ROW_USUAL = 512 };

static size_t head_room(const struct record *row)
{
	const size_t texts[] = { row->no.len, row->title.len, row->state.len, row->lamp.len, row->department.label.len,
		row->holder.label.len, row->owner.label.len, row->parent.label.len };
	size_t room = HEAD_ROOM;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		room += JSON_STR_ROOM(texts[i]);
	return room;
}

static char *add_ref(char *to, const struct record_ref *r)
{
	if (r->id == 0)
		return ADD(to, "null");
	to = json_write_int(ADD(to, "{\"id\":"), r->id);
	to = json_write_str(ADD(to, ",\"label\":"), r->label);
	*to = '}';
	return to + 1;
}

static char *add_time(char *to, const struct clock *clock, int64_t ms)
{
	if (ms == 0)
		return ADD(to, "null");
	*to = '"';
	clock_format(clock, ms, to + 1);
	to[CLOCK_TEXT_MAX] = '"'; /* where its NUL stood */
	return to + CLOCK_TEXT_MAX + 1;
}

static size_t add_head(char *text, const struct clock *clock, const struct record *row)
{
	char *to = json_write_int(ADD(text, "\"id\":"), row->id);

	to = json_write_int(ADD(to, ",\"version\":"), row->version);
	to = json_write_str(ADD(to, ",\"no\":"), row->no);
	to = json_write_str(ADD(to, ",\"title\":"), row->title);
	to = json_write_str(ADD(to, ",\"state\":"), row->state);
	to = json_write_str(ADD(to, ",\"lamp\":"), row->lamp);
	to = add_time(ADD(to, ",\"due\":"), clock, row->due_at);
	to = add_ref(ADD(to, ",\"department\":"), &row->department);
	to = add_ref(ADD(to, ",\"holder\":"), &row->holder);
	to = add_ref(ADD(to, ",\"owner\":"), &row->owner);
	to = add_ref(ADD(to, ",\"parent\":"), &row->parent);
	to = add_time(ADD(to, ",\"created\":"), clock, row->created_at);
	to = add_time(ADD(to, ",\"changed\":"), clock, row->changed_at);
	return (size_t)(to - text);
}

static void write_head(struct desk *d, const struct record *row, struct json *j)
{
	char usual[HEAD_USUAL];
	size_t room = head_room(row);
	char *text = room <= sizeof(usual) ? usual : arena_alloc(d->arena, room);

	if (text == NULL)
		j->out->failed = true;
	else
		json_members(j, (struct str){ text, add_head(text, &d->place->clock, row) });
}

static void row_members(struct desk *d, const struct register_def *r, const struct record_fields *fields,
	const struct record *row, struct json *j)
{
	write_head(d, row, j);
	json_key(j, "values");
	write_values(d, r, fields, row, j);
}

void record_write_row(struct desk *d, const struct register_def *r, const struct record_fields *fields,
	const struct record *row, struct json *j)
{
	json_object(j);
	row_members(d, r, fields, row, j);
	json_end_object(j);
}

static void write_clocks(struct desk *d, const struct record_detail *detail, struct json *j)
{
	json_key(j, "clocks");
	json_array(j);
	for (size_t i = 0; i < detail->clocks_count; i++) {
		const struct record_clock *k = &detail->clocks[i];
		json_object(j);
		say_text(j, "name", k->name);
		say_text(j, "label", k->label);
		say_text(j, "state", k->state);
		say_text(j, "lamp", k->lamp);
		say_time(j, "started", &d->place->clock, k->started_at);
		say_time(j, "due", &d->place->clock, k->due_at);
		say_time(j, "stopped", &d->place->clock, k->stopped_at);
		say_int(j, "extensions", k->extensions);
		say_bool(j, "provisional", k->provisional);
		json_end_object(j);
	}
	json_end_array(j);
}

static char *add_bool(char *to, bool v)
{
	return v ? ADD(to, "true") : ADD(to, "false");
}

static size_t add_step(char *text, const struct record_possible *p)
{
	const struct transition *t = p->step;
	char *to = json_write_str(ADD(text, "\"name\":"), t->name);

	to = json_write_str(ADD(to, ",\"label\":"), t->label);
	to = json_write_str(ADD(to, ",\"help\":"), t->help);
	to = json_write_str(ADD(to, ",\"to\":"), t->to);
	to = add_bool(ADD(to, ",\"possible\":"), p->possible);
	to = add_bool(ADD(to, ",\"may\":"), p->may);
	to = add_bool(ADD(to, ",\"may_override\":"), p->may_override);
	to = add_bool(ADD(to, ",\"reason\":"), t->reason);
	to = add_bool(ADD(to, ",\"danger\":"), t->danger);
	to = add_bool(ADD(to, ",\"backwards\":"), t->backwards);
	return (size_t)(to - text);
}

static void write_step(struct desk *d, const struct record_possible *p, struct json *j)
{
	const struct transition *t = p->step;
	char usual[STEP_USUAL];
	size_t room = STEP_ROOM + JSON_STR_ROOM(t->name.len) + JSON_STR_ROOM(t->label.len) +
		      JSON_STR_ROOM(t->help.len) + JSON_STR_ROOM(t->to.len);
	char *text = room <= sizeof(usual) ? usual : arena_alloc(d->arena, room);

	json_object(j);
	if (text == NULL)
		j->out->failed = true;
	else
		json_members(j, (struct str){ text, add_step(text, p) });
	names(j, "ask", &t->ask);
	names(j, "require", &t->require);
	say_int(j, "votes", p->votes);
	say_int(j, "countersign", p->needed > 1 ? p->needed : 0);
	json_key(j, "missing");
	desk_write_refusals(&p->missing, j);
	json_end_object(j);
}

static void write_children(const struct record_detail *d, struct json *j)
{
	json_key(j, "children");
	json_array(j);
	for (size_t i = 0; i < d->children_count; i++) {
		json_object(j);
		say_text(j, "register", d->children[i].child->name);
		say_text(j, "title", d->children[i].child->title);
		say_int(j, "count", d->children[i].count);
		say_int(j, "open", d->children[i].open);
		json_end_object(j);
	}
	json_end_array(j);
}

void record_write_detail(
	struct desk *d, const struct register_def *r, const struct record_detail *detail, struct json *j)
{
	json_object(j);
	row_members(d, r, &detail->fields, &detail->record, j);
	write_clocks(d, detail, j);
	json_key(j, "steps");
	json_array(j);
	for (size_t i = 0; i < detail->steps_count; i++)
		write_step(d, &detail->steps[i], j);
	json_end_array(j);
	write_children(detail, j);
	char may[96], *to = add_bool(ADD(may, "\"may\":{\"change\":"), detail->may_change);
	to = add_bool(ADD(to, ",\"delete\":"), detail->may_remove);
	to = add_bool(ADD(to, ",\"comment\":"), detail->may_comment);
	to = ADD(add_bool(ADD(to, ",\"judge\":"), detail->may_judge), "}");
	json_members(j, (struct str){ may, (size_t)(to - may) });
	names(j, "editable", &detail->editable);
	say_bool(j, "watching", detail->watching);
	json_end_object(j);
}

void record_write_list(struct desk *d, const struct register_def *r, const struct record_list *l, struct json *j)
{
	buf_room(j->out, l->count * ROW_USUAL);
	json_object(j);
	json_key(j, "rows");
	json_array(j);
	for (size_t i = 0; i < l->count; i++)
		record_write_row(d, r, &l->fields, &l->rows[i], j);
	json_end_array(j);
	say_text(j, "next", l->next);
	json_key(j, "total");
	if (l->total >= 0)
		json_int(j, l->total);
	else
		json_null(j);
	json_end_object(j);
}

static void write_side(const struct value_context *x, const struct field *f, const struct value *values,
	const char *key, struct json *j)
{
	struct buf text;

	buf_init(&text, (size_t)1 << 20);
	if (values != NULL)
		value_to_text(x, f, values, &text);
	say_text(j, key, buf_view(&text));
	buf_clear(&text);
}

static void write_change(const struct value_context *x, const struct record_field_change *f, struct json *j)
{
	json_object(j);
	say_text(j, "field", f->field->name);
	say_text(j, "label", f->field->label);
	write_side(x, f->field, f->before, "before", j);
	write_side(x, f->field, f->after, "after", j);
	say_bool(j, "masked", f->masked);
	json_end_object(j);
}

/* What happened to time limits; "was": the deadline before, where it moved. */
static void write_event_clocks(const struct clock *clock, const struct record_event *ev, struct json *j)
{
	json_key(j, "clocks");
	json_array(j);
	for (size_t i = 0; i < ev->clocks_count; i++) {
		const struct record_event_clock *c = &ev->clocks[i];
		json_object(j);
		say_text(j, "name", c->definition->name);
		say_text(j, "label", c->definition->label);
		say_text(j, "what", c->what);
		say_time(j, "due", clock, c->due);
		say_time(j, "was", clock, c->was);
		json_end_object(j);
	}
	json_end_array(j);
}

static void write_event(
	const struct value_context *x, const struct clock *clock, const struct record_event *ev, struct json *j)
{
	json_object(j);
	say_int(j, "seq", ev->seq);
	say_time(j, "at", clock, ev->at);
	write_ref(j, "person", &ev->person);
	write_ref(j, "on_behalf", &ev->on_behalf);
	say_text(j, "kind", ev->kind);
	say_text(j, "name", ev->name);
	say_text(j, "label", ev->label);
	say_text(j, "from", ev->from);
	say_text(j, "to", ev->to);
	say_text(j, "reason", ev->reason);
	say_text(j, "text", ev->text);
	json_key(j, "changes");
	json_array(j);
	for (size_t i = 0; i < ev->changes_count; i++)
		write_change(x, &ev->changes[i], j);
	json_end_array(j);
	if (ev->clocks_count > 0)
		write_event_clocks(clock, ev, j);
	json_end_object(j);
}

void record_write_events(
	struct desk *d, const struct register_def *r, const struct record_events *events, struct json *j)
{
	const struct value_context x = desk_values(d, r);

	json_object(j);
	json_key(j, "events");
	json_array(j);
	for (size_t i = 0; i < events->count; i++)
		write_event(&x, &d->place->clock, &events->at[i], j);
	json_end_array(j);
	say_id(j, "next", events->next);
	json_end_object(j);
}

static void done_members(const struct record_done *d, struct json *j)
{
	say_int(j, "id", d->id);
	say_int(j, "version", d->version);
	say_text(j, "no", d->no);
	say_text(j, "state", d->state);
	say_bool(j, "waiting", d->waiting);
	if (d->waiting) {
		say_int(j, "votes", d->votes);
		say_int(j, "needed", d->needed);
	}
}

void record_write_done(const struct record_done *d, struct json *j)
{
	json_object(j);
	done_members(d, j);
	json_end_object(j);
}

static void write_outcome(const struct record_outcome *o, struct json *j)
{
	static const char *const words[] = {
		[RECORD_SAME] = "same",
		[RECORD_CREATED] = "created",
		[RECORD_CHANGED] = "changed",
		[RECORD_REFUSED] = "refused",
	};

	json_object(j);
	say_int(j, "row", o->row);
	json_member_cstr(j, "what", words[o->what]);
	if (o->rc >= 0) {
		done_members(&o->done, j);
	} else {
		say_text(j, "message", o->message);
		json_key(j, "errors");
		desk_write_refusals(&o->refusals, j);
	}
	json_end_object(j);
}

void record_write_outcomes(const struct record_outcomes *o, struct json *j)
{
	json_object(j);
	say_int(j, "created", (int64_t)o->created);
	say_int(j, "changed", (int64_t)o->changed);
	say_int(j, "same", (int64_t)o->same);
	say_int(j, "refused", (int64_t)o->refused);
	json_key(j, "rows");
	json_array(j);
	for (size_t i = 0; i < o->count; i++)
		write_outcome(&o->at[i], j);
	json_end_array(j);
	json_end_object(j);
}

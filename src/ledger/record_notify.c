/* Messages to people. */
#include "record_private.h"

#include "log.h"

enum { RECIPIENTS_MAX = 500 };

/* 1: told. Who may not see the record is told nothing of it: the text says what is in it, and the page would not open. */
int notify_person(struct desk *d, const struct row *row, const struct message *m, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int64_t id = 0;

	int rc = viewer_sees(d, row, m->person_id, e);
	if (rc <= 0)
		return rc;
	rc = store_next_ids(d->store, row->unit_id, "notification", 1, &id, e);
	if (rc >= 0)
		rc = store_prepare(d->store,
			"INSERT INTO notification (unit_id, id, person_id, at, kind, register, record_id, text)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, row->unit_id);
	store_bind_int(st, 2, id);
	store_bind_int(st, 3, m->person_id);
	store_bind_int(st, 4, d->now);
	store_bind_text(st, 5, m->kind);
	store_bind_text(st, 6, row->r->name);
	store_bind_int(st, 7, row->id);
	store_bind_text(st, 8, m->text);
	rc = store_run(st, e);
	return rc < 0 ? rc : 1;
}

/* --- who gets it --- */

struct recipients {
	int64_t ids[RECIPIENTS_MAX];
	size_t count;
};

static void add(struct recipients *to, int64_t id)
{
	for (size_t i = 0; i < to->count; i++)
		if (to->ids[i] == id)
			return;
	if (id > 0 && to->count < RECIPIENTS_MAX)
		to->ids[to->count++] = id;
}

static int add_query(struct recipients *to, struct store_stmt *st, struct err *e)
{
	int rc;

	while ((rc = store_step(st, e)) > 0)
		add(to, store_int(st, 0));
	return rc;
}

/* Who holds the role now, in the whole unit or in a department that the record's lies in. */
static int add_role(struct desk *d, const struct row *row, struct str role, struct recipients *to, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(d->store,
		"SELECT DISTINCT g.person_id FROM role_grant g JOIN person p ON p.unit_id = g.unit_id AND p.id = g.person_id"
		" LEFT JOIN department d ON d.unit_id = g.unit_id AND d.id = g.department_id"
		" WHERE g.unit_id = $1 AND g.role = $2 AND g.revoked_at IS NULL AND g.valid_from <= $3"
		" AND (g.valid_until IS NULL OR g.valid_until > $3) AND p.active = 1"
		" AND (g.department_id IS NULL OR substr($4, 1, length(d.path)) = d.path) ORDER BY g.person_id LIMIT 500",
		&st, e);
	if (rc < 0)
		return rc;
	struct str path = department_path(d, row->department_id);
	store_bind_int(st, 1, row->unit_id);
	store_bind_text(st, 2, role);
	store_bind_int(st, 3, d->now);
	store_bind_text(st, 4, path.ptr ? path : STR(""));
	return add_query(to, st, e);
}

static int add_people(struct desk *d, const struct row *row, const char *sql, int64_t department_id,
	struct recipients *to, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_ask(d->store, &st, e, sql, sql_int(row->unit_id), sql_int(department_id));
	if (rc < 0)
		return rc;
	return add_query(to, st, e);
}

static int gather(struct desk *d, const struct row *row, const struct who *w, struct recipients *to, struct err *e)
{
	int rc = 0;

	if (w->everybody)
		rc = add_people(d, row,
			"SELECT id FROM person WHERE unit_id = $1 AND id > $2 AND active = 1 ORDER BY id LIMIT 500", 0,
			to, e);
	for (size_t i = 0; i < w->roles.count && rc >= 0; i++)
		rc = add_role(d, row, w->roles.at[i], to, e);
	if (w->relations & RELATION_OWNER)
		add(to, row->owner_id);
	if (w->relations & RELATION_HOLDER)
		add(to, row->holder_id);
	if ((w->relations & RELATION_DEPARTMENT) && rc >= 0)
		rc = add_people(d, row,
			"SELECT id FROM person WHERE unit_id = $1 AND department_id = $2 AND active = 1 ORDER BY id LIMIT 500",
			row->department_id, to, e);
	for (size_t i = 0; i < w->person_fields.count && rc >= 0; i++) {
		const struct field *f = register_field(row->r, w->person_fields.at[i]);
		const struct value *v = f ? row_values(row, f) : NULL;
		if (v && v->kind == VALUE_INT)
			add(to, v->i);
	}
	return rc;
}

static struct str state_label(const struct row *row)
{
	const struct state *s = register_state(row->r, row->state);

	return s ? s->label : row->state;
}

/* {no} {title} {due} {state} {reason} {clock} of a definition's text; {clock} is filled by whoever knows the clock. */
void notify_fill(struct desk *d, const struct row *row, struct str text, struct str title, struct buf *out)
{
	for (size_t at = 0; at < text.len;) {
		size_t open = str_find(text, STR("{"), at);
		size_t close = open == STR_NPOS ? STR_NPOS : str_find(text, STR("}"), open);
		if (close == STR_NPOS)
			open = text.len;
		buf_str(out, str_sub(text, at, open));
		if (close == STR_NPOS)
			return;
		struct str name = str_sub(text, open + 1, close);
		if (str_eq(name, STR("no")))
			buf_str(out, row->no);
		else if (str_eq(name, STR("title")))
			buf_str(out, title);
		else if (str_eq(name, STR("state")))
			buf_str(out, state_label(row));
		else if (str_eq(name, STR("reason")))
			buf_str(out, d->own->reason);
		else if (str_eq(name, STR("due")) && row->due_at != 0)
			buf_str(out, desk_time_text(d, row->due_at));
		at = close + 1;
	}
}

/* Each reads the title as he may see it. */
static int tell_one(struct desk *d, const struct row *row, int64_t person_id, struct str text, struct err *e)
{
	struct message m = { .person_id = person_id, .kind = STR("notice") };
	OWN_BUF struct buf out = { 0 };
	struct str title = STR_NONE;

	int rc = viewer_title(d, row, person_id, &title, e);
	if (rc < 0)
		return rc;
	buf_init(&out, 4096);
	notify_fill(d, row, text, title, &out);
	if (out.failed && !out.full)
		return err_nomem(e);
	m.text = buf_view(&out);
	return notify_person(d, row, &m, e);
}

/* A message that reaches nobody is said in the log: the definition, or the grants, forgot somebody. */
int notify_who(struct desk *d, const struct row *row, const struct who *w, struct str text, struct err *e)
{
	struct recipients *to = arena_alloc(d->arena, sizeof *to);
	size_t told = 0;

	if (!to)
		return err_nomem(e);
	int rc = gather(d, row, w, to, e);
	for (size_t i = 0; i < to->count && rc >= 0; i++) {
		rc = tell_one(d, row, to->ids[i], text, e);
		told += rc > 0;
	}
	if (rc >= 0 && told == 0)
		log_line(LOG_WARN, "notify", "a message about " STR_FMT " " STR_FMT " of unit %lld reached nobody: %s",
			STR_ARG(row->r->name), STR_ARG(row->no), (long long)row->unit_id,
			to->count == 0 ? "it is for nobody" : "those it is for do not see the record");
	return rc < 0 ? rc : 0;
}

/* "整改条目 ZG-001：张三办理销号" */
static int tell_watchers(struct desk *d, const struct row *row, const char *word, struct str what,
	const struct recipients *to, struct err *e)
{
	struct str text = arena_fmt(d->arena, STR_FMT " " STR_FMT "：" STR_FMT "%s" STR_FMT, STR_ARG(row->r->title),
		STR_ARG(row->no), STR_ARG(d->actor->name), word, STR_ARG(what));

	if (!text.ptr)
		return err_nomem(e);
	int rc = 0;
	for (size_t i = 0; i < to->count && rc >= 0; i++)
		rc = notify_person(d, row, &(struct message){ to->ids[i], STR("watch"), text }, e);
	return rc;
}

int notify_watchers(struct desk *d, const struct row *row, const char *word, struct str what, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct recipients *to = NULL;

	int rc = store_first(d->store, &st, e,
		"SELECT person_id FROM watch WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND person_id <> $4"
		" LIMIT 500",
		sql_int(row->unit_id), sql_text(row->r->name), sql_int(row->id), sql_int(d->actor->person_id));
	if (rc <= 0)
		return rc;
	to = arena_alloc(d->arena, sizeof *to);
	if (!to)
		return err_nomem(e);
	add(to, store_int(st, 0));
	rc = add_query(to, st, e);
	return rc < 0 ? rc : tell_watchers(d, row, word, what, to, e);
}

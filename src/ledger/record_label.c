/* What ids are called, and which ids people mean. */
#include "record_private.h"

#include "access_people.h"
#include "schema.h"

enum { LABEL_RECORD = NAME_BELOW + 1, LABEL_NUMBER }; /* behind those that access keeps */

struct label {
	struct label *next;
	int kind;
	const struct register_def *r;
	int64_t id;
	struct str text;
};

static const char *const label_sql[] = {
	[NAME_PERSON] = "SELECT name FROM person WHERE unit_id = $1 AND id = $2",
	[NAME_DEPARTMENT] = "SELECT name FROM department WHERE unit_id = $1 AND id = $2",
	[NAME_UNIT] = "SELECT name FROM unit WHERE unit_id = $1",
	[NAME_PATH] = "SELECT path FROM department WHERE unit_id = $1 AND id = $2",
};

static struct str fetch(struct desk *d, const char *sql, int kind, int64_t id)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct err unused = { 0 };

	if (store_prepare(d->store, sql, &st, &unused) < 0)
		return STR_NONE;
	store_bind_int(st, 1, kind == NAME_UNIT ? id : d->unit_id);
	if (kind != NAME_UNIT)
		store_bind_int(st, 2, id);
	if (store_step(st, &unused) <= 0)
		return STR_NONE;
	struct str found = store_text(st, 0);
	return found.ptr ? arena_dup(d->arena, found) : STR_NONE;
}

/* Of access: for all requests alike. */
static struct str fetch_name(struct desk *d, int kind, int64_t id)
{
	const struct access_name n = { .kind = kind, .unit_id = kind == NAME_UNIT ? 0 : d->unit_id, .id = id };
	struct str text = access_name_get(d->place->access, d->store, &n, d->arena);

	if (text.ptr)
		return text;
	text = fetch(d, label_sql[kind], kind, id);
	access_name_put(d->place->access, d->store, &n, text);
	return text;
}

/* A record is called by its title field where that is a text, else by its number. */
static struct str fetch_record(struct desk *d, int kind, const struct register_def *r, int64_t id)
{
	const struct field *title = register_field(r, r->title_field);
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	bool text = kind == LABEL_RECORD && title && (title->type == FIELD_TEXT || title->type == FIELD_LONGTEXT) &&
		    rights_sight(d, title) == SIGHT_ALL && !title->sensitive;
	if (text)
		buf_fmt(&sql, "SELECT coalesce(" STR_FMT ", no)", STR_ARG(title->name));
	else
		buf_cstr(&sql, "SELECT no");
	buf_fmt(&sql, " FROM r_" STR_FMT " WHERE unit_id = $1 AND id = $2", STR_ARG(r->name));
	buf_chr(&sql, '\0');
	return sql.failed ? STR_NONE : fetch(d, sql.ptr, kind, id);
}

static struct str label(struct desk *d, int kind, const struct register_def *r, int64_t id)
{
	size_t slots = sizeof d->own->labels / sizeof d->own->labels[0];
	struct label **slot = &d->own->labels[((uint64_t)id * 5 + kind) % slots];

	if (id == 0)
		return STR_NONE;
	for (struct label *l = *slot; l; l = l->next)
		if (l->id == id && l->kind == kind && l->r == r)
			return l->text;
	struct str text = r ? fetch_record(d, kind, r, id) : fetch_name(d, kind, id);
	struct label *made = arena_alloc(d->arena, sizeof *made);
	if (made) {
		*made = (struct label){ .next = *slot, .kind = kind, .r = r, .id = id, .text = text };
		*slot = made;
	}
	return text;
}

struct str label_person(struct desk *d, int64_t id)
{
	return label(d, NAME_PERSON, NULL, id);
}

struct str label_department(struct desk *d, int64_t id)
{
	return label(d, NAME_DEPARTMENT, NULL, id);
}

struct str label_record(struct desk *d, const struct register_def *r, int64_t id)
{
	return label(d, LABEL_RECORD, r, id);
}

struct str record_parent_no(struct desk *d, const struct register_def *r, const struct record *row)
{
	const struct register_def *above = r->parent.len > 0 ? register_find(d->place->registers, r->parent) : NULL;

	return above ? label(d, LABEL_NUMBER, above, row->parent_id) : STR_NONE;
}

struct str department_path(struct desk *d, int64_t id)
{
	return label(d, NAME_PATH, NULL, id);
}

struct record_ref ref_person(struct desk *d, int64_t id)
{
	return (struct record_ref){ .id = id, .label = label_person(d, id) };
}

struct record_ref ref_department(struct desk *d, int64_t id)
{
	return (struct record_ref){ .id = id, .label = label_department(d, id) };
}

struct str value_label(void *context, const struct field *f, int64_t id)
{
	struct desk *d = context;

	switch (value_type(f)) {
	case FIELD_PERSON:
		return label_person(d, id);
	case FIELD_DEPARTMENT:
		return label_department(d, id);
	case FIELD_UNIT:
		return label(d, NAME_UNIT, NULL, id);
	case FIELD_REFERENCE: {
		const struct register_def *target = register_find(d->place->registers, f->target);
		return target ? label_record(d, target, id) : STR_NONE;
	}
	default:
		return STR_NONE;
	}
}

/* --- which one people mean --- */

/* An id goes before a name that looks like one. 1, 0, 2 for several. */
static int look_up(struct desk *d, struct store_stmt *st, struct str text, int64_t *ret, struct err *e)
{
	int64_t id = 0;
	int found = 0, rc;

	store_bind_int(st, 1, d->unit_id);
	if (str_id(text, &id))
		store_bind_int(st, 2, id);
	else
		store_bind_int(st, 2, 0);
	store_bind_text(st, 3, text);
	while ((rc = store_step(st, e)) > 0) {
		int64_t this_id = store_int(st, 0);
		if (id > 0 && this_id == id) {
			*ret = id;
			return 1;
		}
		*ret = this_id;
		found++;
	}
	return rc < 0 ? rc : found > 1 ? 2 : found;
}

static int resolve_plain(struct desk *d, enum field_type type, struct str text, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const char *sql =
		type == FIELD_PERSON
			? "SELECT id FROM person WHERE unit_id = $1 AND active = 1 AND (id = $2 OR name = $3 OR login = $3) LIMIT 3"
		: type == FIELD_DEPARTMENT
			? "SELECT id FROM department WHERE unit_id = $1 AND active = 1 AND (id = $2 OR name = $3 OR code = $3) LIMIT 3"
			: "SELECT unit_id FROM unit WHERE $1 > 0 AND (unit_id = $2 OR name = $3 OR code = $3) LIMIT 3";

	if (quick_recall(d, sql, text, ret))
		return 1;
	int rc = store_prepare(d->store, sql, &st, e);
	if (rc >= 0)
		rc = look_up(d, st, text, ret, e);
	if (rc == 1)
		quick_remember(d, sql, text, *ret);
	return rc;
}

/* Only records that the person may see can be named. */
static int resolve_record(struct desk *d, const struct register_def *r, struct str text, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct fence *fence = NULL;
	OWN_BUF struct buf sql = { 0 };
	int next = 4;

	buf_init(&sql, RECORD_SQL_MAX);
	int rc = rights_fence(d, r, &fence, e);
	if (rc < 0)
		return rc;
	buf_fmt(&sql,
		"SELECT this.id FROM r_" STR_FMT " AS this WHERE this.unit_id = $1 AND (this.id = $2 OR this.no = $3)"
		" AND this.deleted_at IS NULL",
		STR_ARG(r->name));
	struct fence_use use = { .fence = fence, .columns = &record_columns };
	rc = fence_sql(&use, &next, &sql, e);
	buf_cstr(&sql, " LIMIT 3");
	if (rc >= 0)
		rc = sql_prepare(d, &sql, &st, e);
	if (rc < 0)
		return rc;
	fence_bind(&use, st);
	return look_up(d, st, text, ret, e);
}

int value_resolve(void *context, const struct field *f, struct str text, int64_t *ret, struct err *e)
{
	struct desk *d = context;
	enum field_type type = value_type(f);

	if (type != FIELD_REFERENCE)
		return resolve_plain(d, type, text, ret, e);
	const struct register_def *target = register_find(d->place->registers, f->target);
	return target ? resolve_record(d, target, text, ret, e) : 0;
}

/* --- catalogues --- */

static const struct register_def *register_of(struct desk *d, const struct field *f)
{
	const struct registers *all = d->place->registers;

	for (size_t i = 0; i < all->count; i++)
		if (f >= all->at[i]->fields && f < all->at[i]->fields + all->at[i]->fields_count)
			return all->at[i];
	return NULL;
}

/* Where the catalogue of a field is kept; false: it has none. */
static bool place_of(struct desk *d, const struct field *f, struct catalogue_place *ret)
{
	const struct register_def *r = register_of(d, f), *owner = NULL;
	const struct catalogue *c = r ? register_catalogue_of(d->place->registers, r, f, &owner) : NULL;

	if (c)
		*ret = (struct catalogue_place){
			.unit = d->unit_id, .reg = owner->name, .catalogue = c, .day = d->own->today
		};
	return c != NULL;
}

int catalogue_row_of(struct desk *d, const struct field *f, struct str code, struct catalogue_row *ret,
	const struct catalogue **ret_catalogue, struct err *e)
{
	struct catalogue_place place;

	if (!place_of(d, f, &place))
		return 0;
	*ret_catalogue = place.catalogue;
	return catalogue_find(d->store, &place, code, d->arena, ret, e);
}

int value_find_code(void *context, const struct field *f, struct str text, struct str *ret, struct err *e)
{
	struct desk *d = context;
	struct catalogue_place place;
	int64_t there = 0;

	if (quick_recall(d, f, text, &there)) { /* it was the code itself */
		*ret = text;
		return 1;
	}
	if (!place_of(d, f, &place))
		return 0;
	int rc = catalogue_code(d->store, &place, text, d->arena, ret, e);
	if (rc == 1 && str_eq(text, *ret))
		quick_remember(d, f, text, 1);
	return rc;
}

struct code_labels { /* of one catalogue: those that are not the definition's */
	struct code_labels *next;
	const struct catalogue *c;
	const struct catalogue_row *rows;
	size_t count;
};

static const struct code_labels *code_labels(struct desk *d, const struct catalogue_place *place)
{
	struct err unused = { 0 };

	for (const struct code_labels *l = d->own->codes; l; l = l->next)
		if (l->c == place->catalogue)
			return l;
	struct code_labels *l = arena_alloc(d->arena, sizeof *l);
	if (!l)
		return NULL;
	*l = (struct code_labels){ .next = d->own->codes, .c = place->catalogue };
	catalogue_labels(d->store, place, d->arena, &l->rows, &l->count, &unused);
	d->own->codes = l;
	return l;
}

struct str value_code_label(void *context, const struct field *f, struct str code)
{
	struct catalogue_place place;
	const struct code_labels *l = place_of(context, f, &place) ? code_labels(context, &place) : NULL;

	for (size_t i = 0; l && i < l->count; i++)
		if (str_eq(l->rows[i].code, code) &&
			(l->rows[i].own || !catalogue_row_at(place.catalogue, code, (struct date){ 0 })))
			return l->rows[i].label;
	return STR_NONE;
}

/* Records in the full-text index, and finding them. */
#include "record_private.h"

enum { TEXTS_MAX = 24 };

static bool is_text(const struct field *f)
{
	return !f->retired && (f->type == FIELD_TEXT || f->type == FIELD_LONGTEXT || f->type == FIELD_PLACE);
}

/* What of a register is in the index. */
struct indexed {
	const struct field *fields[TEXTS_MAX];
	struct search_column columns[TEXTS_MAX];
	size_t count;
	bool partial; /* there are more than these */
};

static void add_column(struct indexed *to, const struct field *f, struct str name, enum search_place place)
{
	if (to->count == TEXTS_MAX)
		return;
	to->fields[to->count] = f;
	to->columns[to->count++] = (struct search_column){ .name = name, .place = place };
}

/* `d`: only what this person may see of every row; NULL: all. */
static void indexed_of(struct desk *d, const struct register_def *r, struct indexed *ret)
{
	*ret = (struct indexed){ 0 };
	add_column(ret, NULL, STR("no"), SEARCH_NUMBER);
	for (size_t i = 0; i < r->fields_count; i++) {
		const struct field *f = &r->fields[i];
		bool title = str_eq(f->name, r->title_field);
		if (!is_text(f) || (!title && !f->search))
			continue;
		if (d && (rights_sight(d, f) != SIGHT_ALL || (f->sensitive && !rights_reveal_all(d, r)))) {
			ret->partial = true;
			continue;
		}
		add_column(ret, f, f->name, title ? SEARCH_TITLE : SEARCH_BODY);
	}
}

/* --- keeping it --- */

static struct str text_of(const struct row *row, const struct field *f)
{
	const struct value *v = f ? row_values(row, f) : NULL;

	return f ? (v->kind == VALUE_TEXT ? v->s : STR_NONE) : row->no;
}

static bool texts_changed(const struct edit *x)
{
	for (size_t i = 0; i < x->r->columns_count; i++) {
		const struct column *c = &x->r->columns[i];
		bool wanted = c->field->search || str_eq(c->field->name, x->r->title_field);
		if (wanted && c->part == 0 && is_text(c->field) && !value_eq(&x->before.columns[i], &x->now.columns[i]))
			return true;
	}
	return x->fresh;
}

int search_keep(struct edit *x, struct err *e)
{
	struct search_record record = { x->now.unit_id, x->r->name, x->now.id };
	struct search_text texts[TEXTS_MAX];
	struct indexed in;

	if (x->d->own->unsearched)
		return 0;
	if (x->removed)
		return search_remove(x->d->store, &record, e);
	if (!texts_changed(x))
		return 0;
	indexed_of(NULL, x->r, &in);
	for (size_t i = 0; i < in.count; i++)
		texts[i] = (struct search_text){ in.columns[i].place, text_of(&x->now, in.fields[i]) };
	if (x->d->own->batch && x->fresh)
		return search_batch_add(x->d->own->batch, x->r->name, x->now.id, texts, in.count, e);
	if (x->d->own->batch)
		return search_batch_put(x->d->own->batch, x->r->name, x->now.id, texts, in.count, e);
	return search_put(x->d->store, &record, texts, in.count, e);
}

/* --- finding --- */

struct looking {
	struct desk *d;
	const struct register_def **defs;
	struct indexed *in;
	struct search_register *registers;
	size_t count;
};

static size_t fence_values(const struct fence *f, struct search_value *ret, size_t room)
{
	struct access_value values[FENCE_PARAMS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < f->count && !f->open; i++) {
		size_t n = access_fence_values(&f->at[i], &record_columns, values);
		for (size_t k = 0; k < n && count < room; k++)
			ret[count++] = (struct search_value){ values[k].is_text, values[k].i, values[k].s };
	}
	return count;
}

/* "this.deleted_at IS NULL AND (...)", with its values. */
static int fenced(struct looking *l, const struct fence *f, struct search_register *to, struct err *e)
{
	struct fence_use use = { .fence = f, .columns = &record_columns };
	struct search_value *values = arena_array(l->d->arena, SEARCH_PARAMS_MAX, sizeof *values);
	OWN_BUF struct buf sql = { 0 };
	int next = 2;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, "this.deleted_at IS NULL");
	int rc = fence_sql(&use, &next, &sql, e);
	if (rc < 0)
		return rc;
	if (next - 2 > SEARCH_PARAMS_MAX)
		return err_set(e, ERR_LIMIT, "您的角色太多，无法一起检索");
	struct str kept = sql.failed ? STR_NONE : arena_dup(l->d->arena, buf_view(&sql));
	if (!kept.ptr || !values)
		return err_nomem(e);
	to->where = kept.ptr;
	to->params = values;
	to->params_count = fence_values(f, values, SEARCH_PARAMS_MAX);
	return 0;
}

static int add_register(struct looking *l, const struct register_def *r, struct err *e)
{
	const struct fence *f = NULL;
	struct err unused = { 0 };

	if (desk_may_read(l->d, r, &unused) < 0)
		return 0;
	int rc = rights_fence(l->d, r, &f, e);
	if (rc < 0 || (!f->open && f->count == 0))
		return rc;
	struct search_register *to = &l->registers[l->count];
	indexed_of(l->d, r, &l->in[l->count]);
	*to = (struct search_register){ .name = r->name,
		.columns = l->in[l->count].columns,
		.columns_count = l->in[l->count].count,
		.partial = l->in[l->count].partial };
	rc = fenced(l, f, to, e);
	if (rc >= 0)
		l->defs[l->count++] = r;
	return rc;
}

static int add_registers(struct looking *l, const struct register_def *only, struct err *e)
{
	const struct registers *all = l->d->place->registers;
	int rc = 0;

	l->defs = arena_array(l->d->arena, all->count + 1, sizeof *l->defs);
	l->in = arena_array(l->d->arena, all->count + 1, sizeof *l->in);
	l->registers = arena_array(l->d->arena, all->count + 1, sizeof *l->registers);
	if (!l->defs || !l->in || !l->registers)
		return err_nomem(e);
	for (size_t i = 0; i < all->count && rc >= 0; i++)
		if (!only || only == all->at[i])
			rc = add_register(l, all->at[i], e);
	return rc;
}

static int fill_hit(struct looking *l, const struct search_hit *found, struct record_hit *hit, struct err *e)
{
	size_t at = 0;
	struct row row;

	while (at < l->count && !str_eq(l->defs[at]->name, found->register_name))
		at++;
	if (at == l->count)
		return err_set(e, ERR_INTERNAL, "程序内部错误（检索的结果）");
	int rc = row_load(l->d, l->defs[at], found->record_id, true, &row, e); /* the fence held when it was found */
	if (rc < 0)
		return rc;
	*hit = (struct record_hit){ .register_def = l->defs[at],
		.id = row.id,
		.no = row.no,
		.title = row_title(l->d, &row),
		.state = row.state,
		.field = l->in[at].fields[found->column],
		.snippet = found->snippet,
		.cut_before = found->cut_before,
		.cut_after = found->cut_after,
		.marks = found->marks,
		.marks_count = found->marks_count };
	return 0;
}

int record_search(struct desk *d, const struct record_search_query *q, struct record_hits *ret, struct err *e)
{
	struct looking l = { .d = d };
	struct search_query find = { .text = q->text, .after = q->after };
	struct search_hits found = { 0 };

	if (q->limit < 1 || q->limit > SEARCH_LIMIT_MAX)
		return err_set(e, ERR_LIMIT, "一页 1 到 %d 条", SEARCH_LIMIT_MAX);
	int rc = add_registers(&l, q->only, e);
	if (rc < 0)
		return rc;
	find.registers = l.registers;
	find.registers_count = l.count;
	find.limit = (size_t)q->limit;
	if (l.count > 0)
		rc = search_find(d->store, d->unit_id, &find, d->arena, &found, e);
	struct record_hit *hits = arena_array(d->arena, found.count + 1, sizeof *hits);
	if (rc >= 0 && !hits)
		return err_nomem(e);
	for (size_t i = 0; i < found.count && rc >= 0; i++)
		rc = fill_hit(&l, &found.rows[i], &hits[i], e);
	if (rc < 0)
		return rc;
	*ret = (struct record_hits){ .at = hits, .count = found.count, .next = found.next };
	return 0;
}

int search_few(struct desk *d, const struct register_def *r, struct str text, int64_t ids[SEARCH_FEW],
	size_t *ret_count, struct err *e)
{
	struct looking l = { .d = d };
	struct search_query find = { .text = text, .limit = SEARCH_FEW + 1 };
	struct search_hits found = { 0 };
	struct err why = { 0 };

	int rc = add_registers(&l, r, e);
	if (rc < 0 || l.count == 0)
		return rc;
	find.registers = l.registers;
	find.registers_count = l.count;
	rc = search_find(d->store, d->unit_id, &find, d->arena, &found, &why);
	if (rc == ERR_INPUT || rc == ERR_LIMIT || found.count > SEARCH_FEW)
		return 0;
	if (rc < 0) {
		*e = why;
		return rc;
	}
	for (size_t i = 0; i < found.count; i++)
		ids[i] = found.rows[i].record_id;
	*ret_count = found.count;
	return 1;
}

/* --- what this person may do at all --- */

static bool ever(struct desk *d, const struct who *w)
{
	return who_matches(d, w, NULL) || w->relations != 0 || w->person_fields.count > 0;
}

int record_may(struct desk *d, const struct register_def *r, struct record_may *ret, struct err *e)
{
	const struct rights *x = &r->rights;
	const struct fence *f = NULL;
	struct err unused = { 0 };

	*ret = (struct record_may){ 0 };
	if (desk_may_read(d, r, &unused) < 0)
		return 0;
	int rc = rights_fence(d, r, &f, e);
	if (rc < 0)
		return rc;
	bool see = f->open || f->count > 0;
	ret->see = see || ever(d, &x->create);
	ret->create = desk_may_write(d, r, "create", &unused) >= 0 && ever(d, &x->create);
	ret->change = see && desk_may_write(d, r, "change", &unused) >= 0 && ever(d, &x->change);
	ret->remove = see && desk_may_write(d, r, "remove", &unused) >= 0 && ever(d, &x->remove);
	ret->import = desk_may_write(d, r, "import", &unused) >= 0 && who_matches(d, &x->import, NULL);
	ret->export = see && who_matches(d, &x->export, NULL);
	ret->destroy = desk_may_write(d, r, "destroy", &unused) >= 0 && who_matches(d, &x->destroy, NULL);
	ret->destroy_approve =
		desk_may_write(d, r, "destroy", &unused) >= 0 && who_matches(d, &x->destroy_approve, NULL);
	ret->comment = see && desk_may_write(d, r, "comment", &unused) >= 0 && ever(d, &x->comment);
	return 0;
}

bool record_field_seen(struct desk *d, const struct register_def *r, const struct field *f)
{
	(void)r;
	return rights_sight(d, f) != SIGHT_NONE;
}

/* Tables of texts as records: new ones, or changes of those with the same key. */
#include "record_private.h"

enum column_kind { COLUMN_FIELD, COLUMN_NO, COLUMN_PARENT, COLUMN_DEPARTMENT, COLUMN_STATE, COLUMN_SHOWN };

struct import_column {
	enum column_kind kind;
	const struct field *field;
};
struct importing {
	struct desk *d;
	const struct register_def *r;
	const struct record_import *i;
	struct import_column *columns;
	struct record_input *inputs;
	size_t key; /* column of the key; columns_count: none */
};

/* --- what the columns mean --- */

static const struct field *field_by_label(struct desk *d, const struct register_def *r, struct str name)
{
	const struct field *f = rights_field(d, r, name);

	for (size_t i = 0; i < r->fields_count && !f; i++)
		if (str_eq(r->fields[i].label, name))
			f = rights_field(d, r, r->fields[i].name);
	return f && value_columns(f) > 0 ? f : NULL;
}

static bool common_column(struct str name, enum column_kind *ret)
{
	static const struct {
		struct str name, label;
		enum column_kind kind;
	} common[] = { { STR_INIT("no"), STR_INIT("编号"), COLUMN_NO },
		{ STR_INIT("parent"), STR_INIT("上级编号"), COLUMN_PARENT },
		{ STR_INIT("department"), STR_INIT("所属部门"), COLUMN_DEPARTMENT },
		{ STR_INIT("department"), STR_INIT("部门"), COLUMN_DEPARTMENT },
		{ STR_INIT("state"), STR_INIT("状态"), COLUMN_STATE } };

	for (size_t i = 0; i < sizeof common / sizeof common[0]; i++) {
		if (!str_eq(common[i].name, name) && !str_eq(common[i].label, name))
			continue;
		*ret = common[i].kind;
		return true;
	}
	return false;
}

/* A table with the records' numbers is one that was exported: what the program works out itself stands in it, and is passed over. */
static bool shown_column(const struct importing *x, struct str name)
{
	static const struct str shown[] = { STR_INIT("灯"), STR_INIT("时限"), STR_INIT("经办人") };
	bool exported = false, found = false;

	for (size_t i = 0; i < x->i->columns_count; i++)
		exported = exported || str_eq(str_trim(x->i->columns[i]), STR("编号"));
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		found = found || str_eq(shown[i], name);
	for (size_t i = 0; i < x->r->fields_count; i++)
		found = found || (value_columns(&x->r->fields[i]) == 0 && str_eq(x->r->fields[i].label, name));
	return exported && found;
}

static void read_column(struct importing *x, size_t at)
{
	struct str name = str_trim(x->i->columns[at]);
	struct import_column *c = &x->columns[at];
	struct about about = { .r = x->r, .field = x->i->columns[at] };

	c->field = field_by_label(x->d, x->r, name);
	if (!c->field && !common_column(name, &c->kind) && shown_column(x, name)) {
		c->kind = COLUMN_SHOWN;
		return;
	}
	if (!c->field && c->kind == COLUMN_FIELD) {
		desk_refuse(x->d, REFUSAL_FORMAT, &about, "第 %zu 列“" STR_FMT "”不是这个台账的项", at + 1,
			(int)(name.len < 80 ? name.len : 80), name.ptr ? name.ptr : "");
		return;
	}
	for (size_t k = 0; k < at; k++)
		if (x->columns[k].kind == c->kind && x->columns[k].field == c->field)
			desk_refuse(x->d, REFUSAL_FORMAT, &about, "第 %zu 列与第 %zu 列是同一项", at + 1, k + 1);
	bool key = c->field ? str_eq(c->field->name, x->i->key) : c->kind == COLUMN_NO && str_eq(x->i->key, STR("no"));
	if (x->i->key.len > 0 && key)
		x->key = at;
}

static int read_header(struct importing *x, struct err *e)
{
	const struct field *key = x->i->key.len > 0 ? register_field(x->r, x->i->key) : NULL;
	size_t from = x->d->refusals.count;

	x->columns = arena_array(x->d->arena, x->i->columns_count + 1, sizeof *x->columns);
	x->inputs = arena_array(x->d->arena, x->i->columns_count + 1, sizeof *x->inputs);
	if (!x->columns || !x->inputs)
		return err_nomem(e);
	for (size_t i = 0; i < x->i->columns_count; i++)
		read_column(x, i);
	if (x->i->key.len > 0 && x->key == x->i->columns_count)
		desk_refuse(x->d, REFUSAL_FORMAT, &(struct about){ .r = x->r, .field = x->i->key },
			"表里没有作为依据的那一列");
	if (x->i->key.len > 0 && !str_eq(x->i->key, STR("no")) && (!key || !key->unique))
		desk_refuse(x->d, REFUSAL_FORMAT, &(struct about){ .r = x->r, .field = x->i->key },
			"只能按编号或不重复的项更新已有的记录");
	return desk_verdict(x->d, from, e);
}

/* --- one row --- */

/* The record with the key: its id, 0: none. One that may not be seen counts as taken by create's own check of doubles. */
static int find_key(struct importing *x, struct str key, int64_t *ret, struct err *e)
{
	const struct field *f = x->columns[x->key].field;
	struct value v[VALUE_COLUMNS_MAX] = { value_of_text(key) };
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	if (f) {
		struct value_context c = desk_values(x->d, x->r);
		int rc = value_from_text(&c, f, key, v, e);
		if (rc < 0)
			return rc;
	}
	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql,
		"SELECT id FROM r_" STR_FMT " WHERE unit_id = $1 AND " STR_FMT " = $2 AND deleted_at IS NULL LIMIT 1",
		STR_ARG(x->r->name), STR_ARG(f ? f->name : STR("no")));
	int rc = sql_prepare(x->d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, x->d->unit_id);
	bind_value(st, 2, &v[0]);
	rc = store_step(st, e);
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return rc < 0 ? rc : 0;
}

static struct str cell(const struct importing *x, size_t row, size_t column)
{
	struct str s = x->i->cells[row * x->i->columns_count + column];

	return s.ptr ? str_trim(s) : STR("");
}

struct import_row {
	struct importing *x;
	size_t row;
	struct record_new n;
	struct str state;
};

static int resolve_as(
	struct importing *x, enum field_type type, struct str target, struct str text, int64_t *ret, struct err *e)
{
	struct field f = {
		.type = type, .target = target, .label = type == FIELD_DEPARTMENT ? STR("所属部门") : STR("上级编号")
	};
	struct value_context c = desk_values(x->d, x->r);
	struct value v[VALUE_COLUMNS_MAX] = { 0 };

	int rc = value_from_text(&c, &f, text, v, e);
	if (rc >= 0)
		*ret = v[0].i;
	return rc;
}

/* Cells to values; those of common columns apart. Empty cells say nothing. */
static int gather(struct import_row *g, struct err *e)
{
	struct importing *x = g->x;
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < x->i->columns_count && rc >= 0; i++) {
		const struct import_column *c = &x->columns[i];
		struct str text = cell(x, g->row, i);
		if (text.len == 0)
			continue;
		if (c->field)
			x->inputs[count++] = (struct record_input){ .field = c->field->name, .text = text };
		else if (c->kind == COLUMN_STATE)
			g->state = text;
		else if (c->kind == COLUMN_DEPARTMENT)
			rc = resolve_as(x, FIELD_DEPARTMENT, STR(""), text, &g->n.department_id, e);
		else if (c->kind == COLUMN_PARENT && x->r->parent.len > 0)
			rc = resolve_as(x, FIELD_REFERENCE, x->r->parent, text, &g->n.parent_id, e);
	}
	g->n.values = (struct record_inputs){ x->inputs, count };
	return rc;
}

/* An import is no way round the steps: a state in the table must be the one the record has. */
static int check_state(struct import_row *g, struct str state, int64_t id, struct err *e)
{
	const struct register_def *r = g->x->r;
	const struct state *s = register_state(r, state);
	size_t from = g->x->d->refusals.count;

	if (g->state.len == 0 || str_eq(g->state, state) || (s && str_eq(g->state, s->label)))
		return 0;
	desk_refuse(g->x->d, REFUSAL_STATE, &(struct about){ .r = r, .id = id, .field = STR("state") },
		"状态不能用导入改成“" STR_FMT "”（现在是“" STR_FMT "”），请用流转办理",
		(int)(g->state.len < 80 ? g->state.len : 80), g->state.ptr, STR_ARG(s ? s->label : state));
	return desk_verdict(g->x->d, from, e);
}

/* Nor does it hang a record below another one. */
static int check_parent(struct import_row *g, const struct row *row, struct err *e)
{
	size_t from = g->x->d->refusals.count;

	if (g->n.parent_id == 0 || g->n.parent_id == row->parent_id)
		return 0;
	desk_refuse(g->x->d, REFUSAL_FORMAT, &(struct about){ .r = g->x->r, .id = row->id, .field = STR("parent") },
		"上级编号与现有的不同，不能用导入改");
	return desk_verdict(g->x->d, from, e);
}

static int import_new(struct import_row *g, struct record_outcome *o, struct err *e)
{
	const struct state *first = register_initial(g->x->r);

	int rc = check_state(g, first ? first->name : STR(""), 0, e);
	if (rc >= 0)
		rc = record_create(g->x->d, g->x->r, &g->n, &o->done, e);
	o->what = RECORD_CREATED;
	return rc;
}

static int import_old(struct import_row *g, int64_t id, struct record_outcome *o, struct err *e)
{
	struct record_edit edit = { .id = id, .values = g->n.values };
	struct row row;

	int rc = row_load(g->x->d, g->x->r, id, false, &row, e);
	if (rc >= 0)
		rc = check_state(g, row.state, id, e);
	if (rc >= 0)
		rc = check_parent(g, &row, e);
	if (rc >= 0)
		rc = record_change(g->x->d, g->x->r, &edit, &o->done, e);
	o->what = rc >= 0 && o->done.event_seq == 0 ? RECORD_SAME : RECORD_CHANGED;
	return rc;
}

static int import_one(void *context, struct record_outcome *o, struct err *e)
{
	struct import_row *g = context;
	struct importing *x = g->x;
	struct str key = x->key < x->i->columns_count ? cell(x, g->row, x->key) : STR("");
	int64_t id = 0;

	int rc = gather(g, e);
	if (rc >= 0 && key.len > 0)
		rc = find_key(x, key, &id, e);
	if (rc < 0)
		return rc;
	return id != 0 ? import_old(g, id, o, e) : import_new(g, o, e);
}

/* --- all rows --- */

static bool fatal(const struct desk *d, int rc)
{
	return rc == ERR_NOMEM || rc == ERR_IO || rc == ERR_DB || rc == ERR_INTERNAL || !store_in_transaction(d->store);
}

enum { AGAIN = 1 };

/* Without a savepoint of its own: rows are refused before anything of them is written. One that fails later all the same
 * gives AGAIN; so does what was written of rows before and is told only now. */
static int run_bare(struct importing *x, struct import_row *g, struct record_outcome *o, struct err *e)
{
	struct err why = { 0 };

	desk_clear_refusals(x->d);
	x->d->own->wrote = false;
	int rc = import_one(g, o, &why);
	if (rc >= 0)
		return 0;
	if (fatal(x->d, rc)) {
		*e = why;
		return rc;
	}
	if (x->d->own->wrote || (rc == ERR_CONFLICT && store_failed(x->d->store)))
		return AGAIN;
	return outcome_refuse(x->d, o, rc, &why, e);
}

static int run_rows(struct importing *x, bool bare, struct record_outcomes *ret, struct err *e)
{
	struct record_outcome *rows = arena_array(x->d->arena, x->i->rows_count + 1, sizeof *rows);
	struct record_outcomes all = { .at = rows };
	int rc = 0;

	if (!rows)
		return err_nomem(e);
	for (size_t i = 0; i < x->i->rows_count && rc == 0; i++) {
		struct import_row g = { .x = x, .row = i };
		rows[i].row = x->i->first_row + (int64_t)i;
		rc = bare ? run_bare(x, &g, &rows[i], e) : outcome_run(x->d, import_one, &g, &rows[i], e);
		if (rc == 0)
			outcome_count(&all, &rows[i]);
	}
	if (rc == 0)
		*ret = all;
	return rc;
}

/* The index takes all rows at once, and so do the chain, the counts and the series of numbers. */
static int run_quick(struct importing *x, struct record_outcomes *ret, struct err *e)
{
	struct err why = { 0 };
	int rc = quick_open(x->d, x->r, (int64_t)x->i->rows_count, e);

	if (rc < 0)
		return rc;
	int rows = run_rows(x, true, ret, e);
	rc = quick_close(x->d, rows, &why);
	if (rows != 0 || rc == 0)
		return rc;
	if (!fatal(x->d, rc) && !store_may_retry(x->d->store))
		return AGAIN;
	*e = why;
	return rc;
}

static int run_wet(struct importing *x, struct record_outcomes *ret, struct err *e)
{
	int rc = store_savepoint(x->d->store, e);

	if (rc < 0)
		return rc;
	rc = run_quick(x, ret, e);
	if (rc == 0)
		return store_savepoint_release(x->d->store, e);
	store_savepoint_rollback(x->d->store);
	return rc == AGAIN ? run_rows(x, false, ret, e) : rc;
}

/* A dry run does it all, and takes it all back. */
static int run_dry(struct importing *x, struct record_outcomes *ret, struct err *e)
{
	int rc = store_savepoint(x->d->store, e);

	if (rc < 0)
		return rc;
	x->d->own->unsearched = true;
	rc = run_rows(x, false, ret, e);
	x->d->own->unsearched = false;
	store_savepoint_rollback(x->d->store);
	return rc;
}

int record_import(struct desk *d, const struct register_def *r, const struct record_import *i,
	struct record_outcomes *ret, struct err *e)
{
	struct importing x = { .d = d, .r = r, .i = i, .key = i->columns_count };
	struct row nowhere = { .r = r, .unit_id = d->unit_id, .owner_id = desk_me(d) };

	if (i->rows_count > RECORD_IMPORT_MAX)
		return err_set(e, ERR_LIMIT, "一次最多导入 %d 行，请分批", RECORD_IMPORT_MAX);
	if (i->rows_count == 0) {
		err_hint(e, "第一行写列名，下面每行一条；空的模板可以先下载");
		return err_set(e, ERR_INPUT, "表格里没有要导入的行");
	}
	if (i->columns_count > 2 * r->fields_count + 8)
		return err_set(e, ERR_LIMIT, "列太多");
	int rc = desk_may_write(d, r, "import", e);
	if (rc < 0)
		return rc;
	if (!who_matches(d, &r->rights.import, &nowhere)) {
		desk_refuse(d, REFUSAL_RIGHT, &(struct about){ .r = r }, "您不能导入“" STR_FMT "”", STR_ARG(r->title));
		return desk_verdict(d, d->refusals.count - 1, e);
	}
	rc = read_header(&x, e);
	if (rc >= 0)
		rc = i->dry ? run_dry(&x, ret, e) : run_wet(&x, ret, e);
	if (rc >= 0)
		desk_clear_refusals(d);
	return rc;
}

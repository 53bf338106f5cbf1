/* What the analyser knows of the records it made (table derived), and changing them without touching what people wrote. */
#include "private.h"
#include "record_private.h"

enum { KEEPER_ARENA_MAX = 512 << 20 };

static const struct actor program = { .unit_id = 1, .console = true };

int ledger_keeper_open(
	struct ledger *l, struct store *s, const struct actor *who, int64_t unit_id, struct keeper *ret, struct err *e)
{
	struct keeper k = { .ledger = l, .store = s, .who = who ? who : &program, .unit_id = unit_id };

	int rc = ledger_book(l, &k.book, e);
	if (rc < 0)
		return rc;
	k.now = l->clock.now_ms(l->clock.context);
	k.arena = arena_new(KEEPER_ARENA_MAX);
	if (!k.arena)
		return err_nomem(e);
	rc = ledger_keeper_fresh(&k, e);
	if (rc < 0) {
		arena_free(k.arena);
		return rc;
	}
	*ret = k;
	return 0;
}

int ledger_keeper_fresh(struct keeper *k, struct err *e)
{
	arena_reset(k->arena);
	int rc = desk_init(&k->desk, k->store, &k->ledger->place, k->who, k->arena, e);
	if (rc < 0)
		return rc;
	k->desk.unit_id = k->unit_id;
	k->desk.now = k->now;
	k->desk.console = true; /* whether somebody may import was asked before: what follows is the program's */
	k->desk.own->depth = 1; /* below closed records too */
	return 0;
}

void ledger_keeper_close(struct keeper *k)
{
	arena_free(k->arena);
	k->arena = NULL;
}

/* --- the table --- */

static int prepare(struct keeper *k, const char *sql, const struct register_def *def, int64_t record_id,
	struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(k->store, sql, ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, k->unit_id);
	store_bind_text(*ret, 2, def->name);
	store_bind_int(*ret, 3, record_id);
	return 0;
}

static void bind_kept(struct store_stmt *st, const struct kept *row)
{
	store_bind_text(st, 4, row->key);
	store_bind_int(st, 5, row->place.start);
	store_bind_int(st, 6, row->place.end);
	store_bind_text(st, 7, row->data);
	store_bind_int(st, 8, row->seq);
}

int ledger_kept_add(
	struct keeper *k, const struct register_def *def, const struct kept *row, int64_t report_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k,
		"INSERT INTO derived (unit_id, register, record_id, key, place_start, place_end, data, seq, report_id)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		def, row->record_id, &st, e);
	if (rc < 0)
		return rc;
	bind_kept(st, row);
	store_bind_int(st, 9, report_id);
	return store_run(st, e);
}

int ledger_kept_set(struct keeper *k, const struct register_def *def, const struct kept *row, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k,
		"UPDATE derived SET key = $4, place_start = $5, place_end = $6, data = $7, seq = $8, orphaned = $9"
		" WHERE unit_id = $1 AND register = $2 AND record_id = $3",
		def, row->record_id, &st, e);
	if (rc < 0)
		return rc;
	bind_kept(st, row);
	store_bind_int(st, 9, row->orphaned);
	return store_run(st, e);
}

int ledger_kept_drop(struct keeper *k, const struct register_def *def, int64_t record_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k, "DELETE FROM derived WHERE unit_id = $1 AND register = $2 AND record_id = $3", def,
		record_id, &st, e);
	return rc < 0 ? rc : store_run(st, e);
}

/* Lamps and clocks move by themselves. */
int ledger_touched(struct keeper *k, const struct register_def *def, int64_t record_id, int64_t seq, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k,
		"SELECT 1 FROM event WHERE unit_id = $1 AND register = $2 AND record_id = $3 AND seq > $4"
		" AND kind NOT IN ('lamp', 'clock', 'escalation') LIMIT 1",
		def, record_id, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 4, seq);
	return store_step(st, e);
}

static int below_in(struct keeper *k, const struct register_def *child, int64_t record_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql,
		"SELECT 1 FROM r_" STR_FMT " WHERE unit_id = $1 AND parent_id = $2 AND deleted_at IS NULL LIMIT 1",
		STR_ARG(child->name));
	int rc = sql_prepare(&k->desk, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, k->unit_id);
	store_bind_int(st, 2, record_id);
	return store_step(st, e);
}

int ledger_has_below(struct keeper *k, const struct register_def *def, int64_t record_id, struct err *e)
{
	const struct registers *all = k->ledger->place.registers;
	int rc = 0;

	for (size_t i = 0; i < all->count && rc == 0; i++)
		if (str_eq(all->at[i]->parent, def->name))
			rc = below_in(k, all->at[i], record_id, e);
	return rc;
}

/* --- three ways: what was written last, what stands there, what is seen now --- */

struct merging {
	struct keeper *k;
	const struct register_def *def;
	const struct giving *last, *now;
	struct row row;
	struct record_input inputs[2 * GIVEN_MAX];
	size_t count;
};

/* Whether the field still holds the analyser's last text. */
static int is_ours(struct merging *m, const struct field *f, struct str last, struct err *e)
{
	struct value_context c = desk_values(&m->k->desk, m->def);
	struct value v[VALUE_COLUMNS_MAX] = { 0 };
	const struct value *stands = row_values(&m->row, f);
	struct err why = { 0 };

	int rc = last.len > 0 ? value_from_text(&c, f, last, v, &why) : 0;
	if (rc == ERR_NOMEM) {
		*e = why;
		return rc;
	}
	/* What the definition takes no more cannot stand there as it was. */
	return rc >= 0 && stands && value_eq(&v[0], stands);
}

static int take(struct merging *m, const char *field, struct str last, struct str now, struct err *e)
{
	const struct field *f = register_field(m->def, str_from(field));

	if (!f || f->retired || value_columns(f) == 0 || (last.len == now.len && str_eq(last, now)))
		return 0;
	int rc = is_ours(m, f, last, e);
	if (rc > 0 && m->count < 2 * GIVEN_MAX)
		m->inputs[m->count++] = (struct record_input){ .field = f->name, .text = now.len > 0 ? now : STR("") };
	return rc < 0 ? rc : 0;
}

static int compare(struct merging *m, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < m->now->count && rc >= 0; i++)
		rc = take(m, m->now->at[i].field, ledger_given(m->last, m->now->at[i].field), m->now->at[i].text, e);
	for (size_t i = 0; i < m->last->count && rc >= 0; i++)
		if (!ledger_given(m->now, m->last->at[i].field).ptr)
			rc = take(m, m->last->at[i].field, m->last->at[i].text, STR_NONE, e);
	return rc;
}

static int write_down(struct merging *m, struct kept *row, struct err *e)
{
	struct record_edit edit = {
		.id = row->record_id, .values = { m->inputs, m->count }, .reason = STR("重新分析")
	};
	struct record_done done = { 0 };

	if (m->count == 0)
		return 0;
	int touched = ledger_touched(m->k, m->def, row->record_id, row->seq, e);
	int rc = touched < 0 ? touched : record_change(&m->k->desk, m->def, &edit, &done, e);
	if (rc >= 0 && touched == 0 && done.event_seq > 0)
		row->seq = done.event_seq;
	return rc;
}

int ledger_merge(
	struct keeper *k, const struct register_def *def, const struct giving *now, struct kept *row, struct err *e)
{
	struct giving last = { .def = def, .arena = k->arena };
	struct merging m = { .k = k, .def = def, .last = &last, .now = now };
	OWN_BUF struct buf data = { 0 };

	buf_init(&data, RECORD_EVENT_MAX);
	ledger_giving_write(now, &data);
	if (data.failed || now->failed)
		return err_nomem(e);
	if (str_eq(buf_view(&data), row->data))
		return 0;
	if (!ledger_giving_read(row->data, &last))
		return err_set(
			e, ERR_DB, "数据库里记着的识别结果坏了（%s %lld）", "derived", (long long)row->record_id);
	int rc = row_load(&k->desk, def, row->record_id, true, &m.row, e);
	if (rc >= 0)
		rc = compare(&m, e);
	if (rc >= 0)
		rc = write_down(&m, row, e);
	if (rc < 0)
		return rc;
	row->data = arena_dup(k->arena, buf_view(&data));
	return row->data.ptr ? 0 : err_nomem(e);
}

/* Records that say what a report says: made, brought up to date, taken away; never over what people wrote. */
#include "private.h"
#include "record_private.h"

#include "fault.h"

enum { PART = 1000, ARENA_SPARE = 64 << 20, OLD_ARENA_MAX = 1 << 30 };

struct old_row {
	struct kept kept;
	int64_t parent_id;
	bool removed;
	struct derived_row *row; /* what it is now; NULL: the text shows it no more */
};
struct keeping {
	struct keeper *k;
	struct arena *arena;    /* of what was there before */
	struct vec old[LEVELS]; /* struct old_row */
	int64_t orphans;
};

static void clear(struct keeping *g)
{
	for (enum level level = LEVEL_PROBLEM; level < LEVELS; level++)
		vec_clear(&g->old[level]);
	arena_free(g->arena);
}

/* --- what was there --- */

static struct kept read_kept(struct reader *r)
{
	return (struct kept){ .record_id = store_int(r->st, 0),
		.seq = store_int(r->st, 1),
		.key = ledger_reader_str(r, 2),
		.data = ledger_reader_str(r, 3),
		.place = { (uint32_t)store_int(r->st, 4), (uint32_t)store_int(r->st, 5) },
		.orphaned = store_int(r->st, 6) != 0 };
}

static int load_level(struct keeping *g, enum level level, struct err *e)
{
	const struct register_def *def = g->k->book.at[level];
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };

	buf_init(&sql, RECORD_SQL_MAX);
	buf_fmt(&sql,
		"SELECT x.record_id, x.seq, x.key, x.data, x.place_start, x.place_end, x.orphaned, t.parent_id,"
		" CASE WHEN t.id IS NULL OR t.deleted_at IS NOT NULL THEN 1 ELSE 0 END"
		" FROM derived x LEFT JOIN r_" STR_FMT " t ON t.unit_id = x.unit_id AND t.id = x.record_id"
		" WHERE x.unit_id = $1 AND x.report_id = $2 AND x.register = $3 ORDER BY x.orphaned, x.record_id",
		STR_ARG(def->name));
	int rc = sql_prepare(&g->k->desk, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, g->k->unit_id);
	store_bind_int(st, 2, g->k->report_id);
	store_bind_text(st, 3, def->name);
	struct reader r = { .st = st, .arena = g->arena };
	while ((rc = store_step(st, e)) > 0) {
		struct old_row *row = vec_push(&g->old[level]);
		if (!row)
			return err_nomem(e);
		*row = (struct old_row){
			.kept = read_kept(&r), .parent_id = store_int(st, 7), .removed = store_int(st, 8) != 0
		};
		if (r.failed)
			return err_nomem(e);
	}
	return rc;
}

/* Which of the rows seen now are records already. */
static int match_level(struct keeping *g, enum level level, struct err *e)
{
	OWN(ledger_places_clear) struct places places = { 0 };

	int rc = g->old[level].len > 0 ? ledger_places_make(&g->k->derived->rows[level], &places, e) : 0;
	for (size_t i = 0; i < g->old[level].len && rc >= 0; i++) {
		struct old_row *old = &VEC_AT(&g->old[level], struct old_row, i);
		struct derived_row *row = ledger_places_find(&places, old->kept.place);
		if (!row || row->record_id != 0)
			continue;
		row->record_id = old->kept.record_id;
		row->gone = old->removed;
		old->row = row;
	}
	return rc;
}

/* --- making --- */

static struct derived_row *above(const struct keeper *k, enum level level, const struct derived_row *row)
{
	enum level up = level == LEVEL_ITEM ? LEVEL_PROBLEM : LEVEL_ITEM;

	return level == LEVEL_PROBLEM ? NULL : &VEC_AT(&k->derived->rows[up], struct derived_row, row->up);
}

static int64_t parent_of(const struct keeper *k, enum level level, const struct derived_row *row)
{
	const struct derived_row *up = above(k, level, row);

	return up ? up->record_id : k->round_id;
}

static int give(struct keeper *k, enum level level, const struct derived_row *row, struct giving *ret, struct err *e)
{
	*ret = (struct giving){ .def = k->book.at[level], .arena = k->arena };
	ledger_give_row(ret, level, k->derived, row, k->report_id);
	int rc = ledger_give_assigned(k, level, row, ret, e);
	return rc >= 0 && ret->failed ? err_nomem(e) : rc;
}

/* Rows of one level that are to be made together. */
struct batch {
	enum level level;
	struct derived_row *rows[PART];
	struct giving given[PART];
	struct record_new news[PART];
	struct record_done done[PART];
	size_t count;
};

static int remember(struct keeper *k, const struct batch *b, size_t i, struct err *e)
{
	OWN_BUF struct buf data = { 0 };
	struct derived_row *row = b->rows[i];

	row->record_id = b->done[i].id;
	buf_init(&data, RECORD_EVENT_MAX);
	ledger_giving_write(&b->given[i], &data);
	if (data.failed)
		return err_nomem(e);
	struct kept kept = { .record_id = row->record_id,
		.seq = b->done[i].event_seq,
		.key = str_from(row->key),
		.data = buf_view(&data),
		.place = row->place };
	return ledger_kept_add(k, k->book.at[b->level], &kept, k->report_id, e);
}

static int make_batch(struct keeper *k, struct batch *b, struct err *e)
{
	const struct register_def *def = k->book.at[b->level];

	int rc = record_create_many(&k->desk, def, b->news, b->count, b->done, e);
	if (rc >= 0)
		rc = store_batch_begin(k->store, e);
	for (size_t i = 0; i < b->count && rc >= 0; i++)
		rc = remember(k, b, i, e);
	if (rc >= 0)
		rc = store_batch_end(k->store, e);
	b->count = 0;
	return rc < 0 ? rc : ledger_keeper_fresh(k, e);
}

static int add_to_batch(struct keeper *k, struct batch *b, struct derived_row *row, struct err *e)
{
	struct giving *g = &b->given[b->count];

	int rc = give(k, b->level, row, g, e);
	if (rc < 0)
		return rc;
	struct record_input *inputs = arena_array(k->arena, g->count + 1, sizeof *inputs);
	if (!inputs)
		return err_nomem(e);
	for (size_t i = 0; i < g->count; i++)
		inputs[i] = (struct record_input){ .field = str_from(g->at[i].field), .text = g->at[i].text };
	b->news[b->count] =
		(struct record_new){ .values = { inputs, g->count }, .parent_id = parent_of(k, b->level, row) };
	b->rows[b->count++] = row;
	return 0;
}

static void free_batch(struct batch **b)
{
	free(*b);
}

/* Below what people removed nothing is made. */
static int make_level(struct keeper *k, enum level level, struct err *e)
{
	OWN(free_batch) struct batch *b = NULL;
	struct vec *rows = &k->derived->rows[level];
	int rc = 0;

	for (size_t i = 0; i < rows->len && rc >= 0; i++) {
		struct derived_row *row = &VEC_AT(rows, struct derived_row, i);
		const struct derived_row *up = above(k, level, row);
		row->gone |= up && up->gone;
		if (row->record_id != 0 || row->gone)
			continue;
		b = b ? b : fault_calloc(1, sizeof *b);
		if (!b)
			return err_nomem(e);
		b->level = level;
		rc = add_to_batch(k, b, row, e);
		if (rc >= 0 && b->count == PART)
			rc = make_batch(k, b, e);
	}
	return b && b->count > 0 && rc >= 0 ? make_batch(k, b, e) : rc;
}

/* --- bringing up to date --- */

static int move(struct keeper *k, enum level level, struct old_row *old, struct err *e)
{
	const struct register_def *def = k->book.at[level];
	struct record_moving moving = { .id = old->kept.record_id,
		.parent_id = parent_of(k, level, old->row),
		.reason = STR("重新分析：归到别处") };
	struct record_done done = { 0 };

	if (moving.parent_id == old->parent_id || moving.parent_id == 0)
		return 0;
	int touched = ledger_touched(k, def, moving.id, old->kept.seq, e);
	int rc = touched < 0 ? touched : record_move(&k->desk, def, &moving, &done, e);
	if (rc >= 0 && touched == 0)
		old->kept.seq = done.event_seq;
	return rc;
}

static int update_one(struct keeper *k, enum level level, struct old_row *old, struct err *e)
{
	const struct register_def *def = k->book.at[level];
	struct kept kept = old->kept;
	int rc = 0;

	kept.key = str_from(old->row->key);
	kept.place = old->row->place;
	kept.orphaned = false;
	if (!old->removed) {
		struct giving now = { 0 };
		rc = give(k, level, old->row, &now, e);
		if (rc >= 0)
			rc = move(k, level, old, e);
		kept.seq = old->kept.seq;
		if (rc >= 0)
			rc = ledger_merge(k, def, &now, &kept, e);
	}
	bool same = str_eq(kept.key, old->kept.key) && kept.place.start == old->kept.place.start &&
		    kept.place.end == old->kept.place.end && kept.data.ptr == old->kept.data.ptr &&
		    old->kept.orphaned == kept.orphaned;
	if (rc >= 0 && !same)
		rc = ledger_kept_set(k, def, &kept, e);
	if (rc >= 0 && arena_used(k->arena) > ARENA_SPARE)
		rc = ledger_keeper_fresh(k, e);
	return rc;
}

static int update_level(struct keeping *g, enum level level, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < g->old[level].len && rc >= 0; i++) {
		struct old_row *old = &VEC_AT(&g->old[level], struct old_row, i);
		if (old->row)
			rc = update_one(g->k, level, old, e);
	}
	return rc;
}

/* --- what the text shows no more --- */

/* 1: it has to stay: people did something with it, or something of theirs hangs below it. */
static int must_stay(struct keeper *k, const struct register_def *def, const struct old_row *old, struct err *e)
{
	int rc = ledger_touched(k, def, old->kept.record_id, old->kept.seq, e);

	return rc != 0 ? rc : ledger_has_below(k, def, old->kept.record_id, e);
}

static int take_away(struct keeper *k, const struct register_def *def, const struct old_row *old, struct err *e)
{
	struct record_removal removal = { .id = old->kept.record_id, .reason = STR("重新分析：原文里不再有这一处") };
	struct record_done done = { 0 };
	int rc = old->removed ? 0 : record_remove(&k->desk, def, &removal, &done, e);

	return rc < 0 ? rc : ledger_kept_drop(k, def, old->kept.record_id, e);
}

static int let_go(struct keeping *g, enum level level, struct old_row *old, struct err *e)
{
	const struct register_def *def = g->k->book.at[level];
	int rc = old->removed ? 0 : must_stay(g->k, def, old, e);

	if (rc <= 0)
		return rc < 0 ? rc : take_away(g->k, def, old, e);
	if (old->kept.orphaned)
		return 0;
	old->kept.orphaned = true;
	return ledger_kept_set(g->k, def, &old->kept, e);
}

static int let_go_level(struct keeping *g, enum level level, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < g->old[level].len && rc >= 0; i++) {
		struct old_row *old = &VEC_AT(&g->old[level], struct old_row, i);
		if (!old->row)
			rc = let_go(g, level, old, e);
	}
	return rc;
}

/* --- all of it --- */

static int keep_records(struct keeping *g, struct err *e)
{
	int rc = 0;

	for (enum level level = LEVEL_PROBLEM; level < LEVELS && rc >= 0; level++)
		rc = load_level(g, level, e);
	for (enum level level = LEVEL_PROBLEM; level < LEVELS && rc >= 0; level++)
		rc = match_level(g, level, e);
	for (enum level level = LEVEL_PROBLEM; level < LEVELS && rc >= 0; level++) {
		rc = ledger_join(g->k, level, e);
		if (rc >= 0)
			rc = make_level(g->k, level, e);
		if (rc >= 0)
			rc = update_level(g, level, e);
	}
	for (int level = LEVEL_PROGRESS; level >= LEVEL_PROBLEM && rc >= 0; level--)
		rc = let_go_level(g, (enum level)level, e);
	return rc;
}

static int keep_all(struct keeper *k, const struct ledger_found_list *found, struct err *e)
{
	OWN(clear) struct keeping g = { .k = k, .arena = arena_new(OLD_ARENA_MAX) };
	int64_t left = 0;

	for (enum level level = LEVEL_PROBLEM; level < LEVELS; level++)
		vec_init(&g.old[level], sizeof(struct old_row));
	int rc = g.arena ? ledger_round_look(k, e) : err_nomem(e);
	if (rc >= 0)
		rc = ledger_report_write(k, e);
	if (rc >= 0)
		rc = ledger_round_place(k, &left, e);
	if (rc >= 0)
		rc = keep_records(&g, e);
	if (rc >= 0 && left != 0)
		rc = ledger_round_leave(k, left, e);
	if (rc >= 0)
		rc = ledger_findings_keep(k, found, e);
	return rc < 0 ? rc : 0;
}

/* Of a report that is only checked there is its row and what the rules find. */
int ledger_keep(struct keeper *k, const struct ledger_found_list *found, struct err *e)
{
	int rc = ledger_aside_look(k->store, k->unit_id, k->report_id, e);

	if (rc == 0)
		return keep_all(k, found, e);
	if (rc > 0)
		rc = ledger_report_write(k, e);
	return rc < 0 ? rc : ledger_findings_keep(k, found, e);
}

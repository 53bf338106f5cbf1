/* Several reports of one round tell of the same problems: the feedback, the plan, the account of the work. What the first one made is
 * found again by its words; a later one adds what is not known yet (who, until when, how far, measures where there are none) and
 * makes nothing twice. */
#include "private.h"
#include "record_private.h"

#include "own.h"
#include "utf8.h"

enum { JOIN_ARENA_MAX = 256 << 20, ARENA_SPARE = 64 << 20 };

/* A record of the round that another report, or somebody, made. */
struct candidate {
	int64_t id, parent_id;
	struct str words; /* without signs at its end */
	bool removed, taken;
};
struct candidates {
	struct vec rows; /* struct candidate, sorted by parent, words, removed, id */
	struct arena *arena;
};

static void clear(struct candidates *c)
{
	vec_clear(&c->rows);
	arena_free(c->arena);
}

/* Blanks and signs behind a sentence are no difference. */
static struct str words_of(struct str s)
{
	static const struct str signs[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT("，"), STR_INIT("："),
		STR_INIT("."), STR_INIT(";"), STR_INIT(","), STR_INIT(":") };

	s = str_trim(s);
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		if (!str_ends(s, signs[i]))
			continue;
		s = str_trim(str_sub(s, 0, s.len - signs[i].len));
		i = SIZE_MAX; /* from the first again */
	}
	return s;
}

static int compare_words(const struct candidate *x, const struct candidate *y)
{
	if (x->parent_id != y->parent_id)
		return x->parent_id < y->parent_id ? -1 : 1;
	return str_cmp(x->words, y->words);
}

static int compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = compare_words(x, y);

	if (order != 0)
		return order;
	if (x->removed != y->removed)
		return x->removed ? 1 : -1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* Unknown feedback is no sure sign that it is the same round: then nothing is joined. */
static int is_same_feedback(struct keeper *k, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	struct date day = k->derived->report->feedback_date;
	char text[DATE_TEXT_MAX];

	if (date_is_none(day))
		return 0;
	date_format(day, text);
	return store_first(k->store, &st, e,
		"SELECT 1 FROM r_round WHERE unit_id = $1 AND id = $2 AND feedback_date = $3", sql_int(k->unit_id),
		sql_int(k->round_id), sql_text(str_from(text)));
}

/* What people removed is still known as the analyser's (table derived); what the analyser took away itself is nothing any more. */
#define STANDS(name)                                                                                                   \
	" AND coalesce(t.source_report, 0) <> $3 AND (t.deleted_at IS NULL OR EXISTS (SELECT 1 FROM derived x"         \
	" WHERE x.unit_id = t.unit_id AND x.register = '" name "' AND x.record_id = t.id))"

static int load(struct keeper *k, enum level level, struct candidates *ret, struct err *e)
{
	static const char *const sql[] = {
		[LEVEL_PROBLEM] =
			"SELECT t.id, 0, t.title, t.deleted_at FROM r_problem t WHERE t.unit_id = $1 AND t.parent_id = $2" STANDS(
				"problem"),
		[LEVEL_ITEM] =
			"SELECT t.id, t.parent_id, t.finding, t.deleted_at FROM r_problem p JOIN r_item t ON t.unit_id = p.unit_id"
			" AND t.parent_id = p.id WHERE p.unit_id = $1 AND p.parent_id = $2" STANDS("item"),
	};
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(k->store, sql[level], &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, k->unit_id);
	store_bind_int(st, 2, k->round_id);
	store_bind_int(st, 3, k->report_id);
	struct reader r = { .st = st, .arena = ret->arena };
	while ((rc = store_step(st, e)) > 0) {
		struct candidate *c = vec_push(&ret->rows);
		if (!c)
			return err_nomem(e);
		*c = (struct candidate){ .id = store_int(st, 0),
			.parent_id = store_int(st, 1),
			.words = words_of(ledger_reader_str(&r, 2)),
			.removed = !store_is_null(st, 3) };
		if (r.failed)
			return err_nomem(e);
	}
	if (rc >= 0 && ret->rows.len > 1)
		qsort(ret->rows.ptr, ret->rows.len, sizeof(struct candidate), compare);
	return rc;
}

/* The first that sorts not before (parent, words). */
static size_t lower_bound(const struct candidates *c, const struct candidate *wanted)
{
	size_t low = 0, high = c->rows.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_words(&VEC_AT(&c->rows, struct candidate, middle), wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct candidate *with_words(const struct candidates *c, int64_t parent_id, struct str words)
{
	const struct candidate wanted = { .parent_id = parent_id, .words = words_of(words) };

	for (size_t i = lower_bound(c, &wanted); i < c->rows.len && wanted.words.len > 0; i++) {
		struct candidate *found = &VEC_AT(&c->rows, struct candidate, i);
		if (compare_words(found, &wanted) != 0)
			return NULL;
		if (!found->taken)
			return found;
	}
	return NULL;
}

/* The one item of a problem that has no other: however it is worded. */
static struct candidate *the_only_one(const struct candidates *c, int64_t parent_id)
{
	const struct candidate wanted = { .parent_id = parent_id };
	struct candidate *found = NULL;

	for (size_t i = lower_bound(c, &wanted); i < c->rows.len; i++) {
		struct candidate *one = &VEC_AT(&c->rows, struct candidate, i);
		if (one->parent_id != parent_id)
			break;
		if (one->removed)
			continue;
		if (found || one->taken)
			return NULL;
		found = one;
	}
	return found;
}

static void take(struct derived_row *row, struct candidate *c)
{
	c->taken = true;
	row->record_id = c->removed ? 0 : c->id;
	row->gone = c->removed;
	row->joined = !c->removed;
}

static struct derived_row *row_at(const struct keeper *k, enum level level, size_t at)
{
	return &VEC_AT(&k->derived->rows[level], struct derived_row, at);
}

/* How many items the problem has in this report: 2 for several. */
static int items_of(const struct keeper *k, size_t item)
{
	const struct vec *rows = &k->derived->rows[LEVEL_ITEM];
	size_t up = row_at(k, LEVEL_ITEM, item)->up;
	bool before = item > 0 && row_at(k, LEVEL_ITEM, item - 1)->up == up;
	bool behind = item + 1 < rows->len && row_at(k, LEVEL_ITEM, item + 1)->up == up;

	return before || behind ? 2 : 1;
}

static int find_rows(struct keeper *k, enum level level, struct candidates *c, struct err *e)
{
	const char *words = level == LEVEL_PROBLEM ? "title" : "finding";

	for (size_t i = 0; i < k->derived->rows[level].len; i++) {
		struct derived_row *row = row_at(k, level, i);
		const struct derived_row *up = level == LEVEL_PROBLEM ? NULL : row_at(k, LEVEL_PROBLEM, row->up);
		if (row->record_id != 0 || (up && !up->joined))
			continue;
		struct giving g = { .def = k->book.at[level], .arena = c->arena };
		ledger_give_row(&g, level, k->derived, row, k->report_id);
		if (g.failed)
			return err_nomem(e);
		int64_t parent_id = up ? up->record_id : 0;
		struct candidate *found = with_words(c, parent_id, ledger_given(&g, words));
		if (!found && up && items_of(k, i) == 1)
			found = the_only_one(c, parent_id);
		if (found)
			take(row, found);
	}
	return 0;
}

/* --- what the later report adds --- */

/* Of an item that is done with nothing is changed, and nothing that stands there. */
static int fill(struct keeper *k, const struct derived_row *item, struct err *e)
{
	static const char *const fields[] = { "claim", "claim_date", "result", "depts", "due_text", "lead_department",
		"co_departments", "due", "kind", "leader_text", "person_text", "leader", "person", "cause", "goal",
		"ledger_notes" };
	const struct register_def *def = k->book.at[LEVEL_ITEM];
	struct giving g = { .def = def, .arena = k->arena };
	struct record_input inputs[sizeof fields / sizeof fields[0]];
	struct record_edit edit = { .id = item->record_id, .values = { inputs, 0 } };
	struct record_done done = { 0 };
	struct row row = { 0 };

	ledger_give_row(&g, LEVEL_ITEM, k->derived, item, k->report_id);
	edit.reason = arena_fmt(k->arena, "报告 %lld 里写的", (long long)k->report_id);
	int rc = ledger_give_assigned(k, LEVEL_ITEM, item, &g, e);
	if (rc >= 0 && (g.failed || !edit.reason.ptr))
		rc = err_nomem(e);
	if (rc >= 0)
		rc = row_load(&k->desk, def, item->record_id, true, &row, e);
	if (rc < 0)
		return rc;
	const struct state *state = register_state(def, row.state);
	if (state && state->final)
		return 0;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		const struct field *f = register_field(def, str_from(fields[i]));
		struct str text = ledger_given(&g, fields[i]);
		if (f && text.len > 0 && !row_filled(&row, f))
			inputs[edit.values.count++] = (struct record_input){ .field = f->name, .text = text };
	}
	return edit.values.count > 0 ? record_change(&k->desk, def, &edit, &done, e) : 0;
}

static int fill_items(struct keeper *k, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < k->derived->rows[LEVEL_ITEM].len && rc >= 0; i++) {
		const struct derived_row *item = row_at(k, LEVEL_ITEM, i);
		if (item->joined)
			rc = fill(k, item, e);
		if (rc >= 0 && arena_used(k->arena) > ARENA_SPARE)
			rc = ledger_keeper_fresh(k, e);
	}
	return rc;
}

/* 1: the item has measures that are not this report's. */
static int has_measures(struct keeper *k, int64_t item_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	return store_first(k->store, &st, e,
		"SELECT 1 FROM r_measure WHERE unit_id = $1 AND parent_id = $2 AND deleted_at IS NULL"
		" AND coalesce(source_report, 0) <> $3 LIMIT 1",
		sql_int(k->unit_id), sql_int(item_id), sql_int(k->report_id));
}

/* Where there are measures, what a later report calls so tells how they were done: it makes no new work. */
static int leave_measures(struct keeper *k, struct err *e)
{
	const struct derived_row *asked = NULL;
	int has = 0;

	for (size_t i = 0; i < k->derived->rows[LEVEL_MEASURE].len && has >= 0; i++) {
		struct derived_row *row = row_at(k, LEVEL_MEASURE, i);
		const struct derived_row *item = row_at(k, LEVEL_ITEM, row->up);
		if (row->record_id != 0 || !item->joined)
			continue;
		if (asked != item)
			has = has_measures(k, item->record_id, e);
		asked = item;
		row->gone |= has > 0;
	}
	return has < 0 ? has : 0;
}

int ledger_join(struct keeper *k, enum level level, struct err *e)
{
	OWN(clear) struct candidates c = { 0 };

	if (level == LEVEL_MEASURE)
		return leave_measures(k, e);
	if (level > LEVEL_ITEM)
		return 0;
	int rc = is_same_feedback(k, e);
	if (rc <= 0)
		return rc;
	vec_init(&c.rows, sizeof(struct candidate));
	c.arena = arena_new(JOIN_ARENA_MAX);
	if (!c.arena)
		return err_nomem(e);
	rc = load(k, level, &c, e);
	if (rc >= 0 && c.rows.len > 0)
		rc = find_rows(k, level, &c, e);
	if (rc >= 0 && level == LEVEL_ITEM)
		rc = fill_items(k, e);
	return rc < 0 ? rc : 0;
}

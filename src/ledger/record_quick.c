/* What a long import writes once instead of for each row: the chain's head, kept counts, series of numbers. */
#include "record_private.h"

int quick_begin(struct desk *d, const struct register_def *r, int64_t rows, struct quick *ret, struct err *e)
{
	*ret = (struct quick){ .unit_id = d->unit_id, .r = r, .rows = rows };
	return event_head(d->store, d->unit_id, &ret->head, e);
}

void quick_free(struct quick *q)
{
	store_done(q->insert);
	q->insert = NULL;
}

static int give_back(struct desk *d, const char *series, int64_t left, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(d->store, "UPDATE series SET last = last - $3 WHERE unit_id = $1 AND name = $2", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d->unit_id);
	store_bind_text(st, 2, str_from(series));
	store_bind_int(st, 3, left);
	return store_run(st, e);
}

int quick_end(struct desk *d, struct quick *q, struct err *e)
{
	int rc = q->head.seq > 0 ? event_chain_close(d->store, q->unit_id, &q->head, e) : 0;

	for (size_t i = 0; i < q->counts_count && rc >= 0; i++) {
		struct row row = { .r = q->r,
			.unit_id = q->unit_id,
			.department_id = q->counts[i].department_id,
			.state = q->counts[i].state,
			.lamp = q->counts[i].lamp };
		if (q->counts[i].by != 0)
			rc = tally_add(d, &row, q->counts[i].by, e);
	}
	for (size_t i = 0; i < QUICK_SERIES && rc >= 0; i++)
		if (q->series[i].left > 0)
			rc = give_back(d, q->series[i].name, q->series[i].left, e);
	return rc < 0 ? rc : 0;
}

int quick_id(struct desk *d, const char *series, int64_t *ret, struct err *e)
{
	struct quick *q = d->own->quick;
	size_t i = 0;

	while (q && i < QUICK_SERIES && q->series[i].name[0] != '\0' && strcmp(q->series[i].name, series) != 0)
		i++;
	if (!q || i == QUICK_SERIES || strlen(series) >= sizeof q->series[i].name)
		return store_next_ids(d->store, d->unit_id, series, 1, ret, e);
	if (q->series[i].left == 0) {
		int rc = store_next_ids(d->store, d->unit_id, series, q->rows, &q->series[i].next, e);
		if (rc < 0)
			return rc;
		snprintf(q->series[i].name, sizeof q->series[i].name, "%s", series);
		q->series[i].left = q->rows;
	}
	*ret = q->series[i].next++;
	q->series[i].left--;
	return 0;
}

/* A lamp is one of few words; those of the rows go when the rows do. */
static struct str lasting(struct str lamp)
{
	static const struct str words[] = { STR_INIT("green"), STR_INIT("yellow"), STR_INIT("red"), STR_INIT("blue") };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq(words[i], lamp))
			return words[i];
	return STR("");
}

bool quick_count(struct quick *q, const struct row *row, int64_t by)
{
	const struct state *state = register_state(row->r, row->state);
	struct str lamp = lasting(row->lamp);
	size_t i = 0;

	if (row->r != q->r || !state)
		return false;
	while (i < q->counts_count &&
		(q->counts[i].department_id != row->department_id || !str_eq(q->counts[i].state, row->state) ||
			!str_eq(q->counts[i].lamp, lamp)))
		i++;
	if (i == QUICK_COUNTS)
		return false;
	if (i == q->counts_count) {
		q->counts_count++;
		q->counts[i].department_id = row->department_id;
		q->counts[i].state = state->name;
		q->counts[i].lamp = lamp;
		q->counts[i].by = 0;
	}
	q->counts[i].by += by;
	return true;
}

/* --- what cells mean --- */

static struct quick_meaning **meanings_of(struct quick *q, const void *of, struct str text)
{
	return &q->meanings[str_hash(text, (uint64_t)(uintptr_t)of) % QUICK_MEANINGS];
}

bool quick_recall(const struct desk *d, const void *of, struct str text, int64_t *ret)
{
	struct quick *q = d->own->quick;
	const struct quick_meaning *m = q ? *meanings_of(q, of, text) : NULL;

	while (m && (m->of != of || !str_eq(m->text, text)))
		m = m->next;
	if (m)
		*ret = m->id;
	return m != NULL;
}

/* None makes room for another: two that did so by turns would be a question each row, and rows would not be sent together any more. */
void quick_remember(struct desk *d, const void *of, struct str text, int64_t id)
{
	struct quick *q = d->own->quick;

	if (!q || q->meanings_count == QUICK_MEANINGS_MAX)
		return;
	struct quick_meaning *made = arena_alloc(d->arena, sizeof *made);
	struct str kept = arena_dup(d->arena, text);
	if (!made || !kept.ptr)
		return;
	struct quick_meaning **first = meanings_of(q, of, text);
	*made = (struct quick_meaning){ *first, of, kept, id };
	*first = made;
	q->meanings_count++;
}

/* --- the whole --- */

int quick_open(struct desk *d, const struct register_def *r, int64_t rows, struct err *e)
{
	struct quick *q = arena_alloc(d->arena, sizeof *q);

	if (!q)
		return err_nomem(e);
	int rc = quick_begin(d, r, rows, q, e);
	if (rc >= 0)
		rc = search_batch_begin(d->store, d->unit_id, &d->own->batch, e);
	if (rc >= 0)
		rc = store_batch_begin(d->store, e);
	if (rc >= 0)
		d->own->quick = q;
	return rc;
}

int quick_close(struct desk *d, int rc, struct err *e)
{
	struct desk_private *own = d->own;
	struct quick *q = own->quick;

	own->quick = NULL;
	quick_free(q);
	if (rc == 0)
		rc = quick_end(d, q, e);
	if (rc == 0)
		rc = search_batch_end(own->batch, e);
	search_batch_free(own->batch);
	own->batch = NULL;
	int ended = store_batch_end(d->store, rc == 0 ? e : NULL);
	return rc == 0 ? ended : rc;
}

int record_create_many(struct desk *d, const struct register_def *r, const struct record_new *rows, size_t count,
	struct record_done *done, struct err *e)
{
	int rc = count > 0 ? quick_open(d, r, (int64_t)count, e) : 0;

	if (count == 0 || rc < 0)
		return rc;
	for (size_t i = 0; i < count && rc >= 0; i++)
		rc = record_create(d, r, &rows[i], &done[i], e);
	return quick_close(d, rc < 0 ? rc : 0, e);
}

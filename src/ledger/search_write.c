/* Putting and removing records. */
#include "search_private.h"

#include "fault.h"

enum {
	TAIL_MAX = 256, /* documents; then they become a segment */
	TIDY_BYTES =
		1024 *
		1024, /* merged with each new segment: four levels of 256 documents of 300 characters are half of it */
	CODES_MAX = 0x1FFFFF,
};

/* --- registers --- */

int search_register_code(struct store *s, int64_t unit_id, struct str name, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc =
		search_prepare(s, unit_id, "SELECT code FROM search_register WHERE unit_id = $1 AND name = $2", &st, e);
	if (rc < 0)
		return rc;
	store_bind_text(st, 2, name);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return 0;
}

static int make_code(struct store *s, int64_t unit_id, struct str name, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int64_t code;

	int rc = search_register_code(s, unit_id, name, ret, e);
	if (rc < 0 || *ret > 0)
		return rc;
	rc = store_next_ids(s, unit_id, "search_register", 1, &code, e);
	if (rc < 0)
		return rc;
	if (code > CODES_MAX)
		return err_set(e, ERR_LIMIT, "台账种类太多，检索装不下");
	rc = search_prepare(
		s, unit_id, "INSERT INTO search_register (unit_id, code, name) VALUES ($1, $2, $3)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, code);
	store_bind_text(st, 3, name);
	rc = store_run(st, e);
	if (rc >= 0)
		*ret = code;
	return rc;
}

/* --- the state row --- */

/* Adds to the number of rows in the tail; whoever did holds the row until the end of the transaction. */
static int take_state(struct store *s, int64_t unit_id, int64_t more, int64_t *ret_tail, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(s, unit_id,
		"INSERT INTO search_state (unit_id, tail) VALUES ($1, $2)"
		" ON CONFLICT (unit_id) DO UPDATE SET tail = search_state.tail + excluded.tail RETURNING tail",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, more);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret_tail = store_int(st, 0);
	return store_run(st, e);
}

/* --- documents --- */

static int find_doc(struct store *s, int64_t unit_id, int64_t code, int64_t record_id, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(s, unit_id,
		"SELECT doc FROM search_doc WHERE unit_id = $1 AND register = $2 AND record_id = $3", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, code);
	store_bind_int(st, 3, record_id);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return 0;
}

static int run_on_doc(struct store *s, int64_t unit_id, int64_t doc, const char *sql, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(s, unit_id, sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, doc);
	return store_run(st, e);
}

/* The document was in the tail, or its segment has one more that is dead. */
static int forget_doc(struct store *s, int64_t unit_id, int64_t doc, struct err *e)
{
	int64_t tail;

	int rc = run_on_doc(s, unit_id, doc, "DELETE FROM search_doc WHERE unit_id = $1 AND doc = $2", e);
	if (rc >= 0)
		rc = run_on_doc(s, unit_id, doc, "DELETE FROM search_tail WHERE unit_id = $1 AND doc = $2", e);
	if (rc < 0)
		return rc;
	if (store_changes(s) > 0)
		return take_state(s, unit_id, -1, &tail, e);
	return run_on_doc(s, unit_id, doc,
		"UPDATE search_segment SET dead = dead + 1 WHERE unit_id = $1 AND first_doc <= $2 AND last_doc >= $2",
		e);
}

static int add_doc(struct store *s, int64_t unit_id, int64_t doc, int64_t code, int64_t record_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = search_prepare(s, unit_id,
		"INSERT INTO search_doc (unit_id, doc, register, record_id) VALUES ($1, $2, $3, $4)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, doc);
	store_bind_int(st, 3, code);
	store_bind_int(st, 4, record_id);
	return store_run(st, e);
}

static int add_tail(struct store *s, int64_t unit_id, int64_t doc, const struct terms *t, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN(buf_clear) struct buf b;
	uint64_t last = 0;

	buf_init(&b, t->len * 10);
	for (size_t i = 0; i < t->len; i++) {
		search_put_varint(&b, t->at[i] - last);
		last = t->at[i];
	}
	if (b.failed)
		return err_nomem(e);
	int rc =
		search_prepare(s, unit_id, "INSERT INTO search_tail (unit_id, doc, terms) VALUES ($1, $2, $3)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 2, doc);
	store_bind_blob(st, 3, buf_view(&b));
	return store_run(st, e);
}

static int make_terms(struct terms *t, int64_t code, const struct search_text *texts, size_t count, struct err *e)
{
	search_terms_begin(t, code);
	for (size_t i = 0; i < count; i++)
		search_terms_add(t, texts[i].text, texts[i].place);
	search_terms_end(t);
	return t->failed ? err_nomem(e) : 0;
}

int search_put(
	struct store *s, const struct search_record *r, const struct search_text *texts, size_t count, struct err *e)
{
	int64_t unit_id = r->unit_id;
	OWN(search_terms_clear) struct terms t = { 0 };
	int64_t code = 0, old = 0, doc = 0, tail = 0;

	int rc = take_state(s, unit_id, 1, &tail, e);
	if (rc >= 0)
		rc = make_code(s, unit_id, r->register_name, &code, e);
	if (rc >= 0)
		rc = make_terms(&t, code, texts, count, e);
	if (rc >= 0)
		rc = find_doc(s, unit_id, code, r->id, &old, e);
	if (rc >= 0 && old > 0)
		rc = forget_doc(s, unit_id, old, e);
	if (rc >= 0)
		rc = store_next_ids(s, unit_id, "search_doc", 1, &doc, e);
	if (rc >= 0)
		rc = add_doc(s, unit_id, doc, code, r->id, e);
	if (rc >= 0)
		rc = add_tail(s, unit_id, doc, &t, e);
	if (rc < 0 || tail < TAIL_MAX)
		return rc;
	rc = search_tail_flush(s, unit_id, e);
	if (rc >= 0)
		rc = search_tidy(s, unit_id, TIDY_BYTES, e);
	return rc < 0 ? rc : 0;
}

int search_remove(struct store *s, const struct search_record *r, struct err *e)
{
	int64_t unit_id = r->unit_id;
	int64_t code = 0, doc = 0, tail;

	int rc = take_state(s, unit_id, 0, &tail, e);
	if (rc >= 0)
		rc = search_register_code(s, unit_id, r->register_name, &code, e);
	if (rc >= 0 && code > 0)
		rc = find_doc(s, unit_id, code, r->id, &doc, e);
	if (rc >= 0 && doc > 0)
		rc = forget_doc(s, unit_id, doc, e);
	return rc;
}

int search_clear(struct store *s, int64_t unit_id, struct err *e)
{
	static const char *const sql[] = {
		"DELETE FROM search_doc WHERE unit_id = $1",
		"DELETE FROM search_tail WHERE unit_id = $1",
		"DELETE FROM search_segment WHERE unit_id = $1",
		"DELETE FROM search_page WHERE unit_id = $1",
		"DELETE FROM search_merge WHERE unit_id = $1",
		"DELETE FROM search_garbage WHERE unit_id = $1",
		"UPDATE search_state SET tail = 0 WHERE unit_id = $1",
	};
	int64_t tail;

	int rc = take_state(s, unit_id, 0, &tail, e);
	for (size_t i = 0; i < sizeof sql / sizeof sql[0] && rc >= 0; i++) {
		OWN_STMT struct store_stmt *st = NULL;
		rc = search_prepare(s, unit_id, sql[i], &st, e);
		if (rc >= 0)
			rc = store_run(st, e);
	}
	return rc;
}

/* --- many --- */

struct search_batch {
	struct store *store;
	int64_t unit_id;
	struct builder builder;
	struct terms terms;
	struct str name; /* of the register last put */
	char name_room[64];
	int64_t code;
	int64_t next, reserved; /* document numbers at hand */
};

void search_batch_free(struct search_batch *b)
{
	if (!b)
		return;
	search_builder_clear(&b->builder);
	search_terms_clear(&b->terms);
	free(b);
}

static void batch_free_p(struct search_batch **b)
{
	search_batch_free(*b);
}

int search_batch_begin(struct store *s, int64_t unit_id, struct search_batch **ret, struct err *e)
{
	OWN(batch_free_p) struct search_batch *b = fault_calloc(1, sizeof *b);
	int64_t tail;

	if (!b)
		return err_nomem(e);
	b->store = s;
	b->unit_id = unit_id;
	search_builder_init(&b->builder, s, unit_id);
	int rc = take_state(s, unit_id, 0, &tail, e);
	/* The tail's documents are older: they must not come behind the batch's. */
	if (rc >= 0 && tail > 0)
		rc = search_tail_flush(s, unit_id, e);
	if (rc < 0)
		return rc;
	*ret = TAKE(b);
	return 0;
}

static int batch_register(struct search_batch *b, struct str name, struct err *e)
{
	if (b->code > 0 && str_eq(name, b->name))
		return 0;
	if (name.len > sizeof b->name_room)
		return err_set(e, ERR_INTERNAL, "程序内部错误（台账的名字太长）");
	int rc = make_code(b->store, b->unit_id, name, &b->code, e);
	if (rc < 0)
		return rc;
	memcpy(b->name_room, name.ptr, name.len);
	b->name = (struct str){ b->name_room, name.len };
	return 0;
}

static int batch_doc(struct search_batch *b, int64_t *ret, struct err *e)
{
	enum { RESERVE = 4096 }; /* unused ones are given back */

	if (b->reserved == 0) {
		int rc = store_next_ids(b->store, b->unit_id, "search_doc", RESERVE, &b->next, e);
		if (rc < 0)
			return rc;
		b->reserved = RESERVE;
	}
	b->reserved--;
	*ret = b->next++;
	return 0;
}

int search_batch_put(struct search_batch *b, struct str register_name, int64_t record_id,
	const struct search_text *texts, size_t count, struct err *e)
{
	int64_t old = 0;

	int rc = batch_register(b, register_name, e);
	if (rc >= 0)
		rc = find_doc(b->store, b->unit_id, b->code, record_id, &old, e);
	if (rc >= 0 && old > 0)
		rc = forget_doc(b->store, b->unit_id, old, e);
	return rc < 0 ? rc : search_batch_add(b, register_name, record_id, texts, count, e);
}

int search_batch_add(struct search_batch *b, struct str register_name, int64_t record_id,
	const struct search_text *texts, size_t count, struct err *e)
{
	size_t before = b->builder.len;
	int64_t doc = 0;

	int rc = batch_register(b, register_name, e);
	if (rc >= 0)
		rc = make_terms(&b->terms, b->code, texts, count, e);
	if (rc >= 0)
		rc = batch_doc(b, &doc, e);
	if (rc >= 0)
		rc = add_doc(b->store, b->unit_id, doc, b->code, record_id, e);
	if (rc >= 0)
		rc = search_builder_add(&b->builder, doc, &b->terms, e);
	if (rc >= 0 && b->builder.len < before) /* a segment was written */
		rc = search_tidy(b->store, b->unit_id, INT64_MAX, e);
	return rc < 0 ? rc : 0;
}

/* Nobody has taken more since: who writes holds the place of the only writer. */
static int give_back(struct search_batch *b, struct err *e)
{
	int64_t left = b->reserved;

	b->reserved = 0;
	return left == 0 ? 0
			 : store_do(b->store, e,
				   "UPDATE series SET last = last - $2 WHERE unit_id = $1 AND name = 'search_doc'",
				   sql_int(b->unit_id), sql_int(left));
}

int search_batch_end(struct search_batch *b, struct err *e)
{
	int rc = search_builder_flush(&b->builder, e);

	if (rc >= 0)
		rc = give_back(b, e);
	if (rc >= 0)
		rc = search_tidy(b->store, b->unit_id, INT64_MAX, e);
	return rc < 0 ? rc : 0;
}

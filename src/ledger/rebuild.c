/* Everything derived, made again from the texts. */
#include "private.h"

#include "own.h"

#define TEXT_ARENA_MAX (LEDGER_TEXT_MAX + 4096)

static void free_report(struct report **r)
{
	report_free(*r);
}

static void free_arena(struct arena **a)
{
	arena_free(*a);
}

static int list_ids(struct ledger *l, struct vec *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = store_prepare(tx.store, "SELECT id FROM source WHERE unit_id = $1 ORDER BY id", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, l->unit_id);
	while ((rc = store_step(st, e)) > 0) {
		int64_t *id = vec_push(ret);
		if (!id)
			return err_nomem(e);
		*id = store_int(st, 0);
	}
	return rc;
}

static int old_digest(
	struct store *s, int64_t unit_id, int64_t id, const char *new_digest, bool *ret_same, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, "SELECT 1 FROM report WHERE unit_id = $1 AND id = $2 AND digest = $3", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, id);
	store_bind_text(st, 3, str_from(new_digest));
	rc = store_step(st, e);
	*ret_same = rc > 0;
	return rc;
}

static int replace(struct ledger *l, int64_t id, struct derived *d, struct ledger_rebuild *count, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	bool same = false;

	int rc = ledger_tx_begin(l, STORE_WRITE, &tx, e);
	if (rc >= 0)
		rc = old_digest(tx.store, l->unit_id, id, d->digest, &same, e);
	if (rc >= 0)
		rc = ledger_derived_write(tx.store, l->unit_id, id, d, e);
	if (rc >= 0)
		rc = ledger_tx_commit(&tx, e);
	if (rc < 0)
		return rc;
	count->changed += !same;
	return 0;
}

/* The text itself is at fault: the rows there are stay, and the next report gets its turn. */
static bool is_about_text(int rc)
{
	return rc == ERR_INPUT || rc == ERR_LIMIT;
}

static int rebuild_one(struct ledger *l, int64_t id, struct arena *a, struct ledger_rebuild *count, struct err *e)
{
	OWN(free_report) struct report *report = NULL;
	OWN(ledger_derived_clear) struct derived d = { 0 };
	struct err about_text = { 0 };
	struct str text;

	int rc = ledger_report_text(l, id, a, &text, e);
	if (rc < 0)
		return rc;
	rc = report_parse(text, &report, &about_text);
	if (rc >= 0)
		rc = ledger_derived_make(report, &d, &about_text);
	if (rc < 0 && !is_about_text(rc)) {
		if (e && e->code == ERR_OK)
			*e = about_text;
		return rc;
	}
	if (rc < 0 || d.problems.len == 0) {
		count->failed++;
		return 0;
	}
	return replace(l, id, &d, count, e);
}

static int count_orphans(struct ledger *l, int64_t *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = store_prepare(tx.store,
			"SELECT count(*) FROM (SELECT DISTINCT d.report_id, d.key, d.anchor_start FROM decision d"
			" WHERE d.unit_id = $1 AND d.subject = 'item' AND NOT EXISTS (SELECT 1 FROM decision_item l"
			" WHERE l.unit_id = d.unit_id AND l.report_id = d.report_id AND l.decision_id = d.id)) orphans",
			&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, l->unit_id);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = store_int(st, 0);
	return 0;
}

int ledger_rebuild(
	struct ledger *l, ledger_progress *progress, void *context, struct ledger_rebuild *ret, struct err *e)
{
	OWN(vec_clear) struct vec ids = { 0 };
	OWN(free_arena) struct arena *a = arena_new(TEXT_ARENA_MAX);
	struct ledger_rebuild count = { 0 };

	if (!a)
		return err_nomem(e);
	vec_init(&ids, sizeof(int64_t));
	int rc = list_ids(l, &ids, e);
	for (size_t i = 0; i < ids.len && rc >= 0; i++) {
		if (progress)
			progress(context, (int64_t)i, (int64_t)ids.len);
		arena_reset(a);
		rc = rebuild_one(l, VEC_AT(&ids, int64_t, i), a, &count, e);
	}
	if (rc >= 0)
		rc = count_orphans(l, &count.orphaned, e);
	if (rc < 0)
		return rc;
	if (progress)
		progress(context, (int64_t)ids.len, (int64_t)ids.len);
	count.reports = (int64_t)ids.len;
	*ret = count;
	return 0;
}

/* What the analyser says, made again from the texts; what people wrote stays. */
#include "private.h"

#include "own.h"

#define TEXT_ARENA_MAX (2 * LEDGER_TEXT_MAX)

static void free_report(struct report **r)
{
	report_free(*r);
}

static void free_arena(struct arena **a)
{
	arena_free(*a);
}

/* One source on its way, also when its transaction is tried again. */
struct rebuilding {
	struct ledger *ledger;
	const struct actor *who;
	int64_t unit_id, id;
	struct derived derived;
	struct ledger_found_list found;
	struct alike alike;
	struct str columns;
	bool changed;
	bool said;    /* the columns are new */
	bool take_in; /* it was only checked */
};

static void clear(struct rebuilding *x)
{
	ledger_derived_clear(&x->derived);
}

static int is_same(struct rebuilding *x, struct store *s, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_ask(s, &st, e, "SELECT 1 FROM report WHERE unit_id = $1 AND id = $2 AND digest = $3",
		sql_int(x->unit_id), sql_int(x->id), sql_text(str_from(x->derived.digest)));
	if (rc < 0)
		return rc;
	return store_step(st, e);
}

/* The records say it already; only the rules may find something else. */
static int write_same(struct keeper *k, const struct rebuilding *x, struct err *e)
{
	int rc = ledger_report_write(k, e);

	return rc < 0 ? rc : ledger_findings_keep(k, &x->found, e);
}

static int write_it(void *context, struct store *s, struct err *e)
{
	struct rebuilding *x = context;
	OWN_KEEPER struct keeper k = { 0 };

	int rc = ledger_keeper_open(x->ledger, s, x->who, x->unit_id, &k, e);
	if (rc < 0)
		return rc;
	k.report_id = x->id;
	k.derived = &x->derived;
	ledger_derived_forget(&x->derived);
	rc = ledger_alike_keep(s, x->unit_id, x->id, &x->alike, e);
	if (rc >= 0 && x->said)
		rc = ledger_columns_keep(s, x->unit_id, x->id, x->columns, e);
	if (rc >= 0 && x->take_in)
		rc = ledger_aside_end(s, x->unit_id, x->id, e);
	else if (rc >= 0)
		rc = is_same(x, s, e);
	x->changed = rc == 0;
	if (rc > 0)
		rc = write_same(&k, x, e);
	else if (rc == 0)
		rc = ledger_keep(&k, &x->found, e);
	if (rc >= 0)
		rc = ledger_decisions_carry(&k, e);
	return rc < 0 ? rc : 0;
}

/* The text itself is at fault: the records there are stay, and the next report gets its turn. */
static bool is_about_text(int rc)
{
	return rc == ERR_INPUT || rc == ERR_LIMIT;
}

/* A source of which nothing can be read has a report that says nothing: it is listed, and not tried at every start. */
static int write_nothing(void *context, struct store *s, struct err *e)
{
	struct rebuilding *x = context;

	return store_do(s, e,
		"INSERT INTO report (unit_id, id, analyser, digest, copies, aspects, problems, items, measures)"
		" VALUES ($1, $2, $3, '', 0, 0, 0, 0, 0) ON CONFLICT (unit_id, id) DO NOTHING",
		sql_int(x->unit_id), sql_int(x->id), sql_int(REPORT_ANALYSER_VERSION));
}

static int derive(struct rebuilding *x, struct report *report, struct arena *a, struct err *e)
{
	int rc = ledger_derived_make(report, &x->derived, e);

	return rc < 0 ? rc : ledger_run_checker(x->ledger, report, a, &x->found, e);
}

static int read_it(struct rebuilding *x, struct arena *a, struct str *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_text_of(x->ledger, x->unit_id, x->id, a, ret, e);
	if (rc >= 0)
		rc = ledger_alike_make(*ret, &x->alike, e);
	if (rc < 0 || x->said)
		return rc;
	rc = ledger_tx_begin(x->ledger, STORE_READ, &tx, e);
	return rc < 0 ? rc : ledger_columns_of(tx.store, x->unit_id, x->id, a, &x->columns, e);
}

static int parse_it(const struct rebuilding *x, struct str text, struct report **ret, struct err *e)
{
	struct report_options as = { .given = false };
	int rc = report_columns_parse(x->columns, &as, e);

	as.words = x->ledger->checker.words;
	return rc < 0 ? rc : report_parse_with(text, &as, ret, e);
}

static int rebuild_one(struct rebuilding *x, struct arena *a, struct ledger_rebuild *count, struct err *e)
{
	OWN(free_report) struct report *report = NULL;
	struct err about_text = { 0 };
	struct str text;

	int rc = read_it(x, a, &text, e);
	if (rc < 0)
		return rc;
	rc = parse_it(x, text, &report, &about_text);
	if (rc >= 0)
		rc = derive(x, report, a, &about_text);
	if (rc < 0 && !is_about_text(rc)) {
		if (e && e->code == ERR_OK)
			*e = about_text;
		return rc;
	}
	if (rc < 0 || x->derived.rows[LEVEL_PROBLEM].len == 0) {
		count->failed++;
		return store_pool_write(x->ledger->pool, write_nothing, x, e);
	}
	rc = store_pool_write(x->ledger->pool, write_it, x, e);
	if (rc >= 0)
		count->changed += x->changed;
	return rc;
}

/* --- which --- */

struct source_id {
	int64_t unit_id, id;
};

/* Of one unit, or of all (0); `fresh`: only those that have no report yet. */
static int list_sources(struct ledger *l, int64_t unit_id, bool fresh, struct vec *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = store_ask(tx.store, &st, e,
			fresh ? "SELECT s.unit_id, s.id FROM source s LEFT JOIN report r ON r.unit_id = s.unit_id AND r.id = s.id"
				" WHERE r.id IS NULL AND (s.unit_id = $1 OR $1 = 0) ORDER BY s.unit_id, s.id"
			      : "SELECT s.unit_id, s.id FROM source s WHERE s.unit_id = $1 OR $1 = 0 ORDER BY s.unit_id, s.id",
			sql_int(unit_id));
	if (rc < 0)
		return rc;
	while ((rc = store_step(st, e)) > 0) {
		struct source_id *id = vec_push(ret);
		if (!id)
			return err_nomem(e);
		*id = (struct source_id){ store_int(st, 0), store_int(st, 1) };
	}
	return rc;
}

static int count_orphans(struct ledger *l, int64_t unit_id, int64_t *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = store_first(tx.store, &st, e,
			"SELECT count(*) FROM derived WHERE orphaned = 1 AND (unit_id = $1 OR $1 = 0)",
			sql_int(unit_id));
	if (rc < 0)
		return rc;
	*ret = store_int(st, 0);
	return 0;
}

static int may_rebuild(struct ledger *l, const struct actor *who, struct arena *a, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	return rc < 0 ? rc : ledger_may_import(l, tx.store, who, a, e);
}

struct rebuilding_all {
	struct ledger *ledger;
	const struct actor *who;
	const struct vec *ids; /* struct source_id */
	ledger_progress *progress;
	void *context;
};

static int rebuild_all(const struct rebuilding_all *f, struct arena *a, struct ledger_rebuild *count, struct err *e)
{
	const struct vec *ids = f->ids;
	int rc = 0;

	for (size_t i = 0; i < ids->len && rc >= 0; i++) {
		const struct source_id *id = &VEC_AT(ids, struct source_id, i);
		OWN(clear)
		struct rebuilding x = { .ledger = f->ledger, .who = f->who, .unit_id = id->unit_id, .id = id->id };
		if (f->progress)
			f->progress(f->context, (int64_t)i, (int64_t)ids->len);
		arena_reset(a);
		rc = rebuild_one(&x, a, count, e);
	}
	count->reports = (int64_t)ids->len;
	return rc;
}

int ledger_derive_fresh(struct ledger *l, struct err *e)
{
	OWN(vec_clear) struct vec ids = { 0 };
	OWN(free_arena) struct arena *a = arena_new(TEXT_ARENA_MAX);
	struct ledger_rebuild count = { 0 };

	if (!a)
		return err_nomem(e);
	vec_init(&ids, sizeof(struct source_id));
	int rc = list_sources(l, 0, true, &ids, e);
	return rc < 0 ? rc : rebuild_all(&(struct rebuilding_all){ .ledger = l, .ids = &ids }, a, &count, e);
}

int ledger_rebuild(struct ledger *l, const struct actor *who, ledger_progress *progress, void *context,
	struct ledger_rebuild *ret, struct err *e)
{
	OWN(vec_clear) struct vec ids = { 0 };
	OWN(free_arena) struct arena *a = arena_new(TEXT_ARENA_MAX);
	struct ledger_rebuild count = { 0 };
	int64_t unit_id = who ? who->unit_id : 0;

	if (!a)
		return err_nomem(e);
	vec_init(&ids, sizeof(struct source_id));
	int rc = may_rebuild(l, who, a, e);
	if (rc >= 0)
		rc = list_sources(l, unit_id, false, &ids, e);
	if (rc >= 0)
		rc = rebuild_all(&(struct rebuilding_all){ l, who, &ids, progress, context }, a, &count, e);
	if (rc >= 0)
		rc = count_orphans(l, unit_id, &count.orphaned, e);
	if (rc < 0)
		return rc;
	if (progress)
		progress(context, (int64_t)ids.len, (int64_t)ids.len);
	*ret = count;
	return 0;
}

/* One report, by whoever may import. */
static int read_again(struct rebuilding *x, struct arena *a, struct err *e)
{
	OWN(free_report) struct report *report = NULL;
	struct str text = STR_NONE;

	int rc = may_rebuild(x->ledger, x->who, a, e);
	if (rc >= 0)
		rc = read_it(x, a, &text, e);
	if (rc >= 0)
		rc = parse_it(x, text, &report, e);
	if (rc >= 0)
		rc = derive(x, report, a, e);
	if (rc < 0 || x->derived.rows[LEVEL_PROBLEM].len == 0)
		return rc;
	rc = store_pool_write(x->ledger->pool, write_it, x, e);
	return rc < 0 ? rc : 1;
}

static int refuse_columns(struct err *e)
{
	err_hint(e, "请指明哪一列是问题，例如 C=问题");
	return err_set(e, ERR_INPUT, "这样认列，读不出任何问题，没有改动");
}

int ledger_set_columns(struct ledger *l, const struct actor *who, int64_t id, struct str columns, struct err *e)
{
	OWN(free_arena) struct arena *a = arena_new(TEXT_ARENA_MAX);
	OWN(clear)
	struct rebuilding x = {
		.ledger = l, .who = who, .unit_id = ledger_unit(who), .id = id, .columns = columns, .said = true
	};

	int rc = a ? read_again(&x, a, e) : err_nomem(e);
	return rc == 0 ? refuse_columns(e) : rc < 0 ? rc : 0;
}

int ledger_take_in(struct ledger *l, const struct actor *who, int64_t id, struct err *e)
{
	OWN(free_arena) struct arena *a = arena_new(TEXT_ARENA_MAX);
	OWN(clear)
	struct rebuilding x = { .ledger = l, .who = who, .unit_id = ledger_unit(who), .id = id, .take_in = true };

	int rc = a ? read_again(&x, a, e) : err_nomem(e);
	return rc == 0 ? err_set(e, ERR_INPUT, "报告 %lld 里读不出任何问题，没有记入台账", (long long)id)
	       : rc < 0 ? rc
			: 0;
}

/* What people decided: on findings, added and never changed; on items, a step of their records. */
#include "private.h"
#include "record_private.h"

enum { REASON_MAX = 2000, NAME_MAX_CHARS = 100 };

static bool is_one_of(struct str s, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_eq(s, str_from(names[i])))
			return true;
	}
	return false;
}

static bool is_fingerprint(struct str s)
{
	if (s.len != 16)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!strchr("0123456789abcdef", s.ptr[i]) || s.ptr[i] == '\0')
			return false;
	}
	return true;
}

static int check_text(const char *what, struct str s, size_t max, struct err *e)
{
	if (!s.ptr)
		return 0;
	if (utf8_valid_prefix(s) != s.len || (s.len > 0 && memchr(s.ptr, '\0', s.len)))
		return err_set(e, ERR_INPUT, "%s不是有效的文字", what);
	if (utf8_count(s) > max)
		return err_set(e, ERR_LIMIT, "%s太长（最多 %zu 字）", what, max);
	return 0;
}

static bool has_reason(const struct ledger_decision *d)
{
	return d->reason.ptr && str_trim(d->reason).len > 0;
}

static int check_values(const struct ledger_decision *d, bool is_item, struct err *e)
{
	static const char *const of_finding[] = { "accepted", "dismissed", "open" };
	static const char *const of_item[] = { "done", "long_term", "in_progress", "partial", "open" };

	if (is_item && !is_one_of(d->value, of_item, sizeof of_item / sizeof of_item[0])) {
		err_hint(e, "条目的状态是 done、long_term、in_progress、partial 之一；open 表示撤回决定");
		return err_set(e, ERR_USAGE, "不认识的条目状态");
	}
	if (!is_item && !is_one_of(d->value, of_finding, sizeof of_finding / sizeof of_finding[0])) {
		err_hint(e, "疑点的决定是 accepted、dismissed、open 之一");
		return err_set(e, ERR_USAGE, "不认识的疑点决定");
	}
	if (!is_item && !is_fingerprint(d->key))
		return err_set(e, ERR_USAGE, "疑点的编号要是 16 位小写十六进制数");
	if (!is_item && str_eq(d->value, STR("dismissed")) && !has_reason(d)) {
		err_hint(e, "写清为什么这不是问题，便于以后复核");
		return err_set(e, ERR_INPUT, "驳回疑点要写理由");
	}
	return 0;
}

static int check(const struct ledger_decision *d, struct err *e)
{
	bool is_item = str_eq(d->subject, STR("item"));

	if (!is_item && !str_eq(d->subject, STR("finding")))
		return err_set(e, ERR_USAGE, "决定的对象要是 finding（疑点）或 item（条目）");
	int rc = check_values(d, is_item, e);
	if (rc >= 0)
		rc = check_text("理由", d->reason, REASON_MAX, e);
	return rc < 0 ? rc : check_text("姓名", d->decided_by, NAME_MAX_CHARS, e);
}

/* --- a finding --- */

struct deciding {
	struct ledger *ledger;
	const struct actor *who;
	const struct ledger_decision *d;
	struct arena *arena;
};

static int insert(struct deciding *x, struct store *s, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct ledger_decision *d = x->d;
	char now[CLOCK_TEXT_MAX];
	int64_t id = 0;

	int rc = store_next_ids(s, ledger_unit(x->who), "decision", 1, &id, e);
	if (rc >= 0)
		rc = store_prepare(s,
			"INSERT INTO decision (unit_id, id, report_id, subject, key, value, reason, decided_by, decided_at)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			&st, e);
	if (rc < 0)
		return rc;
	ledger_now(x->ledger, now);
	store_bind_int(st, 1, ledger_unit(x->who));
	store_bind_int(st, 2, id);
	store_bind_int(st, 3, d->report_id);
	store_bind_text(st, 4, d->subject);
	store_bind_text(st, 5, d->key);
	store_bind_text(st, 6, d->value);
	store_bind_text(st, 7, d->reason.len > 0 ? d->reason : STR_NONE);
	store_bind_text(st, 8, d->decided_by.len > 0 ? d->decided_by : STR_NONE);
	store_bind_text(st, 9, str_from(now));
	return store_run(st, e);
}

/* --- an item --- */

/* The record with the key; one whose place is no longer seen comes last. */
static int find_item(struct deciding *x, struct store *s, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct ledger_decision *d = x->d;

	int rc = store_prepare(s,
		"SELECT record_id FROM derived WHERE unit_id = $1 AND report_id = $2 AND register = 'item' AND key = $3"
		" ORDER BY orphaned LIMIT 1",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, ledger_unit(x->who));
	store_bind_int(st, 2, d->report_id);
	store_bind_text(st, 3, d->key.ptr ? d->key : STR(""));
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	if (rc == 0) {
		err_set(e, ERR_NOTFOUND, "报告 %lld 中没有条目 " STR_FMT, (long long)d->report_id,
			(int)(d->key.len < KEY_MAX ? d->key.len : KEY_MAX), d->key.ptr ? d->key.ptr : "");
		err_hint(e, "条目编号形如 1.9.16，可用 bihuan show 查看");
		return ERR_NOTFOUND;
	}
	*ret = store_int(st, 0);
	return 0;
}

/* What the step `settle` is given. `name`: of somebody who has no account here. */
struct settling {
	struct str value, note, name;
};

static int settle(struct desk *d, const struct register_def *item, int64_t id, const struct settling *w, struct err *e)
{
	struct record_input inputs[3] = {
		{ .field = STR("settled"), .text = str_eq(w->value, STR("open")) ? STR("") : w->value },
		{ .field = STR("settled_note"), .text = w->note.ptr ? w->note : STR("") },
		{ .field = STR("settled_name"), .text = w->name },
	};
	struct record_step step = { .id = id,
		.version = RECORD_ANY_VERSION,
		.step = STR("settle"),
		.values = { inputs, w->name.len > 0 ? 3 : 2 } };
	struct record_done done = { 0 };

	return record_do_step(d, item, &step, &done, e);
}

static int decide_item(struct deciding *x, struct store *s, struct err *e)
{
	struct settling w = {
		.value = x->d->value, .note = x->d->reason, .name = x->who ? STR_NONE : x->d->decided_by
	};
	struct book book = { 0 };
	struct desk d;
	int64_t id = 0;

	int rc = ledger_book(x->ledger, &book, e);
	if (rc >= 0)
		rc = find_item(x, s, &id, e);
	if (rc >= 0 && !has_reason(x->d)) {
		err_hint(e, "写清依据，便于以后复核");
		rc = err_set(e, ERR_INPUT, "核定条目的状态要写理由");
	}
	if (rc >= 0)
		rc = ledger_desk(x->ledger, s, x->who, x->arena, &d, e);
	return rc < 0 ? rc : settle(&d, book.at[LEVEL_ITEM], id, &w, e);
}

static int write_it(void *context, struct store *s, struct err *e)
{
	struct deciding *x = context;

	int rc = ledger_report_must_exist(x->ledger, s, x->who, x->d->report_id, x->arena, e);
	if (rc >= 0)
		rc = str_eq(x->d->subject, STR("item")) ? decide_item(x, s, e) : insert(x, s, e);
	return rc < 0 ? rc : 0;
}

int ledger_decide(
	struct ledger *l, const struct actor *who, const struct ledger_decision *d, struct arena *a, struct err *e)
{
	struct deciding x = { .ledger = l, .who = who, .d = d, .arena = a };
	int rc = check(d, e);

	return rc < 0 ? rc : store_pool_write(l->pool, write_it, &x, e);
}

/* --- decisions on items of an older program --- */

struct old_decision {
	struct ledger_decision d;
	struct span place;
};

static void read_old(struct reader *r, void *row)
{
	*(struct old_decision *)row = (struct old_decision){
		.d = { .id = store_int(r->st, 0),
			.report_id = store_int(r->st, 1),
			.subject = STR("item"),
			.key = ledger_reader_str(r, 2),
			.value = ledger_reader_str(r, 3),
			.reason = ledger_reader_str(r, 4),
			.decided_by = ledger_reader_str(r, 5),
			.decided_at = ledger_reader_str(r, 6) },
		.place = { (uint32_t)store_int(r->st, 7), (uint32_t)store_int(r->st, 8) },
	};
}

struct old_decisions {
	struct old_decision *at;
	size_t count;
};

/* The latest first: of several on one place it counts. */
static int read_olds(
	struct store *s, int64_t unit_id, int64_t report_id, struct arena *a, struct old_decisions *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows = NULL;

	int rc = store_prepare(s,
		"SELECT id, report_id, key, value, reason, decided_by, decided_at, anchor_start, anchor_end FROM decision"
		" WHERE unit_id = $1 AND report_id = $2 AND subject = 'item' ORDER BY id DESC",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, report_id);
	rc = ledger_read_rows(
		&(struct reader){ .st = st, .arena = a }, sizeof *ret->at, read_old, &rows, &ret->count, e);
	ret->at = rows;
	return rc;
}

/* The item's record at the place: its id, 0: none. */
static int item_at(struct store *s, int64_t unit_id, int64_t report_id, struct span place, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"SELECT record_id, place_start, place_end FROM derived WHERE unit_id = $1 AND report_id = $2"
		" AND register = 'item' AND place_start < $4 AND place_end > $3 AND orphaned = 0",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, report_id);
	store_bind_int(st, 3, place.start);
	store_bind_int(st, 4, place.end);
	*ret = 0;
	while ((rc = store_step(st, e)) > 0) {
		struct span seen = { (uint32_t)store_int(st, 1), (uint32_t)store_int(st, 2) };
		if (ledger_same_place(seen, place))
			*ret = store_int(st, 0);
	}
	return rc;
}

/* 1: somebody settled the record already. */
static int is_settled(struct keeper *k, int64_t id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(k->store,
		"SELECT 1 FROM event WHERE unit_id = $1 AND register = 'item' AND record_id = $2 AND name = 'settle' LIMIT 1",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, k->unit_id);
	store_bind_int(st, 2, id);
	return store_step(st, e);
}

static int carry_one(struct keeper *k, const struct old_decision *old, struct err *e)
{
	struct settling w = { .value = old->d.value,
		.name = old->d.decided_by.len > 0 ? old->d.decided_by : STR("（没有记下姓名）") };
	int64_t id = 0;

	int rc = item_at(k->store, k->unit_id, k->report_id, old->place, &id, e);
	if (rc < 0 || id == 0)
		return rc;
	rc = is_settled(k, id, e);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	w.note = arena_fmt(
		k->arena, STR_FMT "（%.10s 作出，升级时转入）", STR_ARG(old->d.reason), old->d.decided_at.ptr);
	return w.note.ptr ? settle(&k->desk, k->book.at[LEVEL_ITEM], id, &w, e) : err_nomem(e);
}

/* Also "open" is settled: an earlier decision on the place must not come back. */
int ledger_decisions_carry(struct keeper *k, struct err *e)
{
	struct old_decisions olds = { 0 };

	int rc = read_olds(k->store, k->unit_id, k->report_id, k->arena, &olds, e);
	for (size_t i = 0; i < olds.count && rc >= 0; i++)
		rc = carry_one(k, &olds.at[i], e);
	return rc;
}

/* --- reading --- */

static void read_decision(struct reader *r, void *row)
{
	*(struct ledger_decision *)row = (struct ledger_decision){
		.id = store_int(r->st, 0),
		.report_id = store_int(r->st, 1),
		.subject = STR("finding"),
		.key = ledger_reader_str(r, 2),
		.value = ledger_reader_str(r, 3),
		.reason = ledger_reader_str(r, 4),
		.decided_by = ledger_reader_str(r, 5),
		.decided_at = ledger_reader_str(r, 6),
	};
}

struct listing {
	struct ledger *ledger;
	struct store *store;
	const struct actor *who;
	struct arena *arena;
	int64_t report_id;
	struct ledger_decision *rows[2];
	size_t counts[2];
};

static int list_findings(struct listing *g, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	void *rows = NULL;

	int rc = store_prepare(g->store,
		"SELECT d.id, d.report_id, d.key, d.value, d.reason, d.decided_by, d.decided_at FROM decision d"
		" WHERE d.unit_id = $1 AND d.report_id = $2 AND d.subject = 'finding' AND d.id = (SELECT max(n.id) FROM decision n"
		" WHERE n.unit_id = d.unit_id AND n.report_id = d.report_id AND n.subject = 'finding' AND n.key = d.key)"
		" ORDER BY d.id",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, ledger_unit(g->who));
	store_bind_int(st, 2, g->report_id);
	rc = ledger_read_rows(&(struct reader){ .st = st, .arena = g->arena }, sizeof(struct ledger_decision),
		read_decision, &rows, &g->counts[0], e);
	g->rows[0] = rows;
	return rc;
}

struct item_reader {
	struct reader r; /* first: rows are read through it */
	const struct clock *clock;
};

static void read_settled(struct reader *r, void *row)
{
	const struct item_reader *x = (const struct item_reader *)(const void *)r;
	char at[CLOCK_TEXT_MAX];

	clock_format(x->clock, store_int(r->st, 6), at);
	struct ledger_decision d = {
		.id = store_int(r->st, 0),
		.report_id = store_int(r->st, 1),
		.subject = STR("item"),
		.key = ledger_reader_str(r, 2),
		.value = ledger_reader_str(r, 3),
		.reason = ledger_reader_str(r, 4),
		.decided_by = ledger_reader_str(r, 5),
		.decided_at = arena_dup(r->arena, str_from(at)),
		.orphaned = store_int(r->st, 7) != 0,
	};
	r->failed |= !d.decided_at.ptr;
	*(struct ledger_decision *)row = d;
}

static const char settled_sql[] =
	"SELECT this.id, this.source_report, coalesce(x.key, this.no), coalesce(this.settled, 'open'), this.settled_note,"
	" coalesce(p.name, this.settled_name), (SELECT coalesce(max(v.at), 0) FROM event v WHERE v.unit_id = this.unit_id"
	" AND v.register = 'item' AND v.record_id = this.id AND v.name = 'settle'), coalesce(x.orphaned, 0)"
	" FROM r_item this LEFT JOIN derived x ON x.unit_id = this.unit_id AND x.register = 'item' AND x.record_id = this.id"
	" LEFT JOIN person p ON p.unit_id = this.unit_id AND p.id = this.settled_by"
	" WHERE this.unit_id = $1 AND this.source_report = $2 AND this.settled_note IS NOT NULL AND this.deleted_at IS NULL";

static int list_items(struct listing *g, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN_BUF struct buf sql = { 0 };
	struct fence_use fence = { .columns = &record_columns };
	struct book book = { 0 };
	struct desk d;
	void *rows = NULL;
	int next = 3;

	buf_init(&sql, RECORD_SQL_MAX);
	buf_cstr(&sql, settled_sql);
	int rc = ledger_book(g->ledger, &book, e);
	if (rc >= 0)
		rc = ledger_desk(g->ledger, g->store, g->who, g->arena, &d, e);
	if (rc >= 0)
		rc = rights_fence(&d, book.at[LEVEL_ITEM], &fence.fence, e);
	if (rc >= 0)
		rc = fence_sql(&fence, &next, &sql, e);
	buf_cstr(&sql,
		" ORDER BY (SELECT max(w.seq) FROM event w WHERE w.unit_id = this.unit_id AND w.register = 'item'"
		" AND w.record_id = this.id AND w.name = 'settle'), this.id");
	if (rc >= 0)
		rc = sql_prepare(&d, &sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, d.unit_id);
	store_bind_int(st, 2, g->report_id);
	fence_bind(&fence, st);
	struct item_reader x = { .r = { .st = st, .arena = g->arena }, .clock = &g->ledger->clock };
	rc = ledger_read_rows(&x.r, sizeof(struct ledger_decision), read_settled, &rows, &g->counts[1], e);
	g->rows[1] = rows;
	return rc;
}

/* Those of an older program whose place no record has. */
static int list_orphans(struct listing *g, struct ledger_decision *out, const struct old_decisions *olds,
	size_t *ret_count, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < olds->count && rc >= 0; i++) {
		int64_t id = 0;
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again |= ledger_same_place(olds->at[k].place, olds->at[i].place);
		rc = again ? 1 : item_at(g->store, ledger_unit(g->who), g->report_id, olds->at[i].place, &id, e);
		if (rc < 0 || again || id != 0)
			continue;
		out[*ret_count] = olds->at[i].d;
		out[(*ret_count)++].orphaned = true;
	}
	return rc;
}

static int list_all(struct listing *g, struct ledger_decisions *ret, struct err *e)
{
	struct old_decisions olds = { 0 };
	struct ledger_decisions all = { 0 };

	int rc = list_findings(g, e);
	if (rc >= 0)
		rc = list_items(g, e);
	if (rc >= 0)
		rc = read_olds(g->store, ledger_unit(g->who), g->report_id, g->arena, &olds, e);
	if (rc < 0)
		return rc;
	all.rows = arena_array(g->arena, g->counts[0] + g->counts[1] + olds.count + 1, sizeof *all.rows);
	if (!all.rows)
		return err_nomem(e);
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < g->counts[i]; k++)
			all.rows[all.count++] = g->rows[i][k];
	rc = list_orphans(g, all.rows, &olds, &all.count, e);
	if (rc < 0)
		return rc;
	*ret = all;
	return 0;
}

int ledger_decisions(struct ledger *l, const struct actor *who, int64_t report_id, struct arena *a,
	struct ledger_decisions *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_report_must_exist(l, tx.store, who, report_id, a, e);
	if (rc < 0)
		return rc;
	struct listing g = { .ledger = l, .store = tx.store, .who = who, .arena = a, .report_id = report_id };
	return list_all(&g, ret, e);
}

int ledger_decisions_discarded(struct ledger *l, const struct actor *who, int64_t report_id, struct arena *a,
	struct ledger_decisions *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;
	struct ledger_decisions all = { 0 };
	void *rows = NULL;

	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_may_check(l, tx.store, who, a, e);
	if (rc >= 0)
		rc = store_ask(tx.store, &st, e,
			"SELECT id, report_id, key, value, reason, decided_by, decided_at FROM discarded_decision"
			" WHERE unit_id = $1 AND report_id = $2 ORDER BY id",
			sql_int(ledger_unit(who)), sql_int(report_id));
	if (rc >= 0)
		rc = ledger_read_rows(&(struct reader){ .st = st, .arena = a }, sizeof(struct ledger_decision),
			read_decision, &rows, &all.count, e);
	if (rc < 0)
		return rc;
	all.rows = rows;
	*ret = all;
	return 0;
}

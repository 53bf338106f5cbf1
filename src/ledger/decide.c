/* What people decided: added, never changed. */
#include "private.h"

#include "own.h"
#include "utf8.h"

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

static int check(const struct ledger_decision *d, bool *ret_is_item, struct err *e)
{
	bool is_item = str_eq(d->subject, STR("item"));

	if (!is_item && !str_eq(d->subject, STR("finding")))
		return err_set(e, ERR_USAGE, "决定的对象要是 finding（疑点）或 item（条目）");
	int rc = check_values(d, is_item, e);
	if (rc >= 0)
		rc = check_text("理由", d->reason, REASON_MAX, e);
	if (rc >= 0)
		rc = check_text("姓名", d->decided_by, NAME_MAX_CHARS, e);
	*ret_is_item = is_item;
	return rc;
}

/* The item decided on, as it is before. */
struct subject {
	int64_t id;
	struct span place;
	bool changes; /* the status would be another */
};

static int find_item(
	struct store *s, int64_t unit_id, const struct ledger_decision *d, struct subject *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"SELECT id, head_start, head_end, CASE WHEN $4 = 'open' THEN text_status ELSE $4 END <> status"
		" FROM item WHERE unit_id = $1 AND report_id = $2 AND key = $3",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	store_bind_int(st, 2, d->report_id);
	store_bind_text(st, 3, d->key.ptr ? d->key : STR(""));
	store_bind_text(st, 4, d->value);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	if (rc == 0) {
		err_set(e, ERR_NOTFOUND, "报告 %lld 中没有条目 " STR_FMT, (long long)d->report_id,
			(int)(d->key.len < KEY_MAX ? d->key.len : KEY_MAX), d->key.ptr ? d->key.ptr : "");
		err_hint(e, "条目编号形如 1.9.16，可用 bihuan show 查看");
		return ERR_NOTFOUND;
	}
	*ret = (struct subject){ store_int(st, 0), { (uint32_t)store_int(st, 1), (uint32_t)store_int(st, 2) },
		store_int(st, 3) != 0 };
	return 0;
}

static int insert(struct ledger *l, struct store *s, const struct ledger_decision *d, const struct subject *item,
	int64_t *ret_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	char now[CLOCK_TEXT_MAX];

	int rc = store_next_ids(s, l->unit_id, "decision", 1, ret_id, e);
	if (rc >= 0)
		rc = store_prepare(s,
			"INSERT INTO decision (unit_id, id, report_id, subject, key, value, reason, decided_by, "
			"decided_at, anchor_start,"
			" anchor_end) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
			&st, e);
	if (rc < 0)
		return rc;
	ledger_now(l, now);
	store_bind_int(st, 1, l->unit_id);
	store_bind_int(st, 2, *ret_id);
	store_bind_int(st, 3, d->report_id);
	store_bind_text(st, 4, d->subject);
	store_bind_text(st, 5, d->key);
	store_bind_text(st, 6, d->value);
	store_bind_text(st, 7, d->reason.len > 0 ? d->reason : STR_NONE);
	store_bind_text(st, 8, d->decided_by.len > 0 ? d->decided_by : STR_NONE);
	store_bind_text(st, 9, str_from(now));
	if (item) {
		store_bind_int(st, 10, item->place.start);
		store_bind_int(st, 11, item->place.end);
	} else {
		store_bind_null(st, 10);
		store_bind_null(st, 11);
	}
	return store_run(st, e);
}

static int link_item(
	struct ledger *l, struct store *s, int64_t report_id, int64_t decision_id, int64_t item_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"INSERT INTO decision_item (unit_id, report_id, decision_id, item_id) VALUES ($1, $2, $3, $4)", &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, l->unit_id);
	store_bind_int(st, 2, report_id);
	store_bind_int(st, 3, decision_id);
	store_bind_int(st, 4, item_id);
	return store_run(st, e);
}

static int set_status(struct ledger *l, struct store *s, int64_t item_id, struct str value, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s,
		"UPDATE item SET status = CASE WHEN $3 = 'open' THEN text_status ELSE $3 END WHERE unit_id = $1 AND id "
		"= $2",
		&st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, l->unit_id);
	store_bind_int(st, 2, item_id);
	store_bind_text(st, 3, value);
	return store_run(st, e);
}

static int decide_item(struct ledger *l, struct store *s, const struct ledger_decision *d, struct err *e)
{
	struct subject item = { 0 };
	int64_t id = 0;

	int rc = find_item(s, l->unit_id, d, &item, e);
	if (rc < 0)
		return rc;
	if (item.changes && !has_reason(d)) {
		err_hint(e, "写清依据，便于以后复核");
		return err_set(e, ERR_INPUT, "改变条目的状态要写理由");
	}
	rc = insert(l, s, d, &item, &id, e);
	if (rc >= 0)
		rc = link_item(l, s, d->report_id, id, item.id, e);
	if (rc >= 0)
		rc = set_status(l, s, item.id, d->value, e);
	if (rc >= 0)
		rc = ledger_recount(s, l->unit_id, d->report_id, e);
	return rc;
}

int ledger_decide(struct ledger *l, const struct ledger_decision *d, struct arena *a, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	bool is_item = false;
	int64_t id = 0;

	(void)a;
	int rc = check(d, &is_item, e);
	if (rc >= 0)
		rc = ledger_tx_begin(l, STORE_WRITE, &tx, e);
	if (rc >= 0)
		rc = ledger_report_must_exist(tx.store, l->unit_id, d->report_id, e);
	if (rc >= 0)
		rc = is_item ? decide_item(l, tx.store, d, e) : insert(l, tx.store, d, NULL, &id, e);
	return rc < 0 ? rc : ledger_tx_commit(&tx, e);
}

/* --- reading --- */

static const char decisions_sql[] =
	"SELECT id, report_id, subject, key, value, reason, decided_by, decided_at, orphaned FROM (SELECT d.id AS id, "
	"d.report_id AS"
	" report_id, d.subject AS subject, coalesce(i.key, d.key) AS key, d.value AS value, d.reason AS reason, "
	"d.decided_by AS"
	" decided_by, d.decided_at AS decided_at, CASE WHEN d.subject = 'item' AND i.id IS NULL THEN 1 ELSE 0 END AS "
	"orphaned,"
	" row_number() OVER (PARTITION BY d.subject, i.id, CASE WHEN i.id IS NULL THEN d.key END,"
	" CASE WHEN i.id IS NULL THEN d.anchor_start END ORDER BY d.id DESC) AS age"
	" FROM decision d LEFT JOIN decision_item l ON l.unit_id = d.unit_id AND l.report_id = d.report_id AND "
	"l.decision_id = d.id"
	" LEFT JOIN item i ON i.unit_id = l.unit_id AND i.id = l.item_id"
	" WHERE d.unit_id = $1 AND d.report_id = $2) latest WHERE age = 1 ORDER BY id";

static struct ledger_decision decision_row(struct reader *r)
{
	return (struct ledger_decision){
		.id = store_int(r->st, 0),
		.report_id = store_int(r->st, 1),
		.subject = ledger_reader_str(r, 2),
		.key = ledger_reader_str(r, 3),
		.value = ledger_reader_str(r, 4),
		.reason = ledger_reader_str(r, 5),
		.decided_by = ledger_reader_str(r, 6),
		.decided_at = ledger_reader_str(r, 7),
		.orphaned = store_int(r->st, 8) != 0,
	};
}

/* All rows first, then one array: how many there are is not known before. */
static int read_rows(struct store_stmt *st, struct arena *a, struct vec *rows, struct err *e)
{
	struct reader r = { .st = st, .arena = a };
	int rc;

	while ((rc = store_step(st, e)) > 0) {
		struct ledger_decision *row = vec_push(rows);
		if (row)
			*row = decision_row(&r);
		if (!row || r.failed)
			return err_nomem(e);
	}
	return rc;
}

int ledger_decisions(struct ledger *l, int64_t report_id, struct arena *a, struct ledger_decisions *ret, struct err *e)
{
	OWN_TX struct tx tx = { 0 };
	OWN_STMT struct store_stmt *st = NULL;
	OWN(vec_clear) struct vec found = { 0 };

	vec_init(&found, sizeof(struct ledger_decision));
	int rc = ledger_tx_begin(l, STORE_READ, &tx, e);
	if (rc >= 0)
		rc = ledger_report_must_exist(tx.store, l->unit_id, report_id, e);
	if (rc >= 0)
		rc = store_prepare(tx.store, decisions_sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, l->unit_id);
	store_bind_int(st, 2, report_id);
	rc = read_rows(st, a, &found, e);
	if (rc < 0)
		return rc;
	struct ledger_decision *rows = arena_array(a, found.len, sizeof *rows);
	if (!rows && found.len > 0)
		return err_nomem(e);
	if (found.len > 0)
		memcpy(rows, found.ptr, found.len * sizeof *rows);
	*ret = (struct ledger_decisions){ rows, found.len };
	return 0;
}

/* Reports that are only checked: kept with what the rules find, without records; and discarded. */
#include "private.h"

#include "own.h"
#include "utf8.h"

int ledger_aside_keep(struct store *s, int64_t unit_id, int64_t id, struct err *e)
{
	return store_do(s, e, "INSERT INTO source_aside (unit_id, id) VALUES ($1, $2)", sql_int(unit_id), sql_int(id));
}

int ledger_aside_look(struct store *s, int64_t unit_id, int64_t id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	return store_first(
		s, &st, e, "SELECT 1 FROM source_aside WHERE unit_id = $1 AND id = $2", sql_int(unit_id), sql_int(id));
}

int ledger_aside_end(struct store *s, int64_t unit_id, int64_t id, struct err *e)
{
	return store_do(s, e, "DELETE FROM source_aside WHERE unit_id = $1 AND id = $2", sql_int(unit_id), sql_int(id));
}

/* --- taken away again --- */

enum { DISCARD_REASON_MAX = 2000 };

struct discarding {
	struct ledger *ledger;
	const struct actor *who;
	struct arena *arena;
	int64_t unit_id, id;
	struct str reason;
};

static int may_discard(const struct discarding *x, struct store *s, struct err *e)
{
	int rc = ledger_report_must_exist(x->ledger, s, x->who, x->id, x->arena, e);

	if (rc >= 0)
		rc = ledger_may_check(x->ledger, s, x->who, x->arena, e);
	if (rc >= 0)
		rc = ledger_aside_look(s, x->unit_id, x->id, e);
	if (rc == 0) {
		err_hint(e, "只有“只核对”的报告可以移除；台账里的记录按各自的办法删除，写明理由");
		return err_set(e, ERR_CONFLICT, "报告 %lld 已经记入台账，不能整份移除", (long long)x->id);
	}
	return rc < 0 ? rc : 0;
}

/* What was there, who took it away and why: a fact that the rows' triggers ask for. */
static int put_discarded(const struct discarding *x, struct store *s, struct err *e)
{
	char now[CLOCK_TEXT_MAX];

	ledger_now(x->ledger, now);
	return store_do(s, e,
		"INSERT INTO source_discarded (unit_id, id, sha256, file_name, imported_at, person_id, reason, discarded_at)"
		" SELECT unit_id, id, sha256, file_name, imported_at, $3, $4, $5 FROM source WHERE unit_id = $1 AND id = $2",
		sql_int(x->unit_id), sql_int(x->id), sql_int(x->who ? x->who->person_id : 0), sql_text(x->reason),
		sql_text(str_from(now)));
}

/* What people decided on its doubts stays, with the rule that had them. */
static int put_decisions(const struct discarding *x, struct store *s, struct err *e)
{
	return store_do(s, e,
		"INSERT INTO discarded_decision (unit_id, id, report_id, subject, key, code, value, reason, decided_by, decided_at)"
		" SELECT d.unit_id, d.id, d.report_id, d.subject, d.key, coalesce((SELECT min(f.code) FROM finding f"
		" WHERE f.unit_id = d.unit_id AND f.report_id = d.report_id AND f.fingerprint = d.key), ''), d.value, d.reason,"
		" d.decided_by, d.decided_at FROM decision d WHERE d.unit_id = $1 AND d.report_id = $2",
		sql_int(x->unit_id), sql_int(x->id));
}

static int note_discarded(const struct discarding *x, struct store *s, struct err *e)
{
	const struct actor console = access_console(STR("console"));
	const struct access_call call = { x->ledger->access, s, x->who ? x->who : &console, x->arena };
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e, "SELECT file_name FROM source WHERE unit_id = $1 AND id = $2",
		sql_int(x->unit_id), sql_int(x->id));
	if (rc < 0)
		return rc;
	struct str object = arena_fmt(x->arena, "报告 %lld " STR_FMT, (long long)x->id, STR_ARG(store_text(st, 0)));
	return object.ptr ? access_event(&call, STR("discard"), object, x->reason, e) : err_nomem(e);
}

static int discard(void *context, struct store *s, struct err *e)
{
	static const char *const rows[] = {
		"DELETE FROM decision WHERE unit_id = $1 AND report_id = $2",
		"DELETE FROM finding WHERE unit_id = $1 AND report_id = $2",
		"DELETE FROM report WHERE unit_id = $1 AND id = $2",
		"DELETE FROM source_alike WHERE unit_id = $1 AND id = $2",
		"DELETE FROM source_print WHERE unit_id = $1 AND id = $2",
		"DELETE FROM source_columns WHERE unit_id = $1 AND id = $2",
		"DELETE FROM source_aside WHERE unit_id = $1 AND id = $2",
		"DELETE FROM source_text WHERE unit_id = $1 AND id = $2",
		"DELETE FROM source_file WHERE unit_id = $1 AND id = $2",
		"DELETE FROM source WHERE unit_id = $1 AND id = $2",
	};
	const struct discarding *x = context;

	int rc = may_discard(x, s, e);
	if (rc >= 0)
		rc = put_discarded(x, s, e);
	if (rc >= 0)
		rc = put_decisions(x, s, e);
	if (rc >= 0)
		rc = note_discarded(x, s, e);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0] && rc >= 0; i++)
		rc = store_do(s, e, rows[i], sql_int(x->unit_id), sql_int(x->id));
	return rc < 0 ? rc : 0;
}

int ledger_discard(
	struct ledger *l, const struct actor *who, int64_t id, struct str reason, struct arena *a, struct err *e)
{
	struct discarding x = { l, who, a, ledger_unit(who), id, str_trim(reason) };

	if (x.reason.len == 0) {
		err_hint(e, "例如：传错了文件；有了新稿");
		return err_set(e, ERR_INPUT, "移除报告要写理由");
	}
	if (utf8_valid_prefix(x.reason) != x.reason.len || memchr(x.reason.ptr, '\0', x.reason.len))
		return err_set(e, ERR_INPUT, "理由不是有效的文字");
	if (utf8_count(x.reason) > DISCARD_REASON_MAX)
		return err_set(e, ERR_LIMIT, "理由太长（最多 %d 字）", DISCARD_REASON_MAX);
	return store_pool_write(l->pool, discard, &x, e);
}

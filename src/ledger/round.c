/* Rounds (轮次): which reports speak of the same inspection of the same unit.
 *
 * A report joins a round of the same unit when inspector or feedback date is known to be the same and the other
 * does not contradict (is the same or unknown on one side). Unknown never equals unknown. A report whose unit is
 * not known, or with neither inspector nor feedback date, has a round of its own. A report stays where it is as long as it
 * says the same of these three. */
#include "private.h"
#include "record_private.h"

static int prepare(struct keeper *k, const char *sql, int64_t second, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(k->store, sql, ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, k->unit_id);
	store_bind_int(*ret, 2, second);
	return 0;
}

/* A number, or 0 when no row or NULL is there. */
static int query_int(struct keeper *k, const char *sql, int64_t second, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k, sql, second, &st, e);
	if (rc < 0)
		return rc;
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return 0;
}

/* --- what is known of a round: of each part, what its first report with it says --- */

static struct str kind_word(struct str text)
{
	static const struct {
		struct str text, word;
	} kinds[] = { { STR_INIT("巡察"), STR_INIT("patrol") }, { STR_INIT("巡视"), STR_INIT("inspection") },
		{ STR_INIT("回头看"), STR_INIT("lookback") }, { STR_INIT("审计"), STR_INIT("audit") },
		{ STR_INIT("环保督察"), STR_INIT("environment") }, { STR_INIT("主题教育"), STR_INIT("theme") } };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (str_eq(kinds[i].text, text))
			return kinds[i].word;
	return STR("other");
}

struct known {
	struct str unit, inspector, kind, start, end, feedback, name;
	int64_t report_id;
};

static int ask(struct keeper *k, int64_t round_id, struct known *ret, struct err *e)
{
#define FIRST(column)                                                                                                  \
	"(SELECT r." column " FROM report r WHERE r.unit_id = $1 AND r.round_id = $2 AND r." column                    \
	" IS NOT NULL ORDER BY r.id LIMIT 1)"
	static const char sql[] =
		"SELECT " FIRST("unit_name") ", " FIRST("inspector") ", " FIRST("round_kind") ", " FIRST("inspection_start") ", " FIRST(
			"inspection_end") ", " FIRST("feedback_date") ", coalesce(" FIRST("title") ","
												   " (SELECT s.file_name FROM report r JOIN source s ON s.unit_id = r.unit_id AND s.id = r.id"
												   " WHERE r.unit_id = $1 AND r.round_id = $2 ORDER BY r.id LIMIT 1)), " FIRST(
													   "id");
#undef FIRST
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k, sql, round_id, &st, e);
	if (rc >= 0)
		rc = store_step(st, e);
	if (rc < 0)
		return rc;
	struct reader r = { .st = st, .arena = k->arena };
	*ret = (struct known){ .unit = ledger_reader_str(&r, 0),
		.inspector = ledger_reader_str(&r, 1),
		.kind = ledger_reader_str(&r, 2),
		.start = ledger_reader_str(&r, 3),
		.end = ledger_reader_str(&r, 4),
		.feedback = ledger_reader_str(&r, 5),
		.name = ledger_reader_str(&r, 6),
		.report_id = store_int(st, 7) };
	return r.failed ? err_nomem(e) : 0;
}

/* "市城管局党组 · 市委第三巡察组巡察（2024-05-10 反馈）" */
static struct str title_of(struct keeper *k, const struct known *w)
{
	bool told = w->inspector.len > 0 || w->kind.len > 0;

	if (w->unit.len == 0 || !(told || w->feedback.len > 0))
		return w->name;
	return arena_fmt(k->arena, STR_FMT "%s" STR_FMT STR_FMT "%s" STR_FMT "%s", STR_ARG(w->unit), told ? " · " : "",
		STR_ARG(w->inspector), STR_ARG(w->kind), w->feedback.len > 0 ? "（" : "", STR_ARG(w->feedback),
		w->feedback.len > 0 ? " 反馈）" : "");
}

static int give_round(struct keeper *k, int64_t round_id, struct giving *g, struct err *e)
{
	struct known w = { 0 };

	*g = (struct giving){ .def = k->book.round, .arena = k->arena };
	int rc = ask(k, round_id, &w, e);
	if (rc < 0)
		return rc;
	struct str title = title_of(k, &w);
	g->failed |= !title.ptr;
	ledger_give(g, "title", title);
	ledger_give(g, "kind", w.kind.len > 0 ? kind_word(w.kind) : STR("other"));
	ledger_give(g, "inspected", w.unit);
	ledger_give(g, "inspector", w.inspector);
	ledger_give(g, "start_date", w.start);
	ledger_give(g, "end_date", w.end);
	ledger_give(g, "feedback_date", w.feedback);
	if (w.report_id != 0)
		ledger_give_int(g, "source_report", w.report_id);
	return g->failed ? err_nomem(e) : 0;
}

/* 1: the analyser made it; 0: people did. */
static int find_kept(struct keeper *k, int64_t round_id, struct kept *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc =
		prepare(k, "SELECT seq, data FROM derived WHERE unit_id = $1 AND register = 'round' AND record_id = $2",
			round_id, &st, e);
	if (rc >= 0)
		rc = store_step(st, e);
	if (rc <= 0)
		return rc;
	struct reader r = { .st = st, .arena = k->arena };
	*ret = (struct kept){
		.record_id = round_id, .seq = store_int(st, 0), .data = ledger_reader_str(&r, 1), .key = STR("")
	};
	return r.failed ? err_nomem(e) : 1;
}

int ledger_round_refresh(struct keeper *k, int64_t round_id, struct err *e)
{
	struct giving now = { 0 };
	struct kept kept = { 0 };

	int rc = find_kept(k, round_id, &kept, e);
	if (rc <= 0)
		return rc;
	struct str before = kept.data;
	rc = give_round(k, round_id, &now, e);
	if (rc >= 0)
		rc = ledger_merge(k, k->book.round, &now, &kept, e);
	if (rc >= 0 && kept.data.ptr != before.ptr)
		rc = ledger_kept_set(k, k->book.round, &kept, e);
	return rc < 0 ? rc : 0;
}

/* --- finding and making one --- */

/* 中共清源市城市管理局党组 is 清源市城市管理局党组. */
#define PARTY(column) "CASE WHEN substr(" column ", 1, 2) = '中共' THEN substr(" column ", 3) ELSE " column " END"

/* Of the same unit, best match first: most parts the same, then the oldest. Never the one being left. */
static int find(struct keeper *k, int64_t left, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k,
		"SELECT o.id FROM report r JOIN r_round o ON o.unit_id = r.unit_id AND " PARTY("o.inspected") " = " PARTY(
			"r.unit_name") " WHERE r.unit_id = $1 AND r.id = $2 AND o.id <> $3 AND o.deleted_at IS NULL"
				       " AND (o.inspector = r.inspector OR o.feedback_date = r.feedback_date)"
				       " AND coalesce(o.inspector = r.inspector, 1 = 1) AND coalesce(o.feedback_date = r.feedback_date, 1 = 1)"
				       " ORDER BY CASE WHEN o.inspector = r.inspector AND o.feedback_date = r.feedback_date THEN 0 ELSE 1 "
				       "END, o.id LIMIT 1",
		k->report_id, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 3, left);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return 0;
}

static int join(struct keeper *k, int64_t round_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k, "UPDATE report SET round_id = $3 WHERE unit_id = $1 AND id = $2", k->report_id, &st, e);
	if (rc < 0)
		return rc;
	if (round_id != 0)
		store_bind_int(st, 3, round_id);
	else
		store_bind_null(st, 3);
	return store_run(st, e);
}

/* What the report says is known once it has joined: first under number 0, which no round has. */
static int make(struct keeper *k, int64_t *ret, struct err *e)
{
	OWN_BUF struct buf data = { 0 };
	struct giving g = { 0 };
	struct record_done done = { 0 };
	struct record_input inputs[GIVEN_MAX];
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(k, "UPDATE report SET round_id = 0 WHERE unit_id = $1 AND id = $2", k->report_id, &st, e);
	if (rc >= 0)
		rc = store_run(st, e);
	if (rc >= 0)
		rc = give_round(k, 0, &g, e);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < g.count; i++)
		inputs[i] = (struct record_input){ .field = str_from(g.at[i].field), .text = g.at[i].text };
	struct record_new fresh = { .values = { inputs, g.count } };
	rc = record_create(&k->desk, k->book.round, &fresh, &done, e);
	buf_init(&data, RECORD_EVENT_MAX);
	ledger_giving_write(&g, &data);
	if (rc >= 0 && data.failed)
		rc = err_nomem(e);
	struct kept kept = { .record_id = done.id, .seq = done.event_seq, .key = STR(""), .data = buf_view(&data) };
	if (rc >= 0)
		rc = ledger_kept_add(k, k->book.round, &kept, 0, e);
	*ret = done.id;
	return rc;
}

/* Still the three parts it was placed by? */
static int stays(struct keeper *k, int64_t round_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	const struct report *r = k->derived->report;
	char date[DATE_TEXT_MAX];

	int rc = prepare(k,
		"SELECT 1 FROM report r JOIN r_round o ON o.unit_id = r.unit_id AND o.id = r.round_id AND o.deleted_at IS NULL"
		" WHERE r.unit_id = $1 AND r.id = $2 AND coalesce(r.unit_name, '') = $3 AND coalesce(r.inspector, '') = $4"
		" AND coalesce(r.feedback_date, '') = coalesce($5, '')",
		k->report_id, &st, e);
	if (rc < 0 || round_id == 0)
		return rc;
	store_bind_text(st, 3, r->unit.len > 0 ? r->unit : STR(""));
	store_bind_text(st, 4, r->inspector.len > 0 ? r->inspector : STR(""));
	ledger_bind_date(st, 5, r->feedback_date, date);
	return store_step(st, e);
}

/* Before the report's row is written anew: afterwards what it said before is gone. */
int ledger_round_look(struct keeper *k, struct err *e)
{
	int rc = query_int(
		k, "SELECT round_id FROM report WHERE unit_id = $1 AND id = $2", k->report_id, &k->old_round_id, e);

	if (rc >= 0)
		rc = stays(k, k->old_round_id, e);
	k->round_id = rc > 0 ? k->old_round_id : 0;
	return rc < 0 ? rc : 0;
}

static int place_anew(struct keeper *k, int64_t *ret_left, struct err *e)
{
	int64_t others = 0, live = 0, found = 0, old = k->old_round_id;

	int rc = join(k, 0, e);
	if (rc >= 0)
		rc = query_int(k, "SELECT count(*) FROM report WHERE unit_id = $1 AND round_id = $2", old, &others, e);
	if (rc >= 0)
		rc = query_int(k, "SELECT count(*) FROM r_round WHERE unit_id = $1 AND id = $2 AND deleted_at IS NULL",
			old, &live, e);
	if (rc >= 0)
		rc = find(k, others > 0 ? 0 : old, &found, e);
	if (rc < 0)
		return rc;
	if (found == 0 && live > 0 && others == 0)
		found = old;
	if (found == 0)
		rc = make(k, &found, e);
	k->round_id = found;
	if (rc >= 0 && found != old && others > 0)
		rc = ledger_round_refresh(k, old, e);
	if (rc >= 0 && found != old && others == 0 && live > 0)
		*ret_left = old;
	return rc;
}

int ledger_round_place(struct keeper *k, int64_t *ret_left, struct err *e)
{
	int rc = 0;

	*ret_left = 0;
	if (k->round_id == 0)
		rc = place_anew(k, ret_left, e);
	if (rc >= 0)
		rc = join(k, k->round_id, e);
	return rc < 0 ? rc : ledger_round_refresh(k, k->round_id, e);
}

/* An emptied round of the analyser's goes; one that people worked on, or made, stays. */
int ledger_round_leave(struct keeper *k, int64_t round_id, struct err *e)
{
	struct record_removal removal = { .id = round_id, .reason = STR("重新分析：不再有报告属于这一轮次") };
	struct record_done done = { 0 };
	struct kept kept = { 0 };

	int rc = find_kept(k, round_id, &kept, e);
	if (rc <= 0)
		return rc;
	rc = ledger_touched(k, k->book.round, round_id, kept.seq, e);
	if (rc == 0)
		rc = ledger_has_below(k, k->book.round, round_id, e);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = record_remove(&k->desk, k->book.round, &removal, &done, e);
	return rc < 0 ? rc : ledger_kept_drop(k, k->book.round, round_id, e);
}

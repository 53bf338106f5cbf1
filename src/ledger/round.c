/* Rounds (轮次): which reports speak of the same inspection of the same unit.
 *
 * A report joins a round of the same unit when inspector or feedback date is known to be the same and the other
 * does not contradict (is the same or unknown on one side). Unknown never equals unknown. A report whose unit is
 * not known, or with neither inspector nor feedback date, has a round of its own. */
#include "private.h"

#include "own.h"

struct placing {
	struct store *store;
	int64_t unit_id, report_id;
	int64_t old_round; /* 0: none */
	bool others;       /* the old round has further reports */
};

static int prepare(struct placing *p, const char *sql, int64_t second, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(p->store, sql, ret, e);
	if (rc < 0)
		return rc;
	store_bind_int(*ret, 1, p->unit_id);
	store_bind_int(*ret, 2, second);
	return 0;
}

static int run(struct placing *p, const char *sql, int64_t second, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(p, sql, second, &st, e);
	return rc < 0 ? rc : store_run(st, e);
}

/* A number, or 0 when no row or NULL is there. */
static int query_int(struct placing *p, const char *sql, int64_t second, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(p, sql, second, &st, e);
	if (rc < 0)
		return rc;
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return 0;
}

/* What is known of a round: of each part, what its first report with it says. */
static int refresh(struct placing *p, int64_t round_id, struct err *e)
{
#define FIRST(column)                                                                                                  \
	column " = (SELECT r." column " FROM report r WHERE r.unit_id = $1 AND r.round_id = $2 AND r." column          \
	       " IS NOT NULL"                                                                                          \
	       " ORDER BY r.id LIMIT 1)"
	static const char sql[] =
		"UPDATE round SET " FIRST("unit_name") ", " FIRST("inspector") ", " FIRST("feedback_date") ", " FIRST(
			"round_kind") ", " FIRST("inspection_start") ", " FIRST("inspection_end") " WHERE unit_id = $1 "
												  "AND id = $2";
#undef FIRST

	return run(p, sql, round_id, e);
}

static int leave_old(struct placing *p, struct err *e)
{
	int64_t others = 0;

	int rc = query_int(
		p, "SELECT round_id FROM report WHERE unit_id = $1 AND id = $2", p->report_id, &p->old_round, e);
	if (rc < 0 || p->old_round == 0)
		return rc;
	rc = run(p, "UPDATE report SET round_id = NULL WHERE unit_id = $1 AND id = $2", p->report_id, e);
	if (rc >= 0)
		rc = query_int(p, "SELECT count(*) FROM report WHERE unit_id = $1 AND round_id = $2", p->old_round,
			&others, e);
	if (rc < 0)
		return rc;
	p->others = others > 0;
	return p->others ? refresh(p, p->old_round, e) : 0;
}

/* The best match: most parts the same, then the oldest. The round being left is no candidate when nobody else is in it. */
static int find(struct placing *p, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(p,
		"SELECT o.id FROM report r JOIN round o ON o.unit_id = r.unit_id AND o.unit_name = r.unit_name"
		" WHERE r.unit_id = $1 AND r.id = $2 AND o.id <> $3"
		" AND (o.inspector = r.inspector OR o.feedback_date = r.feedback_date)"
		" AND coalesce(o.inspector = r.inspector, 1 = 1) AND coalesce(o.feedback_date = r.feedback_date, 1 = 1)"
		" ORDER BY CASE WHEN o.inspector = r.inspector AND o.feedback_date = r.feedback_date THEN 0 ELSE 1 "
		"END, o.id LIMIT 1",
		p->report_id, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 3, p->others ? 0 : p->old_round);
	rc = store_step(st, e);
	if (rc < 0)
		return rc;
	*ret = rc > 0 ? store_int(st, 0) : 0;
	return 0;
}

static int make(struct placing *p, int64_t *ret, struct err *e)
{
	int rc = store_next_ids(p->store, p->unit_id, "round", 1, ret, e);
	if (rc < 0)
		return rc;
	return run(p, "INSERT INTO round (unit_id, id) VALUES ($1, $2)", *ret, e);
}

static int join(struct placing *p, int64_t round_id, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = prepare(p, "UPDATE report SET round_id = $3 WHERE unit_id = $1 AND id = $2", p->report_id, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 3, round_id);
	rc = store_run(st, e);
	return rc < 0 ? rc : refresh(p, round_id, e);
}

int ledger_round_place(struct store *s, int64_t unit_id, int64_t report_id, struct err *e)
{
	struct placing p = { .store = s, .unit_id = unit_id, .report_id = report_id };
	int64_t round_id = 0;

	int rc = leave_old(&p, e);
	if (rc >= 0)
		rc = find(&p, &round_id, e);
	if (rc < 0)
		return rc;
	bool keeps = round_id == 0 && p.old_round != 0 && !p.others;
	if (keeps)
		round_id = p.old_round;
	if (round_id == 0)
		rc = make(&p, &round_id, e);
	if (rc >= 0)
		rc = join(&p, round_id, e);
	if (rc >= 0 && p.old_round != 0 && p.old_round != round_id && !p.others)
		rc = run(&p, "DELETE FROM round WHERE unit_id = $1 AND id = $2", p.old_round, e);
	return rc < 0 ? rc : 0;
}

/* What proves who somebody is: stored, replaced, counted. */
#include "secret.h"

static int keep_old(struct access *x, struct store *s, const struct new_secret *in, struct err *e)
{
	return store_do(s, e,
		"INSERT INTO secret_history (unit_id, person_id, changed_at, hash)"
		" SELECT unit_id, person_id, CAST($3 AS BIGINT), hash FROM secret WHERE unit_id = $1 AND person_id = $2"
		" AND substr(hash, 1, 5) <> 'once:' ON CONFLICT (unit_id, person_id, changed_at) DO NOTHING",
		sql_int(in->unit_id), sql_int(in->person_id), sql_int(access_now(x)));
}

/* What a rule could ever ask for is kept, the rest goes. */
static int forget_oldest(struct store *s, int64_t unit_id, int64_t person_id, struct err *e)
{
	return store_do(s, e,
		"DELETE FROM secret_history WHERE unit_id = $1 AND person_id = $2 AND changed_at < (SELECT min(changed_at)"
		" FROM (SELECT changed_at FROM secret_history WHERE unit_id = $1 AND person_id = $2"
		" ORDER BY changed_at DESC LIMIT 24) AS newest)",
		sql_int(unit_id), sql_int(person_id));
}

int access_put_secret(struct access *x, struct store *s, const struct new_secret *in, struct err *e)
{
	int rc = keep_old(x, s, in, e);
	if (rc == 0)
		rc = forget_oldest(s, in->unit_id, in->person_id, e);
	if (rc < 0)
		return rc;
	return store_do(s, e,
		"INSERT INTO secret (unit_id, person_id, hash, changed_at, expires_at, must_change)"
		" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (unit_id, person_id) DO UPDATE SET"
		" hash = excluded.hash, changed_at = excluded.changed_at, expires_at = excluded.expires_at,"
		" must_change = excluded.must_change, failed = 0, locks = 0, locked_until = 0",
		sql_int(in->unit_id), sql_int(in->person_id), sql_text(in->hash), sql_int(access_now(x)),
		sql_id(in->expires_at), sql_int(in->must_change));
}

int access_read_secret(
	struct store *s, int64_t unit_id, int64_t person_id, struct arena *a, struct secret *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e,
		"SELECT hash, changed_at, expires_at, must_change, failed, locks, locked_until, totp_key, totp_on, totp_step"
		" FROM secret WHERE unit_id = $1 AND person_id = $2",
		sql_int(unit_id), sql_int(person_id));
	if (rc <= 0)
		return rc;
	struct str key = store_blob(st, 7);
	struct secret row = {
		.hash = arena_dup(a, store_text(st, 0)),
		.changed_at = store_int(st, 1),
		.expires_at = store_int(st, 2),
		.must_change = store_int(st, 3) != 0,
		.failed = store_int(st, 4),
		.locks = store_int(st, 5),
		.locked_until = store_int(st, 6),
		.totp_key = key.ptr ? arena_dup(a, key) : STR_NONE,
		.totp_on = store_int(st, 8) != 0,
		.totp_step = store_int(st, 9),
	};
	if (!row.hash.ptr || (key.ptr && !row.totp_key.ptr))
		return err_nomem(e);
	*ret = row;
	return 1;
}

/* --- failures --- */

static int64_t lock_ms(const struct policies *p, int64_t locks)
{
	int64_t minutes = p->values[POLICY_LOCK_MINUTES], most = p->values[POLICY_LOCK_MOST];

	for (; locks > 1 && minutes < most; locks--)
		minutes *= 2;
	return (minutes < most ? minutes : most) * 60000;
}

static int write_counters(struct store *s, const struct person_key *who, const struct secret *k, struct err *e)
{
	return store_do(s, e,
		"UPDATE secret SET failed = $3, locks = $4, locked_until = $5 WHERE unit_id = $1 AND person_id = $2",
		sql_int(who->unit_id), sql_int(who->person_id), sql_int(k->failed), sql_int(k->locks),
		sql_int(k->locked_until));
}

/* Each lock is twice as long as the one before, up to a limit, and attempts while it lasts do not make it longer: nobody
 * can be kept out for ever by somebody who guesses. */
int access_count_failure(struct access *x, struct store *s, const struct person_key *who, const struct secret *k,
	const struct policies *p, struct err *e)
{
	struct secret now = *k;

	if (k->locked_until > access_now(x))
		return 0;
	now.failed++;
	bool lock = now.failed >= p->values[POLICY_FAILURES];
	if (lock) {
		now.locks++;
		now.failed = 0;
		now.locked_until = access_now(x) + lock_ms(p, now.locks);
	}
	int rc = write_counters(s, who, &now, e);
	if (rc < 0 || !lock)
		return rc;
	struct access_happened h = {
		.unit_id = who->unit_id,
		.actor_id = who->person_id,
		.actor = who->login,
		.what = STR("person.lock"),
		.object = who->login,
		.reason = STR("too-many-failures"),
		.address = who->address,
		.request_id = who->request_id,
	};
	return access_write_event(x, s, &h, e);
}

int access_forget_failures(struct store *s, const struct person_key *who, const struct secret *k, struct err *e)
{
	struct secret none = { 0 };

	return k->failed == 0 && k->locks == 0 && k->locked_until == 0 ? 0 : write_counters(s, who, &none, e);
}

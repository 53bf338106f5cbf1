/* Who writes, and rows kept in memory by a pool that is sure to be the only one: docs/decisions/0011-sole-writer.md says why that is
 * right. In short:
 *
 * Every session shares a lock before it first writes, keeps it as long as it lives, and commits nothing it wrote before WAIT_US are over. A pool's writer
 * that has the lock alone keeps out all others; that it still had it when it last asked makes the lease, LEASE_US from before the
 * question. Should its session end unnoticed, the lease is over before another one that got the lock may write. */
#include "postgres.h"

#include "fault.h"

#include <ctype.h>
#include <endian.h>
#include <time.h>

enum { LEASE_US = 100000, WAIT_US = 150000, LOOK_US = 2000, SOMEBODY_US = 200000 };
enum { TERM, COMMITS, IS_KNOWN }; /* of a head: odd commits: one is on its way */

/* idle_session_timeout came with it: a program that stands still must not keep others out. */
enum { VERSION_MIN = 140000 };

#define LOCK "1112034866"
#define WAITING                                                                                                        \
	"FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = " LOCK " AND objsubid = 1"              \
	" AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"

/* --- the lock --- */

int pg_join(struct pg_store *s, struct err *e)
{
	int rc = s->joined ? 0 : pg_exec(s, "SELECT pg_advisory_lock_shared(" LOCK ")", e);

	if (rc < 0)
		return rc;
	if (!s->joined)
		s->joined_at = lease_now();
	s->joined = true;
	return 0;
}

void pg_wait_turn(struct pg_store *s)
{
	for (int64_t left; (left = s->joined_at + WAIT_US - lease_now()) > 0;)
		nanosleep(&(struct timespec){ .tv_nsec = left * 1000 }, NULL);
}

/* Nobody sees what was written before it is committed, and what wrote nothing (a server's start, when all is there) shows nothing. Should
 * the question fail, the commit tells. */
void pg_wait_commit(struct pg_store *s)
{
	int64_t wrote = 1;

	if (lease_now() >= s->joined_at + WAIT_US || PQtransactionStatus(s->db) != PQTRANS_INTRANS)
		return;
	pg_number(s, "SELECT (txid_current_if_assigned() IS NOT NULL)::int", &wrote, NULL);
	if (wrote != 0)
		pg_wait_turn(s);
}

/* The lease first: nobody may rely on it behind this. */
static int give_up(struct pg_store *s, struct err *e)
{
	if (!s->sole)
		return 0;
	lease_set(hot_lease(s->hot), 0);
	s->sole = false;
	return pg_exec(s, "SELECT pg_advisory_unlock(" LOCK "); RESET idle_session_timeout", e);
}

void pg_alone_no_more(struct pg_store *s)
{
	give_up(s, NULL);
}

/* A term of its own: what was kept in earlier ones is let go before the lease begins. */
static void begin_term(struct pg_store *s)
{
	uint64_t last[HOT_HEAD];

	hot_head(s->hot, last);
	memset(s->head, 0, sizeof s->head);
	s->head[TERM] = last[TERM] + 1;
	s->head[IS_KNOWN] = 1;
	s->waiting_asked_at = 0;
	hot_adopt(s->hot, s->head);
	s->sole = true;
}

static int try_alone(struct pg_store *s, struct err *e)
{
	int64_t got = 0;

	if (s->sole)
		return 1;
	int rc = pg_number(s,
		"SET idle_session_timeout = 5000;"
		"SELECT pg_try_advisory_lock(" LOCK ")::int",
		&got, e);
	if (rc >= 0 && got == 0)
		rc = pg_exec(s, "RESET idle_session_timeout", e);
	if (rc >= 0 && got == 1)
		begin_term(s);
	return rc < 0 ? rc : (int)got;
}

/* That the session answers at all says that it has the lock, which it would not lose without its end; whether somebody waits is dear to ask
 * (the table of locks is gone through) and need not be known each time. */
static int ask_alone(struct pg_store *s, int64_t now, int64_t *ret, struct err *e)
{
	if (now - s->waiting_asked_at < SOMEBODY_US)
		return pg_number(s, "SELECT 1 AS alone", ret, e);
	int rc = pg_number(s,
		"SELECT (count(*) FILTER (WHERE NOT granted) = 0 AND count(*) FILTER (WHERE granted AND"
		" mode = 'ExclusiveLock' AND pid = pg_backend_pid()) = 1)::int " WAITING,
		ret, e);
	s->waiting_asked_at = now;
	return rc;
}

int pg_sole(struct store *base, bool wanted, struct err *e)
{
	struct pg_store *s = pg_store_of(base);
	int64_t alone = 0;

	if (!wanted || !s->changes || PQserverVersion(s->db) < VERSION_MIN)
		return give_up(s, e);
	int rc = pg_join(s, e);
	if (rc >= 0)
		rc = try_alone(s, e);
	if (rc <= 0)
		return rc;
	int64_t from = lease_now();
	rc = ask_alone(s, from, &alone, e);
	if (rc >= 0 && alone == 1) {
		lease_set(hot_lease(s->hot), from + LEASE_US);
		return 1;
	}
	int given = give_up(s, rc < 0 ? NULL : e);
	return rc < 0 ? rc : given;
}

/* --- what a transaction changes --- */

/* Behind the word that begins the text; NULL: it begins with another one. */
static const char *behind(const char *sql, const char *word)
{
	size_t len = strlen(word);

	return strncmp(sql, word, len) == 0 ? sql + len : NULL;
}

#define BY_KEY " WHERE unit_id = $1 AND id = $2"

/* That of one row: by its key, and there is no other condition in the text that could be meant. */
static bool is_by_key(const char *sql, const struct pg_words *w)
{
	const char *where = strstr(sql, BY_KEY);

	return where && w->wheres == 1 && w->ors == 0 && !isdigit((unsigned char)where[strlen(BY_KEY)]);
}

/* Only texts as ours are, that write in one place. All else may change anything. */
void pg_read_changes(struct pg_stmt *st, const char *sql, const struct pg_words *w)
{
	const char *insert = behind(sql, "INSERT INTO "), *update = behind(sql, "UPDATE ");
	const char *table = insert ? insert : update ? update : behind(sql, "DELETE FROM ");
	bool once = w->writings == 1 || (insert && w->writings == 2 && strstr(sql, " DO UPDATE SET "));

	st->changes = PG_CHANGES_ALL;
	if (!table || !once)
		return;
	st->table = (struct str){ table, strspn(table, "abcdefghijklmnopqrstuvwxyz_0123456789") };
	if (st->table.len == 0 || table[st->table.len] != ' ')
		return;
	if (!str_starts(st->table, STR("r_")))
		st->changes = PG_CHANGES_TABLE;
	else if (insert && w->writings == 1 && !strstr(sql, " CONFLICT "))
		st->changes = PG_CHANGES_NEW;
	else if (!insert && is_by_key(sql, w))
		st->changes = PG_CHANGES_ROW;
}

static uint64_t key_of(int64_t unit_id, int64_t id)
{
	return (uint64_t)unit_id * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)id;
}

static int64_t bound_number(const struct pg_stmt *st, int n)
{
	return (int64_t)be64toh(st->numbers[n - 1]);
}

static bool has_key(const struct pg_stmt *st)
{
	return st->types[0] == OID_INT8 && st->types[1] == OID_INT8;
}

void pg_note_all(struct pg_store *s)
{
	if (s->changes)
		s->changes->all = true;
}

void pg_note_changes(struct pg_stmt *st)
{
	struct pg_store *s = pg_store_of(st->base.store);

	if (!s->sole || st->changes == PG_CHANGES_NEW)
		return;
	if (st->changes == PG_CHANGES_TABLE)
		hot_note(s->changes, hot_mark(st->table, HOT_WHOLE_TABLE));
	else if (st->changes == PG_CHANGES_ROW && has_key(st))
		hot_note(s->changes, hot_mark(st->table, (int64_t)key_of(bound_number(st, 1), bound_number(st, 2))));
	else
		pg_note_all(s);
}

static void step_head(struct pg_store *s, const struct hot_changes *c)
{
	uint64_t before[HOT_HEAD];

	memcpy(before, s->head, sizeof before);
	s->head[COMMITS]++;
	hot_commit(s->hot, before, s->head, c);
}

/* From before the commit is sent until its answer is there a view may be of before or of behind it. */
void pg_commit_begins(struct pg_store *s)
{
	if (s->sole)
		step_head(s, s->changes);
}

/* Nobody knows whether it took place, and when: what is kept is of no use to anybody before the next term. */
void pg_commit_ends(struct pg_store *s, bool known)
{
	if (s->sole && known)
		step_head(s, s->changes);
	else if (s->sole)
		lease_set(hot_lease(s->hot), 0);
}

/* --- readers --- */

void pg_see(struct pg_store *s)
{
	s->recalled = s->touched = false;
	memset(s->seen, 0, sizeof s->seen);
	if (!s->hot || !lease_good(hot_lease(s->hot)))
		return;
	hot_head(s->hot, s->seen);
	if (s->seen[COMMITS] % 2)
		memset(s->seen, 0, sizeof s->seen);
}

void pg_forget(struct store *base)
{
	memset(pg_store_of(base)->seen, 0, sizeof pg_store_of(base)->seen);
}

bool pg_remembers(const struct store *base)
{
	const struct pg_store *s = (const struct pg_store *)base;

	return s->hot && s->seen[IS_KNOWN];
}

static bool is_still(const struct pg_store *s)
{
	return lease_good(hot_lease(s->hot)) && hot_is_of(s->hot, s->seen);
}

/* A connection that has ended is told here, now and then, so that it is not the next question that fails. */
bool pg_newest(const struct store *base)
{
	struct pg_store *s = (struct pg_store *)(uintptr_t)base;

	if (!s->reading || !pg_remembers(base) || !is_still(s))
		return false;
	int64_t now = lease_now();
	if (now - s->looked_at < LOOK_US)
		return true;
	s->looked_at = now;
	return pg_alive(s);
}

bool pg_torn(const struct store *base)
{
	const struct pg_store *s = (const struct pg_store *)base;

	return s->recalled && s->touched && !is_still(s);
}

/* The lease was good when the view was taken, and of that moment is what the same state still is. */
bool pg_recall(struct store *base, const struct store_memo *m, struct arena *a, struct store_recalled *ret)
{
	struct pg_store *s = pg_store_of(base);

	if (hot_get(s->hot, s->seen, m, a, ret) != HOT_FOUND)
		return false;
	s->recalled = true;
	return true;
}

/* The view was taken behind the transaction's begin: of the same state, if that is still the state. */
void pg_remember(struct store *base, const struct store_memo *m, struct str bytes)
{
	struct pg_store *s = pg_store_of(base);
	struct store_memo own = *m;

	own.row = (int64_t)key_of(m->unit_id, m->id);
	hot_put(s->hot, s->seen, &own, bytes);
}

void pg_share(struct store *base, struct hot *hot, bool writes)
{
	struct pg_store *s = pg_store_of(base);

	s->hot = hot;
	s->changes = writes ? fault_calloc(1, sizeof *s->changes) : NULL;
}

/* What a connection's transactions change, told by SQLite itself, and rows kept in memory: see hot.h.
 *
 * Rows of tables r_... are told one by one, by the hook of updates. Of other tables it is told that they changed, by what SQLite asks
 * leave for when it prepares a statement. Where the hook may miss a row of r_... (deletions, REPLACE, triggers) anything may have
 * changed. */
#include "sqlite.h"

#include "fault.h"
#include "sqlite_carry.h"

enum { COMMITS_AT = 8 };

/* Tables whose rows are told one by one. */
static bool by_row(const char *table)
{
	return str_starts(str_from(table), STR("r_"));
}

static void on_row(void *context, int what, const char *database, const char *table, sqlite3_int64 row)
{
	struct sq_store *s = context;

	(void)what, (void)database;
	if (by_row(table))
		hot_note(s->changes, hot_mark(str_from(table), row));
}

static void note_table(struct sq_store *s, uint32_t mark)
{
	struct sq_tables *t = s->preparing;

	if (!t) {
		hot_note(s->changes, mark); /* prepared again, while it runs */
		return;
	}
	for (unsigned i = 0; i < t->count; i++)
		if (t->marks[i] == mark)
			return;
	if (t->count == SQ_TABLES_MAX)
		t->all = true;
	else
		t->marks[t->count++] = mark;
}

static void note_unknown(struct sq_store *s)
{
	if (s->preparing)
		s->preparing->all = true;
	else
		s->changes->all = true;
}

static int on_prepare(
	void *context, int action, const char *table, const char *b, const char *database, const char *trigger)
{
	struct sq_store *s = context;

	(void)b, (void)database;
	if (s->preparing && (action == SQLITE_INSERT || action == SQLITE_UPDATE) && by_row(table))
		s->preparing->rows = true;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
	case SQLITE_PRAGMA:
		break;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
		if (by_row(table) && !trigger)
			break;
		if (by_row(table))
			note_unknown(s);
		else
			note_table(s, hot_mark(str_from(table), HOT_WHOLE_TABLE));
		break;
	case SQLITE_DELETE:
		if (by_row(table))
			note_unknown(s);
		else
			note_table(s, hot_mark(str_from(table), HOT_WHOLE_TABLE));
		break;
	default:
		note_unknown(s);
	}
	return SQLITE_OK;
}

void sq_share(struct store *base, struct hot *hot, bool writes)
{
	struct sq_store *s = (struct sq_store *)base;

	s->hot = hot;
	s->carrier = writes ? sq_carry_begin(s->db, s->path, s->journal_pages) : NULL;
	s->changes = writes ? fault_calloc(1, sizeof *s->changes) : NULL;
	if (!s->changes)
		return; /* its commits are as those of another program */
	sqlite3_update_hook(s->db, on_row, s);
	sqlite3_set_authorizer(s->db, on_prepare, s);
}

void sq_note_tables(struct sq_store *s, const struct sq_tables *t)
{
	if (!s->changes)
		return;
	for (unsigned i = 0; i < t->count; i++)
		hot_note(s->changes, t->marks[i]);
	s->changes->all |= t->all;
}

/* --- a writer's transaction --- */

void sq_write_begins(struct sq_store *s)
{
	if (!s->changes || s->writing)
		return;
	s->writing = true;
	hot_forget(s->changes);
	hot_writing(s->hot, true);
}

void sq_write_ends(struct sq_store *s)
{
	if (!s->writing)
		return;
	s->writing = false;
	hot_writing(s->hot, false);
}

/* "iChange": one more with each commit, of all programs. */
static uint32_t commits(const uint64_t head[HOT_HEAD])
{
	uint32_t n;

	memcpy(&n, (const char *)head + COMMITS_AT, sizeof n);
	return n;
}

void sq_write_committed(struct sq_store *s, const uint64_t before[HOT_HEAD])
{
	uint64_t after[HOT_HEAD], again[HOT_HEAD];

	if (!s->writing)
		return;
	bool known = sq_read_head(s, after) && sq_read_head(s, again) && memcmp(after, again, sizeof after) == 0;
	/* When another program was quicker to commit than we are to look, whoever reads next begins empty. */
	if (known && commits(after) == commits(before) + 1)
		hot_commit(s->hot, before, after, s->changes);
}

/* --- readers --- */

static bool is_known(const uint64_t head[HOT_HEAD])
{
	for (size_t i = 0; i < HOT_HEAD; i++)
		if (head[i] != 0)
			return true;
	return false;
}

bool sq_remembers(const struct store *base)
{
	const struct sq_store *s = (const struct sq_store *)base;

	return s->hot && is_known(s->seen);
}

bool sq_recall(struct store *base, const struct store_memo *m, struct arena *a, struct store_recalled *ret)
{
	struct sq_store *s = (struct sq_store *)base;
	enum hot_found found = hot_get(s->hot, s->seen, m, a, ret);

	if (found == HOT_OTHER_STATE && sq_newest(base))
		hot_adopt(s->hot, s->seen);
	return found == HOT_FOUND;
}

void sq_remember(struct store *base, const struct store_memo *m, struct str bytes)
{
	struct sq_store *s = (struct sq_store *)base;

	hot_put(s->hot, s->seen, m, bytes);
}

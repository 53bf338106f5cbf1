#include "contents.h"

#include "store.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_AT_ONCE = 200 };

struct checking {
	struct store_pool *pool;
	struct blobs *blobs;
	int64_t unit_id;
	struct arena *arena;
	struct contents_check *done;
};

/* Where contents are named. */
static const struct named_by {
	const char *next; /* names behind $2 */
	const char *who;  /* who names $2: register, id, file name */
} named_by[] = {
	{ "SELECT DISTINCT sha256 FROM evidence WHERE unit_id = $1 AND sha256 > $2 ORDER BY sha256 LIMIT $3",
		"SELECT register, record_id, file_name FROM evidence WHERE unit_id = $1 AND sha256 = $2 ORDER BY id" },
	{ "SELECT DISTINCT sha256 FROM source_file WHERE unit_id = $1 AND sha256 > $2 ORDER BY sha256 LIMIT $3",
		"SELECT 'source', id, name FROM source_file WHERE unit_id = $1 AND sha256 = $2 ORDER BY id" },
};

static int keep_fault(struct checking *c, struct store_stmt *st, const char *name, bool missing, struct err *e)
{
	if (c->done->faults_all++ >= CONTENT_FAULTS_MAX)
		return 0;
	struct content_fault *f = &c->done->faults[c->done->faults_count++];
	*f = (struct content_fault){ missing, arena_dup(c->arena, store_text(st, 0)), store_int(st, 1),
		arena_dup(c->arena, store_text(st, 2)), arena_dup(c->arena, str_from(name)) };
	return f->register_name.ptr && f->file_name.ptr && f->sha256.ptr ? 0 : err_nomem(e);
}

static int blame(struct checking *c, const struct named_by *by, const char *name, bool missing, struct err *e)
{
	struct store *s = NULL;
	int rc = store_pool_take(c->pool, STORE_READ, &s, e);

	if (rc < 0)
		return rc;
	struct store_stmt *st = NULL;
	rc = store_ask(s, &st, e, by->who, sql_int(c->unit_id), sql_text(str_from(name)));
	while (rc >= 0 && (rc = store_step(st, e)) > 0)
		rc = keep_fault(c, st, name, missing, e);
	store_done(st);
	store_pool_give(c->pool, s);
	return rc;
}

static int check_one(struct checking *c, const struct named_by *by, const char *name, struct err *e)
{
	int64_t bytes = 0;
	struct err why = { 0 };

	int rc = blob_verify(c->blobs, name, &bytes, &why);
	if (rc == ERR_NOTFOUND || rc == ERR_DB)
		return blame(c, by, name, rc == ERR_NOTFOUND, e);
	if (rc < 0) {
		if (e)
			*e = why;
		return rc;
	}
	c->done->files++;
	c->done->bytes += bytes;
	return 0;
}

struct names {
	char at[NAMES_AT_ONCE][BLOB_NAME];
	size_t count;
};

static int next_names(
	struct checking *c, const struct named_by *by, const char *after, struct names *ret, struct err *e)
{
	struct store *s = NULL;
	int rc = store_pool_take(c->pool, STORE_READ, &s, e);

	ret->count = 0;
	if (rc < 0)
		return rc;
	struct store_stmt *st = NULL;
	rc = store_ask(s, &st, e, by->next, sql_int(c->unit_id), sql_text(str_from(after)), sql_int(NAMES_AT_ONCE));
	while (rc >= 0 && ret->count < NAMES_AT_ONCE && (rc = store_step(st, e)) > 0)
		snprintf(ret->at[ret->count++], BLOB_NAME, STR_FMT, STR_ARG(store_text(st, 0)));
	store_done(st);
	store_pool_give(c->pool, s);
	return rc;
}

static int check_all(struct checking *c, const struct named_by *by, struct err *e)
{
	struct names *names = arena_alloc(c->arena, sizeof *names);
	char after[BLOB_NAME] = "";
	int rc;

	if (!names)
		return err_nomem(e);
	do {
		rc = next_names(c, by, after, names, e);
		for (size_t i = 0; i < names->count && rc >= 0; i++) {
			memcpy(after, names->at[i], sizeof after);
			rc = check_one(c, by, after, e);
		}
	} while (rc >= 0 && names->count == NAMES_AT_ONCE);
	return rc;
}

int contents_verify(struct store_pool *pool, struct blobs *b, int64_t unit_id, struct arena *a,
	struct contents_check *ret, struct err *e)
{
	struct checking c = { pool, b, unit_id, a, ret };
	int rc = 0;

	*ret = (struct contents_check){ .faults = arena_array(a, CONTENT_FAULTS_MAX, sizeof *ret->faults) };
	if (!ret->faults)
		return err_nomem(e);
	for (size_t i = 0; i < sizeof named_by / sizeof named_by[0] && rc >= 0; i++)
		rc = check_all(&c, &named_by[i], e);
	return rc < 0 ? rc : 0;
}

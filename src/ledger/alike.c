/* The same report in another format, or with a few words changed, is known again (认出同一份报告).
 *
 * Of a text only letters and digits count, in their narrow form and without case: what a format does to blanks and punctuation is no
 * difference. Equal digests are the same report. Of the runs of eight of these characters the least hash of each of 32 classes is kept
 * (one permutation hashing: Li, Owen, Zhang 2012); the share of prints that two texts have in common is about that of their runs. */
#include "private.h"

#include "own.h"
#include "utf8.h"

enum { RUN = 8, PRINTS_FEW = PRINTS / 2 };
/* Of ten prints: two reports of one unit in succession share half of their words at most. */
enum { SHARED_TENTHS = 8 };

/* 0: does not count. */
static uint32_t plain(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0;
	if (c >= 'A' && c <= 'Z')
		return c + ('a' - 'A');
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ? c : 0;
	bool sign = c < 0xC0 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F && c != 0x3007) ||
		    (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFFEF) || c == 0xFEFF;
	return sign ? 0 : c;
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdU;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53U;
	return x ^ x >> 33;
}

/* The class is the hash's upper bits, the print all of it, as a number that databases keep. */
static void take_run(struct alike *ret, const uint32_t last[RUN], size_t at)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < RUN; i++)
		hash = mix(hash ^ last[(at + i) % RUN]);
	int64_t value = (int64_t)(hash >> 1);
	int64_t *print = &ret->prints[hash >> 59];
	if (*print == 0 || value < *print)
		*print = value;
}

int ledger_alike_make(struct str text, struct alike *ret, struct err *e)
{
	OWN(buf_clear) struct buf folded = { 0 };
	uint32_t last[RUN] = { 0 };
	struct alike a = { .digest = "" };
	size_t n = 0;

	buf_init(&folded, text.len * 3 + 8);
	for (size_t at = 0; at < text.len;) {
		uint32_t c = plain(utf8_next(text, &at));
		if (c == 0)
			continue;
		for (int shift = 0; shift < 24; shift += 8)
			buf_chr(&folded, (char)(c >> shift));
		last[n++ % RUN] = c;
		if (n >= RUN)
			take_run(&a, last, n % RUN);
	}
	if (folded.failed)
		return err_nomem(e);
	int rc = ledger_sha256(buf_view(&folded), a.digest, e);
	if (rc == 0)
		*ret = a;
	return rc;
}

static size_t count_prints(const struct alike *a)
{
	size_t n = 0;

	for (size_t i = 0; i < PRINTS; i++)
		n += a->prints[i] != 0;
	return n;
}

int ledger_alike_keep(struct store *s, int64_t unit_id, int64_t id, const struct alike *a, struct err *e)
{
	int rc = store_do(s, e,
		"INSERT INTO source_alike (unit_id, id, digest) VALUES ($1, $2, $3) ON CONFLICT (unit_id, id) DO NOTHING",
		sql_int(unit_id), sql_int(id), sql_text(str_from(a->digest)));

	for (size_t i = 0; i < PRINTS && rc >= 0; i++)
		if (a->prints[i] != 0)
			rc = store_do(s, e,
				"INSERT INTO source_print (unit_id, value, id) VALUES ($1, $2, $3) ON CONFLICT (unit_id, value, id) DO NOTHING",
				sql_int(unit_id), sql_int(a->prints[i]), sql_int(id));
	return rc;
}

/* Prints are apart from each other by their class: none stands in two of them. */
static int find_near(struct store *s, int64_t unit_id, const struct alike *a, int64_t *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	OWN(buf_clear) struct buf sql = { 0 };
	size_t n = count_prints(a);

	if (n < PRINTS_FEW)
		return 0;
	buf_init(&sql, 2000);
	buf_cstr(&sql, "SELECT id, count(*) FROM source_print WHERE unit_id = $1 AND value IN (");
	for (int i = 0; i < PRINTS; i++)
		buf_fmt(&sql, "%s$%d", i > 0 ? ", " : "", i + 2);
	buf_cstr(&sql, ") GROUP BY id ORDER BY count(*) DESC, id LIMIT 1");
	buf_chr(&sql, '\0');
	if (sql.failed)
		return err_nomem(e);
	int rc = store_prepare(s, sql.ptr, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, unit_id);
	for (int i = 0; i < PRINTS; i++)
		store_bind_int(st, i + 2, a->prints[i]);
	rc = store_step(st, e);
	if (rc <= 0 || (size_t)store_int(st, 1) * 10 < n * SHARED_TENTHS)
		return rc < 0 ? rc : 0;
	*ret = store_int(st, 0);
	return 1;
}

int ledger_alike_find(struct store *s, int64_t unit_id, const struct alike *a, struct alike_found *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_first(s, &st, e, "SELECT id FROM source_alike WHERE unit_id = $1 AND digest = $2 ORDER BY id",
		sql_int(unit_id), sql_text(str_from(a->digest)));
	if (rc > 0)
		*ret = (struct alike_found){ .id = store_int(st, 0), .same = true };
	if (rc != 0)
		return rc;
	struct alike_found near = { 0 };
	rc = find_near(s, unit_id, a, &near.id, e);
	if (rc > 0)
		*ret = near;
	return rc;
}

int ledger_columns_keep(struct store *s, int64_t unit_id, int64_t id, struct str columns, struct err *e)
{
	return store_do(s, e,
		"INSERT INTO source_columns (unit_id, id, columns) VALUES ($1, $2, $3)"
		" ON CONFLICT (unit_id, id) DO UPDATE SET columns = excluded.columns",
		sql_int(unit_id), sql_int(id), sql_text(columns));
}

int ledger_columns_of(struct store *s, int64_t unit_id, int64_t id, struct arena *a, struct str *ret, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	*ret = STR("");
	int rc = store_first(s, &st, e, "SELECT columns FROM source_columns WHERE unit_id = $1 AND id = $2",
		sql_int(unit_id), sql_int(id));
	if (rc <= 0)
		return rc;
	*ret = arena_dup(a, store_text(st, 0));
	return ret->ptr == NULL ? err_nomem(e) : 1;
}

/* Statements of the PostgreSQL driver: their text, parameters and columns. */
#include "postgres.h"

#include "fault.h"

#include <ctype.h>
#include <endian.h>
#include <limits.h>

/* --- reading the text --- */

/* Behind a quoted part; its end when it is not closed. */
static const char *skip_quoted(const char *p)
{
	const char *end = strchr(p + 1, *p);

	return end ? end + 1 : p + strlen(p);
}

static bool is_word(const char *p, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(p, word, len) == 0;
}

static bool is_writing(const char *p, size_t len)
{
	return is_word(p, len, "INSERT") || is_word(p, len, "UPDATE") || is_word(p, len, "DELETE");
}

struct scanned {
	long params; /* the highest $n */
	bool writes, limited;
	struct pg_words words;
};

/* What begins with a word that only reads, and holds none that writes, does not write. A LIMIT outside of brackets bounds the
 * whole. */
static void scan_word(struct scanned *to, const char *p, size_t len, bool first, int depth)
{
	bool reads = is_word(p, len, "SELECT") || is_word(p, len, "WITH") || is_word(p, len, "VALUES");

	to->writes |= (first && !reads) || is_writing(p, len);
	to->words.writings += is_writing(p, len);
	to->words.wheres += is_word(p, len, "WHERE");
	to->words.ors += is_word(p, len, "OR");
	to->words.loose_ors += depth == 0 && is_word(p, len, "OR");
	to->limited |= depth == 0 && is_word(p, len, "LIMIT");
}

static struct scanned scan(const char *sql)
{
	struct scanned to = { 0 };
	bool first = true;
	int depth = 0;

	for (const char *p = sql; *p;) {
		if (*p == '\'' || *p == '"') {
			p = skip_quoted(p);
		} else if (*p == '$' && isdigit((unsigned char)p[1])) {
			long n = strtol(p + 1, NULL, 10);
			to.params = n > to.params ? n : to.params;
			p++;
		} else if (isalpha((unsigned char)*p) || *p == '_') {
			size_t len = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");
			scan_word(&to, p, len, first, depth);
			first = false;
			p += len;
		} else {
			depth += (*p == '(') - (*p == ')');
			p++;
		}
	}
	return to;
}

int pg_prepare(struct store *base, const char *sql, struct store_stmt **ret, struct err *e)
{
	struct scanned found = scan(sql);

	(void)base;
	if (found.params > STORE_PARAMS_MAX) {
		err_log(e, "parameters: %s", sql);
		return err_set(e, ERR_INTERNAL, "程序内部错误（数据库语句）");
	}
	struct pg_stmt *st = fault_calloc(1, sizeof *st);
	if (!st)
		return err_nomem(e);
	st->params = (int)found.params;
	st->limited = found.limited;
	st->loose_or = found.words.loose_ors > 0;
	st->base.writes = found.writes;
	if (found.writes)
		pg_read_changes(st, sql, &found.words);
	*ret = &st->base;
	return 0;
}

/* --- values --- */

static bool has_slot(struct pg_stmt *st, int n)
{
	if (n >= 1 && n <= st->params)
		return true;
	if (st->base.error == 0)
		st->base.error = ERR_INTERNAL;
	return false;
}

static void bind(struct pg_stmt *st, int n, Oid type, struct str v)
{
	if (!has_slot(st, n))
		return;
	if (v.len > INT_MAX && st->base.error == 0)
		st->base.error = ERR_LIMIT;
	st->types[n - 1] = type;
	st->values[n - 1] = v;
}

void pg_bind_int(struct store_stmt *base, int n, int64_t v)
{
	struct pg_stmt *st = pg_stmt_of(base);

	if (!has_slot(st, n))
		return;
	st->numbers[n - 1] = htobe64((uint64_t)v);
	bind(st, n, OID_INT8, (struct str){ (const char *)&st->numbers[n - 1], sizeof st->numbers[n - 1] });
}

void pg_bind_text(struct store_stmt *base, int n, struct str v)
{
	bind(pg_stmt_of(base), n, OID_TEXT, v);
}

void pg_bind_blob(struct store_stmt *base, int n, struct str v)
{
	bind(pg_stmt_of(base), n, OID_BYTEA, v);
}

/* The type is what it was before, or what the statement makes of it. */
void pg_bind_null(struct store_stmt *base, int n)
{
	bind(pg_stmt_of(base), n, 0, STR_NONE);
}

void pg_unbind(struct store_stmt *base)
{
	struct pg_stmt *st = pg_stmt_of(base);

	for (int i = 0; i < st->params; i++) {
		st->types[i] = 0;
		st->values[i] = STR_NONE;
	}
}

/* --- columns --- */

static const char *bytes_of(struct pg_stmt *st, int col, size_t *ret_len)
{
	*ret_len = (size_t)PQgetlength(st->row, st->at, col);
	return PQgetvalue(st->row, st->at, col);
}

bool pg_is_null(struct store_stmt *base, int col)
{
	struct pg_stmt *st = pg_stmt_of(base);

	return PQgetisnull(st->row, st->at, col) == 1;
}

static int64_t from_binary(const char *p, size_t len)
{
	uint64_t v = len > 0 && (p[0] & 0x80) && len > 1 ? UINT64_MAX : 0;

	for (size_t i = 0; i < len && i < sizeof v; i++)
		v = v << 8 | (unsigned char)p[i];
	return (int64_t)v;
}

int64_t pg_int(struct store_stmt *base, int col)
{
	struct pg_stmt *st = pg_stmt_of(base);
	size_t len;

	if (pg_is_null(base, col))
		return 0;
	const char *p = bytes_of(st, col, &len);
	if (PQfformat(st->row, col) == 1)
		return from_binary(p, len);
	if (PQftype(st->row, col) == OID_BOOL)
		return p[0] == 't';
	return strtoll(p, NULL, 10);
}

static bool is_number(Oid type)
{
	return type == OID_BOOL || type == OID_INT8 || type == OID_INT4 || type == OID_INT2;
}

/* Truth is "1" and "0", as in SQLite. A number among bytes is asked for as a number. */
struct str pg_text(struct store_stmt *base, int col)
{
	struct pg_stmt *st = pg_stmt_of(base);
	Oid type = PQftype(st->row, col);
	size_t len;

	if (pg_is_null(base, col))
		return STR_NONE;
	const char *p = bytes_of(st, col, &len);
	if (PQfformat(st->row, col) == 1 && is_number(type)) {
		st->base.error = ERR_INTERNAL;
		return STR("");
	}
	if (type == OID_BOOL)
		return p[0] == 't' ? STR("1") : STR("0");
	return (struct str){ p, len };
}

/* Bytes beside columns that have no binary form here came as text. */
struct str pg_blob(struct store_stmt *base, int col)
{
	struct pg_stmt *st = pg_stmt_of(base);
	size_t len;

	if (pg_is_null(base, col))
		return STR_NONE;
	const char *p = bytes_of(st, col, &len);
	if (PQftype(st->row, col) == OID_BYTEA && PQfformat(st->row, col) == 0) {
		st->base.error = ERR_INTERNAL;
		return STR("");
	}
	return (struct str){ p, len };
}

/* Statements with their values in one call. */
#include "store.h"

static void bind(struct store_stmt *st, int n, const struct store_value *v)
{
	switch (v->kind) {
	case STORE_NULL:
		store_bind_null(st, n);
		break;
	case STORE_INT:
		store_bind_int(st, n, v->number);
		break;
	case STORE_TEXT:
		store_bind_text(st, n, v->bytes);
		break;
	case STORE_BLOB:
		store_bind_blob(st, n, v->bytes);
		break;
	}
}

int store_ask_values(struct store *s, const char *sql, struct store_values v, struct store_stmt **ret, struct err *e)
{
	int rc = store_prepare(s, sql, ret, e);

	for (size_t i = 0; i < v.count && rc == 0; i++)
		bind(*ret, (int)i + 1, &v.rows[i]);
	return rc;
}

int store_first_values(struct store *s, const char *sql, struct store_values v, struct store_stmt **ret, struct err *e)
{
	int rc = store_ask_values(s, sql, v, ret, e);

	return rc < 0 ? rc : store_step(*ret, e);
}

int store_do_values(struct store *s, const char *sql, struct store_values v, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;
	int rc = store_ask_values(s, sql, v, &st, e);

	return rc < 0 ? rc : store_run(st, e);
}

/* Reports that are only checked: kept with what the rules find, without records. */
#include "private.h"

#include "own.h"

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

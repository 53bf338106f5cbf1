/* Private to transfer*.c. */
#ifndef STORE_TRANSFER_PRIVATE_H
#define STORE_TRANSFER_PRIVATE_H

#include "driver.h"
#include "transfer.h"
#include "vec.h"

/* How a kind of database tells what it is made of, and how it is filled. */
struct transfer_catalogue {
	/* table, column, kind ('i', 't', 'b'; '?': not ours), NOT NULL, place in the primary key (0: none); by table and place */
	const char *columns;
	const char *uniques; /* table, columns of a constraint UNIQUE */
	const char *indexes; /* table, a CREATE INDEX that both kinds understand */
	/* Each gives one text, a script: takes away what stands against rows in any order, and what puts it back, asked before. */
	const char *loosen, *tighten;
	const char *open; /* said before the transaction; NULL: nothing */
	const char *number, *text, *bytes, *table_end;
	const char *unit; /* of the column unit_id of a register's table, see schema_create() */
	bool in_pieces;
};

extern const struct transfer_catalogue transfer_sqlite, transfer_postgres;

struct transfer_column {
	struct str name;
	char kind;
	bool required;
	int64_t key;
};
struct transfer_table {
	struct str name;
	size_t first, count; /* columns */
	int64_t rows;
	uint64_t sum; /* of all rows, in whatever order */
};
/* All tables but schema_history, by name. */
struct transfer_shape {
	struct vec tables, columns;
};

const struct transfer_catalogue *transfer_catalogue_of(const struct store *s);
int transfer_read_shape(struct store *s, struct arena *a, struct transfer_shape *ret, struct err *e);
void transfer_clear_shape(struct transfer_shape *s);
static inline struct transfer_table *transfer_table_at(const struct transfer_shape *s, size_t i)
{
	return &VEC_AT(&s->tables, struct transfer_table, i);
}
static inline const struct transfer_column *transfer_column_at(
	const struct transfer_shape *s, const struct transfer_table *t, size_t i)
{
	return &VEC_AT(&s->columns, struct transfer_column, t->first + i);
}
/* Makes the tables of `shape`, which is that of `from`, that the migrations of `to` have not made; those that they have made must have the
 * same columns (ERR_DB). */
int transfer_make_tables(
	struct store *from, struct store *to, const struct transfer_shape *shape, struct arena *a, struct err *e);

#endif

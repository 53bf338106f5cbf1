/* Private to the tables: what a format provides. */
#ifndef PUBLISH_TABLE_FORMAT_H
#define PUBLISH_TABLE_FORMAT_H

#include "table.h"

enum { TABLE_NUMBER_MAX = 40 };

struct table {
	const struct table_writer *writer;
	int fd;
	struct table_column *columns;
	size_t count;
	int64_t rows;
	void *own; /* the format's */
};

struct table_writer {
	int (*begin)(struct table *t, const struct table_head *h, struct err *e); /* sets t->own */
	int (*row)(struct table *t, const struct table_cell *cells, struct err *e);
	int (*end)(struct table *t, struct err *e);
	void (*drop)(struct table *t);
};

extern const struct table_writer table_csv, table_xlsx;

/* "-12.50"; returns its length. */
int table_decimal(const struct table_column *c, int64_t v, char out[TABLE_NUMBER_MAX]);

#endif

#include "table.h"

#include <fcntl.h>

#include "fault.h"
#include "own.h"
#include "table_format.h"
#include "utf8.h"

static void free_p(struct table **t)
{
	table_free(*t);
}

static const struct table_writer *writer_of(enum table_format format)
{
	return format == TABLE_CSV ? &table_csv : &table_xlsx;
}

int table_begin(const struct table_head *h, int fd, struct table **ret, struct err *e)
{
	if (h->count == 0 || h->count > TABLE_COLUMNS_MAX)
		return err_set(e, ERR_LIMIT, "表要有 1 到 %d 列，这里有 %zu 列", TABLE_COLUMNS_MAX, h->count);
	if (fcntl(fd, F_GETFL) < 0)
		return err_set(e, ERR_IO, "导出的文件没有打开");
	OWN(free_p) struct table *t = fault_calloc(1, sizeof(*t));
	if (t == NULL)
		return err_nomem(e);
	t->writer = writer_of(h->format);
	t->fd = fd;
	t->columns = fault_calloc(h->count, sizeof(*t->columns));
	if (t->columns == NULL)
		return err_nomem(e);
	memcpy(t->columns, h->columns, h->count * sizeof(*t->columns));
	t->count = h->count;
	int rc = t->writer->begin(t, h, e);
	if (rc < 0)
		return rc;
	*ret = TAKE(t);
	return 0;
}

static int check_cell(const struct table *t, size_t column, const struct table_cell *cell, struct err *e)
{
	if (cell->text.len <= TABLE_CELL_MAX || utf8_count(cell->text) <= TABLE_CELL_MAX)
		return 0;
	err_set(e, ERR_LIMIT, "第 %lld 行“" STR_FMT "”超过 %d 个字符，表格文件装不下", (long long)t->rows + 1,
		STR_ARG(t->columns[column].title), TABLE_CELL_MAX);
	err_hint(e, "请不导出这一列，或用 JSON 导出");
	return ERR_LIMIT;
}

int table_row(struct table *t, const struct table_cell *cells, struct err *e)
{
	for (size_t i = 0; i < t->count; i++) {
		int rc = check_cell(t, i, &cells[i], e);
		if (rc < 0)
			return rc;
	}
	int rc = t->writer->row(t, cells, e);
	if (rc == 0)
		t->rows++;
	return rc;
}

int table_end(struct table *t, struct err *e)
{
	return t->writer->end(t, e);
}

void table_free(struct table *t)
{
	if (t == NULL)
		return;
	if (t->writer != NULL && t->own != NULL)
		t->writer->drop(t);
	free(t->columns);
	free(t);
}

int table_decimal(const struct table_column *c, int64_t v, char out[TABLE_NUMBER_MAX])
{
	uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, unit = 1;

	for (int i = 0; i < c->scale; i++)
		unit *= 10;
	if (c->scale == 0)
		return snprintf(out, TABLE_NUMBER_MAX, "%lld", (long long)v);
	return snprintf(out, TABLE_NUMBER_MAX, "%s%llu.%0*llu", v < 0 ? "-" : "", (unsigned long long)(size / unit),
		c->scale, (unsigned long long)(size % unit));
}

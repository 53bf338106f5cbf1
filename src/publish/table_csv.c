/* CSV as RFC 4180 has it, with the mark that lets a spreadsheet see it is UTF-8. */
#include <errno.h>
#include <unistd.h>

#include "buf.h"
#include "fault.h"
#include "table_format.h"

enum { FLUSH_AT = 64 * 1024 };
#define ROW_MAX ((size_t)64 << 20)

static int flush(struct table *t, struct err *e)
{
	struct buf *out = t->own;
	size_t done = 0;

	while (done < out->len) {
		ssize_t n = write(t->fd, out->ptr + done, out->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int number = errno;
			err_set(e, ERR_IO, "导出的文件没有写成：%s", number == ENOSPC ? "磁盘已满" : "写入出错");
			err_log(e, "write: errno %d", number);
			return ERR_IO;
		}
		done += (size_t)n;
	}
	buf_reset(out);
	return 0;
}

/* What a spreadsheet would take for a formula gets a mark before it, and so does what has one: reading takes one away (server/csv.c). */
static bool is_formula(struct str s)
{
	size_t i = 0;

	while (i < s.len && s.ptr[i] == '\'')
		i++;
	return i < s.len && strchr("=+-@\t\r", s.ptr[i]) != NULL;
}

static void add_text(struct buf *out, struct str s)
{
	bool guard = is_formula(s), quote = guard;

	for (size_t i = 0; i < s.len && !quote; i++)
		quote = strchr(",\"\r\n", s.ptr[i]) != NULL || s.ptr[i] == ' ';
	if (!quote) {
		buf_str(out, s);
		return;
	}
	buf_chr(out, '"');
	if (guard)
		buf_chr(out, '\'');
	for (size_t from = 0; from < s.len;) {
		size_t to = str_find(s, STR("\""), from);
		to = to == STR_NPOS ? s.len : to + 1;
		buf_str(out, str_sub(s, from, to));
		if (s.ptr[to - 1] == '"')
			buf_chr(out, '"');
		from = to;
	}
	buf_chr(out, '"');
}

static void add_cell(struct buf *out, const struct table_column *c, const struct table_cell *cell)
{
	char number[TABLE_NUMBER_MAX];

	if (cell->empty)
		return;
	if (c->kind == CELL_INTEGER || c->kind == CELL_DECIMAL) {
		struct table_column plain = { .scale = c->kind == CELL_DECIMAL ? c->scale : 0 };
		buf_add(out, number, (size_t)table_decimal(&plain, cell->i, number));
	} else {
		add_text(out, cell->text);
	}
}

static int end_row(struct table *t, struct err *e)
{
	struct buf *out = t->own;

	buf_cstr(out, "\r\n");
	if (out->failed)
		return err_nomem(e);
	return out->len >= FLUSH_AT ? flush(t, e) : 0;
}

static int csv_begin(struct table *t, const struct table_head *h, struct err *e)
{
	struct buf *out = fault_calloc(1, sizeof(*out));

	if (out == NULL)
		return err_nomem(e);
	buf_init(out, ROW_MAX);
	t->own = out;
	buf_cstr(out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < h->count; i++) {
		if (i > 0)
			buf_chr(out, ',');
		add_text(out, h->columns[i].title);
	}
	return end_row(t, e);
}

static int csv_row(struct table *t, const struct table_cell *cells, struct err *e)
{
	struct buf *out = t->own;

	for (size_t i = 0; i < t->count; i++) {
		if (i > 0)
			buf_chr(out, ',');
		add_cell(out, &t->columns[i], &cells[i]);
	}
	return end_row(t, e);
}

static void csv_drop(struct table *t)
{
	buf_clear(t->own);
	free(t->own);
	t->own = NULL;
}

const struct table_writer table_csv = { csv_begin, csv_row, flush, csv_drop };

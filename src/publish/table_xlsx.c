/* XLSX through libxlsxwriter, whose memory does not grow with the rows. */
#include <stdio_ext.h>
#include <xlsxwriter.h>

#undef BANNED_LATER
#include "banned.h"

#include "date.h"
#include "fault.h"
#include "table_format.h"
#include "utf8.h"

enum { SHEET_NAME_CHARS = 31, ROWS_BUFFER = 64 * 1024 };

struct xlsx {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *text, *date, *time, *decimals[20];
	char *scratch; /* a cell's text with its NUL */
	size_t room;
	char rows[ROWS_BUFFER]; /* of the library's file of rows */
};

/* "_x000D_" would be read as the character of that number (ECMA-376 part 1, 22.9.2.19): its first mark is written so itself. */
static bool is_escape(struct str s)
{
	if (s.len < 7 || s.ptr[0] != '_' || s.ptr[1] != 'x' || s.ptr[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++)
		if (!strchr("0123456789ABCDEFabcdef", s.ptr[i]) || !s.ptr[i])
			return false;
	return true;
}

static bool make_room(struct xlsx *x, size_t room)
{
	char *more = room > x->room ? fault_realloc(x->scratch, room + 4096) : x->scratch;

	if (more == NULL)
		return false;
	x->room = room > x->room ? room + 4096 : x->room;
	x->scratch = more;
	return true;
}

static const char *terminated(struct xlsx *x, struct str s)
{
	size_t n = 0, escapes = 0, from = 0;

	for (size_t at = 0; (at = str_find(s, STR("_x"), at)) != STR_NPOS; at += 2)
		escapes += is_escape(str_sub(s, at, s.len));
	if (!make_room(x, s.len + escapes * 6 + 1))
		return NULL;
	for (size_t at = 0; escapes > 0 && (at = str_find(s, STR("_x"), at)) != STR_NPOS; at += 2) {
		if (!is_escape(str_sub(s, at, s.len)))
			continue;
		memcpy(x->scratch + n, s.ptr + from, at - from);
		memcpy(x->scratch + n + at - from, "_x005F", 6);
		n += at - from + 6;
		from = at;
	}
	if (s.len > from)
		memcpy(x->scratch + n, s.ptr + from, s.len - from);
	x->scratch[n + s.len - from] = '\0';
	return x->scratch;
}

/* A sheet's name: at most 31 characters, none of []:*?/\ . */
static void sheet_name(struct str s, char out[4 * SHEET_NAME_CHARS + 1])
{
	size_t n = utf8_prefix(s, SHEET_NAME_CHARS);

	memcpy(out, s.ptr, n);
	out[n] = '\0';
	for (char *c = out; *c != '\0'; c++)
		if (strchr("[]:*?/\\'", *c) != NULL)
			*c = ' ';
}

static lxw_format *format_with(struct xlsx *x, const char *number)
{
	lxw_format *f = workbook_add_format(x->book);

	if (f == NULL)
		return NULL;
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (number != NULL)
		format_set_num_format(f, number);
	return f;
}

static lxw_format *decimal_format(struct xlsx *x, int scale)
{
	char text[32] = "0";

	if (scale < 0 || scale >= (int)(sizeof(x->decimals) / sizeof(x->decimals[0])))
		return NULL;
	if (scale > 0)
		snprintf(text, sizeof(text), "0.%0*d", scale, 0);
	if (x->decimals[scale] == NULL)
		x->decimals[scale] = format_with(x, text);
	return x->decimals[scale];
}

static bool make_formats(struct xlsx *x)
{
	x->head = format_with(x, NULL);
	x->text = format_with(x, NULL);
	x->date = format_with(x, "yyyy-mm-dd");
	x->time = format_with(x, "yyyy-mm-dd hh:mm");
	if (x->head == NULL || x->text == NULL || x->date == NULL || x->time == NULL)
		return false;
	format_set_bold(x->head);
	format_set_border(x->head, LXW_BORDER_THIN);
	format_set_bg_color(x->head, 0xE8EEF7);
	format_set_text_wrap(x->text);
	return true;
}

static int lost(struct err *e, lxw_error code)
{
	if (code == LXW_ERROR_MEMORY_MALLOC_FAILED)
		return err_nomem(e);
	err_set(e, ERR_IO, "导出的表格没有写成");
	err_hint(e, "请检查磁盘空间后再试");
	err_log(e, "libxlsxwriter: %s", lxw_strerror(code));
	return ERR_IO;
}

static int width_of(const struct table_column *c)
{
	static const int widths[] = {
		[CELL_TEXT] = 24,
		[CELL_INTEGER] = 10,
		[CELL_DECIMAL] = 14,
		[CELL_DATE] = 12,
		[CELL_TIME] = 17,
	};

	return c->width > 0 ? c->width : widths[c->kind];
}

static int write_head(struct table *t, struct err *e)
{
	struct xlsx *x = t->own;
	lxw_error rc = LXW_NO_ERROR;

	for (size_t i = 0; rc == LXW_NO_ERROR && i < t->count; i++) {
		lxw_col_t column = (lxw_col_t)i;
		const char *title = terminated(x, t->columns[i].title);
		if (title == NULL)
			return err_nomem(e);
		worksheet_set_column(x->sheet, column, column, width_of(&t->columns[i]), NULL);
		rc = worksheet_write_string(x->sheet, 0, column, title, x->head);
	}
	worksheet_freeze_panes(x->sheet, 1, 0);
	return rc == LXW_NO_ERROR ? 0 : lost(e, rc);
}

/* The library prints rows into a file of its own, in pieces of 4 KiB and under a lock that only threads sharing it would need. */
static void widen_rows(struct xlsx *x)
{
	FILE *f = x->sheet->optimize_tmpfile;

	if (f == NULL || setvbuf(f, x->rows, _IOFBF, sizeof(x->rows)) != 0)
		return;
	__fsetlocking(f, FSETLOCKING_BYCALLER);
}

static int open_book(struct table *t, const struct table_head *h, struct err *e)
{
	struct xlsx *x = t->own;
	char path[40], name[4 * SHEET_NAME_CHARS + 1];
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	lxw_doc_properties properties = { .created = (time_t)(h->made_at / 1000) };

	snprintf(path, sizeof(path), "/dev/fd/%d", t->fd);
	x->book = workbook_new_opt(path, &options);
	if (x->book == NULL)
		return err_nomem(e);
	workbook_set_properties(x->book, &properties);
	sheet_name(h->sheet.len > 0 ? h->sheet : STR("台账"), name);
	x->sheet = workbook_add_worksheet(x->book, name);
	if (x->sheet == NULL || !make_formats(x))
		return err_nomem(e);
	widen_rows(x);
	return 0;
}

static int xlsx_begin(struct table *t, const struct table_head *h, struct err *e)
{
	t->own = fault_calloc(1, sizeof(struct xlsx));
	if (t->own == NULL)
		return err_nomem(e);
	int rc = open_book(t, h, e);
	return rc == 0 ? write_head(t, e) : rc;
}

/* "YYYY-MM-DD" and "YYYY-MM-DD HH:MM"; false: it is written as text. */
static bool to_datetime(struct str s, enum cell_kind kind, lxw_datetime *ret)
{
	struct date d;

	if (!date_parse(str_sub(s, 0, 10), &d) || d.year < 1900)
		return false;
	*ret = (lxw_datetime){ .year = d.year, .month = d.month, .day = d.day };
	if (kind == CELL_DATE)
		return s.len == 10;
	if (s.len != 16)
		return false;
	ret->hour = (s.ptr[11] - '0') * 10 + s.ptr[12] - '0';
	ret->min = (s.ptr[14] - '0') * 10 + s.ptr[15] - '0';
	return true;
}

/* Doubles hold 15 digits; what has more is written as text and stays exact. */
static lxw_error write_number(struct xlsx *x, lxw_row_t row, lxw_col_t col, const struct table_column *c, int64_t v)
{
	static const double units[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
	int scale = c->kind == CELL_DECIMAL ? c->scale : 0;
	char text[TABLE_NUMBER_MAX];

	bool exact = v < INT64_C(1000000000000000) && v > -INT64_C(1000000000000000) && scale < 10;
	if (exact)
		return worksheet_write_number(x->sheet, row, col, (double)v / units[scale], decimal_format(x, scale));
	table_decimal(c, v, text);
	return worksheet_write_string(x->sheet, row, col, text, x->text);
}

static lxw_error write_cell(struct table *t, lxw_row_t row, size_t i, const struct table_cell *cell)
{
	struct xlsx *x = t->own;
	const struct table_column *c = &t->columns[i];
	lxw_col_t col = (lxw_col_t)i;
	lxw_datetime at;

	if (cell->empty)
		return LXW_NO_ERROR;
	if (c->kind == CELL_INTEGER || c->kind == CELL_DECIMAL)
		return write_number(x, row, col, c, cell->i);
	if (c->kind != CELL_TEXT && to_datetime(cell->text, c->kind, &at))
		return worksheet_write_datetime(x->sheet, row, col, &at, c->kind == CELL_DATE ? x->date : x->time);
	const char *text = terminated(x, cell->text);
	if (text == NULL)
		return LXW_ERROR_MEMORY_MALLOC_FAILED;
	return worksheet_write_string(x->sheet, row, col, text, x->text);
}

static int xlsx_row(struct table *t, const struct table_cell *cells, struct err *e)
{
	if (t->rows >= TABLE_XLSX_ROWS_MAX) {
		err_set(e, ERR_LIMIT, "一张工作表最多 %lld 行", (long long)TABLE_XLSX_ROWS_MAX);
		err_hint(e, "请加筛选条件分几次导出，或导出为 CSV");
		return ERR_LIMIT;
	}
	lxw_row_t row = (lxw_row_t)(t->rows + 1);
	for (size_t i = 0; i < t->count; i++) {
		lxw_error rc = write_cell(t, row, i, &cells[i]);
		if (rc != LXW_NO_ERROR)
			return lost(e, rc);
	}
	return 0;
}

static int xlsx_end(struct table *t, struct err *e)
{
	struct xlsx *x = t->own;

	if (t->rows > 0)
		worksheet_autofilter(x->sheet, 0, 0, (lxw_row_t)t->rows, (lxw_col_t)(t->count - 1));
	lxw_error rc = workbook_close(x->book);
	x->book = NULL;
	return rc == LXW_NO_ERROR ? 0 : lost(e, rc);
}

static void xlsx_drop(struct table *t)
{
	struct xlsx *x = t->own;

	if (x->book != NULL)
		lxw_workbook_free(x->book);
	free(x->scratch);
	free(x);
	t->own = NULL;
}

const struct table_writer table_xlsx = { xlsx_begin, xlsx_row, xlsx_end, xlsx_drop };

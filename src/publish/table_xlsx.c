/* XLSX (ECMA-376) as a stream: one sheet whose texts stand in their cells, so that memory does not grow with the rows. */
#include "buf.h"
#include "date.h"
#include "fault.h"
#include "table_format.h"
#include "utf8.h"
#include "xlsx_parts.h"
#include "zip_out.h"

enum { EXACT_SCALE = 9, ADD_AT = 48 * 1024, LEAD_MAX = 16 };
#define ROW_MAX ((size_t)64 << 20)
#define EXACT_MOST INT64_C(1000000000000000)

struct xlsx {
	struct zip *zip;
	struct buf xml;          /* on its way into the file */
	struct buf sheet;        /* its name */
	char (*leads)[LEAD_MAX]; /* of each column: `<c r="AB` */
};

static int lost(const struct buf *b, struct err *e)
{
	return b->full ? err_set(e, ERR_LIMIT, "一行太长，表格文件装不下") : err_nomem(e);
}

static int send_off(struct xlsx *x, struct err *e)
{
	if (x->xml.failed)
		return lost(&x->xml, e);
	int rc = zip_add(x->zip, buf_view(&x->xml), e);
	buf_reset(&x->xml);
	return rc;
}

/* --- texts --- */

/* "_x000D_" would be read as the character of that number (22.9.2.19): its first mark is written so itself. */
static bool is_escape(struct str s)
{
	if (s.len < 7 || s.ptr[0] != '_' || s.ptr[1] != 'x' || s.ptr[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++)
		if (!strchr("0123456789ABCDEFabcdef", s.ptr[i]) || !s.ptr[i])
			return false;
	return true;
}

/* U+FFFE and U+FFFF are no characters of XML. */
static bool is_no_character(struct str s)
{
	return s.len >= 3 && memcmp(s.ptr, "\xEF\xBF", 2) == 0 && (unsigned char)s.ptr[2] >= 0xBE;
}

/* Writes what needs another form; how many bytes of the text that was, 0 when it stands as it is. */
static size_t put_special(struct buf *out, struct str s)
{
	unsigned char c = (unsigned char)s.ptr[0];

	if (c == '&' || c == '<' || c == '>')
		buf_cstr(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
	else if (c < 0x20 && c != '\t' && c != '\n')
		buf_fmt(out, "_x%04X_", c);
	else if (c == '_' && is_escape(s))
		buf_cstr(out, "_x005F_");
	else if (c == 0xEF && is_no_character(s))
		buf_fmt(out, "_xFF%02X_", (unsigned char)s.ptr[2] + 0x40);
	else
		return 0;
	return c == 0xEF ? 3 : 1;
}

/* Bytes that may need another form, 64 to a row: below a blank but for tab and line feed, & < > _ and the first of U+FFFE. */
static bool is_plain(unsigned char c)
{
	static const uint64_t special[4] = { UINT64_C(0xFFFFF9FF) | UINT64_C(1) << '&' | UINT64_C(1) << '<' |
						     UINT64_C(1) << '>',
		UINT64_C(1) << ('_' - 64), 0, UINT64_C(1) << (0xEF - 192) };

	return (special[c >> 6] >> (c & 63) & 1) == 0;
}

static void put_text(struct buf *out, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (is_plain((unsigned char)s.ptr[i]))
			continue;
		size_t before = out->len;
		buf_add(out, s.ptr + from, i - from);
		size_t taken = put_special(out, str_sub(s, i, s.len));
		if (taken == 0) {
			out->len = before;
			continue;
		}
		i += taken - 1;
		from = i + 1;
	}
	buf_add(out, s.ptr + from, s.len - from);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* --- cells --- */

/* `<c r="AB12" s="2"`, still open. */
static void begin_cell(struct xlsx *x, size_t column, struct str row, int style)
{
	buf_cstr(&x->xml, x->leads[column]);
	buf_str(&x->xml, row);
	buf_cstr(&x->xml, "\" s=\"");
	if (style >= 10)
		buf_chr(&x->xml, (char)('0' + style / 10));
	buf_chr(&x->xml, (char)('0' + style % 10));
	buf_chr(&x->xml, '"');
}

static void text_cell(struct xlsx *x, size_t column, struct str row, int style, struct str text)
{
	bool keeps = is_blank(text.ptr[0]) || is_blank(text.ptr[text.len - 1]);

	begin_cell(x, column, row, style);
	buf_str(&x->xml,
		keeps ? STR(" t=\"inlineStr\"><is><t xml:space=\"preserve\">") : STR(" t=\"inlineStr\"><is><t>"));
	put_text(&x->xml, text);
	buf_str(&x->xml, STR("</t></is></c>"));
}

static void number_cell(struct xlsx *x, size_t column, struct str row, int style, struct str number)
{
	begin_cell(x, column, row, style);
	buf_str(&x->xml, STR("><v>"));
	buf_str(&x->xml, number);
	buf_str(&x->xml, STR("</v></c>"));
}

/* Doubles hold 15 digits; what has more is written as text and stays exact. */
static void put_number(struct xlsx *x, size_t column, struct str row, const struct table_column *c, int64_t v)
{
	struct table_column plain = { .scale = c->kind == CELL_DECIMAL ? c->scale : 0 };
	char text[TABLE_NUMBER_MAX];
	size_t len = (size_t)table_decimal(&plain, v, text);

	if (v >= EXACT_MOST || v <= -EXACT_MOST || plain.scale > EXACT_SCALE) {
		text_cell(x, column, row, XLSX_TEXT, (struct str){ text, len });
		return;
	}
	while (plain.scale > 0 && text[len - 1] == '0')
		len--;
	len -= plain.scale > 0 && text[len - 1] == '.';
	number_cell(x, column, row, XLSX_DECIMAL + plain.scale, (struct str){ text, len });
}

static bool two_digits(const char *s, int most, int *ret)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	*ret = (s[0] - '0') * 10 + s[1] - '0';
	return *ret <= most;
}

/* Days since the last of 1899, of a calendar that has a 29 February 1900. */
static int32_t serial_of(struct date d)
{
	int32_t days = date_to_days(d) - date_to_days((struct date){ 1899, 12, 31 });

	return days > 59 ? days + 1 : days;
}

/* "YYYY-MM-DD" and "YYYY-MM-DD HH:MM"; false: it is written as text. */
static bool put_time(struct xlsx *x, size_t column, struct str row, enum cell_kind kind, struct str s)
{
	char text[32];
	struct date d;
	int hour = 0, minute = 0;

	if (s.len != (kind == CELL_DATE ? 10U : 16U) || !date_parse(str_sub(s, 0, 10), &d) || d.year < 1900)
		return false;
	if (kind == CELL_TIME && (!two_digits(s.ptr + 11, 23, &hour) || !two_digits(s.ptr + 14, 59, &minute)))
		return false;
	if (kind == CELL_DATE)
		snprintf(text, sizeof(text), "%d", serial_of(d));
	else
		snprintf(text, sizeof(text), "%.16G", serial_of(d) + (hour * 60 + minute) / 1440.0);
	number_cell(x, column, row, kind == CELL_DATE ? XLSX_DATE : XLSX_TIME, str_from(text));
	return true;
}

static void put_cell(struct table *t, size_t column, struct str row, const struct table_cell *cell)
{
	const struct table_column *c = &t->columns[column];
	struct xlsx *x = t->own;

	if (cell->empty)
		return;
	if (c->kind == CELL_INTEGER || c->kind == CELL_DECIMAL)
		put_number(x, column, row, c, cell->i);
	else if (cell->text.len > 0 && (c->kind == CELL_TEXT || !put_time(x, column, row, c->kind, cell->text)))
		text_cell(x, column, row, XLSX_TEXT, cell->text);
}

/* --- the sheet --- */

static int begin_sheet(struct table *t, const struct table_head *h, struct err *e)
{
	struct xlsx *x = t->own;

	xlsx_sheet_begins(t->columns, t->count, &x->xml);
	for (size_t i = 0; i < t->count; i++)
		if (h->columns[i].title.len > 0)
			text_cell(x, i, STR("1"), XLSX_HEAD, h->columns[i].title);
	buf_cstr(&x->xml, "</row>");
	int rc = zip_part(x->zip, "xl/worksheets/sheet1.xml", e);
	return rc < 0 ? rc : send_off(x, e);
}

/* The parts that know nothing of the rows. */
static int put_parts(struct xlsx *x, const struct table_head *h, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && xlsx_parts[i].name != NULL; i++) {
		rc = zip_part(x->zip, xlsx_parts[i].name, e);
		if (rc == 0)
			xlsx_parts[i].write(h, &x->xml);
		if (rc == 0)
			rc = send_off(x, e);
	}
	return rc;
}

static int xlsx_begin(struct table *t, const struct table_head *h, struct err *e)
{
	struct xlsx *x = fault_calloc(1, sizeof(*x));

	if (x == NULL)
		return err_nomem(e);
	t->own = x;
	buf_init(&x->xml, ROW_MAX);
	buf_init(&x->sheet, 256);
	x->leads = fault_calloc(t->count, sizeof(*x->leads));
	if (x->leads == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < t->count; i++) {
		char letters[XLSX_LETTERS_MAX];
		snprintf(x->leads[i], LEAD_MAX, "<c r=\"%s", xlsx_letters(i, letters));
	}
	xlsx_sheet_name(h->sheet, &x->sheet);
	if (x->sheet.failed)
		return lost(&x->sheet, e);
	int rc = zip_begin(t->fd, &x->zip, e);
	if (rc == 0)
		rc = put_parts(x, h, e);
	return rc < 0 ? rc : begin_sheet(t, h, e);
}

static int xlsx_row(struct table *t, const struct table_cell *cells, struct err *e)
{
	struct xlsx *x = t->own;
	char number[24];

	if (t->rows >= TABLE_XLSX_ROWS_MAX) {
		err_set(e, ERR_LIMIT, "一张工作表最多 %lld 行", (long long)TABLE_XLSX_ROWS_MAX);
		err_hint(e, "请加筛选条件分几次导出，或导出为 CSV");
		return ERR_LIMIT;
	}
	int len = snprintf(number, sizeof(number), "%lld", (long long)t->rows + 2);
	struct str row = { number, (size_t)len };
	buf_str(&x->xml, STR("<row r=\""));
	buf_str(&x->xml, row);
	buf_str(&x->xml, STR("\">"));
	for (size_t i = 0; i < t->count; i++)
		put_cell(t, i, row, &cells[i]);
	buf_str(&x->xml, STR("</row>"));
	return x->xml.len >= ADD_AT || x->xml.failed ? send_off(x, e) : 0;
}

static int xlsx_end(struct table *t, struct err *e)
{
	struct xlsx *x = t->own;
	const struct xlsx_area area = { t->rows, t->count };

	xlsx_sheet_ends(&area, &x->xml);
	int rc = send_off(x, e);
	if (rc == 0)
		rc = zip_part(x->zip, "xl/workbook.xml", e);
	if (rc == 0) {
		xlsx_workbook(&area, buf_view(&x->sheet), &x->xml);
		rc = send_off(x, e);
	}
	return rc == 0 ? zip_end(x->zip, e) : rc;
}

static void xlsx_drop(struct table *t)
{
	struct xlsx *x = t->own;

	zip_free(x->zip);
	buf_clear(&x->xml);
	buf_clear(&x->sheet);
	free(x->leads);
	free(x);
	t->own = NULL;
}

const struct table_writer table_xlsx = { xlsx_begin, xlsx_row, xlsx_end, xlsx_drop };

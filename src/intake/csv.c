/* CSV and TSV (RFC 4180, as spreadsheets write them) to the shape of a table (intake.h). */
#include "charset.h"
#include "opener.h"
#include "cells.h"

enum { SAMPLE_LINES = 30, CELL_BYTES_MAX = 1 << 20 };

struct csv_reader {
	struct opener *o;
	struct str text;
	size_t at;
	uint32_t line; /* of the text, from 1 */
	char comma;
	bool returns; /* its lines end in CR alone */
	struct buf cell;
	size_t width, cut;
	struct err *e;
};

/* Excel's own hint: a first line "sep=;". */
static char declared(struct str *text)
{
	if (!str_starts(*text, STR("sep=")) || text->len < 5)
		return 0;
	char c = text->ptr[4];
	size_t eol = str_find(*text, STR("\n"), 0);
	if (eol > 6 || (c < ' ' && c != '\t') || c > '~' || c == '"')
		return 0;
	*text = str_sub(*text, eol + 1, text->len);
	return c;
}

/* As old Macs wrote lines, and Excel still can. */
static bool ends_in_returns(struct str text)
{
	return !str_has(text, STR("\n")) && str_has(text, STR("\r"));
}

/* The mark that divides most lines into the same number of cells. */
static char find_comma(struct str text, char feed)
{
	static const char marks[] = { '\t', ',', ';' };
	char best = ',';
	size_t best_lines = 0;

	for (size_t m = 0; m < sizeof marks; m++) {
		size_t count = 0, first = 0, same = 0, lines = 0;
		bool quoted = false;
		for (size_t i = 0; i < text.len && lines < SAMPLE_LINES; i++) {
			char c = text.ptr[i];
			quoted ^= c == '"';
			count += c == marks[m] && !quoted;
			if (c != feed || quoted)
				continue;
			first = lines++ ? first : count;
			same += count && (count == first || !first);
			count = 0;
		}
		same += lines == 0 && count;
		if (same > best_lines) {
			best_lines = same;
			best = marks[m];
		}
	}
	return best;
}

static bool ends(const struct csv_reader *r)
{
	if (r->at >= r->text.len)
		return true;
	char c = r->text.ptr[r->at];
	return c == r->comma || c == '\n' ||
	       (c == '\r' && (r->returns || r->at + 1 == r->text.len || r->text.ptr[r->at + 1] == '\n'));
}

static int take_quoted(struct csv_reader *r)
{
	uint32_t begun = r->line;

	for (r->at++; r->at < r->text.len; r->at++) {
		char c = r->text.ptr[r->at];
		bool doubled = c == '"' && r->at + 1 < r->text.len && r->text.ptr[r->at + 1] == '"';
		if (c == '"' && !doubled)
			break;
		r->at += doubled;
		r->line += c == '\n';
		buf_chr(&r->cell, c);
	}
	if (r->at >= r->text.len) {
		err_set(r->e, ERR_INPUT, "%.*s 第 %u 行的引号没有结束", STR_ARG(r->o->name), begun);
		err_hint(r->e, "请在 Excel 或 WPS 里打开核对后重新另存为 CSV 或 xlsx");
		return ERR_INPUT;
	}
	r->at++;
	return 0;
}

/* ="001" and '=1+1 are how spreadsheets are told that a cell is text. */
static struct str plain(struct str s)
{
	if (str_starts(s, STR("=\"")) && str_ends(s, STR("\"")) && s.len > 2)
		return str_sub(s, 2, s.len - 1);
	if (s.len > 1 && s.ptr[0] == '\'' && strchr("=+-@\t\r", s.ptr[1]))
		return str_sub(s, 1, s.len);
	return s;
}

static int take_cell(struct csv_reader *r)
{
	buf_reset(&r->cell);
	int rc = r->at < r->text.len && r->text.ptr[r->at] == '"' ? take_quoted(r) : 0;
	size_t from = r->at;
	while (!ends(r))
		r->at++;
	buf_str(&r->cell, str_sub(r->text, from, r->at));
	if (rc == 0 && r->cell.failed)
		rc = r->cell.full ? err_set(r->e, ERR_LIMIT, "%.*s 第 %u 行有一个单元格超过 1 MB", STR_ARG(r->o->name),
					    r->line)
				  : err_nomem(r->e);
	return rc;
}

/* One row; `write`: into the opener, else only measured. */
static int take_row(struct csv_reader *r, bool write, uint32_t row)
{
	struct buf shown;
	size_t n = 0, last = 0;
	int rc = 0;

	buf_init(&shown, CELL_BYTES_MAX * 3); /* a line break is one byte, and three */
	for (;;) {
		rc = take_cell(r);
		if (rc < 0)
			break;
		struct str s = plain(str_trim(buf_view(&r->cell)));
		last = s.len ? n + 1 : last;
		if (write && n < r->width) {
			if (n)
				opener_text(r->o, STR("\t"));
			opener_place(r->o, (struct intake_place){ INTAKE_CELL, 0, row, (uint32_t)n + 1 });
			buf_reset(&shown);
			cells_put(&shown, s);
			if (shown.failed) {
				rc = err_nomem(r->e);
				break;
			}
			opener_text(r->o, buf_view(&shown));
		}
		n++;
		if (r->at >= r->text.len || r->text.ptr[r->at] != r->comma)
			break;
		r->at++;
	}
	buf_clear(&shown);
	if (!write)
		r->width = last > r->width ? last : r->width;
	for (; write && n < r->width; n++)
		opener_text(r->o, STR("\t"));
	return rc;
}

static void end_line(struct csv_reader *r)
{
	r->at += r->at < r->text.len && r->text.ptr[r->at] == '\r';
	r->at += r->at < r->text.len && r->text.ptr[r->at] == '\n';
	r->line++;
}

static int take_rows(struct csv_reader *r, bool write)
{
	uint32_t row = 0;
	int rc = 0;

	r->at = 0;
	r->line = 1;
	for (; rc == 0 && r->at < r->text.len && !opener_failed(r->o); end_line(r)) {
		row++;
		if (ends(r) && r->text.ptr[r->at] != r->comma) {
			if (write)
				opener_gap(r->o);
			continue;
		}
		rc = take_row(r, write, row);
		if (write)
			opener_text(r->o, STR("\n"));
	}
	return rc;
}

static int read_csv(struct opener *o, struct str text, struct err *e)
{
	struct csv_reader r = { .o = o, .e = e };
	size_t most = o->limits.cells_across > 0 ? (size_t)o->limits.cells_across : CELLS_ACROSS_MAX;

	r.comma = declared(&text);
	r.text = text;
	r.returns = ends_in_returns(text);
	r.comma = r.comma ? r.comma : find_comma(text, r.returns ? '\r' : '\n');
	buf_init(&r.cell, CELL_BYTES_MAX);
	int rc = take_rows(&r, false);
	if (r.width > most) {
		opener_note(o, "wide", "第 %zu 列以后的内容没有读入", most);
		r.width = most;
	}
	if (rc == 0)
		rc = take_rows(&r, true);
	buf_clear(&r.cell);
	return rc;
}

int open_csv(struct opener *o, struct str bytes, struct err *e)
{
	struct buf out;
	struct str text = STR_NONE;
	const struct charset_job job = { bytes, o->name, o->charset };
	const struct charset *c = NULL;

	buf_init(&out, o->limits.text);
	int rc = charset_read(&job, &out, &text, &c, e);
	if (rc == 0) {
		snprintf(o->charset_found, sizeof o->charset_found, "%s", c->name);
		if (strcmp(c->name, "UTF-8") != 0)
			opener_note(o, "converted", "由 %s 编码转换而来", c->name);
		rc = read_csv(o, text, e);
	}
	buf_clear(&out);
	return rc < 0 ? rc : opener_end(o, e);
}

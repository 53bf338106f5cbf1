#include "table_in.h"

#include "own.h"
#include "reading.h"
#include "utf8.h"

#define LINE_IN_CELL "\xe2\x80\xa8"

static size_t filled_cells(struct str line)
{
	size_t filled = 0;

	for (size_t at = 0; at <= line.len;) {
		size_t end = str_find(line, STR("\t"), at);
		filled += str_trim(str_sub(line, at, end)).len > 0;
		at = end == STR_NPOS ? line.len + 1 : end + 1;
	}
	return filled;
}

static void put_cell(struct str cell, struct buf *csv)
{
	buf_chr(csv, '"');
	for (size_t i = 0; i < cell.len; i++) {
		if (str_starts(str_sub(cell, i, cell.len), STR(LINE_IN_CELL))) {
			buf_chr(csv, '\n');
			i += sizeof LINE_IN_CELL - 2;
			continue;
		}
		if (cell.ptr[i] == '"')
			buf_chr(csv, '"');
		buf_chr(csv, cell.ptr[i]);
	}
	buf_chr(csv, '"');
}

static void put_line(struct str line, struct buf *csv)
{
	for (size_t at = 0; at <= line.len;) {
		size_t end = str_find(line, STR("\t"), at);
		if (at)
			buf_chr(csv, ',');
		put_cell(str_sub(line, at, end), csv);
		at = end == STR_NPOS ? line.len + 1 : end + 1;
	}
	buf_cstr(csv, "\r\n");
}

bool table_in_csv(struct str text, struct buf *csv)
{
	bool begun = false;

	for (size_t at = 0; at < text.len;) {
		size_t end = str_find(text, STR("\n"), at);
		struct str line = str_sub(text, at, end);
		at = end == STR_NPOS ? text.len : end + 1;
		/* what stands above the names of the columns is a title */
		begun = begun || (str_has(line, STR("\t")) && filled_cells(line) > 1);
		if (begun && str_has(line, STR("\t")))
			put_line(line, csv);
	}
	return begun;
}

static int write_csv(const struct intake_doc *doc, struct str name, struct buf *csv, struct err *e)
{
	const struct intake_note *lost = reading_lost(doc);

	if (lost != NULL)
		return err_set(e, ERR_INPUT, "%.*s", STR_ARG(lost->message));
	if (doc->sheets_count > 1) {
		err_hint(e, "请只留下要导入的那个工作表，或另存为 CSV");
		return err_set(
			e, ERR_INPUT, "%.*s 有 %zu 个工作表，一次只能导入一个", STR_ARG(name), doc->sheets_count);
	}
	buf_init(csv, ANSWER_MAX);
	if (!table_in_csv(doc->text, csv) && !csv->failed) {
		buf_clear(csv);
		err_hint(e, "第一行要是列名，可以先下载模板");
		return err_set(e, ERR_INPUT, "%.*s 里没有表格", STR_ARG(name));
	}
	if (!csv->failed)
		return 1;
	buf_clear(csv);
	return err_nomem(e);
}

int table_in(struct call *c, struct buf *csv, struct err *e)
{
	OWN(reading_close) struct reading r = { 0 };
	struct str body = c->body.ptr ? c->body : STR("");
	bool text = memchr(body.ptr, '\0', body.len) == NULL && !str_starts(body, STR("PK\x03\x04"));

	if (text && utf8_valid_prefix(c->body) == c->body.len)
		return 0;
	int rc = reading_open(c, &r, e);
	if (rc < 0)
		return rc;
	if (r.docs.len != 1)
		return err_set(e, ERR_INPUT, "%.*s 里有 %zu 个文件，一次只能导入一个表格", STR_ARG(r.name), r.docs.len);
	return write_csv(reading_doc(&r, 0), r.name, csv, e);
}

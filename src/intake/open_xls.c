/* XLS and ET: every visible sheet a table, as XLSX gives them. */
#include "ole.h"
#include "own.h"
#include "xls.h"

static int read_sheet(struct opener *o, struct xls *x, size_t i, struct err *e)
{
	const struct xls_sheet *s = &VEC_AT(&x->sheets, struct xls_sheet, i);
	uint32_t across = o->limits.cells_across > 0 ? (uint32_t)o->limits.cells_across : XLSX_COLUMNS_MAX;
	struct xlsx_grid g;

	if (!s->cells)
		return 0;
	if (s->hidden) {
		opener_note(o, "hidden", "工作表“%s”是隐藏的，没有读入", s->name);
		return 0;
	}
	xlsx_grid_init(&g, o->limits.text);
	int rc = xls_grid_read(&g, x, s, across, e);
	if (rc == 0)
		rc = xlsx_write(o, &g, s->name, e);
	xlsx_say(o, &g, s->name, across);
	xlsx_grid_clear(&g);
	return rc;
}

/* The stream of records: in a compound file, or, as some programs write it, the file itself. */
static int read_stream(struct opener *o, struct str bytes, struct xls *x, struct err *e)
{
	struct cfb c;

	if (!str_starts(bytes, STR("\xD0\xCF\x11\xE0"))) {
		buf_str(&x->stream, bytes);
		return x->stream.failed ? err_nomem(e) : 0;
	}
	int rc = cfb_open(&c, bytes, e);
	const struct cfb_entry *s = rc == 0 ? cfb_find(&c, "Workbook", 2) : NULL;
	if (rc == 0 && !s)
		s = cfb_find(&c, "Book", 2);
	if (rc == 0)
		rc = s && !cfb_find(&c, "EncryptedPackage", 2) ? cfb_read(&c, s, &x->stream, e) : ole_refuse(o, &c, e);
	cfb_clear(&c);
	return rc;
}

int open_xls(struct opener *o, struct str bytes, struct err *e)
{
	OWN(xls_clear) struct xls x;

	xls_init(&x, o->limits.text, bytes.len);
	int rc = read_stream(o, bytes, &x, e);
	if (rc == 0)
		rc = xls_book_read(&x, e);
	for (size_t i = 0; i < x.sheets.len && rc == 0; i++)
		rc = read_sheet(o, &x, i, e);
	if (rc == ERR_LIMIT && e && !e->code && !o->failed)
		o->failed = ERR_LIMIT;
	return rc < 0 && o->failed >= 0 ? rc : opener_end(o, e);
}

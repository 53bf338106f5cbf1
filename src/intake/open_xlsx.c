/* XLSX and XLSM: every visible sheet a table (intake.h). */
#include "own.h"
#include "xlsx.h"

/* What lies over the cells is a part of its own. */
static int count_drawings(struct office *f, struct str part, struct xlsx_grid *g, struct err *e)
{
	OWN(vec_clear) struct vec relations;

	vec_init(&relations, sizeof(struct relation));
	int rc = office_relations(f->package, part, &relations, e);
	g->drawings += office_part(f->package, &relations, "drawing", STR("")).len > 0;
	return rc;
}

static int read_sheet(struct opener *o, struct office *f, const struct xlsx_book *b, size_t i, struct err *e)
{
	const struct xlsx_sheet *s = &VEC_AT(&b->sheets, struct xlsx_sheet, i);
	uint32_t across = o->limits.cells_across > 0 ? (uint32_t)o->limits.cells_across : XLSX_COLUMNS_MAX;
	struct str part = office_part(f->package, &f->relations, "worksheet", str_from(s->relation));
	struct xlsx_grid g;

	if (s->hidden) {
		opener_note(o, "hidden", "工作表“%s”是隐藏的，没有读入", s->name);
		return 0;
	}
	if (!part.len)
		return err_set(e, ERR_INPUT, "文件里缺少工作表“%s”的部件", s->name);
	if (str_has(part, STR("chartsheet")))
		return 0;
	xlsx_grid_init(&g, o->limits.text);
	int rc = xlsx_grid_read(&g, b, f, part, across, e);
	if (rc == 0)
		rc = count_drawings(f, part, &g, e);
	if (rc == 0)
		rc = xlsx_write(o, &g, s->name, e);
	xlsx_say(o, &g, s->name, across);
	xlsx_grid_clear(&g);
	return rc;
}

static int read_all(struct opener *o, struct office *f, struct err *e)
{
	OWN(xlsx_book_clear) struct xlsx_book b;

	xlsx_book_init(&b, o->limits.text);
	int rc = xlsx_book_read(&b, f, e);
	for (size_t i = 0; i < b.sheets.len && rc == 0; i++)
		rc = read_sheet(o, f, &b, i, e);
	if (rc == 0 && !b.sheets.len)
		rc = err_set(e, ERR_INPUT, "工作簿里没有工作表");
	return rc;
}

int open_xlsx(struct opener *o, struct str bytes, struct err *e)
{
	struct office f;
	int rc = office_open(&f, o, bytes, "xl/workbook.xml", "Excel 表格（xlsx）", e);

	if (rc < 0)
		return rc;
	if (str_ends(f.main, STR(".bin"))) {
		rc = err_set(e, ERR_INPUT, "这是 Excel 的二进制格式（xlsb），读不了");
		err_hint(e, "请在 Excel 或 WPS 里另存为 xlsx 再用");
	} else {
		rc = read_all(o, &f, e);
	}
	office_close(&f);
	return rc < 0 ? rc : opener_end(o, e);
}

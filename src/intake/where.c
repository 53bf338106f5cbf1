/* From a byte of the text back to where it stood in the file. */
#include "intake.h"

const struct intake_mark *intake_mark_at(const struct intake_doc *d, size_t at)
{
	size_t low = 0, high = d->marks_count;

	if (high == 0 || d->marks[0].at > at)
		return NULL;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (d->marks[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return &d->marks[low];
}

/* 1: A, 27: AA. */
static void column_name(uint32_t col, char name[8])
{
	char back[8];
	size_t n = 0;

	for (; col > 0 && n < sizeof(back) - 1; col = (col - 1) / 26)
		back[n++] = (char)('A' + (col - 1) % 26);
	for (size_t i = 0; i < n; i++)
		name[i] = back[n - 1 - i];
	name[n] = '\0';
}

static void cell_text(const struct intake_doc *d, const struct intake_place *p, char text[INTAKE_PLACE_TEXT])
{
	char column[8];
	struct str sheet = p->page >= 1 && p->page <= d->sheets_count ? d->sheets[p->page - 1] : STR("");

	column_name(p->col, column);
	sheet = str_sub(sheet, 0, sheet.len < 96 ? sheet.len : 96);
	while (sheet.len > 0 && sheet.len == 96 && ((unsigned char)sheet.ptr[sheet.len - 1] & 0x80))
		sheet.len--;
	if (sheet.len > 0)
		snprintf(text, INTAKE_PLACE_TEXT, "工作表“%.*s”%s%u", STR_ARG(sheet), column, p->row);
	else if (p->page > 0)
		snprintf(text, INTAKE_PLACE_TEXT, "表 %u 的 %s%u", p->page, column, p->row);
	else
		snprintf(text, INTAKE_PLACE_TEXT, "%s%u", column, p->row);
}

const char *intake_place_text(const struct intake_doc *d, size_t at, char text[INTAKE_PLACE_TEXT])
{
	const struct intake_mark *m = intake_mark_at(d, at);

	text[0] = '\0';
	if (m == NULL)
		return text;
	switch (m->place.where) {
	case INTAKE_PAGE:
		snprintf(text, INTAKE_PLACE_TEXT, "第 %u 页", m->place.page);
		break;
	case INTAKE_PARAGRAPH:
		snprintf(text, INTAKE_PLACE_TEXT, "第 %u 段", m->place.row);
		break;
	case INTAKE_CELL:
		cell_text(d, &m->place, text);
		break;
	case INTAKE_LINE:
		snprintf(text, INTAKE_PLACE_TEXT, "第 %u 行", m->place.row);
		break;
	}
	return text;
}

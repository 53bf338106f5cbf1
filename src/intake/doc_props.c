#include "doc.h"

/* [MS-DOC] 2.6: the property changes that matter here. */
enum {
	CHARACTER_DELETED = 0x0800,
	CHARACTER_INSERTED = 0x0801,
	CHARACTER_DATA = 0x0806,
	CHARACTER_SPECIAL = 0x0855,
	CHARACTER_HIDDEN = 0x083C,
	CHARACTER_STYLE = 0x4A30,
	CHARACTER_FONT = 0x4A4F,
	CHARACTER_PICTURE = 0x6A03,
	CHARACTER_SYMBOL = 0x6A09,
	PARAGRAPH_STYLE = 0x4600,
	PARAGRAPH_LEVEL = 0x260A,
	PARAGRAPH_LIST = 0x460B,
	PARAGRAPH_IN_TABLE = 0x2416,
	PARAGRAPH_ROW_END = 0x2417,
	PARAGRAPH_DEPTH = 0x6649,
	PARAGRAPH_DEEPER = 0x664A,
	PARAGRAPH_INNER_CELL = 0x244B,
	PARAGRAPH_INNER_ROW = 0x244C,
	PARAGRAPH_ELSEWHERE = 0x6646,
	PARAGRAPH_ELSEWHERE_OLD = 0x6645,
	TABLE_SHAPE = 0xD608,
	TABS_CHANGE = 0xC615,
};
enum { LIST_NONE_FROM = 0x7FF, DEPTH_MAX = 64 };

bool doc_next_sprm(struct str *rest, struct doc_sprm *ret)
{
	static const uint8_t sizes[] = { 1, 1, 2, 4, 2, 2, 0, 3 };
	struct str s = *rest;

	if (s.len < 3)
		return false;
	ret->code = le16(s, 0);
	size_t at = 2, size = sizes[ret->code >> 13];
	if (ret->code == TABLE_SHAPE) {
		size = le16(s, 2);
		size -= size > 0;
		at = 4;
	} else if (!size) {
		size = le(s, 2, 1);
		at = 3;
		if (ret->code == TABS_CHANGE && size == 255) { /* deleted ones of 4 bytes, added ones of 3 */
			size_t gone = le(s, 3, 1);
			size = 2 + gone * 4 + le(s, 4 + gone * 4, 1) * 3;
		}
	}
	if (at + size > s.len) {
		*rest = STR("");
		return false;
	}
	ret->operand = str_sub(s, at, at + size);
	*rest = str_sub(s, at + size, s.len);
	return true;
}

/* --- pages of properties --- */

/* The row of a table of places in the file that has `at`; SIZE_MAX: none. */
static size_t row_of(struct str places, size_t count, uint32_t at)
{
	size_t low = 0, high = count;

	if (!count || at < le32(places, 0) || at >= le32(places, count * 4))
		return SIZE_MAX;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (le32(places, middle * 4) <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The page with the properties of the byte at `at`, and its row there. */
static struct str page_of(
	const struct doc *d, enum doc_table table, uint32_t at, size_t *ret_row, struct doc_span *span)
{
	struct doc_plc plc = doc_plc(doc_table(d, table), 4);
	size_t i = row_of(plc.s, plc.count, at);

	if (i == SIZE_MAX)
		return STR("");
	size_t number = le32(doc_plc_data(&plc, i), 0) & 0x3FFFFF;
	struct str page = str_sub(buf_view(&d->main), number * DOC_PAGE, (number + 1) * DOC_PAGE);
	if (page.len < DOC_PAGE)
		return STR("");
	size_t count = le(page, DOC_PAGE - 1, 1);
	*ret_row = (count + 1) * 4 < DOC_PAGE ? row_of(page, count, at) : SIZE_MAX;
	if (*ret_row == SIZE_MAX)
		return STR("");
	*span = (struct doc_span){ le32(page, *ret_row * 4), le32(page, *ret_row * 4 + 4) };
	return page;
}

static struct str character_changes(const struct doc *d, uint32_t at, struct doc_span *span)
{
	size_t row = 0;
	struct str page = page_of(d, DOC_CHARACTER_PAGES, at, &row, span);
	size_t count = le(page, DOC_PAGE - 1, 1), place = page.len ? le(page, (count + 1) * 4 + row, 1) * 2 : 0;

	return place ? str_sub(page, place + 1, place + 1 + le(page, place, 1)) : STR("");
}

/* The style's number in front. */
static struct str paragraph_changes(const struct doc *d, uint32_t at)
{
	struct doc_span span;
	size_t row = 0;
	struct str page = page_of(d, DOC_PARAGRAPH_PAGES, at, &row, &span);
	size_t count = le(page, DOC_PAGE - 1, 1), place = page.len ? le(page, (count + 1) * 4 + row * 13, 1) * 2 : 0;

	if (!place)
		return STR("");
	size_t words = le(page, place, 1);
	if (words)
		return str_sub(page, place + 1, place + words * 2);
	return str_sub(page, place + 2, place + 2 + le(page, place + 1, 1) * 2);
}

/* What a fast save put on top: one change in the number itself, or a list of them. `small` has room for the one. */
static struct str piece_changes(const struct doc *d, uint16_t change, char small[3])
{
	static const struct {
		uint8_t number;
		uint16_t code;
	} singles[] = { { 0x0C, PARAGRAPH_LEVEL }, { 0x18, PARAGRAPH_IN_TABLE }, { 0x19, PARAGRAPH_ROW_END },
		{ 0x41, CHARACTER_DELETED }, { 0x42, CHARACTER_INSERTED }, { 0x5C, CHARACTER_HIDDEN } };

	if (change & 1) {
		size_t i = change >> 1;
		return i < d->changes.len ? VEC_AT(&d->changes, struct str, i) : STR("");
	}
	for (size_t i = 0; change && i < sizeof singles / sizeof *singles; i++) {
		if ((change >> 1 & 0x7F) != singles[i].number)
			continue;
		small[0] = (char)(singles[i].code & 0xFF);
		small[1] = (char)(singles[i].code >> 8);
		small[2] = (char)(change >> 8);
		return (struct str){ small, 3 };
	}
	return STR("");
}

/* --- characters --- */

static signed char switch_of(uint8_t v)
{
	return v == 0x80 ? -1 : v == 0x81 ? -2 : v != 0;
}

static void change_run(struct doc_run *r, struct str changes)
{
	struct doc_sprm s;

	while (doc_next_sprm(&changes, &s)) {
		uint32_t v = le32(s.operand, 0);
		if (s.code == CHARACTER_DELETED)
			r->deleted = v;
		else if (s.code == CHARACTER_INSERTED)
			r->inserted = v;
		else if (s.code == CHARACTER_SPECIAL)
			r->special = v;
		else if (s.code == CHARACTER_HIDDEN)
			r->hidden = switch_of((uint8_t)v);
		else if (s.code == CHARACTER_DATA)
			r->data = v;
		else if (s.code == CHARACTER_STYLE)
			r->style = (int)v;
		else if (s.code == CHARACTER_FONT)
			r->font = (int)v;
		else if (s.code == CHARACTER_PICTURE)
			r->picture = v;
		else if (s.code == CHARACTER_SYMBOL) {
			r->symbol = true;
			r->symbol_font = (uint16_t)(v & 0xFFFF);
			r->symbol_char = (uint16_t)(v >> 16);
		}
	}
}

void doc_run_at(const struct doc *d, uint32_t at, uint16_t change, struct doc_run *ret, struct doc_span *span)
{
	char small[3];

	*span = (struct doc_span){ at, at + 1 };
	*ret = (struct doc_run){ .hidden = -1, .style = -1, .font = -1 };
	change_run(ret, character_changes(d, at, span));
	change_run(ret, piece_changes(d, change, small));
}

/* --- paragraphs --- */

static void change_paragraph(const struct doc *d, struct doc_paragraph *p, struct str changes, bool elsewhere)
{
	struct doc_sprm s;

	for (struct str rest = changes; doc_next_sprm(&rest, &s);) {
		uint32_t v = le32(s.operand, 0);
		switch (s.code) {
		case PARAGRAPH_STYLE:
			p->style = (int)v;
			break;
		case PARAGRAPH_LEVEL:
			p->place.level = v < LIST_LEVELS ? (long)v : -1;
			break;
		case PARAGRAPH_LIST:
			p->place.num = v < LIST_NONE_FROM ? (long)v : 0;
			break;
		case PARAGRAPH_IN_TABLE:
			p->in_table = v;
			break;
		case PARAGRAPH_ROW_END:
			p->row_end = v;
			break;
		case PARAGRAPH_INNER_CELL:
			p->inner_cell = v;
			break;
		case PARAGRAPH_INNER_ROW:
			p->inner_row_end = v;
			break;
		case PARAGRAPH_DEPTH:
			p->depth = v <= DEPTH_MAX ? (long)v : 0;
			break;
		case PARAGRAPH_DEEPER:
			p->depth += (int32_t)v > -DEPTH_MAX && (int32_t)v < DEPTH_MAX ? (int32_t)v : 0;
			break;
		case PARAGRAPH_ELSEWHERE:
		case PARAGRAPH_ELSEWHERE_OLD: {
			struct str data = str_sub(buf_view(&d->data), v, d->data.len);
			if (!elsewhere) {
				changes = str_sub(data, 2, 2 + (size_t)le16(data, 0));
				change_paragraph(d, p, changes, true);
				return; /* it stands alone */
			}
			break;
		}
		default:
			break;
		}
	}
	if (changes.len)
		p->row = changes;
}

void doc_paragraph_at(const struct doc *d, uint32_t at, uint16_t change, struct doc_paragraph *ret)
{
	char small[3];
	struct str s = paragraph_changes(d, at);

	*ret = (struct doc_paragraph){ .style = (int)le16(s, 0), .place = { -1, -1 } };
	change_paragraph(d, ret, str_sub(s, 2, s.len), false);
	struct str row = ret->row;
	change_paragraph(d, ret, piece_changes(d, change, small), false);
	ret->row = row;
	if (ret->depth > 0)
		ret->in_table = true;
	else
		ret->depth = ret->in_table;
}

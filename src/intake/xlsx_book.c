#include "xlsx.h"

#include "numfmt.h"
#include "utf8.h"

enum { STRINGS_MAX = 8 << 20, STYLES_MAX = 100000, SHEETS_MAX = 1000, SHEET_NAME_BYTES = 31 * 4 };

const struct markup_name xlsx_names[] = {
	{ "c", SPACE_SHEET, X_C },
	{ "cellXfs", SPACE_SHEET, X_CELL_XFS },
	{ "col", SPACE_SHEET, X_COL },
	{ "f", SPACE_SHEET, X_F },
	{ "is", SPACE_SHEET, X_IS },
	{ "mergeCell", SPACE_SHEET, X_MERGE },
	{ "numFmt", SPACE_SHEET, X_NUM_FMT },
	{ "rPh", SPACE_SHEET, X_PHONETIC },
	{ "row", SPACE_SHEET, X_ROW },
	{ "sheet", SPACE_SHEET, X_SHEET },
	{ "si", SPACE_SHEET, X_SI },
	{ "t", SPACE_SHEET, X_T },
	{ "v", SPACE_SHEET, X_V },
	{ "workbookPr", SPACE_SHEET, X_WORKBOOK_PR },
	{ "xf", SPACE_SHEET, X_XF },
};
const size_t xlsx_names_count = sizeof xlsx_names / sizeof *xlsx_names;

void xlsx_book_init(struct xlsx_book *b, size_t text_max)
{
	*b = (struct xlsx_book){ .since_1904 = false };
	vec_init(&b->sheets, sizeof(struct xlsx_sheet));
	vec_init(&b->strings, sizeof(struct xlsx_slice));
	vec_init(&b->formats, sizeof(long));
	vec_init(&b->codes, sizeof(struct xlsx_code));
	buf_init(&b->text, text_max);
	buf_init(&b->code_text, (size_t)4 << 20);
}

void xlsx_book_clear(struct xlsx_book *b)
{
	vec_clear(&b->sheets);
	vec_clear(&b->strings);
	vec_clear(&b->formats);
	vec_clear(&b->codes);
	buf_clear(&b->text);
	buf_clear(&b->code_text);
}

struct str xlsx_string(const struct xlsx_book *b, long i)
{
	if (i < 0 || (size_t)i >= b->strings.len)
		return STR("");
	const struct xlsx_slice *s = &VEC_AT(&b->strings, struct xlsx_slice, i);
	return str_sub(buf_view(&b->text), s->start, s->start + s->len);
}

struct str xlsx_code_of(const struct xlsx_book *b, long style)
{
	if (style < 0 || (size_t)style >= b->formats.len)
		return STR("");
	long id = VEC_AT(&b->formats, long, style);
	for (size_t i = 0; i < b->codes.len; i++) {
		const struct xlsx_code *c = &VEC_AT(&b->codes, struct xlsx_code, i);
		if (c->id == id)
			return str_sub(buf_view(&b->code_text), c->start, c->start + c->len);
	}
	return numfmt_builtin(id);
}

static int hex4(struct str s)
{
	int n = 0;

	for (size_t i = 0; i < 4; i++) {
		char c = s.ptr[i];
		int d = c >= '0' && c <= '9'   ? c - '0'
			: c >= 'A' && c <= 'F' ? c - 'A' + 10
			: c >= 'a' && c <= 'f' ? c - 'a' + 10
					       : -1;
		if (d < 0)
			return -1;
		n = n * 16 + d;
	}
	return n;
}

void xlsx_put(struct buf *into, struct str s)
{
	for (size_t at = 0; at < s.len;) {
		size_t mark = str_find(s, STR("_x"), at);
		buf_str(into, str_sub(s, at, mark));
		if (mark == STR_NPOS)
			return;
		int c = mark + 7 <= s.len && s.ptr[mark + 6] == '_' ? hex4(str_sub(s, mark + 2, mark + 6)) : -1;
		if (c == '_' || c == '\n' || c == '\t')
			buf_chr(into, (char)c);
		else if (c < 0 || c >= 0x20)
			buf_str(into, str_sub(s, mark, mark + 2));
		at = c < 0 || (c >= 0x20 && c != '_') ? mark + 2 : mark + 7;
	}
}

/* --- the parts --- */

struct book_reader {
	struct xlsx_book *b;
	struct buf text; /* of the open string */
	unsigned phonetic;
	bool in_text, in_string, in_formats;
};

static int open_sheet(struct xlsx_book *b, const struct markup_tag *t)
{
	struct str name = markup_attribute(t, "name"), id = markup_attribute(t, "id"),
		   state = markup_attribute(t, "state");

	if (b->sheets.len == SHEETS_MAX)
		return 0;
	struct xlsx_sheet *s = vec_push(&b->sheets);
	if (!s)
		return ERR_NOMEM;
	snprintf(s->name, sizeof s->name, STR_FMT,
		STR_ARG(str_sub(name, 0, name.len < SHEET_NAME_BYTES ? name.len : utf8_floor(name, SHEET_NAME_BYTES))));
	snprintf(s->relation, sizeof s->relation, STR_FMT, STR_ARG(str_sub(id, 0, sizeof s->relation - 1)));
	s->hidden = state.len && !str_eq(state, STR("visible"));
	return 0;
}

static int add_code(struct xlsx_book *b, const struct markup_tag *t)
{
	struct str code = markup_attribute(t, "formatCode");

	if (b->codes.len == STYLES_MAX)
		return 0;
	struct xlsx_code *c = vec_push(&b->codes);
	if (!c)
		return ERR_NOMEM;
	*c = (struct xlsx_code){ markup_number(markup_attribute(t, "numFmtId"), -1, INT32_MAX, -1), b->code_text.len,
		0 };
	buf_str(&b->code_text, code);
	c->len = b->code_text.len - c->start;
	return b->code_text.failed && !b->code_text.full ? ERR_NOMEM : 0;
}

static int open_book(void *context, const struct markup_tag *t)
{
	struct book_reader *r = context;
	long *format;

	switch (t->id) {
	case X_SHEET:
		return open_sheet(r->b, t);
	case X_WORKBOOK_PR: {
		struct str v = markup_attribute(t, "date1904");
		r->b->since_1904 = str_eq(v, STR("1")) || str_eq(v, STR("true"));
		return 0;
	}
	case X_NUM_FMT:
		return add_code(r->b, t);
	case X_CELL_XFS:
		r->in_formats = true;
		return 0;
	case X_XF:
		if (!r->in_formats || r->b->formats.len == STYLES_MAX)
			return 0;
		format = vec_push(&r->b->formats);
		if (!format)
			return ERR_NOMEM;
		*format = markup_number(markup_attribute(t, "numFmtId"), 0, INT32_MAX, 0);
		return 0;
	case X_SI:
		buf_reset(&r->text);
		r->in_string = true;
		return 0;
	case X_PHONETIC:
		r->phonetic++;
		return 0;
	case X_T:
		r->in_text = true;
		return 0;
	default:
		return 0;
	}
}

static int close_book(void *context, unsigned id)
{
	struct book_reader *r = context;

	r->in_formats = r->in_formats && id != X_CELL_XFS;
	r->in_text = r->in_text && id != X_T;
	r->phonetic -= id == X_PHONETIC && r->phonetic > 0;
	if (id != X_SI)
		return 0;
	r->in_string = false;
	if (r->b->strings.len == STRINGS_MAX)
		return ERR_LIMIT;
	struct xlsx_slice *s = vec_push(&r->b->strings);
	if (!s)
		return ERR_NOMEM;
	s->start = r->b->text.len;
	xlsx_put(&r->b->text, buf_view(&r->text));
	s->len = r->b->text.len - s->start;
	return r->b->text.failed ? opener_why(&r->b->text) : opener_why(&r->text);
}

static int text_book(void *context, struct str s)
{
	struct book_reader *r = context;

	if (r->in_string && r->in_text && !r->phonetic)
		buf_str(&r->text, s);
	return 0;
}

static int read_part(struct book_reader *r, struct office *f, struct str part, struct err *e)
{
	struct markup m = { XLSX_NAMES, .open = open_book, .close = close_book, .text = text_book, .context = r };

	return part.len ? markup_read(f->package, part, &m, e) : 0;
}

int xlsx_book_read(struct xlsx_book *b, struct office *f, struct err *e)
{
	struct book_reader r = { .b = b };

	buf_init(&r.text, b->text.max);
	int rc = read_part(&r, f, f->main, e);
	if (rc == 0)
		rc = read_part(&r, f, office_part(f->package, &f->relations, "styles", STR("")), e);
	if (rc == 0)
		rc = read_part(&r, f, office_part(f->package, &f->relations, "sharedStrings", STR("")), e);
	buf_clear(&r.text);
	return rc;
}

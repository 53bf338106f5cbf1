#include "xls.h"

#include "utf8.h"

enum { STRINGS_MAX = 8 << 20, STYLES_MAX = 100000, SHEETS_MAX = 1000, VERSION_97 = 0x600, VERSION_95 = 0x500 };
enum { WIDE = 1, EXTENDED = 4, RICH = 8 };

void xls_init(struct xls *x, size_t text_max, size_t bytes)
{
	*x = (struct xls){ .page = PAGE_WESTERN };
	buf_init(&x->stream, bytes);
	xlsx_book_init(&x->book, text_max);
	vec_init(&x->sheets, sizeof(struct xls_sheet));
}

void xls_clear(struct xls *x)
{
	buf_clear(&x->stream);
	xlsx_book_clear(&x->book);
	vec_clear(&x->sheets);
	codepages_clear(&x->pages);
}

static int damaged(struct err *e, const char *what)
{
	err_hint(e, "请重新复制或下载原文件；在 Excel 或 WPS 里能打开的话，另存为 xlsx 再用");
	return err_set(e, ERR_INPUT, "Excel 表格（xls）已损坏：%s", what);
}

/* --- records --- */

bool xls_next(struct xls_records *r)
{
	size_t at = r->end;

	if (r->all.len < 4 || at > r->all.len - 4)
		return false;
	size_t size = le16(r->all, at + 2);
	if (size > r->all.len - at - 4)
		return false;
	r->kind = le16(r->all, at);
	r->at = at + 4;
	r->end = r->at + size;
	return true;
}

/* The record that is open ends here: it may go on in the next one. */
static bool go_on(struct xls_records *r)
{
	struct xls_records next = *r;

	if (!xls_next(&next) || next.kind != XLS_CONTINUE)
		return false;
	r->at = next.at;
	r->end = next.end;
	return true;
}

static bool skip(struct xls_records *r, uint64_t bytes)
{
	while (bytes) {
		if (r->at == r->end && !go_on(r))
			return false;
		size_t part = bytes < r->end - r->at ? (size_t)bytes : r->end - r->at;
		r->at += part;
		bytes -= part;
	}
	return true;
}

static uint32_t take(struct xls_records *r, size_t bytes)
{
	uint32_t v = le(xls_body(r), 0, bytes);

	r->at += bytes < r->end - r->at ? bytes : r->end - r->at;
	return v;
}

/* Characters; where a record goes on it says anew how wide they are. */
static bool take_characters(struct xls_records *r, size_t count, bool wide, struct buf *into)
{
	uint16_t high = 0;

	while (count) {
		if (r->at == r->end) {
			if (!go_on(r))
				return false;
			wide = take(r, 1) & WIDE;
			continue;
		}
		struct str s = xls_body(r);
		size_t n = wide ? s.len / 2 : s.len;
		n = n < count ? n : count;
		if (!n)
			return false;
		for (size_t i = 0; i < n; i++)
			utf16_put(into, wide ? le16(s, i * 2) : (uint16_t)(unsigned char)s.ptr[i], &high);
		r->at += wide ? n * 2 : n;
		count -= n;
	}
	utf16_end(into, &high);
	return true;
}

bool xls_string(struct xls *x, struct xls_records *r, size_t bytes, struct buf *into)
{
	size_t count = take(r, bytes);

	if (x->old) {
		struct str s = str_sub(xls_body(r), 0, count);
		(void)codepage_put(&x->pages, x->page, s, into);
		r->at += s.len;
		return s.len == count;
	}
	uint32_t flags = take(r, 1);
	size_t runs = flags & RICH ? take(r, 2) : 0;
	uint32_t more = flags & EXTENDED ? take(r, 4) : 0;

	return take_characters(r, count, flags & WIDE, into) && skip(r, (uint64_t)runs * 4 + more);
}

/* --- the workbook --- */

static int take_sheet(struct xls *x, struct xls_records *r)
{
	struct str s = xls_body(r);
	struct buf name;

	if (x->sheets.len == SHEETS_MAX)
		return 0;
	struct xls_sheet *sheet = vec_push(&x->sheets);
	if (!sheet)
		return ERR_NOMEM;
	*sheet = (struct xls_sheet){ .at = le32(s, 0), .hidden = le(s, 4, 1) & 3, .cells = le(s, 5, 1) == 0 };
	buf_init(&name, 1024);
	r->at += s.len < 6 ? s.len : 6;
	(void)xls_string(x, r, 1, &name);
	struct str all = buf_view(&name);
	size_t n = all.len < sizeof sheet->name ? all.len : utf8_floor(all, sizeof sheet->name - 1);
	memcpy(sheet->name, all.ptr ? all.ptr : "", n);
	sheet->name[n] = '\0';
	int rc = name.failed && !name.full ? ERR_NOMEM : 0;
	buf_clear(&name);
	return rc;
}

/* How many there are is a claim of the file's: they end where its bytes do. */
static int take_strings(struct xls *x, struct xls_records *r)
{
	uint32_t count = 0;

	(void)take(r, 4);
	count = take(r, 4);
	for (uint32_t i = 0; i < count; i++) {
		if (r->at == r->end && !go_on(r))
			return 0;
		if (x->book.strings.len == STRINGS_MAX)
			return ERR_LIMIT;
		struct xlsx_slice *s = vec_push(&x->book.strings);
		if (!s)
			return ERR_NOMEM;
		s->start = x->book.text.len;
		bool whole = xls_string(x, r, 2, &x->book.text);
		s->len = x->book.text.len - s->start;
		if (!whole || x->book.text.failed)
			break;
	}
	return opener_why(&x->book.text);
}

static int take_format(struct xls *x, struct xls_records *r)
{
	if (x->book.codes.len == STYLES_MAX)
		return 0;
	struct xlsx_code *c = vec_push(&x->book.codes);
	if (!c)
		return ERR_NOMEM;
	*c = (struct xlsx_code){ (long)take(r, 2), x->book.code_text.len, 0 };
	(void)xls_string(x, r, x->old ? 1 : 2, &x->book.code_text);
	c->len = x->book.code_text.len - c->start;
	return x->book.code_text.failed && !x->book.code_text.full ? ERR_NOMEM : 0;
}

static int take_style(struct xls *x, struct xls_records *r)
{
	if (x->book.formats.len == STYLES_MAX)
		return 0;
	long *format = vec_push(&x->book.formats);
	if (!format)
		return ERR_NOMEM;
	*format = le16(xls_body(r), 2);
	return 0;
}

static int take_record(struct xls *x, struct xls_records *r, struct err *e)
{
	switch (r->kind) {
	case XLS_LOCKED:
		err_hint(e, "请用密码打开，取消密码（文件—信息—保护工作簿）后另存一份再用");
		return err_set(e, ERR_INPUT, "Excel 表格加了打开密码，读不了");
	case XLS_SINCE_1904:
		x->book.since_1904 = le16(xls_body(r), 0) == 1;
		return 0;
	case XLS_CODE_PAGE:
		x->page = le16(xls_body(r), 0);
		return 0;
	case XLS_SHEET:
		return take_sheet(x, r);
	case XLS_STRINGS:
		return take_strings(x, r);
	case XLS_FORMAT:
		return take_format(x, r);
	case XLS_STYLE:
		return take_style(x, r);
	default:
		return 0;
	}
}

int xls_book_read(struct xls *x, struct err *e)
{
	struct xls_records r = { .all = buf_view(&x->stream) };

	if (!xls_next(&r) || r.kind != XLS_BEGIN)
		return damaged(e, "缺少工作簿的开头");
	unsigned version = le16(xls_body(&r), 0);
	if (version != VERSION_97 && version != VERSION_95) {
		err_hint(e, "请在 Excel 或 WPS 里打开，另存为 xlsx 再用");
		return err_set(e, ERR_INPUT, "这是 Excel 4.0 或更早的表格，读不了");
	}
	x->old = version == VERSION_95;
	while (xls_next(&r) && r.kind != XLS_END) {
		int rc = take_record(x, &r, e);
		if (rc < 0)
			return rc == ERR_NOMEM ? err_nomem(e) : rc;
	}
	if (r.kind != XLS_END)
		return damaged(e, "工作簿只剩一截");
	return x->sheets.len ? 0 : damaged(e, "工作簿里没有工作表");
}

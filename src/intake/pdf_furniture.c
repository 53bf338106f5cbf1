/* Headers, footers and page numbers: what stands at a page's edge and again on the other pages. */
#include <math.h>

#include "pdf.h"
#include "utf8.h"

enum { EDGE_ROWS = 3 };
#define SAME_HEIGHT 1.0 /* points */

/* A row's text with every number as one '#' and without blanks. */
static uint64_t fold_row(const struct pdf *p, const struct pdf_row *row)
{
	uint64_t hash = 0;
	bool in_number = false;

	for (size_t i = 0; i < row->count; i++) {
		struct str s = pdf_text(p, pdf_piece(p, row->first + i));
		for (size_t at = 0; at < s.len;) {
			uint32_t c = utf8_next(s, &at);
			bool digit = (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
			if (c == ' ' || (digit && in_number))
				continue;
			in_number = digit;
			uint32_t one = digit ? '#' : c;
			hash = str_hash((struct str){ (const char *)&one, sizeof(one) }, hash);
		}
	}
	return hash;
}

/* "1", "- 1 -", "— 1 —", "第1页", "第 1 页 共 9 页", "1/9", "Page 1 of 9": nothing but a number and what belongs to it. */
static bool is_page_number(const struct pdf *p, const struct pdf_row *row)
{
	static const struct str around[] = { STR_INIT("第"), STR_INIT("页"), STR_INIT("共"), STR_INIT("/"),
		STR_INIT("-"), STR_INIT("—"), STR_INIT("–"), STR_INIT("－"), STR_INIT("·"), STR_INIT("Page"),
		STR_INIT("of"), STR_INIT("，"), STR_INIT("／"), STR_INIT("~"), STR_INIT("."), STR_INIT("|") };
	size_t numbers = 0;

	for (size_t i = 0; i < row->count; i++) {
		struct str s = pdf_text(p, pdf_piece(p, row->first + i));
		for (size_t at = 0; at < s.len;) {
			size_t from = at;
			while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
				at++;
			numbers += at > from;
			if (at > from + 4)
				return false;
			for (size_t k = 0; k < sizeof(around) / sizeof(around[0]) && at == from; k++)
				if (str_starts(str_sub(s, at, s.len), around[k]))
					at += around[k].len;
			if (at == from && s.ptr[at] == ' ')
				at++;
			if (at == from)
				return false;
		}
	}
	return numbers >= 1 && numbers <= 2;
}

struct edge {
	uint64_t hash;
	size_t row;
	double y; /* from the upper or, negative, from the lower edge */
};

static int by_hash(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return x->hash < y->hash ? -1 : x->hash > y->hash ? 1 : x->y < y->y ? -1 : x->y > y->y;
}

/* Among the first or the last rows of the page, or of its columns: a header may stand above both. */
static bool is_at_end(const struct pdf *p, const struct pdf_page *page, size_t k)
{
	const struct pdf_row *row = pdf_row(p, page->first + k);

	return k < EDGE_ROWS || k + EDGE_ROWS >= page->count || row[-EDGE_ROWS].group != row->group ||
	       row[EDGE_ROWS].group != row->group;
}

static int collect(const struct pdf *p, struct vec *edges)
{
	for (size_t i = 0; i < p->pages.len; i++) {
		const struct pdf_page *page = pdf_page(p, i);
		for (size_t k = 0; k < page->count; k++) {
			if (!is_at_end(p, page, k))
				continue;
			const struct pdf_row *row = pdf_row(p, page->first + k);
			bool upper = page->height * 0.15 > row->y0, lower = page->height * 0.85 < row->y1;
			if (!upper && !lower)
				continue;
			struct edge *e = vec_push(edges);
			if (e == NULL)
				return ERR_NOMEM;
			*e = (struct edge){ fold_row(p, row), page->first + k,
				upper ? row->y0 : row->y1 - page->height };
		}
	}
	return 0;
}

/* Rows of one wording at exactly one height on half of the pages (odd and even ones may differ). */
static void drop_repeated(struct pdf *p, const struct edge *e, size_t count)
{
	size_t need = p->pages.len * 2 / 5 < 3 ? 3 : p->pages.len * 2 / 5;

	if (p->pages.len == 2)
		need = 2;
	for (size_t from = 0; from < count;) {
		size_t to = from + 1;
		while (to < count && e[to].y - e[to - 1].y < SAME_HEIGHT)
			to++;
		for (size_t i = from; to - from >= need && i < to; i++)
			pdf_row(p, e[i].row)->dropped = true;
		from = to;
	}
}

/* Numbers at the lower or upper edge, if they are at it on every second page at least, or say plainly that they are a page's. */
static void drop_numbers(struct pdf *p)
{
	size_t found = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < p->pages.len; i++) {
			const struct pdf_page *page = pdf_page(p, i);
			for (size_t k = 0; k < page->count; k++) {
				struct pdf_row *row = pdf_row(p, page->first + k);
				bool edge = (k == 0 && row->y0 < page->height * 0.12) ||
					    (k + 2 >= page->count && row->y1 > page->height * 0.88);
				if (!edge || row->dropped || !is_page_number(p, row))
					continue;
				if (pass == 0)
					found++;
				else
					row->dropped = found * 2 >= p->pages.len || found == 0;
			}
		}
	}
}

int pdf_drop_furniture(struct pdf *p)
{
	struct vec edges;
	bool any = false;

	vec_init(&edges, sizeof(struct edge));
	int rc = collect(p, &edges);
	if (rc == 0 && edges.len > 0) {
		const struct edge *e = edges.ptr;
		qsort(edges.ptr, edges.len, sizeof(*e), by_hash);
		for (size_t from = 0; from < edges.len;) {
			size_t to = from + 1;
			while (to < edges.len && e[to].hash == e[from].hash)
				to++;
			if (p->pages.len > 1)
				drop_repeated(p, e + from, to - from);
			from = to;
		}
	}
	vec_clear(&edges);
	if (rc == 0)
		drop_numbers(p);
	for (size_t i = 0; i < p->rows.len && !any; i++)
		any = pdf_row(p, i)->dropped;
	if (any)
		opener_note(p->o, "furniture", "每页重复的页眉、页脚和页码没有算进正文");
	return rc;
}

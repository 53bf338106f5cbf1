/* Characters to pieces, pieces to rows. */
#include <math.h>

#include "fault.h"
#include "pdf.h"
#include "utf8.h"

bool pdf_is_cjk(uint32_t c)
{
	return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) ||
	       (c >= 0xFF01 && c <= 0xFF60) || (c >= 0x2460 && c <= 0x24FF) || c >= 0x20000 || c == 0x2014 ||
	       c == 0x2026 || (c >= 0x2018 && c <= 0x201D);
}

/* Fonts name a glyph by the first of its characters: radicals stand for the words they look like. */
static uint32_t plain(uint32_t c)
{
	static const struct {
		uint16_t radical, word;
	} words[] = { { 0x2E83, 0x4E5A }, { 0x2E92, 0x5DF3 }, { 0x2E9F, 0x6BCD }, { 0x2EA0, 0x6C11 },
		{ 0x2EC1, 0x864E }, { 0x2EC4, 0x897F }, { 0x2EC5, 0x89C1 }, { 0x2EC6, 0x89D2 }, { 0x2EC9, 0x8D1D },
		{ 0x2ECB, 0x8F66 }, { 0x2ED1, 0x9577 }, { 0x2ED3, 0x957F }, { 0x2ED4, 0x95E8 }, { 0x2ED8, 0x9752 },
		{ 0x2ED9, 0x97E6 }, { 0x2EDA, 0x9875 }, { 0x2EDB, 0x98CE }, { 0x2EDC, 0x98DE }, { 0x2EDD, 0x98DF },
		{ 0x2EE2, 0x9A6C }, { 0x2EE3, 0x9AA8 }, { 0x2EE4, 0x9B3C }, { 0x2EE5, 0x9C7C }, { 0x2EE6, 0x9E1F },
		{ 0x2EE7, 0x5364 }, { 0x2EE8, 0x9EA6 }, { 0x2EE9, 0x9EC4 }, { 0x2EEC, 0x9F50 }, { 0x2EEE, 0x9F7F },
		{ 0x2EF0, 0x9F99 }, { 0x2EF3, 0x9F9F } };

	for (size_t i = 0; c >= 0x2E80 && c <= 0x2EFF && i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].radical == c)
			return words[i].word;
	return c;
}

/* The 214 radicals of the Kangxi dictionary (U+2F00...) as words, in their order. */
static const uint16_t kangxi[214] = {
	0x4E00,
	0x4E28,
	0x4E36,
	0x4E3F,
	0x4E59,
	0x4E85,
	0x4E8C,
	0x4EA0,
	0x4EBA,
	0x513F,
	0x5165,
	0x516B,
	0x5182,
	0x5196,
	0x51AB,
	0x51E0,
	0x51F5,
	0x5200,
	0x529B,
	0x52F9,
	0x5315,
	0x531A,
	0x5338,
	0x5341,
	0x535C,
	0x5369,
	0x5382,
	0x53B6,
	0x53C8,
	0x53E3,
	0x56D7,
	0x571F,
	0x58EB,
	0x5902,
	0x590A,
	0x5915,
	0x5927,
	0x5973,
	0x5B50,
	0x5B80,
	0x5BF8,
	0x5C0F,
	0x5C22,
	0x5C38,
	0x5C6E,
	0x5C71,
	0x5DDB,
	0x5DE5,
	0x5DF1,
	0x5DFE,
	0x5E72,
	0x5E7A,
	0x5E7F,
	0x5EF4,
	0x5EFE,
	0x5F0B,
	0x5F13,
	0x5F50,
	0x5F61,
	0x5F73,
	0x5FC3,
	0x6208,
	0x6236,
	0x624B,
	0x652F,
	0x6534,
	0x6587,
	0x6597,
	0x65A4,
	0x65B9,
	0x65E0,
	0x65E5,
	0x66F0,
	0x6708,
	0x6728,
	0x6B20,
	0x6B62,
	0x6B79,
	0x6BB3,
	0x6BCB,
	0x6BD4,
	0x6BDB,
	0x6C0F,
	0x6C14,
	0x6C34,
	0x706B,
	0x722A,
	0x7236,
	0x723B,
	0x723F,
	0x7247,
	0x7259,
	0x725B,
	0x72AC,
	0x7384,
	0x7389,
	0x74DC,
	0x74E6,
	0x7518,
	0x751F,
	0x7528,
	0x7530,
	0x758B,
	0x7592,
	0x7676,
	0x767D,
	0x76AE,
	0x76BF,
	0x76EE,
	0x77DB,
	0x77E2,
	0x77F3,
	0x793A,
	0x79B8,
	0x79BE,
	0x7A74,
	0x7ACB,
	0x7AF9,
	0x7C73,
	0x7CF8,
	0x7F36,
	0x7F51,
	0x7F8A,
	0x7FBD,
	0x8001,
	0x800C,
	0x8012,
	0x8033,
	0x807F,
	0x8089,
	0x81E3,
	0x81EA,
	0x81F3,
	0x81FC,
	0x820C,
	0x821B,
	0x821F,
	0x826E,
	0x8272,
	0x8278,
	0x864D,
	0x866B,
	0x8840,
	0x884C,
	0x8863,
	0x897E,
	0x898B,
	0x89D2,
	0x8A00,
	0x8C37,
	0x8C46,
	0x8C55,
	0x8C78,
	0x8C9D,
	0x8D64,
	0x8D70,
	0x8DB3,
	0x8EAB,
	0x8ECA,
	0x8F9B,
	0x8FB0,
	0x8FB5,
	0x9091,
	0x9149,
	0x91C6,
	0x91CC,
	0x91D1,
	0x9577,
	0x9580,
	0x961C,
	0x96B6,
	0x96B9,
	0x96E8,
	0x9751,
	0x975E,
	0x9762,
	0x9769,
	0x97CB,
	0x97ED,
	0x97F3,
	0x9801,
	0x98A8,
	0x98DB,
	0x98DF,
	0x9996,
	0x9999,
	0x99AC,
	0x9AA8,
	0x9AD8,
	0x9ADF,
	0x9B25,
	0x9B2F,
	0x9B32,
	0x9B3C,
	0x9B5A,
	0x9CE5,
	0x9E75,
	0x9E7F,
	0x9EA5,
	0x9EBB,
	0x9EC3,
	0x9ECD,
	0x9ED1,
	0x9EF9,
	0x9EFD,
	0x9F0E,
	0x9F13,
	0x9F20,
	0x9F3B,
	0x9F4A,
	0x9F52,
	0x9F8D,
	0x9F9C,
	0x9FA0,
};

static uint32_t word_of(uint32_t c)
{
	return c >= 0x2F00 && c < 0x2F00 + 214 ? kangxi[c - 0x2F00] : plain(c);
}

static void put_char(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_chr(b, (char)c);
	} else if (c < 0x800) {
		buf_chr(b, (char)(0xC0 | c >> 6));
		buf_chr(b, (char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		buf_chr(b, (char)(0xE0 | c >> 12));
		buf_chr(b, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_chr(b, (char)(0x80 | (c & 0x3F)));
	} else {
		buf_chr(b, (char)(0xF0 | c >> 18));
		buf_chr(b, (char)(0x80 | (c >> 12 & 0x3F)));
		buf_chr(b, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_chr(b, (char)(0x80 | (c & 0x3F)));
	}
}

struct writing {
	struct pdf *p;
	struct pdf_piece now;
	uint32_t last; /* character, 0: the piece is empty */
	double wide;   /* its widest Chinese character */
	bool blank;    /* the library saw one before the next character */
};

static int by_width(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int pdf_settle(struct pdf_char *chars, size_t count)
{
	double *widths = fault_calloc(count + 1, sizeof(*widths)), em = 0;
	size_t n = 0;

	if (widths == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		if (pdf_is_cjk(chars[i].c) && chars[i].x1 > chars[i].x0)
			widths[n++] = chars[i].x1 - chars[i].x0;
	qsort(widths, n, sizeof(*widths), by_width);
	em = n > 0 ? widths[n / 2] : 0;
	free(widths);
	for (size_t i = 0; em > 0 && i < count; i++) {
		struct pdf_char *c = &chars[i];
		double own = pdf_is_cjk(c->c) && c->x1 - c->x0 > em * 0.6 ? c->x1 - c->x0 : em,
		       middle = (c->y0 + c->y1) / 2;
		if (c->y1 - c->y0 <= own)
			continue;
		c->y0 = middle - own / 2;
		c->y1 = middle + own / 2;
	}
	return 0;
}

bool pdf_has_gaps(const struct pdf_char *chars, size_t count)
{
	const struct pdf_char *last = NULL;
	size_t gaps = 0;

	for (size_t i = 0; i < count; i++) {
		const struct pdf_char *c = &chars[i];
		if (c->c == '\n' || c->c == ' ')
			continue;
		double height = c->y1 - c->y0;
		bool same = last != NULL && fmin(c->y1, last->y1) - fmax(c->y0, last->y0) > height * 0.5;
		gaps += same && (c->x0 - last->x1 > height * 0.3 || last->x0 - c->x1 > height * 0.3);
		last = c;
	}
	return gaps >= 3;
}

static void end_piece(struct writing *w)
{
	struct pdf *p = w->p;

	if (w->last != 0) {
		w->now.len = p->texts.len - w->now.at;
		double height = w->now.y1 - w->now.y0;
		w->now.em = w->wide > 0 ? w->wide : height * 0.9;
		struct pdf_piece *at = vec_push(&p->pieces);
		if (at == NULL)
			p->o->failed = ERR_NOMEM;
		else
			*at = w->now;
	}
	w->last = 0;
	w->wide = 0;
}

/* The library's blanks come from gaps: right between Latin words, but Chinese text set to full width is full of them. */
static bool wants_blank(const struct writing *w, const struct pdf_char *c, double gap)
{
	return pdf_is_cjk(w->last) || pdf_is_cjk(c->c) ? gap > (w->now.y1 - w->now.y0) * 0.5 : w->blank;
}

static void add_char(struct writing *w, const struct pdf_char *c)
{
	struct pdf *p = w->p;
	double height = c->y1 - c->y0, gap = c->x0 - w->now.x1;
	bool other_line = w->last != 0 && (fmin(c->y1, w->now.y1) - fmax(c->y0, w->now.y0) < height * 0.3);

	double em = pdf_is_cjk(c->c) ? c->x1 - c->x0 : height * 0.7;
	bool parted = gap > em * 0.15 && pdf_is_parted(p, w->now.x1, c->x0, (c->y0 + c->y1) / 2);
	parted = parted || (gap > em * 0.6 && w->now.x1 <= p->gutter && c->x0 >= p->gutter);

	if (w->last != 0 && (other_line || parted || gap > em * 1.5 || gap < -height * 0.8))
		end_piece(w);
	uint32_t word = word_of(c->c);
	if (w->last == 0) {
		w->now = (struct pdf_piece){ .x0 = c->x0, .y0 = c->y0, .x1 = c->x1, .y1 = c->y1, .at = p->texts.len };
	} else {
		if (wants_blank(w, c, gap))
			buf_chr(&p->texts, ' ');
		w->now.y0 = fmin(w->now.y0, c->y0);
		w->now.y1 = fmax(w->now.y1, c->y1);
		w->now.x1 = fmax(w->now.x1, c->x1);
	}
	put_char(&p->texts, word);
	if (pdf_is_cjk(word) && c->x1 - c->x0 > w->wide && c->x1 - c->x0 < height * 1.5)
		w->wide = c->x1 - c->x0;
	w->last = word;
}

/* --- rows --- */

static int by_height(const void *a, const void *b)
{
	const struct pdf_piece *x = a, *y = b;
	double cx = x->y0 + x->y1, cy = y->y0 + y->y1;

	return cx < cy ? -1 : cx > cy ? 1 : x->x0 < y->x0 ? -1 : x->x0 > y->x0 ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static int by_left(const void *a, const void *b)
{
	const struct pdf_piece *x = a, *y = b;

	return x->x0 < y->x0 ? -1 : x->x0 > y->x0 ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static int from_above(const void *a, const void *b)
{
	const struct pdf_piece *x = a, *y = b;

	return x->y0 < y->y0 ? -1 : x->y0 > y->y0 ? 1 : by_left(a, b);
}

/* Pieces one above the other (a table's cells set in the middle of their row) become one. */
static void join_stack(struct pdf *p, struct pdf_piece *at, size_t count)
{
	struct pdf_piece whole;

	qsort(at, count, sizeof(*at), from_above);
	whole = at[0];
	whole.at = p->texts.len;
	whole.len = 0;
	for (size_t i = 0; i < count; i++) {
		/* into the same buffer, which may move */
		for (size_t k = 0; k < at[i].len && !p->texts.failed; k++)
			buf_chr(&p->texts, p->texts.ptr[at[i].at + k]);
		whole.x0 = fmin(whole.x0, at[i].x0);
		whole.x1 = fmax(whole.x1, at[i].x1);
		whole.y0 = fmin(whole.y0, at[i].y0);
		whole.y1 = fmax(whole.y1, at[i].y1);
		whole.em = fmax(whole.em, at[i].em);
	}
	whole.len = p->texts.len - whole.at;
	at[0] = whole;
}

static bool is_above(const struct pdf_piece *a, const struct pdf_piece *b)
{
	return fabs(a->y0 + a->y1 - b->y0 - b->y1) > (a->y1 - a->y0 + b->y1 - b->y0) * 0.3;
}

/* The row's pieces, from left to right; fewer afterwards where some stand in one column. */
static void join_stacks(struct pdf *p, struct pdf_row *row)
{
	struct pdf_piece *at = (struct pdf_piece *)p->pieces.ptr + row->first;
	size_t kept = 0;

	for (size_t i = 0; i < row->count;) {
		size_t to = i + 1;
		double right = at[i].x1;
		bool stacked = false;
		for (; to < row->count && at[to].x0 < right - at[i].em * 0.3; to++) {
			stacked = stacked || is_above(&at[i], &at[to]);
			right = fmax(right, at[to].x1);
		}
		if (stacked)
			join_stack(p, at + i, to - i);
		else
			to = i + 1;
		at[kept++] = at[i];
		i = to;
	}
	row->count = kept;
}

static int by_group(const void *a, const void *b)
{
	const struct pdf_piece *x = a, *y = b;

	return x->group < y->group ? -1 : x->group > y->group ? 1 : by_height(a, b);
}

/* The pieces of one group, sorted from above, [from, to). */
static int make_group(struct pdf *p, size_t from, size_t to)
{
	struct pdf_piece *at = (struct pdf_piece *)p->pieces.ptr;
	bool column = at[from].group % 4 != 0;
	double left = INFINITY, right = -INFINITY;

	for (size_t i = from; i < to; i++) {
		left = fmin(left, at[i].x0);
		right = fmax(right, at[i].x1);
	}
	for (size_t i = from; i < to;) {
		struct pdf_row *row = vec_push(&p->rows);
		if (row == NULL)
			return ERR_NOMEM;
		*row = (struct pdf_row){ i, 0, at[i].y0, at[i].y1, column ? left : 0, column ? right : 0,
			at[from].group, false, false };
		for (; i < to; i++, row->count++) {
			double least = fmin(at[i].y1 - at[i].y0, row->y1 - row->y0);
			if (fmin(at[i].y1, row->y1) - fmax(at[i].y0, row->y0) < least * 0.5)
				break;
			row->y0 = fmin(row->y0, at[i].y0);
			row->y1 = fmax(row->y1, at[i].y1);
		}
		qsort(at + row->first, row->count, sizeof(*at), by_left);
		join_stacks(p, row);
		pdf_page(p, p->pages.len - 1)->count++;
	}
	return 0;
}

static int make_rows(struct pdf *p, size_t first)
{
	struct pdf_piece *at = (struct pdf_piece *)p->pieces.ptr;
	int rc = 0;

	if (p->pieces.len == first)
		return 0;
	qsort(at + first, p->pieces.len - first, sizeof(*at), by_height);
	pdf_part_columns(at + first, p->pieces.len - first, pdf_page(p, p->pages.len - 1)->width, &p->strip);
	qsort(at + first, p->pieces.len - first, sizeof(*at), by_group);
	for (size_t from = first; rc == 0 && from < p->pieces.len;) {
		size_t to = from + 1;
		while (to < p->pieces.len && at[to].group == at[from].group)
			to++;
		rc = make_group(p, from, to);
		from = to;
	}
	return rc;
}

/* --- ruled tables --- */

static int in_cells_first(const void *a, const void *b)
{
	const struct pdf_piece *x = a, *y = b;
	bool cx = x->cell.x1 > 0, cy = y->cell.x1 > 0;

	return cx != cy ? (cx ? -1 : 1) : x->cell.y0 < y->cell.y0 ? -1 : x->cell.y0 > y->cell.y0 ? 1 : by_height(a, b);
}

/* Pieces in cells, cut where a table ends: a cell that begins below everything above. */
static int make_tables(struct pdf *p, size_t first, size_t *ret_first_free)
{
	struct pdf_piece *at = (struct pdf_piece *)p->pieces.ptr;
	struct pdf_table *table = NULL;
	double bottom = 0;
	size_t i = first;

	for (size_t k = first; k < p->pieces.len; k++)
		if (!pdf_find_cell(p, &at[k], &at[k].cell))
			at[k].cell = (struct pdf_cell){ 0 };
	if (p->pieces.len > first)
		qsort(at + first, p->pieces.len - first, sizeof(*at), in_cells_first);
	for (; i < p->pieces.len && at[i].cell.x1 > 0; i++) {
		if (table == NULL || at[i].cell.y0 > bottom + 4) {
			table = vec_push(&p->tables);
			if (table == NULL)
				return ERR_NOMEM;
			*table = (struct pdf_table){ i, 0, at[i].cell.y0 };
			pdf_page(p, p->pages.len - 1)->tables_count++;
			bottom = 0;
		}
		table->count++;
		bottom = fmax(bottom, at[i].cell.y1);
	}
	*ret_first_free = i;
	return 0;
}

static bool is_sane(const struct pdf_char *c)
{
	return isfinite(c->x0) && isfinite(c->y0) && isfinite(c->x1) && isfinite(c->y1) && c->y1 > c->y0 &&
	       c->x1 >= c->x0;
}

int pdf_add_chars(struct pdf *p, const struct pdf_char *chars, size_t count)
{
	struct writing w = { .p = p };
	size_t first = p->pieces.len;
	struct pdf_page *page = pdf_page(p, p->pages.len - 1);

	page->first = p->rows.len;
	p->gutter = pdf_find_gutter(chars, count, page->width);
	if (p->gutter < 0)
		return ERR_NOMEM;
	for (size_t i = 0; i < count && !opener_failed(p->o); i++) {
		uint32_t c = chars[i].c;
		if (c == '\n') {
			end_piece(&w);
		} else if (c == ' ' || c == 0xA0) {
			w.blank = true;
		} else if (c > ' ' && c != 0xA0 && c != 0x3000 && c != 0xFFFD && !(c >= 0x200B && c <= 0x200F) &&
			   c != 0xFEFF && is_sane(&chars[i])) {
			add_char(&w, &chars[i]);
			w.blank = false;
			page->chars++;
		}
	}
	end_piece(&w);
	if (p->texts.failed)
		return p->texts.full ? ERR_LIMIT : ERR_NOMEM;
	if (p->o->failed < 0)
		return p->o->failed;
	page->tables_first = p->tables.len;
	int rc = make_tables(p, first, &first);
	return rc < 0 ? rc : make_rows(p, first);
}

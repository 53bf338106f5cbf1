/* Ruled tables: lines are seen on a small picture of the page, and what stands between them is a cell. */
#include <math.h>

#include "fault.h"
#include "pdf.h"

enum { RULES_MAX = 3000, DARK = 170, SIDES_MAX = 512, CELLS_MAX = 100000 };
#define LENGTH_LEAST 14.0 /* points; strokes of large characters are as long: pdf_drop_strokes() */
#define THICK_MOST 4.0
#define SAME 2.5 /* lines of a table that are nearer than this are one */

static bool is_dark(const unsigned char *p)
{
	return p[0] < DARK && p[1] < DARK && p[2] < DARK;
}

static int add_rule(struct vec *rules, double at, double from, double to)
{
	/* the next row of pixels of the same line */
	for (size_t i = rules->len; i > 0 && i + 64 > rules->len; i--) {
		struct pdf_rule *r = &VEC_AT(rules, struct pdf_rule, i - 1);
		if (fabs(at - r->at) < THICK_MOST && fmin(to, r->to) - fmax(from, r->from) > (to - from) * 0.8) {
			r->from = fmin(r->from, from);
			r->to = fmax(r->to, to);
			return 0;
		}
	}
	if (rules->len >= RULES_MAX)
		return 0;
	struct pdf_rule *r = vec_push(rules);
	if (r == NULL)
		return ERR_NOMEM;
	*r = (struct pdf_rule){ at, from, to };
	return 0;
}

/* A dark run that has ended at `to`, in pixels, along the line of pixels `at`. */
static int end_run(const struct pdf_picture *q, struct vec *rules, int at, int length, int to)
{
	if (length < LENGTH_LEAST * q->scale)
		return 0;
	return add_rule(rules, at / q->scale, (to - length) / q->scale, to / q->scale);
}

/* One row of pixels; `down`: how long each column has been dark. Behind the last row and column all is white. */
static int scan_row(struct pdf *p, const struct pdf_picture *q, int y, int *down)
{
	const unsigned char *pixel = q->pixels + (size_t)y * (size_t)q->stride;
	int across = 0, rc = 0;

	for (int x = 0; rc == 0 && x < q->width; x++, pixel += 4) {
		if (y < q->height && is_dark(pixel)) {
			across++;
			down[x]++;
			continue;
		}
		if (across > 0)
			rc = end_run(q, &p->across, y, across, x);
		if (rc == 0 && down[x] > 0)
			rc = end_run(q, &p->down, x, down[x], y);
		across = down[x] = 0;
	}
	return rc == 0 && across > 0 ? end_run(q, &p->across, y, across, q->width) : rc;
}

/* Most of a page: a row of one light colour under another has no run, and none that ends there. */
static bool is_blank_row(const struct pdf_picture *q, int y)
{
	const unsigned char *row = q->pixels + (size_t)y * (size_t)q->stride;

	return q->width > 1 && !is_dark(row) && memcmp(row, row + 4, ((size_t)q->width - 1) * 4) == 0;
}

int pdf_find_rules(struct pdf *p, const struct pdf_picture *q)
{
	bool blank = false;
	int *down = fault_calloc((size_t)q->width + 1, sizeof(*down)), rc = down != NULL ? 0 : ERR_NOMEM;

	p->down.len = p->across.len = 0;
	for (int y = 0; rc == 0 && y <= q->height; y++) {
		bool above = blank;
		blank = y < q->height && is_blank_row(q, y);
		if (!blank || !above)
			rc = scan_row(p, q, y, down);
	}
	free(down);
	/* a picture or a filled area is full of lines */
	if (p->down.len >= RULES_MAX || p->across.len >= RULES_MAX)
		p->down.len = p->across.len = 0;
	return rc;
}

struct side {
	double from, to;
};

/* `across`: where the character is from side to side of the rule; `along`: from end to end. */
static bool is_inside(const struct pdf_rule *r, struct side across, struct side along)
{
	double spare = (along.to - along.from) * 0.2;

	return r->at > across.from - spare && r->at < across.to + spare && r->from > along.from - spare &&
	       r->to < along.to + spare;
}

static bool is_stroke(const struct pdf_rule *r, bool down, const struct pdf_char *chars, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct side x = { chars[i].x0, chars[i].x1 }, y = { chars[i].y0, chars[i].y1 };
		if (down ? is_inside(r, x, y) : is_inside(r, y, x))
			return true;
	}
	return false;
}

static void drop_strokes(struct vec *rules, bool down, const struct pdf_char *chars, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < rules->len; i++) {
		struct pdf_rule r = VEC_AT(rules, struct pdf_rule, i);
		if (!is_stroke(&r, down, chars, count))
			VEC_AT(rules, struct pdf_rule, kept++) = r;
	}
	rules->len = kept;
}

void pdf_drop_strokes(struct pdf *p, const struct pdf_char *chars, size_t count)
{
	drop_strokes(&p->down, true, chars, count);
	drop_strokes(&p->across, false, chars, count);
}

bool pdf_is_parted(const struct pdf *p, double x0, double x1, double y)
{
	for (size_t i = 0; i < p->down.len; i++) {
		const struct pdf_rule *r = &VEC_AT(&p->down, struct pdf_rule, i);
		if (r->at > x0 - 1 && r->at < x1 + 1 && r->from <= y && r->to >= y)
			return true;
	}
	return false;
}

/* --- the cell a piece stands in --- */

/* The nearest line before and behind `at` that passes `side`; false: not between two. */
static bool between(const struct vec *rules, double at, double side, double *ret_before, double *ret_behind)
{
	double before = -INFINITY, behind = INFINITY;

	for (size_t i = 0; i < rules->len; i++) {
		const struct pdf_rule *r = &VEC_AT(rules, struct pdf_rule, i);
		if (r->from > side || r->to < side)
			continue;
		if (r->at <= at)
			before = fmax(before, r->at);
		else
			behind = fmin(behind, r->at);
	}
	*ret_before = before;
	*ret_behind = behind;
	return isfinite(before) && isfinite(behind);
}

/* Where the two lines beside the piece end: a cell that goes on on another page has no line there. */
static void ends_of_sides(const struct pdf *p, const struct pdf_cell *c, double y, double *ret_top, double *ret_bottom)
{
	*ret_top = -INFINITY;
	*ret_bottom = INFINITY;
	for (size_t i = 0; i < p->down.len; i++) {
		const struct pdf_rule *r = &VEC_AT(&p->down, struct pdf_rule, i);
		if ((r->at != c->x0 && r->at != c->x1) || r->from > y || r->to < y)
			continue;
		*ret_top = fmax(*ret_top, r->from);
		*ret_bottom = fmin(*ret_bottom, r->to);
	}
}

bool pdf_find_cell(const struct pdf *p, const struct pdf_piece *piece, struct pdf_cell *ret)
{
	double x = (piece->x0 + piece->x1) / 2, y = (piece->y0 + piece->y1) / 2, top, bottom;

	if (p->down.len < 3 || p->across.len < 3 || !between(&p->down, x, y, &ret->x0, &ret->x1))
		return false;
	if (between(&p->across, y, x, &ret->y0, &ret->y1))
		return true;
	if (!isfinite(ret->y0) && !isfinite(ret->y1))
		return false;
	ends_of_sides(p, ret, y, &top, &bottom);
	ret->y0 = isfinite(ret->y0) ? ret->y0 : top;
	ret->y1 = isfinite(ret->y1) ? ret->y1 : bottom;
	return true;
}

/* --- tables --- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Sorted, and near ones as one; the number that is left. */
static size_t settle(double *at, size_t n)
{
	size_t kept = 0;

	qsort(at, n, sizeof(*at), by_value);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || at[i] - at[kept - 1] > SAME)
			at[kept++] = at[i];
	return kept;
}

static size_t index_of(const double *at, size_t n, double value)
{
	size_t best = 0;

	for (size_t i = 1; i < n; i++)
		if (fabs(at[i] - value) < fabs(at[best] - value))
			best = i;
	return best;
}

/* In pdf.texts. */
struct cell_text {
	size_t at, len;
};

struct grid {
	struct pdf *p;
	const struct pdf_piece *pieces; /* of this table, from above */
	size_t count;
	double xs[SIDES_MAX * 2], ys[SIDES_MAX * 2];
	size_t columns, rows; /* one less than there are sides */
	struct cell_text *cells;
};

static bool find_sides(struct grid *g)
{
	size_t n = g->count < SIDES_MAX ? g->count : SIDES_MAX;

	for (size_t i = 0; i < n; i++) {
		g->xs[i * 2] = g->pieces[i].cell.x0;
		g->xs[i * 2 + 1] = g->pieces[i].cell.x1;
		g->ys[i * 2] = g->pieces[i].cell.y0;
		g->ys[i * 2 + 1] = g->pieces[i].cell.y1;
	}
	g->columns = settle(g->xs, n * 2) - 1;
	g->rows = settle(g->ys, n * 2) - 1;
	return g->columns * g->rows <= CELLS_MAX;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Appends a piece to its cell; a cell over several rows says the same in each (a problem beside three measures). */
static void put_piece(struct grid *g, const struct pdf_piece *piece)
{
	size_t row = index_of(g->ys, g->rows + 1, piece->cell.y0),
	       col = index_of(g->xs, g->columns + 1, piece->cell.x0);
	size_t last = index_of(g->ys, g->rows + 1, piece->cell.y1);

	if (row >= g->rows || col >= g->columns)
		return;
	struct cell_text *cell = &g->cells[row * g->columns + col];
	struct buf *texts = &g->p->texts;
	size_t at = texts->len;
	for (size_t k = 0; k < cell->len && !texts->failed; k++)
		buf_chr(texts, texts->ptr[cell->at + k]);
	if (cell->len && piece->len && !texts->failed && is_letter(texts->ptr[texts->len - 1]) &&
		is_letter(texts->ptr[piece->at]))
		buf_chr(texts, ' '); /* two words of a foreign language */
	for (size_t k = 0, from = piece->at; k < piece->len && !texts->failed; k++)
		buf_chr(texts, texts->ptr[from + k]);
	*cell = (struct cell_text){ at, texts->len - at };
	for (size_t r = row + 1; r < last && r < g->rows; r++)
		g->cells[r * g->columns + col] = *cell;
}

static int write_rows(struct grid *g, uint32_t page)
{
	struct buf line;
	bool first = true;

	buf_init(&line, g->p->o->limits.text);
	for (size_t r = 0; r < g->rows && !line.failed; r++) {
		bool some = false;
		buf_reset(&line);
		for (size_t c = 0; c < g->columns; c++) {
			struct cell_text cell = g->cells[r * g->columns + c];
			if (c > 0)
				buf_chr(&line, '\t');
			buf_str(&line, str_sub(buf_view(&g->p->texts), cell.at, cell.at + cell.len));
			some = some || cell.len > 0;
		}
		if (some)
			pdf_flow_row(g->p, buf_view(&line), page, first);
		first = first && !some;
	}
	int rc = line.failed ? ERR_NOMEM : 0;
	buf_clear(&line);
	return rc;
}

int pdf_put_table(struct pdf *p, const struct pdf_table *t, uint32_t page)
{
	struct grid *g = fault_calloc(1, sizeof(*g));
	int rc = ERR_NOMEM;

	if (g == NULL)
		return rc;
	g->p = p;
	g->pieces = pdf_piece(p, t->first);
	g->count = t->count;
	if (!find_sides(g))
		rc = ERR_LIMIT;
	else
		g->cells = fault_calloc(g->columns * g->rows + 1, sizeof(*g->cells));
	if (g->cells != NULL) {
		for (size_t i = 0; i < g->count; i++)
			put_piece(g, &g->pieces[i]);
		rc = p->texts.failed ? opener_why(&p->texts) : write_rows(g, page);
	}
	free(g->cells);
	free(g);
	return rc;
}

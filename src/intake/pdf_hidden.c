/* A merged cell that goes on behind the end of its page: what it says is printed once in its middle, and on the page where that middle
 * is not, the words lie unseen above or below the table (spreadsheets that are printed). They belong to the cell that is open there. */
#include <math.h>

#include "pdf.h"

#define EDGE 3.0 /* lines that end as near to each other end together */

/* Whether anything is drawn where the character stands: one colour is nothing. */
static bool is_seen(const struct pdf_picture *q, const struct pdf_char *c)
{
	double spare_x = (c->x1 - c->x0) * 0.1, spare_y = (c->y1 - c->y0) * 0.1;
	int x0 = (int)fmax(0, (c->x0 + spare_x) * q->scale), x1 = (int)fmin(q->width, (c->x1 - spare_x) * q->scale);
	int y0 = (int)fmax(0, (c->y0 + spare_y) * q->scale), y1 = (int)fmin(q->height, (c->y1 - spare_y) * q->scale);

	if (x0 >= x1 || y0 >= y1)
		return false;
	const unsigned char *first = q->pixels + (size_t)y0 * (size_t)q->stride + (size_t)x0 * 4;
	for (int y = y0; y < y1; y++) {
		const unsigned char *pixel = q->pixels + (size_t)y * (size_t)q->stride + (size_t)x0 * 4;
		for (int x = x0; x < x1; x++, pixel += 4)
			if (memcmp(pixel, first, 3) != 0)
				return true;
	}
	return false;
}

static double end_of(const struct pdf_rule *r, bool below)
{
	return below ? r->to : -r->from;
}

/* Where the lines that stand upright end towards a character at `y`, which is beyond them; -INFINITY: there are none. Downwards,
 * or with the sign turned. */
static double edge_before(const struct pdf *p, double y, bool below)
{
	double edge = -INFINITY;

	for (size_t i = 0; i < p->down.len; i++) {
		double end = end_of(&VEC_AT(&p->down, struct pdf_rule, i), below);
		edge = end <= y + EDGE ? fmax(edge, end) : edge;
	}
	return edge;
}

/* Whether `x` stands between two lines that end at the edge, and no line closes what is between them. */
static bool is_open(const struct pdf *p, double x, double edge, bool below)
{
	bool left = false, right = false;

	for (size_t i = 0; i < p->down.len; i++) {
		const struct pdf_rule *r = &VEC_AT(&p->down, struct pdf_rule, i);
		bool ends = fabs(end_of(r, below) - edge) < EDGE;
		left = left || (ends && r->at < x);
		right = right || (ends && r->at > x);
	}
	for (size_t i = 0; i < p->across.len; i++) {
		const struct pdf_rule *r = &VEC_AT(&p->across, struct pdf_rule, i);
		if (fabs((below ? r->at : -r->at) - edge) < EDGE && r->from <= x && r->to >= x)
			return false;
	}
	return left && right;
}

/* Into the cell, just before its open side; what is nearer to it stays nearer. */
static void move_in(const struct pdf *p, struct pdf_char *c, bool below)
{
	double sign = below ? 1 : -1, y = sign * (c->y0 + c->y1) / 2, x = (c->x0 + c->x1) / 2;
	double edge = edge_before(p, y, below);

	if (!isfinite(edge) || !is_open(p, x, edge, below))
		return;
	double to = edge - 2 * EDGE + EDGE * (1 - 1 / (fmax(0, y - edge) / 100 + 1));
	c->y0 += sign * (to - y);
	c->y1 += sign * (to - y);
}

static bool is_blank(uint32_t c)
{
	return c <= ' ' || c == 0xA0 || c == 0x3000;
}

/* So little is drawn of a mark that it may not be told from paper: it is hidden where the character before it is. */
static bool is_mark(uint32_t c)
{
	return c < 0x30 || (c >= 0x3001 && c <= 0x3002) || c == 0xFF0C || c == 0xFF0E || c == 0xFF1A || c == 0xFF1B;
}

void pdf_move_hidden(const struct pdf *p, const struct pdf_picture *q, struct pdf_char *chars, size_t count)
{
	double top = INFINITY, bottom = -INFINITY;

	for (size_t i = 0; i < p->down.len; i++) {
		top = fmin(top, VEC_AT(&p->down, struct pdf_rule, i).from);
		bottom = fmax(bottom, VEC_AT(&p->down, struct pdf_rule, i).to);
	}
	if (p->down.len < 3 || p->across.len < 3)
		return;
	bool hidden = false;
	for (size_t i = 0; i < count; i++) {
		double y = (chars[i].y0 + chars[i].y1) / 2;
		if (is_blank(chars[i].c))
			continue;
		hidden = (y < top || y > bottom) && (hidden || !is_mark(chars[i].c)) && !is_seen(q, &chars[i]);
		if (hidden)
			move_in(p, &chars[i], y > bottom);
	}
}

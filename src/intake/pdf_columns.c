/* Columns of text: a strip of the page that hardly a line crosses. */
#include <math.h>

#include "fault.h"
#include "pdf.h"

enum { SIDE_LEAST = 6, SLICES = 400 };

static int by_width(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Word's usual gap of 2.02 characters of 10.5 points is no wider than a character and a third of a report's body. */
static double least_gutter(const struct pdf_char *chars, size_t count)
{
	double *widths = count > 0 ? fault_calloc(count, sizeof(*widths)) : NULL;
	size_t n = 0;

	for (size_t i = 0; widths != NULL && i < count; i++)
		if (pdf_is_cjk(chars[i].c) && chars[i].x1 > chars[i].x0)
			widths[n++] = chars[i].x1 - chars[i].x0;
	if (n > 0)
		qsort(widths, n, sizeof(*widths), by_width);
	double em = n > 0 ? widths[n / 2] : 0;
	bool failed = count > 0 && widths == NULL;
	free(widths);
	return failed ? -1 : em * 0.9;
}

static void cover(const struct pdf_char *chars, size_t count, double width, size_t covered[SLICES])
{
	for (size_t i = 0; i < count; i++) {
		double from = chars[i].x0 / width * SLICES, to = chars[i].x1 / width * SLICES;
		if (chars[i].c <= ' ' || !(from >= 0) || !(to < SLICES))
			continue;
		for (int k = (int)from; k <= (int)to; k++)
			covered[k]++;
	}
}

double pdf_find_gutter(const struct pdf_char *chars, size_t count, double width)
{
	size_t covered[SLICES] = { 0 }, lines = 0;
	double least = width > 0 ? least_gutter(chars, count) : 0;
	int best = 0, best_to = 0;

	if (!(least > 0))
		return least < 0 ? -1 : 0;
	cover(chars, count, width, covered);
	for (int i = 0; i < SLICES; i++)
		lines = covered[i] > lines ? covered[i] : lines;
	for (int i = SLICES * 35 / 100; i < SLICES * 65 / 100; i++) {
		int to = i;
		while (to < SLICES * 65 / 100 && covered[to] * 6 <= lines)
			to++;
		if (to - i > best_to - best)
			best = i, best_to = to;
		i = to;
	}
	bool wide = (best_to - best) * width / SLICES >= least - 2 * width / SLICES;
	return wide && lines >= SIDE_LEAST ? (best + best_to) / 2.0 * width / SLICES : 0;
}

struct strip {
	double x;
	size_t left, right, crossing;
};

static struct strip look(const struct pdf_piece *at, size_t count, double x)
{
	struct strip s = { .x = x };

	for (size_t i = 0; i < count; i++) {
		s.left += at[i].x1 <= x;
		s.right += at[i].x0 >= x;
		s.crossing += at[i].x0 < x && at[i].x1 > x;
	}
	return s;
}

/* Most lines beside the strip end near it, or begin near it: text, not a list of short words. */
static bool is_filled(const struct pdf_piece *at, size_t count, const struct strip *s)
{
	double end = -INFINITY, begin = INFINITY, left = INFINITY, right = -INFINITY, em = 0;
	size_t full = 0;

	for (size_t i = 0; i < count; i++) {
		em = fmax(em, at[i].em);
		left = fmin(left, at[i].x0);
		right = fmax(right, at[i].x1);
		if (at[i].x1 <= s->x)
			end = fmax(end, at[i].x1);
		if (at[i].x0 >= s->x)
			begin = fmin(begin, at[i].x0);
	}
	for (size_t i = 0; i < count; i++)
		full += at[i].x1 <= s->x ? end - at[i].x1 < em * 3 : right - at[i].x1 < em * 3;
	double one = end - left, two = right - begin;
	return full * 10 >= count * 5 && fmin(one, two) > em * 8 && fmax(one, two) < fmin(one, two) * 1.4 &&
	       begin - end > em * 0.6;
}

/* The strip with the fewest lines across it, in the middle of the page; false: there is none. */
static bool find_strip(const struct pdf_piece *at, size_t count, double width, struct strip *ret)
{
	struct strip best = { .crossing = SIZE_MAX };

	for (int i = 140; i < 260; i++) {
		struct strip s = look(at, count, width * i / 400);
		if (s.left >= SIDE_LEAST && s.right >= SIDE_LEAST && s.crossing < best.crossing)
			best = s;
	}
	if (best.crossing == SIZE_MAX || best.crossing * 4 > best.left || best.crossing * 4 > best.right)
		return false;
	*ret = best;
	return is_filled(at, count, &best);
}

/* What is left of a text in columns on its last page has too few lines to show them: the page before does. */
static bool goes_on(const struct pdf_piece *at, size_t count, double x, struct strip *ret)
{
	*ret = look(at, count, x);
	return x > 0 && (count < SIDE_LEAST * 4 || ret->right < SIDE_LEAST) && ret->crossing <= 1;
}

/* Between two lines that cross the strip the left side is read first, then the right one. */
void pdf_part_columns(struct pdf_piece *at, size_t count, double width, double *strip)
{
	struct strip s;
	uint32_t zone = 0;
	bool crossed = true, found = find_strip(at, count, width, &s) || goes_on(at, count, *strip, &s);

	*strip = found ? s.x : 0;
	for (size_t i = 0; found && i < count; i++) { /* sorted from above */
		bool crosses = at[i].x0 < s.x && at[i].x1 > s.x;
		if (crosses != crossed)
			zone += 4;
		crossed = crosses;
		at[i].group = zone + (crosses ? 0 : at[i].x1 <= s.x ? 1 : 2);
	}
}

/* Columns of text: a strip of the page that hardly a line crosses. */
#include <math.h>

#include "pdf.h"

enum { SIDE_LEAST = 6 };

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

/* Between two lines that cross the strip the left side is read first, then the right one. */
void pdf_part_columns(struct pdf_piece *at, size_t count, double width)
{
	struct strip s;
	uint32_t zone = 0;
	bool crossed = true;

	if (!find_strip(at, count, width, &s))
		return;
	for (size_t i = 0; i < count; i++) { /* sorted from above */
		bool crosses = at[i].x0 < s.x && at[i].x1 > s.x;
		if (crosses != crossed)
			zone += 4;
		crossed = crosses;
		at[i].group = zone + (crosses ? 0 : at[i].x1 <= s.x ? 1 : 2);
	}
}

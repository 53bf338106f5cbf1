/* Pages that are pictures: recognised lines, joined to paragraphs like any others. */
#include <math.h>

#include "ocr.h"
#include "pdf.h"

struct scanned {
	size_t at, len; /* in pdf.texts */
	double x0, x1, y0, y1;
};

struct scan_page {
	struct pdf *p;
	struct vec lines; /* struct scanned */
};

static int take(void *context, const struct ocr_line *line)
{
	struct scan_page *s = context;
	size_t at = s->p->texts.len;

	buf_str(&s->p->texts, line->text);
	struct scanned *l = s->p->texts.failed ? NULL : vec_push(&s->lines);
	if (l == NULL)
		return ERR_NOMEM;
	*l = (struct scanned){ at, line->text.len, line->x0, line->x1, line->y0, line->y1 };
	return 0;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* The value that `part` of a hundred of the lines are below. */
static double of_lines(const struct scan_page *s, size_t part, double (*value)(const struct scan_page *s, size_t i))
{
	double *all = calloc(s->lines.len + 1, sizeof(*all)), ret = 0;

	if (all == NULL || s->lines.len == 0) {
		free(all);
		return 0;
	}
	for (size_t i = 0; i < s->lines.len; i++)
		all[i] = value(s, i);
	qsort(all, s->lines.len, sizeof(*all), by_value);
	ret = all[(s->lines.len - 1) * part / 100];
	free(all);
	return ret;
}

static const struct scanned *line_at(const struct scan_page *s, size_t i)
{
	return &VEC_AT(&s->lines, struct scanned, i);
}

static double left_of(const struct scan_page *s, size_t i)
{
	return line_at(s, i)->x0;
}

static double right_of(const struct scan_page *s, size_t i)
{
	return line_at(s, i)->x1;
}

static double height_of(const struct scan_page *s, size_t i)
{
	return line_at(s, i)->y1 - line_at(s, i)->y0;
}

/* To the next line; of the last one it is of no use. */
static double pitch_of(const struct scan_page *s, size_t i)
{
	return i + 1 < s->lines.len && line_at(s, i + 1)->y0 > line_at(s, i)->y0
		       ? line_at(s, i + 1)->y0 - line_at(s, i)->y0
		       : INFINITY;
}

static void hand_over(struct scan_page *s, uint32_t page)
{
	double left = of_lines(s, 5, left_of), right = of_lines(s, 95, right_of), em = of_lines(s, 50, height_of);
	double gap = em > 0 ? of_lines(s, 30, pitch_of) / em : 0;
	size_t in = 0;

	for (size_t i = 0; i < s->lines.len; i++)
		in += line_at(s, i)->x0 - left > em * 1.3 && line_at(s, i)->x0 - left < em * 3;
	pdf_flow_habits(s->p, isfinite(gap) ? gap * 1.1 : 0, in >= 3 && in * 8 >= s->lines.len);
	for (size_t i = 0; i < s->lines.len; i++) {
		const struct scanned *l = line_at(s, i);
		struct str text = str_sub(buf_view(&s->p->texts), l->at, l->at + l->len);
		/* heights of recognised lines vary with what is in them */
		pdf_flow_line(s->p, &(struct pdf_line){ text, l->x0, l->x1, l->y0, l->y1, em, left, right, page });
	}
}

int pdf_scan(struct pdf *p, struct ocr *ocr, const struct ocr_picture *picture, uint32_t page, int *ret_confidence)
{
	struct scan_page s = { .p = p };

	vec_init(&s.lines, sizeof(struct scanned));
	pdf_flow_break(p);
	int rc = ocr_read(ocr, picture, take, &s, ret_confidence);
	if (rc == 0)
		hand_over(&s, page);
	pdf_flow_break(p);
	vec_clear(&s.lines);
	return rc;
}

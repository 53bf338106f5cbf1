/* The content of an OFD page: characters and straight lines with their places. */
#include <math.h>

#include "ofd.h"
#include "utf8.h"

enum { CHARS_MAX = 400000, RULES_MAX = 4000, DELTAS_MAX = 4000, TEXT_BYTES_MAX = 1 << 20 };

/* The linear transformation of a point: a b c d e f of the standard. */
struct matrix {
	double a, b, c, d, e, f;
};

void ofd_page_init(struct ofd_page *g)
{
	*g = (struct ofd_page){ .picture = -1 };
	for (int i = 0; i < OFD_TURNS; i++)
		vec_init(&g->chars[i], sizeof(struct pdf_char));
	vec_init(&g->down, sizeof(struct pdf_rule));
	vec_init(&g->across, sizeof(struct pdf_rule));
}

void ofd_page_clear(struct ofd_page *g)
{
	for (int i = 0; i < OFD_TURNS; i++)
		vec_clear(&g->chars[i]);
	vec_clear(&g->down);
	vec_clear(&g->across);
}

void ofd_page_begin(struct ofd_page *g, double width, double height)
{
	for (int i = 0; i < OFD_TURNS; i++)
		g->chars[i].len = 0;
	g->down.len = g->across.len = g->templates_count = 0;
	g->width = width;
	g->height = height;
	g->picture = -1;
	g->picture_area = 0;
}

bool ofd_take_number(struct str *s, double *ret)
{
	char text[40];
	size_t n = 0;

	while (s->len && strchr(" \t\r\n,", s->ptr[0]))
		*s = str_sub(*s, 1, s->len);
	while (n < s->len && n + 1 < sizeof text && !strchr(" \t\r\n,", s->ptr[n])) {
		text[n] = s->ptr[n];
		n++;
	}
	text[n] = '\0';
	char *end = text;
	double v = strtod(text, &end);
	if (end == text || *end || !isfinite(v) || fabs(v) > 1e6)
		return false;
	*s = str_sub(*s, n, s->len);
	*ret = v;
	return true;
}

size_t ofd_numbers(struct str s, double *into, size_t most)
{
	size_t n = 0;

	while (n < most && ofd_take_number(&s, &into[n]))
		n++;
	return n;
}

struct page_reader {
	struct ofd_page *g;
	struct buf text; /* of the open TextCode, or the path's data */
	unsigned skip;
	bool template, in_text, in_code, in_path, in_data, in_box;
	enum ofd_turn turn; /* of the open object */
	double x0, y0;      /* of the object's boundary */
	struct matrix m;
	double size, stretch;
	double x, y; /* where the next character of the object stands */
	double deltas[DELTAS_MAX];
	size_t deltas_count;
	bool reads_down, downwards;
};

/* --- text --- */

static void place(const struct page_reader *r, double x, double y, double *ret_x, double *ret_y)
{
	*ret_x = r->x0 + r->m.a * x + r->m.c * y + r->m.e;
	*ret_y = r->y0 + r->m.b * x + r->m.d * y + r->m.f;
}

/* "g 10 5": ten times 5. */
static size_t read_deltas(struct str s, double *into, size_t most)
{
	size_t n = 0;
	double v = 0, times = 0;

	for (s = str_trim(s); s.len && n < most; s = str_trim(s)) {
		if (s.ptr[0] == 'g' || s.ptr[0] == 'G') {
			s = str_sub(s, 1, s.len);
			if (!ofd_take_number(&s, &times) || !ofd_take_number(&s, &v))
				break;
			for (; times >= 1 && n < most; times--)
				into[n++] = v;
			continue;
		}
		if (!ofd_take_number(&s, &v))
			break;
		into[n++] = v;
	}
	return n;
}

/* A seal's letters and watermarks stand askew; what is turned by a quarter may be a whole page. */
static void turn_object(struct page_reader *r)
{
	if (fabs(r->m.a) < 0.02 * fabs(r->m.b)) {
		r->turn = r->m.b > 0 ? OFD_RIGHT : OFD_LEFT;
		return;
	}
	r->g->turned++;
	r->skip = 1;
}

/* Its boundary and transformation; what is invisible is skipped. */
static void open_boundary(struct page_reader *r, const struct markup_tag *t)
{
	double box[4] = { 0 }, m[6] = { 0 };

	if (str_eq(markup_attribute(t, "Visible"), STR("false")))
		r->skip = 1;
	ofd_numbers(markup_attribute(t, "Boundary"), box, 4);
	r->x0 = box[0];
	r->y0 = box[1];
	r->m = ofd_numbers(markup_attribute(t, "CTM"), m, 6) == 6
		       ? (struct matrix){ m[0], m[1], m[2], m[3], m[4], m[5] }
		       : (struct matrix){ 1, 0, 0, 1, 0, 0 };
}

static void open_object(struct page_reader *r, const struct markup_tag *t)
{
	open_boundary(r, t);
	r->size = r->stretch = 0;
	ofd_numbers(markup_attribute(t, "Size"), &r->size, 1);
	ofd_numbers(markup_attribute(t, "HScale"), &r->stretch, 1);
	r->size = r->size > 0 ? r->size : 4;
	r->stretch = r->stretch > 0 ? r->stretch : 1;
	r->x = r->y = 0;
	r->reads_down = str_eq(markup_attribute(t, "ReadDirection"), STR("90"));
	r->turn = OFD_STRAIGHT;
	if (!r->skip && fabs(r->m.b) > 0.2 * fabs(r->m.a))
		turn_object(r);
	r->in_text = true;
}

static void open_code(struct page_reader *r, const struct markup_tag *t)
{
	struct str across = markup_attribute(t, "DeltaX"), down = markup_attribute(t, "DeltaY");

	r->in_code = true;
	buf_reset(&r->text);
	ofd_numbers(markup_attribute(t, "X"), &r->x, 1);
	ofd_numbers(markup_attribute(t, "Y"), &r->y, 1);
	r->downwards = (down.len || r->reads_down) && !across.len;
	r->deltas_count = read_deltas(r->downwards ? down : across, r->deltas, DELTAS_MAX);
}

static int add_char(struct page_reader *r, struct vec *to, uint32_t c, double advance)
{
	double x[2], y[2];

	if (to->len >= CHARS_MAX)
		return ERR_LIMIT;
	place(r, r->x, r->y - r->size * 0.86, &x[0], &y[0]);
	place(r, r->x + advance, r->y + r->size * 0.14, &x[1], &y[1]);
	struct pdf_char *at = vec_push(to);
	if (!at)
		return ERR_NOMEM;
	*at = (struct pdf_char){ c, fmin(x[0], x[1]), fmin(y[0], y[1]), fmax(x[0], x[1]), fmax(y[0], y[1]) };
	return 0;
}

static double usual_width(const struct page_reader *r, uint32_t c)
{
	return r->size * r->stretch * (pdf_is_cjk(c) || (c >= 0x3000 && c < 0x3020) ? 1 : 0.5);
}

/* A blank set by its place alone: characters farther apart than they are wide are no word. */
static int close_code(struct page_reader *r)
{
	struct str s = buf_view(&r->text);
	size_t n = 0;
	int rc = 0;

	r->in_code = false;
	while (s.len && (s.ptr[0] == '\n' || s.ptr[0] == '\r'))
		s = str_sub(s, 1, s.len);
	while (s.len && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
		s.len--;
	bool stacked = r->downwards && r->turn == OFD_STRAIGHT && s.len > 4; /* more than one */
	struct vec *to = &r->g->chars[stacked ? OFD_STACKED : r->turn];
	for (size_t at = 0; at < s.len && rc == 0; n++) {
		uint32_t c = utf8_next(s, &at);
		double width = usual_width(r, c), step = n < r->deltas_count ? r->deltas[n] : width;
		rc = add_char(r, to, c, !r->downwards && step > 0 && step < width ? step : width);
		if (r->downwards)
			r->y += n < r->deltas_count ? step : r->size;
		else
			r->x += step;
	}
	return rc;
}

/* --- lines --- */

static int add_rule(struct vec *rules, double at, double from, double to)
{
	if (rules->len >= RULES_MAX || fabs(to - from) < 2)
		return 0;
	struct pdf_rule *r = vec_push(rules);
	if (!r)
		return ERR_NOMEM;
	*r = (struct pdf_rule){ at, fmin(from, to), fmax(from, to) };
	return 0;
}

static int add_line(struct page_reader *r, const double from[2], const double to[2])
{
	double x0, y0, x1, y1;

	place(r, from[0], from[1], &x0, &y0);
	place(r, to[0], to[1], &x1, &y1);
	if (fabs(y1 - y0) < 0.3)
		return add_rule(&r->g->across, (y0 + y1) / 2, x0, x1);
	if (fabs(x1 - x0) < 0.3)
		return add_rule(&r->g->down, (x0 + x1) / 2, y0, y1);
	return 0;
}

/* Only straight lines part cells: S M L C of the standard; behind a curve the pen is lost. */
static int close_data(struct page_reader *r)
{
	struct str s = str_trim(buf_view(&r->text));
	double start[2] = { 0, 0 }, pen[2] = { 0, 0 }, to[2];
	int rc = 0;

	r->in_data = false;
	while (s.len && rc == 0) {
		char op = s.ptr[0];
		s = str_sub(s, 1, s.len);
		if (op == 'C') {
			rc = add_line(r, pen, start);
		} else if ((op == 'M' || op == 'S' || op == 'L') && ofd_take_number(&s, &to[0]) &&
			   ofd_take_number(&s, &to[1])) {
			rc = op == 'L' ? add_line(r, pen, to) : 0;
			memcpy(pen, to, sizeof pen);
			if (op != 'L')
				memcpy(start, to, sizeof start);
		} else {
			break;
		}
		s = str_trim(s);
	}
	return rc;
}

/* --- the walk --- */

static void open_layer(struct page_reader *r, const struct markup_tag *t)
{
	if (str_eq(markup_attribute(t, "Visible"), STR("false")))
		r->skip = 1;
}

static void open_picture(struct page_reader *r, const struct markup_tag *t)
{
	double box[4] = { 0 };
	long id = markup_number(markup_attribute(t, "ResourceID"), 0, INT32_MAX, -1);

	ofd_numbers(markup_attribute(t, "Boundary"), box, 4);
	double area = fabs(box[2] * box[3]);
	if (r->g->picture >= 0 && area <= r->g->picture_area)
		return;
	r->g->picture = id < 0 ? 0 : id;
	r->g->picture_area = area;
}

/* Templates of templates are none. */
static void open_template(struct page_reader *r, const struct markup_tag *t)
{
	long id = markup_number(markup_attribute(t, "TemplateID"), 0, INT32_MAX, -1);

	if (!r->template && r->g->templates_count < OFD_TEMPLATES_MAX)
		r->g->templates[r->g->templates_count++] = id;
}

static int open_element(void *context, const struct markup_tag *t)
{
	struct page_reader *r = context;

	if (r->skip) {
		r->skip++;
		return 0;
	}
	switch (t->id) {
	case O_LAYER:
		open_layer(r, t);
		return 0;
	case O_TEXT:
		open_object(r, t);
		return 0;
	case O_TEXT_CODE:
		if (r->in_text)
			open_code(r, t);
		return 0;
	case O_PATH:
		r->in_path = true;
		open_boundary(r, t);
		return 0;
	case O_DATA:
		r->in_data = r->in_path;
		buf_reset(&r->text);
		return 0;
	case O_IMAGE:
		open_picture(r, t);
		return 0;
	case O_COMPOSITE:
		r->g->composites++;
		return 0;
	case O_TEMPLATE:
		open_template(r, t);
		return 0;
	case O_PHYSICAL_BOX:
		r->in_box = !r->template;
		buf_reset(&r->text);
		return 0;
	default:
		return 0;
	}
}

static void close_box(struct page_reader *r)
{
	double box[4] = { 0 };

	r->in_box = false;
	if (ofd_numbers(buf_view(&r->text), box, 4) != 4)
		return;
	r->g->width = box[2];
	r->g->height = box[3];
}

static int close_element(void *context, unsigned id)
{
	struct page_reader *r = context;

	if (r->skip) {
		r->skip--;
		return 0;
	}
	if (id == O_TEXT_CODE && r->in_code)
		return close_code(r);
	if (id == O_DATA && r->in_data)
		return close_data(r);
	if (id == O_PHYSICAL_BOX)
		close_box(r);
	r->in_text = r->in_text && id != O_TEXT;
	r->in_path = r->in_path && id != O_PATH;
	return 0;
}

static int text_inside(void *context, struct str s)
{
	struct page_reader *r = context;

	if (!r->skip && (r->in_code || r->in_data || r->in_box))
		buf_str(&r->text, s);
	return opener_why(&r->text);
}

int ofd_page_read(struct ofd_page *g, struct package *p, struct str part, bool template, struct err *e)
{
	struct page_reader r = { .g = g, .template = template };
	struct markup m = { OFD_NAMES, .open = open_element, .close = close_element, .text = text_inside,
		.context = &r };

	buf_init(&r.text, TEXT_BYTES_MAX);
	int rc = markup_read(p, part, &m, e);
	buf_clear(&r.text);
	return rc;
}

/* --- turning it --- */

/* To the left (as text that was turned to the right, or is vertical, wants it) or to the right. */
static void turn_chars(const struct ofd_page *g, struct vec *chars, bool left)
{
	for (size_t i = 0; i < chars->len; i++) {
		struct pdf_char *c = &VEC_AT(chars, struct pdf_char, i);
		*c = left ? (struct pdf_char){ c->c, c->y0, g->width - c->x1, c->y1, g->width - c->x0 }
			  : (struct pdf_char){ c->c, g->height - c->y1, c->x0, g->height - c->y0, c->x1 };
	}
}

static void turn_rules(const struct ofd_page *g, struct vec *rules, bool down, bool left)
{
	for (size_t i = 0; i < rules->len; i++) {
		struct pdf_rule *r = &VEC_AT(rules, struct pdf_rule, i);
		double side = left ? g->width : g->height;
		if (down == left)
			r->at = side - r->at;
		else
			*r = (struct pdf_rule){ r->at, side - r->to, side - r->from };
	}
}

int ofd_page_turn(struct ofd_page *g)
{
	enum ofd_turn most = OFD_STRAIGHT;

	for (int i = 1; i < OFD_TURNS; i++)
		if (g->chars[i].len > g->chars[most].len)
			most = (enum ofd_turn)i;
	for (int i = 0; i < OFD_TURNS; i++)
		g->turned += i != (int)most && g->chars[i].len && !(most == OFD_STRAIGHT && i == OFD_STACKED);
	if (most == OFD_STRAIGHT) {
		for (size_t i = 0; i < g->chars[OFD_STACKED].len; i++) {
			struct pdf_char *c = vec_push(&g->chars[OFD_STRAIGHT]);
			if (!c)
				return ERR_NOMEM;
			*c = VEC_AT(&g->chars[OFD_STACKED], struct pdf_char, i);
		}
		return 0;
	}
	struct vec straight = g->chars[most], rules = g->down;
	g->chars[most] = g->chars[OFD_STRAIGHT];
	g->chars[OFD_STRAIGHT] = straight;
	turn_chars(g, &g->chars[OFD_STRAIGHT], most != OFD_LEFT);
	turn_rules(g, &g->down, true, most != OFD_LEFT);
	turn_rules(g, &g->across, false, most != OFD_LEFT);
	g->down = g->across;
	g->across = rules;
	double width = g->width;
	g->width = g->height;
	g->height = width;
	return 0;
}

/* Lines to paragraphs: a line that is full goes on in the next one, unless that begins like a paragraph. */
#include <math.h>

#include "fault.h"
#include "pdf.h"
#include "utf8.h"

struct pdf_flow {
	struct pdf_line last;
	bool open;    /* a paragraph is being written */
	bool table;   /* or a table */
	bool indents; /* paragraphs of this document begin with an indentation */
	bool spaced;  /* or stand apart */
	double gap;   /* usual distance between two lines, in ems */
	uint32_t last_char;
	uint64_t head;    /* the table's first row, hashed */
	struct buf plain; /* a line without the numbers of notes */
};

static bool is_indented(const struct pdf_line *l)
{
	return l->x0 - l->left > l->em * 1.2;
}

/* Beginnings of a heading or an item, as the report room's lexer knows them. */
static bool begins_with_marker(struct str s)
{
	static const struct str numerals[] = { STR_INIT("一"), STR_INIT("二"), STR_INIT("三"), STR_INIT("四"),
		STR_INIT("五"), STR_INIT("六"), STR_INIT("七"), STR_INIT("八"), STR_INIT("九"), STR_INIT("十"),
		STR_INIT("百") };
	static const struct str ends[] = { STR_INIT("、"), STR_INIT("."), STR_INIT("．"), STR_INIT("）"),
		STR_INIT(")") };
	size_t at = 0, digits = 0;
	bool open = str_starts(s, STR("（")) || str_starts(s, STR("("));

	if (s.len >= 3 && memcmp(s.ptr, "\u2460", 2) == 0) /* ①… share their first bytes */
		return true;
	at = open ? (s.ptr[0] == '(' ? 1 : 3) : str_starts(s, STR("第")) ? 3 : 0;
	size_t begin = at;
	while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
		at++, digits++;
	for (bool more = digits == 0; more;) {
		more = false;
		for (size_t i = 0; i < sizeof(numerals) / sizeof(numerals[0]) && !more; i++)
			if (str_starts(str_sub(s, at, s.len), numerals[i]))
				at += numerals[i].len, more = true;
	}
	if (at == begin || digits > 3)
		return false;
	struct str rest = str_sub(s, at, s.len);
	if (digits > 0 && rest.len >= 2 && rest.ptr[0] == '.' && rest.ptr[1] >= '0' && rest.ptr[1] <= '9')
		return false; /* 3.5 */
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_starts(rest, ends[i]))
			return true;
	return false;
}

/* "整改措施：" and the like. */
static bool begins_with_label(struct str s)
{
	for (size_t at = 0, chars = 0; at < s.len && chars < 10; chars++) {
		uint32_t c = utf8_next(s, &at);
		if (c == 0xFF1A || c == ':')
			return chars >= 2;
		if (c < 0x4E00 || c > 0x9FFF)
			return false;
	}
	return false;
}

static bool ends_sentence(uint32_t c)
{
	return c == 0x3002 || c == 0xFF1B || c == 0xFF01 || c == ';' || c == 0x201D || c == 0xFF1A;
}

static bool is_closing(uint32_t c)
{
	return c == 0xFF0C || c == 0x3002 || c == 0x3001 || c == 0xFF1B || c == 0xFF1A || c == 0x201D || c == 0xFF09 ||
	       c == 0x300B;
}

static bool is_opening(uint32_t c)
{
	return c == 0xFF08 || c == 0x300A || c == 0x3014 || c == 0x300C || c == 0x3010 || c == 0x201C || c == 0x2018;
}

/* What had to fit at the end of the line above for this one to begin there: its first character and what may not be parted from it. */
static double lead_width(const struct pdf_line *l)
{
	size_t at = 0;
	uint32_t c = utf8_next(l->text, &at);
	double width = pdf_is_cjk(c) ? 1 : 0.55;

	for (bool glued = is_opening(c); at < l->text.len;) {
		c = utf8_next(l->text, &at);
		bool latin = c > ' ' && c < 0x7F, quote = c >= 0x2018 && c <= 0x201D;
		if (!latin && !quote && !glued && !is_closing(c))
			break;
		width += latin ? 0.6 : 1;
		glued = quote || is_opening(c);
	}
	return width * l->em;
}

/* "（1）甲、（2）乙": an enumeration inside a sentence has its next number behind a comma. */
static bool enumerates(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t c = utf8_next(s, &at);
		if ((c == 0x3001 || c == 0xFF0C) && begins_with_marker(str_sub(s, at, s.len)))
			return true;
	}
	return false;
}

/* A number at the line's beginning is a paragraph's, unless the sentence above it has not ended. */
static bool begins_paragraph(const struct pdf_flow *f, const struct pdf_line *l)
{
	bool ended = ends_sentence(f->last_char);

	if (begins_with_marker(l->text))
		return ended ? !enumerates(l->text) : f->last_char != 0x3001 && f->last_char != 0xFF0C;
	return ended && begins_with_label(l->text);
}

/* Whether `l` goes on where the paragraph's last line ended. */
static bool goes_on(const struct pdf_flow *f, const struct pdf_line *l)
{
	const struct pdf_line *last = &f->last;
	double em = last->em > 0 ? last->em : 10;
	bool same_page = last->page == l->page, below = same_page && l->y0 > last->y0;
	double gap = (l->y0 - last->y0) / em;

	if (!f->open || fabs(l->em - last->em) > em * 0.25)
		return false;
	if (last->right - last->x1 > em * 1.6 + lead_width(l) || is_indented(l))
		return false;
	if (below && fabs(last->left - l->left) < em && f->gap > 0 && gap > f->gap * 1.25)
		return false;
	/* a line that begins far from the left edge is a heading set in the middle */
	if (last->x0 - last->left > em * 4 && last->right - last->x1 > em * 0.8)
		return false;
	return f->indents || !begins_paragraph(f, l);
}

static void end_paragraph(struct pdf *p)
{
	if (p->flow->open)
		opener_cstr(p->o, "\n");
	p->flow->open = false;
}

void pdf_flow_end_table(struct pdf *p)
{
	if (p->flow->table)
		opener_gap(p->o);
	p->flow->table = false;
}

static uint32_t last_of(struct str s)
{
	size_t at = s.len > 0 ? utf8_floor(s, s.len - 1) : 0;

	return s.len > 0 ? utf8_next(s, &at) : 0;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* Whether a blank stood where the line ends: words and times of day are parted by one, an address or a long number is not. */
static bool wants_blank(const struct pdf_flow *f, const struct opener *o, struct str next)
{
	size_t from = o->text.len, at = 0;
	uint32_t c = utf8_next(next, &at);

	while (from > 0 && o->text.ptr[from - 1] > ' ' && o->text.ptr[from - 1] < 0x7F)
		from--;
	struct str word = str_sub(buf_view(&o->text), from, o->text.len);
	if (str_has(word, STR("@")) || str_has(word, STR("//")) || str_starts(word, STR("www.")))
		return false;
	if (is_digit(f->last_char) && is_digit(c))
		return str_has(word, STR("-")) || str_has(word, STR(":"));
	bool before = is_letter(f->last_char) || f->last_char == ',' || f->last_char == '.';
	return before && (is_letter(c) || c == ',' || c == '.');
}

void pdf_flow_habits(struct pdf *p, double gap, bool indents)
{
	p->flow->gap = gap;
	p->flow->indents = indents;
}

void pdf_flow_break(struct pdf *p)
{
	pdf_flow_end_table(p);
	end_paragraph(p);
}

void pdf_flow_line(struct pdf *p, const struct pdf_line *given)
{
	struct pdf_flow *f = p->flow;
	struct pdf_line line = *given, *l = &line;

	l->text = pdf_plain(p, given->text, given->page - 1, &f->plain);
	if (l->text.len == 0)
		return;
	pdf_flow_end_table(p);
	bool on = goes_on(f, l);
	if (!on)
		end_paragraph(p);
	else if (wants_blank(f, p->o, l->text))
		opener_cstr(p->o, " ");
	opener_place(p->o, (struct intake_place){ INTAKE_PAGE, l->page, 0, 0 });
	opener_text(p->o, l->text);
	f->open = true;
	f->last = *l;
	f->last_char = last_of(l->text);
}

void pdf_flow_row(struct pdf *p, struct str row, uint32_t page, bool first)
{
	struct pdf_flow *f = p->flow;

	row = pdf_plain(p, row, page - 1, &f->plain);
	uint64_t hash = str_hash(row, 0);

	end_paragraph(p);
	/* a table that goes on on the next page is one table, and its head stands there again */
	bool goes_on = f->table && f->last.page + 1 == page;
	if (first && goes_on && hash == f->head)
		return;
	if (first && !goes_on) {
		opener_gap(p->o);
		f->head = hash;
	}
	opener_place(p->o, (struct intake_place){ INTAKE_PAGE, page, 0, 0 });
	opener_text(p->o, row);
	opener_cstr(p->o, "\n");
	f->table = true;
	f->last = (struct pdf_line){ .page = page };
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Distances between neighbouring rows, in ems, sorted. */
static int collect_gaps(const struct pdf *p, struct vec *gaps)
{
	for (size_t i = 0; i < p->pages.len; i++) {
		const struct pdf_page *page = pdf_page(p, i);
		for (size_t k = 1; k < page->count; k++) {
			const struct pdf_row *a = pdf_row(p, page->first + k - 1), *b = pdf_row(p, page->first + k);
			double em = pdf_piece(p, a->first)->em;
			if (a->dropped || b->dropped || em <= 0 || b->y0 <= a->y0)
				continue;
			double *at = vec_push(gaps);
			if (at == NULL)
				return ERR_NOMEM;
			*at = (b->y0 - a->y0) / em;
		}
	}
	if (gaps->len > 0)
		qsort(gaps->ptr, gaps->len, sizeof(double), by_value);
	return 0;
}

/* The least that is frequent: paragraphs may be set apart, lines are not. */
static double usual_gap(const struct vec *gaps)
{
	for (size_t i = 0; i < gaps->len; i++) {
		size_t same = i;
		while (same < gaps->len && VEC_AT(gaps, double, same) < VEC_AT(gaps, double, i) + 0.12)
			same++;
		if ((same - i) * 8 >= gaps->len)
			return VEC_AT(gaps, double, i + (same - i) / 2);
	}
	return 0;
}

/* Whether a good part of the rows stands clearly farther from the one above. */
static bool is_spaced(const struct vec *gaps, double usual)
{
	size_t wide = 0;

	for (size_t i = 0; i < gaps->len; i++)
		wide += VEC_AT(gaps, double, i) > usual * 1.25 && VEC_AT(gaps, double, i) < usual * 2.5;
	return usual > 0 && wide * 7 >= gaps->len;
}

/* Whether a good part of the rows begins two characters in from where the others do. */
static bool has_indents(const struct pdf *p)
{
	size_t in = 0, all = 0;

	for (size_t i = 0; i < p->pages.len; i++) {
		const struct pdf_page *page = pdf_page(p, i);
		double left = page->width;
		for (size_t k = 0; k < page->count; k++) {
			const struct pdf_row *row = pdf_row(p, page->first + k);
			if (!row->dropped)
				left = fmin(left, pdf_piece(p, row->first)->x0);
		}
		for (size_t k = 0; k < page->count; k++) {
			const struct pdf_row *row = pdf_row(p, page->first + k);
			const struct pdf_piece *piece = pdf_piece(p, row->first);
			double from = row->right > 0 ? row->left : left;
			double ems = piece->em > 0 ? (piece->x0 - from) / piece->em : 0;
			all += !row->dropped;
			in += !row->dropped && ems > 1.5 && ems < 2.6;
		}
	}
	return in * 8 >= all && in >= 3;
}

int pdf_flow_start(struct pdf *p)
{
	p->flow = fault_calloc(1, sizeof(*p->flow));
	if (p->flow == NULL)
		return ERR_NOMEM;
	buf_init(&p->flow->plain, p->o->limits.text);
	struct vec gaps;
	vec_init(&gaps, sizeof(double));
	int rc = collect_gaps(p, &gaps);
	p->flow->gap = usual_gap(&gaps);
	p->flow->spaced = is_spaced(&gaps, p->flow->gap);
	vec_clear(&gaps);
	p->flow->indents = has_indents(p);
	return rc;
}

void pdf_flow_end(struct pdf *p)
{
	if (p->flow == NULL)
		return;
	end_paragraph(p);
	if (p->flow->plain.failed && p->o->failed == 0)
		p->o->failed = ERR_NOMEM;
	buf_clear(&p->flow->plain);
	free(p->flow);
	p->flow = NULL;
}

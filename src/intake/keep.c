/* What is known of a document beside its text, as text that can be kept: a line each of
 *   c CONFIDENCE            m AT WHERE PAGE ROW COL            s SHEET            n AT CODE MESSAGE */
#include "buf.h"
#include "intake.h"
#include "vec.h"

enum { ABOUT_MAX = 256 << 20 };

/* A line's last part: no line feed in it. */
static void put_rest(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		buf_chr(b, s.ptr[i] == '\n' || s.ptr[i] == '\r' ? ' ' : s.ptr[i]);
	buf_chr(b, '\n');
}

int intake_about_write(const struct intake_doc *d, struct arena *a, struct str *ret, struct err *e)
{
	struct buf b;

	buf_init(&b, ABOUT_MAX);
	buf_fmt(&b, "c %d\n", d->confidence);
	for (size_t i = 0; i < d->sheets_count; i++) {
		buf_cstr(&b, "s ");
		put_rest(&b, d->sheets[i]);
	}
	for (size_t i = 0; i < d->marks_count; i++) {
		const struct intake_mark *m = &d->marks[i];
		buf_fmt(&b, "m %zu %d %u %u %u\n", m->at, (int)m->place.where, m->place.page, m->place.row,
			m->place.col);
	}
	for (size_t i = 0; i < d->notes_count; i++) {
		buf_fmt(&b, "n %zu %.*s ", d->notes[i].at, STR_ARG(d->notes[i].code));
		put_rest(&b, d->notes[i].message);
	}
	struct str copy = b.failed ? STR_NONE : arena_dup(a, buf_view(&b));
	buf_clear(&b);
	if (copy.ptr == NULL)
		return err_nomem(e);
	*ret = copy;
	return 0;
}

struct reader {
	struct arena *arena;
	struct intake_doc doc;
	struct vec marks, notes, sheets;
};

/* The next number of a line, and the blank behind it. */
static bool take_number(struct str *line, uint64_t most, uint64_t *ret)
{
	uint64_t v = 0;
	size_t n = 0;

	for (; n < line->len && line->ptr[n] >= '0' && line->ptr[n] <= '9' && v <= most; n++)
		v = v * 10 + (uint64_t)(line->ptr[n] - '0');
	if (n == 0 || v > most || (n < line->len && line->ptr[n] != ' '))
		return false;
	*line = str_sub(*line, n + 1, line->len);
	*ret = v;
	return true;
}

static bool read_mark(struct reader *r, struct str line)
{
	uint64_t at = 0, where = 0, page = 0, row = 0, col = 0;
	size_t last = r->marks.len > 0 ? VEC_AT(&r->marks, struct intake_mark, r->marks.len - 1).at : 0;

	if (!take_number(&line, UINT32_MAX, &at) || !take_number(&line, INTAKE_PAGE, &where) ||
		!take_number(&line, UINT32_MAX, &page) || !take_number(&line, UINT32_MAX, &row) ||
		!take_number(&line, UINT32_MAX, &col) || at < last)
		return false;
	struct intake_mark *m = vec_push(&r->marks);
	if (m != NULL)
		*m = (struct intake_mark){ at,
			{ (enum intake_where)where, (uint32_t)page, (uint32_t)row, (uint32_t)col } };
	return m != NULL;
}

static bool read_note(struct reader *r, struct str line)
{
	uint64_t at = 0;

	if (!take_number(&line, UINT32_MAX, &at))
		return false;
	size_t blank = str_find(line, STR(" "), 0);
	struct intake_note *n = blank == STR_NPOS ? NULL : vec_push(&r->notes);
	if (n != NULL)
		*n = (struct intake_note){ str_sub(line, 0, blank), str_sub(line, blank + 1, line.len), at };
	return n != NULL;
}

static bool read_line(struct reader *r, struct str line)
{
	struct str rest = str_sub(line, 2, line.len);
	uint64_t confidence = 0;
	struct str *sheet;

	if (line.len < 2 || line.ptr[1] != ' ')
		return false;
	switch (line.ptr[0]) {
	case 'c':
		if (str_eq(rest, STR("-1")))
			return true;
		if (!take_number(&rest, 100, &confidence))
			return false;
		r->doc.confidence = (int)confidence;
		return true;
	case 'm':
		return read_mark(r, rest);
	case 'n':
		return read_note(r, rest);
	case 's':
		sheet = vec_push(&r->sheets);
		if (sheet != NULL)
			*sheet = rest;
		return sheet != NULL;
	default:
		return false;
	}
}

static void *keep(struct reader *r, const struct vec *v)
{
	void *copy = arena_array(r->arena, v->len + 1, v->size);

	if (copy != NULL && v->len > 0)
		memcpy(copy, v->ptr, v->len * v->size);
	return copy;
}

int intake_about_read(struct str about, struct arena *a, struct intake_doc *ret, struct err *e)
{
	struct reader r = { .arena = a, .doc = { .confidence = -1 } };
	bool good = true;

	vec_init(&r.marks, sizeof(struct intake_mark));
	vec_init(&r.notes, sizeof(struct intake_note));
	vec_init(&r.sheets, sizeof(struct str));
	for (size_t at = 0; good && at < about.len;) {
		size_t end = str_find(about, STR("\n"), at);
		end = end == STR_NPOS ? about.len : end;
		good = read_line(&r, str_sub(about, at, end));
		at = end + 1;
	}
	r.doc.marks = keep(&r, &r.marks);
	r.doc.marks_count = r.marks.len;
	r.doc.notes = keep(&r, &r.notes);
	r.doc.notes_count = r.notes.len;
	r.doc.sheets = keep(&r, &r.sheets);
	r.doc.sheets_count = r.sheets.len;
	vec_clear(&r.marks);
	vec_clear(&r.notes);
	vec_clear(&r.sheets);
	if (r.doc.marks == NULL || r.doc.notes == NULL || r.doc.sheets == NULL)
		return err_nomem(e);
	if (!good)
		return err_set(e, ERR_DB, "原文件的位置记录已损坏");
	*ret = r.doc;
	return 0;
}

#include "answer.h"

#include <errno.h>
#include <unistd.h>

#include "utf8.h"

/* --- writing --- */

enum kind {
	A_FORMAT = 'F',
	A_TEXT = 'T',
	A_MARKS = 'M',
	A_NOTE = 'N',
	A_SHEET = 'S',
	A_CHILD = 'C',
	A_LOST = 'L',
	A_ERROR = 'E',
	A_END = 'Z'
};
enum { HEAD = 9, MARK = 24, CHARSET = 24 };

static void put(unsigned char *to, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = (unsigned char)(v >> (8 * i));
}

static int write_all(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* A frame of two parts: `len` and bytes of the first, and the second. */
static int write_frame(int fd, enum kind kind, struct str first, struct str second)
{
	unsigned char head[HEAD];

	head[0] = (unsigned char)kind;
	put(head + 1, first.len + second.len, 8);
	int rc = write_all(fd, head, sizeof(head));
	if (rc == 0)
		rc = write_all(fd, first.ptr, first.len);
	return rc == 0 ? write_all(fd, second.ptr, second.len) : rc;
}

int answer_write_child(int fd, struct str name, struct str bytes, const char *why)
{
	struct buf b;
	unsigned char len[4];

	buf_init(&b, name.len + sizeof(len));
	put(len, name.len, 4);
	buf_add(&b, len, 4);
	buf_str(&b, name);
	int rc = b.failed ? ERR_NOMEM
			  : write_frame(fd, why != NULL ? A_LOST : A_CHILD, buf_view(&b),
				    why != NULL ? str_from(why) : bytes);
	buf_clear(&b);
	return rc;
}

static int write_notes(int fd, const struct opener *o)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < o->notes.len; i++) {
		const struct opener_note *n = &VEC_AT(&o->notes, struct opener_note, i);
		char head[8 + sizeof(n->code)] = { 0 };
		put((unsigned char *)head, n->at, 8);
		memcpy(head + 8, n->code, sizeof(n->code));
		rc = write_frame(fd, A_NOTE, (struct str){ head, sizeof(head) }, str_from(n->message));
	}
	for (size_t i = 0; rc == 0 && i < o->sheets.len; i++)
		rc = write_frame(fd, A_SHEET, buf_view(&VEC_AT(&o->sheets, struct buf, i)), STR(""));
	return rc;
}

static int write_marks(int fd, const struct opener *o)
{
	struct buf b;

	buf_init(&b, o->marks.len * MARK);
	for (size_t i = 0; i < o->marks.len; i++) {
		const struct intake_mark *m = &VEC_AT(&o->marks, struct intake_mark, i);
		unsigned char one[MARK];
		put(one, m->at, 8);
		put(one + 8, m->place.where, 4);
		put(one + 12, m->place.page, 4);
		put(one + 16, m->place.row, 4);
		put(one + 20, m->place.col, 4);
		buf_add(&b, one, sizeof(one));
	}
	int rc = b.failed ? ERR_NOMEM : write_frame(fd, A_MARKS, buf_view(&b), STR(""));
	buf_clear(&b);
	return rc;
}

int answer_write_doc(int fd, const struct opener *o)
{
	char about[8 + CHARSET] = { 0 };

	put((unsigned char *)about, o->format, 4);
	put((unsigned char *)about + 4, (uint32_t)o->confidence, 4);
	memcpy(about + 8, o->charset_found, CHARSET);
	int rc = write_frame(fd, A_FORMAT, (struct str){ about, sizeof(about) }, STR(""));
	if (rc == 0)
		rc = write_frame(fd, A_TEXT, buf_view(&o->text), STR(""));
	if (rc == 0)
		rc = write_marks(fd, o);
	if (rc == 0)
		rc = write_notes(fd, o);
	return rc == 0 ? write_frame(fd, A_END, STR(""), STR("")) : rc;
}

int answer_write_error(int fd, const struct err *e)
{
	unsigned char code[8];

	put(code, (uint32_t)e->code, 4);
	put(code + 4, strlen(e->message), 4);
	int rc = write_frame(fd, A_ERROR, (struct str){ (char *)code, 8 }, STR(""));
	if (rc == 0)
		rc = write_frame(fd, A_ERROR, str_from(e->message), str_from(e->hint));
	return rc;
}

/* --- reading --- */

struct reader {
	struct str all;
	size_t at;
	const struct intake_limits *limits;
	struct arena *arena;
	struct answer x;
	struct vec marks, notes, sheets;
	size_t unpacked;
	uint32_t hint_at;
	int error_code; /* of the first part of an error */
	bool has_about, has_text, has_marks, end;
};

static uint64_t get(const char *p, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = bytes; i > 0; i--)
		v = v << 8 | (unsigned char)p[i - 1];
	return v;
}

static bool is_text(struct str s)
{
	return utf8_valid_prefix(s) == s.len && (s.len == 0 || memchr(s.ptr, '\0', s.len) == NULL);
}

static bool is_word(const char *p, size_t len)
{
	size_t n = strnlen(p, len);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] <= ' ' || (unsigned char)p[i] >= 0x7F)
			return false;
	return n < len;
}

static int read_about(struct reader *r, struct str s)
{
	if (r->has_about || s.len != 8 + CHARSET || !is_word(s.ptr + 8, CHARSET))
		return ERR_IO;
	uint64_t format = get(s.ptr, 4), confidence = get(s.ptr + 4, 4);
	if (format == 0 || format >= INTAKE_FORMATS || (confidence > 100 && confidence != UINT32_MAX))
		return ERR_IO;
	r->has_about = true;
	r->x.doc.format = (enum intake_format)format;
	r->x.doc.confidence = confidence == UINT32_MAX ? -1 : (int)confidence;
	r->x.doc.charset = arena_dup(r->arena, (struct str){ s.ptr + 8, strnlen(s.ptr + 8, CHARSET) });
	return r->x.doc.charset.ptr == NULL ? ERR_NOMEM : 0;
}

static int read_text(struct reader *r, struct str s)
{
	if (r->has_text || s.len > r->limits->text || !is_text(s))
		return ERR_IO;
	r->has_text = true;
	r->x.doc.text = arena_dup(r->arena, s);
	return r->x.doc.text.ptr == NULL ? ERR_NOMEM : 0;
}

/* Behind the text: sorted, and each at the beginning of a character of it. */
static int read_marks(struct reader *r, struct str s)
{
	size_t count = s.len / MARK, before = 0;

	if (!r->has_text || r->has_marks || s.len % MARK != 0)
		return ERR_IO;
	r->has_marks = true;
	struct intake_mark *marks = arena_array(r->arena, count + 1, sizeof(*marks));
	if (marks == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		const char *p = s.ptr + i * MARK;
		uint64_t at = get(p, 8), where = get(p + 8, 4);
		if (at > r->x.doc.text.len || where > INTAKE_PAGE || (i > 0 && at < before) ||
			utf8_floor(r->x.doc.text, at) != at)
			return ERR_IO;
		before = at;
		marks[i] = (struct intake_mark){ at, { (enum intake_where)where, (uint32_t)get(p + 12, 4),
							     (uint32_t)get(p + 16, 4), (uint32_t)get(p + 20, 4) } };
	}
	r->x.doc.marks = marks;
	r->x.doc.marks_count = count;
	return 0;
}

static int read_note(struct reader *r, struct str s)
{
	const size_t code = sizeof(((struct opener_note *)0)->code),
		     message = sizeof(((struct opener_note *)0)->message);

	if (!r->has_text || s.len < 8 + code || s.len > 8 + code + message || r->notes.len >= 1000 ||
		!is_word(s.ptr + 8, code) || !is_text(str_sub(s, 8 + code, s.len)) || get(s.ptr, 8) > r->x.doc.text.len)
		return ERR_IO;
	struct intake_note *n = vec_push(&r->notes);
	if (n == NULL)
		return ERR_NOMEM;
	n->at = get(s.ptr, 8);
	n->code = arena_dup(r->arena, (struct str){ s.ptr + 8, strnlen(s.ptr + 8, code) });
	n->message = arena_dup(r->arena, str_sub(s, 8 + code, s.len));
	return n->code.ptr == NULL || n->message.ptr == NULL ? ERR_NOMEM : 0;
}

static int read_sheet(struct reader *r, struct str s)
{
	if (s.len > 256 || !is_text(s) || r->sheets.len >= 1000)
		return ERR_IO;
	struct str *to = vec_push(&r->sheets);
	if (to == NULL)
		return ERR_NOMEM;
	*to = arena_dup(r->arena, s);
	return to->ptr == NULL ? ERR_NOMEM : 0;
}

static int read_child(struct reader *r, struct str s, bool lost)
{
	size_t name = s.len >= 4 ? get(s.ptr, 4) : SIZE_MAX;

	if (s.len < 4 || name > s.len - 4 || name > 4096 || !is_text(str_sub(s, 4, 4 + name)))
		return ERR_IO;
	struct str bytes = str_sub(s, 4 + name, s.len);
	if (lost && (bytes.len > 1024 || !is_text(bytes)))
		return ERR_IO;
	r->unpacked += bytes.len;
	if (r->x.children.len >= r->limits->entries || r->unpacked > r->limits->unpacked || bytes.len > r->limits->file)
		return ERR_IO;
	struct answer_child *c = vec_push(&r->x.children);
	if (c == NULL)
		return ERR_NOMEM;
	*c = (struct answer_child){ str_sub(s, 4, 4 + name), bytes, lost };
	return 0;
}

static int read_error(struct reader *r, struct str s, struct err *e)
{
	static const int codes[] = { ERR_NOMEM, ERR_INPUT, ERR_LIMIT, ERR_USAGE };

	if (r->error_code == 0) {
		int code = s.len == 8 ? (int)(uint32_t)get(s.ptr, 4) : 0;
		r->error_code = ERR_INPUT; /* what else a worker says is about its file */
		for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
			if (codes[i] == code)
				r->error_code = code;
		r->hint_at = s.len == 8 ? (uint32_t)get(s.ptr + 4, 4) : 0;
		return 0;
	}
	if (r->hint_at == 0 || r->hint_at > s.len || !is_text(s))
		return ERR_IO;
	if (r->hint_at < s.len)
		err_hint(e, "%.*s", STR_ARG(str_sub(s, r->hint_at, s.len)));
	return err_set(e, r->error_code, "%.*s", STR_ARG(str_sub(s, 0, r->hint_at)));
}

static int read_frame(struct reader *r, char kind, struct str s, struct err *e)
{
	switch (kind) {
	case A_FORMAT:
		return read_about(r, s);
	case A_TEXT:
		return read_text(r, s);
	case A_MARKS:
		return read_marks(r, s);
	case A_NOTE:
		return read_note(r, s);
	case A_SHEET:
		return read_sheet(r, s);
	case A_CHILD:
		return read_child(r, s, false);
	case A_LOST:
		return read_child(r, s, true);
	case A_ERROR:
		return read_error(r, s, e);
	case A_END:
		r->end = s.len == 0;
		return r->end && r->has_about && r->has_text && r->has_marks ? 0 : ERR_IO;
	default:
		return ERR_IO;
	}
}

static int read_frames(struct reader *r, struct err *e)
{
	int rc = 0;

	while (rc == 0 && r->at < r->all.len) {
		size_t left = r->all.len - r->at;
		if (r->end || left < HEAD)
			return ERR_IO;
		const char *head = r->all.ptr + r->at;
		uint64_t len = get(head + 1, 8);
		if (len > left - HEAD)
			return ERR_IO;
		rc = read_frame(r, head[0], (struct str){ head + HEAD, len }, e);
		r->at += HEAD + len;
	}
	return rc < 0 ? rc : r->end ? 0 : ERR_IO;
}

static int keep(struct arena *a, const struct vec *v, void *ret)
{
	void *copy = arena_array(a, v->len + 1, v->size);

	if (copy == NULL)
		return ERR_NOMEM;
	if (v->len > 0)
		memcpy(copy, v->ptr, v->len * v->size);
	memcpy(ret, &copy, sizeof(copy));
	return 0;
}

static int keep_lists(struct reader *r)
{
	struct intake_doc *d = &r->x.doc;

	d->notes_count = r->notes.len;
	d->sheets_count = r->sheets.len;
	int rc = keep(r->arena, &r->notes, &d->notes);
	return rc == 0 ? keep(r->arena, &r->sheets, &d->sheets) : rc;
}

int answer_read(
	struct str bytes, const struct intake_limits *limits, struct arena *a, struct answer *ret, struct err *e)
{
	struct reader r = { .all = bytes, .limits = limits, .arena = a };

	vec_init(&r.x.children, sizeof(struct answer_child));
	vec_init(&r.notes, sizeof(struct intake_note));
	vec_init(&r.sheets, sizeof(struct str));
	int rc = read_frames(&r, e);
	if (rc == 0)
		rc = keep_lists(&r);
	vec_clear(&r.notes);
	vec_clear(&r.sheets);
	if (rc < 0) {
		vec_clear(&r.x.children);
		return rc == ERR_NOMEM ? err_nomem(e) : rc;
	}
	*ret = r.x;
	return 0;
}

void answer_clear(struct answer *x)
{
	vec_clear(&x->children);
}

int answer_from_opener(const struct opener *o, struct arena *a, struct intake_doc *ret, struct err *e)
{
	struct intake_doc d = { .format = o->format,
		.confidence = o->confidence,
		.marks_count = o->marks.len,
		.notes_count = o->notes.len };

	d.text = arena_dup(a, buf_view(&o->text));
	d.charset = arena_dup(a, str_from(o->charset_found));
	d.notes = arena_array(a, o->notes.len + 1, sizeof(*d.notes));
	if (keep(a, &o->marks, &d.marks) < 0 || d.text.ptr == NULL || d.charset.ptr == NULL || d.notes == NULL)
		return err_nomem(e);
	for (size_t i = 0; i < o->notes.len; i++) {
		const struct opener_note *n = &VEC_AT(&o->notes, struct opener_note, i);
		d.notes[i] = (struct intake_note){ arena_dup(a, str_from(n->code)), arena_dup(a, str_from(n->message)),
			n->at };
		if (d.notes[i].code.ptr == NULL || d.notes[i].message.ptr == NULL)
			return err_nomem(e);
	}
	*ret = d;
	return 0;
}

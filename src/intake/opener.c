#include "opener.h"

#include <stdarg.h>

#include "fault.h"
#include "utf8.h"

enum { NOTES_MAX = 200, SHEETS_MAX = 1000, MARKS_MAX = 4 << 20 };

void opener_init(struct opener *o, const struct intake_limits *limits)
{
	*o = (struct opener){ .limits = *limits, .confidence = -1 };
	buf_init(&o->text, limits->text);
	vec_init(&o->marks, sizeof(struct intake_mark));
	vec_init(&o->notes, sizeof(struct opener_note));
	vec_init(&o->sheets, sizeof(struct buf));
}

void opener_clear(struct opener *o)
{
	for (size_t i = 0; i < o->sheets.len; i++)
		buf_clear(&VEC_AT(&o->sheets, struct buf, i));
	buf_clear(&o->text);
	vec_clear(&o->marks);
	vec_clear(&o->notes);
	vec_clear(&o->sheets);
}

static void fail(struct opener *o, int code)
{
	if (o->failed == 0)
		o->failed = code;
}

static bool same_place(const struct intake_place *a, const struct intake_place *b)
{
	return a->where == b->where && a->page == b->page && a->row == b->row && a->col == b->col;
}

void opener_place(struct opener *o, struct intake_place place)
{
	struct intake_mark *last = o->marks.len > 0 ? &VEC_AT(&o->marks, struct intake_mark, o->marks.len - 1) : NULL;

	if (opener_failed(o) || (last != NULL && same_place(&last->place, &place)))
		return;
	if (last == NULL || last->at < o->text.len) {
		if (o->marks.len >= MARKS_MAX) {
			fail(o, ERR_LIMIT);
			return;
		}
		last = vec_push(&o->marks);
	}
	if (last == NULL)
		fail(o, ERR_NOMEM);
	else
		*last = (struct intake_mark){ o->text.len, place };
}

static bool is_control(unsigned char c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
}

void opener_text(struct opener *o, struct str utf8)
{
	size_t from = 0;

	if (opener_failed(o))
		return;
	if (utf8_valid_prefix(utf8) != utf8.len) {
		fail(o, ERR_INTERNAL);
		return;
	}
	for (size_t i = 0; i < utf8.len; i++) {
		if (!is_control((unsigned char)utf8.ptr[i]))
			continue;
		buf_add(&o->text, utf8.ptr + from, i - from);
		buf_chr(&o->text, ' ');
		from = i + 1;
	}
	buf_add(&o->text, utf8.ptr + from, utf8.len - from);
}

void opener_cstr(struct opener *o, const char *utf8)
{
	opener_text(o, str_from(utf8));
}

void opener_line(struct opener *o)
{
	if (o->text.len > 0 && o->text.ptr[o->text.len - 1] != '\n')
		buf_chr(&o->text, '\n');
}

void opener_gap(struct opener *o)
{
	opener_line(o);
	if (o->text.len > 1 && o->text.ptr[o->text.len - 2] != '\n')
		buf_chr(&o->text, '\n');
}

void opener_note(struct opener *o, const char *code, const char *fmt, ...)
{
	va_list args;
	struct opener_note n = { .at = o->text.len };
	struct err e = { 0 }; /* its message is cut at a character */
	char message[512];

	va_start(args, fmt);
	int wanted = vsnprintf(message, sizeof message, fmt, args);
	va_end(args);
	if (wanted < 0)
		return;
	err_set(&e, ERR_INPUT, "%.290s", message);
	struct str s = str_from(e.message);
	s = str_sub(s, 0, utf8_valid_prefix(s));
	memcpy(n.message, s.ptr, s.len);
	snprintf(n.code, sizeof(n.code), "%s", code);
	for (size_t i = 0; i < o->notes.len; i++)
		if (strcmp(VEC_AT(&o->notes, struct opener_note, i).message, n.message) == 0)
			return;
	if (o->notes.len >= NOTES_MAX)
		return;
	struct opener_note *at = vec_push(&o->notes);
	if (at == NULL)
		fail(o, ERR_NOMEM);
	else
		*at = n;
}

uint32_t opener_sheet(struct opener *o, struct str name)
{
	struct buf *b = o->sheets.len < SHEETS_MAX ? vec_push(&o->sheets) : NULL;

	if (b == NULL) {
		fail(o, o->sheets.len < SHEETS_MAX ? ERR_NOMEM : ERR_LIMIT);
		return (uint32_t)o->sheets.len;
	}
	buf_init(b, 4096);
	if (utf8_valid_prefix(name) == name.len)
		buf_str(b, str_sub(name, 0, name.len < 256 ? name.len : utf8_floor(name, 256)));
	if (b->failed)
		fail(o, opener_why(b));
	return (uint32_t)o->sheets.len;
}

static int hand_over(struct opener *o, struct str name, struct str bytes, const char *why)
{
	if (opener_failed(o))
		return o->failed < 0 ? o->failed : ERR_NOMEM;
	o->children++;
	o->unpacked += bytes.len;
	if (o->child == NULL)
		fail(o, ERR_INTERNAL);
	else if (o->children > o->limits.entries || o->unpacked > o->limits.unpacked)
		fail(o, ERR_LIMIT);
	else if (o->child(o->context, name, bytes, why) < 0)
		fail(o, ERR_IO);
	return o->failed;
}

int opener_child(struct opener *o, struct str name, struct str bytes)
{
	return hand_over(o, name, bytes, NULL);
}

int opener_lost(struct opener *o, struct str name, const char *why)
{
	return hand_over(o, name, STR(""), why);
}

int opener_end(struct opener *o, struct err *e)
{
	if (o->text.failed)
		fail(o, o->text.full ? ERR_LIMIT : ERR_NOMEM);
	switch (o->failed) {
	case 0:
		return 0;
	case ERR_LIMIT:
		err_hint(e, "请拆分文件后再试");
		return err_set(e, ERR_LIMIT, "%.*s 里的内容超过上限（文字最多 %zu MB）", STR_ARG(o->name),
			o->limits.text >> 20);
	case ERR_NOMEM:
		return err_nomem(e);
	default:
		return err_set(e, o->failed, "%.*s 没有读成", STR_ARG(o->name));
	}
}

#include "event_data.h"

#include "buf.h"
#include "own.h"

struct reader {
	struct str text;
	size_t at;
	struct arena *arena;
	bool failed;
};

enum { DEPTH_MAX = 8 };

static void skip_blanks(struct reader *r)
{
	while (r->at < r->text.len && strchr(" \t\r\n", r->text.ptr[r->at]) && r->text.ptr[r->at] != '\0')
		r->at++;
}

static bool take(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->failed || r->at >= r->text.len || r->text.ptr[r->at] != c)
		return false;
	r->at++;
	return true;
}

static void need(struct reader *r, char c)
{
	if (!take(r, c))
		r->failed = true;
}

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

static uint32_t read_hex(struct reader *r)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		int digit = r->at < r->text.len ? hex(r->text.ptr[r->at++]) : -1;
		if (digit < 0) {
			r->failed = true;
			return 0;
		}
		v = v << 4 | (uint32_t)digit;
	}
	return v;
}

static void put_utf8(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_chr(out, (char)c);
	} else if (c < 0x800) {
		buf_chr(out, (char)(0xC0 | c >> 6));
		buf_chr(out, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		buf_chr(out, (char)(0xE0 | c >> 12));
		buf_chr(out, (char)(0x80 | (c >> 6 & 63)));
		buf_chr(out, (char)(0x80 | (c & 63)));
	} else {
		buf_chr(out, (char)(0xF0 | c >> 18));
		buf_chr(out, (char)(0x80 | (c >> 12 & 63)));
		buf_chr(out, (char)(0x80 | (c >> 6 & 63)));
		buf_chr(out, (char)(0x80 | (c & 63)));
	}
}

static void read_unicode(struct reader *r, struct buf *out)
{
	uint32_t c = read_hex(r);

	if (c >= 0xD800 && c < 0xDC00) {
		uint32_t low = 0;
		if (r->at + 1 < r->text.len && r->text.ptr[r->at] == '\\' && r->text.ptr[r->at + 1] == 'u') {
			r->at += 2;
			low = read_hex(r);
		}
		if (low < 0xDC00 || low > 0xDFFF)
			r->failed = true;
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
	}
	if (!r->failed)
		put_utf8(out, c);
}

static void read_escape(struct reader *r, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = r->at < r->text.len ? r->text.ptr[r->at++] : '\0';
	const char *at = c != '\0' ? strchr(from, c) : NULL;

	if (c == 'u')
		read_unicode(r, out);
	else if (at)
		buf_chr(out, to[at - from]);
	else
		r->failed = true;
}

static struct str read_string(struct reader *r)
{
	OWN(buf_clear) struct buf out = { 0 };
	struct str kept = STR("");

	buf_init(&out, r->text.len + 16);
	need(r, '"');
	while (!r->failed) {
		if (r->at >= r->text.len) {
			r->failed = true;
			break;
		}
		char c = r->text.ptr[r->at++];
		if (c == '"')
			break;
		if (c == '\\')
			read_escape(r, &out);
		else
			buf_chr(&out, c);
	}
	if (!r->failed)
		kept = arena_dup(r->arena, buf_view(&out));
	r->failed |= out.failed || !kept.ptr;
	return kept;
}

static int64_t read_number(struct reader *r)
{
	bool negative = take(r, '-');
	uint64_t v = 0;
	size_t from = r->at;

	for (; r->at < r->text.len && r->text.ptr[r->at] >= '0' && r->text.ptr[r->at] <= '9'; r->at++)
		v = v * 10 + (uint64_t)(r->text.ptr[r->at] - '0');
	r->failed |= r->at == from;
	return (int64_t)(negative ? 0 - v : v);
}

static bool take_word(struct reader *r, struct str word)
{
	skip_blanks(r);
	if (!str_starts(str_sub(r->text, r->at, r->text.len), word))
		return false;
	r->at += word.len;
	return true;
}

static struct value read_scalar(struct reader *r)
{
	struct value v = { 0 };

	skip_blanks(r);
	if (take_word(r, STR("null")))
		return v;
	if (r->at < r->text.len && r->text.ptr[r->at] == '"') {
		v.kind = VALUE_TEXT;
		v.s = read_string(r);
		return v;
	}
	v.kind = VALUE_INT;
	v.i = read_number(r);
	return v;
}

static void skip_value(struct reader *r, int depth)
{
	bool object = take(r, '{');

	if (depth > DEPTH_MAX) {
		r->failed = true;
	} else if (object || take(r, '[')) {
		char end = object ? '}' : ']';
		if (take(r, end))
			return;
		do {
			if (object) {
				read_string(r);
				need(r, ':');
			}
			skip_value(r, depth + 1);
		} while (!r->failed && take(r, ','));
		need(r, end);
	} else if (!take_word(r, STR("true")) && !take_word(r, STR("false"))) {
		read_scalar(r);
	}
}

enum { PAIRS_MAX = 1024 };

static void read_pair(struct reader *r, struct event_pair *p)
{
	need(r, '[');
	p->was = read_scalar(r);
	need(r, ',');
	p->is = read_scalar(r);
	need(r, ']');
}

/* {"name":[was,is], ...}; not `paired`: {"name":is, ...} */
static void read_pairs(struct reader *r, bool paired, struct event_data *ret)
{
	size_t room = 16, count = 0;
	struct event_pair *pairs = arena_array(r->arena, room, sizeof *pairs);

	need(r, '{');
	if (take(r, '}'))
		return;
	do {
		if (pairs && count == room && room < PAIRS_MAX) {
			struct event_pair *more = arena_array(r->arena, room * 2, sizeof *more);
			if (more)
				memcpy(more, pairs, count * sizeof *more);
			room *= 2;
			pairs = more;
		}
		if (!pairs || count == room) {
			r->failed = true;
			return;
		}
		struct event_pair *p = &pairs[count++];
		p->name = read_string(r);
		need(r, ':');
		if (paired)
			read_pair(r, p);
		else
			p->is = read_scalar(r);
	} while (!r->failed && take(r, ','));
	need(r, '}');
	ret->changes = pairs;
	ret->changes_count = count;
}

enum { CLOCKS_MAX = 16 };

/* {"name":["extend",due,was], ...} */
static void read_clocks(struct reader *r, struct event_data *ret)
{
	struct event_clock *clocks = arena_array(r->arena, CLOCKS_MAX, sizeof *clocks);
	size_t count = 0;

	need(r, '{');
	if (take(r, '}'))
		return;
	do {
		if (!clocks || count == CLOCKS_MAX) {
			r->failed = true;
			return;
		}
		struct event_clock *c = &clocks[count++];
		*c = (struct event_clock){ .name = read_string(r) };
		need(r, ':');
		need(r, '[');
		c->what = read_string(r);
		need(r, ',');
		c->due = read_number(r);
		if (take(r, ','))
			c->was = read_number(r);
		need(r, ']');
	} while (!r->failed && take(r, ','));
	need(r, '}');
	ret->clocks = clocks;
	ret->clocks_count = count;
}

static void read_member(struct reader *r, struct event_data *ret)
{
	struct str name = read_string(r);

	need(r, ':');
	if (r->failed)
		return;
	if (str_eq(name, STR("from")))
		ret->from = read_string(r);
	else if (str_eq(name, STR("to")))
		ret->to = read_string(r);
	else if (str_eq(name, STR("reason")))
		ret->reason = read_string(r);
	else if (str_eq(name, STR("text")))
		ret->text = read_string(r);
	else if (str_eq(name, STR("changes")))
		read_pairs(r, true, ret);
	else if (str_eq(name, STR("clocks")))
		read_clocks(r, ret);
	else
		skip_value(r, 0);
}

bool event_data_read(struct str json, struct arena *a, struct event_data *ret)
{
	struct reader r = { .text = json, .arena = a };
	struct event_data data = { 0 };

	need(&r, '{');
	if (!take(&r, '}')) {
		do
			read_member(&r, &data);
		while (!r.failed && take(&r, ','));
		need(&r, '}');
	}
	if (r.failed)
		return false;
	*ret = data;
	return true;
}

bool event_texts_read(struct str json, struct arena *a, struct event_data *ret)
{
	struct reader r = { .text = json, .arena = a };
	struct event_data data = { 0 };

	read_pairs(&r, false, &data);
	if (r.failed)
		return false;
	*ret = data;
	return true;
}

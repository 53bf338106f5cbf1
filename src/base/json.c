#include "json.h"

#include <endian.h>

#include "err.h"
#include "utf8.h"

#define PAGE ((size_t)4096)

enum { SHORT = 1024 }; /* bytes of a text for which room is made as if all were escaped */

/* Of ASCII: how many bytes stand as they are, one, or none for what is escaped. */
/* clang-format off */
static const uint8_t plain[128] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
};
/* clang-format on */

void json_init(struct json *j, struct buf *out, json_sink *sink, void *context)
{
	*j = (struct json){ .out = out, .sink = sink, .context = context };
}

static void flush(struct json *j)
{
	if (j->out->len > 0 && j->error == 0 && !j->out->failed) {
		int rc = j->sink(j->context, buf_view(j->out));
		if (rc < 0)
			j->error = rc;
		else
			buf_reset(j->out);
	}
}

/* With a sink the buffer never holds more than two pages (or all it may hold), however long the bytes are. */
static void put(struct json *j, const char *bytes, size_t len)
{
	if (j->error < 0)
		return;
	if (!j->sink) {
		buf_add(j->out, bytes, len);
		return;
	}
	size_t page = j->out->max / 2 < PAGE ? j->out->max / 2 + (j->out->max < 2) : PAGE;
	while (len > 0 && j->error == 0 && !j->out->failed) {
		size_t n = len < page ? len : page;
		if (j->out->len + n > page * 2)
			flush(j);
		if (j->error == 0)
			buf_add(j->out, bytes, n);
		bytes += n;
		len -= n;
	}
}

static void put_chr(struct json *j, char c)
{
	put(j, &c, 1);
}

static void new_line(struct json *j)
{
	static const char blanks[] = "                                ";

	put_chr(j, '\n');
	for (size_t left = (size_t)j->depth * 2; left > 0;) {
		size_t n = left < sizeof blanks - 1 ? left : sizeof blanks - 1;
		put(j, blanks, n);
		left -= n;
	}
}

/* What stands between the last value and this one. */
static void before_value(struct json *j)
{
	if (j->after_key) {
		j->after_key = false;
	} else {
		if (j->comma)
			put_chr(j, ',');
		if (j->pretty && j->depth > 0)
			new_line(j);
	}
	j->comma = true;
}

/* Room for a value of so many bytes, with the comma before it; NULL: it takes the long way. The writer adds to the length. */
static char *quick_room(struct json *j, size_t len)
{
	bool comma = j->comma && !j->after_key;
	char *to = j->sink || j->pretty || j->error < 0 ? NULL : buf_room(j->out, len + comma);

	if (!to)
		return NULL;
	if (comma) {
		*to++ = ',';
		j->out->len++;
	}
	j->after_key = false;
	j->comma = true;
	return to;
}

static void put_value(struct json *j, const char *bytes, size_t len)
{
	char *to = quick_room(j, len);

	if (to) {
		if (len > 0)
			memcpy(to, bytes, len);
		j->out->len += len;
		return;
	}
	before_value(j);
	put(j, bytes, len);
}

static void begin(struct json *j, char bracket)
{
	put_value(j, &bracket, 1);
	j->depth++;
	j->comma = false;
}

static void end(struct json *j, char bracket)
{
	char *to = j->sink || j->pretty || j->error < 0 ? NULL : buf_room(j->out, 1);

	j->depth--;
	if (to) {
		*to = bracket;
		j->out->len++;
	} else {
		if (j->pretty && j->comma)
			new_line(j);
		put_chr(j, bracket);
	}
	j->comma = true;
}

void json_object(struct json *j)
{
	begin(j, '{');
}

void json_end_object(struct json *j)
{
	end(j, '}');
}

void json_array(struct json *j)
{
	begin(j, '[');
}

void json_end_array(struct json *j)
{
	end(j, ']');
}

static size_t write_escape(char to[6], uint32_t c)
{
	static const char hex[] = "0123456789abcdef";
	static const char letters[32] = { ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't' };
	char letter = c == '"' || c == '\\' ? (char)c : c < 32 ? letters[c] : '\0';

	to[0] = '\\';
	to[1] = letter ? letter : 'u';
	if (letter)
		return 2;
	for (int i = 0; i < 4; i++)
		to[2 + i] = hex[c >> (12 - 4 * i) & 15];
	return 6;
}

static bool is_deceptive(uint32_t c)
{
	return c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xFEFF;
}

/* The length of the first character when it is valid and not escaped, else 0. */
static size_t plain_char(struct str s)
{
	struct str first = str_sub(s, 0, s.len < 4 ? s.len : 4);
	size_t next = 0;

	if (utf8_valid_prefix(first) == 0 || is_deceptive(utf8_next(first, &next)))
		return 0;
	return next;
}

/* How many bytes, two at a time, are characters of E3 to EC and two bytes behind: all Chinese ones; nothing is escaped there,
 * nothing overlong. A lead's low half is 3 to 12: with 13 added it carries, with 3 added it does not. */
static size_t chinese_prefix(struct str s)
{
	size_t pos = 0;

	for (; s.len - pos >= 8; pos += 6) {
		uint64_t w;
		memcpy(&w, s.ptr + pos, sizeof w);
		w = le64toh(w);
		uint64_t half = w & 0x0F00000F;
		bool both = (w & 0xC0C0F0C0C0F0) == 0x8080E08080E0 &&
			    ((half + 0x0D00000D) & ~(half + 0x03000003) & 0x10000010) == 0x10000010;
		if (!both)
			break;
	}
	return pos;
}

/* Characters of three bytes that are met most: Chinese ones, full-width punctuation (U+FF00 to FF7F), dashes and quotation marks (U+2010 to
 * 2027). */
static bool is_plain_three(const unsigned char *p)
{
	if ((p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
		return false;
	return (p[0] >= 0xE3 && p[0] <= 0xEC) || (p[0] == 0xEF && (p[1] == 0xBC || p[1] == 0xBD)) ||
	       (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xA7);
}

/* How many bytes, eight at a time, are printable ASCII other than the quotation mark and the backslash: a byte of which the high bit
 * comes out set in any of these is not. */
static size_t ascii_prefix(struct str s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	size_t pos = 0;

	for (; s.len - pos > 8; pos += 8) {
		uint64_t w;
		memcpy(&w, s.ptr + pos, sizeof w);
		uint64_t quote = w ^ ones * '"', back = w ^ ones * '\\', end = w ^ ones * 0x7F;
		if ((w | (w - ones * 0x20) | (quote - ones) | (back - ones) | (end - ones)) & high)
			break;
	}
	return pos;
}

/* How many bytes are valid UTF-8 of which nothing is escaped. */
static size_t plain_prefix(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t pos = 0, n = 1;

	while (pos < s.len && n > 0) {
		if (p[pos] < 0x80)
			pos += ascii_prefix((struct str){ s.ptr + pos, s.len - pos });
		else if (p[pos] >= 0xE3)
			pos += chinese_prefix((struct str){ s.ptr + pos, s.len - pos });
		if (s.len - pos >= 3 && is_plain_three(p + pos))
			n = 3;
		else if (p[pos] < 0x80)
			n = plain[p[pos]];
		else
			n = plain_char((struct str){ s.ptr + pos, s.len - pos });
		pos += n;
	}
	return pos;
}

/* What stands first is not plain: *ret_taken bytes of it. Bytes that are no UTF-8 (a file's name may hold some) become U+FFFD: the
 * output is valid JSON whatever comes in. */
static size_t escape_first(struct str s, char to[6], size_t *ret_taken)
{
	static const char unknown[] = { '\\', 'u', 'f', 'f', 'f', 'd' };
	size_t next = 0;

	if (utf8_valid_prefix(str_sub(s, 0, s.len < 4 ? s.len : 4)) == 0) {
		memcpy(to, unknown, sizeof unknown);
		*ret_taken = 1;
		return 6;
	}
	uint32_t c = utf8_next(s, &next);
	*ret_taken = next;
	return write_escape(to, c);
}

static void put_string(struct json *j, struct str s)
{
	char escape[6];

	if (!s.ptr) {
		put(j, "null", 4);
		return;
	}
	put_chr(j, '"');
	for (size_t pos = 0, taken; pos < s.len; pos += taken) {
		size_t n = plain_prefix(str_sub(s, pos, s.len));
		put(j, s.ptr + pos, n);
		pos += n;
		if (pos == s.len)
			break;
		n = escape_first(str_sub(s, pos, s.len), escape, &taken);
		put(j, escape, n);
	}
	put_chr(j, '"');
}

/* --- what is written most, in one piece --- */

char *json_write_str(char *to, struct str s)
{
	static const char nothing[] = { 'n', 'u', 'l', 'l' };

	if (!s.ptr) {
		memcpy(to, nothing, sizeof nothing);
		return to + 4;
	}
	*to++ = '"';
	for (size_t pos = 0, taken; pos < s.len; pos += taken) {
		size_t n = plain_prefix(str_sub(s, pos, s.len));
		memcpy(to, s.ptr + pos, n);
		to += n;
		pos += n;
		if (pos == s.len)
			break;
		to += escape_first(str_sub(s, pos, s.len), to, &taken);
	}
	*to++ = '"';
	return to;
}

char *json_write_int(char *to, int64_t v)
{
	char text[20], *p = text + sizeof text;
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (v < 0)
		*--p = '-';
	size_t n = (size_t)(text + sizeof text - p);
	memcpy(to, p, n);
	return to + n;
}

void json_put_key(struct json *j, struct str key)
{
	before_value(j);
	put_string(j, key);
	put(j, ": ", j->pretty ? 2 : 1);
	j->after_key = true;
}

void json_key_str(struct json *j, struct str key)
{
	if (plain_prefix(key) < key.len || !json_put_plain(j, key, true))
		json_put_key(j, key);
}

void json_str(struct json *j, struct str s)
{
	before_value(j);
	bool fits = !j->sink && j->error == 0 && s.len <= SHORT && JSON_STR_ROOM(s.len) <= j->out->max - j->out->len;
	char *to = fits ? buf_room(j->out, JSON_STR_ROOM(s.len)) : NULL;
	if (to)
		j->out->len += (size_t)(json_write_str(to, s) - to);
	else
		put_string(j, s);
}

void json_cstr(struct json *j, const char *s)
{
	json_str(j, str_from(s));
}

void json_int(struct json *j, int64_t v)
{
	char text[JSON_INT_ROOM];

	put_value(j, text, (size_t)(json_write_int(text, v) - text));
}

void json_bool(struct json *j, bool v)
{
	put_value(j, v ? "true" : "false", v ? 4 : 5);
}

void json_null(struct json *j)
{
	put_value(j, "null", 4);
}

void json_raw(struct json *j, struct str text)
{
	put_value(j, text.ptr, text.len);
}

void json_members(struct json *j, struct str text)
{
	put_value(j, text.ptr, text.len);
}

int json_finish(struct json *j)
{
	if (j->sink)
		flush(j);
	if (j->error == 0 && j->out->failed)
		j->error = ERR_NOMEM;
	return j->error;
}

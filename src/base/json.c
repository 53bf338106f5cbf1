#include "json.h"

#include "err.h"
#include "utf8.h"

#define PAGE ((size_t)4096)

/* Bytes at which a run ends: what is always escaped, and the lead bytes of characters that may be. */
enum { PLAIN, ESCAPE, LOOK };
/* clang-format off */
static const uint8_t classes[256] = {
	[0] = ESCAPE, [1] = ESCAPE, [2] = ESCAPE, [3] = ESCAPE, [4] = ESCAPE, [5] = ESCAPE, [6] = ESCAPE, [7] = ESCAPE,
	[8] = ESCAPE, [9] = ESCAPE, [10] = ESCAPE, [11] = ESCAPE, [12] = ESCAPE, [13] = ESCAPE, [14] = ESCAPE, [15] = ESCAPE,
	[16] = ESCAPE, [17] = ESCAPE, [18] = ESCAPE, [19] = ESCAPE, [20] = ESCAPE, [21] = ESCAPE, [22] = ESCAPE,
	[23] = ESCAPE, [24] = ESCAPE, [25] = ESCAPE, [26] = ESCAPE, [27] = ESCAPE, [28] = ESCAPE, [29] = ESCAPE,
	[30] = ESCAPE, [31] = ESCAPE, ['"'] = ESCAPE, ['\\'] = ESCAPE, [0x7F] = ESCAPE, [0xE2] = LOOK, [0xEF] = LOOK,
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

static void begin(struct json *j, char bracket)
{
	before_value(j);
	put_chr(j, bracket);
	j->depth++;
	j->comma = false;
}

static void end(struct json *j, char bracket)
{
	j->depth--;
	if (j->pretty && j->comma)
		new_line(j);
	put_chr(j, bracket);
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

static void put_escape(struct json *j, uint32_t c)
{
	static const char hex[] = "0123456789abcdef";
	static const char *const letters[32] = {
		['\b'] = "\\b", ['\f'] = "\\f", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t"
	};

	if (c == '"' || c == '\\') {
		put(j, c == '"' ? "\\\"" : "\\\\", 2);
	} else if (c < 32 && letters[c]) {
		put(j, letters[c], 2);
	} else {
		char text[6] = { '\\', 'u', hex[c >> 12 & 15], hex[c >> 8 & 15], hex[c >> 4 & 15], hex[c & 15] };
		put(j, text, sizeof text);
	}
}

static bool is_deceptive(uint32_t c)
{
	return c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xFEFF;
}

/* Writes valid UTF-8: long runs as they are, the few characters of `classes` one by one. */
static void put_valid(struct json *j, struct str s)
{
	size_t run = 0, pos = 0;

	while (pos < s.len) {
		uint8_t class = classes[(unsigned char)s.ptr[pos]];
		if (class == PLAIN) {
			pos++;
			continue;
		}
		size_t next = pos;
		uint32_t c = utf8_next(s, &next);
		if (class == ESCAPE || is_deceptive(c)) {
			put(j, s.ptr + run, pos - run);
			put_escape(j, c);
			run = next;
		}
		pos = next;
	}
	put(j, s.ptr + run, s.len - run);
}

/* Bytes that are no UTF-8 (a file's name may hold some) become U+FFFD: the output is valid JSON whatever comes in. */
static void put_string(struct json *j, struct str s)
{
	put_chr(j, '"');
	while (s.len > 0) {
		size_t n = utf8_valid_prefix(s);
		put_valid(j, (struct str){ s.ptr, n });
		if (n < s.len) {
			put(j, "\\ufffd", 6);
			n++;
		}
		s = (struct str){ s.ptr + n, s.len - n };
	}
	put_chr(j, '"');
}

/* --- what is written most, in one piece --- */

/* The length of the character at `pos` when it is valid and not escaped, else 0. */
static size_t plain_char(struct str s, size_t pos)
{
	struct str rest = str_sub(s, pos, pos + 4 < s.len ? pos + 4 : s.len);
	size_t next = 0;

	if (utf8_valid_prefix(rest) == 0 || is_deceptive(utf8_next(rest, &next)))
		return 0;
	return next;
}

/* Valid UTF-8 of which nothing is escaped. E3 to EC begin all Chinese characters; nothing is escaped there, nothing overlong. */
static bool is_plain(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	for (size_t pos = 0; pos < s.len;) {
		if (p[pos] < 0x80) {
			if (classes[p[pos]] != PLAIN)
				return false;
			pos++;
			continue;
		}
		bool three = p[pos] >= 0xE3 && p[pos] <= 0xEC && s.len - pos >= 3 && (p[pos + 1] & 0xC0) == 0x80 &&
			     (p[pos + 2] & 0xC0) == 0x80;
		size_t n = three ? 3 : plain_char(s, pos);
		if (n == 0)
			return false;
		pos += n;
	}
	return true;
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
	if (!is_plain(key) || !json_put_plain(j, key, true))
		json_put_key(j, key);
}

void json_str(struct json *j, struct str s)
{
	if (!s.ptr) {
		json_null(j);
		return;
	}
	if (is_plain(s) && json_put_plain(j, s, false))
		return;
	before_value(j);
	put_string(j, s);
}

void json_cstr(struct json *j, const char *s)
{
	json_str(j, str_from(s));
}

void json_int(struct json *j, int64_t v)
{
	char text[20], *p = text + sizeof text;
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	before_value(j);
	do
		*--p = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (v < 0)
		*--p = '-';
	put(j, p, (size_t)(text + sizeof text - p));
}

void json_bool(struct json *j, bool v)
{
	before_value(j);
	put(j, v ? "true" : "false", v ? 4 : 5);
}

void json_null(struct json *j)
{
	before_value(j);
	put(j, "null", 4);
}

void json_raw(struct json *j, struct str text)
{
	before_value(j);
	put(j, text.ptr, text.len);
}

int json_finish(struct json *j)
{
	if (j->sink)
		flush(j);
	if (j->error == 0 && j->out->failed)
		j->error = ERR_NOMEM;
	return j->error;
}

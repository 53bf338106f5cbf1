#include "fuzz.h"

#include "utf8.h"

#define DEPTH_MAX 512

_Noreturn void fuzz_broken(const char *claim, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
	abort();
}

struct reader {
	struct str text;
	size_t pos;
	char stack[DEPTH_MAX];
	size_t depth;
};

static char peek(const struct reader *r)
{
	return r->pos < r->text.len ? r->text.ptr[r->pos] : '\0';
}

static void skip_blanks(struct reader *r)
{
	while (r->pos < r->text.len && strchr(" \t\r\n", r->text.ptr[r->pos]) && r->text.ptr[r->pos])
		r->pos++;
}

static bool read_hex4(struct reader *r)
{
	for (int i = 0; i < 4; i++, r->pos++)
		if (!peek(r) || !strchr("0123456789abcdefABCDEF", peek(r)))
			return false;
	return true;
}

static bool read_string(struct reader *r)
{
	if (peek(r) != '"')
		return false;
	for (r->pos++; r->pos < r->text.len;) {
		unsigned char c = (unsigned char)r->text.ptr[r->pos++];
		if (c == '"')
			return true;
		if (c < 0x20)
			return false;
		if (c != '\\')
			continue;
		char escape = peek(r);
		r->pos++;
		if (escape == 'u' ? !read_hex4(r) : !escape || !strchr("\"\\/bfnrt", escape))
			return false;
	}
	return false;
}

static bool read_digits(struct reader *r)
{
	size_t start = r->pos;

	while (peek(r) >= '0' && peek(r) <= '9')
		r->pos++;
	return r->pos > start;
}

static bool read_number(struct reader *r)
{
	r->pos += peek(r) == '-';
	bool zero = peek(r) == '0';
	size_t start = r->pos;
	if (!read_digits(r) || (zero && r->pos > start + 1))
		return false;
	if (peek(r) == '.') {
		r->pos++;
		if (!read_digits(r))
			return false;
	}
	if (peek(r) == 'e' || peek(r) == 'E') {
		r->pos++;
		r->pos += peek(r) == '+' || peek(r) == '-';
		return read_digits(r);
	}
	return true;
}

static bool read_scalar(struct reader *r)
{
	static const struct str words[] = { STR_INIT("true"), STR_INIT("false"), STR_INIT("null") };

	if (peek(r) == '"')
		return read_string(r);
	for (size_t i = 0; i < 3; i++) {
		if (str_starts(str_sub(r->text, r->pos, r->text.len), words[i])) {
			r->pos += words[i].len;
			return true;
		}
	}
	return read_number(r);
}

static bool read_key(struct reader *r)
{
	skip_blanks(r);
	if (!read_string(r))
		return false;
	skip_blanks(r);
	return r->pos++ < r->text.len && r->text.ptr[r->pos - 1] == ':';
}

/* Opens brackets as long as there are any; then one scalar, or the end of an empty container is next. */
static bool read_beginning(struct reader *r)
{
	for (;;) {
		skip_blanks(r);
		char c = peek(r);
		if (c != '{' && c != '[')
			return read_scalar(r);
		if (r->depth == DEPTH_MAX)
			return false;
		r->stack[r->depth++] = c;
		r->pos++;
		skip_blanks(r);
		if (peek(r) == (c == '{' ? '}' : ']'))
			return true;
		if (c == '{' && !read_key(r))
			return false;
	}
}

bool fuzz_is_json(struct str text)
{
	struct reader r = { .text = text };

	if (utf8_valid_prefix(text) != text.len || !read_beginning(&r))
		return false;
	while (r.depth > 0) {
		skip_blanks(&r);
		char open = r.stack[r.depth - 1], c = peek(&r);
		r.pos++;
		if (c == (open == '{' ? '}' : ']')) {
			r.depth--;
			continue;
		}
		if (c != ',' || (open == '{' && !read_key(&r)) || !read_beginning(&r))
			return false;
	}
	skip_blanks(&r);
	return r.pos == text.len;
}

#include "view.h"

#include "utf8.h"

#include <strings.h>

/* A tag is shorter than this; what is longer is no tag. */
enum { TAG_BYTES = 4096, NAME_BYTES = 16, ENTITY_BYTES = 12 };

struct view {
	char *text;
	size_t len;
	bool changed, no_comment_end;
	uint8_t no_end; /* bit i: no end of SWALLOWED[i] is left */
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void blank(struct view *v, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (v->text[i] != '\n' || i == from)
			v->text[i] = ' ';
	v->changed = true;
}

static bool is_one_of(struct str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (name.len == strlen(names[i]) && strncasecmp(name.ptr, names[i], name.len) == 0)
			return true;
	return false;
}

#define ONE_OF(name, names) is_one_of(name, names, sizeof(names) / sizeof((names)[0]))

/* What a tag is on paper: a new line, a new cell, nothing. */
static char on_paper(struct str name)
{
	static const char *const lines[] = { "p", "br", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4",
		"h5", "h6", "section", "article", "hr", "body", "header", "footer", "nav", "tbody", "blockquote",
		"pre" };
	static const char *const cells[] = { "td", "th" };
	return ONE_OF(name, lines) ? '\n' : ONE_OF(name, cells) ? '\t' : ' ';
}

/* Elements whose content is nothing that is read. */
static const char *const SWALLOWED[] = { "script", "style", "title", "textarea", "noscript", "select" };

/* Behind the > of the tag whose name ends at `at`; 0: another tag begins first, or none ends here. */
static size_t tag_end(const struct view *v, size_t at)
{
	size_t limit = v->len - at < TAG_BYTES ? v->len : at + TAG_BYTES;
	while (at < limit && v->text[at] != '<' && v->text[at] != '>')
		at++;
	return at < limit && v->text[at] == '>' ? at + 1 : 0;
}

/* The end of the element that is open at `at`, its end tag included; 0: none. */
static size_t element_end(struct view *v, size_t at, struct str name)
{
	for (size_t i = 0; i < sizeof SWALLOWED / sizeof *SWALLOWED; i++) {
		size_t n = strlen(SWALLOWED[i]);
		if (name.len != n || strncasecmp(name.ptr, SWALLOWED[i], n) != 0 || (v->no_end >> i & 1))
			continue;
		for (const char *p = v->text + at; (p = memchr(p, '<', (size_t)(v->text + v->len - p))); p++) {
			size_t left = (size_t)(v->text + v->len - p);
			if (left < n + 3 || p[1] != '/' || strncasecmp(p + 2, SWALLOWED[i], n) != 0)
				continue;
			size_t end = tag_end(v, (size_t)(p - v->text) + 2);
			if (end)
				return end;
			break;
		}
		v->no_end |= (uint8_t)(1u << i);
	}
	return 0;
}

static size_t comment_end(struct view *v, size_t at)
{
	struct str all = { v->text, v->len };
	size_t end = v->no_comment_end ? STR_NPOS : str_find(all, STR("-->"), at);
	v->no_comment_end |= end == STR_NPOS;
	return end == STR_NPOS ? 0 : end + 3;
}

/* The tag at `at`, or the whole of an element nobody reads: gives its end, 0 when it is none. */
static size_t read_tag(struct view *v, size_t at, char *mark)
{
	struct str all = { v->text, v->len };
	*mark = ' ';
	if (str_starts(str_sub(all, at, v->len), STR("<!--")))
		return comment_end(v, at);
	size_t from = at + 1;
	bool closing = from < v->len && (v->text[from] == '/' || v->text[from] == '!' || v->text[from] == '?');
	from += closing;
	size_t to = from;
	while (to < v->len && to - from < NAME_BYTES && (is_letter(v->text[to]) || is_digit(v->text[to])))
		to++;
	if (to == from || to >= v->len || !is_letter(v->text[from]) || !strchr(" />\t\r\n:", v->text[to]))
		return 0;
	size_t end = tag_end(v, to);
	if (!end)
		return 0;
	struct str name = str_sub(all, from, to);
	size_t whole = closing ? 0 : element_end(v, end, name);
	*mark = on_paper(name);
	return whole ? whole : end;
}

static uint32_t named_entity(struct str name)
{
	static const struct {
		const char *name;
		uint32_t c;
	} names[] = { { "nbsp", ' ' }, { "ensp", ' ' }, { "emsp", ' ' }, { "thinsp", ' ' }, { "ldquo", 0x201c },
		{ "rdquo", 0x201d }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "hellip", 0x2026 },
		{ "mdash", 0x2014 }, { "ndash", 0x2013 }, { "middot", 0xb7 }, { "bull", 0x2022 }, { "quot", '"' },
		{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "times", 0xd7 }, { "permil", 0x2030 },
		{ "laquo", 0xab }, { "raquo", 0xbb }, { "copy", 0xa9 }, { "zwnj", ' ' } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(name, str_from(names[i].name)))
			return names[i].c;
	return 0;
}

static uint32_t numbered_entity(struct str s)
{
	bool hex = s.len && (s.ptr[0] == 'x' || s.ptr[0] == 'X');
	uint32_t c = 0;
	for (size_t i = hex; i < s.len; i++) {
		char d = s.ptr[i] >= 'a' ? (char)(s.ptr[i] - 32) : s.ptr[i];
		bool letter = hex && d >= 'A' && d <= 'F';
		if (!is_digit(d) && !letter)
			return 0;
		c = c * (hex ? 16 : 10) + (uint32_t)(letter ? d - 'A' + 10 : d - '0');
	}
	bool surrogate = c >= 0xD800 && c < 0xE000;
	return c == 0xA0 || c == 0x3000 || (c && c < 0x20) ? ' ' : c > 0x10FFFF || surrogate ? 0 : c;
}

/* An entity is never shorter than the character in UTF-8. */
static size_t write_char(char *to, uint32_t c)
{
	static const unsigned char lead[] = { 0, 0xC0, 0xE0, 0xF0 };
	size_t more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	for (size_t i = more; i > 0; i--, c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3F));
	to[0] = (char)(lead[more] | c);
	return more + 1;
}

/* Blanks the entity at `at`: gives its end, 0 when there is none. */
static size_t blank_entity(struct view *v, size_t at)
{
	size_t most = v->len - at < ENTITY_BYTES ? v->len - at : ENTITY_BYTES;
	const char *end = memchr(v->text + at, ';', most);
	if (!end)
		return 0;
	struct str name = { v->text + at + 1, (size_t)(end - v->text) - at - 1 };
	uint32_t c =
		name.len > 1 && name.ptr[0] == '#' ? numbered_entity(str_sub(name, 1, name.len)) : named_entity(name);
	if (!c)
		return 0;
	size_t behind = at + name.len + 2;
	blank(v, at, behind);
	write_char(v->text + at, c);
	return behind;
}

static void blank_html(struct view *v)
{
	for (size_t i = 0; i < v->len;) {
		char c = v->text[i], mark;
		size_t end = c == '<' ? read_tag(v, i, &mark) : 0;
		if (end) {
			blank(v, i, end);
			v->text[i] = mark;
		} else if (c == '&') {
			end = blank_entity(v, i);
		}
		i = end ? end : i + 1;
	}
}

/* ** around words, # before a heading, both at most a few in a row. */
static void blank_markdown(struct view *v)
{
	bool start = true;
	for (size_t i = 0; i < v->len; i++) {
		char c = v->text[i];
		size_t run = 1;
		while (i + run < v->len && v->text[i + run] == c)
			run++;
		bool heading = c == '#' && start && run <= 6 && i + run < v->len && v->text[i + run] == ' ';
		bool bold = c == '*' && (run == 2 || run == 3);
		if (heading || bold)
			blank(v, i, i + run);
		start = c == '\n' || (start && (c == ' ' || c == '\t'));
		i += c == '*' || c == '#' ? run - 1 : 0;
	}
}

/* Whether `c` is followed anywhere by a byte that may begin markup of its kind. */
static bool has_markup(const struct view *v, char c)
{
	const char *end = v->text + v->len;
	for (const char *p = v->text; (p = memchr(p, c, (size_t)(end - p))) && p + 1 < end; p++)
		if (is_letter(p[1]) || strchr(c == '<' ? "/!" : c == '&' ? "#" : "*", p[1]))
			return true;
	return false;
}

/* "# " or "## " at a line's start. */
static bool has_hash_heading(const struct view *v)
{
	const char *end = v->text + v->len;
	for (const char *p = v->text; (p = memchr(p, '#', (size_t)(end - p))) && p + 1 < end; p++)
		if ((p == v->text || p[-1] == '\n') && (p[1] == ' ' || p[1] == '#'))
			return true;
	return false;
}

bool view_blank_markup(char *text, size_t len)
{
	struct view v = { .text = text, .len = len };
	if (has_markup(&v, '<') || has_markup(&v, '&'))
		blank_html(&v);
	if (has_markup(&v, '*') || has_hash_heading(&v))
		blank_markdown(&v);
	return v.changed;
}

static bool is_squeezed(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str view_squeeze(struct str s, char *to)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		bool is_blank = is_squeezed(s.ptr[i]);
		size_t next = i;
		while (is_blank && next < s.len && is_squeezed(s.ptr[next]))
			next++;
		/* one blank between two Latin words stays */
		bool keep = !is_blank || (n && next < s.len && is_letter(to[n - 1]) && is_letter(s.ptr[next]));
		if (keep)
			to[n++] = is_blank ? ' ' : s.ptr[i];
		i = is_blank ? next - 1 : i;
	}
	return (struct str){ to, n };
}

static const struct str BULLETS[] = { STR_INIT("●"), STR_INIT("★"), STR_INIT("☆"), STR_INIT("◆"), STR_INIT("◇"),
	STR_INIT("■"), STR_INIT("▲"), STR_INIT("△"), STR_INIT("▶"), STR_INIT("►"), STR_INIT("•"), STR_INIT("※"),
	STR_INIT("➢"), STR_INIT("➤"), STR_INIT("✦"), STR_INIT("✓"), STR_INIT("✔"), STR_INIT("❖"), STR_INIT("◎"),
	STR_INIT("⚫"), STR_INIT("🔹"), STR_INIT("□"), STR_INIT("○"), STR_INIT("√"), STR_INIT("∞"), STR_INIT("×") };

/* [✔] */
static size_t boxed_bullet(struct str s)
{
	for (size_t i = 0; i < sizeof BULLETS / sizeof *BULLETS; i++)
		if (str_starts(str_sub(s, 1, s.len), BULLETS[i]))
			return str_starts(str_sub(s, 1 + BULLETS[i].len, s.len), STR("]")) ? BULLETS[i].len + 2 : 0;
	return 0;
}

size_t view_bullet(struct str s, uint8_t *ret_kind)
{
	enum { SYMBOL_FONT = 11 }; /* shown as • */
	if (s.len < 4)
		return 0;
	const unsigned char *c = (const unsigned char *)s.ptr;
	*ret_kind = SYMBOL_FONT;
	if (c[0] == 0xEF && c[1] >= 0x80 && c[1] <= 0x83) /* U+F000 to U+F0FF: a symbol font's */
		return 3;
	if (c[0] == '[')
		return boxed_bullet(s);
	if (c[0] != 0xE2 && c[0] != 0xF0)
		return 0;
	for (size_t i = 0; i < sizeof BULLETS / sizeof *BULLETS; i++)
		if (str_starts(s, BULLETS[i]) && s.len > BULLETS[i].len) {
			*ret_kind = (uint8_t)(i + 1);
			return BULLETS[i].len;
		}
	return 0;
}

struct str view_bullet_text(uint8_t kind)
{
	return BULLETS[kind - 1];
}

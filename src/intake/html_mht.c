/* MHTML (RFC 2557): a mail whose first HTML part is the page; where that only divides the window, its frames' pages are further parts. */
#include <strings.h>

#include "html.h"

struct part {
	struct str type, encoding, body;
};

/* The value of a header line in `head`, its folded lines included; empty when absent. */
static struct str header(struct str head, const char *name)
{
	size_t len = strlen(name);

	for (size_t at = 0; at < head.len;) {
		size_t end = str_find(head, STR("\n"), at);
		end = end == STR_NPOS ? head.len : end;
		while (end + 1 < head.len && (head.ptr[end + 1] == ' ' || head.ptr[end + 1] == '\t')) {
			size_t more = str_find(head, STR("\n"), end + 1);
			end = more == STR_NPOS ? head.len : more;
		}
		if (end - at > len && strncasecmp(head.ptr + at, name, len) == 0 && head.ptr[at + len] == ':')
			return str_trim(str_sub(head, at + len + 1, end));
		at = end + 1;
	}
	return STR("");
}

/* The value of `name="..."` in a header. */
static struct str parameter(struct str value, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i + len + 1 < value.len; i++) {
		if (strncasecmp(value.ptr + i, name, len) != 0 || value.ptr[i + len] != '=')
			continue;
		struct str rest = str_sub(value, i + len + 1, value.len);
		bool quoted = rest.len > 0 && rest.ptr[0] == '"';
		rest = str_sub(rest, quoted, rest.len);
		size_t end = 0;
		while (end < rest.len && (quoted ? rest.ptr[end] != '"' : strchr("; \t\r\n", rest.ptr[end]) == NULL))
			end++;
		return str_sub(rest, 0, end);
	}
	return STR("");
}

/* Head and body, at the first empty line. */
static void split(struct str s, struct str *head, struct str *body)
{
	size_t lf = str_find(s, STR("\n\n"), 0), crlf = str_find(s, STR("\r\n\r\n"), 0);
	bool long_end = crlf < lf;
	size_t at = long_end ? crlf : lf;

	*head = at == STR_NPOS ? s : str_sub(s, 0, at);
	*body = at == STR_NPOS ? STR("") : str_sub(s, at + (long_end ? 4 : 2), s.len);
}

static struct part read_part(struct str s)
{
	struct part p;
	struct str head;

	split(s, &head, &p.body);
	p.type = header(head, "Content-Type");
	p.encoding = header(head, "Content-Transfer-Encoding");
	return p;
}

static bool is_html(const struct part *p)
{
	return p->type.len >= 9 && strncasecmp(p->type.ptr, "text/html", 9) == 0;
}

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

static void decode_quoted(struct str s, struct buf *into)
{
	for (size_t i = 0; i < s.len; i++) {
		size_t left = s.len - i;
		if (s.ptr[i] != '=') {
			buf_chr(into, s.ptr[i]);
		} else if (left >= 3 && hex(s.ptr[i + 1]) >= 0 && hex(s.ptr[i + 2]) >= 0) {
			buf_chr(into, (char)(hex(s.ptr[i + 1]) * 16 + hex(s.ptr[i + 2])));
			i += 2;
		} else if (left >= 2 && s.ptr[i + 1] == '\n') {
			i++;
		} else if (left >= 3 && s.ptr[i + 1] == '\r' && s.ptr[i + 2] == '\n') {
			i += 2;
		}
	}
}

static void decode_base64(struct str s, struct buf *into)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	unsigned have = 0;

	for (size_t i = 0; i < s.len && s.ptr[i] != '='; i++) {
		const char *d = s.ptr[i] != '\0' ? strchr(digits, s.ptr[i]) : NULL;
		if (d == NULL)
			continue;
		bits = bits << 6 | (uint32_t)(d - digits);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		buf_chr(into, (char)(bits >> have & 0xFF));
	}
}

static int decode(const struct part *p, struct buf *into, char ret_charset[24], struct err *e)
{
	struct str charset = parameter(p->type, "charset");

	if (p->encoding.len >= 6 && strncasecmp(p->encoding.ptr, "base64", 6) == 0)
		decode_base64(p->body, into);
	else if (p->encoding.len >= 16 && strncasecmp(p->encoding.ptr, "quoted-printable", 16) == 0)
		decode_quoted(p->body, into);
	else
		buf_str(into, p->body);
	snprintf(ret_charset, 24, "%.*s", (int)(charset.len < 23 ? charset.len : 23), charset.ptr);
	return into->failed ? err_nomem(e) : 1;
}

/* A page of frames shows nothing itself. */
static bool divides_window(const struct part *p)
{
	struct part beginning = *p;
	char charset[24];
	struct buf page;
	bool divides = false;

	beginning.body = str_sub(p->body, 0, 16384);
	buf_init(&page, beginning.body.len + 1);
	(void)decode(&beginning, &page, charset, NULL);
	struct str s = buf_view(&page);
	for (size_t at = str_find(s, STR("<"), 0); at != STR_NPOS && !divides; at = str_find(s, STR("<"), at + 1))
		divides = s.len - at > 9 && strncasecmp(s.ptr + at, "<frameset", 9) == 0;
	buf_clear(&page);
	return divides;
}

/* The first page, or of a divided window the longest of those shown in it. */
static bool find_page(struct str bytes, struct str mark, struct part *ret)
{
	bool found = false, divided = false;

	for (size_t at = str_find(bytes, mark, 0); at != STR_NPOS && (!found || divided);) {
		size_t next = str_find(bytes, mark, at + mark.len);
		struct str s = str_sub(bytes, at + mark.len, next == STR_NPOS ? bytes.len : next);
		size_t end = str_find(s, STR("\n"), 0); /* of the boundary's own line */
		struct part part = read_part(str_sub(s, end == STR_NPOS ? s.len : end + 1, s.len));
		at = next;
		if (!is_html(&part) || (found && !divides_window(ret) && part.body.len <= ret->body.len))
			continue;
		*ret = part;
		divided |= !found && divides_window(&part);
		found = true;
	}
	return found;
}

int html_from_mht(struct str bytes, struct buf *into, char ret_charset[24], struct err *e)
{
	struct part whole = read_part(bytes), part;
	struct str boundary = parameter(whole.type, "boundary");
	char line[128];

	if (is_html(&whole))
		return decode(&whole, into, ret_charset, e);
	if (whole.type.len < 10 || strncasecmp(whole.type.ptr, "multipart/", 10) != 0 || boundary.len == 0 ||
		boundary.len > sizeof(line) - 8)
		return 0;
	int n = snprintf(line, sizeof(line), "\n--%.*s", STR_ARG(boundary));
	if (find_page(bytes, (struct str){ line, (size_t)n }, &part))
		return decode(&part, into, ret_charset, e);
	err_hint(e, "请在浏览器里打开，另存为网页或文本再用");
	return err_set(e, ERR_INPUT, "这个 MHT 文件里没有网页正文");
}

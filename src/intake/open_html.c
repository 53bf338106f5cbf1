/* Web pages as they were saved: their text in lines, without what surrounds it. */
#include <libxml/parserInternals.h>
#include <strings.h>

#include "charset.h"
#include "html.h"
#include "utf8.h"

enum { FRAMED_TEXT = 400 };

static bool is_cjk(uint32_t c)
{
	return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
	       (c >= 0x2010 && c <= 0x2027) || c >= 0x20000;
}

static uint32_t last_char(const struct buf *b)
{
	size_t at = b->len > 0 ? utf8_floor(buf_view(b), b->len - 1) : 0;

	return b->len > 0 ? utf8_next(buf_view(b), &at) : 0;
}

/* White space between two words is one blank; where the source only broke its line between Chinese characters, nothing. */
static void put_blank(struct html *h, uint32_t next)
{
	uint32_t last = last_char(&h->out);
	bool edge = last == 0 || last == ' ' || last == 0x2028;

	if (h->blank && !edge && !(h->newline && (is_cjk(last) || is_cjk(next))))
		buf_chr(&h->out, ' ');
	h->blank = h->newline = false;
}

void html_end_line(struct html *h)
{
	struct str line = str_trim(buf_view(&h->out));

	h->blank = h->newline = false;
	if (h->cell) {
		if (h->out.len > 0 && last_char(&h->out) != 0x2028)
			buf_cstr(&h->out, "\u2028");
		return;
	}
	if (h->out.failed)
		h->o->failed = opener_why(&h->out);
	if (line.len > 0) {
		opener_place(h->o, (struct intake_place){ INTAKE_PARAGRAPH, 0, ++h->line, 0 });
		opener_text(h->o, line);
		opener_cstr(h->o, "\n");
	}
	buf_reset(&h->out);
}

/* <![if !supportLists]> of pages that Word saved: bytes to skip. */
static size_t condition_at(struct str s, size_t at)
{
	size_t end = s.ptr[at] == '<' && str_starts(str_sub(s, at, s.len), STR("<!["))
			     ? str_find(str_sub(s, at, at + 80), STR("]>"), 0)
			     : STR_NPOS;

	return end == STR_NPOS ? 0 : end + 2;
}

static void put_text(struct html *h, struct str s)
{
	for (size_t at = 0; at < s.len && !opener_failed(h->o);) {
		at += condition_at(s, at);
		if (at >= s.len)
			break;
		size_t from = at;
		uint32_t c = utf8_next(s, &at);
		bool feed = c == '\n' || c == '\r', white = feed || c == ' ' || c == '\t' || c == '\f';
		if (white && h->pre > 0 && feed) {
			html_end_line(h);
		} else if (white) {
			h->blank = true;
			h->newline = h->newline || feed;
		} else if (c == 0xA0 || c == 0x2028 || c == 0x2029) {
			buf_chr(&h->out, ' ');
		} else if (c != 0x200B && c != 0xFEFF && c != 0xAD) {
			put_blank(h, c);
			buf_str(&h->out, str_sub(s, from, at));
		}
	}
}

/* True: what is below the node is to be read. */
static bool enter(struct html *h, const xmlNode *n)
{
	char label[24];

	if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
		struct str s = str_from((const char *)n->content);
		put_text(h, str_sub(s, 0, utf8_valid_prefix(s)));
		return false;
	}
	if (n->type != XML_ELEMENT_NODE)
		return false;
	switch (html_role(h, n)) {
	case HTML_NOTHING:
		h->scripts += html_is(n, "script");
		return false;
	case HTML_IMAGE:
		h->images++;
		return false;
	case HTML_FRAME:
		h->frames++;
		return false;
	case HTML_TABLE:
		html_end_line(h);
		if (h->cell || !html_is_data(n))
			return true;
		html_table(h, n);
		return false;
	case HTML_ITEM:
		html_end_line(h);
		html_item_label(n, label);
		buf_cstr(&h->out, label);
		return true;
	case HTML_BREAK:
	case HTML_BLOCK:
		html_end_line(h);
		return true;
	case HTML_PRE:
		html_end_line(h);
		h->pre++;
		return true;
	case HTML_INLINE:
		return true;
	}
	return true;
}

static void leave(struct html *h, const xmlNode *n)
{
	enum html_role role = html_role(h, n);

	if (role == HTML_PRE)
		h->pre--;
	if (role != HTML_INLINE && role != HTML_BREAK)
		html_end_line(h);
}

/* By the nodes' own links: a page may be nested as deep as it likes. */
void html_walk(struct html *h, const xmlNode *root)
{
	const xmlNode *n = root->children;

	while (n != NULL && !opener_failed(h->o)) {
		if (enter(h, n) && n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n->next == NULL && n->parent != root && n->parent != NULL) {
			n = n->parent;
			leave(h, n);
		}
		n = n->next;
	}
}

/* What the page says of its charset in the first bytes: <meta charset=...>, or the XML declaration. */
static void said_charset(struct str bytes, char ret[24])
{
	struct str s = str_sub(bytes, 0, 2048);

	ret[0] = '\0';
	for (size_t i = 0; i + 9 < s.len; i++) {
		bool meta = strncasecmp(s.ptr + i, "charset=", 8) == 0,
		     xml = strncasecmp(s.ptr + i, "encoding=", 9) == 0;
		if (!meta && !(xml && i < 60))
			continue;
		i += meta ? 8 : 9;
		i += s.ptr[i] == '"' || s.ptr[i] == '\'';
		size_t n = 0;
		while (i < s.len && n < 23 && strchr("\"' />;?", s.ptr[i]) == NULL)
			ret[n++] = s.ptr[i++];
		ret[n] = '\0';
		return;
	}
}

/* The page may be wrong about itself: then detection decides, and the user is told. */
static int to_utf8(
	struct opener *o, struct str bytes, const char *header, struct buf *into, struct str *ret, struct err *e)
{
	struct charset_job job = { bytes, o->name, o->charset };
	const struct charset *c = NULL;
	char said[24];

	if (job.wanted == NULL) {
		snprintf(said, sizeof(said), "%s", header);
		if (said[0] == '\0')
			said_charset(bytes, said);
		job.wanted = said[0] != '\0' && intake_charset_known(said, NULL) == 0 ? said : NULL;
	}
	struct err why = { 0 };
	int rc = charset_read(&job, into, ret, &c, job.wanted == said ? &why : e);
	if (rc == ERR_INPUT && job.wanted == said) {
		job.wanted = NULL;
		buf_reset(into);
		rc = charset_read(&job, into, ret, &c, e);
		if (rc == 0)
			opener_note(o, "charset", "网页自称是 %s 编码，其实是 %s", said, c->name);
	} else if (rc < 0 && job.wanted == said)
		*e = why;
	if (rc == 0)
		snprintf(o->charset_found, sizeof(o->charset_found), "%s", c->name);
	return rc;
}

/* Hardly any text, and other pages shown in this one: the report is in one of them. */
static int framed(const struct html *h, struct err *e)
{
	struct opener *o = h->o;

	opener_note(o, "frames", "网页里显示着另外 %zu 个网页（框架），它们没有读；正文在里面时请单独打开那一页再另存",
		h->frames);
	if (opener_failed(o) || o->text.len > 0)
		return opener_end(o, e);
	err_hint(e, "请在浏览器里单独打开正文那一页，再另存为网页或打印成 PDF");
	return err_set(e, ERR_INPUT, "%.*s 是框架页，正文在另外的网页里", STR_ARG(o->name));
}

/* No text at all: the browser would have had it from a script. */
static int scripted(const struct opener *o, struct err *e)
{
	err_hint(e, "请在浏览器里打开，等正文显示出来，选中复制到文本文件或 Word 里，或打印成 PDF 再用");
	return err_set(
		e, ERR_INPUT, "%.*s 里没有正文：它由脚本在浏览器里生成，没有存在这个网页文件里", STR_ARG(o->name));
}

static int read_tree(struct opener *o, htmlDocPtr doc, struct err *e)
{
	struct html h = { .o = o };
	xmlNode *root = xmlDocGetRootElement(doc);

	buf_init(&h.out, o->limits.text);
	if (root != NULL) {
		html_weigh(root);
		h.total = html_weight(root);
		html_walk(&h, (const xmlNode *)doc);
		html_end_line(&h);
	}
	buf_clear(&h.out);
	if (h.images > 0)
		opener_note(o, "image", "网页里有 %zu 张图片，图片里的文字没有读", h.images);
	if (h.frames > 0 && o->text.len < FRAMED_TEXT)
		return framed(&h, e);
	return h.scripts > 0 && o->text.len == 0 && !opener_failed(o) ? scripted(o, e) : opener_end(o, e);
}

static int parse(struct opener *o, struct str text, struct err *e)
{
	const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
			    HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC;

	if (text.len > INT32_MAX)
		return err_set(e, ERR_LIMIT, "%.*s 太大", STR_ARG(o->name));
	htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(text.ptr, (int)text.len);
	if (parser == NULL)
		return err_nomem(e);
	htmlCtxtUseOptions(parser, options);
	parser->options |= XML_PARSE_HUGE; /* unclosed tags nest a page as deep as it is long; else it ends at 256 */
	xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
	htmlParseDocument(parser);
	htmlDocPtr doc = parser->myDoc;
	bool halted = parser->errNo == XML_ERR_NO_MEMORY || parser->errNo == XML_ERR_INTERNAL_ERROR;
	htmlFreeParserCtxt(parser);
	if (doc == NULL)
		return err_set(e, ERR_INPUT, "%.*s 不是网页，或已损坏", STR_ARG(o->name));
	if (halted)
		opener_note(o, "damaged", "网页的标签套得太深或已损坏，后面的内容没有读");
	int rc = read_tree(o, doc, e);
	xmlFreeDoc(doc);
	return rc;
}

int open_html(struct opener *o, struct str bytes, struct err *e)
{
	struct buf page, utf8;
	struct str text = STR_NONE;
	char header[24] = "";

	buf_init(&page, bytes.len + 1);
	buf_init(&utf8, o->limits.text);
	int rc = html_from_mht(bytes, &page, header, e);
	if (rc >= 0)
		rc = to_utf8(o, rc == 1 ? buf_view(&page) : bytes, header, &utf8, &text, e);
	if (rc >= 0)
		rc = parse(o, text, e);
	buf_clear(&page);
	buf_clear(&utf8);
	return rc;
}

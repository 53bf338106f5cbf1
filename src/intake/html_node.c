#include <strings.h>

#include "html.h"

static const struct {
	const char *name;
	enum html_role role;
} elements[] = {
	{ "p", HTML_BLOCK },
	{ "div", HTML_BLOCK },
	{ "br", HTML_BREAK },
	{ "li", HTML_ITEM },
	{ "table", HTML_TABLE },
	{ "h1", HTML_BLOCK },
	{ "h2", HTML_BLOCK },
	{ "h3", HTML_BLOCK },
	{ "h4", HTML_BLOCK },
	{ "h5", HTML_BLOCK },
	{ "h6", HTML_BLOCK },
	{ "ul", HTML_BLOCK },
	{ "ol", HTML_BLOCK },
	{ "section", HTML_BLOCK },
	{ "article", HTML_BLOCK },
	{ "main", HTML_BLOCK },
	{ "body", HTML_BLOCK },
	{ "html", HTML_BLOCK },
	{ "center", HTML_BLOCK },
	{ "tr", HTML_BLOCK },
	{ "td", HTML_BLOCK },
	{ "th", HTML_BLOCK },
	{ "tbody", HTML_BLOCK },
	{ "thead", HTML_BLOCK },
	{ "tfoot", HTML_BLOCK },
	{ "caption", HTML_BLOCK },
	{ "dl", HTML_BLOCK },
	{ "dt", HTML_BLOCK },
	{ "dd", HTML_BLOCK },
	{ "hr", HTML_BREAK },
	{ "blockquote", HTML_BLOCK },
	{ "figure", HTML_BLOCK },
	{ "figcaption", HTML_BLOCK },
	{ "address", HTML_BLOCK },
	{ "fieldset", HTML_BLOCK },
	{ "form", HTML_BLOCK },
	{ "details", HTML_BLOCK },
	{ "summary", HTML_BLOCK },
	{ "pre", HTML_PRE },
	{ "img", HTML_IMAGE },
	{ "header", HTML_BLOCK },
	{ "footer", HTML_BLOCK },
	{ "aside", HTML_BLOCK },
	{ "script", HTML_NOTHING },
	{ "style", HTML_NOTHING },
	{ "noscript", HTML_NOTHING },
	{ "template", HTML_NOTHING },
	{ "head", HTML_NOTHING },
	{ "title", HTML_NOTHING },
	{ "select", HTML_NOTHING },
	{ "textarea", HTML_NOTHING },
	{ "button", HTML_NOTHING },
	{ "iframe", HTML_FRAME },
	{ "frame", HTML_FRAME },
	{ "noframes", HTML_NOTHING },
	{ "object", HTML_NOTHING },
	{ "svg", HTML_NOTHING },
	{ "canvas", HTML_NOTHING },
	{ "audio", HTML_NOTHING },
	{ "video", HTML_NOTHING },
	{ "rt", HTML_NOTHING },
	{ "rp", HTML_NOTHING },
	{ "math", HTML_NOTHING },
	{ "nav", HTML_NOTHING },
	{ "dialog", HTML_NOTHING },
};

bool html_is(const xmlNode *n, const char *name)
{
	return n != NULL && n->type == XML_ELEMENT_NODE && strcasecmp((const char *)n->name, name) == 0;
}

/* The attribute's text where it is one piece, as parsers leave it. */
static const char *attribute(const xmlNode *n, const char *name)
{
	for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
		if (strcasecmp((const char *)a->name, name) == 0)
			return a->children != NULL && a->children->content != NULL ? (const char *)a->children->content
										   : "";
	return NULL;
}

long html_number(const xmlNode *n, const char *name, long least, long most, long none)
{
	const char *text = attribute(n, name);
	char *end = NULL;
	long v = text != NULL ? strtol(text, &end, 10) : 0;

	if (text == NULL || end == text)
		return none;
	return v < least ? least : v > most ? most : v;
}

/* Whether a style without its blanks has `what` ("display:none"). */
static bool has_style(const xmlNode *n, const char *what)
{
	const char *p = attribute(n, "style");
	size_t len = strlen(what), matched = 0;

	for (; p != NULL && *p; p++) {
		if (strchr(" \t\r\n", *p) != NULL)
			continue;
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
		matched = c == what[matched] ? matched + 1 : c == what[0];
		if (matched == len)
			return true;
	}
	return false;
}

static bool is_word_of(const char *word, size_t len, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strlen(*list) == len && strncasecmp(word, *list, len) == 0)
			return true;
	return false;
}

/* Whether one of the words of an attribute is in the list. */
static bool has_word(const xmlNode *n, const char *name, const char *const *list)
{
	const char *p = attribute(n, name);

	while (p != NULL && *p) {
		size_t len = strcspn(p, " \t\r\n");
		if (is_word_of(p, len, list))
			return true;
		p += len + strspn(p + len, " \t\r\n");
	}
	return false;
}

/* Most of the page's text stands below the node. */
static bool is_most(const struct html *h, const xmlNode *n)
{
	return html_weight(n) * 10 >= h->total * 4;
}

/* What is invisible and most of the page is shown by a script once it is loaded (articles of WeChat). */
static bool is_hidden(const struct html *h, const xmlNode *n)
{
	const char *aria = attribute(n, "aria-hidden");

	return attribute(n, "hidden") != NULL || has_style(n, "display:none") ||
	       (has_style(n, "visibility:hidden") && !is_most(h, n)) || (aria != NULL && strcasecmp(aria, "true") == 0);
}

static bool is_inside(const xmlNode *n, const char *a, const char *b)
{
	for (n = n->parent; n != NULL; n = n->parent)
		if (html_is(n, a) || html_is(n, b))
			return true;
	return false;
}

/* What is around the text on every page of a site, by its name. */
static bool is_furniture(const xmlNode *n)
{
	static const char *const roles[] = { "navigation", "banner", "contentinfo", "search", "complementary", NULL };
	static const char *const words[] = { "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs",
		"crumb", "crumbs", "header", "footer", "foot", "sidebar", "share", "copyright", "pagination", "pager",
		"qrcode", "toolbar", "topbar", "friendlink", "friendlinks", "site-header", "site-footer", "skip-link",
		/* articles of WeChat */
		"rich_media_tool", "rich_media_extra", "rich_media_meta_list", "reward_area", "js_pc_qr_code",
		"qr_code_pc_outer", NULL };

	if (html_is(n, "header") || html_is(n, "footer") || html_is(n, "aside"))
		return !is_inside(n, "article", "main");
	return has_word(n, "role", roles) || has_word(n, "class", words) || has_word(n, "id", words);
}

enum html_role html_role(const struct html *h, const xmlNode *n)
{
	enum html_role role = HTML_INLINE;

	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (strcasecmp((const char *)n->name, elements[i].name) == 0) {
			role = elements[i].role;
			break;
		}
	if (role == HTML_NOTHING || is_hidden(h, n))
		return HTML_NOTHING;
	/* a name says little there */
	if (is_furniture(n) && !is_most(h, n))
		return HTML_NOTHING;
	return role;
}

static void roman(long v, char text[24])
{
	static const struct {
		long value;
		const char *digits;
	} parts[] = { { 1000, "m" }, { 900, "cm" }, { 500, "d" }, { 400, "cd" }, { 100, "c" }, { 90, "xc" },
		{ 50, "l" }, { 40, "xl" }, { 10, "x" }, { 9, "ix" }, { 5, "v" }, { 4, "iv" }, { 1, "i" } };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for (; v >= parts[i].value && n < 16; v -= parts[i].value)
			n += (size_t)snprintf(text + n, 24 - n, "%s", parts[i].digits);
}

/* So does an item's number in its list. */
static long item_number(const xmlNode *item)
{
	return (long)(uintptr_t)item->psvi;
}

static void number_item(xmlNode *item)
{
	const xmlNode *n = item->prev;

	while (n != NULL && !html_is(n, "li"))
		n = n->prev;
	item->psvi = (void *)(uintptr_t)((n != NULL ? item_number(n) : 0) + 1);
}

void html_item_label(const xmlNode *item, char label[24])
{
	const xmlNode *list = item->parent;
	long v = html_number(item, "value", -9999, 99999, 0);
	const char *type = list != NULL && list->type == XML_ELEMENT_NODE ? attribute(list, "type") : NULL;

	label[0] = '\0';
	if (!html_is(list, "ol") || has_style(list, "list-style:none") || has_style(list, "list-style-type:none") ||
		has_style(item, "list-style:none") || has_style(item, "list-style-type:none"))
		return;
	if (v == 0)
		v = html_number(list, "start", -9999, 99999, 1) + item_number(item) - 1;
	char kind = type != NULL && type[0] != '\0' && type[1] == '\0' ? type[0] : '1';
	if ((kind == 'a' || kind == 'A') && v >= 1 && v <= 26)
		snprintf(label, 24, "%c. ", (char)(kind + v - 1));
	else if (kind == 'i' && v >= 1 && v < 4000)
		roman(v, label), memcpy(label + strlen(label), ". ", 3);
	else
		snprintf(label, 24, "%ld. ", v);
}

/* Weights stand in the nodes' spare pointer. */
static void set_weight(xmlNode *n, size_t weight)
{
	n->_private = (void *)(uintptr_t)weight;
}

size_t html_weight(const xmlNode *n)
{
	return (size_t)(uintptr_t)n->_private;
}

void html_weigh(xmlNode *root)
{
	xmlNode *n = root;

	while (n != NULL) {
		bool text = n->type == XML_TEXT_NODE && n->content != NULL;
		set_weight(n, text ? strlen((const char *)n->content) : 0);
		if (html_is(n, "li"))
			number_item(n);
		if (n->type == XML_ELEMENT_NODE && n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n != root && n->next == NULL && n->parent != NULL) {
			set_weight(n->parent, html_weight(n->parent) + html_weight(n));
			n = n->parent;
		}
		if (n == root || n->parent == NULL)
			return;
		set_weight(n->parent, html_weight(n->parent) + html_weight(n));
		n = n->next;
	}
}

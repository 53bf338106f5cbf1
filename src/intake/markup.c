#include "markup.h"

#include <libxml/parser.h>

#include "office.h"

/* Names met in one part, by libxml2's own pointers: it keeps one copy of every name. */
enum { CACHE = 512 };

struct met {
	const xmlChar *name, *address;
	unsigned id;
};

struct reader {
	const struct markup *m;
	xmlParserCtxtPtr parser;
	struct str part;
	int rc; /* of a callback */
	int line;
	bool doctype;
	char why[160]; /* libxml2's first complaint */
	struct met met[CACHE];
};

static unsigned char space_of(const xmlChar *address)
{
	static const struct {
		const char *end;
		unsigned char space;
	} ends[] = { { "/wordprocessingml/2006/main", SPACE_WORD }, { "/wordprocessingml/main", SPACE_WORD },
		{ "/spreadsheetml/2006/main", SPACE_SHEET }, { "/spreadsheetml/main", SPACE_SHEET },
		{ "/officeDocument/2006/math", SPACE_MATH }, { "/officeDocument/math", SPACE_MATH },
		{ "/markup-compatibility/2006", SPACE_COMPAT } };
	struct str s = str_from((const char *)address);

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_from(ends[i].end)))
			return ends[i].space;
	return SPACE_OTHER;
}

static unsigned look_up(const struct markup *m, const xmlChar *name, const xmlChar *address)
{
	size_t low = 0, high = m->names_count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int way = strcmp(m->names[middle].name, (const char *)name);
		if (way < 0)
			low = middle + 1;
		else
			high = middle;
	}
	unsigned char space = space_of(address);
	for (; low < m->names_count && !strcmp(m->names[low].name, (const char *)name); low++)
		if (m->names[low].space == SPACE_ANY || m->names[low].space == space)
			return m->names[low].id;
	return 0;
}

static unsigned id_of(struct reader *r, const xmlChar *name, const xmlChar *address)
{
	size_t slot = (((uintptr_t)name >> 3) ^ ((uintptr_t)name >> 12) ^ ((uintptr_t)address >> 5)) % CACHE;
	struct met *met = &r->met[slot];

	if (met->name != name || met->address != address)
		*met = (struct met){ name, address, look_up(r->m, name, address) };
	return met->id;
}

static void stop(struct reader *r, int rc)
{
	if (r->rc == 0)
		r->rc = rc;
	xmlStopParser(r->parser);
}

/* What libxml2 hands to startElementNs: name, prefix, address; new namespaces; attributes of five pointers each. */
#define SAX_OPEN                                                                                                       \
	void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *address, int spaces,                 \
		const xmlChar **space, int count, int defaulted, const xmlChar **attributes

static void on_open(SAX_OPEN)
{
	struct reader *r = context;
	struct markup_tag t = { id_of(r, name, address), (const unsigned char *const *)attributes, count };

	(void)prefix, (void)spaces, (void)space, (void)defaulted;
	if (r->rc < 0)
		return;
	int rc = r->m->open(r->m->context, &t);
	if (rc < 0)
		stop(r, rc);
}

static void on_close(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *address)
{
	struct reader *r = context;

	(void)prefix;
	if (r->rc < 0)
		return;
	int rc = r->m->close(r->m->context, id_of(r, name, address));
	if (rc < 0)
		stop(r, rc);
}

static void on_text(void *context, const xmlChar *text, int len)
{
	struct reader *r = context;

	if (!r->m->text || r->rc < 0)
		return;
	int rc = r->m->text(r->m->context, (struct str){ (const char *)text, (size_t)len });
	if (rc < 0)
		stop(r, rc);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system_id)
{
	struct reader *r = context;

	(void)name, (void)external, (void)system_id;
	r->doctype = true;
	stop(r, ERR_INPUT);
}

static xmlEntityPtr on_entity(void *context, const xmlChar *name)
{
	(void)context;
	return xmlGetPredefinedEntity(name);
}

static void on_error(void *context, xmlErrorPtr why)
{
	struct reader *r = context;

	if (r->line || why->level < XML_ERR_ERROR)
		return;
	r->line = why->line > 0 ? why->line : 1;
	snprintf(r->why, sizeof r->why, "%d: %s", why->code, why->message ? why->message : "");
}

static int feed(void *context, struct str piece)
{
	struct reader *r = context;

	xmlParseChunk(r->parser, piece.ptr, (int)piece.len, 0);
	if (r->rc < 0)
		return r->rc;
	return r->parser->wellFormed ? 0 : ERR_INPUT;
}

static int complain(const struct reader *r, int rc, struct err *e)
{
	if (r->doctype) {
		err_set(e, ERR_INPUT, "文件里的部件 " STR_FMT " 带有文档类型声明（DTD），不予打开", STR_ARG(r->part));
		err_hint(e, "正常的 Office、WPS、OFD 文件里没有它；请核实文件来源");
	} else if (!r->parser->wellFormed && r->rc == 0) {
		err_set(e, ERR_INPUT, "文件里的部件 " STR_FMT " 第 %d 行损坏，不是完整的 XML", STR_ARG(r->part),
			r->line ? r->line : 1);
		err_hint(e, "请重新取得原件，或在 Office、WPS 里打开（修复）后另存一份");
		err_log(e, "libxml2: %s", r->why);
	} else if (rc == ERR_NOMEM) {
		return err_nomem(e);
	} else {
		err_set(e, rc, "文件里的部件 " STR_FMT " 第 %d 行起无法读取", STR_ARG(r->part),
			xmlSAX2GetLineNumber(r->parser));
	}
	return rc;
}

int markup_read(struct package *p, struct str part, const struct markup *m, struct err *e)
{
	xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
		.startElementNs = on_open,
		.endElementNs = on_close,
		.characters = on_text,
		.cdataBlock = on_text,
		.internalSubset = on_doctype,
		.getEntity = on_entity,
		.serror = on_error };
	struct reader r = { .m = m, .part = part };

	size_t at = office_find(p, part);
	if (at == STR_NPOS) {
		err_set(e, ERR_NOTFOUND, "文件里缺少部件 " STR_FMT, STR_ARG(part));
		err_hint(e, "文件不完整：请在 Office、WPS 里打开后另存一份");
		return ERR_NOTFOUND;
	}
	xmlInitParser();
	r.parser = xmlCreatePushParserCtxt(&handler, &r, NULL, 0, NULL);
	if (!r.parser)
		return err_nomem(e);
	xmlCtxtUseOptions(r.parser, XML_PARSE_NONET | XML_PARSE_COMPACT);
	int rc = package_stream(p, at, feed, &r, e);
	if (rc == 0) {
		xmlParseChunk(r.parser, NULL, 0, 1);
		rc = r.rc < 0 ? r.rc : r.parser->wellFormed ? 0 : ERR_INPUT;
	}
	if (rc < 0)
		rc = complain(&r, rc, e);
	if (r.parser->myDoc)
		xmlFreeDoc(r.parser->myDoc);
	xmlFreeParserCtxt(r.parser);
	return rc;
}

struct str markup_attribute(const struct markup_tag *t, const char *name)
{
	for (int i = 0; i < t->count; i++) {
		const unsigned char *const *a = t->attributes + (size_t)i * 5;
		if (!strcmp((const char *)a[0], name))
			return (struct str){ (const char *)a[3], (size_t)(a[4] - a[3]) };
	}
	return STR_NONE;
}

long markup_number(struct str s, long least, long most, long otherwise)
{
	bool minus = str_starts(s, STR("-"));
	size_t i = minus || str_starts(s, STR("+"));
	long n = 0;

	if (i >= s.len)
		return otherwise;
	for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++)
		if (n < 1000000000)
			n = n * 10 + (s.ptr[i] - '0');
	if (i < s.len && s.ptr[i] != '.') /* "240.0" is met */
		return otherwise;
	n = minus ? -n : n;
	return n < least ? least : n > most ? most : n;
}

bool markup_on(const struct markup_tag *t)
{
	struct str v = markup_attribute(t, "val");

	return !str_eq(v, STR("0")) && !str_eq(v, STR("false")) && !str_eq(v, STR("off"));
}

/* OFD.xml, Document.xml and the lists of resources: which parts are pages, templates, pictures. */
#include "ofd.h"

enum { PAGES_MAX = 5000, PARTS_MAX = 20000, DOCUMENTS_MAX = 50, LISTS_MAX = 8, PATH_BYTES = 4096 };

const struct markup_name ofd_names[] = {
	{ "AbbreviatedData", SPACE_ANY, O_DATA },
	{ "Annotations", SPACE_ANY, O_ANNOTATIONS },
	{ "Attachments", SPACE_ANY, O_ATTACHMENTS },
	{ "CompositeObject", SPACE_ANY, O_COMPOSITE },
	{ "DocRoot", SPACE_ANY, O_DOC_ROOT },
	{ "DocumentRes", SPACE_ANY, O_DOCUMENT_RES },
	{ "ImageObject", SPACE_ANY, O_IMAGE },
	{ "Layer", SPACE_ANY, O_LAYER },
	{ "MediaFile", SPACE_ANY, O_MEDIA_FILE },
	{ "MultiMedia", SPACE_ANY, O_MULTI_MEDIA },
	{ "Page", SPACE_ANY, O_PAGE },
	{ "PathObject", SPACE_ANY, O_PATH },
	{ "PhysicalBox", SPACE_ANY, O_PHYSICAL_BOX },
	{ "PublicRes", SPACE_ANY, O_PUBLIC_RES },
	{ "Res", SPACE_ANY, O_RES },
	{ "Signatures", SPACE_ANY, O_SIGNATURES },
	{ "Template", SPACE_ANY, O_TEMPLATE },
	{ "TemplatePage", SPACE_ANY, O_TEMPLATE_PAGE },
	{ "TextCode", SPACE_ANY, O_TEXT_CODE },
	{ "TextObject", SPACE_ANY, O_TEXT },
};
const size_t ofd_names_count = sizeof ofd_names / sizeof *ofd_names;

void ofd_outline_init(struct ofd_outline *l)
{
	*l = (struct ofd_outline){ .documents = 0 };
	vec_init(&l->pages, sizeof(struct ofd_part));
	vec_init(&l->templates, sizeof(struct ofd_part));
	vec_init(&l->pictures, sizeof(struct ofd_part));
}

void ofd_outline_clear(struct ofd_outline *l)
{
	vec_clear(&l->pages);
	vec_clear(&l->templates);
	vec_clear(&l->pictures);
}

const struct ofd_part *ofd_find(const struct vec *parts, size_t document, long id)
{
	for (size_t i = 0; i < parts->len; i++) {
		const struct ofd_part *p = &VEC_AT(parts, struct ofd_part, i);
		if (p->document == document && p->id == id)
			return p;
	}
	return NULL;
}

struct outline_reader {
	struct ofd_outline *l;
	struct str base;            /* the part being read */
	struct vec roots;           /* struct ofd_part: Document.xml of each document */
	struct vec lists;           /* struct ofd_part: of the document's resources */
	struct buf text;            /* of the open element, where it is of interest */
	unsigned open;              /* that element */
	char folder[PART_NAME_MAX]; /* of the list's files */
	size_t folder_len;
	size_t document;
	long media;
	double width, height;
};

/* Numbers are written as the standard's ST_ID. */
static long id_of(const struct markup_tag *t, const char *name)
{
	return markup_number(markup_attribute(t, name), 0, INT32_MAX, -1);
}

static int add_part(struct outline_reader *r, struct vec *to, size_t most, struct str target, long id)
{
	if (!target.len || to->len >= most)
		return 0;
	struct ofd_part *p = vec_push(to);
	if (!p)
		return ERR_NOMEM;
	*p = (struct ofd_part){ .document = r->document, .id = id, .width = r->width, .height = r->height };
	p->len = office_resolve(r->base, target, p->part).len;
	return 0;
}

static void open_list(struct outline_reader *r, const struct markup_tag *t)
{
	struct str base = markup_attribute(t, "BaseLoc");

	/* a name in the folder, which is taken off again */
	char name[PART_NAME_MAX];
	size_t n = office_resolve(r->base, base, name).len;
	r->folder_len = n && n + 2 < sizeof r->folder ? n : 0;
	memcpy(r->folder, name, r->folder_len);
	if (r->folder_len)
		r->folder[r->folder_len++] = '/';
}

static int open_element(void *context, const struct markup_tag *t)
{
	struct outline_reader *r = context;

	switch (t->id) {
	case O_DOC_ROOT:
	case O_PHYSICAL_BOX:
	case O_DOCUMENT_RES:
	case O_PUBLIC_RES:
	case O_MEDIA_FILE:
		r->open = t->id;
		buf_reset(&r->text);
		return 0;
	case O_PAGE:
		return add_part(r, &r->l->pages, PAGES_MAX, markup_attribute(t, "BaseLoc"), id_of(t, "ID"));
	case O_TEMPLATE_PAGE:
		return add_part(r, &r->l->templates, PARTS_MAX, markup_attribute(t, "BaseLoc"), id_of(t, "ID"));
	case O_RES:
		open_list(r, t);
		return 0;
	case O_MULTI_MEDIA:
		r->media = id_of(t, "ID");
		return 0;
	default:
		r->l->annotations = r->l->annotations || t->id == O_ANNOTATIONS;
		r->l->attachments = r->l->attachments || t->id == O_ATTACHMENTS;
		r->l->signatures = r->l->signatures || t->id == O_SIGNATURES;
		return 0;
	}
}

static void close_box(struct outline_reader *r)
{
	double box[4] = { 0 };

	if (r->width == 0 && ofd_numbers(buf_view(&r->text), box, 4) == 4) {
		r->width = box[2];
		r->height = box[3];
	}
}

static int close_element(void *context, unsigned id)
{
	struct outline_reader *r = context;
	struct str text = str_trim(buf_view(&r->text));

	if (id != r->open || !id)
		return 0;
	r->open = O_NONE;
	switch (id) {
	case O_DOC_ROOT:
		return add_part(r, &r->roots, DOCUMENTS_MAX, text, 0);
	case O_PHYSICAL_BOX:
		close_box(r);
		return 0;
	case O_MEDIA_FILE: {
		struct str base = r->base;
		r->base = r->folder_len ? (struct str){ r->folder, r->folder_len } : base;
		int rc = add_part(r, &r->l->pictures, PARTS_MAX, text, r->media);
		r->base = base;
		return rc;
	}
	default:
		return add_part(r, &r->lists, LISTS_MAX, text, 0);
	}
}

static int text_inside(void *context, struct str s)
{
	struct outline_reader *r = context;

	if (r->open)
		buf_str(&r->text, s);
	return opener_why(&r->text);
}

static int read_part(struct outline_reader *r, struct package *p, struct str part, struct err *e)
{
	struct markup m = { OFD_NAMES, .open = open_element, .close = close_element, .text = text_inside,
		.context = r };

	r->base = part;
	r->open = O_NONE;
	r->folder_len = 0;
	return markup_read(p, part, &m, e);
}

/* Pages do not know the size that stands behind them in Document.xml. */
static void spread_size(const struct outline_reader *r, size_t first)
{
	for (size_t i = first; i < r->l->pages.len; i++) {
		struct ofd_part *page = &VEC_AT(&r->l->pages, struct ofd_part, i);
		page->width = r->width;
		page->height = r->height;
	}
}

/* A list of resources that is missing or damaged costs pictures only. */
static int read_document(struct outline_reader *r, struct package *p, size_t i, struct err *e)
{
	const struct ofd_part root = VEC_AT(&r->roots, struct ofd_part, i);
	size_t first = r->l->pages.len;

	r->document = i;
	r->width = r->height = 0;
	r->lists.len = 0;
	int rc = read_part(r, p, (struct str){ root.part, root.len }, e);
	spread_size(r, first);
	for (size_t k = 0; rc == 0 && k < r->lists.len; k++) {
		const struct ofd_part list = VEC_AT(&r->lists, struct ofd_part, k);
		struct err why = { 0 };
		int failed = read_part(r, p, (struct str){ list.part, list.len }, &why);
		rc = failed == ERR_NOMEM || failed == ERR_LIMIT ? err_set(e, failed, "%s", why.message) : 0;
	}
	return rc;
}

static int read_documents(struct outline_reader *r, struct opener *o, struct package *p, struct err *e)
{
	struct err why = { 0 };
	int rc = r->roots.len && VEC_AT(&r->roots, struct ofd_part, 0).len
			 ? read_document(r, p, 0, e)
			 : err_set(e, ERR_INPUT, "OFD 文件里没有文档：OFD.xml 没有写明 DocRoot");

	r->l->documents = r->roots.len;
	for (size_t i = 1; rc == 0 && i < r->roots.len; i++) {
		int failed = read_document(r, p, i, &why);
		if (failed == ERR_NOMEM || failed == ERR_LIMIT)
			return err_set(e, failed, "%s", why.message);
		if (failed < 0)
			opener_note(o, "damaged", "文件里的第 %zu 个文档没有读：%s", i + 1, why.message);
	}
	return rc;
}

int ofd_outline_read(struct ofd_outline *l, struct opener *o, struct package *p, struct err *e)
{
	struct outline_reader r = { .l = l };

	buf_init(&r.text, PATH_BYTES);
	vec_init(&r.roots, sizeof(struct ofd_part));
	vec_init(&r.lists, sizeof(struct ofd_part));
	int rc = read_part(&r, p, STR("OFD.xml"), e);
	if (rc == 0)
		rc = read_documents(&r, o, p, e);
	vec_clear(&r.roots);
	vec_clear(&r.lists);
	buf_clear(&r.text);
	return rc;
}

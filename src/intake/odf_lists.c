#include "fault.h"
#include "numerals.h"
#include "odf.h"
#include "own.h"

enum { STYLES_MAX = 2000, NAME_MAX_BYTES = 80, AROUND_MAX = 40 };

const struct markup_name odf_names[] = {
	{ "alphabetical-index", SPACE_ANY, ODF_SKIPPED },
	{ "annotation", SPACE_ANY, ODF_SKIPPED },
	{ "bibliography", SPACE_ANY, ODF_SKIPPED },
	{ "covered-table-cell", SPACE_ANY, ODF_COVERED },
	{ "forms", SPACE_ANY, ODF_SKIPPED },
	{ "h", SPACE_ANY, ODF_HEADING },
	{ "hidden-text", SPACE_ANY, ODF_SKIPPED },
	{ "image", SPACE_ANY, ODF_IMAGE },
	{ "line-break", SPACE_ANY, ODF_BREAK },
	{ "list", SPACE_ANY, ODF_LIST },
	{ "list-header", SPACE_ANY, ODF_LIST_HEADER },
	{ "list-item", SPACE_ANY, ODF_ITEM },
	{ "list-level-style-number", SPACE_ANY, ODF_LEVEL },
	{ "list-style", SPACE_ANY, ODF_LIST_STYLE },
	{ "note", SPACE_ANY, ODF_NOTE },
	{ "note-body", SPACE_ANY, ODF_NOTE_BODY },
	{ "note-citation", SPACE_ANY, ODF_SKIPPED },
	{ "outline-level-style", SPACE_ANY, ODF_OUTLINE_LEVEL },
	{ "outline-style", SPACE_ANY, ODF_OUTLINE },
	{ "p", SPACE_ANY, ODF_PARAGRAPH },
	{ "ruby-text", SPACE_ANY, ODF_SKIPPED },
	{ "s", SPACE_ANY, ODF_SPACES },
	{ "section", SPACE_ANY, ODF_SECTION },
	{ "style", SPACE_ANY, ODF_STYLE },
	{ "tab", SPACE_ANY, ODF_TAB },
	{ "table", SPACE_ANY, ODF_TABLE },
	{ "table-cell", SPACE_ANY, ODF_CELL },
	{ "table-column", SPACE_ANY, ODF_COLUMN },
	{ "table-of-content", SPACE_ANY, ODF_SKIPPED },
	{ "table-properties", SPACE_ANY, ODF_TABLE_LOOK },
	{ "table-row", SPACE_ANY, ODF_ROW },
	{ "text-box", SPACE_ANY, ODF_TEXT_BOX },
	{ "tracked-changes", SPACE_ANY, ODF_SKIPPED },
};
const size_t odf_names_count = sizeof odf_names / sizeof *odf_names;

struct level {
	bool numbers;
	enum numeral kind;
	long start, shown; /* shown: so many levels print */
	char before[AROUND_MAX], behind[AROUND_MAX];
};

struct style {
	char name[NAME_MAX_BYTES];
	struct level levels[ODF_LEVELS];
	long counts[ODF_LEVELS]; /* 0: none yet */
};

struct odf_lists {
	struct vec styles; /* struct style; the first is the outline */
	struct style *open;
};

static struct style *style_at(const struct odf_lists *l, int i)
{
	return &VEC_AT(&l->styles, struct style, i);
}

static void keep(char *into, size_t room, struct str s)
{
	size_t n = s.len < room ? s.len : 0;

	memcpy(into, s.ptr ? s.ptr : "", n);
	into[n] = '\0';
}

/* The format's first number tells what it is. */
static enum numeral numeral_of(struct str format)
{
	static const struct {
		const char *first;
		enum numeral kind;
	} kinds[] = { { "1", NUMERAL_DECIMAL }, { "a", NUMERAL_LOWER_LETTER }, { "A", NUMERAL_UPPER_LETTER },
		{ "i", NUMERAL_LOWER_ROMAN }, { "I", NUMERAL_UPPER_ROMAN }, { "一", NUMERAL_COUNTING },
		{ "壹", NUMERAL_LEGAL }, { "甲", NUMERAL_STEMS }, { "子", NUMERAL_BRANCHES }, { "①", NUMERAL_CIRCLED },
		{ "１", NUMERAL_FULL_WIDTH }, { "⑴", NUMERAL_PAREN }, { "㊀", NUMERAL_CIRCLED_HAN } };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_starts(format, str_from(kinds[i].first)))
			return kinds[i].kind;
	return NUMERAL_DECIMAL;
}

static int open_style(struct odf_lists *l, struct str name)
{
	l->open = l->styles.len < STYLES_MAX ? vec_push(&l->styles) : NULL;
	if (!l->open)
		return l->styles.len < STYLES_MAX ? ERR_NOMEM : 0;
	keep(l->open->name, sizeof l->open->name, name);
	return 0;
}

static void open_level(struct style *s, const struct markup_tag *t)
{
	long at = markup_number(markup_attribute(t, "level"), 1, ODF_LEVELS, 0);
	struct str format = markup_attribute(t, "num-format");

	if (!s || at < 1)
		return;
	struct level *level = &s->levels[at - 1];
	level->numbers = format.len > 0;
	level->kind = numeral_of(format);
	level->start = markup_number(markup_attribute(t, "start-value"), 0, INT32_MAX, 1);
	level->shown = markup_number(markup_attribute(t, "display-levels"), 1, ODF_LEVELS, 1);
	keep(level->before, sizeof level->before, markup_attribute(t, "num-prefix"));
	keep(level->behind, sizeof level->behind, markup_attribute(t, "num-suffix"));
}

static int open_element(void *context, const struct markup_tag *t)
{
	struct odf_lists *l = context;

	if (t->id == ODF_LIST_STYLE)
		return open_style(l, markup_attribute(t, "name"));
	if (t->id == ODF_OUTLINE)
		l->open = style_at(l, ODF_OUTLINE_STYLE);
	else if (t->id == ODF_LEVEL || t->id == ODF_OUTLINE_LEVEL)
		open_level(l->open, t);
	return 0;
}

static int close_element(void *context, unsigned id)
{
	struct odf_lists *l = context;

	if (id == ODF_LIST_STYLE || id == ODF_OUTLINE)
		l->open = NULL;
	return 0;
}

/* Styles come first: a document need not have them. */
int odf_lists_read(struct package *p, struct odf_lists **ret, struct err *e)
{
	OWN(odf_lists_free) struct odf_lists *l = fault_calloc(1, sizeof *l);
	const struct markup m = { ODF_NAMES, .open = open_element, .close = close_element, .context = l };

	if (!l)
		return err_nomem(e);
	vec_init(&l->styles, sizeof(struct style));
	int rc = open_style(l, STR("")) < 0 ? err_nomem(e) : 0;
	if (rc == 0 && package_find(p, "styles.xml") != STR_NPOS)
		rc = markup_read(p, STR("styles.xml"), &m, e);
	if (rc == 0)
		rc = markup_read(p, STR("content.xml"), &m, e);
	if (rc == 0)
		*ret = TAKE(l);
	return rc;
}

void odf_lists_free(struct odf_lists **l)
{
	if (!*l)
		return;
	vec_clear(&(*l)->styles);
	free(*l);
	*l = NULL;
}

int odf_list_style(const struct odf_lists *l, struct str name)
{
	for (size_t i = 1; name.len && i < l->styles.len; i++)
		if (str_eq(name, str_from(style_at(l, (int)i)->name)))
			return (int)i;
	return -1;
}

void odf_list_restart(struct odf_lists *l, int style)
{
	if (style >= 0)
		memset(style_at(l, style)->counts, 0, sizeof style_at(l, style)->counts);
}

void odf_list_next(struct odf_lists *l, int style, unsigned level, long start)
{
	if (style < 0 || level >= ODF_LEVELS)
		return;
	struct style *s = style_at(l, style);
	long *count = &s->counts[level];
	*count = start >= 0 ? start : *count ? *count + 1 : s->levels[level].start;
	for (unsigned i = level + 1; i < ODF_LEVELS; i++)
		s->counts[i] = 0;
}

void odf_list_label(const struct odf_lists *l, int style, unsigned level, struct buf *into)
{
	if (style < 0 || level >= ODF_LEVELS || !style_at(l, style)->levels[level].numbers)
		return;
	const struct style *s = style_at(l, style);
	const struct level *own = &s->levels[level];
	unsigned first = own->shown > (long)level ? 0 : level + 1 - (unsigned)own->shown;
	buf_cstr(into, own->before);
	for (unsigned i = first; i <= level; i++) {
		if (i > first)
			buf_chr(into, '.');
		numeral_write(into, s->levels[i].kind, s->counts[i] ? s->counts[i] : s->levels[i].start);
	}
	buf_cstr(into, own->behind);
}

#include "word_lists.h"

#include "docx_names.h"
#include "office.h"
#include "own.h"

#include <strings.h>

static void keep(char into[NAME_MAX_BYTES], struct str s)
{
	size_t n = s.len < NAME_MAX_BYTES ? s.len : 0; /* a longer id is nobody's */

	memcpy(into, s.ptr ? s.ptr : "", n);
	into[n] = '\0';
}

struct lists_reader {
	struct docx_lists *l;
	unsigned skip;
	int abstract, list; /* open ones, -1 */
	struct level *level;
	bool style_open, in_numbering;
	struct style style;
};

static int open_abstract(struct lists_reader *r, const struct markup_tag *t)
{
	r->abstract = -1;
	if (r->l->abstracts.len == LISTS_MAX)
		return 0;
	struct abstract_list *a = vec_push(&r->l->abstracts);
	if (!a)
		return ERR_NOMEM;
	a->id = markup_number(markup_attribute(t, "abstractNumId"), -1, INT32_MAX, -1);
	a->levels = word_levels_new();
	r->abstract = (int)r->l->abstracts.len - 1;
	return a->levels ? 0 : ERR_NOMEM;
}

static int open_list(struct lists_reader *r, const struct markup_tag *t)
{
	r->list = -1;
	if (r->l->lists.len == LISTS_MAX)
		return 0;
	struct list *n = vec_push(&r->l->lists);
	if (!n)
		return ERR_NOMEM;
	n->id = markup_number(markup_attribute(t, "numId"), -1, INT32_MAX, -1);
	n->abstract = -1;
	n->abstract_id = -1;
	for (size_t i = 0; i < LIST_LEVELS; i++)
		n->start[i] = -1;
	r->list = (int)r->l->lists.len - 1;
	return 0;
}

static struct list *the_list(struct lists_reader *r)
{
	return r->list >= 0 ? &VEC_AT(&r->l->lists, struct list, r->list) : NULL;
}

/* <w:lvl>: of an abstract list, or of a list that overrides it. */
static int open_level(struct lists_reader *r, const struct markup_tag *t)
{
	long i = markup_number(markup_attribute(t, "ilvl"), -1, LIST_LEVELS, -1);
	struct list *n = the_list(r);

	r->level = NULL;
	if (i < 0 || i >= LIST_LEVELS)
		return 0;
	if (n && !n->own && !(n->own = word_levels_new()))
		return ERR_NOMEM;
	if (n)
		r->level = &n->own[i];
	else if (r->abstract >= 0)
		r->level = &VEC_AT(&r->l->abstracts, struct abstract_list, r->abstract).levels[i];
	if (r->level)
		r->level->set = true;
	return 0;
}

static void take_level(struct level *v, const struct markup_tag *t)
{
	struct str val = markup_attribute(t, "val");

	switch (t->id) {
	case W_START:
		v->start = markup_number(val, 0, NUMBER_MOST, 0);
		break;
	case W_NUM_FMT:
		v->kind = numeral_named(val);
		break;
	case W_LVL_TEXT:
		v->text_len = (uint16_t)(val.len <= sizeof v->text ? val.len : 0);
		memcpy(v->text, val.ptr ? val.ptr : "", v->text_len);
		break;
	case W_LVL_RESTART:
		v->restart = markup_number(val, 0, LIST_LEVELS, -1);
		break;
	case W_IS_LGL:
		v->legal = markup_on(t);
		break;
	case W_SUFF:
		v->gap = str_eq(val, STR("nothing")) ? 0 : ' ';
		break;
	case W_P_STYLE:
		keep(v->style, val);
		break;
	default:
		break;
	}
}

static long level_index(struct str s)
{
	return markup_number(s, -1, LIST_LEVELS - 1, -1);
}

static int open_numbering(void *context, const struct markup_tag *t)
{
	struct lists_reader *r = context;
	struct list *n = the_list(r);

	if (r->skip || t->id == W_FALLBACK || t->id == W_SKIPPED) {
		r->skip++;
		return 0;
	}
	switch (t->id) {
	case W_ABSTRACT_NUM:
		return open_abstract(r, t);
	case W_NUM:
		return open_list(r, t);
	case W_LVL:
		return open_level(r, t);
	case W_ABSTRACT_NUM_ID:
		if (n)
			n->abstract_id = markup_number(markup_attribute(t, "val"), -1, INT32_MAX, -1);
		return 0;
	case W_LVL_OVERRIDE:
		r->style.place.level = level_index(markup_attribute(t, "ilvl"));
		return 0;
	case W_START_OVERRIDE:
		if (n && r->style.place.level >= 0)
			n->start[r->style.place.level] = markup_number(markup_attribute(t, "val"), 0, NUMBER_MOST, -1);
		return 0;
	case W_NUM_STYLE_LINK:
		if (r->abstract >= 0)
			keep(VEC_AT(&r->l->abstracts, struct abstract_list, r->abstract).link,
				markup_attribute(t, "val"));
		return 0;
	default:
		if (r->level)
			take_level(r->level, t);
		return 0;
	}
}

static int close_numbering(void *context, unsigned id)
{
	struct lists_reader *r = context;

	if (r->skip) {
		r->skip--;
		return 0;
	}
	if (id == W_LVL)
		r->level = NULL;
	if (id == W_ABSTRACT_NUM)
		r->abstract = -1;
	if (id == W_NUM)
		r->list = -1;
	return 0;
}

static void open_style_part(struct lists_reader *r, const struct markup_tag *t)
{
	struct str val = markup_attribute(t, "val");

	if (t->id == W_BASED_ON)
		keep(r->style.parent, val);
	else if (t->id == W_NAME)
		r->style.contents = val.len > 4 && !strncasecmp(val.ptr, "toc ", 4);
	else if (t->id == W_NUM_ID)
		r->style.place.num = markup_number(val, 0, INT32_MAX, -1);
	else if (t->id == W_ILVL)
		r->style.place.level = level_index(val);
	else if (t->id == W_VANISH)
		r->style.hidden = markup_on(t);
}

static int open_styles(void *context, const struct markup_tag *t)
{
	struct lists_reader *r = context;

	if (r->skip || t->id == W_FALLBACK || t->id == W_SKIPPED) {
		r->skip++;
		return 0;
	}
	if (t->id != W_STYLE) {
		if (r->style_open)
			open_style_part(r, t);
		return 0;
	}
	struct str type = markup_attribute(t, "type"), id = markup_attribute(t, "styleId"),
		   is_default = markup_attribute(t, "default");
	r->style_open = true;
	r->style = (struct style){ .hidden = -1,
		.place = { -1, -1 },
		.paragraph = !type.len || str_eq(type, STR("paragraph")),
		.is_default = str_eq(is_default, STR("1")) || str_eq(is_default, STR("true")) };
	keep(r->style.id, id);
	return 0;
}

static int close_styles(void *context, unsigned id)
{
	struct lists_reader *r = context;

	if (r->skip) {
		r->skip--;
		return 0;
	}
	if (id != W_STYLE || !r->style_open)
		return 0;
	r->style_open = false;
	if (r->l->styles.len == STYLES_MAX)
		return 0;
	struct style *s = vec_push(&r->l->styles);
	if (!s)
		return ERR_NOMEM;
	*s = r->style;
	if (s->paragraph && s->is_default)
		r->l->paragraph_default = (int)r->l->styles.len - 1;
	return 0;
}

static int read_part(struct package *p, struct str part, const struct markup *m, struct err *e)
{
	return part.len && office_has(p, part) ? markup_read(p, part, m, e) : 0;
}

int docx_lists_read(struct package *p, struct str styles, struct str numbering, struct docx_lists **ret, struct err *e)
{
	OWN(docx_lists_free) struct docx_lists *l = word_lists_new();

	if (!l)
		return err_nomem(e);
	struct lists_reader r = { .l = l, .abstract = -1, .list = -1 };
	struct markup m = { DOCX_NAMES, .open = open_styles, .close = close_styles, .context = &r };
	int rc = read_part(p, styles, &m, e);
	m.open = open_numbering;
	m.close = close_numbering;
	if (rc == 0)
		rc = read_part(p, numbering, &m, e);
	if (rc == 0 && word_lists_settle(l) < 0)
		rc = err_nomem(e);
	if (rc < 0)
		return rc;
	*ret = TAKE(l);
	return 0;
}

#include "docx_lists.h"

#include "docx_names.h"
#include "office.h"
#include "fault.h"
#include "own.h"
#include "vec.h"

#include <strings.h>

enum { LISTS_MAX = 20000, STYLES_MAX = 20000, HOPS_MAX = 32, NAME_MAX_BYTES = 80, NUMBER_MOST = 1000000 };

struct level {
	enum numeral kind;
	long start, restart; /* restart: -1 behind any higher level, 0 never, n behind level n */
	bool legal, set;
	char gap; /* ' ' or 0 */
	uint16_t text_len;
	char text[48];
	char style[NAME_MAX_BYTES];
};

struct abstract_list {
	long id;
	char link[NAME_MAX_BYTES]; /* numStyleLink: the style that has the definition */
	struct level *levels;      /* LIST_LEVELS */
	long count[LIST_LEVELS];
	bool counted[LIST_LEVELS];
};

struct list {
	long id;
	long abstract_id;
	int abstract;            /* index, -1: none */
	long start[LIST_LEVELS]; /* startOverride, -1: none */
	bool restarted[LIST_LEVELS];
	struct level *own; /* LIST_LEVELS, of lvlOverride; NULL: none */
};

struct style {
	char id[NAME_MAX_BYTES], parent[NAME_MAX_BYTES];
	bool paragraph, is_default, contents;
	signed char hidden; /* -1: not said; after settling what it comes to */
	int above;          /* the style it is based on, -1: none */
	struct list_place place;
};

struct docx_lists {
	struct vec abstracts, lists, styles;
	uint32_t *slots; /* of styles by the hash of their id: index + 1 */
	size_t slots_count;
	int paragraph_default;
};

void docx_lists_free(struct docx_lists **l)
{
	if (!*l)
		return;
	for (size_t i = 0; i < (*l)->abstracts.len; i++)
		free(VEC_AT(&(*l)->abstracts, struct abstract_list, i).levels);
	for (size_t i = 0; i < (*l)->lists.len; i++)
		free(VEC_AT(&(*l)->lists, struct list, i).own);
	vec_clear(&(*l)->abstracts);
	vec_clear(&(*l)->lists);
	vec_clear(&(*l)->styles);
	free((*l)->slots);
	free(*l);
	*l = NULL;
}

static void keep(char into[NAME_MAX_BYTES], struct str s)
{
	size_t n = s.len < NAME_MAX_BYTES ? s.len : 0; /* a longer id is nobody's */

	memcpy(into, s.ptr ? s.ptr : "", n);
	into[n] = '\0';
}

/* --- reading --- */

struct lists_reader {
	struct docx_lists *l;
	unsigned skip;
	int abstract, list; /* open ones, -1 */
	struct level *level;
	bool style_open, in_numbering;
	struct style style;
};

static struct level *levels_new(void)
{
	struct level *levels = fault_calloc(LIST_LEVELS, sizeof *levels);

	for (size_t i = 0; levels && i < LIST_LEVELS; i++)
		levels[i] = (struct level){ .start = 0, .restart = -1, .gap = ' ' };
	return levels;
}

static int open_abstract(struct lists_reader *r, const struct markup_tag *t)
{
	r->abstract = -1;
	if (r->l->abstracts.len == LISTS_MAX)
		return 0;
	struct abstract_list *a = vec_push(&r->l->abstracts);
	if (!a)
		return ERR_NOMEM;
	a->id = markup_number(markup_attribute(t, "abstractNumId"), -1, INT32_MAX, -1);
	a->levels = levels_new();
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
	if (n && !n->own && !(n->own = levels_new()))
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

/* --- after reading --- */

static int index_styles(struct docx_lists *l)
{
	for (l->slots_count = 64; l->slots_count < l->styles.len * 2;)
		l->slots_count *= 2;
	l->slots = fault_calloc(l->slots_count, sizeof *l->slots);
	if (!l->slots)
		return ERR_NOMEM;
	for (size_t i = 0; i < l->styles.len; i++) {
		struct str id = str_from(VEC_AT(&l->styles, struct style, i).id);
		size_t at = str_hash(id, 0) & (l->slots_count - 1);
		while (l->slots[at])
			at = (at + 1) & (l->slots_count - 1);
		l->slots[at] = (uint32_t)i + 1;
	}
	return 0;
}

int docx_style(const struct docx_lists *l, struct str id, bool paragraph)
{
	for (size_t at = str_hash(id, 0) & (l->slots_count - 1); id.len && l->slots[at];
		at = (at + 1) & (l->slots_count - 1))
		if (str_eq(id, str_from(VEC_AT(&l->styles, struct style, l->slots[at] - 1).id)))
			return (int)l->slots[at] - 1;
	return paragraph ? l->paragraph_default : -1;
}

static const struct style *style_at(const struct docx_lists *l, int i)
{
	return i >= 0 && (size_t)i < l->styles.len ? &VEC_AT(&l->styles, struct style, i) : NULL;
}

static const struct style *parent_of(const struct docx_lists *l, const struct style *s)
{
	return style_at(l, s->above);
}

/* Styles may be based on each other in a circle: only so many steps are gone. */
static signed char hidden_of(const struct docx_lists *l, const struct style *s)
{
	for (int hop = 0; s && hop < HOPS_MAX; hop++, s = parent_of(l, s))
		if (s->hidden >= 0)
			return s->hidden;
	return 0;
}

static void settle_styles(struct docx_lists *l)
{
	for (size_t i = 0; i < l->styles.len; i++) {
		struct style *s = &VEC_AT(&l->styles, struct style, i);
		s->above = docx_style(l, str_from(s->parent), false);
	}
	for (size_t i = 0; i < l->styles.len; i++) {
		struct style *s = &VEC_AT(&l->styles, struct style, i);
		s->hidden = hidden_of(l, s);
	}
}

static int find_by_id(const struct docx_lists *l, long id)
{
	for (size_t i = 0; i < l->abstracts.len; i++)
		if (VEC_AT(&l->abstracts, struct abstract_list, i).id == id)
			return (int)i;
	return -1;
}

static int by_list_id(const void *a, const void *b)
{
	const struct list *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static struct list *list_of(const struct docx_lists *l, long id)
{
	struct list key = { .id = id };

	return l->lists.len ? bsearch(&key, l->lists.ptr, l->lists.len, sizeof key, by_list_id) : NULL;
}

/* A list whose definition stands with a style (numStyleLink): the style's list is the one. */
static void follow_links(struct docx_lists *l)
{
	for (size_t i = 0; i < l->lists.len; i++) {
		struct list *n = &VEC_AT(&l->lists, struct list, i);
		for (int hop = 0; n->abstract >= 0 && hop < HOPS_MAX; hop++) {
			const struct abstract_list *a = &VEC_AT(&l->abstracts, struct abstract_list, n->abstract);
			const struct style *s = style_at(l, docx_style(l, str_from(a->link), false));
			const struct list *other = s ? list_of(l, s->place.num) : NULL;
			if (!other || other->abstract < 0 || other->abstract == n->abstract)
				break;
			n->abstract = other->abstract;
		}
	}
}

static void settle(struct docx_lists *l)
{
	settle_styles(l);
	if (l->lists.len)
		qsort(l->lists.ptr, l->lists.len, sizeof(struct list), by_list_id);
	for (size_t i = 0; i < l->lists.len; i++) {
		struct list *n = &VEC_AT(&l->lists, struct list, i);
		bool same = i && n->abstract_id == VEC_AT(&l->lists, struct list, i - 1).abstract_id;
		n->abstract = same ? VEC_AT(&l->lists, struct list, i - 1).abstract : find_by_id(l, n->abstract_id);
	}
	follow_links(l);
}

static int read_part(struct package *p, struct str part, const struct markup *m, struct err *e)
{
	return part.len && office_has(p, part) ? markup_read(p, part, m, e) : 0;
}

int docx_lists_read(struct package *p, struct str styles, struct str numbering, struct docx_lists **ret, struct err *e)
{
	OWN(docx_lists_free) struct docx_lists *l = fault_calloc(1, sizeof *l);

	if (!l)
		return err_nomem(e);
	vec_init(&l->abstracts, sizeof(struct abstract_list));
	vec_init(&l->lists, sizeof(struct list));
	vec_init(&l->styles, sizeof(struct style));
	l->paragraph_default = -1;
	struct lists_reader r = { .l = l, .abstract = -1, .list = -1 };
	struct markup m = { DOCX_NAMES, .open = open_styles, .close = close_styles, .context = &r };
	int rc = read_part(p, styles, &m, e);
	m.open = open_numbering;
	m.close = close_numbering;
	if (rc == 0)
		rc = read_part(p, numbering, &m, e);
	if (rc == 0 && index_styles(l) < 0)
		rc = err_nomem(e);
	if (rc < 0)
		return rc;
	settle(l);
	*ret = TAKE(l);
	return 0;
}

bool docx_style_hidden(const struct docx_lists *l, int style)
{
	const struct style *s = style_at(l, style);

	return s && s->hidden > 0;
}

bool docx_style_is_contents(const struct docx_lists *l, int style)
{
	const struct style *s = style_at(l, style);

	return s && s->contents;
}

/* --- counting --- */

static const struct level *level_of(const struct docx_lists *l, const struct list *n, long i)
{
	if (n->own && n->own[i].set)
		return &n->own[i];
	return &VEC_AT(&l->abstracts, struct abstract_list, n->abstract).levels[i];
}

/* The level that is tied to a paragraph style, -1: none. */
static long level_of_style(const struct docx_lists *l, const struct list *n, const char *id)
{
	for (long i = 0; i < LIST_LEVELS; i++)
		if (id[0] && !strcmp(level_of(l, n, i)->style, id))
			return i;
	return -1;
}

/* Which list and level count a paragraph: what it says itself, else its style, else the style that one is based on. */
static const struct list *resolve(const struct docx_lists *l, int style, struct list_place *place)
{
	const struct style *s = style_at(l, style), *from = NULL;

	for (int hop = 0; s && place->num < 0 && hop < HOPS_MAX; hop++, s = parent_of(l, s)) {
		if (s->place.num >= 0)
			from = s;
		if (place->level < 0 && s->place.level >= 0)
			place->level = s->place.level;
		place->num = s->place.num;
	}
	const struct list *n = place->num > 0 ? list_of(l, place->num) : NULL;
	if (!n || n->abstract < 0)
		return NULL;
	if (from) {
		const struct style *named = style_at(l, style);
		long tied = level_of_style(l, n, named->id);
		tied = tied >= 0 ? tied : level_of_style(l, n, from->id);
		place->level = tied >= 0 ? tied : place->level;
	}
	place->level = place->level < 0 ? 0 : place->level;
	return n;
}

static void count(struct docx_lists *l, struct list *n, long level)
{
	struct abstract_list *a = &VEC_AT(&l->abstracts, struct abstract_list, n->abstract);

	/* The first use of a list that says where it begins: it begins there. */
	for (long i = 0; i <= level; i++) {
		if (n->start[i] < 0 || n->restarted[i])
			continue;
		n->restarted[i] = true;
		a->counted[i] = false;
	}
	for (long i = 0; i <= level; i++) {
		long start = n->start[i] >= 0 ? n->start[i] : level_of(l, n, i)->start;
		if (!a->counted[i])
			a->count[i] = start;
		else if (i == level && a->count[i] < NUMBER_MOST)
			a->count[i]++;
		/* what is only shown inside a lower number has not been printed itself yet */
		a->counted[i] = a->counted[i] || i == level;
	}
	for (long i = level + 1; i < LIST_LEVELS; i++) {
		long restart = level_of(l, n, i)->restart;
		if (restart < 0 ? true : restart > 0 && level < restart)
			a->counted[i] = false;
	}
}

/* %1 … %9 are the counts of the levels. */
static void write_text(const struct docx_lists *l, const struct list *n, const struct level *v, struct buf *into)
{
	const struct abstract_list *a = &VEC_AT(&l->abstracts, struct abstract_list, n->abstract);

	for (size_t i = 0; i < v->text_len; i++) {
		char digit = v->text[i] == '%' && i + 1 < v->text_len ? v->text[i + 1] : 0;
		if (digit < '1' || digit > '9') {
			buf_chr(into, v->text[i]);
			continue;
		}
		i++;
		long at = digit - '1';
		numeral_write(into, v->legal ? NUMERAL_DECIMAL : level_of(l, n, at)->kind, a->count[at]);
	}
}

/* Behind a full-width mark no gap is needed to keep the number apart. */
static bool ends_wide(struct str s)
{
	static const char *const marks[] = { "、", "）", "．", "：", "】", "〕", "，", "。" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_ends(s, str_from(marks[i])))
			return true;
	return s.len >= 3 && (unsigned char)s.ptr[s.len - 3] == 0xE2; /* ① ⑴ ⒈ */
}

void docx_lists_label(struct docx_lists *l, int style, struct list_place own, struct buf *into)
{
	const struct list *found = resolve(l, style, &own);

	if (!found)
		return;
	struct list *n = &VEC_AT(&l->lists, struct list, found - (const struct list *)l->lists.ptr);
	const struct level *v = level_of(l, n, own.level);
	size_t before = into->len;

	count(l, n, own.level);
	if (v->kind == NUMERAL_BULLET)
		buf_cstr(into, v->text_len ? "• " : "");
	else
		write_text(l, n, v, into);
	if (v->gap && into->len > before && v->kind != NUMERAL_BULLET && !ends_wide(buf_view(into)))
		buf_chr(into, v->gap);
}

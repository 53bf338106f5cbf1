#include "word_lists.h"

#include "fault.h"

struct docx_lists *word_lists_new(void)
{
	struct docx_lists *l = fault_calloc(1, sizeof *l);

	if (!l)
		return NULL;
	vec_init(&l->abstracts, sizeof(struct abstract_list));
	vec_init(&l->lists, sizeof(struct list));
	vec_init(&l->styles, sizeof(struct style));
	l->paragraph_default = -1;
	return l;
}

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

struct level *word_levels_new(void)
{
	struct level *levels = fault_calloc(LIST_LEVELS, sizeof *levels);

	for (size_t i = 0; levels && i < LIST_LEVELS; i++)
		levels[i] = (struct level){ .start = 0, .restart = -1, .gap = ' ' };
	return levels;
}

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

int word_lists_settle(struct docx_lists *l)
{
	if (index_styles(l) < 0)
		return ERR_NOMEM;
	settle_styles(l);
	if (l->lists.len)
		qsort(l->lists.ptr, l->lists.len, sizeof(struct list), by_list_id);
	for (size_t i = 0; i < l->lists.len; i++) {
		struct list *n = &VEC_AT(&l->lists, struct list, i);
		bool same = i && n->abstract_id == VEC_AT(&l->lists, struct list, i - 1).abstract_id;
		n->abstract = same ? VEC_AT(&l->lists, struct list, i - 1).abstract : find_by_id(l, n->abstract_id);
	}
	follow_links(l);
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

	/* The first use of a list that says where it begins: it begins there. A level above that has a number keeps it. */
	for (long i = 0; i <= level; i++) {
		if (n->start[i] < 0 || n->restarted[i] || (i < level && a->counted[i]))
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
bool word_label_ends_wide(struct str s)
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
	if (v->gap && into->len > before && v->kind != NUMERAL_BULLET && !word_label_ends_wide(buf_view(into)))
		buf_chr(into, v->gap);
}

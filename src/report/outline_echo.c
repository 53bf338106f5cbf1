#include "outline_parts.h"

#include "wordlist.h"
#include "words.h"

/* 一、反馈的问题 lists the problems at length, and 二、整改情况 answers each below the same heading: the problems are the second part's,
 * what was found stands in the first. */

enum { KEY_CHARS = 8, KEY_LEAST = 4, CHAR_BYTES = 3 };

/* A heading by what it names. */
struct named {
	uint64_t key;
	uint32_t head, section;
	uint32_t pair; /* the heading in another section that names the same, + 1 */
};

static size_t opening(struct str s)
{
	WORDLIST(opens, "关于", "针对", "对照", "反馈", "围绕", "对于", "对", "就", "在");
	size_t len = 0;
	while (len < s.len && (s.ptr[len] & 0x80) == 0)
		len++;
	return len + wordlist_at(opens, str_sub(s, len, s.len));
}

/* The first characters of what a title names, without quotes: 关于“窗口午间关闭”问题的整改 and 窗口午间关闭，抽查3天… name the same. 0: too short. */
static uint64_t key_of(struct str title)
{
	WORDLIST(stops, "。", "，", "；", "：", "（", "的问题", "问题", "方面");
	char key[KEY_CHARS * CHAR_BYTES];
	size_t count = 0, i = opening(title);
	while (i < title.len && count < KEY_CHARS) {
		unsigned char c = (unsigned char)title.ptr[i];
		struct str rest = str_sub(title, i, title.len);
		if (c < 0x80 || i + CHAR_BYTES > title.len) {
			bool stop = c == ',' || c == ';' || c == ':' || c == '(' || c == '.';
			if (stop && count)
				break;
			i++;
			continue;
		}
		if (count && STARTS(rest, stops))
			break;
		if (c >= 0xE4 && c <= 0xE9)
			memcpy(key + CHAR_BYTES * count++, title.ptr + i, CHAR_BYTES);
		i += c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	}
	return count < KEY_LEAST ? 0 : str_hash((struct str){ key, count * CHAR_BYTES }, 1) | 1;
}

static struct head *head_of(struct outline *o, uint32_t i)
{
	return &VEC_AT(&o->heads, struct head, i);
}

static bool is_top_section(const struct head *h)
{
	return h->parent < 0 && (h->type == TOK_CN_DUN || h->type == HEAD_PART || h->over);
}

static bool has_heads_below(const struct outline *o, uint32_t i)
{
	return i + 1 < o->heads.len && VEC_AT(&o->heads, struct head, i + 1).parent == (int32_t)i;
}

static int by_key(const void *a, const void *b)
{
	const struct named *x = *(struct named *const *)a, *y = *(struct named *const *)b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->head > y->head) - (x->head < y->head);
}

/* Every heading below a section, with what it names; `of` has one for each heading. */
static bool name_all(struct outline *o, struct vec *of)
{
	uint32_t section = 0;
	for (uint32_t i = 0; i < o->heads.len; i++) {
		const struct head *h = head_of(o, i);
		struct named *n = vec_push(of);
		if (!n)
			return false;
		if (h->parent < 0)
			section = is_top_section(h) ? i + 1 : 0;
		*n = (struct named){
			.key = section && h->parent >= 0 ? key_of(head_title(o, h)) : 0, .head = i, .section = section
		};
	}
	return true;
}

static void pair(struct vec *of, uint32_t a, uint32_t b)
{
	VEC_AT(of, struct named, a).pair = b + 1;
	VEC_AT(of, struct named, b).pair = a + 1;
}

/* Headings of one name; one that a section has twice names nothing. */
static void pair_group(struct vec *of, struct named **group, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++)
		if (group[i]->section == group[i + 1]->section)
			return;
	for (size_t i = 0; i + 1 < count; i++)
		if (!group[i]->pair)
			pair(of, group[i]->head, group[i + 1]->head);
}

static int pair_by_name(struct vec *of)
{
	struct vec order;
	vec_init(&order, sizeof(struct named *));
	for (size_t i = 0; i < of->len; i++) {
		struct named *n = &VEC_AT(of, struct named, i), **at = n->key ? vec_push(&order) : NULL;
		if (n->key && !at) {
			vec_clear(&order);
			return ERR_NOMEM;
		}
		if (at)
			*at = n;
	}
	if (order.len)
		qsort(order.ptr, order.len, sizeof(struct named *), by_key);
	for (size_t i = 0, end; i < order.len; i = end) {
		struct named **group = &VEC_AT(&order, struct named *, i);
		for (end = i + 1; end < order.len && VEC_AT(&order, struct named *, end)->key == (*group)->key;)
			end++;
		pair_group(of, group, end - i);
	}
	vec_clear(&order);
	return 0;
}

/* The heading that follows `i` below the same one, 0: none. */
static uint32_t sibling_of(struct outline *o, uint32_t i)
{
	uint32_t k = i + 1;
	while (k < o->heads.len && head_of(o, k)->parent > head_of(o, i)->parent)
		k++;
	return k < o->heads.len && head_of(o, k)->parent == head_of(o, i)->parent ? k : 0;
}

/* 3.… between two that have their answers: the third of those answers, though it names the problem in other words. */
static void pair_by_number(struct outline *o, struct vec *of, uint32_t from, uint32_t to)
{
	uint32_t before = 0;
	for (uint32_t i = from; i < to; i++) {
		struct named *n = &VEC_AT(of, struct named, i);
		const struct head *h = head_of(o, i);
		if (n->pair || has_heads_below(o, i)) {
			before = i;
			continue;
		}
		bool sibling = before && head_of(o, before)->parent == h->parent;
		uint32_t above =
			sibling ? VEC_AT(of, struct named, before).pair : VEC_AT(of, struct named, h->parent).pair;
		uint32_t next = !above                          ? 0
				: sibling                       ? sibling_of(o, above - 1)
				: has_heads_below(o, above - 1) ? above
								: 0;
		if (next && head_of(o, next)->value == h->value && !VEC_AT(of, struct named, next).pair)
			pair(of, i, next);
		before = i;
	}
}

/* What was found is all that the list says of the problem, where that is more than its name. */
static void take_finding(struct outline *o, const struct head *listed, struct head *told)
{
	struct str found = str_trim(str_sub(o->text, listed->body, listed->end));
	bool longer = found.len > head_title(o, told).len + (str_ends(found, STR("。")) ? strlen("。") : 0);
	told->found = longer ? (struct span){ listed->body, listed->end } : (struct span){ 0, 0 };
}

/* The section that begins at `from` lists what others tell of. */
static void mark_listing(struct outline *o, struct vec *of, uint32_t from, uint32_t to)
{
	head_of(o, from)->listing = true;
	for (uint32_t i = from + 1; i < to; i++) {
		struct head *h = head_of(o, i);
		uint32_t told = VEC_AT(of, struct named, i).pair;
		bool leaf = !has_heads_below(o, i);
		h->missed = leaf && !told;
		if (leaf && told)
			take_finding(o, h, head_of(o, told - 1));
		for (uint32_t k = i; h->missed && k > from; k = (uint32_t)head_of(o, k)->parent)
			head_of(o, k)->missed = true;
	}
}

/* 一、巡察反馈的主要问题 */
static bool is_named_so(struct outline *o, uint32_t section)
{
	WORDLIST(accounts, "整改", "落实", "进展", "完成", "措施", "下一步");
	struct str title = head_title(o, head_of(o, section));
	return str_has(title, STR("问题")) && !HAS(title, accounts);
}

/* Whether most findings in a section have a heading of the same name in a later one where more is told. */
static bool is_listing(struct outline *o, const struct vec *of, uint32_t from, uint32_t to)
{
	uint32_t leaves = 0, paired = 0, findings = 0, told = 0;
	for (uint32_t i = from + 1; i < to; i++) {
		const struct head *h = head_of(o, i);
		uint32_t other = VEC_AT(of, struct named, i).pair;
		if (h->labelled || h->answered)
			return false;
		if (has_heads_below(o, i))
			continue;
		leaves++;
		findings += h->finding && !h->imperative;
		paired += other > i + 1;
		if (other > i + 1)
			told += !outline_is_bare(o, head_of(o, other - 1)) || has_heads_below(o, other - 1);
	}
	return paired > 1 && paired * 2 > leaves && (findings * 2 > leaves || is_named_so(o, from)) &&
	       told * 2 > paired;
}

static bool is_next(struct outline *o, uint32_t section)
{
	return words_section(head_title(o, head_of(o, section))) == SECTION_NEXT;
}

static void look_at_all(struct outline *o, struct vec *of)
{
	for (uint32_t i = 0, end; i < o->heads.len; i = end) {
		for (end = i + 1; end < o->heads.len && head_of(o, end)->parent >= 0;)
			end++;
		if (!is_top_section(head_of(o, i)) || is_next(o, i) || !is_listing(o, of, i, end))
			continue;
		pair_by_number(o, of, i + 1, end);
		mark_listing(o, of, i, end);
	}
}

int outline_find_echoes(struct outline *o)
{
	struct vec of;
	vec_init(&of, sizeof(struct named));
	int rc = name_all(o, &of) ? pair_by_name(&of) : ERR_NOMEM;
	if (rc == 0)
		look_at_all(o, &of);
	vec_clear(&of);
	return rc;
}

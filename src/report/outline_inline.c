#include "outline_parts.h"

#include "wordlist.h"
#include "words.h"

/* Items told within the sentences of a problem's text: 对闲置设备未调剂使用问题，市机关事务中心…。对出租房产未公开招租问题，…。 Each names its finding and
 * answers it. 分别是：1-1，公厕数量不足。整改情况：…。1-2，采购不透明。整改情况：…。 Numbers of an earlier list, each with its label. */

enum form { FORM_NONE, FORM_NAMED, FORM_NUMBERED };
enum { NUMBERED_BYTES = 400 };

static bool is_digit(struct str s)
{
	return s.len && *s.ptr >= '0' && *s.ptr <= '9';
}

static size_t comma(struct str s)
{
	return str_starts(s, STR("，")) ? strlen("，") : str_starts(s, STR(",")) ? 1 : 0;
}

/* 1-1，: the length of the number with its mark. */
static size_t numbered(struct str s)
{
	size_t n = 0, first;

	while (n < 2 && is_digit(str_sub(s, n, s.len)))
		n++;
	if (n == 0 || n >= s.len || s.ptr[n] != '-')
		return 0;
	for (first = ++n; n < first + 2 && is_digit(str_sub(s, n, s.len));)
		n++;
	size_t mark = comma(str_sub(s, n, s.len));
	struct str title = str_sub(s, n + mark, s.len < NUMBERED_BYTES ? s.len : NUMBERED_BYTES);
	return n > first && mark && !is_digit(title) && str_has(title, STR("整改情况")) ? n + mark : 0;
}

static enum form form_at(struct str s, size_t *body, size_t *title_end)
{
	*body = 0;
	if ((*title_end = words_named_first(s)))
		return FORM_NAMED;
	if (!(*body = numbered(s)))
		return FORM_NONE;
	size_t stop = str_find(s, STR("。"), 0);
	*title_end = stop == STR_NPOS ? s.len : stop;
	return FORM_NUMBERED;
}

/* The place of the next sentence in [at, s.len), s.len: there is none. */
static size_t next_sentence(struct str s, size_t at)
{
	WORDLIST(ends, "。", "；", "：", ":", "\n");

	for (; at < s.len; at++) {
		size_t n = (unsigned char)s.ptr[at] >= 0xE3 || s.ptr[at] == ':' || s.ptr[at] == '\n'
				   ? wordlist_at(ends, str_sub(s, at, s.len))
				   : 0;
		if (n)
			return at + n;
	}
	return s.len;
}

/* Looks for what such sentences have and few others do, before the text is read sentence by sentence. */
static bool may_hold(struct str s)
{
	struct str stop = STR("。对");

	for (const char *p = s.ptr, *end = s.ptr + s.len; p < end && (p = memchr(p, '-', (size_t)(end - p))); p++)
		if (p > s.ptr && is_digit(str_sub(s, (size_t)(p - 1 - s.ptr), s.len)) &&
			is_digit(str_sub(s, (size_t)(p + 1 - s.ptr), s.len)))
			return true;
	for (size_t at = str_find(s, stop, 0); at != STR_NPOS; at = str_find(s, stop, at + stop.len))
		if (words_named_first(str_sub(s, at + strlen("。"), s.len)))
			return true;
	return false;
}

/* A problem that has no headings below, or none but 已完成整改6个，分别是：. */
static bool may_tell(const struct outline *o, size_t i)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);

	if (h->role != ROLE_PROBLEM || h->type == TOK_LABEL || !may_hold(str_sub(o->text, h->body, h->end)))
		return false;
	for (size_t k = i + 1; k < o->heads.len && VEC_AT(&o->heads, struct head, k).at < h->end; k++)
		if (!words_counts_state(head_title(o, &VEC_AT(&o->heads, struct head, k))))
			return false;
	return true;
}

static int add(
	struct vec *heads, const struct outline *o, const struct head *problem, size_t at, size_t body, size_t end)
{
	struct head *h = vec_push(heads);
	uint32_t line = problem->line;

	if (!h)
		return ERR_NOMEM;
	while (line + 1 < o->body && VEC_AT(o->lines, struct line, line + 1).start <= at)
		line++;
	*h = (struct head){ .at = (uint32_t)at,
		.body = (uint32_t)(at + body),
		.line = line,
		.title_end = (uint32_t)(at + end),
		.parent = -1,
		.depth = problem->depth + 1,
		.type = TOK_LABEL,
		.role = ROLE_ITEM };
	return 0;
}

/* How many of them the problem's text tells; adds them where `heads` is given. */
static int tell(struct vec *heads, const struct outline *o, const struct head *problem)
{
	struct str s = str_sub(o->text, problem->body, problem->end);
	int found = 0;

	size_t before = 0;
	struct span told = { 0 };
	for (size_t at = next_sentence(s, 0); at < s.len; at = next_sentence(s, before)) {
		size_t body, end;
		if (words_counts_state(str_sub(s, before, at)))
			told = (struct span){ problem->body + (uint32_t)before, problem->body + (uint32_t)at };
		before = at;
		enum form form = form_at(str_sub(s, at, s.len), &body, &end);
		if (form == FORM_NONE)
			continue;
		found++;
		if (!heads)
			continue;
		if (add(heads, o, problem, problem->body + at, body, end) < 0)
			return ERR_NOMEM;
		if (form == FORM_NUMBERED)
			VEC_AT(heads, struct head, heads->len - 1).told = told;
	}
	return found;
}

int outline_find_inline(struct outline *o)
{
	enum { LEAST = 3 };
	struct vec heads;
	int found = 0, rc = 0;

	for (size_t i = 0; i < o->heads.len; i++) {
		int n = may_tell(o, i) ? tell(NULL, o, &VEC_AT(&o->heads, struct head, i)) : 0;
		found += n > 1 ? n : 0;
	}
	if (found < LEAST)
		return 0;
	vec_init(&heads, sizeof(struct head));
	for (size_t i = 0; i < o->heads.len && rc == 0; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		struct head *copy = vec_push(&heads);
		if (!copy) {
			rc = ERR_NOMEM;
			break;
		}
		*copy = *h;
		if (!may_tell(o, i) || tell(NULL, o, h) < 2)
			continue;
		size_t at = heads.len;
		rc = tell(&heads, o, h) < 0 ? ERR_NOMEM : 0;
		if (rc == 0) {
			uint32_t first = VEC_AT(&heads, struct head, at).at;
			struct head *problem = &VEC_AT(&heads, struct head, at - 1);
			problem->title_end = first < problem->title_end ? first : problem->title_end;
		}
		while (i + 1 < o->heads.len && VEC_AT(&o->heads, struct head, i + 1).at < h->end)
			i++; /* 已完成整改6个，分别是： */
	}
	return outline_replace_heads(o, &heads, rc);
}

#include "outline_parts.h"

#include "wordlist.h"
#include "words.h"

/* A notice of feedback (反馈意见) counts what it finds by 一是 二是 三是: problems below …方面, particulars below a problem. In an account
 * the same words begin measures. */

enum { NOTICE_WORDS = 1800, LIST_MAX = 32 };

struct listed {
	size_t line, end; /* the lines it stands in */
	size_t count;
	size_t at[LIST_MAX]; /* the tokens of 一是 二是 */
};

/* What tells what was done since, and with it that the text is no notice. */
static bool is_account(const struct outline *o)
{
	WORDLIST(accounts, "予以公布", "予以公开", "予以通报", "报告如下", "整改情况的", "整改进展", "整改落实情况");

	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		if (h->labelled || h->answered)
			return true;
	}
	return HAS(str_sub(o->text, 0, NOTICE_WORDS), accounts);
}

/* 提出三点意见：一是…, 会议要求，一是…: what is to be done, not what was found. */
static bool is_advice(struct str before)
{
	WORDLIST(advice, "意见", "建议", "要求", "希望", "强调", "表示", "表态");

	return HAS(before, advice);
}

/* 一是 at a clause's beginning. */
static bool begins_clause(const struct outline *o, const struct line *l, const struct token *t)
{
	static const char *const stops[] = { "。", "；", ";", "：", ":", "，", "," };
	struct str before = str_trim(str_sub(o->text, l->start, t->at));

	for (size_t i = 0; before.len && i < sizeof stops / sizeof *stops; i++)
		if (str_ends(before, str_from(stops[i])))
			return true;
	return !before.len;
}

static uint32_t element_end(const struct outline *o, const struct listed *list, size_t i)
{
	const struct line *l = &VEC_AT(o->lines, struct line, list->line);
	const struct token *t = outline_token(o, list->at[i]);

	for (size_t k = list->line; k < list->end; k++, l++)
		if (t->at >= l->start && t->at < l->end)
			break;
	uint32_t next = i + 1 < list->count ? outline_token(o, list->at[i + 1])->at : l->end;
	return next < l->end ? next : l->end;
}

/* How many of those counted sound like findings, and how many like what is to be done or was. */
static void hear_list(const struct outline *o, const struct listed *list, size_t *faults, size_t *deeds)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct token *t = outline_token(o, list->at[i]);
		struct str s = str_sub(o->text, t->at + t->len, element_end(o, list, i));
		struct str first = str_sub(s, 0, str_find(s, STR("。"), 0));
		bool fault = words_finding(first) || words_wanting(s);
		*faults += fault;
		*deeds += !fault && (words_answer(first) || words_measure(first));
	}
}

/* The list in the lines between two headings; count is 0 where there is none of at least two. */
static struct listed list_in(const struct outline *o, uint32_t from, uint32_t to, size_t line)
{
	struct listed list = { 0 };
	size_t faults = 0, deeds = 0;
	bool open = true;

	for (size_t k = line; open && k < o->body && VEC_AT(o->lines, struct line, k).start < to; k++) {
		const struct line *l = &VEC_AT(o->lines, struct line, k);
		for (size_t i = l->tok; open && i < l->tok_end; i++) {
			const struct token *t = outline_token(o, i);
			if (t->kind != TOK_IS || t->at < from)
				continue;
			open = !list.count || t->value != 1; /* another one: what the group asks for */
			bool next =
				open && t->value == list.count + 1 && list.count < LIST_MAX && begins_clause(o, l, t);
			if (!next || (!list.count && is_advice(str_sub(o->text, l->start, t->at))))
				continue;
			list.line = list.count ? list.line : k;
			list.end = k + 1;
			list.at[list.count++] = i;
		}
	}
	hear_list(o, &list, &faults, &deeds);
	list.count = list.count > 1 && deeds <= faults ? list.count : 0;
	return list;
}

/* The list of heading i's own text. */
static struct listed list_below(const struct outline *o, size_t i)
{
	const struct head *h = &VEC_AT(&o->heads, struct head, i);
	uint32_t to = i + 1 < o->heads.len ? h[1].at : h->end;
	bool leaf = i + 1 == o->heads.len || h[1].at >= h->end;

	bool advice = h->role != ROLE_PROBLEM && is_advice(str_sub(head_title(o, h), 0, 60)); /* 二、整改建议 */
	if (!leaf || advice || (h->role == ROLE_SECTION && h->section == SECTION_NEXT))
		return (struct listed){ 0 };
	return list_in(o, h->body, to, h->line);
}

static struct head *push(struct vec *heads, uint32_t at, size_t line, uint8_t role, uint32_t depth)
{
	struct head *h = vec_push(heads);

	if (h)
		*h = (struct head){ .at = at,
			.body = at,
			.line = (uint32_t)line,
			.parent = -1,
			.depth = depth,
			.type = TOK_IS,
			.role = role };
	return h;
}

static int add_list(struct vec *heads, const struct outline *o, const struct listed *list, uint8_t role, uint32_t depth)
{
	size_t line = list->line;

	for (size_t i = 0; i < list->count; i++) {
		const struct token *t = outline_token(o, list->at[i]);
		while (VEC_AT(o->lines, struct line, line).end <= t->at)
			line++;
		if (!i && heads->len) {
			struct head *above = &VEC_AT(heads, struct head, heads->len - 1);
			above->title_end = above->title_end > t->at ? t->at : above->title_end;
			if (str_ends(str_sub(o->text, above->body, above->title_end), STR("。")))
				above->title_end -= (uint32_t)strlen("。");
		}
		struct head *h = push(heads, t->at, line, role, depth);
		if (!h)
			return ERR_NOMEM;
		h->body = t->at + t->len;
		h->value = t->value;
		h->title_end = element_end(o, list, i);
	}
	return 0;
}

/* What follows the last list on lines of its own is what the group asks for. */
static int close_list(struct vec *heads, const struct outline *o, const struct listed *list)
{
	for (size_t k = list->end; k < o->body; k++) {
		const struct line *l = &VEC_AT(o->lines, struct line, k);
		if (l->start == l->end)
			continue;
		struct head *h = push(heads, l->start, k, ROLE_SECTION, 0);
		if (!h)
			return ERR_NOMEM;
		h->title_end = h->body;
		h->section = SECTION_NEXT;
		return 0;
	}
	return 0;
}

static int add_lists(struct vec *heads, const struct outline *o)
{
	struct listed last = { 0 };
	bool behind = false; /* a heading stands behind the last list */
	int rc = 0;

	for (size_t i = 0; i < o->heads.len && rc == 0; i++) {
		struct head *h = vec_push(heads);
		if (!h)
			return ERR_NOMEM;
		*h = VEC_AT(&o->heads, struct head, i);
		struct listed list = list_below(o, i);
		behind = true;
		if (!list.count)
			continue;
		bool particulars = h->role == ROLE_PROBLEM && !h->facet;
		h->role = particulars ? ROLE_PROBLEM : ROLE_ASPECT;
		rc = add_list(heads, o, &list, particulars ? ROLE_ITEM : ROLE_PROBLEM, h->depth + 1);
		last = list;
		behind = false;
	}
	return rc == 0 && !behind ? close_list(heads, o, &last) : rc;
}

int outline_list_feedback(struct outline *o)
{
	struct vec heads;
	size_t counted = 0, faults = 0, deeds = 0;

	if (!outline_begins_as_notice(o->text) || is_account(o))
		return 0;
	for (size_t i = 0; i < o->heads.len; i++) {
		struct listed list = list_below(o, i);
		counted += list.count;
		hear_list(o, &list, &faults, &deeds);
	}
	/* 租金长期不收: many faults have no word of theirs, and a notice tells no deeds */
	if (!counted || faults * 4 < counted || (deeds && faults * 2 < counted))
		return 0;
	vec_init(&heads, sizeof(struct head));
	return outline_replace_heads(o, &heads, add_lists(&heads, o));
}

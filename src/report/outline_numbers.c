/* Numbers of headings that the lexer does not know, and numbers that are none. */
#include "outline_find.h"

#include "words.h"

bool outline_is_decimal(const struct outline *o, const struct token *t)
{
	static const char *const units[] = { "万", "亿", "元", "%", "％", "倍", "公里", "千米", "吨", "米", "平方",
		"立方", "小时", "分", "千", "个百分点", "公顷", "亩", "升", "克", "公斤" };
	size_t at = t->at + t->len, end = at;
	while (is_digit(o->text.ptr[end]))
		end++;
	if (t->kind != TOK_AR_DOT || end == at || o->text.ptr[at - 1] != '.')
		return false;
	struct str rest = str_sub(o->text, end, end + 18);
	if (str_eq(str_sub(o->text, at, end), STR("100"))) /* 1.100%落实 */
		return false;
	if (rest.len > 1 && rest.ptr[0] == '.' && is_digit(rest.ptr[1])) /* 1.1.2亿元 */
		return false;
	if (!rest.len || (unsigned char)rest.ptr[0] < 0x80)
		return true;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_starts(rest, str_from(units[i])))
			return true;
	return false;
}

/* A number before these counts them: 3个问题, 24年. */
static bool starts_with_unit(struct str s)
{
	static const char *const units[] = { "年", "月", "日", "号", "时", "点", "个", "项", "条", "次", "人", "名",
		"家", "处", "起", "件", "万", "亿", "元", "余", "多", "至", "周", "小时", "天", "类", "大", "届", "级",
		"%", "％", "座", "份", "部", "辆", "所", "户", "台", "亩", "批", "轮", "篇", "册", "栋", "笔", "宗",
		"套" };
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (str_starts(s, str_from(units[i])))
			return true;
	return false;
}

/* The value of a number of ASCII digits; 0: others are among them. */
static uint32_t plain_number(const struct outline *o, const struct token *t)
{
	uint32_t value = 0;
	for (uint32_t k = t->at; k < t->at + t->len; k++) {
		if (!is_digit(o->text.ptr[k]))
			return 0;
		value = value * 10 + (uint32_t)(o->text.ptr[k] - '0');
	}
	return value;
}

/* The value of a number of at most two ASCII digits; 0: it is something else. */
static uint32_t short_number(const struct outline *o, const struct token *t)
{
	uint32_t value = 0;
	for (uint32_t k = t->at; k < t->at + t->len && k < t->at + 2 && is_digit(o->text.ptr[k]); k++)
		value = value * 10 + (uint32_t)(o->text.ptr[k] - '0');
	return t->kind == TOK_AR_DOT || t->len <= 2 ? value : 0;
}

struct pair {
	uint32_t first, second, body;
	bool hyphen;
};

/* 2.1 and 2-1, 2-1. at token i. */
static bool is_pair(const struct outline *o, size_t i, struct pair *p)
{
	static const char *const hyphens[] = { "-", "－", "—", "–" };
	const struct token *t = outline_token(o, i), *n = outline_token(o, i + 1);
	uint32_t behind = t->at + t->len;
	*p = (struct pair){ .first = t->kind == TOK_AR_DOT ? t->value : short_number(o, t) };
	for (size_t k = 0; t->kind == TOK_NUMBER && !p->hyphen && k < sizeof hyphens / sizeof *hyphens; k++)
		if (str_starts(str_sub(o->text, behind, o->text.len), str_from(hyphens[k]))) {
			p->hyphen = true;
			behind += (uint32_t)strlen(hyphens[k]);
		}
	if ((t->kind != TOK_AR_DOT && !p->hyphen) || n->at != behind ||
		(n->kind != TOK_NUMBER && n->kind != TOK_AR_DOT))
		return false;
	p->second = short_number(o, n);
	p->body = n->at + n->len;
	return p->first && p->second && (n->kind == TOK_AR_DOT || n->len <= 2);
}

/* 1.1 begins one of the lines right below. */
static bool parts_below(const struct outline *o, uint32_t line)
{
	enum { LINES = 8 };
	for (uint32_t k = line + 1; k < o->body && k <= line + LINES; k++) {
		const struct line *l = &VEC_AT(o->lines, struct line, k);
		struct pair p;
		if (l->start < l->end && outline_token(o, l->tok)->at == l->start && is_pair(o, l->tok, &p))
			return !p.hyphen && p.first == 1 && p.second == 1;
	}
	return false;
}

/* "2 …" begins a line further down, and this one sounds like a finding. */
static bool goes_on_bare(const struct outline *o, uint32_t line, struct str title)
{
	enum { LINES = 60 };
	if (!words_finding(title) || words_measure(title))
		return false;
	for (uint32_t k = line + 1; k < o->body && k <= line + LINES; k++) {
		struct str s =
			str_sub(o->text, VEC_AT(o->lines, struct line, k).start, VEC_AT(o->lines, struct line, k).end);
		if (str_starts(s, STR("2 ")) || str_starts(s, STR("2　")))
			return (unsigned char)str_trim(str_sub(s, 1, s.len)).ptr[0] >= 0xE2;
	}
	return false;
}

/* A heading whose dot was lost ("24市政府…", "2 落实…"): a bare number at the line's start that is the one awaited, or the first of a
 * finding or of a series. */
bool number_without_dot(const struct finder *f, size_t i, uint32_t line, struct head *h)
{
	const struct token *t = outline_token(f->o, i);
	int level = find_level(f, TOK_AR_DOT);
	uint32_t value = t->kind == TOK_NUMBER && t->len <= 3 ? plain_number(f->o, t) : 0;
	if (!value)
		return false;
	struct str all = str_sub(f->o->text, t->at + t->len, VEC_AT(f->o->lines, struct line, line).end);
	struct str rest = str_trim(all);
	bool parted = rest.len < all.len && str_trim(str_sub(all, 0, 3)).len < 3;
	bool word = rest.len &&
		    ((unsigned char)rest.ptr[0] >= 0xE4 || str_starts(rest, STR("“")) || str_starts(rest, STR("《")));
	bool first = value == 1 && (str_starts(rest, STR("关于")) || str_starts(rest, STR("针对")));
	bool at_start = VEC_AT(f->o->lines, struct line, line).start == t->at;
	first |= value == 1 && word && parted && at_start && level < 0 &&
		 (parts_below(f->o, line) || goes_on_bare(f->o, line, rest));
	if (!first && (level < 0 || value != f->stack[level].last + 1 || !word))
		return false;
	if (!parted && starts_with_unit(rest))
		return false;
	*h = (struct head){ .at = t->at, .body = t->at + t->len, .type = TOK_AR_DOT, .value = value };
	return true;
}

/* "3：党组会议制度不健全": a number and a colon at the line's start, the one awaited or the first. */
bool number_and_colon(const struct finder *f, size_t i, struct head *h)
{
	const struct token *t = outline_token(f->o, i), *n = outline_token(f->o, i + 1);
	int level = find_level(f, TOK_AR_DOT);
	uint32_t value = t->kind == TOK_NUMBER && t->len <= 2 ? plain_number(f->o, t) : 0;
	if (!value || n->kind != TOK_COLON || n->at != t->at + t->len)
		return false;
	unsigned char next = (unsigned char)f->o->text.ptr[n->at + n->len];
	bool awaited = value == 1 || value == (level >= 0 ? f->stack[level].last : f->run[TOK_AR_DOT]) + 1;
	size_t digits = 0; /* 8：30 is a time */
	while (is_digit(f->o->text.ptr[n->at + n->len + digits]))
		digits++;
	if (!awaited || (next < 0xE0 && !digits) || digits == 2)
		return false;
	*h = (struct head){ .at = t->at, .body = n->at + n->len, .type = TOK_AR_DOT, .value = value };
	return true;
}

/* "2.1 党组会议制度不健全" below 2. or 二、: the number of a lower level that repeats the one above. */
bool number_in_parts(const struct finder *f, size_t i, const struct line *l, struct head *h)
{
	const struct token *t = outline_token(f->o, i);
	struct pair p;
	if (!f->depth || !is_pair(f->o, i, &p))
		return false;
	int level = find_level(f, TOK_AR_PAIR), above = p.hyphen ? -1 : find_level(f, TOK_AR_DOT);
	above = above >= 0 ? above : level >= 0 ? level - 1 : (int)f->depth - 1;
	if (above < 0 || f->stack[above].last != p.first || (level >= 0 && level < above))
		return false;
	uint32_t awaited = level >= 0 && level > above ? f->stack[level].last + 1 : 1;
	struct str rest = str_sub(f->o->text, p.body, l->end);
	bool parted = str_starts(rest, STR(" ")) || str_starts(rest, STR("、")) || str_starts(rest, STR("\xc2\xa0")) ||
		      str_starts(rest, STR("　"));
	if (!rest.len || (p.second != awaited && p.second != 1) || (!parted && starts_with_unit(rest)))
		return false;
	*h = (struct head){ .at = t->at, .body = p.body, .type = TOK_AR_PAIR, .value = p.second };
	h->body += str_starts(rest, STR("、")) ? 3 : 0;
	return true;
}

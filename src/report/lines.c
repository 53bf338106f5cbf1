#include "lines.h"

#include "fault.h"
#include "words.h"

/* "1.台账不全。整改情况：…": one short sentence, and right behind it the label of what was done. */
static bool is_answered(const struct vec *tokens, uint32_t i)
{
	enum { FINDING_BYTES = 450, LOOK_AHEAD = 60 };
	const struct token *t = &VEC_AT(tokens, struct token, i);
	for (uint32_t k = i + 1; k < i + LOOK_AHEAD && k + 1 < tokens->len; k++) {
		const struct token *n = &VEC_AT(tokens, struct token, k);
		if (n->kind == TOK_EOL || n->kind == TOK_END || n->at - t->at > FINDING_BYTES)
			return false;
		if (n->kind == TOK_STOP)
			return n[1].kind == TOK_LABEL && n[1].at == n->at + n->len &&
			       (n[1].value == LABEL_DONE || n[1].value == LABEL_MEASURES ||
				       n[1].value == LABEL_PROGRESS);
	}
	return false;
}

/* The sentence that ends at token i, behind the one before it. */
static struct str sentence_before(struct str text, const struct vec *tokens, uint32_t i)
{
	enum { SENTENCE_BYTES = 120 };
	const struct token *stop = &VEC_AT(tokens, struct token, i), *p = stop;
	while (p > (const struct token *)tokens->ptr && stop->at - p[-1].at < SENTENCE_BYTES &&
		p[-1].kind != TOK_STOP && p[-1].kind != TOK_EOL)
		p--;
	bool found = p > (const struct token *)tokens->ptr && (p[-1].kind == TOK_STOP || p[-1].kind == TOK_EOL);
	return found ? str_sub(text, p[-1].at + p[-1].len, stop->at) : STR_NONE;
}

/* （一）围绕…方面。: the full stop, token i, that closes an aspect's name. */
static bool closes_aspect(struct str text, const struct vec *tokens, uint32_t i)
{
	enum { TITLE = 240, BACK = 8 };
	const struct token *stop = &VEC_AT(tokens, struct token, i);
	for (uint32_t k = 1; k <= BACK && k <= i; k++) {
		const struct token *p = stop - k;
		if (p->kind == TOK_STOP || p->kind == TOK_EOL || stop->at - p->at > TITLE)
			return false;
		if (p->kind == TOK_CN_PAREN || p->kind == TOK_CN_DUN)
			return str_ends(str_sub(text, p->at, stop->at), STR("方面"));
	}
	return false;
}

static bool ends_state(struct str text, const struct vec *tokens, uint32_t i)
{
	return words_result_sentence(sentence_before(text, tokens, i)) != RESULT_NONE;
}

/* 三、立行立改事项。…均已办结。1.电梯停运。…已完成整改。2.…: the 2. of the same line stands behind a state. */
static bool opens_states(struct str text, const struct vec *tokens, uint32_t i)
{
	enum { LOOK_AHEAD = 80 };
	const struct token *all = tokens->ptr;
	if (all[i].value != 1)
		return false;
	for (uint32_t k = i + 1; k < i + LOOK_AHEAD && k < tokens->len; k++) {
		if (all[k].kind == TOK_EOL || all[k].kind == TOK_END)
			return false;
		if (all[k].kind == TOK_AR_DOT && all[k].value == 2)
			return all[k - 1].kind == TOK_STOP && all[k - 1].at + all[k - 1].len == all[k].at &&
			       ends_state(text, tokens, k - 1);
	}
	return false;
}

/* （一）财政管理方面1. 收益未上缴的问题。…已完成整改。2. …的问题。: numbers of findings, the first right behind an aspect, those after
 * it behind a sentence's end. */
static bool lost_before_finding(struct str text, const struct vec *tokens, uint32_t i)
{
	enum { TITLE = 240 };
	const struct token *t = &VEC_AT(tokens, struct token, i), *p = t - 1;
	unsigned char behind = (unsigned char)text.ptr[t->at + t->len];
	if (t->kind != TOK_AR_DOT || t->value > 99 || (behind >= '0' && behind <= '9'))
		return false;
	bool stop = p->kind == TOK_STOP && p->at + p->len == t->at;
	bool facet = !stop && (p->kind == TOK_CN_PAREN || p->kind == TOK_CN_DUN) && t->at - p->at < TITLE &&
		     str_ends(str_sub(text, p->at, t->at), STR("方面"));
	if (stop && t->value == 1 && closes_aspect(text, tokens, i - 1))
		return true;
	if (!stop && !facet)
		return false;
	struct str rest = str_trim(str_sub(text, t->at + t->len, t->at + t->len + TITLE));
	struct str title = str_sub(rest, 0, str_find(rest, STR("。"), 0));
	return (title.len < rest.len && str_ends(title, STR("问题"))) ||
	       (stop && (ends_state(text, tokens, i - 1) || opens_states(text, tokens, i)));
}

/* 一、…方面（一）关于…的问题。…（已完成）（二）关于…的问题。: behind an aspect's name, or behind a state in brackets. */
static bool lost_behind_state(struct str text, const struct vec *tokens, uint32_t i)
{
	enum { TITLE = 240, NAME = 300 };
	const struct token *t = &VEC_AT(tokens, struct token, i), *p = t - 1;
	if (t->kind != TOK_CN_PAREN || !words_names(str_sub(text, t->at + t->len, t->at + t->len + NAME)))
		return false;
	const struct token *d = p;
	while (d->kind == TOK_LABEL_BARE && d > (const struct token *)tokens->ptr) /* 落实情况 in its name */
		d--;
	if (d->kind == TOK_CN_DUN && t->at - d->at < TITLE)
		return str_ends(str_sub(text, d->at, t->at), STR("方面"));
	bool brackets = i > 1 && p->kind == TOK_CLOSE && p->value == BRACKET_ROUND && p->at + p->len == t->at &&
			p[-1].kind == TOK_OPEN && p[-1].value == BRACKET_ROUND;
	return brackets && words_result_sentence(str_sub(text, p[-1].at, t->at)) != RESULT_NONE;
}

/* A heading in the middle of a line whose line break was lost: right behind a sentence's end and with a heading's words. */
static bool lost_break(struct str text, const struct vec *tokens, uint32_t i)
{
	static const char *const titles[] = { "方面", "情况", "打算", "问题" };
	const struct token *t = &VEC_AT(tokens, struct token, i), *p = t - 1;
	if (i == 0 || t->kind < TOK_CN_DUN || t->kind > TOK_AR_PAREN)
		return false;
	if (lost_before_finding(text, tokens, i) || lost_behind_state(text, tokens, i))
		return true;
	if (p->kind != TOK_STOP || p->at + p->len != t->at)
		return false;
	if (t->kind >= TOK_CN_PAREN && is_answered(tokens, i))
		return true;
	struct str rest = str_sub(text, t->at + t->len, t->at + t->len + 150);
	bool form = words_names(rest);
	if (t->kind == TOK_AR_PAREN)
		return words_quotes(rest);
	if (form || t->kind == TOK_AR_DOT)
		return form;
	size_t stop = str_find(rest, STR("。"), 0), eol = str_find(rest, STR("\n"), 0);
	struct str title = str_trim(str_sub(rest, 0, stop < eol ? stop : eol));
	for (size_t w = 0; title.len < 120 && w < sizeof titles / sizeof *titles; w++)
		if (str_ends(title, str_from(titles[w])))
			return true;
	return false;
}

/* A page whose line breaks all became blanks: one long line in which numbers stand behind blanks everywhere. */
enum { LONG_LINE = 900, LEAST_NUMBERS = 3 };

static bool behind_blank(struct str text, const struct token *t)
{
	struct str before = str_sub(text, t->at < 3 ? 0 : t->at - 3, t->at);
	unsigned char last = before.len ? (unsigned char)before.ptr[before.len - 1] : 0;
	if (last != ' ' && last != 0x80 && last != 0xA0)
		return false;
	return str_ends(before, STR(" ")) || str_ends(before, STR("　")) || str_ends(before, STR("\xc2\xa0"));
}

static bool breaks_here(struct str text, const struct token *t)
{
	return behind_blank(text, t) && ((t->kind >= TOK_CN_DUN && t->kind <= TOK_AR_PAREN) ||
						t->kind == TOK_PROBLEM_NO || (t->kind == TOK_IS && t->value == 1));
}

/* Whether the line from token i lost its breaks: it is long, has 一、 or （一） behind a blank and several numbers so. */
static bool lost_all_breaks(struct str text, const struct vec *tokens, uint32_t i, uint32_t from)
{
	uint32_t numbers = 0, high = 0;
	if (text.len - from <= LONG_LINE || memchr(text.ptr + from, '\n', LONG_LINE))
		return false;
	struct str near = str_trim(str_sub(text, from, from + LONG_LINE));
	if (!memchr(near.ptr, ' ', near.len) && !str_has(near, STR("　")) && !str_has(near, STR("\xc2\xa0")))
		return false; /* such a line has blanks all over */
	for (;; i++) {
		const struct token *t = &VEC_AT(tokens, struct token, i);
		if (t->kind == TOK_EOL || t->kind == TOK_END)
			return t->at - from > LONG_LINE && high && numbers >= LEAST_NUMBERS;
		bool here = breaks_here(text, t) && t->kind != TOK_IS;
		numbers += here;
		high += here && (t->kind == TOK_CN_DUN || t->kind == TOK_CN_PAREN);
	}
}

/* Where a line lies, and its tokens. */
struct stretch {
	uint32_t from, to, tok, tok_end;
	bool labels;
};

static int add_line(struct str text, const struct vec *tokens, struct vec *lines, const struct stretch *x)
{
	const struct token *all = tokens->ptr;
	struct line *l = vec_push(lines);
	if (!l)
		return ERR_NOMEM;
	struct str s = str_trim(str_sub(text, x->from, x->to));
	uint32_t start = s.len ? (uint32_t)(s.ptr - text.ptr) : x->from, tok = x->tok;
	while (tok < x->tok_end && all[tok].at < start)
		tok++;
	l->start = start;
	l->end = (start + (uint32_t)s.len) & INT32_MAX;
	l->tok = tok;
	l->tok_end = x->tok_end & INT32_MAX;
	l->labels = x->labels;
	l->bullet = 0;
	return 0;
}

/* The stretch of a line that lost its breaks: where a blank stands behind a sentence's end there was one. */
static int add_sentences(struct str text, const struct vec *tokens, struct vec *lines, const struct stretch *x)
{
	struct stretch part = *x;
	for (uint32_t i = x->tok; i < x->tok_end; i++) {
		const struct token *t = &VEC_AT(tokens, struct token, i);
		uint32_t end = t->at + t->len;
		if (t->kind != TOK_STOP || end >= x->to || end <= part.from)
			continue;
		struct str rest = str_sub(text, end, x->to);
		bool blank = *rest.ptr == ' ' || str_starts(rest, STR("　")) || str_starts(rest, STR("\xc2\xa0"));
		if (!blank || !str_trim(rest).len)
			continue;
		part.to = end;
		part.tok_end = i + 1;
		int rc = add_line(text, tokens, lines, &part);
		if (rc < 0)
			return rc;
		part = (struct stretch){ .from = end, .tok = i + 1, .labels = x->labels };
	}
	part.to = x->to;
	part.tok_end = x->tok_end;
	return add_line(text, tokens, lines, &part);
}

/* Whether the line that token i stands on, which begins at first and from, lost its breaks here: asked of a line once, and only if
 * it has such a place at all. */
struct lost {
	bool asked, all;
	uint32_t first, from;
};

static bool lost_here(struct str text, const struct vec *tokens, uint32_t i, struct lost *l)
{
	if (!breaks_here(text, &VEC_AT(tokens, struct token, i)))
		return false;
	if (!l->asked)
		l->all = lost_all_breaks(text, tokens, l->first, l->from);
	l->asked = true;
	return l->all;
}

int lines_split(struct str text, const struct vec *tokens, struct vec *lines)
{
	struct stretch x = { .from = 0 };
	struct lost lost = { .asked = false };
	const struct token *all = tokens->ptr;
	for (uint32_t i = 0; i < tokens->len; i++) {
		while (all[i].kind >
			TOK_LABEL_BARE) /* neither an end, as the last one is, nor a marker nor a label: most */
			i++;
		const struct token *t = &all[i];
		bool end = t->kind == TOK_EOL || t->kind == TOK_END;
		x.labels |= token_names(t);
		if (!end && (token_names(t) || (!lost_break(text, tokens, i) && !lost_here(text, tokens, i, &lost))))
			continue;
		x.to = t->at;
		x.tok_end = i;
		if ((lost.all ? add_sentences : add_line)(text, tokens, lines, &x) < 0)
			return ERR_NOMEM;
		if (t->kind == TOK_EOL)
			lost = (struct lost){ .first = i + 1, .from = t->at + t->len };
		x = (struct stretch){ .tok = end ? i + 1 : i, .from = end ? t->at + t->len : t->at };
	}
	return 0;
}

static struct str line_text(struct str text, const struct line *l)
{
	return str_sub(text, l->start, l->end);
}

/* Lines too short to tell one report from another. */
enum { LINE_TELLING = 45, RESYNC = 4 };

/* An open table from a line's hash to the first line with it. */
struct table {
	uint32_t *slots; /* line + 1 */
	size_t mask;
};

static uint64_t word_of(const char *p, size_t n)
{
	uint64_t word = 0;
	memcpy(&word, p, n);
	return word;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	a = (a ^ b) * UINT64_C(0x9E3779B97F4A7C15);
	return a ^ a >> 29;
}

/* Of a telling line: its length and some of its bytes, which part nearly all lines. */
static uint64_t hash_quickly(struct str s)
{
	const char *end = s.ptr + s.len, *middle = s.ptr + s.len / 2;
	uint64_t a = mix(s.len, word_of(s.ptr + 16, 8)), b = mix(word_of(middle, 8), word_of(end - 16, 8));
	return mix(mix(a, word_of(s.ptr + 8, 8)), b);
}

/* Of all bytes: two lanes of eight. */
static uint64_t hash_all(struct str s)
{
	uint64_t a = s.len, b = ~a;
	size_t i = 0;
	for (; s.len - i >= 16; i += 16) {
		a = mix(a, word_of(s.ptr + i, 8));
		b = mix(b, word_of(s.ptr + i + 8, 8));
	}
	size_t rest = s.len - i, half = rest < 8 ? rest : 8;
	a = mix(a, word_of(s.ptr + i, half));
	b = mix(b, word_of(s.ptr + i + half, rest - half));
	return mix(a, b >> 32 ^ b);
}

static bool is_line(const uint32_t *slot, struct str text, const struct vec *lines, struct str s)
{
	return str_eq(line_text(text, &VEC_AT(lines, struct line, *slot - 1)), s);
}

/* The slot of a line, empty or taken by the same text. Where another one lies at the place of the quick hash, all of the line is
 * hashed: however alike lines are, each is compared to few others. */
static uint32_t *table_slot(const struct table *t, struct str text, const struct vec *lines, struct str s)
{
	uint32_t *slot = &t->slots[hash_quickly(s) & t->mask];
	if (!*slot || is_line(slot, text, lines, s))
		return slot;
	size_t at = hash_all(s) & t->mask;
	while (t->slots[at] && !is_line(&t->slots[at], text, lines, s))
		at = (at + 1) & t->mask;
	return &t->slots[at];
}

static size_t skip_blank(const struct vec *lines, size_t i)
{
	while (i < lines->len && VEC_AT(lines, struct line, i).start == VEC_AT(lines, struct line, i).end)
		i++;
	return i;
}

/* The next pair of equal lines at or a few lines behind (*i, *j). */
static bool resync(struct str text, const struct vec *lines, size_t *i, size_t *j, size_t limit)
{
	size_t a = *i;
	for (int di = 0; di <= RESYNC && (a = skip_blank(lines, a)) < lines->len; di++, a++) {
		size_t b = *j;
		for (int dj = 0; dj <= RESYNC && (b = skip_blank(lines, b)) < limit; dj++, b++) {
			if (!str_eq(line_text(text, &VEC_AT(lines, struct line, a)),
				    line_text(text, &VEC_AT(lines, struct line, b))))
				continue;
			*i = a;
			*j = b;
			return true;
		}
	}
	return false;
}

struct search {
	struct str text;
	const struct vec *tokens, *lines;
	struct table seen;
	size_t first;   /* the first line that tells something */
	size_t opening; /* the first line that begins with a number or a label */
};

/* The token that line i begins with; NULL: a word. */
static const struct token *opens_with(const struct search *s, size_t i)
{
	const struct line *l = &VEC_AT(s->lines, struct line, i);
	const struct token *t = &VEC_AT(s->tokens, struct token, l->tok);
	return l->start < l->end && t->at == l->start && (token_is_marker(t) || token_names(t)) ? t : NULL;
}

struct run {
	size_t lines, bytes;   /* matched */
	size_t numbers, parts; /* of those lines, begun by a marker, by 一、 */
	size_t end_i, end_j;   /* behind the last matched lines */
};

static struct run follow(const struct search *s, size_t i, size_t j, size_t limit)
{
	struct run r = { .end_i = i, .end_j = j };
	while (resync(s->text, s->lines, &i, &j, limit)) {
		const struct line *l = &VEC_AT(s->lines, struct line, i);
		const struct token *t = opens_with(s, i);
		r.lines++;
		r.bytes += l->end - l->start;
		r.numbers += t && token_is_marker(t);
		r.parts += t && t->kind == TOK_CN_DUN;
		r.end_i = ++i;
		r.end_j = ++j;
	}
	return r;
}

static int add_copy(struct vec *copies, uint32_t start, uint32_t end)
{
	struct span *s = vec_push(copies);
	if (!s)
		return ERR_NOMEM;
	*s = (struct span){ start, end };
	return 0;
}

static size_t bytes_between(const struct vec *lines, size_t from, size_t to)
{
	return to > from ? VEC_AT(lines, struct line, to - 1).end - VEC_AT(lines, struct line, from).start : 0;
}

static size_t numbers_between(const struct search *s, size_t from, size_t to)
{
	size_t n = 0;
	for (; from < to; from++) {
		const struct token *t = opens_with(s, from);
		n += t && token_is_marker(t);
	}
	return n;
}

/* A repetition is a copy when it covers half of all that lies between its two beginnings, and begins where the report does: before
 * its first number, or with all of its headings. What is pasted under several problems is none: it begins below a heading. */
static bool is_copy(const struct search *s, const struct run *r, size_t i, size_t j)
{
	if (r->lines < 3 || r->bytes < 600 || r->bytes * 2 < bytes_between(s->lines, j, i))
		return false;
	return j == s->first || j < s->opening || (r->parts && r->numbers == numbers_between(s, j, i));
}

static int find_copies(struct search *s, struct vec *copies, size_t *body)
{
	const struct vec *lines = s->lines;
	size_t first = 0, first_end = 0;
	for (size_t i = 0; i < lines->len; i++) {
		const struct line *l = &VEC_AT(lines, struct line, i);
		struct str text = line_text(s->text, l);
		if (s->opening == lines->len && opens_with(s, i))
			s->opening = i;
		if (text.len < LINE_TELLING)
			continue;
		if (s->first == lines->len)
			s->first = i;
		uint32_t *slot = table_slot(&s->seen, s->text, lines, text);
		if (!*slot) {
			*slot = (uint32_t)i + 1;
			continue;
		}
		size_t j = *slot - 1;
		struct run r = follow(s, i, j, copies->len ? *body : i);
		if (!copies->len && is_copy(s, &r, i, j)) {
			first = j;
			first_end = r.end_j;
			*body = i;
			if (add_copy(copies, VEC_AT(lines, struct line, first).start, 0) < 0 ||
				add_copy(copies, l->start, VEC_AT(lines, struct line, r.end_i - 1).end) < 0)
				return ERR_NOMEM;
		} else if (copies->len && r.lines >= 3 && r.bytes * 2 >= bytes_between(lines, first, *body)) {
			first_end = r.end_j > first_end ? r.end_j : first_end;
			if (add_copy(copies, l->start, VEC_AT(lines, struct line, r.end_i - 1).end) < 0)
				return ERR_NOMEM;
		}
		i = r.end_i > i ? r.end_i - 1 : i;
	}
	if (copies->len)
		VEC_AT(copies, struct span, 0).end = VEC_AT(lines, struct line, first_end - 1).end;
	return 0;
}

int lines_copies(struct str text, const struct vec *tokens, const struct vec *lines, struct vec *copies, size_t *body)
{
	struct search s = { text, tokens, lines, { NULL, 1023 }, lines->len, lines->len };
	while (s.seen.mask < lines->len * 2)
		s.seen.mask = s.seen.mask * 2 + 1;
	s.seen.slots = fault_calloc(s.seen.mask + 1, sizeof *s.seen.slots);
	if (!s.seen.slots)
		return ERR_NOMEM;
	*body = lines->len;
	int rc = find_copies(&s, copies, body);
	free(s.seen.slots);
	if (rc < 0 || copies->len)
		return rc;
	struct str all = str_trim(text);
	uint32_t start = (uint32_t)(all.len ? all.ptr - text.ptr : 0);
	return add_copy(copies, start, start + (uint32_t)all.len);
}

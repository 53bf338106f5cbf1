#include "outline_parts.h"

#include "wordlist.h"
#include "words.h"

/* Problems told within the sentences of a tale: “垃圾清运不准时”摆在头一个，…，已经改好。“公车私用”查出两次，…，已经办结。 一是河道违建。…该项已
 * 销号。二是…。 Each begins a sentence and ends in its state. Or a paragraph each: 采购验收不严格——逐册清查…。已完成整改。 Nothing else in the report
 * was found to be a problem. */

enum { TITLE_BYTES = 300, LEAST = 3 };

struct tale {
	size_t units, quoted, told; /* in one line, or in all of those that tell problems so */
	size_t formed;              /* of those quoted: 针对“…”的问题 */
	bool forms;                 /* units are only such as have that form */
};

/* 针对“窗口午休”的问题，: not “青年讲堂”开讲… */
static bool is_formed(struct str unit)
{
	size_t close = str_find(str_sub(unit, 0, TITLE_BYTES), STR("”"), 0);
	struct str behind = close == STR_NPOS ? STR_NONE : str_sub(unit, close + strlen("”"), unit.len);
	return !str_starts(unit, STR("“")) && (str_starts(behind, STR("的问题")) || str_starts(behind, STR("问题")));
}

/* 在服务群众方面，针对“…”…: where the paragraph's own problems begin, 0: it names no aspect. */
static uint32_t behind_aspect(const struct outline *o, const struct line *l)
{
	enum { ASPECT_BYTES = 150 };
	WORDLIST(marks, "，", "。", "：", ",", ":");
	struct str s = str_sub(o->text, l->start, l->end);
	size_t at = str_find(str_sub(s, 0, ASPECT_BYTES), STR("方面"), 0);
	if (at == STR_NPOS || str_has(str_sub(s, 0, at), STR("，")))
		return 0;
	at += strlen("方面");
	struct str rest = str_sub(s, at, s.len);
	size_t mark = wordlist_at(marks, rest);
	struct str told = str_trim(str_sub(rest, mark, rest.len));
	return mark && words_opens_with_quote(told) ? (uint32_t)(told.ptr - o->text.ptr) : 0;
}

/* The place behind token i where a unit may begin, 0: none does. */
static uint32_t unit_at(const struct outline *o, const struct line *l, size_t i, bool forms)
{
	const struct token *t = outline_token(o, i);
	if (t->kind == TOK_IS) {
		if (forms)
			return 0;
		struct str before = str_trim(str_sub(o->text, l->start, t->at));
		return !before.len || str_ends(before, STR("。")) ? t->at : 0;
	}
	struct str rest = str_trim(str_sub(o->text, t->at + t->len, l->end));
	return t->kind == TOK_STOP && words_opens_with_quote(rest) && (!forms || is_formed(rest))
		       ? (uint32_t)(rest.ptr - o->text.ptr)
		       : 0;
}

/* The unit [from, to) ends in its state, as a sentence or as the last clause of one. */
static bool ends_in_state(struct str unit)
{
	struct str s = str_trim(unit);
	s = str_ends(s, STR("。")) ? str_sub(s, 0, s.len - strlen("。")) : s;
	size_t stop = str_rfind(s, STR("。")), comma = str_rfind(s, STR("，"));
	struct str sentence = stop == STR_NPOS ? s : str_sub(s, stop + strlen("。"), s.len);
	struct str clause = comma == STR_NPOS ? STR_NONE : str_sub(s, comma + strlen("，"), s.len);
	return words_result_sentence(sentence) != RESULT_NONE ||
	       (clause.len && words_result_sentence(clause) != RESULT_NONE);
}

static int push(struct vec *heads, uint32_t at, size_t line, uint8_t role)
{
	struct head *h = vec_push(heads);
	if (!h)
		return ERR_NOMEM;
	*h = (struct head){ .at = at,
		.body = at,
		.line = (uint32_t)line,
		.title_end = at,
		.parent = -1,
		.depth = role == ROLE_PROBLEM,
		.type = TOK_LABEL,
		.role = role,
		.section = role == ROLE_SECTION ? SECTION_NEXT : SECTION_OTHER };
	return 0;
}

/* The unit that begins at `from` ends at `to`. */
static int end_unit(struct vec *heads, const struct outline *o, size_t line, uint32_t from, uint32_t to, struct tale *t)
{
	struct str s = str_sub(o->text, from, to);
	t->units++;
	t->told += ends_in_state(s);
	t->quoted += words_opens_with_quote(s);
	t->formed += words_opens_with_quote(s) && is_formed(s);
	if (!heads)
		return 0;
	int rc = push(heads, from, line, ROLE_PROBLEM);
	if (rc < 0)
		return rc;
	struct head *h = &VEC_AT(heads, struct head, heads->len - 1);
	const struct token *number =
		outline_token(o, token_at(o->tokens, VEC_AT(o->lines, struct line, line).tok, from));
	if (number->at == from && number->kind == TOK_IS) {
		h->body = from + number->len;
		h->type = TOK_IS;
	}
	h->title_end = h->body + (uint32_t)words_tale_title(str_sub(o->text, h->body, to));
	return 0;
}

/* The units of a line: counted, and made headings where `heads` is given. */
static int tell_line(struct vec *heads, const struct outline *o, size_t line, struct tale *t)
{
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	struct str s = str_sub(o->text, l->start, l->end);
	uint32_t from = words_opens_with_quote(s) ? l->start : behind_aspect(o, l), next;
	for (size_t i = l->tok; i < l->tok_end; i++) {
		if (!(next = unit_at(o, l, i, t->forms)) || next <= from)
			continue;
		int rc = from ? end_unit(heads, o, line, from, next, t) : 0;
		if (rc < 0)
			return rc;
		from = next;
	}
	return from ? end_unit(heads, o, line, from, l->end, t) : 0;
}

/* A line of several, most of which end in their state. */
static bool tells(const struct tale *t)
{
	return t->units > 1 && t->told * 2 >= t->units;
}

/* 采购验收不严格——逐册清查…。已完成整改。 in a paragraph without a number, that tells it all. */
static bool is_paragraph(const struct outline *o, size_t line)
{
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	const struct token *t = outline_token(o, l->tok);
	struct str s = str_sub(o->text, l->start, l->end);
	if (!str_ends(s, STR("。")) || (t->at == l->start && (token_is_marker(t) || token_names(t))))
		return false;
	size_t last = str_rfind(str_sub(s, 0, s.len - strlen("。")), STR("。")), title = words_tale_title(s);
	return last != STR_NPOS && title < TITLE_BYTES && title < last &&
	       (!words_measure(s) || str_starts(str_sub(s, title, s.len), STR("——"))) &&
	       words_result_sentence(str_sub(s, last + strlen("。"), s.len)) != RESULT_NONE;
}

static bool names_finding(const struct outline *o, size_t line)
{
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	struct str s = str_sub(o->text, l->start, l->end);
	return words_finding(str_sub(s, 0, words_tale_title(s))) > 0;
}

/* Whether paragraphs tell the problems: most of those that end in a state sound like findings. */
static bool has_paragraphs(const struct outline *o)
{
	size_t told = 0, findings = 0;
	for (size_t i = 0; i < o->body; i++)
		if (is_paragraph(o, i)) {
			told++;
			findings += names_finding(o, i);
		}
	return findings >= LEAST && findings * 2 > told;
}

/* A problem a paragraph, and the aspects that stand above them. */
static int add_paragraphs(struct vec *heads, const struct outline *o)
{
	bool open = false;
	int rc = 0;
	for (size_t i = 0; i < o->body && rc == 0; i++) {
		const struct line *l = &VEC_AT(o->lines, struct line, i);
		bool told = is_paragraph(o, i), aspect = !told && outline_names_aspect(o, i);
		if (l->start == l->end || (!told && !aspect && !open))
			continue;
		rc = push(heads, l->start, i, told ? ROLE_PROBLEM : aspect ? ROLE_ASPECT : ROLE_SECTION);
		if (rc < 0)
			return rc;
		struct head *h = &VEC_AT(heads, struct head, heads->len - 1);
		if (told || aspect)
			h->title_end = told ? l->start + (uint32_t)words_tale_title(str_sub(o->text, l->start, l->end))
					    : l->end;
		open = told;
	}
	for (size_t i = heads->len; i-- > 0 && VEC_AT(heads, struct head, i).role != ROLE_PROBLEM;) {
		struct head *h = &VEC_AT(heads, struct head, i); /* below the last problem stands no aspect */
		h->role = ROLE_SECTION;
		h->section = SECTION_NEXT;
	}
	return rc;
}

static struct tale look(const struct outline *o, bool forms)
{
	struct tale all = { .forms = forms };
	for (size_t i = 0; i < o->body; i++) {
		struct tale here = { .forms = forms };
		tell_line(NULL, o, i, &here);
		if (!tells(&here))
			continue;
		all.units += here.units;
		all.told += here.told;
		all.quoted += here.quoted;
		all.formed += here.formed;
	}
	return all;
}

/* A line that tells problems: the aspect that it names first, and they. */
static int add_line(struct vec *heads, const struct outline *o, size_t line, bool forms)
{
	struct tale made = { .forms = forms };
	const struct line *l = &VEC_AT(o->lines, struct line, line);
	uint32_t told = behind_aspect(o, l);
	int rc = told ? push(heads, l->start, line, ROLE_ASPECT) : 0;
	if (rc == 0 && told) {
		struct str name = str_sub(o->text, l->start, told);
		VEC_AT(heads, struct head, heads->len - 1).title_end =
			l->start + (uint32_t)(str_find(name, STR("方面"), 0) + strlen("方面"));
	}
	return rc < 0 ? rc : tell_line(heads, o, line, &made);
}

static int add_all(struct vec *heads, const struct outline *o, bool forms)
{
	bool open = false; /* a problem is: the next line is none of it */
	int rc = 0;
	for (size_t i = 0; i < o->body && rc == 0; i++) {
		const struct line *l = &VEC_AT(o->lines, struct line, i);
		struct tale here = { .forms = forms };
		tell_line(NULL, o, i, &here);
		bool told = tells(&here);
		if (open && l->start < l->end && !(told && behind_aspect(o, l)))
			rc = push(heads, l->start, i, ROLE_SECTION);
		open &= l->start == l->end;
		if (rc == 0 && told)
			rc = add_line(heads, o, i, forms);
		open |= told;
	}
	return rc;
}

int outline_tell_tale(struct outline *o)
{
	size_t problems = 0;
	for (size_t i = 0; i < o->heads.len; i++) {
		const struct head *h = &VEC_AT(&o->heads, struct head, i);
		problems += h->role == ROLE_PROBLEM;
		if (h->role == ROLE_PROBLEM && (h->type != TOK_LABEL || h->labelled))
			return 0;
	}
	struct tale all = look(o, false);
	if (all.formed >= LEAST && all.formed * 2 > all.quoted)
		all = look(o, true);
	bool tale = all.told >= LEAST && all.quoted >= LEAST && all.units > problems;
	if (!tale && (problems || !has_paragraphs(o)))
		return 0;
	struct vec heads;
	vec_init(&heads, sizeof(struct head));
	o->tale = true;
	return outline_replace_heads(o, &heads, tale ? add_all(&heads, o, all.forms) : add_paragraphs(&heads, o));
}

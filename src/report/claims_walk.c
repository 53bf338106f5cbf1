#include "claims_parts.h"

/* Walks the numbers of what the report says of itself: its preamble, the introductions of its sections, its end. */

/* A sentence's end; where printed lines were put together a line's end is none. */
static bool stop_at(const struct walk *w, const char *p)
{
	return facts_stop(p) && !((w->r->folded || w->joined) && (*p == '\n' || *p == '\r'));
}

/* Those, and ，、：（） */
static bool clause_mark_at(const struct walk *w, const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	switch (*u) {
	case '.': /* of a sentence, not of a number */
		return u[1] < '0' || u[1] > '9';
	case ',':
	case ':':
	case '(':
	case ')':
		return true;
	case 0xE3:
		return u[1] == 0x80 && (u[2] == 0x82 || u[2] == 0x81);
	case 0xEF:
		return (u[1] == 0xBC && (u[2] == 0x8C || u[2] == 0x9A || u[2] == 0x88 || u[2] == 0x89)) ||
		       stop_at(w, p);
	default:
		return stop_at(w, p);
	}
}

#define CLAUSE_BYTES 180

/* The beginning of the clause that reaches to `p`, not before `floor`. */
static const char *clause_begin(const struct walk *w, const char *floor, const char *p)
{
	const char *least = p - floor > CLAUSE_BYTES ? p - CLAUSE_BYTES : floor, *q = p;

	while (q > least) {
		const char *before = q - 1;
		while (before > least && ((unsigned char)*before & 0xC0) == 0x80)
			before--;
		if (clause_mark_at(w, before))
			break;
		q = before;
	}
	while (q < p && ((unsigned char)*q & 0xC0) == 0x80)
		q++;
	return q;
}

/* 正在整改（含部分整改）2个: the beginning of the bracket that ends right before `p`, else `p`. */
static const char *before_bracket(const char *floor, const char *p)
{
	struct str s = { floor, (size_t)(p - floor) };
	bool full = str_ends(s, STR("）")), half = str_ends(s, STR(")"));

	s = str_sub(s, s.len > CLAUSE_BYTES ? s.len - CLAUSE_BYTES : 0, s.len);
	size_t open = full ? str_rfind(s, STR("（")) : half ? str_rfind(s, STR("(")) : STR_NPOS;
	return open == STR_NPOS ? p : s.ptr + open;
}

static const char *clause_end(const struct walk *w, const char *p, const char *limit)
{
	const char *most = limit - p > CLAUSE_BYTES ? p + CLAUSE_BYTES : limit;

	while (p < most && !clause_mark_at(w, p)) {
		p++;
		while (p < most && ((unsigned char)*p & 0xC0) == 0x80)
			p++;
	}
	return p;
}

/* A sentence's end in [from, to) puts what was spoken of out of mind. */
static void cross_sentences(struct walk *w, const char *from, const char *to)
{
	const char *text = w->r->text.ptr;

	for (const char *p = from; p < to; p++) {
		if (stop_at(w, p)) {
			w->sentence = (uint32_t)(p - text) + 1;
			w->subject = NOUN_NONE;
			w->elsewhere = false;
			w->first_claim = w->r->claims.len;
		}
	}
}

static int read_span(struct walk *w, struct span s)
{
	const struct vec *v = &w->r->numbers;
	const char *text = w->r->text.ptr, *passed = text + s.start;

	while (w->next < v->len && VEC_AT(v, struct fact_number, w->next).span.start < s.start)
		w->next++;
	w->sentence = s.start;
	w->subject = NOUN_NONE;
	w->elsewhere = false;
	if (w->problems.noun != NOUN_NONE)
		w->earlier = w->problems;
	w->problems.noun = NOUN_NONE;
	w->first_claim = w->r->claims.len;
	for (; w->next < v->len; w->next++) {
		const struct fact_number *n = &VEC_AT(v, struct fact_number, w->next);
		const struct fact_number *following = w->next + 1 < v->len ? n + 1 : NULL;
		if (n->span.start >= s.end || n->span.end > s.end)
			break;
		const char *from = text + n->span.start, *to = text + n->span.end;
		cross_sentences(w, passed, from);
		if (!claim_possible(n)) {
			passed = to;
			continue;
		}
		const char *floor = passed > text + w->sentence ? passed : text + w->sentence;
		const char *said = before_bracket(floor, from);
		const char *begin = clause_begin(w, floor, said);
		const char *limit =
			following && following->span.start < s.end ? text + following->span.start : text + s.end;
		const char *end = clause_end(w, to, limit);
		struct place p = {
			.n = n,
			.before = { begin, (size_t)(said - begin) },
			.after = { to, (size_t)(end - to) },
			.sentence = { text + w->sentence, (size_t)(from - text) - w->sentence },
		};
		size_t room = (size_t)(text + s.end - to);
		p.rest = (struct str){ to, room > CLAUSE_BYTES ? CLAUSE_BYTES : room };
		if (p.sentence.len > 3 * CLAUSE_BYTES) {
			p.sentence.ptr += p.sentence.len - 3 * CLAUSE_BYTES;
			p.sentence.len = 3 * CLAUSE_BYTES;
		}
		p.same_next = following && limit == end && str_eq(following->unit, n->unit) && claim_whole(following) &&
			      following->value.digits <= n->value.digits;
		/* 3个方面12个问题, 3个方面、12个问题 */
		bool listed = limit - end == 3 && !memcmp(end, "、", 3);
		if (following && following->span.end < s.end && (limit == end || listed) && limit - to <= 15) {
			const char *next = text + following->span.end;
			struct str behind = { next, (size_t)(clause_end(w, next, text + s.end) - next) };
			p.problem_next = str_has(behind, STR("问题")) || str_has(behind, STR("具体表现"));
		}
		int rc = claim_read(w, &p);
		if (rc < 0)
			return rc;
		passed = to;
	}
	return 0;
}

/* Turns to the aspect a leaf stands under: its own counts hold for its introduction. */
static void enter(struct walk *w, struct node *aspect)
{
	w->counts = aspect ? &w->aspect : &w->all;
	if (!aspect || aspect == w->entered)
		return;
	w->entered = aspect;
	w->aspect = (struct counts){ .aspects = 0 };
	count_below(&w->aspect, aspect);
	w->aspect.aspects = 0;
	w->first_problem = UINT32_MAX;
	for (struct node *c = aspect->first; c && w->first_problem == UINT32_MAX; c = c->next) {
		if (c->kind == NODE_PROBLEM)
			w->first_problem = c->span.start;
	}
}

/* Whether the leaf is the report speaking of itself: an aspect's introduction ends with its first problem. */
static bool speaks(struct walk *w, struct node *n)
{
	struct node *aspect;

	if (n->kind != NODE_PROSE || node_up(n, NODE_PROBLEM))
		return false;
	aspect = node_up(n, NODE_ASPECT);
	enter(w, aspect);
	if (n->prose == PROSE_PREAMBLE || n->prose == PROSE_CLOSING)
		return true;
	return aspect && (n->prose == PROSE_TEXT || n->prose == PROSE_HEADING) && n->span.start < w->first_problem &&
	       w->first_problem != UINT32_MAX;
}

/* 一、已完成整改的问题（7个）: a heading that counts what stands below it. */
static int read_title(struct walk *w, const struct node *aspect)
{
	const struct vec *v = &w->r->numbers;
	const char *text = w->r->text.ptr, *title = aspect->title.ptr;

	if (!title || title < text || title >= text + w->r->text.len) /* none, or was put together */
		return 0;
	const char *end = title + aspect->title.len, *passed = title;
	for (; w->next < v->len; w->next++) {
		const struct fact_number *n = &VEC_AT(v, struct fact_number, w->next);
		const char *from = text + n->span.start, *to = text + n->span.end;
		if (to > end)
			break;
		if (from < title || !claim_possible(n))
			continue;
		const char *begin = passed, *clause = clause_end(w, to, end);
		passed = to;
		struct place p = {
			.n = n,
			.before = { begin, (size_t)(from - begin) },
			.after = { to, (size_t)(clause - to) },
			.sentence = { title, (size_t)(from - title) },
			.rest = { to, (size_t)(end - to) },
		};
		int rc = claim_read_title(w, &p);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* A sentence that a printed line's end cuts goes on in the next leaf: the end of the last one it reaches. */
static uint32_t joined_end(const struct report *r, const struct node *n)
{
	enum { LINE_BYTES = 45 };
	static const char *const ends[] = { "。", "；", "：", "！", "？", ".", ";", ":" };
	uint32_t end = n->span.end;

	for (; n->next && n->next->kind == NODE_PROSE && n->next->prose == n->prose; n = n->next, end = n->span.end) {
		struct str line = report_slice(r, n->span);
		uint32_t from = n->next->span.start, gap = from - end;
		bool whole = line.len < LINE_BYTES || gap == 0 || gap > 2 || r->text.ptr[from - 1] != '\n' ||
			     (gap == 2 && r->text.ptr[end] != '\r');
		for (size_t i = 0; !whole && i < sizeof(ends) / sizeof(*ends); i++)
			whole = str_ends(line, str_from(ends[i]));
		if (whole)
			break;
	}
	return end;
}

int report_claims(struct report *r, struct err *e)
{
	uint32_t read = 0; /* up to here, joined lines included */
	struct walk w = { .r = r };

	if (!r->root)
		return 0;
	count_tree(&w.all, r);
	count_below(&w.main, r->root);
	if (r->tale) /* how many there are nobody can tell */
		w.all = w.main = (struct counts){ .aspects = 0 };
	const struct counts *counts = NULL;
	int prose = -1;
	for (struct node *n = r->root; n; n = node_walk(r->root, n)) {
		if (n->kind == NODE_ASPECT) {
			enter(&w, n);
			if (read_title(&w, n) < 0)
				return err_nomem(e);
		}
		if (n->first || !speaks(&w, n))
			continue;
		if (n->prose != prose ||
			w.counts != counts) /* totals hold within the preamble, an introduction, the closing */
			w.problems.noun = w.earlier.noun = NOUN_NONE;
		prose = n->prose;
		w.closing = n->prose == PROSE_CLOSING;
		counts = w.counts;
		if (n->span.start < read)
			continue;
		read = joined_end(r, n);
		w.joined = read > n->span.end;
		if (read_span(&w, (struct span){ n->span.start, read }) < 0)
			return err_nomem(e);
	}
	return claims_of_sums(r) < 0 ? err_nomem(e) : 0;
}

#include "deal.h"

#include "deal_parts.h"

/* Leaves of one kind: how many, and whether they are numbered `from`, `from` + 1 ... */
struct tally {
	size_t count;
	bool runs;
	uint32_t first;
};

static struct tally count_leaves(const struct node *item, enum node_kind kind)
{
	struct tally t = { .runs = true };
	for (const struct node *n = item->first; n; n = n->next) {
		if (n->kind != kind)
			continue;
		t.first = t.count ? t.first : n->value;
		t.runs &= n->value > 0 && n->value == t.first + t.count;
		t.count++;
	}
	return t;
}

static bool tally_matches(const struct tally *t, size_t count, uint32_t first)
{
	return t->count == count && t->runs && (t->first == 1 || t->first == first);
}

bool deal_matches(const struct node *item, size_t count, uint32_t first)
{
	struct tally m = count_leaves(item, NODE_MEASURE), p = count_leaves(item, NODE_PROGRESS);
	if (!m.count && !p.count)
		return false;
	return (!m.count || tally_matches(&m, count, first)) && (!p.count || tally_matches(&p, count, first));
}

bool deal_is_answered(const struct node *item)
{
	for (const struct node *n = item->first; n; n = n->next)
		if (n->kind == NODE_MEASURE || n->kind == NODE_PROGRESS)
			return true;
	return false;
}

/* The item, or the only item of a problem. */
static struct node *only_item(struct node *n)
{
	if (n->kind == NODE_ITEM)
		return n;
	struct node *item = NULL;
	for (struct node *c = n->first; c; c = c->next) {
		if (c->kind == NODE_ITEM && item)
			return NULL;
		item = c->kind == NODE_ITEM ? c : item;
	}
	return item;
}

/* --- moving --- */

static void append(struct node *parent, struct node *n)
{
	if (parent->last)
		parent->last->next = n;
	else
		parent->first = n;
	parent->last = n;
	n->parent = parent;
	n->next = NULL;
}

int deal_move(struct node *n, struct node *before, struct node *to, struct vec *dealt)
{
	struct node *from = n->parent, **place = vec_push(dealt);
	if (!place)
		return ERR_NOMEM;
	*place = n;
	if (before)
		before->next = n->next;
	else
		from->first = n->next;
	from->last = from->last == n ? before : from->last;
	append(to, n);
	return 0;
}

int deal_share_office(struct report *r, struct node *item, const struct node *from)
{
	if (!from->more || item->more)
		return 0;
	if (!node_more(r->arena, item))
		return ERR_NOMEM;
	item->more->due = from->more->due;
	item->more->depts = from->more->depts;
	return 0;
}

/* An answer's own state at its end, 1.修订制度。已完成整改。, becomes a leaf behind it. */
static int part_state(struct splitter *s, struct node *item, struct node *answer, bool *some)
{
	size_t line = line_of(s->outline, answer->span.start);
	struct block b = { .from = (uint32_t)(answer->text.ptr - s->report->text.ptr), .to = answer->span.end };
	enum result_status status;
	uint32_t cut = b.from < b.to ? cut_result(s, &b, line, &status) : b.to;
	if (cut <= b.from || cut >= b.to)
		return 0;
	*some = true;
	int rc = add_result(s, item, cut, b.to, status);
	answer->text = str_trim(text_of(s, b.from, cut));
	answer->span.end = b.from + (uint32_t)answer->text.len;
	if (rc == 0 && !vec_push(&s->report->dealt))
		return ERR_NOMEM;
	if (rc == 0)
		VEC_AT(&s->report->dealt, struct node *, s->report->dealt.len - 1) = item->last;
	return rc;
}

/* Moves the k-th of the leaves of `kind` from the last item to item k. */
static int move_leaves(struct splitter *s, struct node **items, size_t count, enum node_kind kind, bool *states)
{
	struct node *last = items[count - 1], *n = last->first, *before = NULL, *next;
	size_t k = 0;
	int rc = 0;
	for (; n && rc == 0; n = next) {
		next = n->next;
		if (n->kind != kind || k + 1 == count) {
			n->value = n->kind == kind ? 0 : n->value;
			before = n;
			continue;
		}
		n->value = 0; /* no longer one of a series */
		rc = deal_move(n, before, items[k], &s->report->dealt);
		rc = rc < 0 ? rc : part_state(s, items[k++], n, states);
	}
	return rc;
}

/* 整改结果：已完成 on a line of its own, or 以上问题均已完成整改。 is of all of them. */
static bool tells_of_all(const struct report *r, const struct node *result)
{
	WORDLIST(all, "上述", "以上", "均", "全部", "都");
	uint32_t at = result->span.start;
	while (at > 0 && (r->text.ptr[at - 1] == ' ' || r->text.ptr[at - 1] == '\t'))
		at--;
	return !at || r->text.ptr[at - 1] == '\n' || HAS(report_slice(r, result->span), all);
}

static const struct node *result_of(const struct node *item)
{
	const struct node *result = NULL;
	for (const struct node *n = item->first; n; n = n->next)
		result = n->kind == NODE_RESULT ? n : result;
	return result;
}

/* What is said of the last one below all answers holds for the others: its state, which takes no room there, its limit, its offices. */
static int share_state(struct report *r, struct node *item, const struct node *last, bool states)
{
	const struct node *result = result_of(last);
	if (deal_share_office(r, item, last) < 0)
		return ERR_NOMEM;
	if (!result || states || result_of(item) || !tells_of_all(r, result))
		return 0;
	struct node *n = node_add(r, item, NODE_RESULT, item->span.end, item->span.end);
	if (!n)
		return ERR_NOMEM;
	n->status = result->status;
	n->text = result->text;
	n->head_span = result->head_span.end ? result->head_span : result->span;
	return 0;
}

static int deal(struct splitter *s, struct node **items, size_t count)
{
	bool states = false;
	int rc = move_leaves(s, items, count, NODE_MEASURE, &states);
	rc = rc < 0 ? rc : move_leaves(s, items, count, NODE_PROGRESS, &states);
	for (size_t i = 0; i + 1 < count && rc == 0; i++)
		rc = share_state(s->report, items[i], items[count - 1], states);
	return rc;
}

/* How the report answers its findings: each below itself, or several together. */
struct habit {
	size_t alone, together;
};

/* Findings that nothing answers, and the last of them with as many answers as they are. */
struct group {
	struct node *items[DEAL_MAX];
	size_t count;
};

static bool group_agrees(const struct group *g)
{
	struct str findings[DEAL_LIST_MAX];
	for (size_t i = 0; i < g->count && i < DEAL_LIST_MAX; i++)
		findings[i] = g->items[i]->text;
	return deal_words_agree(findings, g->count, g->items[g->count - 1]);
}

/* Where most findings are answered each below itself, two without an answer may have been left so: there the words must agree. */
static int end_group(struct splitter *s, struct group *g, struct habit *h, bool move)
{
	struct node *last = g->items[g->count - 1];
	bool matches = g->count > 1 && deal_matches(last, g->count, g->items[0]->value);
	h->together += !move && matches;
	h->alone += !move && !matches;
	return move && matches && (h->together > h->alone || group_agrees(g)) ? deal(s, g->items, g->count) : 0;
}

static int look_below(struct splitter *s, struct node *parent, enum node_kind kind, struct habit *h, bool move)
{
	struct group g = { .count = 0 };
	int rc = 0;
	for (struct node *n = parent->first; n && rc == 0; n = n->next) {
		struct node *item = n->kind == kind ? only_item(n) : NULL;
		if (n->kind != kind)
			continue;
		if (!item || g.count == DEAL_MAX) {
			g.count = 0;
			continue;
		}
		g.items[g.count++] = item;
		if (!deal_is_answered(item))
			continue;
		rc = end_group(s, &g, h, move);
		g.count = 0;
	}
	return rc;
}

/* Counts how the report does it, then deals. */
static int look_at_all(struct splitter *s, struct habit *h, bool move)
{
	int rc = 0;
	for (struct node *a = s->report->root->first; a && rc == 0; a = a->next) {
		for (struct node *p = a->first; p && rc == 0; p = p->next)
			rc = p->kind == NODE_PROBLEM && !only_item(p) ? look_below(s, p, NODE_ITEM, h, move) : 0;
		rc = rc < 0 ? rc : look_below(s, a, NODE_PROBLEM, h, move);
	}
	return rc;
}

static int by_place(const void *a, const void *b)
{
	const struct node *x = *(struct node *const *)a, *y = *(struct node *const *)b;
	return (x->span.start > y->span.start) - (x->span.start < y->span.start);
}

int deal_answers(struct report *r, const struct outline *o)
{
	struct splitter s = { .report = r, .outline = o };
	struct habit habit = { 0, 0 };
	int rc = deal_listed(r);
	for (struct node *a = r->root->first; a && rc == 0; a = a->next)
		for (struct node *p = a->first; p && rc == 0; p = p->next)
			rc = p->kind == NODE_PROBLEM ? deal_out_finding(&s, p) : 0;
	rc = rc < 0 ? rc : look_at_all(&s, &habit, false);
	rc = rc < 0 || !habit.together ? rc : look_at_all(&s, &habit, true);
	if (r->dealt.len)
		qsort(r->dealt.ptr, r->dealt.len, sizeof(struct node *), by_place);
	return rc;
}

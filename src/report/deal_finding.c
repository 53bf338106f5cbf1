#include "deal_parts.h"

#include "utf8.h"

/* A list inside a finding: where its entries begin, and their markers. */
struct list {
	const struct node *leaf;
	size_t count;
	const struct token *markers[DEAL_LIST_MAX];
};

/* The numbers 1 to n that open sentences or lines of the leaf, behind the item's own number; false: there are fewer than two, or too
 * many. */
static bool find_list(const struct splitter *s, const struct node *item, struct node *leaf, struct list *l)
{
	int depth[BRACKET_KINDS] = { 0 };
	uint32_t own = item->text.len ? (uint32_t)(item->text.ptr - s->report->text.ptr) : 0;
	uint32_t from = own > leaf->span.start && own < leaf->span.end ? own : leaf->span.start;
	*l = (struct list){ .leaf = leaf };
	for (size_t i = first_token(s, from, line_of(s->outline, from));
		tok(s, i)->at < leaf->span.end && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		track_brackets(depth, t);
		if (!token_is_marker(t) || inside_brackets(depth) || t->value != l->count + 1 ||
			(l->count && t->kind != l->markers[0]->kind) || !opens_entry(s, i, from))
			continue;
		if (l->count == DEAL_LIST_MAX)
			return false;
		l->markers[l->count++] = t;
	}
	return l->count > 1;
}

static struct str entry(const struct splitter *s, const struct list *l, size_t k)
{
	const struct token *t = l->markers[k];
	uint32_t end = k + 1 < l->count ? l->markers[k + 1]->at : l->leaf->span.end;
	return str_trim(text_of(s, t->at + t->len, end));
}

/* --- words that agree --- */

/* How many pairs of characters the two have in common that say what it is about. */
static size_t words_shared(struct str finding, struct str answer)
{
	enum { TEXT_BYTES = 300, PAIR = 6 };
	WORDLIST(common, "工作", "管理", "制度", "落实", "加强", "问题", "整改", "规范", "不到", "到位", "存在", "进行",
		"开展", "情况", "建立", "完善", "部分", "单位", "相关", "严格", "人员", "组织", "不够", "责任", "执行");
	size_t shared = 0;
	answer = str_sub(answer, 0, utf8_floor(answer, answer.len < TEXT_BYTES ? answer.len : TEXT_BYTES));
	for (size_t i = 0; i + PAIR <= finding.len && i < TEXT_BYTES; i++) {
		const unsigned char *p = (const unsigned char *)finding.ptr + i;
		struct str pair = str_sub(finding, i, i + PAIR);
		bool ideographs = p[0] >= 0xE4 && p[0] <= 0xE9 && p[3] >= 0xE4 && p[3] <= 0xE9;
		shared += ideographs && !STARTS(pair, common) && str_has(answer, pair);
	}
	return shared;
}

/* How many answers of a kind share most words with the finding of their number, and how many with another one. */
struct agreement {
	size_t answers, hits, misses;
};

static struct agreement agreement_of(
	const struct str *findings, size_t count, const struct node *item, enum node_kind kind)
{
	struct agreement a = { 0 };
	size_t k = 0;
	for (const struct node *n = item->first; n && k < count; n = n->next) {
		if (n->kind != kind)
			continue;
		size_t own = words_shared(findings[k], n->text), other = 0;
		for (size_t i = 0; i < count; i++) {
			size_t shared = i == k ? 0 : words_shared(findings[i], n->text);
			other = shared > other ? shared : other;
		}
		a.hits += own > other;
		a.misses += own < other;
		k++;
	}
	a.answers = k;
	return a;
}

static bool agrees(const struct agreement *a, size_t count)
{
	return a->hits * 2 > count && a->misses * 4 <= count && (a->misses == 0 || count > 3);
}

bool deal_words_agree(const struct str *findings, size_t count, const struct node *item)
{
	if (count > DEAL_LIST_MAX)
		return false;
	struct agreement m = agreement_of(findings, count, item, NODE_MEASURE),
			 p = agreement_of(findings, count, item, NODE_PROGRESS);
	/* as many measures as deeds as findings, some in words that agree and none that speak of another */
	bool even = m.answers == count && p.answers == count && m.hits + p.hits > 0 && m.misses + p.misses == 0;
	return even || agrees(&m, count) || agrees(&p, count);
}

/* --- items of a list --- */

static struct str number_of(const struct splitter *s, const struct token *t)
{
	WORDLIST(tails, ".", "．", "、", "，", "：", ":", ",");
	struct str no = str_trim(text_of(s, t->at, t->at + t->len));
	for (size_t i = no.len; i > 0; i--)
		if (wordlist_at(tails, str_sub(no, i - 1, no.len)) == no.len - i + 1)
			no = str_sub(no, 0, i - 1);
	return no;
}

static void set_item(const struct splitter *s, const struct list *l, size_t k, struct node *item)
{
	struct str text = entry(s, l, k);
	item->span.start = l->markers[k]->at;
	item->no = number_of(s, l->markers[k]);
	item->value = (uint32_t)k + 1;
	item->text = text;
	item->head_span =
		(struct span){ item->span.start, (uint32_t)(text.ptr - s->report->text.ptr + (ptrdiff_t)text.len) };
}

/* Puts new nodes of the problem, made at its end behind `old_last`, before `item`. */
static void put_before(struct node *problem, struct node *item, struct node *old_last)
{
	struct node *made = old_last->next, *last = problem->last, *before = NULL;
	for (struct node *n = problem->first; n != item; n = n->next)
		before = n;
	if (!made)
		return;
	old_last->next = NULL;
	problem->last = old_last;
	last->next = item;
	if (before)
		before->next = made;
	else
		problem->first = made;
}

/* What stands before the list is the problem's. */
static int lift_leaves(struct splitter *s, struct node *problem, struct node *item, const struct list *l)
{
	struct node *n = item->first;
	for (; n != l->leaf; n = n->next)
		if (!prose_add(s->report, problem, PROSE_PROBLEM, n->span.start, n->span.end))
			return ERR_NOMEM;
	item->first = n;
	return split_prose(s, problem, PROSE_PROBLEM, n->span.start, l->markers[0]->at);
}

static int make_items(struct splitter *s, struct node *problem, struct node *item, const struct list *l)
{
	struct node *old_last = problem->last;
	int rc = lift_leaves(s, problem, item, l);
	for (size_t k = 0; k + 1 < l->count && rc == 0; k++) {
		struct node *made = node_add(s->report, problem, NODE_ITEM, l->markers[k]->at, l->markers[k + 1]->at);
		if (!made || !prose_add(s->report, made, PROSE_FINDING, made->span.start, made->span.end))
			return ERR_NOMEM;
		set_item(s, l, k, made);
	}
	struct node *leaf = item->first;
	leaf->span.start = l->markers[l->count - 1]->at;
	leaf->text = report_slice(s->report, leaf->span);
	set_item(s, l, l->count - 1, item);
	put_before(problem, item, old_last);
	return rc;
}

/* Its answers begin with 1, and there is a second one. */
static bool begins_list(const struct node *item)
{
	const struct node *n = item->first;
	while (n && n->kind != NODE_MEASURE && n->kind != NODE_PROGRESS)
		n = n->next;
	return n && n->value == 1 && n->next && n->next->kind == n->kind;
}

int deal_out_finding(struct splitter *s, struct node *problem)
{
	struct node *item = NULL;
	for (struct node *n = problem->first; n; n = n->next) {
		if (n->kind == NODE_ITEM && item)
			return 0;
		item = n->kind == NODE_ITEM ? n : item;
	}
	struct list l;
	for (struct node *n = item && begins_list(item) ? item->first : NULL; n && n->kind == NODE_PROSE; n = n->next) {
		if (n->prose != PROSE_FINDING || !find_list(s, item, n, &l) || !deal_matches(item, l.count, 1))
			continue;
		struct str findings[DEAL_LIST_MAX];
		for (size_t k = 0; k < l.count; k++)
			findings[k] = entry(s, &l, k);
		return deal_words_agree(findings, l.count, item) ? make_items(s, problem, item, &l) : 0;
	}
	return 0;
}

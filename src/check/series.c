/* BH501, BH506, BH507: numbers in a running series (序号). */
#include "fault.h"
#include "rules.h"
#include "series.h"
#include "subject.h"
#include "utf8.h"
#include "words.h"

#define HEADING_CHARS 40
#define GAP_MAX 9 /* a larger jump is not searched for number by number */

struct entry {
	const struct node *node;
	uint32_t value;
	bool boundary; /* a series may begin anew here: first of its parent or group */
	bool any; /* it may begin with any number: 二、 is the first aspect where 一、 tells of the organisation */
};

struct series {
	struct check *c;
	const char *what; /* "方面" ... */
	struct vec entries;
	bool through;   /* numbers run on across boundaries */
	bool measures;  /* BH507: markers of measures */
	uint32_t start; /* the number before the first */
};

/* --- numerals --- */

static const struct str han[] = { STR_INIT("〇"), STR_INIT("一"), STR_INIT("二"), STR_INIT("三"), STR_INIT("四"),
	STR_INIT("五"), STR_INIT("六"), STR_INIT("七"), STR_INIT("八"), STR_INIT("九"), STR_INIT("十") };

enum numeral { NUMERAL_NONE, NUMERAL_ASCII, NUMERAL_WIDE, NUMERAL_HAN, NUMERAL_CIRCLED };

static enum numeral kind_of(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return NUMERAL_ASCII;
	if (c >= 0xFF10 && c <= 0xFF19)
		return NUMERAL_WIDE;
	if (c >= 0x2460 && c <= 0x2473)
		return NUMERAL_CIRCLED;
	switch (c) {
	case 0x4E00: /* as in `han` */
	case 0x4E8C:
	case 0x4E09:
	case 0x56DB:
	case 0x4E94:
	case 0x516D:
	case 0x4E03:
	case 0x516B:
	case 0x4E5D:
	case 0x5341:
	case 0x3007:
		return NUMERAL_HAN;
	default:
		return NUMERAL_NONE;
	}
}

static enum numeral numeral_of(struct str rest)
{
	size_t pos = 0;

	return kind_of(utf8_next(rest, &pos));
}

/* The first run of numerals of one kind in a printed number such as "(三)", "第二", "④". */
static enum numeral first_numeral(struct str no, size_t *ret_from, size_t *ret_to)
{
	for (size_t pos = 0; pos < no.len;) {
		size_t from = pos;
		enum numeral kind = kind_of(utf8_next(no, &pos));
		if (kind == NUMERAL_NONE)
			continue;
		size_t to = pos;
		while (pos < no.len && kind_of(utf8_next(no, &pos)) == kind)
			to = pos;
		*ret_from = from;
		*ret_to = to;
		return kind;
	}
	*ret_from = *ret_to = no.len;
	return NUMERAL_NONE;
}

/* The one that counts: of 1.2.3 the last. */
static enum numeral find_numeral(struct str no, size_t *ret_from, size_t *ret_to)
{
	enum numeral kind = first_numeral(no, ret_from, ret_to);

	while (kind == NUMERAL_ASCII && *ret_to + 1 < no.len && no.ptr[*ret_to] == '.' &&
		numeral_of(str_sub(no, *ret_to + 1, no.len)) == kind) {
		size_t from, to, dot = *ret_to + 1;
		first_numeral(str_sub(no, dot, no.len), &from, &to);
		*ret_from = dot + from;
		*ret_to = dot + to;
	}
	return kind;
}

static void write_han(struct buf *b, uint32_t v)
{
	if (v >= 100) {
		buf_fmt(b, "%u", v);
		return;
	}
	if (v >= 20)
		buf_str(b, han[v / 10]);
	if (v >= 10)
		buf_str(b, han[10]);
	if (v % 10 > 0)
		buf_str(b, han[v % 10]);
}

static void write_numeral(struct buf *b, enum numeral kind, uint32_t v)
{
	if (kind == NUMERAL_HAN)
		write_han(b, v);
	else if (kind == NUMERAL_CIRCLED && v >= 1 && v <= 20) {
		char bytes[] = { (char)0xE2, (char)0x91, (char)(0xA0 + v - 1) };
		buf_add(b, bytes, sizeof(bytes));
	} else
		buf_fmt(b, "%u", v);
}

/* "(三)" and 5 give "(五)", in the findings' arena. */
static struct str number_like(struct check *c, struct str no, uint32_t v)
{
	struct buf b;
	size_t from, to;
	buf_init(&b, 256);
	enum numeral kind = find_numeral(no, &from, &to);
	buf_str(&b, str_sub(no, 0, from));
	write_numeral(&b, kind, v);
	buf_str(&b, str_sub(no, to, no.len));
	struct str s = b.failed ? STR_NONE : arena_dup(c->result->arena, buf_view(&b));
	buf_clear(&b);
	return s;
}

/* What is left of a printed number without its numeral: numbers of one series look alike. */
static uint64_t shape_of(struct str no)
{
	size_t from, to;
	enum numeral kind = find_numeral(no, &from, &to);
	return str_hash(str_sub(no, to, no.len), str_hash(str_sub(no, 0, from), (uint64_t)kind + 1));
}

/* --- numbers that stand in the text though the tree has no node for them --- */

static size_t skip_opening(struct str line)
{
	static const struct str openings[] = { STR_INIT("("), STR_INIT("（"), STR_INIT("第"), STR_INIT("【") };
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		if (str_starts(line, openings[i]))
			return openings[i].len;
	}
	return 0;
}

static bool line_begins_with(struct check *c, struct str line, uint32_t v)
{
	line = str_trim(line);
	line = str_sub(line, skip_opening(line), line.len);
	size_t from, to;
	enum numeral kind = line.len > 0 ? numeral_of(line) : NUMERAL_NONE;
	if (kind == NUMERAL_NONE)
		return false;
	first_numeral(line, &from, &to);
	struct str printed = number_like(c, str_sub(line, 0, to), v);
	return printed.ptr && str_eq(str_sub(line, from, to), printed);
}

/* The line between both nodes that begins with the missing number. */
static bool find_line(struct check *c, struct span between, uint32_t v, struct span *ret)
{
	struct str text = c->report->text;
	for (size_t at = between.start; at < between.end;) {
		size_t eol = str_find(str_sub(text, 0, between.end), STR("\n"), at);
		if (eol == STR_NPOS)
			eol = between.end;
		if (line_begins_with(c, str_sub(text, at, eol), v)) {
			*ret = (struct span){ (uint32_t)at, (uint32_t)eol };
			return true;
		}
		at = eol + 1;
	}
	return false;
}

bool series_has_line(struct check *c, const struct node *before, const struct node *behind, uint32_t value)
{
	struct span line, gap = { before->span.start, behind->span.start };

	return gap.start < gap.end && find_line(c, gap, value, &line);
}

/* The marker of a missing measure in other words: 二是, 二要, 其二, 第二, (二), 2. */
static bool marker_in_text(struct check *c, struct span between, uint32_t v)
{
	static const char *forms[] = { "%.*s是", "%.*s要", "%.*s则", "其%.*s", "第%.*s", "(%.*s)", "（%.*s）", "%.*s、",
		"%.*s.", "%.*s．" };
	static const enum numeral scripts[] = { NUMERAL_HAN, NUMERAL_ASCII, NUMERAL_CIRCLED };
	struct str text = report_slice(c->report, between);
	for (size_t k = 0; k < sizeof(scripts) / sizeof(scripts[0]); k++) {
		struct buf digits;
		buf_init(&digits, 64);
		write_numeral(&digits, scripts[k], v);
		bool found = scripts[k] == NUMERAL_CIRCLED && v <= 20 && str_has(text, buf_view(&digits));
		for (size_t i = 0; !found && i < sizeof(forms) / sizeof(forms[0]); i++) {
			struct str gap = str_from(strstr(forms[i], "%.*s"));
			struct buf b;
			buf_init(&b, 128);
			buf_add(&b, forms[i], strlen(forms[i]) - gap.len);
			buf_str(&b, buf_view(&digits));
			buf_str(&b, str_sub(gap, 4, gap.len));
			found = !b.failed && str_has(text, buf_view(&b));
			buf_clear(&b);
		}
		buf_clear(&digits);
		if (found)
			return true;
	}
	return false;
}

static bool among_others(const struct report *r, uint32_t v)
{
	for (const struct node *n = r->others; n; n = n->next) {
		if (n->value == v)
			return true;
	}
	return false;
}

/* --- the series --- */

static struct span heading_span(const struct check *c, const struct node *n)
{
	struct span s = n->head_span.end > n->span.start ? (struct span){ n->span.start, n->head_span.end } : n->span;
	struct str line = report_slice(c->report, s);
	line = str_sub(line, 0, str_find(line, STR("\n"), 0));
	return (struct span){ s.start, s.start + (uint32_t)utf8_prefix(line, HEADING_CHARS) };
}

static int report_break(struct series *s, size_t i, const char *kind, uint32_t expected, bool write)
{
	const struct entry *all = s->entries.ptr;
	if (!write)
		return 1;
	struct str want = number_like(s->c, all[i].node->no, expected);
	if (!want.ptr)
		return ERR_NOMEM;
	struct str before = i > 0 ? all[i - 1].node->no : STR("（无）");
	struct check_finding *f = check_add(s->c, all[i].node, heading_span(s->c, all[i].node),
		"%s序号%s：前一个是 " STR_FMT "，此处应为 " STR_FMT "，印的是 " STR_FMT, s->what, kind, STR_ARG(before),
		STR_ARG(want), STR_ARG(all[i].node->no));
	if (!f)
		return ERR_NOMEM;
	if (i > 0 && check_relate(s->c, f, heading_span(s->c, all[i - 1].node)) < 0)
		return ERR_NOMEM;
	return 1;
}

static struct span between_nodes(const struct entry *a, const struct entry *b)
{
	return (struct span){ a->node->span.start, b->node->span.start };
}

/* Do all numbers from `from` to before `to` stand somewhere else? */
static bool all_elsewhere(struct series *s, size_t i, uint32_t from, uint32_t to)
{
	const struct entry *all = s->entries.ptr;
	if (to - from > GAP_MAX)
		return false;
	for (uint32_t v = from; v < to; v++) {
		struct span line, gap;
		if (i > 0)
			gap = between_nodes(&all[i - 1], &all[i]);
		else
			gap = (struct span){ all[i].node->parent ? all[i].node->parent->span.start : 0,
				all[i].node->span.start };
		if (s->measures ? marker_in_text(s->c, gap, v)
				: find_line(s->c, gap, v, &line) || among_others(s->c->report, v))
			continue;
		return false;
	}
	return true;
}

static uint32_t value_at(const struct series *s, size_t i)
{
	const struct entry *all = s->entries.ptr;
	return i < s->entries.len && (s->through || !all[i].boundary) ? all[i].value : 0;
}

#define FIRST_LOST_MAX 3 /* numbers that a list may have lost at its beginning */

/* One entry against `*prev`; 1 when it breaks the series. Moves *prev, and *i over a swapped pair. */
static int check_entry(struct series *s, size_t *i, uint32_t *prev, bool write)
{
	const struct entry *e = &VEC_AT(&s->entries, struct entry, *i);
	uint32_t v = e->value, expected = e->boundary && !s->through ? 1 : *prev + 1;
	uint32_t next = value_at(s, *i + 1), at = *prev;
	*prev = v;
	if (e->any || v == expected || (e->boundary && (v == at + 1 || v == 1)))
		return 0;
	if (v == 1 && (at != 1 || s->measures)) /* a list of its own */
		return 0;
	if (*i == 0 && at == 0 && v > FIRST_LOST_MAX) /* 第12至20项: a second part begins in the middle */
		return 0;
	if (v == expected + 1 && next == expected) {
		size_t first = (*i)++;
		return report_break(s, first, "颠倒", expected, write);
	}
	if (next == expected + 1 && v != at) {
		*prev = expected;
		return report_break(s, *i, "不连续", expected, write);
	}
	if (v == at) {
		*prev = next == v + 2 ? expected : v;
		return report_break(s, *i, "重复", expected, write);
	}
	if (v > expected && all_elsewhere(s, *i, expected, v))
		return 0;
	return report_break(s, *i, v > expected ? "跳号" : "倒退", expected, write);
}

static int walk_series(struct series *s, bool write)
{
	int breaks = 0;
	uint32_t prev = s->start;
	for (size_t i = 0; i < s->entries.len; i++) {
		int rc = check_entry(s, &i, &prev, write);
		if (rc < 0)
			return rc;
		breaks += rc;
	}
	return breaks;
}

static void find_mode(struct series *s)
{
	size_t on = 0, anew = 0;
	for (size_t i = 1; i < s->entries.len; i++) {
		const struct entry *e = &VEC_AT(&s->entries, struct entry, i);
		if (!e->boundary)
			continue;
		anew += e->value == 1;
		on += e->value > 1 && e->value == e[-1].value + 1;
	}
	s->through = on > anew;
}

/* A series with many breaks is not the series we take it for: better silent than wrong. */
static int check_series(struct series *s)
{
	find_mode(s);
	int breaks = walk_series(s, false);
	if (breaks <= 0 || (breaks > 3 && (size_t)breaks * 6 > s->entries.len))
		return breaks < 0 ? breaks : 0;
	int rc = walk_series(s, true);
	return rc < 0 ? rc : 0;
}

static int add_entry(struct series *s, const struct node *n, bool boundary, bool any)
{
	struct entry *e = vec_push(&s->entries);
	if (!e)
		return ERR_NOMEM;
	*e = (struct entry){ n, n->value, boundary, any };
	return 0;
}

/* A problem without sub-items has one item that is the problem itself. */
static bool is_numbered(const struct node *n)
{
	if (n->value == 0 || n->no.len == 0)
		return false;
	return n->kind != NODE_ITEM || !n->parent || n->span.start != n->parent->span.start;
}

/* The series of one kind of headings, and the last of them. */
struct level {
	struct series s;
	const struct node *last;
	uint64_t looks;
};

static int add_heading(struct level *l, const struct node *n)
{
	uint64_t looks = shape_of(n->no);
	bool shape = !l->last || looks != l->looks;
	bool boundary = shape || n->parent != l->last->parent || !str_eq(node_group(n), node_group(l->last));

	l->last = n;
	l->looks = looks;
	return add_entry(&l->s, n, boundary, shape && n->kind == NODE_ASPECT);
}

static struct level *level_for(struct level levels[3], enum node_kind kind)
{
	switch (kind) {
	case NODE_ASPECT:
		return &levels[0];
	case NODE_PROBLEM:
		return &levels[1];
	case NODE_ITEM:
		return &levels[2];
	default:
		return NULL;
	}
}

/* 二、已完成的问题 三、正在推进的问题: problems that are parted by state keep the numbers they had. */
static bool is_parted(const struct node *n)
{
	const struct node *above = n->parent;

	return n->kind == NODE_PROBLEM && above && above->kind == NODE_ASPECT &&
	       words_state_heading(above->title) != RESULT_NONE;
}

/* Those that are parted so have the numbers from 1 to as many as they are: each once, by their sums and those of their squares. */
static bool parted_are_whole(struct node *root)
{
	uint64_t count = 0, most = 0, sum = 0, squares = 0;

	for (struct node *n = root; n; n = node_walk(root, n)) {
		if (!is_numbered(n) || !is_parted(n))
			continue;
		count++;
		most = n->value > most ? n->value : most;
		sum += n->value;
		squares += (uint64_t)n->value * n->value;
	}
	return count > 0 && most == count && sum == count * (count + 1) / 2 &&
	       squares == count * (count + 1) * (2 * count + 1) / 6;
}

int check_bh501(struct check *c)
{
	static const char *const names[] = { "方面", "问题", "具体问题" };
	struct node *root = c->report->root;
	struct level levels[3];
	bool whole = root && parted_are_whole(root);
	int rc = 0;

	for (size_t i = 0; i < 3; i++) {
		levels[i] = (struct level){ .s = { .c = c, .what = names[i] } };
		vec_init(&levels[i].s.entries, sizeof(struct entry));
	}
	for (struct node *n = root ? node_walk(root, root) : NULL; n && rc == 0; n = node_walk(root, n)) {
		struct level *l = level_for(levels, n->kind);
		if (l && is_numbered(n) && !(whole && is_parted(n)))
			rc = add_heading(l, n);
	}
	for (size_t i = 0; i < 3; i++) {
		if (rc == 0)
			rc = check_series(&levels[i].s);
		vec_clear(&levels[i].s.entries);
	}
	return rc;
}

/* --- BH507 --- */

/* The measures (or progress entries) of an item whose markers look like that of `first`, which is `looks`; `before` is the last
 * one of the item before. */
static int check_markers(struct check *c, const struct node *first, uint64_t looks, const struct node *before)
{
	struct series s = { .c = c, .what = first->kind == NODE_MEASURE ? "措施" : "进展", .measures = true };
	int rc = 0;
	bool unmarked = false;
	vec_init(&s.entries, sizeof(struct entry));
	for (const struct node *n = first->parent->first; n && rc == 0; n = n->next) {
		if (n->kind != first->kind)
			continue;
		if (n->value == 0)
			unmarked = unmarked || n->span.start < first->span.start;
		else if (n == first || shape_of(n->no) == looks)
			rc = add_entry(&s, n, false, false);
	}
	/* 首先…二是, or a beginning without a marker, counts as the first; some number through the whole report; and
	 * nobody loses the first two. */
	bool runs_on = before && before->value + 1 == first->value && shape_of(before->no) == looks;
	if ((unmarked && first->value == 2) || first->value > 2 || runs_on)
		s.start = first->value - 1;
	if (rc == 0)
		rc = check_series(&s);
	vec_clear(&s.entries);
	return rc;
}

/* "一是…。三是…" is read as one measure: the marker after next stands in the text, the next one does not. */
static int check_swallowed(struct check *c, const struct node *n)
{
	if (!str_ends(n->no, STR("是")) || (n->next && n->next->kind == n->kind))
		return 0;
	struct str found = number_like(c, n->no, n->value + 2);
	if (!found.ptr)
		return ERR_NOMEM;
	size_t at = str_find(n->text, found, 0);
	if (at == STR_NPOS || at < 3)
		return 0;
	struct str want = number_like(c, n->no, n->value + 1);
	if (!want.ptr)
		return ERR_NOMEM;
	if (marker_in_text(c, (struct span){ n->span.start, n->span.end }, n->value + 1))
		return 0;
	struct str before = str_sub(n->text, at - 3, at);
	if (!str_eq(before, STR("。")) && !str_eq(before, STR("；")) && before.ptr[2] != '\n' && before.ptr[2] != ';')
		return 0;
	uint32_t start = (uint32_t)(n->text.ptr - c->report->text.ptr + at);
	struct str rest = str_sub(n->text, at, n->text.len);
	struct span span = { start, start + (uint32_t)utf8_prefix(rest, HEADING_CHARS) };
	struct check_finding *f =
		check_add(c, n, span, "%s序号跳号：前一个是 " STR_FMT "，此处应为 " STR_FMT "，印的是 " STR_FMT,
			n->kind == NODE_MEASURE ? "措施" : "进展", STR_ARG(n->no), STR_ARG(want), STR_ARG(found));
	return f ? 0 : ERR_NOMEM;
}

#define SHAPES_MAX 6

static int check_item_markers(struct check *c, const struct node *item, const struct node *before)
{
	uint64_t seen[SHAPES_MAX];
	size_t count = 0;
	for (const struct node *n = item->first; n; n = n->next) {
		if ((n->kind != NODE_MEASURE && n->kind != NODE_PROGRESS) || n->value == 0 || n->no.len == 0)
			continue;
		if (check_swallowed(c, n) < 0)
			return ERR_NOMEM;
		uint64_t looks = shape_of(n->no), key = looks + n->kind;
		size_t i = 0;
		while (i < count && seen[i] != key)
			i++;
		if (i < count || count == SHAPES_MAX)
			continue;
		seen[count++] = key;
		int rc = check_markers(c, n, looks, before);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int check_items(struct check *c, struct node *top)
{
	const struct node *last = NULL; /* marked measure so far */
	for (struct node *n = top; n; n = node_walk(top, n)) {
		int rc = n->kind == NODE_ITEM ? check_item_markers(c, n, last) : 0;
		if (rc < 0)
			return rc;
		if (n->kind == NODE_MEASURE && n->value > 0)
			last = n;
	}
	return 0;
}

int check_bh507(struct check *c)
{
	int rc = c->report->root ? check_items(c, c->report->root) : 0;
	for (struct node *n = c->report->others; n && rc == 0; n = n->next)
		rc = check_items(c, n);
	return rc;
}

/* --- BH506 --- */

static bool is_dot(uint32_t c)
{
	return c == '.' || c == 0xFF0E || c == 0x3001 || c == 0xFE52;
}

static bool may_follow_number(uint32_t c)
{
	return is_dot(c) || c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0 || c == ',' || c == 0xFF0C || c == ')' ||
	       c == 0xFF09 || c == ':' || c == 0xFF1A || c == 0x3002 || c == 0xB7 || c == '\n' || c == '\r' ||
	       c == '-' || c == 0x2014;
}

/* What is wrong with how a heading's number is written, or NULL. */
static const char *number_fault(struct str text, const struct node *n)
{
	size_t from, to, pos = n->span.start + n->no.len;
	enum numeral kind = find_numeral(n->no, &from, &to);
	if (kind == NUMERAL_NONE || kind == NUMERAL_CIRCLED || from != 0 || pos >= text.len)
		return NULL;
	if (n->no.ptr != text.ptr + n->span.start)
		return NULL;
	if (to < n->no.len) { /* the number was given with its dot */
		pos = n->span.start + to;
		if (!may_follow_number(utf8_next(text, &(size_t){ pos })))
			return NULL;
	}
	uint32_t c = utf8_next(text, &pos);
	if (!may_follow_number(c))
		return kind == NUMERAL_HAN ? NULL : "后面缺少点号";
	if (is_dot(c) && pos < text.len && is_dot(utf8_next(text, &pos)))
		return "后面重复了点号";
	return NULL;
}

int check_bh506(struct check *c)
{
	struct node *root = c->report->root;
	for (struct node *n = root ? node_walk(root, root) : NULL; n; n = node_walk(root, n)) {
		if ((n->kind != NODE_ASPECT && n->kind != NODE_PROBLEM && n->kind != NODE_ITEM) || n->no.len == 0)
			continue;
		if (n->kind == NODE_ITEM && !is_numbered(n))
			continue;
		const char *fault = number_fault(c->report->text, n);
		if (fault && !check_add(c, n, heading_span(c, n), "标题序号 " STR_FMT " %s", STR_ARG(n->no), fault))
			return ERR_NOMEM;
	}
	return 0;
}

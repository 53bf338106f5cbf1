#include "grammar.h"

#include "grid.h"
#include "wordlist.h"
#include "words.h"

struct builder {
	struct report *r;
	const struct outline *o;
	struct splitter split;
	struct node *aspect, *problem, *others_last;
	const struct head *section;
	struct str group;
	uint32_t aspect_end;        /* where the open aspect's text ends */
	enum result_status told[2]; /* the states that the open section and the open aspect tell of all below them */
	struct str told_by[2];
	struct span told_at[2];
	const struct head *section_taken; /* it is an aspect itself, or has some */
	size_t next;                      /* a heading of ours at or before the next one */
	uint32_t end;                     /* behind the last item */
};

static const struct head *head_at(const struct builder *b, size_t i)
{
	return i < b->o->heads.len ? &VEC_AT(&b->o->heads, struct head, i) : NULL;
}

/* NONE for a heading that has no number, or dashes instead. */
static struct str printed_number(const struct builder *b, const struct head *h)
{
	static const struct str tails[] = { STR_INIT("."), STR_INIT("．"), STR_INIT("、"), STR_INIT("，"),
		STR_INIT("："), STR_INIT(":"), STR_INIT(" ") };
	struct str from = str_sub(b->o->text, h->at, h->body);
	if (h->type == TOK_LABEL || str_starts(from, STR("—")) || str_starts(from, STR("－")))
		return STR_NONE;
	struct str s = str_trim(str_sub(b->o->text, h->at, h->no_end ? h->no_end : h->body));
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
		if (str_ends(s, tails[i]))
			s = str_trim(str_sub(s, 0, s.len - tails[i].len));
	return s;
}

/* 会议纪要印发不及时： above what was done. */
static struct str without_colon(struct str s)
{
	s = str_ends(s, STR("：")) ? str_trim(str_sub(s, 0, s.len - strlen("："))) : s;
	return str_ends(s, STR(":")) ? str_trim(str_sub(s, 0, s.len - 1)) : s;
}

static void set_heading(const struct builder *b, struct node *n, const struct head *h)
{
	n->no = printed_number(b, h);
	n->value = h->value;
	n->title = without_colon(head_title(b->o, h));
	n->text = n->title;
	uint32_t end = n->title.len ? (uint32_t)(n->title.ptr - b->o->text.ptr + (ptrdiff_t)n->title.len) : h->body;
	n->head_span = (struct span){ h->at, end };
}

/* The end of the heading's own line, at most `limit`. */
static uint32_t title_end(const struct head *h, uint32_t limit)
{
	return h->title_end < limit ? h->title_end : limit;
}

static void shrink(struct node *n, uint32_t end, const struct report *r)
{
	struct str s = str_trim(str_sub(r->text, n->span.start, end));
	n->span.end = n->span.start + (uint32_t)s.len;
}

static int open_aspect(struct builder *b, const struct head *h)
{
	struct node *before = b->r->root->last;
	if (before && before->span.end > h->at)
		shrink(before, h->at, b->r);
	b->aspect = node_add(b->r, b->r->root, NODE_ASPECT, h->at, h->end);
	if (!b->aspect)
		return ERR_NOMEM;
	set_heading(b, b->aspect, h);
	b->problem = NULL;
	b->aspect_end = h->end;
	b->section_taken = b->section;
	return prose_add(b->r, b->aspect, PROSE_HEADING, h->at, title_end(h, h->end)) ? 0 : ERR_NOMEM;
}

static struct node *nameless_aspect(struct builder *b, uint32_t from, uint32_t to)
{
	struct node *before = b->r->root->last;
	if (before && before->span.end > from)
		shrink(before, from, b->r);
	b->aspect = node_add(b->r, b->r->root, NODE_ASPECT, from, to);
	if (!b->aspect)
		return NULL;
	b->aspect->title = b->aspect->text = STR_NONE;
	b->aspect->head_span = (struct span){ b->aspect->span.start, b->aspect->span.start };
	b->aspect_end = to;
	b->problem = NULL;
	return b->aspect;
}

/* 二、反馈问题整改落实情况 right above the problems, the only section that is, or 二、整改情况明细表: it says of which account they are, not in
 * which aspect. */
static bool only_names_account(const struct outline *o, const struct head *section)
{
	enum { FORM_BYTES = 90 };
	struct str title = head_title(o, section);
	bool form = title.len < FORM_BYTES &&
		    (str_ends(title, STR("表")) || str_ends(title, STR("清单")) || str_ends(title, STR("台账")));
	return form || (o->sections == 1 && words_names_account(title));
}

/* 三、下一步安排, 二、需要说明的问题: what stands there is no account of problems; a ledger below it is of the whole report. */
static bool tells_of_no_problem(const struct outline *o, const struct head *section)
{
	struct str title = head_title(o, section);
	return section->section == SECTION_NEXT ||
	       (section->section == SECTION_ABOUT && str_starts(title, STR("需要说明")));
}

/* The aspect that a problem at [at, end) stands in: the open one, else its section, else one without a name. */
static int ensure_aspect(struct builder *b, uint32_t at, uint32_t end)
{
	if (b->aspect && at < b->aspect_end) {
		if (b->aspect->span.end < end) /* it was cut where closing text seemed to begin */
			b->aspect->span.end = end;
		return 0;
	}
	bool inside = b->section && at < b->section->end; /* not a number of the section's own kind that begins again */
	if (inside && b->section_taken != b->section && !only_names_account(b->o, b->section) &&
		!tells_of_no_problem(b->o, b->section))
		return open_aspect(b, b->section);
	uint32_t last = inside ? b->section->end : VEC_AT(b->o->lines, struct line, b->o->body - 1).end;
	return nameless_aspect(b, at, last > end ? last : end) ? 0 : ERR_NOMEM;
}

static void chain_other(struct builder *b, struct node *n)
{
	if (b->others_last)
		b->others_last->next = n;
	else
		b->r->others = n;
	b->others_last = n;
}

static struct node *open_problem(struct builder *b, uint32_t at, uint32_t end, uint8_t kind)
{
	struct node *n = node_add(b->r, kind == PROBLEM_REGULAR ? b->aspect : NULL, NODE_PROBLEM, at, end);
	if (!n)
		return NULL;
	n->problem = kind;
	if (kind != PROBLEM_REGULAR)
		chain_other(b, n);
	b->problem = n;
	b->group = STR_NONE;
	return n;
}

/* The title of a problem whose finding runs on: its first line or first sentence that the finding holds. */
static void title_from_item(struct node *problem, const struct node *item)
{
	const char *from = item->text.ptr, *title = problem->title.ptr;
	struct str found = without_colon(item->text);
	if (found.len && (!problem->title.len || (from >= title && from + found.len <= title + problem->title.len)))
		problem->title = words_title(found);
	problem->head_span = item->head_span;
}

/* The next heading behind `i` that is anything of ours. */
static const struct head *next_of_ours(struct builder *b, size_t i)
{
	if (b->next <= i)
		b->next = i + 1;
	while (b->next < b->o->heads.len && head_at(b, b->next)->role == ROLE_NONE)
		b->next++;
	return head_at(b, b->next);
}

/* Whether the heading behind item `i` no longer belongs to the problems: then text behind this item may close the report. */
static bool is_last(struct builder *b, size_t i)
{
	const struct head *next = next_of_ours(b, i);
	for (size_t k = i + 1; k < b->o->heads.len; k++) {
		const struct head *h = head_at(b, k);
		if (h->at < head_at(b, i)->end)
			continue;
		bool goes_on = next && next->role >= ROLE_PROBLEM && b->aspect && next->at < b->aspect_end;
		return h->role == ROLE_SECTION || (h->role == ROLE_NONE && !goes_on);
	}
	return true;
}

static struct str line_of(const struct builder *b, size_t i)
{
	const struct line *l = &VEC_AT(b->o->lines, struct line, i);
	return str_trim(str_sub(b->o->text, l->start, l->end));
}

static size_t line_above(const struct builder *b, const struct table *t)
{
	size_t i = t->line;

	while (i > 0 && !line_of(b, --i).len)
		;
	return i;
}

/* 其余问题的整改情况见下表：what the rows tell is not of the problem above. */
static bool tells_others(const struct builder *b, const struct table *t)
{
	static const char *const others[] = { "其余", "其他", "其它", "剩余" };
	static const char *const forms[] = { "表", "台账", "清单", "如下" };
	struct str s = line_of(b, line_above(b, t));
	bool other = false, form = false;

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		other = other || str_has(s, str_from(others[i]));
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		form = form || str_has(s, str_from(forms[i]));
	return other && form && str_has(s, STR("问题")) && s.len < 300;
}

/* Labels behind a table go on with the problem that it stands in. */
static bool goes_on(struct str behind)
{
	static const char *const labels[] = { "整改措施", "整改情况", "整改结果", "完成情况", "进展情况" };
	bool on = false;

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		size_t at = str_find(behind, str_from(labels[i]), 0);
		on = on ||
		     (at != STR_NPOS && str_starts(str_sub(behind, at + strlen(labels[i]), behind.len), STR("：")));
	}
	return on;
}

/* A ledger at the end of what a problem says is no measure of it: the table, where there is one, and where the problem's words end. */
static const struct table *table_at_end(
	const struct builder *b, uint32_t from, uint32_t to, bool last, uint32_t *ret_end)
{
	const struct line *lines = b->o->lines->ptr;

	*ret_end = to;
	for (size_t i = 0; i < b->o->tables.len; i++) {
		const struct table *t = &VEC_AT(&b->o->tables, struct table, i);
		uint32_t start = lines[t->line].start, end = lines[t->end - 1].end;
		if (start <= from || end > to)
			continue;
		struct str behind = str_trim(str_sub(b->o->text, end, to));
		if (last ? goes_on(behind) : behind.len > 0)
			continue;
		uint32_t above = lines[line_above(b, t)].start;
		*ret_end = tells_others(b, t) && above > from ? above : start;
		return t;
	}
	return NULL;
}

/* 一、已完成整改的问题: what a heading tells of all that stands below it. */
static void hear_state(struct builder *b, const struct head *h)
{
	bool aspect = h->role == ROLE_ASPECT;
	struct str title = head_title(b->o, h);
	b->told[aspect] = words_state_heading(title);
	b->told_by[aspect] = title;
	b->told_at[aspect] = (struct span){ h->at, h->body + (uint32_t)title.len };
	if (!aspect)
		b->told[1] = RESULT_NONE;
}

static int take_state(struct builder *b, struct node *item, enum result_status state, struct str by, struct span at)
{
	for (const struct node *n = item->first; n; n = n->next)
		if (n->kind == NODE_RESULT)
			return 0;
	struct node *n = node_add(b->r, item, NODE_RESULT, item->span.end, item->span.end);
	if (!n)
		return ERR_NOMEM;
	n->status = state;
	n->text = by;
	n->head_span = at;
	return 0;
}

/* The state of an item that tells none itself: it takes no room, and is said where the heading stands. */
static int inherit_state(struct builder *b, struct node *item)
{
	bool aspect = b->told[1] != RESULT_NONE;
	const struct node *problem = item->parent;
	if (b->told[aspect] == RESULT_NONE || !problem || problem->problem != PROBLEM_REGULAR)
		return 0;
	return take_state(b, item, b->told[aspect], b->told_by[aspect], b->told_at[aspect]);
}

static int fill_item(struct builder *b, struct node *item, uint32_t from, uint32_t to, bool last)
{
	uint32_t words;
	const struct table *t = table_at_end(b, from, to, last, &words);
	int64_t end = split_item(&b->split, item, from, words, last);
	if (end < 0)
		return (int)end;
	if (t && tells_others(b, t) && !last)
		for (struct node *n = item; n->kind >= NODE_PROBLEM; n = n->parent)
			shrink(n, (uint32_t)end, b->r);
	if (last) {
		/* The item, and all that is open around it, ends where the closing text begins. */
		for (struct node *n = item; n && n->kind != NODE_REPORT; n = n->parent)
			shrink(n, (uint32_t)end, b->r);
	}
	b->end = (uint32_t)end;
	return inherit_state(b, item);
}

static bool has_items(const struct builder *b, size_t i)
{
	const struct head *h = head_at(b, i), *n;
	for (size_t k = i + 1; (n = head_at(b, k)) && n->at < h->end; k++)
		if (n->role == ROLE_ITEM || n->role == ROLE_GROUP)
			return true;
	return false;
}

/* What was found may be told at length where all problems are listed. */
static void take_finding(const struct builder *b, const struct head *h, struct node *item)
{
	if (h->found.end)
		item->text = str_trim(str_sub(b->o->text, h->found.start, h->found.end));
}

static int add_problem(struct builder *b, size_t i)
{
	const struct head *h = head_at(b, i);
	int rc = h->kind == PROBLEM_REGULAR ? ensure_aspect(b, h->at, h->end) : 0;
	if (rc < 0)
		return rc;
	struct node *p = open_problem(b, h->at, h->end, h->kind);
	if (!p)
		return ERR_NOMEM;
	set_heading(b, p, h);
	if (has_items(b, i)) {
		uint32_t end = head_at(b, i + 1) && head_at(b, i + 1)->at < h->end ? head_at(b, i + 1)->at : h->end;
		return prose_add(b->r, p, PROSE_PROBLEM, h->at, end) ? 0 : ERR_NOMEM;
	}
	struct node *item = node_add(b->r, p, NODE_ITEM, h->at, h->end);
	if (!item)
		return ERR_NOMEM;
	item->no = p->no;
	item->value = p->value;
	rc = fill_item(b, item, h->body, h->end, is_last(b, i));
	if (b->o->numbered_labels && h->type == TOK_LABEL) /* 一、整改任务 is what stands there instead of a title */
		p->title = STR_NONE;
	title_from_item(p, item);
	take_finding(b, h, item);
	struct node **told =
		rc == 0 && h->refers && p->parent ? vec_push(&b->r->dealt) : NULL; /* until deal_answers() */
	if (told)
		*told = p;
	if (h->refers && p->parent && !told)
		return ERR_NOMEM;
	return rc;
}

static int add_item(struct builder *b, size_t i)
{
	const struct head *h = head_at(b, i);
	if (!b->problem)
		return 0;
	struct node *item = node_add(b->r, b->problem, NODE_ITEM, h->at, h->end);
	if (!item)
		return ERR_NOMEM;
	item->no = printed_number(b, h);
	item->value = h->value;
	if (b->group.ptr) {
		if (!node_more(b->r->arena, item))
			return ERR_NOMEM;
		item->more->group = b->group;
	}
	int rc = fill_item(b, item, h->body, h->end, is_last(b, i));
	take_finding(b, h, item);
	if (rc == 0 && h->told.end) { /* 已完成整改6个，分别是： */
		struct str by = report_slice(b->r, h->told);
		rc = take_state(b, item, words_status(by), by, h->told);
	}
	return rc;
}

static int add_group(struct builder *b, const struct head *h)
{
	const struct head *above = h->parent < 0 ? NULL : head_at(b, (size_t)h->parent);
	if (above && above->role == ROLE_ASPECT) /* it parts the aspect, no problem */
		b->problem = NULL;
	if (!b->problem)
		return 0;
	struct node *n = prose_add(b->r, b->problem, PROSE_GROUP, h->at, h->title_end);
	if (!n)
		return ERR_NOMEM;
	b->group = n->text;
	return 0;
}

/* 局党委将对照清单逐项抓好…, 对尚未完成的问题，局党委将…: what is going to be done, of no problem. */
static bool is_plan(struct str told)
{
	WORDLIST(opens, "对", "针对");
	struct str first = str_sub(told, 0, str_find(told, STR("，"), 0));
	if (STARTS(first, opens) && str_ends(first, STR("的问题")))
		first = str_sub(told, first.len + strlen("，"), str_find(told, STR("，"), first.len + strlen("，")));
	size_t will = str_find(str_sub(first, 0, 90), STR("将"), 0);
	return will != STR_NPOS && will > 0 && !str_has(told, STR("“"));
}

/* The rows of a ledger are the section's problems. */
static bool holds_table(const struct builder *b, const struct head *h)
{
	for (size_t i = 0; i < b->o->tables.len; i++) {
		uint32_t at = VEC_AT(b->o->lines, struct line, VEC_AT(&b->o->tables, struct table, i).line).start;
		if (at >= h->at && at < h->end)
			return true;
	}
	return false;
}

/* Behind “政府采购不规范” stands 一项问题, and not “非粮化”整治不到位问题: the quoted words are all of its name. */
static bool is_whole_name(struct str behind)
{
	enum { NAME_BYTES = 60 };
	WORDLIST(ends, "的", "一", "这", "等", "问题", "事项", "，", "。", "：", "、");
	size_t end = str_find(str_sub(behind, 0, NAME_BYTES), STR("问题"), 0);

	return STARTS(behind, ends) || (end == STR_NPOS && !str_starts(behind, STR("“")));
}

/* A section of its own without numbered problems (推进整改中的问题, 点人点事): one problem. */
static int add_section_problem(struct builder *b, size_t i)
{
	const struct head *h = head_at(b, i);
	uint8_t kind = h->section == SECTION_PENDING ? PROBLEM_PENDING
		       : h->section == SECTION_NAMED ? PROBLEM_NAMED
						     : PROBLEM_IMMEDIATE;
	for (size_t k = i + 1; head_at(b, k) && head_at(b, k)->at < h->end; k++)
		if (head_at(b, k)->role == ROLE_PROBLEM)
			return 0;
	if (holds_table(b, h))
		return 0;
	struct str told = str_sub(b->o->text, h->title_end, h->end < h->title_end + 600 ? h->end : h->title_end + 600);
	bool names = words_finding(str_trim(told)) || str_has(told, STR("问题")) || str_has(told, STR("“")) ||
		     h->section != SECTION_PENDING;
	bool many = kind == PROBLEM_PENDING &&
		    (words_counts_problems(str_trim(told)) || words_some_problems(str_trim(told)));
	bool plan = kind == PROBLEM_PENDING && is_plan(str_trim(told));
	if (!str_trim(told).len || !names || many || plan || words_next(head_title(b->o, h)))
		return 0;
	struct node *p = open_problem(b, h->title_end, h->end, kind);
	if (!p)
		return ERR_NOMEM;
	struct node *item = node_add(b->r, p, NODE_ITEM, h->title_end, h->end);
	if (!item)
		return ERR_NOMEM;
	b->split.sentence = true;
	int rc = fill_item(b, item, item->span.start, h->end, true);
	b->split.sentence = false;
	p->title = words_title(item->text);
	p->head_span = item->head_span;
	/* “政府采购不规范”一项问题…: the quoted words are the title */
	size_t open = str_find(item->text, STR("“"), 0), close = str_find(item->text, STR("”"), 0);
	bool quoted = kind == PROBLEM_PENDING && open != STR_NPOS && close != STR_NPOS && close > open;
	if (quoted && is_whole_name(str_sub(item->text, close + strlen("”"), item->text.len)))
		p->title = str_sub(item->text, open + 3, close);
	return rc;
}

static int build_head(struct builder *b, size_t i)
{
	const struct head *h = head_at(b, i);
	if (h->role == ROLE_SECTION || h->role == ROLE_ASPECT)
		hear_state(b, h);
	switch (h->role) {
	case ROLE_SECTION:
		b->section = h;
		b->aspect = NULL;
		b->problem = NULL;
		if (h->section >= SECTION_PENDING)
			return add_section_problem(b, i);
		return 0;
	case ROLE_ASPECT:
		return open_aspect(b, h);
	case ROLE_PROBLEM:
		return add_problem(b, i);
	case ROLE_GROUP:
		return add_group(b, h);
	case ROLE_ITEM:
		return add_item(b, i);
	default:
		return 0;
	}
}

/* 点人点事问题整改情况表: a ledger's title, a few lines above it, that names a section of problems of their own; so does the section. */
static uint8_t kind_of_table(const struct builder *b, const struct table *t)
{
	enum { LINES_ABOVE = 3, TITLE_BYTES = 120 };
	uint8_t section = b->section ? b->section->section : (uint8_t)SECTION_OTHER;
	uint32_t from = VEC_AT(b->o->lines, struct line, t->line).start;
	bool own = b->section && from < b->section->end;
	for (size_t i = t->line, seen = 0; i-- > 0 && seen < LINES_ABOVE;) {
		struct str s = line_of(b, i);
		if (own && (section == SECTION_NAMED || section == SECTION_IMMEDIATE))
			break;
		if (s.len > TITLE_BYTES || str_has(s, STR("。")))
			return PROBLEM_REGULAR;
		seen += s.len > 0;
		section = (uint8_t)words_section(s);
		own = true;
	}
	return !own                           ? PROBLEM_REGULAR
	       : section == SECTION_NAMED     ? PROBLEM_NAMED
	       : section == SECTION_IMMEDIATE ? PROBLEM_IMMEDIATE
					      : PROBLEM_REGULAR;
}

/* The rows become problems of their own: the aspect that they were read below goes. */
static int build_other_table(struct builder *b, const struct table *t, uint8_t kind, uint32_t from, uint32_t to)
{
	struct node *root = b->r->root, *last = root->last;
	if (!nameless_aspect(b, from, to))
		return ERR_NOMEM;
	int rc = table_build(&b->split, t, &b->aspect);
	for (struct node *a = last ? last->next : root->first; a; a = a->next)
		for (struct node *p = a->first, *next; p; p = next) {
			next = p->next;
			if (p->kind != NODE_PROBLEM)
				continue;
			p->parent = p->next = NULL;
			p->problem = kind;
			chain_other(b, p);
		}
	root->last = last;
	if (last)
		last->next = NULL;
	else
		root->first = NULL;
	b->aspect = b->problem = NULL;
	return rc;
}

/* A ledger becomes problems unless it stands inside one and is of that one. */
static int build_table(struct builder *b, const struct table *t, const struct head *above)
{
	if (b->problem && above && above->role >= ROLE_PROBLEM && !tells_others(b, t))
		return 0;
	uint32_t from = VEC_AT(b->o->lines, struct line, t->first_row).start;
	uint32_t to = VEC_AT(b->o->lines, struct line, t->end - 1).end;
	uint8_t kind = kind_of_table(b, t);
	if (kind != PROBLEM_REGULAR)
		return build_other_table(b, t, kind, from, to);
	int rc = ensure_aspect(b, from, to);
	rc = rc < 0 ? rc : table_build(&b->split, t, &b->aspect);
	if (rc == 0 && b->aspect->span.end > b->aspect_end)
		b->aspect_end = b->aspect->span.end;
	if (rc == 0) /* what stands below the ledger is not the aspect's; a problem there takes it in again */
		shrink(b->aspect, to, b->r);
	return rc;
}

int grammar_build(struct report *r, const struct outline *o)
{
	struct builder b = { .r = r, .o = o, .split = { .report = r, .outline = o } };
	size_t table = 0;
	r->tale = o->tale;
	r->root = node_add(r, NULL, NODE_REPORT, 0, (uint32_t)r->text.len);
	if (!r->root)
		return ERR_NOMEM;
	for (size_t i = 0; i <= o->heads.len; i++) {
		const struct head *h = head_at(&b, i);
		int rc = 0;
		for (; table < o->tables.len && rc == 0; table++) {
			const struct table *t = &VEC_AT(&o->tables, struct table, table);
			if (h && h->at < VEC_AT(o->lines, struct line, t->line).start)
				break;
			rc = build_table(&b, t, i ? head_at(&b, i - 1) : NULL);
		}
		if (rc == 0 && h)
			rc = build_head(&b, i);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* --- covering the text --- */

struct cover {
	struct report *r;
	const struct outline *o;
	size_t line;          /* next line that may lie in a gap */
	uint32_t at;          /* covered so far */
	uint32_t first, last; /* where problems begin and end */
};

static enum prose_kind kind_of_line(const struct cover *c, const struct line *l)
{
	struct str s = str_sub(c->r->text, l->start, l->end);
	if (c->o->body < c->o->lines->len && l->start >= VEC_AT(c->o->lines, struct line, c->o->body).start)
		return PROSE_COPY;
	if (words_furniture(s))
		return PROSE_FURNITURE;
	if (l->start < c->first)
		return PROSE_PREAMBLE;
	return l->start >= c->last ? PROSE_CLOSING : PROSE_HEADING;
}

/* Adds the non-blank lines of [c->at, to) as prose below `parent`, before `before` (NULL: at the end). */
static int fill_gap(struct cover *c, struct node *parent, struct node *before, struct node *previous, uint32_t to)
{
	while (c->line < c->o->lines->len && VEC_AT(c->o->lines, struct line, c->line).end <= c->at)
		c->line++;
	for (size_t l = c->line; l < c->o->lines->len && c->at < to; l++) {
		const struct line *ln = &VEC_AT(c->o->lines, struct line, l);
		if (ln->start >= to)
			break;
		uint32_t from = ln->start > c->at ? ln->start : c->at, end = ln->end < to ? ln->end : to;
		if (from >= end || !str_trim(str_sub(c->r->text, from, end)).len)
			continue;
		struct node *n = prose_add(c->r, NULL, kind_of_line(c, ln), from, end);
		if (!n)
			return ERR_NOMEM;
		n->parent = parent;
		n->next = before;
		if (previous)
			previous->next = n;
		else
			parent->first = n;
		if (!before)
			parent->last = n;
		previous = n;
	}
	c->at = to > c->at ? to : c->at;
	return 0;
}

static bool is_leaf(const struct node *n)
{
	return n->kind >= NODE_MEASURE;
}

/* Depth is bounded by the tree's five levels. */
static int cover_below(struct cover *c, struct node *n)
{
	struct node *previous = NULL;
	for (struct node *k = n->first, *next; k; k = next) {
		next = k->next;
		if (c->at < k->span.start) {
			int rc = fill_gap(c, n, k, previous, k->span.start);
			if (rc < 0)
				return rc;
		}
		if (is_leaf(k)) {
			c->at = k->span.end > c->at ? k->span.end : c->at;
		} else {
			int rc = cover_below(c, k);
			if (rc < 0)
				return rc;
		}
		previous = k;
	}
	if (n->kind == NODE_REPORT)
		return 0;
	return c->at < n->span.end ? fill_gap(c, n, NULL, n->last, n->span.end) : 0;
}

/* The aspects of the root and the problems of `others` lie apart in the tree but mixed in the text. */
static int cover_all(struct cover *c)
{
	struct node *aspect = c->r->root->first, *other = c->r->others, *previous = NULL;
	while (aspect || other) {
		bool take_aspect = aspect && (!other || aspect->span.start < other->span.start);
		struct node *n = take_aspect ? aspect : other;
		struct node *before = aspect;
		if (c->at < n->span.start) {
			int rc = fill_gap(c, c->r->root, before, previous, n->span.start);
			if (rc < 0)
				return rc;
		}
		/* the last prose put before `before`, if any */
		for (struct node *p = previous ? previous : c->r->root->first; p && p != before; p = p->next)
			previous = p;
		int rc = cover_below(c, n);
		if (rc < 0)
			return rc;
		if (take_aspect) {
			previous = aspect;
			aspect = aspect->next;
		} else {
			other = other->next;
		}
	}
	return fill_gap(c, c->r->root, NULL, c->r->root->last, (uint32_t)c->r->text.len);
}

int grammar_cover(struct report *r, const struct outline *o)
{
	struct cover c = { .r = r, .o = o, .first = UINT32_MAX, .last = 0 };
	for (const struct node *n = r->root->first; n; n = n->next) {
		c.first = n->span.start < c.first ? n->span.start : c.first;
		c.last = n->span.end > c.last ? n->span.end : c.last;
	}
	for (const struct node *n = r->others; n; n = n->next) {
		c.first = n->span.start < c.first ? n->span.start : c.first;
		c.last = n->span.end > c.last ? n->span.end : c.last;
	}
	return cover_all(&c);
}

#include "report.h"

#include "deal.h"
#include "fault.h"
#include "facts.h"
#include "grammar.h"
#include "own.h"
#include "grid.h"
#include "marks.h"
#include "script.h"
#include "utf8.h"
#include "view.h"
#include "words.h"

/* Bytes of zero behind the text: lexers may look ahead this far. */
enum { PADDING = 64 };

/* A tree and its facts never need more than this many times the text. */
enum { ARENA_FACTOR = 64, ARENA_LEAST = 1 << 20 };

void report_free(struct report *r)
{
	if (!r)
		return;
	struct vec *vecs[] = { &r->copies, &r->dates, &r->numbers, &r->documents, &r->orgs, &r->org_cells, &r->people,
		&r->contacts, &r->claims, &r->tables, &r->places, &r->dealt };
	for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
		vec_clear(vecs[i]);
	arena_free(r->arena);
	free(r->owned);
	free(r);
}

static void free_report(struct report **r)
{
	report_free(*r);
}

static int check_size(struct str text, struct err *e)
{
	if (!text.len)
		return err_set(e, ERR_INPUT, "文件是空的");
	if (text.len > REPORT_TEXT_MAX)
		return err_set(e, ERR_LIMIT, "文本有 %zu 字节,超过上限 %zu 字节", text.len, (size_t)REPORT_TEXT_MAX);
	return 0;
}

/* Says why a text was refused: it has a NUL or is no UTF-8. */
static int refuse_text(struct str text, struct err *e)
{
	const char *nul = memchr(text.ptr, 0, text.len);
	size_t valid = utf8_valid_prefix(text);
	if (nul && (size_t)(nul - text.ptr) <= valid) {
		err_set(e, ERR_INPUT, "第 %zu 字节是 NUL:这不是文本文件", (size_t)(nul - text.ptr) + 1);
		err_hint(e, "请选择文本(TXT)文件;Word、Excel、PDF 请先另存为文本");
		return ERR_INPUT;
	}
	err_set(e, ERR_INPUT, "第 %zu 字节起不是 UTF-8 文本", valid + 1);
	err_hint(e, "若是 GBK/GB18030 编码,请先转换:iconv -f GB18030 -t UTF-8 原文件 > 新文件");
	return ERR_INPUT;
}

/* Finds the marks of the text; where there may be markup they are those of the view. */
static int read_text(struct report *r, struct marks *m, struct str original, struct err *e)
{
	int rc = marks_scan(m, r->text);
	if (rc == ERR_INPUT || (rc == 0 && m->nul))
		return refuse_text(original, e);
	if (rc == 0 && m->markup && view_blank_markup(r->owned, r->text.len)) {
		r->marked_up = true;
		rc = marks_scan(m, r->text);
	}
	return rc < 0 ? err_nomem(e) : 0;
}

static struct report *report_new(struct str text)
{
	struct report *r = fault_calloc(1, sizeof *r);
	if (!r)
		return NULL;
	vec_init(&r->copies, sizeof(struct span));
	vec_init(&r->dates, sizeof(struct fact_date));
	vec_init(&r->numbers, sizeof(struct fact_number));
	vec_init(&r->documents, sizeof(struct fact_document));
	vec_init(&r->orgs, sizeof(struct fact_org));
	vec_init(&r->org_cells, sizeof(struct org_cell));
	vec_init(&r->people, sizeof(struct fact_people));
	vec_init(&r->contacts, sizeof(struct fact_contact));
	vec_init(&r->claims, sizeof(struct fact_claim));
	vec_init(&r->tables, sizeof(struct report_table));
	vec_init(&r->dealt, sizeof(struct node *));
	r->arena = arena_new(text.len * ARENA_FACTOR + ARENA_LEAST);
	r->owned = fault_malloc(text.len + PADDING);
	if (!r->arena || !r->owned) {
		report_free(r);
		return NULL;
	}
	memcpy(r->owned, text.ptr, text.len);
	memset(r->owned + text.len, 0, PADDING);
	r->text = (struct str){ r->owned, text.len };
	return r;
}

static void count_nodes(struct report *r, struct node *top)
{
	for (struct node *n = top; n; n = node_walk(top, n)) {
		r->problems += n->kind == NODE_PROBLEM;
		r->items += n->kind == NODE_ITEM;
		r->measures += n->kind == NODE_MEASURE;
		r->progress += n->kind == NODE_PROGRESS;
	}
}

/* The first date at or behind `at`. */
static size_t first_date(const struct report *r, uint32_t at)
{
	size_t low = 0, high = r->dates.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (VEC_AT(&r->dates, struct fact_date, middle).span.start < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A result's date is the last full date printed in it, or where it takes no room, where it is told. */
static int date_results(const struct report *r, struct node *top)
{
	for (struct node *n = top; n; n = node_walk(top, n)) {
		if (n->kind != NODE_RESULT)
			continue;
		struct span told = n->span.end > n->span.start ? n->span : n->head_span;
		for (size_t d = first_date(r, told.start);
			d < r->dates.len && VEC_AT(&r->dates, struct fact_date, d).span.end <= told.end; d++) {
			if (VEC_AT(&r->dates, struct fact_date, d).precision != DATE_DAY)
				continue;
			if (!node_more(r->arena, n))
				return ERR_NOMEM;
			n->more->date = VEC_AT(&r->dates, struct fact_date, d).value;
		}
	}
	return 0;
}

/* What titles are called, without the blanks that markup left in them and the breaks of printed lines. */
static int squeeze_titles(struct report *r, struct node *top)
{
	for (struct node *n = top; n; n = node_walk(top, n)) {
		bool blank = n->title.len && r->marked_up && memchr(n->title.ptr, ' ', n->title.len);
		if (!blank && (!n->title.len || !memchr(n->title.ptr, '\n', n->title.len)))
			continue;
		char *to = arena_alloc(r->arena, n->title.len);
		if (!to)
			return ERR_NOMEM;
		n->title = view_squeeze(n->title, to);
	}
	return 0;
}

static int squeeze_all(struct report *r)
{
	bool any = r->marked_up || r->folded;
	r->title = grammar_title(r);
	int rc = any ? squeeze_titles(r, r->root) : 0;
	for (struct node *n = r->others; any && n && rc == 0; n = n->next)
		rc = squeeze_titles(r, n);
	return rc;
}

static int finish_tree(struct report *r)
{
	count_nodes(r, r->root);
	int rc = date_results(r, r->root);
	for (struct node *n = r->others; n && rc == 0; n = n->next) {
		count_nodes(r, n);
		rc = date_results(r, n);
	}
	return rc;
}

/* When the inspection was: known before the facts are read, so that dates without a year find theirs. */
static int read_round(struct report *r, const struct marks *m, struct err *e)
{
	struct vec *facts[] = { &r->dates, &r->numbers, &r->documents, &r->orgs, &r->people, &r->contacts };
	int rc = report_facts(r, m, (struct span){ 0, (uint32_t)grammar_preamble(r).len }, e);
	if (rc < 0)
		return rc;
	grammar_round(r);
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		facts[i]->len = 0;
	return 0;
}

/* ——整改措施：…, - 整改措施：…: dashes before a label. */
static size_t dashes_before_label(struct str line, const struct token *first, uint32_t start)
{
	size_t len = 0;
	while (str_starts(str_sub(line, len, line.len), STR("—")) ||
		str_starts(str_sub(line, len, line.len), STR("－")))
		len += strlen("—");
	if (str_starts(line, STR("- ")))
		len = strlen("- ");
	return first->kind == TOK_LABEL && first->at == start + len ? len : 0;
}

/* The last line that begins with a marker. */
static size_t last_marked(const struct vec *tokens, const struct vec *lines)
{
	for (size_t i = lines->len; i-- > 0;) {
		const struct line *l = &VEC_AT(lines, struct line, i);
		const struct token *t = &VEC_AT(tokens, struct token, l->tok);
		if (l->start < l->end && t->at == l->start && token_is_marker(t))
			return i;
	}
	return 0;
}

/* Overwritten by blanks, like markup: bullets before a line (●关于…的问题), the numbers of pages, and what a web page has to be pressed
 * where it stands amid the text. */
static void blank_marks(struct report *r, const struct vec *tokens, struct vec *lines)
{
	size_t last = last_marked(tokens, lines);
	bool amid = false;

	for (size_t i = 0; i < lines->len; i++) {
		struct line *l = &VEC_AT(lines, struct line, i);
		const struct token *first = &VEC_AT(tokens, struct token, l->tok);
		struct str s = str_sub(r->text, l->start, l->end);
		uint8_t kind = 0;
		size_t bullet = view_bullet(s, &kind), len = bullet ? bullet : dashes_before_label(s, first, l->start);
		amid |= first->at == l->start && token_is_marker(first);
		if (words_page(s) || (amid && i < last && words_buttons(s)))
			len = s.len;
		if (!len)
			continue;
		memset(r->owned + l->start, ' ', len);
		l->bullet = bullet ? kind : 0;
		s = str_trim(str_sub(r->text, l->start, l->end));
		l->start = s.len ? (uint32_t)(s.ptr - r->text.ptr) : l->end;
	}
}

/* A name as it is printed in the text, where it was read in simplified script. */
static struct str as_printed(const struct report *r, struct str name)
{
	size_t at = name.len ? str_find(r->text, name, 0) : STR_NPOS;
	return at == STR_NPOS ? name : str_sub(r->text, at, at + name.len);
}

/* Text in traditional script is shown as its author wrote it. */
static void restore_script(struct report *r, struct str printed)
{
	r->unit = as_printed(r, r->unit);
	r->inspector = as_printed(r, r->inspector);
	script_restore(r->owned, printed);
}

static int analyse(struct report *r, struct marks *m, struct vec *lines, struct outline *o, struct err *e)
{
	if (lines_split(r->text, &m->tokens, lines) < 0)
		return err_nomem(e);
	r->folded = lines_join(r->text, &m->tokens, lines);
	blank_marks(r, &m->tokens, lines);
	lines_numbers(r->text, &m->tokens, lines);
	o->text = r->text;
	o->tokens = &m->tokens;
	o->lines = lines;
	o->tabs = m->tabs;
	if (lines_copies(r->text, &m->tokens, lines, &r->copies, &o->body) < 0 || outline_build(o) < 0 ||
		grammar_build(r, o) < 0 || grammar_cover(r, o) < 0)
		return err_nomem(e);
	struct span body = { 0,
		o->body < lines->len ? VEC_AT(lines, struct line, o->body).start : (uint32_t)r->text.len };
	int rc = read_round(r, m, e);
	if (rc < 0 || (rc = report_facts(r, m, body, e)) < 0)
		return rc;
	if (deal_answers(r, o) < 0 || finish_tree(r) < 0)
		return err_nomem(e);
	grammar_header(r, o);
	facts_settle_dates(r);
	return report_claims(r, e);
}

int report_parse(struct str text, struct report **ret, struct err *e)
{
	return report_parse_with(text, NULL, ret, e);
}

int report_parse_with(struct str text, const struct report_options *options, struct report **ret, struct err *e)
{
	int rc = check_size(text, e);
	if (rc < 0)
		return rc;
	OWN(free_report) struct report *r = report_new(text);
	if (!r)
		return err_nomem(e);
	struct marks marks;
	struct vec lines;
	struct outline o = { .options = options };
	marks_init(&marks);
	marks.words = options ? options->words : NULL;
	vec_init(&lines, sizeof(struct line));
	vec_init(&o.heads, sizeof(struct head));
	vec_init(&o.tables, sizeof(struct table));
	bool traditional = script_is_traditional(text);
	if (traditional)
		script_simplify(r->owned, text.len);
	rc = read_text(r, &marks, text, e);
	rc = rc < 0 ? rc : analyse(r, &marks, &lines, &o, e);
	if (rc == 0 && traditional)
		restore_script(r, text);
	if (rc == 0 && squeeze_all(r) < 0)
		rc = err_nomem(e);
	r->words = marks.words;
	marks_take_places(&marks, &r->places);
	marks_clear(&marks);
	vec_clear(&lines);
	vec_clear(&o.heads);
	vec_clear(&o.tables);
	if (rc < 0)
		return rc;
	*ret = TAKE(r);
	return 0;
}

int report_places(const struct report *r, const struct report_words *words, struct vec *ret)
{
	struct marks marks;

	marks_init(&marks);
	marks.words = words;
	int rc = marks_scan(&marks, r->text);
	marks_take_places(&marks, ret);
	marks_clear(&marks);
	return rc;
}

#include "split_parts.h"
#include "wordlist.h"

#include "utf8.h"

struct node *node_add(struct report *r, struct node *parent, enum node_kind kind, uint32_t start, uint32_t end)
{
	struct node *n = arena_alloc(r->arena, sizeof *n);
	if (!n)
		return NULL;
	struct str s = str_trim(str_sub(r->text, start, end));
	n->kind = kind;
	n->span.start = s.len ? (uint32_t)(s.ptr - r->text.ptr) : start;
	n->span.end = n->span.start + (uint32_t)s.len;
	n->text = s;
	n->parent = parent;
	if (parent) {
		if (parent->last)
			parent->last->next = n;
		else
			parent->first = n;
		parent->last = n;
	}
	return n;
}

struct node *prose_add(struct report *r, struct node *parent, enum prose_kind kind, uint32_t start, uint32_t end)
{
	struct node *n = node_add(r, parent, NODE_PROSE, start, end);
	if (n)
		n->prose = kind;
	return n;
}

int split_prose(struct splitter *s, struct node *item, enum prose_kind kind, uint32_t start, uint32_t end)
{
	if (start >= end || !str_trim(text_of(s, start, end)).len)
		return 0;
	return prose_add(s->report, item, kind, start, end) ? 0 : ERR_NOMEM;
}

static uint32_t end_of_line(const struct splitter *s, uint32_t at, uint32_t to, size_t line)
{
	for (size_t l = line; l < s->outline->body; l++)
		if (line_at(s, l)->end > at || line_at(s, l)->start >= at)
			return line_at(s, l)->end < to ? line_at(s, l)->end : to;
	return to;
}

/* …未细化到项目。已整改。市局在编制预算时…: where the state begins that is told between the finding and what was done, on one line. Where
 * the state ends the line (预算不细。压减3项。已整改。) the finding is its first sentence. 0: no state is told. */
static uint32_t before_state(const struct splitter *s, uint32_t begin, uint32_t end, size_t line)
{
	uint32_t from = begin, first = 0;
	for (size_t i = first_token(s, begin, line); tok(s, i)->at < end && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		if (t->kind != TOK_STOP)
			continue;
		uint32_t behind = t->at + t->len;
		if (first && words_result_sentence(text_of(s, from, behind)))
			return behind < end ? from : first;
		from = behind;
		first = first ? first : behind;
	}
	return 0;
}

/* Behind line `line` of the heading something stands below that is more than a state. */
static bool has_account_below(const struct splitter *s, uint32_t end, uint32_t to, size_t line)
{
	for (size_t l = line; l < s->outline->body && line_at(s, l)->start < to; l++) {
		const struct line *ln = line_at(s, l);
		if (ln->start >= end && ln->start < ln->end &&
			words_result_sentence(text_of(s, ln->start, ln->end)) == RESULT_NONE)
			return true;
	}
	return false;
}

static bool is_deed(struct str said)
{
	WORDLIST(deeds, "已", "完成", "整改", "制定", "修订", "开展", "组织", "建立", "确保", "不再", "未再", "均",
		"落实", "补登", "补办", "补签", "补缴", "补交", "退回", "收回", "追回", "清退", "核减", "未发生",
		"未出现", "没有遗漏");

	return words_measure(said) || HAS(said, deeds);
}

/* 多列会议费。市文旅局已收回。（已整改）: one line tells it all; where its first sentence, the finding, ends. 0: it does not. */
static uint32_t before_bracketed_account(
	const struct splitter *s, uint32_t begin, uint32_t end, uint32_t to, size_t line)
{
	enum result_status status;
	uint32_t account = cut_bracketed(s, begin, end, &status), first = 0;
	if (!status || has_account_below(s, end, to, line))
		return 0;
	for (size_t i = first_token(s, begin, line); !first && tok(s, i)->at < account && tok(s, i)->kind != TOK_END;
		i++)
		first = tok(s, i)->kind == TOK_STOP ? tok(s, i)->at + tok(s, i)->len : 0;
	return first && is_deed(str_trim(text_of(s, first, account))) ? first : 0;
}

/* 资产管理松散。一是设备没有入账；二是门面未经招租便续租。 above a paragraph of what was done: the list from token `i` to the line's end tells
 * what was found. */
static bool lists_findings(const struct splitter *s, size_t i, uint32_t end)
{
	const struct token *first = tok(s, i);
	uint32_t from = first->at + first->len;
	size_t entries = 0, wanting = 0;
	for (i++;; i++) {
		const struct token *t = tok(s, i);
		bool stops = t->at >= end || t->kind == TOK_END;
		if (!stops && t->kind != first->kind)
			continue;
		struct str said = str_trim(text_of(s, from, stops ? end : t->at));
		if (is_deed(said))
			return false;
		entries++;
		wanting += words_wanting(said);
		if (stops)
			return entries > 1 && wanting * 2 >= entries;
		from = t->at + t->len;
	}
}

/* 关于…审计查出问题整改情况的报告, by its first words. */
static bool tells_audit_mended(const struct splitter *s)
{
	struct str first = str_sub(s->outline->text, 0, 600);
	return str_has(first, STR("审计")) && str_has(first, STR("整改情况")) && !str_has(first, STR("巡察")) &&
	       !str_has(first, STR("巡视"));
}

/* 房产未入账。14处房产没有登记。市机关事务中心已全部登记入账。 in one line that is all of it: where the sentence begins that tells a deed. 0: none. */
static uint32_t before_deed(const struct splitter *s, uint32_t begin, uint32_t end, uint32_t to, size_t line)
{
	WORDLIST(deeds, "已", "督促", "责成", "追回", "收回", "追缴", "归还", "补缴", "上缴", "清退", "印发", "制定",
		"修订", "建立", "出台", "完善", "核减", "调整");
	uint32_t from = 0;
	if (!tells_audit_mended(s) || has_account_below(s, end, to, line))
		return 0;
	for (size_t i = first_token(s, begin, line); tok(s, i)->at < end && tok(s, i)->kind != TOK_END; i++) {
		const struct token *t = tok(s, i);
		if (t->kind != TOK_STOP)
			continue;
		struct str said = text_of(s, from, t->at);
		if (from && HAS(said, deeds) && !words_wanting(said))
			return from;
		from = t->at + t->len;
	}
	return 0;
}

/* The finding of an item whose text has no label: up to the first marker, or 问题 and its mark, or the first line. */
static uint32_t unlabelled_finding(const struct splitter *s, uint32_t from, uint32_t to, size_t line)
{
	uint32_t begin = skip_blank(s, from, to), end = end_of_line(s, begin, to, line), listed;
	if (s->outline->tale) {
		struct str told = text_of(s, begin, end);
		size_t title = words_tale_title(told);
		struct str mark = str_sub(told, title, told.len);
		bool half = mark.len && (unsigned char)*mark.ptr < 0x80;
		size_t len = str_starts(mark, STR("——")) ? strlen("——") : half ? 1 : strlen("，");
		return begin + (uint32_t)(mark.len ? title + len : title);
	}
	size_t refers = words_reference(text_of(s, begin, end), &listed);
	if (refers && str_trim(text_of(s, begin + (uint32_t)refers, end)).len) /* 针对第3项问题：… */
		return begin + (uint32_t)(refers + utf8_prefix(text_of(s, begin + (uint32_t)refers, end), 1));
	size_t by_words = words_finding_end(text_of(s, begin, end));
	if (by_words) { /* 关于…的问题。（已完成）: its state closes the line */
		struct str rest = str_trim(text_of(s, begin + (uint32_t)by_words, end));
		bool bracket = str_starts(rest, STR("（")) || str_starts(rest, STR("("));
		return bracket && words_result_sentence(rest) != RESULT_NONE ? end : begin + (uint32_t)by_words;
	}
	uint32_t state = before_state(s, begin, end, line);
	state = state ? state : before_bracketed_account(s, begin, end, to, line);
	state = state ? state : before_deed(s, begin, end, to, line);
	if (state)
		return state;
	int depth[BRACKET_KINDS] = { 0 };
	for (size_t i = first_token(s, begin, line); tok(s, i)->at < end && tok(s, i)->kind != TOK_END; i++) {
		track_brackets(depth, tok(s, i));
		if (s->sentence && tok(s, i)->kind == TOK_STOP)
			return tok(s, i)->at + tok(s, i)->len;
		if (token_is_marker(tok(s, i)) && tok(s, i)->value == 1 && !inside_brackets(depth) &&
			tok(s, i)->at > begin && opens_entry(s, i, begin)) {
			bool found = has_account_below(s, end, to, line) && lists_findings(s, i, end);
			return found ? end : tok(s, i)->at;
		}
	}
	return end;
}

static void set_finding(struct splitter *s, struct node *item, uint32_t from, uint32_t to)
{
	item->text = str_trim(text_of(s, from, to));
	uint32_t end =
		item->text.len ? (uint32_t)(item->text.ptr - s->report->text.ptr) + (uint32_t)item->text.len : from;
	item->head_span = (struct span){ item->span.start, end > item->span.start ? end : item->span.start };
	if (str_ends(item->text, STR("：")) || str_ends(item->text, STR(":"))) /* a title above what was done */
		item->text = str_trim(
			str_sub(item->text, 0, item->text.len - (str_ends(item->text, STR(":")) ? 1 : strlen("："))));
}

/* What a detail says, without the mark behind it and the bracket it stands in. */
static struct str detail_text(const struct splitter *s, const struct block *b)
{
	static const char *const tails[] = { "）", ")", "；", ";", "。", "】", "，" };
	struct str t = str_trim(text_of(s, b->from, b->to));
	bool opened = str_has(t, STR("（")) || str_has(t, STR("("));
	for (size_t i = opened ? 2 : 0; i < sizeof tails / sizeof *tails; i++)
		if (str_ends(t, str_from(tails[i]))) {
			t = str_trim(str_sub(t, 0, t.len - strlen(tails[i])));
			i = (size_t)(opened ? 1 : -1);
		}
	return t;
}

/* The item's limit, or the first of its departments. False: no memory. */
static bool set_detail(const struct splitter *s, struct node *item, const struct block *b)
{
	struct node_more *more = node_more(s->report->arena, item);
	struct str *detail = !more ? NULL : b->label == LABEL_DUE ? &more->due : &more->depts;
	if (detail && !detail->ptr) /* the first one: 完成时间 below 整改时限 is no limit */
		*detail = detail_text(s, b);
	return more;
}

/* 整改结果：已完成。 What it says is said behind the label. 是否完成：是 */
static int add_labelled_result(struct splitter *s, struct node *item, const struct block *b)
{
	struct str said = str_trim(text_of(s, b->from, b->to)), chosen = words_ticked(said);
	enum result_status status = words_declared(said);
	if (status == RESULT_NONE && str_has(text_of(s, b->at, b->from), STR("否")))
		status = str_starts(chosen, STR("是"))   ? RESULT_DONE
			 : str_starts(chosen, STR("否")) ? RESULT_IN_PROGRESS
							 : RESULT_NONE;
	int rc = add_result(s, item, b->at, b->to, status);
	if (rc == 0)
		item->last->text = said;
	return rc;
}

/* 整改时限：已完成, and no result is told elsewhere. 年底前完成 and 立行立改，2026年10月完成 are limits. */
static bool due_is_result(const struct splitter *s, const struct block *b, const struct blocks *bs)
{
	struct str said = detail_text(s, b);
	bool limit = str_has(said, STR("前"));

	for (size_t i = 0; i < bs->n; i++)
		if (bs->b[i].label == LABEL_RESULT)
			return false;
	for (size_t i = 0; i < said.len; i++)
		limit |= said.ptr[i] >= '0' && said.ptr[i] <= '9';
	return (!limit || str_has(said, STR("已"))) && words_result_sentence(said) == RESULT_DONE;
}

static int add_block(struct splitter *s, struct node *item, struct block *b, size_t line, const struct blocks *bs)
{
	enum node_kind kind = NODE_MEASURE;
	switch (b->label) {
	case LABEL_RESULT:
		if (!str_trim(text_of(s, b->from, b->to)).len)
			return split_prose(s, item, PROSE_LABEL, b->at, b->to);
		return add_labelled_result(s, item, b);
	case LABEL_DUE:
		if (due_is_result(s, b, bs))
			return add_labelled_result(s, item, b);
		if (!set_detail(s, item, b))
			return ERR_NOMEM;
		return split_prose(s, item, PROSE_DETAIL, b->at, b->to);
	case LABEL_DEPT:
		if (!set_detail(s, item, b))
			return ERR_NOMEM;
		return split_prose(s, item, PROSE_DETAIL, b->at, b->to);
	case LABEL_PERSON:
	case LABEL_GOAL:
	case LABEL_CAUSE:
		return split_prose(s, item, PROSE_DETAIL, b->at, b->to);
	case LABEL_FINDING:
		return split_prose(s, item, PROSE_FINDING, b->at, b->to);
	case LABEL_PROGRESS:
		kind = NODE_PROGRESS;
		break;
	case LABEL_DONE:
		kind = bs->measures ? NODE_PROGRESS : NODE_MEASURE;
		break;
	default:
		break;
	}
	enum result_status status, first;
	uint32_t end = b->to, cut = cut_result(s, b, line, &status);
	b->to = cut;
	uint32_t rest = status ? b->from : cut_state_first(s, b, line, &first);
	if (!status && first) {
		int rc = split_prose(s, item, PROSE_LABEL, b->at, b->from);
		rc = rc < 0 ? rc : add_result(s, item, b->from, rest, first);
		if (rc < 0)
			return rc;
		b->at = b->from = rest;
	}
	int rc = add_entries(s, item, kind, b, line);
	if (rc < 0 || !status)
		return rc;
	return add_result(s, item, cut, end, status);
}

/* A finding behind its label (存在问题：…) counts when nothing else was said before, or only the problem's name, that it keeps: what was
 * said by those who inspected (反馈意见：), or where the name is that of a village. */
static void finding_from_label(struct splitter *s, struct node *item, const struct blocks *bs)
{
	bool named = item->text.len && item->parent->first == item && str_eq(item->text, item->parent->title);
	if (named && bs->n > 1 && bs->b[1].label == LABEL_FINDING && !str_has(item->text, STR("。")) &&
		(str_has(text_of(s, bs->b[1].at, bs->b[1].from), STR("反馈")) || words_is_signer(item->text)) &&
		str_trim(text_of(s, bs->b[1].from, bs->b[1].to)).len)
		item->text = STR_NONE;
	for (size_t i = 0; i < bs->n && !item->text.len; i++) {
		if (bs->b[i].label != LABEL_FINDING)
			continue;
		item->text = str_trim(text_of(s, bs->b[i].from, bs->b[i].to));
		if (item->text.len)
			item->head_span.end =
				(uint32_t)(item->text.ptr - s->report->text.ptr) + (uint32_t)item->text.len;
	}
}

/* 反馈问题：… above 具体问题：…: the one names the problem, the other is its one item's finding. */
static void finding_in_particular(struct splitter *s, struct node *item, const struct blocks *bs)
{
	bool whole = item->parent && item->parent->first == item && item->text.len;
	for (size_t i = 1; i + 1 < bs->n && whole; i++) {
		const struct block *b = &bs->b[i], *next = b + 1;
		struct str said = str_trim(text_of(s, next->from, next->to));
		if (b->label != LABEL_FINDING || next->label != LABEL_FINDING || !said.len ||
			!str_has(text_of(s, next->at, next->from), STR("具体")) ||
			!str_eq(item->text, str_trim(text_of(s, b->from, b->to))))
			continue;
		item->parent->title = words_title(item->text);
		item->text = said;
		return;
	}
}

/* 账目不清的问题（3个）。 */
static uint32_t counted_in_name(struct str text)
{
	enum { NAME_BYTES = 300 };
	static const char *const opens[] = { "问题（", "问题(" };
	struct str name = str_sub(text, 0, NAME_BYTES);
	name = str_sub(name, 0, str_find(name, STR("。"), 0));
	for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
		size_t at = str_find(name, str_from(opens[i]), 0);
		struct str in = at == STR_NPOS ? STR_NONE : str_sub(name, at + strlen(opens[i]), name.len);
		uint32_t value = 0;
		size_t digits = 0;
		for (; digits < in.len && digits < 4 && in.ptr[digits] >= '0' && in.ptr[digits] <= '9'; digits++)
			value = value * 10 + (uint32_t)(in.ptr[digits] - '0');
		if (value && str_starts(str_sub(in, digits, in.len), STR("个")))
			return value;
	}
	return 0;
}

int64_t split_item(struct splitter *s, struct node *item, uint32_t from, uint32_t to, bool last)
{
	while (s->line + 1 < s->outline->body && line_at(s, s->line)->end < from)
		s->line++;
	size_t line = s->line;
	s->counted = counted_in_name(text_of(s, from, to));
	if (last) {
		to = cut_behind_result(s, from, to, line);
		to = cut_closing(s, from, to, line);
	}
	struct blocks bs;
	find_blocks(s, from, to, line, &bs);
	bool labelled = bs.measures || bs.progress || bs.done;
	struct block *first = &bs.b[0];
	uint32_t finding = labelled || !str_trim(text_of(s, first->from, first->to)).len
				   ? first->to
				   : unlabelled_finding(s, first->from, first->to, line);
	enum result_status status;
	uint32_t state = cut_bracketed(s, from, finding, &status);
	set_finding(s, item, from, state);
	int rc = split_prose(s, item, PROSE_FINDING, item->span.start, state);
	if (rc == 0 && status)
		rc = add_result(s, item, state, finding, status);
	if (rc < 0)
		return rc;
	first->from = first->at = finding;
	finding_from_label(s, item, &bs);
	finding_in_particular(s, item, &bs);
	for (size_t i = 0; i < bs.n; i++) {
		if (i == 0 && first->from >= first->to)
			continue;
		rc = add_block(s, item, &bs.b[i], line, &bs);
		if (rc < 0)
			return rc;
	}
	return to;
}

int split_cell(struct splitter *s, struct node *item, uint16_t label, const struct cells *of, struct span cell)
{
	while (s->line + 1 < s->outline->lines->len && line_at(s, s->line)->end < cell.start)
		s->line++;
	struct blocks bs = { .measures = of->measures, .n = 1 };
	s->labels = true; /* perhaps */
	struct block b = { .label = label, .at = cell.start, .from = cell.start, .to = cell.end };
	enum result_status said = words_result_sentence(text_of(s, b.from, b.to));
	bool limit = label == LABEL_DUE && (of->states || said == RESULT_LONG_TERM || said == RESULT_IN_PROGRESS);
	if (!limit && said != RESULT_NONE) /* 长期坚持, 持续推进 are until when */
		b.label = LABEL_RESULT;
	return add_block(s, item, &b, s->line, &bs);
}

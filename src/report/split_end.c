#include "split_parts.h"

#include "utf8.h"
#include "wordlist.h"

int add_result(struct splitter *s, struct node *item, uint32_t from, uint32_t to, enum result_status status)
{
	struct node *n = node_add(s->report, item, NODE_RESULT, from, to);
	if (!n)
		return ERR_NOMEM;
	n->status = status;
	return 0;
}

/* Where the last sentence of [from, to) begins that is ended by a point on the keyboard: …9场. 整改完成. */
static uint32_t behind_point(const struct splitter *s, uint32_t from, uint32_t to)
{
	struct str text = text_of(s, from, to);
	for (size_t end = text.len ? text.len - 1 : 0; end > 0;) {
		const char *point = memrchr(text.ptr, '.', end);
		end = point ? (size_t)(point - text.ptr) : 0;
		unsigned char before = end ? (unsigned char)point[-1] : 0, behind = end ? (unsigned char)point[1] : 0;
		if (before >= 0x80 && (behind == ' ' || behind >= 0xE3))
			return skip_blank(s, from + (uint32_t)end + 1, to);
	}
	return from;
}

/* The beginning of the last sentence before `to`. */
static uint32_t last_sentence(const struct splitter *s, uint32_t from, uint32_t to, size_t line)
{
	struct str all = str_trim(text_of(s, from, to));
	uint32_t end = (uint32_t)(all.ptr - s->report->text.ptr) + (uint32_t)all.len;
	bool bracketed = s->report->text.ptr[end - 1] == ')' || str_ends(all, STR("）"));
	size_t first = first_token(s, from, line);
	for (size_t i = token_at(s->outline->tokens, first, end); i-- > first;) {
		const struct token *t = tok(s, i);
		if ((t->kind == TOK_STOP || t->kind == TOK_EOL) && t->at + t->len < end)
			return behind_point(s, skip_blank(s, t->at + t->len, to), end);
		if (bracketed && t->kind == TOK_OPEN && t->value == BRACKET_ROUND && end - t->at < 60)
			return t->at;
	}
	return behind_point(s, skip_blank(s, from, to), end);
}

/* Behind the last of either mark, 0: there is none. */
static size_t behind_last(struct str s, const char *full, const char *half)
{
	size_t a = str_rfind(s, str_from(full)), b = str_rfind(s, str_from(half));
	a = a == STR_NPOS ? 0 : a + strlen(full);
	b = b == STR_NPOS ? 0 : b + strlen(half);
	return a > b ? a : b;
}

static bool has_digit(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
			return true;
	return false;
}

/* …正由法规科修改，该项整改任务现已全部完成。 …调离岗位，已整改。 …召开动员会；已完成。 …是一项经常性工作，该问题取得阶段性成效，需长期坚持。: the state may
 * be the sentence's last clauses. */
static uint32_t last_clause(const struct splitter *s, uint32_t from, uint32_t to)
{
	enum { STATE_BYTES = 90, CLAUSES = 3 };
	WORDLIST(states, "该", "此问题", "此项", "本问题", "已整改", "已完成整改", "已销号", "已按要求整改", "整改状态",
		"需长期坚持", "需要长期坚持", "将长期坚持", "阶段性完成", "阶段性目标", "取得阶段性成效",
		"持续推进、长期坚持");
	struct str all = text_of(s, from, to);
	size_t best = 0, end = all.len;
	for (int i = 0; i < CLAUSES; i++) {
		struct str head = str_sub(all, 0, end);
		size_t comma = behind_last(head, "，", ","), semi = behind_last(head, "；", ";");
		size_t clause = semi > comma ? semi : comma;
		struct str said = str_sub(all, clause, all.len);
		if (!clause || said.len > STATE_BYTES ||
			has_digit(said)) /* 已整改到位37个: counts, of what stands before it */
			break;
		bool whole = i == 0 && (semi > comma || s->outline->tale);
		if ((whole || STARTS(said, states)) && words_result_sentence(said) != RESULT_NONE)
			best = clause;
		end = clause - 1;
	}
	return from + (uint32_t)best;
}

/* A count, 已完成3项, not a day. */
static bool counts(struct str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.len; i++)
		digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
	return digits && !str_has(s, STR("月")) && !str_has(s, STR("年"));
}

/* 整改完成，对3家企业的复查安排在第三季度。 The last sentence begins with a state, which holds whatever else it says. */
static enum result_status opening_state(struct str sentence)
{
	WORDLIST(marks, "，", "；", "（", ",", ";", "(");
	enum { CLAUSE_LEAST = 12, OPEN_LEAST = 9, CLAUSE_BYTES = 90 };
	if (!words_may_tell_state(sentence))
		return RESULT_NONE;
	size_t end = 0;
	while (end < sentence.len && end < CLAUSE_BYTES && !STARTS(str_sub(sentence, end, sentence.len), marks))
		end += utf8_prefix(str_sub(sentence, end, sentence.len), 1);
	struct str first = str_sub(sentence, 0, end);
	bool clause = end >= OPEN_LEAST && end < sentence.len && end < CLAUSE_BYTES && !counts(first);
	enum result_status status = clause ? words_result_sentence(first) : RESULT_NONE;
	return end >= CLAUSE_LEAST || status == RESULT_IN_PROGRESS ? status
								   : RESULT_NONE; /* 推进中，计划年底前完成。 */
}

/* 该具体问题已于5月24日销号。销号材料经党组会审议，原件备查。 as the last paragraph: where it begins, if its first sentence is a state of the whole. */
static uint32_t last_paragraph(const struct splitter *s, const struct block *b, enum result_status *status)
{
	WORDLIST(whole, "该", "此问题", "本问题", "此项");
	struct str all = str_trim(text_of(s, b->from, b->to));
	size_t line = str_rfind(all, STR("\n"));
	struct str last = line == STR_NPOS ? STR_NONE : str_trim(str_sub(all, line, all.len));
	size_t stop = STARTS(last, whole) ? str_find(str_sub(last, 0, 240), STR("。"), 0) : STR_NPOS;
	if (stop != STR_NPOS)
		*status = words_result_sentence(str_sub(last, 0, stop));
	return *status ? (uint32_t)(last.ptr - s->report->text.ptr) : b->to;
}

/* 3个问题均已完成整改。 below 账目不清的问题（3个）: the state of all that the problem holds. */
static enum result_status state_of_counted(const struct splitter *s, struct str sentence)
{
	WORDLIST(things, "个问题", "项问题", "类问题");
	uint32_t value = 0;
	size_t digits = 0;
	for (; digits < sentence.len && digits < 4 && sentence.ptr[digits] >= '0' && sentence.ptr[digits] <= '9';
		digits++)
		value = value * 10 + (uint32_t)(sentence.ptr[digits] - '0');
	struct str rest = str_sub(sentence, digits, sentence.len);
	size_t thing = wordlist_at(things, rest);
	return s->counted && value == s->counted && thing ? words_result_sentence(str_sub(rest, thing, rest.len))
							  : RESULT_NONE;
}

uint32_t cut_result(const struct splitter *s, const struct block *b, size_t line, enum result_status *status)
{
	*status = RESULT_NONE;
	if (!str_trim(text_of(s, b->from, b->to)).len)
		return b->to;
	uint32_t at = last_sentence(s, b->from, b->to, line);
	*status = words_result_sentence(text_of(s, at, b->to));
	*status = *status ? *status : opening_state(str_trim(text_of(s, at, b->to)));
	*status = *status ? *status : state_of_counted(s, str_trim(text_of(s, at, b->to)));
	uint32_t clause = *status ? at : last_clause(s, at, b->to);
	if (clause > at) {
		at = clause;
		*status = words_result_sentence(text_of(s, at, b->to));
	}
	return *status ? at : last_paragraph(s, b, status);
}

uint32_t cut_bracketed(const struct splitter *s, uint32_t from, uint32_t to, enum result_status *status)
{
	static const char *const opens[] = { "（", "(", "【", "[", "〔", "［" };
	static const char *const closes[] = { "）", ")", "】", "]", "〕", "］" };
	struct str text = str_trim(text_of(s, from, to));
	size_t at = STR_NPOS;
	*status = RESULT_NONE;
	if (str_ends(text, STR("）。")) || str_ends(text, STR(").")))
		text = str_sub(text, 0, text.len - (str_ends(text, STR(".")) ? 1 : strlen("。")));
	for (size_t i = 0; at == STR_NPOS && i < sizeof opens / sizeof *opens; i++)
		if (str_ends(text, str_from(closes[i])))
			at = str_rfind(text, str_from(opens[i]));
	if (at == STR_NPOS || at == 0)
		return to;
	*status = words_result_sentence(str_sub(text, at, text.len));
	return *status ? (uint32_t)(text.ptr - s->report->text.ptr) + (uint32_t)at : to;
}

static bool begins_as_state(struct str s)
{
	WORDLIST(states, "该", "此", "已", "正在", "尚未", "未", "基本", "部分", "持续", "完成", "长期", "达到", "取得",
		"阶段性", "全部", "均已", "正按", "现已");
	return STARTS(s, states);
}

uint32_t cut_state_first(const struct splitter *s, const struct block *b, size_t line, enum result_status *status)
{
	*status = RESULT_NONE;
	if (!begins_as_state(str_trim(text_of(s, b->from, b->to))))
		return b->from;
	size_t i = first_token(s, b->from, line);
	while (tok(s, i)->at < b->to && tok(s, i)->kind == TOK_EOL)
		i++;
	while (tok(s, i)->at < b->to && tok(s, i)->kind != TOK_STOP && tok(s, i)->kind != TOK_EOL &&
		tok(s, i)->kind != TOK_END)
		i++;
	uint32_t end = tok(s, i)->at + tok(s, i)->len;
	if (tok(s, i)->kind != TOK_STOP || end >= b->to || !str_trim(text_of(s, end, b->to)).len)
		return b->from;
	*status = words_result_sentence(str_trim(text_of(s, b->from, end)));
	return *status ? end : b->from;
}

/* 三 下步工作: a heading whose number has no mark. */
static bool names_next(struct str line)
{
	enum { TITLE_BYTES = 60 };
	size_t blank = str_find(line, STR(" "), 0);
	return line.len < TITLE_BYTES && blank != STR_NPOS && lex_chinese_number(str_sub(line, 0, blank)) &&
	       words_next(str_sub(line, blank, line.len));
}

uint32_t cut_closing(const struct splitter *s, uint32_t from, uint32_t to, size_t line)
{
	uint32_t signer = to;
	for (size_t l = line; l < s->outline->body && line_at(s, l)->start < to; l++) {
		const struct line *ln = line_at(s, l);
		if (ln->start <= from || ln->start == ln->end)
			continue;
		struct str text = text_of(s, ln->start, ln->end);
		if (s->outline->in_lines)
			return ln->start;
		if (outline_is_label(s->outline, ln->tok, ln->start, ln->end) && tok(s, ln->tok)->at == ln->start)
			continue;
		if (words_closing(text) || words_furniture(text) || names_next(text))
			return ln->start;
		size_t date = text.len < 220 ? words_date_before(text) : text.len;
		if (date > 0 && date < text.len && words_signs(str_trim(str_sub(text, 0, date))))
			return ln->start;
		if (date == 0) /* signed above, or without a signer */
			return signer < ln->start ? signer : ln->start;
		signer = words_signs(text) ? ln->start : to;
	}
	return to;
}

/* A line that only tells the item's state: 整改结果：已完成, 整改情况：正在整改。, 该问题已整改到位。 */
static bool is_result_line(const struct splitter *s, const struct line *ln)
{
	const struct token *t = tok(s, ln->tok);
	if (t->at != ln->start || !outline_is_label(s->outline, ln->tok, ln->start, ln->end))
		return words_result_sentence(text_of(s, ln->start, ln->end)) != RESULT_NONE;
	return t->value == LABEL_RESULT || tells_result(s, t->value, t->at + t->len, ln->end);
}

/* A label at the line's start, or behind the number that the line begins with. */
static bool begins_with_label(const struct splitter *s, const struct line *ln)
{
	size_t i = ln->tok;
	const struct token *t = tok(s, i);
	if (t->at == ln->start && token_is_marker(t) && tok(s, i + 1)->at == t->at + t->len)
		i++;
	return (i > ln->tok || t->at == ln->start) && token_names(tok(s, i)) &&
	       outline_is_label(s->outline, i, ln->start, ln->end);
}

/* 1. （1） ① 一是 at the line's start. */
static bool begins_list(const struct splitter *s, const struct line *ln)
{
	const struct token *t = tok(s, ln->tok);
	return t->at == ln->start && token_is_marker(t) && t->value == 1 && t->kind >= TOK_AR_DOT;
}

/* Behind its state, on a line of its own: 尚有两座未安装。 */
static bool takes_back(struct str line)
{
	enum { LINE_BYTES = 300 };
	WORDLIST(words, "正在", "尚", "仍", "待", "但", "只是", "剩余", "其余", "还有", "拟于");
	return line.len < LINE_BYTES && STARTS(line, words);
}

uint32_t cut_behind_result(const struct splitter *s, uint32_t from, uint32_t to, size_t line)
{
	uint32_t cut = to;
	for (size_t l = line; l < s->outline->body && line_at(s, l)->start < to; l++) {
		const struct line *ln = line_at(s, l);
		if (ln->start <= from || ln->start == ln->end)
			continue;
		if (is_result_line(s, ln) ||
			(cut < to && cut + 2 > ln->start && takes_back(text_of(s, ln->start, ln->end))))
			cut = ln->end;
		else if (begins_with_label(s, ln) || begins_list(s, ln)) /* what was done, below its state */
			cut = to;
	}
	return cut;
}

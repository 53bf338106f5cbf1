#include "facts_lex.h"

#define TITLE_BYTES 480  /* longer ones are an unclosed 《 */
#define CONTEXT_CHARS 45 /* of a clause that are read on either side */
#define CHAIN 8          /* titles in a row that share what is done with them */
#define CODE_CHARS 14    /* of an issuing organ's code: 呼城管督办通 */

/* Behind the 》 that belongs to the 《 at p, or NULL. */
static const char *title_end(const struct facts *f, const char *p)
{
	const char *most = f->limit - p > TITLE_BYTES ? p + TITLE_BYTES : f->limit;
	int depth = 0;

	for (; most - p >= 3 && *p != '\n'; p++) {
		if ((unsigned char)*p >= 0xE4 && (unsigned char)*p <= 0xE9)
			p += 2;
		if ((unsigned char)*p != 0xE3 || (unsigned char)p[1] != 0x80)
			continue;
		if ((unsigned char)p[2] == 0x8A) /* 《 */
			depth++;
		else if ((unsigned char)p[2] == 0x8B && --depth == 0)
			return p + 3;
	}
	return NULL;
}

/* Behind a bracketed note that belongs to the title: （试行）, (草案送审稿). */
static const char *note_end(const struct facts *f, const char *p)
{
	const char *q = facts_blanks(f, p, 1);
	bool wide = facts_at(f, q, STR("（"));

	if (!wide && !facts_at(f, q, STR("(")))
		return p;
	for (int i = 0; i < 12 && q < f->limit; i++) {
		q = facts_forward(f, q);
		if (facts_at(f, q, STR("）")) || facts_at(f, q, STR(")"))) {
			struct str note = facts_str(p, q);
			bool known = str_has(note, STR("试行")) || str_has(note, STR("稿")) ||
				     str_has(note, STR("草案")) || str_has(note, STR("修订")) ||
				     str_has(note, STR("暂行"));
			return known ? facts_forward(f, q) : p;
		}
	}
	return p;
}

/* Chinese characters and letters; no mark begins with these bytes. */
static bool code_character(const char *p)
{
	unsigned char c = (unsigned char)*p;

	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xE4 && c <= 0xE9);
}

/* The beginning of the organ's code that ends at `end`; `end` when there is none. */
static const char *code_start(const struct facts *f, const char *end)
{
	FACTS_LIST(verbs, STR("根据"), STR("按照"), STR("依据"), STR("依照"), STR("印发"), STR("下发"), STR("转发"),
		STR("发布"), STR("出台"), STR("制定"), STR("对照"), STR("落实"), STR("执行"), STR("贯彻"), STR("学习"),
		STR("参照"), STR("违反"), STR("关于"), STR("文件"), STR("通知"), STR("的"), STR("了"), STR("及"),
		STR("与"), STR("以"), STR("由"), STR("于"), STR("为"), STR("在"), STR("是"), STR("等"), STR("即"),
		STR("见"), STR("符合"), STR("文号"));
	const char *p = end, *start;

	for (int i = 0; i < CODE_CHARS && p > f->begin; i++) {
		const char *before = facts_back(f, p);
		if (!code_character(before))
			break;
		p = before;
	}
	for (start = p; p < end; p = facts_forward(f, p)) {
		const struct str *w = facts_any_at(f, p, verbs);
		/* 甲发〔2023〕7号和乙发〔2022〕11号 */
		bool number = p == start && facts_at(f, p, STR("号"));
		if (number || (w && p + w->len <= end))
			start = p + (number ? 3 : w->len);
	}
	bool joint = facts_at(f, start, STR("和")) && start + 3 < end;
	return joint && (facts_before(f, start, STR("》")) || facts_before(f, start, STR("号")) ||
				facts_before(f, start, STR("）")))
		       ? start + 3
		       : start;
}

/* 〔2018〕21号地块 is a piece of land. */
static bool not_a_document(const struct facts *f, const char *end)
{
	FACTS_LIST(words, STR("地块"), STR("宗地"), STR("楼"), STR("门"), STR("院"), STR("房"), STR("案件"), STR("线"),
		STR("地"));

	return facts_any_at(f, end, words) != NULL;
}

/* 财政部令第74号 in brackets: the length of 令第74号 at p. */
static size_t order_number(const struct facts *f, const char *p)
{
	const char *q = p + 3;
	size_t len;
	int digits = 0;

	if (!facts_at(f, p, STR("令")))
		return 0;
	if (facts_at(f, q, STR("第")))
		q += 3;
	for (; digits < 5 && facts_digit(q, f->limit, &len) >= 0; digits++)
		q += len;
	return digits && facts_at(f, q, STR("号")) ? (size_t)(q + 3 - p) : 0;
}

/* The number that follows a title, in brackets or not; returns behind it (and its bracket), or p. */
static const char *number_behind(const struct facts *f, const char *p, struct str *ret)
{
	FACTS_LIST(joints, STR("和"), STR("及"), STR("与"), STR("以及"));
	const char *q = facts_blanks(f, p, 2), *from;
	bool bracket;

	if (facts_any_at(f, p, joints)) /* what follows is another document's */
		return p;
	for (int i = 0; i < 2; i++) {
		if (facts_at(f, q, STR("文件")) || facts_at(f, q, STR("通知")))
			q += 6;
	}
	bracket = facts_at(f, q, STR("（")) || facts_at(f, q, STR("("));
	if (bracket && facts_document_number(q, f->limit) == 0)
		q = facts_forward(f, q);
	from = q;
	for (int i = 0; i <= CODE_CHARS && q < f->limit; i++) {
		bool code = code_character(q); /* no bracket, then, that a number begins with */
		size_t len = !code ? facts_document_number(q, f->limit) : bracket ? order_number(f, q) : 0;
		if (len > 0) {
			if (!bracket && (code_start(f, q) != from || q == from))
				return p;
			*ret = facts_str(from, q + len);
			q += len;
			return bracket && (facts_at(f, q, STR("）")) || facts_at(f, q, STR(")"))) ? facts_forward(f, q)
												  : q;
		}
		if (!code)
			break;
		q = facts_forward(f, q);
	}
	return p;
}

/* --- what is done with it --- */

struct context {
	enum fact_verb verb;
	bool future, not, attributive; /* 拟..., 未..., 制定的《》 */
	bool cited;                    /* a citing verb stands further off in the clause */
};

/* 将 is future before a verb (将制定) and 把 before a noun (将检查情况形成). */
static bool verb_soon(const char *p, const char *limit)
{
	for (int i = 0; i < 4 && p < limit; i++) {
		size_t len;
		enum fact_verb v = facts_verb(p, limit, &len);
		if (v == VERB_ISSUE || v == VERB_REVISE || v == VERB_DRAFT)
			return true;
		p += len ? len : 3;
	}
	return false;
}

/* The last verb of the clause before the title. */
static struct context read_before(const struct facts *f, const char *title)
{
	struct context c = { VERB_NONE, false, false, false, false };
	const char *p = title, *verb_end = NULL;

	for (int i = 0; i < CONTEXT_CHARS && p > f->begin; i++) {
		const char *before = facts_back(f, p);
		if (facts_hanzi(before)) {
			p = before;
			continue;
		}
		if (facts_stop(before) || facts_at(f, before, STR("，")) || *before == ',' ||
			facts_at(f, before, STR("》")) || facts_at(f, before, STR("：")) || *before == ':')
			break;
		p = before;
	}
	while (p < title) {
		size_t len = 0;
		enum fact_verb v = marks_flags(p) & MARK_VERB ? facts_verb(p, title, &len) : VERB_NONE;
		if (v == VERB_FUTURE) {
			c.future |= !facts_at(f, p, STR("将")) || verb_soon(p + len, title);
		} else if (v == VERB_NOT) {
			c.not = true;
		} else if (v != VERB_NONE && v != VERB_TRIAL) {
			c.cited |= c.verb == VERB_CITE;
			/* 贯彻落实, 修订印发: the first of two in a row says it */
			if (!(verb_end == p && c.verb == VERB_REVISE && v == VERB_ISSUE))
				c.verb = v;
			verb_end = p + len;
		}
		p = len ? p + len : facts_forward(f, p);
	}
	c.attributive = verb_end && facts_before(f, title, STR("的")) && title - verb_end <= 9;
	return c;
}

/* Behind the titles that follow in a row. */
static const char *chain_end(const struct facts *f, const char *p)
{
	FACTS_LIST(joints, STR("、"), STR("和"), STR("及"), STR("与"), STR("以及"));

	for (int i = 0; i < CHAIN; i++) {
		const char *q = note_end(f, p), *end;
		const struct str *w = facts_any_at(f, q, joints);
		q = w ? q + w->len : q;
		if (!facts_at(f, q, STR("《")) || !(end = title_end(f, q)))
			return p;
		p = end;
	}
	return p;
}

/* Words behind the title that make it the means of what follows: 《》要求，制定... */
static bool means(const struct facts *f, const char *p)
{
	FACTS_LIST(words, STR("要求"), STR("规定"), STR("精神"), STR("的"), STR("有关"), STR("相关"), STR("内容"),
		STR("中"), STR("第"), STR("明确"), STR("标准"), STR("和"), STR("，按"), STR("指示"), STR("批示"),
		STR("批复"), STR("情况"));

	return facts_any_at(f, p, words) != NULL;
}

/* The verb behind the title, in its clause or at the beginning of the next. */
static struct context read_behind(const struct facts *f, const char *p)
{
	FACTS_LIST(openers, STR("文件"), STR("该"), STR("并"), STR("已"), STR("目前"), STR("现"), STR("正"), STR("于"),
		STR("拟"), STR("待"), STR("报"));
	struct context c = { VERB_NONE, false, false, false, false };
	int commas = 0;

	for (int i = 0; i < CONTEXT_CHARS && p < f->limit && c.verb == VERB_NONE; i++) {
		size_t len = 0;
		bool mark = !facts_hanzi(p);
		if ((mark && (facts_stop(p) || facts_at(f, p, STR("《")))) || means(f, p))
			break;
		if (mark && (facts_at(f, p, STR("，")) || *p == ',')) {
			p = facts_forward(f, p);
			if (commas++ || !facts_any_at(f, p, openers))
				break;
			continue;
		}
		enum fact_verb v = marks_flags(p) & MARK_VERB ? facts_verb(p, f->limit, &len) : VERB_NONE;
		c.future |= v == VERB_FUTURE;
		c.not |= v == VERB_NOT;
		if (v != VERB_FUTURE && v != VERB_NOT)
			c.verb = v;
		p = len ? p + len : facts_forward(f, p);
	}
	return c;
}

static enum document_action action_of_verb(const struct context *c, bool trial)
{
	bool made = c->verb == VERB_ISSUE || c->verb == VERB_REVISE;

	if (made && c->not )
		return DOCUMENT_CITED;
	if (made && c->future)
		return DOCUMENT_DRAFTED;
	switch (c->verb) {
	case VERB_ISSUE:
		return trial ? DOCUMENT_TRIAL : DOCUMENT_ISSUED;
	case VERB_REVISE:
		return DOCUMENT_REVISED;
	case VERB_DRAFT:
		return DOCUMENT_DRAFTED;
	case VERB_SUBMIT:
		return DOCUMENT_SUBMITTED;
	case VERB_TRIAL:
		return DOCUMENT_TRIAL;
	default:
		return DOCUMENT_CITED;
	}
}

static bool is_draft(struct str title, struct str note)
{
	return str_has(note, STR("稿")) || str_has(note, STR("草案")) || str_ends(title, STR("草案》")) ||
	       str_ends(title, STR("稿）》")) || str_ends(title, STR("稿)》")) || str_ends(title, STR("（草案）》")) ||
	       str_ends(title, STR("(草案)》"));
}

/* 修改后的《目录》已上墙: the one that is told of; 修订后的《纪律处分条例》 is somebody else's. */
static bool own_revision(const struct facts *f, const char *from, const char *end, const char *note)
{
	return facts_before(f, from, STR("后的")) && !facts_before(f, end, STR("条例》")) &&
	       !facts_before(f, end, STR("法》")) && !means(f, note);
}

static enum document_action action_of(const struct facts *f, const char *from, const char *end, const char *note)
{
	struct str title = facts_str(from, end), after = facts_str(end, note);
	struct context before = read_before(f, from), behind;
	bool trial = str_has(title, STR("试行")) || str_has(after, STR("试行"));
	bool draft;

	if (before.verb == VERB_CITE)
		return DOCUMENT_CITED;
	behind = read_behind(f, note_end(f, chain_end(f, note)));
	draft = is_draft(title, after) || behind.verb == VERB_DRAFT;
	if (before.attributive && (before.cited || before.verb == VERB_REVISE) && behind.verb == VERB_NONE)
		return !before.cited && own_revision(f, from, end, note) ? DOCUMENT_REVISED : DOCUMENT_CITED;
	if (before.attributive || before.verb == VERB_NONE) {
		behind.future |= before.future && !before.attributive;
		if (behind.verb == VERB_NONE && before.attributive)
			return action_of_verb(&before, trial);
		if (behind.verb == VERB_NONE && str_ends(title, STR("请示》")))
			return DOCUMENT_SUBMITTED;
		if (behind.verb == VERB_NONE)
			return draft ? DOCUMENT_DRAFTED : DOCUMENT_CITED;
		return draft && behind.verb != VERB_SUBMIT ? DOCUMENT_DRAFTED : action_of_verb(&behind, trial);
	}
	if (behind.verb == VERB_SUBMIT && !before.not &&!(before.verb == VERB_DRAFT && behind.future))
		return DOCUMENT_SUBMITTED;
	return draft && before.verb != VERB_SUBMIT ? DOCUMENT_DRAFTED : action_of_verb(&before, trial);
}

/* Whether the title follows the last one in a row: 《甲》、《乙》和《丙》. */
static bool chained(const struct facts *f, const char *from)
{
	FACTS_LIST(joints, STR("、"), STR("和"), STR("及"), STR("与"), STR("以及"));
	const struct str *w;

	if (!f->title_end || f->title_end > from)
		return false;
	if (f->title_end == from)
		return true;
	w = facts_any_at(f, f->title_end, joints);
	return w && facts_blanks(f, f->title_end + w->len, 1) == from;
}

static struct fact_document *push(struct facts *f, const char *from, const char *to)
{
	struct fact_document *d = vec_push(&f->r->documents);

	if (d)
		d->span = facts_span(f, from, to);
	return d;
}

static int titled(struct facts *f, const char *from, const char **ret_next)
{
	const char *end, *note, *number_end;
	struct fact_document *d;
	struct str number = STR_NONE;

	if (f->unclosed && from < f->unclosed)
		return 0;
	end = title_end(f, from);
	if (!end) {
		size_t room = (size_t)(f->limit - from);
		const char *line = memchr(from, '\n', room < TITLE_BYTES ? room : TITLE_BYTES);
		/* nested ones of the same line need not look again */
		f->unclosed = line ? line : room < TITLE_BYTES ? f->limit : from;
		return 0;
	}
	note = note_end(f, end);
	number_end = number_behind(f, note, &number);
	if (!chained(f, from))
		f->title_action = action_of(f, from, end, note);
	else if (f->title_action == DOCUMENT_TRIAL || f->title_action == DOCUMENT_ISSUED) /* each for itself */
		f->title_action = str_has(facts_str(from, note), STR("试行")) ? DOCUMENT_TRIAL : DOCUMENT_ISSUED;
	f->title_end = number.ptr ? number_end : note;
	*ret_next = f->title_end;
	d = push(f, from, number.ptr ? number_end : end);
	if (!d)
		return ERR_NOMEM;
	d->title = facts_str(from, end);
	d->number = number;
	d->action = f->title_action;
	return 0;
}

/* Without an organ's code it is a document's where a verb or 文件 says so: 根据（2020）45号文件. */
static bool stands_alone(const struct facts *f, const char *from, const char *to)
{
	FACTS_LIST(verbs, STR("根据"), STR("按照"), STR("依据"), STR("依照"), STR("印发"), STR("下发"), STR("转发"));
	FACTS_LIST(nouns, STR("文件"), STR("通知"), STR("文要求"), STR("文规定"));

	return facts_any_before(f, from, verbs) || facts_any_at(f, facts_blanks(f, to, 1), nouns);
}

/* 澄政办发 2010123 号: where the code before it says that it is one. */
static bool run_after_code(const struct facts *f, const char *from, const char **ret_code_end)
{
	FACTS_LIST(ends, STR("发"), STR("函"), STR("办字"), STR("政办"), STR("党字"), STR("规"));
	const char *p = from;

	while (p > f->begin && p[-1] == ' ' && from - p < 2)
		p--;
	*ret_code_end = p;
	return facts_any_before(f, p, ends) != NULL;
}

/* A number without a title before it; a title may follow: 常政办发〔2019〕12号《...》. */
static int numbered(struct facts *f, const char *from, const char *to, bool run)
{
	const char *code_end = from, *start;
	struct fact_document *d;
	struct context c;

	if (run && !run_after_code(f, from, &code_end))
		return 0;
	start = code_start(f, code_end);
	if ((start == code_end && (run || !stands_alone(f, from, to))) || not_a_document(f, to))
		return 0;
	d = push(f, start, to);
	if (!d)
		return ERR_NOMEM;
	d->number = facts_str(start, to);
	c = read_before(f, start);
	d->action = action_of_verb(&c, false);
	return 0;
}

int facts_document(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	size_t before = f->r->documents.len;
	int rc = t == FACT_TITLE ? titled(f, from, ret_next) : numbered(f, from, to, t == FACT_DOC_RUN);

	if (t != FACT_DOC_RUN || rc < 0 || f->r->documents.len > before)
		return rc;
	*ret_next = from + strlen("2019年");
	if (facts_before(f, *ret_next, STR("年"))) /* 2019年5号楼 */
		return facts_date(f, FACT_Y, from, *ret_next, ret_next);
	*ret_next = from + 4; /* only a number that 号 follows */
	while (*ret_next < to && **ret_next >= '0' && **ret_next <= '9')
		++*ret_next;
	return facts_number(f, FACT_NUMBER, from, *ret_next, ret_next);
}

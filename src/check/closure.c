/* BH201, BH202, BH203: what an item's own sentences say against its being done. */
#include "closure.h"

#include "mood.h"
#include "rules.h"
#include "sight.h"
#include "spot.h"

#define QUOTE_MAX 270 /* bytes of a quoted passage, about 90 characters: what every output shows whole */
/* A promise further off than this is no promise about the rectification (有效期至…). */
#define PROMISE_YEARS_MAX 5

enum dating { DATING_NONE, DATING_LATER, DATING_EXPIRED }; /* BH201, BH202, BH203 */

struct reading {
	struct check *c;
	const struct closure_item *item;
	struct span leaf; /* the text being read */
	bool result;      /* it is the result's own */
	const struct closure *closure;
	struct date report_date;     /* the closure's */
	const struct rule *rules[3]; /* by enum dating; NULL: switched off */
};

static struct date promise_of(const struct reading *rd, const struct mood *m, bool *explicit_year)
{
	struct date none = { 0 };
	*explicit_year = false;
	if (!m->has_promise || date_is_none(rd->report_date))
		return none;
	struct date d = closure_promise_date(rd->c->report, rd->report_date, m->promise, m->sentence, explicit_year);
	if (date_is_none(d) || d.year > rd->report_date.year + PROMISE_YEARS_MAX ||
		d.year + PROMISE_YEARS_MAX < rd->report_date.year)
		return none;
	return d;
}

/* The day has 于 before it and right behind it what was done. */
static bool tells_deed(const struct reading *rd, const struct mood *m)
{
	static const char *const deeds[] = { "印发", "出台", "召开", "下发", "举办", "组织", "签订", "通过" };
	struct str text = rd->c->report->text, behind = str_sub(text, m->promise.end, m->sentence.end);
	struct str clause = str_sub(behind, 0, str_find(behind, STR("，"), 0));
	bool deed = false;
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		deed |= str_starts(clause, str_from(deeds[i]));
	deed |= str_has(clause, STR("签订合同")) || str_has(clause, STR("签订协议")); /* 于11月16日与中标企业签订合同 */
	struct str before = str_sub(text, m->sentence.start, m->promise.start);
	static const struct str ahead[] = { STR_INIT("前"), STR_INIT("底"), STR_INIT("起"), STR_INIT("至"),
		STR_INIT("到"), STR_INIT("开"), { NULL, 0 } };
	/* 2024年8月12日对发放情况张榜公示: the sentence begins with the day */
	bool begins = before.len <= sizeof("二是") && !spot_starts(behind, ahead) &&
		      !spot_any(behind, (const struct str[]){ STR_INIT("将"), STR_INIT("拟"), { NULL, 0 } });
	return begins || (deed && str_ends(before, STR("于")) && !spot_starts(behind, ahead));
}

/* 年内招聘6名，8月底全部到岗: and so it was. 将于2029年毕业: that is when others end. */
static bool was_kept(const struct reading *rd, const struct mood *m)
{
	static const struct str kept[] = { STR_INIT("全部到"), STR_INIT("全部完"), STR_INIT("全部办"), STR_INIT("均已"),
		STR_INIT("已于"), STR_INIT("已全"), STR_INIT("现已"), { NULL, 0 } };
	static const struct str terms[] = { STR_INIT("毕业"), STR_INIT("到期"), STR_INIT("届满"), STR_INIT("期满"),
		STR_INIT("退休"), { NULL, 0 } };
	struct str text = rd->c->report->text, behind = str_sub(text, m->promise.end, m->sentence.end);
	/* 规定每季度公示，第三季度已于10月公示，第四季度将于明年1月公示: what goes on has begun */
	static const struct str rounds[] = { STR_INIT("每季"), STR_INIT("每月"), STR_INIT("每半年"), STR_INIT("每年"),
		{ NULL, 0 } };
	struct str before = str_sub(text, m->sentence.start, m->promise.start);
	bool round = spot_any(before, rounds) && str_has(before, STR("已"));
	/* 计划用两年完成，一年内提前完成 */
	static const struct str early[] = { STR_INIT("提前完成"), STR_INIT("提前建成"), STR_INIT("提前竣工"),
		STR_INIT("如期完成"), STR_INIT("按期完成"), { NULL, 0 } };
	size_t comma = str_find(behind, STR("，"), 0);
	if (spot_starts(behind, early))
		return true;
	/* 年内新建成节水小区4个: the year in which it was */
	static const struct str told[] = { STR_INIT("新"), STR_INIT("共"), STR_INIT("累计"), STR_INIT("先后"),
		STR_INIT("已"), STR_INIT("开展"), STR_INIT("组织"), STR_INIT("举办"), { NULL, 0 } };
	if (m->bare && str_eq(report_slice(rd->c->report, m->promise), STR("年内")) && spot_starts(behind, told))
		return true;

	return round || spot_starts(behind, terms) ||
	       (comma != STR_NPOS && str_eq(report_slice(rd->c->report, m->promise), STR("年内")) &&
		       spot_any(str_sub(behind, comma, behind.len), kept));
}

/* 2019年计划建设20个，12月底建成19个: the plan's word stands before, the day tells of what was brought about. */
static bool tells_count(const struct reading *rd, const struct mood *m)
{
	static const struct str deeds[] = { STR_INIT("建成"), STR_INIT("完成"), STR_INIT("竣工"), STR_INIT("交付"),
		STR_INIT("拆除"), STR_INIT("收回"), STR_INIT("投用"), { NULL, 0 } };
	struct str text = rd->c->report->text, behind = str_sub(text, m->promise.end, m->sentence.end);
	struct str between = str_sub(text, m->word.end, m->promise.start);
	if (m->word.end > m->promise.start || !(str_has(between, STR("，")) || str_has(between, STR(","))))
		return false;
	for (const struct str *w = deeds; w->len; w++) {
		if (str_starts(behind, *w))
			return behind.len > w->len && behind.ptr[w->len] >= '0' && behind.ptr[w->len] <= '9';
	}
	return false;
}

/* Where the promised day lies, seen from the report. A bare date is a doubt only when the day has surely not come. */
static enum dating dating_of(const struct reading *rd, const struct mood *m, struct date *ret)
{
	bool explicit_year;
	struct date d = promise_of(rd, m, &explicit_year);
	if (date_is_none(d))
		return DATING_NONE;
	*ret = d;
	int order = date_cmp(d, rd->report_date);
	/* 8月底前交付50台, of a report of July: since the inspection there was no other August */
	struct date from = rd->c->report->inspection_start;
	bool only = !date_is_none(from) && d.year == rd->report_date.year && date_to_days(d) - date_to_days(from) < 365;
	/* 于2025年1月15日印发, told as done: BH403 says that the day has not come */
	if (order > 0 && m->bare && str_ends(report_slice(rd->c->report, m->promise), STR("日")) && tells_deed(rd, m))
		return DATING_NONE;
	if (order > 0 && m->bare) /* a bare year is over when the report's own is */
		return rd->item->done && (explicit_year || only) &&
				       !(d.year == rd->report_date.year &&
					       str_ends(report_slice(rd->c->report, m->promise), STR("年")))
			       ? DATING_LATER
			       : DATING_NONE;
	if (order > 0)
		return rd->item->done ? DATING_LATER : DATING_NONE;
	return order < 0 && !m->bare ? DATING_EXPIRED : DATING_NONE;
}

static enum severity graded(enum mood_level level, bool long_term)
{
	int grade = (int)level - MOOD_NOTE - (long_term ? 1 : 0);
	return grade >= SEVERITY_ERROR ? SEVERITY_ERROR : grade == SEVERITY_WARNING ? SEVERITY_WARNING : SEVERITY_NOTE;
}

static struct str done_words(const struct reading *rd)
{
	const struct node *result = rd->item->result;
	if (!result || rd->item->partial)
		return STR("报告称问题已全部整改完成");
	return rd->item->long_term ? STR("标为完成并长期坚持") : STR("标为完成");
}

static int relate_why(const struct reading *rd, struct check_finding *f)
{
	if (rd->item->result && !rd->result)
		return check_relate(rd->c, f, rd->item->result->span);
	const struct closure_cover *cover = &rd->closure->cover;
	return !rd->item->result && cover->found ? check_relate(rd->c, f, cover->span) : 0;
}

static int add_pending(const struct reading *rd, const struct mood *m)
{
	const struct report *r = rd->c->report;
	bool weaker = rd->item->long_term || rd->item->partial; /* the result itself holds something back */
	if (m->level == MOOD_NOTE && weaker)
		return 0;
	bool cut;
	struct str said = closure_words(r, m->sentence, m->word.start, &cut), done = done_words(rd);
	struct check_finding *f = check_add(rd->c, rd->item->item,
		closure_quote(r, m->sentence, m->word.start, QUOTE_MAX), STR_FMT "，这里却写“" STR_FMT "%s”：%s。%s",
		STR_ARG(done), STR_ARG(said), cut ? "…" : "", mood_cause_text(m->cause), mood_advice_text(m->cause));
	if (!f)
		return ERR_NOMEM;
	f->severity = graded(m->level, weaker);
	return relate_why(rd, f);
}

static const char *expired_text(enum mood_cause cause)
{
	return cause == MOOD_ONGOING || cause == MOOD_WAITING || cause == MOOD_NOT_YET ? "文字却仍说没有办成"
										       : "文字却仍写作将来";
}

static int add_dated(const struct reading *rd, const struct mood *m, enum dating dating, struct date promise)
{
	const struct report *r = rd->c->report;
	char day[DATE_TEXT_MAX], own[DATE_TEXT_MAX];
	date_format(promise, day);
	date_format(rd->report_date, own);
	struct str said = report_slice(r, m->promise), done = done_words(rd);
	struct span quote = closure_quote(r, m->sentence, m->word.start, QUOTE_MAX);
	struct check_finding *f;
	if (dating == DATING_LATER)
		f = check_add(rd->c, rd->item->item, quote,
			STR_FMT "，承诺的时间“" STR_FMT
				"”（%s）却在报告日期 %s 之后。时间没到的应写正在推进，提前办成的请写明日期",
			STR_ARG(done), STR_ARG(said), day, own);
	else
		f = check_add(rd->c, rd->item->item, quote,
			"承诺的时间“" STR_FMT
			"”（%s）在报告日期 %s 之前已过，%s。请写明何时办成；没有按期办成的，写明原因和新的时限",
			STR_ARG(said), day, own, expired_text(m->cause));
	if (!f)
		return ERR_NOMEM;
	if (m->bare) /* no word says that it lies ahead, only the day does */
		f->severity = SEVERITY_WARNING;
	bool now = m->cause == MOOD_ONGOING || m->cause == MOOD_WAITING || m->cause == MOOD_NOT_YET;
	if (dating == DATING_EXPIRED && now && rd->item->done && m->level == MOOD_HARD)
		f->severity = SEVERITY_ERROR;
	if (rd->item->long_term && f->severity > SEVERITY_NOTE)
		f->severity--;
	return relate_why(rd, f);
}

/* Said of others, of what lies outside the plan, of what waits for its own term, of what will be better still (预计到年底可再压缩一成). */
static bool is_excused(const struct reading *rd, const struct mood *m)
{
	const struct report *r = rd->c->report;
	struct str sentence = report_slice(r, m->sentence);

	return closure_is_kept(sentence) || closure_is_of_others(sentence) || str_has(sentence, STR("可再")) ||
	       closure_is_apart(str_sub(r->text, m->sentence.start, rd->leaf.end));
}

/* One sentence, one doubt: a comparable date says more than the mood, so the dated rules go first. */
static int on_mood(void *context, const struct mood *local)
{
	struct reading *rd = context;
	struct mood m = *local;
	struct span *spans[] = { &m.sentence, &m.word, &m.promise };
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		spans[i]->start += rd->leaf.start;
		spans[i]->end += rd->leaf.start;
	}
	struct date promise;
	if (m.has_promise && (tells_count(rd, &m) || was_kept(rd, &m)))
		return 0;
	/* 视同完成，持续整改。2025年底前完成剩余任务: the state says itself what goes on */
	if (m.has_promise && rd->result && rd->item->long_term)
		return 0;
	enum dating dating = dating_of(rd, &m, &promise);
	if (dating != DATING_NONE && rd->rules[dating]) {
		if (is_excused(rd, &m))
			return 0;
		rd->c->rule = rd->rules[dating];
		return add_dated(rd, &m, dating, promise);
	}
	if (!rd->rules[DATING_NONE] || !rd->item->done || m.bare || (rd->result && m.level < MOOD_HARD) ||
		is_excused(rd, &m))
		return 0;
	rd->c->rule = rd->rules[DATING_NONE];
	return add_pending(rd, &m);
}

static int read_leaf(struct reading *rd, const struct node *n)
{
	if (!n->text.ptr || n->text.len == 0 || (rd->item->done && closure_is_plan(n)))
		return 0;
	rd->leaf = closure_span(rd->c->report, n->text);
	rd->result = n->kind == NODE_RESULT;
	/* on_mood() has no use for a bare date that is over, and for an item that is open only for promises */
	struct mood_want want = { .dated = !rd->item->done };
	if (rd->item->done)
		want.since = rd->report_date;
	struct hints hints;
	if (!hints_from(rd->c, rd->leaf.start, &hints))
		return ERR_NOMEM;
	return mood_read(n->text, hints, &want, on_mood, rd);
}

/* What was done is read; measures only where no progress stands beside them, for then they tell it. */
static int read_item(struct reading *rd, const struct closure_item *item)
{
	rd->item = item;
	if (!item->done && !rd->rules[DATING_EXPIRED])
		return 0;
	for (const struct node *n = item->item->first; n; n = n->next) {
		bool reads = n->kind != NODE_MEASURE ? closure_tells(item, n) : !item->has_progress;
		if (!reads)
			continue;
		struct node cut = closure_cut(rd->c->report, item, n);
		int rc = read_leaf(rd, item->told_to ? &cut : n);
		if (rc < 0)
			return rc;
	}
	struct node own = closure_account(rd->c->report, item);
	return own.span.start < own.span.end ? read_leaf(rd, &own) : 0;
}

/* The three rules read the same sentences and settle among them which speaks: the first that is switched on reads for all. */
static int run(struct check *c)
{
	static const char *const codes[] = { "BH201", "BH202", "BH203" };
	struct reading rd = { .c = c };
	const struct rule *running = c->rule;
	const struct rule *first = NULL;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		rd.rules[i] = check_enabled(c, codes[i]) ? check_rule_find(str_from(codes[i])) : NULL;
		if (!first)
			first = rd.rules[i];
	}
	if (running != first)
		return 0;
	rd.closure = closure_of(c);
	if (!rd.closure)
		return ERR_NOMEM;
	rd.report_date = rd.closure->report_date;
	int rc = 0;
	for (size_t i = 0; i < rd.closure->items.len && rc >= 0; i++)
		rc = read_item(&rd, &VEC_AT(&rd.closure->items, struct closure_item, i));
	c->rule = running;
	return rc;
}

int check_bh201(struct check *c)
{
	return run(c);
}

int check_bh202(struct check *c)
{
	return run(c);
}

int check_bh203(struct check *c)
{
	return run(c);
}

/* The dates at a report's head and foot: inspection and feedback, signature, publication. */
#include "header_parts.h"

#include "grid.h"
#include "wordlist.h"
#include "words.h"

/* The signature: a line that is a name of a party group (or an office), with a date below it. */
static bool is_signature(struct str s)
{
	if (str_has(s, STR("关于"))) /* a title, above its date */
		return false;
	if (str_starts(s, STR("中共")) && s.len < 160 && !str_has(s, STR("。")) && !str_has(s, STR("，")))
		return true;
	return s.len >= 12 && s.len < 120 && words_is_signer(s);
}

/* The date that makes up the whole of [start, end). */
static struct date whole_line_date(const struct report *r, uint32_t start, uint32_t end)
{
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= end)
			break;
		if (d->precision == DATE_DAY && d->span.start >= start && d->span.start < start + 6 &&
			d->span.end + 6 >= end && !d->year_inferred)
			return d->value;
	}
	return (struct date){ 0, 0, 0 };
}

static void mark_signature(struct report *r, uint32_t from, uint32_t to)
{
	for (struct node *n = r->root->first; n; n = n->next)
		if (n->kind == NODE_PROSE && n->prose != PROSE_COPY && n->span.start >= from && n->span.end <= to)
			n->prose = PROSE_SIGNATURE;
}

/* 中共…委员会　2023年12月20日: the name before the date that ends the line; NONE: it is no such line. */
static struct str signer_before_date(struct str line)
{
	size_t at = line.len < 220 ? words_date_before(line) : line.len;
	struct str name = str_trim(str_sub(line, 0, at));
	return at < line.len && is_signature(name) ? name : STR_NONE;
}

/* Where a signature is looked for; `named`: only below who signs, and below a sentence. */
struct foot {
	uint32_t from, to;
	bool named;
};

/* The first line there that is a date, with the signing name above it or before it. */
static bool find_foot(struct report *r, const struct outline *o, const struct foot *f)
{
	struct str above = STR_NONE;
	uint32_t above_start = 0;
	bool told = !f->named;
	for (size_t i = 0; i < o->body && header_line(o, i)->start < f->to; i++) {
		const struct line *l = header_line(o, i);
		if (l->start == l->end || l->start < f->from)
			continue;
		struct str s = header_text(o, i), name = signer_before_date(s);
		uint32_t from = name.len ? (uint32_t)(name.ptr - o->text.ptr) + (uint32_t)name.len : l->start;
		struct str date = str_trim(str_sub(o->text, from, l->end));
		from = date.len ? (uint32_t)(date.ptr - o->text.ptr) : l->end;
		struct date d = date.len && date.len < 60 ? whole_line_date(r, from, l->end) : (struct date){ 0, 0, 0 };
		bool named = !date_is_none(d) && !name.len && above.len && (is_signature(above) || words_signs(above));
		if (!date_is_none(d) && told && (named || name.len || !f->named)) {
			r->signed_date = d;
			name = named ? above : name;
			if (is_signature(name) && !r->unit.len)
				r->unit = name;
			mark_signature(r, named ? above_start : l->start, l->end);
			return true;
		}
		told = told || str_ends(s, STR("。"));
		above = s;
		above_start = l->start;
	}
	return false;
}

static bool near_word(const struct report *r, uint32_t from, uint32_t to, struct str word)
{
	return str_has(str_sub(r->text, from, to), word);
}

/* The end of the sentence, or of the cell, that holds `at`. */
static uint32_t sentence_end(const struct report *r, uint32_t at)
{
	struct str s = str_sub(r->text, 0, at + 600 < r->text.len ? at + 600 : r->text.len);
	size_t end = str_find(s, STR("。"), at), cell = str_find(s, STR("\t"), at);
	end = end == STR_NPOS ? at + 240 : end;
	return (uint32_t)(cell < end ? cell : end);
}

/* 填报日期：2025年9月15日 above a ledger: the label says whose the date is, not what stands below it. */
static bool is_labelled(const struct report *r, const struct fact_date *d)
{
	struct str before = str_trim(str_sub(r->text, d->span.start > 12 ? d->span.start - 12 : 0, d->span.start));
	return str_ends(before, STR("：")) || str_ends(before, STR(":"));
}

/* All of its line: that of a signature. */
static bool stands_alone(const struct report *r, const struct fact_date *d)
{
	struct str before = str_sub(r->text, 0, d->span.start), behind = str_sub(r->text, d->span.end, r->text.len);
	size_t line = str_rfind(str_sub(before, before.len > 60 ? before.len - 60 : 0, before.len), STR("\n"));
	size_t end = str_find(str_sub(behind, 0, 60), STR("\n"), 0);
	return line != STR_NPOS && end != STR_NPOS &&
	       !str_trim(str_sub(before, (before.len > 60 ? before.len - 60 : 0) + line, before.len)).len &&
	       !str_trim(str_sub(behind, 0, end)).len;
}

/* 2023年6月30日出具了审计报告, 审计报告于7月14日送达: what an audit feeds back. */
static bool delivers_audit(const struct report *r, const struct fact_date *d, uint32_t until)
{
	WORDLIST(verbs, "送达", "出具", "印发", "下达", "下发");
	WORDLIST(papers, "审计报告", "调查报告", "审计意见", "审计决定");
	enum { BEFORE = 45 };
	uint32_t from = d->span.start > BEFORE ? d->span.start - BEFORE : 0;
	struct str behind = str_sub(r->text, d->span.end, until);
	behind = str_sub(behind, 0, str_find(behind, STR("，"), str_starts(behind, STR("，")) ? strlen("，") : 0));

	return HAS(behind, verbs) && (HAS(behind, papers) || HAS(str_sub(r->text, from, d->span.start), papers));
}

/* 公示时间：2023年8月1日至8月7日 */
static bool is_shown(const struct report *r, const struct fact_date *d)
{
	WORDLIST(shown, "公示期", "公示时间");
	enum { BEFORE = 48 };
	struct str before = str_sub(r->text, d->span.start > BEFORE ? d->span.start - BEFORE : 0, d->span.start);
	size_t line = str_rfind(before, STR("\n"));

	return HAS(str_sub(before, line == STR_NPOS ? 0 : line, before.len), shown);
}

static bool is_feedback(const struct report *r, const struct fact_date *d, uint32_t until)
{
	struct str label = str_sub(r->text, d->span.start > 24 ? d->span.start - 24 : 0, d->span.start);
	if (is_labelled(r, d))
		return str_has(label, STR("反馈时间")) || str_has(label, STR("反馈日期"));
	if (is_shown(r, d))
		return false;
	if (delivers_audit(r, d, until))
		return true;
	return near_word(r, d->span.end, until, STR("反馈")) && !near_word(r, d->span.end, until, STR("反馈会后"));
}

/* 9月初, 12月底: no days are told. */
static bool is_part_of_month(struct str s)
{
	return !str_ends(s, STR("月")) && !str_ends(s, STR("月份")) && !str_ends(s, STR("旬")) &&
	       !(s.ptr[s.len - 1] >= '0' && s.ptr[s.len - 1] <= '9');
}

static bool months_of(const struct report *r, size_t i)
{
	const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
	bool months = d->precision == DATE_MONTH && d->value.year && !date_is_none(d->range_end) &&
		      i + 1 < r->dates.len && d[1].precision == DATE_MONTH;
	return months && !is_part_of_month(report_slice(r, d->span)) &&
	       (!is_part_of_month(report_slice(r, d[1].span)) || str_ends(report_slice(r, d[1].span), STR("月底")));
}

static struct date month_end(struct date d)
{
	return (struct date){ d.year, d.month, (uint8_t)date_days_in_month(d.year, d.month) };
}

/* The first or the last day of 4月上旬, 4月. */
static struct date day_of(const struct report *r, const struct fact_date *d, bool last)
{
	static const char *const tenths[] = { "上旬", "中旬", "下旬" };
	struct str s = report_slice(r, d->span);
	struct date day = d->value;
	for (uint8_t i = 0; i < 3; i++)
		if (str_ends(s, str_from(tenths[i])) && (!last || i < 2)) {
			day.day = (uint8_t)(last ? (i + 1) * 10 : i * 10 + 1);
			return day;
		}
	return last ? month_end(day) : day;
}

/* 6月3日至6日，市委巡察组陆续向各党组织反馈: the days it was told on, not those of the inspection. */
static bool is_told_then(const struct report *r, const struct fact_date *d, uint32_t stop)
{
	WORDLIST(acts, "进行", "开展", "年", "月"); /* or another date */
	struct str s = str_sub(r->text, d->span.end, stop);
	size_t told = str_find(s, STR("反馈"), 0), to = str_find(s, STR("向"), 0);

	return told != STR_NPOS && to < told && !HAS(str_sub(s, 0, told), acts);
}

/* 8月29日，县人大常委会审议了审计工作报告: what an audit found was told then. */
static struct date heard_on(const struct report *r, struct str head)
{
	WORDLIST(heard, "审议", "听取");
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= head.len)
			break;
		struct str rest = str_sub(r->text, d->span.end, sentence_end(r, d->span.end));
		size_t report = str_find(rest, STR("审计工作报告"), 0);
		bool next = i + 1 < r->dates.len && report != STR_NPOS && d[1].span.start < d->span.end + report;
		if (d->precision == DATE_DAY && d->value.year && report != STR_NPOS && !next &&
			HAS(str_sub(rest, 0, report), heard))
			return d->value;
	}
	return (struct date){ 0, 0, 0 };
}

void grammar_round(struct report *r)
{
	struct str head = grammar_preamble(r);
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= head.len)
			break;
		bool months = months_of(r, i); /* 2020年9月至11月 */
		if (d->precision != DATE_DAY && !months)
			continue;
		uint32_t stop = sentence_end(r, d->span.end);
		const struct fact_date *next = i + 1 < r->dates.len ? d + 1 : NULL;
		uint32_t until =
			next && next->span.start < stop && date_is_none(d->range_end) ? next->span.start : stop;
		if (!date_is_none(d->range_end) && date_is_none(r->inspection_start) && !is_told_then(r, d, stop) &&
			(near_word(r, d->span.start, stop, STR("巡")) ||
				near_word(r, d->span.start, stop, STR("审计")) ||
				near_word(r, d->span.start, stop, STR("督察")) ||
				near_word(r, d->span.start, stop, STR("督导")))) {
			r->inspection_start = months ? day_of(r, d, false) : d->value;
			r->inspection_end = months ? day_of(r, d + 1, true) : d->range_end;
		} else if (date_is_none(d->range_end) && date_is_none(r->feedback_date) && d->value.year &&
			   is_feedback(r, d, until) && !stands_alone(r, d)) {
			r->feedback_date = d->value;
		}
	}
	if (date_is_none(r->feedback_date))
		r->feedback_date = heard_on(r, head);
}

/* 发布时间: 2021-03-06 11:17, anywhere outside the report's own text; `text`: where that begins. */
static void find_labelled_date(struct report *r, uint32_t text)
{
	enum { FULL_LABELS = 5 }; /* what the others say depends on the line */
	static const char *const labels[] = { "发布时间", "发布日期", "发文日期", "发文时间", "更新时间", "发布：",
		"发布:", "日期：", "日期:", "时间：", "时间:" };
	for (const struct node *n = r->root->first; n; n = n->next) {
		bool furniture = n->kind == NODE_PROSE && n->prose == PROSE_FURNITURE;
		if (n->kind != NODE_PROSE || (!furniture && n->span.end > text))
			continue;
		for (size_t k = 0; k < (furniture ? COUNT(labels) : FULL_LABELS); k++) {
			size_t at = str_find(n->text, str_from(labels[k]), 0);
			if (at == STR_NPOS)
				continue;
			uint32_t from = n->span.start + (uint32_t)at;
			for (size_t i = 0; i < r->dates.len; i++) {
				const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
				if (d->span.start >= from && d->span.start < from + 40 && d->precision == DATE_DAY) {
					r->published_date = d->value;
					return;
				}
			}
		}
	}
}

static size_t first_paragraph(const struct outline *o)
{
	size_t i = 0;
	while (i < o->body && header_line(o, i)->start < HEAD_BYTES && !header_is_paragraph(header_text(o, i)))
		i++;
	return i < o->body && header_line(o, i)->start < HEAD_BYTES ? i : o->body;
}

uint32_t header_first_paragraph_end(const struct outline *o)
{
	size_t i = first_paragraph(o);
	return i < o->body ? header_line(o, i)->end : 0;
}

/* A full date above the report's first paragraph, that is no meeting's: the page's, even without a label. */
static struct date date_above_text(const struct report *r, const struct outline *o)
{
	size_t end = first_paragraph(o), d = 0;
	size_t table = o->tables.len ? VEC_AT(&o->tables, struct table, 0).line : end;
	end = table < end ? table : end; /* what stands in a ledger's cells is not the page's */
	uint32_t problems = UINT32_MAX;
	for (const struct node *n = r->root->first; n && problems == UINT32_MAX; n = n->next)
		problems = n->kind == NODE_ASPECT ? n->span.start : problems;
	for (size_t i = 0; i < end && end < o->body; i++) {
		if (header_line(o, i)->start >= problems) /* 整改时限：2023年12月31日 */
			break;
		if (str_has(header_text(o, i), STR("会议")) || str_has(header_text(o, i), STR("成文")))
			continue;
		for (; d < r->dates.len && VEC_AT(&r->dates, struct fact_date, d).span.start < header_line(o, i)->end;
			d++) {
			const struct fact_date *f = &VEC_AT(&r->dates, struct fact_date, d);
			if (f->span.start >= header_line(o, i)->start && f->precision == DATE_DAY &&
				!f->year_inferred && date_is_none(f->range_end))
				return f->value;
		}
	}
	return (struct date){ 0, 0, 0 };
}

/* The first date told to the day in [from, to). */
static struct date date_in(const struct report *r, uint32_t from, uint32_t to)
{
	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (d->span.start >= to)
			break;
		if (d->span.start >= from && d->precision == DATE_DAY && !d->year_inferred)
			return d->value;
	}
	return (struct date){ 0, 0, 0 };
}

/* Where a date below a title begins that is the text's own: （2022年5月31日）, …委员会（2022年5月31日）, 填报日期：…, or that of the
 * meeting it was read at; STR_NPOS: there is none. */
static size_t own_date(const struct report *r, struct str line)
{
	static const char *const labels[] = { "填报日期", "填报时间", "报告日期", "成文日期", "成文时间" };
	static const char *const open[] = { "（", "(" };
	for (size_t i = 0; i < COUNT(labels); i++) {
		size_t at = str_find(line, str_from(labels[i]), 0);
		if (at != STR_NPOS)
			return at;
	}
	uint32_t start = (uint32_t)(line.ptr - r->text.ptr);
	if (str_has(line, STR("会议上")) && line.len < 200)
		return 0;
	for (size_t i = 0; i < COUNT(open); i++) {
		size_t at = str_rfind(line, str_from(open[i]));
		bool alone = at != STR_NPOS &&
			     !date_is_none(whole_line_date(r, start + (uint32_t)at, start + (uint32_t)line.len));
		if (alone && (at == 0 || is_signature(str_trim(str_sub(line, 0, at)))))
			return at;
	}
	return STR_NPOS;
}

/* Nobody signs below the text: what stands below the title tells. */
static void sign_at_head(struct report *r, const struct outline *o)
{
	enum { TITLE_LINES = 16 };
	size_t end = first_paragraph(o);
	bool notice = str_has(r->title, STR("反馈意见（")) || str_ends(r->title, STR("反馈意见"));
	for (size_t i = 0; i < (end < o->body ? end : TITLE_LINES) && i < o->body; i++) {
		struct str line = str_trim(header_text(o, i));
		size_t at = line.len ? own_date(r, line) : STR_NPOS;
		if (at == STR_NPOS)
			continue;
		uint32_t from = header_line(o, i)->start, start = (uint32_t)(line.ptr - r->text.ptr) + (uint32_t)at;
		struct date d =
			date_in(r, start, start + 60 < header_line(o, i)->end ? start + 60 : header_line(o, i)->end);
		struct str name = str_trim(str_sub(line, 0, at));
		if (date_is_none(d))
			continue;
		if (notice)
			r->feedback_date = d;
		else
			r->signed_date = d;
		if (name.len && is_signature(name) && !r->unit.len && from < start)
			r->unit = name;
		return;
	}
}

/* Where 附件 stands alone, UINT32_MAX: nowhere. */
static uint32_t annex_start(const struct outline *o)
{
	for (size_t i = 0; i < o->body; i++) {
		struct str s = header_text(o, i);
		if (s.len <= strlen("附件：") &&
			(str_eq(s, STR("附件")) || str_eq(s, STR("附件：")) || str_eq(s, STR("附件:"))))
			return header_line(o, i)->start;
	}
	return UINT32_MAX;
}

void header_find_signature(struct report *r, const struct outline *o, uint32_t behind)
{
	if (find_foot(r, o, &(struct foot){ behind, UINT32_MAX, false }))
		return;
	uint32_t annex = annex_start(o); /* the problems may go on behind the signature */
	if (annex < behind && find_foot(r, o, &(struct foot){ (uint32_t)grammar_preamble(r).len, annex, true }))
		return;
	/* a notice that issues what stands below it is signed above that */
	if (!find_foot(r, o, &(struct foot){ 0, (uint32_t)grammar_preamble(r).len, true }))
		sign_at_head(r, o);
}

/* （2026年11月5日公布） on a line of its own; 现予公示，时间为2026年7月28日至8月10日: the first day of what is open to all. */
/* （清源市水务局供稿，2025年10月22日）, （本报记者 李某某 10月19日） behind the text: the date closes a short bracket. */
static bool closes_bracket(const struct report *r, const struct fact_date *d)
{
	enum { BRACKET = 150, CLOSE = 24 }; /* 2022年4月20日 第2版） */
	struct str behind =
		str_sub(r->text, d->span.end, d->span.end + CLOSE < r->text.len ? d->span.end + CLOSE : r->text.len);
	size_t wide = str_find(behind, STR("）"), 0), narrow = str_find(behind, STR(")"), 0);
	behind = str_sub(behind, 0, wide < narrow ? wide : narrow);
	bool closed = (wide != STR_NPOS || narrow != STR_NPOS) && !str_has(behind, STR("\n")) &&
		      !str_has(behind, STR("，")) && !str_has(behind, STR("。")) && !str_has(behind, STR("（")) &&
		      !str_has(behind, STR("("));
	struct str before = str_sub(r->text, d->span.start > BRACKET ? d->span.start - BRACKET : 0, d->span.start);
	size_t full = str_rfind(before, STR("（")), half = str_rfind(before, STR("("));
	size_t open = full == STR_NPOS || (half != STR_NPOS && half > full) ? half : full;
	if (open == STR_NPOS || !closed)
		return false;
	WORDLIST(sent, "供稿", "记者", "报道", "来源", "公开", "公布", "发布");
	size_t mark = open == full ? strlen("（") : 1;
	struct str in = str_trim(str_sub(before, open + mark, before.len)), above = str_trim(str_sub(before, 0, open));
	bool who = HAS(in, sent) || words_is_signer(in);
	return who && !str_has(in, STR("\n")) && !str_has(in, STR("。")) && (str_ends(above, STR("。")) || !above.len);
}

static struct date date_opened(const struct report *r, uint32_t behind)
{
	WORDLIST(published, "公布", "发布", "公开");
	enum { BEFORE = 60, GAP = 24, TAIL = 300 };
	for (size_t i = r->dates.len; i-- > 0;) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		bool inside = d->span.start >= grammar_preamble(r).len && d->span.start < behind;
		bool tail = d->span.start > behind || r->text.len - d->span.end < TAIL;
		if (d->precision == DATE_DAY && d->value.year && tail && closes_bracket(r, d))
			return d->value;
		if (d->precision != DATE_DAY || d->year_inferred || d->span.start == 0 || inside)
			continue;
		struct str before =
			str_sub(r->text, d->span.start > BEFORE ? d->span.start - BEFORE : 0, d->span.start);
		struct str rest = str_sub(r->text, d->span.end, r->text.len);
		size_t word = wordlist_at(published, rest);
		bool bracket = str_ends(before, STR("\n（")) || str_ends(before, STR("\n("));
		bool closes = str_starts(str_sub(rest, word, word + 3), STR("）")) ||
			      str_starts(str_sub(rest, word, word + 1), STR(")"));
		size_t shown = str_rfind(before, STR("公示"));
		struct str gap = shown == STR_NPOS ? STR_NONE : str_sub(before, shown + strlen("公示"), before.len);
		bool show =
			!date_is_none(d->range_end) && shown != STR_NPOS && gap.len <= GAP && !str_has(gap, STR("\n"));
		if ((bracket && word && closes) || show)
			return d->value;
	}
	return (struct date){ 0, 0, 0 };
}

void header_find_published(struct report *r, const struct outline *o, uint32_t behind)
{
	size_t first = first_paragraph(o);
	find_labelled_date(r, first < o->body ? header_line(o, first)->start : 0);
	if (!date_is_none(r->published_date))
		return;
	struct date d = date_above_text(r, o), own = date_is_none(r->signed_date) ? r->feedback_date : r->signed_date;
	if (date_is_none(d))
		r->published_date = date_opened(r, behind);
	else if (date_is_none(own) ||
		 date_cmp(d, own) != 0) /* what stands below the title may be the text's own date */
		r->published_date = d;
}

/* BH801-BH807: form (GB/T 9704-2012, GB/T 15834, GB/T 15835). Notes, mostly one for a report: what is wrong the same way
 * in many places is said once, with the first places beside it. */
#include "rules.h"
#include "sight.h"
#include "spot.h"
#include "utf8.h"

#define PLACES_MAX 12 /* shown beside the first */
#define PAGE_LINE 240 /* bytes: a line of a page is short */

/* The first place gets the finding, the next ones stand beside it. */
struct places {
	struct span first[PLACES_MAX + 1];
	size_t count;
};

static void place_add(struct places *p, struct span s)
{
	if (p->count <= PLACES_MAX)
		p->first[p->count] = s;
	p->count++;
}

static int place_relate(struct check *c, struct check_finding *f, const struct places *p)
{
	if (!f)
		return ERR_NOMEM;
	for (size_t i = 1; i < p->count && i <= PLACES_MAX; i++) {
		if (check_relate(c, f, p->first[i]) < 0)
			return ERR_NOMEM;
	}
	return 0;
}

static bool is_own(const struct node *leaf)
{
	return leaf && !(leaf->kind == NODE_PROSE && (leaf->prose == PROSE_FURNITURE || leaf->prose == PROSE_COPY));
}

/* A line of the page around it (成文时间：…, 作者：… 点击：…), and none of the document. */
static bool is_page_line(const struct report *r, struct span at)
{
	static const struct str words[] = { STR_INIT("来源"), STR_INIT("作者"), STR_INIT("点击"), STR_INIT("浏览"),
		STR_INIT("成文时间"), STR_INIT("成文日期"), STR_INIT("发布时间"), STR_INIT("发布日期"),
		STR_INIT("发文日期"), STR_INIT("索引号"), STR_INIT("字号"), STR_INIT("打印"), STR_INIT("温馨提示"),
		STR_INIT("上一篇"), STR_INIT("下一篇"), STR_INIT("版权"), STR_INIT("公开日期"), { NULL, 0 } };
	uint32_t from = at.start, to = at.end;

	while (from > 0 && at.start - from < PAGE_LINE && r->text.ptr[from - 1] != '\n')
		from--;
	while (to < r->text.len && to - at.end < PAGE_LINE && r->text.ptr[to] != '\n')
		to++;
	return to - from < PAGE_LINE && spot_any(spot_text(r, from, to), words);
}

/* --- BH801 --- */

/* Where the year's bracket begins in a document number. */
static size_t bracket_of(struct str s)
{
	size_t at = 0;

	while (at < s.len && ((unsigned char)s.ptr[at] >= 0xE4 || (s.ptr[at] >= 'A' && s.ptr[at] <= 'Z')) &&
		(unsigned char)s.ptr[at] <= 0xE9)
		at += (unsigned char)s.ptr[at] >= 0x80 ? 3 : 1;
	return at;
}

static const char *number_fault(struct str number)
{
	size_t at = bracket_of(number);
	struct str rest = str_sub(number, at, number.len);

	if (at == 0 || at >= number.len)
		return NULL;
	if (!str_starts(rest, STR("〔")) && !str_starts(rest, STR("﹝")))
		return "年份应当用六角括号〔〕";
	if (str_has(rest, STR("第")))
		return "顺序号前不加“第”";
	if (str_has(rest, STR("〕0")) || str_has(rest, STR("﹞0")))
		return "顺序号不编虚位（不写 01）";
	return NULL;
}

int check_bh801(struct check *c)
{
	const struct report *r = c->report;
	struct places p = { .count = 0 };
	const char *fault = NULL;

	for (size_t i = 0; i < r->documents.len; i++) {
		const struct fact_document *d = &VEC_AT(&r->documents, struct fact_document, i);
		const char *why = d->number.ptr ? number_fault(d->number) : NULL;
		if (!why)
			continue;
		fault = fault ? fault : why;
		uint32_t start = (uint32_t)(d->number.ptr - r->text.ptr);
		place_add(&p, (struct span){ start, start + (uint32_t)d->number.len });
	}
	if (!p.count)
		return 0;
	return place_relate(c,
		check_add(c, NULL, p.first[0], "发文字号“" STR_FMT "”%s（GB/T 9704—2012 第 7.2.5 条），全文 %zu 处",
			STR_ARG(report_slice(r, p.first[0])), fault, p.count),
		&p);
}

/* --- BH802 --- */

/* 一、 is 1, （一） 2, 1. 3, （1） 4; 0: another kind of number. */
static int level_of(struct str no)
{
	static const char numerals[] = "一二三四五六七八九十";
	bool bracket = str_starts(no, STR("（")) || str_starts(no, STR("("));
	struct str s = bracket ? str_sub(no, no.ptr[0] == '(' ? 1 : 3, no.len) : no;

	if (s.len == 0)
		return 0;
	if (s.ptr[0] >= '0' && s.ptr[0] <= '9')
		return bracket ? 4 : 3;
	for (size_t i = 0; s.len >= 3 && i + 3 < sizeof(numerals); i += 3) {
		if (memcmp(numerals + i, s.ptr, 3) == 0)
			return bracket ? 2 : 1;
	}
	return 0;
}

static const char *const level_names[] = { "", "一、", "（一）", "1.", "（1）" };

/* The nearest heading above with a level. */
static const struct node *numbered_above(const struct node *n, int *ret_level)
{
	for (n = n->parent; n; n = n->parent) {
		*ret_level = n->no.ptr ? level_of(n->no) : 0;
		if (*ret_level)
			return n;
	}
	return NULL;
}

int check_bh802(struct check *c)
{
	const struct report *r = c->report;
	struct places p = { .count = 0 };
	int below = 0, above = 0;

	for (struct node *n = node_walk(r->root, r->root); n; n = node_walk(r->root, n)) {
		bool heading = (n->kind == NODE_ASPECT || n->kind == NODE_PROBLEM || n->kind == NODE_ITEM) &&
			       !str_ends(n->no, STR("是")); /* 一是 is no level */
		int level = heading && n->no.ptr ? level_of(n->no) : 0, upper = 0;
		const struct node *up = level ? numbered_above(n, &upper) : NULL;
		if (!up || upper <= level || up->span.start == n->span.start)
			continue;
		if (!p.count) {
			below = level;
			above = upper;
		}
		uint32_t start = n->span.start;
		place_add(&p, (struct span){ start,
				      start + (uint32_t)utf8_prefix(spot_text(r, start,
									    n->head_span.end > start ? n->head_span.end
												     : n->span.end),
						      24) });
	}
	if (!p.count)
		return 0;
	return place_relate(c,
		check_add(c, NULL, p.first[0],
			"层次序数颠倒：“%s”之下用了“%s”。次序是 一、（一）1.（1）（GB/T 9704—2012 第 7.3.3 条），全文 %zu 处",
			level_names[above], level_names[below], p.count),
		&p);
}

/* --- BH803 --- */

/* Commas of full width, at most so many. */
static size_t count_wide(const struct report *r, size_t most)
{
	const char *p = r->text.ptr, *end = p + r->text.len;
	size_t wide = 0;

	/* in a text of half width few characters begin so */
	for (; wide < most && (p = memchr(p, 0xEF, (size_t)(end - p))); p += 3) /* ，: zero bytes lie behind the text */
		wide += (unsigned char)p[1] == 0xBC && (unsigned char)p[2] == 0x8C;
	return wide;
}

/* What was copied from a page has the marks of the page's editor, and no more the document's own. */
static bool is_of_page(const struct report *r)
{
	for (const struct node *n = r->root->first; n; n = n->next) {
		if (n->kind == NODE_PROSE && n->prose == PROSE_FURNITURE)
			return true;
	}
	return !date_is_none(r->published_date);
}

/* 报告(清审行报〔2023〕18号): brackets of a document's number, which has marks of its own. */
static bool opens_number(const struct report *r, uint32_t at)
{
	enum { FAR = 60 };
	struct str s = spot_text(r, at, at + FAR);
	size_t close = str_find(s, STR(")"), 0);

	return str_starts(s, STR("(")) && close != STR_NPOS && str_ends(str_sub(s, 0, close), STR("号"));
}

int check_bh803(struct check *c)
{
	const struct report *r = c->report;
	const struct vec *v = is_of_page(r) ? NULL : halves_of(c);
	struct spot spot = spot_begin(r);
	struct places p = { .count = 0 };

	if (!v)
		return is_of_page(r) ? 0 : ERR_NOMEM;
	/* a text whose marks are all of half width was converted so: only a mixture is a slip */
	size_t wide = v->len ? count_wide(r, v->len + 1) : 0;
	for (size_t i = 0; i < v->len && p.count < wide; i++) {
		uint32_t at = VEC_AT(v, uint32_t, i);
		struct span mark = { at, at + 1 };
		if (is_own(spot_leaf(&spot, at)) && !is_page_line(r, mark) && !opens_number(r, at))
			place_add(&p, mark);
	}
	if (!p.count || p.count >= wide)
		return 0;
	/* a mark alone is hard to find: it is quoted with what stands around it */
	struct span first = { p.first[0].start - 3, p.first[0].end + 3 };
	return place_relate(c,
		check_add(c, NULL, first,
			"汉字之间用了半角标点“" STR_FMT "”，应当用全角（GB/T 15834—2011），全文 %zu 处",
			STR_ARG(report_slice(r, p.first[0])), p.count),
		&p);
}

/* --- BH804 --- */

int check_bh804(struct check *c)
{
	static const struct str kinds[] = { STR_INIT("通报"), STR_INIT("报告"), STR_INIT("公告"), STR_INIT("公示"),
		STR_INIT("通知"), STR_INIT("函"), STR_INIT("请示"), STR_INIT("批复"), STR_INIT("纪要"),
		STR_INIT("决定"), STR_INIT("通告"), STR_INIT("方案"), STR_INIT("说明"), STR_INIT("通報"),
		STR_INIT("報告"), { NULL, 0 } };
	const struct report *r = c->report;
	struct str title = str_trim(r->title);
	size_t open = str_rfind(title, STR("（")), half = str_rfind(title, STR("("));

	if (open != STR_NPOS && open > 0 && str_ends(title, STR("）"))) /* （摘要） */
		title = str_sub(title, 0, open);
	else if (half != STR_NPOS && half > 0 && str_ends(title, STR(")"))) /* (附一览表) */
		title = str_sub(title, 0, half);
	if (title.len == 0 || title.ptr < r->text.ptr || title.ptr >= r->text.ptr + r->text.len)
		return 0;
	uint32_t start = (uint32_t)(title.ptr - r->text.ptr);
	struct span s = { start, start + (uint32_t)title.len };
	/* a ledger is no official document */
	if (str_ends(title, STR("台账")) || str_has(title, STR("台账（")) || str_ends(title, STR("清单")) ||
		str_ends(title, STR("表")))
		return 0;
	/* 整改情况公开 is how environmental inspections are answered; 第四巡察组向…反馈巡察情况 is news */
	/* 清源市通报…反馈意见整改情况: news too */
	if (str_ends(title, STR("公开")) || str_has(title, STR("公布")) || str_has(title, STR("通报")) ||
		(str_has(title, STR("反馈")) && str_has(title, STR("组向"))))
		return 0;
	/* the kind stands at the end: 反馈意见整改情况 is no 意见 */
	struct str tail = str_sub(title, title.len > 30 ? title.len - 30 : 0, title.len);
	if (spot_any(tail, kinds) || str_ends(title, STR("意见")))
		return 0;
	return check_add(c, NULL, s, "标题没有文种：由发文机关、事由和文种组成，例如“……党组关于……情况的通报”")
		       ? 0
		       : ERR_NOMEM;
}

/* --- BH805 --- */

/* 年0, 月0, 年０, 月０ in a date with its year. */
static bool is_padded(struct str s)
{
	for (size_t i = 3; i < s.len; i++) {
		struct str before = str_sub(s, i - 3, i);
		bool zero = s.ptr[i] == '0' || (s.ptr[i] == '\xEF' && str_starts(str_sub(s, i, s.len), STR("０")));
		if (zero && (str_eq(before, STR("年")) || str_eq(before, STR("月"))))
			return str_has(s, STR("年"));
	}
	return false;
}

int check_bh805(struct check *c)
{
	const struct report *r = c->report;
	struct spot spot = spot_begin(r);
	struct places p = { .count = 0 };

	for (size_t i = 0; i < r->dates.len; i++) {
		const struct fact_date *d = &VEC_AT(&r->dates, struct fact_date, i);
		if (is_padded(report_slice(r, d->span)) && is_own(spot_leaf(&spot, d->span.start)) &&
			!is_page_line(r, d->span))
			place_add(&p, d->span);
	}
	if (!p.count)
		return 0;
	return place_relate(c,
		check_add(c, NULL, p.first[0],
			"日期“" STR_FMT "”的月、日不编虚位（1月，不写 01月；GB/T 9704—2012 第 7.3.5 条），全文 %zu 处",
			STR_ARG(report_slice(r, p.first[0])), p.count),
		&p);
}

/* --- BH806 --- */

/* The last request of a report stands in its closing: not within “”, not about the wording of requests. */
int check_bh806(struct check *c)
{
	static const struct str requests[] = { STR_INIT("妥否，请"), STR_INIT("当否，请"), STR_INIT("妥否,请"),
		STR_INIT("当否,请"), STR_INIT("请予批准"), STR_INIT("请予审批"), STR_INIT("请批示"), STR_INIT("请批复"),
		STR_INIT("请求批准"), { NULL, 0 } };
	const struct report *r = c->report;

	if (!str_ends(str_trim(r->title), STR("报告")))
		return 0;
	size_t end = r->copies.len > 1 ? VEC_AT(&r->copies, struct span, 1).start : r->text.len;
	size_t from = utf8_floor(r->text, end > 3000 ? end - 3000 : 0);
	struct str tail = str_sub(r->text, from, end);
	for (const struct str *w = requests; w->len; w++) {
		size_t at = str_find(tail, *w, 0);
		if (at == STR_NPOS)
			continue;
		struct span place = { (uint32_t)(from + at), (uint32_t)(from + at + w->len) };
		struct span s = spot_sentence(r, place);
		struct str lead = spot_text(r, s.start, place.start);
		if (str_has(lead, STR("“")) &&
			str_rfind(lead, STR("“")) + 3 > lead.len - (lead.len > 60 ? 60 : lead.len))
			continue;
		return check_add(c, NULL, s,
			       "报告里夹带了请示事项“" STR_FMT
			       "”：报告不得夹带请示事项，请另文请示（《党政机关公文处理工作条例》第十五条）",
			       STR_ARG(*w))
			       ? 0
			       : ERR_NOMEM;
	}
	return 0;
}

/* --- BH807 --- */

/* Whether one of the words parted by blanks stands over the misprint. */
static bool excused(const struct report *r, const struct sight *s, struct str unless)
{
	uint32_t from = s->span.start > 24 ? s->span.start - 24 : 0;
	struct str around = spot_text(r, from, s->span.end + 24);
	size_t place = s->span.start - from, len = s->span.end - s->span.start;

	for (size_t at = 0; at < unless.len;) {
		size_t end = str_find(unless, STR(" "), at);
		struct str word = str_sub(unless, at, end == STR_NPOS ? unless.len : end);
		for (size_t hit = str_find(around, word, 0); word.len && hit != STR_NPOS;
			hit = str_find(around, word, hit + 1)) {
			if (hit <= place + len && hit + word.len >= place)
				return true;
		}
		at = end == STR_NPOS ? unless.len : end + 1;
	}
	return false;
}

int check_bh807(struct check *c)
{
	const struct report *r = c->report;
	const struct vec *v = sights_of(c);
	struct spot spot = spot_begin(r);

	if (!v)
		return ERR_NOMEM;
	for (size_t i = 0; i < v->len; i++) {
		const struct sight *s = &VEC_AT(v, struct sight, i);
		if (s->kind != SIGHT_MISPRINT || excused(r, s, misprints[s->word].unless))
			continue;
		const struct node *leaf = spot_leaf(&spot, s->span.start);
		if (!is_own(leaf))
			continue;
		if (!check_add(c, leaf, s->span, "像是错字：“" STR_FMT "”，应为“" STR_FMT "”？",
			    STR_ARG(misprints[s->word].wrong), STR_ARG(misprints[s->word].right)))
			return ERR_NOMEM;
	}
	return 0;
}

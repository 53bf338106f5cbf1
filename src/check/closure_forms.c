/* BH204 to BH207: closures whose form alone raises a doubt. */
#include "closure.h"

#include "fault.h"
#include "paper_lex.h"
#include "rules.h"
#include "spot.h"
#include "utf8.h"

/* BH204: fewer items than this share a day by chance. */
#define DAY_ITEMS_MIN 5
#define DAY_PERCENT 90
/* BH205: shorter texts are alike by chance; of longer ones the beginning decides. */
#define ALIKE_CHARS_MIN 20
#define ALIKE_CHARS_MAX 4000
#define ALIKE_PERCENT 85
/* BH206: a sentence longer than this tells more than a meeting. */
#define PAPER_BYTES 200
#define BINS 65536
#define COARSE 512

/* --- BH204 --- */

struct days {
	struct date day; /* the majority's */
	size_t items, same;
	const struct node *first, *last;
};

static bool is_dated(const struct node *result)
{
	return (result->status == RESULT_DONE || result->status == RESULT_LONG_TERM) &&
	       !date_is_none(node_date(result));
}

/* Boyer and Moore's vote: the majority's day, if there is one. */
static struct date vote(const struct closure *k)
{
	struct date day = { 0 };
	long votes = 0;
	for (size_t i = 0; i < k->items.len; i++) {
		const struct node *n = VEC_AT(&k->items, struct closure_item, i).result;
		if (!n || !is_dated(n))
			continue;
		if (votes == 0)
			day = node_date(n);
		votes += date_cmp(day, node_date(n)) == 0 ? 1 : -1;
	}
	return day;
}

static struct days count_day(const struct closure *k)
{
	struct days d = { .day = vote(k) };
	for (size_t i = 0; i < k->items.len; i++) {
		const struct node *n = VEC_AT(&k->items, struct closure_item, i).result;
		d.items += n != NULL;
		if (!n || !is_dated(n) || date_cmp(d.day, node_date(n)) != 0)
			continue;
		d.same++;
		if (!d.first)
			d.first = n;
		d.last = n;
	}
	return d;
}

int check_bh204(struct check *c)
{
	const struct closure *k = closure_of(c);
	if (!k)
		return ERR_NOMEM;
	struct days d = count_day(k);
	if (d.same < DAY_ITEMS_MIN || d.same * 100 < d.items * DAY_PERCENT)
		return 0;
	char day[DATE_TEXT_MAX];
	date_format(d.day, day);
	const struct report *r = c->report;
	bool own = date_cmp(d.day, r->signed_date) == 0 || date_cmp(d.day, r->published_date) == 0;
	struct check_finding *f = check_add(c, d.first, d.first->span,
		"%zu 项中有 %zu 项的完成日期同为 %s（%zu ÷ %zu = %zu%%）%s", d.items, d.same, day, d.same, d.items,
		d.same * 100 / d.items, own ? "，即报告本身的日期" : "：各项难易不同，逐项的完成时间未见记载");
	if (!f)
		return ERR_NOMEM;
	if (own)
		f->severity = SEVERITY_NOTE;
	return check_relate(c, f, d.last->span);
}

/* --- BH205 --- */

struct bins {
	uint16_t count[BINS]; /* of pairs of characters, by hash; all zero between calls */
};

struct coarse {
	uint16_t count[COARSE]; /* bins of `struct bins` together */
};

/* Characters that carry the text: no blanks, punctuation, and none of the little words that turn a plan into a report. */
static bool counts_as_text(uint32_t ch)
{
	if (ch < 0x80)
		return (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z');
	if (ch >= 0x2000 && ch < 0x3040)
		return false;
	if (ch >= 0xFF00 && ch < 0xFF10)
		return false;
	return ch != 0x5DF2 /* 已 */ && ch != 0x4E86 /* 了 */ && ch != 0x7ECF /* 经 */ && ch != 0x5C06 /* 将 */ &&
	       ch != 0x62DF /* 拟 */ && ch != 0xFF1A && ch != 0xFF1B && ch != 0xFF0C && ch != 0xFF08 && ch != 0xFF09;
}

/* Steps over what carries nothing; false at the end. */
static inline bool next_text(struct str s, size_t *pos, uint32_t *ret)
{
	while (*pos < s.len) {
		const unsigned char *p = (const unsigned char *)s.ptr + *pos;
		if (p[0] >= 0xE3 && p[0] < 0xF0) {
			*ret = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
			*pos += 3;
		} else {
			*ret = utf8_next(s, pos);
		}
		if (counts_as_text(*ret))
			return true;
	}
	return false;
}

static inline uint32_t bin_of(uint32_t first, uint32_t second)
{
	return ((first * 2654435761u) ^ (second * 40503u)) >> 7 & (BINS - 1);
}

/* Walks the pairs of characters; `take` returns how much each adds. */
static size_t pairs(struct str s, struct bins *b, int (*take)(uint16_t *bin), size_t *ret_chars)
{
	size_t chars = 0, sum = 0;
	uint32_t last = 0, ch;
	for (size_t pos = 0; chars < ALIKE_CHARS_MAX && next_text(s, &pos, &ch); last = ch) {
		if (chars++ > 0)
			sum += (size_t)take(&b->count[bin_of(last, ch)]);
	}
	*ret_chars = chars;
	return sum;
}

static int put_in(uint16_t *bin)
{
	(*bin)++;
	return 1;
}

static int take_out(uint16_t *bin)
{
	if (*bin == 0)
		return 0;
	(*bin)--;
	return 1;
}

static int empty(uint16_t *bin)
{
	*bin = 0;
	return 0;
}

/* 2·min/(min+max) bounds Dice's coefficient: far different lengths need no look, nor do short texts. */
static bool are_comparable(struct str a, struct str b)
{
	size_t small = a.len < b.len ? a.len : b.len, large = a.len < b.len ? b.len : a.len;
	return small >= ALIKE_CHARS_MIN && small * 2 >= large;
}

/* False: alike() is below ALIKE_PERCENT. Coarser bins have no less in common, and a text that misses too many pairs of
 * the other is read no further: 200c >= P(a + c + m) with c <= a gives m <= a(200 - 2P)/P. */
static bool may_be_alike(struct str a, struct str b)
{
	struct coarse coarse = { { 0 } };
	size_t in_a = 0, chars = 0, missed = 0, pos = 0;
	uint32_t last = 0, ch;
	for (; in_a < ALIKE_CHARS_MAX && next_text(a, &pos, &ch); last = ch) {
		if (in_a++ > 0)
			coarse.count[bin_of(last, ch) % COARSE]++;
	}
	size_t most = in_a * (200 - 2 * ALIKE_PERCENT) / ALIKE_PERCENT;
	for (pos = 0; chars < ALIKE_CHARS_MAX && missed <= most && next_text(b, &pos, &ch); last = ch) {
		if (chars++ == 0)
			continue;
		uint16_t *bin = &coarse.count[bin_of(last, ch) % COARSE];
		missed += *bin == 0;
		*bin = (uint16_t)(*bin - (*bin > 0));
	}
	return missed <= most;
}

/* Dice's coefficient of the two texts' pairs of characters, in percent; 0 when one is too short. */
static unsigned alike(struct str a, struct str b, struct bins *bins)
{
	size_t chars_a, chars_b, ignored;
	size_t total_a = pairs(a, bins, put_in, &chars_a);
	size_t common = pairs(b, bins, take_out, &chars_b);
	pairs(a, bins, empty, &ignored);
	if (chars_a < ALIKE_CHARS_MIN || chars_b < ALIKE_CHARS_MIN)
		return 0;
	return (unsigned)(200 * common / (total_a + chars_b - 1));
}

/* Dates and numbers that the measure does not have are an account of its own. */
static size_t count_digits(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len;) {
		size_t end = s.len - i < UINT8_MAX ? s.len : i + UINT8_MAX;
		uint8_t some = 0; /* sixteen at a time are counted in bytes */
		for (; i < end; i++)
			some = (uint8_t)(some + (s.ptr[i] >= '0' && s.ptr[i] <= '9'));
		n += some;
	}
	return n;
}

static const struct node *next_of(const struct node *n, enum node_kind kind)
{
	while (n && n->kind != kind)
		n = n->next;
	return n;
}

#define SAME_BYTES_MIN 24 /* a line of eight characters and more is no heading */

/* The very words of the measure, without any beside them. */
static bool is_same(struct str a, struct str b)
{
	size_t from_a = 0, from_b = 0, chars = 0;
	uint32_t x, y;
	if (a.len < SAME_BYTES_MIN || b.len < SAME_BYTES_MIN)
		return false;
	for (;; chars++) {
		bool more_a = next_text(a, &from_a, &x), more_b = next_text(b, &from_b, &y);
		if (!more_a || !more_b)
			return more_a == more_b;
		if (x != y || chars > ALIKE_CHARS_MAX)
			return false;
	}
}

static int compare_item(struct check *c, const struct node *item, struct bins **bins)
{
	const struct node *m = next_of(item->first, NODE_MEASURE), *p = next_of(item->first, NODE_PROGRESS);
	for (; m && p; m = next_of(m->next, NODE_MEASURE), p = next_of(p->next, NODE_PROGRESS)) {
		if (!m->text.ptr || !p->text.ptr)
			continue;
		bool same = is_same(m->text, p->text); /* however short */
		if (!same && (!are_comparable(m->text, p->text) || count_digits(p->text) > count_digits(m->text) ||
				     !may_be_alike(m->text, p->text)))
			continue;
		if (!same && !*bins && !(*bins = fault_calloc(1, sizeof(**bins))))
			return ERR_NOMEM;
		unsigned percent = same ? 100 : alike(m->text, p->text, *bins);
		if (percent < ALIKE_PERCENT)
			continue;
		struct check_finding *f = check_add(c, item, closure_span(c->report, p->text),
			"整改进展与整改措施的文字相同 %u%%：进展应写做了什么、何时、结果如何，而不是重复措施", percent);
		if (!f)
			return ERR_NOMEM;
		int rc = check_relate(c, f, m->span);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int check_bh205(struct check *c)
{
	const struct closure *k = closure_of(c);
	struct bins *bins = NULL;
	int rc = k ? 0 : ERR_NOMEM;
	for (size_t i = 0; rc >= 0 && i < k->items.len; i++)
		rc = compare_item(c, VEC_AT(&k->items, struct closure_item, i).item, &bins);
	free(bins);
	return rc;
}

/* --- BH206 --- */

struct paper {
	bool paper, urged, made, rules, act, thing, debt; /* rules: urged, or made */
	size_t papers;                                    /* words of it */
};

/* Stops at the first word of work on things: most texts are left after a few words. */
static void read_paper(struct str s, struct paper *p)
{
	for (size_t pos = 0;;) {
		switch (paper_lex(s, &pos)) {
		case PAPER_END:
			return;
		case PAPER_NONE:
			break;
		case PAPER_PAPER:
			p->paper = true;
			p->papers++;
			break;
		case PAPER_URGE:
			p->rules = p->urged = true;
			break;
		case PAPER_SYSTEM:
			p->rules = p->made = true;
			break;
		case PAPER_ACT:
		case PAPER_MONEY:
			p->act = true;
			return;
		case PAPER_DEBT:
			p->debt = true;
			break;
		case PAPER_THING:
			p->thing = true;
			break;
		}
	}
}

/* What was found; acts in it do not matter. Its own 关于…问题 is not skipped. */
static struct paper read_finding(struct str s)
{
	struct paper p = { 0 };
	while (str_starts(s, STR("关于")) || str_starts(s, STR("针对")))
		s = str_sub(s, sizeof("关于") - 1, s.len);
	for (size_t pos = 0; !p.debt;) { /* which says all that only_paper() asks for */
		enum paper_token t = paper_lex(s, &pos);
		if (t == PAPER_END)
			break;
		p.thing |= t == PAPER_THING || t == PAPER_MONEY;
		p.debt |= t == PAPER_DEBT;
	}
	return p;
}

/* Money paid out and things built stay as they are when only a rule is made; a way of buying can only be ruled. */
static const char *only_paper(const struct paper *p, const struct paper *found)
{
	if (!p->rules && p->paper && (found->thing || found->debt))
		return "反馈的是具体的钱或事，写出的却只有学习、会议一类：看不出问题本身如何处理。请写明钱、物、人怎样处理";
	if (p->rules && found->debt)
		return "反馈的是具体的钱或事，写出的却只有建章立制、提要求一类：看不出已经发生的怎样纠正。请写明钱、物、人怎样处理";
	return NULL;
}

/* Study, opinions and the like are put right by study. */
static bool is_of_minds(struct str finding)
{
	static const struct str words[] = { STR_INIT("学习"), STR_INIT("理论"), STR_INIT("意识"), STR_INIT("思想"),
		STR_INIT("认识"), STR_INIT("担当"), STR_INIT("站位"), STR_INIT("教育"), STR_INIT("培训"),
		STR_INIT("党课"), STR_INIT("会议"), STR_INIT("传达"), STR_INIT("宣传"), STR_INIT("政治"),
		STR_INIT("重视"), STR_INIT("能力"), STR_INIT("廉政"), STR_INIT("研究"), STR_INIT("部署"),
		STR_INIT("氛围"), STR_INIT("精神"), STR_INIT("责任"), STR_INIT("研讨"), STR_INIT("业务"),
		STR_INIT("纪律"), STR_INIT("谈话"), STR_INIT("观念"), STR_INIT("主体"), STR_INIT("领导"), { NULL, 0 } };
	/* where it counts what was found (7名采购人员超过五年没有轮岗), only what is of study itself */
	static const struct str studies[] = { STR_INIT("学习"), STR_INIT("理论"), STR_INIT("思想"), STR_INIT("认识"),
		STR_INIT("教育"), STR_INIT("培训"), STR_INIT("党课"), STR_INIT("会议"), STR_INIT("传达"),
		STR_INIT("宣传"), STR_INIT("研讨"), STR_INIT("精神"), { NULL, 0 } };

	return spot_any(finding, count_digits(finding) > 0 ? studies : words);
}

/* A number of this clause counts something else than people, meetings and sheets of paper. */
static bool counts_deeds(struct str s)
{
	static const struct str units[] = { STR_INIT("人"), STR_INIT("场"), STR_INIT("次"), STR_INIT("期"),
		STR_INIT("篇"), STR_INIT("份"), STR_INIT("册"), STR_INIT("遍"), STR_INIT("学时"), STR_INIT("课时"),
		STR_INIT("部"), STR_INIT("余"), STR_INIT("年"), STR_INIT("月"), STR_INIT("日"), STR_INIT("天"),
		STR_INIT("名"), { NULL, 0 } };
	/* 4个部门组织培训: who took part */
	static const struct str bodies[] = { STR_INIT("个部门"), STR_INIT("家单位"), STR_INIT("个单位"),
		STR_INIT("个科室"), STR_INIT("个支部"), STR_INIT("个党支部"), STR_INIT("个中队"), STR_INIT("个班组"),
		STR_INIT("个社区"), STR_INIT("个乡镇"), { NULL, 0 } };

	for (size_t at = 0; at < s.len; at++) {
		bool digit = s.ptr[at] >= '0' && s.ptr[at] <= '9';
		bool more = digit && at + 1 < s.len && s.ptr[at + 1] >= '0' && s.ptr[at + 1] <= '9';
		struct str unit = digit && !more ? str_trim_blanks(str_sub(s, at + 1, s.len)) : STR_NONE;
		if (digit && !more && !spot_starts(unit, units) && !spot_starts(unit, bodies))
			return true;
	}
	return false;
}

/* 开展采购制度专题学习, 召开例会反复强调, 听取意见建议: a clause that tells of study or a meeting, whatever that is about. */
static bool is_talk(struct str s)
{
	static const struct str leads[] = { STR_INIT("要求"), STR_INIT("强调"), STR_INIT("教育引导"), STR_INIT("听取"),
		STR_INIT("引导"), { NULL, 0 } };
	static const struct str talks[] = { STR_INIT("学习"), STR_INIT("座谈"), STR_INIT("警示教育"), STR_INIT("研讨"),
		STR_INIT("反复强调"), STR_INIT("谈心谈话"), STR_INIT("观看"), STR_INIT("心得"), STR_INIT("典型案例"),
		{ NULL, 0 } };
	/* what was done beside it, or by those who learnt */
	static const struct str deeds[] = { STR_INIT("已"), STR_INIT("完成"), STR_INIT("到位"), STR_INIT("退"),
		STR_INIT("追"), STR_INIT("拆"), STR_INIT("修"), STR_INIT("收回"), STR_INIT("清"), STR_INIT("查处"),
		STR_INIT("处分"), STR_INIT("约谈"), STR_INIT("问责"), STR_INIT("立案"), STR_INIT("考核"),
		STR_INIT("考试"), STR_INIT("补"), STR_INIT("检查"), STR_INIT("整治"), STR_INIT("安装"),
		STR_INIT("印发"), STR_INIT("出台"), STR_INIT("纳入"), { NULL, 0 } };

	if (str_ends(s, STR("要求")) && str_has(s, STR("提出"))) /* 对规范组织生活提出明确要求 */
		return !spot_any(s, deeds);
	if (!spot_starts(s, leads) && !spot_any(s, talks))
		return false;
	/* 组织14家共建单位座谈: who came; 通报典型案例4起: what they heard of */
	bool came = str_has(s, STR("座谈")) || str_has(s, STR("参加学习")) || str_has(s, STR("典型案例"));
	return (came || !counts_deeds(s)) && !spot_any(s, deeds);
}

/* A clause of nothing but study and meetings (1), of neither these nor work on things (0), of work (-1). */
static int weigh_clause(struct str s)
{
	struct paper p = { 0 };

	if (str_starts(s, STR("完成时"))) /* 完成时间：…: when, and not what */
		return 0;
	if (is_talk(s))
		return 1;
	read_paper(s, &p);
	return p.made || p.act || s.len > PAPER_BYTES || counts_deeds(s) ? -1 : (int)(p.papers > 1 ? 2 : p.papers);
}

/* The text tells of study or meetings, and of nothing else. `told`: how many words of it there are. */
static bool is_all_paper(struct str s, size_t *told)
{
	static const struct str ends[] = { STR_INIT("。"), STR_INIT("；"), STR_INIT("，"), STR_INIT(";"), STR_INIT(","),
		{ NULL, 0 } };
	size_t before = *told;

	while (s.len) {
		size_t mark, end = spot_mark(s, 0, ends, &mark);
		int weight = weigh_clause(str_trim(str_sub(s, 0, end)));
		if (weight < 0)
			return false;
		*told += (size_t)weight;
		s = str_sub(s, end + mark, s.len);
	}
	return *told > before;
}

/* 破损长期无人修复, and all that was done is study and meetings. */
static bool is_only_talk(const struct node *item, struct str account, bool progress)
{
	size_t texts = account.len > 0, told = 0;

	if (account.len > 0 && !is_all_paper(account, &told))
		return false;

	if (!item->text.ptr || item->text.len == 0)
		return false;
	for (const struct node *n = item->first; n; n = n->next) {
		if (n->kind != NODE_PROGRESS && (n->kind != NODE_MEASURE || progress))
			continue;
		if (!is_all_paper(n->text, &told))
			return false;
		texts++;
	}
	/* 组织了补训 alone may be what was asked for; three measures of nothing else answer only what is of study itself */
	static const struct str studies[] = { STR_INIT("学习"), STR_INIT("理论"), STR_INIT("研讨"), STR_INIT("党课"),
		STR_INIT("培训"), STR_INIT("中心组"), STR_INIT("传达"), STR_INIT("宣传"), STR_INIT("宣讲"),
		{ NULL, 0 } };
	bool minds = texts >= 3 ? spot_any(item->text, studies) : is_of_minds(item->text);
	return texts > 0 && told >= 2 && !minds;
}

/* Of a plan nothing is done yet: what it means to do is all there is. */
static bool is_of_plan(const struct closure_item *item)
{
	return !item->result && !item->has_progress && item->account.start == item->account.end;
}

static int weigh_paper(struct check *c, const struct closure_item *item)
{
	struct paper p = { 0 };
	const struct node *first = NULL;
	if (!item->done && !is_of_plan(item))
		return 0;
	struct node own = closure_account(c->report, item); /* what was done, told in one with the finding */
	if (own.span.start < own.span.end) {
		first = &own;
		read_paper(own.text, &p);
	}
	for (const struct node *n = item->item->first; n; n = n->next) {
		/* what was meant is not done where the progress tells what was */
		if (n->kind != NODE_PROGRESS && (n->kind != NODE_MEASURE || item->has_progress))
			continue;
		first = first ? first : n;
		if (!p.act)
			read_paper(n->text, &p);
	}
	bool idle = first && !p.act;
	struct paper found = idle ? read_finding(item->item->text) : p;
	const char *message = idle ? only_paper(&p, &found) : NULL;
	/* a word of work may be what was studied (采购制度专题学习) */
	if (first && !message && is_only_talk(item->item, first == &own ? own.text : STR_NONE, item->has_progress))
		message = "反馈的是一件具体的事，写出的却只有学习、会议一类：看不出问题本身如何处理。请写明做了什么";
	if (!message)
		return 0;
	struct check_finding *f = check_add(c, item->item, first->span, "%s", message);
	if (!f)
		return ERR_NOMEM;
	return item->item->text.ptr ? check_relate(c, f, closure_span(c->report, item->item->text)) : 0;
}

int check_bh206(struct check *c)
{
	const struct closure *k = closure_of(c);
	int rc = k ? 0 : ERR_NOMEM;
	for (size_t i = 0; rc >= 0 && i < k->items.len; i++)
		rc = weigh_paper(c, &VEC_AT(&k->items, struct closure_item, i));
	return rc;
}

/* --- BH207 --- */

static int weigh_partial(struct check *c, const struct closure_item *item, const struct closure_cover *cover)
{
	const struct node *n = item->result;
	if (!n || !item->covered || (n->status != RESULT_PARTIAL && n->status != RESULT_IN_PROGRESS))
		return 0;
	struct check_finding *f = check_add(c, item->item, n->span, "此项写作“%s”，报告却把它计入已完成的问题",
		n->status == RESULT_PARTIAL ? "基本完成或阶段性完成" : "正在推进");
	return f ? check_relate(c, f, cover->span) : ERR_NOMEM;
}

int check_bh207(struct check *c)
{
	const struct closure *k = closure_of(c);
	int rc = k ? 0 : ERR_NOMEM;
	for (size_t i = 0; rc >= 0 && k->cover.found && i < k->items.len; i++)
		rc = weigh_partial(c, &VEC_AT(&k->items, struct closure_item, i), &k->cover);
	return rc;
}

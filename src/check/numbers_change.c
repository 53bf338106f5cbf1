/* BH105 comparison: from A to B, and the growth, difference or multiple that is said of it. */
#include "numbers_change.h"
#include "numbers_parts.h"
#include "numbers_plain.h"
#include "chars.h"
#include "rules.h"

#define REACH 40
#define MESSAGE_BYTES 1000

static const char *const FROM_WORDS[] = { "由", "从", "自", NULL };
static const char *const UP_TO[] = { "增至", "增加到", "增长到", "增加至", "增长至", "上升到", "上升至", "扩大到",
	"扩大至", "增到", "增加为", "提高为", "提升为", "上升为", "提升到", "提升至", "提高到", "提高至", NULL };
static const char *const DOWN_TO[] = { "降至", "下降到", "下降至", "降低到", "降低至", "减少到", "减少至", "减至",
	"降到", "压减到", "压减至", "压降至", "精简到", "精简至", "压缩到", "压缩至", "缩短到", "缩短至", "缩减到",
	"下降为", "降低为", "减少为", "压减为", "缩减至", NULL };
static const char *const ANY_TO[] = { "至", "到", "为", "变为", NULL };
static const char *const UP[] = { "增长", "增加", "上升", "提高", "提升", "增幅", "升幅", "多", "增", "升", "涨",
	NULL };
static const char *const DOWN[] = { "下降", "减少", "降低", "降幅", "减幅", "压减", "压缩", "缩减", "缩短", "精简",
	"少", "减", "降", NULL };
static const char *const BEFORE[] = { "上年", "去年", "同期", "上月", "上季", "前年", "上一年", "整改前", "此前",
	"原来", "原有", "上半年", NULL };
static const char *const AGAINST[] = { "较", "比", "相比", "对比", NULL };
static const char *const RANKS[] = { "排名", "名次", "位次", "位列", "排位", NULL };

struct change {
	struct num_row *r;
	size_t a, b, said; /* tokens */
	struct str words;  /* before `said` */
	bool yearly;       /* A is said to be of the year before */
	bool next;         /* nothing else is named between B and what is said */
};

static bool is_quantity(const struct num_token *t)
{
	return t->number && (t->number->kind == NUMBER_COUNT || t->number->kind == NUMBER_MONEY ||
				    t->number->kind == NUMBER_PERCENT);
}

static bool is_multiple(const struct fact_number *n)
{
	return n->kind == NUMBER_COUNT && str_eq(n->unit, STR("倍"));
}

/* What stands between the number before and this one, all marks included. */
struct str change_gap(const struct num_row *r, size_t at)
{
	size_t from = at;
	while (from > 0 && !r->token[from - 1].number && r->token[from - 1].kind != NT_STOP)
		from--;
	return from < at ? num_slice(r, from, at - 1) : STR_NONE;
}

static size_t number_before(const struct num_row *r, size_t at)
{
	size_t low = num_sentence_start(r, at);
	for (size_t i = at; i-- > low && at - i < REACH;) {
		if (r->token[i].number)
			return i;
	}
	return STR_NPOS;
}

static size_t number_after(const struct num_row *r, size_t at)
{
	for (size_t i = at + 1;
		i < r->count && i < at + REACH && r->token[i].kind != NT_STOP && r->token[i].kind != NT_SEMI; i++) {
		if (r->token[i].number)
			return i;
	}
	return STR_NPOS;
}

static bool vague(const struct change *c)
{
	const struct num_row *r = c->r;
	static const char *const VAGUE[] = { "近", "约", "超", "逾", "左右", "不到", "目标", "力争", "确保", "不低于",
		"计划", "要求", "预计", "应", "拟", NULL };
	return r->token[c->a].number->approximate || r->token[c->b].number->approximate ||
	       (c->said != STR_NPOS && (r->token[c->said].number->approximate || num_has_any(c->words, VAGUE)));
}

static struct decimal absolute(struct decimal d)
{
	return d.digits < 0 ? num_negate(d) : d;
}

static int add_change(struct change *c, struct buf *b, enum severity severity)
{
	struct num_row *r = c->r;
	size_t first = c->a < c->b ? c->a : c->b, last = c->said == STR_NPOS ? (c->a > c->b ? c->a : c->b) : c->said;
	if (last < c->b)
		last = c->b;
	struct check_finding *f = num_add(r, first, last, b);
	buf_clear(b);
	if (!f)
		return ERR_NOMEM;
	if (severity < f->severity)
		f->severity = severity;
	int rc = check_relate(r->check, f, r->token[c->a].number->span);
	return rc < 0 ? rc : check_relate(r->check, f, r->token[c->b].number->span);
}

/* (150 − 120) ÷ 120 = 25.00% */
static void print_growth(struct buf *b, const struct change *c, struct decimal diff, struct decimal a, unsigned scale)
{
	const struct num_row *r = c->r;
	struct decimal exact = { 0, 0 };
	num_ratio(absolute(diff), a, 100, scale, &exact);
	buf_fmt(b, "变化幅度与前后数字不符：由 " STR_FMT " 到 " STR_FMT "，变化为 ",
		STR_ARG(num_printed(r, r->token[c->a].number)), STR_ARG(num_printed(r, r->token[c->b].number)));
	num_print(b, r->token[c->b].number, absolute(diff));
	buf_cstr(b, " ÷ ");
	num_print(b, r->token[c->a].number, a);
	buf_cstr(b, " = ");
	decimal_format(b, exact);
	buf_fmt(b, "%%，文中为 " STR_FMT, STR_ARG(num_printed(r, r->token[c->said].number)));
}

/* Both ends may have been rounded: the growth lies between the extremes. */
static bool within_rounding(const struct change *c, struct decimal said, struct decimal diff)
{
	const struct fact_number *a = c->r->token[c->a].number, *b = c->r->token[c->b].number;
	if (!num_rounded(a) && !num_rounded(b))
		return false;
	struct decimal plus = { said.digits + (said.scale < 18 ? 100 : 0), said.scale };
	struct decimal full = { 100, 0 }, ratio;
	if (!decimal_add(said, full, &plus) || !num_sub(full, said, &ratio))
		return false;
	/* Points apart that rounding would need to stretch for are worth a question. */
	struct decimal exact, apart;
	if (num_ratio(absolute(diff), num_value(a), 100, said.scale, &exact) && num_sub(exact, said, &apart) &&
		decimal_cmp(absolute(apart), (struct decimal){ 4, 0 }) >= 0)
		return false;
	bool up = decimal_cmp(num_value(b), num_value(a)) >= 0;
	return num_percent_fit(b, a, up ? plus : ratio) == NUM_FITS;
}

static int judge_percent(struct change *c)
{
	struct num_row *r = c->r;
	struct decimal a = num_value(r->token[c->a].number), b = num_value(r->token[c->b].number), diff;
	const struct fact_number *n = r->token[c->said].number;
	if (!num_sub(b, a, &diff) || a.digits <= 0)
		return 0;
	enum num_fit fit = num_ratio_fit(absolute(diff), a, n->value, 100);
	if (fit == NUM_FITS || fit == NUM_UNKNOWN || within_rounding(c, n->value, diff))
		return 0;
	bool both_shares = r->token[c->a].number->kind == NUMBER_PERCENT;
	if (both_shares && decimal_cmp(absolute(diff), n->value) == 0)
		return 0; /* says % and means points: usage, not arithmetic */
	struct buf m;
	buf_init(&m, MESSAGE_BYTES);
	print_growth(&m, c, diff, a, n->value.scale < 4 ? n->value.scale + 2u : n->value.scale);
	if (fit == NUM_CUT || fit == NUM_RAISED)
		buf_cstr(&m, fit == NUM_CUT ? "（末位是截断，不是四舍五入）" : "（末位是进位，不是四舍五入）");
	else if (b.digits > 0 && num_ratio_fit(absolute(diff), b, n->value, 100) == NUM_FITS)
		buf_cstr(&m, "（像是除以了变化后的数）");
	return add_change(c, &m, fit == NUM_DIFFERS ? SEVERITY_ERROR : SEVERITY_NOTE);
}

/* 3个百分点, or a plain difference in the same unit. */
static int judge_difference(struct change *c)
{
	struct num_row *r = c->r;
	const struct fact_number *n = r->token[c->said].number;
	struct decimal diff, gap, slack;
	struct decimal a = num_value(r->token[c->a].number), b = num_value(r->token[c->b].number);
	if (!num_sub(b, a, &diff) || !num_sub(absolute(diff), num_value(n), &gap))
		return 0;
	slack = num_ulp(n);
	bool rounded = num_rounded(n) || num_rounded(r->token[c->a].number);
	if (gap.digits == 0 || (rounded && decimal_cmp(absolute(gap), slack) <= 0))
		return 0;
	struct buf m;
	buf_init(&m, MESSAGE_BYTES);
	buf_fmt(&m, "差数与前后数字不符：" STR_FMT " 与 " STR_FMT " 相差 ",
		STR_ARG(num_printed(r, r->token[c->b].number)), STR_ARG(num_printed(r, r->token[c->a].number)));
	num_print(&m, r->token[c->b].number, absolute(diff));
	struct str unit = n->kind == NUMBER_POINTS  ? STR("个百分点")
			  : n->kind == NUMBER_COUNT ? num_unit(r->token[c->b].number)
						    : STR_NONE;
	buf_fmt(&m, " " STR_FMT "，文中为 " STR_FMT, STR_ARG(unit), STR_ARG(num_printed(r, n)));
	return add_change(c, &m, SEVERITY_ERROR);
}

/* 增长2倍 is three times as much; 是…的3倍 as well. */
static int judge_multiple(struct change *c)
{
	struct num_row *r = c->r;
	const struct fact_number *n = r->token[c->said].number;
	struct decimal a = num_value(r->token[c->a].number), b = num_value(r->token[c->b].number), diff;
	if (a.digits <= 0 || !num_sub(b, a, &diff) || diff.digits <= 0)
		return 0;
	bool grown = num_has_any(c->words, UP);
	enum num_fit fit = num_ratio_fit(grown ? diff : b, a, n->value, 1);
	if (fit == NUM_FITS || fit == NUM_UNKNOWN || fit == NUM_CUT)
		return 0;
	struct decimal times = { 0, 0 };
	num_ratio(grown ? diff : b, a, 1, n->value.scale + 2u, &times);
	struct buf m;
	buf_init(&m, MESSAGE_BYTES);
	buf_fmt(&m, "倍数与前后数字不符：由 " STR_FMT " 到 " STR_FMT "，%s ",
		STR_ARG(num_printed(r, r->token[c->a].number)), STR_ARG(num_printed(r, r->token[c->b].number)),
		grown ? "增长了" : "是原来的");
	decimal_format(&m, times);
	buf_fmt(&m, " 倍，文中为 " STR_FMT, STR_ARG(num_printed(r, n)));
	if (grown && num_ratio_fit(b, a, n->value, 1) == NUM_FITS)
		buf_cstr(&m, "（“增长了几倍”不含原数）");
	return add_change(c, &m, SEVERITY_ERROR);
}

/* 办理时间由5天提升至3天: what is better is less. */
static bool rises_by_falling(const struct change *c, struct str verb)
{
	static const char *const BETTER[] = { "提升", "提高", NULL };
	static const char *const LESS[] = { "天", "日", "个工作日", "工作日", "小时", "分钟", "名", "位", "级", "个月",
		NULL };
	struct str unit = c->r->token[c->b].number->unit;
	for (size_t i = 0; LESS[i]; i++) {
		if (str_eq(unit, str_from(LESS[i])))
			return num_has_any(verb, BETTER);
	}
	return false;
}

/* The verb against the direction: 由120件增至100件. */
static int judge_direction(struct change *c, struct str verb)
{
	struct num_row *r = c->r;
	int order = decimal_cmp(num_value(r->token[c->b].number), num_value(r->token[c->a].number));
	bool up = num_has_any(verb, UP_TO), down = num_has_any(verb, DOWN_TO);
	if (up == down || order == 0 || (up && order > 0) || (down && order < 0) || rises_by_falling(c, verb))
		return 0;
	struct buf m;
	buf_init(&m, MESSAGE_BYTES);
	buf_fmt(&m, "增减方向与数字不符：由 " STR_FMT " 到 " STR_FMT " 是%s",
		STR_ARG(num_printed(r, r->token[c->a].number)), STR_ARG(num_printed(r, r->token[c->b].number)),
		order > 0 ? "增加" : "减少");
	size_t said = c->said;
	c->said = STR_NPOS;
	int rc = add_change(c, &m, SEVERITY_ERROR);
	c->said = said;
	return rc < 0 ? rc : 1;
}

/* Behind the last comma stands only what says "than before", then the verb: no other thing grows there. */
bool change_same_subject(struct str words)
{
	static const char *const SMALL[] = { "同比", "环比", "较", "比", "上年", "去年", "同期", "上月", "相比", "新",
		"净", "共", "总体", "实际", "整改前", "上一年", "上", "年", "了", "也", "均", "又", "，", ",", "（",
		"(", "、", "即", "实现", "是", "原来", "的", "总量", "数量", "此前", "之前", "以前", " ", NULL };
	for (bool moved = true; words.len > 0 && moved;) {
		moved = false;
		for (size_t i = 0; SMALL[i] && !moved; i++) {
			moved = str_starts(words, str_from(SMALL[i]));
			if (moved)
				words = str_sub(words, strlen(SMALL[i]), words.len);
		}
	}
	for (size_t i = 0; UP[i]; i++) {
		if (str_starts(words, str_from(UP[i])))
			return true;
	}
	for (size_t i = 0; DOWN[i]; i++) {
		if (str_starts(words, str_from(DOWN[i])))
			return true;
	}
	return words.len == 0;
}

int change_direction(struct str words)
{
	bool up = num_has_any(words, UP), down = num_has_any(words, DOWN);
	return up == down ? 0 : up ? 1 : -1;
}

/* 降幅为: 为 tells the rate, and is no 变为. */
static bool names_the_rate(struct str words)
{
	static const char *const NAMES[] = { "降幅为", "增幅为", "升幅为", "减幅为", "增长率为", "下降率为", "降幅达到",
		"增幅达到", NULL };
	for (size_t i = 0; NAMES[i]; i++) {
		if (str_ends(str_trim(words), str_from(NAMES[i])))
			return true;
	}
	return false;
}

static int judge_said(struct change *c)
{
	struct num_row *r = c->r;
	const struct fact_number *n = r->token[c->said].number;
	bool moves = num_has_any(c->words, UP) || num_has_any(c->words, DOWN) ||
		     num_has_any(c->words, (const char *const[]){ "同比", "环比", NULL });
	bool monthly = str_has(c->words, STR("环比"));
	size_t comma = str_rfind(c->words, STR("，"));
	if (!change_same_subject(comma == STR_NPOS ? c->words : str_sub(c->words, comma, c->words.len)))
		return 0;
	if (vague(c) || (num_has_any(c->words, ANY_TO) && !names_the_rate(c->words)) ||
		num_has_any(c->words, (const char *const[]){ "其中", "每", "均", NULL }))
		return 0;
	/* Year over year speaks of another base unless A is last year's number. */
	if ((str_has(c->words, STR("同比")) && !c->yearly) || (monthly && c->yearly))
		return 0;
	if (is_multiple(n))
		return moves || str_has(c->words, STR("是")) ? judge_multiple(c) : 0;
	if (!moves)
		return 0;
	if (n->kind == NUMBER_PERCENT)
		return judge_percent(c);
	if (n->kind == NUMBER_POINTS)
		return r->token[c->a].number->kind == NUMBER_PERCENT ? judge_difference(c) : 0;
	/* 由15人增至20人，增加3名专职: of some of them */
	struct str noun = num_noun(r, c->said), told = num_slice(r, c->a > 0 ? c->a - 1 : 0, c->said - 1);
	if (noun.len >= 6 && !str_has(told, str_sub(noun, 0, 6)))
		return 0;
	return num_same_unit(n, r->token[c->b].number) ? judge_difference(c) : 0;
}

/* The number that follows B closely: at most one comma, no other thing named. */
static size_t said_after(const struct num_row *r, size_t b, struct str *ret_words)
{
	size_t said = number_after(r, b), commas = 0;
	if (said == STR_NPOS)
		return said;
	for (size_t i = b + 1; i < said; i++) {
		uint8_t kind = r->token[i].kind;
		commas += kind == NT_COMMA;
		if (kind == NT_DUN || kind == NT_SEMI || kind == NT_COLON || commas > 1)
			return STR_NPOS;
	}
	*ret_words = change_gap(r, said);
	return ret_words->len <= 60 ? said : STR_NPOS;
}

/* What is said may be more than one thing: 增加30件，增长25%. */
static int judge_all_said(struct change *c)
{
	int rc = 0;
	size_t at = c->a > c->b ? c->a : c->b;
	for (int hops = 0; hops < 2 && rc >= 0; hops++) {
		c->said = said_after(c->r, at, &c->words);
		if (c->said == STR_NPOS)
			break;
		rc = judge_said(c);
		/* 增加30件，增长25%: the second is said of A and B only when the first was. */
		if (!num_has_any(c->words, UP) && !num_has_any(c->words, DOWN))
			break;
		at = c->said;
	}
	return rc;
}

/* 27日 and 14时 are places in time, no amounts. */
static bool is_moment(const struct fact_number *n)
{
	static const char *const MOMENTS[] = { "年", "月", "日", "号", "时", "点", "分", "届", NULL };
	for (size_t i = 0; MOMENTS[i]; i++) {
		if (str_eq(n->unit, str_from(MOMENTS[i])))
			return true;
	}
	return false;
}

/* 平均分由81分: points of a test, no minutes. */
static bool is_score(const struct num_row *r, size_t at)
{
	static const char *const SCORES[] = { "平均分", "得分", "评分", "总分", "分数", "成绩", "测评分", "满意度",
		"测评", "考核", NULL };
	return str_eq(r->token[at].number->unit, STR("分")) && num_has_any(num_label(r, at), SCORES);
}

/* 由32升降至27升: read as 升降, the first has lost its unit. */
static bool litres_fall(const struct num_row *r, size_t a, size_t b)
{
	const struct fact_number *x = r->token[a].number, *y = r->token[b].number;
	return x->unit.len == 0 && x->kind == y->kind && str_eq(y->unit, STR("升")) &&
	       str_starts(num_noun(r, a), STR("升降"));
}

static bool comparable(const struct num_row *r, size_t a, size_t b)
{
	const struct fact_number *x = r->token[a].number, *y = r->token[b].number;
	return is_quantity(&r->token[a]) && is_quantity(&r->token[b]) && !is_multiple(x) && !is_multiple(y) &&
	       (!is_moment(x) || is_score(r, a)) && (num_same_unit(x, y) || litres_fall(r, a, b)) &&
	       num_same_noun(part_noun(r, a), part_noun(r, b));
}

/* 2024年第四季度投诉由…: 第 of a quarter ranks nothing. */
static bool is_ranking(struct str words)
{
	size_t quarter = str_rfind(words, STR("季度"));
	struct str rest = quarter == STR_NPOS ? words : str_sub(words, quarter, words.len);
	return num_has_any(words, RANKS) || str_has(rest, STR("第"));
}

/* 由A增至B. The words 由 and 至 stand close to their numbers. */
static int from_to(struct num_row *r, size_t b)
{
	struct str verb = change_gap(r, b);
	size_t a = number_before(r, b);
	if (a == STR_NPOS || verb.len > 90 || !comparable(r, a, b))
		return 0;
	bool named = num_has_any(verb, UP_TO) || num_has_any(verb, DOWN_TO);
	if (!named && !str_ends(str_trim(verb), STR("至")) && !str_ends(str_trim(verb), STR("到")) &&
		!str_ends(str_trim(verb), STR("为")))
		return 0;
	struct str lead = num_label(r, a);
	if (!num_has_any(lead, FROM_WORDS) || is_ranking(lead) || is_ranking(verb) || num_has_any(lead, UP_TO) ||
		num_has_any(lead, DOWN_TO))
		return 0;
	/* 由每周1次增加到每天2次; below zero up is down. */
	if (num_has_any(lead, (const char *const[]){ "零下", "负", NULL }) ||
		num_has_any(verb, (const char *const[]){ "零下", "负", NULL }) || str_has(verb, STR("每")) ||
		(str_has(lead, STR("每")) && !str_has(lead, STR("平均")) && !str_has(verb, STR("每"))))
		return 0;
	struct change c = { .r = r,
		.a = a,
		.b = b,
		.said = STR_NPOS,
		.yearly = num_has_any(lead, BEFORE) || str_has(lead, STR("年")) };
	if (vague(&c))
		return 0;
	int rc = judge_direction(&c, verb);
	return rc != 0 ? rc : judge_all_said(&c);
}

/* B，较上年的A增长25%. */
static int against(struct num_row *r, size_t a)
{
	struct str lead = change_gap(r, a);
	size_t b = number_before(r, a);
	static const struct str periods[] = { STR_INIT("年的"), STR_INIT("月的"), STR_INIT("月份的"),
		STR_INIT("季度的"), STR_INIT("月末的"), STR_INIT("月底的"), STR_INIT("年末的"), STR_INIT("年底的"),
		{ NULL, 0 } };
	bool named = num_has_any(lead, BEFORE) || spot_ends(str_trim(lead), periods);
	if (b == STR_NPOS || lead.len > 90 || !comparable(r, a, b) || !num_has_any(lead, AGAINST) || !named)
		return 0;
	/* "比去年增加30件": the number is the difference itself. */
	if (num_has_any(lead, UP) || num_has_any(lead, DOWN))
		return 0;
	struct change c = { .r = r, .a = a, .b = b, .said = STR_NPOS, .yearly = true };
	return judge_all_said(&c);
}

static bool is_period(struct str s, bool *ret_before)
{
	*ret_before = num_has_any(s, BEFORE);
	return *ret_before || str_has(s, STR("年")) ||
	       num_has_any(s, (const char *const[]){ "本月", "本季", "目前", NULL });
}

static bool years_follow(struct str first, size_t ya, struct str second, size_t yb)
{
	struct decimal x, y;
	if (ya == STR_NPOS || yb == STR_NPOS || ya < 4 || yb < 4)
		return false;
	return decimal_parse(str_sub(first, ya - 4, ya), &x) && decimal_parse(str_sub(second, yb - 4, yb), &y) &&
	       y.digits - x.digits == 1;
}

/* 2023年、2024年…分别为A和B，同比增长25%. */
static int by_pair(struct num_row *r, size_t b)
{
	struct str link = change_gap(r, b), lead, words;
	if (!(str_eq(link, STR("和")) || str_eq(link, STR("、")) || str_eq(link, STR("与"))))
		return 0;
	size_t a = number_before(r, b);
	if (a == STR_NPOS || r->token[a].number->kind == NUMBER_PERCENT)
		return 0;
	lead = change_gap(r, a);
	if (!str_has(lead, STR("分别")) || lead.len > 120 || !comparable(r, a, b))
		return 0;
	size_t ya = str_find(lead, STR("年"), 0), yb = ya == STR_NPOS ? ya : str_find(lead, STR("年"), ya + 3);
	if (!years_follow(lead, ya, lead, yb))
		return 0;
	size_t said = said_after(r, b, &words);
	if (said == STR_NPOS || !str_has(words, STR("同比")) || r->token[said].number->kind != NUMBER_PERCENT)
		return 0;
	struct change c = { .r = r, .a = a, .b = b, .said = said, .words = words, .yearly = true };
	return judge_said(&c);
}

/* 2023年A，2024年B，同比增长25%. What follows B is asked first: few numbers have it. */
static int by_years(struct num_row *r, size_t b)
{
	struct str words;
	size_t said = said_after(r, b, &words), a;
	if (said == STR_NPOS || r->token[said].number->kind != NUMBER_PERCENT || !str_has(words, STR("同比")))
		return 0;
	a = number_before(r, b);
	if (a == STR_NPOS || r->token[a].number->kind == NUMBER_PERCENT)
		return 0;
	struct str lead_a = change_gap(r, a), lead_b = change_gap(r, b);
	bool before_a, before_b;
	if (lead_b.len > 60 || lead_a.len > 120 || !comparable(r, a, b) || !is_period(lead_a, &before_a) ||
		!is_period(lead_b, &before_b) || before_b)
		return 0;
	/* Two years, one after the other. */
	size_t ya = str_find(lead_a, STR("年"), 0), yb = str_find(lead_b, STR("年"), 0);
	if (!before_a && !years_follow(lead_a, ya, lead_b, yb))
		return 0;
	struct change c = { .r = r, .a = a, .b = b, .said = said, .words = words, .yearly = true };
	return judge_said(&c);
}

/* The forms of a change that the words before a number leave possible. */
enum { FORM_TO = 1, FORM_AGAINST = 2, FORM_AMOUNT = 4, FORM_MENDED = 8 };

static const struct char_sign forms[256] = {
	[0xB3] = { 0xE887, FORM_TO },      /* 至 */
	[0xB0] = { 0xE588, FORM_TO },      /* 到 */
	[0xBA] = { 0xE4B8, FORM_TO },      /* 为 */
	[0x83] = { 0xE8BE, FORM_AGAINST }, /* 较 */
	[0x94] = { 0xE6AF, FORM_AGAINST }, /* 比 */
	[0x9E] = { 0xE5A2, FORM_AMOUNT },  /* 增 */
	[0x8F] = { 0xE587, FORM_AMOUNT },  /* 减 */
	[0x8D] = { 0xE999, FORM_AMOUNT },  /* 降 */
	[0x87] = { 0xE58D, FORM_AMOUNT },  /* 升 */
	[0x90] = { 0xE68F, FORM_AMOUNT },  /* 提 */
	[0x9A] = { 0xE5A4, FORM_AMOUNT },  /* 多 */
	[0x91] = { 0xE5B0, FORM_AMOUNT },  /* 少 */
	[0x8E] = { 0xE590, FORM_MENDED },  /* 后 */
};

#define TAIL 120 /* bytes before a number that tell */

static unsigned forms_of(struct str gap)
{
	size_t from = gap.len > TAIL ? gap.len - TAIL : 0;
	while (from < gap.len && ((unsigned char)gap.ptr[from] & 0xC0) == 0x80)
		from++;
	return chars_signs(str_sub(gap, from, gap.len), forms);
}

/* 整改前合格率82%，整改后合格率96%，提高16个百分点. */
static int by_mending(struct num_row *r, size_t b)
{
	static const char *const AFTER[] = { "整改后", "改造后", "整治后", "治理后", "调整后", NULL };
	static const char *const EARLIER[] = { "整改前", "改造前", "整治前", "治理前", "调整前", NULL };
	struct str lead_b = change_gap(r, b), words;
	if (!num_has_any(lead_b, AFTER) || lead_b.len > 60)
		return 0;
	size_t a = number_before(r, b);
	if (a == STR_NPOS || !comparable(r, a, b) || !num_has_any(change_gap(r, a), EARLIER))
		return 0;
	size_t said = said_after(r, b, &words);
	if (said == STR_NPOS)
		return 0;
	struct change c = { .r = r, .a = a, .b = b, .said = said, .words = words };
	return judge_said(&c);
}

int num_change_row(struct num_row *r)
{
	int rc = 0;
	for (size_t i = 0; i < r->count && rc >= 0; i++) {
		if (!is_quantity(&r->token[i]))
			continue;
		unsigned may = forms_of(change_gap(r, i));
		rc = may & FORM_TO ? from_to(r, i) : 0;
		if (rc == 0 && may & FORM_AGAINST)
			rc = against(r, i);
		if (rc == 0)
			rc = by_years(r, i);
		if (rc == 0)
			rc = by_pair(r, i);
		if (rc == 0 && may & FORM_MENDED)
			rc = by_mending(r, i);
		if (rc == 0 && may & FORM_AMOUNT)
			rc = change_by_amount(r, i);
	}
	return rc < 0 ? rc : 0;
}

int check_bh105(struct check *c)
{
	int rc = num_run(c);

	return rc < 0 ? rc : num_plain_changes(c);
}

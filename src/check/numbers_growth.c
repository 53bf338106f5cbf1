/* BH105: the amount of a change and its percentage (收入120万元，比上年增加20万元，增长20%). */
#include "numbers_change.h"
#include "numbers_parts.h"
#include "spot.h"

#define REACH 16
#define MESSAGE_BYTES 1000

struct growth {
	struct num_row *r;
	size_t now, by, percent; /* tokens: 120万元, 20万元, 20% */
	int direction;
};

static bool is_amount(const struct num_token *t)
{
	return t->number && (t->number->kind == NUMBER_COUNT || t->number->kind == NUMBER_MONEY);
}

static bool is_percent(const struct num_token *t)
{
	return t->number && t->number->kind == NUMBER_PERCENT;
}

static struct str last_clause(struct str words)
{
	size_t wide = str_rfind(words, STR("，")), ascii = str_rfind(words, STR(","));
	if (wide != STR_NPOS)
		words = str_sub(words, wide + 3, words.len);
	else if (ascii != STR_NPOS)
		words = str_sub(words, ascii + 1, words.len);
	return str_trim(words);
}

/* 较2018年, 比年初预算数: what it is compared with, cut away; STR_NONE when it is something else. */
static struct str without_base(struct str words)
{
	static const struct str againsts[] = { { "相比", 6 }, { "比", 3 }, { "较", 3 } };
	static const struct str bases[] = { { "上年", 6 }, { "去年", 6 }, { "上一年", 9 }, { "同期", 6 }, { "年初", 6 },
		{ "预算", 6 }, { "上月", 6 }, { "同月", 6 }, { "上季度", 9 }, { "支出", 6 }, { "决算", 6 },
		{ "收入", 6 }, { "数", 3 }, { "度", 3 }, { "年", 3 }, { "年度", 6 }, { "月", 3 } };
	size_t against = 0;
	while (against < 3 && !str_starts(words, againsts[against]))
		against++;
	if (against == 3)
		return words;
	words = str_sub(words, againsts[against].len, words.len);
	for (bool moved = true; moved && words.len > 0;) {
		size_t skip = spot_blank(words);
		skip = skip ? skip : spot_digit(words);
		moved = skip > 0;
		words = str_sub(words, skip, words.len);
		for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]) && !moved; i++) {
			moved = str_starts(words, bases[i]);
			if (moved)
				words = str_sub(words, bases[i].len, words.len);
		}
	}
	return words;
}

/* 减少50件 tells a change; 减少排放50吨 tells another thing. */
static bool ends_with_verb(struct str clause)
{
	static const struct str tails[] = { { "达到", 6 }, { "达", 3 }, { "为", 3 }, { "了", 3 }, { "约", 3 },
		{ "额", 3 }, { "数", 3 }, { "量", 3 }, { "度", 3 } };
	static const struct str verbs[] = { { "增加", 6 }, { "增长", 6 }, { "增收", 6 }, { "增支", 6 }, { "减少", 6 },
		{ "减收", 6 }, { "减支", 6 }, { "下降", 6 }, { "降低", 6 }, { "上升", 6 }, { "提高", 6 }, { "提升", 6 },
		{ "压减", 6 }, { "增幅", 6 }, { "降幅", 6 }, { "升幅", 6 }, { "减幅", 6 }, { "多", 3 }, { "少", 3 },
		{ "增", 3 }, { "减", 3 }, { "降", 3 }, { "升", 3 } };
	clause = str_trim(clause);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		if (str_ends(clause, tails[i]))
			clause = str_sub(clause, 0, clause.len - tails[i].len);
	}
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (str_ends(clause, verbs[i]))
			return true;
	}
	return false;
}

/* 新增 and 增至 tell of other things than a change; what is hoped for is none. */
static bool tells_change(struct str clause)
{
	static const char *const OTHERS[] = { "新增", "增至", "增加到", "增加至", "增长到", "增长至", "降至", "降到",
		"减少到", "减至", "目标", "计划", "预计", "力争", "同口径", "剔除", "实际", "名义", "扣除", "增加值",
		"可比", "每", "拟", "累计增", "达到", "其中", "多元", "减免", "年均", NULL };
	return clause.len > 0 && ends_with_verb(clause) && change_direction(clause) != 0 &&
	       !num_has_any(clause, OTHERS) && change_same_subject(without_base(clause));
}

/* What the amount and the percentage are compared with has to be one and the same. */
static bool same_base(struct str amount, struct str percent)
{
	static const struct str year[] = { { "同比", 6 }, { "环比", 6 } };
	for (size_t i = 0; i < 2; i++) {
		if (str_has(percent, year[i]) && !str_has(amount, year[i]))
			return false;
	}
	return !num_has_any(percent, (const char *const[]){ "较", "比上", "比去", "比年", "比预", NULL });
}

static bool has_comma(const struct num_row *r, size_t from, size_t to)
{
	while (from < to && r->token[from].kind != NT_COMMA)
		from++;
	return from < to;
}

static bool is_plain_gap(const struct num_row *r, size_t from, size_t to)
{
	size_t commas = 0;
	for (size_t i = from + 1; i < to; i++) {
		commas += r->token[i].kind == NT_COMMA;
		if (r->token[i].kind != NT_COMMA && r->token[i].kind != NT_TEXT)
			return false;
	}
	return commas <= 1;
}

static const char *const BASES[] = { "占", "预算数", "任务数", "目标", "较", "比", "上年", "去年", "同期", NULL };

/* The number that changed: back over shares and other changes of it (为预算的61%，增长5%，), nothing else named. */
static size_t find_now(const struct num_row *r, size_t at, const struct fact_number *like)
{
	size_t low = num_sentence_start(r, at), next = at;
	for (size_t i = at; i-- > low && at - i < REACH;) {
		const struct num_token *t = &r->token[i];
		if (t->kind != NT_COMMA && t->kind != NT_TEXT && t->kind != NT_SHARE && !t->number)
			return STR_NPOS;
		if (!t->number)
			continue;
		if (!is_plain_gap(r, i, next) && !(is_percent(&r->token[next]) && next != at))
			return STR_NPOS;
		struct str before = change_gap(r, i);
		bool change = tells_change(last_clause(before));
		if (is_amount(t) && !change && num_has_any(before, BASES)) { /* 占年初预算数109466万元的56.3% */
			if (!is_percent(&r->token[next]))
				return STR_NPOS;
			next = i;
			continue;
		}
		if (is_amount(t) &&
			!change) /* without a comma it is what the change starts from: 较前月的420件减少168件 */
			return num_same_unit(t->number, like) && has_comma(r, i, next) ? i : STR_NPOS;
		if (!is_percent(t) && !change)
			return STR_NPOS;
		next = i;
	}
	return STR_NPOS;
}

static struct decimal half(const struct fact_number *n)
{
	struct decimal u = num_ulp(n);
	bool exact = n->kind != NUMBER_MONEY && !num_rounded(n);
	return exact || u.digits > INT64_MAX / 8 ? (struct decimal){ 0, 0 }
						 : (struct decimal){ u.digits * 5, (uint8_t)(u.scale + 1) };
}

/* by ÷ (now − by) with the halves of the last places added, in the sense given. */
static bool ratio_at(const struct growth *g, int sense, unsigned scale, struct decimal *ret)
{
	const struct fact_number *now = g->r->token[g->now].number, *by = g->r->token[g->by].number;
	struct decimal hn = half(now), hb = half(by), d, n, base;
	if (!decimal_add(num_value(by), sense > 0 ? hb : num_negate(hb), &d) ||
		!decimal_add(num_value(now), sense > 0 ? num_negate(hn) : hn, &n))
		return false;
	if (sense == 0) {
		d = num_value(by);
		n = num_value(now);
	}
	return decimal_add(n, g->direction > 0 ? num_negate(d) : d, &base) && base.digits > 0 && d.digits > 0 &&
	       num_ratio(d, base, 100, scale, ret);
}

static void print_value(struct buf *b, const struct fact_number *like, struct decimal value)
{
	num_print(b, like, value);
	if (like->kind != NUMBER_MONEY)
		buf_str(b, num_unit(like));
}

static int report_growth(struct growth *g, struct decimal exact)
{
	struct num_row *r = g->r;
	const struct fact_number *now = r->token[g->now].number, *by = r->token[g->by].number,
				 *said = r->token[g->percent].number;
	struct decimal base = { 0, 0 };
	struct buf m;
	buf_init(&m, MESSAGE_BYTES);
	decimal_add(num_value(now), g->direction > 0 ? num_negate(num_value(by)) : num_value(by), &base);
	buf_fmt(&m, "变化幅度与变化数不符：原数 = " STR_FMT " %s " STR_FMT " = ", STR_ARG(num_printed(r, now)),
		g->direction > 0 ? "−" : "+", STR_ARG(num_printed(r, by)));
	print_value(&m, now, base);
	buf_fmt(&m, "，" STR_FMT " ÷ ", STR_ARG(num_printed(r, by)));
	print_value(&m, now, base);
	buf_cstr(&m, " = ");
	decimal_format(&m, exact);
	buf_fmt(&m, "%%，文中为 " STR_FMT, STR_ARG(num_printed(r, said)));
	if (num_ratio_fit(num_value(by), num_value(now), said->value, 100) == NUM_FITS)
		buf_cstr(&m, "（像是除以了变化后的数）");
	size_t last = g->by > g->percent ? g->by : g->percent;
	struct check_finding *f = num_add(r, g->now, last, &m);
	buf_clear(&m);
	if (!f)
		return ERR_NOMEM;
	int rc = check_relate(r->check, f, by->span);
	return rc < 0 ? rc : check_relate(r->check, f, now->span);
}

/* One place more or less in the last figure is a matter of rounding somewhere else. */
static bool is_near(struct decimal said, struct decimal low, struct decimal high)
{
	struct decimal step = { 1, said.scale }, below, above;
	return decimal_add(said, step, &above) && num_sub(said, step, &below) && decimal_cmp(below, high) <= 0 &&
	       decimal_cmp(above, low) >= 0;
}

static int judge(struct growth *g)
{
	struct num_row *r = g->r;
	const struct fact_number *said = r->token[g->percent].number;
	struct decimal low, high, exact;
	if (r->token[g->now].number->approximate || r->token[g->by].number->approximate || said->approximate ||
		num_has_any(num_label(r, g->now), (const char *const[]){ "计划", "目标", "预计", "力争", "拟", "由",
							  "从", "日均", "人均", "月均", "每", NULL }))
		return 0;
	if (!ratio_at(g, -1, said->value.scale, &low) || !ratio_at(g, 1, said->value.scale, &high) ||
		is_near(said->value, low, high))
		return 0;
	unsigned scale = said->value.scale < 4 ? said->value.scale + 1u : said->value.scale;
	return ratio_at(g, 0, scale, &exact) ? report_growth(g, exact) : 0;
}

/* The percentage right behind the amount, or right before it (同比增长20%，增收20万元). */
static size_t percent_beside(const struct num_row *r, size_t at, bool behind)
{
	for (size_t hops = 1; hops < 6; hops++) {
		if (behind ? at + hops >= r->count : at < hops)
			return STR_NPOS;
		size_t i = behind ? at + hops : at - hops;
		if (r->token[i].number)
			return is_percent(&r->token[i]) && is_plain_gap(r, behind ? at : i, behind ? i : at) ? i
													     : STR_NPOS;
	}
	return STR_NPOS;
}

static bool goes_with(struct growth *g, size_t percent, struct str clause)
{
	if (percent == STR_NPOS)
		return false;
	struct str words = last_clause(change_gap(g->r, percent));
	g->percent = percent;
	return tells_change(words) && change_direction(words) == g->direction &&
	       (percent > g->by ? same_base(clause, words) : same_base(words, clause));
}

int change_by_amount(struct num_row *r, size_t at)
{
	if (!is_amount(&r->token[at]))
		return 0;
	struct str clause = last_clause(change_gap(r, at));
	if (!tells_change(clause))
		return 0;
	struct growth g = { .r = r, .by = at, .direction = change_direction(clause) };
	if (!goes_with(&g, percent_beside(r, at, true), clause) && !goes_with(&g, percent_beside(r, at, false), clause))
		return 0;
	g.now = find_now(r, g.percent < at ? g.percent : at, r->token[at].number);
	return g.now == STR_NPOS ? 0 : judge(&g);
}

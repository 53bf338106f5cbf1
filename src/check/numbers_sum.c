/* BH102 claimed-parts and BH103 sum: the parts of a total, where the wording says that they are all of it,
 * or where they are more than it. */
#include "numbers_parts.h"
#include "numbers_plain.h"
#include "rules.h"
#include "spot.h"

#define TOTAL_REACH 48 /* tokens back from the list to its total */
#define MESSAGE_BYTES 1000
#define NOUN_BYTES 30 /* between a total and its colon or bracket: the thing counted, no clause */

enum proof {
	PROOF_SOME, /* 其中: the parts may be some of it */
	PROOF_MARK, /* a colon or a bracket: all of it, or the weightiest of it alone */
	PROOF_ALL,  /* 分别为, 其余, 共 */
	PROOF_BACK, /* A, B, 共 N */
};

struct sum_state {
	struct num_row *r;
	const struct rule *rules[2];  /* BH103, BH102; NULL: not wanted */
	int told;                     /* which of them the last doubt was of */
	bool done[2][NUM_TOKENS_MAX]; /* totals already judged by each */
};

static const char *const CLAIM_WORDS[] = { "问题", "措施", "整改", "任务", "事项", "清单", "举措", "立行立改", "销号",
	NULL };

static bool is_claim(const struct report *rep, uint32_t start)
{
	const struct fact_claim *all = rep->claims.ptr;
	size_t low = 0, high = rep->claims.len;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (all[mid].number.start < start)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == rep->claims.len || all[low].number.start != start)
		return false;
	/* Money and people are claims as well, but not of the problems and measures. */
	static const char *const KEYS[] = { "problems_total", "problems_raised", "items_total", "measures_total" };
	for (size_t i = 0; i < sizeof(KEYS) / sizeof(KEYS[0]); i++) {
		if (strcmp(all[low].key, KEYS[i]) == 0)
			return true;
	}
	return false;
}

/* What a report says of its own problems and measures is BH102, all other sums are BH103. */
static bool of_claim(const struct num_row *r, size_t total, const struct parts *p)
{
	if (is_claim(r->check->report, r->token[total].number->span.start))
		return true;
	if (r->token[total].number->kind == NUMBER_MONEY)
		return false;
	return num_has_any(num_label(r, total), CLAIM_WORDS) || num_has_any(part_noun(r, total), CLAIM_WORDS) ||
	       (parts_status(p) && num_has_any(num_noun(r, total), CLAIM_WORDS));
}

static bool any_vague(const struct num_row *r, size_t total, const struct parts *p)
{
	bool vague = r->token[total].number->approximate;
	for (size_t i = 0; i < p->count; i++)
		vague |= p->part[i].number->approximate;
	return vague;
}

struct tally {
	struct decimal total, sum;
	bool fits;     /* equal, or some reading of the list is */
	bool rounding; /* what is missing can come from rounding */
	bool known;
	size_t slip; /* the part whose point is out by a place, or STR_NPOS */
};

/* Sums from the front (or the back); a list that fits at any length has its reading. */
static bool fits_somewhere(const struct parts *p, struct decimal total, bool from_back)
{
	struct decimal sum = { 0, 0 };
	for (size_t i = 0; i < p->count; i++) {
		const struct part *one = &p->part[from_back ? p->count - 1 - i : i];
		if (!decimal_add(sum, num_value(one->number), &sum) || decimal_cmp(sum, total) == 0)
			return true;
	}
	return false;
}

/* 达到序时进度3项、未达到序时进度2项: no part of one is in the other, so all of the list counts. */
static bool has_opposites(const struct parts *p)
{
	for (size_t i = 1; i < p->count; i++) {
		struct str own = p->part[i].label, other = p->part[i - 1].label;
		if (str_starts(own, STR("未")) && own.len > 9 && str_eq(str_sub(own, 3, own.len), other))
			return true;
	}
	return false;
}

/* 已完成43个、长期坚持5个 of 43: the lasting ones, told last, are among the done. Between others (完成9个，长期坚持1个，推进2个) they are a
 * part like these. */
static bool fits_without_lasting(const struct parts *p, struct decimal total)
{
	struct decimal sum = { 0, 0 };
	if (p->part[p->count - 1].kind != PART_LASTING)
		return false;
	for (size_t i = 0; i < p->count; i++) {
		if (p->part[i].kind != PART_LASTING && !decimal_add(sum, num_value(p->part[i].number), &sum))
			return true;
	}
	return decimal_cmp(sum, total) == 0;
}

/* Parts are taken as printed to the finest place among them (trailing zeros are dropped), the total to its own. */
static bool is_rounding(const struct num_row *r, size_t total, const struct parts *p, struct decimal diff)
{
	const struct fact_number *whole = r->token[total].number;
	struct decimal finest = { 0, 0 }, ulp, slack = { 0, 0 };
	int64_t rounded = 0;
	for (size_t i = 0; i < p->count; i++) {
		if (!num_rounded(p->part[i].number))
			continue;
		ulp = num_ulp(p->part[i].number);
		if (rounded++ == 0 || decimal_cmp(ulp, finest) < 0)
			finest = ulp;
	}
	ulp = num_ulp(whole);
	if (finest.digits > INT64_MAX / (8 * PARTS_MAX) || ulp.digits > INT64_MAX / 16)
		return false;
	/* Halves: everything in tenths of a place. */
	finest = (struct decimal){ finest.digits * 5 * rounded, (uint8_t)(finest.scale + 1) };
	ulp = num_rounded(whole) ? (struct decimal){ ulp.digits * 5, (uint8_t)(ulp.scale + 1) }
				 : (struct decimal){ 0, 0 };
	if (diff.digits < 0)
		diff = num_negate(diff);
	if (!decimal_add(finest, ulp, &slack) || decimal_cmp(diff, slack) > 0)
		return false;
	/* All errors on one side is a poor excuse: a place for every four numbers is enough. */
	struct decimal place = num_rounded(whole) ? num_ulp(whole) : (struct decimal){ 0, 0 };
	for (size_t i = 0; i < p->count; i++) {
		struct decimal one = num_ulp(p->part[i].number);
		if (num_rounded(p->part[i].number) && decimal_cmp(one, place) > 0)
			place = one;
	}
	place.digits *= (int64_t)(p->count + 4) / 4;
	return decimal_cmp(diff, place) <= 0;
}

static struct tally tally_of(const struct num_row *r, size_t total, const struct parts *p, bool from_back)
{
	struct tally t = { .total = num_value(r->token[total].number), .slip = STR_NPOS };
	struct decimal diff;
	t.known = true;
	for (size_t i = 0; i < p->count; i++)
		t.known = t.known && decimal_add(t.sum, num_value(p->part[i].number), &t.sum);
	if (!t.known || !num_sub(t.sum, t.total, &diff)) {
		t.known = false;
		return t;
	}
	t.fits = diff.digits == 0 || (!has_opposites(p) && fits_somewhere(p, t.total, from_back)) ||
		 fits_without_lasting(p, t.total);
	t.rounding = is_rounding(r, total, p, diff);
	return t;
}

/* 12 + 15 + 17 = 44 ≠ 43 */
static void print_sum(
	struct buf *b, const struct num_row *r, size_t total, const struct parts *p, const struct tally *t)
{
	const struct fact_number *like = r->token[total].number;
	for (size_t i = 0; i < p->count; i++) {
		if (i > 0)
			buf_cstr(b, " + ");
		if (like->kind == NUMBER_MONEY)
			buf_str(b, num_printed(r, p->part[i].number));
		else
			num_print(b, like, num_value(p->part[i].number));
	}
	if (p->count > 1) {
		buf_cstr(b, " = ");
		num_print(b, like, t->sum);
	}
	buf_cstr(b, decimal_cmp(t->sum, t->total) > 0 && p->count == 1 ? " > " : " ≠ ");
	if (like->kind == NUMBER_MONEY)
		buf_str(b, num_printed(r, like));
	else
		num_print(b, like, t->total);
}

/* 1545人，其中正式工401人（含内退95人）、临时工1239人: what is too much stands in a bracket, and may not be counted. */
static bool is_bracketed(const struct num_row *r, const struct parts *p, size_t total, struct decimal diff)
{
	size_t last = p->part[p->count - 1].at + 4;
	for (size_t i = p->part[0].at; i < last && i < r->count; i++) {
		const struct fact_number *n = r->token[i].number;
		if (n && r->token[i].depth > r->token[p->part[0].at].depth &&
			num_same_unit(n, r->token[total].number) && decimal_cmp(num_value(n), diff) == 0)
			return true;
	}
	return false;
}

/* 3个 and 2件 are never added; 万元 and 亿元 are. The reader has to know which it was. */
static void print_units(struct buf *b, const struct num_row *r, size_t total, const struct parts *p)
{
	const struct fact_number *like = r->token[total].number;
	bool differ = false;
	for (size_t i = 0; i < p->count && like->kind == NUMBER_MONEY; i++)
		differ = differ || !str_eq(p->part[i].number->unit, like->unit);
	if (differ)
		buf_cstr(b, "（单位不同，换算后相加）");
	else if (p->units)
		buf_cstr(b, "（列举中另有单位不同的数，没有加进去）");
}

/* 收入22.17亿元，比上年的20.88亿元增长6.2%。其中上半年9.84亿元，下半年12.33亿元，多2.49亿元: the first of them make up a number before. */
static bool some_make_another(const struct num_row *r, size_t total, const struct parts *p)
{
	const struct report *rep = r->check->report;
	const struct fact_number *whole = r->token[total].number;
	struct decimal sum = num_value(p->part[0].number);

	for (size_t k = 1; k + 1 < p->count; k++) {
		if (!num_sub(sum, num_negate(num_value(p->part[k].number)), &sum))
			return false;
		for (size_t i = spot_first_number(rep, whole->span.start), hops = 0; i-- > 0 && hops < 6; hops++) {
			const struct fact_number *n = &VEC_AT(&rep->numbers, struct fact_number, i);
			if (memchr(rep->text.ptr + n->span.start, '\n', whole->span.start - n->span.start))
				break;
			if (num_same_unit(n, whole) && decimal_cmp(num_value(n), sum) == 0)
				return true;
		}
	}
	return false;
}

/* `nearly`: the wording leaves open whether the parts are all of it. */
static int report_sum(struct num_row *r, size_t total, const struct parts *p, const struct tally *t, bool nearly)
{
	if (some_make_another(r, total, p))
		return 0;
	struct buf b;
	struct decimal diff = { 0, 0 };
	bool over = decimal_cmp(t->sum, t->total) > 0;
	num_sub(over ? t->sum : t->total, over ? t->total : t->sum, &diff);
	buf_init(&b, MESSAGE_BYTES);
	buf_cstr(&b, p->count == 1 ? "其中一部分大于总数：" : "分项之和与总数不符：");
	print_sum(&b, r, total, p, t);
	buf_cstr(&b, over ? "，多出 " : "，少 ");
	num_print(&b, r->token[total].number, diff);
	if (r->token[total].number->kind != NUMBER_MONEY)
		buf_fmt(&b, " " STR_FMT, STR_ARG(num_unit(r->token[total].number)));
	if (t->slip != STR_NPOS)
		buf_fmt(&b, "（“" STR_FMT "”像是小数点错了一位）", STR_ARG(num_printed(r, p->part[t->slip].number)));
	bool explained = over && is_bracketed(r, p, total, diff);
	if (explained)
		buf_cstr(&b, "，恰为括号里的数，请写明总数含不含");
	if (nearly)
		buf_cstr(&b, "；“其中”若没有列全，请写明其余");
	else
		print_units(&b, r, total, p);
	size_t first = p->part[0].at < total ? p->part[0].at : total;
	size_t last = p->part[p->count - 1].at > total ? p->part[p->count - 1].at : total;
	struct check_finding *f = num_add(r, first, last, &b);
	buf_clear(&b);
	if (f && explained)
		f->severity = SEVERITY_NOTE;
	else if (f && nearly)
		f->severity = SEVERITY_WARNING;
	int rc = f ? 0 : ERR_NOMEM;
	for (size_t i = 0; rc == 0 && i < p->count; i++)
		rc = check_relate(r->check, f, p->part[i].number->span);
	return rc < 0 ? rc : 1;
}

/* "三个中队分别有5个、6个、7个": the number before counts the parts, it is not their sum. */
static bool counts_the_parts(const struct tally *t, const struct parts *p)
{
	return t->total.scale == 0 && t->total.digits == (int64_t)p->count;
}

/* "3个街道…其中临江街道12个": the total counts places, the parts what is in them. */
static bool is_of_places(const struct num_row *r, size_t total, const struct parts *p, const struct tally *t)
{
	static const char *const PLACES[] = { "街道", "中队", "科室", "单位", "支部", "社区", "小区", "部门", "旗县",
		"乡镇", "城区", "区县", "县区", "大队", "支队", "处室", "企业", "公司", "片区", "路段", "商圈", "工地",
		"区域", "方面", "市", "区", NULL };
	if (!num_has_any(part_noun(r, total), PLACES))
		return false;
	for (size_t i = 0; i < p->count; i++) {
		if (decimal_cmp(num_value(p->part[i].number), t->total) > 0)
			return true;
	}
	return counts_the_parts(t, p);
}

/* A number right before the total says how many parts follow (三个方面43个问题，其中…). */
static bool parts_announced(const struct num_row *r, size_t total, const struct parts *p)
{
	for (size_t i = total;
		i-- > 0 && total - i <= 3 && r->token[i].kind != NT_COMMA && r->token[i].kind != NT_STOP;) {
		const struct fact_number *n = r->token[i].number;
		if (n && n->kind == NUMBER_COUNT && n->value.scale == 0 && n->value.digits == (int64_t)p->count &&
			p->count >= 2)
			return true;
	}
	return false;
}

/* A part larger than the total is a slip of the pen only when it is alone and not far off, or when the parts say what
 * became of the whole; else another thing was read. */
static bool is_misread(const struct parts *p, const struct tally *t)
{
	struct decimal twice = { t->total.digits * 2, t->total.scale };
	bool larger = false;
	for (size_t i = 0; i < p->count; i++) {
		struct decimal v = num_value(p->part[i].number);
		larger |= decimal_cmp(v, t->total) > 0;
		if (t->total.digits > INT64_MAX / 2 || decimal_cmp(v, twice) > 0)
			return true;
	}
	return larger && p->count > 1 && !parts_status(p);
}

/* Years are dates more often than lengths; a number without a unit names nothing. */
static bool can_be_divided(const struct fact_number *n)
{
	static const char *const NEVER[] = { "年", "月", "日", "岁", "分", "届", "级", "号", "倍", "点", "度", "版",
		"层", "课时", "周岁", NULL };
	struct str unit = num_unit(n);
	if (unit.len == 0)
		return false;
	for (size_t i = 0; NEVER[i]; i++) {
		if (str_eq(unit, str_from(NEVER[i])))
			return false;
	}
	return true;
}

static const char *const JOINTS[] = { "和", "及", "与", "并", NULL };

/* 13件建议和18件提案…其中: two totals are divided together. */
static bool is_joined(const struct num_row *r, size_t total)
{
	for (size_t i = total; i-- > 0 && total - i <= 3;) {
		const struct num_token *t = &r->token[i];
		if (t->number)
			return num_same_unit(t->number, r->token[total].number);
		if (t->kind != NT_DUN && (t->kind != NT_TEXT || !num_has_any(num_slice(r, i, i), JOINTS)))
			return false;
	}
	return false;
}

static bool is_thing(struct str unit)
{
	static const char *const THINGS[] = { "家", "处", "座", "户", "宗", "台", "辆", "栋", "幢", NULL };
	for (size_t i = 0; THINGS[i]; i++) {
		if (str_eq(unit, str_from(THINGS[i])))
			return true;
	}
	return false;
}

/* 27家中，改造15家、关闭9家、停产4家: things of which each has one fate, and their sum is out by a little. */
static bool is_slip_of_fates(const struct num_row *r, size_t total, const struct parts *p, const struct tally *t)
{
	bool more = decimal_cmp(t->sum, t->total) > 0;
	struct decimal over, tenfold;
	if (p->count < 3 || p->etc || p->mixed || !num_sub(more ? t->sum : t->total, more ? t->total : t->sum, &over) ||
		over.digits > INT64_MAX / 16)
		return false;
	tenfold = (struct decimal){ over.digits * 10, over.scale };
	return is_thing(num_unit(r->token[total].number)) && decimal_cmp(tenfold, t->total) <= 0;
}

/* 其中 tells nine tenths and more, and only these: what is missing is sooner a slip than a remainder nobody named. */
static bool tells_nearly_all(const struct num_row *r, size_t total, const struct parts *p, const struct tally *t)
{
	static const char *const SOME[] = { "重点", "主要", "重大", "特别", "较大", "突出", "典型", "仅", "已", NULL };
	struct decimal missing, tenfold;
	bool whole = (p->closed && !p->mixed) || (p->semi == p->count && !p->rest);
	/* parts that overlap would leave still more untold, so three of them are a list; 立案 has one end or another */
	bool loose = parts_overlap(p) && p->count < 3 && !str_has(num_label(r, total), STR("立案"));
	if (!whole || p->etc || p->count < 2 || loose || !num_sub(t->total, t->sum, &missing) ||
		missing.digits > INT64_MAX / 16)
		return false;
	for (size_t i = 0; i < p->count; i++) {
		bool state =
			p->count >= 3 && str_starts(p->part[i].label, STR("已")); /* 已退休97人、在职72人、死亡11人 */
		if ((num_has_any(p->part[i].label, SOME) && !state) || part_is_foreign(p->part[i].label))
			return false;
	}
	tenfold = (struct decimal){ missing.digits * 10, missing.scale };
	return decimal_cmp(tenfold, t->total) <= 0 && !is_joined(r, total);
}

/* 甲386.5万元，乙5455万元，两项合计932万元: the point of one part is out by a place, and with it right the sum fits. */
static size_t misplaced_point(const struct parts *p, const struct tally *t)
{
	for (size_t i = 0; i < p->count && p->count >= 2; i++) {
		struct decimal rest, need, v = num_value(p->part[i].number), up, down;
		if (!num_sub(t->sum, v, &rest) || !num_sub(t->total, rest, &need) || need.digits <= 0 ||
			need.digits > INT64_MAX / 16 || v.digits > INT64_MAX / 16 || !num_rounded(p->part[i].number))
			continue;
		up = (struct decimal){ need.digits * 10, need.scale };
		down = (struct decimal){ v.digits * 10, v.scale };
		if (decimal_cmp(up, v) == 0 || decimal_cmp(down, need) == 0)
			return i;
	}
	return STR_NPOS;
}

/* 512处，消失37处，报请核销37处，剩余475处: what became of a part counts it a second time. */
static bool tells_a_part_twice(const struct parts *p, const struct tally *t)
{
	struct decimal over;

	if (p->count < 3 || !num_sub(t->sum, t->total, &over) || over.digits <= 0)
		return false;
	for (size_t i = 1; i < p->count; i++) {
		struct decimal v = num_value(p->part[i].number);
		if (decimal_cmp(v, over) == 0 && decimal_cmp(num_value(p->part[i - 1].number), v) == 0)
			return true;
	}
	return false;
}

/* 处分39人（开除13人，撤职1人）: what is told is less than half of it. */
static bool tells_a_few(const struct tally *t)
{
	struct decimal twice = { t->sum.digits * 2, t->sum.scale };

	return t->sum.digits <= INT64_MAX / 2 && decimal_cmp(twice, t->total) < 0;
}

/* 正在推进1个，长期坚持一个: a numeral of the unit that was read as no number is a part that is not told. */
static bool has_unread(const struct num_row *r, size_t total, const struct parts *p)
{
	struct str unit = r->token[total].number->unit;
	for (size_t i = p->part[0].at; i < num_sentence_end(r, p->last); i++) {
		if (r->token[i].kind == NT_TEXT && spot_has_numeral(num_slice(r, i, i), unit))
			return true;
	}
	return false;
}

static int judge(struct sum_state *s, size_t total, const struct parts *p, enum proof proof)
{
	struct num_row *r = s->r;
	if (!can_be_divided(r->token[total].number) || any_vague(r, total, p) || has_unread(r, total, p))
		return 0;
	int claimed = of_claim(r, total, p);
	if (!s->rules[claimed] || s->done[claimed][total] || (proof == PROOF_SOME && is_joined(r, total)))
		return 0;
	s->done[claimed][total] = true;
	s->told = claimed;
	r->check->rule = s->rules[claimed];
	struct tally t = tally_of(r, total, p, proof == PROOF_BACK);
	if (!t.known || t.fits || t.rounding || p->hedged || is_of_places(r, total, p, &t))
		return 0;
	t.slip = misplaced_point(p, &t);
	if (t.slip == STR_NPOS && (is_misread(p, &t) || (proof == PROOF_MARK && tells_a_few(&t))))
		return 0;
	if (tells_a_part_twice(p, &t))
		return 0;
	if (decimal_cmp(t.sum, t.total) > 0) {
		if ((parts_overlap(p) && !is_slip_of_fates(r, total, p, &t)) ||
			((proof == PROOF_ALL || proof == PROOF_MARK) && counts_the_parts(&t, p)))
			return 0;
		return report_sum(r, total, p, &t, false);
	}
	struct str behind = num_slice(r, p->last, num_sentence_end(r, p->last) - 1);
	bool all = str_has(behind, STR("无其他")) || str_has(behind, STR("没有其他")) || proof != PROOF_SOME ||
		   parts_divide(p) || parts_spell(p, num_label(r, total)) ||
		   (p->closed && parts_announced(r, total, p));
	static const char *const REMAINDERS[] = { "其余", "剩余", "另", "余下", "余为", "余系", "余者", "其他", NULL };
	bool nearly = !all && !num_has_any(behind, REMAINDERS) && tells_nearly_all(r, total, p, &t);
	if (!nearly && (!all || p->etc || p->mixed || p->count < 2 || (parts_overlap(p) && !parts_divide(p))))
		return 0;
	return report_sum(r, total, p, &t, nearly);
}

/* --- which number is the total --- */

static const char *const CHANGES[] = { "增加", "减少", "增长", "下降", "增收", "减收", NULL };

/* 计划补充120名，其中甲60名、乙45名、丙25名: of a plan the parts are planned as well. */
static bool is_plan(struct str label)
{
	return str_has(label, STR("计划")) && !str_has(label, STR("均")) && !str_has(label, STR("比"));
}

/* ；二是…: the next step of a list, about another thing. */
static bool is_next_step(const struct num_row *r, size_t semi)
{
	static const char *const DIGITS = "一二三四五六七八九十";
	struct str rest = semi + 1 < r->count ? str_trim(num_slice(r, semi + 1, semi + 1)) : STR_NONE;
	for (const char *d = DIGITS; *d && rest.len >= 6; d += 3) {
		if (memcmp(rest.ptr, d, 3) == 0)
			return str_starts(str_sub(rest, 3, rest.len), STR("是"));
	}
	return false;
}

/* The nearest number before `at` in its sentence that can hold a total of `like`'s kind. */
static size_t total_before(const struct num_row *r, size_t at, const struct fact_number *like)
{
	size_t low = num_sentence_start(r, at);
	uint8_t depth = r->token[at].depth;
	for (size_t i = at; i-- > low && at - i < TOTAL_REACH;) {
		const struct fact_number *n = r->token[i].number;
		if (r->token[i].kind == NT_SEMI && is_next_step(r, i))
			break;
		if (!n || r->token[i].depth > depth || n->kind == NUMBER_PERCENT || n->kind == NUMBER_POINTS)
			continue;
		bool same = num_same_unit(n, like);
		/* 38户76人，其中…24户: one thing in two units */
		if (!same && i > low && r->token[i - 1].number && num_same_unit(r->token[i - 1].number, like))
			return i - 1;
		if (!same && (n->kind != like->kind || n->unit.len == 0))
			continue;
		struct str label = num_label(r, i);
		if (num_has_any(label, CHANGES))
			continue; /* 收入1100万元，比上年增加98万元。其中… */
		/* of another unit: another thing is divided here */
		bool planned = r->token[at].kind == NT_WHICH && is_plan(label);
		if (str_ends(label, STR("达到"))) /* 总能力达到1200吨，其中…: so much there is */
			label = str_sub(label, 0, label.len - 6);
		return same && (planned || !part_is_foreign(label)) ? i : STR_NPOS;
	}
	return STR_NPOS;
}

static size_t next_number(const struct num_row *r, size_t at, uint8_t depth)
{
	for (size_t i = at; i < r->count && r->token[i].kind != NT_STOP && r->token[i].depth >= depth; i++) {
		const struct fact_number *n = r->token[i].number;
		if (n && r->token[i].depth == depth && n->kind != NUMBER_PERCENT && n->kind != NUMBER_POINTS)
			return i;
	}
	return STR_NPOS;
}

/* "共43条。其中，…": a sentence that begins with 其中 divides the last total of the one before. */
static size_t sentence_before(const struct num_row *r, size_t at)
{
	size_t start = num_sentence_start(r, at);
	return start > 0 && at - start <= 1 ? start - 1 : STR_NPOS;
}

/* 317起，罚没412万元，移送公安机关11起，其中甲43起、乙158起、丙126起: no part is as small as the number right before, and
 * together they are nearly the one before that. */
static size_t larger_total(const struct num_row *r, size_t total, const struct parts *p)
{
	struct tally t = tally_of(r, total, p, false);
	size_t before = p->count < 2 ? STR_NPOS : total_before(r, total, r->token[total].number);
	if (before == STR_NPOS)
		return total;
	struct decimal whole = num_value(r->token[before].number), gap, tenfold;
	if (!t.fits && decimal_cmp(t.sum, whole) == 0) /* 126个问题，已整改115个。其中甲78个、乙48个: of the 126 */
		return before;
	for (size_t i = 0; i < p->count; i++) {
		if (decimal_cmp(num_value(p->part[i].number), t.total) <= 0)
			return total;
	}
	bool more = decimal_cmp(t.sum, whole) > 0;
	if (!num_sub(more ? t.sum : whole, more ? whole : t.sum, &gap) || gap.digits > INT64_MAX / 16 ||
		decimal_cmp(gap, t.total) == 0) /* 按时597件，超时4件。其中…: of both together */
		return total;
	tenfold = (struct decimal){ gap.digits * 10, gap.scale };
	return decimal_cmp(tenfold, whole) <= 0 ? before : total;
}

/* What is done of a plan may be more than it. */
static bool tells_plan_kept(const struct num_row *r, size_t total, const struct parts *p)
{
	static const char *const KEPT[] = { "已", "实际", "完成", "到", "超", NULL };
	bool kept = false;
	for (size_t i = 0; i < p->count; i++)
		kept = kept || num_has_any(p->part[i].label, KEPT) || num_has_any(p->part[i].noun, KEPT);
	return kept && is_plan(num_label(r, total));
}

static int from_list_like(struct sum_state *s, size_t at, enum proof proof, size_t first)
{
	struct num_row *r = s->r;
	struct parts p;
	uint8_t depth = r->token[at].depth;
	const struct fact_number *like = r->token[first].number;
	/* "分别为12、15、16个" */
	for (size_t i = first, hops = 0; like->unit.len == 0 && hops < 6 && i != STR_NPOS; hops++) {
		i = next_number(r, i + 1, depth);
		if (i != STR_NPOS && r->token[i].number->unit.len > 0)
			like = r->token[i].number;
	}
	size_t total = total_before(r, at, like);
	bool away = false;
	if (total == STR_NPOS && r->token[at].kind == NT_WHICH) {
		size_t before = sentence_before(r, at);
		total = before == STR_NPOS ? before : total_before(r, before, like);
		away = true;
	}
	if (total == STR_NPOS || !parts_read(r, at + 1, depth, like, part_noun(r, total), &p) ||
		((away || r->token[at].kind == NT_SEPARATELY) && p.count < 2) || tells_plan_kept(r, total, &p))
		return 0;
	if (r->token[at].kind == NT_WHICH)
		total = larger_total(r, total, &p);
	return judge(s, total, &p, proof);
}

static int from_list(struct sum_state *s, size_t at, enum proof proof)
{
	const struct num_row *r = s->r;
	size_t first = next_number(r, at + 1, r->token[at].depth);
	if (first == STR_NPOS)
		return 0;
	int rc = from_list_like(s, at, proof, first);
	/* 道路类4个562.7万元、房建类2个301.2万元: the amounts are a list as well */
	const struct fact_number *pair = first + 1 < r->count ? r->token[first + 1].number : NULL;
	if (rc == 0 && pair && pair->kind == NUMBER_MONEY && r->token[first].number->kind == NUMBER_COUNT)
		rc = from_list_like(s, at, proof, first + 1);
	return rc;
}

/* "金额90万元，分别为甲类50万元、乙类40万元。": right behind its total and up to the sentence's end. */
static bool names_all(const struct num_row *r, size_t total, size_t at)
{
	struct parts p;
	const struct fact_number *like = r->token[total].number;
	if (like->kind != NUMBER_MONEY || at != total + 2 || r->token[total + 1].kind != NT_COMMA ||
		!str_starts(num_noun(r, at), STR("为")))
		return false;
	return parts_read(r, at + 1, r->token[at].depth, like, STR_NONE, &p) && p.closed && !p.mixed && !p.etc;
}

/* "累计1427件中，属实440件，…", "27家砂石场中，…" */
static int from_among(struct sum_state *s, size_t comma)
{
	struct num_row *r = s->r;
	if (comma < 2 || !r->token[comma - 2].number)
		return 0;
	struct str noun = num_noun(r, comma - 2);
	return noun.len <= NOUN_BYTES && str_ends(noun, STR("中")) && !str_ends(noun, STR("集中")) &&
			       r->token[comma - 2].number->kind == NUMBER_COUNT
		       ? from_list(s, comma, PROOF_SOME)
		       : 0;
}

/* 分别: only sums when the total is called one, or nothing else stands between. */
static int from_separately(struct sum_state *s, size_t at)
{
	struct num_row *r = s->r;
	size_t first = next_number(r, at + 1, r->token[at].depth);
	if (first == STR_NPOS)
		return 0;
	size_t total = total_before(r, at, r->token[first].number);
	if (total == STR_NPOS)
		return 0;
	for (size_t i = total > 3 ? total - 3 : 0; i < total; i++) {
		if (r->token[i].kind == NT_SUM)
			return from_list(s, at, PROOF_ALL);
	}
	return from_list(s, at, names_all(r, total, at) ? PROOF_ALL : PROOF_SOME);
}

/* "12个问题：…" and "43条（…）": the whole bracket or the rest of the sentence is the list. */
static int from_mark(struct sum_state *s, size_t at)
{
	struct num_row *r = s->r;
	struct parts p;
	size_t total = at;
	while (total > 0 && at - total < 3 && !r->token[total].number)
		total--;
	if (!r->token[total].number || (at - total == 2 && r->token[total + 1].kind != NT_TEXT) || at - total > 2 ||
		num_noun(r, total).len > NOUN_BYTES)
		return 0;
	uint8_t depth = r->token[at].depth;
	bool bracket = r->token[at].kind == NT_OPEN;
	if (bracket)
		depth = depth < 255 ? depth + 1 : 255;
	const struct fact_number *like = r->token[total].number;
	if (like->kind == NUMBER_PERCENT || like->kind == NUMBER_POINTS ||
		!parts_read(r, at + 1, depth, like, part_noun(r, total), &p))
		return 0;
	if (p.count < 2 || !p.closed || p.mixed || p.etc)
		return 0;
	return judge(s, total, &p, PROOF_MARK);
}

/* --- parts first, total behind --- */

/* "共 N", or the parts' own verb once more: 检查A 5处、检查B 7处，共检查12处. */
static size_t total_behind(const struct num_row *r, size_t at)
{
	if (at + 1 < r->count && r->token[at + 1].number)
		return at + 1;
	if (at + 2 >= r->count || r->token[at + 1].kind != NT_TEXT || !r->token[at + 2].number)
		return STR_NPOS;
	struct str verb = str_trim(num_slice(r, at + 1, at + 1));
	size_t low = num_sentence_start(r, at);
	if (verb.len == 0 || verb.len > 18)
		return STR_NPOS;
	struct str before = num_slice(r, low, at), end = str_sub(verb, verb.len > 6 ? verb.len - 6 : 0, verb.len);
	if (str_eq(verb, STR("为")) || str_eq(verb, STR("计")) || str_has(before, end))
		return at + 2;
	return STR_NPOS;
}

/* Where the run of like numbers begins that ends before `at`. */
static size_t run_start(const struct num_row *r, size_t at, const struct fact_number *like)
{
	size_t low = num_sentence_start(r, at), start = at;
	uint8_t depth = r->token[at].depth;
	for (size_t i = at; i-- > low && at - i < 4 * TOTAL_REACH;) {
		const struct num_token *t = &r->token[i];
		if (t->depth > depth)
			continue;
		if (t->depth < depth || t->kind == NT_WHICH || t->kind == NT_SEPARATELY || t->kind == NT_COLON ||
			t->kind == NT_SEMI || t->kind == NT_SUM || t->kind == NT_RUNNING || t->kind == NT_INCLUDE)
			break;
		if (!t->number || t->number->kind == NUMBER_PERCENT)
			continue;
		if (!num_same_unit(t->number, like) || part_is_foreign(num_label(r, i))) {
			if (start == at && i + 1 == at)
				continue; /* 两批共12个 */
			if (start == i + 1 && t->number->kind == NUMBER_COUNT && like->kind == NUMBER_MONEY)
				continue; /* 3笔1.2亿元 */
			break;
		}
		start = i;
	}
	return start;
}

/* 招聘9人，转任6人，目前共有42人: what there is now, and no sum of what was added. */
static bool is_stock(struct str label)
{
	static const char *const NOW[] = { "目前", "现有", "现行", "现在", "调整后", "调整以后", "至此", "扩容后",
		"改造后", NULL };
	return num_has_any(label, NOW) || str_eq(label, STR("现"));
}

/* 5个所各改造询问室1间、快检室1间，共10间: each of them has the parts. */
static bool is_of_each(const struct num_row *r, size_t start, size_t total)
{
	struct str before = num_slice(r, num_sentence_start(r, start), start - 1);
	size_t each = str_rfind(before, STR("各")), every = str_rfind(before, STR("每"));
	size_t from = each == STR_NPOS || (every != STR_NPOS && every > each) ? every : each;

	if (from == STR_NPOS || total <= start)
		return false;
	struct str lead = str_sub(before, from, before.len);
	return !str_has(lead, STR("，")) && !str_has(lead, STR("；")) && !str_has(lead, STR(","));
}

static int from_total(struct sum_state *s, size_t at)
{
	struct num_row *r = s->r;
	struct parts p;
	size_t total = total_behind(r, at);
	if (total == STR_NPOS || is_stock(num_label(r, at)))
		return 0;
	const struct fact_number *like = r->token[total].number;
	size_t start = run_start(r, at, like);
	/* 三个月共138辆: a number glued to 共 is no part. */
	struct num_row before = *r;
	before.count = at > 0 && r->token[at - 1].number && !num_same_unit(r->token[at - 1].number, like) ? at - 1 : at;
	if (start == at || !parts_read(&before, start, r->token[at].depth, like, part_noun(r, total), &p) ||
		p.count < 2 || p.etc || is_of_each(r, start, total))
		return 0;
	/* 家长7人、学生3人，教师5人，共15人: others stand behind what was read as the list */
	for (size_t i = p.last + 1; i < before.count; i++) {
		if (r->token[i].number && num_same_unit(r->token[i].number, like))
			return 0;
	}
	if (r->token[at].kind == NT_RUNNING) {
		struct tally t = tally_of(r, total, &p, true);
		if (!t.known || decimal_cmp(t.sum, t.total) < 0)
			return 0;
	}
	return judge(s, total, &p, PROOF_BACK);
}

/* --- done and not done, without 其中 --- */

static const char *const ISSUES[] = { "问题", "隐患", "任务", "措施", "事项", "案", "线索", "投诉", "违", "项目",
	"工单", "件", "清单", "意见", "受理", "交办", "反馈", "发现", "排查出", "整改", "信访", "举报", "承担", "点位",
	NULL };
static const char *const STRONG[] = { "问题", "隐患", "任务", "措施", "事项", "线索", "案", "投诉", "整改", NULL };
static const char *const VISITS[] = { "检查", "巡查", "走访", "抽查", "排查点", "排查小区", "巡检", NULL };

/* The last number of this unit in the sentence that ends at `stop`, whatever stands behind it. */
static size_t like_in_sentence(const struct num_row *r, size_t stop, const struct fact_number *like)
{
	size_t low = num_sentence_start(r, stop), last = STR_NPOS;
	for (size_t i = stop; i-- > low && stop - i < TOTAL_REACH;) {
		if (!r->token[i].number || !num_same_unit(r->token[i].number, like))
			continue;
		if (is_claim(r->check->report, r->token[i].number->span.start))
			return i; /* 反馈问题64个，其中甲村12个…: the whole, and not its last part */
		last = last == STR_NPOS ? i : last;
	}
	return last != STR_NPOS && part_is_foreign(num_label(r, last)) ? STR_NPOS : last;
}

/* A status that speaks of the problems of the sentence before, and of nothing else (not 各科室已完成自查12个). */
static bool is_bare_status(struct str label)
{
	static const char *const SMALL[] = { "截至", "目前", "现", "已", "均", "全部", "完成", "整改", "到位", "办结",
		"销号", "问题", "措施", "任务", "其中", "的", "，", "现在", "至今", "解决", "落实", NULL };
	for (bool moved = true; label.len > 0 && moved;) {
		moved = false;
		for (size_t i = 0; SMALL[i] && !moved; i++) {
			moved = str_starts(label, str_from(SMALL[i]));
			if (moved)
				label = str_sub(label, strlen(SMALL[i]), label.len);
		}
	}
	return label.len == 0;
}

/* 反馈问题9个，完成6个、基本完成1个，正在推进1个，长期坚持1个: states that stand behind what was read make up the total. */
static bool states_go_on(const struct num_row *r, size_t total, const struct parts *p)
{
	struct decimal sum = tally_of(r, total, p, false).sum, whole = num_value(r->token[total].number);
	const struct fact_number *like = r->token[total].number;

	for (size_t i = p->last + 1; i < num_sentence_end(r, p->last); i++) {
		const struct fact_number *n = r->token[i].number;
		if (!n || !num_same_unit(n, like) || part_kind_of(num_label(r, i), num_noun(r, i)) == PART_PLAIN)
			continue;
		if (!decimal_add(sum, num_value(n), &sum) || decimal_cmp(sum, whole) == 0)
			return true;
	}
	return false;
}

/* 细化为10条具体问题，制定措施18条。已完成9条，正在推进1条: they make up a number that stands before the nearest. */
static bool is_of_another(const struct num_row *r, size_t total, size_t at, const struct parts *p)
{
	struct decimal sum = tally_of(r, total, p, false).sum;
	const struct fact_number *like = r->token[total].number;

	for (size_t i = at; i-- > 0 && total < i + TOTAL_REACH;)
		if (i != total && r->token[i].number && num_same_unit(r->token[i].number, like) &&
			decimal_cmp(num_value(r->token[i].number), sum) == 0)
			return true;
	return false;
}

/* 分阶段整改的29个问题，有21个完成；持续整改的5个问题，有2个完成: the next kind, with what became of it, is no part of the one before. */
static bool goes_on_to_kinds(struct str total_label, const struct parts *p)
{
	static const char *const KINDS[] = { "持续整改的", "长期整改的", "分阶段整改的", "限期整改的", "持续整改类",
		"长期整改类", "分阶段整改类", "限期整改类", NULL };
	if (part_kind_of(total_label, STR_NONE) != PART_TERM && !str_has(total_label, STR("立即整改")))
		return false;
	for (size_t i = 0; i < p->count; i++)
		if (num_has_any(p->part[i].label, KINDS))
			return true;
	return false;
}

static int from_status(struct sum_state *s, size_t at)
{
	struct num_row *r = s->r;
	struct parts p;
	const struct fact_number *n = r->token[at].number;
	if (n->kind == NUMBER_PERCENT || n->kind == NUMBER_POINTS ||
		!part_may_be_done(num_label(r, at), num_noun(r, at)))
		return 0;
	size_t total = total_before(r, at, n);
	bool away = total == STR_NPOS;
	if ((!away && str_has(num_label(r, at), STR("批"))) || (away && !is_bare_status(num_label(r, at))))
		return 0;
	/* "…共反馈问题82个。目前已完成38个，…": one sentence back. */
	if (away && num_sentence_start(r, at) > 0)
		total = like_in_sentence(r, num_sentence_start(r, at) - 1, n);
	if (total == STR_NPOS || r->token[total].depth != r->token[at].depth ||
		part_kind_of(num_label(r, at), num_noun(r, at)) != PART_DONE)
		return 0;
	for (size_t i = total; i-- > 0 && total - i <= 2;) {
		if (r->token[i].kind == NT_WHICH) /* 其中立行立改3个、已完成6个: a part itself */
			return 0;
	}
	struct str label = num_label(r, total), noun = num_noun(r, total);
	enum part_kind kind = part_kind_of(label, STR_NONE);
	bool strong = num_has_any(label, STRONG) || num_has_any(noun, STRONG);
	if (kind == PART_DONE || kind == PART_OPEN || kind == PART_LASTING ||
		(!strong && (away || num_has_any(label, VISITS))))
		return 0;
	if (!num_has_any(label, ISSUES) && !num_has_any(noun, ISSUES) && !num_has_any(n->unit, ISSUES))
		return 0;
	size_t start = at;
	while (start > total + 1 && r->token[start - 1].kind != NT_STOP && r->token[start - 1].kind != NT_COMMA &&
		r->token[start - 1].kind != NT_SEMI && r->token[start - 1].kind != NT_DUN)
		start--;
	if (!parts_read(r, start, r->token[at].depth, n, part_noun(r, total), &p) || !parts_status(&p) ||
		(away && !p.closed) || goes_on_to_kinds(label, &p) || states_go_on(r, total, &p) ||
		(away && is_of_another(r, total, at, &p)))
		return 0;
	if (away) /* its own division may have been judged already */
		s->done[0][total] = s->done[1][total] = false;
	return judge(s, total, &p, PROOF_SOME);
}

/* --- "共47条，党建类15条，业务类22条，作风类9条。" --- */

static int from_plain_list(struct sum_state *s, size_t total)
{
	struct num_row *r = s->r;
	struct parts p;
	size_t comma = total + 1;
	if (comma < r->count && r->token[comma].kind == NT_TEXT && num_noun(r, total).len <= NOUN_BYTES)
		comma++;
	if (comma + 1 >= r->count || r->token[comma].kind != NT_COMMA || r->token[comma + 1].kind == NT_WHICH)
		return 0;
	bool summed = false;
	for (size_t i = total; i-- > 0 && total - i <= 3 && r->token[i].kind != NT_COMMA;)
		summed |= r->token[i].kind == NT_SUM;
	/* 27座小水电站，拆除14座，改造9座，保留3座: each has one fate */
	bool fates = !summed && is_thing(num_unit(r->token[total].number)) && num_noun(r, total).len > 0 &&
		     !num_has_any(num_label(r, total), VISITS);
	if (!(summed || fates) ||
		!parts_read(r, comma, r->token[total].depth, r->token[total].number, part_noun(r, total), &p))
		return 0;
	if (p.count < 3 || !p.closed || p.mixed || p.etc || (summed && !parts_same_class(&p)))
		return 0;
	if (fates) {
		struct tally t = tally_of(r, total, &p, false);
		if (!t.known || !is_slip_of_fates(r, total, &p, &t))
			return 0;
	}
	return judge(s, total, &p, fates ? PROOF_SOME : PROOF_ALL);
}

/* 864间中红色46间、橙色155间、黄色305间: the parts stand right behind, three and more. */
static int from_within(struct sum_state *s, size_t at)
{
	static const char *const OTHERS[] = { "中心", "中队", "中学", "中央", "中小", "中标", "中层", "中共", "中药",
		"中医", "中级", "中型", NULL };
	struct num_row *r = s->r;
	if (at + 2 >= r->count || r->token[at + 1].kind != NT_TEXT || !r->token[at + 2].number ||
		r->token[at].number->kind != NUMBER_COUNT ||
		!num_same_unit(r->token[at].number, r->token[at + 2].number))
		return 0;
	struct str words = num_slice(r, at + 1, at + 1);
	if (!str_starts(words, STR("中")) || num_has_any(str_sub(words, 0, 6), OTHERS) || words.len > NOUN_BYTES)
		return 0;
	struct parts p;
	if (!parts_read(r, at + 2, r->token[at].depth, r->token[at].number, STR_NONE, &p) || p.count < 3 || !p.closed)
		return 0;
	return judge(s, at, &p, PROOF_SOME);
}

/* A number is read as done and as a total. One doubt of each rule is enough. */
static int from_number(struct sum_state *s, size_t at)
{
	int rc = from_status(s, at);
	if (rc == 0)
		rc = from_within(s, at);
	if (rc <= 0)
		return rc < 0 ? rc : from_plain_list(s, at);
	int told = s->told;
	const struct rule *rule = s->rules[told];
	s->rules[told] = NULL;
	rc = from_plain_list(s, at);
	s->rules[told] = rule;
	return rc;
}

int num_sum_row(struct num_row *r)
{
	struct sum_state s = { .r = r, .rules = { r->plain, r->claimed } };
	int rc = 0;
	for (size_t i = 0; i < r->count && rc >= 0; i++) {
		switch (r->token[i].kind) {
		case NT_WHICH:
			rc = from_list(&s, i, PROOF_SOME);
			break;
		case NT_SEPARATELY:
			rc = from_separately(&s, i);
			break;
		case NT_COMMA:
			rc = from_among(&s, i);
			break;
		case NT_COLON:
		case NT_OPEN:
			rc = from_mark(&s, i);
			break;
		case NT_SUM:
		case NT_RUNNING:
			rc = from_total(&s, i);
			break;
		case NT_NUMBER:
			rc = from_number(&s, i);
			break;
		default:
			break;
		}
	}
	return rc < 0 ? rc : 0;
}

int check_bh102(struct check *c)
{
	return num_run(c);
}

int check_bh103(struct check *c)
{
	int rc = num_run(c);

	return rc < 0 ? rc : num_plain_sums(c);
}

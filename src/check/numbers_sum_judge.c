/* BH102 and BH103: whether the parts of a total make it up. */
#include "numbers_sum.h"
#include "rules.h"
#include "spot.h"

#define MESSAGE_BYTES 1000

static const char *const CLAIM_WORDS[] = { "问题", "措施", "整改", "任务", "事项", "清单", "举措", "立行立改", "销号",
	NULL };

bool num_is_claim(const struct report *rep, uint32_t start)
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
	if (num_is_claim(r->check->report, r->token[total].number->span.start))
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

struct num_tally num_sum_tally(const struct num_row *r, size_t total, const struct parts *p, bool from_back)
{
	struct num_tally t = { .total = num_value(r->token[total].number), .slip = STR_NPOS };
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
	struct buf *b, const struct num_row *r, size_t total, const struct parts *p, const struct num_tally *t)
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
static int report_sum(struct num_row *r, size_t total, const struct parts *p, const struct num_tally *t, bool nearly)
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
static bool counts_the_parts(const struct num_tally *t, const struct parts *p)
{
	return t->total.scale == 0 && t->total.digits == (int64_t)p->count;
}

/* "3个街道…其中临江街道12个": the total counts places, the parts what is in them. */
static bool is_of_places(const struct num_row *r, size_t total, const struct parts *p, const struct num_tally *t)
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
static bool is_misread(const struct parts *p, const struct num_tally *t)
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

bool num_is_thing(struct str unit)
{
	static const char *const THINGS[] = { "家", "处", "座", "户", "宗", "台", "辆", "栋", "幢", NULL };
	for (size_t i = 0; THINGS[i]; i++) {
		if (str_eq(unit, str_from(THINGS[i])))
			return true;
	}
	return false;
}

bool num_slip_of_fates(const struct num_row *r, size_t total, const struct parts *p, const struct num_tally *t)
{
	static const char *const PEOPLE[] = { "人", "名", "位", NULL };
	bool more = decimal_cmp(t->sum, t->total) > 0;
	struct decimal over;
	if (p->count < 3 || p->etc || p->mixed || !num_sub(more ? t->sum : t->total, more ? t->total : t->sum, &over) ||
		over.digits > INT64_MAX / 32)
		return false;
	struct decimal tenfold = { over.digits * 10, over.scale }, twenty = { over.digits * 20, over.scale };
	struct str unit = num_unit(r->token[total].number);
	/* 其中投产22个、在建34个、终止47个、待落地45个 of 146 */
	bool listed = p->count >= 4 && r->token[total].number->kind == NUMBER_COUNT && !num_has_any(unit, PEOPLE) &&
		      decimal_cmp(twenty, t->total) <= 0;
	return listed || (num_is_thing(unit) && decimal_cmp(tenfold, t->total) <= 0);
}

/* 其中 tells nine tenths and more, and only these: what is missing is sooner a slip than a remainder nobody named. */
static bool tells_nearly_all(const struct num_row *r, size_t total, const struct parts *p, const struct num_tally *t)
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
static size_t misplaced_point(const struct parts *p, const struct num_tally *t)
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
static bool tells_a_part_twice(const struct parts *p, const struct num_tally *t)
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
static bool tells_a_few(const struct num_tally *t)
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

int num_sum_judge(struct num_sum *s, size_t total, const struct parts *p, enum num_proof proof)
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
	struct num_tally t = num_sum_tally(r, total, p, proof == PROOF_BACK);
	if (!t.known || t.fits || t.rounding || p->hedged || is_of_places(r, total, p, &t))
		return 0;
	t.slip = misplaced_point(p, &t);
	if (t.slip == STR_NPOS && (is_misread(p, &t) || (proof == PROOF_MARK && tells_a_few(&t))))
		return 0;
	if (tells_a_part_twice(p, &t))
		return 0;
	if (decimal_cmp(t.sum, t.total) > 0) {
		if ((parts_overlap(p) && !num_slip_of_fates(r, total, p, &t)) ||
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

/* BH104 percentage: shares and rates that do not follow from the numbers printed beside them.
 *
 * A share is only doubted when the wording ties it to one part and one whole, and when no other pair of
 * numbers of its sentence gives it. */
#include "numbers_parts.h"
#include "numbers_plain.h"
#include "rules.h"

#define REACH 40 /* tokens back */
#define MESSAGE_BYTES 1000
#define CANDIDATES 12

struct share {
	struct num_row *r;
	size_t at;          /* the percentage */
	size_t part, whole; /* tokens */
	struct str words;   /* between the number before and the percentage */
	bool away;          /* the whole stands in the sentence before */
};

static bool is_percent(const struct num_token *t)
{
	return t->number && t->number->kind == NUMBER_PERCENT;
}

static bool is_amount(const struct num_token *t)
{
	return t->number && (t->number->kind == NUMBER_COUNT || t->number->kind == NUMBER_MONEY);
}

/* The last amount before a token within its sentence. */
static size_t amount_before(const struct num_row *r, size_t at)
{
	size_t low = num_sentence_start(r, at);
	for (size_t i = at; i-- > low && at - i < REACH;) {
		if (is_amount(&r->token[i]))
			return i;
	}
	return STR_NPOS;
}

/* Another pair of the same sentence gives the printed share; either of it may be a sum of neighbours: 已整改38个，正在整改4个，
 * 整改率90.5%. */
static bool explained(const struct share *s)
{
	const struct num_row *r = s->r;
	size_t low = num_sentence_start(r, s->at), high = num_sentence_end(r, s->at);
	struct decimal value[CANDIDATES], said = r->token[s->at].number->value;
	size_t count = 0;
	for (size_t i = high; i-- > low && count < CANDIDATES;) {
		if (is_amount(&r->token[i]) && num_same_unit(r->token[i].number, r->token[s->part].number) &&
			i < s->at + 6)
			value[count++] = num_value(r->token[i].number);
	}
	for (size_t i = 0; i < count; i++) {
		struct decimal sum = { 0, 0 };
		for (size_t k = i; k < count && k < i + 4; k++) {
			if (!decimal_add(sum, value[k], &sum))
				break;
			for (size_t w = 0; w < count; w++) {
				if (w != i && (num_ratio_fit(sum, value[w], said, 100) == NUM_FITS ||
						      num_ratio_fit(value[w], sum, said, 100) == NUM_FITS))
					return true;
			}
		}
	}
	return false;
}

/* 已签约396家: the 约 before the number is the end of a verb. */
static bool is_about(const struct num_row *r, size_t at)
{
	static const char *const ABOUT[] = { "余", "多", "几", "数", "左右", "以上", "上下", NULL };
	const struct fact_number *n = r->token[at].number;
	return n->approximate && (!str_ends(num_label(r, at), STR("签约")) || num_has_any(num_printed(r, n), ABOUT) ||
					 num_has_any(num_noun(r, at), ABOUT));
}

/* 近80%, 超过80% and the like tell a side or a neighbourhood, no value. */
static bool is_vague(const struct share *s)
{
	static const char *const VAGUE[] = { "近", "超", "以上", "左右", "不到", "不足", "逾", "目标", "不低于",
		"不少于", "应达", "要达", "力争", "确保", "不超过", "计划", "要求", "规定", "标准", "由", "从", "提高",
		"提升", "下降", "降至", NULL };
	const struct num_row *r = s->r;
	if (str_has(s->words, STR("约")) && !str_has(s->words, STR("签约率")))
		return true;
	return r->token[s->at].number->approximate || is_about(r, s->part) || is_about(r, s->whole) ||
	       num_has_any(s->words, VAGUE);
}

static void print_share(struct buf *b, const struct share *s, enum num_fit fit)
{
	const struct num_row *r = s->r;
	const struct fact_number *p = r->token[s->part].number, *w = r->token[s->whole].number,
				 *n = r->token[s->at].number;
	struct decimal exact = { 0, 0 }, right = { 0, 0 };
	unsigned scale = n->value.scale < 4 ? n->value.scale + 2u : n->value.scale;
	num_ratio(num_value(p), num_value(w), 100, scale, &exact);
	num_ratio(num_value(p), num_value(w), 100, n->value.scale, &right);
	buf_fmt(b, "百分比与前后数字不符：" STR_FMT " ÷ " STR_FMT " = ", STR_ARG(num_printed(r, p)),
		STR_ARG(num_printed(r, w)));
	decimal_format(b, exact);
	buf_cstr(b, "%，应为 ");
	decimal_format(b, right);
	buf_fmt(b, "%%，文中为 " STR_FMT, STR_ARG(num_printed(r, n)));
	if (fit == NUM_CUT)
		buf_cstr(b, "（末位是截断，不是四舍五入）");
	if (fit == NUM_RAISED)
		buf_cstr(b, "（末位是进位，不是四舍五入）");
}

static size_t share_word(const struct num_row *r, size_t at)
{
	for (size_t i = at, hops = 0; i-- > 0 && hops < 8; hops++) {
		uint8_t kind = r->token[i].kind;
		if (kind == NT_SHARE)
			return i;
		if (kind == NT_STOP || kind == NT_COMMA || kind == NT_SEMI || kind == NT_COLON || kind == NT_DUN ||
			is_percent(&r->token[i]))
			break;
	}
	return STR_NPOS;
}

/* What else of the sentence has a share of the same whole: 其中，甲30件，占30%，乙20件，占20%. */
struct series {
	unsigned count, fits;
	bool earlier; /* one of them stands before */
};

static struct series series_of(const struct share *s)
{
	const struct num_row *r = s->r;
	struct series out = { 0 };
	size_t end = num_sentence_end(r, s->at);
	for (size_t i = num_sentence_start(r, s->at); i < end; i++) {
		size_t word = i != s->at && is_percent(&r->token[i]) ? share_word(r, i) : STR_NPOS;
		size_t part = word == STR_NPOS ? STR_NPOS : amount_before(r, word);
		if (part == STR_NPOS || !num_same_unit(r->token[part].number, r->token[s->part].number))
			continue;
		out.count++;
		out.earlier |= i < s->at;
		out.fits += num_percent_fit(r->token[part].number, r->token[s->whole].number,
				    r->token[i].number->value) == NUM_FITS;
	}
	return out;
}

/* The tokens the quote reaches over; a whole of another sentence is only pointed at. */
static struct check_finding *add_share_finding(struct share *s, struct buf *b)
{
	size_t first = s->part, last = s->part;
	size_t ends[] = { s->at, s->away ? s->at : s->whole };
	for (size_t i = 0; i < 2; i++) {
		first = ends[i] < first ? ends[i] : first;
		last = ends[i] > last ? ends[i] : last;
	}
	return num_add(s->r, first, last, b);
}

static int judge(struct share *s)
{
	struct num_row *r = s->r;
	const struct fact_number *p = r->token[s->part].number, *w = r->token[s->whole].number;
	if (is_vague(s) || s->part == s->whole)
		return 0;
	enum num_fit fit = num_percent_fit(p, w, r->token[s->at].number->value);
	if (fit == NUM_FITS || fit == NUM_UNKNOWN || explained(s) ||
		num_fits_another(r->check->report, p, r->token[s->at].number))
		return 0;
	struct series rest = { 0 };
	if (s->away) {
		rest = series_of(s);
		if (rest.count > 0 && rest.fits == 0 && rest.earlier)
			return 0; /* said once, of the first */
	}
	bool other_base = rest.count > 0 && rest.fits == 0;
	struct buf b;
	buf_init(&b, MESSAGE_BYTES);
	print_share(&b, s, fit);
	if (other_base)
		buf_cstr(&b, "；其余各项也不符，总数或占比的基数有一处写错");
	struct check_finding *f = add_share_finding(s, &b);
	buf_clear(&b);
	if (!f)
		return ERR_NOMEM;
	if (fit != NUM_DIFFERS)
		f->severity = SEVERITY_NOTE;
	else if (other_base)
		f->severity = SEVERITY_WARNING;
	int rc = check_relate(r->check, f, p->span);
	return rc < 0 ? rc : check_relate(r->check, f, w->span);
}

/* --- 占 --- */

/* What the share is of, without the small words: "比" and "总数的" leave nothing. */
static struct str own_base(struct str between)
{
	static const char *const SMALL[] = { "比", "的", "例", "重", "为", "到", "了", "达", "总数", "总量", "总额",
		"全部", "总", "数", "量", "其", "整改", "问题", "金额", "仅", "只", "人", "件", "共", " ", NULL };
	static const char *const TAILS[] = { "的", "总数", "总量", "总额", "总人数", "总次数", "次数", "数", "比例",
		"比重", "人数", "件数", "达到", "约", "为", "达", NULL };
	bool moved = true;
	while (between.len > 0 && moved) {
		moved = false;
		for (size_t i = 0; SMALL[i] && !moved; i++) {
			struct str word = str_from(SMALL[i]);
			moved = str_starts(between, word);
			if (moved)
				between = str_sub(between, word.len, between.len);
		}
		for (size_t i = 0; TAILS[i] && !moved; i++) {
			struct str word = str_from(TAILS[i]);
			moved = str_ends(between, word);
			if (moved)
				between = str_sub(between, 0, between.len - word.len);
		}
	}
	return between;
}

/* The words that name the base also name the whole (抽查公厕80座…占抽查总数的15%). */
static bool base_is(const struct num_row *r, struct str base, size_t whole)
{
	return base.len == 0 || str_has(num_label(r, whole), base) || str_has(num_noun(r, whole), base);
}

/* "占总数290个项目的39.7%": the whole stands between. */
static size_t whole_between(const struct num_row *r, size_t word, size_t at, const struct fact_number *like)
{
	for (size_t i = word + 1; i < at; i++) {
		if (is_amount(&r->token[i]))
			return num_same_unit(r->token[i].number, like) ? i : STR_NPOS - 1;
	}
	return STR_NPOS;
}

/* The total of an open 其中, or the only number of this unit before the part. */
static size_t whole_before(const struct num_row *r, size_t part, bool *ret_sure)
{
	const struct fact_number *like = r->token[part].number;
	size_t low = num_sentence_start(r, part), found = STR_NPOS, seen = 0;
	bool which = false, shared = false;
	for (size_t i = part; i-- > low && part - i < REACH;) {
		/* 直办53件，占53%，转办47件，占47%: what has a share of its own is a part like this one. */
		shared |= found == STR_NPOS && is_percent(&r->token[i]) && share_word(r, i) != STR_NPOS;
		if (r->token[i].kind == NT_WHICH) {
			which = true;
			found = STR_NPOS;
			seen = 0;
		}
		if (!is_amount(&r->token[i]) || !num_same_unit(r->token[i].number, like))
			continue;
		if (found == STR_NPOS)
			found = i;
		seen++;
		if (which)
			break;
	}
	*ret_sure = which || (seen == 1 && !shared);
	return found;
}

/* "共受理100件。其中，咨询类30件，占30%": the only amount of this unit in the sentence before. */
static size_t whole_away(const struct num_row *r, size_t part)
{
	size_t start = num_sentence_start(r, part), which = start, found = STR_NPOS;
	while (which < part && which < start + 2 && r->token[which].kind != NT_WHICH)
		which++;
	if (start == 0 || which == part || r->token[which].kind != NT_WHICH)
		return STR_NPOS;
	for (size_t i = start - 1; i-- > 0 && r->token[i].kind != NT_STOP && start - i < REACH;) {
		if (!is_amount(&r->token[i]) || !num_same_unit(r->token[i].number, r->token[part].number))
			continue;
		if (found != STR_NPOS)
			return STR_NPOS;
		found = i;
	}
	return found;
}

static bool whole_fits(const struct num_row *r, size_t part, size_t whole)
{
	return num_same_noun(part_noun(r, part), part_noun(r, whole)) && !part_is_foreign(num_label(r, part));
}

/* 由346人减至320人，清退人员占原有总数的7.5%: the part is what went away. Returns 1 when it was that, right or not. */
static int from_difference(const struct share *s, size_t word)
{
	static const char *const GONE[] = { "清退", "减少", "精简", "压减", "裁减", "核减", "退出", NULL };
	static const char *const DOWN[] = { "减至", "减少到", "减少至", "降至", "精简至", "精简到", "压减至", NULL };
	struct num_row *r = s->r;
	size_t was = amount_before(r, s->part);
	struct str subject = num_slice(r, s->part + 1, word - 1), base = num_slice(r, word + 1, s->at - 1);
	if (was == STR_NPOS || !num_has_any(subject, GONE) || !str_has(base, STR("原")) ||
		!num_has_any(num_label(r, s->part), DOWN) ||
		!num_same_unit(r->token[was].number, r->token[s->part].number) || is_about(r, was) ||
		is_about(r, s->part))
		return 0;
	const struct fact_number *a = r->token[was].number, *n = r->token[s->at].number;
	struct decimal gone, right = { 0, 0 };
	if (!num_sub(num_value(a), num_value(r->token[s->part].number), &gone) || gone.digits <= 0 ||
		num_ratio_fit(gone, num_value(a), n->value, 100) != NUM_DIFFERS ||
		!num_ratio(gone, num_value(a), 100, n->value.scale + 1u, &right))
		return 1;
	struct buf b;
	buf_init(&b, MESSAGE_BYTES);
	buf_fmt(&b, "百分比与前后数字不符：（" STR_FMT " − " STR_FMT "）÷ " STR_FMT " = ", STR_ARG(num_printed(r, a)),
		STR_ARG(num_printed(r, r->token[s->part].number)), STR_ARG(num_printed(r, a)));
	decimal_format(&b, right);
	buf_fmt(&b, "%%，文中为 " STR_FMT, STR_ARG(num_printed(r, n)));
	struct check_finding *f = num_add(r, was, s->at, &b);
	buf_clear(&b);
	return f ? 1 : ERR_NOMEM;
}

static int from_share(struct num_row *r, size_t at)
{
	size_t word = share_word(r, at);
	struct share s = { .r = r, .at = at };
	if (word == STR_NPOS || (word > 0 && r->token[word - 1].kind == NT_SEPARATELY))
		return 0;
	s.words = num_slice(r, word, at - 1);
	s.part = amount_before(r, word);
	if (s.part == STR_NPOS)
		return 0;
	/* Nothing but its own words between the part and 占. */
	size_t commas = 0;
	for (size_t i = s.part + 1; i < word; i++) {
		uint8_t kind = r->token[i].kind;
		if (kind == NT_SEMI || kind == NT_COLON || kind == NT_DUN || is_percent(&r->token[i]))
			return 0;
		commas += kind == NT_COMMA || kind == NT_OPEN;
	}
	if (commas > 1)
		return 0;
	int difference = from_difference(&s, word);
	if (difference != 0)
		return difference < 0 ? difference : 0;
	s.whole = whole_between(r, word, at, r->token[s.part].number);
	if (s.whole == STR_NPOS - 1)
		return 0;
	if (s.whole != STR_NPOS)
		return judge(&s);
	bool sure;
	s.whole = whole_before(r, s.part, &sure);
	size_t away = sure && s.whole != STR_NPOS ? STR_NPOS : whole_away(r, s.part);
	if (away != STR_NPOS) {
		s.whole = away;
		s.away = sure = true;
	}
	if (s.whole == STR_NPOS || !sure || !base_is(r, own_base(num_slice(r, word + 1, at - 1)), s.whole) ||
		!whole_fits(r, s.part, s.whole))
		return 0;
	return judge(&s);
}

/* --- a series that makes up its whole --- */

#define SERIES_MAX 24

struct member {
	size_t part, at;
};

/* The parts of one sentence with a share each, 甲3件，占30%；乙7件，占70%. Zero when something else stands among them. */
static size_t read_series(const struct num_row *r, size_t at, struct member *m)
{
	size_t end = num_sentence_end(r, at), count = 0;
	for (size_t i = num_sentence_start(r, at); i < end && count < SERIES_MAX; i++) {
		size_t word = is_percent(&r->token[i]) ? share_word(r, i) : STR_NPOS;
		if (word == STR_NPOS)
			continue;
		size_t part = amount_before(r, word);
		bool near = part != STR_NPOS && (r->token[word - 1].kind == NT_COMMA ||
							r->token[word - 1].kind == NT_OPEN || word <= part + 2);
		for (size_t k = near ? part + 1 : word; near && k < word; k++)
			near = !r->token[k].number && r->token[k].kind != NT_SEMI;
		bool own = near && (count == 0 || part > m[count - 1].at) &&
			   (count == 0 || num_same_unit(r->token[part].number, r->token[m[0].part].number));
		if (!own || r->token[i].number->approximate || is_about(r, part) ||
			r->token[part].depth != r->token[i].depth)
			return 0;
		m[count++] = (struct member){ part, i };
	}
	return count;
}

/* The shares add up to 100%, but for what rounding can do: so the whole is the parts' sum. */
static bool is_whole(const struct num_row *r, const struct member *m, size_t count, struct decimal *ret_sum)
{
	struct decimal shares = { 0, 0 }, diff, hundred = { 100, 0 };
	uint8_t scale = 0;
	*ret_sum = (struct decimal){ 0, 0 };
	for (size_t i = 0; i < count; i++) {
		const struct fact_number *n = r->token[m[i].at].number;
		scale = i == 0 || n->value.scale < scale ? n->value.scale : scale;
		if (!decimal_add(shares, n->value, &shares) ||
			!decimal_add(*ret_sum, num_value(r->token[m[i].part].number), ret_sum))
			return false;
	}
	struct decimal slack = { count > 2 ? (int64_t)(count + 1) / 2 : 0, scale };
	if (!num_sub(shares, hundred, &diff))
		return false;
	return decimal_cmp(diff.digits < 0 ? num_negate(diff) : diff, slack) <= 0;
}

static void print_member(
	struct buf *b, const struct num_row *r, const struct member *m, size_t count, size_t which, struct decimal sum)
{
	const struct fact_number *p = r->token[m[which].part].number, *n = r->token[m[which].at].number;
	struct decimal right = { 0, 0 };
	num_ratio(num_value(p), sum, 100, n->value.scale, &right);
	buf_cstr(b, "各项占比合为 100%，总数应为各项之和：");
	for (size_t i = 0; i < count; i++)
		buf_fmt(b, "%s" STR_FMT, i ? " + " : "", STR_ARG(num_printed(r, r->token[m[i].part].number)));
	buf_cstr(b, " = ");
	num_print(b, p, sum);
	if (p->kind != NUMBER_MONEY)
		buf_str(b, num_unit(p));
	buf_fmt(b, "，" STR_FMT " 占 ", STR_ARG(num_printed(r, p)));
	decimal_format(b, right);
	buf_fmt(b, "%%，文中为 " STR_FMT, STR_ARG(num_printed(r, n)));
}

/* One slip in a series shows in every share; only the last place off is a note about rounding. */
static int from_series(struct num_row *r, size_t at)
{
	struct member m[SERIES_MAX];
	struct decimal sum;
	size_t count = read_series(r, at, m), wrong = 0, worst = 0;
	if (count < 2 || m[0].at != at || !is_whole(r, m, count, &sum) || sum.digits <= 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		const struct fact_number *p = r->token[m[i].part].number, *n = r->token[m[i].at].number;
		struct decimal right, apart;
		if (num_rounded(p) || !num_ratio(num_value(p), sum, 100, n->value.scale, &right) ||
			!num_sub(right, n->value, &apart))
			return 0;
		if (apart.digits < -1 || apart.digits > 1)
			worst = wrong++ == 0 ? i : worst;
	}
	if (wrong == 0)
		return 0;
	struct buf b;
	buf_init(&b, MESSAGE_BYTES);
	print_member(&b, r, m, count, worst, sum);
	struct check_finding *f = num_add(r, m[0].part, m[count - 1].at, &b);
	buf_clear(&b);
	if (!f)
		return ERR_NOMEM;
	f->severity = SEVERITY_WARNING;
	return 1;
}

/* --- rates: 完成率, 按期办结率 --- */

/* The words right before 率 in the label: "办结". */
static struct str rate_stem(struct str label)
{
	static const char *const STEMS[] = { "完成", "办结", "整改", "结案", "销号", "合格", "处置", "满意", "解决",
		"达标", "覆盖", "安装", "参与", "参训", "签约", "修复", "拆除", "化解", "回复", "答复", "整治", "出勤",
		"到课", "到会", "参会", "出席", "优良", "优秀", "好评", "入网", "接入", "收缴", "追缴", "清退", "兑付",
		"执行", "支付", "立案", "反馈", "核查", "回访", "到位", "通过", "入住", "规范", "分类", "开工", "完工",
		"竣工", "建成", "投用", "移交", "发放", "签订", "入库", NULL };
	size_t at = str_rfind(label, STR("率"));
	if (at == STR_NPOS)
		return STR_NONE;
	struct str before = str_sub(label, 0, at);
	for (size_t i = 0; STEMS[i]; i++) {
		struct str stem = str_from(STEMS[i]);
		if (str_ends(before, stem))
			return stem;
	}
	return STR_NONE;
}

static const char *const ATTENDANCE[] = { "到会", "参会", "出席", "出勤", "到课", "参训", "参与", NULL };

static bool is_due(struct str label)
{
	static const char *const DUE[] = { "未", "应", "需", "待", "须", "要求", "拟", "计划", NULL };
	return num_has_any(label, DUE);
}

/* 按期办结率 is of what was settled in time, not of all that was settled. */
static bool same_manner(struct str rate, struct str label, struct str behind)
{
	static const char *const MANNERS[] = { "按期", "按时", "及时", "一次", "准确", "有效", "超期", "首次", "返工",
		"满意", "基本", "平均", "综合", "总", "初", NULL };
	for (size_t i = 0; MANNERS[i]; i++) {
		struct str manner = str_from(MANNERS[i]);
		if (str_has(rate, manner) != (str_has(label, manner) || str_has(behind, manner)))
			return false;
	}
	return true;
}

/* 应签约45家，已签约40家: sure among any number of others. */
static bool due_and_done(const struct num_row *r, const struct share *s, struct str stem)
{
	struct str whole = num_label(r, s->whole), part = num_label(r, s->part);
	if (!str_ends(whole, stem) || !str_ends(part, stem))
		return false;
	return str_ends(str_sub(whole, 0, whole.len - stem.len), STR("应")) &&
	       str_ends(str_sub(part, 0, part.len - stem.len), STR("已"));
}

/* 已整改518项，整改率93.5%，重大隐患已整改235项，整改率92%: the first has its own rate, and is no whole of the second. */
static bool has_own_rate(const struct num_row *r, size_t whole, size_t part)
{
	bool rate = false;
	for (size_t i = whole + 1; i < part; i++) {
		if (r->token[i].kind == NT_WHICH)
			return false;
		rate |= is_percent(&r->token[i]);
	}
	return rate;
}

/* 不合格12批, where the rate is of what was 合格. */
static bool is_negated(struct str stem, struct str words)
{
	size_t at = str_find(words, stem, 0);
	struct str before = at == STR_NPOS ? STR_NONE : str_sub(words, 0, at);
	return str_ends(before, STR("不")) || str_ends(before, STR("未")) || str_ends(before, STR("未能"));
}

/* 抽检240批，不合格12批，合格率95%: of all that are not these. */
static int judge_others(const struct share *s)
{
	struct num_row *r = s->r;
	const struct fact_number *whole = r->token[s->whole].number, *part = r->token[s->part].number,
				 *said = r->token[s->at].number;
	struct decimal rest, exact;
	struct buf b;
	if (is_vague(s) || !num_sub(num_value(whole), num_value(part), &rest) || rest.digits < 0 ||
		num_ratio_fit(rest, num_value(whole), said->value, 100) != NUM_DIFFERS ||
		!num_ratio(rest, num_value(whole), 100, 2, &exact))
		return 0;
	buf_init(&b, MESSAGE_BYTES);
	buf_fmt(&b, "百分比与前后数字不符：（" STR_FMT " − " STR_FMT "）÷ " STR_FMT " = ",
		STR_ARG(num_printed(r, whole)), STR_ARG(num_printed(r, part)), STR_ARG(num_printed(r, whole)));
	decimal_format(&b, exact);
	buf_fmt(&b, "%%，文中为 " STR_FMT, STR_ARG(num_printed(r, said)));
	struct check_finding *f = num_add(r, s->whole, s->at, &b);
	buf_clear(&b);
	if (f)
		f->severity = SEVERITY_WARNING;
	return f ? 1 : ERR_NOMEM;
}

static int from_rate(struct num_row *r, size_t at)
{
	struct share s = { .r = r, .at = at };
	s.words = num_label(r, at);
	struct str stem = rate_stem(s.words);
	s.part = amount_before(r, at);
	if (stem.len == 0 || s.part == STR_NPOS || r->token[s.part].depth != r->token[at].depth)
		return 0;
	size_t commas = 0;
	for (size_t i = s.part + 1; i < at; i++) {
		uint8_t kind = r->token[i].kind;
		commas += kind == NT_COMMA || kind == NT_DUN;
		if (kind == NT_SEMI || kind == NT_COLON || kind == NT_OPEN || kind == NT_CLOSE ||
			is_percent(&r->token[i]))
			return 0;
	}
	struct str label = num_label(r, s.part), behind = num_noun(r, s.part);
	bool attended = str_has(label, STR("实到")) || str_has(label, STR("实际参"));
	bool named = str_has(label, stem) || str_has(behind, stem) || (attended && num_has_any(stem, ATTENDANCE));
	if (commas != 1 || !named || is_due(label) || is_due(behind))
		return 0;
	if (!same_manner(s.words, label, behind))
		return 0;
	bool sure;
	s.whole = whole_before(r, s.part, &sure);
	if (s.whole == STR_NPOS || !(sure || due_and_done(r, &s, stem)) || !whole_fits(r, s.part, s.whole) ||
		has_own_rate(r, s.whole, s.part))
		return 0;
	bool others = (is_negated(stem, label) || is_negated(stem, behind)) && !is_negated(stem, s.words);
	return others ? judge_others(&s) : judge(&s);
}

/* --- "98.71%（688/697）" --- */

static int from_bracket(struct num_row *r, size_t at)
{
	size_t close = at + 2;
	struct decimal part, whole, right = { 0, 0 };
	const struct fact_number *n = r->token[at].number;
	if (at + 4 >= r->count || r->token[at + 1].kind != NT_OPEN)
		return 0;
	while (close < r->count && close < at + 6 && r->token[close].kind != NT_CLOSE)
		close++;
	struct str inner = close < r->count ? num_slice(r, at + 2, close - 1) : STR_NONE;
	size_t slash = str_find(inner, STR("/"), 0);
	if (slash == STR_NPOS || !decimal_parse(str_trim(str_sub(inner, 0, slash)), &part) ||
		!decimal_parse(str_trim(str_sub(inner, slash + 1, inner.len)), &whole) || part.scale || whole.scale)
		return 0;
	enum num_fit fit = num_ratio_fit(part, whole, n->value, 100);
	if (fit == NUM_FITS || fit == NUM_UNKNOWN || n->approximate ||
		!num_ratio(part, whole, 100, n->value.scale, &right))
		return 0;
	struct buf b;
	buf_init(&b, MESSAGE_BYTES);
	buf_fmt(&b, "百分比与括号内的数字不符：" STR_FMT " 应为 ", STR_ARG(inner));
	decimal_format(&b, right);
	buf_fmt(&b, "%%，文中为 " STR_FMT "%s", STR_ARG(num_printed(r, n)),
		fit == NUM_CUT ? "（末位是截断，不是四舍五入）" : "");
	struct check_finding *f = num_add(r, at, close, &b);
	buf_clear(&b);
	if (f && fit != NUM_DIFFERS)
		f->severity = SEVERITY_NOTE;
	return f ? 1 : ERR_NOMEM;
}

/* --- shares that cannot be --- */

static int too_large(struct num_row *r, size_t at)
{
	static const char *const BOUNDED[] = { "覆盖率", "知晓率", "合格率", "满意率", "满意度", "签约率", "参与率",
		"整改率", "办结率", "及时率", "准确率", "到位率", "参训率", "到课率", "出勤率", "结案率", "处置率",
		"达标率", "销号率", "回复率", "入户率", "占比", "分类率", "优良率", "按期率", NULL };
	const struct fact_number *n = r->token[at].number;
	struct decimal hundred = { 100, 0 };
	if (decimal_cmp(n->value, hundred) <= 0)
		return 0;
	struct str label = num_label(r, at);
	static const char *const GROWTH[] = { "拨备", "流动性", "充足", "保障倍数", "同比", "环比", "增长", "提高",
		"提升", "上升", "较", "目标", "计划", NULL };
	bool share = r->token[at > 0 ? at - 1 : 0].kind == NT_SHARE || num_has_any(label, BOUNDED);
	if (!share || num_has_any(label, GROWTH))
		return 0;
	struct buf b;
	buf_init(&b, MESSAGE_BYTES);
	buf_fmt(&b, "占比或比率超过 100%%：文中为 " STR_FMT, STR_ARG(num_printed(r, n)));
	struct check_finding *f = num_add(r, at, at, &b);
	buf_clear(&b);
	return f ? 1 : ERR_NOMEM;
}

/* --- shares that make up a whole --- */

struct whole_shares {
	struct decimal sum;
	size_t first, last, count;
	uint8_t scale;
	bool rest, separately, vague;
};

static bool add_share(struct whole_shares *w, const struct num_row *r, size_t i, bool rest)
{
	const struct fact_number *n = r->token[i].number;
	w->vague |= n->approximate || part_is_foreign(num_label(r, i));
	if (w->count == 0) {
		w->first = i;
		w->scale = n->value.scale;
	}
	w->scale = n->value.scale < w->scale ? n->value.scale : w->scale;
	w->last = i;
	w->count++;
	w->rest |= rest;
	return decimal_add(w->sum, n->value, &w->sum);
}

static int judge_whole(struct num_row *r, const struct whole_shares *w)
{
	struct decimal hundred = { 100, 0 }, diff, slack = { (int64_t)(w->count + 1) / 2, w->scale };
	if (w->count < 2 || w->vague || !(w->rest || w->separately) || !num_sub(w->sum, hundred, &diff))
		return 0;
	bool over = diff.digits > 0;
	/* 分别占74.2%和75.7%: so far above the whole that each has a whole of its own */
	bool apart = !w->rest && decimal_cmp(w->sum, (struct decimal){ 115, 0 }) > 0;
	if (apart || (!over && !w->rest))
		return 0;
	if (!over)
		diff = num_negate(diff);
	/* half a place for each: three and more are not all of them on the edge */
	struct decimal twice = { diff.digits < INT64_MAX / 2 ? diff.digits * 2 : diff.digits, diff.scale };
	bool edge = w->count >= 3 && decimal_cmp(twice, (struct decimal){ (int64_t)w->count, w->scale }) >= 0;
	if (!edge && decimal_cmp(diff, slack) <= 0)
		return 0;
	struct buf b;
	buf_init(&b, MESSAGE_BYTES);
	buf_cstr(&b, "各项占比之和不是 100%：");
	for (size_t i = w->first, n = 0; i <= w->last; i++) {
		if (is_percent(&r->token[i]))
			buf_fmt(&b, "%s" STR_FMT, n++ ? " + " : "", STR_ARG(num_printed(r, r->token[i].number)));
	}
	buf_cstr(&b, " = ");
	decimal_format(&b, w->sum);
	buf_cstr(&b, "%");
	struct check_finding *f = num_add(r, w->first, w->last, &b);
	buf_clear(&b);
	return f ? 1 : ERR_NOMEM;
}

/* 其他类占3%: the last of a division. */
static bool is_others(struct str label)
{
	return str_starts(label, STR("其他")) || str_starts(label, STR("其它"));
}

/* 占45%、30%，其余占26%; or 分别占45%、30%和26%. */
static int from_shares(struct num_row *r, size_t word)
{
	struct whole_shares w = { .scale = 0 };
	bool rest = false;
	size_t end = num_sentence_end(r, word);
	w.separately = word > 0 && r->token[word - 1].kind == NT_SEPARATELY;
	if (own_base(word + 1 < end && !r->token[word + 1].number ? num_slice(r, word + 1, word + 1) : STR_NONE).len >
		0)
		return 0;
	for (size_t i = word; i < end && i < word + REACH; i++) {
		const struct num_token *t = &r->token[i];
		if (t->depth != r->token[word].depth)
			continue;
		if (t->kind == NT_SEMI || t->kind == NT_WHICH || t->kind == NT_OPEN)
			break;
		if (t->kind == NT_REST || (is_percent(t) && w.count >= 2 && is_others(num_label(r, i))))
			rest = true;
		if (t->kind == NT_SHARE && i > word && !rest && w.separately)
			break;
		if (!is_percent(t))
			continue;
		struct str label = num_label(r, i);
		if (str_has(label, STR("率")) || !add_share(&w, r, i, rest))
			return 0;
		if (rest)
			break;
	}
	return judge_whole(r, &w);
}

int num_percent_row(struct num_row *r)
{
	int rc = 0;
	bool shares_done = false;
	for (size_t i = 0; i < r->count && rc >= 0; i++) {
		if (r->token[i].kind == NT_STOP)
			shares_done = false;
		if (r->token[i].kind == NT_SHARE && !shares_done) {
			shares_done = true;
			rc = from_shares(r, i);
		}
		if (rc < 0 || !is_percent(&r->token[i]))
			continue;
		size_t before = r->check->result->findings.len;
		rc = too_large(r, i);
		if (rc == 0)
			rc = from_bracket(r, i);
		if (rc == 0)
			rc = from_share(r, i);
		if (rc == 0)
			rc = from_rate(r, i);
		if (rc == 0 && r->check->result->findings.len == before)
			rc = from_series(r, i);
	}
	return rc < 0 ? rc : 0;
}

int check_bh104(struct check *c)
{
	int rc = num_run(c);

	return rc < 0 ? rc : num_plain_rates(c);
}

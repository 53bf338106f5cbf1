#include "facts_lex.h"
#include "facts_words.h"

/* A number that is being put together. */
struct draft {
	const char *from, *to; /* the digits; then with the unit */
	struct decimal value;
	struct str unit;
	enum unit_class class;
	bool han, vague; /* Chinese numerals; 余 多 几 */
	bool several;    /* 数十, 几百 */
};

static size_t vague_at(const struct facts *f, const char *p)
{
	FACTS_LIST(words, STR("余"), STR("多"), STR("几"), STR("来"));
	const struct str *w = facts_any_at(f, p, words);

	return w ? w->len : 0;
}

static bool is_latin(const struct facts *f, const char *p)
{
	return p >= f->begin && p < f->limit && ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'));
}

/* The measure word at p, if no other word stands there: 项 of 12项目 is none. */
static enum unit_class unit_at(const struct facts *f, const char *p, size_t *ret_len)
{
	enum unit_class class = UNIT_NONE;
	size_t other;

	*ret_len = 0;
	if (p < f->limit && marks_flags(p) & MARK_UNIT)
		class = facts_unit(p, f->limit, ret_len);
	if (class == UNIT_NONE)
		return UNIT_NONE;
	if (is_latin(f, p + *ret_len - 1) &&
		(is_latin(f, p + *ret_len) || (p + *ret_len < f->limit && p[*ret_len] >= '0' && p[*ret_len] <= '9')))
		class = UNIT_NONE;
	other = facts_word(WORDS_NOT_UNITS, p, f->limit);
	if (other > *ret_len && other >= facts_word(WORDS_UNITS_AFTER_ALL, p, f->limit))
		class = UNIT_NONE;
	if (class == UNIT_NONE)
		*ret_len = 0;
	return class;
}

/* "5吨/日", "35元/吨": a measure of its own, never money. */
static const char *read_per(const struct facts *f, struct draft *d, const char *unit, const char *end)
{
	size_t len;

	if (end < f->limit && *end == '/' && facts_unit(end + 1, f->limit, &len) != UNIT_NONE) {
		end += 1 + len;
		d->class = UNIT_MEASURE;
		d->unit = facts_str(unit, end);
	}
	return end;
}

/* "3万余米": the unit is 万米, put together because it is not printed in one piece. */
static int read_scaled(struct facts *f, struct draft *d, const char *scale, size_t scale_len)
{
	const char *p = scale + scale_len;
	size_t vague = vague_at(f, p), len;
	enum unit_class class;

	p += vague;
	class = unit_at(f, p, &len);
	d->vague |= vague > 0;
	if (class != UNIT_COUNT && class != UNIT_MEASURE && class != UNIT_MONEY) {
		d->to = vague ? p : scale + scale_len;
		return 0;
	}
	d->unit = vague ? arena_fmt(f->r->arena, STR_FMT STR_FMT, (int)scale_len, scale, (int)len, p)
			: facts_str(scale, p + len);
	if (!d->unit.ptr)
		return ERR_NOMEM;
	d->class = class;
	d->to = read_per(f, d, scale, p + len);
	return 0;
}

/* Reads what belongs to the number behind its digits at d->to: 余, blanks, the measure word. */
static int read_unit(struct facts *f, struct draft *d)
{
	const char *p = facts_blanks(f, d->to, d->han ? 0 : 1), *unit;
	size_t len = vague_at(f, p);

	p = len ? p + len : d->to;
	unit = facts_blanks(f, p, d->han ? 0 : 2);
	d->class = unit_at(f, unit, &len);
	if (d->class == UNIT_NONE && !d->han &&
		(facts_before(f, d->from, STR("￥")) || facts_before(f, d->from, STR("¥")))) {
		d->class = UNIT_MONEY;
		d->unit = STR("元");
		return 0;
	}
	if (d->class == UNIT_NONE) {
		/* 来 and 多 alone begin other words: 12来自 */
		if (p > d->to && facts_before(f, p, STR("余"))) {
			d->vague = true;
			d->to = p;
		}
		return 0;
	}
	d->vague = p > d->to;
	d->unit = facts_str(unit, unit + len);
	if (d->class == UNIT_SCALE)
		return read_scaled(f, d, unit, len);
	d->to = read_per(f, d, unit, unit + len);
	return 0;
}

static bool is_time_unit(struct str unit)
{
	return str_starts(unit, STR("年")) || str_starts(unit, STR("个月")) || str_starts(unit, STR("天")) ||
	       str_starts(unit, STR("日")) || str_starts(unit, STR("周")) || str_starts(unit, STR("届")) ||
	       str_starts(unit, STR("期"));
}

/* 闲置近5个月 is how long it lasted; 近三年 alone is when. */
static bool lasts(const struct facts *f, const char *near)
{
	FACTS_LIST(words, STR("闲置"), STR("停用"), STR("搁置"), STR("拖延"), STR("历时"), STR("长达"), STR("持续"),
		STR("超期"), STR("逾期"), STR("滞留"), STR("空置"), STR("荒废"), STR("停工"), STR("停产"), STR("停摆"),
		STR("拖欠"), STR("挂账"), STR("沉淀"), STR("耗时"), STR("用时"), STR("空缺"), STR("积压"), STR("延误"),
		STR("滞后"), STR("提前"), STR("缩短"), STR("延长"), STR("时间"), STR("长"), STR("达"), STR("已"),
		STR("了"));

	return facts_any_before(f, near, words) != NULL;
}

/* 约, 不少于 before the number. "近三年" are three years, not about three. */
static bool vague_before(const struct facts *f, const struct draft *d)
{
	FACTS_LIST(words, STR("约"), STR("逾"), STR("超"), STR("超过"), STR("不超过"), STR("不少于"), STR("不低于"),
		STR("不多于"), STR("不高于"), STR("至少"), STR("至多"), STR("最多"), STR("最少"), STR("接近"),
		STR("大于"), STR("小于"), STR("低于"), STR("高于"), STR("多于"), STR("少于"), STR("突破"), STR("不到"),
		STR("不足"), STR("不满"), STR("上"), STR("近"));
	const char *p = facts_blanks_before(f, d->from, 1);
	const struct str *w = facts_any_before(f, p, words);

	if (!w)
		return false;
	if (str_eq(*w, STR("约"))) /* 节约25%, 签约12家 say no more than the number */
		return !facts_before(f, p, STR("节约")) && !facts_before(f, p, STR("签约")) &&
		       !facts_before(f, p, STR("履约"));
	if (str_eq(*w, STR("近")))
		return (!is_time_unit(d->unit) || lasts(f, p - w->len)) && !facts_before(f, p, STR("最近"));
	/* 上百名, but 会上12人, 基础上10个 */
	return !str_eq(*w, STR("上")) || (d->han && d->value.digits >= 100);
}

static bool vague_after(const struct facts *f, const char *p)
{
	FACTS_LIST(words, STR("以上"), STR("以下"), STR("左右"), STR("以内"), STR("之内"), STR("上下"), STR("不等"),
		STR("开外"), STR("余"), STR("多"));
	FACTS_LIST(but, STR("多次"), STR("多个"), STR("多部门"), STR("多元"), STR("多方"), STR("多种"), STR("多项"),
		STR("多名"), STR("余下"), STR("余名"), STR("以上级"), STR("多头"), STR("多层"), STR("多渠道"),
		STR("多措"));

	return facts_any_at(f, p, words) && !facts_any_at(f, p, but);
}

/* --- Chinese numerals --- */

/* Measure words of one character that Chinese numerals are trusted with; others make words (二级, 三期, 一面). */
static bool han_unit(const struct draft *d)
{
	static const struct str single = STR_INIT(
		"个名人位件条项起次处家户份篇辆台套座所栋幢间张册支场例宗笔封种类年天周元棵株届倍米吨亩岁轮部组");

	if (d->unit.len != 3)
		return d->class != UNIT_NONE && d->class != UNIT_NUMBER;
	return str_has(single, d->unit);
}

static bool quote_before(const struct facts *f, const char *p)
{
	FACTS_LIST(quotes, STR("“"), STR("‘"), STR("「"), STR("\""), STR("'"));

	return facts_any_before(f, p, quotes) != NULL;
}

/* 数十家, 几百户: several of that power, which is the least that is meant. Not 人数十人. */
static bool several_before(const struct facts *f, const struct draft *d)
{
	FACTS_LIST(counts, STR("人数"), STR("次数"), STR("总数"), STR("件数"), STR("户数"), STR("多数"), STR("无数"),
		STR("少数"));
	FACTS_LIST(powers, STR("十"), STR("百"), STR("千"), STR("万"), STR("亿"));

	return facts_any_at(f, d->from, powers) &&
	       (facts_before(f, d->from, STR("几")) ||
		       (facts_before(f, d->from, STR("数")) && !facts_any_before(f, d->from, counts)));
}

/* What stands before a numeral and makes it part of a word: 统一个, 每一项, 双十. */
static bool bound_before(const struct facts *f, const struct draft *d)
{
	static const struct str before_one = STR_INIT("统唯之逐同单专划如合归进下上某每这那第万不另任哪均该");
	FACTS_LIST(before_any, STR("几"), STR("数"), STR("好"), STR("双"), STR("第"), STR("每"), STR("周"), STR("星期"),
		STR("闵"));
	FACTS_LIST(counts, STR("人数"), STR("次数"), STR("总数"), STR("件数"), STR("户数"), STR("多数"), STR("每周"),
		STR("两周"), STR("一周"), STR("本周"), STR("上周"), STR("下周"));

	if (d->from - f->begin < 3 || d->several)
		return false;
	if (d->value.digits == 1 && str_has(before_one, facts_str(d->from - 3, d->from)))
		return true;
	return facts_any_before(f, d->from, before_any) && !facts_any_before(f, d->from, counts);
}

static bool capital(const char *p)
{
	static const char numerals[] = "壹贰叁肆伍陆柒捌玖拾佰仟";

	for (size_t i = 0; i + 3 < sizeof(numerals); i += 3) {
		if (memcmp(numerals + i, p, 3) == 0)
			return true;
	}
	return false;
}

/* 百 千 万 without a digit count only when something says about how many: 百余人, 近千名. */
static bool bare_power(const struct draft *d)
{
	return str_starts(facts_str(d->from, d->to), STR("百")) || str_starts(facts_str(d->from, d->to), STR("千")) ||
	       str_starts(facts_str(d->from, d->to), STR("万")) || str_starts(facts_str(d->from, d->to), STR("亿"));
}

/* "一起案件" counts, "一起落实" does not; 二 counts people and papers only; 一处 in 发现一处、整改一处. */
static bool odd_pair(const struct facts *f, const struct draft *d)
{
	FACTS_LIST(cases, STR("案"), STR("事"), STR("违"), STR("涉"), STR("信访"), STR("举报"), STR("投诉"),
		STR("典型"), STR("较大"), STR("重大"), STR("交通"), STR("火灾"), STR("安全"), STR("群体"));
	bool one = d->value.digits == 1, two = facts_str(d->from, d->from + 3).len && memcmp(d->from, "二", 3) == 0;

	if (one && str_eq(d->unit, STR("公里")))
		return true; /* 最后一公里 */
	if (one && str_eq(d->unit, STR("起")))
		return !facts_any_at(f, d->to, cases);
	if (one && str_eq(d->unit, STR("处")))
		return facts_before(f, d->from, STR("发现")) || facts_before(f, d->from, STR("整改")) ||
		       facts_before(f, d->from, STR("查处"));
	if (d->unit.ptr == d->from + 3 && two &&
		(d->class != UNIT_COUNT || str_eq(d->unit, STR("次")) || str_eq(d->unit, STR("类")) ||
			str_eq(d->unit, STR("场"))))
		return true;
	return str_eq(d->unit, STR("届")) || str_eq(d->unit, STR("元")) ? d->class == UNIT_COUNT || (one && !d->vague)
									: false;
}

/* 轮, 部 and 组 as measure words: they are parts of names as well (巡察六组, 市场三部). */
static bool name_or_count(const struct facts *f, const struct draft *d)
{
	FACTS_LIST(not_rounds, STR("车"), STR("驱"), STR("电动"), STR("摩托"), STR("延包"), STR("承包"));
	FACTS_LIST(works, STR("手机"), STR("电梯"), STR("法规"), STR("法律"), STR("制度"), STR("电话"), STR("规章"),
		STR("著作"), STR("作品"), STR("书"), STR("影片"), STR("电影"), STR("微电影"), STR("专题片"),
		STR("宣传片"), STR("警示片"), STR("教育片"), STR("纪录片"));
	FACTS_LIST(makes, STR("分"), STR("分为"), STR("分成"), STR("划分"), STR("编为"), STR("成立"), STR("组建"),
		STR("设"), STR("设立"), STR("设置"), STR("安装"), STR("更换"), STR("新增"), STR("配备"), STR("购置"),
		STR("采购"), STR("增设"), STR("派出"), STR("抽查"), STR("抽取"), STR("拍摄"), STR("制作"), STR("观看"),
		STR("出台"), STR("修订"), STR("了"), STR("共"));

	if (str_eq(d->unit, STR("轮")))
		return facts_any_at(f, d->to, not_rounds) || memcmp(d->from, "二", 3) == 0;
	if (!str_eq(d->unit, STR("部")) && !str_eq(d->unit, STR("组")))
		return false;
	if (d->vague || memcmp(d->from, "两", 3) == 0)
		return facts_at(f, d->to, STR("制")) || facts_at(f, d->to, STR("委"));
	bool of_works =
		str_eq(d->unit, STR("部")) && (facts_any_at(f, d->to, works) || facts_any_before(f, d->from, works));
	return !of_works && !facts_any_before(f, d->from, makes);
}

static bool han_counts(const struct facts *f, const struct draft *d)
{
	if (!han_unit(d) || quote_before(f, d->from) || bound_before(f, d) || odd_pair(f, d) || name_or_count(f, d))
		return false;
	if (capital(d->from) && d->class != UNIT_MONEY)
		return false;
	if (bare_power(d) && !d->vague && !vague_before(f, d))
		return false;
	/* A table's phrase must reach into the measure word: 一次性, not 一次. */
	return facts_word(WORDS_FIXED, d->from, f->limit) == 0;
}

/* --- putting a number into the array --- */

static enum number_kind kind_of(struct draft *d, int64_t *ret_fen)
{
	switch (d->class) {
	case UNIT_MONEY: {
		struct str unit = d->unit;
		if (str_ends(unit, STR("人民币")))
			unit.len -= sizeof("人民币") - 1;
		if (str_eq(unit, STR("块钱")) || str_eq(unit, STR("圆")))
			unit = STR("元");
		return fen_from(d->value, unit, ret_fen) ? NUMBER_MONEY : NUMBER_COUNT;
	}
	case UNIT_PERCENT:
		d->unit = STR("%");
		return NUMBER_PERCENT;
	case UNIT_POINTS:
		return NUMBER_POINTS;
	case UNIT_NUMBER:
		return NUMBER_ORDINAL;
	default:
		return NUMBER_COUNT;
	}
}

static int push(struct facts *f, struct draft *d, bool ordinal)
{
	bool vague = d->vague || vague_after(f, d->to) || vague_before(f, d);
	int64_t fen = 0;
	enum number_kind kind = ordinal ? NUMBER_ORDINAL : kind_of(d, &fen);
	struct fact_number *n = vec_push(&f->r->numbers);

	if (!n)
		return ERR_NOMEM;
	n->value = d->value;
	n->kind = kind;
	n->approximate = !ordinal && vague;
	n->unit = d->unit;
	n->span = facts_span(f, d->from, d->to);
	n->fen = kind == NUMBER_MONEY ? fen : 0;
	return 0;
}

static int han(struct facts *f, struct draft *d, const char **ret_next)
{
	int rc;

	d->han = true;
	rc = read_unit(f, d);
	if (rc < 0 || d->class == UNIT_NONE)
		return rc;
	d->several = several_before(f, d);
	d->vague |= d->several;
	if (!facts_han_number(facts_str(d->from, *ret_next), &d->value.digits) || !han_counts(f, d))
		return 0;
	*ret_next = d->to;
	d->from -= d->several ? 3 : 0;
	return push(f, d, false);
}

/* 二点五公里; 九点三十分 is a time: 九 is read alone. */
static int han_point(struct facts *f, struct draft *d, const char **ret_next)
{
	const char *point = memmem(d->from, (size_t)(d->to - d->from), "点", 3);
	struct draft whole = *d;

	d->han = true;
	int rc = read_unit(f, d);
	if (rc < 0)
		return rc;
	bool counts = d->class == UNIT_MEASURE || d->class == UNIT_MONEY || d->class == UNIT_PERCENT ||
		      d->class == UNIT_POINTS;
	if (counts && !str_eq(d->unit, STR("分")) && !quote_before(f, d->from) &&
		facts_han_decimal(facts_str(whole.from, whole.to), &d->value)) {
		*ret_next = d->to;
		return push(f, d, false);
	}
	whole.to = point;
	*ret_next = point;
	return han(f, &whole, ret_next);
}

/* 第3次, 第六巡察组; but not 第一责任人, nor 第一，第二 that only tell off points. */
static int ordinal(struct facts *f, struct draft *d, const char **ret_next)
{
	const char *digits = facts_blanks(f, d->from + 3, INT32_MAX);
	size_t len;
	int rc;

	if (facts_word(WORDS_FIXED, d->from, f->limit) || quote_before(f, d->from))
		return 0;
	if (facts_digit(digits, f->limit, &len) >= 0 ? !decimal_parse(facts_str(digits, d->to), &d->value)
						     : !facts_han_number(facts_str(digits, d->to), &d->value.digits))
		return 0;
	rc = read_unit(f, d);
	if (rc < 0)
		return rc;
	if (d->class == UNIT_NONE &&
		(d->to >= f->limit || (unsigned char)*d->to < 0xE4 || (unsigned char)*d->to > 0xE9))
		return 0;
	*ret_next = d->to;
	return push(f, d, true);
}

/* --- Arabic numbers: what they are not --- */

static bool in(char c, const char *set)
{
	return c > 0 && (c < '0' || c > '9') && strchr(set, c) != NULL;
}

/* × ∶ ＋ · tie numbers together. */
static bool tied_before(const struct facts *f, const char *p)
{
	return !(p - f->begin >= 3 && facts_hanzi(p - 3)) &&
	       (facts_before(f, p, STR("×")) || facts_before(f, p, STR("∶")) || facts_before(f, p, STR("＋")) ||
		       facts_before(f, p, STR("·")));
}

static bool tied_behind(const struct facts *f, const char *p)
{
	return p < f->limit && !facts_hanzi(p) &&
	       (facts_at(f, p, STR("×")) || facts_at(f, p, STR("∶")) || facts_at(f, p, STR("＋")) ||
		       facts_at(f, p, STR("·")));
}

/* Part of a code, a formula, a ratio: 3+5+4, 1:500, A-12, 12345@. */
static bool entangled(const struct facts *f, const char *from, const char *to)
{
	char before = from > f->begin ? from[-1] : 0, after = to < f->limit ? *to : 0;

	if (in(before, "#@_+*=\\/") || in(after, "@_+*=\\") || is_latin(f, from - 1))
		return true;
	if (tied_before(f, from) || tied_behind(f, to))
		return true;
	if (before == '-' && from - f->begin >= 2 && is_latin(f, from - 2))
		return true;
	if (before == ':' && from - f->begin >= 2 && from[-2] >= '0' && from[-2] <= '9')
		return true;
	return (after == ':' || after == '/') && to + 1 < f->limit && to[1] >= '0' && to[1] <= '9';
}

static bool connector(const struct facts *f, const char *p, bool before, size_t *ret_len)
{
	FACTS_LIST(
		words, STR("-"), STR("—"), STR("——"), STR("～"), STR("~"), STR("至"), STR("－"), STR("–"), STR("到"));
	const struct str *w = before ? facts_any_before(f, p, words) : facts_any_at(f, p, words);

	*ret_len = w ? w->len : 0;
	return w != NULL;
}

/* 50-120件, 63%~68%: both ends are bounds. The first takes the unit of the second. */
static bool range_follows(const struct facts *f, const struct draft *d)
{
	size_t len, digit;

	return connector(f, d->to, false, &len) && facts_digit(d->to + len, f->limit, &digit) >= 0;
}

static struct fact_number *range_precedes(const struct facts *f, const struct draft *d)
{
	size_t len;
	struct fact_number *n;

	if (f->r->numbers.len == 0 || !connector(f, d->from, true, &len))
		return NULL;
	n = &VEC_AT(&f->r->numbers, struct fact_number, f->r->numbers.len - 1);
	return f->text + n->span.end == d->from - len ? n : NULL;
}

/* "1." and "（1）" before a heading or a point of a list: *ret_end is where the text begins. */
static bool is_marker(const struct facts *f, const struct draft *d, const char **ret_end)
{
	FACTS_LIST(marks, STR("."), STR("．"), STR("、"), STR(")"), STR("）"));
	const struct str *w = facts_any_at(f, d->to, marks);
	size_t len;

	if (!w || d->to - d->from > 9 || !facts_clause_start(f, d->from))
		return false;
	*ret_end = d->to + w->len;
	/* 其中：12、13号楼 */
	return facts_line_start(f, d->from) || facts_digit(*ret_end, f->limit, &len) < 0;
}

/* "6.2018年" and "1.3个问题" at a line's start are a marker and a number: *ret_end stands behind the point. */
static bool is_marker_glued(const struct facts *f, const struct draft *d, const char **ret_end)
{
	const char *point = d->from, *digits;
	size_t len;

	while (facts_digit(point, d->to, &len) >= 0)
		point += len;
	if (point == d->from || point >= d->to || point - d->from > 6 ||
		(*point != '.' && !facts_at(f, point, STR("．"))))
		return false;
	digits = point + (*point == '.' ? 1 : 3);
	len = (size_t)(d->to - digits);
	*ret_end = digits;
	if (facts_clause_start(f, d->from) && (facts_at(f, d->to, STR("年")) || facts_at(f, d->to, STR("月"))) &&
		(len == 1 || len == 2 || len == 4 || len == 12))
		return true;
	bool cell = d->from > f->begin && d->from[-1] == '\t'; /* of a table in one line */
	if (!cell && !facts_line_start(f, d->from))
		return false;
	const char *unit = facts_blanks(f, d->to, 1);
	enum unit_class class = unit_at(f, unit, &len);
	return class == UNIT_COUNT && !(cell && (facts_at(f, unit, STR("万")) || facts_at(f, unit, STR("亿"))));
}

/* Numbers of public lines: 12345热线, 110. */
static bool is_hotline(const struct facts *f, const struct draft *d)
{
	FACTS_LIST(after, STR("热线"), STR("平台"), STR("接警"), STR("指挥"), STR("报警"), STR("急救"), STR("联动"),
		STR("社会"), STR("电话"), STR("投诉"), STR("举报"), STR("工单"), STR("政务"), STR("便民"), STR("市民"),
		STR("服务"), STR("”"), STR("政府"), STR("转办"), STR("派单"), STR("城管"), STR("中心"));
	struct str s = facts_str(d->from, d->to);

	if (s.len == 5 && (str_starts(s, STR("123")) || str_starts(s, STR("96"))))
		return true;
	return (str_eq(s, STR("110")) || str_eq(s, STR("119")) || str_eq(s, STR("120")) || str_eq(s, STR("122"))) &&
	       facts_any_at(f, d->to, after);
}

/* 0571-5550123转801 */
static bool is_extension(const struct facts *f, const struct draft *d)
{
	FACTS_LIST(words, STR("转"), STR("分机"), STR("转分机"));
	const struct str *w = facts_any_before(f, d->from, words);

	return w && facts_digit_before(f, d->from - w->len);
}

/* A number without a measure word that is more likely something else. */
static bool not_a_count(const struct facts *f, const struct draft *d)
{
	FACTS_LIST(after, STR("时"), STR("点"), STR("月"), STR("款"), STR("届"), STR("路"), STR("幢"), STR("室"),
		STR("单元"), STR("楼"), STR("国道"), STR("省道"), STR("栋"), STR("弄"), STR("师"), STR("团"), STR("式"),
		STR("版"), STR("后"), STR("街"));
	struct str s = facts_str(d->from, d->to);
	int value = s.len == 4 ? facts_small(d->from, d->to) : 0;

	if (is_hotline(f, d) || is_extension(f, d) || facts_any_at(f, d->to, after) || is_latin(f, d->to) ||
		facts_before(f, d->from, STR("月")))
		return true;
	if (d->value.scale == 0 && s.len > 1 && s.ptr[0] == '0')
		return true; /* 0471-5900362 */
	if (d->value.scale == 0 && ((value >= 1900 && value <= 2099) || (s.len >= 7 && !str_has(s, STR(",")))))
		return true; /* a year, a telephone number, a code */
	if (quote_before(f, d->from) && (facts_at(f, d->to, STR("”")) || facts_at(f, d->to, STR("’"))))
		return true;                                                      /* “4.29” */
	return d->value.scale == 0 && s.len <= 3 && facts_line_start(f, d->from); /* a marker that lost its point */
}

static bool is_label(const struct facts *f, const struct draft *d)
{
	FACTS_LIST(times, STR("上午"), STR("下午"), STR("晚上"), STR("早上"), STR("凌晨"), STR("中午"), STR("晚"),
		STR("早"));

	if (d->class == UNIT_NUMBER)
		return d->unit.ptr - d->from > 5 || facts_before(f, d->from, STR("字")) ||
		       facts_before(f, d->from, STR("备")) || d->value.scale > 0;
	if (str_eq(d->unit, STR("点")))
		return facts_any_before(f, d->from, times) != NULL;
	return d->class == UNIT_COUNT && d->unit.ptr - d->from >= 9 && d->value.scale == 0 &&
	       facts_before(f, d->from, STR("-"));
}

/* A comma group with too many digits is two numbers: 1,111,2345. */
static void cut_group(const struct facts *f, struct draft *d)
{
	size_t len;

	if (memchr(d->from, ',', (size_t)(d->to - d->from)) && facts_digit(d->to, f->limit, &len) >= 0) {
		while (d->to[-1] != ',')
			d->to--;
		d->to--;
	}
}

#define GROUPS_ROOM 24

/* The bytes of a blank between groups: a plain one, or one of those that do not break a line. 0: none. */
static size_t group_blank(const struct facts *f, const char *p)
{
	FACTS_LIST(blanks, STR(" "), STR("\u00a0"), STR("\u2009"), STR("\u202f"));
	const struct str *w = facts_any_at(f, p, blanks);

	return w ? w->len : 0;
}

static size_t plain_digits(const struct facts *f, const char *p)
{
	size_t n = 0;

	while (p + n < f->limit && p[n] >= '0' && p[n] <= '9')
		n++;
	return n;
}

/* 建设资金1 260万元: groups of three parted by blanks, behind a word and right before a measure word. Gives where they end, with the
 * value read; NULL: no such number. */
static const char *blank_groups(const struct facts *f, const struct draft *d, struct decimal *ret)
{
	FACTS_LIST(numbered, STR("第"), STR("图"), STR("表"), STR("附"), STR("号"), STR("款"), STR("项"), STR("条"));
	char digits[GROUPS_ROOM];
	const char *p = d->from;
	size_t len = plain_digits(f, p), count = 0, unit;

	if (len == 0 || len > 3 || p - f->begin < 3 || !facts_hanzi(p - 3) || facts_any_before(f, p, numbered))
		return NULL;
	memcpy(digits, p, len);
	p += len;
	for (size_t blank; count < 3 && (blank = group_blank(f, p)) > 0 && plain_digits(f, p + blank) == 3; count++) {
		memcpy(digits + len, p + blank, 3);
		len += 3;
		p += blank + 3;
	}
	size_t places = count > 0 && p < f->limit && *p == '.' ? plain_digits(f, p + 1) : 0;
	if (count == 0 || places > 4)
		return NULL;
	if (places > 0) {
		memcpy(digits + len, p, places + 1);
		len += places + 1;
		p += places + 1;
	}
	enum unit_class class = unit_at(f, p, &unit);
	bool counts = class != UNIT_NONE && class != UNIT_NUMBER && class != UNIT_PERCENT && class != UNIT_POINTS;
	return counts && decimal_parse((struct str){ digits, len }, ret) ? p : NULL;
}

/* 1亿2000万元: its measure word follows the last part. False: a plain number. */
static bool read_compound(struct facts *f, struct draft *d, int *ret_rc)
{
	struct compound c;
	const char *end = facts_compound(f, d->from, &c);
	size_t vague, len;

	if (!end)
		return false;
	vague = vague_at(f, end);
	enum unit_class class = unit_at(f, end + vague, &len);
	struct str unit = facts_str(end + vague, end + vague + len);
	bool other = class == UNIT_MEASURE && is_time_unit(unit);
	if (other || (class != UNIT_MONEY && class != UNIT_COUNT && class != UNIT_MEASURE && !c.bare))
		return false;
	bool counts = class == UNIT_MONEY || class == UNIT_COUNT || class == UNIT_MEASURE;
	d->value = c.value;
	d->vague = c.vague || vague > 0;
	d->class = counts ? class : UNIT_SCALE;
	d->to = counts ? unit.ptr + len : end + (vague && facts_at(f, end, STR("余")) ? vague : 0);
	d->unit = counts ? arena_fmt(f->r->arena, STR_FMT STR_FMT, STR_ARG(c.scale), STR_ARG(unit)) : c.scale;
	*ret_rc = d->unit.ptr ? 0 : ERR_NOMEM;
	return true;
}

static int arabic(struct facts *f, struct draft *d, const char **ret_next)
{
	struct fact_number *first;
	struct decimal grouped = { 0, 0 };
	const char *groups = blank_groups(f, d, &grouped);
	int rc;

	if (groups)
		d->to = groups;
	cut_group(f, d);
	*ret_next = d->to;
	if (is_marker(f, d, ret_next) || is_marker_glued(f, d, ret_next))
		return 0;
	*ret_next = d->to;
	d->value = grouped;
	if (entangled(f, d->from, d->to) || (!groups && !decimal_parse(facts_str(d->from, d->to), &d->value)))
		return 0;
	if (groups || !read_compound(f, d, &rc))
		rc = read_unit(f, d);
	if (rc < 0)
		return rc;
	if (d->class == UNIT_NONE ? not_a_count(f, d) : is_label(f, d))
		return 0;
	if (d->class == UNIT_NONE && !d->unit.ptr)
		d->unit = (struct str){ d->to, 0 };
	*ret_next = d->to;
	first = range_precedes(f, d);
	if (first && d->class != UNIT_NUMBER) {
		first->approximate = d->vague = true;
		if (first->unit.len == 0) {
			struct draft lower = { .value = first->value, .unit = d->unit, .class = d->class };
			first->kind = kind_of(&lower, &first->fen);
			first->unit = lower.unit;
		}
	}
	d->vague |= range_follows(f, d);
	return push(f, d, false);
}

static int percent_of(struct facts *f, struct draft *d)
{
	static const struct str of = STR("百分之");
	const char *digits = d->from + of.len;
	size_t len;
	bool ok = facts_digit(digits, f->limit, &len) >= 0 ? decimal_parse(facts_str(digits, d->to), &d->value)
							   : facts_han_decimal(facts_str(digits, d->to), &d->value);
	bool thousand = facts_at(f, d->from, STR("千"));

	d->class = thousand ? UNIT_MEASURE : UNIT_PERCENT;
	d->unit = thousand ? STR("‰") : d->unit;
	return ok ? push(f, d, false) : 0;
}

int facts_number(struct facts *f, enum fact_token t, const char *from, const char *to, const char **ret_next)
{
	struct draft d = { .from = from, .to = to };

	switch (t) {
	case FACT_NUMBER:
		return arabic(f, &d, ret_next);
	case FACT_HANZI:
		return han(f, &d, ret_next);
	case FACT_HAN_POINT:
		return han_point(f, &d, ret_next);
	case FACT_ORDINAL:
		return ordinal(f, &d, ret_next);
	case FACT_PERCENT_OF:
		return percent_of(f, &d);
	default:
		return 0; /* 1.2.3 */
	}
}

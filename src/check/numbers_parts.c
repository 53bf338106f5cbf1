#include "numbers_parts.h"

#include "chars.h"

#define KIND_WORDS 28

struct kind_words {
	enum part_kind kind;
	const char *word[KIND_WORDS]; /* at most one less: NULL ends them */
};

/* The first row with a word in the label decides; what is not finished stands before what is. */
static const struct kind_words KINDS[] = {
	{ PART_TOUCHED, { "涉及", "存在", "有关", "兼", "同时", "包含" } },
	{ PART_TERM, { "立行立改", "即知即改", "限期整改", "限期", "长期整改", "集中整改", "专项整治", "短期", "中期",
			     "分阶段整改", "持续整改类", "长期类" } },
	{ PART_LASTING, { "长期坚持", "长期推进", "需长期", "常态化推进", "持续坚持", "持续推进" } },
	{ PART_OPEN, { "未", "正在", "推进", "进行中", "在办", "待", "基本完成", "阶段性", "部分完成", "持续整改",
			     "剩余", "其余", "余下", "逾期", "不合格", "滞后", "序时", "整改中", "办理中", "成效",
			     "见效", "积极进展", "正整改", "正办理", "正签约" } },
	{ PART_DONE, { "完成", "办结", "整改到位", "完毕", "销号", "解决", "已整改", "已经整改", "整改合格", "到位",
			     "结案", "按期", "已落实", "已整治" } },
	{ PART_PENALTY_PARTY, { "党纪", "党内" } },
	{ PART_PENALTY_OFFICE, { "政务", "政纪", "行政处分" } },
	{ PART_NEW, { "新建", "新制定", "新出台", "新订", "新增制度", "新制订", "制定" } },
	{ PART_REVISED, { "修订", "修改", "完善", "修编", "废止", "宣布失效" } },
	{ PART_FIRST_HALF, { "上半年" } },
	{ PART_SECOND_HALF, { "下半年" } },
	{ PART_AGE, { "岁", "青年", "年轻" } },
	{ PART_SCHOOL, { "学历", "本科", "大专", "研究生", "硕士", "博士", "专科", "高中", "中专" } },
	{ PART_RANK, { "职称", "高级", "中级", "初级", "工程师", "技师", "骨干", "名师", "带头人" } },
	{ PART_PARTY, { "党员", "群众", "团员", "民主党派", "积极分子" } },
	{ PART_FEMALE, { "女" } },
	{ PART_MALE, { "男" } },
	{ PART_ACTION, { "立案", "罚款", "处罚", "查处", "取缔", "清理", "约谈", "责令", "下达", "移送", "没收", "暂扣",
			       "教育", "检查", "巡查", "召开", "印发", "整治", "整改", "劝" } },
};

static const char *const FOREIGN[] = { "每", "人均", "日均", "月均", "户均", "平均", "均", "同比", "环比", "较", "相比",
	"增加", "减少", "增长", "下降", "提高", "上升", "提升到", "增至", "降至", "达到", "超过", "不足", "不少于",
	"至少", "应完成", "应整改", "得分", "排名", "满分", "年龄", "目标", "预计", "标准", "现有", "现为", NULL };

/* 待 of 接待 and 对待 waits for nothing. */
static bool is_kind_word(struct str s, const char *word)
{
	static const char *const OTHERS[] = { "接待", "招待", "对待", "期待", "优待", "待遇", NULL };
	if (strcmp(word, "推进") == 0 && str_has(s, STR("推进会")))
		return false;
	return str_has(s, str_from(word)) && !(strcmp(word, "待") == 0 && num_has_any(s, OTHERS));
}

static enum part_kind find_kind(struct str s)
{
	if (s.len == 0)
		return PART_PLAIN;
	struct chars chars;
	chars_of(s, &chars);
	for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
		for (size_t w = 0; w < KIND_WORDS && KINDS[i].word[w]; w++) {
			if (chars_may_have(&chars, KINDS[i].word[w]) && is_kind_word(s, KINDS[i].word[w]))
				return KINDS[i].kind;
		}
	}
	return PART_PLAIN;
}

/* Only the words next to the number speak of it. */
static struct str tail_of(struct str s, size_t bytes)
{
	size_t from = s.len > bytes ? s.len - bytes : 0;
	while (from < s.len && ((unsigned char)s.ptr[from] & 0xC0) == 0x80)
		from++;
	return str_sub(s, from, s.len);
}

/* Part of a list in brackets behind a member: what makes its number doubtful. */
static bool is_hedge(struct str s)
{
	static const char *const HEDGES[] = { "在建", "不含", "重复", "兼", "交叉", "未计", "另计", "拟建", "规划",
		"停用", "备用", NULL };
	return num_has_any(s, HEDGES);
}

static struct str head_of(struct str s, size_t bytes)
{
	size_t to = s.len > bytes ? bytes : s.len;
	while (to > 0 && to < s.len && ((unsigned char)s.ptr[to] & 0xC0) == 0x80)
		to--;
	return str_sub(s, 0, to);
}

enum part_kind part_kind_of(struct str label, struct str noun)
{
	enum part_kind behind = find_kind(head_of(noun, 30));
	enum part_kind before = find_kind(tail_of(label, 36));
	if (before == PART_PLAIN ||
		(before == PART_ACTION && (behind == PART_DONE || behind == PART_OPEN || behind == PART_LASTING)))
		return behind;
	return before;
}

/* Each word of PART_DONE has one of these. */
static const struct char_sign done_signs[256] = {
	[0x8C] = { 0xE5AE, 1 }, /* 完 */
	[0x9E] = { 0xE58A, 1 }, /* 办 */
	[0xB4] = { 0xE695, 1 }, /* 整 */
	[0x80] = { 0xE994, 1 }, /* 销 */
	[0xA3] = { 0xE8A7, 1 }, /* 解 */
	[0xB0] = { 0xE588, 1 }, /* 到 */
	[0x93] = { 0xE7BB, 1 }, /* 结 */
	[0x89] = { 0xE68C, 1 }, /* 按 */
	[0xBD] = { 0xE890, 1 }, /* 落 */
};

bool part_may_be_done(struct str label, struct str noun)
{
	return chars_signs(tail_of(label, 36), done_signs) || chars_signs(head_of(noun, 30), done_signs);
}

/* 超标准列支的会议费, 平均分配的助学金: words of what it is, and none of how much; 的 ends them. */
static struct str without_attribute(struct str label)
{
	static const struct str kinds[] = { { "超标准", 9 }, { "不达标准", 12 }, { "低标准", 9 }, { "高标准", 9 },
		{ "标准化", 9 }, { "较大", 6 }, { "较重", 6 }, { "较多", 6 }, { "较小", 6 }, { "较差", 6 },
		{ "平均发放", 12 }, { "平均分配", 12 }, { "均衡", 6 } };
	size_t de = str_rfind(label, STR("的"));
	if (de != STR_NPOS && label.len - de >= 9)
		label = str_sub(label, de + 3, label.len);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t at = str_rfind(label, kinds[i]);
		if (at != STR_NPOS)
			label = str_sub(label, at + kinds[i].len, label.len);
	}
	return label;
}

bool part_is_foreign(struct str label)
{
	struct str tail = tail_of(without_attribute(label), 30);
	if (str_has(tail, STR("序时进度")))
		return false;                                                       /* 达到序时进度的7项 */
	bool planned = str_has(tail, STR("计划")) && !str_has(tail, STR("入计划")); /* 纳入计划解决的37件 are counted */
	return planned || num_has_any(tail, FOREIGN) || str_starts(label, STR("至")) || str_starts(label, STR("到"));
}

struct str part_noun(const struct num_row *r, size_t at)
{
	static const char *const FATES[] = { "已", "未", "正", "均", "全", "完成", "整改", "的", "在", "是", "为", "由",
		"进", "被", "和", "及", "与", "以及", "并", "尚", "待", "基本", "需", "逾期", "按", "属", "予", "左右",
		"以上", "到", "得", "还", "仍", "办结", "持续", "长期", "推", "可", "因", "至", "左", "受", "给", "长",
		"立", "限", "通过", "达", "取", "见", "有", NULL };
	struct str noun = num_noun(r, at);
	for (size_t i = 0; noun.len > 2 && FATES[i]; i++) {
		/* Compared by hand first: this runs for every number. */
		if (noun.ptr[2] == FATES[i][2] && noun.ptr[1] == FATES[i][1] && str_starts(noun, str_from(FATES[i])))
			return STR_NONE;
	}
	return head_of(noun, 36);
}

/* The strength of the mark that parts two members: a list keeps to its weakest. */
static int rank_of(uint8_t kind)
{
	switch (kind) {
	case NT_DUN:
		return 1;
	case NT_COMMA:
		return 2;
	case NT_SEMI:
		return 3;
	default:
		return 0;
	}
}

struct reader {
	const struct num_row *r;
	struct parts *p;
	const struct fact_number *like;
	struct str noun;
	uint8_t depth;
	int rank, list_rank;
	bool rest;   /* in this segment */
	bool second; /* a further number of this segment */
};

/* A unit left out ("12、15和16个") is that of the next number with one. */
static bool has_unit(const struct reader *d, size_t at)
{
	const struct num_row *r = d->r;
	if (num_same_unit(r->token[at].number, d->like))
		return true;
	if (r->token[at].number->unit.len > 0 || r->token[at].number->kind != NUMBER_COUNT ||
		d->like->kind != NUMBER_COUNT)
		return false;
	for (size_t i = at + 1, seen = 0; i < r->count && seen < 8; i++, seen++) {
		const struct fact_number *n = r->token[i].number;
		if (n && n->unit.len > 0)
			return num_same_unit(n, d->like);
		if (!n && r->token[i].kind != NT_DUN && r->token[i].kind != NT_TEXT)
			return false;
	}
	return false;
}

static bool is_link(struct str label)
{
	static const char *const LINKS[] = { "和", "及", "与", "以及", "并", "另", "、", NULL };
	for (size_t i = 0; LINKS[i]; i++) {
		if (str_has(label, str_from(LINKS[i])))
			return true;
	}
	return false;
}

/* 其中甲128万元、乙96万元、丙77万元，惠及村医1047人: behind the comma another thing is told, and none of these up to the stop. */
static bool is_over(const struct reader *d, size_t at)
{
	const struct num_row *r = d->r;

	if (d->p->count < 3 || d->p->etc || d->p->rest || d->rest || d->rank <= d->list_rank)
		return false;
	for (size_t i = at; i < r->count && r->token[i].kind != NT_STOP; i++) {
		const struct fact_number *n = r->token[i].number;
		if (r->token[i].kind == NT_REST || (n && num_same_unit(n, d->like)))
			return false;
	}
	return true;
}

/* 1: went on, 0: the list ends before this token, -1: no plain list. */
static int take_number(struct reader *d, size_t at)
{
	struct parts *p = d->p;
	const struct num_row *r = d->r;
	const struct fact_number *n = r->token[at].number;
	if (r->token[at].depth > d->depth || n->kind == NUMBER_PERCENT || n->kind == NUMBER_POINTS)
		return 1;
	struct str label = num_label(r, at);
	if (!has_unit(d, at)) {
		/* 其余2家3万元: how many the rest are, glued to what they come to. */
		const struct fact_number *next = at + 1 < r->count ? r->token[at + 1].number : NULL;
		if ((d->rest || (n->kind == NUMBER_COUNT && d->like->kind == NUMBER_MONEY)) && next &&
			num_same_unit(next, d->like))
			return 1;
		/* 房建类2个301.2万元: how many, and what they come to */
		if (at > 0 && r->token[at - 1].number && n->kind == NUMBER_MONEY && p->count > 0 &&
			p->part[p->count - 1].at == at - 1)
			return 1;
		if (!p->mixed && is_over(d, at)) {
			p->closed = true;
			return 0;
		}
		p->mixed = p->units = true;
		return p->count > 0 ? 1 : -1;
	}
	if (part_is_foreign(label) || n->approximate)
		return p->count > 0 ? 0 : -1;
	if (d->second && !is_link(label)) {
		p->mixed = true;
		return 0;
	}
	if (p->count > 1 && d->rank > d->list_rank && !d->rest)
		return 0;
	struct str noun = part_noun(r, at);
	if (!num_same_noun(d->noun, noun)) {
		p->mixed = true;
		return p->count > 0 ? 0 : -1;
	}
	if (p->count == PARTS_MAX) {
		p->mixed = true;
		return 0;
	}
	if (p->count == 1)
		d->list_rank = d->rank;
	p->rest |= d->rest;
	enum part_kind kind = d->rest ? PART_OPEN : part_kind_of(label, num_noun(r, at));
	/* 党员21人、19人: a bare number is of the kind named before it. */
	if (!d->rest && p->count > 0 && label.len == 0 && num_noun(r, at).len == 0)
		kind = p->part[p->count - 1].kind;
	p->part[p->count++] = (struct part){ at, n, label, noun, kind };
	p->last = at;
	d->rank = 0;
	d->second = true;
	return 1;
}

bool parts_next_step(const struct num_row *r, size_t semi)
{
	static const char *const DIGITS = "一二三四五六七八九十";
	struct str rest = semi + 1 < r->count ? str_trim(num_slice(r, semi + 1, semi + 1)) : STR_NONE;
	for (const char *d = DIGITS; *d && rest.len >= 6; d += 3) {
		if (memcmp(rest.ptr, d, 3) == 0)
			return str_starts(str_sub(rest, 3, rest.len), STR("是"));
	}
	return false;
}

/* 1: goes on, 0: the list ends here. */
static int take_mark(struct reader *d, size_t at)
{
	struct parts *p = d->p;
	const struct num_token *t = &d->r->token[at];
	if (t->depth < d->depth || t->kind == NT_STOP) {
		p->closed = true;
		return 0;
	}
	if (t->depth > d->depth) {
		p->hedged |= t->kind == NT_TEXT && is_hedge(num_slice(d->r, at, at));
		return 1;
	}
	switch (t->kind) {
	case NT_DUN:
	case NT_COMMA:
	case NT_SEMI:
		if (t->kind == NT_SEMI && p->count == 0)
			return 0;
		/* 其中甲22个、乙34个；二是…, and not 其中一是22个；二是34个 */
		if (t->kind == NT_SEMI && parts_next_step(d->r, at) && !str_has(p->part[0].label, STR("一是"))) {
			p->closed = true;
			return 0;
		}
		if (t->kind == NT_SEMI && p->semi == 0 && !p->mixed)
			p->semi = p->count;
		if (rank_of(t->kind) > d->rank)
			d->rank = rank_of(t->kind);
		d->second = d->rest = false;
		return 1;
	case NT_REST:
		d->rest = true;
		return 1;
	case NT_ETC:
		p->etc |= p->count > 0;
		return 1;
	case NT_WHICH:
	case NT_INCLUDE:
	case NT_SEPARATELY:
	case NT_SUM:
	case NT_RUNNING:
		return p->count == 0;
	case NT_COLON:
		return p->count == 0;
	default:
		return 1;
	}
}

bool parts_read(const struct num_row *r, size_t from, uint8_t depth, const struct fact_number *like, struct str noun,
	struct parts *ret)
{
	struct reader d = { .r = r, .p = ret, .like = like, .noun = noun, .depth = depth, .list_rank = 3 };
	int rc = 1;
	*ret = (struct parts){ .last = from };
	size_t i = from;
	for (; i < r->count && rc == 1; i++)
		rc = r->token[i].kind == NT_NUMBER ? take_number(&d, i) : take_mark(&d, i);
	if (i == r->count && rc == 1)
		ret->closed = true;
	return rc >= 0 && ret->count > 0;
}

/* --- what the labels mean together --- */

static unsigned kinds_of(const struct parts *p)
{
	unsigned set = 0;
	for (size_t i = 0; i < p->count; i++)
		set |= 1u << p->part[i].kind;
	/* 上半年轮换小麦2.6万吨、稻谷1.8万吨: it says when, of all of them */
	if ((set & (1u << PART_FIRST_HALF)) && !(set & (1u << PART_SECOND_HALF)) && p->count > 1)
		set = (set & ~(1u << PART_FIRST_HALF)) | 1u << PART_PLAIN;
	return set;
}

#define BIT(k) (1u << (k))
#define STATUS_KINDS (BIT(PART_DONE) | BIT(PART_OPEN) | BIT(PART_LASTING))

/* All labels end in the same two characters (自行拆除, 强制拆除). */
static bool same_endings(const struct parts *p)
{
	struct str first = tail_of(p->part[0].label, 6);
	for (size_t i = 1; i < p->count; i++) {
		if (!str_eq(first, tail_of(p->part[i].label, 6)))
			return false;
	}
	return first.len == 6;
}

bool parts_same_class(const struct parts *p)
{
	struct str first = tail_of(p->part[0].label, 3);
	for (size_t i = 1; i < p->count; i++) {
		if (!str_eq(first, tail_of(p->part[i].label, 3)))
			return false;
	}
	return first.len == 3;
}

bool parts_spell(const struct parts *p, struct str total_label)
{
	for (size_t i = 0; i < p->count; i++) {
		struct str end = tail_of(p->part[i].label, 6);
		if (end.len < 6 || !str_has(total_label, end))
			return false;
		for (size_t k = 0; k < i; k++) {
			if (str_eq(end, tail_of(p->part[k].label, 6)))
				return false;
		}
	}
	return p->count >= 2;
}

bool parts_overlap(const struct parts *p)
{
	static const unsigned apart[] = { STATUS_KINDS, BIT(PART_TERM), BIT(PART_TERM) | BIT(PART_LASTING),
		BIT(PART_NEW) | BIT(PART_REVISED), BIT(PART_MALE) | BIT(PART_FEMALE),
		BIT(PART_FIRST_HALF) | BIT(PART_SECOND_HALF), BIT(PART_PARTY), BIT(PART_AGE), BIT(PART_SCHOOL),
		BIT(PART_RANK), BIT(PART_PENALTY_PARTY), BIT(PART_PENALTY_OFFICE), BIT(PART_PLAIN),
		BIT(PART_PLAIN) | BIT(PART_TERM) | BIT(PART_LASTING) };
	unsigned set = kinds_of(p);
	if ((set & BIT(PART_PENALTY_PARTY)) && (set & BIT(PART_PENALTY_OFFICE)))
		return true;
	/* money is fined or confiscated, the same yuan never both */
	if ((set & ~(BIT(PART_ACTION) | BIT(PART_PLAIN))) == 0 && p->part[0].number->kind == NUMBER_MONEY)
		return false;
	unsigned traits = BIT(PART_PARTY) | BIT(PART_RANK) | BIT(PART_AGE) | BIT(PART_SCHOOL) | BIT(PART_FEMALE);
	if (p->count < 2 || (p->rest && !(set & BIT(PART_ACTION))) || (same_endings(p) && !(set & traits)))
		return false;
	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
		if ((set & ~apart[i]) == 0)
			return false;
	}
	return true;
}

bool parts_status(const struct parts *p)
{
	unsigned set = kinds_of(p);
	return (set & BIT(PART_DONE)) && (set & (BIT(PART_OPEN) | BIT(PART_LASTING))) && (set & ~STATUS_KINDS) == 0;
}

/* 经营性自建房、非经营性自建房: what is so, and what is not. */
static bool is_negated(const struct parts *p)
{
	for (size_t i = 0; p->count == 2 && i < 2; i++) {
		struct str own = p->part[i].label, other = p->part[1 - i].label;
		size_t not = str_rfind(own, STR("非"));
		if (not != STR_NPOS && own.len - not >= 9 && str_ends(other, str_sub(own, not +3, own.len)) &&
			!str_ends(other, str_sub(own, not, own.len)))
			return true;
	}
	return false;
}

bool parts_divide(const struct parts *p)
{
	unsigned set = kinds_of(p);
	if (is_negated(p))
		return true;
	return parts_status(p) || (p->rest && p->count >= 2) || set == (BIT(PART_NEW) | BIT(PART_REVISED)) ||
	       set == (BIT(PART_MALE) | BIT(PART_FEMALE)) || set == (BIT(PART_FIRST_HALF) | BIT(PART_SECOND_HALF)) ||
	       (set == BIT(PART_TERM) && p->count >= 3) ||
	       (set == (BIT(PART_TERM) | BIT(PART_LASTING)) && p->count >= 3);
}

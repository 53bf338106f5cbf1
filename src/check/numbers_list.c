/* BH107 stated-count: a count against the list that stands beside it: titles (《A》《B》等4项制度),
 * units by name (甲中心、乙中心共3个单位), groups that were set up and 一是…二是… after a colon. */
#include "numbers.h"
#include "rules.h"

#define RUN_MAX 200 /* tokens of one list */
#define MESSAGE_BYTES 512

struct list {
	size_t first, last; /* tokens */
	size_t count;       /* members */
	bool etc;           /* 等 */
	bool unsure;        /* other things stand beside the list: fewer says nothing */
};

static int report_list(struct num_row *r, size_t at, const struct list *l, const char *what)
{
	const struct fact_number *n = r->token[at].number;
	struct buf b;
	buf_init(&b, MESSAGE_BYTES);
	buf_fmt(&b, "文中说 " STR_FMT "，列出的%s有 %zu 个，%s ", STR_ARG(num_printed(r, n)), what, l->count,
		(int64_t)l->count > n->value.digits ? "多出" : "少");
	int64_t diff = (int64_t)l->count - n->value.digits;
	buf_fmt(&b, "%lld 个", (long long)(diff < 0 ? -diff : diff));
	struct check_finding *f = num_add(r, l->first < at ? l->first : at, l->last > at ? l->last : at, &b);
	buf_clear(&b);
	return f ? 1 : ERR_NOMEM;
}

static int judge(struct num_row *r, size_t at, const struct list *l, const char *what)
{
	const struct fact_number *n = r->token[at].number;
	if (n->approximate || n->value.scale > 0 || l->count < 2)
		return 0;
	if ((int64_t)l->count == n->value.digits)
		return 0;
	if ((int64_t)l->count < n->value.digits && (l->etc || l->unsure))
		return 0;
	return report_list(r, at, l, what);
}

/* --- titles --- */

static const char *const PAPERS[] = { "制度", "办法", "文件", "规定", "方案", "规范", "细则", "规程", "通知", "机制",
	"意见", "标准", "指南", "流程", "导则", "报告", "清单", "条例", "预案", "规划", "规章", "材料", NULL };

static bool counts_papers(const struct num_row *r, size_t at)
{
	static const char *const UNITS[] = { "个", "项", "份", "部", "件", "篇", "种", "本", "套", "", NULL };
	struct str noun = num_noun(r, at), unit = r->token[at].number->unit;
	if (r->token[at].number->kind != NUMBER_COUNT || noun.len == 0 || !num_has_any(str_sub(noun, 0, 36), PAPERS))
		return false;
	for (size_t i = 0; UNITS[i]; i++) {
		if (str_eq(unit, str_from(UNITS[i])))
			return true;
	}
	return false;
}

/* "制度《A》《B》共2项": what is counted stands before the list, and nothing behind the number. */
static bool papers_lead(const struct num_row *r, size_t at, const struct list *l)
{
	static const char *const LEADS[] = { "制度", "办法", "文件", "规定", "规章", NULL };
	static const char *const UNITS[] = { "个", "项", "份", "部", NULL };
	bool of_papers = false, led = false;
	if (r->token[at - 1].kind != NT_SUM || r->token[at].number->kind != NUMBER_COUNT || num_noun(r, at).len > 0 ||
		l->first == 0 || r->token[l->first - 1].kind != NT_TEXT)
		return false;
	for (size_t i = 0; UNITS[i]; i++)
		of_papers |= str_eq(r->token[at].number->unit, str_from(UNITS[i]));
	for (size_t i = 0; LEADS[i]; i++)
		led |= str_ends(str_trim(num_slice(r, l->first - 1, l->first - 1)), str_from(LEADS[i]));
	return of_papers && led;
}

static bool is_small_link(struct str s)
{
	static const char *const LINKS[] = { "和", "及", "与", "以及", "”“", "”", "“", "”和“", "”及“", "”与“", "＂",
		"\"", "", NULL };
	for (size_t i = 0; LINKS[i]; i++) {
		if (str_eq(s, str_from(LINKS[i])))
			return true;
	}
	return false;
}

/* Back from a title's token over titles, their links and bracketed remarks. */
static void titles_back(const struct num_row *r, size_t last, struct list *l)
{
	size_t low = num_sentence_start(r, last);
	uint8_t depth = r->token[last].depth;
	l->last = last;
	for (size_t i = last + 1; i-- > low && last - i < RUN_MAX;) {
		const struct num_token *t = &r->token[i];
		if (t->depth > depth || t->kind == NT_OPEN)
			continue; /* （试行） */
		if (t->kind == NT_TITLE || t->kind == NT_BOOK_CLOSE) {
			l->count++;
			l->first = i;
			while (t->kind == NT_BOOK_CLOSE && i > low && r->token[i].kind != NT_BOOK_OPEN)
				l->first = --i;
			continue;
		}
		if (t->kind != NT_DUN && t->kind != NT_CLOSE &&
			!(t->kind == NT_TEXT && is_small_link(str_trim(num_slice(r, i, i)))))
			break;
	}
	/* 制定《A》《B》2项制度，修订…: what was counted already is another list */
	for (size_t i = l->first; i-- > low && !(r->token[i].number && counts_papers(r, i));)
		l->unsure |=
			r->token[i].kind == NT_TITLE || r->token[i].kind == NT_BOOK_CLOSE || r->token[i].kind == NT_DUN;
}

static int titles_before(struct num_row *r, size_t at)
{
	struct list l = { 0 };
	size_t i = at;
	if (i > 0 && r->token[i - 1].kind == NT_SUM)
		i--;
	if (i > 0 && r->token[i - 1].kind == NT_ETC) {
		i--;
		l.etc = true;
	}
	if (i > 0 && i < at && r->token[i - 1].kind == NT_COMMA)
		i--;
	while (i > 0 && r->token[i - 1].kind == NT_TEXT && is_small_link(str_trim(num_slice(r, i - 1, i - 1))))
		i--;
	if (i > 0 && r->token[i - 1].kind == NT_CLOSE) { /* 《…》（试行）等 */
		size_t open = i - 1;                     /* of the outermost: （清城管〔2024〕11号） */
		while (open > 0 && i - open < 12 &&
			(r->token[open].kind != NT_OPEN || r->token[open].depth != r->token[i - 1].depth))
			open--;
		i = open;
	}
	if (i == 0 || (r->token[i - 1].kind != NT_TITLE && r->token[i - 1].kind != NT_BOOK_CLOSE))
		return 0;
	bool papers = counts_papers(r, at);
	if (!papers && r->token[at - 1].kind != NT_SUM)
		return 0;
	titles_back(r, i - 1, &l);
	if (!papers && !papers_lead(r, at, &l))
		return 0;
	return judge(r, at, &l, "文件");
}

/* "3项制度：《A》《B》《C》。" */
static int titles_after(struct num_row *r, size_t at)
{
	struct list l = { 0 };
	size_t i = at + 1;
	if (i + 1 >= r->count || r->token[i].kind != NT_TEXT ||
		(r->token[i + 1].kind != NT_COLON && r->token[i + 1].kind != NT_OPEN) || num_noun(r, at).len > 24 ||
		!counts_papers(r, at))
		return 0;
	i++;
	uint8_t depth = i + 1 < r->count ? r->token[i + 1].depth : 0;
	size_t end = ++i;
	for (; i < r->count && end - at < RUN_MAX; i++) {
		const struct num_token *t = &r->token[i];
		if (t->depth > depth || (t->kind == NT_CLOSE && t->depth == depth))
			continue;
		if (t->kind == NT_TITLE) {
			l.count++;
			end = i;
			continue;
		}
		if (t->kind != NT_DUN && t->kind != NT_OPEN &&
			!(t->kind == NT_TEXT && is_small_link(str_trim(num_slice(r, i, i)))))
			break;
	}
	if (i < r->count && r->token[i].kind != NT_STOP && r->token[i].kind != NT_CLOSE)
		l.unsure = true;
	l.first = at;
	l.last = end;
	return judge(r, at, &l, "文件");
}

/* ，即《A》, ，有《A》: what they are. */
static bool is_namely(const struct num_row *r, size_t at)
{
	static const char *const NAMELY[] = { "即", "即为", "有", "为", "是", "主要是", NULL };
	struct str s = r->token[at].kind == NT_TEXT ? str_trim(num_slice(r, at, at)) : STR_NONE;
	for (size_t i = 0; NAMELY[i]; i++) {
		if (str_eq(s, str_from(NAMELY[i])))
			return r->token[at + 1].kind == NT_TITLE || r->token[at + 1].kind == NT_BOOK_OPEN;
	}
	return false;
}

/* "制度6项，分别为《A》《B》…" and "制定6项制度，分别是《A》…": up to the sentence's end. */
static int titles_told(struct num_row *r, size_t at)
{
	struct list l = { .first = at };
	size_t i = at + 1;
	if (i < r->count && r->token[i].kind == NT_TEXT)
		i++;
	bool papers = counts_papers(r, at) || (num_noun(r, at).len == 0 && num_has_any(num_label(r, at), PAPERS) &&
						      r->token[at].number->kind == NUMBER_COUNT &&
						      str_eq(r->token[at].number->unit, STR("项")));
	if (!papers || i + 2 >= r->count || r->token[i].kind != NT_COMMA ||
		(r->token[i + 1].kind != NT_SEPARATELY && !is_namely(r, i + 1)))
		return 0;
	for (i += 2; i < r->count && r->token[i].kind != NT_STOP && r->token[i].kind != NT_SEMI && i - at < RUN_MAX;
		i++) {
		if (r->token[i].depth > r->token[at].depth)
			continue;
		if (r->token[i].kind == NT_COMMA && l.count > 1) { /* ，均已印发 */
			l.unsure = true;
			break;
		}
		if (r->token[i].kind == NT_COMMA || r->token[i].number)
			return 0;
		l.count += r->token[i].kind == NT_TITLE || r->token[i].kind == NT_BOOK_CLOSE;
		l.etc |= r->token[i].kind == NT_ETC;
		l.last = i;
	}
	return judge(r, at, &l, "文件");
}

/* --- units by name --- */

static const char *const GROUPS[] = { "单位", "部门", "科室", "街道", "区", "旗县", "镇", "中队", "支部", "社区",
	"公司", "企业", "处室", "支队", "大队", "党组织", "中心", NULL };
static const char *const NAME_ENDS[] = { "局", "处", "科", "室", "队", "中心", "街道", "区", "县", "旗", "镇", "乡",
	"办", "所", "站", "公司", "支部", "机关", "院", "委", "会", "部", "社区", "村", "园", "总队", "集团", "分局",
	"协会", NULL };

static bool ends_as_name(struct str s)
{
	for (size_t i = 0; NAME_ENDS[i]; i++) {
		if (str_ends(s, str_from(NAME_ENDS[i])))
			return true;
	}
	return false;
}

/* How many names one piece between 、 holds: "甲局和乙局" is two; 0 when it is not surely names. */
static size_t names_in(struct str piece)
{
	static const char *const MANY[] = { "各", "所有", "有关", "相关", "其他", "部分", "多", "下属", "所属", "以及",
		"系统", "等", "及其", NULL };
	static const char *const LINKS[] = { "和", "与", "及", NULL };
	size_t lead = str_rfind(piece, STR("涉及"));
	if (lead != STR_NPOS)
		piece = str_sub(piece, lead + strlen("涉及"), piece.len);
	if (piece.len < 6 || piece.len > 60 || !ends_as_name(piece) || num_has_any(piece, MANY))
		return 0;
	for (size_t i = 0; LINKS[i]; i++) {
		size_t at = str_rfind(piece, str_from(LINKS[i]));
		if (at != STR_NPOS && at > 0) /* 和平社区 is one name */
			return ends_as_name(str_trim(str_sub(piece, 0, at))) ? 2 : 0;
	}
	return 1;
}

static bool add_name(const struct num_row *r, size_t i, struct list *l)
{
	size_t n = names_in(str_trim(num_slice(r, i, i)));
	l->count += n;
	return n > 0;
}

/* 开发区、高铁新区共9个社区: what is counted lies within what is named. */
static bool counts_within(struct str noun, const struct num_row *r, size_t first, size_t last)
{
	static const char *const SMALL[] = { "社区", "村", "小区", "中队", "支部", "科室", "企业", "公司", "党组织",
		"学校", NULL };
	for (size_t i = 0; SMALL[i]; i++) {
		if (!str_starts(noun, str_from(SMALL[i])))
			continue;
		for (size_t k = first; k <= last; k++) {
			struct str name = str_trim(num_slice(r, k, k));
			if (str_ends(name, str_from(SMALL[i])) ||
				(str_ends(name, STR("公司")) && !strcmp(SMALL[i], "企业")))
				return false;
		}
		return true;
	}
	return false;
}

/* "甲中心、乙中心、丙处共4个单位", "甲公司、乙公司等3家企业" */
static int names_before(struct num_row *r, size_t at)
{
	struct list l = { .last = at };
	size_t i = at;
	if (i == 0 || (r->token[i - 1].kind != NT_SUM && r->token[i - 1].kind != NT_ETC) ||
		!num_has_any(str_sub(num_noun(r, at), 0, 24), GROUPS))
		return 0;
	if (r->token[i - 1].kind == NT_SUM)
		i--;
	if (i > 0 && r->token[i - 1].kind == NT_ETC) {
		i--;
		l.etc = true;
	}
	size_t low = num_sentence_start(r, at);
	bool want_text = true;
	for (; i > low && at - i < RUN_MAX; i--, want_text = !want_text) {
		uint8_t kind = r->token[i - 1].kind;
		if (kind != (want_text ? NT_TEXT : NT_DUN))
			break;
		if (want_text && !add_name(r, i - 1, &l))
			return 0;
		l.first = i - 1;
	}
	if (want_text)
		return 0; /* broken off behind 、 */
	bool clean = i == low || r->token[i - 1].kind == NT_COMMA || r->token[i - 1].kind == NT_COLON ||
		     r->token[i - 1].kind == NT_SEMI;
	return clean && !counts_within(num_noun(r, at), r, l.first, at) ? judge(r, at, &l, "单位") : 0;
}

static bool ends_as_group(struct str s)
{
	for (size_t i = 0; GROUPS[i]; i++) {
		if (str_ends(s, str_from(GROUPS[i])))
			return true;
	}
	return false;
}

/* "4个单位（甲中心、乙中心、丙处）" and with a colon up to the sentence's end */
static int names_after(struct num_row *r, size_t at)
{
	struct list l = { .first = at };
	bool bare =
		num_noun(r, at).len == 0 && str_eq(r->token[at].number->unit, STR("个")); /* 共12个：甲社区、乙社区 */
	size_t i = bare ? at + 1 : at + 2;
	if (i >= r->count || (r->token[i].kind != NT_OPEN && r->token[i].kind != NT_COLON) ||
		(bare && (at == 0 || r->token[at - 1].kind != NT_SUM || i + 1 >= r->count ||
				 !ends_as_group(str_trim(num_slice(r, i + 1, i + 1))))) ||
		num_noun(r, at).len > 18 || (!bare && !num_has_any(num_noun(r, at), GROUPS)))
		return 0;
	bool want_text = true;
	for (i++; i < r->count && i - at < RUN_MAX; i++, want_text = !want_text) {
		uint8_t kind = r->token[i].kind;
		if (kind != (want_text ? NT_TEXT : NT_DUN))
			break;
		if (want_text && !add_name(r, i, &l))
			return 0;
		l.last = i;
	}
	if (want_text || (i < r->count && r->token[i].kind != NT_CLOSE && r->token[i].kind != NT_STOP))
		return 0;
	return judge(r, at, &l, "单位");
}

/* A short name between 、 in brackets, no kind of thing and no words about them. */
static bool is_member(struct str s)
{
	static const char *const OTHERS[] = { "含", "包括", "其中", "主要", "即", "如", "和", "与", "及", "各", "所有",
		"其他", "部分", "均", "每", "或", "的", NULL };
	static const char *const KINDS[] = { "街道", "园区", "乡镇", "镇", "社区", "农场", "林场", "村", "办事处",
		"市区", "县区", "开发区", "中心", "科室", "企业", "单位", "学校", "部门", "市直", "县直", "区直",
		"市级", "县级", "区级", NULL };
	for (size_t i = 0; KINDS[i]; i++) {
		if (str_eq(s, str_from(KINDS[i])))
			return false;
	}
	return s.len >= 6 && s.len <= 45 && !num_has_any(s, OTHERS);
}

/* 对6条背街小巷（桂井巷、石牌巷、…）, 内控制度5项（《A》《B》…）: about as many as were said, named one by one and nothing else in the
 * brackets. Names that are far fewer tell what kinds there are. */
static int members_in_brackets(struct num_row *r, size_t at)
{
	static const char *const UNITS[] = { "个", "家", "条", "处", "户", "项", "所", "座", "支", "类", NULL };
	enum { CLOSE_BY = 2 };
	struct list l = { .first = at };
	bool unit = false;
	size_t i = at + 1;
	for (size_t k = 0; UNITS[k] && !unit; k++)
		unit = str_eq(r->token[at].number->unit, str_from(UNITS[k]));
	if (unit && i < r->count && r->token[i].kind == NT_TEXT && r->token[i].end - r->token[i].start <= 36)
		i++;
	if (!unit || i >= r->count || r->token[i].kind != NT_OPEN)
		return 0;
	bool want = true;
	for (i++; i < r->count && i - at < RUN_MAX; i++, want = !want) {
		const struct num_token *t = &r->token[i];
		if (want && t->kind != NT_TITLE && !(t->kind == NT_TEXT && is_member(str_trim(num_slice(r, i, i)))))
			return 0;
		l.count += want;
		l.last = i;
		bool beside = want && t->kind == NT_TITLE && i + 1 < r->count && r->token[i + 1].kind == NT_TITLE;
		if (beside)
			want = false; /* 《A》《B》 */
		else if (!want && t->kind != NT_DUN)
			break;
	}
	int64_t gap = (int64_t)l.count - r->token[at].number->value.digits;
	if (want || i >= r->count || r->token[i].kind != NT_CLOSE || l.count < 3 || gap > CLOSE_BY || gap < -CLOSE_BY)
		return 0;
	l.last = i;
	return judge(r, at, &l, "名称");
}

#define QUOTED_MAX 20

/* How many “…” stand one beside the other right before the number, 等 and 、 between left out. */
static size_t quoted_before(struct str text, size_t at, size_t *ret_first, bool *ret_etc)
{
	struct str s = str_sub(text, at > 1200 ? at - 1200 : 0, at);
	size_t n = 0, open;
	s = str_trim(s);
	*ret_etc = str_ends(s, STR("等"));
	if (*ret_etc)
		s = str_trim(str_sub(s, 0, s.len - 3));
	else if (str_ends(s, STR("这")))
		s = str_sub(s, 0, s.len - 3);
	while (n < QUOTED_MAX && str_ends(s, STR("”")) && (open = str_rfind(s, STR("“"))) != STR_NPOS) {
		n++;
		*ret_first = (size_t)(s.ptr - text.ptr) + open;
		s = str_trim(str_sub(s, 0, open));
		if (str_ends(s, STR("、")) || str_ends(s, STR("和")) || str_ends(s, STR("及")))
			s = str_trim(str_sub(s, 0, s.len - 3));
	}
	return n;
}

/* “渣土抛洒”“占道堆料”等2个问题: quoted one by one. */
static int quoted_list(struct num_row *r, size_t at)
{
	static const char *const THINGS[] = { "问题", "现象", "情形", "事项", "措施", "任务", "工作法", "做法", NULL };
	struct list l = { .first = at, .last = at };
	size_t first = 0;
	if (at == 0 || !num_has_any(str_sub(num_noun(r, at), 0, 24), THINGS))
		return 0;
	l.count = quoted_before(r->text, r->token[at].start, &first, &l.etc);
	if (l.count < 2)
		return 0;
	while (l.first > 0 && r->token[l.first].start > first)
		l.first--;
	l.unsure = true; /* others may have been named before */
	return judge(r, at, &l, "各条");
}

/* 成立综合组、督导组、宣传组三个工作组; 设综合组、督导组等3个专项组 */
static int groups_before(struct num_row *r, size_t at)
{
	static const char *const GROUP[] = { "工作组", "专项组", "小组", "工作小组", "专项小组", "专项工作组", NULL };
	static const char *const MAKES[] = { "成立", "组建", "设立", "下设", "分为", "分设", "抽调", NULL };
	struct list l = { .last = at };
	size_t low = num_sentence_start(r, at), i = at;
	bool made = false, group = false;

	for (size_t k = 0; GROUP[k] && !group; k++)
		group = str_starts(num_noun(r, at), str_from(GROUP[k]));
	if (!group || i == 0)
		return 0;
	if (r->token[i - 1].kind == NT_ETC) {
		i--;
		l.etc = true;
	}
	for (bool want_text = true; i > low && at - i < RUN_MAX && !made; i--, want_text = !want_text) {
		struct str piece = str_trim(num_slice(r, i - 1, i - 1));
		if (r->token[i - 1].kind != (want_text ? NT_TEXT : NT_DUN))
			return 0;
		if (!want_text)
			continue;
		if (!str_ends(piece, STR("组")) || str_has(piece, STR("和")) || str_has(piece, STR("及")))
			return 0;
		l.first = i - 1;
		l.count++;
		made = num_has_any(piece, MAKES);
	}
	return made ? judge(r, at, &l, "工作组") : 0;
}

/* --- 一是, 二是 --- */

static const char *const MARKERS[] = { "一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是", "九是", "十是" };

static bool marker_at(struct str text, size_t pos, size_t n)
{
	return str_starts(str_sub(text, pos, pos + 6), str_from(MARKERS[n]));
}

/* Counts 一是, 二是 ... from `pos` on, over lines as long as each begins with the next. 0: a second row begins within. */
static size_t count_markers(struct str text, size_t pos, size_t *ret_end)
{
	size_t n = 0;
	while (pos < text.len) {
		const char *nl = memchr(text.ptr + pos, '\n', text.len - pos);
		size_t end = nl ? (size_t)(nl - text.ptr) : text.len;
		struct str line = str_sub(text, pos, end);
		size_t at = 0, found;
		while (n < 10 && (found = str_find(line, str_from(MARKERS[n]), at)) != STR_NPOS) {
			at = found + 6;
			n++;
			*ret_end = pos + at;
		}
		if (str_find(line, STR("一是"), n > 0 && marker_at(line, 0, 0) ? 6 : at) != STR_NPOS)
			return 0;
		for (pos = end;
			pos < text.len && (text.ptr[pos] == '\n' || text.ptr[pos] == ' ' || text.ptr[pos] == '\r');)
			pos++;
		if (n >= 10 || !marker_at(text, pos, n))
			break;
	}
	return n;
}

static int markers_after(struct num_row *r, size_t at)
{
	static const char *const THINGS[] = { "方面", "原因", "问题", "措施", "举措", "工作", "任务", "要求", "意见",
		"建议", "环节", "步骤", "做法", NULL };
	size_t colon = at + 1;
	struct str noun = num_noun(r, at);
	if (noun.len > 0)
		colon++;
	if (colon >= r->count || r->token[colon].kind != NT_COLON || noun.len > 36 ||
		(!num_has_any(noun, THINGS) && !num_has_any(r->token[at].number->unit, THINGS)))
		return 0;
	size_t pos = r->token[colon].end, end = pos;
	while (pos < r->text.len && (r->text.ptr[pos] == ' ' || r->text.ptr[pos] == '\n' || r->text.ptr[pos] == '\r'))
		pos++;
	if (!marker_at(r->text, pos, 0))
		return 0;
	struct list l = { .first = at, .last = colon };
	l.count = count_markers(r->text, pos, &end);
	return l.count < 10 ? judge(r, at, &l, "条目（一是、二是……）") : 0;
}

int num_list_row(struct num_row *r)
{
	int rc = 0;
	for (size_t i = 0; i < r->count && rc >= 0; i++) {
		const struct fact_number *n = r->token[i].number;
		if (!n || n->kind != NUMBER_COUNT || n->value.scale > 0 || n->value.digits > 99)
			continue;
		rc = titles_before(r, i);
		if (rc == 0)
			rc = titles_after(r, i);
		if (rc == 0)
			rc = titles_told(r, i);
		if (rc == 0)
			rc = names_before(r, i);
		if (rc == 0)
			rc = names_after(r, i);
		if (rc == 0)
			rc = members_in_brackets(r, i);
		if (rc == 0)
			rc = groups_before(r, i);
		if (rc == 0)
			rc = quoted_list(r, i);
		if (rc == 0)
			rc = markers_after(r, i);
	}
	return rc < 0 ? rc : 0;
}

int check_bh107(struct check *c)
{
	return num_run(c);
}

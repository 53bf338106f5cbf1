#include "claims_parts.h"
#include "wordlist.h"

/* What the words of one clause say of the number in it. */

/* Whether a word stands there outside of titles: 修订《工程验收办法》等制度 is of no works. */
static bool has_outside_titles(struct str s, struct wordlist *words)
{
	for (size_t open; (open = str_find(s, STR("《"), 0)) != STR_NPOS;) {
		if (HAS(str_sub(s, 0, open), words))
			return true;
		size_t close = str_find(s, STR("》"), open);
		s = str_sub(s, close == STR_NPOS ? s.len : close, s.len);
	}
	return HAS(s, words);
}

/* What is counted there is a place: 小区12个, 街道问题5个; 镜湖街道梳理问题14个 is not. */
static bool of_places(const struct place *p)
{
	WORDLIST(places, "小区", "企业", "街道", "路段", "项目");
	struct str before = p->before;

	if (HAS(p->after, places))
		return true;
	if (str_ends(before, STR("问题")))
		before = str_sub(before, 0, before.len - strlen("问题"));
	for (size_t i = 0; i < places->count; i++) {
		if (str_ends(before, str_from(places->words[i])))
			return true;
	}
	return false;
}

bool claim_in_digits(const struct place *p)
{
	const char *number = p->after.ptr - (p->n->span.end - p->n->span.start);

	return *number >= '0' && *number <= '9';
}

/* 作为一项长期的政治任务 */
static bool is_article(const struct place *p)
{
	WORDLIST(verbs, "作为", "当作", "成为", "视为", "当成");

	bool one = p->n->value.digits == 1 && str_ends(str_trim(p->before), STR("是")); /* 整改是一项长期任务 */
	return !claim_in_digits(p) && (one || HAS(p->before, verbs));
}

/* 第1、3、7个问题: numbers of single ones. */
static bool ends_ordinals(struct str s)
{
	WORDLIST(marks, "、", "，", "和", "及", "至", "-", ",");
	size_t at = s.len;
	bool more = true;

	while (more && at > 0) {
		size_t n = s.ptr[at - 1] >= '0' && s.ptr[at - 1] <= '9' ? 1 : 0;
		for (size_t len = 1; !n && len <= 3 && len <= at; len += 2)
			n = wordlist_at(marks, str_sub(s, at - len, at)) == len ? len : 0;
		at -= n;
		more = n > 0;
	}
	return at < s.len && str_ends(str_sub(s, 0, at), STR("第"));
}

bool claim_not_ours(const struct place *p)
{
	WORDLIST(words, "案件", "信访", "线索", "投诉", "举报", "违建", "违法", "工程", "车辆", "会议", "议题", "次会",
		"隐患", "工单", "订单", "门店", "点位", "建议", "提案", "文件", "商户", "债务", "反映事项");
	/* 分解到15个处室: what the problems were given to */
	WORDLIST(offices, "处室", "部室", "科室", "股室", "部门", "单位", "责任单位", "被审计单位", "被巡察", "牵头",
		"中队", "大队", "支队", "党组织", "党支部", "支部", "村级", "村", "社区", "专班", "工作组", "小组",
		"专项组");
	WORDLIST(told, "反馈的", "指出的", "交办的", "督办的"); /* 督查组反馈的18条问题隐患 */

	if (STARTS(p->after, offices) || is_article(p) || ends_ordinals(p->sentence))
		return true;
	if (str_ends(p->before, STR("制度文件"))) /* 出台制度文件6份 */
		return false;
	if (str_has(p->after, STR("问题")) && HAS(p->before, told))
		return false;
	if (str_has(p->after, STR("报告")) && !str_has(p->after, STR("报告如下")))
		return true;
	return of_places(p) || has_outside_titles(p->before, words) || has_outside_titles(p->after, words);
}

/* The noun that stands first, or last. */
static enum noun noun_in(struct str s, bool last)
{
	static const struct {
		const char *word;
		enum noun noun;
	} nouns[] = { { "具体问题", NOUN_DETAIL }, { "子项", NOUN_DETAIL }, { "具体表现", NOUN_DETAIL },
		{ "整改内容", NOUN_DETAIL }, { "问题清单", NOUN_LIST }, { "整改清单", NOUN_LIST },
		{ "责任清单", NOUN_LIST }, { "任务清单", NOUN_LIST }, { "清单", NOUN_LIST }, { "问题", NOUN_PROBLEM },
		{ "措施", NOUN_MEASURE }, { "举措", NOUN_MEASURE }, { "任务", NOUN_TASK }, { "事项", NOUN_TASK },
		{ "制度", NOUN_RULE }, { "长效机制", NOUN_RULE }, { "规章", NOUN_RULE }, { "建章立制", NOUN_RULE } };
	enum noun best = NOUN_NONE;
	size_t at = last ? 0 : STR_NPOS;

	for (size_t i = 0; i < sizeof(nouns) / sizeof(*nouns); i++) {
		struct str w = str_from(nouns[i].word);
		size_t pos = last ? str_rfind(s, w) : str_find(s, w, 0);
		if (pos == STR_NPOS)
			continue;
		size_t key = last ? pos + w.len : pos;
		if (best == NOUN_NONE || (last ? key > at : key < at)) {
			best = nouns[i].noun;
			at = key;
		}
	}
	/* 12个整改任务: the noun stands right behind its number */
	return !last && at != STR_NPOS && at > sizeof("需要立即整改的主要") ? NOUN_NONE : best;
}

enum noun claim_noun(const struct place *p)
{
	enum noun n = noun_in(p->after, false);

	n = n != NOUN_NONE ? n : noun_in(p->before, true);
	bool titles = str_ends(p->before, STR("》")) || str_ends(p->before, STR("》等"));
	return n == NOUN_NONE && titles ? NOUN_RULE : n; /* 修订《考勤办法》《请假办法》2项 */
}

/* Up to 整改完成率, which is no state of those counted before it. */
static struct str before_rate(struct str s)
{
	static const char *const rates[] = { "整改完成率", "整改到位率", "整改率", "完成率", "销号率", "办结率" };

	for (size_t i = 0; i < sizeof(rates) / sizeof(*rates); i++)
		s = str_sub(s, 0, str_find(s, str_from(rates[i]), 0));
	return s;
}

/* What the inspection said of them is no state: 上轮10个问题整改不到位. */
static enum state state_in(struct str s)
{
	WORDLIST(not_done, "未完成", "尚未", "未整改", "未销号", "未到位", "未解决", "未达到", "未办结", "没有办结",
		"没有完成", "没有整改", "没有改完", "没有销号");
	WORDLIST(partial, "阶段性", "初步成效", "明显成效", "基本完成", "取得成效", "取得进展", "基本整改", "部分完成",
		"部分整改", "基本到位", "初步完成");
	WORDLIST(in_progress, "正在", "推进中", "推进之中", "整改中", "有序推进", "持续推进", "持续整改", "序时",
		"按计划推进", "按期推进", "在推进", "尚在", "仍在", "还在", "时序进度", "需分阶段整改", "正依法",
		"正有序", "正加快", "正按");
	WORDLIST(long_term, "长期坚持", "长期整改", "长期推进", "长期", "持续用力", "常抓不懈", "常态化推进",
		"常态化坚持");
	WORDLIST(done, "已整改", "整改完成", "完成整改", "已完成", "已经整改", "整改到位", "销号", "整改完毕", "已办结",
		"已解决", "全部完成", "完成了整改", "已经完成", "已全部整改", "到位", "完成验收", "完成销号", "办结",
		"见底清零");
	WORDLIST(settled, "长期坚持", "视同完成");
	/* 阶段性完成并长期坚持, 基本完成并持续巩固: done as far as it can be */
	WORDLIST(kept_up, "长期", "持续推进", "持续巩固", "持续坚持", "持续用力", "持续深化", "常态化");
	WORDLIST(most, "阶段性完成", "阶段任务完成", "基本完成", "基本到位");
	WORDLIST(wanting, "不到位", "不彻底", "不及时", "不力");

	s = before_rate(s);
	return HAS(s, not_done)                                              ? STATE_NOT_DONE
	       : HAS(s, most) && HAS(s, kept_up) && !str_has(s, STR("正在")) ? STATE_LONG_TERM
	       : str_has(s, STR("阶段性完成"))                               ? STATE_PARTIAL
	       : HAS(s, settled) && !str_has(s, STR("正在"))                 ? STATE_LONG_TERM
	       : HAS(s, partial)                                             ? STATE_PARTIAL
	       : HAS(s, in_progress)                                         ? STATE_IN_PROGRESS
	       : HAS(s, long_term)                                           ? STATE_LONG_TERM
	       : HAS(s, done) && !HAS(s, wanting)                            ? STATE_DONE
									     : STATE_NONE;
}

/* 确保未完成整改的2个问题按期整改到位, 需要长期坚持的4个问题已取得阶段性成效: what is said right before the number names those counted. */
static enum state state_named(const struct place *p)
{
	WORDLIST(intended, "确保", "力争", "推动", "督促", "促使", "争取", "力促", "保证");
	enum state named = str_ends(p->before, STR("的")) ? state_in(p->before) : STATE_NONE;

	return HAS(p->before, intended) || named == STATE_LONG_TERM ? named : STATE_NONE;
}

/* Up to the next clause. */
static struct str first_clause(struct str s)
{
	WORDLIST(marks, "，", "；", "。", "、", "：", ",", ";", "\n", "）", ")", "（", "(");
	size_t n = 0;

	while (n < s.len && !STARTS(str_sub(s, n, s.len), marks))
		n++;
	return str_sub(s, 0, n);
}

/* 另外1个（大棚租金清收）正依法推进; 剩下1个因涉及上级审批，预计6月底前完成 */
static enum state state_of_rest(const struct place *p)
{
	WORDLIST(rest, "其余", "剩余", "剩下", "余下", "另外", "另有", "还有", "尚有", "其他");
	WORDLIST(ahead, "预计", "计划", "拟于", "将于");
	WORDLIST(why, "因", "涉及", "受", "由于", "属");
	bool bracket = str_starts(p->rest, STR("（")) || str_starts(p->rest, STR("("));
	bool reason = STARTS(p->before, rest) && STARTS(p->after, why);
	size_t to = 0;

	if (bracket && !p->after.len) {
		size_t full = str_find(p->rest, STR("）"), 0), half = str_find(p->rest, STR(")"), 0);
		to = full != STR_NPOS ? full + strlen("）") : half != STR_NPOS ? half + 1 : p->rest.len;
	} else if (reason && p->rest.len > p->after.len) {
		to = p->after.len + (p->rest.ptr[p->after.len] == ',' ? 1 : strlen("，"));
	}
	if (to == 0 || to >= p->rest.len)
		return STATE_NONE;
	struct str clause = first_clause(str_sub(p->rest, to, p->rest.len));
	for (size_t i = 0; i < clause.len; i++) { /* another number has its own */
		if (!reason && clause.ptr[i] >= '0' && clause.ptr[i] <= '9')
			return STATE_NONE;
	}
	enum state s = reason && STARTS(clause, ahead) ? STATE_IN_PROGRESS : state_in(clause);
	return s == STATE_DONE && reason ? STATE_NONE : s;
}

enum state claim_state(const struct place *p)
{
	enum state named = state_named(p);
	if (named != STATE_NONE)
		return named;
	WORDLIST(turned, "、转入长期坚持", "，转入长期坚持", ",转入长期坚持"); /* 1个阶段性任务完成、转入长期坚持 */
	WORDLIST(needing, "、需长期坚持", "、需要长期坚持", "、须长期坚持", "、需持续用力", "、需要持续用力",
		"并将长期坚持");
	struct str next = str_sub(p->rest, p->after.len, p->rest.len);
	struct str more = str_sub(next, wordlist_at(needing, next), next.len);
	bool counted = more.len && *more.ptr >= '0' && *more.ptr <= '9'; /* 正在推进1个、需长期坚持1个 */
	if (STARTS(next, turned) || (more.len < next.len && !counted))
		return STATE_LONG_TERM;
	/* 3项“已完成，同意销号” */
	if (str_starts(p->rest, STR("“")))
		return state_in(str_sub(p->rest, 0, str_find(p->rest, STR("”"), 0)));
	/* 16个问题的状态分为“已完成”“持续推进”: quoted states are names, nothing is counted */
	struct str after = str_sub(p->after, 0, str_find(p->after, STR("“"), 0));
	enum state s = p->same_next ? STATE_NONE : state_in(after);

	s = s != STATE_NONE ? s : state_in(p->before);
	s = s != STATE_NONE ? s : state_of_rest(p);
	if (s != STATE_NONE)
		return s;
	if (str_ends(p->before, STR("完成")) || str_eq(p->after, STR("完成"))) /* 整改任务35项，完成33项 */
		return STATE_DONE;
	/* 5个完成、2个推进 */
	return str_eq(p->after, STR("推进")) || str_eq(p->before, STR("推进")) ? STATE_IN_PROGRESS : STATE_NONE;
}

/* 分阶段整改的17个, 要求立行立改的48个: how they are to be mended, not how far it got. */
bool claim_of_kind(const struct place *p)
{
	WORDLIST(kinds, "分阶段整改", "分类整改", "限期整改", "立行立改的", "持续整改的", "长期整改的");
	WORDLIST(others, "分阶段整改的", "限期整改的", "立行立改的");
	WORDLIST(apart, "立行立改事项", "立行立改问题", "点人点事"); /* stand in sections of their own */

	/* 3个月内整改完成9个; 按要求应完成24项 */
	WORDLIST(planned, "拟销号", "拟办结", "月内", "年内", "应完成", "应整改", "需完成", "须完成", "计划完成",
		"拟完成");
	/* 计划9月底前完成7项; 对已完成的问题抽查了4个 */
	WORDLIST(intended, "计划", "拟", "力争", "争取", "预计");
	/* 2024年12月底前完成5个; 按照方案应于年底前完成22个; 需立行立改并长期坚持2个 */
	WORDLIST(until, "底前完成", "日前完成", "月前完成", "底前整改", "应于", "应在", "提前完成", "需立行立改");
	if (HAS(p->before, until) && !str_has(p->before, STR("已")))
		return true;
	WORDLIST(looked, "抽查", "抽取", "抽检");
	WORDLIST(each, "一个、", "一项、", "一件、", "一个一个", "一项一项"); /* 整改一个、验收一个、销号一个 */
	bool one_by_one = HAS(p->sentence, each) || (p->n->value.digits == 1 && HAS(str_sub(p->rest, 0, 24), each));
	if (HAS(p->before, looked) || (p->n->value.digits == 1 && !claim_in_digits(p) && one_by_one) ||
		(HAS(p->before, intended) && str_has(p->before, STR("前"))))
		return true;
	/* 立行立改3个、集中整改7个、长期整改2个 */
	WORDLIST(kinds_beside, "立行立改问题", "集中整改问题", "立行立改", "集中整改");
	WORDLIST(lasting, "长期整改", "长期整改问题", "持续推进问题", "持续整改问题", "长期坚持问题");
	if (wordlist_at(lasting, p->before) == p->before.len && p->before.len && HAS(p->sentence, kinds_beside))
		return true;
	struct str near = str_sub(p->sentence,
		p->sentence.len > p->before.len + 6 ? p->sentence.len - p->before.len - 6 : 0, p->sentence.len);
	if (HAS(p->before, apart) || HAS(p->before, planned) || HAS(near, planned) ||
		str_starts(p->before, STR("含"))) /* 完成3个（含提前完成1个） */
		return true;
	return HAS(p->before, kinds) && (HAS(p->sentence, others) || HAS(p->rest, others));
}

bool claim_state_follows(const struct place *p)
{
	WORDLIST(first, "已", "正在", "未", "尚未", "基本", "全部", "完成", "需", "长期", "持续", "按", "仍", "取得",
		"达到", "均", "还", "部分", "正", "办结", "销号", "在推进", "在整改", "推进", "整改到位", "整改完成",
		"整改完毕", "属长期", "“已完成", "“完成", "“视同完成", "“正在", "“长期", "“持续", "转入长期", "尚在",
		"因");

	return STARTS(p->after, first);
}

bool claim_whole(const struct fact_number *n)
{
	return n->kind == NUMBER_COUNT && n->value.scale == 0 && !n->approximate;
}

bool claim_unit_is(const struct fact_number *n, const char *const *units)
{
	for (; *units; units++) {
		if (str_eq(n->unit, str_from(*units)))
			return true;
	}
	return false;
}

/* Up to the sentence's end. */
static struct str rest_of_sentence(struct str rest)
{
	size_t n = 0;

	while (n < rest.len && !facts_stop(rest.ptr + n))
		n++;
	return str_sub(rest, 0, n);
}

bool claim_about_inspection(const struct place *p)
{
	WORDLIST(words, "反馈", "巡察", "巡视", "整改", "审计", "督察", "指出", "查摆", "检视", "报告反映", "台账",
		"进展情况", "认领问题", "领回问题", "长期坚持");

	return HAS(p->sentence, words) || HAS(rest_of_sentence(p->rest), words);
}

bool claim_splits(struct str s)
{
	WORDLIST(splitting, "细化", "分解", "梳理", "归纳", "拆分", "细分", "整理");

	return HAS(s, splitting);
}

bool claim_splits_problems(const struct place *p)
{
	return str_starts(p->after, STR("问题")) && claim_splits(p->after);
}

/* What stands before the number since its last ，： 发现责任不清、进度滞后问题9个 is one phrase. */
static struct str since_comma(const struct place *p)
{
	static const char *const marks[] = { "，", ",", "：", ":" };
	struct str s = p->sentence;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t at = str_rfind(s, str_from(marks[i]));
		s = at == STR_NPOS ? s : str_sub(s, at, s.len);
	}
	return s;
}

bool claim_found_elsewhere(const struct place *p)
{
	WORDLIST(finding, "退回", "发现", "自查", "排查", "检查", "走访", "征集", "收集", "征求", "解决", "整治",
		"受理");
	WORDLIST(inspection, "巡察", "巡视", "反馈", "审计", "督察组");
	WORDLIST(meeting, "民主生活会", "组织生活会", "班子成员");
	WORDLIST(confessed, "查摆", "检视", "剖析");

	WORDLIST(of_those, "班子问题", "个人问题");
	if (HAS(p->sentence, meeting) &&
		(HAS(p->before, confessed) || HAS(p->before, of_those))) /* of those who met: no list of the report */
		return true;
	struct str apart = str_sub(p->sentence, 0, p->sentence.len - p->before.len);
	struct str before = str_ends(apart, STR("、")) ? since_comma(p) : p->before;
	return p->n->value.digits < 2 || (HAS(before, finding) && !HAS(before, inspection));
}

/* Whether the paragraph says this near the number. */
static bool is_said_near(const struct walk *w, const struct place *p, struct wordlist *words)
{
	enum { NEAR = 300 };
	struct str text = w->r->text;
	size_t at = (size_t)(p->after.ptr - text.ptr);
	struct str behind = str_sub(text, at, at + NEAR < text.len ? at + NEAR : text.len);
	struct str before = str_sub(text, at > NEAR ? at - NEAR : 0, at);
	size_t line = str_rfind(before, STR("\n"));

	before = line == STR_NPOS ? before : str_sub(before, line, before.len);
	return HAS(before, words) || HAS(str_sub(behind, 0, str_find(behind, STR("\n"), 0)), words);
}

/* 8个中长期整改问题已完成5个, 即知即改问题5个、短期整改问题20个: of one kind of them. */
static bool names_kind(const struct place *p)
{
	WORDLIST(kinds, "立行立改", "即知即改", "立即整改", "短期整改", "短期", "中期整改", "中长期整改", "中长期",
		"长期整改", "分阶段整改", "限期整改");
	static const char *const things[] = { "问题", "事项", "任务", "类问题" };
	size_t len = wordlist_at(kinds, p->after);

	for (size_t i = 0; i < sizeof(things) / sizeof(*things); i++) {
		struct str thing = str_from(things[i]), before = p->before;
		if (len && str_starts(str_sub(p->after, len, p->after.len), thing))
			return true;
		if (!str_ends(before, thing))
			continue;
		before = str_sub(before, 0, before.len - thing.len);
		for (size_t k = 0; k < kinds->count; k++)
			if (str_ends(before, str_from(kinds->words[k])))
				return true;
	}
	return false;
}

/* 要求立行立改的52个问题，有50个已完成整改；要求持续整改的5个问题，有2个完成整改: parted by how they are to be mended. */
bool claim_parts_by_kind(const struct walk *w, const struct place *p)
{
	WORDLIST(kinds, "立行立改的", "立行立改类", "立即整改的", "立即整改类", "分阶段整改的", "分阶段整改类",
		"持续整改的", "持续整改类", "限期整改的", "限期整改类", "长期整改的", "长期整改类");
	WORDLIST(at_once, "立行立改的", "立行立改类", "立即整改的", "立即整改类");
	WORDLIST(by_steps, "分阶段整改的", "分阶段整改类", "限期整改的", "限期整改类", "持续整改的", "持续整改类");

	return names_kind(p) || (HAS(p->before, kinds) && is_said_near(w, p, at_once) && is_said_near(w, p, by_steps));
}

bool claim_of_other_round(const struct place *p)
{
	WORDLIST(rounds, "上轮", "上一轮", "首轮", "前一轮", "历次", "以往", "上次", "上届", "专项检查", "责任制检查",
		"下属", "所属", "下辖");

	/* 上一年度（2021年度）审计查出的19项; 对2017年以来审计指出的79个未到位问题 */
	WORDLIST(years, "上一年度", "上年度", "以前年度", "往年");
	struct str phrase = since_comma(p);
	size_t since = str_find(phrase, STR("年以来"), 0);
	bool earlier = HAS(phrase, years) || (since != STR_NPOS && str_has(phrase, STR("指出的")));
	/* 回头看 goes through what an earlier round found */
	return (earlier || HAS(p->before, rounds)) && !str_has(p->sentence, STR("回头看"));
}

/* 对佐证材料不足的4个问题退回补充 */
static bool is_picked(const struct place *p)
{
	WORDLIST(opens, "对", "就", "将");
	WORDLIST(raised, "反馈", "指出", "提出", "交办", "督办", "发现", "查出", "列出", "巡察", "巡视", "审计");

	return STARTS(p->before, opens) && str_ends(p->before, STR("的")) && !HAS(p->before, raised);
}

/* 市委主要负责同志主动认领11个反馈问题: of all of them one person takes some. */
static bool claimed_by_one(const struct place *p)
{
	WORDLIST(persons, "负责同志", "负责人", "书记", "局长", "主任", "院长", "校长", "董事长", "班子成员", "市长",
		"区长", "县长", "镇长", "主要领导", "负首责", "负总责", "第一责任人");
	WORDLIST(taken, "主动认领", "带头认领", "认领");

	return HAS(p->before, taken) && (HAS(p->sentence, persons) || str_has(rest_of_sentence(p->rest), STR("亲自")));
}

bool claim_is_part(const struct place *p)
{
	WORDLIST(parts, "其中", "涉及", "属于", "方面", "剩余", "其余", "移交", "立行立改", "每", "仅有", "还有",
		"仍有", "尚有", "余下", "另有", "同类", "认领", "领办", "领衔", "签领", "包案", "包抓", "主导", "承办",
		"带头整改", "带头抓");

	WORDLIST(wholes, "共认领", "共涉及", "共承办", "意见涉及", "报告涉及", "党组认领", "党委认领", "党工委认领",
		"全部认领", "主动认领", "涉及我");

	static const char *const picked[] = { "重点难点", "重点问题", "难点", "难度较大", "难度大", "突出问题",
		"共性问题", "典型问题", "问题较多", "问题较重", NULL };

	WORDLIST(found, "存在", "反馈", "指出", "发现", "提出", "查出"); /* 指出我镇存在5个突出问题 */
	for (size_t i = 0; picked[i] && !HAS(p->before, found); i++) {   /* 对6个难点问题“揭榜挂帅” */
		if (str_starts(p->after, str_from(picked[i])))
			return true;
	}
	/* 除6个一并整改外; 19个问题（含3个立行立改问题） */
	if (str_ends(p->before, STR("除")) || str_eq(p->before, STR("含")))
		return true;
	WORDLIST(due, "应完成", "应整改", "须完成");
	WORDLIST(led, "带头整改", "带头抓", "带头解决", "带头破解"); /* 带头整改漏损、采砂两个老问题 */
	WORDLIST(judged, "满意的", "关注度", "反映强烈的", "影响较大的"); /* 评议结果为满意的8个问题 */
	/* 牵头督办难点问题4个 */
	static const char *const kinds[] = { "难点问题", "重点问题", "突出问题" };
	WORDLIST(by_one, "牵头", "督办", "领办", "包案");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (str_ends(p->before, str_from(kinds[i])) && HAS(p->before, by_one))
			return true;
	}
	if (is_picked(p) || HAS(p->before, judged) || HAS(since_comma(p), led) || HAS(p->before, due))
		return true;
	/* 4个专项检查反馈问题: not those of the round */
	WORDLIST(others, "专项检查", "选人用人", "意识形态", "提级", "上轮", "上一轮", "上次");
	if (STARTS(p->after, others))
		return true;
	/* 两个方面3个问题, 三个方面共8项问题 */
	bool aspects_split = str_starts(p->before, STR("方面意见")) && claim_splits(p->before);
	if (aspects_split || str_eq(str_trim(p->before), STR("方面")) || str_starts(p->before, STR("方面共")) ||
		str_eq(p->before, STR("方面存在的")) ||
		(str_starts(p->before, STR("认领")) && !str_has(p->before, STR("其中"))))
		return false;
	return HAS(p->before, parts) && (!HAS(p->before, wholes) || claimed_by_one(p));
}

bool claim_sums_up(const struct place *p)
{
	WORDLIST(all, "以上问题", "上述问题", "反馈问题中", "以上反馈问题", "上述反馈问题");
	struct str s = p->sentence;
	while (s.len && ((unsigned char)*s.ptr & 0xC0) == 0x80) /* it begins inside the mark of the one before */
		s = str_sub(s, 1, s.len);

	return STARTS(str_trim(s), all);
}

bool claim_of_two_states(const struct place *p)
{
	WORDLIST(two, "完成或基本完成", "完成和基本完成", "完成及基本完成", "完成、基本完成", "完成或取得",
		"完成或阶段性", "完成和阶段性", "推进或长期", "推进和长期", "推进、长期", "推进及长期");

	return HAS(str_sub(p->rest, 0, 90), two);
}

bool claim_counts_behind(const struct place *p)
{
	struct str after = p->after;
	size_t measure = str_find(after, STR("个"), 0);

	if (!str_starts(after, STR("问题")) || measure == STR_NPOS || measure == 0)
		return false;
	return after.ptr[measure - 1] >= '0' && after.ptr[measure - 1] <= '9';
}

static bool is_of_aspects(const struct fact_number *n)
{
	static const char *const units[] = { "大类", "大方面", "方面", NULL };

	return claim_unit_is(n, units);
}

bool claim_is_aspect(const struct place *p)
{
	static const char *const behind[] = { "方面", "大方面", "大类", "部分", NULL };
	WORDLIST(raised, "反馈", "指出", "提出", "巡察", "巡视", "确定", "梳理", "审计报告反映");
	WORDLIST(inspected, "反馈", "指出", "巡察", "巡视", "审计", "督察");
	bool unit = is_of_aspects(p->n);

	if (str_eq(p->n->unit, STR("类"))) /* 3类8个 */
		unit = !p->after.len;
	for (size_t i = 0; !unit && behind[i]; i++)
		unit = str_eq(p->n->unit, STR("个")) && str_starts(p->after, str_from(behind[i]));
	if (!unit || p->n->value.digits > 20 || str_has(p->before, STR("从")))
		return false;
	/* 反映3个方面、18个单位、15项问题; 反馈的3个方面意见 */
	bool far = str_starts(p->after, STR("方面意见")) ||
		   (str_eq(p->after, STR("方面")) && str_has(str_sub(p->rest, 0, 60), STR("项问题")));
	bool problems = far || str_has(p->after, STR("问题")) ||
			str_ends(p->before, STR("问题")) || /* 共反馈问题4个方面 */
			str_ends(p->before, STR("问题共"));
	/* 12个问题分为4个方面; 指出问题13个，涉及4个方面 */
	WORDLIST(parted, "分为", "归并为", "归为", "归纳为", "涉及");
	bool divided = HAS(p->before, parted) && str_has(p->sentence, STR("问题")) && HAS(p->sentence, inspected);
	bool told = far && str_has(p->before, STR("反映"));
	return p->problem_next || divided || told || (HAS(p->before, raised) && problems);
}

bool claim_of_people(const struct fact_number *n)
{
	static const char *const units[] = { "人", "人次", "名", "人（次）", "人(次)", NULL };

	return claim_unit_is(n, units);
}

bool claim_of_all(const struct place *p)
{
	WORDLIST(all, "已全部", "全部已", "均已", "全部完成", "全部整改", "都已", "全部按期", "全部按时", "全部如期",
		"全部到位", "全部销号", "全部办结");

	return HAS(p->after, all);
}

bool claim_of_things(const struct fact_number *n)
{
	static const char *const units[] = { "个", "条", "项", "件", "份", "类", "张", NULL };

	return claim_unit_is(n, units);
}

bool claim_possible(const struct fact_number *n)
{
	if (n->kind == NUMBER_PERCENT || n->kind == NUMBER_MONEY)
		return true;
	return claim_whole(n) && (claim_of_things(n) || is_of_aspects(n) || claim_of_people(n));
}

bool claim_follows_of(const struct place *p, struct str from)
{
	const char *to = p->before.ptr + p->before.len, *begin = from.ptr + from.len;

	if (to <= begin)
		return false;
	struct str between = { begin, (size_t)(to - begin) };
	bool opened = str_starts(between, STR("（")) || str_starts(between, STR("("));
	bool inside = opened && !str_has(between, STR("）")) && !str_has(between, STR(")"));
	return inside || str_has(between, STR("其中"));
}

bool claim_left_out(const struct place *p)
{
	WORDLIST(out, "不计入", "不列入", "未计入", "不在统计", "不另计");
	WORDLIST(units, "个", "项", "件", "条", "人", "万元", "亿元", "元");
	struct str s = rest_of_sentence(p->rest);

	if (!HAS(s, out))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		struct str here = str_sub(s, i, s.len);
		if (STARTS(here, out))
			return true;
		if (i > 0 && s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9' &&
			STARTS(here, units)) /* of that one, it may be */
			return false;
	}
	return false;
}

bool claim_told_then(const struct place *p)
{
	WORDLIST(
		then, "当时公布", "当时反馈", "当时已", "当时完成", "上次公布", "首次公布", "第一阶段至", "第一阶段到");

	return HAS(p->sentence, then);
}

bool claim_of_earlier_day(const struct place *p)
{
	WORDLIST(days, "到", "至", "截至");
	WORDLIST(later, "，到", ",到", "，至", ",至", "，截至", ",截至"); /* 到12月31日完成1个，到3月31日累计完成4个 */
	struct str rest = rest_of_sentence(p->rest);
	return STARTS(p->before, days) && HAS(rest, later) && str_has(rest, STR("完成"));
}

bool claim_parts_total(const struct place *p)
{
	static const char *const units[] = { "个", "条", "项", NULL };
	WORDLIST(parts, "除", "其余", "其他", "其它", "剩余", "余下", "另有", "另外");

	return claim_unit_is(p->n, units) && STARTS(p->before, parts);
}

bool claim_mends(const struct place *p)
{
	static const char *const units[] = { "个", "条", "项", NULL };
	WORDLIST(mending, "完成整改", "整改完成", "整改到位", "已整改", "整改销号");
	WORDLIST(others, "发现", "排查", "检查", "督查", "走访", "受理", "隐患", "信访", "案件", "工单", "线索", "自查",
		"措施", "举措", "整治", "清单", "制度", "移交", "任务");

	return claim_unit_is(p->n, units) && HAS(p->before, mending) && !HAS(p->sentence, others) &&
	       !HAS(rest_of_sentence(p->rest), others);
}

bool claim_refers(const struct place *p)
{
	return p->after.len && str_ends(p->before, STR("的")) && state_in(p->before) != STATE_NONE;
}

bool claim_tells_of_all(const struct place *p)
{
	WORDLIST(accounts, "进展情况", "整改情况", "整改进展", "落实情况", "整改落实");

	return str_ends(p->before, STR("共")) && STARTS(p->after, accounts);
}

/* Where the last of the words ends. */
static size_t last_of(struct str s, const struct wordlist *words)
{
	size_t end = 0;

	for (size_t i = 0; i < words->count; i++) {
		size_t at = str_rfind(s, str_from(words->words[i]));
		end = at != STR_NPOS && at + strlen(words->words[i]) > end ? at + strlen(words->words[i]) : end;
	}
	return end;
}

bool claim_rates_others(const struct place *p)
{
	WORDLIST(others, "信访", "抽查", "抽取", "案件", "线索", "投诉", "举报", "工单", "诉求", "热线", "提案", "建议",
		"来信", "事件", "举报问题", "信访问题", "投诉问题");
	WORDLIST(ours, "问题", "任务", "整改", "措施", "反馈", "销号");

	/* 云岭县9项任务全部完成，完成率100%；东浦区8项完成7项: of the parts of a whole, one by one */
	WORDLIST(parts, "分县", "分区", "分领域", "分部门", "分地区", "分类别", "分单位", "分类看");
	if (HAS(p->sentence, parts))
		return true;
	WORDLIST(reported, "举报问题", "信访问题", "投诉问题", "举报件", "信访件");
	WORDLIST(round, "反馈", "任务", "措施");
	size_t last = last_of(p->sentence, others), complaint = last_of(p->sentence, reported);
	return (last && last >= last_of(p->sentence, ours)) ||
	       (complaint && complaint > last_of(p->sentence, round)); /* 举报问题40个，已整改39个，完成率97.5% */
}

bool claim_of_inspection(const struct place *p)
{
	WORDLIST(words, "整改", "反馈", "巡察", "巡视", "督察", "方案", "清单");

	return HAS(p->before, words) || HAS(p->after, words);
}

bool claim_lists_rules(const struct place *p)
{
	WORDLIST(made, "制定", "新建", "新增", "建立", "出台", "新制定");
	WORDLIST(revised, "、修订", "，修订", ",修订", "、完善", "和修订");
	struct str behind = str_sub(p->rest, p->after.len, p->rest.len);
	size_t end = str_find(behind, STR("制度"), 0);

	struct str last = str_sub(p->before, p->before.len > 9 ? p->before.len - 9 : 0, p->before.len);
	return !p->after.len && HAS(last, made) && STARTS(behind, revised) && end != STR_NPOS && end < 45;
}

/* 计划2025年上半年再修订资金、资产等方面制度3项 */
static bool claim_plans(const struct place *p)
{
	WORDLIST(plans, "计划", "拟");
	WORDLIST(then, "年上半年", "年下半年", "年底", "月底前", "年内", "季度");
	struct str s = p->sentence;

	while (s.len && ((unsigned char)*s.ptr & 0xC0) == 0x80)
		s = str_sub(s, 1, s.len);
	return STARTS(str_trim(s), plans) && HAS(s, then);
}

bool claim_planned(const struct place *p)
{
	WORDLIST(ahead, "下一步", "下步", "今后", "将继续", "将进一步", "将再", "将持续", "将着力", "将把", "将坚持",
		"年底前", "年内再", "月底前再", "计划今年", "计划明年", "拟于", "力争");
	WORDLIST(so_far, "已", "累计", "截至", "截止", "目前", "期间", "以来");

	return (HAS(p->sentence, ahead) && !HAS(p->sentence, so_far)) || claim_plans(p);
}

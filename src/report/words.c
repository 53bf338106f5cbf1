#include "words.h"

#include "lex.h"
#include "utf8.h"
#include "view.h"
#include "wordlist.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static size_t char_length(unsigned char lead)
{
	return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* How far a sentence's end is looked for: headings are short, and a hostile line may be 50 MB. */
enum { LOOK_AHEAD = 3000, HEADING_CHARS = 36, COLON_CHARS = 24, RESULT_BYTES = 180 };

/* The first sentence with its mark (。！？), which does not stand inside quotes that are closed; the whole text when there is none. */
static struct str first_sentence(struct str s)
{
	struct str near = str_sub(s, 0, LOOK_AHEAD);
	size_t quoted = 0; /* behind the first mark inside quotes that are open */
	bool open = false;
	for (size_t i = 0; i + 3 <= near.len; i++) {
		const unsigned char *c = (const unsigned char *)near.ptr + i;
		if (c[0] >= 0xE4 && c[0] <= 0xE9) {
			i += 2;
		} else if (c[0] == 0xE2 && c[1] == 0x80 && (c[2] == 0x9C || c[2] == 0x9D)) { /* “ ” */
			open = c[2] == 0x9C;
			quoted = 0;
		} else if ((c[0] == 0xE3 && c[1] == 0x80 && c[2] == 0x82) ||
			   (c[0] == 0xEF && c[1] == 0xBC && (c[2] == 0x81 || c[2] == 0x9F))) {
			if (!open)
				return str_sub(near, 0, i + 3);
			quoted = quoted ? quoted : i + 3;
		}
	}
	return str_sub(near, 0, quoted ? quoted : near.len);
}

WORDLIST(NAMING, "关于", "针对");
WORDLIST(FINDING_FORM, "关于", "针对", "对照", "就");

/* The length of a quote that opens at the beginning: “ 「 ‘ and those of a keyboard. */
static size_t quote_at(struct str s)
{
	WORDLIST(quotes, "“", "「", "『", "‘", "＂");
	return s.len && *s.ptr == '"' ? 1 : wordlist_at(quotes, s);
}

/* 巡察反馈的“…: up to the quote, which it names; 0: it does not. */
static size_t fed_back_at(struct str s)
{
	WORDLIST(raised, "反馈", "巡察反馈", "巡视反馈", "巡察组反馈", "巡视组反馈", "督察反馈", "审计反馈");
	size_t len = wordlist_at(raised, s);
	if (len && str_starts(str_sub(s, len, s.len), STR("的")))
		len += strlen("的");
	return len && quote_at(str_sub(s, len, s.len)) ? len : 0;
}

static bool has_form(struct str s)
{
	return STARTS(s, FINDING_FORM) || fed_back_at(s);
}

WORDLIST(FINDING_WORDS, "问题", "不够", "不到位", "不力", "不足", "不严", "不深", "不强", "不实", "不规范", "不及时",
	"不完善", "不健全", "不高", "不大", "不佳", "不清", "不全", "不准", "不彻底", "不扎实", "不明显", "不经常",
	"不紧", "不牢", "不广", "不细", "不精", "不畅", "不快", "不落实", "不合理", "不准确", "不到", "不符", "不重视",
	"不积极", "不主动", "不平衡", "不均", "不顺", "不密", "不配套", "不作为", "不担当", "不休", "薄弱", "缺失",
	"缺乏", "缺位", "缺少", "欠缺", "滞后", "弱化", "淡化", "虚化", "松懈", "松散", "松弛", "松软", "差距", "短板",
	"漏洞", "混乱", "违规", "违反", "未", "没有", "存在", "风险", "流于形式", "走过场", "轻", "较低", "偏低",
	"偏大", "偏慢", "缓慢", "较慢", "进度慢", "失守", "失控", "盲目", "突出", "频发", "随意", "闲置", "超标",
	"超期", "拖欠", "薄弱", "单一", "偏差", "不敢", "不愿", "不会", "形式主义", "官僚主义", "有待", "不正之风",
	"吃拿卡要", "私用");
WORDLIST(MEASURE_OPENINGS, "加强", "完善", "制定", "建立", "严格", "开展", "组织", "强化", "落实", "推进", "进一步",
	"及时", "召开", "修订", "印发", "健全", "明确", "提升", "深化", "规范", "督促", "举一反三", "持续", "坚持",
	"压实", "提高", "加大", "优化", "统筹", "认真", "严肃", "切实", "全面", "充分", "扎实", "积极", "深入", "加快",
	"推动", "理顺", "出台", "梳理", "细化", "抓好", "抓实", "做好", "发挥", "促进", "创新", "实施", "引导", "成立",
	"编制", "拓展", "丰富", "夯实", "狠抓", "着力", "不断", "通过", "已", "局党组", "我局", "对", "定期", "突出",
	"注重", "增强", "聚焦", "集中", "学习", "将", "结合", "按照", "根据", "委托", "聘请", "解决", "摸清", "深入",
	"丰富", "有序", "整合", "打造", "构建", "牢固", "树牢", "提请", "报请", "修改", "责成", "要求", "由", "在",
	"抓", "邀请", "利用", "依托");

/* 学习贯彻上级部署不够有力，存在薄弱环节: however it begins, its end says what is wanting. */
static bool ends_wanting(struct str sentence)
{
	WORDLIST(wanting, "不够", "不到位", "不力", "不足", "不严", "不深", "不强", "不实", "不规范", "不及时",
		"不完善", "不健全", "不高", "不彻底", "不扎实", "薄弱", "差距", "短板", "缺失", "滞后", "不紧", "不牢",
		"不细", "不充分", "不明显");
	WORDLIST(cures, "解决", "整治", "破解", "防止", "避免", "杜绝", "克服", "纠正", "扭转", "改进", "弥补", "补齐",
		"缩小", "消除", "提升");
	struct str end =
		str_sub(sentence, sentence.len > 27 ? utf8_floor(sentence, sentence.len - 27) : 0, sentence.len);
	return HAS(end, wanting) && !HAS(sentence, cures);
}

bool words_lacks(struct str title)
{
	struct str s = first_sentence(title);
	return ends_wanting(str_sub(s, 0, str_find(s, STR("，"), 0))) || ends_wanting(s);
}

/* 落实保交楼任务: what is told below it by 一是 二是. */
static bool is_task(struct str sentence)
{
	return str_starts(sentence, STR("落实")) &&
	       (str_ends(sentence, STR("任务")) || str_ends(sentence, STR("任务。")));
}

int words_finding(struct str title)
{
	struct str s = first_sentence(title);
	if (is_task(s))
		return 1;
	if (str_has(str_sub(s, s.len > 30 ? s.len - 30 : 0, s.len), STR("问题")))
		return 2;
	bool words = HAS(s, FINDING_WORDS);
	if (has_form(s) && (words || str_has(s, STR("方面"))))
		return 2;
	if (words && ends_wanting(s))
		return 2;
	return words ? 1 : 0;
}

bool words_names(struct str title)
{
	return STARTS(title, NAMING) || fed_back_at(title);
}

bool words_opens_with_quote(struct str sentence)
{
	enum { QUOTE_BYTES = 120, LEAD_BYTES = 45 };
	WORDLIST(leads, "针对", "关于", "对", "至于", "反馈");
	size_t open = str_find(str_sub(sentence, 0, LEAD_BYTES), STR("“"), 0);
	size_t close = open == STR_NPOS ? open : str_find(str_sub(sentence, 0, open + QUOTE_BYTES), STR("”"), open);
	bool comma = open != STR_NPOS && str_has(str_sub(sentence, 0, open), STR("，"));
	return close != STR_NPOS && !comma && (open == 0 || STARTS(sentence, leads));
}

size_t words_tale_title(struct str sentence)
{
	enum { OF_QUOTES = 4 }; /* a comma ends what is quoted, and no other title */
	static const char *const marks[] = { "——", "。", "：", ":", "，", "；", ",", ";" };
	struct str near = str_sub(sentence, 0, 600);
	bool quoted = words_opens_with_quote(sentence);
	size_t from = quoted ? str_find(near, STR("”"), 0) : 0, end = sentence.len;
	for (size_t i = 0; i < COUNT(marks) - (quoted ? 0 : OF_QUOTES); i++) {
		size_t at = str_find(near, str_from(marks[i]), from);
		end = at < end ? at : end;
	}
	return end;
}

bool words_quotes(struct str title)
{
	size_t named = wordlist_at(NAMING, title);
	return named ? quote_at(str_sub(title, named, title.len)) : fed_back_at(title);
}

bool words_answer(struct str title)
{
	struct str s = str_trim(title);
	if (!(str_starts(s, STR("针对")) || str_starts(s, STR("对")) || str_starts(s, STR("就"))) ||
		str_starts(s, STR("针对“")) || str_starts(s, STR("对照")))
		return false;
	size_t end = words_finding_end(s);
	struct str finding = str_sub(s, 0, end), rest = str_trim(str_sub(s, end, s.len));
	bool comma = end && (str_ends(finding, STR("，")) || str_ends(finding, STR(",")));
	return comma && !str_starts(rest, STR("一是")) && !str_starts(rest, STR("①"));
}

size_t words_reference(struct str title, uint32_t *ret_value)
{
	enum { REFERENCE_BYTES = 75 };
	WORDLIST(opens, "对第", "关于第", "针对第", "第", "关于问题", "针对问题", "问题");
	WORDLIST(things, "条", "项", "个", "类");
	WORDLIST(ends, "问题", "反馈", "意见", "的", "整改", "落实", "完成", "情况", "进展");
	size_t open = wordlist_at(opens, title);
	struct str rest = str_sub(title, open, title.len);
	bool named = str_ends(str_sub(title, 0, open), STR("问题"));
	size_t digits = 0;
	uint32_t value = 0;
	for (; open && digits < 3 && digits < rest.len && rest.ptr[digits] >= '0' && rest.ptr[digits] <= '9'; digits++)
		value = value * 10 + (uint32_t)(rest.ptr[digits] - '0');
	value = digits || !open ? value : lex_chinese_number(str_sub(rest, 0, 3));
	rest = str_sub(rest, digits ? digits : 3, rest.len);
	size_t thing = wordlist_at(things, rest);
	rest = str_sub(rest, thing, rest.len);
	struct str said = rest;
	for (size_t len; (len = wordlist_at(ends, rest)) > 0;)
		rest = str_sub(rest, len, rest.len);
	named |= thing && (str_has(str_sub(said, 0, said.len - rest.len), STR("问题")) ||
				  str_has(str_sub(said, 0, said.len - rest.len), STR("整改")));
	bool stops =
		str_starts(rest, STR("。")) || str_starts(rest, STR("：")) || str_starts(rest, STR("，")) || !rest.len;
	bool plain = (str_starts(title, STR("第")) || str_starts(title, STR("问题"))) &&
		     !str_has(str_sub(said, 0, said.len - rest.len), STR("整改")); /* 第3项问题：公文积压 names it */
	stops = stops && (!plain || !rest.len);
	*ret_value = value;
	return value && named && stops && title.len - rest.len <= REFERENCE_BYTES ? title.len - rest.len : 0;
}

bool words_wanting(struct str paragraph)
{
	return HAS(str_sub(paragraph, 0, 900), FINDING_WORDS);
}

bool words_measure(struct str title)
{
	return STARTS(title, MEASURE_OPENINGS) && !is_task(first_sentence(title));
}

WORDLIST(ASPECT_OPENINGS, "聚焦", "在聚焦", "围绕", "在", "对照", "关于", "落实", "贯彻", "推进", "加强");

bool words_aspect(struct str title)
{
	if (utf8_count(str_sub(title, 0, 400)) > 90)
		return false;
	if (str_has(title, STR("方面")))
		return true;
	WORDLIST(focus, "聚焦", "在聚焦", "围绕");
	if (STARTS(title, focus))
		return true;
	return !str_has(title, STR("。")) && STARTS(title, ASPECT_OPENINGS) && words_finding(title) > 0;
}

bool words_next(struct str title)
{
	WORDLIST(next, "下一步", "下步", "今后", "下阶段", "下一阶段", "努力方向", "工作打算", "持续巩固", "持续深化",
		"工作计划", "整改打算", "后续工作", "后续整改", "保障措施", "工作要求");
	return HAS(str_sub(title, 0, 240), next);
}

enum section_role words_section(struct str title)
{
	WORDLIST(named, "点人点事", "点名道姓", "点人点事点问题");
	WORDLIST(immediate, "立行立改", "即知即改", "边巡边改", "立知立改", "立查立改");
	WORDLIST(pending, "推进整改中", "正在推进", "正在整改", "尚未完成", "未完成整改", "未整改到位", "未完成的",
		"持续整改", "整改中的问题", "需长期", "需要长期", "长期坚持的", "尚未到位", "尚未整改", "未整改完成",
		"未到位", "尚未解决", "未完成的问题", "持续推进问题", "持续推进的问题", "长期坚持问题", "推进问题",
		"长期整改", "暂未完成", "尚在推进", "仍在推进", "还在推进", "推进中的问题", "推进中的事项",
		"推进整改事项", "推进整改的");
	WORDLIST(about, "组织领导", "基本情况", "总体情况", "组织推进", "组织开展", "履行", "政治责任", "主体责任",
		"思想认识", "高度重视", "责任担当", "部署", "工作情况", "主要做法", "工作开展情况", "政治站位",
		"联系方式", "整改态势", "取得的成效", "总体成效", "指导思想", "整改目标", "工作目标", "总体目标",
		"基本原则", "工作步骤", "实施步骤", "方法步骤", "时间安排", "组织整改", "组织落实", "整改组织",
		"组织情况", "政治任务", "需要说明");
	struct str s = str_sub(title, 0, 240);
	if (HAS(s, named))
		return SECTION_NAMED;
	if (HAS(s, immediate) && (str_has(s, STR("情况")) || str_ends(s, STR("问题")) || str_ends(s, STR("事项"))))
		return SECTION_IMMEDIATE;
	size_t full = str_find(s, STR("，"), 0), half = str_find(s, STR(","), 0);
	if (HAS(str_sub(s, 0, full < half ? full : half), pending)) /* 反馈6个，除1个正在推进外… is no such heading */
		return SECTION_PENDING;
	if (words_state_heading(s) == RESULT_IN_PROGRESS) /* 仍在推进的事项 */
		return SECTION_PENDING;
	if (words_next(s))
		return SECTION_NEXT;
	return HAS(s, about) && !str_has(s, STR("方面")) && !ends_wanting(s) ? SECTION_ABOUT : SECTION_OTHER;
}

bool words_names_account(struct str title)
{
	WORDLIST(whole, "整改", "反馈", "审计", "督察", "巡察", "巡视", "发现");
	static const char *const ends[] = { "情况", "进展", "问题", "清单", "任务", "成效", "如下" };
	struct str s = str_sub(title, 0, 240);

	if (!HAS(s, whole) || str_has(s, STR("方面")) || words_state_heading(s) != RESULT_NONE)
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(s, str_from(ends[i])))
			return true;
	return false;
}

bool words_some_problems(struct str text)
{
	WORDLIST(some, "个别问题", "部分问题", "少数问题", "有的问题", "一些问题", "其他问题", "上述问题", "以上问题",
		"对需", "对尚", "对未", "对阶段性完成", "对基本完成", "对正在", "对长期", "对持续", "对已");
	struct str digits = str_sub(text, strlen("问题"), strlen("问题") + 1);
	bool numbered = str_starts(text, STR("问题")) && digits.len && *digits.ptr >= '0' && *digits.ptr <= '9' &&
			str_has(str_sub(text, 0, 60), STR("、问题")); /* 问题1、问题4仍在整改 */
	return numbered || (STARTS(text, some) && !str_has(first_sentence(text), STR("“")));
}

bool words_counts_problems(struct str text)
{
	struct str s = first_sentence(text);
	size_t at = str_find(s, STR("个问题"), 0);
	bool digit = at != STR_NPOS && at > 0 && s.ptr[at - 1] >= '0' && s.ptr[at - 1] <= '9';
	bool one = digit && s.ptr[at - 1] == '1' && (at == 1 || s.ptr[at - 2] < '0' || s.ptr[at - 2] > '9');

	return digit && !one && !str_has(s, STR("“"));
}

WORDLIST(PLANNED, "预计", "计划于", "计划在", "计划2", "将于", "将在", "力争", "争取", "拟于", "有望");

/* A printed line may end inside what is told: 已完 at its end, 成。 below it. */
static struct str unfolded(struct str s, char *to)
{
	return s.len && memchr(s.ptr, '\n', s.len) ? view_squeeze(s, to) : s;
}

enum result_status words_status(struct str text)
{
	WORDLIST(partial, "基本完成", "部分完成", "部分整改", "阶段性", "取得明显成效", "取得初步成效", "基本整改",
		"初步完成", "基本到位");
	WORDLIST(open, "未完成", "未销号", "未办结", "未启动", "正在", "推进中", "整改中", "进行中", "持续推进", "尚未",
		"未得到", "未彻底", "未整改", "序时", "达到时序", "符合时序", "按时序", "仍在", "还在", "尚在",
		"有序推进", "正按");
	WORDLIST(settled, "长期坚持", "持续坚持", "长期推进", "长期整改", "转入长期");
	WORDLIST(kept_up, "持续推进", "持续巩固", "持续用力", "持续深化", "长期", "常态化");
	WORDLIST(halfway, "正在", "剩余", "其余", "尚", "仍", "未完成", "未到位"); /* 基本完成，正在持续推进 */
	WORDLIST(done, "完成", "已整改", "整改到位", "办结", "销号", "已解决", "已经解决", "彻底解决", "解决到位",
		"改好", "已落实", "已到位", "整改完毕");
	WORDLIST(lasting, "长期坚持", "持续坚持", "长期整改", "持续整改", "常态化", "长期推进", "并坚持", "持续巩固",
		"长期", "立行立改并");
	WORDLIST(finished, "已完成", "已整改", "已办结", "已解决", "已到位", "已落实", "已全部", "均已", "全部完成",
		"已经完成", "已按");
	char joined[RESULT_BYTES];
	struct str s = unfolded(str_sub(text, 0, RESULT_BYTES), joined);
	WORDLIST(needed, "需要长期坚持", "需长期整改", "需要长期整改");
	if (HAS(s, needed))
		return RESULT_LONG_TERM;
	WORDLIST(nearly, "基本完成", "基本整改", "基本到位", "阶段性完成");
	if (HAS(s, partial)) /* 取得阶段性成效，需长期坚持; 基本完成，持续巩固 */
		return HAS(s, settled) || (HAS(s, kept_up) && HAS(s, nearly) && !HAS(s, halfway)) ? RESULT_LONG_TERM
												  : RESULT_PARTIAL;
	if (HAS(s, PLANNED) && !HAS(s, finished)) /* 已启动招标，预计年底前完成 */
		return RESULT_IN_PROGRESS;
	if (HAS(s, open) && (!HAS(s, lasting) || str_starts(s, STR("正在"))))
		return RESULT_IN_PROGRESS;
	if (HAS(s, lasting))
		return str_has(s, STR("持续整改")) && !str_has(s, STR("长期")) && !HAS(s, done) ? RESULT_IN_PROGRESS
												: RESULT_LONG_TERM;
	return HAS(s, done) ? RESULT_DONE : str_has(s, STR("继续推进")) ? RESULT_IN_PROGRESS : RESULT_NONE;
}

static struct str without_brackets(struct str s)
{
	static const char *const open[] = { "（", "(", "【", "[", "〔", "［" };
	static const char *const close[] = { "）", ")", "】", "]", "〕", "］" };
	for (size_t i = 0; i < COUNT(open); i++)
		if (str_starts(s, str_from(open[i])) && str_ends(s, str_from(close[i])))
			return str_sub(s, strlen(open[i]), s.len - strlen(close[i]));
	return s;
}

/* Skips one of the words a sentence on an item's state is made of, digits and brackets of a date included; false at the
 * first other word. */
static bool skip_state_word(struct str *s)
{
	WORDLIST(words, "正按", "转入", "转为", "此项", "需要", "现已", "管护", "管控", "通过", "市级", "县级", "区级",
		"省级", "验收", "评估", "审核", "仍在", "在推进", "成果", "见到", "经", "整改任务", "整改工作",
		"反馈问题", "反馈", "上述", "以上", "同意", "视同", "问题", "任务", "事项", "工作", "该", "此", "本",
		"项", "条", "个", "目前", "已经", "已", "均", "于", "现", "基本", "全部", "全面", "按期", "按时",
		"如期", "正在", "完成", "整改", "到位", "办结", "销号", "完毕", "长期坚持", "持续坚持", "持续推进",
		"推进中", "推进", "坚持", "长期", "持续", "并", "且", "取得", "阶段性", "成效", "立行立改", "未", "尚",
		"进行中", "中", "解决", "落实", "，", "、", "；", "。", ",", ";", ".", "年", "月", "日", "底", "前",
		"-", "/", " ", "（", "）", "(", ")", "“", "”", "对账", "巡察", "，需", "状态", "进度", "结果", "：",
		":", "率", "%", "见效", "见底", "清零", "并将", "达到", "达", "序时", "时序", "按", "有序", "符合",
		"预计", "计划", "力争", "争取", "拟于", "有望", "取得", "明显", "初步", "显著", "较好", "进展", "为",
		"了", "时间", "月底前", "整体", "总体", "能够", "仍", "还", "需", "将", "尚需", "部分", "大部分",
		"比例", "100", "％", "号", "类", "跟踪", "跟进", "目标", "继续", "列为", "列入", "纳入", "阶段", "还在",
		"办理", "具体", "分期", "分阶段", "分步", "协议", "专班", "核验", "在整改", "改好", "这个", "这",
		"圆满", "得到", "彻底");
	if (s->ptr[0] >= '0' && s->ptr[0] <= '9') {
		*s = str_sub(*s, 1, s->len);
		return true;
	}
	size_t len = wordlist_at(words, *s);
	*s = str_sub(*s, len, s->len);
	return len > 0;
}

bool words_may_tell_state(struct str s)
{
	WORDLIST(opens, "（", "(", "【", "[", "〔", "［");
	struct str rest = str_trim(s);
	return STARTS(rest, opens) || (rest.len && skip_state_word(&rest));
}

/* √ ✓ ☑: the length of the tick at the beginning. */
static size_t tick_at(struct str s)
{
	WORDLIST(ticks, "√", "✓", "✔", "☑", "■");
	return s.len && (unsigned char)*s.ptr == 0xE2 ? wordlist_at(ticks, s) : 0;
}

struct str words_ticked(struct str s)
{
	static const char *const boxes[] = { "☐", "□" };
	struct str near = str_sub(s, 0, RESULT_BYTES);
	bool box = false;
	if (near.len == 0 || !memchr(near.ptr, 0xE2, near.len)) /* boxes and ticks begin so, and few others */
		return s;
	for (size_t i = 0; i < COUNT(boxes); i++)
		box |= str_has(near, str_from(boxes[i]));
	for (size_t i = 0; box && i < near.len; i++) {
		size_t len = tick_at(str_sub(near, i, near.len));
		if (!len)
			continue;
		struct str said = str_sub(near, i + len, near.len);
		for (size_t k = 0; k < COUNT(boxes); k++)
			said = str_sub(said, 0, str_find(said, str_from(boxes[k]), 0));
		return str_trim(said);
	}
	return s;
}

enum result_status words_result_sentence(struct str sentence)
{
	WORDLIST(state, "完成", "到位", "坚持", "办结", "销号", "整改中", "推进", "持续整改", "已整改", "正在整改",
		"解决", "完毕", "进行中", "部分整改", "未整改", "阶段性成效", "阶段性成果", "明显成效", "初步成效",
		"未完成", "序时进度", "时序进度", "仍在整改", "尚在整改", "正在办理", "长期任务", "改好");
	struct str s = words_ticked(without_brackets(str_trim(sentence))), rest = s;
	char joined[RESULT_BYTES];
	if (s.len && tick_at(s) == s.len && str_trim(sentence).len > s.len) /* （√） */
		return RESULT_DONE;
	if (s.len > RESULT_BYTES || STARTS(s, PLANNED)) /* 预计12月底前完成。 is said of a measure */
		return RESULT_NONE;
	s = rest = unfolded(s, joined);
	while (rest.len)
		if (!skip_state_word(&rest))
			return RESULT_NONE;
	if (str_has(s, STR("个问题")) &&
		!str_starts(s, STR("这个问题"))) /* 以上8个问题均已整改完成: of the report, not of an item */
		return RESULT_NONE;
	return HAS(s, state) ? words_status(s) : RESULT_NONE;
}

bool words_short_state(struct str s)
{
	enum { SHORT = 120 };
	if (words_result_sentence(s) != RESULT_NONE)
		return true;
	size_t stop = str_find(str_sub(s, 0, SHORT + 3), STR("。"), 0),
	       comma = str_find(str_sub(s, 0, SHORT), STR("，"), 0), half = str_find(str_sub(s, 0, SHORT), STR(","), 0);
	comma = half < comma ? half : comma;
	return comma != STR_NPOS && stop != STR_NPOS && stop + 3 == s.len &&
	       words_result_sentence(str_sub(s, 0, comma)) != RESULT_NONE;
}

/* 已完成3项: a count of some is no state of all. */
static bool counts(struct str s)
{
	WORDLIST(units, "项", "个", "条", "件", "处", "家", "户", "万");
	for (size_t i = 0; i + 1 < s.len; i++)
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9' && STARTS(str_trim(str_sub(s, i + 1, s.len)), units))
			return true;
	return false;
}

bool words_counts_state(struct str title)
{
	WORDLIST(of, "分别是", "分别为", "具体是", "具体为", "，是：", ",是:");
	struct str s = str_sub(title, 0, 120);
	return counts(s) && HAS(s, of) && words_status(s) != RESULT_NONE;
}

enum result_status words_declared(struct str text)
{
	WORDLIST(marks, "，", "。", "；", ",", ";", "\n");
	text = str_trim(words_ticked(text));
	if (text.len && tick_at(text) == text.len)
		return RESULT_DONE;
	WORDLIST(late, "滞后", "进度滞后", "未达到", "未达"); /* 整改状态：滞后 */
	enum result_status whole = STARTS(text, late) ? RESULT_IN_PROGRESS : words_status(text);
	if (whole != RESULT_IN_PROGRESS && whole != RESULT_PARTIAL)
		return whole;
	struct str s = str_trim(text);
	size_t end = 0;
	while (end < s.len && end < RESULT_BYTES && !STARTS(str_sub(s, end, s.len), marks))
		utf8_next(s, &end);
	struct str first = str_sub(s, 0, end);
	bool alone = end == s.len || words_result_sentence(s) != RESULT_NONE; /* 已完成，正在持续推进 */
	return !alone && !counts(first) && words_result_sentence(first) == RESULT_DONE ? RESULT_DONE : whole;
}

enum result_status words_state_heading(struct str title)
{
	enum { TITLE_BYTES = 90 };
	WORDLIST(before, "集中整改期内", "目前", "截至目前", "集中整改期");
	WORDLIST(states, "已完成", "已经完成", "已整改", "完成整改的", "整改完成的", "整改到位的", "基本完成",
		"取得阶段性", "正在", "尚未", "未完成", "未整改", "需", "持续", "长期", "推进", "已办结", "已经办结",
		"办结的", "已销号", "销号的", "已解决", "已到位");
	WORDLIST(open, "继续推进", "继续办理", "继续整改", "仍在", "尚在", "还在", "仍需", "尚需", "没有完成",
		"没有办结", "没有改完", "还没有", "未办结", "未销号", "未到位", "办理中", "整改中");
	WORDLIST(things, "的问题", "的事项", "的任务", "的整改事项", "的整改任务", "的反馈问题", "的具体问题",
		"的整改问题");
	struct str s = str_sub(title, wordlist_at(before, title), title.len);
	if (!s.len || s.len >= TITLE_BYTES || !HAS(s, things) || str_has(s, STR("。")) || str_has(s, STR("，")))
		return RESULT_NONE;
	if (STARTS(s, open))
		return RESULT_IN_PROGRESS;
	return STARTS(s, states) ? words_status(str_sub(s, 0, str_find(s, STR("（"), 0))) : RESULT_NONE;
}

/* 医院党委将持续抓好后续整改，… */
static bool goes_on_mending(struct str paragraph)
{
	enum { WHO_BYTES = 54 };
	WORDLIST(will, "党委将", "党组将", "党工委将", "党总支将", "党支部将", "委员会将", "院将", "校将", "公司将",
		"集团将");
	WORDLIST(on, "将持续", "将继续", "将进一步", "将以", "将始终", "将坚持");
	WORDLIST(mending, "巡察整改", "巡视整改", "整改工作", "整改成果", "整改落实", "后续整改", "整改成效",
		"问题整改", "持续整改");
	struct str who = str_sub(paragraph, 0, WHO_BYTES);
	return HAS(who, will) && HAS(who, on) && HAS(paragraph, mending);
}

bool words_closing(struct str paragraph)
{
	WORDLIST(opening, "下一步", "下步", "今后", "接下来", "下阶段", "当前", "目前", "总之", "截至", "截止",
		"在下一步", "在此次", "通过此次", "通过这次", "欢迎", "联系", "监督电话", "中共", "附件", "特此",
		"虽然", "尽管", "巡察整改", "巡视整改", "整改工作", "经过", "在今后", "下一阶段", "我局将", "局党组将",
		"如有意见", "电话", "以上", "上述");
	WORDLIST(about, "巡察整改", "巡视整改", "整改工作", "整改成果", "整改落实", "以习近平", "为契机", "将继续",
		"意见建议", "联系", "电话", "邮箱", "党组", "党委", "党总支", "党支部", "党工委", "持续巩固",
		"深化整改", "持续整改", "欢迎", "特此", "审计整改", "审议意见", "问题整改", "后续整改", "社会监督");
	WORDLIST(alone, "巡察组提出", "巡视组提出", "督察组提出", "巡察组要求", "巡视组要求", "反馈要求", "反馈提出",
		"反馈强调", "巡察组还", "巡视组还", "同时，巡察组", "同时，巡视组", "此外，巡察组", "此外，巡视组",
		"同时,巡察组", "同时,巡视组", "此外,巡察组", "此外,巡视组", "附件：", "附件:", "附件1", "附：", "附表",
		"公示期", "公示时间", "联系电话", "联系人", "联系方式", "监督方式", "反馈方式", "反映方式", "监督电话",
		"受理单位", "受理部门", "受理电话", "监督举报电话", "举报电话", "以上情况", "特此", "邮政编码",
		"通讯地址", "电子邮箱", "（此件公开发布", "(此件公开发布", "说明：", "备注：", "注：", "需要说明的是",
		"针对巡察组提出的", "对巡察组提出的意见建议", "以上报告", "主任、各位副主任", "整改中的几点体会",
		"几点体会", "整改虽", "整改体会", "工作体会", "主要体会");
	WORDLIST(writing, "反映问题", "反映情况", "意见反馈", "意见建议", "请拨打", "来信", "来电", "群众如有", "如有",
		"如对", "如需反映", "广大干部群众", "广大群众", "社会各界", "干部群众", "地址", "通信地址", "邮寄地址",
		"办公地址", "电子信箱", "邮箱", "邮编", "热线");
	WORDLIST(to, "拨打", "邮件至", "邮件到", "致信", "请寄", "寄至", "来信", "来电", "致电", "电话", "邮箱", "信箱",
		"邮编", "地址：", "地址:");
	WORDLIST(asked, "请拨打", "请致电", "请来电", "请来信", "来信请寄", "信件请寄", "意见请寄");
	struct str s = str_sub(paragraph, 0, 600);
	return STARTS(s, alone) || (STARTS(s, opening) && HAS(s, about)) || (STARTS(s, writing) && HAS(s, to)) ||
	       HAS(s, asked) || goes_on_mending(s);
}

/* The length of what a date is written with at the beginning of `s`, 0: something else stands there. */
static size_t date_part(struct str s)
{
	WORDLIST(parts, "年", "月", "日", "〇", "○", "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
		"　");
	return s.len && str_has(STR("0123456789-./ "), str_sub(s, 0, 1)) ? 1 : wordlist_at(parts, s);
}

bool words_is_date(struct str line)
{
	bool year = false;
	if (line.len < 8 || line.len > 60)
		return false;
	for (size_t i = 0, len = 0; i < line.len; i += len) {
		struct str rest = str_sub(line, i, line.len);
		len = date_part(rest);
		if (!len)
			return false;
		year |= str_starts(rest, STR("年")) || str_has(STR("-./"), str_sub(rest, 0, 1));
	}
	return year;
}

size_t words_date_before(struct str line)
{
	size_t from = line.len;
	while (from > 0) {
		size_t before = utf8_floor(line, from - 1);
		if (!date_part(str_sub(line, before, line.len)))
			break;
		from = before;
	}
	return words_is_date(str_trim(str_sub(line, from, line.len))) ? from : line.len;
}

static bool is_name(struct str line)
{
	return line.len >= 9 && line.len <= 160 && !str_has(line, STR("。")) && !str_has(line, STR("，")) &&
	       !str_has(line, STR("：")) && !str_has(line, STR(":")) && !str_has(line, STR("；"));
}

bool words_signs(struct str line)
{
	static const char *const ends[] = { "巡察组", "巡视组", "督察组", "督导组", "审计组", "检查组", "领导小组",
		"工作组", "专班", "巡察办", "巡视办", "整改办" };
	for (size_t i = 0; i < COUNT(ends); i++)
		if (is_name(line) && str_ends(line, str_from(ends[i])))
			return true;
	return words_is_signer(line);
}

bool words_is_signer(struct str line)
{
	static const char *const ends[] = { "党组", "党委", "党总支", "党支部", "党工委", "委员会", "局", "政府",
		"办公室", "中心", "公司", "集团", "医院", "学院", "大学", "学校", "中学", "小学", "法院", "检察院",
		"支队", "大队", "管理处", "街道", "镇", "乡", "村", "协会", "联合会", "总工会", "部", "厅", "委", "院",
		"处", "站", "馆", "社", "所" };
	if (!is_name(line))
		return false;
	for (size_t i = 0; i < COUNT(ends); i++)
		if (str_ends(line, str_from(ends[i])))
			return true;
	return false;
}

bool words_furniture(struct str line)
{
	WORDLIST(words, "发布时间", "发布日期", "浏览次数", "点击率", "点击数", "浏览量", "信息来源", "字号",
		"打印本页", "关闭窗口", "主办单位", "承办单位", "ICP备", "公安备", "公网安备", "网站标识码", "技术支持",
		"版权所有", "网站地图", "当前位置", "您的位置", "Produced By", "扫一扫", "分享到", "浏览器", "索引号",
		"信息分类", "信息公开", "无障碍", "返回顶部", "上一篇", "下一篇", "责任编辑", "阅读次数", "首页",
		"朗读");
	struct str s = str_sub(line, 0, 400);
	WORDLIST(opening, "发布：", "发布:", "来源", "作者", "编辑", "时间：", "日期：", "日期:", "时间:", "分享",
		"打印", "【字体", "字体");
	if (words_names(s) && str_has(s, STR("问题"))) /* 针对“信息公开不及时”的问题 */
		return false;
	return utf8_count(s) < 120 && (HAS(s, words) || STARTS(s, opening));
}

bool words_page(struct str line)
{
	WORDLIST(opening, "第", "-", "—", "－");
	WORDLIST(parts, "第", "共", "页", "，", "/", "-", "—", "－", " ", "　");
	size_t digits = 0;

	if (line.len > 48 || !STARTS(line, opening))
		return false;
	bool page = str_has(line, STR("页")), dashes = !str_starts(line, STR("第"));
	for (size_t i = 0, len = 0; i < line.len; i += len) {
		struct str rest = str_sub(line, i, line.len);
		bool digit = *rest.ptr >= '0' && *rest.ptr <= '9';
		len = digit ? 1 : wordlist_at(parts, rest);
		digits += digit;
		if (!len)
			return false;
	}
	return digits && (page || (dashes && digits < 4 && str_has(str_sub(line, 1, line.len), str_sub(line, 0, 1))));
}

bool words_buttons(struct str line)
{
	WORDLIST(buttons, "打印本页", "关闭窗口", "【打印", "[打印", "打印 |", "分享到", "【关闭", "返回顶部");
	return line.len < 200 && STARTS(line, buttons);
}

bool words_detail(struct str line)
{
	enum { DETAIL_BYTES = 240, NAME_BYTES = 36 };
	WORDLIST(names, "涉及金额", "涉及资金", "问题金额", "整改金额", "挽回损失", "公开时间", "公开方式", "销号时间",
		"销号日期", "审核意见", "验收意见", "验收情况", "佐证资料", "印证材料", "支撑材料", "备注", "验收单位",
		"验收时间", "验收人", "责任追究", "追责问责", "问责情况", "整改类型", "问题来源", "反馈时间",
		"监督电话", "举报电话");
	struct str s = line, near;
	if (str_starts(s, STR("（")))
		s = str_sub(s, 3, s.len);
	near = str_sub(s, 0, NAME_BYTES);
	return s.len < DETAIL_BYTES && STARTS(s, names) && (str_has(near, STR("：")) || str_has(near, STR(":")));
}

struct str words_title(struct str finding)
{
	struct str s = first_sentence(finding);
	if (has_form(finding) || utf8_count(s) < 4)
		return finding;
	return str_ends(s, STR("。")) ? str_sub(s, 0, s.len - 3) : s;
}

/* Where the heading phrase at the beginning of `s` ends: behind a full stop, or a colon that comes soon. 0: there is none, it is too
 * long, or holds a digit or a title. */
static size_t heading_end(struct str s)
{
	size_t len = 0;
	for (size_t i = 0, count = 1; i < s.len && count <= HEADING_CHARS; i += len, count++) {
		const unsigned char *c = (const unsigned char *)s.ptr + i;
		len = char_length(*c);
		if (*c >= 0xE4 && *c <= 0xE9)
			continue;
		if ((*c >= '0' && *c <= '9') || i + len > s.len)
			return 0;
		if (*c < 0x80 || len != 3) {
			if (*c == ':' && count <= COLON_CHARS + 1)
				return i + 1;
			continue;
		}
		uint32_t three = (uint32_t)c[0] << 16 | (uint32_t)c[1] << 8 | c[2];
		if (three == 0xE38082 || (three == 0xEFBC9A && count <= COLON_CHARS + 1)) /* 。： */
			return i + 3;
		if (three == 0xE3808A || three == 0xEFBC81 || three == 0xEFBC9F) /* 《！？ */
			return 0;
	}
	return 0;
}

size_t words_heading(struct str paragraph)
{
	WORDLIST(not_heading, "截至", "截止", "目前", "下一步", "经", "其中", "同时", "此外", "另外", "针对", "一是",
		"首先", "已完成", "已整改", "整改情况");
	size_t end = heading_end(paragraph);
	return end < 6 || end >= paragraph.len || STARTS(str_sub(paragraph, 0, end), not_heading) ? 0 : end;
}

/* Behind 的整改情况 and the like, then behind the mark that must follow; 0 when none follows. */
static size_t behind_mark(struct str s, size_t at)
{
	static const char *const after[] = { "的整改落实情况", "整改落实情况", "的整改情况", "整改情况", "的整改落实",
		"的整改", "方面", "。" };
	static const char *const marks[] = { "。", "，", "：", "；", ",", ":", ";" };
	for (size_t a = 0; a + 1 < COUNT(after); a++)
		if (str_starts(str_sub(s, at, s.len), str_from(after[a]))) {
			at += strlen(after[a]);
			break;
		}
	for (size_t m = 0; m < COUNT(marks); m++)
		if (str_starts(str_sub(s, at, s.len), str_from(marks[m])))
			return at + strlen(marks[m]);
	return 0;
}

size_t words_named_first(struct str sentence)
{
	enum { NAMED_BYTES = 180, NAMED_LEAST = 21 };
	WORDLIST(others, "上述", "以上", "这些", "此类", "类似", "同类", "共性", "发现的", "存在的", "反馈的", "指出的",
		"整改", "各类", "所有", "有关问题", "相关问题", "个别", "。", "；", "，", ",");
	struct str s = str_sub(sentence, 0, NAMED_BYTES);
	if (!str_starts(s, STR("对")))
		return 0;
	size_t at = str_find(s, STR("问题"), 0), end = at == STR_NPOS ? 0 : at + strlen("问题");
	struct str behind = str_sub(s, end, s.len);
	bool stops = str_starts(behind, STR("，")) || str_starts(behind, STR(","));
	return end >= NAMED_LEAST && stops && !HAS(str_sub(s, 0, at), others) ? end : 0;
}

size_t words_finding_end(struct str text)
{
	struct str s = str_sub(text, 0, LOOK_AHEAD * 3);
	size_t named = words_named_first(text);
	if (named)
		return named + (text.ptr[named] == ',' ? 1 : strlen("，"));
	if (!has_form(s)) {
		struct str first = first_sentence(s);
		static const char *const counts[] = { "个）。", "个)。" }; /* 拨付不及时的问题（2个）。 */
		size_t open = str_ends(first, str_from(counts[0]))   ? str_rfind(first, STR("问题（"))
			      : str_ends(first, str_from(counts[1])) ? str_rfind(first, STR("问题("))
								     : STR_NPOS;
		bool counted = open != STR_NPOS && first.len - open < 24;
		bool ends = counted || str_ends(first, STR("问题。")) || str_ends(first, STR("问题的整改。")) ||
			    str_ends(first, STR("方面。")) ||
			    (str_starts(first, STR("对第")) && str_ends(first, STR("整改。")));
		return ends && str_trim(str_sub(text, first.len, text.len)).len ? first.len : 0;
	}
	s = str_sub(s, 0, utf8_floor(s, s.len < LOOK_AHEAD * 3 ? s.len : LOOK_AHEAD * 3 - 4));
	int depth = 0;
	for (size_t i = 0, next = 0; i < s.len; i = next) {
		utf8_next(s, &next);
		struct str here = str_sub(s, i, s.len), before = str_sub(s, 0, i);
		bool keyboard = *here.ptr == '"';
		bool closes = str_starts(here, STR("”")) || str_starts(here, STR("」")) || (keyboard && depth);
		bool opens = str_starts(here, STR("“")) || str_starts(here, STR("「")) || (keyboard && !depth);
		depth += opens - (closes && depth > 0);
		if (depth || !(closes ? str_ends(before, STR("问题"))
				      : str_starts(here, STR("题")) && str_ends(before, STR("问"))))
			continue;
		size_t end = behind_mark(s, i + 3);
		if (end && str_trim(str_sub(text, end, text.len)).len)
			return end;
	}
	return 0;
}

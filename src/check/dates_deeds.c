/* BH405: deeds of which one cannot come before the other, each with its day in one sentence. They are told by their places in the courses
 * that things take (a project, a rule, a case, an appointment): of any two places in one course the earlier comes first, whichever they
 * are. What is told as following (随后于) follows, whatever it is. */
#include "chars.h"
#include "dates.h"
#include "spot.h"
#include "wordlist.h"

#define DEED_REACH 45 /* bytes behind a day in which its deed is named */
#define BRIEF 60      /* bytes of a clause that names one deed and no more */

#define WORDS_MAX 14

/* A place in a course: the words that name it. What goes round (checked, mended, checked again) is out of order only where it is told in
 * its order. */
struct place {
	const char *course;
	int at;
	bool round;
	struct str words[WORDS_MAX];
};

#define W STR_INIT

/* Those of one course stand together. */
static const struct place places[] = {
	{ "建设", 0, false, { W("立项"), W("编制预算"), W("编制采购预算"), W("取得批复"), W("可行性研究") } },
	{ "建设", 1, false, { W("招标公告"), W("公开招标"), W("开标"), W("采购公告"), W("启动招标"), W("启动采购") } },
	{ "建设", 2, false,
		{ W("公示中标"), W("中标公告"), W("中标公示"), W("确定中标"), W("中标通知"), W("中标结果") } },
	{ "建设", 3, false, { W("签订施工合同"), W("签订采购合同"), W("签订服务合同"), W("完成采购") } },
	{ "建设", 4, false,
		{ W("进场施工"), W("开工"), W("动工"), W("开始施工"), W("开始安装"), W("启动建设"), W("启动施工"),
			W("破土"), W("开挖") } },
	{ "建设", 5, false, { W("完成主体"), W("主体完工"), W("主体封顶") } },
	{ "建设", 6, false,
		{ W("完工"), W("竣工"), W("建成"), W("完成施工"), W("施工完毕"), W("完成安装"), W("安装完毕") } },
	{ "建设", 7, false, { W("验收申请"), W("申请验收"), W("申请竣工验收"), W("报请验收") } },
	{ "建设", 8, false,
		{ W("竣工验收"), W("组织验收"), W("通过验收"), W("验收合格"), W("通过竣工"), W("完成验收"),
			W("项目通过竣工"), W("工程通过竣工") } },
	{ "建设", 9, false,
		{ W("交付"), W("交房"), W("投入使用"), W("移交使用"), W("正式启用"), W("入住"), W("投用"),
			W("移交养护") } },
	{ "招标", 0, false,
		{ W("招标公告"), W("采购公告"), W("磋商公告"), W("谈判公告"), W("询价公告"), W("比选公告"),
			W("招租公告"), W("拍卖公告") } },
	{ "招标", 1, false, { W("公开招标"), W("开标"), W("评标"), W("组织磋商"), W("组织评审"), W("竞价") } },
	{ "招标", 2, false,
		{ W("公示中标"), W("中标公告"), W("中标公示"), W("确定中标"), W("中标结果"), W("成交公告"),
			W("确定成交") } },
	{ "招标", 3, false,
		{ W("签订合同"), W("签订施工合同"), W("签订采购合同"), W("签订服务合同"), W("签订监理合同"),
			W("签订供货合同"), W("签订购销合同"), W("签订租赁合同"), W("签订物业") } },
	{ "招标", 4, false, { W("验收付款"), W("验收并付款"), W("到货验收") } },
	{ "招聘", 0, false, { W("招聘公告"), W("招录公告"), W("招考公告"), W("发布公告"), W("选调公告") } },
	{ "招聘", 1, false, { W("组织报名"), W("资格审查"), W("报名") } },
	{ "招聘", 2, false, { W("笔试") } },
	{ "招聘", 3, false, { W("面试") } },
	{ "招聘", 4, false, { W("体检") } },
	{ "招聘", 5, false, { W("公示拟录用"), W("公示拟聘"), W("拟聘用人员公示"), W("拟录用人员公示") } },
	{ "招聘", 6, false, { W("签订劳动合同"), W("签订聘用合同"), W("正式上岗"), W("办理入职") } },
	{ "许可", 0, false, { W("施工许可证"), W("取得施工许可"), W("核发施工许可"), W("领取施工许可") } },
	{ "许可", 1, false, { W("开工"), W("动工"), W("进场施工"), W("开始施工"), W("破土") } },
	{ "试行", 0, false, { W("试运行"), W("试运营"), W("试投用") } },
	{ "试行", 1, false, { W("正式运行"), W("正式运营"), W("正式投入运行"), W("正式投入使用"), W("正式启用") } },
	{ "行文", 0, false,
		{ W("形成初稿"), W("完成起草"), W("启动起草"), W("开始起草"), W("完成初稿"), W("起草完成") } },
	{ "行文", 1, false, { W("征求各"), W("征求意见"), W("征求相关"), W("征求有关"), W("公开征求") } },
	{ "行文", 2, false,
		{ W("提交会议"), W("提交党组会"), W("提交党委会"), W("提请审议"), W("提请党组"), W("提交审议") } },
	{ "行文", 3, false,
		{ W("审议通过"), W("研究通过"), W("会议通过"), W("讨论通过"), W("经党组会审议"), W("经党委会审议"),
			W("经党组会研究") } },
	{ "行文", 4, false, { W("印发"), W("出台"), W("正式发布"), W("下发") } },
	{ "行文", 5, false, { W("起施行"), W("起执行"), W("起实施"), W("正式施行") } },
	{ "会议", 0, true, { W("召开") } },
	{ "会议", 1, true,
		{ W("印发会议纪要"), W("印发纪要"), W("形成会议纪要"), W("印发会议材料汇编"), W("会议纪要于"),
			W("纪要于") } },
	{ "办件", 0, true,
		{ W("接到举报"), W("收到举报"), W("接到投诉"), W("收到投诉"), W("接到群众"), W("接到居民"),
			W("收到群众"), W("接到信访"), W("收到信访"), W("受理"), W("接到来信"), W("收到来信"),
			W("接到工单"), W("收到工单") } },
	{ "办件", 1, true,
		{ W("核查"), W("核实"), W("查实"), W("处置完"), W("答复"), W("办结"), W("清运"), W("整改到位"),
			W("处理完"), W("现场检查"), W("派员") } },
	{ "申请", 0, true, { W("收到申请"), W("受理申请"), W("提出申请"), W("提交申请") } },
	{ "申请", 1, true,
		{ W("核发"), W("发证"), W("审批同意"), W("作出许可"), W("准予许可"), W("批准"), W("发放证照") } },
	{ "答复", 0, false,
		{ W("现场检查"), W("现场核查"), W("现场勘查"), W("现场查看"), W("实地核查"), W("实地查看"),
			W("到现场检查") } },
	{ "答复", 1, false,
		{ W("书面答复"), W("作出答复"), W("答复信访人"), W("答复投诉人"), W("答复举报人"),
			W("对信访人书面") } },
	{ "案件", 0, false, { W("立案") } },
	{ "案件", 1, false, { W("处罚决定"), W("作出处罚"), W("处分决定"), W("给予处分"), W("下达处罚") } },
	{ "案件", 2, false, { W("结案") } },
	{ "诉讼", 0, false,
		{ W("提起诉讼"), W("向法院起诉"), W("向法院提起"), W("申请仲裁"), W("提起仲裁"), W("递交起诉") } },
	{ "诉讼", 1, false, { W("法院受理"), W("法院立案"), W("开庭"), W("受理立案") } },
	{ "诉讼", 2, false,
		{ W("作出判决"), W("作出生效判决"), W("判决生效"), W("判决胜诉"), W("一审判决"), W("作出裁决"),
			W("法院判决"), W("法院作出") } },
	{ "诉讼", 3, false, { W("申请强制执行"), W("执行到位"), W("执行完毕"), W("强制执行到位") } },
	{ "支付", 0, false, { W("完成审批"), W("审批同意"), W("批准支付"), W("审议支付"), W("履行审批") } },
	{ "支付", 1, false, { W("支付"), W("拨付"), W("付款") } },
	{ "整改", 0, false, { W("下发整改通知"), W("下达整改通知"), W("发出整改通知"), W("下发限期"), W("下达限期") } },
	{ "整改", 1, false, { W("整改到位"), W("完成整改"), W("整改完毕"), W("整改完成") } },
	{ "检查", 0, true,
		{ W("组织暗访"), W("检查发现"), W("开展检查"), W("开展暗访"), W("组织抽查"), W("组织检查") } },
	{ "检查", 1, true,
		{ W("通报反馈"), W("反馈检查"), W("下发整改通知"), W("下达整改通知"), W("发出整改通知"), W("下发限期"),
			W("下达限期"), W("通报检查") } },
	{ "检查", 2, true, { W("整改到位"), W("完成整改"), W("整改完毕"), W("整改完成") } },
	{ "任用", 0, false, { W("民主推荐"), W("组织考察"), W("开展考察") } },
	{ "任用", 1, false, { W("任前公示") } },
	{ "任用", 2, false, { W("正式任命"), W("任命"), W("印发任职") } },
	{ "测评", 0, true,
		{ W("开展民主测评"), W("开展测评"), W("组织测评"), W("开展问卷"), W("启动审计"), W("启动评估"),
			W("开展审计"), W("进驻审计") } },
	{ "测评", 1, true,
		{ W("公布测评"), W("公布结果"), W("公布问卷"), W("完成审计"), W("完成评估"), W("出具审计"),
			W("出具评估"), W("审计结束") } },
	{ "培训", 0, true, { W("开班") } },
	{ "培训", 1, true, { W("结业"), W("举办结业"), W("闭班") } },
	{ "协议", 0, false, { W("开始协商"), W("启动协商"), W("开始洽谈"), W("启动谈判") } },
	{ "协议", 1, false, { W("签订协议"), W("签订合同"), W("达成协议") } },
};

#define PLACES (sizeof places / sizeof *places)

static const struct str published[] = { W("印发"), W("出台"), W("发布"), W("修订完成"), { NULL, 0 } };
static const struct str lessons[] = { W("学习"), W("培训"), W("宣讲"), W("解读"), W("按《"), W("按照《"), W("依据《"),
	W("依照《"), W("根据《"), W("执行《"), { NULL, 0 } };
static const struct str agreed[] = { W("研究通过"), W("审议通过"), W("研究后印发"), W("会议通过"), { NULL, 0 } };
static const struct str valid[] = { W("起施行"), W("起执行"), W("印发"), W("施行"), { NULL, 0 } };

/* Of one paper, named again in the clause behind (该办法于…印发): `first` must come before `second`. */
static const struct {
	const struct str *first, *second;
	const char *why;
} papers[] = {
	{ published, lessons, "先印发，后学习、执行，日期却反了" },
	{ agreed, valid, "先研究通过，后印发、施行，日期却反了" },
};

/* Of two rounds, two parts, two papers. */
WORDLIST(others, "再次", "重新", "另", "标段", "一期", "二期", "三期", "实施细则", "复查", "复验", "复核", "回访",
	"回头看", "反弹", "分别", "其他", "原有", "又", "第二", "新一轮", "原则", "试行", "修订稿", "拟", "计划",
	"部分", "剩余", "首批", "首笔", "陆续", "跟踪", "追加", "二次", "两次", "多次", "补充", "补办", "补签", "补正",
	"补录", "补交", "巩固", "预验收", "申诉", "复议", "回复", "续", "上半年", "下半年", "轮");

static struct str brief(struct str tail)
{
	return str_sub(tail, 0, tail.len < DEED_REACH ? tail.len : DEED_REACH);
}

/* What the day is said of, named right behind it. */
static bool tells(struct str tail, const struct str *deeds)
{
	return spot_any(brief(tail), deeds);
}

/* What is told of a day, and its characters. */
struct told {
	struct str tail;
	struct chars chars;
};

static void read_told(struct str tail, struct told *ret)
{
	ret->tail = brief(tail);
	chars_of(ret->tail, &ret->chars);
}

/* Of the places [first, end), those of a course, the one that the words name first, the longest of those that begin there; -1: none. */
static int place_in(const struct told *told, size_t first, size_t end, struct str *ret_word)
{
	size_t from = STR_NPOS, len = 0;
	struct str tail = told->tail;
	int found = -1;

	for (size_t i = first; i < end; i++) {
		const struct place *p = &places[i];
		for (size_t w = 0; w < WORDS_MAX && p->words[w].len > 0; w++) {
			if (!chars_may_have(&told->chars, p->words[w].ptr))
				continue;
			size_t at = str_find(tail, p->words[w], 0);
			/* 召开工作会, 启动工作 */
			bool other = at != STR_NPOS && str_ends(p->words[w], STR("工")) &&
				     str_starts(str_sub(tail, at + p->words[w].len, tail.len), STR("作"));
			if (at == STR_NPOS || other || at > from || (at == from && p->words[w].len <= len))
				continue;
			from = at;
			len = p->words[w].len;
			found = p->at;
			*ret_word = p->words[w];
		}
	}
	return found;
}

/* In some course the second deed has its place before the first; `earlier`: and its day too, else the other way round. */
static bool out_of_course(struct str one, struct str two, bool earlier, char *why)
{
	struct told of_one, of_two;
	struct str x, y;

	if (str_has(one, STR("的")) || str_has(two, STR("的"))) /* 9月印发的办法 is no deed */
		return false;
	read_told(one, &of_one);
	read_told(two, &of_two);
	for (size_t i = 0, end; i < PLACES; i = end) {
		for (end = i + 1; end < PLACES && strcmp(places[end].course, places[i].course) == 0;)
			end++;
		if (places[i].round && !earlier)
			continue;
		int a = place_in(&of_one, i, end, &x), b = a < 0 ? -1 : place_in(&of_two, i, end, &y);
		if (b < 0 || (earlier ? a >= b : a <= b))
			continue;
		struct str first = a < b ? x : y, second = a < b ? y : x;
		snprintf(why, DATES_WHY, "先“" STR_FMT "”，后“" STR_FMT "”，日期却反了", STR_ARG(first),
			STR_ARG(second));
		return true;
	}
	return false;
}

/* How the clause behind begins. */
struct head {
	bool goes_on; /* it names no other thing: ，9月3日…, ，于9月3日…, ，该办法于… */
	bool named;   /* it names the paper of the clause before: 该办法于…, 《…》于… */
	bool follows; /* it is said to follow: 随后于, 据此于 */
};

static struct head read_head(struct str head, struct str before)
{
	static const struct str leads[] = { W("于"), W("并于"), W("后于"), W("在"), W("当年"), W("经审核于"),
		W("审核后于"), W("经审核后于"), W("经审查于"), W("经核查于"), W("经现场核查于"), W("会议纪要于"),
		W("纪要于"), W("任前公示于"), { NULL, 0 } };
	static const struct str then[] = { W("据此于"), W("据此"), W("随后于"), W("随后"), W("随即于"), W("之后于"),
		W("而后于"), W("继而于"), W("接着于"), W("并据此于"), W("现于"), { NULL, 0 } };
	static const struct str named[] = { W("该"), W("此"), W("上述"), { NULL, 0 } };
	struct head h = { .goes_on = head.len == 0 };
	size_t close = str_starts(head, STR("《")) ? str_find(head, STR("》"), 0) : STR_NPOS;

	h.named = (spot_starts(head, named) && head.len <= 30) ||
		  (close != STR_NPOS && close + 6 >= head.len && str_has(before, str_sub(head, 0, close + 3)));
	for (const struct str *l = leads; l->len; l++)
		h.goes_on |= str_eq(head, *l);
	for (const struct str *l = then; l->len; l++)
		h.follows |= str_eq(head, *l);
	h.goes_on |= h.named || h.follows;
	return h;
}

/* What is told of the day: the rest of its clause, or the next one where the day stands alone (8月16日，召开动员会). */
static struct str told_of(const struct report *r, const struct fact_date *d, uint32_t end)
{
	struct str rest = spot_rest(r, d->span);

	if (str_trim(rest).len > 0)
		return rest;
	rest = spot_text(r, d->span.end, end);
	rest = str_starts(rest, STR("，")) ? str_sub(rest, 3, rest.len) : rest;
	return str_sub(rest, 0, str_find(rest, STR("，"), 0));
}

static bool judge(const struct head *h, struct str one, struct str two, bool earlier, char *why)
{
	for (size_t i = 0; h->named && i < sizeof papers / sizeof *papers; i++) {
		if (earlier ? tells(one, papers[i].first) && tells(two, papers[i].second)
			    : tells(one, papers[i].second) && tells(two, papers[i].first)) {
			snprintf(why, DATES_WHY, "%s", papers[i].why);
			return true;
		}
	}
	if (h->follows && earlier && one.len > 0 && two.len > 0 && !str_has(two, STR("的"))) {
		snprintf(why, DATES_WHY, "写作先后两件事，日期却反了");
		return true;
	}
	return out_of_course(one, two, earlier, why);
}

bool dates_reversed(
	const struct report *r, const struct fact_date *a, const struct fact_date *b, bool earlier, char why[DATES_WHY])
{
	struct span clause = spot_clause(r, a->span), both = { a->span.end, spot_clause(r, b->span).end };
	bool within = b->span.end <= clause.end; /* 9月1日起施行的《办法》于9月18日经党组会研究通过 */
	uint32_t end = spot_sentence(r, b->span).end;
	struct str one = told_of(r, a, b->span.start), two = told_of(r, b, end);
	struct head h = read_head(spot_lead(r, b->span), spot_text(r, clause.start, b->span.start));

	/* 会议纪要于9月12日印发: what was done is named before its day */
	struct str head = spot_lead(r, b->span);
	if (h.goes_on && !h.named && (str_ends(head, STR("纪要于")) || str_ends(head, STR("公示于"))))
		two = (struct str){ head.ptr, (size_t)(two.ptr + two.len - head.ptr) };
	if (within) {
		one = spot_text(r, a->span.end, b->span.start);
		h.named = str_starts(one, STR("起施行的《")) || str_starts(one, STR("起执行的《"));
		one = str_sub(one, 0, h.named ? strlen("起施行") : 0);
		h.follows = false;
	}
	if ((within ? !h.named : !h.goes_on) || two.len > BRIEF || str_starts(two, STR("前")) ||
		HAS(report_slice(r, both), others))
		return false;
	return judge(&h, one, two, earlier, why);
}

/* 7月14日依照《…规定》（…8月3日印发）对9家…: put to use before it was issued. */
bool dates_used_early(const struct report *r, const struct fact_date *a, const struct fact_date *b)
{
	WORDLIST(uses, "依照", "按照", "依据", "根据", "执行", "对照", "学习", "宣讲", "适用");
	WORDLIST(breaks, "前", "将", "拟", "修订", "征求");
	static const struct str made[] = { W("印发"), W("发布"), W("出台"), W("公布"), W("起施行"), W("施行"),
		W("制定"), { NULL, 0 } };
	struct str between = spot_text(r, a->span.end, b->span.start), behind = spot_rest(r, b->span);
	size_t open = str_find(between, STR("《"), 0), close = str_rfind(between, STR("》"));

	if (open == STR_NPOS || close == STR_NPOS || close < open || between.len > 180 || !spot_starts(behind, made))
		return false;
	struct str lead = str_sub(between, 0, open), gap = str_sub(between, close + 3, between.len);
	bool bracket = str_starts(gap, STR("（")) || str_starts(gap, STR("("));
	return bracket && gap.len <= 60 && !str_has(gap, STR("）")) && !str_has(gap, STR(")")) && HAS(lead, uses) &&
	       !HAS(lead, breaks) && lead.len <= 30;
}

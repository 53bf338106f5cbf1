/* BH405: deeds of which one cannot come before the other, each with its day in one sentence: complaint and inspection, inspection and
 * reply, tender and contract, work and acceptance, acceptance and use, draft and issue. */
#include "dates.h"
#include "spot.h"
#include "wordlist.h"

#define DEED_REACH 45 /* bytes behind a day in which its deed is named */
#define BRIEF 60      /* bytes of a clause that names one deed and no more */

/* `first` must come before `second`. */
struct deeds {
	const struct str *first, *second;
	const char *why;
	bool named; /* the clause behind says that it is of the same paper: 该办法于…印发 */
};

static const struct str complaints[] = { STR_INIT("接到举报"), STR_INIT("收到举报"), STR_INIT("接到投诉"),
	STR_INIT("收到投诉"), STR_INIT("接到群众"), STR_INIT("接到居民"), STR_INIT("收到群众"), STR_INIT("接到信访"),
	STR_INIT("收到信访"), STR_INIT("受理申请"), STR_INIT("受理信访"), STR_INIT("受理投诉"), STR_INIT("接到来信"),
	STR_INIT("收到来信"), STR_INIT("接到工单"), STR_INIT("收到工单"), { NULL, 0 } };
static const struct str replies[] = { STR_INIT("核查"), STR_INIT("核实"), STR_INIT("查实"), STR_INIT("处置完"),
	STR_INIT("答复"), STR_INIT("办结"), STR_INIT("清运"), STR_INIT("整改到位"), STR_INIT("处理完"),
	STR_INIT("现场检查"), STR_INIT("派员"), { NULL, 0 } };
static const struct str looks[] = { STR_INIT("现场检查"), STR_INIT("现场核查"), STR_INIT("现场勘查"),
	STR_INIT("现场查看"), STR_INIT("实地核查"), STR_INIT("实地查看"), { NULL, 0 } };
static const struct str answers[] = { STR_INIT("书面答复"), STR_INIT("作出答复"), STR_INIT("答复信访人"),
	STR_INIT("答复投诉人"), STR_INIT("答复举报人"), { NULL, 0 } };
static const struct str cases[] = { STR_INIT("立案调查"), STR_INIT("立案"), { NULL, 0 } };
static const struct str penalties[] = { STR_INIT("处罚决定"), STR_INIT("作出处罚"), STR_INIT("处分决定"),
	STR_INIT("给予处分"), STR_INIT("结案"), { NULL, 0 } };
static const struct str tenders[] = { STR_INIT("发布中标公告"), STR_INIT("中标公示"), STR_INIT("发布招标公告"),
	STR_INIT("公开招标"), STR_INIT("开标"), STR_INIT("发布采购公告"), { NULL, 0 } };
static const struct str contracts[] = { STR_INIT("签订施工合同"), STR_INIT("签订采购合同"), STR_INIT("签订服务合同"),
	STR_INIT("签订合同"), STR_INIT("进场施工"), STR_INIT("开工建设"), { NULL, 0 } };
static const struct str grants[] = { STR_INIT("完成审批"), STR_INIT("审批同意"), STR_INIT("批准支付"),
	STR_INIT("审议支付"), STR_INIT("履行审批"), { NULL, 0 } };
static const struct str payments[] = { STR_INIT("支付"), STR_INIT("拨付"), STR_INIT("付款"), { NULL, 0 } };
static const struct str opinions[] = { STR_INIT("征求各"), STR_INIT("征求意见"), STR_INIT("征求相关"),
	STR_INIT("征求有关"), STR_INIT("公开征求"), { NULL, 0 } };
static const struct str drafts[] = { STR_INIT("形成初稿"), STR_INIT("完成起草"), STR_INIT("启动起草"),
	STR_INIT("开始起草"), STR_INIT("完成初稿"), { NULL, 0 } };
static const struct str issues[] = { STR_INIT("印发"), STR_INIT("审议通过"), STR_INIT("研究通过"), STR_INIT("出台"),
	STR_INIT("正式发布"), { NULL, 0 } };
static const struct str begins[] = { STR_INIT("进场施工"), STR_INIT("开工建设"), STR_INIT("开工"), STR_INIT("动工"),
	{ NULL, 0 } };
static const struct str ends[] = { STR_INIT("竣工"), STR_INIT("通过验收"), STR_INIT("完工"), STR_INIT("通过竣工"),
	STR_INIT("建成"), { NULL, 0 } };
static const struct str passes[] = { STR_INIT("竣工验收"), STR_INIT("组织验收"), STR_INIT("通过验收"),
	STR_INIT("验收合格"), { NULL, 0 } };
static const struct str uses[] = { STR_INIT("交付"), STR_INIT("交房"), STR_INIT("投入使用"), STR_INIT("移交使用"),
	STR_INIT("正式启用"), STR_INIT("入住"), { NULL, 0 } };
static const struct str notices[] = { STR_INIT("下发整改通知"), STR_INIT("下达整改通知"), STR_INIT("发出整改通知"),
	STR_INIT("下发限期"), STR_INIT("下达限期"), { NULL, 0 } };
static const struct str mends[] = { STR_INIT("整改到位"), STR_INIT("完成整改"), STR_INIT("整改完毕"),
	STR_INIT("整改完成"), { NULL, 0 } };
static const struct str published[] = { STR_INIT("印发"), STR_INIT("出台"), STR_INIT("发布"), STR_INIT("修订完成"),
	{ NULL, 0 } };
static const struct str lessons[] = { STR_INIT("学习"), STR_INIT("培训"), STR_INIT("宣讲"), STR_INIT("解读"),
	{ NULL, 0 } };
static const struct str agreed[] = { STR_INIT("研究通过"), STR_INIT("审议通过"), STR_INIT("研究后印发"),
	STR_INIT("会议通过"), { NULL, 0 } };
static const struct str valid[] = { STR_INIT("起施行"), STR_INIT("起执行"), STR_INIT("印发"), STR_INIT("施行"),
	{ NULL, 0 } };

static const struct deeds pairs[] = {
	{ complaints, replies, "先接到、受理，后核查、办理，日期却反了", false },
	{ looks, answers, "先检查，后答复，日期却反了", false },
	{ cases, penalties, "先立案，后处罚，日期却反了", false },
	{ tenders, contracts, "先招标，后签约、施工，日期却反了", false },
	{ grants, payments, "先审批，后支付，日期却反了", false },
	{ opinions, issues, "先征求意见，后审议、印发，日期却反了", false },
	{ drafts, issues, "先起草，后审议、印发，日期却反了", false },
	{ begins, ends, "先开工，后竣工、验收，日期却反了", false },
	{ passes, uses, "先验收，后交付使用，日期却反了", false },
	{ notices, mends, "先下发通知，后整改到位，日期却反了", false },
	{ published, lessons, "先印发，后学习，日期却反了", true },
	{ agreed, valid, "先研究通过，后印发、施行，日期却反了", true },
};

/* Of two rounds, two parts, two papers. */
WORDLIST(others, "再次", "重新", "另", "标段", "一期", "二期", "三期", "实施细则", "复查", "复验", "复核", "回访",
	"回头看", "反弹", "分别", "其他", "原有", "又", "第二", "新一轮", "原则", "试行", "修订稿", "拟", "计划",
	"部分", "剩余", "首批", "首笔", "陆续", "跟踪", "追加", "二次", "两次", "多次", "补充", "补办", "补签", "补正",
	"补录", "补交", "巩固", "预验收", "申诉", "复议", "回复", "续", "上半年", "下半年", "轮");

/* What the day is said of, named right behind it; `bare`: and is no 9月印发的办法. */
static bool tells(struct str tail, const struct str *deeds, bool bare)
{
	return spot_any(str_sub(tail, 0, tail.len < DEED_REACH ? tail.len : DEED_REACH), deeds) &&
	       !(bare && str_has(tail, STR("的")));
}

/* A clause that names no other thing: ，9月3日…, ，于9月3日…, ，该办法于…, or the same clause as before. */
static bool goes_on(struct str head, bool *ret_named)
{
	static const struct str leads[] = { STR_INIT("于"), STR_INIT("并于"), STR_INIT("后于"), STR_INIT("在"),
		STR_INIT("随后于"), { NULL, 0 } };
	static const struct str named[] = { STR_INIT("该"), STR_INIT("此"), STR_INIT("上述"), { NULL, 0 } };

	*ret_named = spot_starts(head, named) && head.len <= 30;
	if (head.len == 0 || *ret_named)
		return true;
	for (const struct str *l = leads; l->len; l++) {
		if (str_eq(head, *l))
			return true;
	}
	return false;
}

const char *dates_reversed(const struct report *r, const struct fact_date *a, const struct fact_date *b, bool earlier)
{
	struct span clause = spot_clause(r, a->span), both = { clause.start, spot_clause(r, b->span).end };
	bool named, within = b->span.end <= clause.end; /* 9月1日起施行的《办法》于9月18日经党组会研究通过 */
	struct str one = spot_rest(r, a->span), two = spot_rest(r, b->span), head = spot_lead(r, b->span);

	if (within) {
		one = spot_text(r, a->span.end, b->span.start);
		named = str_starts(one, STR("起施行的《")) || str_starts(one, STR("起执行的《"));
		one = str_sub(one, 0, named ? strlen("起施行") : 0);
	}
	if ((within ? !named : !goes_on(head, &named)) || two.len > BRIEF || str_starts(two, STR("前")) ||
		HAS(report_slice(r, both), others))
		return NULL;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct deeds *p = &pairs[i];
		if (p->named && !named)
			continue;
		if (earlier ? tells(one, p->first, !p->named) && tells(two, p->second, !p->named)
			    : tells(one, p->second, !p->named) && tells(two, p->first, !p->named))
			return p->why;
	}
	return NULL;
}

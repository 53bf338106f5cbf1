/* BH208: a whole, a part of it that is done, and what is said of the rest. */
#include "halfway.h"
#include "spot.h"
#include "utf8.h"
#include "wordlist.h"

#define PLAN_REACH 42 /* bytes before a number in which a word says that so many were to be */
#define FATE 36       /* bytes behind a number that tell what befell it */
#define CLAUSE 45     /* bytes of a clause between */

bool halfway_selects(struct str verb)
{
	WORDLIST(words, "查处", "立案", "发现", "约谈", "处罚", "处理", "辞退", "问责", "通报", "移送", "转出", "转入",
		"转正", "评为", "评定", "获评", "发展", "提拔", "当选", "开除", "淘汰", "关停", "取缔", "受理", "新增",
		"增加", "减少", "压减", "降至", "培训", "抽查", "检查", "走访", "调整", "入选", "表彰", "执法", "暗访",
		"奖励", "处分", "警告", "督办", "排查", "抽取", "退休", "离职", "去世", "结余", "节约", "优化", "精简",
		"核减", "审减", "下降", "引导", "劝离", "落户", "迁回", "迁入", "入驻");

	return HAS(verb, words);
}

/* 将余额划入专户 is 把; 将在下半年评审 is to come. */
static bool will_be(struct str fate)
{
	WORDLIST(whens, "于", "在", "按", "由", "随", "结合", "继续", "逐步", "根据", "待", "通过", "采取", "视", "分",
		"另", "再", "陆续", "尽快", "适时", "严格", "依", "统");
	WORDLIST(makes, "入", "作为", "移交", "交由", "转为", "改为", "调整为", "用于", "划", "变更为", "转至", "降至");
	size_t at = str_find(fate, STR("将"), 0);

	if (at == STR_NPOS)
		return false;
	struct str rest = str_sub(fate, at + 3, fate.len);
	rest = str_sub(rest, 0, str_find(rest, STR("，"), 0));
	return STARTS(rest, whens) || !HAS(rest, makes);
}

/* 由经手人于7月20日退回: a day, and what was done on it; no day that is only promised. */
static bool was_done_on_a_day(struct str fate)
{
	static const struct str deeds[] = { STR_INIT("退"), STR_INIT("缴"), STR_INIT("上缴"), STR_INIT("收回"),
		STR_INIT("归还"), STR_INIT("补"), STR_INIT("拆"), STR_INIT("办结"), STR_INIT("付清"), STR_INIT("支付"),
		STR_INIT("结清"), STR_INIT("移交"), STR_INIT("完成"), STR_INIT("注销"), STR_INIT("核销"),
		STR_INIT("搬"), STR_INIT("腾"), STR_INIT("签"), STR_INIT("到账"), STR_INIT("入库"), STR_INIT("更正"),
		{ NULL, 0 } };
	WORDLIST(ahead, "将", "拟", "预计", "计划", "承诺", "约定", "应于", "应当", "须", "要求", "力争", "待");
	size_t on = str_find(fate, STR("于"), 0);
	struct str day = on == STR_NPOS ? STR_NONE : str_sub(fate, on + 3, fate.len);
	size_t end = str_find(day, STR("日"), 0);

	if (end == STR_NPOS || end > 24 || day.len == 0 || spot_digit(day) == 0 || HAS(str_sub(fate, 0, on), ahead))
		return false;
	return spot_starts(str_sub(day, end + 3, day.len), deeds);
}

bool halfway_is_closed(struct str fate)
{
	WORDLIST(closed, "已完成", "已全部", "均已", "完毕", "到位", "已整改", "已办结", "已收回", "已退", "已拆",
		"已付", "已缴", "已销", "未发现", "已终结", "已移交", "已核销", "已注销", "不再", "无需", "不需",
		"不予", "不属于", "继续使用", "继续保留", "继续履", "按计划如期", "已按期", "已于", "全部完成",
		"全部整改", "全部办结", "全部解决", "全部签订", "全部落实", "胜诉", "判决", "予以认可", "予以保留",
		"驳回", "提存", "招标完成", "审批通过", "评审通过", "已按", "已依法", "已查实", "已更正", "依法中止",
		"依法终止", "依法终结", "依规终结", "依法撤销", "依法关闭", "依法核销", "依规核销", "依规保留",
		"依法保留", "依规转", "存入专户", "缴入专户", "可随时", "随时可", "随到随办", "引导", "转入备",
		"转入财政", "转入专户", "属实", "程序终止", "依法引导", "依法扣除", "经鉴定", "经评估", "经认定",
		"补签了", "签了合同", "签订了", "重签了", "予以核销", "批准核销", "同意核销", "程序核销", "予以豁免",
		"同意豁免", "改为", "改成", "改作", "用作", "用于", "退休", "了结", "赔付", "协商解除", "协商一致",
		"协商终止", "协商解决", "经协商", "经论证", "经研究", "经核实", "规定终止", "自行拆", "自种", "上架",
		"账实一致", "结果一致", "对账一致", "相符", "研究暂不", "同意暂不", "批准暂不", "只更正", "只作更正",
		"只作备案", "只作登记", "即行销号", "已向群众", "已解释", "已作解释", "已作说明", "解释到位",
		"取得理解", "终止受理", "取得谅解", "获准", "准予分期", "批准分期", "同意分期");

	/* 余248人全部重新签订 */
	static const struct str alls[] = { STR_INIT("全部"), STR_INIT("均"), { NULL, 0 } };
	return HAS(fate, closed) || was_done_on_a_day(fate) ||
	       (spot_starts(str_trim(fate), alls) && !str_has(fate, STR("未")) && !str_has(fate, STR("待")));
}

/* 其余的等天气转好, and not 路灯、井盖等设施 */
static bool waits_for(struct str fate)
{
	WORDLIST(lists, "级", "候", "额", "值", "方", "措施", "次", "多", "于", "部门", "单位", "工作", "问题", "情况",
		"处", "项", "人", "家", "户", "个", "地", "类", "设", "，", "。", "一", "二", "三", "四", "五", "六",
		"七", "八", "九", "十", "等", "内容", "制度", "费", "资产", "物");
	size_t at = str_find(fate, STR("等"), 0);

	if (at == STR_NPOS || at > 24 || str_has(str_sub(fate, 0, at), STR("、")))
		return false;
	struct str what = str_sub(fate, at + 3, fate.len);
	return what.len >= 6 && (unsigned char)what.ptr[0] >= 0x80 && !STARTS(what, lists);
}

/* 雨天运不出来, 产权说不清: tried, and it does not come about. */
static bool is_stuck(struct str fate)
{
	WORDLIST(outs, "出来", "下来", "清", "成", "动", "了", "齐", "拢", "到人", "到底", "到房", "上");
	WORDLIST(words, "，先", "答应", "没人", "不收", "不肯", "不让", "不答", "想再", "再看", "拿方案", "找不");
	size_t at = str_find(fate, STR("不"), 0);

	return HAS(fate, words) || (at != STR_NPOS && at >= 3 && STARTS(str_sub(fate, at + 3, fate.len), outs));
}

bool halfway_is_open(struct str fate)
{
	WORDLIST(open, "待", "拟", "暂", "尚", "仍", "正在", "正由", "正与", "未完", "未办", "未整", "未到", "未落",
		"未收", "未退", "未付", "未缴", "未签", "未开", "未定", "未验", "未竣", "未拆", "未交", "未结", "未执",
		"未通", "未取", "未获", "未达", "未能", "未有", "未建", "未动", "未投", "未启", "未移", "未归", "未解",
		"未清", "未兑", "未销", "未搬", "未腾", "未复", "还在", "同步实施", "统筹推进", "列入下", "列入20",
		"列入明", "纳入下", "纳入20", "纳入明", "计划于", "计划在", "计划20", "计划明", "计划下", "预计",
		"明年", "年内", "年底", "下一步", "力争", "争取", "继续推", "继续追", "继续协", "继续催", "继续办",
		"继续整", "继续做", "继续清", "继续跟", "继续落", "继续争", "诉讼", "起诉", "还款协议", "还款计划",
		"承诺", "强制执行", "在公示", "公示中", "推进中", "施工中", "办理中", "搁浅", "未果", "流标", "只等",
		"会商", "稳控", "下一年", "后再", "正和", "正对", "下年度", "持续推进", "有序推进", "加快推进",
		"跟踪推进", "律师函", "致函", "催告", "催收", "持续催缴", "未提", "撤场", "找不到", "由法院", "延用",
		"分三年", "分两年", "无人摘牌", "流拍", "被执行人", "查无下落", "中止", "停在", "进入复", "进入程序",
		"进入诉", "排队", "僵持", "在签", "在走", "在审", "在办", "在谈", "在诉", "在核对", "正走", "正补",
		"正办", "在招", "在租", "在补", "在找", "在追", "需返工", "待返工", "要返工", "宽限", "待遇未", "没过",
		"在建", "设备没", "先放一放", "放一放", "打官司", "接不上", "等着", "过渡", "督办");
	/* why it is so, or how it goes on: 因产权纠纷已依法查封, 因外出务工以线上方式参加 tell that something was done all the same */
	WORDLIST(reasons, "外出", "在外地", "纠纷", "争议", "分歧", "约定", "结合", "工程量", "说明情况", "请求", "拒",
		"对账", "无法", "鉴定", "不愿", "不配合", "破产", "重整", "清算", "期满", "届满", "换届", "暑假",
		"寒假", "失联", "协商", "洽谈", "收尾", "调试", "难度大", "统一招", "订货", "浇筑", "意见很大",
		"自然消", "自然减", "联系不", "坏账准备", "无权", "商量", "逐步", "分批", "分期", "陆续", "申报债权",
		"交到", "报到了", "够不着", "手头紧");
	WORDLIST(done, "已", "签订", "签了", "达成", "采取", "参加", "退回", "查封", "停用", "另行", "代替", "替代",
		"不影响");
	/* 将其余12处移交, 未来, 未成年 */
	static const struct str other[] = { STR_INIT("未成年"), STR_INIT("未来"), STR_INIT("承诺书"), STR_INIT("待遇"),
		STR_INIT("接待"), STR_INIT("结合实际"), STR_INIT("按计划完成"), STR_INIT("设计单位"),
		STR_INIT("招标代理"), STR_INIT("待报废"), STR_INIT("拒绝评价"), STR_INIT("拒绝回访"), STR_INIT("拒接"),
		STR_INIT("仍可"), STR_INIT("仍能"), STR_INIT("在签订后"), STR_INIT("在签约后"), STR_INIT("在签收后"),
		{ NULL, 0 } };

	return (HAS(fate, open) || (HAS(fate, reasons) && !HAS(fate, done)) || halfway_lacks(fate) || waits_for(fate) ||
		       is_stuck(fate) || will_be(fate)) &&
	       !halfway_is_closed(fate) && !spot_any(fate, other);
}

/* 诉讼中6宗, 进入审计程序的9个: what stands before the number of a part says that it is still open. */
bool halfway_label_open(struct str label)
{
	/* 协商2宗, and not 协商后重签29份 */
	static const struct str talks[] = { STR_INIT("协商"), STR_INIT("洽谈"), { NULL, 0 } };
	WORDLIST(words, "诉讼中", "协商中", "洽谈中", "协商的", "洽谈的", "审理中", "推进中", "施工中", "在办", "在查",
		"待验收", "待审", "待批", "进入审计", "进入诉讼", "进入法律", "正在推进", "正在办理", "正在整改",
		"正在施工", "正在协商", "正在审", "分期", "尚未", "暂未", "中止");

	return HAS(label, words) || spot_ends(str_trim(label), talks);
}

bool halfway_rest_open(struct str s)
{
	static const struct str rests[] = { STR_INIT("其余"), STR_INIT("剩余"), STR_INIT("余下"), STR_INIT("另有"),
		STR_INIT("，另"), STR_INIT("余者"), STR_INIT("差额"), STR_INIT("其他的"), { NULL, 0 } };

	for (const struct str *w = rests; w->len; w++) {
		size_t at = str_find(s, *w, 0);
		if (at != STR_NPOS)
			return halfway_is_open(str_sub(s, at + w->len, s.len));
	}
	return false;
}

static struct str last_clause(struct str between)
{
	size_t comma = str_rfind(between, STR("，"));

	return comma == STR_NPOS ? STR_NONE : str_sub(between, comma + 3, between.len);
}

/* 应签, 缺口, 核定…: just before the number. */
static bool is_target(struct str lead)
{
	WORDLIST(plans, "应", "需", "须", "计划", "核定", "缺口", "缺编", "目标", "任务", "拟", "承诺", "指标", "列入",
		"纳入", "新建的");
	WORDLIST(others, "供应", "适应", "响应", "需求", "应急", "应用", "应到", "应参", "应收集", "到会", "效应", "每",
		"应对", "模拟", "应届", "承诺书", "任务书", "报告", "虚拟", "全年", "下达", "编制", "职数", "新增");
	struct str near = lead.len > PLAN_REACH ? str_sub(lead, lead.len - PLAN_REACH, lead.len) : lead;

	return HAS(near, plans) && (!HAS(near, others) || str_has(near, STR("任务为")));
}

/* 公开招聘到岗, 开园: brought about so many times. */
static bool ends_done(struct str clause)
{
	static const struct str ends[] = { STR_INIT("到岗"), STR_INIT("到位"), STR_INIT("建成"), STR_INIT("完工"),
		STR_INIT("竣工"), STR_INIT("开园"), STR_INIT("开工"), STR_INIT("投用"), STR_INIT("接诊"),
		STR_INIT("开诊"), STR_INIT("开业"), STR_INIT("入住"), STR_INIT("通车"), STR_INIT("交付"),
		STR_INIT("安装"), STR_INIT("签约"), STR_INIT("入库"), STR_INIT("缴库"), STR_INIT("上缴"),
		STR_INIT("收回"), STR_INIT("扣除"), STR_INIT("退还"), STR_INIT("拨付"), { NULL, 0 } };

	return clause.len >= 6 && spot_ends(clause, ends);
}

/* 已签, 目前在岗, 实际到位: the clause that the part stands in, up to it. */
static bool tells_so_far(struct str lead, struct str clause)
{
	static const struct str leads[] = { STR_INIT("已"), STR_INIT("现已"), STR_INIT("目前"), STR_INIT("现"),
		STR_INIT("实际"), STR_INIT("实有"), STR_INIT("截至"), STR_INIT("仅"), STR_INIT("只"), STR_INIT("首批"),
		STR_INIT("第一批"), STR_INIT("先期"), STR_INIT("先行"), { NULL, 0 } };

	/* 应关停58眼，9月底关停51眼: the very deed that was due */
	bool same = clause.len >= 6 && str_has(lead, str_sub(clause, clause.len - 6, clause.len));
	bool dated = clause.len > 0 && clause.ptr[0] >= '0' && clause.ptr[0] <= '9' && str_has(clause, STR("月"));

	static const struct str tails[] = { STR_INIT("的有"), STR_INIT("的是"), STR_INIT("的仅"), STR_INIT("的"),
		{ NULL, 0 } };
	for (const struct str *w = tails; w->len; w++) { /* 建成的有16个 */
		if (str_ends(clause, *w)) {
			clause = str_sub(clause, 0, clause.len - w->len);
			break;
		}
	}
	bool told = dated || same || ends_done(clause) || (clause.len >= 9 && str_starts(clause, STR("完成")));

	return clause.len > 0 && clause.len <= CLAUSE && (told || spot_starts(clause, leads)) &&
	       (same || !halfway_selects(clause)) && !str_has(clause, STR("其中"));
}

/* 5个所无独立用房，目前3个已搬迁: what is wrong with them, and what has become of fewer. */
static bool now_fewer(const struct halfway_pair *p)
{
	static const struct str nows[] = { STR_INIT("，目前"), STR_INIT("，目前已有"), STR_INIT("，现有"),
		STR_INIT("，目前有"), STR_INIT("，现已有"), STR_INIT("，截至目前"), { NULL, 0 } };
	static const struct str dones[] = { STR_INIT("已"), STR_INIT("完成"), STR_INIT("完工"), STR_INIT("竣工"),
		STR_INIT("建成"), STR_INIT("验收"), STR_INIT("到岗"), STR_INIT("到位"), STR_INIT("通过"),
		STR_INIT("办结"), STR_INIT("达到"), { NULL, 0 } };
	struct str fate = str_sub(p->behind, 0, p->behind.len < FATE ? p->behind.len : FATE);

	return spot_ends(p->between, nows) && spot_starts(fate, dones) && !halfway_selects(fate);
}

/* 127家企业中已对103家开展评价 */
static bool to_fewer(const struct halfway_pair *p)
{
	static const struct str tos[] = { STR_INIT("中已对"), STR_INIT("中，已对"), STR_INIT("中已为"),
		STR_INIT("中，已为"), STR_INIT("中已与"), STR_INIT("中，已与"), STR_INIT("，已与"), { NULL, 0 } };
	struct str fate = str_sub(p->behind, 0, p->behind.len < FATE ? p->behind.len : FATE);

	return spot_ends(p->between, tos) && !str_has(p->between, STR("其中")) && !str_has(p->between, STR("集中")) &&
	       !halfway_selects(fate);
}

/* 对8个县考核结果重新核定，已完成5个 */
static bool of_a_work(const struct halfway_pair *p)
{
	struct str clause = last_clause(p->between);
	size_t whom = str_rfind(p->lead, STR("对"));
	bool ends = p->behind.len == 0 || str_starts(p->behind, STR("，")) || str_starts(p->behind, STR("。"));

	return whom != STR_NPOS && p->lead.len - whom <= 24 && ends &&
	       (str_eq(clause, STR("已完成")) || str_eq(clause, STR("目前已完成")) || str_eq(clause, STR("现已完成")));
}

/* 追回98人: the deed without whom it befell. */
static struct str without_count(struct str clause)
{
	size_t end = clause.len >= 3 ? clause.len - 3 : 0, from = end;

	while (from > 0 && clause.ptr[from - 1] >= '0' && clause.ptr[from - 1] <= '9')
		from--;
	return from < end && from > 0 ? str_sub(clause, 0, from) : clause;
}

/* 废弃沼气池4316口，填埋处置3980口; 排查排污口1243个，完成整治986个: most of them, and no word of the others. */
static bool works_off(const struct halfway_pair *p)
{
	WORDLIST(faults, "隐患", "问题", "违", "废弃", "闲置", "欠", "滞留", "多付", "多领", "破损", "危", "拖欠",
		"被占", "缺失", "图斑", "积压", "逾期", "未", "僵尸", "套取", "冒领", "积存", "多发", "应收账款",
		"应收款", "超标准", "重复", "空置", "低价");
	static const struct str ends[] = { STR_INIT("整改"), STR_INIT("办结"), STR_INIT("销号"), STR_INIT("拆除"),
		STR_INIT("处置"), STR_INIT("化解"), STR_INIT("解决"), STR_INIT("整治"), STR_INIT("改造"),
		STR_INIT("更换"), STR_INIT("修复"), STR_INIT("治理"), STR_INIT("复垦"), STR_INIT("退还"),
		STR_INIT("清退"), STR_INIT("收回"), STR_INIT("追回"), STR_INIT("消除"), STR_INIT("腾退"),
		STR_INIT("退回"), STR_INIT("追缴"), STR_INIT("入库"), STR_INIT("到账"), STR_INIT("注销"),
		STR_INIT("上缴"), STR_INIT("补正"), STR_INIT("纠正"), STR_INIT("更正"), STR_INIT("补签"),
		STR_INIT("补缴"), STR_INIT("补办"), STR_INIT("补录"), STR_INIT("拨付"), STR_INIT("支付"),
		STR_INIT("回款"), STR_INIT("补发"), STR_INIT("结案"), STR_INIT("签订"), STR_INIT("安装"),
		STR_INIT("到位"), STR_INIT("谈成"), STR_INIT("谈妥"), STR_INIT("结清"), STR_INIT("还清"),
		STR_INIT("投用"), { NULL, 0 } };
	static const struct str looks[] = { STR_INIT("检查"), STR_INIT("抽查"), STR_INIT("走访"), STR_INIT("普查"),
		STR_INIT("摸底"), STR_INIT("核查"), STR_INIT("查处"), STR_INIT("立案"), STR_INIT("处罚"),
		STR_INIT("受理"), { NULL, 0 } };
	static const struct str leads[] = { STR_INIT("完成"), STR_INIT("已完成"), STR_INIT("现完成"), { NULL, 0 } };
	struct str clause = without_count(last_clause(p->between));
	struct str thing = str_sub(p->between, 0, str_find(p->between, STR("，"), 0)); /* 多发放的救助金27万元 */

	if (clause.len < 6 || clause.len > 24 || !spot_ends(clause, ends) || halfway_selects(clause) ||
		str_has(p->between, STR("其中")) || spot_any(p->lead, looks) || str_has(clause, STR("、")))
		return false;
	bool listed = str_starts(p->behind, STR("、")) || str_starts(p->behind, STR("，")); /* others may follow */
	struct str rest = str_sub(p->behind, 0, p->behind.len < FATE ? p->behind.len : FATE);
	bool digit = false;
	for (size_t i = 0; i < rest.len; i++)
		digit |= rest.ptr[i] >= '0' && rest.ptr[i] <= '9';
	if (listed && digit)
		return false;
	return (spot_starts(clause, leads) && p->permille >= 500) ||
	       ((HAS(p->lead, faults) || HAS(thing, faults)) && p->permille >= 300);
}

static bool has_comma_behind(struct str s)
{
	return str_has(s, STR("，")) || str_has(s, STR("、")) || str_has(s, STR("；"));
}

/* 占道广告66处，拆除51处。 so many are wrong, or were to be, fewer have been dealt with, whatever the verb, and there the sentence ends. */
static bool ends_short(const struct halfway_pair *p)
{
	WORDLIST(faults, "违", "不达标", "不合", "不符", "不规范", "没有", "未", "缺", "无证", "占道", "占用", "被占",
		"超编", "超标", "超期", "逾期", "该退", "该收", "该缴", "该办", "排查出", "清单上", "清单中", "隐患",
		"欠", "借款", "闲置", "空置", "漏", "破损", "老化", "长期", "滞留", "积压", "挂账", "坏", "应轮",
		"应建", "应补", "应退", "需更换", "需改", "需补", "需清", "问题合同", "坏", "多发", "多领", "多收",
		"冒领", "重复");
	WORDLIST(looks, "取缔", "检查", "抽查", "走访", "普查", "摸底", "核查", "查处", "立案", "处罚", "受理", "接到",
		"开展", "培训", "整治行动", "巡查", "出动", "新增", "每", "应急", "供应", "应参", "应到", "累计",
		"全年", "全市", "全区", "全县", "化解", "处理", "关停", "追回", "收回", "清退", "拆除了", "退还",
		"退回", "清理", "整改", "取消", "注销", "压减", "修复", "更换了", "补办", "维修");
	WORDLIST(chosen, "上门", "走访", "核查", "检查", "询问", "座谈", "培训", "其中", "占", "同比", "平均", "涉及",
		"发放", "反馈", "收到", "包括", "含", "共", "计", "另", "提出", "开展", "召开", "出动", "实到", "参加",
		"达", "为", "下降", "发出", "下发", "印发", "下达", "追责", "移交", "公示", "超", "退休", "剩", "尚",
		"未", "仍", "仅", "罚", "关停", "取缔", "人均", "户均", "每", "保留", "收回后", "留存", "留用", "留作",
		"备用");
	struct str behind = str_trim(p->behind);
	size_t comma = str_find(p->between, STR("，"), 0);
	struct str clause = last_clause(p->between);
	struct str thing = str_sub(p->between, 0, comma);

	if (comma == STR_NPOS || behind.len > 9 || clause.len < 3 || clause.len > 24 || thing.len > 45 ||
		p->permille < 300 || has_comma_behind(behind))
		return false;
	size_t label = str_rfind(p->lead, STR("："));
	struct str head = label == STR_NPOS ? p->lead : str_sub(p->lead, label + 3, p->lead.len);
	head = head.len > 60 ? str_sub(head, utf8_floor(head, head.len - 60), head.len) : head;
	static const struct str plans[] = { STR_INIT("的计划"), STR_INIT("的任务"), STR_INIT("的指标"), { NULL, 0 } };
	bool due = is_target(p->lead) || spot_ends(thing, plans);
	return (due || ((HAS(head, faults) || HAS(thing, faults)) && !HAS(head, looks))) && !HAS(clause, chosen) &&
	       !halfway_selects(clause) && !str_has(p->between, STR("；")) && !str_has(clause, STR("、"));
}

/* 6.4亿元专项债券，已形成支出5.1亿元: a fund that was to be spent. */
static bool is_spent(const struct halfway_pair *p, struct str clause)
{
	static const struct str funds[] = { STR_INIT("债券"), STR_INIT("滞留"), STR_INIT("沉淀"), STR_INIT("闲置"),
		{ NULL, 0 } };
	static const struct str ends[] = { STR_INIT("支出"), STR_INIT("拨付"), STR_INIT("支付"), STR_INIT("使用"),
		STR_INIT("下达"), STR_INIT("盘活"), { NULL, 0 } };
	size_t comma = str_find(p->between, STR("，"), 0);
	struct str noun = str_sub(p->between, 0, comma);

	return comma != STR_NPOS && str_starts(clause, STR("已")) && clause.len <= CLAUSE && spot_ends(clause, ends) &&
	       (spot_any(noun, funds) || spot_any(p->lead, funds));
}

/* 6栋房屋，拆了4栋; 五个乡镇签了四个 */
static bool ends_past(const struct halfway_pair *p)
{
	static const struct str verbs[] = { STR_INIT("拆了"), STR_INIT("签了"), STR_INIT("装了"), STR_INIT("装好了"),
		STR_INIT("换了"), STR_INIT("改了"), STR_INIT("修了"), STR_INIT("建了"), STR_INIT("搬了"),
		STR_INIT("退了"), STR_INIT("还了"), STR_INIT("交了"), STR_INIT("办了"), STR_INIT("腾了"),
		STR_INIT("补了"), STR_INIT("完成了"), STR_INIT("建好了"), STR_INIT("修好了"), STR_INIT("办好了"),
		STR_INIT("收回了"), STR_INIT("追回了"), STR_INIT("整改了"), STR_INIT("更换了"), STR_INIT("签订了"),
		STR_INIT("销了"), STR_INIT("填了"), STR_INIT("签了协议"), STR_INIT("签了合同"), { NULL, 0 } };

	return p->between.len <= CLAUSE && spot_ends(p->between, verbs) && p->permille >= 200 &&
	       !str_has(p->between, STR("其中")) && !str_has(p->lead, STR("每"));
}

bool halfway_part_of(const struct halfway_pair *p)
{
	if (works_off(p) || ends_past(p) || ends_short(p))
		return true;
	static const struct str dues[] = { STR_INIT("应征"), STR_INIT("应收"), STR_INIT("应缴"), STR_INIT("应退"),
		STR_INIT("应签"), STR_INIT("应办"), STR_INIT("本应"), { NULL, 0 } };
	static const struct str banked[] = { STR_INIT("已收缴"), STR_INIT("已上缴"), STR_INIT("已收回"),
		STR_INIT("已追回"), STR_INIT("已退"), STR_INIT("已缴"), STR_INIT("已到账"), STR_INIT("已办"),
		STR_INIT("已签"), { NULL, 0 } };
	struct str clause = last_clause(p->between);
	if (clause.len == 0) /* 需做的46株已做29株 */
		clause = p->between;
	size_t label = str_rfind(p->lead, STR("：")); /* 整改进展：应征缴… */
	if (str_starts(p->between, STR("、")))        /* 按0.5%核定105人、按1%核定17人: one beside the other */
		return false;
	bool due = spot_starts(label == STR_NPOS ? p->lead : str_sub(p->lead, label + 3, p->lead.len), dues);
	if ((due || is_target(p->lead)) && tells_so_far(p->lead, clause))
		return true;
	if (due && str_eq(clause, STR("其中")) && spot_starts(p->behind, banked))
		return true;
	return now_fewer(p) || to_fewer(p) || of_a_work(p) || is_spent(p, clause);
}

bool halfway_is_part(const struct halfway_pair *p)
{
	static const struct str ends[] = { STR_INIT("中"), STR_INIT("中，"), STR_INIT("，"), STR_INIT("，其中"),
		{ NULL, 0 } };
	static const struct str dones[] = { STR_INIT("已"), STR_INIT("完成"), STR_INIT("到岗"), STR_INIT("到位"),
		{ NULL, 0 } };
	WORDLIST(verbs, "整改", "办结", "拆除", "腾退", "清退", "收回", "退还", "完成", "追缴", "追回", "化解", "注销",
		"修复", "到账");
	size_t of = str_rfind(p->between, STR("中"));

	if (ends_past(p))
		return true;
	if (spot_ends(p->between, ends) && spot_starts(p->behind, dones) && p->between.len <= CLAUSE)
		return true;
	if (of != STR_NPOS && STARTS(str_sub(p->between, of + 3, p->between.len), verbs) && p->between.len <= CLAUSE)
		return true;
	return halfway_part_of(p) ||
	       spot_starts(last_clause(p->between),
		       (const struct str[]){ STR_INIT("已"), STR_INIT("到账"), STR_INIT("现已"), { NULL, 0 } });
}

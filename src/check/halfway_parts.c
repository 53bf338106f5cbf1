/* BH208: a whole, a part of it that is done, and what is said of the rest. */
#include "halfway.h"
#include "spot.h"

#define PLAN_REACH 42 /* bytes before a number in which a word says that so many were to be */
#define FATE 36       /* bytes behind a number that tell what befell it */
#define CLAUSE 45     /* bytes of a clause between */

bool halfway_selects(struct str verb)
{
	static const struct str words[] = { STR_INIT("查处"), STR_INIT("立案"), STR_INIT("发现"), STR_INIT("约谈"),
		STR_INIT("处罚"), STR_INIT("处理"), STR_INIT("辞退"), STR_INIT("问责"), STR_INIT("通报"),
		STR_INIT("移送"), STR_INIT("转出"), STR_INIT("转入"), STR_INIT("转正"), STR_INIT("评为"),
		STR_INIT("评定"), STR_INIT("获评"), STR_INIT("发展"), STR_INIT("提拔"), STR_INIT("当选"),
		STR_INIT("开除"), STR_INIT("淘汰"), STR_INIT("关停"), STR_INIT("取缔"), STR_INIT("受理"),
		STR_INIT("新增"), STR_INIT("增加"), STR_INIT("减少"), STR_INIT("压减"), STR_INIT("降至"),
		STR_INIT("培训"), STR_INIT("抽查"), STR_INIT("检查"), STR_INIT("走访"), STR_INIT("调整"),
		STR_INIT("入选"), STR_INIT("表彰"), STR_INIT("执法"), STR_INIT("暗访"), STR_INIT("奖励"),
		STR_INIT("处分"), STR_INIT("警告"), STR_INIT("督办"), STR_INIT("排查"), STR_INIT("抽取"),
		STR_INIT("退休"), STR_INIT("离职"), STR_INIT("去世"), STR_INIT("结余"), STR_INIT("节约"),
		STR_INIT("优化"), STR_INIT("精简"), STR_INIT("核减"), STR_INIT("审减"), STR_INIT("下降"), { NULL, 0 } };

	return spot_any(verb, words);
}

/* 另5套由法院裁定后清退: first one thing, then the other, and neither is said to be done. */
static bool is_sequel(struct str fate)
{
	static const struct str others[] = { STR_INIT("先后"), STR_INIT("然后"), STR_INIT("最后"), STR_INIT("前后"),
		STR_INIT("后勤"), STR_INIT("售后"), STR_INIT("落后"), STR_INIT("善后"), STR_INIT("背后"),
		STR_INIT("后期"), STR_INIT("后续"), STR_INIT("后备"), STR_INIT("已"), STR_INIT("了"), STR_INIT("均"),
		STR_INIT("完成"), STR_INIT("经"), STR_INIT("月"), { NULL, 0 } };

	size_t at = str_find(fate, STR("后"), 0);
	return at != STR_NPOS && at + 3 < fate.len && fate.len <= 60 && !spot_any(fate, others);
}

bool halfway_is_open(struct str fate)
{
	static const struct str closed[] = { STR_INIT("已完成"), STR_INIT("已全部"), STR_INIT("均已"), STR_INIT("完毕"),
		STR_INIT("到位"), STR_INIT("已整改"), STR_INIT("已办结"), STR_INIT("已收回"), STR_INIT("已退"),
		STR_INIT("已拆"), STR_INIT("已付"), STR_INIT("已缴"), STR_INIT("已销"), STR_INIT("未发现"),
		STR_INIT("已终结"), STR_INIT("已移交"), STR_INIT("已核销"), STR_INIT("已注销"), STR_INIT("不再"),
		STR_INIT("无需"), STR_INIT("不需"), STR_INIT("不予"), STR_INIT("不属于"), STR_INIT("继续使用"),
		STR_INIT("继续保留"), STR_INIT("继续履"), STR_INIT("按计划如期"), STR_INIT("已按期"), STR_INIT("已于"),
		STR_INIT("全部完成"), STR_INIT("全部整改"), STR_INIT("全部办结"), STR_INIT("全部解决"),
		STR_INIT("全部签订"), STR_INIT("全部落实"), STR_INIT("胜诉"), STR_INIT("判决"), STR_INIT("予以认可"),
		STR_INIT("予以保留"), STR_INIT("驳回"), STR_INIT("招标完成"), STR_INIT("审批通过"),
		STR_INIT("评审通过"), { NULL, 0 } };
	static const struct str open[] = { STR_INIT("待"), STR_INIT("拟"), STR_INIT("暂"), STR_INIT("尚"),
		STR_INIT("仍"), STR_INIT("正在"), STR_INIT("正由"), STR_INIT("正与"), STR_INIT("未完"),
		STR_INIT("未办"), STR_INIT("未整"), STR_INIT("未到"), STR_INIT("未落"), STR_INIT("未收"),
		STR_INIT("未退"), STR_INIT("未付"), STR_INIT("未缴"), STR_INIT("未签"), STR_INIT("未开"),
		STR_INIT("未定"), STR_INIT("未验"), STR_INIT("未竣"), STR_INIT("未拆"), STR_INIT("未交"),
		STR_INIT("未结"), STR_INIT("未执"), STR_INIT("未通"), STR_INIT("未取"), STR_INIT("未获"),
		STR_INIT("未达"), STR_INIT("未能"), STR_INIT("未有"), STR_INIT("未建"), STR_INIT("未动"),
		STR_INIT("未投"), STR_INIT("未启"), STR_INIT("未移"), STR_INIT("未归"), STR_INIT("未解"),
		STR_INIT("未清"), STR_INIT("未兑"), STR_INIT("未销"), STR_INIT("未搬"), STR_INIT("未腾"),
		STR_INIT("未复"), STR_INIT("还在"), STR_INIT("将"), STR_INIT("逐步"), STR_INIT("分批"),
		STR_INIT("分期"), STR_INIT("陆续"), STR_INIT("结合"), STR_INIT("同步实施"), STR_INIT("统筹推进"),
		STR_INIT("列入下"), STR_INIT("列入20"), STR_INIT("列入明"), STR_INIT("纳入下"), STR_INIT("纳入20"),
		STR_INIT("纳入明"), STR_INIT("计划于"), STR_INIT("计划在"), STR_INIT("计划20"), STR_INIT("计划明"),
		STR_INIT("计划下"), STR_INIT("预计"), STR_INIT("明年"), STR_INIT("年内"), STR_INIT("年底"),
		STR_INIT("下一步"), STR_INIT("力争"), STR_INIT("争取"), STR_INIT("继续"), STR_INIT("协商"),
		STR_INIT("洽谈"), STR_INIT("诉讼"), STR_INIT("起诉"), STR_INIT("还款协议"), STR_INIT("还款计划"),
		STR_INIT("督办"), STR_INIT("承诺"), STR_INIT("申报债权"), STR_INIT("强制执行"), STR_INIT("无法"),
		STR_INIT("没有"), STR_INIT("在公示"), STR_INIT("公示中"), STR_INIT("推进中"), STR_INIT("施工中"),
		STR_INIT("办理中"), STR_INIT("鉴定"), STR_INIT("约定"), STR_INIT("搁浅"), STR_INIT("分歧"),
		STR_INIT("未果"), STR_INIT("流标"), STR_INIT("只等"), STR_INIT("难度大"), STR_INIT("不愿"),
		STR_INIT("会商"), STR_INIT("稳控"), STR_INIT("下一年"), STR_INIT("后再"), STR_INIT("过渡"),
		STR_INIT("失联"), STR_INIT("正和"), STR_INIT("正对"), STR_INIT("下年度"), STR_INIT("持续推进"),
		STR_INIT("有序推进"), STR_INIT("加快推进"), STR_INIT("跟踪推进"), STR_INIT("律师函"), STR_INIT("催告"),
		STR_INIT("催收"), STR_INIT("未提"), STR_INIT("无权"), STR_INIT("撤场"), STR_INIT("找不到"),
		STR_INIT("订货"), STR_INIT("浇筑"), STR_INIT("收尾"), STR_INIT("外出"), STR_INIT("延用"),
		STR_INIT("破产"), STR_INIT("重整"), STR_INIT("清算"), STR_INIT("自然消"), STR_INIT("自然减"),
		STR_INIT("换届"), STR_INIT("期满"), STR_INIT("届满"), STR_INIT("分三年"), STR_INIT("分两年"),
		STR_INIT("争议"), STR_INIT("无人摘牌"), STR_INIT("流拍"), STR_INIT("说明情况"), STR_INIT("被执行人"),
		STR_INIT("查无下落"), STR_INIT("联系不"), STR_INIT("不配合"), STR_INIT("拒"), STR_INIT("中止"),
		STR_INIT("工程量"), STR_INIT("调试"), STR_INIT("停在"), STR_INIT("纠纷"), STR_INIT("暑假"),
		STR_INIT("寒假"), STR_INIT("进入复"), STR_INIT("进入程序"), STR_INIT("进入诉"), STR_INIT("排队"),
		STR_INIT("僵持"), STR_INIT("统一招"), STR_INIT("没有达"), STR_INIT("在签"), STR_INIT("在走"),
		STR_INIT("在审"), STR_INIT("在办"), STR_INIT("在谈"), STR_INIT("在诉"), STR_INIT("对账"),
		STR_INIT("核对"), STR_INIT("坏账准备"), STR_INIT("交到"), STR_INIT("报到了"), STR_INIT("没有谈"),
		STR_INIT("没有签"), STR_INIT("返工"), STR_INIT("宽限"), STR_INIT("请求"), STR_INIT("待遇未"),
		STR_INIT("没过"), STR_INIT("意见很大"), STR_INIT("在建"), STR_INIT("设计"), STR_INIT("招标"),
		STR_INIT("评审"), STR_INIT("报批"), STR_INIT("审批"), { NULL, 0 } };
	/* 将其余12处移交, 未来, 未成年 */
	static const struct str other[] = { STR_INIT("未成年"), STR_INIT("未来"), STR_INIT("承诺书"), STR_INIT("待遇"),
		STR_INIT("接待"), STR_INIT("结合实际"), STR_INIT("按计划完成"), STR_INIT("设计单位"),
		STR_INIT("招标代理"), { NULL, 0 } };

	return (spot_any(fate, open) || is_sequel(fate)) && !spot_any(fate, closed) && !spot_any(fate, other);
}

/* 诉讼中6宗, 进入审计程序的9个: what stands before the number of a part says that it is still open. */
bool halfway_label_open(struct str label)
{
	static const struct str words[] = { STR_INIT("诉讼中"), STR_INIT("协商"), STR_INIT("洽谈"), STR_INIT("审理中"),
		STR_INIT("推进中"), STR_INIT("施工中"), STR_INIT("在办"), STR_INIT("在查"), STR_INIT("待验收"),
		STR_INIT("待审"), STR_INIT("待批"), STR_INIT("进入审计"), STR_INIT("进入诉讼"), STR_INIT("进入法律"),
		STR_INIT("正在推进"), STR_INIT("正在办理"), STR_INIT("正在整改"), STR_INIT("正在施工"),
		STR_INIT("正在协商"), STR_INIT("正在审"), STR_INIT("分期"), STR_INIT("尚未"), STR_INIT("暂未"),
		STR_INIT("中止"), { NULL, 0 } };

	return spot_any(label, words);
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
	static const struct str plans[] = { STR_INIT("应"), STR_INIT("需"), STR_INIT("须"), STR_INIT("计划"),
		STR_INIT("核定"), STR_INIT("缺口"), STR_INIT("缺编"), STR_INIT("目标"), STR_INIT("任务"),
		STR_INIT("拟"), STR_INIT("承诺"), STR_INIT("指标"), STR_INIT("列入"), STR_INIT("纳入"),
		STR_INIT("新建的"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("供应"), STR_INIT("适应"), STR_INIT("响应"), STR_INIT("需求"),
		STR_INIT("应急"), STR_INIT("应用"), STR_INIT("应到"), STR_INIT("应参"), STR_INIT("应收集"),
		STR_INIT("到会"), STR_INIT("效应"), STR_INIT("每"), STR_INIT("应对"), STR_INIT("模拟"),
		STR_INIT("应届"), STR_INIT("承诺书"), STR_INIT("任务书"), STR_INIT("报告"), STR_INIT("虚拟"),
		STR_INIT("全年"), STR_INIT("下达"), STR_INIT("编制"), STR_INIT("职数"), { NULL, 0 } };
	struct str near = lead.len > PLAN_REACH ? str_sub(lead, lead.len - PLAN_REACH, lead.len) : lead;

	return spot_any(near, plans) && (!spot_any(near, others) || str_has(near, STR("任务为")));
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
		STR_INIT("实际"), STR_INIT("实有"), STR_INIT("截至"), STR_INIT("仅"), STR_INIT("只"), { NULL, 0 } };

	/* 应关停58眼，9月底关停51眼: the very deed that was due */
	bool same = clause.len >= 6 && str_has(lead, str_sub(clause, clause.len - 6, clause.len));
	bool dated = clause.len > 0 && clause.ptr[0] >= '0' && clause.ptr[0] <= '9' && str_has(clause, STR("月"));

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
	static const struct str faults[] = { STR_INIT("隐患"), STR_INIT("问题"), STR_INIT("违"), STR_INIT("废弃"),
		STR_INIT("闲置"), STR_INIT("欠"), STR_INIT("滞留"), STR_INIT("多付"), STR_INIT("多领"),
		STR_INIT("破损"), STR_INIT("危"), STR_INIT("拖欠"), STR_INIT("被占"), STR_INIT("缺失"),
		STR_INIT("图斑"), STR_INIT("积压"), STR_INIT("逾期"), STR_INIT("未"), STR_INIT("僵尸"),
		STR_INIT("套取"), STR_INIT("冒领"), STR_INIT("积存"), STR_INIT("多发"), STR_INIT("应收账款"),
		STR_INIT("应收款"), STR_INIT("超标准"), STR_INIT("重复"), STR_INIT("空置"), STR_INIT("低价"),
		{ NULL, 0 } };
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
	       ((spot_any(p->lead, faults) || spot_any(thing, faults)) && p->permille >= 300);
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
	if (works_off(p) || ends_past(p))
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
	static const struct str verbs[] = { STR_INIT("整改"), STR_INIT("办结"), STR_INIT("拆除"), STR_INIT("腾退"),
		STR_INIT("清退"), STR_INIT("收回"), STR_INIT("退还"), STR_INIT("完成"), STR_INIT("追缴"),
		STR_INIT("追回"), STR_INIT("化解"), STR_INIT("注销"), STR_INIT("修复"), STR_INIT("到账"), { NULL, 0 } };
	size_t of = str_rfind(p->between, STR("中"));

	if (ends_past(p))
		return true;
	if (spot_ends(p->between, ends) && spot_starts(p->behind, dones) && p->between.len <= CLAUSE)
		return true;
	if (of != STR_NPOS && spot_starts(str_sub(p->between, of + 3, p->between.len), verbs) &&
		p->between.len <= CLAUSE)
		return true;
	return halfway_part_of(p) ||
	       spot_starts(last_clause(p->between),
		       (const struct str[]){ STR_INIT("已"), STR_INIT("到账"), STR_INIT("现已"), { NULL, 0 } });
}

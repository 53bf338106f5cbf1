/* BH208: what each kind of cue (halfway.def) asks for besides, and which words a cue is only a part of. */
#include "halfway.h"
#include "spot.h"

#include <stdio.h>

static bool last_char_in(struct str s, const char *list)
{
	if (s.len == 0)
		return false;
	if ((unsigned char)s.ptr[s.len - 1] < 0x80)
		return s.ptr[s.len - 1] >= '0' && s.ptr[s.len - 1] <= '9';
	for (; s.len >= 3 && *list; list += 3) {
		if (memcmp(list, s.ptr + s.len - 3, 3) == 0)
			return true;
	}
	return false;
}

/* 起草完毕，报送司法局审查: it went up and nothing came back. What a rule says is done each time is another thing. */
static bool waits_for_answer(const struct halfway_place *p)
{
	static const struct str asked[] = { STR_INIT("审查"), STR_INIT("审批"), STR_INIT("审定"), STR_INIT("审核"),
		STR_INIT("审议"), STR_INIT("批准"), STR_INIT("立项"), { NULL, 0 } };
	static const struct str drafts[] = { STR_INIT("完毕"), STR_INIT("初稿"), STR_INIT("起草"), STR_INIT("送审稿"),
		STR_INIT("编制完成"), STR_INIT("形成"), STR_INIT("近期"), STR_INIT("已拟"), { NULL, 0 } };
	static const struct str rules[] = { STR_INIT("须"), STR_INIT("应当"), STR_INIT("及时"), STR_INIT("严格"),
		STR_INIT("线索"), STR_INIT("程序"), STR_INIT("要求"), STR_INIT("规定"), { NULL, 0 } };

	if (str_ends(p->head, STR("已")) && (str_eq(p->cue, STR("报请")) || str_eq(p->cue, STR("提请"))))
		return true;
	return spot_any(p->tail, asked) && (str_ends(p->head, STR("已")) || spot_any(p->before, drafts)) &&
	       !spot_any(p->before, rules);
}

/* What some cues need besides, or are parts of. */
static bool is_other_word(const struct halfway_place *p)
{
	static const struct str less[] = { STR_INIT("压缩"), STR_INIT("减少"), STR_INIT("下降"), STR_INIT("降低"),
		STR_INIT("增长"), STR_INIT("缩短"), STR_INIT("压减"), STR_INIT("超过"), STR_INIT("时间"), { NULL, 0 } };
	static const struct str granted[] = { STR_INIT("同意"), STR_INIT("批准"), STR_INIT("批复"), STR_INIT("通过"),
		STR_INIT("印发"), STR_INIT("审定"), STR_INIT("审批"), { NULL, 0 } };
	static const struct str trade[] = { STR_INIT("务"), STR_INIT("业"), STR_INIT("户"), STR_INIT("贸"),
		STR_INIT("品"), { NULL, 0 } };

	if (str_has(p->cue, STR("分之"))) /* 完成工程量的三分之二 */
		return p->tail.len > 0 || !str_has(p->head, STR("完成"));
	static const struct str answers[] = { STR_INIT("定论"), STR_INIT("结论"), STR_INIT("结果"), STR_INIT("回"),
		STR_INIT("答复"), STR_INIT("批复"), STR_INIT("方案"), STR_INIT("着落"), STR_INIT("进展"),
		STR_INIT("实质"), STR_INIT("明确"), STR_INIT("时间表"), STR_INIT("处理"), STR_INIT("法启动"),
		STR_INIT("可供"), STR_INIT("处置"), STR_INIT("条件"), STR_INIT("安排"), STR_INIT("计划"),
		STR_INIT("资金来源"), STR_INIT("人"), STR_INIT("财产"), STR_INIT("能力"), { NULL, 0 } };

	if (str_eq(p->cue, STR("年后")))
		return last_char_in(p->head, "一二三四五六七八九十两多几半当今次近");
	if (str_eq(p->cue, STR("要等")))
		return last_char_in(p->head, "主重需必次只");
	if (str_eq(p->cue, STR("正商")))
		return spot_starts(p->tail, trade);
	if (str_eq(p->cue, STR("返工")))
		return str_starts(p->tail, STR("率"));
	if (str_starts(p->cue, STR("了"))) /* 下降了五成 */
		return p->tail.len > 0 || spot_any(p->head, less);
	if (str_eq(p->cue, STR("过半")) || str_eq(p->cue, STR("一半，")))
		return spot_any(p->head, less);
	if (str_eq(p->cue, STR("申请强制执行"))) /* 8件被法院申请强制执行 are another's */
		return str_has(p->head, STR("被")) || !str_has(p->head, STR("已"));
	if (p->kind == HALFWAY_ASKED)
		return spot_any(p->after, granted) || !waits_for_answer(p);
	if (str_starts(p->cue, STR("承诺")))
		return str_has(p->before, STR("公开")) || str_has(p->after, STR("期间")) ||
		       str_has(p->before, STR("书"));
	if (str_eq(p->cue, STR("目前完成")) || str_starts(p->cue, STR("进度")))
		return str_has(p->after, STR("100")) || str_has(p->after, STR("全部"));
	if (str_ends(p->cue, STR("封顶")))
		return str_has(p->after, STR("竣工")) || str_has(p->after, STR("验收")) ||
		       str_has(p->after, STR("交付")) || str_has(p->after, STR("使用"));
	if (str_starts(p->cue, STR("达")))
		return str_has(p->head, STR("满意")) || str_has(p->head, STR("知晓")) || str_has(p->tail, STR("的"));
	if (p->cue.len == 9 && (str_starts(p->cue, STR("约")) || str_starts(p->cue, STR("近"))) &&
		str_ends(p->cue, STR("成"))) /* 完成约七成; 投诉下降约七成 is another thing */
		return p->tail.len > 0 || spot_any(p->head, less) || str_has(p->head, STR("占")) ||
		       str_has(p->head, STR("满意")) || str_has(p->head, STR("率"));
	/* 拒不搬迁的2户，安排专人做思想工作: somebody still refuses */
	static const struct str refuse[] = { STR_INIT("拒"), STR_INIT("不愿"), STR_INIT("不配合"), STR_INIT("不同意"),
		STR_INIT("抵触"), { NULL, 0 } };
	if (str_eq(p->cue, STR("思想工作")))
		return !spot_any(p->before, refuse) || spot_any(p->after, granted);
	/* 积极争取上级资金: and that is all that is said */
	static const struct str got[] = { STR_INIT("万元"), STR_INIT("亿元"), STR_INIT("已"), STR_INIT("了"),
		STR_INIT("获"), STR_INIT("完成"), STR_INIT("落实"), STR_INIT("新增"), STR_INIT("，"), { NULL, 0 } };
	if (str_eq(p->cue, STR("积极争取")))
		return !str_has(p->tail, STR("资金")) || spot_any(p->after, got) || spot_any(p->head, got);
	if (str_eq(p->cue, STR("已受理")))
		return p->tail.len > 0;
	if (str_eq(p->cue, STR("尚无")) || str_eq(p->cue, STR("暂无")))
		return !spot_starts(p->tail, answers);
	if (str_eq(p->cue, STR("列入下")))
		return !spot_starts(p->tail, (const struct str[]){ STR_INIT("一"), STR_INIT("批"), STR_INIT("年"),
						     STR_INIT("步"), STR_INIT("期"), STR_INIT("个"), { NULL, 0 } });
	return false;
}

/* 尚需论证 waits for something; 仍需加强 is what every finished piece of work says. */
static bool needs_more(const struct halfway_place *p)
{
	static const struct str things[] = { STR_INIT("论证"), STR_INIT("协商"), STR_INIT("核对"), STR_INIT("审批"),
		STR_INIT("报批"), STR_INIT("批准"), STR_INIT("批复"), STR_INIT("认定"), STR_INIT("鉴定"),
		STR_INIT("验收"), STR_INIT("签订"), STR_INIT("上级"), STR_INIT("财政"), STR_INIT("时日"),
		STR_INIT("时间"), STR_INIT("资金"), STR_INIT("办理"), STR_INIT("研究"), STR_INIT("评估"),
		STR_INIT("拍板"), STR_INIT("同意"), STR_INIT("审议"), STR_INIT("决定"), STR_INIT("判决"),
		STR_INIT("明确"), { NULL, 0 } };
	static const struct str better[] = { STR_INIT("加强"), STR_INIT("巩固"), STR_INIT("提升"), STR_INIT("深化"),
		STR_INIT("努力"), STR_INIT("提高"), STR_INIT("增强"), STR_INIT("持续"), STR_INIT("加大"), { NULL, 0 } };

	return spot_any(p->tail, things) && !spot_any(p->tail, better);
}

/* 1辆因维修未归还: so many are left, and the clause ends there. */
static bool counts_the_rest(const struct halfway_place *p)
{
	bool digit = false;

	for (size_t i = 0; i < p->head.len; i++)
		digit |= p->head.ptr[i] >= '0' && p->head.ptr[i] <= '9';
	return digit && p->tail.len <= 6 && !str_has(p->before, STR("发现")) && !str_has(p->before, STR("逾期")) &&
	       !str_has(p->before, STR("查出"));
}

/* 装修有序推进中: the clause ends there; 在整改中，… only says when, and 工作有序推进 says nothing of an end. */
static bool still_runs(const struct halfway_place *p)
{
	static const struct str whens[] = { STR_INIT("在"), STR_INIT("于"), { NULL, 0 } };
	static const struct str marks[] = { STR_INIT("，"), STR_INIT(","), { NULL, 0 } };
	static const struct str things[] = { STR_INIT("工程"), STR_INIT("项目"), STR_INIT("采购"), STR_INIT("招标"),
		STR_INIT("施工"), STR_INIT("装修"), STR_INIT("建设"), STR_INIT("改造"), STR_INIT("拆除"),
		STR_INIT("办证"), STR_INIT("审批"), STR_INIT("诉讼"), STR_INIT("清算"), STR_INIT("结算"),
		STR_INIT("验收"), STR_INIT("确权"), STR_INIT("搬迁"), STR_INIT("追缴"), STR_INIT("清收"),
		STR_INIT("手续"), { NULL, 0 } };
	bool within = spot_starts(p->head, whens) && spot_starts(p->after, marks);

	static const struct str wishes[] = { STR_INIT("确保"), STR_INIT("保障"), STR_INIT("推动"), STR_INIT("促进"),
		STR_INIT("保证"), STR_INIT("督促"), STR_INIT("要求"), STR_INIT("使"), { NULL, 0 } };

	if (within || str_trim(p->tail).len > 0 || spot_any(p->head, wishes))
		return false;
	static const struct str rest[] = { STR_INIT("其他"), STR_INIT("其余"), STR_INIT("剩余"), { NULL, 0 } };

	return str_ends(p->cue, STR("中")) ? p->head.len > 0 : spot_any(p->head, things) || spot_any(p->head, rest);
}

/* 并已启动核销程序: a procedure that ends the sentence has only begun. 启动问责程序3次 and 启动应急程序 tell what was done. */
static bool only_started(const struct halfway_place *p)
{
	static const struct str things[] = { STR_INIT("程序"), STR_INIT("流程"), STR_INIT("注销"), STR_INIT("清算"),
		STR_INIT("核销"), STR_INIT("诉讼"), STR_INIT("招标"), STR_INIT("招标工作"), STR_INIT("征收"),
		STR_INIT("征收工作"), STR_INIT("拆迁"), STR_INIT("拆迁工作"), STR_INIT("退出"), STR_INIT("前期工作"),
		STR_INIT("评估工作"), STR_INIT("审计工作"), STR_INIT("采购工作"), STR_INIT("办证工作"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("问责"), STR_INIT("应急"), STR_INIT("预警"), STR_INIT("容错"),
		STR_INIT("倒查"), STR_INIT("追责"), STR_INIT("处罚"), STR_INIT("退出机制"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	return tail.len <= 60 && p->after.len <= p->tail.len + 3 && spot_ends(tail, things) &&
	       !spot_any(tail, others) && !str_has(p->before, STR("后启动"));
}

/* 其余点位结合拆迁实施: the rest of something of which so many are done. */
static bool rest_remains(const struct halfway_place *p)
{
	static const struct str others[] = { STR_INIT("时间"), STR_INIT("价值"), STR_INIT("劳动"), STR_INIT("班子"),
		STR_INIT("成员"), STR_INIT("各"), STR_INIT("单位"), STR_INIT("指标"), STR_INIT("名额"), { NULL, 0 } };
	static const struct str dones[] = { STR_INIT("已"), STR_INIT("完成"), STR_INIT("完工"), STR_INIT("验收"),
		STR_INIT("办结"), STR_INIT("建成"), STR_INIT("收回"), STR_INIT("拆除"), STR_INIT("整改"), { NULL, 0 } };
	static const struct str objects[] = { STR_INIT("对"), STR_INIT("将"), STR_INIT("把"), STR_INIT("和"),
		STR_INIT("与"), STR_INIT("除"), { NULL, 0 } };

	return !spot_starts(p->tail, others) && spot_any(p->before, dones) && !spot_ends(p->head, objects) &&
	       halfway_is_open(p->after);
}

/* 实施意见市政府办公室在审核: the clause ends there; 正在, 仍在 are read elsewhere. */
static bool is_at_it(const struct halfway_place *p)
{
	static const struct str others[] = { STR_INIT("正"), STR_INIT("仍"), STR_INIT("还"), STR_INIT("尚"),
		STR_INIT("存"), STR_INIT("现"), STR_INIT("所"), STR_INIT("实"), STR_INIT("潜"), STR_INIT("内"),
		STR_INIT("旨"), STR_INIT("常"), STR_INIT("贵"), STR_INIT("重"), { NULL, 0 } };

	return p->head.len > 0 && str_trim(p->tail).len == 0 && !spot_ends(p->head, others);
}

/* 目前处于债权申报公告期: the clause ends there. */
static bool is_stage(const struct halfway_place *p)
{
	static const struct str ins[] = { STR_INIT("处于"), STR_INIT("处在"), STR_INIT("尚在"), STR_INIT("正在"),
		STR_INIT("进入"), { NULL, 0 } };

	return spot_any(p->head, ins) && str_trim(p->tail).len == 0;
}

/* 因资金链断裂停工，已函告其限期复工: it stands still, and nobody says that it goes on. */
static bool stands_still(const struct halfway_place *p)
{
	static const struct str others[] = { STR_INIT("责令"), STR_INIT("要求"), STR_INIT("停工整"), STR_INIT("停工令"),
		STR_INIT("通知"), STR_INIT("天"), STR_INIT("期间"), STR_INIT("已复工"), STR_INIT("恢复施工"),
		{ NULL, 0 } };

	return str_has(p->head, STR("因")) && str_trim(p->tail).len == 0 && !spot_any(p->before, others) &&
	       !spot_any(p->after, others);
}

/* 方案已报消防部门审核: the sentence ends with whom it lies with. That an account was handed in is the end of it. */
static bool lies_with_others(const struct halfway_place *p)
{
	static const struct str ends[] = { STR_INIT("审核"), STR_INIT("审批"), STR_INIT("审定"), STR_INIT("审查"),
		STR_INIT("审图"), STR_INIT("审议"), STR_INIT("批准"), STR_INIT("研究"), STR_INIT("核准"),
		STR_INIT("政府"), STR_INIT("发改委"), STR_INIT("编办"), STR_INIT("编委"), STR_INIT("人大"),
		STR_INIT("工委"), STR_INIT("财政局"), STR_INIT("财政厅"), STR_INIT("国资委"), STR_INIT("常务会议"),
		STR_INIT("党组会"), { NULL, 0 } };
	static const struct str things[] = { STR_INIT("方案"), STR_INIT("规划"), STR_INIT("办法"), STR_INIT("申请"),
		STR_INIT("手续"), STR_INIT("请示"), STR_INIT("成果"), STR_INIT("文本"), STR_INIT("预案"),
		STR_INIT("概算"), STR_INIT("预算"), STR_INIT("项目"), STR_INIT("人选"), STR_INIT("制度"),
		STR_INIT("意见稿"), STR_INIT("名单"), STR_INIT("资料"), STR_INIT("》"), { NULL, 0 } };
	static const struct str others[] = { STR_INIT("整改情况"), STR_INIT("整改方案已报巡察"), STR_INIT("线索"),
		STR_INIT("台账"), STR_INIT("总结"), STR_INIT("报告"), STR_INIT("定期"), STR_INIT("及时"),
		STR_INIT("每"), STR_INIT("须"), STR_INIT("凡"), STR_INIT("一律"), STR_INIT("严格"),
		STR_INIT("问题清单"), STR_INIT("备案"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	bool named =
		str_starts(p->cue, STR("图纸")) || str_starts(p->cue, STR("方案")) || str_starts(p->cue, STR("文本"));
	return p->after.len <= p->tail.len + 3 && tail.len <= 45 && spot_ends(tail, ends) &&
	       (named || spot_any(p->before, things)) && !spot_any(p->head, others) && !str_has(tail, STR("通过")) &&
	       !str_has(tail, STR("同意"));
}

/* What there is not, and should not be: 没有发现, 没有新增. */
static const struct str never[] = { STR_INIT("发现"), STR_INIT("出现"), STR_INIT("发生"), STR_INIT("新"),
	STR_INIT("再"), STR_INIT("反弹"), STR_INIT("造成"), STR_INIT("违"), STR_INIT("超"), STR_INIT("突破"),
	STR_INIT("收到"), STR_INIT("接到"), STR_INIT("漏"), STR_INIT("拖欠"), STR_INIT("问题"), STR_INIT("异"),
	STR_INIT("任何"), STR_INIT("影响"), STR_INIT("投诉"), STR_INIT("差"), STR_INIT("死角"), STR_INIT("盲区"),
	STR_INIT("一"), STR_INIT("因"), STR_INIT("反映"), STR_INIT("缺"), STR_INIT("空"), STR_INIT("减少"),
	STR_INIT("降低"), STR_INIT("遗漏"), STR_INIT("使用"), STR_INIT("挪用"), STR_INIT("截留"), STR_INIT("经商"),
	STR_INIT("隐患"), STR_INIT("风险"), STR_INIT("污染"), STR_INIT("以"), STR_INIT("产生"), STR_INIT("增加"),
	STR_INIT("涉及"), STR_INIT("列支"), STR_INIT("领取"), STR_INIT("参与"), STR_INIT("从事"), STR_INIT("必要"),
	STR_INIT("继续"), STR_INIT("存在"), STR_INIT("只"), STR_INIT("不"), STR_INIT("群众"), STR_INIT("向"),
	{ NULL, 0 } };

/* 租金价格没有松口: the sentence ends with what is missing, or goes on without any word that it came. */
static bool is_missing(const struct halfway_place *p)
{
	static const struct str come[] = { STR_INIT("已"), STR_INIT("了"), STR_INIT("完成"), STR_INIT("全部"),
		STR_INIT("到位"), STR_INIT("立案"), STR_INIT("判"), STR_INIT("予以"), STR_INIT("取消"),
		STR_INIT("暂扣"), STR_INIT("责令"), STR_INIT("通报"), { NULL, 0 } };
	/* why it was so, whom it concerns; what nobody did, and rightly so */
	static const struct str others[] = { STR_INIT("经核"), STR_INIT("经查"), STR_INIT("原因"), STR_INIT("由于"),
		STR_INIT("发现"), STR_INIT("排查"), STR_INIT("督促"), STR_INIT("是否"), STR_INIT("确保"),
		STR_INIT("批评"), STR_INIT("如"), STR_INIT("问题"), STR_INIT("年以来"), STR_INIT("违规"),
		STR_INIT("属于"), STR_INIT("指出"), STR_INIT("约谈"), { NULL, 0 } };

	if (str_eq(p->cue, STR("没有")) &&
		(spot_starts(str_trim(p->tail), never) || p->tail.len < 3 || p->head.len < 6))
		return false;
	return !spot_any(p->after, come) && !str_has(p->after, STR("问题")) && !spot_any(p->before, others) &&
	       !str_has(p->tail, STR("的"));
}

/* 排在三月, said in February. */
static bool names_month(struct str s, int own)
{
	static const char *const months[] = { "一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月",
		"十月", "十一月", "十二月" };

	if (own == 0 || str_has(s, STR("年")))
		return false;
	for (int i = 12; i > own; i--) {
		char digits[16];
		int n = snprintf(digits, sizeof(digits), "%d月", i);
		size_t at = str_find(s, (struct str){ digits, (size_t)n }, 0);
		if (str_starts(s, str_from(months[i - 1])) || at == 0)
			return true;
	}
	return false;
}

static bool names_time(struct str s, int year)
{
	static const struct str times[] = { STR_INIT("之后"), STR_INIT("以后"), STR_INIT("明年"), STR_INIT("来年"),
		STR_INIT("下半年"), STR_INIT("下学期"), STR_INIT("下一"), STR_INIT("下年度"), STR_INIT("暑假"),
		STR_INIT("寒假"), STR_INIT("汛后"), STR_INIT("期满"), STR_INIT("届满"), STR_INIT("季度"), { NULL, 0 } };
	char next[16];

	for (int i = 1; year > 0 && i <= 3; i++) {
		int n = snprintf(next, sizeof(next), "%d年", year + i);
		if (str_has(s, (struct str){ next, (size_t)n }))
			return true;
	}
	return spot_any(s, times) || str_ends(s, STR("后"));
}

static const struct str finished[] = { STR_INIT("竣工"), STR_INIT("投用"), STR_INIT("投入"), STR_INIT("验收"),
	STR_INIT("交付"), STR_INIT("通车"), STR_INIT("完工"), STR_INIT("上线"), STR_INIT("启用"), STR_INIT("运行"),
	STR_INIT("入驻"), STR_INIT("全部"), STR_INIT("建成"), STR_INIT("到位"), STR_INIT("使用"), STR_INIT("施工完"),
	STR_INIT("销号"), STR_INIT("办结"), STR_INIT("整改完"), STR_INIT("运营"), STR_INIT("投产"), STR_INIT("安装完"),
	{ NULL, 0 } };

/* 放到2025年暑假, 安排在机构改革之后 */
static bool is_put_off(const struct halfway_place *p)
{
	static const struct str others[] = { STR_INIT("首"), STR_INIT("第一"), STR_INIT("突出"), STR_INIT("重要"),
		STR_INIT("更加"), STR_INIT("心上"), STR_INIT("前"), STR_INIT("每"), STR_INIT("各"), STR_INIT("原"),
		STR_INIT("培训"), STR_INIT("课"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	/* of running costs the next year's budget is no doubt */
	bool listed = str_eq(p->cue, STR("列入")) || str_eq(p->cue, STR("编入")) || str_eq(p->cue, STR("排进"));
	if (listed && (str_has(tail, STR("年度")) || str_has(tail, STR("预算")) || spot_any(p->after, finished)))
		return false;
	return tail.len > 0 && tail.len <= 45 && !spot_any(tail, others) &&
	       (names_time(tail, p->day.year) || names_month(tail, p->day.month)) && !str_has(p->before, STR("原定")) &&
	       !str_has(p->after, STR("已")) && !str_has(p->after, STR("完成"));
}

/* 其他的在任期届满时自然消化: the sentence ends there. */
static bool is_left(const struct halfway_place *p)
{
	static const struct str whens[] = { STR_INIT("后"), STR_INIT("时"), STR_INIT("随着"), STR_INIT("其"),
		STR_INIT("余"), STR_INIT("表示"), STR_INIT("年"), { NULL, 0 } };

	return p->after.len == 0 && spot_any(p->before, whens) && !str_has(p->before, STR("已"));
}

/* ，等装修单位交场地: a clause that begins with 等 and goes on with what is to come. */
static bool is_awaited(const struct halfway_place *p)
{
	static const struct str lists[] = { STR_INIT("级"), STR_INIT("候"), STR_INIT("额"), STR_INIT("值"),
		STR_INIT("方"), STR_INIT("措施"), STR_INIT("次"), STR_INIT("多"), STR_INIT("于"), STR_INIT("待"),
		STR_INIT("各"), STR_INIT("相关"), STR_INIT("问题"), STR_INIT("工作"), STR_INIT("制度"),
		STR_INIT("文件"), STR_INIT("情况"), STR_INIT("内容"), STR_INIT("一"), STR_INIT("二"), STR_INIT("三"),
		{ NULL, 0 } };
	static const struct str comes[] = { STR_INIT("批"), STR_INIT("交"), STR_INIT("出"), STR_INIT("给"),
		STR_INIT("下来"), STR_INIT("到"), STR_INIT("完"), STR_INIT("结束"), STR_INIT("后"), STR_INIT("通过"),
		STR_INIT("开"), STR_INIT("定"), STR_INIT("确认"), STR_INIT("搬"), STR_INIT("装"), STR_INIT("配"),
		STR_INIT("拨"), STR_INIT("回复"), STR_INIT("签"), STR_INIT("审"), STR_INIT("招商"), STR_INIT("统一"),
		STR_INIT("档期"), { NULL, 0 } };
	static const struct str acts[] = { STR_INIT("评审"), STR_INIT("审批"), STR_INIT("审定"), STR_INIT("批复"),
		STR_INIT("批准"), STR_INIT("批"), STR_INIT("审图"), STR_INIT("验收"), STR_INIT("招商"),
		STR_INIT("档期"), STR_INIT("交付"), STR_INIT("进场"), STR_INIT("拨付"), STR_INIT("下达"),
		STR_INIT("下来"), STR_INIT("回复"), STR_INIT("明确"), STR_INIT("确认"), STR_INIT("判决"),
		STR_INIT("排期"), STR_INIT("核定"), { NULL, 0 } };
	static const struct str offices[] = { STR_INIT("部门"), STR_INIT("单位"), STR_INIT("审批等"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	/* 方案等应急管理部门评审, and not A、B等市级部门 */
	if (!str_starts(p->cue, STR("，")) &&
		(str_has(p->head, STR("、")) || p->head.len < 6 || p->after.len > p->tail.len ||
			!spot_ends(tail, acts) || spot_ends(tail, offices)))
		return false;
	return tail.len >= 9 && tail.len <= 60 && !(tail.ptr[0] >= '0' && tail.ptr[0] <= '9') &&
	       !spot_starts(tail, lists) && spot_any(tail, comes) && !str_has(p->after, STR("已")) &&
	       !str_has(p->after, STR("了"));
}

/* 管网更换项目完成初步设计评审: a work of which a step is told, and nothing behind it. */
static bool is_step(const struct halfway_place *p)
{
	static const struct str works[] = { STR_INIT("工程"), STR_INIT("改造"), STR_INIT("建设"), STR_INIT("扩建"),
		STR_INIT("施工合同"), STR_INIT("新建"), STR_INIT("更新"), STR_INIT("更换"), STR_INIT("装修"),
		STR_INIT("管网"), STR_INIT("污水"), STR_INIT("道路"), STR_INIT("公路"), STR_INIT("电梯"),
		STR_INIT("修复"), STR_INIT("恢复"), STR_INIT("治理"), STR_INIT("项目"), STR_INIT("系统"),
		STR_INIT("平台"), STR_INIT("土建"), STR_INIT("楼"), STR_INIT("中心"), STR_INIT("基地"), STR_INIT("站"),
		{ NULL, 0 } };
	static const struct str others[] = { STR_INIT("服务"), STR_INIT("采购"), STR_INIT("物业"), STR_INIT("代理"),
		STR_INIT("审计"), STR_INIT("法律"), STR_INIT("食堂"), STR_INIT("对"), STR_INIT("检查"),
		STR_INIT("督促"), STR_INIT("规定"), STR_INIT("制度"), STR_INIT("办法"), STR_INIT("台账"),
		STR_INIT("资料"), STR_INIT("手续"), STR_INIT("补"), STR_INIT("重新"), { NULL, 0 } };

	return p->tail.len <= 36 && p->after.len <= 120 && spot_any(p->before, works) && !spot_any(p->before, others) &&
	       !spot_any(p->after, finished) && !spot_any(p->rest, finished) && !str_has(p->tail, STR("、"));
}

/* 对5户下了律师函: and no word of what came of it. */
static bool only_talks(const struct halfway_place *p)
{
	static const struct str results[] = { STR_INIT("达成"), STR_INIT("同意"), STR_INIT("签"), STR_INIT("收回"),
		STR_INIT("追回"), STR_INIT("到账"), STR_INIT("归还"), STR_INIT("缴"), STR_INIT("退"), STR_INIT("完成"),
		STR_INIT("解决"), STR_INIT("拆除"), STR_INIT("搬"), STR_INIT("腾"), STR_INIT("明确"), STR_INIT("确定"),
		STR_INIT("争取"), STR_INIT("获"), STR_INIT("办理"), STR_INIT("取得"), STR_INIT("建立"),
		STR_INIT("印发"), STR_INIT("批复"), STR_INIT("最终"), STR_INIT("成功"), STR_INIT("出具"),
		STR_INIT("答复"), STR_INIT("回函"), STR_INIT("形成"), STR_INIT("结清"), STR_INIT("付清"),
		STR_INIT("理顺"), STR_INIT("恢复"), STR_INIT("划转"), STR_INIT("移交"), STR_INIT("推动"),
		STR_INIT("推进"), STR_INIT("协调"), { NULL, 0 } };
	static const struct str owed[] = { STR_INIT("欠"), STR_INIT("租"), STR_INIT("款"), STR_INIT("腾"),
		STR_INIT("占"), STR_INIT("搬"), STR_INIT("余"), STR_INIT("户"), STR_INIT("产权"), STR_INIT("移交"),
		STR_INIT("涉及"), STR_INIT("价"), STR_INIT("权属"), STR_INIT("债"), { NULL, 0 } };

	return p->after.len <= 24 && !str_has(p->before, STR("全部")) && spot_any(p->before, owed) &&
	       !spot_any(p->after, results) && !spot_any(p->rest, results);
}

/* 核销手续交由财政部门办理 */
static bool is_handed_on(const struct halfway_place *p)
{
	static const struct str things[] = { STR_INIT("手续"), STR_INIT("核销"), STR_INIT("过户"), STR_INIT("登记"),
		STR_INIT("确权"), STR_INIT("产权证"), STR_INIT("清算"), STR_INIT("结算"), { NULL, 0 } };
	static const struct str ends[] = { STR_INIT("办理"), STR_INIT("处理"), STR_INIT("处置"), STR_INIT("审核"),
		STR_INIT("研究"), { NULL, 0 } };

	return p->after.len <= p->tail.len && spot_any(p->before, things) && spot_ends(str_trim(p->tail), ends);
}

/* 除2人外均已退回，2人…: what became of those is told behind. */
static bool has_same_count(struct str named, const struct halfway_place *p)
{
	size_t from = 0;

	while (from < named.len && !(named.ptr[from] >= '0' && named.ptr[from] <= '9'))
		from++;
	struct str count = str_sub(named, from, named.len);
	return str_has(p->after, count) || str_has(p->rest, count);
}

/* 除2人外均已退回: so many are left out, and nothing is said to have been done about them. */
static bool leaves_out(const struct halfway_place *p)
{
	static const struct str settled[] = { STR_INIT("已"), STR_INIT("去世"), STR_INIT("死亡"), STR_INIT("注销"),
		STR_INIT("调离"), STR_INIT("调出"), STR_INIT("退休"), STR_INIT("辞"), STR_INIT("涉密"),
		STR_INIT("保留"), STR_INIT("不"), STR_INIT("免"), STR_INIT("长期坚持"), STR_INIT("必要"),
		STR_INIT("经"), STR_INIT("领导"), STR_INIT("自行"), STR_INIT("上缴"), { NULL, 0 } };
	static const struct str dones[] = { STR_INIT("已"), STR_INIT("完成"), STR_INIT("退"), STR_INIT("签"),
		STR_INIT("整改"), STR_INIT("办结"), STR_INIT("拆除"), STR_INIT("收回"), STR_INIT("到位"), { NULL, 0 } };
	size_t out = str_rfind(p->head, STR("除"));
	bool counted = false;

	if (out == STR_NPOS || p->head.len - out > 60)
		return false;
	struct str named = str_sub(p->head, out + 3, p->head.len);
	for (size_t i = 0; i < named.len; i++)
		counted |= named.ptr[i] >= '0' && named.ptr[i] <= '9';
	bool told = str_has(p->after, STR("该")) || str_has(p->rest, STR("该")) || has_same_count(named, p);
	return counted && !told && !spot_any(named, settled) && (spot_any(p->tail, dones) || spot_any(p->after, dones));
}

/* 预算评审后挂网: first the one, then the other, and the sentence ends with what comes then. 经审定后支付 is a rule. */
static bool is_sequel(const struct halfway_place *p)
{
	static const struct str acts[] = { STR_INIT("挂网"), STR_INIT("印发"), STR_INIT("实施"), STR_INIT("组织"),
		STR_INIT("启动"), STR_INIT("支付"), STR_INIT("拨付"), STR_INIT("发放"), STR_INIT("移交"),
		STR_INIT("投入"), STR_INIT("开工"), STR_INIT("办理"), STR_INIT("签订"), STR_INIT("再"), STR_INIT("即"),
		STR_INIT("发布"), STR_INIT("执行"), STR_INIT("采购"), STR_INIT("招标"), STR_INIT("安装"),
		STR_INIT("进场"), STR_INIT("重新"), STR_INIT("提交"), STR_INIT("上报"), STR_INIT("公布"), { NULL, 0 } };
	static const struct str rules[] = { STR_INIT("经"), STR_INIT("须"), STR_INIT("一律"), STR_INIT("严格"),
		STR_INIT("方可"), STR_INIT("制度"), STR_INIT("规定"), STR_INIT("流程"), STR_INIT("每"), STR_INIT("已"),
		STR_INIT("均"), STR_INIT("要求"), STR_INIT("明确"), STR_INIT("通过"), STR_INIT("应"), STR_INIT("对"),
		STR_INIT("先"), STR_INIT("程序"), STR_INIT("办法"), STR_INIT("实行"), STR_INIT("坚持"),
		STR_INIT("落实"), STR_INIT("凡"), STR_INIT("报"), STR_INIT("年"), STR_INIT("月"), STR_INIT("由"),
		{ NULL, 0 } };
	struct str tail = str_trim(p->tail);

	return p->after.len == p->tail.len && tail.len >= 6 && tail.len <= 36 && spot_starts(tail, acts) &&
	       !spot_any(p->head, rules) && !str_has(tail, STR("了")) && !str_has(tail, STR("已")) && p->head.len >= 6;
}

static bool always(const struct halfway_place *p)
{
	(void)p;
	return true;
}

bool halfway_fits(const struct halfway_place *p)
{
	static bool (*const asks[])(const struct halfway_place *) = {
		[HALFWAY_OPEN] = always,
		[HALFWAY_PART] = always,
		[HALFWAY_LATER] = always,
		[HALFWAY_BEGUN] = always,
		[HALFWAY_NEED] = needs_more,
		[HALFWAY_LEFT] = counts_the_rest,
		[HALFWAY_DOING] = still_runs,
		[HALFWAY_ASKED] = always,
		[HALFWAY_REST] = rest_remains,
		[HALFWAY_START] = only_started,
		[HALFWAY_STAGE] = is_stage,
		[HALFWAY_HALT] = stands_still,
		[HALFWAY_ATIT] = is_at_it,
		[HALFWAY_SENT] = lies_with_others,
		[HALFWAY_GAP] = is_missing,
		[HALFWAY_SHIFT] = is_put_off,
		[HALFWAY_LEAVE] = is_left,
		[HALFWAY_WAITS] = is_awaited,
		[HALFWAY_STEP] = is_step,
		[HALFWAY_TALK] = only_talks,
		[HALFWAY_HANDED] = is_handed_on,
		[HALFWAY_EXCEPT] = leaves_out,
		[HALFWAY_SEQUEL] = is_sequel,
	};

	return asks[p->kind](p) && !is_other_word(p);
}

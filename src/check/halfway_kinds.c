/* BH208: what each kind of cue (halfway.def) asks for besides, and which words a cue is only a part of. */
#include "halfway.h"
#include "spot.h"
#include "wordlist.h"

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

	if (str_has(p->after, STR("备案"))) /* to be filed, and not to be answered */
		return false;
	if (str_ends(p->head, STR("已")) && (str_eq(p->cue, STR("报请")) || str_eq(p->cue, STR("提请"))))
		return true;
	return spot_any(p->tail, asked) && (str_ends(p->head, STR("已")) || spot_any(p->before, drafts)) &&
	       !spot_any(p->before, rules);
}

/* 收运协议签约率六成: of what all should have. */
static bool tells_share(struct str head)
{
	static const struct str shares[] = { STR_INIT("签约"), STR_INIT("覆盖"), STR_INIT("安装"), STR_INIT("完成"),
		STR_INIT("到位"), STR_INIT("入户"), STR_INIT("接入"), STR_INIT("整改"), STR_INIT("收缴"),
		STR_INIT("拆除"), STR_INIT("更换"), STR_INIT("清退"), { NULL, 0 } };

	return spot_ends(head, shares);
}

/* 处置要看省里的批复口径: it lies with them. */
static bool asks_others(struct str tail)
{
	WORDLIST(things, "批", "评审", "财政", "资金", "口径", "到不到", "能不能", "上级", "省", "结果", "安排", "进度",
		"判");

	return tail.len <= 60 && HAS(tail, things) && !str_has(tail, STR("是否"));
}

/* 经局党组会审议通过后印发执行: told as done. */
static bool was_passed(const struct halfway_place *p)
{
	static const struct str ahead[] = { STR_INIT("将"), STR_INIT("拟"), STR_INIT("待"), STR_INIT("报"),
		STR_INIT("送"), STR_INIT("提交"), { NULL, 0 } };

	return str_has(p->head, STR("经")) && !spot_any(p->head, ahead) && !spot_any(p->tail, ahead);
}

/* 已提请市政府审定。: what it was handed in for, and nothing that came of it. */
static bool is_purpose(struct str after)
{
	static const struct str ends[] = { STR_INIT("审定"), STR_INIT("审批"), STR_INIT("批准"), STR_INIT("审议"),
		{ NULL, 0 } };
	static const struct str came[] = { STR_INIT("已"), STR_INIT("经"), STR_INIT("后"), STR_INIT("同意"),
		STR_INIT("通过"), STR_INIT("获"), STR_INIT("印发"), STR_INIT("，"), { NULL, 0 } };

	return spot_ends(str_trim(after), ends) && !spot_any(after, came);
}

/* 不超过半年, 过半数同意 */
static bool is_half_of_time(const struct halfway_place *p)
{
	static const struct str things[] = { STR_INIT("年"), STR_INIT("月"), STR_INIT("个"), STR_INIT("天"),
		STR_INIT("日"), STR_INIT("小时"), STR_INIT("数"), STR_INIT("径"), STR_INIT("价"), { NULL, 0 } };

	return str_eq(p->cue, STR("过半")) && (spot_starts(p->tail, things) || str_ends(p->head, STR("超")));
}

/* What was made to be done again, and is done; tenders that were declared void, as they should be; what was written off. */
WORDLIST(redone, "全部", "已", "完成", "均", "责令", "要求", "督促", "进行", "实施");
WORDLIST(voided, "予以", "责令", "作", "按", "围标", "串标", "串通", "查处", "处理", "认定", "依法", "宣布", "判");
WORDLIST(written_off, "予以核销", "批准核销", "同意核销", "已核销", "程序核销", "依法核销", "依规核销", "完成核销",
	"核销完", "核销手续已", "予以豁免", "同意豁免", "批准豁免", "予以核减", "核销处理", "批复核销");

/* 厂家拉回去返工。, 两次废标。: there it ends; else it is told as done about what was wrong. */
static bool is_dealt_with(const struct halfway_place *p)
{
	if (str_eq(p->cue, STR("返工")))
		return p->after.len > 0 || HAS(p->head, redone);
	if (str_eq(p->cue, STR("退回修改"))) /* 退回修改3份 */
		return p->tail.len > 0;
	if (str_eq(p->cue, STR("废标")))
		return p->tail.len > 0 || HAS(p->before, voided);
	return str_starts(p->cue, STR("无法")) && HAS(p->after, written_off);
}

/* 企业表示认可, 双方点头后生效, 候诊排队由40分钟缩短到12分钟: said of what was reached, or of anything at all. */
static bool is_everyday(const struct halfway_place *p)
{
	WORDLIST(agrees, "认可", "同意", "接受", "愿意", "满意", "感谢", "服从", "理解", "支持");
	WORDLIST(nods, "没", "未", "不", "等", "只", "要", "得");
	WORDLIST(lies, "压", "卡", "还", "仍", "停", "积", "捏", "攥");
	WORDLIST(unsure, "要看", "看省", "看市", "看上", "看财", "等", "不好", "不确", "不清", "没定", "未定", "难说",
		"说不");

	/* 经批准同意延任2人: what it lasts longer is no work */
	static const struct str longer[] = { STR_INIT("期"), STR_INIT("长"), STR_INIT("缓"), STR_INIT("后"),
		STR_INIT("迟"), STR_INIT("至"), STR_INIT("到"), { NULL, 0 } };
	if (str_ends(p->cue, STR("延")) && p->kind == HALFWAY_GAP)
		return !spot_starts(p->tail, longer);
	if (str_ends(p->cue, STR("表示")) || str_ends(p->cue, STR("答复")))
		return STARTS(p->tail, agrees);
	if (str_eq(p->cue, STR("点头")))
		return !HAS(p->head, nods);
	if (str_eq(p->cue, STR("手里")) || str_eq(p->cue, STR("手上")))
		return p->after.len > 0 && !HAS(p->head, lies);
	if (str_eq(p->cue, STR("排队")))
		return p->tail.len > 0 && !str_starts(p->tail, STR("等"));
	if (str_eq(p->cue, STR("能不能")))
		return !HAS(p->after, unsure);
	/* 灯具坏了由维保单位24小时内上门: who comes when it breaks */
	static const struct str repairs[] = { STR_INIT("由"), STR_INIT("就"), STR_INIT("有人"), STR_INIT("及时"),
		STR_INIT("的"), { NULL, 0 } };
	if (str_eq(p->cue, STR("坏了")))
		return spot_starts(p->tail, repairs) || str_has(p->tail, STR("小时内"));
	/* 由所在市粮食部门另行安排: another's */
	if (str_eq(p->cue, STR("另行安排")))
		return str_has(p->head, STR("由"));
	if (str_eq(p->cue, STR("流标")))
		return str_starts(p->tail, STR("后")) && str_has(p->after, STR("改为"));
	return p->kind == HALFWAY_PART && str_starts(p->tail, STR("后")); /* 进度过半后支付 */
}

static bool names_time(struct str s, int year)
{
	WORDLIST(times, "之后", "以后", "后年", "明年", "来年", "下半年", "下学期", "下一", "下年度", "暑假", "寒假",
		"汛后", "期满", "届满", "下月", "一季度", "二季度", "三季度", "四季度", "下季度", "1季度", "2季度",
		"3季度", "4季度");
	char next[16];

	for (int i = 1; year > 0 && i <= 3; i++) {
		int n = snprintf(next, sizeof(next), "%d年", year + i);
		if (str_has(s, (struct str){ next, (size_t)n }))
			return true;
	}
	return HAS(s, times) || str_ends(s, STR("后"));
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

/* 推迟到来年春季, and not 关闭时间延至23时, 服务期延至2027年: to a time to come, of something that is to be done then. */
static bool moves_work(const struct halfway_place *p)
{
	static const struct str times[] = { STR_INIT("春"), STR_INIT("秋"), STR_INIT("汛"), STR_INIT("季"),
		STR_INIT("学期"), STR_INIT("后"), STR_INIT("年底"), STR_INIT("年末"), STR_INIT("月底"), STR_INIT("届"),
		{ NULL, 0 } };
	static const struct str terms[] = { STR_INIT("服务期"), STR_INIT("合同期"), STR_INIT("租期"),
		STR_INIT("租赁期"), STR_INIT("有效期"), STR_INIT("任期"), STR_INIT("使用期"), STR_INIT("试点期"),
		STR_INIT("保护期"), STR_INIT("时间由"), STR_INIT("质保期"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	return !spot_any(p->head, terms) &&
	       (names_time(tail, p->day.year) || names_month(tail, p->day.month) || spot_any(tail, times));
}

/* 已分三次缴清, 纳入下一年度培训内容, 三年后, 主要等级: done, or another thing. */
static bool is_settled_later(const struct halfway_place *p)
{
	WORDLIST(instead, "节约", "节省", "改由", "改为", "改用", "自行", "收回", "由本", "不再委托");
	static const struct str cleared[] = { STR_INIT("清"), STR_INIT("完"), STR_INIT("到位"), STR_INIT("了"),
		{ NULL, 0 } };
	static const struct str lessons[] = { STR_INIT("培训"), STR_INIT("学习"), STR_INIT("考核内容"), { NULL, 0 } };
	static const struct str trade[] = { STR_INIT("务"), STR_INIT("业"), STR_INIT("户"), STR_INIT("贸"),
		STR_INIT("品"), { NULL, 0 } };

	static const struct str moved[] = { STR_INIT("推迟"), STR_INIT("延"), STR_INIT("顺延"), { NULL, 0 } };
	if (p->kind == HALFWAY_LATER && spot_starts(p->cue, moved))
		return !moves_work(p);
	if (p->kind == HALFWAY_LATER && str_starts(p->cue, STR("分")))
		return spot_any(p->tail, cleared) && (str_has(p->head, STR("已")) || str_has(p->after, STR("第一")));
	if (str_starts(p->cue, STR("纳入")) && spot_any(p->tail, lessons))
		return true;
	if (str_ends(p->cue, STR("后不再"))) /* 到期后不再续订，每年节约15万元: what came of it is told */
		return HAS(p->after, instead);
	if (str_starts(p->cue, STR("需"))) /* 需要上级支持的3项已报送 */
		return str_has(p->tail, STR("的")) || str_ends(p->head, STR("不"));
	if (str_eq(p->cue, STR("年后")))
		return str_starts(p->tail, STR("不再")) ||
		       last_char_in(p->head, "一二三四五六七八九十两多几半当今次近");
	if (str_eq(p->cue, STR("要等"))) /* 主要等级, 吃拿卡要等问题 */
		return last_char_in(p->head, "主重需必次只卡");
	if (str_eq(p->cue, STR("正商")))
		return spot_starts(p->tail, trade);
	return false;
}

/* What some cues need besides, or are parts of. */
static bool is_other_word(const struct halfway_place *p)
{
	static const struct str less[] = { STR_INIT("压缩"), STR_INIT("减少"), STR_INIT("下降"), STR_INIT("降低"),
		STR_INIT("增长"), STR_INIT("缩短"), STR_INIT("压减"), STR_INIT("超过"), STR_INIT("时间"),
		STR_INIT("降"), STR_INIT("减"), STR_INIT("少"), { NULL, 0 } };
	static const struct str granted[] = { STR_INIT("同意"), STR_INIT("批准"), STR_INIT("批复"), STR_INIT("通过"),
		STR_INIT("印发"), STR_INIT("审定"), STR_INIT("审批"), { NULL, 0 } };

	if (str_ends(p->cue, STR("款")) && (str_has(p->after, STR("不再")) || str_has(p->after, STR("不予"))))
		return true;              /* 余款不再支付 */
	if (str_has(p->cue, STR("分之"))) /* 完成工程量的三分之二 */
		return p->tail.len > 0 || !str_has(p->head, STR("完成"));
	WORDLIST(answers, "定论", "结论", "结果", "回", "答复", "批复", "方案", "着落", "进展", "实质", "明确",
		"时间表", "处理", "法启动", "可供", "处置", "条件", "安排", "计划", "资金来源", "人", "财产", "能力");

	if (is_settled_later(p))
		return true;
	if (is_dealt_with(p) || is_everyday(p))
		return true;
	if (str_starts(p->cue, STR("了"))) /* 下降了五成 */
		return p->tail.len > 0 || spot_any(p->head, less);
	if (str_eq(p->cue, STR("过半")) || str_eq(p->cue, STR("一半，")))
		return spot_any(p->head, less) || is_half_of_time(p);
	if (p->kind == HALFWAY_ASKED)
		return (spot_any(p->after, granted) && !is_purpose(p->after)) || !waits_for_answer(p);
	if (str_starts(p->cue, STR("承诺")))
		return str_has(p->before, STR("公开")) || str_has(p->after, STR("期间")) ||
		       str_has(p->before, STR("书"));
	if (str_eq(p->cue, STR("目前完成")) || str_starts(p->cue, STR("进度")))
		return str_has(p->after, STR("100")) || str_has(p->after, STR("全部"));
	if (str_ends(p->cue, STR("封顶")))
		return str_has(p->after, STR("竣工")) || str_has(p->after, STR("验收")) ||
		       str_has(p->after, STR("交付")) || str_has(p->after, STR("使用"));
	if (str_starts(p->cue, STR("率")))
		return p->tail.len > 0 || !tells_share(p->head);
	if (str_starts(p->cue, STR("达")))
		return str_has(p->head, STR("满意")) || str_has(p->head, STR("知晓")) || str_has(p->tail, STR("的"));
	if (p->cue.len == 9 && (str_starts(p->cue, STR("约")) || str_starts(p->cue, STR("近"))) &&
		str_ends(p->cue, STR("成"))) /* 完成约七成; 投诉下降约七成 is another thing */
		return p->tail.len > 0 || spot_any(p->head, less) || str_has(p->head, STR("占")) ||
		       str_has(p->head, STR("满意")) || str_has(p->head, STR("率"));
	if (str_eq(p->cue, STR("要看")) || str_ends(p->cue, STR("后印")))
		return str_ends(p->cue, STR("看")) ? !asks_others(p->tail) : was_passed(p);
	if (str_eq(p->cue, STR("尚无")) || str_eq(p->cue, STR("暂无")))
		return !STARTS(p->tail, answers);
	if (str_eq(p->cue, STR("列入下")))
		return !spot_starts(p->tail, (const struct str[]){ STR_INIT("一"), STR_INIT("批"), STR_INIT("年"),
						     STR_INIT("步"), STR_INIT("期"), STR_INIT("个"), { NULL, 0 } });
	return false;
}

/* 尚需论证 waits for something; 仍需加强 is what every finished piece of work says. */
static bool needs_more(const struct halfway_place *p)
{
	WORDLIST(things, "论证", "协商", "核对", "审批", "报批", "批准", "批复", "认定", "鉴定", "验收", "签订", "上级",
		"财政", "时日", "时间", "资金", "办理", "研究", "评估", "拍板", "同意", "审议", "决定", "判决", "明确");
	static const struct str better[] = { STR_INIT("加强"), STR_INIT("巩固"), STR_INIT("提升"), STR_INIT("深化"),
		STR_INIT("努力"), STR_INIT("提高"), STR_INIT("增强"), STR_INIT("持续"), STR_INIT("加大"), { NULL, 0 } };

	/* 仍需占道施工的1处办理了许可: which of them, and what was done about it */
	size_t de = str_find(p->tail, STR("的"), 0);
	if (de != STR_NPOS && str_has(str_sub(p->tail, de, p->tail.len), STR("了")))
		return false;
	return HAS(p->tail, things) && !spot_any(p->tail, better);
}

/* 1辆因维修未归还: so many are left, and the clause ends there. */
static bool counts_the_rest(const struct halfway_place *p)
{
	/* 对96个项目逐一核查，投产71个、在建16个、未开工9个: how they were found to be */
	static const struct str looks[] = { STR_INIT("核查"), STR_INIT("摸底"), STR_INIT("摸排"), STR_INIT("清查"),
		STR_INIT("梳理"), STR_INIT("评估"), STR_INIT("分为"), STR_INIT("分类"), STR_INIT("登记"), { NULL, 0 } };

	return halfway_has_count(p->head) && p->tail.len <= 6 && !str_has(p->before, STR("发现")) &&
	       !str_has(p->before, STR("逾期")) && !str_has(p->before, STR("查出")) && !spot_any(p->before, looks);
}

/* 装修有序推进中: the clause ends there; 在整改中，… only says when, and 工作有序推进 says nothing of an end. */
static bool still_runs(const struct halfway_place *p)
{
	static const struct str whens[] = { STR_INIT("在"), STR_INIT("于"), { NULL, 0 } };
	static const struct str marks[] = { STR_INIT("，"), STR_INIT(","), { NULL, 0 } };
	WORDLIST(things, "工程", "项目", "采购", "招标", "施工", "装修", "建设", "改造", "拆除", "办证", "审批", "诉讼",
		"清算", "结算", "验收", "确权", "搬迁", "追缴", "清收", "手续", "作业");
	bool within = spot_starts(p->head, whens) && spot_starts(p->after, marks);

	static const struct str wishes[] = { STR_INIT("确保"), STR_INIT("保障"), STR_INIT("推动"), STR_INIT("促进"),
		STR_INIT("保证"), STR_INIT("督促"), STR_INIT("要求"), STR_INIT("使"), { NULL, 0 } };

	if (within || str_trim(p->tail).len > 0 || spot_any(p->head, wishes))
		return false;
	static const struct str rest[] = { STR_INIT("其他"), STR_INIT("其余"), STR_INIT("剩余"), { NULL, 0 } };

	return str_ends(p->cue, STR("中")) ? p->head.len > 0 : HAS(p->head, things) || spot_any(p->head, rest);
}

WORDLIST(finished, "竣工", "投用", "投入", "验收", "交付", "通车", "完工", "上线", "启用", "运行", "入驻", "全部",
	"建成", "到位", "使用", "施工完", "销号", "办结", "整改完", "运营", "投产", "安装完");

/* 其余点位结合拆迁实施: the rest of something of which so many are done. */
static bool rest_remains(const struct halfway_place *p)
{
	static const struct str others[] = { STR_INIT("时间"), STR_INIT("价值"), STR_INIT("劳动"), STR_INIT("班子"),
		STR_INIT("成员"), STR_INIT("各"), STR_INIT("单位"), STR_INIT("指标"), STR_INIT("名额"), { NULL, 0 } };
	static const struct str dones[] = { STR_INIT("已"), STR_INIT("完成"), STR_INIT("完工"), STR_INIT("验收"),
		STR_INIT("办结"), STR_INIT("建成"), STR_INIT("收回"), STR_INIT("拆除"), STR_INIT("整改"), { NULL, 0 } };
	static const struct str objects[] = { STR_INIT("对"), STR_INIT("将"), STR_INIT("把"), STR_INIT("和"),
		STR_INIT("与"), STR_INIT("除"), { NULL, 0 } };

	bool told =
		spot_any(p->before, dones) || names_time(p->tail, p->day.year); /* 到账15万元，其余在明年结算时扣收 */
	return !spot_starts(p->tail, others) && told && !spot_ends(p->head, objects) &&
	       (halfway_is_open(p->after) || (names_time(p->tail, p->day.year) && !HAS(p->after, finished)));
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
		STR_INIT("党组会"), STR_INIT("纪委"), STR_INIT("省厅"), STR_INIT("上级部门"), STR_INIT("主管部门"),
		{ NULL, 0 } };
	WORDLIST(things, "方案", "规划", "办法", "申请", "手续", "请示", "成果", "文本", "预案", "概算", "预算", "项目",
		"人选", "制度", "意见稿", "名单", "资料", "》");
	WORDLIST(others, "整改情况", "整改方案已报巡察", "线索", "台账", "总结", "报告", "定期", "及时", "每", "须",
		"凡", "一律", "严格", "问题清单", "备案");
	struct str tail = str_trim(p->tail);

	bool named =
		str_starts(p->cue, STR("图纸")) || str_starts(p->cue, STR("方案")) || str_starts(p->cue, STR("文本"));
	return p->after.len <= p->tail.len + 3 && tail.len <= 45 && spot_ends(tail, ends) &&
	       (named || HAS(p->before, things)) && !HAS(p->head, others) && !str_has(tail, STR("通过")) &&
	       !str_has(tail, STR("同意"));
}

#define MISSING_REACH 150 /* bytes to the sentence's end: what is missing is said there */

/* 不认真, 不认识, 不认同: other words */
WORDLIST(careless, "真", "识", "可", "同", "为");

/* 租金价格没有松口: the sentence ends with what is missing, or goes on without any word that it came. */
static bool is_missing(const struct halfway_place *p)
{
	static const struct str come[] = { STR_INIT("已"), STR_INIT("了"), STR_INIT("完成"), STR_INIT("全部"),
		STR_INIT("到位"), STR_INIT("立案"), STR_INIT("判"), STR_INIT("予以"), STR_INIT("取消"),
		STR_INIT("暂扣"), STR_INIT("责令"), STR_INIT("通报"), STR_INIT("提存"), STR_INIT("核销"),
		STR_INIT("后办结"), STR_INIT("后缴清"), STR_INIT("后还清"), STR_INIT("后退还"), STR_INIT("按期办结"),
		{ NULL, 0 } };
	/* why it was so, whom it concerns; what nobody did, and rightly so */
	WORDLIST(others, "经核", "经查", "原因", "由于", "发现", "排查", "督促", "是否", "确保", "批评", "如", "问题",
		"年以来", "违规", "属于", "指出，", "指出其", "指出该", "约谈");

	if (str_ends(p->cue, STR("没有")) && (!halfway_awaits(p->tail) || p->head.len < 6))
		return false;
	if (str_eq(p->cue, STR("不同意")) && str_starts(p->tail, STR("见"))) /* 不同意见 */
		return false;
	static const struct str nones[] = { STR_INIT("没"), STR_INIT("无"), STR_INIT("未"), { NULL, 0 } };
	if (str_eq(p->cue, STR("有异议")) && spot_ends(p->head, nones)) /* 没有异议 */
		return false;
	if (str_ends(p->cue, STR("受理")) &&
		str_has(p->head, STR("因"))) /* 1份因年限不足不予受理: that is the answer */
		return false;
	if (str_eq(p->cue, STR("不认")) && STARTS(p->tail, careless))
		return false;
	if (p->after.len > MISSING_REACH || str_has(p->tail, STR("的")) || str_has(p->after, STR("问题")))
		return false;
	return !spot_any(p->after, come) && !HAS(p->before, others);
}

/* 放到2025年暑假, 安排在机构改革之后 */
static bool is_put_off(const struct halfway_place *p)
{
	static const struct str others[] = { STR_INIT("首"), STR_INIT("第一"), STR_INIT("突出"), STR_INIT("重要"),
		STR_INIT("更加"), STR_INIT("心上"), STR_INIT("前"), STR_INIT("每"), STR_INIT("各"), STR_INIT("原"),
		STR_INIT("培训"), STR_INIT("课"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	/* of running costs the next year's budget is no doubt */
	bool listed = str_eq(p->cue, STR("列入")) || str_eq(p->cue, STR("编入")) || str_eq(p->cue, STR("排进"));
	/* 列为下半年专题: what is talked about then */
	if (str_eq(p->cue, STR("列为")) &&
		(!str_has(tail, STR("20")) || str_has(tail, STR("题")) || str_has(tail, STR("预算"))))
		return false;
	if (listed && (str_has(tail, STR("年度")) || str_has(tail, STR("预算")) || HAS(p->after, finished)))
		return false;
	return tail.len > 0 && tail.len <= 45 && !spot_any(tail, others) &&
	       (names_time(tail, p->day.year) || names_month(tail, p->day.month)) && !str_has(p->before, STR("原定")) &&
	       !str_has(p->after, STR("已")) && !str_has(p->after, STR("完成"));
}

/* 其他的在任期届满时自然消化: the sentence ends there. */
static bool is_left(const struct halfway_place *p)
{
	static const struct str whens[] = { STR_INIT("后"), STR_INIT("时"), STR_INIT("随着"), STR_INIT("其"),
		STR_INIT("余"), STR_INIT("表示"), STR_INIT("年"), STR_INIT("看"), STR_INIT("视"), STR_INIT("等"),
		STR_INIT("待"), STR_INIT("下月"), STR_INIT("下周"), STR_INIT("月底"), STR_INIT("下次"), { NULL, 0 } };

	return p->after.len == 0 && spot_any(p->before, whens) && !str_has(p->before, STR("已"));
}

/* ，等装修单位交场地: a clause that begins with 等 and goes on with what is to come. */
static bool is_awaited(const struct halfway_place *p)
{
	WORDLIST(lists, "级", "候", "额", "值", "方", "措施", "次", "多", "于", "待", "各", "相关", "问题", "工作",
		"制度", "文件", "情况", "内容", "一", "二", "三");
	WORDLIST(comes, "判", "结果", "批", "交", "出", "给", "下来", "到", "完", "结束", "后", "通过", "开", "定",
		"确认", "搬", "装", "配", "拨", "回复", "签", "审", "招商", "统一", "档期");
	static const struct str acts[] = { STR_INIT("评审"), STR_INIT("审批"), STR_INIT("审定"), STR_INIT("批复"),
		STR_INIT("批准"), STR_INIT("批"), STR_INIT("审图"), STR_INIT("验收"), STR_INIT("招商"),
		STR_INIT("档期"), STR_INIT("交付"), STR_INIT("进场"), STR_INIT("拨付"), STR_INIT("下达"),
		STR_INIT("下来"), STR_INIT("回复"), STR_INIT("明确"), STR_INIT("确认"), STR_INIT("判决"),
		STR_INIT("排期"), STR_INIT("核定"), { NULL, 0 } };
	static const struct str offices[] = { STR_INIT("部门"), STR_INIT("单位"), STR_INIT("审批等"), { NULL, 0 } };
	static const struct str words[] = { STR_INIT("回话"), STR_INIT("回复"), STR_INIT("回音"), STR_INIT("通知"),
		STR_INIT("消息"), STR_INIT("答复"), STR_INIT("批复"), STR_INIT("结果"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);

	if (tail.len == 6 && str_starts(p->cue, STR("，"))) /* ，等回话。 */
		return spot_starts(tail, words) && p->after.len == p->tail.len;
	/* 方案等应急管理部门评审, and not A、B等市级部门 */
	if (!str_starts(p->cue, STR("，")) &&
		(str_has(p->head, STR("、")) || p->head.len < 6 || p->after.len > p->tail.len ||
			!spot_ends(tail, acts) || spot_ends(tail, offices)))
		return false;
	return tail.len >= 9 && tail.len <= 60 && !(tail.ptr[0] >= '0' && tail.ptr[0] <= '9') && !STARTS(tail, lists) &&
	       HAS(tail, comes) && !str_has(p->after, STR("已")) && !str_has(p->after, STR("了"));
}

/* What the item tells behind the sentence, in other leaves too. */
static struct str rest_of_item(const struct halfway_place *p)
{
	const struct node *item = p->of->item->item;

	return p->sentence.end < item->span.end
		       ? halfway_plain(p->of, spot_text(p->of->c->report, p->sentence.end, item->span.end))
		       : STR_NONE;
}

/* 管网更换项目完成初步设计评审: a work of which a step is told, and nothing behind it. */
static bool is_step(const struct halfway_place *p)
{
	WORDLIST(works, "工程", "改造", "建设", "扩建", "施工合同", "新建", "更新", "更换", "装修", "管网", "污水",
		"道路", "公路", "电梯", "修复", "恢复", "治理", "项目", "系统", "平台", "土建", "楼", "中心", "基地",
		"站", "雨污", "一期", "二期", "三期", "泵房", "桥", "隧道", "校区");
	WORDLIST(others, "服务", "采购", "物业", "代理", "审计", "法律", "食堂", "对", "检查", "督促", "规定", "制度",
		"办法", "台账", "资料", "手续", "补", "重新");
	WORDLIST(systems, "平台", "系统");
	WORDLIST(built_at_last, "竣工", "完工", "建成", "通车");
	bool built = HAS(p->head, systems); /* 电子采购平台 is built, and not bought */

	/* 分三个标段，中标单位三家，…: how many, and no step */
	if (str_eq(p->cue, STR("中标单位")) && p->tail.len > 0 && p->after.len > p->tail.len)
		return false;
	/* 完成…片区的施工图设计: the deed stands before what it is of */
	if (str_ends(p->cue, STR("图设计")) && !str_has(p->head, STR("完成")))
		return false;
	return p->tail.len <= 36 && p->after.len <= 120 && HAS(p->before, works) &&
	       (built || !HAS(p->before, others)) && !HAS(p->after, finished) && !HAS(halfway_rest(p), finished) &&
	       !HAS(rest_of_item(p), built_at_last) && !str_has(p->tail, STR("、"));
}

/* 除2人外均已退回，2人…: what became of those is told behind. */
static bool has_same_count(struct str named, const struct halfway_place *p)
{
	size_t from = 0;

	while (from < named.len && !(named.ptr[from] >= '0' && named.ptr[from] <= '9'))
		from++;
	struct str count = str_sub(named, from, named.len);
	return str_has(p->after, count) || str_has(halfway_rest(p), count);
}

/* 除2人外均已退回: so many are left out, and nothing is said to have been done about them. */
static bool leaves_out(const struct halfway_place *p)
{
	WORDLIST(settled, "已", "去世", "死亡", "注销", "调离", "调出", "退休", "辞", "涉密", "保留", "不", "免",
		"长期坚持", "必要", "经", "领导", "自行", "上缴");
	static const struct str dones[] = { STR_INIT("已"), STR_INIT("完成"), STR_INIT("退"), STR_INIT("签"),
		STR_INIT("整改"), STR_INIT("办结"), STR_INIT("拆除"), STR_INIT("收回"), STR_INIT("到位"), { NULL, 0 } };
	size_t out = str_rfind(p->head, STR("除"));
	if (out == STR_NPOS || p->head.len - out > 60)
		return false;
	struct str named = str_sub(p->head, out + 3, p->head.len);
	bool counted = halfway_has_count(named);
	bool told = str_has(p->after, STR("该")) || str_has(halfway_rest(p), STR("该")) || has_same_count(named, p);
	return counted && !told && !HAS(named, settled) && (spot_any(p->tail, dones) || spot_any(p->after, dones));
}

/* 预算评审后挂网: first the one, then the other, and the sentence ends with what comes then. 经审定后支付 is a rule. */
static bool is_sequel(const struct halfway_place *p)
{
	WORDLIST(acts, "挂网", "印发", "实施", "组织", "启动", "支付", "拨付", "发放", "移交", "投入", "开工", "办理",
		"签订", "再", "即", "发布", "执行", "采购", "招标", "安装", "进场", "重新", "提交", "上报", "公布",
		"立即", "按市场", "公开招", "统一", "收回", "着手");
	WORDLIST(rules, "经", "须", "一律", "严格", "方可", "制度", "规定", "流程", "每", "已", "均", "要求", "明确",
		"通过", "应", "对", "先", "程序", "办法", "实行", "坚持", "落实", "凡", "报", "年", "月", "由");
	struct str tail = str_trim(p->tail);

	return p->after.len == p->tail.len && tail.len >= 6 && tail.len <= 36 && STARTS(tail, acts) &&
	       !HAS(p->head, rules) && !str_has(tail, STR("了")) && !str_has(tail, STR("已")) && p->head.len >= 6;
}

/* 督促商户尽快补办, 已通知当事人限期自行拆除: and that is the end of the account. */
static bool is_urged(const struct halfway_place *p)
{
	WORDLIST(urges, "督促", "通知", "责成", "敦促", "催促", "告知", "提醒", "协调", "商请", "函告", "争取", "约定",
		"请");
	WORDLIST(acts, "补", "缴", "退", "还", "付", "拆", "自行", "搬", "腾", "办", "签", "交", "出", "复工", "竣工",
		"完工", "验收", "完成", "归", "供", "恢复", "解决", "清", "落实", "移交", "开工", "启动", "支付",
		"安排", "拨", "组织", "确定", "明确", "达成");
	WORDLIST(rules, "每", "一旦", "如", "凡", "制度", "规定", "机制", "要求各", "应急", "办法", "流程", "发现",
		"对");

	return p->after.len <= p->tail.len + 3 && str_trim(halfway_rest(p)).len <= 3 && p->tail.len <= 48 &&
	       HAS(p->before, urges) && STARTS(str_trim(p->tail), acts) && !HAS(p->before, rules) &&
	       !str_has(p->tail, STR("的"));
}

/* 纳入机构改革一并解决 */
static bool is_together(const struct halfway_place *p)
{
	static const struct str withs[] = { STR_INIT("纳入"), STR_INIT("列入"), STR_INIT("随"), STR_INIT("结合"),
		STR_INIT("待"), STR_INIT("与"), STR_INIT("在"), STR_INIT("由"), { NULL, 0 } };
	static const struct str other[] = { STR_INIT("已"), STR_INIT("了"), STR_INIT("均"), STR_INIT("全部"),
		STR_INIT("坚持"), STR_INIT("日"), STR_INIT("每"), STR_INIT("凡"), { NULL, 0 } };

	return p->after.len <= p->tail.len && p->tail.len <= 12 && spot_any(p->head, withs) &&
	       !spot_any(p->before, other);
}

/* 剩下的等天气转好: what is left and still to be done, and not 余下4间用作便民服务站. 各承担一半 shares out and tells of no step. */
static bool is_partly(const struct halfway_place *p)
{
	static const struct str rests[] = { STR_INIT("余下"), STR_INIT("剩下"), STR_INIT("余款"), { NULL, 0 } };
	static const struct str lefts[] = { STR_INIT("还剩"), STR_INIT("仅剩"), STR_INIT("尚余"), { NULL, 0 } };
	/* 共有摊位60个，还剩12个: room that is left */
	WORDLIST(room, "摊位", "车位", "床位", "泊位", "名额", "座位", "工位", "余量");
	WORDLIST(shares, "各", "负担", "承担", "分担", "分摊", "自筹", "共享", "平分");

	if (spot_any(p->cue, rests) || (spot_any(p->cue, lefts) && str_has(p->tail, STR("的"))))
		return halfway_is_open(str_sub(p->after, 0, str_find(p->after, STR("，另"), 0))) ||
		       names_time(p->tail, p->day.year);
	/* 尚余6套，留给支教教师使用: what is left has its use */
	WORDLIST(kept, "留给", "留作", "备用", "保管", "周转", "库存", "在库", "用于", "用作", "供");
	if (spot_any(p->cue, lefts) && (HAS(p->before, room) || HAS(p->after, kept)))
		return false;
	return !str_has(p->cue, STR("一半")) || !HAS(p->head, shares);
}

/* 抓紧处置, 适时启动问责程序: the account ends with what is wished for, and tells of nothing that was done. */
static bool is_wish(const struct halfway_place *p)
{
	WORDLIST(acts, "办理", "办证", "登记", "处置", "启动", "消化", "结清", "还清", "付清", "支付", "拨付", "脱钩",
		"拆除", "验收", "移交", "追缴", "追回", "催缴", "清收", "收回", "退还", "搬迁", "腾退", "销号", "建成",
		"完工", "竣工", "报批", "注销", "核销", "补助", "补装", "更换", "安装", "装表", "施工", "改造", "开工",
		"出台", "印发", "划转", "签订", "签约", "确权", "过户", "招标", "到岗", "到位", "投用", "兑付", "发放",
		"补缴", "清退", "修复");
	WORDLIST(told, "已", "了", "完成", "全部", "均", "完毕", "月", "次", "万元", "亿元", "日");
	WORDLIST(aims, "制度", "机制", "办法", "要求", "会议", "强调", "意识", "原则", "如", "凡", "对", "“", "每",
		"及时", "规定", "明确", "方案", "提出", "转型", "发展", "提升", "进度", "步伐", "体系", "数字化",
		"能力", "质量");
	struct str tail = str_trim(p->tail);

	return p->after.len <= p->tail.len + 3 && str_trim(halfway_rest(p)).len <= 3 && tail.len >= 6 &&
	       tail.len <= 48 && HAS(tail, acts) && !HAS(p->before, told) && !HAS(tail, told) &&
	       !HAS(p->before, aims) && !HAS(tail, aims);
}

/* 明年二季度交付, 元旦前亮灯: said late in the year. */
static bool is_ahead(const struct halfway_place *p)
{
	WORDLIST(acts, "交付", "交工", "投用", "亮灯", "完成", "完工", "竣工", "建成", "开工", "施工", "实施", "安装",
		"更换", "上线", "发放", "支付", "付清", "结清", "还清", "拨付", "搬迁", "拆除", "投产", "启用", "验收",
		"到货", "到位", "召开", "大修", "改造", "启动", "办结", "批下来", "扣清", "缴清", "还完");
	WORDLIST(others, "已", "了", "预算", "培训", "工作要点", "工作计划", "要点", "课题", "如", "若", "每", "起施行",
		"起执行", "不再", "防汛", "储备", "提前", "目标", "规划", "合同", "审计计划", "安排在", "原定",
		"原计划", "曾");
	bool feast = str_starts(p->cue, STR("元旦")) || str_starts(p->cue, STR("春节"));

	if (feast && (p->day.month < 9 || p->day.month == 0))
		return false;
	return HAS(str_sub(p->tail, 0, p->tail.len < 36 ? p->tail.len : 36), acts) && !HAS(p->before, others) &&
	       !HAS(p->after, others);
}

/* 已纳入老旧管网改造计划。: planned with others, and nothing that was built. */
static bool is_planned(const struct halfway_place *p)
{
	static const struct str ends[] = { STR_INIT("计划"), STR_INIT("规划"), STR_INIT("项目库"), STR_INIT("盘子"),
		STR_INIT("改造范围"), { NULL, 0 } };
	WORDLIST(works, "改造", "建设", "更新", "整治", "修缮", "城建", "大修", "迁建", "搬迁", "提升工程", "新建");
	WORDLIST(others, "审计", "培训", "学习", "考核", "立法", "督查", "检查", "监督", "预算", "轮训", "党建", "调研",
		"作风");
	struct str tail = str_trim(p->tail);

	return p->after.len <= p->tail.len + 3 && str_trim(halfway_rest(p)).len <= 3 && tail.len <= 60 &&
	       spot_ends(tail, ends) && HAS(tail, works) && !HAS(tail, others) && !HAS(p->before, finished);
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
		[HALFWAY_PART] = is_partly,
		[HALFWAY_LATER] = always,
		[HALFWAY_BEGUN] = always,
		[HALFWAY_NEED] = needs_more,
		[HALFWAY_LEFT] = counts_the_rest,
		[HALFWAY_DOING] = still_runs,
		[HALFWAY_ASKED] = always,
		[HALFWAY_REST] = rest_remains,
		[HALFWAY_STAGE] = is_stage,
		[HALFWAY_HALT] = stands_still,
		[HALFWAY_ATIT] = is_at_it,
		[HALFWAY_SENT] = lies_with_others,
		[HALFWAY_GAP] = is_missing,
		[HALFWAY_SHIFT] = is_put_off,
		[HALFWAY_LEAVE] = is_left,
		[HALFWAY_WAITS] = is_awaited,
		[HALFWAY_STEP] = is_step,
		[HALFWAY_EXCEPT] = leaves_out,
		[HALFWAY_SEQUEL] = is_sequel,
		[HALFWAY_SIGN] = halfway_is_sign,
		[HALFWAY_URGED] = is_urged,
		[HALFWAY_TOGETHER] = is_together,
		[HALFWAY_WISH] = is_wish,
		[HALFWAY_AHEAD] = is_ahead,
		[HALFWAY_PLANNED] = is_planned,
	};

	return asks[p->kind](p) && !is_other_word(p);
}

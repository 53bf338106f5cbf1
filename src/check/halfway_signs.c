/* BH208: signs of one character (未 没 仍 尚 还 但 才), and of whom and what they are said. A sign is a doubt only where something ties it to
 * now and to the work itself: a word of time, a contrast, a number of those that are left, a paper or sum that has not come; and
 * where nothing behind it says what was done about it. */
#include "halfway.h"
#include "spot.h"
#include "wordlist.h"

#define CLAUSE_FAR 75 /* bytes to the sentence's end behind a sign that is said of now */
#define COUNT_REACH 45

WORDLIST(nows, "目前", "眼下", "至今", "截至", "迄今", "当前", "一直", "始终", "依然", "仍然", "时下", "现阶段", "，现",
	"暂", "尚", "仍");

/* Behind the sign: what was done about it, so that it is the past or somebody else's fault. */
WORDLIST(deeds, "已", "了", "完成", "全部", "到位", "立案", "判决", "予以", "取消", "责令", "通报", "约谈", "给予",
	"督促", "扣", "下发", "整改", "补", "纠正", "追", "调整", "收回", "处理", "处分", "处罚", "批评", "改为",
	"改用", "改由", "进行", "通过", "印发", "退回", "重新", "清退", "拆除", "采取", "安排专", "组织", "建立",
	"一律", "不得", "关停", "提醒", "教育", "移交", "移送", "替代", "要求");

/* Of which there should be none. */
WORDLIST(faults, "例", "违", "问题", "投诉", "事故", "差错", "起", "缺", "漏", "遗留");

/* Who or what has not come: papers, sums, days, others. */
WORDLIST(owed, "批复", "批文", "手续", "资金", "经费", "款", "合同", "协议", "方案", "办法", "意见", "结果", "结论",
	"报告", "时间", "日子", "日期", "设备", "材料", "货", "编制", "指标", "图纸", "接口", "对方", "双方", "业主",
	"产权", "厂家", "施工方", "上级", "省厅", "市局", "房东", "当事人", "用地", "证", "函", "判决", "规划", "功能",
	"数据", "配件", "工程", "项目", "征收", "验收", "单位", "水电", "电源", "网络", "场地", "选址", "房源");

WORDLIST(pasts, "共登记", "全面登记", "逐户登记", "此前", "当时", "曾", "经查", "经核", "核查", "排查", "检查",
	"巡察时", "反馈", "指出", "问题", "原因", "由于", "之前", "以来", "是否", "发现", "期间", "以往", "过去", "如",
	"若", "凡", "一旦", "原则", "不得", "必须", "应当", "明确规定", "确保", "防止", "避免", "杜绝", "一律", "每月",
	"每季", "每年", "定期", "虽", "尽管", "属于", "逾期", "群众反映", "只有", "才能");

WORDLIST(rules, "制度", "规定", "明确", "必须", "须", "一律", "凡", "每", "严格", "确保", "要求", "原则", "流程",
	"程序", "未经", "只有", "经审", "经批", "认识", "深刻", "意识", "强调", "让群众", "坚决", "保证", "防止",
	"做到");

/* What may stand behind 还 仍 尚, 才, 不, 只. */
WORDLIST(stays, "在", "排", "压", "卡", "停", "悬", "拖", "躺", "搁", "缺", "差", "欠", "等", "按老", "按原", "按旧",
	"沿用", "用老", "用旧", "由原", "由老", "由旧", "不能", "不肯", "不愿", "不同", "不具", "不明", "不稳", "不通",
	"不够", "不到", "须", "要再", "要请", "要补", "要等", "要开", "要报", "要经", "要对", "得", "是老", "是原",
	"是旧", "需", "处于", "没", "未", "难以", "占", "堆", "挂在", "租", "空着", "闲置");
WORDLIST(comes, "能", "会", "可", "到", "有", "拿", "开", "完", "批", "够", "轮", "排", "见");
WORDLIST(results, "上", "下来", "下去", "进", "出", "了", "到", "动", "成", "齐", "通", "拢", "开", "好", "完", "着",
	"住", "清", "起", "过");
WORDLIST(acts, "同意", "答应", "肯", "愿", "退", "还了", "缴", "交了", "完成", "建成", "联系上", "签", "拆", "搬",
	"到账", "收", "追", "修", "装", "办");

/* 3户没签, 个别路段还没动: some of them, and not 对3户…. */
static bool is_of_some(struct str head)
{
	static const struct str some[] = { STR_INIT("其余"), STR_INIT("另"), STR_INIT("个别"), STR_INIT("部分"),
		STR_INIT("有的"), STR_INIT("少数"), STR_INIT("余下"), STR_INIT("剩"), STR_INIT("其他"),
		STR_INIT("二期"), STR_INIT("三期"), STR_INIT("多数"), { NULL, 0 } };
	static const struct str objects[] = { STR_INIT("对"), STR_INIT("因"), STR_INIT("针对"), STR_INIT("将"),
		STR_INIT("把"), STR_INIT("责令"), STR_INIT("向"), STR_INIT("给"), STR_INIT("为"), { NULL, 0 } };

	return head.len <= COUNT_REACH && !spot_starts(str_trim(head), objects) &&
	       (halfway_has_count(head) || spot_any(head, some));
}

static bool is_contrast(const struct halfway_place *p)
{
	static const struct str words[] = { STR_INIT("但"), STR_INIT("不过"), STR_INIT("只是"), STR_INIT("然而"),
		STR_INIT("可是"), STR_INIT("唯独"), STR_INIT("无奈"), { NULL, 0 } };

	return spot_any(p->before, words) && !str_has(p->before, STR("不但"));
}

/* Something was done about it. 印发后同步培训 is to come. */
static bool tells_deeds(struct str after)
{
	static const struct str futures[] = { STR_INIT("印发后"), STR_INIT("通过后"), STR_INIT("完成后"),
		STR_INIT("到位后"), STR_INIT("审定后"), STR_INIT("批复后"), { NULL, 0 } };

	for (const struct str *w = futures; w->len; w++) {
		size_t at = str_find(after, *w, 0);
		if (at != STR_NPOS)
			return HAS(str_sub(after, 0, at), deeds);
	}
	size_t not = str_find(after, STR("不了"), 0); /* 发不了报告 */
	if (not != STR_NPOS)
		return HAS(str_sub(after, 0, not ), deeds) || HAS(str_sub(after, not +6, after.len), deeds);
	return HAS(after, deeds);
}

/* The next sentence tells that it is over. */
static bool next_resolves(const struct halfway_place *p)
{
	WORDLIST(over, "现已", "均已", "已全部", "目前已", "全部", "已于", "随后", "已完成", "已整改", "后已", "已办",
		"已经");
	struct str rest = halfway_rest(p);

	while (rest.len >= 3 && (str_starts(rest, STR("。")) || str_starts(rest, STR("；"))))
		rest = str_sub(rest, 3, rest.len);
	size_t end = str_find(rest, STR("。"), 0);
	return HAS(str_sub(rest, 0, end == STR_NPOS ? rest.len : end), over);
}

/* 的 behind it: the sign describes something, unless that is so many of them at the clause's end. */
static bool is_attribute(const struct halfway_place *p)
{
	size_t at = str_find(p->tail, STR("的"), 0);

	if (at == STR_NPOS)
		return false;
	struct str what = str_sub(p->tail, at + 3, p->tail.len);
	return !(what.len > 0 && what.len <= 12 && halfway_has_count(str_sub(what, 0, 1)));
}

/* The clause before ends with so many, and the sentence ends here. */
static bool ends_counted(const struct halfway_place *p)
{
	struct str before = str_trim(p->before);

	return p->after.len == p->tail.len && p->tail.len <= 12 && str_ends(before, STR("，")) &&
	       halfway_has_count(str_sub(before, before.len > 12 ? before.len - 12 : 0, before.len));
}

/* 消化批而未供土地, 处置未验收项目3个: what the deed is done to. */
static bool is_object(struct str head)
{
	WORDLIST(verbs, "消化", "处置", "盘活", "清理", "整治", "化解", "清查", "梳理", "核减", "追缴", "补缴", "处理",
		"压降", "清收", "督促");
	size_t de = str_rfind(head, STR("的"));

	if (de != STR_NPOS)
		head = str_sub(head, de + 3, head.len);
	return str_ends(head, STR("而")) || (HAS(head, verbs) && !halfway_has_count(head));
}

/* 铝板还没装, 2家没签, 挂网时间未定: it is not there. */
static bool is_absent(const struct halfway_place *p)
{
	static const struct str afters[] = { STR_INIT("尚"), STR_INIT("还"), STR_INIT("仍"), STR_INIT("暂"),
		STR_INIT("并"), STR_INIT("从"), STR_INIT("均"), STR_INIT("都"), STR_INIT("也"), { NULL, 0 } };
	/* 没收, 罚没, 淹没 */
	WORDLIST(taken, "收", "入", "落", "完");
	static const struct str drowned[] = { STR_INIT("罚"), STR_INIT("淹"), STR_INIT("埋"), STR_INIT("出"),
		STR_INIT("吞"), STR_INIT("沉"), { NULL, 0 } };
	struct str tail = str_trim(p->tail), head = p->head;

	if (str_starts(tail, STR("有"))) /* 没有 */
		tail = str_sub(tail, 3, tail.len);
	if (str_eq(p->cue, STR("没")) && (STARTS(p->tail, taken) || spot_ends(p->head, drowned)))
		return false;
	if (str_eq(p->cue, STR("未")) && halfway_has_count(p->tail) && is_object(head))
		return false;
	/* 一个报名的也没有 */
	if (tail.len == 0 && str_ends(p->tail, STR("有")) && p->after.len == p->tail.len)
		return str_starts(str_trim(head), STR("一")) && !HAS(p->before, pasts) && !HAS(head, faults) &&
		       (str_ends(head, STR("也")) || str_ends(head, STR("都")));
	/* 未到期继续履行18份: and what becomes of them */
	if (!halfway_awaits(tail) || halfway_is_closed(tail) || is_attribute(p) || HAS(p->before, pasts))
		return false;
	while (spot_ends(head, afters))
		head = str_sub(head, 0, head.len - 3);
	/* 时限字段没改过来。: as people say it, and the sentence ends there */
	bool plain = str_eq(p->cue, STR("没")) && !str_starts(p->tail, STR("有")) && p->after.len == p->tail.len &&
		     tail.len <= 12 && p->before.len >= 24 && !HAS(p->before, rules);
	if (plain)
		return true;
	bool now = HAS(p->before, nows) || is_contrast(p);
	bool some = is_of_some(head), thing = HAS(head, owed) || str_ends(str_trim(head), STR("账"));
	bool bare = str_eq(p->cue, STR("没")) &&
		    ((str_trim(head).len == 0 && (str_has(p->before, STR("了")) || ends_counted(p))) ||
			    str_ends(str_trim(head), STR("了"))); /* 装上了没通电; 资料缺签字的有28户，没有发 */
	if (!now && !some && !thing && !bare)
		return false;
	/* without a word of time it must end there */
	return !tells_deeds(str_sub(p->after, p->tail.len, p->after.len)) &&
	       p->after.len <= (now ? 2 * CLAUSE_FAR : p->tail.len + CLAUSE_FAR);
}

/* 眼下还排在议题单上, 仍按老办法收费: it goes on as it was. */
static bool still_so(const struct halfway_place *p)
{
	WORDLIST(others, "得到", "得益", "得以", "得分", "得知", "在职", "在岗", "在册", "在编", "在校", "在位", "在于",
		"在全", "在门", "在局", "在官", "在公", "在网", "在微", "在每", "在各", "在重", "在主", "在其",
		"需加强", "需进", "需持", "需巩", "需提", "需努", "须加强", "不断", "不放", "不懈", "不足", "要对照",
		"要报告", "要报备", "等额", "要对标", "在一线", "在线", "在保", "无偿", "在辖", "在城", "在市", "在县",
		"在区", "在街", "在醒", "在现", "在显", "在本", "在所", "在年", "在20", "租");
	/* as it always was, whatever else was done */
	WORDLIST(old, "按老", "按原", "按旧", "沿用", "用老", "用旧", "由原", "由老", "由旧", "是老", "是原", "是旧");
	static const struct str places[] = { STR_INIT("上"), STR_INIT("里"), STR_INIT("中"), STR_INIT("内"),
		STR_INIT("阶段"), STR_INIT("环节"), STR_INIT("那儿"), { NULL, 0 } };
	struct str tail = str_trim(p->tail);
	bool led = HAS(p->before, nows) || is_contrast(p) || is_of_some(p->head) || HAS(p->head, owed) ||
		   (str_trim(p->head).len == 0 && p->before.len > 0 && p->after.len == p->tail.len);
	bool as_ever = STARTS(tail, old), lies = spot_ends(tail, places); /* 排在常务会议的议题单上 */

	/* 尚未出现投诉: that there is none is no step left to take */
	if ((str_starts(tail, STR("未")) || str_starts(tail, STR("没"))) && !halfway_lacks(tail))
		return false;
	/* 仍在医院工作，但不再由医院直接聘用: what was wrong is over */
	if (str_has(p->after, STR("不再由")) || str_has(p->after, STR("但不再")))
		return false;
	/* 新办法自2025年1月1日起施行，本年度仍按原办法考核: which rule holds until when */
	if (as_ever && (str_has(p->before, STR("起施行")) || str_has(p->before, STR("起执行")) ||
			       str_has(p->after, STR("起施行")) || str_has(p->after, STR("起执行"))))
		return false;
	/* 经论证后仍由原供应商服务: that was decided */
	return STARTS(tail, stays) && !STARTS(tail, others) && !halfway_is_closed(p->head) &&
	       (led || (as_ever && p->before.len > 0)) && (lies || !is_attribute(p)) && !HAS(p->before, pasts) &&
	       (as_ever || !tells_deeds(p->after)) && p->after.len <= 2 * CLAUSE_FAR;
}

/* 车载端做通了，但手持端信号不稳: what is said last takes back. */
static bool takes_back(const struct halfway_place *p)
{
	WORDLIST(lacks, "未", "没", "无法", "无人", "难", "缺", "不让", "不认", "不肯", "不愿", "不同意", "不配合",
		"不到位", "不通", "不稳", "不上", "不动", "不出", "不下", "等", "待", "卡在", "拖", "停", "滞后",
		"缓慢", "分歧", "争议", "不一", "不齐", "不达标", "仍", "尚", "还", "中断", "搁置", "只", "仅", "少于",
		"低于");
	WORDLIST(vague, "差距", "不足", "短板", "薄弱", "加强", "提升", "努力", "经验", "未发", "没有发", "未造",
		"没有造", "未影响", "不影响", "未出现", "未违", "不属", "未涉", "未收", "尚可", "还款", "问题", "待遇",
		"接待", "保持", "坚持", "每", "定期", "只限", "仅限", "不得", "不再", "等额", "未达到处分", "情节",
		"未履行", "未按", "未严", "未及", "未经", "退还", "归还", "仍然有效", "才能", "方可", "不仅");

	return str_starts(p->before, STR("但")) == false && str_trim(p->head).len == 0 && p->after.len >= 9 &&
	       p->after.len <= 2 * CLAUSE_FAR && HAS(p->after, lacks) && !HAS(p->after, vague) &&
	       !tells_deeds(p->after) && !HAS(p->before, pasts);
}

/* 最早要到五月才能到货 */
static bool comes_late(const struct halfway_place *p)
{
	WORDLIST(whens, "月", "年", "后", "够", "等", "待", "期满", "要到", "明年", "下");
	return STARTS(str_trim(p->tail), comes) && HAS(p->before, whens) && !HAS(p->before, rules) &&
	       !tells_deeds(p->after) && !str_ends(p->head, STR("人")) && !str_ends(p->head, STR("刚"));
}

/* 数据导不进去, 沥青铺不上, 专家约不齐: tried, and it does not come about. */
static bool does_not_come_about(const struct halfway_place *p)
{
	/* 不了解, 不到位, 不出问题: other words */
	WORDLIST(words, "了解", "了了", "到位", "到一", "到半", "到三", "到两", "到五", "到2", "到1", "到3", "到5",
		"到6", "到4", "到9", "上报", "上会", "上交", "上班", "上岗", "上访", "出现", "出问", "出事", "出错",
		"成熟", "成比", "成文", "通过", "通知", "通报", "开放", "开展", "开会", "开支", "好的", "完善", "完整",
		"完全", "清楚", "清晰", "清正", "着眼", "住宿", "起诉", "过夜", "过期", "过关", "过问", "过多", "过分",
		"过是", "成立", "进行", "进入", "出租", "出让", "出村", "出镇", "出户", "出县", "动产", "开门", "到会",
		"到岗", "到场", "出席", "成为", "出库", "出境", "出社", "出街", "出网", "出乡", "出区", "出小区",
		"出单位", "出厂", "出组", "出院", "出园");
	static const struct str befores[] = { STR_INIT("并"), STR_INIT("绝"), STR_INIT("决"), STR_INIT("从"),
		STR_INIT("也"), STR_INIT("都"), STR_INIT("均"), STR_INIT("能"), STR_INIT("若"), STR_INIT("如"),
		STR_INIT("而"), STR_INIT("、"), STR_INIT("“"), STR_INIT("离"), STR_INIT("少"), STR_INIT("免"),
		STR_INIT("差"), STR_INIT("对"), STR_INIT("来"), STR_INIT("得"), STR_INIT("且"), STR_INIT("度"),
		STR_INIT("力"), STR_INIT("的"), STR_INIT("说"), STR_INIT("管"), STR_INIT("够"), STR_INIT("想"),
		STR_INIT("或"), STR_INIT("就"), STR_INIT("但"), STR_INIT("做"), STR_INIT("只"), STR_INIT("更"),
		STR_INIT("抓"), STR_INIT("压"), STR_INIT("跟"), STR_INIT("落"), STR_INIT("用"), STR_INIT("走"),
		STR_INIT("跑"), STR_INIT("拉"), { NULL, 0 } };
	struct str head = p->head;

	/* 还是不出水 */
	bool still = str_ends(head, STR("还是")) || str_ends(head, STR("仍旧")) || str_ends(head, STR("依旧"));
	/* ，接不上。: one verb, and the sentence ends there */
	bool alone = head.len == 3 && p->before.len >= 24 && p->after.len == p->tail.len;
	if ((head.len < 6 && !alone) || spot_ends(head, befores) || is_attribute(p) || HAS(p->before, pasts))
		return false;
	bool ends = p->after.len == p->tail.len; /* 数据传不到市平台。 */
	if (!still && (!STARTS(p->tail, results) || STARTS(p->tail, words) || p->tail.len > (ends ? 18 : 9)))
		return false;
	/* the 了 of 进不了 is none of a deed */
	struct str after = str_starts(p->tail, STR("了")) ? str_sub(p->after, 3, p->after.len) : p->after;
	WORDLIST(dones, "已", "了", "完成", "全部", "到位", "解决", "整改", "改为", "调整", "通过", "替代", "更换",
		"采取", "责令", "处理", "约谈", "重新", "安排专", "存入", "缴入", "提存");
	return !HAS(after, dones) && p->after.len <= 2 * CLAUSE_FAR && !HAS(head, rules) &&
	       !str_has(p->tail, STR("、"));
}

/* 家属只同意退一半 */
static bool is_only_some(const struct halfway_place *p)
{
	static const struct str some[] = { STR_INIT("一半"), STR_INIT("部分"), STR_INIT("一成"), STR_INIT("两成"),
		STR_INIT("一期"), STR_INIT("一处"), STR_INIT("一个"), STR_INIT("两个"), STR_INIT("一户"), { NULL, 0 } };

	return STARTS(p->tail, acts) && !str_has(p->after, STR("因为")) &&
	       (spot_any(p->tail, some) || halfway_has_count(p->tail)) && !is_attribute(p) && !HAS(p->before, pasts) &&
	       !HAS(p->before, rules) && !tells_deeds(str_sub(p->after, p->tail.len, p->after.len));
}

static struct str clause_of(struct str s)
{
	static const struct str marks[] = { STR_INIT("，"), STR_INIT(","), STR_INIT("。"), STR_INIT("；"),
		STR_INIT(";"), STR_INIT("、"), STR_INIT("\n"), { NULL, 0 } };
	size_t end = s.len;

	for (const struct str *m = marks; m->len; m++) {
		size_t at = str_find(s, *m, 0);
		end = at < end ? at : end;
	}
	return str_sub(s, 0, end);
}

bool halfway_may_be_sign(struct str cue, struct str behind)
{
	if (str_eq(cue, STR("不")))
		return STARTS(behind, results);
	if (str_eq(cue, STR("未")) || str_eq(cue, STR("没")))
		return str_starts(behind, STR("有")) || halfway_awaits(clause_of(behind));
	if (str_eq(cue, STR("才")))
		return STARTS(behind, comes);
	if (str_eq(cue, STR("只")))
		return STARTS(behind, acts);
	return str_eq(cue, STR("但")) || STARTS(behind, stays);
}

bool halfway_is_sign(const struct halfway_place *p)
{
	bool fits;

	if (str_has(p->head, STR("关于"))) /* （1）关于职责边界不清: the finding told again */
		return false;
	if (str_has(p->cue, STR("未")) || str_has(p->cue, STR("没")))
		fits = is_absent(p);
	else if (str_eq(p->cue, STR("但")))
		fits = takes_back(p);
	else if (str_eq(p->cue, STR("才")))
		fits = comes_late(p);
	else if (str_eq(p->cue, STR("不")))
		fits = does_not_come_about(p);
	else if (str_eq(p->cue, STR("只")))
		fits = is_only_some(p);
	else
		fits = still_so(p);
	return fits && !next_resolves(p) && !str_has(p->after, STR("问题"));
}

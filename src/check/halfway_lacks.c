/* BH208: what there is not. That a step was not reached or an answer has not come (没有建成, 没有回音) leaves work undone; that there
 * is no interruption, no leak, no dispute (没有中断) is as it should be. Only the first is named here, so that what nobody
 * thought of is no doubt. */
#include "halfway.h"
#include "spot.h"
#include "wordlist.h"

#define LACK_FAR 24 /* bytes within which a lack ends that has no object behind it */

/* 没有批复, 没有实质进展, 没有安置房源: what should have come; it ends the clause. */
static bool ends_with_thing(struct str s)
{
	static const struct str things[] = { STR_INIT("批复"), STR_INIT("批文"), STR_INIT("答复"), STR_INIT("回复"),
		STR_INIT("回音"), STR_INIT("回函"), STR_INIT("回话"), STR_INIT("音讯"), STR_INIT("消息"),
		STR_INIT("下文"), STR_INIT("着落"), STR_INIT("眉目"), STR_INIT("头绪"), STR_INIT("结果"),
		STR_INIT("结论"), STR_INIT("定论"), STR_INIT("进展"), STR_INIT("来源"), STR_INIT("余钱"),
		STR_INIT("钱"), STR_INIT("资金"), STR_INIT("经费"), STR_INIT("场地"), STR_INIT("房源"),
		STR_INIT("电源"), STR_INIT("图纸"), STR_INIT("时间表"), STR_INIT("方案"), STR_INIT("证"),
		STR_INIT("人选"), STR_INIT("报名"), STR_INIT("应标"), STR_INIT("摘牌"), STR_INIT("举牌"),
		STR_INIT("人要"), STR_INIT("人接"), { NULL, 0 } };
	WORDLIST(idle, "闲置", "沉淀", "滞留", "结余", "挪用", "违规", "多余", "拖欠", "无证", "持证");

	return s.len <= LACK_FAR && spot_ends(s, things) && !HAS(s, idle);
}

/* 没签, 没有动, 没有发下来: one verb, and the clause ends there or with how it comes out. */
static bool is_plain_step(struct str s)
{
	WORDLIST(verbs, "装", "定", "发", "改", "交", "动", "批", "签", "拆", "搬", "退", "还", "付", "缴", "拨", "办",
		"建", "修", "换", "补", "谈", "报", "审", "开", "来", "通", "做", "销", "验", "腾", "挂", "过", "盖",
		"接", "对", "收", "用", "筹", "等", "给", "调", "排", "联系", "落", "说", "编", "配", "招");
	WORDLIST(outs, "下来", "出来", "过来", "过去", "上", "成", "齐", "拢", "妥", "好", "完", "通", "清", "到位",
		"走", "到人", "来", "章", "网", "电", "水", "气");

	if (!STARTS(s, verbs))
		return false;
	s = str_sub(s, str_starts(s, STR("联系")) ? 6 : 3, s.len);
	return s.len == 0 || (s.len <= 12 && STARTS(s, outs));
}

bool halfway_awaits(struct str s)
{
	WORDLIST(steps, "完成", "完工", "竣工", "建成", "开工", "动工", "进场", "开庭", "宣判", "到位", "到账", "到货",
		"到岗", "到任", "到期", "下发", "下达", "下来", "出来", "批准", "批下", "批复", "签订", "签字", "签收",
		"签约", "签名", "交接", "交付", "交钥", "交齐", "移交", "验收", "接通", "接入", "通电", "通网", "通水",
		"通车", "通气", "通过验", "通过检", "通过评", "通过审", "通过认", "通过检", "谈妥", "谈成", "谈拢",
		"达成", "松口", "表态", "点头", "盖章", "拨付", "拨下", "支付", "付清", "还清", "缴清", "结清", "收回",
		"追回", "退还", "退回", "归还", "拆除", "搬走", "搬离", "搬迁", "腾退", "腾出", "安装", "更换", "启动",
		"启用", "投用", "投入使", "上线", "运行", "解决", "销号", "兑现", "报齐", "补齐", "配齐", "招到",
		"找到", "明确", "确定", "开会", "上会", "审议", "挂网", "挂牌", "注销", "核销", "销户", "过户", "办证",
		"办理", "办结", "办下", "碰到一", "对上", "人报名", "人应标", "人摘牌", "人举牌", "人要", "人接",
		"回话", "回音", "过半", "过三分", "划转", "争取到", "整改");
	WORDLIST(marks, "标准", "要求", "条件", "进度", "目标", "一致");

	s = str_trim(s);
	return STARTS(s, steps) || is_plain_step(s) || ends_with_thing(s) ||
	       (str_starts(s, STR("达到")) && HAS(s, marks));
}

bool halfway_lacks(struct str s)
{
	static const struct str signs[] = { STR_INIT("没有"), STR_INIT("没"), STR_INIT("未"), { NULL, 0 } };

	for (size_t i = 0; i + 3 <= s.len; i++) {
		struct str from = str_sub(s, i, s.len);
		for (const struct str *w = signs; w->len; w++) {
			if (!str_starts(from, *w))
				continue;
			struct str what = str_sub(from, w->len, from.len);
			if (halfway_awaits(str_sub(what, 0, str_find(what, STR("，"), 0))))
				return true;
			break;
		}
	}
	return false;
}

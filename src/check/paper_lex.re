#include "paper_lex.h"

#include "spot.h"

#define FINDING_BYTES 480 /* of a finding that is repeated in front: 针对…问题 */

/* Behind the last 问题 of the clause at p, or behind 针 (对接 may begin there): a long clause is not walked again from each 针对. */
static const unsigned char *behind_finding(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *last = p - 3, *most = end - p > FINDING_BYTES ? p + FINDING_BYTES : end;

	while (p < most) {
		struct str s = { (const char *)p, (size_t)(most - p) };
		size_t len = s.len >= 3 && *p >= 0x80 ? 3 : 1;
		if (*p == '\n' || *p == ',' || *p == ';' || *p == ':' || *p == '\0' || str_starts(s, STR("，")) ||
			str_starts(s, STR("。")) || str_starts(s, STR("；")) || str_starts(s, STR("：")))
			break;
		if (str_starts(s, STR("问题")))
			last = p + sizeof("问题") - 1;
		p += len;
	}
	return last;
}

/* Behind the last of the words that begins within `most` characters of p, or NULL: none does before a stop or the clause's end.
 * Told so to the automaton, each of these would have it count characters, and its code would be five times as long. */
static const unsigned char *behind_object(const unsigned char *p, const unsigned char *end, size_t most, const struct str *stops,
	const struct str *words)
{
	static const struct str clause[] = { STR_INIT("，"), STR_INIT("。"), STR_INIT("；"), STR_INIT(","), STR_INIT(";"), STR_INIT("\n"),
		{ NULL, 0 } };
	const unsigned char *last = NULL;

	for (size_t n = 0; n <= most && p < end && *p; n++) {
		struct str s = { (const char *)p, (size_t)(end - p) };
		if (spot_starts(s, clause) || spot_starts(s, stops))
			break;
		for (const struct str *w = words; w->len; w++)
			last = str_starts(s, *w) && p + w->len > last ? p + w->len : last;
		p += *p >= 0xE0 && s.len >= 3 ? 3 : 1;
	}
	return last;
}

/* What stands behind words of meetings and papers. */
static const struct str NO_STOPS[] = { { NULL, 0 } };
static const struct str STUDY_STOPS[] = { STR_INIT("、"), STR_INIT("并"), STR_INIT("后"), STR_INIT("和"), STR_INIT("《"), STR_INIT("》"),
	{ NULL, 0 } };
static const struct str STUDIED[] = { STR_INIT("制度"), STR_INIT("规定"), STR_INIT("办法"), STR_INIT("条例"), STR_INIT("法"),
	STR_INIT("读本"), STR_INIT("文件"), STR_INIT("材料"), STR_INIT("用语"), STR_INIT("事迹"), { NULL, 0 } };
static const struct str HELD[] = { STR_INIT("动员会"), STR_INIT("座谈会"), STR_INIT("学习会"), STR_INIT("专题会"), STR_INIT("教育会"),
	STR_INIT("警示大会"), STR_INIT("教育大会"), STR_INIT("建设大会"), STR_INIT("整顿会"), STR_INIT("整顿大会"), STR_INIT("推进会"),
	STR_INIT("研讨会"), STR_INIT("工作会"), STR_INIT("例会"), STR_INIT("讨论会"), STR_INIT("交流会"), STR_INIT("部署会"),
	STR_INIT("动员大会"), STR_INIT("职工大会"), STR_INIT("干部大会"), STR_INIT("会议"), { NULL, 0 } };
static const struct str TALKED[] = { STR_INIT("讨论"), STR_INIT("研讨"), STR_INIT("交流"), STR_INIT("座谈"), { NULL, 0 } };
static const struct str TOLD_STOPS[] = { STR_INIT("处"), { NULL, 0 } };
static const struct str TOLD[] = { STR_INIT("案例"), STR_INIT("事故"), STR_INIT("精神"), { NULL, 0 } };
static const struct str WRITTEN[] = { STR_INIT("材料"), STR_INIT("体会"), STR_INIT("心得"), STR_INIT("文章"), STR_INIT("剖析"), { NULL, 0 } };
static const struct str CAMPAIGNS[] = { STR_INIT("主题"), STR_INIT("大讨论"), STR_INIT("征文"), STR_INIT("专题教育"), { NULL, 0 } };

/* Behind the slogan at p and what it is of (“…”主题, “…”大讨论), or NULL. */
static const unsigned char *behind_slogan(const unsigned char *p, const unsigned char *end)
{
	for (size_t n = 0; n <= 24 && p < end && *p && *p != '\n'; n++) {
		struct str s = { (const char *)p, (size_t)(end - p) };
		if (str_starts(s, STR("“")))
			return NULL;
		if (str_starts(s, STR("”")))
			return behind_object(p + 3, end, 0, NO_STOPS, CAMPAIGNS);
		p += *p >= 0xE0 && s.len >= 3 ? 3 : 1;
	}
	return NULL;
}

enum paper_token paper_lex(struct str text, size_t *pos)
{
	const unsigned char *end = (const unsigned char *)text.ptr + text.len;
	const unsigned char *p = starts_skip_dense(&paper_starts, (const unsigned char *)text.ptr + *pos, end);
	const unsigned char *mark = p;

	if (p >= end)
		return PAPER_END;
#define GIVE(kind)                                                  \
	do {                                                        \
		*pos = (size_t)(p - (const unsigned char *)text.ptr); \
		return kind;                                        \
	} while (0)
#define OBJECT(found, otherwise)                      \
	do {                                          \
		const unsigned char *behind = (found); \
		if (!behind)                          \
			GIVE(otherwise);              \
		p = behind;                           \
		GIVE(PAPER_PAPER);                    \
	} while (0)
/*!re2c
	re2c:api = custom;
	re2c:api:style = free-form;
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYPEEK = "(p < end ? *p : 0)";
	re2c:define:YYSKIP = "++p;";
	re2c:define:YYBACKUP = "mark = p;";
	re2c:define:YYRESTORE = "p = mark;";
	re2c:yyfill:enable = 0;

	digit = [0-9０-９];

	"《" [^\x00\n《》]* "》" { GIVE(PAPER_NONE); }
	"针对" | "关于" { p = behind_finding(p, end); GIVE(PAPER_NONE); }

	// what was stressed there is not done
	"强调" [^\x00\n，。；,;]* { GIVE(PAPER_PAPER); }
	// a meeting's or a study's own object is not made or executed there: 召开作风建设动员会, 就投诉处理迟缓问题开展讨论, 通报近年来的典型事故
	"学习" { OBJECT(behind_object(p, end, 14, STUDY_STOPS, STUDIED), PAPER_PAPER); }
	"召开" { OBJECT(behind_object(p, end, 20, NO_STOPS, HELD), PAPER_NONE); }
	"就" | "围绕" { OBJECT(behind_object(p, end, 24, NO_STOPS, TALKED), PAPER_NONE); }
	"通报" { OBJECT(behind_object(p, end, 14, TOLD_STOPS, TOLD), PAPER_ACT); }
	"撰写" { OBJECT(behind_object(p, end, 12, NO_STOPS, WRITTEN), PAPER_NONE); }
	"“" { OBJECT(behind_slogan(p, end), PAPER_NONE); }
	"讨论" | "征文" | "谈认识" | "谈体会" | "谈感想" | "统一思想" | "统一了思想" | "提高站位" | "警示片" | "专题片" | "倡议书" | "学习资料" | "宣传资料" | "宣传材料" | "反复提醒" | "学习班" | "对照检查材料" | "检讨书" { GIVE(PAPER_PAPER); }
	// what is promised is not done
	"今后" [^\x00\n，。；,;]* { GIVE(PAPER_NONE); }
	"作出承诺" | "承诺签字" | "承诺签名" | "教育大会" | "观看" | "签订承诺书" | "签订责任书" | "签订责任状" | "重申" | "引以为戒" | "承诺书" | "明白纸" | "宣传单" | "宣传册" { GIVE(PAPER_PAPER); }
	"重温" | "警示教育大会" | "传达" | "会议" | "座谈" | "研讨" | "宣讲" | "领会" | "提高认识" | "提升认识" | "思想认识" | "印发通知" | "下发通知" | "表态" | "培训" | "警示教育" | "专题党课" | "部署" | "通报典型" | "通报精神" | "通报案例" | "典型案例通报" | "案例通报" | "通报反面" | "集体研讨" | "心得" | "纪律教育" | "廉政教育" | "推进会" | "动员会" | "专题会" | "党组会" | "党委会" | "谈心谈话" | "专题研究" | "警示教育片" | "教育片" | "集中教育" { GIVE(PAPER_PAPER); }

	"修订" | "制定" | "制订" | "建立" | "完善" | "健全" | "落实" | "执行" | "监督" | "监管" | "规范" | "明确" | "机制" | "制度" | "推行" | "编制" | "起草" | "严格" | "举一反三" { GIVE(PAPER_SYSTEM); }

	"严肃" | "加强" | "强化" | "提升" | "压实" | "提高" { GIVE(PAPER_URGE); }

	"整改" | "查扣" | "吊销" | "接入" | "拆改" | "腾退" | "清收" | "清理" "整治" | "清退" | "退还" | "追缴" | "追回" | "检查" | "排查" | "督促" | "督查" | "督办" | "约谈" | "处分" | "签订" | "安装" | "拆除" | "改造" | "维修" | "修复" | "公示" | "公开" | "更换" | "清理" | "核查" | "核实" | "核对" | "补缴" | "补交" | "补签" | "补办" | "补齐" | "补充" | "补收" | "补录" | "补登" | "补记" | "补选" | "缴纳" | "缴清" | "缴回" | "缴存" | "收回" | "移交" | "审计" | "考核" | "问责" | "谈话" | "诫勉" | "批评教育" | "处理" | "处罚" | "立案" | "查处" | "收回" | "调整"
		| "验收" | "结算" | "支付" | "拨付" | "台账" | "登记" | "盘点" | "入账" | "划转" | "整治" | "巡查" | "抽查" | "评估" | "采购" | "招标" | "建成" | "投入" | "启用" | "升级" | "开发" | "化解" | "解决" | "办理" | "办结" | "销号" | "收缴" | "配备" | "选举" | "换届" | "调离" | "免职" | "辞退" | "停用" | "封存" | "报废" | "处置" | "终止" | "停止" | "暂停" | "撤销"
		| "取消" | "审批" | "复核" | "自查" | "摸排" | "走访" | "调研" | "减少" | "新增" | "施工" | "建设" | "清运" | "疏通" | "治理" | "测算" | "协调" | "对接" | "联系" | "申请" | "上报" | "报送" | "实施" | "推进" | "开工" | "完成" | "压缩" | "清算" | "兑现" | "剖析" | "检讨" | "检视" | "承诺" | "追究" | "返还" | "上缴" | "归还" | "扣回" | "扣减" | "冲抵"
		| "抵扣" | "还款" | "偿还" | "结清" | "付清" | "清偿" | "核减" | "核销" | "招租" | "盘活" | "腾退" | "出租" | "拍卖" | "划拨" | "拆" | "修缮" | "改建" | "清淤" | "封堵" | "恢复" | "纠正" | "更正" | "责令" | "诉讼" | "起诉" | "还款协议" | "发函" | "致函" | "催收" | "催缴" | "补发" | "追发" | "退赔" | "赔偿" | "清零" | "腾出" | "打通" | "重建" | "种植" | "补植" | "铺设" | "补种" | "开放" | "接待" | "轮值" | "转介" | "筛查" { GIVE(PAPER_ACT); }

	digit+ ([,，.．] digit+)* [ ]? [余多]? ("万元" | "亿元" | "元") { GIVE(PAPER_MONEY); }
	// without a unit it is skipped as a whole: its digits are not begun with one by one
	digit+ ([,，.．] digit+)* { GIVE(PAPER_NONE); }
	"违规采购" | "应采未采" | "违规借" | "公款" | "超范围列支" | "未招标" | "未公开招标" | "应招未招" | "规避招标" | "化整为零" | "围标" | "串标" | "肢解" | "公车私用" { GIVE(PAPER_THING); }
	"违规发放" | "违规支出" | "违规列支" | "违规使用" | "违规占用" | "违规收费" | "违规报销" | "违规领取" | "重复报销" | "重复领取" | "多付" | "超付" | "多领" | "多报" | "挪用" | "套取" | "虚列" | "虚报" | "拖欠" | "欠款" | "超标准" | "白条" | "账外账" | "小金库"
		| "私车公养" | "违法建设" | "违法建筑" | "闲置" | "烂尾" | "渗漏" | "污水直排" | "乱倒" | "偷倒" | "未收取" | "未收缴" | "应收未收" | "少收" | "违规出借" | "违规出租" | "占用绿地" | "超标" { GIVE(PAPER_DEBT); }

	[^] { GIVE(PAPER_NONE); }
	*   { GIVE(PAPER_NONE); }
*/
#undef OBJECT
#undef GIVE
}

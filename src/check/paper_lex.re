#include "paper_lex.h"

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
	// what is studied is not made or executed there
	"学习" [^\x00\n，。；,;、并后和《》]{1,14} ("制度" | "规定" | "办法" | "条例" | "法" | "法规" | "读本" | "文件" | "材料" | "用语" | "事迹") { GIVE(PAPER_PAPER); }
	// a meeting's or a study's own object: 召开作风建设动员会, 就投诉处理迟缓问题开展讨论, 通报近年来的典型事故
	"召开" [^\x00\n，。；,;]{0,20} ("动员会" | "座谈会" | "学习会" | "专题会" | "教育会" | "警示大会" | "教育大会" | "建设大会" | "整顿会" | "整顿大会" | "推进会" | "研讨会" | "工作会议" | "工作会" | "专题会议" | "例会" | "讨论会" | "交流会" | "部署会" | "动员大会" | "职工大会" | "干部大会") { GIVE(PAPER_PAPER); }
	("就" | "围绕") [^\x00\n，。；,;]{1,24} ("讨论" | "研讨" | "交流" | "座谈") { GIVE(PAPER_PAPER); }
	"通报" [^\x00\n，。；,;处]{0,14} ("案例" | "事故" | "精神") { GIVE(PAPER_PAPER); }
	"撰写" [^\x00\n，。；,;]{0,12} ("材料" | "体会" | "心得" | "文章" | "剖析") { GIVE(PAPER_PAPER); }
	"“" [^\x00\n“”]{1,24} "”" ("主题" | "大讨论" | "征文" | "专题教育") { GIVE(PAPER_PAPER); }
	"讨论" | "征文" | "谈认识" | "谈体会" | "谈感想" | "统一思想" | "统一了思想" | "提高站位" | "警示片" | "专题片" | "倡议书" | "学习资料" | "宣传资料" | "宣传材料" | "反复提醒" | "学习班" | "对照检查材料" | "检讨书" { GIVE(PAPER_PAPER); }
	// what is promised is not done
	"今后" [^\x00\n，。；,;]* { GIVE(PAPER_NONE); }
	"作出承诺" | "教育大会" | "观看" | "签订承诺书" | "签订责任书" | "签订责任状" | "重申" | "引以为戒" | "承诺书" | "明白纸" | "宣传单" | "宣传册" { GIVE(PAPER_PAPER); }
	"学习" | "重温" | "警示教育大会" | "传达" | "会议" | "座谈" | "研讨" | "宣讲" | "领会" | "提高认识" | "提升认识" | "思想认识" | "印发通知" | "下发通知" | "表态" | "培训" | "警示教育" | "专题党课" | "部署" | "通报典型" | "通报精神" | "通报案例" | "典型案例通报" | "案例通报" | "通报反面" | "集体研讨" | "心得" | "纪律教育" | "廉政教育" | "推进会" | "动员会" | "专题会" | "党组会" | "党委会" | "谈心谈话" | "专题研究" | "警示教育片" | "教育片" | "集中教育" { GIVE(PAPER_PAPER); }

	"修订" | "制定" | "制订" | "建立" | "完善" | "健全" | "落实" | "执行" | "监督" | "监管" | "规范" | "明确" | "机制" | "制度" | "推行" | "编制" | "起草" | "严格" | "举一反三" { GIVE(PAPER_SYSTEM); }

	"严肃" | "加强" | "强化" | "提升" | "压实" | "提高" { GIVE(PAPER_URGE); }

	"整改" | "查扣" | "吊销" | "接入" | "拆改" | "腾退" | "清收" | "清理" "整治" | "清退" | "退还" | "追缴" | "追回" | "检查" | "排查" | "督促" | "督查" | "督办" | "约谈" | "处分" | "签订" | "安装" | "拆除" | "改造" | "维修" | "修复" | "公示" | "公开" | "更换" | "清理" | "核查" | "核实" | "核对" | "补缴" | "补交" | "补签" | "补办" | "补齐" | "补充" | "补收" | "补录" | "补登" | "补记" | "补选" | "缴纳" | "缴清" | "缴回" | "缴存" | "收回" | "移交" | "审计" | "考核" | "问责" | "谈话" | "诫勉" | "批评教育" | "处理" | "处罚" | "立案" | "查处" | "收回" | "调整"
		| "验收" | "结算" | "支付" | "拨付" | "台账" | "登记" | "盘点" | "入账" | "划转" | "整治" | "巡查" | "抽查" | "评估" | "采购" | "招标" | "建成" | "投入" | "启用" | "升级" | "开发" | "化解" | "解决" | "办理" | "办结" | "销号" | "收缴" | "配备" | "选举" | "换届" | "调离" | "免职" | "辞退" | "停用" | "封存" | "报废" | "处置" | "终止" | "停止" | "暂停" | "撤销"
		| "取消" | "审批" | "复核" | "自查" | "摸排" | "走访" | "调研" | "减少" | "新增" | "施工" | "建设" | "清运" | "疏通" | "治理" | "测算" | "协调" | "对接" | "联系" | "申请" | "上报" | "报送" | "实施" | "推进" | "开工" | "完成" | "压缩" | "清算" | "兑现" | "通报" | "剖析" | "检讨" | "检视" | "承诺" | "追究" | "返还" | "上缴" | "归还" | "扣回" | "扣减" | "冲抵"
		| "抵扣" | "还款" | "偿还" | "结清" | "付清" | "清偿" | "核减" | "核销" | "招租" | "盘活" | "腾退" | "出租" | "拍卖" | "划拨" | "拆" | "修缮" | "改建" | "清淤" | "封堵" | "恢复" | "纠正" | "更正" | "责令" | "诉讼" | "起诉" | "还款协议" | "发函" | "致函" | "催收" | "催缴" | "补发" | "追发" | "退赔" | "赔偿" | "清零" | "腾出" | "打通" | "重建" | "种植" | "补植" | "铺设" | "补种" { GIVE(PAPER_ACT); }

	digit+ ([,，.．] digit+)* [ ]? [余多]? ("万元" | "亿元" | "元") { GIVE(PAPER_MONEY); }
	// without a unit it is skipped as a whole: its digits are not begun with one by one
	digit+ ([,，.．] digit+)* { GIVE(PAPER_NONE); }
	"违规采购" | "应采未采" | "违规借" | "公款" | "超范围列支" | "未招标" | "未公开招标" | "应招未招" | "规避招标" | "化整为零" | "围标" | "串标" | "肢解" | "公车私用" { GIVE(PAPER_THING); }
	"违规发放" | "违规支出" | "违规列支" | "违规使用" | "违规占用" | "违规收费" | "违规报销" | "违规领取" | "重复报销" | "重复领取" | "多付" | "超付" | "多领" | "多报" | "挪用" | "套取" | "虚列" | "虚报" | "拖欠" | "欠款" | "超标准" | "白条" | "账外账" | "小金库"
		| "私车公养" | "违法建设" | "违法建筑" | "闲置" | "烂尾" | "渗漏" | "污水直排" | "乱倒" | "偷倒" | "未收取" | "未收缴" | "应收未收" | "少收" | "违规出借" | "违规出租" | "占用绿地" | "超标" { GIVE(PAPER_DEBT); }

	[^] { GIVE(PAPER_NONE); }
	*   { GIVE(PAPER_NONE); }
*/
#undef GIVE
}

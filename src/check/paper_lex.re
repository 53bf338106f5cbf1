#include "paper_lex.h"

enum paper_token paper_lex(struct str text, size_t *pos)
{
	const unsigned char *p = (const unsigned char *)text.ptr + *pos;
	const unsigned char *end = (const unsigned char *)text.ptr + text.len;
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

	"学习" | "传达" | "会议" | "座谈" | "研讨" | "宣讲" | "领会" | "提高认识" | "提升认识" | "思想认识" | "强调" | "印发通知" | "下发通知" | "表态" | "培训" | "警示教育" | "专题党课" | "部署" { GIVE(PAPER_PAPER); }

	"整改" | "清退" | "退还" | "追缴" | "追回" | "修订" | "制定" | "制订" | "建立" | "完善" | "健全" | "检查" | "排查" | "督促" | "督查" | "督办" | "约谈" | "处分" | "签订" | "安装" | "拆除" | "改造" | "维修" | "修复"
		| "公示" | "公开" | "更换" | "清理" | "核查" | "核实" | "核对" | "补" | "缴" | "移交" | "审计" | "考核" | "问责" | "谈话" | "诫勉" | "批评教育" | "处理" | "处罚" | "立案" | "查处" | "收回" | "调整" | "验收" | "结算" | "支付" | "拨付"
		| "台账" | "登记" | "盘点" | "入账" | "划转" | "落实" | "执行" | "整治" | "巡查" | "抽查" | "监督" | "监管" | "评估" | "采购" | "招标" | "建成" | "投入" | "启用" | "升级" | "开发" | "化解" | "解决" | "办理" | "办结" | "销号" | "收缴"
		| "规范" | "明确" | "配备" | "选举" | "换届" | "调离" | "免职" | "辞退" | "停用" | "封存" | "报废" | "处置" | "终止" | "停止" | "暂停" | "撤销" | "取消" | "机制" | "制度" | "审批" | "复核" | "自查" | "摸排" | "走访" | "调研" | "减少" | "新增"
		| "施工" | "建设" | "清运" | "疏通" | "治理" | "测算" | "编制" | "起草" | "协调" | "对接" | "联系" | "申请" | "上报" | "报送" | "实施" | "推行" | "推进" | "开工" | "完成" | "压缩" | "清算" | "兑现" | "通报" | "剖析" | "检讨" | "检视" | "承诺" | "追究" | "严肃" { GIVE(PAPER_ACT); }

	digit+ ([,，.．] digit+)* [ ]? [余多]? ("万元" | "亿元" | "元") { GIVE(PAPER_THING); }
	"违规发放" | "违规支出" | "违规列支" | "违规使用" | "违规采购" | "违规占用" | "违规收费" | "违规报销" | "违规借" | "公款" | "挪用" | "套取" | "虚列" | "虚报" | "拖欠" | "欠款" | "超标准" | "超范围列支" | "未招标" | "未公开招标" | "应招未招" | "白条" | "账外账" | "小金库"
		| "公车私用" | "私车公养" | "违法建设" | "违法建筑" | "闲置" | "烂尾" | "渗漏" | "污水直排" | "乱倒" | "偷倒" { GIVE(PAPER_THING); }

	[^] { GIVE(PAPER_NONE); }
	*   { GIVE(PAPER_NONE); }
*/
#undef GIVE
}

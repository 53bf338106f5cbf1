#include "mood_hint.h"

/* A word here stands, or stands in part, in every word of mood_lex.re that can make a sentence speak by itself: test_check_starts
 * holds one against the other. What a rule there needs besides (its clause ends behind 审批中, a debt follows 逐步) is asked here
 * where it is cheap. */
enum hint_kind hint_lex(struct str text, size_t at, size_t *ret_end)
{
	const unsigned char *end = (const unsigned char *)text.ptr + text.len;
	const unsigned char *p = (const unsigned char *)text.ptr + at;
	const unsigned char *mark = p;

#define GIVE(kind)                                                  \
	do {                                                        \
		*ret_end = (size_t)(p - (const unsigned char *)text.ptr); \
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

	/* going on */
	"正" [在处着对就通结配协陆向积按抓由与跟会逐有加办推全研制编申联商组委进依根走开施紧稳征等报筹修起招履安建改审调装拆整完采设论补公谈洽核布收遴签覆复清汇测评追催搬移选做] { GIVE(HINT_WORD); }
	"现进" | "前进行" | "均在" | "都在" | "仍在" | "尚在" | "还在" | "处于" | "停留在" | "进入" { GIVE(HINT_WORD); }
	[估修判制办发商善回备定实审工序总批报接收改施查标核理示移究签算缴草行装见计订讼设证试请调谈购转迁进通造除] "过程"? "中" | "推进" "实施"? "过程"? "中" { GIVE(HINT_CLOSE); }
	"推进" "实施"? { GIVE(HINT_PACE); }

	/* waiting */
	"待" | "静候" | "候批" | "等候" | "尚需" | "还需" | "仍需" | "还须" | "尚须" | "仍须" | "剩余" | "其余" | "余下" | "仅剩" { GIVE(HINT_WORD); }

	/* meaning to, the future */
	"拟" | "着手" { GIVE(HINT_WORD); }
	"准备" ("二次" | "再次" | "重新" | "新"? "购" [置买] | "添置" | "招聘" | "签" [订约署] | "进入" | "列入" | "开" [展标工] | "招标" | "进场" | "启动" | "提交" | "上报" | "实施" | "安装" | "申" [请报] | "报" | "组织" | "召开" | "移交" | "搬"
		| "施工" | "验收" | "动工" | "挂网" | "公开" | "投入" | "启用" | "交付" | "改造" | "立项" | "发布" | "印发" | "对" | "于" | "在" | "采购" | "聘请" | "有针对性" | "采取" | "制定" | "修订" | "委托" | "通过" | "向" | "建" | "选" | "邀请" | "将") { GIVE(HINT_WORD); }
	"将" [于进继适尽及逐陆会根视定不择如分再得达力争严一始牢紧切着稳抓同随首重时坚常会要可能是被在按结对通以从与向为由依组开完实启制出加积持深全督研建推采联协配召报邀聘投新增更拆支拨安充统规修印正参针利委举强巩引搭打构健落选列解履提办主彻优改让起形验大牵发公申购招扩迁暂] { GIVE(HINT_WORD); }
	"下一步" | "下步" | "接下来" | "下阶段" | "下一阶段" | "今后" | "后续" | "之后将" { GIVE(HINT_WORD); }
	"后续" ("工作" | "管理" | "监管" | "服务" | "保障" | "维护" | "跟踪" | "管护" | "手续" | "整改" | "选人" | "资金" | "款项" | "处理" | "养护" | "事宜" | "问题" | "发展" | "的" | "培训" | "教育" | "项目") | "今后" ("的" | "工作") { return HINT_NONE; }

	/* planning, expecting, striving */
	"计划" { GIVE(HINT_PLAN); }
	"计划" ("书" | "表" | "性" | "外" | "生育" | "单列" | "通知") { return HINT_NONE; }
	"打算" | "预定于" | "定于" | "暂定" | "即将" | "预计" | "有望" | "可望" | "预期将" | "料将" | "力争" | "争取" { GIVE(HINT_WORD); }
	"可" ("建成" | "完" [工成] | "竣工" | "投" [产用运入] | "通车" | "试运行" | "交付" | "启用" | "实现完工" | "按期完成" | "全面完成" | "全部完成") { GIVE(HINT_WORD); }

	/* not there */
	"申请延期" | [尚还仍暂] "未" | "至今未" | "迄今未" | "一直未" | "始终未" | [尚还仍] "没" | [尚暂仍] ("不具备" | "无法") | "暂时无法" | "目前无法" { GIVE(HINT_WORD); }
	[仅只] ("完成" | "建成" | "整改" | "拆除" | "清理" | "收回" | "追回" | "支付" | "修复" | "更换" | "安装" | "开工" | "签订") { GIVE(HINT_WORD); }
	[尚还仍暂] "未" "再"? ("发现" | "造成" | "出现" | "发生" | "收到" | "接到" | "接报" | "有" | "涉及" | "影响") { return HINT_NONE; }
	"未" [付收缴退结还归签交开兑销移拆最正达整处办修清完到验竣支落启建] | "搁置" | "停滞" | "暂缓" | "暂停" | "缓慢" | "滞后" { GIVE(HINT_WORD); }
	"初稿" | "意见稿" | "讨论稿" | "送审稿" | "草稿" | "审议稿" | "报批稿" | "报审稿" | "草案" | "初步方案" { GIVE(HINT_WORD); }
	[步年度次批期续] ("化解" | "偿还" | "清偿" | "支付" | "付清" | "消化" | "还清" | "解决" | "清退" | "拨付" | "缴清" | "补缴") { GIVE(HINT_WORD); }
	"基本" ("完成" | "建成" | "整改到位" | "完工" | "到位" | "办结" | "解决") | "初步完成" { GIVE(HINT_WORD); }
	"%" | "％" { GIVE(HINT_SHARE); }
	"过半" | [一二三四五六七八九] "成" { GIVE(HINT_WORD); }

	/* dates */
	[年度月份初旬日号节庆旦期内] [底末] | "下周" [底末] | "岁末" | [年度月] "内" { GIVE(HINT_WORD); }
	"前" { GIVE(HINT_FRONT); }
	"年" { GIVE(HINT_YEAR); }

	* { return HINT_NONE; }
*/
#undef GIVE
}

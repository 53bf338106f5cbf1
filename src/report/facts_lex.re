#include "facts_lex.h"

/* No byte at or behind `limit` is read: it counts as NUL, which no rule accepts. */
#define YYCTYPE unsigned char
#define YYPEEK() (cursor < limit ? (unsigned char)*cursor : 0)
#define YYSKIP() (++cursor)
#define YYBACKUP() (marker = cursor)
#define YYRESTORE() (cursor = marker)

/*!re2c
re2c:flags:input = custom;
re2c:yyfill:enable = 0;

D = [0-9０-９];
B = [ \t\u00a0\u3000]*;
BREAK = B ("\r"? "\n" B)?; /* a date goes on in the next printed line */
N = [〇零一二三四五六七八九十百千万亿两廿壹贰叁肆伍陆柒捌玖拾佰仟];
NY = [〇○ＯO零0０一二三四五六七八九];
TO = "至" | "到" | "—" | "——" | "－" | "-" | "~" | "～" | "–" | "―" | "─" | "一";
YEAR = D{4};
MON = D{1,2};
DAY = D{1,2};
MSUF = "月份" | "月";
DSUF = "日" | "号";
GROUPED = [0-9][0-9]?[0-9]? ("," [0-9][0-9][0-9])+;
OPEN = [〔[【（(［〖「﹝];
CLOSE = [〕\]】）)］〗」﹞];
DOCNO = OPEN YEAR B [年]? CLOSE B "第"? B D{1,5} B "号";
MASK = [XxＸ×*＊];
MASKED = OPEN (MASK | YEAR) MASK{0,4} CLOSE B "第"? B (D | MASK){1,6} B "号"; /* 〔X〕11X号 */
LOST = OPEN YEAR D{1,4} B "号"; /* 〔20184号: its bracket is lost */
*/

enum fact_token facts_next(const char *p, const char *limit, const char **ret_end)
{
	const char *cursor = p, *marker = p;
	enum fact_token token = FACT_NONE;
/*!re2c
	* { goto one; }

	// --- numbers and their look-alikes ---
	("19" | "20") [0-9]{6} { token = FACT_COMPACT; goto done; }
	D+ | GROUPED | (D+ | GROUPED) [.．] D+ { token = FACT_NUMBER; goto done; }
	YEAR [.．] D{1,2} [.．] D{1,2} { token = FACT_ISO; goto done; }
	D+ ([.．] D+){2,} { token = FACT_DOTTED; goto done; }
	D{1,2} B [:：] [0-5０-５] D ([:：] [0-5０-５] D)? { token = FACT_TIME; goto done; }
	D+ B [:：] D{3,} { token = FACT_SKIP; goto done; }
	D{1,2} "时" D{1,2} "分" | D{1,2} "点" D{1,2} "分" { token = FACT_TIME; goto done; }
	N+ { token = FACT_HANZI; goto done; }
	"第" B (N+ | D+) { token = FACT_ORDINAL; goto done; }
	N+ "点" [〇零一二三四五六七八九]+ { token = FACT_HAN_POINT; goto done; }
	("百分之" | "千分之") (N+ ("点" [〇零一二三四五六七八九]+)? | D+ ([.．] D+)?) { token = FACT_PERCENT_OF; goto done; }
	N+ "分之" (N+ | D+) { token = FACT_SKIP; goto done; }

	// --- dates ---
	YEAR B "年" BREAK MON BREAK MSUF BREAK DAY BREAK DSUF { token = FACT_YMD; goto done; }
	YEAR B "年" BREAK MON BREAK MSUF { token = FACT_YM; goto done; }
	YEAR B "年" ("度" | "份")? { token = FACT_Y; goto done; }
	MON B "月" BREAK DAY B DSUF { token = FACT_MD; goto done; }
	MON B MSUF { token = FACT_M; goto done; }
	DAY B "日" { token = FACT_D; goto done; }
	YEAR B [年]? B TO B YEAR B "年" ("度" | "份")? { token = FACT_Y_RANGE; goto done; }
	MON B TO B MON B MSUF { token = FACT_M_RANGE; goto done; }
	YEAR "-" D{1,2} "-" D{1,2} | YEAR "/" D{1,2} "/" D{1,2} { token = FACT_ISO; goto done; }
	NY B NY B NY B NY B "年" (B [一二三四五六七八九十]{1,2} "月" (B [一二三四五六七八九十廿]{1,3} "日")?)? { token = FACT_HAN_DATE; goto done; }
	[一二三四五六七八九十]{1,2} B "月" B [一二三四五六七八九十廿]{1,3} B "日" { token = FACT_HAN_DAY; goto done; }
	(YEAR B "年" B)? ("上半年" | "下半年") { token = FACT_HALF; goto done; }
	(YEAR B "年" B)? "第"? [一二三四1-4１-４] "季度" { token = FACT_QUARTER; goto done; }
	"今年" | "去年" | "明年" | "本年度" { token = FACT_RELATIVE; goto done; }

	// --- documents ---
	"《" { token = FACT_TITLE; goto done; }
	DOCNO | MASKED | LOST { token = FACT_DOC_NO; goto done; }
	("19" | "20") [0-9]{3,6} B "号" | YEAR B "年" B "第"? B D{1,4} B "号" { token = FACT_DOC_RUN; goto done; }
	OPEN B D{1,3} B CLOSE { token = FACT_SKIP; goto done; }
	OPEN { goto done; }

	// --- organisations ---
	("牵头" | "责任" | "主责" | "承办" | "负责" | "责任落实") ("单位" | "部门" | "科室" | "处室" | "股室" | "科处室" | "股站室") B [:：为] { token = FACT_ORG_LABEL; goto done; }
	("配合" | "协办" | "协同" | "协助") ("单位" | "部门" | "科室" | "处室" | "股室") B [:：为] { token = FACT_ORG_LABEL; goto done; }
	"牵头" { token = FACT_LEAD; goto done; }
	"负责" { token = FACT_CHARGE; goto done; }
	"负责人" | "负责同志" | "负责制" | "负责领导" | "负责干部" | "负责任" | "负责的态度" | "配合度" | "配合默契" { token = FACT_SKIP; goto done; }
	"配合" { token = FACT_HELP; goto done; }

	// --- people ---
	"党纪政务处分" | "党纪政纪处分" | "党政纪处分" | "党纪处分" | "政务处分" | "政纪处分" | "纪律处分" { token = FACT_PEOPLE; goto done; }
	("党内" | "党纪" | "政务" | "行政" | "党内严重" | "政务严重" | "严重" | "党纪严重") "警告" "处分"? { token = FACT_PEOPLE; goto done; }
	("政务" | "行政")? ("记过" | "记大过" | "降级" | "撤职" | "开除") "处分"? { token = FACT_PEOPLE; goto done; }
	"免去" | "撤销" { token = FACT_PEOPLE; goto done; }
	"撤销党内职务" | "留党察看" | "开除党籍" | "开除公职" { token = FACT_PEOPLE; goto done; }
	"诫勉谈话" | "诫勉" | "提醒谈话" | "谈话提醒" | "警示谈话" | "批评教育" | "约谈" | "通报批评" { token = FACT_PEOPLE; goto done; }
	"书面检查" | "书面检讨" | "书面检讨书" { token = FACT_PEOPLE; goto done; }
	"责令" "作"? "做"? "出"? ("书面" | "深刻" | "深刻书面")? ("检查" | "检讨") { token = FACT_PEOPLE; goto done; }
	"组织处理" | "组织调整" | "辞退" | "解聘" | "责令辞职" | "免职" | "停职检查" | "停职" | "调离岗位" | "谈话函询" | "函询" | "留置" { token = FACT_PEOPLE; goto done; }
	"立案审查调查" | "立案审查" | "立案调查" | "立案" | "移送司法机关" | "移送司法" | "移送检察机关" | "追责问责" | "问责" { token = FACT_PEOPLE; goto done; }

	// --- contacts: what stands before the word does not matter ---
	"电话" ("号码")? { token = FACT_PHONE_LABEL; goto done; }
	("邮箱" | "邮件" | "信箱") ("地址")? | [Ee] "-"? "mail" { token = FACT_EMAIL_LABEL; goto done; }
	"地址" | "邮政信箱" { token = FACT_ADDRESS_LABEL; goto done; }
	"邮政编码" | "邮编" { token = FACT_POSTCODE_LABEL; goto done; }
	"拨打" | "致电" { token = FACT_PHONE_CALL; goto done; }
	"致信" | "致函" | "寄" ("至" | "往" | "到" | "送至")? { token = FACT_LETTER; goto done; }
	"0" [1-9][0-9]{1,2} [-－—–] [1-9][0-9]{6,7} { token = FACT_PHONE; goto done; }
	"@" | "＠" { token = FACT_AT; goto done; }

	// --- codes: letters with digits, standards, plates, addresses of the web ---
	[A-Za-z] [A-Za-z0-9_]* ("." [0-9]+)? | [A-Z] "·" [A-Z0-9]{5,6} { token = FACT_SKIP; goto done; }
	[A-Z]{2,4} ("/" [A-Z]{1,2})? B [0-9]{2,6} ("." [0-9]{1,2})? ([-—－] [0-9]{4})? { token = FACT_SKIP; goto done; }
	"http" "s"? "://" [!-~]* | "www." [!-~]* { token = FACT_SKIP; goto done; }
	[A-Za-z] "ICP" [备证] "案"? D+ "号"? | "ICP" [备证] D+ "号"? ("-" D+)? { token = FACT_SKIP; goto done; }
	"QQ" B [:：]? B D{3,} { token = FACT_SKIP; goto done; }

*/
done:
	*ret_end = cursor <= limit ? cursor : limit;
	return token;
one:
	*ret_end = p + 1;
	while (*ret_end < limit && ((unsigned char)**ret_end & 0xC0) == 0x80)
		++*ret_end;
	return FACT_NONE;
}

enum unit_class facts_unit(const char *p, const char *limit, size_t *ret_len)
{
	const char *cursor = p, *marker = p;
	enum unit_class class = UNIT_NONE;
/*!re2c
	SCALE = [十百千]? "万" | [百千] | "亿" | "万亿" | [千百十] "亿";
	COUNT = "个" | "名" | "人" | "位" | "件" | "条" | "项" | "起" | "次" | "处" | "家" | "户" | "份" | "篇" | "期" | "批" | "辆" | "台" | "套" |
		"只" | "座" | "所" | "栋" | "幢" | "间" | "层" | "块" | "片" | "段" | "根" | "棵" | "株" | "盆" | "张" | "本" | "册" | "卷" | "部" | "类" |
		"种" | "组" | "队" | "支" | "场" | "堂" | "课时" | "节" | "轮" | "届" | "例" | "宗" | "笔" | "单" | "票" | "封" | "则" | "幅" | "面" | "盏" |
		"把" | "顶" | "架" | "艘" | "头" | "口" | "门" | "扇" | "道" | "桶" | "袋" | "箱" | "瓶" | "枚" | "具" | "床" | "桩" | "点" | "题" | "版" | "集" |
		"级" | "档" | "步" | "句" | "字" | "遍" | "趟" | "声" | "桌" | "孔" | "组次" |
		"人次" | "批次" | "户次" | "家次" | "车次" | "次数" | "场次" | "项次" | "件次" | "班次" | "台次" | "辆次" | "处次" | "个次" | "篇次" | "条次" | "起次" | "架次" | "人份" | "点次" | "队次" | "轮次" | "频次" | "船次" | "例次" | "宗次" |
		"大类" | "小类" | "大项" | "小项" | "大方面" | "方面" | "部分" | "环节" | "点位" | "车位" | "泊位" | "床位" | "工位" | "席位" | "岗位" | "摊位" | "站点" | "样本" | "车道" | "学时" | "标段" | "年级" | "人年" | "台套" | "台（套）" | "台(套)" |
		"个（次）" | "户（次）" | "人（次）" | "人(次)" | "家（次）" | "家(次)" | "处（次）" | "处(次)" | "辆（次）" | "辆(次)" | "次（人）" | "项（次）" | "项(次)" | "件（次）" | "件(次)" | "场（次）" | "场(次)" | "起（次）" | "起(次)" | "批（次）" | "批(次)";
	MEASURE = "米" | "公里" | "千米" | "里" | "厘米" | "毫米" | "平方米" | "平方公里" | "平方千米" | "平方" | "平米" | "立方米" | "立方" | "延米" | "延长米" | "万方" | "方" | "亩" | "公顷" | "平方厘米" |
		"吨" | "公吨" | "千克" | "公斤" | "斤" | "克" | "毫克" | "微克" | "升" | "毫升" | "千瓦" | "兆瓦" | "千瓦时" | "度" | "摄氏度" | "分贝" | "吨标准煤" | "标箱" | "标准箱" |
		"年" | "周年" | "个月" | "个半月" | "周" | "星期" | "个星期" | "天" | "日" | "小时" | "个小时" | "分钟" | "秒" | "秒钟" | "工作日" | "个工作日" | "个工作时" | "工作时" | "个季度" | "季度" | "学年" | "年度" | "日历天" | "周岁" | "岁" |
		"分" | "倍" | "成" | "公里/小时" | "人民币元" |
		"㎡" | "m²" | "m2" | "m³" | "m3" | "m" | "km" | "km²" | "cm" | "mm" | "kg" | "t" | "g" | "mg" | "L" | "kW" | "KW" | "kw" | "MW" | "kWh" | "KVA" | "kV" | "MB" | "GB" | "TB" | "Mbps" | "℃" | "㎏" | "㎞" | "‰";
	MONEY = "元" | "圆" | "角" | [百千]? "万元" | "十万元" | [百千] "元" | "亿元" | "万亿元" | [十百千] "亿元" | "块钱" | "万元人民币" | "元人民币" | "亿元人民币";

	* { *ret_len = 0; return UNIT_NONE; }
	SCALE? COUNT { class = UNIT_COUNT; goto done; }
	SCALE? MEASURE { class = UNIT_MEASURE; goto done; }
	MONEY { class = UNIT_MONEY; goto done; }
	SCALE { class = UNIT_SCALE; goto done; }
	"%" | "％" | "﹪" { class = UNIT_PERCENT; goto done; }
	"个百分点" | "百分点" { class = UNIT_POINTS; goto done; }
	"号" | "#" { class = UNIT_NUMBER; goto done; }

*/
done:
	*ret_len = (size_t)((cursor <= limit ? cursor : limit) - p);
	return *ret_len ? class : UNIT_NONE;
}

enum fact_verb facts_verb(const char *p, const char *limit, size_t *ret_len)
{
	const char *cursor = p, *marker = p;
	enum fact_verb verb = VERB_NONE;
/*!re2c
	* { *ret_len = 0; return VERB_NONE; }
	"印发" | "制定" | "制订" | "出台" | "下发" | "发布" | "建立" "了"? "健全"? "完善"? | "公布" | "下达" | "编制" | "编印" | "制发" | "发放" | "形成" | "颁布" | "印制" |
	"转发" | ("审议" | "会议" | "讨论" | "研究") "通过" | "推出" | "编写" | "汇编" | "健全" | ("制定" | "制订" | "建立") "并"? "完善" | "拟发" | "签发" | "施行" | "实施" { verb = VERB_ISSUE; goto done; }
	"修订" | "修改" | "完善" | "修编" | "调整" | "更新" | ("修订" | "修改" | "修编") ("并"|"和"|"、"|"完善"|"完善并"|"后")? ("印发" | "出台" | "下发" | "发布" | "完善") { verb = VERB_REVISE; goto done; }
	"形成" "了"? ("初稿" | "草案" | "讨论稿" | "征求意见稿" | "送审稿" | "初步方案") { verb = VERB_DRAFT; goto done; }
	"起草" ("了" | "制定" | "制订" | "并制定")? | "草拟" | "拟定" | "拟制" | "拟订" | "初稿" | "草案" | "征求意见" | "征求" | "送审稿" | "讨论稿" | "征求意见稿" { verb = VERB_DRAFT; goto done; }
	"报请" | "上报" | "报送" | "呈报" | "呈送" | "提交" | "提请" | "报审" | "送审" | "报批" | "递交" | "报经" | "报" [市区县省州盟旗] | "向" [市区县省] "委请示" { verb = VERB_SUBMIT; goto done; }
	"根据" | "按照" | "依据" | "依照" | "对照" | "学习" | "落实" | "贯彻" | "执行" | "遵守" | "遵照" | "参照" | "严格按" | "违反" | "结合" | "围绕" | "宣讲" | "宣传" | "解读" | "传达" |
	"履行" | "符合" | "对标" | "纳入" | "列入" | "利用" | "依托" | "借助" | "基于" | "鉴于" | "针对" | "参考" | "遵循" | "适用" | "引用" | "抄袭" | "宣贯" | "培训" | "研读" | "研学" | "背离" | "以" | "观看" { verb = VERB_CITE; goto done; }
	"试行" { verb = VERB_TRIAL; goto done; }
	"拟" | "将" | "计划" | "正在" | "正" | "着手" | "抓紧" | "准备" | "待" | "尽快" | "适时" | "继续" | "后续" | "逐步" { verb = VERB_FUTURE; goto done; }
	"未" | "没有" | "尚未" { verb = VERB_NOT; goto done; }
	"了" | "已" | "未来" | "不断" | "不仅" | "将军" | "正式" | "真正" | "公正" | "修正" | "改正" | "纠正" | "以来" | "以上" | "以下" | "以及" | "所以" | "可以" | "予以" | "加以" | "不到位" | "待遇" | "计划书" { goto none; }
*/
none:
	*ret_len = (size_t)((cursor <= limit ? cursor : limit) - p);
	return VERB_NONE;
done:
	*ret_len = (size_t)((cursor <= limit ? cursor : limit) - p);
	return verb;
}

size_t facts_document_number(const char *p, const char *limit)
{
	const char *cursor = p, *marker = p;
/*!re2c
	* { return 0; }
	DOCNO | MASKED | LOST { return (size_t)((cursor <= limit ? cursor : limit) - p); }
	OPEN D{1,4} CLOSE B "第"? B (D{1,5})? B "号" { return (size_t)((cursor <= limit ? cursor : limit) - p); }
*/
}

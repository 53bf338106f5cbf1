#include "names.h"

#define CHAR 3 /* bytes of a Chinese character */

/* The common surnames without those that are mostly other words (于 于是, 关 关心, 方 方便 are in; see begins_word). */
static const char surnames[] =
	"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
	"潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎常武乔贺赖龚文"
	"庞樊兰殷施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦柳邢岳齐梅庄辛祝左涂祁耿卜路詹关";

/* Two characters that begin with a surname and are no name. */
static const char *const words[] = { "高兴", "高度", "高质", "高空", "高效", "高新", "高标", "高压", "高频", "方便",
	"方式", "方案", "方面", "方法", "方向", "方可", "方能", "方才", "任意", "任何", "任务", "任职", "任期", "金额",
	"金融", "江边", "江南", "石材", "白天", "白色", "黄金", "黄色", "马路", "马上", "张贴", "张扬", "陈述", "陈旧",
	"严格", "严重", "严肃", "严厉", "严禁", "严控", "万元", "万人", "万余", "康复", "毛病", "谢意", "谢谢", "夏季",
	"夏天", "许可", "许多", "史料", "龙头", "程序", "程度", "田间", "董事", "于是", "于当", "范围", "范本", "陆续",
	"孔洞", "雷同", "段落", "钱款", "钱物", "钱财", "常见", "常态", "常规", "常年", "常务", "常委", "常住", "常用",
	"文明", "文件", "文化", "文字", "文书", "文体", "武装", "温馨", "温暖", "季度", "管理", "管护", "管控", "管委",
	"管道", "管线", "管网", "管片", "路面", "路灯", "路段", "路长", "路边", "关于", "关心", "关键", "关注", "关系",
	"关联", "关停", "左右", "左侧", "施工", "施行", "洪水", "牛奶", "申请", "申报", "申诉", "申领", "尤其", "毕业",
	"齐全", "齐抓", "庄重", "辛苦", "祝福", "涂改", "章程", "章节", "乔木", "周边", "周围", "周末", "周期", "周密",
	"周一", "周二", "周三", "周四", "周五", "周六", "周日", "周转", "吴江", "余下", "余款", "余名", "余人", "余户",
	"余家", "余个", "余件", "余条", "余处", "余次", "叶面", "丁点", "单位", "沈阳", "苏州", "林业", "林木", "林地",
	"何种", "何时", "何况", "胡乱", "朱红", "罗列", "梁上", "宋体", "唐山", "冯家", "曹家", "王家", "李家", "张家",
	"何家", "郑州", "杨树", "杨柳", "徐州", "孙子", "郭家", "韩国", "兰州", "汪洋", "贺信", "阎良", "侯车", "秦岭",
	"汤水", "熊猫", "邵阳", "孟家", "赖账", "颜色", "倪家", "芦苇", "鲁班", "伍家", "柳州", "邢台", "岳阳", "梅雨",
	"田地", "杜绝", "戴口", "戴帽", "钟楼", "钟点", "蒋家", "蔡家", "贾家", "魏家", "薛家", "潘家", "姜家", "石头",
	"石板", "姚家", "谭家", "金属", "毛巾", "白名", "白条", "史无", "顾客", "顾虑", "顾全", "龙湖", "高峰", "高层",
	"高低", "高温", "高价", "方圆", "高标准", "高龄" };

/* What a name does not end with: 施工方, 安全员, 高新区. */
static const char tails[] =
	"员人者长工等位队部局处科组们区县市镇乡村街路里社园办所站室会院校段户家次项件个名性化型式类种时间中内外上下前后的地得和与及或对把被将为是"
	"在于已未不没有无也都就到从向按照经由因其此该各每某姓氏女";

/* What may stand behind a full name. */
static const char *const behind[] = { "同志", "等", "、", "和", "及", "，", "。", "；", "：", "（", "）", "”", ",", "(",
	")", ";", "二人", "两人", "2人", "三人", "3人", "两名", "2名", "三名", "3名", "四人", "4人", "党内", "党纪",
	"政务", "行政", "警告", "严重警告", "记过", "记大过", "撤职", "降级", "开除", "留党", "进行", "予以", "给予",
	"作出", "作书面", "做出", "作了", "在", "因", "被", "受到", "违规", "违纪", "违反", "的", "反映", "投诉", "已",
	"对", "签", "自行", "自愿", "私搭", "私自", "多占", "多领", "办理", "表示", "家", "于", "向", "与", "一户",
	"一家", "夫妇", "诫勉", "提醒", "批评", "通报", "约谈", "书面", "深刻", "停职", "免职", "免去", "副", "处分",
	"立案", "问题", "环", "城", "所", "某", "私", "擅自", "领取", "补", "退", "主动", "承诺", "到", "称", "说",
	"送", "发放", "协商", "收受", "收取", "索取", "索要", "体罚", "重复", "冒领", "虚报", "套取", "骗取", "挪用",
	"侵占", "截留", "酒后", "醉酒", "利用", "未", "存在", "履职", "履行", "长期", "多次", "参与", "贪污", "失职",
	"隐瞒", "殴打", "旷工", "迟到", "脱岗", "工作期间", "公车", "违法", "涉嫌", "经营", "搭建", "占用", "信访",
	"举报", "来信", "来访", "优亲", "接受", "吃拿", "辱骂", "推诿", "无证", "超标准", "借" };

static bool has_char(const char *list, const char *c)
{
	for (; *list; list += CHAR) {
		if (memcmp(list, c, CHAR) == 0)
			return true;
	}
	return false;
}

static bool is_character(struct str s, size_t at)
{
	return s.len >= at + CHAR && (unsigned char)s.ptr[at] >= 0xE4 && (unsigned char)s.ptr[at] <= 0xE9;
}

static bool begins_word(struct str s)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_word(s, words[i]))
			return true;
	}
	return false;
}

/* A name ends at `at`: what follows is a boundary, and the last character is none that ends other words. */
static bool ends_at(struct str s, size_t at)
{
	if (has_char(tails, s.ptr + at - CHAR))
		return false;
	if (at == s.len)
		return true;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		if (str_word(str_sub(s, at, s.len), behind[i]))
			return true;
	}
	return false;
}

size_t name_at(struct str s)
{
	static const char masks[] = "某ＸＯ＊○女先老";

	if (!is_character(s, 0) || !has_char(surnames, s.ptr) || begins_word(s))
		return 0;
	if (s.len < 2 * CHAR || has_char(masks, s.ptr + CHAR) || !is_character(s, CHAR))
		return 0;
	/* three characters before two: 张建国 is not 张建 with a boundary 国 */
	if (is_character(s, 2 * CHAR) && !has_char(masks, s.ptr + 2 * CHAR) && ends_at(s, 3 * CHAR))
		return 3 * CHAR;
	return ends_at(s, 2 * CHAR) ? 2 * CHAR : 0;
}

#include "lex.h"

#include "err.h"

/* The value of a Chinese numeral of three bytes: 0 to 10, or 100; -1 when it is none. No two share a slot of the table. */
static int numeral(const char *p)
{
	static const struct {
		char text[4];
		int8_t value;
	} numerals[32] = {
		[2] = { "二", 2 },
		[7] = { "〇", 0 },
		[8] = { "一", 1 },
		[10] = { "五", 5 },
		[11] = { "七", 7 },
		[12] = { "九", 9 },
		[13] = { "百", 100 },
		[14] = { "八", 8 },
		[16] = { "六", 6 },
		[17] = { "三", 3 },
		[19] = { "零", 0 },
		[24] = { "四", 4 },
		[28] = { "十", 10 },
	};
	unsigned slot = ((unsigned char)p[1] * 7u + (unsigned char)p[2]) % 32;

	return memcmp(p, numerals[slot].text, 3) == 0 ? numerals[slot].value : -1;
}

unsigned lex_chinese_number(struct str s)
{
	int total = 0, digit = 0;

	for (size_t i = 0; i + 3 <= s.len; i += 3) {
		int value = numeral(s.ptr + i);
		if (value < 0)
			return 0;
		if (value >= 10) {
			total += (digit ? digit : 1) * value;
			digit = 0;
		} else if (value > 0) {
			digit = value;
		}
	}
	return (unsigned)(total + digit);
}

/* The first number inside [from, to): ASCII or full-width digits, or Chinese numerals. */
static unsigned marker_number(const unsigned char *from, const unsigned char *to)
{
	unsigned n = 0;
	const unsigned char *first = NULL, *p = from;
	while (p < to) {
		if (*p >= '0' && *p <= '9') {
			n = n * 10 + (*p++ - '0');
		} else if (to - p >= 3 && p[0] == 0xEF && p[1] == 0xBC && p[2] >= 0x90 && p[2] <= 0x99) {
			n = n * 10 + (p[2] - 0x90u);
			p += 3;
		} else if (to - p >= 3 && *p >= 0xE4 && *p <= 0xE9 && numeral((const char *)p) > 0) {
			first = first ? first : p;
			p += 3;
		} else if (first || n) {
			break;
		} else {
			p++;
		}
	}
	return first ? lex_chinese_number((struct str){ (const char *)first, (size_t)(p - first) }) : n;
}

/* A 1, b 2, （Ｃ） 3. */
static unsigned letter_number(const unsigned char *from)
{
	if (*from == '(')
		from++;
	if (from[0] == 0xEF && from[2] == 0x88) /* （ */
		from += 3;
	return from[0] == 0xEF ? from[2] - 0xA0u : (from[0] | 0x20u) - 'a' + 1u;
}

/* What is being read: the rules' put() fills it. */
struct sink {
	struct token *token;
	const unsigned char *base;
};

static inline void put(
	struct sink *k, enum token_kind kind, const unsigned char *from, const unsigned char *to, unsigned value)
{
	*k->token = (struct token){
		.at = (uint32_t)(from - k->base),
		.len = (uint16_t)(to - from > UINT16_MAX ? UINT16_MAX : to - from),
		.kind = (uint8_t)kind,
		.value = (uint16_t)value,
	};
}

static void put_marker(struct sink *k, enum token_kind kind, const unsigned char *from, const unsigned char *to)
{
	put(k, kind, from, to, marker_number(from, to));
}

/*!re2c
re2c:flags:utf-8 = 1;
re2c:define:YYCTYPE = "unsigned char";
re2c:define:YYCURSOR = cursor;
re2c:define:YYMARKER = marker;
re2c:yyfill:enable = 0;

any = [^\x00];
dig = [0-9０-９];
cn = [一二三四五六七八九十];
cnnum = cn | [一二三四五六七八九十百零〇]{2,5};
ws = [ \t\u00a0\u3000];
lp = [（(];
rp = [）)];
lb = [【［[〔〖];
rb = [】］\]〕〗];
lbr = lb | lp;
rbr = rb | rp;

pre = "整改" | "主要" | "具体" | "采取" ("的")? | "工作" | "落实" | "推进";
mnoun = "措施" | "举措" | "办法";
join = "及" | "和" | "与" | "、" | "以及" | "及其";
measures = pre{1,3} mnoun | "整改任务" | "整改方案" | "整改要求" | "整改思路";
progress = "整改" ("具体" | "最新" | "工作")? "进展" ("情况")? | ("工作" | "目前" | "落实" | "阶段性")? "进展情况" | ("工作" | "目前" | "落实" | "阶段性") "进展" | ("整改" | "任务" | "工作")? "完成情况"
	| ("本月" | "上月" | "本周" | "本季度" | "累计") ("整改" | "工作")? "进展" ("情况")? | ("整改")? "推进" ("落实")? "情况" | ("整改")? "措施落实情况" | "整改任务" ("完成" | "落实") "情况";
effect = "成效" | "效果" | "实效" | "成果";
done = "整改" ("落实" | "具体" | "工作" | "开展")? "情况" | "落实" ("整改")? "情况" | "具体整改情况" | "整改落实" | "整改" ("工作" | "取得" ("的")? | "落实")? effect | "取得" ("的")? "成效" | "工作成效"
	| ("整改" | "具体" | "主要" | "整改主要" | "整改具体") "做法" | "已采取的整改措施" | "整改措施及进展"
	| (pre{0,3} (mnoun | "做法") | ("整改")? ("落实" | "完成" | "进展" | "推进")? "情况" | "整改落实" | "整改进展" | "整改") join ("整改" | "取得" ("的")? | "工作" | "落实" | "完成" | "进展" | "推进" | "主要")* (effect | "情况" | "进展")
	| "整改完成情况及结果" | ("办理" | "处理" | "处置" | "查处" | "整改处理" | "核查处理" | "处理及整改" | "处理和整改") "情况" | "整改答复" | "整改回应";
result = "整改结果" | "整改时效" | "整改状态" | "完成状态" | "整改结论" | "完成结果" | "销号情况" | "当前状态" | "整改进度" | "整改完成状态" | "是否完成" | "完成进度" | "整改完成结果" | "目前状态" | "整改完成度"
	| "办结情况" | "销号状态" | "整改完成率" | "完成与否" | "是否整改到位" | "是否办结" | "是否销号" | "验收" ("结论" | "结果") | "销号结论"
	| ("办理" | "处理" | "处置" | "落实") "结果" | ("办理" | "进展") "状态";
due = "整改" ("完成")? ("时限" | "期限" | "时间" | "限期" | "日期") | ("计划" | "预计")? "完成" ("时限" | "期限" | "时间" | "日期") | "办理时限" | "办结时限" | "时限" ("要求")? | "时间节点";
dept = ("整改")? (("责任" | "牵头" | "承办" | "牵头责任") ("单位" | "部门" | "科室" | "处室" | "股室" | "党组织" | "支部" | "党支部")) ("及责任人")?
	| ("配合" | "协办" | "协同" | "配合责任" | "督导" | "督办") ("责任")? ("单位" | "部门" | "科室" | "处室" | "股室") | "协助单位" | ("整改")? "责任主体" | "主责单位" | "主责部门" | "整改单位" | "整改主体";
person = ("整改")? ("责任领导" | "责任人" | "责任人员" | "牵头领导" | "牵头责任人" | "牵头人" | "负责人") | ("分管" | "督办" | "主管" | "督导" | "包案" | "包保" | "联系" | "负责") "领导" | ("责任" | "分管" | "牵头") [校院局所] "领导" | "主要责任人" | "具体责任人" | "直接责任人" | "第一责任人";
finding = ("巡察" | "巡视" | "审计" | "督察")? "反馈" ("的")? ("具体")? ("问题" | "意见") | "存在问题" | "存在的问题" | "问题表现" | "具体问题" | "具体表现" | "问题描述" | "主要问题"
	| "问题内容" | "主要表现" | "点人点事问题" | "问题具体表现" | "突出问题" | "问题清单" | "发现问题" | "发现的问题" | ("审计" | "巡察" | "巡视" | "督察") ("发现" | "查出" | "指出") ("的")? "问题" | "查摆" ("的")? "问题" | "检视" ("的" | "出的")? "问题"
	| "问题概述" | "反馈原文" | "问题原文" | "问题反馈" | "问题事实" | "存在的主要问题" | "存在的突出问题" | "问题简述" | "问题摘要" | "问题情况" | "问题名称" | ("巡察" | "巡视" | "审计" | "督察" | "巡察组" | "巡视组") ("反馈")? "指出" | "反馈指出";
goal = "整改目标" | "预期目标" | "工作目标" | "整改目标要求" | "目标要求" | ("整改" | "问题") ("类型" | "类别" | "性质") | "佐证材料" | "整改依据" | ("问题" | "任务" | "反馈") "来源" | ("下一步" | "下步" | "后续" | "下月" | "下阶段" | "下一阶段") ("整改" | "工作")? ("措施" | "举措" | "计划" | "打算" | "安排");
cause = ("未完成")? ("原因分析" | "问题原因" | "产生原因" | "存在原因" | "问题成因") | "未完成原因" | "存在困难" | "存在的困难" | "困难和问题" | "存在的困难和问题" | "未整改到位原因" | "主要原因";
tail = ws* ("如下")? ws* [：:] ;
nth = ws* (dig{1,2} | [一二三四五六七八九十]{1,2} | lp (dig{1,2} | [一二三四五六七八九十]{1,2}) rp | [\u2460-\u2473]) ws* [：:] ;
*/

#define LABEL(id)                                                                         \
	do {                                                                              \
		put(&k, cursor[-1] == ':' || (cursor[-3] == 0xEF && cursor[-1] == 0x9A)   \
				? TOK_LABEL : TOK_LABEL_BARE, start, cursor, id);          \
		return cursor;                                                            \
	} while (0)

const unsigned char *lex_token(const unsigned char *base, uint32_t at, struct token *ret)
{
	struct sink k = { ret, base };
	const unsigned char *start = base + at, *cursor = start, *marker = start;

	ret->kind = TOK_END;
	/*!re2c
	"\x00" { return cursor; }
	"\r\n" | [\n\r\x0b\x0c\u0085\u2028\u2029] { put(&k, TOK_EOL, start, cursor, 0); return cursor; }

	cnnum ws* [、．.] { put_marker(&k, TOK_CN_DUN, start, cursor); return cursor; }
	[\u2160-\u216b] ws* [、．.：:] { put(&k, TOK_CN_DUN, start, cursor, start[2] - 0xA0u + 1); return cursor; }
	lp ws* cnnum ws* rp [、.．：:]? | [【〖] cnnum [】〗] [：:、]? { put_marker(&k, TOK_CN_PAREN, start, cursor); return cursor; }
	"第" cnnum ("大")? "类" [：:、] { put_marker(&k, TOK_CN_PAREN, start, cursor); return cursor; }
	lb "第" cnnum ("个")? ("方面" | "部分" | "类") rb [：:、]? { put_marker(&k, TOK_CN_PAREN, start, cursor); return cursor; }
	"第" cnnum ("个")? "方面" [：:、，]? { put_marker(&k, TOK_CN_PAREN, start, cursor); return cursor; }
	[\u3220-\u3229] { put(&k, TOK_CN_PAREN, start, cursor, cursor[-1] - 0xA0u + 1); return cursor; }
	(dig{1,4} | [1-5] dig{4}) ws* [.．、] | dig{1,3} "\t" { put_marker(&k, TOK_AR_DOT, start, cursor); return cursor; }
	[\u2488-\u249b] { put(&k, TOK_AR_DOT, start, cursor, cursor[-1] - 0x88u + 1); return cursor; }
	lp ws* dig{1,3} ws* rp [、.．：:]? { put_marker(&k, TOK_AR_PAREN, start, cursor); return cursor; }
	[\u2474-\u247f] { put(&k, TOK_AR_PAREN, start, cursor, cursor[-1] - 0xB4u + 1); return cursor; }
	[\u2480-\u2487] { put(&k, TOK_AR_PAREN, start, cursor, cursor[-1] - 0x80u + 13); return cursor; }
	dig{1,3} rp { put_marker(&k, TOK_AR_HALF, start, cursor); return cursor; }
	[\u2460-\u2473] [、.．]? {
		/* E2 91 A0.. ; the third byte of the circled digit itself */
		put(&k, TOK_CIRCLED, start, cursor, start[2] - 0xA0u + 1); return cursor; }
	[\u2776-\u277f] { put(&k, TOK_CIRCLED, start, cursor, cursor[-1] - 0xB6u + 1); return cursor; }
	[\u3251-\u325f] { put(&k, TOK_CIRCLED, start, cursor, cursor[-1] - 0x91u + 21); return cursor; }
	([A-Ha-h] | [\uff21-\uff28]) ws* [．.、)）] | lp ([A-Ha-h] | [\uff21-\uff28]) rp { put(&k, TOK_LETTER, start, cursor, letter_number(start)); return cursor; }
	[\u2170-\u2179] ws* [．.、] { put(&k, TOK_LETTER, start, cursor, start[2] - 0xB0u + 1); return cursor; }
	"第" [一二三四五六七八九十]{1,2} "、" { put_marker(&k, TOK_LETTER, start, cursor); return cursor; }
	[一二三四五六七八九十]{1,2} "要" { put_marker(&k, TOK_IS, start, cursor); return cursor; }
	([一二三四五六七八九十]{1,2} ("\r"? "\n")? | [1-9１-９]) "是" { put_marker(&k, TOK_IS, start, cursor); return cursor; }
	("第" | "其") [一二三四五六七八九十]{1,2} [，,：:] { put_marker(&k, TOK_ORD, start, cursor); return cursor; }
	"首先" [，,：:] { put(&k, TOK_ORD, start, cursor, 1); return cursor; }
	"其次" [，,：:] { put(&k, TOK_ORD, start, cursor, 2); return cursor; }
	"再次" [，,：:] { put(&k, TOK_ORD, start, cursor, 3); return cursor; }
	"最后" [，,：:] { put(&k, TOK_ORD, start, cursor, ORD_LAST); return cursor; }
	lb ("反馈" | "整改")? ("问题" | "意见" | "任务" | "事项") ws* (cnnum | dig{1,3}) ws* rb [：:]? { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	[【〖] dig{1,3} [】〗] [：:、]? { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	"第" (cnnum | dig{1,3}) ("条" | "项") ws* [：:] { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	("第" | "具体" | "主要" | "突出" | "整改" | "重点")? (("问题" | "任务") ws* (cnnum | dig{1,3}) ws* [：:、.．]) { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	("整改" | "反馈")? ("任务" | "事项" | "问题" | "意见") ws* (cnnum | dig{1,3}) ws* [：:] { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	("问题" | "任务" | "整改任务" | "整改")? "序号" ws* [：:]? ws* (cnnum | dig{1,3}) ws* [：:、.．]? { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	("反馈" | "整改")? ("问题" | "任务" | "事项" | "卡片") ws* (cnnum | dig{1,3}) {
		if (*cursor == '\n' || *cursor == '\r' || *cursor == ' ')
			put_marker(&k, TOK_PROBLEM_NO, start, cursor);
		return cursor; }
	"第" (cnnum | dig{1,3}) ("个" | "项" | "条")? ("问题") ws* [：:、.．] { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }

	(measures | "措施" | "举措") (tail | nth) | lbr (measures | "措施" | "举措") rbr tail? | measures { LABEL(LABEL_MEASURES); }
	(progress | "进展") (tail | nth) | lbr (progress | "进展") rbr tail? | progress { LABEL(LABEL_PROGRESS); }
	(done | "整改" | "成效" | "落实") tail | done nth | lbr (done | "整改" | "成效") rbr tail? | done { LABEL(LABEL_DONE); }
	"立行立改" ("整改" | "落实" | "完成")? "情况" tail { LABEL(LABEL_DONE); }
	(result | "结果" | "状态") tail | result nth | lbr (result | "结果" | "状态") rbr tail? | result { LABEL(LABEL_RESULT); }
	due tail | lb due rb tail? | due { LABEL(LABEL_DUE); }
	(dept | dept join (due | person)) tail | lb dept rb tail? | dept | dept join (due | person) { LABEL(LABEL_DEPT); }
	finding { /* on a line of its own, or behind its number */
		if (*cursor == '\n' || *cursor == '\r')
			LABEL(LABEL_FINDING);
		return cursor; }
	finding tail | "问题" ("描述")? tail | "反馈" tail | lb (finding | "问题") rb tail? { LABEL(LABEL_FINDING); }
	"问" [：:] { LABEL(LABEL_FINDING); }
	("答" | "答复") [：:] { LABEL(LABEL_DONE); }
	person tail | lb person rb tail? | person { LABEL(LABEL_PERSON); }
	goal tail | lb goal rb tail? | goal { LABEL(LABEL_GOAL); }
	cause tail | lb cause rb tail? { LABEL(LABEL_CAUSE); }

	"第" cnnum "部分" [：:、]? { put_marker(&k, TOK_PART, start, cursor); return cursor; }
	dig+ { put(&k, TOK_NUMBER, start, cursor, 0); return cursor; }
	[。！？!?] { put(&k, TOK_STOP, start, cursor, 0); return cursor; }
	[；;] { put(&k, TOK_SEMI, start, cursor, 0); return cursor; }
	[：:] { put(&k, TOK_COLON, start, cursor, 0); return cursor; }
	[“「] { put(&k, TOK_OPEN, start, cursor, BRACKET_DOUBLE); return cursor; }
	[”」] { put(&k, TOK_CLOSE, start, cursor, BRACKET_DOUBLE); return cursor; }
	[‘『] { put(&k, TOK_OPEN, start, cursor, BRACKET_SINGLE); return cursor; }
	[’』] { put(&k, TOK_CLOSE, start, cursor, BRACKET_SINGLE); return cursor; }
	[《] { put(&k, TOK_OPEN, start, cursor, BRACKET_BOOK); return cursor; }
	[》] { put(&k, TOK_CLOSE, start, cursor, BRACKET_BOOK); return cursor; }
	[（(] { put(&k, TOK_OPEN, start, cursor, BRACKET_ROUND); return cursor; }
	[）)] { put(&k, TOK_CLOSE, start, cursor, BRACKET_ROUND); return cursor; }
	any { return cursor; }
	* { return cursor; }
	*/
}

int lex_everywhere(struct str text, struct vec *tokens)
{
	const unsigned char *base = (const unsigned char *)text.ptr;

	for (uint32_t at = 0; at < text.len;) {
		struct token t = { .kind = TOK_END };
		at = (uint32_t)(lex_token(base, at, &t) - base);
		if (t.kind == TOK_END)
			continue;
		struct token *to = vec_push(tokens);
		if (!to)
			return ERR_NOMEM;
		*to = t;
	}
	struct token *end = vec_push(tokens);
	if (!end)
		return ERR_NOMEM;
	end->at = (uint32_t)text.len;
	return 0;
}

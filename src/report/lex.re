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
lb = [【［[〔];
rb = [】］\]〕];

measures = "整改措施" | "整改举措" | "整改具体措施" | "具体整改措施" | "主要整改措施" | "主要措施" | "具体措施" | "采取措施" | "采取的措施" | "整改任务" | "整改办法"
	| "工作措施" | "整改工作措施" | "整改落实措施" | "落实措施" | "工作举措" | "整改方案" | "整改要求" | "主要举措" | "具体举措" | "整改主要举措" | "整改具体举措" | "整改思路" | "推进举措";
progress = "整改进展情况" | "整改进展" | "进展情况" | "工作进展" | "工作进展情况" | "目前进展" | "目前进展情况" | "整改完成情况" | "完成情况" | "任务完成情况"
	| "整改推进情况" | "推进情况" | "整改措施落实情况" | "措施落实情况" | "整改任务完成情况" | "整改具体进展";
done = "整改情况" | "整改落实情况" | "落实情况" | "整改落实" | "整改成效" | "整改效果" | "取得成效" | "工作成效" | "整改实效" | "落实整改情况" | "整改落实及成效"
	| "整改具体情况" | "具体整改情况" | "整改工作情况" | "整改情况及成效" | "整改成果" | "具体做法" | "主要做法" | "整改做法" | "整改开展情况" | "整改取得成效" | "整改取得的成效"
	| "整改举措及成效" | "整改措施及成效" | "整改措施和成效" | "整改措施及落实情况" | "整改措施及进展" | ("具体")? "整改措施" ("及" | "和" | "与") ("整改")? ("完成" | "落实" | "进展") "情况" | "具体整改措施及成效" | "整改落实情况及成效" | "已采取的整改措施";
result = "整改结果" | "整改状态" | "完成状态" | "整改结论" | "完成结果" | "销号情况" | "当前状态" | "整改进度" | "整改完成状态" | "是否完成" | "完成进度" | "整改完成结果" | "目前状态" | "整改完成度";
due = "整改时限" | "完成时限" | "整改期限" | "完成时间" | "整改完成时间" | "整改完成时限" | "完成期限" | "计划完成时间" | "整改时间" | "时限" | "时间节点" | "时限要求";
dept = ("整改")? ("责任单位" | "责任部门" | "责任科室" | "责任处室" | "责任股室" | "牵头单位" | "牵头部门" | "牵头科室" | "牵头处室") ("及责任人")?
	| "配合单位" | "配合部门" | "配合科室" | "配合处室" | "协助单位" | "责任主体" | "牵头责任单位" | "主责单位" | "主责部门";
person = ("整改")? ("责任领导" | "责任人" | "责任人员" | "牵头领导" | "牵头责任人") | "分管领导" | "督办领导" | "主要责任人" | "具体责任人" | "直接责任人" | "第一责任人" | "包案领导" | "联系领导";
finding = ("巡察" | "巡视" | "审计" | "督察")? "反馈" ("的")? ("具体")? ("问题" | "意见") | "存在问题" | "存在的问题" | "问题表现" | "具体问题" | "具体表现" | "问题描述" | "主要问题"
	| "问题内容" | "主要表现" | "点人点事问题" | "问题具体表现" | "突出问题" | "问题清单" | "发现问题" | "发现的问题";
goal = "整改目标" | "预期目标" | "工作目标" | "整改目标要求" | "目标要求";
cause = "原因分析" | "问题原因" | "产生原因" | "存在原因" | "问题成因";
tail = ws* ("如下")? ws* [：:] ;
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
	lp ws* cnnum ws* rp [、.．：:]? { put_marker(&k, TOK_CN_PAREN, start, cursor); return cursor; }
	"第" cnnum ("个")? "方面" [：:、，]? { put_marker(&k, TOK_CN_PAREN, start, cursor); return cursor; }
	[\u3220-\u3229] { put(&k, TOK_CN_PAREN, start, cursor, cursor[-1] - 0xA0u + 1); return cursor; }
	(dig{1,4} | [1-5] dig{4}) ws* [.．、] { put_marker(&k, TOK_AR_DOT, start, cursor); return cursor; }
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
	([一二三四五六七八九十]{1,2} ("\r"? "\n")? | [1-9１-９]) "是" { put_marker(&k, TOK_IS, start, cursor); return cursor; }
	("第" | "其") [一二三四五六七八九十]{1,2} [，,：:] { put_marker(&k, TOK_ORD, start, cursor); return cursor; }
	"首先" [，,：:] { put(&k, TOK_ORD, start, cursor, 1); return cursor; }
	"其次" [，,：:] { put(&k, TOK_ORD, start, cursor, 2); return cursor; }
	"再次" [，,：:] { put(&k, TOK_ORD, start, cursor, 3); return cursor; }
	"最后" [，,：:] { put(&k, TOK_ORD, start, cursor, ORD_LAST); return cursor; }
	lb ("反馈")? ("问题" | "意见") ws* (cnnum | dig{1,3}) ws* rb [：:]? { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	("第")? ("问题" ws* (cnnum | dig{1,3}) ws* [：:、.．]) { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	("整改" | "反馈")? ("任务" | "事项" | "问题" | "意见") ws* (cnnum | dig{1,3}) ws* [：:] { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	("问题")? "序号" ws* [：:]? ws* (cnnum | dig{1,3}) ws* [：:、.．]? { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }
	("反馈")? "问题" ws* (cnnum | dig{1,3}) {
		if (*cursor == '\n' || *cursor == '\r' || *cursor == ' ')
			put_marker(&k, TOK_PROBLEM_NO, start, cursor);
		return cursor; }
	"第" (cnnum | dig{1,3}) ("个" | "项" | "条")? ("问题") ws* [：:、.．] { put_marker(&k, TOK_PROBLEM_NO, start, cursor); return cursor; }

	(measures | "措施" | "举措") tail | lb (measures | "措施" | "举措") rb tail? | measures { LABEL(LABEL_MEASURES); }
	(progress | "进展") tail | lb (progress | "进展") rb tail? | progress { LABEL(LABEL_PROGRESS); }
	(done | "整改" | "成效") tail | lb (done | "整改" | "成效") rb tail? | done { LABEL(LABEL_DONE); }
	(result | "结果" | "状态") tail | lb (result | "结果" | "状态") rb tail? | result { LABEL(LABEL_RESULT); }
	due tail | lb due rb tail? | due { LABEL(LABEL_DUE); }
	dept tail | lb dept rb tail? | dept { LABEL(LABEL_DEPT); }
	finding tail | "问题" ("描述")? tail | lb (finding | "问题") rb tail? { LABEL(LABEL_FINDING); }
	person tail | lb person rb tail? { LABEL(LABEL_PERSON); }
	goal tail | lb goal rb tail? | goal { LABEL(LABEL_GOAL); }
	cause tail | lb cause rb tail? { LABEL(LABEL_CAUSE); }

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

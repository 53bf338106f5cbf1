/* The marks and words between two numbers (generated lexer). */
#include "numbers.h"
#include "starts.h"

extern const struct starts num_starts; /* by tools/lexstarts, from the rules below */

struct cursor {
	const unsigned char *at, *end, *marker;
};

/* Behind the end stands a NUL, which no rule but the last knows. */
static unsigned char peek(const struct cursor *c)
{
	return c->at < c->end ? *c->at : 0;
}

#define YYCTYPE unsigned char
#define YYPEEK() peek(&c)
#define YYSKIP() (++c.at)
#define YYBACKUP() (c.marker = c.at)
#define YYRESTORE() (c.at = c.marker)

/*!re2c
	re2c:flags:input = custom;
	re2c:yyfill:enable = 0;
*/

static enum num_token_kind next_kind(struct cursor *cursor)
{
	struct cursor c = *cursor;
	enum num_token_kind kind;

#define GIVE(k) do { kind = (k); goto given; } while (0)
	/*!re2c
		plain = [^\x00\n 、，,；;：:。！？!?（(）)【】[\]〔〕《》共合总一累其分包含等占剩余另中公/／];

		"、"                   { GIVE(NT_DUN); }
		"，" | ","             { GIVE(NT_COMMA); }
		"；" | ";"             { GIVE(NT_SEMI); }
		"：" | ":"             { GIVE(NT_COLON); }
		"。" | "！" | "？" | "!" | "?" | "\n" { GIVE(NT_STOP); }
		"（" | "(" | "【" | "[" | "〔" { GIVE(NT_OPEN); }
		"）" | ")" | "】" | "]" | "〕" { GIVE(NT_CLOSE); }
		"《" [^\x00\n《》]* "》" { GIVE(NT_TITLE); }
		"《" [^\x00\n《》]* "《" [^\x00\n《》]* "》" [^\x00\n《》]* "》" { GIVE(NT_TITLE); }
		"/" | "／"             { GIVE(NT_SLASH); }

		"共计" | "共有" | "共" | "一共" | "总共" | "合计" | "总计" { GIVE(NT_SUM); }
		"公共" | "中共" | "共" ("同" | "享" | "建" | "产" | "和" | "青" | "识" | "治" | "管" | "性" | "用" | "商" | "赢" | "创" | "抓" | "驻") { GIVE(NT_TEXT); }
		"累计"                 { GIVE(NT_RUNNING); }
		"其中" ("包括" | "包含" | "有" | "：" | "，")? { GIVE(NT_WHICH); }
		"其余" | "剩余" | "余下" | "剩下" | "另外" | "另有" { GIVE(NT_REST); }
		"分别"                 { GIVE(NT_SEPARATELY); }
		"包括" | "包含" | "含" { GIVE(NT_INCLUDE); }
		"含" ("量" | "水" | "义" | "糊" | "金量") { GIVE(NT_TEXT); }
		"等"                   { GIVE(NT_ETC); }
		"等" ("级" | "待" | "于" | "候" | "次" | "同") { GIVE(NT_TEXT); }
		"占" "地方"?           { GIVE(NT_SHARE); }
		"占" ("道" | "地" | "用" | "线" | "压" | "有" | "领" | "绿" | "路") { GIVE(NT_TEXT); }

		plain+                 { GIVE(NT_TEXT); }
		"《"                   { GIVE(NT_BOOK_OPEN); }
		"》"                   { GIVE(NT_BOOK_CLOSE); }
		*                      { GIVE(NT_TEXT); }
	*/
#undef GIVE
given:
	if (c.at == cursor->at) /* a NUL */
		c.at++;
	*cursor = c;
	return kind;
}

/* The common marks without the lexer, which would say the same. */
static enum num_token_kind mark_kind(struct cursor *c)
{
	static const struct {
		unsigned char bytes[3];
		unsigned char kind;
	} marks[] = { { "，", NT_COMMA }, { "、", NT_DUN }, { "。", NT_STOP }, { "；", NT_SEMI }, { "：", NT_COLON } };
	if (c->at[0] == 0xE3 || c->at[0] == 0xEF) {
		for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
			if (c->at[2] != marks[i].bytes[2] || c->at[1] != marks[i].bytes[1] || c->at[0] != marks[i].bytes[0])
				continue;
			c->at += 3;
			return marks[i].kind;
		}
	}
	return next_kind(c);
}

static void add(struct num_token *out, size_t *count, enum num_token_kind kind, unsigned depth, uint32_t start, uint32_t end)
{
	if (kind == NT_TEXT && *count > 0 && out[*count - 1].kind == NT_TEXT && out[*count - 1].end == start) {
		out[*count - 1].end = end;
		return;
	}
	out[(*count)++] = (struct num_token){ .kind = (uint8_t)kind, .depth = (uint8_t)(depth < 255 ? depth : 255), .start = start, .end = end };
}

void num_lexer_init(struct num_lexer *l, struct str text)
{
	*l = (struct num_lexer){ .text = text };
}

/* What begins no token is plain text. */
size_t num_lex(struct num_lexer *l, uint32_t from, uint32_t to, struct num_token *out, size_t room)
{
	const unsigned char *base = (const unsigned char *)l->text.ptr;
	struct cursor c = { base + from, base + to, NULL };
	size_t count = 0;

	while (c.at < c.end && count < room) {
		uint32_t start = (uint32_t)(c.at - base);
		enum num_token_kind kind = NT_TEXT;
		c.at = starts_skip(&num_starts, c.at, c.end);
		if (c.at == base + start)
			kind = mark_kind(&c);
		uint32_t end = (uint32_t)(c.at - base);
		if (kind == NT_CLOSE && l->depth > 0)
			l->depth--;
		add(out, &count, kind, l->depth, start, end);
		if (kind == NT_OPEN)
			l->depth++;
	}
	return count;
}

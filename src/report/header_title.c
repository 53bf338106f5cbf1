/* What a report is called. */
#include "header_parts.h"

#include "grid.h"
#include "wordlist.h"
#include "words.h"

/* …整改方案（公开版）: without the words in brackets behind it. */
static struct str without_note(struct str s)
{
	enum { NOTE_BYTES = 30 };
	size_t open = str_ends(s, STR("）"))  ? str_rfind(s, STR("（"))
		      : str_ends(s, STR(")")) ? str_rfind(s, STR("("))
					      : STR_NPOS;
	if (open == STR_NPOS || s.len - open > NOTE_BYTES)
		return s;
	for (size_t i = open; i < s.len; i++)
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9') /* a date: the page's, not the title's */
			return s;
	return str_trim(str_sub(s, 0, open));
}

/* …整改台账（2026年9月）, （截至2024年6月30日）: without the time in brackets behind it. */
static struct str without_time(struct str s)
{
	enum { NOTE_BYTES = 50 };
	WORDLIST(parts, "截至", "截止", "年", "月", "日", "第", "一", "二", "三", "四", "季度", "上半", "下半", "底",
		"份");
	size_t open = str_ends(s, STR("）")) ? str_rfind(s, STR("（")) : STR_NPOS, at = open + strlen("（");
	if (open == STR_NPOS || s.len - open > NOTE_BYTES)
		return s;
	while (at + strlen("）") < s.len) {
		struct str rest = str_sub(s, at, s.len);
		size_t len = rest.ptr[0] >= '0' && rest.ptr[0] <= '9' ? 1 : wordlist_at(parts, rest);
		if (!len)
			return s;
		at += len;
	}
	return str_trim(str_sub(s, 0, open));
}

/* 【巡察整改】中共…的通报: the page's name for what it prints. */
static struct str without_tag(struct str s)
{
	enum { TAG_BYTES = 36 };
	size_t close = str_starts(s, STR("【")) ? str_find(s, STR("】"), 0) : STR_NPOS;
	struct str rest = close == STR_NPOS || close > TAG_BYTES ? STR_NONE : str_trim(str_sub(s, close + 3, s.len));
	return rest.len ? rest : s;
}

/* A line as the page prints it, without the bullet or the hash before it and the date or bracket behind it:
 * "• …的通报 (2024-07-26)". */
static struct str bare_title(struct str s)
{
	static const char *const bullets[] = { "•", "·", "●", "■", "◆", "#", "*", ">", "-", "　", "标题：",
		"标题:", "名称：", "名称:", "文件名称：", "文件名称:", "信息名称：", "名    称：", "标    题：" };
	for (size_t i = 0; i < COUNT(bullets); i++)
		if (str_starts(s, str_from(bullets[i]))) {
			s = str_trim(str_sub(s, strlen(bullets[i]), s.len));
			i = (size_t)-1;
		}
	s = without_tag(s);
	if (without_note(s).len < s.len)
		return s;
	s = without_time(s);
	size_t end = s.len;
	while (end > 0 && strchr("0123456789-/:.() *#", s.ptr[end - 1]))
		end--;
	struct str shorter = str_sub(s, 0, end);
	static const char *const tails[] = { "（", "[", "【" };
	for (size_t i = 0; i < COUNT(tails); i++)
		if (str_ends(shorter, str_from(tails[i])))
			shorter = str_sub(shorter, 0, shorter.len - strlen(tails[i]));
	return str_trim(shorter);
}

/* 整改情况 alone is the name of a column. */
enum { TITLE_BYTES = 15 };

static bool ends_as_title(struct str s)
{
	static const char *const kinds[] = { "通报", "报告", "公告", "公示", "情况", "方案", "台账", "一览表", "的函",
		"整改清单", "情况表", "摘编", "通告", "公示表", "进展表", "进度表", "落实表", "汇总表", "统计表",
		"明细表", "任务表", "措施清单", "任务清单", "问题清单", "销号清单", "进展清单", "情况说明", "的说明",
		"情况公开", "整改公开", "公开栏", "的反馈意见", "的通知", "的答复", "的回复" };
	if (!s.len || s.len > 270 || memchr(s.ptr, '\t', s.len) || str_has(s, STR("。")) || str_has(s, STR("：")) ||
		str_has(s, STR(":")))
		return false;
	bool k = false;
	s = without_note(s);
	for (size_t i = 0; i < COUNT(kinds); i++)
		k |= str_ends(s, str_from(kinds[i]));
	return k;
}

static bool is_about(struct str s)
{
	WORDLIST(about, "整改", "巡察", "巡视", "审计", "督察", "反馈");
	return HAS(s, about);
}

static bool is_title(struct str s)
{
	return s.len >= TITLE_BYTES && ends_as_title(s) && is_about(s);
}

static size_t line_before(const struct outline *o, size_t i)
{
	while (i > 0 && header_line(o, i - 1)->start == header_line(o, i - 1)->end)
		i--;
	return i ? i - 1 : SIZE_MAX;
}

/* 中共…党组关于区委第四巡, with 察组反馈意见整改情况的通报 below it. */
static bool is_title_begun(struct str s)
{
	WORDLIST(others, "。", "：", ":", "\t", ">", "|", "关于我们", "来源", "发布");
	bool begins = str_starts(s, STR("关于")) || str_has(s, STR("党组关于")) || str_has(s, STR("党委关于")) ||
		      str_has(s, STR("委员会关于")) || str_has(s, STR("支部关于")) || str_has(s, STR("政府关于")) ||
		      str_has(s, STR("局关于")) || (str_starts(s, STR("中共")) && str_has(s, STR("关于")));
	return begins && s.len < 200 && !HAS(s, others) && !is_title(bare_title(s));
}

/* A line that may be the middle of a title. */
static bool is_title_middle(struct str s)
{
	WORDLIST(others, "。", "：", ":", "\t", ">", "|", "来源", "发布", "字号", "首页");
	return s.len >= 6 && s.len < 150 && !HAS(s, others) && !ends_as_title(s);
}

/* A title broken over lines: "中共…委员会", "关于…巡视集中整改", "进展情况的通报". Gives all of it. */
static struct str whole_title(const struct outline *o, size_t i, struct str s)
{
	size_t first = i, at = i;
	for (int k = 0; k < 3 && !is_title_begun(header_text(o, first)); k++) {
		size_t before = line_before(o, at);
		if (before == SIZE_MAX || str_starts(bare_title(header_text(o, at)), STR("关于")))
			break;
		struct str b = header_text(o, before);
		if (is_title_begun(b))
			first = before;
		if (first == before || !is_title_middle(b))
			break;
		at = before;
	}
	size_t name = line_before(o, first);
	struct str above = name == SIZE_MAX ? STR_NONE : header_text(o, name);
	struct str below = bare_title(header_text(o, first));
	bool told = str_has(above, STR("组向")) && str_starts(below, STR("反馈")); /* 区委第二巡察组向区民政局党组 */
	if ((header_is_org(above) || (words_is_signer(above) && is_title_middle(above))) &&
		(told || str_starts(below, STR("关于"))))
		first = name;
	if (first == i)
		return s;
	uint32_t from = header_line(o, first)->start;
	return str_sub(o->text, from, (size_t)(s.ptr - o->text.ptr) + s.len);
}

enum { PARAGRAPH_BYTES = 90 };

bool header_is_paragraph(struct str s)
{
	return s.len >= PARAGRAPH_BYTES && (str_has(s, STR("。")) || str_ends(s, STR("."))); /* typed on a keyboard */
}

/* 第二部分 反馈问题整改情况, 二、…, （一）… */
static bool begins_with_number(const struct outline *o, size_t i)
{
	const struct token *t = &VEC_AT(o->tokens, struct token, header_line(o, i)->tok);
	return t->at == header_line(o, i)->start && (t->kind == TOK_PART || token_is_marker(t));
}

/* （城市管理领域） on the line below: of the title. */
static struct str with_note_below(const struct outline *o, size_t i, struct str title)
{
	enum { NOTE_BYTES = 60 };
	struct str below = i + 1 < o->body ? header_text(o, i + 1) : STR_NONE;
	WORDLIST(pages, "【", "字", "大", "来源", "发布", "此件", "截至", "截止", "时间", "第", "20", "19");
	bool note = below.len > 6 && below.len < NOTE_BYTES && str_starts(below, STR("（")) &&
		    str_find(below, STR("）"), 0) + strlen("）") == below.len;
	if (!note || STARTS(str_sub(below, 3, below.len), pages))
		return title;
	return str_sub(o->text, (size_t)(title.ptr - o->text.ptr), header_line(o, i + 1)->end);
}

/* A line of its own, without the page's marks and without when it was read to whom: …整改情况的报告——2023年4月在…会议上. */
static struct str title_of_line(struct str line)
{
	struct str s = bare_title(line);
	size_t dash = str_find(s, STR("——"), 0);
	struct str before = str_trim(str_sub(s, 0, dash == STR_NPOS ? 0 : dash));
	return ends_as_title(before) ? before : s;
}

/* …作了《关于…整改情况的报告》: a page that has no title, but says what it is about to tell. */
static struct str title_told(const struct outline *o, size_t end)
{
	for (size_t i = 0; i < end && header_line(o, i)->start < HEAD_BYTES; i++) {
		struct str s = header_text(o, i);
		size_t open = str_find(s, STR("《"), 0), close = str_find(s, STR("》"), open == STR_NPOS ? 0 : open);
		bool read = open != STR_NPOS && close != STR_NPOS &&
			    (str_ends(str_sub(s, 0, open), STR("作了")) || str_ends(str_sub(s, 0, open), STR("作")));
		struct str title = read ? str_sub(s, open + strlen("《"), close) : STR_NONE;
		if (is_title(title) && str_has(title, STR("整改")))
			return title;
		if (header_is_paragraph(s))
			break;
	}
	return STR_NONE;
}

/* The title stands on a line of its own before the first long paragraph; the nearest to it wins. */
void header_find_title(struct report *r, const struct outline *o)
{
	size_t end = o->tables.len ? VEC_AT(&o->tables, struct table, 0).line : o->body;
	for (size_t i = 0; i < end && header_line(o, i)->start < HEAD_BYTES; i++) {
		struct str s = header_text(o, i);
		if (s.len > 300 || (r->title.len && header_is_paragraph(s)) ||
			(o->heads.len && header_line(o, i)->start >= VEC_AT(&o->heads, struct head, 0).at))
			break;
		s = title_of_line(s);
		if (!ends_as_title(s) || begins_with_number(o, i))
			continue;
		s = without_tag(with_note_below(o, i, whole_title(o, i, s)));
		if (!is_about(s) || s.len < TITLE_BYTES)
			continue;
		/* the page may print it again in short form: what names the unit wins */
		if (!r->title.len || !str_starts(s, STR("关于")))
			r->title = s;
	}
	if (!r->title.len) {
		r->title = title_told(o, end);
		return;
	}
	uint32_t from = (uint32_t)(r->title.ptr - r->text.ptr), to = from + (uint32_t)r->title.len;
	for (struct node *n = r->root->first; n; n = n->next)
		if (n->kind == NODE_PROSE && n->span.start < to && n->span.end > from)
			n->prose = PROSE_TITLE;
}

struct str grammar_title(const struct report *r)
{
	struct str s = r->title;
	if (!s.len || !memchr(s.ptr, '\n', s.len))
		return s;
	char *to = arena_alloc(r->arena, s.len);
	if (!to)
		return s;
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		bool blank = s.ptr[i] == '\n' || s.ptr[i] == '\r' || s.ptr[i] == ' ' || s.ptr[i] == '\t';
		if (!blank || (s.ptr[i] == ' ' && n && to[n - 1] != ' ' && !memchr(s.ptr, '\n', i + 1)))
			to[n++] = s.ptr[i];
	}
	return (struct str){ to, n };
}

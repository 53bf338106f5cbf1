#include "columns.h"

/* Why a text holds no problem: what it looks like, by its own words, and what to do about it. */

enum { LOOK_BYTES = 20000 };

struct look {
	struct str text; /* its first bytes */
	size_t lines, tabs;
	size_t headers, sideways, rows; /* lines that name columns; that begin with a field's name; others with tabs */
	bool title;
};

static bool has_any(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_has(s, str_from(*words)))
			return true;
	return false;
}

static bool is_table(const struct look *l)
{
	return l->tabs >= 6 && l->tabs >= l->lines;
}

static bool is_announcement(const struct look *l)
{
	static const char *const words[] = { "受理信访", "信访举报", "来信来电来访", "专门值班电话", "进驻", "意见箱",
		NULL };
	return has_any(l->text, words);
}

static bool is_news(const struct look *l)
{
	static const char *const words[] = { "反馈会", "动员会", "强调", "主持会议", "主持召开", "表态发言", "出席会议",
		"督导", "本报讯", "记者", "讲话", "表示", "报道", "听取", NULL };
	return has_any(l->text, words);
}

/* It says that what was put right is told. */
static bool announces_result(const struct look *l)
{
	static const char *const words[] = { "予以公布", "予以公开", "公布如下", "通报如下", "报告如下", "予以通报",
		"向社会公开", NULL };
	return has_any(l->text, words) && (str_has(l->text, STR("整改")) || str_has(l->text, STR("审计")));
}

/* The names of columns among the cells of a line; *ret_first: whether its first cell is one. */
static size_t names_in(struct str line, bool *ret_first)
{
	uint8_t sure = SURE_UNKNOWN;
	size_t names = 0;

	*ret_first = false;
	for (size_t at = 0; at <= line.len;) {
		size_t end = str_find(line, STR("\t"), at);
		end = end == STR_NPOS ? line.len : end;
		bool name =
			columns_named(str_trim(str_sub(line, at, end)), &sure) != COLUMN_OTHER && sure == SURE_CERTAIN;
		*ret_first |= name && at == 0;
		names += name;
		at = end + 1;
	}
	return names;
}

/* What the lines with tabs are: of all names, or with a name at the front alone. */
static void look_at_names(struct look *l)
{
	bool first = false;

	for (size_t at = 0; at < l->text.len;) {
		size_t end = str_find(l->text, STR("\n"), at);
		struct str line = str_sub(l->text, at, end);
		at = end == STR_NPOS ? l->text.len : end + 1;
		if (!str_has(line, STR("\t")))
			continue;
		size_t names = names_in(line, &first);
		l->headers += names >= 3;
		l->sideways += names == 1 && first;
		l->rows += names < 3 && str_trim(line).len > 0;
	}
}

static const struct absence *choose(const struct report *r, const struct look *l)
{
	static const struct absence html = { "网页的源代码，去掉标签后没有编号的问题",
		"请在浏览器里打开这个网页，选中正文复制，另存为文本后再试" };
	static const struct absence table = {
		"一张表格，但没有认出表头",
		"表头须写明“反馈问题”，并有“整改措施”或“整改情况”一列；每行一条，单元格之间用制表符；或用 columns（命令行 --columns C=问题,E=措施）说明哪一列是什么"
	};
	static const struct absence header = { "一张只有表头的台账：认出了列名，下面没有内容",
		"请确认选对了文件；筛选过的表，请先取消筛选再另存" };
	static const struct absence sideways = { "一张横排的台账：列名写在左边一列，一个问题占一列",
		"请转成一行一个问题再读：在 Excel 或 WPS 里复制整张表，选择性粘贴时勾选“转置”" };
	static const struct absence part = { "整改通报的开头或概况：说了要公布整改情况，却没有逐条列出问题",
		"请确认复制了全文：网页可能有“下一页”，正文也可能在附件里" };
	static const struct absence announcement = { "巡察公告（进驻、受理信访），不是整改通报",
		"请改用被巡察单位公布的“整改进展情况的通报”" };
	static const struct absence news = { "一则新闻（反馈会、动员会、督导检查），不是整改通报",
		"请改用被巡察单位公布的“整改进展情况的通报”" };
	static const struct absence other = { "别的文章：没有编号的问题，也没有“整改措施”“整改情况”等标签",
		"请检查文件是否选对；若确是整改报告，请让每个问题各起一行并带编号" };
	if (l->headers > 0 && l->rows == 0)
		return &header;
	if (l->sideways >= 3 && l->sideways * 2 > l->rows)
		return &sideways;
	if (is_table(l))
		return &table;
	if (announces_result(l))
		return &part;
	if (r->marked_up)
		return &html;
	if (is_announcement(l))
		return &announcement;
	/* 市委第二巡察组向…反馈巡察情况 announces nothing that was put right */
	bool account = l->title && !(str_has(r->title, STR("反馈")) && !str_has(r->title, STR("整改")));
	return account ? &part : is_news(l) ? &news : &other;
}

const struct absence *report_without_problems(const struct report *r)
{
	if (r->problems)
		return NULL;
	struct look l = { .text = str_sub(r->text, 0, LOOK_BYTES), .title = r->title.len > 0 };
	for (size_t i = 0; i < l.text.len; i++) {
		l.lines += l.text.ptr[i] == '\n';
		l.tabs += l.text.ptr[i] == '\t';
	}
	look_at_names(&l);
	return choose(r, &l);
}

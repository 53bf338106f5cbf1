/* DOCX and DOCM: ECMA-376, as Word and WPS write it. */
#include "docx_body.h"
#include "office.h"
#include "own.h"

static void say(struct opener *o, const struct docx_seen *s)
{
	if (s->hidden)
		opener_note(o, "hidden", "有 %zu 处隐藏文字没有读入", s->hidden);
	if (s->changes)
		opener_note(o, "changes", "文档带有修订痕迹：按接受全部修订后的文字读入");
	if (s->contents)
		opener_note(o, "contents", "目录只是重复标题，没有读入");
	if (s->pictures)
		opener_note(o, "pictures", "有 %zu 张图片，图片里的文字没有读入", s->pictures);
	if (s->embedded)
		opener_note(o, "embedded", "有 %zu 个嵌入的对象（表格、文件等），没有读入", s->embedded);
}

static int read_notes(struct docx_body *b, struct office *f, const char *type, const char *title, struct err *e)
{
	struct str part = office_part(f->package, &f->relations, type, STR(""));

	return part.len ? docx_body_read(b, f->package, part, title, e) : 0;
}

static int read_all(struct opener *o, struct office *f, struct docx_lists *lists, struct err *e)
{
	OWN(docx_body_clear) struct docx_body b;

	docx_body_init(&b, o, lists);
	int rc = docx_body_read(&b, f->package, f->main, NULL, e);
	if (rc == 0)
		rc = read_notes(&b, f, "footnotes", "脚注", e);
	if (rc == 0)
		rc = read_notes(&b, f, "endnotes", "尾注", e);
	for (size_t i = 0; i < FRAMES_MAX; i++)
		if (b.frames[i].rows.cut)
			opener_note(o, "wide", "表格超过 %zu 列的部分没有读入", b.frames[i].rows.across_max);
	if (rc == 0)
		say(o, &b.seen);
	return rc;
}

int open_docx(struct opener *o, struct str bytes, struct err *e)
{
	struct office f;
	OWN(docx_lists_free) struct docx_lists *lists = NULL;
	int rc = office_open(&f, o, bytes, "word/document.xml", "Word 文档（docx）", e);

	if (rc < 0)
		return rc;
	rc = docx_lists_read(f.package, office_part(f.package, &f.relations, "styles", STR("")),
		office_part(f.package, &f.relations, "numbering", STR("")), &lists, e);
	if (rc == 0)
		rc = read_all(o, &f, lists, e);
	office_close(&f);
	if (opener_failed(o))
		return opener_end(o, e);
	return rc < 0 ? rc : opener_end(o, e);
}

/* Word 97 to 2003: the stories, one behind another as DOCX gives them: text with its boxes, footnotes, endnotes. */
#include "doc.h"
#include "own.h"

struct doc_reading {
	struct doc d;
	struct cfb c;
	struct doc_boxes *boxes;
	struct buf waiting; /* text boxes */
	struct flow flow;
	struct doc_walk walk;
};

static void say(struct opener *o, const struct doc_reading *r)
{
	const struct doc_walk *w = &r->walk;

	if (w->hidden)
		opener_note(o, "hidden", "有 %zu 处隐藏文字没有读入", w->hidden);
	if (w->changes)
		opener_note(o, "changes", "文档带有修订痕迹：按接受全部修订后的文字读入");
	if (r->flow.contents)
		opener_note(o, "contents", "目录只是重复标题，没有读入");
	if (w->pictures)
		opener_note(o, "pictures", "有 %zu 张图片，图片里的文字没有读入", w->pictures);
	const struct cfb_entry *pool = cfb_find(&r->c, "ObjectPool", 1);
	if (pool && pool->child != UINT32_MAX)
		opener_note(o, "embedded", "有嵌入的对象（表格、文件等），没有读入");
	if (w->lost)
		opener_note(o, "charset", "有 %zu 处字符不合文件写明的编码，读作“�”", w->lost);
}

/* Notes in the order of their places in the text; one whose place was deleted is gone with it. */
static int read_notes(struct doc_reading *r, enum doc_table which, enum doc_story story, const char *title)
{
	struct doc *d = &r->d;
	struct doc_plc plc = doc_plc(doc_table(d, which), 0);
	uint32_t first = d->starts[story], room = d->starts[story + 1] - first;
	size_t count = 0;
	int rc = 0;

	/* the last two positions are the story's end */
	for (size_t i = 0; i + 1 < plc.count && rc == 0; i++) {
		uint32_t from = doc_plc_at(&plc, i), to = doc_plc_at(&plc, i + 1);
		if (from >= to || to > room)
			continue;
		if (count++ == 0)
			opener_gap(d->o);
		buf_fmt(&r->flow.line, "%s%zu：", title, count);
		rc = doc_walk_read(&r->walk, first + from, first + to);
	}
	flow_end(&r->flow);
	return rc;
}

static int read_stories(struct doc_reading *r)
{
	struct doc *d = &r->d;
	int rc = doc_boxes_read(d, &r->boxes);

	r->walk.boxes = r->boxes;
	if (rc == 0)
		rc = doc_walk_read(&r->walk, 0, d->starts[DOC_NOTES]);
	flow_end(&r->flow);
	if (rc == 0)
		rc = doc_boxes_put(&r->walk, SIZE_MAX);
	if (rc == 0)
		rc = opener_why(&r->waiting);
	if (r->waiting.len)
		opener_text(d->o, buf_view(&r->waiting));
	buf_reset(&r->waiting);
	r->walk.boxes = NULL;
	if (rc == 0)
		rc = read_notes(r, DOC_FOOTNOTES, DOC_NOTES, "脚注");
	if (rc == 0)
		rc = read_notes(r, DOC_ENDNOTES, DOC_ENDS, "尾注");
	if (rc == 0)
		rc = flow_failed(&r->flow);
	return rc == 0 ? opener_why(&r->waiting) : rc;
}

static void reading_clear(struct doc_reading *r)
{
	doc_boxes_free(&r->boxes);
	doc_walk_clear(&r->walk);
	flow_clear(&r->flow);
	buf_clear(&r->waiting);
	doc_clear(&r->d);
	cfb_clear(&r->c);
}

/* What else old containers hold is told apart here. */
static int refuse(struct opener *o, const struct cfb *c, struct err *e)
{
	static const struct {
		const char *name;
		unsigned type;
		const char *what, *hint;
	} kinds[] = {
		{ "EncryptedPackage", 2, "加了打开密码的 Office 文件",
			"请用密码打开，取消密码（文件—信息—保护文档）后另存一份再用" },
		{ "PowerPoint Document", 2, "旧版演示文稿（ppt）", "请选择报告文件" },
		{ "__properties_version1.0", 2, "Outlook 邮件（msg）", "请把邮件里的报告另存出来再用" },
		{ "Workbook", 2, "旧版 Excel 表格（xls 或 et）", "请在 Excel 或 WPS 里另存为 xlsx 再用" },
		{ "Book", 2, "旧版 Excel 表格（xls）", "请在 Excel 或 WPS 里另存为 xlsx 再用" },
		{ "MatOST", 2, "Microsoft Works 文档（wps）", "请在 Word 或 WPS 里打开，另存为 docx 再用" },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!cfb_find(c, kinds[i].name, kinds[i].type))
			continue;
		err_hint(e, "%s", kinds[i].hint);
		return err_set(e, ERR_INPUT, "%.*s 是%s，读不了", STR_ARG(o->name), kinds[i].what);
	}
	err_hint(e, "请在 Office 或 WPS 里打开，另存为 docx、xlsx 再用");
	return err_set(e, ERR_INPUT, "%.*s 是旧版 Office 文件，里面没有 Word 文档", STR_ARG(o->name));
}

int open_doc(struct opener *o, struct str bytes, struct err *e)
{
	OWN(reading_clear) struct doc_reading r = { .boxes = NULL };

	flow_init(&r.flow, o, NULL);
	buf_init(&r.waiting, o->limits.text);
	r.flow.boxes = &r.waiting;
	int rc = cfb_open(&r.c, bytes, e);
	if (rc == 0 && (!cfb_find(&r.c, "WordDocument", 2) || cfb_find(&r.c, "EncryptedPackage", 2)))
		return refuse(o, &r.c, e);
	if (rc == 0)
		rc = doc_open(&r.d, o, &r.c, e);
	if (rc < 0)
		return rc;
	doc_walk_init(&r.walk, &r.d, &r.flow);
	rc = read_stories(&r);
	if (rc == 0)
		say(o, &r);
	if (rc == ERR_NOMEM)
		return err_nomem(e);
	if (rc < 0 && !o->failed)
		o->failed = rc;
	return opener_end(o, e);
}

/* Word 97 to 2003: the stories, one behind another as DOCX gives them: text with its boxes, footnotes, endnotes. */
#include "doc.h"
#include "ole.h"
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

int open_doc(struct opener *o, struct str bytes, struct err *e)
{
	OWN(reading_clear) struct doc_reading r = { .boxes = NULL };

	flow_init(&r.flow, o, NULL);
	buf_init(&r.waiting, o->limits.text);
	r.flow.boxes = &r.waiting;
	int rc = cfb_open(&r.c, bytes, e);
	if (rc == 0 && (!cfb_find(&r.c, "WordDocument", 2) || cfb_find(&r.c, "EncryptedPackage", 2)))
		return ole_refuse(o, &r.c, e);
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

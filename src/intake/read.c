/* One file, and what is in it, until everything is text. */
#include "charset.h"
#include "formats.h"
#include "own.h"
#include "utf8.h"
#include "worker_run.h"

const struct intake_limits intake_limits_default = {
	.file = (size_t)512 << 20,
	.text = (size_t)512 << 20,
	.unpacked = (size_t)1 << 30,
	.entries = 2000,
	.depth = 3,
	.ratio = 1000,
	.cells_across = 512,
	.seconds = 60,
	.memory = (size_t)2 << 30,
};

struct reading {
	const char *charset;
	bool no_ocr, chosen;         /* chosen: the user said the format */
	struct intake_limits limits; /* entries and unpacked shrink as archives are read */
	struct arena *arena;
	intake_take *take;
	void *context;
	struct err *e;
	size_t inside; /* archives that are open: then the bytes are the worker's answer, which goes */
	int stopped;   /* what `take` said */
};

static struct intake_limits complete(const struct intake_limits *given)
{
	struct intake_limits l = *given;
	const struct intake_limits *d = &intake_limits_default;

	l.file = l.file ? l.file : d->file;
	l.text = l.text ? l.text : d->text;
	l.unpacked = l.unpacked ? l.unpacked : d->unpacked;
	l.entries = l.entries ? l.entries : d->entries;
	l.depth = l.depth ? l.depth : d->depth;
	l.ratio = l.ratio ? l.ratio : d->ratio;
	l.cells_across = l.cells_across ? l.cells_across : d->cells_across;
	l.seconds = l.seconds ? l.seconds : d->seconds;
	l.memory = l.memory ? l.memory : d->memory;
	return l;
}

static int add_note(struct reading *r, struct intake_doc *d, const char *code, const char *message)
{
	struct intake_note *notes = arena_array(r->arena, d->notes_count + 1, sizeof(*notes));

	if (notes == NULL)
		return err_nomem(r->e);
	if (d->notes_count > 0)
		memcpy(notes, d->notes, d->notes_count * sizeof(*notes));
	struct intake_note *n = &notes[d->notes_count];
	*n = (struct intake_note){ arena_dup(r->arena, str_from(code)), arena_dup(r->arena, str_from(message)), 0 };
	if (n->code.ptr == NULL || n->message.ptr == NULL)
		return err_nomem(r->e);
	d->notes = notes;
	d->notes_count++;
	return 0;
}

/* A name that promises another format is told: the user may have taken the wrong file. Plain text goes by many names. */
static int tell_name(struct reading *r, struct intake_doc *d)
{
	enum intake_format named = intake_named(d->name);
	char message[200];

	if (r->chosen || d->format == INTAKE_AUTO || named == INTAKE_AUTO || named == d->format ||
		(named == INTAKE_TEXT && d->format == INTAKE_CSV))
		return 0;
	snprintf(message, sizeof(message), "文件名说是%s，内容是%s，按内容读", intake_format_title(named),
		intake_format_title(d->format));
	return add_note(r, d, "name", message);
}

static int give(struct reading *r, struct intake_doc *d)
{
	int rc = tell_name(r, d);

	if (rc == 0)
		rc = r->take(r->context, d, r->e);
	if (rc < 0)
		r->stopped = rc;
	return rc;
}

/* --- what is read here --- */

static int refuse_nul(struct str name, size_t at, struct err *e)
{
	err_set(e, ERR_INPUT, "%.*s 里有 NUL 字节（第 %zu 字节），不是文本文件", STR_ARG(name), at + 1);
	err_hint(e,
		"请用文字版的报告；如果是没有标记的 UTF-16 文本，写明编码（命令行用 --charset UTF-16LE，网页在这一条下面选）");
	return ERR_INPUT;
}

/* UTF-8 plain text is its own bytes, a mark at the front included, so that places are the file's: nothing is copied, but out of an
 * archive. */
static int give_bytes(struct reading *r, struct str bytes, struct str name, struct err *e)
{
	struct intake_doc d = { .bytes = bytes,
		.name = name,
		.format = INTAKE_TEXT,
		.charset = STR("UTF-8"),
		.text = bytes,
		.confidence = -1 };
	const char *nul = bytes.len > 0 ? memchr(bytes.ptr, '\0', bytes.len) : NULL;

	if (nul != NULL)
		return refuse_nul(name, (size_t)(nul - bytes.ptr), e);
	if (r->inside > 0)
		d.text = arena_dup(r->arena, bytes);
	return d.text.ptr == NULL ? err_nomem(e) : give(r, &d);
}

static int read_opened(struct reading *r, enum intake_format f, struct str bytes, struct str name,
	struct intake_doc *ret, struct err *e)
{
	struct opener o;

	opener_init(&o, &r->limits);
	o.name = name;
	o.charset = r->charset;
	o.format = f;
	int rc = formats[f].here(&o, bytes, e);
	if (rc >= 0)
		rc = answer_from_opener(&o, r->arena, ret, e);
	opener_clear(&o);
	ret->name = name;
	ret->bytes = bytes;
	return rc;
}

static int read_here(struct reading *r, enum intake_format f, struct str bytes, struct str name, struct err *e)
{
	struct intake_doc d = { 0 };

	if (f == INTAKE_TEXT && charset_is_utf8(bytes, r->charset))
		return give_bytes(r, bytes, name, e);
	int rc = read_opened(r, f, bytes, name, &d, e);
	return rc < 0 ? rc : give(r, &d);
}

/* --- the worker's formats --- */

static int read_one(
	struct reading *r, enum intake_format f, struct str bytes, struct str name, size_t depth, struct err *e);

/* A member that cannot be read is told as a document of its own; the others go on. */
static int give_lost(struct reading *r, struct str name, const struct err *why)
{
	struct intake_doc d = {
		.name = name, .format = INTAKE_AUTO, .text = STR(""), .charset = STR(""), .confidence = -1
	};
	char message[sizeof(why->message) + sizeof(why->hint) + 8];

	snprintf(message, sizeof(message), "%s%s%s", why->message, why->hint[0] ? "。" : "", why->hint);
	int rc = add_note(r, &d, "error", message);
	return rc < 0 ? rc : give(r, &d);
}

static int read_child(struct reading *r, const struct answer_child *c, struct str archive, size_t depth)
{
	struct str name = arena_fmt(r->arena, "%.*s/%.*s", STR_ARG(archive), STR_ARG(c->name));
	struct err e = { 0 };
	int rc = ERR_INPUT;

	if (name.ptr == NULL)
		return err_nomem(r->e);
	if (c->lost)
		err_set(&e, ERR_INPUT, "%.*s", STR_ARG(c->bytes));
	else
		rc = read_one(r, INTAKE_AUTO, c->bytes, name, depth, &e);
	if (rc >= 0 || r->stopped < 0)
		return rc < 0 ? rc : 0;
	return rc == ERR_NOMEM ? err_nomem(r->e) : give_lost(r, name, &e);
}

static int read_children(struct reading *r, const struct answer *x, struct str name, size_t depth, struct err *e)
{
	int rc = 0;

	if (depth >= r->limits.depth && x->children.len > 0) {
		err_hint(e, "请先解开里面的压缩包");
		return err_set(e, ERR_LIMIT, "%.*s 里的压缩包套得太深（最多 %zu 层）", STR_ARG(name), r->limits.depth);
	}
	for (size_t i = 0; i < x->children.len; i++) {
		size_t bytes = VEC_AT(&x->children, struct answer_child, i).bytes.len;
		r->limits.entries -= r->limits.entries > 1;
		r->limits.unpacked -= bytes < r->limits.unpacked ? bytes : r->limits.unpacked;
	}
	r->inside++;
	for (size_t i = 0; rc == 0 && i < x->children.len; i++)
		rc = read_child(r, &VEC_AT(&x->children, struct answer_child, i), name, depth + 1);
	r->inside--;
	return rc;
}

static struct answer_request request_of(
	const struct reading *r, enum intake_format f, struct str bytes, struct str name)
{
	struct answer_request q = { .magic = ANSWER_MAGIC,
		.version = ANSWER_VERSION,
		.format = f,
		.no_ocr = r->no_ocr,
		.limits = r->limits,
		.bytes = bytes.len };

	/* recognition takes seconds for a page */
	if (!r->no_ocr && (f == INTAKE_PDF || f == INTAKE_OFD || f == INTAKE_IMAGE))
		q.limits.seconds *= 5;
	if (r->charset != NULL)
		snprintf(q.charset, sizeof(q.charset), "%s", r->charset);
	struct str end = str_sub(name, name.len > 250 ? utf8_floor(name, name.len - 250) : 0, name.len);
	memcpy(q.name, end.ptr, end.len < sizeof(q.name) ? end.len : 0);
	return q;
}

static int read_worker(
	struct reading *r, enum intake_format f, struct str bytes, struct str name, size_t depth, struct err *e)
{
	OWN(buf_clear) struct buf reply = { 0 };
	const struct answer_request q = request_of(r, f, bytes, name);
	struct answer x = { 0 };

	int rc = worker_run(&q, bytes, &reply, e);
	if (rc < 0)
		return rc;
	rc = answer_read(buf_view(&reply), &r->limits, r->arena, &x, e);
	if (rc == ERR_IO)
		return err_set(e, ERR_INPUT, "%.*s 没有读成：读取程序的回答不完整", STR_ARG(name));
	if (rc < 0)
		return rc;
	x.doc.name = name;
	x.doc.bytes = bytes;
	if (x.doc.format == INTAKE_ZIP)
		rc = read_children(r, &x, name, depth, e);
	else
		rc = give(r, &x.doc);
	answer_clear(&x);
	return rc;
}

static int refuse_format(struct str bytes, struct str name, struct err *e)
{
	const char *what = NULL, *hint = "请重新复制或下载原文件，确认选对了文件；确实是文字的，把扩展名改为 .txt 再用";

	intake_detect(bytes, name, &what, &hint);
	if (what == NULL) {
		err_hint(e, "%s", hint);
		return err_set(e, ERR_INPUT, "%.*s 的名字说是 %s，内容（%zu 字节）却不是，也不是文字", STR_ARG(name),
			intake_format_title(intake_named(name)), bytes.len);
	}
	err_hint(e, "%s", hint);
	return err_set(e, ERR_INPUT, "%.*s 是%s，读不了", STR_ARG(name), what);
}

static int read_one(
	struct reading *r, enum intake_format f, struct str bytes, struct str name, size_t depth, struct err *e)
{
	if (bytes.len == 0) {
		err_hint(e, "请确认选对了文件");
		return err_set(e, ERR_INPUT, "%.*s 是空的", STR_ARG(name));
	}
	if (bytes.len > r->limits.file)
		return err_set(e, ERR_LIMIT, "%.*s 超过上限 %zu MB", STR_ARG(name), r->limits.file >> 20);
	if (f == INTAKE_AUTO)
		f = intake_detect(bytes, name, NULL, NULL);
	if (f == INTAKE_AUTO)
		return refuse_format(bytes, name, e);
	return formats[f].here != NULL ? read_here(r, f, bytes, name, e) : read_worker(r, f, bytes, name, depth, e);
}

int intake_read(const struct intake_file *file, const struct intake_options *o, struct arena *a, intake_take *take,
	void *context, struct err *e)
{
	struct err mine = { 0 };
	struct reading r = { .charset = o->charset,
		.no_ocr = o->no_ocr,
		.chosen = o->format != INTAKE_AUTO,
		.limits = complete(&o->limits),
		.arena = a,
		.take = take,
		.context = context,
		.e = e != NULL ? e : &mine };

	return read_one(&r, o->format, file->bytes, file->name, 0, r.e);
}

/* Plain text in another charset than UTF-8 (which needs no opener: read.c). */
#include "charset.h"
#include "opener.h"

int open_text(struct opener *o, struct str bytes, struct err *e)
{
	struct buf out;
	struct str text = STR_NONE;
	const struct charset_job job = { bytes, o->name, o->charset };
	const struct charset *c = NULL;

	buf_init(&out, o->limits.text);
	int rc = charset_read(&job, &out, &text, &c, e);
	const char *nul = rc == 0 && text.len > 0 ? memchr(text.ptr, '\0', text.len) : NULL;
	if (nul != NULL)
		rc = err_set(e, ERR_INPUT, "%.*s 里有 NUL 字符（转换后第 %zu 字节），不是文本文件", STR_ARG(o->name),
			(size_t)(nul - text.ptr) + 1);
	if (rc == 0) {
		buf_str(&o->text, text); /* as it is: a carriage return stays one */
		snprintf(o->charset_found, sizeof(o->charset_found), "%s", c->name);
		if (strcmp(c->name, "UTF-8") != 0)
			opener_note(o, "converted", "由 %s 编码转换而来", c->name);
	}
	buf_clear(&out);
	return rc < 0 ? rc : opener_end(o, e);
}

#include "err.h"

#include "str.h"

#include <stdarg.h>

/* A character cut in two at the end of a full field is taken away as a whole. */
static void cut(char *text, size_t size, int wanted)
{
	if (wanted < 0) {
		text[0] = '\0';
		return;
	}
	if ((size_t)wanted < size)
		return;
	size_t end = size - 1, lead = end;
	while (lead > 0 && lead + 4 > end && ((unsigned char)text[lead - 1] & 0xC0) == 0x80)
		lead--;
	if (lead == 0)
		return;
	unsigned char c = (unsigned char)text[lead - 1];
	size_t need = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (lead - 1 + need > end)
		text[lead - 1] = '\0';
}

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list args;

	if (!e || e->code != ERR_OK)
		return code;
	e->code = code;
	va_start(args, fmt);
	int wanted = vsnprintf(e->message, sizeof e->message, fmt, args);
	va_end(args);
	cut(e->message, sizeof e->message, wanted);
	return code;
}

void err_hint(struct err *e, const char *fmt, ...)
{
	va_list args;

	if (!e || e->hint[0])
		return;
	va_start(args, fmt);
	int wanted = vsnprintf(e->hint, sizeof e->hint, fmt, args);
	va_end(args);
	cut(e->hint, sizeof e->hint, wanted);
}

void err_log(struct err *e, const char *fmt, ...)
{
	va_list args;

	if (!e || e->log[0])
		return;
	va_start(args, fmt);
	int wanted = vsnprintf(e->log, sizeof e->log, fmt, args);
	va_end(args);
	cut(e->log, sizeof e->log, wanted);
}

int err_in(struct err *e, const char *field, int rc)
{
	if (e && rc < 0 && !e->field)
		e->field = field;
	return rc;
}

void err_clear(struct err *e)
{
	if (e)
		*e = (struct err){ 0 };
}

void err_set_nomem(struct err *e)
{
	if (e && e->code == ERR_OK)
		err_hint(e, "请关闭其他程序，或换用内存更大的机器后重试");
	err_set(e, ERR_NOMEM, "内存不足，操作未完成");
}

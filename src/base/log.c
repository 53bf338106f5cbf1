#include "log.h"

#include "clock.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096

static void to_stderr(void *context, struct str line)
{
	(void)context;
	while (line.len > 0) {
		ssize_t n = write(STDERR_FILENO, line.ptr, line.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* there is nowhere left to say so */
		line = (struct str){ line.ptr + n, line.len - (size_t)n };
	}
}

/* Set once, before threads start. */
static struct {
	log_sink *sink;
	void *context;
	enum log_level most;
} target = { .sink = to_stderr, .most = LOG_INFO };

void log_to(log_sink *sink, void *context, enum log_level most)
{
	target.sink = sink ? sink : to_stderr;
	target.context = context;
	target.most = most;
}

/* Appends `text` with control characters as \xNN, as much as fits; returns the bytes written. */
static size_t add_escaped(char *out, size_t room, const char *text)
{
	size_t len = 0;

	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool control = c < 0x20 || c == 0x7F;
		if (len + (control ? 4 : 1) > room)
			break;
		if (control)
			len += (size_t)snprintf(out + len, room - len + 1, "\\x%02x", c);
		else
			out[len++] = (char)c;
	}
	return len;
}

void log_line(enum log_level level, const char *room, const char *fmt, ...)
{
	static const char *const names[] = { "error", "warn", "info", "debug" };
	char line[LINE_MAX_BYTES], text[LINE_MAX_BYTES / 2], time[CLOCK_TEXT_MAX];
	struct clock clock = clock_system();
	va_list args;

	if (level > target.most)
		return;
	va_start(args, fmt);
	if (vsnprintf(text, sizeof text, fmt, args) < 0)
		text[0] = '\0';
	va_end(args);
	clock_format(&clock, clock.now_ms(clock.context), time);
	int head = snprintf(line, sizeof line / 4, "%s %s %s: ", time, names[level], room);
	size_t len = head < 0 ? 0 : (size_t)head < sizeof line / 4 ? (size_t)head : sizeof line / 4 - 1;
	len += add_escaped(line + len, sizeof line - len - 2, text);
	line[len++] = '\n';
	target.sink(target.context, (struct str){ line, len });
}

#include "ask.h"

#include <errno.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 1000 };

struct ask ask_begin(struct arena *a)
{
	return (struct ask){ .arena = a, .terminal = isatty(STDIN_FILENO) == 1 };
}

static void say(const struct ask *q, const char *text)
{
	if (q->terminal && write(STDERR_FILENO, text, strlen(text)) < 0)
		return; /* nobody reads the questions; the answers are still read */
}

static int input_ended(struct err *e)
{
	err_hint(e, "从终端运行并逐项回答，或由管道逐行给出全部回答");
	return err_set(e, ERR_INPUT, "还有问题没有回答，输入就结束了");
}

/* Byte by byte: what follows the line is left for the next question. */
static int read_line(struct ask *q, struct str *ret, struct err *e)
{
	char line[LINE_MAX_BYTES];
	size_t len = 0;

	for (;;) {
		ssize_t n = read(STDIN_FILENO, line + len, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (n == 0 && len == 0))
			return input_ended(e);
		if (n == 0 || line[len] == '\n')
			break;
		if (++len == sizeof line)
			return err_set(e, ERR_INPUT, "一行太长（最多 %d 字节）", LINE_MAX_BYTES);
	}
	if (len > 0 && line[len - 1] == '\r')
		len--;
	*ret = arena_dup(q->arena, (struct str){ line, len });
	explicit_bzero(line, sizeof line);
	return ret->ptr ? 0 : err_nomem(e);
}

int ask_line(struct ask *q, const char *question, struct str *ret, struct err *e)
{
	say(q, question);
	say(q, "：");
	return read_line(q, ret, e);
}

static int read_unseen(struct ask *q, const char *question, struct str *ret, struct err *e)
{
	struct termios before, silent;

	if (tcgetattr(STDIN_FILENO, &before) < 0)
		return ask_line(q, question, ret, e);
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	int rc = ask_line(q, question, ret, e);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	say(q, "\n");
	return rc;
}

int ask_secret(struct ask *q, const char *question, struct str *ret, struct err *e)
{
	struct str first = STR_NONE, again = STR_NONE;

	if (!q->terminal)
		return read_line(q, ret, e);
	for (;;) {
		int rc = read_unseen(q, question, &first, e);
		if (rc == 0)
			rc = read_unseen(q, "再输入一次", &again, e);
		if (rc < 0)
			return rc;
		if (str_eq(first, again))
			break;
		say(q, "两次输入的不一样，请重新输入\n");
	}
	*ret = first;
	return 0;
}

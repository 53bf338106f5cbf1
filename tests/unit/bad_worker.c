/* A worker that misbehaves as the first word of its file says, under the very limits and filter of the true one. */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer.h"
#include "sandbox.h"

static struct str word;
static const struct answer_request *request;

static void say(const void *bytes, size_t len)
{
	(void)!write(ANSWER_FD, bytes, len);
}

/* A frame whose length is `claimed`. */
static void frame(char kind, uint64_t claimed, const void *bytes, size_t len)
{
	unsigned char head[9] = { (unsigned char)kind };

	for (int i = 0; i < 8; i++)
		head[1 + i] = (unsigned char)(claimed >> (8 * i));
	say(head, sizeof(head));
	say(bytes, len);
}

static void about(void)
{
	unsigned char bytes[32] = { INTAKE_PDF, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF };

	frame('F', sizeof(bytes), bytes, sizeof(bytes));
}

static void honest(const char *text, size_t len)
{
	about();
	frame('T', len, text, len);
	frame('M', 0, "", 0);
	frame('Z', 0, "", 0);
}

static bool is(const char *name)
{
	return str_eq(word, str_from(name));
}

static void use_up_memory(void)
{
	for (;;) {
		char *p = malloc((size_t)64 << 20);
		if (p == NULL)
			abort();
		memset(p, 1, (size_t)64 << 20);
	}
}

static void flood(void)
{
	static char block[1 << 16];

	for (;;)
		if (write(ANSWER_FD, block, sizeof(block)) < 0)
			_exit(0);
}

/* Says in its answer whether the kernel let it. */
static void try_file(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd < 0) {
		honest("refused", 7);
		return;
	}
	(void)!write(fd, "x", 1);
	honest("opened", 6);
}

static void misbehave(void)
{
	char *argv[] = { NULL };
	unsigned char mark[48] = { 5, [24] = 1 };

	if (is("crash"))
		raise(SIGSEGV);
	else if (is("abort"))
		abort();
	else if (is("open"))
		_exit(ANSWER_EXIT_OPEN);
	else if (is("exit"))
		_exit(9);
	else if (is("hang"))
		for (;;)
			pause();
	else if (is("spin"))
		for (volatile unsigned i = 0;; i++)
			;
	else if (is("memory"))
		use_up_memory();
	else if (is("flood"))
		flood();
	else if (is("socket"))
		(void)socket(AF_INET, SOCK_STREAM, 0);
	else if (is("exec"))
		execve("/bin/true", argv, argv);
	else if (is("fork"))
		(void)fork();
	else if (is("kill"))
		kill(getppid(), SIGTERM);
	else if (is("write"))
		try_file("bad-worker-was-here", O_WRONLY | O_CREAT);
	else if (is("read"))
		try_file("/etc/passwd", O_RDONLY);
	else if (is("honest"))
		honest("好", 3);
	else if (is("silent"))
		_exit(0);
	else if (is("half"))
		frame('T', 100, "abc", 3);
	else if (is("torn"))
		frame('T', 100, "abc", 3), raise(SIGABRT);
	else if (is("huge"))
		frame('T', UINT64_MAX, "abc", 3);
	else if (is("unfinished"))
		about();
	else if (is("twice"))
		about(), about();
	else if (is("unknown"))
		frame('?', 0, "", 0);
	else if (is("behind"))
		honest("好", 3), about();
	else if (is("invalid"))
		honest("\xE5\xA5", 2);
	else if (is("nul"))
		honest("a\0b", 3);
	else if (is("marks")) {
		about();
		frame('T', 3, "abc", 3);
		frame('M', sizeof(mark), mark, sizeof(mark));
		frame('Z', 0, "", 0);
	} else if (is("child")) {
		about();
		frame('C', 10, "\xFF\xFF\xFF\xFF      ", 10);
		frame('T', 0, "", 0);
		frame('M', 0, "", 0);
		frame('Z', 0, "", 0);
	}
	_exit(0);
}

int main(void)
{
	struct stat st;

	if (fstat(ANSWER_FILE_FD, &st) < 0)
		return 2;
	request = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, ANSWER_FILE_FD, 0);
	if (request == MAP_FAILED || !sandbox_limit(&request->limits) || !sandbox_enter(false))
		return 2;
	struct str bytes = { (const char *)(request + 1), request->bytes };
	word = str_trim(str_sub(bytes, 4, bytes.len)); /* behind PK\3\4 */
	misbehave();
}

#include "worker_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"

enum { PATH_SIZE = 4096 };

static const char *chosen;

void intake_use_worker(const char *path)
{
	chosen = path;
}

/* In the folder of the running executable. */
static int find_worker(char path[PATH_SIZE], struct err *e)
{
	static const char name[] = "bihuan-intake";

	if (chosen != NULL) {
		snprintf(path, PATH_SIZE, "%s", chosen);
		return 0;
	}
	ssize_t n = readlink("/proc/self/exe", path, PATH_SIZE - sizeof(name) - 1);
	if (n <= 0 || n >= PATH_SIZE - (ssize_t)sizeof(name) - 1)
		return err_set(e, ERR_IO, "找不到自己的程序目录，无法启动读取程序");
	while (n > 0 && path[n - 1] != '/')
		n--;
	memcpy(path + n, name, sizeof(name));
	if (access(path, X_OK) == 0)
		return 0;
	err_set(e, ERR_IO, "找不到读取程序 %.400s", path);
	err_hint(e, "bihuan-intake 要与 bihuan 放在同一个目录；重新安装即可");
	return ERR_IO;
}

static int write_all(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len > 0) {
		ssize_t n = fault_hit(FAULT_WRITE) ? (errno = ENOSPC, -1)
						   : write(fd, p, len < ((size_t)1 << 30) ? len : (size_t)1 << 30);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The request and the file in memory that nobody can change any more. */
static int make_file(const struct answer_request *request, struct str bytes, int *ret, struct err *e)
{
	int fd = memfd_create("bihuan-intake", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return err_set(e, ERR_IO, "无法把文件交给读取程序：%s", strerrordesc_np(errno));
	if (write_all(fd, request, sizeof(*request)) < 0 || write_all(fd, bytes.ptr, bytes.len) < 0 ||
		fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0) {
		err_set(e, ERR_IO, "无法把文件交给读取程序：%s", strerrordesc_np(errno));
		close(fd);
		return ERR_IO;
	}
	*ret = fd;
	return 0;
}

/* Nothing of our own environment goes along: a locale's name, and one thread for the libraries that would make more. */
static char *const *worker_environment(void)
{
	static char lang[] = "LC_ALL=C.UTF-8", threads[] = "OMP_THREAD_LIMIT=1", home[] = "HOME=/nonexistent";
	static char asan[] = "ASAN_OPTIONS=detect_leaks=0:abort_on_error=1", ubsan[] = "UBSAN_OPTIONS=halt_on_error=1";
	static char *list[] = { lang, threads, home, asan, ubsan, NULL };

	return list;
}

static int spawn(const char *path, int file, int answer, pid_t *ret)
{
	char name[] = "bihuan-intake";
	char *argv[] = { name, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, all;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attr) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return ENOMEM;
	}
	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGKILL);
	sigdelset(&all, SIGSTOP);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setpgroup(&attr, 0); /* Ctrl+C in the terminal is ours to handle: we kill it */
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	/* both stand above ANSWER_FD (high_fd), so neither is overwritten before it is used */
	posix_spawn_file_actions_adddup2(&actions, file, ANSWER_FILE_FD);
	posix_spawn_file_actions_adddup2(&actions, answer, ANSWER_FD);
	posix_spawn_file_actions_addclosefrom_np(&actions, ANSWER_FD + 1);
	int rc = posix_spawn(ret, path, &actions, &attr, argv, worker_environment());
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static int high_fd(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, 10);

	close(fd);
	return high;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

enum end { END_CLOSED, END_TIME, END_FLOOD, END_MEMORY };

/* Takes what the worker writes until it closes its end, the time is over or it is too much. */
static enum end take_answer(int fd, int64_t deadline, struct buf *ret)
{
	char block[64 * 1024];

	for (;;) {
		int64_t left = deadline - now_ms();
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (left <= 0)
			return END_TIME;
		int ready = poll(&p, 1, left < 60000 ? (int)left : 60000);
		if (ready < 0 && errno != EINTR)
			return END_CLOSED;
		if (ready <= 0)
			continue;
		ssize_t n = fault_hit(FAULT_READ) ? (errno = EIO, -1) : read(fd, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return END_CLOSED;
		buf_add(ret, block, (size_t)n);
		if (ret->failed)
			return ret->full ? END_FLOOD : END_MEMORY;
	}
}

/* A worker that closed its end may still run: it gets a moment, then it is killed. */
static int reap(pid_t pid, int64_t deadline)
{
	int status = 0;

	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);
		if (got == pid)
			return status;
		if (got < 0 && errno != EINTR)
			return 0; /* somebody else took its end away */
		if (now_ms() >= deadline)
			kill(pid, SIGKILL);
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
}

static int killed(struct str name, int signal, struct err *e)
{
	switch (signal) {
	case SIGSYS:
		err_set(e, ERR_INPUT, "%.*s 没有读成：读取程序要做不许它做的事，已被系统终止", STR_ARG(name));
		err_hint(e, "文件可能带有恶意内容：请不要用别的程序打开它，并告诉管理员");
		break;
	case SIGXCPU:
	case SIGKILL:
		err_set(e, ERR_LIMIT, "%.*s 没有读成：读取它用的时间或内存超过上限", STR_ARG(name));
		err_hint(e, "请把文件拆分，或另存为纯文本(UTF-8)再用");
		break;
	default:
		err_set(e, ERR_INPUT, "%.*s 没有读成：读取程序在这个文件上崩溃了（信号 %d）", STR_ARG(name), signal);
		err_hint(e, "文件可能损坏或带有恶意内容；可以用 Word、WPS 或阅读器打开后另存一份再用");
	}
	return e != NULL && e->code != 0 ? e->code : ERR_INPUT;
}

static int judge(const struct answer_request *request, enum end end, int status, struct err *e)
{
	struct str name = str_from(request->name);

	switch (end) {
	case END_TIME:
		err_hint(e, "请把文件拆分，或另存为纯文本(UTF-8)再用");
		return err_set(e, ERR_LIMIT, "%.*s 没有读成：超过 %u 秒", STR_ARG(name), request->limits.seconds);
	case END_FLOOD:
		err_hint(e, "请把文件拆分后再用");
		return err_set(e, ERR_LIMIT, "%.*s 没有读成：里面的内容超过上限", STR_ARG(name));
	case END_MEMORY:
		return err_nomem(e);
	case END_CLOSED:
		break;
	}
	if (WIFSIGNALED(status))
		return killed(name, WTERMSIG(status), e);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return err_set(e, ERR_IO, "读取程序 bihuan-intake 不能运行");
	if (WIFEXITED(status) && WEXITSTATUS(status) == ANSWER_EXIT_OPEN) {
		err_hint(e, "系统要支持 seccomp；bihuan-intake 要与 bihuan 是同一次构建的");
		return err_set(e, ERR_IO, "%.*s 没有读：读取程序的隔离环境没有建成", STR_ARG(name));
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0) {
		err_set(e, ERR_INPUT, "%.*s 没有读成：读取程序中途退出（状态 %d）", STR_ARG(name), WEXITSTATUS(status));
		err_hint(e, "文件可能损坏；可以用 Word、WPS 或阅读器打开后另存一份再用");
		return ERR_INPUT;
	}
	return 0;
}

/* What may come back: the text, its map and notes, and what an archive holds. */
static size_t answer_max(const struct intake_limits *l)
{
	return l->text + l->text / 2 + l->unpacked + l->entries * 512 + ((size_t)1 << 20);
}

static int talk(const char *path, const struct answer_request *request, int file, struct buf *ret, struct err *e)
{
	int ends[2];
	pid_t pid = -1;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_set(e, ERR_IO, "无法启动读取程序：%s", strerrordesc_np(errno));
	ends[1] = high_fd(ends[1]);
	int64_t deadline = now_ms() + (int64_t)request->limits.seconds * 1000;
	int why = ends[1] < 0 ? errno : spawn(path, file, ends[1], &pid);
	if (ends[1] >= 0)
		close(ends[1]);
	if (why != 0) {
		close(ends[0]);
		return err_set(e, ERR_IO, "无法启动读取程序：%s", strerrordesc_np(why));
	}
	enum end end = take_answer(ends[0], deadline, ret);
	close(ends[0]);
	if (end != END_CLOSED)
		kill(pid, SIGKILL);
	int status = reap(pid, now_ms() + 2000);
	return judge(request, end, status, e);
}

int worker_run(const struct answer_request *request, struct str bytes, struct buf *ret, struct err *e)
{
	char path[PATH_SIZE];
	int file = -1;

	buf_init(ret, answer_max(&request->limits));
	int rc = find_worker(path, e);
	if (rc == 0)
		rc = make_file(request, bytes, &file, e);
	if (rc < 0)
		return rc;
	file = high_fd(file);
	if (file < 0)
		return err_set(e, ERR_IO, "无法启动读取程序：打开的文件太多");
	rc = talk(path, request, file, ret, e);
	close(file);
	if (rc < 0)
		buf_clear(ret);
	return rc;
}

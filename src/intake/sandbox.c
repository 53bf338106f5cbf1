#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sanitizers reserve terabytes of addresses. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

static bool limit(int what, rlim_t value)
{
	struct rlimit old;

	if (getrlimit((__rlimit_resource_t)what, &old) < 0)
		return false;
	if (old.rlim_max != RLIM_INFINITY && old.rlim_max < value)
		value = old.rlim_max;
	return setrlimit((__rlimit_resource_t)what, &(struct rlimit){ value, value }) == 0;
}

bool sandbox_limit(const struct intake_limits *limits)
{
	rlim_t seconds = limits->seconds + limits->seconds / 2;
	bool good =
		limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0);

#ifndef SANITIZED
	good = good && limit(RLIMIT_AS, limits->memory);
#endif
	return good && prctl(PR_SET_DUMPABLE, 0) == 0;
}

/* --- Landlock (Linux 5.13): which files --- */

static const char *const READABLE[] = { "/usr/share", "/usr/local/share/fonts", "/etc/fonts", "/usr/lib", "/lib",
	"/etc/ld.so.cache", "/var/cache/fontconfig", "/proc/meminfo", "/sys/devices/system/cpu" };

static void allow_reading(int rules, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (rule.parent_fd < 0)
		return;
	/* a single file has no folder to be read */
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0) {
		rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
		(void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	close(rule.parent_fd);
}

/* Everything that the oldest Landlock knows is refused, but reading below READABLE. */
static void lock_files(bool read_system)
{
	const struct landlock_ruleset_attr attr = { .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
	long rules = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr.handled_access_fs), 0);

	if (rules < 0)
		return;
	for (size_t i = 0; read_system && i < sizeof(READABLE) / sizeof(READABLE[0]); i++)
		allow_reading((int)rules, READABLE[i]);
	(void)syscall(SYS_landlock_restrict_self, (int)rules, 0);
	close((int)rules);
}

/* --- seccomp: which calls --- */

#define CALL(name) SCMP_SYS(name)

/* Memory, its own descriptors, time, its end. */
static const int ALLOWED[] = { CALL(read), CALL(pread64), CALL(readv), CALL(write), CALL(writev), CALL(close),
	CALL(fstat), CALL(lseek), CALL(mmap), CALL(munmap), CALL(mremap), CALL(mprotect), CALL(madvise), CALL(brk),
	CALL(futex), CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(rt_sigreturn), CALL(sigaltstack), CALL(sched_yield),
	CALL(sched_getaffinity), CALL(getpid), CALL(gettid), CALL(tgkill), CALL(clock_gettime), CALL(clock_getres),
	CALL(gettimeofday), CALL(time), CALL(nanosleep), CALL(clock_nanosleep), CALL(getrandom), CALL(exit),
	CALL(exit_group), CALL(restart_syscall), CALL(uname), CALL(getuid), CALL(geteuid), CALL(getgid), CALL(getegid),
	CALL(getrlimit), CALL(getrusage), CALL(sysinfo), CALL(ioctl), CALL(fcntl), CALL(membarrier), CALL(rseq),
	CALL(set_robust_list) };

/* To read tables and fonts. `open` for writing is refused below. */
static const int ALLOWED_READING[] = { CALL(stat), CALL(lstat), CALL(newfstatat), CALL(statx), CALL(access),
	CALL(faccessat), CALL(faccessat2), CALL(readlink), CALL(readlinkat), CALL(getdents64), CALL(getcwd),
	CALL(statfs), CALL(fstatfs), CALL(fadvise64) };

/* Nobody calls these by accident: the process ends, and the user is told. All others are refused with an error. */
static const int DEADLY[] = { CALL(socket), CALL(socketpair), CALL(connect), CALL(bind), CALL(listen), CALL(accept),
	CALL(accept4), CALL(sendto), CALL(sendmsg), CALL(execve), CALL(execveat), CALL(fork), CALL(vfork), CALL(ptrace),
	CALL(process_vm_readv), CALL(process_vm_writev), CALL(kill), CALL(mount), CALL(unshare), CALL(setns), CALL(bpf),
	CALL(init_module), CALL(unlink), CALL(unlinkat), CALL(rename), CALL(renameat), CALL(renameat2), CALL(truncate),
	CALL(ftruncate), CALL(chmod), CALL(fchmodat), CALL(chown), CALL(fchownat), CALL(link), CALL(linkat),
	CALL(symlink), CALL(symlinkat), CALL(io_uring_setup) };

static int add_all(scmp_filter_ctx ctx, uint32_t action, const int *calls, size_t count)
{
	int rc = 0;

	/* a call that this machine does not have needs no rule */
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (calls[i] >= 0)
			rc = seccomp_rule_add(ctx, action, calls[i], 0);
	return rc;
}

static int add_open(scmp_filter_ctx ctx)
{
	const scmp_datum_t writes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
	int rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, writes, 0));

	if (rc == 0 && CALL(open) >= 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, writes, 0));
	return rc;
}

static int add_rules(scmp_filter_ctx ctx, bool read_system)
{
	int rc = add_all(ctx, SCMP_ACT_ALLOW, ALLOWED, sizeof(ALLOWED) / sizeof(ALLOWED[0]));

	if (rc == 0)
		rc = add_all(ctx, SCMP_ACT_KILL_PROCESS, DEADLY, sizeof(DEADLY) / sizeof(DEADLY[0]));
	if (rc == 0 && read_system)
		rc = add_all(
			ctx, SCMP_ACT_ALLOW, ALLOWED_READING, sizeof(ALLOWED_READING) / sizeof(ALLOWED_READING[0]));
	return rc == 0 && read_system ? add_open(ctx) : rc;
}

bool sandbox_enter(bool read_system)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return false;
	lock_files(read_system);
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (ctx == NULL)
		return false;
	int rc = add_rules(ctx, read_system);
	if (rc == 0)
		rc = seccomp_load(ctx);
	seccomp_release(ctx);
	return rc == 0;
}

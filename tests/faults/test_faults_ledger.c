/* Import, decision and rebuild with everything that can break under them: the n-th allocation, statement and commit of
 * ours, the n-th allocation of the database's library, the n-th write or sync of its files, and death at each write. After
 * each: a clear message, a sound database, and all of the work or none of it. */
#include "fault.h"
#include "ledger_help.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char other[] =
	"unit 临江区环卫所\n## 清运不及时的问题\n- 三处垃圾点过夜\n* 增加一班车\n= done 2024-06-01 已完成\n";

/* --- the database's files, under our thumb --- */

enum io_kind { IO_NONE, IO_FULL, IO_BROKEN, IO_DEATH };

static struct {
	enum io_kind kind;
	long left; /* until it happens; 0: now and ever after */
	bool happened;
	long syncs; /* ever */
} io;

static bool io_now(void)
{
	if (io.kind == IO_NONE)
		return false;
	if (io.left > 0)
		io.left--;
	if (io.left > 0)
		return false;
	io.happened = true;
	return true;
}

static int io_fail(void)
{
	errno = io.kind == IO_FULL ? ENOSPC : EIO;
	return -1;
}

/* Death comes in the middle of a write: half of it reaches the file. */
static ssize_t broken_pwrite(int fd, const void *p, size_t len, off_t at)
{
	if (!io_now())
		return pwrite(fd, p, len, at);
	if (io.kind != IO_DEATH)
		return io_fail();
	if (pwrite(fd, p, len / 2, at) >= 0)
		kill(getpid(), SIGKILL);
	return -1;
}

static int broken_sync(int fd, long call)
{
	io.syncs++;
	if (!io_now())
		return (int)syscall(call, fd);
	if (io.kind == IO_DEATH)
		kill(getpid(), SIGKILL);
	return io_fail();
}

/* The library's calls come here: a program's own definitions go before those of shared libraries, if they can be seen. */
#define SEEN __attribute__((visibility("default")))

SEEN int fsync(int fd)
{
	return broken_sync(fd, SYS_fsync);
}

SEEN int fdatasync(int fd)
{
	return broken_sync(fd, SYS_fdatasync);
}

static bool put_under_thumb(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	union {
		ssize_t (*write)(int, const void *, size_t, off_t);
		sqlite3_syscall_ptr call;
	} u;

	u.write =
		broken_pwrite; /* which of the two it uses depends on how it was built; the other is refused or unused */
	bool ok = vfs->xSetSystemCall(vfs, "pwrite", u.call) == SQLITE_OK;
	return vfs->xSetSystemCall(vfs, "pwrite64", u.call) == SQLITE_OK || ok;
}

static void io_arm(enum io_kind kind, long n)
{
	io.kind = kind;
	io.left = n;
	io.happened = false;
}

static void io_disarm(void)
{
	io.kind = IO_NONE;
}

/* --- the database library's memory, under our thumb --- */

static sqlite3_mem_methods real_memory;
static long memory_left = -1; /* below 0: never */
static bool memory_failed;

static bool memory_now(void)
{
	if (memory_left < 0)
		return false;
	if (memory_left > 0)
		memory_left--;
	if (memory_left > 0)
		return false;
	memory_failed = true;
	return true;
}

static void *broken_malloc(int size)
{
	return memory_now() ? NULL : real_memory.xMalloc(size);
}

static void *broken_realloc(void *p, int size)
{
	return memory_now() ? NULL : real_memory.xRealloc(p, size);
}

static bool take_memory(void)
{
	sqlite3_mem_methods mine;

	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory) != SQLITE_OK)
		return false;
	mine = real_memory;
	mine.xMalloc = broken_malloc;
	mine.xRealloc = broken_realloc;
	return sqlite3_config(SQLITE_CONFIG_MALLOC, &mine) == SQLITE_OK;
}

/* --- the work --- */

struct job {
	const char *name;
	int (*run)(struct bench *b);
	/* Whether the work is there: exactly one of these numbers must be found. */
	const char *count;
	int64_t before, after;
};

static int run_import(struct bench *b)
{
	struct ledger_import done;

	return ledger_import(b->ledger, NULL,
		&(struct ledger_source){ .file_name = STR("b.txt"), .text = str_from(other) }, b->arena, &done, &b->e);
}

static int run_decide(struct bench *b)
{
	struct ledger_decision d = { .report_id = 1,
		.subject = STR("item"),
		.key = STR("1.1.1"),
		.value = STR("partial"),
		.reason = STR("现场看过") };

	return ledger_decide(b->ledger, NULL, &d, b->arena, &b->e);
}

static int run_rebuild(struct bench *b)
{
	struct ledger_rebuild done;

	report_double_version = 2;
	int rc = ledger_rebuild(b->ledger, NULL, NULL, NULL, &done, &b->e);
	report_double_version = 1;
	return rc;
}

static const struct job jobs[] = {
	{ "import", run_import,
		"SELECT (SELECT count(*) FROM derived) * 10000 + (SELECT count(*) FROM source) * 1000"
		" + (SELECT count(*) FROM source_text) * 100 + (SELECT count(*) FROM report) * 10"
		" + (SELECT count(*) FROM r_item)",
		151115, 192226 },
	{ "decide", run_decide,
		"SELECT (SELECT count(*) FROM event WHERE name = 'settle') * 10 + (SELECT count(*) FROM r_item WHERE settled = 'partial')",
		0, 11 },
	/* Version 2 sees one item more and one less. */
	{ "rebuild", run_rebuild,
		"SELECT (SELECT count(*) FROM r_item WHERE finding LIKE '新看%') * 100"
		" + (SELECT count(*) FROM r_item WHERE finding LIKE '夜班%' AND deleted_at IS NULL)",
		1, 100 },
};

static void check_sound(struct bench *b, const struct job *job, int rc)
{
	struct store *s = NULL;
	struct err e = { 0 };
	char url[128];

	snprintf(url, sizeof url, "sqlite:%s", b->db);
	if (store_open(url, NULL, &s, &e) < 0 || store_verify(s, &e) < 0)
		fail_msg("%s: %s (%s)", job->name, e.message, e.log);
	store_close(s);
	int64_t found = bench_number(b, job->count);
	if (found != job->before && found != job->after)
		fail_msg("%s: half of it is there: %lld", job->name, (long long)found);
	if (rc >= 0)
		assert_int_equal(found, job->after);
}

/* The job again without a fault: whatever happened before, it ends well. */
static void check_recovers(struct bench *b, const struct job *job)
{
	err_clear(&b->e);
	bool was_there = bench_number(b, job->count) == job->after;
	if (!was_there || job->run != run_decide)
		assert_ok(b, job->run(b));
	assert_int_equal(bench_number(b, job->count), job->after);
}

static void start(struct bench **b)
{
	void *state = NULL;

	assert_int_equal(bench_open(&state), 0);
	*b = state;
	bench_import(*b, "a.txt", sample);
}

static void stop(struct bench *b)
{
	void *state = b;

	bench_close(&state);
}

static void check_failed(struct bench *b, const struct job *job, int rc, long n)
{
	if (rc >= 0)
		return;
	if (b->e.code != rc || b->e.message[0] == '\0')
		fail_msg("%s, fault %ld: code %d, error %d '%s'", job->name, n, rc, b->e.code, b->e.message);
}

/* The first faults each, of hundreds of later ones a part: which part is the same every time. */
static long next_fault(long n)
{
	return n + 1 + n / 8;
}

/* --- faults of ours --- */

static void each_fault_point(enum fault_kind kind)
{
	for (size_t j = 0; j < COUNT(jobs); j++) {
		bool more = true;
		long n = 1;
		for (; more; n = next_fault(n)) {
			struct bench *b;
			start(&b);
			fault_arm(kind, n, false);
			int rc = jobs[j].run(b);
			more = fault_count(kind) >= n;
			fault_arm(kind, 0, false);
			check_failed(b, &jobs[j], rc, n);
			check_sound(b, &jobs[j], rc);
			check_recovers(b, &jobs[j]);
			stop(b);
		}
		assert_true(n > 2); /* the fault did happen */
	}
}

static void every_allocation_fails(void **state)
{
	(void)state;
	each_fault_point(FAULT_ALLOC);
}

static void every_reading_statement_fails(void **state)
{
	(void)state;
	each_fault_point(FAULT_READ);
}

static void every_writing_statement_fails(void **state)
{
	(void)state;
	each_fault_point(FAULT_WRITE);
}

static void every_commit_fails(void **state)
{
	(void)state;
	each_fault_point(FAULT_SYNC);
}

/* --- faults of the library and the disk --- */

static void every_allocation_of_the_library_fails(void **state)
{
	(void)state;
	for (size_t j = 0; j < COUNT(jobs); j++) {
		long n = 1;
		for (memory_failed = true; memory_failed;
			n += 1 + n / 8) { /* thousands: the first ones each, later ones sampled */
			struct bench *b;
			start(&b);
			memory_failed = false;
			memory_left = n;
			int rc = jobs[j].run(b);
			memory_left = -1;
			check_failed(b, &jobs[j], rc, n);
			check_sound(b, &jobs[j], rc);
			check_recovers(b, &jobs[j]);
			stop(b);
		}
		assert_true(n > 20);
	}
}

static void each_io(enum io_kind kind)
{
	for (size_t j = 0; j < COUNT(jobs); j++) {
		long n = 1;
		for (bool more = true; more; n = next_fault(n)) {
			struct bench *b;
			start(&b);
			io_arm(kind, n);
			int rc = jobs[j].run(b);
			more = io.happened;
			io_disarm();
			if (more)
				assert_int_equal(rc, ERR_IO);
			check_failed(b, &jobs[j], rc, n);
			bench_reopen(b);
			check_sound(b, &jobs[j], rc);
			check_recovers(b, &jobs[j]);
			stop(b);
		}
		assert_true(n > 3);
	}
	assert_true(io.syncs > 0);
}

static void the_disk_fills_up_at_each_write(void **state)
{
	(void)state;
	each_io(IO_FULL);
}

static void the_disk_breaks_at_each_write(void **state)
{
	(void)state;
	each_io(IO_BROKEN);
}

/* --- death --- */

/* The child dies at its n-th write or sync; true: it did. */
static bool die_at(struct bench *b, const struct job *job, long n)
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		int rc = bench_ready(b);
		io_arm(IO_DEATH, n);
		_exit(rc < 0 || job->run(b) < 0 ? 3 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return true;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	return false;
}

static void death_at_each_write(void **state)
{
	(void)state;
	for (size_t j = 0; j < COUNT(jobs); j++) {
		long n = 1;
		for (bool died = true; died; n = next_fault(n)) {
			struct bench *b;
			start(&b);
			ledger_close(b->ledger);
			b->ledger = NULL;
			died = die_at(b, &jobs[j], n);
			assert_ok(b, bench_ready(b));
			check_sound(b, &jobs[j], died ? -1 : 0);
			check_recovers(b, &jobs[j]);
			stop(b);
		}
		assert_true(n > 3);
	}
}

/* Death while the first database is made: some 880 writes, so of the later ones a part here too. */
static void death_at_the_first_opening(void **state)
{
	(void)state;
	long n = 1;
	for (bool died = true; died; n = next_fault(n)) {
		struct bench b = { .now_ms = 0 };
		int status = 0;
		snprintf(b.folder, sizeof b.folder, "%s/bihuan-test-XXXXXX", bench_place());
		assert_non_null(mkdtemp(b.folder));
		snprintf(b.db, sizeof b.db, "%s/bihuan.db", b.folder);
		snprintf(b.url, sizeof b.url, "sqlite:%s", b.db);
		b.clock = clock_fixed(&b.now_ms);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			io_arm(IO_DEATH, n);
			_exit(ledger_open(b.folder, &b.clock, &b.ledger, &b.e) < 0 ? 3 : 0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		died = WIFSIGNALED(status);
		assert_ok(&b, ledger_open(b.folder, &b.clock, &b.ledger, &b.e));
		assert_int_equal(bench_number(&b, "SELECT count(*) FROM unit"), 1);
		ledger_close(b.ledger);
		bench_remove(b.folder);
	}
	assert_true(n > 5);
}

/* --- databases that are not as they should be --- */

static void a_damaged_ledger_is_refused(void **state)
{
	struct bench *b;
	struct ledger *none = NULL;
	FILE *f;

	(void)state;
	start(&b);
	ledger_close(b->ledger);
	b->ledger = NULL;
	f = fopen(b->db, "r+b");
	assert_non_null(f);
	assert_int_equal(fwrite("this is no database at all", 1, 26, f), 26);
	fclose(f);
	assert_error(b, ERR_DB, ledger_open(b->folder, &b->clock, &none, &b->e));
	assert_null(none);
	stop(b);
}

static void a_newer_ledger_is_refused(void **state)
{
	struct bench *b;
	struct ledger *none = NULL;

	(void)state;
	start(&b);
	bench_sql(b, "INSERT INTO schema_history (number, name, sha256, applied_at) VALUES (1000, 'later', 'x', 'y')");
	int rc = ledger_open(b->folder, &b->clock, &none, &b->e);
	assert_int_equal(rc, ERR_DB);
	assert_non_null(strstr(b->e.message, "更新版本"));
	assert_true(b->e.hint[0] != '\0');
	bench_check_error(b, ERR_DB);
	stop(b);
}

static void a_folder_that_can_only_be_read(void **state)
{
	char folder[] = "/tmp/bihuan-test-XXXXXX";
	int64_t now = 0;
	int status = 0;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chmod(folder, 0555), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct clock clock = clock_fixed(&now);
		struct ledger *l = NULL;
		struct err e = { 0 };
		if (geteuid() == 0 && (setegid(65534) < 0 || seteuid(65534) < 0))
			_exit(99);
		int rc = ledger_open(folder, &clock, &l, &e);
		_exit(rc < 0 && e.message[0] && e.hint[0] ? -rc : 98);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(-WEXITSTATUS(status), ERR_IO);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_fails),
		cmocka_unit_test(every_reading_statement_fails),
		cmocka_unit_test(every_writing_statement_fails),
		cmocka_unit_test(every_commit_fails),
		cmocka_unit_test(every_allocation_of_the_library_fails),
		cmocka_unit_test(the_disk_fills_up_at_each_write),
		cmocka_unit_test(the_disk_breaks_at_each_write),
		cmocka_unit_test(death_at_each_write),
		cmocka_unit_test(death_at_the_first_opening),
		cmocka_unit_test(a_damaged_ledger_is_refused),
		cmocka_unit_test(a_newer_ledger_is_refused),
		cmocka_unit_test(a_folder_that_can_only_be_read),
	};

	if (!take_memory() || !put_under_thumb()) {
		print_error("the database library does not let itself be disturbed\n");
		return 1;
	}
	return cmocka_run_group_tests_name("ledger under faults", tests, NULL, NULL);
}

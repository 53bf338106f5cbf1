/* Group commit with everything that can break under it: the n-th write or sync of the database's files, the n-th allocation of
 * its library, and death. After each: a sound database, and what was told is what is there. */
#include "store_help.h"

#include "fault.h"
#include "pool.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GROUP = 6, CLIENTS = 8, DEATHS = 50, TEXT_BYTES = 3000, LONG_TEXT_BYTES = 220000 };

/* --- the database's files and its library's memory, under our thumb; the writer's thread is the only one that works then --- */

enum what { NOTHING, FULL, BROKEN, NO_MEMORY };

static _Atomic int what;
static _Atomic long left; /* until it happens; 0: now and ever after */
static _Atomic bool happened;
static sqlite3_mem_methods real_memory;

static bool now(enum what kind)
{
	if (what != (int)kind)
		return false;
	if (left > 0)
		left--;
	if (left > 0)
		return false;
	happened = true;
	return true;
}

static bool fails(void)
{
	if (!now(FULL) && !now(BROKEN))
		return false;
	errno = what == FULL ? ENOSPC : EIO;
	return true;
}

static ssize_t our_pwrite(int fd, const void *p, size_t len, off_t at)
{
	return fails() ? -1 : pwrite(fd, p, len, at);
}

#define SEEN __attribute__((visibility("default")))

SEEN int fsync(int fd)
{
	return fails() ? -1 : (int)syscall(SYS_fsync, fd);
}

SEEN int fdatasync(int fd)
{
	return fails() ? -1 : (int)syscall(SYS_fdatasync, fd);
}

static void *our_malloc(int size)
{
	return now(NO_MEMORY) ? NULL : real_memory.xMalloc(size);
}

static void *our_realloc(void *p, int size)
{
	return now(NO_MEMORY) ? NULL : real_memory.xRealloc(p, size);
}

static void take_library(void)
{
	sqlite3_mem_methods mine;
	union {
		ssize_t (*write)(int, const void *, size_t, off_t);
		sqlite3_syscall_ptr call;
	} u = { .write = our_pwrite };

	assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory), SQLITE_OK);
	mine = real_memory;
	mine.xMalloc = our_malloc;
	mine.xRealloc = our_realloc;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &mine), SQLITE_OK);
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	vfs->xSetSystemCall(vfs, "pwrite", u.call); /* which of the two it uses depends on how it was built */
	vfs->xSetSystemCall(vfs, "pwrite64", u.call);
}

/* --- the work: two rows that belong together --- */

struct task {
	int64_t id;
	sem_t *done;
	int rc;
};

static int put(struct store *s, const char *sql, int64_t id, struct str text, struct err *e)
{
	OWN_STMT struct store_stmt *st = NULL;

	int rc = store_prepare(s, sql, &st, e);
	if (rc < 0)
		return rc;
	store_bind_int(st, 1, id);
	store_bind_text(st, 2, text);
	return store_run(st, e);
}

/* The journal is written in pieces of 64 KiB: only a long group takes many. */
static size_t text_bytes = TEXT_BYTES;

static int do_task(void *context, struct store *s, struct err *e)
{
	const struct task *t = context;
	static _Thread_local char text[LONG_TEXT_BYTES];

	memset(text, 'x', text_bytes);
	snprintf(text, sizeof text, "%020lld", (long long)t->id);
	text[20] = '-';
	int rc = put(s, "INSERT INTO unit (unit_id, name) VALUES ($1, $2)", t->id, (struct str){ text, text_bytes }, e);
	if (rc >= 0)
		rc = put(s, "INSERT INTO series (unit_id, name, last) VALUES ($1, $2, 1)", t->id, STR("a"), e);
	return rc;
}

static void settle(void *context, int rc, const struct err *e)
{
	struct task *t = context;

	t->rc = rc;
	if (rc < 0 && !((unsigned char)e->message[0] & 0x80))
		t->rc = 1; /* no message for people: shown by the test as told and not there */
	sem_post(t->done);
}

static struct store_pool *open_pool(struct bench *b)
{
	struct store_pool *pool = NULL;

	assert_ok(b, store_pool_open(b->url, NULL, 2, NOW, &pool, &b->e));
	return pool;
}

/* Queued while the writer is away, so that they become one group; the fault comes with its begin. */
static void do_group(struct bench *b, struct store_pool *pool, struct task *tasks, enum what kind, long n)
{
	struct store *held = NULL;
	sem_t done;

	sem_init(&done, 0, 0);
	assert_ok(b, store_pool_take(pool, STORE_WRITE, &held, &b->e));
	for (int i = 0; i < GROUP; i++) {
		tasks[i].done = &done;
		assert_ok(b, store_pool_submit(pool, do_task, settle, &tasks[i], &b->e));
	}
	store_rollback(held);
	happened = false;
	left = n;
	what = kind;
	store_pool_give(pool, held);
	for (int i = 0; i < GROUP; i++)
		sem_wait(&done);
	what = NOTHING;
	sem_destroy(&done);
}

static bool is_there(struct bench *b, struct store *s, int64_t id)
{
	struct store_stmt *st = NULL;

	assert_ok(b,
		store_prepare(s,
			"SELECT (SELECT count(*) FROM unit WHERE unit_id = $1), (SELECT count(*) FROM series WHERE unit_id = $1)",
			&st, &b->e));
	store_bind_int(st, 1, id);
	assert_int_equal(store_step(st, &b->e), 1);
	int64_t units = store_int(st, 0), series = store_int(st, 1);
	store_done(st);
	assert_int_equal(units, series);
	return units == 1;
}

static void check_group(struct bench *b, struct store_pool *pool, const struct task *tasks)
{
	struct store *s = NULL;

	assert_ok(b, store_pool_take(pool, STORE_READ, &s, &b->e));
	for (int i = 0; i < GROUP; i++)
		assert_int_equal(is_there(b, s, tasks[i].id), tasks[i].rc >= 0);
	store_pool_give(pool, s);
}

static int64_t next_id = 100;

/* Until a whole group got through without meeting the fault. */
static void each_time(struct bench *b, enum what kind, long step, long at_least)
{
	struct store_pool *pool;
	long n = 1, met = 0;

	bench_drop(b);
	pool = open_pool(b);
	do {
		struct task tasks[GROUP] = { 0 };
		for (int i = 0; i < GROUP; i++)
			tasks[i].id = next_id++;
		do_group(b, pool, tasks, kind, n);
		met += happened;
		check_group(b, pool, tasks);
		struct task after[GROUP] = { 0 };
		for (int i = 0; i < GROUP; i++)
			after[i].id = next_id++;
		do_group(b, pool, after, NOTHING, 0);
		for (int i = 0; i < GROUP; i++)
			assert_int_equal(after[i].rc, 0);
		n += step;
	} while (met * step == n - 1);
	if (met < at_least)
		fail_msg("%ld of at least %ld", met, at_least);
	store_pool_close(pool);
	b->s = bench_connect(b, NULL);
	assert_ok(b, store_verify(b->s, &b->e));
}

static void the_disk_is_full(void **state)
{
	text_bytes = LONG_TEXT_BYTES;
	each_time(*state, FULL, 1, 20);
	text_bytes = TEXT_BYTES;
}

static void the_disk_is_broken(void **state)
{
	text_bytes = LONG_TEXT_BYTES;
	each_time(*state, BROKEN, 1, 20);
	text_bytes = TEXT_BYTES;
}

static void no_memory_in_the_library(void **state)
{
	each_time(*state, NO_MEMORY, 3, 20);
}

/* --- death --- */

struct client {
	struct store_pool *pool;
	int fd;
	int64_t first;
	pthread_t thread;
};

/* Writes and tells, until it dies. */
static void *work_until_death(void *context)
{
	struct client *c = context;
	struct err e = { 0 };

	for (int64_t id = c->first;; id += CLIENTS) {
		struct task t = { .id = id };
		if (store_pool_write(c->pool, do_task, &t, &e) < 0) {
			print_error("%s (%s)\n", e.message, e.log);
			_exit(3);
		}
		if (write(c->fd, &id, sizeof id) != sizeof id)
			_exit(4);
	}
	return NULL;
}

static void live(const char *url, int fd, int64_t first)
{
	struct client clients[CLIENTS];
	struct store_pool *pool = NULL;
	struct err e = { 0 };

	if (store_pool_open(url, NULL, 2, NOW, &pool, &e) < 0)
		_exit(2);
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){ .pool = pool, .fd = fd, .first = first + i };
		if (pthread_create(&clients[i].thread, NULL, work_until_death, &clients[i]) != 0)
			_exit(5);
	}
	pthread_join(clients[0].thread, NULL);
	_exit(6);
}

/* The ids it told of before it died, after so many; the rest of what the pipe holds was told too. */
static size_t told_before_death(struct bench *b, int64_t first, size_t enough, int64_t *ids, size_t most)
{
	size_t count = 0;
	int fds[2], status = 0;

	assert_int_equal(pipe(fds), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0)
		live(b->url, fds[1], first);
	close(fds[1]);
	bool dead = false;
	while (count < most && read(fds[0], &ids[count], sizeof ids[count]) == sizeof ids[count]) {
		count++;
		if (count >= enough && !dead)
			dead = kill(child, SIGKILL) == 0;
	}
	close(fds[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	return count;
}

static void killed_in_the_middle(void **state)
{
	struct bench *b = *state;
	static int64_t ids[65536];

	bench_drop(b);
	store_pool_close(open_pool(b)); /* the tables */
	for (int death = 0; death < DEATHS; death++) {
		size_t told = told_before_death(
			b, 1000 + (int64_t)death * 1000000, 1 + (size_t)(death * 37 % 200), ids, COUNT(ids));
		assert_true(told > 0);
		b->s = bench_connect(b, NULL);
		for (size_t i = 0; i < told; i++)
			assert_true(is_there(b, b->s, ids[i]));
		assert_int_equal(
			bench_number(b, b->s, "SELECT (SELECT count(*) FROM unit) - (SELECT count(*) FROM series)"), 1);
		if (death % 10 == 9)
			assert_ok(b, store_verify(b->s, &b->e));
		store_close(b->s);
		b->s = NULL;
	}
}

int main(void)
{
	const struct CMUnitTest common[] = {
		ROW(killed_in_the_middle),
	};
	const struct CMUnitTest alone[] = {
		ROW(the_disk_is_full),
		ROW(the_disk_is_broken),
		ROW(no_memory_in_the_library),
	};

	take_library();
	return bench_main("store under faults", (struct bench_tests){ common, COUNT(common) },
		(struct bench_tests){ alone, COUNT(alone) }, (struct bench_tests){ NULL, 0 });
}

/* A data folder as one file and back: what is refused, what is left behind when something breaks on the way, hostile files. */
#include "archive.h"
#include "backup.h"
#include "fault.h"
#include "file.h"
#include "pool.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW STR("2026-03-05T09:30:00+08:00")

#define IN(folder) (&(const struct backup_place){ .data_dir = (folder) })
#define NO_SERVER(folder) (&(const struct backup_place){ (folder), "postgresql://x@127.0.0.1:1/y" })

struct place {
	char folder[64], data[80], file[80], back[80];
	struct err e;
};

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
	(void)st, (void)flag, (void)at;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void put(const char *folder, const char *name, const char *text)
{
	char path[200];
	struct err e = { 0 };

	snprintf(path, sizeof path, "%s/%s", folder, name);
	for (char *p = path + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
	assert_int_equal(file_write(path, str_from(text), &e), 0);
}

static int open_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	struct store *s = NULL;
	char url[128];

	assert_non_null(p);
	snprintf(p->folder, sizeof p->folder, "/tmp/bihuan-backup-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->data, sizeof p->data, "%s/data", p->folder);
	snprintf(p->file, sizeof p->file, "%s/all.tar", p->folder);
	snprintf(p->back, sizeof p->back, "%s/back", p->folder);
	put(p->data, "keys/access.key", "secret");
	put(p->data, "blobs/ab/abcdef0123", "evidence");
	put(p->data, "blobs/ab/empty", "");
	put(p->data, "blobs/cd/cdef", "more evidence");
	put(p->data, "setup-code.txt", "not to be kept");
	snprintf(url, sizeof url, "sqlite:%s/bihuan.db", p->data);
	assert_int_equal(store_open(url, NULL, &s, &p->e), 0);
	struct store_migrations m = store_migrations(s);
	assert_int_equal(store_migrate(s, &m, NOW, &p->e), 0);
	assert_int_equal(store_exec(s, "INSERT INTO unit (unit_id, name) VALUES (7, '云岭')", &p->e), 0);
	store_close(s);
	*state = p;
	return 0;
}

static int close_place(void **state)
{
	struct place *p = *state;

	remove_tree(p->folder);
	free(p);
	return 0;
}

static int make(struct place *p)
{
	struct backup_summary sum = { 0 };
	int rc = backup_make(IN(p->data), p->file, NOW, &sum, &p->e);

	if (rc == 0)
		assert_int_equal(sum.files, 5);
	return rc;
}

static int make_summary(struct place *p)
{
	struct backup_summary sum = { 0 };

	return backup_make(IN(p->data), p->file, NOW, &sum, &p->e);
}

static int restore(struct place *p)
{
	struct backup_summary sum = { 0 };

	return backup_restore(p->file, IN(p->back), &sum, &p->e);
}

static void check_error(struct place *p, int rc, int code)
{
	assert_int_equal(rc, code);
	assert_int_equal(p->e.code, code);
	assert_true((unsigned char)p->e.message[0] & 0x80);
	err_clear(&p->e);
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Entries of the folder whose names begin so. */
static int entries(const char *folder, const char *prefix)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	int n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.' && strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
	closedir(d);
	return n;
}

static void check_content(const char *folder, const char *name, const char *text)
{
	struct err e = { 0 };
	struct str got;
	char path[200];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	assert_int_equal(file_read(path, 1000, &got, &e), 0);
	assert_str(got, text);
	file_free(&got);
}

static int64_t units_in(const char *folder)
{
	struct store *s = NULL;
	struct store_stmt *st = NULL;
	struct err e = { 0 };
	char url[128];

	snprintf(url, sizeof url, "sqlite:%s/bihuan.db", folder);
	assert_int_equal(store_open(url, NULL, &s, &e), 0);
	assert_int_equal(store_verify(s, &e), 0);
	assert_int_equal(store_prepare(s, "SELECT count(*) FROM unit", &st, &e), 0);
	assert_int_equal(store_step(st, &e), 1);
	int64_t n = store_int(st, 0);
	store_done(st);
	store_close(s);
	return n;
}

static void check_restored(const struct place *p)
{
	assert_int_equal(units_in(p->back), 2);
	check_content(p->back, "keys/access.key", "secret");
	check_content(p->back, "blobs/ab/abcdef0123", "evidence");
	check_content(p->back, "blobs/ab/empty", "");
	check_content(p->back, "blobs/cd/cdef", "more evidence");
	assert_int_equal(entries(p->back, ""), 3);
}

/* --- */

static void there_and_back(void **state)
{
	struct place *p = *state;
	struct backup_summary sum = { 0 };

	assert_int_equal(backup_make(IN(p->data), p->file, NOW, &sum, &p->e), 0);
	assert_int_equal(sum.files, 5);
	assert_string_equal(sum.created_at, "2026-03-05T09:30:00+08:00");
	int schema = sum.schema;
	assert_true(schema >= 1);
	assert_int_equal(entries(p->folder, "all"), 1);
	sum = (struct backup_summary){ 0 };
	assert_int_equal(backup_restore(p->file, IN(p->back), &sum, &p->e), 0);
	assert_int_equal(sum.files, 5);
	assert_int_equal(sum.schema, schema);
	assert_string_equal(sum.created_at, "2026-03-05T09:30:00+08:00");
	check_restored(p);
	remove_tree(p->back);
	assert_int_equal(mkdir(p->back, 0700), 0); /* an empty folder will do */
	assert_int_equal(restore(p), 0);
	check_restored(p);
	remove_tree(p->back);
	snprintf(p->back, sizeof p->back, "%s/back//", p->folder);
	assert_int_equal(restore(p), 0);
	check_restored(p);
}

static void the_same_data_make_the_same_file(void **state)
{
	struct place *p = *state;
	struct str first, second;

	assert_int_equal(make(p), 0);
	assert_int_equal(file_read(p->file, 1 << 24, &first, &p->e), 0);
	assert_int_equal(unlink(p->file), 0);
	assert_int_equal(make(p), 0);
	assert_int_equal(file_read(p->file, 1 << 24, &second, &p->e), 0);
	assert_true(str_eq(first, second));
	file_free(&first);
	file_free(&second);
}

static void what_is_refused(void **state)
{
	struct place *p = *state;
	struct backup_summary sum;
	char path[128];

	assert_int_equal(make(p), 0);
	check_error(p, make(p), ERR_CONFLICT); /* never over a file */
	check_error(p, backup_make(IN(p->folder), p->back, NOW, &sum, &p->e), ERR_NOTFOUND);
	check_error(p, backup_make(NO_SERVER(p->data), p->back, NOW, &sum, &p->e), ERR_IO);
	snprintf(path, sizeof path, "%s/no/such/folder.tar", p->folder);
	check_error(p, backup_make(IN(p->data), path, NOW, &sum, &p->e), ERR_IO);
	assert_int_equal(entries(p->folder, ""), 2);

	put(p->back, "something", "here already");
	check_error(p, restore(p), ERR_CONFLICT);
	check_content(p->back, "something", "here already");
	remove_tree(p->back);
	put(p->folder, "back", "a file");
	check_error(p, restore(p), ERR_CONFLICT);
	check_content(p->folder, "back", "a file");
	unlink(p->back);
	check_error(p, backup_restore(p->file, NO_SERVER(path), &sum, &p->e), ERR_IO);
	check_error(p, backup_restore(p->data, IN(p->back), &sum, &p->e), ERR_IO); /* a folder */
	check_error(p, backup_restore("/tmp/no-such-file.tar", IN(p->back), &sum, &p->e), ERR_NOTFOUND);
	assert_int_equal(entries(p->folder, ""), 2);
}

/* Somebody works meanwhile: the copy is of one moment. */
struct worker {
	const char *data;
	atomic_bool stop;
	atomic_int done;
};

static int work_once(void *context, struct store *s, struct err *e)
{
	(void)context;
	int rc = store_exec(s, "UPDATE unit SET name = name || 'x' WHERE unit_id = 1", e);
	return rc < 0 ? rc : store_exec(s, "UPDATE unit SET name = name || 'x' WHERE unit_id = 7", e);
}

static void *work(void *context)
{
	struct worker *w = context;
	struct store_pool *pool = NULL;
	struct err e = { 0 };
	char url[128];

	snprintf(url, sizeof url, "sqlite:%s/bihuan.db", w->data);
	if (store_pool_open(url, NULL, 1, NOW, &pool, &e) < 0)
		return w;
	while (!w->stop && store_pool_write(pool, work_once, NULL, &e) >= 0)
		w->done++;
	store_pool_close(pool);
	return e.code == 0 ? NULL : w;
}

static void while_others_write(void **state)
{
	struct place *p = *state;
	struct worker w = { .data = p->data };
	pthread_t thread;
	void *failed = NULL;

	assert_int_equal(pthread_create(&thread, NULL, work, &w), 0);
	for (int round = 0; round < 5; round++) {
		int before = w.done;
		while (w.done < before + 3)
			usleep(100);
		assert_int_equal(make(p), 0);
		assert_int_equal(restore(p), 0);
		struct store *s = NULL;
		struct store_stmt *st = NULL;
		char url[128];
		snprintf(url, sizeof url, "sqlite:%s/bihuan.db", p->back);
		assert_int_equal(store_open(url, NULL, &s, &p->e), 0);
		assert_int_equal(
			store_prepare(s, "SELECT max(length(name)) - min(length(name)), max(length(name)) FROM unit",
				&st, &p->e),
			0);
		assert_int_equal(store_step(st, &p->e), 1);
		assert_int_equal(store_int(st, 0), 1); /* 本单位, 云岭: one longer */
		assert_true(store_int(st, 1) >= 3 + before);
		store_done(st);
		store_close(s);
		remove_tree(p->back);
		unlink(p->file);
	}
	w.stop = true;
	pthread_join(thread, &failed);
	assert_null(failed);
}

/* --- everything fails in turn --- */

static void each_step_fails(void **state)
{
	struct place *p = *state;

	for (int kind = 0; kind < FAULT_KINDS; kind++) {
		int rc = -1;
		long n = 1;
		for (; rc < 0; n++) {
			fault_arm(kind, n, false);
			rc = make(p);
			fault_arm(kind, 0, false);
			if (rc < 0) {
				check_error(p, rc, rc);
				assert_int_equal(entries(p->folder, ""), 1); /* nothing is left behind */
			}
		}
		assert_true(n > 2);
		assert_int_equal(units_in(p->data), 2);
		rc = -1;
		for (n = 1; rc < 0; n++) {
			fault_arm(kind, n, false);
			rc = restore(p);
			fault_arm(kind, 0, false);
			if (rc < 0 && is_there(p->back)) {
				check_restored(p); /* in place, but whether for good is not known */
				remove_tree(p->back);
			}
			if (rc < 0)
				check_error(p, rc, rc);
			assert_int_equal(entries(p->folder, "back.part"), 0);
		}
		check_restored(p);
		remove_tree(p->back);
		unlink(p->file);
	}
}

/* --- files that are no backup, or no longer --- */

static struct str read_backup(struct place *p)
{
	struct str bytes;

	assert_int_equal(file_read(p->file, 1 << 24, &bytes, &p->e), 0);
	return bytes;
}

static void write_backup(struct place *p, struct str bytes)
{
	assert_int_equal(file_write(p->file, bytes, &p->e), 0);
}

static void cut_off_anywhere(void **state)
{
	struct place *p = *state;

	assert_int_equal(make(p), 0);
	struct str whole = read_backup(p);
	for (size_t len = 0; len + 2 * 512 < whole.len; len += len < 4096 || len + 8192 > whole.len ? 256 : 37 * 512) {
		write_backup(p, str_sub(whole, 0, len));
		check_error(p, restore(p), ERR_INPUT);
		assert_false(is_there(p->back));
		assert_int_equal(entries(p->folder, "back"), 0);
	}
	file_free(&whole);
}

/* One byte anywhere: told, or a byte that means nothing (a header's owner and date, padding). */
static void changed_anywhere(void **state)
{
	struct place *p = *state;
	size_t told = 0, tried = 0;

	assert_int_equal(make(p), 0);
	struct str whole = read_backup(p);
	char *copy = malloc(whole.len);
	assert_non_null(copy);
	for (size_t at = 0; at < whole.len; at += at < 2048 || at + 6000 > whole.len ? 97 : 9973) {
		memcpy(copy, whole.ptr, whole.len);
		copy[at] ^= 0x41;
		write_backup(p, (struct str){ copy, whole.len });
		int rc = restore(p);
		tried++;
		told += rc < 0;
		if (rc < 0)
			check_error(p, rc, rc);
		else
			check_restored(p);
		remove_tree(p->back);
	}
	assert_true(told * 2 > tried);
	free(copy);
	file_free(&whole);
}

/* A tar with one entry under another name, with right sums otherwise. */
static void forge(struct place *p, const char *name, char type, const char *size)
{
	struct str whole = read_backup(p);
	size_t at = 2 * 512; /* the database's header: behind the first entry and its content */
	char *copy = malloc(whole.len);
	unsigned sum = 0;

	assert_non_null(copy);
	memcpy(copy, whole.ptr, whole.len);
	assert_memory_equal(copy + at, "bihuan.db", 9);
	char *h = copy + at;
	memset(h, 0, 100);
	memcpy(h, name, strlen(name));
	h[156] = type;
	if (size)
		memcpy(h + 124, size, 12);
	memset(h + 148, ' ', 8);
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)h[i];
	snprintf(h + 148, 8, "%06o", sum);
	write_backup(p, (struct str){ copy, whole.len });
	free(copy);
	file_free(&whole);
}

static void hostile_files(void **state)
{
	struct place *p = *state;
	static const struct {
		const char *name;
		char type;
		const char *size;
	} cases[] = {
		{ "../escaped", '0', NULL }, { "/tmp/bihuan-escaped", '0', NULL }, { "blobs/../../escaped", '0', NULL },
		{ "blobs//x", '0', NULL }, { "blobs/", '0', NULL }, { "blobs/.hidden", '0', NULL },
		{ "blobs/a/b/c/d/e", '0', NULL }, { "blobs/a b", '0', NULL }, { "blobs", '0', NULL },
		{ "other.db", '0', NULL }, { "keys", '0', NULL }, { "", '0', NULL },
		{ "bihuan.db", '2', NULL }, /* a link */
		{ "bihuan.db", '5', NULL }, /* a folder */
		{ "bihuan.db", '0', "77777777777" }, { "bihuan.db", '0', "-0000000001" },
		{ "bihuan.db", '0', "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff" },
		{ "bihuan.db", '0', "\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff" }, { "SHA256SUMS", '0', NULL },
		{ "bihuan-backup.txt", '0', NULL }, /* twice */
		{ "blobs/cd/cdef", '0', NULL },     /* twice */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(make(p), 0);
		forge(p, cases[i].name, cases[i].type, cases[i].size);
		int rc = restore(p);
		if (rc >= 0)
			fail_msg("accepted: case %zu, \"%s\"", i, cases[i].name);
		check_error(p, rc, rc);
		assert_int_equal(entries(p->folder, ""), 2);
		assert_false(is_there("/tmp/bihuan-escaped"));
		unlink(p->file);
	}
}

/* An archive made by hand, with sums that are right. */
static void forge_info(struct place *p, const char *info, bool database)
{
	struct archive *a = NULL;
	char path[128];

	unlink(p->file);
	assert_int_equal(archive_create(p->file, &a, &p->e), 0);
	assert_int_equal(archive_add_bytes(a, "bihuan-backup.txt", str_from(info), &p->e), 0);
	snprintf(path, sizeof path, "%s/bihuan.db", p->data);
	if (database)
		assert_int_equal(archive_add_file(a, "bihuan.db", path, &p->e), 0);
	assert_int_equal(archive_finish(a, &p->e), 0);
	archive_close(a);
}

static void backups_of_others(void **state)
{
	struct place *p = *state;
	static const char *const infos[] = { "", "format 1", "format 2\nschema 1\ncreated_at x\n",
		"format 1\nschema 1\n", "format 1\nschema 99999999999999\ncreated_at x\n",
		"schema 1\nformat 1\ncreated_at x\n",
		"format 1\nschema 1\ncreated_at 0123456789012345678901234567890123456789\n",
		"format 1\nschema 77\ncreated_at x\n" };
	char url[128];
	struct store *s = NULL;

	for (size_t i = 0; i < COUNT(infos); i++) {
		forge_info(p, infos[i], true);
		check_error(p, restore(p), ERR_DB);
		assert_int_equal(entries(p->folder, "back"), 0);
	}
	forge_info(p, "format 1\nschema 1\ncreated_at x\n", false);
	check_error(p, restore(p), ERR_INPUT);

	snprintf(url, sizeof url, "sqlite:%s/bihuan.db", p->data);
	assert_int_equal(store_open(url, NULL, &s, &p->e), 0);
	assert_int_equal(
		store_exec(s,
			"INSERT INTO schema_history (number, name, sha256, applied_at) VALUES (9999, 'x', 'y', 'z')",
			&p->e),
		0);
	store_close(s);
	forge_info(p, "format 1\nschema 9999\ncreated_at x\n", true);
	int rc = restore(p);
	assert_non_null(strstr(p->e.message, "更新版本"));
	check_error(p, rc, ERR_DB);
	put(p->data, "bihuan.db", "this is no database at all, though it is long enough to be looked at");
	forge_info(p, "format 1\nschema 1\ncreated_at x\n", true);
	check_error(p, restore(p), ERR_DB);
	assert_int_equal(entries(p->folder, "back"), 0);
}

static void names_that_cannot_be_kept(void **state)
{
	struct place *p = *state;
	char name[160] = "blobs/";

	put(p->data, "blobs/ab/with blank", "x");
	check_error(p, make(p), ERR_INPUT);
	remove_tree(p->data);
	assert_int_equal(entries(p->folder, ""), 0);
	struct archive *a = NULL;
	assert_int_equal(archive_create(p->file, &a, &p->e), 0);
	memset(name + 6, 'x', 95);
	check_error(p, archive_add_bytes(a, name, STR("x"), &p->e), ERR_INPUT);
	name[100] = '\0';
	assert_int_equal(archive_add_bytes(a, name, STR("x"), &p->e), 0);
	assert_int_equal(archive_finish(a, &p->e), 0);
	archive_close(a);
	char got[ARCHIVE_NAME_MAX + 1];
	int64_t size;
	assert_int_equal(archive_open(p->file, &a, &p->e), 0);
	assert_int_equal(archive_next(a, got, &size, &p->e), 1);
	assert_string_equal(got, name);
	assert_int_equal(archive_next(a, got, &size, &p->e), 0);
	assert_int_equal(archive_next(a, got, &size, &p->e), 0);
	archive_close(a);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, open_place, close_place)

struct background {
	struct place *place;
	_Atomic bool over;
	int rc;
};

static void *make_beside(void *context)
{
	struct background *b = context;

	b->rc = make_summary(b->place);
	atomic_store(&b->over, true);
	return NULL;
}

/* Whoever waits sees how far it is. */
static void how_far_it_is(void **state)
{
	enum { BIG = 24 << 20 };
	struct background b = { .place = *state };
	struct backup_progress now = backup_progress();
	bool packed = false, checked = false;
	pthread_t maker;

	assert_int_equal(now.stage, BACKUP_IDLE);
	char *big = malloc(BIG + 1);
	assert_non_null(big);
	memset(big, 'x', BIG);
	big[BIG] = '\0';
	put(b.place->data, "blobs/ab/big", big);
	free(big);
	assert_int_equal(pthread_create(&maker, NULL, make_beside, &b), 0);
	while (!atomic_load(&b.over)) {
		now = backup_progress();
		packed |= now.stage == BACKUP_PACKING && now.done > 0 && now.total > BIG;
		checked |= now.stage == BACKUP_CHECKING && now.done > 0 && now.total > BIG;
		sched_yield();
	}
	pthread_join(maker, NULL);
	assert_int_equal(b.rc, 0);
	assert_true(packed && checked);
	assert_int_equal(backup_progress().stage, BACKUP_IDLE);
	assert_int_equal(restore(b.place), 0);
	assert_int_equal(backup_progress().stage, BACKUP_IDLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(there_and_back),
		ROW(how_far_it_is),
		ROW(the_same_data_make_the_same_file),
		ROW(what_is_refused),
		ROW(while_others_write),
		ROW(each_step_fails),
		ROW(cut_off_anywhere),
		ROW(changed_anywhere),
		ROW(hostile_files),
		ROW(backups_of_others),
		ROW(names_that_cannot_be_kept),
	};

	return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}

/* The store of contents, on a disk and in an object storage. */
#include "blob.h"
#include "fake_s3.h"
#include "unit.h"

#include "fault.h"
#include "file.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

struct test {
	char folder[64];
	struct blobs *blobs;
	struct fake_s3 *s3;
	struct err e;
};

#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static void must(struct test *t, int64_t rc)
{
	if (rc < 0)
		fail_msg("%lld %s (%s)", (long long)rc, t->e.message, t->e.log);
}

static void expect(struct test *t, int64_t rc, int code)
{
	if (rc != code)
		fail_msg("%lld, should be %d: %s (%s)", (long long)rc, code, t->e.message, t->e.log);
	assert_true((unsigned char)t->e.message[0] & 0x80);
	err_clear(&t->e);
}

static int write_part(struct test *t, const char *part, int64_t offset, struct str bytes, int64_t most, int64_t *ret)
{
	return blob_part_write(t->blobs, &(struct blob_piece){ part, offset, most, bytes }, ret, &t->e);
}

static struct test *make(void)
{
	struct test *t = calloc(1, sizeof *t);

	assert_non_null(t);
	snprintf(t->folder, sizeof t->folder, "%s/bihuan-blob-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(t->folder));
	return t;
}

static int open_disk(void **state)
{
	struct test *t = make();

	must(t, blobs_open_disk(t->folder, &t->blobs, &t->e));
	*state = t;
	return 0;
}

static int open_s3(void **state)
{
	struct test *t = make();
	char endpoint[64];

	t->s3 = fake_s3_start("AKIDBIHUAN", "secret/with+signs", "cn-east-1");
	snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d", fake_s3_port(t->s3));
	struct blobs_s3 s3 = { endpoint, "bihuan", "cn-east-1", "AKIDBIHUAN", "secret/with+signs" };
	must(t, blobs_open_s3(t->folder, &s3, &t->blobs, &t->e));
	*state = t;
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int close_test(void **state)
{
	struct test *t = *state;

	blobs_close(t->blobs);
	if (t->s3)
		fake_s3_stop(t->s3);
	nftw(t->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(t);
	return 0;
}

static int count_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	static int files;

	(void)st;
	(void)ftw;
	if (!path) {
		int found = files;
		files = 0;
		return found;
	}
	files += kind == FTW_F;
	return 0;
}

static int files_in(const char *folder)
{
	nftw(folder, count_one, 8, FTW_PHYS);
	return count_one(NULL, NULL, 0, NULL);
}

static struct str read_all(struct test *t, const char *name, char *room, size_t size)
{
	struct blob *x = NULL;

	must(t, blob_open(t->blobs, name, &x, &t->e));
	int64_t n = blob_read(x, 0, room, size, &t->e);
	must(t, n);
	assert_int_equal(blob_size(x), n);
	blob_close(x);
	return (struct str){ room, (size_t)n };
}

/* --- parts --- */

static void parts_are_sent_again_from_where_they_stopped(void **state)
{
	struct test *t = *state;
	char name[BLOB_NAME], room[64];
	int64_t size = 0;

	expect(t, blob_part_keep(t->blobs, "p1", name, &t->e), ERR_NOTFOUND);
	must(t, write_part(t, "p1", 0, STR("hel"), 100, &size));
	assert_int_equal(size, 3);
	expect(t, write_part(t, "p1", 0, STR("hel"), 100, &size), ERR_CONFLICT);
	assert_int_equal(size, 3);
	expect(t, write_part(t, "p1", 7, STR("x"), 100, &size), ERR_CONFLICT);
	expect(t, write_part(t, "p1", 3, STR("lo and more"), 5, &size), ERR_LIMIT);
	assert_int_equal(blob_part_size(t->blobs, "p1"), 3);
	must(t, write_part(t, "p1", 3, STR("lo"), 5, &size));
	must(t, blob_part_keep(t->blobs, "p1", name, &t->e));
	assert_string_equal(name, HELLO);
	must(t, blob_part_keep(t->blobs, "p1", name, &t->e)); /* again: the answer was lost */
	assert_string_equal(name, HELLO);
	if (!t->s3) /* the part is the content now */
		expect(t, write_part(t, "p1", 5, STR("!"), 100, &size), ERR_CONFLICT);
	must(t, blob_part_drop(t->blobs, "p1", &t->e));
	assert_int_equal(blob_part_size(t->blobs, "p1"), 0);
	assert_str(read_all(t, name, room, sizeof room), "hello");
	assert_int_equal(blob_has(t->blobs, HELLO, &t->e), 1);
	/* The same again: one content. */
	must(t, blob_put(t->blobs, STR("hello"), name, &t->e));
	assert_string_equal(name, HELLO);
	assert_int_equal(files_in(t->folder), t->s3 ? 0 : 1);
	must(t, write_part(t, "p2", 0, STR("gone"), 100, &size));
	must(t, blob_part_drop(t->blobs, "p2", &t->e));
	must(t, blob_part_drop(t->blobs, "p2", &t->e));
	assert_int_equal(blob_part_size(t->blobs, "p2"), 0);
}

static void names_lead_nowhere_else(void **state)
{
	struct test *t = *state;
	struct blob *x = NULL;
	int64_t size;
	static const char *const parts[] = { "", "../x", "a/b", ".", "a.b",
		"01234567890123456789012345678901234567890" };
	static const char *const names[] = { "", "../../etc/passwd",
		"2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824",
		"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b982", HELLO "0" };

	for (size_t i = 0; i < COUNT(parts); i++)
		expect(t, write_part(t, parts[i], 0, STR("x"), 9, &size), ERR_INTERNAL);
	for (size_t i = 0; i < COUNT(names); i++) {
		expect(t, blob_open(t->blobs, names[i], &x, &t->e), ERR_NOTFOUND);
		expect(t, blob_has(t->blobs, names[i], &t->e), ERR_NOTFOUND);
	}
	assert_int_equal(blob_has(t->blobs, HELLO, &t->e), 0);
	expect(t, blob_open(t->blobs, HELLO, &x, &t->e), ERR_NOTFOUND);
}

static void ranges(void **state)
{
	struct test *t = *state;
	char name[BLOB_NAME], room[16];
	struct blob *x = NULL;

	must(t, blob_put(t->blobs, STR("0123456789"), name, &t->e));
	must(t, blob_open(t->blobs, name, &x, &t->e));
	assert_int_equal(blob_read(x, 3, room, 4, &t->e), 4);
	assert_memory_equal(room, "3456", 4);
	assert_int_equal(blob_read(x, 8, room, 16, &t->e), 2);
	assert_int_equal(blob_read(x, 10, room, 16, &t->e), 0);
	assert_int_equal(blob_read(x, -1, room, 16, &t->e), 0);
	blob_close(x);
}

/* --- damage --- */

static void content_path(struct test *t, const char *name, char out[256])
{
	snprintf(out, 256, "%s/%.2s/%s", t->folder, name, name + 2);
}

static void damage(struct test *t, const char *name)
{
	char path[256];

	content_path(t, name, path);
	chmod(path, 0600);
	int fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "J", 1, 0), 1);
	close(fd);
}

static void damage_is_never_handed_out(void **state)
{
	struct test *t = *state;
	char name[BLOB_NAME], room[64];
	struct blob *x = NULL;
	int64_t size = 0;

	must(t, blob_put(t->blobs, STR("hello"), name, &t->e));
	must(t, blob_put(t->blobs, STR("whole"), name, &t->e));
	assert_str(read_all(t, HELLO, room, sizeof room), "hello");
	damage(t, HELLO);
	expect(t, blob_open(t->blobs, HELLO, &x, &t->e), ERR_DB);
	expect(t, blob_verify(t->blobs, HELLO, &size, &t->e), ERR_DB);
	must(t, blob_verify(t->blobs, name, &size, &t->e));
	assert_int_equal(size, 5);
	/* Sent again it is whole again. */
	must(t, blob_put(t->blobs, STR("hello"), name, &t->e));
	assert_str(read_all(t, HELLO, room, sizeof room), "hello");
}

static void damage_in_the_storage(void **state)
{
	struct test *t = *state;
	char name[BLOB_NAME], path[128], room[64];
	struct blob *x = NULL;
	size_t size = 0;

	must(t, blob_put(t->blobs, STR("hello"), name, &t->e));
	snprintf(path, sizeof path, "/bihuan/%.2s/%s", name, name + 2);
	unsigned char *bytes = fake_s3_object(t->s3, path, &size);
	assert_non_null(bytes);
	assert_int_equal(size, 5);
	bytes[0] = 'J';
	expect(t, blob_open(t->blobs, HELLO, &x, &t->e), ERR_DB);
	bytes[0] = 'h';
	assert_str(read_all(t, HELLO, room, sizeof room), "hello");
	fake_s3_answer(t->s3, 403);
	expect(t, blob_open(t->blobs, HELLO, &x, &t->e), ERR_IO);
	expect(t, blob_has(t->blobs, HELLO, &t->e), ERR_IO);
	int64_t sent = 0;
	must(t, write_part(t, "p", 0, STR("kept"), 9, &sent));
	expect(t, blob_part_keep(t->blobs, "p", name, &t->e), ERR_IO);
	assert_int_equal(blob_part_size(t->blobs, "p"), 4); /* still there to be tried again */
	fake_s3_answer(t->s3, 0);
	must(t, blob_part_keep(t->blobs, "p", name, &t->e));
	assert_str(read_all(t, name, room, sizeof room), "kept");
}

static void a_wrong_secret_is_refused(void **state)
{
	struct test *t = *state;
	struct blobs *other = NULL;
	char endpoint[64], name[BLOB_NAME];

	snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d", fake_s3_port(t->s3));
	struct blobs_s3 s3 = { endpoint, "bihuan", "cn-east-1", "AKIDBIHUAN", "another" };
	must(t, blobs_open_s3(t->folder, &s3, &other, &t->e));
	expect(t, blob_put(other, STR("hello"), name, &t->e), ERR_IO);
	blobs_close(other);
	s3 = (struct blobs_s3){ "http://127.0.0.1:1", "bihuan", "cn-east-1", "AKIDBIHUAN", "x" };
	must(t, blobs_open_s3(t->folder, &s3, &other, &t->e));
	expect(t, blob_put(other, STR("hello"), name, &t->e), ERR_IO);
	blobs_close(other);
}

/* --- large ones, disks that fail --- */

static void large_files_come_in_pieces(void **state)
{
	struct test *t = *state;
	enum { PIECE = 300000, PIECES = 9 };
	char *piece = malloc(PIECE), name[BLOB_NAME];
	int64_t size = 0;
	struct blob *x = NULL;

	for (int i = 0; i < PIECES; i++) {
		memset(piece, 'a' + i, PIECE);
		must(t, write_part(t, "big", size, (struct str){ piece, PIECE }, 1 << 30, &size));
	}
	must(t, blob_part_keep(t->blobs, "big", name, &t->e));
	must(t, blob_open(t->blobs, name, &x, &t->e));
	assert_int_equal(blob_size(x), PIECE * PIECES);
	for (int i = 0; i < PIECES; i++) {
		assert_int_equal(blob_read(x, (int64_t)PIECE * i, piece, PIECE, &t->e), PIECE);
		assert_true(piece[0] == 'a' + i && piece[PIECE - 1] == 'a' + i);
	}
	blob_close(x);
	free(piece);
}

static void a_disk_that_fails_leaves_nothing_half(void **state)
{
	struct test *t = *state;
	static const enum fault_kind kinds[] = { FAULT_WRITE, FAULT_SYNC, FAULT_READ, FAULT_ALLOC };
	char name[BLOB_NAME], room[64];

	for (size_t k = 0; k < COUNT(kinds); k++) {
		int rc = -1;
		for (long n = 1; rc < 0; n++) {
			char text[32];
			snprintf(text, sizeof text, "content %zu", k);
			fault_arm(kinds[k], n, false);
			rc = blob_put(t->blobs, str_from(text), name, &t->e);
			fault_arm(kinds[k], 0, false);
			if (rc < 0) {
				assert_true((unsigned char)t->e.message[0] & 0x80);
				err_clear(&t->e);
			}
			assert_true(n < 100);
		}
		assert_true(read_all(t, name, room, sizeof room).len == 9);
	}
	struct blob_sweep swept;
	must(t, blobs_sweep(t->blobs, &(struct blob_broom){ 1, 0, NULL, NULL, 0 }, &swept, &t->e));
	assert_int_equal(files_in(t->folder), (int)COUNT(kinds)); /* and no parts */
	int64_t size = 0;
	must(t, write_part(t, "p", 0, STR("abc"), 9, &size));
	fault_arm(FAULT_WRITE, 1, false);
	expect(t, write_part(t, "p", 3, STR("def"), 9, &size), ERR_LIMIT);
	fault_arm(FAULT_WRITE, 0, false);
	assert_int_equal(blob_part_size(t->blobs, "p"), 3);
}

/* --- tidying --- */

static int is_hello(void *context, const char *name, struct err *e)
{
	++*(int *)context;
	(void)e;
	return strcmp(name, HELLO) == 0;
}

static int cannot_say(void *context, const char *name, struct err *e)
{
	(void)context;
	(void)name;
	return err_set(e, ERR_DB, "数据库没有应答");
}

static void age(struct test *t, const char *path, int64_t seconds)
{
	char whole[256];
	struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds } };

	snprintf(whole, sizeof whole, "%s/%s", t->folder, path);
	assert_int_equal(utimensat(AT_FDCWD, whole, times, 0), 0);
}

static void age_content(struct test *t, const char *name, int64_t seconds)
{
	char path[128];

	if (t->s3)
		snprintf(path, sizeof path, "/bihuan/%.2s/%s", name, name + 2);
	else
		snprintf(path, sizeof path, "%.2s/%s", name, name + 2);
	if (t->s3)
		fake_s3_age(t->s3, path, seconds);
	else
		age(t, path, seconds);
}

static void what_nobody_names_goes_after_a_while(void **state)
{
	struct test *t = *state;
	char name[BLOB_NAME], young[BLOB_NAME];
	struct blob_sweep done;
	int64_t size = 0;
	int asked = 0;

	must(t, blob_put(t->blobs, STR("hello"), name, &t->e));
	age_content(t, name, 1000);
	must(t, blob_put(t->blobs, STR("orphan"), name, &t->e));
	must(t, blob_put(t->blobs, STR("young"), young, &t->e));
	age_content(t, name, 1000);
	must(t, write_part(t, "old", 0, STR("abc"), 9, &size));
	must(t, write_part(t, "new", 0, STR("abc"), 9, &size));
	age(t, "part/old", 1000);
	expect(t, blobs_sweep(t->blobs, &(struct blob_broom){ 2000, 100, cannot_say, NULL, 0 }, &done, &t->e), ERR_DB);
	assert_int_equal(blob_has(t->blobs, name, &t->e), 1);
	assert_int_equal(
		blobs_sweep(t->blobs, &(struct blob_broom){ 2000, 100, is_hello, &asked, 0 }, &done, &t->e), 0);
	assert_int_equal(asked, 2);
	assert_int_equal(done.contents, 1);
	assert_int_equal(done.bytes, 6);
	assert_int_equal(blob_has(t->blobs, name, &t->e), 0);
	assert_int_equal(blob_has(t->blobs, young, &t->e), 1);
	assert_int_equal(blob_has(t->blobs, HELLO, &t->e), 1);
	assert_int_equal(blob_part_size(t->blobs, "old"), 0);
	assert_int_equal(blob_part_size(t->blobs, "new"), 3);
}

/* Some at a time, each looked at once. */
static void a_sweep_goes_on_where_it_ended(void **state)
{
	struct test *t = *state;
	char names[35][BLOB_NAME], text[24];
	struct blob_sweep done = { 0 };
	int64_t gone = 0;
	int asked = 0, rounds = 0, rc;

	for (int i = 0; i < 35; i++) {
		snprintf(text, sizeof text, "content %d", i);
		must(t, blob_put(t->blobs, str_from(text), names[i], &t->e));
		age_content(t, names[i], 1000);
	}
	must(t, blob_put(t->blobs, STR("hello"), names[0], &t->e));
	age_content(t, HELLO, 1000);
	do {
		rc = blobs_sweep(t->blobs, &(struct blob_broom){ 2000, 100, is_hello, &asked, 10 }, &done, &t->e);
		assert_true(rc >= 0 && done.contents <= 10);
		gone += done.contents;
		rounds++;
	} while (rc > 0);
	assert_int_equal(gone, 35);
	assert_int_equal(asked, 36);
	assert_in_range(rounds, 4, 5);
	assert_int_equal(blob_has(t->blobs, HELLO, &t->e), 1);
	assert_int_equal(
		blobs_sweep(t->blobs, &(struct blob_broom){ 2000, 100, is_hello, &asked, 10 }, &done, &t->e), 0);
	assert_int_equal(asked, 37);
}

static int sends_it_again(void *context, const char *name, struct err *e)
{
	struct test *t = context;
	char same[BLOB_NAME];

	must(t, blob_put(t->blobs, STR("orphan"), same, e));
	assert_string_equal(same, name);
	return 0;
}

static void what_is_sent_again_meanwhile_stays(void **state)
{
	struct test *t = *state;
	char name[BLOB_NAME];
	struct blob_sweep done;

	must(t, blob_put(t->blobs, STR("orphan"), name, &t->e));
	age_content(t, name, 1000);
	must(t, blobs_sweep(t->blobs, &(struct blob_broom){ 2000, 100, sends_it_again, t, 0 }, &done, &t->e));
	assert_int_equal(done.contents, 0);
	assert_int_equal(blob_has(t->blobs, name, &t->e), 1);
}

static void the_storage_is_read_through(void **state)
{
	struct test *t = *state;
	char name[BLOB_NAME], path[128];
	int64_t size = 0;
	size_t stored = 0;

	must(t, blob_put(t->blobs, STR("abcde"), name, &t->e));
	must(t, blob_verify(t->blobs, name, &size, &t->e));
	assert_int_equal(size, 5);
	snprintf(path, sizeof path, "/bihuan/%.2s/%s", name, name + 2);
	fake_s3_object(t->s3, path, &stored)[0] = 'x';
	expect(t, blob_verify(t->blobs, name, &size, &t->e), ERR_DB);
	expect(t, blob_verify(t->blobs, HELLO, &size, &t->e), ERR_NOTFOUND);
	expect(t, blob_verify(t->blobs, "../secret", &size, &t->e), ERR_NOTFOUND);
	fake_s3_answer(t->s3, 503);
	expect(t, blob_verify(t->blobs, name, &size, &t->e), ERR_IO); /* what does not answer is not damaged */
}

#define ON_DISK(test) cmocka_unit_test_setup_teardown(test, open_disk, close_test)
#define ON_S3(test)                                                                                                    \
	{                                                                                                              \
		"s3: " #test, test, open_s3, close_test, NULL                                                          \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_DISK(parts_are_sent_again_from_where_they_stopped),
		ON_DISK(names_lead_nowhere_else),
		ON_DISK(ranges),
		ON_DISK(damage_is_never_handed_out),
		ON_DISK(large_files_come_in_pieces),
		ON_DISK(a_disk_that_fails_leaves_nothing_half),
		ON_DISK(what_nobody_names_goes_after_a_while),
		ON_DISK(a_sweep_goes_on_where_it_ended),
		ON_DISK(what_is_sent_again_meanwhile_stays),
		ON_S3(parts_are_sent_again_from_where_they_stopped),
		ON_S3(names_lead_nowhere_else),
		ON_S3(ranges),
		ON_S3(damage_in_the_storage),
		ON_S3(large_files_come_in_pieces),
		ON_S3(a_wrong_secret_is_refused),
		ON_S3(what_nobody_names_goes_after_a_while),
		ON_S3(a_sweep_goes_on_where_it_ended),
		ON_S3(what_is_sent_again_meanwhile_stays),
		ON_S3(the_storage_is_read_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
